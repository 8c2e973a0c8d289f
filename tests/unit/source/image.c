/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/source/images.h"

/* ---- Forms ----------------------------------------------------------------------------------- */

static void names_layers_in_every_form(void **state)
{
    (void)state;
    static const struct {
        const char *script, *name;
    } forms[] = {
        { "out(tar(oci(two)))", "t" },
        { "out(tar({'./' + n: b for n, b in oci(two).items()}))", "t" },
        { "out(tar(oci(two, pack=gzip.compress)))", "t" },
        { "out(tar(oci(two, pack=zstd)))", "t" },
        { "out(tar(oci(two, pack=lzma.compress)))", "t" },
        { "out(tar(oci(two, tag='host/app:1')))", "host/app:1" },
        { "out(gzip.compress(tar(oci(two, pack=gzip.compress))))", "t" },
        { "out(zstd(tar(oci(two, pack=zstd))))", "t" },
        { "out(tar(docker(two)))", "app/web:1" },
        { "out(tar(docker(two), tarfile.PAX_FORMAT))", "app/web:1" },
        { "out(tar(docker(two, pack=gzip.compress, names=['a.tar.gz', 'b.tar.gz'])))",
          "app/web:1" },
        { "out(gzip.compress(tar(docker(two))))", "app/web:1" },
        { "out(zstd(tar(docker(two))))", "app/web:1" },
        { "o = oci(two); d = docker(two, names=['blobs/' + sha(t).replace(':', '/') for t in "
          "two])\n"
          "c = [n for n in d if n.endswith('.json') and n != 'manifest.json'][0]\n"
          "m = json.loads(d['manifest.json']); m[0]['Config'] = 'blobs/sha256/' + c[:-5]\n"
          "out(tar(o | {'manifest.json': json.dumps(m).encode()}))",
          "app/web:1" },
    };
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        struct twin *twin = scan(forms[i].script);
        assert_two_layers(twin, forms[i].name);
        twin_free(twin);
    }
}

static void reads_a_layout_in_a_folder(void **state)
{
    (void)state;
    struct twin *twin = twin_create();
    assert_int_equal(scan_folder(twin, IMAGES IN_FOLDER "folder(oci(two, pack=gzip.compress))"), 1);
    assert_clean(twin);
    assert_found(twin, "in/t ! layer 1 ! etc/two", "second needle");
    twin_free(twin);
}

static void reads_a_folder_of_skopeos_dir_transport(void **state)
{
    (void)state;
    struct twin *twin = twin_create();
    assert_int_equal(
            scan_folder(twin, IMAGES IN_FOLDER
                        "store = {}; d = image(store, two)\n"
                        "m = store.pop('blobs/sha256/' + d['digest'][7:])\n"
                        "folder({n[13:]: b for n, b in store.items()} | {'manifest.json': m,"
                        " 'version': b'Directory Transport Version: 1.1\\n'})"),
            1);
    assert_clean(twin);
    assert_found(twin, " ! layer 0 ! etc/one", "first needle");
    assert_int_equal(twin->sink.counts.layers, 2);
    twin_free(twin);
}

static void follows_links_to_equal_layers(void **state)
{
    (void)state;
    struct twin *twin = scan("f = docker(two + two[:1])\n"
                             "f.pop('%064d/layer.tar' % 2)\n"
                             "t = tar(f); end = len(t.rstrip(b'\\0')); end += -end % 512\n"
                             "out(t[:end] + header('%064d/layer.tar' % 2, 0, b'2', "
                             "'../%064d/layer.tar' % 0) + bytes(1024))");
    assert_clean(twin);
    assert_int_equal(twin->sink.counts.layers, 2);
    twin_free(twin);
}

