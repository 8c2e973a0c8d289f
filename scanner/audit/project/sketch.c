/* SPDX-License-Identifier: Apache-2.0 */
/* A project in one file: each path with the text of that file. */
#include "audit/kinds.h"
#include "audit/project/project.h"
#include "audit/project/tell.h"
#include "doc/yaml.h"

enum { MAX_ENTRIES = 4096 };

struct sketch {
    struct project_entry *entries;
    size_t count;
    struct arena *arena;
    const struct tell_file *file;
    struct tell_names names;
    bool failed;
};

bool project_is(struct span name, struct span bytes)
{
    (void)bytes;
    return span_is(span_basename(name), "veto-project.yaml");
}

static struct span line_of(struct span bytes, size_t begin)
{
    struct span rest = span_from(bytes, begin);
    return span_sub(rest, 0, span_find_char(rest, '\n'));
}

static void take(const struct note *note, void *payload)
{
    struct sketch *sketch = payload;
    if (sketch->count == MAX_ENTRIES)
        return;
    struct project_entry *entry = &sketch->entries[sketch->count++];
    *entry = (struct project_entry) {
        .path = sketch->file->path,
        .note = *note,
        .line = line_of(sketch->file->bytes, note->begin),
    };
    entry->note.name = arena_span(sketch->arena, note->name);
    entry->note.value = arena_span(sketch->arena, note->value);
}

static int tell_one(struct sketch *sketch, const struct node *member, struct veto_error *error)
{
    struct node *facts = NULL;
    struct tell_file file = {
        .path = member->key,
        .bytes = member->text,
        .kinds = kind_of(member->key, member->text),
        .allows = true,
    };
    const struct note_taker taker = { take, sketch };
    const char *name = arena_strndup(sketch->arena, member->key.data, member->key.len);
    const struct audit_kind *kind = name ? audit_kind_of(name, member->text) : NULL;
    if (kind && kind->lift != project_lift) {
        if (audit_kind_lift(kind, &facts, member->key, member->text, sketch->arena, error) < 0)
            return -1;
        file.kind = kind->name;
        file.facts = facts;
    }
    sketch->file = &file;
    return tell_file(&file, &sketch->names, &taker, sketch->arena, error);
}

int project_lift(struct node **facts, struct span text, struct arena *arena,
                 struct veto_error *error)
{
    struct node *documents;
    struct project project;
    struct sketch sketch = { .arena = arena };
    if (yaml_read(&documents, text, arena, error) < 0 ||
        tell_names_make(&sketch.names, arena, error) < 0)
        return -1;
    sketch.entries = ARENA_ARRAY(arena, MAX_ENTRIES, struct project_entry);
    if (!sketch.entries)
        return error_no_memory(error);
    const struct node *files = documents->children;
    bool is_map = files && files->kind == NODE_OBJECT;
    for (const struct node *at = is_map ? files->children : NULL; at; at = at->next)
        if (at->kind == NODE_STRING && tell_one(&sketch, at, error) < 0)
            return -1;
    if (project_make(&project, sketch.entries, sketch.count, arena, error) < 0)
        return -1;
    *facts = project.facts;
    return 0;
}
