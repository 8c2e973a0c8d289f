/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/dockerfile/dockerfile.h"

#include "audit/lift/dockerfile/stage.h"
#include "audit/lift/value.h"
#include "base/ascii.h"

static struct place place_of(struct dockerfile *d, const struct node *node)
{
    return put_place(&d->put, node);
}

static void put_error(struct dockerfile *d, const char *code, struct place at)
{
    put_text(&d->put, put_object(&d->put, d->errors, "", at), "code", span_of(code), at);
}

struct stage *dockerfile_find_stage(struct dockerfile *d, struct span name)
{
    uint64_t number;
    size_t count = d->at ? d->at->index : d->stage_count;
    if (span_to_uint(name, &number))
        return number < count ? &d->stages[number] : NULL;
    return name.len ? table_get(&d->names, put_lower(&d->put, name)) : NULL;
}

/* ---- FROM ---- */

static void put_base(struct dockerfile *d, struct stage *stage, struct span text, struct place at)
{
    struct put *put = &d->put;
    struct node *base = put_object(put, stage->node, "base", at);
    const struct image_reference *image = &stage->image;
    bool is_scratch = !stage->base && span_is(text, "scratch");
    put_text(put, base, "text", text, at);
    put_bool(put, base, "isStage", stage->base != NULL, at);
    put_bool(put, base, "isScratch", is_scratch, at);
    put_bool(put, base, "unresolved", stage->unresolved, at);
    if (stage->base || stage->unresolved)
        return;
    bool moves = span_is(image->tag, "latest");
    put_text(put, base, "registry", image->registry, at);
    put_text(put, base, "repository", image->repository, at);
    put_text(put, base, "name", image->name, at);
    put_text(put, base, "tag", image->tag, at);
    put_text(put, base, "digest", image->digest, at);
    put_bool(put, base, "pinned", image->digest.len > 0, at);
    put_bool(put, base, "untagged", !is_scratch && image->tag.len == 0 && image->digest.len == 0,
             at);
    put_bool(put, base, "latest", moves && image->digest.len == 0, at);
    put_text(put, base, "family", span_of(image_family(image)), at);
    put_text(put, base, "runsAs",
             image_is_nonroot(image) ? SPAN("nonroot")
             : is_scratch            ? SPAN("root")
                                     : SPAN("unknown"),
             at);
    put_bool(put, base, "eol", image_is_eol(image), at);
}

static void put_platform(struct dockerfile *d, struct stage *stage, const struct node *from)
{
    const struct node *flags = node_member(from, "flags");
    const struct node *platform = flags ? node_member(flags, "platform") : NULL;
    if (!platform || !platform->children)
        return;
    struct place at = place_of(d, platform);
    struct span text = platform->children->text;
    struct node *object = put_object(&d->put, stage->node, "platform", at);
    put_text(&d->put, object, "text", text, at);
    put_bool(&d->put, object, "literal", span_find_char(text, '$') == text.len, at);
}

static void put_lists(struct dockerfile *d, struct stage *stage)
{
    struct put *put = &d->put;
    struct place at = stage->place;
    stage->runs = put_array(put, stage->node, "runs", at);
    stage->copies = put_array(put, stage->node, "copies", at);
    stage->env = put_array(put, stage->node, "env", at);
    stage->args = put_array(put, stage->node, "args", at);
    stage->labels = put_array(put, stage->node, "labels", at);
    stage->expose = put_array(put, stage->node, "expose", at);
    stage->volumes = put_array(put, stage->node, "volumes", at);
    stage->workdirs = put_array(put, stage->node, "workdirs", at);
    stage->cmd_list = put_array(put, stage->node, "cmds", at);
    stage->entrypoint_list = put_array(put, stage->node, "entrypoints", at);
    stage->healthcheck_list = put_array(put, stage->node, "healthchecks", at);
    stage->onbuild = put_array(put, stage->node, "onbuild", at);
}

static struct stage *start_stage(struct dockerfile *d, struct node *stages, struct place at)
{
    struct stage *stage = &d->stages[d->stage_count];
    stage->index = d->stage_count++;
    stage->place = at;
    stage->name = SPAN_EMPTY;
    stage->effects.user = SPAN_EMPTY;
    stage->effects.shell_kind = SHELL_KIND_SH;
    table_init(&stage->variables);
    table_init(&stage->archives);
    table_init(&stage->secret_arguments);
    stage->node = put_object(&d->put, stages, "", at);
    put_number(&d->put, stage->node, "index", (long long)stage->index, at);
    d->at = stage;
    return stage;
}

