/* The desk: each action says the right thing to the keeper, once, and only from a page that was seen. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/desk_help.h"

static struct house h;
static struct identity who;

static int
begin(void **state)
{
	(void)state;
	house_open(&h);
	desk_begin();
	h.instead = desk_answers;
	who = house_member(&h, "oluchi", "Oluchi", ROLE_OPERATOR);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	/* Nothing was asked that this role may not say. */
	for (unsigned i = 0; i < h.asks; i++)
		assert_true(record_verbs[h.asked[i]].roles & 1u << who.role);
	desk_end();
	house_close(&h);
	return 0;
}

static void
to_desk(int item)
{
	house_start(&h, &who, "desk");
	assert_true(on(&h, "desk"));
	if (item > 0)
		digit(&h, item);
}

static void
to_amina(int deed)
{
	to_desk(1);
	digit(&h, 1);
	assert_true(on(&h, "desk-person"));
	if (deed > 0)
		digit(&h, deed);
}

static void
blind(int number)
{
	house_update(&h, (struct intent){ .kind = INTENT_NUMBER, .number = number });
}

/* The number acts only when its page was seen, and once however often it is pressed. */
static void
says_once(enum verb verb, int number)
{
	unsigned before = desk.count[verb];

	/* Of a page that is painted now and was not when the key was read, no key counts. */
	blind(number);
	assert_int_equal(desk.count[verb], before);
	h.mute = true;
	h.asks = 0;
	digit(&h, number);
	digit(&h, number);
	press(&h, INTENT_CHOOSE);
	assert_int_equal(h.asks, 1);
	assert_int_equal(h.asked[0], verb);
	house_release(&h);
	assert_int_equal(desk.count[verb], before + 1);
}

static void
erase_field(void)
{
	press(&h, INTENT_WIPE);
}

/* ---- who sees what ---- */

static void
a_trainee_sees_no_desk(void **state)
{
	(void)state;
	who = house_trainee(&h);
	house_start(&h, &who, "");
	assert_null(strstr(shown(&h), "Desk"));
	digit(&h, 7);
	assert_true(on(&h, "home"));
	house_start(&h, &who, "desk");
	assert_true(on(&h, "home") && shows(&h, "There is nothing at desk."));
}

static void
an_instructor_sees_tests_only(void **state)
{
	(void)state;
	who = house_member(&h, "ines", "Ines", ROLE_INSTRUCTOR);
	house_start(&h, &who, "desk");
	assert_true(on(&h, "desk") && shows(&h, "1 Tests in numbers"));
	assert_null(strstr(shown(&h), "Invitations"));
	press(&h, INTENT_BACK);
	assert_true(shows(&h, "7 Desk tests in numbers, mistakes, marking"));
	digit(&h, 7);
	digit(&h, 1);
	assert_true(on(&h, "desk-courses") && shows(&h, "Of which course?"));
	digit(&h, 1);
	assert_true(on(&h, "desk-tests") && shows(&h, "nobody yet"));
	digit(&h, 1);
	assert_true(on(&h, "desk-items") && shows(&h, "Nobody has handed in a first try yet."));
}

/* The figures of forty people, invented. */
static bool
report_answers(struct house *house, const struct request *q, struct reply *r)
{
	static struct report_row rows[2];
	static struct item_row items[3];

	(void)house;
	*r = (struct reply){ .number = 1, .verb = q->verb };
	if (q->verb == VERB_REPORT) {
		rows[0] = (struct report_row){ STR("final"), ASSESS_EXAM, 40, 30, 52, 38, 2, 71.5 };
		rows[1] = (struct report_row){ STR("before"), ASSESS_PRETEST, 41, 0, 41, 41, 0, 40 };
		r->report = (struct told_report){ .row = rows, .rows = 2, .has_gain = true, .only_pre = 4, .only_post = 1 };
		gain_of((struct gain_pair[]){ { 20, 70 }, { 30, 60 }, { 40, 80 } }, 3, &r->report.gain);
		return true;
	}
	if (q->verb != VERB_REPORT_ITEMS)
		return false;
	items[0] = (struct item_row){ STR("q1"), STR("Two right"), QUESTION_SINGLE, 1, true, 0.25,
		{ 40, 0.55, 0.5, 42, 60, 11, false } };
	items[1] = (struct item_row){ STR("q2"), STR("Which hour"), QUESTION_NUMERICAL, 2, true, 0,
		{ 40, 0.95, 0.2, -12, -20, NAN, true } };
	items[2] = (struct item_row){ STR("q2"), STR("Which hour"), QUESTION_NUMERICAL, 3, false, NAN,
		{ 12, 0.1, 0.3, NAN, NAN, NAN, false } };
	r->items = (struct told_items){ .kind = ASSESS_EXAM, .questions = 20, .item = items, .items = 3, .all = 3,
		.test = { 40, 14.3, 14, 2.5, 0, 0, 78, 47, 1.17, true } };
	return true;
}

