/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses without TLS in files of settings. */
#include "audit/lift/shell/command.h"
#include "audit/project/tell.h"
#include "base/ascii.h"

enum {
    MAX_URLS = 20,  /* of one file: more say nothing new */
    LONGEST = 2048, /* bytes of one that is told */
    SETTINGS =
            KIND_YAML | KIND_JSON | KIND_INI | KIND_CONFIG | KIND_ENV | KIND_NGINX | KIND_WORKFLOW,
    NO_SETTINGS = KIND_LOCK | KIND_VENDORED | KIND_TRANSLATION | KIND_MARKUP | KIND_CODE |
                  KIND_XML | KIND_BINARY,
};

/* Names of schemas, licences and examples, which nothing is fetched from. */
static bool is_identifier(struct span url)
{
    static const char *const hosts[] = {
        "www.w3.org",      "json-schema.org",   "schemas.",        "xmlns.",
        "purl.org",        "ns.adobe.com",      "maven.apache.org", "www.apache.org/licenses",
        "www.gnu.org",     "opensource.org",    "creativecommons.org", "java.sun.com",
        "schema.",         "www.springframework.org", "example.", "www.example.",
    };
    struct span rest = span_from(url, strlen("http://"));
    for (size_t i = 0; i < ARRAY_SIZE(hosts); i++)
        if (span_starts(rest, span_of(hosts[i])))
            return true;
    return false;
}

static bool ends_url(char c)
{
    return (unsigned char)c <= ' ' || strchr("\"'`<>,;|\\^{}[]()", c) != NULL;
}

/* The line that is being read, as far as it was. */
struct line {
    size_t read; /* up to here */
    bool is_comment;
};

static bool begins_comment(struct span text)
{
    return span_starts(text, SPAN("#")) || span_starts(text, SPAN(";")) ||
           span_starts(text, SPAN("//"));
}

/* Reads on to `at`: one line may hold all addresses of a file, and is not to be read anew for each. */
static void read_line_to(struct line *line, struct span text, size_t at)
{
    struct span passed = span_sub(text, line->read, at - line->read);
    const char *end = passed.len ? memrchr(passed.data, '\n', passed.len) : NULL;
    if (end) {
        passed = span_from(passed, (size_t)(end - passed.data) + 1);
        line->is_comment = false;
    }
    if (end || line->read == 0)
        line->is_comment = begins_comment(span_trim(passed));
    line->is_comment = line->is_comment || span_find(passed, SPAN(" #")) != SIZE_MAX;
    line->read = at;
}

static bool is_open(struct span url)
{
    return url.len > strlen("http://") && !shell_is_local_url(url) && !is_identifier(url) &&
           span_find(url, SPAN(".example")) == SIZE_MAX;
}

void tell_urls(const struct tell_file *file, const struct note_taker *taker)
{
    struct span text = file->bytes;
    struct line line = { 0 };
    size_t told = 0, at = 0;
    if (!(file->kinds & SETTINGS) || file->kinds & NO_SETTINGS)
        return;
    while (told < MAX_URLS) {
        size_t found = span_find(span_from(text, at), SPAN("http://"));
        if (found == SIZE_MAX)
            return;
        size_t begin = at + found, end = begin;
        while (end < text.len && !ends_url(text.data[end]))
            end++;
        at = end;
        struct span url = span_sub(text, begin, end - begin);
        read_line_to(&line, text, begin);
        if (url.len > LONGEST || line.is_comment || !is_open(url))
            continue;
        note_tell(taker, &(struct note) { .kind = NOTE_URL,
                                          .name = url,
                                          .value = SPAN_EMPTY,
                                          .begin = begin,
                                          .end = end });
        told++;
    }
}
