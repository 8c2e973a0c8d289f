/* SPDX-License-Identifier: Apache-2.0 */
/* Fixtures that a few lines of Python make: what they print is the file. */
#ifndef VETO_TEST_FIXTURE_H
#define VETO_TEST_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/child.h"
#include "base/file.h"

enum { FIXTURE_MAX = 1 << 29 };

/*
 * For every script: `out(bytes)` prints, `tar({name: bytes}, …)` and `zip_of({…})` make archives.
 */
#define FIXTURE_PRELUDE                                                                            \
    "import sys, io, os, gzip, zlib, bz2, lzma, json, hashlib, tarfile, zipfile, struct, "         \
    "subprocess\n"                                                                                 \
    "out = sys.stdout.buffer.write\n"                                                              \
    "def tar(files, format=tarfile.USTAR_FORMAT, edit=None):\n"                                    \
    "    f = io.BytesIO(); t = tarfile.open(fileobj=f, mode='w', format=format)\n"                 \
    "    for name, data in files.items():\n"                                                       \
    "        i = tarfile.TarInfo(name); i.size = len(data)\n"                                      \
    "        t.addfile(i, io.BytesIO(data))\n"                                                     \
    "    t.close(); return f.getvalue()\n"                                                         \
    "def header(name, size, type=b'0', link=''):\n"                                                \
    "    i = tarfile.TarInfo(name); i.size = size; i.type = type; i.linkname = link\n"             \
    "    b = bytearray(i.tobuf(tarfile.USTAR_FORMAT)); b[124:136] = b'%011o\\0' % size\n"          \
    "    b[148:156] = b'%06o\\0 ' % (sum(b[:148]) + 256 + sum(b[156:512]))\n"                      \
    "    return bytes(b)\n"                                                                        \
    "def padded(data): return data + bytes(-len(data) % 512)\n"                                    \
    "def zip_of(files, method=zipfile.ZIP_DEFLATED):\n"                                            \
    "    f = io.BytesIO(); z = zipfile.ZipFile(f, 'w', method)\n"                                  \
    "    for name, data in files.items(): z.writestr(name, data)\n"                                \
    "    z.close(); return f.getvalue()\n"                                                         \
    "def run(data, *command): return subprocess.run(command, input=data, stdout=subprocess.PIPE, " \
    "check=True).stdout\n"                                                                         \
    "def sha(data): return 'sha256:' + hashlib.sha256(data).hexdigest()\n"

/* The caller releases it. */
static inline struct buf fixture(const char *script)
{
    extern char **environ;
    struct buf source = buf_make(1 << 20), output = buf_make(FIXTURE_MAX);
    struct child child;
    struct veto_error error = { 0 };
    buf_append_text(&source, FIXTURE_PRELUDE);
    buf_append_text(&source, script);
    const char *const arguments[] = { "python3", "-c", source.data, NULL };
    if (child_start(&child, arguments, (const char *const *)environ, NULL, &error) < 0)
        fail_msg("%s", error.message);
    if (file_read_all(child.output, &output, &error) < 0)
        fail_msg("%s", error.message);
    if (child_finish(&child) != 0)
        fail_msg("this script failed:\n%s", script);
    buf_release(&source);
    return output;
}

/*
 * Hands to `read` each of the script's list `seeds`, many times, with a few bytes changed and every
 * third time cut. The same bytes on every machine.
 */
static inline void each_damaged(const char *script, void (*read)(struct span bytes))
{
    struct buf source = buf_make(1 << 20);
    buf_append_text(&source, script);
    buf_append_text(&source, "\nimport random; r = random.Random(3)\n"
                             "for s in seeds:\n"
                             "    for n in range(80):\n"
                             "        b = bytearray(s)\n"
                             "        for k in range(r.randrange(1, 9)):\n"
                             "            b[r.randrange(len(b))] = r.randrange(256)\n"
                             "        b = b[:r.randrange(1, len(b) + 1)] if n % 3 == 0 else b\n"
                             "        out(struct.pack('<I', len(b)) + b)\n");
    struct buf all = fixture(source.data);
    struct span rest = buf_span(&all);
    while (rest.len >= sizeof(uint32_t)) {
        uint32_t len;
        memcpy(&len, rest.data, sizeof(len));
        read(span_sub(rest, sizeof(len), len));
        rest = span_from(rest, sizeof(len) + (size_t)len);
    }
    buf_release(&all);
    buf_release(&source);
}

#endif
