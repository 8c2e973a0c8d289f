/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/shell.h"

#include "base/ascii.h"
#include "base/cleanup.h"
#include "doc/shell_lex.h"
#include "doc/shell_prefix.h"

/* Text that is read by itself: the whole, and each script that was found in a word. */
struct region {
    struct span text;
    size_t origin;     /* of its first byte in the whole text */
    bool is_copy;      /* quotes were taken off: its places are those of the word */
    size_t begin, end; /* of that word */
    struct shell_command *parent;
    uint8_t depth;
    bool pipefail, grouped;
    bool is_searched; /* its substitutions are known already */
    bool substituted;
};

/* `<<NAME` whose body has not come yet. */
struct heredoc {
    struct span name;
    bool strips;
    struct shell_command *command;
};

enum { MAX_HEREDOCS = 16, MAX_CASES = 32 };

struct reader {
    struct arena *arena;
    struct shell_script *out;
    struct buf regions;                                 /* a stack of struct region */
    struct buf words, assignments, redirections, value; /* of the command at hand */
    struct shell_command *command;                      /* NULL between commands */
    struct shell_command *last;  /* in the list; what comes next stands behind it */
    struct shell_command *piped; /* waits for the command that reads its output */
    struct region region;
    size_t at;
    enum shell_link link;
    uint32_t pipeline;
    unsigned groups, cases;
    bool wants_case_word, in_pattern, in_test, in_for;
    struct heredoc heredocs[MAX_HEREDOCS];
    size_t heredoc_count;
    bool failed; /* no memory */
};

static struct span buf_bytes(const void *data, size_t size)
{
    return (struct span) { data, size };
}

static char peek(const struct reader *r, size_t ahead)
{
    size_t at = r->at + ahead;
    return at < r->region.text.len ? r->region.text.data[at] : '\0';
}

static size_t place(const struct reader *r, size_t at, bool is_end)
{
    if (r->region.is_copy)
        return is_end ? r->region.end : r->region.begin;
    return r->region.origin + at;
}

static void *copied(struct reader *r, const struct buf *from, size_t size)
{
    void *copy = arena_array(r->arena, from->len / size + 1, size);
    if (!copy)
        r->failed = true;
    else if (from->len)
        memcpy(copy, from->data, from->len);
    return copy;
}

/* ---- Scripts inside ---- */

static void push_region(struct reader *r, struct region region)
{
    if (region.depth > SHELL_MAX_DEPTH) {
        region.parent->understood = r->out->understood = false;
        return;
    }
    buf_append(&r->regions, buf_bytes(&region, sizeof(region)));
}

/* A part of the region at hand. */
static struct region inner(const struct reader *r, size_t begin, size_t end)
{
    return (struct region) {
        .text = span_sub(r->region.text, begin, end - begin),
        .origin = r->region.origin + begin,
        .is_copy = r->region.is_copy,
        .begin = r->region.begin,
        .end = r->region.end,
        .parent = r->command,
        .depth = (uint8_t)(r->region.depth + 1),
        .pipefail = r->region.pipefail,
        .grouped = true,
    };
}

static struct region substitution(const struct reader *r, size_t begin, size_t end)
{
    struct region region = inner(r, begin, end);
    region.substituted = true;
    return region;
}

static void found_substitution(void *context, size_t begin, size_t end, bool is_backtick)
{
    struct reader *r = context;
    (void)is_backtick;
    if (r->region.is_searched)
        return;
    push_region(r, substitution(r, begin, end));
}

/* A word that is a script: in place where nothing was taken off but the quotes around it. */
static void push_script(struct reader *r, struct shell_command *command,
                        const struct shell_word *word, bool pipefail)
{
    struct region region = { .text = word->text,
                             .is_copy = true,
                             .begin = word->begin,
                             .end = word->end,
                             .parent = command,
                             .depth = (uint8_t)(r->region.depth + 1),
                             .pipefail = pipefail,
                             .grouped = true };
    bool in_quotes = word->end - word->begin == word->text.len + 2;
    size_t first = word->begin - r->region.origin;
    region.is_searched = r->region.is_copy || r->region.text.data[first] != '\'';
    if (!r->region.is_copy && in_quotes) {
        region.is_copy = false;
        region.origin = word->begin + 1;
    }
    push_region(r, region);
}

