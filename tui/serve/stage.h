/*
 * The screens and the one presenter that shows them: the part of a session that is the same over a
 * line and on the instructor's own terminal (chalkline preview).
 *
 * Bytes in, bytes out, effects to whoever owns the stage. Time and the line stay outside.
 */
#ifndef CHALKLINE_STAGE_H
#define CHALKLINE_STAGE_H

#include "tui/line/line.h"
#include "tui/screens/app.h"
#include "tui/term/decode.h"
#include "tui/term/term.h"

struct stage {
	struct world world;
	struct app *app;
	struct app *behind;  /* while a preview stands in front: its screens are app, with a world of their own */
	struct world front;
	struct term *term;  /* one of these two presents */
	struct line *plain;
	struct decode decode;
	struct arena *scratch;
	bool has_pty;
	bool field, secret; /* of what was painted last: how keys are to be read */
	bool filled;        /* its field held something */
	bool dirty;         /* the state has changed since */
	void (*effect)(void *context, struct effect *e);
	void *context;
};

/* Chooses the presenter: plain lines where they are wanted or the window cannot show cells. Then the app begins. */
void stage_open(struct stage *s, const struct identity *who, const char *terminal, bool want_plain, int cols,
    int rows, struct str address);

void stage_update(struct stage *s, struct intent *i);

/*
 * The one course of that image in screens of its own, before those that are there, until stage_preview_end. They
 * are a guest's, of the same person in the same language. The image lives as long. What the screens behind have asked
 * before is answered to them: stage_update_behind.
 */
void stage_preview(struct stage *s, const struct image *image, int cols, int rows, struct str address);
void stage_preview_end(struct stage *s, int cols, int rows);
/* To the screens behind the preview. */
void stage_update_behind(struct stage *s, struct intent *i);
void stage_resize(struct stage *s, int cols, int rows);

/* Appends what turns the terminal's picture into the truth. */
void stage_paint(struct stage *s, struct buf *out);

/*
 * Takes input for as long as may_go(context) and returns how many bytes were used. Cells: the first `seen` bytes were read
 * when the painted screen had arrived. Lines: one at a time, echo gets what to send back.
 */
size_t stage_take(struct stage *s, const unsigned char *bytes, size_t len, size_t seen, bool (*may_go)(void *context),
    struct buf *echo);

/* A sentence that comes with the next paint. */
void stage_say(struct stage *s, struct str text);
/* Something stands in a field, or in the line, that was not committed. What a client without a PTY edits by itself nobody
 * knows. */
bool stage_is_typing(const struct stage *s);

/* Bytes that leave the terminal as it was, its first screen emptied as well when wipe says so; nothing is presented
 * afterwards. */
void stage_leave(struct stage *s, bool wipe, struct buf *out);

/* For the world: event ids and randomness of the machine. */
void stage_uuid(void *context, struct uuid *u);
void stage_random(void *context, void *bytes, size_t len);

#endif
