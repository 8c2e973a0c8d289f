/* SPDX-License-Identifier: Apache-2.0 */
/* When what another scanner wrote is about the same thing: its paths, ids and values. */
#include "base/ascii.h"
#include "policy/baseline_reader.h"

enum {
    ID_MAX = 96,
    OVERLAP_LEAST = 8, /* of two values that one scanner cuts shorter than the other, */
    TAIL_LEAST = 12,   /* at a prefix, */
    LONG_LEAST = 20,   /* or anywhere */
};

/* ---- Ids ------------------------------------------------------------------------------------- */

/* `AVD-DS-0002`, `DS002` and `ds-2` are one: lower case, and no zeros or dashes before digits. */
static struct span normal_id(struct span id, char out[ID_MAX])
{
    size_t len = 0;
    if (span_starts_nocase(id, SPAN("avd-")))
        id = span_from(id, strlen("avd-"));
    for (size_t i = 0; i < id.len && len < ID_MAX; i++) {
        char next = i + 1 < id.len ? id.data[i + 1] : '\0', c = id.data[i];
        bool in_number = len && ascii_is_digit(out[len - 1]);
        if ((c == '-' && ascii_is_digit(next)) || (c == '0' && !in_number && ascii_is_digit(next)))
            continue;
        out[len++] = ascii_lower(c);
    }
    return (struct span) { out, len };
}

bool baseline_rule_answers(const struct veto_rule *rule, struct span id)
{
    char wanted_text[ID_MAX], known_text[ID_MAX];
    struct span wanted = normal_id(id, wanted_text);
    if (span_eq(wanted, normal_id(span_of(rule->id), known_text)))
        return true;
    for (size_t i = 0; i < rule->alias_count; i++) {
        struct span alias = span_of(rule->aliases[i]);
        size_t colon = span_find_char(alias, ':');
        if (span_eq(wanted,
                    normal_id(span_from(alias, colon < alias.len ? colon + 1 : 0), known_text)))
            return true;
    }
    return false;
}

/* ---- Paths ----------------------------------------------------------------------------------- */

/* Does `whole` end in the path `tail`, at a border of names? */
static bool ends_in_path(struct span whole, struct span tail)
{
    return tail.len && whole.len > tail.len && span_ends(whole, tail) &&
           whole.data[whole.len - tail.len - 1] == '/';
}

bool baseline_place_fits(struct span path, struct span place, bool loosely)
{
    if (path.len && path.data[0] == '!')
        return span_eq(path, span_from(place, span_find_char(place, '!')));
    if (span_eq(path, place))
        return true;
    bool is_absolute = path.len && path.data[0] == '/';
    if (is_absolute || loosely)
        return ends_in_path(path, place) || (loosely && ends_in_path(place, path));
    return false;
}

/* ---- Values ---------------------------------------------------------------------------------- */

static bool has_alnum(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (ascii_is_alnum(text.data[i]))
            return true;
    return false;
}

/* `"…"`, `ghp_`, `password: `: what may stand in front of a secret, or be taken for its front. */
static bool is_front(struct span text)
{
    return text.len == 0 || !ascii_is_alnum(text.data[text.len - 1]);
}

/*
 * Scanners differ in what they take along: quotes, a prefix, all of a key or its first line; and of
 * a long token one takes more than the other. What is a part of another secret is not it.
 */
static bool is_same_secret(struct span a, struct span b)
{
    struct span longer = a.len > b.len ? a : b, shorter = a.len > b.len ? b : a;
    if (span_eq(a, b))
        return true;
    size_t at = shorter.len < OVERLAP_LEAST ? SIZE_MAX : span_find(longer, shorter);
    if (at == SIZE_MAX)
        return false;
    struct span front = span_sub(longer, 0, at), rest = span_from(longer, at + shorter.len);
    if (!has_alnum(front) && !has_alnum(rest))
        return true;
    if (shorter.len >= LONG_LEAST)
        return 2 * shorter.len >= longer.len || span_starts(longer, SPAN("-----BEGIN "));
    return shorter.len >= TAIL_LEAST && is_front(front) && !has_alnum(rest);
}

/* Of a private key detect-secrets hashes what stands between the dashes of the first line. */
static struct span pem_title(struct span match)
{
    if (!span_starts(match, SPAN("-----")))
        return SPAN_EMPTY;
    struct span rest = span_from(match, strlen("-----"));
    size_t end = span_find(rest, SPAN("-----"));
    return end == SIZE_MAX ? SPAN_EMPTY : span_sub(rest, 0, end);
}

/*
 * Of a token that may be longer than detect-secrets asks for, it hashes the front: of a key of
 * Stripe the first 24 characters behind its prefix.
 */
enum { FRONT_LEAST = 16, FRONT_MOST = 128 };

struct value_hashes {
    unsigned char whole[SHA1_BYTES], title[SHA1_BYTES], fronts[FRONT_MOST + 1][SHA1_BYTES];
    size_t fronts_end; /* of lengths from FRONT_LEAST on */
    bool made, has_title;
};

static void make_hashes(struct value_hashes *hashes, struct span value, struct span match)
{
    struct span title = pem_title(match);
    hashes->made = digest_sha1(value, hashes->whole);
    hashes->has_title = title.len && digest_sha1(title, hashes->title);
    hashes->fronts_end = FRONT_LEAST;
    for (size_t len = FRONT_LEAST; len < value.len && len <= FRONT_MOST; len++)
        if (digest_sha1(span_sub(value, 0, len), hashes->fronts[len]))
            hashes->fronts_end = len + 1;
}

static bool has_hash(const struct baseline_entry *entry, struct value_hashes *hashes)
{
    bool found = memcmp(entry->sha1, hashes->whole, SHA1_BYTES) == 0 ||
                 (hashes->has_title && memcmp(entry->sha1, hashes->title, SHA1_BYTES) == 0);
    for (size_t len = FRONT_LEAST; len < hashes->fronts_end && !found; len++)
        found = memcmp(entry->sha1, hashes->fronts[len], SHA1_BYTES) == 0;
    return hashes->made && found;
}

/* Whose path is that of the place; or ends like it, and there is no other file that it names. */
static bool is_of_place(const struct baseline_entry *entry, struct span place,
                        const struct baseline_surroundings *around)
{
    if (baseline_place_fits(entry->place, place, false))
        return true;
    return baseline_place_fits(entry->place, place, true) &&
           !(around && around->is_there(entry->place, around->payload));
}

bool baseline_knows_value(const struct baseline *baseline, struct baseline_marks *marks,
                          struct span place, struct span value, struct span match,
                          const struct baseline_surroundings *around)
{
    struct value_hashes hashes = { .made = false };
    bool known = false;
    if (baseline->form == BASELINE_VETO || value.len == 0)
        return false;
    const struct baseline_entry *entry = table_get(&baseline->names, baseline_last_name(place));
    for (; entry; entry = entry->next_of_name) {
        if (!entry->has_sha1 && entry->secret.len == 0)
            continue;
        if (!baseline_place_fits(entry->place, place, true))
            continue;
        if (entry->has_sha1 && !hashes.made)
            make_hashes(&hashes, value, match);
        if ((entry->has_sha1 ? has_hash(entry, &hashes) : is_same_secret(entry->secret, value)) &&
            is_of_place(entry, place, around))
            known = marks->met[entry->index] = true;
    }
    return known;
}
