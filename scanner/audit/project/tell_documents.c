/* SPDX-License-Identifier: Apache-2.0 */
/* Files that are there for the project: by their names, some by what is in them too. */
#include "audit/project/tell.h"

#include "base/ascii.h"

enum { MAX_PATH = 1024 };

struct document {
    const char *glob; /* of the path, in lower case */
    const char *part;
    const char *needles[3]; /* all of them must be in it, */
    const char *unless[3];  /* and none of these */
};

static const struct document documents[] = {
    { "codeowners", "owners", { 0 } },
    { ".github/dependabot.yml", "updates", { 0 } },
    { ".github/dependabot.yaml", "updates", { 0 } },
    { "renovate.json", "updates", { 0 } },
    { "renovate.json5", "updates", { 0 } },
    { ".renovaterc", "updates", { 0 } },
    { ".renovaterc.json", "updates", { 0 } },
    { ".github/renovate.json*", "updates", { 0 } },
    { ".gitlab/renovate.json*", "updates", { 0 } },
    { "**/adr/**/*.md", "decisions", { 0 } },
    { "**/adrs/**/*.md", "decisions", { 0 } },
    { "**/decisions/**/*.md", "decisions", { 0 } },
    { "**/decision-records/**/*.md", "decisions", { 0 } },
    { "rollback*", "rollback", { 0 } },
    { "*rollback*.md", "rollback", { 0 } },
    { "*rollback*.sh", "rollback", { 0 } },
    { "runbook*", "runbook", { 0 } },
    { "**/runbooks/**/*.md", "runbook", { 0 } },
    { "security.md", "security-policy", { 0 } },
    { "security.txt", "security-policy", { 0 } },
    { "security.rst", "security-policy", { 0 } },
    { "readme*", "readme", { 0 } },
    { "license*", "licence", { 0 } },
    { "licence*", "licence", { 0 } },
    { "copying*", "licence", { 0 } },
    { "changelog*", "changelog", { 0 } },
    { "changes*", "changelog", { 0 } },
    { "history.md", "changelog", { 0 } },
    { "news*", "changelog", { 0 } },
    { ".pre-commit-config.yaml", "commit-hook", { 0 } },
    { ".husky/*", "commit-hook", { 0 } },
    { "lefthook.y*ml", "commit-hook", { 0 } },
    { "pull_request_template.md", "pull-request-template", { 0 } },
    { "**/pull_request_template/*.md", "pull-request-template", { 0 } },
    { "openapi*", "interface", { 0 } },
    { "swagger*", "interface", { 0 } },
    { "asyncapi*", "interface", { 0 } },
    { "*.proto", "interface", { 0 } },
    { "*.graphql", "interface", { 0 } },
    { "**/merge_request_templates/*.md", "pull-request-template", { 0 } },
    { "*.js", "load-without-limits", { "k6/http" }, { "thresholds" } },
    { "*.ts", "load-without-limits", { "k6/http" }, { "thresholds" } },
    { "*.js", "load-limits", { "k6/http", "thresholds" } },
    { "*.ts", "load-limits", { "k6/http", "thresholds" } },
    { "*.scala", "load-without-limits", { "gatling", "setUp(" }, { "assertions" } },
    { "*.scala", "load-limits", { "gatling", "assertions" } },
    { "*.kt", "load-limits", { "gatling", "assertions" } },
    { "*.java", "load-limits", { "gatling", "assertions" } },
    { "*.jmx", "load-without-limits", { "jmeterTestPlan" }, { "DurationAssertion" } },
    { "*.jmx", "load-limits", { "jmeterTestPlan", "DurationAssertion" } },
    { "lighthouserc*", "load-without-limits", { 0 }, { "assert" } },
    { ".lighthouserc*", "load-without-limits", { 0 }, { "assert" } },
    { "lighthouserc*", "load-limits", { "assert" } },
    { ".lighthouserc*", "load-limits", { "assert" } },
    { "*.y*ml", "load-limits", { "phases:", "ensure:" } },
    { "*.y*ml", "alerts", { "alert:", "expr:" } },
    { "*.y*ml", "alerts", { "kind: PrometheusRule" } },
    { "*.y*ml", "alert-route", { "receivers:", "route:" } },
    { "*.y*ml", "monitoring", { "scrape_configs:" } },
    { "*.y*ml", "monitoring", { "kind: ServiceMonitor" } },
    { "*.y*ml", "monitoring", { "kind: PodMonitor" } },
    { "*.y*ml", "monitoring", { "receivers:", "exporters:" } },
    { "*.y*ml", "monitoring", { "image: ", "grafana" } },
    { "grafana.ini", "monitoring", { 0 } },
    { "newrelic.*", "monitoring", { 0 } },
    { "datadog*.y*ml", "monitoring", { 0 } },
    { "sentry.*", "monitoring", { 0 } },
    { ".gitignore", "ignores", { 0 } },
    { ".gitignore", "ignores-env", { ".env" } },
    { ".gitignore", "ignores-keys", { ".pem" } },
    { ".gitignore", "ignores-keys", { ".key" } },
    { ".gitignore", "ignores-keys", { ".p12" } },
    { "*.dockerignore", "context-filter", { 0 } },
    { ".dockerignore", "context-filter-open", { 0 }, { ".git", "**", "*\n!" } },
    { "**/migrat*/**/*.up.sql", "migration", { 0 } },
    { "**/migrat*/**/*.down.sql", "migration-back", { 0 } },
    { "**/migration/v*__*.sql", "migration", { 0 } },
    { "**/migration/u*__*.sql", "migration-back", { 0 } },
    { "**/versions/*.py", "migration-one-way", { "def downgrade()", ":\n    pass" } },
    { "**/db/migrate/*.rb", "migration-one-way", { "def up" }, { "def down" } },
};

