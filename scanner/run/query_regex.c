/* SPDX-License-Identifier: Apache-2.0 */
#include "run/query_regex.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "match/regex.h"

/* Those of all checks fit; a document may bring as many expressions as it likes. */
enum { MAX_KEPT = 4096 };

struct kept {
    struct regex *regex;
    char pattern[];
};

static void kept_free(struct kept *kept)
{
    regex_free(kept->regex);
    free(kept);
}

DEFINE_CLEANUP(struct kept *, kept_free)

static void forget_all(struct table *compiled)
{
    const struct table_slot *slot;
    for (size_t cursor = 0; (slot = table_next(compiled, &cursor));)
        kept_free(slot->value);
    table_release(compiled);
}

static int compile(struct query_regex *regex, struct span pattern, struct kept **out,
                   struct veto_error *error)
{
    cleanup(kept_free_ptr) struct kept *kept = calloc(1, sizeof(*kept) + pattern.len + 1);
    if (!kept)
        return error_no_memory(error);
    memcpy(kept->pattern, pattern.data, pattern.len);
    if (regex_create_unicode(&kept->regex, kept->pattern, error) < 0)
        return error_wrap(error, "the expression of match() or search()");
    if (regex->compiled.count >= MAX_KEPT)
        forget_all(&regex->compiled);
    if (table_set(&regex->compiled, (struct span){ kept->pattern, pattern.len }, kept) < 0)
        return error_no_memory(error);
    *out = take_ptr(&kept);
    return 0;
}

static int search(struct span pattern, struct span text, bool *found, uint64_t *work,
                  void *payload, struct veto_error *error)
{
    struct query_regex *regex = payload;
    struct kept *kept = table_get(&regex->compiled, pattern);
    if (!kept && compile(regex, pattern, &kept, error) < 0)
        return -1;
    enum regex_result result = regex_search_text(kept->regex, text, work);
    if (result == REGEX_LIMIT)
        return error_set(error, VETO_ERROR_UNSUPPORTED,
                         "the expression of match() or search() takes too long on this text");
    *found = result == REGEX_YES;
    return 0;
}

void query_regex_init(struct query_regex *regex)
{
    *regex = (struct query_regex){ .interface = { .search = search, .payload = regex } };
    table_init(&regex->compiled);
}

void query_regex_release(struct query_regex *regex)
{
    forget_all(&regex->compiled);
}
