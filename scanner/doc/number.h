/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a number of JSON or of YAML's core schema is worth, exactly: numbers are compared digit by
 * digit, so that neither the size of an integer nor a long fraction is rounded away, and no locale
 * has a say.
 */
#ifndef VETO_DOC_NUMBER_H
#define VETO_DOC_NUMBER_H

#include "base/buf.h"
#include "base/span.h"

struct number {
    enum { NUMBER_NAN, NUMBER_FINITE, NUMBER_INFINITE } kind;
    int sign; /* -1, 1, or 0 for zero of either sign */
    /*
     * 0.d₁d₂d₃… × 10^exponent, with d₁ the first digit that is not zero: the digits stand in
     * `whole` and then in `fraction`, of which either may be empty.
     */
    struct span whole, fraction;
    int64_t exponent;
    char digits[24]; /* for numbers that were not written in decimal */
};

/*
 * `text` is what a reader took for a number; `*out` points into it and into itself. Hexadecimal and
 * octal numbers above 2⁶⁴ are taken for NaN: nobody compares them.
 */
void number_read(struct number *out, struct span text);
void number_from_count(struct number *out, uint64_t count);
/* Whether they can be ordered at all; then `*order` is below, at or above zero. */
bool number_compare(const struct number *a, const struct number *b, int *order);
/* Appends it as JSON has it; what JSON cannot say is text in quotes. */
bool number_append_json(struct buf *to, struct span text);

#endif