static void
figures_are_said_in_words(void **state)
{
	(void)state;
	who = house_member(&h, "ines", "Ines", ROLE_INSTRUCTOR);
	h.instead = report_answers;
	house_start(&h, &who, "desk");
	digit(&h, 1);
	digit(&h, 1);
	assert_true(shows(&h, "Exam (final)") && shows(&h, "40 people, 30 passed, first try mean 72%"));
	assert_true(shows(&h, "2 tries wait to be marked"));
	assert_true(shows(&h, "3 people did both: +40.0 points, 95% interval +15.2 to +64.8."));
	assert_true(shows(&h, "4 with the pre-test only, 1 with the post-test only"));
	digit(&h, 1);
	assert_true(shows(&h, "Cronbach's alpha 78%, standard error 1.17 points."));
	assert_true(shows(&h, "55% of the points, n 40, guessing gives 25%; discrimination 42, efficiency 60"));
	assert_true(shows(&h, "who knows more gets it wrong more often"));
	assert_true(shows(&h, "(older version)") && shows(&h, "10% of the points, n 12"));
}

static void
a_manager_sees_codes_only(void **state)
{
	(void)state;
	who = house_member(&h, "mona", "Mona", ROLE_MANAGER);
	house_start(&h, &who, "");
	assert_true(shows(&h, "7 Desk") && shows(&h, "invitations, recovery codes, tests, marking"));
	digit(&h, 7);
	assert_true(on(&h, "desk") && shows(&h, "1 Invitations") && shows(&h, "2 A recovery code for somebody"));
	assert_null(strstr(shown(&h), "People"));
	assert_null(strstr(shown(&h), "Limits"));
	/* Roles below one's own, and no more. */
	digit(&h, 1);
	digit(&h, 1);
	digit(&h, 1);
	assert_true(shows(&h, "1 trainee") && shows(&h, "2 instructor"));
	assert_null(strstr(shown(&h), "manager"));
}

static void
the_operator_sees_figures(void **state)
{
	(void)state;
	to_desk(0);
	assert_true(shows(&h, "1 People 412") && shows(&h, "28, and 3 at the door") && shows(&h, "all is well"));
	press(&h, INTENT_BACK);
	assert_true(shows(&h, "7 Desk people, invitations"));
	desk.backup_age = 0;
	to_desk(0);
	assert_true(shows(&h, "5 How the server is needs you"));
	press(&h, INTENT_BACK);
	assert_true(shows(&h, "7 Desk the server needs you"));
	/* The desk is whole without them. */
	h.refuse = REASON_BUSY;
	to_desk(0);
	assert_true(shows(&h, "5 How the server is"));
}

/* ---- people ---- */

static void
people_by_pages(void **state)
{
	(void)state;
	desk.crowd = 100;
	to_desk(1);
	assert_true(shows(&h, "106 accounts") && shows(&h, "50 p0049") && shows(&h, "51 The next ones"));
	pick(&h, 51);
	assert_true(str_is(desk.last.users.after, "p0049"));
	assert_true(shows(&h, "1 p0050") && shows(&h, "51 The next ones") && shows(&h, "52 The first ones"));
	pick(&h, 51);
	assert_true(shows(&h, "1 p0100") && shows(&h, "7 The first ones"));
	/* A person is opened from there, and the same page comes back. */
	pick(&h, 2);
	assert_true(on(&h, "desk-person") && str_is(desk.last.set.login, "p0101"));
	press(&h, INTENT_BACK);
	assert_true(str_is(desk.last.users.after, "p0099") && shows(&h, "1 p0100"));
	pick(&h, 7);
	assert_true(desk.last.users.after.len == 0 && shows(&h, "1 amina"));
}

