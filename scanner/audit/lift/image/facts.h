/* SPDX-License-Identifier: Apache-2.0 */
/* Facts of an image's name: text, registry, repository, name, tag, digest, latest, untagged. */
#ifndef VETO_AUDIT_LIFT_IMAGE_FACTS_H
#define VETO_AUDIT_LIFT_IMAGE_FACTS_H

#include "audit/lift/put.h"

/* An object under `key` of `to`, at `at`. */
struct node *image_put(struct put *put, struct node *to, const char *key, struct span text,
                       struct place at);

#endif
