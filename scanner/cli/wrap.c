/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/wrap.h"

#include "base/span.h"
#include "base/utf.h"

void wrap_text(FILE *to, const char *text, int column, int indent)
{
    struct span rest = span_trim(span_of(text)), word;
    bool first = true;
    while (span_next_field(&rest, ' ', &word)) {
        int width = (int)utf_count(word);
        if (!first && column + 1 + width > TEXT_WIDTH) {
            fprintf(to, "\n%*s", indent, "");
            column = indent;
        } else if (!first) {
            fputc(' ', to);
            column++;
        }
        fwrite(word.data, 1, word.len, to);
        column += width;
        first = false;
    }
    fputc('\n', to);
}
