/* SPDX-License-Identifier: Apache-2.0 */
#include "source/archive_library.h"

#include <dlfcn.h>
#include <string.h>

#include "base/error.h"

static bool find(void *handle, const char *name, void *into)
{
    void *found = dlsym(handle, name);
    /* POSIX promises that it can be called; C has no conversion that says so. */
    memcpy(into, &found, sizeof(found));
    return found != NULL;
}

int archive_library_load(struct archive_library *library, struct veto_error *error)
{
    *library = (struct archive_library) {
        .handle = dlopen(VETO_ARCHIVE_LIBRARY, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE),
    };
    if (!library->handle)
        return error_set(error, VETO_ERROR_UNSUPPORTED, "%s", dlerror());
    bool found = true;
#define FIND(name) found &= find(library->handle, "archive_" #name, &library->name);
    ARCHIVE_FUNCTIONS(FIND)
#undef FIND
    if (!found)
        return error_set(error, VETO_ERROR_UNSUPPORTED, "%s: too old", VETO_ARCHIVE_LIBRARY);
    return 0;
}

archive_enable archive_library_find(const struct archive_library *library, const char *name)
{
    archive_enable found;
    return find(library->handle, name, &found) ? found : NULL;
}
