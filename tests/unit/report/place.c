/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/report/example.h"

#include "report/place.h"

typedef void (*append_function)(struct buf *to, const struct veto_origin *origin);

static void assert_place(append_function append, const struct veto_origin *origin,
                         const char *expected)
{
    struct buf text = buf_make(PLACE_TEXT_MAX);
    buf_append_text(&text, "|");
    append(&text, origin);
    assert_int_equal(text.data[0], '|');
    assert_string_equal(text.data + 1, expected);
    buf_release(&text);
}

static void uris_lie_below_the_repository_or_the_image(void **state)
{
    (void)state;
    assert_place(place_append_uri, &ci_env, "deploy/ci.env");
    assert_place(place_append_uri, &tree_entry, "lib.jar/conf/a.yaml");
    assert_place(place_append_uri, &archive, "app.tar");
    assert_place(place_append_uri, &layer_entry,
                 "image/registry.example%3A5000/team/app/opt/app/lib.jar/conf/app.properties");
    assert_place(place_append_uri, &config,
                 "image/registry.example%3A5000/team/app/config.json/Env");
    assert_place(place_append_uri, &stream, "-");
}

static void the_folder_in_the_repository_stands_before(void **state)
{
    (void)state;
    struct veto_origin sub = { .kind = VETO_ORIGIN_TREE, .name = BYTES("/home/u/repo/a b"),
                               .prefix = BYTES("a b/c") };
    struct veto_origin file = { .kind = VETO_ORIGIN_FILE, .parent = &sub, .name = BYTES("x.c") };
    struct veto_origin alone = { .kind = VETO_ORIGIN_FILE, .name = BYTES("../repo/d/y.c"),
                                 .prefix = BYTES("d") };
    assert_place(place_append_uri, &file, "a%20b/c/x.c");
    assert_place(place_append_path, &file, "a b/c/x.c");
    assert_place(place_append_uri, &alone, "d/y.c");
}

static void any_bytes_of_a_name_survive(void **state)
{
    (void)state;
    struct veto_origin climbing = { .kind = VETO_ORIGIN_ENTRY, .parent = &tree_jar,
                                    .name = BYTES("/../.././etc//passwd") };
    struct veto_origin nothing = { .kind = VETO_ORIGIN_STREAM, .name = BYTES("../..") };
    assert_place(place_append_uri, &weird,
                 "we%0Aird/%FF%5Bx%5D%281%29%20a%3Ab%1B%5B2J.env");
    assert_place(place_append_uri, &climbing, "lib.jar/etc/passwd");
    assert_place(place_append_uri, &nothing, "unnamed");
}

static void people_read_the_path_without_tricks(void **state)
{
    (void)state;
    assert_place(place_append_path, &layer_entry, "opt/app/lib.jar!/conf/app.properties");
    assert_place(place_append_full, &layer_entry,
                 "registry.example:5000/team/app:1.2/layer 3/opt/app/lib.jar!/conf/app.properties");
    assert_place(place_append_path, &config, "Env");
    assert_place(place_append_path, &layer, "registry.example:5000/team/app:1.2/layer 3");
    assert_place(place_append_path, &weird, "we\uFFFDird/\uFFFD[x](1) a:b\uFFFD[2J.env");
}

static void categories_do_not_change_with_the_build(void **state)
{
    (void)state;
    struct veto_origin folder = { .kind = VETO_ORIGIN_TREE, .name = BYTES("layout") };
    struct veto_image unnamed = { .reference = "", .manifest_digest = "", .config_digest = "",
                                  .platform = "" };
    struct veto_origin inside = { .kind = VETO_ORIGIN_IMAGE, .parent = &folder, .image = &unnamed };
    struct veto_origin nested = { .kind = VETO_ORIGIN_IMAGE, .parent = &tree_jar,
                                  .image = &app_image };
    const struct {
        const struct veto_origin *origin;
        const char *category;
    } rows[] = {
        { &ci_env, "veto/tree/" },
        { &archive, "veto/tree/" },
        { &layer_entry, "veto/image/registry.example%3A5000/team/app/" },
        { &inside, "veto/image/layout/" },
        { &nested, "veto/tree/" },
        { &stream, "veto/stream/" },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct buf text = buf_make(PLACE_TEXT_MAX);
        place_append_category(&text, rows[i].origin, false);
        assert_string_equal(text.data, rows[i].category);
        buf_release(&text);
    }
}

static void chains_are_walked_from_the_outside(void **state)
{
    (void)state;
    assert_int_equal(place_depth(&layer_entry), 5);
    assert_ptr_equal(place_link(&layer_entry, 0), &archive);
    assert_ptr_equal(place_link(&layer_entry, 4), &layer_entry);
    assert_true(place_is_plain_file(&ci_env));
    assert_true(place_is_plain_file(&archive));
    assert_false(place_is_plain_file(&tree_entry));
    assert_false(place_is_plain_file(&stream));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uris_lie_below_the_repository_or_the_image),
        cmocka_unit_test(the_folder_in_the_repository_stands_before),
        cmocka_unit_test(any_bytes_of_a_name_survive),
        cmocka_unit_test(people_read_the_path_without_tricks),
        cmocka_unit_test(categories_do_not_change_with_the_build),
        cmocka_unit_test(chains_are_walked_from_the_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
