/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON lines: a finding or problem per line, and the summary. Each line has a `type`, and a `key`:
 * lines sorted by it are in the same order however they arrived, the summary last.
 */
#include "base/utf.h"
#include "report/fields.h"
#include "report/format.h"
#include "report/place.h"
#include "unit/origin.h"

/* The chain link by link; a space sorts before everything that a link's URI can hold. */
static void append_origin_key(struct buf *key, const struct veto_origin *origin)
{
    size_t depth = place_depth(origin);
    buf_printf(key, "%06u", origin_target(origin)->ordinal);
    for (size_t i = 0; i < depth; i++) {
        const struct veto_origin *link = place_link(origin, i);
        buf_append_char(key, ' ');
        if (link->layer)
            buf_printf(key, "%06u/", link->layer->index);
        place_append_link_uri(key, link);
    }
}

static void put_key(struct json_writer *w, struct buf *key)
{
    json_put_span(w, "key", buf_span(key));
    buf_release(key);
}

/* Of something that a rule matched: where, and what made it. */
static struct buf key_of_match(const struct veto_place *place, const struct veto_rule *rule)
{
    struct buf key = buf_make(PLACE_TEXT_MAX);
    append_origin_key(&key, place->origin);
    buf_printf(&key, " @%020llu %s ", (unsigned long long)place->region.byte_offset, rule->id);
    return key;
}

static void finding_line(struct json_writer *w, const struct veto_finding *finding)
{
    struct buf key = key_of_match(&finding->place, finding->rule);
    buf_append_text(&key, finding->fingerprint);
    json_put_text(w, "type", "finding");
    put_key(w, &key);
    fields_finding_members(w, finding);
}

static void problem_line(struct json_writer *w, const struct veto_problem *problem)
{
    struct buf key = buf_make(PLACE_TEXT_MAX);
    append_origin_key(&key, problem->origin);
    buf_printf(&key, " %s %s", fields_problem_name(problem->kind), problem->text);
    json_put_text(w, "type", "problem");
    put_key(w, &key);
    fields_problem_members(w, problem);
}

static void dropped_line(struct json_writer *w, const struct veto_dropped *dropped)
{
    struct buf key = key_of_match(&dropped->place, dropped->rule);
    buf_printf(&key, "dropped %s", dropped->reason);
    json_put_text(w, "type", "dropped");
    put_key(w, &key);
    fields_dropped_members(w, dropped);
}

/* Behind all places, before the summary. */
static void absent_line(struct json_writer *w, const struct veto_unmet *unmet)
{
    struct buf key = buf_make(PLACE_TEXT_MAX);
    buf_printf(&key, "absent %s %s ", unmet->fingerprint, unmet->rule);
    utf_append_printable(&key, span_from_bytes(unmet->place), false);
    json_put_text(w, "type", "absent");
    put_key(w, &key);
    fields_unmet_members(w, unmet);
}

static void summary_line(struct json_writer *w, const struct veto_result *result)
{
    json_put_text(w, "type", "summary");
    json_put_text(w, "key", "~");
    json_put_integer(w, "version", FIELDS_VERSION);
    fields_tool(w);
    fields_verdict_members(w, result);
    fields_summary_members(w, result);
}

static int write_jsonl(const struct veto_result *result, const struct veto_report_options *options,
                       FILE *to, struct veto_error *error)
{
    (void)options;
    size_t problems = result->finding_count, unmet = problems + result->problem_count;
    size_t dropped = unmet + result->unmet_count, last = dropped + result->dropped_count;
    for (size_t i = 0; i <= last; i++) {
        if (i >= unmet && i < dropped && !result->unmet[i - unmet].absent)
            continue;
        struct json_writer w = json_writer_make(to, false);
        json_open(&w, '{');
        if (i < problems)
            finding_line(&w, &result->findings[i]);
        else if (i < unmet)
            problem_line(&w, &result->problems[i - problems]);
        else if (i < dropped)
            absent_line(&w, &result->unmet[i - unmet]);
        else if (i < last)
            dropped_line(&w, &result->dropped[i - dropped]);
        else
            summary_line(&w, result);
        json_close(&w, '}');
        if (json_writer_finish(&w, error) < 0)
            return -1;
    }
    return report_finish(to, error);
}

const struct report_format report_jsonl = {
    .name = "jsonl",
    .suffix = ".jsonl",
    .write = write_jsonl,
};
