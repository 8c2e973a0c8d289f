/* SPDX-License-Identifier: Apache-2.0 */
/* An arena and an error for each test of a reader, and questions about the nodes it made. */
#ifndef VETO_TESTS_DOC_FIXTURE_H
#define VETO_TESTS_DOC_FIXTURE_H

#include "doc/node.h"
#include "unit/test.h"

enum { ARENA = 1 << 30 };

struct fixture {
    struct arena arena;
    struct veto_error error;
};

static inline int setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    fixture->arena = arena_make(ARENA, false);
    *state = fixture;
    return fixture ? 0 : -1;
}

static inline int teardown(void **state)
{
    struct fixture *fixture = *state;
    arena_release(&fixture->arena);
    free(fixture);
    return 0;
}

static inline const struct node *at(const struct node *object, const char *key)
{
    const struct node *member = node_member(object, key);
    assert_non_null(member);
    return member;
}

static inline void assert_place(const struct node *node, uint32_t line, uint32_t column,
                                uint64_t begin, uint64_t end)
{
    assert_int_equal(node->line, line);
    assert_int_equal(node->column, column);
    assert_int_equal(node->begin, begin);
    assert_int_equal(node->end, end);
}

#endif
