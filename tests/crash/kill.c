/*
 * Fifty learners, and a keeper that is killed (SIGKILL) again and again under their hands. Each
 * says again, under the same id, what a dead keeper left open. Afterwards: no acknowledged answer
 * is missing, none is there twice, and doctor finds the records whole. `--long` kills 250 times.
 */
#include "store/sqlite/data.h"
#include "tests/keeper/listener.h"

enum { LEARNERS = 50, WAITING = 3, KILLS = 25, KILLS_LONG = 250, BETWEEN = 1200 };

struct asked {
	struct request q;
	uint64_t number;
	int64_t at;
	bool is_open;
};

struct learner {
	unsigned slot;
	struct uuid person;
	uint64_t number;
	uint32_t said; /* requests so far: what the next one is */
	struct asked asked[WAITING];
	bool is_in;
	struct attempt attempt; /* under way */
	uint32_t answered;
};

struct kept { /* an acknowledged write */
	struct uuid id;
	uint32_t learner, block;
	enum verb verb;
};

struct crowd {
	struct classroom *c;
	struct listener l;
	struct learner learner[LEARNERS];
	struct kept *kept;
	size_t kepts, room;
	struct arena *a; /* of one answer */
	uint64_t rng;
	unsigned again, kills;
	uint64_t acknowledged, since;
	int64_t longest;
};

static const char *const library[] = { SOURCE_DIR "/courses/library", NULL };

static uint32_t
chance(struct crowd *w)
{
	w->rng ^= w->rng << 13;
	w->rng ^= w->rng >> 7;
	w->rng ^= w->rng << 17;
	return (uint32_t)(w->rng >> 32);
}

static struct uuid
id_new(struct crowd *w)
{
	unsigned char random[10];

	for (int i = 0; i < 10; i++)
		random[i] = (unsigned char)chance(w);
	return uuid_make((uint64_t)time(NULL) * 1000, random);
}

static void
speak(struct crowd *w, struct learner *p, struct asked *k)
{
	struct buf b = BUF_IN(w->a);

	if (k->q.verb == VERB_LOGIN_KEY) {
		/* Versions meet first; its answer is nobody's. */
		struct request hello = {
			.number = UINT64_MAX, .verb = VERB_HELLO, .version = RECORD_VERSION
		};
		struct buf h = BUF_IN(w->a);

		request_write(&h, &hello);
		if (send(w->l.slot[p->slot].own, h.at, h.len, MSG_DONTWAIT) < 0)
			assert_true(errno == EAGAIN);
	}
	k->q.number = k->number;
	request_write(&b, &k->q);
	/* A full queue means that nobody reads now: the next keeper will call for it. */
	if (send(w->l.slot[p->slot].own, b.at, b.len, MSG_DONTWAIT) < 0)
		assert_true(errno == EAGAIN);
}

/* What comes next: a place, a check, and now and then a quiz from start to end. */
static struct request
next(struct crowd *w, struct learner *p)
{
	struct request q;

	p->said++;
	if (!uuid_is_zero(&p->attempt.id)) {
		if (p->answered < p->attempt.questions) {
			q = (struct request){ .verb = VERB_QUIZ_ANSWER,
				.attempt = {
				    id_new(w), p->attempt.id, p->answered, { .picks = 0 } } };
			q.attempt.response.text = STR_NONE;
			p->answered++;
			return q;
		}
		q = (struct request){ .verb = VERB_QUIZ_HANDIN,
			.attempt = { .event = id_new(w), .attempt = p->attempt.id } };
		memset(&p->attempt, 0, sizeof(p->attempt));
		return q;
	}
	if (p->said % 23 == 0)
		return (struct request){ .verb = VERB_QUIZ_START,
			.quiz = { id_new(w), COURSE, STR("first-hour"), STR("en") } };
	if (p->said % 3 == 0) {
		q = check_of(
		    w->c, "as-found", "as-found-1", chance(w) % 2 ? PHOTOGRAPH : SWITCH_OFF);
		q.check.event = id_new(w);
		return q;
	}
	q = place_of(w->c, p->said % 2 ? "custody" : "as-found", p->said, p->said % 5 == 0);
	q.place.event = id_new(w);
	return q;
}

static void
ask_on(struct crowd *w, struct learner *p)
{
	unsigned open = 0;

	for (int i = 0; i < WAITING; i++)
		open += p->asked[i].is_open;
	for (int i = 0; i < WAITING && open < (p->is_in ? WAITING : 1); i++) {
		struct asked *k = &p->asked[i];

		if (k->is_open)
			continue;
		/* One thing at a time inside a quiz: its next step depends on the last. */
		if (open > 0 && (!uuid_is_zero(&p->attempt.id) || p->said % 23 >= 20))
			break;
		k->q = next(w, p);
		k->number = ++p->number;
		k->at = now_ms();
		k->is_open = true;
		open++;
		speak(w, p, k);
	}
}

