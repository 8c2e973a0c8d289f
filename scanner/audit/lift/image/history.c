/* SPDX-License-Identifier: Apache-2.0 */
/* The instructions that an image was built by, and where those of its base end. */
#include "audit/lift/image/parts.h"
#include "audit/lift/shell/facts.h"
#include "base/ascii.h"

/* An entry of the history in the words of a Dockerfile. */
struct entry_words {
    struct span keyword; /* RUN, COPY, …; empty where it is none that is known */
    struct span text;    /* what follows */
};

static struct span behind(struct span text, struct span prefix)
{
    return span_starts(text, prefix) ? span_trim(span_from(text, prefix.len)) : text;
}

static bool is_shell(struct span word)
{
    static const char *const shells[] = { "sh", "bash", "ash", "dash", "ksh", "zsh" };
    return span_starts(word, SPAN("/")) &&
           span_is_one_of(span_basename(word), shells, ARRAY_SIZE(shells));
}

static bool is_quoted(struct span text)
{
    return text.len >= 2 && (text.data[0] == '"' || text.data[0] == '\'') &&
           text.data[text.len - 1] == text.data[0];
}

/* `/bin/sh -c …`, `/bin/bash -eo pipefail -c …`: what the shell is given; empty without one. */
static struct span behind_shell(struct span text)
{
    enum { OPTIONS_MOST = 16 };
    struct span rest = text, options, word;
    bool has_command = false;
    if (!span_next_field(&rest, ' ', &word) || !is_shell(word))
        return SPAN_EMPTY;
    options = rest;
    for (size_t i = 0; i < OPTIONS_MOST && span_next_field(&options, ' ', &word); i++) {
        if (word.len && word.data[0] != '-')
            break;
        bool is_short = word.len > 1 && word.data[1] != '-';
        has_command |= is_short && span_find_char(word, 'c') < word.len;
        /* `-o pipefail` */
        if (is_short && span_find_char(word, 'o') < word.len)
            span_next_field(&options, ' ', &word);
        rest = options;
    }
    return has_command ? span_trim(rest) : SPAN_EMPTY;
}

/* Builders write the command without quotes; where there are some, somebody called a shell himself. */
static struct span without_shell(struct span text)
{
    struct span inside = behind_shell(text);
    return inside.len && !is_quoted(inside) ? inside : text;
}

/* `|2 A=1 B=2 /bin/sh -c …`: as many words as are said, and what of their values has spaces. */
static struct span without_arguments(struct span text)
{
    uint64_t count = 0;
    struct span rest = text, word;
    if (text.len == 0 || text.data[0] != '|' || !span_next_field(&rest, ' ', &word) ||
        !span_to_uint(span_from(word, 1), &count))
        return text;
    while (count-- && span_next_field(&rest, ' ', &word))
        ;
    for (struct span from = rest; from.len; span_next_field(&from, ' ', &word))
        if (behind_shell(from).len)
            return from;
    return rest;
}

static struct entry_words words_of(struct span created_by)
{
    static const char *const keywords[] = { "RUN",    "COPY",       "ADD",     "ENV",
                                            "ARG",    "LABEL",      "CMD",     "ENTRYPOINT",
                                            "EXPOSE", "WORKDIR",    "USER",    "VOLUME",
                                            "SHELL",  "HEALTHCHECK", "ONBUILD", "STOPSIGNAL",
                                            "MAINTAINER" };
    struct span text = span_trim(created_by);
    if (span_ends(text, SPAN("# buildkit")))
        text = span_trim(span_sub(text, 0, text.len - 10));
    struct span bare = behind(without_shell(text), SPAN("#(nop)"));
    for (size_t i = 0; i < ARRAY_SIZE(keywords); i++) {
        struct span word = span_of(keywords[i]);
        if (!span_starts(bare, word) || bare.len == word.len || bare.data[word.len] != ' ')
            continue;
        struct span rest = span_trim(span_from(bare, word.len));
        return (struct entry_words) { word, without_shell(without_arguments(rest)) };
    }
    if (text.len && (text.data[0] == '|' || behind_shell(text).len))
        return (struct entry_words) { SPAN("RUN"), without_shell(without_arguments(text)) };
    return (struct entry_words) { SPAN_EMPTY, text };
}

/* ---- The base -------------------------------------------------------------------------------- */

static size_t count_layers(const struct node *document)
{
    size_t count = 0;
    for (const struct node *at = image_elements(document, "layers"); at; at = at->next)
        count++;
    return count;
}

