/*
 * Questions back into GIFT (learning-formats 2a): what gift_read_forms read without an error and
 * gift_write wrote is read again as the very same questions and forms, and Moodle takes it: every
 * sign escaped, one line for each piece, short answers with their weight and a #, HTML as it came.
 */
#ifndef CHALKLINE_WRITE_GIFT_H
#define CHALKLINE_WRITE_GIFT_H

#include "courses/read/gift_form.h"

struct gift_bank { /* borrowed; question[i] has form[i] */
	const struct question *question;
	const struct gift_form *form;
	uint32_t questions;
};

enum gift_for {
	GIFT_FOR_US,     /* weights as they are */
	GIFT_FOR_MOODLE, /* weights of Moodle's list; what it would take otherwise than we do is a warning */
};

/*
 * All of a bank, in its order, but for questions without a category: they come first, since nothing
 * ends a category. p: where warnings go, at each question's place in `file`; NULL for GIFT_FOR_US.
 */
void gift_write(struct buf *out, const struct gift_bank *b, enum gift_for whom, struct problems *p, struct str file);

/*
 * What one question says, as GIFT without id, tags and category: two that give the same bytes are
 * the same question.
 */
struct str gift_content(struct arena *a, const struct question *q, const struct gift_form *f);

#endif
