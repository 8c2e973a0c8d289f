/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files that an image is made of, by name: those of an archive that can be sought in, of a
 * compressed one, or of a folder. Names are normalised; links are followed by name, within the
 * store alone.
 */
#ifndef VETO_SOURCE_IMAGE_STORE_H
#define VETO_SOURCE_IMAGE_STORE_H

#include "base/arena.h"
#include "base/table.h"
#include "source/image/tar_walk.h"
#include "source/reader.h"

struct store_file {
    struct span path;
    struct span link; /* of a link: where it leads, normalised; else empty */
    uint64_t offset;  /* in the archive */
    uint64_t size;
    struct span kept; /* a document of a compressed archive; data NULL else */
    bool used;        /* it belongs to an image, or says what does */
    bool is_document; /* of what is no image: looked at as a file of its own */
    struct span digest; /* that a document must have; else empty */
    bool is_sparse;     /* its holes are left out: what is stored is not what it is */
    bool is_inline;   /* it stands in a manifest, and `kept` is all of it */
    void *payload;    /* the layer that it was first seen as */
    void *images;     /* those that it is the configuration of: the graph's */
};

enum store_kind { STORE_ARCHIVE, STORE_COMPRESSED, STORE_FOLDER };

struct store {
    enum store_kind kind;
    int fd; /* borrowed: of the archive or the folder */
    struct arena *arena;
    struct store_file **files; /* in the archive's order; sorted for a folder */
    size_t count, capacity;
    struct table by_path;
    uint64_t end;    /* of the archive's last header */
    uint64_t loaded; /* bytes of documents */
};

enum { STORE_MAX_FILES = 65536, STORE_MAX_LOADED = 512 * 1024 * 1024 };

void store_open(struct store *store, enum store_kind kind, int fd, struct arena *arena);
void store_close(struct store *store);

/* Notes one member of an archive. Negative when memory is out or there are too many. */
int store_add_member(struct store *store, const struct tar_member *member,
                     struct store_file **file);
/* Walks the headers of an archive that can be sought in. */
int store_index_archive(struct store *store, uint64_t size);
/*
 * Lists the folder: blobs first, then as much of the rest as may be parts of an image, and as there
 * is room for. Negative where there is none for the blobs.
 */
int store_index_folder(struct store *store);

/* NULL where there is no file of that name. */
struct store_file *store_find(const struct store *store, struct span path);
/* Whether there is a file or link of that normalised name. */
bool store_has(const struct store *store, struct span path);
/*
 * The bytes of a file, whole. Negative where they cannot be had, are more than `into` holds, or all
 * documents together are more than one image can honestly need.
 */
int store_load(struct store *store, const struct store_file *file, struct buf *into,
               struct veto_error *error);

/* The bytes of a file as they come. Not for compressed archives. */
struct store_reader {
    struct content_reader *content;
    struct file_reader file;
    struct headed_reader kept;
    int fd; /* -1 where the store's own is read */
};

int store_reader_open(struct store_reader *reader, const struct store *store,
                      const struct store_file *file, struct unit_sink *sink,
                      const struct veto_origin *origin);
void store_reader_close(struct store_reader *reader);

#endif
