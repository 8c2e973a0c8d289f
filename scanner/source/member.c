/* SPDX-License-Identifier: Apache-2.0 */
#include "source/member.h"

#include <stdlib.h>

#include "base/utf.h"
#include "source/entry_name.h"
#include "source/reader.h"
#include "unit/problem.h"

enum { NAME_CEILING = 1024 * 1024, MAX_SHOWN = 200 };

int member_scanner_open(struct member_scanner *scanner, struct unit_sink *sink,
                        const struct veto_origin *parent, struct content_state state,
                        struct veto_error *error)
{
    *scanner = (struct member_scanner){
        .sink = sink,
        .parent = parent,
        .state = state,
        .gatherer.sink = sink,
        .name = buf_make(NAME_CEILING),
        .small = malloc(GATHER_SMALL + 1),
    };
    return scanner->small ? 0 : error_no_memory(error);
}

void member_scanner_close(struct member_scanner *scanner)
{
    content_gather_end(&scanner->gatherer);
    buf_release(&scanner->name);
    free(scanner->small);
    scanner->small = NULL;
}

static void tell_traversal(struct member_scanner *scanner, struct span path)
{
    struct unit_sink *sink = scanner->sink;
    problem_add(sink, VETO_PROBLEM_UNJUDGED, &scanner->origin,
                "the path leads out of the archive: %.200s", path.data);
    struct buf shown = buf_make(NAME_CEILING);
    utf_append_printable(&shown, span_sub(path, 0, MAX_SHOWN), false);
    buf_append_char(&shown, '\0');
    struct unit_event event = { "image-path-traversal-entry", &scanner->origin, shown.data };
    if (scanner->parent->kind == VETO_ORIGIN_LAYER && !shown.failed)
        sink->operations->event(sink, &event);
    buf_release(&shown);
}

void member_name(struct member_scanner *scanner, struct span path)
{
    uint64_t longest = scanner->sink->limits->max_name;
    buf_clear(&scanner->name);
    bool inside = entry_name_normalise(span_sub(path, 0, (size_t)longest), &scanner->name);
    scanner->origin = (struct veto_origin){
        .kind = VETO_ORIGIN_ENTRY,
        .parent = scanner->parent,
        .name = span_to_bytes(buf_span(&scanner->name)),
    };
    if (path.len > longest)
        problem_add(scanner->sink, VETO_PROBLEM_UNJUDGED, &scanner->origin,
                    "the name has %zu bytes and was cut", path.len);
    if (!inside)
        tell_traversal(scanner, path);
}

void member_scan(struct member_scanner *scanner, struct content_reader *reader)
{
    struct unit_sink *sink = scanner->sink;
    char *room = content_gather_room(&scanner->gatherer);
    if (!room)
        room = scanner->small;
    ssize_t got = reader->read(reader, room, GATHER_SMALL + 1);
    sink->operations->file(sink, &scanner->origin, VETO_FILE_READ);
    struct span bytes = { room, got > 0 ? (size_t)got : 0 };
    scanner->front = bytes;
    if (got <= 0)
        return;
    if (got > GATHER_SMALL) {
        struct headed_reader whole = reader_with_head(bytes, reader);
        whole.base.expected = reader->expected;
        content_stream(sink, &whole.base, &scanner->origin, scanner->state);
    } else if (container_of_bytes(span_sub(bytes, 0, CONTAINER_HEAD)) != CONTAINER_NONE) {
        content_scan(sink, bytes, &scanner->origin, scanner->state);
    } else {
        content_gather(&scanner->gatherer, bytes, &scanner->origin);
    }
}
