/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/fields.h"

#include "base/ascii.h"
#include "base/glob.h"
#include "base/macro.h"
#include "base/quantity.h"
#include "base/utf.h"
#include "policy/date.h"

enum { FINGERPRINT_DIGITS = 32, SALT_LEAST = 16, SALT_MOST = 256, MAX_DEPTH = 64, MAX_RATIO = 1000000 };

/* ---- Forms ----------------------------------------------------------------------------------- */

static bool fits_fingerprint(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!ascii_is_hex(text.data[i]) || ascii_is_upper(text.data[i]))
            return false;
    return text.len == FINGERPRINT_DIGITS;
}

static bool fits_date(struct span text)
{
    return date_parse(text) >= 0;
}

static bool fits_size(struct span text)
{
    uint64_t bytes;
    return quantity_bytes(text, &bytes);
}

static bool fits_time(struct span text)
{
    double seconds;
    return quantity_seconds(text, &seconds);
}

static bool fits_glob(struct span text)
{
    return text.len > 0 && !glob_has_open_class(text);
}

/* One that begins with `!` would mean the opposite, and nothing lies outside the root. */
static bool fits_path(struct span text)
{
    if (!fits_glob(text) || text.data[0] == '!')
        return false;
    while (span_starts(text, SPAN("./")) || span_starts(text, SPAN("/")))
        text = span_from(text, text.data[0] == '.' ? 2 : 1);
    while (text.len && text.data[text.len - 1] == '/')
        text.len--;
    return text.len && !span_is(text, ".") && !span_is(text, "..") &&
           !span_starts(text, SPAN("../"));
}

static bool fits_salt(struct span text)
{
    size_t characters = utf_count(text);
    return characters >= SALT_LEAST && characters <= SALT_MOST;
}

const struct form policy_form_fingerprint = {
    .wanted = "a whole fingerprint, 32 digits of a-f and 0-9",
    .schema = "^[0-9a-f]{32}$",
    .fits = fits_fingerprint,
};

const struct form policy_form_date = {
    .wanted = "a day like 2026-12-31",
    .schema = "^(19[7-9][0-9]|[2-9][0-9]{3})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
    .fits = fits_date,
};

const struct form policy_form_size = {
    .wanted = "a size like \"512M\" or \"2GiB\"",
    .schema = "^[0-9]+([kKmMgGtT]?([iI]?[bB])?)$",
    .fits = fits_size,
};

const struct form policy_form_time = {
    .wanted = "a time like \"90\", \"1.5s\" or \"10m\"",
    .schema = "^[0-9]+([.][0-9]+)?[smh]?$",
    .fits = fits_time,
};

const struct form policy_form_glob = {
    .wanted = "a glob, each '[' of which has its ']'",
    .schema = "^.+$",
    .fits = fits_glob,
};

const struct form policy_form_path = {
    .wanted = "a glob below the root, each '[' of which has its ']', and no '!' in front",
    .schema = "^(?!!|([.]?/)*([.]{0,2}/*$|[.][.]/)).+$",
    .fits = fits_path,
};

const struct form policy_form_salt = {
    .wanted = "16 to 256 characters that nobody guesses",
    .schema = "^.{16,256}$",
    .fits = fits_salt,
};

/* ---- Words ----------------------------------------------------------------------------------- */

static const char *severity_word(uint32_t index)
{
    static const char *const words[] = {
        [VETO_SEVERITY_NOTE] = "note",         [VETO_SEVERITY_LOW] = "low",
        [VETO_SEVERITY_MEDIUM] = "medium",     [VETO_SEVERITY_HIGH] = "high",
        [VETO_SEVERITY_CRITICAL] = "critical", [VETO_SEVERITY_NONE] = "none",
    };
    return index < ARRAY_SIZE(words) ? words[index] : NULL;
}

static const char *unjudged_word(uint32_t index)
{
    static const char *const words[] = { "note", "block" };
    return index < ARRAY_SIZE(words) ? words[index] : NULL;
}

