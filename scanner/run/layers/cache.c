/* SPDX-License-Identifier: Apache-2.0 */
#include "run/layers/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/digest.h"

enum { BUSY_MILLISECONDS = 2000, SUM_HEX = 64 };

/* Of all values; then the ones that were not used for the longest time go. */
static const int64_t most_bytes = (int64_t)512 * 1024 * 1024;

static const char schema[] =
        "CREATE TABLE IF NOT EXISTS layer (size INTEGER NOT NULL, sha256 TEXT NOT NULL,"
        " key TEXT NOT NULL, used INTEGER NOT NULL, bytes INTEGER NOT NULL, sum TEXT NOT NULL,"
        " value BLOB NOT NULL);"
        "CREATE UNIQUE INDEX IF NOT EXISTS layer_id ON layer (size, key, sha256);"
        "CREATE INDEX IF NOT EXISTS layer_used ON layer (used, bytes);";

struct cache {
    sqlite3 *database; /* NULL once it turned out to be damaged */
    char *path;
    bool damaged;
};

DEFINE_CLEANUP(struct cache *, cache_close)
DEFINE_CLEANUP(sqlite3_stmt *, sqlite3_finalize)

/* ---- Opening --------------------------------------------------------------------------------- */

/* Whatever others could have written is thrown away. */
static int make_own(const char *path, struct veto_error *error)
{
    struct stat status;
    for (int tries = 0; tries < 2; tries++) {
        cleanup(close_fd) int fd =
                open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
        if (fd < 0)
            return error_errno(error, errno, "%s", path);
        if (fstat(fd, &status) < 0)
            return error_errno(error, errno, "%s", path);
        if (S_ISREG(status.st_mode) && status.st_uid == geteuid() &&
            !(status.st_mode & (S_IRWXG | S_IRWXO)))
            return 0;
        if (unlink(path) < 0)
            break;
    }
    return error_set(error, VETO_ERROR_IO, "%s: others may write it", path);
}

static int run(sqlite3 *database, const char *statements)
{
    return sqlite3_exec(database, statements, NULL, NULL, NULL);
}

/* SQLITE_OK, or what is wrong. */
static int open_database(struct cache *cache)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX;
    int status = sqlite3_open_v2(cache->path, &cache->database, flags, NULL);
    if (status == SQLITE_OK) {
        sqlite3_busy_timeout(cache->database, BUSY_MILLISECONDS);
        sqlite3_db_config(cache->database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
        sqlite3_limit(cache->database, SQLITE_LIMIT_LENGTH, CACHE_VALUE_MAX + 4096);
        /* What a crash leaves behind is found out by the sums. */
        status = run(cache->database,
                     "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
                     "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;"
                     "PRAGMA temp_store = MEMORY; PRAGMA auto_vacuum = FULL;");
    }
    return status == SQLITE_OK ? run(cache->database, schema) : status;
}

static void close_database(struct cache *cache)
{
    sqlite3_close_v2(cache->database);
    cache->database = NULL;
}

static bool is_damage(int status)
{
    status &= 0xff;
    return status == SQLITE_CORRUPT || status == SQLITE_NOTADB || status == SQLITE_ERROR;
}

/* Nothing of it is believed any more. */
static void throw_away(struct cache *cache)
{
    close_database(cache);
    unlink(cache->path);
    cache->damaged = true;
}

int cache_open(struct cache **out, const char *path, struct veto_error *error)
{
    cleanup(cache_close_ptr) struct cache *cache = calloc(1, sizeof(*cache));
    if (!cache)
        return error_no_memory(error);
    cache->path = strdup(path);
    if (!cache->path)
        return error_no_memory(error);
    int status = SQLITE_ERROR;
    for (int tries = 0; tries < 2 && is_damage(status); tries++) {
        if (tries)
            throw_away(cache);
        if (make_own(path, error) < 0)
            return -1;
        status = open_database(cache);
    }
    if (status != SQLITE_OK)
        return error_set(error, VETO_ERROR_IO, "%s: %s", path, sqlite3_errstr(status));
    *out = take_ptr(&cache);
    return 0;
}

void cache_close(struct cache *cache)
{
    if (!cache)
        return;
    close_database(cache);
    free(cache->path);
    free(cache);
}

bool cache_was_damaged(const struct cache *cache)
{
    return cache->damaged;
}

/* ---- Statements ------------------------------------------------------------------------------ */

/* NULL where there is no database, or it cannot be asked. */
static sqlite3_stmt *prepare(struct cache *cache, const char *text)
{
    sqlite3_stmt *statement = NULL;
    if (!cache->database)
        return NULL;
    int status = sqlite3_prepare_v2(cache->database, text, -1, &statement, NULL);
    if (status == SQLITE_OK)
        return statement;
    sqlite3_finalize(statement);
    if (is_damage(status))
        throw_away(cache);
    return NULL;
}

