/* SPDX-License-Identifier: Apache-2.0 */
/* One rule of each sort, and a text with the secret marked in it. */
#ifndef TESTS_UNIT_JUDGE_BENCH_H
#define TESTS_UNIT_JUDGE_BENCH_H

#include "unit/test.h"

#include "base/macro.h"
#include "judge/judge.h"

static const char *const generic_tags[] = { "secret", "generic" };
static const char *const password_tags[] = { "secret", "password" };
static const char *const command_tags[] = { "secret", "password", "placed" };
static const char *const token_tags[] = { "secret" };
static const char *const config_tags[] = { "misconfiguration" };

enum rule_kind { GENERIC, PASSWORD, COMMAND, TOKEN, CONFIGURATION };

#define RULE(name, list, secret_, generic_, entropy_)                                              \
    {                                                                                              \
        .public = { .id = name,                                                                    \
                    .title = "",                                                                   \
                    .why = "",                                                                     \
                    .fix = "",                                                                     \
                    .reference = "",                                                               \
                    .severity = VETO_SEVERITY_HIGH,                                                \
                    .confidence = VETO_CONFIDENCE_LIKELY,                                          \
                    .is_secret = secret_,                                                          \
                    .tags = list,                                                                  \
                    .tag_count = ARRAY_SIZE(list),                                                 \
                    .pattern = "",                                                                 \
                    .source = "test.yaml:1" },                                                     \
        .generic = generic_, .entropy = entropy_,                                                  \
    }

static const struct rule rules[] = {
    [GENERIC] = RULE("generic", generic_tags, true, true, 0),
    [PASSWORD] = RULE("password", password_tags, true, false, 0),
    [COMMAND] = RULE("command", command_tags, true, false, 0),
    [TOKEN] = RULE("token", token_tags, true, false, 1),
    [CONFIGURATION] = RULE("configuration", config_tags, false, false, 0),
};

static const struct rule_set set = { rules, ARRAY_SIZE(rules) };

struct bench {
    struct judge *judge;
    struct judge_scratch *scratch;
    struct arena arena;
    uint64_t dice;
};

static inline int set_up(void **state)
{
    struct bench *bench = calloc(1, sizeof(*bench));
    assert_int_equal(judge_create(&bench->judge, &set, NULL, NULL), 0);
    assert_int_equal(judge_scratch_create(&bench->scratch, bench->judge, NULL), 0);
    bench->arena = arena_make(64 << 20, true);
    bench->dice = 1;
    *state = bench;
    return 0;
}

static inline int tear_down(void **state)
{
    struct bench *bench = *state;
    judge_scratch_free(bench->scratch);
    judge_free(bench->judge);
    arena_release(&bench->arena);
    free(bench);
    return 0;
}

/* `text` has the secret between « and »; they are taken out. The name, where there is one, stands
 * before `=`, the host behind `@`. */
struct example {
    struct span bytes, secret, name, host;
};

static inline struct example read_example(struct bench *bench, const char *text)
{
    char *bytes = arena_alloc(&bench->arena, strlen(text) + 1);
    const char *open = strstr(text, "«"), *close = strstr(text, "»");
    size_t before = (size_t)(open - text), mark = strlen("«");
    size_t len = (size_t)(close - open) - mark, after = strlen(close + mark);
    memcpy(bytes, text, before);
    memcpy(bytes + before, open + mark, len);
    memcpy(bytes + before + len, close + mark, after);
    struct example example = {
        .bytes = { bytes, before + len + after },
        .secret = { bytes + before, len },
    };
    struct span head = { bytes, before };
    size_t equals = span_find_char(head, '=');
    if (equals < head.len)
        example.name = span_trim(span_sub(head, 0, equals));
    if (after && bytes[before + len] == '@')
        example.host = span_sub(example.bytes, before + len + 1, strcspn(close + mark + 1, ":/\""));
    return example;
}

static inline struct judgement judge_in(struct bench *bench, enum rule_kind kind, kind_set kinds,
                                        const char *text)
{
    struct judgement judgement;
    struct example example = read_example(bench, text);
    struct unit unit = unit_whole(example.bytes, NULL);
    unit.kinds = kinds;
    struct match match = { .rule = &rules[kind], .whole = example.bytes, .secret = example.secret };
    if (example.name.len)
        match.captures[match.capture_count++] = (struct match_capture) { "name", example.name };
    if (example.host.len)
        match.captures[match.capture_count++] = (struct match_capture) { "host", example.host };
    judge_content(bench->judge, bench->scratch, &match, &unit, &bench->arena, &judgement);
    return judgement;
}

static inline void assert_drop(struct bench *bench, enum rule_kind kind, kind_set kinds,
                               const char *text, enum drop_reason expected)
{
    enum drop_reason drop = judge_in(bench, kind, kinds, text).drop;
    if (drop != expected)
        print_error("%s: %s, not %s\n", text, drop_reason_text(drop), drop_reason_text(expected));
    assert_int_equal(drop, expected);
}

struct drop_row {
    const char *text;
    enum drop_reason reason;
};

#endif
