/* SPDX-License-Identifier: Apache-2.0 */
#include "source/image/form.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/ascii.h"
#include "base/macro.h"
#include "source/entry_name.h"

enum { MAX_MANIFEST = 4 * 1024 * 1024, MAX_VERSION = 256, MAX_NAME = 8192, ID_LENGTH = 64 };

/* An image without layers has null in their place, or nothing; its configuration is in the file. */
static bool is_docker_element(struct store *store, const struct json_value *element)
{
    struct span config = json_text(json_field(element, "Config"));
    return json_kind_of(json_field(element, "Layers")) == JSON_KIND_ARRAY ||
           (config.len && store_find(store, config));
}

static bool is_docker_manifest(struct store *store, const struct json_value *root)
{
    if (json_kind_of(root) != JSON_KIND_ARRAY)
        return false;
    for (size_t i = 0; i < json_count(root); i++)
        if (is_docker_element(store, json_element(root, i)))
            return true;
    return false;
}

static bool is_lone_manifest(const struct json_value *root)
{
    static const char *const lists[] = { "layers", "fsLayers", "manifests" };
    for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
        if (json_kind_of(json_field(root, lists[i])) == JSON_KIND_ARRAY)
            return json_field(root, "schemaVersion") != NULL;
    return false;
}

static bool is_dir_transport(struct store *store)
{
    struct store_file *version = store_find(store, SPAN("version"));
    struct buf text = buf_make(MAX_VERSION);
    bool is = version && store_load(store, version, &text, NULL) == 0 &&
              span_starts(buf_span(&text), SPAN("Directory Transport Version"));
    buf_release(&text);
    return is;
}

static unsigned form_of_manifest(struct store *store, const struct store_file *file)
{
    struct buf text = buf_make(MAX_MANIFEST);
    struct json_value *root = NULL;
    unsigned form = 0;
    if (store_load(store, file, &text, NULL) == 0 &&
        json_parse(&root, buf_span(&text), NULL) == 0) {
        if (is_docker_manifest(store, root))
            form = FORM_DOCKER;
        else if (is_lone_manifest(root) && is_dir_transport(store))
            form = FORM_DIR;
        json_release(root);
    }
    buf_release(&text);
    return form;
}

unsigned form_of(struct store *store)
{
    const struct store_file *manifest = store_find(store, SPAN("manifest.json"));
    unsigned form = manifest ? form_of_manifest(store, manifest) : 0;
    if (store_find(store, SPAN("oci-layout")) && store_find(store, SPAN("index.json")))
        form |= FORM_OCI;
    return form;
}

/* The first stands in all, one of the others beside it. */
static const char *const file_system_marks[] = {
    "etc/passwd", "etc/os-release", "usr/lib/os-release", "bin/busybox", ".dockerenv",
};

unsigned form_mark_of(struct span path)
{
    for (size_t i = 0; i < ARRAY_SIZE(file_system_marks); i++)
        if (span_is(path, file_system_marks[i]))
            return 1U << i;
    return 0;
}

bool form_marks_file_system(unsigned marks)
{
    return (marks & 1) && (marks & ~1U);
}

bool form_is_file_system(const struct store *store)
{
    unsigned marks = 0;
    for (size_t i = 0; i < ARRAY_SIZE(file_system_marks); i++)
        if (store_has(store, span_of(file_system_marks[i])))
            marks |= 1U << i;
    return form_marks_file_system(marks);
}

bool form_folder_may_be_one(int fd)
{
    static const char *const marks[] = { "index.json", "manifest.json" };
    struct stat status;
    for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
        if (fstatat(fd, marks[i], &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode))
            return true;
    return false;
}

/* A manifest.json may name layers anywhere; what it is follows from the manifest. */
static bool is_named_as_layer(struct span path)
{
    static const char *const ends[] = { ".tar", ".tar.gz", ".tgz", ".tar.zst" };
    for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
        if (span_ends(path, span_of(ends[i])))
            return true;
    return false;
}

static bool is_place_of_images(struct span path)
{
    size_t slash = span_find_char(path, '/');
    if (slash == path.len || span_starts(path, SPAN("blobs/")) || is_named_as_layer(path))
        return true;
    for (size_t i = 0; i < slash; i++)
        if (!ascii_is_hex(path.data[i]))
            return false;
    return slash == ID_LENGTH;
}

bool form_may_have_member(struct span path)
{
    struct buf name = buf_make(MAX_NAME);
    entry_name_normalise(span_sub(path, 0, MAX_NAME / 2), &name);
    bool may = is_place_of_images(buf_span(&name));
    buf_release(&name);
    return may;
}

bool form_may_have_header(struct span head)
{
    struct tar_memory_source source = tar_memory_source(head);
    struct tar_walk walk = tar_walk_open(&source.base);
    struct tar_member member;
    int found = container_of_bytes(span_sub(head, 0, CONTAINER_HEAD)) == CONTAINER_TAR;
    bool may = found;
    /* Where the first headers are longer than what is known, it may be one. */
    while (may && (found = tar_walk_next(&walk, &member)) > 0 && member.is_odd)
        ;
    if (found > 0)
        may = form_may_have_member(member.path);
    tar_walk_close(&walk);
    return may;
}

void form_build_graph(struct image_graph *graph)
{
    unsigned form = form_of(graph->store);
    struct store_file *manifest = store_find(graph->store, SPAN("manifest.json"));
    if (form & FORM_DOCKER)
        graph_read_names(graph, manifest);
    if (form & FORM_OCI)
        graph_add_oci(graph, store_find(graph->store, SPAN("index.json")));
    if (form & FORM_DOCKER)
        graph_add_docker(graph, manifest);
    if (form & FORM_DIR)
        graph_add_manifest(graph, manifest);
    graph_scan_old_configurations(graph);
}
