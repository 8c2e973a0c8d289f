/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/shell/facts.h"

#include "audit/lift/shell/command.h"
#include "audit/lift/value.h"
#include "base/ascii.h"
#include "base/table.h"

/* A command and what it does with packages. */
struct step {
    const struct shell_command *command;
    struct install install;
    unsigned cleans; /* managers whose cache it removes */
};

struct lifter {
    struct put *put;
    const struct shell_script *script;
    struct shell_source source;
    const struct shell_surroundings *around;
    struct shell_summary *summary;
    struct step *steps;
    size_t count;
    struct table runs;  /* by a file's name: the last step that runs it */
    bool pip_cache_off; /* in the environment of the step at hand */
    bool verifies;      /* a checksum or signature is tested */
    bool unpacks;       /* or made executable */
    bool has_unsafe_pipe;
    unsigned cleans_from; /* bits of managers that are cleaned behind the step at hand */
    struct node *cmds, *installs, *updates, *upgrades, *cleaned, *downloads;
};

static const char *const managers[] = { "apt", "apk", "pip",    "npm", "yarn",  "pnpm",  "gem",
                                        "yum", "dnf", "zypper", "go",  "cargo", "pacman" };

unsigned shell_manager_bit(const char *manager)
{
    for (unsigned i = 0; i < ARRAY_SIZE(managers); i++)
        if (strcmp(managers[i], manager) == 0)
            return 1U << i;
    return 0;
}

/* ---- Caches ---- */

struct cache {
    const char *manager;
    const char *folder;
};

/* What is removed or mounted where a manager keeps what it fetched. */
static const struct cache caches[] = {
    { "apt", "/var/lib/apt/lists" }, { "apt", "/var/lib/apt" },   { "apk", "/var/cache/apk" },
    { "apk", "/etc/apk/cache" },     { "yum", "/var/cache/yum" }, { "yum", "/var/cache/dnf" },
    { "dnf", "/var/cache/dnf" },     { "dnf", "/var/cache/yum" }, { "dnf", "/var/cache/libdnf5" },
    { "zypper", "/var/cache/zypp" }, { "pip", ".cache/pip" },     { "pip", "/root/.cache" },
    { "yarn", ".cache/yarn" },       { "yarn", ".yarn/cache" },   { "npm", ".npm" },
};

/* A folder above, with a star behind it, is removed with all that is in it. */
static bool removes(struct span word, struct span folder)
{
    if (span_find(word, folder) != SIZE_MAX)
        return true;
    while (word.len && strchr("*/", word.data[word.len - 1]))
        word.len--;
    return word.len > 4 && span_starts(folder, word) && folder.data[word.len] == '/';
}

static unsigned cleaned_by(const struct step *step)
{
    struct span program = shell_program(step->command);
    unsigned bits = 0;
    if (step->install.action == INSTALL_CLEAN && strcmp(step->install.manager, "apt") != 0)
        bits |= shell_manager_bit(step->install.manager);
    if (shell_word_is(step->command, 1, "cache") && shell_word_is(step->command, 2, "purge"))
        bits |= shell_manager_bit("pip");
    if (!span_is(program, "rm") && !span_is(program, "find"))
        return bits;
    for (size_t i = 1; i < step->command->word_count; i++)
        for (size_t j = 0; j < ARRAY_SIZE(caches); j++)
            if (removes(step->command->words[i].text, span_of(caches[j].folder)))
                bits |= shell_manager_bit(caches[j].manager);
    return bits;
}

static bool is_mounted(const struct lifter *l, const char *manager)
{
    for (size_t i = 0; l->around->is_mounted && i < ARRAY_SIZE(caches); i++)
        if (strcmp(caches[i].manager, manager) == 0 &&
            l->around->is_mounted(l->around->context, caches[i].folder))
            return true;
    return false;
}

static bool is_true(struct span value)
{
    return !span_is(value, "0") && !span_eq_nocase(value, SPAN("off")) &&
           !span_eq_nocase(value, SPAN("no")) && !span_eq_nocase(value, SPAN("false")) && value.len;
}

/* What the command says of PIP_NO_CACHE_DIR, else `before`. */
static bool pip_cache_off(const struct shell_command *command, bool before)
{
    for (size_t i = 0; i < command->assignment_count; i++)
        if (span_is(command->assignments[i].name, "PIP_NO_CACHE_DIR"))
            before = is_true(command->assignments[i].value.text);
    return before;
}

