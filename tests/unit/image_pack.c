/*
 * The image of an edition: everything comes back, an open one holds no keys, and no bytes however
 * cut or flipped do more than say no.
 */
#include "courses/model/image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Planted where only the keeper may look. Not in any text that is shown before an answer. */
#define SECRET "zqx"

static struct question *
questions_new(struct arena *a, const char *prefix, uint32_t *n)
{
	struct question *q = ARENA_ARRAY(a, QUESTION_KINDS, struct question);

	for (uint32_t kind = 0; kind < QUESTION_KINDS; kind++) {
		struct question *x = &q[kind];
		bool is_fixed = kind == QUESTION_TRUEFALSE;
		bool is_hidden = kind == QUESTION_SHORT || kind == QUESTION_NUMERICAL;

		x->id = str_printf(a, "%s-%u", prefix, (unsigned)kind);
		x->name = STR("Name");
		x->text = str_printf(a, "Question of kind %u?", (unsigned)kind);
		x->tag = ARENA_ARRAY(a, 2, struct str);
		x->tag[x->tags++] = STR("quiz");
		x->tag[x->tags++] = STR("as-found");
		x->kind = (enum question_kind)kind;
		x->otherwise = STR("otherwise " SECRET);
		x->general = STR("general " SECRET);
		x->html = kind == 1;
		x->line = 10 + kind;
		x->col = 1;
		if (kind == QUESTION_MATCH) {
			x->pair = ARENA_ARRAY(a, 3, struct pair);
			for (uint32_t i = 0; i < 3; i++) {
				struct pair *p = &x->pair[x->pairs++];

				p->left = i < 2 ? str_printf(a, "left %u", (unsigned)i) : STR_NONE;
				p->right = str_printf(a, "right %u", (unsigned)i);
				p->left_key = i < 2 ? question_key(p->left) : 0;
				p->right_key = question_key(p->right);
			}
			continue;
		}
		x->choice = ARENA_ARRAY(a, 3, struct choice);
		for (uint32_t i = 0; kind < QUESTION_ESSAY && i < (is_fixed ? 2u : 3u); i++) {
			struct choice *c = &x->choice[x->choices++];

			c->text = is_hidden ? str_printf(a, "pattern " SECRET " %u", (unsigned)i)
					    : str_printf(a, "choice %u", (unsigned)i);
			c->key = is_fixed ? CHOICE_TRUE - i : question_key(c->text);
			c->weight = i == 0 ? 0x7a717801 : -0x7a717801; /* "zqx" as bytes too */
			c->low = 12.25;
			c->high = 12.75;
			c->feedback = STR("feedback " SECRET);
		}
	}
	*n = QUESTION_KINDS;
	return q;
}

static struct span *
spans_new(struct arena *a, const char *text, uint32_t *n)
{
	struct span *s = ARENA_ARRAY(a, 3, struct span);

	s[0] = (struct span){ .text = str_from(text), .target = STR_NONE };
	s[1] = (struct span){ .text = STR("term"),
		.style = STYLE_EMPHASIS | STYLE_CODE,
		.link = LINK_GLOSSARY,
		.target = STR("hash") };
	s[2] = (struct span){ .text = STR("\n"), .target = STR_NONE };
	*n = 3;
	return s;
}

/* One block of each kind; the check is number 0. */
static struct block *
blocks_new(struct arena *a, bool has_check, uint32_t *n)
{
	struct block *b = ARENA_ARRAY(a, BLOCK_KINDS, struct block);

	*n = 0;
	for (uint32_t kind = 0; kind < BLOCK_KINDS; kind++) {
		struct block *x = &b[*n];

		if (kind == BLOCK_CHECK && !has_check)
			continue;
		x->kind = (enum block_kind)kind;
		x->depth = (uint8_t)kind;
		x->number = kind == BLOCK_CHECK ? 0 : 3;
		if (kind != BLOCK_TABLE && kind != BLOCK_RULE && kind != BLOCK_CHECK)
			x->span = spans_new(a, "Words of a block ", &x->spans);
		if (kind == BLOCK_TABLE) {
			x->cols = 2;
			x->cells = 4;
			x->cell = ARENA_ARRAY(a, 4, struct cell);
			for (int i = 0; i < 4; i++)
				x->cell[i].span = spans_new(a, "cell ", &x->cell[i].spans);
		}
		(*n)++;
	}
	return b;
}

