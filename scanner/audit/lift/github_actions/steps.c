/* SPDX-License-Identifier: Apache-2.0 */
/* Steps: their facts, and which of their keys go together. */
#include "audit/lift/github_actions/github_actions.h"

#include "audit/lift/github_actions/known.h"
#include "audit/lift/shell/command.h"
#include "audit/lift/shell/facts.h"
#include "audit/lift/value.h"
#include "base/ascii.h"

/* ---- Keys that go together ---- */

static void check_keys(struct workflow *w, const struct node *step)
{
    static const char *const of_runs[] = { "shell", "working-directory" };
    const struct node *uses = node_member(step, "uses"), *run = node_member(step, "run");
    struct place at = workflow_key_place(w, step);
    if (!uses && !run)
        workflow_error(w, "missing-key", "syntax-check", at, SPAN("run"));
    if (uses && run)
        workflow_error(w, "conflicting-keys", "syntax-check", at, SPAN("run"));
    for (size_t i = 0; i < ARRAY_SIZE(of_runs); i++) {
        const struct node *member = node_member(step, of_runs[i]);
        if (uses && !run && member)
            workflow_syntax_error(w, "conflicting-keys", member);
    }
    const struct node *with = node_member(step, "with");
    if (run && !uses && with)
        workflow_syntax_error(w, "conflicting-keys", with);
    if (w->is_action && run && !node_member(step, "shell"))
        workflow_error(w, "missing-key", "syntax-check", at, SPAN("shell"));
}

static void check_step_id(struct workflow *w, const struct node *step)
{
    const struct node *id = node_member(step, "id");
    if (!workflow_is_text(id) || id->text.len == 0)
        return;
    struct span lower = put_lower(&w->put, id->text);
    workflow_check_id(w, id->text, put_place(&w->put, id));
    if (table_get(&w->step_ids, lower))
        workflow_error(w, "duplicate-id", "id", put_place(&w->put, id), id->text);
    else if (table_set(&w->step_ids, lower, w) < 0)
        w->put.failed = true;
}

/* ---- What a script does ---- */

static const struct {
    const char *text, *name;
} commands[] = {
    { "::set-output name=", "set-output" },
    { "::save-state name=", "save-state" },
    { "::set-env name=", "set-env" },
    { "::add-path::", "add-path" },
};

static const struct {
    const char *text, *name;
} files[] = {
    { "GITHUB_ENV", "environment" },
    { "GITHUB_PATH", "path" },
};

/* Where the lines of a script stand in the file. */
struct script {
    struct line {
        size_t in_text, in_file;
    } * lines;
    size_t count, end;
};

static bool find_lines(struct workflow *w, const struct node *run, struct script *script)
{
    struct workflow_cursor cursor = workflow_cursor_of(w, run);
    struct span rest = run->text, line;
    size_t count = 0;
    while (span_next_line(&rest, &line))
        count++;
    script->lines = ARENA_ARRAY(w->arena, count + 1, struct line);
    if (!script->lines)
        return false;
    script->end = put_place(&w->put, run).end;
    for (rest = run->text; span_next_line(&rest, &line);) {
        size_t at = (size_t)(line.data - run->text.data);
        script->lines[script->count++] = (struct line) { at, workflow_cursor_find(&cursor, at) };
    }
    return true;
}

static size_t origin(const void *context, size_t at)
{
    const struct script *script = context;
    size_t low = 0, high = script->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (script->lines[middle].in_text <= at)
            low = middle;
        else
            high = middle;
    }
    const struct line *line = &script->lines[low];
    return MIN(line->in_file + (at - MIN(at, line->in_text)), script->end);
}

static void put_deprecated(struct workflow *w, const struct node *run)
{
    struct node *list = NULL;
    struct workflow_cursor cursor = workflow_cursor_of(w, run);
    struct span rest = run->text, line;
    while (span_next_line(&rest, &line))
        for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
            size_t in_line = span_find(line, span_of(commands[i].text));
            if (in_line == SIZE_MAX)
                continue;
            size_t at = (size_t)(line.data - run->text.data) + in_line;
            size_t begin = workflow_cursor_find(&cursor, at);
            struct place place = { begin, begin + strlen(commands[i].text) };
            if (!list)
                list = put_array(&w->put, w->facts_step, "deprecatedCommands", place);
            put_text(&w->put, list, "", span_of(commands[i].name), place);
        }
}

