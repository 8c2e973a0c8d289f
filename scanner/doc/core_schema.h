/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a plain scalar of YAML means: the core schema of YAML 1.2.2, §10.3.2. `yes`, `0777` and
 * `22:22` are a string, a decimal number and a string, whatever YAML 1.1 made of them.
 */
#ifndef VETO_DOC_CORE_SCHEMA_H
#define VETO_DOC_CORE_SCHEMA_H

#include "doc/node.h"

/* `*truth` is set where it is a boolean. */
enum node_kind core_schema_kind(struct span plain, bool *truth);

#endif
