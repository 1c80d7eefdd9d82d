/*
 * Inside the GIFT reader. gift.c parts a file into blocks and a block into name, text and answers;
 * gift_answers.c reads the answers of each type, gift_items.c the signs that part them; gift_text.c
 * and gift_html.c make plain text of a piece; gift_glyph.c knows where everything stands.
 *
 * Moodle's importer replaces escapes by placeholders in the text and is fooled by texts that look
 * like one. Here a block becomes glyphs: each letter with where it came from and whether a
 * backslash stood before it. A `=` that was escaped is simply not the sign `=`.
 */
#ifndef CHALKLINE_GIFT_H
#define CHALKLINE_GIFT_H

#include "courses/read/gift_form.h"
#include "courses/read/source.h"

enum {
	GIFT_QUESTIONS = 5000, /* in one file */
	GIFT_ITEMS = 200,      /* answers of one question */
	GIFT_TAGS = 60,        /* kinds of HTML tags told as dropped */
};

struct glyph {
	uint32_t pos; /* in the source's text */
	char c;       /* one byte; "\n" escaped is a line the author wants, plain it is where the file's line ends */
	bool is_escaped;
};

struct run { /* borrowed glyphs */
	const struct glyph *at;
	uint32_t len;
};

struct gift {
	struct source s;
	struct arena *arena;   /* what is handed out */
	struct arena *scratch; /* this block only */
	struct problems *problems;
	enum gift_ids ids;
	enum gift_format format; /* of the question being read */
	struct gift_form *form;  /* the same question's */
	struct str dropped[GIFT_TAGS]; /* kinds of tags that were told */
	uint32_t dropped_count;
	bool has_told_markdown;
};

/* ---- gift_glyph.c ---- */

void gift_error(struct gift *g, uint32_t pos, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void gift_warning(struct gift *g, uint32_t pos, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
uint32_t gift_line(const struct gift *g, uint32_t pos);
uint32_t gift_col(const struct gift *g, uint32_t pos);

/* One line of the source as glyphs behind out[n]; its end is one too. Gives the new n. */
uint32_t gift_glyphs(
    struct gift *g, struct glyph *out, uint32_t n, struct str line, uint32_t pos);

bool run_is(struct run r, uint32_t i, char c); /* the sign c, not escaped */
bool run_blank(struct run r, uint32_t i);      /* blank, tab or line end */
uint32_t run_find(struct run r, uint32_t from, char c); /* r.len when there is none */
struct run run_sub(struct run r, uint32_t from, uint32_t to);
struct run run_trim(struct run r);
/* Where a run stands; that of `other` when it is empty. */
uint32_t run_pos(struct run r, uint32_t other);
struct str run_bytes(struct arena *a, struct run r); /* as they are */
struct str gift_short(struct str s); /* so much of it as a message quotes */

/* ---- gift_answers.c: what stands between the braces. pos: of the opening brace ---- */

void gift_answers(struct gift *g, struct run body, uint32_t pos, struct question *q);

/* ---- gift_items.c ---- */

enum weight { WEIGHT_NONE, WEIGHT_GOOD, WEIGHT_BAD };

/*
 * Takes "%50%" off the beginning. "%APPDATA%" is text: only what looks like a number between two
 * signs is a weight, and then it has to be a good one.
 */
enum weight gift_weight(struct gift *g, struct run *r, int32_t *weight);

struct item {
	char sign;    /* '=', '~', or 0: text before the first of them */
	uint32_t pos; /* of the sign */
	struct run whole;
	struct run text;     /* before the first # */
	struct run feedback; /* behind it */
	bool has_feedback;
};

struct items {
	struct item *at;
	uint32_t count;
};

struct items gift_items(struct gift *g, struct run body, const char *signs);

/* What the author may have meant as text: "C#", and an = in the middle of something. */
void gift_hash_check(struct gift *g, const struct item *x);
/* is_several: the ~ choices have weights that make 100 together; is_choice: else a short answer. */
void gift_equals_check(struct gift *g, struct run r, bool is_several, bool is_choice);
bool gift_in_word(struct run r, uint32_t i);

/* ---- gift_text.c ---- */

/* Takes "[html]" and its like off the beginning; otherwise the format stays what it was. */
enum gift_format gift_marker(struct run *r, enum gift_format otherwise);
/*
 * Clean text of a piece; its own marker counts, else the question's format. A line end of the file
 * is a blank, but in [markdown], where it means something; "\n" is a line; [html] is made plain.
 * What going back to a file needs is noted in g->form.
 */
struct str gift_text(struct gift *g, struct run r, enum gift_place place, uint32_t index);
/* The same of the stem, whose marker is the question's and was taken off. */
struct str gift_stem(struct gift *g, struct run r);
/* The same where Moodle knows no format: patterns, numbers, the right sides of a matching. */
struct str gift_plain(struct gift *g, struct run r);
void gift_blanks_drop(struct buf *b); /* at its end */

/* ---- gift_html.c ---- */

struct str gift_html(struct gift *g, struct run r);
bool gift_html_knows(struct str tag); /* lower case */
/* Does the "<" at `at` begin a tag, a comment or a declaration? "a < b" is text. */
bool gift_html_tag(struct str in, size_t at);

#endif
