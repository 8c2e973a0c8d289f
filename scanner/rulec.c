/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rule compiler of the build: packs in, const C tables and a Hyperscan database out.
 *
 *     rulec RULES_DIR OUT_DIR    writes OUT_DIR/builtin.c and OUT_DIR/builtin.hsdb
 *     rulec --check RULES_DIR    tells every mistake and writes nothing
 *     rulec --schema             prints the JSON Schema of packs
 */
#include <inttypes.h>
#include <stdlib.h>

#include "audit/audit.h"
#include "base/arena.h"
#include "base/cleanup.h"
#include "base/file.h"
#include "judge/judge.h"
#include "match/example.h"
#include "match/matcher.h"
#include "rule/digest.h"
#include "rule/fields.h"
#include "rule/load.h"
#include "rule/peers.h"
#include "rule/place.h"
#include "rule/schema.h"

enum { RULES_ARENA = 256 * 1024 * 1024, EXTRA_MAX = 4 * 1024 * 1024 };

/* What goes into the tables beside rules. */
struct extras {
    struct span peers, made_up;
    const char *folder;
};

/* ---- C tables -------------------------------------------------------------------------------- */

/*
 * A C literal that no compiler reads in two ways: octal escapes always have three digits, and `?`
 * cannot begin a trigraph.
 */
static void write_literal(FILE *to, const char *text)
{
    fputc('"', to);
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\' || c == '?')
            fprintf(to, "\\%c", c);
        else if (c >= ' ' && c <= '~')
            fputc(c, to);
        else
            fprintf(to, "\\%03o", c);
    }
    fputc('"', to);
}

/* Whose members are written: a rule's, or those of an item in one of its lists. */
struct owner {
    char name[64];              /* `r12`, `r12_exceptions0` */
    const struct rule_set *set; /* NULL: an item */
    size_t rule;                /* its index in the set */
};

static struct owner rule_owner(const struct rule_set *set, size_t rule)
{
    struct owner owner = { .set = set, .rule = rule };
    snprintf(owner.name, sizeof(owner.name), "r%zu", rule);
    return owner;
}

static bool is_same_list(struct rule_list a, struct rule_list b)
{
    if (a.count != b.count)
        return false;
    for (size_t i = 0; i < a.count; i++)
        if (strcmp(a.items[i], b.items[i]) != 0)
            return false;
    return true;
}

/*
 * The first rule with the same list, whose array all of them share: the dynamic linker makes a page
 * of each five hundred pointers at every start, and tags are the same in most rules.
 */
static size_t first_alike(const struct owner *owner, const struct field *field,
                          struct rule_list list)
{
    size_t first = 0;
    while (first < owner->rule &&
           !is_same_list(list, field_list(field, (const char *)&owner->set->rules[first])))
        first++;
    return first;
}

/* The array behind a member: `r12_allow_paths_items`. */
static void write_array_name(FILE *to, const char *owner, const struct field *field)
{
    fprintf(to, "%s_", owner);
    for (const char *c = field->member; *c; c++)
        fputc(*c == '.' ? '_' : *c, to);
}

static void write_list(FILE *to, const struct owner *owner, const struct field *field,
                       struct rule_list list)
{
    if (list.count == 0 || (owner->set && first_alike(owner, field, list) < owner->rule))
        return;
    fputs("static const char *const ", to);
    write_array_name(to, owner->name, field);
    fputs("[] = {\n", to);
    for (size_t i = 0; i < list.count; i++) {
        fputs("    ", to);
        write_literal(to, list.items[i]);
        fputs(",\n", to);
    }
    fputs("};\n", to);
}

static void write_members(FILE *to, const struct owner *owner, const struct field_table *table,
                          const char *from);

static void write_arrays(FILE *to, const struct owner *owner, const struct field_table *table,
                         const char *from);

/* Items of a list have arrays of their own. */
static struct owner item_owner(const struct owner *owner, const struct field *field, size_t index)
{
    struct owner item = { .set = NULL };
    snprintf(item.name, sizeof(item.name), "%.24s_%.24s%zu", owner->name, field->member, index);
    return item;
}

