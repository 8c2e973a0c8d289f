/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/utf.h"
#include "cli/command.h"
#include "cli/explain.h"
#include "cli/message.h"
#include "cli/scan.h"

enum { TEXT_MAX = 1 << 20 };

DEFINE_CLEANUP(struct veto_rules *, veto_rules_free)
DEFINE_CLEANUP(struct veto_scan *, veto_scan_free)
DEFINE_CLEANUP(struct veto_policy *, veto_policy_free)

/* ---- One of them ----------------------------------------------------------------------------- */

static void print_evidence(const struct veto_evidence *evidence, size_t count)
{
    for (int against = 0; against < 2; against++) {
        const char *label = against ? "against" : "for";
        for (size_t i = 0; i < count; i++) {
            cleanup(buf_release) struct buf text = buf_make(TEXT_MAX);
            if (evidence[i].against != against)
                continue;
            if (evidence[i].weight)
                buf_printf(&text, "%+d ", evidence[i].weight);
            buf_append_text(&text, evidence[i].text);
            explain_field(label, buf_span(&text).data);
            label = "";
        }
    }
}

static void print_line(const struct veto_place *place, const char *snippet, const char *decoding)
{
    printf("%-12s%u:%u\n", "at", place->region.start_line, place->region.start_column);
    explain_field("line", snippet);
    explain_field("decoded", decoding);
}

static const char *blocking_words(const struct veto_finding *finding, enum veto_severity fail_on)
{
    if (finding->blocks)
        return "it blocks";
    if (finding->suppression)
        return "it is allowed, and does not block";
    if (finding->severity < fail_on)
        return "it does not block: the severity is too low";
    return "it does not block: it is not likely enough";
}

static void print_finding(const struct veto_finding *finding, enum veto_severity fail_on)
{
    const struct veto_rule *rule = finding->rule;
    cleanup(buf_release) struct buf text = buf_make(TEXT_MAX);
    printf("found       %s\n", rule->id);
    explain_field("", rule->title);
    print_line(&finding->place, finding->snippet, finding->decoding);
    buf_printf(&text, "%s", veto_severity_name(finding->severity));
    if (finding->severity != rule->severity)
        buf_printf(&text, " here, %s by the rule", veto_severity_name(rule->severity));
    buf_printf(&text, "; %s; %s", veto_confidence_name(finding->confidence),
               blocking_words(finding, fail_on));
    explain_field("severity", buf_span(&text).data);
    print_evidence(finding->evidence, finding->evidence_count);
    if (finding->suppression) {
        explain_field("allowed by", finding->suppression->by);
        explain_field("", finding->suppression->reason);
    }
    for (size_t i = 0; i < finding->also_rule_count; i++)
        explain_field(i ? "" : "also seen", finding->also_rules[i]);
    explain_field("fix", rule->fix);
    explain_field("fingerprint", finding->fingerprint);
}

static void print_dropped(const struct veto_dropped *dropped)
{
    printf("judged away %s\n", dropped->rule->id);
    explain_field("", dropped->rule->title);
    print_line(&dropped->place, dropped->snippet, dropped->decoding);
    explain_field("because", dropped->text);
    print_evidence(dropped->evidence, dropped->evidence_count);
}

/* ---- All on the line ------------------------------------------------------------------------- */

static bool covers(const struct veto_place *place, uint32_t line)
{
    return place->region.start_line <= line && line <= place->region.end_line;
}

static bool is_on_line(const struct veto_finding *finding, uint32_t line)
{
    bool found = covers(&finding->place, line);
    for (size_t i = 0; i < finding->also_count; i++)
        found |= covers(&finding->also[i], line);
    return found;
}

static bool is_asked(const struct veto_rule *rule, const char *asked)
{
    return !asked || strcmp(rule->id, asked) == 0;
}

static void print_all(const struct veto_result *result, uint32_t line, const char *rule,
                      size_t *shown)
{
    for (size_t i = 0; i < result->finding_count; i++) {
        const struct veto_finding *finding = &result->findings[i];
        if (!is_on_line(finding, line) || !is_asked(finding->rule, rule))
            continue;
        if ((*shown)++)
            putchar('\n');
        print_finding(finding, result->fail_on);
    }
    for (size_t i = 0; i < result->dropped_count && !rule; i++) {
        const struct veto_dropped *dropped = &result->dropped[i];
        if (!covers(&dropped->place, line))
            continue;
        if ((*shown)++)
            putchar('\n');
        print_dropped(dropped);
    }
    for (size_t i = 0; i < result->problem_count; i++)
        message("%s", result->problems[i].text);
}

static int scan_file(struct veto_scan **scan, const struct veto_rules *rules,
                     const struct veto_policy *policy, const struct settings *settings,
                     const char *path, struct veto_error *error)
{
    struct veto_scan_options options = VETO_SCAN_OPTIONS_INIT;
    if (policy)
        veto_policy_apply(policy, &options);
    options.show_secrets = settings->show_secrets;
    options.explain = options.explain_dropped = true;
    if (veto_scan_create(scan, rules, &options, error) < 0 ||
        veto_scan_add_path(*scan, path, error) < 0)
        return -1;
    return veto_scan_run(*scan, error);
}

int explain_place(const struct settings *settings, const char *path, uint32_t line,
                  const char *rule, size_t *shown)
{
    cleanup(veto_policy_free_ptr) struct veto_policy *policy = NULL;
    cleanup(veto_rules_free_ptr) struct veto_rules *rules = NULL;
    cleanup(veto_scan_free_ptr) struct veto_scan *scan = NULL;
    struct veto_error error = { 0 };
    struct settings named = *settings;
    const char *operand = path;
    named.operands = (struct text_list){ .items = &operand, .count = 1 };
    struct veto_rules_options rules_options = scan_rules_options(settings);
    *shown = 0;
    if (scan_load_policy(&policy, &named, &error) == 0) {
        rules_options.policy = policy;
        if (veto_rules_load(&rules, &rules_options, &error) == 0 &&
            scan_file(&scan, rules, policy, settings, path, &error) == 0) {
            print_all(veto_scan_result(scan), line, rule, shown);
            return EXIT_CLEAN;
        }
    }
    message("%s", error.message);
    return EXIT_USAGE;
}
