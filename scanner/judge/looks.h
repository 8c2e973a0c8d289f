/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a value looks like, when it does not look like a secret. Each test is about the value alone;
 * none is a reason to drop a token that a checksum has proven.
 */
#ifndef VETO_JUDGE_LOOKS_H
#define VETO_JUDGE_LOOKS_H

#include "base/span.h"

/* Typed, not made: one character over and over, `12345678`, `qwerty`, `a1b2c3`, halves equal. */
bool looks_typed(struct span value);

/* Nothing else than that: no more than one character in five is left over. */
bool looks_typed_whole(struct span value);

bool looks_uuid(struct span value);
/* Hexadecimal, of the length of a digest. */
bool looks_digest(struct span value);
/* Absolute, or begins with `./` or `~/`. */
bool looks_path(struct span value);
/* `themes/gui-sdl2/bg`: three parts or more, in small letters. */
bool looks_relative_path(struct span value);
/* With a scheme, and without a name and password before the host. */
bool looks_url(struct span value);
bool looks_mail(struct span value);
/* v1.2.3-rc1, 1.2.3+build. */
bool looks_version(struct span value);
/* `^5.3|^6.0`, `>=1.2,<2`, `7.5.4`: which versions of a package will do. */
bool looks_version_range(struct span value);
/* Digits and the marks of dates, times, versions and amounts. */
bool looks_number(struct span value);
/* Begins like something that is meant to be seen: `sha256:`, `ssh-rsa `, `data:`, `$2a$`. */
bool looks_public(struct span value);
/* camelCase, snake_case, dotted.names and kebab-case made of words; not one with a random part. */
bool looks_identifier(struct span value);
/* `bannerbearApi`: few capitals, each at the front of letters in small; no more than one digit. */
bool looks_camel(struct span value);
/* `PBKDF2WithHmacSHA256`, `AES/CBC/PKCS5Padding`. */
bool looks_algorithm(struct span value);
/* `min:6|required_with:name`: what a form's field has to be. */
bool looks_prompt(struct span value);
bool looks_directory_entry(struct span value);
bool looks_validation(struct span value);
/* `ECC_NIST_P256`: words in capitals, and numbers, between underscores. */
bool looks_constant(struct span value);
/* `keycloak-tls`: letters in small, taken apart into pieces of different length, as names are. */
bool looks_slug(struct span value);
/* Something to be run: a call, a subscript, an operator, a format string, a regular expression. */
bool looks_code(struct span value);
/* Two or more blanks between words, or tags of HTML. */
bool looks_prose(struct span value);

#endif
