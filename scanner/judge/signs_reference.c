/* SPDX-License-Identifier: Apache-2.0 */
/* Values that are none by themselves: they say where the secret is, or hold it encrypted. */
#include "judge/signs.h"

#include "base/ascii.h"
#include "judge/reference.h"
#include "judge/surroundings.h"
#include "literals/names.h"

/*
 * In a SealedSecret, which the cluster alone can open: in front the length of a session key, 512.
 */
static bool is_sealed(const struct candidate *c)
{
    enum { SEALED_LEAST = 64, KIND_WITHIN = 4096 };
    return c->value.len >= SEALED_LEAST && span_starts(c->value, SPAN("Ag")) &&
           c->value.data[2] >= 'A' && c->value.data[2] <= 'D' &&
           span_find(span_sub(c->unit->bytes, 0, KIND_WITHIN), SPAN("SealedSecret")) != SIZE_MAX;
}

/* `Primera.params.password`, and beside `password:` also `params.password`: a member of an object.
 */
static bool is_member(const struct candidate *c)
{
    size_t dots = 0, last = 0;
    for (size_t i = 0; i < c->value.len; i++) {
        char at = c->value.data[i];
        if (!ascii_is_alpha(at) && at != '_' && at != '.')
            return false;
        if (at != '.')
            continue;
        if (i == last)
            return false;
        dots++;
        last = i + 1;
    }
    struct span member = span_from(c->value, last);
    return (dots > 1 || (dots == 1 && span_eq_nocase(member, c->name))) && member.len &&
           name_meaning_of(member) != NAME_PLAIN;
}

/* `password = optional(string)`: HCL has its texts in quotes. */
static bool is_bare_expression(const struct candidate *c)
{
    bool is_hcl = (c->unit->kinds & KIND_TERRAFORM) && !(c->unit->kinds & KIND_JSON);
    bool is_quoted = c->value.data > c->unit->bytes.data && ascii_is_quote(c->value.data[-1]);
    return is_hcl && !is_quoted && reference_is_expression(c->value);
}

/* `password: *default`: nothing in YAML but an alias begins like that. */
static bool is_alias(const struct candidate *c)
{
    const struct unit *unit = c->unit;
    const char *before = c->value.data;
    bool is_yaml = (unit->kinds & KIND_YAML) && !(unit->kinds & KIND_JSON) &&
                   (!unit->parent || unit->is_document);
    if (!is_yaml || c->value.len < 2 || c->value.data[0] != '*')
        return false;
    for (size_t i = 1; i < c->value.len; i++)
        if (!ascii_is_alnum(c->value.data[i]) && !memchr("_-.", c->value.data[i], 3))
            return false;
    while (before > unit->bytes.data && before[-1] == ' ')
        before--;
    return before < c->value.data && before > unit->bytes.data && before[-1] == ':';
}

enum drop_reason test_reference(struct candidate *c)
{
    struct span fallback = SPAN_EMPTY;
    if (is_sealed(c))
        return DROP_ENCRYPTED;
    if (reference_is_wrapped(c->unit->bytes, c->value) || surroundings_format(c) ||
        surroundings_interpolated(c) || is_member(c) || is_bare_expression(c) || is_alias(c))
        return DROP_REFERENCE;
    switch (reference_of(c->value, &fallback)) {
    case REFERENCE_NO:
        return DROP_NOT;
    case REFERENCE_YES:
        return DROP_REFERENCE;
    case REFERENCE_ENCRYPTED:
        return DROP_ENCRYPTED;
    case REFERENCE_DEFAULT:
        break;
    }
    c->value = fallback;
    c->is_default = true;
    return DROP_NOT;
}
