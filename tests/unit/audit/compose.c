/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/compose/compose.h"
#include "unit/audit/facts.h"

#define SERVICE(body) "services:\n  a:\n    image: app:1\n" body

static void assert_facts(const char *text, const char *query, const char *expected)
{
    assert_facts_of("compose", text, query, expected);
}

static void says_what_is_missing_at_the_service(void **state)
{
    (void)state;
    assert_facts("services:\n  a:\n\n    image: app:1\n", "$.services[*].limits.memory", "2:false");
    assert_facts(SERVICE("    mem_limit: 5m\n"), "$.services[*].limits.memory", "4:true");
    assert_facts(SERVICE("    mem_limit: 0\n"), "$.services[*].limits.memory", "2:false");
    assert_facts(SERVICE("    deploy:\n      resources:\n        limits: {cpus: 1}\n"),
                 "$.services[*].limits.memory", "6:false");
    assert_facts(SERVICE("    deploy:\n"), "$.services[*].limits.memory", "2:false");
    assert_facts(SERVICE(""), "$.services[*].healthcheck", "2:none");
    assert_facts("services:\n  a: {build: .}\n", "$.services[*].healthcheck", "2:build");
    assert_facts(SERVICE("    healthcheck:\n      test: [NONE]\n"), "$.services[*].healthcheck",
                 "5:none");
    assert_facts(SERVICE("    healthcheck:\n      disable: true\n"), "$.services[*].healthcheck",
                 "5:none");
}

/* What stands in another file may be there. */
static void says_nothing_of_parts(void **state)
{
    (void)state;
    assert_facts("services:\n  a:\n    environment: {A: b}\n",
                 "$.services[*]['healthcheck', 'readOnly', 'dropsAll']", "");
    assert_facts("services:\n  a:\n    image: x:1\n    extends: {file: b.yml, service: b}\n",
                 "$.services[*].limits.memory", "");
}

static void carries_extensions_out(void **state)
{
    (void)state;
    assert_facts(SERVICE("    mem_limit: 5m\n    read_only: true\n  b:\n    extends: a\n"),
                 "$.services[1]['name','readOnly','open']", "6:b,5:true,6:false");
    assert_facts("services:\n  a: {extends: b, image: x}\n  b: {extends: {service: a}}\n",
                 "$.services[*].name", "2:a,3:b");
    assert_facts("x-p: &p\n  privileged: true\nservices:\n  a:\n    <<: *p\n    image: x:1\n",
                 "$.services[*].privileged", "2:true");
}

static void puts_defaults_in(void **state)
{
    (void)state;
    assert_facts("services:\n  a: {image: 'x:${T:-latest}'}\n", "$.services[*].image.latest",
                 "2:true");
    assert_facts("services:\n  a: {image: 'x:${T}'}\n", "$.services[*].image", "");
    assert_facts(SERVICE("    user: ${U:-${V-root}}\n"), "$.services[*].user.root", "4:true");
    assert_facts(SERVICE("    user: ${U:?none}\n"), "$.services[*].user.root", "");
    assert_facts(SERVICE("    environment: ['P=a$$b', 'Q=$X', R, 'S=${']\n"),
                 "$.services[*].env[*]['name','value']", "4:P,4:a$b,4:Q,4:S");
}

static void tells_paths_of_the_host(void **state)
{
    (void)state;
    assert_facts(
            SERVICE("    volumes: ['/etc:/e:ro', '${V}/etc:/e', 'etc:/etc', '/x', './e:/etc']\n"),
            "$.services[*].mounts[?@.system == true]['hostPath','readOnly']", "4:/etc,4:true");
    assert_facts(SERVICE("    volumes: ['/:/r', '/etc/$X:/e', '/${X}:/e']\n"),
                 "$.services[*].mounts[?@.system == true].hostPath", "4:/,4:/etc/");
    assert_facts(
            SERVICE("    volumes:\n    - {type: bind, source: /run/docker.sock, target: /s}\n"),
            "$.services[*].mounts[?@.socket == true].target", "5:/s");
    assert_facts("services: {}\nvolumes:\n  v:\n    driver_opts:\n      device: /var/d\n",
                 "$.volumes[?@.state == true].hostPath", "5:/var/d");
    assert_facts(SERVICE("    volumes: ['C:\\d:/d', 'd:/d:ro']\n"),
                 "$.services[*].mounts[*]['source','target']", "4:C:\\d,4:/d,4:d:/d,4:ro");
}

