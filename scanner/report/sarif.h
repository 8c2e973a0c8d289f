/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parts of the SARIF report share this. Written in one pass without a tree in memory, whatever
 * the number of results; only the list of rules is kept. Section numbers are those of SARIF 2.1.0.
 */
#ifndef VETO_REPORT_SARIF_H
#define VETO_REPORT_SARIF_H

#include "base/arena.h"
#include "base/json.h"
#include "veto/veto.h"

enum {
    SARIF_RESULTS_MAX = 25000, /* unless asked otherwise: GitHub refuses a run with more */
    SARIF_RUNS_MAX = 20,      /* GitHub refuses a file with more */
    SARIF_TAGS_MAX = 10,      /* GitHub shows no more */
    SARIF_TEXT_MAX = 1024,    /* code points of a description that GitHub keeps */
    SARIF_CWE_LIMIT = 2048,   /* MITRE's numbers are below it */
};

/* Of importance: blocking or not, severity, confidence. */
enum {
    SARIF_CONFIDENCES = VETO_CONFIDENCE_CERTAIN + 1,
    SARIF_CLASSES = 2 * VETO_SEVERITY_NONE * SARIF_CONFIDENCES,
};

/* How SARIF and its readers say a severity. */
struct sarif_grade {
    const char *level;             /* §3.27.10 */
    int rank;                      /* §3.27.25; GitLab takes the severity from it */
    const char *security_severity; /* GitHub, of a rule; NULL: no security alert */
};

/* Enabled rules by id, each once, and the CWE numbers they name. */
struct sarif_rules {
    const struct veto_rule **items;
    size_t count;
    bool cwe_used[SARIF_CWE_LIMIT];
};

/* What one run holds, and which results are left out of it. */
struct sarif_selection {
    const char *category; /* NULL: the file has one run, everything is in it */
    bool coarse;          /* as place_append_category has it */
    bool is_first;        /* of the file's runs: what has no category is told there */
    size_t limit;         /* how many results; 0 = SARIF_RESULTS_MAX */
    size_t part, parts;   /* which of the runs of the category, and how many there may be */
    size_t total;         /* results of the category */
    size_t begins[SARIF_CLASSES]; /* how many are more important than those of a class */
    size_t dropped[VETO_SEVERITY_NONE], dropped_total; /* told by the first part */
};

struct sarif {
    struct json_writer json;
    struct buf text; /* scratch */
    const struct veto_result *result;
    size_t limit; /* of results in a run, 0: what does not fit goes into further ones */
    struct sarif_rules rules;
};

/* ---- Selection (sarif_select.c) ---- */

/* The categories of a result, one run each: never fewer than one, so that old alerts can close. */
struct sarif_categories {
    const char *names[SARIF_RUNS_MAX];
    size_t count;
    bool coarse;
};

int sarif_categories_find(struct sarif_categories *categories, const struct veto_result *result,
                          struct arena *arena, struct veto_error *error);
void sarif_select(struct sarif_selection *selection, const struct veto_result *result);
/* How many runs the category takes, at least one. */
size_t sarif_parts(const struct sarif_selection *selection);
bool sarif_has(const struct sarif_selection *selection, const struct veto_origin *origin);

struct sarif_cursor {
    size_t next;
    size_t seen[SARIF_CLASSES];
};

/* The findings of a run in their order; NULL at the end. Start with a zeroed cursor. */
const struct veto_finding *sarif_next(struct sarif_cursor *cursor,
                                      const struct sarif_selection *selection,
                                      const struct veto_result *result);

/* ---- Rules (sarif_rules.c) ---- */

int sarif_rules_make(struct sarif_rules *rules, const struct veto_rules *from,
                     struct veto_error *error);
void sarif_rules_release(struct sarif_rules *rules);
/* −1 where the rule is not in the list. */
int64_t sarif_rule_index(const struct sarif_rules *rules, const char *id);
void sarif_write_rules(struct sarif *sarif);
void sarif_write_taxonomies(struct sarif *sarif);
const struct sarif_grade *sarif_grade_of(enum veto_severity severity);

/* ---- Notifications (sarif_notifications.c) ---- */

void sarif_write_descriptors(struct sarif *sarif);
void sarif_write_invocations(struct sarif *sarif, const struct sarif_selection *selection);

/* ---- Artifacts (sarif_artifacts.c) ---- */

enum { SARIF_LEVELS = 64 };

/*
 * Numbers the links of chains that come in the order of reports: a link that the previous chain had
 * too keeps its number. Going through the findings twice gives the same numbers twice, so that
 * results can name artifacts that were written before them.
 */
struct sarif_numbering {
    const struct veto_origin *previous;
    int64_t numbers[SARIF_LEVELS]; /* of its links; −1 for a folder, which is no artifact */
    int64_t next;
};

/* The number of the chain's innermost link; `*first_new` is the first link that is new. */
int64_t sarif_number(struct sarif_numbering *numbering, const struct veto_origin *origin,
                     size_t *first_new);
void sarif_write_artifacts(struct sarif *sarif, const struct sarif_selection *selection);

/* ---- Results (sarif_results.c) ---- */

void sarif_write_results(struct sarif *sarif, const struct sarif_selection *selection);

/* ---- Texts (sarif_text.c) ---- */

/* `"key": {"text": …}`, from the scratch buffer. */
void sarif_put_message(struct sarif *sarif, const char *key);
/* Adds to the scratch buffer, escaped so that no foreign text becomes a link (§3.11.6). */
void sarif_escape(struct sarif *sarif, struct span text);
void sarif_escape_text(struct sarif *sarif, const char *text);
/* As above, for what `append` makes of an origin. */
void sarif_escape_place(struct sarif *sarif, const struct veto_origin *origin,
                        void (*append)(struct buf *to, const struct veto_origin *origin));
/* A member with what `append` makes of an origin, as it is. */
void sarif_put_place(struct sarif *sarif, const char *key, const struct veto_origin *origin,
                     void (*append)(struct buf *to, const struct veto_origin *origin));
/* `"key": {"text": …}` that ends in a full stop and is not too long. */
void sarif_put_sentence(struct sarif *sarif, const char *key, const char *text);
/* At most `count` code points of the front of `text`. */
struct span sarif_cut(struct span text, size_t count);

#endif
