/* Drafts: what is published or discarded was seen, asked once, and said once. */
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
	who = house_member(&h, "ines", "Ines", ROLE_INSTRUCTOR);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	for (unsigned i = 0; i < h.asks; i++)
		assert_true(record_verbs[h.asked[i]].roles & 1u << who.role);
	desk_end();
	house_close(&h);
	return 0;
}

static void
to_draft(int draft, int deed)
{
	house_start(&h, &who, "drafts");
	assert_true(on(&h, "drafts"));
	digit(&h, draft);
	assert_true(on(&h, "draft"));
	if (deed > 0)
		digit(&h, deed);
}

static void
blind(int number)
{
	house_update(&h, (struct intent){ .kind = INTENT_NUMBER, .number = number });
}

static void
says_once(enum verb verb, int number)
{
	unsigned before = desk.count[verb];

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
home_leads_authors_there_and_nobody_else(void **state)
{
	(void)state;
	house_start(&h, &who, "");
	assert_true(shows(&h, "8 Drafts"));
	digit(&h, 8);
	assert_true(on(&h, "drafts"));
	assert_true(shows(&h, "2 errors, 1 warning") && shows(&h, "no problems") && shows(&h, "empty"));
	h.asks = 0; /* each role asks what it may */
	who = house_member(&h, "oluchi", "Oluchi", ROLE_OPERATOR);
	house_start(&h, &who, "");
	assert_true(shows(&h, "7 Desk") && shows(&h, "8 Drafts"));
	digit(&h, 8);
	assert_true(on(&h, "drafts"));
	h.asks = 0;
	who = house_trainee(&h);
	house_start(&h, &who, "");
	assert_null(strstr(shown(&h), "Drafts"));
	digit(&h, 7);
	assert_true(on(&h, "home"));
	house_start(&h, &who, "drafts");
	assert_true(on(&h, "home") && shows(&h, "There is nothing at drafts."));
}

static void
without_a_draft_it_says_how_to_begin_one(void **state)
{
	(void)state;
	desk.empty = true;
	house_start(&h, &who, "drafts");
	assert_true(shows(&h, "There is no draft."));
	digit(&h, 1);
	assert_true(on(&h, "drafts"));
}

static void
problems_are_shown_and_asked_for_again(void **state)
{
	(void)state;
	to_draft(1, 1);
	assert_true(on(&h, "draft-problems") && shows(&h, "en/010.md:4:1: error: this link leads nowhere"));
	assert_true(str_is(desk.last.files.path, "CHECK.txt") && str_is(desk.last.files.course, "custody"));
	digit(&h, 1);
	assert_int_equal(desk.count[VERB_DRAFT_READ], 2);
	press(&h, INTENT_BACK);
	assert_true(on(&h, "draft"));
}

static void
a_draft_is_shown_in_screens_of_its_own(void **state)
{
	struct world preview = h.world;
	struct view v;

	(void)state;
	to_draft(1, 2);
	assert_string_equal(h.previewed, "custody");
	assert_true(on(&h, "draft")); /* they come before these, which stay */
	/* Those screens say what they are and keep nothing. */
	who.role = ROLE_GUEST;
	preview.preview = true;
	struct app *app = app_new(&preview, &who, STR("courses"));
	struct effect e;
	app_update(app, &(struct intent){ .kind = INTENT_START, .cols = 80, .rows = 24, .now = h.now }, &e);
	view_init(&v, h.turn);
	app_view(app, &v);
	assert_true(str_is(v.who, "preview"));
	app_free(app);
	who.role = ROLE_INSTRUCTOR;
}

static void
publishing_shows_first_what_would_happen(void **state)
{
	(void)state;
	to_draft(2, 3);
	assert_true(on(&h, "draft-publish"));
	assert_true(desk.last.publish.dry_run);
	assert_true(shows(&h, "lesson seals: added") && shows(&h, "12 people have done it") && shows(&h, "31"));
	says_once(VERB_PUBLISH, 2);
	assert_false(desk.count[VERB_PUBLISH] != 2);
	assert_true(on(&h, "draft") && shows(&h, "Published: evidence-first-day, edition 1.1.0."));
	/* no is the first choice, and nothing is said */
	digit(&h, 3);
	unsigned before = desk.count[VERB_PUBLISH];
	digit(&h, 1);
	assert_true(on(&h, "draft"));
	assert_int_equal(desk.count[VERB_PUBLISH], before);
}

static void
what_was_agreed_to_stood_on_the_page(void **state)
{
	(void)state;
	desk.publish = PUBLISH_ASK;
	to_draft(2, 3);
	assert_true(shows(&h, "People are mid-way in this course."));
	assert_true(desk.last.publish.dry_run && !desk.last.publish.agreed);
	digit(&h, 2);
	assert_true(desk.published == 1 && desk.agreed);
	/* Nobody agreed to what was not said: the page did not speak of people mid-way. */
	desk.publish = PUBLISH_WOULD;
	to_draft(2, 3);
	digit(&h, 2);
	assert_true(desk.published == 2 && !desk.agreed);
}

static void
what_cannot_be_published_says_why(void **state)
{
	static const struct {
		enum publish_state state;
		const char *says;
	} row[] = { { PUBLISH_ERRORS, "no answer is right" }, { PUBLISH_SAME, "There is nothing to publish." },
		{ PUBLISH_STALE, "Somebody has published a newer edition" }, { PUBLISH_NO_BASE, "course.lock" },
		{ PUBLISH_IDS, "Ids have vanished" } };

	(void)state;
	for (unsigned i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		desk.publish = row[i].state;
		to_draft(2, 3);
		assert_true(shows(&h, row[i].says));
		h.asks = 0;
		digit(&h, 2); /* there is no second choice */
		for (unsigned k = 0; k < h.asks; k++)
			assert_int_not_equal(h.asked[k], VERB_PUBLISH);
		assert_true(on(&h, "draft-publish"));
		digit(&h, 1);
		assert_true(on(&h, "draft"));
	}
}

static void
discarding_asks_once(void **state)
{
	(void)state;
	to_draft(1, 4);
	assert_true(shows(&h, "Discard this draft? Its 14 files go"));
	digit(&h, 1);
	assert_int_equal(desk.count[VERB_DRAFT_REMOVE], 0);
	digit(&h, 4);
	says_once(VERB_DRAFT_REMOVE, 2);
	assert_true(on(&h, "drafts") && shows(&h, "The draft is gone."));
}

static void
a_refusal_is_said(void **state)
{
	(void)state;
	to_draft(1, 4);
	desk.refuse.reason = REASON_OWNER;
	digit(&h, 2);
	assert_true(on(&h, "draft") && shows(&h, "owner"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(home_leads_authors_there_and_nobody_else, begin, end),
		cmocka_unit_test_setup_teardown(without_a_draft_it_says_how_to_begin_one, begin, end),
		cmocka_unit_test_setup_teardown(problems_are_shown_and_asked_for_again, begin, end),
		cmocka_unit_test_setup_teardown(a_draft_is_shown_in_screens_of_its_own, begin, end),
		cmocka_unit_test_setup_teardown(publishing_shows_first_what_would_happen, begin, end),
		cmocka_unit_test_setup_teardown(what_was_agreed_to_stood_on_the_page, begin, end),
		cmocka_unit_test_setup_teardown(what_cannot_be_published_says_why, begin, end),
		cmocka_unit_test_setup_teardown(discarding_asks_once, begin, end),
		cmocka_unit_test_setup_teardown(a_refusal_is_said, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
