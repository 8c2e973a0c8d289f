/* SPDX-License-Identifier: Apache-2.0 */
/* The smallest program around libveto: a buffer and a folder, through the public header alone. */
#include <string.h>

#include "veto/veto.h"

int main(int argc, char **argv)
{
    static const char text[] = "services:\n  db:\n    environment:\n      - POSTGRES_PASSWORD=hunter2\n";
    struct veto_error error = { 0 };
    struct veto_rules *rules = NULL;
    struct veto_scan *scan = NULL;

    if (veto_rules_load(&rules, NULL, &error) < 0 || veto_scan_create(&scan, rules, NULL, &error) < 0 ||
        veto_scan_add_memory(scan, "docker-compose.yml", (struct veto_bytes){ text, strlen(text) }, &error) < 0 ||
        veto_scan_add_path(scan, argc > 1 ? argv[1] : ".", &error) < 0 || veto_scan_run(scan, &error) < 0)
        return fprintf(stderr, "embed: %s\n", error.message), 2;
    const struct veto_result *result = veto_scan_result(scan);
    for (size_t i = 0; i < result->finding_count; i++)
        printf("%s line %u\n", result->findings[i].rule->id, result->findings[i].place.region.start_line);
    int blocking = result->blocking > 0 && result->findings[0].place.region.start_line == 4;
    veto_scan_free(scan);
    veto_rules_free(rules);
    return blocking ? 0 : 1;
}
