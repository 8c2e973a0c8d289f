/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The members of one archive, layer or image file, one after the other: small ones are gathered
 * into batches, large ones go on in windows, archives among them are opened.
 */
#ifndef VETO_SOURCE_MEMBER_H
#define VETO_SOURCE_MEMBER_H

#include "base/buf.h"
#include "base/error.h"
#include "source/content.h"

struct member_scanner {
    struct unit_sink *sink;
    const struct veto_origin *parent; /* what the members are members of */
    struct content_state state;       /* of the members' contents */
    struct gatherer gatherer;
    struct buf name;
    char *small; /* where the gatherer has no room */
    struct span front;         /* what was read first of the member last scanned */
    struct veto_origin origin; /* of the current member; its name lies in `name` */
};

int member_scanner_open(struct member_scanner *scanner, struct unit_sink *sink,
                        const struct veto_origin *parent, struct content_state state,
                        struct veto_error *error);
/* Hands on what was gathered. */
void member_scanner_close(struct member_scanner *scanner);

/*
 * Makes `scanner->origin` that of the member `path`. A path that is too long or leaves the archive
 * is a problem.
 */
void member_name(struct member_scanner *scanner, struct span path);
/* Looks at the named member's content, to the end of `reader`. */
void member_scan(struct member_scanner *scanner, struct content_reader *reader);

#endif
