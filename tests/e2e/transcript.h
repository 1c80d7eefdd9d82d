/*
 * Screens as seen, one after the other, in a file that a person reads: tests/e2e/transcripts/NAME.txt.
 *
 * What differs at each run (codes, dates, ports, keys) is replaced by a sample. transcript_close compares with the
 * approved file; with CHALKLINE_APPROVE=1 it writes it instead, and git shows what has changed.
 */
#ifndef CHALKLINE_E2E_TRANSCRIPT_H
#define CHALKLINE_E2E_TRANSCRIPT_H

#include "tests/e2e/terminal.h"

struct transcript;

struct transcript *transcript_open(const char *name);
/* From now on this text is shown as that one. */
void transcript_hide(struct transcript *x, const char *text, const char *sample);
/*
 * The screen as it is when it has become still, under a line that says what was done. Where that line begins
 * with ~, dice have a say in what is seen: it is kept for reading and not compared. So for the other two.
 */
void transcript_screen(struct transcript *x, struct terminal *t, const char *what);
/* A command and what it wrote. */
void transcript_command(struct transcript *x, const char *what, const char *output);
/* What line mode said since the last time. */
void transcript_said(struct transcript *x, struct terminal *t, const char *what, size_t *from);
/* Fails the test when it is not what was approved; a first transcript that nobody has approved is no failure. */
void transcript_close(struct transcript *x);
/* For teardown: those that a failing test has left. */
void transcript_drop_all(void);

#endif
