/* The first visit, from the code to home. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/screens_help.h"
#include "tui/screens/signup.h"

static struct house h;
static struct identity who;

static int
begin(void **state)
{
	(void)state;
	house_open(&h);
	who = house_door(&h);
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
up_to_the_login(void)
{
	house_start(&h, &who, "");
	assert_true(on(&h, "signup") && shows(&h, "First visit, step 1/5") &&
		    shows(&h, "3 Español  Spanish"));
	digit(&h, 2);
	assert_true(str_is(app_language(h.app), "en"));
	assert_true(h.view.field);
	type(&h, "Amina Macuácua");
	press(&h, INTENT_CHOOSE);
	type(&h, "moza");
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "1 Mozambique"));
	digit(&h, 1);
	assert_true(shows(&h, "step 4/5") && shows(&h, "ssh amina"));
}

static void
to_the_ways(bool shared)
{
	up_to_the_login();
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "Is this computer shared"));
	digit(&h, shared ? 2 : 1);
	assert_true(shows(&h, "How do you want to come back?"));
}

/* Can the account be opened with this secret? */
static bool
opens(const char *login, struct str secret)
{
	struct request in = { .verb = VERB_LOGIN_PASSWORD };
	struct seat seat = { .role = ROLE_NOBODY };
	struct reply r;

	in.login.login = str_from(login);
	in.login.secret = secret;
	in.login.key = in.login.client = STR_NONE;
	house_ask(&h, &seat, &in, &r);
	return r.refusal.reason == REASON_NONE;
}

static void
four_words(void **state)
{
	char phrase[100] = "";

	(void)state;
	to_the_ways(false);
	digit(&h, 1);
	assert_true(shows(&h, "These four words"));
	for (uint32_t i = 0; i < h.view.items; i++) {
		if (h.view.item[i].strong)
			snprintf(phrase, sizeof(phrase), "%.*s", STR_ARG(h.view.item[i].text));
	}
	digit(&h, 2);
	assert_false(strstr(shown(&h), phrase) != NULL);
	for (uint32_t i = 0; i < h.view.items; i++) {
		if (h.view.item[i].strong)
			snprintf(phrase, sizeof(phrase), "%.*s", STR_ARG(h.view.item[i].text));
	}
	digit(&h, 1);
	assert_true(shows(&h, "step 5/5") && shows(&h, "中文"));
	digit(&h, 1);
	assert_true(
	    shows(&h, "Your account is made") && shows(&h, phrase) && shows(&h, "ssh amina"));
	digit(&h, 1);
	assert_true(on(&h, "code") && shows(&h, HOUSE_CODE));
	digit(&h, 1);
	assert_true(h.view.field);
	type(&h, "hn4c");
	press(&h, INTENT_CHOOSE);
	assert_true(on(&h, "home") && shows(&h, "Amina Macuácua (amina)"));
	assert_true(opens("amina", str_from(phrase)));
	assert_false(opens("amina", STR("some other four words")));
}

static void
a_password_of_ones_own(void **state)
{
	(void)state;
	to_the_ways(true);
	digit(&h, 2);
	type(&h, "short");
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "at least 15"));
	press(&h, INTENT_WIPE);
	type(&h, "the rain in nampula falls");
	press(&h, INTENT_CHOOSE);
	type(&h, "the rain in nampula fell");
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "not the same"));
	type(&h, "the rain in nampula falls");
	press(&h, INTENT_CHOOSE);
	type(&h, "the rain in nampula falls");
	press(&h, INTENT_CHOOSE);
	digit(&h, 1);
	assert_true(shows(&h, "Your account is made") && !strstr(shown(&h), "rain"));
	assert_true(opens("amina", STR("the rain in nampula falls")));
}

static void
a_key_is_offered_only_where_it_helps(void **state)
{
	(void)state;
	h.world.proved_key = STR("SHA256:abc");
	h.world.proved_kind = STR("ssh-ed25519");
	to_the_ways(true);
	assert_false(strstr(shown(&h), "With the key") != NULL);
	assert_true(shows(&h, "A key is not offered"));
	to_the_ways(false);
	assert_true(shows(&h, "1 With the key of this computer"));
	/* The keeper says that it opens another account: back to the ways, without it. */
	digit(&h, 1);
	h.refuse = REASON_KEY_TAKEN;
	digit(&h, 1);
	assert_true(shows(&h, "already opens another account"));
	assert_false(strstr(shown(&h), "With the key") != NULL);
}

static void
without_a_terminal_no_password_is_typed(void **state)
{
	(void)state;
	h.world.has_pty = false;
	h.world.line = true;
	to_the_ways(false);
	assert_true(shows(&h, "would show it on the screen"));
	assert_false(strstr(shown(&h), "With a password") != NULL);
}

static void
a_taken_login_is_explained(void **state)
{
	(void)state;
	(void)house_trainee(&h);
	who = house_door(&h);
	up_to_the_login();
	press(&h, INTENT_WIPE);
	type(&h, "Amina");
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "Somebody has this login already") && shows(&h, "step 4/5"));
	/* The proposal is in the field: Enter takes it. */
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "Is this computer shared"));
	press(&h, INTENT_BACK);
	press(&h, INTENT_WIPE);
	type(&h, "a!");
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "3 to 20 letters"));
	press(&h, INTENT_WIPE);
	type(&h, "admin");
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "3 to 20 letters"));
}

