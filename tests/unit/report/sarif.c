/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SARIF, parsed back. The official validator looks at the same results in
 * tests/cli/sarif_validator.sh: called with a folder, this program writes them there.
 */
#include "unit/report/example.h"

#include "report/sarif.h"

/* Member by member: `at(result, "locations", 0, …)` would hide where it fails. */
static const struct json_value *member(const struct json_value *object, const char *key)
{
    const struct json_value *value = json_member(object, key);
    if (!value)
        fail_msg("no member %s", key);
    return value;
}

static const struct json_value *element(const struct json_value *array, size_t index)
{
    const struct json_value *value = json_element(array, index);
    if (!value)
        fail_msg("no element %zu", index);
    return value;
}

static const char *chars(const struct json_value *object, const char *key)
{
    return json_chars(member(object, key));
}

static int64_t number(const struct json_value *object, const char *key)
{
    return json_number(member(object, key), INT64_MIN);
}

static const char *message(const struct json_value *object)
{
    return chars(member(object, "message"), "text");
}

/* The run of that category. */
static const struct json_value *run_of(const struct json_value *document, const char *category)
{
    const struct json_value *runs = member(document, "runs");
    for (size_t i = 0; i < json_count(runs); i++)
        if (strcmp(chars(member(json_element(runs, i), "automationDetails"), "id"), category) == 0)
            return json_element(runs, i);
    fail_msg("no run %s", category);
    return NULL;
}

static const struct json_value *physical(const struct json_value *result)
{
    const struct json_value *locations = member(result, "locations");
    assert_int_equal(json_count(locations), 1);
    return member(element(locations, 0), "physicalLocation");
}

static const char image_category[] = "veto/image/registry.example%3A5000/team/app/";

static void every_kind_of_target_has_its_run(void **state)
{
    (void)state;
    struct veto_result result = example_result();
    cleanup(free_ptr) char *text = written("sarif", &result, NULL);
    cleanup(json_release_ptr) struct json_value *document = parsed(text);
    assert_string_equal(chars(document, "version"), "2.1.0");
    assert_int_equal(json_count(member(document, "runs")), 3);
    assert_int_equal(json_count(member(run_of(document, "veto/tree/"), "results")), 3);
    assert_int_equal(json_count(member(run_of(document, image_category), "results")), 3);
    assert_int_equal(json_count(member(run_of(document, "veto/stream/"), "results")), 1);
    assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
}

static void a_run_without_results_is_written(void **state)
{
    (void)state;
    struct veto_result result = empty_result();
    cleanup(free_ptr) char *text = written("sarif", &result, NULL);
    cleanup(json_release_ptr) struct json_value *document = parsed(text);
    const struct json_value *run = run_of(document, "veto/tree/");
    assert_int_equal(json_kind_of(member(run, "results")), JSON_KIND_ARRAY);
    assert_int_equal(json_count(member(run, "results")), 0);
    const struct json_value *invocation = element(member(run, "invocations"), 0);
    assert_true(json_truth(member(invocation, "executionSuccessful")));
    assert_int_equal(number(invocation, "exitCode"), 0);
}

static void a_clean_image_does_not_close_the_alerts_of_the_tree(void **state)
{
    (void)state;
    struct veto_result result = empty_result();
    result.targets = &all_targets[1];
    result.images = 1;
    cleanup(free_ptr) char *text = written("sarif", &result, NULL);
    cleanup(json_release_ptr) struct json_value *document = parsed(text);
    assert_int_equal(json_count(member(document, "runs")), 1);
    assert_non_null(run_of(document, "veto/image/app.tar/"));
}

