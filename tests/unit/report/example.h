/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A result made by hand: findings in a folder, a jar, an image and a stream, hostile names, every
 * kind of problem. The rules are the tests' own, so that the room is tested without the machine.
 */
#ifndef VETO_TESTS_REPORT_EXAMPLE_H
#define VETO_TESTS_REPORT_EXAMPLE_H

#include "unit/test.h"

#include "base/cleanup.h"
#include "base/file.h"
#include "base/json.h"
#include "report/format.h"

/* ---- What the façade gives ---- */

struct veto_rules {
    const struct veto_rule *items;
    size_t count;
};

size_t veto_rules_count(const struct veto_rules *rules)
{
    return rules->count;
}

const struct veto_rule *veto_rules_at(const struct veto_rules *rules, size_t index)
{
    return index < rules->count ? &rules->items[index] : NULL;
}

const char *veto_severity_name(enum veto_severity severity)
{
    static const char *const names[] = { "note", "low", "medium", "high", "critical", "none" };
    return names[severity];
}

const char *veto_confidence_name(enum veto_confidence confidence)
{
    static const char *const names[] = { "possible", "likely", "firm", "certain" };
    return names[confidence];
}

/* ---- Rules, on purpose not in the order of their ids ---- */

enum { RULE_TLS, RULE_PAT, RULE_JWT, RULE_HOSTILE, RULE_COUNT };

static const char *const tls_tags[] = { "tls", "cwe-295" };
static const char *const pat_tags[] = { "secret", "vcs", "cwe-798", "cwe-798",
                                        "topic:hardcoded-credentials" };
static const char *const many_tags[] = { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k",
                                         "cwe-250", "topic:run-as-root" };

static const struct veto_rule example_rule_list[RULE_COUNT] = {
    [RULE_TLS] = {
        .id = "tls-verify-off",
        .title = "TLS certificates are not verified",
        .why = "Anybody on the way can read and change what is sent.",
        .fix = "Remove the option, and add the certificate that is missing to the trust store.",
        .reference = "https://veto.example/rules/tls-verify-off",
        .severity = VETO_SEVERITY_HIGH,
        .confidence = VETO_CONFIDENCE_LIKELY,
        .tags = tls_tags,
        .tag_count = ARRAY_SIZE(tls_tags),
    },
    [RULE_PAT] = {
        .id = "github-pat",
        .title = "GitHub personal access token",
        .why = "Whoever holds the token acts as the account that made it.",
        .fix = "Revoke it on GitHub, then rotate; removing the line is not enough, because the "
               "history keeps it.",
        .reference = "https://veto.example/rules/github-pat",
        .severity = VETO_SEVERITY_CRITICAL,
        .confidence = VETO_CONFIDENCE_CERTAIN,
        .is_secret = true,
        .tags = pat_tags,
        .tag_count = ARRAY_SIZE(pat_tags),
    },
    [RULE_JWT] = {
        .id = "jwt",
        .title = "JSON web token",
        .why = "",
        .fix = "",
        .reference = "",
        .severity = VETO_SEVERITY_LOW,
        .confidence = VETO_CONFIDENCE_FIRM,
        .is_secret = true,
    },
    [RULE_HOSTILE] = {
        .id = "hostile-rule",
        .title = "A title with [brackets](1), a \\ and \033[31mcolour.",
        .why = "Somebody else wrote this pack.\nIt has lines.",
        .fix = "Fix\tit.",
        .reference = "not a [web] address",
        .severity = VETO_SEVERITY_MEDIUM,
        .confidence = VETO_CONFIDENCE_POSSIBLE,
        .tags = many_tags,
        .tag_count = ARRAY_SIZE(many_tags),
    },
};

static const struct veto_rules example_rules = { example_rule_list, RULE_COUNT };

/* ---- Places ---- */

#define BYTES(literal) { (literal), sizeof(literal) - 1 }

