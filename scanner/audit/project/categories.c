/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/project/categories.h"

#include "base/ascii.h"
#include "base/macro.h"

struct word {
    const char *text; /* lower-case; a word of its own, or several */
    struct category category;
};

#define SCAN(detail)                                                                               \
    {                                                                                              \
        "security-scan", detail                                                                    \
    }
#define TEST                                                                                       \
    {                                                                                              \
        "test", ""                                                                                 \
    }
#define LOAD                                                                                       \
    {                                                                                              \
        "performance", ""                                                                          \
    }
#define BACK                                                                                       \
    {                                                                                              \
        "rollback", ""                                                                             \
    }
#define COVERAGE                                                                                   \
    {                                                                                              \
        "coverage", ""                                                                             \
    }

static const struct word words[] = {
    { "gitleaks", SCAN("secret") },
    { "trufflehog", SCAN("secret") },
    { "detect-secrets", SCAN("secret") },
    { "ggshield", SCAN("secret") },
    { "secret-detection", SCAN("secret") },
    { "secretlint", SCAN("secret") },
    { "noseyparker", SCAN("secret") },
    { "kingfisher", SCAN("secret") },
    { "veto scan", SCAN("secret") },
    { "veto git", SCAN("secret") },
    { "trivy", SCAN("image") },
    { "trivy fs", SCAN("dependency") },
    { "trivy config", SCAN("configuration") },
    { "trivy-action", SCAN("image") },
    { "grype", SCAN("image") },
    { "scan-action", SCAN("image") },
    { "docker scout", SCAN("image") },
    { "scout-action", SCAN("image") },
    { "clair", SCAN("image") },
    { "anchore", SCAN("image") },
    { "dockle", SCAN("image") },
    { "veto image", SCAN("image") },
    { "container-scanning", SCAN("image") },
    { "container_scanning", SCAN("image") },
    { "snyk", SCAN("dependency") },
    { "osv-scanner", SCAN("dependency") },
    { "dependency-check", SCAN("dependency") },
    { "dependency-review-action", SCAN("dependency") },
    { "dependency-scanning", SCAN("dependency") },
    { "npm audit", SCAN("dependency") },
    { "yarn audit", SCAN("dependency") },
    { "yarn npm audit", SCAN("dependency") },
    { "pnpm audit", SCAN("dependency") },
    { "audit-ci", SCAN("dependency") },
    { "pip-audit", SCAN("dependency") },
    { "safety check", SCAN("dependency") },
    { "safety scan", SCAN("dependency") },
    { "cargo audit", SCAN("dependency") },
    { "cargo-audit", SCAN("dependency") },
    { "cargo deny", SCAN("dependency") },
    { "cargo-deny-action", SCAN("dependency") },
    { "bundler-audit", SCAN("dependency") },
    { "bundle audit", SCAN("dependency") },
    { "composer audit", SCAN("dependency") },
    { "govulncheck", SCAN("dependency") },
    { "govulncheck-action", SCAN("dependency") },
    { "scorecard", SCAN("dependency") },
    { "scorecard-action", SCAN("dependency") },
    { "semgrep", SCAN("code") },
    { "codeql", SCAN("code") },
    { "codeql-action", SCAN("code") },
    { "sonar-scanner", SCAN("code") },
    { "sonarqube-scan-action", SCAN("code") },
    { "sonarcloud-github-action", SCAN("code") },
    { "sonar", SCAN("code") },
    { "bandit", SCAN("code") },
    { "gosec", SCAN("code") },
    { "brakeman", SCAN("code") },
    { "phpstan", { "lint", "" } },
    { "njsscan", SCAN("code") },
    { "spotbugs", SCAN("code") },
    { "sast", SCAN("code") },
    { "checkov", SCAN("configuration") },
    { "checkov-action", SCAN("configuration") },
    { "kics", SCAN("configuration") },
    { "kics-github-action", SCAN("configuration") },
    { "tfsec", SCAN("configuration") },
    { "terrascan", SCAN("configuration") },
    { "hadolint", SCAN("configuration") },
    { "hadolint-action", SCAN("configuration") },
    { "zizmor", SCAN("configuration") },
    { "kube-linter", SCAN("configuration") },
    { "kubescape", SCAN("configuration") },
    { "polaris audit", SCAN("configuration") },
    { "zap-baseline", SCAN("running") },
    { "zap-full-scan", SCAN("running") },
    { "action-baseline", SCAN("running") },
    { "nuclei", SCAN("running") },
    { "dast", SCAN("running") },
    { "pytest", TEST },
    { "tox", TEST },
    { "nox", TEST },
    { "unittest", TEST },
    { "jest", TEST },
    { "vitest", TEST },
    { "mocha", TEST },
    { "karma", TEST },
    { "cypress", TEST },
    { "playwright", TEST },
    { "npm test", TEST },
    { "npm t", TEST },
    { "npm run test", TEST },
    { "npm run tests", TEST },
    { "yarn test", TEST },
    { "yarn run test", TEST },
    { "pnpm test", TEST },
    { "pnpm run test", TEST },
    { "bun test", TEST },
    { "deno test", TEST },
    { "go test", TEST },
    { "gotestsum", TEST },
    { "cargo test", TEST },
    { "cargo nextest", TEST },
    { "mvn test", TEST },
    { "mvn verify", TEST },
    { "mvnw test", TEST },
    { "mvnw verify", TEST },
    { "gradle test", TEST },
    { "gradlew test", TEST },
    { "gradle check", TEST },
    { "gradlew check", TEST },
    { "ctest", TEST },
    { "make test", TEST },
    { "make check", TEST },
    { "rspec", TEST },
    { "rake test", TEST },
    { "rails test", TEST },
    { "phpunit", TEST },
    { "dotnet test", TEST },
    { "flutter test", TEST },
    { "dart test", TEST },
    { "swift test", TEST },
    { "xcodebuild test", TEST },
    { "mix test", TEST },
    { "bats", TEST },
    { "dev test", TEST },
    { "sbt test", TEST },
    { "bazel test", TEST },
    { "meson test", TEST },
    { "k6", LOAD },
    { "k6-action", LOAD },
    { "run-k6-action", LOAD },
    { "jmeter", LOAD },
    { "gatling", LOAD },
    { "locust", LOAD },
    { "artillery", LOAD },
    { "wrk", LOAD },
    { "vegeta", LOAD },
    { "autocannon", LOAD },
    { "lighthouse", LOAD },
    { "lhci", LOAD },
    { "lighthouse-ci-action", LOAD },
    { "pgbench", LOAD },
    { "sysbench", LOAD },
    { "cargo bench", LOAD },
    { "github-action-benchmark", LOAD },
    { "pytest-benchmark", LOAD },
    { "hyperfine", LOAD },
    { "helm rollback", BACK },
    { "--atomic", BACK },
    { "rollout undo", BACK },
    { "app rollback", BACK },
    { "argo rollouts", BACK },
    { "git revert", BACK },
    { "rollback", BACK },
    { "roll back", BACK },
    { "blue-green", BACK },
    { "canary", BACK },
    { "alembic downgrade", BACK },
    { "db:rollback", BACK },
    { "migrate:rollback", BACK },
    { "flyway undo", BACK },
    { "--coverage", COVERAGE },
    { "--cov", COVERAGE },
    { "codecov", COVERAGE },
    { "codecov-action", COVERAGE },
    { "coveralls", COVERAGE },
    { "-coverprofile", COVERAGE },
    { "llvm-cov", COVERAGE },
    { "lcov", COVERAGE },
    { "jacoco", COVERAGE },
    { "syft", { "sbom", "" } },
    { "sbom-action", { "sbom", "" } },
    { "cyclonedx", { "sbom", "" } },
    { "--sbom", { "sbom", "" } },
    { "sbom", { "sbom", "" } },
    { "docker sbom", { "sbom", "" } },
    { "cosign", { "sign", "" } },
    { "cosign-installer", { "sign", "" } },
    { "notation sign", { "sign", "" } },
    { "docker trust", { "sign", "" } },
    { "docker build", { "image-build", "" } },
    { "docker buildx build", { "image-build", "" } },
    { "build-push-action", { "image-build", "" } },
    { "buildah", { "image-build", "" } },
    { "kaniko", { "image-build", "" } },
    { "podman build", { "image-build", "" } },
    { "docker push", { "image-push", "" } },
    { "podman push", { "image-push", "" } },
    { "skopeo copy", { "image-push", "" } },
};

