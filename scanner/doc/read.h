/* SPDX-License-Identifier: Apache-2.0 */
/* Which reader a document is for: its name says it, else how it begins. */
#ifndef VETO_DOC_READ_H
#define VETO_DOC_READ_H

#include "doc/node.h"

/*
 * `*out` is the first of the documents, which are linked; NULL where there is none. A name that
 * says nothing, and bytes that do not begin like JSON, make it YAML. Messages begin `line:column:
 * `.
 */
int document_read(const struct node **out, const char *name, struct span bytes, struct arena *arena,
                  struct veto_error *error);
bool document_is_yaml(const char *name, struct span bytes);

#endif
