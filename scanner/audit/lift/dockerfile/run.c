/* SPDX-License-Identifier: Apache-2.0 */
/* RUN, CMD and ENTRYPOINT: the commands in them. */
#include "audit/lift/dockerfile/stage.h"
#include "base/ascii.h"
#include "base/cleanup.h"
#include "doc/dockerfile_lines.h"

/* Lines that were joined: each byte knows where it came from. */
struct joined {
    struct dockerfile_line line;
    size_t base;
};

static size_t joined_origin(const void *context, size_t at)
{
    const struct joined *joined = context;
    return joined->base + dockerfile_origin(&joined->line, at);
}

/* Text that stands in one piece. */
static size_t plain_origin(const void *context, size_t at)
{
    return *(const size_t *)context + at;
}

/* Strings of the exec form, put together: all of it stands at the instruction. */
static size_t fixed_origin(const void *context, size_t at)
{
    (void)at;
    return *(const size_t *)context;
}

static const struct node *mounts_of(const struct node *node)
{
    const struct node *flags = node_member(node, "flags");
    return flags ? node_member(flags, "mount") : NULL;
}

static struct span field_of(struct span mount, const char *name)
{
    struct span field;
    while (span_next_field(&mount, ',', &field)) {
        size_t equals = span_find_char(field, '=');
        if (span_is(span_sub(field, 0, equals), name))
            return span_from(field, equals + 1);
    }
    return SPAN_EMPTY;
}

static bool covers(struct span target, struct span folder)
{
    while (target.len > 1 && target.data[target.len - 1] == '/')
        target.len--;
    if (folder.data[0] != '/')
        return span_ends(target, folder);
    return target.len > 1 && span_starts(folder, target) &&
           (folder.len == target.len || folder.data[target.len] == '/');
}

static bool is_mounted(const void *context, const char *folder)
{
    const struct node *mounts = mounts_of(context);
    for (const struct node *one = mounts ? mounts->children : NULL; one; one = one->next) {
        struct span type = field_of(one->text, "type"), target = field_of(one->text, "target");
        if (target.len == 0)
            target = field_of(one->text, "dst");
        if ((span_is(type, "cache") || span_is(type, "tmpfs")) && covers(target, span_of(folder)))
            return true;
    }
    return false;
}

static void put_mounts(struct dockerfile *d, struct node *object, const struct node *node,
                       struct place at)
{
    const struct node *mounts = mounts_of(node);
    struct node *list = put_array(&d->put, object, "mounts", at);
    for (const struct node *one = mounts ? mounts->children : NULL; one; one = one->next) {
        struct place here = put_place(&d->put, one);
        struct node *mount = put_object(&d->put, list, "", here);
        put_text(&d->put, mount, "type", field_of(one->text, "type"), here);
        put_text(&d->put, mount, "target", field_of(one->text, "target"), here);
    }
}

static void put_flag(struct dockerfile *d, struct node *object, const struct node *node,
                     const char *name)
{
    const struct node *flags = node_member(node, "flags");
    const struct node *values = flags ? node_member(flags, name) : NULL;
    if (values && values->children)
        put_text(&d->put, object, name, values->children->text,
                 put_place(&d->put, values->children));
}

/* ---- Shell text ---- */

static void lift_text(struct dockerfile *d, struct node *object, struct span text,
                      struct shell_source source, const struct node *node, struct place at)
{
    struct veto_error *error = d->put.builder.error;
    struct effects *effects = &d->at->effects;
    struct shell_script script;
    struct shell_surroundings around = { .is_mounted = is_mounted,
                                         .context = node,
                                         .pip_cache_off = effects->pip_cache_off,
                                         .recommends_off = effects->recommends_off };
    struct shell_setting setting = { .pipefail = effects->pipefail };
    if (d->put.failed)
        return;
    if (shell_read(&script, text, setting, d->put.builder.arena, error) < 0 ||
        shell_facts(&d->put, object, &script, source, &around, at, &d->at->summary) < 0)
        d->put.failed = true;
    effects->recommends_off |= d->at->summary.recommends_off;
}

static void lift_joined(struct dockerfile *d, struct node *object, const struct node *node)
{
    const struct node *text = node_member(node, "text");
    struct place at = put_place(&d->put, text);
    struct joined joined = { .line = dockerfile_line_make(at.end - at.begin + 2),
                             .base = at.begin };
    size_t next = 0;
    struct span source = span_sub(d->put.builder.text, at.begin, at.end - at.begin);
    dockerfile_next(&joined.line, source, &next, d->escape);
    struct span kept = arena_span(d->put.builder.arena, buf_span(&joined.line.text));
    if (kept.data)
        lift_text(d, object, kept, (struct shell_source) { joined_origin, &joined }, node,
                  put_place(&d->put, node));
    else
        d->put.failed = true;
    dockerfile_line_release(&joined.line);
}

/* The words of the exec form in quotes of the shell, so that each stays one word. */
static void lift_exec(struct dockerfile *d, struct node *object, const struct node *node)
{
    const struct node *words = node_member(node, "words");
    struct place at = put_place(&d->put, node);
    cleanup(buf_release) struct buf text = buf_make(d->put.builder.text.len * 4 + 16);
    for (const struct node *word = words->children; word; word = word->next) {
        buf_append_text(&text, word == words->children ? "'" : " '");
        for (size_t i = 0; i < word->text.len; i++) {
            if (word->text.data[i] == '\'')
                buf_append_text(&text, "'\\''");
            else
                buf_append_char(&text, word->text.data[i]);
        }
        buf_append_char(&text, '\'');
    }
    struct span kept = arena_span(d->put.builder.arena, buf_span(&text));
    size_t begin = at.begin;
    if (kept.data && !text.failed)
        lift_text(d, object, kept, (struct shell_source) { fixed_origin, &begin }, node, at);
}

