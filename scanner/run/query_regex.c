/* SPDX-License-Identifier: Apache-2.0 */
#include "run/query_regex.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "doc/iregexp.h"
#include "match/regex.h"

/* Those of all checks fit; a document may bring as many expressions as it likes. */
enum { MAX_KEPT = 4096 };
enum { MAX_TRANSLATED = 32 * 1024 };

struct kept {
    struct regex *regex; /* NULL: the pattern is no I-Regexp, and matches nothing */
    char pattern[];
};

static void kept_free(struct kept *kept)
{
    if (kept->regex)
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

/* In PCRE2's words; a pattern that is no I-Regexp leaves `regex` as it is. */
static int translate(struct kept *kept, struct span pattern, bool whole, struct veto_error *error)
{
    cleanup(buf_release) struct buf text = buf_make(MAX_TRANSLATED);
    bool valid = iregexp_translate(&text, pattern, whole);
    buf_append_char(&text, '\0');
    if (text.failed)
        return error_no_memory(error);
    return valid ? regex_create_unicode(&kept->regex, text.data, error) : 0;
}

static int compile(struct table *compiled, struct span pattern, bool whole, struct kept **out,
                   struct veto_error *error)
{
    cleanup(kept_free_ptr) struct kept *kept = calloc(1, sizeof(*kept) + pattern.len + 1);
    if (!kept)
        return error_no_memory(error);
    memcpy(kept->pattern, pattern.data, pattern.len);
    if (translate(kept, pattern, whole, error) < 0)
        return error_wrap(error, "the expression of match() or search()");
    if (compiled->count >= MAX_KEPT)
        forget_all(compiled);
    if (table_set(compiled, (struct span) { kept->pattern, pattern.len }, kept) < 0)
        return error_no_memory(error);
    *out = take_ptr(&kept);
    return 0;
}

static int search(struct span pattern, bool whole, struct span text, bool *found, uint64_t *work,
                  void *payload, struct veto_error *error)
{
    struct query_regex *regex = payload;
    struct table *compiled = whole ? &regex->whole : &regex->anywhere;
    struct kept *kept = table_get(compiled, pattern);
    if (!kept && compile(compiled, pattern, whole, &kept, error) < 0)
        return -1;
    *found = false;
    if (!kept->regex)
        return 0;
    enum regex_result result = regex_search_text(kept->regex, text, work);
    if (result == REGEX_LIMIT)
        return error_set(error, VETO_ERROR_UNSUPPORTED,
                         "the expression of match() or search() takes too long on this text");
    *found = result == REGEX_YES;
    return 0;
}

void query_regex_init(struct query_regex *regex)
{
    *regex = (struct query_regex) { .interface = { .search = search, .payload = regex } };
    table_init(&regex->anywhere);
    table_init(&regex->whole);
}

void query_regex_release(struct query_regex *regex)
{
    forget_all(&regex->anywhere);
    forget_all(&regex->whole);
}
