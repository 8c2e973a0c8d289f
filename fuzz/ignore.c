/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ignore files. The first line is the path that is asked about; a `/` at its end makes it a folder.
 */
#include <stdlib.h>

#include "source/ignore.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span rest = { (const char *)data, size }, path;
    struct ignore *ignore;
    struct veto_error error;
    if (!span_next_line(&rest, &path) || path.len == 0)
        return 0;
    if (ignore_create(&ignore, &error) < 0)
        abort();
    bool is_folder = span_ends(path, SPAN("/"));
    if (is_folder)
        path.len--;
    if (ignore_add_lines(ignore, rest, &error) < 0 && rest.len <= IGNORE_MAX_BYTES)
        abort();
    enum ignore_answer first = ignore_ask(ignore, path, is_folder);
    if (first != ignore_ask(ignore, path, is_folder))
        abort();
    /* Every pattern costs at least its newline. */
    struct ignore_cost cost = ignore_cost(ignore);
    if (cost.patterns > rest.len + 1 || cost.tried > 2 * rest.len + 1)
        abort();
    ignore_free(ignore);
    return 0;
}
