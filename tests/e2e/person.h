/*
 * What a trainee does, said once for all tests: signing up, finding a lesson, answering, taking a quiz. In cells, by
 * what stands on the screens of the example course "Electronic evidence, the first day".
 */
#ifndef CHALKLINE_E2E_PERSON_H
#define CHALKLINE_E2E_PERSON_H

#include "tests/e2e/client.h"

enum { RECOVERY_TEXT = 22 }; /* "ABCD-EFGH-JKLM-NPQR-S" and its end */

/* From the door's prompt to home; phrase gets the four words. */
void person_sign_up(struct terminal *t, const char *code, const char *name, char phrase[100]);
/* Waits for the page with the recovery code, and reads it. */
void person_recovery(struct terminal *t, char code[RECOVERY_TEXT]);
/* Its fourth group, typed back on the page behind it. */
void person_recovery_typed(struct terminal *t, const char *code);
/* From home to the first page of a lesson of that course. */
void person_open_lesson(struct terminal *t, const char *course, const char *lesson);
/* Space until this is on the page. */
void person_page_to(struct terminal *t, const char *text);
/* Both lessons of the course with their checks, up to the quiz's offer. */
void person_read_all(struct terminal *t);
/* From the offer to the page that asks whether to hand in; all: every answer right. The last answer is typed without
 * its Enter when enter is false. */
void person_answer_quiz(struct terminal *t, bool all, bool enter);
/* The four words stand alone in a row. */
bool person_phrase(struct terminal *t, char phrase[100]);

#endif