static void is_no_image(void **state)
{
    (void)state;
    static const char *const scripts[] = {
        "out(tar({'etc/passwd': b'x'}))",
        "out(gzip.compress(tar({'src/main.c': b'x'})))",
        "out(tar({'index.json': b'{}'}))",
        "out(tar({'manifest.json': b'{\"name\": \"web extension\"}'}))",
        "out(tar({'manifest.json': b'[1, 2]'}))",
        "out(zip_of({'index.json': b'{}'}))",
        "out(b'')",
        "out(b'\\x1f\\x8b\\x08')",
    };
    for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
        struct read_task *task = NULL;
        struct veto_error error = { 0 };
        int fd = fixture_file(scripts[i]);
        assert_int_equal(image_open_file(&task, fd, &target, &error), 0);
        assert_null(task);
        assert_int_equal(close(fd), 0);
    }
    struct twin *twin = twin_create();
    assert_int_equal(scan_folder(twin, IN_FOLDER "folder({'index.json': b'{}', 'a': b'x'})"), 0);
    twin_free(twin);
}

static void scans_what_only_begins_like_a_compressed_image_as_an_archive(void **state)
{
    (void)state;
    struct twin *twin = scan("out(gzip.compress(tar({'README': b'x', 'src/a': b'needle'})))");
    assert_clean(twin);
    assert_found(twin, "in!/src/a", "needle");
    assert_int_equal(twin->sink.counts.images, 0);
    twin_free(twin);
}

/* A reader of what a descriptor has from its beginning on. */
struct pipe_reader {
    struct content_reader base;
    int fd;
};

static ssize_t pipe_read(struct content_reader *reader, char *into, size_t len)
{
    return file_read_full(container_of(reader, struct pipe_reader, base)->fd, into, len);
}

/* Whether the stream was taken for an image. */
static bool scan_stream(struct twin *twin, const char *script)
{
    char head[IMAGE_HEAD];
    struct pipe_reader reader = { { pipe_read }, fixture_file(script) };
    ssize_t got = pipe_read(&reader.base, head, sizeof(head));
    assert_true(got >= 0);
    bool taken = image_scan_stream(&twin->sink, (struct span){ head, (size_t)got }, &reader.base,
                                   &target);
    twin_run_waiting(twin);
    close(reader.fd);
    return taken;
}

static void reads_images_from_pipes(void **state)
{
    (void)state;
    static const struct {
        const char *script, *name;
    } forms[] = {
        { "out(tar(oci([tar({'x': os.urandom(700000)})] + two[1:])))", "t" },
        { "out(gzip.compress(tar(docker([tar({'x': b'1'})] + two[1:]))))", "app/web:1" },
    };
    for (size_t i = 0; i < 2; i++) {
        struct twin *twin = twin_create();
        char place[128];
        assert_true(scan_stream(twin, forms[i].script));
        assert_clean(twin);
        snprintf(place, sizeof(place), "in ! %s ! layer 1 ! etc/two", forms[i].name);
        assert_found(twin, place, "second needle");
        twin_free(twin);
    }
    struct twin *twin = twin_create();
    assert_false(scan_stream(twin, "out(tar({'src/a': b'x'}))"));
    assert_false(scan_stream(twin, "out(b'text')"));
    assert_false(scan_stream(twin, "out(b'')"));
    assert_true(scan_stream(twin, "out(tar({'a': b'needle'}))"));
    assert_found(twin, "in!/a", "needle");
    twin_free(twin);
}

static void reads_on_where_there_is_no_room_for_a_pipe(void **state)
{
    (void)state;
    struct twin *twin = twin_create();
    twin->limits.max_total = 300000;
    assert_true(scan_stream(twin, "out(tar(oci([tar({'x': os.urandom(700000)})] + two[1:])))"));
    assert_trouble(twin, "in", "no room", VETO_PROBLEM_UNREAD);
    assert_found(twin, "!/etc/two", "second needle");
    twin_free(twin);
    twin = twin_create();
    setenv("TMPDIR", "/nonexistent", 1);
    assert_true(scan_stream(twin, "out(tar(oci(two)))"));
    unsetenv("TMPDIR");
    assert_trouble(twin, "in", "no room", VETO_PROBLEM_UNREAD);
    assert_found(twin, "!/etc/two", "second needle");
    twin_free(twin);
}

