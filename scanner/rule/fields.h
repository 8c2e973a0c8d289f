/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The keys of a rule, as one table. Reading packs, the JSON Schema, the digest and the C tables
 * that the build writes are all made from it: a new key is a row here and a member in rule.h.
 */
#ifndef VETO_RULE_FIELDS_H
#define VETO_RULE_FIELDS_H

#include "rule/form.h"
#include "rule/rule.h"

enum field_type {
    FIELD_LINE,    /* const char *: one printable line */
    FIELD_PROSE,   /* const char *: printable; line ends become spaces */
    FIELD_PATTERN, /* const char *: any text; line ends at its end do not count */
    FIELD_LIST,    /* items and count: texts */
    FIELD_NUMBER,  /* double */
    FIELD_COUNT,   /* uint32_t */
    FIELD_LINES,   /* uint32_t: written as `10 lines` */
    FIELD_WORD,    /* an enum: one of the words */
    FIELD_WORDS,   /* uint32_t: some of the words, a bit each */
    FIELD_FLAG,    /* uint32_t: true or false */
    FIELD_GROUP,   /* an object whose keys are members of the same struct */
    FIELD_OBJECTS, /* items and count: a list of objects, each a struct */
    FIELD_RULES,   /* a list of rules, which rule_load_list reads */
};

enum field_need {
    FIELD_OPTIONAL,
    FIELD_REQUIRED,
    /* Of the three forms of rule, those that must or may have it; no other may. */
    FIELD_REQUIRED_FOR_PATTERN,
    FIELD_PATTERN_ONLY,
    FIELD_REQUIRED_FOR_CHECK, /* a rule with a query */
    FIELD_CHECK_ONLY,
    FIELD_TRIAL_ONLY,
    FIELD_REQUIRED_FOR_TRIAL, /* what has examples: patterns and checks */
    FIELD_NEEDS,
};

struct field {
    const char *key;
    const char *about;
    enum field_type type;
    enum field_need need;
    bool matches; /* has a say in what is found: part of the digest */

    /* Where it is kept: offset in the struct, and the name that C code has for it. */
    size_t offset, count_offset;
    const char *member, *count_member;

    const struct form *form;             /* of a text, or of each in a list; may be NULL */
    double least, most;                  /* of numbers */
    const char *(*word)(uint32_t index); /* NULL past the last; "" for a number without a word */
    const struct field_table *inside;    /* of groups and objects */
};

struct field_table {
    const struct field *fields;
    size_t count;
    size_t size;      /* of the struct */
    const char *type; /* its name */
};

/* A rule is of the form whose key it has. */
struct rule_form {
    const char *key;
    const char *name;             /* in messages */
    uint32_t required, forbidden; /* bits: 1 << enum field_need */
};

enum { RULE_FORMS = 3 };

extern const struct rule_form rule_forms[RULE_FORMS];
extern const struct field_table rule_fields;

/* NULL where no field has that key. */
const struct field *field_find(const struct field_table *table, struct span key);

/* What the struct at `from` has for a field of the matching type. */
const char *field_text(const struct field *field, const void *from); /* may be NULL */
uint32_t field_word(const struct field *field, const void *from);    /* counts, lines, words */
double field_number(const struct field *field, const void *from);
struct rule_list field_list(const struct field *field, const void *from);

/* A list of objects: `items` is an array of structs of `field->inside->size` bytes. */
struct field_objects {
    const char *items;
    size_t count;
};

struct field_objects field_objects(const struct field *field, const void *from);

#endif
