/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/host.h"

#include "base/ascii.h"

static bool is_below_any(struct span path, const char *const *folders, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct span folder = span_of(folders[i]);
        if (span_starts(path, folder) && (path.len == folder.len || path.data[folder.len] == '/'))
            return true;
    }
    return false;
}

static struct span without_slash(struct span path)
{
    while (path.len > 1 && path.data[path.len - 1] == '/')
        path.len--;
    return path;
}

bool host_is_system_path(struct span path)
{
    static const char *const exact[] = { "/", "/var", "/var/lib", "/home", "/opt", "/srv", "/mnt" };
    static const char *const folders[] = { "/boot",
                                           "/dev",
                                           "/etc",
                                           "/lib",
                                           "/lib64",
                                           "/proc",
                                           "/sys",
                                           "/usr",
                                           "/bin",
                                           "/sbin",
                                           "/root",
                                           "/run",
                                           "/var/run",
                                           "/var/lib/docker",
                                           "/var/lib/containerd",
                                           "/var/lib/kubelet",
                                           "/var/spool/cron" };
    path = without_slash(path);
    return span_is_one_of(path, exact, ARRAY_SIZE(exact)) ||
           is_below_any(path, folders, ARRAY_SIZE(folders));
}

bool host_is_state_path(struct span path)
{
    static const char *const folders[] = { "/var" };
    return is_below_any(without_slash(path), folders, 1);
}

bool host_is_harmless_path(struct span path)
{
    static const char *const folders[] = {
        "/etc/localtime",
        "/etc/timezone",
        "/etc/ssl/certs",
        "/etc/pki/ca-trust",
        "/etc/pki/tls/certs",
        "/usr/share/zoneinfo",
        "/usr/share/ca-certificates",
        "/usr/local/share/ca-certificates",
        "/etc/machine-id",
        "/etc/os-release",
        "/usr/lib/os-release",
        "/dev/shm",
        "/dev/null",
        "/dev/urandom",
        "/dev/random",
        "/dev/dri",
        "/dev/net/tun",
        "/dev/fuse",
    };
    return is_below_any(without_slash(path), folders, ARRAY_SIZE(folders));
}

bool host_is_engine_socket(struct span path)
{
    static const char *const names[] = { "docker.sock", "containerd.sock",  "crio.sock",
                                         "podman.sock", "cri-dockerd.sock", "buildkitd.sock" };
    static const char *const folders[] = { "/run", "/var/run", "/run/docker", "/var/run/docker" };
    path = without_slash(path);
    return span_is_one_of(span_basename(path), names, ARRAY_SIZE(names)) ||
           span_is_one_of(path, folders, ARRAY_SIZE(folders));
}

/* `/dev/sda`, `/dev/nvme0n1`, and parts of them. */
static bool is_disk(struct span name)
{
    static const char *const prefixes[] = { "sd",     "hd",  "vd", "xvd", "nvme",
                                            "mmcblk", "dm-", "md", "loop" };
    for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++) {
        struct span prefix = span_of(prefixes[i]);
        if (span_starts(name, prefix) && name.len > prefix.len && name.len <= prefix.len + 6)
            return true;
    }
    return false;
}

bool host_is_raw_device(struct span path)
{
    static const char *const exact[] = { "/dev",      "/dev/mem",  "/dev/kmem",  "/dev/port",
                                         "/dev/kmsg", "/dev/disk", "/dev/mapper" };
    path = without_slash(path);
    return span_is_one_of(path, exact, ARRAY_SIZE(exact)) ||
           (span_starts(path, SPAN("/dev/")) && is_disk(span_from(path, 5))) ||
           span_starts(path, SPAN("/dev/mapper/")) || span_starts(path, SPAN("/dev/disk/"));
}

struct span host_capability(struct put *put, struct span text)
{
    char *copy = arena_strndup(put->builder.arena, text.len ? text.data : "", text.len);
    put->failed |= !copy;
    for (size_t i = 0; copy && i < text.len; i++)
        copy[i] = ascii_upper(copy[i]);
    struct span name = copy ? (struct span) { copy, text.len } : SPAN_EMPTY;
    return span_starts(name, SPAN("CAP_")) ? span_from(name, 4) : name;
}

bool host_is_dangerous_capability(struct span name)
{
    static const char *const names[] = {
        "ALL",       "SYS_ADMIN",    "SYS_MODULE", "SYS_PTRACE",         "SYS_RAWIO", "SYS_BOOT",
        "SYS_TIME",  "NET_ADMIN",    "NET_RAW",    "DAC_READ_SEARCH",    "BPF",       "PERFMON",
        "MAC_ADMIN", "MAC_OVERRIDE", "SYSLOG",     "CHECKPOINT_RESTORE",
    };
    return span_is_one_of(name, names, ARRAY_SIZE(names));
}

bool host_is_safe_sysctl(struct span name)
{
    static const char *const names[] = {
        "kernel.shm_rmid_forced",
        "net.core.somaxconn",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ping_group_range",
        "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_rmem",
        "net.ipv4.tcp_syncookies",
        "net.ipv4.tcp_wmem",
    };
    return span_is_one_of(name, names, ARRAY_SIZE(names));
}
