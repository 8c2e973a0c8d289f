/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/source/twin.h"

#include "unit/test.h"

#include <unistd.h>

#include "source/source.h"

static const struct veto_origin origin = { .kind = VETO_ORIGIN_STREAM, .name = { "app.log", 7 } };

/* Some content with lines of all lengths and ends, and code points of all lengths. */
static char *make_text(size_t len, bool one_line)
{
    static const char *const pieces[] = {
        "a", "bc", "\xc3\xbc", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\n", "\r\n", "\r"
    };
    char *text = malloc(len + 8);
    uint32_t seed = 1;
    for (size_t at = 0; at < len;) {
        seed = seed * 1664525u + 1013904223u;
        const char *piece = pieces[(seed >> 16) % (one_line ? 5 : ARRAY_SIZE(pieces))];
        memcpy(text + at, piece, strlen(piece));
        at += strlen(piece);
    }
    return text;
}

/* Counts as a person would, and checks what each window says of itself. */
struct watch {
    struct twin *twin;
    struct span whole;
    size_t owned; /* by the windows so far */
    size_t counted;
    uint64_t line, column;
    size_t windows;
};

static void count_to(struct watch *watch, size_t offset)
{
    for (; watch->counted < offset; watch->counted++) {
        struct span at = span_from(watch->whole, watch->counted);
        if (at.data[0] == '\n' || (at.data[0] == '\r' && (at.len == 1 || at.data[1] != '\n'))) {
            watch->line++;
            watch->column = 1;
        } else if (((unsigned char)at.data[0] & 0xc0) != 0x80) {
            watch->column++;
        }
    }
}

static struct watch *watching;

static void check_window(struct unit_sink *sink, const struct unit *unit)
{
    (void)sink;
    struct watch *watch = watching;
    struct span expected = span_sub(watch->whole, (size_t)unit->offset, unit->bytes.len);
    assert_int_equal(expected.len, unit->bytes.len);
    assert_memory_equal(expected.data, unit->bytes.data, expected.len);
    assert_int_equal(unit->offset + unit->own_begin, watch->owned);
    watch->owned = (size_t)unit->offset + unit->own_end;
    assert_int_equal(unit->is_first, watch->windows == 0);
    assert_int_equal(unit->is_last, watch->owned == watch->whole.len);
    if (!unit->is_first)
        assert_true(unit->own_begin >= UNIT_OVERLAP_BEFORE);
    if (!unit->is_last)
        assert_int_equal(unit->bytes.len - unit->own_end, UNIT_OVERLAP_AFTER);
    assert_int_not_equal((unsigned char)unit->bytes.data[0] & 0xc0, 0x80);
    count_to(watch, (size_t)unit->offset);
    assert_int_equal(unit->first_line, watch->line);
    assert_int_equal(unit->first_column, watch->column);
    watch->windows++;
}

static void submit_checked(struct unit_sink *sink, struct unit_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++)
        check_window(sink, &batch->units[i]);
    sink->operations->discard(sink, batch);
}

struct piece_reader {
    struct content_reader base;
    struct span rest;
    bool fails; /* at the end */
};

static ssize_t read_piece(struct content_reader *reader, char *into, size_t len)
{
    struct piece_reader *self = container_of(reader, struct piece_reader, base);
    struct span piece = span_sub(self->rest, 0, len);
    memcpy(into, piece.data, piece.len);
    self->rest = span_from(self->rest, piece.len);
    return piece.len == 0 && self->fails ? -1 : (ssize_t)piece.len;
}

/* Windows of a text in memory, or read as it comes. */
static void check_windows(size_t len, bool one_line, bool streamed)
{
    struct twin *twin = twin_create();
    char *text = make_text(len, one_line);
    struct watch watch = { .twin = twin, .whole = { text, len }, .line = 1, .column = 1 };
    struct sink_operations operations = *twin->sink.operations;
    uint64_t inflated = 0;
    struct content_state state = { .inflated = &inflated };
    operations.scan = check_window;
    operations.submit = submit_checked;
    twin->sink.operations = &operations;
    watching = &watch;
    if (streamed) {
        struct piece_reader reader = { { read_piece }, watch.whole, false };
        content_stream(&twin->sink, &reader.base, &origin, state);
    } else {
        content_scan(&twin->sink, watch.whole, &origin, state);
    }
    assert_int_equal(watch.owned, len);
    free(text);
    twin_free(twin);
}

