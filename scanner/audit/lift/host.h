/* SPDX-License-Identifier: Apache-2.0 */
/* What a container may be given of its host: folders, sockets, devices, rights. */
#ifndef VETO_AUDIT_LIFT_HOST_H
#define VETO_AUDIT_LIFT_HOST_H

#include "audit/lift/put.h"

/* A folder of the system that should be no container's, or one below it. */
bool host_is_system_path(struct span path);
/* Below /var, where data and logs of services are. */
bool host_is_state_path(struct span path);
/* Time, certificates and the like, which are read by everybody. */
bool host_is_harmless_path(struct span path);
/* The socket of a container engine, or the folder that holds it. */
bool host_is_engine_socket(struct span path);
/* Memory, a disk, or all devices. */
bool host_is_raw_device(struct span path);
/* In upper case, without the `CAP_` that the kernel puts before it. */
struct span host_capability(struct put *put, struct span text);
/* One that leads out of the container, or into its neighbours' traffic. */
bool host_is_dangerous_capability(struct span name);
/* A kernel setting that is the container's own. */
bool host_is_safe_sysctl(struct span name);

#endif
