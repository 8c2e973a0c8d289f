/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The stages of a scan alone, in one process and one thread, beside the floor under each:
 *
 *     micro match FOLDER      Hyperscan and PCRE2 over every file, contents in memory
 *     micro floor FOLDER      the same loop, counting bytes ≥ 0x80 instead
 *     micro ready FOLDER      what stands before `match`: contents and rules, and no byte is matched
 *     micro rules FOLDER      ends per MB that Hyperscan tells of each rule
 *     micro inflate FILE.gz   our inflater; `micro zlib FILE.gz` the plain one
 *     micro json FILE         our reader of JSON; `micro jansson FILE` that of machine JSON
 *     micro yaml FILE         our reader of YAML; `micro events FILE` the library's events under it
 *     micro memory FILE       how many bytes of tree a byte of the document becomes
 *     micro audit FOLDER      configuration, by kind: reading it, lifting it, and all its queries
 *
 * With `once` behind it each runs a single time and prints nothing, for counting instructions.
 */
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <yaml.h>
#include <zlib.h>

#include "audit/audit.h"
#include "base/file.h"
#include "base/json.h"
#include "doc/json.h"
#include "doc/read.h"
#include "doc/yaml.h"
#include "match/matcher.h"
#include "run/query_regex.h"
#include "run/rules.h"
#include "source/inflate.h"

enum { ROUNDS = 9, MAX_FILES = 200000, MAX_FILE = 8 * 1024 * 1024, AUDIT_ROUNDS = 5 };

struct corpus {
    struct unit units[MAX_FILES];
    struct veto_origin origins[MAX_FILES];
    size_t count;
    uint64_t bytes;
};

/* One thread's own time: what else the machine does is not measured. */
static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void die(const char *what, const struct veto_error *error)
{
    fprintf(stderr, "micro: %s: %s\n", what, error->message);
    exit(2);
}

/* nftw has no payload: the corpus it fills is the program's one global. */
static struct corpus *filling;

static int add_file(const char *path, const struct stat *status, int type, struct FTW *at)
{
    (void)at;
    if (type != FTW_F || strstr(path, "/.git/") || status->st_size > MAX_FILE ||
        filling->count == MAX_FILES)
        return 0;
    int fd = open(path, O_RDONLY);
    char *bytes = malloc((size_t)status->st_size + 1);
    ssize_t len = fd < 0 ? -1 : file_read_full(fd, bytes, (size_t)status->st_size);
    if (len >= 0) {
        struct veto_origin *origin = &filling->origins[filling->count];
        *origin = (struct veto_origin) { .kind = VETO_ORIGIN_FILE,
                                         .name = { strdup(path), strlen(path) } };
        filling->units[filling->count++] = unit_whole((struct span) { bytes, (size_t)len }, origin);
        filling->bytes += (uint64_t)len;
    }
    if (fd >= 0)
        close(fd);
    return 0;
}

