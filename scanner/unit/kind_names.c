/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/kind_names.h"

#include "base/macro.h"

/*
 * One row a name, in the order of the bytes: they are looked up by halving. Names are lower-case.
 */
struct name_row {
    const char *name;
    size_t len;
    kind_set kinds;
};

#define ROW(text, kinds) { (text), sizeof(text) - 1, (kinds) }

static const struct name_row basenames[] = {
    ROW(".appveyor.yml", KIND_WORKFLOW | KIND_YAML | KIND_CONFIG),
    ROW(".bash_aliases", KIND_SHELL | KIND_CODE), ROW(".bash_history", KIND_SHELL),
    ROW(".bash_profile", KIND_SHELL | KIND_CODE), ROW(".bashrc", KIND_SHELL | KIND_CODE),
    ROW(".boto", KIND_INI | KIND_CONFIG), ROW(".claude.json", KIND_JSON | KIND_CONFIG),
    ROW(".condarc", KIND_YAML | KIND_CONFIG), ROW(".coveragerc", KIND_INI | KIND_CONFIG),
    ROW(".curlrc", KIND_INI | KIND_CONFIG), ROW(".dockercfg", KIND_JSON | KIND_CONFIG),
    ROW(".dockerconfigjson", KIND_JSON | KIND_CONFIG),
    ROW(".drone.yml", KIND_WORKFLOW | KIND_YAML | KIND_CONFIG),
    ROW(".editorconfig", KIND_INI | KIND_CONFIG), ROW(".env", KIND_ENV | KIND_CONFIG),
    ROW(".envrc", KIND_SHELL | KIND_ENV | KIND_CONFIG), ROW(".esmtprc", KIND_INI | KIND_CONFIG),
    ROW(".fetchmailrc", KIND_INI | KIND_CONFIG), ROW(".flake8", KIND_INI | KIND_CONFIG),
    ROW(".ftpconfig", KIND_INI | KIND_CONFIG), ROW(".getmailrc", KIND_INI | KIND_CONFIG),
    ROW(".git-credentials", KIND_INI | KIND_CONFIG), ROW(".gitconfig", KIND_INI | KIND_CONFIG),
    ROW(".gitlab-ci.yaml", KIND_WORKFLOW | KIND_YAML | KIND_CONFIG),
    ROW(".gitlab-ci.yml", KIND_WORKFLOW | KIND_YAML | KIND_CONFIG),
    ROW(".gitmodules", KIND_INI | KIND_CONFIG), ROW(".htaccess", KIND_INI | KIND_CONFIG),
    ROW(".htpasswd", KIND_INI | KIND_CONFIG), ROW(".kshrc", KIND_SHELL | KIND_CODE),
    ROW(".lfsconfig", KIND_INI | KIND_CONFIG), ROW(".mbsyncrc", KIND_INI | KIND_CONFIG),
    ROW(".mcp.json", KIND_JSON | KIND_CONFIG), ROW(".msmtprc", KIND_INI | KIND_CONFIG),
    ROW(".muttrc", KIND_INI | KIND_CONFIG), ROW(".my.cnf", KIND_INI | KIND_CONFIG),
    ROW(".mylogin.cnf", KIND_INI | KIND_CONFIG), ROW(".netrc", KIND_INI | KIND_CONFIG),
    ROW(".npmrc", KIND_INI | KIND_CONFIG), ROW(".offlineimaprc", KIND_INI | KIND_CONFIG),
    ROW(".pgpass", KIND_INI | KIND_CONFIG), ROW(".pgservice.conf", KIND_INI | KIND_CONFIG),
    ROW(".profile", KIND_SHELL | KIND_CODE), ROW(".pylintrc", KIND_INI | KIND_CONFIG),
    ROW(".pypirc", KIND_INI | KIND_CONFIG), ROW(".s3cfg", KIND_INI | KIND_CONFIG),
    ROW(".sh_history", KIND_SHELL), ROW(".terraform.lock.hcl", KIND_LOCK),
    ROW(".travis.yml", KIND_WORKFLOW | KIND_YAML | KIND_CONFIG),
    ROW(".wgetrc", KIND_INI | KIND_CONFIG),
    ROW(".woodpecker.yml", KIND_WORKFLOW | KIND_YAML | KIND_CONFIG),
    ROW(".yarnrc", KIND_INI | KIND_CONFIG), ROW(".zprofile", KIND_SHELL | KIND_CODE),
    ROW(".zsh_history", KIND_SHELL), ROW(".zshenv", KIND_SHELL | KIND_CODE),
    ROW(".zshrc", KIND_SHELL | KIND_CODE), ROW("_curlrc", KIND_INI | KIND_CONFIG),
    ROW("_netrc", KIND_INI | KIND_CONFIG),
    ROW("action.yaml", KIND_WORKFLOW | KIND_YAML | KIND_CONFIG),
    ROW("action.yml", KIND_WORKFLOW | KIND_YAML | KIND_CONFIG),
    ROW("apache2.conf", KIND_INI | KIND_CONFIG), ROW("app.config", KIND_XML | KIND_CONFIG),
    ROW("application.json", KIND_JSON | KIND_CONFIG),
    ROW("application_default_credentials.json", KIND_JSON | KIND_CONFIG),
    ROW("appsettings.json", KIND_JSON | KIND_CONFIG),
    ROW("appveyor.yml", KIND_WORKFLOW | KIND_YAML | KIND_CONFIG),
    ROW("auth.json", KIND_JSON | KIND_CONFIG), ROW("authors", KIND_MARKUP),
    ROW("azure-pipelines.yaml", KIND_WORKFLOW | KIND_YAML | KIND_CONFIG),
    ROW("azure-pipelines.yml", KIND_WORKFLOW | KIND_YAML | KIND_CONFIG),
    ROW("bashrc", KIND_SHELL | KIND_CODE),
    ROW("bitbucket-pipelines.yml", KIND_WORKFLOW | KIND_YAML | KIND_CONFIG),
    ROW("brewfile", KIND_CODE | KIND_RUBY), ROW("build", KIND_CODE),
    ROW("buildscript-gradle.lockfile", KIND_LOCK),
    ROW("buildspec.yaml", KIND_WORKFLOW | KIND_YAML | KIND_CONFIG),
    ROW("buildspec.yml", KIND_WORKFLOW | KIND_YAML | KIND_CONFIG), ROW("bun.lock", KIND_LOCK),
    ROW("bun.lockb", KIND_LOCK), ROW("cargo.lock", KIND_LOCK), ROW("cartfile.resolved", KIND_LOCK),
    ROW("changelog", KIND_MARKUP), ROW("chap-secrets", KIND_INI | KIND_CONFIG),
    ROW("chart.lock", KIND_LOCK), ROW("checksums.txt", KIND_LOCK),
    ROW("cloudbuild.yaml", KIND_WORKFLOW | KIND_YAML | KIND_CONFIG),
    ROW("cloudbuild.yml", KIND_WORKFLOW | KIND_YAML | KIND_CONFIG),
    ROW("cmakelists.txt", KIND_CODE),
    ROW("codemagic.yaml", KIND_WORKFLOW | KIND_YAML | KIND_CONFIG),
    ROW("compose.yaml", KIND_COMPOSE | KIND_YAML | KIND_CONFIG),
    ROW("compose.yml", KIND_COMPOSE | KIND_YAML | KIND_CONFIG), ROW("composer.lock", KIND_LOCK),
    ROW("conan.lock", KIND_LOCK), ROW("condarc", KIND_YAML | KIND_CONFIG),
    ROW("config", KIND_INI | KIND_CONFIG), ROW("config.json", KIND_JSON | KIND_CONFIG),
    ROW("configure", KIND_SHELL | KIND_CODE), ROW("containerfile", KIND_DOCKERFILE | KIND_CONFIG),
    ROW("context.xml", KIND_XML | KIND_CONFIG), ROW("contributing", KIND_MARKUP),
    ROW("copying", KIND_MARKUP), ROW("credentials", KIND_INI | KIND_CONFIG),
    ROW("credentials.json", KIND_JSON | KIND_CONFIG), ROW("daemon.json", KIND_JSON | KIND_CONFIG),
    ROW("deno.lock", KIND_LOCK), ROW("docker-compose.yaml", KIND_COMPOSE | KIND_YAML | KIND_CONFIG),
    ROW("docker-compose.yml", KIND_COMPOSE | KIND_YAML | KIND_CONFIG),
    ROW("docker-stack.yaml", KIND_COMPOSE | KIND_YAML | KIND_CONFIG),
    ROW("docker-stack.yml", KIND_COMPOSE | KIND_YAML | KIND_CONFIG),
    ROW("dockerfile", KIND_DOCKERFILE | KIND_CONFIG),
    ROW("env.sh", KIND_ENV | KIND_SHELL | KIND_CODE | KIND_CONFIG),
    ROW("fastcgi_params", KIND_NGINX | KIND_CONFIG), ROW("fastfile", KIND_CODE | KIND_RUBY),
    ROW("fetchmailrc", KIND_INI | KIND_CONFIG), ROW("filezilla.xml", KIND_XML | KIND_CONFIG),
    ROW("flake.lock", KIND_LOCK), ROW("gemfile", KIND_CODE | KIND_RUBY),
    ROW("gemfile.lock", KIND_LOCK), ROW("getmailrc", KIND_INI | KIND_CONFIG),
    ROW("gitconfig", KIND_INI | KIND_CONFIG), ROW("gnumakefile", KIND_CODE),
    ROW("go.sum", KIND_LOCK), ROW("go.work.sum", KIND_LOCK), ROW("gradle.lockfile", KIND_LOCK),
    ROW("gradle.properties", KIND_INI | KIND_CONFIG), ROW("gradlew", KIND_SHELL | KIND_CODE),
    ROW("haproxy.cfg", KIND_INI | KIND_CONFIG), ROW("hibernate.cfg.xml", KIND_XML | KIND_CONFIG),
    ROW("httpd.conf", KIND_INI | KIND_CONFIG), ROW("install", KIND_MARKUP),
    ROW("ipsec.secrets", KIND_INI | KIND_CONFIG), ROW("jenkinsfile", KIND_WORKFLOW | KIND_CODE),
    ROW("justfile", KIND_CODE), ROW("keys.json", KIND_JSON | KIND_CONFIG),
    ROW("kubeconfig", KIND_YAML | KIND_CONFIG), ROW("launchsettings.json", KIND_JSON | KIND_CONFIG),
    ROW("licence", KIND_MARKUP), ROW("license", KIND_MARKUP),
    ROW("local.settings.json", KIND_JSON | KIND_CONFIG), ROW("makefile", KIND_CODE),
    ROW("manifest.mf", KIND_LOCK), ROW("mbsyncrc", KIND_INI | KIND_CONFIG),
    ROW("mcp.json", KIND_JSON | KIND_CONFIG), ROW("md5sums", KIND_LOCK), ROW("mix.lock", KIND_LOCK),
    ROW("module.bazel.lock", KIND_LOCK), ROW("mongod.conf", KIND_INI | KIND_CONFIG),
    ROW("msmtprc", KIND_INI | KIND_CONFIG), ROW("muttrc", KIND_INI | KIND_CONFIG),
    ROW("mvnw", KIND_SHELL | KIND_CODE), ROW("my.cnf", KIND_INI | KIND_CONFIG),
    ROW("news", KIND_MARKUP), ROW("nginx.conf", KIND_NGINX | KIND_CONFIG),
    ROW("npm-shrinkwrap.json", KIND_LOCK | KIND_JSON), ROW("npmrc", KIND_INI | KIND_CONFIG),
    ROW("nuget.config", KIND_XML | KIND_CONFIG), ROW("offlineimaprc", KIND_INI | KIND_CONFIG),
    ROW("openapi.json", KIND_JSON), ROW("openapi.yaml", KIND_YAML), ROW("openapi.yml", KIND_YAML),
    ROW("package-lock.json", KIND_LOCK | KIND_JSON), ROW("package.resolved", KIND_LOCK),
    ROW("packages.config", KIND_XML | KIND_CONFIG),
    ROW("packages.lock.json", KIND_LOCK | KIND_JSON), ROW("paket.lock", KIND_LOCK),
    ROW("pap-secrets", KIND_INI | KIND_CONFIG), ROW("parameters.json", KIND_JSON | KIND_CONFIG),
    ROW("passwd", KIND_INI | KIND_CONFIG), ROW("pdm.lock", KIND_LOCK),
    ROW("persistence.xml", KIND_XML | KIND_CONFIG), ROW("pg_hba.conf", KIND_INI | KIND_CONFIG),
    ROW("pgbouncer.ini", KIND_INI | KIND_CONFIG), ROW("pgpass", KIND_INI | KIND_CONFIG),
    ROW("pip.conf", KIND_INI | KIND_CONFIG), ROW("pipfile", KIND_INI | KIND_CONFIG),
    ROW("pipfile.lock", KIND_LOCK), ROW("pnpm-lock.yaml", KIND_LOCK | KIND_YAML),
    ROW("podfile", KIND_CODE | KIND_RUBY), ROW("podfile.lock", KIND_LOCK),
    ROW("podman-compose.yaml", KIND_COMPOSE | KIND_YAML | KIND_CONFIG),
    ROW("podman-compose.yml", KIND_COMPOSE | KIND_YAML | KIND_CONFIG),
    ROW("poetry.lock", KIND_LOCK), ROW("postgresql.conf", KIND_INI | KIND_CONFIG),
    ROW("profile", KIND_SHELL | KIND_CODE), ROW("pubspec.lock", KIND_LOCK),
    ROW("rabbitmq.conf", KIND_INI | KIND_CONFIG), ROW("rakefile", KIND_CODE | KIND_RUBY),
    ROW("readme", KIND_MARKUP), ROW("rebar.lock", KIND_LOCK),
    ROW("recentservers.xml", KIND_XML | KIND_CONFIG), ROW("redis.conf", KIND_INI | KIND_CONFIG),
    ROW("renv.lock", KIND_LOCK), ROW("secrets.json", KIND_JSON | KIND_CONFIG),
    ROW("server.properties", KIND_INI | KIND_CONFIG), ROW("server.xml", KIND_XML | KIND_CONFIG),
    ROW("settings.json", KIND_JSON | KIND_CONFIG), ROW("settings.xml", KIND_XML | KIND_CONFIG),
    ROW("setup.cfg", KIND_INI | KIND_CONFIG), ROW("sha1sums", KIND_LOCK),
    ROW("sha256sums", KIND_LOCK), ROW("sha256sums.txt", KIND_LOCK), ROW("sha512sums", KIND_LOCK),
    ROW("shadow", KIND_INI | KIND_CONFIG), ROW("sitemanager.xml", KIND_XML | KIND_CONFIG),
    ROW("smb.conf", KIND_INI | KIND_CONFIG), ROW("sources.list", KIND_INI | KIND_CONFIG),
    ROW("ssh_config", KIND_INI | KIND_CONFIG), ROW("sshd_config", KIND_SSHD | KIND_CONFIG),
    ROW("stack.yaml.lock", KIND_LOCK), ROW("swagger.json", KIND_JSON),
    ROW("swagger.yaml", KIND_YAML), ROW("swagger.yml", KIND_YAML),
    ROW("terraform.tfstate", KIND_TERRAFORM | KIND_JSON | KIND_CONFIG),
    ROW("terraform.tfstate.backup", KIND_TERRAFORM | KIND_JSON | KIND_CONFIG),
    ROW("todo", KIND_MARKUP), ROW("tomcat-users.xml", KIND_XML | KIND_CONFIG),
    ROW("tox.ini", KIND_INI | KIND_CONFIG), ROW("uv.lock", KIND_LOCK),
    ROW("vagrantfile", KIND_CODE | KIND_RUBY), ROW("verification-metadata.xml", KIND_LOCK),
    ROW("web.config", KIND_XML | KIND_CONFIG), ROW("web.xml", KIND_XML | KIND_CONFIG),
    ROW("wgetrc", KIND_INI | KIND_CONFIG), ROW("workspace", KIND_CODE), ROW("yarn.lock", KIND_LOCK),
};

