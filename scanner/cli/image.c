/* SPDX-License-Identifier: Apache-2.0 */
#include <unistd.h>

#include "base/ascii.h"
#include "cli/message.h"
#include "cli/scan.h"

/* `registry/team/app:1.2@sha256:…`: nothing in it that a shell would not take as it is. */
static bool looks_like_reference(const char *name)
{
    if (!ascii_is_alnum(name[0]))
        return false;
    for (const char *at = name; *at; at++) {
        if (!ascii_is_alnum(*at) && !strchr("._-/:@", *at))
            return false;
    }
    return true;
}

/* The first operand that is no file but could be the name of an image; NULL = none. */
static const char *find_reference(const struct text_list *operands)
{
    for (size_t i = 0; i < operands->count; i++) {
        const char *name = operands->items[i];
        if (access(name, F_OK) < 0 && looks_like_reference(name))
            return name;
    }
    return NULL;
}

static int run_image(const struct settings *settings)
{
    if (settings->operands.count == 0) {
        message("name an image: veto image ARCHIVE|LAYOUT");
        return EXIT_USAGE;
    }
    const char *reference = find_reference(&settings->operands);
    if (reference) {
        message("%s: no such file; if it is an image in a registry, copy it here:", reference);
        message_plain("  skopeo copy docker://%s oci-archive:/dev/stdout | veto scan -", reference);
        return EXIT_USAGE;
    }
    return scan_run(settings, true);
}

const struct command command_image = {
    .name = "image",
    .bit = COMMAND_IMAGE,
    .operands = "[OPTION...] ARCHIVE|LAYOUT...",
    .summary = "scan images; what is no image is an error",
    .details = "An image is an archive that docker, podman or skopeo saved, an OCI layout as a "
               "folder or archive, or '-' for an archive on standard input. It is scanned as "
               "'veto scan' does.",
    .examples = { { "veto image app.tar", "an image that docker or podman saved" },
                  { "skopeo copy docker://debian:12 oci-archive:/dev/stdout | veto image -",
                    "an image of a registry" } },
    .takes_files = true,
    .run = run_image,
};
