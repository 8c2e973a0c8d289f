/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/image_reference.h"
#include "audit/lift/kubernetes/component.h"
#include "audit/lift/kubernetes/parts.h"
#include "base/ascii.h"

enum { MAX_WORDS = 4096 };

/* A word of a command line, and the node that it stands in. */
struct word {
    struct span text;
    const struct node *node;
};

struct command {
    struct put *put;
    const struct node *container;
    struct word *words;
    size_t count;
    unsigned component;
    size_t first;    /* word behind the component's name */
    struct place at; /* of the name */
    bool open;       /* not all that it is told can be known */
};

/* ---- Words ----------------------------------------------------------------------------------- */

static void add_word(struct command *c, struct span text, const struct node *node)
{
    if (c->count < MAX_WORDS)
        c->words[c->count++] = (struct word) { text, node };
    else
        c->open = true;
}

static bool is_quote(char c)
{
    return c == '"' || c == '\'' || c == '\\';
}

static struct span without_quotes(struct span word)
{
    while (word.len && is_quote(word.data[0]))
        word = span_from(word, 1);
    while (word.len && (is_quote(word.data[word.len - 1]) || word.data[word.len - 1] == ';'))
        word.len--;
    return word;
}

/* The words of a script up to the end of the command that the component is in. */
static void add_script(struct command *c, struct span script, const struct node *node)
{
    for (size_t at = 0; at < script.len;) {
        size_t end = at;
        while (end < script.len && !ascii_is_space(script.data[end]))
            end++;
        struct span word = without_quotes(span_sub(script, at, end - at));
        size_t digits = 0; /* `2>&1` */
        while (digits < word.len && ascii_is_digit(word.data[digits]))
            digits++;
        char sign = digits < word.len ? word.data[digits] : ' ';
        if (c->count && (sign == '>' || (!digits && (sign == '|' || sign == '&'))))
            return;
        if (word.len)
            add_word(c, word, node);
        at = end + 1;
    }
}

static bool is_hole(struct span word)
{
    return span_find_char(word, '$') < word.len || span_find_char(word, '`') < word.len ||
           span_find(word, SPAN("{{")) != SIZE_MAX;
}

static void add_list(struct command *c, const struct node *list)
{
    bool is_script = false;
    for (const struct node *at = list ? list->children : NULL; at; at = at->next) {
        if (at->kind == NODE_OBJECT || at->kind == NODE_ARRAY || !at->text.data)
            continue;
        if (is_script)
            add_script(c, at->text, at);
        else
            add_word(c, at->text, at);
        /* -c, -ec and the like of a shell */
        is_script = at->text.len >= 2 && at->text.len <= 4 && at->text.data[0] == '-' &&
                    at->text.data[1] != '-' && at->text.data[at->text.len - 1] == 'c';
    }
}

/* ---- Which component ------------------------------------------------------------------------- */

/* Programs that run another one, which is named behind them. */
static bool is_wrapper(struct span name)
{
    static const char *const wrappers[] = { "sh",   "bash",      "dash",           "ash",
                                            "env",  "exec",      "dumb-init",      "tini",
                                            "nice", "go-runner", "kube-log-runner" };
    return span_is_one_of(name, wrappers, ARRAY_SIZE(wrappers));
}

static void take(struct command *c, unsigned component, size_t word)
{
    c->component = component;
    c->first = word + 1;
    c->at = put_place(c->put, c->words[word].node);
}

static void find_by_word(struct command *c)
{
    struct span first = span_basename(c->words[0].text);
    if (span_is(first, "hyperkube") && c->count > 1) {
        unsigned component = component_named_short(c->words[1].text);
        if (component)
            take(c, component, 1);
        return;
    }
    size_t last = is_wrapper(first) ? c->count : 1;
    for (size_t i = 0; i < last && !c->component; i++) {
        unsigned component = component_named(span_basename(c->words[i].text));
        if (component)
            take(c, component, i);
    }
}

static struct span without_architecture(struct span name)
{
    static const char *const suffixes[] = { "-amd64", "-arm64", "-arm", "-ppc64le", "-s390x" };
    for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++)
        if (span_ends(name, span_of(suffixes[i])))
            return span_sub(name, 0, name.len - strlen(suffixes[i]));
    return name;
}

/* The image's own entry point is run, with these arguments or none. */
static void find_by_image(struct command *c)
{
    const struct node *image = node_member(c->container, "image");
    if (node_member(c->container, "command") || !image || !image->text.len)
        return;
    if (c->count && c->words[0].text.len && c->words[0].text.data[0] != '-')
        return;
    struct image_reference reference = image_reference_of(image->text);
    c->component = component_named(without_architecture(reference.name));
    c->at = put_place(c->put, image);
}

