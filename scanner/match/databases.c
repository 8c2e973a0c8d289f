/* SPDX-License-Identifier: Apache-2.0 */
#include "match/databases.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "match/cover.h"
#include "match/lanes.h"
#include "match/markers.h"
#include "match/store.h"

enum {
    /* Compiling grows faster than the number of rules, but each group is a pass over every unit. */
    GROUP_RULES = 250,
    DATABASE_MAX = 256 * 1024 * 1024,
    MARKERS_ARENA = 4 * 1024 * 1024,
    COVERS_ARENA = 256 * 1024 * 1024,
    COVERS_MAX = 32000, /* texts */
};

DEFINE_CLEANUP(struct prefilter *, prefilter_free)

const char *rule_expression(const struct rule *rule)
{
    if (rule->anchor && rule->anchor[0])
        return rule->anchor;
    const char *pattern = rule->public.pattern;
    return pattern && pattern[0] ? pattern : NULL;
}

/* Those rules of a set that have an expression; ids are indexes in the set. */
struct expressions {
    struct expression *items;
    size_t count;
    struct arena arena; /* of what is no rule's */
};

static void release_expressions(struct expressions *expressions)
{
    free(expressions->items);
    arena_release(&expressions->arena);
}

/* Beside the lanes: the rules of all of them. */
enum { ALL_LANES = LANES };

/* Which rules one database is of. */
struct choice {
    const struct rule_set *set;
    size_t lane;       /* or ALL_LANES */
    const size_t *own; /* the lane of each rule, which takes long to find out; not of ALL_LANES */
};

static bool is_chosen(const struct choice *choice, size_t rule)
{
    if (choice->lane == ALL_LANES)
        return true;
    size_t own = choice->own[rule];
    return own == choice->lane || (own == LANE_EVERYWHERE && lanes[choice->lane].all_there);
}

static int list_expressions(struct expressions *out, const struct choice *choice,
                            struct veto_error *error)
{
    const struct rule_set *set = choice->set;
    /* Two markers for a rule at most, and those that are always there. */
    out->items = calloc(3 * set->count + MARKERS_FIXED + 1, sizeof(*out->items));
    if (!out->items)
        return error_no_memory(error);
    for (size_t i = 0; i < set->count; i++) {
        const char *text = rule_expression(&set->rules[i]);
        if (text && is_chosen(choice, i))
            out->items[out->count++] =
                    (struct expression) { text, (unsigned)i, set->rules[i].public.id };
    }
    return 0;
}

static enum marker_place markers_of_lane(size_t lane)
{
    if (lane == ALL_LANES)
        return MARKERS_ALL;
    if (lane == LANE_EVERYWHERE || lanes[lane].all_there)
        return MARKERS_EVERYWHERE;
    return lanes[lane].beside_tokens ? MARKERS_BESIDE_TOKENS : MARKERS_NONE;
}

/* The built-in rules', and behind them the signs of what is encoded. */
static int list_builtin(struct expressions *out, const struct choice *choice,
                        struct veto_error *error)
{
    const struct rule_set *set = choice->set;
    if (list_expressions(out, choice, error) < 0)
        return -1;
    out->arena = arena_make(MARKERS_ARENA, false);
    size_t markers = 0;
    if (marker_expressions(&out->items[out->count], 2 * set->count + MARKERS_FIXED, set,
                           markers_of_lane(choice->lane), &out->arena, &markers) < 0)
        return error_no_memory(error);
    out->count += markers;
    return 0;
}

/* ---- Groups ---------------------------------------------------------------------------------- */

/* Expressions that become one database. */
struct group {
    const struct expression *expressions;
    size_t count;
    char key[STORE_KEY];
    bool cached;
    struct prefilter *prefilter;
    struct veto_error error; /* set where `prefilter` stayed NULL */
};

struct groups {
    struct group *items;
    size_t count;
};

static void release_groups(struct groups *groups)
{
    for (size_t i = 0; i < groups->count; i++)
        prefilter_free(groups->items[i].prefilter);
    free(groups->items);
}

