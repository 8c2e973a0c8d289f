/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/kind.h"

#include "base/ascii.h"
#include "base/macro.h"
#include "base/utf.h"
#include "unit/kind_names.h"

enum {
    PATH_LOOKED_AT = 1024, /* the last bytes of a longer path */
    HEAD_LOOKED_AT = 4096,
    LONG_LINE = 500, /* mean length of lines that no person writes */
};

static const kind_set of_place =
        KIND_TEST | KIND_VENDORED | KIND_TRANSLATION | KIND_LOCK | KIND_MINIFIED;

/* ---- By path ------------------------------------------------------------------------------- */

struct lowered {
    char text[PATH_LOOKED_AT];
    struct span path;
    struct span name; /* its last component */
};

static void lower(struct lowered *lowered, struct span path)
{
    if (path.len > PATH_LOOKED_AT)
        path = span_from(path, path.len - PATH_LOOKED_AT);
    for (size_t i = 0; i < path.len; i++)
        lowered->text[i] = ascii_lower(path.data[i]);
    lowered->path = (struct span) { lowered->text, path.len };
    lowered->name = span_basename(lowered->path);
}

static struct span extension_of(struct span name)
{
    for (size_t i = name.len; i > 1; i--)
        if (name.data[i - 1] == '.')
            return span_from(name, i);
    return SPAN_EMPTY;
}

static kind_set kind_of_name(struct span name)
{
    kind_set kinds = kind_of_basename(name), by_extension = kind_of_extension(extension_of(name));
    if (!kinds)
        kinds = kind_of_affix(name);
    /* `.env.local.php` is a program. */
    if ((kinds & KIND_ENV) && (by_extension & KIND_CODE))
        return by_extension;
    return kinds ? kinds : by_extension;
}

static bool is_word_byte(char c)
{
    return c != '.' && c != '_' && c != '-' && c != ' ' && c != '/';
}

/* `my-app.test.js` has four words; one that says "test" is enough. */
static kind_set kind_of_words(struct span path)
{
    kind_set kinds = KIND_OTHER;
    for (size_t end, begin = 0; begin < path.len; begin = end + 1) {
        for (end = begin; end < path.len && is_word_byte(path.data[end]); end++)
            ;
        if (end > begin)
            kinds |= kind_of_word(span_sub(path, begin, end - begin));
    }
    return kinds;
}

static kind_set kind_of_folders(struct span path, struct span name)
{
    kind_set kinds = KIND_OTHER;
    struct span rest = span_sub(path, 0, path.len - name.len), folder;
    while (span_next_field(&rest, '/', &folder)) {
        kinds |= kind_of_folder(folder);
        if (span_ends(folder, SPAN(".dist-info")) || span_ends(folder, SPAN(".egg-info")))
            kinds |= KIND_VENDORED;
    }
    return kinds;
}

/* `FooTest.java`, `foo_spec.rb`: `name` keeps its case, since `latest` ends so too. */
static bool is_named_as_test(struct span name)
{
    struct span extension = extension_of(name);
    if (extension.len == 0)
        return false;
    struct span stem = span_sub(name, 0, name.len - extension.len - 1);
    return span_ends(stem, SPAN("Test")) || span_ends(stem, SPAN("Tests")) ||
           span_ends(stem, SPAN("TestCase")) || span_ends(stem, SPAN("Spec")) ||
           span_ends(stem, SPAN(".spec")) || span_ends(stem, SPAN("_spec"));
}

static bool is_named_as_minified(struct span name)
{
    return span_ends(name, SPAN(".min.js")) || span_ends(name, SPAN("-min.js")) ||
           span_ends(name, SPAN(".min.css")) || span_ends(name, SPAN(".min.mjs")) ||
           span_ends(name, SPAN(".bundle.js"));
}

/* `.env.template`, `config.php.dist`, `.env.ci`: to be copied, or for machines that test. */
static bool is_named_as_sample(struct span name)
{
    static const char *const ends[] = { ".dist", ".env.template", ".env.tmpl", ".env.ci",
                                        ".env.travis" };
    for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
        if (span_ends(name, span_of(ends[i])))
            return true;
    return false;
}

/* `charts/x/ci/tls-values.yaml`: what chart-testing installs a chart with, for a moment. */
static bool is_values_of_chart_test(const struct lowered *lowered)
{
    struct span folder = span_sub(lowered->path, 0, lowered->path.len - lowered->name.len);
    return span_ends(lowered->name, SPAN("values.yaml")) &&
           (span_ends(folder, SPAN("/ci/")) || span_eq(folder, SPAN("ci/")));
}

