/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every option there is, once. Parsing, --help, the manual page, the environment variables and the
 * completions are all made from this table: an option that is not a row does not exist, and a row
 * is all that an option needs.
 */
#ifndef VETO_CLI_OPTIONS_H
#define VETO_CLI_OPTIONS_H

#include "base/arena.h"
#include "base/span.h"

/* The commands that take options, a bit each. */
enum command_bit {
    COMMAND_VETO = 1 << 0, /* the bare program: `veto --help` */
    COMMAND_SCAN = 1 << 1,
    COMMAND_IMAGE = 1 << 2,
    COMMAND_RULES = 1 << 3,
    COMMAND_VERSION = 1 << 4,
    COMMAND_HELP = 1 << 5,
    COMMAND_MANUAL = 1 << 6,
    COMMAND_COMPLETION = 1 << 7,
    COMMAND_QUERY = 1 << 8,
    COMMAND_POLICY = 1 << 9,
    COMMAND_ALLOW = 1 << 10,
    COMMAND_EXPLAIN = 1 << 12,
};

enum option_kind {
    OPTION_FLAG,    /* bool */
    OPTION_TEXT,    /* const char * */
    OPTION_LIST,    /* struct text_list; may be given again */
    OPTION_CHOICE,  /* int: an index of `choices` */
    OPTION_NUMBER,  /* uint64_t */
    OPTION_SIZE,    /* uint64_t, bytes */
    OPTION_SECONDS, /* double */
};

/* How --help orders them. */
enum option_group {
    GROUP_INPUT,
    GROUP_RULES,
    GROUP_OUTPUT,
    GROUP_LIMITS,
    GROUP_BEHAVIOUR,
    GROUP_COUNT,
};

enum when { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER };

/* Grows in the arena of its settings. */
struct text_list {
    const char **items;
    size_t count;
    size_t capacity;
};

/* What one run of the program was asked to do. Texts are borrowed from the command line. */
struct settings {
    struct arena arena;
    struct text_list operands; /* what is no option: targets, rule ids, … */
    uint64_t given;            /* a bit for each option that was said, by its place in the table */

    const char *files_from;
    bool null;
    const char *stdin_name;
    bool list_files;
    struct text_list excludes;
    bool no_ignore;
    const char *platform;
    const char *image;
    bool verify_layers;
    struct text_list bases;
    bool ignore_base;

    struct text_list rules;
    struct text_list only;
    struct text_list skip;
    const char *peer;

    int format;
    struct text_list outputs;
    const char *policy;
    bool no_policy;
    const char *baseline;
    const char *write_baseline;
    int fail_on;
    bool show_secrets;
    bool allow_incomplete;
    bool explain_dropped;
    uint64_t sarif_limit;
    const char *find;

    uint64_t max_size;
    uint64_t max_depth;
    uint64_t max_ratio;
    uint64_t max_entries;
    uint64_t max_total;
    uint64_t max_dictionary;
    uint64_t max_ratio_dense;
    uint64_t max_name;
    uint64_t max_warnings;
    uint64_t max_seekable;
    uint64_t max_manifest;
    uint64_t max_config;
    uint64_t max_index_depth;
    double timeout;
    uint64_t memory;

    uint64_t jobs;
    bool quiet;
    bool verbose;
    int progress;
    int color;
    bool no_cache;
    bool no_sandbox;
    bool lifted;

    const char *reason;
    const char *owner;
    uint64_t days;
    const char *report;

    bool help;
    bool version;
};

struct option {
    const char *name; /* long, without its dashes */
    char letter;      /* 0 = none */
    enum option_kind kind;
    size_t field;         /* its place in struct settings */
    const char *argument; /* what help calls the value; NULL for flags */
    bool takes_file;      /* completions offer files */
    bool not_in_environment;
    char separator; /* lists: also splits one value of the command line; 0 = never */
    const char *(*choices)(size_t index); /* NULL past the last */
    uint64_t minimum, maximum;            /* numbers and sizes; maximum 0 = any */
    unsigned commands;                    /* bits: who takes it */
    enum option_group group;
    const char *fallback; /* the default, as a user would type it; NULL = empty, zero, no */
    const char *summary;  /* one line, for --help */
    const char *details;  /* whole sentences, for the manual page; may be NULL */
};

/* What people who come from another scanner type. Not in any help. */
struct stranger {
    const char *name;
    const char *means; /* our option; NULL where there is none and `advice` is the answer */
    const char *value; /* given to it; NULL = the stranger's own */
    const char *advice;
};

extern const struct option option_table[];
extern const size_t option_count;

enum { ENVIRONMENT_NAME_SIZE = 64 };

/* On the command line or in the environment: a default is nothing that was said. */
bool settings_say(const struct settings *settings, const char *name);

/* NULL where there is none of that name or letter. */
const struct option *option_find(struct span name);
const struct option *option_of_letter(char letter);
const struct stranger *stranger_find(struct span name);
/* `VETO_FAIL_ON` of `fail-on`. */
void option_environment_name(const struct option *option, char name[ENVIRONMENT_NAME_SIZE]);
/* "Input", "Rules", … */
const char *option_group_title(enum option_group group);
/* False for flags. */
bool option_takes_value(const struct option *option);

#endif
