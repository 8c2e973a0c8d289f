/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/interrupt.h"

#include <signal.h>
#include <unistd.h>

#include "cli/command.h"

/*
 * The one writable global of the program: a signal handler has nothing else to look at. The library
 * has none. NULL once a signal was handed on, so that the next one ends the program.
 */
static struct veto_scan *volatile interrupted_scan;

static void on_signal(int number)
{
    (void)number;
    struct veto_scan *scan = interrupted_scan;
    interrupted_scan = NULL;
    if (!scan)
        _exit(EXIT_INTERRUPTED);
    veto_scan_interrupt(scan);
}

void interrupt_watch(struct veto_scan *scan)
{
    /* No SA_RESTART: a read that waits for standard input must return. */
    struct sigaction action = { .sa_handler = scan ? on_signal : SIG_DFL };
    sigemptyset(&action.sa_mask);
    sigaddset(&action.sa_mask, SIGINT);
    sigaddset(&action.sa_mask, SIGTERM);
    interrupted_scan = scan;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}
