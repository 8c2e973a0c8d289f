/* SPDX-License-Identifier: Apache-2.0 */
#include "source/inflate.h"

#include "base/macro.h"
#include "source/inflate_ahead.h"
#include "source/reader.h"
#include "unit/source/fixture.h"
#include "unit/source/twin.h"

enum { WINDOW = 256 * 1024 * 1024 };

struct outcome {
    struct buf bytes;
    enum inflate_status status;
    size_t unused; /* input that does not belong to the stream */
};

/* Through pieces of `in_step` and `out_step` bytes. */
static struct outcome inflate_in_steps(enum inflate_kind kind, struct span in, size_t in_step,
                                       size_t out_step, uint64_t window)
{
    struct inflater *inflater = NULL;
    struct outcome outcome = { buf_make(FIXTURE_MAX), INFLATE_MORE, 0 };
    assert_int_equal(inflate_open(&inflater, kind, window, NULL), 0);
    struct span piece = SPAN_EMPTY;
    while (outcome.status == INFLATE_MORE) {
        if (piece.len == 0) {
            piece = span_sub(in, 0, in_step);
            in = span_from(in, piece.len);
        }
        size_t written = 0;
        char *room = buf_reserve(&outcome.bytes, out_step);
        assert_non_null(room);
        outcome.status = inflate_run(inflater, &piece, in.len == 0, room, out_step, &written);
        assert_true(written <= out_step);
        outcome.bytes.len += written;
    }
    outcome.unused = piece.len + in.len;
    inflate_close(inflater);
    return outcome;
}

/* Cut into segments of a few bytes, each of them inflated on its own where a member begins. */
static struct outcome inflate_in_segments(enum inflate_kind kind, struct span in, size_t segment,
                                          size_t out_step)
{
    const struct inflate_ahead_sizes sizes = { .block = segment,
                                               .segment_least = segment,
                                               .segment_most = 4 * segment,
                                               .segment_out = 64 * 1024,
                                               .searched = 1 << 30 };
    struct inflater *inflater = NULL;
    struct outcome outcome = { buf_make(FIXTURE_MAX), INFLATE_MORE, 0 };
    struct headed_reader source = reader_with_head(in, NULL);
    struct twin *twin = twin_create();
    struct inflate_ahead *ahead = inflate_ahead_open(kind, &source.base, &twin->sink, &sizes);
    assert_non_null(ahead);
    assert_int_equal(inflate_open(&inflater, kind, WINDOW, NULL), 0);
    uint64_t all_used = 0, used;
    bool failed;
    while (outcome.status == INFLATE_MORE) {
        size_t written = 0;
        char *room = buf_reserve(&outcome.bytes, out_step);
        outcome.status =
                inflate_ahead_run(ahead, inflater, room, out_step, &written, &used, &failed);
        assert_true(written <= out_step && !failed);
        outcome.bytes.len += written;
        all_used += used;
    }
    assert_true(all_used <= in.len);
    char rest[100];
    ssize_t got = sizeof(rest);
    while (got == sizeof(rest)) {
        got = inflate_ahead_rest(ahead, rest, sizeof(rest));
        assert_true(got >= 0);
        outcome.unused += (size_t)got;
    }
    inflate_ahead_close(ahead);
    inflate_close(inflater);
    twin_free(twin);
    return outcome;
}

static void expect_segments_alike(enum inflate_kind kind, struct span in,
                                  const struct outcome *wanted)
{
    static const size_t sizes[][2] = { { 20, 7 }, { 64, 1 << 16 }, { 1000, 4096 } };
    for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
        struct outcome other = inflate_in_segments(kind, in, sizes[i][0], sizes[i][1]);
        assert_int_equal(other.status, wanted->status);
        assert_true(span_eq(buf_span(&other.bytes), buf_span(&wanted->bytes)));
        if (wanted->status == INFLATE_END)
            assert_int_equal(other.unused, wanted->unused);
        buf_release(&other.bytes);
    }
}

/* What becomes of the script's output, which must not depend on the size of the pieces. */
static struct outcome inflate_fixture(enum inflate_kind kind, const char *script)
{
    static const size_t steps[][2] = {
        { SIZE_MAX / 2, 1 << 20 }, { 1, 1 }, { 7, 1000 }, { 4096, 3 }
    };
    struct buf in = fixture(script);
    struct outcome first = inflate_in_steps(kind, buf_span(&in), steps[0][0], steps[0][1], WINDOW);
    for (size_t i = 1; i < ARRAY_SIZE(steps); i++) {
        struct outcome other =
                inflate_in_steps(kind, buf_span(&in), steps[i][0], steps[i][1], WINDOW);
        assert_int_equal(other.status, first.status);
        if (first.status == INFLATE_END)
            assert_int_equal(other.unused, first.unused);
        assert_true(span_eq(buf_span(&other.bytes), buf_span(&first.bytes)));
        buf_release(&other.bytes);
    }
    expect_segments_alike(kind, buf_span(&in), &first);
    buf_release(&in);
    return first;
}

