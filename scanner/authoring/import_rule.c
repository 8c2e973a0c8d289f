/* SPDX-License-Identifier: Apache-2.0 */
/* From a rule of gitleaks to one of ours. */
#include <stdlib.h>

#include "authoring/import.h"
#include "base/ascii.h"
#include "base/cleanup.h"
#include "base/utf.h"
#include "judge/judge.h"
#include "match/regex.h"
#include "rule/builtin.h"
#include "rule/form.h"
#include "rule/load.h"
#include "rule/write.h"
#include "run/excepting.h"

enum { TEXT_MAX = 400, WITHIN_MAX = 9999, PACK_MAX = 16 * 1024 * 1024 };

DEFINE_CLEANUP(struct regex *, regex_free)

/* A rule on its way. */
struct draft {
    struct importer *importer;
    const struct import_entry *entry;
    struct span id; /* as the other scanner has it */
    struct rule rule;
    struct rule_exception *exceptions;
    size_t exception_count, exception_capacity;
};

static const char *const known_keys[] = {
    "id",       "description", "regex",     "secretGroup", "entropy",  "path",
    "keywords", "tags",        "allowlist", "allowlists",  "required", "skipReport",
};

static void say(struct draft *draft, const struct node *node, const char *what)
{
    import_say(draft->importer, draft->entry->file, node ? node->line : draft->entry->own->line,
               draft->id, "%s", what);
}

static struct span text_of(const struct node *node)
{
    return node && node->kind == NODE_STRING ? node->text : SPAN_EMPTY;
}

/* Of a non-negative number; 0 where it is none. */
static double number_of(const struct node *node)
{
    char copy[32];
    if (!node || node->kind != NODE_NUMBER || node->text.len >= sizeof(copy))
        return 0;
    memcpy(copy, node->text.data, node->text.len);
    copy[node->text.len] = '\0';
    double number = strtod(copy, NULL);
    return number > 0 && number < 1e9 ? number : 0;
}

/* ---- Names ----------------------------------------------------------------------------------- */

/* Words of a-z and 0-9 joined by '-'. */
static const char *plain_id(struct arena *arena, struct span id)
{
    char *plain = arena_zalloc(arena, MIN(id.len, (size_t)80) + 1);
    size_t len = 0;
    for (size_t i = 0; plain && i < id.len && i < 80; i++) {
        if (ascii_is_alnum(id.data[i]))
            plain[len++] = ascii_lower(id.data[i]);
        else if (len && plain[len - 1] != '-')
            plain[len++] = '-';
    }
    while (len && plain[len - 1] == '-')
        len--;
    if (plain)
        plain[len] = '\0';
    return plain;
}

static bool is_taken(const struct importer *importer, const char *id)
{
    for (size_t i = 0; i < importer->rule_count; i++)
        if (strcmp(importer->rules[i].public.id, id) == 0)
            return true;
    return false;
}

/* A built-in rule of the same id would be replaced: nobody meant that. */
static int name_rule(struct draft *draft)
{
    struct arena *arena = &draft->importer->arena;
    const char *id = plain_id(arena, draft->id);
    if (id && rule_find(&rule_builtin, id)) {
        id = arena_printf(arena, "%s-%s", draft->importer->scanner, id);
        say(draft, NULL, "veto has a rule of that id: this one is put beside it");
    }
    if (!id || !id[0] || is_taken(draft->importer, id)) {
        say(draft, NULL, "is left out: its id is empty, or taken by another rule");
        return -1;
    }
    draft->rule.public.id = id;
    return 0;
}

/* One printable line; `fallback` where there is none. */
static const char *plain_line(struct arena *arena, struct span text, const char *fallback)
{
    cleanup(buf_release) struct buf line = buf_make(16 * TEXT_MAX);
    utf_append_printable(&line, span_sub(span_trim(text), 0, TEXT_MAX), false);
    struct span plain = span_trim(buf_span(&line));
    return plain.len ? arena_strndup(arena, plain.data, plain.len) : fallback;
}