static void
login(struct crowd *w, struct learner *p)
{
	char name[20];
	struct asked *k = &p->asked[0];

	snprintf(name, sizeof(name), "learner%u", (unsigned)(p - w->learner) + 1);
	k->q = (struct request){ .verb = VERB_LOGIN_KEY,
		.login = { .login = str_copy(w->c->a, str_from(name)),
		    .key = key_blob(w->c, (unsigned char)(p - w->learner + 1)) } };
	k->number = ++p->number;
	k->at = now_ms();
	k->is_open = true;
	speak(w, p, k);
}

static void
keep(struct crowd *w, struct learner *p, const struct request *q)
{
	if (w->kepts == w->room) {
		w->room = w->room ? w->room * 2 : 4096;
		w->kept = realloc(w->kept, w->room * sizeof(*w->kept));
		assert_non_null(w->kept);
	}
	w->kept[w->kepts++] = (struct kept){
		.id = q->place.event,
		.learner = (uint32_t)(p - w->learner),
		.block = q->verb == VERB_PLACE ? q->place.place.block : 0,
		.verb = q->verb,
	};
}

static void
answered(struct crowd *w, struct learner *p, const struct reply *r)
{
	for (int i = 0; i < WAITING; i++) {
		struct asked *k = &p->asked[i];

		if (!k->is_open || k->number != r->number)
			continue;
		k->is_open = false;
		if (now_ms() - k->at > w->longest)
			w->longest = now_ms() - k->at;
		if (r->refusal.reason != REASON_NONE)
			fail_msg("%s: %d", record_verbs[r->verb].name, (int)r->refusal.reason);
		if (r->verb == VERB_LOGIN_KEY) {
			p->is_in = true;
			p->person = r->login.who.person;
			return;
		}
		keep(w, p, &k->q);
		w->acknowledged++;
		w->since++;
		if (r->verb == VERB_QUIZ_START) {
			p->attempt = r->attempt;
			p->attempt.has = NULL;
			p->answered = 0;
		}
		return;
	}
	/* An answer twice: from the dead keeper and from the next. */
}

static void
hear(struct crowd *w, struct learner *p)
{
	char bytes[RECORD_MESSAGE];
	struct reply r;
	ssize_t len;

	while ((len = recv(w->l.slot[p->slot].own, bytes, sizeof(bytes), MSG_DONTWAIT)) > 0) {
		arena_reset(w->a);
		assert_true(reply_read(bytes, (size_t)len, w->a, &r));
		if (r.number != 0) {
			answered(w, p, &r);
			continue;
		}
		for (int i = 0; i < WAITING; i++)
			if (p->asked[i].is_open) {
				w->again++;
				speak(w, p, &p->asked[i]);
			}
	}
	if (len == 0)
		fail_msg("a session was dropped");
}

/* One turn of the listener and of all learners. ask: they go on asking. */
static void
turn(struct crowd *w, bool on)
{
	struct pollfd p[LEARNERS + 1];

	for (int i = 0; i < LEARNERS; i++)
		p[i] = (struct pollfd){ .fd = w->l.slot[w->learner[i].slot].own, .events = POLLIN };
	p[LEARNERS] = (struct pollfd){ .fd = w->l.control, .events = POLLIN };
	poll(p, LEARNERS + 1, 1000);
	if (p[LEARNERS].revents && !listener_hear(&w->l))
		fail_msg("the keeper ended by itself: %s", w->l.report);
	for (int i = 0; i < LEARNERS; i++) {
		if (p[i].revents)
			hear(w, &w->learner[i]);
		if (on && w->learner[i].is_in)
			ask_on(w, &w->learner[i]);
	}
}

static bool
is_quiet(const struct crowd *w)
{
	for (int i = 0; i < LEARNERS; i++)
		for (int j = 0; j < WAITING; j++)
			if (w->learner[i].asked[j].is_open)
				return false;
	return true;
}

/* ---- looking afterwards ---- */

static int
by_id(const void *a, const void *b)
{
	return memcmp(((const struct kept *)a)->id.b, ((const struct kept *)b)->id.b, 16);
}

struct found {
	const struct crowd *w;
	uint64_t acknowledged, others;
};

