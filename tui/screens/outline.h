/*
 * The outline of a course: one number for each lesson, quiz and assessment, in the order of
 * reading. Private to tui/screens.
 */
#ifndef CHALKLINE_OUTLINE_H
#define CHALKLINE_OUTLINE_H

#include "tui/screens/screen.h"

enum line_kind { LINE_LESSON, LINE_QUIZ, LINE_SCENARIO, LINE_ASSESSMENT };

struct line { /* what one number of the outline stands for; indices, since words change with the
		 language */
	enum line_kind kind;
	uint32_t module, index; /* index: lesson of the module, or assessment of the course */
};

struct outline {
	uint32_t card;
	struct line *line;
	uint32_t lines;
	struct str here;      /* the lesson that is being read */
	uint32_t page, pages; /* in it */
};

const struct lesson *outline_lesson(const struct app *a, const struct line *l);

/* Where the course says `order: fixed`: the number of the first line before this one that is not
 * done; else 0. */
int outline_waits_for(const struct app *a, const struct outline *o, uint32_t line);

/* Is it required, and not done yet? What opens nothing else never is. */
bool outline_line_is_open(const struct app *a, const struct line *l);

void outline_view(const struct app *a, const void *state, struct view *v);

#endif
