/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "source/image/image_set.h"

#include "base/buf.h"
#include "unit/test.h"

/* ---- A small language for layers ------------------------------------------------------------- */

/* `f path`, `d path`, `s path` (a symbolic link), `h path target`, `c path` (device 0:0), `o path`. */
static void add_line(struct layer_index *index, struct span line)
{
    struct span kind, path, link = SPAN_EMPTY;
    if (!span_next_field(&line, ' ', &kind) || !span_next_field(&line, ' ', &path))
        return;
    span_next_field(&line, ' ', &link);
    struct tar_entry entry = { .path = path, .link = link };
    switch (kind.data[0]) {
    case 'd':
        entry.type = TAR_ENTRY_FOLDER;
        break;
    case 'o':
        entry.type = TAR_ENTRY_FOLDER;
        entry.is_opaque = true;
        break;
    case 's':
        entry.type = TAR_ENTRY_SYMLINK;
        break;
    case 'h':
        entry.type = TAR_ENTRY_HARDLINK;
        break;
    case 'c':
        entry.type = TAR_ENTRY_CHARACTER_DEVICE;
        break;
    default:
        break;
    }
    layer_index_add(index, &entry);
}

/* The layers of one image, a text each; NULL stands for one that is not in the file. */
static struct image_set *make_set(const char *const *layers, size_t count)
{
    static const struct veto_origin origin = { .kind = VETO_ORIGIN_IMAGE };
    struct image_set *set = image_set_create();
    struct image_set_image *image = image_set_add(set, &origin, count);
    for (size_t i = 0; i < count; i++) {
        const struct veto_layer info = { (uint32_t)i, "", "", "" };
        const struct veto_origin layer = { .kind = VETO_ORIGIN_LAYER, .layer = &info };
        struct stored_layer *stored = layers[i] ? image_set_store(set, 100) : NULL;
        assert_int_equal(image_set_fill(set, image, i, &layer, stored), 0);
    }
    image_set_divide(set);
    for (size_t i = 0; i < count; i++) {
        struct span rest = span_of(layers[i] ? layers[i] : ""), line;
        while (span_next_field(&rest, ',', &line))
            add_line(&image->layers[i].stored->index, line);
        if (layers[i])
            layer_index_finish(&image->layers[i].stored->index);
    }
    return set;
}

struct expected {
    const char *layers[4];
    size_t layer; /* that has the file */
    const char *path;
    enum veto_state state;
    uint32_t state_layer;
};

static void expect_state(const struct expected *expected)
{
    size_t count = 0;
    uint32_t layer = 77;
    while (count < 4 && expected->layers[count])
        count++;
    struct image_set *set = make_set(expected->layers, count);
    enum veto_state state =
            image_set_state(set->images, expected->layer, span_of(expected->path), &layer);
    if (state != expected->state || layer != expected->state_layer)
        fail_msg("%s of layer %zu: %d in layer %u, expected %d in layer %u; above: %s",
                 expected->path, expected->layer, (int)state, layer, (int)expected->state,
                 expected->state_layer, expected->layers[expected->layer + 1]);
    image_set_free(set);
}

static void expect_states(const struct expected *expected, size_t count)
{
    for (size_t i = 0; i < count; i++)
        expect_state(&expected[i]);
}

/* ---- Tests ----------------------------------------------------------------------------------- */

