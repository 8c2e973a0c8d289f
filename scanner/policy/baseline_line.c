/* SPDX-License-Identifier: Apache-2.0 */
/* Our own form: a line an entry. */
#include "base/ascii.h"
#include "base/utf.h"
#include "policy/baseline_reader.h"

/* ---- Places ---------------------------------------------------------------------------------- */

/* For an image without a name, which has no place. */
static const char no_place[] = "-";

static bool is_plain(uint32_t code_point)
{
    return code_point > ' ' && code_point != '%' && code_point != UTF_REPLACEMENT &&
           utf_is_printable(code_point);
}

static void append_encoded(struct buf *to, struct span bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        buf_printf(to, "%%%02X", (unsigned char)bytes.data[i]);
}

void baseline_append_place(struct buf *to, struct span place)
{
    if (place.len == 0)
        buf_append_text(to, no_place);
    else if (span_is(place, no_place))
        append_encoded(to, place);
    else
        for (size_t len; place.len; place = span_from(place, len)) {
            uint32_t code_point = utf_decode(place, &len);
            struct span bytes = span_sub(place, 0, len);
            if (is_plain(code_point))
                buf_append(to, bytes);
            else
                append_encoded(to, bytes);
        }
}

/* The byte that three characters stand for, or -1. */
static int encoded_byte(struct span text)
{
    if (text.len < 3 || text.data[0] != '%' || !ascii_is_hex(text.data[1]) ||
        !ascii_is_hex(text.data[2]))
        return -1;
    return ascii_hex_value(text.data[1]) * 16 + ascii_hex_value(text.data[2]);
}

struct span baseline_read_place(struct span text, struct arena *arena)
{
    if (span_is(text, no_place))
        return SPAN_EMPTY;
    char *bytes = arena_alloc(arena, text.len + 1);
    struct span place = { bytes, 0 };
    if (!bytes)
        return place;
    while (text.len) {
        int byte = encoded_byte(text);
        bytes[place.len++] = byte < 0 ? text.data[0] : (char)byte;
        text = span_from(text, byte < 0 ? 1 : 3);
    }
    return place;
}

/* ---- Lines ----------------------------------------------------------------------------------- */

static bool is_hash(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!ascii_is_digit(text.data[i]) && !(text.data[i] >= 'a' && text.data[i] <= 'f'))
            return false;
    return text.len == FINGERPRINT_HEX - 1;
}

static bool is_conflict(struct span line)
{
    return span_starts(line, SPAN("<<<<<<<")) || span_starts(line, SPAN("=======")) ||
           span_starts(line, SPAN(">>>>>>>")) || span_starts(line, SPAN("|||||||"));
}

static bool next_word(struct span *rest, struct span *word)
{
    return span_next_field(rest, ' ', word) && word->len > 0;
}

static int fail(struct veto_error *error, size_t line, const char *why)
{
    return error_set(error, VETO_ERROR_FORMAT, "%zu: %s", line, why);
}

static int read_entry(struct baseline *baseline, struct span line, size_t number,
                      struct veto_error *error)
{
    struct span fingerprint, identity, rule, place = line;
    if (is_conflict(line))
        return fail(error, number, "a conflict of a merge is left here; keep the lines of both "
                                   "sides (`merge=union` in .gitattributes does)");
    if (!next_word(&place, &fingerprint) || !is_hash(fingerprint))
        return fail(error, number, "the fingerprint is not 32 digits of 0-9a-f");
    if (!next_word(&place, &identity) || (!is_hash(identity) && !span_is(identity, "-")))
        return fail(error, number, "the second word is neither an identity nor `-`");
    if (!next_word(&place, &rule) || place.len == 0)
        return fail(error, number, "rule and place are missing: an entry is "
                                   "`fingerprint identity|- rule place`");
    if (table_get(&baseline->fingerprints, fingerprint))
        return 0;
    struct baseline_entry *entry = baseline_add(baseline);
    if (!entry)
        return error_no_memory(error);
    memcpy(entry->fingerprint, fingerprint.data, fingerprint.len);
    if (identity.len > 1)
        memcpy(entry->identity, identity.data, identity.len);
    entry->rule = arena_span(&baseline->arena, rule);
    entry->place = baseline_read_place(place, &baseline->arena);
    if (table_set(&baseline->fingerprints, span_of(entry->fingerprint), entry) < 0)
        return error_no_memory(error);
    return 0;
}

static bool is_salt_name(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!ascii_is_digit(text.data[i]) && !(text.data[i] >= 'a' && text.data[i] <= 'f'))
            return false;
    return text.len == FINGERPRINT_SALT_HEX - 1;
}

/* Branches that were joined may each have brought the first line. */
static int read_header(struct baseline *baseline, struct span line, size_t number,
                       struct veto_error *error)
{
    struct span salt = span_from(line, strlen(BASELINE_HEADER));
    bool has_salt = span_starts(salt, SPAN(BASELINE_SALT));
    if (has_salt)
        salt = span_from(salt, strlen(BASELINE_SALT));
    if (!span_starts(line, SPAN(BASELINE_HEADER)) ||
        (has_salt ? !is_salt_name(salt) : salt.len > 0))
        return error_set(error, VETO_ERROR_FORMAT,
                         "%zu: '%.*s': this veto reads '" BASELINE_HEADER "'", number,
                         (int)MIN(line.len, (size_t)40), line.data);
    if (baseline->salt_line && !span_eq(salt, span_of(baseline->salt)))
        return error_set(error, VETO_ERROR_FORMAT,
                         "%zu: this begins a baseline of another salt than line %zu does", number,
                         baseline->salt_line);
    memcpy(baseline->salt, salt.data, salt.len);
    baseline->salt_line = number;
    return 0;
}

int baseline_read_lines(struct baseline *baseline, struct span text, struct veto_error *error)
{
    struct span line;
    for (size_t number = 1; span_next_line(&text, &line); number++) {
        line = span_trim(line);
        if (line.len == 0 || line.data[0] == '#')
            continue;
        bool is_header = span_starts(line, SPAN("veto-baseline"));
        if ((is_header ? read_header(baseline, line, number, error)
                       : read_entry(baseline, line, number, error)) < 0)
            return -1;
    }
    return 0;
}
