/* What the keeper was told in confidence is not in its memory when it has answered. */
#include <sodium.h>

#include "tests/keeper/listener.h"

struct house {
	struct arena *a;
	struct listener l;
	struct reply r;
	uint64_t number;
};

static enum reason
say(struct house *h, unsigned slot, struct request q)
{
	q.number = ++h->number;
	return slot_ask(&h->l, slot, h->a, q, &h->r);
}

/* Of letters, so that it passes; made after the fork, so that the keeper has it from its socket alone. */
static struct str
secret(struct house *h)
{
	char *text = arena_alloc(h->a, 32);

	for (int i = 0; i < 28; i++)
		text[i] = i % 7 == 6 ? ' ' : (char)('a' + randombytes_uniform(26));
	return (struct str){ text, 27 };
}

/* How often it lies in the memory of a process. */
static unsigned
found(pid_t pid, struct str what)
{
	enum { PIECE = 1 << 20, MAPS = 256 << 10 };
	char path[64], *maps = malloc(MAPS), *bytes = malloc(PIECE + 64);
	unsigned n = 0;
	FILE *f;
	int mem;

	snprintf(path, sizeof(path), "/proc/%d/maps", (int)pid);
	f = fopen(path, "r");
	assert_non_null(f);
	snprintf(path, sizeof(path), "/proc/%d/mem", (int)pid);
	mem = open(path, O_RDONLY);
	if (mem < 0) {
		print_message("the memory of another process cannot be read here\n");
		fclose(f);
		free(maps);
		free(bytes);
		exit(77);
	}
	while (fgets(maps, MAPS, f)) {
		unsigned long long from, to;
		char rights[8];

		if (sscanf(maps, "%llx-%llx %7s", &from, &to, rights) != 3 || rights[1] != 'w')
			continue;
		/* AddressSanitizer's shadow is terabytes of nothing. */
		while (from < to && to - from < 1ull << 32) {
			size_t len = to - from < PIECE ? (size_t)(to - from) : PIECE;
			ssize_t got = pread(mem, bytes, len, (off_t)from);

			if (got <= (ssize_t)what.len)
				break; /* a shadow, or the end */
			for (char *at = bytes; (at = memmem(at, (size_t)(bytes + got - at), what.at,
						    what.len)) != NULL;
			     at++)
				n++;
			from += (size_t)got < len || len < PIECE ? (size_t)got : len - what.len;
		}
	}
	fclose(f);
	close(mem);
	free(maps);
	free(bytes);
	return n;
}

static void
secrets_are_wiped(void **state)
{
	struct house h = { .a = arena_new() };
	struct classroom *c;
	struct str wrong, fresh, other, bare;
	unsigned n;

	(void)state;
	on_disk = true;
	c = classroom_bare();
	c->now = (int64_t)time(NULL) - 1000;
	person(c, "amina", ROLE_TRAINEE);
	keeper_close(c->k);
	c->k = NULL;
	strcpy(h.l.database, c->database);
	listener_start(&h.l, true);
	listener_ready(&h.l);
	wrong = secret(&h);
	fresh = secret(&h);
	other = secret(&h);
	bare = secret(&h);

	n = listener_slot(&h.l);
	listener_attach(&h.l, n);
	assert_int_equal(
	    say(&h, n, (struct request){ .verb = VERB_HELLO, .version = RECORD_VERSION }), REASON_NONE);
	assert_int_equal(say(&h, n,
			     (struct request){ .verb = VERB_LOGIN_PASSWORD,
				 .login = { .login = STR("amina"), .secret = wrong } }),
	    REASON_WRONG);
	assert_int_equal(say(&h, n,
			     (struct request){ .verb = VERB_LOGIN_PASSWORD,
				 .login = { .login = STR("amina"), .secret = SECRET } }),
	    REASON_NONE);
	assert_int_equal(say(&h, n,
			     (struct request){ .verb = VERB_PASSWORD,
				 .password = { .event = uuid_make(1, (unsigned char[10]){ 1 }),
				     .secret = fresh,
				     .old = SECRET } }),
	    REASON_NONE);
	/* Refused before it was hashed. */
	assert_int_equal(say(&h, n,
			     (struct request){ .verb = VERB_USER_SET,
				 .set = { .event = uuid_make(2, (unsigned char[10]){ 1 }),
				     .login = STR("amina"),
				     .change = USER_PASSWORD,
				     .secret = other } }),
	    REASON_NOT_ALLOWED);
	/* One that is no secret, to see that this looks in the right place. */
	assert_int_equal(say(&h, n,
			     (struct request){ .verb = VERB_PLACE,
				 .place = { .event = uuid_make(3, (unsigned char[10]){ 1 }),
				     .place = { .course = bare,
					 .lang = STR("en"),
					 .lesson = STR("x") } } }),
	    REASON_NO_COURSE);
	assert_true(found(h.l.pid, bare) > 0);
	/* The turn of the last secret is over when another was answered. */
	assert_int_equal(found(h.l.pid, wrong), 0);
	assert_int_equal(found(h.l.pid, fresh), 0);
	assert_int_equal(found(h.l.pid, other), 0);
	assert_int_equal(listener_stop(&h.l, 0), 0);
	close(h.l.slot[n].own);
	close(h.l.slot[n].keepers);
	classroom_free(c);
	arena_free(h.a);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(secrets_are_wiped),
};

int
main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
