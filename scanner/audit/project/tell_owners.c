/* SPDX-License-Identifier: Apache-2.0 */
/* Who owns what, by CODEOWNERS. */
#include "audit/project/owners.h"
#include "audit/project/tell.h"
#include "base/macro.h"

enum { MAX_OWNERS = 500 };

/* Elsewhere no forge reads it. */
static bool is_read_by_forges(struct span path)
{
    static const char *const places[] = { "CODEOWNERS", ".github/CODEOWNERS", ".gitlab/CODEOWNERS",
                                          ".gitea/CODEOWNERS", "docs/CODEOWNERS" };
    return span_is_one_of(path, places, ARRAY_SIZE(places));
}

void tell_owners(const struct tell_file *file, const struct note_taker *taker)
{
    struct span rest = file->bytes, text;
    struct owners_line line;
    size_t told = 0;
    if (!is_read_by_forges(file->path))
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