static struct entry *
entries_new(struct arena *a, const char *id)
{
	struct entry *e = ARENA_NEW(a, struct entry);

	*e = (struct entry){ .id = str_from(id), .title = STR("An entry"), .line = 4 };
	e->block = blocks_new(a, false, &e->blocks);
	return e;
}

static void
scenario_new(struct arena *a, struct module_words *m)
{
	static const char *const ids[] = { "door", "strong" };

	m->start = STR("door");
	m->scale = ARENA_ARRAY(a, 1, struct scale);
	m->scale[m->scales++] = (struct scale){ STR("evidence"), STR("Evidence") };
	m->node = ARENA_ARRAY(a, 2, struct node);
	for (m->nodes = 0; m->nodes < 2; m->nodes++) {
		struct node *n = &m->node[m->nodes];

		*n = (struct node){ .id = str_from(ids[m->nodes]),
			.title = STR("A node"),
			.end = m->nodes ? STR("good") : STR_NONE,
			.line = 7 };
		n->check = questions_new(a, "node", &n->checks);
		n->checks = 1;
		n->block = blocks_new(a, true, &n->blocks);
		n->check_move = ARENA_ARRAY(a, 1, struct move);
		n->check_move[n->check_moves++] = (struct move){ STR("evidence"), -2 };
		n->option = ARENA_ARRAY(a, 1, struct option);
		n->options = 1;
		n->option->span = spans_new(a, "Close the lid ", &n->option->spans);
		n->option->target = STR("end");
		n->option->move = n->check_move;
		n->option->moves = 1;
		n->option->debrief = blocks_new(a, false, &n->option->debriefs);
		n->when = ARENA_ARRAY(a, 1, struct condition);
		n->when[n->whens++] = (struct condition){ STR("evidence"), 1, -3 };
	}
}

static void
words_new(struct arena *a, struct words *w, const char *lang)
{
	struct module_words *m = ARENA_ARRAY(a, 2, struct module_words);

	w->lang = str_from(lang);
	w->module = m;
	w->modules = 2;
	m[0] = (struct module_words){ .id = STR("first-hour"),
		.present = true,
		.title = STR("The first hour"),
		.start = STR_NONE };
	m[0].aim = ARENA_ARRAY(a, 1, struct str);
	m[0].aim[m[0].aims++] = STR("Leave it");
	m[0].intro = blocks_new(a, false, &m[0].intros);
	m[0].lesson = ARENA_ARRAY(a, 2, struct lesson);
	for (; m[0].lessons < 2; m[0].lessons++) {
		struct lesson *l = &m[0].lesson[m[0].lessons];

		*l = (struct lesson){ .id = m[0].lessons ? STR("custody") : STR("as-found"),
			.title = str_from(lang),
			.minutes = 5,
			.optional = m[0].lessons == 1,
			.sensitive = true,
			.from = STR("abc"),
			.hash = 0x123456789abcdef0u,
			.bytes = 2345,
			.line = 15 };
		l->block = blocks_new(a, true, &l->blocks);
		l->check = questions_new(a, "check", &l->checks);
	}
	m[1] = (struct module_words){
		.id = STR("flat-seven"), .present = true, .title = STR("Flat seven")
	};
	scenario_new(a, &m[1]);
	w->term = entries_new(a, "hash");
	w->terms = 1;
	w->source = entries_new(a, "practice");
	w->sources = 1;
}

