/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libveto: find secrets and insecure configuration in bytes, folders and container images.
 *
 * The shape of a program that uses it:
 *
 *     load rules  →  create a scan  →  add targets  →  run  →  look at the result, write reports
 *
 * Invariants
 *   - What a function returns is borrowed and dies with its parent; what comes through a
 *     pointer-to-pointer is the caller's, to be given to the matching `…_free`.
 *   - Functions that can fail return 0 or a negative value and then fill the `struct veto_error`
 *     that the caller passed (NULL is allowed where the caller does not want to know). What comes
 *     through a pointer-to-pointer is left as it was then.
 *   - Every `…_free` takes NULL. Strings and arrays that are passed are borrowed for the call alone,
 *     but for those in options, unless it is said otherwise.
 *   - Functions without a scan or rules among their arguments may be called from any thread.
 *   - Data (findings, places, rules) is open and const; machinery is opaque.
 *   - No globals, no init function. `struct veto_rules` is immutable and may be shared by threads;
 *     a `struct veto_scan` belongs to one thread, only `veto_scan_interrupt` may be called from
 *     others, and from signal handlers.
 *   - Found secrets are never in a result whole, unless `show_secrets` was asked for.
 *   - Text is UTF-8 and printable, whatever the scanned bytes were; `struct veto_bytes` is raw.
 */
#ifndef VETO_VETO_H
#define VETO_VETO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define VETO_API __attribute__((visibility("default")))
#else
#define VETO_API
#endif

#define VETO_VERSION "0.1.0"

/* ---- Errors ------------------------------------------------------------------------------- */

enum veto_error_code {
    VETO_OK = 0,
    VETO_ERROR_USAGE,     /* the caller asked for something that makes no sense */
    VETO_ERROR_RULES,     /* a rule pack is wrong; the message begins `file:line: key:` */
    VETO_ERROR_IO,        /* the operating system refused; the message names the file */
    VETO_ERROR_MEMORY,    /* no memory, or a ceiling was reached */
    VETO_ERROR_FORMAT,    /* bytes are not what they claim to be */
    VETO_ERROR_UNSUPPORTED, /* it makes sense, but this build or this rule has it not */
};

/* Filled by the callee on failure, untouched on success. One line, no secret, no full stop. */
struct veto_error {
    enum veto_error_code code;
    char message[512];
};

/* ---- Vocabulary ---------------------------------------------------------------------------- */

/* Any bytes, not terminated. File names and archive members are bytes, not text. */
struct veto_bytes {
    const char *data;
    size_t len;
};

/* The harm, from the rule. Ordered: a higher value is worse. */
enum veto_severity {
    VETO_SEVERITY_NOTE,
    VETO_SEVERITY_LOW,
    VETO_SEVERITY_MEDIUM,
    VETO_SEVERITY_HIGH,
    VETO_SEVERITY_CRITICAL,
    VETO_SEVERITY_NONE, /* as a threshold only: nothing reaches it */
};

/* The evidence, from judging. Ordered: a higher value is surer. */
enum veto_confidence {
    VETO_CONFIDENCE_POSSIBLE,
    VETO_CONFIDENCE_LIKELY,
    VETO_CONFIDENCE_FIRM,
    VETO_CONFIDENCE_CERTAIN,
};

/* "critical" … "note"; "none" for VETO_SEVERITY_NONE. Never NULL; of the program, not to be freed. */
VETO_API const char *veto_severity_name(enum veto_severity severity);
/* "certain" … "possible"; as above. */
VETO_API const char *veto_confidence_name(enum veto_confidence confidence);

/* ---- Where something is -------------------------------------------------------------------- */

enum veto_origin_kind {
    VETO_ORIGIN_TREE,   /* a folder given as target; name as given */
    VETO_ORIGIN_FILE,   /* a file: path relative to the tree, or as given */
    VETO_ORIGIN_STREAM, /* standard input, or bytes from memory */
    VETO_ORIGIN_IMAGE,  /* an image in an archive or layout; `image` is set */
    VETO_ORIGIN_LAYER,  /* one layer of it; `layer` is set */
    VETO_ORIGIN_CONFIG, /* a part of the image's configuration: name is `Env`, `Labels`, `history[3]`, … */
    VETO_ORIGIN_ENTRY,  /* a member of an archive: path inside it, normalised */
};

