/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes as a file that holds an image: its index, its documents, its layers. */
#include <stdio.h>
#include <unistd.h>

#include "sink.h"
#include "source/image/image.h"
#include "target.h"

static int file_of(const uint8_t *data, size_t size)
{
    FILE *file = tmpfile();
    if (!file || fwrite(data, 1, size, file) != size || fflush(file) != 0)
        abort();
    int fd = dup(fileno(file));
    fclose(file);
    if (fd < 0)
        abort();
    return fd;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_sink fuzz;
    struct veto_error error;
    struct read_task *task = NULL;
    struct veto_origin origin = { .kind = VETO_ORIGIN_IMAGE, .name = { "fuzz", 4 } };
    int fd = file_of(data, size);
    fuzz_sink_init(&fuzz);
    int answer = image_open_file(&task, fd, &origin, &error);
    if (answer == 1)
        fuzz_read(&fuzz.sink, task);
    else
        close(fd);
    fuzz_sink_finish(&fuzz);
    return 0;
}
