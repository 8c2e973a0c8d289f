/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/gitlab_ci/gitlab_ci.h"

#include "audit/lift/gitlab_ci/parts.h"
#include "audit/lift/image/facts.h"
#include "audit/lift/value.h"
#include "audit/project/categories.h"
#include "base/ascii.h"
#include "doc/yaml.h"

/* Keys of the top level that are no jobs. */
static const char *const reserved[] = {
    "default", "include",       "stages",       "variables", "workflow",     "image", "services",
    "cache",   "before_script", "after_script", "spec",      "pages:deploy", "<<",
};

/* ---- Reading --------------------------------------------------------------------------------- */

struct span gitlab_text(const struct node *node)
{
    bool scalar = node && node->kind != NODE_NULL && node->kind != NODE_OBJECT &&
                  node->kind != NODE_ARRAY && node->text.data;
    return scalar ? node->text : SPAN_EMPTY;
}

const struct node *gitlab_setting(const struct gitlab_job *job, const char *key)
{
    for (size_t i = 0; i < job->count; i++) {
        const struct node *node = node_last_member(job->layers[i], key);
        if (node && node->kind != NODE_NULL)
            return node;
    }
    return NULL;
}

struct place gitlab_place(const struct gitlab_job *job, const struct node *node)
{
    return node ? put_place(&job->g->put, node) : job->key;
}

void gitlab_variables(struct gitlab *g, struct node *list, const struct node *variables)
{
    struct put *put = &g->put;
    bool map = variables && variables->kind == NODE_OBJECT;
    for (const struct node *at = map ? variables->children : NULL; at; at = at->next) {
        const struct node *value = at->kind == NODE_OBJECT ? node_last_member(at, "value") : at;
        if (at->shadowed || !value || !value->text.data || value->kind == NODE_NULL)
            continue;
        struct place place = put_place(put, value);
        struct node *to = put_object(put, list, "", place);
        value_put(put, to, at->key, value->text, place);
        put_text(put, to, "lower", put_lower(put, value->text), place);
    }
}

/* ---- Includes -------------------------------------------------------------------------------- */

static bool is_hex(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!ascii_is_digit(text.data[i]) && !(text.data[i] >= 'a' && text.data[i] <= 'f'))
            return false;
    return text.len > 0;
}

/* `v1.2`, `1.2.3`: whoever publishes it does not move it, mostly. */
static bool is_version(struct span ref)
{
    size_t first = ref.len && ref.data[0] == 'v';
    return ref.len > first && ascii_is_digit(ref.data[first]);
}

static const char *kind_of_ref(struct span ref)
{
    if (!ref.len)
        return "none";
    if (span_find_char(ref, '$') < ref.len)
        return "unknown";
    if (is_hex(ref) && ref.len == 40)
        return "sha";
    return is_version(ref) ? "tag" : "branch";
}

static void put_address(struct put *put, struct node *to, struct span url, struct place at)
{
    size_t colon = span_find(url, SPAN("://"));
    if (colon != SIZE_MAX)
        put_text(put, to, "scheme", put_lower(put, span_sub(url, 0, colon)), at);
}

static void put_include(struct gitlab *g, struct node *list, const struct node *item)
{
    static const char *const kinds[] = { "project", "remote", "component", "template", "local" };
    struct put *put = &g->put;
    struct node *to = put_object(put, list, "", put_place(put, item));
    struct span text = gitlab_text(item);
    if (text.len) {
        bool remote = span_find(text, SPAN("://")) != SIZE_MAX;
        put_text(put, to, remote ? "remote" : "local", text, put_place(put, item));
        put_address(put, to, text, put_place(put, item));
        put_bool(put, to, "checked", false, put_place(put, item));
        return;
    }
    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
        const struct node *node = node_last_member(item, kinds[i]);
        if (node && gitlab_text(node).len)
            put_text(put, to, kinds[i], gitlab_text(node), put_place(put, node));
    }
    const struct node *remote = node_last_member(item, "remote"),
                      *ref = node_last_member(item, "ref");
    const struct node *component = node_last_member(item, "component");
    struct span version = gitlab_text(ref);
    if (component) {
        struct span name = gitlab_text(component);
        version = span_from(name, span_find_char(name, '@') + 1);
    }
    if (remote)
        put_address(put, to, gitlab_text(remote), put_place(put, remote));
    put_bool(put, to, "checked", node_last_member(item, "integrity") != NULL, put_place(put, item));
    put_text(put, to, "ref", version, put_place(put, ref ? ref : item));
    put_text(put, to, "refKind", span_of(kind_of_ref(version)), put_place(put, ref ? ref : item));
}

