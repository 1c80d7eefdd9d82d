/*
 * Questions: what an open one gives away (nothing), keys, and responses as lines.
 */
#include "tests/unit/gift_help.h"

static void
keys_are_hashes_of_texts_and_never_0_or_1(void **state)
{
	(void)state;
	/* Pinned: the records hold them. */
	assert_int_equal(question_key(STR("")), 0x4fd0bfc1);
	assert_int_equal(question_key(STR("Leave it")), 0x2c2d9e47);
	assert_int_not_equal(question_key(STR("a")), question_key(STR("b")));
	for (uint32_t i = 0; i < 100000; i++) {
		char text[16];

		snprintf(text, sizeof(text), "%u", i);
		assert_true(question_key(str_from(text)) > CHOICE_TRUE);
	}
}

static bool
is_open(const struct question *q)
{
	for (uint32_t i = 0; i < q->choices; i++) {
		const struct choice *c = &q->choice[i];

		if (c->weight != 0 || c->low != 0 || c->high != 0 || c->feedback.len > 0)
			return false;
	}
	return q->otherwise.len == 0 && q->general.len == 0;
}

static void
an_open_question_keeps_what_is_asked_and_drops_what_answers(void **state)
{
	static const char *const gift[] = {
		"Q {=right#yes ~%50%half#so ~wrong#no ####G}",
		"Q {~%50%a#A ~%50%b#B ~%-100%c#C ####G}",
		"Q {T#no#yes####G}",
		"Q {=short#yes =%50%shorter#so ####G}",
		"Q {#=12:1#yes =%50%13:5#so ~#no ####G}",
		"Q {=u -> a =v -> b =w -> a = -> d ####G}",
		"Q {####G}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(gift) / sizeof(gift[0]); i++) {
		struct reading x = reading_with_id(gift[i]);
		struct question open = question_open(x.arena, x.q);

		assert_quiet(&x);
		assert_true(is_open(&open));
		assert_int_equal(open.kind, x.q->kind);
		assert_str(open.id, "q");
		assert_str(open.text, "Q");
		if (open.kind == QUESTION_SHORT || open.kind == QUESTION_NUMERICAL)
			assert_int_equal(open.choices, 0);
		else
			assert_int_equal(open.choices, x.q->choices);
		for (uint32_t k = 1; open.kind != QUESTION_TRUEFALSE && k < open.choices; k++)
			assert_true(open.choice[k - 1].key < open.choice[k].key);
		reading_free(&x);
	}
}

/* The same question with its choices written in every order opens to the same bytes. */
static void
the_order_of_writing_cannot_be_seen(void **state)
{
	static const char *const gift[2][6] = {
		{ "Q {=a ~b ~c}", "Q {=a ~c ~b}", "Q {~b =a ~c}", "Q {~c =b ~a}", "Q {~b ~c =a}",
		    "Q {=c ~b ~a}" },
		{ "Q {=u -> a =v -> b = -> c}", "Q {=u -> b =v -> a = -> c}",
		    "Q {=u -> c =v -> a = -> b}", "Q {=u -> a =v -> c = -> b}",
		    "Q {=u -> b =v -> c = -> a}", "Q {=u -> c =v -> b = -> a}" },
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		char first[300];
		size_t len = 0;

		for (size_t k = 0; k < 6; k++) {
			struct reading x = reading_with_id(gift[i][k]);
			struct question open = question_open(x.arena, x.q);
			struct buf b = BUF_IN(x.arena);
			struct codec c = codec_writer(&b);

			question_code(&c, &open);
			assert_true(b.len < sizeof(first));
			if (k == 0)
				memcpy(first, b.at, len = b.len);
			assert_int_equal(b.len, len);
			assert_memory_equal(b.at, first, len);
			reading_free(&x);
		}
	}
}

/* A right that two lefts share stands once; nothing tells it from one that only distracts. */
static void
shared_rights_stand_once(void **state)
{
	struct reading x = reading_with_id("Q {=u -> a =v -> a =w -> a = -> b}");
	struct question open = question_open(x.arena, x.q);
	uint32_t lefts = 0, rights = 0;

	(void)state;
	assert_int_equal(open.pairs, 3);
	for (uint32_t i = 0; i < open.pairs; i++) {
		lefts += open.pair[i].left_key != 0;
		rights += open.pair[i].right_key != 0;
		assert_true((open.pair[i].right_key == 0) == (open.pair[i].right.len == 0));
	}
	assert_int_equal(lefts, 3);
	assert_int_equal(rights, 2);
	reading_free(&x);
}

static void
a_question_goes_through_the_codec(void **state)
{
	struct reading x = reading_with_id("::N:: Q {#=12:1#yes =%50%13:5#so ~#no ####G}");
	struct buf b = BUF_IN(x.arena);
	struct codec out = codec_writer(&b), in;
	struct question q;

	(void)state;
	question_code(&out, x.q);
	assert_true(codec_done(&out));
	in = codec_reader(b.at, b.len, x.arena);
	memset(&q, 0, sizeof(q));
	question_code(&in, &q);
	assert_true(codec_done(&in));
	assert_str(q.name, "N");
	assert_int_equal(q.choices, 2);
	assert_true(q.choice[0].low == 11 && q.choice[0].high == 13);
	assert_str(q.choice[1].feedback, "so");
	assert_str(q.otherwise, "no");
	assert_str(q.general, "G");
	for (size_t len = 0; len < b.len; len++) {
		in = codec_reader(b.at, len, x.arena);
		memset(&q, 0, sizeof(q));
		question_code(&in, &q);
		assert_false(codec_done(&in));
	}
	reading_free(&x);
}

