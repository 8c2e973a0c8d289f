/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/read.h"

#include "base/ascii.h"
#include "base/glob.h"
#include "doc/blocks.h"
#include "doc/dockerfile.h"
#include "doc/ini.h"
#include "doc/json.h"
#include "doc/keyvalue.h"
#include "doc/toml.h"
#include "doc/xml.h"
#include "doc/yaml.h"

typedef int (*read_function)(struct node **out, struct span text, struct arena *arena,
                             struct veto_error *error);

static int read_json(struct node **out, struct span text, struct arena *arena,
                     struct veto_error *error)
{
    return json_read(out, text, JSON_WITH_COMMENTS, arena, error);
}

static int read_yaml(struct node **out, struct span text, struct arena *arena,
                     struct veto_error *error)
{
    if (yaml_read(out, text, arena, error) < 0)
        return -1;
    *out = (*out)->children;
    return 0;
}

static int read_sections(struct node **out, struct span text, struct arena *arena,
                         struct veto_error *error)
{
    return ini_read(out, text, INI_SECTIONS, arena, error);
}

static int read_properties(struct node **out, struct span text, struct arena *arena,
                           struct veto_error *error)
{
    return ini_read(out, text, INI_PROPERTIES, arena, error);
}

static int read_env(struct node **out, struct span text, struct arena *arena,
                    struct veto_error *error)
{
    return ini_read(out, text, INI_ENV, arena, error);
}

/* The first row that fits counts. Globs are of the path in lower case. */
static const struct {
    const char *glob;
    read_function read;
} by_name[] = {
    { "dockerfile", dockerfile_read },
    { "dockerfile.*", dockerfile_read },
    { "*.dockerfile", dockerfile_read },
    { "containerfile", dockerfile_read },
    { "containerfile.*", dockerfile_read },
    { "*.containerfile", dockerfile_read },
    { "*.json", read_json },
    { "*.jsonc", read_json },
    { "*.json5", read_json },
    { "*.yaml", read_yaml },
    { "*.yml", read_yaml },
    { "*.eyaml", read_yaml },
    { "*.toml", toml_read },
    { "**/.cargo/config", toml_read },
    { "**/containers/registries.conf", toml_read },
    { "*.xml", xml_read },
    { "*.pom", xml_read },
    { "*.csproj", xml_read },
    { "*.plist", xml_read },
    { "*.xsd", xml_read },
    { "*.wsdl", xml_read },
    { "nuget.config", xml_read },
    { "web.config", xml_read },
    { "app.config", xml_read },
    { "*.properties", read_properties },
    { ".env", read_env },
    { ".env.*", read_env },
    { "*.env", read_env },
    { "nginx*.conf", blocks_read },
    { "*.nginx", blocks_read },
    { "**/nginx/**/*.conf", blocks_read },
    { "**/sites-available/*", blocks_read },
    { "**/sites-enabled/*", blocks_read },
    { "sshd_config", keyvalue_read },
    { "ssh_config", keyvalue_read },
    { "**/.ssh/config", keyvalue_read },
    { "**/sshd_config.d/*", keyvalue_read },
    { "**/ssh_config.d/*", keyvalue_read },
    { "redis*.conf", keyvalue_read },
    { "*.ini", read_sections },
    { "*.cfg", read_sections },
    { "*.cnf", read_sections },
    { "*.service", read_sections },
    { "*.socket", read_sections },
    { "*.timer", read_sections },
    { "*.repo", read_sections },
    { "pip.conf", read_sections },
    { ".npmrc", read_sections },
    { ".pypirc", read_sections },
    { ".gitconfig", read_sections },
    { ".gitmodules", read_sections },
    { ".lfsconfig", read_sections },
    { ".editorconfig", read_sections },
    { "**/.git/config", read_sections },
    { "**/.aws/credentials", read_sections },
};

static const struct {
    const char *text;
    read_function read;
} by_beginning[] = {
    { "{", read_json },    { "[", read_json },           { "//", read_json },
    { "/*", read_json },   { "FROM ", dockerfile_read }, { "# syntax=", dockerfile_read },
    { "<?xml", xml_read }, { "<!--", xml_read },
};

enum { NAME_LOOKED_AT = 1024 };

static read_function reader_of_name(const char *name)
{
    char lower[NAME_LOOKED_AT];
    struct span path = span_of(name);
    if (path.len > sizeof(lower))
        path = span_from(path, path.len - sizeof(lower));
    for (size_t i = 0; i < path.len; i++)
        lower[i] = ascii_lower(path.data[i]);
    path.data = lower;
    for (size_t i = 0; i < ARRAY_SIZE(by_name); i++)
        if (glob_match_path(span_of(by_name[i].glob), path))
            return by_name[i].read;
    return NULL;
}

static read_function reader_of_bytes(struct span bytes)
{
    bytes = span_trim(span_from(bytes, encoding_mark(bytes)));
    for (size_t i = 0; i < ARRAY_SIZE(by_beginning); i++)
        if (span_starts(bytes, span_of(by_beginning[i].text)))
            return by_beginning[i].read;
    return NULL;
}

static read_function reader_of(const char *name, struct span bytes)
{
    read_function read = reader_of_name(name);
    if (!read)
        read = reader_of_bytes(bytes);
    return read ? read : read_yaml;
}

bool document_is_yaml(const char *name, struct span bytes)
{
    return reader_of(name, bytes) == read_yaml;
}

int document_read(const struct node **out, const char *name, struct span bytes, struct arena *arena,
                  struct veto_error *error)
{
    struct node *root;
    if (reader_of(name, bytes)(&root, bytes, arena, error) < 0)
        return -1;
    *out = root;
    return 0;
}
