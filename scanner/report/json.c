/* SPDX-License-Identifier: Apache-2.0 */
/* One JSON object with everything that the result holds. */
#include "report/fields.h"
#include "report/format.h"

static void write_verdict(struct json_writer *w, const struct veto_result *result)
{
    json_put_open(w, "verdict", '{');
    fields_verdict_members(w, result);
    json_close(w, '}');
    json_put_open(w, "summary", '{');
    fields_summary_members(w, result);
    json_close(w, '}');
}

static void write_findings(struct json_writer *w, const struct veto_result *result)
{
    json_put_open(w, "findings", '[');
    for (size_t i = 0; i < result->finding_count; i++) {
        json_open(w, '{');
        fields_finding_members(w, &result->findings[i]);
        json_close(w, '}');
    }
    json_close(w, ']');
}

static void write_problems(struct json_writer *w, const struct veto_result *result)
{
    json_put_open(w, "problems", '[');
    for (size_t i = 0; i < result->problem_count; i++) {
        json_open(w, '{');
        fields_problem_members(w, &result->problems[i]);
        json_close(w, '}');
    }
    json_close(w, ']');
}

static void write_dropped(struct json_writer *w, const struct veto_result *result)
{
    if (!result->dropped)
        return;
    json_put_open(w, "dropped", '[');
    for (size_t i = 0; i < result->dropped_count; i++) {
        json_open(w, '{');
        fields_dropped_members(w, &result->dropped[i]);
        json_close(w, '}');
    }
    json_close(w, ']');
}

static void write_absent(struct json_writer *w, const struct veto_result *result)
{
    if (!result->has_baseline)
        return;
    json_put_open(w, "absent", '[');
    for (size_t i = 0; i < result->unmet_count; i++) {
        if (!result->unmet[i].absent)
            continue;
        json_open(w, '{');
        fields_unmet_members(w, &result->unmet[i]);
        json_close(w, '}');
    }
    json_close(w, ']');
}

static int write_json(const struct veto_result *result, const struct veto_report_options *options,
                      FILE *to, struct veto_error *error)
{
    (void)options;
    struct json_writer w = json_writer_make(to, true);
    json_open(&w, '{');
    json_put_integer(&w, "version", FIELDS_VERSION);
    fields_tool(&w);
    write_verdict(&w, result);
    write_findings(&w, result);
    write_dropped(&w, result);
    write_absent(&w, result);
    write_problems(&w, result);
    json_close(&w, '}');
    if (json_writer_finish(&w, error) < 0)
        return -1;
    return report_finish(to, error);
}

const struct report_format report_json = {
    .name = "json",
    .suffix = ".json",
    .write = write_json,
};