/* Assignments hold for later commands where they stand alone or are exported. */
static void note_environment(struct lifter *l, const struct shell_command *command)
{
    if (command->word_count == 0 || shell_word_is(command, 0, "export"))
        l->pip_cache_off = pip_cache_off(command, l->pip_cache_off);
}

static bool keeps_cache(const struct lifter *l, const struct step *step)
{
    const struct install *install = &step->install;
    if ((l->cleans_from & shell_manager_bit(install->manager)) || is_mounted(l, install->manager))
        return false;
    if (install_has_flag(install, "no-cache") || install_has_flag(install, "no-cache-dir"))
        return false;
    if (strcmp(install->manager, "apk") == 0)
        for (size_t i = 0; i < install->value_count; i++)
            if (span_starts(install->values[i].text, SPAN("/tmp")))
                return false;
    return strcmp(install->manager, "pip") != 0 ||
           (!pip_cache_off(step->command, l->pip_cache_off) &&
            !span_is(shell_program(step->command), "pipx") &&
            !span_is(shell_program(step->command), "uvx"));
}

/* ---- Installs ---- */

static struct place place_of(const struct lifter *l, size_t begin, size_t end)
{
    size_t first = l->source.origin(l->source.context, begin);
    size_t last = end > begin ? l->source.origin(l->source.context, end - 1) + 1 : first;
    /* A blank line at the end of a block stands where the builder's text ends. */
    return (struct place) { first, MAX(first, MIN(last, l->put->builder.text.len)) };
}

static struct place word_place(const struct lifter *l, const struct shell_word *word)
{
    return place_of(l, word->begin, word->end);
}

static struct place command_place(const struct lifter *l, const struct shell_command *command)
{
    return place_of(l, command->begin, command->end);
}

static void put_package(struct lifter *l, struct node *packages,
                        const struct install_package *package)
{
    struct place at = word_place(l, &package->word);
    struct node *object = put_object(l->put, packages, "", at);
    put_text(l->put, object, "name", package->name, at);
    if (package->version.len)
        put_text(l->put, object, "version", package->version, at);
    put_bool(l->put, object, "pinned", package->pinned, at);
    put_text(l->put, object, "kind", span_of(install_kind_name(package->kind)), at);
}

static bool says_yes(const struct install *install)
{
    static const char *const flags[] = {
        "y",         "yes",         "assume-yes", "assumeyes",
        "noconfirm", "no-confirm",  "n",          "non-interactive",
        "force-yes", "quiet-quiet", "N"
    };
    bool is_apt = strcmp(install->manager, "apt") == 0;
    unsigned quiet = 0;
    for (size_t i = 0; i < install->flag_count; i++)
        quiet += span_is(install->flags[i].text, "q") || span_is(install->flags[i].text, "quiet");
    for (size_t i = 0; i < install->value_count && is_apt; i++)
        if (span_is(install->values[i].text, "2") ||
            span_starts(install->values[i].text, SPAN("APT::Get::Assume-Yes=")))
            return true;
    for (size_t i = 0; i < ARRAY_SIZE(flags); i++)
        if ((!is_apt || i < 4 || span_is(span_of(flags[i]), "force-yes")) &&
            install_has_flag(install, flags[i]))
            return true;
    return is_apt && quiet > 1;
}

static bool is_off(struct span value)
{
    return span_ends_nocase(value, SPAN("=false")) || span_ends(value, SPAN("=0")) ||
           span_ends_nocase(value, SPAN("=no")) || span_ends_nocase(value, SPAN("\"false\"")) ||
           span_ends_nocase(value, SPAN("\"0\""));
}

static bool leaves_recommends(const struct lifter *l, const struct install *install)
{
    if (l->summary->recommends_off || l->around->recommends_off ||
        install_has_flag(install, "no-install-recommends") ||
        install_has_flag(install, "without-recommends"))
        return true;
    for (size_t i = 0; i < install->value_count; i++)
        if (span_find_nocase(install->values[i].text, SPAN("Install-Recommends")) != SIZE_MAX &&
            is_off(install->values[i].text))
            return true;
    return false;
}

