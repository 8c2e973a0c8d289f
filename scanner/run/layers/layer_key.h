/* SPDX-License-Identifier: Apache-2.0 */
/* What the findings in a layer depend on, beside its bytes. */
#ifndef VETO_RUN_LAYERS_LAYER_KEY_H
#define VETO_RUN_LAYERS_LAYER_KEY_H

#include "base/digest.h"
#include "run/rules.h"
#include "source/limits.h"

/* Hex of a digest over this program, the rules, the bounds, the policy and the salt of fingerprints. */
int layer_key_make(char key[DIGEST_MAX_HEX], const struct veto_rules *rules,
                   const struct veto_scan_options *options, const struct limits *limits,
                   struct span salt, struct veto_error *error);

#endif
