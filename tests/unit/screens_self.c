/* Settings, password, keys, search, help, where am I, and the guest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/screens_help.h"
#include "tui/screens/search.h"

static struct house h;
static struct identity who;

static int
begin(void **state)
{
	(void)state;
	house_open(&h);
	who = house_trainee(&h);
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
to_settings(void)
{
	house_start(&h, &who, "");
	digit(&h, 5);
	assert_true(on(&h, "settings"));
}

static void
the_language_is_stored(void **state)
{
	struct request in = { .verb = VERB_LOGIN_PASSWORD };
	struct reply r;

	(void)state;
	to_settings();
	digit(&h, 1);
	assert_true(on(&h, "language"));
	digit(&h, 4);
	assert_true(str_is(app_language(h.app), "fr") && shows(&h, "Saved."));
	in.login.login = STR("amina");
	in.login.secret = STR("a whole sentence is easy");
	in.login.key = in.login.client = STR_NONE;
	h.seat = (struct seat){ .role = ROLE_NOBODY };
	house_ask(&h, &h.seat, &in, &r);
	assert_true(str_is(r.login.who.language, "fr"));
	press(&h, INTENT_BACK);
	press(&h, INTENT_BACK);
	digit(&h, 2);
	assert_true(shows(&h, "not in Français yet"));
	digit(&h, 1);
	assert_true(shows(&h, "You read it in English."));
}

static void
lines_and_shared_computer(void **state)
{
	(void)state;
	to_settings();
	digit(&h, 2);
	assert_true(app_wants_line(h.app) && shows(&h, "Saved."));
	digit(&h, 2);
	assert_false(app_wants_line(h.app));
	digit(&h, 3);
	assert_true(shows(&h, "shared computer (logged out sooner) yes"));
}

static void
to_password(void)
{
	to_settings();
	digit(&h, 4);
	assert_true(on(&h, "password"));
}

static void
a_new_password(void **state)
{
	(void)state;
	to_password();
	type(&h, "not the old one at all");
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "The old password was not right") && h.view.field);
	type(&h, "a whole sentence is easy");
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "How do you want to come in from now on?"));
	digit(&h, 2);
	type(&h, "too short");
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "at least 15"));
	press(&h, INTENT_WIPE);
	type(&h, "rivers run to the wide sea");
	press(&h, INTENT_CHOOSE);
	type(&h, "rivers run to the wide sea");
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "From now on the new one opens your account"));
	digit(&h, 1);
	assert_true(on(&h, "settings"));
}

static void
the_old_password_alone_changes_nothing(void **state)
{
	(void)state;
	to_password();
	type(&h, "a whole sentence is easy");
	press(&h, INTENT_CHOOSE);
	press(&h, INTENT_BACK);
	assert_true(on(&h, "settings"));
	to_password();
	type(&h, "a whole sentence is easy");
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "How do you want to come in from now on?"));
}

static void
four_new_words(void **state)
{
	(void)state;
	to_password();
	type(&h, "a whole sentence is easy");
	press(&h, INTENT_CHOOSE);
	digit(&h, 1);
	assert_true(shows(&h, "your pass-phrase") && shows(&h, "The old password ends"));
	digit(&h, 2);
	assert_true(shows(&h, "> 1 I have written them down"));
	house_update(&h, (struct intent){ .kind = INTENT_NUMBER, .number = 1 });
	assert_true(shows(&h, "your pass-phrase"));
	digit(&h, 1);
	assert_true(shows(&h, "Saved."));
}

static void
a_new_recovery_code(void **state)
{
	static struct reply told = { .number = 1, .verb = VERB_RECOVERY };

	(void)state;
	told.recovery.code = STR(HOUSE_CODE);
	house_can(&h, &told);
	to_settings();
	assert_true(shows(&h, "none yet: make one"));
	digit(&h, 6);
	assert_true(on(&h, "recovery") && shows(&h, "You have none yet") &&
		    shows(&h, "ssh join@host"));
	/* It ends the one before, so nothing is done blind. */
	house_update(&h, (struct intent){ .kind = INTENT_NUMBER, .number = 1 });
	assert_true(on(&h, "recovery"));
	h.refuse = REASON_DISK;
	digit(&h, 1);
	assert_true(on(&h, "recovery") && shows(&h, "This was not saved"));
	digit(&h, 1);
	assert_true(on(&h, "code") && shows(&h, HOUSE_CODE));
	assert_null(strstr(shown(&h), "The one before has ended"));
	digit(&h, 1);
	type(&h, "hn4cf");
	press(&h, INTENT_CHOOSE);
	assert_true(on(&h, "settings") && shows(&h, "make a new one"));
	digit(&h, 6);
	digit(&h, 1);
	assert_true(shows(&h, "The one before has ended"));
	/* Left without it: said once, then it is the reader's wish. */
	press(&h, INTENT_BACK);
	assert_true(on(&h, "code") && shows(&h, "not shown again"));
	press(&h, INTENT_BACK);
	assert_true(on(&h, "settings"));
}

