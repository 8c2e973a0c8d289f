/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Commands of shell text, as far as they can be told without running it: the lines of RUN, scripts,
 * steps of pipelines, the history of an image. One flat list in the order of the text. Bodies of
 * `if`, `for`, `while`, `case`, functions and subshells are commands like all others; what stands
 * in `$( )`, backticks, `<( )`, `sh -c '…'`, `eval '…'` or a heredoc for a shell follows the
 * command that holds it.
 *
 * Nothing is expanded. Where quotes or brackets do not end, or nest deeper than the bound, the
 * command and the script say that they were not understood, and reading goes on behind.
 */
#ifndef VETO_DOC_SHELL_H
#define VETO_DOC_SHELL_H

#include "base/arena.h"
#include "base/error.h"

enum {
    SHELL_MAX_DEPTH = 12, /* scripts in scripts */
    SHELL_MAX_COMMANDS = 200 * 1000,
};

/* What stands between a command and the one before it. */
enum shell_link { SHELL_FIRST, SHELL_THEN, SHELL_AND, SHELL_OR, SHELL_PIPE };

struct shell_word {
    struct span text;  /* without quotes and escapes; expansions as they are written */
    size_t begin, end; /* bytes of the text that was read */
    bool quoted;       /* at least in part */
    bool expands;      /* holds a variable or a substitution */
};

struct shell_assignment {
    struct span name;
    struct shell_word value; /* its place is that of the whole assignment */
};

struct shell_redirection {
    struct span operation; /* `>`, `>>`, `<`, `<<<`, … */
    struct shell_word target;
};

struct shell_command {
    struct shell_command *next;
    struct shell_command *parent;   /* whose word or input holds it, or NULL */
    struct shell_command *pipes_to; /* what reads its output, or NULL */
    struct span program;            /* as shell_program tells it */
    struct shell_word *words;       /* from the program's name on */
    size_t word_count;              /* 0: assignments alone */
    struct shell_word *prefixes;    /* names of what starts it: `sudo`, `env`, `exec`, … */
    size_t prefix_count;
    struct shell_assignment *assignments; /* before the name, or behind `env` and `export` */
    size_t assignment_count;
    struct shell_redirection *redirections;
    size_t redirection_count;
    size_t begin, end;
    uint32_t pipeline; /* commands of one pipeline have the same number */
    uint8_t depth;     /* scripts around it */
    enum shell_link link;
    bool pipefail;    /* is set where it runs */
    bool substituted; /* its output becomes a word of the parent */
    bool grouped;     /* in a subshell, a body or a substitution */
    bool understood;
};

struct shell_script {
    struct shell_command *commands;
    size_t count;
    bool pipefail; /* set anywhere */
    bool errexit;
    bool understood;
};

/* What the shell was told before the text. */
struct shell_setting {
    bool pipefail;
};

/* Negative without memory alone. Spans point into `text` or the arena. */
int shell_read(struct shell_script *out, struct span text, struct shell_setting setting,
               struct arena *arena, struct veto_error *error) must_check;

/* The program's name without its folder; empty where there is none or it is not literal. */
struct span shell_program(const struct shell_command *command);
/* sh, bash, dash, ash, ksh, zsh, maybe with a folder. */
bool shell_is_shell(struct span program);
/* Word `at` is a literal `text`. */
bool shell_word_is(const struct shell_command *command, size_t at, const char *text);

#endif