static void rules_are_sorted_and_say_what_forges_read(void **state)
{
    (void)state;
    static const char *const ids[] = { "github-pat", "hostile-rule", "jwt", "tls-verify-off" };
    static const char *const names[] = { "GithubPat", "HostileRule", "JwtRule", "TlsVerifyOff" };
    static const char *const scores[] = { "9.5", "5.5", "2.0", "8.0" };
    static const char *const levels[] = { "error", "warning", "note", "error" };
    static const char *const precisions[] = { "very-high", "low", "high", "medium" };
    struct veto_result result = empty_result();
    cleanup(free_ptr) char *text = written("sarif", &result, NULL);
    cleanup(json_release_ptr) struct json_value *document = parsed(text);
    const struct json_value *driver =
            member(member(run_of(document, "veto/tree/"), "tool"), "driver");
    const struct json_value *rules = member(driver, "rules");
    assert_string_equal(chars(driver, "name"), "veto");
    assert_int_equal(json_count(rules), RULE_COUNT);
    for (size_t i = 0; i < RULE_COUNT; i++) {
        const struct json_value *rule = element(rules, i), *properties = member(rule, "properties");
        assert_string_equal(chars(rule, "id"), ids[i]);
        assert_string_equal(chars(rule, "name"), names[i]);
        assert_string_equal(chars(properties, "security-severity"), scores[i]);
        assert_string_equal(chars(properties, "precision"), precisions[i]);
        assert_string_equal(chars(member(rule, "defaultConfiguration"), "level"), levels[i]);
        struct span title = json_text(member(member(rule, "shortDescription"), "text"));
        assert_true(span_ends(title, SPAN(".")));
        assert_true(json_text(member(member(rule, "help"), "text")).len > 0);
    }
    assert_non_null(json_member(element(rules, 0), "helpUri"));
    assert_null(json_member(element(rules, 1), "helpUri"));
}

static void assert_tags(const struct json_value *rule, const char *const *expected, size_t count)
{
    const struct json_value *tags = member(member(rule, "properties"), "tags");
    assert_int_equal(json_count(tags), count);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(json_chars(element(tags, i)), expected[i]);
}

static void tags_keep_topics_and_weaknesses(void **state)
{
    (void)state;
    static const char *const pat[] = { "security", "secret", "topic:hardcoded-credentials",
                                       "external/cwe/cwe-798", "vcs" };
    static const char *const hostile[] = { "security", "misconfiguration", "topic:run-as-root",
                                           "external/cwe/cwe-250", "a", "b", "c", "d", "e", "f" };
    struct veto_result result = empty_result();
    cleanup(free_ptr) char *text = written("sarif", &result, NULL);
    cleanup(json_release_ptr) struct json_value *document = parsed(text);
    const struct json_value *run = run_of(document, "veto/tree/");
    const struct json_value *rules = member(member(member(run, "tool"), "driver"), "rules");
    assert_tags(element(rules, 0), pat, ARRAY_SIZE(pat));
    assert_tags(element(rules, 1), hostile, ARRAY_SIZE(hostile));

    const struct json_value *taxa = member(element(member(run, "taxonomies"), 0), "taxa");
    const struct json_value *target =
            member(element(member(element(rules, 0), "relationships"), 0), "target");
    assert_int_equal(json_count(taxa), 3);
    assert_string_equal(chars(target, "id"), "CWE-798");
    assert_string_equal(chars(element(taxa, (size_t)number(target, "index")), "id"), "CWE-798");
    assert_int_equal(json_count(member(element(rules, 0), "relationships")), 1);
}

static void a_result_says_what_where_and_why(void **state)
{
    (void)state;
    struct veto_result result = example_result();
    cleanup(free_ptr) char *text = written("sarif", &result, NULL);
    cleanup(json_release_ptr) struct json_value *document = parsed(text);
    const struct json_value *first =
            element(member(run_of(document, "veto/tree/"), "results"), 0);
    assert_string_equal(chars(first, "ruleId"), "github-pat");
    assert_int_equal(number(first, "ruleIndex"), 0);
    assert_string_equal(chars(first, "level"), "error");
    assert_int_equal(number(first, "rank"), 95);
    assert_string_equal(message(first), "GitHub personal access token '" SECRET
                                        "' in 'deploy/ci.env'. It is also in [2 more places](1).");
    const struct json_value *region = member(physical(first), "region");
    assert_int_equal(number(region, "startLine"), 14);
    assert_int_equal(number(region, "startColumn"), 7);
    assert_int_equal(number(region, "endLine"), 14);
    assert_int_equal(number(region, "endColumn"), 47);
    assert_null(json_member(region, "byteOffset"));
    const struct json_value *context = member(physical(first), "contextRegion");
    assert_int_equal(number(context, "startLine"), 12);
    assert_int_equal(number(context, "endLine"), 16);
    assert_int_equal(number(context, "endColumn"), 7);
    const struct json_value *prints = member(first, "partialFingerprints");
    assert_string_equal(chars(prints, "primaryLocationLineHash"), "1d59968df8a382d0:1");
    assert_string_equal(chars(prints, "vetoFinding/v1"), "7c1e02ab7c1e02ab7c1e02ab7c1e02ab");
    assert_string_equal(chars(member(first, "fingerprints"), "vetoFinding/v1"),
                        "7c1e02ab7c1e02ab7c1e02ab7c1e02ab");
    const struct json_value *properties = member(first, "properties");
    assert_string_equal(chars(properties, "confidence"), "certain");
    assert_int_equal(number(properties, "byteOffset"), 400);
    assert_int_equal(json_count(member(properties, "evidence")), 2);
    assert_int_equal(json_count(member(first, "relatedLocations")), 2);
    assert_null(json_member(element(member(first, "locations"), 0), "logicalLocations"));
}

