/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A project as a whole, from what its files told: facts for checks of kind `project`, and for those
 * of single files what could only be known with others read.
 *
 *   pipelines   [{path}]
 *   steps       [{category, detail, ignoresFailure, path}]
 *   deployments [{job, production, gated, afterScan, path}]
 *   services    [{name, healthcheck, memory, committedEnvFiles, path}]
 *   images      [{family, minimal, multiStage, builds, copiesContext, healthcheck, rootPossible, path}]
 *   workloads   [{name, healthcheck, memory, path}]
 *   documents   [{part, path}]
 *   coverage    [{key, percent, path}]
 *   manifests   [{manager, locked, path}]
 *   pulls       [{image, latest, moves, path}]
 *   urls        [{url, path}]
 *   owners      [{pattern, owned, error, ownsPipelines, shadowed, path}]
 *   unowned     [{path}]: of pipelines, images, services and workloads, where there are owners at all
 */
#ifndef VETO_AUDIT_PROJECT_PROJECT_H
#define VETO_AUDIT_PROJECT_PROJECT_H

#include "audit/project/note.h"
#include "doc/node.h"

/* A note and where it comes from. */
struct project_entry {
    struct span path; /* below the project's root */
    struct note note;
    struct span line; /* the text that the note is about, fit to be shown */
};

struct project {
    struct span text; /* the entries' lines, which facts stand at */
    const struct project_entry *entries;
    const size_t *offsets; /* of each entry's line in the text */
    size_t count;
    struct node *facts;    /* of kind `project` */
    struct node *services; /* of kind `compose`: a root a file with what was not known of it */
};

/* `entries` are sorted by path and place, and borrowed. */
int project_make(struct project *out, const struct project_entry *entries, size_t count,
                 struct arena *arena, struct veto_error *error) must_check;
/* The entry whose line holds that byte of the text. */
size_t project_entry_at(const struct project *project, size_t offset);

/* A project written in one file, a text a path: how checks of projects are tried. */
bool project_is(struct span name, struct span bytes);
int project_lift(struct node **facts, struct span text, struct arena *arena,
                 struct veto_error *error) must_check;

#endif
