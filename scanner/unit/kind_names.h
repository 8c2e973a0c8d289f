/* SPDX-License-Identifier: Apache-2.0 */
/* The tables behind kind.h: what names mean, as data. Every name that goes in is lower-case. */
#ifndef VETO_UNIT_KIND_NAMES_H
#define VETO_UNIT_KIND_NAMES_H

#include "unit/kind.h"

/* A file's whole name. */
kind_set kind_of_basename(struct span name);
/* What follows the last dot. */
kind_set kind_of_extension(struct span extension);
/* A beginning or an end of a file's name that says more than its extension. */
kind_set kind_of_affix(struct span name);
/* The whole name of a folder on the way to the file: KIND_VENDORED, KIND_TEST, KIND_TRANSLATION or nothing. */
kind_set kind_of_folder(struct span name);
/* A word in any name of the path: KIND_TEST or nothing. */
kind_set kind_of_word(struct span word);

#endif
