/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A line of any bytes as a query, the rest as the document it is asked of. The normalized path of
 * whatever is selected selects that node, and nothing else. Where something is selected, the
 * document's digest may not say that nothing can be.
 */
#include <stdlib.h>

#include "base/cleanup.h"
#include "doc/json.h"
#include "doc/jsonpath_digest.h"
#include "run/query_regex.h"
#include "target.h"

enum { PATHS = 8 };

static void check_path(const struct node *root, const struct jsonpath_place *place)
{
    struct arena arena = arena_make(1 << 24, false);
    cleanup(buf_release) struct buf path = buf_make(1 << 20);
    const struct jsonpath *query;
    struct jsonpath_nodes nodes;
    if (jsonpath_append_path(&path, place) && path.len < 60000 &&
        (jsonpath_compile(&query, buf_span(&path), &arena, NULL) < 0 ||
         jsonpath_select(query, root, NULL, &arena, &nodes, NULL) < 0 || nodes.count != 1 ||
         nodes.first->place->node != place->node))
        abort();
    arena_release(&arena);
}

static void ask(const struct jsonpath *query, const struct node *root, struct arena *arena)
{
    struct query_regex regex;
    struct jsonpath_nodes nodes;
    struct veto_error error = { 0 };
    query_regex_init(&regex);
    if (jsonpath_select(query, root, &regex.interface, arena, &nodes, &error) == 0) {
        struct jsonpath_digest digest;
        jsonpath_digest_make(&digest, root);
        if (nodes.count && !jsonpath_may_select(query, &digest))
            abort();
        const struct jsonpath_selected *s = nodes.first;
        for (int i = 0; s && i < PATHS; s = s->next, i++)
            check_path(root, s->place);
    } else if (error.message[0] == '\0') {
        abort();
    }
    query_regex_release(&regex);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span rest = { (const char *)data, size };
    struct span text = span_sub(rest, 0, span_find_char(rest, '\n'));
    struct arena arena = arena_make(1 << 26, false);
    struct veto_error error = { 0 };
    const struct jsonpath *query;
    struct node *root;
    if (jsonpath_compile(&query, text, &arena, &error) < 0) {
        if (error.message[0] == '\0')
            abort();
    } else if (json_read(&root, span_from(rest, text.len + 1), JSON_STRICT, &arena, NULL) == 0) {
        ask(query, root, &arena);
    }
    arena_release(&arena);
    return 0;
}
