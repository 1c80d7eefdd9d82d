/*
 * Who was wrong too often, and until when the next try counts. Kept in memory, bounded, and
 * forgotten with the keeper: a limit is a brake, not a record.
 *
 * Nothing is ever locked, and nobody waits long for what others did. Three things are counted:
 *
 * - An account. settings.passwords wrong passwords are free; then the next one counts after 15 s,
 *   30 s, 60 s ... at most settings.wait_most_s. An hour without a wrong one, a right password, a
 *   proved key or a recovery forgets them all. Names that nobody has are counted the same: neither
 *   an answer nor its time tells that they are nobody's. The old password, which is asked for
 *   before a new one, counts like one at the door.
 *
 *   To keep an account waiting is cheap for a stranger, so a block of addresses from which the
 *   account came in rightly is counted by itself: there its owner is not held up by what others
 *   try elsewhere.
 *
 * - A block of addresses, /24 of IPv4 or /56 of IPv6. A hundred wrong passwords an hour; beyond
 *   them each costs the block a wait, doubled up to a minute, never more. Accounts that came in
 *   from there before do not wait.
 *
 * - Codes: settings.codes_an_hour wrong ones of a block. Only wrong ones are held back: a right
 *   code opens whatever others of its block typed. To look one up costs a microsecond and to guess
 *   one is hopeless (55 bits), so to refuse it would punish a class of forty for one of them and
 *   hinder no attacker. A code that fails its check letters, is expired or used up is not counted:
 *   it was typed from a letter.
 *
 * Blocks in settings.network (a ministry behind one address) may do settings.raised times as much;
 * accounts are the same everywhere, since an account is one person wherever it sits.
 *
 * Asked before a password is checked, so that no hash is spent, and once more when it was: of many
 * tries at once those beyond the free ones are answered as held back, whether they were right or
 * not.
 *
 * The tables have a fixed number of rows, in sets chosen by a hash with a random key: where a name
 * lands nobody outside can tell, so nobody can aim at a row. In a full set what has faded goes
 * first. When nothing has, the row that was wrong least often yields with a chance of one in
 * 2^count, else the new one is not counted by name (by block it is): to push a row that waits out
 * of the table takes some thousand names wrong as often as it, each of which has cost its tries,
 * and its block a minute for each beyond the hundredth.
 *
 * Time is a steady clock (CLOCK_BOOTTIME), which no time server moves; `now` only says when that is
 * in the world's.
 */
#ifndef CHALKLINE_LIMIT_H
#define CHALKLINE_LIMIT_H

#include "courses/base/str.h"
#include "store/keeper/keeper.h"

struct limits;

/* steady: seconds that never go back; NULL: the machine's. Returns NULL without memory. */
struct limits *limits_new(int64_t (*steady)(void *), void *context);
void limits_free(struct limits *l); /* takes NULL */

/*
 * Until when no password counts that comes from here; 0: go on. login as login_fold makes it; from:
 * an address, or empty (a command on the machine, which no block holds back).
 */
int64_t limit_password(struct limits *l, struct str login, struct str from, int64_t now);
/* It was wrong. */
void limit_password_wrong(
    struct limits *l, const struct keeper_settings *s, struct str login, struct str from);
/* A right password, a proved key, a recovery: the account starts anew, known in this block. */
void limit_right(struct limits *l, struct str login, struct str from);

/*
 * A code that opens nothing: counts it. Until when the next one of this block is even answered;
 * 0: it is.
 */
int64_t limit_code_wrong(
    struct limits *l, const struct keeper_settings *s, struct str from, int64_t now);

#endif
