/*
 * Translations that keep up with their source: each page may say by `from` which version of the source
 * text it follows. A page is a lesson, a node, a glossary term or a source.
 */
#include "courses/check/check.h"

struct page {
	struct str id, from;
	uint64_t hash;
	uint32_t line;
};

static struct str
hash_text(struct arena *a, uint64_t hash)
{
	return str_printf(a, "%016llx", (unsigned long long)hash);
}

bool
page_is_stale(struct str from, uint64_t source)
{
	char now[17];
	struct buf b = BUF_OVER(now);

	buf_printf(&b, "%016llx", (unsigned long long)source);
	return from.len > 0 && !str_eq(from, buf_get(&b));
}

/* ---- the pages of a file ---- */

struct pages {
	struct page *page;
	uint32_t count;
};

static struct pages
module_pages(struct arena *a, const struct module_words *m)
{
	struct pages all = { ARENA_ARRAY(a, m->lessons + m->nodes, struct page), 0 };

	for (uint32_t i = 0; i < m->lessons; i++)
		all.page[all.count++] = (struct page){ m->lesson[i].id, m->lesson[i].from,
			m->lesson[i].hash, m->lesson[i].line };
	for (uint32_t i = 0; i < m->nodes; i++)
		all.page[all.count++] = (struct page){ m->node[i].id, m->node[i].from,
			m->node[i].hash, m->node[i].line };
	return all;
}

static struct pages
entry_pages(struct arena *a, const struct entry *e, uint32_t n)
{
	struct pages all = { ARENA_ARRAY(a, n, struct page), 0 };

	for (uint32_t i = 0; i < n; i++)
		all.page[all.count++] =
		    (struct page){ e[i].id, e[i].from, e[i].hash, e[i].line };
	return all;
}

static const struct page *
page_find(const struct pages *all, struct str id)
{
	for (uint32_t i = 0; i < all->count && id.len > 0; i++)
		if (str_eq(all->page[i].id, id))
			return &all->page[i];
	return NULL;
}

/* ---- rules ---- */

static void
source_check(struct check *c, struct str path, const struct pages *all)
{
	for (uint32_t i = 0; i < all->count; i++)
		if (all->page[i].from.len > 0)
			problem_warning(c->problems, path, all->page[i].line, 1,
			    "[from-in-source] `from` belongs to translations, and this is the source "
			    "language; take it away");
}

/* What trainees would read of `other`; state counts what the source has. */
static void
pages_check(struct check *c, struct str path, const struct pages *source, const struct pages *other,
    struct translation *state)
{
	const struct page *first = NULL;
	uint32_t unmarked = 0;

	for (uint32_t i = 0; i < source->count; i++) {
		const struct page *from = &source->page[i];
		const struct page *p = page_find(other, from->id);

		state->pages++;
		if (p == NULL) {
			state->missing++; /* told where files are compared */
		} else if (p->from.len == 0) {
			state->unmarked++;
			if (unmarked++ == 0)
				first = p;
		} else if (page_is_stale(p->from, from->hash)) {
			state->stale++;
			problem_warning(c->problems, path, p->line, 1,
			    "[from-stale] the source text of this page has changed since it was "
			    "translated; compare the two, then write from: %.*s",
			    STR_ARG(hash_text(c->arena, from->hash)));
		} else {
			state->complete++;
		}
	}
	if (unmarked > 0)
		problem_warning(c->problems, path, first->line, 1,
		    "[from-missing] %u page%s of this file, this one first, do%s not say which text %s; "
		    "compare, then run chalkline check --stamp %.*s DIR",
		    unmarked, unmarked == 1 ? "" : "s", unmarked == 1 ? "es" : "",
		    unmarked == 1 ? "it follows" : "they follow", STR_ARG(path));
}

static void
words_check(struct check *c, const struct words *w, const struct words *source,
    struct translation *state)
{
	struct arena *a = c->arena;

	for (uint32_t k = 0; k < w->modules; k++) {
		struct str path = check_path(c, w->lang, c->course->module[k].file);
		struct pages here = module_pages(a, &w->module[k]);
		struct pages from = module_pages(a, &source->module[k]);

		if (w == source)
			source_check(c, path, &here);
		else
			pages_check(c, path, &from, &here, state);
	}
	for (int i = 0; i < 2; i++) {
		struct str path = check_path(c, w->lang, i == 0 ? STR("glossary.md") : STR("sources.md"));
		struct pages here = i == 0 ? entry_pages(a, w->term, w->terms)
					   : entry_pages(a, w->source, w->sources);
		struct pages from = i == 0 ? entry_pages(a, source->term, source->terms)
					   : entry_pages(a, source->source, source->sources);

		if (w == source)
			source_check(c, path, &here);
		else
			pages_check(c, path, &from, &here, state);
	}
}

/* Banks as their names stand in the manifest, each once. */
static void
banks_count(const struct check *c, struct str lang, struct translation *state)
{
	for (uint32_t i = 0; i < c->banks; i++) {
		const struct bank *from = &c->bank[i], *b;
		bool is_exam = check_bank_is_exam(c, from->name);

		if (!str_eq(from->lang, c->course->source_language))
			continue;
		state->banks++;
		b = check_bank(c, from->name, lang);
		state->banks_missing += b == NULL;
		state->banks_differ += b != NULL && !bank_is_alike(c->arena, from, b);
		state->exam_blocked |=
		    is_exam && (b == NULL || !bank_is_alike(c->arena, from, b));
	}
}

void
check_stale(struct check *c, struct words *words)
{
	const struct words *source = check_words(c, c->course->source_language);

	for (uint32_t i = 0; source != NULL && i < c->writtens; i++) {
		struct translation state = { 0 };

		words_check(c, &c->written[i], source, &state);
		if (&c->written[i] != source)
			banks_count(c, c->written[i].lang, &state);
		words[i].state = state;
	}
}
