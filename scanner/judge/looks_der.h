/* SPDX-License-Identifier: Apache-2.0 */
/* Base64 of what ASN.1 says of itself. */
#ifndef VETO_JUDGE_LOOKS_DER_H
#define VETO_JUDGE_LOOKS_DER_H

#include "base/span.h"

/* A public key, a certificate, or a request for one. */
bool looks_public_der(struct span value);

#endif
