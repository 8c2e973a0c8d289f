/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where in a text one of some thousand short fixed texts stands: the prefilter need only be run
 * around those. Thirty-two bytes are looked at in the time that the prefilter takes for three.
 *
 * A sieve is one block without addresses, made while building, and used where it lies.
 */
#ifndef VETO_MATCH_SIEVE_H
#define VETO_MATCH_SIEVE_H

#include "base/error.h"
#include "base/span.h"
#include "match/cover.h"

enum { SIEVE_ALIGN = 64 };

struct sieve;

/* Of `count` texts; none: an image of no sieve. The bytes are the caller's (free). */
int sieve_build(const struct cover_text *texts, size_t count, struct span *image,
                struct veto_error *error);

/* Takes a sieve, NULL where it was made of no texts, off the front of `*images`. Borrowed. */
int sieve_in_place(const struct sieve **out, struct span *images, struct veto_error *error);

/* The same answers, byte by byte and with what AVX-512 has for permuting bytes. */
enum sieve_way { SIEVE_PLAIN, SIEVE_VBMI };

/* The fastest that this processor has. SIEVE_PLAIN is slower than the prefilter. */
enum sieve_way sieve_best_way(void);

/*
 * A text stands here, and what it is a part of lies within [begin, end) of the bytes scanned.
 * Returning other than 0 ends the search.
 */
typedef int (*sieve_callback)(size_t begin, size_t end, void *payload);

/*
 * Every place of every text, in order of the places. `text` is shorter than 4 GiB. What the callback
 * returned last; 0 where there is none.
 */
int sieve_find(enum sieve_way way, const struct sieve *sieve, struct span text,
               sieve_callback found, void *payload);

#endif
