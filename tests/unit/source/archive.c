/* SPDX-License-Identifier: Apache-2.0 */
#include "source/archive.h"

#include "base/macro.h"
#include "unit/source/fixture.h"
#include "unit/source/twin.h"

/* Hands out a few bytes at a time, as a stream within a stream does not, but must be allowed to. */
struct span_reader {
    struct content_reader base;
    struct span rest;
};

static ssize_t span_read(struct content_reader *reader, char *into, size_t len)
{
    struct span_reader *self = container_of(reader, struct span_reader, base);
    struct span piece = span_sub(self->rest, 0, len);
    memcpy(into, piece.data, piece.len);
    self->rest = span_from(self->rest, piece.len);
    return (ssize_t)piece.len;
}

static const struct veto_origin target = { .kind = VETO_ORIGIN_FILE, .name = { "in", 2 } };

/* Scans what the script prints, as content in memory. */
static void scan_into(struct twin *twin, const char *script)
{
    struct buf bytes = fixture(script);
    uint64_t inflated = 0;
    content_scan(&twin->sink, buf_span(&bytes), &target,
                 (struct content_state){ .inflated = &inflated });
    buf_release(&bytes);
}

static struct twin *scan(const char *script)
{
    struct twin *twin = twin_create();
    scan_into(twin, script);
    return twin;
}

/* The same through a reader. */
static struct twin *scan_stream(const char *script)
{
    struct twin *twin = twin_create();
    struct buf bytes = fixture(script);
    uint64_t inflated = 0;
    struct span_reader reader = { { span_read }, buf_span(&bytes) };
    content_stream(&twin->sink, &reader.base, &target,
                   (struct content_state){ .inflated = &inflated });
    buf_release(&bytes);
    return twin;
}

static void assert_clean(const struct twin *twin)
{
    if (twin->problem_count)
        fail_msg("%s: %s", twin->problems[0].place, twin->problems[0].text);
}

/* `text` is found at `place`, both ways of reading, without any problem. */
static void expect(const char *script, const char *place, const char *text)
{
    struct twin *(*const ways[])(const char *) = { scan, scan_stream };
    for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
        struct twin *twin = ways[i](script);
        assert_clean(twin);
        if (!twin_find(twin, place, text)) {
            twin_print(twin);
            fail_msg("nothing at %s in:\n%s", place, script);
        }
        twin_free(twin);
    }
}

/* A problem of that kind is told of `place`, both ways. */
static void expect_problem(const char *script, const char *place, const char *text,
                           enum veto_problem_kind kind)
{
    struct twin *(*const ways[])(const char *) = { scan, scan_stream };
    for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
        struct twin *twin = ways[i](script);
        const struct twin_note *note = twin_trouble(twin, place, text);
        if (!note) {
            twin_print(twin);
            fail_msg("no problem at %s in:\n%s", place, script);
        }
        assert_int_equal(note->kind, kind);
        twin_free(twin);
    }
}

/* Archives that Python cannot make, by hand. */
#define MAKERS                                                                                     \
    "def cpio(files):\n"                                                                           \
    "    b = b''\n"                                                                                \
    "    for n, d in [*files.items(), ('TRAILER!!!', b'')]:\n"                                     \
    "        h = [0, 0o100644 if d else 0, 0, 0, 1, 0, len(d), 0, 0, 0, 0, len(n) + 1, 0]\n"       \
    "        b += b'070701' + b''.join(b'%08x' % x for x in h) + n.encode() + b'\\0'\n"            \
    "        b += bytes(-len(b) % 4) + d; b += bytes(-len(b) % 4)\n"                               \
    "    return b\n"                                                                               \
    "def ar(files):\n"                                                                             \
    "    b = b'!<arch>\\n'\n"                                                                      \
    "    for n, d in files.items():\n"                                                             \
    "        b += b'%-16s%-12d%-6d%-6d%-8o%-10d`\\n' % (n.encode() + b'/', 0, 0, 0, 0o100644, "    \
    "len(d))\n"                                                                                    \
    "        b += d + b'\\n' * (len(d) % 2)\n"                                                     \
    "    return b\n"                                                                               \
    "def sevenzip(name, d):\n"                                                                     \
    "    h = b'\\x01\\x04\\x06\\0\\x01\\x09' + bytes([len(d)]) + b'\\0'\n"                         \
    "    h += b'\\x07\\x0b\\x01\\0\\x01\\x01\\0\\x0c' + bytes([len(d)]) + b'\\0\\x08\\0\\0'\n"     \
    "    n = name.encode('utf-16le') + b'\\0\\0'\n"                                                \
    "    h += b'\\x05\\x01\\x11' + bytes([len(n) + 1]) + b'\\0' + n + b'\\0\\0'\n"                 \
    "    s = struct.pack('<QQI', len(d), len(h), zlib.crc32(h))\n"                                 \
    "    return b'7z\\xbc\\xaf\\x27\\x1c\\0\\x04' + struct.pack('<I', zlib.crc32(s)) + s + d + "   \
    "h\n"                                                                                          \
    "def rpm(payload):\n"                                                                          \
    "    h = b'\\x8e\\xad\\xe8\\x01' + bytes(4) + struct.pack('>II', 0, 0)\n"                      \
    "    return b'\\xed\\xab\\xee\\xdb\\x03\\0' + bytes(90) + h + h + payload\n"                   \
    "def deb(files): return ar({'debian-binary': b'2.0\\n', 'control.tar.gz': "                    \
    "gzip.compress(tar({'./control': b'c'})),"                                                     \
    " 'data.tar.xz': lzma.compress(tar(files))})\n"

