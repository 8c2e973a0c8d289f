/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What of an index's images the file holds, and what it does not. That images for other platforms
 * are left out is how one of several is saved; that nothing is there, or that one of the same
 * platform is not, is trouble. Which of both it is follows once the index was read to its end.
 */
#ifndef VETO_SOURCE_IMAGE_CENSUS_H
#define VETO_SOURCE_IMAGE_CENSUS_H

#include "source/image/graph.h"

struct absence {
    const char *what;      /* it is, in front of its digest */
    const char *by_design; /* the same where that is no trouble */
    struct span digest;
    struct span platform;    /* empty where nothing says */
    bool is_beside;          /* an attestation: it is no image of its own */
    bool is_wanted;          /* of those that were asked for */
    bool is_platform_wanted; /* its platform was */
    struct absence *next;
};

struct census {
    struct image_graph *graph;
    struct census *around;  /* of the index that names this one; NULL = none does */
    size_t images;          /* that are in the file */
    struct table platforms; /* of these */
    bool failed;            /* not all of them are known */
    struct absence *first, **end;
};

void census_open(struct census *census, struct image_graph *graph, struct census *around);
/* An image is in the file, of that platform if it is known. */
void census_count(struct census *census, struct span platform);
/* Something is not. Spans may go once this returns. */
void census_miss(struct census *census, const struct absence *absence);
/* Reports what is not. */
void census_close(struct census *census);

#endif
