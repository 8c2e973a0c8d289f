/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/judge.h"

#include <assert.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "base/cleanup.h"
#include "judge/content.h"
#include "judge/entropy.h"
#include "judge/memo.h"

static const char *const drop_names[DROP_REASONS] = {
    [DROP_NOT] = "none",
    [DROP_ALLOWED] = "allowed-by-rule",
    [DROP_ENTROPY] = "entropy",
    [DROP_PLACEHOLDER] = "placeholder",
    [DROP_REFERENCE] = "reference",
    [DROP_WORDS] = "words",
    [DROP_LOOKALIKE] = "lookalike",
    [DROP_NAME] = "name",
    [DROP_CHECKSUM] = "checksum",
    [DROP_KNOWN] = "known-example",
    [DROP_NEIGHBOURS] = "neighbours",
    [DROP_SYNTAX] = "syntax",
    [DROP_ENCRYPTED] = "encrypted",
    [DROP_KIND] = "kind",
    [DROP_COMPANION] = "companion",
    [DROP_POLICY] = "policy",
};

static const char *const drop_texts[DROP_REASONS] = {
    [DROP_NOT] = "believed",
    [DROP_ALLOWED] = "the rule itself allows it",
    [DROP_ENTROPY] = "too regular for its alphabet and length",
    [DROP_PLACEHOLDER] = "a placeholder",
    [DROP_REFERENCE] = "a reference to where the secret is kept",
    [DROP_WORDS] = "made of words",
    [DROP_LOOKALIKE] = "looks like a hash, an id, a version, a path or an identifier",
    [DROP_NAME] = "its name says that it is not the secret",
    [DROP_CHECKSUM] = "its checksum is wrong, and another sign speaks against it",
    [DROP_KNOWN] = "a published example",
    [DROP_NEIGHBOURS] = "a piece of a longer run of the same alphabet",
    [DROP_SYNTAX] = "code, a pattern or a format, not a value",
    [DROP_ENCRYPTED] = "encrypted",
    [DROP_KIND] = "the rule is not for this kind of file or path",
    [DROP_COMPANION] = "what must stand nearby does not",
    [DROP_POLICY] = "the policy allows it",
};

const char *drop_reason_name(enum drop_reason reason)
{
    return drop_names[reason];
}

const char *drop_reason_text(enum drop_reason reason)
{
    return drop_texts[reason];
}

void judgement_say(struct judgement *out, bool against, const char *text)
{
    if (text && out->evidence_count < JUDGE_MAX_EVIDENCE)
        out->evidence[out->evidence_count++] =
                (struct veto_evidence) { .against = against, .text = text };
}

void judgement_weigh(struct judgement *out, int weight, const char *text)
{
    if (text && out->evidence_count < JUDGE_MAX_EVIDENCE)
        out->evidence[out->evidence_count++] =
                (struct veto_evidence) { .against = weight < 0, .text = text, .weight = weight };
}

void judgement_lower(struct judgement *out, int levels)
{
    int severity = (int)out->severity - levels;
    out->severity = (enum veto_severity)MAX(severity, (int)VETO_SEVERITY_NOTE);
}

/* ---- Rules made ready ------------------------------------------------------------------------ */

int judge_lint(const struct rule *rule, struct veto_error *error)
{
    if (rule->proof && !proof_find(rule->proof))
        return error_set(error, VETO_ERROR_RULES, "proof: there is no proof \"%s\"", rule->proof);
    for (size_t i = 0; i < rule->allow_patterns.count; i++) {
        struct regex *regex;
        if (regex_create(&regex, rule->allow_patterns.items[i], error) < 0)
            return error_wrap(error, "allow: patterns");
        regex_free(regex);
    }
    return 0;
}

static int prepare(struct judge *judge, const struct rule *rule, struct judge_rule *ready,
                   struct veto_error *error)
{
    *ready = (struct judge_rule) {
        .proof = rule->proof ? proof_find(rule->proof) : NULL,
        .first_pattern = judge->pattern_count,
        .password = rule_has_tag(rule, "password"),
        .placed = rule_has_tag(rule, "placed"),
    };
    if (rule->proof && !ready->proof)
        return error_set(error, VETO_ERROR_RULES, "%s: %s: proof: there is no proof \"%s\"",
                         rule->public.source, rule->public.id, rule->proof);
    judge->pattern_count += rule->allow_patterns.count;
    return 0;
}

