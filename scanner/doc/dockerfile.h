/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dockerfiles as BuildKit reads them, without expanding anything:
 *
 *   directives    {syntax, escape, check}
 *   instructions  [{name: "RUN", stage: 0, flags: {mount: ["type=cache,…"], …}, form, text,
 *                   words: […], heredocs: [{name, strips, expands, text}]}]
 *   stages        [{index: 0, image, name}]
 *
 * `name` is in upper case, `stage` counts FROMs and is missing before the first. `text` is what
 * stands behind the flags, lines joined; `words` are its strings in exec form (JSON), else what
 * blanks part, quotes left on. `form` (`exec`, `shell`) says which. A flag without a value is "", and all values of
 * a flag are an array. Every node stands where its text does.
 */
#ifndef VETO_DOC_DOCKERFILE_H
#define VETO_DOC_DOCKERFILE_H

#include "doc/builder.h"

/* Messages begin `line:column: `. The tree does not point into `text`. */
int dockerfile_read(struct node **out, struct span text, struct arena *arena,
                    struct veto_error *error);

#endif