/* ---- Commands ---- */

static void ensure_command(struct reader *r)
{
    if (r->command || r->failed)
        return;
    r->command = ARENA_NEW(r->arena, struct shell_command);
    if (!r->command) {
        r->failed = true;
        return;
    }
    *r->command = (struct shell_command) { .parent = r->region.parent,
                                           .begin = place(r, r->at, false),
                                           .depth = r->region.depth,
                                           .substituted = r->region.substituted,
                                           .understood = true };
}

/* `set -euo pipefail` holds from here on. */
static void note_setting(struct reader *r, const struct shell_command *command)
{
    bool errexit = false;
    shell_apply_set(command, &r->region.pipefail, &errexit);
    r->out->pipefail |= r->region.pipefail;
    r->out->errexit |= errexit;
}

static void link_command(struct reader *r, struct shell_command *command)
{
    if (r->last) {
        command->next = r->last->next;
        r->last->next = command;
    } else {
        command->next = r->out->commands;
        r->out->commands = command;
    }
    r->last = command;
    command->link = r->link;
    if (r->piped && r->link == SHELL_PIPE) {
        r->piped->pipes_to = command;
        command->pipeline = r->piped->pipeline;
    } else {
        command->pipeline = ++r->pipeline;
    }
    r->piped = NULL;
    r->out->count++;
}

static void clear_gathered(struct reader *r)
{
    buf_clear(&r->words);
    buf_clear(&r->assignments);
    buf_clear(&r->redirections);
    r->command = NULL;
    r->in_test = r->in_for = false;
}

static void finish_command(struct reader *r)
{
    struct shell_command *command = r->command;
    if (!command || r->failed)
        return;
    if (r->words.len == 0 && r->assignments.len == 0 && r->redirections.len == 0) {
        clear_gathered(r);
        return;
    }
    command->words = copied(r, &r->words, sizeof(struct shell_word));
    command->word_count = r->words.len / sizeof(struct shell_word);
    command->assignments = copied(r, &r->assignments, sizeof(struct shell_assignment));
    command->assignment_count = r->assignments.len / sizeof(struct shell_assignment);
    command->redirections = copied(r, &r->redirections, sizeof(struct shell_redirection));
    command->redirection_count = r->redirections.len / sizeof(struct shell_redirection);
    command->end = place(r, r->at, true);
    command->grouped = r->region.grouped || r->groups;
    clear_gathered(r);
    if (r->failed || shell_take_prefixes(command, r->arena) < 0) {
        r->failed = true;
        return;
    }
    link_command(r, command);
    if (shell_word_is(command, 0, "set"))
        note_setting(r, command);
    command->pipefail = r->region.pipefail;
    bool pipefail;
    const struct shell_word *script = shell_script_word(command, &pipefail);
    if (script)
        push_script(r, command, script, pipefail);
    r->out->understood = r->out->understood && command->understood;
}

static void end_command(struct reader *r, enum shell_link link, size_t length)
{
    struct shell_command *last = r->command;
    finish_command(r);
    if (link == SHELL_PIPE)
        r->piped = last ? last : r->last; /* `done |`: the last of its commands */
    r->link = link;
    r->at += length;
}

/* ---- Words ---- */

static struct shell_word lex_word(struct reader *r)
{
    size_t begin = r->at;
    ensure_command(r);
    buf_clear(&r->value);
    if (r->failed)
        return (struct shell_word) { .text = SPAN_EMPTY };
    struct shell_lexed lexed =
            shell_lex_word(r->region.text, r->at, r->in_test, &r->value, found_substitution, r);
    struct shell_word word = {
        .text = arena_span(r->arena, buf_span(&r->value)),
        .begin = place(r, begin, false),
        .end = place(r, lexed.end, true),
        .quoted = lexed.quoted,
        .expands = lexed.expands,
    };
    r->failed |= !word.text.data || r->value.failed;
    r->at = lexed.end;
    r->command->understood = r->command->understood && lexed.understood;
    return word;
}

static bool is_bare(const struct reader *r, const char *text)
{
    return span_is(buf_span(&r->value), text);
}

