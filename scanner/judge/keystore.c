/* SPDX-License-Identifier: Apache-2.0 */
/* Java's own keystores: JKS, JCEKS, and the BKS of Bouncy Castle. All numbers are big-endian. */
#include "judge/keystore.h"

#include "base/buf.h"
#include "base/digest.h"
#include "base/macro.h"

enum { MOST_BYTES = 128 * 1024, SHORTEST = 16 };

struct reader {
    struct span rest;
    bool is_cut;
};

static struct span take(struct reader *reader, size_t len)
{
    struct span taken = span_sub(reader->rest, 0, len);
    reader->is_cut |= taken.len < len;
    reader->rest = span_from(reader->rest, taken.len);
    return taken;
}

static uint32_t take_number(struct reader *reader, size_t bytes)
{
    struct span taken = take(reader, bytes);
    uint32_t number = 0;
    for (size_t i = 0; i < taken.len; i++)
        number = number << 8 | (unsigned char)taken.data[i];
    return taken.len == bytes ? number : 0;
}

/* Its length stands before it. */
static void skip_text(struct reader *reader)
{
    take(reader, take_number(reader, 2));
}

static void skip_block(struct reader *reader)
{
    take(reader, take_number(reader, 4));
}

/* Of a key: `X.509` and the certificate, so many times. */
static void skip_certificates(struct reader *reader, uint32_t count, bool are_typed)
{
    for (uint32_t i = 0; i < count && !reader->is_cut; i++) {
        if (are_typed)
            skip_text(reader);
        skip_block(reader);
    }
}

static bool starts_with_bytes(struct span bytes, const char *magic, size_t len)
{
    return span_starts(bytes, (struct span) { magic, len });
}

/* ---- JKS and JCEKS --------------------------------------------------------------------------- */

enum java_entry { PRIVATE_KEY = 1, CERTIFICATE = 2, SECRET_KEY = 3 };

/*
 * Behind the last entry stands SHA-1 of the password as UTF-16, two words, and the whole: no
 * derivation that would take time.
 */
static bool opens_with(const char *password, struct span covered, struct span digest)
{
    unsigned char hash[SHA1_BYTES];
    struct buf text = buf_make(MOST_BYTES + 256);
    for (; *password; password++) {
        buf_append_char(&text, '\0');
        buf_append_char(&text, *password);
    }
    buf_append_text(&text, "Mighty Aphrodite");
    buf_append(&text, covered);
    bool opens = !text.failed && digest_sha1(buf_span(&text), hash) &&
                 span_eq(digest, (struct span) { (const char *)hash, sizeof(hash) });
    buf_release(&text);
    return opens;
}

static const char *password_of(struct span covered, struct span digest)
{
    static const struct {
        const char *password, *called;
    } known[] = {
        { "changeit", "the default one of keytool's manual" },
        { "", "an empty one" },
        { "changeme", "one of manuals" },
        { "password", "the word itself" },
        { "android", "the one of Android's debug keys" },
    };
    if (covered.len > MOST_BYTES || digest.len != SHA1_BYTES)
        return NULL;
    for (size_t i = 0; i < ARRAY_SIZE(known); i++)
        if (opens_with(known[i].password, covered, digest))
            return known[i].called;
    return NULL;
}

static bool read_java(struct span bytes, const char *form, struct keystore *store)
{
    struct reader reader = { .rest = span_from(bytes, 4) };
    uint32_t version = take_number(&reader, 4), count = take_number(&reader, 4), i;
    if (version != 1 && version != 2)
        return false;
    store->form = form;
    for (i = 0; i < count && !reader.is_cut; i++) {
        uint32_t entry = take_number(&reader, 4);
        skip_text(&reader);
        take(&reader, 8); /* the date */
        if (entry == PRIVATE_KEY) {
            skip_block(&reader);
            store->keys++;
            skip_certificates(&reader, take_number(&reader, 4), version == 2);
        } else if (entry == CERTIFICATE) {
            skip_certificates(&reader, 1, version == 2);
            store->certificates++;
        } else if (entry == SECRET_KEY && take_number(&reader, 2) == 0xaced) {
            /* An object of Java, whose length only Java knows. */
            store->keys++;
            store->is_closed = i + 1 < count;
            return true;
        } else if (!reader.is_cut) {
            return false;
        }
    }
    store->is_cut = reader.is_cut;
    struct span covered = span_sub(bytes, 0, bytes.len - reader.rest.len);
    if (!reader.is_cut && store->keys)
        store->password = password_of(covered, take(&reader, SHA1_BYTES));
    return true;
}

/* ---- BKS ------------------------------------------------------------------------------------- */

enum bouncy_entry { BKS_END, BKS_CERTIFICATE, BKS_KEY, BKS_SECRET, BKS_SEALED };

/* A key that only the file's own check knows of a password. */
static void read_plain_key(struct reader *reader, struct keystore *store)
{
    enum { PRIVATE, PUBLIC, SECRET };
    uint32_t kind = take_number(reader, 1);
    skip_text(reader);
    skip_text(reader);
    skip_block(reader);
    if (kind != PUBLIC) {
        store->keys++;
        store->is_plain = true;
    }
}

static bool read_bouncy(struct span bytes, struct keystore *store)
{
    struct reader reader = { .rest = span_from(bytes, 4) };
    skip_block(&reader); /* salt */
    take(&reader, 4);    /* how often it is hashed */
    store->form = "BKS";
    while (!reader.is_cut) {
        uint32_t entry = take_number(&reader, 1);
        if (reader.is_cut || entry == BKS_END)
            break;
        skip_text(&reader);
        take(&reader, 8); /* the date */
        skip_certificates(&reader, take_number(&reader, 4), true);
        if (entry == BKS_CERTIFICATE) {
            skip_certificates(&reader, 1, true);
            store->certificates++;
        } else if (entry == BKS_KEY) {
            read_plain_key(&reader, store);
        } else if (entry == BKS_SECRET || entry == BKS_SEALED) {
            skip_block(&reader);
            store->keys++;
        } else {
            return false;
        }
    }
    store->is_cut = reader.is_cut;
    return true;
}

bool keystore_read(struct span bytes, struct keystore *store)
{
    *store = (struct keystore) { 0 };
    if (bytes.len < SHORTEST)
        return false;
    if (starts_with_bytes(bytes, "\xfe\xed\xfe\xed", 4))
        return read_java(bytes, "JKS", store);
    if (starts_with_bytes(bytes, "\xce\xce\xce\xce", 4))
        return read_java(bytes, "JCEKS", store);
    if (starts_with_bytes(bytes, "\0\0\0\1\0\0\0\x14", 8) ||
        starts_with_bytes(bytes, "\0\0\0\2\0\0\0\x14", 8))
        return read_bouncy(bytes, store);
    return keystore_read_pkcs12(bytes, store);
}