static void expect(enum inflate_kind kind, const char *script, enum inflate_status status,
                   const char *text, size_t unused)
{
    struct outcome outcome = inflate_fixture(kind, script);
    assert_int_equal(outcome.status, status);
    assert_int_equal(outcome.bytes.len, strlen(text));
    assert_true(span_is(buf_span(&outcome.bytes), text));
    assert_int_equal(outcome.unused, unused);
    buf_release(&outcome.bytes);
}

static void reads_one_gzip_member(void **state)
{
    (void)state;
    expect(INFLATE_GZIP, "out(gzip.compress(b'hello'))", INFLATE_END, "hello", 0);
    expect(INFLATE_GZIP, "out(gzip.compress(b''))", INFLATE_END, "", 0);
}

static void reads_every_field_of_a_gzip_header(void **state)
{
    (void)state;
    expect(INFLATE_GZIP,
           "b = gzip.compress(b'hello')\n"
           "h = b'\\x1f\\x8b\\x08\\x1e' + bytes(6) + b'\\x04\\0abcd' + b'name\\0' + b'comment\\0'\n"
           "out(h + struct.pack('<H', zlib.crc32(h) & 0xffff) + b[10:])\n",
           INFLATE_END, "hello", 0);
}

static void joins_gzip_members(void **state)
{
    (void)state;
    expect(INFLATE_GZIP, "out(gzip.compress(b'one,') + gzip.compress(b'') + gzip.compress(b'two'))",
           INFLATE_END, "one,two", 0);
}

static void passes_over_padding_with_zeros(void **state)
{
    (void)state;
    expect(INFLATE_GZIP,
           "out(gzip.compress(b'one,') + bytes(600) + gzip.compress(b'two') + bytes(9))",
           INFLATE_END, "one,two", 0);
}

static void leaves_what_follows_the_stream(void **state)
{
    (void)state;
    expect(INFLATE_GZIP, "out(gzip.compress(b'hello') + b'garbage')", INFLATE_END, "hello", 7);
    expect(INFLATE_ZSTD, "out(run(b'hello', 'zstd', '-qc') + b'garbage')", INFLATE_END, "hello", 7);
}

static void delivers_what_came_before_the_cut(void **state)
{
    (void)state;
    struct outcome outcome = inflate_fixture(
            INFLATE_GZIP, "b = gzip.compress(os.urandom(3000) + b'x' * 3000)\nout(b[:2500])");
    assert_int_equal(outcome.status, INFLATE_TRUNCATED);
    assert_true(outcome.bytes.len > 2000);
    buf_release(&outcome.bytes);
    expect(INFLATE_GZIP, "out(gzip.compress(b'hello')[:-3])", INFLATE_TRUNCATED, "hello", 0);
    expect(INFLATE_GZIP, "out(gzip.compress(b'hello')[:5])", INFLATE_TRUNCATED, "", 0);
    expect(INFLATE_GZIP, "pass", INFLATE_TRUNCATED, "", 0);
    expect(INFLATE_ZSTD, "out(run(b'hello', 'zstd', '-qc')[:-2])", INFLATE_TRUNCATED, "hello", 0);
}

static void checks_sums_after_delivering(void **state)
{
    (void)state;
    struct buf in = fixture("b = bytearray(gzip.compress(b'hello')); b[-6] ^= 1; out(b)");
    struct outcome outcome =
            inflate_in_steps(INFLATE_GZIP, buf_span(&in), SIZE_MAX / 2, 1 << 20, WINDOW);
    assert_int_equal(outcome.status, INFLATE_DAMAGED);
    assert_true(span_is(buf_span(&outcome.bytes), "hello"));
    buf_release(&outcome.bytes);
    buf_release(&in);

    in = fixture("b = bytearray(run(b'hello' * 99, 'zstd', '-qc')); b[-1] ^= 1; out(b)");
    outcome = inflate_in_steps(INFLATE_ZSTD, buf_span(&in), SIZE_MAX / 2, 1 << 20, WINDOW);
    assert_int_equal(outcome.status, INFLATE_DAMAGED);
    assert_int_equal(outcome.bytes.len, 5 * 99);
    buf_release(&outcome.bytes);
    buf_release(&in);
}

static void notices_damage(void **state)
{
    (void)state;
    struct buf in = fixture("b = bytearray(gzip.compress(bytes(range(256)) * 400))\n"
                            "b[40:60] = b'\\xff' * 20; out(b)");
    struct outcome outcome =
            inflate_in_steps(INFLATE_GZIP, buf_span(&in), SIZE_MAX / 2, 1 << 20, WINDOW);
    assert_int_equal(outcome.status, INFLATE_DAMAGED);
    buf_release(&outcome.bytes);
    buf_release(&in);
    outcome = inflate_in_steps(INFLATE_GZIP, SPAN("not gzip at all"), 100, 100, WINDOW);
    assert_int_equal(outcome.status, INFLATE_DAMAGED);
    buf_release(&outcome.bytes);
}