static bool is_ignored_keyword(const struct reader *r)
{
    static const char *const keywords[] = { "if", "then", "else", "elif", "fi", "while", "until",
                                            "do", "done", "esac", "{",    "}",  "!",     "coproc" };
    for (size_t i = 0; i < ARRAY_SIZE(keywords); i++)
        if (is_bare(r, keywords[i]))
            return true;
    return false;
}

static void take_function_name(struct reader *r)
{
    while (peek(r, 0) == ' ' || peek(r, 0) == '\t')
        r->at++;
    (void)lex_word(r);
    clear_gathered(r);
}

/* A word where a command may begin. True where it is the shell's own. */
static bool take_keyword(struct reader *r, const struct shell_word *word)
{
    if (word->quoted || word->expands)
        return false;
    if (is_bare(r, "case")) {
        r->wants_case_word = true;
        return false;
    }
    if (is_bare(r, "for") || is_bare(r, "select")) {
        r->in_for = true;
        return false;
    }
    if (is_bare(r, "[[")) {
        r->in_test = true;
        return false;
    }
    if (is_bare(r, "function")) {
        take_function_name(r);
        return true;
    }
    if (!is_ignored_keyword(r))
        return false;
    if (is_bare(r, "esac") && r->cases)
        r->cases--;
    if (is_bare(r, "{") || is_bare(r, "do") || is_bare(r, "then"))
        r->groups++;
    else if ((is_bare(r, "}") || is_bare(r, "done") || is_bare(r, "fi")) && r->groups)
        r->groups--;
    clear_gathered(r);
    return true;
}

static size_t assigned(const struct reader *r)
{
    struct span value = buf_span(&r->value);
    size_t at = 0;
    while (at < value.len && (ascii_is_alnum(value.data[at]) || value.data[at] == '_'))
        at++;
    if (at == 0 || ascii_is_digit(value.data[0]) || at == value.len)
        return 0;
    if (value.data[at] == '+' && at + 1 < value.len && value.data[at + 1] == '=')
        at++;
    return value.data[at] == '=' ? at + 1 : 0;
}

static void add_assignment(struct reader *r, struct shell_word word, size_t behind)
{
    size_t name = behind - 1;
    name -= word.text.data[name - 1] == '+';
    struct shell_assignment assignment = { span_sub(word.text, 0, name), word };
    assignment.value.text = span_from(word.text, behind);
    buf_append(&r->assignments, buf_bytes(&assignment, sizeof(assignment)));
}

static void take_word(struct reader *r)
{
    struct shell_word word = lex_word(r);
    if (r->failed)
        return;
    bool is_first = r->words.len == 0;
    if (is_first && r->assignments.len == 0 && take_keyword(r, &word))
        return;
    if (is_first && assigned(r)) {
        add_assignment(r, word, assigned(r));
        return;
    }
    if (r->wants_case_word && is_bare(r, "in") && !word.quoted) {
        r->wants_case_word = false;
        r->in_pattern = true;
        r->cases++;
        finish_command(r);
        return;
    }
    if (r->in_test && is_bare(r, "]]"))
        r->in_test = false;
    buf_append(&r->words, buf_bytes(&word, sizeof(word)));
}

/* `a|b)`, up to the bracket; `esac` where there is no more. */
static void skip_pattern(struct reader *r)
{
    struct span rest = span_from(r->region.text, r->at);
    if (span_starts(rest, SPAN("esac")) &&
        (rest.len == 4 || ascii_is_space(rest.data[4]) || strchr(";)&|", rest.data[4]))) {
        r->at += 4;
        r->cases -= r->cases > 0;
        r->in_pattern = false;
        return;
    }
    size_t at = r->at + (peek(r, 0) == '(');
    bool ended = true;
    while (at < r->region.text.len && r->region.text.data[at] != ')') {
        char c = r->region.text.data[at];
        if (c == '\'')
            at = shell_skip_single(r->region.text, at, false, &ended);
        else if (c == '"')
            at = shell_skip(r->region.text, at, &ended);
        else
            at += c == '\\' ? 2U : 1U;
    }
    r->at = MIN(at + 1, r->region.text.len);
    r->in_pattern = false;
    r->link = SHELL_THEN;
}

