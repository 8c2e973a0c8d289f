/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the parts of the report for people share. Everything that the scanned bytes or a rule pack
 * can influence goes through text_put, which lets nothing through that a terminal would obey.
 */
#ifndef VETO_REPORT_TEXT_H
#define VETO_REPORT_TEXT_H

#include "base/buf.h"
#include "veto/veto.h"

enum { TEXT_WIDTH = 80, TEXT_WIDTH_LEAST = 40, TEXT_LABEL_INDENT = 3 };

enum text_style {
    STYLE_PLAIN,
    STYLE_BOLD,
    STYLE_DIM,
    STYLE_RED,
    STYLE_YELLOW,
    STYLE_BLUE,
    STYLE_COUNT,
};

struct text {
    FILE *to;
    struct buf out; /* not yet written */
    int width;
    bool color;
    bool failed; /* without memory something was left out */
};

struct text text_make(FILE *to, const struct veto_report_options *options);
void text_release(struct text *text); /* writes what is left */
void text_flush(struct text *text);

/* Until the next call; nothing where there is no colour. */
void text_style(struct text *text, enum text_style style);
enum text_style text_style_of(enum veto_severity severity);
void text_put(struct text *text, const char *foreign);
void text_put_span(struct text *text, struct span foreign);
void text_spaces(struct text *text, int count);
/* `1 file`, `2 files`: the name gets an s. */
void text_put_count(struct buf *to, uint64_t count, const char *name);

/* Terminal columns of printable text. */
int text_columns(struct span printable);

/* `   = fix: …`, wrapped at the width, with later lines below the first. */
void text_note(struct text *text, const char *label, struct span words);

/* `path:line:column`, or the path alone where there is no line. */
void text_append_place(struct buf *to, const struct veto_place *place);

/* The parts. */
void text_finding(struct text *text, const struct veto_finding *finding, bool with_help);
void text_dropped(struct text *text, const struct veto_result *result);
void text_drop_counts(struct text *text, const struct veto_result *result);
void text_brief(struct text *text, const struct veto_result *result);
void text_summary(struct text *text, const struct veto_result *result,
                  const struct veto_report_options *options, bool is_brief);

#endif