static const struct name_row extensions[] = {
    ROW("adoc", KIND_MARKUP), ROW("applescript", KIND_CODE), ROW("arb", KIND_MARKUP | KIND_TRANSLATION),
    ROW("asciidoc", KIND_MARKUP), ROW("ash", KIND_SHELL | KIND_CODE), ROW("asm", KIND_CODE),
    ROW("aspx", KIND_CODE | KIND_DOTNET), ROW("astro", KIND_CODE | KIND_JAVASCRIPT), ROW("awk", KIND_CODE),
    ROW("bash", KIND_SHELL | KIND_CODE), ROW("bat", KIND_CODE),
    ROW("bats", KIND_SHELL | KIND_CODE), ROW("bazel", KIND_CODE), ROW("bicep", KIND_CODE),
    ROW("bzl", KIND_CODE), ROW("c", KIND_CODE | KIND_C), ROW("c++", KIND_CODE | KIND_C), ROW("cc", KIND_CODE | KIND_C),
    ROW("cfg", KIND_INI | KIND_CONFIG), ROW("cjs", KIND_CODE | KIND_JAVASCRIPT),
    ROW("clj", KIND_CODE), ROW("cljc", KIND_CODE), ROW("cljs", KIND_CODE),
    ROW("cmake", KIND_CODE), ROW("cmd", KIND_CODE), ROW("cnf", KIND_INI | KIND_CONFIG),
    ROW("coffee", KIND_CODE), ROW("conf", KIND_INI | KIND_CONFIG),
    ROW("config", KIND_INI | KIND_CONFIG), ROW("containerfile", KIND_DOCKERFILE | KIND_CONFIG),
    ROW("cpp", KIND_CODE | KIND_C), ROW("cr", KIND_CODE), ROW("cs", KIND_CODE | KIND_DOTNET), ROW("cshtml", KIND_CODE | KIND_DOTNET),
    ROW("csproj", KIND_XML), ROW("css", KIND_CODE), ROW("cts", KIND_CODE | KIND_JAVASCRIPT),
    ROW("cue", KIND_CODE), ROW("cxx", KIND_CODE | KIND_C), ROW("cypher", KIND_CODE), ROW("d", KIND_CODE),
    ROW("dart", KIND_CODE), ROW("dash", KIND_SHELL | KIND_CODE), ROW("debian", KIND_MARKUP),
    ROW("desktop", KIND_INI | KIND_CONFIG), ROW("dhall", KIND_CODE),
    ROW("dockerconfigjson", KIND_JSON | KIND_CONFIG),
    ROW("dockerfile", KIND_DOCKERFILE | KIND_CONFIG), ROW("edn", KIND_CODE),
    ROW("ejs", KIND_CODE), ROW("el", KIND_CODE), ROW("env", KIND_ENV | KIND_CONFIG),
    ROW("erb", KIND_CODE | KIND_RUBY), ROW("erl", KIND_CODE), ROW("ex", KIND_CODE), ROW("exs", KIND_CODE),
    ROW("eyaml", KIND_YAML | KIND_CONFIG), ROW("f", KIND_CODE), ROW("f90", KIND_CODE),
    ROW("fish", KIND_CODE), ROW("fs", KIND_CODE | KIND_DOTNET), ROW("fsproj", KIND_XML), ROW("fsx", KIND_CODE | KIND_DOTNET),
    ROW("gemspec", KIND_CODE | KIND_RUBY), ROW("geojson", KIND_JSON), ROW("go", KIND_CODE | KIND_GO),
    ROW("gotmpl", KIND_CODE), ROW("gql", KIND_CODE), ROW("gradle", KIND_CODE | KIND_JAVA),
    ROW("graphql", KIND_CODE), ROW("groovy", KIND_CODE | KIND_JAVA), ROW("h", KIND_CODE | KIND_C),
    ROW("haml", KIND_CODE | KIND_RUBY), ROW("har", KIND_JSON), ROW("hcl", KIND_TERRAFORM | KIND_CONFIG),
    ROW("hh", KIND_CODE | KIND_C), ROW("hpp", KIND_CODE | KIND_C), ROW("hrl", KIND_CODE), ROW("hs", KIND_CODE),
    ROW("htm", KIND_MARKUP), ROW("html", KIND_MARKUP), ROW("hxx", KIND_CODE | KIND_C),
    ROW("ini", KIND_INI | KIND_CONFIG), ROW("inl", KIND_CODE | KIND_C), ROW("ipynb", KIND_JSON),
    ROW("j2", KIND_CODE), ROW("java", KIND_CODE | KIND_JAVA), ROW("jinja", KIND_CODE),
    ROW("jinja2", KIND_CODE), ROW("jl", KIND_CODE), ROW("js", KIND_CODE | KIND_JAVASCRIPT),
    ROW("json", KIND_JSON), ROW("json5", KIND_JSON), ROW("jsonc", KIND_JSON),
    ROW("jsonl", KIND_JSON), ROW("jsp", KIND_CODE | KIND_JAVA), ROW("jsx", KIND_CODE | KIND_JAVASCRIPT),
    ROW("kdl", KIND_CODE), ROW("ksh", KIND_SHELL | KIND_CODE), ROW("kt", KIND_CODE | KIND_JAVA),
    ROW("kts", KIND_CODE | KIND_JAVA), ROW("less", KIND_CODE), ROW("lhs", KIND_CODE), ROW("lisp", KIND_CODE),
    ROW("list", KIND_INI | KIND_CONFIG), ROW("lockfile", KIND_LOCK), ROW("lua", KIND_CODE),
    ROW("m", KIND_CODE | KIND_C), ROW("man", KIND_MARKUP), ROW("map", KIND_JAVASCRIPT | KIND_MINIFIED),
    ROW("markdown", KIND_MARKUP), ROW("md", KIND_MARKUP), ROW("md5", KIND_LOCK),
    ROW("mdx", KIND_MARKUP), ROW("mjs", KIND_CODE | KIND_JAVASCRIPT), ROW("mk", KIND_CODE),
    ROW("ml", KIND_CODE), ROW("mli", KIND_CODE), ROW("mm", KIND_CODE | KIND_C),
    ROW("mount", KIND_INI | KIND_CONFIG), ROW("mts", KIND_CODE | KIND_JAVASCRIPT),
    ROW("ndjson", KIND_JSON), ROW("netrc", KIND_INI | KIND_CONFIG), ROW("nim", KIND_CODE),
    ROW("nix", KIND_CODE), ROW("nomad", KIND_TERRAFORM | KIND_CONFIG), ROW("nuspec", KIND_XML),
    ROW("org", KIND_MARKUP), ROW("ovpn", KIND_INI | KIND_CONFIG), ROW("pas", KIND_CODE),
    ROW("pgpass", KIND_INI | KIND_CONFIG), ROW("php", KIND_CODE | KIND_PHP), ROW("phtml", KIND_CODE | KIND_PHP),
    ROW("pl", KIND_CODE), ROW("plist", KIND_XML), ROW("pm", KIND_CODE), ROW("po", KIND_MARKUP | KIND_TRANSLATION),
    ROW("pod", KIND_MARKUP), ROW("podspec", KIND_CODE | KIND_RUBY), ROW("pom", KIND_XML),
    ROW("pot", KIND_MARKUP | KIND_TRANSLATION), ROW("prefs", KIND_INI | KIND_CONFIG),
    ROW("properties", KIND_INI | KIND_CONFIG), ROW("props", KIND_XML), ROW("proto", KIND_CODE),
    ROW("ps1", KIND_CODE), ROW("psd1", KIND_CODE), ROW("psm1", KIND_CODE),
    ROW("pxd", KIND_CODE | KIND_PYTHON), ROW("py", KIND_CODE | KIND_PYTHON),
    ROW("pyi", KIND_CODE | KIND_PYTHON), ROW("pyw", KIND_CODE | KIND_PYTHON),
    ROW("pyx", KIND_CODE | KIND_PYTHON), ROW("r", KIND_CODE), ROW("rake", KIND_CODE | KIND_RUBY),
    ROW("razor", KIND_CODE | KIND_DOTNET), ROW("rb", KIND_CODE | KIND_RUBY), ROW("reg", KIND_INI | KIND_CONFIG),
    ROW("rego", KIND_CODE), ROW("repo", KIND_INI | KIND_CONFIG), ROW("resx", KIND_XML),
    ROW("rkt", KIND_CODE), ROW("rs", KIND_CODE), ROW("rss", KIND_XML), ROW("rst", KIND_MARKUP),
    ROW("rtf", KIND_MARKUP), ROW("ru", KIND_CODE | KIND_RUBY), ROW("s", KIND_CODE), ROW("sarif", KIND_JSON), ROW("sass", KIND_CODE),
    ROW("sc", KIND_CODE | KIND_JAVA), ROW("scala", KIND_CODE | KIND_JAVA), ROW("scm", KIND_CODE), ROW("scss", KIND_CODE),
    ROW("sed", KIND_CODE), ROW("service", KIND_INI | KIND_CONFIG),
    ROW("sh", KIND_SHELL | KIND_CODE), ROW("sha1", KIND_LOCK), ROW("sha224", KIND_LOCK),
    ROW("sha256", KIND_LOCK), ROW("sha384", KIND_LOCK), ROW("sha512", KIND_LOCK),
    ROW("slim", KIND_CODE | KIND_RUBY), ROW("socket", KIND_INI | KIND_CONFIG), ROW("sol", KIND_CODE), ROW("sql", KIND_CODE),
    ROW("sum", KIND_LOCK), ROW("sv", KIND_CODE), ROW("svelte", KIND_CODE | KIND_JAVASCRIPT),
    ROW("svg", KIND_XML), ROW("swift", KIND_CODE), ROW("t", KIND_CODE | KIND_TEST),
    ROW("targets", KIND_XML),
    ROW("tcl", KIND_CODE), ROW("tex", KIND_MARKUP), ROW("text", KIND_MARKUP),
    ROW("textile", KIND_MARKUP), ROW("tf", KIND_TERRAFORM | KIND_CONFIG),
    ROW("tfstate", KIND_TERRAFORM | KIND_JSON | KIND_CONFIG),
    ROW("tfvars", KIND_TERRAFORM | KIND_CONFIG), ROW("thrift", KIND_CODE),
    ROW("timer", KIND_INI | KIND_CONFIG), ROW("tmpl", KIND_CODE),
    ROW("tofu", KIND_TERRAFORM | KIND_CONFIG), ROW("toml", KIND_INI | KIND_CONFIG),
    ROW("tpl", KIND_CODE), ROW("ts", KIND_CODE | KIND_JAVASCRIPT),
    ROW("tsx", KIND_CODE | KIND_JAVASCRIPT), ROW("twig", KIND_CODE), ROW("txt", KIND_MARKUP),
    ROW("vb", KIND_CODE | KIND_DOTNET), ROW("vbproj", KIND_XML), ROW("vbs", KIND_CODE), ROW("vhd", KIND_CODE),
    ROW("vim", KIND_CODE), ROW("vue", KIND_CODE | KIND_JAVASCRIPT), ROW("webmanifest", KIND_JSON),
    ROW("wsdl", KIND_XML), ROW("xaml", KIND_XML), ROW("xhtml", KIND_MARKUP), ROW("xlf", KIND_XML | KIND_TRANSLATION),
    ROW("xliff", KIND_XML | KIND_TRANSLATION), ROW("xml", KIND_XML), ROW("xsd", KIND_XML), ROW("xsl", KIND_XML),
    ROW("xslt", KIND_XML), ROW("yaml", KIND_YAML | KIND_CONFIG),
    ROW("yml", KIND_YAML | KIND_CONFIG), ROW("zig", KIND_CODE),
    ROW("zsh", KIND_SHELL | KIND_CODE),
};

