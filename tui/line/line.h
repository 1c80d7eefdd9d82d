/*
 * The append-only presenter: the same views as numbered lines, for screen readers, braille, dumb
 * terminals, no PTY, under 40 columns. A twin, not a fallback: everything can be done here.
 *
 * Result first, then context, then the prompt last on its own line. Only what is new is printed: a
 * new page whole, else the items that were not there before. The long hint stands once a screen
 * ("Type a number and Enter. Or: b back, ..."), afterwards "?" brings it back. The bytes are text
 * and CR LF; never an escape, a backspace or a lone CR (A1-A10 of text-access-security).
 */
#ifndef CHALKLINE_LINE_H
#define CHALKLINE_LINE_H

#include "tui/screens/view.h"

struct line;

/* cols: where to wrap (10-76 and beyond); 0: do not wrap, the reader does. */
struct line *line_new(int cols);
void line_free(struct line *l);
void line_close(struct line *l, struct buf *out); /* frees it; what follows begins a line */

void line_show(struct line *l, const struct view *v, struct buf *out);

/*
 * Input: the client's bytes to lines. With a PTY the client sends single keys and nobody echoes but
 * us: echo gets what to send back (letters as typed, "\b \b" is not allowed: Backspace takes a
 * letter and says nothing, Enter ends the line with CR LF; secret fields echo nothing). Without a
 * PTY the client edits and echoes by itself. true: a line is ready in *text (valid until the next
 * call). Control bytes, escape sequences and bad UTF-8 are swallowed; a line is bounded.
 */
bool line_take(struct line *l, unsigned char byte, bool has_pty, bool secret, struct buf *echo,
    struct str *text);

/* Some of a line was typed, and not ended yet. */
bool line_is_typing(const struct line *l);

#endif
