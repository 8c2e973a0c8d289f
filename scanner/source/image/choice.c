/* SPDX-License-Identifier: Apache-2.0 */
#include "source/image/choice.h"

#include "base/macro.h"

enum { DIGEST_BEGINNING = 6 };

bool image_choice_is_made(const struct image_choice *choice)
{
    return choice && (choice->platform || choice->name);
}

/* ---- Platforms ------------------------------------------------------------------------------- */

struct platform {
    struct span os, architecture, variant;
};

/* What uname calls it, and what Go and so OCI do. */
static struct span architecture_of(struct span name)
{
    static const char *const names[][2] = {
        { "x86_64", "amd64" }, { "x86-64", "amd64" }, { "aarch64", "arm64" },
        { "armhf", "arm" },    { "i386", "386" },     { "i686", "386" },
    };
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        if (span_is(name, names[i][0]))
            return span_of(names[i][1]);
    return name;
}

static struct platform platform_parse(struct span text)
{
    struct platform platform = { SPAN_EMPTY, SPAN_EMPTY, SPAN_EMPTY };
    bool has_os = span_find_char(text, '/') < text.len;
    if (has_os)
        span_next_field(&text, '/', &platform.os);
    span_next_field(&text, '/', &platform.architecture);
    platform.architecture = architecture_of(platform.architecture);
    platform.variant = text;
    return platform;
}

/* What is said on both sides is the same; arm64 has one variant that is always meant. */
static bool agrees(struct span wanted, struct span actual)
{
    return wanted.len == 0 || actual.len == 0 || span_eq_nocase(wanted, actual);
}

bool image_choice_has_platform(const struct image_choice *choice, struct span platform)
{
    if (!choice || !choice->platform || platform.len == 0)
        return true;
    struct platform wanted = platform_parse(span_of(choice->platform));
    struct platform actual = platform_parse(platform);
    return agrees(wanted.os, actual.os) && agrees(wanted.architecture, actual.architecture) &&
           agrees(wanted.variant, actual.variant);
}

/* ---- Names ----------------------------------------------------------------------------------- */

/* Docker leaves these out where it shows a name, and podman puts the last one before its own. */
static struct span without_default_registry(struct span name)
{
    static const char *const prefixes[] = { "docker.io/library/", "docker.io/", "library/",
                                            "localhost/" };
    for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++)
        if (span_starts(name, span_of(prefixes[i])))
            return span_from(name, strlen(prefixes[i]));
    return name;
}

static struct span tag_of(struct span name)
{
    struct span last = span_basename(name);
    size_t colon = span_find_char(last, ':');
    return span_from(last, colon + 1);
}

static bool is_digest_beginning(struct span wanted, struct span name)
{
    struct span sha256 = SPAN("sha256:");
    if (!span_starts(name, sha256) || wanted.len < DIGEST_BEGINNING)
        return false;
    return span_starts(name, wanted) || span_starts(span_from(name, sha256.len), wanted);
}

/* `app` is app of any tag, `app:1` that one, `1` any image of that tag. */
bool image_choice_is_named(const struct image_choice *choice, struct span name)
{
    if (!choice || !choice->name)
        return true;
    if (name.len == 0)
        return false;
    struct span wanted = without_default_registry(span_of(choice->name));
    struct span actual = without_default_registry(name);
    struct span tag = tag_of(actual);
    struct span repository =
            tag.len ? span_sub(actual, 0, actual.len - tag.len - 1) : actual;
    return span_eq(wanted, actual) || span_eq(wanted, tag) || span_eq(wanted, repository) ||
           is_digest_beginning(span_of(choice->name), name);
}
