/*
 * What the two halves of line mode share: line.c prints, input.c takes what is typed. Private.
 */
#ifndef CHALKLINE_LINE_STATE_H
#define CHALKLINE_LINE_STATE_H

#include "tui/line/line.h"
#include "tui/term/decode.h"

enum { TYPED_MAX = 1000, PROMPT_MAX = 200 };

struct line {
	int cols; /* 0: not wrapped */
	struct arena *scratch;

	/* what was said last */
	uint64_t screen, page, where, status, who, prompt_hash;
	uint64_t *said; /* the items of the last view */
	uint32_t said_count, said_room;
	char prompt[PROMPT_MAX];
	size_t prompt_len;
	bool open;     /* the prompt stands, and nothing was typed that ended its line */
	bool answered; /* a line came in since the last view */
	bool wants_hint;
	bool blank; /* the last line was empty */

	/* what is being typed */
	struct decode decode;
	char typed[TYPED_MAX];
	size_t typed_len;
	bool ended; /* typed was handed out; the next byte begins a new line */
};

#endif
