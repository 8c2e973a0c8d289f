/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/scan.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "cli/confine.h"
#include "cli/interrupt.h"
#include "cli/last_scan.h"
#include "cli/listing.h"
#include "cli/message.h"
#include "cli/progress.h"
#include "cli/reports.h"
#include "cli/sought_values.h"
#include "cli/targets.h"

struct job {
    const struct settings *settings;
    struct veto_policy *policy;
    struct veto_rules *rules;
    struct veto_scan *scan;
    char *layer_cache;
    const char **outputs; /* files that are written: reports, and perhaps the baseline */
    struct targets targets;
    struct sought_values sought;
    struct progress progress;
    struct listing listing;
};

static void release_job(struct job *job)
{
    interrupt_watch(NULL);
    if (job->scan)
        veto_scan_free(job->scan);
    if (job->rules)
        veto_rules_free(job->rules);
    veto_policy_free(job->policy);
    targets_release(&job->targets);
    sought_values_release(&job->sought);
    listing_release(&job->listing);
    free(job->outputs);
    free(job->layer_cache);
}

/* ---- What the library calls ---- */

static void say_rules(const char *line, void *payload)
{
    (void)payload;
    message("%s", line);
}

static void say_detail(const char *line, void *payload)
{
    struct job *job = payload;
    progress_erase(&job->progress);
    message("%s", line);
}

static void on_file(const struct veto_origin *origin, enum veto_file_verdict verdict, void *payload)
{
    struct job *job = payload;
    listing_add(&job->listing, origin, verdict);
}

static void on_progress(const struct veto_progress *news, void *payload)
{
    struct job *job = payload;
    progress_add(&job->progress, news);
}

/* ---- From settings to the library's options ---- */

struct veto_rules_options scan_rules_options(const struct settings *settings)
{
    struct veto_rules_options options = VETO_RULES_OPTIONS_INIT;
    options.paths = settings->rules.items;
    options.path_count = settings->rules.count;
    options.only = settings->only.items;
    options.only_count = settings->only.count;
    options.skip = settings->skip.items;
    options.skip_count = settings->skip.count;
    options.no_cache = settings->no_cache;
    options.jobs = (unsigned)settings->jobs;
    options.say = settings->quiet ? NULL : say_rules;
    return options;
}

/* What was said on the command line or in the environment has the last word over the policy. */
struct veto_scan_options scan_base_options(const struct settings *settings,
                                           const struct veto_policy *policy)
{
    struct veto_scan_options options = VETO_SCAN_OPTIONS_INIT;
    options.jobs = (unsigned)settings->jobs;
    options.excludes = settings->excludes.items;
    options.exclude_count = settings->excludes.count;
    options.no_ignore = settings->no_ignore;
    if (policy)
        veto_policy_apply(policy, &options);
    if (!policy || settings_say(settings, "memory"))
        options.memory = settings->memory;
    if (!policy || settings_say(settings, "max-depth"))
        options.max_depth = (int)settings->max_depth;
    if (!policy || settings_say(settings, "max-size"))
        options.max_size = settings->max_size;
    if (!policy || settings_say(settings, "max-ratio"))
        options.max_ratio = settings->max_ratio;
    if (!policy || settings_say(settings, "timeout"))
        options.timeout = settings->timeout;
    if (!policy || settings_say(settings, "fail-on"))
        options.fail_on = (enum veto_severity)settings->fail_on;
    return options;
}

static struct veto_scan_options scan_options(struct job *job, bool images_only)
{
    const struct settings *settings = job->settings;
    struct veto_scan_options options = scan_base_options(settings, job->policy);
    options.show_secrets = settings->show_secrets;
    options.allow_incomplete = settings->allow_incomplete;
    options.explain_dropped = settings->explain_dropped;
    options.find = job->sought.items;
    options.find_count = job->sought.count;
    options.images_only = images_only;
    options.image_platform = settings->platform;
    options.image_name = settings->image;
    options.verify_layers = settings->verify_layers;
    options.bases = settings->bases.items;
    options.base_count = settings->bases.count;
    options.ignore_base = settings->ignore_base;
    options.layer_cache = job->layer_cache;
    options.max_entries = settings->max_entries;
    options.max_total = settings->max_total;
    options.max_dictionary = settings->max_dictionary;
    options.max_ratio_dense = settings->max_ratio_dense;
    options.max_name = settings->max_name;
    options.max_warnings = settings->max_warnings;
    options.max_seekable = settings->max_seekable;
    options.max_manifest = settings->max_manifest;
    options.max_config = settings->max_config;
    options.max_index_depth = (int)settings->max_index_depth;
    options.list_files = settings->list_files;
    options.outputs = job->outputs;
    options.output_count = settings->outputs.count + (settings->write_baseline != NULL) +
                           (settings->find != NULL);
    options.baseline = settings->baseline;
    options.on_file = settings->list_files ? on_file : NULL;
    options.on_progress = job->progress.enabled ? on_progress : NULL;
    options.say = settings->verbose ? say_detail : NULL;
    options.payload = job;
    return options;
}

/* ---- The policy ---- */

static bool is_same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

typedef int find_one(char **path, const char *target, struct veto_error *error);

