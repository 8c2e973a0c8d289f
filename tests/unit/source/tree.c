/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/source/folder.h"

/* ---- What is found ------------------------------------------------------------------------- */

static void reads_every_file_once(void **state)
{
    (void)state;
    put("a", "one");
    put("b/c", "two");
    put("b/.hidden/d", "three");
    put("empty", "");
    struct scan scan = scan_of_folder();
    struct twin *twin = scan_path(&scan, folder);
    assert_int_equal(twin->unit_count, 3);
    assert_int_equal(twin->file_count, 4);
    assert_int_equal(twin->problem_count, 0);
    assert_non_null(twin_find(twin, in_folder("b/.hidden/d"), "three"));
    twin_free(twin);
}

static void bears_any_name(void **state)
{
    (void)state;
    char longest[256];
    memset(longest, 'n', 255);
    longest[255] = '\0';
    put("new\nline", "1");
    put("bro\xff\xfeken", "2");
    put("spa ce/ta\tb", "3");
    put(longest, "4");
    put("-rf", "5");
    struct scan scan = scan_of_folder();
    struct twin *twin = scan_path(&scan, folder);
    assert_int_equal(twin->unit_count, 5);
    assert_int_equal(twin->problem_count, 0);
    twin_free(twin);
}

static void counts_links_and_never_follows_them(void **state)
{
    (void)state;
    put("real/file", "content");
    assert_int_equal(symlink("real", in_folder("to-folder")), 0);
    assert_int_equal(symlink("..", in_folder("real/loop")), 0);
    assert_int_equal(symlink("/etc/passwd", in_folder("outside")), 0);
    assert_int_equal(symlink("nowhere", in_folder("dangling")), 0);
    struct scan scan = scan_of_folder();
    struct twin *twin = scan_path(&scan, folder);
    assert_int_equal(twin->unit_count, 1);
    assert_int_equal(twin->problem_count, 0);
    assert_true(has_verdict(twin, "to-folder", VETO_FILE_LINK));
    assert_true(has_verdict(twin, "real/loop", VETO_FILE_LINK));
    assert_true(has_verdict(twin, "outside", VETO_FILE_LINK));
    assert_true(has_verdict(twin, "dangling", VETO_FILE_LINK));
    twin_free(twin);
}

static void follows_a_link_given_as_target(void **state)
{
    (void)state;
    put("real/file", "content");
    assert_int_equal(symlink("real", in_folder("link")), 0);
    struct scan scan = scan_of_folder();
    struct twin *twin = scan_path(&scan, in_folder("link"));
    assert_int_equal(twin->unit_count, 1);
    twin_free(twin);
}

static void counts_pipes_without_waiting(void **state)
{
    (void)state;
    put("file", "content");
    assert_int_equal(mkfifo(in_folder("pipe"), 0600), 0);
    struct scan scan = scan_of_folder();
    struct twin *twin = scan_path(&scan, folder);
    assert_int_equal(twin->unit_count, 1);
    assert_true(has_verdict(twin, "pipe", VETO_FILE_SPECIAL));
    twin_free(twin);
}

/* Root may read everything: the check runs as somebody else. */
static void reports_what_cannot_be_read(void **state)
{
    (void)state;
    put("locked/file", "content");
    put("secret", "content");
    put("open", "content");
    assert_int_equal(chmod(in_folder("locked"), 0), 0);
    assert_int_equal(chmod(in_folder("secret"), 0), 0);
    assert_int_equal(chmod(folder, 0755), 0);
    fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        if (geteuid() == 0 && setuid(65534) != 0)
            _exit(3);
        struct scan scan = scan_of_folder();
        struct twin *twin = scan_path(&scan, folder);
        static const char text[] = "cannot be opened: Permission denied";
        bool right = twin->unit_count == 1 && twin->problem_count == 2 &&
                     twin_trouble(twin, in_folder("locked"), text) &&
                     twin_trouble(twin, in_folder("secret"), text);
        _exit(right ? 0 : 1);
    }
    int status;
    waitpid(pid, &status, 0);
    assert_int_equal(status, 0);
    chmod(in_folder("locked"), 0755);
}

/* ---- Wide and deep ------------------------------------------------------------------------- */

