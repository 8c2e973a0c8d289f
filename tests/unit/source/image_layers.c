/* SPDX-License-Identifier: Apache-2.0 */
/* What is in the layers of an image, whether it is what the digests say, and who made them. */
#include "unit/source/images.h"

/* ---- Digests --------------------------------------------------------------------------------- */

static void assert_mismatch(const struct twin *twin, const char *place)
{
    for (size_t i = 0; i < twin->event_count; i++)
        if (span_starts(span_of(twin->events[i].text), SPAN("image-digest-mismatch: ")) &&
            span_ends(span_of(twin->events[i].place), span_of(place)))
            return;
    twin_print(twin);
    fail_msg("no mismatch at %s", place);
}

static void reports_wrong_digests_and_scans_the_bytes(void **state)
{
    (void)state;
#define WITH_OTHER_BYTES(pack)                                                                     \
    "p = " pack "; f = oci(two, pack=p); n = 'blobs/sha256/' + sha(p(two[0]))[7:]\n"               \
    "f[n] = p(tar({'q': b'other needle'})); out(tar(f))"
    static const char *const scripts[] = { WITH_OTHER_BYTES("lambda t: t"),
                                           WITH_OTHER_BYTES("gzip.compress"),
                                           WITH_OTHER_BYTES("zstd") };
    for (size_t i = 0; i < 3; i++) {
        struct twin *twin = scan(scripts[i]);
        assert_mismatch(twin, "in ! t ! layer 0");
        assert_int_equal(twin->event_count, 1);
        assert_found(twin, "in ! t ! layer 0 ! q", "other needle");
        twin_free(twin);
    }
}

static void verifies_documents(void **state)
{
    (void)state;
    struct twin *twin =
            scan("s = {}; d = image(s, two); n = 'blobs/sha256/' + d['digest'][7:]\n"
                 "m = json.loads(s[n]); c = 'blobs/sha256/' + m['config']['digest'][7:]\n"
                 "s[n] += b' '; s[c] += b' '\n"
                 "out(tar(layout(s, d)))");
    assert_int_equal(twin->event_count, 2);
    assert_mismatch(twin, "in");
    assert_found(twin, "in ! t ! layer 0 ! etc/one", "first");
    twin_free(twin);
}

static void verifies_the_tars_of_old_docker(void **state)
{
    (void)state;
    struct twin *twin = scan("f = docker(two); f['%064d/layer.tar' % 1] = tar({'q': b'needle'})\n"
                             "out(tar(f))");
    assert_mismatch(twin, "in ! app/web:1 ! layer 1");
    assert_int_equal(twin->event_count, 1);
    twin_free(twin);
}

static void knows_sha512(void **state)
{
    (void)state;
#define WITH_SHA512(more)                                                                          \
    "s = {}; h = hashlib.sha512(two[0]).hexdigest(); s['blobs/sha512/' + h] = two[0]" more "\n"    \
    "d = image(s, two[:1], layer={'digest': 'sha512:' + h})\n"                                     \
    "s.pop('blobs/sha256/' + sha(two[0])[7:]); out(tar(layout(s, d), tarfile.PAX_FORMAT))"
    struct twin *twin = scan(WITH_SHA512(""));
    assert_clean(twin);
    assert_found(twin, "layer 0 ! etc/one", "first");
    twin_free(twin);
    twin = scan(WITH_SHA512(" + b'x'"));
    assert_mismatch(twin, "in ! t ! layer 0");
    twin_free(twin);
}

/* ---- Layers ---------------------------------------------------------------------------------- */

static void goes_by_magic_not_by_media_type(void **state)
{
    (void)state;
    struct twin *twin = scan("out(tar(oci(two, pack=zstd, layer={'mediaType': "
                             "'application/vnd.docker.image.rootfs.diff.tar.gzip'})))");
    assert_two_layers(twin, "t");
    twin_free(twin);
}

static void reads_odd_layers(void **state)
{
    (void)state;
    struct twin *twin = scan("out(tar(oci([bytes(1024), b'{\"build\": \"needle one\"}', "
                             "gzip.compress(b'needle two'),"
                             " tar({'a': b'needle three'})[:524]])))");
    assert_found(twin, "in ! t ! layer 1", "needle one");
    assert_found(twin, "in ! t ! layer 2", "needle two");
    assert_found(twin, "in ! t ! layer 3 ! a", "needle three");
    assert_trouble(twin, "in ! t ! layer 1", "the layer is no tar", VETO_PROBLEM_UNREAD);
    assert_trouble(twin, "in ! t ! layer 2", "the layer is no tar", VETO_PROBLEM_UNREAD);
    assert_int_equal(twin->problem_count, 2);
    twin_free(twin);
}