static const struct veto_image app_image = {
    .reference = "registry.example:5000/team/app:1.2",
    .manifest_digest = "sha256:1111111111111111111111111111111111111111111111111111111111111111",
    .config_digest = "sha256:2222222222222222222222222222222222222222222222222222222222222222",
    .platform = "linux/amd64",
};
static const struct veto_layer app_layer = {
    .index = 3,
    .digest = "sha256:3333333333333333333333333333333333333333333333333333333333333333",
    .diff_id = "sha256:4444444444444444444444444444444444444444444444444444444444444444",
    .instruction = "RUN cp [lib.jar] /opt",
};
static const struct veto_layer other_layer = {
    .index = 5,
    .digest = "",
    .diff_id = "",
    .instruction = "",
};

static const struct veto_origin
        tree = { .kind = VETO_ORIGIN_TREE, .name = BYTES("proj") },
        ci_env = { .kind = VETO_ORIGIN_FILE, .parent = &tree, .name = BYTES("deploy/ci.env") },
        tree_jar = { .kind = VETO_ORIGIN_FILE, .parent = &tree, .name = BYTES("lib.jar") },
        tree_entry = { .kind = VETO_ORIGIN_ENTRY, .parent = &tree_jar,
                       .name = BYTES("conf/a.yaml") },
        weird = { .kind = VETO_ORIGIN_FILE, .parent = &tree,
                  .name = BYTES("we\nird/\xff[x](1) a:b\033[2J.env") },
        archive = { .kind = VETO_ORIGIN_FILE, .name = BYTES("out/app.tar"), .ordinal = 1 },
        image = { .kind = VETO_ORIGIN_IMAGE, .parent = &archive, .name = BYTES("app"),
                  .image = &app_image },
        config = { .kind = VETO_ORIGIN_CONFIG, .parent = &image, .name = BYTES("Env") },
        layer = { .kind = VETO_ORIGIN_LAYER, .parent = &image, .layer = &app_layer },
        layer_jar = { .kind = VETO_ORIGIN_ENTRY, .parent = &layer,
                      .name = BYTES("opt/app/lib.jar") },
        layer_entry = { .kind = VETO_ORIGIN_ENTRY, .parent = &layer_jar,
                        .name = BYTES("conf/app.properties") },
        layer_file = { .kind = VETO_ORIGIN_ENTRY, .parent = &layer, .name = BYTES("root/.env") },
        top_layer = { .kind = VETO_ORIGIN_LAYER, .parent = &image, .layer = &other_layer },
        top_file = { .kind = VETO_ORIGIN_ENTRY, .parent = &top_layer, .name = BYTES("root/.env") },
        stream = { .kind = VETO_ORIGIN_STREAM, .name = BYTES("-"), .ordinal = 2 };

static const struct veto_origin *const all_targets[] = { &tree, &archive, &stream };

/* ---- Findings ---- */

#define REGION(line, column, length)                                                               \
    { .start_line = line, .start_column = column, .end_line = line,                                \
      .end_column = column + length, .byte_offset = 400, .byte_length = length }

static const struct veto_place also_places[] = {
    { &ci_env, REGION(30, 7, 40) },
    { &top_file, REGION(2, 1, 40) },
};
static const char *const also_rule_ids[] = { "generic-secret" };
static const struct veto_evidence proof[] = {
    { false, "checksum valid" }, { false, "known prefix" },
};
static const struct veto_evidence doubt[] = {
    { false, "known prefix" }, { true, "checksum wrong: made up or cut" },
};

#define SECRET "ghp_********************************k3Fq"

/* What most findings of the example share. */
#define COMMON .identity = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", .line_hash = "1d59968df8a382d0:1"

