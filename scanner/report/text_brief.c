/* SPDX-License-Identifier: Apache-2.0 */
/* Many findings: one line each, grouped by rule, the worst first. */
#include "report/text.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "policy/verdict.h"

enum { SECRET_COLUMNS = 40 };

static int compare_findings(const void *left, const void *right)
{
    const struct veto_finding *a = *(const struct veto_finding *const *)left;
    const struct veto_finding *b = *(const struct veto_finding *const *)right;
    if (a->in_base != b->in_base)
        return a->in_base ? 1 : -1;
    if (a->rule->severity != b->rule->severity)
        return a->rule->severity > b->rule->severity ? -1 : 1;
    int order = strcmp(a->rule->id, b->rule->id);
    if (order)
        return order;
    /* Findings of one array, in the order of places: their addresses are that order. */
    return (a > b) - (a < b);
}

static void put_group(struct text *text, const struct veto_finding *first, size_t count)
{
    const struct veto_rule *rule = first->rule;
    text_style(text, text_style_of(rule->severity));
    buf_printf(&text->out, "%s[%s]", veto_severity_name(rule->severity), rule->id);
    text_style(text, STYLE_BOLD);
    buf_append_char(&text->out, ' ');
    text_put(text, rule->title);
    text_style(text, STYLE_PLAIN);
    buf_printf(&text->out, "%s: %zu\n", first->in_base ? ", in the base image" : "", count);
    if (rule->fix[0])
        text_note(text, "fix", span_of(rule->fix));
}

static void put_line(struct text *text, const struct veto_finding *finding)
{
    text_spaces(text, 2);
    text_append_place(&text->out, &finding->place);
    if (finding->secret[0] && text_columns(span_of(finding->secret)) <= SECRET_COLUMNS) {
        text_spaces(text, 2);
        text_put(text, finding->secret);
    }
    text_spaces(text, 2);
    if (finding->severity != finding->rule->severity)
        buf_printf(&text->out, "%s, ", veto_severity_name(finding->severity));
    buf_printf(&text->out, "%s%s\n", veto_confidence_name(finding->confidence),
               finding->blocks ? ", blocks" : "");
    text_flush(text);
}

/* How many from `first` on are of one rule. */
static size_t group_size(const struct veto_finding **findings, size_t first, size_t count)
{
    size_t size = 1;
    const struct veto_finding *one = findings[first];
    while (first + size < count && findings[first + size]->in_base == one->in_base &&
           strcmp(one->rule->id, findings[first + size]->rule->id) == 0)
        size++;
    return size;
}

void text_brief(struct text *text, const struct veto_result *result)
{
    cleanup(free_ptr) const struct veto_finding **sorted =
            calloc(result->finding_count, sizeof(*sorted));
    if (!sorted) {
        text->failed = true;
        return;
    }
    size_t count = 0;
    for (size_t i = 0; i < result->finding_count; i++)
        if (verdict_is_open(&result->findings[i]))
            sorted[count++] = &result->findings[i];
    qsort(sorted, count, sizeof(*sorted), compare_findings);

    for (size_t i = 0, size; i < count; i += size) {
        size = group_size(sorted, i, count);
        put_group(text, sorted[i], size);
        for (size_t k = 0; k < size; k++)
            put_line(text, sorted[i + k]);
        buf_append_char(&text->out, '\n');
    }
    text_flush(text);
}
