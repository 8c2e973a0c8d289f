/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a zip holds beside the entries that its directory names. Readers go by the directory, so
 * that an entry which only has a local header is hidden from them, though its bytes are there.
 */
#ifndef VETO_SOURCE_ZIP_GAPS_H
#define VETO_SOURCE_ZIP_GAPS_H

#include "base/span.h"

struct zip_range {
    size_t begin, end;
};

struct zip_gaps {
    struct span zip;
    struct zip_range *named; /* of the directory's entries, by where they begin */
    size_t count, next;
    size_t reached; /* everything before it is accounted for */
    size_t directory;
};

/* False where there is no directory, or no memory. Close it in any case. */
bool zip_gaps_open(struct zip_gaps *gaps, struct span zip);
void zip_gaps_close(struct zip_gaps *gaps);
/* The next stretch that begins with a local header and that no entry accounts for. */
bool zip_gaps_next(struct zip_gaps *gaps, struct span *gap);

#endif
