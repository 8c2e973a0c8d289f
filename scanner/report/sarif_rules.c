/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of a run, and the weaknesses they point to. */
#include "report/sarif.h"

#include <stdlib.h>

#include "base/ascii.h"
#include "base/utf.h"

const struct sarif_grade *sarif_grade_of(enum veto_severity severity)
{
    static const struct sarif_grade grades[] = {
        [VETO_SEVERITY_NOTE] = { "note", 5, NULL },
        [VETO_SEVERITY_LOW] = { "note", 20, "2.0" },
        [VETO_SEVERITY_MEDIUM] = { "warning", 55, "5.5" },
        [VETO_SEVERITY_HIGH] = { "error", 80, "8.0" },
        [VETO_SEVERITY_CRITICAL] = { "error", 95, "9.5" },
    };
    return &grades[severity];
}

/* What GitHub calls precision is how sure the rule is before judging. */
static const char *precision_of(enum veto_confidence confidence)
{
    static const char *const names[] = {
        [VETO_CONFIDENCE_POSSIBLE] = "low",
        [VETO_CONFIDENCE_LIKELY] = "medium",
        [VETO_CONFIDENCE_FIRM] = "high",
        [VETO_CONFIDENCE_CERTAIN] = "very-high",
    };
    return names[confidence];
}

/* ---- The list -------------------------------------------------------------------------------- */

/* The number of the tag `cwe-798`, or −1. */
static int cwe_number(const char *tag)
{
    uint64_t number;
    struct span text = span_of(tag);
    if (!span_starts(text, SPAN("cwe-")) || !span_to_uint(span_from(text, 4), &number) ||
        number == 0 || number >= SARIF_CWE_LIMIT)
        return -1;
    return (int)number;
}

static int compare_rules(const void *a, const void *b)
{
    return strcmp((*(const struct veto_rule *const *)a)->id,
                  (*(const struct veto_rule *const *)b)->id);
}

int sarif_rules_make(struct sarif_rules *rules, const struct veto_rules *from,
                     struct veto_error *error)
{
    size_t count = veto_rules_count(from);
    *rules = (struct sarif_rules){ .items = calloc(count + 1, sizeof(struct veto_rule *)) };
    if (!rules->items)
        return error_no_memory(error);
    for (size_t i = 0; i < count; i++)
        rules->items[i] = veto_rules_at(from, i);
    qsort(rules->items, count, sizeof(struct veto_rule *), compare_rules);
    for (size_t i = 0; i < count; i++) {
        const struct veto_rule *rule = rules->items[i];
        /* A reader takes the list as a set. */
        if (rules->count && strcmp(rules->items[rules->count - 1]->id, rule->id) == 0)
            continue;
        rules->items[rules->count++] = rule;
        for (size_t k = 0; k < rule->tag_count; k++)
            if (cwe_number(rule->tags[k]) > 0)
                rules->cwe_used[cwe_number(rule->tags[k])] = true;
    }
    return 0;
}

void sarif_rules_release(struct sarif_rules *rules)
{
    free(rules->items);
}

int64_t sarif_rule_index(const struct sarif_rules *rules, const char *id)
{
    struct veto_rule wanted = { .id = id };
    const struct veto_rule *key = &wanted;
    const struct veto_rule **found =
            bsearch(&key, rules->items, rules->count, sizeof(struct veto_rule *), compare_rules);
    return found ? found - rules->items : -1;
}

/* ---- One rule -------------------------------------------------------------------------------- */

/* `github-pat` becomes `GithubPat`; a name must differ from the id by more than case (§3.49.7). */
static void put_name(struct sarif *sarif, const char *id)
{
    bool has_break = false;
    buf_clear(&sarif->text);
    for (const char *at = id; *at; at++) {
        bool begins = at == id || !ascii_is_alnum(at[-1]);
        if (ascii_is_alnum(*at))
            buf_append_char(&sarif->text, begins ? ascii_upper(*at) : *at);
        else
            has_break = true;
    }
    if (!has_break)
        buf_append_text(&sarif->text, "Rule");
    json_put_span(&sarif->json, "name", buf_span(&sarif->text));
}

static void append_paragraph(struct buf *to, const char *before, const char *text)
{
    if (!text[0])
        return;
    if (to->len)
        buf_append_text(to, "\n\n");
    buf_append_text(to, before);
    utf_append_printable(to, span_trim(span_of(text)), true);
}

static void put_help(struct sarif *sarif, const struct veto_rule *rule)
{
    static const struct {
        const char *member, *fix, *reference;
    } forms[] = {
        { "text", "How to fix it: ", "More: " },
        { "markdown", "**How to fix it:** ", "**More:** " },
    };
    json_put_open(&sarif->json, "help", '{');
    for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
        buf_clear(&sarif->text);
        append_paragraph(&sarif->text, "", rule->why[0] ? rule->why : rule->title);
        append_paragraph(&sarif->text, forms[i].fix, rule->fix);
        append_paragraph(&sarif->text, forms[i].reference, rule->reference);
        json_put_span(&sarif->json, forms[i].member, buf_span(&sarif->text));
    }
    json_close(&sarif->json, '}');
}

/* One wrong URI makes readers refuse the whole file. */
static bool is_web_address(const char *text)
{
    static const char allowed[] = "-._~:/?#@!$&'()*+,;=%";
    struct span rest = span_of(text);
    if (!span_starts(rest, SPAN("https://")) || rest.len <= 8)
        return false;
    for (size_t i = 0; i < rest.len; i++)
        if (!ascii_is_alnum(rest.data[i]) && !strchr(allowed, rest.data[i]))
            return false;
    return true;
}

