#include "courses/check/change.h"

#include <stdlib.h>
#include <string.h>

#include "courses/read/grow.h"

static const char *const class_names[CHANGE_CLASSES] = { "none", "revision", "minor", "major" };

const char *
change_class_name(enum change_class c)
{
	return (unsigned)c < CHANGE_CLASSES ? class_names[c] : "?";
}

/* ---- the things of a course ---- */

struct items {
	struct arena *arena;
	struct change_item *item;
	uint32_t count;
};

static struct change_item *
put(struct items *s, const char *kind, struct str id)
{
	struct change_item *i = GROW(s->arena, s->item, s->count);

	*i = (struct change_item){ .kind = kind, .id = id, .text = STR_NONE };
	return i;
}

static struct str
joined(struct arena *a, struct str of, struct str id)
{
	return str_printf(a, "%.*s/%.*s", STR_ARG(of), STR_ARG(id));
}

static void
spans_text(struct buf *b, const struct span *s, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		buf_str(b, s[i].text);
		buf_char(b, ' ');
	}
}

static void
blocks_text(struct buf *b, const struct block *x, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		spans_text(b, x[i].span, x[i].spans);
		for (uint32_t k = 0; k < x[i].cells; k++)
			spans_text(b, x[i].cell[k].span, x[i].cell[k].spans);
	}
}

/* Where it leads to counts as more than words. */
static void
spans_targets(struct buf *b, const struct span *s, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (s[i].link != LINK_NONE)
			buf_printf(b, "%d %.*s\n", (int)s[i].link, STR_ARG(s[i].target));
}

static uint64_t
blocks_key(struct arena *a, const struct block *x, uint32_t n)
{
	struct buf b = BUF_IN(a);

	for (uint32_t i = 0; i < n; i++) {
		spans_targets(&b, x[i].span, x[i].spans);
		for (uint32_t k = 0; k < x[i].cells; k++)
			spans_targets(&b, x[i].cell[k].span, x[i].cell[k].spans);
	}
	return str_hash(buf_get(&b));
}

/* What is offered, without what may be mended: case, blanks, and the points between words. */
static void
choice_key(struct buf *b, struct str text)
{
	bool gap = false;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (memchr(" \t\n\r.,;:!?'\"", c, 10) != NULL) {
			gap = b->len > 0;
			continue;
		}
		if (gap)
			buf_char(b, ' ');
		gap = false;
		buf_char(b, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
	}
	buf_char(b, '\n');
}

static void
question_item(struct items *s, const char *kind, struct str of, const struct question *q)
{
	struct change_item *i = put(s, kind, joined(s->arena, of, q->id));
	struct buf all = BUF_IN(s->arena), key = BUF_IN(s->arena), text = BUF_IN(s->arena);
	struct codec c = codec_writer(&all);
	struct question copy = *q;

	copy.line = copy.col = 0; /* where it stands is not what it says */
	question_code(&c, &copy);
	i->hash = str_hash(buf_get(&all));
	buf_str(&text, q->text);
	buf_printf(&key, "%d ", (int)q->kind);
	for (uint32_t k = 0; k < q->choices; k++) {
		const struct choice *o = &q->choice[k];

		buf_printf(&key, "%d %.17g %.17g ", o->weight, o->low, o->high);
		/* A pattern is a key, what is offered is a text. */
		if (q->kind == QUESTION_SHORT || q->kind == QUESTION_NUMERICAL)
			buf_str(&key, o->text);
		else
			choice_key(&key, o->text);
	}
	for (uint32_t k = 0; k < q->pairs; k++)
		buf_printf(&key, "%.*s>%.*s\n", STR_ARG(q->pair[k].left), STR_ARG(q->pair[k].right));
	for (uint32_t k = 0; k < q->tags; k++)
		buf_printf(&key, "#%.*s", STR_ARG(q->tag[k]));
	i->key = str_hash(buf_get(&key));
	i->text = buf_get(&text);
}

static void
lesson_item(struct items *s, const struct lesson *l)
{
	struct change_item *i = put(s, "lesson", l->id);
	struct buf text = BUF_IN(s->arena), all = BUF_IN(s->arena);

	buf_printf(&text, "%.*s ", STR_ARG(l->title));
	blocks_text(&text, l->block, l->blocks);
	i->text = buf_get(&text);
	i->key = blocks_key(s->arena, l->block, l->blocks);
	buf_printf(&all, "%llx %.*s %u %d %d", (unsigned long long)l->hash, STR_ARG(l->title),
	    l->minutes, l->optional, l->sensitive);
	i->hash = str_hash(buf_get(&all));
	i->key ^= (uint64_t)l->optional + 1;
	for (uint32_t k = 0; k < l->checks; k++)
		question_item(s, "check", l->id, &l->check[k]);
}

