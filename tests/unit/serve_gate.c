/* The gate: a class behind one address, a flood from another block, the words for those that are turned away. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "tui/serve/gate.h"
#include "tui/serve/zone.h"

static struct gate *g;
static struct config c;

static int
begin(void **state)
{
	struct err e;

	(void)state;
	zone_set(STR_NONE);
	c = (struct config){ .start_drop = 100, .start_all = 1000, .block_most = 64, .keeper = keeper_defaults,
		.academy = { .contact = STR("Ms Tembo, +258 21 000 000") } };
	g = gate_new(&e);
	assert_non_null(g);
	gate_rules(g, &c);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	gate_free(g);
	g = NULL;
	return 0;
}

/* "10.A.B.1": A and B are put in. */
static struct net
address(const char *pattern, int a, int b)
{
	char text[64];
	size_t len = 0;
	struct net n;

	for (const char *p = pattern; *p != '\0'; p++)
		len += (size_t)(*p == 'A' || *p == 'B' ? snprintf(text + len, sizeof(text) - len, "%d", *p == 'A' ? a : b) :
							 snprintf(text + len, sizeof(text) - len, "%c", *p));
	assert_true(net_read(str_from(text), &n));
	return n;
}

/* So many come from there; how many are let in. They stay. */
static int
come(const char *pattern, int many, int a)
{
	int in = 0;

	for (int i = 0; i < many; i++) {
		struct net n = address(pattern, a, i % 250);

		if (gate_ask(g, &n) != GATE_IN)
			continue;
		gate_enter(g, &n);
		in++;
	}
	return in;
}

static unsigned
at_door(void)
{
	return gate_at_door(g);
}

static void
a_class_is_never_refused(void **state)
{
	(void)state;
	/* Fifteen blocks flood with all that they may. */
	for (int i = 0; i < 15; i++)
		assert_int_equal(come("10.0.A.B", 500, i), 64);
	assert_int_equal(come("203.0.113.B", 40, 0), 40);
	assert_int_equal(at_door(), 15 * 64 + 40);
}

static void
a_block_has_its_bound(void **state)
{
	struct net six;
	struct tally t = { 0 };
	char names[TALLY_HELD][64];

	(void)state;
	assert_int_equal(come("203.0.A.B", 200, 113), 64);
	assert_int_equal(come("203.0.A.B", 5, 114), 5); /* its neighbour */
	assert_true(net_read(STR("2001:db8:0:12::1"), &six));
	for (int i = 0; i < 64; i++)
		gate_enter(g, &six);
	assert_true(net_read(STR("2001:db8:0:34::1"), &six)); /* the same /56 */
	assert_int_equal(gate_ask(g, &six), GATE_BLOCK_FULL);
	assert_true(net_read(STR("2001:db8:0:100::1"), &six));
	assert_int_equal(gate_ask(g, &six), GATE_IN);

	gate_tally(g, &t, names);
	assert_int_equal(t.helds, 2);
	assert_int_equal(t.held[0].count, 64);
	for (int i = 0; i < 2; i++)
		assert_true(str_is(t.held[i].block, "203.0.113.0/24") || str_is(t.held[i].block, "2001:db8::/56"));

	struct net one = address("203.0.A.B", 113, 7);
	gate_leave(g, &one); /* somebody logged in */
	assert_int_equal(gate_ask(g, &one), GATE_IN);
}

/* Who comes and goes as fast as one can is held to as many as who stands there. */
static void
who_goes_is_counted_a_little_longer(void **state)
{
	int in = 0;
	int64_t now = 1000;

	(void)state;
	for (int i = 0; i < 1000; i++, now += 5) {
		struct net n = address("203.0.A.B", 113, i % 250);

		gate_tend(g, now);
		if (gate_ask(g, &n) != GATE_IN)
			continue;
		gate_enter(g, &n);
		gate_gone(g, &n, now);
		in++;
	}
	assert_int_equal(in, 64); /* of a thousand in five seconds */
	assert_int_equal(at_door(), 0);
	assert_int_equal(come("203.0.A.B", 40, 114), 40);
	gate_tend(g, now + 10000);
	assert_int_equal(come("203.0.A.B", 40, 113), 40);
}

static void
many_blocks_meet_chance(void **state)
{
	int in = 0, before;

	(void)state;
	for (int i = 0; i < 100; i++)
		in += come("10.A.B.1", 1, i); /* one each: blocks 10.i.0 */
	assert_int_equal(in, 100);              /* below the first number nobody is refused */
	for (int i = 0; i < 20000; i++) {
		struct net n = address("11.A.B.1", i / 250, i % 250);

		if (gate_ask(g, &n) == GATE_IN)
			gate_enter(g, &n);
	}
	before = (int)at_door();
	assert_in_range(before, 500, 1000); /* more and more are refused, and never more than 1000 come in */
	c.start_all = (uint32_t)before;     /* the second number is a wall */
	gate_rules(g, &c);
	assert_int_equal(come("12.0.A.B", 200, 0), 0);
}

static void
listed_networks_may_do_more(void **state)
{
	struct str networks[] = { STR("196.3.0.0/16") };

	(void)state;
	assert_int_equal(come("196.3.A.B", 70, 1), 64);
	c.keeper.network = networks;
	c.keeper.networks = 1;
	c.keeper.raised = 2;
	gate_rules(g, &c); /* read anew, with people inside */
	assert_int_equal(come("196.3.A.B", 30, 1), 30);
	c.block_most = 10;
	c.keeper.networks = 0;
	gate_rules(g, &c);
	assert_int_equal(come("196.3.A.B", 5, 1), 0);
	for (int i = 0; i < 94; i++) {
		struct net n = address("196.3.A.B", 1, 9);

		gate_leave(g, &n);
	}
	assert_int_equal(at_door(), 0);
	assert_int_equal(come("196.3.A.B", 20, 1), 10);
}

