/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of a policy file, as one table: reading and the JSON Schema are made from it. */
#ifndef VETO_POLICY_FIELDS_H
#define VETO_POLICY_FIELDS_H

#include "policy/policy.h"
#include "rule/fields.h"

/* One file, as it was read. What is not said is POLICY_UNSAID, or NULL. */
struct policy_file {
    uint32_t version;
    struct rule_list extends;
    uint32_t fail_on, unjudged, peers, inline_max_severity;
    struct rule_list excludes, on, off;
    const char *max_size, *timeout, *memory, *salt;
    uint32_t max_depth, max_ratio;
    struct policy_allow *allows;
    size_t allow_count;
    struct policy_exception *exceptions;
    size_t exception_count;
};

extern const struct field_table policy_fields;

extern const struct form policy_form_fingerprint, policy_form_date, policy_form_size,
        policy_form_time, policy_form_glob, policy_form_path, policy_form_salt;

#endif