static void a_foreign_name_becomes_no_link(void **state)
{
    (void)state;
    struct veto_result result = example_result();
    cleanup(free_ptr) char *text = written("sarif", &result, NULL);
    cleanup(json_release_ptr) struct json_value *document = parsed(text);
    const struct json_value *results = member(run_of(document, "veto/tree/"), "results");
    assert_non_null(strstr(message(element(results, 2)),
                           "in 'we\uFFFDird/\uFFFD\\[x\\](1) a:b\uFFFD\\[2J.env'."));
    assert_non_null(strstr(message(element(results, 1)),
                           "A title with \\[brackets\\](1), a \\\\ and \uFFFD\\[31mcolour"));
}

static void artifacts_are_nested_as_the_things_are(void **state)
{
    (void)state;
    struct veto_result result = example_result();
    cleanup(free_ptr) char *text = written("sarif", &result, NULL);
    cleanup(json_release_ptr) struct json_value *document = parsed(text);
    const struct json_value *run = run_of(document, image_category);
    const struct json_value *artifacts = member(run, "artifacts");
    const struct json_value *entry = element(member(run, "results"), 0);
    static const char *const chain[] = {
        "conf/app.properties",
        "opt/app/lib.jar",
        "blobs/sha256/3333333333333333333333333333333333333333333333333333333333333333",
        "registry.example%3A5000/team/app%3A1.2",
        "app.tar",
    };
    int64_t index = number(member(physical(entry), "artifactLocation"), "index");
    for (size_t i = 0; i < ARRAY_SIZE(chain); i++) {
        const struct json_value *artifact = element(artifacts, (size_t)index);
        assert_string_equal(chars(member(artifact, "location"), "uri"), chain[i]);
        bool is_outermost = i + 1 == ARRAY_SIZE(chain);
        assert_int_equal(json_member(artifact, "parentIndex") == NULL, is_outermost);
        assert_int_equal(json_member(member(artifact, "location"), "uriBaseId") != NULL,
                         is_outermost);
        index = json_number(json_member(artifact, "parentIndex"), -1);
    }
    /* archive, image, configuration, layer, jar, entry, file: each once. */
    assert_int_equal(json_count(artifacts), 7);
}

static void an_image_finding_names_its_layer(void **state)
{
    (void)state;
    struct veto_result result = example_result();
    cleanup(free_ptr) char *text = written("sarif", &result, NULL);
    cleanup(json_release_ptr) struct json_value *document = parsed(text);
    const struct json_value *entry =
            element(member(run_of(document, image_category), "results"), 0);
    assert_string_equal(
            message(entry),
            "GitHub personal access token '" SECRET "' in 'opt/app/lib.jar!/conf/app.properties', "
            "in layer 3 of image 'registry.example:5000/team/app:1.2'. The layer is made by "
            "'RUN cp \\[lib.jar\\] /opt'. The file is deleted by layer 5, but still readable in "
            "this one.");
    assert_string_equal(chars(member(physical(entry), "artifactLocation"), "uri"),
                        "image/registry.example%3A5000/team/app/opt/app/lib.jar/conf/"
                        "app.properties");
    assert_string_equal(chars(member(entry, "partialFingerprints"), "primaryLocationLineHash"),
                        "0000000000000000:1");
    const struct json_value *logical =
            element(member(element(member(entry, "locations"), 0), "logicalLocations"), 0);
    assert_string_equal(chars(logical, "fullyQualifiedName"),
                        "registry.example:5000/team/app:1.2/layer 3/opt/app/lib.jar!/conf/"
                        "app.properties");
    assert_int_equal(json_count(member(member(entry, "properties"), "origin")), 5);
}

