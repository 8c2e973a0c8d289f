/* SPDX-License-Identifier: Apache-2.0 */
/* The notes of a file: by the facts that were lifted of it, its name and its text. */
#ifndef VETO_AUDIT_PROJECT_TELL_H
#define VETO_AUDIT_PROJECT_TELL_H

#include "audit/project/note.h"
#include "base/glob_set.h"
#include "doc/node.h"
#include "unit/kind.h"

struct tell_file {
    struct span path; /* below the project's root */
    struct span bytes;
    kind_set kinds;
    const char *kind;         /* of its facts, or NULL */
    const struct node *facts; /* roots, linked; or NULL */
    bool allows;              /* somewhere in it a comment may allow something */
};

/* The names of files that have something to tell. */
struct tell_names {
    struct glob_set documents, secret_files, packages, thresholds;
};

/* The sets lie in the arena. */
int tell_names_make(struct tell_names *names, struct arena *arena,
                    struct veto_error *error) must_check;

/* Negative without memory alone: what cannot be read is told where it is audited. */
int tell_file(const struct tell_file *file, const struct tell_names *names,
              const struct note_taker *taker, struct arena *arena,
              struct veto_error *error) must_check;

/* Private: the parts of it. */
void tell_services(const struct tell_file *file, const struct note_taker *taker,
                   struct arena *arena);
void tell_image(const struct tell_file *file, const struct note_taker *taker);
void tell_workloads(const struct tell_file *file, const struct note_taker *taker);
void tell_pipeline(const struct tell_file *file, const struct note_taker *taker,
                   struct arena *arena);
int tell_document_names(struct tell_names *names, struct arena *arena, struct veto_error *error);
void tell_documents(const struct tell_file *file, const struct tell_names *names,
                    const struct note_taker *taker);
int tell_coverage_names(struct tell_names *names, struct arena *arena, struct veto_error *error);
void tell_coverage(const struct tell_file *file, const struct tell_names *names,
                   const struct note_taker *taker);
void tell_urls(const struct tell_file *file, const struct note_taker *taker);
void tell_owners(const struct tell_file *file, const struct note_taker *taker);
void tell_allowances(const struct tell_file *file, const struct note_taker *taker);
void tell_environment(const struct tell_file *file, const struct note_taker *taker);

#endif
