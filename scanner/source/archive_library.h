/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The functions of libarchive that are used here. The library is loaded when the first archive is
 * met: with the fourteen that it needs in turn it costs more time than everything else that a scan
 * of a few files does.
 */
#ifndef VETO_SOURCE_ARCHIVE_LIBRARY_H
#define VETO_SOURCE_ARCHIVE_LIBRARY_H

#include <archive.h>
#include <archive_entry.h>

#include "veto/veto.h"

#define ARCHIVE_FUNCTIONS(F)                                                                       \
    F(error_string)                                                                                \
    F(filter_bytes)                                                                                \
    F(filter_count)                                                                                \
    F(read_data_block)                                                                             \
    F(read_free)                                                                                   \
    F(read_new)                                                                                    \
    F(read_next_header)                                                                            \
    F(read_open)                                                                                   \
    F(read_open_memory)                                                                            \
    F(set_error)                                                                                   \
    F(version_details)                                                                             \
    F(entry_filetype)                                                                              \
    F(entry_gid)                                                                                   \
    F(entry_hardlink)                                                                              \
    F(entry_is_data_encrypted)                                                                     \
    F(entry_pathname)                                                                              \
    F(entry_pathname_utf8)                                                                         \
    F(entry_perm)                                                                                  \
    F(entry_rdev)                                                                                  \
    F(entry_size)                                                                                  \
    F(entry_size_is_set)                                                                           \
    F(entry_symlink)                                                                               \
    F(entry_uid)                                                                                   \
    F(entry_xattr_count)                                                                           \
    F(entry_xattr_next)                                                                            \
    F(entry_xattr_reset)

/* Each member is the function of libarchive of that name, without `archive_`. */
struct archive_library {
    void *handle;
#define MEMBER(name) __typeof__(&archive_##name) name;
    ARCHIVE_FUNCTIONS(MEMBER)
#undef MEMBER
};

/*
 * 0, or -1 where the library is not on this machine, or lacks a function. Safe in every thread;
 * nothing need be given back: once loaded it stays until the process ends.
 */
int archive_library_load(struct archive_library *library, struct veto_error *error);

typedef int (*archive_enable)(struct archive *);
/* One of libarchive's functions that enable a format or a filter; NULL where it has none such. */
archive_enable archive_library_find(const struct archive_library *library, const char *name);

#endif
