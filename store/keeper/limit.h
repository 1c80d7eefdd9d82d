/*
 * Who was wrong too often, and until when the next try counts. Kept in memory, bounded, and forgotten with
 * the keeper: a limit is a brake, not a record.
 *
 * Wrong passwords are counted by account (also of names that nobody has: an answer must not tell) and gently
 * by block of addresses; wrong codes by block. A block is a /24 or a /56. Nothing is ever locked: an account
 * waits at most settings.wait_most_s, a block for passwords at most a minute, and a key opens meanwhile.
 */
#ifndef CHALKLINE_LIMIT_H
#define CHALKLINE_LIMIT_H

#include "courses/base/str.h"
#include "store/keeper/keeper.h"

struct limits;

struct limits *limits_new(void);
void limits_free(struct limits *l); /* takes NULL */

/* Until when nothing counts that comes from here; 0: go on. */
int64_t limit_password(struct limits *l, const struct keeper_settings *s, struct str login, struct str from, int64_t now);
int64_t limit_code(struct limits *l, const struct keeper_settings *s, struct str from, int64_t now);
void limit_password_wrong(
    struct limits *l, const struct keeper_settings *s, struct str login, struct str from, int64_t now);
void limit_code_wrong(struct limits *l, const struct keeper_settings *s, struct str from, int64_t now);
/* A right password or a proved key: the account starts anew. */
void limit_right(struct limits *l, struct str login);

#endif