static const struct veto_finding example_findings[] = {
    { COMMON, .secret = SECRET, .decoding = "",
      .rule = &example_rule_list[RULE_PAT], .severity = VETO_SEVERITY_CRITICAL,
      .confidence = VETO_CONFIDENCE_CERTAIN, .blocks = true,
      .place = { &ci_env, REGION(14, 7, 40) },
      .also = also_places, .also_count = ARRAY_SIZE(also_places),
      .also_rules = also_rule_ids, .also_rule_count = 1,
      .snippet = "TOKEN=" SECRET, .caret = 6, .caret_length = 40,
      .context = "# the token\n\nTOKEN=" SECRET "\nNAME=ci\nLAST=1",
      .context_start_line = 12, .context_end_line = 16,
      .evidence = proof, .evidence_count = ARRAY_SIZE(proof),
      .fingerprint = "7c1e02ab7c1e02ab7c1e02ab7c1e02ab" },
    { COMMON, .secret = SECRET, .decoding = "",
      .rule = &example_rule_list[RULE_HOSTILE], .severity = VETO_SEVERITY_MEDIUM,
      .confidence = VETO_CONFIDENCE_POSSIBLE,
      .place = { &tree_entry, REGION(3, 1, 4) },
      .snippet = "世界: true", .caret = 4, .caret_length = 4, .context = "世界: true",
      .context_start_line = 3, .context_end_line = 3, .guessable = true,
      .fingerprint = "00000000000000000000000000000002" },
    { COMMON, .secret = SECRET, .decoding = "",
      .rule = &example_rule_list[RULE_PAT], .severity = VETO_SEVERITY_NOTE,
      .confidence = VETO_CONFIDENCE_POSSIBLE,
      .place = { &weird, REGION(1, 101, 40) },
      .snippet = "var a='xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                 "xxxxxxxxxxxxxxxxxxxxxxxx','" SECRET "','yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
                 "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy'",
      .caret = 102, .caret_length = 40, .context = "",
      .evidence = doubt, .evidence_count = ARRAY_SIZE(doubt),
      .fingerprint = "00000000000000000000000000000003" },
    { COMMON, .secret = SECRET, .decoding = "",
      .rule = &example_rule_list[RULE_PAT], .severity = VETO_SEVERITY_CRITICAL,
      .confidence = VETO_CONFIDENCE_CERTAIN, .blocks = true,
      .place = { &layer_entry, REGION(3, 10, 40) },
      .state = VETO_STATE_DELETED, .state_layer = 5,
      .snippet = "token  = " SECRET, .caret = 9, .caret_length = 40,
      .context = "a = b\n\ntoken  = " SECRET, .context_start_line = 1, .context_end_line = 3,
      .evidence = proof, .evidence_count = 1,
      .fingerprint = "00000000000000000000000000000005" },
    { COMMON, .decoding = "",
      .rule = &example_rule_list[RULE_TLS], .severity = VETO_SEVERITY_HIGH,
      .confidence = VETO_CONFIDENCE_LIKELY, .blocks = true,
      .place = { &layer_file, REGION(1, 6, 2) },
      .secret = "", .snippet = "curl -k https://veto.example/", .caret = 5, .caret_length = 2,
      .context = "", .fingerprint = "00000000000000000000000000000006", .guessable = true },
    { COMMON, .secret = SECRET,
      .rule = &example_rule_list[RULE_PAT], .severity = VETO_SEVERITY_CRITICAL,
      .confidence = VETO_CONFIDENCE_CERTAIN, .blocks = true,
      .place = { &config, REGION(1, 1, 40) },
      .snippet = SECRET, .caret = 0, .caret_length = 40, .context = "",
      .evidence = proof, .evidence_count = 1, .decoding = "base64",
      .fingerprint = "00000000000000000000000000000004" },
    { COMMON, .decoding = "",
      .rule = &example_rule_list[RULE_JWT], .severity = VETO_SEVERITY_LOW,
      .confidence = VETO_CONFIDENCE_FIRM,
      .place = { &stream, { 0 } },
      .secret = "********", .snippet = "", .context = "",
      .fingerprint = "00000000000000000000000000000007" },
};

static const struct veto_problem example_problems[] = {
    { VETO_PROBLEM_UNREAD, &weird, "cannot open [it]: permission denied" },
    { VETO_PROBLEM_UNREAD, &tree, "cannot list the folder" },
    { VETO_PROBLEM_UNJUDGED, &ci_env, "3:1: not YAML" },
    { VETO_PROBLEM_ABSENT, &image, "layer 4 is foreign" },
};

static const struct veto_drop_count example_drop_counts[] = {
    { "placeholder", "a placeholder", 3 },
    { "words", "made of words", 1 },
};

