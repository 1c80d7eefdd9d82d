/* Back in by a recovery code: a new way in, the keys, what will happen, the new code. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/screens_help.h"

static struct house h;
static struct identity who;

static int
begin(void **state)
{
	(void)state;
	house_open(&h);
	who = house_recovers(&h);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	house_close(&h);
	return 0;
}

static void
to_the_ways(void)
{
	house_start(&h, &who, "");
	assert_true(on(&h, "recover") && shows(&h, "The recovery code is right") &&
		    shows(&h, "Amina Macuácua (amina)") && shows(&h, "Ms Tembo"));
	digit(&h, 1);
	assert_true(shows(&h, "The old password ends"));
}

static void
to_the_keys(void)
{
	to_the_ways();
	digit(&h, 1);
	assert_true(shows(&h, "These four words"));
	digit(&h, 1);
	assert_true(shows(&h, "Key 1 of 3") && shows(&h, "office PC"));
}

static unsigned
asked(enum verb verb)
{
	unsigned n = 0;

	for (unsigned i = 0; i < h.asks; i++)
		n += h.asked[i] == verb;
	return n;
}

/* A number moves the marker, Enter answers: a key is neither kept nor dropped by one slip. */
static void
answer(int number)
{
	digit(&h, number);
	press(&h, INTENT_CHOOSE);
}

static void
all_the_way_home(void **state)
{
	(void)state;
	to_the_keys();
	assert_null(strstr(shown(&h), "> 1"));
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "Key 1 of 3"));
	answer(1);
	assert_true(shows(&h, "Key 2 of 3") && shows(&h, "SHA256:1aptop"));
	assert_null(strstr(shown(&h), "> "));
	answer(2);
	assert_true(shows(&h, "Key 3 of 3") && shows(&h, "not used yet"));
	answer(2);
	assert_true(shows(&h, "Keys that stay  office PC") ||
		    shows(&h, "Keys that stay   office PC"));
	assert_true(shows(&h, "laptop, ssh-ed25519") && shows(&h, "the four words"));
	assert_int_equal(asked(VERB_RECOVER), 0);
	/* Nothing is committed blind. */
	press(&h, INTENT_CHOOSE);
	house_update(&h, (struct intent){ .kind = INTENT_NUMBER, .number = 1 });
	house_update(&h, (struct intent){ .kind = INTENT_CHOOSE });
	assert_int_equal(asked(VERB_RECOVER), 0);
	digit(&h, 1);
	assert_int_equal(asked(VERB_RECOVER), 0);
	press(&h, INTENT_CHOOSE);
	assert_int_equal(asked(VERB_RECOVER), 1);
	assert_true(on(&h, "code") && shows(&h, HOUSE_CODE) && shows(&h, "yours again"));
	digit(&h, 1);
	type(&h, "Q2RT");
	press(&h, INTENT_CHOOSE);
	assert_true(on(&h, "code") && shows(&h, "not the fourth group"));
	press(&h, INTENT_ERASE);
	assert_true(shows(&h, HOUSE_CODE));
	digit(&h, 1);
	type(&h, "k7mp q2rt 9xwd hn4c f");
	press(&h, INTENT_CHOOSE);
	assert_true(on(&h, "home"));
}

static void
what_is_asked_of_the_keeper(void **state)
{
	struct effect e;

	(void)state;
	to_the_keys();
	answer(2);
	answer(1);
	answer(2);
	digit(&h, 1);
	app_update(h.app,
	    &(struct intent){
		.kind = INTENT_CHOOSE, .seen = true, .text = STR_NONE, .now = h.now },
	    &e);
	assert_int_equal(e.kind, EFFECT_ASK);
	assert_int_equal(e.request.verb, VERB_RECOVER);
	assert_int_equal(e.request.recover.way, WAY_PHRASE);
	assert_true(e.request.recover.secret.len > 15);
	assert_int_equal(e.request.recover.drops, 2);
	assert_true(str_is(e.request.recover.drop[0], "SHA256:0ffice"));
	assert_true(str_is(e.request.recover.drop[1], "SHA256:ph0ne"));
}