static void lists_the_archive_as_one_file(void **state)
{
    (void)state;
    struct twin *twin = twin_create();
    struct read_task *task = NULL;
    twin->sink.list_only = true;
    assert_int_equal(image_open_file(&task, fixture_file("out(tar(oci(two)))"), &target, NULL), 1);
    twin_run(twin, task);
    assert_int_equal(twin->file_count, 1);
    assert_int_equal(twin->unit_count, 0);
    twin_free(twin);
}

/* ---- Graph ----------------------------------------------------------------------------------- */

static void goes_through_nested_indexes(void **state)
{
    (void)state;
    struct twin *twin =
            scan("s = {}; a = image(s, two[:1], tag='a'); b = image(s, two[1:], tag='b')\n"
                 "inner = blob(s, index(a, b))\n"
                 "out(tar(layout(s, inner, inner)))");
    assert_clean(twin);
    assert_found(twin, "in ! a ! layer 0 ! etc/one", "first");
    assert_found(twin, "in ! b ! layer 0 ! etc/two", "second");
    assert_int_equal(twin->sink.counts.images, 2);
    twin_free(twin);
    twin = scan("s = {}; d = image(s, two)\n"
                "for i in range(9): d = blob(s, index(d))\n"
                "out(tar(layout(s, d)))");
    assert_trouble(twin, "in", "nested deeper than 4", VETO_PROBLEM_UNREAD);
    twin_free(twin);
}

static void scans_a_shared_layer_once(void **state)
{
    (void)state;
    struct twin *twin = scan("s = {}; a = image(s, two, tag='a'); b = image(s, two[:1], tag='b')\n"
                             "out(tar(layout(s, a, b)))");
    assert_clean(twin);
    assert_int_equal(twin->sink.counts.images, 2);
    assert_int_equal(twin->sink.counts.layers, 2);
    assert_found(twin, "in ! a ! layer 0 ! etc/one", "first");
    twin_free(twin);
}

static void runs_the_largest_layer_first(void **state)
{
    (void)state;
    struct twin *twin = scan("out(tar(oci([tar({'s': b'x'}), tar({'l': b'y' * 99999}), tar({'m': "
                             "b'z' * 20000})])))");
    size_t order = 0;
    static const char *const places[] = { "layer 1 ! l", "layer 2 ! m", "layer 0 ! s" };
    for (size_t i = 0; i < twin->unit_count; i++)
        if (order < 3 && span_ends(span_of(twin->units[i].place), span_of(places[order])))
            order++;
    assert_int_equal(order, 3);
    twin_free(twin);
}

static void tells_absent_layers_apart(void **state)
{
    (void)state;
    struct twin *twin =
            scan("s = {}; d = image(s, two, layer={'urls': ['https://example.invalid/x']})\n"
                 "for t in two: s.pop('blobs/sha256/' + sha(t)[7:])\n"
                 "out(tar(layout(s, d)))");
    assert_trouble(twin, "in ! t ! layer 0", "foreign layer", VETO_PROBLEM_ABSENT);
    twin_free(twin);
    twin = scan("s = {}; d = image(s, two)\n"
                "s.pop('blobs/sha256/' + sha(two[1])[7:])\n"
                "out(tar(layout(s, d)))");
    assert_trouble(twin, "in ! t ! layer 1", "not in the file", VETO_PROBLEM_UNREAD);
    assert_found(twin, "in ! t ! layer 0 ! etc/one", "first");
    twin_free(twin);
}

/* Images for other platforms are left out by design, where one is there. */
static void tells_absent_images_apart(void **state)
{
    (void)state;
    static const struct {
        const char *platform;
        enum veto_problem_kind kind;
    } rows[] = {
        { "{'os': 'linux', 'architecture': 'arm64'}", VETO_PROBLEM_ABSENT },
        { "{'os': 'linux', 'architecture': 'amd64', 'os.version': '7'}", VETO_PROBLEM_ABSENT },
        { "{'os': 'linux', 'architecture': 'amd64'}", VETO_PROBLEM_UNREAD },
        { "None", VETO_PROBLEM_UNREAD },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char script[512];
        snprintf(script, sizeof(script),
                 "s = {}; d = image(s, two)\n"
                 "gone = {'digest': sha(b'gone'), 'size': 4, 'platform': %s}\n"
                 "out(tar(layout(s, blob(s, index(gone, d)))))",
                 rows[i].platform);
        struct twin *twin = scan(script);
        assert_trouble(twin, "in", "manifest is not in the file", rows[i].kind);
        assert_int_equal(twin->problem_count, 1);
        twin_free(twin);
    }
}