static struct course *
course_new(struct arena *a)
{
	struct course *c = ARENA_NEW(a, struct course);
	static struct wording title[] = { { { "en", 2 }, { "First day", 9 } },
		{ { "fr", 2 }, { "Premier jour", 12 } } };
	static struct str language[] = { { "en", 2 }, { "fr", 2 } };
	static struct str audience[] = { { "police", 6 } };
	static struct draw draw[] = { { { "quiz", 4 }, 2 }, { { "", 0 }, 1 } };

	c->id = STR("evidence-first-day");
	c->edition = 1;
	c->minor = 2;
	c->revision = 3;
	c->status = STATUS_ACTIVE;
	c->source_language = STR("en");
	c->language = language;
	c->languages = 2;
	c->title = title;
	c->titles = 2;
	c->summary = title;
	c->summaries = 1;
	c->audience = audience;
	c->audiences = 1;
	c->level = LEVEL_ADVANCED;
	c->hours = 1;
	c->law_date = STR("2026-11-01");
	c->enrol_open = true;
	c->prerequisite = ARENA_ARRAY(a, 1, struct prerequisite);
	c->prerequisites = 1;
	c->prerequisite->any = audience;
	c->prerequisite->anys = 1;
	c->prerequisite->waive = STR("pretest");
	c->fixed_order = true;
	c->module = ARENA_ARRAY(a, 2, struct module);
	c->modules = 2;
	c->module[0] = (struct module){ .id = STR("first-hour"),
		.file = STR("010-x.md"),
		.minutes = 12,
		.required = true,
		.has_quiz = true,
		.quiz = { .id = STR("first-hour"),
		    .bank = STR("evidence"),
		    .draw = draw,
		    .draws = 2,
		    .pass = 80 } };
	c->module[1] = (struct module){
		.id = STR("flat-seven"), .kind = MODULE_SCENARIO, .file = STR("case.md")
	};
	c->assessment = ARENA_ARRAY(a, 1, struct assessment);
	c->assessments = 1;
	c->assessment[0] = (struct assessment){ .id = STR("final"),
		.kind = ASSESS_EXAM,
		.bank = STR("evidence"),
		.draw = draw,
		.draws = 1,
		.pass = 80,
		.attempts = 3,
		.wait_s = 86400,
		.time_s = 2700,
		.clock = CLOCK_RUNS,
		.pause_limit_s = 1800,
		.shuffle = SHUFFLE_OPTIONS,
		.review = REVIEW_NEVER };
	c->certificate_participation = true;
	c->certificate_by_person = true;
	c->certificate_years = 3;
	c->words = ARENA_ARRAY(a, 2, struct words);
	c->words_count = 2;
	words_new(a, &c->words[0], "en");
	words_new(a, &c->words[1], "fr");
	c->bank = ARENA_ARRAY(a, 1, struct bank);
	c->banks = 1;
	c->bank[0] = (struct bank){ .name = STR("evidence"), .lang = STR("en") };
	c->bank[0].question = questions_new(a, "bank", &c->bank[0].questions);
	return c;
}

static struct image
packed(struct arena *a, const struct course *c, bool whole)
{
	struct buf b = BUF_IN(a);
	struct image i = { NULL, 0 };
	struct err e = { 0 };

	image_pack(c, whole, &b);
	if (!image_open(b.at, b.len, &i, &e))
		fail_msg("%s", e.text);
	return i;
}

/* Equal courses give equal bytes, so a course that came back is compared by packing it again. */
static void
a_whole_image_gives_everything_back(void **state)
{
	struct arena *a = arena_new();
	struct course *c = course_new(a);
	struct image one = packed(a, c, true), two;
	const struct course *back = image_whole(&one, a);

	(void)state;
	assert_non_null(back);
	two = packed(a, back, true);
	assert_int_equal(one.len, two.len);
	assert_memory_equal(one.at, two.at, one.len);
	assert_int_equal(back->banks, 1);
	assert_int_equal(back->words_count, 2);
	assert_int_equal(back->words[1].module[0].lesson[1].blocks, BLOCK_KINDS);
	assert_true(str_eq(back->words[0].module[0].lesson[0].check[0].general,
	    c->words[0].module[0].lesson[0].check[0].general));
	assert_int_equal(back->words[0].module[1].node[0].check_move[0].by, -2);
	assert_int_equal(back->words[0].module[1].node[1].when[0].than, -3);
	assert_true(
	    course_bank(back, STR("evidence"), STR("en"))->question[4].choice[0].low == 12.25);
	assert_non_null(bank_question(&back->bank[0], STR("bank-3")));
	assert_null(bank_question(&back->bank[0], STR("bank-99")));
	assert_null(course_bank(back, STR("evidence"), STR("fr")));
	arena_free(a);
}

