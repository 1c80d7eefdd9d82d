#include "courses/read/aiken.h"

#include <string.h>
#include <strings.h>

#include "courses/base/arena.h"
#include "courses/read/folder.h"
#include "courses/read/grow.h"
#include "courses/read/source.h"

enum { AIKEN_QUESTIONS = 5000, AIKEN_OPTIONS = 26 };

struct aiken {
	struct source s;
	struct arena *arena;
	struct problems *problems;
	struct question *question;
	uint32_t questions;
	struct gift_form *form;
	uint32_t forms;

	/* the question that is open: */
	struct buf text;
	uint32_t line; /* where it begins; 0: none is open */
	struct buf option[AIKEN_OPTIONS];
	uint32_t option_line[AIKEN_OPTIONS];
	uint32_t options;
	bool has_blank;    /* behind the letter of option A */
	bool is_after_gap; /* an empty line stood before this one */
};

static void
question_drop(struct aiken *x)
{
	x->line = 0;
	x->options = 0;
	x->text = BUF_IN(x->arena);
}

static struct str
clean(struct aiken *x, const struct buf *b, uint32_t line)
{
	return source_text(x->arena, x->problems, x->s.file, buf_get(b), line, 0);
}

/* A line more of a text that goes on. */
static void
text_add(struct buf *b, struct str more)
{
	if (b->len > 0)
		buf_char(b, ' ');
	buf_str(b, more);
}

/* The letter of "B) text" or "B. text" when it is the one that comes next; else 0. */
static char
label_read(const struct aiken *x, struct str line, struct str *text)
{
	char want = (char)('A' + x->options);
	bool has_blank = line.len > 2 && (line.at[2] == ' ' || line.at[2] == '\t');

	if (x->options == AIKEN_OPTIONS || line.len < 2 || line.at[0] != want ||
	    (line.at[1] != ')' && line.at[1] != '.'))
		return '\0';
	/* "B.C. or A.D.": where the other letters have a blank behind them, this is an initial. */
	if (line.at[1] == '.' && !has_blank && line.len > 2 && x->options > 0 && x->has_blank)
		return '\0';
	*text = str_trim(str_sub(line, 2, line.len));
	return want;
}

/* Text that Moodle would show as HTML goes there as plain text. */
static bool
has_markup(struct str s)
{
	return memchr(s.at, '<', s.len) != NULL || memchr(s.at, '&', s.len) != NULL;
}

static void
question_close(struct aiken *x, uint32_t right, uint32_t line)
{
	struct question *q;
	bool is_plain;

	if (x->options < 2) {
		problem_error(x->problems, x->s.file, x->line, 1,
		    "this question has %s; write each on a line of its own: A) the first, B) the "
		    "second",
		    x->options == 0 ? "no options" : "only one option");
		question_drop(x);
		return;
	}
	if (right >= x->options) {
		problem_error(x->problems, x->s.file, line, 1,
		    "there is no option %c; the last one is %c", (char)('A' + right),
		    (char)('A' + x->options - 1));
		question_drop(x);
		return;
	}
	if (x->questions == AIKEN_QUESTIONS) {
		problem_error(x->problems, x->s.file, x->line, 1,
		    "this file holds more than %d questions; part it into several",
		    AIKEN_QUESTIONS);
		question_drop(x);
		return;
	}
	q = GROW(x->arena, x->question, x->questions);
	*q = (struct question){
		.id = STR_NONE,
		.text = clean(x, &x->text, x->line),
		.kind = QUESTION_SINGLE,
		.otherwise = STR_NONE,
		.general = STR_NONE,
		.line = x->line,
		.col = 1,
	};
	q->name = gift_name(x->arena, q->text);
	is_plain = has_markup(q->text);
	for (uint32_t i = 0; i < x->options; i++) {
		struct str words = clean(x, &x->option[i], x->option_line[i]);
		struct choice *c = GROW(x->arena, q->choice, q->choices);

		*c = (struct choice){
			.key = question_key(words),
			.text = words,
			.weight = i == right ? QUESTION_MILLION : 0,
			.feedback = STR_NONE,
		};
		is_plain = is_plain || has_markup(words);
		if (words.len == 0)
			problem_error(x->problems, x->s.file, x->option_line[i], 1,
			    "this option has no text; write it behind %c)", (char)('A' + i));
		for (uint32_t k = 0; k < i && words.len > 0; k++)
			if (q->choice[k].key == c->key)
				problem_error(x->problems, x->s.file, x->option_line[i], 1,
				    "the options %c and %c say the same; change one",
				    (char)('A' + k), (char)('A' + i));
	}
	*GROW(x->arena, x->form, x->forms) = (struct gift_form){
		.category = STR_NONE,
		.format = is_plain ? FORMAT_PLAIN : FORMAT_AUTO,
	};
	question_drop(x);
}