static struct corpus *load(const char *folder)
{
    filling = calloc(1, sizeof(*filling));
    if (!filling || nftw(folder, add_file, 64, FTW_PHYS) < 0)
        exit(2);
    return filling;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* What one round does; the rest is timing. */
typedef uint64_t (*round_function)(void *subject);

static void time_rounds(const char *name, round_function known, void *subject, uint64_t bytes,
                        bool once)
{
    /* Else a round that only reads is found to give the same each time, and run once. */
    round_function volatile round = known;
    if (once) {
        round(subject);
        return;
    }
    double seconds[ROUNDS];
    uint64_t result = round(subject);
    for (int i = 0; i < ROUNDS; i++) {
        double begin = now();
        round(subject);
        seconds[i] = now() - begin;
    }
    qsort(seconds, ROUNDS, sizeof(*seconds), compare);
    printf("%-8s %8.3f GB/s median %8.3f best   (%llu bytes, result %llu)\n", name,
           (double)bytes / seconds[ROUNDS / 2] / 1e9, (double)bytes / seconds[0] / 1e9,
           (unsigned long long)bytes, (unsigned long long)result);
}

struct matching {
    struct corpus *corpus;
    struct veto_rules *rules;
    struct match_scratch *scratch;
    uint64_t matches;
};

static void count_match(const struct match *match, void *payload)
{
    (void)match;
    ++*(uint64_t *)payload;
}

static uint64_t match_round(void *subject)
{
    struct matching *matching = subject;
    uint64_t matches = 0;
    for (size_t i = 0; i < matching->corpus->count; i++)
        matcher_scan(matching->rules->matcher, matching->scratch, &matching->corpus->units[i],
                     count_match, &matches);
    return matches;
}

static struct matching prepare(const char *folder)
{
    struct veto_rules_options options = VETO_RULES_OPTIONS_INIT;
    struct veto_error error = { 0 };
    struct matching matching = { .corpus = load(folder) };
    if (rules_load(&matching.rules, &options, &error) < 0 ||
        match_scratch_create(&matching.scratch, matching.rules->matcher, &error) < 0)
        die("rules", &error);
    return matching;
}

static int run_match(const char *folder, bool once)
{
    struct matching matching = prepare(folder);
    time_rounds("match", match_round, &matching, matching.corpus->bytes, once);
    return 0;
}

static uint64_t idle_round(void *subject)
{
    (void)subject;
    return 0;
}

static int run_ready(const char *folder, bool once)
{
    struct matching matching = prepare(folder);
    time_rounds("ready", idle_round, &matching, matching.corpus->bytes, once);
    return 0;
}

struct rule_hits {
    const char *id;
    uint64_t hits;
};

static int by_hits(const void *a, const void *b)
{
    const struct rule_hits *x = a, *y = b;
    return (x->hits < y->hits) - (x->hits > y->hits);
}

static int run_rules(const char *folder, bool once)
{
    struct matching matching = prepare(folder);
    const struct rule_set *set = &matching.rules->builtin;
    struct rule_hits *hits = calloc(set->count, sizeof(*hits));
    double megabytes = (double)matching.corpus->bytes / 1e6;
    if (!hits)
        return 2;
    match_round(&matching);
    for (size_t i = 0; i < set->count; i++)
        hits[i] = (struct rule_hits) { set->rules[i].public.id,
                                       match_scratch_rule_hits(matching.scratch, i) };
    qsort(hits, set->count, sizeof(*hits), by_hits);
    for (size_t i = 0; i < set->count && hits[i].hits; i++)
        printf("%10.3f hits/MB  %s\n", (double)hits[i].hits / megabytes, hits[i].id);
    (void)once;
    return 0;
}

static uint64_t floor_round(void *subject)
{
    const struct corpus *corpus = subject;
    uint64_t high = 0;
    for (size_t i = 0; i < corpus->count; i++) {
        struct span bytes = corpus->units[i].bytes;
        for (size_t k = 0; k < bytes.len; k++)
            high += (unsigned char)bytes.data[k] >> 7;
    }
    return high;
}

static int run_floor(const char *folder, bool once)
{
    struct corpus *corpus = load(folder);
    time_rounds("floor", floor_round, corpus, corpus->bytes, once);
    return 0;
}

struct packed {
    struct buf bytes;
    char *into;
};

enum { OUTPUT = 256 * 1024, MAX_PACKED = 1 << 30 };

static uint64_t inflate_round(void *subject)
{
    struct packed *packed = subject;
    struct inflater *inflater = NULL;
    struct veto_error error = { 0 };
    struct span in = buf_span(&packed->bytes);
    enum inflate_status status = INFLATE_MORE;
    uint64_t total = 0;
    if (inflate_open(&inflater, INFLATE_GZIP, 1 << 27, &error) < 0)
        die("inflate", &error);
    while (status == INFLATE_MORE) {
        size_t written = 0;
        status = inflate_run(inflater, &in, true, packed->into, OUTPUT, &written);
        total += written;
    }
    inflate_close(inflater);
    return total;
}

static uint64_t zlib_round(void *subject)
{
    struct packed *packed = subject;
    z_stream stream = { .next_in = (Bytef *)packed->bytes.data,
                        .avail_in = (uInt)packed->bytes.len };
    uint64_t total = 0;
    if (inflateInit2(&stream, 15 + 16) != Z_OK)
        exit(2);
    for (int status = Z_OK; status == Z_OK;) {
        stream.next_out = (Bytef *)packed->into;
        stream.avail_out = OUTPUT;
        status = inflate(&stream, Z_NO_FLUSH);
        total += OUTPUT - stream.avail_out;
    }
    inflateEnd(&stream);
    return total;
}

static int time_packed(const char *name, round_function round, const char *path, bool once)
{
    struct packed packed = { .bytes = buf_make(MAX_PACKED), .into = malloc(OUTPUT) };
    struct veto_error error = { 0 };
    if (!packed.into || file_load(path, &packed.bytes, &error) < 0)
        die(path, &error);
    time_rounds(name, round, &packed, round(&packed), once);
    return 0;
}

static int run_inflate(const char *path, bool once)
{
    return time_packed("inflate", inflate_round, path, once);
}

static int run_zlib(const char *path, bool once)
{
    return time_packed("zlib", zlib_round, path, once);
}

/* ---- Documents ---- */

enum { ARENA_CEILING = 1 << 30 };

static uint64_t json_round(void *subject)
{
    struct arena arena = arena_make(ARENA_CEILING, false);
    struct veto_error error = { 0 };
    struct node *root = NULL;
    if (json_read(&root, buf_span(subject), JSON_WITH_COMMENTS, &arena, &error) < 0)
        die("json", &error);
    uint64_t nodes = root->weight;
    arena_release(&arena);
    return nodes;
}

static uint64_t jansson_round(void *subject)
{
    struct veto_error error = { 0 };
    struct json_value *document = NULL;
    if (json_parse(&document, buf_span(subject), &error) < 0)
        die("jansson", &error);
    json_release(document);
    return 0;
}

static uint64_t yaml_round(void *subject)
{
    struct arena arena = arena_make(ARENA_CEILING, false);
    struct veto_error error = { 0 };
    struct node *root = NULL;
    if (yaml_read(&root, buf_span(subject), &arena, &error) < 0)
        die("yaml", &error);
    uint64_t nodes = root->weight;
    arena_release(&arena);
    return nodes;
}

/* What our reader of YAML is made of, with nothing done to it. */
static uint64_t events_round(void *subject)
{
    struct span text = buf_span(subject);
    yaml_parser_t parser;
    yaml_event_t event;
    uint64_t events = 0;
    bool more = true;
    if (!yaml_parser_initialize(&parser))
        exit(2);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.data, text.len);
    while (more && yaml_parser_parse(&parser, &event)) {
        more = event.type != YAML_STREAM_END_EVENT;
        events++;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return events;
}

static int run_memory(const char *path, bool once)
{
    struct buf bytes = buf_make(DOCUMENT_MAX_BYTES);
    struct arena arena = arena_make(ARENA_CEILING, false);
    struct veto_error error = { 0 };
    const struct node *root = NULL;
    if (file_load(path, &bytes, &error) < 0 ||
        document_read(&root, path, buf_span(&bytes), &arena, &error) < 0)
        die(path, &error);
    printf("memory   %8.2f bytes of tree a byte of document\n",
           (double)arena.used / (double)bytes.len);
    (void)once;
    return 0;
}

static int time_document(const char *name, round_function round, const char *path, bool once)
{
    struct buf bytes = buf_make(DOCUMENT_MAX_BYTES);
    struct veto_error error = { 0 };
    if (file_load(path, &bytes, &error) < 0)
        die(path, &error);
    time_rounds(name, round, &bytes, bytes.len, once);
    return 0;
}

static int run_json(const char *path, bool once)
{
    return time_document("json", json_round, path, once);
}

static int run_jansson(const char *path, bool once)
{
    return time_document("jansson", jansson_round, path, once);
}

static int run_yaml(const char *path, bool once)
{
    return time_document("yaml", yaml_round, path, once);
}

static int run_events(const char *path, bool once)
{
    return time_document("events", events_round, path, once);
}

/* ---- Configuration ---- */

/* What the files of one kind took, in seconds. */
struct kind_cost {
    size_t files, bytes;
    double lift, audit;
};

struct auditing {
    struct audit *audit;
    struct arena arena;
    struct kind_cost costs[AUDIT_KINDS];
};

static void pass_over(const struct audit_fault *fault, void *payload)
{
    (void)fault;
    (void)payload;
}

static void time_lift(struct auditing *auditing, const struct audit_kind *kind,
                      const struct unit *unit)
{
    struct veto_error ignored = { 0 };
    struct node *facts;
    arena_reset(&auditing->arena);
    audit_kind_lift(kind, &facts, span_from_bytes(unit->origin->name), unit->bytes,
                    &auditing->arena, &ignored);
}

/* The cheapest of some runs: the machine's other work is not the program's. */
static void time_kind(struct auditing *auditing, const struct audit_kind *kind,
                      const struct unit *unit)
{
    struct kind_cost *cost = &auditing->costs[kind - audit_kinds];
    struct veto_error ignored = { 0 };
    double least_lift = 1e9, least_audit = 1e9;
    for (int i = 0; i < AUDIT_ROUNDS; i++) {
        double begin = now();
        time_lift(auditing, kind, unit);
        double lifted = now();
        audit_unit_as(auditing->audit, kind, unit, pass_over, NULL, &ignored);
        double audited = now();
        least_lift = MIN(least_lift, lifted - begin);
        least_audit = MIN(least_audit, audited - lifted);
    }
    cost->files++;
    cost->bytes += unit->bytes.len;
    cost->lift += least_lift;
    cost->audit += least_audit;
}

static void print_kind(const char *name, const struct kind_cost *cost)
{
    double megabytes = (double)cost->bytes / 1e6;
    if (cost->files)
        printf("%-24s %6zu %9.3f %9.1f %9.1f\n", name, cost->files, megabytes,
               1e3 * cost->lift / megabytes, 1e3 * cost->audit / megabytes);
}

/* A file is measured once for each kind that it is: alone, and as one of a deployment unit. */
static void time_unit(struct auditing *auditing, struct unit *unit)
{
    struct span name = span_from_bytes(unit->origin->name);
    const struct audit_kind *kind = audit_kind_of(unit->origin->name.data, unit->bytes);
    unit->kinds = kind_of(name, unit->bytes);
    if (kind)
        time_kind(auditing, kind, unit);
    for (kind = NULL; (kind = audit_joined_kind(auditing->audit, unit, kind));)
        time_kind(auditing, kind, unit);
}

static int run_audit(const char *folder, bool once)
{
    struct veto_rules_options options = VETO_RULES_OPTIONS_INIT;
    struct veto_error error = { 0 };
    struct veto_rules *rules = NULL;
    struct corpus *corpus = load(folder);
    struct query_regex regex;
    struct auditing *auditing = calloc(1, sizeof(*auditing));
    query_regex_init(&regex);
    if (!auditing || rules_load(&rules, &options, &error) < 0 ||
        audit_create(&auditing->audit, rules->enabled, rules->enabled_count, &regex.interface,
                     &error) < 0)
        die("rules", &error);
    auditing->arena = arena_make(ARENA_CEILING, false);
    for (size_t i = 0; i < corpus->count; i++)
        time_unit(auditing, &corpus->units[i]);
    printf("%-24s %6s %9s %9s %9s   (ms of CPU a MB)\n", "kind", "files", "MB", "lifted",
           "audited");
    for (size_t i = 0; i < AUDIT_KINDS; i++)
        print_kind(audit_kinds[i].name, &auditing->costs[i]);
    query_regex_release(&regex);
    (void)once;
    return 0;
}

static const struct {
    const char *name;
    int (*run)(const char *subject, bool once);
} stages[] = {
    { "match", run_match },     { "ready", run_ready },     { "rules", run_rules },
    { "floor", run_floor },     { "inflate", run_inflate }, { "zlib", run_zlib },
    { "json", run_json },       { "jansson", run_jansson }, { "yaml", run_yaml },
    { "events", run_events },   { "memory", run_memory },   { "audit", run_audit },
};

int main(int argc, char **argv)
{
    bool once = argc > 3 && strcmp(argv[3], "once") == 0;
    for (size_t i = 0; argc > 2 && i < ARRAY_SIZE(stages); i++)
        if (strcmp(argv[1], stages[i].name) == 0)
            return stages[i].run(argv[2], once);
    fputs("usage: micro match|ready|rules|floor|audit FOLDER [once] | micro inflate|zlib FILE.gz [once] | "
          "micro json|jansson|yaml|events|memory FILE [once]\n",
          stderr);
    return 2;
}