static void lift_from(struct dockerfile *d, struct node *stages, const struct node *from)
{
    struct stage *stage = start_stage(d, stages, place_of(d, from));
    const struct node *document = d->next_stage;
    d->next_stage = document ? document->next : NULL;
    const struct node *image = document ? node_member(document, "image") : NULL;
    const struct node *name = document ? node_member(document, "name") : NULL;
    stage->instruction = from;
    if (name)
        stage->name = put_lower(&d->put, name->text);
    bool known = true;
    struct span text = image ? image->text : SPAN_EMPTY;
    text = dockerfile_unquote(d, dockerfile_expand(d, &d->globals, text, &known));
    stage->unresolved = !known;
    stage->base = known ? dockerfile_find_stage(d, text) : NULL;
    if (text.len && ascii_is_digit(text.data[0]) && stage->base && stage->base->name.len == 0)
        stage->base = NULL; /* FROM takes names only */
    if (stage->base) {
        stage->base->used_as_base = true;
        stage->effects = stage->base->effects;
        stage->image = stage->base->image;
        stage->unresolved = stage->base->unresolved;
    } else {
        stage->image = image_reference_of(text);
        stage->effects.shell_kind =
                span_find_nocase(text, SPAN("windows")) != SIZE_MAX ||
                                span_find_nocase(text, SPAN("nanoserver")) != SIZE_MAX
                        ? SHELL_KIND_WINDOWS
                        : SHELL_KIND_SH;
    }
    struct place at = image ? place_of(d, image) : stage->place;
    put_bool(&d->put, stage->node, "hasFrom", true, stage->place);
    if (stage->name.len)
        put_text(&d->put, stage->node, "name", stage->name, place_of(d, name));
    put_bool(&d->put, stage->node, "duplicateName",
             stage->name.len && table_get(&d->names, stage->name), stage->place);
    put_bool(&d->put, stage->node, "reservedName",
             span_is(stage->name, "scratch") || span_is(stage->name, "context"), stage->place);
    put_base(d, stage, text, at);
    put_platform(d, stage, from);
    put_lists(d, stage);
    if (stage->name.len && table_set(&d->names, stage->name, stage) < 0)
        d->put.failed = true;
}

/* A fragment: what stands in it belongs to some stage. */
static void imply_stage(struct dockerfile *d, struct node *stages, const struct node *first)
{
    struct stage *stage = start_stage(d, stages, place_of(d, first));
    stage->unresolved = true;
    put_bool(&d->put, stage->node, "hasFrom", false, stage->place);
    put_lists(d, stage);
}

/* ---- Other instructions ---- */

static void lift_user(struct dockerfile *d, const struct node *node)
{
    bool known = true;
    struct span text =
            dockerfile_expand(d, &d->at->variables, instruction_text(node, "text"), &known);
    text = dockerfile_unquote(d, text);
    d->at->effects.user = known ? text : SPAN("$");
    d->at->effects.user_place = place_of(d, node);
    d->at->effects.user_set = true;
}

static bool is_system_folder(struct span path)
{
    static const char *const folders[] = { "/",     "/boot", "/dev", "/etc", "/lib", "/lib64",
                                           "/proc", "/sys",  "/usr", "/bin", "/sbin" };
    while (path.len > 1 && path.data[path.len - 1] == '/')
        path.len--;
    if (span_is_one_of(path, folders, ARRAY_SIZE(folders)))
        return true;
    return span_starts(path, SPAN("/proc/")) || span_starts(path, SPAN("/sys/")) ||
           span_starts(path, SPAN("/dev/")) || span_starts(path, SPAN("/boot/"));
}

/* A folder below those, or one that holds them: what programs of the system read and run. */
static bool is_in_system(struct span path)
{
    static const char *const folders[] = { "/etc/",      "/lib/",     "/lib64/",
                                           "/bin/",      "/sbin/",    "/usr/bin/",
                                           "/usr/sbin/", "/usr/lib/", "/usr/share/" };
    while (path.len > 1 && path.data[path.len - 1] == '/')
        path.len--;
    for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
        struct span folder = span_of(folders[i]);
        if (span_starts(path, folder) || span_eq(path, span_sub(folder, 0, folder.len - 1)))
            return span_find(path, SPAN("/html")) == SIZE_MAX;
    }
    return span_is(path, "/root") || span_is(path, "/var");
}