static void write_objects(FILE *to, const struct owner *owner, const struct field *field,
                          const char *from)
{
    struct field_objects objects = field_objects(field, from);
    if (objects.count == 0)
        return;
    for (size_t i = 0; i < objects.count; i++) {
        struct owner item = item_owner(owner, field, i);
        write_arrays(to, &item, field->inside, objects.items + i * field->inside->size);
    }
    fprintf(to, "static const %s ", field->inside->type);
    write_array_name(to, owner->name, field);
    fputs("[] = {\n", to);
    for (size_t i = 0; i < objects.count; i++) {
        fputs("  {\n", to);
        struct owner item = item_owner(owner, field, i);
        write_members(to, &item, field->inside, objects.items + i * field->inside->size);
        fputs("  },\n", to);
    }
    fputs("};\n", to);
}

/* The arrays that a rule's members point to. */
static void write_arrays(FILE *to, const struct owner *owner, const struct field_table *table,
                         const char *from)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct field *field = &table->fields[i];
        if (field->type == FIELD_LIST)
            write_list(to, owner, field, field_list(field, from));
        else if (field->type == FIELD_OBJECTS)
            write_objects(to, owner, field, from);
        else if (field->type == FIELD_GROUP)
            write_arrays(to, owner, field->inside, from);
    }
}

static void write_text_member(FILE *to, const char *member, const char *text)
{
    if (!text)
        return;
    fprintf(to, "    .%s = ", member);
    write_literal(to, text);
    fputs(",\n", to);
}

static void write_member(FILE *to, const struct owner *owner, const struct field *field,
                         const char *from)
{
    size_t count = 0;
    switch (field->type) {
    case FIELD_LINE:
    case FIELD_PROSE:
    case FIELD_PATTERN:
        write_text_member(to, field->member, field_text(field, from));
        break;
    case FIELD_NUMBER:
        fprintf(to, "    .%s = %.17g,\n", field->member, field_number(field, from));
        break;
    case FIELD_COUNT:
    case FIELD_LINES:
    case FIELD_WORD:
    case FIELD_WORDS:
    case FIELD_FLAG:
        fprintf(to, "    .%s = %u,\n", field->member, field_word(field, from));
        break;
    case FIELD_GROUP:
        write_members(to, owner, field->inside, from);
        break;
    case FIELD_LIST:
        count = field_list(field, from).count;
        break;
    case FIELD_OBJECTS:
        count = field_objects(field, from).count;
        break;
    case FIELD_RULES: /* no key of a rule */
        break;
    }
    if (count == 0)
        return;
    fprintf(to, "    .%s = ", field->member);
    struct owner sharing = *owner;
    if (owner->set && field->type == FIELD_LIST)
        sharing = rule_owner(owner->set, first_alike(owner, field, field_list(field, from)));
    write_array_name(to, sharing.name, field);
    fprintf(to, ", .%s = %zu,\n", field->count_member, count);
}

static void write_members(FILE *to, const struct owner *owner, const struct field_table *table,
                          const char *from)
{
    for (size_t i = 0; i < table->count; i++)
        write_member(to, owner, &table->fields[i], from);
}

static void write_rules(FILE *to, const struct rule_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        struct owner owner = rule_owner(set, i);
        write_arrays(to, &owner, &rule_fields, (const char *)&set->rules[i]);
    }
    fputs("\nstatic const struct rule rules[] = {\n", to);
    for (size_t i = 0; i < set->count; i++) {
        const struct rule *rule = &set->rules[i];
        struct owner owner = rule_owner(set, i);
        fputs("  {\n", to);
        write_members(to, &owner, &rule_fields, (const char *)rule);
        write_text_member(to, "public.source", rule->public.source);
        fprintf(to, "    .public.is_secret = %d, .generic = %d,\n  },\n", rule->public.is_secret,
                rule->generic);
    }
    fprintf(to, "};\n\nconst struct rule_set rule_builtin = { rules, %zu };\n\n", set->count);
}

/*
 * The database goes in by the assembler: a megabyte of numbers would take a compiler seconds.
 * Hyperscan wants it aligned to 64 bytes, and the dynamic linker need not know of it.
 */
static void write_database(FILE *to, const char *path)
{
    fputs("__asm__(\n"
          "    \".section .rodata.rule_builtin_database, \\\"a\\\"\\n\"\n"
          "    \".balign 64\\n\"\n"
          "    \".globl rule_builtin_database\\n\"\n"
          "    \".hidden rule_builtin_database\\n\"\n"
          "    \".type rule_builtin_database, %object\\n\"\n"
          "    \"rule_builtin_database:\\n\"\n"
          "    \".incbin \\\"", to);
    fputs(path, to);
    fputs("\\\"\\n\"\n"
          "    \".globl rule_builtin_database_end\\n\"\n"
          "    \".hidden rule_builtin_database_end\\n\"\n"
          "    \".type rule_builtin_database_end, %object\\n\"\n"
          "    \"rule_builtin_database_end:\\n\"\n"
          "    \".size rule_builtin_database, . - rule_builtin_database\\n\"\n"
          "    \".byte 0\\n\"\n"
          "    \".previous\\n\");\n", to);
}

