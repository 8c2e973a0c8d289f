/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/install.h"

#include "base/buf.h"
#include "unit/test.h"

/*
 * Each install of the text as `manager action: name=version (kind) …`, `!` before what has no pin.
 */
static void render(struct buf *out, const struct install *install)
{
    static const char *const actions[] = { "none", "add", "update", "upgrade", "release", "clean" };
    buf_printf(out, "%s %s:", install->manager, actions[install->action]);
    for (size_t i = 0; i < install->package_count; i++) {
        const struct install_package *package = &install->packages[i];
        buf_printf(out, " %s%.*s", package->pinned ? "" : "!", (int)package->name.len,
                   package->name.data);
        if (package->kind != INSTALL_NAME)
            buf_printf(out, "(%s)", install_kind_name(package->kind));
    }
    buf_append_text(out, "\n");
}

static void assert_installs(const char *text, const char *expected)
{
    struct arena arena = arena_make(1 << 24, false);
    struct buf out = buf_make(1 << 20);
    struct shell_script script;
    struct veto_error error;
    struct install install;
    assert_int_equal(
            shell_read(&script, span_of(text), (struct shell_setting) { 0 }, &arena, &error), 0);
    for (const struct shell_command *at = script.commands; at; at = at->next) {
        assert_int_equal(install_read(&install, at, &arena, &error), 0);
        if (install.action != INSTALL_NONE)
            render(&out, &install);
    }
    buf_append_char(&out, '\0');
    assert_string_equal(out.data, expected);
    buf_release(&out);
    arena_release(&arena);
}

static void reads_apt(void **state)
{
    (void)state;
    assert_installs("apt-get update && sudo apt-get -yqq install curl=7.1 vim -t release ./a.deb",
                    "apt update:\napt add: curl !vim ./a.deb(file)\n");
    assert_installs("apt install $PACKAGES git/stable x=$V",
                    "apt add: !$PACKAGES(variable) git x\n");
    assert_installs("apt-get remove a; apt-get clean; apt-get dist-upgrade; apt-cache policy a",
                    "apt clean:\napt release:\n");
}

static void reads_apk(void **state)
{
    (void)state;
    assert_installs("apk --update add --no-cache --virtual .deps -X https://x/y a b=1 'c>2' d.apk",
                    "apk add: !a b c d.apk(file)\n");
    assert_installs("apk update; apk upgrade", "apk update:\napk upgrade:\n");
}

static void reads_pip(void **state)
{
    (void)state;
    assert_installs("pip3.11 install a b==1 -r req.txt ./c 'd>=2' git+https://h/e.git@v1",
                    "pip add: !a b req.txt(lock) ./c(file) d git+https://h/e.git@v1(url)\n");
    assert_installs("python3 -m pip install --index-url https://x/simple a", "pip add: !a\n");
    assert_installs("pip install -c limits.txt a", "pip add: a\n");
    assert_installs("pip install git+https://h/e.git#egg=e",
                    "pip add: !git+https://h/e.git#egg=e(url)\n");
    assert_installs("pip download a; pipenv install a", "");
}

static void reads_npm(void **state)
{
    (void)state;
    assert_installs("npm i -g a @s/b @s/c@1 d@latest ./e && npm ci && npm install",
                    "npm add: !a !@s/b @s/c !d ./e(file)\nnpm add:\n");
    assert_installs("npm install --registry https://x/y a@1 git://h/b.git#v1",
                    "npm add: a git://h/b.git#v1(url)\n");
    assert_installs("yarn global add a; yarn cache clean; pnpm add -g b@2",
                    "yarn add: !a\nyarn clean: !clean\npnpm add: b\n");
}

static void reads_rpm(void **state)
{
    (void)state;
    assert_installs("yum install -y a b-1.2 java-11-openjdk rpm-sign-4.16.1.3 c.rpm @tools",
                    "yum add: !a b !java-11-openjdk rpm-sign c.rpm(file) @tools(group)\n");
    assert_installs("microdnf module install -y a b:9; dnf group install 'X Y'; dnf -y update",
                    "dnf add: !a b\ndnf add: X Y(group)\ndnf upgrade:\n");
    assert_installs("zypper -n in 'a>=1' b; zypper dup; zypper ref",
                    "zypper add: a !b\nzypper release:\nzypper update:\n");
}

static void reads_what_is_run_at_once(void **state)
{
    (void)state;
    assert_installs("npx a; npx -y b --yes c; bunx d@1 e; uvx f g; pipx run h i; yarn dlx j k",
                    "npm add: !b\nnpm add: d\npip add: !f\npip add: !h\nyarn add: !j\n");
    assert_installs("uv tool install a; npm i https://x.io/b.git https://x.io/b.git#1",
                    "pip add: !a\nnpm add: !https://x.io/b.git(url) https://x.io/b.git#1(url)\n");
}

static void assert_versions(const char *text, const char *expected)
{
    struct arena arena = arena_make(1 << 24, false);
    struct buf out = buf_make(1 << 20);
    struct shell_script script;
    struct install install;
    struct veto_error error;
    assert_int_equal(
            shell_read(&script, span_of(text), (struct shell_setting) { 0 }, &arena, &error), 0);
    assert_int_equal(install_read(&install, script.commands, &arena, &error), 0);
    for (size_t i = 0; i < install.package_count; i++) {
        struct span version = install.packages[i].version;
        buf_printf(&out, "%.*s|", (int)version.len, version.data);
    }
    buf_append_char(&out, '\0');
    assert_string_equal(out.data, expected);
    buf_release(&out);
    arena_release(&arena);
}

/* None of the signs that they are compared by is one of theirs. */
static void reads_versions(void **state)
{
    (void)state;
    assert_versions("pip install a==1.2 b===3 'c>=4' 'd~=5,!=5.1' e", "1.2|3|4|5,!=5.1||");
    assert_versions("apk add a=1.2-r0 'b>2' 'c~=3' d", "1.2-r0|2|3||");
    assert_versions("dnf install 'a>=1' b-2.3", "1|2.3|");
    assert_versions("npm install a@1 'b@>=2'", "1|>=2|");
    assert_versions("gem install a -v 1.0", "1.0|");
    assert_versions("gem install a b:2 --version='~> 1.0'", "1.0|2|");
    assert_versions("cargo install a --version 1.0 --path x", "1.0|");
}

static void reads_others(void **state)
{
    (void)state;
    assert_installs("gem install a b:1; gem i c -v 2", "gem add: !a b\ngem add: c\n");
    assert_installs("go install a.b/c@latest d.e/f@v1 ./g; go run a.b/c@v1 -f x; go build",
                    "go add: !a.b/c d.e/f ./g(file)\ngo add: a.b/c\n");
    assert_installs("cargo install a; cargo install b --version 1; cargo install --locked c",
                    "cargo add: !a\ncargo add: b\ncargo add: c\n");
    assert_installs("pacman -Syu; pacman -Sy --noconfirm git",
                    "pacman update:\npacman add: !git\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_apt),    cmocka_unit_test(reads_apk),
        cmocka_unit_test(reads_pip),    cmocka_unit_test(reads_npm),
        cmocka_unit_test(reads_rpm),    cmocka_unit_test(reads_versions),
        cmocka_unit_test(reads_others), cmocka_unit_test(reads_what_is_run_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
