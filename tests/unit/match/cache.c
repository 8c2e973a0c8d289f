/* SPDX-License-Identifier: Apache-2.0 */
/* What happens where the database of the build is refused. */
#include "match_rules.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/macro.h"

enum { RULES = 600 };

struct fixture {
    char folder[64];
    struct rule *rules;
    char (*texts)[64];
    struct rule_set builtin, added;
    char said[512];
    int said_count, compiled;
};

static void note_line(const char *line, void *payload)
{
    struct fixture *fixture = payload;
    fixture->said_count++;
    snprintf(fixture->said, sizeof(fixture->said), "%s", line);
}

static void run_jobs(size_t count, void (*job)(size_t index, void *payload), void *payload,
                     void *context)
{
    struct fixture *fixture = context;
    fixture->compiled += (int)count;
    for (size_t i = count; i-- > 0;)
        job(i, payload);
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    fixture->rules = calloc(RULES, sizeof(*fixture->rules));
    fixture->texts = calloc(RULES, sizeof(*fixture->texts));
    for (int i = 0; i < RULES; i++) {
        snprintf(fixture->texts[i], sizeof(fixture->texts[i]), "vendor%03d_[0-9]{8}", i);
        fixture->rules[i] = plain_rule(fixture->texts[i], fixture->texts[i]);
    }
    strcpy(fixture->folder, "/tmp/veto-test-XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    setenv("XDG_CACHE_HOME", fixture->folder, 1);
    fixture->builtin = (struct rule_set) { fixture->rules, 3 };
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    char command[128];
    snprintf(command, sizeof(command), "rm -rf '%s'", fixture->folder);
    int status = system(command);
    free(fixture->rules);
    free(fixture->texts);
    free(fixture);
    return status;
}

/* `database` is what the build is said to have made. */
static struct engine open_engine(struct fixture *fixture, struct span database, bool no_cache)
{
    struct engine engine = engine_bare();
    struct veto_error error = { 0 };
    struct matcher_options options = {
        .builtin_database = database,
        .builtin_digest = "digest-1",
        .no_cache = no_cache,
        .parallel = run_jobs,
        .parallel_context = fixture,
        .say = note_line,
        .say_payload = fixture,
    };
    fixture->said_count = fixture->compiled = 0;
    assert_ok(matcher_create(&engine.matcher, &fixture->builtin, &fixture->added, NULL, &options,
                             &error),
              &error);
    assert_ok(match_scratch_create(&engine.scratch, engine.matcher, &error), &error);
    return engine;
}

static void assert_works(struct fixture *fixture, struct span database, bool no_cache)
{
    struct engine engine = open_engine(fixture, database, no_cache);
    engine_scan(&engine, "vendor001_12345678");
    assert_found(&engine, "vendor001_[0-9]{8}@0-18");
    engine_release(&engine);
}

/* Calls `visit` for each stored file; how many there are. */
static int each_stored(const struct fixture *fixture, void (*visit)(const char *path))
{
    char folder[128], path[512];
    int count = 0;
    snprintf(folder, sizeof(folder), "%s/veto", fixture->folder);
    DIR *dir = opendir(folder);
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        count++;
        if (visit)
            visit(path);
    }
    if (dir)
        closedir(dir);
    return count;
}

static void damage(const char *path)
{
    int fd = open(path, O_RDWR);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, "damage", 6, 400), 6);
    close(fd);
}

static void truncate_to_nothing(const char *path)
{
    assert_int_equal(truncate(path, 0), 0);
}

static void let_others_write(const char *path)
{
    assert_int_equal(chmod(path, 0666), 0);
}

static void assert_private(const char *path)
{
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
}

static void uses_the_ready_database_and_no_cache(void **state)
{
    struct fixture *fixture = *state;
    struct veto_error error = { 0 };
    char *bytes = NULL;
    size_t len = 0;
    assert_ok(matcher_compile(&fixture->builtin, &bytes, &len, &error), &error);
    assert_works(fixture, (struct span) { bytes, len }, false);
    assert_int_equal(fixture->compiled, 0);
    assert_int_equal(fixture->said_count, 0);
    assert_int_equal(each_stored(fixture, NULL), 0);
    free(bytes);
}

static void compiles_once_where_the_database_is_refused(void **state)
{
    struct fixture *fixture = *state;
    assert_works(fixture, SPAN("no database"), false);
    assert_int_equal(fixture->compiled, 1);
    assert_int_equal(fixture->said_count, 1);
    assert_non_null(strstr(fixture->said, "compiling 3 built-in rules"));
    assert_int_equal(each_stored(fixture, assert_private), 1);

    assert_works(fixture, SPAN("no database"), false);
    assert_int_equal(fixture->compiled, 0);
    assert_int_equal(fixture->said_count, 0);
}