static void trouble_with_a_layer_is_a_result(void **state)
{
    (void)state;
    static const struct veto_evidence seen = { false, "digest [x] does not match" };
    struct veto_finding finding = example_findings[5];
    finding.place = (struct veto_place){ .origin = &layer };
    finding.rule = &example_rule_list[RULE_TLS];
    finding.secret = finding.snippet = "";
    finding.evidence = &seen;
    finding.evidence_count = 1;
    struct veto_result result = empty_result();
    result.findings = &finding;
    result.finding_count = 1;
    result.targets = &all_targets[1];
    cleanup(free_ptr) char *text = written("sarif", &result, NULL);
    cleanup(json_release_ptr) struct json_value *document = parsed(text);
    const struct json_value *only = element(member(run_of(document, image_category), "results"), 0);
    assert_string_equal(message(only),
                        "TLS certificates are not verified in "
                        "'registry.example:5000/team/app:1.2/layer 3'. "
                        "Seen: digest \\[x\\] does not match. "
                        "The layer is made by 'RUN cp \\[lib.jar\\] /opt'.");
    assert_string_equal(chars(member(physical(only), "artifactLocation"), "uri"),
                        "image/registry.example%3A5000/team/app");
}

static void a_place_without_a_line_has_a_region_all_the_same(void **state)
{
    (void)state;
    struct veto_result result = example_result();
    cleanup(free_ptr) char *text = written("sarif", &result, NULL);
    cleanup(json_release_ptr) struct json_value *document = parsed(text);
    const struct json_value *only =
            element(member(run_of(document, "veto/stream/"), "results"), 0);
    const struct json_value *region = member(physical(only), "region");
    assert_int_equal(number(region, "startLine"), 1);
    assert_int_equal(number(region, "startColumn"), 1);
    assert_int_equal(number(region, "endLine"), 1);
    assert_int_equal(number(region, "endColumn"), 1);
}

static void a_context_is_larger_than_its_region_or_absent(void **state)
{
    (void)state;
    struct veto_finding finding = example_findings[1];
    struct veto_result result = empty_result();
    result.findings = &finding;
    result.finding_count = 1;
    /* The whole line is the match: a context of the same line would equal the region. */
    finding.place.region = (struct veto_region)REGION(3, 1, 8);
    cleanup(free_ptr) char *text = written("sarif", &result, NULL);
    cleanup(json_release_ptr) struct json_value *document = parsed(text);
    const struct json_value *only = element(member(run_of(document, "veto/tree/"), "results"), 0);
    assert_null(json_member(physical(only), "contextRegion"));
}

static void problems_become_notifications(void **state)
{
    (void)state;
    struct veto_result result = example_result();
    result.timed_out = true;
    result.problems_unlisted = 7;
    cleanup(free_ptr) char *text = written("sarif", &result, NULL);
    cleanup(json_release_ptr) struct json_value *document = parsed(text);
    const struct json_value *run = run_of(document, "veto/tree/");
    const struct json_value *notes = member(element(member(run, "invocations"), 0),
                                            "toolExecutionNotifications");
    static const char *const ids[] = { "scan-ended-early", "input-unread", "input-unread",
                                       "input-unjudged", "input-unread" };
    assert_int_equal(json_count(notes), ARRAY_SIZE(ids));
    for (size_t i = 0; i < ARRAY_SIZE(ids); i++)
        assert_string_equal(chars(member(element(notes, i), "descriptor"), "id"), ids[i]);
    const struct json_value *descriptors =
            member(member(member(run, "tool"), "driver"), "notifications");
    for (size_t i = 0; i < json_count(notes); i++) {
        const struct json_value *descriptor = member(element(notes, i), "descriptor");
        assert_string_equal(chars(element(descriptors, (size_t)number(descriptor, "index")), "id"),
                            chars(descriptor, "id"));
    }
    assert_non_null(strstr(message(element(notes, 1)), "cannot open \\[it\\]: permission denied."));
    const struct json_value *image_run = run_of(document, image_category);
    assert_string_equal(message(element(member(element(member(image_run, "invocations"), 0),
                                               "toolExecutionNotifications"), 1)),
                        "'registry.example:5000/team/app:1.2': layer 4 is foreign.");
}