/* Files that are keys or logins by their names. */
static const char *const secret_files[] = {
    "id_rsa",   "id_dsa",       "id_ecdsa",    "id_ed25519", "id_ecdsa_sk",   "id_ed25519_sk",
    "*.p12",    "*.pfx",        "*.pkcs12",    "*.jks",      "*.bks",         "*.keystore",
    "*.kdb",    "*.kdbx",       "*.psafe3",    "*.keychain", "*.keychain-db", "*.agilekeychain",
    "*.ovpn",   "*.ppk",        ".htpasswd",   "master.key", "wallet.dat",    "key3.db",
    "key4.db",  "chap-secrets", "pap-secrets",
};

struct packages {
    const char *glob, *manager;
    enum note_kind kind;
};

static const struct packages packages[] = {
    { "package.json", "npm", NOTE_MANIFEST },
    { "package-lock.json", "npm", NOTE_LOCK },
    { "npm-shrinkwrap.json", "npm", NOTE_LOCK },
    { "yarn.lock", "npm", NOTE_LOCK },
    { "pnpm-lock.yaml", "npm", NOTE_LOCK },
    { "bun.lock*", "npm", NOTE_LOCK },
    { "gemfile", "gem", NOTE_MANIFEST },
    { "gemfile.lock", "gem", NOTE_LOCK },
    { "composer.json", "composer", NOTE_MANIFEST },
    { "composer.lock", "composer", NOTE_LOCK },
    { "cargo.toml", "cargo", NOTE_MANIFEST },
    { "cargo.lock", "cargo", NOTE_LOCK },
    { "go.mod", "go", NOTE_MANIFEST },
    { "go.sum", "go", NOTE_LOCK },
    { "pipfile", "pipenv", NOTE_MANIFEST },
    { "pipfile.lock", "pipenv", NOTE_LOCK },
    { "pubspec.yaml", "pub", NOTE_MANIFEST },
    { "pubspec.lock", "pub", NOTE_LOCK },
    { "mix.exs", "mix", NOTE_MANIFEST },
    { "mix.lock", "mix", NOTE_LOCK },
};

/* The bytes of a file, and what was last looked for in vain: neighbouring rows ask for the same. */
struct search {
    struct span bytes;
    const char *absent;
};

static bool has_all(struct search *search, const char *const *needles, size_t count)
{
    for (size_t i = 0; i < count && needles[i]; i++) {
        if (search->absent && strcmp(search->absent, needles[i]) == 0)
            return false;
        if (span_find(search->bytes, span_of(needles[i])) == SIZE_MAX) {
            search->absent = needles[i];
            return false;
        }
    }
    return true;
}

static bool has_any(struct span bytes, const char *const *needles, size_t count)
{
    for (size_t i = 0; i < count && needles[i]; i++)
        if (span_find(bytes, span_of(needles[i])) != SIZE_MAX)
            return true;
    return false;
}

static void tell_document(const struct note_taker *taker, enum note_kind kind, const char *part,
                          size_t end)
{
    struct note note = { .kind = kind, .name = span_of(part), .value = SPAN_EMPTY, .end = end };
    note_tell(taker, &note);
}

