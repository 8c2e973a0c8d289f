/* SPDX-License-Identifier: Apache-2.0 */
/* A folder of its own for each test, to be filled and scanned with the twin. */
#ifndef VETO_TEST_FOLDER_H
#define VETO_TEST_FOLDER_H

#include "unit/source/twin.h"

#include "unit/test.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "source/source.h"

/* Every path below is in it. */
static char folder[] = "/tmp/veto-tree-XXXXXX";

static inline const char *in_folder(const char *path)
{
    static char full[8192];
    snprintf(full, sizeof(full), "%s/%s", folder, path);
    return full;
}

static inline int make_folder(void **state)
{
    (void)state;
    strcpy(strrchr(folder, '-') + 1, "XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static inline int run(const char *const *arguments)
{
    pid_t pid = fork();
    if (pid == 0) {
        int null = open("/dev/null", O_RDWR);
        dup2(null, 1);
        dup2(null, 2);
        setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
        execvp(arguments[0], (char *const *)arguments);
        _exit(127);
    }
    int status;
    waitpid(pid, &status, 0);
    return status;
}

static inline int remove_folder(void **state)
{
    (void)state;
    const char *const arguments[] = { "rm", "-rf", "--", folder, NULL };
    return run(arguments);
}

static inline void put(const char *path, const char *text)
{
    char full[8192];
    strcpy(full, in_folder(path));
    char *slash = full + strlen(folder);
    while ((slash = strchr(slash + 1, '/'))) {
        *slash = '\0';
        mkdir(full, 0755);
        *slash = '/';
    }
    FILE *file = fopen(full, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static inline void git(const char *command)
{
    const char *const arguments[] = {
        "sh", "-c", command, folder, NULL,
    };
    assert_int_equal(chdir(folder), 0);
    assert_int_equal(run(arguments), 0);
    assert_int_equal(chdir("/"), 0);
}

struct scan {
    struct source_options options;
    struct veto_origin origin;
    struct limits limits;
    bool list_only;
};

static inline struct scan scan_of_folder(void)
{
    return (struct scan){
        .origin = { .kind = VETO_ORIGIN_TREE, .name = { folder, strlen(folder) } },
        .limits = limits_default(),
    };
}

static inline struct twin *scan_path(const struct scan *scan, const char *path)
{
    struct twin *twin = twin_create();
    struct read_task *task;
    struct veto_error error;
    twin->limits = scan->limits;
    twin->sink.list_only = scan->list_only;
    if (source_open(&task, path, &scan->origin, &scan->options, &error) < 0)
        fail_msg("%s", error.message);
    twin_run(twin, task);
    return twin;
}

static inline bool was_read(const struct twin *twin, const char *path)
{
    return twin_find(twin, in_folder(path), "") != NULL;
}

static inline bool has_verdict(const struct twin *twin, const char *path,
                               enum veto_file_verdict verdict)
{
    char wanted[16];
    snprintf(wanted, sizeof(wanted), "%d", (int)verdict);
    for (size_t i = 0; i < twin->file_count; i++)
        if (strcmp(twin->files[i].place, in_folder(path)) == 0 &&
            strcmp(twin->files[i].text, wanted) == 0)
            return true;
    return false;
}

#define FOLDER_TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

#endif
