/* SPDX-License-Identifier: Apache-2.0 */
#include "source/tracked.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/child.h"
#include "base/cleanup.h"

enum {
    ANSWER_CEILING = 256 * 1024 * 1024,
    CHUNK = 256 * 1024,
    PATIENCE_MS = 10 * 1000,
    LOOK_UP_MS = 100, /* how often to see whether the scan was stopped */
    MAX_UNANSWERED = 2,
};

struct tracked {
    struct buf answer;  /* paths, each with a NUL behind it */
    struct span *paths; /* in the order of their bytes, as git's index is */
    size_t count;
};

DEFINE_CLEANUP(struct tracked *, tracked_free)

/* A tree that is owned by someone else is the rule in containers; git would refuse it. */
static const char *const arguments[] = {
    "git",
    "-c", "core.fsmonitor=false",
    "-c", "core.hooksPath=/dev/null",
    "-c", "safe.directory=*",
    "ls-files", "--cached", "-z",
    NULL,
};

static const char *const environment[] = {
    "GIT_CONFIG_NOSYSTEM=1",
    "GIT_CONFIG_GLOBAL=/dev/null",
    "GIT_CONFIG_COUNT=1",
    "GIT_CONFIG_KEY_0=safe.directory",
    "GIT_CONFIG_VALUE_0=*",
    "GIT_ATTR_NOSYSTEM=1",
    "GIT_OPTIONAL_LOCKS=0",
    "GIT_TERMINAL_PROMPT=0",
    "GIT_NO_REPLACE_OBJECTS=1",
    "GIT_ALLOW_PROTOCOL=none",
    "LC_ALL=C",
    NULL,
};

static int64_t now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* Is there something to read, or the end? */
static int wait_for_answer(int fd, struct unit_sink *sink, struct veto_error *error)
{
    for (int64_t end = now_ms() + PATIENCE_MS; now_ms() < end;) {
        struct pollfd waiting = { .fd = fd, .events = POLLIN };
        int ready = poll(&waiting, 1, LOOK_UP_MS);
        if (ready > 0)
            return 0;
        if (ready < 0 && errno != EINTR)
            return error_errno(error, errno, "git");
        if (sink_stopped(sink))
            return error_set(error, VETO_ERROR_IO, "git: stopped");
    }
    sink->unanswered++;
    return error_set(error, VETO_ERROR_IO, "git: no answer");
}

static int read_answer(int fd, struct buf *answer, struct unit_sink *sink,
                       struct veto_error *error)
{
    for (;;) {
        if (wait_for_answer(fd, sink, error) < 0)
            return -1;
        char *room = buf_reserve(answer, CHUNK);
        if (!room)
            return error_no_memory(error);
        ssize_t got = read(fd, room, CHUNK);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_errno(error, errno, "git");
        if (got == 0)
            return 0;
        answer->len += (size_t)got;
    }
}

static int ask_git(struct buf *answer, const char *folder, struct unit_sink *sink,
                   struct veto_error *error)
{
    struct child child;
    if (sink->unanswered >= MAX_UNANSWERED)
        return error_set(error, VETO_ERROR_IO, "git: not asked again");
    if (child_start(&child, arguments, environment, folder, error) < 0)
        return -1;
    if (read_answer(child.output, answer, sink, error) < 0) {
        child_kill(&child);
        return -1;
    }
    int status = child_finish(&child);
    if (status != 0)
        return error_set(error, VETO_ERROR_UNSUPPORTED, "git: ends with status %d", status);
    return 0;
}

static size_t count_paths(struct span answer)
{
    size_t count = 0;
    for (struct span path; span_next_field(&answer, '\0', &path);)
        count++;
    return count;
}

static int by_bytes(const void *a, const void *b)
{
    return span_compare(*(const struct span *)a, *(const struct span *)b);
}

/* The index is in the order of its bytes; but it is a file that someone else wrote. */
static void put_in_order(struct tracked *tracked)
{
    for (size_t i = 1; i < tracked->count; i++)
        if (span_compare(tracked->paths[i - 1], tracked->paths[i]) > 0) {
            qsort(tracked->paths, tracked->count, sizeof(*tracked->paths), by_bytes);
            return;
        }
}

int tracked_load(struct tracked **out, const char *folder, struct unit_sink *sink,
                 struct veto_error *error)
{
    cleanup(tracked_free_ptr) struct tracked *tracked = calloc(1, sizeof(*tracked));
    if (!tracked)
        return error_no_memory(error);
    tracked->answer = buf_make(ANSWER_CEILING);
    if (ask_git(&tracked->answer, folder, sink, error) < 0)
        return -1;
    struct span rest = buf_span(&tracked->answer), path;
    tracked->paths = calloc(count_paths(rest) + 1, sizeof(*tracked->paths));
    if (!tracked->paths)
        return error_no_memory(error);
    while (span_next_field(&rest, '\0', &path))
        tracked->paths[tracked->count++] = path;
    put_in_order(tracked);
    *out = take_ptr(&tracked);
    return 0;
}

void tracked_free(struct tracked *tracked)
{
    if (!tracked)
        return;
    buf_release(&tracked->answer);
    free(tracked->paths);
    free(tracked);
}

/* The first path that is not before `path`; `count` where there is none. */
static size_t first_not_before(const struct tracked *tracked, struct span path)
{
    size_t low = 0, high = tracked->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (span_compare(tracked->paths[middle], path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool tracked_has(const struct tracked *tracked, struct span path)
{
    size_t at = first_not_before(tracked, path);
    return at < tracked->count && span_eq(tracked->paths[at], path);
}

/* What is below `path` sorts behind `path/`, and names like `path-1` stand in between. */
bool tracked_has_below(const struct tracked *tracked, struct span path)
{
    size_t low = first_not_before(tracked, path), high = tracked->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        struct span found = tracked->paths[middle];
        int order = span_compare(span_sub(found, 0, path.len), path);
        if (order == 0)
            order = found.len == path.len ? -1 : (unsigned char)found.data[path.len] - '/';
        if (order == 0)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}