static void
people_are_looked_for(void **state)
{
	(void)state;
	to_desk(1);
	press(&h, INTENT_SEARCH);
	assert_true(h.view.field);
	type(&h, " layla ");
	press(&h, INTENT_CHOOSE);
	assert_true(str_is(desk.last.users.find, "layla") && shows(&h, "1 account has \"layla\""));
	assert_true(shows(&h, "closed"));
	digit(&h, 2);
	erase_field();
	type(&h, "zz");
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "Nobody has \"zz\" in the login or the name."));
	/* An empty field shows everybody again. */
	digit(&h, 1);
	erase_field();
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "6 accounts, by login."));
	press(&h, INTENT_SEARCH);
	press(&h, INTENT_ERASE);
	assert_false(h.view.field);
	assert_true(on(&h, "desk-people"));
}

static void
a_refusal_stands_where_the_list_would(void **state)
{
	(void)state;
	to_desk(0);
	h.refuse = REASON_NOT_ALLOWED;
	digit(&h, 1);
	assert_true(on(&h, "desk-people") && shows(&h, "Your account may not do this."));
	press(&h, INTENT_TERM);
	assert_true(shows(&h, "Your account may not do this."));
	assert_null(strstr(shown(&h), "One moment."));
}

/* ---- one person ---- */

static void
a_person_is_shown(void **state)
{
	(void)state;
	to_amina(0);
	assert_true(shows(&h, "Amina Macuácua") && shows(&h, "Mozambique") && shows(&h, "2 visits"));
	assert_true(shows(&h, "Electronic evidence, the first day, 38%; ecrime-foundations, finished"));
	assert_true(shows(&h, "9 End the visits"));
	press(&h, INTENT_BACK);
	digit(&h, 4);
	assert_true(shows(&h, "This account is closed") && shows(&h, "5 Open the account again"));
	assert_null(strstr(shown(&h), "End the visits"));
	/* What was united with another cannot be opened again, and is not offered. */
	press(&h, INTENT_BACK);
	digit(&h, 6);
	assert_true(shows(&h, "This account was united with amina2 and stays closed."));
	assert_true(shows(&h, "1 Another login"));
	assert_null(strstr(shown(&h), "Open the account again"));
	assert_null(strstr(shown(&h), "recovery code"));
	assert_null(strstr(shown(&h), "End the visits"));
}

static void
a_recovery_code_is_made(void **state)
{
	(void)state;
	to_amina(1);
	digit(&h, 1);
	assert_true(on(&h, "desk-person"));
	digit(&h, 1);
	says_once(VERB_USER_RECOVER, 2);
	assert_true(str_is(desk.last.set.login, "amina") && !uuid_is_zero(&desk.last.set.event));
	assert_true(shows(&h, "ABCD-EFGH-JKLM-NPQR-S") && shows(&h, "ssh join@host") && shows(&h, "SHA256:"));
	/* It is shown once, so it does not leave by a key that was pressed before it came. */
	blind(1);
	house_update(&h, (struct intent){ .kind = INTENT_BACK });
	assert_true(shows(&h, "ABCD-EFGH-JKLM-NPQR-S"));
	digit(&h, 1);
	assert_true(on(&h, "desk-person"));
	assert_null(strstr(shown(&h), "ABCD-EFGH"));
}

