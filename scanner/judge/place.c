/* SPDX-License-Identifier: Apache-2.0 */
/* The half of judging that depends on where the bytes lie. */
#include "base/glob.h"
#include "judge/content.h"
#include "judge/judge.h"
#include "judge/surroundings.h"

/* What a place takes from a finding. */
struct place_row {
    kind_set kinds;
    bool generic_only; /* tokens and keys count everywhere */
    bool to_note;      /* else one level, and a secret or a setting to `most` */
    enum veto_severity most;
    const char *text;
};

static const struct place_row places[] = {
    { KIND_LOCK, true, true, 0, "in a lock file or a list of checksums" },
    { KIND_MINIFIED, true, true, 0, "in minified code" },
    { KIND_VENDORED, true, true, 0, "in code of others" },
    { KIND_BINARY, true, true, 0, "in binary data" },
    { KIND_TRANSLATION, true, true, 0, "in messages translated for people" },
    { KIND_TEST, false, false, VETO_SEVERITY_MEDIUM, "in a test, an example or documentation" },
};

static bool any_glob_matches(const struct rule_list *globs, struct span path)
{
    for (size_t i = 0; i < globs->count; i++)
        if (glob_match_path(span_of(globs->items[i]), path))
            return true;
    return false;
}

static enum rule_views view_of(const struct unit *unit)
{
    if (unit->decoding && unit->decoding[0])
        return VIEW_DECODED;
    return unit->kinds & KIND_BINARY ? VIEW_BINARY : VIEW_TEXT;
}

static enum drop_reason drop_by_place(const struct rule *rule, const struct unit *unit,
                                      struct span path)
{
    if ((rule->kinds && !(rule->kinds & unit->kinds)) ||
        (rule->views && !(rule->views & view_of(unit))) ||
        (rule->paths.count && !any_glob_matches(&rule->paths, path)))
        return DROP_KIND;
    return any_glob_matches(&rule->allow_paths, path) ? DROP_ALLOWED : DROP_NOT;
}

/*
 * Whoever writes a test makes a key for it, but no token that its issuer's checksum fits: that one
 * was issued. And what a sample of a configuration says runs nowhere.
 */
static void lower_by(const struct place_row *row, const struct rule *rule, struct judgement *out)
{
    judgement_say(out, true, row->text);
    judgement_lower(out, row->to_note ? VETO_SEVERITY_CRITICAL : 1);
    if ((rule->public.is_secret || rule->public.query) && row->most && !out->issued)
        out->severity = MIN(out->severity, row->most);
}

/*
 * What a person made up for a test, an example or a document, and what is no more than possible
 * there, is hardly ever anybody's. A value that no one could guess may be.
 */
static bool is_idle_in_test(const struct rule *rule, const struct judgement *out)
{
    return rule->public.is_secret && !out->issued && !out->proven &&
           (((rule->generic || rule_has_tag(rule, "password")) && out->guessable) ||
            out->confidence == VETO_CONFIDENCE_POSSIBLE);
}

/* What documents an interface is full of values that are nobody's. */
static bool is_interface_description(struct span path)
{
    struct span name = span_basename(path);
    return (span_starts_nocase(name, SPAN("swagger")) ||
            span_starts_nocase(name, SPAN("openapi"))) &&
           (span_ends_nocase(name, SPAN(".yaml")) || span_ends_nocase(name, SPAN(".yml")) ||
            span_ends_nocase(name, SPAN(".json")));
}

/* What people read before they use it shows how it is used. */
static bool is_document(struct span path)
{
    static const char *const names[] = { "readme", "changelog", "contributing", "install",
                                         "notes",  "todo",      "upgrading" };
    static const char *const ends[] = { ".md", ".mdx", ".rst", ".adoc" };
    struct span name = span_basename(path);
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        if (span_starts_nocase(name, span_of(names[i])))
            return true;
    for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
        if (span_ends_nocase(name, span_of(ends[i])))
            return true;
    return false;
}

static const struct place_row documentation = {
    .most = VETO_SEVERITY_MEDIUM,
    .text = "in a text that documents the code",
};

static const struct place_row shown = {
    .most = VETO_SEVERITY_MEDIUM,
    .text = "shown on a page",
};

static const struct place_row commented_out = {
    .most = VETO_SEVERITY_MEDIUM,
    .text = "commented out",
};

static const struct place_row module_tests = {
    .most = VETO_SEVERITY_MEDIUM,
    .text = "in the tests of its module",
};

/* Where the tests of a module begin is asked once a unit. */
static size_t module_tests_of(struct judge_scratch *scratch, struct span bytes, bool is_rust)
{
    if (scratch && scratch->module_tests_known)
        return scratch->module_tests;
    size_t begin =
            is_rust ? surroundings_of_rust_tests(bytes) : surroundings_of_erlang_tests(bytes);
    if (scratch) {
        scratch->module_tests = begin;
        scratch->module_tests_known = true;
    }
    return begin;
}

