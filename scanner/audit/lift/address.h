/* SPDX-License-Identifier: Apache-2.0 */
/* What addresses and URLs in settings say: who can reach them, and over what. */
#ifndef VETO_AUDIT_LIFT_ADDRESS_H
#define VETO_AUDIT_LIFT_ADDRESS_H

#include "base/span.h"

/* The first URL in a text, taken apart; spans point into the text. */
struct url {
    struct span scheme, user, password, host;
};

/* False where there is none, or where its host is put in later. */
bool url_find(struct span text, struct url *out);

/*
 * A name or number that does not leave the machine, the cluster or the house: loopback, private and
 * link-local ranges, names without a dot, and the domains that are reserved for such use.
 */
bool host_is_local(struct span host);

enum listens { LISTENS_UNKNOWN, LISTENS_LOOPBACK, LISTENS_ADDRESS, LISTENS_ANY };

/*
 * Who reaches what listens at these addresses, which blanks or commas part; the widest counts.
 * Ports are left aside. Unknown where one of them is no address.
 */
enum listens listens_of(struct span addresses);

#endif
