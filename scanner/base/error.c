/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Cuts what does not fit: an error is for reading, and its front says where. */
static void append(struct veto_error *error, const char *text)
{
    strncat(error->message, text, sizeof(error->message) - 1 - strlen(error->message));
}

int error_set(struct veto_error *error, enum veto_error_code code, const char *format, ...)
{
    if (!error)
        return -1;
    va_list args;
    va_start(args, format);
    error->code = code;
    vsnprintf(error->message, sizeof(error->message), format, args);
    va_end(args);
    return -1;
}

int error_errno(struct veto_error *error, int saved_errno, const char *format, ...)
{
    if (!error)
        return -1;
    char reason[128];
    const char *text = strerror_r(saved_errno, reason, sizeof(reason));
    va_list args;
    va_start(args, format);
    error->code = VETO_ERROR_IO;
    vsnprintf(error->message, sizeof(error->message), format, args);
    va_end(args);
    append(error, ": ");
    append(error, text);
    return -1;
}

int error_wrap(struct veto_error *error, const char *format, ...)
{
    if (!error)
        return -1;
    char inner[sizeof(error->message)];
    memcpy(inner, error->message, sizeof(inner));
    va_list args;
    va_start(args, format);
    vsnprintf(error->message, sizeof(error->message), format, args);
    va_end(args);
    append(error, ": ");
    append(error, inner);
    return -1;
}

int error_no_memory(struct veto_error *error)
{
    return error_set(error, VETO_ERROR_MEMORY, "out of memory");
}
