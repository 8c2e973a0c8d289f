/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/fingerprints.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/cleanup.h"
#include "base/file.h"
#include "base/json.h"
#include "cli/last_scan.h"
#include "cli/message.h"
#include "cli/scan.h"

enum { REPORT_MAX = 1 << 30 };

DEFINE_CLEANUP(struct veto_rules *, veto_rules_free)
DEFINE_CLEANUP(struct veto_scan *, veto_scan_free)
DEFINE_CLEANUP(struct veto_policy *, veto_policy_free)

struct search {
    struct span front;
    struct named_finding *found;
    bool several;
};

static void copy_text(char *to, size_t size, struct span text)
{
    snprintf(to, size, "%.*s", (int)MIN(text.len, size - 1), text.data ? text.data : "");
}

#define COPY(member, text) copy_text((member), sizeof(member), (text))

/* The finding to be filled in, where this one is meant and is the first; else NULL. */
static struct named_finding *offer(struct search *search, struct span fingerprint, struct span rule)
{
    struct named_finding *found = search->found;
    if (fingerprint.len != FINGERPRINT_DIGITS || !span_starts(fingerprint, search->front) ||
        span_is(fingerprint, found->fingerprint))
        return NULL;
    if (found->fingerprint[0])
        search->several = true;
    *found = (struct named_finding) { 0 };
    COPY(found->fingerprint, fingerprint);
    COPY(found->rule, rule);
    return found;
}

static void add_evidence(struct named_finding *found, struct span text, bool against)
{
    if (found->evidence_count == NAMED_EVIDENCE)
        return;
    struct named_evidence *next = &found->evidence[found->evidence_count++];
    next->against = against;
    COPY(next->text, text);
}

static void add_all_evidence(struct named_finding *found, const struct json_value *evidence)
{
    for (size_t i = 0; i < json_count(evidence); i++) {
        const struct json_value *one = json_element(evidence, i);
        add_evidence(found, json_text(json_member(one, "text")),
                     json_truth(json_member(one, "against")));
    }
}

/* ---- Reports --------------------------------------------------------------------------------- */

static void offer_finding(struct search *search, const struct json_value *finding)
{
    struct named_finding *found = offer(search, json_text(json_member(finding, "fingerprint")),
                                        json_text(json_member(finding, "rule")));
    if (!found)
        return;
    const struct json_value *path = json_member(finding, "path"); /* of the last scan alone */
    COPY(found->path, json_text(path ? path : json_member(finding, "place")));
    COPY(found->severity, json_text(json_member(finding, "severity")));
    COPY(found->confidence, json_text(json_member(finding, "confidence")));
    found->line = (uint32_t)json_number(json_member(finding, "line"), 0);
    found->guessable = json_truth(json_member(finding, "guessable"));
    add_all_evidence(found, json_member(finding, "evidence"));
}

static void offer_result(struct search *search, const struct json_value *result)
{
    const struct json_value *prints = json_member(result, "fingerprints");
    const struct json_value *properties = json_member(result, "properties");
    const struct json_value *place =
            json_member(json_element(json_member(result, "locations"), 0), "physicalLocation");
    struct named_finding *found = offer(search, json_text(json_member(prints, "vetoFinding/v1")),
                                        json_text(json_member(result, "ruleId")));
    if (!found)
        return;
    COPY(found->path, json_text(json_member(json_member(place, "artifactLocation"), "uri")));
    COPY(found->severity, json_text(json_member(properties, "severity")));
    COPY(found->confidence, json_text(json_member(properties, "confidence")));
    found->line = (uint32_t)json_number(json_member(json_member(place, "region"), "startLine"), 0);
    found->guessable = json_truth(json_member(properties, "guessable"));
    add_all_evidence(found, json_member(properties, "evidence"));
}

static void search_document(struct search *search, const struct json_value *document)
{
    const struct json_value *findings = json_member(document, "findings");
    const struct json_value *runs = json_member(document, "runs");
    offer_finding(search, document); /* a line of JSON lines */
    for (size_t i = 0; i < json_count(findings); i++)
        offer_finding(search, json_element(findings, i));
    for (size_t i = 0; i < json_count(runs); i++) {
        const struct json_value *results = json_member(json_element(runs, i), "results");
        for (size_t k = 0; k < json_count(results); k++)
            offer_result(search, json_element(results, k));
    }
}

static int search_text(struct search *search, struct span text, struct veto_error *error)
{
    struct json_value *document;
    if (json_parse(&document, text, error) < 0)
        return -1;
    search_document(search, document);
    json_release(document);
    return 0;
}