static void opens_every_kind_of_archive(void **state)
{
    (void)state;
    static const char *const scripts[] = {
        "out(tar({'d/a.txt': b'needle'}))",
        "out(tar({'d/a.txt': b'needle'}, tarfile.GNU_FORMAT))",
        "out(tar({'d/a.txt': b'needle'}, tarfile.PAX_FORMAT))",
        "out(gzip.compress(tar({'d/a.txt': b'needle'})))",
        "out(bz2.compress(tar({'d/a.txt': b'needle'})))",
        "out(lzma.compress(tar({'d/a.txt': b'needle'})))",
        "out(run(tar({'d/a.txt': b'needle'}), 'zstd', '-qc'))",
        "out(run(tar({'d/a.txt': b'needle'}), 'lz4', '-qc'))",
        "out(zip_of({'d/a.txt': b'needle'}))",
        "out(zip_of({'d/a.txt': b'needle'}, zipfile.ZIP_STORED))",
        MAKERS "out(cpio({'d/a.txt': b'needle'}))",
        MAKERS "out(sevenzip('d/a.txt', b'needle'))",
        MAKERS "out(rpm(gzip.compress(cpio({'./d/a.txt': b'needle'}))))",
        MAKERS "out(rpm(run(cpio({'./d/a.txt': b'needle'}), 'zstd', '-qc')))",
    };
    for (size_t i = 0; i < ARRAY_SIZE(scripts); i++)
        expect(scripts[i], "in!/d/a.txt", "needle");
    expect(MAKERS "out(ar({'a.txt': b'needle'}))", "in!/a.txt", "needle");
}

static void opens_archives_in_archives(void **state)
{
    (void)state;
    expect(MAKERS "out(gzip.compress(tar({'x.deb': deb({'./etc/a.conf': b'needle'})})))",
           "in!/x.deb!/data.tar.xz!/etc/a.conf", "needle");
    expect("out(zip_of({'lib/in.jar': zip_of({'a.properties': b'needle'})}))",
           "in!/lib/in.jar!/a.properties", "needle");
    expect("out(zip_of({'big.tar': tar({'a': b'x' * 3000000, 'b': b'needle'})}))", "in!/big.tar!/b",
           "needle");
}

static void sees_the_scripts_in_an_rpm(void **state)
{
    (void)state;
    expect(MAKERS
           "t = b'curl needle | sh'; h = b'\\x8e\\xad\\xe8\\x01' + bytes(4) + struct.pack('>II', "
           "0, len(t)) + t\n"
           "out(b'\\xed\\xab\\xee\\xdb\\x03\\0' + bytes(90) + b'\\x8e\\xad\\xe8\\x01' + bytes(4)"
           " + struct.pack('>II', 0, 3) + bytes(3 + 5) + h + gzip.compress(cpio({'./a': "
           "b'file'})))",
           "in!/[header]", "curl needle");
}

static void names_a_compressed_file_without_its_suffix(void **state)
{
    (void)state;
    expect("out(tar({'log/app.log.gz': gzip.compress(b'needle')}))", "in!/log/app.log.gz!/app.log",
           "needle");
    expect("out(tar({'dump.sql.xz': lzma.compress(b'needle')}))", "in!/dump.sql.xz!/dump.sql",
           "needle");
    expect("out(gzip.compress(b'needle'))", "in!/in", "needle");
}