/* ---- Redirections and heredocs ---- */

static void add_heredoc(struct reader *r, struct shell_word word, bool strips)
{
    if (r->heredoc_count == MAX_HEREDOCS) {
        r->command->understood = false;
        return;
    }
    r->heredocs[r->heredoc_count++] = (struct heredoc) { word.text, strips, r->command };
}

/* At `<` or `>`; digits before it are gone. */
static void take_redirection(struct reader *r, size_t begin)
{
    static const char *const operations[] = { "<<<", "<<-", "&>>", "<<", ">>", "<&",
                                              ">&",  ">|",  "<>",  "&>", "<",  ">" };
    struct span rest = span_from(r->region.text, r->at), operation = SPAN_EMPTY;
    for (size_t i = 0; i < ARRAY_SIZE(operations) && operation.len == 0; i++)
        if (span_starts(rest, span_of(operations[i])))
            operation = span_of(operations[i]);
    ensure_command(r);
    r->at += operation.len;
    while (peek(r, 0) == ' ' || peek(r, 0) == '\t')
        r->at++;
    struct shell_word word = lex_word(r);
    if (r->failed)
        return;
    word.begin = place(r, begin, false);
    struct shell_redirection redirection = { operation, word };
    buf_append(&r->redirections, buf_bytes(&redirection, sizeof(redirection)));
    if (word.text.len && (span_is(operation, "<<") || span_is(operation, "<<-")))
        add_heredoc(r, word, span_is(operation, "<<-"));
}

static bool ends_heredoc(struct span line, const struct heredoc *heredoc)
{
    while (heredoc->strips && span_starts(line, SPAN("\t")))
        line = span_from(line, 1);
    return span_eq(line, heredoc->name);
}

static void read_heredoc(struct reader *r, const struct heredoc *heredoc)
{
    size_t begin = r->at, end = r->at;
    bool ended = false;
    while (!ended && r->at < r->region.text.len) {
        struct span rest = span_from(r->region.text, r->at), line = SPAN_EMPTY;
        end = r->at;
        if (!span_next_line(&rest, &line))
            break;
        r->at = r->region.text.len - rest.len;
        ended = ends_heredoc(line, heredoc);
    }
    if (!ended)
        end = r->at;
    if (!shell_reads_script(heredoc->command))
        return;
    struct region region = inner(r, begin, end);
    region.parent = heredoc->command;
    region.pipefail = false;
    push_region(r, region);
}

/* Behind the line that named them. */
static void read_heredocs(struct reader *r)
{
    for (size_t i = 0; i < r->heredoc_count; i++)
        read_heredoc(r, &r->heredocs[i]);
    r->heredoc_count = 0;
}

/* ---- Operators ---- */

static void take_process_substitution(struct reader *r)
{
    bool ended = true;
    size_t begin = r->at, end = shell_skip(r->region.text, r->at + 1, &ended);
    ensure_command(r);
    if (r->failed)
        return;
    push_region(r, substitution(r, begin + 2, ended ? end - 1 : end));
    struct shell_word word = { .text = span_sub(r->region.text, begin, end - begin),
                               .begin = place(r, begin, false),
                               .end = place(r, end, true),
                               .expands = true };
    buf_append(&r->words, buf_bytes(&word, sizeof(word)));
    r->command->understood = r->command->understood && ended;
    r->at = end;
}

/* `(` where no word takes it: a subshell, `f()`, `((…))`. */
static void take_bracket(struct reader *r)
{
    if (peek(r, 1) == '(' && (r->words.len == 0 || r->in_for)) {
        bool ended = true;
        r->at = shell_skip(r->region.text, r->at, &ended);
    } else if (r->words.len && peek(r, 1) == ')') {
        clear_gathered(r); /* the name of a function */
        r->at += 2;
    } else {
        if (r->words.len)
            r->command->understood = false;
        if (r->command)
            end_command(r, SHELL_THEN, 0);
        r->groups++;
        r->at++;
    }
}

static void take_close(struct reader *r)
{
    end_command(r, SHELL_THEN, 1);
    r->groups -= r->groups > 0;
}