/* The library's version is what the database's bytes start with. */
static void says_that_another_version_made_the_database(void **state)
{
    struct fixture *fixture = *state;
    struct veto_error error = { 0 };
    char *bytes = NULL;
    size_t len = 0;
    assert_ok(matcher_compile(&fixture->builtin, &bytes, &len, &error), &error);
    bytes[5] ^= 1;
    assert_works(fixture, (struct span) { bytes, len }, true);
    assert_non_null(strstr(fixture->said, "made by another version of the library"));
    assert_int_equal(each_stored(fixture, NULL), 0);
    free(bytes);
}

/* Where it lies is the linker's affair, and a wrong place must not be undefined behaviour. */
static void refuses_a_database_at_an_odd_place(void **state)
{
    struct fixture *fixture = *state;
    struct veto_error error = { 0 };
    char *bytes = NULL;
    size_t len = 0;
    assert_ok(matcher_compile(&fixture->builtin, &bytes, &len, &error), &error);
    char *moved = aligned_alloc(64, (len + 8 + 63) / 64 * 64);
    memcpy(moved + 8, bytes, len);
    assert_works(fixture, (struct span) { moved + 8, len }, true);
    assert_non_null(strstr(fixture->said, "damaged"));
    free(moved);
    free(bytes);
}

static void refuses_bytes_that_are_no_database(void **state)
{
    struct fixture *fixture = *state;
    struct veto_error error = { 0 };
    char *bytes = NULL;
    size_t len = 0;
    assert_ok(matcher_compile(&fixture->builtin, &bytes, &len, &error), &error);
    bytes[64] ^= 1;
    assert_works(fixture, (struct span) { bytes, len }, true);
    assert_non_null(strstr(fixture->said, "damaged"));
    free(bytes);
}

static void replaces_a_stored_file(struct fixture *fixture, void (*spoil)(const char *path))
{
    assert_works(fixture, SPAN_EMPTY, false);
    assert_int_equal(each_stored(fixture, spoil), 1);
    assert_works(fixture, SPAN_EMPTY, false);
    assert_int_equal(fixture->compiled, 1);
    assert_works(fixture, SPAN_EMPTY, false);
    assert_int_equal(fixture->compiled, 0);
    assert_int_equal(each_stored(fixture, assert_private), 1);
}

static void replaces_a_damaged_file(void **state)
{
    replaces_a_stored_file(*state, damage);
}

static void replaces_an_empty_file(void **state)
{
    replaces_a_stored_file(*state, truncate_to_nothing);
}

static void replaces_a_file_that_others_can_write(void **state)
{
    replaces_a_stored_file(*state, let_others_write);
}

static void keeps_added_rules_in_the_cache(void **state)
{
    struct fixture *fixture = *state;
    fixture->builtin = (struct rule_set) { NULL, 0 };
    fixture->added = (struct rule_set) { fixture->rules, 3 };
    /* The signs of what is encoded are a database too, where there are no built-in rules. */
    assert_works(fixture, SPAN_EMPTY, false);
    assert_int_equal(fixture->compiled, 2);
    assert_int_equal(fixture->said_count, 0);
    assert_works(fixture, SPAN_EMPTY, false);
    assert_int_equal(fixture->compiled, 0);

    fixture->added.count = 2;
    assert_works(fixture, SPAN_EMPTY, false);
    assert_int_equal(fixture->compiled, 1);
    assert_int_equal(each_stored(fixture, NULL), 3);
}

static void compiles_many_rules_in_groups(void **state)
{
    struct fixture *fixture = *state;
    fixture->builtin.count = RULES;
    struct engine engine = open_engine(fixture, SPAN_EMPTY, true);
    assert_int_equal(fixture->compiled, 3);
    engine_scan(&engine, "vendor599_12345678 vendor000_12345678 vendor250_12345678");
    assert_found(&engine, "vendor000_[0-9]{8}@19-37 vendor250_[0-9]{8}@38-56 "
                          "vendor599_[0-9]{8}@0-18");
    engine_release(&engine);
}

static void works_without_a_folder_for_caches(void **state)
{
    struct fixture *fixture = *state;
    setenv("XDG_CACHE_HOME", "/proc/nowhere", 1);
    assert_works(fixture, SPAN_EMPTY, false);
    assert_works(fixture, SPAN_EMPTY, false);
    assert_int_equal(fixture->compiled, 1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

const struct CMUnitTest tests[] = {
    CASE(uses_the_ready_database_and_no_cache),
    CASE(compiles_once_where_the_database_is_refused),
    CASE(says_that_another_version_made_the_database),
    CASE(refuses_a_database_at_an_odd_place),
    CASE(refuses_bytes_that_are_no_database),
    CASE(replaces_a_damaged_file),
    CASE(replaces_an_empty_file),
    CASE(replaces_a_file_that_others_can_write),
    CASE(keeps_added_rules_in_the_cache),
    CASE(compiles_many_rules_in_groups),
    CASE(works_without_a_folder_for_caches),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
