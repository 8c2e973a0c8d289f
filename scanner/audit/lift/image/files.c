/* SPDX-License-Identifier: Apache-2.0 */
/* Files of an image that matter: their modes, what they are, and what became of them. */
#include "audit/lift/image/parts.h"

enum {
    SET_UID = 04000,
    SET_GID = 02000,
    WRITABLE_BY_ALL = 0002,
    MODE_BITS = 07777,
    MAX_FOLDERS = 32
};

static long long mode_of(const struct node *file)
{
    struct span digits = image_text(file, "mode");
    long long mode = 0;
    for (size_t i = 0; i < digits.len && digits.data[i] >= '0' && digits.data[i] <= '7'; i++)
        mode = (mode * 8 + (digits.data[i] - '0')) & MODE_BITS;
    return mode;
}

/* Programs that Debian, Ubuntu, Alpine and Fedora install with the set-id bits, by name. */
static bool is_usual_set_id(struct span path)
{
    static const char *const names[] = {
        "su",          "mount",        "umount",       "passwd",       "chsh",
        "chfn",        "newgrp",       "gpasswd",      "chage",        "expiry",
        "wall",        "write",        "ssh-agent",    "ssh-keysign",  "crontab",
        "unix_chkpwd", "unix2_chkpwd", "newuidmap",    "newgidmap",    "pam_extrausers_chkpwd",
        "fusermount",  "fusermount3",  "bbsuid",       "utempter",     "dbus-daemon-launch-helper",
        "sg",          "write.ul",     "pam_timestamp_check", "grub2-set-bootflag", "locate",
        "plocate",     "mlocate",      "dotlockfile",  "usernetctl",   "polkit-agent-helper-1",
    };
    static const char *const folders[] = { "/bin/",     "/sbin/",    "/usr/bin/",
                                           "/usr/sbin/", "/usr/lib/", "/usr/libexec/" };
    bool in_system = false;
    for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
        in_system |= span_starts(path, span_of(folders[i]));
    for (size_t i = 0; in_system && i < ARRAY_SIZE(names); i++)
        if (span_is(span_basename(path), names[i]))
            return true;
    return false;
}

static bool has_nopasswd(struct span text)
{
    struct span line;
    while (span_next_line(&text, &line)) {
        line = span_trim(line);
        if (line.len && line.data[0] != '#' && span_find(line, SPAN("NOPASSWD")) != SIZE_MAX)
            return true;
    }
    return false;
}

static bool is_distributions_own(struct span url)
{
    static const char *const hosts[] = { "debian.org", "ubuntu.com", "alpinelinux.org",
                                         "fedoraproject.org", "centos.org", "rockylinux.org",
                                         "almalinux.org", "opensuse.org" };
    struct span host = span_from(url, 7);
    host = span_sub(host, 0, span_find_char(host, '/'));
    for (size_t i = 0; i < ARRAY_SIZE(hosts); i++)
        if (span_ends(host, span_of(hosts[i])))
            return true;
    return false;
}

/* A source of packages that is read over plain HTTP, or trusted unsigned; the distribution's own
 * sign their lists. */
static bool is_untrusted_source(struct span text)
{
    struct span line;
    while (span_next_line(&text, &line)) {
        line = span_trim(line);
        if (line.len == 0 || line.data[0] == '#')
            continue;
        size_t http = span_find(line, SPAN("http://"));
        if (span_find_nocase(line, SPAN("trusted=yes")) != SIZE_MAX ||
            span_find_nocase(line, SPAN("gpgcheck=0")) != SIZE_MAX ||
            (http != SIZE_MAX && !is_distributions_own(span_from(line, http))))
            return true;
    }
    return false;
}

static void put_text_facts(struct image_lifter *l, struct node *object, struct span category,
                           struct span text, struct place at)
{
    if (span_is(category, "sudoers"))
        put_bool(&l->put, object, "nopasswd", has_nopasswd(text), at);
    if (span_is(category, "repository"))
        put_bool(&l->put, object, "untrusted", is_untrusted_source(text), at);
}

