/*
 * The gate before the fork: how many connections may wait to log in at once, in all and from one block of addresses, and
 * what those are told that may not.
 *
 * Counted is who has come in and has not logged in yet; who goes without having logged in is counted for ten seconds more, so
 * that coming and going as fast as one can holds no more of us than standing there: a block costs at most per_block forks in
 * ten seconds. From rules.drop of them on, new ones are turned away by chance,
 * rising in a line to all of them at rules.most; a block that holds rules.per_block already gets no more in, and does not
 * count for the chance of others: a flood from one block shuts nobody else out. Blocks in listed networks, and those that
 * hold a listed address, may hold so many times as much.
 *
 * Turning away costs no fork and reads nothing: our version line and an SSH disconnect in the clear (RFC 4253, 6 and 11.1)
 * with one sentence, which clients show. The socket stays for a moment in a small ring, since closing at once would reset
 * the connection before the client has read it.
 *
 * Addresses lie in memory that a fork does not inherit.
 */
#ifndef CHALKLINE_GATE_H
#define CHALKLINE_GATE_H

#include "courses/base/err.h"
#include "courses/base/net.h"
#include "store/keeper/control.h"
#include "tui/serve/config.h"

struct gate;

enum gate_says { GATE_IN, GATE_BUSY, GATE_BLOCK_FULL, GATE_NO_ROOM };

struct gate *gate_new(struct err *e) MUST_CHECK;
void gate_free(struct gate *g); /* takes NULL */
/* Borrows the configuration until the next call. May be called while somebody is inside. */
void gate_rules(struct gate *g, const struct config *c);

/* Who comes from there: GATE_IN, or why not. Does not count yet. */
enum gate_says gate_ask(struct gate *g, const struct net *from);
void gate_enter(struct gate *g, const struct net *from);
void gate_leave(struct gate *g, const struct net *from); /* logged in */
void gate_gone(struct gate *g, const struct net *from, int64_t now_ms); /* gone without that: leaves later, in gate_tend */

/* Tells the peer why, and takes over its socket. */
void gate_turn_away(struct gate *g, int fd, enum gate_says why, int64_t now_ms);
/* Lets go of sockets whose moment is over, and logs once a minute how many were turned away. Milliseconds until it wants to
 * be called again; -1: nothing waits. */
int gate_tend(struct gate *g, int64_t now_ms);
/* The machine has no descriptors left: all of the ring go. false: there were none. */
bool gate_give_up(struct gate *g);

/* How many stand at the door. */
uint32_t gate_at_door(const struct gate *g);
/* Fills turned_away and the blocks that are full; their text lies in names. */
void gate_tally(const struct gate *g, struct tally *t, char names[TALLY_HELD][64]);
/* A program that was renewed goes on counting. */
void gate_went_on(struct gate *g, uint64_t turned_away);

#endif
