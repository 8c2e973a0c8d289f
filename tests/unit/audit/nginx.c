/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/audit/facts.h"

#include "audit/lift/nginx.h"

static void assert_facts(const char *text, const char *query, const char *expected)
{
    assert_facts_of("nginx", text, query, expected);
}

static void tells_each_directive(void **state)
{
    (void)state;
    assert_facts("user a b;\nhttp {\n  x 'y z';\n}\n", "$.directives[*]['name','text','in']",
                 "1:user,1:a b,1:,2:http,2:,2:,3:x,3:y z,3:http");
    assert_facts("a 1;\na 2;\n", "$.directives[?@.name == 'a'].text", "1:1,2:2");
}

static void inherits_headers_all_or_nothing(void **state)
{
    static const char query[] = "$.servers[*].hsts";
    (void)state;
    assert_facts("http { add_header Strict-Transport-Security a;\nserver { listen 443 ssl; } }",
                 query, "2:true");
    assert_facts("http { add_header Strict-Transport-Security a;\nserver { add_header X b; } }",
                 query, "2:false");
    assert_facts("http {\nserver { listen 443 ssl; } }", query, "2:false");
}

/* What stands around a fragment, or in what it includes, is not known. */
static void leaves_out_what_is_not_seen(void **state)
{
    static const char query[] = "$.servers[*].hsts";
    (void)state;
    assert_facts("server { listen 443 ssl; }", query, "");
    assert_facts("http { include snippets/tls.conf; server { listen 443 ssl; } }", query, "");
    assert_facts("http { include mime.types; server { listen 443 ssl; } }", query, "1:false");
    assert_facts("http { include a.conf; }", "$.http[*].serverTokens", "");
}

static void knows_plain_listeners(void **state)
{
    static const char query[] = "$.servers[*].plain";
    (void)state;
    assert_facts("server { listen 80; }", query, "1:80");
    assert_facts("server { listen [::]:80 default_server; }", query, "1:[::]:80");
    assert_facts("server { listen 10.0.0.1; }", query, "1:10.0.0.1");
    assert_facts("server { listen 443 ssl; listen unix:/a; listen 127.0.0.1:80; listen 8080; }",
                 query, "");
    assert_facts("server { listen 80; if ($s) { return 301 https://$host; } }",
                 "$.servers[*].redirects", "1:true");
}

static void follows_locations(void **state)
{
    (void)state;
    assert_facts("server { location /a { alias /b/; } location ~ /c { alias /d/; } }",
                 "$.locations[*].climbs", "1:true,1:false");
    assert_facts("server { deny all; location /metrics { } location ^~ /x { allow all; } }",
                 "$.locations[*]['path','restricted']", "1:/metrics,1:true,1:/x,1:true");
    assert_facts("server { proxy_ssl_verify on; location / { proxy_pass https://a.io; } }",
                 "$.locations[*].proxy['host','verified']", "1:a.io,1:true");
}

static void knows_its_files(void **state)
{
    (void)state;
    assert_true(nginx_is(SPAN("etc/nginx/nginx.conf"), SPAN("# a\nuser b;\n")));
    assert_true(nginx_is(SPAN("sites-enabled/default"), SPAN("server { }\n")));
    assert_false(nginx_is(SPAN("nginx/.editorconfig"), SPAN("root = true\n")));
    assert_false(nginx_is(SPAN("nginx/php-fpm.conf"), SPAN("[www]\nuser = a ; b\n")));
    assert_false(nginx_is(SPAN("nginx/supervisord.conf"), SPAN("nodaemon=true\n")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_each_directive),
        cmocka_unit_test(inherits_headers_all_or_nothing),
        cmocka_unit_test(leaves_out_what_is_not_seen),
        cmocka_unit_test(knows_plain_listeners),
        cmocka_unit_test(follows_locations),
        cmocka_unit_test(knows_its_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
