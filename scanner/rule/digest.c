/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/digest.h"

#include "rule/fields.h"

/* Lengths and counts stand before what they count, so that no two rule sets feed the same bytes. */
static void add_number(struct digest *digest, uint64_t number)
{
    unsigned char bytes[8];
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (unsigned char)(number >> (8 * i));
    digest_update(digest, (struct span){ (const char *)bytes, sizeof(bytes) });
}

static void add_text(struct digest *digest, const char *text)
{
    add_number(digest, text ? strlen(text) + 1 : 0);
    digest_update(digest, text ? span_of(text) : SPAN_EMPTY);
}

static void add_table(struct digest *digest, const struct field_table *table, const char *from);

static void add_list(struct digest *digest, struct rule_list list)
{
    add_number(digest, list.count);
    for (size_t i = 0; i < list.count; i++)
        add_text(digest, list.items[i]);
}

static void add_objects(struct digest *digest, const struct field *field, const char *from)
{
    struct field_objects objects = field_objects(field, from);
    add_number(digest, objects.count);
    for (size_t i = 0; i < objects.count; i++)
        add_table(digest, field->inside, objects.items + i * field->inside->size);
}

static void add_field(struct digest *digest, const struct field *field, const char *from)
{
    switch (field->type) {
    case FIELD_LINE:
    case FIELD_PROSE:
    case FIELD_PATTERN:
        add_text(digest, field_text(field, from));
        break;
    case FIELD_LIST:
        add_list(digest, field_list(field, from));
        break;
    case FIELD_NUMBER:
        add_number(digest, (uint64_t)(field_number(field, from) * 1e6));
        break;
    case FIELD_COUNT:
    case FIELD_LINES:
    case FIELD_WORD:
    case FIELD_WORDS:
    case FIELD_FLAG:
        add_number(digest, field_word(field, from));
        break;
    case FIELD_GROUP:
        add_table(digest, field->inside, from);
        break;
    case FIELD_OBJECTS:
        add_objects(digest, field, from);
        break;
    case FIELD_RULES: /* no key of a rule */
        break;
    }
}

static void add_table(struct digest *digest, const struct field_table *table, const char *from)
{
    for (size_t i = 0; i < table->count; i++)
        if (table->fields[i].matches)
            add_field(digest, &table->fields[i], from);
}

int rule_set_digest(const struct rule_set *set, char hex[DIGEST_MAX_HEX], struct veto_error *error)
{
    struct digest *digest;
    if (digest_create(&digest, DIGEST_SHA256, error) < 0)
        return -1;
    add_number(digest, set->count);
    for (size_t i = 0; i < set->count; i++)
        add_table(digest, &rule_fields, (const char *)&set->rules[i]);
    digest_finish_hex(digest, hex);
    digest_free(digest);
    return 0;
}
