/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/inline_mark.h"

#include "base/ascii.h"
#include "base/macro.h"
#include "policy/date.h"

/* What a mark allows that names no rule. */
enum covers { COVERS_NOTHING, COVERS_SECRETS, COVERS_TOOL, COVERS_ALL };

struct inline_peer {
    const char *keyword; /* a space stands for blanks or nothing, a hash for digits */
    const char *name;    /* as reports name it; NULL: the keyword */
    const char *tool; /* what its aliases begin with; NULL: rules are named by id or whole alias */
    enum covers covers;
    unsigned places;
    char names_end;    /* names go up to this one; 0: names, if any, go up to a blank or colon */
    bool names_follow; /* right behind the keyword */
    const char *names_after; /* or behind this text, which may be missing */
};

static const struct inline_peer peers[] = {
    { .keyword = "veto: allow",
      .name = "veto:allow",
      .places = INLINE_BESIDE | INLINE_ABOVE,
      .names_follow = true },
    { .keyword = "veto.dev/allow.",
      .name = "veto.dev/allow",
      .places = INLINE_IN_OBJECT,
      .names_end = ':',
      .names_follow = true },
    { .keyword = "gitleaks:allow", .covers = COVERS_SECRETS, .places = INLINE_BESIDE },
    { .keyword = "betterleaks:allow", .covers = COVERS_SECRETS, .places = INLINE_BESIDE },
    { .keyword = "trufflehog:ignore", .covers = COVERS_SECRETS, .places = INLINE_BESIDE },
    { .keyword = "kingfisher:ignore",
      .covers = COVERS_SECRETS,
      .places = INLINE_BESIDE | INLINE_ABOVE },
    { .keyword = "pragma: allowlist secret", .covers = COVERS_SECRETS, .places = INLINE_BESIDE },
    { .keyword = "pragma: whitelist secret", .covers = COVERS_SECRETS, .places = INLINE_BESIDE },
    { .keyword = "pragma: allowlist nextline secret",
      .covers = COVERS_SECRETS,
      .places = INLINE_ABOVE },
    { .keyword = "pragma: whitelist nextline secret",
      .covers = COVERS_SECRETS,
      .places = INLINE_ABOVE },
    { .keyword = "nosemgrep",
      .tool = "semgrep:",
      .covers = COVERS_ALL,
      .places = INLINE_BESIDE | INLINE_ABOVE,
      .names_after = ":" },
    { .keyword = "hadolint ignore=",
      .name = "hadolint ignore",
      .tool = "hadolint:",
      .places = INLINE_ABOVE,
      .names_follow = true },
    { .keyword = "hadolint global ignore=",
      .name = "hadolint global ignore",
      .tool = "hadolint:",
      .places = INLINE_IN_DOCKERFILE,
      .names_follow = true },
    { .keyword = "checkov:skip=",
      .name = "checkov:skip",
      .tool = "checkov:",
      .places = INLINE_BESIDE | INLINE_ABOVE | INLINE_IN_DOCKERFILE,
      .names_follow = true },
    { .keyword = "bridgecrew:skip=",
      .name = "bridgecrew:skip",
      .tool = "checkov:",
      .places = INLINE_BESIDE | INLINE_ABOVE | INLINE_IN_DOCKERFILE,
      .names_follow = true },
    { .keyword = "checkov.io/skip#: ",
      .name = "checkov.io/skip",
      .tool = "checkov:",
      .places = INLINE_IN_OBJECT,
      .names_end = '=',
      .names_follow = true },
    { .keyword = "ignore-check.kube-linter.io/",
      .name = "ignore-check.kube-linter.io",
      .tool = "kube-linter:",
      .places = INLINE_IN_OBJECT,
      .names_end = ':',
      .names_follow = true },
    { .keyword = "trivy:ignore:",
      .name = "trivy:ignore",
      .tool = "trivy:",
      .places = INLINE_BESIDE | INLINE_ABOVE,
      .names_follow = true },
    { .keyword = "tfsec:ignore:",
      .name = "tfsec:ignore",
      .tool = "trivy:",
      .places = INLINE_BESIDE | INLINE_ABOVE,
      .names_follow = true },
    { .keyword = "kics-scan ignore-line",
      .tool = "kics:",
      .covers = COVERS_TOOL,
      .places = INLINE_ABOVE },
    { .keyword = "kics-scan ignore-block",
      .tool = "kics:",
      .covers = COVERS_TOOL,
      .places = INLINE_ABOVE },
    { .keyword = "zizmor: ignore[",
      .name = "zizmor: ignore",
      .tool = "zizmor:",
      .places = INLINE_BESIDE | INLINE_ABOVE,
      .names_end = ']',
      .names_follow = true },
};

