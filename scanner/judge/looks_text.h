/* SPDX-License-Identifier: Apache-2.0 */
/* Texts for people, in the escapes of source code. */
#ifndef VETO_JUDGE_LOOKS_TEXT_H
#define VETO_JUDGE_LOOKS_TEXT_H

#include "base/span.h"

/* `Schl\u00FCssel`, `\u53E3\u4EE4`: letters alone, some of them as only source code writes them. */
bool looks_escaped(struct span value);

#endif
