/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/write.h"

#include "base/utf.h"
#include "rule/fields.h"

struct rule rule_unsaid(void)
{
    return (struct rule) {
        .public = {
            .id = "", .title = "", .why = "", .fix = "", .reference = "", .pattern = "",
            .confidence = VETO_CONFIDENCE_LIKELY,
            .source = "",
        },
        .since = "",
        .window_before = RULE_WINDOW_BEFORE,
        .window_after = RULE_WINDOW_AFTER,
    };
}

/* ---- Scalars --------------------------------------------------------------------------------- */

/* Nothing but printable ASCII, and line ends where those are allowed. */
static bool is_plain(struct span text, bool lines)
{
    for (size_t i = 0; i < text.len; i++)
        if ((text.data[i] < ' ' || text.data[i] > '~') && !(lines && text.data[i] == '\n'))
            return false;
    return true;
}

/* Can a literal block say it as it is? Its first line must not begin with a space. */
static bool fits_block(struct span text)
{
    if (!is_plain(text, true) || text.len < 2 || text.data[0] == ' ' || text.data[0] == '\n' ||
        span_find_char(text, '\n') == text.len)
        return false;
    return !span_ends(text, SPAN("\n\n"));
}

static void append_block(struct buf *to, struct span text, size_t indent)
{
    struct span line;
    buf_append_text(to, span_ends(text, SPAN("\n")) ? "|" : "|-");
    while (span_next_line(&text, &line)) {
        buf_append_char(to, '\n');
        if (line.len)
            buf_printf(to, "%*s%.*s", (int)indent, "", (int)line.len, line.data);
    }
}

static void append_single(struct buf *to, struct span text)
{
    buf_append_char(to, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '\'')
            buf_append_char(to, '\'');
        buf_append_char(to, text.data[i]);
    }
    buf_append_char(to, '\'');
}

/* What is no UTF-8 becomes U+FFFD. */
static void append_double(struct buf *to, struct span text)
{
    buf_append_char(to, '"');
    while (text.len) {
        size_t len;
        uint32_t c = utf_decode(text, &len);
        text = span_from(text, len);
        if (c == '"' || c == '\\')
            buf_printf(to, "\\%c", (char)c);
        else if (c == '\n')
            buf_append_text(to, "\\n");
        else if (c < ' ' || !utf_is_printable(c))
            buf_printf(to, c > 0xffff ? "\\U%08x" : "\\u%04x", c);
        else
            utf_append(to, c);
    }
    buf_append_char(to, '"');
}

void yaml_append_scalar(struct buf *to, struct span text, size_t indent)
{
    if (is_plain(text, false))
        append_single(to, text);
    else if (fits_block(text))
        append_block(to, text, indent);
    else
        append_double(to, text);
}

/* ---- Values ---------------------------------------------------------------------------------- */

/* A rule whose views are unsaid has those of its sort. */
static uint32_t default_of(const struct field *field, const struct rule *rule, const void *plain)
{
    if (strcmp(field->key, "views") == 0)
        return rule->views ? rule_default_views(rule) : 0;
    return field_word(field, plain);
}

static void append_words(struct buf *to, const struct field *field, uint32_t bits)
{
    bool first = true;
    buf_append_char(to, '[');
    for (uint32_t i = 0; i < 32 && field->word(i); i++)
        if (bits >> i & 1) {
            buf_printf(to, "%s%s", first ? "" : ", ", field->word(i));
            first = false;
        }
    buf_append_char(to, ']');
}

static void append_list(struct buf *to, struct rule_list list, size_t indent)
{
    for (size_t i = 0; i < list.count; i++) {
        buf_printf(to, "\n%*s- ", (int)indent, "");
        yaml_append_scalar(to, span_of(list.items[i]), indent + 2);
    }
}

static void append_members(struct buf *to, const struct field_table *table, const char *from,
                           const char *plain, const struct rule *rule, size_t indent);

