/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "base/suggest.h"
#include "cli/message.h"
#include "cli/rules.h"
#include "cli/scan.h"
#include "cli/wrap.h"

DEFINE_CLEANUP(struct veto_rules *, veto_rules_free)

bool rules_want_json(const struct settings *settings)
{
    return strcmp(veto_report_format((size_t)settings->format), "json") == 0;
}

/* ---- One rule ---- */

static void print_heading(const struct veto_rule *rule)
{
    printf("%s\n%s\n\n", rule->id, rule->title);
    printf("%-12s%s\n", "severity", veto_severity_name(rule->severity));
    printf("%-12s%s, before judging\n", "confidence", veto_confidence_name(rule->confidence));
}

static void print_field(const char *name, const char *text)
{
    enum { COLUMN = 12 };
    if (!text[0])
        return;
    printf("%-*s", COLUMN, name);
    wrap_text(stdout, text, COLUMN, COLUMN);
}

static void print_list(const char *name, const char *const *items, size_t count)
{
    cleanup(buf_release) struct buf text = buf_make((size_t)1 << 20);
    for (size_t i = 0; i < count; i++)
        buf_printf(&text, "%s%s", i ? ", " : "", items[i]);
    print_field(name, buf_span(&text).data);
}

static void print_rule(const struct veto_rule *rule)
{
    print_heading(rule);
    print_field("why", rule->why);
    print_field("fix", rule->fix);
    print_field("reference", rule->reference);
    print_list("tags", rule->tags, rule->tag_count);
    print_list("aliases", rule->aliases, rule->alias_count);
    /* Neither is broken into lines: people copy them. */
    if (rule->pattern[0])
        printf("%-12s%s\n", "pattern", rule->pattern);
    if (rule->query)
        printf("%-12s%s\n%-12s%s\n", "kind", rule->kind, "query", rule->query);
    for (size_t i = 0; i < rule->example_count; i++)
        printf("%-12s%s\n", i ? "" : "examples", rule->examples[i]);
    print_field("source", rule->source);
}

static void write_texts(struct json_writer *w, const char *key, const char *const *items,
                        size_t count)
{
    json_put_open(w, key, '[');
    for (size_t i = 0; i < count; i++)
        json_write_text(w, items[i]);
    json_close(w, ']');
}

static void write_rule(struct json_writer *w, const struct veto_rule *rule)
{
    json_open(w, '{');
    json_put_text(w, "id", rule->id);
    json_put_text(w, "title", rule->title);
    json_put_text(w, "severity", veto_severity_name(rule->severity));
    json_put_text(w, "confidence", veto_confidence_name(rule->confidence));
    json_put_text(w, "why", rule->why);
    json_put_text(w, "fix", rule->fix);
    json_put_text(w, "reference", rule->reference);
    write_texts(w, "tags", rule->tags, rule->tag_count);
    write_texts(w, "aliases", rule->aliases, rule->alias_count);
    json_put_text(w, "pattern", rule->pattern);
    if (rule->query) {
        json_put_text(w, "kind", rule->kind);
        json_put_text(w, "query", rule->query);
    }
    write_texts(w, "examples", rule->examples, rule->example_count);
    json_put_text(w, "source", rule->source);
    json_close(w, '}');
}

/* A failed write is told where the program ends. */
static int write_rules(const struct veto_rule *const *rules, size_t count)
{
    struct json_writer w = json_writer_make(stdout, true);
    json_open(&w, '[');
    for (size_t i = 0; i < count; i++)
        write_rule(&w, rules[i]);
    json_close(&w, ']');
    json_writer_finish(&w, NULL);
    putchar('\n');
    return EXIT_CLEAN;
}

/* ---- list, show, test ---- */

static void print_table(const struct veto_rule *const *rules, size_t count)
{
    int widest = 0;
    for (size_t i = 0; i < count; i++)
        widest = MAX(widest, (int)strlen(rules[i]->id));
    for (size_t i = 0; i < count; i++)
        printf("%-*s  %-8s  %-8s  %s\n", widest, rules[i]->id,
               veto_severity_name(rules[i]->severity), veto_confidence_name(rules[i]->confidence),
               rules[i]->title);
}

static int list_rules(const struct settings *settings, const struct veto_rules *rules)
{
    if (settings->operands.count > 1) {
        message("'veto rules list' takes no operands; 'veto rules show' takes ids");
        return EXIT_USAGE;
    }
    if (settings->peer)
        return rules_list_peer(settings, rules);
    size_t count = veto_rules_count(rules);
    cleanup(free_ptr) const struct veto_rule **all = calloc(count + 1, sizeof(*all));
    if (!all) {
        message("out of memory");
        return EXIT_INCOMPLETE;
    }
    for (size_t i = 0; i < count; i++)
        all[i] = veto_rules_at(rules, i);
    if (rules_want_json(settings))
        return write_rules(all, count);
    print_table(all, count);
    return EXIT_CLEAN;
}

