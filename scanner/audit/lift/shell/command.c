/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/shell/command.h"

#include "audit/lift/value.h"
#include "base/ascii.h"

enum { MAX_CHAIN = 16 }; /* commands of one pipeline that are looked at */

#define ONE_OF(word, ...)                                                                          \
    span_is_one_of(word, (const char *const[]) { __VA_ARGS__ },                                    \
                   ARRAY_SIZE(((const char *const[]) { __VA_ARGS__ })))

const char *shell_options_with_value(struct span program)
{
    return span_is(program, "curl")   ? "oHdXuAbcDEFKmPQrTUwxyYzCet"
           : span_is(program, "wget") ? "oOPaiBtTwQUXlADIR"
           : span_is(program, "useradd") || span_is(program, "adduser") ? "ucdeGgpsbk"
                                                                        : "";
}

bool shell_is_build_tool(struct span package)
{
    return ONE_OF(package, "build-essential", "build-base", "gcc", "g++", "clang", "make", "cmake",
                  "gcc-c++", "alpine-sdk", "base-devel", "rustc", "cargo", "golang", "golang-go",
                  "go", "maven", "gradle", "ninja-build", "autoconf", "automake", "python3-dev",
                  "python-dev", "musl-dev", "linux-headers", "openjdk-17-jdk", "libc6-dev", "meson",
                  "bazel");
}

bool shell_is_download(const struct shell_command *command)
{
    return ONE_OF(shell_program(command), "curl", "wget", "fetch", "aria2c", "git", "http", "axel");
}

static bool is_interpreter(const struct shell_command *command)
{
    if (shell_is_shell(shell_program(command))) {
        bool names_file = false;
        for (size_t i = 1; i < command->word_count; i++) {
            struct span word = command->words[i].text;
            if (span_is(word, "-s") || span_is(word, "-"))
                return true;
            names_file |= word.len && word.data[0] != '-' && word.data[0] != '+' &&
                          !span_is(word, "pipefail") && !span_is(word, "/dev/stdin");
        }
        return !names_file;
    }
    struct span program = shell_program(command);
    bool interprets = span_starts(program, SPAN("python")) ||
                      ONE_OF(program, "perl", "ruby", "node", "php", "pwsh", "Rscript", "lua");
    return interprets && (command->word_count == 1 || shell_word_is(command, 1, "-"));
}

static bool runs_its_words(const struct shell_command *command)
{
    struct span program = shell_program(command);
    return ONE_OF(program, "eval", "source", ".", "exec") || shell_is_shell(program) ||
           (command->word_count > 1 && ONE_OF(command->words[1].text, "-c", "-e") &&
            (span_starts(program, SPAN("python")) || ONE_OF(program, "perl", "ruby", "node")));
}

bool shell_is_executed(const struct shell_command *command)
{
    const struct shell_command *at = command->pipes_to;
    for (unsigned i = 0; at && i < MAX_CHAIN; i++, at = at->pipes_to)
        if (is_interpreter(at))
            return true;
    return command->substituted && command->parent && runs_its_words(command->parent);
}

bool shell_is_local_url(struct span url)
{
    size_t colon = span_find(url, SPAN("://"));
    struct span host = span_from(url, colon == SIZE_MAX ? 0 : colon + 3);
    host = span_sub(host, 0, MIN(span_find_char(host, '/'), span_find_char(host, '?')));
    size_t at = span_find_char(host, '@');
    if (at < host.len)
        host = span_from(host, at + 1);
    host = span_sub(host, 0, span_find_char(host, ':'));
    bool has_dot = span_find_char(host, '.') < host.len;
    bool is_variable = span_find_char(host, '$') < host.len;
    return is_variable || !has_dot || span_starts(host, SPAN("127.")) ||
           span_starts(host, SPAN("10.")) || span_starts(host, SPAN("192.168.")) ||
           span_starts(host, SPAN("169.254.")) || span_starts(host, SPAN("172.17.")) ||
           span_ends_nocase(host, SPAN(".local")) || span_ends_nocase(host, SPAN(".internal")) ||
           span_ends_nocase(host, SPAN(".localhost")) || span_ends_nocase(host, SPAN(".test")) ||
           span_ends_nocase(host, SPAN(".svc"));
}