/* ---- Outputs --------------------------------------------------------------------------------- */

/* `OUT_DIR/name`, absolute. Caller frees. */
static char *output_path(const char *folder, const char *name, struct veto_error *error)
{
    cleanup(free_ptr) char *absolute = realpath(folder, NULL);
    char *path = NULL;
    if (!absolute)
        error_set(error, VETO_ERROR_IO, "%s: no such folder", folder);
    else if (strpbrk(absolute, "\"\\\n"))
        error_set(error, VETO_ERROR_UNSUPPORTED, "%s: an assembler cannot read this name", folder);
    else if (asprintf(&path, "%s/%s", absolute, name) < 0)
        error_no_memory(error);
    else
        return path;
    return NULL;
}

static int write_bytes(const char *path, struct span bytes, struct veto_error *error)
{
    struct file_output output;
    if (file_output_open(&output, path, error) < 0)
        return -1;
    fwrite(bytes.data, 1, bytes.len, output.stream);
    return file_output_commit(&output, error);
}

static void write_peer_names(FILE *to, struct span text)
{
    struct peer_line line;
    fputs("const char *const rule_builtin_peer_names[] = {\n", to);
    while (peers_next(&text, &line))
        if (line.peer.len)
            fprintf(to, "    \"%.*s\",\n", (int)line.peer.len, line.peer.data);
    fputs("    0,\n};\n\n", to);
}