DEFINE_CLEANUP(struct judge *, judge_free)
DEFINE_CLEANUP(struct judge_scratch *, judge_scratch_free)

int judge_create(struct judge **out, const struct rule_set *builtin, const struct rule_set *added,
                 struct veto_error *error)
{
    cleanup(judge_free_ptr) struct judge *judge = calloc(1, sizeof(*judge));
    if (!judge)
        return error_no_memory(error);
    judge->builtin = builtin;
    judge->added = added;
    size_t builtin_count = builtin ? builtin->count : 0, added_count = added ? added->count : 0;
    judge->rules = calloc(builtin_count + added_count + 1, sizeof(*judge->rules));
    if (!judge->rules)
        return error_no_memory(error);
    for (size_t i = 0; i < builtin_count; i++)
        if (prepare(judge, &builtin->rules[i], &judge->rules[i], error) < 0)
            return -1;
    for (size_t i = 0; i < added_count; i++) {
        const struct rule *rule = &added->rules[i];
        if (prepare(judge, rule, &judge->rules[builtin_count + i], error) < 0)
            return -1;
        /* The build has looked at the built-in ones. */
        if (judge_lint(rule, error) < 0)
            return error_wrap(error, "%s: %s", rule->public.source, rule->public.id);
    }
    *out = take_ptr(&judge);
    return 0;
}

void judge_free(struct judge *judge)
{
    if (!judge)
        return;
    free(judge->rules);
    free(judge);
}

int judge_scratch_create(struct judge_scratch **out, const struct judge *judge,
                         struct veto_error *error)
{
    cleanup(judge_scratch_free_ptr) struct judge_scratch *scratch = calloc(1, sizeof(*scratch));
    if (!scratch)
        return error_no_memory(error);
    scratch->count = judge->pattern_count;
    scratch->patterns = calloc(scratch->count + 1, sizeof(*scratch->patterns));
    scratch->broken = calloc(scratch->count + 1, sizeof(*scratch->broken));
    scratch->memo = memo_create();
    if (!scratch->patterns || !scratch->broken || !scratch->memo)
        return error_no_memory(error);
    *out = take_ptr(&scratch);
    return 0;
}

void judge_scratch_free(struct judge_scratch *scratch)
{
    if (!scratch)
        return;
    for (size_t i = 0; i < scratch->count && scratch->patterns; i++)
        regex_free(scratch->patterns[i]);
    free(scratch->patterns);
    free(scratch->broken);
    memo_free(scratch->memo);
    free(scratch);
}

void judge_explain(struct judge_scratch *scratch)
{
    scratch->explain = true;
}

void judge_begin_unit(struct judge_scratch *scratch)
{
    memo_forget(scratch->memo);
    scratch->module_tests_known = false;
    scratch->docstring.known = false;
}

static const struct judge_rule *ready_of(const struct judge *judge, const struct rule *rule)
{
    const struct rule_set *sets[] = { judge->builtin, judge->added };
    const struct judge_rule *ready = judge->rules;
    for (size_t i = 0; i < ARRAY_SIZE(sets); i++) {
        if (!sets[i] || sets[i]->count == 0)
            continue;
        if (rule >= sets[i]->rules && rule < sets[i]->rules + sets[i]->count)
            return ready + (rule - sets[i]->rules);
        ready += sets[i]->count;
    }
    return NULL;
}

/* ---- The rule's allow list ------------------------------------------------------------------- */

static struct regex *pattern_at(struct judge_scratch *scratch, size_t index, const char *pattern)
{
    if (!scratch->patterns[index] && !scratch->broken[index])
        scratch->broken[index] = regex_create(&scratch->patterns[index], pattern, NULL) < 0;
    return scratch->patterns[index];
}