static void
back_leads_through_all_pages_and_nothing_has_happened(void **state)
{
	(void)state;
	to_the_keys();
	answer(1);
	answer(1);
	answer(1);
	assert_true(shows(&h, "Keys that open nothing any more"));
	press(&h, INTENT_BACK);
	assert_true(shows(&h, "Key 3 of 3"));
	press(&h, INTENT_BACK);
	press(&h, INTENT_BACK);
	assert_true(shows(&h, "Key 1 of 3"));
	press(&h, INTENT_BACK);
	assert_true(shows(&h, "How do you want to come back"));
	press(&h, INTENT_BACK);
	assert_true(shows(&h, "The recovery code is right"));
	press(&h, INTENT_BACK);
	assert_true(h.left && strstr(h.goodbye, "your code still works") != NULL);
	assert_int_equal(asked(VERB_RECOVER), 0);
}

static void
somebody_elses_account(void **state)
{
	(void)state;
	house_start(&h, &who, "");
	digit(&h, 2);
	assert_true(h.left);
	assert_int_equal(asked(VERB_RECOVER), 0);
}

static void
the_proved_key_is_a_way_and_is_not_asked_about(void **state)
{
	(void)state;
	h.world.proved_key = STR("SHA256:1aptop");
	h.world.proved_kind = STR("ssh-rsa");
	to_the_ways();
	assert_true(shows(&h, "1 With the key of this computer"));
	digit(&h, 1);
	assert_true(shows(&h, "Key 1 of 3"));
	answer(1);
	assert_true(shows(&h, "Key 3 of 3"));
	answer(2);
	assert_true(shows(&h, "office PC, laptop") && shows(&h, "the key of this computer"));
	h.refuse = REASON_KEY_TAKEN;
	answer(1);
	assert_true(shows(&h, "already opens another account"));
	assert_null(strstr(shown(&h), "With the key"));
}

static void
on_a_shared_computer_no_key(void **state)
{
	(void)state;
	who.shared_computer = true;
	h.world.proved_key = STR("SHA256:1aptop");
	to_the_ways();
	assert_null(strstr(shown(&h), "With the key"));
}

static void
keys_that_could_not_be_read_are_asked_for_again(void **state)
{
	(void)state;
	h.refuse = REASON_BUSY;
	to_the_ways();
	digit(&h, 1);
	digit(&h, 1);
	assert_true(shows(&h, "Key 1 of 3"));
	assert_int_equal(asked(VERB_KEYS), 2);
}

static void
who_has_no_keys_is_asked_nothing_about_them(void **state)
{
	static const struct reply none = { .number = 1, .verb = VERB_KEYS };

	(void)state;
	house_can(&h, &none);
	to_the_ways();
	digit(&h, 1);
	digit(&h, 1);
	assert_true(shows(&h, "This will happen now"));
	assert_null(strstr(shown(&h), "Keys that"));
}

static void
refusals_lead_to_the_page_that_mends_them(void **state)
{
	(void)state;
	to_the_keys();
	answer(1);
	answer(1);
	answer(1);
	h.refuse = REASON_DISK;
	answer(1);
	assert_true(shows(&h, "This will happen now") && shows(&h, "was not saved"));
	h.refuse = REASON_SECRET_COMMON;
	answer(1);
	assert_true(shows(&h, "How do you want to come back"));
}

static void
in_lines(void **state)
{
	static const char *const lines[] = { "1", "1", "1", "1", "2", "1", "1" };

	(void)state;
	h.world.line = true;
	house_start(&h, &who, "");
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		say(&h, lines[i]);
	/* Letters apart, for who hears them. */
	assert_true(on(&h, "code") && shows(&h, HOUSE_CODE));
	assert_true(shows(&h, "K 7 M P") && shows(&h, "H N 4 C") && shows(&h, "Last letter"));
	say(&h, "");
	say(&h, "HN4C");
	assert_true(on(&h, "home"));
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(all_the_way_home),
		TEST(what_is_asked_of_the_keeper),
		TEST(back_leads_through_all_pages_and_nothing_has_happened),
		TEST(somebody_elses_account),
		TEST(the_proved_key_is_a_way_and_is_not_asked_about),
		TEST(on_a_shared_computer_no_key),
		TEST(keys_that_could_not_be_read_are_asked_for_again),
		TEST(who_has_no_keys_is_asked_nothing_about_them),
		TEST(refusals_lead_to_the_page_that_mends_them),
		TEST(in_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
