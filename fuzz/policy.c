/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a policy: loaded, or refused with a place; what is loaded can be shown and added to. */
#include <stdlib.h>

#include "policy/edit.h"
#include "policy/show.h"
#include "target.h"

static void use(const struct veto_policy *policy, struct span text)
{
    static const struct veto_exception exception = {
        .fingerprint = "0123456789abcdef0123456789abcdef",
        .reason = "found by the fuzzer",
        .expires = "2026-12-31",
    };
    struct veto_policy *again = NULL;
    struct buf edited = buf_make(1 << 24);
    char *shown = NULL;
    size_t len;
    FILE *to = open_memstream(&shown, &len);
    if (!to || policy_show(policy, to, NULL) < 0)
        abort();
    fclose(to);
    if (policy_load_text(&again, "shown", (struct span) { shown, len }, NULL, NULL, NULL) < 0)
        abort();
    free(shown);
    if (policy_edit_text(text, &exception, &edited, NULL) == 0) {
        policy_free(again);
        again = NULL;
        if (policy_load_text(&again, "edited", buf_span(&edited), NULL, NULL, NULL) < 0 ||
            again->exception_count != policy->exception_count + 1)
            abort();
    }
    policy_free(again);
    buf_release(&edited);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = { (const char *)data, size };
    struct veto_policy *policy = NULL;
    struct veto_error error = { 0 };
    if (policy_load_text(&policy, "fuzz.yaml", text, NULL, NULL, &error) < 0) {
        if (strncmp(error.message, "fuzz.yaml", 9) != 0)
            abort();
        return 0;
    }
    use(policy, text);
    policy_free(policy);
    return 0;
}