/*
 * Most words and folders of a path are in neither of these, and there are many in each path: so
 * they are compared eight bytes at a time, all of them, in any order. Shorter names end in NULs.
 */
static const char test_words[][8] = {
    "test",   "tests",   "testing", "testdata", "testcase", "example", "examples", "sample",
    "samples", "fixture", "fixtures", "mock",   "mocks",    "stub",    "stubs",    "demo",
    "demos",  "e2e",    "tutorial",
};

static const struct folder_row {
    char name[16];
    kind_set kinds;
} folders[] = {
    { "t", KIND_TEST }, /* of Perl's harness */
    { "mirage", KIND_TEST },
    { "molecule", KIND_TEST }, /* of Ansible's harness */
    { "cypress", KIND_TEST },
    { "playwright", KIND_TEST },
    { "testhelper", KIND_TEST },
    { "testhelpers", KIND_TEST },
    { "testutil", KIND_TEST },
    { "testutils", KIND_TEST },
    { "testsuite", KIND_TEST },
    { "testsuites", KIND_TEST },
    { "testsupport", KIND_TEST },
    { "testfixtures", KIND_TEST },
    { "testresources", KIND_TEST },
    { ".devcontainer", KIND_TEST },
    { "spec", KIND_TEST },
    { "specs", KIND_TEST },
    { "testcases", KIND_TEST },
    { "doc", KIND_TEST },
    { "docs", KIND_TEST },
    { "documentation", KIND_TEST },
    { "man", KIND_TEST },
    { "tutorial", KIND_TEST },
    { "tutorials", KIND_TEST },
    { "snapshots", KIND_TEST },
    { "__snapshots__", KIND_TEST },
    { "__mocks__", KIND_TEST },
    { "cassettes", KIND_TEST },
    { "wycheproof", KIND_TEST },
    { "node_modules", KIND_VENDORED },
    { "bower_components", KIND_VENDORED },
    { "jspm_packages", KIND_VENDORED },
    { "vendor", KIND_VENDORED },
    { "vendored", KIND_VENDORED },
    { "_vendor", KIND_VENDORED },
    { "third_party", KIND_VENDORED },
    { "third-party", KIND_VENDORED },
    { "thirdparty", KIND_VENDORED },
    { "3rdparty", KIND_VENDORED },
    { "site-packages", KIND_VENDORED },
    { "dist-packages", KIND_VENDORED },
    { "godeps", KIND_VENDORED },
    { "pods", KIND_VENDORED },
    { "i18n", KIND_TRANSLATION },
    { "l10n", KIND_TRANSLATION },
    { "intl", KIND_TRANSLATION },
    { "lang", KIND_TRANSLATION },
    { "langs", KIND_TRANSLATION },
    { "locale", KIND_TRANSLATION },
    { "locales", KIND_TRANSLATION },
    { "localisation", KIND_TRANSLATION },
    { "localization", KIND_TRANSLATION },
    { "localizations", KIND_TRANSLATION },
    { "translation", KIND_TRANSLATION },
    { "translations", KIND_TRANSLATION },
    { "fuzz", KIND_TEST },
    { "fuzzer", KIND_TEST },
    { "fuzzing", KIND_TEST },
};

