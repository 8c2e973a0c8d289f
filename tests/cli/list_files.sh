#!/usr/bin/env bash
# --list-files prints what would be read, and why the rest would not; it scans nothing.
. "$(dirname "$0")/lib.sh"

mkdir -p tree/sub
git -C tree init -q
printf 'token = %s\n' "$token" >tree/secret.txt
echo 'nothing here' >tree/sub/plain.txt
echo 'nothing here' >tree/.hidden
echo 'nothing here' >tree/ignored.log
echo 'nothing here' >tree/excluded.tmp
echo '*.log' >tree/.gitignore
ln -s plain.txt tree/sub/link
mkfifo tree/pipe

run scan --list-files --exclude '*.tmp' tree
expect_exit 0
for path in tree/secret.txt tree/sub/plain.txt tree/.hidden tree/.gitignore; do
    expect_stdout "$path"
done
for path in ignored.log excluded.tmp sub/link tree/pipe; do
    expect_no_stdout "$path"
done
expect_stderr 'tree/ignored.log: ignored'
expect_stderr 'tree/excluded.tmp: excluded'
expect_stderr 'tree/sub/link: a symbolic link'
expect_stderr 'tree/pipe: no regular file'
expect 'it is sorted' sort -c "$io/stdout"
cp "$io/stdout" "$io/first"

run scan --list-files --exclude '*.tmp' -j4 tree
expect 'the same on four threads' cmp "$io/first" "$io/stdout"

run scan --list-files --no-ignore tree
expect_stdout 'tree/ignored.log'
run scan --list-files -q tree
expect_empty_stderr

# In the working directory, paths are as people would type them.
cd tree || exit 1
run scan --list-files
expect 'no ./ in front' grep -qx 'sub/plain.txt' "$io/stdout"
cd ..

# The list can be given back.
run scan --list-files -0 tree
cp "$io/stdout" names
run scan -0 --files-from names
expect_exit 1