/* Only of `echo` and `printf` it is known what they write. */
static bool is_written_here(struct span written)
{
    struct span text = span_trim(written);
    while (text.len && strchr("{( ", text.data[0]))
        text = span_from(text, 1);
    bool is_echo = span_starts(text, SPAN("echo")) || span_starts(text, SPAN("printf")) ||
                   span_starts(text, SPAN("Write-")) || span_starts(text, SPAN("\"")) ||
                   span_starts(text, SPAN("'"));
    size_t percent = span_find_char(text, '%'); /* `%NAME%` of cmd */
    size_t second = span_find_char(span_from(text, MIN(percent + 1, text.len)), '%');
    bool reads = percent < text.len && percent + 1 + second < text.len && second > 0;
    return is_echo && !reads && value_is_literal(written);
}

/* The commands of PowerShell that write to the file they are told. */
static bool has_cmdlet(struct span line)
{
    static const char *const names[] = { "Out-File", "Add-Content", "Set-Content", "Tee-Object" };
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        if (span_find_nocase(line, span_of(names[i])) != SIZE_MAX)
            return true;
    return false;
}

/* Lines that write what is not literal to a file that sets variables for later steps. */
static void put_env_writes(struct workflow *w, const struct node *run)
{
    struct node *list = NULL;
    struct workflow_cursor cursor = workflow_cursor_of(w, run);
    struct span rest = run->text, line;
    while (span_next_line(&rest, &line))
        for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
            size_t file = span_find(line, span_of(files[i].text));
            size_t arrow = span_find_char(line, '>');
            bool is_pipe = span_find(line, SPAN("tee ")) != SIZE_MAX || has_cmdlet(line);
            if (file == SIZE_MAX || (arrow == line.len && !is_pipe) ||
                span_starts(span_trim(line), SPAN("#")))
                continue;
            struct span written = span_sub(line, 0, MIN(arrow, file - (file > 0)));
            if (has_cmdlet(line))
                written.len = span_find_char(written, '|');
            size_t begin = workflow_cursor_find(&cursor, (size_t)(line.data - run->text.data));
            struct place place = { begin, begin + span_trim(line).len };
            if (!list)
                list = put_array(&w->put, w->facts_step, "setsVariables", place);
            struct node *one = put_object(&w->put, list, "", place);
            put_text(&w->put, one, "file", span_of(files[i].name), place);
            put_bool(&w->put, one, "literal", is_written_here(written), place);
        }
}

static bool is_posix(struct span shell)
{
    static const char *const names[] = { "", "bash", "sh" };
    return span_is_one_of(shell, names, ARRAY_SIZE(names));
}

/* ---- Secrets that leave ---- */

enum { MAX_LOOKED_UP = 200 }; /* variables of one place that people write */

static bool is_secret_text(struct span text)
{
    size_t begin = span_find(text, SPAN("${{"));
    if (begin == SIZE_MAX)
        return false;
    text = span_from(text, begin);
    return span_find_nocase(text, SPAN("secrets.")) != SIZE_MAX ||
           span_find_nocase(text, SPAN("(secrets")) != SIZE_MAX ||
           span_find_nocase(text, SPAN("secrets }}")) != SIZE_MAX ||
           span_find_nocase(text, SPAN("github.token")) != SIZE_MAX;
}

/* Is it a variable of the step, the job or the workflow that holds a secret? */
static bool holds_secret(const struct workflow *w, struct span name)
{
    const struct node *const owners[] = { w->step, w->job, w->document };
    for (size_t i = 0; i < ARRAY_SIZE(owners); i++) {
        const struct node *env = node_member(owners[i], "env");
        bool is_map = env && env->kind == NODE_OBJECT && env->child_count <= MAX_LOOKED_UP;
        for (const struct node *one = is_map ? env->children : NULL; one; one = one->next)
            if (span_eq(one->key, name))
                return one->kind == NODE_STRING && is_secret_text(one->text);
    }
    return false;
}

static bool reads_secret(const struct workflow *w, struct span text)
{
    for (size_t at = span_find_char(text, '$'); at < text.len;
         at += 1 + span_find_char(span_from(text, at + 1), '$')) {
        size_t begin = at + 1 + (at + 1 < text.len && text.data[at + 1] == '{'), end = begin;
        while (end < text.len && (ascii_is_alnum(text.data[end]) || text.data[end] == '_'))
            end++;
        if (end > begin && holds_secret(w, span_sub(text, begin, end - begin)))
            return true;
    }
    return false;
}