/* `v1.29.3` says 29; 0 where nothing is said. */
static unsigned minor_of(const struct command *c)
{
    const struct node *image = node_member(c->container, "image");
    if (!image || !image->text.len || c->component == COMPONENT_ETCD)
        return 0;
    struct span tag = image_reference_of(image->text).tag;
    uint64_t minor;
    if (!span_starts(tag, SPAN("v1.")))
        return 0;
    tag = span_from(tag, 3);
    tag.len = span_find_char(tag, '.');
    return span_to_uint(tag, &minor) && minor < 1000 ? (unsigned)minor : 0;
}

/* ---- Flags ----------------------------------------------------------------------------------- */

static bool same_flag(struct span a, struct span b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if ((a.data[i] == '_' ? '-' : a.data[i]) != (b.data[i] == '_' ? '-' : b.data[i]))
            return false;
    return true;
}

/* The flag's name, without dashes and value; empty where the word is none. */
static struct span flag_of(struct span word)
{
    size_t dashes = 0;
    while (dashes < word.len && dashes < 2 && word.data[dashes] == '-')
        dashes++;
    if (dashes == 0 || dashes == word.len)
        return SPAN_EMPTY;
    struct span name = span_from(word, dashes);
    name.len = span_find_char(name, '=');
    return name;
}

/* ETCD_AUTO_TLS for auto-tls: etcd reads its environment where the flag is not given. */
static const struct node *environment_of(const struct command *c, struct span flag)
{
    const struct node *env = node_member(c->container, "env");
    for (const struct node *at = env ? env->children : NULL; at; at = at->next) {
        struct span name = kubernetes_text(at, "name");
        if (!span_starts(name, SPAN("ETCD_")) || name.len != flag.len + 5)
            continue;
        bool same = true;
        for (size_t i = 0; i < flag.len; i++)
            same &= name.data[i + 5] == (flag.data[i] == '-' ? '_' : ascii_upper(flag.data[i]));
        if (same)
            return at;
    }
    return NULL;
}

static bool value_at(const struct command *c, size_t i, struct component_value *value)
{
    struct span word = c->words[i].text;
    size_t equals = span_find_char(word, '=');
    value->name = flag_of(word);
    if (!value->name.len)
        return false;
    value->set = true;
    value->at = put_place(c->put, c->words[i].node);
    value->text = SPAN("true");
    if (equals < word.len)
        value->text = without_quotes(span_from(word, equals + 1));
    else if (i + 1 < c->count && c->words[i + 1].text.len && c->words[i + 1].text.data[0] != '-')
        value->text = c->words[i + 1].text;
    value->known = !is_hole(value->text);
    return true;
}

/* The last of its name counts. */
static bool is_repeated(const struct command *c, size_t i, struct span name)
{
    for (size_t j = i + 1; j < c->count; j++)
        if (same_flag(flag_of(c->words[j].text), name))
            return true;
    return false;
}

static const struct component_setting *setting_of(const struct command *c, struct span name)
{
    for (size_t i = 0; i < component_setting_count; i++)
        if (component_settings[i].of & c->component &&
            same_flag(name, span_of(component_settings[i].name)))
            return &component_settings[i];
    return NULL;
}

static bool is_given(const struct command *c, const char *name)
{
    for (size_t i = c->first; i < c->count; i++)
        if (same_flag(flag_of(c->words[i].text), span_of(name)))
            return true;
    return c->component == COMPONENT_ETCD && environment_of(c, span_of(name));
}

static void put_given(const struct command *c, struct node *list)
{
    size_t told = 0;
    for (size_t i = c->first; i < c->count && told < 256; i++) {
        struct component_value value = { 0 };
        if (!value_at(c, i, &value) || is_repeated(c, i, value.name))
            continue;
        const struct component_setting *setting = setting_of(c, value.name);
        if (setting)
            value.name = span_of(setting->name);
        component_put_value(c->put, list, &value);
        told++;
    }
}

static void put_absent(const struct command *c, struct node *list, unsigned minor)
{
    for (size_t i = 0; i < component_setting_count; i++) {
        const struct component_setting *setting = &component_settings[i];
        bool unknown = setting->by_default && strcmp(setting->by_default, "?") == 0;
        if (!(setting->of & c->component) || unknown || is_given(c, setting->name) ||
            (setting->unless && is_given(c, setting->unless)) ||
            (setting->until && (!minor || minor >= setting->until)))
            continue;
        struct component_value value = {
            .name = span_of(setting->name),
            .known = setting->by_default != NULL,
            .text = span_of(setting->by_default ? setting->by_default : ""),
            .at = c->at,
        };
        component_put_value(c->put, list, &value);
    }
}

