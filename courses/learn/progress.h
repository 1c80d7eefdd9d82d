/*
 * What is done and what comes next: product.md "What counts", as pure functions.
 *
 * A lesson is done when its last line was shown and each check in it was answered, right or wrong. A
 * module is done when its required lessons are done and its quiz is passed; a course when its required
 * modules are done and its exam, if any, is passed. Sessions and the keeper both ask here.
 *
 * An outline knows no checks, so here a lesson counts as done when its fact says done; whoever holds the
 * whole lesson makes that fact with lesson_is_done(). A scenario is one lesson with the module's id, done
 * when an end was reached. A module that is not there in the language read is one lesson that is not done.
 */
#ifndef CHALKLINE_PROGRESS_H
#define CHALKLINE_PROGRESS_H

#include "courses/model/course.h"

struct lesson_fact { /* what the records hold of one lesson for one person */
	struct str lesson;
	bool opened;       /* a place was saved in it */
	bool ended;        /* its last line was shown */
	uint32_t answered; /* distinct checks of it that were answered */
	bool done;
	uint64_t hash;     /* the version last seen */
	uint32_t block, offset; /* place */
	int64_t at;        /* UTC seconds of the last change */
};

struct quiz_fact {
	struct str assessment;
	uint32_t tries;      /* handed in */
	int best;            /* percent; -1: none */
	bool passed;
	bool open;           /* an attempt is under way */
};

struct scenario_fact { /* of the walk that goes on, or was the last */
	struct str module;
	uint32_t steps, choices; /* done, choices among them; none: played again, and nothing done yet */
	bool ended;
	struct str end;      /* title of the end, in the language it was walked in; may be empty */
};

struct facts {
	struct lesson_fact *lesson;
	uint32_t lessons;
	struct quiz_fact *quiz;
	uint32_t quizzes;
	struct scenario_fact *scenario;
	uint32_t scenarios;
};

const struct lesson_fact *facts_lesson(const struct facts *f, struct str lesson);
const struct quiz_fact *facts_quiz(const struct facts *f, struct str assessment);
const struct scenario_fact *facts_scenario(const struct facts *f, struct str module);

/* done for ever, or ended with every check answered. l is whole; f may be NULL. */
bool lesson_is_done(const struct lesson *l, const struct lesson_fact *f);

bool module_is_done(const struct course *c, uint32_t module, const struct module_words *m, const struct facts *f);

struct progress {
	uint32_t lessons, lessons_done;   /* required lessons of required modules */
	uint32_t quizzes, quizzes_passed; /* of required modules, exams included */
	int percent;                      /* of both together, rounded down */
	bool done;
	uint32_t minutes_left;
	uint32_t bytes_left;              /* text of lessons not done */
};

void progress_of(const struct course *c, const struct words *w, const struct facts *f, struct progress *p);

enum next_kind { NEXT_LESSON, NEXT_QUIZ, NEXT_EXAM, NEXT_DONE, NEXT_KINDS };
struct next {
	enum next_kind kind;
	uint32_t module;       /* index; c->modules for an exam */
	struct str id;         /* lesson or assessment */
};

/*
 * The first thing not yet done in the order of reading, after the lesson (or scenario) `after` where it is not empty.
 * From the start only what is required counts; reading on after a lesson, what is optional is offered too, and at the
 * end it turns round to what was left out. In a fixed order nothing is offered before what is required ahead of it.
 * Exams come last (module is then c->modules); NEXT_DONE when nothing required is left.
 */
void progress_next(const struct course *c, const struct words *w, const struct facts *f, struct str after,
    struct next *n);

#endif
