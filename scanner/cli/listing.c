/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/listing.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/utf.h"
#include "cli/message.h"

/* A path is some KiB, however deep archives are nested; a list is some millions of them. */
enum { PATH_CEILING = 1 << 20 };
static const size_t LISTING_CEILING = (size_t)4 << 30;

struct listed_file {
    struct span path;
    enum veto_file_verdict verdict;
};

struct listing listing_make(void)
{
    return (struct listing){ .arena = arena_make(LISTING_CEILING, false) };
}

void listing_release(struct listing *listing)
{
    free(listing->files);
    arena_release(&listing->arena);
}

static bool is_here(const struct veto_origin *origin)
{
    return origin->kind == VETO_ORIGIN_TREE && span_is(span_from_bytes(origin->name), ".");
}

static const char *separator(const struct veto_origin *origin)
{
    if (origin->parent->kind != VETO_ORIGIN_TREE)
        return origin->kind == VETO_ORIGIN_ENTRY && origin->parent->kind != VETO_ORIGIN_LAYER
                       ? "!/"
                       : " ! ";
    return span_ends(span_from_bytes(origin->parent->name), SPAN("/")) ? "" : "/";
}

/* The origin and everything it is in, outermost first. Depth is bounded by the limit on nesting. */
static void append_path(struct buf *to, const struct veto_origin *origin)
{
    if (origin->parent && !is_here(origin->parent)) {
        append_path(to, origin->parent);
        buf_append_text(to, separator(origin));
    }
    if (origin->kind == VETO_ORIGIN_LAYER && origin->layer)
        buf_printf(to, "layer %u", origin->layer->index);
    else
        buf_append(to, span_from_bytes(origin->name));
}

static bool grow(struct listing *listing)
{
    if (listing->count < listing->capacity)
        return true;
    size_t capacity = MAX(listing->capacity * 2, (size_t)1024);
    void *files = reallocarray(listing->files, capacity, sizeof(*listing->files));
    if (!files)
        return false;
    listing->files = files;
    listing->capacity = capacity;
    return true;
}

void listing_add(struct listing *listing, const struct veto_origin *origin,
                 enum veto_file_verdict verdict)
{
    cleanup(buf_release) struct buf path = buf_make(PATH_CEILING);
    append_path(&path, origin);
    struct span copy = arena_span(&listing->arena, buf_span(&path));
    if (path.failed || !copy.data || !grow(listing)) {
        listing->failed = true;
        return;
    }
    listing->files[listing->count++] = (struct listed_file){ copy, verdict };
}

static int compare_files(const void *a, const void *b)
{
    const struct listed_file *left = a, *right = b;
    int order = span_compare(left->path, right->path);
    return order ? order : (int)left->verdict - (int)right->verdict;
}

static void print_path(struct span path, bool null)
{
    cleanup(buf_release) struct buf line = buf_make((size_t)4 * PATH_CEILING);
    if (null)
        buf_append(&line, path);
    else
        utf_append_printable(&line, path, false);
    buf_append_char(&line, null ? '\0' : '\n');
    fwrite(line.data, 1, line.len, stdout);
}

int listing_print(struct listing *listing, bool null, bool quiet)
{
    static const char *const reasons[] = {
        [VETO_FILE_IGNORED] = "ignored",
        [VETO_FILE_EXCLUDED] = "excluded",
        [VETO_FILE_SPECIAL] = "no regular file",
        [VETO_FILE_LINK] = "a symbolic link",
    };
    if (listing->count)
        qsort(listing->files, listing->count, sizeof(*listing->files), compare_files);
    for (size_t i = 0; i < listing->count; i++) {
        const struct listed_file *file = &listing->files[i];
        if (file->verdict == VETO_FILE_READ)
            print_path(file->path, null);
        else if (!quiet)
            message("not read: %.*s: %s", (int)file->path.len, file->path.data,
                    reasons[file->verdict]);
    }
    if (!listing->failed)
        return 0;
    message("the list is not whole: out of memory");
    return -1;
}

void listing_print_problems(const struct veto_result *result)
{
    for (size_t i = 0; i < result->problem_count; i++) {
        const struct veto_problem *problem = &result->problems[i];
        cleanup(buf_release) struct buf path = buf_make(PATH_CEILING);
        append_path(&path, problem->origin);
        struct span name = buf_span(&path);
        message("%.*s: %s", (int)name.len, name.data, problem->text);
    }
    if (result->problems_unlisted)
        message("and %llu more problems", (unsigned long long)result->problems_unlisted);
}
