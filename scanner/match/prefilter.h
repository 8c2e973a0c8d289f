/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many expressions in one pass: says that expression N may end at byte B, and nothing else. The
 * only place that includes hs.h, whether Hyperscan's or Vectorscan's.
 *
 * Databases are in block mode, with flags 0 (no start of match, no single match, never allowing an
 * empty one), for the plain platform: one made for the processor at hand is no faster and refused
 * by older ones.
 */
#ifndef VETO_MATCH_PREFILTER_H
#define VETO_MATCH_PREFILTER_H

#include "base/error.h"
#include "base/macro.h"
#include "base/span.h"

struct prefilter; /* a database: immutable, shared by threads */
struct prefilter_scratch;

struct expression {
    const char *text;
    unsigned id;      /* told with each hit */
    const char *name; /* for messages */
};

int prefilter_compile(struct prefilter **out, const struct expression *expressions, size_t count,
                      struct veto_error *error);
/*
 * From the bytes of prefilter_save. VETO_ERROR_UNSUPPORTED: made by another library or for another
 * processor; VETO_ERROR_FORMAT: damaged.
 */
int prefilter_load(struct prefilter **out, struct span bytes, struct veto_error *error);
/* `*bytes` is the caller's (free). */
int prefilter_save(const struct prefilter *prefilter, char **bytes, size_t *len,
                   struct veto_error *error);
void prefilter_free(struct prefilter *prefilter);

enum { PREFILTER_IMAGE_ALIGN = 64 };

/*
 * A database as it lies in memory, so that a program which carries it starts without copying and
 * checking megabytes. `prefilter` may be NULL. The bytes are the caller's (free).
 */
int prefilter_image(const struct prefilter *prefilter, struct span *image,
                    struct veto_error *error);
/*
 * The prefilter inside of the first of `*images`, which is taken off their front; NULL where it was
 * made of none. It must start at
 * a multiple of PREFILTER_IMAGE_ALIGN, outlives the prefilter and is trusted: it is part of the
 * program. Borrowed, never freed. VETO_ERROR_UNSUPPORTED: made by another library;
 * VETO_ERROR_FORMAT: no image.
 */
int prefilter_in_place(const struct prefilter **out, struct span *images, struct veto_error *error);

/* Grows `*scratch`, which may be NULL, to serve `prefilter` beside those it serves already. */
int prefilter_scratch_for(struct prefilter_scratch **scratch, const struct prefilter *prefilter,
                          struct veto_error *error);
void prefilter_scratch_free(struct prefilter_scratch *scratch);

/* The library's own callback, so that no call stands between: `from` and `flags` mean nothing here.
 * Ends of one expression may come out of order. Returning other than 0 ends the scan. */
typedef int (*prefilter_hit)(unsigned id, unsigned long long from, unsigned long long end,
                             unsigned flags, void *payload);

/* At most UINT32_MAX bytes. Negative where the engine failed or a hit ended the scan. */
int prefilter_scan(const struct prefilter *prefilter, struct prefilter_scratch *scratch,
                   struct span bytes, prefilter_hit hit, void *payload) must_check;

struct expression_widths {
    unsigned min, max; /* of a match; UINT_MAX: unbounded */
};

int expression_widths(const char *text, struct expression_widths *out, struct veto_error *error);

/* The library's version, which databases are tied to. */
const char *prefilter_version(void);

#endif
