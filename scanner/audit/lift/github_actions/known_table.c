/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inputs and outputs by the metadata of each release of these major versions, up to August 2026. A
 * script may set outputs of its own, so that those of actions/github-script are not known.
 */
#include "audit/lift/github_actions/known.h"

/* What several versions of one action have in common. */
#define SETUP_PYTHON_INPUTS                                                                        \
    "python-version python-version-file cache architecture check-latest token "                    \
    "cache-dependency-path update-environment allow-prereleases freethreaded"
#define SETUP_PYTHON_OUTPUTS "python-version cache-hit python-path"
#define STALE_INPUTS                                                                               \
    "repo-token stale-issue-message stale-pr-message close-issue-message "                         \
    "close-pr-message days-before-stale days-before-issue-stale "                                  \
    "days-before-pr-stale days-before-close days-before-issue-close "                              \
    "days-before-pr-close stale-issue-label close-issue-label exempt-issue-labels "                \
    "close-issue-reason stale-pr-label close-pr-label exempt-pr-labels "                           \
    "exempt-milestones exempt-issue-milestones exempt-pr-milestones "                              \
    "exempt-all-milestones exempt-all-issue-milestones exempt-all-pr-milestones "                  \
    "only-labels any-of-labels any-of-issue-labels any-of-pr-labels "                              \
    "only-issue-labels only-pr-labels operations-per-run remove-stale-when-updated "               \
    "remove-issue-stale-when-updated remove-pr-stale-when-updated debug-only "                     \
    "ascending delete-branch start-date exempt-assignees exempt-issue-assignees "                  \
    "exempt-pr-assignees exempt-all-assignees exempt-all-issue-assignees "                         \
    "exempt-all-pr-assignees exempt-draft-pr enable-statistics "                                   \
    "labels-to-add-when-unstale labels-to-remove-when-stale "                                      \
    "labels-to-remove-when-unstale ignore-updates ignore-issue-updates "                           \
    "ignore-pr-updates include-only-assigned"
#define STALE_OUTPUTS "closed-issues-prs staled-issues-prs"

