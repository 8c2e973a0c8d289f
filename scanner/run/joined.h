/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What can only be said when all files of a target were read. While they are read each worker keeps
 * their notes; after the last one the project's facts are made of them and asked.
 */
#ifndef VETO_RUN_JOINED_H
#define VETO_RUN_JOINED_H

#include "run/worker.h"

/* A target, in the order given. */
struct joined_target {
    bool joins;    /* a folder, of which all was read */
    bool is_whole; /* and the project's root: what is not in it is nowhere */
    const struct veto_origin *origin;
};

/* After `worker->now` was audited or, where no check is for it, was not: what it tells. */
void joined_take(struct worker *worker, bool audited);
/* At the end of its scan, when all that must not be shown of it is known. */
void joined_keep(struct worker *worker);

/* Adds to the first worker's findings; what fails becomes a problem of the target. */
void joined_judge(struct worker *workers, unsigned count, const struct joined_target *targets,
                  size_t target_count);

#endif