static void
a_manager_types_whose_code(void **state)
{
	(void)state;
	who = house_member(&h, "mona", "Mona", ROLE_MANAGER);
	to_desk(2);
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "Type the login of the person."));
	type(&h, "amina");
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "A recovery code from before opens nothing any more then."));
	assert_int_equal(desk.count[VERB_USER_RECOVER], 0);
	desk.refuse.reason = REASON_RIGHTS;
	says_once(VERB_USER_RECOVER, 2);
	assert_true(h.view.field && shows(&h, "that account has as many rights"));
	press(&h, INTENT_CHOOSE);
	says_once(VERB_USER_RECOVER, 2);
	assert_true(shows(&h, "ABCD-EFGH-JKLM-NPQR-S") && shows(&h, "Amina Macuácua (amina)"));
}

static void
a_login_is_changed(void **state)
{
	struct uuid before;

	(void)state;
	to_amina(2);
	press(&h, INTENT_CHOOSE);
	assert_true(h.view.field && shows(&h, "Type what it shall be"));
	erase_field();
	type(&h, "amina.m");
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "ssh amina.m@host"));
	press(&h, INTENT_BACK);
	assert_true(h.view.field);
	press(&h, INTENT_CHOOSE);
	desk.refuse.reason = REASON_LOGIN_TAKEN;
	says_once(VERB_USER_SET, 2);
	assert_true(h.view.field && shows(&h, "Somebody has this login already"));
	press(&h, INTENT_CHOOSE);
	before = h.held->set.event;
	says_once(VERB_USER_SET, 2);
	assert_true(shows(&h, "Tell the person how to come in from now on: ssh amina.m@host"));
	/* The wish that was refused is not said again: this is another. Then the page asks for the new login. */
	assert_false(uuid_eq(&h.held->set.event, &before));
	assert_int_equal(desk.last.verb, VERB_USER);
	assert_true(str_is(desk.last.set.login, "amina.m"));
	press(&h, INTENT_BACK);
	assert_true(shows(&h, "1 amina.m"));
}

static void
a_name_is_changed(void **state)
{
	(void)state;
	to_amina(3);
	h.mute = true;
	h.asks = 0;
	house_update(&h, (struct intent){ .kind = INTENT_WIPE });
	house_update(&h, (struct intent){ .kind = INTENT_TYPED, .text = STR("Typed ahead") });
	house_update(&h, (struct intent){ .kind = INTENT_CHOOSE });
	assert_int_equal(h.asks, 0);
	erase_field();
	type(&h, "Amina M. Macuácua");
	press(&h, INTENT_CHOOSE);
	press(&h, INTENT_CHOOSE);
	assert_int_equal(h.asks, 1);
	assert_int_equal(h.held->set.change, USER_NAME);
	assert_true(str_is(h.held->set.to, "Amina M. Macuácua") && str_is(h.held->set.login, "amina"));
	house_release(&h);
	assert_true(on(&h, "desk-person") && shows(&h, "Saved."));
}

static void
a_role_is_changed(void **state)
{
	(void)state;
	to_amina(4);
	digit(&h, 1);
	assert_true(shows(&h, "That is the role now."));
	digit(&h, 3);
	assert_true(shows(&h, "The role is now: trainee. It becomes: manager."));
	h.mute = true;
	digit(&h, 2);
	assert_int_equal(h.held->set.change, USER_ROLE);
	assert_int_equal(h.held->set.role, ROLE_MANAGER);
	house_release(&h);
	assert_true(on(&h, "desk-person") && shows(&h, "The role is now: manager."));
}

static void
an_account_is_closed_and_opened(void **state)
{
	(void)state;
	to_amina(5);
	assert_true(shows(&h, "Its visits end now"));
	h.mute = true;
	digit(&h, 2);
	assert_int_equal(h.held->set.change, USER_DISABLE);
	house_release(&h);
	assert_true(shows(&h, "The account is closed."));
	press(&h, INTENT_BACK);
	digit(&h, 4);
	digit(&h, 5);
	assert_true(shows(&h, "Open this account again?"));
	desk.refuse.reason = REASON_DISABLED;
	digit(&h, 2);
	assert_true(shows(&h, "united with another one"));
	h.mute = true;
	digit(&h, 2);
	assert_int_equal(h.held->set.change, USER_ENABLE);
	house_release(&h);
	assert_true(shows(&h, "The account is open again."));
}

