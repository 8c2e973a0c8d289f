/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/install.h"

#include "doc/install_manager.h"
#include "doc/install_package.h"

struct reader {
    struct install *out;
    const struct shell_command *command;
    const struct install_manager *manager;
    size_t at;
    bool pinned;  /* by an option, all of them */
    struct span version; /* and to what */
    bool is_done; /* what follows is for somebody else: `--`, the arguments of `go run` */
};

static struct shell_word part_of(const struct shell_word *word, size_t begin, size_t length)
{
    struct shell_word part = *word;
    part.text = span_sub(word->text, begin, length);
    return part;
}

static void add_flag(struct reader *r, struct shell_word flag)
{
    r->out->flags[r->out->flag_count++] = flag;
}

static struct install_package *add_package(struct reader *r, const struct shell_word *word)
{
    struct install_package *package = &r->out->packages[r->out->package_count++];
    package->word = *word;
    return package;
}

/* The word that belongs to `option`, wherever it stands. */
static void take_value(struct reader *r, struct span option, struct shell_word value)
{
    r->out->values[r->out->value_count++] = value;
    r->pinned |= install_listed(r->manager->pins, option);
    if (install_listed(r->manager->versions, option))
        r->version = install_version(value.text);
    if (!install_listed(r->manager->locks, option))
        return;
    struct install_package *package = add_package(r, &value);
    package->name = value.text;
    package->version = SPAN_EMPTY;
    package->kind = INSTALL_LOCK;
    package->pinned = true;
}

static void take_next(struct reader *r, struct span option)
{
    if (r->at < r->command->word_count)
        take_value(r, option, r->command->words[r->at++]);
}

static void take_long(struct reader *r, const struct shell_word *word)
{
    size_t equals = span_find_char(word->text, '='), dashes = 1 + (word->text.data[1] == '-');
    struct span option = span_sub(word->text, 0, equals);
    add_flag(r, part_of(word, dashes, equals - dashes));
    r->pinned |= install_listed(r->manager->pins, option);
    if (equals < word->text.len)
        take_value(r, option, part_of(word, equals + 1, SIZE_MAX));
    else if (install_listed(r->manager->takes_long, option))
        take_next(r, option);
}

/* `-yqq`, `-t release`, `-trelease` */
static void take_short(struct reader *r, const struct shell_word *word)
{
    char option[] = "-?";
    for (size_t i = 1; i < word->text.len && i < 16; i++) {
        option[1] = word->text.data[i];
        if (i > 1 && option[1] == '=') { /* `-q=2` */
            take_value(r, span_sub(word->text, 0, i), part_of(word, i + 1, SIZE_MAX));
            return;
        }
        add_flag(r, part_of(word, i, 1));
        r->pinned |= install_listed(r->manager->pins, span_of(option));
        if (!r->manager->takes || !strchr(r->manager->takes, option[1]))
            continue;
        if (i + 1 < word->text.len)
            take_value(r, span_of(option), part_of(word, i + 1, SIZE_MAX));
        else
            take_next(r, span_of(option));
        return;
    }
}

static void take_option(struct reader *r, const struct shell_word *word)
{
    bool is_long = word->text.data[1] == '-' || r->manager->style == STYLE_GO;
    if (span_is(word->text, "--"))
        r->is_done = true;
    else if (is_long)
        take_long(r, word);
    else
        take_short(r, word);
}

static enum install_action action_of(const struct install_manager *manager, struct span verb)
{
    return install_listed(manager->adds, verb)       ? INSTALL_ADD
           : install_listed(manager->updates, verb)  ? INSTALL_UPDATE
           : install_listed(manager->upgrades, verb) ? INSTALL_UPGRADE
           : install_listed(manager->releases, verb) ? INSTALL_RELEASE
           : install_listed(manager->cleans, verb)   ? INSTALL_CLEAN
                                                     : INSTALL_NONE;
}

/* The first words that are no options. False where the command is none of ours. */
static bool take_verb(struct reader *r, struct span word)
{
    if (r->out->scope.len == 0 && install_listed(r->manager->scopes, word)) {
        r->out->scope = word;
        return true;
    }
    r->out->verb = word;
    r->out->action = action_of(r->manager, word);
    return r->out->action != INSTALL_NONE;
}

static void take_word(struct reader *r, const struct shell_word *word)
{
    struct install_package *package = add_package(r, word);
    bool is_group = span_starts(r->out->verb, SPAN("group"));
    install_read_package(package, r->manager->style, is_group ? r->out->verb : r->out->scope);
    if (r->manager->runs || span_is(r->out->verb, "run") || span_is(r->out->verb, "dlx"))
        r->is_done = true;
}