static void
node_item(struct items *s, struct str module, const struct node *n)
{
	struct change_item *i = put(s, "node", joined(s->arena, module, n->id));
	struct buf text = BUF_IN(s->arena), all = BUF_IN(s->arena), key = BUF_IN(s->arena);
	struct codec c = codec_writer(&all);
	struct node copy = *n;

	copy.line = 0;
	copy.option = ARENA_ARRAY(s->arena, n->options, struct option);
	copy.check = NULL; /* an item of its own */
	copy.checks = 0;
	buf_printf(&text, "%.*s ", STR_ARG(n->title));
	blocks_text(&text, n->block, n->blocks);
	for (uint32_t k = 0; k < n->options; k++) {
		copy.option[k] = n->option[k];
		copy.option[k].line = 0;
		spans_text(&text, n->option[k].span, n->option[k].spans);
		blocks_text(&text, n->option[k].debrief, n->option[k].debriefs);
		buf_printf(&key, ">%.*s", STR_ARG(n->option[k].target));
		for (uint32_t m = 0; m < n->option[k].moves; m++)
			buf_printf(&key, " %.*s%d", STR_ARG(n->option[k].move[m].scale),
			    n->option[k].move[m].by);
	}
	buf_printf(&key, "end %.*s", STR_ARG(n->end));
	node_code(&c, &copy);
	i->hash = str_hash(buf_get(&all));
	i->text = buf_get(&text);
	i->key = str_hash(buf_get(&key));
	for (uint32_t k = 0; k < n->checks; k++)
		question_item(s, "check", joined(s->arena, module, n->id), &n->check[k]);
}

static void
entries_items(struct items *s, const char *kind, const struct entry *e, uint32_t n)
{
	for (uint32_t k = 0; k < n; k++) {
		struct change_item *i = put(s, kind, e[k].id);
		struct buf text = BUF_IN(s->arena);

		buf_printf(&text, "%.*s ", STR_ARG(e[k].title));
		blocks_text(&text, e[k].block, e[k].blocks);
		i->text = buf_get(&text);
		i->key = blocks_key(s->arena, e[k].block, e[k].blocks);
		i->hash = str_hash(i->text) ^ i->key;
	}
}

/* How many questions of a bank can be drawn: as course_read fills a draw that nobody wrote. */
static uint32_t
bank_asks(const struct course *c, struct str name)
{
	const struct bank *b = course_bank(c, name, c->source_language);
	uint32_t n = 0;

	for (uint32_t i = 0; b != NULL && i < b->questions; i++)
		n += b->question[i].kind != QUESTION_DESCRIPTION;
	return n;
}

static void
assessment_item(struct items *s, const struct course *course, const struct assessment *as)
{
	static const char *const kinds[ASSESS_KINDS] = { "quiz", "pretest", "posttest", "exam", "survey" };
	struct change_item *i = put(s, kinds[as->kind], as->id);
	struct buf all = BUF_IN(s->arena), rules = BUF_IN(s->arena);
	struct codec c = codec_writer(&all);
	struct assessment copy = *as;

	assessment_code(&c, &copy);
	i->hash = i->key = str_hash(buf_get(&all));
	buf_printf(&rules, "%u %u %u %.*s", as->pass, as->attempts, as->time_s, STR_ARG(as->bank));
	if (as->draws == 1 && as->draw->tag.len == 0) {
		i->drawn = as->draw->count;
		i->draws_all = i->drawn >= bank_asks(course, as->bank);
	} else {
		for (uint32_t k = 0; k < as->draws; k++)
			buf_printf(&rules, " %.*s:%u", STR_ARG(as->draw[k].tag), as->draw[k].count);
	}
	i->rules = str_hash(buf_get(&rules));
}