static const char blob[] = "\0\0\0\x0bssh-ed25519\0\0\0\x20"
			   "0123456789abcdef0123456789abcdef";

static void
keys_are_added_named_and_removed(void **state)
{
	(void)state;
	to_settings();
	digit(&h, 5);
	assert_true(on(&h, "keys") && shows(&h, "No key opens your account yet"));
	h.mute = false;
	press(&h, INTENT_BACK);
	/* The connection proved a key: it can be added. */
	h.world.proved_key = STR("SHA256:notinthelist");
	h.world.proved_kind = STR("ssh-ed25519");
	h.world.proved_blob = (struct str){ blob, sizeof(blob) - 1 };
	digit(&h, 5);
	digit(&h, 1);
	assert_true(on(&h, "key") && h.view.field);
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "Give the key a name"));
	type(&h, "office PC");
	h.refuse = REASON_KEY_TAKEN;
	press(&h, INTENT_CHOOSE);
	assert_true(on(&h, "key") && shows(&h, "already opens another account"));
}

static struct ssh_key two_keys[2] = {
	{ .fingerprint = { "SHA256:abc", 10 }, .kind = { "ssh-ed25519", 11 },
	    .name = { "office PC", 9 }, .added_at = 1795446720, .in_use = true, .proved = true },
	{ .fingerprint = { "SHA256:def", 10 }, .kind = { "ssh-rsa", 7 }, .name = { "laptop", 6 },
	    .added_at = 1795446720 },
};
static struct reply told_two = { .number = 1, .verb = VERB_KEYS, .keys = { two_keys, 2 } };

static void
a_key_in_the_list(void **state)
{
	static struct reply refused = { .number = 1,
		.verb = VERB_KEY_REMOVE,
		.refusal = { .reason = REASON_LAST_WAY_IN } };

	(void)state;
	house_can(&h, &told_two);
	house_can(&h, &refused);
	to_settings();
	digit(&h, 5);
	assert_true(shows(&h, "1 office PC added 23 Nov 2026 you came in with it"));
	assert_true(shows(&h, "2 laptop added 23 Nov 2026 not used yet"));
	digit(&h, 1);
	assert_true(shows(&h, "Fingerprint") && shows(&h, "cannot be removed here"));
	assert_null(strstr(shown(&h), "2 Remove it"));
	press(&h, INTENT_BACK);
	digit(&h, 2);
	digit(&h, 2);
	assert_true(shows(&h, "Remove this key?") && shows(&h, "laptop") &&
		    shows(&h, "not used yet") && shows(&h, "your password or four words, office PC") &&
		    shows(&h, "> 1 No, keep it"));
	press(&h, INTENT_BACK);
	assert_true(shows(&h, "2 Remove it"));
	digit(&h, 2);
	digit(&h, 2);
	assert_int_equal(h.asked[h.asks - 1], VERB_KEY_REMOVE);
	assert_true(shows(&h, "last way into your account"));
	digit(&h, 1);
	assert_true(h.view.field);
}

