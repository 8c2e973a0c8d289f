/* SPDX-License-Identifier: Apache-2.0 */
/* Runners: which labels there are, which exclude each other, and which shells they have. */
#include "audit/lift/github_actions/github_actions.h"

enum system {
    SYSTEM_UNKNOWN,
    SYSTEM_LINUX,
    SYSTEM_WINDOWS,
    SYSTEM_MACOS,
};

enum standing {
    HOSTED,
    OWN, /* what a runner of one's own is given by itself */
    REMOVED,
};

static const struct label {
    const char *name;
    enum system system;
    enum standing standing;
} labels[] = {
    { "ubuntu-latest", SYSTEM_LINUX, HOSTED },
    { "ubuntu-slim", SYSTEM_LINUX, HOSTED },
    { "ubuntu-26.04", SYSTEM_LINUX, HOSTED },
    { "ubuntu-26.04-arm", SYSTEM_LINUX, HOSTED },
    { "ubuntu-24.04", SYSTEM_LINUX, HOSTED },
    { "ubuntu-24.04-arm", SYSTEM_LINUX, HOSTED },
    { "ubuntu-22.04", SYSTEM_LINUX, HOSTED },
    { "ubuntu-22.04-arm", SYSTEM_LINUX, HOSTED },
    { "ubuntu-20.04", SYSTEM_LINUX, REMOVED },
    { "ubuntu-18.04", SYSTEM_LINUX, REMOVED },
    { "ubuntu-16.04", SYSTEM_LINUX, REMOVED },
    { "windows-latest", SYSTEM_WINDOWS, HOSTED },
    { "windows-2025", SYSTEM_WINDOWS, HOSTED },
    { "windows-2025-vs2026", SYSTEM_WINDOWS, HOSTED },
    { "windows-2022", SYSTEM_WINDOWS, HOSTED },
    { "windows-11-arm", SYSTEM_WINDOWS, HOSTED },
    { "windows-2019", SYSTEM_WINDOWS, REMOVED },
    { "windows-2016", SYSTEM_WINDOWS, REMOVED },
    { "macos-latest", SYSTEM_MACOS, HOSTED },
    { "macos-latest-large", SYSTEM_MACOS, HOSTED },
    { "macos-latest-xlarge", SYSTEM_MACOS, HOSTED },
    { "macos-26", SYSTEM_MACOS, HOSTED },
    { "macos-26-intel", SYSTEM_MACOS, HOSTED },
    { "macos-26-large", SYSTEM_MACOS, HOSTED },
    { "macos-26-xlarge", SYSTEM_MACOS, HOSTED },
    { "macos-15", SYSTEM_MACOS, HOSTED },
    { "macos-15-intel", SYSTEM_MACOS, HOSTED },
    { "macos-15-large", SYSTEM_MACOS, HOSTED },
    { "macos-15-xlarge", SYSTEM_MACOS, HOSTED },
    { "macos-14", SYSTEM_MACOS, HOSTED },
    { "macos-14-large", SYSTEM_MACOS, HOSTED },
    { "macos-14-xlarge", SYSTEM_MACOS, HOSTED },
    { "macos-13", SYSTEM_MACOS, REMOVED },
    { "macos-13-large", SYSTEM_MACOS, REMOVED },
    { "macos-13-xlarge", SYSTEM_MACOS, REMOVED },
    { "macos-12", SYSTEM_MACOS, REMOVED },
    { "macos-11", SYSTEM_MACOS, REMOVED },
    { "macos-11.0", SYSTEM_MACOS, REMOVED },
    { "macos-10.15", SYSTEM_MACOS, REMOVED },
    { "macos-10.14", SYSTEM_MACOS, REMOVED },
    { "macos-10.13", SYSTEM_MACOS, REMOVED },
    { "macos-10", SYSTEM_MACOS, REMOVED },
    { "self-hosted", SYSTEM_UNKNOWN, OWN },
    { "linux", SYSTEM_LINUX, OWN },
    { "windows", SYSTEM_WINDOWS, OWN },
    { "macos", SYSTEM_MACOS, OWN },
    { "x64", SYSTEM_UNKNOWN, OWN },
    { "arm", SYSTEM_UNKNOWN, OWN },
    { "arm64", SYSTEM_UNKNOWN, OWN },
};

