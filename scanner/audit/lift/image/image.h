/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Facts of a container image, from its description (source/image/image_description.h):
 *
 *   references [{text, latest}]   platform   created {text, daysOld}   layers, baseLayers
 *   user {name, root, numeric, unknown}
 *   env, labels [{name, value, secretName, literal, placeholder}]
 *   ports [{port, protocol, privileged, debug}]   volumes [{path, system}]
 *   healthcheck {present}   entrypoint, cmd {words, shellForm, text}   startsSsh
 *   distribution {id, version, eol, ended, family}   distroless
 *   history [{keyword, text, base, layer, archive, remote, cmds, downloads, …}]
 *   files [{path, category, state, layer, base, mode, setuid, setgid, usual, worldWritable,
 * started, onPath, kept, …}]: started and onPath of folders above the program and those of PATH,
 * too; kept where the path is gone, and its content has another name usualSetId, tools {count}: of
 * programs that are there; the latter build others caches [{folder, files, bytes, base}] accounts
 * [{name, emptyPassword, hash, scheme, weak, uid, login, sharedUid, root}]
 */
#ifndef VETO_AUDIT_LIFT_IMAGE_H
#define VETO_AUDIT_LIFT_IMAGE_H

#include "doc/node.h"

bool image_is(struct span name, struct span bytes);
int image_lift(struct node **facts, struct span text, struct arena *arena,
               struct veto_error *error) must_check;

#endif
