/*
 * A lesson's blocks as lines and pages: pure layout, by words and columns, no terminal.
 *
 * Lines are wrapped by base/width.h; pages are screenfuls of lines, broken between blocks where
 * that leaves no page less than half full, never inside a check's question unless it is longer than
 * the page. A place is (block, offset in the block's text): it finds its page again in any window.
 */
#ifndef CHALKLINE_FLOW_H
#define CHALKLINE_FLOW_H

#include "tui/screens/view.h"

struct flow_page {
	uint32_t first, rows;   /* rows of the flow */
	int check;              /* index of the check on this page, under its rows; -1: none */
	uint32_t block, offset; /* the place where it begins */
};

struct flow {
	struct row *row;
	uint32_t rows;
	struct flow_page *page;
	uint32_t pages;
};

/* plain: tables as records ("Do: leave it off, label it"), for line mode. height: lines a page. */
struct flow flow_make(const struct block *block, uint32_t blocks, const struct question *check,
    uint32_t checks, int cols, int height, bool plain, struct arena *a);

/* The page that holds this place. */
uint32_t flow_page_at(const struct flow *f, uint32_t block, uint32_t offset);

/* Blocks as rows without pages: debriefs, glossary terms, question texts. */
void flow_rows(const struct block *block, uint32_t blocks, int cols, bool plain, struct arena *a,
    struct row **row, uint32_t *rows);
/* Plain text with paragraphs parted by empty lines, as rows. */
void flow_text(struct str text, int cols, struct arena *a, struct row **row, uint32_t *rows);

#endif
