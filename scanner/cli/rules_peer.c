/* SPDX-License-Identifier: Apache-2.0 */
/* `veto rules list --peer SCANNER`: for those who move over. */
#include <stdio.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "cli/message.h"
#include "cli/rules.h"

DEFINE_CLEANUP(struct veto_peer *, veto_peer_free)

static int widest_id(const struct veto_peer *peer, bool covered)
{
    enum { WIDEST = 48 };
    int widest = 0;
    for (size_t i = 0; i < peer->id_count; i++)
        if ((peer->ids[i].rule_count > 0) == covered)
            widest = MAX(widest, (int)strlen(peer->ids[i].id));
    return MIN(widest, WIDEST);
}

static void print_rules(const struct veto_peer_id *id)
{
    for (size_t i = 0; i < id->rule_count; i++)
        printf("%s%s", i ? ", " : "", id->rules[i]->id);
}

static const char *reason_of(const struct veto_peer_id *id)
{
    return id->why_not[0] ? id->why_not : "no rule yet";
}

static void print_half(const struct veto_peer *peer, bool covered)
{
    int widest = widest_id(peer, covered);
    printf("\n%s\n", covered ? "covered" : "not covered");
    for (size_t i = 0; i < peer->id_count; i++) {
        const struct veto_peer_id *id = &peer->ids[i];
        if ((id->rule_count > 0) != covered)
            continue;
        printf("  %-*s  ", widest, id->id);
        if (covered)
            print_rules(id);
        else
            fputs(reason_of(id), stdout);
        putchar('\n');
    }
}

static void print_peer(const struct veto_peer *peer)
{
    printf("%s: %zu of %zu ids are covered by veto's rules\n", peer->name, peer->covered,
           peer->id_count);
    if (peer->remark[0])
        printf("(%s)\n", peer->remark);
    if (peer->covered > 0)
        print_half(peer, true);
    if (peer->covered < peer->id_count)
        print_half(peer, false);
}

static void write_id(struct json_writer *w, const struct veto_peer_id *id)
{
    json_open(w, '{');
    json_put_text(w, "id", id->id);
    json_put_open(w, "rules", '[');
    for (size_t i = 0; i < id->rule_count; i++)
        json_write_text(w, id->rules[i]->id);
    json_close(w, ']');
    if (id->rule_count == 0)
        json_put_text(w, "why_not", reason_of(id));
    json_close(w, '}');
}

static void write_peer(const struct veto_peer *peer)
{
    struct json_writer w = json_writer_make(stdout, true);
    json_open(&w, '{');
    json_put_text(&w, "peer", peer->name);
    json_put_text(&w, "remark", peer->remark);
    json_put_integer(&w, "covered", (int64_t)peer->covered);
    json_put_integer(&w, "total", (int64_t)peer->id_count);
    json_put_open(&w, "ids", '[');
    for (size_t i = 0; i < peer->id_count; i++)
        write_id(&w, &peer->ids[i]);
    json_close(&w, ']');
    json_close(&w, '}');
    json_writer_finish(&w, NULL);
    putchar('\n');
}

int rules_list_peer(const struct settings *settings, const struct veto_rules *rules)
{
    cleanup(veto_peer_free_ptr) struct veto_peer *peer = NULL;
    struct veto_error error = { 0 };
    if (veto_peer_create(&peer, rules, settings->peer, &error) < 0) {
        message("--peer: %s", error.message);
        return EXIT_USAGE;
    }
    if (rules_want_json(settings))
        write_peer(peer);
    else
        print_peer(peer);
    return EXIT_CLEAN;
}
