/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/peers.h"

#include <dirent.h>
#include <errno.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/table.h"
#include "rule/form.h"

static const struct span suffix = { ".txt", 4 };

bool peers_next(struct span *rest, struct peer_line *line)
{
    struct span text;
    *line = (struct peer_line) { .peer = SPAN_EMPTY, .remark = SPAN_EMPTY, .id = SPAN_EMPTY,
                                 .why_not = SPAN_EMPTY };
    do {
        if (!span_next_line(rest, &text))
            return false;
        text = span_trim(text);
    } while (text.len == 0 || text.data[0] == '#');
    if (text.data[0] == '@') {
        line->peer = span_from(text, 1);
    } else if (text.data[0] == '!') {
        line->remark = span_trim(span_from(text, 1));
    } else {
        size_t end = span_find_char(text, ' ');
        line->id = span_sub(text, 0, end);
        line->why_not = span_trim(span_from(text, end));
    }
    return true;
}

/* Ids are given once, and are what an alias can name. */
static int check(struct span text, const char *path, struct veto_error *error)
{
    struct table seen;
    struct span before = text;
    struct peer_line line;
    int result = 0;
    table_init(&seen);
    while (result == 0 && peers_next(&text, &line)) {
        size_t number = 1;
        for (const char *at = before.data; at < text.data - 1; at++)
            number += *at == '\n';
        if (line.peer.len)
            result = error_set(error, VETO_ERROR_RULES, "%s:%zu: a file is one scanner's list",
                               path, number);
        else if (line.id.len && !form_alias.fits(line.id))
            result = error_set(error, VETO_ERROR_RULES, "%s:%zu: an id must be %s", path, number,
                               form_alias.wanted);
        else if (line.id.len && table_get(&seen, line.id))
            result = error_set(error, VETO_ERROR_RULES, "%s:%zu: the id is given twice", path,
                               number);
        else if (line.id.len && table_set(&seen, line.id, &seen) < 0)
            result = error_no_memory(error);
    }
    table_release(&seen);
    return result;
}

static int load_one(struct buf *text, const char *folder, const char *name,
                    struct veto_error *error)
{
    cleanup(free_ptr) char *path = NULL;
    cleanup(buf_release) struct buf list = buf_make(PEERS_MAX_BYTES);
    if (asprintf(&path, "%s/%s", folder, name) < 0)
        return error_no_memory(error);
    if (file_load(path, &list, error) < 0 || check(buf_span(&list), path, error) < 0)
        return -1;
    buf_printf(text, "@%.*s\n", (int)(strlen(name) - suffix.len), name);
    struct span rest = buf_span(&list), line;
    while (span_next_line(&rest, &line)) {
        line = span_trim(line);
        if (line.len && line.data[0] != '#')
            buf_printf(text, "%.*s\n", (int)line.len, line.data);
    }
    return text->failed ? error_no_memory(error) : 0;
}

static int is_list(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && span_ends(span_of(entry->d_name), suffix);
}

int peers_load(struct buf *text, const char *folder, struct veto_error *error)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_list, alphasort), result = 0;
    if (count < 0)
        return errno == ENOENT ? 0 : error_errno(error, errno, "%s", folder);
    for (int i = 0; i < count; i++) {
        if (result == 0)
            result = load_one(text, folder, entries[i]->d_name, error);
        free(entries[i]);
    }
    free(entries);
    return result;
}
