/*
 * Who sits at which open attempt, and what its clock says; private to store/keeper.
 *
 * Seats are in the keeper's memory alone: after a restart nobody has one, and who asks next has it again.
 * What the clock needs lies in the records: the start, what was given back, and since when nobody sits
 * there (an OUTAGE that goes on). So a keeper that dies neither steals time nor gives any.
 *
 * The clock is the machine's wall clock, because only that one goes on through a restart of the machine, and
 * the steady one beside it: where the two part, the wall clock was set, and every open attempt with a limit
 * gets an event that says by how much.
 *
 * Seats change when a handler says so and not with its commit: what could not be written is asked again, by
 * somebody who sits there by then.
 */
#ifndef CHALKLINE_SITTING_H
#define CHALKLINE_SITTING_H

#include "store/sqlite/db.h"

struct ask;
struct keeper;

struct sitting {
	struct uuid attempt, session;
	int64_t since;
	int64_t heard_at; /* the session's last word about it; -1: left by a key */
	bool is_gone;     /* the seat is free, and the records may not say so yet */
};

struct sittings {
	struct sitting *at; /* by attempt */
	uint32_t n, room;
	bool has_gone;
	int64_t due;        /* nothing with a limit ends before; 0: nothing ends; -1: not known */
	int64_t again_at;   /* the disk took nothing: not before then */
	int64_t wall, steady;  /* both clocks, when they last were together */
	int64_t begun_at;      /* of this keeper */
	int64_t heard_before;  /* the newest event before it: until then somebody was there */
};

void sittings_begin(struct keeper *k);
void sittings_free(struct sittings *s);

/* The session that has the seat; NULL: it is free. */
const struct sitting *sitting_at(const struct keeper *k, const struct uuid *attempt);
void sitting_free(struct keeper *k, const struct uuid *attempt);
/* Its socket is closed. */
void sittings_leave(struct keeper *k, const struct uuid *session);

/*
 * This session takes the seat, from another as well, which is told after the commit. A line that was down
 * is an OUTAGE, and t gets its time back by its rule.
 */
void seat_take(struct ask *x, struct attempt_row *t);
/*
 * May this session go on with the open attempt? Refuses with SEAT, or with TIME_UP when its time and the
 * grace are over. takes: takes a free seat.
 */
bool seat_asked(struct ask *x, struct attempt_row *t, bool takes);
/* Was the seat of one with a limit given up? Its clock may stand still: then nothing is read either. */
bool seat_is_left(const struct keeper *k, const struct attempt_row *t);
/* It leaves; heard_at as in ask_seat_leave. */
void seat_leave(struct ask *x, const struct attempt_row *t, const struct uuid *event, int64_t heard_at);

/* What is left to answer; without a limit INT32_MAX. Less than 0: the grace. */
int32_t attempt_left(const struct keeper *k, const struct attempt_row *t, int64_t now);
/* Fills left_s and until of an open one that is told. */
void attempt_time(struct ask *x, const struct attempt_row *t, struct attempt *told);

/*
 * Between requests, outside of any transaction: notes a clock that was set, who is gone, and hands in what is
 * over. Says how long nothing of this has to be done, in seconds, at most `most`.
 */
int64_t sittings_turn(struct keeper *k, int64_t most);

#endif
