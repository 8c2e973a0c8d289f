/* SPDX-License-Identifier: Apache-2.0 */
#include "match/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/macro.h"

enum {
    /* The JIT counts from each place where a match may begin, the interpreter over a whole call. */
    JIT_MATCH_LIMIT = 50 * 1000,
    PLAIN_MATCH_LIMIT = 10 * 1000 * 1000,
    HEAP_LIMIT_KIB = 16 * 1024,
    NESTING_LIMIT = 100,
    JIT_STACK_START = 32 * 1024,
    JIT_STACK_MAX = 1024 * 1024,
    /* Never-ending text is no expression: it would only be slow to compile. */
    PATTERN_MAX = 64 * 1024,
};

struct regex {
    pcre2_code *code;
    pcre2_match_context *context;
    pcre2_match_data *data;
    pcre2_jit_stack *stack; /* made when the machine's own stack once was too small */
    const char *names[REGEX_MAX_GROUPS]; /* in the code's memory */
    size_t group_count;                  /* the whole included */
};

DEFINE_CLEANUP(struct regex *, regex_free)
DEFINE_CLEANUP(pcre2_compile_context *, pcre2_compile_context_free)

static int compile(struct regex *regex, const char *pattern, uint32_t options,
                   struct veto_error *error)
{
    cleanup(pcre2_compile_context_free_ptr) pcre2_compile_context *context =
            pcre2_compile_context_create(NULL);
    if (!context)
        return error_no_memory(error);
    pcre2_set_newline(context, PCRE2_NEWLINE_LF);
    pcre2_set_bsr(context, PCRE2_BSR_ANYCRLF);
    pcre2_set_parens_nest_limit(context, NESTING_LIMIT);
    pcre2_set_max_pattern_length(context, PATTERN_MAX);

    int code = 0;
    PCRE2_SIZE at = 0;
    regex->code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
                                options | PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT, &code,
                                &at, context);
    if (regex->code)
        return 0;
    char reason[160];
    pcre2_get_error_message(code, (PCRE2_UCHAR *)reason, sizeof(reason));
    return error_set(error, VETO_ERROR_RULES, "%s at character %zu", reason, (size_t)at + 1);
}

