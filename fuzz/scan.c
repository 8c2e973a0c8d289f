/* SPDX-License-Identifier: Apache-2.0 */
/* The whole way of a buffer, with all rules, to every report. The first byte chooses the kind of
 * file. */
#include <stdlib.h>

#include "veto/veto.h"
#include "target.h"

static const char *const names[] = { "docker-compose.yml", ".env", "a.sh",
                                     "Dockerfile",         "a.py", "a.bin" };

static void report(const struct veto_result *result, const char *format)
{
    char *text = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&text, &len);
    if (!to || veto_report_write(result, format, NULL, to, NULL) < 0)
        abort();
    fclose(to);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct veto_rules *rules; /* made once: libFuzzer calls in a loop */
    struct veto_scan_options options = VETO_SCAN_OPTIONS_INIT;
    struct veto_scan *scan = NULL;
    if (size == 0)
        return 0;
    options.jobs = 1;
    if ((!rules && veto_rules_load(&rules, NULL, NULL) < 0) ||
        veto_scan_create(&scan, rules, &options, NULL) < 0)
        abort();
    const char *name = names[data[0] % (sizeof(names) / sizeof(*names))];
    struct veto_bytes bytes = { (const char *)data + 1, size - 1 };
    if (veto_scan_add_memory(scan, name, bytes, NULL) < 0 || veto_scan_run(scan, NULL) < 0)
        abort();
    const struct veto_result *result = veto_scan_result(scan);
    /* Reports of nothing are all the same, and take most of the time. */
    for (size_t i = 0; veto_report_format(i) && result->finding_count + result->problem_count; i++)
        report(result, veto_report_format(i));
    veto_scan_free(scan);
    return 0;
}