static void put_includes(struct gitlab *g)
{
    const struct node *include = node_last_member(g->document, "include");
    struct node *list = put_array(&g->put, g->put.builder.root, "includes",
                                  put_place(&g->put, include ? include : g->document));
    if (!include)
        return;
    if (include->kind != NODE_ARRAY)
        put_include(g, list, include);
    for (const struct node *at = include->kind == NODE_ARRAY ? include->children : NULL; at;
         at = at->next)
        put_include(g, list, at);
}

/* ---- Jobs ------------------------------------------------------------------------------------ */

static bool is_job(const struct node *member)
{
    if (span_is_one_of(member->key, reserved, ARRAY_SIZE(reserved)))
        return false;
    return member->kind == NODE_OBJECT && !member->shadowed;
}

static const struct node *job_named(const struct gitlab *g, struct span name)
{
    for (const struct node *at = g->document->children; at; at = at->next)
        if (is_job(at) && span_eq(at->key, name))
            return at;
    return NULL;
}

static bool has_layer(const struct gitlab_job *job, const struct node *layer)
{
    for (size_t i = 0; i < job->count; i++)
        if (job->layers[i] == layer)
            return true;
    return false;
}

/* What is extended last says most; each of them brings what it extends itself. */
static void add_layers(struct gitlab_job *job, const struct node *node)
{
    job->layers[job->count++] = node;
    for (size_t done = 0; done < job->count; done++) {
        const struct node *extends = node_last_member(job->layers[done], "extends");
        const struct node *names[GITLAB_MAX_LAYERS];
        size_t found = 0;
        if (extends && gitlab_text(extends).len)
            names[found++] = extends;
        for (const struct node *at = extends ? extends->children : NULL;
             at && found < GITLAB_MAX_LAYERS; at = at->next)
            names[found++] = at;
        while (found-- > 0) {
            const struct node *base = job_named(job->g, gitlab_text(names[found]));
            if (base && job->count < GITLAB_MAX_LAYERS - 2 && !has_layer(job, base))
                job->layers[job->count++] = base;
        }
    }
    job->own = job->count;
}

/* `inherit: {default: false}` keeps what holds for all from the job. */
static void add_defaults(struct gitlab_job *job)
{
    const struct node *inherit = gitlab_setting(job, "inherit");
    const struct node *flag = node_last_member(inherit, "default");
    const struct node *defaults = node_last_member(job->g->document, "default");
    if (flag && flag->kind == NODE_BOOL && !flag->truth)
        return;
    if (defaults && defaults->kind == NODE_OBJECT)
        job->layers[job->count++] = defaults;
    job->layers[job->count++] = job->g->document;
}

static const struct node *name_of_image(const struct node *image)
{
    return image && image->kind == NODE_OBJECT ? node_last_member(image, "name") : image;
}

static void put_image(const struct gitlab_job *job, struct node *to, const struct node *image)
{
    const struct node *name = name_of_image(image);
    struct span text = gitlab_text(name);
    if (text.len && span_find_char(text, '$') == text.len)
        image_put(&job->g->put, to, "image", text, put_place(&job->g->put, name));
}

