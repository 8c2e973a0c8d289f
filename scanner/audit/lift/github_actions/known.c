/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/github_actions/known.h"

#include "base/ascii.h"

/* ---- What actions take and give ---- */

struct version {
    struct span name; /* without the path and the reference */
    unsigned major;   /* 0: not known */
};

static struct version version_of(struct span uses)
{
    size_t at = span_find_char(uses, '@');
    struct version version = { .name = span_sub(uses, 0, at) };
    struct span ref = span_from(uses, at + 1);
    uint64_t major = 0;
    ref = span_from(ref, span_starts(ref, SPAN("v")));
    if (span_to_uint(span_sub(ref, 0, span_find_char(ref, '.')), &major) && major < 1000)
        version.major = (unsigned)major;
    return version;
}

static const struct known_action *known_of(struct span uses)
{
    struct version version = version_of(uses);
    for (size_t i = 0; i < known_action_count; i++)
        if (version.major >= known_actions[i].from && version.major <= known_actions[i].to &&
            span_eq_nocase(version.name, span_of(known_actions[i].name)))
            return &known_actions[i];
    return NULL;
}

static bool has_word(const char *words, struct span word)
{
    struct span rest = span_of(words), one;
    while (span_next_field(&rest, ' ', &one))
        if (one.len && span_eq_nocase(one, word))
            return true;
    return false;
}

const struct type *known_action_outputs(struct span uses, struct arena *arena)
{
    const struct known_action *action = known_of(uses);
    struct type *outputs = action && action->outputs ? type_object(arena, NULL) : NULL;
    struct span rest = outputs ? span_of(action->outputs) : SPAN_EMPTY, one;
    while (span_next_field(&rest, ' ', &one))
        if (one.len)
            type_add(arena, outputs, one, &type_string);
    return outputs;
}

void known_action_check(struct workflow *w, const struct node *uses)
{
    const struct known_action *action = known_of(uses->text);
    const struct node *with = node_member(w->step, "with");
    if (!action || (with && with->kind != NODE_OBJECT))
        return;
    for (const struct node *one = with ? with->children : NULL; one; one = one->next)
        if (!has_word(action->inputs, one->key))
            workflow_error(w, "unknown-input", "action", workflow_key_place(w, one), one->key);
    struct span rest = span_of(action->required ? action->required : ""), name;
    while (span_next_field(&rest, ' ', &name)) {
        bool is_given = name.len == 0;
        for (const struct node *one = with ? with->children : NULL; one; one = one->next)
            is_given |= span_eq_nocase(one->key, name);
        if (!is_given)
            workflow_error(w, "missing-input", "action", put_place(&w->put, uses), name);
    }
}

/* ---- Versions that are out of use ---- */

/* Below that major version an action was made for a Node that runners no longer have. */
static const struct {
    const char *name;
    unsigned major;
} current[] = {
    { "actions/cache", 4 },
    { "actions/cache/restore", 4 },
    { "actions/cache/save", 4 },
    { "actions/checkout", 4 },
    { "actions/configure-pages", 4 },
    { "actions/dependency-review-action", 4 },
    { "actions/deploy-pages", 3 },
    { "actions/download-artifact", 4 },
    { "actions/github-script", 7 },
    { "actions/labeler", 5 },
    { "actions/setup-dotnet", 4 },
    { "actions/setup-go", 5 },
    { "actions/setup-java", 4 },
    { "actions/setup-node", 4 },
    { "actions/setup-python", 5 },
    { "actions/stale", 9 },
    { "actions/upload-artifact", 4 },
    { "docker/build-push-action", 5 },
    { "docker/login-action", 3 },
    { "docker/metadata-action", 5 },
    { "docker/setup-buildx-action", 3 },
    { "docker/setup-qemu-action", 3 },
};

