/* SPDX-License-Identifier: Apache-2.0 */
/* Who may log in to an image, and who its program runs as. */
#include "audit/lift/image/parts.h"
#include "base/ascii.h"
#include "base/table.h"

/*
 * More than there are lines of three bytes in the 64 KiB that a description has of a file: of an
 * image none is left out. What of the file is not in the description was told when it was noted.
 */
enum { MAX_ACCOUNTS = 22000, PASSWD_FIELDS = 7 };

/* A line of passwd(5) or shadow(5), taken apart. */
struct account_line {
    struct span fields[PASSWD_FIELDS];
    size_t count;
};

static struct account_line take_apart(struct span line)
{
    struct account_line account = { .count = 0 };
    struct span field;
    for (size_t i = 0; i < PASSWD_FIELDS; i++)
        account.fields[i] = SPAN_EMPTY;
    while (account.count < PASSWD_FIELDS && span_next_field(&line, ':', &field))
        account.fields[account.count++] = field;
    return account;
}

static bool is_account(const struct account_line *account)
{
    return account->count >= 2 && account->fields[0].len && account->fields[0].data[0] != '#';
}

/* The line of that name, or of that uid; false where there is none. */
static bool find_account(struct span text, size_t field, struct span wanted,
                         struct account_line *found)
{
    struct span line;
    while (span_next_line(&text, &line)) {
        *found = take_apart(line);
        if (is_account(found) && span_eq(found->fields[field], wanted))
            return true;
    }
    return false;
}

/* ---- Passwords ------------------------------------------------------------------------------- */

/* crypt(5): the scheme of a hash; NULL for what is no hash: locked, or never set. */
static const char *scheme_of(struct span hash)
{
    static const struct {
        const char *prefix, *scheme;
    } schemes[] = {
        { "$1$", "md5" },     { "$2$", "bcrypt" },   { "$2a$", "bcrypt" },   { "$2b$", "bcrypt" },
        { "$2x$", "bcrypt" }, { "$2y$", "bcrypt" },  { "$5$", "sha256" },    { "$6$", "sha512" },
        { "$7$", "scrypt" },  { "$y$", "yescrypt" }, { "$gy$", "yescrypt" }, { "$md5", "md5" },
        { "$sha1$", "sha1" }, { "$3$", "nt" },
    };
    for (size_t i = 0; i < ARRAY_SIZE(schemes); i++)
        if (span_starts(hash, span_of(schemes[i].prefix)))
            return schemes[i].scheme;
    /* An underscore begins the longer form of BSDi. */
    bool is_long = hash.len == 20 && hash.data[0] == '_';
    if (hash.len != 13 && !is_long)
        return NULL;
    for (size_t i = is_long; i < hash.len; i++)
        if (!ascii_is_alnum(hash.data[i]) && hash.data[i] != '.' && hash.data[i] != '/')
            return NULL;
    return "des";
}

static bool is_weak(const char *scheme)
{
    static const char *const weak[] = { "des", "md5", "sha1", "nt" };
    for (size_t i = 0; i < ARRAY_SIZE(weak); i++)
        if (strcmp(scheme, weak[i]) == 0)
            return true;
    return false;
}

static bool is_login_shell(struct span shell)
{
    return !span_ends(shell, SPAN("/nologin")) && !span_ends(shell, SPAN("/false")) &&
           !span_ends(shell, SPAN("/sync")) && !span_ends(shell, SPAN("/halt")) &&
           !span_ends(shell, SPAN("/shutdown"));
}

static void put_password(struct image_lifter *l, struct node *object, struct span password,
                         bool has_shadow, struct place at)
{
    const char *scheme = scheme_of(password);
    put_bool(&l->put, object, "emptyPassword", password.len == 0, at);
    put_bool(&l->put, object, "hash", scheme != NULL, at);
    put_bool(&l->put, object, "weakHash", scheme && is_weak(scheme), at);
    put_bool(&l->put, object, "shadowed", has_shadow, at);
    if (scheme)
        put_text(&l->put, object, "scheme", span_of(scheme), at);
}

/* ---- Accounts -------------------------------------------------------------------------------- */

/* The place of a fault is the file, not the line in it: the description has it as one text. */
static struct place place_of_path(struct image_lifter *l, const struct node *file)
{
    return image_place(l, file, "path");
}

/* Two files side by side, so that each account need not go through both. */
struct account_files {
    const struct node *passwd, *shadow;
    struct table passwords; /* name → the first line of shadow that has it */
    struct table uids;      /* uid → how many accounts have it */
};

static bool is_root_uid(struct span uid)
{
    uint64_t number;
    return span_to_uint(uid, &number) && number == 0;
}

static void count_uid(struct image_lifter *l, struct table *uids, struct span uid)
{
    uintptr_t count = (uintptr_t)table_get(uids, uid) + 1;
    l->put.failed |= table_set(uids, uid, (void *)count) < 0;
}

