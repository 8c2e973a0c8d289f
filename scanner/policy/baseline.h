/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A baseline: what an earlier scan found, and what therefore does not block (design §6). Read once
 * before the scan, then shared by all threads; what a thread learns about it is in its marks.
 *
 * Our own form is text, an entry a line, in any order and perhaps twice, as git's union merge
 * leaves it:
 *
 *     veto-baseline 1 [salt:NAME]
 *     FINGERPRINT IDENTITY|- RULE PLACE
 *
 * The name of the salt is there where the policy gives one (fingerprint_salt_name).
 * The identity is there for secrets that cannot be guessed, and for nothing else. Reports and
 * ignore files of other scanners are known by their shape, and compared by what they hold.
 */
#ifndef VETO_POLICY_BASELINE_H
#define VETO_POLICY_BASELINE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/table.h"
#include "finding/fingerprint.h"

#define BASELINE_HEADER "veto-baseline 1"
#define BASELINE_SALT " salt:"

enum baseline_form {
    BASELINE_VETO,
    BASELINE_GITLEAKS,       /* its JSON report */
    BASELINE_DETECT_SECRETS, /* .secrets.baseline */
    BASELINE_TRIVY,          /* its JSON report */
    BASELINE_KINGFISHER,     /* its baseline file */
    BASELINE_TRIVY_IGNORE,   /* .trivyignore, .trivyignore.yaml */
};

/* A place that an entry names, or that such a place lies in. */
struct baseline_place {
    size_t index;
    bool has_entries; /* of its own */
};

struct baseline_entry {
    size_t index;
    struct span rule;  /* as the file has it */
    struct span place; /* a glob in .trivyignore.yaml; may be empty there: everywhere */
    /* Of ours: */
    char fingerprint[FINGERPRINT_HEX], identity[FINGERPRINT_HEX];
    const struct baseline_place *exact, *outer; /* the place, and the file or image it lies in */
    /* Of others': */
    struct span secret; /* empty where the file does not tell it */
    unsigned char sha1[SHA1_BYTES];
    bool has_sha1;
    bool is_secret;
    uint32_t first_line, last_line;      /* 0: not told */
    struct baseline_entry *next_of_name; /* whose place has the same last component */
    struct baseline_entry *next;
};

struct baseline {
    struct arena arena; /* wiped: other scanners' reports hold secrets */
    enum baseline_form form;
    char salt[FINGERPRINT_SALT_HEX]; /* of ours: its name, "" for the public key */
    size_t salt_line;                /* 0 as long as nothing was said */
    struct baseline_entry *first, **end;
    size_t count, place_count;
    struct table fingerprints; /* of ours */
    struct table names;        /* last components of places, of others' */
    struct table places;
};

/* What one thread has seen of the baseline's places and entries. */
enum baseline_look { BASELINE_NOT_LOOKED, BASELINE_LOOKED, BASELINE_TROUBLE };

struct baseline_marks {
    unsigned char *looks; /* of places: enum baseline_look */
    bool *met;            /* entries */
};

/* Messages begin `path:line: `. */
int baseline_load(struct baseline **out, const char *path, struct veto_error *error);
/* The same from memory; `name` is for messages. */
int baseline_read(struct baseline **out, const char *name, struct span text,
                  struct veto_error *error);
void baseline_free(struct baseline *baseline);
/* Negative where its fingerprints were made with another salt: none would be known again. */
int baseline_check_salt(const struct baseline *baseline, const char *name, struct span salt,
                        struct veto_error *error) must_check;

int baseline_marks_make(struct baseline_marks *marks, const struct baseline *baseline,
                        struct veto_error *error);
void baseline_marks_release(struct baseline_marks *marks);
/* Adds what `from` has seen. */
void baseline_marks_join(struct baseline_marks *marks, const struct baseline_marks *from,
                         const struct baseline *baseline);
/* A logical place was looked at, or could not be looked at whole. */
void baseline_mark(const struct baseline *baseline, struct baseline_marks *marks, struct span place,
                   enum baseline_look look);
/* What there is besides the file at hand. */
struct baseline_surroundings {
    bool (*is_there)(struct span file, void *payload);
    void *payload;
};

/*
 * Does another scanner's file tell of this value, in that match, there? Marks the entry. Its paths
 * may begin at another folder, unless the very file that it names is there; `around` may be NULL.
 */
bool baseline_knows_value(const struct baseline *baseline, struct baseline_marks *marks,
                          struct span place, struct span value, struct span match,
                          const struct baseline_surroundings *around);

/* ---- At the end of a scan (baseline_match.c) ---- */

struct baseline_subject {
    struct veto_finding *finding;
    struct span place; /* logical */
};

struct baseline_question {
    const struct baseline *baseline;
    const struct baseline_marks *marks; /* of all threads */
    struct baseline_subject *subjects;  /* in the order of reports */
    size_t count;
    struct span salt; /* that fingerprints were made with, or empty */
    /* Is the file that the place lies in no longer there? */
    bool (*is_vanished)(struct span outer, void *payload);
    /* May the rule of that id have found something? False where it was switched off. */
    bool (*is_asked)(struct span rule, void *payload);
    void *payload;
};

/* Gives every finding its state, and `result` what concerns the baseline, from `arena`. */
int baseline_answer(const struct baseline_question *question, struct arena *arena,
                    struct veto_result *result, struct veto_error *error);

/* ---- A line (baseline_line.c) ---- */

/* Percent-encodes what is not printable, so that a place has no line end; never empty. */
void baseline_append_place(struct buf *to, struct span place);
/* The other way round, in `arena`; without memory its data is NULL. */
struct span baseline_read_place(struct span text, struct arena *arena);

#endif
