#!/usr/bin/env bash
# The same input gives the same bytes, however many threads.
source "$(dirname "$0")/lib.sh"

python3 - <<'PY'
import io, os, random, tarfile, zipfile
random.seed(3)
alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
def value(n): return "".join(random.choice(alphabet) for _ in range(n))
for i in range(300):
    folder = f"tree/{i % 7}/{i % 3}"
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/file{i}.env", "w") as out:
        for k in range(random.randrange(4)):
            out.write(f"DB_PASSWORD_{k}={value(18)}\n")
        out.write(f"API_TOKEN=glpat-{value(20)}\n")
with zipfile.ZipFile("tree/some.jar", "w") as jar:
    for i in range(20):
        jar.writestr(zipfile.ZipInfo(f"conf/{i}.env"), f"DB_PASSWORD={value(18)}\n")
with tarfile.open("tree/more.tar.gz", "w:gz") as tar:
    for i in range(200):
        data = f"SECRET_KEY={value(30)}\n".encode()
        info = tarfile.TarInfo(f"d/{i}.env"); info.size = len(data)
        tar.addfile(info, io.BytesIO(data))
os.symlink("nowhere", "tree/link")
PY
: >"$io/stdout"; : >"$io/stderr"
for jobs in 1 2 16; do
    for format in sarif json jsonl text; do
        "$VETO" scan -f $format -j$jobs --no-cache tree >$format.$jobs 2>/dev/null || [ $? = 1 ] || fail "-j$jobs -f $format: status $?"
    done
done
for format in sarif json jsonl; do
    for jobs in 2 16; do
        cmp $format.1 $format.$jobs || fail "$format differs between -j1 and -j$jobs"
    done
done
[ "$(wc -l <jsonl.1)" -gt 300 ] || fail "too little was found: $(wc -l <jsonl.1)"
