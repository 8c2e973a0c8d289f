/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/options.h"

#include <assert.h>
#include <stdio.h>

#include "base/ascii.h"

/* A row that names a field of another type than its kind has does not compile. */
#define OF_TYPE(type, member)                                                                      \
    sizeof(char[_Generic(((struct settings *)0)->member, type : 1, default : -1)])
#define FIELD(its_kind, type, member)                                                              \
    .kind = (its_kind), .field = offsetof(struct settings, member) * OF_TYPE(type, member)

#define FLAG(member) FIELD(OPTION_FLAG, bool, member)
#define TEXT(member) FIELD(OPTION_TEXT, const char *, member)
#define LIST(member) FIELD(OPTION_LIST, struct text_list, member)
#define CHOICE(member) FIELD(OPTION_CHOICE, int, member)
#define NUMBER(member) FIELD(OPTION_NUMBER, uint64_t, member)
#define SIZE(member) FIELD(OPTION_SIZE, uint64_t, member)
#define SECONDS(member) FIELD(OPTION_SECONDS, double, member)

enum {
    SCANS = COMMAND_SCAN | COMMAND_IMAGE,
    EVERYWHERE = COMMAND_VETO | COMMAND_SCAN | COMMAND_IMAGE | COMMAND_RULES | COMMAND_VERSION |
                 COMMAND_HELP | COMMAND_MANUAL | COMMAND_COMPLETION | COMMAND_QUERY |
                 COMMAND_POLICY | COMMAND_ALLOW | COMMAND_EXPLAIN,
};

/* Severities in the order of their enumeration, so that the index is the value. */
static const char *severity_choice(size_t index)
{
    return index <= VETO_SEVERITY_NONE ? veto_severity_name((enum veto_severity)index) : NULL;
}

static const char *when_choice(size_t index)
{
    static const char *const names[] = {
        [WHEN_AUTO] = "auto",
        [WHEN_ALWAYS] = "always",
        [WHEN_NEVER] = "never",
    };
    return index < ARRAY_SIZE(names) ? names[index] : NULL;
}

