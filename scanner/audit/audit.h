/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Configuration files against checks: a file is lifted to facts, and each check of its kind is a
 * query over them. What the query selects is at fault; with `require` it is a fault that nothing is
 * selected.
 *
 * An audit belongs to one thread. Queries are compiled when the first file of their kind is met.
 */
#ifndef VETO_AUDIT_AUDIT_H
#define VETO_AUDIT_AUDIT_H

#include "audit/kinds.h"
#include "audit/project/note.h"
#include "base/error.h"
#include "doc/jsonpath.h"
#include "rule/rule.h"
#include "unit/offset_map.h"
#include "unit/unit.h"

struct audit;

/* A fault: some bytes of one line, never a whole block. */
struct audit_fault {
    const struct rule *rule;
    size_t begin, end;       /* bytes of the unit */
    struct byte_range text;  /* of a selected text, which may be several lines; else as above */
    struct byte_range value; /* its member `value`, where it has one; else empty */
    struct byte_range said;  /* all that the identity was made of, but for names */
    struct span identity;    /* what it is, by names instead of indexes */
    const char *path;        /* the normalized path of the selected node */
};

/* What the fault points to stays until the next audit_unit_as. */
typedef void (*audit_found)(const struct audit_fault *fault, void *payload);

/* `rules` are borrowed: those that are checks are asked. `regex` runs match() and search(). */
int audit_create(struct audit **out, const struct rule *const *rules, size_t count,
                 const struct jsonpath_regex *regex, struct veto_error *error);
void audit_free(struct audit *audit);
/* Gives back what the facts of the unit at hand take, which else stay until the next one. */
void audit_forget(struct audit *audit);

/* What kind of file the unit is; NULL where no check is for it. */
const struct audit_kind *audit_kind_of_unit(const struct audit *audit, const struct unit *unit);

/*
 * Asks all checks of that kind; negative, with why, where the unit's text could not be judged, or
 * not by all checks.
 */
int audit_unit_as(struct audit *audit, const struct audit_kind *kind, const struct unit *unit,
                  audit_found found, void *payload, struct veto_error *error);

/* The next kind behind `after`, or the first, of files that are judged by deployment unit, where a
 * check is for them; NULL where there is none. */
const struct audit_kind *audit_joined_kind(const struct audit *audit, const struct unit *unit,
                                           const struct audit_kind *after);
/* Lifts the files of one deployment unit. The facts stay until the next call that lifts. */
int audit_lift_members(struct audit *audit, const struct audit_kind *kind,
                       struct audit_member *members, size_t count, struct veto_error *error);
/* Asks the checks of one of them, which is the file `unit`. */
int audit_member(struct audit *audit, const struct audit_kind *kind,
                 const struct audit_member *member, const struct unit *unit, audit_found found,
                 void *payload, struct veto_error *error);
/* Is any check asked that needs to know what other files told? */
bool audit_wants_notes(const struct audit *audit);
/* What is known of a unit that shall tell of the project that it is in. */
struct audit_telling {
    struct span path; /* below the project's root */
    bool audited;     /* audit_unit_as was the last to be called, and of this unit */
    bool allows;      /* somewhere in it a comment may allow something */
};
/* Negative without memory. */
int audit_tell(struct audit *audit, const struct unit *unit, const struct audit_telling *telling,
               const struct note_taker *taker, struct veto_error *error);
/* Asks the checks of a kind of facts that were made elsewhere, and stand in `text`. */
int audit_facts(struct audit *audit, const char *kind, const struct node *facts, struct span text,
                audit_found found, void *payload, struct veto_error *error);

/* Is the check's `kind:` one that is audited, are its queries JSONPath? */
int audit_lint(const struct rule *rule, struct veto_error *error);

#endif
