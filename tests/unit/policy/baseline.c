/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/test.h"

#include "base/macro.h"
#include "policy/baseline.h"

static const char *const password_aliases[] = { "gitleaks:generic-password", "AVD-DS-0002" };
static const struct veto_rule token_rule = { .id = "token", .is_secret = true },
                              newer_rule = { .id = "newer-token", .is_secret = true },
                              password_rule = { .id = "password",
                                                .is_secret = true,
                                                .aliases = password_aliases,
                                                .alias_count = ARRAY_SIZE(password_aliases) },
                              node_rule = { .id = "node" };

enum { SUBJECTS_MAX = 16, GONE_MAX = 8 };

/* A scan's end made by hand. */
struct bench {
    struct baseline *baseline;
    struct baseline_marks marks;
    struct veto_finding findings[SUBJECTS_MAX];
    struct baseline_subject subjects[SUBJECTS_MAX];
    size_t count;
    const char *gone[GONE_MAX];
    size_t gone_count;
    struct arena arena;
    struct veto_result result;
};

static int set_up(void **state)
{
    struct bench *bench = calloc(1, sizeof(*bench));
    bench->arena = arena_make(64 << 20, false);
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    baseline_free(bench->baseline);
    baseline_marks_release(&bench->marks);
    arena_release(&bench->arena);
    free(bench);
    return 0;
}

static void read_text(struct bench *bench, const char *text)
{
    struct veto_error error = { 0 };
    if (baseline_read(&bench->baseline, "base", span_of(text), &error) < 0)
        fail_msg("%s", error.message);
    assert_int_equal(baseline_marks_make(&bench->marks, bench->baseline, NULL), 0);
}

static void looked_at(struct bench *bench, const char *place)
{
    baseline_mark(bench->baseline, &bench->marks, span_of(place), BASELINE_LOOKED);
}

static struct veto_finding *found(struct bench *bench, const struct veto_rule *rule,
                                  const char *place, const char *fingerprint)
{
    struct veto_finding *finding = &bench->findings[bench->count];
    bench->subjects[bench->count++] =
            (struct baseline_subject) { .finding = finding, .place = span_of(place) };
    finding->rule = rule;
    finding->guessable = true;
    snprintf(finding->fingerprint, sizeof(finding->fingerprint), "%s", fingerprint);
    if (bench->baseline)
        looked_at(bench, place);
    return finding;
}

static struct veto_finding *found_secret(struct bench *bench, const struct veto_rule *rule,
                                         const char *place, const char *fingerprint,
                                         const char *identity)
{
    struct veto_finding *finding = found(bench, rule, place, fingerprint);
    finding->guessable = false;
    snprintf(finding->identity, sizeof(finding->identity), "%s", identity);
    return finding;
}

static bool is_vanished(struct span outer, void *payload)
{
    const struct bench *bench = payload;
    for (size_t i = 0; i < bench->gone_count; i++)
        if (span_is(outer, bench->gone[i]))
            return true;
    return false;
}

static void answer(struct bench *bench)
{
    const struct baseline_question question = {
        .baseline = bench->baseline,
        .marks = &bench->marks,
        .subjects = bench->subjects,
        .count = bench->count,
        .is_vanished = is_vanished,
        .payload = bench,
    };
    assert_int_equal(baseline_answer(&question, &bench->arena, &bench->result, NULL), 0);
}

#define H1 "11111111111111111111111111111111"
#define H2 "22222222222222222222222222222222"
#define H3 "33333333333333333333333333333333"
#define H4 "44444444444444444444444444444444"
#define ID "abababababababababababababababab"
#define HEAD "veto-baseline 1\n"

static void assert_known(const struct veto_finding *finding)
{
    assert_int_equal(finding->baseline, VETO_BASELINE_UNCHANGED);
}

static void assert_new(const struct veto_finding *finding)
{
    assert_int_equal(finding->baseline, VETO_BASELINE_NEW);
}

