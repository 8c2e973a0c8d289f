/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/audit/facts.h"

#include "audit/lift/address.h"

/* The lines and values of a setting, whatever is set of it. */
static void assert_value(const char *kind, const char *text, const char *name, const char *expected)
{
    char query[256];
    snprintf(query, sizeof(query), "$.settings[?@.name == '%s'].value", name);
    assert_facts_of(kind, text, query, expected);
}

static void first_value_counts_for_sshd(void **state)
{
    (void)state;
    assert_value("sshd", "PermitRootLogin no\npermitrootlogin yes\n", "permitrootlogin", "1:no");
    assert_value("sshd", "Port 22\nPort 2222\n", "port", "1:22,2:2222");
    assert_facts_of("sshd", "Match User a\n X11Forwarding yes\n",
                    "$.settings[?@.set == true]['scope','value']", "2:User a,2:yes");
}

static void last_value_counts_elsewhere(void **state)
{
    (void)state;
    assert_value("redis", "port 1\nbind 127.0.0.1\nport 2\n", "port", "3:2");
    assert_value("postgres", "ssl = on\nport = 1\nSSL = off\n", "ssl", "3:off");
    assert_value("env-file", "A=1\nA=2\n", "A", "2:2");
    assert_value("systemd", "[Service]\nEnvironment=A=1\nEnvironment=B=2\n", "Service.Environment",
                 "2:A=1,3:B=2");
}

static void dotted_and_nested_keys_are_one(void **state)
{
    static const char name[] = "xpack.security.enabled";
    (void)state;
    assert_value("elasticsearch", "xpack.security.enabled: false\n", name, "1:false");
    assert_value("elasticsearch", "xpack:\n  security.enabled: false\n", name, "2:false");
    assert_value("elasticsearch", "xpack: {security: {enabled: false}}\n", name, "1:false");
    assert_value("elasticsearch", "network.host: [a, b]\n", "network.host", "1:a,1:b");
}

static void defaults_stand_where_nothing_is_said(void **state)
{
    static const char query[] = "$.settings[?@.name == 'ssl' && @.set == false].on";
    (void)state;
    assert_facts_of("postgres", "port = 5432\n", query, "1:false");
    assert_facts_of("postgres", "port = 5432\nssl = on\n", query, "");
    assert_facts_of("postgres", "port = 5432\ninclude_dir = 'conf.d'\n", query, "");
}

/* A part says nothing about what stands elsewhere. */
static void parts_have_no_defaults(void **state)
{
    struct arena arena = arena_make(1 << 20, false);
    struct veto_error error = { 0 };
    struct node *facts;
    const struct audit_kind *sshd = audit_kind_named("sshd");
    (void)state;
    assert_int_equal(audit_kind_lift(sshd, &facts, SPAN("etc/ssh/sshd_config.d/50-a.conf"),
                                     SPAN("Port 22\n"), &arena, &error),
                     0);
    assert_int_equal(node_member(facts, "settings")->child_count, 1);
    assert_false(node_member(facts, "main")->truth);
    arena_release(&arena);
}

static void tells_what_values_say(void **state)
{
    (void)state;
    assert_facts_of("redis", "bind 127.0.0.1 -::1\n", "$.settings[0].listens", "1:loopback");
    assert_facts_of("redis", "bind 10.0.0.1 ::1\n", "$.settings[0].listens", "1:address");
    assert_facts_of("redis", "bind * -::*\n", "$.settings[0].listens", "1:any");
    assert_facts_of("env-file", "A=http://u:p4ssHorse@h.acme.io:80/x\n",
                    "$.settings[*].url['scheme','host','local','password']",
                    "1:http,1:h.acme.io,1:false,1:true");
    assert_facts_of("env-file", "A_PASSWORD=${X}\n", "$.settings[*]['secretName','literal']",
                    "1:true,1:false");
    assert_facts_of("mysql", "[mysqld]\nskip-grant-tables\n", "$.settings[*]['name','bare']",
                    "2:mysqld.skip_grant_tables,2:true");
}

static void rows_are_words_in_sections(void **state)
{
    (void)state;
    assert_facts_of("postgres-hba", "# c\nhost  ALL\tall  ::/0 \\\n trust\n", "$.lines[*].text",
                    "2:host all all ::/0 \\ trust");
    assert_facts_of("apache", "<Directory />\nA b\n</Directory>\nC d # e\n",
                    "$.lines[?@.text == 'a b' || @.text == 'c d'].in", "2:<directory />,4:");
}

static void sections_of_git_have_scopes(void **state)
{
    (void)state;
    assert_facts_of("git-config", "[remote \"o\"]\n\turl = a:b\n",
                    "$.settings[*]['name','scope','value']", "2:remote.url,2:o,2:a:b");
}

