/* SPDX-License-Identifier: Apache-2.0 */
/* Names of files that matter to the audit of an image, as data. */
#ifndef VETO_SOURCE_IMAGE_NOTEWORTHY_H
#define VETO_SOURCE_IMAGE_NOTEWORTHY_H

#include "base/span.h"

enum noteworthy_name {
    NAME_IS_PATH,    /* from the image's root */
    NAME_IS_FILE,    /* the last component, wherever it lies */
    NAME_ENDS_PATH,  /* `.aws/credentials` in any home */
    NAME_IS_SUFFIX,  /* `.p12` */
    NAME_IS_FOLDER,  /* anything below it, from the root */
    NAME_IN_HOME,    /* anything below it, in the home of root or of a user */
    NAME_HAS_FOLDER, /* anything below a folder of that name, wherever it lies */
    NAME_IS_PROGRAM, /* in one of the folders of programs */
};

enum { NOTEWORTHY_SIGNS = 4 };

struct noteworthy {
    enum noteworthy_name how;
    struct span name;
    const char *category;
    bool keeps_text;
    /* About a secret: one of these must stand in it; none = any content will do. */
    const char *signs[NOTEWORTHY_SIGNS];
};

/* What reads like passwd(5) or shadow(5), whatever its name: a link may make it the one. */
extern const struct noteworthy noteworthy_accounts;

/* NULL where the name says nothing. */
const struct noteworthy *noteworthy_find(struct span path);
/* The category of that name, "" for no bytes; NULL where there is none. */
const char *noteworthy_category(struct span name);

#endif