static int read_groups(struct regex *regex, struct veto_error *error)
{
    uint32_t captures = 0, count = 0, entry_size = 0;
    PCRE2_SPTR table = NULL;
    pcre2_pattern_info(regex->code, PCRE2_INFO_CAPTURECOUNT, &captures);
    if (captures >= REGEX_MAX_GROUPS)
        return error_set(error, VETO_ERROR_RULES, "has %u groups, more than %d", captures,
                         REGEX_MAX_GROUPS - 1);
    regex->group_count = captures + 1;
    pcre2_pattern_info(regex->code, PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(regex->code, PCRE2_INFO_NAMEENTRYSIZE, &entry_size);
    pcre2_pattern_info(regex->code, PCRE2_INFO_NAMETABLE, &table);
    for (uint32_t i = 0; i < count; i++, table += entry_size) {
        size_t index = (size_t)table[0] << 8 | table[1];
        assert(index < regex->group_count);
        regex->names[index] = (const char *)table + 2;
    }
    return 0;
}

static int make_ready(struct regex *regex, struct veto_error *error)
{
    regex->context = pcre2_match_context_create(NULL);
    regex->data = pcre2_match_data_create_from_pattern(regex->code, NULL);
    if (!regex->context || !regex->data)
        return error_no_memory(error);
    pcre2_set_match_limit(regex->context, PLAIN_MATCH_LIMIT);
    pcre2_set_heap_limit(regex->context, HEAP_LIMIT_KIB);
    return 0;
}

static int create(struct regex **out, const char *pattern, uint32_t options,
                  struct veto_error *error)
{
    cleanup(regex_free_ptr) struct regex *regex = calloc(1, sizeof(*regex));
    if (!regex)
        return error_no_memory(error);
    if (compile(regex, pattern, options, error) < 0 || read_groups(regex, error) < 0 ||
        make_ready(regex, error) < 0)
        return -1;
    *out = take_ptr(&regex);
    return 0;
}

int regex_create(struct regex **out, const char *pattern, struct veto_error *error)
{
    if (create(out, pattern, PCRE2_NEVER_UTF | PCRE2_NEVER_UCP, error) < 0)
        return -1;
    /* Where the system forbids making code at run time the interpreter does the work. */
    struct regex *regex = *out;
    if (pcre2_jit_compile(regex->code, PCRE2_JIT_COMPLETE | PCRE2_JIT_PARTIAL_SOFT) == 0)
        pcre2_set_match_limit(regex->context, JIT_MATCH_LIMIT);
    return 0;
}

int regex_create_unicode(struct regex **out, const char *pattern, struct veto_error *error)
{
    return create(out, pattern, PCRE2_UTF | PCRE2_AUTO_CALLOUT, error);
}

void regex_free(struct regex *regex)
{
    if (!regex)
        return;
    pcre2_jit_stack_free(regex->stack);
    pcre2_match_data_free(regex->data);
    pcre2_match_context_free(regex->context);
    pcre2_code_free(regex->code);
    free(regex);
}

int regex_group(const struct regex *regex, const char *name)
{
    for (size_t i = 1; i < regex->group_count; i++)
        if (regex->names[i] && strcmp(regex->names[i], name) == 0)
            return (int)i;
    return -1;
}

const char *regex_group_name(const struct regex *regex, size_t index)
{
    return index < regex->group_count ? regex->names[index] : NULL;
}

/* `filled` groups are told of; those behind them took no part. */
static void read_match(const struct regex *regex, struct span text, size_t filled,
                       struct regex_match *match)
{
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(regex->data);
    *match = (struct regex_match){ .count = regex->group_count };
    for (size_t i = 0; i < MIN(filled, regex->group_count); i++) {
        size_t begin = ends[2 * i], end = ends[2 * i + 1];
        /* `\K` in a look-ahead can put the beginning behind the end. */
        if (begin != PCRE2_UNSET && begin <= end)
            match->groups[i] = span_sub(text, begin, end - begin);
    }
    if (!match->groups[0].data)
        match->groups[0] = span_sub(text, ends[1], 0);
}

static int run(struct regex *regex, const struct regex_search *search, uint32_t options)
{
    return pcre2_match(regex->code, (PCRE2_SPTR)search->text.data, search->text.len, search->from,
                       options, regex->data, regex->context);
}

/* The machine's stack holds 32 KiB of backtracking; a larger one is made when first needed. */
static bool enlarge_stack(struct regex *regex)
{
    if (regex->stack)
        return false;
    regex->stack = pcre2_jit_stack_create(JIT_STACK_START, JIT_STACK_MAX, NULL);
    if (!regex->stack)
        return false;
    pcre2_jit_stack_assign(regex->context, NULL, regex->stack);
    return true;
}

enum regex_result regex_find(struct regex *regex, const struct regex_search *search,
                             struct regex_match *match)
{
    if (search->from > search->text.len || search->last_start < search->from)
        return REGEX_NO;
    uint32_t options = (search->partial ? PCRE2_PARTIAL_SOFT : 0) |
                       (search->not_beginning ? PCRE2_NOTBOL : 0) |
                       (search->not_end ? PCRE2_NOTEOL : 0);
    pcre2_set_offset_limit(regex->context, search->last_start);
    int status = run(regex, search, options);
    if (status == PCRE2_ERROR_JIT_STACKLIMIT && enlarge_stack(regex))
        status = run(regex, search, options);
    if (status == PCRE2_ERROR_NOMATCH)
        return REGEX_NO;
    if (status == PCRE2_ERROR_PARTIAL) {
        read_match(regex, search->text, 1, match);
        return REGEX_PARTIAL;
    }
    if (status <= 0)
        return REGEX_LIMIT;
    read_match(regex, search->text, (size_t)status, match);
    return REGEX_YES;
}

enum regex_result regex_run(struct regex *regex, struct span text, size_t from, bool partial,
                            struct regex_match *match)
{
    struct regex_search search = {
        .text = text,
        .from = from,
        .last_start = SIZE_MAX,
        .partial = partial,
    };
    return regex_find(regex, &search, match);
}

/* PCRE2's own limits count neither runs of one character nor beginnings anew: this does. */
struct effort {
    uint64_t left;
    size_t at; /* where the matcher was last seen */
};

static int watch(pcre2_callout_block *block, void *payload)
{
    struct effort *effort = payload;
    size_t now = block->current_position;
    size_t moved = 1 + (now > effort->at ? now - effort->at : effort->at - now);
    effort->at = now;
    if (moved > effort->left)
        effort->left = 0;
    else
        effort->left -= moved;
    return effort->left ? 0 : PCRE2_ERROR_CALLOUT;
}

enum regex_result regex_search_text(struct regex *regex, struct span text, uint64_t *work)
{
    struct effort effort = { .left = *work };
    struct regex_match match;
    pcre2_set_callout(regex->context, watch, &effort);
    enum regex_result result = regex_run(regex, text, 0, false, &match);
    pcre2_set_callout(regex->context, NULL, NULL);
    *work = effort.left;
    return result;
}

const char *regex_library(char *into, size_t room)
{
    char version[64] = "";
    uint32_t jit = 0;
    pcre2_config(PCRE2_CONFIG_VERSION, version);
    pcre2_config(PCRE2_CONFIG_JIT, &jit);
    snprintf(into, room, "%s%s", version, jit ? ", with JIT" : "");
    return into;
}
