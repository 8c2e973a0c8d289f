/* SPDX-License-Identifier: Apache-2.0 */
#include "source/image/document.h"

#include <stdio.h>

#include "base/digest.h"
#include "source/reader.h"
#include "unit/problem.h"

enum { DRAIN_BLOCK = 16 * 1024 };

void digest_report_mismatch(struct unit_sink *sink, const struct veto_origin *origin,
                            const char *what, struct span expected, const char *actual)
{
    char text[512];
    snprintf(text, sizeof(text), "%s is named %.*s, but its bytes hash to %s", what,
             (int)expected.len, expected.data, actual);
    struct unit_event event = { .rule = "image-digest-mismatch", .origin = origin, .text = text };
    sink->operations->event(sink, &event);
}

/* NULL where `expected` is none, or it cannot be made. */
static struct digest *open_digest(struct unit_sink *sink, struct span expected,
                                  const struct veto_origin *origin, const char *what)
{
    enum digest_algorithm algorithm;
    struct span hex;
    struct digest *digest = NULL;
    struct veto_error error;
    if (digest_parse(expected, &algorithm, &hex) && digest_create(&digest, algorithm, &error) < 0)
        problem_add(sink, VETO_PROBLEM_UNJUDGED, origin, "%s is not verified: %s", what,
                    error.message);
    return digest;
}

static void hold_against(struct unit_sink *sink, struct digest *digest, struct span expected,
                         const struct veto_origin *origin, const char *what)
{
    char actual[DIGEST_MAX_HEX];
    digest_finish_hex(digest, actual);
    if (!span_is(span_from(expected, span_find_char(expected, ':') + 1), actual))
        digest_report_mismatch(sink, origin, what, expected, actual);
}

void document_verify(struct unit_sink *sink, struct span bytes, struct span expected,
                     const struct veto_origin *origin, const char *what)
{
    struct digest *digest = open_digest(sink, expected, origin, what);
    if (!digest)
        return;
    digest_update(digest, bytes);
    hold_against(sink, digest, expected, origin, what);
    digest_free(digest);
}

void document_scan_member(struct member_scanner *members, struct content_reader *reader,
                          struct span expected)
{
    struct unit_sink *sink = members->sink;
    struct digest *digest = open_digest(sink, expected, &members->origin, "the document");
    struct digesting_reader hashing = reader_digesting(reader, digest);
    char scratch[DRAIN_BLOCK];
    hashing.base.expected = reader->expected;
    member_scan(members, &hashing.base);
    bool is_whole = digest && reader_drain(&hashing.base, scratch, sizeof(scratch), sink) == 0 &&
                    !hashing.failed;
    digesting_settle(&hashing);
    if (is_whole)
        hold_against(sink, digest, expected, &members->origin, "the document");
    digest_free(digest);
}

int document_load(struct document *document, struct unit_sink *sink, struct store *store,
                  struct store_file *file, uint64_t max_bytes, struct span digest,
                  const struct veto_origin *origin, const char *what)
{
    struct veto_error error;
    *document = (struct document){ .bytes = buf_make((size_t)max_bytes) };
    file->used = true;
    if (store_load(store, file, &document->bytes, &error) < 0) {
        problem_add(sink, VETO_PROBLEM_UNREAD, origin, "%s: %s", what, error.message);
        goto fail;
    }
    struct span bytes = buf_span(&document->bytes);
    document_verify(sink, bytes, digest, origin, what);
    if (json_parse(&document->root, bytes, &error) == 0)
        return 0;
    problem_add(sink, VETO_PROBLEM_UNREAD, origin, "%s: %s: what it names is not looked at", what,
                error.message);
    struct unit unit = unit_whole(bytes, origin);
    sink->operations->scan(sink, &unit);
fail:
    document_release(document);
    return -1;
}

void document_release(struct document *document)
{
    if (document->root)
        json_release(document->root);
    document->root = NULL;
    buf_release(&document->bytes);
}
