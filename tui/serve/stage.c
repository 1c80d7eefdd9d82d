#include "tui/serve/stage.h"

#include "courses/base/utf8.h"
#include "tui/ssh/wire.h"

#include <sodium.h>
#include <string.h>
#include <time.h>

enum { PLAIN_COLS = 76, PLAIN_COLS_MIN = 10 };

void
stage_uuid(void *context, struct uuid *u)
{
	struct timespec t;
	unsigned char random[10];
	(void)context;
	clock_gettime(CLOCK_REALTIME, &t);
	randombytes_buf(random, sizeof(random));
	*u = uuid_make((uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000, random);
}

void
stage_random(void *context, void *bytes, size_t len)
{
	(void)context;
	randombytes_buf(bytes, len);
}

static bool
parse_key(void *context, struct str line, struct arena *a, struct str *blob, struct str *fingerprint,
    struct str *name, enum reason *why)
{
	struct buf bytes = BUF_IN(a), print = BUF_IN(a), comment = BUF_IN(a);
	struct err e = { 0 };
	(void)context;
	if (!wire_parse_key(line, &bytes, &print, &comment, &e)) {
		*why = wire_is_private_key(line) ? REASON_KEY_PRIVATE : REASON_NO_KEY;
		return false;
	}
	*blob = buf_get(&bytes);
	*fingerprint = buf_get(&print);
	*name = buf_get(&comment);
	return true;
}

static void
open_plain(struct stage *s, int cols)
{
	/* One less than the window: a line that fills it makes some terminals show an empty one. */
	bool narrow = s->has_pty && cols > PLAIN_COLS_MIN && cols <= PLAIN_COLS;
	s->plain = line_new(narrow ? cols - 1 : PLAIN_COLS);
	s->world.line = s->front.line = true;
}

void
stage_open(struct stage *s, const struct identity *who, const char *terminal, bool want_plain, int cols, int rows,
    struct str address)
{
	const char *known = s->has_pty ? term_known(str_from(terminal)) : NULL;
	struct err e;
	s->world.uuid = stage_uuid;
	s->world.random = stage_random;
	s->world.parse_key = parse_key;
	s->world.has_pty = s->has_pty;
	if (s->scratch == NULL)
		s->scratch = arena_new();
	if (!want_plain && known != NULL && cols >= VIEW_COLS_MIN && s->term == NULL)
		s->term = term_open(known, cols, rows, &e);
	if (s->term == NULL && s->plain == NULL)
		open_plain(s, cols);
	s->app = app_new(&s->world, who, address);
	stage_update(s, &(struct intent){ .kind = INTENT_START, .cols = cols, .rows = rows });
}

void
stage_update(struct stage *s, struct intent *i)
{
	struct effect e = { .kind = EFFECT_NONE };
	i->now = (int64_t)time(NULL);
	app_update(s->app, i, &e);
	s->dirty = true;
	if (e.kind == EFFECT_REPAINT && s->term != NULL)
		term_forget(s->term);
	else if (e.kind != EFFECT_NONE)
		s->effect(s->context, &e);
}

void
stage_preview(struct stage *s, const struct image *image, int cols, int rows, struct str address)
{
	struct identity who = *app_who(s->app);
	who.role = ROLE_GUEST;
	who.notices = 0;
	who.line_mode = s->plain != NULL;
	s->front = s->world;
	s->front.shelf = (struct shelf){ .image = image, .images = 1 };
	s->front.preview = true;
	s->behind = s->app;
	s->app = app_new(&s->front, &who, address);
	stage_update(s, &(struct intent){ .kind = INTENT_START, .cols = cols, .rows = rows });
}

void
stage_preview_end(struct stage *s, int cols, int rows)
{
	app_free(s->app);
	s->app = s->behind;
	s->behind = NULL;
	stage_update(s, &(struct intent){ .kind = INTENT_SIZE, .cols = cols, .rows = rows });
}

void
stage_update_behind(struct stage *s, struct intent *i)
{
	struct app *front = s->app;
	bool dirty = s->dirty;
	s->app = s->behind;
	s->behind = NULL;
	stage_update(s, i);
	s->behind = s->app;
	s->app = front;
	s->dirty = dirty;
}

void
stage_resize(struct stage *s, int cols, int rows)
{
	if (s->term != NULL)
		term_resize(s->term, cols, rows);
	stage_update(s, &(struct intent){ .kind = INTENT_SIZE, .cols = cols, .rows = rows });
}

void
stage_paint(struct stage *s, struct buf *out)
{
	struct view v;
	if (s->term != NULL && app_wants_line(s->app)) { /* plain lines were asked for on a screen of cells */
		int cols = term_cols(s->term);
		term_close(s->term, out);
		s->term = NULL;
		open_plain(s, cols);
	}
	view_init(&v, s->scratch);
	app_view(s->app, &v);
	if (s->term != NULL)
		term_paint(s->term, &v, out);
	else
		line_show(s->plain, &v, out);
	s->field = v.field;
	s->secret = s->filled = false;
	for (uint32_t i = 0; i < v.items; i++) {
		if (v.item[i].kind == ITEM_FIELD && v.item[i].focused) {
			s->secret = v.item[i].secret;
			s->filled = v.item[i].value.len > 0;
		}
	}
	s->dirty = false;
}

/* A page that does not fit into a small window is turned in pieces before Space leaves it, and Enter chooses nothing that has
 * been turned out of sight: it brings it back first. */
static bool
turn_within(struct stage *s, enum intent_kind kind)
{
	struct view v;
	if (kind != INTENT_ON && kind != INTENT_BACK_PAGE && kind != INTENT_CHOOSE)
		return false;
	/* Not in the scratch of the turn: thousands of keys may be read in one. */
	struct arena *a = arena_new();
	view_init(&v, a);
	app_view(s->app, &v);
	bool turned = kind == INTENT_CHOOSE ? term_turn_back(s->term, &v) :
					      term_turn(s->term, &v, kind == INTENT_ON ? 1 : -1);
	arena_free(a);
	return turned;
}

static void
key_pressed(struct stage *s, struct key k, bool seen)
{
	struct intent i = keymap_intent(k, s->field);
	char utf8[4];
	if (k.kind == KEY_REPAINT) {
		term_forget(s->term);
		s->dirty = true;
		return;
	}
	if (i.kind == INTENT_NONE || (k.kind == KEY_PASTE && !s->field)) /* pasting into a list is dropped */
		return;
	if (turn_within(s, i.kind)) {
		s->dirty = true;
		return;
	}
	if (i.kind == INTENT_TYPED)
		i.text = (struct str){ utf8, utf8_put(utf8, k.cp) };
	i.seen = seen;
	stage_update(s, &i);
}

static size_t
take_keys(struct stage *s, const unsigned char *bytes, size_t len, size_t seen, bool (*may_go)(void *))
{
	size_t used = 0;
	while (used < len && s->term != NULL && may_go(s->context)) {
		/* A key commits only what had arrived when it was read, and nothing has changed since. */
		bool was_seen = used < seen && !s->dirty;
		struct key k = decode_byte(&s->decode, bytes[used++]);
		if (k.kind != KEY_NONE)
			key_pressed(s, k, was_seen);
	}
	return used;
}

static size_t
take_lines(struct stage *s, const unsigned char *bytes, size_t len, bool (*may_go)(void *), struct buf *echo)
{
	size_t used = 0;
	while (used < len && s->plain != NULL && !s->dirty && may_go(s->context)) {
		struct str text;
		if (!line_take(s->plain, bytes[used++], s->has_pty, s->secret, echo, &text))
			continue;
		struct intent i = keymap_line(text, s->field);
		i.seen = i.whole = true;
		if (i.kind != INTENT_NONE)
			stage_update(s, &i);
	}
	return used;
}

size_t
stage_take(struct stage *s, const unsigned char *bytes, size_t len, size_t seen, bool (*may_go)(void *),
    struct buf *echo)
{
	if (s->term != NULL)
		return take_keys(s, bytes, len, seen, may_go);
	return take_lines(s, bytes, len, may_go, echo);
}

void
stage_say(struct stage *s, struct str text)
{
	app_say(s->app, text);
}

bool
stage_is_typing(const struct stage *s)
{
	return s->filled || (s->plain != NULL && line_is_typing(s->plain));
}

void
stage_leave(struct stage *s, bool wipe, struct buf *out)
{
	if (s->term != NULL && wipe)
		term_wipe(s->term);
	if (s->term != NULL)
		term_close(s->term, out);
	s->term = NULL;
	if (s->plain != NULL)
		line_close(s->plain, out);
	s->plain = NULL;
}
