/* SPDX-License-Identifier: Apache-2.0 */
#include "base/program.h"

#if defined(__linux__) && !defined(VETO_PORTABLE)

#include <elf.h>
#include <link.h>
#include <string.h>

enum { BUILD_ID_NOTE = 3 };

struct search {
    uintptr_t address; /* of something in the object that is looked for */
    struct buf *to;
};

static size_t padded(size_t size)
{
    return (size + 3) & ~(size_t)3;
}

static void append_from_notes(struct buf *to, struct span notes)
{
    ElfW(Nhdr) note;
    while (notes.len >= sizeof(note)) {
        memcpy(&note, notes.data, sizeof(note));
        struct span rest = span_from(notes, sizeof(note));
        struct span name = span_sub(rest, 0, note.n_namesz);
        struct span value = span_sub(span_from(rest, padded(note.n_namesz)), 0, note.n_descsz);
        if (note.n_type == BUILD_ID_NOTE && span_starts(name, SPAN("GNU")))
            buf_append(to, value);
        notes = span_from(rest, padded(note.n_namesz) + padded(note.n_descsz));
    }
}

static bool holds(const struct dl_phdr_info *object, uintptr_t address)
{
    for (size_t i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[i];
        uintptr_t begin = object->dlpi_addr + part->p_vaddr;
        if (part->p_type == PT_LOAD && address >= begin && address - begin < part->p_memsz)
            return true;
    }
    return false;
}

static int look_into(struct dl_phdr_info *object, size_t size, void *payload)
{
    (void)size;
    struct search *search = payload;
    if (!holds(object, search->address))
        return 0;
    for (size_t i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[i];
        if (part->p_type == PT_NOTE)
            append_from_notes(search->to,
                              (struct span){ (const char *)(object->dlpi_addr + part->p_vaddr),
                                             part->p_memsz });
    }
    return 1;
}

void program_append_build(struct buf *to)
{
    static const char here = 0;
    struct search search = { (uintptr_t)&here, to };
    dl_iterate_phdr(look_into, &search);
}

#else

void program_append_build(struct buf *to)
{
    (void)to;
}

#endif
