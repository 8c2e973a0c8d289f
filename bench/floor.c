/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What reading an image costs at the least: ISA-L inflates its layers, OpenSSL hashes their stored
 * bytes, on so many threads, the largest first, and nothing else is done.
 *
 *     floor THREADS ARCHIVE OFFSET:SIZE...
 */
#include <isa-l/igzip_lib.h>
#include <openssl/evp.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { IN = 256 * 1024, OUT = 256 * 1024, MAX_THREADS = 64 };

struct blob {
    long long offset, size;
};

struct floor_job {
    int fd;
    struct blob *blobs;
    size_t count;
    atomic_size_t next;
    atomic_ullong inflated;
};

static void fail(const char *text)
{
    fprintf(stderr, "floor: %s\n", text);
    exit(1);
}

static unsigned long long inflate_piece(struct inflate_state *state, unsigned char *in, size_t len,
                                        unsigned char *out)
{
    unsigned long long total = 0;
    state->next_in = in;
    state->avail_in = (uint32_t)len;
    do {
        state->next_out = out;
        state->avail_out = OUT;
        if (isal_inflate(state) != ISAL_DECOMP_OK)
            fail("a layer is no sound gzip stream");
        total += OUT - state->avail_out;
    } while ((state->avail_in || state->avail_out == 0) &&
             state->block_state != ISAL_BLOCK_FINISH);
    return total;
}

static void read_blob(struct floor_job *job, const struct blob *blob, unsigned char *in,
                      unsigned char *out)
{
    unsigned char sum[EVP_MAX_MD_SIZE];
    struct inflate_state state;
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    isal_inflate_init(&state);
    state.crc_flag = ISAL_GZIP;
    EVP_DigestInit_ex(digest, EVP_sha256(), NULL);
    for (long long at = 0; at < blob->size;) {
        long long left = blob->size - at;
        ssize_t got = pread(job->fd, in, left < IN ? (size_t)left : IN, blob->offset + at);
        if (got <= 0)
            fail("the archive cannot be read");
        EVP_DigestUpdate(digest, in, (size_t)got);
        if (state.block_state != ISAL_BLOCK_FINISH)
            atomic_fetch_add(&job->inflated, inflate_piece(&state, in, (size_t)got, out));
        at += got;
    }
    EVP_DigestFinal_ex(digest, sum, NULL);
    EVP_MD_CTX_free(digest);
}

static void *work(void *payload)
{
    struct floor_job *job = payload;
    unsigned char *in = malloc(IN), *out = malloc(OUT);
    if (!in || !out)
        fail("no memory");
    for (size_t i; (i = atomic_fetch_add(&job->next, 1)) < job->count;)
        read_blob(job, &job->blobs[i], in, out);
    free(in);
    free(out);
    return NULL;
}

static int by_size(const void *a, const void *b)
{
    const struct blob *x = a, *y = b;
    return (x->size < y->size) - (x->size > y->size);
}

int main(int argc, char **argv)
{
    pthread_t threads[MAX_THREADS];
    if (argc < 4)
        fail("THREADS ARCHIVE OFFSET:SIZE...");
    int wanted = atoi(argv[1]);
    struct floor_job job = { .fd = open(argv[2], O_RDONLY), .count = (size_t)argc - 3 };
    job.blobs = calloc(job.count, sizeof(*job.blobs));
    if (job.fd < 0 || !job.blobs || wanted < 1 || wanted > MAX_THREADS)
        fail("bad arguments");
    for (size_t i = 0; i < job.count; i++)
        if (sscanf(argv[i + 3], "%lld:%lld", &job.blobs[i].offset, &job.blobs[i].size) != 2)
            fail("OFFSET:SIZE");
    qsort(job.blobs, job.count, sizeof(*job.blobs), by_size);
    for (int i = 1; i < wanted; i++)
        if (pthread_create(&threads[i], NULL, work, &job) != 0)
            fail("no thread");
    work(&job);
    for (int i = 1; i < wanted; i++)
        pthread_join(threads[i], NULL);
    printf("%llu bytes inflated\n", (unsigned long long)job.inflated);
    free(job.blobs);
    close(job.fd);
    return 0;
}
