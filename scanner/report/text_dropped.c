/* SPDX-License-Identifier: Apache-2.0 */
/* What was judged away: one line each where that is asked for, and how many for which reason. */
#include "report/text.h"

static void put_one(struct text *text, const struct veto_dropped *dropped)
{
    text_style(text, STYLE_DIM);
    buf_append_text(&text->out, "judged away");
    text_style(text, STYLE_PLAIN);
    buf_printf(&text->out, "[%s] %s\n  ", dropped->rule->id, dropped->text);
    text_style(text, STYLE_BLUE);
    buf_append_text(&text->out, "--> ");
    text_style(text, STYLE_PLAIN);
    text_append_place(&text->out, &dropped->place);
    buf_append_char(&text->out, '\n');
    if (dropped->snippet[0])
        text_note(text, "line", span_of(dropped->snippet));
    if (dropped->decoding[0])
        text_note(text, "decoded", span_of(dropped->decoding));
    for (size_t i = 0; i < dropped->evidence_count; i++)
        text_note(text, dropped->evidence[i].against ? "but" : "why",
                  span_of(dropped->evidence[i].text));
    buf_append_char(&text->out, '\n');
    text_flush(text);
}

void text_dropped(struct text *text, const struct veto_result *result)
{
    for (size_t i = 0; i < result->dropped_count; i++)
        put_one(text, &result->dropped[i]);
    if (result->dropped_unlisted)
        buf_printf(&text->out, "judged away, and not listed: %llu\n\n",
                   (unsigned long long)result->dropped_unlisted);
}

void text_drop_counts(struct text *text, const struct veto_result *result)
{
    if (!result->dropped_candidates)
        return;
    buf_append_text(&text->out, "  judged away: ");
    text_put_count(&text->out, result->dropped_candidates, "candidate");
    for (size_t i = 0; i < result->drop_count_count; i++)
        buf_printf(&text->out, "%s%s %zu", i ? ", " : " (", result->drop_counts[i].reason,
                   result->drop_counts[i].count);
    buf_append_text(&text->out, result->drop_count_count ? ")\n" : "\n");
}