static void
parts_are_read_one_by_one(void **state)
{
	struct arena *a = arena_new();
	struct image i = packed(a, course_new(a), false);
	const struct course *head = image_course(&i, a);
	const struct words *w = image_words(&i, STR("fr"), a);
	const struct module_words *m;
	const struct lesson *l;

	(void)state;
	assert_non_null(head);
	assert_int_equal(head->modules, 2);
	assert_int_equal(head->words_count, 0);
	assert_int_equal(head->banks, 0);
	assert_int_equal(course_assessment(head, STR("first-hour"))->pass, 80);
	assert_int_equal(course_assessment(head, STR("final"))->wait_s, 86400);
	assert_null(course_assessment(head, STR("flat-seven")));

	assert_non_null(w);
	assert_true(str_is(w->lang, "fr"));
	assert_int_equal(w->modules, 2);
	assert_true(w->module[0].intros > 0);
	assert_int_equal(w->module[1].nodes, 0);
	l = words_lesson(w, STR("custody"), &m);
	assert_non_null(l);
	assert_ptr_equal(m, &w->module[0]);
	assert_int_equal(l->bytes, 2345);
	assert_int_equal(l->blocks, 0);
	assert_int_equal(l->checks, 0);
	assert_int_equal(words_term(w, STR("hash"))->blocks, 0);
	assert_non_null(words_source(w, STR("practice")));
	assert_null(words_lesson(w, STR("hash"), NULL));

	assert_true(str_is(image_words(&i, STR("zh"), a)->lang, "en")); /* the source language */

	l = image_lesson(&i, STR("en"), STR("as-found"), a);
	assert_non_null(l);
	assert_int_equal(l->blocks, BLOCK_KINDS);
	assert_int_equal(l->checks, QUESTION_KINDS);
	assert_int_equal(l->hash, 0x123456789abcdef0u);
	assert_null(image_lesson(&i, STR("zh"), STR("as-found"), a));
	assert_null(image_lesson(&i, STR("en"), STR("hash"), a));

	m = image_scenario(&i, STR("en"), STR("flat-seven"), a);
	assert_non_null(m);
	assert_int_equal(m->nodes, 2);
	/* Open: what a choice does, and what is said to it, stays with the keeper. */
	assert_int_equal(m->node[0].option[0].debriefs, 0);
	assert_int_equal(m->node[0].option[0].moves, 0);
	assert_int_equal(m->node[0].whens + m->node[1].whens, 0);
	assert_null(image_scenario(&i, STR("en"), STR("first-hour"), a));
	i = packed(a, course_new(a), true);
	m = image_scenario(&i, STR("en"), STR("flat-seven"), a);
	assert_non_null(m);
	assert_int_equal(m->node[0].option[0].debriefs, BLOCK_KINDS - 1);
	assert_true(m->node[0].option[0].moves > 0);
	assert_int_equal(image_term(&i, STR("en"), STR("hash"), a)->blocks, BLOCK_KINDS - 1);
	assert_non_null(image_source(&i, STR("fr"), STR("practice"), a));
	assert_null(image_term(&i, STR("en"), STR("practice"), a));
	arena_free(a);
}

static bool
holds(struct image i, const void *bytes, size_t len)
{
	return memmem(i.at, i.len, bytes, len) != NULL;
}

static void
an_open_image_holds_no_keys(void **state)
{
	struct arena *a = arena_new();
	struct course *c = course_new(a);
	struct image whole = packed(a, c, true), open = packed(a, c, false);
	static const unsigned char weight[] = { 0x01, 0x78, 0x71, 0x7a };
	double low = 12.25, high = 12.75;

	(void)state;
	assert_true(holds(whole, SECRET, 3));
	assert_true(holds(whole, weight, 4));
	assert_true(holds(whole, &low, sizeof(low)));
	assert_true(holds(whole, "bank-0", 6));
	assert_false(holds(open, SECRET, 3));
	assert_false(holds(open, weight, 4));
	assert_false(holds(open, &low, sizeof(low)));
	assert_false(holds(open, &high, sizeof(high)));
	assert_false(holds(open, "bank-0", 6));
	assert_true(holds(open, "check-0", 7));
	assert_true(holds(open, "choice 2", 8));

	/* Whichever choice is the right one, the open bytes are the same. */
	struct question *q = &c->words[0].module[0].lesson[0].check[QUESTION_SINGLE];
	struct choice first = q->choice[0];

	q->choice[0] = q->choice[2];
	q->choice[2] = first;
	q->choice[1].weight = 77;
	struct image other = packed(a, c, false);

	assert_int_equal(other.len, open.len);
	assert_memory_equal(other.at, open.at, open.len);
	arena_free(a);
}

