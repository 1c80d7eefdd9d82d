/*
 * Drawing: the same on every machine and in every version, unseen first, nothing twice.
 */
#include "courses/learn/draw.h"
#include "tests/unit/gift_help.h"

static struct seed
seed_of(unsigned char first)
{
	struct seed s;

	for (size_t i = 0; i < sizeof(s.key); i++)
		s.key[i] = (unsigned char)(first + i);
	return s;
}

/* n questions q0.. tagged all; the first `few` are also tagged few. */
static struct bank
bank_of(struct arena *a, uint32_t n, uint32_t few)
{
	struct bank b = { .question = ARENA_ARRAY(a, n, struct question), .questions = n };

	for (uint32_t i = 0; i < n; i++) {
		struct question *q = &b.question[i];

		q->id = str_printf(a, "q%u", (unsigned)i);
		q->tag = ARENA_ARRAY(a, 2, struct str);
		q->tag[q->tags++] = STR("all");
		if (i < few)
			q->tag[q->tags++] = STR("few");
	}
	return b;
}

static struct str
drawn(struct arena *a, const struct assessment *as, const struct bank *b, const struct str *seen,
    uint32_t seens, const struct seed *s)
{
	const struct question **q;
	struct buf out = BUF_IN(a);
	uint32_t n;

	draw_questions(as, b, seen, seens, s, a, &q, &n);
	for (uint32_t i = 0; i < n; i++) {
		if (i > 0)
			buf_char(&out, ' ');
		buf_str(&out, q[i]->id);
	}
	return buf_get(&out);
}

static uint32_t
words_in(struct str s)
{
	uint32_t n = s.len > 0;

	for (size_t i = 0; i < s.len; i++)
		n += s.at[i] == ' ';
	return n;
}

static bool
has_word(struct str s, const char *word)
{
	struct str part;

	while (str_next(&s, ' ', &part))
		if (str_is(part, word))
			return true;
	return false;
}

static void
siphash_gives_the_vectors_of_its_paper(void **state)
{
	static const struct {
		size_t len;
		uint64_t hash;
	} rows[] = {
		{ 0, 0x726fdb47dd0e0e31 },
		{ 1, 0x74f839c593dc67fd },
		{ 2, 0x0d6c8009d9a94f5a },
		{ 3, 0x85676696d7fb7e2d },
		{ 8, 0x93f5f5799a932462 },
		{ 15, 0xa129ca6149be45e5 },
	};
	struct seed s = seed_of(0);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(
		    draw_siphash(s.key, (struct str){ (const char *)s.key, rows[i].len }),
		    rows[i].hash);
}

static void
an_order_is_pinned_for_ever(void **state)
{
	static const uint32_t zero[10] = { 6, 8, 1, 3, 9, 0, 5, 2, 7, 4 };
	static const uint32_t seven[10] = { 0, 2, 6, 5, 1, 7, 4, 3, 8, 9 };
	struct seed s = seed_of(0), t = seed_of(7), u = seed_of(0);
	uint32_t order[10];

	(void)state;
	draw_order(&s, STR("label"), 10, order);
	assert_memory_equal(order, zero, sizeof(order));
	draw_order(&t, STR("label"), 10, order);
	assert_memory_equal(order, seven, sizeof(order));

	draw_order(&s, STR("other"), 10, order);
	assert_memory_not_equal(order, zero, sizeof(order));
	u.key[31] ^= 1; /* every byte of the seed counts */
	draw_order(&u, STR("label"), 10, order);
	assert_memory_not_equal(order, zero, sizeof(order));
	draw_order(&s, STR("label"), 0, order);
}

static void
every_index_comes_once(void **state)
{
	bool seen[300] = { false };
	uint32_t order[300];
	struct seed s = seed_of(3);

	(void)state;
	draw_order(&s, STR(""), 300, order);
	for (uint32_t i = 0; i < 300; i++) {
		assert_true(order[i] < 300);
		assert_false(seen[order[i]]);
		seen[order[i]] = true;
	}
}

static void
a_draw_is_pinned_for_ever(void **state)
{
	struct arena *a = arena_new();
	struct bank b = bank_of(a, 8, 3);
	struct draw rules[] = { { STR("few"), 2 }, { STR("all"), 3 } };
	struct assessment as = { .id = STR("final"), .draw = rules, .draws = 2 };
	struct seed s = seed_of(0), t = seed_of(1);

	(void)state;
	assert_str(drawn(a, &as, &b, NULL, 0, &s), "q2 q5 q0 q6 q1");
	as.shuffle = SHUFFLE_NONE;
	assert_str(drawn(a, &as, &b, NULL, 0, &s), "q0 q1 q2 q5 q6");
	as.shuffle = SHUFFLE_QUESTIONS;
	assert_str(drawn(a, &as, &b, NULL, 0, &t), "q5 q1 q3 q2 q6");
	as.id = STR("other");
	assert_false(str_is(drawn(a, &as, &b, NULL, 0, &t), "q5 q1 q3 q2 q6"));
	arena_free(a);
}

