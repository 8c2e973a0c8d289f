/* SPDX-License-Identifier: Apache-2.0 */
#include "base/glob_set.h"

#include "base/glob.h"

enum {
    ANY = 256, /* the set of globs that ask for no byte */
    SETS = ANY + 1,
    WORD_BITS = 64,
};

static size_t byte_of(char c)
{
    return glob_is_plain(c) ? (unsigned char)c : ANY;
}

static void put(uint64_t *sets, const struct glob_set *set, size_t byte, size_t index)
{
    sets[byte * set->words + index / WORD_BITS] |= UINT64_C(1) << index % WORD_BITS;
}

int glob_set_make(struct glob_set *set, const char *const *first, size_t stride, size_t count,
                  struct arena *arena, struct veto_error *error)
{
    size_t words = (count + WORD_BITS - 1) / WORD_BITS;
    struct span *globs = ARENA_ARRAY(arena, count, struct span);
    uint64_t *firsts = ARENA_ARRAY(arena, SETS * words, uint64_t);
    uint64_t *lasts = ARENA_ARRAY(arena, SETS * words, uint64_t);
    if (!globs || !firsts || !lasts)
        return error_no_memory(error);
    *set = (struct glob_set) { globs, count, words, firsts, lasts };
    for (size_t i = 0; i < count; i++) {
        const char *const *row = (const void *)((const char *)first + i * stride);
        globs[i] = span_of(*row);
        put(firsts, set, globs[i].len ? byte_of(globs[i].data[0]) : ANY, i);
        put(lasts, set, globs[i].len ? byte_of(globs[i].data[globs[i].len - 1]) : ANY, i);
    }
    return 0;
}

/* A glob without a slash is held against the name, one with a slash against the path. */
static uint64_t worth_a_look(const struct glob_set *set, struct span path, struct span name,
                             size_t word)
{
    const uint64_t *first = set->first + word, *last = set->last + word;
    unsigned char path_first = (unsigned char)path.data[0],
                  name_first = (unsigned char)name.data[0];
    unsigned char end = (unsigned char)path.data[path.len - 1];
    return (first[path_first * set->words] | first[name_first * set->words] |
            first[ANY * set->words]) &
           (last[end * set->words] | last[ANY * set->words]);
}

size_t glob_set_next(const struct glob_set *set, struct span path, size_t from)
{
    struct span name = span_basename(path);
    if (name.len == 0)
        return set->count;
    for (size_t word = from / WORD_BITS; word < set->words; word++) {
        uint64_t rest = worth_a_look(set, path, name, word);
        if (word == from / WORD_BITS)
            rest &= ~UINT64_C(0) << from % WORD_BITS;
        for (; rest; rest &= rest - 1) {
            size_t index = word * WORD_BITS + (size_t)__builtin_ctzll(rest);
            if (glob_match_path(set->globs[index], path))
                return index;
        }
    }
    return set->count;
}