/* Is it `path` itself, or a folder that it lies in? */
static bool leads_to(struct span file, struct span path)
{
    while (file.len && file.data[file.len - 1] == '/')
        file.len--;
    return span_starts(path, file) && (path.len == file.len || path.data[file.len] == '/');
}

/* Whoever may write in a folder puts another program in its place, whatever that one's mode is. */
static bool leads_to_program(const struct image_lifter *l, struct span file)
{
    const struct node *first = image_elements(l->document, "entrypoint");
    if (!first)
        first = image_elements(l->document, "cmd");
    return first && first->text.len && leads_to(file, first->text);
}

static bool leads_to_path(const struct image_lifter *l, struct span file)
{
    enum { LOOKED_AT = 16 * 1024 }; /* bytes of PATH: it is read for each folder */
    struct span folder;
    for (const struct node *at = image_elements(l->document, "env"); at; at = at->next) {
        struct span rest = span_sub(image_text(at, "value"), 0, LOOKED_AT);
        while (span_is(image_text(at, "name"), "PATH") && span_next_field(&rest, ':', &folder))
            if (folder.len && leads_to(file, folder))
                return true;
    }
    return false;
}

static void put_file(struct image_lifter *l, struct node *list, const struct node *file)
{
    struct place at = image_place(l, file, "path");
    struct span path = image_text(file, "path"), category = image_text(file, "category");
    struct span type = image_text(file, "type");
    long long mode = mode_of(file), layer = image_number(file, "layer", 0);
    bool is_file = span_is(type, "file") || span_is(type, "hardlink");
    bool is_folder = span_is(type, "folder");
    bool is_set_id = is_file && mode & (SET_UID | SET_GID);
    struct node *object = put_object(&l->put, list, "", at);
    put_text(&l->put, object, "path", path, at);
    put_text(&l->put, object, "name", span_basename(path), at);
    put_text(&l->put, object, "category", category, at);
    put_text(&l->put, object, "type", type, at);
    put_text(&l->put, object, "mode", image_text(file, "mode"), at);
    put_number(&l->put, object, "user", image_number(file, "user", 0), at);
    put_number(&l->put, object, "size", image_number(file, "size", 0), at);
    put_number(&l->put, object, "layer", layer, at);
    put_bool(&l->put, object, "base", layer < (long long)l->base_layers, at);
    put_text(&l->put, object, "state", image_text(file, "state"), at);
    put_bool(&l->put, object, "present", span_is(image_text(file, "state"), "present"), at);
    put_bool(&l->put, object, "kept", image_flag(file, "kept"), at);
    put_bool(&l->put, object, "filled", image_flag(file, "filled"), at);
    put_bool(&l->put, object, "setuid", is_file && mode & SET_UID, at);
    put_bool(&l->put, object, "setgid", is_file && mode & SET_GID, at);
    put_bool(&l->put, object, "usual", is_set_id && is_usual_set_id(path), at);
    put_bool(&l->put, object, "capabilities", image_flag(file, "capabilities"), at);
    put_bool(&l->put, object, "worldWritable", (is_file || is_folder) && mode & WRITABLE_BY_ALL,
             at);
    put_bool(&l->put, object, "started", (is_file || is_folder) && leads_to_program(l, path), at);
    put_bool(&l->put, object, "onPath", is_folder && leads_to_path(l, path), at);
    put_text_facts(l, object, category, image_text(file, "text"), at);
}

/* ---- Caches ---------------------------------------------------------------------------------- */

struct cache {
    struct span folder;
    const struct node *first; /* file in it */
    long long files, bytes;
    bool is_base; /* all of it */
};