static void append_objects(struct buf *to, const struct field *field, const char *from,
                           const struct rule *rule, size_t indent)
{
    static const char nothing[sizeof(struct rule_exception)];
    _Static_assert(sizeof(nothing) >= sizeof(struct rule_companion), "plain for every item");
    struct field_objects objects = field_objects(field, from);
    for (size_t i = 0; i < objects.count; i++) {
        buf_printf(to, "\n%*s-", (int)indent, "");
        append_members(to, field->inside, objects.items + i * field->inside->size, nothing, rule,
                       indent + 2);
    }
}

/* What stands behind `key:`, with the blank; nothing where it is as unsaid. */
static void append_value(struct buf *to, const struct field *field, const char *from,
                         const char *plain, const struct rule *rule, size_t indent)
{
    const char *text;
    uint32_t word;
    switch (field->type) {
    case FIELD_LINE:
    case FIELD_PROSE:
    case FIELD_PATTERN:
        text = field_text(field, from);
        if (!text || !text[0])
            return;
        buf_append_char(to, ' ');
        yaml_append_scalar(to, span_of(text), indent + 2);
        break;
    case FIELD_LIST:
        append_list(to, field_list(field, from), indent + 2);
        break;
    case FIELD_NUMBER:
        if (field_number(field, from) > 0)
            buf_printf(to, " %g", field_number(field, from));
        break;
    case FIELD_COUNT:
        word = field_word(field, from);
        if (word != field_word(field, plain))
            buf_printf(to, " %u", word);
        break;
    case FIELD_LINES:
        word = field_word(field, from);
        if (word)
            buf_printf(to, " '%u lines'", word);
        break;
    case FIELD_WORD:
        buf_printf(to, " %s", field->word(field_word(field, from)));
        break;
    case FIELD_WORDS:
        word = field_word(field, from);
        if (word == default_of(field, rule, plain))
            break;
        buf_append_char(to, ' ');
        append_words(to, field, word);
        break;
    case FIELD_FLAG:
        if (field_word(field, from))
            buf_append_text(to, " true");
        break;
    case FIELD_GROUP:
        append_members(to, field->inside, from, plain, rule, indent + 2);
        break;
    case FIELD_OBJECTS:
        append_objects(to, field, from, rule, indent + 2);
        break;
    case FIELD_RULES: /* no key of a rule */
        break;
    }
}

static void append_members(struct buf *to, const struct field_table *table, const char *from,
                           const char *plain, const struct rule *rule, size_t indent)
{
    bool in_item = to->len && to->data[to->len - 1] == '-';
    for (size_t i = 0; i < table->count; i++) {
        size_t before = to->len;
        if (in_item)
            buf_printf(to, " %s:", table->fields[i].key);
        else
            buf_printf(to, "\n%*s%s:", (int)indent, "", table->fields[i].key);
        size_t named = to->len;
        append_value(to, &table->fields[i], from, plain, rule, indent);
        if (to->len == named)
            to->len = before;
        else
            in_item = false;
    }
}

/* ---- Rules ----------------------------------------------------------------------------------- */

static bool is_listed(const char *const *keys, const char *key)
{
    for (; keys && *keys; keys++)
        if (strcmp(*keys, key) == 0)
            return true;
    return false;
}

void rule_append_yaml(struct buf *to, const struct rule *rule, const char *const *skip)
{
    enum { INDENT = 4 };
    const struct rule plain = rule_unsaid();
    bool first = true;
    for (size_t i = 0; i < rule_fields.count; i++) {
        const struct field *field = &rule_fields.fields[i];
        size_t before = to->len;
        if (is_listed(skip, field->key))
            continue;
        buf_printf(to, "%s%s:", first ? "  - " : "    ", field->key);
        size_t named = to->len;
        append_value(to, field, (const char *)rule, (const char *)&plain, rule, INDENT);
        if (to->len == named) {
            to->len = before;
            continue;
        }
        buf_append_char(to, '\n');
        first = false;
    }
}

const char *rule_append_value(struct buf *to, const struct rule *rule, size_t index)
{
    const struct rule plain = rule_unsaid();
    if (index >= rule_fields.count)
        return NULL;
    append_value(to, &rule_fields.fields[index], (const char *)rule, (const char *)&plain, rule, 0);
    return rule_fields.fields[index].key;
}