/* A shebang that is no shell, or a command before the heredoc that is none: not shell text. */
static bool is_shell_heredoc(struct span line, struct span script)
{
    if (span_starts(script, SPAN("#!"))) {
        struct span first;
        span_next_line(&script, &first);
        return span_ends(first, SPAN("sh")) || span_find(first, SPAN("sh ")) != SIZE_MAX;
    }
    size_t blank = 0;
    while (blank < line.len && !ascii_is_space(line.data[blank]))
        blank++;
    struct span program = span_sub(line, 0, blank);
    return span_starts(line, SPAN("<<")) || shell_is_shell(program);
}

static void lift_heredoc(struct dockerfile *d, struct node *object, const struct node *node,
                         const struct node *heredoc)
{
    const struct node *text = node_member(heredoc, "text");
    size_t begin = put_place(&d->put, text).begin;
    lift_text(d, object, text->text, (struct shell_source) { plain_origin, &begin }, node,
              put_place(&d->put, node));
}

static const char *form_of(const struct dockerfile *d, const struct node *node)
{
    const struct node *heredocs = node_member(node, "heredocs");
    if (heredocs && heredocs->children &&
        is_shell_heredoc(instruction_text(node, "text"),
                         instruction_text(heredocs->children, "text")))
        return "heredoc";
    if (heredocs && span_starts(instruction_text(node, "text"), SPAN("<<")))
        return "program"; /* in another language */
    if (d->at->effects.shell_kind == SHELL_KIND_WINDOWS)
        return "windows";
    return span_is(instruction_text(node, "form"), "exec") ? "exec" : "shell";
}

static void lift_script(struct dockerfile *d, struct node *object, const struct node *node,
                        const char *form)
{
    if (strcmp(form, "heredoc") == 0)
        lift_heredoc(d, object, node, node_member(node, "heredocs")->children);
    else if (strcmp(form, "exec") == 0)
        lift_exec(d, object, node);
    else if (strcmp(form, "shell") == 0)
        lift_joined(d, object, node);
}

static bool follows_run(const struct dockerfile *d, const struct node *node)
{
    const struct node *previous = d->previous;
    if (!previous || !span_is(instruction_text(previous, "name"), "RUN"))
        return false;
    const struct node *flags = node_member(node, "flags"), *before = node_member(previous, "flags");
    if (!flags || !before)
        return !flags && !before;
    const struct node *mounts = mounts_of(node), *mounts_before = mounts_of(previous);
    return mounts && mounts_before && mounts->children && mounts_before->children &&
           span_eq(mounts->children->text, mounts_before->children->text);
}

/* Build arguments that are secrets by their name, and stay in the image's history once they are used. */
static void put_secret_arguments(struct dockerfile *d, struct node *object, const struct node *node,
                                 struct place at)
{
    struct node *list = put_array(&d->put, object, "secretArgs", at);
    struct span text = instruction_text(node, "text"), name;
    struct table told;
    table_init(&told);
    for (size_t from = 0; !d->put.failed && dockerfile_next_reference(text, &from, &name);) {
        struct node *argument = table_get(&d->at->secret_arguments, name);
        if (!argument || table_get(&told, name))
            continue;
        put_text(&d->put, list, "", name, at);
        if (table_set(&told, name, argument) < 0)
            d->put.failed = true;
    }
    table_release(&told);
}

void dockerfile_run(struct dockerfile *d, const struct node *node)
{
    struct place at = put_place(&d->put, node);
    struct node *object = put_object(&d->put, d->at->runs, "", at);
    const char *form = form_of(d, node);
    put_text(&d->put, object, "form", span_of(form), at);
    put_text(&d->put, object, "text", instruction_text(node, "text"), at);
    put_text(&d->put, object, "shell",
             d->at->effects.shell_kind == SHELL_KIND_BASH ? SPAN("bash") : SPAN("sh"), at);
    put_mounts(d, object, node, at);
    put_flag(d, object, node, "network");
    put_flag(d, object, node, "security");
    put_secret_arguments(d, object, node, at);
    d->at->summary.adds = d->at->summary.updates = d->at->summary.upgrades = 0;
    lift_script(d, object, node, form);
    dockerfile_mark_unpacked(d, object);
    struct shell_summary now = d->at->summary;
    bool is_one = now.commands == 1;
    put_bool(&d->put, object, "followsRun",
             follows_run(d, node) && is_one && d->at->ran_one_command, at);
    d->at->ran_one_command = is_one;
    /* An update that nothing in its own RUN uses waits for a later one. */
    put_bool(&d->put, object, "updatesAlone", (now.updates & ~now.adds) != 0, at);
    bool used = (d->at->pending_updates & now.adds & ~now.updates) != 0;
    if (used && d->at->pending)
        put_bool(&d->put, d->at->pending, "updateForLaterRun", true, d->at->pending_place);
    if (used)
        d->at->pending = NULL;
    if (now.updates & ~now.adds) {
        d->at->pending_updates = now.updates & ~now.adds;
        d->at->pending = object;
        d->at->pending_place = at;
    }
}

void dockerfile_command(struct dockerfile *d, struct node *list, const struct node *node,
                        bool repeated)
{
    struct place at = put_place(&d->put, node);
    struct node *object = put_object(&d->put, list, "", at);
    const char *form = form_of(d, node);
    struct shell_summary kept = d->at->summary;
    put_text(&d->put, object, "form", instruction_text(node, "form"), at);
    put_bool(&d->put, object, "repeated", repeated, at);
    put_bool(&d->put, object, "shellSet", d->at->effects.shell != NULL, at);
    lift_script(d, object, node, form);
    d->at->summary = kept;
}
