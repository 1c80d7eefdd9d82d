/* Exams on paper: forms are drawn and told, and what was answered comes back in lines (record/paper.h). */
#include <stdio.h>
#include <string.h>

#include "courses/base/safe.h"
#include "courses/base/utf8.h"
#include "courses/learn/grade.h"
#include "store/keeper/quiz.h"
#include "store/keeper/remark.h"

enum { LETTERS = 26, CODE_PLACES = 8, DRAWS = 4, LINES_MOST = 1000, WHAT = 24, NUMBER_MOST = 9999 };

/* ---- codes of forms ---- */

/* No I and O, no 0 and 1. */
static const char alphabet[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/* Odd weights: whatever one letter is mistyped as shows. */
static unsigned
code_check(const unsigned char value[CODE_PLACES - 1])
{
	unsigned sum = 0;

	for (unsigned i = 0; i < CODE_PLACES - 1; i++)
		sum += (2 * i + 1) * value[i];
	return sum % 32;
}

static void
code_make(const struct keeper *k, const struct uuid *form, char out[PAPER_CODE])
{
	struct uuid random = uuid_from(k, form, "paper code");
	unsigned char value[CODE_PLACES];

	for (int i = 0; i < CODE_PLACES - 1; i++)
		value[i] = random.b[i < 6 ? i : i + 3] & 31; /* past the bits that say what kind of id it is */
	value[CODE_PLACES - 1] = (unsigned char)code_check(value);
	for (int i = 0; i < CODE_PLACES; i++) {
		if (i == CODE_PLACES / 2)
			*out++ = '-';
		*out++ = alphabet[value[i]];
	}
	*out = '\0';
}

/* Small letters and other hyphens do not matter. false: mistyped. */
static bool
code_typed(struct str typed, char out[PAPER_CODE])
{
	unsigned char value[CODE_PLACES];
	int n = 0;

	for (size_t i = 0; i < typed.len; i++) {
		char ch = typed.at[i];
		const char *at;

		if (ch >= 'a' && ch <= 'z')
			ch = (char)(ch - 'a' + 'A');
		if (ch == '-')
			continue;
		at = ch != '\0' ? strchr(alphabet, ch) : NULL;
		if (!at || n == CODE_PLACES)
			return false;
		value[n++] = (unsigned char)(at - alphabet);
	}
	if (n < CODE_PLACES || value[CODE_PLACES - 1] != code_check(value))
		return false;
	for (n = 0; n < CODE_PLACES; n++) {
		if (n == CODE_PLACES / 2)
			*out++ = '-';
		*out++ = alphabet[value[n]];
	}
	*out = '\0';
	return true;
}

/* ---- forms ---- */

struct form {
	struct event e;
	const struct course *course;
	const struct assessment *as;
	const struct bank *bank; /* NULL: its edition cannot be had any more */
};

/* false: nobody drew it. */
static bool
form_find(struct ask *x, struct str typed, struct form *f)
{
	struct attempt t;
	struct uuid id;
	char code[PAPER_CODE];

	memset(f, 0, sizeof(*f));
	if (!code_typed(typed, code) || !db_paper(x->k->db, str_from(code), &id) ||
	    !db_event(x->k->db, &id, x->a, &f->e) || f->e.kind != EVENT_PAPER)
		return false;
	t = (struct attempt){ .course = f->e.course, .assessment = f->e.subject, .lang = f->e.start.lang,
		.edition = f->e.start.edition, .minor = f->e.start.minor, .revision = f->e.start.revision };
	f->bank = attempt_bank(x, &t, &f->course);
	x->r->refusal = (struct refusal){ .reason = REASON_NONE };
	f->as = f->bank ? course_assessment(f->course, f->e.subject) : NULL;
	if (!f->as)
		f->bank = NULL;
	return true;
}

/* The question at a place of the form, and as the form shows it. NULL: it is gone. */
static const struct question *
form_question(struct ask *x, const struct form *f, uint32_t index, struct question *open)
{
	const struct event_question *at = &f->e.start.question[index];
	const struct question *q = f->bank ? bank_question(f->bank, at->id) : NULL;
	struct attempt_question one = { .question = at->id, .version = at->version, .order = at->order, .orders = at->orders };

	if (!q)
		return NULL;
	*open = question_open(x->a, q);
	question_arrange(open, &one, x->a);
	return q;
}

static bool
has_letters(const struct question *q)
{
	return q->kind == QUESTION_SINGLE || q->kind == QUESTION_MULTIPLE || q->kind == QUESTION_TRUEFALSE ||
	       q->kind == QUESTION_MATCH;
}

/* The keys behind the letters, in their order. */
static uint32_t
letters_of(const struct question *open, uint32_t key[LETTERS])
{
	uint32_t n = 0;

	if (open->kind == QUESTION_TRUEFALSE) { /* as on the sheet: never shuffled */
		key[n++] = CHOICE_TRUE;
		key[n++] = CHOICE_FALSE;
		return n;
	}
	for (uint32_t i = 0; open->kind != QUESTION_MATCH && i < open->choices && n < LETTERS; i++)
		key[n++] = open->choice[i].key;
	for (uint32_t i = 0; open->kind == QUESTION_MATCH && i < open->pairs && n < LETTERS; i++)
		if (open->pair[i].right_key != 0)
			key[n++] = open->pair[i].right_key;
	return n;
}

static bool
fits_on_paper(const struct question *q)
{
	return q->kind == QUESTION_MATCH ? q->pairs <= LETTERS : !has_letters(q) || q->choices <= LETTERS;
}

/* ---- drawing ---- */

static bool
form_draw(struct ask *x, const struct asked_quiz *asked, uint32_t number, struct str *code)
{
	const struct ask_quiz *q = &x->q.quiz;
	char made[PAPER_CODE];
	struct event e;
	struct uuid id, other;
	int draws = 0;

	do { /* two forms with one code: once in 34 thousand millions, and then the next one */
		id = uuid_from(x->k, &q->event, str_z(x->a, str_printf(x->a, "form %u.%d", number, draws)));
		code_make(x->k, &id, made);
	} while (db_paper(x->k->db, str_from(made), &other) && !uuid_eq(&id, &other) && ++draws < DRAWS);
	*code = str_copy(x->a, str_from(made));
	if (db_event(x->k->db, &id, x->a, &e))
		return true;
	e = event_new(x, &id, EVENT_PAPER);
	memset(&e.person, 0, sizeof(e.person));
	e.course = q->course;
	e.subject = q->assessment;
	e.start.lang = asked->lang;
	e.start.edition = asked->book->edition.edition;
	e.start.minor = asked->book->edition.minor;
	e.start.revision = asked->book->edition.revision;
	e.start.kind = asked->as->kind;
	e.start.pass = asked->as->kind == ASSESS_POSTTEST || asked->as->kind == ASSESS_SURVEY ? 0 : asked->as->pass;
	e.start.form = *code;

	/* Nobody has seen anything: it is nobody's. */
	struct uuid own = x->seat.person;

	memset(&x->seat.person, 0, sizeof(x->seat.person));
	quiz_start_draw(x, asked, &e);
	x->seat.person = own;
	for (uint32_t i = 0; i < e.start.questions; i++) {
		const struct question *one = bank_question(asked->bank, e.start.question[i].id);

		if (!one || !fits_on_paper(one)) {
			refuse_number(x, REASON_MANY, LETTERS);
			return false;
		}
	}
	if (e.start.questions == 0) {
		refuse(x, REASON_NO_SUCH);
		return false;
	}
	event_keep(x, &e);
	return true;
}

void
do_paper_draw(struct ask *x)
{
	struct told_paper *t = &x->r->paper;
	struct ask_paper q = x->q.paper;
	struct asked_quiz asked;

	if (q.copies == 0 || q.copies > PAPER_COPIES) {
		refuse(x, REASON_MALFORMED);
		return;
	}
	if (!may_mark(x, q.course)) {
		refuse(x, REASON_RIGHTS);
		return;
	}
	x->q.quiz = (struct ask_quiz){ q.event, q.course, q.assessment, q.lang };
	if (!quiz_asked(x, &asked))
		return;
	/* Another language is not put in the place of one that was asked for: paper cannot be asked again. */
	if (q.lang.len > 0 && !str_eq(asked.lang, q.lang)) {
		refuse(x, REASON_NO_SUCH);
		return;
	}
	t->form = ARENA_ARRAY(x->a, q.copies, struct str);
	while (t->forms < q.copies && form_draw(x, &asked, t->forms + 1, &t->form[t->forms]))
		t->forms++;
}

/* ---- telling ---- */

static char
letter_of(const uint32_t *key, uint32_t keys, uint32_t wanted)
{
	for (uint32_t i = 0; i < keys; i++)
		if (key[i] == wanted)
			return (char)('a' + i);
	return '?';
}

static struct str
right_letters(struct ask *x, const struct question *q, const struct question *open)
{
	struct buf b = BUF_IN(x->a);
	uint32_t key[LETTERS], keys = letters_of(open, key);

	for (uint32_t i = 0; q->kind != QUESTION_MATCH && i < keys; i++)
		for (uint32_t j = 0; j < q->choices; j++)
			if (q->choice[j].key == key[i] && (q->kind == QUESTION_MULTIPLE ?
								  q->choice[j].weight > 0 :
								  q->choice[j].weight >= QUESTION_MILLION))
				buf_char(&b, (char)('a' + i));
	for (uint32_t i = 0; q->kind == QUESTION_MATCH && i < open->pairs; i++)
		for (uint32_t j = 0; open->pair[i].left_key != 0 && j < q->pairs; j++)
			if (q->pair[j].left_key == open->pair[i].left_key) {
				buf_char(&b, letter_of(key, keys, q->pair[j].right_key));
				break;
			}
	return buf_get(&b);
}

void
do_paper_question(struct ask *x)
{
	const struct ask_paper_question ask = x->q.paper_question;
	struct told_paper_question *t = &x->r->paper_question;
	const struct question *q;
	struct form f;

	if (!form_find(x, ask.form, &f) || ask.index >= f.e.start.questions) {
		refuse(x, REASON_NO_SUCH);
		return;
	}
	if (!may_mark(x, f.e.course)) {
		refuse(x, REASON_RIGHTS);
		return;
	}
	q = form_question(x, &f, ask.index, &t->question);
	if (!q) {
		refuse(x, REASON_NO_COURSE);
		return;
	}
	t->form = f.e.start.form;
	t->course = f.e.course;
	t->assessment = f.e.subject;
	t->lang = f.e.start.lang;
	t->edition = f.e.start.edition;
	t->minor = f.e.start.minor;
	t->revision = f.e.start.revision;
	t->at = f.e.at;
	t->questions = f.e.start.questions;
	t->letters = t->right = STR_NONE;
	if (!ask.key)
		return;
	if (has_letters(q))
		t->letters = right_letters(x, q, &t->question);
	t->right = grade_answer(q, x->a);
}

/* ---- lines that come back ---- */

struct entering {
	struct ask *x;
	struct uuid by;
	uint32_t line;
	struct told_paper_enter *t;
	bool is_wrong; /* this line */
	/* this line */
	struct form form;
	struct person person;
	struct str *response; /* a line of response_write for each question */
};

static void
wrong(struct entering *n, enum paper_wrong w, uint32_t question, struct str what)
{
	n->is_wrong = true;
	if (n->t->all_errors++ < PAPER_ERRORS)
		n->t->error[n->t->errors++] = (struct paper_error){ n->line, w, question,
			str_copy(n->x->a, utf8_whole(str_sub(what, 0, WHAT))) };
}

/* Letters of options, or of a matching's sides. */
static bool
letters_read(struct entering *n, uint32_t number, const struct question *open, struct str value, struct response *r)
{
	uint32_t key[LETTERS], keys = letters_of(open, key), left = 0, lefts = 0;

	for (uint32_t i = 0; i < open->pairs; i++)
		lefts += open->pair[i].left_key != 0;
	if (open->kind == QUESTION_MATCH && value.len != lefts) {
		wrong(n, PAPER_SIDES, number, str_printf(n->x->a, "%u", lefts));
		return false;
	}
	if ((open->kind == QUESTION_SINGLE || open->kind == QUESTION_TRUEFALSE) && value.len > 1) {
		wrong(n, PAPER_ONE_ONLY, number, value);
		return false;
	}
	for (size_t i = 0; i < value.len; i++) {
		char ch = value.at[i];
		uint32_t option = ch >= 'a' && ch <= 'z' ? (uint32_t)(ch - 'a') :
				  ch >= 'A' && ch <= 'Z' ? (uint32_t)(ch - 'A') :
							   LETTERS;

		while (open->kind == QUESTION_MATCH && left < open->pairs && open->pair[left].left_key == 0)
			left++;
		if (ch == '-' && open->kind == QUESTION_MATCH) {
			left++;
			continue;
		}
		if (option >= keys) {
			wrong(n, PAPER_NO_OPTION, number, str_sub(value, i, utf8_cluster(value, i)));
			return false;
		}
		for (uint32_t j = 0; open->kind != QUESTION_MATCH && j < r->picks; j++)
			if (r->pick[j].right == key[option]) {
				wrong(n, PAPER_NO_ANSWER, number, value);
				return false;
			}
		r->pick[r->picks++] = (struct pick){ open->kind == QUESTION_MATCH ? open->pair[left++].left_key : 0,
			key[option] };
	}
	return true;
}

static void
answer_read(struct entering *n, uint32_t number, struct str value)
{
	struct response r = { .picks = 0, .text = STR_NONE };
	struct question open;
	const struct question *q = form_question(n->x, &n->form, number - 1, &open);
	double any;
	struct mark mark;
	struct err e;

	if (!q) {
		wrong(n, PAPER_NO_EDITION, number, STR_NONE);
		return;
	}
	if (value.len == 0 || str_is(value, "-"))
		return;
	if (has_letters(q)) {
		if (!letters_read(n, number, &open, value, &r))
			return;
	} else if (q->kind == QUESTION_NUMERICAL && !grade_number(value, &any)) {
		wrong(n, PAPER_NO_NUMBER, number, value);
		return;
	} else {
		r.text = value;
	}
	if (response_is_empty(&r))
		return;
	if (r.text.len > RESPONSE_TEXT || !grade(q, &r, n->x->a, &mark, &e)) {
		wrong(n, PAPER_NO_ANSWER, number, value);
		return;
	}
	n->response[number - 1] = response_write(n->x->a, &r);
}

/* Words end at a semicolon or with the line, everything else at a blank as well. */
static struct str
value_take(const struct entering *n, uint32_t number, struct str *rest)
{
	const struct event_question *at = &n->form.e.start.question[number - 1];
	const struct question *q = n->form.bank ? bank_question(n->form.bank, at->id) : NULL;
	bool words = q && (q->kind == QUESTION_SHORT || q->kind == QUESTION_ESSAY);
	size_t end = 0;
	struct str value;

	while (end < rest->len && rest->at[end] != ';' && (words || rest->at[end] != ' '))
		end++;
	value = str_trim(str_sub(*rest, 0, end));
	*rest = str_sub(*rest, end, rest->len);
	return value;
}

static void
answers_read(struct entering *n, struct str rest)
{
	uint32_t questions = n->form.e.start.questions;
	bool *seen = ARENA_ARRAY(n->x->a, questions + 1, bool);

	n->response = ARENA_ARRAY(n->x->a, questions + 1, struct str);
	for (uint32_t i = 0; i < questions; i++)
		n->response[i] = STR_NONE;
	while ((rest = str_trim(rest)).len > 0) {
		uint32_t number = 0;
		size_t digits = 0;
		struct str value;

		if (rest.at[0] == ';') {
			rest = str_sub(rest, 1, rest.len);
			continue;
		}
		for (; digits < rest.len && rest.at[digits] >= '0' && rest.at[digits] <= '9' && number <= NUMBER_MOST; digits++)
			number = number * 10 + (uint32_t)(rest.at[digits] - '0');
		if (digits == 0) {
			wrong(n, PAPER_NO_ANSWER, 0, rest);
			return;
		}
		if (number == 0 || number > questions) {
			wrong(n, PAPER_NO_QUESTION, number, STR_NONE);
			return;
		}
		rest = str_trim(str_sub(rest, digits, rest.len));
		if (rest.len > 0 && rest.at[0] == '=')
			rest = str_trim(str_sub(rest, 1, rest.len));
		value = value_take(n, number, &rest);
		if (seen[number])
			wrong(n, PAPER_TWICE, number, value);
		else
			answer_read(n, number, value);
		seen[number] = true;
	}
}

/* FORM LOGIN: into form and person, and what follows. */
static bool
head_read(struct entering *n, struct str line, struct str *answers)
{
	struct ask *x = n->x;
	size_t colon = str_find(line, 0, ":");
	struct str head = str_trim(str_sub(line, 0, colon)), code, login;
	bool two = colon < line.len && str_next(&head, ' ', &code);

	login = str_trim(head);
	*answers = str_sub(line, colon + 1, line.len);
	if (!two || login.len == 0 || str_find(login, 0, " ") < login.len) {
		wrong(n, PAPER_NO_LINE, 0, STR_NONE);
		return false;
	}
	login = login_fold(x->a, login);
	if (!form_find(x, code, &n->form))
		wrong(n, PAPER_NO_FORM, 0, code);
	else if (!may_mark(x, n->form.e.course))
		wrong(n, PAPER_NO_RIGHTS, 0, STR_NONE);
	else if (!n->form.bank)
		wrong(n, PAPER_NO_EDITION, 0, STR_NONE);
	if (!safe_login(login) || !db_person_by_login(x->k->db, login, x->a, &n->person))
		wrong(n, PAPER_NO_PERSON, 0, login);
	else if (uuid_eq(&n->person.id, &n->by))
		wrong(n, PAPER_NO_RIGHTS, 0, login);
	return !n->is_wrong;
}

/* ---- into the records ---- */

static struct uuid
attempt_id(const struct entering *n)
{
	char person[37], label[50];

	uuid_text(&n->person.id, person);
	snprintf(label, sizeof(label), "paper %s", person);
	return uuid_from(n->x->k, &n->form.e.id, label);
}

static void
row_add(struct entering *n, const struct uuid *id, bool before)
{
	struct told_paper_enter *t = n->t;
	struct attempt_row row;

	if (!db_attempt(n->x->k->db, id, n->x->a, &row))
		return;
	t->row[t->rows++] = (struct paper_row){ n->line, n->person.login, before, row.attempt.percent, row.attempt.passed,
		row.attempt.waits };
}

/* The same form by the same person: the same answers, or it is refused. */
static void
line_again(struct entering *n, const struct uuid *id)
{
	struct attempt_question *q;
	uint32_t count;

	db_attempt_questions(n->x->k->db, id, n->x->a, &q, &count);
	for (uint32_t i = 0; i < count && i < n->form.e.start.questions; i++)
		if (!str_eq(q[i].response, n->response[i])) {
			wrong(n, PAPER_OTHERWISE, i + 1, STR_NONE);
			return;
		}
	row_add(n, id, true);
}

static void
answers_keep(struct entering *n, const struct uuid *id)
{
	const struct form *f = &n->form;

	for (uint32_t i = 0; i < f->e.start.questions; i++) {
		struct uuid one = uuid_from(n->x->k, id, str_z(n->x->a, str_printf(n->x->a, "answer %u", i)));
		struct event e = event_new(n->x, &one, EVENT_QUIZ_ANSWER);

		if (n->response[i].len == 0)
			continue;
		e.person = n->person.id;
		e.course = f->e.course;
		e.subject = f->e.subject;
		e.question = f->e.start.question[i].id;
		e.version = f->e.start.question[i].version;
		e.answer.attempt = *id;
		e.answer.index = i;
		e.answer.response = n->response[i];
		event_keep(n->x, &e);
	}
}

/* Attempts hold; the waiting time between them does not: the paper was written when it was written. */
static void
line_keep(struct entering *n)
{
	struct ask *x = n->x;
	const struct form *f = &n->form;
	struct uuid id = attempt_id(n), handin = uuid_from(x->k, &id, "handin");
	struct attempt_row row;
	struct seat own = x->seat;
	uint32_t tries;
	int64_t last;

	if (db_attempt(x->k->db, &id, x->a, &row)) {
		line_again(n, &id);
		return;
	}
	tries = db_attempts_closed(x->k->db, &n->person.id, f->e.course, f->e.subject, &last);
	if (f->as->attempts > 0 && tries >= f->as->attempts)
		wrong(n, PAPER_NO_TRIES, 0, str_printf(x->a, "%u", f->as->attempts));
	else if (db_attempt_open(x->k->db, &n->person.id, f->e.course, f->e.subject, x->a, &row))
		wrong(n, PAPER_OPEN, 0, STR_NONE);
	if (n->is_wrong)
		return;

	struct event e = event_new(x, &id, EVENT_QUIZ_START);

	e.person = n->person.id;
	e.course = f->e.course;
	e.subject = f->e.subject;
	e.start = f->e.start; /* its order, its edition, its code; no clock runs on paper */
	e.start.number = (uint16_t)(tries < UINT16_MAX ? tries + 1 : UINT16_MAX);
	event_keep(x, &e);
	answers_keep(n, &id);
	if (db_attempt(x->k->db, &id, x->a, &row)) {
		x->seat.person = n->person.id;
		attempt_handin(x, &row, &handin, false);
		x->seat = own;
	}
	if (is_refused(x)) {
		x->r->refusal = (struct refusal){ .reason = REASON_NONE };
		wrong(n, PAPER_NO_EDITION, 0, STR_NONE);
		return;
	}
	row_add(n, &id, false);
}

static void
line_enter(struct entering *n, struct str line)
{
	struct str answers;

	n->is_wrong = false;
	if (!head_read(n, line, &answers))
		return;
	answers_read(n, answers);
	if (!n->is_wrong)
		line_keep(n);
}

void
do_paper_enter(struct ask *x)
{
	struct ask_paper_enter ask = x->q.paper_enter;
	struct told_paper_enter *t = &x->r->paper_enter;
	struct entering n = { .x = x, .by = x->seat.person, .t = t };
	struct str rest = ask.lines, line;
	int64_t newest = x->k->newest;

	/* What is decided by time waits for a right one (ask.h). */
	if (clock_is_behind(x))
		return;
	t->error = ARENA_ARRAY(x->a, PAPER_ERRORS, struct paper_error);
	t->row = ARENA_ARRAY(x->a, LINES_MOST, struct paper_row);
	/* Inside the request's savepoint one of its own: what is taken back is told all the same. */
	if (!db_save(x->k->db)) {
		refuse(x, REASON_DISK);
		return;
	}
	while (str_next(&rest, '\n', &line)) {
		n.line++;
		line = str_trim(line);
		if (line.len == 0 || line.at[0] == '#')
			continue;
		if (t->rows + t->all_errors >= LINES_MOST) {
			refuse_number(x, REASON_MANY, LINES_MOST);
			break;
		}
		line_enter(&n, line);
	}
	t->kept = t->all_errors == 0 && !ask.dry_run && !is_refused(x);
	if (t->kept && !db_failed(x->k->db) && db_keep(x->k->db))
		return;
	if (t->kept) { /* the disk: the request as a whole is refused, and undone */
		refuse(x, REASON_DISK);
		return;
	}
	if (db_failed(x->k->db)) {
		refuse(x, REASON_DISK);
		return;
	}
	db_undo(x->k->db);
	x->k->newest = newest;
	if (t->all_errors > 0)
		t->rows = 0;
}
