#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "store/keeper/run.h"

void
turn_begin(struct run *r)
{
	arena_reset(r->arena);
	r->item = ARENA_ARRAY(r->arena, ITEMS_A_TURN, struct item);
	r->items = 0;
	r->is_writing = r->has_failed = false;
	r->newest = r->k->newest;
}

bool
turn_is_full(const struct run *r)
{
	return r->items == ITEMS_A_TURN;
}

/* Whose messages hold what nobody may find in this process's memory later. */
static bool
is_secret(enum verb v)
{
	return handlers[v].hash || v == VERB_LOGIN_CODE || v == VERB_KEY_ADD;
}

void
ticket_free(struct ticket *t)
{
	if (!t)
		return;
	arena_wipe(t->arena);
	arena_free(t->arena);
	sodium_memzero(&t->job, sizeof(t->job));
	free(t);
}

/* The transaction of the turn begins with its first write; reads before it cost none. */
static bool
may_write(struct run *r)
{
	if (!r->is_writing && !r->has_failed) {
		r->is_writing = db_begin(r->k->db);
		r->has_failed = !r->is_writing;
		if (r->has_failed) {
			trouble_note(&r->k->trouble, r->k->db);
			db_rollback(r->k->db); /* what is read from now on is read anew */
		}
	}
	/* SQLite gives a whole transaction up when the disk is full: then nothing more goes into
	 * it. */
	if (r->is_writing && !db_is_open(r->k->db))
		r->has_failed = true;
	return !r->has_failed;
}

static bool
seat_same(const struct seat *a, const struct seat *b)
{
	return uuid_eq(&a->person, &b->person) && a->role == b->role && a->greeted == b->greeted &&
	       uuid_eq(&a->session, &b->session) &&
	       memcmp(a->invitation, b->invitation, sizeof(a->invitation)) == 0 &&
	       memcmp(a->proved, b->proved, sizeof(a->proved)) == 0;
}

static struct item *
item_new(struct run *r, struct client *c, const struct ask *x)
{
	struct item *i = &r->item[r->items++];

	*i = (struct item){
		.client = c,
		.ask = *x,
		.reply = x->r,
		.writes = record_verbs[x->q.verb].writes,
		.inside = r->is_writing,
	};
	return i;
}

/*
 * Was this session ended in this very turn, by an item before? Its seat stays until the commit, but a
 * stolen one shall not make a recovery code or add a key behind the recovery that threw it out.
 */
static bool
is_over(const struct run *r, const struct item *i)
{
	const struct seat *s = &i->client->seat;

	if (i->client->is_admin || uuid_is_zero(&s->person))
		return false;
	for (const struct item *one = r->item; one < i; one++) {
		bool is_own = one->client == i->client;

		for (const struct ending *e = one->ask.ending; e; e = e->next)
			if (uuid_is_zero(&e->person) ? uuid_eq(&e->session, &s->session)
						     : uuid_eq(&e->person, &s->person) && !is_own)
				return true;
	}
	return false;
}

/* Through the handler; a refusal of ask_begin is an item as well. */
static void
item_run(struct run *r, struct item *i)
{
	if (is_over(r, i))
		refuse(&i->ask, REASON_ENDED);
	else if (i->writes && !may_write(r))
		refuse(&i->ask, REASON_DISK);
	else
		ask_run(&i->ask);
	i->inside = i->inside || r->is_writing;
	i->binds = !is_refused(&i->ask) && !seat_same(&i->ask.seat, &i->client->seat);
}

