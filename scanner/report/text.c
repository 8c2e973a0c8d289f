/* SPDX-License-Identifier: Apache-2.0 */
/* The report for people: findings whole, or one line each where there are many; the summary. */
#include "report/text.h"

#include "base/table.h"
#include "policy/verdict.h"
#include "report/format.h"

enum { WHOLE_FINDINGS = 50 };

/* What is allowed or was there before is only counted, unless everything is asked for. */
static size_t count_shown(const struct veto_result *result,
                          const struct veto_report_options *options)
{
    return options->verbosity > 0 ? result->finding_count : verdict_open_count(result);
}

/* A rule's help is printed with the first finding of it only. */
static void put_part(struct text *text, const struct veto_result *result, bool verbose,
                     bool in_base, struct table *told)
{
    for (size_t i = 0; i < result->finding_count; i++) {
        const struct veto_finding *finding = &result->findings[i];
        if (finding->in_base != in_base || (!verbose && !verdict_is_open(finding)))
            continue;
        struct span id = span_of(finding->rule->id);
        bool is_first = !table_get(told, id);
        text_finding(text, finding, is_first);
        if (is_first && table_set(told, id, (void *)finding->rule) < 0)
            text->failed = true;
    }
}

/* What somebody put on top of a base image comes first: it is theirs to mend. */
static void put_findings(struct text *text, const struct veto_result *result, bool verbose)
{
    struct table told;
    table_init(&told);
    put_part(text, result, verbose, false, &told);
    put_part(text, result, verbose, true, &told);
    table_release(&told);
}

static int write_text(const struct veto_result *result, const struct veto_report_options *options,
                      FILE *to, struct veto_error *error)
{
    size_t shown = count_shown(result, options);
    if (options->verbosity < 0 && shown == 0 && !result->dropped_count &&
        !verdict_is_incomplete(result))
        return report_finish(to, error);
    struct text text = text_make(to, options);
    bool is_brief = shown > WHOLE_FINDINGS && options->verbosity <= 0;
    if (is_brief)
        text_brief(&text, result);
    else
        put_findings(&text, result, options->verbosity > 0);
    text_dropped(&text, result);
    text_summary(&text, result, options, is_brief);
    bool failed = text.failed;
    text_release(&text);
    if (failed)
        return error_no_memory(error);
    return report_finish(to, error);
}

const struct report_format report_text = {
    .name = "text",
    .suffix = ".txt",
    .write = write_text,
};