/* The one that all targets have: two would each judge what the other is about. */
static int find_for_all(char **path, const struct text_list *targets, find_one *find,
                        struct veto_error *error)
{
    for (size_t i = 0; i < MAX(targets->count, (size_t)1); i++) {
        const char *target = i < targets->count ? targets->items[i] : NULL;
        cleanup(free_ptr) char *one = NULL;
        if (find(&one, target && strcmp(target, "-") == 0 ? NULL : target, error) < 0)
            return -1;
        if (i > 0 && !is_same(*path, one))
            return error_set(error, VETO_ERROR_USAGE,
                             "'%s' and '%s' have not the same policy: scan them one by one, or say "
                             "--policy FILE or --no-policy", targets->items[0], target);
        if (i == 0)
            *path = take_ptr(&one);
    }
    return 0;
}

int scan_place_policy(char **path, const struct text_list *targets, struct veto_error *error)
{
    *path = NULL;
    return find_for_all(path, targets, veto_policy_place, error);
}

int scan_load_policy(struct veto_policy **policy, const struct settings *settings,
                     struct veto_error *error)
{
    cleanup(free_ptr) char *found = NULL;
    *policy = NULL;
    if (settings->no_policy && settings->policy)
        return error_set(error, VETO_ERROR_USAGE, "--policy and --no-policy exclude one another");
    if (settings->no_policy)
        return 0;
    if (!settings->policy && find_for_all(&found, &settings->operands, veto_policy_find, error) < 0)
        return -1;
    const char *path = settings->policy ? settings->policy : found;
    return path ? veto_policy_load(policy, path, error) : 0;
}

/* ---- One scan ---- */

static int list_outputs(struct job *job, struct veto_error *error)
{
    const struct settings *settings = job->settings;
    size_t count = settings->outputs.count;
    job->outputs = calloc(count + 2, sizeof(*job->outputs));
    if (!job->outputs)
        return error_no_memory(error);
    if (count)
        memcpy(job->outputs, settings->outputs.items, count * sizeof(*job->outputs));
    if (settings->write_baseline)
        job->outputs[count++] = settings->write_baseline;
    /* Where the values come from is no place where they are found. */
    job->outputs[count] = settings->find;
    return 0;
}

/* NULL where there is no folder for caches, or it is not to be used. */
static char *layer_cache_path(const struct settings *settings)
{
    cleanup(free_ptr) char *folder = settings->no_cache ? NULL : file_cache_folder();
    char *path = NULL;
    if (!folder || asprintf(&path, "%s/layers.db", folder) < 0)
        return NULL;
    return path;
}

/* Everything that can be wrong before anything is read. */
static int prepare(struct job *job, bool images_only, struct veto_error *error)
{
    if (reports_check(job->settings, error) < 0 || list_outputs(job, error) < 0 ||
        sought_values_read(&job->sought, job->settings, error) < 0)
        return -1;
    if (scan_load_policy(&job->policy, job->settings, error) < 0)
        return -1;
    struct veto_rules_options rules_options = scan_rules_options(job->settings);
    rules_options.policy = job->policy;
    if (veto_rules_load(&job->rules, &rules_options, error) < 0)
        return -1;
    job->layer_cache = layer_cache_path(job->settings);
    struct veto_scan_options options = scan_options(job, images_only);
    if (veto_scan_create(&job->scan, job->rules, &options, error) < 0)
        return -1;
    if (confine_scan(job->settings, error) < 0)
        return -1;
    return targets_add(&job->targets, job->scan, job->settings, error);
}

static int write_listing(struct job *job, const struct veto_result *result)
{
    listing_print_problems(result);
    return listing_print(&job->listing, job->settings->null, job->settings->quiet);
}

/* A veto is a veto: only a clean status gives way to a report that was not written. */
static int report(struct job *job)
{
    const struct veto_result *result = veto_scan_result(job->scan);
    int status = veto_exit_status(result);
    int written = job->settings->list_files ? write_listing(job, result)
                                            : reports_write(job->settings, result);
    if (!job->settings->list_files && !job->settings->find)
        last_scan_remember(job->settings, result);
    return written < 0 && status == EXIT_CLEAN ? EXIT_INCOMPLETE : status;
}

/* Nothing at all could be scanned: was it asked wrongly, or was it the machine? */
static int status_of_failure(const struct veto_error *error)
{
    bool machine = error->code == VETO_ERROR_IO || error->code == VETO_ERROR_MEMORY;
    return machine ? EXIT_INCOMPLETE : EXIT_USAGE;
}

int scan_run(const struct settings *settings, bool images_only)
{
    cleanup(release_job) struct job job = {
        .settings = settings,
        .progress = progress_begin((enum when)settings->progress),
        .listing = listing_make(),
    };
    struct veto_error error = { 0 };
    if (prepare(&job, images_only, &error) < 0) {
        message("%s", error.message);
        return EXIT_USAGE;
    }
    interrupt_watch(job.scan);
    int result = veto_scan_run(job.scan, &error);
    progress_erase(&job.progress);
    if (result < 0) {
        message("%s", error.message);
        return status_of_failure(&error);
    }
    return report(&job);
}

static int run_scan(const struct settings *settings)
{
    return scan_run(settings, false);
}

const struct command command_scan = {
    .name = "scan",
    .bit = COMMAND_SCAN,
    .operands = "[OPTION...] [TARGET...]",
    .summary = "scan folders, files, image archives or standard input",
    .details = "A target is a folder, a file, an image archive or layout, or '-' for standard "
               "input; what it is is detected. Without one the working directory is scanned. The "
               "report goes to standard output, everything else to standard error.",
    .examples = { { "veto scan", "the working directory" },
                  { "veto scan app.tar -o app.sarif", "an image, with a report for machines" },
                  { "git diff --name-only -z | veto scan -0 --files-from -",
                    "only the files that have changed" } },
    .takes_files = true,
    .run = run_scan,
};