static bool is_word_byte(char c)
{
    return ascii_is_alnum(c) || c == '_' || c == '-';
}

/* `word` at `at`, in any case, and no letter behind it. */
static bool is_word_at(struct span line, size_t at, struct span word)
{
    size_t end = at + word.len;
    return span_starts_nocase(span_from(line, at), word) &&
           (end == line.len || !is_word_byte(line.data[end]));
}

/* Where the next word begins, from `at` on; the length where there is none. */
static size_t next_word(struct span line, size_t at)
{
    while (at < line.len &&
           !(is_word_byte(line.data[at]) && (at == 0 || !is_word_byte(line.data[at - 1]))))
        at++;
    return at;
}

static bool is_silent(struct span line)
{
    return !line.len || line.data[0] == '#' || span_starts(line, SPAN("echo ")) ||
           span_starts(line, SPAN("printf ")) || span_starts(line, SPAN("- echo "));
}

static void look_through(struct span line, bool *seen)
{
    for (size_t at = next_word(line, 0); at < line.len; at = next_word(line, at + 1))
        for (size_t i = 0; i < ARRAY_SIZE(words); i++)
            if (ascii_lower(line.data[at]) == words[i].text[0] &&
                is_word_at(line, at, span_of(words[i].text)))
                seen[i] = true;
}

