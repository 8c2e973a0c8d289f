/* SPDX-License-Identifier: Apache-2.0 */
#include "source/listing.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/macro.h"

static enum entry_type type_of_mode(mode_t mode)
{
    if (S_ISREG(mode))
        return ENTRY_FILE;
    if (S_ISDIR(mode))
        return ENTRY_FOLDER;
    return S_ISLNK(mode) ? ENTRY_LINK : ENTRY_SPECIAL;
}

/*
 * Some file systems do not say it with the name. What cannot be asked fails again when it is
 * opened.
 */
static enum entry_type ask_type(DIR *folder, const char *name)
{
    struct stat status;
    if (fstatat(dirfd(folder), name, &status, AT_SYMLINK_NOFOLLOW) < 0)
        return ENTRY_FILE;
    return type_of_mode(status.st_mode);
}

static enum entry_type type_of(DIR *folder, const struct dirent *entry)
{
    switch (entry->d_type) {
    case DT_REG:
        return ENTRY_FILE;
    case DT_DIR:
        return ENTRY_FOLDER;
    case DT_LNK:
        return ENTRY_LINK;
    case DT_UNKNOWN:
        return ask_type(folder, entry->d_name);
    default:
        return ENTRY_SPECIAL;
    }
}

static bool is_self_or_parent(const char *name)
{
    return name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
}

static void add(struct listing *listing, DIR *folder, const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);
    listing->entries[listing->count++] = (struct listing_entry){
        .name = (uint32_t)listing->used,
        .len = len & 0xffffff,
        .type = type_of(folder, entry),
    };
    memcpy(listing->names + listing->used, entry->d_name, len + 1);
    listing->used += len + 1;
}

void listing_read(struct listing *listing, DIR *folder)
{
    listing->count = listing->used = 0;
    listing->ended = false;
    listing->error = 0;
    while (listing->count < LISTING_ENTRIES &&
           listing->used + sizeof(((struct dirent *)NULL)->d_name) <= LISTING_NAMES) {
        errno = 0;
        const struct dirent *entry = readdir(folder);
        if (!entry) {
            listing->error = errno;
            listing->ended = true;
            return;
        }
        if (!is_self_or_parent(entry->d_name))
            add(listing, folder, entry);
    }
}

bool listing_has(const struct listing *listing, struct span name)
{
    for (size_t i = 0; i < listing->count; i++)
        if (span_eq(listing_name(listing, i), name))
            return true;
    return false;
}