static void takes_ports_apart(void **state)
{
    (void)state;
    assert_facts(
            SERVICE("    ports: ['5432:5432', '127.0.0.1:1:2', '[::1]:3:4/udp', 9200, '$P:1']\n"),
            "$.services[*].ports[*]['hostIp','public','target']",
            "4:0.0.0.0,4:true,4:5432,4:127.0.0.1,4:false,4:2,4:::1,4:false,4:4,4:0.0.0.0,"
            "4:true,4:9200");
    assert_facts(
            SERVICE("    ports:\n    - {target: 22, published: '8000-8010', host_ip: 10.0.0.1}\n"),
            "$.services[*].ports[*]['public','published','class']", "5:false,5:8000,5:ssh");
}

static void knows_servers(void **state)
{
    (void)state;
    assert_facts("services:\n  r: {image: 'redis:7'}\n", "$.services[*].auth", "2:none");
    assert_facts("services:\n  r: {image: 'redis:7', command: redis-server --requirepass x}\n",
                 "$.services[*].auth", "2:set");
    assert_facts("services:\n  r: {image: 'redis:7', volumes: ['./r:/usr/local/etc/redis']}\n",
                 "$.services[*].auth", "");
    assert_facts(
            "services:\n  r: {image: 'redis:7', command: [redis-server, --requirepass, foo]}\n",
            "$.services[*].command.secrets[*]['value','weak']", "2:foo,2:true");
}

static void takes_variables_that_are_no_text(void **state)
{
    (void)state;
    assert_facts("services: {a: {image: 'redis:7', environment: [{b: c}, [d], null, "
                 "REDIS_PASSWORD=x]}}\n",
                 "$.services[*].software", "1:redis");
}

static void tells_secrets_from_what_reads_them(void **state)
{
    (void)state;
    assert_facts(SERVICE("    command: [sh, -c, 'x --requirepass \"$$(cat /run/secrets/p)\"']\n"),
                 "$.services[*].command.secrets[*].literal", "4:false");
    assert_facts(SERVICE("    command: x --password=k3JwP0sVq9\n"),
                 "$.services[*].command.secrets[*].literal", "4:true");
}

static void tells_what_compose_does_not_know(void **state)
{
    (void)state;
    assert_facts("services:\n  image: docker\nx-a: 1\nfoo: 1\n", "$.errors[*].code",
                 "2:service-type,4:unknown-key");
    assert_facts("services:\n  a:\n    image: x:1\n    imag: y\n    image: z:1\n",
                 "$.errors[*].code", "4:unknown-key,5:duplicate-key");
    assert_facts("- a\n", "$.services", "");
}

static void knows_projects(void **state)
{
    (void)state;
    assert_true(compose_is(SPAN("docker-compose.prod.yml"), SPAN("services:\n")));
    assert_true(compose_is(SPAN("a/stack.yaml"), SPAN("services:\n  a:\n    build: .\n")));
    assert_true(compose_is(SPAN("s.yml"), SPAN("version: '3'\nservices:\n\n a:\n  image: x\n")));
    assert_false(
            compose_is(SPAN("s.yml"), SPAN("services:\n  a:\n    name: x\nother:\n  image: y\n")));
    assert_false(compose_is(SPAN("ci.yml"),
                            SPAN("jobs:\n  a:\n    services:\n      b:\n        image: x\n")));
    assert_false(
            compose_is(SPAN("k.yml"), SPAN("apiVersion: v1\nservices:\n  a:\n    image: x\n")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_is_missing_at_the_service),
        cmocka_unit_test(says_nothing_of_parts),
        cmocka_unit_test(carries_extensions_out),
        cmocka_unit_test(puts_defaults_in),
        cmocka_unit_test(tells_paths_of_the_host),
        cmocka_unit_test(takes_ports_apart),
        cmocka_unit_test(knows_servers),
        cmocka_unit_test(takes_variables_that_are_no_text),
        cmocka_unit_test(tells_secrets_from_what_reads_them),
        cmocka_unit_test(tells_what_compose_does_not_know),
        cmocka_unit_test(knows_projects),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
