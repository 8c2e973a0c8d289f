/* SPDX-License-Identifier: Apache-2.0 */
#include "base/macro.h"
#include "unit/kind.h"

static const struct {
    size_t at;
    struct span bytes;
    const char *name;
} magics[] = {
#define MAGIC(at, text, name) { (at), { (text), sizeof(text) - 1 }, (name) }
    MAGIC(32, "SIF_MAGIC\0", "a SIF image (Singularity, Apptainer)"),
    MAGIC(0, "hsqs", "a squashfs file system"),
    MAGIC(0, "sqsh", "a squashfs file system"),
    MAGIC(1024, "\342\341\365\340", "an EROFS file system (or a nydus image)"),
    MAGIC(8, "AI\001", "an AppImage"),
    MAGIC(8, "AI\002", "an AppImage"),
    MAGIC(0, "QFI\373", "a QCOW2 disk"),
    MAGIC(0, "KDMV", "a VMDK disk"),
    MAGIC(0, "# Disk DescriptorFile", "a VMDK disk"),
    MAGIC(0, "vhdxfile", "a VHDX disk"),
    MAGIC(0, "conectix", "a VHD disk"),
    MAGIC(0x40, "\177\020\332\276", "a VDI disk"),
    MAGIC(0, "MSWIM\0\0\0", "a WIM image"),
    MAGIC(0, "\105\075\315\050", "a cramfs file system"),
    MAGIC(1080, "\123\357", "an ext file system"),
#undef MAGIC
};

const char *disk_image_of_bytes(struct span head)
{
    for (size_t i = 0; i < ARRAY_SIZE(magics); i++)
        if (span_starts(span_from(head, magics[i].at), magics[i].bytes))
            return magics[i].name;
    return NULL;
}
