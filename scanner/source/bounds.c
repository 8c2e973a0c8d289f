/* SPDX-License-Identifier: Apache-2.0 */
#include "source/bounds.h"

enum { RATIO_FROM = 1024 * 1024, RATIO_FROM_DENSE = 64 * 1024 * 1024 };

struct account account_open(const struct limits *limits, struct content_state state, bool dense)
{
    return (struct account){ .limits = limits, .total = state.inflated, .dense = dense };
}

void account_add(struct account *account, size_t out)
{
    account->out += out;
    if (account->total)
        *account->total += out;
}

static bool is_over(const struct account *account, uint64_t from, uint64_t ratio)
{
    return ratio && account->out > from && account->out / ratio > account->in;
}

const char *account_breach(const struct account *account)
{
    const struct limits *limits = account->limits;
    if (account->total && limits->max_total && *account->total > limits->max_total)
        return "more was decompressed than the limit for one file or layer";
    if (is_over(account, RATIO_FROM, limits->max_ratio) ||
        (account->dense && is_over(account, RATIO_FROM_DENSE, limits->max_ratio_dense)))
        return "decompresses to more than the allowed ratio";
    return NULL;
}
