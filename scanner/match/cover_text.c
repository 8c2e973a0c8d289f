/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/macro.h"
#include "match/common_fragments.h"
#include "match/cover.h"

enum {
    SELDOM = 30, /* times in a megabyte at most, of what is not counted */
    OF_ONE_BYTE = 1000,
    FREQUENT = 100,
};
/* Of what is found in small letters, how much has one of them large. */
#define SHARE_OF_CAPITALS 0.1
/* Of what begins as a text does, how much goes on so for another byte. */
#define SHARE_GOING_ON 0.3

/* Of a thousand bytes of source; a letter's two cases apart, and what is not named: 1. */
static const unsigned char often[128] = {
    ['\t'] = 30, ['\n'] = 32, [' '] = 160, ['"'] = 10, ['\''] = 6, ['('] = 12, [')'] = 12,
    ['*'] = 6,   [','] = 12,  ['-'] = 10,  ['.'] = 14, ['/'] = 8,  ['0'] = 10, ['1'] = 7,
    ['2'] = 5,   ['3'] = 4,   ['4'] = 4,   ['5'] = 3,  ['6'] = 3,  ['7'] = 3,  ['8'] = 3,
    ['9'] = 3,   [':'] = 8,   [';'] = 8,   ['='] = 10, ['>'] = 5,  ['<'] = 4,  ['_'] = 16,
    ['{'] = 4,   ['}'] = 4,   ['['] = 3,   [']'] = 3,  ['$'] = 4,  ['A'] = 4,  ['C'] = 4,
    ['D'] = 3,   ['E'] = 5,   ['I'] = 4,   ['L'] = 3,  ['N'] = 3,  ['O'] = 3,  ['P'] = 3,
    ['R'] = 4,   ['S'] = 5,   ['T'] = 5,   ['a'] = 44, ['b'] = 11, ['c'] = 25, ['d'] = 23,
    ['e'] = 69,  ['f'] = 17,  ['g'] = 13,  ['h'] = 18, ['i'] = 44, ['j'] = 2,  ['k'] = 6,
    ['l'] = 29,  ['m'] = 18,  ['n'] = 43,  ['o'] = 42, ['p'] = 19, ['q'] = 2,  ['r'] = 42,
    ['s'] = 40,  ['t'] = 57,  ['u'] = 20,  ['v'] = 8,  ['w'] = 7,  ['x'] = 7,  ['y'] = 11,
    ['z'] = 2,
};

unsigned cover_byte_frequency(char c)
{
    unsigned byte = (unsigned char)c;
    return byte < ARRAY_SIZE(often) && often[byte] ? often[byte] : 1;
}

static double by_bytes(const struct cover_text *text, size_t at, size_t len)
{
    double cost = 1e6;
    for (size_t i = at; i < at + len; i++) {
        unsigned times = cover_byte_frequency(text->bytes[i]);
        if (text->either_case >> i & 1)
            times += cover_byte_frequency(ascii_upper(text->bytes[i]));
        cost *= times / 1000.0;
    }
    return cost;
}

/* Frequent in settings, which the trees have few of where fragments were counted. */
static const char *const frequent[] = {
    "password", "passwd",   "secret",   "token",   "api_key", "apikey",
    "http://",  "https://", "username", "disable", "argv[",   "1024",
};

static bool is_frequent(const char *fragment)
{
    bool is_within = false;
    for (size_t i = 0; i < ARRAY_SIZE(frequent) && !is_within; i++)
        is_within = strstr(frequent[i], fragment);
    return is_within;
}

static int by_fragment(const void *a, const void *b)
{
    return memcmp(a, b, COVER_FRAGMENT);
}

/* 0: seldom. */
static unsigned counted(const char fragment[COVER_FRAGMENT])
{
    for (size_t i = 0; i < ARRAY_SIZE(common_fragments); i++) {
        const char *all = common_fragments[i].fragments;
        if (bsearch(fragment, all, common_fragments[i].count, COVER_FRAGMENT, by_fragment))
            return common_fragments[i].times;
    }
    return 0;
}

/* `====`, and `AAAA` as base64 writes zeros: whatever was counted, where one is there are many. */
static bool is_one_byte(const char fragment[COVER_FRAGMENT])
{
    return memcmp(fragment, fragment + 1, COVER_FRAGMENT - 1) == 0;
}

double cover_fragment_cost(const struct cover_text *text, size_t at)
{
    char lower[COVER_FRAGMENT + 1] = { 0 };
    double share = 1;
    size_t len = MIN((size_t)COVER_FRAGMENT, text->len - at);
    if (len < COVER_FRAGMENT)
        return by_bytes(text, at, len);
    for (size_t i = 0; i < COVER_FRAGMENT; i++) {
        lower[i] = ascii_lower(text->bytes[at + i]);
        if (lower[i] != text->bytes[at + i])
            share *= SHARE_OF_CAPITALS;
    }
    if (is_one_byte(lower))
        return OF_ONE_BYTE;
    double times = counted(lower);
    if (times < FREQUENT && is_frequent(lower))
        times = FREQUENT;
    double estimate = by_bytes(text, at, len);
    return times > 0 ? MAX(times * share, estimate) : MIN(estimate, (double)SELDOM);
}

double cover_text_cost(const struct cover_text *text)
{
    double least = cover_fragment_cost(text, 0), share = 1;
    for (size_t at = 1; at + COVER_FRAGMENT <= text->len; at++) {
        least = MIN(least, cover_fragment_cost(text, at));
        share *= SHARE_GOING_ON;
    }
    return least * share;
}