static void makes_no_path_of_a_bad_digest(void **state)
{
    (void)state;
    struct twin *twin = scan(
            "s = {'secret': b'x'}; d = image(s, two, layer={'digest': 'sha256:../../secret'})\n"
            "bad = {'digest': 'sha256:../../index.json', 'size': 2}\n"
            "out(tar(layout(s, d, bad)))");
    assert_trouble(twin, "in ! t ! layer 0", "sha256:../../secret", VETO_PROBLEM_UNREAD);
    assert_trouble(twin, "in", "sha256:../../index.json", VETO_PROBLEM_UNREAD);
    assert_int_equal(twin->sink.counts.layers, 0);
    twin_free(twin);
}

static void notes_blobs_of_no_image(void **state)
{
    (void)state;
    struct twin *twin =
            scan("f = oci(two); blob(f, b'left behind'); f['extra.txt'] = b'extra needle'\n"
                 "out(tar(f))");
    assert_trouble(twin, "in", "1 blobs belong to no image", VETO_PROBLEM_ABSENT);
    assert_found(twin, "in!/extra.txt", "extra needle");
    twin_free(twin);
}

static void survives_documents_that_are_none(void **state)
{
    (void)state;
    static const char *const scripts[] = {
        "f = oci(two); f['index.json'] = b'not JSON, needle'; out(tar(f))",
        "f = oci(two); f['index.json'] = b'{\"manifests\": [1, null, {\"digest\": 5}, []]}'; "
        "out(tar(f))",
        "f = oci(two); f['index.json'] = b'{\"manifests\": 7}'; out(tar(f))",
        "s = {}; d = blob(s, b'{\"layers\": {}}'); out(tar(layout(s, d)))",
        "s = {}; d = blob(s, b'[' * 100000); out(tar(layout(s, d)))",
        "f = oci(two); f['index.json'] = b''; out(tar(f))",
        "f = docker(two); f['manifest.json'] = b'[{\"Layers\": [7, \"../x\", {}], \"Config\": "
        "[]}]'; out(tar(f))",
        "f = oci(two); f['index.json'] = b'not JSON'; out(gzip.compress(tar(f)))",
    };
    for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
        struct twin *twin = scan(scripts[i]);
        size_t unread = 0;
        for (size_t k = 0; k < twin->problem_count; k++)
            unread += twin->problems[k].kind == VETO_PROBLEM_UNREAD;
        assert_true(unread > 0);
        twin_free(twin);
    }
}

static void bounds_manifests(void **state)
{
    (void)state;
    struct twin *twin = scan("s = {}; d = image(s, two, manifest={'x': 'y' * 5000000})\n"
                             "out(tar(layout(s, d)))");
    assert_trouble(twin, "in", "larger than", VETO_PROBLEM_UNREAD);
    twin_free(twin);
}

/* ---- Headers of the outer tar ---------------------------------------------------------------- */

