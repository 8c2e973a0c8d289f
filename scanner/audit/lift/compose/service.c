/* SPDX-License-Identifier: Apache-2.0 */
/* Rights, limits and health of a service. */
#include "audit/lift/compose/parts.h"
#include "audit/lift/host.h"
#include "audit/lift/image_reference.h"

/* ---- Rights ---------------------------------------------------------------------------------- */

static void put_user(const struct service *s)
{
    struct put *put = &s->c->put;
    const struct node *node = compose_setting(s, "user");
    struct resolved image = compose_text(s, "image"), user = compose_text(s, "user");
    struct image_reference name = image_reference_of(image.text);
    bool built = compose_setting(s, "build") != NULL;
    struct node *to = put_object(put, s->facts, "user", compose_place(s, node));
    put_bool(put, to, "set", node != NULL, compose_place(s, node));
    if (node && user.known) {
        struct span own = span_sub(user.text, 0, span_find_char(user.text, ':'));
        put_text(put, to, "name", own, put_place(put, node));
        put_bool(put, to, "root", span_is(own, "root") || span_is(own, "0"), put_place(put, node));
    }
    if (!built && image.known) /* of a build, the Dockerfile knows */
        compose_absence(s, to, "missing", !node && !image_is_nonroot(&name), node);
}

static void put_added(const struct service *s, const struct node *item, void *payload)
{
    struct put *put = &s->c->put;
    struct resolved text = compose_is_scalar(item) ? compose_resolve(put, item->text)
                                                   : (struct resolved) { .known = false };
    if (!text.known)
        return;
    struct place at = put_place(put, item);
    struct span name = host_capability(put, text.text);
    struct node *to = put_object(put, payload, "", at);
    put_text(put, to, "name", name, at);
    put_bool(put, to, "dangerous", host_is_dangerous_capability(name), at);
}

static void note_dropped(const struct service *s, const struct node *item, void *payload)
{
    bool *all = payload;
    if (compose_is_scalar(item))
        *all |= span_is(host_capability(&s->c->put, item->text), "ALL");
}

static void put_capabilities(const struct service *s)
{
    struct put *put = &s->c->put;
    bool all = false;
    compose_for_each(
            s, "cap_add", put_added,
            put_array(put, s->facts, "capAdd", compose_place(s, compose_setting(s, "cap_add"))));
    compose_for_each(s, "cap_drop", note_dropped, &all);
    if (all || !s->open)
        put_bool(put, s->facts, "dropsAll", all, compose_place(s, compose_setting(s, "cap_drop")));
}

struct security_options {
    struct node *to;
    const struct node *no_new_privileges;
    bool is_set, unknown;
};

/* `name=value` or `name:value`; a name alone is switched on. */
static void put_option(const struct service *s, const struct node *item, void *payload)
{
    struct put *put = &s->c->put;
    struct security_options *options = payload;
    if (!compose_is_scalar(item))
        return;
    struct resolved text = compose_resolve(put, item->text);
    if (!text.known) {
        options->unknown = true;
        return;
    }
    size_t split = MIN(span_find_char(text.text, '='), span_find_char(text.text, ':'));
    struct span name = span_trim(span_sub(text.text, 0, split));
    struct span value = span_trim(span_from(text.text, split + 1));
    if (span_is(name, "no-new-privileges")) {
        options->no_new_privileges = item;
        options->is_set = !value.len || span_eq_nocase(value, SPAN("true"));
    } else if (span_is(name, "seccomp") || span_is(name, "apparmor")) {
        put_text(put, options->to, name.data[0] == 's' ? "seccomp" : "apparmor",
                 put_lower(put, value), put_place(put, item));
    } else if (span_is(name, "label") && span_ends(value, SPAN("disable"))) {
        put_bool(put, options->to, "labelDisabled", true, put_place(put, item));
    } else if (span_is(name, "systempaths") && span_is(value, "unconfined")) {
        put_bool(put, options->to, "systemPathsUnconfined", true, put_place(put, item));
    }
}

static void put_security(const struct service *s)
{
    struct put *put = &s->c->put;
    const struct node *node = compose_setting(s, "security_opt");
    struct security_options options = {
        .to = put_object(put, s->facts, "securityOpt", compose_place(s, node)),
    };
    compose_for_each(s, "security_opt", put_option, &options);
    const struct node *set = options.no_new_privileges;
    if (!set && (options.unknown || s->open))
        return;
    put_bool(put, options.to, "noNewPrivileges", options.is_set,
             compose_place(s, set ? set : node));
    put_bool(put, options.to, "noNewPrivilegesSet", set != NULL, s->key);
}

static void put_device(const struct service *s, const struct node *item, void *payload)
{
    struct put *put = &s->c->put;
    const struct node *source = item->kind == NODE_OBJECT ? node_last_member(item, "source") : item;
    if (!compose_is_scalar(source))
        return;
    struct resolved text = compose_resolve(put, source->text);
    struct span path = span_sub(text.text, 0, span_find_char(text.text, ':'));
    struct place at = put_place(put, source);
    if (!text.known)
        return;
    struct node *to = put_object(put, payload, "", at);
    put_text(put, to, "path", path, at);
    put_bool(put, to, "raw", host_is_raw_device(path), at);
}

void compose_rights(const struct service *s)
{
    static const char *const texts[][2] = {
        { "pid", "pid" },       { "ipc", "ipc" },
        { "uts", "uts" },       { "usernsMode", "userns_mode" },
        { "cgroup", "cgroup" }, { "cgroupParent", "cgroup_parent" },
    };
    compose_flag(s, "privileged", "privileged");
    compose_flag(s, "readOnly", "read_only");
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        compose_put_text(s, texts[i][0], texts[i][1]);
    put_user(s);
    put_capabilities(s);
    put_security(s);
    compose_for_each(s, "devices", put_device,
                     put_array(&s->c->put, s->facts, "devices",
                               compose_place(s, compose_setting(s, "devices"))));
}

