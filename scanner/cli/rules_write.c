/* SPDX-License-Identifier: Apache-2.0 */
/* What `veto rules` makes: values, packs, differences. */
#include <stdio.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/rules.h"

/* ---- example --------------------------------------------------------------------------------- */

/* What the library prints, as a text. The caller frees it; NULL after a message. */
static char *example_of(const struct veto_rule *rule, bool whole)
{
    char *text = NULL;
    size_t len = 0;
    struct veto_error error = { 0 };
    FILE *to = open_memstream(&text, &len);
    int result = to ? veto_rules_example(rule, to, whole, &error) : error_no_memory(&error);
    if (to && fclose(to) != 0 && result == 0)
        result = error_no_memory(&error);
    if (result == 0)
        return text;
    message("%s", error.message);
    free(text);
    return NULL;
}

static bool print_example(const struct settings *settings, const struct veto_rule *rule,
                          struct json_writer *w)
{
    cleanup(free_ptr) char *value = example_of(rule, false);
    cleanup(free_ptr) char *whole = value ? example_of(rule, true) : NULL;
    if (!value || !whole)
        return false;
    if (w) {
        json_open(w, '{');
        json_put_text(w, "rule", rule->id);
        json_put_text(w, "value", value);
        json_put_text(w, "text", whole);
        json_close(w, '}');
        return true;
    }
    struct span shown = span_of(settings->verbose ? whole : value);
    fwrite(shown.data, 1, shown.len, stdout);
    if (!span_ends(shown, SPAN("\n")))
        putchar('\n');
    return true;
}

int rules_print_examples(const struct settings *settings, const struct veto_rules *rules)
{
    if (settings->operands.count < 2) {
        message("name a rule: veto rules example ID...");
        return EXIT_USAGE;
    }
    bool json = rules_want_json(settings);
    struct json_writer w = json_writer_make(stdout, true);
    int status = EXIT_CLEAN;
    if (json)
        json_open(&w, '[');
    for (size_t i = 1; i < settings->operands.count; i++) {
        const struct veto_rule *rule = rules_find_or_say(rules, settings->operands.items[i]);
        if (!rule || !print_example(settings, rule, json ? &w : NULL))
            status = EXIT_USAGE;
    }
    if (json)
        json_close(&w, ']');
    json_writer_finish(&w, NULL);
    if (json)
        putchar('\n');
    return status;
}

/* ---- new ------------------------------------------------------------------------------------- */

int rules_write_new(const struct settings *settings)
{
    struct output output;
    struct veto_error error = { 0 };
    if (settings->operands.count != 2) {
        message("name one kind: veto rules new secret, or a kind of file such as dockerfile");
        return EXIT_USAGE;
    }
    if (output_open(&output, settings, &error) < 0 ||
        output_close(&output, veto_rules_new(settings->operands.items[1], output.stream, &error),
                     &error) < 0) {
        message("%s", error.message);
        return EXIT_USAGE;
    }
    return EXIT_CLEAN;
}

/* ---- diff ------------------------------------------------------------------------------------ */

static const char *path_of(const char *operand)
{
    return strcmp(operand, "builtin") == 0 ? NULL : operand;
}

int rules_print_diff(const struct settings *settings)
{
    struct veto_error error = { 0 };
    if (settings->operands.count != 3) {
        message("name two packs, or folders of them: veto rules diff BEFORE AFTER; 'builtin' is "
                "what veto brings along");
        return EXIT_USAGE;
    }
    int differences = veto_rules_diff(path_of(settings->operands.items[1]),
                                      path_of(settings->operands.items[2]),
                                      rules_want_json(settings), stdout, &error);
    if (differences < 0) {
        message("%s", error.message);
        return EXIT_USAGE;
    }
    return differences ? EXIT_VETO : EXIT_CLEAN;
}

/* ---- import ---------------------------------------------------------------------------------- */

static void say_lost(const char *line, void *payload)
{
    size_t *count = payload;
    ++*count;
    message("%s", line);
}

int rules_import(const struct settings *settings)
{
    struct output output;
    struct veto_error error = { 0 };
    size_t remarks = 0;
    if (settings->operands.count != 2) {
        message("name one file: veto rules import .gitleaks.toml");
        return EXIT_USAGE;
    }
    int count = output_open(&output, settings, &error);
    if (count == 0)
        count = output_close(&output,
                             veto_rules_import(settings->operands.items[1], output.stream, say_lost,
                                               &remarks, &error),
                             &error);
    if (count < 0) {
        message("%s", error.message);
        return EXIT_USAGE;
    }
    message("%d %s carried over, %zu %s; veto rules test says what they lack", count,
            count == 1 ? "rule" : "rules", remarks, remarks == 1 ? "remark" : "remarks");
    return EXIT_CLEAN;
}