/*
 * A base image ends, as a rule, with the CMD that it would start with: the layers below the last
 * CMD that is followed by a layer are its.
 */
static size_t layers_below_command(const struct node *document)
{
    size_t layers = 0, base = 0;
    for (const struct node *at = image_elements(document, "history"); at; at = at->next) {
        struct entry_words words = words_of(image_text(at, "createdBy"));
        if (!image_flag(at, "emptyLayer"))
            layers++;
        else if (span_is(words.keyword, "CMD") && at->next)
            base = layers;
    }
    return base < layers && layers == count_layers(document) ? base : 0;
}

/* The layer that brings the distribution's own name is the base's. */
static size_t layer_of_distribution(const struct node *document)
{
    for (const struct node *f = image_elements(document, "files"); f; f = f->next)
        if (span_is(image_text(f, "category"), "os-release"))
            return (size_t)image_number(f, "layer", 0) + 1;
    return 0;
}

size_t image_base_layers(const struct node *document)
{
    /* Who knows the base need not guess. */
    long long known = image_number(document, "baseLayers", 0);
    if (known > 0)
        return MIN((size_t)known, count_layers(document));
    size_t base = MAX(layers_below_command(document), layer_of_distribution(document));
    return base < count_layers(document) ? base : 0;
}

/* ---- Facts ----------------------------------------------------------------------------------- */

static size_t fixed_place(const void *context, size_t at)
{
    (void)at;
    return *(const size_t *)context;
}

static int put_commands(struct image_lifter *l, struct node *object, struct span text,
                        struct place at)
{
    struct shell_script script;
    struct shell_summary summary = { .commands = 0 };
    struct shell_surroundings nothing = { .is_mounted = NULL };
    struct shell_source source = { fixed_place, &at.begin };
    if (l->put.failed || shell_read(&script, text, (struct shell_setting) { .pipefail = false },
                                    l->put.builder.arena, l->put.builder.error) < 0)
        return -1;
    return shell_facts(&l->put, object, &script, source, &nothing, at, &summary);
}

static bool is_archive(struct span text)
{
    static const char *const suffixes[] = { ".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz",
                                            ".tar.bz2", ".tbz2", ".tar.zst" };
    struct span word;
    while (span_next_field(&text, ' ', &word))
        for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++)
            if (span_ends_nocase(word, span_of(suffixes[i])))
                return true;
    return false;
}

/*
 * `ADD file:… in /` is how classic docker writes the root file system of a base, and any other file:
 * whether it was unpacked it does not say.
 */
static void put_source(struct image_lifter *l, struct node *object, struct span text,
                       struct place at)
{
    bool is_remote = span_find(text, SPAN("http://")) != SIZE_MAX ||
                     span_find(text, SPAN("https://")) != SIZE_MAX ||
                     span_find(text, SPAN("git@")) != SIZE_MAX;
    bool is_root = span_ends(text, SPAN(" in /")) || span_ends(text, SPAN(" /"));
    put_bool(&l->put, object, "remote", is_remote, at);
    put_bool(&l->put, object, "verified", span_find(text, SPAN("--checksum=")) != SIZE_MAX, at);
    put_bool(&l->put, object, "archive", is_archive(text), at);
    put_bool(&l->put, object, "rootFs", is_root, at);
}

static int put_entry(struct image_lifter *l, struct node *list, const struct node *entry,
                     size_t layers)
{
    struct place at = image_place(l, entry, "createdBy");
    struct entry_words words = words_of(image_text(entry, "createdBy"));
    struct node *object = put_object(&l->put, list, "", at);
    put_text(&l->put, object, "keyword", words.keyword, at);
    put_text(&l->put, object, "text", words.text, at);
    put_bool(&l->put, object, "base", layers < l->base_layers, at);
    if (node_member(entry, "layer"))
        put_number(&l->put, object, "layer", image_number(entry, "layer", 0), at);
    if (span_is(words.keyword, "ADD") || span_is(words.keyword, "COPY"))
        put_source(l, object, words.text, at);
    return span_is(words.keyword, "RUN") ? put_commands(l, object, words.text, at) : 0;
}

int image_put_history(struct image_lifter *l, struct node *root)
{
    struct node *list = put_array(&l->put, root, "history", (struct place) { 0, 0 });
    size_t layers = 0;
    for (const struct node *at = image_elements(l->document, "history"); at; at = at->next) {
        if (put_entry(l, list, at, layers) < 0)
            return -1;
        layers += !image_flag(at, "emptyLayer");
    }
    return 0;
}