/* How the labels of services begin that lend machines. */
static const char *const services[] = {
    "actuated",   "blacksmith-", "buildjet-", "cirun-",   "codspeed-", "depot-",
    "namespace-", "nscloud-",    "runs-on",   "ubicloud", "warp-",
};

static bool is_of_service(struct span label)
{
    for (size_t i = 0; i < ARRAY_SIZE(services); i++)
        if (span_starts_nocase(label, span_of(services[i])))
            return true;
    return false;
}

static const struct label *label_named(struct span name)
{
    for (size_t i = 0; i < ARRAY_SIZE(labels); i++)
        if (span_eq_nocase(name, span_of(labels[i].name)))
            return &labels[i];
    return NULL;
}

/* ---- What a job runs on, the values of its matrix put in ---- */

struct runner {
    struct workflow *w;
    struct node *labels, *unknown, *removed, *conflicts;
    bool self_hosted, is_open; /* some label is not known */
    enum system system;        /* of the first label that tells it */
};

static void add_label(struct runner *r, const struct node *label, bool is_alternative)
{
    struct place at = put_place(&r->w->put, label);
    const struct label *known = label_named(label->text);
    if (!workflow_is_text(label) || label->text.len == 0)
        return;
    put_text(&r->w->put, r->labels, "", label->text, at);
    r->self_hosted |= span_eq_nocase(label->text, SPAN("self-hosted"));
    if (!known && !is_of_service(label->text))
        put_text(&r->w->put, r->unknown, "", label->text, at);
    else if (known && known->standing == REMOVED)
        put_text(&r->w->put, r->removed, "", label->text, at);
    if (!known || known->system == SYSTEM_UNKNOWN)
        return;
    if (r->system != SYSTEM_UNKNOWN && r->system != known->system)
        put_text(&r->w->put, r->conflicts, "", label->text, at);
    if (!is_alternative && r->system == SYSTEM_UNKNOWN)
        r->system = known->system;
}

/* The name in `${{ matrix.name }}`, where the text is that alone. */
static struct span name_in_matrix(struct span text)
{
    text = span_trim(text);
    if (!workflow_is_expression(text))
        return SPAN_EMPTY;
    text = span_trim(span_sub(text, 3, text.len - 5));
    if (!span_starts_nocase(text, SPAN("matrix.")))
        return SPAN_EMPTY;
    text = span_from(text, strlen("matrix."));
    for (size_t i = 0; i < text.len; i++)
        if (strchr(" .[|&=!(<>", text.data[i]))
            return SPAN_EMPTY;
    return text;
}

static void add_value(struct runner *r, const struct node *value)
{
    if (value->kind == NODE_ARRAY)
        return; /* several labels at once: alternatives of a list are not told apart */
    if (span_find(value->text, SPAN("${{")) == SIZE_MAX)
        add_label(r, value, true);
    else
        r->is_open = true;
}

static void add_from_matrix(struct runner *r, const struct node *job, struct span name)
{
    const struct node *matrix = node_member(node_member(job, "strategy"), "matrix");
    const struct node *include = node_member(matrix, "include");
    for (const struct node *row = matrix && matrix->kind == NODE_OBJECT ? matrix->children : NULL;
         row; row = row->next)
        if (span_eq_nocase(row->key, name) && row->kind == NODE_ARRAY)
            for (const struct node *one = row->children; one; one = one->next)
                add_value(r, one);
    for (const struct node *item = include && include->kind == NODE_ARRAY ? include->children
                                                                          : NULL;
         item; item = item->next)
        for (const struct node *one = item->kind == NODE_OBJECT ? item->children : NULL; one;
             one = one->next)
            if (span_eq_nocase(one->key, name))
                add_value(r, one);
}