/* The beginning of a file's name, and what follows anywhere. */
static const struct name_row prefixes[] = {
    ROW(".env.", KIND_ENV | KIND_CONFIG),
    ROW("appsettings.", KIND_JSON | KIND_CONFIG),
    ROW("azure-pipelines", KIND_WORKFLOW | KIND_YAML | KIND_CONFIG),
    ROW("client_secret", KIND_JSON | KIND_CONFIG),
    ROW("compose.", KIND_COMPOSE | KIND_YAML | KIND_CONFIG),
    ROW("containerfile.", KIND_DOCKERFILE | KIND_CONFIG),
    ROW("docker-compose", KIND_COMPOSE | KIND_YAML | KIND_CONFIG),
    ROW("dockerfile.", KIND_DOCKERFILE | KIND_CONFIG),
    ROW("jenkinsfile", KIND_WORKFLOW | KIND_CODE),
};

/* The end of a file's name, where more than its extension speaks. */
static const struct name_row suffixes[] = {
    ROW(".compose.yaml", KIND_COMPOSE | KIND_YAML | KIND_CONFIG),
    ROW(".compose.yml", KIND_COMPOSE | KIND_YAML | KIND_CONFIG),
    ROW(".gitlab-ci.yaml", KIND_WORKFLOW | KIND_YAML | KIND_CONFIG),
    ROW(".gitlab-ci.yml", KIND_WORKFLOW | KIND_YAML | KIND_CONFIG),
    ROW(".tf.json", KIND_TERRAFORM | KIND_JSON | KIND_CONFIG),
    ROW(".tfvars.json", KIND_TERRAFORM | KIND_JSON | KIND_CONFIG),
};

