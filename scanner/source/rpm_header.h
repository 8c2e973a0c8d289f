/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in an rpm before its files: names, descriptions, and the scripts that run as root. */
#ifndef VETO_SOURCE_RPM_HEADER_H
#define VETO_SOURCE_RPM_HEADER_H

#include "base/span.h"

enum { RPM_HEADER_MAX = 1024 * 1024 };

/* Lead, signature and header, as far as `head` has them. Empty where they are none. */
struct span rpm_header(struct span head);

#endif
