/*
 * Questions that give themselves away or do not teach, in banks and in checks. The rules are those that
 * writers of test items agree on (Haladyna, Downing and Rodriguez, "A review of multiple-choice
 * item-writing guidelines", Applied Measurement in Education 15, 2002): options of like length, no "all of
 * the above", the right one in varied places, stems that say what is, not what is not.
 */
#include "courses/base/utf8.h"
#include "courses/check/check.h"
#include "courses/read/source.h"

/* A habit shows only in some number of questions. */
enum { HABIT_QUESTIONS = 5, HABIT_PERCENT = 80, HABIT_CHOICES = 3, CHOICES_LOOKED = 20 };

/* The questions of one file: a bank, or all checks of a module. */
struct asking {
	struct check *check;
	struct str path, lang;
	bool in_order; /* somebody sees the choices as they were written */
	uint32_t singles, longest;
	uint32_t place[CHOICES_LOOKED]; /* how often the right one stands there */
	uint32_t lacking;               /* questions without a reason for a wrong choice */
	const struct question *lacks;   /* the first of them */
};

static void
ask_tell(const struct asking *k, const struct question *q, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static void
ask_tell(const struct asking *k, const struct question *q, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	problem_tell(k->check->problems, false, k->path, q->line, q->col, fmt, ap);
	va_end(ap);
}

static size_t
letters(struct str s)
{
	size_t n = 0;
	uint32_t cp;

	for (size_t at = 0; at < s.len; n++)
		at += utf8_get(s, at, &cp);
	return n;
}

/* Is the right choice longer than each other one? */
static bool
longest_is_right(const struct question *q)
{
	size_t right = 0, other = 0;

	for (uint32_t i = 0; i < q->choices; i++) {
		size_t n = letters(q->choice[i].text);

		if (q->choice[i].weight >= QUESTION_MILLION)
			right = n > right ? n : right;
		else
			other = n > other ? n : other;
	}
	return right > other;
}

static void
habits_count(struct asking *k, const struct question *q)
{
	if (q->kind != QUESTION_SINGLE || q->choices < HABIT_CHOICES)
		return;
	k->singles++;
	k->longest += longest_is_right(q);
	for (uint32_t i = 0; i < q->choices && i < CHOICES_LOOKED; i++)
		if (q->choice[i].weight >= QUESTION_MILLION) {
			k->place[i]++;
			return;
		}
}

static void
habits_tell(const struct asking *k)
{
	if (k->singles < HABIT_QUESTIONS)
		return;
	if (k->longest * 100 >= k->singles * HABIT_PERCENT)
		problem_warning(k->check->problems, k->path, 0, 0,
		    "[option-longest] in %u of %u questions the right choice is the longest, so that it "
		    "can be guessed; make some wrong ones longer, or right ones shorter",
		    k->longest, k->singles);
	for (uint32_t i = 0; i < CHOICES_LOOKED && k->in_order; i++)
		if (k->place[i] * 100 >= k->singles * HABIT_PERCENT)
			problem_warning(k->check->problems, k->path, 0, 0,
			    "[option-place] in %u of %u questions the right choice is number %u, and a quiz "
			    "keeps their order; say shuffle: both in course.yaml, or move some",
			    k->place[i], k->singles, i + 1);
}

/* ---- the words of choices and stems ---- */

/* Beginnings of such choices, case folded. A choice that points to others cannot be shuffled. */
static const char *const all_words[] = { "all of the above", "none of the above", "all of these",
	"none of these", "all the above", "both of the above", "toutes les réponses",
	"tout ce qui précède", "aucune des réponses", "aucune de ces réponses",
	"toutes ces réponses", "todas las anteriores", "todas las respuestas",
	"ninguna de las anteriores", "ninguna de las respuestas", "все вышеперечисленное",
	"ничего из вышеперечисленного", "все ответы верны", "все перечисленное",
	"ничего из перечисленного", "كل ما سبق", "جميع ما سبق", "لا شيء مما سبق", "以上都", "以上皆",
	"以上全部", NULL };

/* What stands between two blanks in a stem that asks for what is not so. */
static const struct {
	const char *lang, *word;
} not_words[] = {
	{ "en", " not " }, { "en", " except" }, { "en", "n't " }, { "en", " least " },
	{ "fr", " n'est pas " }, { "fr", " ne sont pas " }, { "fr", " n'a pas " }, { "fr", " sauf" },
	{ "es", " no " }, { "es", " excepto" }, { "es", " salvo " },
	{ "ru", " не " }, { "ru", " кроме" },
};

static struct str
folded(struct arena *a, struct str s)
{
	struct str f = str_trim(utf8_fold(a, s));

	while (f.len > 0 && (f.at[f.len - 1] == '.' || f.at[f.len - 1] == ' '))
		f.len--;
	return f;
}

static void
choices_look(const struct asking *k, const struct question *q)
{
	struct arena *a = k->check->arena;
	struct str text[CHOICES_LOOKED];
	uint32_t n = q->choices < CHOICES_LOOKED ? q->choices : CHOICES_LOOKED;

	if (q->kind != QUESTION_SINGLE && q->kind != QUESTION_MULTIPLE)
		return;
	for (uint32_t i = 0; i < n; i++) {
		text[i] = folded(a, q->choice[i].text);
		for (const char *const *w = all_words; *w != NULL; w++)
			if (str_starts(text[i], *w)) {
				ask_tell(k, q,
				    "[option-all] the choice \"%.*s\" speaks of the others, and choices are "
				    "shuffled; write one that stands alone",
				    STR_ARG(q->choice[i].text));
				break;
			}
		for (uint32_t j = 0; j < i; j++)
			/* Letter for letter the same is an error where it is read. */
			if (text[j].len > 0 && str_eq(text[i], text[j]) &&
			    !str_eq(q->choice[i].text, q->choice[j].text)) {
				ask_tell(k, q,
				    "[option-repeat] the choice \"%.*s\" stands twice; write another",
				    STR_ARG(q->choice[i].text));
				break;
			}
	}
}

/*
 * Only in the sentence that asks: "The screen is lit and not locked. What comes first?" is well asked. A word
 * in capitals, NOT, was seen by its author and will be by its reader.
 */
static void
stem_look(const struct asking *k, const struct question *q)
{
	struct str s = str_trim(q->text), base = str_sub(k->lang, 0, str_find(k->lang, 0, "-"));
	size_t from = s.len;

	if (q->kind != QUESTION_SINGLE || s.len == 0 || s.at[s.len - 1] != '?')
		return;
	while (from > 0 && !(s.at[from - 1] == ' ' && from > 1 &&
			       (s.at[from - 2] == '.' || s.at[from - 2] == '!' || s.at[from - 2] == ':')))
		from--;
	s = str_sub(s, from, s.len);
	for (size_t i = 0; i < sizeof(not_words) / sizeof(not_words[0]); i++) {
		size_t at = str_find(s, 0, not_words[i].word);

		if (!str_is(base, not_words[i].lang) || at == s.len)
			continue;
		ask_tell(k, q,
		    "[stem-negative] this question asks for what is not so, which readers miss; ask for "
		    "what is so, or write the word in capitals");
		return;
	}
}

/* Whoever picks a wrong choice wants to know why: from the choice's feedback or the question's. */
static void
feedback_look(struct asking *k, const struct question *q)
{
	bool is_lacking = false;

	if ((q->kind != QUESTION_SINGLE && q->kind != QUESTION_MULTIPLE &&
		q->kind != QUESTION_TRUEFALSE) ||
	    q->general.len > 0)
		return;
	for (uint32_t i = 0; i < q->choices; i++)
		is_lacking |= q->choice[i].weight <= 0 && q->choice[i].feedback.len == 0;
	if (is_lacking && k->lacking++ == 0)
		k->lacks = q;
}

static void
feedback_tell(const struct asking *k)
{
	if (k->lacking > 0)
		ask_tell(k, k->lacks,
		    "[feedback-missing] %u question%s of this file, this one first, %s a wrong choice "
		    "without a reason; write # and the reason behind it, or #### and one for the whole "
		    "question",
		    k->lacking, k->lacking == 1 ? "" : "s", k->lacking == 1 ? "has" : "have");
}

static void
question_look(struct asking *k, const struct question *q)
{
	habits_count(k, q);
	choices_look(k, q);
	stem_look(k, q);
	feedback_look(k, q);
}

/* ---- where questions are ---- */

/* Does some quiz show the choices of this bank as they were written? */
static bool
bank_in_order(const struct check *c, struct str name)
{
	const struct assessment *as;
	const struct yaml *node;
	const struct module *module;

	for (uint32_t i = 0; (as = check_assessment(c, i, &node, &module)) != NULL; i++)
		if (str_eq(as->bank, name) &&
		    (as->shuffle == SHUFFLE_NONE || as->shuffle == SHUFFLE_QUESTIONS))
			return true;
	return false;
}

/* A survey has no right answers. */
static bool
bank_is_survey(const struct check *c, struct str name)
{
	const struct assessment *as;
	const struct yaml *node;
	const struct module *module;

	for (uint32_t i = 0; (as = check_assessment(c, i, &node, &module)) != NULL; i++)
		if (str_eq(as->bank, name) && as->kind != ASSESS_SURVEY)
			return false;
	return true;
}

void
check_quality(struct check *c)
{
	for (uint32_t i = 0; i < c->banks; i++) {
		const struct bank *b = &c->bank[i];
		struct asking k = {
			.check = c,
			.path = check_bank_path(c, b->name, b->lang),
			.lang = b->lang,
			.in_order = bank_in_order(c, b->name),
		};

		for (uint32_t q = 0; q < b->questions && !bank_is_survey(c, b->name); q++)
			question_look(&k, &b->question[q]);
		habits_tell(&k);
		feedback_tell(&k);
	}
	for (uint32_t i = 0; i < c->writtens; i++)
		for (uint32_t m = 0; m < c->written[i].modules; m++) {
			const struct module_words *w = &c->written[i].module[m];
			struct asking k = {
				.check = c,
				.path = check_path(c, c->written[i].lang, c->course->module[m].file),
				.lang = c->written[i].lang,
			};

			for (uint32_t l = 0; l < w->lessons; l++)
				for (uint32_t q = 0; q < w->lesson[l].checks; q++)
					question_look(&k, &w->lesson[l].check[q]);
			for (uint32_t l = 0; l < w->nodes; l++)
				for (uint32_t q = 0; q < w->node[l].checks; q++)
					question_look(&k, &w->node[l].check[q]);
			habits_tell(&k);
			feedback_tell(&k);
		}
}