bool shell_is_verification(const struct shell_command *command)
{
    struct span program = shell_program(command);
    if (ONE_OF(program, "gpg", "gpgv", "gpg2", "cosign", "minisign", "signify", "slsa-verifier"))
        return true;
    if (span_is(program, "openssl"))
        return shell_word_is(command, 1, "dgst");
    return ONE_OF(program, "sha256sum", "sha512sum", "sha384sum", "sha1sum", "sha224sum", "md5sum",
                  "shasum", "b2sum", "cksum", "sha512", "sha256");
}

bool shell_is_unpacking(const struct shell_command *command)
{
    struct span program = shell_program(command);
    if (span_is(program, "chmod"))
        for (size_t i = 1; i < command->word_count; i++) {
            struct span mode = command->words[i].text;
            if (span_ends(mode, SPAN("+x")) || span_ends(mode, SPAN("+rx")) ||
                span_is(mode, "755") || span_is(mode, "0755") || span_is(mode, "777"))
                return true;
        }
    return ONE_OF(program, "tar", "unzip", "dpkg", "rpm", "gunzip", "bunzip2", "unxz", "bsdtar",
                  "7z", "7za", "cpio", "installer");
}

bool shell_turns_recommends_off(const struct shell_command *command)
{
    for (size_t i = 1; i < command->word_count && command->redirection_count; i++) {
        struct span word = command->words[i].text;
        if (span_find_nocase(word, SPAN("Install-Recommends")) != SIZE_MAX)
            return span_find_nocase(word, SPAN("false")) != SIZE_MAX ||
                   span_find_char(word, '0') < word.len;
    }
    return false;
}

/* ---- Modes ---- */

static bool is_octal(struct span mode)
{
    for (size_t i = 0; i < mode.len; i++)
        if (mode.data[i] < '0' || mode.data[i] > '7')
            return false;
    return mode.len >= 3 && mode.len <= 5;
}

/* `o+w`, `a=rwx`, `+w`: one part of a symbolic mode that gives `right` to those in `who`. */
static bool gives(struct span part, const char *who, char right)
{
    size_t sign = 0;
    while (sign < part.len && !strchr("+-=", part.data[sign]))
        sign++;
    if (sign == part.len || part.data[sign] == '-')
        return false;
    bool reaches = false;
    for (size_t i = 0; i < sign; i++) {
        if (!strchr("ugoa", part.data[i]))
            return false;
        reaches |= strchr(who, part.data[i]) != NULL;
    }
    return reaches && span_find_char(span_from(part, sign), right) < part.len - sign;
}

static bool is_world_writable(struct span mode)
{
    if (is_octal(mode)) {
        bool sticky = mode.len > 3 && ((mode.data[mode.len - 4] - '0') & 1);
        return ((mode.data[mode.len - 1] - '0') & 2) && !sticky;
    }
    struct span part;
    bool sticky = span_find(mode, SPAN("t")) != SIZE_MAX;
    while (span_next_field(&mode, ',', &part))
        if (gives(part, "oa", 'w') && !sticky)
            return true;
    return false;
}

static bool is_setuid(struct span mode)
{
    if (is_octal(mode))
        return mode.len > 3 && ((mode.data[mode.len - 4] - '0') & 6);
    struct span part;
    while (span_next_field(&mode, ',', &part))
        if (gives(part, "uga", 's') || span_is(part, "+s"))
            return true;
    return false;
}