static void knows_fingerprints_and_counts(void **state)
{
    struct bench *bench = *state;
    read_text(bench, HEAD H1 " " ID " token a\n" H2 " - password b\n" H3 " - node c\n");
    struct veto_finding *a = found_secret(bench, &token_rule, "a", H1, ID);
    struct veto_finding *other = found(bench, &password_rule, "a", H4);
    looked_at(bench, "b");
    answer(bench);
    assert_known(a);
    assert_new(other);
    assert_int_equal(bench->result.unmet_count, 2);
    /* b was looked at, c was not. */
    assert_int_equal(bench->result.absent, 1);
    assert_true(bench->result.unmet[0].absent);
    assert_string_equal(bench->result.unmet[0].rule, "password");
    assert_false(bench->result.unmet[1].absent);
}

static void a_secret_moves_once(void **state)
{
    struct bench *bench = *state;
    read_text(bench, HEAD H1 " " ID " token old\n");
    bench->gone[bench->gone_count++] = "old";
    struct veto_finding *first = found_secret(bench, &token_rule, "new", H2, ID);
    struct veto_finding *second = found_secret(bench, &token_rule, "newer", H3, ID);
    answer(bench);
    assert_known(first);
    assert_new(second);
    assert_int_equal(bench->result.moved, 1);
    assert_int_equal(bench->result.unmet_count, 0);
}

static void a_copy_is_new_while_the_old_file_is_there(void **state)
{
    struct bench *bench = *state;
    read_text(bench, HEAD H1 " " ID " token old\n");
    struct veto_finding *copy = found_secret(bench, &token_rule, "new", H2, ID);
    answer(bench); /* nobody looked at old, and it exists */
    assert_new(copy);
    assert_int_equal(bench->result.absent, 0);
}

static void another_rule_at_the_old_place_comes_first(void **state)
{
    struct bench *bench = *state;
    read_text(bench, HEAD H1 " " ID " token old\n");
    struct veto_finding *elsewhere = found_secret(bench, &token_rule, "a-copy", H2, ID);
    struct veto_finding *renamed = found_secret(bench, &newer_rule, "old", H3, ID);
    answer(bench);
    assert_new(elsewhere);
    assert_known(renamed);
}

static void what_has_no_hash_moves_alone(void **state)
{
    struct bench *bench = *state;
    read_text(bench, HEAD H1 " - password a/x.env\n" H2 " - node a/x.env\n");
    bench->gone[bench->gone_count++] = "a/x.env";
    struct veto_finding *password = found(bench, &password_rule, "b/x.env", H3);
    struct veto_finding *node = found(bench, &node_rule, "b/x.env", H4);
    answer(bench);
    assert_known(password);
    assert_known(node);
}

static void two_in_the_new_file_are_no_pair(void **state)
{
    struct bench *bench = *state;
    read_text(bench, HEAD H1 " - password a/x.env\n");
    bench->gone[bench->gone_count++] = "a/x.env";
    struct veto_finding *one = found(bench, &password_rule, "b/x.env", H3);
    struct veto_finding *two = found(bench, &password_rule, "b/x.env", H4);
    answer(bench);
    assert_new(one);
    assert_new(two);
    assert_int_equal(bench->result.absent, 1);
}

static void two_files_that_could_be_it_are_no_pair(void **state)
{
    struct bench *bench = *state;
    read_text(bench, HEAD H1 " - password x.env\n");
    bench->gone[bench->gone_count++] = "x.env";
    struct veto_finding *one = found(bench, &password_rule, "y.env", H3);
    struct veto_finding *two = found(bench, &password_rule, "z.env", H4);
    answer(bench);
    assert_new(one);
    assert_new(two);
}

static void names_at_the_end_of_paths_tell_files_apart(void **state)
{
    struct bench *bench = *state;
    read_text(bench, HEAD H1 " - password old/a/.env\n" H2 " - password old/b/.env\n");
    bench->gone[bench->gone_count++] = "old/a/.env";
    bench->gone[bench->gone_count++] = "old/b/.env";
    struct veto_finding *one = found(bench, &password_rule, "new/a/.env", H3);
    struct veto_finding *two = found(bench, &password_rule, "new/b/.env", H4);
    answer(bench);
    assert_known(one);
    assert_known(two);
}