/* OCI image-spec: descriptor digests are `algorithm:hex`. Empty strings where not known. */
struct veto_image {
    const char *reference; /* repo:tag as the archive has it, else "" */
    const char *manifest_digest;
    const char *config_digest;
    const char *platform; /* os/architecture[/variant] */
    const char *other_references; /* more names that the archive gives it, with spaces between */
};

struct veto_layer {
    uint32_t index;          /* from 0, lowest layer first */
    const char *digest;      /* of the stored bytes */
    const char *diff_id;     /* of the tar */
    const char *instruction; /* what made it, for display: printable, redacted; "" = unknown */
};

/*
 * One link of the chain that says where bytes came from, innermost first:
 * entry of a jar → path in a layer → layer → image → archive file.
 */
struct veto_origin {
    enum veto_origin_kind kind;
    const struct veto_origin *parent; /* NULL for a target */
    struct veto_bytes name;
    uint32_t ordinal; /* of a target: its position on the command line; of an image: in its file */
    /* For a target in a git work tree: the folder it lies in (a tree: the folder itself), below the
     * repository's root; "" at the root and elsewhere. */
    struct veto_bytes prefix;
    const struct veto_image *image;
    const struct veto_layer *layer;
};

/* SARIF §3.30. Lines and columns count from 1, columns in code points; end_column is one past the last. */
struct veto_region {
    uint32_t start_line, start_column;
    uint32_t end_line, end_column;
    uint64_t byte_offset, byte_length;
};

struct veto_place {
    const struct veto_origin *origin;
    struct veto_region region;
};

/* ---- Rules --------------------------------------------------------------------------------- */

/* What a report may want to know of a rule. All strings are set, "" where the pack has none. */
struct veto_rule {
    const char *id;
    const char *title;
    const char *why;
    const char *fix;
    const char *reference;
    enum veto_severity severity;
    enum veto_confidence confidence;
    bool is_secret; /* tagged `secret`: else insecure configuration */
    const char *const *tags;
    size_t tag_count;
    const char *const *aliases;
    size_t alias_count;
    const char *const *examples;
    size_t example_count;
    const char *pattern;
    const char *source; /* `secrets/github.yaml:12` */
    /* Of a check, which has no pattern; else NULL: */
    const char *kind;  /* of the files that it is asked of */
    const char *query; /* RFC 9535: what it selects in their facts is at fault */
};

struct veto_rules;
struct veto_policy;

struct veto_rules_options {
    size_t size;              /* sizeof: lets fields be appended */
    const char *const *paths; /* packs or folders of packs, beside the built-in ones */
    size_t path_count;
    const char *const *only; /* rule ids; empty = all */
    size_t only_count;
    const char *const *skip;
    size_t skip_count;
    /* Which rules it says are off, before `only` and `skip`, and rules of its own, which are
     * borrowed: it must outlive the rules. NULL = none. */
    const struct veto_policy *policy;
    bool no_builtin;
    bool no_cache; /* never read or write the per-user cache of compiled rules */
    unsigned jobs; /* threads for compiling, where that is needed; 0 = one per core */
    /* Called with one line worth telling a person (`compiling 80 rules …`). May be NULL. */
    void (*say)(const char *line, void *payload);
    void *payload;
    bool with_optional; /* also rules that are off until a policy or `only` asks for them */
};
#define VETO_RULES_OPTIONS_INIT { .size = sizeof(struct veto_rules_options) }

/*
 * Options may be NULL: the built-in rules, for which nothing is read or compiled. With `paths` or a
 * policy's own rules what they need beside is compiled, or taken from the user's cache. The result is
 * immutable and shared freely between threads and scans, which it must outlive. VETO_ERROR_RULES:
 * a pack is wrong; VETO_ERROR_IO: one cannot be read; VETO_ERROR_USAGE: `only` or `skip` name no rule.
 */
VETO_API int veto_rules_load(struct veto_rules **out, const struct veto_rules_options *options,
                             struct veto_error *error);