static bool is_absolute(struct span path)
{
    return path.len && (strchr("/\\$%", path.data[0]) ||
                        (path.len > 1 && ascii_is_alpha(path.data[0]) && path.data[1] == ':'));
}

static void lift_workdir(struct dockerfile *d, const struct node *node)
{
    struct place at = place_of(d, node);
    struct span path = dockerfile_unquote(d, instruction_text(node, "text"));
    struct node *object = put_object(&d->put, d->at->workdirs, "", at);
    put_text(&d->put, object, "path", path, at);
    put_bool(&d->put, object, "absolute", is_absolute(path), at);
    put_bool(&d->put, object, "system", is_system_folder(path) && path.len > 1, at);
    put_bool(&d->put, object, "inSystem", is_in_system(path), at);
    d->at->effects.has_workdir = true;
}

static void lift_volume(struct dockerfile *d, const struct node *node)
{
    const struct node *words = node_member(node, "words");
    for (const struct node *word = words ? words->children : NULL; word; word = word->next) {
        struct place at = place_of(d, word);
        struct span path = dockerfile_unquote(d, word->text);
        struct node *object = put_object(&d->put, d->at->volumes, "", at);
        put_text(&d->put, object, "path", path, at);
        put_bool(&d->put, object, "system", is_system_folder(path), at);
    }
}

static void put_port(struct dockerfile *d, struct span text, struct place at)
{
    size_t slash = span_find_char(text, '/');
    struct span ports = span_sub(text, 0, slash);
    size_t dash = span_find_char(ports, '-');
    uint64_t from, to;
    if (!span_to_uint(span_sub(ports, 0, dash), &from))
        return;
    to = from;
    if (dash < ports.len && !span_to_uint(span_from(ports, dash + 1), &to))
        return;
    struct node *object = put_object(&d->put, d->at->expose, "", at);
    put_number(&d->put, object, "from", (long long)MIN(from, (uint64_t)INT32_MAX), at);
    put_number(&d->put, object, "to", (long long)MIN(to, (uint64_t)INT32_MAX), at);
    put_text(&d->put, object, "protocol",
             slash < text.len ? put_lower(&d->put, span_from(text, slash + 1)) : SPAN("tcp"), at);
}

static void lift_expose(struct dockerfile *d, const struct node *node)
{
    const struct node *words = node_member(node, "words");
    for (const struct node *word = words ? words->children : NULL; word; word = word->next) {
        bool known = true;
        struct span text = dockerfile_expand(d, &d->at->variables, word->text, &known);
        if (known)
            put_port(d, dockerfile_unquote(d, text), place_of(d, word));
    }
}

static enum shell_kind kind_of_shell(struct span program)
{
    struct span name = span_basename(program);
    static const char *const windows[] = { "powershell", "pwsh", "cmd" };
    for (size_t i = 0; i < ARRAY_SIZE(windows); i++)
        if (span_find_nocase(program, span_of(windows[i])) != SIZE_MAX)
            return SHELL_KIND_WINDOWS;
    return span_is(name, "sh") || span_is(name, "dash") ? SHELL_KIND_SH : SHELL_KIND_BASH;
}

static void lift_shell(struct dockerfile *d, const struct node *node)
{
    const struct node *words = node_member(node, "words");
    struct effects *effects = &d->at->effects;
    effects->shell = node;
    effects->pipefail = false;
    if (!words || !words->children)
        return;
    effects->shell_kind = kind_of_shell(words->children->text);
    for (const struct node *word = words->children; word; word = word->next)
        effects->pipefail |=
                span_is(word->text, "pipefail") && effects->shell_kind != SHELL_KIND_SH;
}

static void lift_cmd(struct dockerfile *d, const struct node *node)
{
    dockerfile_command(d, d->at->cmd_list, node, d->at->commands++ > 0);
}

static void lift_entrypoint(struct dockerfile *d, const struct node *node)
{
    dockerfile_command(d, d->at->entrypoint_list, node, d->at->entrypoints++ > 0);
}

static void lift_healthcheck(struct dockerfile *d, const struct node *node)
{
    struct place at = place_of(d, node);
    const struct node *words = node_member(node, "words");
    struct span first = words && words->children ? words->children->text : SPAN_EMPTY;
    struct node *object = put_object(&d->put, d->at->healthcheck_list, "", at);
    bool none = span_eq_nocase(first, SPAN("NONE"));
    struct span text = span_trim(span_from(instruction_text(node, "text"), first.len));
    put_bool(&d->put, object, "none", none, at);
    put_bool(&d->put, object, "repeated", d->at->healthchecks++ > 0, at);
    put_text(&d->put, object, "text", text, at);
    if (!none)
        put_text(&d->put, object, "form",
                 span_starts(text, SPAN("[")) ? SPAN("exec") : SPAN("shell"), at);
    d->at->effects.healthcheck = node;
    d->at->effects.healthcheck_off = none;
}

