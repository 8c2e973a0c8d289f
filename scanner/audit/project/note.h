/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one file tells of the project that it is part of. Notes are few and small: they outlive the
 * file, and after all files were read the project's facts are made of them.
 */
#ifndef VETO_AUDIT_PROJECT_NOTE_H
#define VETO_AUDIT_PROJECT_NOTE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/span.h"

enum note_kind {
    NOTE_PIPELINE,   /* a file of pipelines */
    NOTE_STEP,       /* `name` is its category, `value` more of it: `security-scan`, `secret` */
    NOTE_DEPLOY,     /* a job that deploys; `value` is "production" where it says so */
    NOTE_SERVICE,    /* of a Compose file; `value` is the Dockerfile that it is built by */
    NOTE_ENV_FILE,   /* that a service `name` reads; `value` is its path */
    NOTE_ENV_SECRET, /* an env file with a secret in it */
    NOTE_IMAGE,      /* what a Dockerfile makes; `name` is the family of its base */
    NOTE_WORKLOAD,   /* a container of Kubernetes that stays */
    NOTE_DOCUMENT,   /* a file that is there for the project: `name` is its part in it */
    NOTE_COVERAGE,   /* a threshold; `value` is its number */
    NOTE_MANIFEST,   /* names dependencies; `name` is the package manager */
    NOTE_LOCK,       /* pins them */
    NOTE_PULL,       /* an image that is fetched: `name` is its reference */
    NOTE_URL,        /* `name` is an address without TLS, in settings */
    NOTE_OWNER,      /* a line of CODEOWNERS: `name` is the pattern, `value` what is wrong with it */
    NOTE_ALLOWANCE,  /* a comment that allows what `name` would find */
};

enum note_flags {
    NOTE_IGNORES_FAILURE = 1 << 0, /* of a step: the pipeline goes on when it fails */
    NOTE_GATED = 1 << 1,           /* of a deployment: somebody or some rule must agree */
    NOTE_BUILT = 1 << 2,           /* of a service: by a Dockerfile of this tree, if it is there */
    NOTE_HEALTHY = 1 << 3,         /* has a check of its health, */
    NOTE_UNHEALTHY = 1 << 4,       /* has none; neither: not known */
    NOTE_LIMITED = 1 << 5,         /* has a limit of memory, */
    NOTE_UNLIMITED = 1 << 6,
    NOTE_USER_UNSET = 1 << 7, /* of an image: no user, and its base has most likely none */
    NOTE_MULTI_STAGE = 1 << 8,
    NOTE_BUILDS = 1 << 9, /* of an image: it compiles */
    NOTE_USER_SET = 1 << 10,
    NOTE_AFTER_SCAN = 1 << 11, /* of a deployment: it waits for a job that scans */
    NOTE_COPIES_ALL = 1 << 12, /* of an image: it copies the whole context */
    NOTE_LATEST = 1 << 13,     /* of an image that is fetched */
    NOTE_MOVES = 1 << 14,      /* its tag is another image tomorrow, or it has none */
    NOTE_HIDDEN = 1 << 16,     /* the text that it is about is not to be shown */
    NOTE_OWNED = 1 << 15,      /* of a line of CODEOWNERS: it names somebody */
};

struct note {
    enum note_kind kind;
    struct span name, value;
    uint32_t flags;
    size_t begin, end; /* bytes of the file that it is about */
};

/* The note lives until the call returns. */
struct note_taker {
    void (*take)(const struct note *note, void *payload);
    void *payload;
};

void note_tell(const struct note_taker *taker, const struct note *note);

#endif