static void windows_own_each_byte_once(void **state)
{
    (void)state;
    static const size_t lengths[] = {
        1,
        4095,
        4096,
        4097,
        UNIT_WINDOW,
        UNIT_WINDOW + UNIT_OVERLAP_AFTER,
        UNIT_WINDOW + UNIT_OVERLAP_AFTER + 1,
        2 * UNIT_WINDOW,
        3 * UNIT_WINDOW + 12345,
    };
    for (size_t i = 0; i < ARRAY_SIZE(lengths); i++)
        for (int way = 0; way < 4; way++)
            check_windows(lengths[i], way & 1, way & 2);
}

/* The number of windows of a document that the sink may have whole up to a bound. */
static size_t windows_of(size_t len, const char *name, uint64_t max_document, bool streamed)
{
    const struct veto_origin named = { .kind = VETO_ORIGIN_FILE, .name = { name, strlen(name) } };
    struct twin *twin = twin_create();
    char *text = make_text(len, false);
    struct watch watch = { .twin = twin, .whole = { text, len }, .line = 1, .column = 1 };
    struct sink_operations operations = *twin->sink.operations;
    struct limits limits = *twin->sink.limits;
    uint64_t inflated = 0;
    struct content_state state = { .inflated = &inflated };
    limits.max_document = max_document;
    operations.scan = check_window;
    operations.submit = submit_checked;
    twin->sink.operations = &operations;
    twin->sink.limits = &limits;
    watching = &watch;
    struct piece_reader reader = { { read_piece, watch.whole.len }, watch.whole, false };
    if (streamed)
        content_stream(&twin->sink, &reader.base, &named, state);
    else
        content_scan(&twin->sink, watch.whole, &named, state);
    assert_int_equal(watch.owned, len);
    free(text);
    twin_free(twin);
    return watch.windows;
}

static void leaves_documents_whole(void **state)
{
    (void)state;
    enum { LEN = 2 * UNIT_WINDOW + UNIT_OVERLAP_AFTER + 1 };
    for (int streamed = 0; streamed < 2; streamed++) {
        assert_int_equal(windows_of(LEN, "a.yaml", LEN, streamed), 1);
        assert_int_equal(windows_of(LEN, "a.json", 4 * UNIT_WINDOW, streamed), 1);
        assert_int_equal(windows_of(LEN, "a.yaml", LEN - 1, streamed), 3);
        assert_int_equal(windows_of(LEN, "a.log", LEN, streamed), 3);
        assert_int_equal(windows_of(LEN, "package-lock.json", LEN, streamed), 3);
        assert_int_equal(windows_of(LEN, "a.sh", LEN, streamed), 3);
    }
}

static void scans_nothing_of_nothing(void **state)
{
    (void)state;
    struct twin *twin = twin_create();
    struct read_task *task;
    assert_int_equal(source_memory(&task, SPAN_EMPTY, &origin, NULL), 0);
    twin_run(twin, task);
    assert_int_equal(twin->unit_count, 0);
    assert_int_equal(twin->file_count, 1);
    twin_free(twin);
}

static void keeps_what_came_before_an_error(void **state)
{
    (void)state;
    struct twin *twin = twin_create();
    uint64_t inflated = 0;
    struct piece_reader reader = { { read_piece }, SPAN("half of it"), true };
    content_stream(&twin->sink, &reader.base, &origin, (struct content_state) { 0, &inflated });
    assert_non_null(twin_find(twin, "app.log", "half of it"));
    twin_free(twin);
}

