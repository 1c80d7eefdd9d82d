/*
 * The rules that need more than one line of one file: what points where, what is there in each
 * language, what a trainee could never pass. Private to course_read, which calls them in turn.
 *
 * A rule never changes the course and never stops at its first find.
 */
#ifndef CHALKLINE_CHECK_H
#define CHALKLINE_CHECK_H

#include "courses/read/folder.h"
#include "courses/read/trace.h"
#include "courses/read/yaml.h"

struct check {
	const struct folder *folder;
	const struct course *course;
	const struct yaml *manifest; /* the tree of course.yaml, for places; NULL: there is none */
	struct yaml_in in;           /* tells about course.yaml */
	bool is_whole;               /* course.yaml is all right: what it does not name is not named */
	const struct trace *trace;
	struct arena *arena;
	struct problems *problems;
	/* What the files say before read.c fills gaps from the source language. */
	const struct words *written;
	uint32_t writtens;
	const struct bank *bank;
	uint32_t banks;
};

void check_manifest(struct check *c);     /* ids, languages, prerequisites */
void check_assessments(struct check *c);  /* banks are there, draws can be met, pass marks */
void check_ids(struct check *c);          /* unique in course, bank, scenario; module ids */
void check_links(struct check *c);        /* glossary, lesson, source; what is used nowhere */
void check_questions(struct check *c);    /* ids, tags, doubles, hints */
void check_pages(struct check *c);        /* bytes, widths, letters, sentences */
void check_quality(struct check *c);      /* questions that give themselves away */
/* Translations that follow an older text; fills the state of each of the course's words (stale.c). */
void check_stale(struct check *c, struct words *words);
void check_scenarios(struct check *c);    /* reachable, ending */
/* paths.c has found the story whole; proves which ends hold for somebody, and which scales matter (ways.c). */
void ways_check(struct check *c, struct str path, const struct module_words *m, uint32_t start);
void check_translations(struct check *c); /* same ids, same checks */
void check_files(struct check *c);        /* files that nothing names */
void check_allowed(struct check *c);      /* last: takes out what the files allow (allow.c) */

/* "en/010-x.md" */
struct str check_path(struct check *c, struct str lang, struct str file);
/* "banks/final.en.gift" */
struct str check_bank_path(struct check *c, struct str name, struct str lang);
/* The words as written in a language; NULL: none. */
const struct words *check_words(const struct check *c, struct str lang);
const struct bank *check_bank(const struct check *c, struct str name, struct str lang);
/* Has an error been told of this file? */
bool check_file_is_wrong(const struct check *c, struct str path);
/* Is there anything in the folder of a language? */
bool check_language_is_there(const struct check *c, struct str lang);
/* Does a translated page follow another text than this one? Not when it does not say. */
bool page_is_stale(struct str from, uint64_t source);
/* Does an exam draw from it? */
bool check_bank_is_exam(const struct check *c, struct str name);
/* Two languages of a bank: the same questions with the same types, answers, weights and tags. */
bool bank_is_alike(struct arena *a, const struct bank *source, const struct bank *other);
/* All assessments, quizzes first: the i-th with its place in the manifest; NULL past the end. */
const struct assessment *check_assessment(
    const struct check *c, uint32_t i, const struct yaml **node, const struct module **module);

#endif