static void lift_onbuild(struct dockerfile *d, const struct node *node)
{
    const struct node *words = node_member(node, "words");
    struct place at = place_of(d, node);
    struct span first = words && words->children ? words->children->text : SPAN_EMPTY;
    struct node *object = put_object(&d->put, d->at->onbuild, "", at);
    put_text(&d->put, object, "instruction", put_lower(&d->put, first), at);
    const struct node *trigger = node_member(node, "trigger");
    if (trigger && span_is(instruction_text(trigger, "name"), "RUN")) {
        struct stage kept = *d->at; /* it happens in another build, and changes nothing here */
        dockerfile_run(d, trigger);
        *d->at = kept;
    }
    if (span_eq_nocase(first, SPAN("WORKDIR")))
        d->at->effects.has_workdir = true;
}

struct handler {
    const char *name;
    void (*lift)(struct dockerfile *d, const struct node *node);
};

static const struct handler handlers[] = {
    { "RUN", dockerfile_run },
    { "COPY", dockerfile_copy },
    { "ADD", dockerfile_copy },
    { "ENV", dockerfile_env },
    { "ARG", dockerfile_arg },
    { "LABEL", dockerfile_label },
    { "USER", lift_user },
    { "WORKDIR", lift_workdir },
    { "VOLUME", lift_volume },
    { "EXPOSE", lift_expose },
    { "SHELL", lift_shell },
    { "CMD", lift_cmd },
    { "ENTRYPOINT", lift_entrypoint },
    { "HEALTHCHECK", lift_healthcheck },
    { "ONBUILD", lift_onbuild },
    { "MAINTAINER", NULL },
    { "STOPSIGNAL", NULL },
};

static void lift_instruction(struct dockerfile *d, const struct node *node)
{
    struct span name = instruction_text(node, "name");
    for (size_t i = 0; i < ARRAY_SIZE(handlers); i++) {
        if (!span_is(name, handlers[i].name))
            continue;
        if (handlers[i].lift)
            handlers[i].lift(d, node);
        return;
    }
    put_error(d, "unknown-instruction", place_of(d, node));
}

/* ---- What stages end with ---- */

static bool is_root(struct span user)
{
    struct span name = span_sub(user, 0, span_find_char(user, ':'));
    return span_is(name, "root") || span_is(name, "0");
}

static void put_user(struct dockerfile *d, struct stage *stage)
{
    struct span user = stage->effects.user;
    struct place at = stage->effects.user_set ? stage->effects.user_place : stage->place;
    struct node *object = put_object(&d->put, stage->node, "user", at);
    struct span name = span_sub(user, 0, span_find_char(user, ':'));
    uint64_t uid;
    bool known = span_find_char(user, '$') == user.len;
    put_bool(&d->put, object, "set", stage->effects.user_set, at);
    if (!stage->effects.user_set || !known)
        return;
    bool numeric = span_to_uint(name, &uid);
    put_text(&d->put, object, "name", name, at);
    put_bool(&d->put, object, "numeric", numeric, at);
    put_bool(&d->put, object, "root", is_root(user), at);
    put_bool(&d->put, object, "inherited", stage->base && at.begin < stage->place.begin, at);
}

static void put_effects(struct dockerfile *d, struct stage *stage)
{
    struct put *put = &d->put;
    struct place at = stage->place;
    bool is_final = stage->index + 1 == d->stage_count;
    bool has_check = stage->effects.healthcheck && !stage->effects.healthcheck_off;
    put_bool(put, stage->node, "final", is_final, at);
    put_bool(put, stage->node, "usedAsBase", stage->used_as_base, at);
    put_bool(put, stage->node, "reachable", is_final || stage->used_as_base || stage->used_by_copy,
             at);
    put_text(put, stage->node, "healthcheck",
             stage->healthchecks && has_check ? SPAN("set")
             : has_check                      ? SPAN("inherited")
             : stage->effects.healthcheck     ? SPAN("off")
                                              : SPAN("none"),
             at);
    put_bool(put, stage->node, "pipefail", stage->effects.pipefail, at);
    put_bool(put, stage->node, "hasBuildTools", stage->summary.has_build_tools, at);
    put_bool(put, stage->node, "shellSet", stage->effects.shell != NULL, at);
    put_bool(put, stage->node, "nonRootBase",
             !stage->unresolved && stage->instruction && image_is_nonroot(&stage->image), at);
    put_bool(put, stage->node, "unresolvedBase", stage->unresolved, at);
    put_text(put, stage->node, "rootFamily",
             stage->unresolved ? SPAN("unknown") : span_of(image_family(&stage->image)), at);
    put_bool(put, stage->node, "usesCurlAndWget",
             stage->summary.uses_curl && stage->summary.uses_wget, at);
    put_user(d, stage);
}

