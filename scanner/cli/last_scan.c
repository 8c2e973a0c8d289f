/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/last_scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/json.h"
#include "cli/scan.h"

/* Whoever has more does not look for one of them by hand. */
enum { MOST = 20000 };

char *last_scan_path(void)
{
    cleanup(free_ptr) char *folder = file_cache_folder();
    char *path = NULL;
    if (!folder || asprintf(&path, "%s/last-scan.jsonl", folder) < 0)
        return NULL;
    return path;
}

static void write_place(struct json_writer *w, const struct veto_origin *origin)
{
    json_put_open(w, "origin", '[');
    for (; origin; origin = origin->parent)
        if (origin->kind == VETO_ORIGIN_FILE || origin->kind == VETO_ORIGIN_ENTRY)
            json_write_span(w, (struct span) { origin->name.data, origin->name.len });
    json_close(w, ']');
}

char *last_scan_file(const struct veto_origin *origin)
{
    const struct veto_origin *tree = origin->parent;
    char *path = NULL;
    if (origin->kind != VETO_ORIGIN_FILE ||
        (tree && (tree->kind != VETO_ORIGIN_TREE || tree->parent)))
        return NULL;
    if (tree && tree->name.len == 1 && tree->name.data[0] == '.')
        tree = NULL;
    struct veto_bytes first = tree ? tree->name : origin->name;
    cleanup(free_ptr) char *here =
            first.len && first.data[0] == '/' ? strdup("") : getcwd(NULL, 0);
    if (!here || asprintf(&path, "%s%s%.*s%s%.*s", here, here[0] ? "/" : "", (int)first.len,
                          first.data, tree ? "/" : "", tree ? (int)origin->name.len : 0,
                          tree ? origin->name.data : "") < 0)
        return NULL;
    return path;
}

/* The folder of the policy of all these targets, absolute; NULL where they have not the same. */
static char *root_of(const struct text_list *targets)
{
    cleanup(free_ptr) char *place = NULL;
    if (scan_place_policy(&place, targets, NULL) < 0)
        return NULL;
    char *slash = strrchr(place, '/');
    if (slash)
        slash[1] = '\0';
    return realpath(slash ? place : ".", NULL);
}

static int write_head(FILE *to, const struct settings *settings)
{
    cleanup(free_ptr) char *root = root_of(&settings->operands);
    struct json_writer w = json_writer_make(to, false);
    json_open(&w, '{');
    json_put_text(&w, "type", "scan");
    if (root)
        json_put_text(&w, "root", root);
    json_close(&w, '}');
    return json_writer_finish(&w, NULL);
}

bool last_scan_is_of(const struct text_list *targets)
{
    cleanup(free_ptr) char *path = last_scan_path(), *root = root_of(targets), *line = NULL;
    FILE *file = path && root ? fopen(path, "re") : NULL;
    struct json_value *head = NULL;
    size_t size = 0;
    ssize_t len = file ? getline(&line, &size, file) : -1;
    bool is_of = len > 0 && json_parse(&head, (struct span) { line, (size_t)len }, NULL) == 0 &&
                 span_is(json_text(json_member(head, "root")), root);
    json_release(head);
    if (file)
        fclose(file);
    return is_of;
}

static int write_finding(FILE *to, const struct veto_finding *finding)
{
    struct json_writer w = json_writer_make(to, false);
    json_open(&w, '{');
    json_put_text(&w, "type", "finding");
    json_put_text(&w, "rule", finding->rule->id);
    json_put_text(&w, "fingerprint", finding->fingerprint);
    json_put_integer(&w, "line", finding->place.region.start_line);
    if (finding->guessable)
        json_put_bool(&w, "guessable", true);
    cleanup(free_ptr) char *path = last_scan_file(finding->place.origin);
    if (path)
        json_put_text(&w, "path", path);
    write_place(&w, finding->place.origin);
    json_close(&w, '}');
    return json_writer_finish(&w, NULL);
}

void last_scan_remember(const struct settings *settings, const struct veto_result *result)
{
    struct file_output output;
    cleanup(free_ptr) char *path = NULL;
    if (settings->no_cache)
        return;
    path = last_scan_path();
    if (!path || file_output_open(&output, path, NULL) < 0)
        return;
    int status = write_head(output.stream, settings);
    for (size_t i = 0; i < result->finding_count && i < MOST && status == 0; i++)
        status = write_finding(output.stream, &result->findings[i]);
    if (status < 0)
        file_output_abort(&output);
    else
        file_output_commit(&output, NULL);
}