static void put_services(const struct gitlab_job *job)
{
    struct put *put = &job->g->put;
    const struct node *services = gitlab_setting(job, "services");
    struct node *list = put_array(put, job->facts, "services", gitlab_place(job, services));
    bool is_list = services && services->kind == NODE_ARRAY;
    for (const struct node *at = is_list ? services->children : NULL; at; at = at->next) {
        struct node *to = put_object(put, list, "", put_place(put, at));
        struct span text = gitlab_text(name_of_image(at));
        put_image(job, to, at);
        put_bool(put, to, "engine",
                 span_find(text, SPAN("docker")) != SIZE_MAX &&
                         span_find(text, SPAN("dind")) != SIZE_MAX,
                 put_place(put, at));
    }
}

static void put_job_variables(const struct gitlab_job *job)
{
    struct put *put = &job->g->put;
    struct node *list = put_array(put, job->facts, "variables", job->key);
    /* Those of what is extended are told there, unless it is no job of its own. */
    for (size_t i = 0; i < job->own; i++)
        if (i == 0 || span_starts(job->layers[i]->key, SPAN(".")))
            gitlab_variables(job->g, list, node_last_member(job->layers[i], "variables"));
}

static bool has_manual_rule(const struct node *rules)
{
    bool is_list = rules && rules->kind == NODE_ARRAY;
    for (const struct node *at = is_list ? rules->children : NULL; at; at = at->next)
        if (span_is(gitlab_text(node_last_member(at, "when")), "manual"))
            return true;
    return false;
}

static void put_environment(const struct gitlab_job *job)
{
    struct put *put = &job->g->put;
    const struct node *environment = gitlab_setting(job, "environment");
    const struct node *name = environment && environment->kind == NODE_OBJECT
                                      ? node_last_member(environment, "name")
                                      : environment;
    const struct node *when = gitlab_setting(job, "when");
    if (gitlab_text(name).len)
        put_text(put, job->facts, "environment", gitlab_text(name), put_place(put, name));
    put_bool(put, job->facts, "manual",
             span_is(gitlab_text(when), "manual") || has_manual_rule(gitlab_setting(job, "rules")),
             gitlab_place(job, when));
}

static void put_failure(const struct gitlab_job *job)
{
    const struct node *allow = gitlab_setting(job, "allow_failure");
    bool allowed = allow && allow->kind == NODE_BOOL && allow->truth;
    put_bool(&job->g->put, job->facts, "allowFailure", allowed, gitlab_place(job, allow));
}

/* Does any rule of the job let a pipeline of that kind in? */
static bool has_source(const struct node *rules, const char *const *words, size_t count)
{
    bool is_list = rules && rules->kind == NODE_ARRAY;
    for (const struct node *at = is_list ? rules->children : NULL; at; at = at->next) {
        struct span condition = gitlab_text(node_last_member(at, "if"));
        bool never = span_is(gitlab_text(node_last_member(at, "when")), "never");
        for (size_t i = 0; i < count && !never; i++)
            if (span_find(condition, span_of(words[i])) != SIZE_MAX)
                return true;
    }
    return false;
}

/* The last rule says `when: always` alone, and no rule tells merge requests apart. */
static bool takes_all(const struct node *rules)
{
    const struct node *last = rules && rules->kind == NODE_ARRAY ? rules->children : NULL;
    while (last && last->next)
        last = last->next;
    return last && !node_last_member(last, "if") &&
           span_is(gitlab_text(node_last_member(last, "when")), "always");
}

/* A push to a branch with an open merge request starts two pipelines with the same job. */
static void put_doubled(const struct gitlab_job *job)
{
    static const char *const pushes[] = { "\"push\"", "'push'", "$CI_COMMIT_BRANCH" };
    static const char *const merges[] = { "merge_request_event", "$CI_MERGE_REQUEST_I" };
    const struct node *rules = gitlab_setting(job, "rules");
    if (!rules || node_last_member(job->g->document, "workflow"))
        return;
    bool doubled = (has_source(rules, pushes, ARRAY_SIZE(pushes)) &&
                    has_source(rules, merges, ARRAY_SIZE(merges))) ||
                   takes_all(rules);
    put_bool(&job->g->put, job->facts, "doubled", doubled, gitlab_place(job, rules));
}

