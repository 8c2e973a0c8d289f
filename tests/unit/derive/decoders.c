/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/test.h"

#include "base/buf.h"
#include "base/macro.h"
#include "derive/derive.h"

/* What came out: `[decoding:name] text`, borders as `|`, one line a unit. */
struct result {
    struct deriver *deriver;
    struct buf text;
    const struct unit *from;
    const char *looked_for; /* its place in the original goes into `place` */
    struct byte_range place;
    size_t largest;
    struct veto_error unread;
};

static void note(const struct unit *unit, void *payload)
{
    struct result *result = payload;
    struct markers none = { 0 };
    buf_printf(&result->text, "[%s%s%.*s] ", unit->decoding, unit->name.len ? ":" : "",
               (int)unit->name.len, unit->name.data);
    for (size_t i = 0; i < unit->bytes.len; i++) {
        if (span_starts(span_from(unit->bytes, i), (struct span) { "\n\0\n", 3 })) {
            buf_append_char(&result->text, '|');
            i += 2;
        } else {
            buf_append_char(&result->text, unit->bytes.data[i]);
        }
    }
    buf_append_char(&result->text, '\n');
    result->largest = MAX(result->largest, unit->bytes.len);
    size_t at = result->looked_for ? span_find(unit->bytes, span_of(result->looked_for)) : SIZE_MAX;
    if (at != SIZE_MAX)
        assert_true(unit_root_range(
                unit, (struct byte_range) { at, at + strlen(result->looked_for) }, &result->place));
    assert_true(derive(result->deriver, unit, none, note, result, NULL));
}

/* Where the matcher's sign of a cut string ends. */
static uint32_t end_of_cut(struct span bytes)
{
    size_t sum = span_find(bytes, SPAN("\" +")), line = span_find(bytes, SPAN("\\\n"));
    return (uint32_t)(sum != SIZE_MAX ? sum + 3 : line + 2);
}

static const char *derived_of(struct result *result, const char *name, struct span bytes,
                              enum marker_kind kind)
{
    const struct veto_origin origin = { .kind = VETO_ORIGIN_ENTRY, .name = { name, strlen(name) } };
    struct unit unit = unit_whole(bytes, &origin);
    struct marker marker = { kind, 1, (uint32_t)bytes.len };
    if (kind == MARKER_SPLIT)
        marker.first = marker.last = end_of_cut(bytes);
    struct markers markers = { &marker, kind != MARKER_KINDS };
    buf_clear(&result->text);
    result->place = (struct byte_range) { 0 };
    result->unread = (struct veto_error) { 0 };
    assert_true(derive(result->deriver, &unit, markers, note, result, &result->unread));
    return result->text.len ? result->text.data : "";
}

#define assert_derived(name, text, kind, expected)                                                 \
    assert_string_equal(derived_of(*state, name, SPAN(text), kind), expected)

/* Where `part` of the decoded text stands in the original. */
static void assert_place(struct result *result, const char *part, const char *name,
                         const char *text, enum marker_kind kind, const char *original)
{
    result->looked_for = part;
    derived_of(result, name, span_of(text), kind);
    result->looked_for = NULL;
    assert_int_equal(result->place.begin, span_find(span_of(text), span_of(original)));
    assert_int_equal(result->place.end - result->place.begin, strlen(original));
}

static int set_up(void **state)
{
    struct result *result = calloc(1, sizeof(*result));
    result->text = buf_make(64 * 1024 * 1024);
    *state = result;
    return deriver_create(&result->deriver, NULL);
}

static int tear_down(void **state)
{
    struct result *result = *state;
    deriver_free(result->deriver);
    buf_release(&result->text);
    free(result);
    return 0;
}

static void base64(void **state)
{
    const char *text = "x: bm90aGluZyBidXQgYSBzaG9ydCB0ZXh0IGhlcmU=\n";
    assert_derived("a.yaml", "x: bm90aGluZyBidXQgYSBzaG9ydCB0ZXh0IGhlcmU=\n", MARKER_KINDS,
                   "[base64] nothing but a short text here\n");
    assert_place(*state, "nothing", "a.yaml", text, MARKER_KINDS, "bm90aGluZy");
    assert_place(*state, "but", "a.yaml", text, MARKER_KINDS, "BidXQ");
    /* Elsewhere a run needs a sign, and may then be shorter. */
    assert_derived("a.c", "x: bm90aGluZyBidXQgYSBzaG9ydCB0ZXh0IGhlcmU=\n", MARKER_KINDS, "");
    assert_derived("a.c", "x: bm90aGluZyBidXQgYSBzaG9ydCB0\n", MARKER_BASE64,
                   "[base64] nothing but a short t\n");
}