static const char *problem_word(uint32_t index)
{
    static const char *const words[] = {
        [POLICY_PROBLEM_UNREAD] = "unread",
        [POLICY_PROBLEM_UNJUDGED] = "unjudged",
        [POLICY_PROBLEM_ABSENT] = "absent",
    };
    return index < ARRAY_SIZE(words) ? words[index] : NULL;
}

/* ---- Keys ------------------------------------------------------------------------------------ */

#define OF(type, name) .offset = offsetof(type, name), .member = #name
#define COUNT_OF(type, name) .count_offset = offsetof(type, name), .count_member = #name
#define ITEMS_OF(type, name) OF(type, name.items), COUNT_OF(type, name.count)
#define MEMBER(name) OF(struct policy_file, name)
#define ITEMS(name) ITEMS_OF(struct policy_file, name)

static const struct field rules_fields[] = {
    { .key = "disable", .about = "ids or aliases of rules that are not asked",
      .type = FIELD_LIST, .form = &form_alias, ITEMS(off) },
    { .key = "enable", .about = "rules that stay on, whatever file disables them",
      .type = FIELD_LIST, .form = &form_alias, ITEMS(on) },
};
static const struct field_table rules_table = { rules_fields, ARRAY_SIZE(rules_fields) };

static const struct field limits_fields[] = {
    { .key = "max-size", .about = "read no file or archive member above it; \"0\" is no limit",
      .type = FIELD_LINE, .form = &policy_form_size, MEMBER(max_size) },
    { .key = "max-depth", .about = "open archives in archives so deep",
      .type = FIELD_COUNT, .least = 0, .most = MAX_DEPTH, MEMBER(max_depth) },
    { .key = "max-ratio", .about = "stop inflating what grows more than so many times",
      .type = FIELD_COUNT, .least = 0, .most = MAX_RATIO, MEMBER(max_ratio) },
    { .key = "timeout", .about = "end after that time; \"0\" is no limit",
      .type = FIELD_LINE, .form = &policy_form_time, MEMBER(timeout) },
    { .key = "memory", .about = "bound on the memory for buffers",
      .type = FIELD_LINE, .form = &policy_form_size, MEMBER(memory) },
};
static const struct field_table limits_table = { limits_fields, ARRAY_SIZE(limits_fields) };

static const struct field allow_fields[] = {
    { .key = "rule", .about = "id or alias; of any rule where it is missing",
      .type = FIELD_LINE, .form = &form_alias, OF(struct policy_allow, rule) },
    { .key = "values", .about = "secrets that are none, as they stand",
      .type = FIELD_LIST, ITEMS_OF(struct policy_allow, values) },
    { .key = "patterns", .about = "regular expressions (PCRE2) of secrets that are none",
      .type = FIELD_LIST, ITEMS_OF(struct policy_allow, patterns) },
    { .key = "paths", .about = "globs of files, from the root: only there, or all that is there",
      .type = FIELD_LIST, .form = &policy_form_path, ITEMS_OF(struct policy_allow, paths) },
    { .key = "reason", .about = "why it is no finding",
      .type = FIELD_PROSE, OF(struct policy_allow, reason) },
};
static const struct field_table allow_table = {
    .fields = allow_fields,
    .count = ARRAY_SIZE(allow_fields),
    .size = sizeof(struct policy_allow),
    .type = "struct policy_allow",
};

static const struct field scan_fields[] = {
    { .key = "exclude", .about = "globs of paths that are not read, from the root",
      .type = FIELD_LIST, .form = &policy_form_glob, ITEMS(excludes) },
    { .key = "rules", .about = "which rules are asked",
      .type = FIELD_GROUP, .inside = &rules_table },
    { .key = "limits", .about = "bounds on what is read",
      .type = FIELD_GROUP, .inside = &limits_table },
    { .key = "allow", .about = "what is no finding: by value, pattern or path",
      .type = FIELD_OBJECTS, .inside = &allow_table, MEMBER(allows), COUNT_OF(struct policy_file, allow_count) },
};
static const struct field_table scan_table = { scan_fields, ARRAY_SIZE(scan_fields) };

