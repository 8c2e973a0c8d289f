/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that hold keys under a password: PKCS #12 and those of Java. What is in one can be told without the
 * password but for the keys themselves; it is tried with no more than what everybody knows.
 */
#ifndef VETO_JUDGE_KEYSTORE_H
#define VETO_JUDGE_KEYSTORE_H

#include "base/span.h"

struct keystore {
    const char *form; /* "JKS", "PKCS #12" … */
    size_t keys, certificates;
    bool is_plain;        /* a key in it needs no password */
    bool is_cut;          /* it goes on behind the bytes */
    bool is_closed;       /* parts of it can only be counted with the password */
    const char *password; /* that opens it, as it is called; NULL = it is not known */
};

/* False where `bytes` do not begin with one. Takes time in proportion to their number. */
bool keystore_read(struct span bytes, struct keystore *store);

/* PKCS #12 alone (keystore_pkcs12.c). */
bool keystore_read_pkcs12(struct span bytes, struct keystore *store);

#endif