static void reads_small_and_large_members_whole(void **state)
{
    (void)state;
    struct twin *twin =
            scan("out(gzip.compress(tar({'s%d' % i: b'%d,' % i * (i % 7000) for i in range(900)}"
                 " | {'large': bytes(range(1, 256)) * 40000})))");
    assert_clean(twin);
    uint64_t large = 0;
    size_t small = 0;
    for (size_t i = 0; i < twin->unit_count; i++) {
        if (span_ends(span_of(twin->units[i].place), SPAN("!/large"))) {
            assert_int_equal(twin->units[i].offset, large);
            large += twin->units[i].len;
        } else {
            small++;
        }
    }
    assert_int_equal(large, 255 * 40000);
    assert_true(small >= 899); /* the first one is empty */
    assert_int_equal(twin->sink.counts.archives, 1);
    assert_int_equal(twin->file_count, 901);
    twin_free(twin);
}

static void normalises_paths(void **state)
{
    (void)state;
    expect("out(tar({'./a//b/../c': b'needle'}))", "in!/a/c", "needle");
    expect("out(tar({'/etc/x': b'needle'}))", "in!/etc/x", "needle");
    expect_problem("out(tar({'../../etc/passwd': b'needle'}))", "in!/etc/passwd",
                   "leads out of the archive", VETO_PROBLEM_UNJUDGED);
}

static void reads_names_of_any_bytes(void **state)
{
    (void)state;
    expect("out(tar({'ä/é': b'needle'}, tarfile.PAX_FORMAT))", "in!/ä/é", "needle");
    expect("out(tar({'ä/é': b'needle'}, tarfile.GNU_FORMAT))", "in!/ä/é", "needle");
    expect("out(zip_of({'ä/é': b'needle'}))", "in!/ä/é", "needle");
    expect("out(tar({'x' * 300: b'needle'}, tarfile.GNU_FORMAT))", "xxx", "needle");
    struct twin *twin = scan("out(header('q\\n\\xff\\n', 6) + padded(b'needle') + bytes(1024))");
    assert_non_null(twin_find(twin, "", "needle"));
    twin_free(twin);
}

static void cuts_names_that_are_too_long(void **state)
{
    (void)state;
    expect_problem("out(tar({'d/' * 3000 + 'a': b'needle'}, tarfile.PAX_FORMAT))", "d/d",
                   "name has 6001 bytes", VETO_PROBLEM_UNJUDGED);
}

/* ---- Tars that are not quite right ----------------------------------------------------------- */

static void reads_a_tar_without_padding_and_end(void **state)
{
    (void)state;
    expect("out(tar({'a': b'needle'})[:518])", "in!/a", "needle");
    expect("out(gzip.compress(tar({'b': b'x', 'a': b'needle'})[:1542]))", "in!/a", "needle");
    expect("out(tar({'a': b'needle'})[:1024])", "in!/a", "needle");
}

static void says_where_a_tar_is_cut(void **state)
{
    (void)state;
    expect_problem("out(tar({'a': b'needle' * 9})[:530])", "in!/a", "runcated",
                   VETO_PROBLEM_UNREAD);
    struct twin *twin = scan("out(tar({'a': b'needle' * 9})[:530])");
    assert_non_null(twin_find(twin, "in!/a", "needle"));
    twin_free(twin);
    twin = scan("out(gzip.compress(tar({'a': b'needle', 'b': os.urandom(99999)}))[:5000])");
    assert_non_null(twin_find(twin, "in!/a", "needle"));
    assert_non_null(twin_trouble(twin, "in", "truncated"));
    assert_int_equal(twin->problem_count, 1);
    twin_free(twin);
}

static void reads_a_tar_whose_first_name_is_a_magic(void **state)
{
    (void)state;
    static const char *const names[] = { "PK\\5\\6", "!<arch>", "070701x", "MSCF",
                                         "7z\\xbc\\xaf\\x27\\x1c" };
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        char script[256];
        snprintf(script, sizeof(script), "out(header('%s', 0) + tar({'a': b'needle'}))", names[i]);
        expect(script, "in!/a", "needle");
    }
}

/* The extra field of a gzip stream holds a tar's header, whose member is the rest of the stream. */
static void reads_a_tar_that_is_another_kind_as_well(void **state)
{
    (void)state;
    const char *const script =
            "g = gzip.compress(tar({'a': b'needle' * 9}), mtime=0); rest = g[10:]\n"
            "h = bytearray(header('x', len(rest)))\n"
            "h[:12] = g[:3] + b'\\4' + g[4:10] + struct.pack('<H', 500)\n"
            "h[148:156] = b' ' * 8; h[148:156] = b'%06o\\0 ' % sum(h)\n"
            "out(bytes(h) + rest + bytes(-len(rest) % 512) + bytes(1024))";
    struct twin *(*const ways[])(const char *) = { scan, scan_stream };
    for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
        struct twin *twin = ways[i](script);
        assert_non_null(twin_find(twin, "in!/a", "needle"));
        twin_free(twin);
    }
}

