/* SPDX-License-Identifier: Apache-2.0 */
/* What other scanners look for, and the rules that answer to it: struct veto_peer of the public
 * header. */
#ifndef VETO_AUTHORING_PEERS_H
#define VETO_AUTHORING_PEERS_H

#include "run/rules.h"

/* NULL past the last. */
const char *peer_name(size_t index);
int peer_create(struct veto_peer **out, const struct veto_rules *rules, const char *name,
                struct veto_error *error);
void peer_free(struct veto_peer *peer);

#endif
