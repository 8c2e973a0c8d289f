/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/surroundings.h"

#include "base/ascii.h"
#include "base/macro.h"
#include "judge/alphabet.h"
#include "judge/looks.h"

static bool is_quote(char c)
{
    return c == '"' || c == '\'' || c == '`';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static struct span skip_blanks(struct span text)
{
    size_t at = 0;
    while (at < text.len && is_blank(text.data[at]))
        at++;
    return span_from(text, at);
}

/* What stands between the name and the value; empty where the name is not in front of it. */
static struct span between(const struct candidate *c)
{
    enum { FAR = 64 };
    const char *end = c->name.data + c->name.len;
    if (c->name.len == 0 || end > c->value.data || c->value.data - end > FAR)
        return SPAN_EMPTY;
    return (struct span) { end, (size_t)(c->value.data - end) };
}

static struct span behind(const struct candidate *c)
{
    const char *end = c->unit->bytes.data + c->unit->bytes.len;
    const char *stop = c->value.data + c->value.len;
    return (struct span) { stop, (size_t)(end - stop) };
}

/* The line, as far as it is in front of the value. */
static struct span line_before(const struct candidate *c)
{
    if (c->value.data < c->line.data || c->value.data > c->line.data + c->line.len)
        return SPAN_EMPTY;
    return span_sub(c->line, 0, (size_t)(c->value.data - c->line.data));
}

/* ---- No assignment --------------------------------------------------------------------------- */

/* `this.getCredentials('…')`: what is asked for by its name is elsewhere. */
static bool is_asked_for(const struct candidate *c)
{
    static const char *const verbs[] = { "get",    "fetch", "load", "find",   "lookup", "has",
                                         "delete", "check", "list", "remove", "request" };
    struct span gap = between(c), name = c->name;
    if (gap.len < 2 || gap.data[0] != '(' || !is_quote(gap.data[gap.len - 1]) ||
        skip_blanks(span_sub(gap, 1, gap.len - 2)).len)
        return false;
    for (size_t i = name.len; i > 0; i--)
        if (name.data[i - 1] == '.') {
            name = span_from(name, i);
            break;
        }
    for (size_t i = 0; i < ARRAY_SIZE(verbs); i++) {
        size_t len = strlen(verbs[i]);
        if (span_starts_nocase(name, span_of(verbs[i])) && len < name.len &&
            (ascii_is_upper(name.data[len]) || name.data[len] == '_'))
            return true;
    }
    return false;
}

/* `togglePassword.classList.add('…')`: an element of a page, and what is done to it. */
static bool is_done_to_element(const struct candidate *c)
{
    static const char *const methods[] = {
        ".addClass",         ".removeClass",      ".toggleClass",  ".hasClass",
        ".addEventListener", ".setAttribute",     ".getAttribute", ".removeAttribute",
        ".querySelector",    ".querySelectorAll", ".attr",         ".prop",
        ".css",              ".on",               ".off",          ".closest",
    };
    struct span gap = between(c);
    if (gap.len == 0 || gap.data[0] != '(')
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(methods); i++)
        if (span_ends(c->name, span_of(methods[i])))
            return true;
    return span_find(c->name, SPAN(".classList.")) != SIZE_MAX;
}

/* `"name": "password", "type": "string"`: behind the comma is the next key. */
static bool is_next_key(const struct candidate *c)
{
    struct span gap = between(c), after = behind(c);
    if (span_find_char(gap, ',') == gap.len || after.len < 2 || !is_quote(after.data[0]))
        return false;
    after = skip_blanks(span_from(after, 1));
    return span_starts(after, SPAN(":")) || span_starts(after, SPAN("=>"));
}

/* `registry.acme.io/token-refresher:v2`, `"mail/reset_password", ".html"`: the end of a path. */
static bool is_end_of_path(const struct candidate *c)
{
    struct span gap = between(c);
    size_t begin = (size_t)(c->name.data - c->unit->bytes.data);
    if (gap.len == 0 || begin < 2 || c->name.data[-1] != '/' || c->name.data[-2] == '/' ||
        !(ascii_is_alnum(c->name.data[-2]) || c->name.data[-2] == '-'))
        return false;
    return span_is(gap, ":") || (span_find_char(gap, ',') < gap.len && c->value.data[0] == '.');
}

/* `'password': nova_database_password`: beside a quoted name a bare one is what it comes to. */
static bool is_bare_name(const struct candidate *c)
{
    struct span gap = between(c), value = c->value;
    size_t separators = 0;
    if (gap.len < 2 || !is_quote(gap.data[0]) || is_quote(gap.data[gap.len - 1]))
        return false;
    if (value.len && value.data[value.len - 1] == ',')
        value.len--;
    for (size_t i = 0; i < value.len; i++) {
        if (!ascii_is_alpha(value.data[i]) && value.data[i] != '_')
            return false;
        separators += value.data[i] == '_';
    }
    return separators > 0 && name_meaning_of(value) != NAME_PLAIN;
}