static void
hash_begin(struct run *r, struct client *c, const struct request *q)
{
	struct ticket *t = calloc(1, sizeof(*t));
	bool hash = false;

	if (!t) {
		client_drop(r, c);
		return;
	}
	t->arena = arena_new();
	t->job.context = t;

	bool goes_on = ask_begin(&t->ask, r->k, &c->seat, request_copy(t->arena, q), t->arena,
	    &t->reply, &t->job, &hash);

	if (goes_on && hash) {
		if (!r->pool)
			r->pool = hash_pool_new();
		if (r->pool && hash_pool_give(r->pool, &t->job)) {
			t->client = c;
			c->ticket = t;
			return;
		}
		refuse(&t->ask, REASON_BUSY);
		goes_on = false;
	}

	/* Answered in this turn: what it says moves into the turn's arena. */
	struct reply *reply = ARENA_NEW(r->arena, struct reply);
	struct ask x;

	if (goes_on)
		goes_on = ask_begin(&x, r->k, &c->seat, q, r->arena, reply,
		    ARENA_NEW(r->arena, struct hash_job), &hash);
	else {
		x = t->ask;
		*reply = t->reply;
		x.r = reply;
	}

	struct item *i = item_new(r, c, &x);

	if (goes_on)
		item_run(r, i);
	ticket_free(t);
}

bool
turn_ask(struct run *r, struct client *c, const void *bytes, size_t len)
{
	struct str own = str_copy(r->arena, (struct str){ bytes, len });
	struct request *q = ARENA_NEW(r->arena, struct request);
	struct reply *reply = ARENA_NEW(r->arena, struct reply);
	struct ask x;
	bool hash;

	if (!request_read(own.at, own.len, r->arena, q) || q->number == 0) {
		r->has_secrets = true; /* who knows what it was */
		return false;
	}
	if (is_secret(q->verb)) {
		r->has_secrets = true;
		sodium_memzero(r->message, len);
	}
	/* Of another version it may mean something else. A command on the machine is of this one.
	 */
	if (!c->seat.greeted && !c->is_admin && q->verb != VERB_HELLO) {
		x = (struct ask){ .k = r->k, .seat = c->seat, .a = r->arena, .r = reply };
		x.q.verb = q->verb;
		reply->number = q->number;
		reply->verb = q->verb;
		refuse(&x, REASON_VERSION);
		item_new(r, c, &x)->writes = false;
		return true;
	}
	if (handlers[q->verb].hash) {
		hash_begin(r, c, q);
		return true;
	}

	bool goes_on = ask_begin(&x, r->k, &c->seat, q, r->arena, reply, NULL, &hash);
	struct item *i = item_new(r, c, &x);

	if (goes_on)
		item_run(r, i);
	return true;
}

void
turn_hashed(struct run *r, struct ticket *t)
{
	struct client *c = t->client;

	if (!c) {
		ticket_free(t);
		return;
	}
	/* The ticket stays with the client to the end of the turn: the answer points into it. */
	t->ask.now = r->k->now(r->k->now_context);
	item_run(r, item_new(r, c, &t->ask));
}

/* The commit failed: nothing was saved, and nothing that was read in that transaction is true. */
static void
failed(struct run *r)
{
	r->k->newest = r->newest;
	for (uint32_t n = 0; n < r->items; n++) {
		struct item *i = &r->item[n];
		struct request q = i->ask.q;
		bool hash;

		if (i->client->is_gone)
			continue;
		if (i->writes) {
			/* A refusal may rest on what was not saved either. */
			if (i->inside || !is_refused(&i->ask))
				refuse(&i->ask, REASON_DISK);
			i->ask.seat = i->client->seat;
			i->ask.ending = NULL;
			i->ask.unseated = (struct uuid){ { 0 } };
			i->ask.reads_only = false;
			i->binds = i->ask.r->refusal.reason == REASON_DISK &&
				   ask_run_reading(&i->ask) && !is_refused(&i->ask);
		} else if (!i->ask.seat.greeted && !i->client->is_admin) {
			continue;
		} else if (ask_begin(&i->ask, r->k, &i->client->seat, &q, r->arena, i->reply, NULL,
			       &hash)) {
			ask_run(&i->ask);
		}
	}
}

static void
bind(struct run *r, struct item *i)
{
	struct client *c = i->client;
	struct control m = { .kind = CONTROL_BOUND, .slot = c->slot, .text = STR_NONE, .fd = -1 };

	c->seat = i->ask.seat;
	if (c->is_admin)
		return;
	m.seat = seat_write(r->arena, &c->seat);
	m.known = c->seat.role != ROLE_NOBODY;
	word_tell(r, &m, c);
}