/* ---- Limits ---------------------------------------------------------------------------------- */

/* The innermost of what is written down that could hold the limit. */
static struct place place_of_limits(const struct service *s)
{
    static const char *const paths[] = { "deploy.resources.limits", "deploy.resources", "deploy" };
    for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
        const struct node *node = compose_setting(s, paths[i]);
        if (node && node->kind == NODE_OBJECT)
            return line_index_key(&s->c->lines, &s->c->put, node);
    }
    return s->key;
}

static void put_limit(const struct service *s, struct node *to, const char *key,
                      const char *const *paths, size_t count)
{
    const struct node *found = NULL;
    for (size_t i = 0; i < count && !found; i++) {
        const struct node *node = compose_setting(s, paths[i]);
        /* -1 and 0 are no limit. */
        if (compose_is_scalar(node) && !span_is(node->text, "0") && !span_is(node->text, "-1"))
            found = node;
    }
    if (found || !s->open)
        put_bool(&s->c->put, to, key, found != NULL,
                 found ? put_place(&s->c->put, found) : place_of_limits(s));
}

/* -1 for the soft or the hard limit: none. */
static bool is_unlimited(const struct node *limit)
{
    static const char *const keys[] = { "soft", "hard" };
    if (compose_is_scalar(limit))
        return span_is(limit->text, "-1");
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
        const struct node *one = node_last_member(limit, keys[i]);
        if (compose_is_scalar(one) && span_is(one->text, "-1"))
            return true;
    }
    return false;
}

static void put_ulimits(const struct service *s)
{
    const struct node *limits = compose_setting(s, "ulimits");
    struct node *list = put_array(&s->c->put, s->facts, "unlimited", s->key);
    bool is_map = limits && limits->kind == NODE_OBJECT;
    for (const struct node *at = is_map ? limits->children : NULL; at; at = at->next)
        if (is_unlimited(at))
            put_text(&s->c->put, list, "", at->key, put_place(&s->c->put, at));
}

static void put_restart(const struct service *s)
{
    struct put *put = &s->c->put;
    const struct node *policy = compose_setting(s, "deploy.restart_policy");
    const struct node *node = compose_setting(s, "restart");
    struct resolved text = compose_text(s, "restart");
    const struct node *where = node ? node : policy;
    struct span name = span_sub(text.text, 0, span_find_char(text.text, ':'));
    bool bounded = name.len < text.text.len ||
                   compose_setting(s, "deploy.restart_policy.max_attempts") != NULL;
    if (node && !text.known)
        return;
    if (!node && policy) {
        struct resolved condition = compose_text(s, "deploy.restart_policy.condition");
        name = condition.known ? condition.text : SPAN("any");
    }
    if (!where && s->open)
        return;
    struct node *to = put_object(put, s->facts, "restart", compose_place(s, where));
    put_text(put, to, "policy", where ? name : SPAN("missing"), compose_place(s, where));
    put_bool(put, to, "bounded", bounded, compose_place(s, where));
}

/* `NONE` and `disable` take away what the image has. */
static bool is_disabled(const struct service *s, const struct node **where)
{
    const struct node *disable = compose_setting(s, "healthcheck.disable");
    const struct node *test = compose_setting(s, "healthcheck.test");
    const struct node *word = test && test->kind == NODE_ARRAY ? test->children : test;
    if (compose_is_truth(s, disable)) {
        *where = disable;
        return true;
    }
    *where = test;
    return compose_is_scalar(word) && span_is(span_trim(word->text), "NONE");
}

static void put_health(const struct service *s)
{
    struct put *put = &s->c->put;
    const struct node *check = compose_setting(s, "healthcheck"), *where = NULL;
    bool disabled = check && is_disabled(s, &where);
    if (disabled || check) {
        put_text(put, s->facts, "healthcheck", disabled ? SPAN("none") : SPAN("set"),
                 compose_place(s, disabled ? where : check));
        return;
    }
    bool built = compose_setting(s, "build") != NULL;
    if (!s->open)
        put_text(put, s->facts, "healthcheck", built ? SPAN("build") : SPAN("none"), s->key);
}

static void put_logging(const struct service *s)
{
    struct put *put = &s->c->put;
    const struct node *node = compose_setting(s, "logging.driver");
    struct resolved driver = compose_text(s, "logging.driver");
    if (!node || !driver.known)
        return;
    struct node *to = put_object(put, s->facts, "logging", put_place(put, node));
    put_text(put, to, "driver", driver.text, put_place(put, node));
    put_bool(put, to, "bounded", compose_setting(s, "logging.options.max-size") != NULL,
             put_place(put, node));
}

void compose_limits(const struct service *s)
{
    static const char *const memory[] = { "deploy.resources.limits.memory", "mem_limit" };
    static const char *const cpus[] = { "deploy.resources.limits.cpus", "cpus", "cpu_quota",
                                        "cpu_count", "cpu_percent" };
    static const char *const pids[] = { "deploy.resources.limits.pids", "pids_limit" };
    struct node *to = put_object(&s->c->put, s->facts, "limits", s->key);
    put_limit(s, to, "memory", memory, ARRAY_SIZE(memory));
    put_limit(s, to, "cpus", cpus, ARRAY_SIZE(cpus));
    put_limit(s, to, "pids", pids, ARRAY_SIZE(pids));
    put_ulimits(s);
    put_restart(s);
    put_health(s);
    put_logging(s);
}
