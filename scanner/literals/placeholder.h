/* SPDX-License-Identifier: Apache-2.0 */
/* Values that stand where a secret will be put, and values that are nobody's secret. */
#ifndef VETO_LITERALS_PLACEHOLDER_H
#define VETO_LITERALS_PLACEHOLDER_H

#include "base/span.h"

/* `your-token-here`, `<password>`, `REPLACE_ME`, `xxxx`, `****`, `null`: no value at all. */
bool placeholder_is_template(struct span value);
/* `DB_PASSWORD`, `CLUSTER_API_SECRET`: the name of a variable that has the secret. */
bool placeholder_is_variable_name(struct span value);
/* `pass`, `changeme`, `admin123`, `example`: a value, and anybody's first guess. */
bool placeholder_is_weak(struct span value);
/* Of a weak value: it is the word alone, without digits or marks behind it. */
bool placeholder_is_plain_weak(struct span value);
/* `utf-8`, `scram-sha-256`, `bcrypt`: the name of an encoding or a method. */
bool placeholder_is_technical(struct span value);
/* `EXAMPLE` or another word that vendors and authors write into tokens that are not real. */
bool placeholder_marks_example(struct span value);

#endif