/* The folder that a package manager keeps: the first components of a path. */
static struct span cache_folder(struct span path)
{
    static const char *const folders[] = {
        "/var/lib/apt/lists", "/var/cache/apt",  "/var/cache/apk",
        "/etc/apk/cache",     "/var/cache/yum",  "/var/cache/dnf",
        "/var/cache/libdnf5", "/var/cache/zypp", "/usr/local/share/.cache/yarn",
    };
    static const char *const in_homes[] = { "/.cache/pip", "/.cache/go-build", "/.cache/yarn",
                                            "/.npm/_cacache", "/.composer/cache" };
    for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
        if (span_starts(path, span_of(folders[i])))
            return span_of(folders[i]);
    for (size_t i = 0; i < ARRAY_SIZE(in_homes); i++) {
        size_t at = span_find(path, span_of(in_homes[i]));
        if (at != SIZE_MAX)
            return span_sub(path, 0, at + strlen(in_homes[i]));
    }
    return SPAN_EMPTY;
}

static void add_to_cache(struct image_lifter *l, struct cache *caches, size_t *count,
                         const struct node *file)
{
    struct span folder = cache_folder(image_text(file, "path"));
    long long size = image_number(file, "size", 0);
    bool is_base = image_number(file, "layer", 0) < (long long)l->base_layers;
    size_t i = 0;
    if (size == 0 || folder.len == 0)
        return;
    while (i < *count && !span_eq(caches[i].folder, folder))
        i++;
    if (i == MAX_FOLDERS)
        return;
    if (i == *count)
        caches[(*count)++] = (struct cache) { .folder = folder, .first = file, .is_base = true };
    if (!is_base && caches[i].is_base)
        caches[i].first = file;
    caches[i].is_base &= is_base;
    caches[i].files++;
    caches[i].bytes += size;
}

static void put_caches(struct image_lifter *l, struct node *root)
{
    struct cache caches[MAX_FOLDERS];
    size_t count = 0;
    struct node *list = put_array(&l->put, root, "caches", (struct place) { 0, 0 });
    for (const struct node *f = image_elements(l->document, "files"); f; f = f->next)
        if (span_is(image_text(f, "category"), "cache") &&
            span_is(image_text(f, "state"), "present"))
            add_to_cache(l, caches, &count, f);
    for (size_t i = 0; i < count; i++) {
        struct place at = image_place(l, caches[i].first, "path");
        struct node *object = put_object(&l->put, list, "", at);
        put_text(&l->put, object, "folder", caches[i].folder, at);
        put_number(&l->put, object, "files", caches[i].files, at);
        put_number(&l->put, object, "bytes", caches[i].bytes, at);
        put_bool(&l->put, object, "base", caches[i].is_base, at);
    }
}

/* Many files that are one fault: told at the first, with their number. */
static void put_many(struct image_lifter *l, struct node *root, const char *key,
                     bool (*is_one)(const struct node *file))
{
    const struct node *first = NULL;
    long long count = 0;
    for (const struct node *f = image_elements(l->document, "files"); f; f = f->next) {
        if (!span_is(image_text(f, "state"), "present") || !is_one(f))
            continue;
        first = first ? first : f;
        count++;
    }
    if (!first)
        return;
    struct place at = image_place(l, first, "path");
    put_number(&l->put, put_object(&l->put, root, key, at), "count", count, at);
}

static bool is_usual(const struct node *file)
{
    return mode_of(file) & (SET_UID | SET_GID) && !span_is(image_text(file, "type"), "folder") &&
           is_usual_set_id(image_text(file, "path"));
}

static bool is_tool(const struct node *file)
{
    return span_is(image_text(file, "category"), "build-tool");
}

void image_put_files(struct image_lifter *l, struct node *root)
{
    struct node *list = put_array(&l->put, root, "files", (struct place) { 0, 0 });
    for (const struct node *f = image_elements(l->document, "files"); f; f = f->next)
        if (!span_is(image_text(f, "category"), "cache"))
            put_file(l, list, f);
    put_many(l, root, "usualSetId", is_usual);
    put_many(l, root, "tools", is_tool);
    put_caches(l, root);
}