const struct veto_rule *rules_find_or_say(const struct veto_rules *rules, const char *id)
{
    const struct veto_rule *rule = veto_rules_find(rules, id);
    if (rule)
        return rule;
    struct suggestion near = suggest_for(span_of(id));
    for (size_t i = 0; i < veto_rules_count(rules); i++)
        suggest_offer(&near, veto_rules_at(rules, i)->id);
    message("no rule has the id or alias '%s'%s", id, suggest_text(&near, ""));
    return NULL;
}

static int show_rules(const struct settings *settings, const struct veto_rules *rules)
{
    size_t count = settings->operands.count - 1;
    if (count == 0) {
        message("name a rule: veto rules show ID...");
        return EXIT_USAGE;
    }
    cleanup(free_ptr) const struct veto_rule **chosen = calloc(count, sizeof(*chosen));
    if (!chosen) {
        message("out of memory");
        return EXIT_INCOMPLETE;
    }
    for (size_t i = 0; i < count; i++) {
        chosen[i] = rules_find_or_say(rules, settings->operands.items[i + 1]);
        if (!chosen[i])
            return EXIT_USAGE;
    }
    if (rules_want_json(settings))
        return write_rules(chosen, count);
    for (size_t i = 0; i < count; i++) {
        if (i)
            putchar('\n');
        print_rule(chosen[i]);
    }
    return EXIT_CLEAN;
}

/* ---- The command ---- */

static int with_rules(const struct settings *settings,
                      int (*run)(const struct settings *, const struct veto_rules *))
{
    cleanup(veto_rules_free_ptr) struct veto_rules *rules = NULL;
    struct veto_rules_options options = scan_rules_options(settings);
    options.with_optional = true;
    struct veto_error error = { 0 };
    if (veto_rules_load(&rules, &options, &error) < 0) {
        message("%s", error.message);
        return EXIT_USAGE;
    }
    return run(settings, rules);
}

struct part {
    const char *word;
    int (*with)(const struct settings *, const struct veto_rules *); /* needs rules */
    int (*without)(const struct settings *);
    bool writes; /* a file, with --output */
};

static const struct part parts[] = {
    { "list", list_rules, NULL, false },
    { "show", show_rules, NULL, false },
    { "example", rules_print_examples, NULL, false },
    { "test", NULL, rules_test_packs, false },
    { "new", NULL, rules_write_new, true },
    { "diff", NULL, rules_print_diff, false },
    { "import", NULL, rules_import, true },
};

static const struct part *find_part(const char *word)
{
    for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
        if (strcmp(word, parts[i].word) == 0)
            return &parts[i];
    return NULL;
}

static int run_rules(const struct settings *settings)
{
    const char *word = settings->operands.count ? settings->operands.items[0] : "";
    const char *format = veto_report_format((size_t)settings->format);
    const struct part *part = find_part(word);
    if (strcmp(format, "text") != 0 && strcmp(format, "json") != 0) {
        message("--format: rules are printed as text or json, not as %s", format);
        return EXIT_USAGE;
    }
    if (!part) {
        message("say what to do with them: veto rules list, show, example, test, new, diff or import");
        return EXIT_USAGE;
    }
    if (settings->peer && part->with != list_rules) {
        message("--peer belongs to 'veto rules list'");
        return EXIT_USAGE;
    }
    if (settings->outputs.count > (part->writes ? 1 : 0)) {
        message(part->writes ? "--output: one file is enough"
                             : "--output belongs to 'veto rules new' and 'veto rules import'");
        return EXIT_USAGE;
    }
    return part->with ? with_rules(settings, part->with) : part->without(settings);
}

static const char *const rules_words[] = { "list", "show", "example", "test",
                                           "new",  "diff", "import",  NULL };

const struct command command_rules = {
    .name = "rules",
    .bit = COMMAND_RULES,
    .operands = "[OPTION...] list|show|example|test|new|diff|import [ARG...]",
    .summary = "list, show, test, compare and write rules",
    .details = "'list' prints id, severity, confidence and title of each rule; with --peer "
               "what another scanner looks for, and what veto has for it. 'show ID...' prints "
               "all of a rule, by its id or by the name that another scanner gives it. "
               "'example ID...' prints a made-up value of the rule's kind, for documentation "
               "and tests: veto knows it again and never blocks on it. 'test PATH...' runs the "
               "lints, examples and counterexamples of rule packs, prints each complaint with "
               "file and line, and ends with status 1 where there is one. 'new secret' or 'new "
               "KIND' writes a pack to begin with, for a secret or for a kind of file such as "
               "dockerfile. 'diff A B' prints what two packs, or folders of them, have "
               "differently ('builtin' is what veto brings along) and ends with status 1 where "
               "they differ. 'import FILE' makes a pack of the configuration of gitleaks or "
               "betterleaks, and tells on standard error what of it could not be carried over.",
    .examples = { { "veto rules show github-pat", "one rule, with its examples and what to do" },
                  { "veto rules test my-rules/", "a check of your own rules" },
                  { "veto rules list --peer gitleaks", "what is covered, and what is not" },
                  { "veto rules import .gitleaks.toml -o mine.yaml", "your rules of gitleaks" } },
    .words = rules_words,
    .takes_files = true,
    .run = run_rules,
};
