/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/looks_text.h"

#include "base/ascii.h"

bool looks_escaped(struct span value)
{
    size_t escapes = 0;
    for (size_t i = 0; i < value.len; i++) {
        struct span rest = span_from(value, i);
        if (rest.len >= 6 && span_starts(rest, SPAN("\\u"))) {
            escapes++;
            i += 5;
        } else if (!ascii_is_alpha(value.data[i]) && !memchr(".:-_,\\ ", value.data[i], 7)) {
            return false;
        }
    }
    return escapes > 0;
}