static bool
event_found(void *context, const struct event *e)
{
	struct found *f = context;
	struct kept key = { .id = e->id };
	const struct kept *k = bsearch(&key, f->w->kept, f->w->kepts, sizeof(key), by_id);

	if (!k) {
		f->others++;
		/* What nobody acknowledged can only follow from what was, or belong to an account.
		 */
		if (e->kind == EVENT_PLACE || e->kind == EVENT_CHECK ||
		    e->kind == EVENT_QUIZ_START || e->kind == EVENT_QUIZ_ANSWER ||
		    e->kind == EVENT_QUIZ_HANDIN)
			fail_msg("a %s that nobody said", event_name(e->kind));
		return true;
	}
	f->acknowledged++;
	assert_true(uuid_eq(&e->person, &f->w->learner[k->learner].person));
	assert_string_equal(event_name(e->kind), record_verbs[k->verb].name);
	if (k->verb == VERB_PLACE)
		assert_int_equal(e->place.block, k->block);
	return true;
}

static void
look(struct crowd *w)
{
	struct found f = { .w = w };
	struct arena *a = arena_new();
	struct buf report = BUF_IN(w->c->a);
	struct err e;
	struct db *db;

	qsort(w->kept, w->kepts, sizeof(*w->kept), by_id);
	for (size_t i = 1; i < w->kepts; i++)
		assert_true(by_id(&w->kept[i - 1], &w->kept[i]) != 0);
	db = db_open_reader(w->l.database, &e);
	if (!db)
		fail_msg("%s", e.text);
	assert_true(db_events(db, a, event_found, &f));
	db_close(db);
	arena_free(a);
	if (f.acknowledged != w->kepts)
		fail_msg(
		    "%zu acknowledged, %llu there", w->kepts, (unsigned long long)f.acknowledged);
	if (!data_doctor(w->l.database, &report, &e))
		fail_msg("%s\n%s", e.text, buf_cstr(&report));
}

static unsigned kills = KILLS;

static void
nothing_acknowledged_is_lost(void **state)
{
	struct crowd *w = calloc(1, sizeof(*w));
	struct seat machine = keeper_operator();
	uint64_t until;
	int64_t began;

	(void)state;
	w->rng = 0x9e3779b97f4a7c15u;
	w->a = arena_new();
	on_disk = true;
	w->c = classroom_bare();
	w->c->now = (int64_t)time(NULL) - 10;
	for (int i = 0; i < LEARNERS; i++) {
		char name[20];

		snprintf(name, sizeof(name), "learner%d", i + 1);
		OK(w->c, &machine, .verb = VERB_USER_ADD,
		    .user = { .event = id_new(w),
			.login = str_from(name),
			.name = STR("A Learner"),
			.language = STR("en"),
			.key = key_blob(w->c, (unsigned char)(i + 1)),
			.role = ROLE_TRAINEE });
	}
	keeper_close(w->c->k);
	w->c->k = NULL;
	strcpy(w->l.database, w->c->database);
	w->l.library = library;
	for (int i = 0; i < LEARNERS; i++)
		w->learner[i].slot = listener_slot(&w->l);
	listener_start(&w->l, true);
	for (int i = 0; i < LEARNERS; i++)
		login(w, &w->learner[i]);
	began = now_ms();
	while (w->kills < kills) {
		until = chance(w) % BETWEEN;
		for (w->since = 0; w->since < until || !w->l.is_ready;)
			turn(w, true);
		listener_stop(&w->l, SIGKILL);
		w->kills++;
		listener_start(&w->l, false);
	}
	while (!is_quiet(w))
		turn(w, false);
	printf("%u kills, %llu acknowledged, %u said again, longest wait %d ms, %d a second\n",
	    w->kills, (unsigned long long)w->acknowledged, w->again, (int)w->longest,
	    (int)((int64_t)w->acknowledged * 1000 / (now_ms() - began + 1)));
	listener_ready(&w->l);
	assert_int_equal(listener_stop(&w->l, 0), 0);
	assert_true(w->again > 0);
	look(w);
	for (unsigned i = 0; i < w->l.slots; i++) {
		close(w->l.slot[i].own);
		close(w->l.slot[i].keepers);
	}
	classroom_free(w->c);
	arena_free(w->a);
	free(w->kept);
	free(w);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(nothing_acknowledged_is_lost),
};

int
main(int argc, char **argv)
{
	if ((argc > 1 && strcmp(argv[1], "--long") == 0) || getenv("CHALKLINE_LONG"))
		kills = KILLS_LONG;
	return cmocka_run_group_tests_name("kill", tests, NULL, NULL);
}