static void
module_items(struct items *s, const struct course *course, const struct module *m, const struct module_words *w)
{
	struct change_item *i = put(s, "module", m->id);
	struct buf aims = BUF_IN(s->arena), text = BUF_IN(s->arena), all = BUF_IN(s->arena);

	for (uint32_t k = 0; w && k < w->aims; k++)
		buf_printf(&aims, "%.*s\n", STR_ARG(w->aim[k]));
	if (w) {
		buf_printf(&text, "%.*s ", STR_ARG(w->title));
		blocks_text(&text, w->intro, w->intros);
	}
	i->text = buf_get(&text);
	i->rules = str_hash(buf_get(&aims));
	i->key = (uint64_t)m->required * 2 + (uint64_t)(m->kind == MODULE_SCENARIO) + 1;
	buf_printf(&all, "%.*s %llx %llx %u", STR_ARG(i->text), (unsigned long long)i->rules,
	    (unsigned long long)i->key, m->minutes);
	i->hash = str_hash(buf_get(&all));
	if (m->has_quiz)
		assessment_item(s, course, &m->quiz);
	for (uint32_t k = 0; w && k < w->lessons; k++)
		lesson_item(s, &w->lesson[k]);
	for (uint32_t k = 0; w && k < w->nodes; k++)
		node_item(s, m->id, &w->node[k]);
}

void
course_items(const struct course *c, struct arena *a, struct change_item **item, uint32_t *n)
{
	struct items s = { .arena = a };
	const struct words *w = course_words(c, c->source_language);

	for (uint32_t i = 0; i < c->modules; i++)
		module_items(&s, c, &c->module[i], w && i < w->modules ? &w->module[i] : NULL);
	for (uint32_t i = 0; i < c->assessments; i++)
		assessment_item(&s, c, &c->assessment[i]);
	for (uint32_t i = 0; i < c->banks; i++)
		for (uint32_t k = 0; str_eq(c->bank[i].lang, c->source_language) && k < c->bank[i].questions; k++)
			question_item(&s, "question", c->bank[i].name, &c->bank[i].question[k]);
	if (w) {
		entries_items(&s, "term", w->term, w->terms);
		entries_items(&s, "source", w->source, w->sources);
	}
	*item = s.item;
	*n = s.count;
}

/* ---- words that came or went ---- */

struct words_of {
	struct str *word;
	uint32_t count;
};

static int
word_order(const void *left, const void *right)
{
	return str_cmp(*(const struct str *)left, *(const struct str *)right);
}

static struct words_of
words_of(struct arena *a, struct str text)
{
	struct words_of w = { NULL, 0 };
	size_t from = 0;

	for (size_t i = 0; i <= text.len; i++) {
		unsigned char c = i < text.len ? (unsigned char)text.at[i] : ' ';
		bool is_letter = c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
				 (c >= 'A' && c <= 'Z');

		if (is_letter)
			continue;
		if (i > from)
			*GROW(a, w.word, w.count) = str_sub(text, from, i);
		from = i + 1;
	}
	if (w.count > 0)
		qsort(w.word, w.count, sizeof(*w.word), word_order);
	return w;
}

static bool
has_digit(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] >= '0' && s.at[i] <= '9')
			return true;
	return false;
}

static bool
is_mended(struct arena *a, struct str was, struct str is)
{
	struct words_of w[2] = { words_of(a, was), words_of(a, is) };
	uint32_t at[2] = { 0, 0 }, moved = 0;

	while (at[0] < w[0].count || at[1] < w[1].count) {
		int order = at[0] == w[0].count ? 1
			    : at[1] == w[1].count
				? -1
				: str_cmp(w[0].word[at[0]], w[1].word[at[1]]);
		int side = order < 0 ? 0 : 1;

		if (order == 0) {
			at[0]++;
			at[1]++;
			continue;
		}
		if (has_digit(w[side].word[at[side]]) || ++moved > MENDED_WORDS)
			return false;
		at[side]++;
	}
	return true;
}

/* ---- the comparison ---- */

static void
tell(struct changes *c, struct arena *a, enum change_class class, const char *kind, struct str id,
    const char *what)
{
	*GROW(a, c->change, c->changes) = (struct change){ class, kind, id, what };
	if (class > c->class)
		c->class = class;
}

static int
item_order(const void *left, const void *right)
{
	const struct change_item *l = left, *r = right;
	int order = strcmp(l->kind, r->kind);

	return order != 0 ? order : str_cmp(l->id, r->id);
}

static bool
is_retired(const struct course *c, struct str id)
{
	for (uint32_t i = 0; i < c->retireds; i++)
		if (str_eq(c->retired[i].id, id))
			return true;
	return false;
}

/* What decides about a certificate: one more or one less is another course. */
static bool
decides(const char *kind)
{
	return strcmp(kind, "exam") == 0 || strcmp(kind, "posttest") == 0;
}