/* `"password": password,`: what the name comes to, in a program that a configuration holds. */
static bool is_its_own_variable(const struct candidate *c)
{
    struct span gap = between(c), value = c->value;
    return gap.len >= 2 && is_quote(gap.data[0]) && !is_quote(gap.data[gap.len - 1]) &&
           value.len == c->name.len + 1 && value.data[c->name.len] == ',' &&
           span_eq(span_sub(value, 0, c->name.len), c->name);
}

/* `signing-key:passphrase`: one entry of what a manager keeps under the name in front. */
static bool is_entry_of_manager(const struct candidate *c)
{
    size_t colon = span_find_char(c->value, ':'), separators = 0;
    struct span entry = span_from(c->value, colon + 1);
    if (colon == 0 || colon >= c->value.len || entry.len == 0)
        return false;
    for (size_t i = 0; i < c->value.len; i++) {
        char at = c->value.data[i];
        if (!ascii_is_lower(at) && at != '_' && at != '-' && at != '/' && i != colon)
            return false;
        separators += i < colon && !ascii_is_lower(at);
    }
    return separators > 0 && name_meaning_of(entry) != NAME_PLAIN;
}

/* `"enter-password.png", "…"`: one file after the other. */
static bool is_list_of_files(const struct candidate *c)
{
    static const char *const extensions[] = {
        "css", "gif", "go", "htm", "html", "java", "jpeg", "jpg", "js",   "json", "md",  "php",
        "png", "py",  "rb", "rs",  "rst",  "svg",  "ts",   "txt", "webp", "xml",  "yml", "yaml",
    };
    struct span gap = between(c), extension = c->name;
    const char *dot = c->name.len ? memrchr(c->name.data, '.', c->name.len) : NULL;
    if (!dot || gap.len < 3 || !is_quote(gap.data[0]) || gap.data[1] != ',')
        return false;
    extension = span_from(c->name, (size_t)(dot - c->name.data) + 1);
    for (size_t i = 0; i < ARRAY_SIZE(extensions); i++)
        if (span_is(extension, extensions[i]))
            return true;
    return false;
}

enum drop_reason test_no_assignment(struct candidate *c)
{
    if (is_asked_for(c) || is_done_to_element(c) || is_next_key(c) || is_end_of_path(c) ||
        is_list_of_files(c))
        return DROP_NAME;
    bool is_other = is_bare_name(c) || is_its_own_variable(c) || is_entry_of_manager(c);
    return is_other ? DROP_REFERENCE : DROP_NOT;
}

enum drop_reason test_empty_login(struct candidate *c)
{
    enum { MOST = 128 };
    char text[MOST];
    struct span before = line_before(c), value = c->value;
    if (value.len > MOST || before.len < 6 ||
        !span_eq_nocase(span_from(before, before.len - 6), SPAN("basic ")))
        return DROP_NOT;
    while (value.len && value.data[value.len - 1] == '=')
        value.len--;
    struct span login = { text, base64_decode(value, text, sizeof(text)) };
    return login.len > 1 && span_find_char(login, ':') == login.len - 1 ? DROP_PLACEHOLDER
                                                                        : DROP_NOT;
}

/* ---- What is shown --------------------------------------------------------------------------- */

bool surroundings_format(const struct candidate *c)
{
    struct span before = line_before(c), inside = c->value;
    size_t open = span_find_char(inside, '{'), at = before.len;
    if (open == inside.len || span_find_char(span_from(inside, open), '}') == inside.len - open)
        return false;
    while (at > 0 && !(before.data[at - 1] == '"' || before.data[at - 1] == '\''))
        at--;
    while (at > 1 && (before.data[at - 1] == '"' || before.data[at - 1] == '\''))
        at--;
    if (at == 0)
        return false;
    char mark = before.data[at - 1], first = at > 1 ? ascii_lower(before.data[at - 2]) : ' ';
    return mark == '$' || (ascii_lower(mark) == 'f' && (!ascii_is_alnum(first) || first == 'r'));
}

/* Languages in which `$name` between double quotes is what the variable holds. */
static bool has_dollar_names(const struct unit *unit)
{
    static const char *const ends[] = { ".kt", ".kts", ".groovy", ".gradle", ".dart",
                                        ".pl", ".pm",  ".ps1",    ".psm1" };
    struct span path = unit->origin ? span_from_bytes(unit->origin->name) : SPAN_EMPTY;
    if (unit->kinds & (KIND_PHP | KIND_SHELL))
        return true;
    for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
        if (span_ends_nocase(path, span_of(ends[i])))
            return true;
    return false;
}

