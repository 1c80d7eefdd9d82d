/*
 * DATA/chalkline.yaml, the operator's settings: read with line and column for every mistake, complete with defaults when
 * the file or a key is absent. chalkline.yaml(5) says each key.
 */
#ifndef CHALKLINE_CONFIG_H
#define CHALKLINE_CONFIG_H

#include "courses/check/problem.h"
#include "store/keeper/keeper.h"
#include "tui/screens/app.h"

struct config {
	struct academy academy; /* port is 0 when the file has none; fingerprints are not from the file */
	bool has_contact;     /* else academy.contact is a phrase that helps nobody */
	struct str *listen;
	uint32_t listens;     /* 0: the default */
	bool verify;          /* is verify@ open? */
	uint32_t start_drop, start_all; /* connections without login: dropped by chance from the one, all of them from the other */
	uint32_t block_most;  /* of them, from one block of addresses; networks of the keeper's settings: times raised */
	uint32_t stay_min;    /* sessions of a program that was renewed go on so long */
	uint32_t backups;     /* daily ones that are kept */
	struct str zone;      /* "Africa/Maputo"; empty: UTC */
	struct keeper_settings keeper;
};

/*
 * An absent file gives the defaults. false: problems hold at least one error, and c holds the defaults where the file has
 * mistakes. Strings live in the arena.
 */
bool config_read(const char *path, struct arena *a, struct config *c, struct problems *p, struct err *e) MUST_CHECK;

/* The file of a first start: every key as a comment with its default. What is there is never touched; an absent file is made. */
bool config_begin(const char *path, struct err *e) MUST_CHECK;
/* Its text: lines of prose begin with "# ", lines of settings with "#" alone. */
extern const char config_text[];


#endif