static int set_tags(struct draft *draft, struct veto_error *error)
{
    struct arena *arena = &draft->importer->arena;
    struct rule_list given;
    if (import_texts(draft->importer, draft->entry->file, import_key(draft->entry, "tags"), &given,
                     error) < 0)
        return -1;
    const char **tags = ARENA_ARRAY(arena, given.count + 4, const char *);
    size_t count = 0;
    if (!tags)
        return error_no_memory(error);
    tags[count++] = "secret";
    if (draft->rule.generic)
        tags[count++] = "generic";
    tags[count++] = "cwe-798";
    /* Words that steer judging are ours alone. */
    for (size_t i = 0; i < given.count; i++) {
        const char *tag = plain_id(arena, span_of(given.items[i]));
        if (tag && form_tag.fits(span_of(tag)) && strcmp(tag, "secret") != 0 &&
            strcmp(tag, "generic") != 0 && strcmp(tag, "password") != 0 &&
            strcmp(tag, "placed") != 0)
            tags[count++] = tag;
    }
    draft->rule.public.tags = tags;
    draft->rule.public.tag_count = count;
    return 0;
}

static int set_texts(struct draft *draft)
{
    struct arena *arena = &draft->importer->arena;
    struct veto_rule *public = &draft->rule.public;
    const char **aliases = ARENA_ARRAY(arena, 1, const char *);
    if (!aliases)
        return -1;
    public->title = plain_line(arena, text_of(import_key(draft->entry, "description")), public->id);
    public->why = "A rule that was imported says so: its description is its title.";
    public->fix = "Revoke it where it was issued, then read a new one from the environment or a "
                  "secret manager.";
    public->severity = VETO_SEVERITY_HIGH;
    public->source = arena_printf(arena, "%s:%u", draft->entry->file, draft->entry->own->line);
    public->is_secret = true;
    draft->rule.since = "0.1";
    draft->rule.imported = draft->importer->scanner;
    if (form_alias.fits(draft->id)) {
        aliases[0] = arena_printf(arena, "%s:%.*s", draft->importer->scanner, (int)draft->id.len,
                                  draft->id.data);
        public->aliases = aliases;
        public->alias_count = aliases[0] != NULL;
    }
    return public->source ? 0 : -1;
}

/* ---- Allow lists ----------------------------------------------------------------------------- */

static struct rule_exception *add_exception(struct draft *draft)
{
    if (draft->exception_count == draft->exception_capacity) {
        size_t capacity = draft->exception_capacity ? 2 * draft->exception_capacity : 4;
        struct rule_exception *grown =
                ARENA_ARRAY(&draft->importer->arena, capacity, struct rule_exception);
        if (!grown)
            return NULL;
        if (draft->exception_count)
            memcpy(grown, draft->exceptions, draft->exception_count * sizeof(*grown));
        draft->exceptions = grown;
        draft->exception_capacity = capacity;
    }
    return &draft->exceptions[draft->exception_count++];
}

/* Those that PCRE2 takes; the others are told. */
static void keep_good(struct draft *draft, const struct node *node, struct rule_list *list)
{
    const char **items = (const char **)(uintptr_t)list->items;
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        cleanup(regex_free_ptr) struct regex *regex = NULL;
        struct veto_error error = { 0 };
        if (regex_create(&regex, items[i], &error) == 0)
            items[kept++] = items[i];
        else
            import_say(draft->importer, draft->entry->file, node->line, draft->id,
                       "allowlist: an expression is left out: %s", error.message);
    }
    list->count = kept;
}

struct allow_parts {
    struct rule_list paths, regexes, words;
    const struct node *commits;
    struct rule_list *(*subject)(struct rule_exception *exception); /* of the regexes */
};

static struct rule_list *of_secret(struct rule_exception *exception)
{
    return &exception->secrets;
}
static struct rule_list *of_match(struct rule_exception *exception)
{
    return &exception->matches;
}
static struct rule_list *of_line(struct rule_exception *exception)
{
    return &exception->lines;
}