static void says_that_a_layer_is_cut(void **state)
{
    (void)state;
    struct twin *twin = scan("p = lambda t: gzip.compress(t)[:-30]\n"
                             "out(tar(oci([tar({'a': os.urandom(200000), 'b': b'x'})], pack=p)))");
    assert_trouble(twin, "in ! t ! layer 0", "truncated", VETO_PROBLEM_UNREAD);
    assert_int_equal(twin->event_count, 0);
    twin_free(twin);
}

static void looks_behind_the_end_of_the_archive(void **state)
{
    (void)state;
#define BEHIND "t = tar(oci(two)) + bytes(4096) + b'hidden needle'\n"
    static const char *const scripts[] = { BEHIND "out(t)", BEHIND "out(gzip.compress(t))" };
    for (size_t i = 0; i < 2; i++) {
        struct twin *twin = scan(scripts[i]);
        assert_found(twin, "in!/[behind the end]", "hidden needle");
        assert_found(twin, "in ! t ! layer 0 ! etc/one", "first");
        twin_free(twin);
    }
}

static void finds_all_parts_of_the_configuration(void **state)
{
    (void)state;
    struct twin *twin =
            scan("out(tar(oci(two, manifest={'annotations': {'k': 'v-annotation'}}, config={"
                 "'author': 'an author', 'container_config': {'Cmd': ['/bin/sh', '-c', '#(nop) ENV "
                 "B=old']},"
                 "'config': {'Env': ['A=1', 'B=two'], 'Labels': {'l': 'v-label'}, 'Cmd': ['run', "
                 "'--token', 'v-cmd'],"
                 " 'Entrypoint': ['v-entry'], 'OnBuild': ['RUN v-onbuild'], 'Healthcheck': "
                 "{'Test': ['CMD', 'v-health']}},"
                 "'history': [{'created_by': 'ENV A=1', 'empty_layer': True}, {'created_by': 'COPY "
                 "a b', 'comment': 'v-comment'}]})))");
    assert_clean(twin);
    assert_found(twin, "in ! t ! Env", "A=1\nB=two\n");
    assert_found(twin, "in ! t ! Labels", "l=v-label");
    assert_found(twin, "in ! t ! Cmd", "run --token v-cmd");
    assert_found(twin, "in ! t ! Entrypoint", "v-entry");
    assert_found(twin, "in ! t ! OnBuild", "v-onbuild");
    assert_found(twin, "in ! t ! Healthcheck", "v-health");
    assert_found(twin, "in ! t ! container_config.Cmd", "ENV B=old");
    assert_found(twin, "in ! t ! history[0]", "ENV A=1");
    assert_found(twin, "in ! t ! history[1]", "v-comment");
    assert_found(twin, "in ! t ! annotations", "k=v-annotation");
    assert_found(twin, "in ! t ! other", "author=an author");
    assert_true(twin_find(twin, "! Env", "A=1")->kinds & KIND_CONFIG);
    assert_true(twin_find(twin, "! history[0]", "ENV")->kinds & KIND_SHELL);
    twin_free(twin);
}

static void does_not_repeat_the_configurations_of_old_docker(void **state)
{
    (void)state;
    struct twin *twin = scan("f = docker(two)\n"
                             "f['%064d/json' % 0] = json.dumps({'id': 'x', 'config': {'Env': "
                             "['A=env-needle']}}).encode()\n"
                             "f['%064d/json' % 1] = json.dumps({'id': 'y', 'config': {'Env': "
                             "['OLD=needle']}}).encode()\n"
                             "out(tar(f))");
    assert_clean(twin);
    size_t env = 0;
    for (size_t i = 0; i < twin->unit_count; i++)
        env += span_ends(span_of(twin->units[i].place), SPAN(" ! Env"));
    assert_int_equal(env, 2);
    assert_found(twin, "in ! app/web:1 ! Env", "OLD=needle");
    twin_free(twin);
}

/* ---- History --------------------------------------------------------------------------------- */

static void expect_instructions(const char *history, size_t count, const char *const *expected)
{
    struct arena arena = arena_make(1 << 20, false);
    struct json_value *document = NULL;
    assert_int_equal(json_parse(&document, span_of(history), NULL), 0);
    const char **found = history_instructions(&arena, document, count);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(found[i], expected[i]);
    json_release(document);
    arena_release(&arena);
}

