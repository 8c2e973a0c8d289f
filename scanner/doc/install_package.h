/* SPDX-License-Identifier: Apache-2.0 */
/* What one word says of a package: its name, its version, where it comes from. */
#ifndef VETO_DOC_INSTALL_PACKAGE_H
#define VETO_DOC_INSTALL_PACKAGE_H

#include "doc/install_manager.h"

/* Completes `package`, whose word is set. */
void install_read_package(struct install_package *package, enum install_style style,
                          struct span scope);

/* Without what it is compared by: `==1.2`, `~> 1.2`. */
struct span install_version(struct span text);

#endif