static int read_allow(struct draft *draft, const struct node *node, const char *file,
                      struct allow_parts *parts, struct veto_error *error)
{
    struct span target = text_of(import_member(node, "regexTarget"));
    const struct node *commits = import_member(node, "commits");
    *parts = (struct allow_parts) {
        .commits = commits && commits->child_count ? commits : NULL,
        .subject = span_is(target, "match")  ? of_match
                   : span_is(target, "line") ? of_line
                                             : of_secret,
    };
    if (import_texts(draft->importer, file, import_member(node, "paths"), &parts->paths, error) <
                0 ||
        import_texts(draft->importer, file, import_member(node, "regexes"), &parts->regexes,
                     error) < 0 ||
        import_texts(draft->importer, file, import_member(node, "stopwords"), &parts->words,
                     error) < 0)
        return -1;
    keep_good(draft, node, &parts->paths);
    keep_good(draft, node, &parts->regexes);
    return 0;
}

static bool all_of(const struct node *node)
{
    struct span condition = text_of(import_member(node, "condition"));
    return span_eq_nocase(condition, SPAN("AND")) || span_is(condition, "&&");
}

static int take_allow(struct draft *draft, const struct node *node, const char *file,
                      struct veto_error *error)
{
    struct allow_parts parts;
    struct rule_exception *exception = NULL;
    bool all = all_of(node);
    if (read_allow(draft, node, file, &parts, error) < 0)
        return -1;
    if (parts.commits)
        say(draft, parts.commits,
            all ? "an allowlist is left out: veto allows no commits"
                : "allowlist: commits are left out: a fingerprint outlives them");
    if (parts.commits && all)
        return 0;
    if (all && parts.paths.count + parts.regexes.count + parts.words.count) {
        if (!(exception = add_exception(draft)))
            return error_no_memory(error);
        exception->paths = parts.paths;
        exception->words = parts.words;
        *parts.subject(exception) = parts.regexes;
        return 0;
    }
    if (parts.paths.count && (exception = add_exception(draft)))
        exception->paths = parts.paths;
    if (parts.regexes.count && (exception = add_exception(draft)))
        *parts.subject(exception) = parts.regexes;
    if (parts.words.count && (exception = add_exception(draft)))
        exception->words = parts.words;
    return arena_failed(&draft->importer->arena) ? error_no_memory(error) : 0;
}

/* `key` of the rule itself: a table, or a list of them. */
static int take_allows(struct draft *draft, const struct node *holder, const char *key,
                       struct veto_error *error)
{
    const struct node *node = import_member(holder, key);
    const struct node *item = node && node->kind == NODE_ARRAY ? node->children : node;
    for (; item; item = node->kind == NODE_ARRAY ? item->next : NULL)
        if (item->kind == NODE_OBJECT && take_allow(draft, item, draft->entry->file, error) < 0)
            return -1;
    return 0;
}

static bool is_targeted(const struct node *list, struct span id)
{
    const struct node *targets = import_member(list, "targetRules");
    if (!targets || targets->kind != NODE_ARRAY)
        return true;
    for (const struct node *target = targets->children; target; target = target->next)
        if (span_eq(text_of(target), id))
            return true;
    return false;
}

static int set_exceptions(struct draft *draft, struct veto_error *error)
{
    const struct node *holders[] = { draft->entry->own, draft->entry->base };
    for (size_t i = 0; i < ARRAY_SIZE(holders); i++)
        if (holders[i] && (take_allows(draft, holders[i], "allowlist", error) < 0 ||
                           take_allows(draft, holders[i], "allowlists", error) < 0))
            return -1;
    for (const struct import_list *list = draft->importer->lists; list; list = list->next)
        if (is_targeted(list->node, draft->id) &&
            take_allow(draft, list->node, list->file, error) < 0)
            return -1;
    /* Only where the path matches: nowhere else. */
    struct span path = text_of(import_key(draft->entry, "path"));
    if (path.len) {
        struct rule_exception *elsewhere = add_exception(draft);
        const char **items = ARENA_ARRAY(&draft->importer->arena, 1, const char *);
        if (!elsewhere || !items)
            return error_no_memory(error);
        items[0] = arena_printf(&draft->importer->arena, "(?s)^(?!.*(?:%.*s))", (int)path.len,
                                path.data);
        elsewhere->paths = (struct rule_list) { items, 1 };
    }
    draft->rule.exceptions = draft->exceptions;
    draft->rule.exception_count = draft->exception_count;
    return 0;
}