static void
new_words_are_shown_once_they_hold(void **state)
{
	char words[100];

	(void)state;
	to_amina(7);
	desk.refuse.reason = REASON_DISK;
	digit(&h, 2);
	assert_true(shows(&h, "This was not saved"));
	h.mute = true;
	h.asks = 0;
	digit(&h, 2);
	digit(&h, 2);
	assert_int_equal(h.asks, 1);
	assert_int_equal(h.held->set.change, USER_PASSWORD);
	snprintf(words, sizeof(words), "%.*s", STR_ARG(h.held->set.secret));
	/* Not before the keeper has them. */
	assert_null(strstr(shown(&h), words));
	house_release(&h);
	assert_true(strlen(words) > 14 && shows(&h, words));
	digit(&h, 1);
	assert_true(on(&h, "desk-person"));
}

static void
visits_of_an_account_are_ended(void **state)
{
	(void)state;
	to_amina(9);
	h.mute = true;
	digit(&h, 2);
	assert_int_equal(h.held->verb, VERB_SESSION_END);
	assert_true(str_is(h.held->session_end.login, "amina") && h.held->session_end.id.len == 0);
	house_release(&h);
	assert_true(on(&h, "desk-person") && shows(&h, "2 visits were ended."));
}

static void
a_key_is_removed(void **state)
{
	(void)state;
	to_amina(6);
	assert_true(shows(&h, "1 office PC") && shows(&h, "pasted, not proved yet"));
	digit(&h, 2);
	assert_true(shows(&h, "SHA256:ABCDEFGHIJ"));
	press(&h, INTENT_BACK);
	assert_true(on(&h, "desk-keys"));
	digit(&h, 1);
	says_once(VERB_USER_KEY_REMOVE, 2);
	assert_true(str_starts(desk.last.user_key.fingerprint, "SHA256:abcdef") && !desk.last.user_key.last_too);
	assert_true(shows(&h, "Removed.") && shows(&h, "1 office PC"));
	assert_null(strstr(shown(&h), "pasted"));
	/* The keeper knows better than the page that it is the last one. */
	digit(&h, 1);
	desk.refuse.reason = REASON_LAST_WAY_IN;
	digit(&h, 2);
	assert_true(shows(&h, "It is the last way into this account"));
	says_once(VERB_USER_KEY_REMOVE, 2);
	assert_true(desk.last.user_key.last_too);
}

static void
the_last_key_is_called_so(void **state)
{
	(void)state;
	to_desk(1);
	digit(&h, 4);
	digit(&h, 6);
	digit(&h, 1);
	assert_true(shows(&h, "It is the last way into this account"));
	digit(&h, 1);
	assert_true(shows(&h, "These keys open this account."));
}

static void
two_accounts_are_united(void **state)
{
	(void)state;
	to_amina(8);
	type(&h, "amina");
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "Type the login of the other account."));
	erase_field();
	type(&h, "nobody");
	press(&h, INTENT_CHOOSE);
	assert_true(h.view.field && shows(&h, "Nobody here has this login."));
	erase_field();
	type(&h, "amina2");
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "Amina M. (amina2)") && shows(&h, "go over to amina."));
	digit(&h, 3);
	assert_true(shows(&h, "go over to amina2."));
	digit(&h, 3);
	h.mute = true;
	h.asks = 0;
	blind(2);
	assert_int_equal(h.asks, 0);
	digit(&h, 2);
	digit(&h, 2);
	assert_int_equal(h.asks, 1);
	assert_true(str_is(h.held->merge.from, "amina2") && str_is(h.held->merge.into, "amina"));
	house_release(&h);
	assert_true(on(&h, "desk-person") && shows(&h, "The two are one account now: amina."));
}

static void
the_other_account_stays(void **state)
{
	(void)state;
	to_amina(8);
	type(&h, "amina2");
	press(&h, INTENT_CHOOSE);
	digit(&h, 3);
	h.mute = true;
	digit(&h, 2);
	assert_true(str_is(h.held->merge.from, "amina") && str_is(h.held->merge.into, "amina2"));
	house_release(&h);
	assert_true(shows(&h, "The two are one account now: amina2."));
	assert_true(str_is(desk.last.set.login, "amina2"));
}