static inline struct veto_result example_result(void)
{
    return (struct veto_result){
        .findings = example_findings,
        .finding_count = ARRAY_SIZE(example_findings),
        .problems = example_problems,
        .problem_count = ARRAY_SIZE(example_problems),
        .targets = all_targets,
        .target_count = ARRAY_SIZE(all_targets),
        .files = 120,
        .archives = 2,
        .images = 1,
        .layers = 6,
        .bytes = 1234567,
        .skipped_ignored = 4,
        .skipped_links = 1,
        .dropped_candidates = 4,
        .drop_counts = example_drop_counts,
        .drop_count_count = ARRAY_SIZE(example_drop_counts),
        .blocking = 4,
        .unread = 2,
        .fail_on = VETO_SEVERITY_HIGH,
        .seconds = 0.0512,
        .rules = &example_rules,
    };
}

/* Only the tree, in which nothing was found. */
static inline struct veto_result empty_result(void)
{
    return (struct veto_result){
        .targets = all_targets,
        .target_count = 1,
        .files = 1,
        .bytes = 999,
        .fail_on = VETO_SEVERITY_HIGH,
        .rules = &example_rules,
    };
}

/* `count` findings in one file, of every severity and confidence in turn. Free `*findings`. */
static inline struct veto_result many_results(size_t count, struct veto_finding **findings)
{
    struct veto_result result = empty_result();
    *findings = calloc(count, sizeof(**findings));
    assert_non_null(*findings);
    for (size_t i = 0; i < count; i++) {
        struct veto_finding *finding = &(*findings)[i];
        *finding = example_findings[0];
        finding->rule = &example_rule_list[i % RULE_COUNT];
        finding->severity = (enum veto_severity)(i % VETO_SEVERITY_NONE);
        finding->confidence = (enum veto_confidence)(i / 5 % 4);
        finding->blocks = finding->severity >= VETO_SEVERITY_HIGH &&
                          finding->confidence >= VETO_CONFIDENCE_LIKELY;
        finding->place.region = (struct veto_region)REGION((uint32_t)i + 1, 7, 40);
        finding->context = "";
        finding->also_count = finding->also_rule_count = 0;
        snprintf(finding->fingerprint, sizeof(finding->fingerprint), "%032zx", i);
        result.blocking += finding->blocks;
    }
    result.findings = *findings;
    result.finding_count = count;
    return result;
}

/* ---- Writing ---- */

/* What the format prints; NUL-terminated, the caller frees it. */
static inline char *written(const char *format, const struct veto_result *result,
                            const struct veto_report_options *options)
{
    static const struct veto_report_options defaults = VETO_REPORT_OPTIONS_INIT;
    char *text = NULL;
    size_t len = 0;
    struct veto_error error = { 0 };
    FILE *to = open_memstream(&text, &len);
    assert_non_null(to);
    const struct report_format *found = report_format_find(format);
    assert_non_null(found);
    int outcome = found->write(result, options ? options : &defaults, to, &error);
    if (outcome < 0)
        print_error("%s: %s\n", format, error.message);
    assert_int_equal(outcome, 0);
    fclose(to);
    return text;
}

/* The document that is in `text`; to be given to json_release. */
static inline struct json_value *parsed(const char *text)
{
    struct json_value *document = NULL;
    struct veto_error error = { 0 };
    if (json_parse(&document, span_of(text), &error) < 0)
        fail_msg("%s", error.message);
    return document;
}

DEFINE_CLEANUP(struct json_value *, json_release)

/*
 * `text` is what tests/unit/report/<name> holds. With VETO_UPDATE in the environment the file is
 * written anew instead: look at the difference before it is committed.
 */
static inline void assert_golden(const char *name, const char *text)
{
    const char *root = getenv("VETO_SOURCE");
    char path[4096];
    snprintf(path, sizeof(path), "%s/tests/unit/report/%s", root ? root : ".", name);
    if (getenv("VETO_UPDATE")) {
        cleanup(fclose_ptr) FILE *to = fopen(path, "w");
        assert_non_null(to);
        fputs(text, to);
        return;
    }
    struct buf golden = buf_make(16 * 1024 * 1024);
    struct veto_error error;
    if (file_load(path, &golden, &error) < 0)
        fail_msg("%s", error.message);
    assert_string_equal(text, golden.data);
    buf_release(&golden);
}

#endif
