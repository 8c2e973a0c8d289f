/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON (RFC 8259) that people wrote, with the place of every value; machine JSON is base/json.h's.
 *
 * Bytes, depth and nodes are bounded, and nothing recurses; what breaks a bound or is not UTF-8 is
 * refused as a whole. Duplicate keys are kept and marked. Half a surrogate pair, which no UTF-8 can
 * say, is read as U+FFFD.
 */
#ifndef VETO_DOC_JSON_H
#define VETO_DOC_JSON_H

#include "doc/encoding.h"
#include "doc/node.h"

enum {
    JSON_MAX_DEPTH = 200,
    JSON_MAX_NODES = 4 * 1000 * 1000,
    JSON_MAX_BYTES = DOCUMENT_MAX_BYTES,
};

enum json_form {
    JSON_STRICT,
    JSON_WITH_COMMENTS, /* `//` and block comments, and a comma behind the last member or element */
};

/* Messages begin `line:column: `. The tree does not point into `text`. */
int json_read(struct node **out, struct span text, enum json_form form, struct arena *arena,
              struct veto_error *error);

#endif
