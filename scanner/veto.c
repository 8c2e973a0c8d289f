/* SPDX-License-Identifier: Apache-2.0 */
/* The façade: the public header, implemented by calling the rooms. Nothing is decided here. */
#include "veto/veto.h"

#include <errno.h>

#include "authoring/import.h"
#include "authoring/import_policy.h"
#include "authoring/peers.h"
#include "authoring/query.h"
#include "authoring/rules_diff.h"
#include "authoring/rules_new.h"
#include "authoring/selftest.h"
#include "authoring/shown_example.h"
#include "base/cleanup.h"
#include "base/file.h"
#include "policy/date.h"
#include "policy/edit.h"
#include "policy/schema.h"
#include "policy/show.h"
#include "policy/verdict.h"
#include "report/baseline.h"
#include "report/format.h"
#include "rule/conditions.h"
#include "run/bound.h"
#include "run/made_up.h"
#include "run/policy_place.h"
#include "run/profiles.h"
#include "run/run.h"
#include "run/versions.h"

/* ---- Names ------------------------------------------------------------------------------------- */

const char *veto_severity_name(enum veto_severity severity)
{
    static const char *const names[] = {
        [VETO_SEVERITY_NOTE] = "note",         [VETO_SEVERITY_LOW] = "low",
        [VETO_SEVERITY_MEDIUM] = "medium",     [VETO_SEVERITY_HIGH] = "high",
        [VETO_SEVERITY_CRITICAL] = "critical", [VETO_SEVERITY_NONE] = "none",
    };
    return names[severity];
}

const char *veto_confidence_name(enum veto_confidence confidence)
{
    static const char *const names[] = {
        [VETO_CONFIDENCE_POSSIBLE] = "possible",
        [VETO_CONFIDENCE_LIKELY] = "likely",
        [VETO_CONFIDENCE_FIRM] = "firm",
        [VETO_CONFIDENCE_CERTAIN] = "certain",
    };
    return names[confidence];
}

const char *veto_version(void)
{
    return "veto " VETO_VERSION;
}

void veto_print_versions(FILE *to)
{
    versions_print(to);
}

/* ---- Rules ------------------------------------------------------------------------------------- */

int veto_rules_load(struct veto_rules **out, const struct veto_rules_options *options,
                    struct veto_error *error)
{
    static const struct veto_rules_options defaults = VETO_RULES_OPTIONS_INIT;
    if (options && options->size != sizeof(*options))
        return error_set(error, VETO_ERROR_USAGE, "options of another version of libveto");
    return rules_load(out, options ? options : &defaults, error);
}

void veto_rules_free(struct veto_rules *rules)
{
    rules_free(rules);
}

size_t veto_rules_count(const struct veto_rules *rules)
{
    return rules->enabled_count;
}

const struct veto_rule *veto_rules_at(const struct veto_rules *rules, size_t index)
{
    return index < rules->enabled_count ? &rules->enabled[index]->public : NULL;
}

const struct veto_rule *veto_rules_find(const struct veto_rules *rules, const char *id)
{
    const struct rule *rule = rules_find(rules, id);
    return rule ? &rule->public : NULL;
}

int veto_rules_example(const struct veto_rule *rule, FILE *to, bool whole, struct veto_error *error)
{
    return made_up_example(rule, to, whole, error);
}

int veto_rules_new(const char *kind, FILE *to, struct veto_error *error)
{
    return rules_new(kind, to, error);
}

int veto_rules_diff(const char *before, const char *after, bool json, FILE *to,
                    struct veto_error *error)
{
    return rules_diff(before, after, json, to, error);
}

int veto_rules_import(const char *path, FILE *to, void (*say)(const char *line, void *payload),
                      void *payload, struct veto_error *error)
{
    return import_file(path, to, say, payload, error);
}

const char *veto_peer_name(size_t index)
{
    return peer_name(index);
}

int veto_peer_create(struct veto_peer **out, const struct veto_rules *rules, const char *name,
                     struct veto_error *error)
{
    return peer_create(out, rules, name, error);
}

void veto_peer_free(struct veto_peer *peer)
{
    peer_free(peer);
}

/* Every struct veto_rule that this library gives out is the front of a struct rule. */
static const struct rule *whole_rule(const struct veto_rule *rule)
{
    return (const struct rule *)((const char *)rule - offsetof(struct rule, public));
}

