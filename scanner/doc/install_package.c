/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/install_package.h"

#include "base/ascii.h"

static bool ends_with_any(struct span text, const char *const *ends, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (span_ends_nocase(text, span_of(ends[i])))
            return true;
    return false;
}

static bool is_file(struct span text)
{
    static const char *const ends[] = { ".deb", ".rpm",     ".apk",    ".whl", ".tar",   ".tar.gz",
                                        ".tgz", ".tar.bz2", ".tar.xz", ".zip", ".crate", ".gem" };
    return span_is(text, ".") || span_is(text, "..") || span_starts(text, SPAN("./")) ||
           span_starts(text, SPAN("../")) || span_starts(text, SPAN("/")) ||
           span_starts(text, SPAN("~")) || span_starts(text, SPAN("file:")) ||
           ends_with_any(text, ends, ARRAY_SIZE(ends));
}

/* The index of the first byte that is in `signs`, from `from` on; the length where none is. */
static size_t first_of(struct span text, const char *signs, size_t from)
{
    size_t at = from;
    while (at < text.len && !strchr(signs, text.data[at]))
        at++;
    return at;
}

static void split(struct install_package *package, size_t at)
{
    struct span text = package->word.text;
    if (at >= text.len)
        return;
    package->name = span_sub(text, 0, at);
    package->version = span_from(text, at + 1);
    package->pinned = true;
}

struct span install_version(struct span text)
{
    while (text.len && strchr("=<>~! ", text.data[0]))
        text = span_from(text, 1);
    return text;
}

/* At one of the signs that versions are compared by. */
static void split_compared(struct install_package *package, const char *signs)
{
    split(package, first_of(package->word.text, signs, 1));
    package->version = install_version(package->version);
}

/* A version behind a dash: `name-1.2`, `name-1:1.2-3.el9`; letters behind it make it a name. */
static void split_rpm(struct install_package *package)
{
    struct span text = package->word.text;
    for (size_t at = text.len; at-- > 1;) {
        if (text.data[at] != '-')
            continue;
        if (!ascii_is_digit(text.data[at + 1 < text.len ? at + 1 : at]))
            return;
        package->name = span_sub(text, 0, at);
        package->version = span_from(text, at + 1);
        package->pinned = true;
    }
}

static bool is_git(struct span text)
{
    return span_starts(text, SPAN("git+")) || span_starts(text, SPAN("git:")) ||
           span_starts(text, SPAN("git@")) || span_starts(text, SPAN("github:")) ||
           (span_find(text, SPAN("://")) != SIZE_MAX &&
            (span_ends(text, SPAN(".git")) || span_find(text, SPAN(".git#")) != SIZE_MAX ||
             span_find(text, SPAN(".git@")) != SIZE_MAX));
}

/* A commit or tag is named: behind `@` for pip, behind `#` for npm. */
static bool names_revision(struct span text, enum install_style style)
{
    if (style != STYLE_PIP)
        return span_find_char(text, '#') < text.len;
    size_t host = span_find(text, SPAN("://"));
    struct span path = span_from(text, host == SIZE_MAX ? 0 : host + 3);
    path = span_from(path, span_find_char(path, '/'));
    path = span_sub(path, 0, span_find_char(path, '#'));
    return span_find_char(path, '@') < path.len;
}

static bool is_moving(struct span version)
{
    return version.len == 0 || span_is(version, "latest") || span_is(version, "next") ||
           span_is(version, "*") || span_is(version, "upgrade") || span_is(version, "master") ||
           span_is(version, "main") || span_is(version, "HEAD");
}

static void read_version(struct install_package *package, enum install_style style)
{
    struct span text = package->word.text;
    switch (style) {
    case STYLE_APT:
        split(package, first_of(text, "=/", 1));
        break;
    case STYLE_APK:
        split_compared(package, "=~<>@");
        break;
    case STYLE_PIP:
        split_compared(package, "=<>!~@");
        break;
    case STYLE_GEM:
        split(package, first_of(text, ":", 1));
        break;
    case STYLE_NPM:
    case STYLE_CARGO:
    case STYLE_GO:
        split(package, first_of(text, "@", 1));
        package->pinned = package->pinned && !is_moving(package->version);
        break;
    case STYLE_RPM:
        if (first_of(text, "=<>", 1) < text.len)
            split_compared(package, "=<>");
        else
            split_rpm(package);
        break;
    case STYLE_PACMAN:
        split(package, first_of(text, "=", 1));
        break;
    }
}

void install_read_package(struct install_package *package, enum install_style style,
                          struct span scope)
{
    struct span text = package->word.text;
    package->name = text;
    package->version = SPAN_EMPTY;
    package->kind = INSTALL_NAME;
    if (is_git(text) || span_find(text, SPAN("://")) != SIZE_MAX) {
        package->kind = INSTALL_URL;
        package->pinned = !is_git(text) || names_revision(text, style);
    } else if (is_file(text) || (style == STYLE_PIP && first_of(text, "/", 0) < text.len &&
                                 first_of(text, "@[", 0) == text.len)) {
        package->kind = INSTALL_FILE;
        package->pinned = true;
    } else if (style == STYLE_RPM &&
               (span_starts(text, SPAN("@")) || span_starts_nocase(scope, SPAN("group")))) {
        package->kind = INSTALL_GROUP;
        package->pinned = true;
    } else if (style == STYLE_RPM && span_is(scope, "module")) {
        split(package, first_of(text, ":", 1));
    } else {
        read_version(package, style);
        if (!package->pinned && package->word.expands)
            package->kind = INSTALL_VARIABLE;
    }
}
