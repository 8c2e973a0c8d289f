#!/usr/bin/env bash
# The manual page is right mdoc, and holds every option, command, variable and status.
. "$(dirname "$0")/lib.sh"

run manual
expect_exit 0
cp "$io/stdout" veto.1

command -v mandoc >/dev/null || fail 'mandoc is not installed'
mandoc -T lint -W warning veto.1 >"$io/stdout" 2>&1 || fail 'mandoc has complaints'
mandoc -T ascii veto.1 | sed 's/.\x08//g' >page

"$VETO" scan --help | sed -nE 's/^  (-.,|   ) (--[a-z-]+).*/\2/p' >options
expect 'help has options' test -s options
while read -r option; do
    expect "$option is in the manual page" grep -qF -e "$option" page
    variable=VETO_$(echo "${option#--}" | tr 'a-z-' 'A-Z_')
    case $option in --help | --version) continue ;; esac
    expect "$variable is in the manual page" grep -qF -e "$variable" page
done <options

for word in 'veto scan' 'veto image' 'veto rules' 'NO_COLOR' '130' 'EXAMPLES'; do
    expect "$word is in the manual page" grep -qF -e "$word" page
done

# The same program makes the same page.
"$VETO" manual >again
expect 'the page is reproducible' cmp veto.1 again
if [ -e "${VETO_BUILD:-}/veto.1" ]; then
    expect 'the build wrote this page' cmp veto.1 "$VETO_BUILD/veto.1"
fi