static void joins_zstd_frames(void **state)
{
    (void)state;
    expect(INFLATE_ZSTD,
           "skip = b'\\x5a\\x2a\\x4d\\x18' + struct.pack('<I', 5) + b'12345'\n"
           "out(skip + run(b'one,', 'zstd', '-qc') + skip + run(b'two', 'zstd', '-qc') + skip)",
           INFLATE_END, "one,two", 0);
}

static void refuses_a_window_that_is_too_wide(void **state)
{
    (void)state;
    struct buf in =
            fixture("out(run(os.urandom(1000) * 9000, 'zstd', '-qc', '--long=27', '--no-check'))");
    struct outcome outcome =
            inflate_in_steps(INFLATE_ZSTD, buf_span(&in), 4096, 1 << 20, 1024 * 1024);
    assert_int_equal(outcome.status, INFLATE_TOO_WIDE);
    assert_int_equal(outcome.bytes.len, 0);
    buf_release(&outcome.bytes);
    outcome = inflate_in_steps(INFLATE_ZSTD, buf_span(&in), 4096, 1 << 20, WINDOW);
    assert_int_equal(outcome.status, INFLATE_END);
    assert_int_equal(outcome.bytes.len, 9000000);
    buf_release(&outcome.bytes);
    buf_release(&in);
}

static void inflates_megabytes_alike_in_any_pieces(void **state)
{
    (void)state;
    struct buf plain =
            fixture("import random; r = random.Random(7)\n"
                    "out(b''.join(b'%d %s\\n' % (i, r.randbytes(r.randrange(40)).hex().encode())"
                    " for i in range(60000)))");
    struct buf packed = fixture("import random; r = random.Random(7)\n"
                                "out(gzip.compress(b''.join(b'%d %s\\n' % (i, "
                                "r.randbytes(r.randrange(40)).hex().encode())"
                                " for i in range(60000))))");
    static const size_t steps[][2] = { { 262144, 262144 }, { 1000, 77 }, { 65536, 512 } };
    for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
        struct outcome outcome =
                inflate_in_steps(INFLATE_GZIP, buf_span(&packed), steps[i][0], steps[i][1], WINDOW);
        assert_int_equal(outcome.status, INFLATE_END);
        assert_true(span_eq(buf_span(&outcome.bytes), buf_span(&plain)));
        buf_release(&outcome.bytes);
    }
    buf_release(&plain);
    buf_release(&packed);
}

/* Members of every length, some that only seem to begin, one that is larger than a job may make. */
static void inflates_segments_as_one_stream(void **state)
{
    (void)state;
    static const char *const gzip =
            "import random; r = random.Random(3)\n"
            "for i in range(300):\n"
            "    data = r.randbytes(r.randrange(200)) * r.randrange(1, 30)\n"
            "    out(gzip.compress(data, r.choice([0, 6])) + bytes(r.choice([0, 0, 0, 5])))\n"
            "    if i % 50 == 7: out(gzip.compress(gzip.compress(b'inner', mtime=0) * 40, 0))\n"
            "    if i == 150: out(gzip.compress(bytes(300000)))\n";
    struct outcome outcome = inflate_fixture(INFLATE_GZIP, gzip);
    assert_int_equal(outcome.status, INFLATE_END);
    assert_true(outcome.bytes.len > 300000);
    buf_release(&outcome.bytes);
    struct buf damaged = buf_make(1 << 16);
    buf_append_text(&damaged, gzip);
    buf_append_text(&damaged, "    if i == 200: out(b'\\x1f\\x8b\\x08' + bytes(40))\n");
    outcome = inflate_fixture(INFLATE_GZIP, damaged.data);
    assert_int_equal(outcome.status, INFLATE_DAMAGED);
    buf_release(&outcome.bytes);
    buf_release(&damaged);
    outcome = inflate_fixture(
            INFLATE_ZSTD,
            "import random; r = random.Random(3)\n"
            "frames = [run(r.randbytes(60 * k) * 9, 'zstd', '-qc') for k in range(12)]\n"
            "frames.append(run(run(b'inner' * 9, 'zstd', '-qc') * 9, 'zstd', '-qc'))\n"
            "frames.append(b'\\x5a\\x2a\\x4d\\x18' + struct.pack('<I', 4) + b'\\x28\\xb5\\x2f\\xfd')\n"
            "out(b''.join(r.choice(frames) for i in range(400)))\n");
    assert_int_equal(outcome.status, INFLATE_END);
    buf_release(&outcome.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_one_gzip_member),
        cmocka_unit_test(reads_every_field_of_a_gzip_header),
        cmocka_unit_test(joins_gzip_members),
        cmocka_unit_test(passes_over_padding_with_zeros),
        cmocka_unit_test(leaves_what_follows_the_stream),
        cmocka_unit_test(delivers_what_came_before_the_cut),
        cmocka_unit_test(checks_sums_after_delivering),
        cmocka_unit_test(notices_damage),
        cmocka_unit_test(joins_zstd_frames),
        cmocka_unit_test(refuses_a_window_that_is_too_wide),
        cmocka_unit_test(inflates_megabytes_alike_in_any_pieces),
        cmocka_unit_test(inflates_segments_as_one_stream),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
