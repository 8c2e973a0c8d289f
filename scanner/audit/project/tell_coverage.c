/* SPDX-License-Identifier: Apache-2.0 */
/* Where tools are told how much of the code must be run by tests. */
#include "audit/project/tell.h"

#include "base/ascii.h"
#include "base/glob.h"

enum { REACH = 240 }; /* bytes behind the key of an object in which its number stands */

struct threshold {
    const char *glob;
    const char *key;
    bool fraction; /* the number is a part of one */
};

static const struct threshold thresholds[] = {
    { "package.json", "coverageThreshold", false },
    { "jest.config.*", "coverageThreshold", false },
    { "vitest.config.*", "thresholds", false },
    { "vite.config.*", "thresholds", false },
    { ".nycrc*", "\"lines\"", false },
    { ".nycrc*", "\"branches\"", false },
    { ".c8rc*", "\"lines\"", false },
    { ".coveragerc", "fail_under", false },
    { "pyproject.toml", "fail_under", false },
    { "setup.cfg", "fail_under", false },
    { "tox.ini", "fail_under", false },
    { "*", "--cov-fail-under", false },
    { "*", "--fail-under", false },
    { "*", "--fail-under-lines", false },
    { "*", "--fail-under-line", false },
    { "*", "--coverage.thresholds", false },
    { "*", "--check-coverage --lines", false },
    { "*", "--minimum-coverage", false },
    { "*", "min-coverage:", false },
    { "*", "minimum_coverage", false },
    { "*", "COVERAGE_THRESHOLD", false },
    { "*", "/p:Threshold=", false },
    { "pom.xml", "<minimum>", true },
    { "build.gradle*", "minimum", true },
    { "build.gradle*", "minBound(", false },
    { "codecov.y*ml", "target:", false },
    { ".codecov.y*ml", "target:", false },
    { ".testcoverage.y*ml", "total:", false },
};

/* The first number in `text`; a part of one becomes percent. */
static bool read_number(struct span text, bool fraction, uint64_t *percent)
{
    size_t at = 0;
    while (at < text.len && !ascii_is_digit(text.data[at]))
        at++;
    size_t end = at;
    while (end < text.len && ascii_is_digit(text.data[end]) && end - at < 4)
        end++;
    if (!span_to_uint(span_sub(text, at, end - at), percent))
        return false;
    bool point = end + 1 < text.len && text.data[end] == '.' && ascii_is_digit(text.data[end + 1]);
    if (fraction && *percent == 1) {
        *percent = 100;
    } else if (fraction && *percent == 0 && point) {
        struct span digits = span_sub(text, end + 1, 2);
        uint64_t tenths = (uint64_t)(digits.data[0] - '0') * 10;
        *percent = tenths + (digits.len > 1 && ascii_is_digit(digits.data[1])
                                     ? (uint64_t)(digits.data[1] - '0')
                                     : 0);
    }
    return *percent > 0 && *percent <= 100;
}

/* The rest of the line, but for keys whose numbers stand below them. */
static struct span behind(struct span bytes, size_t at, struct span key)
{
    bool holds_object = span_is(key, "coverageThreshold") || span_is(key, "thresholds");
    struct span rest = span_sub(bytes, at + key.len, REACH);
    return holds_object ? rest : span_sub(rest, 0, span_find_char(rest, '\n'));
}

static bool is_concerned(const struct tell_file *file, const struct threshold *threshold)
{
    struct span name = span_basename(file->path);
    if (strcmp(threshold->glob, "*") != 0)
        return glob_match(span_of(threshold->glob), name);
    /* Of pipelines, scripts and settings; prose only talks of it. */
    return file->kinds & (KIND_WORKFLOW | KIND_SHELL | KIND_INI | KIND_YAML) ||
           span_is(name, "package.json") || span_is(name, "Makefile") ||
           span_is(name, "makefile") || span_is(name, "justfile") || span_is(name, "dev") ||
           span_ends(name, SPAN(".rb"));
}

void tell_coverage(const struct tell_file *file, const struct note_taker *taker)
{
    if (file->kinds & (KIND_VENDORED | KIND_LOCK | KIND_MINIFIED | KIND_BINARY))
        return;
    for (size_t i = 0; i < ARRAY_SIZE(thresholds); i++) {
        struct span key = span_of(thresholds[i].key);
        if (!is_concerned(file, &thresholds[i]))
            continue;
        size_t at = span_find(file->bytes, key);
        uint64_t percent;
        if (at == SIZE_MAX ||
            !read_number(behind(file->bytes, at, key), thresholds[i].fraction, &percent))
            continue;
        char digits[8];
        size_t len = 0;
        for (uint64_t power = 100; power; power /= 10)
            if (percent >= power || power == 1)
                digits[len++] = (char)('0' + percent / power % 10);
        struct note note = { .kind = NOTE_COVERAGE,
                             .name = key,
                             .value = { digits, len },
                             .begin = at,
                             .end = at + key.len };
        note_tell(taker, &note);
    }
}