static int compare(struct span name, const struct name_row *row)
{
    size_t common = MIN(name.len, row->len);
    for (size_t i = 0; i < common; i++)
        if (name.data[i] != row->name[i])
            return (unsigned char)name.data[i] < (unsigned char)row->name[i] ? -1 : 1;
    return (name.len > row->len) - (name.len < row->len);
}

static kind_set look_up(const struct name_row *rows, size_t count, struct span name)
{
    for (size_t low = 0, high = count; low < high;) {
        size_t middle = (low + high) / 2;
        int order = compare(name, &rows[middle]);
        if (order == 0)
            return rows[middle].kinds;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return KIND_OTHER;
}

kind_set kind_of_basename(struct span name)
{
    return look_up(basenames, ARRAY_SIZE(basenames), name);
}

kind_set kind_of_extension(struct span extension)
{
    return look_up(extensions, ARRAY_SIZE(extensions), extension);
}

static uint64_t eight_bytes(const char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof(word));
    return word;
}

kind_set kind_of_folder(struct span name)
{
    char padded[16] = { 0 };
    kind_set kinds = KIND_OTHER;
    if (name.len == 0 || name.len > sizeof(padded))
        return kinds;
    memcpy(padded, name.data, name.len);
    uint64_t first = eight_bytes(padded), second = eight_bytes(padded + 8);
    for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
        const char *row = folders[i].name;
        bool is_it = ((eight_bytes(row) ^ first) | (eight_bytes(row + 8) ^ second)) == 0;
        kinds |= is_it ? folders[i].kinds : KIND_OTHER;
    }
    return kinds;
}