static void an_interrupted_scan_was_not_successful(void **state)
{
    (void)state;
    struct veto_result result = empty_result();
    result.interrupted = true;
    cleanup(free_ptr) char *text = written("sarif", &result, NULL);
    cleanup(json_release_ptr) struct json_value *document = parsed(text);
    const struct json_value *invocation =
            element(member(run_of(document, "veto/tree/"), "invocations"), 0);
    assert_false(json_truth(member(invocation, "executionSuccessful")));
    assert_int_equal(number(invocation, "exitCode"), 130);
}

enum { LIMIT = 5000 };

static void beyond_the_limit_the_least_important_go(void **state)
{
    (void)state;
    struct veto_finding *findings;
    struct veto_result result = many_results(LIMIT + 1, &findings);
    struct veto_report_options options = VETO_REPORT_OPTIONS_INIT;
    options.sarif_limit = LIMIT;
    cleanup(free_ptr) char *text = written("sarif", &result, &options);
    free(findings);
    cleanup(json_release_ptr) struct json_value *document = parsed(text);
    const struct json_value *run = run_of(document, "veto/tree/");
    const struct json_value *results = member(run, "results");
    assert_int_equal(json_count(results), LIMIT);
    assert_int_equal(number(member(run, "properties"), "truncated"), 1);

    const struct json_value *note = element(member(element(member(run, "invocations"), 0),
                                                   "toolExecutionNotifications"), 0);
    assert_non_null(strstr(message(note), "1 results are not in this file (1 note)"));
    /* Number 5001 is a note that is only possible, and the last of these. */
    int64_t last_line = 0;
    for (size_t i = 0; i < LIMIT; i++, last_line++)
        assert_int_equal(number(member(physical(element(results, i)), "region"), "startLine"),
                         last_line + 1);
}

enum { IN_A_RUN = 25000 };

static void what_a_run_does_not_hold_follows_in_another(void **state)
{
    (void)state;
    struct veto_finding *findings;
    struct veto_result result = many_results(IN_A_RUN + 3, &findings);
    cleanup(free_ptr) char *text = written("sarif", &result, NULL);
    free(findings);
    cleanup(json_release_ptr) struct json_value *document = parsed(text);
    const struct json_value *first = run_of(document, "veto/tree/");
    const struct json_value *second = run_of(document, "veto/tree/part-2/");
    assert_int_equal(json_count(member(first, "results")), IN_A_RUN);
    assert_int_equal(json_count(member(second, "results")), 3);
    assert_null(json_member(member(first, "properties"), "truncated"));
}

static void every_blocking_result_stays(void **state)
{
    (void)state;
    struct veto_finding *findings;
    struct veto_result result = many_results(3 * LIMIT, &findings);
    struct sarif_selection selection = { .limit = LIMIT, .parts = 1 };
    struct sarif_cursor cursor = { 0 };
    size_t kept = 0, blocking = 0;
    sarif_select(&selection, &result);
    for (const struct veto_finding *one; (one = sarif_next(&cursor, &selection, &result)); kept++)
        blocking += one->blocks;
    assert_int_equal(kept, LIMIT);
    assert_int_equal(selection.dropped_total, 2 * LIMIT);
    assert_int_equal(blocking, result.blocking);
    free(findings);
}

static void unless_asked_all_that_github_accepts_stay(void **state)
{
    (void)state;
    struct veto_finding *findings;
    struct veto_result result = many_results(SARIF_RESULTS_MAX + 2, &findings);
    struct sarif_selection selection = { .parts = 1 };
    sarif_select(&selection, &result);
    assert_int_equal(selection.dropped_total, 2);
    free(findings);
}

