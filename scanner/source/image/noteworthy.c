/* SPDX-License-Identifier: Apache-2.0 */
#include "source/image/noteworthy.h"

#include "base/macro.h"

#define KEY_SIGNS "PRIVATE KEY-----", "PuTTY-User-Key-File"
#define ROW(how, text, category, keeps_text, ...)                                                  \
    { (how), { (text), sizeof(text) - 1 }, (category), (keeps_text), { __VA_ARGS__ } }


/* The first that fits decides. */
static const struct noteworthy rows[] = {
    ROW(NAME_IS_PATH, "etc/passwd", "passwd", true, NULL),
    ROW(NAME_IS_PATH, "etc/shadow", "shadow", true, NULL),
    ROW(NAME_IS_PATH, "etc/group", "group", true, NULL),
    ROW(NAME_IS_PATH, "etc/os-release", "os-release", true, NULL),
    ROW(NAME_IS_PATH, "usr/lib/os-release", "os-release", true, NULL),
    ROW(NAME_IS_PATH, "etc/ssh/sshd_config", "sshd-config", true, NULL),
    ROW(NAME_IS_PATH, "etc/sudoers", "sudoers", true, NULL),
    ROW(NAME_IS_FOLDER, "etc/sudoers.d/", "sudoers", true, NULL),
    ROW(NAME_IS_FOLDER, "var/lib/dpkg/status.d/", "distroless", false, NULL),
    ROW(NAME_IS_PATH, "etc/apt/sources.list", "repository", true, NULL),
    ROW(NAME_IS_FOLDER, "etc/apt/sources.list.d/", "repository", true, NULL),
    ROW(NAME_IS_PATH, "etc/apk/repositories", "repository", true, NULL),
    ROW(NAME_IS_PATH, "etc/crontab", "cron", false, NULL),
    ROW(NAME_IS_FOLDER, "etc/cron.d/", "cron", false, NULL),
    ROW(NAME_IS_FOLDER, "var/spool/cron/", "cron", false, NULL),
    ROW(NAME_IS_FOLDER, "usr/local/share/ca-certificates/", "authority", false, NULL),
    ROW(NAME_IS_FOLDER, "etc/pki/ca-trust/source/anchors/", "authority", false, NULL),
    ROW(NAME_IS_FOLDER, "etc/yum.repos.d/", "repository", true, NULL),

    /* Not the test keys that come with libraries, in folders of tests or documentation. */
    ROW(NAME_IS_FOLDER, "usr/share/doc/", NULL, false, NULL),
    ROW(NAME_IS_FOLDER, "usr/share/man/", NULL, false, NULL),
    ROW(NAME_IS_FOLDER, "etc/skel/", NULL, false, NULL),
    ROW(NAME_IS_FOLDER, "usr/share/base-files/", NULL, false, NULL),
    ROW(NAME_HAS_FOLDER, "test", NULL, false, NULL),
    ROW(NAME_HAS_FOLDER, "tests", NULL, false, NULL),
    ROW(NAME_HAS_FOLDER, "testdata", NULL, false, NULL),
    ROW(NAME_HAS_FOLDER, "examples", NULL, false, NULL),
    ROW(NAME_IS_PATH, "etc/ssh/ssh_host_rsa_key", "host-key", false, KEY_SIGNS),
    ROW(NAME_IS_PATH, "etc/ssh/ssh_host_dsa_key", "host-key", false, KEY_SIGNS),
    ROW(NAME_IS_PATH, "etc/ssh/ssh_host_ecdsa_key", "host-key", false, KEY_SIGNS),
    ROW(NAME_IS_PATH, "etc/ssh/ssh_host_ed25519_key", "host-key", false, KEY_SIGNS),
    ROW(NAME_IS_FILE, "id_rsa", "private-key", false, KEY_SIGNS),
    ROW(NAME_IS_FILE, "id_dsa", "private-key", false, KEY_SIGNS),
    ROW(NAME_IS_FILE, "id_ecdsa", "private-key", false, KEY_SIGNS),
    ROW(NAME_IS_FILE, "id_ed25519", "private-key", false, KEY_SIGNS),
    ROW(NAME_IS_FILE, ".npmrc", "credentials", false, "_authToken", "_password", "_auth="),
    ROW(NAME_IS_FILE, ".yarnrc.yml", "credentials", false, "npmAuthToken", "npmAuthIdent"),
    ROW(NAME_IS_FILE, ".netrc", "credentials", false, "password"),
    ROW(NAME_IS_FILE, "_netrc", "credentials", false, "password"),
    ROW(NAME_IS_FILE, ".pypirc", "credentials", false, "password"),
    ROW(NAME_IS_FILE, ".git-credentials", "credentials", false, "://"),
    ROW(NAME_IS_FILE, ".dockercfg", "credentials", false, "\"auth\""),
    ROW(NAME_ENDS_PATH, ".docker/config.json", "credentials", false, "\"auth\"", "\"identitytoken\""),
    ROW(NAME_ENDS_PATH, ".aws/credentials", "credentials", false, "aws_secret_access_key"),
    ROW(NAME_ENDS_PATH, ".kube/config", "credentials", false, "client-key-data", "token:", "password:"),
    ROW(NAME_IS_FILE, "kubeconfig", "credentials", false, "client-key-data", "token:", "password:"),
    ROW(NAME_ENDS_PATH, "gcloud/application_default_credentials.json", "credentials", false, "private_key", "refresh_token"),
    ROW(NAME_ENDS_PATH, ".m2/settings.xml", "credentials", false, "<password>", "<privateKey>"),
    ROW(NAME_IS_FILE, ".pgpass", "credentials", false, ":"),
    ROW(NAME_IS_FILE, ".vault-token", "credentials", false, NULL),
    ROW(NAME_IS_FILE, "terraform.tfstate", "credentials", false, "\"resources\""),
    ROW(NAME_IS_FILE, ".bash_history", "history", false, NULL),
    ROW(NAME_IS_FILE, ".zsh_history", "history", false, NULL),
    ROW(NAME_IS_FILE, ".ash_history", "history", false, NULL),
    ROW(NAME_IS_FILE, ".psql_history", "history", false, NULL),
    ROW(NAME_IS_FILE, ".mysql_history", "history", false, NULL),
    ROW(NAME_IS_FILE, ".python_history", "history", false, NULL),
    ROW(NAME_ENDS_PATH, ".ssh/authorized_keys", "authorized-keys", false, "ssh-", "ecdsa-", "sk-"),
    ROW(NAME_ENDS_PATH, ".git/HEAD", "git", false, NULL),
    ROW(NAME_IS_FILE, ".env", "env-file", false, "="),
    ROW(NAME_IS_SUFFIX, ".env", "env-file", false, "="),
    ROW(NAME_IS_FILE, ".env.local", "env-file", false, "="),
    ROW(NAME_IS_FILE, ".env.production", "env-file", false, "="),
    ROW(NAME_IS_FILE, ".env.development", "env-file", false, "="),
    ROW(NAME_IS_FILE, ".env.staging", "env-file", false, "="),

    /* Nor what packages bring with them. */
    ROW(NAME_IS_FOLDER, "usr/share/", NULL, false, NULL),
    ROW(NAME_IS_FOLDER, "usr/lib/", NULL, false, NULL),
    ROW(NAME_IS_SUFFIX, ".pem", "private-key", false, KEY_SIGNS),
    ROW(NAME_IS_SUFFIX, ".key", "private-key", false, KEY_SIGNS),
    ROW(NAME_IS_SUFFIX, ".ppk", "private-key", false, KEY_SIGNS),
    ROW(NAME_IS_SUFFIX, ".p12", "key-store", false, NULL),
    ROW(NAME_IS_SUFFIX, ".pfx", "key-store", false, NULL),
    ROW(NAME_IS_SUFFIX, ".kdbx", "key-store", false, NULL),

    ROW(NAME_IS_FOLDER, "var/lib/apt/lists/", "cache", false, NULL),
    ROW(NAME_IS_FOLDER, "var/cache/apt/", "cache", false, NULL),
    ROW(NAME_IS_FOLDER, "var/cache/apk/", "cache", false, NULL),
    ROW(NAME_IS_FOLDER, "etc/apk/cache/", "cache", false, NULL),
    ROW(NAME_IS_FOLDER, "var/cache/yum/", "cache", false, NULL),
    ROW(NAME_IS_FOLDER, "var/cache/dnf/", "cache", false, NULL),
    ROW(NAME_IS_FOLDER, "var/cache/libdnf5/", "cache", false, NULL),
    ROW(NAME_IS_FOLDER, "var/cache/zypp/", "cache", false, NULL),
    ROW(NAME_IN_HOME, ".cache/pip/", "cache", false, NULL),
    ROW(NAME_IN_HOME, ".cache/go-build/", "cache", false, NULL),
    ROW(NAME_IN_HOME, ".cache/yarn/", "cache", false, NULL),
    ROW(NAME_IN_HOME, ".npm/_cacache/", "cache", false, NULL),
    ROW(NAME_IS_FOLDER, "usr/local/share/.cache/yarn/", "cache", false, NULL),
    ROW(NAME_IN_HOME, ".composer/cache/", "cache", false, NULL),

    ROW(NAME_IS_PROGRAM, "sh", "shell", false, NULL),
    ROW(NAME_IS_PROGRAM, "bash", "shell", false, NULL),
    ROW(NAME_IS_PROGRAM, "dash", "shell", false, NULL),
    ROW(NAME_IS_PROGRAM, "ash", "shell", false, NULL),
    ROW(NAME_IS_PROGRAM, "zsh", "shell", false, NULL),
    ROW(NAME_IS_PROGRAM, "busybox", "shell", false, NULL),
    ROW(NAME_IS_PROGRAM, "apt-get", "package-manager", false, NULL),
    ROW(NAME_IS_PROGRAM, "dpkg", "package-manager", false, NULL),
    ROW(NAME_IS_PROGRAM, "apk", "package-manager", false, NULL),
    ROW(NAME_IS_PROGRAM, "yum", "package-manager", false, NULL),
    ROW(NAME_IS_PROGRAM, "dnf", "package-manager", false, NULL),
    ROW(NAME_IS_PROGRAM, "microdnf", "package-manager", false, NULL),
    ROW(NAME_IS_PROGRAM, "rpm", "package-manager", false, NULL),
    ROW(NAME_IS_PROGRAM, "zypper", "package-manager", false, NULL),
    ROW(NAME_IS_PROGRAM, "gcc", "build-tool", false, NULL),
    ROW(NAME_IS_PROGRAM, "g++", "build-tool", false, NULL),
    ROW(NAME_IS_PROGRAM, "clang", "build-tool", false, NULL),
    ROW(NAME_IS_PROGRAM, "make", "build-tool", false, NULL),
    ROW(NAME_IS_PROGRAM, "cmake", "build-tool", false, NULL),
    ROW(NAME_IS_PROGRAM, "ld", "build-tool", false, NULL),
    ROW(NAME_IS_PROGRAM, "cargo", "build-tool", false, NULL),
    ROW(NAME_IS_PROGRAM, "rustc", "build-tool", false, NULL),
    ROW(NAME_IS_PROGRAM, "javac", "build-tool", false, NULL),
    ROW(NAME_IS_PROGRAM, "mvn", "build-tool", false, NULL),
    ROW(NAME_IS_PROGRAM, "gradle", "build-tool", false, NULL),
    ROW(NAME_IS_PROGRAM, "git", "build-tool", false, NULL),
    ROW(NAME_IS_PATH, "usr/local/go/bin/go", "build-tool", false, NULL),
    ROW(NAME_IS_PROGRAM, "go", "build-tool", false, NULL),
    ROW(NAME_IS_PROGRAM, "sshd", "ssh-server", false, NULL),
    ROW(NAME_IS_PROGRAM, "dropbear", "ssh-server", false, NULL),
    ROW(NAME_IS_PROGRAM, "sudo", "sudo", false, NULL),

    ROW(NAME_IS_FILE, "Dockerfile", "leftover", false, NULL),
    ROW(NAME_IS_FILE, "docker-compose.yml", "leftover", false, NULL),
    ROW(NAME_IS_FILE, "docker-compose.yaml", "leftover", false, NULL),
    ROW(NAME_IS_FILE, ".DS_Store", "leftover", false, NULL),
};

