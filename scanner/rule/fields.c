/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/fields.h"

#include "base/macro.h"

#define MEMBER_OF(type, name) .offset = offsetof(type, name), .member = #name
#define MEMBER(name) MEMBER_OF(struct rule, name)
#define COUNT(name) .count_offset = offsetof(struct rule, name), .count_member = #name
#define ITEMS(name) MEMBER(name.items), COUNT(name.count)

static const char *severity_word(uint32_t index)
{
    static const char *const words[] = {
        [VETO_SEVERITY_NOTE] = "note",     [VETO_SEVERITY_LOW] = "low",
        [VETO_SEVERITY_MEDIUM] = "medium", [VETO_SEVERITY_HIGH] = "high",
        [VETO_SEVERITY_CRITICAL] = "critical",
    };
    return index < ARRAY_SIZE(words) ? words[index] : NULL;
}

static const char *confidence_word(uint32_t index)
{
    static const char *const words[] = {
        [VETO_CONFIDENCE_POSSIBLE] = "possible",
        [VETO_CONFIDENCE_LIKELY] = "likely",
        [VETO_CONFIDENCE_FIRM] = "firm",
        [VETO_CONFIDENCE_CERTAIN] = "certain",
    };
    return index < ARRAY_SIZE(words) ? words[index] : NULL;
}

static const char *view_word(uint32_t index)
{
    static const char *const words[] = { "text", "decoded", "binary" };
    _Static_assert(VIEW_TEXT == 1 && VIEW_DECODED == 2 && VIEW_BINARY == 4, "in order of bits");
    return index < ARRAY_SIZE(words) ? words[index] : NULL;
}

static const char *kind_word(uint32_t index)
{
    kind_set kind = index < 32 ? (kind_set)1 << index : 0;
    if (!kind)
        return NULL;
    const char *name = kind_name(kind);
    return kind_from_name(span_of(name)) == kind ? name : "";
}

static const struct field window_fields[] = {
    { .key = "before",
      .about = "bytes before the end of what was matched that the pattern may need",
      .type = FIELD_COUNT, .matches = true, .least = 1, .most = RULE_WINDOW_BEFORE_MAX,
      MEMBER(window_before) },
    { .key = "after",
      .about = "bytes behind it",
      .type = FIELD_COUNT, .matches = true, .least = 0, .most = RULE_WINDOW_AFTER_MAX,
      MEMBER(window_after) },
};

static const struct field_table window_table = { window_fields, ARRAY_SIZE(window_fields) };

static const struct field allow_fields[] = {
    { .key = "values", .about = "secrets that are none, as they stand",
      .type = FIELD_LIST, .matches = true, ITEMS(allow_values) },
    { .key = "patterns", .about = "regular expressions of secrets that are none",
      .type = FIELD_LIST, .matches = true, ITEMS(allow_patterns) },
    { .key = "paths", .about = "globs of files in which the rule is silent",
      .type = FIELD_LIST, .matches = true, ITEMS(allow_paths) },
};

static const struct field_table allow_table = { allow_fields, ARRAY_SIZE(allow_fields) };

static const struct field companion_fields[] = {
    { .key = "rule", .about = "id of the rule that must match too",
      .type = FIELD_LINE, .need = FIELD_REQUIRED, .matches = true, .form = &form_id,
      MEMBER_OF(struct rule_companion, rule) },
    { .key = "within", .about = "how near, in lines",
      .type = FIELD_LINES, .need = FIELD_REQUIRED, .matches = true, .form = &form_lines,
      MEMBER_OF(struct rule_companion, within_lines) },
    { .key = "optional", .about = "whether the secret is one without it, too",
      .type = FIELD_FLAG, .matches = true, MEMBER_OF(struct rule_companion, optional) },
};

static const struct field_table companion_table = {
    .fields = companion_fields,
    .count = ARRAY_SIZE(companion_fields),
    .size = sizeof(struct rule_companion),
    .type = "struct rule_companion",
};

#define EXCEPTION(name) MEMBER_OF(struct rule_exception, name.items),                             \
                        .count_offset = offsetof(struct rule_exception, name.count),              \
                        .count_member = #name ".count"

static const struct field exception_fields[] = {
    { .key = "secret", .about = "expressions of which one must be found in the secret",
      .type = FIELD_LIST, .matches = true, EXCEPTION(secrets) },
    { .key = "match", .about = "in all that the pattern matched",
      .type = FIELD_LIST, .matches = true, EXCEPTION(matches) },
    { .key = "line", .about = "in the line, or lines, that it lies in",
      .type = FIELD_LIST, .matches = true, EXCEPTION(lines) },
    { .key = "path", .about = "in the file's path",
      .type = FIELD_LIST, .matches = true, EXCEPTION(paths) },
    { .key = "words", .about = "texts of which the secret must hold one, in any case",
      .type = FIELD_LIST, .matches = true, EXCEPTION(words) },
};

