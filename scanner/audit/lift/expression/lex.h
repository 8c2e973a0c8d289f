/* SPDX-License-Identifier: Apache-2.0 */
/* The tokens of an expression. */
#ifndef VETO_AUDIT_LIFT_EXPRESSION_LEX_H
#define VETO_AUDIT_LIFT_EXPRESSION_LEX_H

#include "base/span.h"

enum expression_token_kind {
    TOKEN_END,
    TOKEN_BAD,
    TOKEN_NAME,
    TOKEN_NUMBER,
    TOKEN_STRING, /* the text is what stands between the quotes */
    TOKEN_OR,
    TOKEN_AND,
    TOKEN_EQUAL,
    TOKEN_ORDER,
    TOKEN_NOT,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_OPEN_INDEX,
    TOKEN_CLOSE_INDEX,
    TOKEN_DOT,
    TOKEN_COMMA,
    TOKEN_STAR,
};

struct expression_token {
    enum expression_token_kind kind;
    struct span text;
    size_t begin, end;
};

/* The token at or behind byte `at`. Behind a value a dot is no beginning of a number. */
struct expression_token expression_lex(struct span text, size_t at, bool behind_value);

#endif