/* Every row is held against every path of an image: what they all ask of it is found once. */
struct asked_path {
    struct span whole;
    struct span name;
    bool is_program;
    size_t home; /* bytes of the home that it lies in, with the slash; 0 = none */
};

static bool is_program(struct span folder)
{
    static const char *const folders[] = { "bin/",      "sbin/",           "usr/bin/",
                                           "usr/sbin/", "usr/local/bin/",  "usr/local/sbin/",
                                           "busybox/",  "opt/java/openjdk/bin/" };
    for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
        if (span_is(folder, folders[i]))
            return true;
    return false;
}

/* `home/app/` of `home/app/.cache/pip/x`. */
static size_t home_of(struct span path)
{
    if (span_starts(path, SPAN("root/")))
        return 5;
    if (!span_starts(path, SPAN("home/")))
        return 0;
    size_t user = span_find_char(span_from(path, 5), '/');
    return user < path.len - 5 ? 5 + user + 1 : 0;
}

static struct asked_path asked_path_of(struct span path)
{
    struct span name = span_basename(path);
    return (struct asked_path) { path, name, is_program(span_sub(path, 0, path.len - name.len)),
                                 home_of(path) };
}

static bool has_folder(struct span path, struct span name)
{
    struct span component;
    if (span_find(path, name) == SIZE_MAX)
        return false;
    while (span_next_field(&path, '/', &component))
        if (path.len && span_eq(component, name))
            return true;
    return false;
}

