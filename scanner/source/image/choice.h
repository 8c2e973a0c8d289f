/* SPDX-License-Identifier: Apache-2.0 */
/* Which of several images in one file are wanted, and what is verified of them. */
#ifndef VETO_SOURCE_IMAGE_CHOICE_H
#define VETO_SOURCE_IMAGE_CHOICE_H

#include "base/span.h"
#include "base/table.h"

/* NULL members choose nothing: every image is wanted. */
struct image_choice {
    const char *platform; /* os/architecture[/variant], or the architecture alone */
    const char *name;     /* repository[:tag], a tag, or the beginning of a digest */
    bool verify_layers;   /* hash what compressed layers unpack to, and hold it against diff_ids */
    const struct table *base_diff_ids; /* the same of layers that claim one of these; NULL = none */
};

/* Whether anything is left out at all. `choice` may be NULL. */
bool image_choice_is_made(const struct image_choice *choice);
/* `platform` is os/architecture[/variant] as the image has it; an unknown one is wanted. */
bool image_choice_has_platform(const struct image_choice *choice, struct span platform);
/* `name`: one of those that the image has. */
bool image_choice_is_named(const struct image_choice *choice, struct span name);

#endif
