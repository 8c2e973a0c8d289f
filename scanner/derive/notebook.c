/* SPDX-License-Identifier: Apache-2.0 */
/* Jupyter notebooks (nbformat 4, and 3 with its sheets): the source of each cell, and what it
 * printed, each whole. */
#include <stdio.h>

#include "derive/decoder.h"
#include "derive/notebook.h"
#include "derive/scalar.h"
#include "doc/json.h"

enum { NAME = 48 };

bool notebook_is(const struct unit *unit)
{
    struct span name = unit->origin ? span_from_bytes(unit->origin->name) : SPAN_EMPTY;
    return span_ends(name, SPAN(".ipynb"));
}

/* A text, or the lines of one. */
static bool put_lines(struct derived_text *text, const struct node *lines)
{
    if (lines->kind == NODE_STRING)
        return derived_put_scalar(text, lines);
    if (lines->kind != NODE_ARRAY)
        return true;
    for (const struct node *line = lines->children; line; line = line->next)
        if (line->kind == NODE_STRING && !derived_put_scalar(text, line))
            return false;
    return true;
}

static void put_document(struct derived_text *text, const struct node *lines, size_t cell,
                         const char *suffix)
{
    char name[NAME];
    if (!lines)
        return;
    snprintf(name, sizeof(name), "cell %zu%s", cell, suffix);
    derived_begin_document(text, "notebook cell", span_of(name));
    text->is_encoded = true;
    put_lines(text, lines);
}

static void put_outputs(struct derived_text *text, const struct node *cell, size_t number)
{
    const struct node *outputs = node_member(cell, "outputs");
    if (!outputs || outputs->kind != NODE_ARRAY)
        return;
    for (const struct node *output = outputs->children; output; output = output->next) {
        const struct node *data = node_member(output, "data");
        put_document(text, node_member(output, "text"), number, ".txt");
        if (data)
            put_document(text, node_member(data, "text/plain"), number, ".txt");
        put_document(text, node_member(output, "traceback"), number, ".txt");
    }
}

static const char *suffix_of(const struct node *cell)
{
    const struct node *type = node_member(cell, "cell_type");
    return type && span_is(type->text, "code") ? ".py" : ".md";
}

static const struct node *source_of(const struct node *cell)
{
    const struct node *source = node_member(cell, "source");
    return source ? source : node_member(cell, "input");
}

/* The cells of the notebook, or of a sheet of it, numbered from `*number` on. */
static void put_cells(struct derived_text *text, const struct node *sheet, size_t *number)
{
    const struct node *cells = node_member(sheet, "cells");
    if (!cells || cells->kind != NODE_ARRAY)
        return;
    for (const struct node *cell = cells->children; cell && !text->exhausted; cell = cell->next) {
        put_document(text, source_of(cell), ++*number, suffix_of(cell));
        put_outputs(text, cell, *number);
    }
}

static int read_notebook(struct node **root, const struct decoder_input *input,
                         struct veto_error *error)
{
    if (!unit_is_whole(input->unit))
        return error_set(error, VETO_ERROR_FORMAT, "1:1: too large for its cells to be read");
    return json_read(root, input->unit->bytes, JSON_STRICT, input->arena, error);
}

void decode_notebook(const struct decoder_input *input, struct derived_text *text)
{
    const struct unit *unit = input->unit;
    struct node *root;
    size_t number = 0;
    if (unit->parent || !unit->is_first || !notebook_is(unit) ||
        read_notebook(&root, input, text->unread) < 0)
        return;
    put_cells(text, root, &number);
    const struct node *sheets = node_member(root, "worksheets");
    for (const struct node *sheet = sheets && sheets->kind == NODE_ARRAY ? sheets->children : NULL;
         sheet; sheet = sheet->next)
        put_cells(text, sheet, &number);
}
