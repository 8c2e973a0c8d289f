/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a noted link leads to. A file that matters by its name, as /etc/shadow does, may be a link
 * to one whose name says nothing: of those that read like files of accounts the text is there.
 */
#ifndef VETO_SOURCE_IMAGE_NOTE_LINKS_H
#define VETO_SOURCE_IMAGE_NOTE_LINKS_H

#include "source/image/image_set.h"

enum note_link_end {
    NOTE_LINK_NONE,   /* no link, or to what the image does not have */
    NOTE_LINK_READ,   /* `*text` is what it leads to */
    NOTE_LINK_UNREAD, /* it leads to a file whose text nobody kept */
};

enum note_link_end note_link_follow(const struct image_set_image *image, size_t layer,
                                    const struct noted_file *file, struct span *text);

#endif
