/*
 * What a page asks of its reader: bytes on a thin line, columns on a small screen, letters that every
 * terminal draws alike, sentences that a tired person understands at once.
 *
 * A page is whatever is read in one go: a module's introduction, a lesson, a node with the texts
 * under its choices, a glossary term, a source.
 */
#include "courses/base/utf8.h"
#include "courses/base/width.h"
#include "courses/check/check.h"
#include "courses/check/plain.h"

enum {
	PAGE_BUDGET = 12 << 10,
	NARROW = 38, /* what is left of 40 columns, the smallest window that has screens */
	CHAR_TIMES = 5, /* so often is one kind told in one file */
};

struct page {
	struct check *check;
	struct str path, lang;
	uint32_t line; /* of its heading */
	const char *what;
	uint32_t bytes;
	uint32_t *told; /* in the file, by kind of letter */
	struct plain plain;
};

/* ---- letters ---- */

enum char_kind { CHAR_EMOJI, CHAR_SYMBOL, CHAR_NBSP, CHAR_KINDS };

/* Letters and punctuation have one width wherever scripts are right; of these, terminals differ. */
static int
char_kind(uint32_t cp)
{
	if (cp == 0xA0 || cp == 0x202F || cp == 0x2007)
		return CHAR_NBSP;
	if ((cp >= 0x1F000 && cp <= 0x1FAFF) || (cp >= 0x2600 && cp <= 0x27BF) || cp == 0x2B50 ||
	    cp == 0x231A || cp == 0x231B)
		return CHAR_EMOJI;
	if ((cp >= 0x2190 && cp <= 0x25FF) || (cp >= 0x2900 && cp <= 0x2BFF))
		return CHAR_SYMBOL;
	return CHAR_KINDS;
}

static void
char_tell(struct page *p, uint32_t line, uint32_t cp, int kind)
{
	struct problems *problems = p->check->problems;

	if (p->told[kind]++ >= CHAR_TIMES)
		return;
	switch (kind) {
	case CHAR_EMOJI:
		problem_warning(problems, p->path, line, 1,
		    "[char-emoji] U+%04X, a picture that terminals draw in one cell, in two or not at "
		    "all; say it in words",
		    (unsigned)cp);
		return;
	case CHAR_SYMBOL:
		problem_warning(problems, p->path, line, 1,
		    "[char-symbol] U+%04X, a sign that some terminals draw two cells wide and screen "
		    "readers skip; write -> or a word",
		    (unsigned)cp);
		return;
	default:
		/* French needs them before : ; ! ? and inside its quotes. */
		if (!str_starts(p->lang, "fr"))
			problem_warning(problems, p->path, line, 1,
			    "[char-nbsp] U+%04X, a blank at which no line is broken; type a plain "
			    "blank",
			    (unsigned)cp);
	}
}

static void
chars_look(struct page *p, struct str text, uint32_t line)
{
	for (size_t at = 0; at < text.len;) {
		uint32_t cp;
		int kind;

		at += utf8_get(text, at, &cp);
		if (cp == '\n')
			line++;
		kind = cp >= 0xA0 ? char_kind(cp) : CHAR_KINDS;
		if (kind < CHAR_KINDS)
			char_tell(p, line, cp, kind);
	}
}

/* ---- widths ---- */

/* A word that is wider than a small window is cut anywhere. */
static void
words_look(struct page *p, struct str text, uint32_t line)
{
	for (size_t at = 0, end; at < text.len; at = end + 1) {
		struct str word;
		size_t next = 0;
		struct str first;
		uint32_t cp;

		for (end = at; end < text.len && text.at[end] != ' ' && text.at[end] != '\n';)
			end++;
		word = str_sub(text, at, end);
		if (width_str(word) <= NARROW)
			continue;
		/* UAX #14 may break inside: at a hyphen, between two Chinese letters. */
		first = width_line(word, 0, NARROW, &next);
		utf8_get(word, 0, &cp);
		if (width_char(cp) == 2 || width_str(first) < NARROW)
			continue;
		problem_warning(p->check->problems, p->path, line, 1,
		    "[word-long] \"%.*s...\" is %d columns wide and is cut on a window of 40; write it "
		    "otherwise, or as a link with words: [words](https://...)",
		    STR_ARG(width_fit(word, 30)), width_str(word));
		return;
	}
}

static void
code_look(struct page *p, const struct block *b)
{
	struct str rest = b->spans > 0 ? b->span[0].text : STR_NONE, line;
	int widest = 0;

	while (str_next(&rest, '\n', &line))
		widest = width_str(line) > widest ? width_str(line) : widest;
	/* Wider than a screen of 80 is told where it is read. */
	if (widest > NARROW && widest <= 78)
		problem_warning(p->check->problems, p->path, b->line, 1,
		    "[code-narrow] this block is %d columns wide, and on a window of 40 its lines are "
		    "broken; keep it to %d, or write a list or a table, which fit by themselves",
		    widest, NARROW);
}

/* ---- blocks ---- */

static struct str
spans_joined(struct arena *a, const struct span *span, uint32_t spans)
{
	struct buf b = BUF_IN(a);

	for (uint32_t i = 0; i < spans; i++)
		buf_str(&b, span[i].text);
	return buf_get(&b);
}

static void
text_look(struct page *p, struct str text, uint32_t line)
{
	p->bytes += (uint32_t)text.len + 1;
	chars_look(p, text, line);
}

