#!/usr/bin/env bash
# long
# Bombs: each ends in bounded time and memory, and what was not read is said.
. "$(dirname "$0")/lib.sh"
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }
export PYTHONPATH=$VETO_SOURCE/tests/cli PYTHONDONTWRITEBYTECODE=1
# What is freed is kept for a while by the sanitizer, and is not ours.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=16
mkdir zoo
python3 "$VETO_SOURCE/tests/cli/zoo_maker.py" zoo || { fail 'the zoo cannot be made'; exit; }

# tame ANIMAL STATUS TEXT [OPTION...]: the exit status, and a problem that says so.
tame() {
    local animal=$1 status=$2 text=$3 peak
    shift 3
    python3 "$VETO_SOURCE/tests/cli/peak.py" timeout 120 "$VETO" scan --memory 256M -j2 --no-cache \
        --skip image-runs-as-root -f json -o "$io/report.json" "$@" "zoo/$animal" >"$io/peak" 2>"$io/stderr"
    cp "$io/report.json" "$io/stdout" 2>/dev/null || : >"$io/stdout"
    read -r actual peak _ <"$io/peak"
    [ "$actual" = "$status" ] || fail "$animal: exit status $actual, expected $status"
    [ "$peak" -le $((256 * 1024)) ] || fail "$animal: $peak KiB"
    [ -z "$text" ] || grep -qF -e "$text" "$io/stdout" || fail "$animal: no problem says: $text"
    rm -f "$io/report.json"
}

tame nest.zip 3 'nested deeper than 8'
tame nest.zip 3 'nested deeper than 2' --max-depth 2
tame tree.zip 0 ''
tame tree.zip 3 'more was decompressed than the limit' --max-total 1GiB
tame overlap.zip 0 ''
tame ends.zip 0 ''
tame zeros.gz 3 'decompress'
tame members.gz 0 ''
tame entries.tar.gz 0 ''
tame entries.tar.gz 3 'holds more entries than the limit' --max-entries 100000
tame pax.tar 3 ''
tame name.tar 0 'was cut'
tame size-base256.tar 3 ''
tame size-beyond.tar 3 ''
tame size-negative.tar 3 ''
tame size-pax.tar 3 ''
tame links.tar 1 '"github-pat"'
tame layers.tar 1 '"images": 60'
tame indexes.tar 3 'nested deeper than'
# Every bound is an option.
tame name.tar 0 'and was cut' --max-name 100
tame indexes.tar 3 'nested deeper than 2' --max-index-depth 2
tame layers.tar 1 "the image's configuration: larger than 100 bytes" --max-config 100
tame layers.tar 1 "manifest.json: larger than 100 bytes" --max-manifest 100
