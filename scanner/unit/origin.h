/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where bytes came from: a chain of struct veto_origin, innermost first. Sources build links where
 * they stand (often on the stack) and lend them for the time of a call; who keeps one copies it.
 */
#ifndef VETO_UNIT_ORIGIN_H
#define VETO_UNIT_ORIGIN_H

#include "base/arena.h"
#include "base/buf.h"
#include "veto/veto.h"

/* The whole chain, images and layers included, in `arena`. NULL without memory. */
const struct veto_origin *origin_copy(struct arena *arena, const struct veto_origin *origin);

/*
 * The order of reports: by target as given, then link by link from the outermost; layers by index,
 * names by bytes. Equal chains give 0.
 */
int origin_compare(const struct veto_origin *a, const struct veto_origin *b);

/* The outermost link. */
const struct veto_origin *origin_target(const struct veto_origin *origin);
/* The nearest link of that kind, from the inside; NULL where there is none. */
const struct veto_origin *origin_find(const struct veto_origin *origin, enum veto_origin_kind kind);

/*
 * For people: `app.tar ! layer 3 ! opt/lib.jar!/conf/app.properties`. The name of a folder that was
 * scanned is put before its files. Printable.
 */
void origin_append(struct buf *to, const struct veto_origin *origin);

/*
 * The logical place of fingerprints (design §6): path in the tree or repository, or image repository
 * and path; no layer, no digest, no tag, no absolute path. Raw bytes.
 */
void origin_append_logical(struct buf *to, const struct veto_origin *origin);
/* The same, with another character than `!` where an archive or image begins: names may hold it. */
void origin_append_bordered(struct buf *to, const struct veto_origin *origin, char border);

#endif