static void reads_a_wide_folder_in_pieces(void **state)
{
    (void)state;
    enum { FILES = 1500, FOLDERS = 600 };
    char path[64];
    for (int i = 0; i < FILES; i++) {
        snprintf(path, sizeof(path), "file-%d", i);
        put(path, path);
    }
    for (int i = 0; i < FOLDERS; i++) {
        snprintf(path, sizeof(path), "folder-%d/x", i);
        put(path, path);
    }
    struct scan scan = scan_of_folder();
    struct twin *twin = scan_path(&scan, folder);
    assert_int_equal(twin->unit_count, FILES + FOLDERS);
    assert_int_equal(twin->problem_count, 0);
    assert_true(was_read(twin, "file-1499"));
    assert_true(was_read(twin, "folder-599/x"));
    twin_free(twin);
}

/* Below the working directory, since no path leads so deep at once. */
static void make_deep(const char *name, int levels)
{
    assert_int_equal(chdir(folder), 0);
    for (int i = 0; i < levels; i++) {
        assert_int_equal(mkdir(name, 0755), 0);
        assert_int_equal(chdir(name), 0);
    }
    int fd = open("bottom", O_CREAT | O_WRONLY, 0644);
    assert_int_equal(write(fd, "x", 1), 1);
    close(fd);
    assert_int_equal(chdir("/"), 0);
}

static void reads_two_thousand_levels(void **state)
{
    (void)state;
    make_deep("d", 2000);
    struct scan scan = scan_of_folder();
    struct twin *twin = scan_path(&scan, folder);
    assert_int_equal(twin->unit_count, 1);
    assert_int_equal(twin->problem_count, 0);
    twin_free(twin);
}

static void says_where_paths_grow_too_long(void **state)
{
    (void)state;
    make_deep("some-long-name", 1000);
    put("beside", "x");
    struct scan scan = scan_of_folder();
    struct twin *twin = scan_path(&scan, folder);
    assert_int_equal(twin->unit_count, 1);
    assert_int_equal(twin->problem_count, 1);
    assert_non_null(strstr(twin->problems[0].text, "longer than 4095 bytes"));
    assert_int_equal(twin->problems[0].kind, VETO_PROBLEM_UNREAD);
    twin_free(twin);
}

/* ---- Sizes --------------------------------------------------------------------------------- */

static void gives_large_files_a_task_of_their_own(void **state)
{
    (void)state;
    size_t len = (size_t)9 * 1024 * 1024;
    char *text = malloc(len + 1);
    memset(text, 'x', len);
    text[len] = '\0';
    put("sub/large", text);
    free(text);
    struct scan scan = scan_of_folder();
    struct twin *twin = scan_path(&scan, folder);
    size_t owned = 0;
    for (size_t i = 0; i < twin->unit_count; i++)
        owned += twin->units[i].len;
    assert_int_equal(owned, len);
    assert_true(twin->unit_count > 1);
    assert_int_equal(twin->file_count, 1);
    twin_free(twin);
}

static void names_the_limit_of_size(void **state)
{
    (void)state;
    put("small", "12345");
    put("large", "123456");
    struct scan scan = scan_of_folder();
    scan.limits.max_size = 5;
    struct twin *twin = scan_path(&scan, folder);
    assert_int_equal(twin->unit_count, 1);
    assert_non_null(twin_trouble(twin, in_folder("large"), "larger than 5 bytes"));
    twin_free(twin);
}

/* ---- What is left out ---------------------------------------------------------------------- */

static void leaves_out_what_options_exclude(void **state)
{
    (void)state;
    put("keep.c", "x");
    put("drop.log", "x");
    put("build/out", "x");
    put("sub/build/out", "x");
    static const char *const excludes[] = { "*.log", "/build" };
    struct scan scan = scan_of_folder();
    scan.options.excludes = excludes;
    scan.options.exclude_count = 2;
    struct twin *twin = scan_path(&scan, folder);
    assert_int_equal(twin->unit_count, 2);
    assert_true(has_verdict(twin, "drop.log", VETO_FILE_EXCLUDED));
    assert_true(has_verdict(twin, "build/", VETO_FILE_EXCLUDED));
    assert_true(was_read(twin, "sub/build/out"));
    twin_free(twin);
}

static void leaves_out_what_it_writes(void **state)
{
    (void)state;
    put("report.json", "x");
    put("other", "x");
    struct stat status;
    assert_int_equal(stat(in_folder("report.json"), &status), 0);
    struct source_output output = { status.st_dev, status.st_ino };
    struct scan scan = scan_of_folder();
    scan.options.outputs = &output;
    scan.options.output_count = 1;
    struct twin *twin = scan_path(&scan, folder);
    assert_int_equal(twin->unit_count, 1);
    assert_true(has_verdict(twin, "report.json", VETO_FILE_EXCLUDED));
    twin_free(twin);
}

