/* SPDX-License-Identifier: Apache-2.0 */
/* From the front of a fingerprint to the finding that it names. */
#ifndef VETO_CLI_FINGERPRINTS_H
#define VETO_CLI_FINGERPRINTS_H

#include "cli/options.h"

enum { FINGERPRINT_LEAST = 8, FINGERPRINT_DIGITS = 32 };

enum { NAMED_EVIDENCE = 8 };

/* What a report, or a scan, says of a finding; texts are cut to their rooms, "" where not known. */
struct named_finding {
    char fingerprint[FINGERPRINT_DIGITS + 1]; /* "" as long as there is none */
    char rule[128];
    char path[4096]; /* as the report names the place; printable or not */
    uint32_t line;   /* 0: not known */
    bool guessable;  /* the fingerprint is of a number, not of the value */
    char severity[16], confidence[16];
    struct named_evidence {
        bool against;
        char text[200];
    } evidence[NAMED_EVIDENCE];
    size_t evidence_count;
};

/* Is it written as one, or as the front of one? */
bool fingerprint_looks(const char *text);
/*
 * Where `--report FILE` is given, in that; else among the findings of the last scan, with `here`
 * only if it has the policy of the working directory; then in what a scan of `targets` finds.
 * Fails, and says why, where none has it or several begin like that.
 */
int fingerprint_resolve(struct named_finding *out, const char *front,
                        const struct settings *settings, const struct text_list *targets, bool here,
                        struct veto_error *error);

#endif
