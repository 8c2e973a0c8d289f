/* SPDX-License-Identifier: Apache-2.0 */
/* Images as files and folders, made by small scripts, and what scanning them gave. */
#ifndef VETO_TEST_IMAGES_H
#define VETO_TEST_IMAGES_H

#include "source/image/image.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/json.h"
#include "source/image/history.h"
#include "source/image/tar_walk.h"
#include "unit/source/fixture.h"
#include "unit/source/twin.h"

/*
 * `image(layers)` gives the blobs of one OCI image, by name, and its descriptor; `oci(…)` the files
 * of a layout, `docker(…)` those of an archive of old docker.
 */
#define IMAGES                                                                                     \
    "def blob(store, data, path='blobs/sha256/%s'):\n"                                             \
    "    store[path % sha(data)[7:]] = data\n"                                                     \
    "    return {'digest': sha(data), 'size': len(data)}\n"                                        \
    "def config_of(tars, **more):\n"                                                               \
    "    c = {'os': 'linux', 'architecture': 'amd64', 'config': {'Env': ['A=env-needle']},\n"      \
    "         'rootfs': {'type': 'layers', 'diff_ids': [sha(t) for t in tars]}}\n"                 \
    "    return json.dumps(c | more).encode()\n"                                                   \
    "def image(store, tars, pack=lambda t: t, tag='t', config={}, layer={}, manifest={}):\n"       \
    "    layers = [blob(store, pack(t)) | {'mediaType': "                                          \
    "'application/vnd.oci.image.layer.v1.tar'} | layer for t in tars]\n"                           \
    "    m = {'schemaVersion': 2, 'config': blob(store, config_of(tars, **config)), 'layers': "    \
    "layers}\n"                                                                                    \
    "    d = blob(store, json.dumps(m | manifest).encode())\n"                                     \
    "    return d | {'mediaType': 'application/vnd.oci.image.manifest.v1+json',\n"                 \
    "                'annotations': {'org.opencontainers.image.ref.name': tag}}\n"                 \
    "def index(*descriptors): return json.dumps({'schemaVersion': 2, 'manifests': "                \
    "descriptors}).encode()\n"                                                                     \
    "def layout(store, *descriptors):\n"                                                           \
    "    return store | {'index.json': index(*descriptors), 'oci-layout': "                        \
    "b'{\"imageLayoutVersion\":\"1.0.0\"}'}\n"                                                     \
    "def oci(tars, **more):\n"                                                                     \
    "    store = {}; d = image(store, tars, **more); return layout(store, d)\n"                    \
    "def docker(tars, tags=['app/web:1'], names=None, pack=lambda t: t):\n"                        \
    "    c = config_of(tars); store = {}\n"                                                        \
    "    names = names or ['%064d/layer.tar' % i for i in range(len(tars))]\n"                     \
    "    for n, t in zip(names, tars): store[n] = pack(t)\n"                                       \
    "    store[sha(c)[7:] + '.json'] = c\n"                                                        \
    "    m = [{'Config': sha(c)[7:] + '.json', 'RepoTags': tags, 'Layers': names}]\n"              \
    "    return store | {'manifest.json': json.dumps(m).encode()}\n"                               \
    "zstd = lambda b: run(b, 'zstd', '-qc')\n"                                                     \
    "two = [tar({'etc/one': b'first needle'}), tar({'etc/two': b'second needle', 'etc/.wh.one': "  \
    "b''})]\n"

static const struct veto_origin target = { .kind = VETO_ORIGIN_FILE, .name = { "in", 2 } };
static const struct veto_origin folder = { .kind = VETO_ORIGIN_TREE, .name = { "in", 2 } };

/* A file without a name that holds what the script prints. */
static inline int fixture_file(const char *script)
{
    struct buf whole = buf_make(1 << 16);
    buf_append_text(&whole, IMAGES);
    buf_append_text(&whole, script);
    char path[] = "/tmp/veto-image-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    unlink(path);
    struct buf bytes = fixture(whole.data);
    assert_int_equal(pwrite(fd, bytes.data, bytes.len, 0), (ssize_t)bytes.len);
    buf_release(&bytes);
    buf_release(&whole);
    return fd;
}

static inline struct twin *scan(const char *script)
{
    struct twin *twin = twin_create();
    struct veto_error error = { 0 };
    struct read_task *task = NULL;
    if (image_open_file(&task, fixture_file(script), &target, &error) != 1)
        fail_msg("no image: %s", script);
    twin_run(twin, task);
    return twin;
}

/* The script makes a folder and prints its path; it is removed after the scan. */
static inline int scan_folder(struct twin *twin, const char *script)
{
    struct buf path = fixture(script);
    struct veto_error error = { 0 };
    struct read_task *task = NULL;
    static const struct source_options options;
    int answer = image_open_folder(&task, path.data, &folder, &options, &error);
    if (answer == 1)
        twin_run(twin, task);
    char command[4096];
    snprintf(command, sizeof(command), "rm -r '%s'", path.data);
    assert_int_equal(system(command), 0);
    buf_release(&path);
    return answer;
}

#define IN_FOLDER                                                                                  \
    "def folder(files):\n"                                                                         \
    "    d = __import__('tempfile').mkdtemp()\n"                                                   \
    "    for n, b in files.items():\n"                                                             \
    "        os.makedirs(os.path.dirname(d + '/' + n), exist_ok=True); open(d + '/' + n, "         \
    "'wb').write(b)\n"                                                                             \
    "    out(d.encode())\n"

static inline void assert_clean(const struct twin *twin)
{
    if (twin->problem_count)
        fail_msg("%s: %s", twin->problems[0].place, twin->problems[0].text);
    if (twin->event_count)
        fail_msg("%s: %s", twin->events[0].place, twin->events[0].text);
}

static inline void assert_found(const struct twin *twin, const char *place, const char *text)
{
    if (!twin_find(twin, place, text)) {
        twin_print(twin);
        fail_msg("no `%s` at %s", text, place);
    }
}

static inline void assert_trouble(const struct twin *twin, const char *place, const char *text,
                           enum veto_problem_kind kind)
{
    const struct twin_note *note = twin_trouble(twin, place, text);
    if (!note) {
        twin_print(twin);
        fail_msg("no problem `%s` at %s", text, place);
    }
    assert_int_equal(note->kind, kind);
}

/* The image of `two`, whatever it is written as, called `name`. */
static inline void assert_two_layers(const struct twin *twin, const char *name)
{
    char place[256];
    assert_clean(twin);
    snprintf(place, sizeof(place), "in ! %s ! layer 0 ! etc/one", name);
    assert_found(twin, place, "first needle");
    snprintf(place, sizeof(place), "in ! %s ! layer 1 ! etc/two", name);
    assert_found(twin, place, "second needle");
    snprintf(place, sizeof(place), "in ! %s ! Env", name);
    assert_found(twin, place, "A=env-needle");
    assert_int_equal(twin->sink.counts.images, 1);
    assert_int_equal(twin->sink.counts.layers, 2);
}

#endif
