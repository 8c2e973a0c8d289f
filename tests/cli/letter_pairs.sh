#!/usr/bin/env bash
# The tables of letters and of hashes are those that their scripts make of our lists of words.
. "$(dirname "$0")/lib.sh"

: "${VETO_SOURCE:?where the sources are}"
expect 'pair_list.def and word_begins.def are up to date' python3 "$VETO_SOURCE/scanner/literals/make_pairs.py" --check
expect 'hashed_words.def is up to date' python3 "$VETO_SOURCE/scanner/literals/make_hashed_words.py" --check
mkdir copy
cp "$VETO_SOURCE"/scanner/literals/{make_pairs.py,word_list.c,pair_list.def,word_begins.def} copy
sed -i 's/"drop"/"zzyzx"/' copy/word_list.c
sed -i '0,/0x/s//0x8/' copy/pair_list.def
expect 'another table is noticed' bash -c '! python3 copy/make_pairs.py --check'
python3 copy/make_pairs.py
sed -i '$s/3633/3634/' copy/word_begins.def
expect 'another beginning is noticed' bash -c '! python3 copy/make_pairs.py --check'
