/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/dockerfile.h"

#include "tree.h"

/* The member that a test is about, alone: of the root, or of the first instruction. */
static int pick(struct node **out, struct span text, struct arena *arena, struct veto_error *error,
                const char *name)
{
    struct node *root;
    if (dockerfile_read(&root, text, arena, error) < 0)
        return -1;
    const struct node *member = node_member(root, name);
    if (!member)
        member = node_member(node_member(root, "instructions")->children, name);
    *out = (struct node *)(uintptr_t)(member ? member : root);
    return 0;
}

#define PICK(name)                                                                                 \
    static int read_##name(struct node **out, struct span text, struct arena *arena,               \
                           struct veto_error *error)                                               \
    {                                                                                              \
        return pick(out, text, arena, error, #name);                                               \
    }
PICK(words)
PICK(flags)
PICK(heredocs)
PICK(stages)
PICK(directives)
PICK(form)
PICK(text)
#define CHECK(name, readings) assert_readings(read_##name, readings, ARRAY_SIZE(readings), false)

static void reads_instructions(void **state)
{
    static const struct reading readings[] = {
        { "arg X=1\nFrom a\nuser b",
          "{directives: {}, instructions: ["
          "{name: \"ARG\", form: \"shell\", text: \"X=1\", words: [\"X=1\"]}, "
          "{name: \"FROM\", stage: 0, form: \"shell\", text: \"a\", words: [\"a\"]}, "
          "{name: \"USER\", stage: 0, form: \"shell\", text: \"b\", words: [\"b\"]}], "
          "stages: [{index: 0, image: \"a\"}]}" },
        { "", "{directives: {}, instructions: [], stages: []}" },
    };
    (void)state;
    assert_readings(dockerfile_read, readings, ARRAY_SIZE(readings), false);
}

static void joins_lines(void **state)
{
    static const struct reading readings[] = {
        { "RUN a \\\n  b", "\"a   b\"" },
        { "RUN a \\  \n# comment\n\n b \\\r\n c", "\"a  b  c\"" },
        { "# escape=`\nRUN c:\\ `\n d", "\"c:\\  d\"" },
        { "# x\n# escape=`\nRUN a \\\n d", "\"a  d\"" },
        { "RUN a \\", "\"a \"" },
        { "RUN echo # no comment", "\"echo # no comment\"" },
    };
    (void)state;
    CHECK(text, readings);
}

static void tells_exec_form_from_shell_form(void **state)
{
    static const struct reading words[] = {
        { "CMD [\"a\", \"b \\u0063\"]", "[\"a\", \"b c\"]" },
        { "CMD ['a']", "[\"['a']\"]" },
        { "CMD a 'b c' \"d \\\" e\" f\\ g", "[\"a\", \"'b c'\", \"\"d \\\" e\"\", \"f\\ g\"]" },
        { "CMD [\"a\", 1]", "[\"[\"a\",\", \"1]\"]" },
    };
    static const struct reading forms[] = {
        { "CMD [\"a\"]", "\"exec\"" },
        { "CMD []", "\"exec\"" },
        { "CMD ['a']", "\"shell\"" },
        { "CMD [\"a\"] b", "\"shell\"" },
    };
    (void)state;
    CHECK(words, words);
    CHECK(form, forms);
}

static void reads_flags(void **state)
{
    static const struct reading readings[] = {
        { "RUN --mount=type=cache,target=/x --mount=type=secret,id=y \\\n --network=none ls --all",
          "{mount: [\"type=cache,target=/x\", \"type=secret,id=y\"], network: [\"none\"]}" },
        { "COPY --link --from=0 --chmod=755 a b",
          "{link: [\"\"], from: [\"0\"], chmod: [\"755\"]}" },
    };
    (void)state;
    CHECK(flags, readings);
}

static void reads_heredocs(void **state)
{
    static const struct reading readings[] = {
        { "RUN <<A cat <<-'B' > x\none\\\n# two\nA\n\tthree\n\tB\nUSER y",
          "[{name: \"A\", strips: false, expands: true, text: \"one\\\n# two\n\"}, "
          "{name: \"B\", strips: true, expands: false, text: \"\tthree\n\"}]" },
        { "COPY <<f.txt /x\r\na\r\nf.txt\r\n",
          "[{name: \"f.txt\", strips: false, expands: true, text: \"a\r\n\"}]" },
        { "RUN <<A\n", "2:1: a heredoc that does not end" },
    };
    (void)state;
    CHECK(heredocs, readings);
}

static void knows_stages(void **state)
{
    static const struct reading readings[] = {
        { "FROM --platform=$X a:1 as Build\nRUN x\nFROM build\nFROM scratch AS z",
          "[{index: 0, image: \"a:1\", name: \"Build\"}, {index: 1, image: \"build\"}, "
          "{index: 2, image: \"scratch\", name: \"z\"}]" },
        { "FROM", "1:5: FROM without an image" },
    };
    (void)state;
    CHECK(stages, readings);
}

static void directives_stand_before_all_else(void **state)
{
    static const struct reading readings[] = {
        { "# syntax = docker/dockerfile:1\n#check=skip=all\nFROM a",
          "{syntax: \"docker/dockerfile:1\", check: \"skip=all\"}" },
        { "\n# syntax=x", "{}" },
        { "FROM a\n# escape=x", "{}" },
        { "# escape=x", "1:10: the escape character must be \\ or `" },
    };
    (void)state;
    CHECK(directives, readings);
}

static void knows_places(void **state)
{
    static const struct reading words[] = {
        { "# \xc3\xa9\n RUN a\xc3\xa9 b \\\n  # x\n  c",
          "[\"a\xc3\xa9\"@2:6, \"b\"@2:9, \"c\"@4:3]@2:6" },
        { "CMD [\"a\", \\\n \"b\"]", "[\"a\"@1:6, \"b\"@2:2]@1:5" },
    };
    (void)state;
    assert_readings(read_words, words, ARRAY_SIZE(words), true);
}

static void refuses_what_is_no_instruction(void **state)
{
    static const struct reading readings[] = {
        { "FROM a\n {{ x }}", "2:2: expected an instruction" },
        { "FROM\xff a", "1:5: not UTF-8" },
    };
    (void)state;
    assert_readings(dockerfile_read, readings, ARRAY_SIZE(readings), false);
}

static void floods_end_soon(void **state)
{
    (void)state;
    assert_flood(dockerfile_read, "RUN a \\\n", 1 << 18, NULL);
    assert_flood(dockerfile_read, "RUN a \\\n", 1 << 22, "49997:5: too many nodes");
    assert_flood(dockerfile_read, "FROM a AS b\n", 1 << 16, NULL);
    assert_flood(dockerfile_read, "FROM a AS b\n", 1 << 21, "7693:1: too many nodes");
    assert_flood(dockerfile_read, "RUN --a ", 1 << 18, NULL);
    assert_flood(dockerfile_read, "RUN <<A\n", 1 << 20, "2:1: a heredoc that does not end");
    assert_flood(dockerfile_read, "CMD [[[[", 1 << 19, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_instructions),
        cmocka_unit_test(joins_lines),
        cmocka_unit_test(tells_exec_form_from_shell_form),
        cmocka_unit_test(reads_flags),
        cmocka_unit_test(reads_heredocs),
        cmocka_unit_test(knows_stages),
        cmocka_unit_test(directives_stand_before_all_else),
        cmocka_unit_test(knows_places),
        cmocka_unit_test(refuses_what_is_no_instruction),
        cmocka_unit_test(floods_end_soon),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
