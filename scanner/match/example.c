/* SPDX-License-Identifier: Apache-2.0 */
#include "match/example.h"

#include "base/ascii.h"
#include "base/cleanup.h"
#include "base/digest.h"
#include "match/regex.h"

/* What is thrown for values, known to everybody. */
static const struct span seed = { "veto rules example 1", sizeof("veto rules example 1") - 1 };

DEFINE_CLEANUP(struct regex *, regex_free)

static bool find_secret(struct regex *regex, struct span text, struct span *secret)
{
    struct regex_match match;
    if (regex_run(regex, text, 0, false, &match) != REGEX_YES)
        return false;
    int group = regex_group(regex, "secret");
    *secret = match.groups[0];
    if (group > 0 && (size_t)group < match.count && match.groups[group].data)
        *secret = match.groups[group];
    return true;
}

int example_secret(const struct rule *rule, struct span text, struct span *secret,
                   struct veto_error *error)
{
    cleanup(regex_free_ptr) struct regex *regex = NULL;
    if (!rule->public.pattern[0])
        return 0;
    if (regex_create(&regex, rule->public.pattern, error) < 0)
        return -1;
    return find_secret(regex, text, secret);
}

/* ---- Inventing ------------------------------------------------------------------------------- */

/* The text of an example, in which the secret is changed in place. */
struct draft {
    struct regex *regex;
    char *text;
    size_t len, begin, end; /* of the secret */
    bool hexadecimal;       /* its letters are a to f: they stay so */
};

static bool is_hexadecimal(const struct draft *draft)
{
    for (size_t i = draft->begin; i < draft->end; i++)
        if (ascii_is_alnum(draft->text[i]) && ascii_hex_value(draft->text[i]) < 0)
            return false;
    return true;
}

/* Another character of the same class; what is no letter and no digit stays. */
static char other_of_class(const struct draft *draft, char c, unsigned die)
{
    unsigned letters = draft->hexadecimal ? 6 : 26;
    if (ascii_is_digit(c))
        return (char)('0' + die % 10);
    if (ascii_is_lower(c))
        return (char)('a' + die % letters);
    if (ascii_is_alnum(c))
        return (char)('A' + die % letters);
    return c;
}

static bool still_found(const struct draft *draft)
{
    struct span secret;
    return find_secret(draft->regex, (struct span) { draft->text, draft->len }, &secret) &&
           secret.data == draft->text + draft->begin && secret.len == draft->end - draft->begin;
}

/* Character by character: one that the expression does not let change is fixed text, and stays. */
static size_t change(struct draft *draft, struct span id)
{
    unsigned char dice[SHA256_BYTES] = { 0 };
    size_t changed = 0;
    for (size_t i = draft->begin; i < draft->end; i++) {
        size_t at = i - draft->begin;
        if (at % SHA256_BYTES == 0) {
            char block[32];
            cleanup(buf_release) struct buf text = buf_make(1024);
            snprintf(block, sizeof(block), "/%zu", at / SHA256_BYTES);
            buf_append(&text, seed);
            buf_append(&text, id);
            buf_append_text(&text, block);
            if (!digest_sha256(buf_span(&text), dice))
                return 0;
        }
        char before = draft->text[i];
        draft->text[i] = other_of_class(draft, before, dice[at % SHA256_BYTES]);
        if (draft->text[i] != before && !still_found(draft))
            draft->text[i] = before;
        changed += draft->text[i] != before;
    }
    return changed;
}

int example_invent(const struct rule *rule, struct buf *value, struct veto_error *error)
{
    enum { CHANGED_LEAST = 8 };
    cleanup(regex_free_ptr) struct regex *regex = NULL;
    if (!rule->public.pattern[0])
        return 0;
    if (regex_create(&regex, rule->public.pattern, error) < 0)
        return -1;
    for (size_t i = 0; i < rule->public.example_count; i++) {
        struct span text = span_of(rule->public.examples[i]), secret;
        if (!find_secret(regex, text, &secret) || secret.len < EXAMPLE_MARK_LEAST ||
            secret.len > EXAMPLE_MAX)
            continue;
        cleanup(free_ptr) char *copy = strndup(text.data, text.len);
        if (!copy)
            return error_no_memory(error);
        struct draft draft = {
            .regex = regex,
            .text = copy,
            .len = text.len,
            .begin = (size_t)(secret.data - text.data),
            .end = (size_t)(secret.data - text.data) + secret.len,
        };
        draft.hexadecimal = is_hexadecimal(&draft);
        if (change(&draft, span_of(rule->public.id)) < CHANGED_LEAST)
            continue;
        buf_append(value, (struct span) { copy + draft.begin, secret.len });
        return 1;
    }
    return 0;
}

uint64_t example_mark(struct span value)
{
    unsigned char hash[SHA256_BYTES];
    uint64_t mark = 0;
    if (value.len < EXAMPLE_MARK_LEAST || !digest_sha256(value, hash))
        return 0;
    for (size_t i = 0; i < sizeof(mark); i++)
        mark = mark << 8 | hash[i];
    return mark;
}
