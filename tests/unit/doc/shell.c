/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/shell.h"

#include "base/buf.h"
#include "unit/test.h"

/*
 * One command as `link depth: (prefixes) NAME=value words >target`, what was not understood marked.
 */
static void render_command(struct buf *out, const struct shell_command *command)
{
    static const char *const links[] = { "", "; ", "&& ", "|| ", "| " };
    buf_printf(out, "%s", links[command->link]);
    for (unsigned i = 0; i < command->depth; i++)
        buf_append_text(out, "^");
    if (!command->understood)
        buf_append_text(out, "? ");
    for (size_t i = 0; i < command->prefix_count; i++)
        buf_printf(out, "(%.*s)", (int)command->prefixes[i].text.len,
                   command->prefixes[i].text.data);
    for (size_t i = 0; i < command->assignment_count; i++)
        buf_printf(out, "{%.*s=%.*s}", (int)command->assignments[i].name.len,
                   command->assignments[i].name.data, (int)command->assignments[i].value.text.len,
                   command->assignments[i].value.text.data);
    for (size_t i = 0; i < command->word_count; i++)
        buf_printf(out, "[%.*s]", (int)command->words[i].text.len, command->words[i].text.data);
    for (size_t i = 0; i < command->redirection_count; i++)
        buf_printf(out, "%.*s%.*s", (int)command->redirections[i].operation.len,
                   command->redirections[i].operation.data,
                   (int)command->redirections[i].target.text.len,
                   command->redirections[i].target.text.data);
    if (command->pipes_to)
        buf_append_text(out, " ->");
    if (command->pipefail)
        buf_append_text(out, " pipefail");
    buf_append_text(out, "\n");
}

static void assert_commands(const char *text, const char *expected)
{
    struct arena arena = arena_make(1 << 24, false);
    struct buf out = buf_make(1 << 20);
    struct shell_script script;
    struct veto_error error;
    assert_int_equal(
            shell_read(&script, span_of(text), (struct shell_setting) { 0 }, &arena, &error), 0);
    for (const struct shell_command *at = script.commands; at; at = at->next)
        render_command(&out, at);
    buf_append_text(&out, script.understood ? "" : "?\n");
    buf_append_char(&out, '\0');
    assert_string_equal(out.data, expected);
    buf_release(&out);
    arena_release(&arena);
}

static void parts_commands(void **state)
{
    (void)state;
    assert_commands("a b && c || d ; e & f\ng", "[a][b]\n&& [c]\n|| [d]\n; [e]\n; [f]\n; [g]\n");
    assert_commands("a |\n b |& c", "[a] ->\n| [b] ->\n| [c]\n");
    assert_commands("(cd x && make) | tee log", "[cd][x]\n&& [make] ->\n| [tee][log]\n");
    assert_commands("a # b ; c\nd", "[a]\n; [d]\n");
    assert_commands("a \\\n  b", "[a][b]\n");
    assert_commands("", "");
}

static void takes_quotes_off(void **state)
{
    (void)state;
    assert_commands("echo 'a b' \"c $D\" e\\ f g'h'\"i\"", "[echo][a b][c $D][e f][ghi]\n");
    assert_commands("echo \"a\\\"b\\c\" $'it\\'s' ''", "[echo][a\"b\\c][it\\'s][]\n");
    assert_commands("echo ${A:-b c} \"${D}\" ${{ matrix.os }} x", "[echo][${A:-b c}][${D}]"
                                                                  "[${{ matrix.os }}][x]\n");
}

static void reads_assignments_and_redirections(void **state)
{
    (void)state;
    assert_commands("A=1 B='x y' make >out 2>&1 < in", "{A=1}{B=x y}[make]>out>&1<in\n");
    assert_commands("A=(b c) ; export D=e", "{A=(b c)}\n; {D=e}[export][D=e]\n");
    assert_commands("a &> log", "[a]&>log\n");
}

static void reads_bodies(void **state)
{
    (void)state;
    assert_commands("if a; then b; elif c; then d; else e; fi && f",
                    "[a]\n; [b]\n; [c]\n; [d]\n; [e]\n&& [f]\n");
    assert_commands("for x in a b; do c $x; done | d", "[for][x][in][a][b]\n; [c][$x] ->\n| [d]\n");
    assert_commands("case \"$1\" in a|b) c ;; (d) e;; *) f ; g ;; esac; h",
                    "[case][$1]\n; [c]\n; [e]\n; [f]\n; [g]\n; [h]\n");
    assert_commands("while ! a; do { b; }; done", "[a]\n; [b]\n");
    assert_commands("f() { a; }\nfunction g { b; }", "[a]\n; [b]\n");
    assert_commands("[[ a < b && c =~ ^(d|e)$ ]] && f",
                    "[[[][a][<][b][&&][c][=~][^(d|e)$][]]]\n&& [f]\n");
    assert_commands("((i++)); for ((i=0; i<3; i++)); do a; done", "; [for]\n; [a]\n");
}