static void open_files(struct image_lifter *l, struct account_files *files)
{
    struct span text, line;
    files->passwd = image_final_file(l, "passwd");
    files->shadow = image_final_file(l, "shadow");
    table_init(&files->passwords);
    table_init(&files->uids);
    text = image_text(files->passwd, "text");
    while (span_next_line(&text, &line)) {
        struct account_line account = take_apart(line);
        if (is_account(&account))
            count_uid(l, &files->uids, account.fields[2]);
    }
    text = image_text(files->shadow, "text");
    while (span_next_line(&text, &line)) {
        struct account_line account = take_apart(line);
        if (is_account(&account) && !table_get(&files->passwords, account.fields[0]))
            l->put.failed |= table_set(&files->passwords, account.fields[0],
                                       (void *)(uintptr_t)line.data) < 0;
    }
}

static void close_files(struct account_files *files)
{
    table_release(&files->passwords);
    table_release(&files->uids);
}

/* The second field of the account's line in shadow; false where it has none. */
static bool find_password(const struct account_files *files, struct span name,
                          struct span *password)
{
    struct span text = image_text(files->shadow, "text"), line;
    const char *begin = table_get(&files->passwords, name);
    if (!begin)
        return false;
    text = span_from(text, (size_t)(begin - text.data));
    if (span_next_line(&text, &line))
        *password = take_apart(line).fields[1];
    return true;
}

static void put_account(struct image_lifter *l, struct node *list,
                        const struct account_line *account, const struct account_files *files)
{
    struct span in_shadow = SPAN_EMPTY;
    bool shadowed = find_password(files, account->fields[0], &in_shadow);
    /* `x` says that shadow has the password; where shadow does not know the name, nobody does. */
    bool elsewhere = span_is(account->fields[1], "x");
    struct span password = shadowed && (elsewhere || account->fields[1].len == 0) ? in_shadow
                           : elsewhere                                            ? SPAN("!")
                                       : account->fields[1];
    struct place at = place_of_path(l, shadowed ? files->shadow : files->passwd);
    struct node *object = put_object(&l->put, list, "", at);
    put_text(&l->put, object, "name", account->fields[0], at);
    put_text(&l->put, object, "uid", account->fields[2], at);
    put_bool(&l->put, object, "root", is_root_uid(account->fields[2]), at);
    put_bool(&l->put, object, "login", is_login_shell(account->fields[6]), at);
    put_bool(&l->put, object, "sharedUid",
             (uintptr_t)table_get(&files->uids, account->fields[2]) > 1, at);
    put_password(l, object, password, shadowed, at);
}

void image_put_accounts(struct image_lifter *l, struct node *root)
{
    struct account_files files;
    struct node *list = put_array(&l->put, root, "accounts", (struct place) { 0, 0 });
    open_files(l, &files);
    struct span rest = image_text(files.passwd, "text"), line;
    for (size_t count = 0; count < MAX_ACCOUNTS && span_next_line(&rest, &line);) {
        struct account_line account = take_apart(line);
        if (!is_account(&account))
            continue;
        put_account(l, list, &account, &files);
        count++;
    }
    if (span_next_line(&rest, &line))
        l->put.failed |= error_set(l->put.builder.error, VETO_ERROR_FORMAT,
                                   "it has more than %d accounts", MAX_ACCOUNTS) < 0;
    close_files(&files);
}

/* ---- The user -------------------------------------------------------------------------------- */

/* As runtimes read it, with a sign: `+0` is root. A number is one, whatever accounts are called. */
static bool is_uid(struct span name, uint64_t *number)
{
    bool has_sign = name.len > 1 && (name.data[0] == '+' || name.data[0] == '-');
    return span_to_uint(span_from(name, has_sign), number) &&
           (!has_sign || name.data[0] == '+' || *number == 0);
}

void image_put_user(struct image_lifter *l, struct node *root)
{
    const struct node *node = node_member(l->document, "user");
    const struct node *passwd = image_final_file(l, "passwd");
    struct place at = node ? put_place(&l->put, node) : (struct place) { 0, 0 };
    struct span whole = image_text(l->document, "user");
    struct span name = span_sub(whole, 0, span_find_char(whole, ':'));
    struct account_line account;
    uint64_t number = 0;
    bool is_numeric = is_uid(name, &number);
    bool is_known = find_account(image_text(passwd, "text"), is_numeric ? 2 : 0, name, &account);
    bool is_root = name.len == 0 || (is_numeric && number == 0) || span_is(name, "root") ||
                   (!is_numeric && is_known && is_root_uid(account.fields[2]));
    struct node *user = put_object(&l->put, root, "user", at);
    put_text(&l->put, user, "name", whole, at);
    put_bool(&l->put, user, "set", name.len > 0, at);
    put_bool(&l->put, user, "root", is_root, at);
    put_bool(&l->put, user, "numeric", is_numeric, at);
    put_bool(&l->put, user, "unknown", !is_numeric && !is_root && passwd && !is_known, at);
}
