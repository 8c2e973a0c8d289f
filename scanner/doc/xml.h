/* SPDX-License-Identifier: Apache-2.0 */
/*
 * XML by expat. The only place that includes expat.h.
 *
 * An element is an object: attributes are `@name`, its own text, without the blanks around,
 * `#text`, elements in it members by name as it is written; those of one name are one array.
 * Nothing is fetched, and no entities but XML's own five are read: a document that declares others
 * is refused.
 */
#ifndef VETO_DOC_XML_H
#define VETO_DOC_XML_H

#include "doc/builder.h"

/* Messages begin `line:column: `. The tree does not point into `text`. */
int xml_read(struct node **out, struct span text, struct arena *arena, struct veto_error *error);

#endif