/* ---- Companions ------------------------------------------------------------------------------ */

static int set_companions(struct draft *draft, struct veto_error *error)
{
    const struct node *list = import_key(draft->entry, "required");
    if (!list || list->kind != NODE_ARRAY || list->child_count == 0)
        return 0;
    struct rule_companion *companions =
            ARENA_ARRAY(&draft->importer->arena, list->child_count, struct rule_companion);
    size_t count = 0;
    if (!companions)
        return error_no_memory(error);
    for (const struct node *item = list->children; item; item = item->next) {
        struct span id = text_of(import_member(item, "id"));
        double lines = number_of(import_member(item, "withinLines"));
        if (import_member(item, "withinColumns"))
            say(draft, item, "required: withinColumns is left out: lines are counted");
        companions[count].rule = plain_id(&draft->importer->arena, id);
        companions[count].within_lines =
                lines >= 1 && lines < WITHIN_MAX ? (uint32_t)lines : WITHIN_MAX;
        if (companions[count].rule && companions[count].rule[0])
            count++;
    }
    draft->rule.companions = companions;
    draft->rule.companion_count = count;
    return 0;
}

/* ---- One rule -------------------------------------------------------------------------------- */

static void tell_unknown_keys(struct draft *draft)
{
    for (const struct node *member = draft->entry->own->children; member; member = member->next) {
        bool is_known = false;
        for (size_t i = 0; i < ARRAY_SIZE(known_keys); i++)
            is_known = is_known || span_eq_nocase(member->key, span_of(known_keys[i]));
        if (!is_known)
            import_say(draft->importer, draft->entry->file, member->line, draft->id,
                       "%.*s is not carried over", (int)MIN(member->key.len, (size_t)60),
                       member->key.data);
    }
}

/* What it has no expression for: names of files, or a change of one of the scanner's own rules. */
static void tell_without_regex(struct draft *draft)
{
    cleanup(buf_release) struct buf alias = buf_make(1024);
    buf_printf(&alias, "gitleaks:%.*s", (int)MIN(draft->id.len, (size_t)200), draft->id.data);
    for (size_t i = 0; i < rule_builtin.count; i++)
        for (size_t k = 0; k < rule_builtin.rules[i].public.alias_count; k++)
            if (span_is(buf_span(&alias), rule_builtin.rules[i].public.aliases[k])) {
                import_say(draft->importer, draft->entry->file, draft->entry->own->line, draft->id,
                           "is left out: it changes a default rule, for which veto has %s; what it "
                           "allows belongs under scan: {allow: …} of veto.yaml",
                           rule_builtin.rules[i].public.id);
                return;
            }
    say(draft, NULL,
        import_key(draft->entry, "path") ? "is left out: the name of a file alone is no finding"
                                         : "is left out: it has no regex");
}

static int set_pattern(struct draft *draft, struct span regex, struct veto_error *error)
{
    struct importer *importer = draft->importer;
    const char *problem = NULL, *remark = NULL;
    struct rule_list keywords;
    struct veto_error reason = { 0 };
    if (import_texts(importer, draft->entry->file, import_key(draft->entry, "keywords"), &keywords,
                     error) < 0)
        return -1;
    double group = number_of(import_key(draft->entry, "secretGroup"));
    const char *pattern = import_pattern(&importer->arena, regex, (size_t)group, &problem);
    if (!pattern)
        return error_no_memory(error);
    draft->rule.public.pattern = pattern;
    if (!problem &&
        import_shape(&importer->arena, &draft->rule, regex, &keywords, &remark, &reason) < 0)
        problem = reason.message;
    if (arena_failed(&importer->arena))
        return error_no_memory(error);
    if (problem) {
        import_say(importer, draft->entry->file, draft->entry->own->line, draft->id,
                   "is left out: %s", problem);
        return 0;
    }
    if (remark)
        say(draft, NULL, remark);
    return 1;
}