/* `src/integration/resources/tls.key`: of the tests that run a program beside others. */
static bool is_resource_of_integration(const struct lowered *lowered)
{
    size_t at = span_find(lowered->path, SPAN("integration/resources/"));
    return at == 0 || (at != SIZE_MAX && lowered->path.data[at - 1] == '/');
}

/* `_de`, `_pt_br`, as Java's bundles of texts have it. */
static bool ends_in_language(struct span stem)
{
    for (int part = 0; part < 2; part++) {
        if (stem.len < 4 || stem.data[stem.len - 3] != '_' ||
            !ascii_is_alpha(stem.data[stem.len - 1]) || !ascii_is_alpha(stem.data[stem.len - 2]))
            return part > 0;
        stem.len -= 3;
    }
    return true;
}

/* `messages_de.properties`, `resources/keytool_zh_cn.java`, `values-de/strings.xml`, `de.lproj/Localizable.strings`. */
static bool is_named_as_translation(const struct lowered *lowered)
{
    static const char *const bundles[] = { "message",  "label",    "text",      "string",
                                           "i18n",     "bundle",   "error",     "translation",
                                           "resource", "language", "validation" };
    struct span name = lowered->name, extension = extension_of(name);
    struct span folder = span_sub(lowered->path, 0, lowered->path.len - name.len);
    if (span_is(extension, "xml"))
        return span_starts(span_basename(span_sub(folder, 0, folder.len ? folder.len - 1 : 0)),
                           SPAN("values-"));
    if (span_ends(folder, SPAN(".lproj/")))
        return true;
    if (span_is(extension, "java") && span_ends(folder, SPAN("resources/")))
        return ends_in_language(span_sub(name, 0, name.len - strlen(".java")));
    if (!span_is(extension, "properties"))
        return false;
    struct span stem = span_sub(name, 0, name.len - extension.len - 1);
    for (size_t i = 0; i < ARRAY_SIZE(bundles); i++)
        if (span_find(stem, span_of(bundles[i])) != SIZE_MAX)
            return ends_in_language(stem);
    return false;
}

static kind_set place_of(const struct lowered *lowered, struct span path)
{
    kind_set kinds = kind_of_words(lowered->path) | kind_of_folders(lowered->path, lowered->name);
    if (is_named_as_test(span_from(path, path.len - lowered->name.len)) ||
        is_values_of_chart_test(lowered) || is_named_as_sample(lowered->name) ||
        is_resource_of_integration(lowered))
        kinds |= KIND_TEST;
    if (is_named_as_translation(lowered))
        kinds |= KIND_TRANSLATION;
    if (is_named_as_minified(lowered->name))
        kinds |= KIND_MINIFIED;
    return kinds;
}

kind_set kind_of_place(struct span path)
{
    struct lowered lowered;
    lower(&lowered, path);
    return (place_of(&lowered, path) | kind_of_name(lowered.name)) & of_place;
}

/* Kinds of a name that only holds in one folder. */
static kind_set refine_by_folder(const struct lowered *lowered, kind_set kinds)
{
    static const struct {
        struct span folder;
        kind_set needs, adds;
    } rows[] = {
        { { ".github/workflows/", 18 }, KIND_YAML, KIND_WORKFLOW },
        { { ".circleci/", 10 }, KIND_YAML, KIND_WORKFLOW },
        { { ".buildkite/", 11 }, KIND_YAML, KIND_WORKFLOW },
        { { ".gitlab/ci/", 11 }, KIND_YAML, KIND_WORKFLOW },
        { { ".woodpecker/", 12 }, KIND_YAML, KIND_WORKFLOW },
        { { "nginx/", 6 }, KIND_INI, KIND_NGINX },
        { { "sites-available/", 16 }, 0, KIND_NGINX | KIND_CONFIG },
        { { "sites-enabled/", 14 }, 0, KIND_NGINX | KIND_CONFIG },
        { { "sshd_config.d/", 14 }, 0, KIND_SSHD | KIND_CONFIG },
        { { ".git/hooks/", 11 }, 0, KIND_SHELL },
    };
    struct span folder = span_sub(lowered->path, 0, lowered->path.len - lowered->name.len);
    if (folder.len < 6 || (kinds && !(kinds & (KIND_YAML | KIND_INI))))
        return kinds;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        if ((rows[i].needs ? (kinds & rows[i].needs) != 0 : kinds == 0) &&
            span_find(folder, rows[i].folder) != SIZE_MAX)
            return kinds | rows[i].adds;
    return kinds;
}