static void more_images_than_runs_share_one_category(void **state)
{
    (void)state;
    enum { IMAGES = 30 };
    static char references[IMAGES][32];
    static struct veto_image images[IMAGES];
    static struct veto_origin links[IMAGES];
    struct veto_finding findings[IMAGES];
    for (size_t i = 0; i < IMAGES; i++) {
        snprintf(references[i], sizeof(references[i]), "app%02zu:1", i);
        images[i] = app_image;
        images[i].reference = references[i];
        links[i] = image;
        links[i].image = &images[i];
        links[i].name = (struct veto_bytes){ references[i], strlen(references[i]) };
        findings[i] = example_findings[0];
        findings[i].place.origin = &links[i];
    }
    struct veto_result result = empty_result();
    result.targets = &all_targets[1];
    result.findings = findings;
    result.finding_count = IMAGES;
    cleanup(free_ptr) char *text = written("sarif", &result, NULL);
    cleanup(json_release_ptr) struct json_value *document = parsed(text);
    assert_int_equal(json_count(member(document, "runs")), 1);
    assert_int_equal(json_count(member(run_of(document, "veto/image/"), "results")), IMAGES);
}

static void long_lines_are_cut_to_what_is_near(void **state)
{
    (void)state;
    struct veto_result result = example_result();
    cleanup(free_ptr) char *text = written("sarif", &result, NULL);
    cleanup(json_release_ptr) struct json_value *document = parsed(text);
    const struct json_value *weird_one =
            element(member(run_of(document, "veto/tree/"), "results"), 2);
    struct span snippet = json_text(member(member(member(physical(weird_one), "region"), "snippet"),
                                           "text"));
    assert_int_equal(snippet.len, 200);
    assert_true(span_find(snippet, SPAN(SECRET)) != SIZE_MAX);
}

/* ---- For the validator ---- */

static int save(const char *folder, const char *name, const struct veto_result *result)
{
    static const struct veto_report_options options = VETO_REPORT_OPTIONS_INIT;
    char path[4096];
    struct veto_error error;
    snprintf(path, sizeof(path), "%s/%s.sarif", folder, name);
    cleanup(fclose_ptr) FILE *to = fopen(path, "w");
    if (to && report_sarif.write(result, &options, to, &error) == 0)
        return 0;
    fprintf(stderr, "%s: %s\n", path, to ? error.message : "cannot be written");
    return 1;
}

static int save_examples(const char *folder)
{
    struct veto_finding *findings;
    struct veto_result whole = example_result(), empty = empty_result();
    struct veto_result many = many_results(LIMIT + 1, &findings);
    int failures = save(folder, "example", &whole) + save(folder, "empty", &empty) +
                   save(folder, "many", &many);
    free(findings);
    return failures;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_target_has_its_run),
        cmocka_unit_test(a_run_without_results_is_written),
        cmocka_unit_test(a_clean_image_does_not_close_the_alerts_of_the_tree),
        cmocka_unit_test(rules_are_sorted_and_say_what_forges_read),
        cmocka_unit_test(tags_keep_topics_and_weaknesses),
        cmocka_unit_test(a_result_says_what_where_and_why),
        cmocka_unit_test(a_foreign_name_becomes_no_link),
        cmocka_unit_test(artifacts_are_nested_as_the_things_are),
        cmocka_unit_test(an_image_finding_names_its_layer),
        cmocka_unit_test(trouble_with_a_layer_is_a_result),
        cmocka_unit_test(a_place_without_a_line_has_a_region_all_the_same),
        cmocka_unit_test(a_context_is_larger_than_its_region_or_absent),
        cmocka_unit_test(problems_become_notifications),
        cmocka_unit_test(an_interrupted_scan_was_not_successful),
        cmocka_unit_test(beyond_the_limit_the_least_important_go),
        cmocka_unit_test(what_a_run_does_not_hold_follows_in_another),
        cmocka_unit_test(every_blocking_result_stays),
        cmocka_unit_test(unless_asked_all_that_github_accepts_stay),
        cmocka_unit_test(more_images_than_runs_share_one_category),
        cmocka_unit_test(long_lines_are_cut_to_what_is_near),
    };
    if (argc > 1)
        return save_examples(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