/* As a pack it must say the same. */
static bool can_be_read(const struct rule *rule, struct veto_error *reason)
{
    cleanup(buf_release) struct buf pack = buf_make(PACK_MAX);
    cleanup(arena_release) struct arena arena = arena_make(PACK_MAX, false);
    struct rule_set set = { 0 };
    buf_append_text(&pack, "rules:\n");
    rule_append_yaml(&pack, rule, NULL);
    return !pack.failed &&
           rule_load_text(&set, "the pack", buf_span(&pack), &arena, NULL, NULL, reason) >= 0;
}

static bool is_good(struct draft *draft)
{
    struct veto_error reason = { 0 };
    if (judge_lint(&draft->rule, &reason) == 0 && excepting_lint(&draft->rule, &reason) == 0 &&
        can_be_read(&draft->rule, &reason))
        return true;
    import_say(draft->importer, draft->entry->file, draft->entry->own->line, draft->id,
               "is left out: %s", reason.message);
    return false;
}

static int convert_one(struct importer *importer, const struct import_entry *entry,
                       struct veto_error *error)
{
    struct draft draft = { .importer = importer, .entry = entry, .rule = rule_unsaid() };
    const struct node *regex = import_key(entry, "regex");
    draft.id = text_of(import_key(entry, "id"));
    tell_unknown_keys(&draft);
    if (regex && regex->kind != NODE_STRING)
        return error_set(error, VETO_ERROR_RULES, "%s:%u: regex: must be a text, not %s",
                         entry->file, regex->line, node_kind_name(regex->kind));
    if (text_of(regex).len == 0 || span_find_char(regex->text, '\0') < regex->text.len) {
        tell_without_regex(&draft);
        return 0;
    }
    int result = set_pattern(&draft, regex->text, error);
    if (result <= 0)
        return result;
    if (name_rule(&draft) < 0)
        return 0;
    draft.rule.entropy = MIN(number_of(import_key(entry, "entropy")), 8.0);
    const struct node *silent = import_key(entry, "skipReport");
    if (set_texts(&draft) < 0 || set_tags(&draft, error) < 0 || set_companions(&draft, error) < 0 ||
        set_exceptions(&draft, error) < 0)
        return arena_failed(&importer->arena) ? error_no_memory(error) : -1;
    if (silent && silent->kind == NODE_BOOL && silent->truth) {
        draft.rule.public.severity = VETO_SEVERITY_NOTE;
        say(&draft, silent, "skipReport: it is reported as a note, which never blocks");
    }
    if (is_good(&draft))
        importer->rules[importer->rule_count++] = draft.rule;
    return 0;
}

/*
 * A rule whose companion is not there would say too much: it goes, and so may those that need it.
 */
static bool drop_one_alone(struct importer *importer)
{
    for (size_t i = 0; i < importer->rule_count; i++) {
        const struct rule *rule = &importer->rules[i];
        for (size_t k = 0; k < rule->companion_count; k++) {
            const char *needed = rule->companions[k].rule;
            if (strcmp(needed, rule->public.id) != 0 &&
                (is_taken(importer, needed) || rule_find(&rule_builtin, needed)))
                continue;
            const char *colon = strrchr(rule->public.source, ':');
            uint64_t line = 1;
            span_to_uint(span_of(colon + 1), &line);
            const char *file = arena_strndup(&importer->arena, rule->public.source,
                                             (size_t)(colon - rule->public.source));
            import_say(importer, file ? file : "", (uint32_t)line, span_of(rule->public.id),
                       "is left out: it requires %s, which is not there", needed);
            importer->rules[i] = importer->rules[--importer->rule_count];
            return true;
        }
    }
    return false;
}

int import_convert(struct importer *importer, struct veto_error *error)
{
    importer->rules = ARENA_ARRAY(&importer->arena, importer->count + 1, struct rule);
    if (!importer->rules)
        return error_no_memory(error);
    for (size_t i = 0; i < importer->count; i++)
        if (convert_one(importer, &importer->entries[i], error) < 0)
            return -1;
    while (drop_one_alone(importer))
        ;
    return 0;
}
