/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON documents of an image, read within their bounds and held against their digests. */
#ifndef VETO_SOURCE_IMAGE_DOCUMENT_H
#define VETO_SOURCE_IMAGE_DOCUMENT_H

#include "base/json.h"
#include "source/image/store.h"
#include "source/member.h"

struct document {
    struct buf bytes;
    struct json_value *root; /* NULL where it is no JSON */
};

/*
 * `digest` is what the bytes must hash to; empty where nothing says. Trouble is reported as of
 * `origin` and named by `what`; bytes that are not JSON are scanned as they are. Negative where
 * there is no document.
 */
int document_load(struct document *document, struct unit_sink *sink, struct store *store,
                  struct store_file *file, uint64_t max_bytes, struct span digest,
                  const struct veto_origin *origin, const char *what);
void document_release(struct document *document);

/* Reports bytes that are not what they must hash to. `digest` may be empty, or none. */
void document_verify(struct unit_sink *sink, struct span bytes, struct span digest,
                     const struct veto_origin *origin, const char *what);
/* Looks at a member that is a document of what is no image, and verifies it on the way. */
void document_scan_member(struct member_scanner *members, struct content_reader *reader,
                          struct span digest);

/* Reports that bytes are not those that were named: a finding of its own. */
void digest_report_mismatch(struct unit_sink *sink, const struct veto_origin *origin,
                            const char *what, struct span expected, const char *actual);

#endif
