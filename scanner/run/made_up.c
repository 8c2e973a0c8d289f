/* SPDX-License-Identifier: Apache-2.0 */
#include "run/made_up.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "match/example.h"
#include "rule/builtin.h"

static int by_mark(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static bool is_made_up(struct span value)
{
    uint64_t mark = example_mark(value);
    return mark && bsearch(&mark, rule_builtin_marks, rule_builtin_mark_count, sizeof(mark),
                           by_mark);
}

void made_up_judge(const struct match *match, struct judgement *judgement)
{
    if (!match->rule->public.is_secret || !is_made_up(match->secret))
        return;
    judgement->severity = VETO_SEVERITY_NOTE;
    judgement->confidence = VETO_CONFIDENCE_POSSIBLE;
    if (judgement->evidence_count < JUDGE_MAX_EVIDENCE)
        judgement->evidence[judgement->evidence_count++] = (struct veto_evidence) {
            .against = true,
            .text = "made up: veto itself prints it as an example",
        };
}

/* ---- Printing -------------------------------------------------------------------------------- */

static bool is_builtin(const struct rule *rule)
{
    return rule >= rule_builtin.rules && rule < rule_builtin.rules + rule_builtin.count;
}

/* The line of the rule's value, still with its escapes. */
static bool find_line(const struct rule *rule, struct span *value)
{
    struct span rest = span_of(rule_builtin_made_up), line;
    while (span_next_line(&rest, &line)) {
        size_t tab = span_find_char(line, '\t');
        *value = span_from(line, tab + 1);
        if (span_is(span_sub(line, 0, tab), rule->public.id))
            return true;
    }
    return false;
}

static void append_unescaped(struct buf *to, struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        bool escaped = text.data[i] == '\\' && i + 1 < text.len;
        if (escaped)
            i++;
        buf_append_char(to, escaped && text.data[i] == 'n' ? '\n' : text.data[i]);
    }
}

/* The first of the examples in which the rule finds something, with that in the place of it. */
static int print_whole(const struct rule *rule, struct span value, FILE *to,
                       struct veto_error *error)
{
    for (size_t i = 0; i < rule->public.example_count; i++) {
        struct span text = span_of(rule->public.examples[i]), secret;
        int found = example_secret(rule, text, &secret, error);
        if (found < 0)
            return -1;
        if (found == 0)
            continue;
        size_t begin = (size_t)(secret.data - text.data);
        fprintf(to, "%.*s%.*s%.*s", (int)begin, text.data, (int)value.len, value.data,
                (int)(text.len - begin - secret.len), secret.data + secret.len);
        return 0;
    }
    fprintf(to, "%.*s", (int)value.len, value.data);
    return 0;
}

int made_up_example(const struct veto_rule *public, FILE *to, bool whole, struct veto_error *error)
{
    const struct rule *rule = (const struct rule *)public;
    struct span line;
    cleanup(buf_release) struct buf value = buf_make(EXAMPLE_MAX + 1);
    if (public->query && public->example_count) {
        fputs(public->examples[0], to);
        return 0;
    }
    if (!is_builtin(rule) || !public->is_secret)
        return error_set(error, VETO_ERROR_UNSUPPORTED, "%s: is no %s", public->id,
                         public->is_secret ? "built-in rule: a scan would not know its examples "
                                             "from real ones"
                                           : "rule for a secret; 'veto rules show' has examples");
    if (!find_line(rule, &line))
        return error_set(error, VETO_ERROR_UNSUPPORTED,
                         "%s: has no made-up value that could be told from somebody's own",
                         public->id);
    append_unescaped(&value, line);
    if (whole)
        return print_whole(rule, buf_span(&value), to, error);
    fwrite(value.data, 1, value.len, to);
    return 0;
}
