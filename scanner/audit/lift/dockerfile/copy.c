/* SPDX-License-Identifier: Apache-2.0 */
/* COPY and ADD: what is copied, from where, and whether it should be. */
#include "audit/lift/dockerfile/stage.h"
#include "base/ascii.h"

static const struct node *flag_of(const struct node *node, const char *name)
{
    const struct node *flags = node_member(node, "flags");
    const struct node *values = flags ? node_member(flags, name) : NULL;
    return values ? values->children : NULL;
}

static bool ends_like(struct span text, const char *const *ends, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (span_ends_nocase(text, span_of(ends[i])))
            return true;
    return false;
}

static bool is_archive(struct span text)
{
    static const char *const ends[] = { ".tar",  ".tar.gz", ".tgz",      ".tar.bz2", ".tbz2",
                                        ".tbz",  ".tar.xz", ".txz",      ".tar.lz",  ".tar.zst",
                                        ".tzst", ".tlz",    ".tar.lzma", ".gz",      ".bz2",
                                        ".xz",   ".Z",      ".lz" };
    return ends_like(text, ends, ARRAY_SIZE(ends));
}

/* Files that hold secrets by their very name. */
static bool is_secret_file(struct span path)
{
    static const char *const names[] = {
        ".env",    ".npmrc",           ".netrc",       ".pypirc",           ".git-credentials",
        "id_rsa",  "id_dsa",           "id_ed25519",   "id_ecdsa",          ".htpasswd",
        ".pgpass", "credentials.json", "kubeconfig",   ".dockerconfigjson", "secrets.yml",
        ".my.cnf", "secrets.yaml",     "secrets.json", ".yarnrc.yml.local", ".envrc"
    };
    static const char *const ends[] = {
        ".pem", ".p12", ".pfx", ".key", ".jks", ".ppk", ".keystore"
    };
    struct span name = span_basename(path);
    if (span_is_one_of(name, names, ARRAY_SIZE(names)))
        return true;
    if (span_starts(name, SPAN(".env.")))
        return !span_ends(name, SPAN("example")) && !span_ends(name, SPAN("sample")) &&
               !span_ends(name, SPAN("template")) && !span_ends(name, SPAN("dist"));
    bool is_public = span_find_nocase(name, SPAN("pub")) != SIZE_MAX ||
                     span_find_nocase(name, SPAN("ca")) == 0 ||
                     span_find_nocase(name, SPAN("cert")) != SIZE_MAX ||
                     span_find_nocase(name, SPAN("chain")) != SIZE_MAX ||
                     span_find_nocase(name, SPAN("bundle")) != SIZE_MAX;
    return (!is_public && ends_like(name, ends, ARRAY_SIZE(ends))) ||
           span_ends(path, SPAN(".aws/credentials")) || span_ends(path, SPAN(".kube/config")) ||
           span_ends(path, SPAN(".docker/config.json"));
}

static const char *kind_of_source(struct span text)
{
    if (span_starts(text, SPAN("<<")))
        return "heredoc";
    if (span_starts(text, SPAN("git@")) || span_ends(text, SPAN(".git")) ||
        span_find(text, SPAN(".git#")) != SIZE_MAX || span_starts(text, SPAN("git://")))
        return span_starts(text, SPAN("git@")) || span_find(text, SPAN("://")) != SIZE_MAX
                       ? "git"
                       : "local";
    return span_find(text, SPAN("://")) != SIZE_MAX ? "url" : "local";
}