static void
responses_are_lines_and_come_back(void **state)
{
	struct arena *a = arena_new();
	struct response r = { .text = STR_NONE }, back;

	(void)state;
	assert_true(response_is_empty(&r));
	assert_str(response_write(a, &r), "");
	assert_true(response_read(a, STR(""), &back));
	assert_true(response_is_empty(&back));

	r.picks = 2;
	r.pick[0].right = 0x1f2e3d4c;
	r.pick[1].right = 0xaa11bb;
	assert_false(response_is_empty(&r));
	assert_str(response_write(a, &r), "pick 1f2e3d4c 00aa11bb");
	assert_true(response_read(a, response_write(a, &r), &back));
	assert_int_equal(back.picks, 2);
	assert_int_equal(back.pick[1].right, 0xaa11bb);
	assert_int_equal(back.pick[1].left, 0);

	r.pick[0].left = 7;
	r.pick[1].left = 0xffffffff;
	assert_str(response_write(a, &r), "pair 00000007:1f2e3d4c ffffffff:00aa11bb");
	assert_true(response_read(a, response_write(a, &r), &back));
	assert_int_equal(back.pick[1].left, 0xffffffff);

	r = (struct response){ .text = STR("C:\\new\nline \\n") };
	assert_str(response_write(a, &r), "text C:\\\\new\\nline \\\\n");
	assert_true(response_read(a, response_write(a, &r), &back));
	assert_true(str_eq(back.text, r.text));

	r.text = STR(" \n ");
	assert_true(response_is_empty(&r));
	arena_free(a);
}

static void
lines_that_are_no_responses_are_refused(void **state)
{
	static const char *const bad[] = { "pick", "pick ", "pick 1", "pick 1f2e3d4",
		"pick 1f2e3d4c ", "pick 1F2E3D4C", "pick 1f2e3d4cc", "pick 1f2e3d4c  1f2e3d4c",
		"pair 1f2e3d4c", "pair 1f2e3d4c:", "pair 1f2e3d4c:1f2e3d4",
		"pair 1f2e3d4c-1f2e3d4c", "text", "text a\\", "text a\\x", "text a\nb", "word a",
		"PICK 1f2e3d4c" };
	struct arena *a = arena_new();
	struct buf b = BUF_IN(a);
	struct response r;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (response_read(a, str_from(bad[i]), &r))
			fail_msg("\"%s\" is read", bad[i]);
	buf_z(&b, "pick");
	for (int i = 0; i <= RESPONSE_PICKS; i++)
		buf_z(&b, " 00000002");
	assert_false(response_read(a, buf_get(&b), &r));
	b.len = 0;
	buf_z(&b, "text ");
	for (int i = 0; i < RESPONSE_TEXT; i++)
		buf_char(&b, 'a');
	assert_true(response_read(a, buf_get(&b), &r));
	buf_char(&b, 'a');
	assert_false(response_read(a, buf_get(&b), &r));
	arena_free(a);
}

static void
a_response_goes_through_the_codec_and_its_bounds_hold(void **state)
{
	struct arena *a = arena_new();
	struct response r = { .picks = 2, .text = STR("t") }, back;
	struct buf b = BUF_IN(a);
	struct codec c = codec_writer(&b);
	uint32_t many = RESPONSE_PICKS + 1;

	(void)state;
	r.pick[1] = (struct pick){ 3, 4 };
	response_code(&c, &r);
	assert_true(codec_done(&c));
	c = codec_reader(b.at, b.len, a);
	memset(&back, 0, sizeof(back));
	response_code(&c, &back);
	assert_true(codec_done(&c));
	assert_int_equal(back.pick[1].right, 4);
	assert_str(back.text, "t");

	b.len = 0;
	c = codec_writer(&b);
	codec_u32(&c, &many);
	for (uint32_t i = 0; i < 2 * many + 1; i++)
		codec_u32(&c, &many);
	c = codec_reader(b.at, b.len, a);
	memset(&back, 0, sizeof(back));
	response_code(&c, &back);
	assert_false(codec_done(&c));
	assert_int_equal(back.picks, 0);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_hashes_of_texts_and_never_0_or_1),
		cmocka_unit_test(an_open_question_keeps_what_is_asked_and_drops_what_answers),
		cmocka_unit_test(the_order_of_writing_cannot_be_seen),
		cmocka_unit_test(shared_rights_stand_once),
		cmocka_unit_test(a_question_goes_through_the_codec),
		cmocka_unit_test(responses_are_lines_and_come_back),
		cmocka_unit_test(lines_that_are_no_responses_are_refused),
		cmocka_unit_test(a_response_goes_through_the_codec_and_its_bounds_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
