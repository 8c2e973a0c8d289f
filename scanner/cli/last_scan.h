/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the last scan found, in the user's cache, so that whoever read a fingerprint can name it. A
 * line each, as in the report `jsonl`; no secret, no text of the files.
 */
#ifndef VETO_CLI_LAST_SCAN_H
#define VETO_CLI_LAST_SCAN_H

#include "cli/options.h"

/* Nothing is written, and nothing is said, where there is no cache. */
void last_scan_remember(const struct settings *settings, const struct veto_result *result);
/* Had what was scanned the policy that these targets have? Then an exception can go there. */
bool last_scan_is_of(const struct text_list *targets);
/* The absolute path of a plain file in a folder, or given alone; NULL for all else. Caller frees. */
char *last_scan_file(const struct veto_origin *origin);
/* The file; NULL where there is none. Caller frees. */
char *last_scan_path(void);

#endif