static const struct field inline_fields[] = {
    { .key = "peers", .about = "whether the comments of other tools allow findings, too",
      .type = FIELD_FLAG, MEMBER(peers) },
    { .key = "max-severity", .about = "the gravest that a comment may allow",
      .type = FIELD_WORD, .word = severity_word, MEMBER(inline_max_severity) },
};
static const struct field_table inline_table = { inline_fields, ARRAY_SIZE(inline_fields) };

static const struct field fingerprints_fields[] = {
    { .key = "salt", .about = "what fingerprints are made with, instead of veto's public constant",
      .type = FIELD_LINE, .form = &policy_form_salt, MEMBER(salt) },
};
static const struct field_table fingerprints_table = { fingerprints_fields, ARRAY_SIZE(fingerprints_fields) };

static const struct field exception_fields[] = {
    { .key = "fingerprint", .about = "of the one finding that it is about",
      .type = FIELD_LINE, .form = &policy_form_fingerprint, OF(struct policy_exception, fingerprint) },
    { .key = "rule", .about = "id or alias of the rule",
      .type = FIELD_LINE, .form = &form_alias, OF(struct policy_exception, rule) },
    { .key = "path", .about = "a glob, from the root; a folder is all that is in it",
      .type = FIELD_LINE, .form = &policy_form_path, OF(struct policy_exception, path) },
    { .key = "problem", .about = "instead of a finding: trouble with an input",
      .type = FIELD_WORD, .word = problem_word, OF(struct policy_exception, problem) },
    { .key = "reason", .about = "why it need not block, in ten letters or more",
      .type = FIELD_PROSE, .need = FIELD_REQUIRED, OF(struct policy_exception, reason) },
    { .key = "owner", .about = "who answers for it",
      .type = FIELD_LINE, OF(struct policy_exception, owner) },
    { .key = "expires", .about = "its last day; the day after it blocks again",
      .type = FIELD_LINE, .form = &policy_form_date, OF(struct policy_exception, expires) },
};
static const struct field_table exception_table = {
    .fields = exception_fields,
    .count = ARRAY_SIZE(exception_fields),
    .size = sizeof(struct policy_exception),
    .type = "struct policy_exception",
};

static const struct field fields[] = {
    { .key = "version", .about = "of this form: 1",
      .type = FIELD_COUNT, .least = 1, .most = 1, MEMBER(version) },
    { .key = "extends", .about = "files that this one adds to; paths from its own folder",
      .type = FIELD_LIST, ITEMS(extends) },
    { .key = "fail-on", .about = "lowest severity that blocks",
      .type = FIELD_WORD, .word = severity_word, MEMBER(fail_on) },
    { .key = "unjudged", .about = "whether a configuration that was not understood blocks",
      .type = FIELD_WORD, .word = unjudged_word, MEMBER(unjudged) },
    { .key = "scan", .about = "what is looked at, and for what",
      .type = FIELD_GROUP, .inside = &scan_table },
    { .key = "rules", .about = "rules of one's own, in the form of rule packs",
      .type = FIELD_RULES },
    { .key = "inline", .about = "what comments beside a finding may do",
      .type = FIELD_GROUP, .inside = &inline_table },
    { .key = "fingerprints", .about = "how findings are known again",
      .type = FIELD_GROUP, .inside = &fingerprints_table },
    { .key = "exceptions", .about = "what is found, and need not block for some time",
      .type = FIELD_OBJECTS, .inside = &exception_table, MEMBER(exceptions), COUNT_OF(struct policy_file, exception_count) },
};

const struct field_table policy_fields = {
    .fields = fields,
    .count = ARRAY_SIZE(fields),
    .size = sizeof(struct policy_file),
    .type = "struct policy_file",
};