static const char *const archived[] = {
    "actions/create-release",       "actions/setup-elixir",   "actions/setup-ruby",
    "actions/upload-release-asset", "actions-rs/audit-check", "actions-rs/cargo",
    "actions-rs/clippy-check",      "actions-rs/grcov",       "actions-rs/tarpaulin",
    "actions-rs/toolchain",         "repo-sync/github-sync",  "repo-sync/pull-request",
};

/* Versions that were taken over, run what they are given, or hand out secrets, by their advisories. */
static const struct {
    const char *name;
    unsigned from[3], below[3];
} vulnerable[] = {
    { "actions/download-artifact", { 4, 0, 0 }, { 4, 1, 3 } },
    { "aquasecurity/setup-trivy", { 0 }, { 0, 2, 6 } },
    { "aquasecurity/trivy-action", { 0 }, { 0, 35, 0 } },
    { "atlassian/gajira-comment", { 0 }, { 2, 0, 2 } },
    { "atlassian/gajira-create", { 0 }, { 2, 0, 1 } },
    { "bullfrogsec/bullfrog", { 0 }, { 0, 8, 4 } },
    { "canonical/get-workflow-version-action", { 0 }, { 1, 0, 1 } },
    { "check-spelling/check-spelling", { 0 }, { 0, 0, 19 } },
    { "dawidd6/action-download-artifact", { 0 }, { 6, 0, 0 } },
    { "embano1/wip", { 0 }, { 2, 0, 0 } },
    { "fish-shop/syntax-check", { 0 }, { 1, 6, 12 } },
    { "github/codeql-action", { 3, 26, 11 }, { 3, 28, 3 } },
    { "gradle/gradle-build-action", { 0 }, { 2, 4, 2 } },
    { "hashicorp/vault-action", { 0 }, { 2, 2, 0 } },
    { "kartverket/github-workflows", { 0 }, { 2, 7, 5 } },
    { "lycheeverse/lychee-action", { 0 }, { 2, 0, 2 } },
    { "ozi-project/publish", { 1, 13, 2 }, { 1, 13, 6 } },
    { "pozetroninc/github-action-get-latest-release", { 0 }, { 0, 8, 0 } },
    { "rlespinasse/github-slug-action", { 4, 0, 0 }, { 4, 4, 1 } },
    { "some-natalie/ghas-to-csv", { 0 }, { 1, 0, 0 } },
    { "step-security/harden-runner", { 0, 12, 0 }, { 2, 12, 0 } },
    { "tj-actions/branch-names", { 0 }, { 9, 0, 0 } },
    { "tj-actions/changed-files", { 0 }, { 46, 0, 1 } },
    { "tj-actions/verify-changed-files", { 0 }, { 17, 0, 0 } },
    { "ultralytics/actions", { 0 }, { 0, 0, 3 } },
};

enum { NEWEST = 9999 }; /* of what `v4` leaves open */

/* Three numbers of `v4.1.2`, as many as there are; false where it is no version. */
static bool parts_of(struct span uses, unsigned parts[3])
{
    struct span rest = span_from(uses, span_find_char(uses, '@') + 1), part;
    size_t count = 0;
    rest = span_from(rest, span_starts(rest, SPAN("v")));
    for (size_t i = 0; i < 3; i++)
        parts[i] = NEWEST;
    while (count < 3 && span_next_field(&rest, '.', &part)) {
        uint64_t number;
        if (!span_to_uint(part, &number) || number >= NEWEST)
            return false;
        parts[count++] = (unsigned)number;
    }
    return count > 0;
}

static bool is_before(const unsigned a[3], const unsigned b[3])
{
    for (size_t i = 0; i < 3; i++)
        if (a[i] != b[i])
            return a[i] < b[i];
    return false;
}

static bool is_vulnerable(struct span uses, struct version version)
{
    unsigned parts[3];
    struct span tag = span_from(uses, span_find_char(uses, '@') + 1);
    /* The one tag of it that was moved. */
    if (span_eq_nocase(version.name, SPAN("reviewdog/action-setup")))
        return span_is(tag, "v1");
    if (!parts_of(uses, parts))
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(vulnerable); i++) {
        struct span name = span_of(vulnerable[i].name);
        bool is_named = span_starts_nocase(version.name, name) &&
                        (version.name.len == name.len || version.name.data[name.len] == '/');
        if (is_named && !is_before(parts, vulnerable[i].from) &&
            is_before(parts, vulnerable[i].below))
            return true;
    }
    return false;
}

