/* SPDX-License-Identifier: Apache-2.0 */
#include "match/prefilter.h"

#include <hs.h>

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"

/* The library's own types, under names of ours: a handle is cast and never looked into. */
static const hs_database_t *database_of(const struct prefilter *prefilter)
{
    return (const hs_database_t *)prefilter;
}

static hs_scratch_t *scratch_of(struct prefilter_scratch *scratch)
{
    return (hs_scratch_t *)scratch;
}

static void free_compile_error(hs_compile_error_t **failure)
{
    if (*failure)
        hs_free_compile_error(*failure);
}

/* Parallel arrays, as the library wants them. */
struct expression_arrays {
    const char **texts;
    unsigned *ids;
    unsigned *flags;
};

static void release_arrays(struct expression_arrays *arrays)
{
    free(arrays->texts);
    free(arrays->ids);
    free(arrays->flags);
}

static int fill_arrays(struct expression_arrays *arrays, const struct expression *expressions,
                       size_t count, struct veto_error *error)
{
    arrays->texts = calloc(count, sizeof(*arrays->texts));
    arrays->ids = calloc(count, sizeof(*arrays->ids));
    arrays->flags = calloc(count, sizeof(*arrays->flags));
    if (!arrays->texts || !arrays->ids || !arrays->flags)
        return error_no_memory(error);
    for (size_t i = 0; i < count; i++) {
        arrays->texts[i] = expressions[i].text;
        arrays->ids[i] = expressions[i].id;
    }
    return 0;
}

static int refused(const hs_compile_error_t *failure, const struct expression *expressions,
                   struct veto_error *error)
{
    if (!failure)
        return error_no_memory(error);
    error_set(error, VETO_ERROR_RULES, "the matcher refuses it: %s", failure->message);
    if (failure->expression >= 0)
        error_wrap(error, "%s", expressions[failure->expression].name);
    return -1;
}

int prefilter_compile(struct prefilter **out, const struct expression *expressions, size_t count,
                      struct veto_error *error)
{
    assert(count > 0 && count <= UINT32_MAX);
    cleanup(release_arrays) struct expression_arrays arrays = { 0 };
    if (fill_arrays(&arrays, expressions, count, error) < 0)
        return -1;
    const hs_platform_info_t plain = { 0 };
    cleanup(free_compile_error) hs_compile_error_t *failure = NULL;
    hs_database_t *database = NULL;
    if (hs_compile_multi(arrays.texts, arrays.flags, arrays.ids, (unsigned)count, HS_MODE_BLOCK,
                         &plain, &database, &failure) != HS_SUCCESS)
        return refused(failure, expressions, error);
    *out = (struct prefilter *)database;
    return 0;
}

int prefilter_load(struct prefilter **out, struct span bytes, struct veto_error *error)
{
    hs_database_t *database = NULL;
    hs_error_t status = hs_deserialize_database(bytes.data, bytes.len, &database);
    switch (status) {
    case HS_SUCCESS:
        *out = (struct prefilter *)database;
        return 0;
    case HS_NOMEM:
        return error_no_memory(error);
    case HS_DB_VERSION_ERROR:
        return error_set(error, VETO_ERROR_UNSUPPORTED, "made by another version of the library");
    case HS_DB_PLATFORM_ERROR:
        return error_set(error, VETO_ERROR_UNSUPPORTED, "made for another processor");
    default:
        return error_set(error, VETO_ERROR_FORMAT, "damaged");
    }
}

int prefilter_save(const struct prefilter *prefilter, char **bytes, size_t *len,
                   struct veto_error *error)
{
    if (hs_serialize_database(database_of(prefilter), bytes, len) != HS_SUCCESS)
        return error_no_memory(error);
    return 0;
}

/*
 * Hyperscan's database in memory is one block without addresses, whose code lies at a multiple of
 * 64 bytes: wherever the block is moved by such a multiple, it works. How it is laid out is the
 * affair of one build of the library, so its version, which holds the build's date, stands first.
 */
struct image_header {
    char version[PREFILTER_IMAGE_ALIGN - sizeof(uint64_t)];
    uint64_t len; /* of the image, this header included */
};