static void put_source(struct dockerfile *d, struct node *sources, struct span text,
                       struct place at, bool names_file)
{
    struct put *put = &d->put;
    struct node *object = put_object(put, sources, "", at);
    const char *kind = kind_of_source(text);
    size_t colon = span_find(text, SPAN("://"));
    struct span bare = text;
    while (bare.len > 1 && bare.data[bare.len - 1] == '/')
        bare.len--;
    put_text(put, object, "text", text, at);
    put_text(put, object, "kind", span_of(kind), at);
    if (colon != SIZE_MAX)
        put_text(put, object, "scheme", put_lower(put, span_sub(text, 0, colon)), at);
    put_bool(put, object, "variable", span_find_char(text, '$') < text.len, at);
    put_bool(put, object, "archive", is_archive(text), at);
    put_bool(put, object, "plain",
             strcmp(kind, "local") == 0 && !is_archive(text) &&
                     (span_find_char(text, '$') == text.len || names_file),
             at);
    put_bool(put, object, "secretFile", is_secret_file(text), at);
    put_bool(put, object, "wholeContext", span_is(bare, ".") || span_is(text, "*"), at);
    put_bool(put, object, "root", span_is(text, "/"), at);
}

static void put_from(struct dockerfile *d, struct node *object, const struct node *node)
{
    const struct node *flag = flag_of(node, "from");
    if (!flag)
        return;
    struct place at = put_place(&d->put, flag);
    struct span from = dockerfile_unquote(d, flag->text);
    uint64_t number;
    bool is_number = span_to_uint(from, &number);
    bool is_self = (d->at->name.len && span_eq_nocase(d->at->name, from)) ||
                   (is_number && number == d->at->index && d->at->instruction);
    struct stage *stage = is_self ? NULL : dockerfile_find_stage(d, from);
    bool looks_like_image =
            span_find_char(from, ':') < from.len || span_find_char(from, '/') < from.len ||
            span_find_char(from, '@') < from.len || span_find_char(from, '.') < from.len ||
            span_find_char(from, '$') < from.len;
    if (stage)
        stage->used_by_copy = true;
    put_text(&d->put, object, "from", from, at);
    put_bool(&d->put, object, "fromNumber", is_number, at);
    put_text(&d->put, object, "fromKind",
             is_self            ? SPAN("self")
             : stage            ? SPAN("stage")
             : looks_like_image ? SPAN("image")
                                : SPAN("unknown"),
             at);
    struct image_reference image = image_reference_of(from);
    if (!is_self && !stage && looks_like_image)
        put_bool(&d->put, object, "fromUntagged",
                 image.tag.len == 0 && image.digest.len == 0 &&
                         span_find_char(from, '$') == from.len,
                 at);
}

static bool is_relative(struct span path)
{
    if (path.len == 0 || strchr("/\\$%<", path.data[0]))
        return false;
    return !(path.len > 1 && ascii_is_alpha(path.data[0]) && path.data[1] == ':');
}

static void put_destination(struct dockerfile *d, struct node *object, const struct node *word,
                            size_t count)
{
    struct place at = put_place(&d->put, word);
    struct span path = dockerfile_unquote(d, word->text);
    char last = path.len ? path.data[path.len - 1] : '\0';
    bool slash = last == '/' || last == '\\' || span_is(path, ".") || span_is(path, "..") ||
                 span_find_char(path, '$') < path.len || span_ends(path, SPAN("/."));
    put_text(&d->put, object, "dest", path, at);
    put_bool(&d->put, object, "destSlash", slash, at);
    put_bool(&d->put, object, "needsSlash", count > 2 && !slash, at);
    put_bool(&d->put, object, "destRelative", is_relative(path) && !d->at->effects.has_workdir, at);
}

static bool opens_to_all(struct span mode)
{
    bool octal = mode.len >= 3 && mode.len <= 4;
    for (size_t i = 0; i < mode.len; i++)
        octal = octal && mode.data[i] >= '0' && mode.data[i] <= '7';
    if (octal)
        return (mode.data[mode.len - 1] - '0') & 2;
    return span_find(mode, SPAN("o+w")) != SIZE_MAX || span_find(mode, SPAN("a+w")) != SIZE_MAX ||
           span_find(mode, SPAN("a+rw")) != SIZE_MAX || span_find(mode, SPAN("o+rw")) != SIZE_MAX;
}

/* `app.jar`: a file, nothing that an archive is unpacked into. */
static bool has_extension(struct span path)
{
    struct span name = span_basename(path);
    size_t dot = span_find_char(name, '.');
    return dot > 0 && dot + 1 < name.len && span_find_char(name, '$') == name.len;
}