bool veto_rule_condition(const struct veto_rule *rule, size_t index, char *text, size_t size)
{
    struct buf words = buf_make(1024 * 1024);
    bool has = rule_condition(whole_rule(rule), index, &words);
    snprintf(text, size, "%s", has && words.data ? words.data : "");
    buf_release(&words);
    return has;
}

int veto_rules_print_example(const struct veto_rules *rules, const struct veto_rule *rule,
                             size_t index, FILE *to, struct veto_error *error)
{
    struct buf text = buf_make(64 * 1024 * 1024);
    bool certain = false;
    int status = index < rule->example_count ? shown_example(rules, whole_rule(rule),
                                                             rule->examples[index], &text, &certain,
                                                             error)
                                             : 0;
    if (status == 0 && certain && text.len && fwrite(text.data, text.len, 1, to) != 1)
        status = error_errno(error, errno, "writing");
    buf_release(&text);
    return status;
}

int veto_rules_test(const char *path, void (*say)(const char *line, void *payload),
                    void (*report)(const struct veto_rule_test *test, void *payload), void *payload,
                    struct veto_error *error)
{
    return selftest_packs(path, say, report, payload, error);
}

/* ---- Policies ---------------------------------------------------------------------------------- */

DEFINE_CLEANUP(struct veto_policy *, policy_free)

int veto_policy_load(struct veto_policy **out, const char *path, struct veto_error *error)
{
    struct span profile;
    if (profile_find(path, &profile))
        return policy_load_text(out, path, profile, NULL, NULL, error);
    return policy_load(out, path, NULL, NULL, error);
}

const char *veto_policy_name(size_t index)
{
    return profile_name(index);
}

int veto_policy_import(const char *name, struct veto_bytes bytes, const struct veto_rules *rules,
                       FILE *to, void (*say)(const char *line, void *payload), void *payload,
                       struct veto_error *error)
{
    return import_policy(name, span_from_bytes(bytes), rules, to, say, payload, error);
}

void veto_policy_free(struct veto_policy *policy)
{
    policy_free(policy);
}

int veto_policy_find(char **path, const char *target, struct veto_error *error)
{
    return policy_place_find(path, target, error);
}

int veto_policy_place(char **path, const char *target, struct veto_error *error)
{
    return policy_place_make(path, target, error);
}

int veto_policy_check(const char *path, const struct veto_rules *rules,
                      void (*say)(const char *line, void *payload), void *payload,
                      struct veto_error *error)
{
    cleanup(policy_free_ptr) struct veto_policy *policy = NULL;
    struct span profile;
    int mistakes = profile_find(path, &profile)
                           ? policy_load_text(&policy, path, profile, say, payload, error)
                           : policy_load(&policy, path, say, payload, error);
    if (mistakes == 0)
        mistakes = bound_check(policy, rules, say, payload, error);
    return mistakes == 0 ? selftest_policy(policy, say, payload, error) : mistakes;
}

int veto_policy_print(const struct veto_policy *policy, FILE *to, struct veto_error *error)
{
    return policy_show(policy, to, error);
}

int veto_policy_schema(FILE *to, struct veto_error *error)
{
    return policy_schema_write(to, error);
}

void veto_policy_day(unsigned days, char out[11])
{
    date_format(date_today() + days, out);
}

int veto_policy_add(const char *path, const struct veto_exception *exception, FILE *diff,
                    struct veto_error *error)
{
    struct span profile;
    if (profile_find(path, &profile))
        return error_set(error, VETO_ERROR_USAGE, "%s: is a built-in policy: name a file", path);
    return policy_edit_add(path, exception, diff, error);
}

void veto_policy_apply(const struct veto_policy *policy, struct veto_scan_options *options)
{
    const struct policy_limits *limits = &policy->limits;
    options->policy = policy;
    if (policy->fail_on != POLICY_UNSAID)
        options->fail_on = (enum veto_severity)policy->fail_on;
    if (limits->has_max_size)
        options->max_size = limits->max_size;
    if (limits->has_max_depth)
        options->max_depth = (int)limits->max_depth;
    if (limits->has_max_ratio)
        options->max_ratio = limits->max_ratio;
    if (limits->has_timeout)
        options->timeout = limits->timeout;
    if (limits->has_memory)
        options->memory = limits->memory;
}

