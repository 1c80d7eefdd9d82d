/*
 * A course as its files say it: course > module > lesson > block, in plain structs.
 *
 * What is the same in every language stands in struct course (from course.yaml); what a trainee
 * reads stands in struct words, one for each language. Everything is keyed by id. Lists point into
 * one arena; strings are clean (base/safe.h) and live as long as the files or the image they came from.
 */
#ifndef CHALKLINE_COURSE_H
#define CHALKLINE_COURSE_H

#include "courses/model/question.h"

/* ---- what is the same in every language ---- */

struct wording { /* one text in several languages: {en: "...", fr: "..."} */
	struct str lang;
	struct str text;
};

enum course_status { STATUS_DRAFT, STATUS_BETA, STATUS_ACTIVE, STATUS_RETIRED, STATUS_KINDS };
/* How much an edition differs from the one before (check/change.h). */
enum change_class { CHANGE_NONE, CHANGE_REVISION, CHANGE_MINOR, CHANGE_MAJOR, CHANGE_CLASSES };
enum course_level { LEVEL_BASIC, LEVEL_INTERMEDIATE, LEVEL_ADVANCED, LEVEL_KINDS };
enum module_kind { MODULE_LESSONS, MODULE_SCENARIO, MODULE_KINDS };
enum assessment_kind { ASSESS_QUIZ, ASSESS_PRETEST, ASSESS_POSTTEST, ASSESS_EXAM, ASSESS_SURVEY, ASSESS_KINDS };
enum clock_rule { CLOCK_PAUSES, CLOCK_RUNS, CLOCK_KINDS };
enum shuffle_rule { SHUFFLE_BOTH, SHUFFLE_QUESTIONS, SHUFFLE_OPTIONS, SHUFFLE_NONE, SHUFFLE_KINDS };
enum review_rule { REVIEW_PASSED, REVIEW_NEVER, REVIEW_KINDS };

struct draw { /* so many questions that carry this tag; empty tag: any */
	struct str tag;
	uint16_t count;
};

/* One schema for quiz, pretest, posttest, exam and survey; defaults of product.md "What counts". */
struct assessment {
	struct str id; /* a module's quiz: the module's id */
	enum assessment_kind kind;
	struct str bank;
	struct draw *draw;
	uint32_t draws;
	uint8_t pass;            /* percent; 0 where nothing passes or fails */
	uint16_t attempts;       /* 0: no limit */
	uint32_t wait_s;         /* between attempts */
	uint32_t time_s;         /* 0: none */
	enum clock_rule clock;
	uint32_t pause_limit_s;
	enum shuffle_rule shuffle;
	enum review_rule review;
};

struct module {
	struct str id;
	enum module_kind kind;
	struct str file;
	uint16_t minutes;
	bool required;
	bool has_quiz;
	struct assessment quiz;
};

struct prerequisite { /* any one of these ids; or a pass in the named pretest waives */
	struct str *any;
	uint32_t anys;
	struct str waive;
};

struct retired { /* an id that is gone: it is never used again */
	struct str id;
	struct str why;
	struct str moved_to; /* the id that takes its place; may be empty */
};

struct course {
	struct str id;
	uint16_t edition; /* the major number */
	uint16_t minor, revision; /* set by publish; 0 in a file */
	enum course_status status;
	struct str source_language;
	struct str *language;
	uint32_t languages;
	struct wording *title;
	uint32_t titles;
	struct wording *summary;
	uint32_t summaries;
	struct str *audience;
	uint32_t audiences;
	enum course_level level;
	uint16_t hours;
	struct str law_date;
	bool enrol_open; /* else by cohort */
	struct prerequisite *prerequisite;
	uint32_t prerequisites;
	bool fixed_order;
	struct module *module;
	uint32_t modules;
	struct assessment *assessment;
	uint32_t assessments;
	bool certificate_participation, certificate_achievement, certificate_by_person;
	uint16_t certificate_years; /* 0: for ever */
	struct retired *retired;
	uint32_t retireds;
	struct words *words; /* one a language, in the order of language[] */
	uint32_t words_count;
	struct bank *bank; /* with keys; absent in the image that sessions map */
	uint32_t banks;
};

/* ---- what a trainee reads, in one language ---- */

enum { STYLE_EMPHASIS = 1, STYLE_STRONG = 2, STYLE_CODE = 4 };
enum link_kind { LINK_NONE, LINK_GLOSSARY, LINK_LESSON, LINK_SOURCE, LINK_WEB, LINK_KINDS };

struct span { /* a run of text of one style and one link */
	struct str text; /* "\n" only for a hard line break */
	uint8_t style;
	enum link_kind link;
	struct str target; /* id, course/id, or https address */
};

struct cell {
	struct span *span;
	uint32_t spans;
};

enum block_kind {
	BLOCK_PARAGRAPH,
	BLOCK_HEADING,  /* ### and deeper, inside a lesson */
	BLOCK_ITEM,     /* one list item's first paragraph; number 0: a bullet */
	BLOCK_QUOTE,
	BLOCK_CODE,     /* lines kept as they are, one span */
	BLOCK_TABLE,    /* cells row by row; the first row is the head */
	BLOCK_RULE,
	BLOCK_CHECK,    /* the lesson's check number `number` (0-based) stands here */
	BLOCK_KINDS,
};