/* ---- By content ---------------------------------------------------------------------------- */

/* The interpreter that a `#!` line names. */
static kind_set kind_of_shebang(struct span head)
{
    static const struct {
        struct span name;
        kind_set kinds;
    } interpreters[] = {
        { { "python", 6 }, KIND_CODE | KIND_PYTHON },
        { { "node", 4 }, KIND_CODE | KIND_JAVASCRIPT },
        { { "deno", 4 }, KIND_CODE | KIND_JAVASCRIPT },
        { { "ruby", 4 }, KIND_CODE | KIND_RUBY },
        { { "perl", 4 }, KIND_CODE },
        { { "php", 3 }, KIND_CODE | KIND_PHP },
        { { "sh", 2 }, KIND_CODE | KIND_SHELL }, /* last: bash, dash, ash, ksh and zsh end so */
    };
    struct span line;
    if (!span_starts(head, SPAN("#!")) || !span_next_line(&head, &line))
        return KIND_OTHER;
    for (size_t i = 0; i < ARRAY_SIZE(interpreters); i++)
        if (span_find(line, interpreters[i].name) != SIZE_MAX)
            return interpreters[i].kinds;
    return KIND_CODE;
}

/* `FROM image` as the first line that is neither empty nor a comment. */
static bool is_dockerfile(struct span head)
{
    struct span line;
    while (span_next_line(&head, &line)) {
        line = span_trim(line);
        if (line.len == 0 || line.data[0] == '#' || span_starts_nocase(line, SPAN("ARG ")))
            continue;
        return span_starts(line, SPAN("FROM ")) && span_find_char(line, ';') == line.len;
    }
    return false;
}

/* A `services:` mapping at the left edge whose services have an image or are built. */
static bool is_compose(struct span head)
{
    size_t at = span_starts(head, SPAN("services:")) ? 0 : span_find(head, SPAN("\nservices:"));
    if (at == SIZE_MAX)
        return false;
    struct span services = span_from(head, at);
    return span_find(services, SPAN("\n    image:")) != SIZE_MAX ||
           span_find(services, SPAN("\n    build:")) != SIZE_MAX;
}

/* `NAME=value`, `name: value`, `export NAME=value`: a name, a sign, and no code behind them. */
static bool is_assignment(struct span line)
{
    size_t name = 0;
    if (span_starts(line, SPAN("export ")) || span_starts(line, SPAN("EXPORT ")))
        line = span_trim(span_from(line, 7));
    while (name < line.len && (ascii_is_alnum(line.data[name]) || line.data[name] == '_' ||
                               line.data[name] == '.' || line.data[name] == '-'))
        name++;
    struct span sign = span_trim(span_from(line, name));
    if (name == 0 || sign.len == 0 || (sign.data[0] != '=' && sign.data[0] != ':'))
        return false;
    struct span value = span_trim(span_from(sign, 1));
    /* `name = "value"` may as well be a program's, and so may what ends in a bracket or a `;`. */
    bool quoted = value.len && (value.data[0] == '"' || value.data[0] == '\'');
    bool spaced = line.data[name] == ' ';
    return !(quoted && spaced) && !(sign.len > 1 && strchr("=:/", sign.data[1])) &&
           !strchr(";{()}", line.data[line.len - 1]);
}

/* Every line is a setting, a section, a comment or empty: somebody's settings under an odd name. */
static bool is_settings(struct span head)
{
    struct span line;
    size_t settings = 0;
    bool cut = head.len == HEAD_LOOKED_AT; /* maybe in the middle of its last line */
    while (span_next_line(&head, &line)) {
        line = span_trim(line);
        bool section = line.len > 2 && line.data[0] == '[' && line.data[line.len - 1] == ']';
        if (line.len == 0 || line.data[0] == '#' || section || span_starts(line, SPAN("//")))
            continue;
        if (!is_assignment(line) && !(cut && head.len == 0))
            return false;
        settings += is_assignment(line);
    }
    return settings > 0;
}

/* An element or a declaration at the front, and not that of a page. */
static bool is_xml(struct span head)
{
    head = span_trim(head);
    return head.len > 3 && head.data[0] == '<' &&
           (ascii_is_alpha(head.data[1]) || span_starts(head, SPAN("<?xml"))) &&
           !span_starts_nocase(head, SPAN("<html"));
}

