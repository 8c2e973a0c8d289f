/* SPDX-License-Identifier: Apache-2.0 */
/* Who owns what, by CODEOWNERS. */
#include "audit/project/owners.h"
#include "audit/project/tell.h"

enum { MAX_OWNERS = 500 };

void tell_owners(const struct tell_file *file, const struct note_taker *taker)
{
    struct span rest = file->bytes, text;
    struct owners_line line;
    size_t told = 0;
    if (!span_is(span_basename(file->path), "CODEOWNERS"))
        return;
    while (told < MAX_OWNERS && span_next_line(&rest, &text)) {
        if (!owners_read(&line, text))
            continue;
        size_t begin = (size_t)(line.pattern.data - file->bytes.data);
        note_tell(taker, &(struct note) {
                                 .kind = NOTE_OWNER,
                                 .name = line.pattern,
                                 .value = line.error ? span_of(line.error) : SPAN_EMPTY,
                                 .flags = line.owners.len ? NOTE_OWNED : 0u,
                                 .begin = begin,
                                 .end = begin + line.pattern.len,
                         });
        told++;
    }
}