/* Values are compared whole, in any case; patterns are searched in the secret. */
static bool is_allowed(struct judge_scratch *scratch, const struct judge_rule *ready,
                       const struct match *match)
{
    const struct rule *rule = match->rule;
    for (size_t i = 0; i < rule->allow_values.count; i++)
        if (span_eq_nocase(match->secret, span_of(rule->allow_values.items[i])))
            return true;
    for (size_t i = 0; i < rule->allow_patterns.count; i++) {
        struct regex_match found;
        struct regex *regex =
                pattern_at(scratch, ready->first_pattern + i, rule->allow_patterns.items[i]);
        if (regex && regex_run(regex, match->secret, 0, false, &found) == REGEX_YES)
            return true;
    }
    return false;
}

/* ---- A candidate ----------------------------------------------------------------------------- */

enum { LINE_REACH = 256 };

static const char line_ends[] = { '\n', '\r' };

/* Behind the last line end of `text`. */
static struct span last_line(struct span text)
{
    for (size_t i = 0; i < ARRAY_SIZE(line_ends); i++) {
        const char *at = text.len ? memrchr(text.data, line_ends[i], text.len) : NULL;
        if (at)
            text = span_from(text, (size_t)(at - text.data) + 1);
    }
    return text;
}

static struct span first_line(struct span text)
{
    for (size_t i = 0; i < ARRAY_SIZE(line_ends); i++)
        text = span_sub(text, 0, span_find_char(text, line_ends[i]));
    return text;
}

static struct span line_around(struct span bytes, struct span value)
{
    size_t begin = (size_t)(value.data - bytes.data), end = begin + value.len;
    size_t reach = MIN(begin, (size_t)LINE_REACH);
    size_t before = last_line(span_sub(bytes, begin - reach, reach)).len;
    size_t after = first_line(span_sub(bytes, end, LINE_REACH)).len;
    return span_sub(bytes, begin - before, before + value.len + after);
}

static bool is_comment(struct span line)
{
    static const char *const marks[] = { "#",    "//",   "/*",   "* ", ";", "-- ",
                                         "<!--", "REM ", "dnl ", "+#", "-#" };
    line = span_trim(line);
    for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
        if (span_starts(line, span_of(marks[i])))
            return true;
    return false;
}

static struct span capture(const struct match *match, const char *name)
{
    for (size_t i = 0; i < match->capture_count; i++)
        if (strcmp(match->captures[i].name, name) == 0)
            return match->captures[i].text;
    return SPAN_EMPTY;
}

static bool is_name_character(char c)
{
    return ascii_is_alnum(c) || c == '_' || c == '-' || c == '.';
}

/*
 * A generic pattern begins with a part of the name: `password` of `db_password`. The whole name is
 * read from the text.
 */
static struct span name_in_text(const struct match *match, struct span bytes)
{
    size_t begin = (size_t)(match->whole.data - bytes.data);
    size_t end = (size_t)(match->secret.data - bytes.data);
    while (begin < end && !is_name_character(bytes.data[begin]))
        begin++;
    size_t stop = begin, floor = begin > LINE_REACH ? begin - LINE_REACH : 0;
    while (stop < end && is_name_character(bytes.data[stop]))
        stop++;
    while (begin > floor && is_name_character(bytes.data[begin - 1]))
        begin--;
    return span_sub(bytes, begin, stop - begin);
}

/* A pattern takes no more than some letters in front of the word that it knows. */
static struct span whole_name(struct span name, struct span bytes)
{
    enum { REACH = 64 };
    for (size_t i = 0; name.len && i < REACH && name.data > bytes.data; i++) {
        char before = name.data[-1];
        if (!ascii_is_alnum(before) && before != '_')
            break;
        name.data--;
        name.len++;
    }
    return name;
}

/* Kinds whose literals are environment variables of something that runs. */
static const kind_set environments = KIND_ENV | KIND_COMPOSE | KIND_DOCKERFILE | KIND_IMAGE_CONFIG;

/* In an environment a person may have typed what is called a secret; elsewhere only a password. */
static bool is_human(const struct candidate *c)
{
    if (c->ready->password)
        return true;
    if (!c->rule->generic)
        return false;
    return c->meaning == NAME_PASSWORD ||
           (c->meaning == NAME_SECRET && c->configuration && (c->unit->kinds & environments));
}