static void looks_behind_the_end_of_a_tar(void **state)
{
    (void)state;
    const char *const zero_block = "t = tar({'a': b'x', 'b': b'needle'})\n"
                                   "out(t[:1024] + bytes(512) + t[1024:])";
    struct twin *twin = scan(zero_block);
    assert_non_null(twin_find(twin, "in!/[behind the end]!/b", "needle"));
    twin_free(twin);
    expect_problem(zero_block, "in", "data follows the end", VETO_PROBLEM_UNJUDGED);
    twin = scan_stream(
            "out(tar({'a': b'x' * 600000}) + bytes(300000) + b'hidden needle' + bytes(99))");
    assert_non_null(twin_find(twin, "in!/[behind the end]", "hidden needle"));
    twin_free(twin);
}

/* A size that is less than nothing: libarchive reads not one byte, and what is left is all of it. */
static void looks_once_at_a_tar_without_a_beginning(void **state)
{
    (void)state;
    const char *const negative = "h = bytearray(header('h', 0, b'0'))\n"
                                 "h[124:136] = b'-00000000001'\n"
                                 "h[148:156] = b' ' * 8\n"
                                 "h[148:156] = b'%06o\\0 ' % sum(h)\n"
                                 "out(bytes(h) + padded(b'needle'))";
    struct twin *twin = scan(negative);
    assert_non_null(twin_find(twin, "in!/[behind the end]", "needle"));
    assert_int_equal(twin->problem_count, 2);
    twin_free(twin);
}

static void looks_at_damaged_headers_as_bytes(void **state)
{
    (void)state;
    struct twin *twin = scan("t = tar({'a': b'x', 'b': b'behind'})\n"
                             "out(t[:1024] + b'the needle'.ljust(1536, b'.') + t[1024:])");
    assert_non_null(twin_find(twin, "in!/[damaged headers]", "the needle"));
    assert_non_null(twin_find(twin, "in!/b", "behind"));
    assert_non_null(twin_trouble(twin, "in", "damaged headers"));
    twin_free(twin);
    twin = scan("out(header('h', 6, b'1', 'x') + padded(b'needle') + tar({'b': b'behind'}))");
    assert_non_null(twin_find(twin, "in!/[damaged headers]", "needle"));
    assert_non_null(twin_find(twin, "in!/b", "behind"));
    twin_free(twin);
}

/* Other readers make files of them. */
static void reads_bodies_that_a_tar_should_not_have(void **state)
{
    (void)state;
    static const char *const headers[] = {
        "header('a.gz/', len(b))", /* a file, to some */
        "header('a.gz', len(b), b'D')",
        "header('a.gz', len(b), b'2', 'x')",
        "header('a.gz', len(b), b'X')",
        "header('a.gz', len(b), b'g')",
        "header('a.gz', len(b), b'x')",
    };
    static const char *const bodies[] = { "gzip.compress(b'the needle')", "b'the needle'" };
    for (size_t i = 0; i < 2 * ARRAY_SIZE(headers); i++) {
        char script[256];
        snprintf(script, sizeof(script), "b = %s\nout(%s + padded(b) + tar({'b': b'behind'}))",
                 bodies[i % 2], headers[i / 2]);
        struct twin *twin = scan(script);
        if (!twin_find(twin, "", "the needle") || !twin_find(twin, "in!/b", "behind"))
            fail_msg("not found in:\n%s", script);
        twin_free(twin);
        twin = scan_stream(script);
        assert_non_null(twin_find(twin, "", "the needle"));
        twin_free(twin);
    }
}

static void looks_at_records_that_are_no_attributes(void **state)
{
    (void)state;
    const char *const script = "f = io.BytesIO(); i = tarfile.TarInfo('a'); i.size = 1\n"
                               "i.pax_headers = %s; i.mtime = 1.5\n"
                               "t = tarfile.open(fileobj=f, mode='w', format=tarfile.PAX_FORMAT)\n"
                               "t.addfile(i, io.BytesIO(b'x')); t.close(); out(f.getvalue())";
    static const struct {
        const char *records;
        bool is_seen;
    } cases[] = {
        { "{'comment': 'the needle'}", true },
        { "{'SCHILY.xattr.user.note': 'the needle'}", true },
        { "{'gname': 'the needle' * 9}", true },
        { "{'gname': 'the needle', 'atime': '1.5'}", false },
        { "{'path': 'the needle' * 20}", false },
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        char text[512];
        snprintf(text, sizeof(text), script, cases[i].records);
        struct twin *twin = scan(text);
        assert_clean(twin);
        assert_int_equal(twin_find(twin, "[extended header]", "the needle") != NULL,
                         cases[i].is_seen);
        twin_free(twin);
    }
}