static void put_environment(const struct command *c, struct node *list)
{
    for (size_t i = 0; i < component_setting_count; i++) {
        struct span name = span_of(component_settings[i].name);
        const struct node *env =
                component_settings[i].of & COMPONENT_ETCD ? environment_of(c, name) : NULL;
        const struct node *text = node_member(env, "value");
        bool by_flag = false;
        for (size_t j = c->first; j < c->count; j++)
            by_flag |= same_flag(flag_of(c->words[j].text), name);
        if (!env || by_flag)
            continue;
        struct component_value value = {
            .name = name,
            .set = true,
            .known = text && text->text.data && !is_hole(text->text),
            .text = text && text->text.data ? text->text : SPAN_EMPTY,
            .at = put_place(c->put, env),
        };
        component_put_value(c->put, list, &value);
    }
}

/* A configuration file, or a word that something else is put in for, may say the rest. */
static bool is_open(const struct command *c)
{
    static const char *const files[] = { "config", "config-file", "config-dir" };
    for (size_t i = 0; i < ARRAY_SIZE(files); i++)
        if (is_given(c, files[i]))
            return true;
    for (size_t i = c->first; i < c->count; i++)
        if (!flag_of(c->words[i].text).len && is_hole(c->words[i].text))
            return true;
    return c->open;
}

static void put_component(struct command *c, struct node *list)
{
    unsigned minor = minor_of(c);
    struct node *object = put_object(c->put, list, "", c->at);
    put_text(c->put, object, "name", span_of(component_name(c->component)), c->at);
    put_text(c->put, object, "source", SPAN("flags"), c->at);
    if (minor)
        put_number(c->put, object, "minor", minor, c->at);
    bool open = is_open(c);
    put_bool(c->put, object, "open", open, c->at);
    struct node *settings = put_array(c->put, object, "settings", c->at);
    put_given(c, settings);
    if (c->component == COMPONENT_ETCD)
        put_environment(c, settings);
    if (!open)
        put_absent(c, settings, minor);
}

static size_t most_words(const struct node *list)
{
    size_t bytes = 0;
    for (const struct node *at = list ? list->children : NULL; at; at = at->next)
        bytes += at->text.len / 2 + 1;
    return bytes;
}

/* False where the container runs none. */
static bool read_command(struct command *c, struct put *put, const struct node *container)
{
    const struct node *command = node_member(container, "command");
    const struct node *args = node_member(container, "args");
    size_t most = MIN(most_words(command) + most_words(args) + 1, (size_t)MAX_WORDS);
    *c = (struct command) { .put = put, .container = container };
    c->words = ARENA_ARRAY(put->builder.arena, most, struct word);
    put->failed |= !c->words;
    if (!c->words)
        return false;
    add_list(c, command);
    add_list(c, args);
    if (c->count)
        find_by_word(c);
    if (!c->component)
        find_by_image(c);
    return c->component != 0;
}

static const struct node *first_container(const struct node *pod)
{
    const struct node *containers = node_member(pod, "containers");
    return containers && containers->kind == NODE_ARRAY ? containers->children : NULL;
}

bool kubernetes_is_control_plane(struct put *put, const struct node *pod)
{
    const unsigned control_plane = COMPONENT_APISERVER | COMPONENT_CONTROLLER_MANAGER |
                                   COMPONENT_SCHEDULER | COMPONENT_ETCD;
    struct command c;
    for (const struct node *at = first_container(pod); at; at = at->next)
        if (at->kind == NODE_OBJECT && read_command(&c, put, at) && c.component & control_plane)
            return true;
    return false;
}

bool kubernetes_command_setting(struct put *put, const struct node *pod, unsigned component,
                                const char *flag, struct component_value *value)
{
    struct command c;
    for (const struct node *at = first_container(pod); at; at = at->next) {
        if (at->kind != NODE_OBJECT || !read_command(&c, put, at) || c.component != component)
            continue;
        for (size_t i = c.first; i < c.count; i++)
            if (value_at(&c, i, value) && same_flag(value->name, span_of(flag)))
                return value->known;
    }
    return false;
}

void kubernetes_commands(struct put *put, struct node *list, const struct node *pod)
{
    struct command c;
    for (const struct node *at = first_container(pod); at; at = at->next)
        if (at->kind == NODE_OBJECT && read_command(&c, put, at))
            put_component(&c, list);
}
