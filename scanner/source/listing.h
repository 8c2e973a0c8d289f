/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The names in a folder, a few hundred at a time, so that a folder of millions needs no more memory
 * than one of ten.
 */
#ifndef VETO_SOURCE_LISTING_H
#define VETO_SOURCE_LISTING_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

enum { LISTING_ENTRIES = 256, LISTING_NAMES = 16 * 1024 };

enum entry_type { ENTRY_FILE, ENTRY_FOLDER, ENTRY_LINK, ENTRY_SPECIAL };

struct listing_entry {
    uint32_t name;
    uint32_t len : 24, type : 8;
};

struct listing {
    struct listing_entry entries[LISTING_ENTRIES];
    size_t count, used;
    bool ended; /* the folder holds no more */
    int error;  /* errno of what ended it early, else 0 */
    char names[LISTING_NAMES];
};

/* Replaces what is in `listing` by the next names of `folder`, without `.` and `..`. */
void listing_read(struct listing *listing, DIR *folder);
bool listing_has(const struct listing *listing, struct span name);

static inline struct span listing_name(const struct listing *listing, size_t index)
{
    const struct listing_entry *entry = &listing->entries[index];
    return (struct span){ listing->names + entry->name, entry->len };
}

#endif