/* ---- Scanning ---------------------------------------------------------------------------------- */

int veto_scan_create(struct veto_scan **out, const struct veto_rules *rules,
                     const struct veto_scan_options *options, struct veto_error *error)
{
    static const struct veto_scan_options defaults = VETO_SCAN_OPTIONS_INIT;
    if (options && options->size != sizeof(*options))
        return error_set(error, VETO_ERROR_USAGE, "options of another version of libveto");
    return run_create(out, rules, options ? options : &defaults, error);
}

void veto_scan_free(struct veto_scan *scan)
{
    run_free(scan);
}

int veto_scan_add_path(struct veto_scan *scan, const char *path, struct veto_error *error)
{
    return run_add_path(scan, path, error);
}

int veto_scan_add_files(struct veto_scan *scan, const char *root, const struct veto_bytes *paths,
                        size_t count, struct veto_error *error)
{
    return run_add_files(scan, root, paths, count, error);
}

int veto_scan_add_memory(struct veto_scan *scan, const char *name, struct veto_bytes bytes,
                         struct veto_error *error)
{
    return run_add_memory(scan, name, span_from_bytes(bytes), error);
}

int veto_scan_add_stream(struct veto_scan *scan, const char *name, int fd, struct veto_error *error)
{
    return run_add_stream(scan, name, fd, error);
}

int veto_scan_run(struct veto_scan *scan, struct veto_error *error)
{
    return run_scan(scan, error);
}

void veto_scan_interrupt(struct veto_scan *scan)
{
    run_interrupt(scan);
}

const struct veto_result *veto_scan_result(const struct veto_scan *scan)
{
    return run_result(scan);
}

int veto_exit_status(const struct veto_result *result)
{
    return verdict_exit_status(result);
}

/* ---- Reports ----------------------------------------------------------------------------------- */

const char *veto_report_format(size_t index)
{
    const struct report_format *format = report_format_at(index);
    return format ? format->name : NULL;
}

const char *veto_report_format_of(const char *path)
{
    const struct report_format *format;
    for (size_t i = 0; (format = report_format_at(i)); i++)
        if (span_ends_nocase(span_of(path), span_of(format->suffix)))
            return format->name;
    return NULL;
}

static const struct report_format *find_format(const char *name, struct veto_error *error)
{
    const struct report_format *format = report_format_find(name);
    if (!format)
        error_set(error, VETO_ERROR_USAGE, "no report format is called %s", name);
    return format;
}

int veto_report_write(const struct veto_result *result, const char *format,
                      const struct veto_report_options *options, FILE *to, struct veto_error *error)
{
    static const struct veto_report_options defaults = VETO_REPORT_OPTIONS_INIT;
    const struct report_format *found = find_format(format, error);
    if (!found || found->write(result, options ? options : &defaults, to, error) < 0)
        return -1;
    if (fflush(to) != 0)
        return error_errno(error, errno, "cannot write the report");
    return 0;
}

int veto_report_save(const struct veto_result *result, const char *format,
                     const struct veto_report_options *options, const char *path,
                     struct veto_error *error)
{
    struct file_output output;
    if (file_output_open(&output, path, error) < 0)
        return -1;
    if (veto_report_write(result, format, options, output.stream, error) < 0) {
        file_output_abort(&output);
        return error_wrap(error, "%s", path);
    }
    return file_output_commit(&output, error);
}

int veto_baseline_save(const struct veto_result *result, const char *path,
                       struct veto_error *error)
{
    struct file_output output;
    if (result->interrupted || result->timed_out)
        return error_set(error, VETO_ERROR_USAGE,
                         "%s: not written: the scan was ended before its end", path);
    if (file_output_open(&output, path, error) < 0)
        return -1;
    if (baseline_write(result, output.stream, error) < 0) {
        file_output_abort(&output);
        return error_wrap(error, "%s", path);
    }
    return file_output_commit(&output, error);
}

/* ---- Documents --------------------------------------------------------------------------------- */

int veto_query(const char *name, struct veto_bytes bytes, const char *query, unsigned options,
               FILE *to, struct veto_error *error)
{
    return query_print(name, span_from_bytes(bytes), query, options, to, error);
}
