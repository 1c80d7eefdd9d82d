#include "tui/line/line.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/present_views.h"

struct world {
	struct arena *a;
	struct line *l;
	struct buf out; /* all that the far end saw */
};

static int
setup(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	assert_non_null(w);
	w->a = arena_new();
	w->l = line_new(76);
	w->out = BUF_IN(w->a);
	*state = w;
	return 0;
}

static int
teardown(void **state)
{
	struct world *w = *state;

	line_free(w->l);
	line_free(NULL);
	arena_free(w->a);
	free(w);
	return 0;
}

/* Rules A1 of the access checks: text and CR LF, nothing else. */
static void
check_clean(const struct buf *b)
{
	struct str s = buf_get(b);
	uint32_t cp;

	assert_true(utf8_valid(s));
	for (size_t at = 0; at < s.len;) {
		at += utf8_get(s, at, &cp);
		if (cp == '\r')
			assert_int_equal(s.at[at], '\n');
		else if (cp == '\n')
			assert_int_equal(s.at[at - 2], '\r');
		else
			assert_true(cp >= 0x20 && !(cp >= 0x7F && cp <= 0x9F));
		assert_false(cp >= 0x2500 && cp <= 0x257F);
	}
}

/* What was said since the last look, with \n for CR LF. */
static const char *
heard(struct world *w)
{
	static char text[20000];
	char *out = text;

	check_clean(&w->out);
	assert_in_range(w->out.len, 0, sizeof(text) - 1);
	for (size_t i = 0; i < w->out.len; i++)
		if (w->out.at[i] != '\r')
			*out++ = w->out.at[i];
	*out = '\0';
	w->out.len = 0;
	return text;
}

static void
show(struct world *w, const struct view *v)
{
	line_show(w->l, v, &w->out);
}

/* Types a line; what was taken has to be text. */
static void
type_as(struct world *w, const char *bytes, bool has_pty, bool secret, const char *text)
{
	struct str got = STR_NONE;
	bool ready = false;

	for (; *bytes != '\0'; bytes++) {
		assert_false(ready);
		ready = line_take(w->l, (unsigned char)*bytes, has_pty, secret, &w->out, &got);
	}
	assert_int_equal(ready, text != NULL);
	if (text != NULL) {
		assert_int_equal(got.len, strlen(text));
		assert_memory_equal(got.at, text, got.len);
	}
}

static void
type(struct world *w, const char *line)
{
	char bytes[200];

	snprintf(bytes, sizeof(bytes), "%s\r", line);
	type_as(w, bytes, true, false, line);
}

static void
quiz_hints(struct view *v)
{
	view_hint(v, "Enter", "answer");
	view_hint(v, "b", "back");
	view_hint(v, "Space", "skip");
	view_hint(v, "t", "where am I");
	view_hint(v, "q", "leave");
	view_hint(v, "?", "help");
}

static void
question_3(struct view *v, struct arena *a)
{
	struct item *it;

	view_head(v, a, "quiz", "Question 3 of 8");
	v->page = STR("3");
	v->where = STR("number, whole hours");
	view_text(v, "A log shows 14:20 in UTC+2. Which hour is it in UTC?");
	view_gap(v);
	it = view_item(v, ITEM_FIELD, STR("Answer"));
	it->focused = true;
	v->field = true;
	v->prompt = STR("> ");
	quiz_hints(v);
}

static void
question_8(struct view *v, struct arena *a)
{
	view_head(v, a, "quiz", "Question 8 of 8");
	v->page = STR("8");
	v->where = STR("choose one");
	view_note(v, STR("Saved: 16."));
	view_text(v,
	    "A laptop is off. You may switch it on briefly to see whether it belongs to the "
	    "case.");
	view_choice(v, 1, STR("True"));
	view_choice(v, 2, STR("False"));
	quiz_hints(v);
}

static void
quiz_result(struct view *v, struct arena *a)
{
	view_head(v, a, "result", "Passed");
	v->where = STR("7 of 8 points, 88 percent. 80 percent needed. Try 1");
	v->status = STR("saved");
	view_text(v, "Wrong: 1 question, number 3.");
	view_text(v, "Question 3: A log shows 14:20 in UTC+2. Which hour is it in UTC?");
	view_text(v, "Your answer: 16. Right answer: 12.");
	view_text(v, "Why: The clock there is two hours ahead, so take two away.");
	choice(v, 1, "next lesson: Copies and their numbers", "6 minutes", NULL);
	choice(v, 2, "read again: Write down every hand", "page 2", NULL);
	choice(v, 3, "try again with other questions", NULL, NULL);
	choice(v, 0, "back to the outline", NULL, NULL);
}

