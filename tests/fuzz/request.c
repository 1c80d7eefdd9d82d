/*
 * A broken session, of any role, at the keeper: the first byte says who, then come messages, each
 * with two bytes of length. No crash, no answer that cannot be read, and a seat that is bound stays
 * who it is.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/keeper/ask.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

enum { INPUTS = 3000 }; /* then the records begin anew: they grow */

static struct keeper *keeper;
static struct uuid people[ROLE_KINDS];
static unsigned char code[HASH];

static int64_t
now(void *context)
{
	(void)context;
	return 1790000000;
}

static void
must(bool so)
{
	if (!so)
		abort();
}

static void
account(enum role role, struct arena *a)
{
	struct seat seat = keeper_operator();
	struct reply r;
	struct request q = { .number = 1,
		.verb = VERB_USER_ADD,
		.user = { .login = str_printf(a, "%s.one", role_name(role)),
		    .name = STR("Somebody"),
		    .language = STR("en"),
		    .secret = STR("violet anchor mercy lantern"),
		    .role = role } };

	q.user.event.b[0] = (unsigned char)(role + 1);
	keeper_ask(keeper, &seat, &q, a, &r);
	must(r.refusal.reason == REASON_NONE);
	people[role] = r.user.who.person;
}

/* One account a role, and a code that is good for ever. The course stays compiled from the first
 * time. */
static void
begin(void)
{
	static const struct keeper_settings settings = { .guests = true };
	struct keeper_options o = { .database = ":memory:", .now = now, .fast_hashes = true, .settings = &settings };
	struct shelf shelf = { .books = 0 };
	struct arena *a = arena_new();
	struct err e;

	if (keeper) {
		shelf = keeper->shelf;
		memset(&keeper->shelf, 0, sizeof(shelf));
		keeper_close(keeper);
	}
	keeper = keeper_open(&o, &e);
	must(keeper != NULL);
	/* From the root of the sources; without the course half of the verbs have nothing to do. */
	if (shelf.books > 0)
		keeper->shelf = shelf;
	else if (access("courses/library/evidence-first-day", F_OK) == 0)
		must(keeper_publish(keeper, "courses/library/evidence-first-day", NULL, NULL, &e));
	for (enum role role = ROLE_TRAINEE; role < ROLE_KINDS; role++)
		account(role, a);

	struct invitation i = { .role = ROLE_TRAINEE, .uses = 1000000, .until = 2000000000 };

	memset(code, 7, sizeof(code));
	memcpy(i.hash, code, sizeof(code));
	must(db_begin(keeper->db));
	db_invitation_add(keeper->db, &i);
	must(db_commit(keeper->db));
	arena_free(a);
}

static struct seat
seat_of(uint8_t who)
{
	struct seat s = { .role = (enum role)(who % ROLE_KINDS) };

	s.session.b[0] = who;
	s.person = people[s.role];
	if (s.role == ROLE_DOOR)
		memcpy(s.invitation, code, sizeof(code));
	return s;
}

static void
ask_one(struct seat *seat, const uint8_t *bytes, size_t len, struct arena *a)
{
	struct seat before = *seat;
	struct request q;
	struct reply r;
	struct buf b = BUF_IN(a);

	if (!request_read(bytes, len, a, &q))
		return;
	keeper_ask(keeper, seat, &q, a, &r);
	must(r.number == q.number && r.verb == q.verb && (unsigned)r.refusal.reason < REASON_KINDS);
	must(r.refusal.reason != REASON_DISK);
	if (q.number != 0) {
		reply_write(&b, &r);
		must(reply_read(b.at, b.len, a, &r));
	}
	if (before.role >= ROLE_TRAINEE)
		must(uuid_eq(&before.person, &seat->person) && before.role == seat->role);
	else if (q.verb > VERB_SIGNUP)
		must(before.role == seat->role);
	must(seat->role != ROLE_OPERATOR || before.role == ROLE_OPERATOR ||
	     q.verb == VERB_LOGIN_PASSWORD);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static unsigned inputs;
	struct arena *a;
	struct seat seat;

	if (inputs++ % INPUTS == 0)
		begin();
	if (len == 0)
		return 0;
	seat = seat_of(*bytes++);
	len--;
	a = arena_new();
	while (len >= 2) {
		size_t size = bytes[0] | (size_t)bytes[1] << 8;

		bytes += 2;
		len -= 2;
		if (size > len)
			size = len;
		ask_one(&seat, bytes, size, a);
		bytes += size;
		len -= size;
	}
	arena_free(a);
	return 0;
}