static void knows_what_is_there_overwritten_and_deleted(void **state)
{
    (void)state;
    static const struct expected cases[] = {
        { { "f a/b" }, 0, "a/b", VETO_STATE_PRESENT, 0 },
        { { "f a/b", "f a/c" }, 0, "a/b", VETO_STATE_PRESENT, 0 },
        { { "f a/b", "f a/b" }, 0, "a/b", VETO_STATE_OVERWRITTEN, 1 },
        { { "f a/b", "f a/b" }, 1, "a/b", VETO_STATE_PRESENT, 0 },
        { { "f a/b", "s a/b" }, 0, "a/b", VETO_STATE_OVERWRITTEN, 1 },
        { { "f a/b", "f a/b/c" }, 0, "a/b", VETO_STATE_OVERWRITTEN, 1 },
        { { "f a/b", "f a/.wh.b" }, 0, "a/b", VETO_STATE_DELETED, 1 },
        { { "f a/b", "f a/x", "f .wh.a" }, 0, "a/b", VETO_STATE_DELETED, 2 },
        { { "f b", "f .wh.b" }, 0, "b", VETO_STATE_DELETED, 1 },
        { { "f a/b", "f a/.wh.b", "f a/b" }, 0, "a/b", VETO_STATE_DELETED, 1 },
        /* A whiteout is about lower layers, wherever it stands. */
        { { "f a/b,f a/.wh.b" }, 0, "a/b", VETO_STATE_PRESENT, 0 },
        { { "f a/b", "f a/.wh.b,f a/b" }, 0, "a/b", VETO_STATE_OVERWRITTEN, 1 },
        /* Names that only look like whiteouts. */
        { { "f a/b", "f a/.wh..wh.plnk,f a/.wh..wh.aufs" }, 0, "a/b", VETO_STATE_PRESENT, 0 },
        { { "f a/b", "f a/.wh.bc" }, 0, "a/b", VETO_STATE_PRESENT, 0 },
        /* What stands in a whiteout is nowhere. */
        { { "f a", "f a/.wh.zz" }, 1, "a/.wh.zz", VETO_STATE_DELETED, 1 },
        { { "f .wh..wh.plnk/1.2" }, 0, ".wh..wh.plnk/1.2", VETO_STATE_DELETED, 0 },
        /* What builders add stands at the root alone. */
        { { "f app/stargz.index.json", "f app/stargz.index.json" },
          0,
          "app/stargz.index.json",
          VETO_STATE_OVERWRITTEN,
          1 },
    };
    expect_states(cases, sizeof(cases) / sizeof(cases[0]));
}

static void knows_opaque_folders(void **state)
{
    (void)state;
    static const struct expected cases[] = {
        { { "f a/b", "f a/.wh..wh..opq" }, 0, "a/b", VETO_STATE_DELETED, 1 },
        { { "f a/b/c/d", "f a/.wh..wh..opq" }, 0, "a/b/c/d", VETO_STATE_DELETED, 1 },
        { { "f a/b", "f a/c,f a/.wh..wh..opq" }, 1, "a/c", VETO_STATE_PRESENT, 0 },
        { { "f a/b", "f a/.wh..wh..opq,f a/b" }, 0, "a/b", VETO_STATE_OVERWRITTEN, 1 },
        { { "f ab/c", "f a/.wh..wh..opq" }, 0, "ab/c", VETO_STATE_PRESENT, 0 },
        { { "f a", "f .wh..wh..opq" }, 0, "a", VETO_STATE_DELETED, 1 },
        { { "f a/b", "o a" }, 0, "a/b", VETO_STATE_DELETED, 1 },
        { { "f a/b", "c a/b" }, 0, "a/b", VETO_STATE_DELETED, 1 },
        { { "f a/b", "c a" }, 0, "a/b", VETO_STATE_DELETED, 1 },
    };
    expect_states(cases, sizeof(cases) / sizeof(cases[0]));
}

static void knows_folders_that_became_files(void **state)
{
    (void)state;
    static const struct expected cases[] = {
        { { "f a/b", "f a" }, 0, "a/b", VETO_STATE_DELETED, 1 },
        { { "f a/b/c", "s a" }, 0, "a/b/c", VETO_STATE_DELETED, 1 },
        { { "f a/b", "d a" }, 0, "a/b", VETO_STATE_PRESENT, 0 },
        /* What umoci writes when a folder becomes a file. */
        { { "f a/b/s", "f a/b,f a/b/.wh.s" }, 0, "a/b/s", VETO_STATE_DELETED, 1 },
    };
    expect_states(cases, sizeof(cases) / sizeof(cases[0]));
}

