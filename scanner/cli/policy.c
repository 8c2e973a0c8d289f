/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/scan.h"

DEFINE_CLEANUP(struct veto_policy *, veto_policy_free)
DEFINE_CLEANUP(struct veto_rules *, veto_rules_free)

static const char template[] =
        "# What veto judges by here. Every key may be left out; docs/policy.md explains them, and\n"
        "# 'veto policy check' finds mistakes.\n"
        "version: 1\n"
        "\n"
        "# The lowest severity that blocks: note, low, medium, high, critical, none.\n"
        "fail-on: high\n"
        "\n"
        "# scan:\n"
        "#   exclude: [third_party/]          # not read at all; globs as in .gitignore\n"
        "#   rules:\n"
        "#     disable: [dockerfile-last-user-root]\n"
        "#   allow:                           # what is no finding\n"
        "#     - rule: generic-password\n"
        "#       values: [example-only]\n"
        "#       paths: [tests/]              # only there\n"
        "#       reason: the database of the tests\n"
        "\n"
        "# Rules of one's own go under 'rules:', in the form of packs; docs/checks.md has an example.\n"
        "\n"
        "# Findings that need not block for some time; 'veto allow FINGERPRINT --reason ...' adds one.\n"
        "# exceptions:\n"
        "#   - fingerprint: cc63e8e9bf0ef5e1e76f02f47dc15585\n"
        "#     reason: revoked, and removed with the next release\n"
        "#     owner: team-a\n"
        "#     expires: 2026-12-31\n";

/* ---- init ------------------------------------------------------------------------------------ */

static int write_template(const char *path, struct veto_error *error)
{
    struct file_output output;
    if (access(path, F_OK) == 0)
        return error_set(error, VETO_ERROR_USAGE, "%s: is there already", path);
    if (file_output_open(&output, path, error) < 0)
        return -1;
    fputs(template, output.stream);
    return file_output_commit(&output, error);
}

/* Where a scan of the working directory looks for it, unless it is named. */
static int init_policy(const char *path)
{
    cleanup(free_ptr) char *place = NULL;
    struct veto_error error = { 0 };
    if (!path && veto_policy_place(&place, NULL, &error) == 0)
        path = place;
    if (!path || write_template(path, &error) < 0) {
        message("%s", error.message);
        return EXIT_USAGE;
    }
    printf("%s\n", path);
    return EXIT_CLEAN;
}

/* ---- check and show -------------------------------------------------------------------------- */

static void print_complaint(const char *line, void *payload)
{
    (void)payload;
    puts(line);
}

static int check(const struct settings *settings, const char *path, struct veto_error *error)
{
    cleanup(veto_rules_free_ptr) struct veto_rules *rules = NULL;
    struct veto_rules_options options = scan_rules_options(settings);
    if (veto_rules_load(&rules, &options, error) < 0)
        return -1;
    return veto_policy_check(path, rules, print_complaint, NULL, error);
}

static int check_policy(const struct settings *settings, const char *path)
{
    struct veto_error error = { 0 };
    int mistakes = check(settings, path, &error);
    if (mistakes < 0)
        message("%s", error.message);
    else if (mistakes == 0)
        printf("%s: no mistake\n", path);
    return mistakes == 0 ? EXIT_CLEAN : EXIT_USAGE;
}

static int show_policy(const struct settings *settings, const char *path)
{
    (void)settings;
    cleanup(veto_policy_free_ptr) struct veto_policy *policy = NULL;
    struct veto_error error = { 0 };
    if (veto_policy_load(&policy, path, &error) < 0 ||
        veto_policy_print(policy, stdout, &error) < 0) {
        message("%s", error.message);
        return EXIT_USAGE;
    }
    return EXIT_CLEAN;
}

static int show_schema(void)
{
    struct veto_error error = { 0 };
    if (veto_policy_schema(stdout, &error) < 0) {
        message("%s", error.message);
        return EXIT_INCOMPLETE;
    }
    return EXIT_CLEAN;
}

/* ---- import ---------------------------------------------------------------------------------- */

