/* SPDX-License-Identifier: Apache-2.0 */
/* Paths inside archives and layers, which are any bytes that someone wrote there. */
#ifndef VETO_SOURCE_ENTRY_NAME_H
#define VETO_SOURCE_ENTRY_NAME_H

#include "base/buf.h"

/*
 * Appends `path` without a leading slash and without empty, `.` and `..` components; `..` is
 * resolved by name alone and never above the root. False where it tried to leave the root.
 */
bool entry_name_normalise(struct span path, struct buf *into);

/*
 * What a compressed file holds: `app.log` of `logs/app.log.gz`. All of the last component where no
 * suffix is known.
 */
struct span entry_name_inside(struct span compressed);

#endif
