/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a file is, from its name and its first bytes. Two questions that do not mix: is it a
 * container to be opened (by magic alone), and what does its text mean (by name, then content).
 */
#ifndef VETO_UNIT_KIND_H
#define VETO_UNIT_KIND_H

#include "base/span.h"

/* Text kinds, a bit each so that a rule can ask for several. */
enum kind {
    KIND_OTHER = 0,
    KIND_DOCKERFILE = 1 << 0,
    KIND_COMPOSE = 1 << 1,
    KIND_YAML = 1 << 2,
    KIND_JSON = 1 << 3,
    KIND_SHELL = 1 << 4,
    KIND_ENV = 1 << 5,
    KIND_INI = 1 << 6, /* .ini, .cfg, .conf, .properties, .toml */
    KIND_XML = 1 << 7,
    KIND_CODE = 1 << 8, /* a programming language */
    KIND_PYTHON = 1 << 9,
    KIND_JAVASCRIPT = 1 << 10,
    KIND_GO = 1 << 11,
    KIND_MARKUP = 1 << 12, /* prose: Markdown, HTML, text */
    KIND_TERRAFORM = 1 << 13,
    KIND_WORKFLOW = 1 << 14, /* CI pipelines */
    KIND_NGINX = 1 << 15,
    KIND_SSHD = 1 << 16,
    KIND_LOCK = 1 << 17,  /* lock files and checksums */
    KIND_MINIFIED = 1 << 18,
    KIND_BINARY = 1 << 19, /* NUL bytes in the first 4 KiB */
    KIND_IMAGE_CONFIG = 1 << 20,
    KIND_CONFIG = 1 << 21, /* literals in it are settings: compose, env, manifests, ini, image configuration */
    KIND_TEST = 1 << 22,   /* the path says test, example, fixture or documentation */
    KIND_VENDORED = 1 << 23,
    KIND_TRANSLATION = 1 << 24, /* messages for people, in their languages */
    KIND_PHP = 1 << 25,
    KIND_JAVA = 1 << 26, /* and what else runs on its machine: Kotlin, Scala, Groovy */
    KIND_DOTNET = 1 << 27,
    KIND_RUBY = 1 << 28,
    KIND_C = 1 << 29, /* and C++ */
};

/* A set of kinds; a compose file is also YAML, every language also code. No file is of two languages. */
typedef uint32_t kind_set;

/* `path` may be empty; `head` is the first 4 KiB or less. */
kind_set kind_of(struct span path, struct span head);
/*
 * The bits that only depend on the path: KIND_TEST, KIND_VENDORED, KIND_TRANSLATION, KIND_LOCK,
 * KIND_MINIFIED.
 */
kind_set kind_of_place(struct span path);
/* "dockerfile", … as in a rule's `kinds:`; 0 where there is none of that name. */
kind_set kind_from_name(struct span name);
const char *kind_name(kind_set one);

/* Containers, by magic. */
enum container {
    CONTAINER_NONE,
    CONTAINER_TAR,
    CONTAINER_ZIP,
    CONTAINER_AR,
    CONTAINER_CPIO,
    CONTAINER_7ZIP,
    CONTAINER_CAB,
    CONTAINER_ISO,
    CONTAINER_RPM,
    CONTAINER_GZIP,
    CONTAINER_ZSTD,
    CONTAINER_XZ,
    CONTAINER_BZIP2,
    CONTAINER_LZ4,
};

enum { CONTAINER_HEAD = 512 };

/*
 * Looks at the first CONTAINER_HEAD bytes (isos are found by name and not here). A tar begins with
 * a name, which may be anybody's magic: its checksum decides before that.
 */
enum container container_of_bytes(struct span head);
/* Of a tar: what it may be as well, by the magic that its first name begins with. */
enum container container_beside_tar(struct span head);
bool container_is_stream(enum container container); /* one compressed stream: gzip, zstd, … */

enum { DISK_IMAGE_HEAD = 2048 };

/*
 * What holds a file system and is not opened: "a SIF image", "a squashfs file system", … by its
 * first DISK_IMAGE_HEAD bytes. NULL where it is none of these.
 */
const char *disk_image_of_bytes(struct span head);

#endif