const struct known_action known_actions[] = {
    { "actions/cache", 4, 5,
      "path key restore-keys upload-chunk-size enableCrossOsArchive "
      "fail-on-cache-miss lookup-only save-always",
      "key path", "cache-hit" },
    { "actions/checkout", 4, 4,
      "repository ref token ssh-key ssh-known-hosts ssh-strict persist-credentials "
      "path clean sparse-checkout sparse-checkout-cone-mode fetch-depth fetch-tags "
      "show-progress lfs submodules set-safe-directory github-server-url filter "
      "ssh-user allow-unsafe-pr-checkout",
      NULL, "ref commit" },
    { "actions/checkout", 5, 7,
      "repository ref token ssh-key ssh-known-hosts ssh-strict ssh-user "
      "persist-credentials path clean filter sparse-checkout "
      "sparse-checkout-cone-mode fetch-depth fetch-tags show-progress lfs submodules "
      "set-safe-directory github-server-url allow-unsafe-pr-checkout",
      NULL, "ref commit" },
    { "actions/configure-pages", 4, 5,
      "static_site_generator generator_config_file token enablement", NULL,
      "base_url origin host base_path" },
    { "actions/dependency-review-action", 4, 4,
      "repo-token fail-on-severity fail-on-scopes base-ref head-ref config-file "
      "allow-licenses deny-licenses allow-dependencies-licenses allow-ghsas "
      "external-repo-token license-check vulnerability-check comment-summary-in-pr "
      "deny-packages deny-groups retry-on-snapshot-warnings "
      "retry-on-snapshot-warnings-timeout warn-only show-openssf-scorecard "
      "warn-on-openssf-scorecard-level show-patched-versions",
      NULL,
      "comment-content dependency-changes vulnerable-changes invalid-license-changes "
      "denied-changes" },
    { "actions/deploy-pages", 3, 5,
      "token timeout error_count reporting_interval artifact_name preview", NULL, "page_url" },
    { "actions/download-artifact", 4, 4,
      "name path github-token repository run-id pattern merge-multiple artifact-ids", NULL,
      "download-path" },
    { "actions/download-artifact", 5, 7,
      "name artifact-ids path pattern merge-multiple github-token repository run-id", NULL,
      "download-path" },
    { "actions/download-artifact", 8, 8,
      "name artifact-ids path pattern merge-multiple github-token repository run-id "
      "skip-decompress digest-mismatch",
      NULL, "download-path" },
    { "actions/first-interaction", 2, 3, "issue_message pr_message repo_token", NULL, "" },
    { "actions/github-script", 7, 8,
      "script github-token debug user-agent previews result-encoding retries "
      "retry-exempt-status-codes base-url",
      "script", NULL },
    { "actions/labeler", 5, 7, "repo-token configuration-path sync-labels dot pr-number", NULL,
      "new-labels all-labels" },
    { "actions/setup-dotnet", 4, 4,
      "dotnet-version dotnet-quality global-json-file source-url owner config-file "
      "cache cache-dependency-path",
      NULL, "cache-hit dotnet-version" },
    { "actions/setup-dotnet", 5, 5,
      "dotnet-version dotnet-quality global-json-file source-url owner config-file "
      "cache cache-dependency-path workloads architecture dotnet-channel",
      NULL, "cache-hit dotnet-version" },
    { "actions/setup-dotnet", 6, 6,
      "dotnet-version dotnet-quality dotnet-channel global-json-file source-url owner "
      "config-file cache cache-dependency-path workloads architecture",
      NULL, "cache-hit dotnet-version" },
    { "actions/setup-go", 5, 5,
      "go-version go-version-file check-latest token cache cache-dependency-path "
      "architecture",
      NULL, "go-version cache-hit" },
    { "actions/setup-go", 6, 7,
      "go-version go-version-file check-latest token cache cache-dependency-path "
      "architecture go-download-base-url",
      NULL, "go-version cache-hit" },
    { "actions/setup-java", 4, 4,
      "java-version java-version-file distribution java-package architecture jdkFile "
      "check-latest server-id server-username server-password settings-path "
      "overwrite-settings gpg-private-key gpg-passphrase cache cache-dependency-path "
      "job-status token mvn-toolchain-id mvn-toolchain-vendor",
      "distribution", "distribution version path cache-hit" },
    { "actions/setup-java", 5, 5,
      "java-version java-version-file distribution java-package architecture jdkFile "
      "check-latest server-id server-username server-password settings-path "
      "overwrite-settings gpg-private-key gpg-passphrase cache cache-dependency-path "
      "job-status token mvn-toolchain-id mvn-toolchain-vendor set-default "
      "verify-signature verify-signature-public-key show-download-progress jdk-file",
      NULL, "distribution version path cache-hit cache-primary-key" },
    { "actions/setup-node", 4, 4,
      "always-auth node-version node-version-file architecture check-latest "
      "registry-url scope token cache cache-dependency-path mirror mirror-token",
      NULL, "cache-hit node-version" },
    { "actions/setup-node", 5, 6,
      "always-auth node-version node-version-file architecture check-latest "
      "registry-url scope token cache package-manager-cache cache-dependency-path "
      "mirror mirror-token",
      NULL, "cache-hit node-version" },
    { "actions/setup-node", 7, 7,
      "node-version node-version-file architecture check-latest registry-url scope "
      "token cache package-manager-cache cache-dependency-path mirror mirror-token",
      NULL, "cache-hit cache-primary-key cache-matched-key node-version" },
    { "actions/setup-python", 5, 5, SETUP_PYTHON_INPUTS, NULL, SETUP_PYTHON_OUTPUTS },
    { "actions/setup-python", 6, 6, SETUP_PYTHON_INPUTS " pip-version pip-install", NULL,
      SETUP_PYTHON_OUTPUTS },
    { "actions/setup-python", 7, 7, SETUP_PYTHON_INPUTS " pip-version", NULL,
      SETUP_PYTHON_OUTPUTS },
    { "actions/stale", 9, 9, STALE_INPUTS, NULL, STALE_OUTPUTS },
    { "actions/stale", 10, 10, STALE_INPUTS " sort-by only-issue-types", NULL, STALE_OUTPUTS },
    { "actions/upload-artifact", 4, 6,
      "name path if-no-files-found retention-days compression-level overwrite "
      "include-hidden-files",
      "path", "artifact-id artifact-url artifact-digest" },
    { "actions/upload-artifact", 7, 7,
      "name path if-no-files-found retention-days compression-level overwrite "
      "include-hidden-files archive",
      "path", "artifact-id artifact-url artifact-digest" },
    { "docker/build-push-action", 5, 5,
      "add-hosts allow attests build-args build-contexts builder cache-from cache-to "
      "cgroup-parent context file labels load network no-cache no-cache-filters "
      "outputs platforms provenance pull push sbom secrets secret-files shm-size ssh "
      "tags target ulimit github-token annotations secret-envs",
      NULL, "imageid digest metadata" },
    { "docker/build-push-action", 6, 6,
      "add-hosts allow annotations attests build-args build-contexts builder "
      "cache-from cache-to cgroup-parent context file labels load network no-cache "
      "no-cache-filters outputs platforms provenance pull push sbom secrets "
      "secret-envs secret-files shm-size ssh tags target ulimit github-token call",
      NULL, "imageid digest metadata" },
    { "docker/build-push-action", 7, 7,
      "add-hosts allow annotations attests build-args build-contexts builder "
      "cache-from cache-to call cgroup-parent context file labels load network "
      "no-cache no-cache-filters outputs platforms provenance pull push sbom secrets "
      "secret-envs secret-files shm-size ssh tags target ulimit github-token",
      NULL, "imageid digest metadata" },
    { "docker/login-action", 3, 3, "registry username password ecr logout registry-auth scope",
      NULL, "" },
    { "docker/login-action", 4, 4, "registry username password ecr scope logout registry-auth",
      NULL, "" },
    { "docker/metadata-action", 5, 5,
      "context images tags flavor labels sep-tags sep-labels bake-target github-token "
      "annotations sep-annotations",
      NULL,
      "version tags labels bake-file json annotations bake-file-tags bake-file-labels "
      "bake-file-annotations tag-names" },
    { "docker/metadata-action", 6, 6,
      "context images tags flavor labels annotations sep-tags sep-labels "
      "sep-annotations bake-target github-token",
      NULL,
      "version tags tag-names labels annotations json bake-file-tags bake-file-labels "
      "bake-file-annotations bake-file" },
    { "docker/setup-buildx-action", 3, 3,
      "version driver driver-opts buildkitd-flags install use endpoint platforms "
      "config config-inline append cleanup cache-binary buildkitd-config "
      "buildkitd-config-inline name keep-state",
      NULL, "name driver platforms nodes endpoint status flags" },
    { "docker/setup-buildx-action", 4, 4,
      "version driver driver-opts buildkitd-flags buildkitd-config "
      "buildkitd-config-inline use name endpoint platforms append keep-state "
      "cache-binary cleanup",
      NULL, "name driver platforms nodes endpoint status flags" },
    { "docker/setup-qemu-action", 3, 3, "image platforms cache-image", NULL, "platforms" },
    { "docker/setup-qemu-action", 4, 4, "image platforms cache-image reset", NULL, "platforms" },
};

const size_t known_action_count = ARRAY_SIZE(known_actions);