const struct inline_peer *inline_peer_at(size_t index)
{
    return index < ARRAY_SIZE(peers) ? &peers[index] : NULL;
}

bool inline_peer_stands(const struct inline_peer *peer, unsigned places)
{
    return peer->places & places;
}

bool inline_peer_is_foreign(const struct inline_peer *peer)
{
    return peer->tool || peer->covers != COVERS_NOTHING;
}

/* ---- Reading --------------------------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The length of the keyword at the front of `text`, 0 where it does not stand there. */
static size_t keyword_at(const char *keyword, struct span text)
{
    size_t at = 0;
    for (; *keyword; keyword++) {
        size_t blanks = 0;
        while (*keyword == ' ' && at < text.len && blanks < 4 &&
               (is_blank(text.data[at]) || text.data[at] == '-')) {
            at++;
            blanks++;
        }
        while (*keyword == '#' && at < text.len && ascii_is_digit(text.data[at]))
            at++;
        if (*keyword == ' ' || *keyword == '#')
            continue;
        if (at == text.len || text.data[at] != *keyword)
            return 0;
        at++;
    }
    return at;
}

static bool is_word(char c)
{
    return ascii_is_alnum(c) || c == '_' || c == '-';
}

/* Where the keyword begins at or after `from`; its length in `*len`. SIZE_MAX where it does not. */
static size_t find_keyword(const char *keyword, struct span text, size_t from, size_t *len)
{
    struct span fixed = { keyword, strcspn(keyword, " #") };
    for (;;) {
        size_t at = span_find(span_from(text, from), fixed);
        if (at == SIZE_MAX)
            return SIZE_MAX;
        at += from;
        *len = keyword_at(keyword, span_from(text, at));
        bool ends = at + *len >= text.len || !ascii_is_alnum(keyword[strlen(keyword) - 1]) ||
                    !is_word(text.data[at + *len]);
        char before = at ? text.data[at - 1] : ' ';
        if (*len && ends && !ascii_is_alnum(before) && before != '_')
            return at;
        from = at + 1;
    }
}

/* What has an end before that of the line; one that begins as another does comes first. */
static const struct {
    const char *begin, *end;
} comments[] = {
    { "/*", "*/" }, { "<!--", "-->" }, { "<#--", "-->" }, { "{{!--", "--}}" }, { "--[[", "]]" },
    { "(*", "*)" }, { "{*", "*}" },    { "@*", "*@" },    { "{#", "#}" },      { "<%", "%>" },
    { "{-", "-}" }, { "<#", "#>" },    { "#|", "|#" },    { "#=", "=#" },
};

/* What ends the line or the comment, and with it the reason. */
static struct span cut_comment(struct span text)
{
    text.len = MIN(text.len, (size_t)INLINE_LINE_MAX);
    text.len = span_find_char(text, '\n');
    text.len = span_find_char(text, '\r');
    for (size_t i = 0; i < ARRAY_SIZE(comments); i++)
        text.len = MIN(text.len, span_find(text, span_of(comments[i].end)));
    text.len = MIN(text.len, span_find(text, SPAN("veto:allow")));
    return text;
}

