/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/inline.h"

#include "base/ascii.h"
#include "base/macro.h"
#include "policy/inline_mark.h"

enum {
    REACH = INLINE_LINE_MAX, /* of a line, on either side of what was found */
    LINES_ABOVE = 16,        /* marks one below the other */
    LINES_JOINED = 200,      /* of one command */
    NEAR_BUDGET = 64 * 1024 * 1024,
    FAR_BUDGET = 64 * 1024 * 1024,
    HELD_MAX = 64 * 1024,       /* marks for documents */
    LOOKED_THROUGH = 64 * 1024, /* bytes of a text */
    REASON_LEAST = 3,           /* letters */
};

struct inline_text inline_text_make(struct span bytes, enum inline_document documents, bool peers,
                                    int64_t today, struct arena *arena)
{
    return (struct inline_text) {
        .bytes = bytes,
        .documents = documents,
        .peers = peers,
        .today = today,
        .arena = arena,
        .near_budget = NEAR_BUDGET,
        .far_budget = FAR_BUDGET,
    };
}

/* ---- Lines ----------------------------------------------------------------------------------- */

struct line {
    size_t begin, end; /* without its end */
};

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

/* Not further than the reach: a line may be the whole file. */
static struct line line_around(struct span bytes, size_t begin, size_t end)
{
    struct line line = { MIN(begin, bytes.len), MIN(end, bytes.len) };
    size_t floor = line.begin > REACH ? line.begin - REACH : 0;
    size_t ceiling = MIN(bytes.len, line.end + REACH);
    while (line.begin > floor && !is_line_end(bytes.data[line.begin - 1]))
        line.begin--;
    while (line.end < ceiling && !is_line_end(bytes.data[line.end]))
        line.end++;
    return line;
}

/* False without budget, too: then nothing more is allowed. */
static bool spend(struct inline_text *text, size_t *budget, struct line line)
{
    size_t cost = line.end - line.begin + 1;
    bool enough = cost <= *budget;
    *budget = enough ? *budget - cost : 0;
    text->is_exhausted |= !enough;
    return enough;
}

static bool line_before(struct inline_text *text, size_t *budget, struct line line,
                        struct line *before)
{
    struct span bytes = text->bytes;
    size_t at = line.begin;
    if (at == 0 || !is_line_end(bytes.data[at - 1]))
        return false;
    at -= at > 1 && bytes.data[at - 1] == '\n' && bytes.data[at - 2] == '\r' ? 2 : 1;
    *before = line_around(bytes, at, at);
    return spend(text, budget, *before);
}

static bool line_after(struct inline_text *text, size_t *budget, struct line line,
                       struct line *after)
{
    struct span bytes = text->bytes;
    size_t at = line.end;
    if (at == bytes.len || !is_line_end(bytes.data[at]))
        return false;
    at += bytes.data[at] == '\r' && at + 1 < bytes.len && bytes.data[at + 1] == '\n' ? 2 : 1;
    *after = line_around(bytes, at, at);
    return spend(text, budget, *after);
}

static struct span text_of(struct span bytes, struct line line)
{
    return span_sub(bytes, line.begin, line.end - line.begin);
}

static bool goes_on(struct span line)
{
    line = span_trim(line);
    return line.len && line.data[line.len - 1] == '\\';
}

static bool is_hash_comment(struct span line)
{
    line = span_trim(line);
    return line.len && line.data[0] == '#';
}

/* The first line of the command that `line` is a part of; comments stand between its lines. */
static struct line first_joined(struct inline_text *text, struct line line)
{
    struct line at = line, before;
    for (int i = 0; i < LINES_JOINED && line_before(text, &text->far_budget, at, &before); i++) {
        bool joined = goes_on(text_of(text->bytes, before));
        if (!joined && !is_hash_comment(text_of(text->bytes, before)))
            break;
        at = before;
        if (joined)
            line = at;
    }
    return line;
}

static struct line last_joined(struct inline_text *text, struct line line)
{
    struct line after;
    for (int i = 0; i < LINES_JOINED && goes_on(text_of(text->bytes, line)); i++) {
        if (!line_after(text, &text->far_budget, line, &after))
            break;
        line = after;
    }
    return line;
}

/* ---- Does a mark allow it? ------------------------------------------------------------------- */

static bool is_name_of(const struct inline_subject *subject, const struct inline_peer *peer,
                       struct span name)
{
    bool is_name = inline_peer_names(peer, subject->rule, name);
    for (size_t i = 0; i < subject->also_count && !is_name; i++)
        is_name = inline_peer_names(peer, subject->also[i], name);
    return is_name;
}