static void
the_only_way_in_is_not_removed(void **state)
{
	static struct reply one = { .number = 1, .verb = VERB_KEYS, .keys = { &two_keys[1], 1 } };

	(void)state;
	who.has_password = false;
	house_can(&h, &one);
	to_settings();
	digit(&h, 5);
	digit(&h, 1);
	assert_true(shows(&h, "the only way into your account"));
	digit(&h, 2);
	assert_null(strstr(shown(&h), "Remove this key?"));
}

static void
to_the_line(void)
{
	to_settings();
	digit(&h, 5);
	digit(&h, 1);
	assert_true(on(&h, "key") && shows(&h, "Paste the public key") && h.view.field);
}

static void
a_pasted_key(void **state)
{
	char line[800] = "ssh-rsa AAAA";

	(void)state;
	to_the_line();
	type(&h, "hello");
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "That is no public key"));
	/* As long as that of an RSA key of 4096 bits with its comment. */
	memset(line + 12, 'x', 728);
	type(&h, line);
	assert_int_equal(h.view.item[h.view.items - 1].value.len, 740);
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "SHA256:pasted") && shows(&h, "Name of the key") &&
		    shows(&h, "amina@laptop"));
	press(&h, INTENT_WIPE);
	type(&h, "laptop");
	press(&h, INTENT_CHOOSE);
	assert_int_equal(h.asked[h.asks - 2], VERB_KEY_ADD);
	assert_true(on(&h, "keys") && shows(&h, "Added.") && shows(&h, "laptop"));
}

static void
a_private_key_is_not_shown(void **state)
{
	static const char *const lines[] = { "-----BEGIN OPENSSH PRIVATE KEY-----",
		"b3BlbnNzaC1rZXktdjEAAAAABG5vbmU", "-----END OPENSSH PRIVATE KEY-----" };

	(void)state;
	to_the_line();
	/* Line by line, as a terminal sends it that does not mark a paste. */
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		type(&h, lines[i]);
		for (uint32_t k = 0; k < h.view.items; k++) {
			if (h.view.item[k].kind == ITEM_FIELD)
				assert_true(h.view.item[k].secret);
		}
		press(&h, INTENT_CHOOSE);
		assert_true(shows(&h, "That is a private key") && on(&h, "key"));
	}
	/* And in one, letter by letter. */
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		for (const char *c = lines[i]; *c != '\0'; c++)
			type(&h, (char[]){ *c, '\0' });
		type(&h, " ");
	}
	/* Said while the paste goes on, not only behind it. */
	assert_true(shows(&h, "That is a private key"));
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "That is a private key"));
	type(&h, "ssh-ed25519 AAAAC3Nza");
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "Name of the key"));
}

static void
search_finds_the_place(void **state)
{
	(void)state;
	house_start(&h, &who, "");
	press(&h, INTENT_SEARCH);
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "Type a word"));
	type(&h, "LAST RECORD");
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "1 place.") && shows(&h, "Take the last record of your office"));
	digit(&h, 1);
	assert_true(on(&h, "lesson") && shows(&h, "page 2 of 2"));
	press(&h, INTENT_BACK);
	press(&h, INTENT_SEARCH);
	type(&h, "zebra crossing");
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "Nothing was found"));
	digit(&h, 1);
	press(&h, INTENT_ERASE);
	assert_true(on(&h, "home"));
}

static void
folding(void **state)
{
	(void)state;
	assert_true(str_is(search_fold(h.arena, STR("Évidence NUMÉRIQUE")), "evidence numerique"));
	assert_true(str_is(search_fold(h.arena, STR("Ёлка")), "елка"));
	assert_true(str_is(search_fold(h.arena, STR("Straße")), "strasse"));
	assert_true(str_eq(search_fold(h.arena, STR("أَدِلَّة")), search_fold(h.arena, STR("ادلة"))));
	assert_true(str_is(search_fold(h.arena, STR("作者")), "作者"));
}

