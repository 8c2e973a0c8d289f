/* SPDX-License-Identifier: Apache-2.0 */
/* Looks at what a zip holds beside the entries that its directory names. */
#ifndef VETO_SOURCE_ZIP_HIDDEN_H
#define VETO_SOURCE_ZIP_HIDDEN_H

#include "source/content.h"

/* `inside` is the state of the members. */
void zip_scan_hidden(struct unit_sink *sink, struct span zip, const struct veto_origin *origin,
                     struct content_state inside);
/* The same of what is left where the last entry was read from the front, the directory first. */
void zip_scan_tail(struct unit_sink *sink, struct span tail, const struct veto_origin *origin,
                   struct content_state inside);

#endif
