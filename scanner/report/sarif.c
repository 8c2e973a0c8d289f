/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SARIF 2.1.0, for forges and their like: complete, compact, the same bytes for the same result. No
 * times, no host names, no file contents. One run per kind of target, as their categories ask for.
 */
#include "report/sarif.h"

#include "policy/verdict.h"
#include "report/fields.h"
#include "report/format.h"

enum { SCRATCH_MAX = 16 * 1024 * 1024, NAMES_MAX = 32 * 1024 * 1024 };

static void write_tool(struct sarif *sarif)
{
    struct json_writer *w = &sarif->json;
    json_put_open(w, "tool", '{');
    json_put_open(w, "driver", '{');
    json_put_text(w, "name", "veto");
    json_put_text(w, "fullName", "veto " VETO_VERSION);
    json_put_text(w, "organization", "veto");
    json_put_text(w, "semanticVersion", VETO_VERSION);
    json_put_text(w, "version", VETO_VERSION);
    json_put_text(w, "informationUri", "https://veto.example/");
    sarif_write_rules(sarif);
    sarif_write_descriptors(sarif);
    json_put_open(w, "supportedTaxonomies", '[');
    json_open(w, '{');
    json_put_text(w, "name", "CWE");
    json_put_integer(w, "index", 0);
    json_close(w, '}');
    json_close(w, ']');
    json_close(w, '}');
    json_close(w, '}');
}

/* A forge takes one run of a category from a file: further ones have their own. */
static void write_details(struct sarif *sarif, const char *category, size_t part)
{
    struct json_writer *w = &sarif->json;
    buf_clear(&sarif->text);
    buf_append_text(&sarif->text, category);
    if (part)
        buf_printf(&sarif->text, "part-%zu/", part + 1);
    json_put_open(w, "automationDetails", '{');
    json_put_span(w, "id", buf_span(&sarif->text));
    json_close(w, '}');
    json_put_open(w, "originalUriBaseIds", '{');
    json_put_open(w, "SRCROOT", '{');
    sarif_put_sentence(sarif, "description", "The root of the repository, or the folder given");
    json_close(w, '}');
    json_close(w, '}');
}

static void write_properties(struct sarif *sarif, const struct sarif_selection *selection)
{
    struct json_writer *w = &sarif->json;
    json_put_text(w, "columnKind", "unicodeCodePoints");
    json_put_open(w, "properties", '{');
    json_put_bool(w, "secretsShown", sarif->result->secrets_shown);
    if (selection->dropped_total)
        json_put_integer(w, "truncated", (int64_t)selection->dropped_total);
    if (selection->is_first)
        fields_drop_counts(w, sarif->result);
    if (selection->is_first && sarif->result->has_baseline) {
        const struct veto_result *result = sarif->result;
        json_put_open(w, "baseline", '{');
        json_put_integer(w, "new", (int64_t)verdict_open_count(result));
        json_put_integer(w, "unchanged", (int64_t)result->unchanged);
        json_put_integer(w, "absent", (int64_t)result->absent);
        json_close(w, '}');
    }
    json_close(w, '}');
}

static void write_run(struct sarif *sarif, const struct sarif_selection *selection,
                      const char *category)
{
    json_open(&sarif->json, '{');
    write_tool(sarif);
    sarif_write_taxonomies(sarif);
    write_details(sarif, category, selection->part);
    sarif_write_invocations(sarif, selection);
    sarif_write_artifacts(sarif, selection);
    sarif_write_results(sarif, selection);
    write_properties(sarif, selection);
    json_close(&sarif->json, '}');
}

/* The runs of one category, `left` at most; how many there were. */
static size_t write_category(struct sarif *sarif, const struct sarif_categories *categories,
                             size_t index, size_t left)
{
    struct sarif_selection selection = {
        .category = categories->count > 1 ? categories->names[index] : NULL,
        .coarse = categories->coarse,
        .is_first = index == 0,
        .limit = sarif->limit,
        .parts = sarif->limit ? 1 : left,
    };
    sarif_select(&selection, sarif->result);
    size_t count = sarif_parts(&selection);
    for (; selection.part < count; selection.part++) {
        write_run(sarif, &selection, categories->names[index]);
        selection.is_first = false;
        selection.dropped_total = 0;
    }
    return count;
}

static void write_log(struct sarif *sarif, const struct sarif_categories *categories)
{
    struct json_writer *w = &sarif->json;
    json_open(w, '{');
    json_put_text(w, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json_put_text(w, "version", "2.1.0");
    json_put_open(w, "runs", '[');
    size_t left = SARIF_RUNS_MAX;
    for (size_t i = 0; i < categories->count; i++) /* one is kept for each that follows */
        left -= write_category(sarif, categories, i, left - (categories->count - 1 - i));
    json_close(w, ']');
    json_close(w, '}');
}

static int finish(struct sarif *sarif, FILE *to, struct veto_error *error)
{
    bool no_memory = sarif->text.failed;
    buf_release(&sarif->text);
    if (json_writer_finish(&sarif->json, error) < 0)
        return -1;
    return no_memory ? error_no_memory(error) : report_finish(to, error);
}

static int write_sarif(const struct veto_result *result, const struct veto_report_options *options,
                       FILE *to, struct veto_error *error)
{
    struct sarif sarif = { .result = result, .limit = options->sarif_limit };
    if (sarif.limit == SARIF_RESULTS_MAX)
        sarif.limit = 0;
    struct sarif_categories categories;
    struct arena names = arena_make(NAMES_MAX, false);
    int outcome = sarif_rules_make(&sarif.rules, result->rules, error);
    if (outcome == 0)
        outcome = sarif_categories_find(&categories, result, &names, error);
    if (outcome == 0) {
        sarif.json = json_writer_make(to, false);
        sarif.text = buf_make(SCRATCH_MAX);
        write_log(&sarif, &categories);
        outcome = finish(&sarif, to, error);
    }
    sarif_rules_release(&sarif.rules);
    arena_release(&names);
    return outcome;
}

const struct report_format report_sarif = {
    .name = "sarif",
    .suffix = ".sarif",
    .write = write_sarif,
};