static const struct field_table exception_table = {
    .fields = exception_fields,
    .count = ARRAY_SIZE(exception_fields),
    .size = sizeof(struct rule_exception),
    .type = "struct rule_exception",
};

static const struct field fields[] = {
    { .key = "id", .about = "stable for ever",
      .type = FIELD_LINE, .need = FIELD_REQUIRED, .matches = true, .form = &form_id,
      MEMBER(public.id) },
    { .key = "since", .about = "the version of veto that had it first",
      .type = FIELD_LINE, .need = FIELD_REQUIRED, .form = &form_version, MEMBER(since) },
    { .key = "title", .about = "what was found, in a few words",
      .type = FIELD_LINE, .need = FIELD_REQUIRED, MEMBER(public.title) },
    { .key = "why", .about = "the harm, for someone who has never heard of it",
      .type = FIELD_PROSE, MEMBER(public.why) },
    { .key = "severity", .about = "the harm",
      .type = FIELD_WORD, .need = FIELD_REQUIRED, .matches = true, .word = severity_word,
      MEMBER(public.severity) },
    { .key = "confidence", .about = "the evidence of a match before judging; likely unless said",
      .type = FIELD_WORD, .matches = true, .word = confidence_word, MEMBER(public.confidence) },
    { .key = "pattern", .about = "regular expression of PCRE2 that finds it; names a capture",
      .type = FIELD_PATTERN, .need = FIELD_REQUIRED_FOR_PATTERN, .matches = true,
      MEMBER(public.pattern) },
    { .key = "kind", .about = "what kind of file a check is for: `veto query --lifted` has its facts",
      .type = FIELD_LINE, .need = FIELD_REQUIRED_FOR_CHECK, .matches = true, .form = &form_id,
      MEMBER(public.kind) },
    { .key = "query", .about = "instead of a pattern: JSONPath (RFC 9535) of what is at fault",
      .type = FIELD_PATTERN, .need = FIELD_REQUIRED_FOR_CHECK, .matches = true,
      MEMBER(public.query) },
    { .key = "when", .about = "a query that must select something before the check is asked",
      .type = FIELD_PATTERN, .need = FIELD_CHECK_ONLY, .matches = true, MEMBER(when) },
    { .key = "require", .about = "whether it is a fault that the query selects nothing",
      .type = FIELD_FLAG, .need = FIELD_CHECK_ONLY, .matches = true, MEMBER(require) },
    { .key = "optional", .about = "whether it is off until a policy or --only asks for it",
      .type = FIELD_FLAG, .matches = true, MEMBER(optional) },
    { .key = "event", .about = "instead of a pattern: what a source raises by itself",
      .type = FIELD_LINE, .matches = true, .form = &form_id, MEMBER(event) },
    { .key = "anchor", .about = "what the first pass looks for, where it is not the pattern",
      .type = FIELD_PATTERN, .need = FIELD_PATTERN_ONLY, .matches = true, MEMBER(anchor) },
    { .key = "window", .about = "how much the pattern may look at; 256 and 64 unless said",
      .type = FIELD_GROUP, .need = FIELD_PATTERN_ONLY, .matches = true, .inside = &window_table },
    { .key = "proof", .about = "a named test that tells real ones from made-up ones",
      .type = FIELD_LINE, .need = FIELD_PATTERN_ONLY, .matches = true, .form = &form_id,
      MEMBER(proof) },
    { .key = "entropy", .about = "least bits per character of the secret",
      .type = FIELD_NUMBER, .need = FIELD_PATTERN_ONLY, .matches = true, .least = 0, .most = 8,
      MEMBER(entropy) },
    { .key = "views",
      .about = "content as it is, decoded, binary; unless said text, and decoded for secrets",
      .type = FIELD_WORDS, .need = FIELD_PATTERN_ONLY, .matches = true, .word = view_word,
      MEMBER(views) },
    { .key = "kinds", .about = "only in files of these kinds",
      .type = FIELD_WORDS, .need = FIELD_PATTERN_ONLY, .matches = true, .word = kind_word,
      MEMBER(kinds) },
    { .key = "paths", .about = "only in files that one of these globs matches",
      .type = FIELD_LIST, .need = FIELD_PATTERN_ONLY, .matches = true, ITEMS(paths) },
    { .key = "companions", .about = "other halves that must match nearby, or may",
      .type = FIELD_OBJECTS, .need = FIELD_PATTERN_ONLY, .matches = true,
      .inside = &companion_table, MEMBER(companions), COUNT(companion_count) },
    { .key = "over", .about = "ids of less specific rules, which give way",
      .type = FIELD_LIST, .need = FIELD_TRIAL_ONLY, .matches = true, .form = &form_id,
      ITEMS(over) },
    { .key = "allow", .about = "what is no finding",
      .type = FIELD_GROUP, .need = FIELD_PATTERN_ONLY, .matches = true, .inside = &allow_table },
    { .key = "except",
      .about = "what is no finding: where all that one of these says holds",
      .type = FIELD_OBJECTS, .need = FIELD_PATTERN_ONLY, .matches = true,
      .inside = &exception_table, MEMBER(exceptions), COUNT(exception_count) },
    { .key = "imported", .about = "the scanner it was imported from; it may lack examples then",
      .type = FIELD_LINE, .need = FIELD_PATTERN_ONLY, .form = &form_id, MEMBER(imported) },
    { .key = "aliases", .about = "what other tools call it",
      .type = FIELD_LIST, .form = &form_alias, MEMBER(public.aliases), COUNT(public.alias_count) },
    { .key = "tags", .about = "`secret`, `generic`, topics, CWE numbers",
      .type = FIELD_LIST, .need = FIELD_REQUIRED, .matches = true, .form = &form_tag,
      MEMBER(public.tags), COUNT(public.tag_count) },
    { .key = "fix", .about = "what to do, as an instruction",
      .type = FIELD_PROSE, .need = FIELD_REQUIRED, MEMBER(public.fix) },
    { .key = "reference", .about = "where to read more",
      .type = FIELD_LINE, .form = &form_url, MEMBER(public.reference) },
    { .key = "examples", .about = "texts in which the rule must find something",
      .type = FIELD_LIST, .need = FIELD_REQUIRED_FOR_TRIAL,
      MEMBER(public.examples), COUNT(public.example_count) },
    { .key = "counterexamples", .about = "look-alikes in which it must find nothing",
      .type = FIELD_LIST, .need = FIELD_REQUIRED_FOR_TRIAL, ITEMS(counterexamples) },
};

