/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/form.h"

#include "base/ascii.h"
#include "base/macro.h"

enum { MOST_LINES = 9999 };

/* Words of a-z and 0-9 with one of `joints` between each two. */
static bool is_joined_words(struct span text, const char *joints)
{
    bool in_word = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (ascii_is_lower(c) || ascii_is_digit(c))
            in_word = true;
        else if (in_word && c != '\0' && strchr(joints, c))
            in_word = false;
        else
            return false;
    }
    return in_word;
}

static bool is_visible_ascii(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] < '!' || text.data[i] > '~')
            return false;
    return text.len > 0;
}

static bool fits_id(struct span text)
{
    return is_joined_words(text, "-");
}

static bool fits_tag(struct span text)
{
    return is_joined_words(text, "-.:");
}

static bool fits_version(struct span text)
{
    struct span major = SPAN_EMPTY;
    uint64_t number;
    return span_next_field(&text, '.', &major) && span_to_uint(major, &number) &&
           span_to_uint(text, &number);
}

static bool fits_url(struct span text)
{
    struct span scheme = SPAN("https://");
    return span_starts(text, scheme) && is_visible_ascii(span_from(text, scheme.len));
}

uint32_t form_line_count(struct span text)
{
    struct span digits = SPAN_EMPTY;
    uint64_t count;
    if (!span_next_field(&text, ' ', &digits) || digits.len == 0 || digits.data[0] == '0' ||
        !span_to_uint(digits, &count) || count > MOST_LINES)
        return 0;
    return span_is(text, "lines") || span_is(text, "line") ? (uint32_t)count : 0;
}

static bool fits_lines(struct span text)
{
    return form_line_count(text) > 0;
}

const struct form form_id = {
    .wanted = "words of a-z and 0-9 joined by '-'",
    .schema = "^[a-z0-9]+(-[a-z0-9]+)*$",
    .fits = fits_id,
};

const struct form form_tag = {
    .wanted = "words of a-z and 0-9 joined by '-', '.' or ':'",
    .schema = "^[a-z0-9]+([-.:][a-z0-9]+)*$",
    .fits = fits_tag,
};

const struct form form_alias = {
    .wanted = "visible ASCII without spaces",
    .schema = "^[!-~]+$",
    .fits = is_visible_ascii,
};

const struct form form_version = {
    .wanted = "a version like \"0.1\"",
    .schema = "^[0-9]+\\.[0-9]+$",
    .fits = fits_version,
};

const struct form form_url = {
    .wanted = "an address that begins https://",
    .schema = "^https://[!-~]+$",
    .fits = fits_url,
};

const struct form form_lines = {
    .wanted = "a number of lines, like \"10 lines\"",
    .schema = "^[1-9][0-9]{0,3} lines?$",
    .fits = fits_lines,
};
