/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands around a value, and says that it is none, or is only shown. What needs more than the
 * value's line is asked of its place, and never of the remembered judgement of its bytes.
 */
#ifndef VETO_JUDGE_SURROUNDINGS_H
#define VETO_JUDGE_SURROUNDINGS_H

#include "judge/content.h"
#include "judge/signs.h"

/* `getCredentials('shopApi')`, `"password", "type": …`, `host/token-refresher:v2`: no assignment.
 */
enum drop_reason test_no_assignment(struct candidate *c);
/* `Basic b3BlbnNoaWZ0Og==`, of a user without a password. */
enum drop_reason test_empty_login(struct candidate *c);
/* `f"… {word:x} …"`: braces in a literal whose opening quote has the mark of such literals. */
bool surroundings_format(const struct candidate *c);
/* `"name-$suffix"` in PHP, Kotlin, the shell and others: no literal is such a text. */
bool surroundings_interpolated(const struct candidate *c);
/* `examples: […]`, `"placeholder": "…"`: what is shown for the reader to see its form. */
bool surroundings_say_example(const struct candidate *c);
/* A line of a comment that documents a program, or of a session that is shown in one. */
bool surroundings_document(const struct candidate *c);

/*
 * Does `at` lie in a text that documents a function or a module? Looks back some pages at most, or
 * to where it was asked `last` in these bytes.
 */
bool surroundings_in_docstring(struct docstring *last, struct span bytes, const char *at);
/* Between `=head1` or the like and `=cut`, as Perl's modules document themselves. */
bool surroundings_in_pod(struct span bytes, const char *at);
/* Behind `<pre>` or `<code>`: what a page shows. */
bool surroundings_in_shown_code(struct span bytes, const char *at);
/* A document in the markup of DocBook says so at its front. */
bool surroundings_are_docbook(struct span bytes);
/* Where the tests of a module of Rust begin, which they share a file with; `bytes.len` where
 * nowhere. */
size_t surroundings_of_rust_tests(struct span bytes);
/* The same in a module of Erlang: from `-ifdef(TEST).` to its end. */
size_t surroundings_of_erlang_tests(struct span bytes);
/* Between `<!--` and `-->`, which may be lines away. */
bool surroundings_in_markup_comment(struct span bytes, const char *at);
/* `if not verify:` in front of it: only somebody's setting does what stands at `at`. */
bool surroundings_switched_off(struct span bytes, const char *at);

#endif
