/* SPDX-License-Identifier: Apache-2.0 */
/* One finding, the way compilers show an error: header, place, line with a caret, notes. */
#include "report/text.h"

#include "base/utf.h"
#include "report/place.h"
#include "unit/origin.h"

enum {
    ALSO_SHOWN = 3,
    ELLIPSIS_COLUMNS = 1,
    SNIPPET_LEAST = 24,
    DIGEST_SHOWN = sizeof("sha256:") - 1 + 12,
};

static const char ellipsis[] = "…";

/* ---- The line -------------------------------------------------------------------------------- */

/* What of the snippet is shown, in columns of the whole snippet. */
struct view {
    int begin, end;             /* shown */
    int caret_begin, caret_end; /* marked */
    int total;
};

static void measure(const struct veto_finding *finding, struct view *view)
{
    struct span rest = span_of(finding->snippet);
    uint64_t caret_end = (uint64_t)finding->caret + finding->caret_length;
    for (uint64_t i = 0; rest.len; i++) {
        size_t len;
        int width = utf_width(utf_decode(rest, &len));
        /* A snippet may end before the match does: then the mark ends with it. */
        view->caret_begin += i < finding->caret ? width : 0;
        view->caret_end += i < caret_end ? width : 0;
        view->total += width;
        rest = span_from(rest, len);
    }
    view->caret_end = MAX(view->caret_end, view->caret_begin + 1);
}

/* Cut to `room` columns around the marked part; one column each side stands for what is cut off. */
static void fit(struct view *view, int room)
{
    view->end = view->total;
    if (view->total <= room)
        return;
    int inner = room - 2 * ELLIPSIS_COLUMNS;
    int marked = MIN(view->caret_end - view->caret_begin, inner);
    view->begin = MAX(0, view->caret_begin - (inner - marked) / 2);
    view->begin = MIN(view->begin, view->total - inner);
    view->end = view->begin + inner;
}

static void put_snippet(struct text *text, const char *snippet, const struct view *view)
{
    struct span rest = span_of(snippet);
    if (view->begin > 0)
        buf_append_text(&text->out, ellipsis);
    for (int column = 0; rest.len;) {
        size_t len;
        int width = utf_width(utf_decode(rest, &len));
        if (column >= view->begin && column + width <= view->end)
            text_put_span(text, span_sub(rest, 0, len));
        column += width;
        rest = span_from(rest, len);
    }
    if (view->end < view->total)
        buf_append_text(&text->out, ellipsis);
    buf_append_char(&text->out, '\n');
}

static void put_caret(struct text *text, const struct view *view, enum text_style style)
{
    int begin = MAX(view->caret_begin, view->begin), end = MIN(view->caret_end, view->end);
    text_spaces(text, begin - view->begin + (view->begin > 0 ? ELLIPSIS_COLUMNS : 0));
    text_style(text, style);
    for (int i = 0; i < MAX(end - begin, 1); i++)
        buf_append_char(&text->out, '^');
    text_style(text, STYLE_PLAIN);
    buf_append_char(&text->out, '\n');
}

static void put_gutter(struct text *text, int digits, uint32_t line)
{
    text_style(text, STYLE_BLUE);
    if (line)
        buf_printf(&text->out, "%*u |", digits, line);
    else
        buf_printf(&text->out, "%*s |", digits, "");
    text_style(text, STYLE_PLAIN);
}

static int gutter_digits(const struct veto_finding *finding)
{
    return MAX(2, snprintf(NULL, 0, "%u", finding->place.region.start_line));
}

static void put_source(struct text *text, const struct veto_finding *finding)
{
    struct view view = { 0 };
    int digits = gutter_digits(finding);
    if (!finding->snippet[0])
        return;
    measure(finding, &view);
    fit(&view, MAX(text->width - digits - 3, (int)SNIPPET_LEAST));

    put_gutter(text, digits, 0);
    buf_append_text(&text->out, "\n");
    put_gutter(text, digits, finding->place.region.start_line);
    buf_append_char(&text->out, ' ');
    put_snippet(text, finding->snippet, &view);
    put_gutter(text, digits, 0);
    buf_append_char(&text->out, ' ');
    put_caret(text, &view, text_style_of(finding->severity));
}

/* ---- The header ------------------------------------------------------------------------------ */

static void put_header(struct text *text, const struct veto_finding *finding)
{
    const struct veto_rule *rule = finding->rule;
    struct buf head = buf_make(PLACE_TEXT_MAX), title = buf_make(PLACE_TEXT_MAX);
    buf_printf(&head, "%s[%s]", veto_severity_name(finding->severity), rule->id);
    buf_append_char(&title, ' ');
    utf_append_printable(&title, span_of(rule->title), false);
    if (finding->severity != rule->severity)
        buf_printf(&title, " (rule: %s)", veto_severity_name(rule->severity));

    const char *belief = veto_confidence_name(finding->confidence);
    const char *blocks = finding->blocks        ? ", blocks"
                         : finding->suppression ? ", allowed"
                         : finding->baseline == VETO_BASELINE_UNCHANGED ? ", unchanged"
                         : finding->in_base                             ? ", in the base"
                                                                        : "";
    int used = text_columns(buf_span(&head)) + text_columns(buf_span(&title)) +
               (int)strlen(belief) + (int)strlen(blocks);

    text_style(text, text_style_of(finding->severity));
    buf_append(&text->out, buf_span(&head));
    text_style(text, STYLE_BOLD);
    buf_append(&text->out, buf_span(&title));
    text_style(text, STYLE_PLAIN);
    text_spaces(text, MAX(2, text->width - used));
    buf_printf(&text->out, "%s%s\n", belief, blocks);
    buf_release(&head);
    buf_release(&title);
}

