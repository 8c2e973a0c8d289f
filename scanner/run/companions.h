/* SPDX-License-Identifier: Apache-2.0 */
/* Credentials of several parts: id with secret, client with tenant. */
#ifndef VETO_RUN_COMPANIONS_H
#define VETO_RUN_COMPANIONS_H

#include "run/worker.h"

/*
 * After dedupe. Of what is believed in the unit at hand, each that has companions takes the nearest
 * one in: by the nearest common parent where the unit is a document, else by lines. What must have
 * one and has none is judged away, and so is what counts as a part alone (tag `part`).
 */
void companions_join(struct worker *worker);

#endif