static void reads_a_stream_to_its_end(void **state)
{
    (void)state;
    struct twin *twin = twin_create();
    struct read_task *task;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "line 1\nline 2\n", 14), 14);
    close(ends[1]);
    assert_int_equal(source_stream(&task, ends[0], &origin, NULL), 0);
    twin_run(twin, task);
    assert_non_null(twin_find(twin, "app.log", "line 2"));
    assert_int_equal(twin->unit_count, 1);
    close(ends[0]);
    twin_free(twin);
}

static void cuts_streams_at_the_limit_of_size(void **state)
{
    (void)state;
    struct twin *twin = twin_create();
    uint64_t inflated = 0;
    twin->limits.max_size = 10;
    struct piece_reader reader = { { read_piece }, SPAN("0123456789more"), false };
    content_stream(&twin->sink, &reader.base, &origin, (struct content_state) { 0, &inflated });
    assert_int_equal(twin->unit_count, 1);
    assert_int_equal(twin->units[0].len, 10);
    assert_non_null(twin_trouble(twin, "app.log", "larger than 10 bytes"));
    content_scan(&twin->sink, SPAN("0123456789more"), &origin,
                 (struct content_state) { 0, &inflated });
    assert_int_equal(twin->unit_count, 1);
    assert_int_equal(twin->problem_count, 2);
    twin_free(twin);
}

static void names_the_depth_that_it_does_not_pass(void **state)
{
    (void)state;
    struct twin *twin = twin_create();
    uint64_t inflated = 0;
    struct span zip = SPAN("PK\003\004 and so on");
    content_scan(&twin->sink, zip, &origin,
                 (struct content_state) { twin->limits.max_depth, &inflated });
    assert_int_equal(twin->unit_count, 1);
    assert_non_null(twin_trouble(twin, "app.log", "nested deeper than 8"));

    /* Where no archive is wanted, one is bytes like any other. */
    twin->limits.max_depth = 0;
    content_scan(&twin->sink, zip, &origin, (struct content_state) { 0, &inflated });
    assert_int_equal(twin->unit_count, 2);
    assert_int_equal(twin->problem_count, 1);
    twin_free(twin);
}

static void gathers_small_contents(void **state)
{
    (void)state;
    enum { COUNT = 3000 };
    struct twin *twin = twin_create();
    struct gatherer gatherer = { .sink = &twin->sink };
    char name[32];
    for (int i = 0; i < COUNT; i++) {
        snprintf(name, sizeof(name), "member-%d", i);
        struct veto_origin member = { .kind = VETO_ORIGIN_ENTRY,
                                      .parent = &origin,
                                      .name = { name, strlen(name) } };
        content_gather(&gatherer, span_of(name), &member);
    }
    assert_int_equal(twin->batches_out, 1);
    content_gather_end(&gatherer);
    content_gather_end(&gatherer);
    assert_int_equal(twin->unit_count, COUNT);
    for (int i = 0; i < COUNT; i += 100) {
        snprintf(name, sizeof(name), "member-%d", i);
        assert_string_equal(twin->units[i].bytes, name);
        assert_non_null(twin_find(twin, name, name));
    }
    twin_free(twin);
}

static void gathers_without_memory_too(void **state)
{
    (void)state;
    struct twin *twin = twin_create();
    struct gatherer gatherer = { .sink = &twin->sink };
    twin->stop = true; /* the twin then has no batches */
    content_gather(&gatherer, SPAN("x"), &origin);
    content_gather_end(&gatherer);
    assert_int_equal(twin->unit_count, 0);
    twin_free(twin);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(windows_own_each_byte_once),
        cmocka_unit_test(leaves_documents_whole),
        cmocka_unit_test(scans_nothing_of_nothing),
        cmocka_unit_test(keeps_what_came_before_an_error),
        cmocka_unit_test(reads_a_stream_to_its_end),
        cmocka_unit_test(cuts_streams_at_the_limit_of_size),
        cmocka_unit_test(names_the_depth_that_it_does_not_pass),
        cmocka_unit_test(gathers_small_contents),
        cmocka_unit_test(gathers_without_memory_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
