/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/builtin.h"

#include "base/arena.h"
#include "match/lanes.h"
#include "match/prefilter.h"
#include "match/sieve.h"
#include "rule/digest.h"
#include "rule/fields.h"
#include "rule/load.h"
#include "unit/test.h"

struct fixture {
    struct arena arena;
    struct rule_set loaded; /* from the packs that the build made the tables of */
};

static int setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    struct veto_error error;
    char path[4096];
    if (!fixture)
        return -1;
    snprintf(path, sizeof(path), "%s/rules", getenv("VETO_SOURCE"));
    fixture->arena = arena_make(1 << 28, false);
    *state = fixture;
    if (rule_load(&fixture->loaded, path, &fixture->arena, &error) == 0)
        return 0;
    fprintf(stderr, "%s\n", error.message);
    return -1;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    arena_release(&fixture->arena);
    free(fixture);
    return 0;
}

static void assert_same_text(const char *a, const char *b)
{
    assert_int_equal(a == NULL, b == NULL);
    if (a)
        assert_string_equal(a, b);
}

static void assert_same_struct(const struct field_table *table, const char *a, const char *b);

static void assert_same_list(struct rule_list a, struct rule_list b)
{
    assert_int_equal(a.count, b.count);
    for (size_t i = 0; i < a.count; i++)
        assert_string_equal(a.items[i], b.items[i]);
}

static void assert_same_objects(const struct field_table *table, struct field_objects a,
                                struct field_objects b)
{
    assert_int_equal(a.count, b.count);
    for (size_t i = 0; i < a.count; i++)
        assert_same_struct(table, a.items + i * table->size, b.items + i * table->size);
}

static void assert_same_field(const struct field *field, const char *a, const char *b)
{
    switch (field->type) {
    case FIELD_LINE:
    case FIELD_PROSE:
    case FIELD_PATTERN:
        assert_same_text(field_text(field, a), field_text(field, b));
        break;
    case FIELD_NUMBER:
        assert_true(field_number(field, a) == field_number(field, b));
        break;
    case FIELD_COUNT:
    case FIELD_LINES:
    case FIELD_WORD:
    case FIELD_FLAG:
    case FIELD_WORDS:
        assert_int_equal(field_word(field, a), field_word(field, b));
        break;
    case FIELD_LIST:
        assert_same_list(field_list(field, a), field_list(field, b));
        break;
    case FIELD_GROUP:
        assert_same_struct(field->inside, a, b);
        break;
    case FIELD_OBJECTS:
        assert_same_objects(field->inside, field_objects(field, a), field_objects(field, b));
        break;
    case FIELD_RULES: /* no key of a rule */
        break;
    }
}

static void assert_same_struct(const struct field_table *table, const char *a, const char *b)
{
    for (size_t i = 0; i < table->count; i++)
        assert_same_field(&table->fields[i], a, b);
}

static void tables_are_the_packs(void **state)
{
    const struct fixture *fixture = *state;
    assert_int_equal(rule_builtin.count, fixture->loaded.count);
    for (size_t i = 0; i < rule_builtin.count; i++) {
        const struct rule *built = &rule_builtin.rules[i], *loaded = &fixture->loaded.rules[i];
        assert_same_struct(&rule_fields, (const char *)built, (const char *)loaded);
        assert_string_equal(built->public.source, loaded->public.source);
        assert_int_equal(built->public.is_secret, loaded->public.is_secret);
        assert_int_equal(built->generic, loaded->generic);
    }
}

static void digest_is_that_of_the_packs(void **state)
{
    const struct fixture *fixture = *state;
    char digest[DIGEST_MAX_HEX];
    struct veto_error error;
    assert_int_equal(rule_set_digest(&fixture->loaded, digest, &error), 0);
    assert_string_equal(rule_builtin_digest, digest);
}

static void database_is_there_and_aligned(void **state)
{
    (void)state;
    uintptr_t begin = (uintptr_t)rule_builtin_database;
    assert_true((uintptr_t)rule_builtin_database_end > begin);
    assert_int_equal(begin % 64, 0);
}

/* Of a lane that has no sieve every byte is scanned: one rule without fixed text would do that. */
static void every_lane_has_its_sieve(void **state)
{
    (void)state;
    const char *begin = (const char *)rule_builtin_database;
    struct span images = { begin, (size_t)((const char *)rule_builtin_database_end - begin) };
    struct veto_error error = { 0 };
    for (size_t i = 0; i < LANES; i++) {
        const struct prefilter *prefilter = NULL;
        const struct sieve *sieve = NULL;
        assert_int_equal(prefilter_in_place(&prefilter, &images, &error), 0);
        assert_int_equal(sieve_in_place(&sieve, &images, &error), 0);
        if (prefilter && !lanes[i].beside_tokens && !sieve)
            fail_msg("%s: a rule's expression has an alternative without three fixed bytes",
                     lanes[i].name);
    }
    assert_int_equal(images.len, 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_the_packs),
        cmocka_unit_test(digest_is_that_of_the_packs),
        cmocka_unit_test(database_is_there_and_aligned),
        cmocka_unit_test(every_lane_has_its_sieve),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