/* With room for `size` bytes of a database behind the header; NULL without memory. */
static struct image_header *image_new(size_t size)
{
    size_t total = sizeof(struct image_header) + size;
    total += (PREFILTER_IMAGE_ALIGN - total % PREFILTER_IMAGE_ALIGN) % PREFILTER_IMAGE_ALIGN;
    struct image_header *image = aligned_alloc(PREFILTER_IMAGE_ALIGN, total);
    if (!image)
        return NULL;
    memset(image, 0, total);
    snprintf(image->version, sizeof(image->version), "%s", hs_version());
    image->len = total;
    return image;
}

static int hand_out(struct image_header *image, struct span *out, struct veto_error *error)
{
    if (!image)
        return error_no_memory(error);
    *out = (struct span) { (char *)image, image->len };
    return 0;
}

int prefilter_image(const struct prefilter *prefilter, struct span *out, struct veto_error *error)
{
    cleanup(free_ptr) char *serialized = NULL;
    size_t serialized_len = 0, size = 0;
    if (!prefilter)
        return hand_out(image_new(0), out, error);
    if (prefilter_save(prefilter, &serialized, &serialized_len, error) < 0)
        return -1;
    if (hs_serialized_database_size(serialized, serialized_len, &size) != HS_SUCCESS)
        return error_set(error, VETO_ERROR_FORMAT, "the matcher cannot read what it wrote");
    struct image_header *image = image_new(size);
    if (image && hs_deserialize_database_at(serialized, serialized_len,
                                            (hs_database_t *)(image + 1)) != HS_SUCCESS) {
        free(image);
        return error_set(error, VETO_ERROR_FORMAT, "the matcher cannot read what it wrote");
    }
    return hand_out(image, out, error);
}

int prefilter_in_place(const struct prefilter **out, struct span *images, struct veto_error *error)
{
    const struct image_header *header = (const void *)images->data;
    if (images->len < sizeof(*header) || (uintptr_t)images->data % PREFILTER_IMAGE_ALIGN ||
        header->len < sizeof(*header) || header->len > images->len)
        return error_set(error, VETO_ERROR_FORMAT, "damaged");
    if (strncmp(header->version, hs_version(), sizeof(header->version)) != 0)
        return error_set(error, VETO_ERROR_UNSUPPORTED, "made by another version of the library");
    bool is_empty = header->len == sizeof(*header);
    size_t size = 0;
    if (!is_empty && (hs_database_size((const hs_database_t *)(header + 1), &size) != HS_SUCCESS ||
                      size > header->len - sizeof(*header)))
        return error_set(error, VETO_ERROR_FORMAT, "damaged");
    *out = is_empty ? NULL : (const struct prefilter *)(header + 1);
    *images = span_from(*images, header->len);
    return 0;
}

void prefilter_free(struct prefilter *prefilter)
{
    hs_free_database((hs_database_t *)prefilter);
}

int prefilter_scratch_for(struct prefilter_scratch **scratch, const struct prefilter *prefilter,
                          struct veto_error *error)
{
    hs_scratch_t *grown = scratch_of(*scratch);
    hs_error_t status = hs_alloc_scratch(database_of(prefilter), &grown);
    *scratch = (struct prefilter_scratch *)grown;
    return status == HS_SUCCESS ? 0 : error_no_memory(error);
}

void prefilter_scratch_free(struct prefilter_scratch *scratch)
{
    hs_free_scratch(scratch_of(scratch));
}

int prefilter_scan(const struct prefilter *prefilter, struct prefilter_scratch *scratch,
                   struct span bytes, prefilter_hit hit, void *payload)
{
    assert(bytes.len <= UINT32_MAX);
    hs_error_t status = hs_scan(database_of(prefilter), bytes.data, (unsigned)bytes.len, 0,
                                scratch_of(scratch), hit, payload);
    return status == HS_SUCCESS ? 0 : -1;
}

int expression_widths(const char *text, struct expression_widths *out, struct veto_error *error)
{
    cleanup(free_compile_error) hs_compile_error_t *failure = NULL;
    hs_expr_info_t *info = NULL;
    if (hs_expression_info(text, 0, &info, &failure) != HS_SUCCESS)
        return error_set(error, VETO_ERROR_RULES, "the matcher refuses it: %s",
                         failure ? failure->message : "out of memory");
    *out = (struct expression_widths){ info->min_width, info->max_width };
    free(info);
    return 0;
}

const char *prefilter_version(void)
{
    return hs_version();
}