VETO_API void veto_rules_free(struct veto_rules *rules);
/* How many are on. */
VETO_API size_t veto_rules_count(const struct veto_rules *rules);
/* The `index`-th of these, by id; NULL past the last. */
VETO_API const struct veto_rule *veto_rules_at(const struct veto_rules *rules, size_t index);
/* One that is on, by its id or alias (`gitleaks:github-pat`); NULL where there is none. */
VETO_API const struct veto_rule *veto_rules_find(const struct veto_rules *rules, const char *id);

/*
 * Prints a made-up value of the rule's kind, right in format and checksum, the same on every machine; with
 * `whole` a text in which the rule finds it. A scan knows the value again, says that it is made up, and
 * never blocks on it. Of a check it is a document at fault. VETO_ERROR_UNSUPPORTED: there is none, as of
 * passwords that people choose, or of rules of the user.
 */
VETO_API int veto_rules_example(const struct veto_rule *rule, FILE *to, bool whole,
                                struct veto_error *error);
/* Writes a pack to begin with: `secret`, or a kind of file that checks are asked of. It passes veto_rules_test. */
VETO_API int veto_rules_new(const char *kind, FILE *to, struct veto_error *error);
/*
 * Prints what differs between the packs at two paths (NULL: the built-in rules): rules that one alone
 * has, and the keys of the others. Returns the number of rules that differ, or negative.
 */
VETO_API int veto_rules_diff(const char *before, const char *after, bool json, FILE *to,
                             struct veto_error *error);

/*
 * Writes to `to` the rules of a configuration of gitleaks or betterleaks (TOML) as a pack. What cannot be
 * carried over is passed to `say` (may be NULL), a line each with file, line and name. Returns the number
 * of rules; negative where the file cannot be read, with `file:line: `.
 */
VETO_API int veto_rules_import(const char *path, FILE *to, void (*say)(const char *line, void *payload),
                               void *payload, struct veto_error *error);

/* What another scanner looks for under one id, and our rules that have it among their aliases. */
struct veto_peer_id {
    const char *id;
    const struct veto_rule *const *rules; /* by id */
    size_t rule_count;
    const char *why_not; /* why there is none; "" where nobody has written one yet */
};

struct veto_peer {
    const char *name;
    const char *remark; /* on all of its ids, or "" */
    const struct veto_peer_id *ids; /* sorted */
    size_t id_count;
    size_t covered; /* ids with at least one rule */
};

/* The `index`-th scanner that is known, NULL past the last. */
VETO_API const char *veto_peer_name(size_t index);
/*
 * What `rules` have for everything that the scanner of that name looks for. `rules` must outlive it.
 * VETO_ERROR_USAGE: no scanner of that name is known.
 */
VETO_API int veto_peer_create(struct veto_peer **out, const struct veto_rules *rules,
                              const char *name, struct veto_error *error);
/* With all that was reached through it. */
VETO_API void veto_peer_free(struct veto_peer *peer);

/*
 * What a rule of veto's asks beside its pattern or query, a phrase each ("at least 3.0 bits of
 * entropy a character"): writes the `index`-th, from 0, into `text`, cut to `size` bytes with the
 * NUL. False where the rule has no more of them. Thread-safe.
 */
VETO_API bool veto_rule_condition(const struct veto_rule *rule, size_t index, char *text,
                                  size_t size);
/*
 * Prints the `index`-th example of the rule, which is one of `rules`, with every candidate in it
 * redacted, and nothing behind it. An example in which the rule itself finds nothing is not printed.
 * Negative without memory, or where `to` cannot be written.
 */
VETO_API int veto_rules_print_example(const struct veto_rules *rules, const struct veto_rule *rule,
                                      size_t index, FILE *to, struct veto_error *error);

/* What testing told of one rule. Borrowed for the call. */
struct veto_rule_test {
    const struct veto_rule *rule;
    size_t example_count, counterexample_count;
    const char *overlaps; /* the id of a rule that finds an example, too, with no word on which goes before; or "" */
    double hits; /* raw hits a MB of ordinary text; negative: not measured */
    double cost; /* microseconds a MB that the matcher takes for it and no other; negative: not measured */
};

