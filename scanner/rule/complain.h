/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where mistakes in packs go: with `tell` each is told, else the first becomes the error. Reading
 * goes on either way; whoever began looks at `count` at the end.
 */
#ifndef VETO_RULE_COMPLAIN_H
#define VETO_RULE_COMPLAIN_H

#include "base/error.h"

/* One mistake: `secrets/aws.yaml:12: severity: unknown value 'hihg'; did you mean 'high'?` */
typedef void (*rule_complaint)(const char *line, void *payload);

struct complaints {
    rule_complaint tell; /* may be NULL */
    void *payload;
    struct veto_error *error;
    size_t count;
};

/* `place` is `file:line`. */
void complain_at(struct complaints *complaints, const char *place, const char *key,
                 const char *format, ...) printf_like(4, 5);

#endif
