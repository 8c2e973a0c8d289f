/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/explain.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/cleanup.h"
#include "base/suggest.h"
#include "cli/command.h"
#include "cli/fingerprints.h"
#include "cli/message.h"
#include "cli/scan.h"

DEFINE_CLEANUP(struct veto_rules *, veto_rules_free)

/* ---- PATH:LINE ------------------------------------------------------------------------------- */

/* Takes `:digits` from the end of `text`. */
static bool take_number(char *text, uint32_t *number)
{
    char *colon = strrchr(text, ':');
    uint64_t value;
    if (!colon || colon == text || !span_to_uint(span_of(colon + 1), &value) || value > UINT32_MAX)
        return false;
    *colon = '\0';
    *number = (uint32_t)value;
    return true;
}

/* `src/app.py:12`, and `src/app.py:12:5` as reports have it. NULL where it is neither. Caller frees. */
static char *split_place(const char *what, uint32_t *line)
{
    cleanup(free_ptr) char *path = strdup(what);
    uint32_t number;
    if (!path || !take_number(path, line))
        return NULL;
    if (access(path, F_OK) < 0 && take_number(path, &number))
        *line = number;
    return *line && access(path, F_OK) == 0 ? take_ptr(&path) : NULL;
}

static int explain_line(const struct settings *settings, const char *path, uint32_t line)
{
    struct stat status;
    size_t shown;
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
        message("%s: is a folder, which has no lines", path);
        return EXIT_USAGE;
    }
    int outcome = explain_place(settings, path, line, NULL, &shown);
    if (outcome == EXIT_CLEAN && shown == 0)
        printf("no rule matches anything on line %u\n", line);
    return outcome;
}

/* ---- FINGERPRINT ----------------------------------------------------------------------------- */

static void print_recorded(const struct named_finding *finding)
{
    printf("found       %s\n", finding->rule);
    explain_field("in", finding->path);
    if (finding->line)
        printf("%-12s%u\n", "line", finding->line);
    explain_field("severity", finding->severity);
    explain_field("confidence", finding->confidence);
    for (int against = 0; against < 2; against++) {
        const char *label = against ? "against" : "for";
        for (size_t i = 0; i < finding->evidence_count; i++) {
            if (finding->evidence[i].against != against)
                continue;
            explain_field(label, finding->evidence[i].text);
            label = "";
        }
    }
    explain_field("fingerprint", finding->fingerprint);
}

static int explain_fingerprint(const struct settings *settings, const struct veto_rules *rules)
{
    struct veto_error error = { 0 };
    struct named_finding finding;
    struct text_list targets = settings->operands;
    size_t shown = 0;
    targets.items++;
    targets.count--;
    if (fingerprint_resolve(&finding, settings->operands.items[0], settings, &targets, false,
                            &error) < 0) {
        message("%s", error.message);
        return EXIT_USAGE;
    }
    if (finding.line && access(finding.path, R_OK) == 0) {
        explain_field("in", finding.path);
        int outcome = explain_place(settings, finding.path, finding.line, finding.rule, &shown);
        if (outcome != EXIT_CLEAN)
            return outcome;
        if (!shown)
            message("it is not there any more; this is what was known of it:");
    }
    if (!shown)
        print_recorded(&finding);
    const struct veto_rule *rule = veto_rules_find(rules, finding.rule);
    if (!rule)
        return EXIT_CLEAN;
    puts("\nThe rule:\n");
    return explain_rule(rules, rule);
}

/* ---- What is meant --------------------------------------------------------------------------- */

static int complain(const struct veto_rules *rules, const char *what)
{
    struct suggestion near = suggest_for(span_of(what));
    for (size_t i = 0; i < veto_rules_count(rules); i++)
        suggest_offer(&near, veto_rules_at(rules, i)->id);
    message("'%s' is no rule, no fingerprint, and no file with a line (PATH:LINE)%s", what,
            suggest_text(&near, ""));
    return EXIT_USAGE;
}

static int run_explain(const struct settings *settings)
{
    cleanup(veto_rules_free_ptr) struct veto_rules *rules = NULL;
    struct veto_rules_options options = scan_rules_options(settings);
    struct veto_error error = { 0 };
    uint32_t line = 0;
    if (settings->operands.count == 0) {
        message("say what: veto explain FINGERPRINT|RULE|PATH:LINE");
        return EXIT_USAGE;
    }
    const char *what = settings->operands.items[0];
    cleanup(free_ptr) char *path = split_place(what, &line);
    if (path)
        return explain_line(settings, path, line);
    options.with_optional = true;
    if (veto_rules_load(&rules, &options, &error) < 0) {
        message("%s", error.message);
        return EXIT_USAGE;
    }
    const struct veto_rule *rule = veto_rules_find(rules, what);
    if (rule)
        return explain_rule(rules, rule);
    return fingerprint_looks(what) ? explain_fingerprint(settings, rules) : complain(rules, what);
}

const struct command command_explain = {
    .name = "explain",
    .bit = COMMAND_EXPLAIN,
    .operands = "[OPTION...] FINGERPRINT|RULE|PATH:LINE [TARGET...]",
    .summary = "tell what spoke for a finding and against it, or what a rule is after",
    .details = "A fingerprint, or its front from eight digits on, is looked for among the findings of "
               "the last scan, or in --report FILE; else the targets, or the working directory, are "
               "scanned. Of a rule it tells why, what it matches in words, what else it asks, and "
               "what to do. Of a line it tells every candidate, found or judged away. Secrets are "
               "redacted.",
    .examples = { { "veto explain src/app.py:12", "why that line is found, or is not" },
                  { "veto explain cc63e8e9", "a finding, by the front of its fingerprint" },
                  { "veto explain github-pat", "a rule" } },
    .takes_files = true,
    .run = run_explain,
};