static void put_arrow(struct text *text, const struct veto_finding *finding)
{
    text_style(text, STYLE_BLUE);
    buf_printf(&text->out, "%*s--> ", gutter_digits(finding), "");
    text_style(text, STYLE_PLAIN);
    text_append_place(&text->out, &finding->place);
    buf_append_char(&text->out, '\n');
}

/* ---- Notes ----------------------------------------------------------------------------------- */

static void put_evidence(struct text *text, const struct veto_finding *finding, bool against)
{
    struct buf words = buf_make(PLACE_TEXT_MAX);
    for (size_t i = 0; i < finding->evidence_count; i++) {
        if (finding->evidence[i].against != against)
            continue;
        buf_append_text(&words, words.len ? "; " : "");
        buf_append_text(&words, finding->evidence[i].text);
    }
    if (words.len)
        text_note(text, against ? "but" : "why", buf_span(&words));
    buf_release(&words);
}

/* `veto:allow: a token of the test server (until 2026-12-31, owner: team-a)` */
static void put_allowed(struct text *text, const struct veto_finding *finding)
{
    const struct veto_suppression *suppression = finding->suppression;
    if (!suppression)
        return;
    struct buf words = buf_make(PLACE_TEXT_MAX);
    buf_append_text(&words, suppression->by);
    if (suppression->reason[0])
        buf_printf(&words, ": %s", suppression->reason);
    if (suppression->expires[0])
        buf_printf(&words, "; until %s", suppression->expires);
    if (suppression->owner[0])
        buf_printf(&words, "; owner: %s", suppression->owner);
    text_note(text, "allowed by", buf_span(&words));
    buf_release(&words);
}

static void put_layer(struct text *text, const struct veto_finding *finding)
{
    const struct veto_origin *link = origin_find(finding->place.origin, VETO_ORIGIN_LAYER);
    if (!link || !link->layer)
        return;
    const struct veto_layer *layer = link->layer;
    struct buf words = buf_make(PLACE_TEXT_MAX);
    buf_printf(&words, "%u", layer->index);
    if (layer->diff_id[0])
        buf_printf(&words, " (%.*s)", (int)DIGEST_SHOWN, layer->diff_id);
    if (finding->in_base)
        buf_append_text(&words, " of the base image");
    if (layer->instruction[0])
        buf_printf(&words, ", made by: %s", layer->instruction);
    text_note(text, "layer", buf_span(&words));
    buf_clear(&words);
    if (finding->state == VETO_STATE_DELETED)
        buf_printf(&words, "deleted by layer %u, but still readable in this one",
                   finding->state_layer);
    else if (finding->state == VETO_STATE_OVERWRITTEN)
        buf_printf(&words, "overwritten by layer %u, but still readable in this one",
                   finding->state_layer);
    if (words.len)
        text_note(text, "state", buf_span(&words));
    buf_release(&words);
}

static void put_also(struct text *text, const struct veto_finding *finding)
{
    struct buf words = buf_make(PLACE_TEXT_MAX);
    if (finding->also_count) {
        text_put_count(&words, finding->also_count, "more place");
        for (size_t i = 0; i < MIN(finding->also_count, (size_t)ALSO_SHOWN); i++) {
            buf_append_text(&words, i ? ", " : " (");
            text_append_place(&words, &finding->also[i]);
        }
        buf_append_text(&words, finding->also_count > ALSO_SHOWN ? ", …)" : ")");
        text_note(text, "also", buf_span(&words));
    }
    buf_clear(&words);
    for (size_t i = 0; i < finding->also_rule_count; i++)
        buf_printf(&words, "%s%s", i ? ", " : "", finding->also_rules[i]);
    if (words.len)
        text_note(text, "also seen by", buf_span(&words));
    buf_release(&words);
}

static void put_parts(struct text *text, const struct veto_finding *finding)
{
    for (size_t i = 0; i < finding->part_count; i++) {
        const struct veto_place place = { finding->place.origin, finding->parts[i].region };
        struct buf words = buf_make(PLACE_TEXT_MAX);
        buf_printf(&words, "%s, ", finding->parts[i].rule->title);
        text_append_place(&words, &place);
        text_note(text, "with", buf_span(&words));
        buf_release(&words);
    }
}

void text_finding(struct text *text, const struct veto_finding *finding, bool with_help)
{
    put_header(text, finding);
    put_arrow(text, finding);
    put_source(text, finding);
    put_evidence(text, finding, false);
    put_evidence(text, finding, true);
    put_allowed(text, finding);
    if (finding->decoding[0])
        text_note(text, "decoded", span_of(finding->decoding));
    put_layer(text, finding);
    put_parts(text, finding);
    put_also(text, finding);
    if (with_help && finding->rule->fix[0])
        text_note(text, "fix", span_of(finding->rule->fix));
    text_note(text, "fingerprint", span_of(finding->fingerprint));
    buf_append_char(&text->out, '\n');
    text_flush(text);
}
