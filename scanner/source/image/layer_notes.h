/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands in a layer and matters to the audit of its image: files with special modes, programs
 * that a running image can do without, accounts, credentials, caches. Gathered while the layer is
 * read, within bounds.
 */
#ifndef VETO_SOURCE_IMAGE_LAYER_NOTES_H
#define VETO_SOURCE_IMAGE_LAYER_NOTES_H

#include "base/arena.h"
#include "base/buf.h"
#include "source/entry_observer.h"
#include "source/image/noteworthy.h"

struct noted_file {
    struct span path, link;
    enum tar_entry_type type;
    uint32_t mode;
    int64_t user, group;
    uint64_t size;
    bool has_capabilities;
    const char *category; /* "" where its mode or size alone made it worth a note */
    struct span text;     /* all of it, where the audit reads it */
    bool holds_secret;    /* for the categories that are about one: its content says so, too */
    struct noted_file *next;
};

struct layer_notes {
    struct arena arena;
    struct noted_file *first, **end;
    size_t count, special; /* the latter by their mode or size */
    struct span open_folder; /* everybody may write in it: of what is below some are enough */
    size_t below;            /* how many open ones there were below it */
    const struct noteworthy *last_row;
    struct noted_file *last; /* whose content comes next; NULL = its name said nothing: */
    struct buf next_name;    /* that name */
    size_t accounts;         /* files that read like those of accounts */
    struct span cut_text;    /* the first file of which the audit reads a part; empty = none */
    bool is_cut;
};

void layer_notes_open(struct layer_notes *notes);
void layer_notes_release(struct layer_notes *notes);
void layer_notes_add(struct layer_notes *notes, const struct tar_entry *entry);
/* The content of the entry last added, as far as it was read. */
void layer_notes_front(struct layer_notes *notes, struct span bytes);

/*
 * Does the audit want the text that the link leads to? /etc/os-release leads to that of /usr/lib,
 * which has a note of its own; whatever is called sshd_config is audited wherever it lies; and no
 * check is about groups.
 */
bool noted_link_is_read(const struct noteworthy *row, struct span path, struct span link);

/* Everybody may write in it, and it is not meant to be so. */
bool noted_file_is_open_folder(const struct noted_file *file);
/* Noted for being open to everybody alone, as the folder above it is: as long as that is there. */
bool noted_file_is_covered(const struct noted_file *file, const struct noted_file *open_folder);

#endif