static bool is_named(const struct inline_subject *subject, const struct inline_peer *peer,
                     struct span names)
{
    struct span name;
    while (inline_next_name(&names, &name))
        if (is_name_of(subject, peer, name))
            return true;
    return false;
}

/* One of veto's own with the name of no rule allows nothing: who knows what was meant? */
static bool is_of_rules(struct inline_text *text, const struct inline_subject *subject,
                        const struct inline_peer *peer, struct span names)
{
    static const struct line cost = { 0, 4096 };
    struct span name;
    while (text->knows && inline_next_name(&names, &name))
        if (!is_name_of(subject, peer, name) &&
            !(spend(text, &text->near_budget, cost) && text->knows(text->payload, name)))
            return false;
    return true;
}

static bool allows(struct inline_text *text, const struct inline_subject *subject,
                   const struct inline_peer *peer, const struct inline_found *found)
{
    text->is_dated |= found->expires >= 0;
    if (found->expires >= 0 && found->expires < text->today)
        return false;
    if (found->mark.names.len)
        return is_named(subject, peer, found->mark.names) &&
               (inline_peer_is_foreign(peer) ||
                (inline_has_reason(&found->mark) &&
                 is_of_rules(text, subject, peer, found->mark.names)));
    return inline_peer_covers(peer, subject->rule);
}

/* Marks of `place` in a line; the first that allows the subject is the answer. */
static bool find_in(struct inline_text *text, const struct inline_subject *subject,
                    struct line line, unsigned place, struct inline_mark *out)
{
    struct span searched = text_of(text->bytes, line);
    if (!spend(text, &text->near_budget, line))
        return false;
    const struct inline_peer *peer;
    for (size_t i = 0; (peer = inline_peer_at(i)); i++) {
        struct inline_found found;
        if (!inline_peer_stands(peer, place) || (!text->peers && inline_peer_is_foreign(peer)))
            continue;
        for (size_t from = 0; inline_peer_find(peer, searched, from, &found);
             from = found.mark.end) {
            if (!allows(text, subject, peer, &found))
                continue;
            *out = found.mark;
            out->begin += line.begin;
            out->end += line.begin;
            return true;
        }
    }
    return false;
}

/* Nothing but comments, the first with a mark in it: one with code behind it is about that code. */
static bool is_mark_alone(struct span line)
{
    const struct inline_peer *peer;
    struct inline_found found;
    for (size_t i = 0; (peer = inline_peer_at(i)); i++)
        if (inline_peer_find(peer, line, 0, &found) &&
            inline_is_comment_opening(span_sub(line, 0, found.mark.begin)))
            return !inline_has_code_behind(line, found.mark.begin);
    return false;
}

static bool find_above(struct inline_text *text, const struct inline_subject *subject,
                       struct line line, struct inline_mark *out)
{
    struct line above;
    for (int i = 0; i < LINES_ABOVE && line_before(text, &text->near_budget, line, &above); i++) {
        if (!is_mark_alone(text_of(text->bytes, above)))
            return false;
        if (find_in(text, subject, above, INLINE_ABOVE, out))
            return true;
        line = above;
    }
    return false;
}

/* ---- Texts of several lines ------------------------------------------------------------------ */

static struct span without_comment(struct span line)
{
    for (size_t i = 1; i < line.len; i++)
        if ((line.data[i - 1] == ' ' || line.data[i - 1] == '\t') &&
            (line.data[i] == '#' || span_starts(span_from(line, i), SPAN("//"))))
            line.len = i;
    return span_trim(line);
}

/* `key: |`, `- >-`, `key: !!binary |2` */
static bool ends_in_block_header(struct span line)
{
    for (int i = 0; i < 2 && line.len && strchr("+-0123456789", line.data[line.len - 1]); i++)
        line.len--;
    return line.len > 1 && strchr("|>", line.data[line.len - 1]) &&
           ascii_is_space(line.data[line.len - 2]);
}

/* `key = """`: what is closed again opens nothing. */
static bool ends_in_open_quote(struct span line)
{
    bool is_open = false;
    char quote = line.len ? line.data[line.len - 1] : 0;
    if (quote != '"' && quote != '\'' && quote != '`')
        return false;
    for (size_t i = 0; i < line.len; i++)
        is_open ^= line.data[i] == quote;
    return is_open;
}

