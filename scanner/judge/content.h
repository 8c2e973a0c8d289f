/* SPDX-License-Identifier: Apache-2.0 */
/* What judge.c, content.c and place.c share. */
#ifndef VETO_JUDGE_CONTENT_H
#define VETO_JUDGE_CONTENT_H

#include "judge/judge.h"
#include "judge/proof.h"
#include "literals/names.h"
#include "match/regex.h"

/* A rule made ready. */
struct judge_rule {
    const struct proof *proof;
    size_t first_pattern; /* index of its first allow pattern among those of all rules */
    bool password;        /* tagged `password`: chosen by people, not by machines */
    bool placed;          /* tagged `placed`: the syntax says that the value is the password */
};

struct judge {
    const struct rule_set *builtin, *added;
    struct judge_rule *rules; /* built-in ones first */
    size_t pattern_count;
};

/* What was found when it was last asked whether some place is in a text that documents. */
struct docstring {
    bool known, is_inside;
    size_t at;
};

struct judge_scratch {
    struct regex **patterns; /* compiled when first asked */
    bool *broken;            /* and could not be */
    size_t count;
    struct memo *memo;
    bool explain;
    bool module_tests_known; /* of this unit, as the two below */
    size_t module_tests;
    struct docstring docstring;
};

/* One match, and what the tests want to know of it. */
struct candidate {
    const struct rule *rule;
    const struct judge_rule *ready;
    const struct match *match;
    const struct unit *unit;
    struct span value;   /* the secret, or the default inside a reference */
    struct span line;    /* that it stands on; at most 256 bytes to either side */
    struct span name, user, host; /* captures of these names, else empty */
    enum name_meaning meaning;
    bool human;          /* a password that a person chose */
    bool configuration;  /* a literal here is a setting, whatever its strength */
    bool comment;        /* it stands in one */
    bool is_default;     /* the literal in `${X:-literal}` */
    bool doubtful;       /* it passed, but only just */
    bool made_up;        /* of the right form, and yet somebody may have typed it */
    bool odd_form;       /* no check could be made: of another form than those that have one */
    bool faint;          /* a password that is hardly one */
    bool close;          /* weighed, and no more than just believed */
    bool explain;        /* all that was weighed becomes evidence */
    struct arena *arena;
    struct judgement *out;
};

void judgement_say(struct judgement *out, bool against, const char *text);
/* The same of what was weighed: for it where `weight` is above 0. */
void judgement_weigh(struct judgement *out, int weight, const char *text);
/* One level less, or `levels`; never below note. */
void judgement_lower(struct judgement *out, int levels);

/* The tests on bytes, in order; sets `out->drop`, confidence, severity and evidence. */
void judge_candidate(struct candidate *candidate);

#endif