static void gives_up_on_too_many_damaged_headers_but_reads_on(void **state)
{
    (void)state;
    struct twin *twin = scan("out(tar({'a': b'x'})[:1024] + b'garbage!' * 64 * 3000 + b'needle')");
    assert_non_null(twin_find(twin, "in!/[behind the end]", "needle"));
    assert_non_null(twin_find(twin, "in!/[damaged headers]", "garbage!"));
    twin_free(twin);
}

static void survives_lying_sizes(void **state)
{
    (void)state;
    static const char *const sizes[] = {
        "b'\\x80' + bytes(3) + b'\\x7f' + b'\\xff' * 7",
        "b'\\x80' + b'\\x01' + bytes(10)",
        "b'\\xff' * 12",
        "b'77777777777\\0'",
    };
    for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
        char script[1024];
        snprintf(script, sizeof(script),
                 "b = bytearray(header('lie', 0)); b[124:136] = %s\n"
                 "b[148:156] = b'%%06o\\0 ' %% (sum(b[:148]) + 256 + sum(b[156:512]))\n"
                 "out(bytes(b) + b'the needle'.ljust(1024, b'.'))",
                 sizes[i]);
        struct twin *twin = scan(script);
        assert_non_null(twin_find(twin, "", "the needle"));
        assert_true(twin->problem_count > 0);
        twin_free(twin);
    }
}

static void stands_a_nul_for_a_hole(void **state)
{
    (void)state;
    struct twin *twin = scan("d = __import__('tempfile').mkdtemp(); os.chdir(d)\n"
                             "f = open('s', 'wb'); f.write(b'front'); f.seek(1 << 30); "
                             "f.write(b'needle'); f.close()\n"
                             "out(run(b'', 'tar', '-cSf', '-', 's')); os.remove('s')");
    assert_clean(twin);
    assert_non_null(twin_find(twin, "in!/s", "front"));
    assert_non_null(twin_find(twin, "in!/s", "needle"));
    assert_true(twin->units[twin->unit_count - 1].len < 1 << 20);
    twin_free(twin);
}

/* ---- Other archives -------------------------------------------------------------------------- */

static void looks_behind_the_end_of_an_archive(void **state)
{
    (void)state;
    static const char *const scripts[] = {
        MAKERS "out(cpio({}) + b'the needle')",
        MAKERS "out(cpio({'a': b'x'}) + bytes(300) + b'the needle')",
        MAKERS "out(ar({}) + b'the needle')",
        MAKERS "out(ar({}) + b'the needle' + b'.' * 99)",
        MAKERS "out(ar({'a': b'x'}) + b'the needle')",
        MAKERS "out(cpio({'a': b'x' * 600000}) + bytes(300000) + b'the needle')",
        MAKERS "out(ar({'a': b'x' * 600000}) + b'the needle' + bytes(99))",
    };
    for (size_t i = 0; i < ARRAY_SIZE(scripts); i++) {
        struct twin *(*const ways[])(const char *) = { scan, scan_stream };
        for (size_t way = 0; way < ARRAY_SIZE(ways); way++) {
            struct twin *twin = ways[way](scripts[i]);
            if (!twin_find(twin, "", "the needle"))
                fail_msg("way %zu: nothing found in number %zu", way, i);
            twin_free(twin);
        }
    }
    expect_problem(scripts[0], "in", "data follows the end of the archive", VETO_PROBLEM_UNJUDGED);
    expect_problem(scripts[2], "in", "data follows the end of the archive", VETO_PROBLEM_UNJUDGED);
}

static void finds_nothing_unusual_in_one_archive_after_another(void **state)
{
    (void)state;
    expect(MAKERS "out(cpio({'a': b'x'}) + bytes(512))", "in!/a", "x");
    expect(MAKERS "out(ar({'a': b'xyz'}))", "in!/a", "xyz");
    expect(MAKERS "out(ar({'a': b'xyz'}) + b'\\n')", "in!/a", "xyz");
    expect(MAKERS "out(cpio({'a': b'x'}) + bytes(160) + cpio({'b': b'needle'}))",
           "in!/[behind the end]!/b", "needle");
    expect(MAKERS "out(cpio({'a': b'x'}) + bytes(160) + gzip.compress(cpio({'b': b'needle'})))",
           "in!/[behind the end]!/[behind the end]!/b", "needle");
}

/* ---- Zips ------------------------------------------------------------------------------------ */

static void says_that_a_zip_entry_is_encrypted(void **state)
{
    (void)state;
    const char *const script =
            "b = bytearray(zip_of({'s': b'secret', 'a': b'needle'}, zipfile.ZIP_STORED))\n"
            "b[6] |= 1; b[b.index(b'PK\\1\\2') + 8] |= 1\n"
            "out(b)";
    struct twin *twin = scan(script);
    const struct twin_note *note = twin_trouble(twin, "in!/s", "encrypted");
    assert_non_null(note);
    assert_int_equal(note->kind, VETO_PROBLEM_UNREAD);
    assert_non_null(twin_find(twin, "in!/a", "needle"));
    twin_free(twin);
}

