/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/terminal.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

static bool is_set(const char *variable)
{
    const char *value = getenv(variable);
    return value && value[0];
}

static bool is_forced(const char *variable)
{
    return is_set(variable) && strcmp(getenv(variable), "0") != 0;
}

static bool is_dumb(void)
{
    return is_set("TERM") && strcmp(getenv("TERM"), "dumb") == 0;
}

bool terminal_wants_color(enum when when)
{
    if (when != WHEN_AUTO)
        return when == WHEN_ALWAYS;
    if (is_set("NO_COLOR"))
        return false;
    if (is_forced("CLICOLOR_FORCE"))
        return true;
    return !is_dumb() && isatty(STDOUT_FILENO);
}

bool terminal_can_redraw(void)
{
    return !is_dumb() && isatty(STDERR_FILENO);
}

bool terminal_wants_progress(enum when when)
{
    if (when != WHEN_AUTO)
        return when == WHEN_ALWAYS;
    return !is_set("CI") && terminal_can_redraw();
}

int terminal_width(void)
{
    enum { WIDEST = 1000 };
    uint64_t columns;
    if (is_set("COLUMNS") && span_to_uint(span_of(getenv("COLUMNS")), &columns))
        return (int)MIN(columns, (uint64_t)WIDEST);
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        return MIN((int)size.ws_col, WIDEST);
    return 0;
}
