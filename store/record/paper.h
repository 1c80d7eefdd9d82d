/*
 * Bodies of record.h: an exam on paper, and the answers that come back.
 *
 * A form is drawn as an attempt is, by the blueprint, with its order stored, and is known by the code on its sheet. It is
 * nobody's: as many people as like may answer it, each of them once. What comes back is lines,
 *
 *	K7QM-3XFB amina: 1a 2bd 3=12 4=cab 5=chain of custody; 6=...
 *
 * a form, a login, and for each question its number and what was answered: letters of options; for a matching the letters in
 * the order of its numbered sides, - for one that was left open; a number; or words, which end at ; or with the line. An =
 * may stand between. What is left out was not answered.
 *
 * Every line is checked, then all of them are kept or none. Each becomes an attempt like any other, whose id follows from form
 * and person, so that the same lines said again change nothing.
 */
#ifndef CHALKLINE_RECORD_PAPER_H
#define CHALKLINE_RECORD_PAPER_H

#include "store/record/learning.h"

enum {
	PAPER_COPIES = 200,       /* forms of one request */
	PAPER_CODE = 10,          /* "K7QM-3XFB" and its NUL */
	PAPER_TEXT = 16 << 10,    /* bytes of the lines of one request */
	PAPER_ERRORS = 200,       /* told; more are counted */
};

struct ask_paper { /* PAPER_DRAW */
	struct uuid event; /* the forms' ids follow from it */
	struct str course, assessment, lang;
	uint16_t copies;
};

struct told_paper {
	struct str *form; /* their codes */
	uint32_t forms;
};

struct ask_paper_question { /* PAPER_QUESTION */
	struct str form;
	uint32_t index; /* 0-based */
	bool key;       /* with the right answer; only who may mark hears it */
};

struct told_paper_question {
	struct str form; /* its code, as it is printed */
	struct str course, assessment, lang;
	uint16_t edition, minor, revision;
	int64_t at;
	uint32_t questions;
	struct question question; /* open, in the form's order */
	struct str letters;       /* of the right options; empty where words are wanted */
	struct str right;         /* in words; both empty without key */
};

struct ask_paper_enter { /* PAPER_ENTER */
	struct uuid event; /* unused: ids follow from form and person */
	struct str lines;
	bool dry_run; /* check and mark, and keep nothing */
};

enum paper_wrong {
	PAPER_NO_LINE,     /* it is not FORM LOGIN: ANSWERS */
	PAPER_NO_FORM,     /* nobody drew a form with this code: mistyped */
	PAPER_NO_PERSON,   /* nobody has this login */
	PAPER_NO_RIGHTS,   /* not in this course, or it is one's own exam */
	PAPER_NO_EDITION,  /* its edition cannot be had any more */
	PAPER_NO_QUESTION, /* the form has no question of this number */
	PAPER_TWICE,       /* this question is answered twice */
	PAPER_NO_OPTION,   /* what: the letter that the question does not have */
	PAPER_ONE_ONLY,    /* it takes one letter */
	PAPER_SIDES,       /* a matching: as many letters as it has numbered sides */
	PAPER_NO_NUMBER,   /* a number is wanted */
	PAPER_NO_ANSWER,   /* what: cannot be read as an answer */
	PAPER_OTHERWISE,   /* entered before, with other answers */
	PAPER_NO_TRIES,    /* this person has had all of them */
	PAPER_OPEN,        /* an attempt at it is open on the line: that one first */
	PAPER_WRONGS,
};

struct paper_error {
	uint32_t line; /* the first is 1 */
	enum paper_wrong wrong;
	uint32_t question; /* 0: the line as a whole */
	struct str what;
};

struct paper_row { /* a line that is right */
	uint32_t line;
	struct str login;
	bool before; /* it was entered before; nothing changed */
	int32_t percent;
	bool passed, waits;
};

struct told_paper_enter {
	bool kept; /* false: a dry run, or there are errors */
	struct paper_error *error;
	uint32_t errors, all_errors;
	struct paper_row *row; /* none where there are errors */
	uint32_t rows;
};

#endif