static void say_lost(const char *line, void *payload)
{
    (void)payload;
    message("%s", line);
}

static int import(const struct settings *settings, struct output *output, struct veto_error *error)
{
    const char *path = settings->operands.items[1];
    cleanup(buf_release) struct buf bytes = buf_make(VETO_DOCUMENT_MAX);
    cleanup(veto_rules_free_ptr) struct veto_rules *rules = NULL;
    struct veto_rules_options options = scan_rules_options(settings);
    options.with_optional = true;
    if (file_load(path, &bytes, error) < 0 || veto_rules_load(&rules, &options, error) < 0 ||
        output_open(output, settings, error) < 0)
        return -1;
    return output_close(output,
                        veto_policy_import(path, span_to_bytes(buf_span(&bytes)), rules,
                                           output->stream, say_lost, NULL, error),
                        error);
}

static int import_policy(const struct settings *settings)
{
    struct output output;
    struct veto_error error = { 0 };
    if (settings->operands.count != 2 || settings->outputs.count > 1) {
        message("name one file: veto policy import .trivyignore [-o veto.yaml]");
        return EXIT_USAGE;
    }
    int count = import(settings, &output, &error);
    if (count < 0) {
        message("%s", error.message);
        return EXIT_USAGE;
    }
    message("%d %s carried over", count, count == 1 ? "exception" : "exceptions");
    return EXIT_CLEAN;
}

/* ---- The command ----------------------------------------------------------------------------- */

/* The one that is named, else the one that a scan of the working directory has. */
static int with_policy(const struct settings *settings,
                       int (*run)(const struct settings *settings, const char *path))
{
    cleanup(free_ptr) char *found = NULL;
    struct veto_error error = { 0 };
    if (settings->operands.count > 1)
        return run(settings, settings->operands.items[1]);
    if (veto_policy_find(&found, NULL, &error) < 0) {
        message("%s", error.message);
        return EXIT_USAGE;
    }
    if (!found) {
        message("there is no veto.yaml here; 'veto policy init' writes one");
        return EXIT_USAGE;
    }
    return run(settings, found);
}

static int run_policy(const struct settings *settings)
{
    const char *word = settings->operands.count ? settings->operands.items[0] : "";
    if (strcmp(word, "import") == 0)
        return import_policy(settings);
    if (settings->outputs.count) {
        message("--output belongs to 'veto policy import'");
        return EXIT_USAGE;
    }
    if (strcmp(word, "init") == 0)
        return init_policy(settings->operands.count > 1 ? settings->operands.items[1] : NULL);
    if (strcmp(word, "check") == 0)
        return with_policy(settings, check_policy);
    if (strcmp(word, "show") == 0)
        return with_policy(settings, show_policy);
    if (strcmp(word, "schema") == 0)
        return show_schema();
    message("say what to do with it: veto policy init, check, show, schema or import");
    return EXIT_USAGE;
}

static const char *const policy_words[] = { "init", "check", "show", "schema", "import", NULL };

const struct command command_policy = {
    .name = "policy",
    .bit = COMMAND_POLICY,
    .operands = "[OPTION...] init|check|show|schema|import [FILE]",
    .summary = "write, check and show a policy: veto.yaml",
    .details =
            "'init' writes a veto.yaml to begin with, at the root of the repository. 'check' "
            "prints each mistake with file and "
            "line, and ends with status 2 where there is one. 'show' prints what the file and all "
            "that it extends say together; allowed values are redacted. 'schema' prints the JSON "
            "Schema for editors. Without FILE it is the one that a scan of the working directory "
            "has; it may be the name of a built-in one: default, strict or guardian. 'import FILE' "
            "makes exceptions of a .trivyignore, .trivyignore.yaml or .gitleaksignore, and tells "
            "on "
            "standard error what of it could not be carried over.",
    .examples = { { "veto policy init", "a file to begin with" },
                  { "veto policy check", "is it right?" },
                  { "veto policy show", "what holds, all files together" },
                  { "veto policy import .trivyignore -o veto.yaml", "what trivy ignored" } },
    .words = policy_words,
    .takes_files = true,
    .run = run_policy,
};