/*
 * Load the packs at `path` as strictly as the project's own tests do: lint; examples that must match,
 * counterexamples that must not; other rules, built-in ones too, that find the same secret with no word on
 * which goes before; and hits on ordinary text, which is what the machine has of headers and scripts below
 * /usr (nothing is measured where there is too little). Every complaint is passed to `say`, one line each.
 * `report` (may be NULL) is told of each rule, by id, and makes it measure the cost of each, which takes
 * some milliseconds a rule. Returns the number of complaints, or negative where the packs cannot be
 * read at all.
 */
VETO_API int veto_rules_test(const char *path, void (*say)(const char *line, void *payload),
                             void (*report)(const struct veto_rule_test *test, void *payload),
                             void *payload, struct veto_error *error);

/* ---- Scanning ------------------------------------------------------------------------------ */

enum veto_problem_kind {
    VETO_PROBLEM_UNREAD,   /* bytes that should have been looked at were not: exit 3 */
    VETO_PROBLEM_UNJUDGED, /* seen, but not understood as configuration */
    VETO_PROBLEM_ABSENT,   /* not in the input by design: a note */
};

/* Who said that something found is no reason to block. */
enum veto_suppression_kind {
    VETO_SUPPRESSED_IN_SOURCE, /* a comment beside it */
    VETO_SUPPRESSED_BY_POLICY, /* an exception of the policy */
};

struct veto_suppression {
    enum veto_suppression_kind kind;
    const char *by;      /* the comment's keyword, `veto:allow`; an exception's place, `veto.yaml:12` */
    const char *reason;  /* redacted; "" where another tool's comment has none */
    const char *owner;   /* of an exception, else "" */
    const char *expires; /* its last day, `2026-12-31`, else "" */
};

/* Trouble with one input. Data, like a finding. */
struct veto_problem {
    enum veto_problem_kind kind;
    const struct veto_origin *origin;
    const char *text; /* one printable line, without the name of the origin */
    const struct veto_suppression *suppression; /* it has no say in the exit status then; NULL for most */
};

/* Why a finding is believed, or not more than it is. */
struct veto_evidence {
    bool against;
    const char *text;
    int weight; /* of what was weighed: points for (above 0) or against it; else 0 */
};

enum veto_state {
    VETO_STATE_PRESENT,
    VETO_STATE_OVERWRITTEN, /* a later layer has the path: `state_layer` */
    VETO_STATE_DELETED,     /* a later layer removed it, and it is still readable in this one */
};

/* What an earlier scan's baseline says of a finding. */
enum veto_baseline_state {
    VETO_BASELINE_NONE, /* there is no baseline */
    VETO_BASELINE_NEW,
    VETO_BASELINE_UNCHANGED, /* it was there then, perhaps elsewhere: it does not block */
};

/* An entry of the baseline that no finding answers to. */
struct veto_unmet {
    const char *fingerprint;  /* "" in other scanners' files */
    const char *identity;     /* "" where the entry has none */
    const char *rule;         /* as the file names it */
    struct veto_bytes place;  /* the logical place of fingerprints */
    bool absent; /* it was looked for and is not there any more; else nobody looked */
};

/* The other half of a credential: the id of a secret, the tenant of a client. In the same file. */
struct veto_part {
    const struct veto_rule *rule;
    struct veto_region region;
    const char *secret; /* redacted, unless show_secrets */
};

struct veto_finding {
    const struct veto_rule *rule;
    enum veto_severity severity; /* after judging and context; the rule keeps its own */
    enum veto_confidence confidence;
    bool blocks;
    const struct veto_suppression *suppression; /* it never blocks then; NULL for most */
    enum veto_baseline_state baseline;
    struct veto_place place;
    enum veto_state state; /* in images */
    uint32_t state_layer;
    bool in_base; /* in layers of a base image alone, wherever else it is */
    /* The same secret elsewhere: same rule, same value, same logical place (other lines, layers). */
    const struct veto_place *also;
    size_t also_count;
    /* Ids of rules that saw the same bytes and gave way to this one. */
    const char *const *also_rules;
    size_t also_rule_count;
    const char *secret;  /* redacted, unless show_secrets */
    const char *snippet; /* the line, or its part around the match; redacted */
    uint32_t caret, caret_length; /* in the snippet, in code points */
    const char *context; /* up to two lines on either side, redacted; "" where there is none */
    uint32_t context_start_line, context_end_line;
    const struct veto_evidence *evidence;
    size_t evidence_count;
    const char *decoding; /* "" or how the bytes were decoded */
    char fingerprint[33]; /* lower-case hex; design §6 */
    char identity[33];    /* the second identity, without rule and place; "" for guessable values */
    bool guessable;       /* the value is not in the fingerprint */
    char line_hash[32];   /* GitHub's primaryLocationLineHash */
    const struct veto_part *parts;
    size_t part_count;
};

