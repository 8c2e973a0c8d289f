/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/xml.h"

#include "tree.h"

static void elements_are_objects(void **state)
{
    static const struct reading readings[] = {
        { "<a/>", "{a: {}}" },
        { "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><!-- x --><a b='1' c = \"&lt;2\">t</a>",
          "{a: {@b: \"1\", @c: \"<2\", #text: \"t\"}}" },
        { "<a>\n <b>1</b>\n <c/>\n <b>2</b></a>",
          "{a: {b: [{#text: \"1\"}, {#text: \"2\"}], c: {}}}" },
        { "<a> x <b/> y &amp; <![CDATA[<z>]]> </a>", "{a: {#text: \"x  y & <z>\", b: {}}}" },
        { "<n:a xmlns:n='u' n:b='1'/>", "{n:a: {@xmlns:n: \"u\", @n:b: \"1\"}}" },
        { "<!DOCTYPE plist PUBLIC \"a\" \"http://x/y.dtd\"><plist/>", "{plist: {}}" },
        { "<a>&#233;</a>", "{a: {#text: \"\xc3\xa9\"}}" },
    };
    (void)state;
    assert_readings(xml_read, readings, ARRAY_SIZE(readings), false);
}

static void knows_places(void **state)
{
    static const struct reading readings[] = {
        { "<!-- \xc3\xa9 -->\n<a \xc3\xa9='1'\n   y=\"2\">\n  t\n <b/><b/></a>",
          "{a: {@\xc3\xa9: \"1\"@2:7, @y: \"2\"@3:7, #text: \"t\"@4:3, "
          "b: [{}@5:2, {}@5:6]@5:2}@2:1}@1:1" },
    };
    (void)state;
    assert_readings(xml_read, readings, ARRAY_SIZE(readings), true);
}

static void refuses_entities(void **state)
{
    static const struct reading readings[] = {
        { "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "1:25: declares an entity" },
        { "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///x'>]><a>&x;</a>", "1:43: declares an entity" },
        { "<!DOCTYPE a [<!ENTITY % x 'y'>]><a/>", "1:27: declares an entity" },
        { "<!DOCTYPE a SYSTEM 'x'><a b='x&amp;&#65;&foo;y'/>",
          "1:41: an entity that XML does not have" },
        { "<!DOCTYPE a SYSTEM 'x'><a>&nbsp;</a>", "1:27: an entity that XML does not have" },
        { "<!DOCTYPE a [<!ATTLIST a b CDATA 'c'>]><a/>", "1:34: declares a default value" },
        { "<a>&x;</a>", "1:4: undefined entity" },
    };
    (void)state;
    assert_readings(xml_read, readings, ARRAY_SIZE(readings), false);
}

static void refuses_what_is_no_xml(void **state)
{
    static const struct reading readings[] = {
        { "", "1:1: no element found" },
        { "<a>\n</b>", "2:3: mismatched tag" },
        { "<a/><b/>", "1:5: junk after document element" },
        { "<a b='1' b='2'/>", "1:10: duplicate attribute" },
        { "<a>\xff</a>", "1:4: not UTF-8" },
    };
    (void)state;
    assert_readings(xml_read, readings, ARRAY_SIZE(readings), false);
}

static int read_in_element(struct node **out, struct span text, struct arena *arena,
                           struct veto_error *error)
{
    struct buf whole = buf_make(text.len + 8);
    buf_append_text(&whole, "<r>");
    buf_append(&whole, text);
    buf_append_text(&whole, "</r>");
    int result = xml_read(out, buf_span(&whole), arena, error);
    buf_release(&whole);
    return result;
}

static void floods_end_soon(void **state)
{
    (void)state;
    assert_flood(xml_read, "<a>", 1 << 23, "1:598: nested too deep");
    assert_flood(read_in_element, "<a>x</a>", 1 << 21, NULL);
    assert_flood(read_in_element, "x<a/>\n", 1 << 21, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_are_objects), cmocka_unit_test(knows_places),
        cmocka_unit_test(refuses_entities),     cmocka_unit_test(refuses_what_is_no_xml),
        cmocka_unit_test(floods_end_soon),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