static void base64_in_lines(void **state)
{
    assert_derived("a.yaml",
                   "x: |\n  bm90aGluZyBidXQgYSBzaG9ydCB0ZXh0IGhlcmUs\n"
                   "  IGFuZCBhbm90aGVyIGxpbmUgb2YgdGhlIHNhbWUg\n  a2luZA==\n",
                   MARKER_KINDS,
                   "[base64] nothing but a short text here, and another line of the same kind\n");
}

/* Lines of a width that cuts groups, and line ends that are those of a string. */
static void base64_in_other_lines(void **state)
{
    const char *wrapped = "[base64] nothing but a short text here, and another line of it\n";
    assert_derived("a.yaml",
                   "x: |\n  bm90aGluZyBidXQgYSBzaG9ydCB0ZXh0IGhlc\n"
                   "  mUsIGFuZCBhbm90aGVyIGxpbmUgb2YgaXQ=\n",
                   MARKER_KINDS, wrapped);
    assert_place(*state, "here", "a.yaml",
                 "x: |\n  bm90aGluZyBidXQgYSBzaG9ydCB0ZXh0IGhlc\n"
                 "  mUsIGFuZCBhbm90aGVyIGxpbmUgb2YgaXQ=\n",
                 MARKER_KINDS, "Ghlc\n  m");
    assert_derived("a.sh",
                   "bm90aGluZyBidXQgYSBzaG9ydCB0ZXh0IGhlcmUs\\nIGFuZCBhbm90aGVyIGxpbmUgb2YgaXQ=\\n",
                   MARKER_KINDS, wrapped);
    /* From the middle on, where the digit before it is that of an escape. */
    assert_derived("a.c", "\\nIGFuZCBhbm90aGVyIGxpbmUg\\nb2YgaXQ=", MARKER_BASE64,
                   "[base64]  and another line of it\n");
    assert_derived("a.sh",
                   "(\"bm90aGluZyBidXQgYSBzaG9ydCB0ZXh0IGhlcmUs\" +\n"
                   "  \"IGFuZCBhbm90aGVyIGxpbmUgb2YgaXQ=\")",
                   MARKER_KINDS, wrapped);
    assert_derived("a.sh",
                   "\"bm90aGluZyBidXQgYSBzaG9ydCB0ZXh0IGhlcmUs\",\n"
                   "\"IGFuZCBhbm90aGVyIGxpbmUgb2YgaXQ=\"",
                   MARKER_KINDS, "[base64] nothing but a short text here,\n");
    /* Two values, of which neither has its padding. */
    assert_derived("a.yaml",
                   "bm90aGluZyBidXQgYSBzaG9ydCB0ZXh0IGhlcmUhIQ\n"
                   "YW5kIGFub3RoZXIgb25lIG9mIHRoZSBzYW1lIGxlbg\n",
                   MARKER_KINDS,
                   "[base64] nothing but a short text here!!|and another one of the same len\n");
    assert_derived("a.yaml", "a: bm90aGluZyBidXQgYSBzaG9ydCB0ZXh0IGhlcmUhIQ\nbar: 1\n",
                   MARKER_KINDS, "[base64] nothing but a short text here!!\n");
}

static void base64_that_is_none(void **state)
{
    assert_derived("a.yaml", "x: 0a3f/AAAABBBBCCCC+DDDDEEEE00001111222233334444\n", MARKER_KINDS,
                   "");
    assert_derived("a.yaml", "x: a_rather_long_name_of_something_that_is_a_name\n", MARKER_KINDS,
                   "");
    assert_derived("a.yaml",
                   "sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n",
                   MARKER_KINDS, "");
}

static void hexadecimal(void **state)
{
    assert_derived("a.yaml", "x: 6e6f7468696e6720627574206120746578742068657265\n", MARKER_KINDS,
                   "[hexadecimal] nothing but a text here\n");
    assert_derived("a.yaml", "x: 0x6e6f7468696e6720627574206120746578742068657265,\n", MARKER_KINDS,
                   "[hexadecimal] nothing but a text here\n");
    assert_derived("a.yaml", "x: '\\x6e6f7468696e6720627574206120746578742068657265'\n",
                   MARKER_KINDS, "[hexadecimal] nothing but a text here\n");
    assert_derived(
            "a.yaml",
            "6e6f7468696e6720627574206120746578742068\n657265206f6e206d616e79206c696e65732e\n",
            MARKER_KINDS, "[hexadecimal] nothing but a text here on many lines.\n");
}

