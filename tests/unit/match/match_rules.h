/* SPDX-License-Identifier: Apache-2.0 */
/* Rules made by hand, a matcher over them, and what it finds written as text. */
#ifndef TESTS_MATCH_RULES_H
#define TESTS_MATCH_RULES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "match/matcher.h"

static inline struct rule plain_rule(const char *id, const char *pattern)
{
    return (struct rule){
        .public = { .id = id, .pattern = pattern },
        .window_before = RULE_WINDOW_BEFORE,
        .window_after = RULE_WINDOW_AFTER,
        .views = VIEW_TEXT | VIEW_DECODED,
    };
}

struct engine {
    struct rule_set rules;
    char *database;
    struct matcher *matcher;
    struct match_scratch *scratch;
    const struct unit *unit;
    struct buf found;    /* `id@begin-end ` of each match, with `!` behind a cut one */
    struct buf secrets;  /* each with a space behind it */
    struct buf captures; /* `name=text ` */
};

static inline void engine_note(const struct match *match, void *payload)
{
    struct engine *engine = payload;
    unsigned long long begin = engine->unit->offset +
                               (unsigned long long)(match->whole.data - engine->unit->bytes.data);
    buf_printf(&engine->found, "%s@%llu-%llu%s ", match->rule->public.id, begin,
               begin + match->whole.len, match->cut ? "!" : "");
    buf_append(&engine->secrets, match->secret);
    buf_append_char(&engine->secrets, ' ');
    for (size_t i = 0; i < match->capture_count; i++) {
        buf_printf(&engine->captures, "%s=", match->captures[i].name);
        buf_append(&engine->captures, match->captures[i].text);
        buf_append_char(&engine->captures, ' ');
    }
}

static inline void assert_ok(int status, const struct veto_error *error)
{
    if (status < 0)
        fail_msg("%s", error->message);
}

static inline struct engine engine_bare(void)
{
    return (struct engine){
        .found = buf_make(1 << 24),
        .secrets = buf_make(1 << 24),
        .captures = buf_make(1 << 24),
    };
}

/* The rules must outlive the engine. */
static inline struct engine engine_of(const struct rule *rules, size_t count)
{
    struct veto_error error = { 0 };
    struct engine engine = engine_bare();
    engine.rules = (struct rule_set){ rules, count };
    size_t len = 0;
    assert_ok(matcher_compile(&engine.rules, &engine.database, &len, &error), &error);
    struct matcher_options options = {
        .builtin_database = { engine.database, len },
        .no_cache = true,
    };
    struct rule_set none = { NULL, 0 };
    assert_ok(matcher_create(&engine.matcher, &engine.rules, &none, NULL, &options, &error),
              &error);
    assert_ok(match_scratch_create(&engine.scratch, engine.matcher, &error), &error);
    return engine;
}

static inline void engine_release(struct engine *engine)
{
    match_scratch_free(engine->scratch);
    matcher_free(engine->matcher);
    free(engine->database);
    buf_release(&engine->found);
    buf_release(&engine->secrets);
    buf_release(&engine->captures);
}

/* Adds to what was found before. */
static inline void engine_scan_unit(struct engine *engine, const struct unit *unit)
{
    engine->unit = unit;
    assert_int_equal(
            matcher_scan(engine->matcher, engine->scratch, unit, engine_note, engine), 0);
    engine->unit = NULL;
}

static inline void engine_scan_bytes(struct engine *engine, struct span bytes)
{
    struct unit unit = {
        .bytes = bytes,
        .own_end = bytes.len,
        .is_first = true,
        .is_last = true,
        .decoding = "",
    };
    engine_scan_unit(engine, &unit);
}

static inline void engine_scan(struct engine *engine, const char *text)
{
    engine_scan_bytes(engine, span_of(text));
}

/* `expected` as engine_note writes, without the space at the end. */
static inline void assert_found(const struct engine *engine, const char *expected)
{
    struct span found = span_trim(buf_span(&engine->found));
    char text[1024];
    snprintf(text, sizeof(text), "%.*s", (int)found.len, found.data);
    assert_string_equal(text, expected);
}

#endif
