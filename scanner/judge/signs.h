/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signs against a candidate: each test names one, or DROP_NOT. Some leave a doubt behind in the
 * candidate where they do not speak up.
 */
#ifndef VETO_JUDGE_SIGNS_H
#define VETO_JUDGE_SIGNS_H

#include "judge/content.h"

typedef enum drop_reason (*content_test)(struct candidate *candidate);

enum drop_reason test_reference(struct candidate *c);
enum drop_reason test_name(struct candidate *c);
enum drop_reason test_template(struct candidate *c);
enum drop_reason test_sentence(struct candidate *c);
enum drop_reason test_row_of_names(struct candidate *c);
enum drop_reason test_cut_short(struct candidate *c);
enum drop_reason test_encoded_words(struct candidate *c);
enum drop_reason test_object_name(struct candidate *c);
enum drop_reason test_echo(struct candidate *c);
enum drop_reason test_weak(struct candidate *c);
enum drop_reason test_path(struct candidate *c);
enum drop_reason test_address(struct candidate *c);
enum drop_reason test_code(struct candidate *c);
enum drop_reason test_prose(struct candidate *c);
enum drop_reason test_identifier(struct candidate *c);
enum drop_reason test_hash(struct candidate *c);
enum drop_reason test_labelled_hash(struct candidate *c);
enum drop_reason test_artifact(struct candidate *c);
enum drop_reason test_label(struct candidate *c);
enum drop_reason test_flag(struct candidate *c);
enum drop_reason test_weak_password(struct candidate *c);
enum drop_reason test_plain_word(struct candidate *c);
enum drop_reason test_rule_entropy(struct candidate *c);
enum drop_reason test_example(struct candidate *c);
enum drop_reason test_capital_name(struct candidate *c);
enum drop_reason test_made_up(struct candidate *c);
enum drop_reason test_vendor_name(struct candidate *c);
enum drop_reason test_neighbours(struct candidate *c);

#endif
