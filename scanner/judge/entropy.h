/* SPDX-License-Identifier: Apache-2.0 */
/* How random a value looks, and how hard it would be to guess. */
#ifndef VETO_JUDGE_ENTROPY_H
#define VETO_JUDGE_ENTROPY_H

#include "base/span.h"

/* Shannon's, in bits per byte; of the first 4,096 bytes. */
double entropy_of(struct span value);
/*
 * What 999 of 1,000 random values of this length from the alphabet that nearly all of the value
 * is from reach (found by simulation).
 */
double entropy_expected(struct span value);

/* A value of fewer bits might be found by trying; see judge.h, guessable. */
enum { GUESSABLE_BITS = 80 };

/* Of one character of the smallest alphabet that holds the value. */
double entropy_bits_each(struct span value);
/*
 * How many bits whoever guesses values that people make would have to try: length times the bits of
 * the alphabet, but words, what reads like words, years, walks over the keyboard and repeats count
 * for little (guess.c).
 */
double entropy_guess_bits(struct span value);
/*
 * Of what the value decodes to: hexadecimal digits and base64 of a text, of `user:password` the
 * password alone; and of the hashes of a few words, the words. Infinite where it is none of these.
 */
double entropy_guess_bits_decoded(struct span value);

#endif
