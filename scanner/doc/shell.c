/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/shell.h"

#include "base/ascii.h"
#include "base/cleanup.h"
#include "doc/shell_lex.h"
#include "doc/shell_prefix.h"
#include "doc/shell_reader.h"

static struct span buf_bytes(const void *data, size_t size)
{
    return (struct span) { data, size };
}

/* ---- Words ---- */

static struct shell_word lex_word(struct reader *r)
{
    size_t begin = r->at;
    shell_ensure_command(r);
    buf_clear(&r->value);
    if (r->failed)
        return (struct shell_word) { .text = SPAN_EMPTY };
    struct shell_lexed lexed = shell_lex_word(r->region.text, r->at, r->in_test, &r->value,
                                              shell_found_substitution, r);
    struct shell_word word = {
        .text = arena_span(r->arena, buf_span(&r->value)),
        .begin = shell_place(r, begin, false),
        .end = shell_place(r, lexed.end, true),
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
    while (shell_peek(r, 0) == ' ' || shell_peek(r, 0) == '\t')
        r->at++;
    (void)lex_word(r);
    shell_drop_gathered(r);
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
    shell_drop_gathered(r);
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
        shell_finish_command(r);
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
    size_t at = r->at + (shell_peek(r, 0) == '(');
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
    shell_ensure_command(r);
    r->at += operation.len;
    while (shell_peek(r, 0) == ' ' || shell_peek(r, 0) == '\t')
        r->at++;
    struct shell_word word = lex_word(r);
    if (r->failed)
        return;
    word.begin = shell_place(r, begin, false);
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
    struct region region = shell_inner_region(r, begin, end);
    region.parent = heredoc->command;
    region.pipefail = false;
    shell_push_region(r, region);
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
    shell_ensure_command(r);
    if (r->failed)
        return;
    shell_push_region(r, shell_substitution_region(r, begin + 2, ended ? end - 1 : end));
    struct shell_word word = { .text = span_sub(r->region.text, begin, end - begin),
                               .begin = shell_place(r, begin, false),
                               .end = shell_place(r, end, true),
                               .expands = true };
    buf_append(&r->words, buf_bytes(&word, sizeof(word)));
    r->command->understood = r->command->understood && ended;
    r->at = end;
}

/* `(` where no word takes it: a subshell, `f()`, `((…))`. */
static void take_bracket(struct reader *r)
{
    if (shell_peek(r, 1) == '(' && (r->words.len == 0 || r->in_for)) {
        bool ended = true;
        r->at = shell_skip(r->region.text, r->at, &ended);
    } else if (r->words.len && shell_peek(r, 1) == ')') {
        shell_drop_gathered(r); /* the name of a function */
        r->at += 2;
    } else {
        if (r->words.len)
            r->command->understood = false;
        if (r->command)
            shell_end_command(r, SHELL_THEN, 0);
        r->groups++;
        r->at++;
    }
}

static void take_close(struct reader *r)
{
    shell_end_command(r, SHELL_THEN, 1);
    r->groups -= r->groups > 0;
}

static void take_semicolon(struct reader *r)
{
    bool is_double = shell_peek(r, 1) == ';' || shell_peek(r, 1) == '&';
    shell_end_command(r, SHELL_THEN, is_double ? (shell_peek(r, 2) == '&' ? 3U : 2U) : 1U);
    if (is_double && r->cases)
        r->in_pattern = true;
}

static void take_newline(struct reader *r)
{
    /* A line may end behind `&&`, `||` and `|`: what links stays. */
    if (r->command)
        shell_end_command(r, SHELL_THEN, 1);
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
        shell_end_command(r, next == '&' ? SHELL_AND : SHELL_THEN, next == '&' ? 2 : 1);
    else if (c == '|')
        shell_end_command(r, next == '|' ? SHELL_OR : SHELL_PIPE,
                          next == '|' || next == '&' ? 2 : 1);
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
    while (ascii_is_digit(shell_peek(r, length)) && length < 3)
        length++;
    return length && (shell_peek(r, length) == '<' || shell_peek(r, length) == '>') ? length : 0;
}

static void step(struct reader *r)
{
    char c = shell_peek(r, 0), next = shell_peek(r, 1);
    size_t digits = descriptor_length(r);
    if (c == '\n' && !r->in_test)
        take_newline(r);
    else if (ascii_is_space(c))
        r->at++;
    else if (c == '\\' && (next == '\n' || next == '\r'))
        r->at += next == '\r' && shell_peek(r, 2) == '\n' ? 3U : 2U;
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
    r->last = r->region.after ? r->region.after : r->region.parent;
    r->at = 0;
    r->link = SHELL_FIRST;
    r->piped = NULL;
    r->groups = r->cases = 0;
    r->wants_case_word = r->in_pattern = false;
    r->heredoc_count = 0;
    while (!r->failed && r->at < r->region.text.len && r->out->count < SHELL_MAX_COMMANDS)
        step(r);
    shell_finish_command(r);
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
    shell_push_region(&reader, (struct region) { .text = text, .pipefail = setting.pipefail });
    while (pop_region(&reader))
        read_region(&reader);
    if (reader.failed || reader.regions.failed || reader.words.failed)
        return error_no_memory(error);
    return 0;
}
