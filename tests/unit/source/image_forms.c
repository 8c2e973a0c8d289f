/* SPDX-License-Identifier: Apache-2.0 */
#include "source/image/choice.h"
#include "source/image/inline_data.h"
#include "unit/source/images.h"

/* The script's image, with some of what is in it chosen. */
static struct twin *scan_chosen(const char *script, const char *platform, const char *name)
{
    struct twin *twin = twin_create();
    struct veto_error error = { 0 };
    struct read_task *task = NULL;
    struct image_choice choice = { platform, name };
    twin->sink.image_choice = &choice;
    if (image_open_file(&task, fixture_file(script), &target, &error) != 1)
        fail_msg("no image: %s", script);
    twin_run(twin, task);
    return twin;
}

/* ---- Schema 1 -------------------------------------------------------------------------------- */

#define SCHEMA1                                                                                    \
    "old = [json.dumps({'id': '1', 'container_config': {'Cmd': ['/bin/sh -c #(nop) ADD file:1 in " \
    "/']}}),\n"                                                                                    \
    "       json.dumps({'id': '2', 'throwaway': True, 'container_config': {'Cmd': ['/bin/sh -c "   \
    "#(nop)  ENV X=old-needle']}}),\n"                                                             \
    "       json.dumps({'id': '3', 'os': 'linux', 'architecture': 'amd64', 'config': {'Env': "     \
    "['A=env-needle']},\n"                                                                         \
    "                   'container_config': {'Cmd': ['/bin/sh', '-c', 'make all']}})]\n"           \
    "pack = lambda t: gzip.compress(t, mtime=0)\n"                                                 \
    "empty = bytes.fromhex('1f8b080000096e8800ff621805a360148c5800080000ffff2eafb5ef00040000')\n"  \
    "assert sha(empty)[7:15] == 'a3ed95ca'\n"                                                      \
    "blobs = [pack(two[0]), empty, pack(two[1])]\n"                                                            \
    "m = {'schemaVersion': 1, 'name': 'team/app', 'tag': '7',\n"                                   \
    "     'fsLayers': [{'blobSum': sha(t)} for t in reversed(blobs)],\n"   \
    "     'history': [{'v1Compatibility': c} for c in reversed(old)]}\n"                           \
    "files = {sha(t)[7:]: t for t in blobs}\n"     \
    "files |= {'manifest.json': json.dumps(m).encode(),\n"                                         \
    "          'version': b'Directory Transport Version: 1.1\\n'}\n"

static void reads_schema_1(void **state)
{
    (void)state;
    struct twin *twin = twin_create();
    assert_int_equal(scan_folder(twin, IMAGES IN_FOLDER SCHEMA1 "folder(files)"), 1);
    assert_clean(twin);
    assert_found(twin, "in/team/app:7 ! layer 0 ! etc/one", "first needle");
    assert_found(twin, "in/team/app:7 ! layer 1 ! etc/two", "second needle");
    assert_found(twin, "in/team/app:7 ! Env", "env-needle");
    assert_found(twin, "in/team/app:7 ! history[1]", "old-needle");
    assert_int_equal(twin->sink.counts.layers, 2);
    const struct image_set_image *image = twin->set->images;
    assert_string_equal(image->layers[0].origin->layer->instruction, "ADD file:1 in /");
    assert_string_equal(image->layers[1].origin->layer->instruction, "RUN make all");
    uint32_t layer = 0;
    assert_int_equal(image_set_state(image, 0, SPAN("etc/one"), &layer), VETO_STATE_DELETED);
    assert_int_equal(layer, 1);
    twin_free(twin);
}