static void
block_look(struct page *p, const struct block *b)
{
	struct arena *a = p->check->arena;
	struct str text = spans_joined(a, b->span, b->spans);

	text_look(p, text, b->line);
	for (uint32_t i = 0; i < b->cells; i++) {
		struct str cell = spans_joined(a, b->cell[i].span, b->cell[i].spans);

		text_look(p, cell, b->line);
		words_look(p, cell, b->line);
	}
	if (b->kind == BLOCK_CODE)
		code_look(p, b);
	else
		words_look(p, text, b->line);
	if (b->kind == BLOCK_PARAGRAPH || b->kind == BLOCK_ITEM)
		plain_add(&p->plain, text, b->line);
}

static void
check_look(struct page *p, const struct question *q)
{
	text_look(p, q->text, q->line);
	for (uint32_t i = 0; i < q->choices; i++) {
		text_look(p, q->choice[i].text, q->line);
		chars_look(p, q->choice[i].feedback, q->line);
	}
	for (uint32_t i = 0; i < q->pairs; i++) {
		text_look(p, q->pair[i].left, q->line);
		text_look(p, q->pair[i].right, q->line);
	}
	chars_look(p, q->general, q->line);
}

static struct page
page_begin(
    struct check *c, struct str path, struct str lang, const char *what, uint32_t line, uint32_t *told)
{
	return (struct page){
		.check = c,
		.path = path,
		.lang = lang,
		.what = what,
		.line = line,
		.told = told,
		.plain = plain_for(lang),
	};
}

static void
page_end(struct page *p)
{
	if (p->bytes > PAGE_BUDGET)
		problem_warning(p->check->problems, p->path, p->line, 1,
		    "[page-long] this %s holds %u kB of text, more than %d; part it into two, trainees "
		    "pay by the byte",
		    p->what, (p->bytes + 1023) / 1024, PAGE_BUDGET >> 10);
	plain_tell(&p->plain, p->check->problems, p->path, p->line, p->what);
}

static void
blocks_look(struct page *p, const struct block *b, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		block_look(p, &b[i]);
}

static void
lesson_look(struct check *c, struct str path, struct str lang, const struct lesson *l, uint32_t *told)
{
	struct page p = page_begin(c, path, lang, "lesson", l->line, told);

	text_look(&p, l->title, l->line);
	blocks_look(&p, l->block, l->blocks);
	for (uint32_t i = 0; i < l->checks; i++)
		check_look(&p, &l->check[i]);
	page_end(&p);
}

static void
node_look(struct check *c, struct str path, struct str lang, const struct node *n, uint32_t *told)
{
	struct page p = page_begin(c, path, lang, "node", n->line, told);

	text_look(&p, n->title, n->line);
	blocks_look(&p, n->block, n->blocks);
	for (uint32_t i = 0; i < n->options; i++) {
		text_look(&p, spans_joined(c->arena, n->option[i].span, n->option[i].spans),
		    n->option[i].line);
		blocks_look(&p, n->option[i].debrief, n->option[i].debriefs);
	}
	for (uint32_t i = 0; i < n->checks; i++)
		check_look(&p, &n->check[i]);
	page_end(&p);
}

static void
entries_look(
    struct check *c, struct str lang, bool is_cited, const struct entry *e, uint32_t n)
{
	struct str path = check_path(c, lang, is_cited ? STR("sources.md") : STR("glossary.md"));
	uint32_t told[CHAR_KINDS] = { 0 };

	for (uint32_t i = 0; i < n; i++) {
		struct page p = page_begin(c, path, lang, "entry", e[i].line, told);

		text_look(&p, e[i].title, e[i].line);
		p.plain.is_measured &= !is_cited; /* titles of documents are as they are */
		blocks_look(&p, e[i].block, e[i].blocks);
		page_end(&p);
	}
}

static void
bank_look(struct check *c, const struct bank *b)
{
	uint32_t told[CHAR_KINDS] = { 0 };
	struct page p = page_begin(
	    c, check_bank_path(c, b->name, b->lang), b->lang, "bank", 0, told);

	/* Nobody reads a bank in one go: only its letters are looked at. */
	for (uint32_t i = 0; i < b->questions; i++)
		check_look(&p, &b->question[i]);
}

void
check_pages(struct check *c)
{
	for (uint32_t i = 0; i < c->writtens; i++) {
		const struct words *w = &c->written[i];

		for (uint32_t k = 0; k < w->modules; k++) {
			const struct module_words *m = &w->module[k];
			struct str path = check_path(c, w->lang, c->course->module[k].file);
			uint32_t told[CHAR_KINDS] = { 0 };
			struct page p = page_begin(c, path, w->lang, "introduction",
			    m->intros > 0 ? m->intro[0].line : 1, told);

			blocks_look(&p, m->intro, m->intros);
			page_end(&p);
			for (uint32_t l = 0; l < m->lessons; l++)
				lesson_look(c, path, w->lang, &m->lesson[l], told);
			for (uint32_t l = 0; l < m->nodes; l++)
				node_look(c, path, w->lang, &m->node[l], told);
		}
		entries_look(c, w->lang, false, w->term, w->terms);
		entries_look(c, w->lang, true, w->source, w->sources);
	}
	for (uint32_t i = 0; i < c->banks; i++)
		bank_look(c, &c->bank[i]);
}
