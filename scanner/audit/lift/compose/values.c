/* SPDX-License-Identifier: Apache-2.0 */
/* What a service is told: variables, arguments, words of its command. */
#include "audit/lift/compose/parts.h"
#include "audit/lift/value.h"
#include "doc/shell.h"
#include "literals/names.h"
#include "literals/placeholder.h"

/* A default password is one that anybody tries first. */
static bool is_guessed_first(struct span value)
{
    static const char *const words[] = { "123456", "12345678", "1234", "12345", "123456789" };
    if (span_is_one_of(value, words, ARRAY_SIZE(words)))
        return true;
    return value.len && placeholder_is_weak(value) && !placeholder_is_template(value);
}

/* A name and what it is set to; the value stands at `place`. */
struct setting {
    struct span name;
    struct resolved value;
    struct place at, place;
    bool is_secret; /* whatever its name says */
};

static void put_setting(struct put *put, struct node *list, const struct setting *setting)
{
    struct node *to = put_object(put, list, "", setting->at);
    struct span value = setting->value.text;
    bool secret = setting->is_secret || value_has_secret_name(setting->name);
    put_text(put, to, "name", setting->name, setting->at);
    put_bool(put, to, "secretName", secret, setting->at);
    if (!setting->value.known)
        return;
    put_text(put, to, "value", value, setting->place);
    put_text(put, to, "lower", put_lower(put, value), setting->place);
    put_bool(put, to, "interpolated", setting->value.interpolated, setting->at);
    /* What a shell puts in does not stand here. */
    bool filled = setting->is_secret && !value_is_literal(value);
    put_bool(put, to, "literal", !setting->value.interpolated && !filled, setting->at);
    put_bool(put, to, "placeholder",
             value_is_placeholder(value) || value_is_name(setting->name, value), setting->at);
    put_bool(put, to, "weak", secret && is_guessed_first(value), setting->at);
}

/* `NAME=value` in a list, or a member of a map; a name alone is the caller's variable. */
static void lift_setting(const struct service *s, const struct node *item, void *payload)
{
    struct put *put = &s->c->put;
    struct setting setting = { .at = put_place(put, item), .place = put_place(put, item) };
    if (item->key.len && item->kind == NODE_NULL)
        return;
    if (!compose_is_scalar(item))
        return;
    if (item->key.len) {
        setting.name = item->key;
        setting.value = compose_resolve(put, item->text);
    } else {
        size_t split = span_find_char(item->text, '=');
        if (split == item->text.len)
            return;
        setting.name = span_sub(item->text, 0, split);
        setting.value = compose_resolve(put, span_from(item->text, split + 1));
        setting.place = line_index_behind(put, item, '=');
    }
    put_setting(put, payload, &setting);
}

static void put_env_file(const struct service *s, const struct node *item, void *payload)
{
    struct put *put = &s->c->put;
    const struct node *path = item->kind == NODE_OBJECT ? node_last_member(item, "path") : item;
    if (!compose_is_scalar(path))
        return;
    struct resolved text = compose_resolve(put, path->text);
    if (text.known)
        put_text(put, payload, "", text.text, put_place(put, path));
}

/* ---- Commands -------------------------------------------------------------------------------- */

struct words {
    struct node *list, *secrets; /* facts: all words; those that are passwords */
    struct span option;          /* of the word before, where it wants a secret */
};

static bool wants_secret(struct span option)
{
    while (option.len && option.data[0] == '-')
        option = span_from(option, 1);
    return span_is(option, "requirepass") || span_is(option, "masterauth") ||
           value_has_secret_name(option);
}

static void note_secret(struct put *put, struct words *words, struct span name, struct span value,
                        struct place at)
{
    struct resolved text = compose_resolve(put, value);
    struct setting setting = { name, text, at, at, true };
    if (value.len && text.known && !span_starts(value, SPAN("-")))
        put_setting(put, words->secrets, &setting);
}

static void put_word(struct put *put, struct words *words, struct span word, struct place at)
{
    put_text(put, words->list, "", word, at);
    if (words->option.len)
        note_secret(put, words, words->option, word, at);
    words->option = SPAN_EMPTY;
    if (!span_starts(word, SPAN("-")))
        return;
    size_t split = span_find_char(word, '=');
    struct span name = span_sub(word, 0, split);
    if (!wants_secret(name))
        return;
    if (split < word.len)
        note_secret(put, words, name, span_from(word, split + 1), at);
    else
        words->option = name;
}

/* One text, which Compose splits as a shell does; what it starts may be a script itself. */
static void put_script(struct put *put, struct words *words, struct span text, struct place at)
{
    struct shell_script script;
    if (shell_read(&script, text, (struct shell_setting) { .pipefail = false }, put->builder.arena,
                   put->builder.error) < 0) {
        put->failed = true;
        return;
    }
    for (const struct shell_command *one = script.commands; one; one = one->next) {
        words->option = SPAN_EMPTY;
        for (size_t i = 0; i < one->word_count; i++)
            put_word(put, words, one->words[i].text, at);
    }
}

static void put_command(const struct service *s, const char *key)
{
    struct put *put = &s->c->put;
    const struct node *node = compose_setting(s, key);
    struct node *to = node ? put_object(put, s->facts, key, put_place(put, node)) : NULL;
    if (!node)
        return;
    struct words words = { .option = SPAN_EMPTY };
    words.list = put_array(put, to, "words", put_place(put, node));
    words.secrets = put_array(put, to, "secrets", put_place(put, node));
    if (compose_is_scalar(node))
        put_script(put, &words, node->text, put_place(put, node));
    for (const struct node *item = node->children; item; item = item->next) {
        if (!compose_is_scalar(item))
            continue;
        bool script = span_find_char(span_trim(item->text), ' ') < span_trim(item->text).len;
        if (script)
            put_script(put, &words, item->text, put_place(put, item));
        else
            put_word(put, &words, item->text, put_place(put, item));
    }
}

void compose_values(const struct service *s)
{
    struct put *put = &s->c->put;
    const struct node *env = compose_setting(s, "environment");
    const struct node *tty = compose_setting(s, "tty"), *input = compose_setting(s, "stdin_open");
    compose_for_each(s, "environment", lift_setting,
                     put_array(put, s->facts, "env", compose_place(s, env)));
    compose_for_each(s, "build.args", lift_setting, put_array(put, s->facts, "buildArgs", s->key));
    compose_for_each(s, "labels", lift_setting, put_array(put, s->facts, "labels", s->key));
    compose_for_each(s, "env_file", put_env_file, put_array(put, s->facts, "envFiles", s->key));
    put_command(s, "command");
    put_command(s, "entrypoint");
    put_bool(put, s->facts, "interactive", compose_is_truth(s, tty) && compose_is_truth(s, input),
             compose_place(s, tty));
}
