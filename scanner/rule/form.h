/* SPDX-License-Identifier: Apache-2.0 */
/* The forms that short texts in a rule have. One row serves the loader and the schema. */
#ifndef VETO_RULE_FORM_H
#define VETO_RULE_FORM_H

#include "base/span.h"

struct form {
    const char *wanted; /* what a message asks for */
    const char *schema; /* the same as a regular expression */
    bool (*fits)(struct span text);
};

extern const struct form form_id;
extern const struct form form_tag;
extern const struct form form_alias;
extern const struct form form_version;
extern const struct form form_url;
extern const struct form form_lines;

/* The number of `10 lines`; 0 where it is none. */
uint32_t form_line_count(struct span text);

#endif
