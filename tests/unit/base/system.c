/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/test.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/child.h"
#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/json.h"

static char folder[] = "/tmp/veto-test-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    char command[64];
    snprintf(command, sizeof(command), "rm -rf %s", folder);
    return system(command);
}

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void digests_agree_with_known_answers(void **state)
{
    (void)state;
    char hex[DIGEST_MAX_HEX];
    unsigned char bytes[SHA256_BYTES];
    struct digest *digest = NULL;
    assert_int_equal(digest_create(&digest, DIGEST_SHA256, NULL), 0);
    digest_update(digest, SPAN("a"));
    digest_update(digest, SPAN("bc"));
    digest_finish_hex(digest, hex);
    digest_free(digest);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");

    /* RFC 4231, test case 2 */
    assert_true(digest_hmac_sha256(SPAN("Jefe"), SPAN("what do ya want for nothing?"), bytes));
    hex_encode(bytes, sizeof(bytes), hex);
    assert_string_equal(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    assert_int_equal(digest_crc32(SPAN("123456789")), 0xcbf43926);
}

static void digest_names_are_strict(void **state)
{
    (void)state;
    enum digest_algorithm algorithm;
    struct span hex;
    char good[] = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_true(digest_parse(span_of(good), &algorithm, &hex));
    assert_int_equal(hex.len, 64);
    good[10] = 'A';
    assert_false(digest_parse(span_of(good), &algorithm, &hex));
    assert_false(digest_parse(SPAN("sha256:../../etc/passwd"), &algorithm, &hex));
    assert_false(digest_parse(SPAN("md5:d41d8cd98f00b204e9800998ecf8427e"), &algorithm, &hex));
    assert_false(digest_parse(SPAN(""), &algorithm, &hex));
}

static void output_appears_whole_or_not_at_all(void **state)
{
    (void)state;
    struct file_output output;
    struct veto_error error;
    write_text("report", "old");
    assert_int_equal(file_output_open(&output, "report", &error), 0);
    fputs("new", output.stream);
    struct buf content = buf_make(100);
    assert_int_equal(file_load("report", &content, &error), 0);
    assert_span(buf_span(&content), "old");
    assert_int_equal(file_output_commit(&output, &error), 0);
    buf_clear(&content);
    assert_int_equal(file_load("report", &content, &error), 0);
    assert_span(buf_span(&content), "new");
    buf_release(&content);

    assert_int_equal(file_output_open(&output, "report", &error), 0);
    file_output_abort(&output);
    assert_int_equal(system("test $(ls | wc -l) = 1"), 0);
}

static void output_goes_through_links(void **state)
{
    (void)state;
    static const struct {
        const char *link, *to, *file;
        int mode;
    } rows[] = { { "link", "in/real", "in/real", 0664 },
                 { "again", "link", "in/real", 0600 },
                 { "in/up", "../below", "below", 0640 },
                 { "dangling", "in/new", "in/new", 0 } };
    mkdir("in", 0700);
    write_text("in/real", "old");
    write_text("below", "old");
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct file_output output;
        struct stat status;
        assert_int_equal(symlink(rows[i].to, rows[i].link), 0);
        if (rows[i].mode)
            assert_int_equal(chmod(rows[i].file, (mode_t)rows[i].mode), 0);
        assert_int_equal(file_output_open(&output, rows[i].link, NULL), 0);
        fputs("new", output.stream);
        assert_int_equal(file_output_commit(&output, NULL), 0);
        assert_int_equal(lstat(rows[i].link, &status), 0);
        assert_true(S_ISLNK(status.st_mode));
        cleanup(buf_release) struct buf content = buf_make(100);
        assert_int_equal(file_load(rows[i].file, &content, NULL), 0);
        assert_span(buf_span(&content), "new");
        assert_int_equal(lstat(rows[i].file, &status), 0);
        assert_true(!rows[i].mode || (status.st_mode & 0777) == (mode_t)rows[i].mode);
    }
    struct file_output output;
    assert_int_equal(symlink("round", "round"), 0);
    assert_true(file_output_open(&output, "round", NULL) < 0);
    assert_int_equal(
            system("test $(ls in | wc -l) = 3 && rm -r in link again below dangling round"), 0);
}

/* Else whoever may write into a folder could choose what a report is written over. */
static void output_replaces_links_of_others(void **state)
{
    (void)state;
    struct file_output output;
    struct stat status;
    if (geteuid() != 0)
        return;
    mkdir("shared", 0700);
    assert_int_equal(chmod("shared", 01777), 0);
    write_text("own", "old");
    assert_int_equal(symlink("../own", "shared/link"), 0);
    assert_int_equal(lchown("shared/link", 12345, 12345), 0);
    assert_int_equal(file_output_open(&output, "shared/link", NULL), 0);
    fputs("new", output.stream);
    assert_int_equal(file_output_commit(&output, NULL), 0);
    assert_int_equal(lstat("shared/link", &status), 0);
    assert_true(S_ISREG(status.st_mode));
    assert_int_equal(lstat("own", &status), 0);
    assert_int_equal(system("grep -q old own && rm -r shared own"), 0);
}

/* As a report to /dev/null, or to a pipe. */
static void output_leaves_what_is_no_file(void **state)
{
    (void)state;
    struct file_output output;
    struct stat status;
    assert_int_equal(mkfifo("pipe", 0600), 0);
    int reader = open("pipe", O_RDONLY | O_NONBLOCK);
    char text[8] = "";
    assert_true(reader >= 0);
    assert_int_equal(file_output_open(&output, "pipe", NULL), 0);
    fputs("new", output.stream);
    assert_int_equal(file_output_commit(&output, NULL), 0);
    assert_int_equal(read(reader, text, sizeof(text)), 3);
    assert_int_equal(lstat("pipe", &status), 0);
    assert_true(S_ISFIFO(status.st_mode));
    close(reader);
    unlink("pipe");
}

