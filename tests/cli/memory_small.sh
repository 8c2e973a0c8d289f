#!/usr/bin/env bash
# Memory is flat: a long file needs no more than a short one, and --memory is kept to.
# nosanitizer
source "$(dirname "$0")/lib.sh"
: >"$io/stdout"; : >"$io/stderr"

make_file() { python3 -c "
import sys
block = (b'a line of text that is long enough and holds nothing\n' * 20000)[:1 << 20]
with open(sys.argv[1], 'wb') as out:
    for i in range(int(sys.argv[2])):
        out.write(block)
    out.write(b'DB_PASSWORD=correct-horse-battery-9\n')
" "$1" "$2"; }

make_file small.env 64
make_file large.env 512
read -r status_small small _ < <(python3 "$VETO_SOURCE/tests/cli/peak.py" "$VETO" scan -q -j2 --no-cache small.env 2>/dev/null)
read -r status_large large _ < <(python3 "$VETO_SOURCE/tests/cli/peak.py" "$VETO" scan -q -j2 --no-cache large.env 2>/dev/null)
[ "$status_small" = 1 ] && [ "$status_large" = 1 ] || fail "the secret at the end was not found: $status_small $status_large"
for peak in "$small" "$large"; do
    [ "$peak" -le $((64 * 1024)) ] || fail "more than 64 MiB: $small KiB for a file of 64 MiB, $large KiB for 512 MiB"
done
read -r _ bounded _ < <(python3 "$VETO_SOURCE/tests/cli/peak.py" "$VETO" scan -q -j2 --memory 64M --no-cache large.env 2>/dev/null)
[ "$bounded" -le $((64 * 1024)) ] || fail "--memory 64M, and $bounded KiB were used"

# Layers of many members are inflated ahead by other threads, as far as there is memory for it.
python3 - "$VETO_SOURCE/tests/cli" <<'PYTHON'
import gzip, os, sys
sys.path.insert(0, sys.argv[1])
import image_maker
letters = bytes(b"acgt "[i * 5 // 256] for i in range(256))
layers = []
for _ in range(6):
    text = os.urandom(16 << 20).translate(letters).decode()
    tar = image_maker.layer(*((f"data/{n}.txt", text[n << 20:(n + 1) << 20]) for n in range(16)))
    layers.append(b"".join(gzip.compress(tar[at:at + 3500000], 1) for at in range(0, len(tar), 3500000)))
image_maker.save("members.tar", {"a:1": layers})
PYTHON
read -r status members _ < <(python3 "$VETO_SOURCE/tests/cli/peak.py" "$VETO" scan -q -j6 --fail-on none --memory 64M --no-cache members.tar 2>/dev/null)
[ "$status" = 0 ] && [ "$members" -le $((64 * 1024)) ] || fail "--memory 64M, and $members KiB were used for layers of many members: $status"