static void a_file_that_is_still_there_was_not_renamed(void **state)
{
    struct bench *bench = *state;
    read_text(bench, HEAD H1 " - password x.env\n");
    looked_at(bench, "x.env");
    struct veto_finding *other = found(bench, &password_rule, "y.env", H3);
    answer(bench);
    assert_new(other);
}

static void a_secret_shows_where_its_file_went(void **state)
{
    struct bench *bench = *state;
    read_text(bench, HEAD H1 " " ID " token one.txt\n" H2 " - password one.txt\n");
    bench->gone[bench->gone_count++] = "one.txt";
    found_secret(bench, &token_rule, "two.conf", H3, ID);
    struct veto_finding *password = found(bench, &password_rule, "two.conf", H4);
    answer(bench);
    assert_known(password);
}

static void trouble_is_not_absence(void **state)
{
    struct bench *bench = *state;
    read_text(bench,
              HEAD H1 " " ID " token app!etc/x\n" H2 " - node app!etc/y\n" H3 " - node a.jar!x\n");
    looked_at(bench, "app!etc/z");
    looked_at(bench, "a.jar!y");
    baseline_mark(bench->baseline, &bench->marks, SPAN("app!etc/x"), BASELINE_TROUBLE);
    answer(bench);
    assert_int_equal(bench->result.absent, 2);
    assert_false(bench->result.unmet[0].absent);
}

/* ---- Others' --------------------------------------------------------------------------------- */

static void gitleaks_tells_the_secret(void **state)
{
    struct bench *bench = *state;
    read_text(bench, "[{\"RuleID\":\"x\",\"File\":\"./a\\\\b.env\",\"Secret\":\"hunter2\","
                     "\"StartLine\":3,\"EndLine\":3}]");
    assert_true(baseline_knows_value(bench->baseline, &bench->marks, SPAN("a/b.env"),
                                     SPAN("hunter2"), SPAN_EMPTY, NULL));
    assert_true(baseline_knows_value(bench->baseline, &bench->marks, SPAN("proj/a/b.env"),
                                     SPAN("hunter2"), SPAN_EMPTY, NULL));
    assert_false(baseline_knows_value(bench->baseline, &bench->marks, SPAN("a/b.env"),
                                      SPAN("hunter3"), SPAN_EMPTY, NULL));
    assert_false(baseline_knows_value(bench->baseline, &bench->marks, SPAN("xa/b.env"),
                                      SPAN("hunter2"), SPAN_EMPTY, NULL));
    assert_false(baseline_knows_value(bench->baseline, &bench->marks, SPAN("c"), SPAN("hunter2"),
                                      SPAN_EMPTY, NULL));
}

static bool everything_is_there(struct span file, void *payload)
{
    (void)file, (void)payload;
    return true;
}

static void a_copy_is_not_the_file_that_is_named(void **state)
{
    struct bench *bench = *state;
    const struct baseline_surroundings around = { everything_is_there, NULL };
    read_text(bench, "[{\"RuleID\":\"x\",\"File\":\"config.py\",\"Secret\":\"hunter2\"}]");
    assert_true(baseline_knows_value(bench->baseline, &bench->marks, SPAN("config.py"),
                                     SPAN("hunter2"), SPAN_EMPTY, &around));
    assert_false(baseline_knows_value(bench->baseline, &bench->marks, SPAN("prod/config.py"),
                                      SPAN("hunter2"), SPAN_EMPTY, &around));
}