static int by_mark(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* A value on one line: it may have lines itself. */
static void append_escaped(struct buf *to, struct span value)
{
    for (size_t i = 0; i < value.len; i++) {
        if (value.data[i] == '\n' || value.data[i] == '\\')
            buf_append_char(to, '\\');
        buf_append_char(to, value.data[i] == '\n' ? 'n' : value.data[i]);
    }
}

/* The line of that rule in made-up.txt, where the values with checksums stand. */
static bool is_given(struct span given, const char *id, struct span *line)
{
    while (span_next_line(&given, line))
        if (span_is(span_sub(*line, 0, span_find_char(*line, '\t')), id))
            return true;
    return false;
}

struct made_up {
    const struct rule_set *set;
    struct span given; /* made-up.txt */
    struct buf values; /* lines */
    struct buf marks;  /* of uint64_t */
};

static void add_mark(struct made_up *made, struct span value)
{
    uint64_t mark = example_mark(value);
    if (mark)
        buf_append(&made->marks, (struct span) { (const char *)&mark, sizeof(mark) });
}

/* Of a key in a frame the rules of frames find what is inside. */
static int add_marks(struct made_up *made, struct span value, struct veto_error *error)
{
    add_mark(made, value);
    for (size_t i = 0; i < made->set->count; i++) {
        const struct rule *rule = &made->set->rules[i];
        struct span inside;
        if (!rule->proof || strcmp(rule->proof, "pem") != 0)
            continue;
        int found = example_secret(rule, value, &inside, error);
        if (found < 0)
            return -1;
        if (found > 0)
            add_mark(made, inside);
    }
    return 0;
}

/* Those with a proof are given, the others invented. */
static int add_made_up(struct made_up *made, const struct rule *rule, struct veto_error *error)
{
    cleanup(buf_release) struct buf value = buf_make(EXAMPLE_MAX + 1);
    struct span line;
    if (is_given(made->given, rule->public.id, &line)) {
        struct span text = span_from(line, span_find_char(line, '\t') + 1);
        for (size_t i = 0; i < text.len; i++) {
            bool is_end = text.data[i] == '\\' && i + 1 < text.len && text.data[i + 1] == 'n';
            buf_append_char(&value, is_end ? '\n' : text.data[i]);
            i += is_end;
        }
    } else if (rule->proof || example_invent(rule, &value, error) <= 0) {
        return 0;
    }
    if (!example_mark(buf_span(&value)))
        return 0;
    buf_printf(&made->values, "%s\t", rule->public.id);
    append_escaped(&made->values, buf_span(&value));
    buf_append_char(&made->values, '\n');
    return rule->proof ? add_marks(made, buf_span(&value), error)
                       : (add_mark(made, buf_span(&value)), 0);
}

static void write_lines(FILE *to, const char *name, struct span text)
{
    struct span line;
    fprintf(to, "const char %s[] =\n    \"\"", name);
    while (span_next_line(&text, &line)) {
        char *copy = strndup(line.data, line.len);
        fputs("\n    ", to);
        write_literal(to, copy ? copy : "");
        fputs("\"\\n\"", to);
        free(copy);
    }
    fputs(";\n\n", to);
}

/* Marks are sorted, so that a scan finds one at once. */
static void write_made_up(FILE *to, struct made_up *made)
{
    size_t count = made->marks.len / sizeof(uint64_t);
    if (count)
        qsort(made->marks.data, count, sizeof(uint64_t), by_mark);
    write_lines(to, "rule_builtin_made_up", buf_span(&made->values));
    fputs("const uint64_t rule_builtin_marks[] = {\n", to);
    for (size_t i = 0; i < count; i++) {
        uint64_t mark;
        memcpy(&mark, made->marks.data + i * sizeof(mark), sizeof(mark));
        fprintf(to, "    UINT64_C(0x%016" PRIx64 "),\n", mark);
    }
    fprintf(to, "    UINT64_MAX,\n};\nconst size_t rule_builtin_mark_count = %zu;\n\n", count);
}

static int make_up(FILE *to, const struct rule_set *set, struct span given,
                   struct veto_error *error)
{
    struct made_up made = { set, given, buf_make(EXTRA_MAX), buf_make(EXTRA_MAX) };
    int result = 0;
    for (size_t i = 0; i < set->count && result == 0; i++)
        if (set->rules[i].public.is_secret)
            result = add_made_up(&made, &set->rules[i], error);
    if (result == 0 && (made.values.failed || made.marks.failed))
        result = error_no_memory(error);
    if (result == 0)
        write_made_up(to, &made);
    buf_release(&made.values);
    buf_release(&made.marks);
    return result;
}

/* Their names are words of the command line. */
static int write_profiles(FILE *to, const char *folder, struct veto_error *error)
{
    static const char *const names[] = { "default", "strict", "guardian" };
    fputs("const struct builtin_profile rule_builtin_profiles[] = {\n", to);
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        cleanup(free_ptr) char *path = NULL;
        cleanup(buf_release) struct buf text = buf_make(EXTRA_MAX);
        if (asprintf(&path, "%s/policy/%s.yml", folder, names[i]) < 0)
            return error_no_memory(error);
        if (access(path, F_OK) != 0)
            continue;
        if (file_load(path, &text, error) < 0)
            return -1;
        fprintf(to, "    { \"%s\", ", names[i]);
        buf_append_char(&text, '\n');
        write_literal(to, text.data);
        fputs(" },\n", to);
    }
    fputs("    { 0, 0 },\n};\n\n", to);
    return 0;
}

static int write_tables(const char *path, const char *database, const struct rule_set *set,
                        const struct extras *extras, struct veto_error *error)
{
    char digest[DIGEST_MAX_HEX];
    struct file_output output;
    if (rule_set_digest(set, digest, error) < 0 || file_output_open(&output, path, error) < 0)
        return -1;
    fputs("/* Made by rulec from rules/. */\n#include \"rule/builtin.h\"\n\n", output.stream);
    write_rules(output.stream, set);
    fprintf(output.stream, "const char rule_builtin_digest[] = \"%s\";\n\n", digest);
    write_lines(output.stream, "rule_builtin_peers", extras->peers);
    write_peer_names(output.stream, extras->peers);
    if (make_up(output.stream, set, extras->made_up, error) < 0 ||
        write_profiles(output.stream, extras->folder, error) < 0) {
        file_output_abort(&output);
        return -1;
    }
    write_database(output.stream, database);
    return file_output_commit(&output, error);
}

static int write_outputs(const struct rule_set *set, const struct extras *extras,
                         const char *folder, struct veto_error *error)
{
    cleanup(free_ptr) char *database = output_path(folder, "builtin.hsdb", error);
    cleanup(free_ptr) char *tables = output_path(folder, "builtin.c", error);
    cleanup(free_ptr) char *bytes = NULL;
    size_t len = 0;
    if (!database || !tables || matcher_compile(set, &bytes, &len, error) < 0)
        return -1;
    if (write_bytes(database, (struct span){ bytes ? bytes : "", len }, error) < 0)
        return -1;
    return write_tables(tables, database, set, extras, error);
}

