/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rules of gitleaks and betterleaks as a pack of ours (`veto rules import`). What cannot be carried over is
 * told, with file, line and name; what comes out always loads.
 */
#ifndef VETO_AUTHORING_IMPORT_H
#define VETO_AUTHORING_IMPORT_H

#include <stdio.h>

#include "doc/node.h"
#include "rule/complain.h"
#include "rule/rule.h"

/* The number of rules written, or negative: `file:line: …`. `say` is told what is lost, a line each. */
int import_file(const char *path, FILE *to, rule_complaint say, void *payload,
                struct veto_error *error);
/* The same from memory, which extends nothing. */
int import_text(const char *name, struct span text, FILE *to, rule_complaint say, void *payload,
                struct veto_error *error);

/* ---- Between the files of the importer ---- */

/* A rule as it was written: what `own` does not say may be said by the one that it extends. */
struct import_entry {
    const struct node *own, *base; /* `base` may be NULL */
    const char *file;
};

/* An allow list that holds for all rules, or for those whose ids it names. */
struct import_list {
    const struct node *node;
    const char *file;
    struct import_list *next;
};

struct importer {
    struct arena arena;
    const char *scanner; /* `gitleaks` or `betterleaks` */
    rule_complaint say;
    void *payload;
    struct import_entry *entries;
    size_t count, capacity;
    struct import_list *lists;
    struct rule *rules; /* as many as entries at most */
    size_t rule_count;
};

/* One configuration and what it extends, into entries and lists (import_read.c). */
int import_read_file(struct importer *importer, const char *path, struct veto_error *error);
int import_read_text(struct importer *importer, const char *name, struct span text,
                     struct veto_error *error);
/* Keys are of any case, as they are to gitleaks. NULL where there is none. */
const struct node *import_member(const struct node *object, const char *key);
const struct node *import_key(const struct import_entry *entry, const char *key);
/* The texts of a list, or of one text; negative where it is something else. NULL is an empty list. */
int import_texts(struct importer *importer, const char *file, const struct node *node,
                 struct rule_list *texts, struct veto_error *error);
/* Tells what is lost: `file:line: ID: what`. */
void import_say(struct importer *importer, const char *file, uint32_t line, struct span id,
                const char *format, ...) printf_like(5, 6);

/* Every rule that can be carried over becomes one of `rules` (import_rule.c). */
int import_convert(struct importer *importer, struct veto_error *error);

/*
 * The expression as ours: the group that holds the secret is named so, and nothing optional stands in
 * front (import_pattern.c). NULL without memory; `*problem` is set where there is no such group.
 */
const char *import_pattern(struct arena *arena, struct span regex, size_t secret_group,
                           const char **problem);
/*
 * Finds a form that the matcher takes: alone, with the keywords as anchor, judged by its looks. Negative
 * with the reason where none does. `*remark` may be set to what that costs.
 */
int import_shape(struct arena *arena, struct rule *rule, struct span regex,
                 const struct rule_list *keywords, const char **remark, struct veto_error *error);

#endif
