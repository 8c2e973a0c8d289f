/* SPDX-License-Identifier: Apache-2.0 */
/* A document of names and values as the flat list of settings that are in effect. */
#ifndef VETO_AUDIT_LIFT_SETTINGS_H
#define VETO_AUDIT_LIFT_SETTINGS_H

#include "audit/lift/put.h"
#include "audit/lift/service.h"

/* Defaults are told of the main configuration alone, and where nothing is included. */
void settings_lift(struct put *put, const struct service *service, const struct node *document,
                   bool is_main);

/* `url` into `to`, where a text holds one: its scheme, host, and whether that is `local`. */
void settings_put_url(struct put *put, struct node *to, struct span value, struct place at);

#endif
