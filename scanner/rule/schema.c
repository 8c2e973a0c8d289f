/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/schema.h"

static void put_text(struct json_writer *w, const struct form *form)
{
    json_put_text(w, "type", "string");
    if (form)
        json_put_text(w, "pattern", form->schema);
    else
        json_put_integer(w, "minLength", 1);
}

static void put_words(struct json_writer *w, const struct field *field)
{
    const char *word;
    json_put_open(w, "enum", '[');
    for (uint32_t i = 0; (word = field->word(i)); i++)
        if (word[0])
            json_write_text(w, word);
    json_close(w, ']');
}

static void put_range(struct json_writer *w, const struct field *field, const char *type)
{
    json_put_text(w, "type", type);
    json_put_integer(w, "minimum", (int64_t)field->least);
    json_put_integer(w, "maximum", (int64_t)field->most);
}

static void open_list(struct json_writer *w, const struct field *field)
{
    json_put_text(w, "type", "array");
    if (field->need == FIELD_REQUIRED_FOR_TRIAL)
        json_put_integer(w, "minItems", 1);
    json_put_open(w, "items", '{');
}

static void put_rules(struct json_writer *w);

static void put_type(struct json_writer *w, const struct field *field)
{
    switch (field->type) {
    case FIELD_LINE:
    case FIELD_PROSE:
    case FIELD_PATTERN:
    case FIELD_LINES:
        put_text(w, field->form);
        break;
    case FIELD_LIST:
        open_list(w, field);
        put_text(w, field->form);
        json_close(w, '}');
        break;
    case FIELD_NUMBER:
        put_range(w, field, "number");
        break;
    case FIELD_COUNT:
        put_range(w, field, "integer");
        break;
    case FIELD_WORD:
        put_words(w, field);
        break;
    case FIELD_WORDS:
        open_list(w, field);
        put_words(w, field);
        json_close(w, '}');
        break;
    case FIELD_FLAG:
        json_put_text(w, "type", "boolean");
        break;
    case FIELD_GROUP:
        schema_put_table(w, field->inside);
        break;
    case FIELD_OBJECTS:
        open_list(w, field);
        schema_put_table(w, field->inside);
        json_close(w, '}');
        break;
    case FIELD_RULES:
        put_rules(w);
        break;
    }
}

/* `needs` has a bit for each enum field_need. */
static void put_required(struct json_writer *w, const struct field_table *table, uint32_t needs)
{
    json_put_open(w, "required", '[');
    for (size_t i = 0; i < table->count; i++)
        if (needs >> table->fields[i].need & 1)
            json_write_text(w, table->fields[i].key);
    json_close(w, ']');
}

void schema_put_table(struct json_writer *w, const struct field_table *table)
{
    json_put_text(w, "type", "object");
    json_put_bool(w, "additionalProperties", false);
    put_required(w, table, UINT32_C(1) << FIELD_REQUIRED);
    json_put_open(w, "properties", '{');
    for (size_t i = 0; i < table->count; i++) {
        const struct field *field = &table->fields[i];
        json_put_open(w, field->key, '{');
        json_put_text(w, "description", field->about);
        put_type(w, field);
        json_close(w, '}');
    }
    json_close(w, '}');
}

/* Examples, or the word that there are none because the rule was another scanner's. */
static void put_trial(struct json_writer *w, uint32_t trial)
{
    json_put_open(w, "anyOf", '[');
    json_open(w, '{');
    json_put_open(w, "required", '[');
    json_write_text(w, "imported");
    json_close(w, ']');
    json_close(w, '}');
    json_open(w, '{');
    put_required(w, &rule_fields, trial);
    json_close(w, '}');
    json_close(w, ']');
}

static void put_form(struct json_writer *w, const struct rule_form *form)
{
    const uint32_t trial = UINT32_C(1) << FIELD_REQUIRED_FOR_TRIAL;
    bool may_be_imported = form->required & trial && !(form->forbidden >> FIELD_PATTERN_ONLY & 1);
    json_open(w, '{');
    if (may_be_imported)
        put_trial(w, trial);
    if (form->required) {
        put_required(w, &rule_fields, form->required & ~(may_be_imported ? trial : 0));
    } else {
        json_put_open(w, "required", '[');
        json_write_text(w, form->key);
        json_close(w, ']');
    }
    json_put_open(w, "properties", '{');
    for (size_t i = 0; i < rule_fields.count; i++) {
        const struct field *field = &rule_fields.fields[i];
        bool is_event = strcmp(field->key, "event") == 0 && strcmp(form->key, "event") != 0;
        if (form->forbidden >> field->need & 1 || is_event)
            json_put_bool(w, field->key, false);
    }
    json_close(w, '}');
    json_close(w, '}');
}

/* A rule has a pattern, an event or a query, and nothing that belongs to another form. */
static void put_alternatives(struct json_writer *w)
{
    json_put_open(w, "oneOf", '[');
    for (size_t i = 0; i < RULE_FORMS; i++)
        put_form(w, &rule_forms[i]);
    json_close(w, ']');
}

static void put_rules(struct json_writer *w)
{
    json_put_text(w, "type", "array");
    json_put_open(w, "items", '{');
    schema_put_table(w, &rule_fields);
    put_alternatives(w);
    json_close(w, '}');
}

int schema_write(FILE *to, struct veto_error *error)
{
    struct json_writer w = json_writer_make(to, true);
    json_open(&w, '{');
    json_put_text(&w, "$schema", "https://json-schema.org/draft/2020-12/schema");
    json_put_text(&w, "title", "A pack of rules for veto");
    json_put_text(&w, "type", "object");
    json_put_bool(&w, "additionalProperties", false);
    json_put_open(&w, "required", '[');
    json_write_text(&w, "rules");
    json_close(&w, ']');
    json_put_open(&w, "properties", '{');
    json_put_open(&w, "rules", '{');
    put_rules(&w);
    json_close(&w, '}');
    json_close(&w, '}');
    json_close(&w, '}');
    return json_writer_finish(&w, error);
}