/* `install -m MODE`, `mkdir --mode=MODE` */
static void put_given_mode(struct put *put, struct node *object,
                           const struct shell_command *command, struct place at)
{
    struct span mode = SPAN_EMPTY;
    for (size_t i = 1; i < command->word_count; i++) {
        struct span word = command->words[i].text;
        if (span_starts(word, SPAN("--mode=")))
            mode = span_from(word, 7);
        else if (i + 1 < command->word_count && (span_is(word, "-m") || span_is(word, "--mode")))
            mode = command->words[i + 1].text;
        else if (span_starts(word, SPAN("-m")) && word.len > 2)
            mode = span_from(word, 2);
    }
    if (mode.len == 0 || span_find_char(mode, '$') < mode.len)
        return;
    put_bool(put, object, "worldWritable", is_world_writable(mode), at);
    put_bool(put, object, "setuid", is_setuid(mode), at);
}

static void put_mode(struct put *put, struct node *object, const struct shell_command *command,
                     struct place at)
{
    size_t i = 1;
    while (i < command->word_count && command->words[i].text.len > 1 &&
           command->words[i].text.data[0] == '-')
        i++;
    if (i >= command->word_count || command->words[i].expands)
        return;
    put_bool(put, object, "worldWritable", is_world_writable(command->words[i].text), at);
    put_bool(put, object, "setuid", is_setuid(command->words[i].text), at);
}

/* ---- Passwords ---- */

struct password_option {
    const char *program, *verb; /* "": whatever the verb */
    const char *option;
    bool attached;  /* to a short option: `-pVALUE` */
    bool with_user; /* `user:password` */
};

static const struct password_option password_options[] = {
    { "docker", "login", "-p", false, false },
    { "podman", "login", "-p", false, false },
    { "docker", "login", "--password", false, false },
    { "helm", "", "--password", false, false },
    { "sshpass", "", "-p", true, false },
    { "mysql", "", "-p", true, false },
    { "mysqladmin", "", "-p", true, false },
    { "mysqldump", "", "-p", true, false },
    { "mysql", "", "--password", false, false },
    { "wget", "", "--password", false, false },
    { "wget", "", "--http-password", false, false },
    { "curl", "", "-u", true, true },
    { "curl", "", "--user", false, true },
    { "usermod", "", "-p", false, false },
    { "useradd", "", "-p", false, false },
    { "useradd", "", "--password", false, false },
    { "usermod", "", "--password", false, false },
    { "az", "login", "-p", false, false },
    { "az", "login", "--password", false, false },
    { "twine", "", "-p", false, false },
    { "redis-cli", "", "-a", true, false },
    { "mongo", "", "-p", false, false },
    { "mongosh", "", "-p", false, false },
    { "psql", "", "--password", false, false },
    { "svn", "", "--password", false, false },
};

static bool is_password(const struct shell_word *word, struct span text, bool with_user)
{
    size_t colon = span_find_char(text, ':');
    if (with_user)
        text = span_from(text, colon + 1);
    return text.len && (!with_user || colon) && value_is_literal(text) && !word->expands &&
           text.data[0] != '-';
}

static bool has_password_option(const struct shell_command *command,
                                const struct password_option *row)
{
    struct span option = span_of(row->option);
    if (row->verb[0] && !shell_word_is(command, 1, row->verb))
        return false;
    for (size_t i = 1; i < command->word_count; i++) {
        const struct shell_word *word = &command->words[i];
        if (!span_starts(word->text, option))
            continue;
        struct span rest = span_from(word->text, option.len);
        bool is_mysql = row->attached && span_starts(span_of(row->program), SPAN("mysql"));
        if (rest.len == 0 && !is_mysql && i + 1 < command->word_count)
            return is_password(&command->words[i + 1], command->words[i + 1].text, row->with_user);
        if (span_starts(rest, SPAN("=")) && span_starts(option, SPAN("--")))
            return is_password(word, span_from(rest, 1), row->with_user);
        if (rest.len && row->attached && !span_starts(option, SPAN("--")))
            return is_password(word, rest, row->with_user);
    }
    return false;
}

/* `echo 'user:password' | chpasswd` */
static bool pipes_password(const struct shell_command *command)
{
    if (!command->pipes_to || !ONE_OF(shell_program(command), "echo", "printf"))
        return false;
    struct span reader = shell_program(command->pipes_to);
    if (!ONE_OF(reader, "chpasswd", "passwd"))
        return false;
    const struct shell_word *last = &command->words[command->word_count - 1];
    bool with_user = span_is(reader, "chpasswd");
    return command->word_count > 1 && is_password(last, last->text, with_user);
}