static bool ends_path(struct span path, struct span end)
{
    return span_ends(path, end) &&
           (path.len == end.len || path.data[path.len - end.len - 1] == '/');
}

static bool fits(const struct noteworthy *row, const struct asked_path *path)
{
    struct span name = row->name;
    switch (row->how) {
    case NAME_IS_PATH:
        return span_eq(path->whole, name);
    case NAME_IS_FILE:
        return span_eq(path->name, name);
    case NAME_ENDS_PATH:
        return ends_path(path->whole, name);
    case NAME_IS_SUFFIX:
        return span_ends(path->whole, name) && path->name.len > name.len;
    case NAME_IS_FOLDER:
        return span_starts(path->whole, name);
    case NAME_IN_HOME:
        return path->home && span_starts(span_from(path->whole, path->home), name);
    case NAME_HAS_FOLDER:
        return has_folder(path->whole, name);
    case NAME_IS_PROGRAM:
        return path->is_program && span_eq(path->name, name);
    }
    return false;
}

const struct noteworthy *noteworthy_find(struct span path)
{
    const struct asked_path asked = asked_path_of(path);
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        if (fits(&rows[i], &asked))
            return rows[i].category ? &rows[i] : NULL;
    return NULL;
}

const struct noteworthy noteworthy_accounts = {
    .how = NAME_IS_FILE,
    .category = "accounts",
    .keeps_text = true,
};

const char *noteworthy_category(struct span name)
{
    if (name.len == 0)
        return "";
    if (span_is(name, noteworthy_accounts.category))
        return noteworthy_accounts.category;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        if (rows[i].category && span_is(name, rows[i].category))
            return rows[i].category;
    return NULL;
}