static struct span skip(struct span text, const char *what)
{
    while (text.len && strchr(what, text.data[0]) && text.data[0])
        text = span_from(text, 1);
    return text;
}

/* Of a text in quotes, too, and of a comment that ends in dashes or stars. */
static struct span trim_reason(struct span text)
{
    text = span_trim(skip(text, " \t:;,#-\"'`"));
    while (text.len && strchr("\"'`,-* \t", text.data[text.len - 1]) && text.data[text.len - 1])
        text.len--;
    return text;
}

static size_t without_quotes(struct span text, size_t len)
{
    while (len && strchr(",:\"'`", text.data[len - 1]))
        len--;
    return len;
}

/* A comma and blanks go on with names, everything else ends them. */
static size_t names_len(const struct inline_peer *peer, struct span text)
{
    size_t len = 0;
    if (peer->names_end) {
        len = span_find_char(text, peer->names_end);
        return len < text.len ? without_quotes(text, len) : 0;
    }
    while (len < text.len && !is_blank(text.data[len]) && (text.data[len] != ':' || !peer->tool)) {
        bool comma = text.data[len++] == ',' && peer->tool;
        while (comma && len < text.len && is_blank(text.data[len]))
            len++;
    }
    return without_quotes(text, len);
}

/* trivy's `ID:exp:2026-12-31`. */
static int64_t take_expiry(struct span *rest)
{
    struct span sign = SPAN(":exp:");
    if (!span_starts(*rest, sign))
        return -1;
    int64_t day = date_parse(span_sub(*rest, sign.len, DATE_TEXT - 1));
    *rest = span_from(*rest, sign.len + DATE_TEXT - 1);
    return MAX(day, 0); /* one that cannot be read is long over */
}

static void read_names(const struct inline_peer *peer, struct span rest, struct inline_found *found)
{
    struct inline_mark *mark = &found->mark;
    const char *begin = rest.data;
    bool follow = peer->names_follow;
    found->expires = -1;
    if (peer->names_after && span_starts(rest, span_of(peer->names_after))) {
        rest = span_from(rest, strlen(peer->names_after));
        follow = true;
    }
    if (follow) {
        rest = skip(rest, peer->tool ? " \t\"'" : " \t:=");
        mark->names = span_sub(rest, 0, names_len(peer, rest));
        rest = span_from(rest, mark->names.len + (peer->names_end && mark->names.len < rest.len));
        found->expires = take_expiry(&rest);
    }
    mark->end = found->keyword_end;
    if (mark->names.len)
        mark->end += (size_t)(mark->names.data + mark->names.len - begin);
    mark->reason = trim_reason(rest);
}

bool inline_peer_find(const struct inline_peer *peer, struct span text, size_t from,
                      struct inline_found *out)
{
    size_t len = 0, at = find_keyword(peer->keyword, text, from, &len);
    if (at == SIZE_MAX)
        return false;
    *out = (struct inline_found) {
        .mark = { .keyword = peer->name ? peer->name : peer->keyword, .begin = at },
        .keyword_end = at + len,
    };
    read_names(peer, cut_comment(span_from(text, at + len)), out);
    return true;
}

/* ---- Names ----------------------------------------------------------------------------------- */

/* `AVD-KSV-0012`, `KSV012` and `KSV-0012` are one: letters, and a number. */
static bool is_same_number(struct span a, struct span b)
{
    struct span both[] = { a, b };
    uint64_t numbers[2] = { 0, 1 };
    for (size_t i = 0; i < ARRAY_SIZE(both); i++) {
        struct span *text = &both[i];
        if (span_starts_nocase(*text, SPAN("AVD-")))
            *text = span_from(*text, 4);
        size_t letters = 0;
        while (letters < text->len && ascii_is_alpha(text->data[letters]))
            letters++;
        struct span digits = span_from(*text, letters);
        if (digits.len && digits.data[0] == '-')
            digits = span_from(digits, 1);
        if (letters == 0 || digits.len == 0 || !span_to_uint(digits, &numbers[i]))
            return false;
        text->len = letters;
    }
    return numbers[0] == numbers[1] && span_eq_nocase(both[0], both[1]);
}

