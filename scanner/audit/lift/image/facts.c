/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/image/facts.h"

#include "audit/lift/image_reference.h"

struct node *image_put(struct put *put, struct node *to, const char *key, struct span text,
                       struct place at)
{
    struct image_reference image = image_reference_of(text);
    struct node *object = put_object(put, to, key, at);
    put_text(put, object, "text", text, at);
    put_text(put, object, "registry", image.registry, at);
    put_text(put, object, "repository", image.repository, at);
    put_text(put, object, "name", image.name, at);
    put_text(put, object, "tag", image.tag, at);
    put_text(put, object, "digest", image.digest, at);
    put_bool(put, object, "pinned", image.digest.len > 0, at);
    put_bool(put, object, "latest", span_is(image.tag, "latest") && !image.digest.len, at);
    put_bool(put, object, "untagged", !image.tag.len && !image.digest.len, at);
    return object;
}