/* One cache for protected and other branches: whoever may push to a branch writes what releases
 * read. */
static void put_cache(const struct gitlab_job *job)
{
    const struct node *cache = gitlab_setting(job, "cache");
    const struct node *first = cache && cache->kind == NODE_ARRAY ? cache->children : cache;
    const struct node *shared = node_last_member(first, "unprotect");
    if (shared && shared->kind == NODE_BOOL)
        put_bool(&job->g->put, job->facts, "cacheUnprotected", shared->truth,
                 put_place(&job->g->put, shared));
}

static void put_artifacts(const struct gitlab_job *job)
{
    struct put *put = &job->g->put;
    const struct node *artifacts = gitlab_setting(job, "artifacts");
    const struct node *paths = node_last_member(artifacts, "paths");
    struct node *list = put_array(put, job->facts, "artifacts", gitlab_place(job, paths));
    bool is_list = paths && paths->kind == NODE_ARRAY;
    for (const struct node *at = is_list ? paths->children : NULL; at; at = at->next)
        if (gitlab_text(at).len)
            put_text(put, list, "", gitlab_text(at), put_place(put, at));
}

static void put_tokens(const struct gitlab_job *job)
{
    struct put *put = &job->g->put;
    const struct node *tokens = gitlab_setting(job, "id_tokens");
    struct node *list = put_array(put, job->facts, "idTokens", gitlab_place(job, tokens));
    bool is_map = tokens && tokens->kind == NODE_OBJECT;
    for (const struct node *at = is_map ? tokens->children : NULL; at; at = at->next) {
        struct node *to = put_object(put, list, "", put_place(put, at));
        const struct node *audience = node_last_member(at, "aud");
        put_text(put, to, "name", at->key, put_place(put, at));
        put_bool(put, to, "audience", audience && audience->kind != NODE_NULL, put_place(put, at));
    }
}

struct categories {
    struct put *put;
    struct node *list;
    struct place at;
};

static void put_category(const struct category *category, void *payload)
{
    struct categories *to = payload;
    put_text(to->put, to->list, "", span_of(category->name), to->at);
}

static void put_categories(const struct gitlab_job *job)
{
    struct put *put = &job->g->put;
    struct categories to = { put, put_array(put, job->facts, "categories", job->key), job->key };
    const struct node *script = job->facts ? node_member(job->facts, "script") : NULL;
    for (const struct node *at = script ? script->children : NULL; at; at = at->next)
        categories_in(at->text, put_category, &to);
}

static int put_job(struct gitlab *g, struct node *list, const struct node *node)
{
    struct gitlab_job job = { .g = g, .key = line_index_key(&g->lines, &g->put, node) };
    add_layers(&job, node);
    add_defaults(&job);
    job.facts = put_object(&g->put, list, "", job.key);
    const struct node *stage = gitlab_setting(&job, "stage");
    const struct node *needs = gitlab_setting(&job, "needs");
    put_text(&g->put, job.facts, "name", node->key, job.key);
    put_bool(&g->put, job.facts, "hidden", span_starts(node->key, SPAN(".")), job.key);
    put_text(&g->put, job.facts, "stage", stage ? gitlab_text(stage) : SPAN("test"),
             gitlab_place(&job, stage));
    struct node *needed =
            needs && needs->kind == NODE_ARRAY
                    ? put_array(&g->put, job.facts, "needs", put_place(&g->put, needs))
                    : NULL;
    for (const struct node *at = needed ? needs->children : NULL; at; at = at->next) {
        const struct node *name = at->kind == NODE_OBJECT ? node_last_member(at, "job") : at;
        if (gitlab_text(name).len)
            put_text(&g->put, needed, "", gitlab_text(name), put_place(&g->put, at));
    }
    put_image(&job, job.facts, gitlab_setting(&job, "image"));
    put_services(&job);
    put_job_variables(&job);
    put_environment(&job);
    put_failure(&job);
    put_doubled(&job);
    put_cache(&job);
    put_artifacts(&job);
    put_tokens(&job);
    if (gitlab_scripts(&job) < 0)
        return -1;
    put_categories(&job);
    return 0;
}

