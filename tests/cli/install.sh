#!/usr/bin/env bash
# cmake --install into a DESTDIR gives a program, a library and a pkg-config file that others build with.
# nosanitizer
set -euo pipefail
build=$VETO_BUILD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

DESTDIR=$work/root cmake --install "$build" >/dev/null
for file in bin/veto include/veto/veto.h share/man/man1/veto.1; do
    [ -e "$work/root/usr/local/$file" ] || { echo "not installed: $file" >&2; exit 1; }
done
pc=$(find "$work/root" -name libveto.pc)
export PKG_CONFIG_PATH=${pc%/*} PKG_CONFIG_SYSROOT_DIR=$work/root
export PKG_CONFIG_ALLOW_SYSTEM_LIBS=1 PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1
libdir=$(find "$work/root" -name libveto.so -exec dirname {} +)
${CC:-cc} -std=c17 -o "$work/embed" "$VETO_SOURCE/tests/unit/veto/embed.c" $(pkg-config --cflags --libs libveto)
mkdir "$work/folder"
echo 'nothing here' >"$work/folder/file"
LD_LIBRARY_PATH=$libdir "$work/embed" "$work/folder"
"$work/root/usr/local/bin/veto" --version
