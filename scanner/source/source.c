/* SPDX-License-Identifier: Apache-2.0 */
#include "source/source.h"

#include <errno.h>
#include <sys/stat.h>

#include "source/file.h"
#include "source/image/image.h"
#include "source/tree.h"

static int open_folder(struct read_task **out, const char *path, const struct veto_origin *origin,
                       const struct source_options *options, struct veto_error *error)
{
    int is_image = image_open_folder(out, path, origin, options, error);
    if (is_image != 0)
        return is_image < 0 ? -1 : 0;
    if (options->images_only)
        return error_set(error, VETO_ERROR_FORMAT, "%s: not an image", path);
    return source_tree(out, path, origin, options, error);
}

int source_open(struct read_task **out, const char *path, const struct veto_origin *origin,
                const struct source_options *options, struct veto_error *error)
{
    struct stat status;
    if (stat(path, &status) < 0)
        return error_errno(error, errno, "%s", path);
    return S_ISDIR(status.st_mode) ? open_folder(out, path, origin, options, error)
                                   : source_file(out, path, origin, options, error);
}
