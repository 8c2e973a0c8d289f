/* SPDX-License-Identifier: Apache-2.0 */
/* From a node of a pack to a struct, as a table of fields says. */
#ifndef VETO_RULE_READ_H
#define VETO_RULE_READ_H

#include "doc/node.h"
#include "rule/complain.h"
#include "rule/fields.h"

struct reading {
    const char *file;
    struct arena *arena; /* of everything that is kept */
    struct complaints *complaints;
    const char *outer;   /* key of the object that is being read; NULL outermost */
    bool discreet;       /* what was written may be a secret in the wrong place: tell its front */
};

/*
 * Reads the members of `object` into the struct at `into`, which holds the defaults. Mistakes are
 * complained of and leave the default; memory that is out shows in the arena.
 */
void read_fields(const struct reading *reading, const struct field_table *table,
                 const struct node *object, void *into);

/* Complains about `key` at the line of that number. */
void read_complain(const struct reading *reading, uint32_t line, const char *key,
                   const char *format, ...) printf_like(4, 5);

#endif
