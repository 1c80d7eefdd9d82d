/*
 * An edition as one block of bytes that processes share by mapping it.
 *
 * The compiler (a sandboxed child) packs a checked course twice: open for sessions (no banks, no
 * keys: question_open; of a scenario no debrief, no moves and no condition) and whole for the
 * keeper. The bytes hold a directory of parts, each encoded by the codec: the head, and for each language its outline, each lesson, each scenario, glossary
 * and sources, and the banks. A session decodes only the part it shows, so what it costs does not grow with
 * the library. Reading trusts nothing: every offset, count and string is held against the bytes.
 *
 * The bytes are valid only for the program version that wrote them; the database keeps the sources,
 * and images are made anew at start.
 */
#ifndef CHALKLINE_IMAGE_H
#define CHALKLINE_IMAGE_H

#include "courses/base/err.h"
#include "courses/model/course.h"

/* Packs into out (over an arena). whole: with banks and keys. */
void image_pack(const struct course *c, bool whole, struct buf *out);

struct image { /* borrowed bytes, plain and copied */
	const unsigned char *at;
	size_t len;
};

/* Looks at magic, version, directory. The bytes must outlive the image. */
bool image_open(const void *bytes, size_t len, struct image *i, struct err *e) MUST_CHECK;

/* The head: ids, titles, modules, assessments; words and banks are empty. NULL: the image is corrupt. */
const struct course *image_course(const struct image *i, struct arena *a);

/* The outline in a language: modules with intro, lessons with everything but blocks and checks; terms and sources
 * with titles only. Falls back to the source language: look at words->lang. NULL: corrupt. */
const struct words *image_words(const struct image *i, struct str lang, struct arena *a);

/* One whole lesson, scenario module, term, source; NULL when there is none in that language. */
const struct lesson *image_lesson(const struct image *i, struct str lang, struct str id, struct arena *a);
const struct module_words *image_scenario(const struct image *i, struct str lang, struct str module, struct arena *a);
const struct entry *image_term(const struct image *i, struct str lang, struct str id, struct arena *a);
const struct entry *image_source(const struct image *i, struct str lang, struct str id, struct arena *a);

/* Everything at once, banks too when they are there: for the keeper. */
const struct course *image_whole(const struct image *i, struct arena *a);

#endif