static void reads_a_zip_that_lost_its_directory(void **state)
{
    (void)state;
    struct twin *twin =
            scan("b = zip_of({'a': b'needle', 'b': b'x'})\nout(b[:b.index(b'PK\\1\\2')])");
    assert_non_null(twin_find(twin, "in!/a", "needle"));
    twin_free(twin);
}

static void reads_what_a_zip_hides_from_its_directory(void **state)
{
    (void)state;
    const char *const script = "a = zip_of({'shown': b'x'}); h = zip_of({'hidden': b'needle'})\n"
                               "h = h[:h.index(b'PK\\1\\2')]; cut = a.index(b'PK\\1\\2')\n"
                               "end = bytearray(a[cut:]); e = end.index(b'PK\\5\\6')\n"
                               "end[e + 16:e + 20] = struct.pack('<I', cut + len(h))\n"
                               "out(a[:cut] + h + end)";
    struct twin *twin = scan(script);
    assert_non_null(twin_find(twin, "in!/shown", "x"));
    assert_non_null(twin_find(twin, "!/hidden", "needle"));
    assert_true(twin->problem_count > 0);
    twin_free(twin);
}

/* ---- Bounds ---------------------------------------------------------------------------------- */

static void stops_at_the_depth_limit(void **state)
{
    (void)state;
    const char *const script = "b = b'needle'\n"
                               "for i in range(12): b = tar({'x': b})\n"
                               "out(b)";
    struct twin *twin = scan(script);
    const struct twin_note *note = twin_trouble(twin, "", "nested deeper than 8");
    assert_non_null(note);
    assert_int_equal(note->kind, VETO_PROBLEM_UNREAD);
    /* The bytes are seen as they are. */
    assert_non_null(twin_find(twin, "", "needle"));
    twin_free(twin);
}

static void opens_nothing_where_the_depth_is_zero(void **state)
{
    (void)state;
    struct twin *twin = twin_create();
    twin->limits.max_depth = 0;
    scan_into(twin, "out(tar({'x': b'needle'}))");
    assert_clean(twin);
    assert_non_null(twin_find(twin, "in", "needle"));
    assert_int_equal(twin->sink.counts.archives, 0);
    twin_free(twin);
}

static void stops_at_a_bomb(void **state)
{
    (void)state;
    expect_problem("out(gzip.compress(bytes(1 << 27)))", "in", "more than the allowed ratio",
                   VETO_PROBLEM_UNREAD);
    expect_problem("out(run(bytes(1 << 27), 'zstd', '-qc'))", "in", "more than the allowed ratio",
                   VETO_PROBLEM_UNREAD);
    expect_problem("out(lzma.compress(bytes(1 << 27)))", "in", "more than the allowed ratio",
                   VETO_PROBLEM_UNREAD);
    expect_problem("out(zip_of({'z': bytes(1 << 27)}))", "in!/z", "more than the allowed ratio",
                   VETO_PROBLEM_UNREAD);
}

static void lets_honest_ratios_pass(void **state)
{
    (void)state;
    struct twin *twin = scan("out(gzip.compress(tar({'z': bytes(900000)})))");
    assert_clean(twin);
    twin_free(twin);
    twin = scan("out(lzma.compress(tar({'z': bytes(1 << 23)})))");
    assert_non_null(twin_trouble(twin, "", "ratio"));
    twin_free(twin);
}

static void stops_at_the_total_of_the_target(void **state)
{
    (void)state;
    struct twin *twin = twin_create();
    twin->limits.max_total = 3000000;
    scan_into(twin, "out(zip_of({'n%d' % i: os.urandom(99999) for i in range(90)}))");
    assert_non_null(twin_trouble(twin, "", "more was decompressed than the limit"));
    assert_int_equal(twin->problem_count, 1);
    assert_true(twin->unit_count < 40);
    twin_free(twin);
}

static void stops_at_too_many_entries(void **state)
{
    (void)state;
    struct twin *twin = twin_create();
    twin->limits.max_entries = 100;
    scan_into(twin, "out(tar({'n%d' % i: b'x' for i in range(200)}))");
    assert_non_null(twin_trouble(twin, "in", "more entries than the limit"));
    assert_int_equal(twin->file_count, 100);
    twin_free(twin);
}

