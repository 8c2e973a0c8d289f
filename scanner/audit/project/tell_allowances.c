/* SPDX-License-Identifier: Apache-2.0 */
/* What a file allows itself in comments: each is a place that the policy does not know of. */
#include "audit/project/tell.h"

#include "base/ascii.h"

static const struct span keyword = { "veto:allow", 10 };

static bool is_name_byte(char c)
{
    return ascii_is_alnum(c) || c == '-' || c == '_' || c == ':' || c == ',' || c == '.';
}

/* The names of rules behind the keyword; empty where a text only speaks of it. */
static struct span names_in(struct span rest)
{
    size_t begin = 0, end;
    while (begin < rest.len && (rest.data[begin] == ' ' || rest.data[begin] == '\t'))
        begin++;
    for (end = begin; end < rest.len && is_name_byte(rest.data[end]); end++)
        ;
    struct span names = span_sub(rest, begin, end - begin);
    bool is_upper = names.len && names.data[0] >= 'A' && names.data[0] <= 'Z';
    return begin && !is_upper ? names : SPAN_EMPTY;
}

void tell_allowances(const struct tell_file *file, const struct note_taker *taker)
{
    struct span rest = file->bytes;
    for (size_t at; (at = span_find(rest, keyword)) != SIZE_MAX;) {
        size_t begin = (size_t)(rest.data - file->bytes.data) + at;
        rest = span_from(rest, at + keyword.len);
        struct span names = names_in(rest);
        if (!names.len)
            continue;
        struct note note = {
            .kind = NOTE_ALLOWANCE,
            .name = names,
            .value = SPAN_EMPTY,
            .begin = begin,
            .end = (size_t)(names.data + names.len - file->bytes.data),
        };
        note_tell(taker, &note);
    }
}
