/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/compose/parts.h"

/* From the Compose Specification, with what older versions of it had. */
static const char *const service_keys[] = {
    "annotations",
    "attach",
    "blkio_config",
    "build",
    "cap_add",
    "cap_drop",
    "cgroup",
    "cgroup_parent",
    "command",
    "configs",
    "container_name",
    "cpu_count",
    "cpu_percent",
    "cpu_period",
    "cpu_quota",
    "cpu_rt_period",
    "cpu_rt_runtime",
    "cpu_shares",
    "cpus",
    "cpuset",
    "credential_spec",
    "depends_on",
    "deploy",
    "develop",
    "device_cgroup_rules",
    "devices",
    "dns",
    "dns_opt",
    "dns_search",
    "domainname",
    "driver_opts",
    "entrypoint",
    "env_file",
    "environment",
    "expose",
    "extends",
    "external_links",
    "extra_hosts",
    "gpus",
    "group_add",
    "healthcheck",
    "hostname",
    "image",
    "init",
    "ipc",
    "isolation",
    "label_file",
    "labels",
    "links",
    "logging",
    "mac_address",
    "mem_limit",
    "mem_reservation",
    "mem_swappiness",
    "memswap_limit",
    "models",
    "network_mode",
    "networks",
    "oom_kill_disable",
    "oom_score_adj",
    "pid",
    "pids_limit",
    "platform",
    "ports",
    "post_start",
    "pre_start",
    "pre_stop",
    "privileged",
    "profiles",
    "provider",
    "pull_policy",
    "pull_refresh_after",
    "read_only",
    "restart",
    "runtime",
    "scale",
    "secrets",
    "security_opt",
    "shm_size",
    "stdin_open",
    "stop_grace_period",
    "stop_signal",
    "storage_opt",
    "sysctls",
    "tmpfs",
    "tty",
    "ulimits",
    "use_api_socket",
    "user",
    "userns_mode",
    "uts",
    "volume_driver",
    "volumes",
    "volumes_from",
    "working_dir",
    "<<",
};

static const char *const project_keys[] = {
    "version", "name",    "services", "networks", "volumes",
    "secrets", "configs", "include",  "models",   "<<",
};

static bool is_known(struct span key, const char *const *keys, size_t count)
{
    if (span_starts(key, SPAN("x-")))
        return true;
    return span_is_one_of(key, keys, count);
}

static void check_keys(struct compose *c, const struct node *object, const char *const *keys,
                       size_t count)
{
    for (const struct node *at = object->children; at; at = at->next) {
        struct place place = line_index_key(&c->lines, &c->put, at);
        if (at->duplicate)
            compose_error(c, "duplicate-key", place);
        else if (!is_known(at->key, keys, count))
            compose_error(c, "unknown-key", place);
    }
}

void compose_schema(struct compose *c)
{
    const struct node *services = node_last_member(c->document, "services");
    check_keys(c, c->document, project_keys, ARRAY_SIZE(project_keys));
    if (!services || services->kind != NODE_OBJECT)
        return;
    for (const struct node *at = services->children; at; at = at->next) {
        if (at->duplicate)
            compose_error(c, "duplicate-key", line_index_key(&c->lines, &c->put, at));
        if (at->kind == NODE_OBJECT && !span_starts(at->key, SPAN("x-")))
            check_keys(c, at, service_keys, ARRAY_SIZE(service_keys));
    }
}