static void survives_a_broken_history_of_schema_1(void **state)
{
    (void)state;
    struct twin *twin = twin_create();
    assert_int_equal(scan_folder(twin, IMAGES IN_FOLDER SCHEMA1
                                 "m['history'] = [{'v1Compatibility': 'no JSON'}, 7]\n"
                                 "files['manifest.json'] = json.dumps(m).encode(); folder(files)"),
                     1);
    assert_found(twin, "layer 0 ! etc/one", "first needle");
    assert_trouble(twin, "in", "its history 2", VETO_PROBLEM_UNJUDGED);
    twin_free(twin);
}

/* ---- What is no image ------------------------------------------------------------------------ */

#define ATTESTATION                                                                                \
    "def attestation(store, subject):\n"                                                           \
    "    layer = blob(store, b'{\"buildArgs\": \"statement-needle\"}') | {'mediaType': "           \
    "'application/vnd.in-toto+json'}\n"                                                            \
    "    config = blob(store, config_of([])) | {'mediaType': "                                     \
    "'application/vnd.oci.image.config.v1+json'}\n"                                                \
    "    m = {'schemaVersion': 2, 'config': config, 'layers': [layer]}\n"                          \
    "    return blob(store, json.dumps(m).encode()) | {'platform': {'os': 'unknown', "             \
    "'architecture': 'unknown'},\n"                                                                \
    "        'annotations': {'vnd.docker.reference.type': 'attestation-manifest',\n"               \
    "                        'vnd.docker.reference.digest': subject['digest']}}\n"

static void looks_into_attestations_as_documents(void **state)
{
    (void)state;
    static const char *const packs[] = { "out(tar(f))", "out(gzip.compress(tar(f)))" };
    for (size_t i = 0; i < 2; i++) {
        char script[4096];
        snprintf(script, sizeof(script), "%s%s%s", ATTESTATION,
                 "s = {}; d = image(s, two); f = layout(s, d, attestation(s, d))\n", packs[i]);
        struct twin *twin = scan(script);
        assert_clean(twin);
        assert_int_equal(twin->sink.counts.images, 1);
        assert_int_equal(twin->sink.counts.layers, 2);
        assert_true(twin_find(twin, "", "statement-needle") != NULL);
        twin_free(twin);
    }
}

static void looks_into_artifacts(void **state)
{
    (void)state;
    struct twin *twin = scan(
            "s = {}; layer = blob(s, gzip.compress(tar({'values.yaml': b'chart-needle'})))\n"
            "m = {'schemaVersion': 2, 'config': blob(s, b'{\"k\": \"config-needle\"}') | "
            "{'mediaType': 'application/vnd.cncf.helm.config.v1+json'}, 'layers': [layer]}\n"
            "out(tar(layout(s, blob(s, json.dumps(m).encode()))))");
    assert_clean(twin);
    assert_int_equal(twin->sink.counts.images, 0);
    assert_true(twin_find(twin, "values.yaml", "chart-needle") != NULL);
    assert_true(twin_find(twin, "", "config-needle") != NULL);
    twin_free(twin);
}

/* ---- Blobs inside of manifests --------------------------------------------------------------- */

static void reads_blobs_that_stand_in_the_manifest(void **state)
{
    (void)state;
    static const char *const packs[] = { "out(tar(f))", "out(gzip.compress(tar(f)))" };
    for (size_t i = 0; i < 2; i++) {
        char script[4096];
        snprintf(script, sizeof(script),
                 "b64 = lambda b: __import__('base64').b64encode(b).decode()\n"
                 "s = {}; c = config_of(two)\n"
                 "layers = [{'digest': sha(t), 'size': len(t), 'data': b64(t)} for t in two]\n"
                 "m = {'schemaVersion': 2, 'layers': layers, 'config': {'digest': sha(c), 'size': "
                 "len(c), 'data': b64(c)}}\n"
                 "m = json.dumps(m).encode()\n"
                 "f = layout(s, {'digest': sha(m), 'size': len(m), 'data': b64(m), 'annotations': "
                 "{'org.opencontainers.image.ref.name': 't'}})\n%s",
                 packs[i]);
        struct twin *twin = scan(script);
        assert_clean(twin);
        assert_found(twin, "in ! t ! layer 1 ! etc/two", "second needle");
        assert_found(twin, "in ! t ! Env", "env-needle");
        twin_free(twin);
    }
}