/* Equal parts of at most GROUP_RULES. */
static int make_groups(struct groups *out, const struct expressions *expressions, bool cached,
                       struct veto_error *error)
{
    size_t count = (expressions->count + GROUP_RULES - 1) / GROUP_RULES;
    out->items = calloc(count + 1, sizeof(*out->items));
    if (!out->items)
        return error_no_memory(error);
    out->count = count;
    for (size_t i = 0; i < count; i++) {
        size_t begin = expressions->count * i / count;
        size_t end = expressions->count * (i + 1) / count;
        out->items[i].expressions = &expressions->items[begin];
        out->items[i].count = end - begin;
        out->items[i].cached = cached;
    }
    return 0;
}

/* Everything that the group's database is made from, with `digest` where the rules have one. */
static int name_group(struct group *group, const char *digest, struct veto_error *error)
{
    size_t count = 0;
    cleanup(free_ptr) struct span *parts = calloc(3 + 2 * group->count, sizeof(*parts));
    cleanup(free_ptr) char *ids = calloc(group->count + 1, 16);
    if (!parts || !ids)
        return error_no_memory(error);
    parts[count++] = span_of(prefilter_version());
    parts[count++] = SPAN("plain platform, block mode, flags 0");
    parts[count++] = span_of(digest);
    for (size_t i = 0; i < group->count; i++) {
        char *id = ids + 16 * i;
        snprintf(id, 16, "%u", group->expressions[i].id);
        parts[count++] = span_of(id);
        parts[count++] = span_of(group->expressions[i].text);
    }
    return database_store_key(group->key, parts, count, error);
}

static void load_group(struct group *group)
{
    struct buf bytes = buf_make(DATABASE_MAX);
    if (group->cached && database_store_load(group->key, &bytes) &&
        prefilter_load(&group->prefilter, buf_span(&bytes), NULL) < 0)
        database_store_remove(group->key);
    buf_release(&bytes);
}

/* A cache that cannot be written costs time at the next start, and nothing else. */
static void save_group(const struct group *group)
{
    cleanup(free_ptr) char *bytes = NULL;
    size_t len = 0;
    if (prefilter_save(group->prefilter, &bytes, &len, NULL) == 0)
        database_store_save(group->key, (struct span) { bytes, len }, NULL);
}

static void compile_group(size_t index, void *payload)
{
    struct groups *groups = payload;
    struct group *group = &groups->items[index];
    if (group->prefilter)
        return;
    if (prefilter_compile(&group->prefilter, group->expressions, group->count, &group->error) ==
                0 &&
        group->cached)
        save_group(group);
}

static void run_jobs(const struct matcher_options *options, struct groups *groups)
{
    if (options->parallel) {
        options->parallel(groups->count, compile_group, groups, options->parallel_context);
        return;
    }
    for (size_t i = 0; i < groups->count; i++)
        compile_group(i, groups);
}

/* Rules, that is, not signs; but where only signs are missing, those. */
static size_t count_missing(const struct groups *groups)
{
    size_t missing = 0, rules = 0;
    for (size_t i = 0; i < groups->count; i++) {
        const struct group *group = &groups->items[i];
        for (size_t k = 0; !group->prefilter && k < group->count; k++) {
            missing++;
            rules += group->expressions[k].id < MARKER_FIRST_ID;
        }
    }
    return rules ? rules : missing;
}

/* ---- Opening --------------------------------------------------------------------------------- */

static int append(struct databases *databases, struct database added, struct veto_error *error)
{
    struct database *larger = reallocarray(databases->items, databases->count + 1, sizeof(*larger));
    if (!larger)
        return error_no_memory(error);
    databases->items = larger;
    databases->items[databases->count++] = added;
    return 0;
}

static int hand_over(struct databases *databases, struct groups *groups, size_t base,
                     struct veto_error *error)
{
    for (size_t i = 0; i < groups->count; i++) {
        struct group *group = &groups->items[i];
        if (!group->prefilter) {
            *error = group->error;
            return -1;
        }
        struct database made = {
            .prefilter = group->prefilter,
            .owned = group->prefilter,
            .base = (uint32_t)base,
        };
        if (append(databases, made, error) < 0)
            return -1;
        group->prefilter = NULL;
    }
    return 0;
}

