/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who wants to know what else stands in a tar, beside the contents that become units: names, modes
 * and links of all entries, whatever their type.
 */
#ifndef VETO_SOURCE_ENTRY_OBSERVER_H
#define VETO_SOURCE_ENTRY_OBSERVER_H

#include "base/span.h"

enum tar_entry_type {
    TAR_ENTRY_FILE,
    TAR_ENTRY_FOLDER,
    TAR_ENTRY_SYMLINK,
    TAR_ENTRY_HARDLINK,
    TAR_ENTRY_CHARACTER_DEVICE,
    TAR_ENTRY_OTHER, /* block devices, pipes, sockets */
};

struct tar_entry {
    struct span path; /* normalised; lent for the call, as all of it */
    struct span link; /* of links: as stored */
    enum tar_entry_type type;
    uint32_t mode; /* permissions, with the set-id and sticky bits */
    int64_t user, group;
    uint64_t size;
    uint64_t device;       /* of a device: 0 is overlayfs's whiteout */
    bool has_capabilities; /* the extended attribute security.capability */
    bool is_opaque;        /* overlayfs's mark: nothing of lower layers shows in this folder */
};

struct entry_observer {
    void (*entry)(struct entry_observer *observer, const struct tar_entry *entry);
    /* What was read at the front of the entry last told of, up to GATHER_SMALL + 1 bytes. */
    void (*front)(struct entry_observer *observer, struct span bytes);
};

#endif
