/* The files that `chalkline new` writes. Each %ID, %TITLE, %FILE and %MODULE stands for what was named. */
#ifndef CHALKLINE_NEW_TEXTS_H
#define CHALKLINE_NEW_TEXTS_H

struct new_text {
	const char *path; /* in the course's folder */
	const char *text;
};
extern const struct new_text new_course_texts[]; /* ends with path NULL */
extern const char new_module_text[];             /* a module's file */
extern const char new_module_entry[];            /* its lines in course.yaml */

#endif
