/*
 * What the readers saw and the course itself does not keep: where each link and each module's id
 * stands. The checks of a whole course need it: a link may point into a file that is read later.
 */
#ifndef CHALKLINE_TRACE_H
#define CHALKLINE_TRACE_H

#include "courses/model/course.h"

struct use { /* a link, and where it stands */
	enum link_kind kind;
	struct str target;
	struct str lang; /* of the file; empty when one file is read alone */
	struct str file;
	struct str in;   /* the id of the lesson, node or entry that holds it; may be empty */
	uint32_t line, col;
};

struct front { /* where a module file says its id */
	struct str file;
	uint32_t line, col;
};

struct trace {
	struct str lang; /* of what is read now */
	struct use *use;
	uint32_t uses;
	struct front *front;
	uint32_t fronts;
};

#endif