/* "ANSWER: B". */
static bool
is_answer(struct str line, size_t *colon)
{
	static const char word[] = "answer";
	size_t at = sizeof(word) - 1;

	if (line.len <= at || strncasecmp(line.at, word, at) != 0)
		return false;
	while (at < line.len && (line.at[at] == ' ' || line.at[at] == '\t'))
		at++;
	*colon = at;
	return at < line.len && line.at[at] == ':';
}

static void
answer_read(struct aiken *x, struct str line, size_t colon, uint32_t n)
{
	struct str rest = str_trim(str_sub(line, colon + 1, line.len));
	char letter = rest.len > 0 ? rest.at[0] : '\0';
	bool is_small = letter >= 'a' && letter <= 'z';

	if (x->line == 0) {
		problem_error(x->problems, x->s.file, n, 1,
		    "an answer without a question before it; write the question and its options "
		    "above");
		return;
	}
	if (is_small)
		letter = (char)(letter - 'a' + 'A');
	if (letter < 'A' || letter > 'Z') {
		problem_error(x->problems, x->s.file, n, 1,
		    "the letter of the right option is missing; write ANSWER: A");
		question_drop(x);
		return;
	}
	if (rest.len > 1 && rest.at[1] != ')' && rest.at[1] != '.') {
		problem_error(x->problems, x->s.file, n, 1,
		    "one letter can be right in Aiken; write ANSWER: %c, or use GIFT for more",
		    letter);
		question_drop(x);
		return;
	}
	if (is_small || !str_starts(line, "ANSWER:"))
		problem_warning(x->problems, x->s.file, n, 1,
		    "[gift] Moodle wants this as ANSWER: %c, in capital letters and without a blank "
		    "before "
		    "the colon",
		    letter);
	question_close(x, (uint32_t)(letter - 'A'), n);
}

static void
line_read(struct aiken *x, struct str line, uint32_t n)
{
	struct str text = STR_NONE;
	size_t colon;

	if (is_answer(line, &colon)) {
		answer_read(x, line, colon, n);
		return;
	}
	if (x->line > 0 && label_read(x, line, &text) != '\0') {
		if (x->options == 0)
			x->has_blank = line.len > 2 && (line.at[2] == ' ' || line.at[2] == '\t');
		x->option[x->options] = BUF_IN(x->arena);
		x->option_line[x->options] = n;
		text_add(&x->option[x->options++], text);
		return;
	}
	if (x->line > 0 && x->options > 0 && x->is_after_gap) {
		problem_error(x->problems, x->s.file, x->line, 1,
		    "this question has no answer; write a line such as ANSWER: A below its "
		    "options");
		question_drop(x);
	}
	if (x->options > 0) {
		if (line.len > 2 && line.at[0] >= 'A' && line.at[0] <= 'Z' &&
		    (line.at[1] == ')' || line.at[1] == '.') && line.at[2] == ' ')
			problem_warning(x->problems, x->s.file, n, 1,
			    "[gift] %c%c comes out of its order and was taken for text; the next option "
			    "is "
			    "%c, and an initial may not begin a line",
			    line.at[0], line.at[1], (char)('A' + x->options));
		text_add(&x->option[x->options - 1], line);
		return;
	}
	if (x->line == 0)
		x->line = n;
	text_add(&x->text, line);
}

void
aiken_read(struct str file, struct str bytes, struct arena *a, struct problems *p,
    struct question **question, struct gift_form **form, uint32_t *questions)
{
	struct aiken x = { .arena = a, .problems = p };

	*question = NULL;
	*form = NULL;
	*questions = 0;
	if (!source_open(file, bytes, FOLDER_FILE, a, p, &x.s))
		return;
	question_drop(&x);
	for (uint32_t i = 0; i < x.s.lines; i++) {
		struct str line = str_trim(source_line(&x.s, x.s.first + i));

		if (line.len > 0)
			line_read(&x, line, x.s.first + i);
		x.is_after_gap = line.len == 0;
	}
	if (x.line > 0)
		problem_error(p, file, x.line, 1,
		    "this question has no answer; write a line such as ANSWER: A below its "
		    "options");
	*question = x.question;
	*form = x.form;
	*questions = x.questions;
}
