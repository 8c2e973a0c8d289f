/* SPDX-License-Identifier: Apache-2.0 */
/* Scripts of jobs, read as a shell does. */
#include "audit/lift/gitlab_ci/parts.h"
#include "audit/lift/shell/command.h"
#include "audit/lift/shell/facts.h"
#include "audit/lift/value.h"

enum { MAX_NESTED = 4 };

struct scripts {
    const struct gitlab_job *job;
    struct node *lines, *runs, *injections, *sent;
    int result;
};

/* ---- Places ---------------------------------------------------------------------------------- */

enum { MAX_MAPPED = 64 * 1024 }; /* what is longer stands at its beginning */

/*
 * Where text of a scalar stands: of a block, line by line; of one that is written in a line, byte
 * by byte, as far as quotes leave them.
 */
struct scalar_map {
    size_t begin, end; /* of the scalar in the source */
    bool quoted;
    /* Of a block: where its lines begin, in the text and in the source. */
    const uint32_t *lines, *origins;
    size_t count;
};

static size_t origin_of(const void *context, size_t at)
{
    const struct scalar_map *map = context;
    size_t low = 0, high = map->count;
    if (!map->count)
        return MIN(map->begin + map->quoted + at, map->end);
    while (low + 1 < high) {
        size_t middle = low + (high - low) / 2;
        if (map->lines[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    return map->begin + map->origins[low];
}

/* The indentation of a line is none of its text. */
static size_t behind_blanks(struct span own, size_t at)
{
    while (at < own.len && own.data[at] == ' ')
        at++;
    return at;
}

static void map_lines(struct scalar_map *map, struct span text, struct span own,
                      struct arena *arena)
{
    size_t most = 1;
    for (size_t i = 0; i < text.len; i++)
        most += text.data[i] == '\n';
    uint32_t *lines = ARENA_ARRAY(arena, most, uint32_t);
    uint32_t *origins = ARENA_ARRAY(arena, most, uint32_t);
    if (!lines || !origins)
        return;
    size_t at = span_find_char(own, '\n') + 1; /* behind the sign of the block */
    for (size_t i = 0, begin = 0; i < most; i++) {
        lines[i] = (uint32_t)begin;
        origins[i] = (uint32_t)MIN(behind_blanks(own, MIN(at, own.len)), own.len);
        begin += span_find_char(span_from(text, begin), '\n') + 1;
        at += span_find_char(span_from(own, at), '\n') + 1;
    }
    map->lines = lines;
    map->origins = origins;
    map->count = most;
}

static struct scalar_map map_of(const struct put *put, const struct node *node)
{
    struct place at = put_place(put, node);
    struct span source = put->builder.text;
    struct scalar_map map = { .begin = MIN(at.begin, source.len) };
    map.end = MIN(MAX(at.begin, at.end), source.len);
    struct span own = span_sub(source, map.begin, map.end - map.begin);
    char first = own.len ? own.data[0] : '\0';
    map.quoted = first == '"' || first == '\'';
    if (node->text.len > MAX_MAPPED)
        map.end = map.begin;
    else if (first == '|' || first == '>')
        map_lines(&map, node->text, own, put->builder.arena);
    return map;
}

/* ---- What is done ---------------------------------------------------------------------------- */

/* What anybody writes who may open a merge request, or name a branch. */
static const char *const free_text[] = {
    "CI_COMMIT_MESSAGE",
    "CI_COMMIT_TITLE",
    "CI_COMMIT_DESCRIPTION",
    "CI_COMMIT_AUTHOR",
    "CI_COMMIT_TAG_MESSAGE",
    "CI_COMMIT_REF_NAME",
    "CI_COMMIT_BRANCH",
    "CI_MERGE_REQUEST_TITLE",
    "CI_MERGE_REQUEST_DESCRIPTION",
    "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME",
    "CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME",
};

/* Credentials of the job itself. */
static const char *const job_secrets[] = {
    "CI_JOB_TOKEN", "CI_REGISTRY_PASSWORD",         "CI_DEPLOY_PASSWORD", "CI_REPOSITORY_URL",
    "CI_JOB_JWT",   "CI_DEPENDENCY_PROXY_PASSWORD", "CI_JOB_JWT_V1",      "CI_JOB_JWT_V2",
};

/* `$NAME` or `${NAME`, and not the front of a longer name. */
static bool reads(struct span text, const char *name)
{
    struct span word = span_of(name);
    for (size_t at = 0; at < text.len; at++) {
        if (text.data[at] != '$')
            continue;
        struct span rest =
                span_from(text, at + 1 + (at + 1 < text.len && text.data[at + 1] == '{'));
        if (!span_starts(rest, word))
            continue;
        char next = rest.len > word.len ? rest.data[word.len] : ' ';
        if (next != '_' && !(next >= 'A' && next <= 'Z') && !(next >= '0' && next <= '9'))
            return true;
    }
    return false;
}

static bool reads_any(struct span text, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (reads(text, names[i]))
            return true;
    return false;
}

/* Programs that run what they are given as text. */
static bool runs_text(const struct shell_command *command)
{
    static const char *const interpreters[] = { "python", "python3", "node", "perl",
                                                "ruby",   "php",     "awk",  "psql" };
    struct span program = shell_program(command);
    if (span_is(program, "eval") || span_is(program, "ssh"))
        return true;
    bool interpreter = shell_is_shell(program);
    for (size_t i = 0; i < ARRAY_SIZE(interpreters); i++)
        interpreter |= span_is(program, interpreters[i]);
    for (size_t i = 1; interpreter && i < command->word_count; i++)
        if (shell_word_is(command, i, "-c") || shell_word_is(command, i, "-e"))
            return true;
    return false;
}

static struct place place_of(const struct scalar_map *map, const struct shell_word *word)
{
    size_t begin = origin_of(map, word->begin);
    return (struct place) { begin, MAX(begin, origin_of(map, word->end)) };
}

static void look_for_injection(struct scripts *s, const struct shell_command *command,
                               const struct scalar_map *map)
{
    const struct shell_command *reader = command->pipes_to;
    bool is_piped = reader && shell_is_shell(shell_program(reader)) && reader->word_count == 1;
    if (!runs_text(command) && !is_piped)
        return;
    for (size_t i = 1; i < command->word_count; i++)
        if (reads_any(command->words[i].text, free_text, ARRAY_SIZE(free_text)))
            put_text(&s->job->g->put, s->injections, "", command->words[i].text,
                     place_of(map, &command->words[i]));
}

static bool is_own_server(struct span url)
{
    static const char *const own[] = { "CI_API_V4_URL",  "CI_SERVER_URL", "CI_SERVER_HOST",
                                       "CI_PROJECT_URL", "CI_REGISTRY",   "CI_API_GRAPHQL_URL" };
    return reads_any(url, own, ARRAY_SIZE(own)) || span_find(url, SPAN("gitlab")) != SIZE_MAX;
}

static void look_for_sending(struct scripts *s, const struct shell_command *command,
                             const struct scalar_map *map)
{
    bool elsewhere = false;
    const struct shell_word *secret = NULL;
    struct span program = shell_program(command);
    if (!span_is(program, "curl") && !span_is(program, "wget") && !span_is(program, "http"))
        return;
    for (size_t i = 1; i < command->word_count; i++) {
        const struct shell_word *word = &command->words[i];
        size_t scheme = span_find(word->text, SPAN("://"));
        elsewhere |= scheme != SIZE_MAX && scheme < 8 && !is_own_server(word->text) &&
                     !shell_is_local_url(word->text);
        if (reads_any(word->text, job_secrets, ARRAY_SIZE(job_secrets)))
            secret = word;
    }
    if (elsewhere && secret)
        put_text(&s->job->g->put, s->sent, "", secret->text, place_of(map, secret));
}

static void lift_script(struct scripts *s, const struct node *item)
{
    struct put *put = &s->job->g->put;
    struct shell_script script;
    struct shell_summary summary = { .commands = 0 };
    const struct shell_surroundings nothing = { .is_mounted = NULL };
    const struct scalar_map map = map_of(put, item);
    struct place at = put_place(put, item);
    put_text(put, s->lines, "", item->text, at);
    if (shell_read(&script, item->text, (struct shell_setting) { .pipefail = false },
                   put->builder.arena, put->builder.error) < 0 ||
        shell_facts(put, put_object(put, s->runs, "", at), &script,
                    (struct shell_source) { origin_of, &map }, &nothing, at, &summary) < 0) {
        s->result = -1;
        return;
    }
    for (const struct shell_command *one = script.commands; one; one = one->next) {
        look_for_injection(s, one, &map);
        look_for_sending(s, one, &map);
    }
}

/* ---- Lines ----------------------------------------------------------------------------------- */

/* `!reference [.job, script]` reads as a list: a job of the file and one of its keys. */
static const struct node *referenced(const struct scripts *s, const struct node *item)
{
    const struct node *job = item->children, *key = job ? job->next : NULL;
    if (item->child_count != 2 || !gitlab_text(job).len || !gitlab_text(key).len)
        return NULL;
    const struct node *found = s->job->g->document->children;
    while (found && !(found->kind == NODE_OBJECT && span_eq(found->key, gitlab_text(job))))
        found = found->next;
    for (const struct node *at = found ? found->children : NULL; at; at = at->next)
        if (span_eq(at->key, gitlab_text(key)))
            return at;
    return NULL;
}

static void lift_lines(struct scripts *s, const struct node *node, size_t nested)
{
    if (!node || s->result < 0 || nested > MAX_NESTED)
        return;
    if (gitlab_text(node).len) {
        lift_script(s, node);
        return;
    }
    if (node->kind != NODE_ARRAY)
        return;
    const struct node *reference = referenced(s, node);
    if (reference) {
        lift_lines(s, reference, nested + 1);
        return;
    }
    for (const struct node *at = node->children; at; at = at->next)
        lift_lines(s, at, nested + 1);
}

int gitlab_scripts(const struct gitlab_job *job)
{
    static const char *const keys[] = { "before_script", "script", "after_script" };
    struct put *put = &job->g->put;
    struct scripts s = { .job = job };
    s.lines = put_array(put, job->facts, "script", job->key);
    s.runs = put_array(put, job->facts, "runs", job->key);
    s.injections = put_array(put, job->facts, "injections", job->key);
    s.sent = put_array(put, job->facts, "sentSecrets", job->key);
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
        lift_lines(&s, gitlab_setting(job, keys[i]), 0);
    return s.result;
}