/* Said again, or refused, is nothing written; the next one tells. */
static bool
has_written(const struct run *r)
{
	for (uint32_t n = 0; n < r->items; n++)
		if (r->item[n].writes && !is_refused(&r->item[n].ask) && !r->item[n].ask.reads_only)
			return true;
	return false;
}

static void
report_trouble(struct run *r)
{
	struct str line;

	while ((line = trouble_line(&r->k->trouble, r->arena)).len > 0)
		word_report(r, line);
}

void
turn_end(struct run *r)
{
	bool saved = !r->has_failed, has_ending = false;

	if (r->is_writing && r->has_failed)
		db_rollback(r->k->db);
	else if (r->is_writing)
		saved = db_commit(r->k->db);
	if (!saved) {
		trouble_note(&r->k->trouble, r->k->db);
		failed(r);
	} else if (has_written(r)) {
		trouble_over(&r->k->trouble);
	}
	report_trouble(r);
	/* The listener knows a seat before its session does: a keeper that dies between the two
	 * loses nobody. */
	for (uint32_t n = 0; n < r->items; n++) {
		if (r->item[n].binds && !r->item[n].client->is_gone)
			bind(r, &r->item[n]);
		/* After what was bound before it; who logs in behind it stays. */
		sessions_go(&r->item[n].ask);
		has_ending = has_ending || r->item[n].ask.ending;
	}
	for (uint32_t n = 0; n < r->items; n++)
		if (!r->item[n].client->is_gone)
			client_send(r, r->item[n].client, r->item[n].reply);
	for (uint32_t n = 0; n < r->items; n++) {
		struct client *c = r->item[n].client;

		if (c->ticket && r->item[n].reply == &c->ticket->reply) {
			ticket_free(c->ticket);
			c->ticket = NULL;
			if (!c->is_gone)
				client_watch(r, c);
		}
	}
	for (struct client *c = has_ending ? r->clients : NULL; c; c = c->next)
		if (c->is_ending && !c->is_gone)
			client_end(r, c);
	if (r->has_secrets)
		arena_wipe(r->arena);
	r->has_secrets = false;
	r->items = 0;
}

/* ---- seats ---- */

static void
seat_code(struct codec *c, struct seat *s)
{
	uint16_t version = RECORD_VERSION;

	codec_u16(c, &version);
	if (version != RECORD_VERSION)
		c->bad = true;
	codec_raw(c, s->person.b, sizeof(s->person.b));
	CODEC_ENUM(c, &s->role, ROLE_KINDS);
	codec_bool(c, &s->greeted);
	codec_raw(c, s->invitation, sizeof(s->invitation));
	codec_raw(c, s->session.b, sizeof(s->session.b));
	codec_raw(c, s->fingerprint, sizeof(s->fingerprint));
	codec_raw(c, s->key_kind, sizeof(s->key_kind));
	codec_raw(c, s->proved, sizeof(s->proved));
	codec_raw(c, s->from, sizeof(s->from));
	codec_raw(c, s->client, sizeof(s->client));
	codec_i64(c, &s->since);
	s->from[sizeof(s->from) - 1] = '\0';
	s->client[sizeof(s->client) - 1] = '\0';
	s->fingerprint[sizeof(s->fingerprint) - 1] = '\0';
	s->key_kind[sizeof(s->key_kind) - 1] = '\0';
}

struct str
seat_write(struct arena *a, const struct seat *s)
{
	struct buf b = BUF_IN(a);
	struct codec c = codec_writer(&b);
	struct seat copy = *s;

	seat_code(&c, &copy);
	return buf_get(&b);
}

bool
seat_read(struct str bytes, struct seat *s)
{
	struct codec c = codec_reader(bytes.at, bytes.len, NULL);

	memset(s, 0, sizeof(*s));
	seat_code(&c, s);
	return codec_done(&c);
}
