/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Machine JSON in and out (RFC 8259). The only place that knows Jansson.
 *
 * Reading: `json_parse` gives a tree; every accessor takes NULL and a value of the wrong type and
 * answers "nothing", so that a hostile document needs no checks at each step. Documents that a
 * person wrote, where positions matter, are read by doc/ instead.
 *
 * Writing: a streaming writer; foreign bytes become valid UTF-8 on the way (utf.h). The first
 * error sticks and is looked at once, by `json_writer_finish`.
 */
#ifndef VETO_BASE_JSON_H
#define VETO_BASE_JSON_H

#include <stdio.h>

#include "base/buf.h"
#include "base/error.h"

struct json_value; /* borrowed; dies with its document */

enum json_kind { JSON_KIND_OTHER, JSON_KIND_OBJECT, JSON_KIND_ARRAY, JSON_KIND_TEXT };

/* `*out` is the document, to be given to json_release. Nesting is bounded; duplicate keys: the last wins. */
int json_parse(struct json_value **out, struct span text, struct veto_error *error);
void json_release(struct json_value *document);

enum json_kind json_kind_of(const struct json_value *value);
/* Member of an object. */
const struct json_value *json_member(const struct json_value *object, const char *key);
/* The same as Go's readers find it, for which case makes no difference; of several the last. */
const struct json_value *json_field(const struct json_value *object, const char *key);
/* Members of an object, elements of an array, else 0. */
size_t json_count(const struct json_value *value);
/* Element of an array. */
const struct json_value *json_element(const struct json_value *array, size_t index);
/* Empty where it is no string. */
struct span json_text(const struct json_value *value);
/* As json_text, NUL-terminated. */
const char *json_chars(const struct json_value *value);
bool json_truth(const struct json_value *value);
/* `fallback` where it is no integer. */
int64_t json_number(const struct json_value *value, int64_t fallback);
/* Members of an object, in the document's order. */
void json_each(const struct json_value *object,
               void (*member)(const char *key, const struct json_value *value, void *payload),
               void *payload);

struct json_writer {
    FILE *to;
    struct buf scratch;
    struct buf out; /* what was not handed to the stream yet */
    uint64_t comma; /* bit n: a value was written at depth n */
    int depth;
    bool after_key;
    bool failed;
    bool pretty;
};

/* What is written reaches the stream with `json_writer_finish` at the latest. */
struct json_writer json_writer_make(FILE *to, bool pretty);
/* Negative where anything went wrong on the way. */
int json_writer_finish(struct json_writer *w, struct veto_error *error);

void json_open(struct json_writer *w, char bracket); /* '{' or '[' */
void json_close(struct json_writer *w, char bracket);
void json_key(struct json_writer *w, const char *key);
void json_write_text(struct json_writer *w, const char *text);
void json_write_span(struct json_writer *w, struct span text);
void json_write_integer(struct json_writer *w, int64_t value);
void json_write_bool(struct json_writer *w, bool value);

/* Key and value in one. */
void json_put_text(struct json_writer *w, const char *key, const char *text);
void json_put_span(struct json_writer *w, const char *key, struct span text);
void json_put_integer(struct json_writer *w, const char *key, int64_t value);
void json_put_bool(struct json_writer *w, const char *key, bool value);
void json_put_open(struct json_writer *w, const char *key, char bracket);

/* The version of the library behind this. */
const char *json_library(void);

#endif