static void verifies_blobs_that_stand_in_the_manifest(void **state)
{
    (void)state;
    struct twin *twin = scan(
            "b64 = lambda b: __import__('base64').b64encode(b).decode()\n"
            "s = {}; d = image(s, two[:1], layer={'data': b64(two[1])})\n"
            "s.pop('blobs/sha256/' + sha(two[0])[7:]); out(tar(layout(s, d)))");
    assert_int_equal(twin->event_count, 1);
    assert_found(twin, "layer 0 ! etc/two", "second needle");
    twin_free(twin);
}

static void decodes_nothing_but_base64(void **state)
{
    (void)state;
    static const struct {
        const char *text, *bytes;
    } cases[] = {
        { "e30=", "{}" },     { "YQ==", "a" },     { "YWJj", "abc" }, { "+/+/", "\xfb\xff\xbf" },
        { "", NULL },         { "e30", NULL },     { "e3 0=", NULL }, { "e30=\n", NULL },
        { "====", NULL },     { "e30==", NULL },   { "e30-", NULL },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct arena arena = arena_make(4096, false);
        struct span bytes = SPAN_EMPTY;
        bool is = inline_data_decode(&arena, span_of(cases[i].text), &bytes);
        assert_int_equal(is, cases[i].bytes != NULL);
        if (is)
            assert_memory_equal(bytes.data, cases[i].bytes, strlen(cases[i].bytes));
        arena_release(&arena);
    }
}

/* ---- Several images -------------------------------------------------------------------------- */

#define TWO_PLATFORMS                                                                              \
    "s = {}; a = image(s, two[:1], tag='a'); b = image(s, two[1:], tag='b', "                      \
    "config={'architecture': 'arm64', 'variant': 'v8'})\n"                                         \
    "a |= {'platform': {'os': 'linux', 'architecture': 'amd64'}}\n"                                \
    "b |= {'platform': {'os': 'linux', 'architecture': 'arm64', 'variant': 'v8'}}\n"

static void chooses_by_platform_and_name(void **state)
{
    (void)state;
    static const struct {
        const char *platform, *name;
        size_t images;
        const char *found;
    } cases[] = {
        { NULL, NULL, 2, "first" },          { "linux/amd64", NULL, 1, "first" },
        { "linux/arm64", NULL, 1, "second" }, { "arm64", NULL, 1, "second" },
        { "aarch64", NULL, 1, "second" },    { "linux/arm64/v8", NULL, 1, "second" },
        { NULL, "a", 1, "first" },           { NULL, "b", 1, "second" },
        { "amd64", "a", 1, "first" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct twin *twin = scan_chosen(TWO_PLATFORMS "out(tar(layout(s, a, b)))",
                                        cases[i].platform, cases[i].name);
        assert_clean(twin);
        assert_int_equal(twin->sink.counts.images, cases[i].images);
        assert_true(twin_find(twin, "", cases[i].found) != NULL);
        twin_free(twin);
    }
}

static void says_that_no_image_was_the_one(void **state)
{
    (void)state;
    struct twin *twin = scan_chosen(TWO_PLATFORMS "out(tar(layout(s, a, b)))", "linux/s390x", NULL);
    assert_trouble(twin, "in", "none of its 2 images", VETO_PROBLEM_UNREAD);
    twin_free(twin);
    /* The one that was asked for is not in the file: that is no longer by design. */
    static const char *const platforms[] = { NULL, "linux/arm64" };
    for (size_t i = 0; i < 2; i++) {
        twin = scan_chosen(TWO_PLATFORMS "s.pop('blobs/sha256/' + b['digest'][7:])\n"
                                         "out(tar(layout(s, a, b)))",
                           platforms[i], NULL);
        assert_trouble(twin, "in", "manifest is not in the file",
                       platforms[i] ? VETO_PROBLEM_UNREAD : VETO_PROBLEM_ABSENT);
        twin_free(twin);
    }
}

static void knows_all_names_of_an_image(void **state)
{
    (void)state;
    struct twin *twin = scan("out(tar(docker(two, tags=['app/web:1', 'app/web:2', 'x:y'])))");
    const struct veto_image *image = twin->set->images->origin->image;
    assert_string_equal(image->reference, "app/web:1");
    assert_string_equal(image->other_references, "app/web:2 x:y");
    twin_free(twin);
    static const char *const names[] = { "app/web:2", "y", "x", "app/web", "docker.io/library/x:y" };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        twin = scan_chosen("out(tar(docker(two, tags=['app/web:1', 'app/web:2', 'x:y'])))", NULL,
                           names[i]);
        assert_int_equal(twin->sink.counts.images, 1);
        twin_free(twin);
    }
    twin = scan_chosen("out(tar(docker(two)))", NULL, "web");
    assert_int_equal(twin->sink.counts.images, 0);
    twin_free(twin);
}