const struct option option_table[] = {
    { .name = "files-from",
      TEXT(files_from),
      .argument = "FILE",
      .takes_file = true,
      .commands = COMMAND_SCAN,
      .group = GROUP_INPUT,
      .summary = "scan the files that FILE names, one a line; '-' is standard input",
      .details = "The names are relative to the working directory. With --null they are separated "
                 "by NUL bytes, so that any name can be given. A file that is named but absent "
                 "makes the scan incomplete." },
    { .name = "null",
      .letter = '0',
      FLAG(null),
      .commands = COMMAND_SCAN,
      .group = GROUP_INPUT,
      .summary = "names in --files-from and --list-files end in NUL, not newline" },
    { .name = "stdin-name",
      TEXT(stdin_name),
      .argument = "PATH",
      .takes_file = true,
      .commands = COMMAND_SCAN | COMMAND_QUERY,
      .group = GROUP_INPUT,
      .fallback = "stdin",
      .summary = "the path that standard input is judged and reported as" },
    { .name = "list-files",
      FLAG(list_files),
      .commands = SCANS,
      .group = GROUP_INPUT,
      .summary = "print what would be read, and why the rest would not; scan nothing",
      .details = "What would be read goes to standard output, sorted, one path a line. What is "
                 "left out goes to standard error with the reason. Characters that a terminal "
                 "should not see are replaced, except with --null." },
    { .name = "find",
      TEXT(find),
      .argument = "FILE",
      .takes_file = true,
      .commands = SCANS,
      .group = GROUP_INPUT,
      .summary = "also look for the values in FILE, one a line; '-' is standard input",
      .details = "Each place that holds one of them, decoded or not, is a finding of severity "
                 "critical. Values are compared whole, byte for byte, have 6 to 4096 bytes, and are "
                 "never shown, nor kept in the cache." },
    { .name = "exclude",
      LIST(excludes),
      .argument = "GLOB",
      .commands = SCANS,
      .group = GROUP_INPUT,
      .summary = "leave out paths that match GLOB; may be repeated",
      .details = "Globs are those of gitignore(5), over paths relative to the target. A glob "
                 "without a slash is matched against the last component alone." },
    { .name = "no-ignore",
      FLAG(no_ignore),
      .commands = SCANS,
      .group = GROUP_INPUT,
      .summary = "scan what .gitignore and .vetoignore leave out, too",
      .details = "Files that git tracks are always scanned, whatever .gitignore says." },
    { .name = "platform",
      TEXT(platform),
      .argument = "PLATFORM",
      .commands = SCANS,
      .group = GROUP_INPUT,
      .summary = "of several images in one file those for linux/amd64, arm64, ... alone",
      .details = "An image whose platform is not known is scanned, too. Without it all images are "
                 "scanned, and those of other platforms may be absent; the one that was asked for "
                 "may not." },
    { .name = "image",
      TEXT(image),
      .argument = "NAME",
      .commands = SCANS,
      .group = GROUP_INPUT,
      .summary = "of several images in one file the one of that name, tag or digest alone" },
    { .name = "base",
      LIST(bases),
      .argument = "IMAGE",
      .takes_file = true,
      .commands = SCANS,
      .group = GROUP_INPUT,
      .summary = "tell apart what is found in the layers of this base image; may be repeated",
      .details = "IMAGE is an archive or layout, an image's configuration as JSON, or a file of "
                 "diff_ids, one a line. Layers that an image has in common with it, from the lowest "
                 "on, are the base's; what is in these alone comes last in reports and is marked. "
                 "It is their bytes that count: those that claim to be the base's are unpacked and "
                 "hashed, as with --verify-layers." },
    { .name = "ignore-base",
      FLAG(ignore_base),
      .commands = SCANS,
      .group = GROUP_OUTPUT,
      .summary = "what is in the layers of a --base alone does not block" },
    { .name = "verify-layers",
      FLAG(verify_layers),
      .commands = SCANS,
      .group = GROUP_INPUT,
      .summary = "also hash what compressed layers unpack to, as the configuration names it",
      .details = "Manifests, configurations and the stored bytes of layers are always held against "
                 "their digests. This costs about half as much again as unpacking." },

    { .name = "rules",
      LIST(rules),
      .argument = "PATH",
      .takes_file = true,
      .commands = SCANS | COMMAND_RULES | COMMAND_POLICY | COMMAND_ALLOW | COMMAND_EXPLAIN,
      .group = GROUP_RULES,
      .summary = "a rule pack, or a folder of them, beside the built-in ones; may be repeated" },
    { .name = "only",
      LIST(only),
      .argument = "ID",
      .separator = ',',
      .commands = SCANS | COMMAND_RULES,
      .group = GROUP_RULES,
      .summary = "only these rules; repeated, or ids with commas between" },
    { .name = "skip",
      LIST(skip),
      .argument = "ID",
      .separator = ',',
      .commands = SCANS | COMMAND_RULES,
      .group = GROUP_RULES,
      .summary = "all rules but these" },

    { .name = "peer",
      TEXT(peer),
      .argument = "SCANNER",
      .choices = veto_peer_name,
      .not_in_environment = true,
      .commands = COMMAND_RULES,
      .group = GROUP_RULES,
      .summary = "with 'list': what another scanner looks for, and what veto has for it",
      .details = "For moving over. Each of the scanner's ids stands beside the rules that have it "
                 "among their aliases; the others are listed with the reason." },

    { .name = "policy",
      TEXT(policy),
      .argument = "NAME|FILE",
      .takes_file = true,
      .commands = SCANS | COMMAND_ALLOW | COMMAND_EXPLAIN,
      .group = GROUP_RULES,
      .summary = "judge by this policy, not by the veto.yaml of the target",
      .details = "Built-in policies are default, strict (medium blocks, and so does what was not "
                 "understood) and guardian (the checks of a whole project are on, too); 'veto policy "
                 "show NAME' prints one. A file of such a name is ./NAME. Without it veto.yaml is looked for at the root of the target's repository, else in "
                 "the folder itself; for images outside of repositories and standard input that of "
                 "the working directory is taken. Options on the command line and in the environment "
                 "have the last word." },
    { .name = "no-policy",
      FLAG(no_policy),
      .commands = SCANS | COMMAND_EXPLAIN,
      .group = GROUP_RULES,
      .summary = "judge by no policy, even where there is a veto.yaml" },

    { .name = "reason",
      TEXT(reason),
      .argument = "TEXT",
      .not_in_environment = true,
      .commands = COMMAND_ALLOW,
      .group = GROUP_INPUT,
      .summary = "why it need not block; must be given" },
    { .name = "days",
      NUMBER(days),
      .minimum = 1,
      .maximum = 3650,
      .argument = "N",
      .commands = COMMAND_ALLOW,
      .group = GROUP_INPUT,
      .fallback = "90",
      .summary = "how long it need not block" },
    { .name = "owner",
      TEXT(owner),
      .argument = "NAME",
      .commands = COMMAND_ALLOW,
      .group = GROUP_INPUT,
      .summary = "who answers for it" },
    { .name = "report",
      TEXT(report),
      .argument = "FILE",
      .takes_file = true,
      .commands = COMMAND_ALLOW | COMMAND_EXPLAIN,
      .group = GROUP_INPUT,
      .summary = "look for the fingerprint in this report, json, jsonl or SARIF",
      .details = "Without it the findings of the last scan are looked through, of which a record "
                 "without secrets is in the cache; where it is not among them, the targets are "
                 "scanned." },

    { .name = "format",
      .letter = 'f',
      CHOICE(format),
      .choices = veto_report_format,
      .argument = "FORMAT",
      .commands = SCANS | COMMAND_RULES | COMMAND_QUERY,
      .group = GROUP_OUTPUT,
      .fallback = "text",
      .summary = "what goes to standard output" },
    { .name = "output",
      .letter = 'o',
      LIST(outputs),
      .argument = "FILE",
      .takes_file = true,
      .commands = SCANS | COMMAND_RULES | COMMAND_POLICY,
      .group = GROUP_OUTPUT,
      .summary = "also write a report to FILE, whose suffix names the format; may be repeated",
      .details = "The file is written whole or not at all. 'veto rules new', 'veto rules "
                 "import' and 'veto policy import' write to FILE what else goes to standard output." },
    { .name = "baseline",
      TEXT(baseline),
      .argument = "FILE",
      .takes_file = true,
      .commands = SCANS,
      .group = GROUP_OUTPUT,
      .summary = "findings that FILE tells of do not block",
      .details = "FILE is what --write-baseline wrote, a JSON report of gitleaks or trivy, a "
                 ".secrets.baseline of detect-secrets, or a .trivyignore." },
    { .name = "write-baseline",
      TEXT(write_baseline),
      .argument = "FILE",
      .takes_file = true,
      .commands = SCANS,
      .group = GROUP_OUTPUT,
      .summary = "write all findings to FILE, for --baseline",
      .details = "Lines are sorted and hold nothing that a weak secret could be guessed from. With "
                 "--baseline, entries that this scan did not look for stay. The exit status is "
                 "that of the scan." },
    { .name = "fail-on",
      CHOICE(fail_on),
      .choices = severity_choice,
      .argument = "LEVEL",
      .commands = SCANS,
      .group = GROUP_OUTPUT,
      .fallback = "high",
      .summary = "lowest severity that blocks",
      .details = "A finding blocks when its severity is at least LEVEL and its confidence at least "
                 "likely. With none nothing ever blocks." },
    { .name = "allow-incomplete",
      FLAG(allow_incomplete),
      .commands = SCANS,
      .group = GROUP_OUTPUT,
      .summary = "exit 0, not 3, where nothing blocks but something could not be read" },
    { .name = "explain-dropped",
      FLAG(explain_dropped),
      .commands = SCANS,
      .group = GROUP_OUTPUT,
      .summary = "also list what matched and was judged away, each with its reason",
      .details = "They are redacted like findings, and never block. How many there are of each "
                 "reason is in every report." },
    { .name = "sarif-limit",
      NUMBER(sarif_limit),
      .minimum = 1,
      .maximum = 100000000,
      .argument = "N",
      .commands = SCANS,
      .group = GROUP_OUTPUT,
      .fallback = "25000",
      .summary = "results in a run of SARIF; beyond it the least important are left out",
      .details = "GitHub refuses a run with more than 25000 results: unless another number is "
                 "given, what does not fit goes into further runs of the file. It shows 5000 of "
                 "a run, not always the gravest: with 5000 veto chooses. How many are left out "
                 "is in the report; the exit status is that of all." },
    { .name = "show-secrets",
      FLAG(show_secrets),
      .commands = SCANS | COMMAND_EXPLAIN,
      .group = GROUP_OUTPUT,
      .summary = "print found secrets whole, in every report",
      .details = "Without it secrets are redacted everywhere." },

    { .name = "max-size",
      SIZE(max_size),
      .argument = "SIZE",
      .commands = SCANS,
      .group = GROUP_LIMITS,
      .summary = "read no file or archive member above SIZE; 0 is no limit (the default)",
      .details = "Large files are read in windows and need no limit. What is above it is reported "
                 "as not read." },
    { .name = "max-depth",
      NUMBER(max_depth),
      .maximum = 64,
      .argument = "N",
      .commands = SCANS,
      .group = GROUP_LIMITS,
      .fallback = "8",
      .summary = "open archives in archives N deep; 0 opens none" },
    { .name = "max-ratio",
      NUMBER(max_ratio),
      .maximum = 1000000,
      .argument = "N",
      .commands = SCANS,
      .group = GROUP_LIMITS,
      .summary = "stop inflating what grows more than N-fold; 0 is the built-in bound",
      .details = "The bound that is built in depends on the compression." },
    { .name = "max-entries",
      NUMBER(max_entries),
      .maximum = 100000000,
      .argument = "N",
      .commands = SCANS,
      .group = GROUP_LIMITS,
      .fallback = "2000000",
      .summary = "read no more than N entries of one archive or layer" },
    { .name = "max-total",
      SIZE(max_total),
      .argument = "SIZE",
      .commands = SCANS,
      .group = GROUP_LIMITS,
      .fallback = "16GiB",
      .summary = "inflate no more than SIZE of one file or layer, nor spool more from a pipe",
      .details = "All that is inflated in it counts, archives in archives included. Each layer of "
                 "an image has a count of its own, as each file of a folder has, so that a scan is "
                 "cut at the same place whatever else is read beside it; --timeout bounds them "
                 "together." },
    { .name = "max-dictionary",
      SIZE(max_dictionary),
      .argument = "SIZE",
      .commands = SCANS,
      .group = GROUP_LIMITS,
      .fallback = "256MiB",
      .summary = "read no zstd or xz stream that wants more memory than SIZE" },
    { .name = "max-ratio-dense",
      NUMBER(max_ratio_dense),
      .maximum = 1000000,
      .argument = "N",
      .commands = SCANS,
      .group = GROUP_LIMITS,
      .summary = "as --max-ratio, of zstd, bzip2 and xz alone",
      .details = "They squeeze what repeats itself harder than gzip can." },
    { .name = "max-name",
      NUMBER(max_name),
      .maximum = 65536,
      .argument = "N",
      .commands = SCANS,
      .group = GROUP_LIMITS,
      .fallback = "4096",
      .summary = "cut the names of entries of archives after N bytes" },
    { .name = "max-warnings",
      NUMBER(max_warnings),
      .maximum = 100000,
      .argument = "N",
      .commands = SCANS,
      .group = GROUP_LIMITS,
      .fallback = "1000",
      .summary = "step over no more than N damaged headers of an archive" },
    { .name = "max-seekable",
      SIZE(max_seekable),
      .argument = "SIZE",
      .commands = SCANS,
      .group = GROUP_LIMITS,
      .fallback = "256MiB",
      .summary = "hold no archive in an archive whole in memory that is above SIZE" },
    { .name = "max-manifest",
      SIZE(max_manifest),
      .argument = "SIZE",
      .commands = SCANS,
      .group = GROUP_LIMITS,
      .fallback = "4MiB",
      .summary = "read no manifest or index of images above SIZE" },
    { .name = "max-config",
      SIZE(max_config),
      .argument = "SIZE",
      .commands = SCANS,
      .group = GROUP_LIMITS,
      .fallback = "8MiB",
      .summary = "read no configuration of an image above SIZE" },
    { .name = "max-index-depth",
      NUMBER(max_index_depth),
      .maximum = 32,
      .argument = "N",
      .commands = SCANS,
      .group = GROUP_LIMITS,
      .fallback = "4",
      .summary = "follow indexes of images in indexes N deep" },
    { .name = "timeout",
      SECONDS(timeout),
      .argument = "TIME",
      .commands = SCANS,
      .group = GROUP_LIMITS,
      .summary = "end after TIME with what was found so far: 90, 1.5s, 10m; 0 is no limit",
      .details = "A scan that was ended is incomplete." },
    { .name = "memory",
      SIZE(memory),
      .minimum = (uint64_t)64 << 20,
      .argument = "SIZE",
      .commands = SCANS,
      .group = GROUP_LIMITS,
      .fallback = "1GiB",
      .summary = "bound on the memory for buffers" },

    { .name = "jobs",
      .letter = 'j',
      NUMBER(jobs),
      .maximum = 1024,
      .argument = "N",
      .commands = SCANS | COMMAND_RULES,
      .group = GROUP_BEHAVIOUR,
      .summary = "threads; 0 is one per core (the default)",
      .details = "Reports are the same, byte for byte, whatever the number." },
    { .name = "quiet",
      .letter = 'q',
      FLAG(quiet),
      .commands = SCANS | COMMAND_RULES,
      .group = GROUP_BEHAVIOUR,
      .summary = "findings and errors, nothing else" },
    { .name = "verbose",
      .letter = 'v',
      FLAG(verbose),
      .commands = COMMAND_VETO | SCANS | COMMAND_RULES | COMMAND_VERSION,
      .group = GROUP_BEHAVIOUR,
      .summary = "everything in full, and how it was done" },
    { .name = "progress",
      CHOICE(progress),
      .choices = when_choice,
      .argument = "WHEN",
      .commands = SCANS,
      .group = GROUP_BEHAVIOUR,
      .fallback = "auto",
      .summary = "say on standard error how far the scan is",
      .details = "It begins after a second. Automatic is: on a terminal, and not in CI. On what is "
                 "no terminal, always is a line every ten seconds." },
    { .name = "color",
      CHOICE(color),
      .choices = when_choice,
      .argument = "WHEN",
      .commands = SCANS,
      .group = GROUP_BEHAVIOUR,
      .fallback = "auto",
      .summary = "colours in the text report on standard output" },
    { .name = "lifted",
      FLAG(lifted),
      .commands = COMMAND_QUERY,
      .group = GROUP_OUTPUT,
      .summary = "the facts that checks are about, not the document",
      .not_in_environment = true },
    { .name = "no-cache",
      FLAG(no_cache),
      .commands = SCANS | COMMAND_RULES | COMMAND_ALLOW | COMMAND_EXPLAIN,
      .group = GROUP_BEHAVIOUR,
      .summary = "neither read nor write the cache: compiled rules, layers, the last findings",
      .details = "What was found in the layers of images is kept, without secrets, for later scans: "
                 "a layer whose stored bytes hash to the same is not unpacked again. With "
                 "--show-secrets, --baseline, or a policy that allows values, all is read anew." },
    { .name = "no-sandbox",
      FLAG(no_sandbox),
      .commands = SCANS,
      .group = GROUP_BEHAVIOUR,
      .summary = "keep all rights while scanning",
      .details = "Before it reads a target the program gives up the right to write anywhere but to "
                 "its reports and its cache (and, for standard input, the folder for temporary "
                 "files), to open connections, and, where no folder but an OCI layout is "
                 "scanned, to read anything but its targets. Kernels without Landlock restrict "
                 "less; -v says so." },
    { .name = "help",
      .letter = 'h',
      FLAG(help),
      .not_in_environment = true,
      .commands = EVERYWHERE,
      .group = GROUP_BEHAVIOUR,
      .summary = "print this help" },
    { .name = "version",
      .letter = 'V',
      FLAG(version),
      .not_in_environment = true,
      .commands = EVERYWHERE,
      .group = GROUP_BEHAVIOUR,
      .summary = "print the version; with -v those of all libraries" },
};

