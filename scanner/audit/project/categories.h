/* SPDX-License-Identifier: Apache-2.0 */
/* What a step of a pipeline is for, by the names of programs, actions and templates in it. */
#ifndef VETO_AUDIT_PROJECT_CATEGORIES_H
#define VETO_AUDIT_PROJECT_CATEGORIES_H

#include "base/span.h"

struct category {
    const char *name;   /* "test", "security-scan", "performance", "rollback", … */
    const char *detail; /* of a scan: "secret", "dependency", "code", "image", "configuration" */
};

/* Told once for each category and detail. Comments and what is only printed do not count. */
void categories_in(struct span text, void (*found)(const struct category *category, void *payload),
                   void *payload);
/* Does one of the commands deploy; does it say production? Else `production` stays. */
bool category_is_deploy(struct span commands, bool *production);
/* Does a job or step of that name? */
bool category_is_deploy_name(struct span name);
bool category_is_production(struct span text);

#endif