/* What a pattern matched and the judge did not believe. */
struct veto_dropped {
    const struct veto_rule *rule;
    struct veto_place place;
    const char *reason;  /* as in veto_drop_count */
    const char *text;    /* of the reason */
    const char *secret;  /* redacted, unless show_secrets */
    const char *snippet; /* the line, or its part around the candidate; redacted */
    const struct veto_evidence *evidence;
    size_t evidence_count;
    const char *decoding; /* "" or how the bytes were decoded */
};

/* How many candidates were judged away for one reason. */
struct veto_drop_count {
    const char *reason; /* one word, the same in every version: `placeholder`, `words` */
    const char *text;   /* the same for people */
    size_t count;
};

/* What is to be said of a policy's exceptions. */
enum veto_policy_note_kind {
    VETO_POLICY_EXPIRED,   /* what it is about blocks again */
    VETO_POLICY_EXPIRING,  /* within 14 days */
    VETO_POLICY_UNUSED,    /* what it is about is not there, though everything was looked at */
    VETO_POLICY_EXHAUSTED, /* so many of them that not all could be asked: some do not hold */
    VETO_POLICY_NUMBERED,  /* holds for the number of a value, whatever value has it now */
};

struct veto_policy_note {
    enum veto_policy_note_kind kind;
    const char *place; /* `veto.yaml:12` */
    const char *text;  /* one printable line */
};

/* What a scan found. It belongs to the scan and, as all that it points to, dies with it. */
struct veto_result {
    const struct veto_finding *findings; /* sorted by place */
    size_t finding_count;
    const struct veto_problem *problems; /* sorted by place */
    size_t problem_count;
    uint64_t problems_unlisted; /* more than are kept; counted all the same */
    const struct veto_origin *const *targets;
    size_t target_count;
    size_t files, archives, images, layers;
    uint64_t bytes;                       /* of content that was looked at */
    size_t skipped_ignored, skipped_excluded, skipped_special, skipped_links;
    size_t dropped_candidates; /* matched, then judged away */
    size_t blocking;
    size_t suppressed; /* findings */
    size_t unread;     /* problems of that kind that are not suppressed */
    size_t unjudged_blocking; /* problems that block because the policy says so */
    const char *policy;       /* the name of its file; NULL where there is none */
    const struct veto_policy_note *policy_notes; /* in the order of the exceptions */
    size_t policy_note_count;
    size_t allowed; /* candidates that are no findings, because the policy says so */
    /* With a baseline: */
    bool has_baseline;
    const struct veto_unmet *unmet; /* in the order of the file */
    size_t unmet_count;
    size_t absent;    /* of the unmet */
    size_t unchanged; /* findings, without the suppressed ones */
    size_t moved;     /* found unchanged in another place, or by another rule */
    size_t by_line;   /* of which the baseline says no more than the line */
    size_t in_base;   /* findings that are in layers of base images alone */
    bool has_base, base_ignored; /* as asked for */
    enum veto_severity fail_on;
    bool interrupted, timed_out;
    bool secrets_shown;
    bool allow_incomplete;
    double seconds; /* wall time of veto_scan_run; in no report unless asked for */
    const struct veto_rules *rules;
    char salt[17]; /* tells apart the salts that fingerprints are made with; "" is none */
    /* The sum is `dropped_candidates`; in an order of their own, none of them 0. */
    const struct veto_drop_count *drop_counts;
    size_t drop_count_count;
    const struct veto_dropped *dropped; /* sorted by place; NULL unless explain_dropped */
    size_t dropped_count;
    uint64_t dropped_unlisted; /* more than are kept */
};

