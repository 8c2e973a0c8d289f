#!/usr/bin/env bash
# Every header compiles alone; the public one also as strict C17 and as C++.
set -euo pipefail
cd "${VETO_SOURCE:-.}"
status=0
for header in $(find scanner -name '*.h' | sort); do
    echo "#include \"${header#scanner/}\"" |
        ${CC:-cc} -std=c17 -D_GNU_SOURCE -Iinclude -Iscanner -Wall -Wextra -Werror -Wno-missing-field-initializers -fsyntax-only -x c - || status=1
done
echo '#include "veto/veto.h"' | ${CC:-cc} -std=c17 -Iinclude -Wall -Wextra -pedantic -Werror -fsyntax-only -x c - || status=1
if command -v c++ >/dev/null; then
    echo '#include "veto/veto.h"' | c++ -std=c++17 -Iinclude -Wall -Wextra -Werror -fsyntax-only -x c++ - || status=1
fi
exit $status
