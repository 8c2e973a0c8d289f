/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/image_reference.h"

#include "base/macro.h"

static size_t last_of(struct span text, char c)
{
    for (size_t at = text.len; at-- > 0;)
        if (text.data[at] == c)
            return at;
    return text.len;
}

/* The first part is a host: it has a dot, a port, or is localhost. */
static bool is_registry(struct span part)
{
    return span_find_char(part, '.') < part.len || span_find_char(part, ':') < part.len ||
           span_is(part, "localhost");
}

struct image_reference image_reference_of(struct span text)
{
    struct image_reference out = { .registry = SPAN_EMPTY, .tag = SPAN_EMPTY };
    if (text.len == 0)
        text = SPAN_EMPTY; /* of a node that is no text */
    size_t at = span_find_char(text, '@');
    out.digest = at < text.len ? span_from(text, at + 1) : SPAN_EMPTY;
    text = span_sub(text, 0, at);
    size_t slash = span_find_char(text, '/');
    if (slash < text.len && is_registry(span_sub(text, 0, slash))) {
        out.registry = span_sub(text, 0, slash);
        text = span_from(text, slash + 1);
    }
    size_t colon = last_of(text, ':');
    if (colon < text.len && span_find_char(span_from(text, colon), '/') == text.len - colon) {
        out.tag = span_from(text, colon + 1);
        text = span_sub(text, 0, colon);
    }
    out.repository = text;
    out.name = span_basename(text);
    return out;
}

struct family {
    const char *family;
    const char *in; /* "repository", "tag", "name" */
    const char *part;
};

/* The first that holds decides. */
static const struct family families[] = {
    { "scratch", "name", "scratch" },
    { "distroless", "repository", "distroless" },
    { "wolfi", "repository", "chainguard" },
    { "wolfi", "repository", "wolfi" },
    { "alpine", "name", "alpine" },
    { "alpine", "tag", "alpine" },
    { "slim", "tag", "slim" },
    { "slim", "name", "busybox" },
    { "ubi", "repository", "ubi-minimal" },
    { "ubi", "repository", "ubi-micro" },
    { "ubi", "repository", "ubi8" },
    { "ubi", "repository", "ubi9" },
    { "sdk", "name", "golang" },
    { "sdk", "name", "maven" },
    { "sdk", "name", "gradle" },
    { "sdk", "name", "rust" },
    { "sdk", "name", "gcc" },
    { "sdk", "repository", "dotnet/sdk" },
    { "sdk", "repository", "buildpack-deps" },
    { "sdk", "tag", "jdk" },
    { "ubuntu", "name", "ubuntu" },
    { "debian", "name", "debian" },
    { "debian", "tag", "bookworm" },
    { "debian", "tag", "bullseye" },
};

const char *image_family(const struct image_reference *image)
{
    for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
        struct span part = span_of(families[i].part);
        bool holds = families[i].in[0] == 'n'   ? span_eq(image->name, part)
                     : families[i].in[0] == 't' ? span_find(image->tag, part) != SIZE_MAX
                                                : span_find(image->repository, part) != SIZE_MAX;
        if (holds)
            return families[i].family;
    }
    return "unknown";
}

bool image_is_nonroot(const struct image_reference *image)
{
    return span_find(image->tag, SPAN("nonroot")) != SIZE_MAX ||
           span_find(image->repository, SPAN("unprivileged")) != SIZE_MAX ||
           span_find(image->repository, SPAN("nonroot")) != SIZE_MAX ||
           span_starts(image->repository, SPAN("bitnami/")) ||
           span_starts(image->repository, SPAN("chainguard/")) ||
           span_is(image->registry, "cgr.dev");
}

struct release {
    const char *name, *tag;
};

/* Out of general support by January 2026: endoflife pages of the distributions themselves. */
static const struct release ended[] = {
    { "debian", "wheezy" }, { "debian", "jessie" }, { "debian", "stretch" },
    { "debian", "buster" }, { "debian", "7" },      { "debian", "8" },
    { "debian", "9" },      { "debian", "10" },     { "ubuntu", "12.04" },
    { "ubuntu", "14.04" },  { "ubuntu", "16.04" },  { "ubuntu", "18.04" },
    { "ubuntu", "20.04" },  { "ubuntu", "trusty" }, { "ubuntu", "xenial" },
    { "ubuntu", "bionic" }, { "ubuntu", "focal" },  { "ubuntu", "23.10" },
    { "ubuntu", "24.10" },  { "centos", "" },       { "centos", "6" },
    { "centos", "7" },      { "centos", "8" },      { "fedora", "38" },
    { "fedora", "39" },     { "fedora", "40" },     { "alpine", "3.12" },
    { "alpine", "3.13" },   { "alpine", "3.14" },   { "alpine", "3.15" },
    { "alpine", "3.16" },   { "alpine", "3.17" },   { "alpine", "3.18" },
    { "alpine", "3.19" },   { "amazonlinux", "1" }, { "opensuse/leap", "15.4" },
    { "python", "2.7" },    { "python", "3.6" },    { "python", "3.7" },
    { "python", "3.8" },    { "python", "3.9" },    { "node", "12" },
    { "node", "14" },       { "node", "16" },       { "node", "18" },
    { "php", "5.6" },       { "php", "7.4" },       { "php", "8.0" },
    { "ruby", "2.7" },      { "ruby", "3.0" },      { "ruby", "3.1" },
};

/* The release itself, or with something behind it: `3.8.1`, `buster-slim`. */
static bool is_release(struct span tag, struct span release)
{
    return span_starts(tag, release) && release.len &&
           (tag.len == release.len || strchr(".-_", tag.data[release.len]));
}

/* Tags that count up: those below a number are out of support, with what stands before it. */
static const struct {
    const char *name, *before;
    unsigned below;
} counted[] = {
    { "alpine", "3.", 20 },
    { "alpine", "2.", 100 },
    { "fedora", "", 41 },
    { "centos", "", 9 },
    { "centos", "centos", 9 },
    { "golang", "1.", 21 },
    { "node", "", 18 },
    { "python", "3.", 9 },
    { "python", "2.", 100 },
    { "php", "5.", 100 },
    { "php", "7.", 100 },
    { "ruby", "2.", 100 },
    { "debian", "", 11 },
    { "openjdk", "", 100 },
    { "dotnet/core/sdk", "", 100 },
    { "rockylinux", "", 8 },
    { "dotnet/core/aspnet", "", 100 },
    { "dotnet/core/runtime", "", 100 },
};

static bool is_counted_out(struct span repository, struct span tag)
{
    uint64_t number;
    for (size_t i = 0; i < ARRAY_SIZE(counted); i++) {
        struct span before = span_of(counted[i].before), rest = span_from(tag, before.len);
        size_t digits = 0;
        while (digits < rest.len && rest.data[digits] >= '0' && rest.data[digits] <= '9')
            digits++;
        if (span_is(repository, counted[i].name) && span_starts(tag, before) && digits < 4 &&
            span_to_uint(span_sub(rest, 0, digits), &number) && number < counted[i].below)
            return true;
    }
    return false;
}

bool image_is_eol(const struct image_reference *image)
{
    struct span repository = image->repository;
    if (span_starts(repository, SPAN("library/")))
        repository = span_from(repository, 8);
    for (size_t i = 0; i < ARRAY_SIZE(ended); i++)
        if (span_is(repository, ended[i].name) && is_release(image->tag, span_of(ended[i].tag)))
            return true;
    return is_counted_out(repository, image->tag);
}