/* ---- invitations ---- */

static void
an_invitation_is_made(void **state)
{
	(void)state;
	to_desk(2);
	digit(&h, 1);
	digit(&h, 1);
	digit(&h, 2);
	assert_true(shows(&h, "1 Role instructor"));
	digit(&h, 2);
	type(&h, "40000");
	press(&h, INTENT_CHOOSE);
	assert_true(h.view.field && shows(&h, "Type a number from 1 to 10000."));
	type(&h, "40");
	press(&h, INTENT_CHOOSE);
	digit(&h, 3);
	type(&h, "0");
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "Type a number from 1 to 400."));
	type(&h, "60");
	press(&h, INTENT_CHOOSE);
	digit(&h, 4);
	type(&h, "Nampula ليلى");
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "40") && shows(&h, "60") && shows(&h, "Nampula ليلى"));
	says_once(VERB_INVITE, 5);
	assert_int_equal(desk.last.invite.role, ROLE_INSTRUCTOR);
	assert_int_equal(desk.last.invite.uses, 40);
	assert_int_equal(desk.last.invite.days, 60);
	assert_true(str_is(desk.last.invite.label, "Nampula ليلى"));
	assert_true(shows(&h, "ABCD-EFGH-JKLM-NPQR-S") && shows(&h, "ssh join@host") && shows(&h, "SHA256:"));
	digit(&h, 1);
	assert_true(on(&h, "desk-invites"));
}

static void
an_invitation_is_withdrawn(void **state)
{
	(void)state;
	to_desk(2);
	digit(&h, 3);
	assert_true(shows(&h, "used up") && shows(&h, "a command on the server"));
	assert_null(strstr(shown(&h), "Withdraw it"));
	press(&h, INTENT_BACK);
	digit(&h, 2);
	digit(&h, 1);
	digit(&h, 1);
	assert_true(shows(&h, "1 Withdraw it"));
	digit(&h, 1);
	h.mute = true;
	h.asks = 0;
	blind(2);
	digit(&h, 2);
	digit(&h, 2);
	assert_int_equal(h.asks, 1);
	assert_int_equal(h.held->verb, VERB_INVITE_REVOKE);
	assert_true(str_is(h.held->invite_id.id, "1f3b09ac"));
	house_release(&h);
	assert_true(on(&h, "desk-invites") && shows(&h, "Withdrawn."));
	digit(&h, 6);
	assert_int_equal(desk.last.invites.skip, 4);
	digit(&h, 7);
	assert_int_equal(desk.last.invites.skip, 0);
}

/* ---- who is here, limits, the server ---- */

static void
a_visit_is_ended(void **state)
{
	(void)state;
	to_desk(3);
	assert_true(shows(&h, "4 visits") && shows(&h, "4 at the door") && shows(&h, "under 1 min"));
	digit(&h, 1);
	assert_true(shows(&h, "This is your own visit."));
	assert_null(strstr(shown(&h), "End this visit"));
	press(&h, INTENT_BACK);
	digit(&h, 3);
	assert_true(shows(&h, "ليلى حسن (layla)") && shows(&h, "SSH-2.0-PuTTY_Release_0.78"));
	digit(&h, 1);
	h.mute = true;
	h.asks = 0;
	blind(2);
	digit(&h, 2);
	digit(&h, 2);
	assert_int_equal(h.asks, 1);
	assert_int_equal(h.held->verb, VERB_SESSION_END);
	assert_true(str_is(h.held->session_end.id, "s3") && h.held->session_end.login.len == 0);
	house_release(&h);
	assert_true(on(&h, "desk-here") && shows(&h, "That visit was ended."));
	digit(&h, 2);
	digit(&h, 2);
	assert_true(on(&h, "desk-person"));
}

