/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/source/folder.h"

#include "base/child.h"
#include "base/file.h"
#include "source/ignore.h"

static struct ignore *ignore_of(struct span lines)
{
    struct ignore *ignore;
    assert_int_equal(ignore_create(&ignore, NULL), 0);
    assert_int_equal(ignore_add_lines(ignore, lines, NULL), 0);
    return ignore;
}

static void answers_as_the_manual_says(void **state)
{
    (void)state;
    static const struct {
        const char *lines, *path;
        bool is_folder;
        enum ignore_answer answer;
    } cases[] = {
        { "foo", "foo", false, IGNORE_YES },
        { "foo", "a/foo", false, IGNORE_YES },
        { "foo", "food", false, IGNORE_UNKNOWN },
        { "foo/", "foo", false, IGNORE_UNKNOWN },
        { "foo/", "a/foo", true, IGNORE_YES },
        { "/foo", "foo", false, IGNORE_YES },
        { "/foo", "a/foo", false, IGNORE_UNKNOWN },
        { "doc/frotz", "doc/frotz", false, IGNORE_YES },
        { "doc/frotz", "a/doc/frotz", false, IGNORE_UNKNOWN },
        { "*.o", "a/b.o", false, IGNORE_YES },
        { "*.tar.gz", "b.tar.gz", false, IGNORE_YES },
        { "*.tar.gz", "b.gz", false, IGNORE_UNKNOWN },
        { "*.o\n!keep.o", "keep.o", false, IGNORE_NO },
        { "!keep.o\n*.o", "keep.o", false, IGNORE_YES },
        { "foo/*", "foo/a", false, IGNORE_YES },
        { "foo/*", "foo/a/b", false, IGNORE_UNKNOWN },
        { "**/foo", "foo", false, IGNORE_YES },
        { "**/foo", "a/b/foo", false, IGNORE_YES },
        { "foo/**", "foo/a/b", false, IGNORE_YES },
        { "foo/**", "foo", true, IGNORE_UNKNOWN },
        { "a/**/b", "a/b", false, IGNORE_YES },
        { "a/**/b", "a/x/y/b", false, IGNORE_YES },
        { "# foo", "# foo", false, IGNORE_UNKNOWN },
        { "\\# foo", "# foo", false, IGNORE_YES },
        { "\\!foo", "!foo", false, IGNORE_YES },
        { "foo   ", "foo", false, IGNORE_YES },
        { "foo\\ ", "foo ", false, IGNORE_YES },
        { "foo\\  ", "foo ", false, IGNORE_YES },
        { "foo\t", "foo", false, IGNORE_UNKNOWN },
        { "foo\\", "foo\\", false, IGNORE_UNKNOWN },
        { "foo\r\nbar", "foo", false, IGNORE_YES },
        { "\xef\xbb\xbf" "foo", "foo", false, IGNORE_YES },
        { "[ab]x", "bx", false, IGNORE_YES },
        { "[!ab]x", "bx", false, IGNORE_UNKNOWN },
        { "a?c", "a/c", false, IGNORE_UNKNOWN },
        { "/", "a", true, IGNORE_UNKNOWN },
        { "", "", false, IGNORE_UNKNOWN },
        { "*", "a", false, IGNORE_YES },
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct ignore *ignore = ignore_of(span_of(cases[i].lines));
        enum ignore_answer answer = ignore_ask(ignore, span_of(cases[i].path), cases[i].is_folder);
        if (answer != cases[i].answer)
            fail_msg("\"%s\" for \"%s\": %d", cases[i].lines, cases[i].path, answer);
        ignore_free(ignore);
    }
}

static void refuses_files_beyond_its_bounds(void **state)
{
    (void)state;
    struct ignore *ignore;
    size_t len = IGNORE_MAX_BYTES + 1;
    char *text = malloc(len);
    memset(text, '\n', len);
    assert_int_equal(ignore_create(&ignore, NULL), 0);
    assert_true(ignore_add_lines(ignore, (struct span){ text, len }, NULL) < 0);
    assert_int_equal(ignore_add_lines(ignore, (struct span){ text, len - 1 }, NULL), 0);
    assert_int_equal(ignore_cost(ignore).patterns, 0);
    ignore_free(ignore);
    free(text);
}

/* Only what is tried on every name costs much. */
static void counts_what_asking_costs(void **state)
{
    (void)state;
    struct ignore *ignore = ignore_of(SPAN("name\n*.o\n/a/b/c\ndocs/**/x\nfoo*\n*~\n"));
    assert_int_equal(ignore_cost(ignore).patterns, 6);
    assert_int_equal(ignore_cost(ignore).tried, strlen("foo*") + strlen("*~"));
    ignore_free(ignore);
}

/* A repository that would make each name cost seconds is looked at instead. */
static void honours_no_more_than_can_be_asked(void **state)
{
    (void)state;
    git("git init -q .");
    put(".gitignore", "*.log\n");
    FILE *file = fopen(in_folder("sub.gitignore"), "w");
    for (int i = 0; i < 20000; i++)
        fprintf(file, "*a*a%d*\n", i);
    fclose(file);
    put("sub/a.log", "x");
    put("sub/xaxa1x", "x");
    git("mv sub.gitignore sub/.gitignore");
    struct scan scan = scan_of_folder();
    struct twin *twin = scan_path(&scan, folder);
    assert_false(was_read(twin, "sub/a.log"));
    assert_true(was_read(twin, "sub/xaxa1x"));
    twin_free(twin);
}

