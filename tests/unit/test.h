/* SPDX-License-Identifier: Apache-2.0 */
/* What every unit test includes: cmocka and the headers it wants before it. */
#ifndef VETO_TESTS_TEST_H
#define VETO_TESTS_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/span.h"

#define assert_span(actual, expected)                                                              \
    do {                                                                                           \
        struct span actual_ = (actual);                                                            \
        assert_int_equal(actual_.len, strlen(expected));                                           \
        assert_memory_equal(actual_.data, expected, actual_.len);                                  \
    } while (0)

#endif