static void follows_hard_links(void **state)
{
    (void)state;
    static const struct expected cases[] = {
        { { "f a/b,h a/c a/b", "f a/.wh.b" }, 0, "a/b", VETO_STATE_PRESENT, 0 },
        { { "f a/b", "h c a/b", "f a/.wh.b" }, 0, "a/b", VETO_STATE_PRESENT, 0 },
        { { "f a/b", "h c ./x/../a/b", "f a/.wh.b" }, 0, "a/b", VETO_STATE_PRESENT, 0 },
        { { "f a/b", "h c a/b", "f a/.wh.b", "f .wh.c" }, 0, "a/b", VETO_STATE_DELETED, 3 },
        { { "f a/b", "h c a/b,f a/.wh.b" }, 0, "a/b", VETO_STATE_PRESENT, 0 },
        /* The link is to the new content. */
        { { "f a/b", "f a/b,h c a/b" }, 0, "a/b", VETO_STATE_OVERWRITTEN, 1 },
        { { "f a/b", "f a/.wh.b", "f a/b,h c a/b" }, 0, "a/b", VETO_STATE_DELETED, 1 },
        /* Links to links, and in a circle. */
        { { "f a", "h b a", "h c b", "f .wh.a,f .wh.b" }, 0, "a", VETO_STATE_PRESENT, 0 },
        { { "h a b,h b a", "f .wh.a,f .wh.b" }, 0, "a", VETO_STATE_DELETED, 1 },
        { { "f a/b", "h c a/b", "f a/.wh.b", "f c" }, 0, "a/b", VETO_STATE_OVERWRITTEN, 3 },
    };
    expect_states(cases, sizeof(cases) / sizeof(cases[0]));
}

/* As many as there are: all but the last go. */
static void follows_many_hard_links(void **state)
{
    (void)state;
    enum { LINKS = 70 };
    struct buf links = buf_make(1 << 16), whiteouts = buf_make(1 << 16);
    buf_append_text(&links, "f a");
    buf_append_text(&whiteouts, "f .wh.a");
    for (int i = 0; i < LINKS; i++) {
        buf_printf(&links, ",h h%d a", i);
        if (i + 1 < LINKS)
            buf_printf(&whiteouts, ",f .wh.h%d", i);
    }
    expect_state(
            &(struct expected) { { links.data, whiteouts.data }, 0, "a", VETO_STATE_PRESENT, 0 });
    buf_append_text(&whiteouts, ",f .wh.h69");
    expect_state(
            &(struct expected) { { links.data, whiteouts.data }, 0, "a", VETO_STATE_DELETED, 1 });
    buf_release(&links);
    buf_release(&whiteouts);
}

static void goes_on_without_a_layer(void **state)
{
    (void)state;
    static const char *const layers[] = { "f a/b", NULL, "f a/.wh.b" };
    uint32_t layer;
    struct image_set *set = make_set(layers, 3);
    assert_int_equal(image_set_state(set->images, 0, SPAN("a/b"), &layer), VETO_STATE_DELETED);
    assert_int_equal(layer, 2);
    image_set_free(set);
}

/* Whoever is to be read must not be able to say what is gone: no key, no foreseeable hash. */
static void takes_no_name_for_another(void **state)
{
    (void)state;
    static const struct expected cases[] = {
        { { "f etc/shadow",
            "f " "etc/eszyci\x0b\x10k\x0f\x17\x0c\x19:\x01\x10\x08\x1b" },
          0, "etc/shadow", VETO_STATE_PRESENT, 0 },
    };
    expect_states(cases, sizeof(cases) / sizeof(cases[0]));
    uint64_t key = path_key_make();
    assert_true(path_key_is_one(key));
    assert_int_not_equal(key, path_key_make());
    assert_int_equal(path_hash(7, SPAN("etc/shadow")), path_hash(7, SPAN("etc/shadow")));
    assert_int_not_equal(path_hash(7, SPAN("etc/shadow")), path_hash(8, SPAN("etc/shadow")));
    assert_int_not_equal(path_hash(7, SPAN("a/b")), path_hash(7, SPAN("a//b")));
    assert_int_not_equal(path_hash(7, SPAN("12345678")), path_hash(7, SPAN("1234567/8")));
    assert_int_not_equal(path_hash(7, SPAN("")), 0);
}