/* What `on_file` is told. */
enum veto_file_verdict {
    VETO_FILE_READ,
    VETO_FILE_IGNORED,  /* by .gitignore or .vetoignore */
    VETO_FILE_EXCLUDED, /* by an option */
    VETO_FILE_SPECIAL,  /* a device, socket or pipe */
    VETO_FILE_LINK,     /* a symbolic link: its target is looked at where it lies */
};

struct veto_progress {
    size_t files;
    uint64_t bytes;
    size_t findings;
};

struct veto_scan_options {
    size_t size;
    unsigned jobs;   /* 0 = one per core */
    uint64_t memory; /* ceiling for buffers, bytes; 0 = 1 GiB */
    const char *const *excludes; /* globs over paths relative to the target */
    size_t exclude_count;
    bool no_ignore;
    int max_depth;       /* archives in archives; 0 = open none, -1 = the default (8) */
    uint64_t max_size;   /* largest file or entry that is read, bytes; 0 = no limit */
    uint64_t max_ratio;  /* decompressed : compressed; 0 = the default */
    double timeout;      /* seconds; 0 = none */
    enum veto_severity fail_on;
    bool show_secrets;
    bool allow_incomplete;
    bool images_only; /* a target that is no image is an error */
    bool list_files;  /* only say what would be read */
    const struct veto_policy *policy; /* must outlive the scan; NULL = none */
    const char *const *outputs; /* files that the caller will write: not scanned when met */
    size_t output_count;
    /* Findings of an earlier scan, which do not block: a file that veto_baseline_save wrote, a
     * report of gitleaks or trivy, a `.secrets.baseline`, a `.trivyignore`. It is not scanned when
     * met. NULL = none. */
    const char *baseline;
    /* Called from any scanning thread, never from two at once. May be NULL. `progress` tells what came
     * since the last call. */
    void (*on_file)(const struct veto_origin *origin, enum veto_file_verdict verdict, void *payload);
    void (*on_progress)(const struct veto_progress *progress, void *payload);
    void (*say)(const char *line, void *payload); /* details for -v */
    void *payload;
    /* Of several images in one file those of that platform (os/architecture[/variant]) and that name
     * (repository[:tag], a tag, the beginning of a digest) alone; NULL = all. */
    const char *image_platform, *image_name;
    uint64_t max_entries;    /* of one archive; 0 = the default */
    uint64_t max_total;      /* decompressed bytes of a file, or layer; 0 = the default */
    uint64_t max_dictionary; /* of one compressed stream, bytes; 0 = the default */
    /* Of all of these, too, 0 is the default. */
    uint64_t max_ratio_dense; /* as `max_ratio`, of zstd, bzip2 and xz alone */
    uint64_t max_name;        /* bytes of a path in an archive */
    uint64_t max_warnings;    /* damaged headers of one archive that are stepped over */
    uint64_t max_seekable;    /* bytes of an archive in another that must be held whole in memory */
    uint64_t max_manifest, max_config; /* bytes of an image's manifest or index, and configuration */
    int max_index_depth;      /* of an index of images in an index */
    bool verify_layers; /* also hold what compressed layers unpack to against their diff_ids */
    bool explain_dropped; /* also list what was judged away */
    /*
     * Exact values to look for, of 6 to 4096 bytes: in every file, entry and layer, and in what is
     * decoded of them. Each place is a finding of the rule `sought-value`, of severity critical. They
     * are copied; neither they nor hashes of them are in any result, and none is shown.
     */
    const struct veto_bytes *find;
    size_t find_count;
    bool explain; /* evidence is all that was weighed, not only what decided */
    /* Base images: archives, layouts, or files of diff_ids. What is found in their layers alone is
     * told apart, and with `ignore_base` does not block. */
    const char *const *bases;
    size_t base_count;
    bool ignore_base;
    /* A file that keeps what was found in layers of images, without secrets, so that the next scan
     * need not look again; made where it is absent. Not used with `show_secrets`, `list_files` or a
     * baseline. NULL = none. */
    const char *layer_cache;
};
#define VETO_SCAN_OPTIONS_INIT                                                                     \
    { .size = sizeof(struct veto_scan_options), .max_depth = -1, .fail_on = VETO_SEVERITY_HIGH }

/* ---- Policies ------------------------------------------------------------------------------ */