static void reads_scripts_in_words(void **state)
{
    (void)state;
    assert_commands("a $(b | c) d", "[a][$(b | c)][d]\n^[b] ->\n| ^[c]\n");
    assert_commands("A=`b c`; d \"$(e \"$(f)\")\"", "{A=`b c`}\n^[b][c]\n; [d][$(e \"$(f)\")]\n"
                                                    "^[e][$(f)]\n^^[f]\n");
    assert_commands("sh -ec 'a && b' ; c", "[sh][-ec][a && b]\n^[a]\n&& ^[b]\n; [c]\n");
    assert_commands("bash -o pipefail -c \"a | b\"",
                    "[bash][-o][pipefail][-c][a | b]\n^[a] -> pipefail\n| ^[b] pipefail\n");
    assert_commands("eval \"$(curl x)\"", "[eval][$(curl x)]\n^[curl][x]\n^[$(curl x)]\n");
    assert_commands("source <(curl x)", "[source][<(curl x)]\n^[curl][x]\n");
    assert_commands("bash <<'E'\na\nE\nb", "[bash]<<E\n^[a]\n; [b]\n");
    assert_commands("cat <<-E >f\n\ta; b\n\tE\nc", "[cat]<<-E>f\n; [c]\n");
    assert_commands("echo $((1 + 2))", "[echo][$((1 + 2))]\n");
}

static void takes_prefixes_off(void **state)
{
    (void)state;
    assert_commands("sudo -u app -E A=b make x", "(sudo){A=b}[make][x]\n");
    assert_commands("env -i A=b timeout -k 5 10 curl x", "(env)(timeout){A=b}[curl][x]\n");
    assert_commands("exec >log; sudo", "[exec]>log\n; [sudo]\n");
    assert_commands("/usr/bin/time -f %e a", "(/usr/bin/time)[a]\n");
    assert_commands("sudo --user app a", "(sudo)[a]\n");
}

static void knows_pipefail(void **state)
{
    (void)state;
    assert_commands("a | b; set -euo pipefail; c | d",
                    "[a] ->\n| [b]\n; [set][-euo][pipefail] pipefail\n; [c] -> pipefail\n"
                    "| [d] pipefail\n");
    assert_commands("set -o pipefail && set +o pipefail && a",
                    "[set][-o][pipefail] pipefail\n&& [set][+o][pipefail]\n&& [a]\n");
}

static void says_what_it_does_not_understand(void **state)
{
    (void)state;
    assert_commands("a 'b", "? [a][b]\n?\n");
    assert_commands("a $(b", "? [a][$(b]\n^[b]\n?\n");
    assert_commands("a (b) c", "? [a]\n; [b]\n; [c]\n?\n");
}

static void bounds_depth(void **state)
{
    enum { DEPTH = 20000 };
    struct arena arena = arena_make(1 << 26, false);
    struct buf text = buf_make(1 << 20);
    struct shell_script script;
    struct veto_error error;
    (void)state;
    for (size_t i = 0; i < DEPTH; i++)
        buf_append_text(&text, "a $(");
    assert_int_equal(
            shell_read(&script, buf_span(&text), (struct shell_setting) { 0 }, &arena, &error), 0);
    assert_false(script.understood);
    assert_int_equal(script.count, SHELL_MAX_DEPTH + 1);
    buf_release(&text);
    arena_release(&arena);
}

static void tells_places(void **state)
{
    struct arena arena = arena_make(1 << 20, false);
    struct shell_script script;
    struct veto_error error;
    (void)state;
    assert_int_equal(shell_read(&script, SPAN("a \"b $(c d)\" ; sh -c 'e f'"),
                                (struct shell_setting) { 0 }, &arena, &error),
                     0);
    const struct shell_command *inner = script.commands->next;
    assert_int_equal(script.commands->words[1].begin, 2);
    assert_int_equal(script.commands->words[1].end, 12);
    assert_int_equal(inner->words[1].begin, 9);
    assert_ptr_equal(inner->parent, script.commands);
    const struct shell_command *last = inner->next->next;
    assert_int_equal(last->words[0].begin, 22);
    assert_int_equal(last->end, 25);
    arena_release(&arena);
}

/* Names of functions are no commands, but what is substituted in them would run. */
static void reads_substitutions_of_what_is_no_command(void **state)
{
    (void)state;
    assert_commands("a\nfunction $(b) { c; }\n", "[a]\n^[b]\n; [c]\n");
    assert_commands("function $(b | c)\n", "^[b] ->\n| ^[c]\n");
    assert_commands("x$(b)() { c; }; d", "^[b]\n[c]\n; [d]\n");
}

static void goes_past_nul_bytes(void **state)
{
    struct arena arena = arena_make(1 << 20, false);
    struct shell_script script;
    struct veto_error error;
    (void)state;
    assert_int_equal(
            shell_read(&script, SPAN("a\0b; \0 c"), (struct shell_setting) { 0 }, &arena, &error),
            0);
    assert_int_equal(script.count, 2);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_commands),
        cmocka_unit_test(takes_quotes_off),
        cmocka_unit_test(reads_assignments_and_redirections),
        cmocka_unit_test(reads_bodies),
        cmocka_unit_test(reads_scripts_in_words),
        cmocka_unit_test(takes_prefixes_off),
        cmocka_unit_test(knows_pipefail),
        cmocka_unit_test(says_what_it_does_not_understand),
        cmocka_unit_test(bounds_depth),
        cmocka_unit_test(tells_places),
        cmocka_unit_test(reads_substitutions_of_what_is_no_command),
        cmocka_unit_test(goes_past_nul_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