static void output_names_what_failed(void **state)
{
    (void)state;
    struct file_output output;
    struct veto_error error;
    assert_true(file_output_open(&output, "no/such/folder/report", &error) < 0);
    assert_non_null(strstr(error.message, "no/such/folder/report"));
    mkdir("folder", 0700);
    assert_true(file_output_open(&output, "folder", &error) < 0);
    assert_non_null(strstr(error.message, "is a folder"));
    rmdir("folder");
}

static void opening_never_leaves_the_folder(void **state)
{
    (void)state;
    mkdir("inner", 0700);
    write_text("outside", "x");
    write_text("inner/file", "x");
    assert_int_equal(symlink("../outside", "inner/link"), 0);
    assert_int_equal(symlink("..", "inner/up"), 0);
    int dir = open("inner", O_RDONLY | O_DIRECTORY);
    int fd = file_open_beneath(dir, "file");
    assert_true(fd >= 0);
    close(fd);
    assert_true(file_open_beneath(dir, "link") < 0);
#if defined(__linux__) && !defined(VETO_PORTABLE)
    assert_true(file_open_beneath(dir, "up/outside") < 0);
    assert_true(file_open_beneath(dir, "../outside") < 0);
#endif
    close(dir);
}

static void a_child_is_read_and_waited_for(void **state)
{
    (void)state;
    const char *arguments[] = { "sh", "-c", "printf '%s' \"$GREETING\"; exit 3", NULL };
    const char *environment[] = { "GREETING=hello", NULL };
    struct child child;
    struct buf output = buf_make(100);
    assert_int_equal(child_start(&child, arguments, environment, "/", NULL), 0);
    assert_int_equal(file_read_all(child.output, &output, NULL), 0);
    assert_int_equal(child_finish(&child), 3);
    assert_span(buf_span(&output), "hello");
    buf_release(&output);

    struct veto_error error;
    const char *absent[] = { "no-such-program-here", NULL };
    assert_true(child_start(&child, absent, environment, NULL, &error) < 0);
    assert_string_equal(error.message, "no-such-program-here: not installed");
}

static void json_survives_what_documents_throw_at_it(void **state)
{
    (void)state;
    struct json_value *document = NULL;
    struct veto_error error;
    assert_int_equal(json_parse(&document, SPAN("{\"a\":[1,\"x\"],\"b\":true}"), &error), 0);
    const struct json_value *a = json_member(document, "a");
    assert_int_equal(json_count(a), 2);
    assert_int_equal(json_number(json_element(a, 0), -1), 1);
    assert_int_equal(json_number(json_element(a, 1), -1), -1);
    assert_string_equal(json_chars(json_element(a, 1)), "x");
    assert_null(json_element(a, 2));
    assert_int_equal(json_text(json_member(json_member(document, "b"), "c")).len, 0);
    assert_true(json_truth(json_member(document, "b")));
    json_release(document);

    assert_true(json_parse(&document, SPAN("{\"a\":"), &error) < 0);
    struct buf deep = buf_make(1 << 20);
    for (int i = 0; i < 100000; i++)
        buf_append_char(&deep, '[');
    assert_true(json_parse(&document, buf_span(&deep), &error) < 0);
    buf_release(&deep);
}

static void json_writes_foreign_bytes_as_valid_text(void **state)
{
    (void)state;
    cleanup(free_ptr) char *text = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&text, &len);
    struct json_writer w = json_writer_make(to, false);
    json_open(&w, '{');
    json_put_span(&w, "bad", SPAN("a\xff\0b"));
    json_put_integer(&w, "n", -7);
    json_put_open(&w, "list", '[');
    json_write_bool(&w, true);
    json_write_text(&w, "\"\n");
    json_close(&w, ']');
    json_put_open(&w, "empty", '{');
    json_close(&w, '}');
    json_close(&w, '}');
    assert_int_equal(json_writer_finish(&w, NULL), 0);
    fclose(to);
    assert_string_equal(text, "{\"bad\":\"a\xef\xbf\xbd\xef\xbf\xbd" "b\",\"n\":-7,"
                              "\"list\":[true,\"\\\"\\n\"],\"empty\":{}}\n");
}

static void json_tells_that_the_disk_is_full(void **state)
{
    (void)state;
    FILE *full = fopen("/dev/full", "w");
    if (!full)
        skip();
    setvbuf(full, NULL, _IONBF, 0);
    struct json_writer w = json_writer_make(full, false);
    struct veto_error error;
    json_write_text(&w, "x");
    assert_true(json_writer_finish(&w, &error) < 0);
    fclose(full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests_agree_with_known_answers),
        cmocka_unit_test(digest_names_are_strict),
        cmocka_unit_test(output_appears_whole_or_not_at_all),
        cmocka_unit_test(output_goes_through_links),
        cmocka_unit_test(output_replaces_links_of_others),
        cmocka_unit_test(output_leaves_what_is_no_file),
        cmocka_unit_test(output_names_what_failed),
        cmocka_unit_test(opening_never_leaves_the_folder),
        cmocka_unit_test(a_child_is_read_and_waited_for),
        cmocka_unit_test(json_survives_what_documents_throw_at_it),
        cmocka_unit_test(json_writes_foreign_bytes_as_valid_text),
        cmocka_unit_test(json_tells_that_the_disk_is_full),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