/* Hard links l0, l1, … to f, and a layer that takes f and all but the last of them away. */
static void knows_all_names_of_a_content(void **state)
{
    (void)state;
    enum { COUNT = 500 };
    struct buf links = buf_make(100000), gone = buf_make(100000);
    buf_append_text(&links, "f f");
    buf_append_text(&gone, "f .wh.f");
    for (int i = 0; i < COUNT; i++) {
        buf_printf(&links, ",h l%d f", i);
        if (i < COUNT - 1)
            buf_printf(&gone, ",f .wh.l%d", i);
    }
    buf_append_char(&links, '\0');
    buf_append_char(&gone, '\0');
    const char *const layers[] = { links.data, gone.data, "f .wh.l499" };
    uint32_t layer = 77;
    struct image_set *set = make_set(layers, 2);
    assert_int_equal(image_set_state(set->images, 0, SPAN("f"), &layer), VETO_STATE_PRESENT);
    image_set_free(set);
    set = make_set(layers, 3);
    assert_int_equal(image_set_state(set->images, 0, SPAN("f"), &layer), VETO_STATE_DELETED);
    assert_int_equal(layer, 2);
    image_set_free(set);
    buf_release(&links);
    buf_release(&gone);
}

static void keeps_no_more_paths_than_it_may(void **state)
{
    (void)state;
    struct layer_index index;
    char name[32];
    layer_index_open(&index, 1000, 12345);
    for (int i = 0; i < 5000; i++) {
        int len = snprintf(name, sizeof(name), "f%d", i);
        layer_index_add(&index, &(struct tar_entry){ .path = { name, (size_t)len } });
    }
    layer_index_finish(&index);
    assert_true(index.is_cut);
    assert_int_equal(index.count, 1000);
    assert_true(layer_index_has(&index, path_hash(index.key, SPAN("f7")), PATH_FILE));
    assert_false(layer_index_has(&index, path_hash(index.key, SPAN("f7")), PATH_WHITEOUT));
    assert_false(layer_index_has(&index, path_hash(index.key, SPAN("f4999")), PATH_FILE));
    layer_index_release(&index);
}

static void tells_a_path_from_its_content(void **state)
{
    (void)state;
    static const struct {
        const char *layers[3], *path;
        bool is_folder;
        enum veto_state state;
    } cases[] = {
        { { "f a/b,h c a/b", "f a/.wh.b" }, "a/b", false, VETO_STATE_DELETED },
        { { "f a/b,h c a/b", "f a/.wh.b" }, "c", false, VETO_STATE_PRESENT },
        { { "f a/b", "h c a/b,f a/b" }, "a/b", false, VETO_STATE_OVERWRITTEN },
        /* A folder stays what it is where something is added to it. */
        { { "d a", "f a/b/c" }, "a", true, VETO_STATE_PRESENT },
        { { "d a", "d a,f a/b/c" }, "a", true, VETO_STATE_OVERWRITTEN },
        { { "d a", "f a/b/c,d a" }, "a", true, VETO_STATE_OVERWRITTEN },
        { { "d a", "f .wh.a,f a/b" }, "a", true, VETO_STATE_DELETED },
        { { "d a", "f a" }, "a", true, VETO_STATE_OVERWRITTEN },
        { { "f a", "f a/b" }, "a", false, VETO_STATE_OVERWRITTEN },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        uint32_t layer;
        struct image_set *set = make_set(cases[i].layers, 2);
        if (image_set_path_state(set->images, 0, span_of(cases[i].path), cases[i].is_folder,
                                 &layer) != cases[i].state)
            fail_msg("%s below %s", cases[i].path, cases[i].layers[1]);
        image_set_free(set);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_what_is_there_overwritten_and_deleted),
        cmocka_unit_test(knows_opaque_folders),
        cmocka_unit_test(tells_a_path_from_its_content),
        cmocka_unit_test(knows_folders_that_became_files),
        cmocka_unit_test(follows_hard_links),
        cmocka_unit_test(follows_many_hard_links),
        cmocka_unit_test(goes_on_without_a_layer),
        cmocka_unit_test(takes_no_name_for_another),
        cmocka_unit_test(knows_all_names_of_a_content),
        cmocka_unit_test(keeps_no_more_paths_than_it_may),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
