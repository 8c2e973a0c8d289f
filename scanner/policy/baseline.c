/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/baseline.h"

#include "base/cleanup.h"
#include "base/file.h"
#include "doc/encoding.h"
#include "doc/json.h"
#include "doc/yaml.h"
#include "policy/baseline_reader.h"

enum { FILE_MAX = 256 * 1024 * 1024, DOCUMENT_ARENA = 2000 * 1024 * 1024 };

static const size_t entries_arena = (size_t)1024 * 1024 * 1024;

DEFINE_CLEANUP(struct baseline *, baseline_free)

/* ---- Entries and places ---------------------------------------------------------------------- */

struct baseline_entry *baseline_add(struct baseline *baseline)
{
    struct baseline_entry *entry = ARENA_NEW(&baseline->arena, struct baseline_entry);
    if (!entry)
        return NULL;
    entry->index = baseline->count++;
    *baseline->end = entry;
    baseline->end = &entry->next;
    return entry;
}

struct span baseline_last_name(struct span place)
{
    size_t begin = place.len;
    while (begin > 0 && place.data[begin - 1] != '/' && place.data[begin - 1] != '!')
        begin--;
    return span_from(place, begin);
}

/* The file, or the image, that a place lies in. */
static struct span outer_of(struct span place)
{
    return span_sub(place, 0, span_find_char(place, '!'));
}

static struct baseline_place *place_of(struct baseline *baseline, struct span name)
{
    struct baseline_place *place = table_get(&baseline->places, name);
    if (place)
        return place;
    place = ARENA_NEW(&baseline->arena, struct baseline_place);
    if (!place || table_set(&baseline->places, name, place) < 0)
        return NULL;
    place->index = baseline->place_count++;
    return place;
}

static int index_place(struct baseline *baseline, struct baseline_entry *entry)
{
    struct baseline_place *exact = place_of(baseline, entry->place);
    if (exact)
        exact->has_entries = true;
    entry->exact = exact;
    entry->outer = place_of(baseline, outer_of(entry->place));
    return entry->exact && entry->outer ? 0 : -1;
}

static int index_name(struct baseline *baseline, struct baseline_entry *entry)
{
    struct span name = baseline_last_name(entry->place);
    entry->next_of_name = table_get(&baseline->names, name);
    return table_set(&baseline->names, name, entry);
}

static int index_entries(struct baseline *baseline, struct veto_error *error)
{
    for (struct baseline_entry *entry = baseline->first; entry; entry = entry->next)
        if (index_place(baseline, entry) < 0 ||
            (baseline->form != BASELINE_VETO && index_name(baseline, entry) < 0))
            return error_no_memory(error);
    return arena_failed(&baseline->arena) ? error_no_memory(error) : 0;
}

/* ---- Reading --------------------------------------------------------------------------------- */

static int refuse(struct veto_error *error)
{
    return error_set(error, VETO_ERROR_FORMAT,
                     "1: no baseline: neither '" BASELINE_HEADER "', nor a JSON report of gitleaks "
                     "or trivy, a .secrets.baseline, a .trivyignore or a baseline of kingfisher");
}

static int read_json(struct baseline *baseline, struct span text, struct arena *arena,
                     struct veto_error *error)
{
    struct node *root = NULL;
    if (json_read(&root, text, JSON_STRICT, arena, error) < 0)
        return -1;
    return baseline_recognise(baseline, root) ? baseline_read_document(baseline, root, error)
                                              : refuse(error);
}

static int read_yaml(struct baseline *baseline, struct span text, struct arena *arena,
                     struct veto_error *error)
{
    struct node *stream = NULL;
    struct veto_error not_yaml;
    if (yaml_read(&stream, text, arena, &not_yaml) < 0 || !stream || stream->child_count != 1 ||
        !baseline_recognise(baseline, stream->children))
        return refuse(error);
    return baseline_read_document(baseline, stream->children, error);
}

/* Its first line may be anywhere, after a merge or a sort. */
static bool is_ours(struct span text)
{
    return span_starts(text, SPAN("veto-baseline")) ||
           span_find(text, SPAN("\nveto-baseline ")) != SIZE_MAX;
}