/* `<<-'EOF'` */
static bool ends_in_heredoc(struct span line)
{
    size_t at = span_find(line, SPAN("<<"));
    struct span word = at == SIZE_MAX ? SPAN_EMPTY : span_from(line, at + 2);
    for (size_t i = 0; i < word.len; i++)
        if (!ascii_is_alnum(word.data[i]) && !memchr("-~_'\"\\ ", word.data[i], 7))
            return false;
    return word.len > 0;
}

/*
 * The line in which a text of several lines begins, where what was found is the text from its next
 * line on: no comment can stand beside that.
 */
static bool opening_line(struct inline_text *text, const struct inline_subject *subject,
                         struct line own, struct line *opening)
{
    struct span found = span_sub(text->bytes, subject->begin, subject->end - subject->begin);
    if (span_find_char(found, '\n') == found.len && span_find_char(found, '\r') == found.len)
        return false;
    if (!line_before(text, &text->near_budget, own, opening))
        return false;
    struct span line = without_comment(text_of(text->bytes, *opening));
    return ends_in_block_header(line) || ends_in_open_quote(line) || ends_in_heredoc(line);
}

static bool find_at_opening(struct inline_text *text, const struct inline_subject *subject,
                            struct line own, struct inline_mark *out)
{
    struct line opening;
    return opening_line(text, subject, own, &opening) &&
           (find_in(text, subject, opening, INLINE_BESIDE, out) ||
            find_above(text, subject, opening, out));
}

/* ---- Documents ------------------------------------------------------------------------------- */

static unsigned place_of_documents(const struct inline_text *text)
{
    static const unsigned places[] = {
        [INLINE_NO_DOCUMENT] = 0,
        [INLINE_DOCKERFILE] = INLINE_IN_DOCKERFILE,
        [INLINE_KUBERNETES] = INLINE_IN_OBJECT,
    };
    return places[text->documents];
}

struct inline_held {
    const struct inline_peer *peer;
    struct inline_found found; /* places in the text */
    struct line document;
};

/* From the `---` before `at` to the one behind it. */
static struct line document_around(const struct inline_text *text, size_t at)
{
    static const struct span border = { "\n---", 4 };
    struct span bytes = text->bytes;
    struct line document = { 0, bytes.len };
    if (text->documents != INLINE_KUBERNETES)
        return document;
    for (size_t i = MIN(at, bytes.len); i >= border.len; i--)
        if (span_starts(span_from(bytes, i - border.len), border)) {
            document.begin = i;
            break;
        }
    size_t behind = span_find(span_from(bytes, at), border);
    if (behind != SIZE_MAX)
        document.end = at + behind;
    return document;
}

static struct inline_held *hold(struct inline_text *text)
{
    if (text->held_count == text->held_max) {
        size_t max = text->held_max ? 2 * text->held_max : 16;
        struct inline_held *larger =
                max <= HELD_MAX ? ARENA_ARRAY(text->arena, max, struct inline_held) : NULL;
        text->is_exhausted |= !larger;
        if (!larger)
            return NULL;
        if (text->held_count)
            memcpy(larger, text->held, text->held_count * sizeof(*larger));
        text->held = larger;
        text->held_max = max;
    }
    return &text->held[text->held_count++];
}

static void hold_all_of(struct inline_text *text, const struct inline_peer *peer)
{
    struct line document = { 0, 0 };
    struct inline_found found;
    for (size_t from = 0; inline_peer_find(peer, text->bytes, from, &found);
         from = found.mark.end) {
        if (found.mark.begin >= document.end)
            document = document_around(text, found.mark.begin);
        struct inline_held *held = hold(text);
        if (!held)
            return;
        *held = (struct inline_held) { peer, found, document };
    }
}

/* Once, whatever is found: many findings may share a large document. */
static void hold_marks(struct inline_text *text)
{
    const struct inline_peer *peer;
    for (size_t i = 0; (peer = inline_peer_at(i)) && !text->holds_documents; i++)
        if (inline_peer_stands(peer, place_of_documents(text)) &&
            (text->peers || !inline_peer_is_foreign(peer)))
            hold_all_of(text, peer);
    text->holds_documents = true;
}

static bool find_in_document(struct inline_text *text, const struct inline_subject *subject,
                             struct inline_mark *out)
{
    if (text->documents == INLINE_NO_DOCUMENT)
        return false;
    hold_marks(text);
    for (size_t i = 0; i < text->held_count; i++) {
        static const struct line cost = { 0, 15 };
        const struct inline_held *held = &text->held[i];
        if (subject->begin < held->document.begin || subject->begin >= held->document.end)
            continue;
        if (!spend(text, &text->far_budget, cost))
            return false;
        if (!allows(text, subject, held->peer, &held->found))
            continue;
        *out = held->found.mark;
        return true;
    }
    return false;
}

