/* SPDX-License-Identifier: Apache-2.0 */
#include "match/lanes.h"

#include "match/prefilter.h"
#include "match/token.h"

enum {
    SETTINGS = KIND_DOCKERFILE | KIND_COMPOSE | KIND_YAML | KIND_JSON | KIND_SHELL | KIND_ENV |
               KIND_INI | KIND_XML | KIND_TERRAFORM | KIND_WORKFLOW | KIND_NGINX | KIND_SSHD |
               KIND_LOCK | KIND_IMAGE_CONFIG | KIND_CONFIG | KIND_MARKUP,
    LANGUAGES = KIND_PYTHON | KIND_JAVASCRIPT | KIND_GO | KIND_PHP | KIND_JAVA | KIND_DOTNET |
                KIND_RUBY | KIND_C,
};

#define LANGUAGE(title, kind) { .name = (title), .kinds = (kind), .all_there = true }

const struct lane lanes[LANES] = {
    [LANE_EVERYWHERE] = { .name = "everywhere", .unless = LANGUAGES },
    [LANE_BESIDE_TOKENS] = { .name = "beside tokens", .beside_tokens = true },
    { .name = "settings, scripts and prose", .kinds = SETTINGS },
    LANGUAGE("Python", KIND_PYTHON),
    LANGUAGE("JavaScript", KIND_JAVASCRIPT),
    LANGUAGE("Go", KIND_GO),
    LANGUAGE("PHP", KIND_PHP),
    LANGUAGE("Java", KIND_JAVA),
    LANGUAGE(".NET", KIND_DOTNET),
    LANGUAGE("Ruby", KIND_RUBY),
    LANGUAGE("C", KIND_C),
};

/*
 * Does every match hold a token, and is it so short that it lies within the reach of it, with a
 * byte to spare for `\b`?
 */
static bool is_near_token(const char *expression)
{
    struct expression_widths widths = { 0 };
    return expression && expression_token_length(expression) >= TOKEN_LEAST &&
           expression_widths(expression, &widths, NULL) == 0 &&
           widths.max < LANE_TOKEN_REACH + TOKEN_LEAST;
}

/* Either the whole or the anchor, which is all that the lane runs. */
static bool is_beside_token(const struct rule *rule)
{
    return is_near_token(rule->public.pattern) || is_near_token(rule->anchor);
}

size_t lane_of(const struct rule *rule)
{
    if (is_beside_token(rule))
        return LANE_BESIDE_TOKENS;
    for (size_t i = LANE_FIRST_OF_KINDS; rule->kinds && i < LANES; i++)
        if (!(rule->kinds & ~lanes[i].kinds))
            return i;
    return LANE_EVERYWHERE;
}
