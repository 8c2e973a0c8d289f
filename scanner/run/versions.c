/* SPDX-License-Identifier: Apache-2.0 */
#include "run/versions.h"

#include "base/digest.h"
#include "base/json.h"
#include "doc/yaml.h"
#include "match/prefilter.h"
#include "match/regex.h"
#include "rule/builtin.h"
#include "source/archive_walk.h"
#include "source/inflate.h"

void versions_print(FILE *to)
{
    char regex[96];
    fprintf(to, "veto %s\n", VETO_VERSION);
    fprintf(to, "  rules       %zu built in, %.12s\n", rule_builtin.count, rule_builtin_digest);
    fprintf(to, "  hyperscan   %s\n", prefilter_version());
    fprintf(to, "  pcre2       %s\n", regex_library(regex, sizeof(regex)));
    fprintf(to, "  libarchive  %s\n", archive_library_version());
    fprintf(to, "  inflate     %s\n", inflate_library());
    fprintf(to, "  openssl     %s\n", digest_library());
    fprintf(to, "  jansson     %s\n", json_library());
    fprintf(to, "  libyaml     %s\n", yaml_library());
}