/* Most files have no marks at all, and many findings: that is looked at once, in a large one when
 * there is no budget left. */
static bool is_bare(struct inline_text *text)
{
    const struct inline_peer *peer;
    struct inline_found found;
    if (text->was_looked_through || (text->bytes.len > LOOKED_THROUGH && !text->is_exhausted))
        return text->is_bare;
    text->was_looked_through = text->is_bare = true;
    for (size_t i = 0; (peer = inline_peer_at(i)) && text->is_bare; i++)
        text->is_bare = !inline_peer_find(peer, text->bytes, 0, &found);
    text->is_exhausted &= !text->is_bare;
    return text->is_bare;
}

static bool find_anywhere(struct inline_text *text, const struct inline_subject *subject,
                          struct inline_mark *out)
{
    struct line own = line_around(text->bytes, subject->begin, subject->end);
    if (find_in(text, subject, own, INLINE_BESIDE, out) || find_above(text, subject, own, out) ||
        find_at_opening(text, subject, own, out))
        return true;
    struct line first = first_joined(text, own), last = last_joined(text, own);
    if (first.begin < own.begin && find_above(text, subject, first, out))
        return true;
    if (last.begin > own.begin && find_in(text, subject, last, INLINE_BESIDE, out))
        return true;
    return find_in_document(text, subject, out);
}

bool inline_find(struct inline_text *text, const struct inline_subject *subject,
                 struct inline_mark *out)
{
    bool found = !is_bare(text) && find_anywhere(text, subject, out);
    if (text->is_exhausted)
        is_bare(text);
    return found;
}

/* ---- Of veto's own alone -----------------------------------------------------------------------
 */

/* A text about the mark, not the mark. */
static bool is_quoted(struct span bytes, size_t keyword_end)
{
    return keyword_end < bytes.len && strchr("\"'`", bytes.data[keyword_end]) &&
           bytes.data[keyword_end];
}

static bool next_of(const struct inline_peer *own, struct span bytes, size_t from, size_t to,
                    struct inline_mark *out)
{
    size_t begin = from > INLINE_KEYWORD_MAX ? from - INLINE_KEYWORD_MAX : 0;
    struct inline_found found;
    for (; begin < to && inline_peer_find(own, bytes, begin, &found); begin = found.keyword_end) {
        if (found.keyword_end > to)
            return false;
        if (found.keyword_end <= from || is_quoted(bytes, found.keyword_end))
            continue;
        *out = found.mark;
        return true;
    }
    return false;
}

static bool earliest_own(struct span bytes, size_t from, size_t to, struct inline_mark *out)
{
    const struct inline_peer *own;
    struct inline_mark mark;
    bool any = false;
    bytes.len = MIN(bytes.len, to + INLINE_LINE_MAX);
    for (size_t i = 0; (own = inline_peer_at(i)) && !inline_peer_is_foreign(own); i++) {
        if (!next_of(own, bytes, from, to, &mark) || (any && mark.begin > out->begin))
            continue;
        *out = mark;
        any = true;
    }
    return any;
}

/* Further and further on: of two keywords one may be everywhere and the other nowhere. */
bool inline_next_own(struct span bytes, size_t from, size_t to, struct inline_mark *out)
{
    enum { FIRST_REACH = 1024 };
    for (size_t reach = FIRST_REACH;; reach *= 2) {
        size_t end = to - MIN(from, to) > reach ? from + reach : to;
        if (earliest_own(bytes, from, end, out))
            return true;
        if (end == to)
            return false;
    }
}

bool inline_next_name(struct span *names, struct span *name)
{
    while (span_next_field(names, ',', name)) {
        *name = span_trim(*name);
        if (name->len)
            return true;
    }
    return false;
}

bool inline_has_reason(const struct inline_mark *mark)
{
    size_t letters = 0;
    for (size_t i = 0; i < mark->reason.len; i++)
        letters += ascii_is_alnum(mark->reason.data[i]) || mark->reason.data[i] & 0x80;
    return letters >= REASON_LEAST;
}

bool inline_is_placeholder(struct span name)
{
    return span_is(name, "RULE") || span_is(name, "ID") ||
           (!ascii_is_alnum(name.data[0]) && !span_is(name, "*"));
}