/* `-Syu`: the verbs of pacman are letters. */
static void read_pacman(struct reader *r)
{
    bool syncs = install_has_flag(r->out, "S") || install_has_flag(r->out, "sync");
    bool updates = install_has_flag(r->out, "y") || install_has_flag(r->out, "refresh");
    if (syncs && (install_has_flag(r->out, "c") || install_has_flag(r->out, "clean")))
        r->out->action = INSTALL_CLEAN;
    else if (syncs && r->out->package_count)
        r->out->action = INSTALL_ADD;
    else if (syncs && updates)
        r->out->action = INSTALL_UPDATE;
    r->out->also_updates = syncs && updates;
}

/* npx takes what the project has already, unless it is told not to ask before it fetches. */
static bool is_fetched(const struct reader *r)
{
    return !span_is(shell_program(r->command), "npx") || install_has_flag(r->out, "y") ||
           install_has_flag(r->out, "yes");
}

/* A bare `upgrade` is of everything; with names it installs these anew. */
static void settle(struct reader *r)
{
    struct install *out = r->out;
    if (r->manager->style == STYLE_PACMAN)
        read_pacman(r);
    else if (r->manager->runs && is_fetched(r))
        out->action = INSTALL_ADD;
    if (out->action == INSTALL_UPGRADE && out->package_count)
        out->action = INSTALL_ADD;
    for (size_t i = 0; r->pinned && i < out->package_count; i++) {
        struct install_package *package = &out->packages[i];
        package->pinned = true;
        if (package->version.len == 0 && package->kind == INSTALL_NAME)
            package->version = r->version;
    }
    /* `yarn install` takes no names, `npm cache add` is none. */
    if (out->action == INSTALL_CLEAN && span_is(out->verb, "cache") &&
        !(out->package_count && span_starts(out->packages[0].name, SPAN("clean"))) &&
        !(out->package_count && span_starts(out->packages[0].name, SPAN("verify"))))
        out->action = INSTALL_NONE;
}

static size_t verb_start(const struct shell_command *command, struct span *program)
{
    if ((span_starts(*program, SPAN("python")) || span_is(*program, "py")) &&
        shell_word_is(command, 1, "-m")) {
        *program = command->word_count > 2 ? command->words[2].text : SPAN_EMPTY;
        return 3;
    }
    if (span_is(*program, "uv") &&
        (shell_word_is(command, 1, "pip") || shell_word_is(command, 1, "tool"))) {
        *program = SPAN("pip");
        return 2;
    }
    return 1;
}

/* At most so many flags, and values. */
static size_t option_room(const struct shell_command *command)
{
    size_t room = 1;
    for (size_t i = 0; i < command->word_count; i++)
        if (span_starts(command->words[i].text, SPAN("-")))
            room += MIN(command->words[i].text.len, (size_t)16);
    return room;
}

int install_read(struct install *out, const struct shell_command *command, struct arena *arena,
                 struct veto_error *error)
{
    struct span program = shell_program(command);
    struct reader r = {
        .out = out, .command = command, .at = verb_start(command, &program), .version = SPAN_EMPTY
    };
    *out = (struct install) { .verb = SPAN_EMPTY, .scope = SPAN_EMPTY };
    r.manager = program.len ? install_manager_of(program) : NULL;
    if (!r.manager)
        return 0;
    size_t room = option_room(command);
    out->manager = r.manager->name;
    out->flags = ARENA_ARRAY(arena, room, struct shell_word);
    out->values = ARENA_ARRAY(arena, room, struct shell_word);
    out->packages = ARENA_ARRAY(arena, 2 * command->word_count + 1, struct install_package);
    if (!out->flags || !out->values || !out->packages)
        return error_no_memory(error);
    bool needs_verb = r.manager->style != STYLE_PACMAN && !r.manager->runs;
    while (r.at < command->word_count && !r.is_done) {
        const struct shell_word *word = &command->words[r.at++];
        if (word->text.len > 1 && word->text.data[0] == '-')
            take_option(&r, word);
        else if (!needs_verb)
            take_word(&r, word);
        else if (!take_verb(&r, word->text))
            return 0;
        else
            needs_verb = out->verb.len == 0;
    }
    settle(&r);
    return 0;
}

bool install_has_flag(const struct install *install, const char *name)
{
    for (size_t i = 0; i < install->flag_count; i++)
        if (span_is(install->flags[i].text, name))
            return true;
    return false;
}

const char *install_kind_name(enum install_kind kind)
{
    static const char *const names[] = { "name", "file", "url", "variable", "lock", "group" };
    return names[kind];
}
