/* SPDX-License-Identifier: Apache-2.0 */
/* The machine room: targets go in, a result comes out. Implements struct veto_scan. */
#ifndef VETO_RUN_RUN_H
#define VETO_RUN_RUN_H

#include "base/error.h"
#include "run/rules.h"

int run_create(struct veto_scan **out, const struct veto_rules *rules,
               const struct veto_scan_options *options, struct veto_error *error);
void run_free(struct veto_scan *scan);

int run_add_path(struct veto_scan *scan, const char *path, struct veto_error *error);
int run_add_files(struct veto_scan *scan, const char *root, const struct veto_bytes *paths,
                  size_t count, struct veto_error *error);
int run_add_memory(struct veto_scan *scan, const char *name, struct span bytes,
                   struct veto_error *error);
int run_add_stream(struct veto_scan *scan, const char *name, int fd, struct veto_error *error);

int run_scan(struct veto_scan *scan, struct veto_error *error);
void run_interrupt(struct veto_scan *scan);
const struct veto_result *run_result(const struct veto_scan *scan);

#endif
