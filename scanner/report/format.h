/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A report format is one file and one row in format.c; json.c is the smallest honest example.
 *
 * `write` gets the finished result, prints to `to`, and returns negative with `error` filled where
 * that failed. It must give the same bytes for the same result, must not change anything, and ends
 * with report_finish.
 */
#ifndef VETO_REPORT_FORMAT_H
#define VETO_REPORT_FORMAT_H

#include "base/error.h"
#include "veto/veto.h"

struct report_format {
    const char *name;
    const char *suffix; /* ".sarif" */
    int (*write)(const struct veto_result *result, const struct veto_report_options *options,
                 FILE *to, struct veto_error *error);
};

extern const struct report_format report_text, report_sarif, report_json, report_jsonl;

/* NULL past the last. */
const struct report_format *report_format_at(size_t index);
const struct report_format *report_format_find(const char *name);

/* Sends what is buffered on its way; negative where anything written to `to` was lost. */
int report_finish(FILE *to, struct veto_error *error);

#endif