/* ---- Archives that are unpacked later ---- */

/* What ADD unpacks by itself. */
static bool is_tar(struct span text)
{
    static const char *const ends[] = { ".tar",  ".tar.gz", ".tgz", ".tar.bz2",
                                        ".tbz2", ".tar.xz", ".txz", ".tar.zst" };
    return ends_like(text, ends, ARRAY_SIZE(ends));
}

static bool truth_of(const struct node *object, const char *key)
{
    const struct node *node = node_member(object, key);
    return node && node->truth;
}

/* `tar -xf NAME`, `tar xf NAME`, `tar --extract …`. */
static bool extracts(const struct node *args)
{
    for (const struct node *at = args->children; at; at = at->next) {
        struct span text = at->text;
        bool is_letters = at == args->children || span_starts(text, SPAN("-"));
        if (span_is(text, "--extract") || span_is(text, "--get") ||
            (is_letters && !span_starts(text, SPAN("--")) &&
             span_find_char(text, '.') == text.len && span_find_char(text, 'x') < text.len))
            return true;
    }
    return false;
}

/* The name that the archive has in the image; empty where it is none of this build's. */
static struct span name_of_archive(const struct node *copy)
{
    const struct node *sources = node_member(copy, "sources"), *dest = node_member(copy, "dest");
    const struct node *source = sources ? sources->children : NULL;
    if (!source || node_member(copy, "from") || truth_of(source, "variable") ||
        !is_tar(instruction_text(source, "text")))
        return SPAN_EMPTY;
    return span_basename(dest && is_tar(dest->text) ? dest->text
                                                    : instruction_text(source, "text"));
}

static void note_archive(struct dockerfile *d, struct node *copy)
{
    struct span name = name_of_archive(copy);
    if (name.len && table_set(&d->at->archives, name, copy) < 0)
        d->put.failed = true;
}

void dockerfile_mark_unpacked(struct dockerfile *d, const struct node *run)
{
    const struct node *commands = node_member(run, "cmds");
    for (const struct node *at = commands ? commands->children : NULL; at; at = at->next) {
        const struct node *args = node_member(at, "args");
        if (!span_is(instruction_text(at, "name"), "tar") || !args || !extracts(args))
            continue;
        for (const struct node *arg = args->children; arg; arg = arg->next) {
            struct node *copy = table_get(&d->at->archives, span_basename(arg->text));
            if (copy && !node_member(copy, "unpackedLater"))
                put_bool(&d->put, copy, "unpackedLater", true, put_place(&d->put, copy));
        }
    }
}

/* ---- COPY and ADD ---- */

void dockerfile_copy(struct dockerfile *d, const struct node *node)
{
    const struct node *words = node_member(node, "words");
    struct place at = put_place(&d->put, node);
    struct node *object = put_object(&d->put, d->at->copies, "", at);
    put_text(&d->put, object, "op", instruction_text(node, "name"), at);
    put_from(d, object, node);
    const struct node *chmod = flag_of(node, "chmod"), *chown = flag_of(node, "chown");
    put_bool(&d->put, object, "chmodWorld", chmod && opens_to_all(chmod->text), at);
    put_bool(&d->put, object, "chown", chown != NULL, at);
    if (chown)
        put_text(&d->put, object, "owner", chown->text, put_place(&d->put, chown));
    put_bool(&d->put, object, "checksum", flag_of(node, "checksum") != NULL, at);
    struct node *sources = put_array(&d->put, object, "sources", at);
    size_t count = words ? words->child_count : 0;
    bool names_file =
            count == 2 && has_extension(dockerfile_unquote(d, words->children->next->text));
    for (const struct node *word = words ? words->children : NULL; word; word = word->next) {
        if (!word->next && count > 1)
            put_destination(d, object, word, count);
        else
            put_source(d, sources, dockerfile_unquote(d, word->text), put_place(&d->put, word),
                       names_file);
    }
    if (object)
        note_archive(d, object);
}
