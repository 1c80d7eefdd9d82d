/*
 * The lesson reader: pages of text with checks in the flow, and what other screens ask of it.
 * Private to tui/screens.
 */
#ifndef CHALKLINE_LESSON_H
#define CHALKLINE_LESSON_H

#include "tui/screens/screen.h"

enum verdict { VERDICT_NONE, VERDICT_RIGHT, VERDICT_PARTLY, VERDICT_WRONG, VERDICT_SHOWN };

struct reading {
	uint32_t card;
	struct str module, id;
	const struct lesson *lesson; /* in text; NULL: it is not there */
	struct str lang;             /* of its words */
	struct arena *text, *layout, *page_arena;
	struct flow flow;
	uint32_t page;          /* == flow.pages: behind the end */
	uint32_t block, offset; /* the place, on that page: changed by turning, not by the window */
	bool settled;           /* the place is known: from here on it is saved */
	bool saved;
	struct form form;   /* of the check on this page */
	bool waiting;       /* for what the keeper says to an answer on this page */
	unsigned under_way; /* answers that the keeper has not replied to, of other pages too */
	int judged;         /* number of the choice that the verdict is about */
	unsigned tries;     /* of this check, on this visit of its page */
	enum verdict verdict;
	struct str feedback, general, answer;
	uint32_t answered; /* checks answered since the lesson was opened, one bit each */
};

/* A link that stands on the page that is shown. */
struct page_link {
	enum link_kind kind;
	struct str target, text;
	struct str mark; /* a source's [1] */
};

/* The distinct links of the page, in order; all: of glossary, sources and lessons, else of the
 * glossary only. */
uint32_t lesson_links(const struct app *a, const struct reading *s, bool all, struct arena *arena,
    struct page_link **link);

/* A lesson's pages in this window: what the reader shows, and what others count. */
struct flow lesson_flow(const struct app *a, const struct lesson *l, struct arena *arena);

/* On hang-up: where the reader is, as a request. */
bool lesson_last_word(const struct app *a, const struct reading *s, struct request *r);

/* Opens what a link leads to. */
void link_open(struct app *a, uint32_t card, const struct page_link *link);

/* A term as one text, "hash value: A short number ..."; empty: there is none. */
struct str entry_words(const struct app *a, uint32_t card, struct str id, struct arena *arena);

/* Links in rows, for whoever shows them. */
uint32_t rows_links(
    const struct row *row, uint32_t rows, bool all, struct arena *arena, struct page_link **link);

/* The check on the page that is shown; NULL: none. */
/* The line that a stale translation shows. */
const char *lesson_stale_words(const struct app *a);
const struct question *lesson_check(const struct reading *s);

/* Checks (check.c). begin: for the page that is shown now, nothing answered. */
void check_begin(struct app *a, struct reading *s);
void check_answer(struct app *a, struct reading *s);
void check_show(struct app *a, struct reading *s);
void check_told(struct app *a, struct reading *s, const struct reply *r);

void lesson_view_page(const struct app *a, const struct reading *s, struct view *v);
void lesson_view_end(const struct app *a, const struct reading *s, struct view *v);
/* Checks that were not answered yet, as far as the records and this visit know. */
uint32_t lesson_unanswered(const struct app *a, const struct reading *s);

#endif