bool surroundings_interpolated(const struct candidate *c)
{
    enum { A_NAME = 2 };
    size_t dollar = span_find_char(c->value, '$'), letters = 0;
    if (dollar == c->value.len || c->value.data == c->unit->bytes.data ||
        c->value.data[-1] != '"' || (dollar && c->value.data[dollar - 1] == '\\') ||
        !has_dollar_names(c->unit))
        return false;
    struct span name = span_from(c->value, dollar + 1);
    while (letters < name.len && ascii_is_alpha(name.data[letters]))
        letters++;
    return letters >= A_NAME;
}

bool surroundings_say_example(const struct candidate *c)
{
    static const char *const words[] = { "example", "examples", "placeholder", "hint", "usage" };
    struct span before = line_before(c);
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        size_t len = strlen(words[i]);
        for (size_t at = 0; at + len < before.len; at++) {
            struct span rest = span_from(before, at);
            if ((at && ascii_is_alnum(before.data[at - 1])) ||
                !span_starts_nocase(rest, span_of(words[i])))
                continue;
            rest = span_from(rest, len);
            if (rest.len && is_quote(rest.data[0]))
                rest = span_from(rest, 1);
            rest = skip_blanks(rest);
            if (rest.len && (rest.data[0] == ':' || rest.data[0] == '='))
                return true;
        }
    }
    return false;
}

static bool starts_with_one_of(struct span line, const char *const *marks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (span_starts(line, span_of(marks[i])))
            return true;
    return false;
}

bool surroundings_document(const struct candidate *c)
{
    static const char *const comments[] = { "* ", "/** ", "/// ", "//! " };
    static const char *const sessions[] = { "$ ",    ">>> ", "iex> ",  "iex(",
                                            "irb> ", "In [", "C:\\> ", "C:\\&gt; " };
    struct span line = span_trim(c->line);
    if ((c->unit->kinds & KIND_CODE) && starts_with_one_of(line, comments, ARRAY_SIZE(comments)))
        return true;
    if ((c->unit->kinds & KIND_YAML) && span_starts(line, SPAN("$ ")))
        return true;
    if (!(c->unit->kinds & (KIND_CODE | KIND_MARKUP)))
        return false;
    /* `&lt;user password="…"/&gt;`: an element that a page shows, and does not have. */
    return starts_with_one_of(line, sessions, ARRAY_SIZE(sessions)) ||
           span_find(line_before(c), SPAN("&lt;")) != SIZE_MAX;
}

/* ---- Texts that document --------------------------------------------------------------------- */

enum { PAGES = 65536, ABOVE = 2048, LINE = 256 };

/* Of the last three quotes in a row in `text`, the first; SIZE_MAX where there are none. */
static size_t last_triple(struct span text)
{
    for (size_t end = text.len; end >= 3; end--) {
        char at = text.data[end - 1];
        if ((at == '"' || at == '\'') && text.data[end - 2] == at && text.data[end - 3] == at)
            return end - 3;
    }
    return SIZE_MAX;
}

static struct span line_at_end(struct span text)
{
    const char *end = text.len ? memrchr(text.data, '\n', text.len) : NULL;
    return end ? span_from(text, (size_t)(end - text.data) + 1) : text;
}

/* The last line of `text` that is neither empty nor a comment, empty where there is none. */
static struct span last_code(struct span text)
{
    while (text.len) {
        struct span line = line_at_end(text), code = span_trim(line);
        size_t comment = span_find(code, SPAN("  #"));
        if (comment != SIZE_MAX)
            code = span_trim(span_sub(code, 0, comment));
        if (code.len && code.data[0] != '#')
            return code;
        text.len -= MIN(text.len, line.len + 1);
    }
    return SPAN_EMPTY;
}

/* Only Python's modules of Ansible and Elixir's attributes have a name in front of such a text. */
static bool introduces_document(struct span before)
{
    static const char *const words[] = { "@doc",       "@moduledoc", "@typedoc", "DOCUMENTATION =",
                                         "EXAMPLES =", "RETURN =" };
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if (span_starts(before, span_of(words[i])))
            return true;
    return false;
}

/* Do the three quotes at `quotes` open a text that documents what is around them? */
static bool opens_document(struct span bytes, size_t quotes)
{
    size_t reach = MIN(quotes, (size_t)ABOVE);
    struct span text = span_sub(bytes, quotes - reach, reach), before = line_at_end(text);
    struct span above = span_sub(text, 0, text.len - before.len);
    before = span_trim(before);
    if (introduces_document(before))
        return true;
    if (before.len && !(before.len == 1 && memchr("rRuUbB", before.data[0], 6)))
        return false;
    struct span code = last_code(above);
    if (code.len == 0)
        return reach == quotes;
    return code.data[code.len - 1] == ':';
}