static void
read_all(const unsigned char *bytes, size_t len)
{
	struct arena *a = arena_new();
	struct image i;
	struct err e = { 0 };

	if (!image_open(bytes, len, &i, &e)) {
		assert_true(e.kind == ERR_CORRUPT || e.kind == ERR_VERSION);
		arena_free(a);
		return;
	}
	image_course(&i, a);
	image_words(&i, STR("fr"), a);
	image_words(&i, STR("zh"), a);
	image_lesson(&i, STR("en"), STR("as-found"), a);
	image_scenario(&i, STR("en"), STR("flat-seven"), a);
	image_term(&i, STR("en"), STR("hash"), a);
	image_source(&i, STR("fr"), STR("practice"), a);

	const struct course *c = image_whole(&i, a);

	/* What was read can be written: nothing in it points nowhere. */
	if (c != NULL) {
		struct buf b = BUF_IN(a);

		image_pack(c, true, &b);
	}
	/* Memory in proportion to the bytes, however they lie. */
	assert_true(arena_size(a) < 100 * len + 200000);
	arena_free(a);
}

static void
cut_images_are_refused(void **state)
{
	struct arena *a = arena_new();
	struct image whole = packed(a, course_new(a), true);

	(void)state;
	for (size_t len = 0; len < whole.len; len += len < 3000 ? 1 : 97) {
		/* A copy of just this length, so that the sanitizer sees a step past the end. */
		unsigned char *copy = malloc(len + 1);
		struct image i;
		struct err e = { 0 };

		memcpy(copy, whole.at, len);
		assert_false(image_open(copy, len, &i, &e));
		assert_true(e.text[0] != '\0');
		free(copy);
	}
	arena_free(a);
}

static void
flipped_bits_never_crash(void **state)
{
	struct arena *a = arena_new();
	struct image whole = packed(a, course_new(a), true);
	unsigned char *copy = malloc(whole.len);

	(void)state;
	for (size_t bit = 0; bit < whole.len * 8; bit += bit < 8 * 1500 ? 23 : 509) {
		memcpy(copy, whole.at, whole.len);
		copy[bit / 8] ^= (unsigned char)(1 << bit % 8);
		read_all(copy, whole.len);
	}
	for (size_t i = 0; i + 4 < whole.len; i += 61) { /* lengths and counts gone mad */
		memcpy(copy, whole.at, whole.len);
		memset(copy + i, 0xff, 4);
		read_all(copy, whole.len);
	}
	free(copy);
	arena_free(a);
}

static void
an_image_of_another_version_says_so(void **state)
{
	struct arena *a = arena_new();
	struct image whole = packed(a, course_new(a), true), i;
	unsigned char *copy = arena_alloc(a, whole.len + 1);
	struct err e = { 0 };

	(void)state;
	memcpy(copy, whole.at, whole.len);
	copy[8]++;
	assert_false(image_open(copy, whole.len, &i, &e));
	assert_int_equal(e.kind, ERR_VERSION);
	copy[8]--;
	assert_false(image_open(copy, whole.len + 1, &i, &e)); /* something behind it */
	copy[0] = 'X';
	assert_false(image_open(copy, whole.len, &i, &e));
	assert_int_equal(e.kind, ERR_CORRUPT);
	assert_false(image_open(NULL, 0, &i, &e));
	arena_free(a);
}

static void
a_wording_falls_back(void **state)
{
	struct wording w[] = { { STR("fr"), STR("F") }, { STR("en"), STR("E") } };

	(void)state;
	assert_true(str_is(wording_in(w, 2, STR("en"), STR("fr")), "E"));
	assert_true(str_is(wording_in(w, 2, STR("zh"), STR("en")), "E"));
	assert_true(str_is(wording_in(w, 2, STR("zh"), STR("ru")), "F"));
	assert_true(str_is(wording_in(w, 0, STR("zh"), STR("ru")), ""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_image_gives_everything_back),
		cmocka_unit_test(parts_are_read_one_by_one),
		cmocka_unit_test(an_open_image_holds_no_keys),
		cmocka_unit_test(cut_images_are_refused),
		cmocka_unit_test(flipped_bits_never_crash),
		cmocka_unit_test(an_image_of_another_version_says_so),
		cmocka_unit_test(a_wording_falls_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