static void
a_quiz_reads_like_the_product_page(void **state)
{
	struct world *w = *state;
	struct view v;

	question_3(&v, w->a);
	show(w, &v);
	type(w, "16");
	question_8(&v, w->a);
	show(w, &v);
	type(w, "2");
	v.item[3].chosen = true;
	v.item[0].text = STR("Saved: 2 False. All 8 are answered.");
	show(w, &v);
	type(w, "1");
	quiz_result(&v, w->a);
	show(w, &v);
	assert_string_equal(heard(w),
	    "Question 3 of 8. Number, whole hours.\n"
	    "A log shows 14:20 in UTC+2. Which hour is it in UTC?\n"
	    "Type your answer and Enter. Or: b back, s skip, t where am I,\n"
	    "q leave, ? help.\n"
	    "> 16\n"
	    "Saved: 16.\n"
	    "Question 8 of 8. Choose one.\n"
	    "A laptop is off. You may switch it on briefly to see whether it belongs to\n"
	    "the case.\n"
	    "1 True\n"
	    "2 False\n"
	    "> 2\n"
	    "Saved: 2 False. All 8 are answered.\n"
	    "2 False, chosen\n"
	    "> 1\n"
	    "Passed. 7 of 8 points, 88 percent. 80 percent needed. Try 1. Saved.\n"
	    "Wrong: 1 question, number 3.\n"
	    "Question 3: A log shows 14:20 in UTC+2. Which hour is it in UTC?\n"
	    "Your answer: 16. Right answer: 12.\n"
	    "Why: The clock there is two hours ahead, so take two away.\n"
	    "1 next lesson: Copies and their numbers, 6 minutes\n"
	    "2 read again: Write down every hand, page 2\n"
	    "3 try again with other questions\n"
	    "back to the outline\n"
	    "Type a number and Enter.\n"
	    "> ");
}

static void
the_same_is_not_said_twice(void **state)
{
	struct world *w = *state;
	struct view v;

	lesson(&v, w->a);
	show(w, &v);
	heard(w);
	show(w, &v);
	assert_string_equal(heard(w), "");
	/* Moving the focus says nothing: nothing is to be seen. */
	focus_on(&v, 4);
	show(w, &v);
	assert_string_equal(heard(w), "");
	/* A line that changed nothing is answered: the note once more, and the prompt. */
	type(w, "2");
	show(w, &v);
	assert_string_equal(heard(w),
	    "2\n"
	    "Not right. That is the last part of the way, not the first.\n"
	    "Try again, or press x to see the answer.\n"
	    "> ");
	/* One with nothing to say gets the prompt. */
	home(&v, w->a);
	type(w, "q");
	show(w, &v);
	heard(w);
	type(w, "zzz");
	show(w, &v);
	assert_string_equal(heard(w), "zzz\n> ");
}

static void
only_the_note_when_only_the_note_is_new(void **state)
{
	struct world *w = *state;
	struct view v;

	lesson(&v, w->a);
	show(w, &v);
	heard(w);
	type(w, "3");
	for (uint32_t i = 0; i < v.items; i++)
		if (v.item[i].kind == ITEM_NOTE)
			v.item[i].text = STR("Right. The chain begins with the finder.");
	show(w, &v);
	assert_string_equal(heard(w), "3\nRight. The chain begins with the finder.\n"
				      "Right. The chain begins with the finder.\n> ");
}

static void
the_hint_stands_once_a_screen(void **state)
{
	struct world *w = *state;
	struct view v;

	question_3(&v, w->a);
	show(w, &v);
	assert_non_null(strstr(heard(w), "Or: b back"));
	type(w, "x");
	v.page = STR("4");
	show(w, &v);
	assert_null(strstr(heard(w), "Or: b back"));
	type(w, "?");
	show(w, &v);
	assert_non_null(strstr(heard(w), "Or: b back"));
	type(w, "q");
	home(&v, w->a);
	show(w, &v);
	assert_non_null(strstr(heard(w), "Type a number and Enter. Or: ? help, q leave."));
	type(w, "1");
	question_3(&v, w->a);
	show(w, &v);
	assert_non_null(strstr(heard(w), "Or: b back"));
}

static void
every_screen_is_plain(void **state)
{
	static void (*const screens[])(
	    struct view *, struct arena *) = { first_visit, home, outline, lesson, result };
	static const int widths[] = { 0, 40, 76 };
	struct world *w = *state;

	for (size_t i = 0; i < 15; i++) {
		struct view v;
		const char *text, *line;
		int number = 0;

		line_free(w->l);
		w->l = line_new(widths[i % 3]);
		screens[i / 3](&v, w->a);
		show(w, &v);
		text = heard(w);
		assert_string_equal(text + strlen(text) - 3, "\n> ");
		for (line = text; (line = strchr(line, '\n')) != NULL && line[1] != '\0'; line++) {
			size_t len = strcspn(line + 1, "\n");

			if (widths[i % 3] > 0)
				assert_in_range(
				    width_str((struct str){ line + 1, len }), 0, widths[i % 3]);
			number = atoi(line + 1) == number + 1 ? number + 1 : number;
		}
		assert_true(number >= 4);
	}
}

