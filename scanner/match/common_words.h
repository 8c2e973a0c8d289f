/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words that source code is full of: as the only literal of an expression they make the matcher
 * stop in nearly every file. In lower case, as `(?i)` has them; other spellings are rarer. A word
 * belongs here when at least three of eight trees (C headers, Python, Perl, Go, JavaScript,
 * documentation …) hold it, be it inside of others, twenty times a megabyte or more, in any case.
 */
#ifndef VETO_MATCH_COMMON_WORDS_H
#define VETO_MATCH_COMMON_WORDS_H

static const char *const common_words[] = {
    "access", "action", "address", "alias", "allow", "apply", "args", "array", "assert", "async",
    "attr", "auth", "author", "await", "base", "basic", "begin", "block", "bool", "boolean",
    "break", "buffer", "build", "byte", "bytes", "cache", "call", "callback", "case", "cast",
    "char", "check", "child", "class", "clear", "client", "close", "code", "color", "column",
    "command", "comment", "config", "connect", "const", "content", "context", "continue",
    "convert", "copy", "count", "create", "current", "data", "date", "debug", "default", "define",
    "delete", "desc", "description", "dest", "dict", "direct", "document", "done", "double",
    "each", "element", "elif", "else", "email", "empty", "enable", "enabled", "entry", "enum",
    "equal", "error", "errors", "event", "example", "except", "exit", "expect", "export", "expr",
    "extend", "extern", "fail", "false", "field", "fields", "file", "filename", "files", "filter",
    "final", "find", "first", "flag", "flags", "float", "format", "found", "from", "func",
    "function", "github", "global", "group", "handle", "hash", "head", "header", "height", "help",
    "host", "html", "http", "http://www", "https", "https://www", "impl", "import", "include",
    "index", "info", "init", "input", "insert", "instance", "interface", "internal", "item",
    "items", "json", "keys", "kind", "label", "lang", "last", "length", "level", "library",
    "license", "line", "lines", "link", "list", "load", "local", "lock", "long", "main", "make",
    "match", "memory", "message", "meta", "method", "mode", "module", "name", "names",
    "namespace", "native", "next", "node", "none", "not", "null", "number", "object", "offset",
    "open", "option", "optional", "options", "order", "output", "override", "package", "page",
    "param", "params", "parent", "parse", "pass", "path", "pattern", "point", "port", "position",
    "prefix", "print", "private", "process", "project", "property", "public", "push", "query",
    "range", "read", "ready", "record", "register", "remove", "replace", "request", "require",
    "required", "reset", "resource", "response", "rest", "result", "results", "return", "root",
    "rule", "scope", "script", "search", "section", "select", "self", "send", "server", "service",
    "shell", "short", "show", "size", "sort", "source", "span", "spec", "split", "sql", "start",
    "state", "static", "status", "stop", "store", "stream", "string", "struct", "style", "super",
    "switch", "system", "table", "target", "template", "test", "tests", "text", "that", "then",
    "this", "thread", "throw", "time", "timeout", "title", "token", "true", "type", "types",
    "uint", "update", "upper", "user", "users", "valid", "value", "values", "variable", "version",
    "view", "void", "wait", "warning", "when", "where", "while", "width", "window", "with",
    "write", "yaml", "yield",
};

/* Short texts that a rule cannot do without, tried with the whole pack on 20 MB of source. */
static const char *const measured_literals[] = {
    "://", /* 77 a megabyte; its two rules cost 1 % of the speed */
    "cio", /* 3 a megabyte */
};

#endif