static const char *kind_of_file(const char *name, const char *text)
{
    const struct audit_kind *kind = audit_kind_of(name, span_of(text));
    return kind ? kind->name : "none";
}

static void knows_files_by_name_and_shape(void **state)
{
    (void)state;
    assert_string_equal(kind_of_file("a/prometheus.yml", "scrape_configs: []\n"), "prometheus");
    assert_string_equal(kind_of_file("a/b.yml", "global: {}\nscrape_configs: []\n"), "prometheus");
    assert_string_equal(kind_of_file("a/prometheus.yml", "name: prometheus\n"), "none");
    assert_string_equal(kind_of_file("values.yaml", "x:\n  scrape_configs: []\n"), "none");
    assert_string_equal(kind_of_file("daemon.json", "{\"icc\": false}"), "docker-daemon");
    assert_string_equal(kind_of_file("daemon.json", "{\"name\": \"daemon\"}"), "none");
    assert_string_equal(kind_of_file("config.toml", "[package]\nname = 'a'\n"), "none");
    assert_string_equal(kind_of_file("a/.cargo/config.toml", "[net]\n"), "cargo");
    assert_string_equal(kind_of_file("my-kubeconfig.yaml",
                                     "apiVersion: v1\nkind: Config\nclusters: []\nusers: []\n"
                                     "contexts: []\n"),
                        "kubeconfig");
    assert_string_equal(kind_of_file("prometheus.yml",
                                     "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n"
                                     "    scrape_configs: []\n"),
                        "kubernetes");
    assert_string_equal(kind_of_file("traefik.yaml", "x:\n  http: {}\n"), "none");
    assert_string_equal(kind_of_file("x.yaml", "apiVersion: v1\nkind: Pod\n"), "kubernetes");
    assert_string_equal(kind_of_file("requirements.txt", "a==1\n"), "pip-requirements");
    assert_string_equal(kind_of_file("notes.txt", "a==1\n"), "none");
}

static void knows_who_reaches_an_address(void **state)
{
    (void)state;
    assert_int_equal(listens_of(SPAN("")), LISTENS_UNKNOWN);
    assert_int_equal(listens_of(SPAN("localhost:9090")), LISTENS_LOOPBACK);
    assert_int_equal(listens_of(SPAN("[::1]:80, 127.0.0.2")), LISTENS_LOOPBACK);
    assert_int_equal(listens_of(SPAN(":9090")), LISTENS_ANY);
    assert_int_equal(listens_of(SPAN("192.0.2.1,localhost")), LISTENS_ADDRESS);
    assert_int_equal(listens_of(SPAN("example")), LISTENS_UNKNOWN);
}

static void knows_local_hosts(void **state)
{
    static const char *const local[] = { "localhost", "db",        "10.1.2.3",   "172.16.0.1",
                                         "[::1]",     "a.b.local", "x.svc",      "fd00::1",
                                         "127.0.0.1", "a.example", "example.com" };
    static const char *const others[] = { "acme.io",     "172.32.0.1",    "8.8.8.8",
                                          "2001:db8::1", "local.acme.io", "1.2.3.4.acme.io" };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(local); i++)
        assert_true(host_is_local(span_of(local[i])));
    for (size_t i = 0; i < ARRAY_SIZE(others); i++)
        assert_false(host_is_local(span_of(others[i])));
}

static void takes_urls_apart(void **state)
{
    struct url url;
    (void)state;
    assert_true(url_find(SPAN("see git+https://u:a@b@h.acme.io:8/x"), &url));
    assert_true(span_is(url.scheme, "git+https"));
    assert_true(span_is(url.user, "u"));
    assert_true(span_is(url.password, "a@b"));
    assert_true(span_is(url.host, "h.acme.io"));
    assert_true(url_find(SPAN("http://[::1]:80/"), &url));
    assert_true(span_is(url.host, "[::1]"));
    assert_false(url_find(SPAN("://a"), &url));
    assert_false(url_find(SPAN("http://${HOST}/"), &url));
    assert_false(url_find(SPAN("http://"), &url));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_value_counts_for_sshd),
        cmocka_unit_test(last_value_counts_elsewhere),
        cmocka_unit_test(dotted_and_nested_keys_are_one),
        cmocka_unit_test(defaults_stand_where_nothing_is_said),
        cmocka_unit_test(parts_have_no_defaults),
        cmocka_unit_test(tells_what_values_say),
        cmocka_unit_test(rows_are_words_in_sections),
        cmocka_unit_test(sections_of_git_have_scopes),
        cmocka_unit_test(knows_files_by_name_and_shape),
        cmocka_unit_test(knows_who_reaches_an_address),
        cmocka_unit_test(knows_local_hosts),
        cmocka_unit_test(takes_urls_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
