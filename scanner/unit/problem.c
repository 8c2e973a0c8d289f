/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/problem.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/utf.h"

void problem_add(struct unit_sink *sink, enum veto_problem_kind kind,
                 const struct veto_origin *origin, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);

    struct buf printable = buf_make(4 * sizeof(text));
    utf_append_printable(&printable, span_of(text), false);
    struct veto_problem problem = {
        .kind = kind,
        .origin = origin,
        .text = printable.data ? printable.data : "",
    };
    sink->operations->problem(sink, &problem);
    buf_release(&printable);
}
