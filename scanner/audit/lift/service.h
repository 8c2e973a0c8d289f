/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Services that read names and values: their configuration becomes one flat list of what is in
 * effect, so that a service is a row of data (services.def) and a check is `name == bad value`.
 *
 * Facts: `settings`, each with its dotted `name` and the last word of it as `key`, `value` as it is
 * written and `lower`, `set` (false where it is the default of the service), `scope` (of a `Match`
 * or a subsection), and where the value says so `on`, `number`, `listens` and `url`. `lines` in
 * place of settings where a line is a row of words (`text`, the section it is `in`, its `url`),
 * `source` the document as it was read.
 */
#ifndef VETO_AUDIT_LIFT_SERVICE_H
#define VETO_AUDIT_LIFT_SERVICE_H

#include "audit/kinds.h"

enum service_form {
    SERVICE_YAML,
    SERVICE_JSON,
    SERVICE_TOML,
    SERVICE_INI,
    SERVICE_EQUALS, /* INI in which only `=` parts a key from its value */
    SERVICE_PROPERTIES,
    SERVICE_ENV,
    SERVICE_KEYVALUE,
    SERVICE_XML,
    SERVICE_LINES, /* rows of words */
};

/* Which of several values of one name is in effect. */
enum service_order { SERVICE_LAST, SERVICE_FIRST };

struct service_default {
    const char *name, *value;
    const char *needs; /* a section without which it says nothing; may be NULL */
};

/* Lists end with NULL. */
struct service {
    enum service_form form;
    enum service_order order;
    const char *names[12];    /* globs of files that are surely the main configuration */
    const char *parts[8];     /* of those that may be a part of it */
    const char *shape[10];    /* keys: a file of that name has one of them */
    const char *signature[4]; /* keys at the left edge: a file that has all needs no name */
    const char *several[12];  /* names of which every value counts */
    const char *includes[4];  /* names that bring in what is not seen here */
    struct service_default defaults[8];
    bool has_kind; /* `apiVersion` and `kind`, as objects of Kubernetes have */
    bool folds;    /* names are the same in either case, and `-` is `_` */
};

bool service_is(const struct service *service, struct span name, struct span bytes);

int service_lift(const struct service *service, struct node **facts, struct span name,
                 struct span text, struct arena *arena, struct veto_error *error);

#endif
