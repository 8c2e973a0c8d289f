/* SPDX-License-Identifier: Apache-2.0 */
#include "source/zip_hidden.h"

#include "base/ascii.h"
#include "source/archive_walk.h"
#include "source/zip_gaps.h"
#include "unit/kind.h"
#include "unit/problem.h"

#define LOCAL_HEADER SPAN("PK\3\4")

struct hidden {
    struct unit_sink *sink;
    const struct veto_origin *origin; /* of the zip */
    struct content_state inside;
    uint64_t tried; /* places that may be entries */
    uint64_t found;
};

static struct veto_origin part_of(const struct hidden *self, struct span name)
{
    return (struct veto_origin) { .kind = VETO_ORIGIN_ENTRY,
                                  .parent = self->origin,
                                  .name = span_to_bytes(name) };
}

/* Comments, signatures of packages and what fills up are nothing unusual, and only looked at. */
static void scan_between(const struct hidden *self, struct span bytes)
{
    struct veto_origin origin = part_of(self, SPAN("[beside the entries]"));
    struct content_state state = self->inside;
    state.closed = true;
    content_scan(self->sink, bytes, &origin, state);
}

static void scan_behind(const struct hidden *self, struct span bytes)
{
    struct veto_origin origin = part_of(self, SPAN("[behind the end]"));
    struct content_state state = self->inside;
    /* Its entries, if it has any, are found here. */
    state.closed = container_of_bytes(span_sub(bytes, 0, CONTAINER_HEAD)) == CONTAINER_ZIP;
    problem_add(self->sink, VETO_PROBLEM_UNJUDGED, self->origin,
                "data follows the end of the zip: it was looked at as it is");
    content_scan(self->sink, bytes, &origin, state);
}

static bool is_blank(struct span bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        if (bytes.data[i] && !ascii_is_space(bytes.data[i]))
            return false;
    return true;
}

/* Moves `*at` to the next place that may be an entry. */
static bool find_header(struct hidden *self, struct span gap, size_t *at)
{
    size_t found = span_find(span_from(gap, *at), LOCAL_HEADER);
    if (found == SIZE_MAX)
        return false;
    *at += found;
    if (self->tried++ < self->sink->limits->max_warnings)
        return true;
    struct veto_origin origin = part_of(self, SPAN("[not in the directory]"));
    problem_add(self->sink, VETO_PROBLEM_UNREAD, &origin, "too many hidden entries");
    return false;
}

/* Entries that only have a local header are read as such, what stands between them as it is. */
static void scan_gap(struct hidden *self, struct span gap, bool is_behind)
{
    struct veto_origin origin = part_of(self, SPAN("[not in the directory]"));
    size_t begin = 0, at = 0;
    for (;;) {
        bool has_header = find_header(self, gap, &at);
        size_t used = has_header ? archive_walk_one_of_zip(self->sink, span_from(gap, at), &origin,
                                                           self->inside)
                                 : 0;
        if (has_header && used == 0) {
            at += LOCAL_HEADER.len;
            continue;
        }
        struct span rest = span_sub(gap, begin, has_header ? at - begin : gap.len - begin);
        if (!is_blank(rest))
            (is_behind ? scan_behind : scan_between)(self, rest);
        if (!has_header || sink_stopped(self->sink))
            return;
        self->found++;
        begin = at = at + used;
    }
}

static void tell_found(const struct hidden *self)
{
    struct veto_origin origin = part_of(self, SPAN("[not in the directory]"));
    if (self->found)
        problem_add(self->sink, VETO_PROBLEM_UNJUDGED, &origin,
                    "the zip holds entries that its directory does not name");
}

void zip_scan_hidden(struct unit_sink *sink, struct span zip, const struct veto_origin *origin,
                     struct content_state inside)
{
    struct hidden self = { .sink = sink, .origin = origin, .inside = inside };
    struct zip_gaps gaps;
    struct span gap;
    /* Other readers may find a directory where this one does not. */
    if (!zip_gaps_open(&gaps, zip))
        scan_gap(&self, zip, false);
    while (gaps.named && !sink_stopped(sink) && zip_gaps_next(&gaps, &gap))
        scan_gap(&self, gap, gap.data >= zip.data + gaps.end);
    tell_found(&self);
    zip_gaps_close(&gaps);
}

void zip_scan_tail(struct unit_sink *sink, struct span tail, const struct veto_origin *origin,
                   struct content_state inside)
{
    struct hidden self = { .sink = sink, .origin = origin, .inside = inside };
    bool is_comment;
    struct span rest = zip_behind_directory(tail, &is_comment);
    scan_gap(&self, rest, !is_comment);
    tell_found(&self);
}