static void bind_id(sqlite3_stmt *statement, const struct cache_id *id)
{
    sqlite3_bind_int64(statement, 1, (sqlite3_int64)id->size);
    sqlite3_bind_text(statement, 2, id->key, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 3, id->sha256, -1, SQLITE_STATIC);
}

/* A value belongs to its id: one that is found under another is damaged, too. */
static bool sum_of(const struct cache_id *id, struct span value, char hex[DIGEST_MAX_HEX])
{
    struct digest *digest = NULL;
    if (digest_create(&digest, DIGEST_SHA256, NULL) < 0)
        return false;
    digest_update(digest, span_of(id->sha256));
    digest_update(digest, span_of(id->key));
    digest_update(digest, (struct span){ (const char *)&id->size, sizeof(id->size) });
    digest_update(digest, value);
    digest_finish_hex(digest, hex);
    digest_free(digest);
    return true;
}

/* ---- Values ---------------------------------------------------------------------------------- */

bool cache_has_size(struct cache *cache, uint64_t size, const char *key)
{
    cleanup(sqlite3_finalize_ptr) sqlite3_stmt *statement =
            prepare(cache, "SELECT 1 FROM layer WHERE size = ?1 AND key = ?2 LIMIT 1");
    if (!statement)
        return false;
    bind_id(statement, &(struct cache_id){ .size = size, .key = key, .sha256 = "" });
    return sqlite3_step(statement) == SQLITE_ROW;
}

static void note_use(struct cache *cache, const struct cache_id *id)
{
    cleanup(sqlite3_finalize_ptr) sqlite3_stmt *statement =
            prepare(cache, "UPDATE layer SET used = (SELECT max(used) + 1 FROM layer)"
                           " WHERE size = ?1 AND key = ?2 AND sha256 = ?3");
    if (!statement)
        return;
    bind_id(statement, id);
    sqlite3_step(statement);
}

static bool take_value(sqlite3_stmt *statement, const struct cache_id *id, struct buf *into)
{
    char sum[DIGEST_MAX_HEX];
    const char *stored_sum = (const char *)sqlite3_column_text(statement, 0);
    const char *bytes = sqlite3_column_blob(statement, 1);
    int len = sqlite3_column_bytes(statement, 1);
    struct span value = { bytes ? bytes : "", len > 0 ? (size_t)len : 0 };
    return stored_sum && sum_of(id, value, sum) && strcmp(sum, stored_sum) == 0 &&
           buf_append(into, value);
}

bool cache_get(struct cache *cache, const struct cache_id *id, struct buf *into)
{
    sqlite3_stmt *statement =
            prepare(cache, "SELECT sum, value FROM layer"
                           " WHERE size = ?1 AND key = ?2 AND sha256 = ?3");
    if (!statement)
        return false;
    bind_id(statement, id);
    int status = sqlite3_step(statement);
    bool found = status == SQLITE_ROW && take_value(statement, id, into);
    sqlite3_finalize(statement);
    if (is_damage(status) || (status == SQLITE_ROW && !found))
        throw_away(cache);
    else if (found)
        note_use(cache, id);
    return found;
}

/* Room for `more` bytes: what was used last stays. */
static void evict(struct cache *cache, int64_t more)
{
    cleanup(sqlite3_finalize_ptr) sqlite3_stmt *statement = prepare(
            cache,
            "DELETE FROM layer WHERE rowid IN (SELECT rowid FROM (SELECT rowid, sum(bytes) OVER"
            " (ORDER BY used DESC, rowid DESC) AS upto FROM layer) WHERE upto > ?1)");
    if (!statement)
        return;
    sqlite3_bind_int64(statement, 1, most_bytes - more);
    sqlite3_step(statement);
}

void cache_put(struct cache *cache, const struct cache_id *id, struct span value)
{
    char sum[DIGEST_MAX_HEX];
    if (value.len > CACHE_VALUE_MAX || !sum_of(id, value, sum))
        return;
    evict(cache, (int64_t)value.len);
    cleanup(sqlite3_finalize_ptr) sqlite3_stmt *statement = prepare(
            cache, "INSERT OR REPLACE INTO layer (size, key, sha256, used, bytes, sum, value) VALUES"
                   " (?1, ?2, ?3, (SELECT coalesce(max(used), 0) + 1 FROM layer), ?4, ?5, ?6)");
    if (!statement)
        return;
    bind_id(statement, id);
    sqlite3_bind_int64(statement, 4, (sqlite3_int64)value.len);
    sqlite3_bind_text(statement, 5, sum, SUM_HEX, SQLITE_STATIC);
    sqlite3_bind_blob64(statement, 6, value.data, value.len, SQLITE_STATIC);
    sqlite3_step(statement);
}
