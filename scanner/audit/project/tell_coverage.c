/* SPDX-License-Identifier: Apache-2.0 */
/* Where tools are told how much of the code must be run by tests. */
#include "audit/project/tell.h"

#include "base/ascii.h"

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
    { "pom.xml", "<minimum>", true },
    { "build.gradle*", "minimum", true },
    { "build.gradle*", "minBound(", false },
    { "codecov.y*ml", "target:", false },
    { ".codecov.y*ml", "target:", false },
    { ".testcoverage.y*ml", "total:", false },
};

/* Of commands, wherever one may stand. */
static const struct threshold options[] = {
    { NULL, "--cov-fail-under", false },
    { NULL, "--fail-under", false },
    { NULL, "--fail-under-lines", false },
    { NULL, "--fail-under-line", false },
    { NULL, "--coverage.thresholds", false },
    { NULL, "--check-coverage --lines", false },
    { NULL, "--minimum-coverage", false },
    { NULL, "min-coverage:", false },
    { NULL, "minimum_coverage", false },
    { NULL, "COVERAGE_THRESHOLD", false },
    { NULL, "/p:Threshold=", false },
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

/* Pipelines, scripts and settings; prose only talks of it. */
static bool may_run_tests(const struct tell_file *file)
{
    struct span name = span_basename(file->path);
    return file->kinds & (KIND_WORKFLOW | KIND_SHELL | KIND_INI | KIND_YAML) ||
           span_is(name, "package.json") || span_is(name, "Makefile") ||
           span_is(name, "makefile") || span_is(name, "justfile") || span_is(name, "dev") ||
           span_ends(name, SPAN(".rb"));
}

static void tell_threshold(const struct tell_file *file, const struct threshold *threshold,
                           const struct note_taker *taker)
{
    struct span key = span_of(threshold->key);
    size_t at = span_find(file->bytes, key);
    uint64_t percent;
    if (at == SIZE_MAX || !read_number(behind(file->bytes, at, key), threshold->fraction, &percent))
        return;
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

int tell_coverage_names(struct tell_names *names, struct arena *arena, struct veto_error *error)
{
    return glob_set_make(&names->thresholds, &thresholds[0].glob, sizeof(thresholds[0]),
                         ARRAY_SIZE(thresholds), arena, error);
}

void tell_coverage(const struct tell_file *file, const struct tell_names *names,
                   const struct note_taker *taker)
{
    const struct glob_set *set = &names->thresholds;
    if (file->kinds & (KIND_VENDORED | KIND_LOCK | KIND_MINIFIED | KIND_BINARY))
        return;
    for (size_t i = 0; (i = glob_set_next(set, file->path, i)) < set->count; i++)
        tell_threshold(file, &thresholds[i], taker);
    if (!may_run_tests(file))
        return;
    for (size_t i = 0; i < ARRAY_SIZE(options); i++)
        tell_threshold(file, &options[i], taker);
}
