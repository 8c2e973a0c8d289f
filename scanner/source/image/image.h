/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Container images in archives and folders: OCI layouts, docker-archives of old and new docker,
 * skopeo and podman, and skopeo's `dir:`. What something is follows from the names and documents
 * it holds, never from a suffix.
 *
 * The first task reads the outer file's headers and the manifests, reports the configuration, and
 * asks for one read task per layer, the largest to run first. Nothing is unpacked to disk.
 */
#ifndef VETO_SOURCE_IMAGE_IMAGE_H
#define VETO_SOURCE_IMAGE_IMAGE_H

#include "source/content.h"
#include "source/source.h"

/*
 * Whether a file that begins with `head` (512 bytes or more, where there are so many) is worth
 * asking image_open_file about: a tar, or a compressed stream. Costs nothing.
 */
bool image_may_begin(struct span head);

/*
 * 1: an image; `*out` is the task that scans it, in which trouble becomes problems.
 * 0: no image; nothing has changed.
 * Negative: the folder or file cannot be read.
 *
 * `origin` is that of the folder or file itself and must live as long as the scan. Names of a
 * compressed archive are known only after inflating: 1 then means that it begins like an image,
 * and the task scans it as any other archive where it proves to be none.
 *
 * What else is in a folder is read as a tree with these options; NULL: it is left.
 */
int image_open_folder(struct read_task **out, const char *path, const struct veto_origin *origin,
                      const struct source_options *options, struct veto_error *error);
/* `fd` is a regular file; it is taken where the answer is 1, else it stays the caller's. */
int image_open_file(struct read_task **out, int fd, const struct veto_origin *origin,
                    struct veto_error *error);

enum { IMAGE_HEAD = 64 * 1024 };

/*
 * An image that comes through a pipe, of which the first IMAGE_HEAD bytes (or all) are `head`. Its
 * layers may come before what names them, so the archive is kept as it is in a temporary file
 * without a name, and read from there. False where it does not begin like an image: nothing but
 * `head` was read.
 */
bool image_scan_stream(struct unit_sink *sink, struct span head, struct content_reader *rest,
                       const struct veto_origin *origin);

#endif