bool surroundings_in_docstring(struct docstring *last, struct span bytes, const char *at)
{
    size_t end = (size_t)(at - bytes.data);
    bool is_behind = last->known && end >= last->at;
    size_t begin = is_behind ? last->at : end - MIN(end, (size_t)PAGES);
    size_t quotes = last_triple(span_sub(bytes, begin, end - begin));
    if (quotes != SIZE_MAX)
        last->is_inside = opens_document(bytes, begin + quotes);
    else if (!is_behind)
        last->is_inside = false;
    last->known = true;
    last->at = end;
    return last->is_inside;
}

bool surroundings_in_pod(struct span bytes, const char *at)
{
    size_t end = (size_t)(at - bytes.data), begin = end - MIN(end, (size_t)PAGES);
    struct span text = span_sub(bytes, begin, end - begin);
    for (size_t i = text.len; i >= 2; i--)
        if (text.data[i - 1] == '=' && text.data[i - 2] == '\n' &&
            ascii_is_lower(text.data[i < text.len ? i : i - 1]))
            return !span_starts(span_from(text, i), SPAN("cut"));
    return false;
}

bool surroundings_are_docbook(struct span bytes)
{
    enum { FRONT = 1024 };
    return span_find_nocase(span_sub(bytes, 0, FRONT), SPAN("docbook")) != SIZE_MAX;
}

size_t surroundings_of_rust_tests(struct span bytes)
{
    for (size_t from = 0; from < bytes.len;) {
        struct span rest = span_from(bytes, from);
        size_t at = span_find(rest, SPAN("#[cfg(test)]"));
        if (at == SIZE_MAX)
            break;
        struct span next = span_trim(span_sub(span_from(rest, at + 12), 0, LINE));
        if (span_starts(next, SPAN("mod ")) || span_starts(next, SPAN("pub mod ")) ||
            span_starts(next, SPAN("pub(crate) mod ")))
            return from + at;
        from += at + 12;
    }
    return bytes.len;
}

size_t surroundings_of_erlang_tests(struct span bytes)
{
    size_t begin = bytes.len;
    for (size_t from = 0; from < bytes.len;) {
        size_t at = span_find(span_from(bytes, from), SPAN("-ifdef(TEST)."));
        if (at == SIZE_MAX)
            break;
        begin = from + at;
        from = begin + 1;
    }
    size_t end = span_find(span_from(bytes, begin), SPAN("-endif."));
    if (begin == bytes.len || end == SIZE_MAX)
        return bytes.len;
    return span_trim(span_from(bytes, begin + end + strlen("-endif."))).len == 0 ? begin
                                                                                 : bytes.len;
}

/* ---- What is not in effect ------------------------------------------------------------------- */

/* Of what opens and what closes, which stands last in front of `at`? */
static bool is_open_before(struct span bytes, const char *at, struct span open, struct span close)
{
    enum { FAR = 4096 };
    size_t end = (size_t)(at - bytes.data), reach = MIN(end, (size_t)FAR);
    struct span text = span_sub(bytes, end - reach, reach);
    for (size_t i = text.len; i-- > 0;) {
        if (span_starts(span_from(text, i), open))
            return true;
        if (span_starts(span_from(text, i), close))
            return false;
    }
    return false;
}

bool surroundings_in_markup_comment(struct span bytes, const char *at)
{
    return is_open_before(bytes, at, SPAN("<!--"), SPAN("-->"));
}

bool surroundings_in_shown_code(struct span bytes, const char *at)
{
    return is_open_before(bytes, at, SPAN("<pre"), SPAN("</pre>")) ||
           is_open_before(bytes, at, SPAN("<code"), SPAN("</code>"));
}

static bool is_condition(struct span line)
{
    static const char *const words[] = { "if ", "if(", "elif ", "unless ", "} else if " };
    return starts_with_one_of(line, words, ARRAY_SIZE(words));
}

bool surroundings_switched_off(struct span bytes, const char *at)
{
    enum { LINES = 3 };
    static const char *const words[] = { "verif", "insecure", "validat", "skip", "unsafe" };
    size_t end = (size_t)(at - bytes.data), reach = MIN(end, (size_t)ABOVE);
    struct span text = span_sub(bytes, end - reach, reach);
    for (int i = 0; i < LINES && text.len; i++) {
        struct span line = line_at_end(text), condition = span_trim(line);
        for (size_t j = 0; is_condition(condition) && j < ARRAY_SIZE(words); j++)
            if (span_find_nocase(condition, span_of(words[j])) != SIZE_MAX)
                return true;
        text.len -= MIN(text.len, line.len + 1);
    }
    return false;
}