static void skips_an_entry_over_the_size_limit(void **state)
{
    (void)state;
    struct twin *twin = twin_create();
    twin->limits.max_size = 1000;
    scan_into(twin, "out(gzip.compress(tar({'big': b'x' * 1001, 'a': b'needle'}))[:])");
    assert_non_null(twin_trouble(twin, "in!/big", "larger than the limit"));
    assert_null(twin_find(twin, "in!/big", "x"));
    assert_non_null(twin_find(twin, "in!/a", "needle"));
    twin_free(twin);
}

static void refuses_a_large_dictionary(void **state)
{
    (void)state;
    struct twin *twin = twin_create();
    twin->limits.max_dictionary = 1 << 20;
    scan_into(twin, "out(lzma.compress(b'needle' * 999, filters=[{'id': lzma.FILTER_LZMA2, "
                    "'dict_size': 1 << 26}]))");
    assert_non_null(twin_trouble(twin, "in", "dictionary"));
    twin_free(twin);
}

static void holds_whole_what_must_be_sought_up_to_a_limit(void **state)
{
    (void)state;
    struct twin *twin = twin_create();
    twin->limits.max_seekable = 1 << 20;
    struct buf bytes = fixture("out(zip_of({'a': os.urandom(3 << 20), 'b': b'needle'}))");
    uint64_t inflated = 0;
    struct span_reader reader = { { span_read }, buf_span(&bytes) };
    content_stream(&twin->sink, &reader.base, &target,
                   (struct content_state){ .inflated = &inflated });
    assert_clean(twin);
    assert_non_null(twin_find(twin, "in!/b", "needle"));
    twin_free(twin);
    buf_release(&bytes);
}

static void looks_at_bytes_that_only_begin_like_an_archive(void **state)
{
    (void)state;
    static const char *const scripts[] = {
        "out(b'PK\\x03\\x04 is how a zip begins, needle')",
        "out(b'7z\\xbc\\xaf\\x27\\x1c needle')",
        "out(b'PK\\x03\\x04' + b' ' * 3000000 + b'needle')",
    };
    for (size_t i = 0; i < 2 * ARRAY_SIZE(scripts); i++) {
        const char *script = scripts[i / 2];
        struct twin *twin = (i % 2 ? scan_stream : scan)(script);
        assert_non_null(twin_find(twin, "in", "needle"));
        twin_free(twin);
        expect_problem(script, "in", "damaged archive", VETO_PROBLEM_UNREAD);
    }
}

static void looks_into_the_header_of_a_gzip_stream(void **state)
{
    (void)state;
    static const char *const scripts[] = {
        "out(g[:3] + b'\\x08' + g[4:10] + b'note = the needle\\0' + g[10:])",
        "out(g[:3] + b'\\x18' + g[4:10] + b'name\\0the needle\\0' + g[10:])",
        "out(g[:3] + b'\\x14' + g[4:10] + b'\\2\\0xythe needle\\0' + g[10:])",
        "out(g[:3] + b'\\x04' + g[4:10] + b'\\0\\x80' + b'the needle'.rjust(32768) + g[10:])",
    };
    for (size_t i = 0; i < ARRAY_SIZE(scripts); i++) {
        char script[256];
        snprintf(script, sizeof(script), "g = gzip.compress(b'inside', mtime=0)\n%s", scripts[i]);
        expect(script, "in!/[gzip header]", "the needle");
        expect(script, "in!/in", "inside");
    }
    struct twin *twin = scan("g = gzip.compress(b'inside', mtime=0)\n"
                             "out(g[:3] + b'\\x0c' + g[4:10] +"
                             " b'\\6\\0BC\\2\\0\\1\\2name\\0' + g[10:])");
    assert_int_equal(twin->unit_count, 1);
    twin_free(twin);
}

static void finds_nothing_in_an_empty_stream(void **state)
{
    (void)state;
    static const char *const scripts[] = {
        "out(bz2.compress(b''))",
        "out(lzma.compress(b''))",
        "out(run(b'', 'lz4', '-qc'))",
        "out(gzip.compress(b''))",
        "out(run(b'', 'zstd', '-qc'))",
    };
    for (size_t i = 0; i < ARRAY_SIZE(scripts); i++) {
        struct twin *twin = scan(scripts[i]);
        assert_clean(twin);
        assert_int_equal(twin->unit_count, 0);
        twin_free(twin);
        twin = scan_stream(scripts[i]);
        assert_clean(twin);
        twin_free(twin);
    }
}

static void looks_at_what_follows_a_compressed_stream(void **state)
{
    (void)state;
    struct twin *twin = scan("out(gzip.compress(b'x') + b'appended needle')");
    assert_non_null(twin_find(twin, "in!/[behind the compressed stream]", "appended needle"));
    assert_non_null(twin_trouble(twin, "", "bytes follow"));
    twin_free(twin);
}

