/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/progress.h"

#include <stdio.h>
#include <time.h>

#include "cli/terminal.h"

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

struct progress progress_begin(enum when when)
{
    struct progress progress = {
        .enabled = terminal_wants_progress(when),
        .redraws = terminal_can_redraw(),
        .begin = seconds_now(),
    };
    progress.next = progress.begin + (progress.redraws ? 1 : 10);
    return progress;
}

static void draw(struct progress *progress, double elapsed)
{
    const struct veto_progress *sum = &progress->sum;
    double mebibytes = (double)sum->bytes / (1 << 20);
    char line[80];
    int len = snprintf(line, sizeof(line), "%zu files, %.1f MiB, %.0f MiB/s, %zu findings",
                       sum->files, mebibytes, mebibytes / elapsed, sum->findings);
    if (len < 0)
        return;
    /* One write a line, so that it is never seen half. */
    if (progress->redraws)
        fprintf(stderr, "\r%s\x1b[K", line);
    else
        fprintf(stderr, "veto: %s\n", line);
    progress->shown = progress->redraws;
}

void progress_add(struct progress *progress, const struct veto_progress *news)
{
    progress->sum.files += news->files;
    progress->sum.bytes += news->bytes;
    progress->sum.findings += news->findings;
    double now = seconds_now();
    if (!progress->enabled || now < progress->next)
        return;
    progress->next = now + (progress->redraws ? 0.2 : 10);
    draw(progress, now - progress->begin);
}

void progress_erase(struct progress *progress)
{
    if (progress->shown)
        fputs("\r\x1b[K", stderr);
    progress->shown = false;
}
