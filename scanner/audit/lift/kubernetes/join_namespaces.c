/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/kubernetes/join.h"

/*
 * Objects that go to the namespace `default`: each that says so, and of those that say nothing the
 * first, since where all of them go is one decision of whoever applies the unit.
 */
void join_namespaces(const struct joining *j)
{
    const struct node *metadata = node_member(j->self->object, "metadata");
    const struct node *space = node_member(metadata, "namespace");
    struct node *list =
            put_array(j->put, j->root, "defaultNamespace", put_place(j->put, j->self->object));
    if (span_is(j->self->space, "default")) {
        put_text(j->put, list, "", SPAN("named"), put_place(j->put, space));
    } else if (j->self == j->unit->unplaced && !j->unit->placed) {
        struct place at = kubernetes_place(j->put, metadata, j->self->object);
        struct node *to = put_object(j->put, list, "", at);
        /* Whichever file it stands in: it is about no object. */
        put_text(j->put, to, "standsFor", SPAN("default"), at);
    }
}
