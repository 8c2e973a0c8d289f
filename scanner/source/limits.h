/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every bound on hostile input, in one list. No bound depends on the clock or on other threads: the
 * same input is cut at the same place in every run. A bound that is hit is a problem that names the
 * entry, never silence.
 */
#ifndef VETO_SOURCE_LIMITS_H
#define VETO_SOURCE_LIMITS_H

#include <stdint.h>

struct limits {
    uint64_t max_size;        /* of one file or entry, bytes; UINT64_MAX = no limit */
    int max_depth;            /* archives in archives; 0 = archives are not opened */
    uint64_t max_ratio;       /* decompressed : compressed, once more than 1 MiB came out */
    uint64_t max_ratio_dense; /* the same for zstd, bzip2 and xz, once more than 64 MiB came out */
    uint64_t max_total;       /* decompressed bytes of one file, or of one layer of an
                                 image: whatever other threads read beside it */
    uint64_t max_entries;     /* of one archive */
    uint64_t max_name;        /* bytes of a path */
    uint64_t max_warnings;    /* damaged headers that are stepped over, per archive */
    uint64_t max_dictionary;  /* of an xz or zstd stream, bytes */
    uint64_t max_seekable;    /* an inner archive that must be held whole in memory, bytes */
    uint64_t max_manifest;    /* OCI manifest or index, bytes */
    uint64_t max_config;      /* OCI image configuration, bytes */
    int max_index_depth;      /* OCI index in index */
    uint64_t max_document;    /* bytes of a text that is read as a whole; what is longer comes in
                                 windows */
};

/* The defaults: generous totals, strict ratios. */
struct limits limits_default(void);

#endif
