/* SPDX-License-Identifier: Apache-2.0 */
/* `registry/repository:tag@digest`, taken apart; and what is known of well-known images. */
#ifndef VETO_AUDIT_LIFT_IMAGE_REFERENCE_H
#define VETO_AUDIT_LIFT_IMAGE_REFERENCE_H

#include "base/span.h"

struct image_reference {
    struct span registry;    /* empty: the default one */
    struct span repository;  /* without the registry */
    struct span name;        /* its last part */
    struct span tag, digest; /* empty where there is none */
};

struct image_reference image_reference_of(struct span text);
/*
 * "alpine", "distroless", "wolfi", "scratch", "slim", "debian", "ubuntu", "ubi", "sdk", "unknown"
 */
const char *image_family(const struct image_reference *image);
/* The image ends with another user than root. */
bool image_is_nonroot(const struct image_reference *image);
/* A release of a distribution that gets no more fixes. */
bool image_is_eol(const struct image_reference *image);

#endif
