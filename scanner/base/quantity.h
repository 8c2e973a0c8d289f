/* SPDX-License-Identifier: Apache-2.0 */
/* Sizes and times as people write them. */
#ifndef VETO_BASE_QUANTITY_H
#define VETO_BASE_QUANTITY_H

#include "base/span.h"

/* `512`, `512K`, `512KB`, `512KiB`, in either case; units are powers of 1024. */
bool quantity_bytes(struct span text, uint64_t *bytes);
/* `90`, `1.5s`, `10m`, `2h`. */
bool quantity_seconds(struct span text, double *seconds);

#endif