/* ---- Names that look like others ---- */

/* Owners that everybody types, and the actions of GitHub's own. */
static const char *const owners[] = {
    "actions",     "github",       "docker",     "aws-actions",     "google-github-actions",
    "hashicorp",   "codecov",      "goreleaser", "golangci",        "softprops",
    "peter-evans", "aquasecurity", "sigstore",   "trufflesecurity", "pre-commit",
    "microsoft",   "crazy-max",    "astral-sh",  "step-security",   "sonarsource",
};
static const char *const repositories[] = {
    "checkout",          "setup-node",
    "setup-python",      "setup-java",
    "setup-go",          "upload-artifact",
    "download-artifact", "github-script",
    "setup-dotnet",      "dependency-review-action",
};

/* One letter more, less or other, or two letters the other way round. */
static bool is_one_off(struct span a, struct span b)
{
    if (a.len > b.len) {
        struct span other = a;
        a = b;
        b = other;
    }
    size_t front = 0, back = 0;
    while (front < a.len && ascii_lower(a.data[front]) == ascii_lower(b.data[front]))
        front++;
    while (back < a.len - front &&
           ascii_lower(a.data[a.len - 1 - back]) == ascii_lower(b.data[b.len - 1 - back]))
        back++;
    size_t differs = a.len - front - back;
    if (a.len == b.len)
        return differs == 1 ||
               (differs == 2 && ascii_lower(a.data[front]) == ascii_lower(b.data[front + 1]) &&
                ascii_lower(a.data[front + 1]) == ascii_lower(b.data[front]));
    return b.len == a.len + 1 && differs == 0;
}

/* Is it nearly, and not quite, one of them? */
static bool is_near(struct span name, const char *const *list, size_t count)
{
    bool near = false;
    for (size_t i = 0; i < count; i++) {
        if (span_eq_nocase(name, span_of(list[i])))
            return false;
        near |= name.len >= 5 && is_one_off(name, span_of(list[i]));
    }
    return near;
}

static bool is_lookalike(struct span name)
{
    struct span owner = span_sub(name, 0, span_find_char(name, '/'));
    struct span repository = span_from(name, owner.len + 1);
    repository = span_sub(repository, 0, span_find_char(repository, '/'));
    return is_near(owner, owners, ARRAY_SIZE(owners)) ||
           (span_eq_nocase(owner, SPAN("actions")) &&
            is_near(repository, repositories, ARRAY_SIZE(repositories)));
}

void known_action_put(struct workflow *w, struct node *facts, struct span uses, struct place at)
{
    struct version version = version_of(uses);
    bool is_outdated = false, is_archived = false;
    for (size_t i = 0; i < ARRAY_SIZE(current); i++)
        is_outdated |= span_eq_nocase(version.name, span_of(current[i].name)) &&
                       version.major > 0 && version.major < current[i].major;
    for (size_t i = 0; i < ARRAY_SIZE(archived); i++)
        is_archived |= span_eq_nocase(version.name, span_of(archived[i]));
    put_bool(&w->put, facts, "outdated", is_outdated, at);
    put_bool(&w->put, facts, "archived", is_archived, at);
    put_bool(&w->put, facts, "lookalike", is_lookalike(version.name), at);
    put_bool(&w->put, facts, "vulnerable", is_vulnerable(uses, version), at);
}

/* ---- What steps do by them ---- */