/* One document, or one a line. */
static int search_file(struct search *search, const char *path, struct veto_error *error)
{
    cleanup(buf_release) struct buf text = buf_make(REPORT_MAX);
    if (file_load(path, &text, error) < 0)
        return -1;
    if (search_text(search, buf_span(&text), NULL) == 0)
        return 0;
    struct span rest = buf_span(&text), line;
    while (span_next_line(&rest, &line))
        if (span_trim(line).len && search_text(search, line, error) < 0)
            return error_wrap(error, "%s", path);
    return 0;
}

static void search_last_scan(struct search *search)
{
    cleanup(free_ptr) char *path = last_scan_path();
    if (path && access(path, R_OK) == 0)
        search_file(search, path, NULL);
}

/* ---- A scan ---------------------------------------------------------------------------------- */

static void offer_scanned(struct search *search, const struct veto_finding *finding)
{
    struct named_finding *found =
            offer(search, span_of(finding->fingerprint), span_of(finding->rule->id));
    if (!found)
        return;
    cleanup(free_ptr) char *path = last_scan_file(finding->place.origin);
    COPY(found->path, span_of(path ? path : ""));
    COPY(found->severity, span_of(veto_severity_name(finding->severity)));
    COPY(found->confidence, span_of(veto_confidence_name(finding->confidence)));
    found->line = finding->place.region.start_line;
    found->guessable = finding->guessable;
    for (size_t i = 0; i < finding->evidence_count; i++)
        add_evidence(found, span_of(finding->evidence[i].text), finding->evidence[i].against);
}

static int search_targets(struct search *search, const struct settings *settings,
                          const struct text_list *targets, struct veto_error *error)
{
    cleanup(veto_policy_free_ptr) struct veto_policy *policy = NULL;
    cleanup(veto_rules_free_ptr) struct veto_rules *rules = NULL;
    cleanup(veto_scan_free_ptr) struct veto_scan *scan = NULL;
    struct settings named = *settings;
    named.operands = *targets;
    if (scan_load_policy(&policy, &named, error) < 0)
        return -1;
    struct veto_rules_options rules_options = scan_rules_options(settings);
    rules_options.policy = policy;
    struct veto_scan_options options = VETO_SCAN_OPTIONS_INIT;
    if (policy)
        veto_policy_apply(policy, &options);
    if (veto_rules_load(&rules, &rules_options, error) < 0 ||
        veto_scan_create(&scan, rules, &options, error) < 0)
        return -1;
    for (size_t i = 0; i < targets->count; i++)
        if (veto_scan_add_path(scan, targets->items[i], error) < 0)
            return -1;
    if ((targets->count == 0 && veto_scan_add_path(scan, ".", error) < 0) ||
        veto_scan_run(scan, error) < 0)
        return -1;
    const struct veto_result *result = veto_scan_result(scan);
    for (size_t i = 0; i < result->finding_count; i++)
        offer_scanned(search, &result->findings[i]);
    return 0;
}

/* ---- All of it ------------------------------------------------------------------------------- */

static int check_front(const char *front, struct veto_error *error)
{
    size_t len = strlen(front);
    bool digits = true;
    for (size_t i = 0; i < len; i++)
        digits &= ascii_is_hex(front[i]) && !ascii_is_upper(front[i]);
    if (digits && len >= FINGERPRINT_LEAST && len <= FINGERPRINT_DIGITS)
        return 0;
    return error_set(error, VETO_ERROR_USAGE,
                     "a fingerprint is %d digits of 0-9 and a-f, of which the first %d will do",
                     FINGERPRINT_DIGITS, FINGERPRINT_LEAST);
}

bool fingerprint_looks(const char *text)
{
    return check_front(text, NULL) == 0;
}

int fingerprint_resolve(struct named_finding *out, const char *front,
                        const struct settings *settings, const struct text_list *targets, bool here,
                        struct veto_error *error)
{
    *out = (struct named_finding) { 0 };
    struct search search = { .front = span_of(front), .found = out };
    if (check_front(front, error) < 0)
        return -1;
    if (settings->report && search_file(&search, settings->report, error) < 0)
        return -1;
    if (!settings->report && targets->count == 0 && (!here || last_scan_is_of(targets)))
        search_last_scan(&search);
    if (!settings->report && !out->fingerprint[0]) {
        if (!settings->quiet)
            message("it is not among the findings of the last scan: scanning");
        if (search_targets(&search, settings, targets, error) < 0)
            return -1;
    }
    if (search.several)
        return error_set(error, VETO_ERROR_USAGE,
                         "several fingerprints begin with %s: give more of it", front);
    if (!out->fingerprint[0])
        return error_set(error, VETO_ERROR_USAGE, "no finding has a fingerprint that begins with %s",
                         front);
    return 0;
}