/* The commonest ministry of all: everybody comes from one address. */
static void
a_listed_address_raises_its_block(void **state)
{
	struct str networks[] = { STR("196.3.0.7"), STR("2c0f:f000:1:2345::9/64") };

	(void)state;
	c.keeper.network = networks;
	c.keeper.networks = 2;
	c.keeper.raised = 2;
	c.block_most = 20;
	gate_rules(g, &c);
	assert_int_equal(come("196.3.0.B", 50, 0), 40);
	assert_int_equal(come("196.3.A.B", 50, 1), 20);
}

/* The table of blocks stays whole however they come and go: what is in is found, what is out is gone. */
static void
blocks_come_and_go(void **state)
{
	enum { MANY = 4000 };
	static bool in[MANY];
	unsigned random = 1, inside = 0;

	(void)state;
	memset(in, 0, sizeof(in));
	for (int n = 0; n < 100000; n++) {
		random = random * 1103515245u + 12345u;
		int i = (int)(random >> 8) % MANY;
		struct net net = address("10.A.B.1", i / 200, i % 200);

		if (in[i])
			gate_leave(g, &net);
		else
			gate_enter(g, &net);
		in[i] = !in[i];
		inside += in[i] ? 1 : (unsigned)-1;
		if (n % 1000 == 0)
			assert_int_equal(at_door(), inside);
	}
	c.block_most = 1;
	c.start_drop = c.start_all = MANY + 1;
	gate_rules(g, &c);
	for (int i = 0; i < MANY; i++) {
		struct net net = address("10.A.B.1", i / 200, i % 200);

		assert_int_equal(gate_ask(g, &net), in[i] ? GATE_BLOCK_FULL : GATE_IN);
	}
}

static uint32_t
u32(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* What goes out is RFC 4253's: a version line, then one packet with a disconnect. */
static void
the_words_are_a_disconnect(void **state)
{
	static const char line[] = "SSH-2.0-Chalkline\r\n";
	static char contact[400];
	unsigned char bytes[1024];
	int pair[2];

	(void)state;
	memset(contact, 'x', sizeof(contact) - 1); /* longer than a packet of ours */
	for (int round = 0; round < 2; round++) {
		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
		gate_turn_away(g, pair[0], round == 0 ? GATE_BLOCK_FULL : GATE_BUSY, 0);
		ssize_t got = recv(pair[1], bytes, sizeof(bytes), MSG_DONTWAIT);
		assert_true(got > 40);
		assert_memory_equal(bytes, line, sizeof(line) - 1);

		const unsigned char *p = bytes + sizeof(line) - 1;
		uint32_t len = u32(p), padding = p[4], text = u32(p + 10);

		assert_int_equal((size_t)got, sizeof(line) - 1 + 4 + len);
		assert_int_equal((len + 4) % 8, 0);
		assert_in_range(padding, 4, 255);
		assert_int_equal(p[5], 1);
		assert_int_equal(u32(p + 6), 12);
		assert_int_equal(len, 1 + 1 + 4 + 4 + text + 4 + padding);
		char words[600];
		snprintf(words, sizeof(words), "%.*s", (int)text, (const char *)p + 14);
		assert_non_null(strstr(words, round == 0 ? "from your network" : "Too many people"));
		assert_non_null(strstr(words, "(UTC)"));
		assert_non_null(strstr(words, round == 0 ? "Ms Tembo, +258 21 000 000" : "xxx"));
		assert_int_equal(recv(pair[1], bytes, sizeof(bytes), MSG_DONTWAIT), 0); /* and no more */
		assert_int_equal(send(pair[1], "SSH-2.0-x\r\n", 11, MSG_NOSIGNAL), 11);  /* the other way is open for a moment */
		assert_true(gate_tend(g, 1000) > 0);
		gate_tend(g, 3000);
		assert_true(send(pair[1], "x", 1, MSG_NOSIGNAL) < 0); /* then it is closed */
		close(pair[1]);
		c.academy.contact = str_from(contact);
		gate_rules(g, &c);
	}
	struct tally t = { 0 };
	char names[TALLY_HELD][64];
	gate_tally(g, &t, names);
	assert_int_equal(t.turned_away, 2);
}

/* However many are turned away, the sockets that are held are few. */
static void
a_flood_holds_little(void **state)
{
	(void)state;
	int first = dup(0), last;

	for (int i = 0; i < 2000; i++) {
		int pair[2];

		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
		gate_turn_away(g, pair[0], GATE_BUSY, i);
		close(pair[1]);
	}
	last = dup(0);
	assert_in_range(last - first, 1, 300);
	assert_true(gate_give_up(g));
	assert_false(gate_give_up(g));
	close(first);
	close(last);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_class_is_never_refused, begin, end),
		cmocka_unit_test_setup_teardown(a_block_has_its_bound, begin, end),
		cmocka_unit_test_setup_teardown(who_goes_is_counted_a_little_longer, begin, end),
		cmocka_unit_test_setup_teardown(many_blocks_meet_chance, begin, end),
		cmocka_unit_test_setup_teardown(listed_networks_may_do_more, begin, end),
		cmocka_unit_test_setup_teardown(a_listed_address_raises_its_block, begin, end),
		cmocka_unit_test_setup_teardown(blocks_come_and_go, begin, end),
		cmocka_unit_test_setup_teardown(the_words_are_a_disconnect, begin, end),
		cmocka_unit_test_setup_teardown(a_flood_holds_little, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