static void put_relationships(struct sarif *sarif, const struct veto_rule *rule)
{
    struct json_writer *w = &sarif->json;
    bool listed[SARIF_CWE_LIMIT] = { false };
    bool is_open = false;
    for (size_t i = 0; i < rule->tag_count; i++) {
        int number = cwe_number(rule->tags[i]);
        if (number < 0 || listed[number])
            continue;
        if (!is_open)
            json_put_open(w, "relationships", '[');
        is_open = listed[number] = true;
        int64_t index = 0;
        for (int below = 0; below < number; below++)
            index += sarif->rules.cwe_used[below];
        char id[16];
        snprintf(id, sizeof(id), "CWE-%d", number);
        json_open(w, '{');
        json_put_open(w, "target", '{');
        json_put_text(w, "id", id);
        json_put_integer(w, "index", index);
        json_put_open(w, "toolComponent", '{');
        json_put_text(w, "name", "CWE");
        json_put_integer(w, "index", 0);
        json_close(w, '}');
        json_close(w, '}');
        json_put_open(w, "kinds", '[');
        json_write_text(w, "superset");
        json_close(w, ']');
        json_close(w, '}');
    }
    if (is_open)
        json_close(w, ']');
}

/* ---- Tags ------------------------------------------------------------------------------------ */

struct tags {
    const char *items[SARIF_TAGS_MAX];
    size_t count;
};

static void add_tag(struct tags *tags, const char *tag)
{
    for (size_t i = 0; i < tags->count; i++)
        if (strcmp(tags->items[i], tag) == 0)
            return;
    if (tags->count < SARIF_TAGS_MAX)
        tags->items[tags->count++] = tag;
}

static bool is_topic(const char *tag)
{
    return strncmp(tag, "topic:", 6) == 0;
}

/* What must not fall off the end comes first: what it is, its topics, its weaknesses. */
static void collect_tags(struct tags *tags, const struct veto_rule *rule)
{
    add_tag(tags, "security");
    add_tag(tags, rule->is_secret ? "secret" : "misconfiguration");
    for (size_t i = 0; i < rule->tag_count; i++)
        if (is_topic(rule->tags[i]))
            add_tag(tags, rule->tags[i]);
    for (size_t i = 0; i < rule->tag_count; i++)
        if (cwe_number(rule->tags[i]) > 0)
            add_tag(tags, rule->tags[i]);
    for (size_t i = 0; i < rule->tag_count; i++)
        if (!is_topic(rule->tags[i]) && cwe_number(rule->tags[i]) < 0)
            add_tag(tags, rule->tags[i]);
}

static void put_tags(struct sarif *sarif, const struct veto_rule *rule)
{
    struct tags tags = { .count = 0 };
    collect_tags(&tags, rule);
    json_put_open(&sarif->json, "tags", '[');
    for (size_t i = 0; i < tags.count; i++) {
        buf_clear(&sarif->text);
        buf_printf(&sarif->text, "%s%s", cwe_number(tags.items[i]) > 0 ? "external/cwe/" : "",
                   tags.items[i]);
        json_write_span(&sarif->json, buf_span(&sarif->text));
    }
    json_close(&sarif->json, ']');
}

static void write_rule(struct sarif *sarif, const struct veto_rule *rule)
{
    struct json_writer *w = &sarif->json;
    const struct sarif_grade *grade = sarif_grade_of(rule->severity);
    json_open(w, '{');
    json_put_text(w, "id", rule->id);
    put_name(sarif, rule->id);
    sarif_put_sentence(sarif, "shortDescription", rule->title);
    sarif_put_sentence(sarif, "fullDescription", rule->why[0] ? rule->why : rule->title);
    put_help(sarif, rule);
    if (is_web_address(rule->reference))
        json_put_text(w, "helpUri", rule->reference);
    json_put_open(w, "defaultConfiguration", '{');
    json_put_text(w, "level", grade->level);
    json_close(w, '}');
    put_relationships(sarif, rule);
    json_put_open(w, "properties", '{');
    if (grade->security_severity)
        json_put_text(w, "security-severity", grade->security_severity);
    json_put_text(w, "precision", precision_of(rule->confidence));
    put_tags(sarif, rule);
    json_close(w, '}');
    json_close(w, '}');
}

void sarif_write_rules(struct sarif *sarif)
{
    json_put_open(&sarif->json, "rules", '[');
    for (size_t i = 0; i < sarif->rules.count; i++)
        write_rule(sarif, sarif->rules.items[i]);
    json_close(&sarif->json, ']');
}

/* ---- Weaknesses ------------------------------------------------------------------------------ */

void sarif_write_taxonomies(struct sarif *sarif)
{
    struct json_writer *w = &sarif->json;
    json_put_open(w, "taxonomies", '[');
    json_open(w, '{');
    json_put_text(w, "name", "CWE");
    json_put_text(w, "organization", "MITRE");
    json_put_text(w, "informationUri", "https://cwe.mitre.org/");
    sarif_put_sentence(sarif, "shortDescription", "Common Weakness Enumeration");
    json_put_bool(w, "isComprehensive", false);
    json_put_open(w, "taxa", '[');
    for (int number = 0; number < SARIF_CWE_LIMIT; number++) {
        if (!sarif->rules.cwe_used[number])
            continue;
        char id[16], page[64];
        snprintf(id, sizeof(id), "CWE-%d", number);
        snprintf(page, sizeof(page), "https://cwe.mitre.org/data/definitions/%d.html", number);
        json_open(w, '{');
        json_put_text(w, "id", id);
        json_put_text(w, "helpUri", page);
        json_close(w, '}');
    }
    json_close(w, ']');
    json_close(w, '}');
    json_close(w, ']');
}
