/* SPDX-License-Identifier: Apache-2.0 */
/* Long runs of the letters that base64 (either alphabet) and hexadecimal are written in. */
#ifndef VETO_DERIVE_RUNS_H
#define VETO_DERIVE_RUNS_H

#include "base/span.h"
#include "unit/offset_map.h"

/* Shorter ones are mostly words; what is encoded in them is known by how it begins. */
enum { RUN_MIN = 35 };

/* The values of the digits of base64, in either alphabet, plus one; 0 for all else. */
extern const uint8_t base64_values[256];

static inline bool is_base64_digit(char c)
{
    return base64_values[(unsigned char)c] != 0;
}

/*
 * The next run of at least RUN_MIN that begins at or behind `*at`, which moves to its end. Paddings
 * are not part of it. False at the end.
 */
bool run_next(struct span bytes, size_t *at, struct byte_range *run);
/* The run around a byte of it, however short; nothing before `floor`. */
struct byte_range run_around(struct span bytes, size_t at, size_t floor);

#endif
