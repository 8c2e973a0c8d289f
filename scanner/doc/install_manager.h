/* SPDX-License-Identifier: Apache-2.0 */
/* Package managers as a table: their verbs, the options that take a word, how versions look. */
#ifndef VETO_DOC_INSTALL_MANAGER_H
#define VETO_DOC_INSTALL_MANAGER_H

#include "doc/install.h"

enum install_style {
    STYLE_APT,
    STYLE_APK,
    STYLE_PIP,
    STYLE_NPM,
    STYLE_GEM,
    STYLE_RPM,
    STYLE_GO,
    STYLE_CARGO,
    STYLE_PACMAN,
};

/* Lists are words with a blank on either side of each. */
struct install_manager {
    const char *name;
    const char *programs;
    enum install_style style;
    const char *adds, *updates, *upgrades, *releases, *cleans; /* verbs */
    const char *scopes;     /* words that stand before the verb */
    const char *takes;      /* short options that take a word */
    const char *takes_long; /* the same of long ones */
    const char *pins;       /* options, with their dashes, that give all packages a version */
    const char *versions;   /* those of them whose word is that version */
    const char *locks;      /* options whose word is a list of packages */
    bool runs;              /* the first word is what it fetches and runs; there is no verb */
};

/* NULL where the program is none. */
const struct install_manager *install_manager_of(struct span program);
bool install_listed(const char *list, struct span word);

#endif