/*
 * The policy of a file with all that it extends, or the built-in one of that name. It is immutable.
 * VETO_ERROR_RULES, with `file:line: key:` in front: a mistake; VETO_ERROR_IO: it cannot be read.
 */
VETO_API int veto_policy_load(struct veto_policy **out, const char *path, struct veto_error *error);
/* Built-in policies, which `path` may name wherever a policy is loaded or checked; NULL past the last. */
VETO_API const char *veto_policy_name(size_t index);
/*
 * Writes to `to` what a .trivyignore, .trivyignore.yaml or .gitleaksignore ignores, as a policy of exceptions
 * by the rules that answer to its names; `name` says which of them it is. What cannot be carried over is
 * passed to `say` (may be NULL). Returns the number of exceptions, or negative where it cannot be read.
 */
VETO_API int veto_policy_import(const char *name, struct veto_bytes bytes,
                                const struct veto_rules *rules, FILE *to,
                                void (*say)(const char *line, void *payload), void *payload,
                                struct veto_error *error);
VETO_API void veto_policy_free(struct veto_policy *policy);
/*
 * The policy of a target, a path or NULL for what is no file: `veto.yaml` at the root of its
 * repository, else in the folder itself; of a file outside of repositories that of the working
 * directory. `*path` is NULL where there is none; the caller frees it.
 */
VETO_API int veto_policy_find(char **path, const char *target, struct veto_error *error);
/* Where that lies, or would lie where there is none; the caller frees it, too. */
VETO_API int veto_policy_place(char **path, const char *target, struct veto_error *error);
/*
 * As strict as loading is, and then whether the rules it names are among `rules`, and its expressions
 * good. Every complaint is passed to `say`, one line each. Returns their number, or negative where the
 * file cannot be read.
 */
VETO_API int veto_policy_check(const char *path, const struct veto_rules *rules,
                               void (*say)(const char *line, void *payload), void *payload,
                               struct veto_error *error);
/* The whole of it, what it extends included, as YAML; allowed values are redacted. */
VETO_API int veto_policy_print(const struct veto_policy *policy, FILE *to,
                               struct veto_error *error);
/* The JSON Schema of policy files. */
VETO_API int veto_policy_schema(FILE *to, struct veto_error *error);

/* What is written into a policy. Strings may be NULL but for the reason; `expires` is `2026-12-31`. */
struct veto_exception {
    const char *fingerprint;
    const char *rule;
    const char *path;
    const char *reason;
    const char *owner;
    const char *expires;
};

/* So many days from today, as `veto_exception` wants it. SOURCE_DATE_EPOCH is today where it is set. */
VETO_API void veto_policy_day(unsigned days, char out[11]);
/*
 * Adds an exception to the policy file at `path`, or makes the file; what is in it stays as it is,
 * comments and all. The change is printed to `diff` as a unified diff, unless that is NULL.
 */
VETO_API int veto_policy_add(const char *path, const struct veto_exception *exception, FILE *diff,
                             struct veto_error *error);

struct veto_scan_options;
/*
 * Puts the policy into options: `policy`, and what it says of limits and of what blocks. To be called
 * before whatever the caller knows better.
 */
VETO_API void veto_policy_apply(const struct veto_policy *policy, struct veto_scan_options *options);

/* ---- Running ------------------------------------------------------------------------------- */

struct veto_scan;

/* `rules` must outlive the scan. Options may be NULL and are copied, but for what they point to. */
VETO_API int veto_scan_create(struct veto_scan **out, const struct veto_rules *rules,
                              const struct veto_scan_options *options, struct veto_error *error);
VETO_API void veto_scan_free(struct veto_scan *scan);

/*
 * A folder, a file, an image archive or layout: what it is is detected. Fails where it is absent, and
 * with `images_only` where it is no image. The path is copied; it is read when the scan runs.
 */
VETO_API int veto_scan_add_path(struct veto_scan *scan, const char *path, struct veto_error *error);
/*
 * Files named one by one, below `root` (NULL: the working directory). Absent ones become problems. The
 * paths are copied.
 */
VETO_API int veto_scan_add_files(struct veto_scan *scan, const char *root,
                                 const struct veto_bytes *paths, size_t count,
                                 struct veto_error *error);