/* What a person is told before rules are compiled that were thought to be ready. */
static void say_compiling(const struct matcher_options *options, size_t rules, const char *reason)
{
    char line[256];
    if (!options->say || !reason)
        return;
    snprintf(line, sizeof(line),
             "compiling %zu built-in rules, because their ready database is %s%s", rules, reason,
             options->no_cache ? "" : "; the result is kept in the cache");
    options->say(line, options->say_payload);
}

/* `refusal` is why the ready database of these rules could not be used; NULL: there was none. */
static int open_compiled(struct databases *databases, const struct expressions *expressions,
                         size_t base, const char *digest, const char *refusal,
                         const struct matcher_options *options, struct veto_error *error)
{
    cleanup(release_groups) struct groups groups = { 0 };
    if (make_groups(&groups, expressions, !options->no_cache, error) < 0)
        return -1;
    for (size_t i = 0; i < groups.count; i++) {
        if (name_group(&groups.items[i], digest, error) < 0)
            return -1;
        load_group(&groups.items[i]);
    }
    size_t missing = count_missing(&groups);
    if (missing) {
        say_compiling(options, missing, refusal);
        run_jobs(options, &groups);
    }
    return hand_over(databases, &groups, base, error);
}

/* What matcher_compile made. Where it is refused, `databases` is as empty as before. */
static int open_ready(struct databases *databases, struct span images, struct veto_error *error)
{
    kind_set without = 0; /* languages that no rule is of */
    for (size_t i = 0; i < LANES; i++) {
        struct database ready = {
            .kinds = lanes[i].kinds,
            .unless = lanes[i].unless,
            .beside_tokens = lanes[i].beside_tokens,
        };
        if (prefilter_in_place(&ready.prefilter, &images, error) < 0 ||
            sieve_in_place(&ready.sieve, &images, error) < 0 ||
            (ready.prefilter && append(databases, ready, error) < 0)) {
            databases_release(databases);
            return -1;
        }
        if (!ready.prefilter)
            without |= lanes[i].kinds;
    }
    for (size_t i = 0; i < databases->count; i++)
        databases->items[i].unless &= ~without;
    return 0;
}

static int open_builtin(struct databases *databases, const struct rule_set *set,
                        const struct matcher_options *options, struct veto_error *error)
{
    struct veto_error refusal = { 0 };
    cleanup(release_expressions) struct expressions expressions = { 0 };
    if (open_ready(databases, options->builtin_database, &refusal) == 0)
        return 0;
    if (list_builtin(&expressions, &(struct choice) { set, ALL_LANES, NULL }, error) < 0)
        return -1;
    return open_compiled(databases, &expressions, 0, options->builtin_digest,
                         set->count ? refusal.message : NULL, options, error);
}

static int open_added(struct databases *databases, const struct rule_set *set, size_t base,
                      const struct matcher_options *options, struct veto_error *error)
{
    cleanup(release_expressions) struct expressions expressions = { 0 };
    if (list_expressions(&expressions, &(struct choice) { set, ALL_LANES, NULL }, error) < 0)
        return -1;
    return open_compiled(databases, &expressions, base, "", NULL, options, error);
}

int databases_open(struct databases *databases, const struct rule_set *builtin,
                   const struct rule_set *added, const struct matcher_options *options,
                   struct veto_error *error)
{
    if (open_builtin(databases, builtin, options, error) < 0)
        return -1;
    return open_added(databases, added, builtin->count, options, error);
}

void databases_release(struct databases *databases)
{
    for (size_t i = 0; i < databases->count; i++)
        prefilter_free(databases->items[i].owned);
    free(databases->items);
    *databases = (struct databases) { 0 };
}

/*
 * How fast a database scans depends on the shortest fixed text that the library looks for: where
 * all have three bytes or more and there are hundreds, it looks at every second byte only, which
 * suits real text so badly that it takes half as long again. One expression of two bytes that never
 * occur, under no rule's id, makes it look at each.
 */
