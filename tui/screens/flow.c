#include "tui/screens/flow.h"

#include "tui/screens/rows.h"

enum {
	CHECK_FRAME = 3, /* rows of a check besides question and choices: its head and two gaps */
	CHECK_FEEDBACK =
	    3,           /* rows kept for the feedback, so that it does not push the choices away */
	CHOICE_COLS = 7, /* marker, number, box */
};

static uint32_t
text_height(struct str text, int cols, struct arena *a)
{
	struct row *row;
	uint32_t rows;

	flow_text(text, cols > 2 ? cols : 2, a, &row, &rows);
	return rows;
}

/* Rows that a check takes under the text, its feedback included. */
static uint32_t
check_height(const struct question *q, int cols, struct arena *a)
{
	uint32_t rows = text_height(q->text, cols, a) + CHECK_FRAME + CHECK_FEEDBACK;

	for (uint32_t i = 0; i < q->choices; i++)
		rows += text_height(q->choice[i].text, cols - CHOICE_COLS, a);
	for (uint32_t i = 0; i < q->pairs; i++)
		rows += text_height(q->pair[i].right, cols - CHOICE_COLS, a) + 1;
	if (q->choices == 0 && q->pairs == 0)
		rows += 2; /* True and False, or a field */
	return rows;
}

struct pager {
	struct maker m;
	struct flow f;
	uint32_t room;
	uint32_t height;
};

static struct flow_page *
page_add(struct pager *p, uint32_t first, uint32_t rows, uint32_t block, uint32_t offset)
{
	struct flow_page *page;

	p->f.page = rows_more(p->m.a, p->f.page, p->f.pages, &p->room, sizeof(*p->f.page));
	page = &p->f.page[p->f.pages++];
	*page = (struct flow_page){ .first = first, .rows = rows, .check = -1 };
	page->block = block;
	page->offset = offset;
	return page;
}

static bool
is_gap(const struct row *r)
{
	return r->spans == 0;
}

static bool
is_heading(const struct row *r, const struct block *block)
{
	return r->spans > 0 && block[r->block].kind == BLOCK_HEADING;
}

/*
 * Where to end a page that begins at row `at` and can hold `fit` more rows of `end`: at the last
 * end of a block that leaves it at least half full, else where it is full; never right behind a
 * heading.
 */
static uint32_t
page_break(const struct pager *p, const struct block *block, uint32_t at, uint32_t end)
{
	uint32_t last = at + p->height, cut = 0;

	if (last >= end)
		return end;
	for (uint32_t i = at + 1; i <= last; i++) {
		bool boundary = p->m.row[i].block != p->m.row[i - 1].block;

		if (boundary && i - at >= p->height / 2)
			cut = i;
	}
	if (cut == 0)
		cut = last;
	while (
	    cut > at + 1 && (is_gap(&p->m.row[cut - 1]) || is_heading(&p->m.row[cut - 1], block)))
		cut--;
	return cut;
}

/* Rows [from, end) as pages; check: the index of the check that follows them, or -1. */
static void
pages_of(struct pager *p, const struct block *block, uint32_t from, uint32_t check_block, int check,
    uint32_t need)
{
	uint32_t at = from, end = p->m.rows, rows = 0;
	struct flow_page *page = NULL;

	while (at < end && is_gap(&p->m.row[at]))
		at++;
	while (at < end) {
		uint32_t cut = page_break(p, block, at, end);

		rows = cut - at;
		page = page_add(p, at, rows, p->m.row[at].block, p->m.row[at].offset);
		for (at = cut; at < end && is_gap(&p->m.row[at]);)
			at++;
	}
	if (check < 0)
		return;
	if (page == NULL || rows + 1 + need > p->height)
		page = page_add(p, end, 0, check_block, 0);
	page->check = check;
}

struct flow
flow_make(const struct block *block, uint32_t blocks, const struct question *check, uint32_t checks,
    int cols, int height, bool plain, struct arena *a)
{
	struct pager p = { .m = { .a = a, .cols = cols, .plain = plain } };
	uint32_t from = 0;

	p.height = height > 2 ? (uint32_t)height : 2;
	for (uint32_t i = 0; i < blocks; i++) {
		const struct block *b = &block[i];

		rows_add(&p.m, block, i);
		if (b->kind == BLOCK_CHECK && b->number < checks) {
			uint32_t need = check_height(&check[b->number], cols, a);

			pages_of(&p, block, from, i, (int)b->number, need);
			from = p.m.rows;
		}
	}
	if (from < p.m.rows)
		pages_of(&p, block, from, 0, -1, 0);
	if (p.f.pages == 0)
		page_add(&p, 0, 0, 0, 0);
	p.f.row = p.m.row;
	p.f.rows = p.m.rows;
	return p.f;
}

uint32_t
flow_page_at(const struct flow *f, uint32_t block, uint32_t offset)
{
	uint32_t at = 0;

	for (uint32_t i = 0; i < f->pages; i++) {
		const struct flow_page *p = &f->page[i];

		if (p->block < block || (p->block == block && p->offset <= offset))
			at = i;
	}
	return at;
}