static void a_part_of_a_secret_is_another_one(void **state)
{
    static const struct {
        const char *known, *value;
        bool same;
    } cases[] = {
        { "password", "password9Realprod55x", false },
        { "password", "password-Realprod55x", false },
        { "Realprod55x", "my-Realprod55x", false },
        { "0123456789abcdef0123", "0123456789abcdef0123456789", true },
        { "\\\"hunter2horse\\\"", "hunter2horse", true },
        { "ghp_NW3pU42qi0l7zsKx", "NW3pU42qi0l7zsKx", true },
        { "-----BEGIN RSA PRIVATE KEY-----",
          "-----BEGIN RSA PRIVATE KEY-----\nMIIBOgIBAAJBMIIBOgIBAAJBMII"
          "BOgIBAAJBMIIBOgIBAAJB",
          true },
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct bench *bench = *state;
        char text[256];
        snprintf(text, sizeof(text), "[{\"RuleID\":\"x\",\"File\":\"a\",\"Secret\":\"%s\"}]",
                 cases[i].known);
        read_text(bench, text);
        if (baseline_knows_value(bench->baseline, &bench->marks, SPAN("a"), span_of(cases[i].value),
                                 SPAN_EMPTY, NULL) != cases[i].same)
            fail_msg("%s, %s", cases[i].known, cases[i].value);
        tear_down(state);
        set_up(state);
    }
}

static void a_redacted_report_goes_by_lines(void **state)
{
    struct bench *bench = *state;
    read_text(bench, "[{\"RuleID\":\"generic-password\",\"File\":\"/home/x/a.env\","
                     "\"Secret\":\"REDACTED\",\"StartLine\":10,\"EndLine\":10}]");
    struct veto_finding *near = found(bench, &password_rule, "a.env", H1);
    struct veto_finding *far = found(bench, &password_rule, "a.env", H2);
    near->place.region.start_line = 12;
    far->place.region.start_line = 20;
    answer(bench);
    assert_known(near);
    assert_new(far);
    assert_int_equal(bench->result.by_line, 1);
}

static void one_line_stands_for_one_finding(void **state)
{
    struct bench *bench = *state;
    read_text(bench, "{\"SchemaVersion\":2,\"Results\":[{\"Target\":\"Dockerfile\","
                     "\"Misconfigurations\":[{\"ID\":\"DS002\",\"Status\":\"FAIL\"},"
                     "{\"ID\":\"node\",\"Status\":\"PASS\"}]}]}");
    struct veto_finding *first = found(bench, &password_rule, "Dockerfile", H1);
    struct veto_finding *second = found(bench, &password_rule, "Dockerfile", H2);
    struct veto_finding *passed = found(bench, &node_rule, "Dockerfile", H3);
    answer(bench);
    assert_known(first);
    assert_new(second);
    assert_new(passed);
}

static void detect_secrets_tells_a_hash(void **state)
{
    struct bench *bench = *state;
    /* SHA-1 of "hunter2". */
    read_text(bench, "{\"version\":\"1\",\"results\":{\"a\":[{\"type\":\"Secret Keyword\","
                     "\"hashed_secret\":\"f3bbbd66a63d4bf1747940578ec3d0103530e21d\"}]}}");
    assert_true(baseline_knows_value(bench->baseline, &bench->marks, SPAN("a"), SPAN("hunter2"),
                                     SPAN_EMPTY, NULL));
    assert_false(baseline_knows_value(bench->baseline, &bench->marks, SPAN("a"), SPAN("hunter"),
                                      SPAN_EMPTY, NULL));
}

static void detect_secrets_tells_a_front(void **state)
{
    struct bench *bench = *state;
    /* SHA-1 of "0123456789abcdef", and of "BEGIN RSA PRIVATE KEY". */
    read_text(bench,
              "{\"version\":\"1.5.0\",\"plugins_used\":[],\"results\":{\"a\":["
              "{\"type\":\"x\",\"hashed_secret\":\"fe5567e8d769550852182cdf69d74bb16dff8e29\"},"
              "{\"type\":\"x\",\"hashed_secret\":\"be4fc4886bd949b369d5e092eb87494f12e57e5b\"}]}}");
    assert_true(baseline_knows_value(bench->baseline, &bench->marks, SPAN("a"),
                                     SPAN("0123456789abcdefXYZ"), SPAN_EMPTY, NULL));
    assert_false(baseline_knows_value(bench->baseline, &bench->marks, SPAN("a"),
                                      SPAN("X0123456789abcdef"), SPAN_EMPTY, NULL));
    assert_true(baseline_knows_value(bench->baseline, &bench->marks, SPAN("a"),
                                     SPAN("MIIBOgIBAAJB"),
                                     SPAN("-----BEGIN RSA PRIVATE KEY-----\nMIIBOgIBAAJB"), NULL));
    assert_false(baseline_knows_value(bench->baseline, &bench->marks, SPAN("a"),
                                      SPAN("MIIBOgIBAAJB"),
                                      SPAN("-----BEGIN EC PRIVATE KEY-----\nMIIBOgIBAAJB"), NULL));
}

