/*
 * Other programs, run by a test: with a deadline, an environment of their own, and an end that is certain.
 */
#ifndef CHALKLINE_E2E_PROCESS_H
#define CHALKLINE_E2E_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { PROCESS_PATIENCE_MS = 30000 }; /* how long a test waits for anything, before the factor below */

/* Milliseconds of a clock that never jumps. */
int64_t process_now(void);
/* When the patience that begins now will end. $CHALKLINE_PATIENCE multiplies it, for slow machines. */
int64_t process_deadline(void);
/* A pause inside a loop that looks for something until a deadline; nothing else may pause. */
void process_pause(void);

/* Is there a program of this name in $PATH? */
bool process_have(const char *program);

/*
 * Of a child: dies with this process, works in its home, and knows no settings but these, $PATH and those of the
 * sanitizers. Ends in exec.
 */
void process_become(const char *const *argv, const char *home, const char *term) __attribute__((noreturn));

struct output {
	char *out, *err; /* NUL-ended, of the heap */
	size_t out_len, err_len;
	int status;      /* of its exit; 128 + the signal */
};
void output_clear(struct output *o);

/* Runs it to its end, with this on its standard input (NULL: nothing). Fails the test when it lasts too long. */
struct output process_run(const char *const *argv, const char *home, const char *input);
/* The same, and fails the test unless it exits 0; gives back what it wrote, without the last line's end. Free it. */
char *process_ask(const char *const *argv, const char *home, const char *input);

/* Waits for its end. -1: not by the deadline. */
int process_wait(pid_t pid, int64_t deadline);

#endif