static void walks_headers_of_every_kind(void **state)
{
    (void)state;
    int fd = fixture_file(
            "t = tar({'plain': b'12345', 'd/' + 'x' * 200: b'q'}, tarfile.GNU_FORMAT)[:-1]\n"
            "strip = lambda b: b[:len(b.rstrip(b'\\0')) + -len(b.rstrip(b'\\0')) % 512]\n"
            "b = bytearray(header('base256', 0)); b[124:136] = b'\\x80' + bytes(10) + b'\\x03'\n"
            "b[148:156] = b'%06o\\0 ' % (sum(b[:148]) + 256 + sum(b[156:512]))\n"
            "p = b'20 path=renamed/by\\n' + b'11 size=4\\n'\n"
            "p = b''.join(b'%d %s' % (len(r) + 3, r) for r in (b'path=renamed/by\\n', "
            "b'size=4\\n') if len(r) + 3 < 100 and len(r) + 3 > 9)\n"
            "out(strip(t) + bytes(b) + padded(b'abc') + header('x', len(p), b'x') + padded(p)\n"
            "    + header('old', 4) + padded(b'four') + header('link', 9, b'2', 'plain') + "
            "bytes(1024))");
    static const struct {
        const char *path;
        uint64_t size;
    } expected[] = {
        { "plain", 5 }, { "d/xxx", 1 }, { "base256", 3 }, { "renamed/by", 4 }, { "link", 0 }
    };
    struct tar_file_source source = tar_file_source(fd, 0, 1 << 20);
    struct tar_walk walk = tar_walk_open(&source.base);
    struct tar_member member;
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(tar_walk_next(&walk, &member), 1);
        assert_true(span_starts(member.path, span_of(expected[i].path)));
        assert_int_equal(member.size, expected[i].size);
        char first[8] = "";
        if (member.size)
            assert_int_equal(tar_walk_read(&walk, &member, first, 1), 1);
    }
    assert_true(member.is_symlink);
    assert_int_equal(tar_walk_next(&walk, &member), 0);
    assert_false(walk.damaged);
    tar_walk_close(&walk);
    close(fd);
}

static void ends_soon_when_stopped(void **state)
{
    (void)state;
    struct twin *twin = twin_create();
    struct read_task *task = NULL;
    twin->stop_after = 4;
    int fd = fixture_file("out(tar(oci([tar({'n%d' % i: gzip.compress(b'%d' % i) for i in range(k, "
                          "500 + k)}) for k in range(9)])))");
    assert_int_equal(image_open_file(&task, fd, &target, NULL), 1);
    twin_run(twin, task);
    assert_true(twin->unit_count < 10);
    twin_free(twin);
}

static void scan_damaged(struct span bytes)
{
    char path[] = "/tmp/veto-image-XXXXXX";
    int fd = mkstemp(path);
    unlink(path);
    assert_int_equal(pwrite(fd, bytes.data, bytes.len, 0), (ssize_t)bytes.len);
    struct twin *twin = twin_create();
    struct read_task *task = NULL;
    if (image_open_file(&task, fd, &target, NULL) == 1)
        twin_run(twin, task);
    else
        close(fd);
    twin_free(twin);
}

static void survives_bytes_changed_at_random(void **state)
{
    (void)state;
    each_damaged(IMAGES "seeds = [tar(oci(two)), tar(oci(two, pack=gzip.compress)),\n"
                        "         tar(docker(two)), gzip.compress(tar(oci(two))),\n"
                        "         zstd(tar(docker(two)))]",
                 scan_damaged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_layers_in_every_form),
        cmocka_unit_test(reads_a_layout_in_a_folder),
        cmocka_unit_test(reads_a_folder_of_skopeos_dir_transport),
        cmocka_unit_test(follows_links_to_equal_layers),
        cmocka_unit_test(is_no_image),
        cmocka_unit_test(scans_what_only_begins_like_a_compressed_image_as_an_archive),
        cmocka_unit_test(reads_images_from_pipes),
        cmocka_unit_test(reads_on_where_there_is_no_room_for_a_pipe),
        cmocka_unit_test(lists_the_archive_as_one_file),
        cmocka_unit_test(goes_through_nested_indexes),
        cmocka_unit_test(scans_a_shared_layer_once),
        cmocka_unit_test(runs_the_largest_layer_first),
        cmocka_unit_test(tells_absent_layers_apart),
        cmocka_unit_test(tells_absent_images_apart),
        cmocka_unit_test(makes_no_path_of_a_bad_digest),
        cmocka_unit_test(notes_blobs_of_no_image),
        cmocka_unit_test(survives_documents_that_are_none),
        cmocka_unit_test(bounds_manifests),
        cmocka_unit_test(walks_headers_of_every_kind),
        cmocka_unit_test(ends_soon_when_stopped),
        cmocka_unit_test(survives_bytes_changed_at_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
