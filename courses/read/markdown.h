/*
 * A Markdown file as a course has it: front matter, then sections, each under its `##` heading and
 * with the keys of the comment that stands directly before it.
 *
 * Private to the readers. CommonMark with tables by libcmark-gfm; what a terminal cannot show or a
 * screen reader cannot say (raw HTML, images) is told here, with advice.
 */
#ifndef CHALKLINE_MARKDOWN_H
#define CHALKLINE_MARKDOWN_H

#include <cmark-gfm.h>

#include "courses/read/source.h"
#include "courses/read/trace.h"
#include "courses/read/yaml.h"

/* The parser has quadratic corners: at 64 kB the worst we know costs half a second. */
enum { MARKDOWN_BYTES = 64 << 10, MARKDOWN_NESTING = 6, MARKDOWN_COLS = 20,
	MARKDOWN_SECTIONS = 500 };

struct section {
	struct str title;          /* of the heading; empty for what stands before the first */
	const struct yaml *keys;   /* from the comment before it; NULL: none */
	cmark_node *first, *end;   /* its nodes: siblings, end is not in it and may be NULL */
	uint32_t line, col;        /* of the heading */
};

struct markdown {
	struct yaml_in in;         /* file, arena, problems; for the keys of comments */
	struct source body;        /* what follows the front matter */
	const struct yaml *front;  /* NULL: none, and a problem says so */
	bool front_broken;
	cmark_node *doc;
	struct section intro;
	struct section *section;
	uint32_t sections;
	struct trace *trace;       /* may be NULL */
	struct str here;           /* id of the section being read */
	bool in_scenario;
};

/* false: nothing can be read of it. Close in any case. */
bool markdown_open(struct markdown *m, struct str file, struct str bytes, struct arena *a,
    struct problems *p, struct trace *trace);
void markdown_close(struct markdown *m);

/* Front matter into *target by a table. */
void markdown_front(struct markdown *m, const struct yaml_key *keys, void *target);

/* The file's line and column (in letters) where a node begins. */
uint32_t markdown_line(const struct markdown *m, cmark_node *node);
uint32_t markdown_col(const struct markdown *m, cmark_node *node);
void markdown_error(const struct markdown *m, cmark_node *node, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void markdown_warning(const struct markdown *m, cmark_node *node, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* ---- comments ---- */

enum comment { COMMENT_NONE, COMMENT_NOTE, COMMENT_KEYS };

/* What a node of HTML is: other HTML, an author's note, or `key: value; key: value` (in *keys). */
enum comment comment_read(struct markdown *m, cmark_node *node, const struct yaml **keys);

/* "evidence: +2; rights: -1" by the scales of a scenario. */
void comment_moves(struct markdown *m, const struct yaml *keys, const struct module_words *words,
    struct move **move, uint32_t *moves);

/* ---- text (inline.c) ---- */

/* Siblings from first up to end into spans: styles, links, line breaks. */
void spans_read(struct markdown *m, cmark_node *first, const cmark_node *end, struct span **span,
    uint32_t *spans);
/* Their letters alone, on one line. */
struct str spans_text(struct arena *a, const struct span *span, uint32_t spans);

/* ---- blocks (blocks.c) ---- */

struct blocks {
	struct block *block;
	uint32_t blocks;
	struct question *check;
	uint32_t checks;
	struct buf hashed; /* what its version is made from */
	uint32_t bytes;    /* what reading it costs */
};

struct blocks blocks_in(struct arena *a);
/* One node and what is in it. after_check is set when the node was a fence with a check. */
void blocks_add(struct markdown *m, struct blocks *b, cmark_node *node);
/* All nodes of a section. */
void blocks_section(struct markdown *m, struct blocks *b, const struct section *s);
bool blocks_is_gift(cmark_node *node);

#endif
