/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/install_manager.h"

#include "base/ascii.h"

#define RPM_TAKES_LONG                                                                             \
    " --config --enablerepo --disablerepo --repo --repoid --setopt --exclude --installroot "       \
    "--releasever --forcearch --disableplugin --enableplugin --rpmverbosity --comment "            \
    "--destdir --downloaddir --advisory --bz --cve --sec-severity "
#define RPM_ADDS " install in localinstall reinstall rei groupinstall install-n "

static const struct install_manager managers[] = {
    { .name = "apt",
      .programs = " apt-get apt aptitude ",
      .style = STYLE_APT,
      .adds = " install reinstall ",
      .updates = " update ",
      .upgrades = " upgrade safe-upgrade ",
      .releases = " dist-upgrade full-upgrade ",
      .cleans = " clean autoclean ",
      .takes = "tocah",
      .takes_long = " --target-release --default-release --option --config-file "
                    "--host-architecture --build-profiles " },
    { .name = "apk",
      .programs = " apk ",
      .style = STYLE_APK,
      .adds = " add ",
      .updates = " update ",
      .upgrades = " upgrade ",
      .takes = "tpX",
      .takes_long = " --virtual --root --repository --keys-dir --repositories-file --cache-dir "
                    "--cache-max-age --arch --wait --progress-fd --timeout " },
    { .name = "pip",
      .programs = " pip pipx ",
      .style = STYLE_PIP,
      .adds = " install run ",
      .takes = "rcetifbdC",
      .takes_long =
              " --requirement --constraint --editable --target --index-url --extra-index-url "
              "--find-links --platform --python-version --implementation --abi --root --prefix "
              "--src --upgrade-strategy --install-option --global-option --no-binary "
              "--only-binary --progress-bar --log --proxy --timeout --retries --trusted-host "
              "--cert --client-cert --cache-dir --config-settings --report --build --python "
              "--exists-action --use-feature --use-deprecated --root-user-action --pip-args "
              "--suffix --index --build-option --keyring-provider --group ",
      .pins = " -c --constraint --require-hashes ",
      .locks = " -r --requirement " },
    { .name = "npm",
      .programs = " npm cnpm ",
      .style = STYLE_NPM,
      .adds = " install i add in ins inst insta instal isnt isnta isntal ",
      .cleans = " cache ",
      .takes = "w",
      .takes_long =
              " --registry --prefix --cache --tag --workspace --omit --include --loglevel "
              "--userconfig --install-strategy --otp --location --script-shell --cpu --os --libc "
              "--save-prefix --globalconfig --fetch-retries --fetch-timeout --maxsockets " },
    { .name = "npm",
      .programs = " npx bunx pnpx ",
      .style = STYLE_NPM,
      .runs = true,
      .takes = "c",
      .takes_long = " --call --registry --userconfig --cache --loglevel --prefix " },
    { .name = "pip",
      .programs = " uvx ",
      .style = STYLE_PIP,
      .runs = true,
      .takes = "pw",
      .takes_long = " --python --with --from --index --index-url --with-requirements " },
    { .name = "yarn",
      .programs = " yarn ",
      .style = STYLE_NPM,
      .adds = " add install dlx ",
      .cleans = " cache ",
      .scopes = " global ",
      .takes_long = " --registry --cwd --modules-folder --cache-folder --network-timeout "
                    "--network-concurrency --mutex --prefix --global-folder " },
    { .name = "pnpm",
      .programs = " pnpm ",
      .style = STYLE_NPM,
      .adds = " add install i dlx ",
      .cleans = " store ",
      .takes = "C",
      .takes_long = " --registry --dir --filter --store-dir --reporter --loglevel " },
    { .name = "gem",
      .programs = " gem ",
      .style = STYLE_GEM,
      .adds = " install i ",
      .takes = "vinsBPp",
      .takes_long = " --version --install-dir --bindir --source --document --platform "
                    "--http-proxy --build-root --trust-policy --file --without ",
      .pins = " -v --version ",
      .versions = " -v --version " },
    { .name = "yum",
      .programs = " yum ",
      .style = STYLE_RPM,
      .adds = RPM_ADDS,
      .updates = " makecache check-update ",
      .upgrades = " update upgrade ",
      .releases = " distro-sync distribution-synchronization ",
      .cleans = " clean ",
      .scopes = " module group groups ",
      .takes = "cdexR",
      .takes_long = RPM_TAKES_LONG },
    { .name = "dnf",
      .programs = " dnf dnf5 microdnf tdnf ",
      .style = STYLE_RPM,
      .adds = RPM_ADDS,
      .updates = " makecache check-update check-upgrade ",
      .upgrades = " update upgrade up upgrade-minimal up-min update-minimal ",
      .releases = " distro-sync dsync system-upgrade ",
      .cleans = " clean ",
      .scopes = " module group groups ",
      .takes = "cdexR",
      .takes_long = RPM_TAKES_LONG },
    { .name = "zypper",
      .programs = " zypper ",
      .style = STYLE_RPM,
      .adds = " install in source-install si install-new-recommends inr ",
      .updates = " refresh ref ",
      .upgrades = " update up patch ",
      .releases = " dist-upgrade dup ",
      .cleans = " clean cc ",
      .takes = "rptcRCDx",
      .takes_long =
              " --repo --from --type --root --config --reposd-dir --cache-dir --solv-cache-dir "
              "--pkg-cache-dir --raw-cache-dir --plus-repo --plus-content --installroot " },
    { .name = "go",
      .programs = " go ",
      .style = STYLE_GO,
      .adds = " install get run ",
      .takes_long = " -ldflags -tags -mod -modfile -o -gcflags -asmflags -C -p -exec -pkgdir "
                    "-toolexec -overlay " },
    { .name = "cargo",
      .programs = " cargo ",
      .style = STYLE_CARGO,
      .adds = " install binstall ",
      .takes = "jFZ",
      .takes_long = " --version --vers --git --branch --tag --rev --path --root --registry --index "
                    "--bin --example --features --target --target-dir --profile --jobs --config ",
      .pins = " --version --vers --rev --tag --path --locked ",
      .versions = " --version --vers " },
    { .name = "pacman",
      .programs = " pacman yay paru ",
      .style = STYLE_PACMAN,
      .takes = "brc",
      .takes_long =
              " --dbpath --root --config --cachedir --gpgdir --arch --ignore --assume-installed "
              "--overwrite " },
};

bool install_listed(const char *list, struct span word)
{
    if (!list || word.len == 0 || memchr(word.data, '\0', word.len))
        return false;
    for (const char *at = strchr(list, word.data[0]); at; at = strchr(at + 1, word.data[0]))
        if (at > list && at[-1] == ' ' && strncmp(at, word.data, word.len) == 0 &&
            at[word.len] == ' ')
            return true;
    return false;
}

/* `pip3`, `pip3.11`, `pip2`: a version behind the name. */
static struct span without_version(struct span program)
{
    struct span name = program;
    while (name.len && (ascii_is_digit(name.data[name.len - 1]) || name.data[name.len - 1] == '.'))
        name.len--;
    return span_is(name, "pip") || span_is(name, "gem") || span_is(name, "go") ? name : program;
}

const struct install_manager *install_manager_of(struct span program)
{
    struct span name = without_version(program);
    for (size_t i = 0; i < ARRAY_SIZE(managers); i++)
        if (install_listed(managers[i].programs, name))
            return &managers[i];
    return NULL;
}