/* `chpasswd <<< user:password` */
static bool reads_password(const struct shell_command *command)
{
    struct span program = shell_program(command);
    for (size_t i = 0; i < command->redirection_count; i++) {
        const struct shell_redirection *one = &command->redirections[i];
        if (span_is(one->operation, "<<<") && ONE_OF(program, "chpasswd", "passwd") &&
            is_password(&one->target, one->target.text, span_is(program, "chpasswd")))
            return true;
    }
    return false;
}

/* `/dev/tcp/HOST/PORT`, which the shell itself connects to; on its own machine it only looks. */
static bool talks_by_itself(const struct shell_command *command)
{
    static const char *const here[] = { "127.", "localhost/", "0.0.0.0/", "::1/", "[::1]/" };
    for (size_t i = 0; i < command->redirection_count; i++) {
        struct span target = command->redirections[i].target.text, host = SPAN_EMPTY;
        bool is_here = false;
        if (span_starts(target, SPAN("/dev/tcp/")) || span_starts(target, SPAN("/dev/udp/")))
            host = span_from(target, strlen("/dev/tcp/"));
        for (size_t k = 0; k < ARRAY_SIZE(here); k++)
            is_here = is_here || span_starts(host, span_of(here[k]));
        if (host.len && !is_here)
            return true;
    }
    return false;
}

static bool has_credentials(const struct shell_word *word)
{
    size_t colon = span_find(word->text, SPAN("://"));
    if (colon == SIZE_MAX)
        return false;
    struct span rest = span_from(word->text, colon + 3);
    rest = span_sub(rest, 0, span_find_char(rest, '/'));
    size_t at = span_find_char(rest, '@');
    struct span user = span_sub(rest, 0, at);
    size_t separator = span_find_char(user, ':');
    struct span password = span_from(user, separator + 1);
    return at < rest.len && separator < user.len && password.len && value_is_literal(user) &&
           !value_is_placeholder(password);
}

static void put_passwords(struct put *put, struct node *object, const struct shell_command *command,
                          struct place at)
{
    bool literal = pipes_password(command) || reads_password(command), in_url = false;
    struct span program = shell_program(command);
    for (size_t i = 0; i < ARRAY_SIZE(password_options) && !literal; i++)
        literal = span_is(program, password_options[i].program) &&
                  has_password_option(command, &password_options[i]);
    for (size_t i = 1; i < command->word_count && !in_url; i++)
        in_url = has_credentials(&command->words[i]);
    if (literal)
        put_bool(put, object, "literalPassword", true, at);
    if (in_url)
        put_bool(put, object, "credentialsInUrl", true, at);
}

/* More than five digits: each user below it would have an entry in the log of logins. */
static bool has_large_uid(const struct shell_command *command)
{
    for (size_t i = 1; i < command->word_count; i++) {
        struct span word = command->words[i].text, value = SPAN_EMPTY;
        uint64_t uid;
        if (i + 1 < command->word_count && (span_is(word, "-u") || span_is(word, "--uid")))
            value = command->words[i + 1].text;
        else if (span_starts(word, SPAN("--uid=")))
            value = span_from(word, 6);
        else if (span_starts(word, SPAN("-u")))
            value = span_from(word, 2);
        if (span_to_uint(value, &uid) && uid > 99999)
            return true;
    }
    return false;
}

void shell_command_facts(struct put *put, struct node *object, const struct shell_command *command,
                         struct place at)
{
    if (span_is(shell_program(command), "chmod"))
        put_mode(put, object, command, at);
    if (ONE_OF(shell_program(command), "install", "mkdir"))
        put_given_mode(put, object, command, at);
    if (talks_by_itself(command))
        put_bool(put, object, "connects", true, at);
    if (span_is(shell_program(command), "useradd"))
        put_bool(put, object, "largeUid", has_large_uid(command), at);
    put_passwords(put, object, command, at);
}
