/* SPDX-License-Identifier: Apache-2.0 */
/* What libFuzzer and replay.c call, once per input; always returns 0. */
#ifndef VETO_FUZZ_TARGET_H
#define VETO_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
