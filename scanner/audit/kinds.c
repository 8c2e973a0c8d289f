/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/kinds.h"

#include <string.h>

#include "audit/lift/compose/compose.h"
#include "audit/lift/dockerfile/dockerfile.h"
#include "audit/lift/github_actions/calls.h"
#include "audit/lift/github_actions/github_actions.h"
#include "audit/lift/gitlab_ci/gitlab_ci.h"
#include "audit/lift/helm/helm.h"
#include "audit/lift/image/image.h"
#include "audit/lift/kubernetes/kubernetes.h"
#include "audit/lift/kubernetes/unit.h"
#include "audit/lift/nginx.h"
#include "audit/lift/service.h"
#include "audit/lift/shell/shell.h"
#include "audit/project/project.h"
#include "doc/dockerfile.h"
#include "doc/encoding.h"

static int lift_dockerfile(struct node **facts, struct span text, struct arena *arena,
                           struct veto_error *error)
{
    struct node *document;
    if (dockerfile_read(&document, text, arena, error) < 0)
        return -1;
    return dockerfile_lift(facts, document, text, arena, error);
}

static int lift_kubernetes_alone(struct node **facts, struct span text, struct arena *arena,
                                 struct veto_error *error)
{
    struct audit_member member = { .name = SPAN("object.yaml"), .bytes = text };
    if (kubernetes_unit_lift(&member, 1, arena, error) < 0)
        return -1;
    *facts = member.facts;
    return 0;
}

/* An example of a rule is whatever it looks like. */
static int lift_helm_alone(struct node **facts, struct span text, struct arena *arena,
                           struct veto_error *error)
{
    bool is_template = span_find(text, SPAN("{{")) != SIZE_MAX;
    bool is_chart = span_starts(text, SPAN("apiVersion: v"));
    struct audit_member members[] = {
        { .name = is_template ? SPAN("templates/a.yaml")
                  : is_chart  ? SPAN("Chart.yaml")
                              : SPAN("values.yaml"),
          .bytes = text },
        { .name = SPAN("Chart.yaml"), .unread = true },
    };
    if (helm_unit_lift(members, ARRAY_SIZE(members), arena, error) < 0)
        return -1;
    *facts = members[0].facts;
    return 0;
}

#define SERVICE(...)                                                                               \
    .service = &(const struct service)                                                             \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }

enum {
    SETTINGS = KIND_INI | KIND_CONFIG,
    YAML = KIND_YAML,
    JSON = KIND_JSON,
};

/* What veto itself says of images; services, which know their files by name; and then the kinds
 * that have a lifter of their own. */
const struct audit_kind audit_kinds[AUDIT_KINDS] = {
    { "project", "veto-project.yaml", KIND_YAML, project_lift, project_is },
    { "image", "image.json", KIND_JSON, image_lift, image_is },
#include "audit/lift/services.def"

    { "dockerfile", "Dockerfile", KIND_DOCKERFILE, lift_dockerfile, NULL },
    { "shell", "script.sh", KIND_SHELL, shell_lift, NULL },
    { "github-actions", ".github/workflows/ci.yml", KIND_WORKFLOW | KIND_YAML, github_actions_lift,
      github_actions_is },
    { "github-actions-unit", ".github/workflows/ci.yml", KIND_WORKFLOW | KIND_YAML,
      github_actions_calls_lift_alone, github_actions_calls_is,
      .lift_unit = github_actions_calls_lift },
    { "gitlab-ci", ".gitlab-ci.yml", KIND_YAML | KIND_WORKFLOW, gitlab_ci_lift, gitlab_ci_is },
    { "compose", "compose.yaml", KIND_COMPOSE | KIND_YAML, compose_lift, compose_is },
    { "nginx", "nginx.conf", KIND_NGINX, nginx_lift, nginx_is },
    { "kubernetes", "object.yaml", KIND_YAML | KIND_JSON, kubernetes_lift, kubernetes_is,
      .lift_parts = kubernetes_lift_parts },
    { "kubernetes-unit", "object.yaml", KIND_YAML | KIND_JSON, lift_kubernetes_alone,
      kubernetes_unit_is, .lift_unit = kubernetes_unit_lift },
    { "helm", "values.yaml", KIND_YAML | KIND_LOCK, lift_helm_alone, helm_is,
      .lift_unit = helm_unit_lift },
};

const struct audit_kind *audit_kind_named(const char *name)
{
    for (size_t i = 0; i < AUDIT_KINDS; i++)
        if (strcmp(audit_kinds[i].name, name) == 0)
            return &audit_kinds[i];
    return NULL;
}

bool audit_kind_is(const struct audit_kind *kind, kind_set kinds, struct span name,
                   struct span bytes)
{
    if (!(kinds & kind->kinds))
        return false;
    /* The first line stands at the margin, whether or not a mark does before it. */
    bytes = span_from(bytes, encoding_mark(bytes));
    if (kind->service)
        return service_is(kind->service, name, bytes);
    return !kind->is || kind->is(name, bytes);
}

int audit_kind_lift(const struct audit_kind *kind, struct node **facts, struct span name,
                    struct span text, struct arena *arena, struct veto_error *error)
{
    if (kind->service)
        return service_lift(kind->service, facts, name, text, arena, error);
    return kind->lift(facts, text, arena, error);
}

const struct audit_kind *audit_kind_of(const char *name, struct span bytes)
{
    kind_set kinds = kind_of(span_of(name), bytes);
    for (size_t i = 0; i < AUDIT_KINDS; i++)
        if (!audit_kinds[i].lift_unit &&
            audit_kind_is(&audit_kinds[i], kinds, span_of(name), bytes))
            return &audit_kinds[i];
    return NULL;
}
