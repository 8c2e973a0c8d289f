/* SPDX-License-Identifier: Apache-2.0 */
/* What is usually behind a port. */
#ifndef VETO_AUDIT_LIFT_PORT_CLASS_H
#define VETO_AUDIT_LIFT_PORT_CLASS_H

#include <stdint.h>

/* "database", "queue", "docker", "ssh", "admin", "web" or "other". */
const char *port_class(uint64_t port);

#endif
