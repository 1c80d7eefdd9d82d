/*
 * DATA/chalkline.yaml, the operator's settings: read with line and column for every mistake, complete with defaults when
 * the file or a key is absent. chalkline.yaml(5) says each key.
 */
#ifndef CHALKLINE_CONFIG_H
#define CHALKLINE_CONFIG_H

#include "courses/check/problem.h"
#include "tui/screens/app.h"

struct config {
	struct academy academy; /* fingerprint is not from the file */
	struct str *listen;
	uint32_t listens;
	bool guests;
};

/* An absent file gives the defaults. false: problems hold at least one error. Strings live in the arena. */
bool config_read(const char *path, struct arena *a, struct config *c, struct problems *p, struct err *e) MUST_CHECK;

#endif
