/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/message.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/utf.h"

enum { LONGEST_MESSAGE = 8192 };

static void printf_like(2, 0) print_line(const char *prefix, const char *format, va_list args)
{
    char raw[LONGEST_MESSAGE];
    int len = vsnprintf(raw, sizeof(raw), format, args);
    if (len < 0)
        return;
    cleanup(buf_release) struct buf line = buf_make((size_t)4 * LONGEST_MESSAGE);
    buf_append_text(&line, prefix);
    utf_append_printable(&line, span_of(raw), false);
    buf_append_char(&line, '\n');
    struct span text = buf_span(&line);
    fwrite(text.data, 1, text.len, stderr);
}

void message(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    print_line("veto: ", format, args);
    va_end(args);
}

void message_plain(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    print_line("", format, args);
    va_end(args);
}