static void utf16(void **state)
{
    assert_derived("a.txt",
                   "\xff\xfe"
                   "a\0 \0\x3d\xd8\x00\xde",
                   MARKER_KINDS, "[UTF-16] a \xf0\x9f\x98\x80\n");
    assert_derived("a.txt", "\0k\0e\0y\0 \0=\0 \0v\0a\0l\0u\0e", MARKER_KINDS,
                   "[UTF-16] key = value\n");
    assert_derived("a.txt", "\0\1\2\3\0\1\2\3\0\1\2\3\0\1\2\3", MARKER_KINDS, "");
    assert_derived("a.yaml", "x: awBlAHkAIAA9ACAAdgBhAGwAdQBlACAAMQAyADMA\n", MARKER_KINDS,
                   "[base64 of UTF-16] key = value 123\n");
}

static void backslashes(void **state)
{
    assert_derived("a.c", "a = \"\\u0041\\x42\\n\\\"\\q\\ud83d\\ude00\\u12\"\n", MARKER_BACKSLASH,
                   "[backslash escapes] a = \"AB\n\"\\q\xf0\x9f\x98\x80\\u12\"\n\n"
                   "[escaped string] AB\n\"\\q\xf0\x9f\x98\x80\\u12\n");
    assert_place(*state, "B", "a.c", "a = \"\\u0041\\x42\"", MARKER_BACKSLASH, "\\x42");
}

static void escaped_strings(void **state)
{
    const char *text = "{\"a\": \"C:\\\\d\\u0041\", \"b\": \"x = \\\"1\\\"; y\\n# z \"}";
    assert_derived("a.json", "{\"a\": \"C:\\\\d\\u0041\", \"b\": \"x = \\\"1\\\"; y\\n# z \"}",
                   MARKER_KINDS, "[escaped string] x = \"1\"; y\n# z \n");
    assert_place(*state, "z", "a.json", text, MARKER_KINDS, "z");
    assert_place(*state, "y\n", "a.json", text, MARKER_KINDS, "y\\n");
    /* Each by itself, and what was cut off. */
    assert_derived("a.json", "[\"of one\\/of two\\/\", \"of two\\nof three\", \"of four\\n and so on",
                   MARKER_KINDS,
                   "[escaped string] of one/of two/|of two\nof three|of four\n and so on\n");
    assert_derived("a.json", "{\"a\": \"x\\n\", \"b\": \"no sign of it in here\"}", MARKER_KINDS, "");
    assert_derived("a.json", "\"a text of a line\\", MARKER_KINDS, "");
    assert_derived("a.yaml", "b: \"x = \\\"1\\\"; y\\n# z\"", MARKER_KINDS,
                   "[escaped string] x = \"1\"; y\n# z\n");
    /* Programs end lines in every string. */
    assert_derived("a.js", "{ b: \"x = \\\"1\\\"; y\\n# z\" }", MARKER_KINDS,
                   "[escaped string] x = \"1\"; y\n# z\n");
    assert_derived("a.js", "{ b: \"x is no less than %d\\n\" }", MARKER_KINDS, "");
    assert_derived("a.txt", "\"x = \\\"1\\\"; y\\n# z\"", MARKER_KINDS, "");
    assert_derived("i18n/a.json", "{\"b\": \"x = \\\"1\\\"; y\\n# z\"}", MARKER_KINDS, "");
    assert_derived("a.ipynb", "{\"b\": \"x = \\\"1\\\"; y\\n# z\"}", MARKER_KINDS, "");
}

static void percent(void **state)
{
    assert_derived("a.c", "a?b=%41%42+%4z%", MARKER_PERCENT, "[percent] a?b=AB+%4z%\n");
    assert_place(*state, "AB", "a.c", "a?b=%41%42+", MARKER_PERCENT, "%41%42");
}

static void entities(void **state)
{
    assert_derived("a.c", "&#65;&#x42;&quot;&amp;&none;&#99999999;&#;&", MARKER_ENTITY,
                   "[character references] AB\"&&none;&#99999999;&#;&\n");
}