static void put_install(struct lifter *l, const struct step *step)
{
    const struct install *install = &step->install;
    struct place at = command_place(l, step->command);
    struct node *object = put_object(l->put, l->installs, "", at);
    put_text(l->put, object, "manager", span_of(install->manager), at);
    put_text(l->put, object, "program", shell_program(step->command), at);
    put_text(l->put, object, "verb", install->verb, at);
    put_text(l->put, object, "scope", install->scope, at);
    put_bool(l->put, object, "yes", says_yes(install), at);
    put_bool(l->put, object, "noRecommends", leaves_recommends(l, install), at);
    put_bool(l->put, object, "cacheKept", keeps_cache(l, step), at);
    struct node *flags = put_array(l->put, object, "flags", at);
    for (size_t i = 0; i < install->flag_count; i++)
        put_text(l->put, flags, "", install->flags[i].text, word_place(l, &install->flags[i]));
    struct node *packages = put_array(l->put, object, "packages", at);
    for (size_t i = 0; i < install->package_count; i++) {
        put_package(l, packages, &install->packages[i]);
        l->summary->has_build_tools |= shell_is_build_tool(install->packages[i].name);
    }
    l->summary->adds |= shell_manager_bit(install->manager);
}

static void put_manager(struct lifter *l, struct node *list, const struct step *step)
{
    struct place at = command_place(l, step->command);
    struct node *object = put_object(l->put, list, "", at);
    put_text(l->put, object, "manager", span_of(step->install.manager), at);
    put_bool(l->put, object, "yes", says_yes(&step->install), at);
    put_bool(l->put, object, "cacheKept", keeps_cache(l, step), at);
    if (list == l->upgrades)
        put_bool(l->put, object, "release", step->install.action == INSTALL_RELEASE, at);
}

static void put_packages(struct lifter *l, const struct step *step)
{
    enum install_action action = step->install.action;
    unsigned bit = action == INSTALL_NONE ? 0 : shell_manager_bit(step->install.manager);
    if (action == INSTALL_ADD)
        put_install(l, step);
    if (action == INSTALL_UPDATE || step->install.also_updates) {
        put_manager(l, l->updates, step);
        l->summary->updates |= bit;
    }
    if (action == INSTALL_UPGRADE || action == INSTALL_RELEASE) {
        put_manager(l, l->upgrades, step);
        l->summary->upgrades |= bit;
        if (strcmp(step->install.manager, "apt") != 0 && strcmp(step->install.manager, "apk") != 0)
            l->summary->updates |= bit; /* it fetches the index too */
    }
}

static void put_cleaned(struct lifter *l, const struct step *step)
{
    for (unsigned i = 0; i < ARRAY_SIZE(managers); i++)
        if (step->cleans & (1U << i))
            put_text(l->put, l->cleaned, "", span_of(managers[i]), command_place(l, step->command));
}

/* ---- Commands ---- */

static void put_flags(struct lifter *l, struct node *object, const struct shell_command *command)
{
    struct node *flags = put_array(l->put, object, "flags", command_place(l, command));
    const char *takes = shell_options_with_value(shell_program(command));
    for (size_t i = 1; i < command->word_count; i++) {
        const struct shell_word *word = &command->words[i];
        struct span text = word->text;
        if (text.len < 2 || text.data[0] != '-')
            continue;
        if (text.data[1] == '-') {
            struct span name = span_sub(text, 2, span_find_char(text, '=') - 2);
            put_text(l->put, flags, "", name, word_place(l, word));
            continue;
        }
        /* Of wget, `-nv` is one option. */
        size_t first = span_is(shell_program(command), "wget") && text.data[1] == 'n' ? 2 : 1;
        for (size_t j = first; j < text.len && j < 9; j++) {
            put_text(l->put, flags, "", span_sub(text, j + 1 - first, first), word_place(l, word));
            if (strchr(takes, text.data[j]))
                break;
        }
    }
}

static void put_words(struct lifter *l, struct node *object, const char *key,
                      const struct shell_word *words, size_t count, struct place at)
{
    struct node *list = put_array(l->put, object, key, at);
    for (size_t i = 0; i < count; i++)
        put_text(l->put, list, "", words[i].text, word_place(l, &words[i]));
}