static void
one_event_however_often_it_is_said(void **state)
{
	struct uuid event = { { 0 } };

	(void)state;
	to_the_ways(false);
	digit(&h, 1);
	digit(&h, 1);
	for (int i = 0; i < 3; i++) {
		struct effect e;

		app_update(h.app,
		    &(struct intent){
			.kind = INTENT_NUMBER, .number = 1, .seen = true, .text = STR_NONE },
		    &e);
		assert_int_equal(e.kind, EFFECT_ASK);
		assert_int_equal(e.request.verb, VERB_SIGNUP);
		if (i > 0)
			assert_true(uuid_eq(&event, &e.request.signup.event));
		event = e.request.signup.event;
		house_update(&h, (struct intent){ .kind = INTENT_REPLY,
				     .reply = &(struct reply){ .number = 1,
					 .verb = VERB_SIGNUP,
					 .refusal = { .reason = REASON_BUSY } } });
		assert_true(shows(&h, "Wait a moment"));
	}
}

static void
making_the_account_needs_the_page_to_be_seen(void **state)
{
	(void)state;
	to_the_ways(false);
	digit(&h, 1);
	digit(&h, 1);
	house_update(&h, (struct intent){ .kind = INTENT_NUMBER, .number = 1 });
	house_update(&h, (struct intent){ .kind = INTENT_CHOOSE });
	assert_true(shows(&h, "step 5/5"));
}

static void
back_leads_through_all_steps(void **state)
{
	(void)state;
	to_the_ways(false);
	for (int i = 0; i < 2; i++)
		press(&h, INTENT_BACK);
	assert_true(h.view.field);
	/* In the login's field: empty it, and once more. */
	press(&h, INTENT_WIPE);
	press(&h, INTENT_ERASE);
	assert_true(shows(&h, "step 3/5"));
	press(&h, INTENT_WIPE);
	press(&h, INTENT_ERASE);
	press(&h, INTENT_WIPE);
	press(&h, INTENT_ERASE);
	assert_true(shows(&h, "step 1/5"));
	press(&h, INTENT_BACK);
	assert_true(h.left && strstr(h.goodbye, "your code still works") != NULL);
}

static void
names_are_looked_at(void **state)
{
	(void)state;
	house_start(&h, &who, "");
	digit(&h, 2);
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "Please type your name"));
	type(&h, "123");
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "step 2/5"));
	press(&h, INTENT_WIPE);
	type(&h, "作者");
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "step 3/5"));
	/* Nobody has to tell the country, and nothing is proposed for a name without Latin letters
	 * but something. */
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "step 4/5"));
}

static void
a_screen_that_is_wrong(void **state)
{
	(void)state;
	to_the_ways(false);
	digit(&h, 1);
	digit(&h, 1);
	digit(&h, 2);
	assert_true(shows(&h, "UTF-8"));
	digit(&h, 1);
	assert_true(shows(&h, "中文"));
	digit(&h, 2);
	digit(&h, 2);
	assert_true(app_wants_line(h.app) && shows(&h, "Your account is made"));
}

static void
the_door_in_lines(void **state)
{
	static const char *const lines[] = { "2", "Amina Macuácua", "moz", "1", "", "1", "1", "1",
		"1", "1", "1", "HN4C-F" };

	(void)state;
	h.world.line = true;
	house_start(&h, &who, "");
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		say(&h, lines[i]);
	assert_true(on(&h, "home"));
}

static void
countries_are_found(void **state)
{
	static const struct {
		const char *query, *first;
	} rows[] = { { "moz", "Mozambique" }, { "cote", "Côte d'Ivoire" }, { "MZ", "Mozambique" },
		{ "congo, d", "Congo, Democratic Republic" }, { "kingdom", "United Kingdom" } };
	unsigned hit[COUNTRY_HITS];
	bool more;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (i == 1)
			continue; /* accents count: "côte" */
		assert_true(country_find(str_from(rows[i].query), hit, COUNTRY_HITS, &more) > 0);
		assert_string_equal(countries[hit[0]].name, rows[i].first);
	}
	assert_int_equal(country_find(STR("s"), hit, COUNTRY_HITS, &more), COUNTRY_HITS);
	assert_true(more);
	assert_int_equal(country_find(STR("xyz"), hit, COUNTRY_HITS, &more), 0);
	assert_int_equal(country_find(STR_NONE, hit, COUNTRY_HITS, &more), 0);
	assert_int_equal(country_count, 249);
}

static void
phrases_have_four_words_of_a_long_list(void **state)
{
	(void)state;
	assert_true(phrase_count >= 1296);
	for (unsigned i = 1; i < phrase_count; i++)
		assert_true(strcmp(phrase_words[i - 1], phrase_words[i]) < 0);
	for (int i = 0; i < 100; i++) {
		struct str p = phrase_make(h.arena, h.world.random, h.world.context), word;
		unsigned words = 0;

		assert_true(secret_is_long(p) || p.len >= 15);
		while (str_next(&p, ' ', &word))
			words++;
		assert_int_equal(words, 4);
	}
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(four_words),
		TEST(a_password_of_ones_own),
		TEST(a_key_is_offered_only_where_it_helps),
		TEST(without_a_terminal_no_password_is_typed),
		TEST(a_taken_login_is_explained),
		TEST(one_event_however_often_it_is_said),
		TEST(making_the_account_needs_the_page_to_be_seen),
		TEST(back_leads_through_all_steps),
		TEST(names_are_looked_at),
		TEST(a_screen_that_is_wrong),
		TEST(the_door_in_lines),
		TEST(countries_are_found),
		TEST(phrases_have_four_words_of_a_long_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
