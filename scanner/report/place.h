/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a finding is, in the ways that reports say it. A chain of origins is walked here from the
 * outside: link 0 is the target.
 */
#ifndef VETO_REPORT_PLACE_H
#define VETO_REPORT_PLACE_H

#include "base/buf.h"
#include "veto/veto.h"

enum { PLACE_TEXT_MAX = 1024 * 1024 };

size_t place_depth(const struct veto_origin *origin);
const struct veto_origin *place_link(const struct veto_origin *origin, size_t index);

/* Does git or the folder hold this very file? Else it is inside an archive, an image, a stream. */
bool place_is_plain_file(const struct veto_origin *origin);

/*
 * The path within the repository, image or archive, for people, without image and layer:
 * `opt/app/lib.jar!/conf/app.properties`. Printable.
 */
void place_append_path(struct buf *to, const struct veto_origin *origin);
/* The same with the image and its layer before it: `app:1.2/layer 3/opt/app/lib.jar!/…`. */
void place_append_full(struct buf *to, const struct veto_origin *origin);

/*
 * A URI reference, relative to the repository's root; things in images lie below
 * `image/<repository>/`, without tag, digest or layer, so that the next build has the same. Every
 * byte but unreserved characters is percent-encoded: names of any bytes survive, a colon never
 * looks like a scheme, and the result is never empty (RFC 3986 §4.2, SARIF §3.10).
 */
void place_append_uri(struct buf *to, const struct veto_origin *origin);
/* The last link alone, within its parent. */
void place_append_link_uri(struct buf *to, const struct veto_origin *link);

/*
 * What GitHub calls the category, as SARIF's automationDetails.id: `veto/tree/`, `veto/stream/`,
 * `veto/image/<repository>/`, or `veto/image/` for all images alike where `coarse`.
 */
void place_append_category(struct buf *to, const struct veto_origin *origin, bool coarse);
/* NULL where the target is no image. An image somewhere inside a tree belongs to the tree. */
const struct veto_origin *place_target_image(const struct veto_origin *origin);

#endif