static void kingfisher_tells_lines(void **state)
{
    struct bench *bench = *state;
    read_text(
            bench,
            "version: 2\nfingerprint_algorithm: kingfisher-v1\nrepositories:\n"
            "- id: local:///x\n  findings:\n  - path: src/a.env\n"
            "    fingerprint: '17350901301825689073'\n    rule_id: kingfisher.x.1\n    line: 3\n");
    struct veto_finding *same = found(bench, &password_rule, "src/a.env", H1);
    struct veto_finding *other = found(bench, &password_rule, "src/a.env", H2);
    struct veto_finding *elsewhere = found(bench, &password_rule, "src/b.env", H3);
    same->place.region.start_line = 3;
    other->place.region.start_line = 9;
    elsewhere->place.region.start_line = 3;
    answer(bench);
    assert_known(same);
    assert_new(other);
    assert_new(elsewhere);
}

static void kingfisher_of_old_tells_lines(void **state)
{
    struct bench *bench = *state;
    read_text(bench, "ExactFindings:\n  matches:\n  - filepath: ./a.env\n    fingerprint: 00ab\n"
                     "    linenum: 3\n");
    struct veto_finding *same = found(bench, &password_rule, "a.env", H1);
    same->place.region.start_line = 3;
    answer(bench);
    assert_known(same);
}

static void ignore_files_go_by_rule_and_day(void **state)
{
    struct bench *bench = *state;
    setenv("SOURCE_DATE_EPOCH", "1700000000", 1); /* 2023-11-14 */
    read_text(bench, "DS002 exp:2023-11-14\nnode-1 exp:2023-11-13 # over\n");
    unsetenv("SOURCE_DATE_EPOCH");
    assert_int_equal(bench->baseline->count, 1);
    struct veto_finding *ignored = found(bench, &password_rule, "anywhere", H1);
    struct veto_finding *other = found(bench, &node_rule, "anywhere", H2);
    answer(bench);
    assert_known(ignored);
    assert_new(other);
}

static void paths_of_ignore_files_are_globs(void **state)
{
    struct bench *bench = *state;
    read_text(bench, "misconfigurations:\n  - id: AVD-DS-0002\n    paths: [\"docker/**\"]\n");
    struct veto_finding *inside = found(bench, &password_rule, "docker/a/b", H1);
    struct veto_finding *outside = found(bench, &password_rule, "a/b", H2);
    answer(bench);
    assert_known(inside);
    assert_new(outside);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(knows_fingerprints_and_counts),
        TEST(a_secret_moves_once),
        TEST(a_copy_is_new_while_the_old_file_is_there),
        TEST(another_rule_at_the_old_place_comes_first),
        TEST(what_has_no_hash_moves_alone),
        TEST(two_in_the_new_file_are_no_pair),
        TEST(two_files_that_could_be_it_are_no_pair),
        TEST(names_at_the_end_of_paths_tell_files_apart),
        TEST(a_file_that_is_still_there_was_not_renamed),
        TEST(a_secret_shows_where_its_file_went),
        TEST(trouble_is_not_absence),
        TEST(gitleaks_tells_the_secret),
        TEST(a_copy_is_not_the_file_that_is_named),
        TEST(a_part_of_a_secret_is_another_one),
        TEST(a_redacted_report_goes_by_lines),
        TEST(one_line_stands_for_one_finding),
        TEST(detect_secrets_tells_a_hash),
        TEST(detect_secrets_tells_a_front),
        TEST(kingfisher_tells_lines),
        TEST(kingfisher_of_old_tells_lines),
        TEST(ignore_files_go_by_rule_and_day),
        TEST(paths_of_ignore_files_are_globs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
