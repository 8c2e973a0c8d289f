/* SPDX-License-Identifier: Apache-2.0 */
/* `uses`: which action or workflow, at which reference, and what is known of it. */
#include "audit/lift/github_actions/github_actions.h"

#include "audit/lift/github_actions/known.h"
#include "audit/lift/image_reference.h"
#include "base/ascii.h"

enum { SHA_LENGTH = 40 };

static const char *kind_of_ref(struct span ref)
{
    size_t hex = 0;
    while (hex < ref.len && ascii_is_hex(ref.data[hex]) && !ascii_is_upper(ref.data[hex]))
        hex++;
    if (ref.len == 0)
        return "none";
    if (hex == ref.len && ref.len >= 7)
        return ref.len == SHA_LENGTH ? "sha" : "shortsha";
    bool version = ascii_is_digit(ref.data[0]) ||
                   (ref.data[0] == 'v' && ref.len > 1 && ascii_is_digit(ref.data[1]));
    return version ? "tag" : "branch";
}

/* `owner/repo/path@ref`, taken apart. */
struct reference {
    struct span owner, repo, path, ref;
    bool has_ref;
};

static struct reference reference_of(struct span text)
{
    size_t at = span_find_char(text, '@');
    struct span name = span_sub(text, 0, at);
    struct reference r = { .ref = span_from(text, at + 1), .has_ref = at < text.len };
    size_t slash = span_find_char(name, '/');
    r.owner = span_sub(name, 0, slash);
    name = span_from(name, slash + 1);
    slash = span_find_char(name, '/');
    r.repo = span_sub(name, 0, slash);
    r.path = span_from(name, slash + 1);
    return r;
}

/* ---- Its form ---- */

static bool is_docker(struct span text)
{
    struct image_reference image = image_reference_of(span_from(text, strlen("docker://")));
    return image.repository.len > 0 && !span_ends(text, SPAN(":"));
}

/* A path of the checkout, or with `$/` of the repository that the workflow is from. */
static bool is_local(struct span text)
{
    return span_starts(text, SPAN("./")) || span_starts(text, SPAN("../")) ||
           span_starts(text, SPAN("$/"));
}

static bool is_well_formed(struct span text, bool is_job)
{
    struct reference r = reference_of(text);
    if (span_find(text, SPAN("${{")) != SIZE_MAX)
        return true; /* told as an expression that may not stand there */
    if (is_local(text))
        return !is_job || span_find_char(text, '@') == text.len;
    if (!is_job && span_starts(text, SPAN("docker://")))
        return is_docker(text);
    return r.owner.len && r.repo.len && r.ref.len && text.data[0] != '.' && (!is_job || r.path.len);
}

void workflow_check_uses(struct workflow *w, const struct node *node, bool is_job)
{
    if (node->text.len && !is_well_formed(node->text, is_job))
        workflow_error(w, "bad-uses", is_job ? "workflow-call" : "action", put_place(&w->put, node),
                       node->text);
    else if (!is_job && w->step)
        known_action_check(w, node);
}

/* ---- Facts ---- */

void workflow_put_image(struct workflow *w, struct node *list, const struct node *image)
{
    struct place at = put_place(&w->put, image);
    struct span text = image->text;
    if (span_find(text, SPAN("${{")) != SIZE_MAX)
        return;
    struct image_reference parts = image_reference_of(text);
    struct node *one = put_object(&w->put, list, "", at);
    put_text(&w->put, one, "text", text, at);
    put_text(&w->put, one, "registry", parts.registry, at);
    put_text(&w->put, one, "repository", parts.repository, at);
    put_text(&w->put, one, "tag", parts.tag, at);
    put_text(&w->put, one, "digest", parts.digest, at);
    put_bool(&w->put, one, "latest",
             !parts.digest.len && (!parts.tag.len || span_is(parts.tag, "latest")), at);
}

void workflow_put_uses(struct workflow *w, struct node *parent, const struct node *node)
{
    struct place at = put_place(&w->put, node);
    struct span text = node->text;
    struct reference r = reference_of(text);
    bool docker = span_starts(text, SPAN("docker://"));
    struct node *uses = put_object(&w->put, parent, "uses", at);
    put_text(&w->put, uses, "text", text, at);
    put_bool(&w->put, uses, "local", is_local(text), at);
    put_bool(&w->put, uses, "docker", docker, at);
    if (docker) {
        struct node image = *node;
        image.text = span_from(text, strlen("docker://"));
        workflow_put_image(w, put_array(&w->put, uses, "images", at), &image);
    }
    if (is_local(text) || docker)
        return;
    put_text(&w->put, uses, "owner", r.owner, at);
    put_text(&w->put, uses, "repo", r.repo, at);
    put_text(&w->put, uses, "path", r.path, at);
    put_text(&w->put, uses, "ref", r.ref, at);
    put_text(&w->put, uses, "refKind", span_of(kind_of_ref(r.ref)), at);
    put_bool(&w->put, uses, "commented", workflow_may_be_commented(w, node), at);
    put_bool(&w->put, uses, "firstParty",
             span_eq_nocase(r.owner, SPAN("actions")) || span_eq_nocase(r.owner, SPAN("github")),
             at);
    known_action_put(w, uses, text, at);
}