/* The first letters of all test words: most others are told by theirs. */
static bool may_begin_test_word(char c)
{
    return c == 't' || c == 'e' || c == 's' || c == 'f' || c == 'm' || c == 'd';
}

/* `androidtest`, `integtests`: written together, and none of the words that end so by themselves. */
static bool ends_in_test(struct span word)
{
    static const char *const others[] = {
        "latest",   "contest",  "attest",   "protest", "detest",  "fastest", "greatest",
        "shortest", "smartest", "lightest", "softest", "hottest", "fittest", "neatest",
        "sweetest", "tightest", "cutest",   "whitest", "politest",
    };
    if (span_ends(word, SPAN("tests")))
        word.len--;
    if (word.len < 6 || !span_ends(word, SPAN("test")))
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(others); i++)
        if (span_ends(word, span_of(others[i])))
            return false;
    return true;
}

/* `apitestlib`, `storetesthelpers`: what the tests of a package share. */
static bool helps_tests(struct span word)
{
    static const char *const ends[] = { "testlib", "testutil", "testutils", "testhelper",
                                        "testhelpers" };
    for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
        if (span_ends(word, span_of(ends[i])))
            return true;
    return false;
}

kind_set kind_of_word(struct span word)
{
    char padded[8] = { 0 };
    bool found = false;
    if (word.len > strlen("test") && (ends_in_test(word) || helps_tests(word)))
        return KIND_TEST;
    if (word.len < 3 || word.len > sizeof(padded) || !may_begin_test_word(word.data[0]))
        return KIND_OTHER;
    memcpy(padded, word.data, word.len);
    uint64_t wanted = eight_bytes(padded);
    for (size_t i = 0; i < ARRAY_SIZE(test_words); i++)
        found |= eight_bytes(test_words[i]) == wanted;
    return found ? KIND_TEST : KIND_OTHER;
}

kind_set kind_of_affix(struct span name)
{
    for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++)
        if (name.len && name.data[0] == prefixes[i].name[0] &&
            span_starts(name, (struct span){ prefixes[i].name, prefixes[i].len }))
            return prefixes[i].kinds;
    for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++)
        if (name.len > suffixes[i].len && name.data[name.len - suffixes[i].len] == '.' &&
            span_ends(name, (struct span){ suffixes[i].name, suffixes[i].len }))
            return suffixes[i].kinds;
    return KIND_OTHER;
}
