/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/value.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/quantity.h"
#include "base/suggest.h"

int text_list_add(struct settings *settings, struct text_list *list, const char *text,
                  struct veto_error *error)
{
    if (list->count == list->capacity) {
        size_t capacity = MAX(list->capacity * 2, (size_t)8);
        const char **items = ARENA_ARRAY(&settings->arena, capacity, const char *);
        if (!items)
            return error_no_memory(error);
        if (list->count)
            memcpy(items, list->items, list->count * sizeof(*items));
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count++] = text;
    return 0;
}

static int set_flag(bool *field, struct span text, struct veto_error *error)
{
    static const struct {
        const char *word;
        bool means;
    } words[] = {
        { "1", true },  { "yes", true }, { "true", true },   { "on", true },
        { "0", false }, { "no", false }, { "false", false }, { "off", false },
    };
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        if (span_eq_nocase(text, span_of(words[i].word))) {
            *field = words[i].means;
            return 0;
        }
    }
    return error_set(error, VETO_ERROR_USAGE, "'%.*s' is neither yes nor no", (int)text.len,
                     text.data);
}

static int add_to_list(struct settings *settings, struct text_list *list, char separator,
                       const char *text, struct veto_error *error)
{
    struct span rest = span_of(text), field;
    if (!separator || span_find_char(rest, separator) == rest.len)
        return rest.len ? text_list_add(settings, list, text, error)
                        : error_set(error, VETO_ERROR_USAGE, "is empty");
    while (span_next_field(&rest, separator, &field)) {
        if (field.len == 0)
            continue;
        const char *copy = arena_strndup(&settings->arena, field.data, field.len);
        if (!copy)
            return error_no_memory(error);
        if (text_list_add(settings, list, copy, error) < 0)
            return -1;
    }
    return 0;
}

/* "text, sarif or json" */
static void name_choices(const struct option *option, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; option->choices(i) && used < size; i++) {
        const char *before = i == 0 ? "" : option->choices(i + 1) ? ", " : " or ";
        int len = snprintf(out + used, size - used, "%s%s", before, option->choices(i));
        used += len > 0 ? (size_t)len : 0;
    }
}

static int set_choice(int *field, const struct option *option, struct span text,
                      struct veto_error *error)
{
    struct suggestion near = suggest_for(text);
    for (size_t i = 0; option->choices(i); i++) {
        if (span_is(text, option->choices(i))) {
            *field = (int)i;
            return 0;
        }
        suggest_offer(&near, option->choices(i));
    }
    char known[160];
    name_choices(option, known, sizeof(known));
    return error_set(error, VETO_ERROR_USAGE, "'%.*s' is not one of %s%s", (int)text.len, text.data,
                     known, suggest_text(&near, ""));
}

static int check_range(const struct option *option, uint64_t value, struct span text,
                       struct veto_error *error)
{
    if (value < option->minimum)
        return error_set(error, VETO_ERROR_USAGE, "'%.*s' is below the least, %" PRIu64,
                         (int)text.len, text.data, option->minimum);
    if (option->maximum && value > option->maximum)
        return error_set(error, VETO_ERROR_USAGE, "'%.*s' is above the most, %" PRIu64,
                         (int)text.len, text.data, option->maximum);
    return 0;
}

static int set_number(uint64_t *field, const struct option *option, struct span text,
                      struct veto_error *error)
{
    uint64_t value;
    if (!span_to_uint(text, &value))
        return error_set(error, VETO_ERROR_USAGE, "'%.*s' is no number", (int)text.len, text.data);
    if (check_range(option, value, text, error) < 0)
        return -1;
    *field = value;
    return 0;
}

static int set_size(uint64_t *field, const struct option *option, struct span text,
                    struct veto_error *error)
{
    uint64_t value;
    if (!quantity_bytes(text, &value))
        return error_set(error, VETO_ERROR_USAGE, "'%.*s' is no size (like 512M or 2GiB)",
                         (int)text.len, text.data);
    if (check_range(option, value, text, error) < 0)
        return -1;
    *field = value;
    return 0;
}

static int set_seconds(double *field, struct span text, struct veto_error *error)
{
    if (!quantity_seconds(text, field))
        return error_set(error, VETO_ERROR_USAGE, "'%.*s' is no time (like 90, 1.5s or 10m)",
                         (int)text.len, text.data);
    return 0;
}

int value_set(struct settings *settings, const struct option *option, const char *text,
              struct veto_error *error)
{
    void *field = (char *)settings + option->field;
    switch (option->kind) {
    case OPTION_FLAG:
        return set_flag(field, span_of(text), error);
    case OPTION_TEXT:
        if (!text[0])
            return error_set(error, VETO_ERROR_USAGE, "is empty");
        *(const char **)field = text;
        return 0;
    case OPTION_LIST:
        return add_to_list(settings, field, option->separator, text, error);
    case OPTION_CHOICE:
        return set_choice(field, option, span_of(text), error);
    case OPTION_NUMBER:
        return set_number(field, option, span_of(text), error);
    case OPTION_SIZE:
        return set_size(field, option, span_of(text), error);
    case OPTION_SECONDS:
        return set_seconds(field, span_of(text), error);
    }
    assert(false && "an option of unknown kind");
    return -1;
}