static bool is_alias(const struct inline_peer *peer, const char *alias, struct span name)
{
    if (!peer->tool)
        return span_is(name, alias);
    struct span rest = span_of(alias), tool = span_of(peer->tool);
    if (!span_starts(rest, tool))
        return false;
    rest = span_from(rest, tool.len);
    return span_eq_nocase(rest, name) || is_same_number(rest, name);
}

bool inline_peer_names(const struct inline_peer *peer, const struct rule *rule, struct span name)
{
    if (!peer->tool && span_is(name, rule->public.id))
        return true;
    for (size_t i = 0; i < rule->public.alias_count; i++)
        if (is_alias(peer, rule->public.aliases[i], name))
            return true;
    return false;
}

bool inline_peer_covers(const struct inline_peer *peer, const struct rule *rule)
{
    switch (peer->covers) {
    case COVERS_NOTHING:
        return false;
    case COVERS_SECRETS:
        return rule->public.is_secret;
    case COVERS_ALL:
        return true;
    case COVERS_TOOL:
        break;
    }
    for (size_t i = 0; i < rule->public.alias_count; i++)
        if (span_starts(span_of(rule->public.aliases[i]), span_of(peer->tool)))
            return true;
    return rule->public.is_secret;
}

bool inline_is_comment_opening(struct span before)
{
    static const char *const words[] = { "rem", "@rem", "dnl" };
    struct span byte_order_mark = SPAN("\xef\xbb\xbf");
    if (span_starts(before, byte_order_mark))
        before = span_from(before, byte_order_mark.len);
    before = span_trim(before);
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if (span_eq_nocase(before, span_of(words[i])))
            return true;
    for (size_t i = 0; i < before.len; i++)
        if (ascii_is_alnum(before.data[i]) || before.data[i] & 0x80)
            return false;
    return true;
}

/* Stars alone go on with a comment that began in a line above, in whatever syntax. */
static bool is_inside_comment(struct span before)
{
    for (size_t i = 0; i < before.len; i++)
        if (before.data[i] != '*' && !ascii_is_space(before.data[i]))
            return false;
    return true;
}

/* What stands behind the end of the comment that holds `at`; nothing where it has no end. */
static struct span behind_comment(struct span line, size_t at)
{
    struct span before = span_sub(line, 0, at), rest = span_from(line, at);
    bool is_inside = is_inside_comment(before);
    size_t end = SIZE_MAX;
    for (size_t i = 0; i < ARRAY_SIZE(comments); i++) {
        struct span sign = span_of(comments[i].end);
        if (!is_inside && span_find(before, span_of(comments[i].begin)) == SIZE_MAX)
            continue;
        size_t found = span_find(rest, sign);
        if (found != SIZE_MAX)
            end = MIN(end, found + sign.len);
        if (!is_inside)
            break;
    }
    return end == SIZE_MAX ? SPAN_EMPTY : span_from(rest, end);
}

/* The length of what begins a comment at the front of the line; 0 where none does. */
static size_t comment_begins(struct span line)
{
    for (size_t i = 0; i < ARRAY_SIZE(comments); i++)
        if (span_starts(line, span_of(comments[i].begin)))
            return strlen(comments[i].begin);
    return 0;
}

bool inline_has_code_behind(struct span line, size_t at)
{
    struct span rest = span_trim(behind_comment(line, at));
    size_t begun;
    while ((begun = comment_begins(rest)))
        rest = span_trim(behind_comment(rest, begun));
    return !span_starts(rest, SPAN("//")) && !inline_is_comment_opening(rest);
}