static bool has_long_lines(struct span head)
{
    size_t lines = 1;
    if (head.len < 2 * LONG_LINE)
        return false;
    for (struct span rest = head, line; lines <= head.len / LONG_LINE;) {
        if (!span_next_field(&rest, '\n', &line))
            return true;
        lines++;
    }
    return false;
}

static kind_set refine_by_content(kind_set kinds, struct span head)
{
    if (head.len && memchr(head.data, '\0', head.len))
        return kinds | KIND_BINARY;
    if (kinds == KIND_OTHER || kinds == KIND_SHELL) {
        kinds |= kind_of_shebang(head);
        if (kinds == KIND_OTHER && is_dockerfile(head))
            kinds = KIND_DOCKERFILE | KIND_CONFIG;
    }
    if ((kinds == KIND_OTHER || kinds == KIND_MARKUP) && is_settings(head))
        kinds = KIND_INI | KIND_CONFIG;
    if ((kinds == KIND_OTHER || kinds == KIND_MARKUP) && is_xml(head))
        kinds |= KIND_XML;
    if ((kinds & KIND_YAML) && !(kinds & (KIND_COMPOSE | KIND_WORKFLOW)) && is_compose(head))
        kinds |= KIND_COMPOSE | KIND_CONFIG;
    if ((kinds & KIND_JAVASCRIPT) && has_long_lines(head))
        kinds |= KIND_MINIFIED;
    return kinds;
}

/* Other servers have their sites in a folder of that name, too. */
static bool is_site_of_other(const struct lowered *lowered, struct span head)
{
    static const char *const words[] = { "server {",   "server{",     "location /", "location ~",
                                         "location =", "proxy_pass ", "fastcgi_",   "server_name " };
    if (span_find(lowered->path, SPAN("nginx")) != SIZE_MAX || head.len == 0)
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if (span_find(head, span_of(words[i])) != SIZE_MAX)
            return false;
    return true;
}

kind_set kind_of(struct span path, struct span head)
{
    struct lowered lowered;
    lower(&lowered, path);
    head = span_from(head, utf_mark(head));
    kind_set kinds = refine_by_folder(&lowered, kind_of_name(lowered.name));
    if ((kinds & KIND_NGINX) && is_site_of_other(&lowered, span_sub(head, 0, HEAD_LOOKED_AT)))
        kinds &= ~(kind_set)KIND_NGINX;
    return refine_by_content(kinds, span_sub(head, 0, HEAD_LOOKED_AT)) | place_of(&lowered, path);
}

/* ---- Names of kinds ------------------------------------------------------------------------ */

static const struct {
    const char *name;
    kind_set kind;
} kind_names[] = {
    { "dockerfile", KIND_DOCKERFILE },
    { "compose", KIND_COMPOSE },
    { "yaml", KIND_YAML },
    { "json", KIND_JSON },
    { "shell", KIND_SHELL },
    { "env", KIND_ENV },
    { "ini", KIND_INI },
    { "xml", KIND_XML },
    { "code", KIND_CODE },
    { "python", KIND_PYTHON },
    { "javascript", KIND_JAVASCRIPT },
    { "go", KIND_GO },
    { "php", KIND_PHP },
    { "java", KIND_JAVA },
    { "dotnet", KIND_DOTNET },
    { "ruby", KIND_RUBY },
    { "c", KIND_C },
    { "markup", KIND_MARKUP },
    { "terraform", KIND_TERRAFORM },
    { "workflow", KIND_WORKFLOW },
    { "nginx", KIND_NGINX },
    { "sshd", KIND_SSHD },
    { "lock", KIND_LOCK },
    { "minified", KIND_MINIFIED },
    { "binary", KIND_BINARY },
    { "image-config", KIND_IMAGE_CONFIG },
    { "config", KIND_CONFIG },
    { "test", KIND_TEST },
    { "vendored", KIND_VENDORED },
    { "translation", KIND_TRANSLATION },
};

kind_set kind_from_name(struct span name)
{
    for (size_t i = 0; i < ARRAY_SIZE(kind_names); i++)
        if (span_is(name, kind_names[i].name))
            return kind_names[i].kind;
    return KIND_OTHER;
}

const char *kind_name(kind_set one)
{
    for (size_t i = 0; i < ARRAY_SIZE(kind_names); i++)
        if (kind_names[i].kind == one)
            return kind_names[i].name;
    return "other";
}