static void put_command(struct lifter *l, const struct shell_command *command)
{
    struct place at = command_place(l, command);
    struct node *object = put_object(l->put, l->cmds, "", at);
    if (!object)
        return;
    struct span name = shell_program(command);
    if (name.len)
        put_text(l->put, object, "name", name, word_place(l, &command->words[0]));
    put_words(l, object, "args", command->words + (command->word_count > 0),
              command->word_count - (command->word_count > 0), at);
    put_flags(l, object, command);
    struct node *prefixes = put_array(l->put, object, "prefixes", at);
    for (size_t i = 0; i < command->prefix_count; i++)
        put_text(l->put, prefixes, "", span_basename(command->prefixes[i].text),
                 word_place(l, &command->prefixes[i]));
    struct node *env = put_array(l->put, object, "env", at);
    for (size_t i = 0; i < command->assignment_count; i++) {
        const struct shell_assignment *assignment = &command->assignments[i];
        struct place here = word_place(l, &assignment->value);
        value_put(l->put, put_object(l->put, env, "", here), assignment->name,
                  assignment->value.text, here);
    }
    if (command->pipes_to)
        put_text(l->put, object, "pipesTo", shell_program(command->pipes_to), at);
    put_bool(l->put, object, "understood", command->understood, at);
    put_bool(l->put, object, "nested", command->depth > 0, at);
    put_bool(l->put, object, "grouped", command->grouped, at);
    put_bool(l->put, object, "first", command == l->script->commands, at);
    shell_command_facts(l->put, object, command, at);
}

/* The name that a download is stored under; empty where it goes elsewhere. */
static struct span stored_as(const struct shell_command *command, struct span url)
{
    bool is_wget = span_is(shell_program(command), "wget");
    for (size_t i = 1; i + 1 < command->word_count; i++) {
        struct span text = command->words[i].text;
        if (span_starts(text, SPAN("-")) && !span_starts(text, SPAN("--")) &&
            text.data[text.len - 1] == (is_wget ? 'O' : 'o'))
            return span_basename(command->words[i + 1].text);
        if (span_is(text, "--output") || span_is(text, "--output-document"))
            return span_basename(command->words[i + 1].text);
    }
    bool by_url = is_wget;
    for (size_t i = 1; i < command->word_count; i++)
        by_url |= span_starts(command->words[i].text, SPAN("-")) &&
                  !span_starts(command->words[i].text, SPAN("--")) &&
                  span_find_char(command->words[i].text, 'O') < command->words[i].text.len;
    return by_url ? span_basename(url) : SPAN_EMPTY;
}

static bool makes_executable(struct span mode)
{
    bool is_octal = mode.len >= 3 && mode.data[0] >= '0' && mode.data[0] <= '7';
    return is_octal ? (mode.data[mode.len - 3] - '0') & 1
                    : span_ends(mode, SPAN("+x")) || span_ends(mode, SPAN("+rx")) ||
                              span_ends(mode, SPAN("=rwx"));
}

/* Notes that the step runs, or makes ready to run, the file of that name. */
static void note_run(struct lifter *l, struct span path, size_t step)
{
    struct span name = span_basename(path);
    if (name.len && table_set(&l->runs, name, &l->steps[step]) < 0)
        l->put->failed = true;
}

/* The last step that runs each file: whether that is behind a download is then one question. */
static void note_runs(struct lifter *l)
{
    for (size_t i = 0; i < l->count; i++) {
        const struct shell_command *command = l->steps[i].command;
        if (!command->word_count)
            continue;
        struct span first = command->words[0].text, program = shell_program(command);
        if (span_find_char(first, '/') < first.len)
            note_run(l, first, i);
        bool takes_file =
                shell_is_shell(program) || (span_is(program, "chmod") && command->word_count > 2 &&
                                            makes_executable(command->words[1].text));
        for (size_t word = 1; takes_file && word < command->word_count; word++)
            note_run(l, command->words[word].text, i);
    }
}

static bool is_run_later(const struct lifter *l, const struct step *download, struct span name)
{
    const struct step *run = name.len ? table_get(&l->runs, name) : NULL;
    return run && run > download;
}

/* `curl host.io/install.sh | sh`: what is run needs no scheme to be fetched. */
static void put_bare_download(struct lifter *l, const struct shell_command *command)
{
    const struct shell_word *last = &command->words[command->word_count - 1];
    struct span text = last->text;
    size_t dot = span_find_char(text, '.'), slash = span_find_char(text, '/');
    if (command->word_count < 2 || text.len == 0 || strchr("-/.$", text.data[0]) ||
        slash == text.len || dot > slash)
        return;
    struct place at = word_place(l, last);
    struct node *object = put_object(l->put, l->downloads, "", at);
    put_text(l->put, object, "tool", shell_program(command), at);
    put_text(l->put, object, "url", text, at);
    put_bool(l->put, object, "local", shell_is_local_url(text), at);
    put_bool(l->put, object, "executed", true, at);
    put_bool(l->put, object, "verified", l->verifies, at);
}