static void take_semicolon(struct reader *r)
{
    bool is_double = peek(r, 1) == ';' || peek(r, 1) == '&';
    end_command(r, SHELL_THEN, is_double ? (peek(r, 2) == '&' ? 3U : 2U) : 1U);
    if (is_double && r->cases)
        r->in_pattern = true;
}

static void take_newline(struct reader *r)
{
    /* A line may end behind `&&`, `||` and `|`: what links stays. */
    if (r->command)
        end_command(r, SHELL_THEN, 1);
    else
        r->at++;
    read_heredocs(r);
}

static void take_comment(struct reader *r)
{
    r->at += span_find_char(span_from(r->region.text, r->at), '\n');
}

static void take_operator(struct reader *r, char c, char next)
{
    if (c == '&' && next == '>')
        take_redirection(r, r->at);
    else if (c == '&')
        end_command(r, next == '&' ? SHELL_AND : SHELL_THEN, next == '&' ? 2 : 1);
    else if (c == '|')
        end_command(r, next == '|' ? SHELL_OR : SHELL_PIPE, next == '|' || next == '&' ? 2 : 1);
    else if (c == ';')
        take_semicolon(r);
    else if (c == '(')
        take_bracket(r);
    else if (c == ')')
        take_close(r);
    else if (next == '(')
        take_process_substitution(r);
    else
        take_redirection(r, r->at);
}

/* `2>`: the number belongs to what follows. */
static size_t descriptor_length(const struct reader *r)
{
    size_t length = 0;
    while (ascii_is_digit(peek(r, length)) && length < 3)
        length++;
    return length && (peek(r, length) == '<' || peek(r, length) == '>') ? length : 0;
}

static void step(struct reader *r)
{
    char c = peek(r, 0), next = peek(r, 1);
    size_t digits = descriptor_length(r);
    if (c == '\n' && !r->in_test)
        take_newline(r);
    else if (ascii_is_space(c))
        r->at++;
    else if (c == '\\' && (next == '\n' || next == '\r'))
        r->at += next == '\r' && peek(r, 2) == '\n' ? 3U : 2U;
    else if (c == '#')
        take_comment(r);
    else if (r->in_pattern)
        skip_pattern(r);
    else if (digits) {
        size_t begin = r->at;
        r->at += digits;
        take_redirection(r, begin);
    } else if (!r->in_test && c && strchr(";&|<>()", c))
        take_operator(r, c, next);
    else
        take_word(r);
}

static void read_region(struct reader *r)
{
    r->last = r->region.parent;
    r->at = 0;
    r->link = SHELL_FIRST;
    r->piped = NULL;
    r->groups = r->cases = 0;
    r->wants_case_word = r->in_pattern = false;
    r->heredoc_count = 0;
    while (!r->failed && r->at < r->region.text.len && r->out->count < SHELL_MAX_COMMANDS)
        step(r);
    finish_command(r);
    if (r->at < r->region.text.len)
        r->out->understood = false;
}

static bool pop_region(struct reader *r)
{
    if (r->failed || r->regions.len == 0)
        return false;
    r->regions.len -= sizeof(struct region);
    memcpy(&r->region, r->regions.data + r->regions.len, sizeof(struct region));
    return true;
}

static void reader_release(struct reader *r)
{
    buf_release(&r->regions);
    buf_release(&r->words);
    buf_release(&r->assignments);
    buf_release(&r->redirections);
    buf_release(&r->value);
}

int shell_read(struct shell_script *out, struct span text, struct shell_setting setting,
               struct arena *arena, struct veto_error *error)
{
    *out = (struct shell_script) { .understood = true, .pipefail = setting.pipefail };
    /* What is gathered is never larger than a few times the text. */
    size_t ceiling = (text.len + 1) * sizeof(struct region);
    cleanup(reader_release) struct reader reader = {
        .arena = arena,
        .out = out,
        .regions = buf_make(ceiling),
        .words = buf_make(ceiling),
        .assignments = buf_make(ceiling),
        .redirections = buf_make(ceiling),
        .value = buf_make(text.len + 1),
    };
    push_region(&reader, (struct region) { .text = text, .pipefail = setting.pipefail });
    while (pop_region(&reader))
        read_region(&reader);
    if (reader.failed || reader.regions.failed || reader.words.failed)
        return error_no_memory(error);
    return 0;
}