static void
hostile_text_is_harmless(void **state)
{
	static const char text[] =
	    "a\033[31mb\302\233Jc\342\200\256d\r\n\bx\177\302\205 \342\224\200 "
	    "\342\224\214\377 \t.";
	struct world *w = *state;
	struct str s = { text, sizeof(text) - 1 };
	struct span span = { .text = s };
	struct row row = { .span = &span, .spans = 1, .verbatim = true };
	struct view v;
	struct item *it;

	view_init(&v, w->a);
	v.title = v.where = v.status = v.who = v.prompt = s;
	view_choice(&v, 1, s)->detail[0] = s;
	view_item(&v, ITEM_FACT, s)->value = s;
	view_note(&v, s);
	it = view_item(&v, ITEM_ROWS, STR_NONE);
	it->row = &row;
	it->rows = 1;
	view_hint(&v, "x", text);
	show(w, &v);
	assert_null(strchr(heard(w), '\033'));
}

static void
paragraphs_are_one_line_where_nobody_wraps(void **state)
{
	struct world *w = *state;
	struct view v;

	line_free(w->l);
	w->l = line_new(0);
	lesson(&v, w->a);
	show(w, &v);
	assert_non_null(strstr(heard(w),
	    "\nThe record starts where the item was found. Each line tells who had the item, "
	    "where, "
	    "since when and why. One empty hour is enough for a fair doubt, and no later line can "
	    "mend it.\n"));
}

static void
what_comes_in_between_keeps_what_is_typed(void **state)
{
	struct world *w = *state;
	struct view v;

	home(&v, w->a);
	show(w, &v);
	heard(w);
	type_as(w, "sea", true, false, NULL);
	view_note(&v, STR("The line was away for a minute."));
	show(w, &v);
	assert_string_equal(heard(w), "sea\nThe line was away for a minute.\n> sea");
	type_as(w, "rch\r", true, false, "search");
}

static void
typing_with_a_pty(void **state)
{
	struct world *w = *state;
	struct view v;

	home(&v, w->a);
	show(w, &v);
	heard(w);
	type_as(w, "ab\177c\r", true, false, "ac");
	assert_string_equal(heard(w), "abc\n");
	type_as(w, "e\314\201\bx\r", true, false, "x");
	heard(w);
	type_as(w, "\177\177a\r", true, false, "a");
	type_as(w, "\n", true, false, NULL); /* the LF of CR LF is no line */
	assert_string_equal(heard(w), "a\n");
	type_as(w, "\n", true, false, "");
	heard(w);
	type_as(w, "a\033[A\033[200~b\033[201~\tc\001\377d\0339\r", true, false, "abcd");
	assert_string_equal(heard(w), "abcd\n");
	type_as(w, "wrong\025right\r", true, false, "right");
	assert_string_equal(heard(w), "wrong\n> right\n");
	type_as(w, "half\003\r", true, false, "half");
	assert_string_equal(heard(w), "half\nTo leave, type q and Enter.\n> half\n");
	type_as(w, "secret words\r", true, true, "secret words");
	assert_string_equal(heard(w), "\n");
	type_as(w, "se\003\r", true, true, "se");
	assert_string_equal(heard(w), "\nTo leave, type q and Enter.\n> \n");
}

static void
typing_without_a_pty(void **state)
{
	struct world *w = *state;

	type_as(w, "16\n", false, false, "16");
	type_as(w, "\n", false, false, "");
	type_as(w, "a\003b\n", false, false, "ab");
	type_as(w, "\303\251\r", false, false, "\303\251");
	assert_string_equal(heard(w), "");
}

static void
lines_are_bounded(void **state)
{
	struct world *w = *state;
	struct str text;

	for (int i = 0; i < 100000; i++)
		assert_false(line_take(w->l, "\344\275\234"[i % 3], true, false, &w->out, &text));
	w->out.len = 0;
	assert_true(line_take(w->l, '\r', true, false, &w->out, &text));
	assert_in_range(text.len, 900, 1000);
	assert_true(utf8_valid(text));
	type_as(w, "x\r", true, false, "x");
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_quiz_reads_like_the_product_page),
		TEST(the_same_is_not_said_twice),
		TEST(only_the_note_when_only_the_note_is_new),
		TEST(the_hint_stands_once_a_screen),
		TEST(every_screen_is_plain),
		TEST(hostile_text_is_harmless),
		TEST(paragraphs_are_one_line_where_nobody_wraps),
		TEST(what_comes_in_between_keeps_what_is_typed),
		TEST(typing_with_a_pty),
		TEST(typing_without_a_pty),
		TEST(lines_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