static bool is_body_option(struct span word)
{
    static const char *const options[] = {
        "-d",          "-F",         "-T", "--data", "--form", "--json", "--upload-file",
        "--post-data", "--body-data"
    };
    for (size_t i = 0; i < ARRAY_SIZE(options); i++)
        if (span_is(word, options[i]) || (i > 2 && span_starts(word, span_of(options[i]))))
            return true;
    return false;
}

/* A secret in the address or the body of a request; one in a header is how servers are asked. */
static void put_sent(struct workflow *w, struct node *facts, const struct shell_command *command,
                     const struct script *lines)
{
    struct span program = shell_program(command);
    const struct shell_word *sent = NULL;
    bool elsewhere = false;
    if (!span_is(program, "curl") && !span_is(program, "wget"))
        return;
    for (size_t i = 1; i < command->word_count; i++) {
        const struct shell_word *word = &command->words[i];
        size_t scheme = span_find(word->text, SPAN("://"));
        bool is_address = scheme != SIZE_MAX && scheme < 6;
        elsewhere |= is_address && span_find(word->text, SPAN("github")) == SIZE_MAX &&
                     span_find(word->text, SPAN("GITHUB_")) == SIZE_MAX &&
                     !shell_is_local_url(word->text);
        if ((is_address || is_body_option(command->words[i - 1].text) ||
             is_body_option(span_sub(word->text, 0, span_find_char(word->text, '=')))) &&
            (reads_secret(w, word->text) || is_secret_text(word->text)))
            sent = word;
    }
    if (!sent || !elsewhere)
        return;
    struct place at = { origin(lines, sent->begin), origin(lines, sent->end) };
    struct node *list = (struct node *)(uintptr_t)node_member(facts, "sentSecrets");
    put_text(&w->put, list ? list : put_array(&w->put, facts, "sentSecrets", at), "", sent->text,
             at);
}

/* Commands and downloads, where the script is one of a shell that is read. */
static void put_commands(struct workflow *w, const struct node *run)
{
    struct span shell = workflow_member_text(w->step, "shell");
    struct shell_script script;
    struct shell_summary summary = { .commands = 0 };
    struct shell_surroundings nothing = { .is_mounted = NULL };
    struct script lines = { .count = 0 };
    if (w->put.failed || !is_posix(shell))
        return;
    if (!find_lines(w, run, &lines)) {
        w->put.failed = true;
        return;
    }
    struct place at = put_place(&w->put, run);
    struct node *facts = put_object(&w->put, w->facts_step, "run", at);
    if (!facts)
        return;
    if (shell_read(&script, run->text, (struct shell_setting) { .pipefail = false }, w->arena,
                   w->put.builder.error) < 0 ||
        shell_facts(&w->put, facts, &script, (struct shell_source) { origin, &lines }, &nothing, at,
                    &summary) < 0)
        w->put.failed = true;
    const struct shell_command *one = w->put.failed ? NULL : script.commands;
    for (; one; one = one->next)
        put_sent(w, facts, one, &lines);
}

/* ---- Facts ---- */

static bool has_any(struct span text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (span_find_nocase(text, span_of(words[i])) != SIZE_MAX)
            return true;
    return false;
}

static void put_checkout(struct workflow *w, const struct node *uses, const struct node *with)
{
    static const char *const heads[] = { ".head.",  "head_ref",    "head_sha",  "pull/${{",
                                         "/merge'", "head_branch", "refs/pull/" };
    struct place at = put_place(&w->put, uses);
    struct node *checkout = put_object(&w->put, w->facts_step, "checkout", at);
    struct span keeps = workflow_member_text(with, "persist-credentials");
    struct span ref = workflow_member_text(with, "ref");
    struct span repository = workflow_member_text(with, "repository");
    bool is_head = has_any(ref, heads, ARRAY_SIZE(heads)) ||
                   span_find(repository, SPAN(".head.")) != SIZE_MAX;
    put_bool(&w->put, checkout, "persistCredentials", !span_is(keeps, "false"), at);
    put_bool(&w->put, checkout, "ownToken",
             span_find(workflow_member_text(with, "token"), SPAN("secrets.")) != SIZE_MAX, at);
    put_text(&w->put, checkout, "ref",
             is_head   ? SPAN("head")
             : ref.len ? SPAN("unknown")
                       : SPAN("default"),
             at);
}

