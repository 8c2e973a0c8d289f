/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether a match is believed, and why. Two halves that do not mix:
 *   content   bytes, rule, proof, nearby text: the same wherever the bytes lie;
 *   place     path, kind by name, layer: run for every place.
 * A judge is immutable and shared by threads; each thread has its own scratch.
 */
#ifndef VETO_JUDGE_JUDGE_H
#define VETO_JUDGE_JUDGE_H

#include "base/arena.h"
#include "match/matcher.h"

struct judge;
struct judge_scratch;

/* Why a candidate was judged away; counted, and shown by `explain`. */
enum drop_reason {
    DROP_NOT,          /* it was not */
    DROP_ALLOWED,      /* the rule's own allow list */
    DROP_ENTROPY,      /* too regular for its alphabet and length */
    DROP_PLACEHOLDER,  /* `changeme`, `your-token-here`, one character repeated */
    DROP_REFERENCE,    /* `${VAR}`, `{{ x }}`, `os.environ[…]` */
    DROP_WORDS,        /* the value is made of words */
    DROP_LOOKALIKE,    /* a hash, version, UUID, path, identifier */
    DROP_NAME,         /* the name says it is not the secret */
    DROP_CHECKSUM,     /* wrong checksum and a second sign against it */
    DROP_KNOWN,        /* a published example */
    DROP_NEIGHBOURS,   /* a piece of a longer run of the same alphabet */
    DROP_SYNTAX,       /* code on the right side, a regular expression, a format string */
    DROP_ENCRYPTED,    /* encrypted material */
    DROP_KIND,         /* the rule is not for this kind of file, or path */
    DROP_COMPANION,    /* what must stand nearby does not */
    DROP_POLICY,       /* the policy's allow list */
    DROP_REASONS,
};

/* One word, and the same for people. */
const char *drop_reason_name(enum drop_reason reason);
const char *drop_reason_text(enum drop_reason reason);

enum { JUDGE_MAX_EVIDENCE = 24 };

struct judgement {
    enum drop_reason drop;
    enum veto_severity severity;
    enum veto_confidence confidence;
    /* In the arena that was passed; no secret in it. */
    struct veto_evidence evidence[JUDGE_MAX_EVIDENCE];
    size_t evidence_count;
    bool guessable; /* estimated below 80 bits: its value never enters a fingerprint */
    bool proven;    /* by its own checksum or structure */
    bool issued;    /* by a checksum that only its issuer puts into it */
};

int judge_create(struct judge **out, const struct rule_set *builtin, const struct rule_set *added,
                 struct veto_error *error);
void judge_free(struct judge *judge);
int judge_scratch_create(struct judge_scratch **out, const struct judge *judge,
                         struct veto_error *error);
void judge_scratch_free(struct judge_scratch *scratch);

/* From now on evidence is all that was weighed, also of what is judged away. */
void judge_explain(struct judge_scratch *scratch);
/*
 * Before the first judge_content of each unit, whose bytes and arena then stay until the next:
 * what comes again and again in a unit is judged once. Who never calls this has all judged anew.
 */
void judge_begin_unit(struct judge_scratch *scratch);
/* Everything that bytes can tell; `out->drop` says whether it is believed at all. */
void judge_content(const struct judge *judge, struct judge_scratch *scratch,
                   const struct match *match, const struct unit *unit, struct arena *arena,
                   struct judgement *out);
/* What the place adds: may lower severity or confidence and says so, may drop by kind or path. */
void judge_place(const struct judge *judge, struct judge_scratch *scratch,
                 const struct match *match, const struct unit *unit, struct arena *arena,
                 struct judgement *out);

/* Is the rule's `proof:` a test that exists, are its allow patterns expressions? */
int judge_lint(const struct rule *rule, struct veto_error *error);

#endif
