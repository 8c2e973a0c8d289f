/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/test.h"

#include "base/buf.h"
#include "judge/keystore.h"

/* ---- Java's ---------------------------------------------------------------------------------- */

static void put_number(struct buf *to, uint64_t number, int bytes)
{
    while (bytes-- > 0)
        buf_append_char(to, (char)(number >> 8 * bytes));
}

static void put_text(struct buf *to, const char *text)
{
    put_number(to, (uint32_t)strlen(text), 2);
    buf_append_text(to, text);
}

static void put_block(struct buf *to, uint32_t len)
{
    put_number(to, len, 4);
    for (uint32_t i = 0; i < len; i++)
        buf_append_char(to, 'k');
}

static void put_certificate(struct buf *to)
{
    put_text(to, "X.509");
    put_block(to, 40);
}

static void put_head(struct buf *to, uint32_t magic, uint32_t entries)
{
    put_number(to, magic, 4);
    put_number(to, 2, 4);
    put_number(to, entries, 4);
}

static void put_entry(struct buf *to, uint32_t kind)
{
    put_number(to, kind, 4);
    put_text(to, "alias");
    put_number(to, 0, 8);
    if (kind == 1) {
        put_block(to, 30);
        put_number(to, 1, 4);
    }
    put_certificate(to);
}

static bool read_copy(const struct buf *bytes, size_t len, struct keystore *store)
{
    /* In memory of its own, so that a read behind the end is seen. */
    char *copy = malloc(len + 1);
    memcpy(copy, bytes->data, len);
    bool is_one = keystore_read((struct span) { copy, len }, store);
    free(copy);
    return is_one;
}

static void counts_what_is_in_it(void **state)
{
    (void)state;
    struct buf bytes = buf_make(4096);
    struct keystore store;
    put_head(&bytes, 0xfeedfeed, 3);
    put_entry(&bytes, 1);
    put_entry(&bytes, 2);
    put_entry(&bytes, 1);
    buf_append_text(&bytes, "a digest of 20 bytes");
    assert_true(read_copy(&bytes, bytes.len, &store));
    assert_string_equal(store.form, "JKS");
    assert_int_equal(store.keys, 2);
    assert_int_equal(store.certificates, 1);
    assert_false(store.is_cut);
    assert_null(store.password);
    for (size_t len = 0; len + 20 < bytes.len; len++)
        if (read_copy(&bytes, len, &store))
            assert_true(store.is_cut);
    buf_release(&bytes);
}

static void is_not_led_by_numbers(void **state)
{
    (void)state;
    struct buf bytes = buf_make(4096);
    struct keystore store;
    put_head(&bytes, 0xcececece, UINT32_MAX);
    put_entry(&bytes, 2);
    assert_true(read_copy(&bytes, bytes.len, &store));
    assert_true(store.is_cut);
    assert_string_equal(store.form, "JCEKS");
    assert_int_equal(store.keys, 0);
    /* No entry of that kind. */
    put_number(&bytes, 9, 4);
    put_block(&bytes, 40);
    assert_false(read_copy(&bytes, bytes.len, &store));
    buf_clear(&bytes);
    put_head(&bytes, 0xfeedfeed, 1);
    put_number(&bytes, 1, 4);
    put_text(&bytes, "alias");
    put_number(&bytes, 0, 8);
    put_block(&bytes, 4);
    put_number(&bytes, UINT32_MAX, 4); /* certificates */
    put_certificate(&bytes);
    assert_true(read_copy(&bytes, bytes.len, &store));
    assert_true(store.is_cut);
    assert_int_equal(store.keys, 1);
    buf_release(&bytes);
}

static void reads_the_secret_keys_of_jceks(void **state)
{
    (void)state;
    struct buf bytes = buf_make(4096);
    struct keystore store;
    put_head(&bytes, 0xcececece, 2);
    put_number(&bytes, 3, 4);
    put_text(&bytes, "alias");
    put_number(&bytes, 0, 8);
    put_number(&bytes, 0xaced0005, 4);
    assert_true(read_copy(&bytes, bytes.len, &store));
    assert_int_equal(store.keys, 1);
    assert_true(store.is_closed);
    buf_release(&bytes);
}

/* ---- Bouncy Castle's ------------------------------------------------------------------------- */

static void put_bouncy_head(struct buf *to, uint32_t kind, uint32_t certificates)
{
    put_number(to, 2, 4);
    put_block(to, 20);
    put_number(to, 1500, 4);
    put_number(to, kind, 1);
    put_text(to, "alias");
    put_number(to, 0, 8);
    put_number(to, certificates, 4);
}

static void tells_keys_that_are_not_sealed(void **state)
{
    (void)state;
    struct buf bytes = buf_make(4096);
    struct keystore store;
    put_bouncy_head(&bytes, 2, 0);
    put_number(&bytes, 0, 1);
    put_text(&bytes, "PKCS#8");
    put_text(&bytes, "RSA");
    put_block(&bytes, 40);
    put_number(&bytes, 0, 1);
    assert_true(read_copy(&bytes, bytes.len, &store));
    assert_true(store.is_plain);
    assert_int_equal(store.keys, 1);
    buf_clear(&bytes);
    put_bouncy_head(&bytes, 4, 1);
    put_certificate(&bytes);
    put_block(&bytes, 40);
    put_number(&bytes, 0, 1);
    assert_true(read_copy(&bytes, bytes.len, &store));
    assert_string_equal(store.form, "BKS");
    assert_false(store.is_plain || store.is_cut);
    assert_int_equal(store.keys, 1);
    buf_clear(&bytes);
    put_bouncy_head(&bytes, 1, 0);
    put_certificate(&bytes);
    put_number(&bytes, 7, 1);
    put_block(&bytes, 40);
    assert_false(read_copy(&bytes, bytes.len, &store));
    buf_release(&bytes);
}

static void knows_what_is_none(void **state)
{
    (void)state;
    struct keystore store;
    assert_false(keystore_read(SPAN_EMPTY, &store));
    assert_false(keystore_read(SPAN("\xfe\xed\xfe\xed"), &store));
    assert_false(keystore_read(SPAN("no keystore, but a line of text"), &store));
    assert_false(keystore_read(SPAN("\x30\x10\x02\x01\x03 with nothing known"), &store));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_what_is_in_it),
        cmocka_unit_test(is_not_led_by_numbers),
        cmocka_unit_test(reads_the_secret_keys_of_jceks),
        cmocka_unit_test(tells_keys_that_are_not_sealed),
        cmocka_unit_test(knows_what_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
