/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VETO_BASE_WIPE_H
#define VETO_BASE_WIPE_H

#include <string.h>

/* Zero bytes that held a secret, in a way that the compiler may not leave out. */
static inline void wipe_bytes(void *bytes, size_t len)
{
    explicit_bzero(bytes, len);
}

#endif
