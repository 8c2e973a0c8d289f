/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text that rules should have little to say of, to count hits and measure cost on: headers and
 * scripts that a machine of a programmer has anyway.
 */
#ifndef VETO_AUTHORING_ORDINARY_TEXT_H
#define VETO_AUTHORING_ORDINARY_TEXT_H

#include "base/arena.h"
#include "base/error.h"
#include "unit/unit.h"

/* Less than this says nothing of hits per MB. */
enum { ORDINARY_TEXT_LEAST = 1024 * 1024 };

struct ordinary_text {
    struct arena arena;
    struct unit *units; /* whole files */
    size_t count;
    uint64_t bytes;
};

/*
 * The same files in the same order as long as the machine has the same; some MB, or nothing where
 * there are none. Files that cannot be read are left out.
 */
int ordinary_text_load(struct ordinary_text *text, struct veto_error *error);
void ordinary_text_release(struct ordinary_text *text);

#endif
