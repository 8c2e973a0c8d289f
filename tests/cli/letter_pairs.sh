#!/usr/bin/env bash
# The table of letter pairs is the one that its script makes of our list of words.
. "$(dirname "$0")/lib.sh"

: "${VETO_SOURCE:?where the sources are}"
expect 'pair_list.def is up to date' python3 "$VETO_SOURCE/scanner/literals/make_pairs.py" --check
mkdir copy
cp "$VETO_SOURCE"/scanner/literals/{make_pairs.py,word_list.c,pair_list.def} copy
sed -i 's/"drop"/"zzyzx"/' copy/word_list.c
sed -i '0,/0x/s//0x8/' copy/pair_list.def
expect 'another table is noticed' bash -c '! python3 copy/make_pairs.py --check'
