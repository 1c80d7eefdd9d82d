/*
 * How a question stood in its GIFT file, beside what it means (struct question): what only going
 * back to a file needs. Nothing of it is stored with a course or sent to a session.
 */
#ifndef CHALKLINE_GIFT_FORM_H
#define CHALKLINE_GIFT_FORM_H

#include "courses/check/problem.h"
#include "courses/model/question.h"

/* [moodle] or no marker, [html], [plain], [markdown]. */
enum gift_format { FORMAT_AUTO, FORMAT_HTML, FORMAT_PLAIN, FORMAT_MARKDOWN };

enum gift_place {
	GIFT_STEM,
	GIFT_GENERAL,
	GIFT_OTHERWISE,
	GIFT_CHOICE,   /* index: of question.choice */
	GIFT_FEEDBACK, /* the same */
	GIFT_LEFT,     /* index: of question.pair */
};

struct gift_piece {
	enum gift_place place;
	uint32_t index;
	enum gift_format format;
	struct str html; /* as it was written, without escapes; empty in other formats: there the text says it */
};

struct gift_form {
	struct str category;     /* of the last $CATEGORY: line; empty before the first */
	enum gift_format format; /* the question's; pieces have it unless they say otherwise */
	struct gift_piece *piece;
	uint32_t pieces;         /* those in HTML or in another format than the question's */
};

/* NULL: the question's format, and no HTML. */
const struct gift_piece *gift_piece(const struct gift_form *f, enum gift_place place, uint32_t index);

enum gift_ids {
	GIFT_IDS_NEEDED,  /* a bank of a course: a question without an id is an error, and so is a second of one id */
	GIFT_IDS_TO_COME, /* a bank from elsewhere: such a question has id "" for now */
};

/* gift_read of read.h, with the form of each question. */
void gift_read_forms(struct str file, struct str bytes, uint32_t first_line, enum gift_ids ids, struct arena *a,
    struct problems *p, struct question **question, struct gift_form **form, uint32_t *questions);

/* The name of a question that has none: the beginning of its text. */
struct str gift_name(struct arena *a, struct str text);

enum { GIFT_SLUG = 32 };
/* A proposal for an id: the letters and digits of the name, "the-dark-laptop"; otherwise where it has none. */
const char *gift_slug(struct str name, char out[GIFT_SLUG], const char *otherwise);

#endif
