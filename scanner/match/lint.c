/* SPDX-License-Identifier: Apache-2.0 */
#include "match/databases.h"
#include "match/prefilter.h"
#include "match/regex.h"

int matcher_lint(const struct rule *rule, struct veto_error *error)
{
    const char *text = rule_expression(rule);
    struct regex *regex = NULL;
    struct expression_widths widths;
    if (!text)
        return 0;
    if (regex_create(&regex, rule->public.pattern, error) < 0)
        return error_wrap(error, "pattern");
    regex_free(regex);
    if (expression_widths(text, &widths, error) < 0)
        return error_wrap(error, rule->anchor ? "anchor" : "pattern");
    return 0;
}
