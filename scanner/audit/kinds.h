/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of file that are audited, a row each: how one is known, read and lifted. */
#ifndef VETO_AUDIT_KINDS_H
#define VETO_AUDIT_KINDS_H

#include "doc/node.h"
#include "unit/kind.h"

/* A file of several that are lifted together, as one deployment unit. */
struct audit_member {
    struct span name; /* its path */
    struct span bytes;
    bool unread;        /* there is more of it than these bytes */
    struct node *facts; /* out: roots, linked, at places of these bytes; NULL for none */
};
struct service;

/* Takes the facts of a part, which are gone after that; negative ends the reading. */
typedef int audit_part_found(const struct node *facts, void *payload);
typedef int audit_part_lifter(struct span text, struct arena *arena, struct arena *part,
                              audit_part_found *found, void *payload, struct veto_error *error);

typedef int audit_unit_lifter(struct audit_member *members, size_t count, struct arena *arena,
                              struct veto_error *error);

struct audit_kind {
    const char *name;       /* as in a check's `kind:` */
    const char *usual_name; /* of such a file */
    kind_set kinds;         /* files of one of these are */
    /* The facts of a file: roots, linked. The message of a failure begins `line:column: `. */
    int (*lift)(struct node **facts, struct span text, struct arena *arena,
                struct veto_error *error);
    /* Where set, this too must hold of a file's path and bytes. */
    bool (*is)(struct span name, struct span bytes);
    const struct service *service; /* where set, its row knows and lifts them */
    /* Where set, files of this kind are judged by unit, after all were read; `lift` takes a file
     * for a unit of its own. */
    audit_unit_lifter *lift_unit;
    /* Where set, it tells the same facts one part after the other, each in the arena `part`: of a
     * long text all of them would take more than there is. */
    audit_part_lifter *lift_parts;
};

enum {
    OWN_KINDS = 12,
    SERVICE_KINDS = 65,
    AUDIT_KINDS = SERVICE_KINDS + OWN_KINDS,
};

extern const struct audit_kind audit_kinds[AUDIT_KINDS];

/* NULL where there is none of that name. */
const struct audit_kind *audit_kind_named(const char *name);

/* Is a file of these kinds, and of that name, one of this row? */
bool audit_kind_is(const struct audit_kind *kind, kind_set kinds, struct span name,
                   struct span bytes);

/* The facts of a file of that name: roots, linked. Messages begin `line:column: `. */
int audit_kind_lift(const struct audit_kind *kind, struct node **facts, struct span name,
                    struct span text, struct arena *arena, struct veto_error *error);

/* Of what kind a file is, by its name and bytes; NULL where nothing is audited in it. */
const struct audit_kind *audit_kind_of(const char *name, struct span bytes);

#endif
