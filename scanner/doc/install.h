/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a command does with a package manager, read with the manager's own options: which of them
 * take a word, how a package names its version. `apt-get`, `apt` and `aptitude` are all `apt`;
 * `python -m pip` is `pip`.
 */
#ifndef VETO_DOC_INSTALL_H
#define VETO_DOC_INSTALL_H

#include "doc/shell.h"

enum install_action {
    INSTALL_NONE, /* no package manager, or something else that it does */
    INSTALL_ADD,
    INSTALL_UPDATE,  /* of the index */
    INSTALL_UPGRADE, /* of all that is installed */
    INSTALL_RELEASE, /* to another release of the distribution */
    INSTALL_CLEAN,
};

enum install_kind {
    INSTALL_NAME,
    INSTALL_FILE,     /* a file or folder */
    INSTALL_URL,      /* fetched from elsewhere, versioned or not */
    INSTALL_VARIABLE, /* not known here */
    INSTALL_LOCK,     /* a list of packages */
    INSTALL_GROUP,    /* the distribution's own sets, which have no version */
};

struct install_package {
    struct shell_word word;
    struct span name, version; /* version: empty where there is none */
    enum install_kind kind;
    bool pinned; /* by itself, by an option or by a list of constraints */
};

struct install {
    const char *manager; /* "apt", "apk", "pip", … */
    enum install_action action;
    bool also_updates;        /* the index, on its way: `pacman -Sy` */
    struct span verb, scope;  /* `install`; `module`, `group`, `global` where it has one */
    struct shell_word *flags; /* names without dashes, letters one by one */
    size_t flag_count;
    struct shell_word *values; /* words that belong to options */
    size_t value_count;
    struct install_package *packages;
    size_t package_count;
};

/* `action` is INSTALL_NONE where the command is nothing of that. Negative without memory. */
int install_read(struct install *out, const struct shell_command *command, struct arena *arena,
                 struct veto_error *error) must_check;
bool install_has_flag(const struct install *install, const char *name);
const char *install_kind_name(enum install_kind kind);

#endif