static const struct expression at_each_byte = { "\\x01\\xfe", MARKER_FIRST_ID - 1, "at each byte" };
enum { HUNDREDS = 200 };

static bool has_rules_of_its_own(const struct choice *choice)
{
    for (size_t i = 0; i < choice->set->count; i++)
        if (rule_expression(&choice->set->rules[i]) && choice->own[i] == choice->lane)
            return true;
    return false;
}

/* Of the texts that every match holds one of; no sieve where an expression has no such texts. */
static int compile_sieve(const struct expressions *expressions, struct span *image,
                         struct veto_error *error)
{
    cleanup(arena_release) struct arena arena = arena_make(COVERS_ARENA, false);
    size_t count = 0;
    struct cover_text *texts = ARENA_ARRAY(&arena, COVERS_MAX, struct cover_text);
    for (size_t i = 0; texts && i < expressions->count; i++) {
        struct cover cover = { 0 };
        if (cover_of(expressions->items[i].text, &arena, &cover) < 0)
            return error_no_memory(error);
        if (cover.count == 0 || cover.count > COVERS_MAX - count)
            return sieve_build(NULL, 0, image, error);
        memcpy(&texts[count], cover.texts, cover.count * sizeof(*texts));
        count += cover.count;
    }
    return texts ? sieve_build(texts, count, image, error) : error_no_memory(error);
}

static int compile_prefilter(const struct expressions *expressions, struct span *image,
                             struct veto_error *error)
{
    cleanup(prefilter_free_ptr) struct prefilter *prefilter = NULL;
    if (expressions->count &&
        prefilter_compile(&prefilter, expressions->items, expressions->count, error) < 0)
        return -1;
    return prefilter_image(prefilter, image, error);
}

/* What is compiled of a lane: two images. */
struct lane_images {
    struct span prefilter, sieve;
};

static int compile_lane(const struct choice *choice, struct lane_images *out,
                        struct veto_error *error)
{
    cleanup(release_expressions) struct expressions expressions = { 0 };
    if (!lanes[choice->lane].kinds || has_rules_of_its_own(choice)) {
        if (list_builtin(&expressions, choice, error) < 0)
            return -1;
    }
    struct expressions none = { 0 };
    if (compile_sieve(lanes[choice->lane].beside_tokens ? &none : &expressions, &out->sieve,
                      error) < 0)
        return -1;
    if (expressions.count >= HUNDREDS)
        expressions.items[expressions.count++] = at_each_byte;
    return compile_prefilter(&expressions, &out->prefilter, error);
}

static int join_images(const struct lane_images images[LANES], char **bytes, size_t *len,
                       struct veto_error *error)
{
    *len = 0;
    for (size_t i = 0; i < LANES; i++)
        *len += images[i].prefilter.len + images[i].sieve.len;
    char *joined = aligned_alloc(PREFILTER_IMAGE_ALIGN, *len);
    if (!joined)
        return error_no_memory(error);
    *bytes = joined;
    for (size_t i = 0; i < LANES; i++) {
        memcpy(joined, images[i].prefilter.data, images[i].prefilter.len);
        joined += images[i].prefilter.len;
        memcpy(joined, images[i].sieve.data, images[i].sieve.len);
        joined += images[i].sieve.len;
    }
    return 0;
}

int matcher_compile(const struct rule_set *set, char **bytes, size_t *len, struct veto_error *error)
{
    struct lane_images images[LANES] = { 0 };
    cleanup(free_ptr) size_t *own = calloc(set->count + 1, sizeof(*own));
    if (!own)
        return error_no_memory(error);
    for (size_t i = 0; i < set->count; i++)
        own[i] = lane_of(&set->rules[i]);
    int status = 0;
    for (size_t i = 0; i < LANES && status == 0; i++)
        status = compile_lane(&(struct choice) { set, i, own }, &images[i], error);
    if (status == 0)
        status = join_images(images, bytes, len, error);
    for (size_t i = 0; i < LANES; i++) {
        free((char *)images[i].prefilter.data);
        free((char *)images[i].sieve.data);
    }
    return status;
}
