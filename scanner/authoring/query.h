/* SPDX-License-Identifier: Apache-2.0 */
/* What `veto query` does: a document is read, asked, and printed. veto.h has the contract. */
#ifndef VETO_AUTHORING_QUERY_H
#define VETO_AUTHORING_QUERY_H

#include "base/error.h"
#include "base/span.h"

int query_print(const char *name, struct span bytes, const char *query, unsigned options,
                FILE *to, struct veto_error *error);

#endif
