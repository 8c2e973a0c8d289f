/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a zip holds beside its directory and the entries that this names. Readers go by the
 * directory, so that an entry which only has a local header is hidden from them, though its bytes
 * are there; so is whatever else stands between, behind or in the comment.
 */
#ifndef VETO_SOURCE_ZIP_GAPS_H
#define VETO_SOURCE_ZIP_GAPS_H

#include "base/span.h"

struct zip_range {
    size_t begin, end;
};

struct zip_gaps {
    struct span zip;
    struct zip_range *named; /* what is accounted for, by where it begins */
    size_t count, next;
    size_t reached; /* everything before it is accounted for */
    size_t end;     /* of the zip itself, with its comment */
};

/* False where there is no directory, or no memory. Close it in any case. */
bool zip_gaps_open(struct zip_gaps *gaps, struct span zip);
void zip_gaps_close(struct zip_gaps *gaps);
/* The next stretch that nothing accounts for; it lies on one side of `gaps->end`. */
bool zip_gaps_next(struct zip_gaps *gaps, struct span *gap);

/*
 * Of what is left where the last entry was read from the front: what the zip does not need.
 * `*is_comment`: it is the comment and no more.
 */
struct span zip_behind_directory(struct span tail, bool *is_comment);

#endif