static void put_download(struct lifter *l, const struct step *step)
{
    const struct shell_command *command = step->command;
    bool found = false;
    if (!shell_is_download(command))
        return;
    for (size_t i = 1; i < command->word_count; i++) {
        struct span url = command->words[i].text;
        size_t colon = span_find(url, SPAN("://"));
        if (colon == SIZE_MAX || colon > 5)
            continue;
        struct place at = word_place(l, &command->words[i]);
        struct node *object = put_object(l->put, l->downloads, "", at);
        found = true;
        put_text(l->put, object, "tool", shell_program(command), at);
        put_text(l->put, object, "url", url, at);
        put_text(l->put, object, "scheme", put_lower(l->put, span_sub(url, 0, colon)), at);
        put_bool(l->put, object, "local", shell_is_local_url(url), at);
        put_bool(l->put, object, "executed", shell_is_executed(command), at);
        put_bool(l->put, object, "unpacked", l->unpacks, at);
        put_bool(l->put, object, "verified", l->verifies, at);
        put_bool(l->put, object, "runLater", is_run_later(l, step, stored_as(command, url)), at);
    }
    if (!found && !span_is(shell_program(command), "git") && shell_is_executed(command))
        put_bare_download(l, command);
}

/* ---- All of it ---- */

static bool is_unsafe_pipe(const struct shell_command *command)
{
    struct span program = shell_program(command);
    return command->pipes_to && !command->pipefail && !span_is(program, "pwsh") &&
           !span_is(program, "powershell");
}

static int read_steps(struct lifter *l, struct veto_error *error)
{
    struct arena *arena = l->put->builder.arena;
    l->steps = ARENA_ARRAY(arena, l->script->count + 1, struct step);
    if (!l->steps)
        return error_no_memory(error);
    for (const struct shell_command *at = l->script->commands; at; at = at->next) {
        struct step *step = &l->steps[l->count++];
        step->command = at;
        if (install_read(&step->install, at, arena, error) < 0)
            return -1;
        step->cleans = cleaned_by(step);
        l->cleans_from |= step->cleans;
        l->verifies |= shell_is_verification(at);
        l->unpacks |= shell_is_unpacking(at);
        l->has_unsafe_pipe |= is_unsafe_pipe(at);
        l->summary->recommends_off |= shell_turns_recommends_off(at);
        l->summary->uses_curl |= span_is(shell_program(at), "curl");
        l->summary->uses_wget |= span_is(shell_program(at), "wget");
    }
    return 0;
}

/* Managers that are cleaned at or behind each step, from the last one back. */
static unsigned *cleans_behind(struct lifter *l)
{
    unsigned *behind = ARENA_ARRAY(l->put->builder.arena, l->count + 1, unsigned);
    for (size_t i = l->count; behind && i-- > 0;)
        behind[i] = behind[i + 1] | l->steps[i].cleans;
    return behind;
}

static void start(struct lifter *l, struct node *into, struct place at)
{
    put_bool(l->put, into, "unsafePipe", l->has_unsafe_pipe, at);
    put_bool(l->put, into, "understood", l->script->understood, at);
    put_bool(l->put, into, "errexit", l->script->errexit, at);
    l->cmds = put_array(l->put, into, "cmds", at);
    l->installs = put_array(l->put, into, "installs", at);
    l->updates = put_array(l->put, into, "updates", at);
    l->upgrades = put_array(l->put, into, "upgrades", at);
    l->cleaned = put_array(l->put, into, "cleaned", at);
    l->downloads = put_array(l->put, into, "downloads", at);
}

int shell_facts(struct put *put, struct node *into, const struct shell_script *script,
                struct shell_source source, const struct shell_surroundings *around,
                struct place at, struct shell_summary *summary)
{
    struct lifter l = { .put = put,
                        .script = script,
                        .source = source,
                        .around = around,
                        .pip_cache_off = around->pip_cache_off,
                        .summary = summary };
    if (put->failed || read_steps(&l, put->builder.error) < 0)
        return -1;
    unsigned *behind = cleans_behind(&l);
    if (!behind)
        return error_no_memory(put->builder.error);
    summary->commands = l.count;
    start(&l, into, at);
    table_init(&l.runs);
    note_runs(&l);
    for (size_t i = 0; i < l.count && !put->failed; i++) {
        l.cleans_from = behind[i];
        note_environment(&l, l.steps[i].command);
        put_command(&l, l.steps[i].command);
        put_packages(&l, &l.steps[i]);
        put_cleaned(&l, &l.steps[i]);
        put_download(&l, &l.steps[i]);
    }
    table_release(&l.runs);
    return put->failed ? -1 : 0;
}