/* What is handed to an action, by name. */
static void put_with(struct workflow *w, const struct node *with)
{
    struct node *list = put_object(&w->put, w->facts_step, "with", put_place(&w->put, with));
    size_t count = 0;
    for (const struct node *one = with->children; one && count < 100; one = one->next, count++)
        if (workflow_is_text(one)) {
            char *name = arena_strndup(w->arena, one->key.data, one->key.len);
            if (!name) {
                w->put.failed = true;
                return;
            }
            put_text(&w->put, list, name, one->text, put_place(&w->put, one));
        }
}

static void put_step(struct workflow *w, const struct node *step)
{
    struct place at = workflow_key_place(w, step);
    const struct node *uses = node_member(step, "uses"), *with = node_member(step, "with");
    const struct node *run = node_member(step, "run");
    struct node *facts = put_object(&w->put, w->facts_steps, "", at);
    w->facts_step = facts;
    put_text(&w->put, facts, "id", workflow_member_text(step, "id"), at);
    put_bool(&w->put, facts, "ignoresFailure",
             span_is(workflow_member_text(step, "continue-on-error"), "true"), at);
    put_bool(&w->put, facts, "guarded", node_member(step, "if") != NULL, at);
    const struct node *shell = node_member(step, "shell");
    if (workflow_is_text(shell))
        put_text(&w->put, facts, "shell", shell->text, put_place(&w->put, shell));
    if (uses && uses->kind == NODE_STRING) {
        workflow_put_uses(w, facts, uses);
        known_action_put_step(w, facts, step);
        if (span_starts_nocase(uses->text, SPAN("actions/checkout@")))
            put_checkout(w, uses, with);
    }
    if (with && with->kind == NODE_OBJECT)
        put_with(w, with);
    if (run && run->kind == NODE_STRING) {
        put_deprecated(w, run);
        put_env_writes(w, run);
        put_commands(w, run);
    }
    w->expressions = put_array(&w->put, facts, "expressions", at);
}

void workflow_enter_step(struct workflow *w, const struct node *step)
{
    const struct node *uses = node_member(step, "uses");
    w->step = step;
    put_step(w, step);
    workflow_collect_tainted(w, step);
    check_keys(w, step);
    check_step_id(w, step);
    workflow_check_shell(w, node_member(step, "shell"), node_member(w->job, "runs-on"));
    if (uses && uses->kind == NODE_STRING)
        workflow_check_uses(w, uses, false);
}

void workflow_leave_step(struct workflow *w, const struct node *step)
{
    struct span id = workflow_member_text(step, "id");
    if (id.len)
        type_add(w->arena, w->steps, id, workflow_type_of_step(w, step));
    w->tainted.count = w->tainted_in_job;
    w->step = NULL;
    w->facts_step = NULL;
    w->expressions = w->expressions_of_job;
}

/* ---- Environments ---- */

static bool is_env_name(struct span name)
{
    for (size_t i = 0; i < name.len; i++)
        if (strchr(" =&\t\n", name.data[i]))
            return false;
    return name.len > 0;
}

/* Of a step, a job or the workflow; services and containers have theirs together. */
static struct node *list_of_env(struct workflow *w, const struct node *env)
{
    struct node *of = w->facts_step  ? w->facts_step
                      : w->facts_job ? w->facts_job
                                     : w->put.builder.root;
    const struct node *owner = w->step ? w->step : w->job ? w->job : w->document;
    if (node_member(owner, "env") == env)
        return put_array(&w->put, of, "env", put_place(&w->put, env));
    if (!w->container_env)
        w->container_env = put_array(&w->put, of, "containerEnv", put_place(&w->put, env));
    return w->container_env;
}

void workflow_enter_env(struct workflow *w, const struct node *env)
{
    struct node *list = list_of_env(w, env);
    for (const struct node *one = env->children; one; one = one->next) {
        bool is_computed = span_find(one->key, SPAN("${{")) != SIZE_MAX;
        if (!is_computed && !is_env_name(one->key))
            workflow_error(w, "bad-env-name", "env-var", workflow_key_place(w, one), one->key);
        if (!workflow_is_text(one))
            continue;
        struct place at = put_place(&w->put, one);
        struct node *variable = put_object(&w->put, list, "", at);
        value_put(&w->put, variable, one->key, one->text, at);
    }
}