/* Actions that restore a cache: always, where an input is given, or where it is not `false`. */
static const struct {
    const char *name, *input;
    bool by_default;
} caching[] = {
    { "actions/cache", NULL, true },
    { "actions/cache/restore", NULL, true },
    { "Swatinem/rust-cache", NULL, true },
    { "gradle/actions/setup-gradle", NULL, true },
    { "actions/setup-go", "cache", true },
    { "actions/setup-node", "cache", false },
    { "actions/setup-python", "cache", false },
    { "actions/setup-java", "cache", false },
    { "actions/setup-dotnet", "cache", false },
    { "ruby/setup-ruby", "bundler-cache", false },
    { "astral-sh/setup-uv", "enable-cache", true },
    { "pnpm/action-setup", "cache", false },
    { "actions-rust-lang/setup-rust-toolchain", "cache", true },
    { "awalsh128/cache-apt-pkgs-action", NULL, true },
    { "coursier/cache-action", NULL, true },
    { "DeterminateSystems/magic-nix-cache-action", NULL, true },
    { "docker/build-push-action", "cache-from", false },
    { "docker/setup-buildx-action", "cache-binary", true },
    { "graalvm/setup-graalvm", "cache", false },
    { "gradle/gradle-build-action", NULL, true },
    { "hendrikmuhs/ccache-action", NULL, true },
    { "jdx/mise-action", "cache", true },
    { "mlugg/setup-zig", "use-cache", true },
    { "moonrepo/setup-rust", "cache", true },
    { "mozilla-actions/sccache-action", NULL, true },
    { "nix-community/cache-nix-action", NULL, true },
    { "PyO3/maturin-action", "sccache", false },
    { "subosito/flutter-action", "cache", false },
};

static bool is_caching(struct span name, const struct node *with)
{
    for (size_t i = 0; i < ARRAY_SIZE(caching); i++) {
        if (!span_eq_nocase(name, span_of(caching[i].name)))
            continue;
        struct span given =
                caching[i].input ? workflow_member_text(with, caching[i].input) : SPAN_EMPTY;
        return caching[i].by_default ? !span_is(given, "false")
                                     : given.len > 0 && !span_is(given, "false");
    }
    return false;
}

/* Is a line of the paths the whole folder? */
static bool has_whole_workspace(struct span paths)
{
    static const char *const whole[] = { ".",
                                         "./",
                                         "*",
                                         "**",
                                         "./**",
                                         "**/*",
                                         "${{ github.workspace }}",
                                         "${{github.workspace}}",
                                         "${{ github.workspace }}/" };
    struct span line;
    while (span_next_line(&paths, &line))
        if (span_is_one_of(span_trim(line), whole, ARRAY_SIZE(whole)))
            return true;
    return false;
}

/* What the token of an app may do is narrowed by inputs: without, it is all that the app may. */
static void put_app_token(struct workflow *w, struct node *facts, const struct node *with,
                          struct place at)
{
    bool is_narrow = false, is_of_owner = false;
    for (const struct node *one = with ? with->children : NULL; one; one = one->next)
        is_narrow |= span_starts(one->key, SPAN("permission-"));
    is_of_owner = with && node_member(with, "owner") && !node_member(with, "repositories");
    struct node *token = put_object(&w->put, facts, "appToken", at);
    put_bool(&w->put, token, "narrow", is_narrow, at);
    put_bool(&w->put, token, "wholeOwner", is_of_owner, at);
}

void known_action_put_step(struct workflow *w, struct node *facts, const struct node *step)
{
    const struct node *uses = node_member(step, "uses"), *with = node_member(step, "with");
    struct place at = put_place(&w->put, uses);
    struct span name = version_of(uses->text).name;
    put_bool(&w->put, facts, "caches", is_caching(name, with), at);
    if (span_eq_nocase(name, SPAN("actions/create-github-app-token")))
        put_app_token(w, facts, with && with->kind == NODE_OBJECT ? with : NULL, at);
    if (!span_eq_nocase(name, SPAN("actions/upload-artifact")))
        return;
    struct node *uploads = put_object(&w->put, facts, "uploads", at);
    put_bool(&w->put, uploads, "wholeWorkspace",
             has_whole_workspace(workflow_member_text(with, "path")), at);
}