static bool ends_in_one_of(struct span path, const char *const *ends, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (span_ends(path, span_of(ends[i])))
            return true;
    return false;
}

static bool is_perl(struct span path)
{
    static const char *const ends[] = { ".pm", ".pl", ".pm.in", ".pl.in" };
    return ends_in_one_of(path, ends, ARRAY_SIZE(ends));
}

/* Templates of pages, in the languages of several frameworks. */
static bool is_page(struct span path)
{
    static const char *const ends[] = { ".twig", ".erb",   ".cshtml",   ".jsp",
                                        ".vue",  ".phtml", ".blade.php" };
    return ends_in_one_of(path, ends, ARRAY_SIZE(ends));
}

/* In a file of a program are parts that run nowhere. */
static const struct place_row *part_of_program(struct judge_scratch *scratch,
                                               const struct match *match, const struct unit *unit,
                                               struct span path)
{
    const char *at = match->secret.data;
    struct docstring unknown = { .known = false };
    if (unit->kinds & KIND_TEST)
        return NULL;
    if (unit->kinds & KIND_XML) {
        if (surroundings_in_markup_comment(unit->bytes, at))
            return &commented_out;
        return surroundings_are_docbook(unit->bytes) ? &documentation : NULL;
    }
    if ((unit->kinds & KIND_MARKUP) || is_page(path))
        return surroundings_in_shown_code(unit->bytes, at) ? &shown : NULL;
    if (!(unit->kinds & KIND_CODE))
        return NULL;
    if ((unit->kinds & KIND_PYTHON) || span_ends(path, SPAN(".ex")))
        return surroundings_in_docstring(scratch ? &scratch->docstring : &unknown, unit->bytes, at)
                       ? &documentation
                       : NULL;
    if (is_perl(path))
        return surroundings_in_pod(unit->bytes, at) ? &documentation : NULL;
    bool is_rust = span_ends(path, SPAN(".rs"));
    if (!is_rust && !span_ends(path, SPAN(".erl")))
        return NULL;
    size_t begin = module_tests_of(scratch, unit->bytes, is_rust);
    return (size_t)(at - unit->bytes.data) > begin ? &module_tests : NULL;
}

static const struct place_row document = {
    .most = VETO_SEVERITY_MEDIUM,
    .text = "in a document",
};

static const struct place_row interface_description = {
    .most = VETO_SEVERITY_MEDIUM,
    .text = "in the description of an interface",
};

void judge_place(const struct judge *judge, struct judge_scratch *scratch,
                 const struct match *match, const struct unit *unit, struct arena *arena,
                 struct judgement *out)
{
    (void)judge;
    (void)arena;
    const struct rule *rule = match->rule;
    struct span path = unit->origin ? span_from_bytes(unit->origin->name) : SPAN_EMPTY;
    out->drop = drop_by_place(rule, unit, path);
    if (out->drop != DROP_NOT)
        return;
    for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
        const struct place_row *row = &places[i];
        bool spared = row->generic_only && !rule->generic;
        if (!(unit->kinds & row->kinds) || spared || out->severity == VETO_SEVERITY_NOTE)
            continue;
        lower_by(row, rule, out);
        if ((row->kinds & KIND_TEST) && is_idle_in_test(rule, out))
            out->severity = MIN(out->severity, VETO_SEVERITY_LOW);
    }
    const struct place_row *part = out->severity >= VETO_SEVERITY_MEDIUM
                                           ? part_of_program(scratch, match, unit, path)
                                           : NULL;
    if (part) {
        lower_by(part, rule, out);
        if (part != &commented_out && is_idle_in_test(rule, out))
            out->severity = MIN(out->severity, VETO_SEVERITY_LOW);
    }
    if (rule_has_tag(rule, "topic:tls-verification-off") && !rule->public.query &&
        out->severity > VETO_SEVERITY_MEDIUM &&
        surroundings_switched_off(unit->bytes, match->whole.data)) {
        judgement_say(out, true, "only where a setting switches it off");
        out->severity = VETO_SEVERITY_MEDIUM;
    }
    if (!rule->public.is_secret && !rule->public.query && (unit->kinds & KIND_VENDORED)) {
        judgement_say(out, true, "in code of others");
        judgement_lower(out, 1);
    }
    if (rule->public.is_secret && out->severity > VETO_SEVERITY_MEDIUM &&
        is_interface_description(path))
        lower_by(&interface_description, rule, out);
    if (rule->public.is_secret && !out->issued && out->severity > VETO_SEVERITY_MEDIUM &&
        (unit->kinds & KIND_MARKUP) && is_document(path))
        lower_by(&document, rule, out);
}
