/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Comments that allow what stands beside them: veto's own, `veto:allow RULE reason`, and those of
 * other tools for moving over, mapped by the aliases of rules.
 *
 * Text is read line by line, whatever its language is: a mark counts on any line of what was found,
 * or on the line above where that holds nothing but the comment. A line that ends in a backslash
 * goes on, so that the line above a command is that above its first line. A text of several lines
 * has its marks where it is opened, too: in the line `key: |` and above. Annotations of a
 * Kubernetes object hold for all of its document.
 */
#ifndef VETO_POLICY_INLINE_H
#define VETO_POLICY_INLINE_H

#include "base/arena.h"
#include "rule/rule.h"

struct inline_mark {
    const char *keyword; /* as reports name it: `veto:allow`, `gitleaks:allow`, … */
    struct span names;   /* of rules, as written, with commas; empty where it names none */
    struct span reason;  /* trimmed; may be empty */
    size_t begin, end;   /* from the keyword to the end of the names */
};

/* What a text is made of, of which some marks mean the whole. */
enum inline_document {
    INLINE_NO_DOCUMENT,
    INLINE_DOCKERFILE, /* the file */
    INLINE_KUBERNETES, /* an object of YAML: its annotations */
};

struct inline_text {
    struct span bytes;
    enum inline_document documents; /* where some marks hold for all of one */
    bool peers;         /* are the marks of other tools honoured? */
    int64_t today;      /* date.h: some of them end */
    bool is_dated;      /* one that may end was met */
    struct arena *arena;
    /* Is there a rule of that name? NULL: of any. To be set before the first question. */
    bool (*knows)(const void *payload, struct span name);
    const void *payload;
    /* Bytes that may still be looked at: beside what is found, and in commands and documents. */
    size_t near_budget, far_budget;
    bool is_exhausted;                /* one of them has ended, and a mark may have been missed */
    bool was_looked_through, is_bare; /* a short text: no mark is anywhere in it */
    /* Marks for all of a document, of all documents, once one was asked about. */
    struct inline_held *held;
    size_t held_count, held_max;
    bool holds_documents;
};

/* `arena` must live as long as the text. */
struct inline_text inline_text_make(struct span bytes, enum inline_document documents, bool peers,
                                    int64_t today, struct arena *arena);

/* What was found: its rule, and those that saw the same and gave way. */
struct inline_subject {
    const struct rule *rule;
    const struct rule *const *also;
    size_t also_count;
    size_t begin, end; /* in the text */
};

/* Is there a mark that allows it? What `*out` points to is the text's. */
bool inline_find(struct inline_text *text, const struct inline_subject *subject,
                 struct inline_mark *out);

/* The first of veto's own, `veto:allow` or `veto.dev/allow.`, whose keyword ends behind `from` and not behind `to`. */
bool inline_next_own(struct span bytes, size_t from, size_t to, struct inline_mark *out);
/* One after the other of a mark's names; false at the end. */
bool inline_next_name(struct span *names, struct span *name);
/* Words enough for somebody to know why. */
bool inline_has_reason(const struct inline_mark *mark);
/* `RULE`, `<rule>`, `{rule}`, …: a text about the mark, and none itself. `*` is no such text. */
bool inline_is_placeholder(struct span name);

#endif