static void maps_history_to_layers(void **state)
{
    (void)state;
    expect_instructions("[{\"created_by\":\"ENV A=b\",\"empty_layer\":true},"
                        "{\"created_by\":\"COPY app /app # buildkit\"},"
                        "{\"created_by\":\"RUN /bin/sh -c rm /app/a # buildkit\"}]",
                        2, (const char *const[]) { "COPY app /app", "RUN rm /app/a" });
    /* It is the history of one layer, and there are two: nobody knows of which. */
    expect_instructions("[{\"created_by\":\"COPY a b\"}]", 2, (const char *const[]) { "", "" });
    /* Nobody marked what made no layer, but the words say so. */
    expect_instructions("[{\"created_by\":\"/bin/sh -c #(nop) ADD file:1 in / \"},"
                        "{\"created_by\":\"/bin/sh -c #(nop)  ENV A=b\"},"
                        "{\"created_by\":\"RUN /bin/sh -c make # buildkit\"},"
                        "{\"created_by\":\"CMD [\\\"sh\\\"]\"}]",
                        2, (const char *const[]) { "ADD file:1 in /", "RUN make" });
    expect_instructions("[{\"created_by\":\"a\"},{\"created_by\":\"b\"}]", 1,
                        (const char *const[]) { "" });
    expect_instructions("[]", 1, (const char *const[]) { "" });
    expect_instructions("{}", 1, (const char *const[]) { "" });
}

static void shows_no_secret_in_an_instruction(void **state)
{
    (void)state;
    static const struct {
        const char *created_by, *shown;
    } cases[] = {
        { "|2 TOKEN=abc OTHER=a b /bin/sh -c make", "RUN make" },
        { "RUN |1 TOKEN=abc /bin/sh -c make install # buildkit", "RUN make install" },
        { "RUN |1 PW=/bin/hunter2secretvalue /bin/sh -c make", "RUN make" },
        { "|2 PW=/bin/hunter2 secret /bin/x OTHER=b /bin/bash -o pipefail -c make", "RUN make" },
        { "RUN |1 PW=hunter2 secret make # buildkit", "" },
        { "RUN |0 /bin/sh -c make # buildkit", "RUN make" },
        { "|x PW=hunter2 /bin/sh -c make", "" },
        { "COPY --from=build --chown=1000:1000 /app /app # buildkit",
          "COPY --from=build --chown=1000:1000 /app /app" },
        { "RUN /bin/sh -c get --from=hunter2", "RUN get --from=***" },
        { "/bin/sh -c #(nop) COPY dir:5 in /app ", "COPY dir:5 in /app" },
        { "/bin/sh -c #(nop)  ENV PASS=word", "ENV PASS=***" },
        { "RUN /bin/sh -c login --password hunter2 now # buildkit", "RUN login *** *** now" },
        { "curl -H Authorization: Bearer abc -v", "curl -H Authorization: *** *** -v" },
        { "git clone https://u:p@host/x", "git clone ***" },
        { "use 0123456789abcdef0123456789abcdef", "use ***" },
        /* What each builder writes for the same instruction. */
        { "/bin/sh -c apt-get update", "RUN apt-get update" },
        { "RUN /bin/bash -o pipefail -c apt-get update # buildkit", "RUN apt-get update" },
        { "RUN apt-get update", "RUN apt-get update" },
        { "cmd /S /C apt-get update", "RUN apt-get update" },
        { "/bin/sh -c #(nop) WORKDIR /srv", "WORKDIR /srv" },
        { "WORKDIR /srv", "WORKDIR /srv" },
        { "bazel build //app:image", "bazel build //app:image" },
        { "/bin/sh", "" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char history[512];
        snprintf(history, sizeof(history), "[{\"created_by\":\"%s\"}]", cases[i].created_by);
        expect_instructions(history, 1, &cases[i].shown);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reports_wrong_digests_and_scans_the_bytes),
        cmocka_unit_test(verifies_documents),
        cmocka_unit_test(verifies_the_tars_of_old_docker),
        cmocka_unit_test(knows_sha512),
        cmocka_unit_test(goes_by_magic_not_by_media_type),
        cmocka_unit_test(reads_odd_layers),
        cmocka_unit_test(says_that_a_layer_is_cut),
        cmocka_unit_test(looks_behind_the_end_of_the_archive),
        cmocka_unit_test(finds_all_parts_of_the_configuration),
        cmocka_unit_test(does_not_repeat_the_configurations_of_old_docker),
        cmocka_unit_test(maps_history_to_layers),
        cmocka_unit_test(shows_no_secret_in_an_instruction),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
