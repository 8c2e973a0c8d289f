/* SPDX-License-Identifier: Apache-2.0 */
/* What the lifters of Compose files share; nothing outside them includes this. */
#ifndef VETO_AUDIT_LIFT_COMPOSE_PARTS_H
#define VETO_AUDIT_LIFT_COMPOSE_PARTS_H

#include "audit/lift/lines.h"
#include "audit/lift/put.h"
#include "base/buf.h"
#include "base/table.h"

enum { COMPOSE_MAX_LAYERS = 8 };

struct compose {
    struct put put;
    struct line_index lines;
    const struct node *document;
    struct node *errors;
    size_t error_count;
    struct table shared;    /* sources of mounts that a service writes to → that service */
    struct table published; /* ports of the host */
};

/* A service, and below it those of the same file that it extends. */
struct service {
    struct compose *c;
    const struct node *layers[COMPOSE_MAX_LAYERS]; /* the service's own first */
    size_t count;
    bool open; /* a part of it stands elsewhere: what is missing here may be there */
    struct place key;
    struct node *facts;
};

/* A text with its variables put in, as far as they are known here. */
struct resolved {
    struct span text;   /* without what is unknown */
    struct span prefix; /* what is certain: all, or up to the first unknown variable */
    bool known;
    bool interpolated; /* a default took a variable's place */
};

struct resolved compose_resolve(struct put *put, struct span text);

/* The node at `a.b.c` of the first layer that has one. */
const struct node *compose_setting(const struct service *s, const char *path);
struct resolved compose_text(const struct service *s, const char *path);
bool compose_is_scalar(const struct node *node);
/* Of `NAME=value` in a list, or of a member of a map; empty where it is neither. */
struct span compose_name(const struct node *item);
bool compose_is_truth(const struct service *s, const struct node *node);
/* Where the setting stands, or the service that lacks it. */
struct place compose_place(const struct service *s, const struct node *node);
/* What is not written down is `false`; said of no service that is open. */
void compose_flag(const struct service *s, const char *key, const char *path);
/* A text that is known, at its place. */
void compose_put_text(const struct service *s, const char *key, const char *path);
/* `missing` of a thing that every service should have. */
void compose_absence(const struct service *s, struct node *to, const char *key, bool missing,
                     const struct node *where);
void compose_error(struct compose *c, const char *code, struct place at);

/* Each entry of a list, or member of a map, under `path`, of all layers. */
typedef void (*compose_each)(const struct service *s, const struct node *item, void *payload);
void compose_for_each(const struct service *s, const char *path, compose_each each, void *payload);

void compose_rights(const struct service *s);
void compose_limits(const struct service *s);
void compose_network(const struct service *s);
void compose_storage(const struct service *s);
void compose_volumes(struct compose *c);
void compose_values(const struct service *s);
void compose_software(const struct service *s);
void compose_schema(struct compose *c);

#endif