static void
help_and_where(void **state)
{
	(void)state;
	house_start(&h, &who, "evidence-first-day/custody");
	press(&h, INTENT_HELP);
	assert_true(on(&h, "help") && shows(&h, "Ms Tembo") && shows(&h, "ssh amina@host") &&
		    shows(&h, "Ctrl-L") && shows(&h, "SHA256:"));
	press(&h, INTENT_CHOOSE);
	press(&h, INTENT_WHERE);
	assert_true(on(&h, "where") && shows(&h, "Write down every hand") &&
		    shows(&h, "Amina Macuácua (amina)"));
	press(&h, INTENT_WHERE);
	assert_true(on(&h, "lesson"));
	press(&h, INTENT_QUIT_KEY);
	assert_true(shows(&h, "To leave, press q"));
	press(&h, INTENT_HELP);
	press(&h, INTENT_ON);
	assert_true(shows(&h, "There is no more on this page"));
	press(&h, INTENT_BACK);
	press(&h, INTENT_SEARCH);
	press(&h, INTENT_QUIT_KEY);
	assert_true(shows(&h, "Here q is a letter"));
	press(&h, INTENT_ERASE);
	assert_true(on(&h, "lesson"));
	press(&h, INTENT_ASK);
	assert_true(shows(&h, "Ms Tembo"));
}

static void
leaving_says_how_to_come_back(void **state)
{
	(void)state;
	h.world.academy.port = 2222;
	house_start(&h, &who, "");
	press(&h, INTENT_BACK);
	assert_true(h.left);
	assert_non_null(strstr(h.goodbye, "ssh -p 2222 amina@host"));
}

static void
a_guest_reads_and_nothing_is_asked_that_is_not_allowed(void **state)
{
	(void)state;
	who = house_guest(&h);
	house_start(&h, &who, "");
	assert_true(on(&h, "catalogue") && shows(&h, "You are a guest"));
	digit(&h, 1);
	assert_true(on(&h, "course"));
	digit(&h, 1);
	digit(&h, 1);
	press(&h, INTENT_ON);
	digit(&h, 1);
	press(&h, INTENT_CHOOSE);
	press(&h, INTENT_ON);
	press(&h, INTENT_ON);
	assert_true(on(&h, "lesson"));
	press(&h, INTENT_BACK);
	digit(&h, 3);
	assert_true(shows(&h, "A guest cannot take a test"));
	for (unsigned i = 0; i < h.asks; i++)
		assert_true(record_verbs[h.asked[i]].roles & 1u << ROLE_GUEST);
	press(&h, INTENT_BACK);
	press(&h, INTENT_BACK);
	assert_true(h.left);
}

static void
refusals_are_sentences(void **state)
{
	(void)state;
	for (int i = 1; i < REASON_KINDS; i++) {
		struct refusal r = { .reason = (enum reason)i, .number = 3, .at = h.now };
		struct str text = reason_text(&r, &h.world.academy, h.arena);

		assert_true(text.len > 20);
		assert_true(str_ends(text, "."));
		assert_true(str_find(text, 0, "{") == text.len);
	}
	assert_int_equal(reason_text(&(struct refusal){ 0 }, &h.world.academy, h.arena).len, 0);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(the_language_is_stored),
		TEST(lines_and_shared_computer),
		TEST(a_new_password),
		TEST(the_old_password_alone_changes_nothing),
		TEST(four_new_words),
		TEST(a_new_recovery_code),
		TEST(keys_are_added_named_and_removed),
		TEST(a_key_in_the_list),
		TEST(the_only_way_in_is_not_removed),
		TEST(a_pasted_key),
		TEST(a_private_key_is_not_shown),
		TEST(search_finds_the_place),
		TEST(folding),
		TEST(help_and_where),
		TEST(leaving_says_how_to_come_back),
		TEST(a_guest_reads_and_nothing_is_asked_that_is_not_allowed),
		TEST(refusals_are_sentences),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
