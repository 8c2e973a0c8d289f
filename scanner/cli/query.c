/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "cli/command.h"
#include "cli/message.h"

static int load(struct buf *into, const char *path, struct veto_error *error)
{
    if (strcmp(path, "-") != 0)
        return file_load(path, into, error);
    if (file_read_all(STDIN_FILENO, into, error) < 0)
        return error_wrap(error, "standard input");
    return 0;
}

static int query_file(const struct settings *settings, unsigned options)
{
    const struct text_list *operands = &settings->operands;
    const char *path = operands->items[0];
    const char *query = operands->count > 1 ? operands->items[1] : NULL;
    const char *name = strcmp(path, "-") == 0 ? settings->stdin_name : path;
    cleanup(buf_release) struct buf bytes = buf_make(VETO_DOCUMENT_MAX);
    struct veto_error error = { 0 };
    if (load(&bytes, path, &error) < 0 ||
        veto_query(name, span_to_bytes(buf_span(&bytes)), query, options, stdout, &error) < 0) {
        message("%s", error.message);
        return EXIT_USAGE;
    }
    return EXIT_CLEAN;
}

static int run_query(const struct settings *settings)
{
    const char *format = veto_report_format((size_t)settings->format);
    bool as_json = strcmp(format, "json") == 0;
    if (!as_json && strcmp(format, "text") != 0) {
        message("--format: queries are answered as text or json, not as %s", format);
        return EXIT_USAGE;
    }
    if (settings->operands.count == 0 || settings->operands.count > 2) {
        message("name one file, and one query at most: veto query FILE [JSONPATH]");
        return EXIT_USAGE;
    }
    return query_file(settings, (as_json ? VETO_QUERY_JSON : 0u) |
                                        (settings->lifted ? VETO_QUERY_LIFTED : 0u));
}

const struct command command_query = {
    .name = "query",
    .bit = COMMAND_QUERY,
    .operands = "[OPTION...] FILE [JSONPATH]",
    .summary = "print what a JSONPath query selects in a document, or the document's tree",
    .details =
            "FILE is YAML, JSON with comments or without, TOML, XML, a Dockerfile, a configuration "
            "of nginx or sshd, INI, properties or an env file, by its name or else by how it "
            "begins; '-' is standard input. Each selected node is a line: file, line and "
            "column, its normalized path, its value. With '-f json', or --json for short, it is "
            "one array of the values. Without a query the tree is printed. JSONPath is that of "
            "RFC 9535; with --lifted it is asked of the facts that checks are about. A query runs "
            "over each document of a YAML stream in turn, and of members with the same key the "
            "last one counts. Nothing selected is no failure. Values are printed whole, secrets "
            "too.",
    .examples = { { "veto query compose.yaml '$.services.*.image'", "all images and their lines" },
                  { "veto query --json package.json '$.scripts'", "for machines" },
                  { "veto query --lifted Dockerfile", "what checks see of it" },
                  { "veto query config.yaml", "the tree, to write a query by" } },
    .exits = { { EXIT_CLEAN, "the query was answered; nothing selected is an answer" },
               { EXIT_USAGE, "the query, the file or the command line is wrong" } },
    .takes_files = true,
    .run = run_query,
};
