/* SPDX-License-Identifier: Apache-2.0 */
#include "report/baseline.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "policy/baseline.h"
#include "report/format.h"
#include "unit/origin.h"

enum { LINE_MAX_BYTES = 4 * 1024 * 1024, LINES_ARENA = 1024 * 1024 * 1024 };

struct lines {
    struct arena arena;
    const char **items;
    size_t count;
    struct buf line, place; /* scratch */
};

/* Values that may be guessed and configuration have no hash of their own. */
static const char *identity_of(const struct veto_finding *finding)
{
    bool has_one = finding->rule->is_secret && !finding->guessable && finding->identity[0];
    return has_one ? finding->identity : "-";
}

static int add_line(struct lines *lines, const char *fingerprint, const char *identity,
                    const char *rule, struct span place)
{
    buf_clear(&lines->line);
    buf_printf(&lines->line, "%s %s %s ", fingerprint, identity, rule);
    baseline_append_place(&lines->line, place);
    char *copy = arena_strndup(&lines->arena, buf_span(&lines->line).data, lines->line.len);
    if (!copy || lines->line.failed)
        return -1;
    lines->items[lines->count++] = copy;
    return 0;
}

static int add_findings(struct lines *lines, const struct veto_result *result)
{
    for (size_t i = 0; i < result->finding_count; i++) {
        const struct veto_finding *finding = &result->findings[i];
        /* An exception that ends is to block again. */
        if (finding->suppression)
            continue;
        buf_clear(&lines->place);
        origin_append_logical(&lines->place, finding->place.origin);
        if (lines->place.failed || !finding->fingerprint[0] ||
            add_line(lines, finding->fingerprint, identity_of(finding), finding->rule->id,
                     buf_span(&lines->place)) < 0)
            return -1;
    }
    return 0;
}

/* What was not looked for is not known to be gone. */
static int add_unmet(struct lines *lines, const struct veto_result *result)
{
    for (size_t i = 0; i < result->unmet_count; i++) {
        const struct veto_unmet *unmet = &result->unmet[i];
        if (unmet->absent || !unmet->fingerprint[0])
            continue;
        if (add_line(lines, unmet->fingerprint, unmet->identity[0] ? unmet->identity : "-",
                     unmet->rule, span_from_bytes(unmet->place)) < 0)
            return -1;
    }
    return 0;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void print_lines(const struct lines *lines, const char *salt, FILE *to)
{
    fprintf(to, BASELINE_HEADER "%s%s\n", salt[0] ? BASELINE_SALT : "", salt);
    for (size_t i = 0; i < lines->count; i++)
        fprintf(to, "%s\n", lines->items[i]);
}

int baseline_write(const struct veto_result *result, FILE *to, struct veto_error *error)
{
    size_t most = result->finding_count + result->unmet_count;
    cleanup(free_ptr) const char **items = calloc(most + 1, sizeof(*items));
    struct lines lines = {
        .arena = arena_make(LINES_ARENA, false),
        .items = items,
        .line = buf_make(LINE_MAX_BYTES),
        .place = buf_make(LINE_MAX_BYTES),
    };
    int status = items && add_findings(&lines, result) == 0 && add_unmet(&lines, result) == 0
                         ? 0
                         : error_no_memory(error);
    if (status == 0) {
        qsort(items, lines.count, sizeof(*items), by_text);
        print_lines(&lines, result->salt, to);
        status = report_finish(to, error);
    }
    buf_release(&lines.line);
    buf_release(&lines.place);
    arena_release(&lines.arena);
    return status;
}