/* `bytes` is borrowed until the scan is freed; `name` gives the kind of file and is reported. */
VETO_API int veto_scan_add_memory(struct veto_scan *scan, const char *name,
                                  struct veto_bytes bytes, struct veto_error *error);
/* `fd` is read to its end when the scan runs, and stays the caller's; `name` as above. */
VETO_API int veto_scan_add_stream(struct veto_scan *scan, const char *name, int fd,
                                  struct veto_error *error);

/*
 * Once per scan, in the thread that the scan belongs to; it starts `jobs` - 1 threads and ends them.
 * Negative only where nothing could be scanned at all; trouble with inputs is in the result.
 */
VETO_API int veto_scan_run(struct veto_scan *scan, struct veto_error *error);
/* Ends a running scan soon, with what was found so far. Async-signal-safe. */
VETO_API void veto_scan_interrupt(struct veto_scan *scan);
/* Never NULL; empty until the scan has run. */
VETO_API const struct veto_result *veto_scan_result(const struct veto_scan *scan);
/* 0, 1, 3 or 130, as the manual has them. */
VETO_API int veto_exit_status(const struct veto_result *result);

/* ---- Reports ------------------------------------------------------------------------------- */

struct veto_report_options {
    size_t size;
    bool color;
    int width;      /* of the terminal, in columns; 0 = 80 */
    int verbosity;  /* -1 quiet, 0, 1 verbose */
    bool with_time; /* text: seconds in the summary */
    size_t sarif_limit; /* SARIF: results in a run, further ones are left out; 0 or 25,000, which is
                           what GitHub accepts: they go into further runs, 20 at most */
};
#define VETO_REPORT_OPTIONS_INIT { .size = sizeof(struct veto_report_options) }

/* `index`-th name of a format, NULL past the last. */
VETO_API const char *veto_report_format(size_t index);
/* The format that a file's suffix names (`.sarif`, `.json` …), or NULL. */
VETO_API const char *veto_report_format_of(const char *path);
/*
 * Writes the report to `to` and flushes it. Options may be NULL. The same result gives the same bytes,
 * unless `with_time` is set. VETO_ERROR_USAGE: no format has that name; VETO_ERROR_IO: `to` takes no more.
 */
VETO_API int veto_report_write(const struct veto_result *result, const char *format,
                               const struct veto_report_options *options, FILE *to,
                               struct veto_error *error);
/* Written whole or not at all: to a temporary beside `path`, then renamed. */
VETO_API int veto_report_save(const struct veto_result *result, const char *format,
                              const struct veto_report_options *options, const char *path,
                              struct veto_error *error);

/*
 * Writes the findings of `result` as a baseline: sorted, a line each, without anything that a weak
 * secret could be guessed from. Entries of the scan's own baseline whose places were not looked at
 * stay in it. A scan that was ended early is refused. Written whole or not at all.
 */
VETO_API int veto_baseline_save(const struct veto_result *result, const char *path,
                                struct veto_error *error);

/* One line: version; several with `verbose`: of every library, and the processor's features. */
VETO_API const char *veto_version(void);
VETO_API void veto_print_versions(FILE *to);

/* ---- Documents ----------------------------------------------------------------------------- */

/* Larger documents are refused. */
#define VETO_DOCUMENT_MAX (16 * 1024 * 1024)

/* What veto_query prints; some of them, or 0. */
enum veto_query_options {
    VETO_QUERY_JSON = 1 << 0,   /* one array of the values */
    VETO_QUERY_LIFTED = 1 << 1, /* not of the document but of its facts, which checks are about */
};

/*
 * Prints to `to` what `query`, JSONPath of RFC 9535, selects in a document, whose syntax is told by
 * `name`, else by how it begins. Each node is a line
 * `name:line:column: normalized path = value`. A query runs over each document of a YAML stream.
 * Without one (NULL) the tree is printed, with VETO_QUERY_JSON the documents. VETO_ERROR_USAGE: the
 * query is wrong, at `character N`; VETO_ERROR_FORMAT: the document is, at `line:column`.
 */
VETO_API int veto_query(const char *name, struct veto_bytes bytes, const char *query,
                        unsigned options, FILE *to, struct veto_error *error);

#ifdef __cplusplus
}
#endif

#endif