/* A heading of a document that says how to go back. */
static bool has_rollback_heading(struct span bytes)
{
    struct span line = SPAN_EMPTY;
    while (span_next_line(&bytes, &line))
        if (line.len && line.data[0] == '#' &&
            (span_find_nocase(line, SPAN("rollback")) != SIZE_MAX ||
             span_find_nocase(line, SPAN("roll back")) != SIZE_MAX))
            return true;
    return false;
}

/* Characters that turn the direction of what follows: embeddings, overrides, isolates. */
static bool turns_text(struct span at)
{
    if (at.len < 3 || at.data[2] == '\0')
        return false;
    return (span_starts(at, SPAN("\xe2\x80")) && strchr("\xaa\xab\xad\xae", at.data[2])) ||
           (span_starts(at, SPAN("\xe2\x81")) && strchr("\xa6\xa7\xa8", at.data[2]));
}

/* In a program they show another order than the one that runs. */
static void tell_turned_text(const struct tell_file *file, const struct note_taker *taker)
{
    const kind_set programs = KIND_CODE | KIND_SHELL | KIND_DOCKERFILE | KIND_WORKFLOW;
    if (!(file->kinds & programs) || file->kinds & (KIND_TRANSLATION | KIND_MARKUP | KIND_BINARY))
        return;
    for (size_t at = 0; at < file->bytes.len; at++) {
        at += span_find_char(span_from(file->bytes, at), '\xe2');
        if (at == file->bytes.len || !turns_text(span_from(file->bytes, at)))
            continue;
        note_tell(taker, &(struct note) { .kind = NOTE_DOCUMENT,
                                          .name = SPAN("turned-text"),
                                          .value = SPAN_EMPTY,
                                          .flags = NOTE_HIDDEN,
                                          .begin = at,
                                          .end = at });
        return;
    }
}

/* The path in lower case; long ones are nobody's document. */
static struct span lowered(struct span path, char buffer[MAX_PATH])
{
    if (path.len > MAX_PATH)
        return SPAN_EMPTY;
    for (size_t i = 0; i < path.len; i++)
        buffer[i] = ascii_lower(path.data[i]);
    return (struct span) { buffer, path.len };
}

static void tell_secret_file(const struct note_taker *taker)
{
    note_tell(taker, &(struct note) { .kind = NOTE_DOCUMENT,
                                      .name = SPAN("secret-file"),
                                      .value = SPAN_EMPTY,
                                      .flags = NOTE_HIDDEN });
}

static void tell_by_name(const struct tell_file *file, const struct tell_names *names,
                         struct span path, const struct note_taker *taker)
{
    struct search search = { .bytes = file->bytes };
    const struct glob_set *set = &names->documents;
    for (size_t i = 0; (i = glob_set_next(set, path, i)) < set->count; i++)
        if (has_all(&search, documents[i].needles, ARRAY_SIZE(documents[i].needles)) &&
            !has_any(file->bytes, documents[i].unless, ARRAY_SIZE(documents[i].unless)))
            tell_document(taker, NOTE_DOCUMENT, documents[i].part, file->bytes.len);
    set = &names->secret_files;
    for (size_t i = 0; (i = glob_set_next(set, path, i)) < set->count; i++)
        tell_secret_file(taker);
    set = &names->packages;
    for (size_t i = 0; (i = glob_set_next(set, path, i)) < set->count; i++)
        tell_document(taker, packages[i].kind, packages[i].manager, file->bytes.len);
}

int tell_document_names(struct tell_names *names, struct arena *arena, struct veto_error *error)
{
    if (glob_set_make(&names->documents, &documents[0].glob, sizeof(documents[0]),
                      ARRAY_SIZE(documents), arena, error) < 0 ||
        glob_set_make(&names->secret_files, secret_files, sizeof(secret_files[0]),
                      ARRAY_SIZE(secret_files), arena, error) < 0)
        return -1;
    return glob_set_make(&names->packages, &packages[0].glob, sizeof(packages[0]),
                         ARRAY_SIZE(packages), arena, error);
}

void tell_documents(const struct tell_file *file, const struct tell_names *names,
                    const struct note_taker *taker)
{
    char buffer[MAX_PATH];
    struct span path = lowered(file->path, buffer);
    if (!path.len || file->kinds & KIND_VENDORED)
        return;
    tell_turned_text(file, taker);
    tell_by_name(file, names, path, taker);
    if (span_ends(path, SPAN(".md")) && has_rollback_heading(file->bytes))
        tell_document(taker, NOTE_DOCUMENT, "rollback", file->bytes.len);
}