const size_t option_count = ARRAY_SIZE(option_table);

static const struct stranger strangers[] = {
    { .name = "no-color", .means = "color", .value = "never" },
    { .name = "json", .means = "format", .value = "json" },
    { .name = "sarif", .means = "format", .value = "sarif" },
    { .name = "report-format", .means = "format" },
    { .name = "report-path", .means = "output" },
    { .name = "exit-code",
      .advice = "the exit status is 1 where something blocks: --fail-on LEVEL says what does, "
                "--fail-on none that nothing does" },
    { .name = "redact", .advice = "secrets are always redacted, unless --show-secrets is given" },
    { .name = "severity", .advice = "--fail-on LEVEL is the lowest severity that blocks" },
};

bool settings_say(const struct settings *settings, const char *name)
{
    const struct option *option = option_find(span_of(name));
    return option && settings->given >> (option - option_table) & 1;
}

const struct option *option_find(struct span name)
{
    for (size_t i = 0; i < option_count; i++) {
        if (span_is(name, option_table[i].name))
            return &option_table[i];
    }
    return NULL;
}

const struct option *option_of_letter(char letter)
{
    for (size_t i = 0; i < option_count; i++) {
        if (option_table[i].letter && option_table[i].letter == letter)
            return &option_table[i];
    }
    return NULL;
}

const struct stranger *stranger_find(struct span name)
{
    for (size_t i = 0; i < ARRAY_SIZE(strangers); i++) {
        if (span_is(name, strangers[i].name))
            return &strangers[i];
    }
    return NULL;
}

void option_environment_name(const struct option *option, char name[ENVIRONMENT_NAME_SIZE])
{
    int len = snprintf(name, ENVIRONMENT_NAME_SIZE, "VETO_%s", option->name);
    assert(len > 0 && len < ENVIRONMENT_NAME_SIZE);
    for (char *at = name; *at; at++)
        *at = *at == '-' ? '_' : ascii_upper(*at);
}

const char *option_group_title(enum option_group group)
{
    static const char *const titles[GROUP_COUNT] = {
        [GROUP_INPUT] = "Input",   [GROUP_RULES] = "Rules",         [GROUP_OUTPUT] = "Output",
        [GROUP_LIMITS] = "Limits", [GROUP_BEHAVIOUR] = "Behaviour",
    };
    return titles[group];
}

bool option_takes_value(const struct option *option)
{
    return option->kind != OPTION_FLAG;
}
