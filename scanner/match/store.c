/* SPDX-License-Identifier: Apache-2.0 */
#include "match/store.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"

/* A file is this line, the SHA-256 of what follows, then the database. */
static const char magic[] = "veto rules 1\n";

enum { MAGIC_BYTES = sizeof(magic) - 1, HEAD_BYTES = MAGIC_BYTES + SHA256_BYTES };

DEFINE_CLEANUP(struct digest *, digest_free)

int database_store_key(char key[STORE_KEY], const struct span *parts, size_t count,
              struct veto_error *error)
{
    cleanup(digest_free_ptr) struct digest *digest = NULL;
    if (digest_create(&digest, DIGEST_SHA256, error) < 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        digest_update(digest, parts[i]);
        digest_update(digest, SPAN("\0")); /* so that no two lists of parts read the same */
    }
    char hex[DIGEST_MAX_HEX];
    digest_finish_hex(digest, hex);
    memcpy(key, hex, STORE_KEY - 1);
    key[STORE_KEY - 1] = '\0';
    return 0;
}

/* The caller's; NULL where there is no cache. */
static char *path_of(const char *key)
{
    cleanup(free_ptr) char *folder = file_cache_folder();
    char *path = NULL;
    if (!folder || asprintf(&path, "%s/rules-%s", folder, key) < 0)
        return NULL;
    return path;
}

/* A database is trusted like code: only a file that this user alone can have written is read. */
static int open_own(const char *path)
{
    struct stat status;
    cleanup(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &status) < 0 || !S_ISREG(status.st_mode) ||
        status.st_uid != geteuid() || (status.st_mode & (S_IWGRP | S_IWOTH)))
        return -1;
    return take_fd(&fd);
}

static bool is_sound(struct span file)
{
    unsigned char sum[SHA256_BYTES];
    return span_starts(file, span_of(magic)) && file.len > HEAD_BYTES &&
           digest_sha256(span_from(file, HEAD_BYTES), sum) &&
           memcmp(file.data + MAGIC_BYTES, sum, sizeof(sum)) == 0;
}

bool database_store_load(const char *key, struct buf *into)
{
    cleanup(free_ptr) char *path = path_of(key);
    if (!path)
        return false;
    cleanup(close_fd) int fd = open_own(path);
    if (fd < 0 || file_read_all(fd, into, NULL) < 0)
        return false;
    if (!is_sound(buf_span(into))) {
        unlink(path);
        return false;
    }
    into->len -= HEAD_BYTES;
    memmove(into->data, into->data + HEAD_BYTES, into->len);
    return true;
}

int database_store_save(const char *key, struct span bytes, struct veto_error *error)
{
    unsigned char sum[SHA256_BYTES];
    struct file_output out;
    cleanup(free_ptr) char *path = path_of(key);
    if (!path)
        return error_set(error, VETO_ERROR_IO, "there is no folder for caches");
    if (!digest_sha256(bytes, sum))
        return error_no_memory(error);
    if (file_output_open(&out, path, error) < 0)
        return -1;
    fchmod(fileno(out.stream), S_IRUSR | S_IWUSR);
    fwrite(magic, 1, MAGIC_BYTES, out.stream);
    fwrite(sum, 1, sizeof(sum), out.stream);
    fwrite(bytes.data, 1, bytes.len, out.stream);
    return file_output_commit(&out, error); /* remembers a failed write */
}

void database_store_remove(const char *key)
{
    cleanup(free_ptr) char *path = path_of(key);
    if (path)
        unlink(path);
}
