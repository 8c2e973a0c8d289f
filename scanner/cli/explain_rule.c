/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/utf.h"
#include "cli/command.h"
#include "cli/explain.h"
#include "cli/message.h"
#include "cli/pattern_words.h"
#include "cli/wrap.h"

enum { COLUMN = 12, TEXT_MAX = 1 << 20, CONDITION_MAX = 512, EXAMPLES_SHOWN = 3 };

void explain_field(const char *name, const char *text)
{
    cleanup(buf_release) struct buf shown = buf_make(TEXT_MAX);
    if (!text || !text[0])
        return;
    utf_append_printable(&shown, span_of(text), false);
    printf("%-*s", COLUMN, name);
    wrap_text(stdout, buf_span(&shown).data, COLUMN, COLUMN);
}

static void print_pattern(const struct veto_rule *rule)
{
    cleanup(buf_release) struct buf words = buf_make(TEXT_MAX);
    if (rule->query) {
        explain_field("asks", rule->kind);
        explain_field("for", rule->query);
        return;
    }
    if (!rule->pattern[0])
        return;
    pattern_append_words(&words, rule->pattern);
    explain_field("matches", buf_span(&words).data);
}

static void print_conditions(const struct veto_rule *rule)
{
    char text[CONDITION_MAX];
    for (size_t i = 0; veto_rule_condition(rule, i, text, sizeof(text)); i++)
        explain_field(i ? "" : "and asks", text);
}

/* A line of the example is a line here, behind the others. */
static void print_indented(const char *label, struct span text)
{
    struct span line;
    for (bool first = true; span_next_line(&text, &line); first = false)
        printf("%-*s%.*s\n", COLUMN, first ? label : "", (int)line.len, line.data);
}

static int print_example(const struct veto_rules *rules, const struct veto_rule *rule, size_t index,
                         struct veto_error *error)
{
    cleanup(free_ptr) char *text = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&text, &len);
    if (!to)
        return error_no_memory(error);
    int status = veto_rules_print_example(rules, rule, index, to, error);
    if (fclose(to) != 0)
        return error_no_memory(error);
    if (status == 0 && len)
        print_indented(index ? "" : "examples", (struct span){ text, len });
    return status;
}

int explain_rule(const struct veto_rules *rules, const struct veto_rule *rule)
{
    struct veto_error error = { 0 };
    cleanup(buf_release) struct buf level = buf_make(TEXT_MAX);
    printf("%s\n%s\n\n", rule->id, rule->title);
    buf_printf(&level, "%s; confidence %s before judging", veto_severity_name(rule->severity),
               veto_confidence_name(rule->confidence));
    explain_field("severity", buf_span(&level).data);
    explain_field("why", rule->why);
    print_pattern(rule);
    print_conditions(rule);
    explain_field("fix", rule->fix);
    explain_field("reference", rule->reference);
    size_t count = MIN(rule->example_count, (size_t)EXAMPLES_SHOWN);
    for (size_t i = 0; i < count && !rule->query; i++) {
        if (print_example(rules, rule, i, &error) < 0) {
            message("%s", error.message);
            return EXIT_INCOMPLETE;
        }
    }
    return EXIT_CLEAN;
}