static void honours_gitignore_only_in_a_repository(void **state)
{
    (void)state;
    put(".gitignore", "*.log\n");
    put("a.log", "x");
    struct scan scan = scan_of_folder();
    struct twin *twin = scan_path(&scan, folder);
    assert_true(was_read(twin, "a.log"));
    twin_free(twin);

    git("git init -q .");
    twin = scan_path(&scan, folder);
    assert_false(was_read(twin, "a.log"));
    assert_true(has_verdict(twin, "a.log", VETO_FILE_IGNORED));
    twin_free(twin);

    scan.options.no_ignore = true;
    twin = scan_path(&scan, folder);
    assert_true(was_read(twin, "a.log"));
    twin_free(twin);
}

static void reads_tracked_files_whatever_is_ignored(void **state)
{
    (void)state;
    git("git init -q .");
    put(".gitignore", "*.log\nbuild/\n");
    put("tracked.log", "x");
    put("untracked.log", "x");
    put("build/deep/tracked", "x");
    put("build/deep/untracked", "x");
    put("build-2/untracked", "x");
    git("git add -f tracked.log build/deep/tracked");
    struct scan scan = scan_of_folder();
    struct twin *twin = scan_path(&scan, folder);
    assert_true(was_read(twin, "tracked.log"));
    assert_true(was_read(twin, "build/deep/tracked"));
    assert_true(was_read(twin, "build-2/untracked"));
    assert_false(was_read(twin, "untracked.log"));
    assert_false(was_read(twin, "build/deep/untracked"));
    twin_free(twin);
}

static void ignores_nothing_where_git_refuses(void **state)
{
    (void)state;
    git("git init -q .");
    put(".gitignore", "*.log\n");
    put("a.log", "x");
    put(".git/HEAD", "no reference");
    struct scan scan = scan_of_folder();
    struct twin *twin = scan_path(&scan, folder);
    assert_true(was_read(twin, "a.log"));
    twin_free(twin);
}

static void honours_vetoignore_everywhere(void **state)
{
    (void)state;
    put("sub/.vetoignore", "*.pem\n!keep.pem\nvendor/\n");
    put("sub/a.pem", "x");
    put("sub/keep.pem", "x");
    put("sub/vendor/x", "x");
    put("b.pem", "x");
    git("git init -q . && git add -f .");
    struct scan scan = scan_of_folder();
    struct twin *twin = scan_path(&scan, folder);
    assert_false(was_read(twin, "sub/a.pem"));
    assert_true(was_read(twin, "sub/keep.pem"));
    assert_false(was_read(twin, "sub/vendor/x"));
    assert_true(has_verdict(twin, "sub/vendor/", VETO_FILE_IGNORED));
    assert_true(was_read(twin, "b.pem"));
    twin_free(twin);
}

static void looks_into_git_folders_but_not_at_objects(void **state)
{
    (void)state;
    git("git init -q .");
    put("a", "x");
    git("git add a && git -c user.name=n -c user.email=e commit -qm c");
    put(".git/hooks/pre-push", "#!/bin/sh\n");
    put(".git/modules/m/objects/aa/bb", "x");
    put(".git/annex/objects/key", "x");
    struct scan scan = scan_of_folder();
    struct twin *twin = scan_path(&scan, folder);
    assert_true(was_read(twin, ".git/config"));
    assert_true(was_read(twin, ".git/hooks/pre-push"));
    assert_true(was_read(twin, ".git/annex/objects/key"));
    assert_false(was_read(twin, ".git/index"));
    assert_false(was_read(twin, ".git/modules/m/objects/aa/bb"));
    assert_true(has_verdict(twin, ".git/objects/", VETO_FILE_IGNORED));
    twin_free(twin);
}

static void begins_anew_in_a_nested_repository(void **state)
{
    (void)state;
    git("git init -q . && git init -q sub");
    put(".gitignore", "*.log\n");
    put("sub/.gitignore", "*.tmp\n");
    put("sub/a.log", "x");
    put("sub/a.tmp", "x");
    struct scan scan = scan_of_folder();
    struct twin *twin = scan_path(&scan, folder);
    assert_true(was_read(twin, "sub/a.log"));
    assert_false(was_read(twin, "sub/a.tmp"));
    twin_free(twin);
}