struct block {
	enum block_kind kind;
	uint8_t depth;   /* nesting of lists and quotes, 1 in a top-level one; level of a heading */
	uint16_t number; /* ordered item's number; check's index */
	struct span *span;
	uint32_t spans;
	uint16_t cols;   /* table */
	struct cell *cell;
	uint32_t cells;
	uint32_t line;   /* where it begins in its file, for messages; not in an image */
};

struct lesson {
	struct str id;
	struct str title;
	uint16_t minutes; /* 0: not said */
	bool optional;
	bool sensitive;
	struct str from;  /* translations: hash of the source text */
	bool stale;       /* that text has changed since: the page says so */
	uint64_t hash;    /* of this lesson's bytes: its version */
	uint32_t bytes;   /* of its text: what reading it costs */
	struct block *block;
	uint32_t blocks;
	struct question *check;
	uint32_t checks;
	uint32_t line;    /* of its heading, for messages */
};

struct scale {
	struct str id, label;
};

struct move { /* a scale and by how much */
	struct str scale;
	int16_t by;
};

struct condition { /* "evidence >= 1" */
	struct str scale;
	uint8_t less;   /* 0: at least, 1: at most */
	int16_t than;
};

struct option { /* a scenario's choice */
	struct span *span;
	uint32_t spans;
	struct str target; /* node id or "end" */
	struct move *move;
	uint32_t moves;
	struct block *debrief;
	uint32_t debriefs;
	uint32_t line;
};

struct node {
	struct str id, title;
	struct block *block;
	uint32_t blocks;
	struct question *check; /* at most one */
	uint32_t checks;
	struct move *check_move; /* added when the check is right */
	uint32_t check_moves;
	struct option *option;
	uint32_t options;
	struct str end;  /* good, poor, ...; empty: not an end */
	struct condition *when;
	uint32_t whens;
	uint32_t line;
	bool stale;      /* as a lesson's */
	struct str from; /* not in an image, nor is hash */
	uint64_t hash;
};

struct module_words {
	struct str id; /* of the module */
	bool present;  /* the file was there */
	struct str title;
	struct str *aim;
	uint32_t aims;
	struct block *intro;
	uint32_t intros;
	struct lesson *lesson;
	uint32_t lessons;
	struct str start; /* scenario from here on */
	struct scale *scale;
	uint32_t scales;
	struct node *node;
	uint32_t nodes;
};

struct entry { /* a glossary term or a source */
	struct str id, title;
	struct block *block;
	uint32_t blocks;
	uint32_t line;
	bool stale;      /* as a lesson's */
	struct str from; /* not in an image, nor is hash */
	uint64_t hash;
};

/* How far a translation is: pages are lessons, nodes, terms and sources. Counted when the files are read; not in an image. */
struct translation {
	uint32_t pages;                               /* that the source has */
	uint32_t complete, stale, unmarked, missing;  /* add up to pages; unmarked: without `from` */
	uint32_t banks, banks_differ, banks_missing;
	bool exam_blocked;                            /* an exam's bank is missing or differs */
};

struct words {
	struct translation state;
	struct str lang;
	struct module_words *module; /* in the order of course->module */
	uint32_t modules;
	struct entry *term;
	uint32_t terms;
	struct entry *source;
	uint32_t sources;
};

struct bank {
	struct str name, lang;
	struct question *question;
	uint32_t questions;
};

/* ---- asking ---- */

/* The wording in lang, else in the course's source language, else the first, else "". */
struct str wording_in(const struct wording *w, uint32_t n, struct str lang, struct str fallback);

/* The words of a language; NULL when the course has none. */
const struct words *course_words(const struct course *c, struct str lang);

/* Finds by id; NULL when absent. module gets the lesson's module where it is not NULL. */
const struct lesson *words_lesson(const struct words *w, struct str id, const struct module_words **module);
const struct entry *words_term(const struct words *w, struct str id);
const struct entry *words_source(const struct words *w, struct str id);
const struct bank *course_bank(const struct course *c, struct str name, struct str lang);
/* A module's quiz by the module's id, or an assessment by its own. */
const struct assessment *course_assessment(const struct course *c, struct str id);
const struct question *bank_question(const struct bank *b, struct str id);

/* ---- both ways through the codec (model/image.c and record.h use them) ---- */

void course_head_code(struct codec *c, struct course *x); /* all but words and banks */
void lesson_code(struct codec *c, struct lesson *l);
void block_code(struct codec *c, struct block *b);
void module_words_code(struct codec *c, struct module_words *m); /* lessons without blocks and checks */
void node_code(struct codec *c, struct node *n);
void entry_code(struct codec *c, struct entry *e);
void bank_code(struct codec *c, struct bank *b);
void assessment_code(struct codec *c, struct assessment *a);

#endif
