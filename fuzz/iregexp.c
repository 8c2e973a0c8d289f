/* SPDX-License-Identifier: Apache-2.0 */
/* A line of any bytes as an I-Regexp, the rest as the text it is looked for in: every search ends. */
#include <stdlib.h>

#include "base/utf.h"
#include "run/query_regex.h"
#include "target.h"

enum { PATTERN_MAX = 4096, WORK = 1 << 20 };

static void look_for(struct span pattern, bool whole, struct span text)
{
    struct query_regex regex;
    struct veto_error error = { 0 };
    uint64_t work = WORK;
    bool found = false;
    query_regex_init(&regex);
    if (regex.interface.search(pattern, whole, text, &found, &work, &regex, &error) < 0 &&
        error.message[0] == '\0')
        abort();
    query_regex_release(&regex);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span rest = { (const char *)data, size };
    struct span pattern = span_sub(rest, 0, span_find_char(rest, '\n'));
    struct span text = span_from(rest, pattern.len + 1);
    if (pattern.len > PATTERN_MAX || !utf_is_valid(pattern) || !utf_is_valid(text))
        return 0;
    look_for(pattern, false, text);
    look_for(pattern, true, text);
    return 0;
}
