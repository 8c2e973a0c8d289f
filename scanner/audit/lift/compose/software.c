/* SPDX-License-Identifier: Apache-2.0 */
/* Servers that everybody knows: whether they ask who is there. */
#include "audit/lift/compose/parts.h"
#include "audit/lift/image_reference.h"

enum { MAX_SIGNS = 8 };

struct software {
    const char *name;
    const char *images[6];
    const char *variables[MAX_SIGNS]; /* set: it asks */
    const char *words[MAX_SIGNS];     /* in its command: it asks, or nobody knows */
    bool open_unless_told;            /* it asks nobody as it is delivered */
};

static const struct software servers[] = {
    { "redis",
      { "redis", "valkey", "keydb", "redis-stack", "redis-stack-server", "dragonfly" },
      { "REDIS_PASSWORD", "REDIS_PASSWORD_FILE", "REDIS_ARGS", "VALKEY_PASSWORD",
        "VALKEY_PASSWORD_FILE", "DFLY_requirepass", "VALKEY_EXTRA_FLAGS", "REDIS_EXTRA_FLAGS" },
      { "requirepass", ".conf", "aclfile", "user", "$" },
      true },
    { "mongo",
      { "mongo", "mongodb", "percona-server-mongodb", "mongodb-community-server" },
      { "MONGO_INITDB_ROOT_USERNAME", "MONGO_INITDB_ROOT_USERNAME_FILE", "MONGODB_ROOT_PASSWORD",
        "MONGODB_ROOT_PASSWORD_FILE", "MONGODB_PASSWORD", "MONGODB_INITDB_ROOT_USERNAME",
        "MONGODB_ROOT_USER" },
      { "--auth", "keyFile", "--config", ".conf", "-f", "$" },
      true },
    { "postgres",
      { "postgres", "postgresql", "postgis", "timescaledb", "pgvector" },
      { 0 },
      { 0 },
      false },
    { "mysql", { "mysql", "mariadb", "percona", "mysql-server" }, { 0 }, { 0 }, false },
    { "elasticsearch", { "elasticsearch", "opensearch" }, { 0 }, { 0 }, false },
    { "kibana", { "kibana", "opensearch-dashboards" }, { 0 }, { 0 }, false },
    { "grafana", { "grafana", "grafana-oss", "grafana-enterprise" }, { 0 }, { 0 }, false },
    { "rabbitmq", { "rabbitmq" }, { 0 }, { 0 }, false },
    { "memcached", { "memcached" }, { 0 }, { 0 }, false },
    { "docker", { "docker", "dind" }, { 0 }, { 0 }, false },
};

static const struct software *software_of(struct span image)
{
    for (size_t i = 0; i < ARRAY_SIZE(servers); i++)
        for (size_t j = 0; j < ARRAY_SIZE(servers[i].images) && servers[i].images[j]; j++)
            if (span_is(image, servers[i].images[j]))
                return &servers[i];
    return NULL;
}

struct asking {
    const struct software *software;
    bool told, unknown;
    const struct node *off;
};

static void look_at_variable(const struct service *s, const struct node *item, void *payload)
{
    struct asking *asking = payload;
    (void)s;
    for (size_t i = 0; i < MAX_SIGNS && asking->software->variables[i]; i++)
        asking->told |= span_is(compose_name(item), asking->software->variables[i]);
}

static void look_at_word(const struct service *s, const struct node *item, void *payload)
{
    struct asking *asking = payload;
    struct span text = compose_is_scalar(item) ? item->text : SPAN_EMPTY;
    (void)s;
    for (size_t i = 0; i < MAX_SIGNS && asking->software->words[i]; i++)
        asking->told |= span_find(text, span_of(asking->software->words[i])) != SIZE_MAX;
    if (span_find(text, SPAN("--noauth")) != SIZE_MAX)
        asking->off = item;
}

/* Settings in files, or in what is built, are not known here. */
static void look_at_files(const struct service *s, const struct node *item, void *payload)
{
    static const char *const folders[] = { "/etc/",  "/usr/local/etc", "/conf", ".conf",
                                           "initdb", "entrypoint",     "/opt/" };
    struct asking *asking = payload;
    struct span text = compose_is_scalar(item)            ? item->text
                       : node_last_member(item, "target") ? node_last_member(item, "target")->text
                                                          : SPAN_EMPTY;
    (void)s;
    for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
        asking->unknown |= span_find(text, span_of(folders[i])) != SIZE_MAX;
}

static void put_auth(const struct service *s, const struct software *software)
{
    struct put *put = &s->c->put;
    struct asking asking = { .software = software };
    compose_for_each(s, "environment", look_at_variable, &asking);
    compose_for_each(s, "command", look_at_word, &asking);
    compose_for_each(s, "entrypoint", look_at_word, &asking);
    compose_for_each(s, "volumes", look_at_files, &asking);
    compose_for_each(s, "configs", look_at_files, &asking);
    asking.unknown |= compose_setting(s, "env_file") || compose_setting(s, "build") || s->open;
    if (asking.off)
        put_text(put, s->facts, "auth", SPAN("none"), put_place(put, asking.off));
    else if (asking.told || !asking.unknown)
        put_text(put, s->facts, "auth", asking.told ? SPAN("set") : SPAN("none"), s->key);
}

void compose_software(const struct service *s)
{
    struct resolved text = compose_text(s, "image");
    struct image_reference image = image_reference_of(text.text);
    const struct software *software = software_of(image.name);
    if (!software)
        return;
    put_text(&s->c->put, s->facts, "software", span_of(software->name), s->key);
    if (software->open_unless_told)
        put_auth(s, software);
}