/* A layer that is named rightly by its stored bytes, and unpacks to another tar than is said. */
static void verifies_what_layers_unpack_to(void **state)
{
    (void)state;
    static const char *const packs[] = { "gzip.compress", "zstd", "lzma.compress", "lambda t: t" };
    for (size_t i = 0; i < 4; i++)
        for (int lies = 0; lies < 2; lies++) {
            char script[1024];
            snprintf(script, sizeof(script),
                     "d = [sha(two[0]), sha(%s)]\n"
                     "out(tar(oci(two, pack=%s, config={'rootfs': {'type': 'layers', 'diff_ids': "
                     "d}})))",
                     lies ? "b'other'" : "two[1]", packs[i]);
            struct twin *twin = twin_create();
            struct veto_error error = { 0 };
            struct read_task *task = NULL;
            struct image_choice choice = { .verify_layers = true };
            twin->sink.image_choice = &choice;
            assert_int_equal(image_open_file(&task, fixture_file(script), &target, &error), 1);
            twin_run(twin, task);
            assert_int_equal(twin->event_count, lies);
            assert_int_equal(twin->problem_count, 0);
            assert_true(!lies || strstr(twin->events[0].text, "the layer's tar is named"));
            assert_found(twin, "layer 1 ! etc/two", "second needle");
            twin_free(twin);
        }
}

static void tells_a_file_system_from_an_image(void **state)
{
    (void)state;
    struct twin *twin = scan("out(tar({'etc/passwd': b'root', 'etc/os-release': b'ID=x', "
                             "'srv/a': b'rootfs-needle'}))");
    assert_trouble(twin, "in", "no history", VETO_PROBLEM_ABSENT);
    assert_int_equal(twin->problem_count, 1);
    assert_found(twin, "in!/srv/a", "rootfs-needle");
    assert_int_equal(twin->sink.counts.images, 0);
    twin_free(twin);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_schema_1),
        cmocka_unit_test(survives_a_broken_history_of_schema_1),
        cmocka_unit_test(looks_into_attestations_as_documents),
        cmocka_unit_test(looks_into_artifacts),
        cmocka_unit_test(reads_blobs_that_stand_in_the_manifest),
        cmocka_unit_test(verifies_blobs_that_stand_in_the_manifest),
        cmocka_unit_test(decodes_nothing_but_base64),
        cmocka_unit_test(chooses_by_platform_and_name),
        cmocka_unit_test(says_that_no_image_was_the_one),
        cmocka_unit_test(knows_all_names_of_an_image),
        cmocka_unit_test(verifies_what_layers_unpack_to),
        cmocka_unit_test(tells_a_file_system_from_an_image),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
