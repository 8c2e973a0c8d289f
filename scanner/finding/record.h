/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A finding in a layer of an image as bytes, with its place below the layer, so that it can be told
 * of the same layer again. There is no more of a secret in it than reports show.
 */
#ifndef VETO_FINDING_RECORD_H
#define VETO_FINDING_RECORD_H

#include "base/pack.h"
#include "finding/collect.h"

/* `layer` is the link of the layer in the finding's origin. */
void finding_record_pack(struct buf *to, const struct veto_finding *finding,
                         const struct veto_origin *layer);

struct finding_record_reader {
    struct pack_reader *from;
    struct collector *collector;
    const struct veto_origin *layer; /* lives as long as the collector */
    const struct veto_rule *(*rule)(const char *id, void *payload);
    void *payload;
};

/* Adds it to the collector, with its fingerprint. False where the bytes are not sound. */
bool finding_record_unpack(const struct finding_record_reader *reader);

void problem_record_pack(struct buf *to, const struct veto_problem *problem,
                         const struct veto_origin *layer);
/* The problem and its origin are in `arena`. */
bool problem_record_unpack(struct pack_reader *from, const struct veto_origin *layer,
                           struct arena *arena, struct veto_problem *problem);

#endif
