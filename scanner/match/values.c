/* SPDX-License-Identifier: Apache-2.0 */
#include "match/values.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/wipe.h"

enum { SLOT_BITS = 16, SLOTS = 1 << SLOT_BITS };

struct value {
    struct span text;
    size_t index;
    uint32_t next; /* of the same slot, longer ones first; 0 = none, else one more than its place */
};

struct values {
    struct value *items;
    size_t count;
    char *bytes; /* of all of them */
    size_t len;
    uint32_t first[SLOTS];
};

DEFINE_CLEANUP(struct values *, values_free)

/* Of the first four bytes. */
static uint32_t slot_of(const char *at)
{
    uint32_t word;
    memcpy(&word, at, sizeof(word));
    return (word * UINT32_C(0x9e3779b1)) >> (32 - SLOT_BITS);
}

static int by_length(const void *a, const void *b)
{
    const struct value *x = a, *y = b;
    if (x->text.len != y->text.len)
        return x->text.len < y->text.len ? -1 : 1;
    return (x->index < y->index) - (x->index > y->index);
}

/* A message tells which value, never the value. */
static int check(const struct veto_bytes *items, size_t count, size_t *total,
                 struct veto_error *error)
{
    *total = 0;
    if (count > VALUES_MAX)
        return error_set(error, VETO_ERROR_USAGE, "more than %d values to look for", VALUES_MAX);
    for (size_t i = 0; i < count; i++) {
        if (items[i].len < VALUE_LEAST || items[i].len > VALUE_MOST)
            return error_set(error, VETO_ERROR_USAGE,
                             "value %zu: has %zu bytes; it must have between %d and %d", i + 1,
                             items[i].len, VALUE_LEAST, VALUE_MOST);
        *total += items[i].len;
    }
    return 0;
}

int values_create(struct values **out, const struct veto_bytes *items, size_t count,
                  struct veto_error *error)
{
    size_t total, used = 0;
    if (check(items, count, &total, error) < 0)
        return -1;
    cleanup(values_free_ptr) struct values *values = calloc(1, sizeof(*values));
    if (!values)
        return error_no_memory(error);
    values->len = total;
    values->bytes = malloc(total + 1);
    values->items = calloc(count + 1, sizeof(*values->items));
    if (!values->bytes || !values->items)
        return error_no_memory(error);
    for (size_t i = 0; i < count; i++) {
        memcpy(values->bytes + used, items[i].data, items[i].len);
        values->items[values->count++] = (struct value){
            .text = { values->bytes + used, items[i].len },
            .index = i,
        };
        used += items[i].len;
    }
    if (count)
        qsort(values->items, count, sizeof(*values->items), by_length);
    /* The last that is put before the others is the longest. */
    for (size_t i = 0; i < count; i++) {
        uint32_t slot = slot_of(values->items[i].text.data);
        values->items[i].next = values->first[slot];
        values->first[slot] = (uint32_t)i + 1;
    }
    *out = take_ptr(&values);
    return 0;
}

void values_free(struct values *values)
{
    if (!values)
        return;
    if (values->bytes)
        wipe_bytes(values->bytes, values->len);
    free(values->bytes);
    free(values->items);
    free(values);
}

bool values_next(const struct values *values, struct span bytes, size_t *from,
                 struct value_found *found)
{
    for (size_t at = *from; at + VALUE_LEAST <= bytes.len; at++) {
        for (uint32_t i = values->first[slot_of(bytes.data + at)]; i;
             i = values->items[i - 1].next) {
            const struct value *value = &values->items[i - 1];
            if (!span_starts(span_from(bytes, at), value->text))
                continue;
            *found = (struct value_found){ at, value->text.len, value->index };
            *from = at + 1;
            return true;
        }
    }
    *from = bytes.len;
    return false;
}