#define NEED(name) (UINT32_C(1) << FIELD_##name)

const struct rule_form rule_forms[RULE_FORMS] = {
    { "pattern", "a pattern", NEED(REQUIRED_FOR_PATTERN) | NEED(REQUIRED_FOR_TRIAL),
      NEED(REQUIRED_FOR_CHECK) | NEED(CHECK_ONLY) },
    { "event", "an event", 0,
      NEED(REQUIRED_FOR_PATTERN) | NEED(PATTERN_ONLY) | NEED(REQUIRED_FOR_CHECK) |
              NEED(CHECK_ONLY) | NEED(TRIAL_ONLY) | NEED(REQUIRED_FOR_TRIAL) },
    { "query", "a query", NEED(REQUIRED_FOR_CHECK) | NEED(REQUIRED_FOR_TRIAL),
      NEED(REQUIRED_FOR_PATTERN) | NEED(PATTERN_ONLY) },
};

const struct field_table rule_fields = {
    .fields = fields,
    .count = ARRAY_SIZE(fields),
    .size = sizeof(struct rule),
    .type = "struct rule",
};

const struct field *field_find(const struct field_table *table, struct span key)
{
    for (size_t i = 0; i < table->count; i++)
        if (span_is(key, table->fields[i].key))
            return &table->fields[i];
    return NULL;
}

const char *field_text(const struct field *field, const void *from)
{
    const char *text;
    memcpy(&text, (const char *)from + field->offset, sizeof(text));
    return text;
}

uint32_t field_word(const struct field *field, const void *from)
{
    uint32_t word;
    _Static_assert(sizeof(word) == sizeof(enum veto_severity), "enums are kept as words");
    memcpy(&word, (const char *)from + field->offset, sizeof(word));
    return word;
}

double field_number(const struct field *field, const void *from)
{
    double number;
    memcpy(&number, (const char *)from + field->offset, sizeof(number));
    return number;
}

struct rule_list field_list(const struct field *field, const void *from)
{
    struct rule_list list;
    memcpy(&list.items, (const char *)from + field->offset, sizeof(list.items));
    memcpy(&list.count, (const char *)from + field->count_offset, sizeof(list.count));
    return list;
}

struct field_objects field_objects(const struct field *field, const void *from)
{
    struct field_objects objects;
    memcpy(&objects.items, (const char *)from + field->offset, sizeof(objects.items));
    memcpy(&objects.count, (const char *)from + field->count_offset, sizeof(objects.count));
    return objects;
}
