/*
 * From a course's files to two images, in a child of its own.
 *
 * What an instructor uploads is parsed by a process that holds nothing but memory and three memfds,
 * can open no file, and ends after a bounded time. If a file makes a reader fail, the course is
 * refused with a sentence and the keeper goes on.
 */
#ifndef CHALKLINE_COMPILE_H
#define CHALKLINE_COMPILE_H

#include "courses/base/err.h"
#include "courses/model/image.h"
#include "courses/read/folder.h"

struct compiled {
	int open_fd; /* sealed; for sessions */
	struct image open, whole;
	uint32_t errors, warnings;
};

/*
 * report (may be NULL) gets every problem as a line. false with the first error's line when the
 * checks refuse the course, unless lenient. minor and revision go into the images.
 */
bool compile(const struct folder *f, uint16_t minor, uint16_t revision, bool lenient,
    struct compiled *c, struct buf *report, struct err *e) MUST_CHECK;
void compiled_clear(struct compiled *c);

#endif