static int read_any(struct baseline *baseline, struct span text, struct veto_error *error)
{
    text = span_from(text, encoding_mark(text));
    struct span front = span_trim(text);
    if (front.len == 0)
        return error_set(error, VETO_ERROR_FORMAT, "1: the file is empty");
    if (is_ours(front))
        return baseline_read_lines(baseline, text, error);
    if (baseline_is_ignore_list(text))
        return baseline_read_ignore_list(baseline, text, error);
    struct arena arena = arena_make(DOCUMENT_ARENA, true);
    bool is_json = front.data[0] == '{' || front.data[0] == '[';
    int status = (is_json ? read_json : read_yaml)(baseline, text, &arena, error);
    arena_release(&arena);
    return status;
}

/* `line: …` becomes `name:line: …`. */
static int name_place(struct veto_error *error, const char *name)
{
    if (!error)
        return -1;
    struct veto_error inner = *error;
    return error_set(error, inner.code, "%s:%s%.400s", name,
                     inner.code == VETO_ERROR_MEMORY ? " " : "", inner.message);
}

int baseline_read(struct baseline **out, const char *name, struct span text,
                  struct veto_error *error)
{
    cleanup(baseline_free_ptr) struct baseline *baseline = calloc(1, sizeof(*baseline));
    if (!baseline)
        return error_no_memory(error);
    baseline->arena = arena_make(entries_arena, true);
    baseline->end = &baseline->first;
    table_init(&baseline->fingerprints);
    table_init(&baseline->names);
    table_init(&baseline->places);
    if (read_any(baseline, text, error) < 0)
        return name_place(error, name);
    if (index_entries(baseline, error) < 0)
        return -1;
    *out = take_ptr(&baseline);
    return 0;
}

int baseline_load(struct baseline **out, const char *path, struct veto_error *error)
{
    struct buf text = buf_make(FILE_MAX);
    int status = file_load(path, &text, error);
    if (status == 0)
        status = baseline_read(out, path, buf_span(&text), error);
    buf_release(&text);
    return status;
}

static const char *salt_text(const char *name)
{
    return name[0] ? name : "none";
}

int baseline_check_salt(const struct baseline *baseline, const char *name, struct span salt,
                        struct veto_error *error)
{
    char wanted[FINGERPRINT_SALT_HEX];
    fingerprint_salt_name(salt, wanted);
    if (baseline->form != BASELINE_VETO || strcmp(baseline->salt, wanted) == 0)
        return 0;
    return error_set(error, VETO_ERROR_FORMAT,
                     "%s:%zu: its fingerprints were made with another salt (%s) than the policy's "
                     "(%s); write it anew, without --baseline",
                     name, baseline->salt_line, salt_text(baseline->salt), salt_text(wanted));
}

void baseline_free(struct baseline *baseline)
{
    if (!baseline)
        return;
    table_release(&baseline->fingerprints);
    table_release(&baseline->names);
    table_release(&baseline->places);
    arena_release(&baseline->arena);
    free(baseline);
}

/* ---- Marks ----------------------------------------------------------------------------------- */

int baseline_marks_make(struct baseline_marks *marks, const struct baseline *baseline,
                        struct veto_error *error)
{
    marks->looks = calloc(baseline->place_count + 1, sizeof(*marks->looks));
    marks->met = calloc(baseline->count + 1, sizeof(*marks->met));
    return marks->looks && marks->met ? 0 : error_no_memory(error);
}

void baseline_marks_release(struct baseline_marks *marks)
{
    free(marks->looks);
    free(marks->met);
    *marks = (struct baseline_marks) { 0 };
}

void baseline_marks_join(struct baseline_marks *marks, const struct baseline_marks *from,
                         const struct baseline *baseline)
{
    for (size_t i = 0; i < baseline->place_count; i++)
        marks->looks[i] = MAX(marks->looks[i], from->looks[i]);
    for (size_t i = 0; i < baseline->count; i++)
        marks->met[i] = marks->met[i] || from->met[i];
}

static void mark_one(const struct baseline *baseline, struct baseline_marks *marks,
                     struct span name, enum baseline_look look)
{
    const struct baseline_place *place = table_get(&baseline->places, name);
    if (place)
        marks->looks[place->index] = MAX(marks->looks[place->index], (unsigned char)look);
}

void baseline_mark(const struct baseline *baseline, struct baseline_marks *marks, struct span place,
                   enum baseline_look look)
{
    struct span outer = outer_of(place);
    mark_one(baseline, marks, place, look);
    /* Trouble with one file of an image is none with the others. */
    if (look == BASELINE_LOOKED && outer.len < place.len)
        mark_one(baseline, marks, outer, look);
}