static void split_strings(void **state)
{
    assert_derived("a.js", "\"ab\" + \"cd\" +\n 'ef', \"g\"", MARKER_SPLIT,
                   "[joined strings] abcdef\n");
    assert_place(*state, "bc", "a.js", "\"ab\" + \"cd\"", MARKER_SPLIT, "b\" + \"c");
    assert_derived("a.sh", "A=ab\\\ncd\n", MARKER_SPLIT, "[joined strings] A=abcd\n");
    /* Prefixes, comments, and how other languages join them. */
    assert_derived("a.py", "\"ab\" + f\"cd\" # x\n rb'ef'; y", MARKER_SPLIT,
                   "[joined strings] abcdef\n");
    assert_derived("a.js", "\"ab\" + // \"x\"\n \"cd\" /* y */ + \"ef\" - \"g\"", MARKER_SPLIT,
                   "[joined strings] abcdef\n");
    assert_derived("a.sql", "(\"ab\" +'cd' || 'ef' | 'g')", MARKER_SPLIT,
                   "[joined strings] abcdef\n");
    assert_derived("a.vb", "\"ab\" + \"cd\" & _\r\n \"ef\" _ \"g\"", MARKER_SPLIT,
                   "[joined strings] abcdef\n");
}

static void config_maps(void **state)
{
    assert_derived(
            "a.yaml",
            "kind: ConfigMap\ndata:\n  plain: x\n  a.conf: |\n    b\n\n      c\n  d.e: \"f\\ng\"\n",
            MARKER_MANIFEST, "[embedded file:a.conf] b\n\n  c\n\n[embedded file:d.e] f\ng\n");
    assert_place(*state, "c\n", "a.yaml", "kind: ConfigMap\ndata:\n  z.z: |\n    b\n      c\n",
                 MARKER_MANIFEST, "c\n");
    assert_derived("a.yaml", "kind: ConfigMap\ndata: [\n", MARKER_MANIFEST, "");
}

static void secrets(void **state)
{
    assert_derived("a.yaml", "kind: Secret\ndata:\n  a: aGVsbG8h\n  b: /////w==\n", MARKER_MANIFEST,
                   "[base64] a: hello!\n\n");
    assert_derived("a.json",
                   "{\"items\":[{\"kind\":\"Secret\",\"data\":{\"a.env\":\"QT0xCkI9Mgo=\"}}]}",
                   MARKER_MANIFEST, "[base64:a.env] A=1\nB=2\n\n");
    assert_place(*state, "hello", "a.yaml", "kind: Secret\ndata:\n  a: aGVsbG8h\n", MARKER_MANIFEST,
                 "aGVsbG8");
    /* What YAML has in front of a value is none of it; an alias is what it stands for. */
    assert_derived(
            "a.yaml",
            "kind: Secret\ndata:\n  a: &pass aGVsbG8h\n  b: !!str aGVsbG8h\n"
            "  c: >- # rotate me\n    aGVsbG8h\n  d: !!binary &x\n    aGVsbG8h\n  e: *pass\n",
            MARKER_MANIFEST,
            "[base64] a: hello!\n|b: hello!\n|c: hello!\n|d: hello!\n|e: hello!\n\n");
    /* One that turns out to be no text is no reason to leave out the next: 24 letters, then zeros.
     */
    assert_derived(
            "a.yaml",
            "kind: Secret\ndata:\n  a: YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhAAAAAAAAAAAAAAAAAAAAAAA=\n"
            "  b: aGVsbG8h\n",
            MARKER_MANIFEST, "[base64] a: |b: hello!\n\n");
    assert_place(*state, "hello", "a.yaml", "kind: Secret\ndata:\n  a: &b aGVsbG8h\n",
                 MARKER_MANIFEST, "aGVsbG8");
    assert_place(*state, "hello!", "a.yaml", "x: &b aGVsbG8h\nkind: Secret\ndata:\n  a: *b\n",
                 MARKER_MANIFEST, "*b");
}