static int lift_document(struct gitlab *g)
{
    struct put *put = &g->put;
    struct node *root = put->builder.root;
    struct place at = put_place(put, g->document);
    const struct node *stages = node_last_member(g->document, "stages");
    if (stages && stages->kind == NODE_ARRAY) {
        struct node *list = put_array(put, root, "stages", put_place(put, stages));
        for (const struct node *one = stages->children; one; one = one->next)
            put_text(put, list, "", gitlab_text(one), put_place(put, one));
    }
    put_includes(g);
    gitlab_variables(g, put_array(put, root, "variables", at),
                     node_last_member(g->document, "variables"));
    struct node *jobs = put_array(put, root, "jobs", at);
    for (const struct node *one = g->document->children; one; one = one->next)
        if (is_job(one) && put_job(g, jobs, one) < 0)
            return -1;
    return 0;
}

/* A header with `spec:` may stand before, as a document of its own. */
static const struct node *body_of(const struct node *documents)
{
    const struct node *first = documents->children;
    return first && first->next && node_last_member(first, "spec") ? first->next : first;
}

int gitlab_ci_lift(struct node **out, struct span text, struct arena *arena,
                   struct veto_error *error)
{
    struct node *documents;
    struct gitlab g = { .document = NULL };
    if (yaml_read(&documents, text, arena, error) < 0 ||
        put_start(&g.put, text, arena, error) < 0 || line_index_make(&g.lines, &g.put) < 0)
        return -1;
    put_bound(&g.put);
    g.document = body_of(documents);
    if (g.document && g.document->kind == NODE_OBJECT && lift_document(&g) < 0)
        return -1;
    return put_finish(&g.put, out);
}

/* ---- Detection ------------------------------------------------------------------------------- */

static bool is_named_so(struct span name)
{
    struct span base = span_basename(name);
    return span_ends_nocase(base, SPAN(".gitlab-ci.yml")) ||
           span_ends_nocase(base, SPAN(".gitlab-ci.yaml")) ||
           span_find(name, SPAN(".gitlab/ci/")) != SIZE_MAX ||
           span_find(name, SPAN(".gitlab-ci/")) != SIZE_MAX;
}

/* Jobs below the margin with a script, and stages that they belong to. */
bool gitlab_ci_is(struct span name, struct span bytes)
{
    static const char *const others[] = {
        "on:",       "jobs:",      "pool:",    "apiVersion:", "services:\n",
        "language:", "pipelines:", "trigger:", "steps:"
    };
    struct span rest = bytes, line = SPAN_EMPTY;
    bool script = false, stage = false;
    if (is_named_so(name))
        return true;
    while (span_next_line(&rest, &line)) {
        size_t indent = 0;
        while (indent < line.len && line.data[indent] == ' ')
            indent++;
        struct span text = span_from(line, indent);
        script |= indent >= 2 && indent <= 4 && span_starts(text, SPAN("script:"));
        stage |= (indent >= 2 && indent <= 4 && span_starts(text, SPAN("stage:"))) ||
                 (indent == 0 && span_starts(text, SPAN("stages:")));
        for (size_t i = 0; i < ARRAY_SIZE(others) && indent == 0; i++)
            if (span_starts(text, span_of(others[i])))
                return false;
    }
    return script && stage;
}