/* ---- Checks ---------------------------------------------------------------------------------- */

static void print_complaint(const char *line, void *payload)
{
    const char *folder = payload;
    fprintf(stderr, "%s/%s\n", folder, line);
}

static int print_error(const struct veto_error *error)
{
    fprintf(stderr, "rulec: %s\n", error->message);
    return EXIT_FAILURE;
}

/* What match/ and judge/ say about each rule. */
static int lint_expressions(const struct rule_set *set, const char *folder)
{
    int mistakes = 0;
    for (size_t i = 0; i < set->count; i++) {
        /* Their expressions would be compiled for each thread of each run. */
        if (set->rules[i].exception_count) {
            struct veto_error error = { 0 };
            error_set(&error, VETO_ERROR_RULES, "except: is for packs at run time");
            rule_error_wrap(&set->rules[i], &error);
            print_complaint(error.message, (void *)folder);
            mistakes++;
        }
        static int (*const lints[])(const struct rule *rule, struct veto_error *error) = {
            matcher_lint, judge_lint, audit_lint,
        };
        for (size_t k = 0; k < ARRAY_SIZE(lints); k++) {
            struct veto_error error;
            if (lints[k](&set->rules[i], &error) == 0)
                continue;
            rule_error_wrap(&set->rules[i], &error);
            print_complaint(error.message, (void *)folder);
            mistakes++;
        }
    }
    return mistakes;
}

/* Loads the packs and tells every mistake; how many, or negative. */
static int check(struct rule_set *set, const char *folder, struct arena *arena,
                 struct veto_error *error)
{
    int mistakes = rule_load_each(set, folder, arena, print_complaint, (void *)folder, error);
    if (mistakes < 0)
        return -1;
    /* A rule that could not be read is missed by those that name it: one mistake is told once. */
    if (mistakes == 0)
        mistakes = rule_check_references(set, NULL, print_complaint, (void *)folder, error);
    return mistakes + lint_expressions(set, folder);
}

/* What stands beside the packs; a folder of packs may be without. */
static int load_extras(struct buf *peers, struct buf *made_up, const char *folder,
                       struct veto_error *error)
{
    cleanup(free_ptr) char *lists = NULL;
    cleanup(free_ptr) char *values = NULL;
    if (asprintf(&lists, "%s/peers", folder) < 0 || asprintf(&values, "%s/made-up.txt", folder) < 0)
        return error_no_memory(error);
    if (peers_load(peers, lists, error) < 0)
        return -1;
    return access(values, F_OK) == 0 ? file_load(values, made_up, error) : 0;
}

/* `out` is NULL where nothing is to be written. */
static int compile(const char *folder, const char *out)
{
    cleanup(arena_release) struct arena arena = arena_make(RULES_ARENA, false);
    cleanup(buf_release) struct buf peers = buf_make(PEERS_MAX_BYTES);
    cleanup(buf_release) struct buf made_up = buf_make(EXTRA_MAX);
    struct rule_set set = { 0 };
    struct veto_error error;
    int mistakes = check(&set, folder, &arena, &error);
    if (mistakes >= 0 && load_extras(&peers, &made_up, folder, &error) < 0)
        mistakes = -1;
    struct extras extras = { buf_span(&peers), buf_span(&made_up), folder };
    if (mistakes < 0)
        return print_error(&error);
    if (mistakes > 0) {
        fprintf(stderr, "rulec: %d mistake%s\n", mistakes, mistakes == 1 ? "" : "s");
        return EXIT_FAILURE;
    }
    if (out)
        return write_outputs(&set, &extras, out, &error) < 0 ? print_error(&error) : EXIT_SUCCESS;
    printf("%zu rules, no mistake\n", set.count);
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    struct veto_error error;
    if (argc == 2 && strcmp(argv[1], "--schema") == 0)
        return schema_write(stdout, &error) < 0 ? print_error(&error) : EXIT_SUCCESS;
    if (argc == 3 && strcmp(argv[1], "--check") == 0)
        return compile(argv[2], NULL);
    if (argc == 3)
        return compile(argv[1], argv[2]);
    fputs("usage: rulec RULES_DIR OUT_DIR | --check RULES_DIR | --schema\n", stderr);
    return EXIT_FAILURE;
}