static void heredocs(void **state)
{
    assert_derived("a.sh",
                   "cat >/etc/x.env <<EOF\nA=1\nEOF\necho $((1 << n))\nbash <<-'E'\n\tls\n\tE\n",
                   MARKER_KINDS, "[heredoc:x.env] A=1\n\n[heredoc:heredoc.sh] ls\n\n");
    assert_derived("Dockerfile",
                   "FROM a\nCOPY <<EOF /etc/nginx.conf\nserver;\nEOF\nRUN <<EOF\nls\nEOF\n",
                   MARKER_KINDS, "[heredoc:nginx.conf] server;\n\n[heredoc:heredoc.sh] ls\n\n");
    /* Tabs go, the indentation of what is written stays; an indented word ends nothing. */
    assert_derived("a.sh", "cat <<-E >a.yml\n\ta:\n\t  b: 1\n  E\n\tE\n", MARKER_KINDS,
                   "[heredoc:a.yml] a:\n  b: 1\n  E\n\n");
    /* One behind the other, each by the name that its own command has. */
    assert_derived("a.sh", "cat <<B >x; cat <<A >y && z\nb\nB\na\nA\ntee w <<C\nc\nC\n",
                   MARKER_KINDS, "[heredoc:x] b\n\n[heredoc:y] a\n\n[heredoc:w] c\n\n");
    assert_derived("a.sh", "cat >u; { cat <<A; } >x\na\nA\n{ cat <<B; } >y\nb\nB\n", MARKER_KINDS,
                   "[heredoc:u] a\n\n[heredoc:y] b\n\n");
    assert_derived("Dockerfile", "COPY <<a.env <<b.env /etc/\nA=1\na.env\nB=2\nb.env\n",
                   MARKER_KINDS, "[heredoc:a.env] A=1\n\n[heredoc:b.env] B=2\n\n");
    /* What is none: in a comment, in a sum. */
    assert_derived("a.sh", "# see <<E\ntrue # <<E\ncat <<E >x\na\nE\n", MARKER_KINDS,
                   "[heredoc:x] a\n\n");
    assert_derived("a.sh", "x=$((1<<E))\ncat <<E >x\na\nE\n", MARKER_KINDS, "[heredoc:x] a\n\n");
    assert_derived("a.sh", "ssh a \"cat <<E >x\n# a\nE\n\"\nb=${#c}; cat <<E >y\nd\nE\n",
                   MARKER_KINDS, "[heredoc:x] # a\n\n[heredoc:y] d\n\n");
    assert_derived("a.sh", "cat <<EOF\nnever ended\n", MARKER_KINDS, "");
    assert_derived("a.c", "cat <<EOF\nA=1\nEOF\n", MARKER_KINDS, "");
}

/* However often the shift, and however many the words: none of them is dropped in silence. */
static void heredocs_behind_shifts(void **state)
{
    struct result *result = *state;
    struct buf script = buf_make(64 * 1024);
    for (size_t i = 0; i < 100; i++)
        buf_append_text(&script, "let x=1<<n\n");
    buf_append_text(&script, "cat <<E >y\na\nE\n");
    assert_string_equal(derived_of(result, "a.sh", buf_span(&script), MARKER_KINDS),
                        "[heredoc:y] a\n\n");
    assert_int_equal(result->unread.code, 0);
    buf_clear(&script);
    for (size_t i = 0; i < 100; i++)
        buf_printf(&script, "let x=1<<n%zu\n", i);
    assert_string_equal(derived_of(result, "a.sh", buf_span(&script), MARKER_KINDS), "");
    assert_int_equal(strncmp(result->unread.message, "65:8: ", 6), 0);
    buf_release(&script);
}

static void notebooks(void **state)
{
    assert_derived(
            "a.ipynb",
            "{\"cells\":[{\"cell_type\":\"code\",\"source\":[\"a\\n\",\"b\"],"
            "\"outputs\":[{\"text\":\"c\"}]},{\"cell_type\":\"markdown\",\"source\":\"d\"}]}",
            MARKER_KINDS,
            "[notebook cell:cell 1.py] a\nb\n[notebook cell:cell 1.txt] c\n"
            "[notebook cell:cell 2.md] d\n");
    /* As version 3 of the format had it. */
    assert_derived("a.ipynb",
                   "{\"worksheets\":[{\"cells\":[{\"cell_type\":\"code\",\"input\":\"a\","
                   "\"outputs\":[{\"text\":\"b\"}]}]},{\"cells\":[{\"source\":[\"c\"]}]}]}",
                   MARKER_KINDS,
                   "[notebook cell:cell 1.py] a\n[notebook cell:cell 1.txt] b\n"
                   "[notebook cell:cell 2.md] c\n");
}

