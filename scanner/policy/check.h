/* SPDX-License-Identifier: Apache-2.0 */
/* What a policy file must be beyond the form of its keys. */
#ifndef VETO_POLICY_CHECK_H
#define VETO_POLICY_CHECK_H

#include "policy/fields.h"
#include "rule/read.h"

/* Fills the places of the file's entries and what follows from them; complains of mistakes. */
void policy_check_file(const struct reading *reading, const struct policy_place *file,
                       const struct node *node, struct policy_file *read);

#endif
