/* SPDX-License-Identifier: Apache-2.0 */
/* `veto rules test PATH...` */
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "cli/message.h"
#include "cli/rules.h"

DEFINE_CLEANUP(struct veto_rules *, veto_rules_free)

static void print_complaint(const char *line, void *payload)
{
    (void)payload;
    puts(line);
}

struct pack_counts {
    size_t rules;
    size_t untried; /* imported: without examples */
};

static struct pack_counts count_rules(const char *path)
{
    struct pack_counts counts = { 0 };
    cleanup(veto_rules_free_ptr) struct veto_rules *rules = NULL;
    struct veto_rules_options options = VETO_RULES_OPTIONS_INIT;
    options.paths = &path;
    options.path_count = 1;
    options.no_builtin = true;
    options.with_optional = true;
    if (veto_rules_load(&rules, &options, NULL) < 0)
        return counts;
    counts.rules = veto_rules_count(rules);
    for (size_t i = 0; i < counts.rules; i++) {
        const struct veto_rule *rule = veto_rules_at(rules, i);
        counts.untried += rule->pattern[0] && rule->example_count == 0;
    }
    return counts;
}

static void print_praise(const char *path, struct pack_counts counts)
{
    printf("%s: %zu %s, no complaints\n", path, counts.rules, counts.rules == 1 ? "rule" : "rules");
    if (counts.untried)
        printf("%s: %zu of them have no examples, being imported: nothing says yet that they find "
               "what they should\n",
               path, counts.untried);
}

/* ---- The table ------------------------------------------------------------------------------- */

enum { ID_MAX = 64 };

struct row {
    char id[ID_MAX], overlaps[ID_MAX];
    size_t examples, counterexamples;
    double hits, cost;
};

struct test_table {
    struct row *rows;
    size_t count, capacity;
    bool failed;
};

static void add_row(const struct veto_rule_test *test, void *payload)
{
    struct test_table *table = payload;
    if (table->count == table->capacity) {
        size_t capacity = table->capacity ? 2 * table->capacity : 64;
        struct row *larger = reallocarray(table->rows, capacity, sizeof(*larger));
        if (!larger) {
            table->failed = true;
            return;
        }
        table->rows = larger;
        table->capacity = capacity;
    }
    struct row *row = &table->rows[table->count++];
    *row = (struct row) {
        .examples = test->example_count,
        .counterexamples = test->counterexample_count,
        .hits = test->hits,
        .cost = test->cost,
    };
    snprintf(row->id, sizeof(row->id), "%s", test->rule->id);
    snprintf(row->overlaps, sizeof(row->overlaps), "%s", test->overlaps);
}

/* The dearest first. */
static int by_cost(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    if (x->cost != y->cost)
        return x->cost > y->cost ? -1 : 1;
    if (x->hits != y->hits)
        return x->hits > y->hits ? -1 : 1;
    return strcmp(x->id, y->id);
}

static void print_number(double number, int width, int decimals)
{
    if (number < 0)
        printf("  %*s", width, "-");
    else
        printf("  %*.*f", width, decimals, number);
}

static void print_test_table(const struct test_table *table)
{
    int widest = (int)strlen("rule");
    qsort(table->rows, table->count, sizeof(*table->rows), by_cost);
    for (size_t i = 0; i < table->count; i++)
        widest = MAX(widest, (int)strlen(table->rows[i].id));
    printf("%-*s  examples  counter  hits/MB  alone us/MB  overlaps\n", widest, "rule");
    for (size_t i = 0; i < table->count; i++) {
        const struct row *row = &table->rows[i];
        printf("%-*s  %8zu  %7zu", widest, row->id, row->examples, row->counterexamples);
        print_number(row->hits, 7, 3);
        print_number(row->cost, 11, 1);
        printf("  %s\n", row->overlaps[0] ? row->overlaps : "-");
    }
}

/* The number of complaints, or negative. */
static int test_pack(const char *path, bool verbose)
{
    struct veto_error error = { 0 };
    struct test_table table = { 0 };
    int complaints =
            veto_rules_test(path, print_complaint, verbose ? add_row : NULL, &table, &error);
    if (complaints >= 0 && table.count)
        print_test_table(&table);
    if (table.failed)
        message("out of memory: the table is not whole");
    free(table.rows);
    if (complaints < 0)
        message("%s", error.message);
    else if (complaints == 0)
        print_praise(path, count_rules(path));
    return complaints;
}

int rules_test_packs(const struct settings *settings)
{
    if (settings->operands.count < 2) {
        message("name a rule pack, or a folder of them: veto rules test PATH...");
        return EXIT_USAGE;
    }
    bool complained = false;
    for (size_t i = 1; i < settings->operands.count; i++) {
        int complaints = test_pack(settings->operands.items[i], settings->verbose);
        if (complaints < 0)
            return EXIT_USAGE;
        complained = complained || complaints > 0;
    }
    return complained ? EXIT_VETO : EXIT_CLEAN;
}
