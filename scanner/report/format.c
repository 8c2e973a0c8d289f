/* SPDX-License-Identifier: Apache-2.0 */
#include "report/format.h"

#include <errno.h>
#include <string.h>

static const struct report_format *const formats[] = {
    &report_text,
    &report_sarif,
    &report_json,
    &report_jsonl,
};

const struct report_format *report_format_at(size_t index)
{
    return index < ARRAY_SIZE(formats) ? formats[index] : NULL;
}

const struct report_format *report_format_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
        if (strcmp(formats[i]->name, name) == 0)
            return formats[i];
    return NULL;
}

int report_finish(FILE *to, struct veto_error *error)
{
    /* A stream that failed earlier may flush well now: its error flag is the truth. */
    errno = 0;
    if (fflush(to) == 0 && !ferror(to))
        return 0;
    return error_errno(error, errno ? errno : EIO, "cannot write the report");
}
