/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/schema.h"

#include <regex.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/json.h"
#include "rule/fields.h"
#include "unit/rule/same_keys.h"

enum { LARGEST_SCHEMA = 1 << 20 };

/* A changed table of keys is a decision: `rulec --schema > rules/schema.json` takes it. */
static void schema_in_the_tree_is_that_of_the_loader(void **state)
{
    (void)state;
    cleanup(free_ptr) char *made = NULL;
    cleanup(buf_release) struct buf frozen = buf_make(LARGEST_SCHEMA);
    struct veto_error error;
    size_t len;
    FILE *to = open_memstream(&made, &len);
    assert_int_equal(schema_write(to, &error), 0);
    fclose(to);

    const char *source = getenv("VETO_SOURCE");
    char path[4096];
    assert_non_null(source);
    snprintf(path, sizeof(path), "%s/rules/schema.json", source);
    assert_int_equal(file_load(path, &frozen, &error), 0);
    assert_string_equal(frozen.data, made);
}

static void schema_knows_every_key(void **state)
{
    (void)state;
    cleanup(free_ptr) char *made = NULL;
    struct veto_error error;
    size_t len;
    FILE *to = open_memstream(&made, &len);
    schema_write(to, &error);
    fclose(to);
    struct json_value *schema;
    assert_int_equal(json_parse(&schema, (struct span){ made, len }, &error), 0);
    const struct json_value *rules = json_member(json_member(schema, "properties"), "rules");
    assert_same_keys(json_member(rules, "items"), &rule_fields);
    json_release(schema);
}

/* Each form is written twice, as code and as an expression of the schema: they say the same. */
static void forms_of_schema_and_loader_agree(void **state)
{
    (void)state;
    static const struct form *const forms[] = { &form_id,      &form_tag, &form_alias,
                                                &form_version, &form_url, &form_lines };
    static const char *const texts[] = {
        "",       "a",      "a-b",    "a--b",    "-a",       "a-",      "A",          "a.b:c-d",
        "a:",     "a..b",   "a_b",    "0-9",     "1.2",      "1.",      ".2",         "1.2.3",
        "12.34",  "x.1",    "a b",    "~!",      "\xc3\xa9", "https://", "https://x", "https://x y",
        "http:x", "1 line", "0 line", "9 lines", "09 line",  "10  line", "10 linesx", "9999 lines",
        "10000 lines", "10", "10 ", " 10 lines", "a\tb",
    };
    for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
        regex_t regex;
        assert_int_equal(regcomp(&regex, forms[i]->schema, REG_EXTENDED | REG_NOSUB), 0);
        for (size_t k = 0; k < ARRAY_SIZE(texts); k++) {
            bool schema_says = regexec(&regex, texts[k], 0, NULL, 0) == 0;
            if (schema_says != forms[i]->fits(span_of(texts[k])))
                fail_msg("%s and '%s'", forms[i]->schema, texts[k]);
        }
        regfree(&regex);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(schema_in_the_tree_is_that_of_the_loader),
        cmocka_unit_test(schema_knows_every_key),
        cmocka_unit_test(forms_of_schema_and_loader_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
