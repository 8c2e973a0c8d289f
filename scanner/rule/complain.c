/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/complain.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/utf.h"

void complain_at(struct complaints *complaints, const char *place, const char *key,
                 const char *format, ...)
{
    struct veto_error mistake;
    va_list args;
    va_start(args, format);
    vsnprintf(mistake.message, sizeof(mistake.message), format, args);
    va_end(args);
    if (key)
        error_wrap(&mistake, "%s", key);
    error_wrap(&mistake, "%s", place);
    /* Names of files and pieces of packs are in it: a line for a terminal nevertheless. */
    cleanup(buf_release) struct buf line = buf_make(4 * sizeof(mistake.message));
    utf_append_printable(&line, span_of(mistake.message), false);
    if (complaints->tell)
        complaints->tell(line.data, complaints->payload);
    else if (complaints->count == 0)
        error_set(complaints->error, VETO_ERROR_RULES, "%s", line.data);
    complaints->count++;
}
