/* SPDX-License-Identifier: Apache-2.0 */
#include "report/sarif.h"

#include "base/utf.h"
#include "report/place.h"

void sarif_put_message(struct sarif *sarif, const char *key)
{
    json_put_open(&sarif->json, key, '{');
    json_put_span(&sarif->json, "text", buf_span(&sarif->text));
    json_close(&sarif->json, '}');
}

void sarif_escape(struct sarif *sarif, struct span text)
{
    while (text.len) {
        size_t len = 0;
        while (len < text.len && !(text.data[len] && strchr("[]\\", text.data[len])))
            len++;
        utf_append_printable(&sarif->text, span_sub(text, 0, len), false);
        text = span_from(text, len);
        if (!text.len)
            break;
        buf_append_char(&sarif->text, '\\');
        buf_append_char(&sarif->text, text.data[0]);
        text = span_from(text, 1);
    }
}

void sarif_escape_text(struct sarif *sarif, const char *text)
{
    sarif_escape(sarif, span_of(text));
}

void sarif_escape_place(struct sarif *sarif, const struct veto_origin *origin,
                        void (*append)(struct buf *to, const struct veto_origin *origin))
{
    struct buf place = buf_make(PLACE_TEXT_MAX);
    append(&place, origin);
    sarif_escape(sarif, buf_span(&place));
    buf_release(&place);
}

void sarif_put_place(struct sarif *sarif, const char *key, const struct veto_origin *origin,
                     void (*append)(struct buf *to, const struct veto_origin *origin))
{
    struct buf place = buf_make(PLACE_TEXT_MAX);
    append(&place, origin);
    json_put_span(&sarif->json, key, buf_span(&place));
    buf_release(&place);
}

struct span sarif_cut(struct span text, size_t count)
{
    struct span rest = text;
    for (size_t i = 0; i < count && rest.len; i++) {
        size_t len;
        utf_decode(rest, &len);
        rest = span_from(rest, len);
    }
    return span_sub(text, 0, text.len - rest.len);
}

void sarif_put_sentence(struct sarif *sarif, const char *key, const char *text)
{
    struct span trimmed = span_trim(span_of(text));
    while (span_ends(trimmed, SPAN(".")))
        trimmed.len--;
    struct span kept = sarif_cut(trimmed, SARIF_TEXT_MAX - 2);
    buf_clear(&sarif->text);
    utf_append_printable(&sarif->text, kept, true);
    buf_append_text(&sarif->text, kept.len < trimmed.len ? "…." : ".");
    sarif_put_message(sarif, key);
}
