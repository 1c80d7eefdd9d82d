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
	struct academy academy; /* fingerprint is not from the file */
	struct str *listen;
	uint32_t listens;
	bool verify;          /* is verify@ open? */
	uint32_t start_drop, start_all; /* connections without login: dropped by chance from the one, all of them from the other */
	uint32_t block_most;  /* of them, from one block of addresses */
	uint32_t stay_min;    /* sessions of a program that was renewed go on so long */
	uint32_t backups;     /* daily ones that are kept */
	struct str zone;      /* "Africa/Maputo"; empty: UTC */
	struct keeper_settings keeper;
};

/* An absent file gives the defaults. false: problems hold at least one error. Strings live in the arena. */
bool config_read(const char *path, struct arena *a, struct config *c, struct problems *p, struct err *e) MUST_CHECK;

#endif
