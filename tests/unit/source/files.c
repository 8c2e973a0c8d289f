/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/source/folder.h"

static struct twin *scan_files(const struct scan *scan, const char *const *paths, size_t count)
{
    struct veto_bytes list[16];
    struct read_task *task;
    struct twin *twin = twin_create();
    for (size_t i = 0; i < count; i++)
        list[i] = (struct veto_bytes){ paths[i], strlen(paths[i]) };
    assert_int_equal(source_files(&task, folder, list, count, &scan->origin, &scan->options, NULL),
                     0);
    twin_run(twin, task);
    return twin;
}

static void reads_the_named_files_once(void **state)
{
    (void)state;
    put("a", "one");
    put("b/c", "two");
    put("new\nline", "three");
    put("not named", "four");
    static const char *const paths[] = { "a", "./a", "b/c", "new\nline", "" };
    struct scan scan = scan_of_folder();
    struct twin *twin = scan_files(&scan, paths, ARRAY_SIZE(paths));
    assert_int_equal(twin->unit_count, 3);
    assert_int_equal(twin->problem_count, 0);
    assert_true(was_read(twin, "b/c"));
    twin_free(twin);
}

static void reports_absent_files(void **state)
{
    (void)state;
    put("a", "one");
    mkdir(in_folder("sub"), 0755);
    static const char *const paths[] = { "a", "gone", "sub" };
    struct scan scan = scan_of_folder();
    struct twin *twin = scan_files(&scan, paths, ARRAY_SIZE(paths));
    assert_int_equal(twin->unit_count, 1);
    assert_int_equal(twin->problem_count, 2);
    assert_int_equal(twin_trouble(twin, in_folder("gone"), "No such file")->kind,
                     VETO_PROBLEM_UNREAD);
    assert_int_equal(twin_trouble(twin, in_folder("sub"), "a folder")->kind, VETO_PROBLEM_ABSENT);
    twin_free(twin);
}

static void never_leaves_the_folder_by_a_link(void **state)
{
    (void)state;
    put("inside/file", "x");
    assert_int_equal(symlink("/etc", in_folder("out")), 0);
    assert_int_equal(symlink("inside/file", in_folder("link")), 0);
    static const char *const paths[] = { "out/passwd", "inside/file", "link", "..",
                                         "../../etc/passwd" };
    struct scan scan = scan_of_folder();
    struct twin *twin = scan_files(&scan, paths, ARRAY_SIZE(paths));
    assert_int_equal(twin->unit_count, 1);
    assert_true(was_read(twin, "inside/file"));
    assert_true(has_verdict(twin, "link", VETO_FILE_LINK));
    assert_int_equal(twin->problem_count, 3);
    twin_free(twin);
}

static void takes_absolute_paths_as_they_are(void **state)
{
    (void)state;
    put("a", "one");
    char path[256];
    strcpy(path, in_folder("a"));
    const char *const paths[] = { path };
    struct scan scan = scan_of_folder();
    struct twin *twin = scan_files(&scan, paths, 1);
    assert_int_equal(twin->unit_count, 1);
    assert_int_equal(twin->problem_count, 0);
    twin_free(twin);
}

static void leaves_out_what_lies_in_excluded_folders(void **state)
{
    (void)state;
    put("build/deep/a", "x");
    put("b.log", "x");
    put("c", "x");
    static const char *const paths[] = { "build/deep/a", "b.log", "c" };
    static const char *const excludes[] = { "build/", "*.log" };
    struct scan scan = scan_of_folder();
    scan.options.excludes = excludes;
    scan.options.exclude_count = 2;
    struct twin *twin = scan_files(&scan, paths, ARRAY_SIZE(paths));
    assert_int_equal(twin->unit_count, 1);
    assert_true(has_verdict(twin, "b.log", VETO_FILE_EXCLUDED));
    assert_true(has_verdict(twin, "build/deep/a", VETO_FILE_EXCLUDED));
    twin_free(twin);
}

/* ---- One file as target -------------------------------------------------------------------- */

static void reads_a_file_through_a_link(void **state)
{
    (void)state;
    put("file", "content");
    assert_int_equal(symlink("file", in_folder("link")), 0);
    struct scan scan = scan_of_folder();
    scan.origin.kind = VETO_ORIGIN_FILE;
    struct twin *twin = scan_path(&scan, in_folder("link"));
    assert_int_equal(twin->unit_count, 1);
    twin_free(twin);
}

static void refuses_what_has_no_end(void **state)
{
    (void)state;
    struct scan scan = scan_of_folder();
    struct read_task *task;
    struct veto_error error;
    assert_true(source_open(&task, "/dev/null", &scan.origin, &scan.options, &error) < 0);
    assert_non_null(strstr(error.message, "/dev/null: neither a file nor a folder"));
    assert_true(source_open(&task, in_folder("gone"), &scan.origin, &scan.options, &error) < 0);
    put("text", "x");
    scan.options.images_only = true;
    assert_true(source_open(&task, in_folder("text"), &scan.origin, &scan.options, &error) < 0);
    assert_true(source_open(&task, folder, &scan.origin, &scan.options, &error) < 0);
    assert_int_equal(error.code, VETO_ERROR_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOLDER_TEST(reads_the_named_files_once),
        FOLDER_TEST(reports_absent_files),
        FOLDER_TEST(never_leaves_the_folder_by_a_link),
        FOLDER_TEST(takes_absolute_paths_as_they_are),
        FOLDER_TEST(leaves_out_what_lies_in_excluded_folders),
        FOLDER_TEST(reads_a_file_through_a_link),
        FOLDER_TEST(refuses_what_has_no_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