/* What nothing in the records is kept by may go without a word. */
static bool
may_vanish(const char *kind)
{
	return strcmp(kind, "term") == 0 || strcmp(kind, "source") == 0;
}

static bool
is_about(const char *kind, struct str id, struct str whole)
{
	size_t slash = str_find(id, 0, "/");

	return (strcmp(kind, "check") == 0 || strcmp(kind, "node") == 0) && slash < id.len &&
	       str_eq(str_sub(id, 0, slash), whole);
}

static void
vanished(const struct course *is, const struct change_item *i, struct arena *a, struct changes *c)
{
	bool with_its_page = false;

	for (uint32_t k = 0; k < is->retireds; k++)
		with_its_page |= is_about(i->kind, i->id, is->retired[k].id);
	if (may_vanish(i->kind) || with_its_page || is_retired(is, i->id)) {
		tell(c, a, decides(i->kind) ? CHANGE_MAJOR : CHANGE_MINOR, i->kind, i->id,
		    "retired");
		return;
	}
	*GROW(a, c->lost, c->losts) = (struct change){ CHANGE_MAJOR, i->kind, i->id, "vanished" };
}

static void
item_compare(const struct change_item *was, const struct change_item *is, struct arena *a,
    struct changes *c)
{
	struct arena *scratch;

	if (was->hash == is->hash)
		return;
	if (was->rules != is->rules || (was->drawn != is->drawn && !(was->draws_all && is->draws_all))) {
		tell(c, a, CHANGE_MAJOR, is->kind, is->id,
		    strcmp(is->kind, "module") == 0 ? "other aims" : "other pass mark, draw, bank, time or tries");
		return;
	}
	if (was->key != is->key) {
		tell(c, a, CHANGE_MINOR, is->kind, is->id,
		    strcmp(is->kind, "question") == 0 || strcmp(is->kind, "check") == 0
			? "other answers"
			: "other rules or links");
		return;
	}
	scratch = arena_new();
	if (is_mended(scratch, was->text, is->text))
		tell(c, a, CHANGE_REVISION, is->kind, is->id, "mended");
	else
		tell(c, a, CHANGE_MINOR, is->kind, is->id, "other text");
	arena_free(scratch);
}

/* What the course says of itself. */
static void
heads_compare(const struct course *was, const struct course *is, struct arena *a, struct changes *c)
{
	if (is->edition > was->edition)
		tell(c, a, CHANGE_MAJOR, "course", is->id, "edition raised");
	if (!str_eq(was->law_date, is->law_date))
		tell(c, a, CHANGE_MAJOR, "course", is->id, "other state of the law");
	if (was->certificate_participation != is->certificate_participation ||
	    was->certificate_achievement != is->certificate_achievement ||
	    was->certificate_years != is->certificate_years)
		tell(c, a, CHANGE_MAJOR, "course", is->id, "other certificate");
	if (was->fixed_order != is->fixed_order || was->enrol_open != is->enrol_open)
		tell(c, a, CHANGE_MINOR, "course", is->id, "other order or enrolment");
	for (uint32_t i = 0; i < is->languages; i++)
		if (!course_words(was, is->language[i]))
			tell(c, a, CHANGE_REVISION, "language", is->language[i], "added");
	for (uint32_t i = 0; i < was->languages; i++)
		if (!course_words(is, was->language[i]))
			tell(c, a, CHANGE_MINOR, "language", was->language[i], "taken away");
	if (!str_eq(was->source_language, is->source_language))
		tell(c, a, CHANGE_MAJOR, "course", is->id, "other source language");
}

void
course_changes(
    const struct course *was, const struct course *is, struct arena *a, struct changes *c)
{
	struct change_item *old, *new;
	uint32_t olds, news, o = 0, n = 0;

	memset(c, 0, sizeof(*c));
	heads_compare(was, is, a, c);
	course_items(was, a, &old, &olds);
	course_items(is, a, &new, &news);
	if (olds > 0)
		qsort(old, olds, sizeof(*old), item_order);
	if (news > 0)
		qsort(new, news, sizeof(*new), item_order);
	while (o < olds || n < news) {
		int order = o == olds ? 1 : n == news ? -1 : item_order(&old[o], &new[n]);

		if (order == 0) {
			item_compare(&old[o++], &new[n++], a, c);
		} else if (order < 0) {
			vanished(is, &old[o++], a, c);
		} else {
			tell(c, a, decides(new[n].kind) ? CHANGE_MAJOR : CHANGE_MINOR,
			    new[n].kind, new[n].id, "added");
			n++;
		}
	}
}