static void knows_the_rules_above_the_target(void **state)
{
    (void)state;
    git("git init -q .");
    put(".gitignore", "/one/two/x\n*.log\n");
    put("one/.gitignore", "!keep.log\n");
    put("one/two/x", "x");
    put("one/two/y", "x");
    put("one/two/a.log", "x");
    put("one/two/keep.log", "x");
    put(".git/info/exclude", "*.tmp\n");
    put("one/two/a.tmp", "x");
    char target[256];
    strcpy(target, in_folder("one/two"));
    struct scan scan = scan_of_folder();
    scan.origin.name = (struct veto_bytes){ target, strlen(target) };
    scan.origin.prefix = (struct veto_bytes){ "one/two", 7 };
    struct twin *twin = scan_path(&scan, target);
    assert_false(was_read(twin, "one/two/x"));
    assert_true(was_read(twin, "one/two/y"));
    assert_false(was_read(twin, "one/two/a.log"));
    assert_false(was_read(twin, "one/two/a.tmp"));
    assert_true(was_read(twin, "one/two/keep.log"));
    twin_free(twin);
}

static void knows_the_rules_of_the_user(void **state)
{
    (void)state;
    git("git init -q repository");
    put("config/git/ignore", "*.swp\n");
    put("repository/a.swp", "x");
    put("repository/a", "x");
    setenv("XDG_CONFIG_HOME", in_folder("config"), 1);
    struct scan scan = scan_of_folder();
    struct twin *twin = scan_path(&scan, folder);
    unsetenv("XDG_CONFIG_HOME");
    assert_false(was_read(twin, "repository/a.swp"));
    assert_true(was_read(twin, "repository/a"));
    twin_free(twin);
}

static void lists_without_reading(void **state)
{
    (void)state;
    put("a", "x");
    put("b/c", "x");
    struct scan scan = scan_of_folder();
    scan.list_only = true;
    struct twin *twin = scan_path(&scan, folder);
    assert_int_equal(twin->unit_count, 0);
    assert_true(has_verdict(twin, "a", VETO_FILE_READ));
    assert_true(has_verdict(twin, "b/c", VETO_FILE_READ));
    twin_free(twin);
}

static void ends_soon_when_stopped(void **state)
{
    (void)state;
    char path[64];
    for (int i = 0; i < 1000; i++) {
        snprintf(path, sizeof(path), "d%d/f", i);
        put(path, "x");
    }
    struct scan scan = scan_of_folder();
    struct twin *twin = twin_create();
    struct read_task *task;
    twin->stop_after = 3;
    assert_int_equal(source_open(&task, folder, &scan.origin, &scan.options, NULL), 0);
    twin_run(twin, task);
    assert_true(twin->unit_count < 10);
    twin_free(twin);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOLDER_TEST(reads_every_file_once),
        FOLDER_TEST(bears_any_name),
        FOLDER_TEST(counts_links_and_never_follows_them),
        FOLDER_TEST(follows_a_link_given_as_target),
        FOLDER_TEST(counts_pipes_without_waiting),
        FOLDER_TEST(reports_what_cannot_be_read),
        FOLDER_TEST(reads_a_wide_folder_in_pieces),
        FOLDER_TEST(reads_two_thousand_levels),
        FOLDER_TEST(says_where_paths_grow_too_long),
        FOLDER_TEST(gives_large_files_a_task_of_their_own),
        FOLDER_TEST(names_the_limit_of_size),
        FOLDER_TEST(leaves_out_what_options_exclude),
        FOLDER_TEST(leaves_out_what_it_writes),
        FOLDER_TEST(honours_gitignore_only_in_a_repository),
        FOLDER_TEST(reads_tracked_files_whatever_is_ignored),
        FOLDER_TEST(ignores_nothing_where_git_refuses),
        FOLDER_TEST(honours_vetoignore_everywhere),
        FOLDER_TEST(looks_into_git_folders_but_not_at_objects),
        FOLDER_TEST(begins_anew_in_a_nested_repository),
        FOLDER_TEST(knows_the_rules_above_the_target),
        FOLDER_TEST(knows_the_rules_of_the_user),
        FOLDER_TEST(lists_without_reading),
        FOLDER_TEST(ends_soon_when_stopped),
    };
    setenv("HOME", "/nonexistent", 1);
    unsetenv("XDG_CONFIG_HOME");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