static bool is_same(const struct category *a, const struct category *b)
{
    return strcmp(a->name, b->name) == 0 && strcmp(a->detail, b->detail) == 0;
}

void categories_in(struct span text, void (*found)(const struct category *category, void *payload),
                   void *payload)
{
    bool seen[ARRAY_SIZE(words)] = { false };
    struct span line = SPAN_EMPTY;
    while (span_next_line(&text, &line)) {
        line = span_trim(line);
        if (!is_silent(line))
            look_through(line, seen);
    }
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        bool told = !seen[i];
        for (size_t j = 0; j < i && !told; j++)
            told = seen[j] && is_same(&words[j].category, &words[i].category);
        if (!told)
            found(&words[i].category, payload);
    }
}

static bool has_any(struct span line, const char *const *list, size_t count)
{
    for (size_t at = next_word(line, 0); at < line.len; at = next_word(line, at + 1))
        for (size_t i = 0; i < count; i++)
            if (is_word_at(line, at, span_of(list[i])))
                return true;
    return false;
}

static bool has_part(struct span text, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (span_find_nocase(text, span_of(list[i])) != SIZE_MAX)
            return true;
    return false;
}

bool category_is_production(struct span text)
{
    static const char *const names[] = { "prod", "live", "prd" };
    static const char *const parts[] = { "-prod", "_prod", "prod-", "prod_", "production" };
    return has_any(text, names, ARRAY_SIZE(names)) || has_part(text, parts, ARRAY_SIZE(parts));
}

bool category_is_deploy_name(struct span name)
{
    static const char *const parts[] = { "deploy", "rollout", "go-live", "go live" };
    return has_part(name, parts, ARRAY_SIZE(parts));
}

static bool is_deploy_line(struct span line)
{
    static const char *const commands[] = {
        "deploy",           "kubectl apply",       "kubectl set",       "kubectl rollout",
        "helm upgrade",     "helm install",        "terraform apply",   "tofu apply",
        "argocd app sync",  "ecs update-service",  "gcloud run deploy", "az webapp",
        "ansible-playbook", "docker stack deploy", "pulumi up",
    };
    return has_any(line, commands, ARRAY_SIZE(commands));
}

bool category_is_deploy(struct span commands, bool *production)
{
    struct span line = SPAN_EMPTY;
    bool found = false;
    while (span_next_line(&commands, &line)) {
        line = span_trim(line);
        if (is_silent(line) || !is_deploy_line(line))
            continue;
        found = true;
        *production |= category_is_production(line);
    }
    return found;
}
