/* SPDX-License-Identifier: Apache-2.0 */
#include "run/excepting.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "match/regex.h"
#include "unit/origin.h"

enum {
    LINE_MAX_BYTES = 4096, /* on either side of a match */
    PLACE_MAX = 64 * 1024,
};

DEFINE_CLEANUP(struct excepting *, excepting_free)

/* The lists of an exception that hold expressions, in the order in which they are asked. */
enum subject { SUBJECT_SECRET, SUBJECT_MATCH, SUBJECT_LINE, SUBJECT_PATH, SUBJECTS };

struct excepting {
    const struct rule_set *rules;
    struct regex ***compiled; /* of each rule, one after the other; NULL: not asked yet */
};

static const struct rule_list *list_of(const struct rule_exception *exception,
                                       enum subject subject)
{
    const struct rule_list *const lists[SUBJECTS] = {
        [SUBJECT_SECRET] = &exception->secrets,
        [SUBJECT_MATCH] = &exception->matches,
        [SUBJECT_LINE] = &exception->lines,
        [SUBJECT_PATH] = &exception->paths,
    };
    return lists[subject];
}

static size_t count_of(const struct rule *rule)
{
    size_t count = 0;
    for (size_t i = 0; i < rule->exception_count; i++)
        for (int subject = 0; subject < SUBJECTS; subject++)
            count += list_of(&rule->exceptions[i], (enum subject)subject)->count;
    return count;
}

static void free_all(struct regex **compiled, size_t count)
{
    for (size_t i = 0; compiled && i < count; i++)
        regex_free(compiled[i]);
    free(compiled);
}

/* NULL after a failure. */
static struct regex **compile(const struct rule *rule, struct veto_error *error)
{
    static const char *const keys[SUBJECTS] = { "secret", "match", "line", "path" };
    size_t count = count_of(rule), done = 0;
    struct regex **compiled = calloc(count + 1, sizeof(*compiled));
    if (!compiled) {
        error_no_memory(error);
        return NULL;
    }
    for (size_t i = 0; i < rule->exception_count; i++) {
        for (int subject = 0; subject < SUBJECTS; subject++) {
            const struct rule_list *list = list_of(&rule->exceptions[i], (enum subject)subject);
            for (size_t k = 0; k < list->count; k++) {
                if (regex_create(&compiled[done++], list->items[k], error) == 0)
                    continue;
                error_wrap(error, "except: %s", keys[subject]);
                free_all(compiled, count);
                return NULL;
            }
        }
    }
    return compiled;
}

int excepting_lint(const struct rule *rule, struct veto_error *error)
{
    if (rule->exception_count == 0)
        return 0;
    struct regex **compiled = compile(rule, error);
    free_all(compiled, count_of(rule));
    return compiled ? 0 : -1;
}

int excepting_create(struct excepting **out, const struct rule_set *rules,
                     struct veto_error *error)
{
    bool any = false;
    *out = NULL;
    for (size_t i = 0; i < rules->count; i++)
        any = any || rules->rules[i].exception_count;
    if (!any)
        return 0;
    cleanup(excepting_free_ptr) struct excepting *excepting = calloc(1, sizeof(*excepting));
    if (!excepting)
        return error_no_memory(error);
    excepting->rules = rules;
    excepting->compiled = calloc(rules->count, sizeof(*excepting->compiled));
    if (!excepting->compiled)
        return error_no_memory(error);
    *out = take_ptr(&excepting);
    return 0;
}

void excepting_free(struct excepting *excepting)
{
    if (!excepting)
        return;
    for (size_t i = 0; excepting->compiled && i < excepting->rules->count; i++)
        free_all(excepting->compiled[i], count_of(&excepting->rules->rules[i]));
    free(excepting->compiled);
    free(excepting);
}

/* ---- Asking ---------------------------------------------------------------------------------- */

/* The lines that a part of the unit lies in, as far as they are near. */
static struct span lines_around(struct span unit, struct span part)
{
    size_t begin = (size_t)(part.data - unit.data), end = begin + part.len;
    size_t first = begin > LINE_MAX_BYTES ? begin - LINE_MAX_BYTES : 0;
    size_t last = MIN(unit.len, end + LINE_MAX_BYTES);
    while (begin > first && unit.data[begin - 1] != '\n')
        begin--;
    while (end < last && unit.data[end] != '\n')
        end++;
    return span_sub(unit, begin, end - begin);
}

struct question {
    struct span subjects[SUBJECTS];
    struct regex **next; /* of the expressions that are still to be asked */
};

static bool is_found(struct question *question, const struct rule_list *list, struct span subject)
{
    bool found = list->count == 0;
    struct regex_match match;
    for (size_t i = 0; i < list->count && !found; i++)
        found = regex_run(question->next[i], subject, 0, false, &match) == REGEX_YES;
    question->next += list->count;
    return found;
}

static bool has_word(const struct rule_list *words, struct span secret)
{
    for (size_t i = 0; i < words->count; i++)
        if (span_find_nocase(secret, span_of(words->items[i])) != SIZE_MAX)
            return true;
    return words->count == 0;
}

static bool holds(struct question *question, const struct rule_exception *exception)
{
    bool holds = has_word(&exception->words, question->subjects[SUBJECT_SECRET]);
    size_t said = exception->words.count;
    for (int subject = 0; subject < SUBJECTS; subject++) {
        const struct rule_list *list = list_of(exception, (enum subject)subject);
        /* All are passed, whatever the answer: `next` counts on it. */
        bool found = is_found(question, list, question->subjects[subject]);
        holds = holds && found;
        said += list->count;
    }
    return holds && said > 0;
}

bool excepting_excepts(struct excepting *excepting, const struct match *match,
                       const struct unit *unit)
{
    const struct rule *rule = match->rule;
    if (!excepting || rule->exception_count == 0 || rule < excepting->rules->rules ||
        rule >= excepting->rules->rules + excepting->rules->count)
        return false;
    struct regex ***compiled = &excepting->compiled[rule - excepting->rules->rules];
    if (!*compiled)
        *compiled = compile(rule, NULL);
    if (!*compiled)
        return false;
    cleanup(buf_release) struct buf place = buf_make(PLACE_MAX);
    origin_append_logical(&place, unit->origin);
    struct question question = {
        .subjects = {
            [SUBJECT_SECRET] = match->secret,
            [SUBJECT_MATCH] = match->whole,
            [SUBJECT_LINE] = lines_around(unit->bytes, match->whole),
            [SUBJECT_PATH] = buf_span(&place),
        },
        .next = *compiled,
    };
    for (size_t i = 0; i < rule->exception_count; i++)
        if (holds(&question, &rule->exceptions[i]))
            return true;
    return false;
}