static void add_text(struct runner *r, const struct node *job, const struct node *text)
{
    struct span name = name_in_matrix(text->text);
    if (name.len)
        add_from_matrix(r, job, name);
    else if (span_find(text->text, SPAN("${{")) == SIZE_MAX)
        add_label(r, text, false);
    else
        r->is_open = true;
}

static void add_all(struct runner *r, const struct node *job, const struct node *runs_on)
{
    if (runs_on->kind == NODE_OBJECT)
        runs_on = node_member(runs_on, "labels");
    if (runs_on && runs_on->kind != NODE_ARRAY) {
        add_text(r, job, runs_on);
        return;
    }
    /* Literal labels first: what a matrix gives may then conflict with them. */
    for (int pass = 0; pass < 2; pass++)
        for (const struct node *one = runs_on ? runs_on->children : NULL; one; one = one->next)
            if ((span_find(one->text, SPAN("${{")) != SIZE_MAX) == (pass == 1))
                add_text(r, job, one);
}

void workflow_put_runner(struct workflow *w, struct node *parent, const struct node *job)
{
    const struct node *runs_on = node_member(job, "runs-on");
    if (!runs_on)
        return;
    struct place at = put_place(&w->put, runs_on);
    struct node *facts = put_object(&w->put, parent, "runsOn", at);
    struct runner r = {
        .w = w,
        .labels = put_array(&w->put, facts, "labels", at),
        .unknown = put_array(&w->put, facts, "unknown", at),
        .removed = put_array(&w->put, facts, "removed", at),
        .conflicts = put_array(&w->put, facts, "conflicts", at),
    };
    add_all(&r, job, runs_on);
    put_bool(&w->put, facts, "selfHosted", r.self_hosted, at);
    put_bool(&w->put, facts, "group", runs_on->kind == NODE_OBJECT && node_member(runs_on, "group"),
             at);
}

/* ---- Shells ---- */

static enum system system_of(const struct node *runs_on)
{
    if (runs_on && runs_on->kind == NODE_OBJECT)
        runs_on = node_member(runs_on, "labels");
    if (workflow_is_text(runs_on)) {
        const struct label *label = label_named(runs_on->text);
        return label ? label->system : SYSTEM_UNKNOWN;
    }
    for (const struct node *one = runs_on ? runs_on->children : NULL; one; one = one->next) {
        const struct label *label = label_named(one->text);
        if (label && label->system != SYSTEM_UNKNOWN)
            return label->system;
    }
    return SYSTEM_UNKNOWN;
}

void workflow_check_shell(struct workflow *w, const struct node *shell, const struct node *runs_on)
{
    static const struct {
        const char *name;
        bool on_windows, elsewhere;
    } shells[] = {
        { "bash", true, true }, { "pwsh", true, true }, { "python", true, true },
        { "sh", false, true },  { "cmd", true, false }, { "powershell", true, false },
    };
    if (!workflow_is_text(shell) || shell->text.len == 0 ||
        span_find(shell->text, SPAN("${{")) != SIZE_MAX ||
        span_find(shell->text, SPAN("{0}")) != SIZE_MAX)
        return;
    enum system system = system_of(runs_on);
    struct place at = put_place(&w->put, shell);
    for (size_t i = 0; i < ARRAY_SIZE(shells); i++) {
        if (!span_eq_nocase(shell->text, span_of(shells[i].name)))
            continue;
        if (system != SYSTEM_UNKNOWN &&
            !(system == SYSTEM_WINDOWS ? shells[i].on_windows : shells[i].elsewhere))
            workflow_error(w, "shell-not-here", "shell-name", at, shell->text);
        return;
    }
    workflow_error(w, "unknown-shell", "shell-name", at, shell->text);
}