static void
what_was_not_seen_comes_first(void **state)
{
	struct arena *a = arena_new();
	struct bank b = bank_of(a, 8, 0);
	struct draw rules[] = { { STR("all"), 4 } };
	struct assessment as = { .id = STR("final"), .draw = rules, .draws = 1 };
	struct str seen[] = { STR("q1"), STR("q4"), STR("q6"), STR("q7"), STR("gone") };

	(void)state;
	for (unsigned char i = 0; i < 50; i++) {
		struct seed s = seed_of(i);
		struct str got = drawn(a, &as, &b, seen, 5, &s);

		assert_int_equal(words_in(got), 4);
		assert_true(has_word(got, "q0") && has_word(got, "q2"));
		assert_true(has_word(got, "q3") && has_word(got, "q5"));

		rules[0].count = 6; /* and then what was */
		got = drawn(a, &as, &b, seen, 5, &s);
		assert_int_equal(words_in(got), 6);
		assert_true(has_word(got, "q0") && has_word(got, "q5"));
		rules[0].count = 4;
	}
	arena_free(a);
}

static void
no_question_comes_twice_and_rules_that_overlap_share(void **state)
{
	struct arena *a = arena_new();
	struct bank b = bank_of(a, 6, 2);
	struct draw rules[] = { { STR_NONE, 4 }, { STR("few"), 2 } };
	struct assessment as = { .id = STR("final"), .draw = rules, .draws = 2 };

	(void)state;
	for (unsigned char i = 0; i < 50; i++) {
		struct seed s = seed_of(i);
		struct str got = drawn(a, &as, &b, NULL, 0, &s);

		/* "any 4" gives way, so that "few 2" finds its two. */
		assert_int_equal(words_in(got), 6);
		for (uint32_t k = 0; k < 6; k++)
			assert_true(has_word(got, str_z(a, b.question[k].id)));
	}
	rules[1].count = 5; /* more than there are */
	struct seed s = seed_of(0);

	assert_int_equal(words_in(drawn(a, &as, &b, NULL, 0, &s)), 6);
	rules[0].tag = STR("none");
	assert_int_equal(words_in(drawn(a, &as, &b, NULL, 0, &s)), 2);
	b.question[0].kind = QUESTION_DESCRIPTION;
	assert_str(drawn(a, &as, &b, NULL, 0, &s), "q1");
	b.questions = 0;
	assert_str(drawn(a, &as, &b, NULL, 0, &s), "");
	arena_free(a);
}

static struct str
choices_of(struct arena *a, const struct question *q, bool shuffled, const struct seed *s)
{
	struct buf out = BUF_IN(a);
	uint32_t *order, n;

	draw_choices(q, shuffled, s, a, &order, &n);
	for (uint32_t i = 0; i < n; i++)
		buf_str(&out,
		    q->kind == QUESTION_MATCH ? q->pair[order[i]].right : q->choice[order[i]].text);
	return buf_get(&out);
}

static void
choices_come_alike_from_the_whole_and_the_open_question(void **state)
{
	static const char *const gift[] = { "Q {=a ~b ~c ~d ~e}",
		"Q {=u -> a =v -> b =w -> c =x -> a = -> d}" };
	struct seed s = seed_of(0);

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct reading x = reading_with_id(gift[i]);
		struct question open = question_open(x.arena, x.q);
		struct str whole = choices_of(x.arena, x.q, true, &s);
		int differ = 0;

		assert_str(whole, i == 0 ? "ebcad" : "bcad");
		assert_true(str_eq(whole, choices_of(x.arena, &open, true, &s)));
		for (unsigned char k = 1; k < 10; k++) {
			struct seed t = seed_of(k);

			differ += !str_eq(whole, choices_of(x.arena, x.q, true, &t));
		}
		assert_true(differ > 5);
		reading_free(&x);
	}
}

static void
what_never_moves_and_what_always_does(void **state)
{
	struct seed s = seed_of(0);
	struct reading x = reading_with_id("Q {=a ~b ~c ~d ~e}");

	(void)state;
	assert_str(choices_of(x.arena, x.q, false, &s), "abcde");
	reading_free(&x);
	for (unsigned char i = 0; i < 20; i++) {
		x = reading_with_id("Q {F}");
		s = seed_of(i);
		assert_str(choices_of(x.arena, x.q, true, &s), "TRUEFALSE");
		reading_free(&x);
	}
	s = seed_of(0);
	x = reading_with_id("Q {=u -> a =v -> b =w -> c =x -> a = -> d}");
	assert_str(choices_of(x.arena, x.q, false, &s), "bcad");
	reading_free(&x);
	x = reading_with_id("Q {=short =long}");
	assert_str(choices_of(x.arena, x.q, true, &s), "");
	reading_free(&x);
	x = reading_with_id("Q {#12}");
	assert_str(choices_of(x.arena, x.q, true, &s), "");
	reading_free(&x);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(siphash_gives_the_vectors_of_its_paper),
		cmocka_unit_test(an_order_is_pinned_for_ever),
		cmocka_unit_test(every_index_comes_once),
		cmocka_unit_test(a_draw_is_pinned_for_ever),
		cmocka_unit_test(what_was_not_seen_comes_first),
		cmocka_unit_test(no_question_comes_twice_and_rules_that_overlap_share),
		cmocka_unit_test(choices_come_alike_from_the_whole_and_the_open_question),
		cmocka_unit_test(what_never_moves_and_what_always_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