static struct candidate make_candidate(const struct judge_rule *ready, const struct match *match,
                                       const struct unit *unit, struct arena *arena,
                                       struct judgement *out)
{
    struct candidate c = {
        .rule = match->rule,
        .ready = ready,
        .match = match,
        .unit = unit,
        .value = match->secret,
        .line = line_around(unit->bytes, match->secret),
        .name = capture(match, "name"),
        .user = capture(match, "user"),
        .host = capture(match, "host"),
        .arena = arena,
        .out = out,
    };
    if (c.name.len == 0 && match->rule->generic)
        c.name = name_in_text(match, unit->bytes);
    c.name = whole_name(c.name, unit->bytes);
    c.meaning = name_meaning_of(c.name);
    c.comment = is_comment(c.line);
    c.configuration = (unit->kinds & (KIND_CONFIG | environments)) && !c.comment;
    c.human = is_human(&c);
    return c;
}

/* Where people make it, what stands behind the user in `user:password`: the user is no secret. */
static struct span password_of(const struct candidate *c)
{
    struct span secret = c->match->secret;
    size_t colon = span_find_char(secret, ':');
    return c->human && colon + 1 < secret.len ? span_from(secret, colon + 1) : secret;
}

/* A structure proves what a value is for, and says nothing of what people put into it. */
static bool is_guessable(const struct candidate *c, bool proven)
{
    return (!proven && entropy_guess_bits(password_of(c)) < GUESSABLE_BITS) ||
           entropy_guess_bits_decoded(c->match->secret) < GUESSABLE_BITS;
}

/* C has `#` in front of what is no comment. */
static bool is_directive(struct span line)
{
    static const char *const words[] = { "define", "include", "if", "el", "pragma", "undef" };
    line = span_trim(span_from(span_trim(line), 1));
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if (span_starts(line, span_of(words[i])))
            return true;
    return false;
}

/* What a comment says is neither run nor in effect. */
static bool is_run_nowhere(struct span whole, const struct unit *unit)
{
    struct span line = line_around(unit->bytes, span_sub(whole, 0, 1));
    if (!is_comment(line))
        return false;
    bool is_hash = span_starts(span_trim(line), SPAN("#"));
    return !is_hash || !(unit->kinds & KIND_CODE) || !is_directive(line);
}

static void sink_comment(struct judgement *out)
{
    if (out->severity <= VETO_SEVERITY_LOW)
        return;
    out->severity = VETO_SEVERITY_LOW;
    judgement_say(out, true, "stands in a comment, which is not run");
}

static void judge_anew(const struct judge *judge, struct judge_scratch *scratch,
                       const struct match *match, const struct unit *unit, struct arena *arena,
                       struct judgement *out)
{
    const struct rule *rule = match->rule;
    const struct judge_rule *ready = ready_of(judge, rule);
    assert(ready);
    *out = (struct judgement) {
        .severity = rule->public.severity,
        .confidence = rule->public.confidence,
        .guessable = !rule->public.is_secret,
    };
    if (match->cut) {
        out->confidence = VETO_CONFIDENCE_POSSIBLE;
        judgement_say(out, true, "cut off by the end of what was looked at");
        out->guessable = true;
        return;
    }
    if (is_allowed(scratch, ready, match)) {
        out->drop = DROP_ALLOWED;
        return;
    }
    if (!rule->public.is_secret) {
        if (is_run_nowhere(match->whole, unit))
            sink_comment(out);
        return;
    }
    struct candidate candidate = make_candidate(ready, match, unit, arena, out);
    candidate.explain = scratch->explain;
    judge_candidate(&candidate);
    if (out->drop != DROP_NOT)
        return;
    out->guessable = is_guessable(&candidate, out->proven);
}

void judge_content(const struct judge *judge, struct judge_scratch *scratch,
                   const struct match *match, const struct unit *unit, struct arena *arena,
                   struct judgement *out)
{
    bool known = false;
    struct memo_entry *entry = memo_entry(scratch->memo, match, unit->bytes, &known);
    if (known) {
        *out = entry->judgement;
        return;
    }
    judge_anew(judge, scratch, match, unit, arena, out);
    if (entry)
        entry->judgement = *out;
}