/* It is told, and read string by string. */
static void broken_notebooks(void **state)
{
    struct result *result = *state;
    assert_derived("a.ipynb", "{\"cells\":[{\"source\":[\n\"a = \\\"b\\\"; c = 1\\n\"",
                   MARKER_KINDS, "[escaped string] a = \"b\"; c = 1\n\n");
    assert_int_equal(strncmp(result->unread.message, "2:", 2), 0);
    assert_derived("a.ipynb", "{\n \"a\": \"\xe9\"}", MARKER_KINDS, "");
    assert_string_equal(result->unread.message, "2:8: not UTF-8");
    assert_derived("a.ipynb", "{\"cells\":[]}", MARKER_KINDS, "");
    assert_int_equal(result->unread.code, 0);
}

static void documents(void **state)
{
    assert_derived(
            "word/document.xml",
            "<w:p><w:r><w:t>a&amp;</w:t></w:r><w:r><w:t>b</w:t></w:r></w:p><w:p>c<w:tab/>d</w:p>",
            MARKER_KINDS, "[document text] a&b\nc d\n\n");
    assert_derived("other/document.xml", "<w:p>a</w:p>", MARKER_KINDS, "");
}

static void constants(void **state)
{
    assert_derived("a.pyc",
                   "\0\0z\x0a"
                   "0123456789A\xfa\x08"
                   "abcdefghz\x20"
                   "too short",
                   MARKER_KINDS, "[Python constants] 0123456789|abcdefgh\n");
    /* Wherever a string begins and ends beside the words that are looked at at a time. */
    for (size_t before = 0; before < 140; before++) {
        for (size_t len = 8; len < 200; len += 37) {
            char bytes[400] = { 0 }, wanted[400];
            bytes[before] = 'z';
            bytes[before + 1] = (char)len;
            memset(bytes + before + 2, 'a', len);
            bytes[before + 2 + len / 2] = '\t';
            snprintf(wanted, sizeof(wanted), "[Python constants] %.*s\n", (int)len,
                     bytes + before + 2);
            struct span file = { bytes, before + 3 + len };
            assert_string_equal(derived_of(*state, "a.pyc", file, MARKER_KINDS), wanted);
        }
    }
}

static void databases(void **state)
{
    char page[1024] = "SQLite format 3";
    page[16] = 4; /* pages of 1024 bytes */
    page[100] = 13;
    page[104] = 1;
    page[108] = 2; /* one cell, at 512 */
    memcpy(page + 512, "\x0f\1\3\x19\x19secretsecond", 5 + 12);
    assert_string_equal(
            derived_of(*state, "a.db", (struct span) { page, sizeof(page) }, MARKER_KINDS),
            "[SQLite values] secret|second\n");
}

/* Twice encoded, and no more than four times the original in all. */
static void nests(void **state)
{
    assert_derived("a.yaml", "x: Ym05MGFHbHVaeUJpZFhRZ1lTQnphRzl5ZENCMFpYaDBJR2hsY21VPQ==\n",
                   MARKER_KINDS,
                   "[base64] bm90aGluZyBidXQgYSBzaG9ydCB0ZXh0IGhlcmU=\n"
                   "[base64 of base64] nothing but a short text here\n");
}

/* A text that is longer than the buffer comes in parts that overlap. */
static void comes_in_parts(void **state)
{
    struct result *result = *state;
    size_t len = 4 * 1024 * 1024;
    char *bytes = malloc(len);
    for (size_t i = 0; i < len; i += 4)
        memcpy(bytes + i, "YWJj", 4);
    memcpy(bytes, "x: ", 3);
    derived_of(result, "a.yaml", (struct span) { bytes, len }, MARKER_KINDS);
    assert_true(result->largest <= DERIVED_TEXT);
    assert_true(result->text.len > len * 3 / 4);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(base64),
        cmocka_unit_test(base64_in_lines),
        cmocka_unit_test(base64_in_other_lines),
        cmocka_unit_test(base64_that_is_none),
        cmocka_unit_test(hexadecimal),
        cmocka_unit_test(utf16),
        cmocka_unit_test(backslashes),
        cmocka_unit_test(escaped_strings),
        cmocka_unit_test(percent),
        cmocka_unit_test(entities),
        cmocka_unit_test(split_strings),
        cmocka_unit_test(config_maps),
        cmocka_unit_test(secrets),
        cmocka_unit_test(heredocs),
        cmocka_unit_test(heredocs_behind_shifts),
        cmocka_unit_test(notebooks),
        cmocka_unit_test(broken_notebooks),
        cmocka_unit_test(documents),
        cmocka_unit_test(constants),
        cmocka_unit_test(databases),
        cmocka_unit_test(nests),
        cmocka_unit_test(comes_in_parts),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
