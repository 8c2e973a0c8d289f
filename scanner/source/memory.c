/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "source/content.h"
#include "source/source.h"

struct memory {
    struct read_task task;
    struct span bytes;
    const struct veto_origin *origin;
};

static void memory_run(struct read_task *task, struct unit_sink *sink)
{
    struct memory *memory = container_of(task, struct memory, task);
    uint64_t inflated = 0;
    sink->operations->file(sink, memory->origin, VETO_FILE_READ);
    if (!sink->list_only)
        content_scan(sink, memory->bytes, memory->origin,
                     (struct content_state){ .inflated = &inflated });
}

static void memory_drop(struct read_task *task)
{
    free(container_of(task, struct memory, task));
}

int source_memory(struct read_task **out, struct span bytes, const struct veto_origin *origin,
                  struct veto_error *error)
{
    struct memory *memory = malloc(sizeof(*memory));
    if (!memory)
        return error_no_memory(error);
    *memory = (struct memory){
        .task = { .run = memory_run, .drop = memory_drop },
        .bytes = bytes,
        .origin = origin,
    };
    *out = &memory->task;
    return 0;
}