/* ---- Against git --------------------------------------------------------------------------- */

struct dice {
    uint32_t state;
};

static uint32_t roll(struct dice *dice, uint32_t sides)
{
    dice->state = dice->state * 1664525u + 1013904223u;
    return (dice->state >> 8) % sides;
}

static void append(char *text, const char *more)
{
    strcat(text, more);
}

static void make_pattern(struct dice *dice, char *pattern)
{
    static const char *const pieces[] = {
        "a", "b", "foo", ".o", ".c", "foo.o", "*", "*", "**", "/", "/", "/", "?", "[ab]", "[!a]",
        "[a-f]", " ", "\\*", "\\a", "x", "**/", "/**", "*.o",
    };
    static const char *const fronts[] = { "", "", "", "", "!", "!", "/", "#", "\\!", "**/" };
    pattern[0] = '\0';
    append(pattern, fronts[roll(dice, ARRAY_SIZE(fronts))]);
    for (uint32_t i = 0, count = 1 + roll(dice, 4); i < count; i++)
        append(pattern, pieces[roll(dice, ARRAY_SIZE(pieces))]);
    if (roll(dice, 4) == 0)
        append(pattern, "/");
    if (roll(dice, 8) == 0)
        append(pattern, "  ");
}

static void make_ignore_file(struct dice *dice, const char *path)
{
    char text[4096] = "", pattern[128];
    for (uint32_t i = 0, count = 1 + roll(dice, 8); i < count; i++) {
        make_pattern(dice, pattern);
        append(text, pattern);
        append(text, roll(dice, 10) ? "\n" : "\r\n");
    }
    put(path, text);
}

static void make_tree(struct dice *dice)
{
    static const char *const folders[] = { "", "a/", "b/", "foo/", "a/b/", "a/foo/", "foo/a/",
                                           "foo/a/b/", "x/", "x/a/", "b/foo.o/", " /" };
    static const char *const names[] = { "a", "b", "x", "foo", "foo.o", "a.c", "b.o", "*", "!a",
                                         "#a", "a b", "ab", "foo " };
    char path[128];
    for (size_t i = 1; i < ARRAY_SIZE(folders); i++)
        assert_int_equal(mkdir(in_folder(folders[i]), 0755), 0);
    for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
        for (size_t j = 0; j < ARRAY_SIZE(names); j++) {
            snprintf(path, sizeof(path), "%s%s", folders[i], names[j]);
            if (roll(dice, 3) && access(in_folder(path), F_OK) < 0)
                put(path, "x");
        }
        snprintf(path, sizeof(path), "%s.gitignore", folders[i]);
        if (i == 0 || roll(dice, 3) == 0)
            make_ignore_file(dice, path);
    }
}

/* What git would not ignore, each path with a newline behind it and in order. */
static void ask_git(struct buf *paths)
{
    static const char *const arguments[] = { "git", "ls-files", "--others", "--exclude-standard",
                                             NULL };
    static const char *const environment[] = {
        "GIT_CONFIG_GLOBAL=/dev/null",      "HOME=/nonexistent",          "GIT_CONFIG_COUNT=1",
        "GIT_CONFIG_KEY_0=core.quotePath", "GIT_CONFIG_VALUE_0=false", NULL,
    };
    struct child child;
    assert_int_equal(child_start(&child, arguments, environment, folder, NULL), 0);
    assert_int_equal(file_read_all(child.output, paths, NULL), 0);
    assert_int_equal(child_finish(&child), 0);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What the walk reads, in the same form. */
static void ask_walk(struct buf *paths)
{
    struct scan scan = scan_of_folder();
    struct twin *twin = scan_path(&scan, folder);
    const char *found[TWIN_MAX];
    size_t count = 0, skip = strlen(folder) + 1;
    for (size_t i = 0; i < twin->file_count; i++)
        if (strcmp(twin->files[i].text, "0") == 0 &&
            strncmp(twin->files[i].place + skip, ".git/", 5) != 0)
            found[count++] = twin->files[i].place + skip;
    qsort(found, count, sizeof(*found), by_text);
    for (size_t i = 0; i < count; i++)
        buf_printf(paths, "%s\n", found[i]);
    twin_free(twin);
}

static void ignores_what_git_ignores(void **state)
{
    (void)state;
    enum { TREES = 60 };
    git("git init -q .");
    for (uint32_t seed = 1; seed <= TREES; seed++) {
        struct dice dice = { seed };
        struct buf git_says = buf_make(1 << 20), walk_says = buf_make(1 << 20);
        make_tree(&dice);
        ask_git(&git_says);
        ask_walk(&walk_says);
        if (!span_eq(buf_span(&git_says), buf_span(&walk_says))) {
            print_message("git:\n%s\nwalk:\n%s\n", git_says.data, walk_says.data);
            fail_msg("tree %u of %s differs", seed, folder);
        }
        buf_release(&git_says);
        buf_release(&walk_says);
        git("rm -rf .gitignore -- *");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_as_the_manual_says),
        cmocka_unit_test(refuses_files_beyond_its_bounds),
        cmocka_unit_test(counts_what_asking_costs),
        FOLDER_TEST(honours_no_more_than_can_be_asked),
        FOLDER_TEST(ignores_what_git_ignores),
    };
    setenv("HOME", "/nonexistent", 1);
    unsetenv("XDG_CONFIG_HOME");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