static void
limits_are_forgotten(void **state)
{
	(void)state;
	to_desk(4);
	assert_true(shows(&h, "7 wrong passwords for 4 min") && shows(&h, "not held back"));
	digit(&h, 2);
	assert_true(shows(&h, "196.3.0.0/24 is held back until Mon 23 Nov"));
	says_once(VERB_LIMIT_CLEAR, 2);
	assert_true(str_is(desk.last.limit.whom, "196.3.0.0/24") && shows(&h, "Done."));
	digit(&h, 4);
	assert_true(shows(&h, "Forget all that is counted?"));
	says_once(VERB_LIMIT_CLEAR, 2);
	assert_int_equal(desk.last.limit.whom.len, 0);
}

static void
empty_pages_say_so(void **state)
{
	(void)state;
	desk.empty = true;
	to_desk(2);
	assert_true(shows(&h, "No invitation was made yet."));
	to_desk(3);
	assert_true(shows(&h, "Nobody else is here."));
	to_desk(4);
	assert_true(shows(&h, "Nobody is held back, and nothing is counted."));
	assert_null(strstr(shown(&h), "Forget all"));
}

static void
the_server_says_what_to_do(void **state)
{
	static const char *const words[HEALTH_KINDS] = { "All is well.", "the disk is full", "The clock is wrong",
		"The records are damaged" };

	(void)state;
	for (int i = 0; i < HEALTH_KINDS; i++) {
		desk.health = (enum health)i;
		to_desk(5);
		assert_true(shows(&h, words[i]));
		assert_null(strstr(shown(&h), "backup is"));
	}
	desk.health = HEALTH_GOOD;
	desk.backup_age = 5 * DESK_DAY;
	digit(&h, 1);
	assert_true(shows(&h, "The newest backup is 5 days old.") && shows(&h, "The records are well."));
	desk.backup_age = 0;
	digit(&h, 1);
	assert_true(shows(&h, "There is no backup yet."));
}

/* ---- in lines ---- */

static void
all_of_it_in_lines(void **state)
{
	(void)state;
	h.world.line = true;
	to_desk(0);
	say(&h, "1");
	say(&h, "7");
	say(&h, "amina");
	say(&h, "1");
	say(&h, "1");
	say(&h, "2");
	assert_true(shows(&h, "ABCD-EFGH-JKLM-NPQR-S"));
	say(&h, "1");
	say(&h, "2");
	say(&h, "amina.m");
	say(&h, "2");
	assert_true(on(&h, "desk-person") && shows(&h, "ssh amina.m@host"));
	say(&h, "q");
	say(&h, "q");
	say(&h, "2");
	say(&h, "1");
	say(&h, "2");
	say(&h, "12");
	say(&h, "5");
	assert_int_equal(desk.last.invite.uses, 12);
	assert_true(shows(&h, "ABCD-EFGH-JKLM-NPQR-S"));
	/* An empty line chooses the only thing there is; where there are several it does nothing. */
	say(&h, "");
	assert_true(on(&h, "desk-invites"));
	say(&h, "");
	assert_true(on(&h, "desk-invites") && shows(&h, "Type a number from 1 to 6."));
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(a_trainee_sees_no_desk),
		TEST(an_instructor_sees_tests_only),
		TEST(figures_are_said_in_words),
		TEST(a_manager_sees_codes_only),
		TEST(the_operator_sees_figures),
		TEST(people_by_pages),
		TEST(people_are_looked_for),
		TEST(a_refusal_stands_where_the_list_would),
		TEST(a_person_is_shown),
		TEST(a_recovery_code_is_made),
		TEST(a_manager_types_whose_code),
		TEST(a_login_is_changed),
		TEST(a_name_is_changed),
		TEST(a_role_is_changed),
		TEST(an_account_is_closed_and_opened),
		TEST(new_words_are_shown_once_they_hold),
		TEST(visits_of_an_account_are_ended),
		TEST(a_key_is_removed),
		TEST(the_last_key_is_called_so),
		TEST(two_accounts_are_united),
		TEST(the_other_account_stays),
		TEST(an_invitation_is_made),
		TEST(an_invitation_is_withdrawn),
		TEST(a_visit_is_ended),
		TEST(limits_are_forgotten),
		TEST(empty_pages_say_so),
		TEST(the_server_says_what_to_do),
		TEST(all_of_it_in_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
