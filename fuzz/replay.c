/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Feeds every file of a folder to a fuzz target: regressions are caught by people who never fuzz.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "target.h"

enum { INPUT_CEILING = 64 * 1024 * 1024 };

static int replay(const char *folder, const char *name)
{
    char path[4096];
    struct buf content = buf_make(INPUT_CEILING);
    struct veto_error error;
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    if (file_load(path, &content, &error) < 0) {
        fprintf(stderr, "%s\n", error.message);
        return -1;
    }
    /* A copy of exactly its size, so that the sanitizer sees one byte too many. */
    uint8_t *exact = malloc(content.len ? content.len : 1);
    if (content.len)
        memcpy(exact, content.data, content.len);
    LLVMFuzzerTestOneInput(exact, content.len);
    free(exact);
    buf_release(&content);
    return 0;
}

int main(int argc, char **argv)
{
    DIR *folder = argc > 1 ? opendir(argv[1]) : NULL;
    int count = 0;
    if (!folder) {
        fprintf(stderr, "usage: %s CORPUS\n", argv[0]);
        return 2;
    }
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (entry->d_name[0] == '.')
            continue;
        if (replay(argv[1], entry->d_name) < 0)
            return 1;
        count++;
    }
    closedir(folder);
    printf("%d inputs\n", count);
    return count ? 0 : 1;
}