/* ---- The whole ---- */

static void put_directives(struct dockerfile *d)
{
    const struct node *directives = node_member(d->document, "directives");
    struct place at = place_of(d, directives);
    struct node *object = put_object(&d->put, d->put.builder.root, "directives", at);
    for (const struct node *one = directives->children; one; one = one->next) {
        struct span name = put_lower(&d->put, one->key);
        char *key = arena_strndup(d->put.builder.arena, name.data, name.len);
        d->put.failed |= !key;
        put_text(&d->put, object, key ? key : "", one->text, place_of(d, one));
        if (span_is(name, "escape") && one->text.len)
            d->escape = one->text.data[0];
    }
}

static void put_instructions(struct dockerfile *d, const struct node *instructions)
{
    struct node *list =
            put_array(&d->put, d->put.builder.root, "instructions", place_of(d, instructions));
    size_t index = 0;
    for (const struct node *one = instructions->children; one; one = one->next, index++) {
        struct place at = place_of(d, one);
        struct node *object = put_object(&d->put, list, "", at);
        const struct node *stage = node_member(one, "stage");
        put_text(&d->put, object, "name", instruction_text(one, "name"), at);
        put_number(&d->put, object, "index", (long long)index, at);
        put_bool(&d->put, object, "beforeFrom", stage == NULL, at);
    }
}

static int make_room(struct dockerfile *d, const struct node *instructions)
{
    struct arena *arena = d->put.builder.arena;
    d->stages = ARENA_ARRAY(arena, instructions->child_count + 1, struct stage);
    table_init(&d->globals);
    table_init(&d->names);
    d->next_stage = node_member(d->document, "stages")->children;
    return d->stages ? 0 : error_no_memory(d->put.builder.error);
}

static void lift_all(struct dockerfile *d, const struct node *instructions)
{
    struct node *root = d->put.builder.root, *stages;
    struct place at = place_of(d, instructions);
    bool has_from = node_member(d->document, "stages")->child_count > 0;
    put_directives(d);
    put_instructions(d, instructions);
    put_bool(&d->put, root, "hasFrom", has_from, at);
    put_number(&d->put, root, "stageCount",
               (long long)node_member(d->document, "stages")->child_count, at);
    d->errors = put_array(&d->put, root, "errors", at);
    stages = put_array(&d->put, root, "stages", at);
    for (const struct node *one = instructions->children; one && !d->put.failed; one = one->next) {
        struct span name = instruction_text(one, "name");
        if (span_is(name, "FROM")) {
            lift_from(d, stages, one);
        } else if (!d->at && has_from && !span_is(name, "ARG")) {
            put_error(d, "before-from", place_of(d, one));
        } else {
            if (!d->at && !(has_from && span_is(name, "ARG")))
                imply_stage(d, stages, one);
            lift_instruction(d, one);
        }
        d->previous = one;
    }
    for (size_t i = 0; i < d->stage_count; i++)
        put_effects(d, &d->stages[i]);
}

int dockerfile_lift(struct node **out, const struct node *document, struct span text,
                    struct arena *arena, struct veto_error *error)
{
    struct dockerfile d = { .document = document, .escape = '\\' };
    const struct node *instructions = node_member(document, "instructions");
    if (put_start(&d.put, text, arena, error) < 0 || make_room(&d, instructions) < 0)
        return -1;
    put_bound(&d.put);
    lift_all(&d, instructions);
    for (size_t i = 0; i < d.stage_count; i++) {
        table_release(&d.stages[i].variables);
        table_release(&d.stages[i].archives);
        table_release(&d.stages[i].secret_arguments);
    }
    table_release(&d.globals);
    table_release(&d.names);
    return put_finish(&d.put, out);
}