static void reports_a_wrong_checksum_and_keeps_the_bytes(void **state)
{
    (void)state;
    const char *const script =
            "b = bytearray(gzip.compress(tar({'a': b'needle'}))); b[-5] ^= 1; out(b)";
    struct twin *twin = scan(script);
    assert_non_null(twin_find(twin, "in!/a", "needle"));
    twin_free(twin);
    expect_problem(script, "in", "damaged", VETO_PROBLEM_UNREAD);
}

static void ends_soon_when_stopped(void **state)
{
    (void)state;
    struct twin *twin = twin_create();
    twin->stop_after = 3;
    scan_into(twin, "out(tar({'n%d' % i: gzip.compress(b'x') for i in range(2000)}))");
    assert_true(twin->unit_count < 10);
    twin_free(twin);
}

static void scan_damaged(struct span bytes)
{
    struct twin *twin = twin_create();
    twin->limits.max_total = 1 << 24;
    uint64_t inflated = 0;
    content_scan(&twin->sink, bytes, &target, (struct content_state) { .inflated = &inflated });
    twin_free(twin);
}

static void survives_bytes_changed_at_random(void **state)
{
    (void)state;
    each_damaged(MAKERS "t = tar({'a': b'x' * 700, 'b/c': b'y' * 70}, tarfile.PAX_FORMAT)\n"
                        "seeds = [t[:4096], gzip.compress(t), bz2.compress(t), lzma.compress(t),\n"
                        "         run(t, 'zstd', '-qc'), zip_of({'a': b'x' * 99, 'b': b'y'}),\n"
                        "         cpio({'a': b'x' * 99}), ar({'a': b'x'}), deb({'q': b'z'}),\n"
                        "         sevenzip('a', b'x' * 9), rpm(gzip.compress(cpio({'a': b'b'})))]",
                 scan_damaged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_every_kind_of_archive),
        cmocka_unit_test(opens_archives_in_archives),
        cmocka_unit_test(sees_the_scripts_in_an_rpm),
        cmocka_unit_test(names_a_compressed_file_without_its_suffix),
        cmocka_unit_test(reads_small_and_large_members_whole),
        cmocka_unit_test(normalises_paths),
        cmocka_unit_test(reads_names_of_any_bytes),
        cmocka_unit_test(cuts_names_that_are_too_long),
        cmocka_unit_test(reads_a_tar_without_padding_and_end),
        cmocka_unit_test(says_where_a_tar_is_cut),
        cmocka_unit_test(reads_a_tar_whose_first_name_is_a_magic),
        cmocka_unit_test(reads_a_tar_that_is_another_kind_as_well),
        cmocka_unit_test(looks_behind_the_end_of_a_tar),
        cmocka_unit_test(looks_once_at_a_tar_without_a_beginning),
        cmocka_unit_test(looks_at_damaged_headers_as_bytes),
        cmocka_unit_test(reads_bodies_that_a_tar_should_not_have),
        cmocka_unit_test(looks_at_records_that_are_no_attributes),
        cmocka_unit_test(gives_up_on_too_many_damaged_headers_but_reads_on),
        cmocka_unit_test(survives_lying_sizes),
        cmocka_unit_test(stands_a_nul_for_a_hole),
        cmocka_unit_test(looks_behind_the_end_of_an_archive),
        cmocka_unit_test(finds_nothing_unusual_in_one_archive_after_another),
        cmocka_unit_test(says_that_a_zip_entry_is_encrypted),
        cmocka_unit_test(reads_a_zip_that_lost_its_directory),
        cmocka_unit_test(reads_what_a_zip_hides_from_its_directory),
        cmocka_unit_test(stops_at_the_depth_limit),
        cmocka_unit_test(opens_nothing_where_the_depth_is_zero),
        cmocka_unit_test(stops_at_a_bomb),
        cmocka_unit_test(lets_honest_ratios_pass),
        cmocka_unit_test(stops_at_the_total_of_the_target),
        cmocka_unit_test(stops_at_too_many_entries),
        cmocka_unit_test(skips_an_entry_over_the_size_limit),
        cmocka_unit_test(refuses_a_large_dictionary),
        cmocka_unit_test(holds_whole_what_must_be_sought_up_to_a_limit),
        cmocka_unit_test(looks_at_bytes_that_only_begin_like_an_archive),
        cmocka_unit_test(looks_into_the_header_of_a_gzip_stream),
        cmocka_unit_test(finds_nothing_in_an_empty_stream),
        cmocka_unit_test(looks_at_what_follows_a_compressed_stream),
        cmocka_unit_test(reports_a_wrong_checksum_and_keeps_the_bytes),
        cmocka_unit_test(ends_soon_when_stopped),
        cmocka_unit_test(survives_bytes_changed_at_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
