/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the lifter of images share. */
#ifndef VETO_AUDIT_LIFT_IMAGE_PARTS_H
#define VETO_AUDIT_LIFT_IMAGE_PARTS_H

#include "audit/lift/put.h"

struct image_lifter {
    struct put put;
    const struct node *document;
    size_t base_layers; /* the lowest ones, which are somebody else's; 0 = nobody knows */
};

/* A member's text; empty where it is none. */
struct span image_text(const struct node *object, const char *key);
/* `fallback` where it is no number. */
long long image_number(const struct node *object, const char *key, long long fallback);
bool image_flag(const struct node *object, const char *key);
/* Where a member stands; without it, where its object does. */
struct place image_place(const struct image_lifter *l, const struct node *object, const char *key);
/* The elements of a member that is an array. */
const struct node *image_elements(const struct node *object, const char *key);
/* The file of that category that the final file system has; NULL where there is none. */
const struct node *image_final_file(const struct image_lifter *l, const char *category);

/* image_files.c */
void image_put_files(struct image_lifter *l, struct node *root);
/* image_history.c */
size_t image_base_layers(const struct node *document);
int image_put_history(struct image_lifter *l, struct node *root) must_check;
/* image_accounts.c */
void image_put_accounts(struct image_lifter *l, struct node *root);
void image_put_user(struct image_lifter *l, struct node *root);

#endif
