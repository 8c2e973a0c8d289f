/* SPDX-License-Identifier: Apache-2.0 */
#include "authoring/import.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "rule/write.h"

enum { IMPORT_ARENA = 512 * 1024 * 1024, PACK_MAX = 64 * 1024 * 1024 };

static int by_id(const void *a, const void *b)
{
    const struct rule *x = a, *y = b;
    return strcmp(x->public.id, y->public.id);
}

static int write_pack(struct importer *importer, FILE *to, struct veto_error *error)
{
    cleanup(buf_release) struct buf pack = buf_make(PACK_MAX);
    buf_printf(&pack, "# Imported from %s by `veto rules import`. The rules have no examples yet:\n"
                      "# add some, take `imported` away, and `veto rules test` holds them to it.\n"
                      "rules:%s\n",
               importer->scanner, importer->rule_count ? "" : " []");
    qsort(importer->rules, importer->rule_count, sizeof(*importer->rules), by_id);
    for (size_t i = 0; i < importer->rule_count; i++) {
        if (i)
            buf_append_char(&pack, '\n');
        rule_append_yaml(&pack, &importer->rules[i], NULL);
    }
    if (pack.failed)
        return error_no_memory(error);
    fwrite(pack.data, 1, pack.len, to);
    return (int)importer->rule_count;
}

static int import(const char *name, const struct span *text, FILE *to, rule_complaint say,
                  void *payload, struct veto_error *error)
{
    struct veto_error ignored;
    struct importer importer = {
        .arena = arena_make(IMPORT_ARENA, false),
        .scanner = span_find_nocase(span_basename(span_of(name)), SPAN("betterleaks")) == SIZE_MAX
                           ? "gitleaks"
                           : "betterleaks",
        .say = say,
        .payload = payload,
    };
    error = error ? error : &ignored;
    int result = text ? import_read_text(&importer, name, *text, error)
                      : import_read_file(&importer, name, error);
    if (result == 0)
        result = import_convert(&importer, error);
    if (result == 0)
        result = write_pack(&importer, to, error);
    free(importer.entries);
    arena_release(&importer.arena);
    return result;
}

int import_file(const char *path, FILE *to, rule_complaint say, void *payload,
                struct veto_error *error)
{
    return import(path, NULL, to, say, payload, error);
}

int import_text(const char *name, struct span text, FILE *to, rule_complaint say, void *payload,
                struct veto_error *error)
{
    return import(name, &text, to, say, payload, error);
}
