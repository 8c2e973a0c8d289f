/* SPDX-License-Identifier: Apache-2.0 */
#include "base/utf.h"
#include "doc/jsonpath.h"

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c != '\'' && c != '\\';
}

/* A name of which nothing must be escaped, as most are, at once. */
static bool append_plain_step(struct buf *to, struct span name)
{
    enum { AROUND = 4 }; /* [' and '] */
    for (size_t i = 0; i < name.len; i++)
        if (!is_plain((unsigned char)name.data[i]))
            return false;
    char *room = buf_reserve(to, name.len + AROUND);
    if (!room)
        return true;
    memcpy(room, "['", 2);
    memcpy(room + 2, name.data, name.len);
    memcpy(room + 2 + name.len, "']", 2);
    room[name.len + AROUND] = '\0';
    to->len += name.len + AROUND;
    return true;
}

/* Within single quotes (RFC 9535 §2.7): what must be escaped is, and in one way only. */
static void append_name(struct buf *to, struct span name)
{
    static const char controls[][3] = {
        ['\b'] = "\\b", ['\t'] = "\\t", ['\n'] = "\\n", ['\f'] = "\\f", ['\r'] = "\\r",
    };
    size_t plain = 0;
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.data[i];
        if (is_plain(c))
            continue;
        buf_append(to, span_sub(name, plain, i - plain));
        plain = i + 1;
        if (c < ARRAY_SIZE(controls) && controls[c][0])
            buf_append_text(to, controls[c]);
        else if (c < 0x20)
            buf_printf(to, "\\u%04x", c);
        else
            buf_printf(to, "\\%c", c);
    }
    buf_append(to, span_from(name, plain));
}

static void append_step(struct buf *to, const struct jsonpath_place *place)
{
    if (place->parent->node->kind == NODE_ARRAY) {
        buf_append_char(to, '[');
        buf_append_number(to, place->index);
        buf_append_char(to, ']');
        return;
    }
    if (append_plain_step(to, place->node->key))
        return;
    buf_append_text(to, "['");
    append_name(to, place->node->key);
    buf_append_text(to, "']");
}

bool jsonpath_append_path(struct buf *to, const struct jsonpath_place *place)
{
    if (!place->parent)
        return buf_append_char(to, '$');
    jsonpath_append_path(to, place->parent);
    append_step(to, place);
    return !to->failed;
}
