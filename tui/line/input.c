#include <string.h>

#include "courses/base/utf8.h"
#include "tui/line/state.h"
#include "tui/screens/words.h"

static void
type_letter(struct line *l, uint32_t cp, bool heard, struct buf *echo)
{
	char bytes[4];
	size_t len = utf8_put(bytes, cp);

	if (l->typed_len + len > sizeof(l->typed))
		return;
	memcpy(l->typed + l->typed_len, bytes, len);
	l->typed_len += len;
	if (heard)
		buf_add(echo, bytes, len);
}

/* The prompt again, with what is typed behind it: nothing that was said is ever taken back. */
static void
say_again(struct line *l, const char *words, bool secret, struct buf *echo)
{
	buf_z(echo, "\r\n");
	if (words != NULL) {
		buf_z(echo, words);
		buf_z(echo, "\r\n");
	}
	buf_add(echo, l->prompt, l->prompt_len);
	if (!secret)
		buf_add(echo, l->typed, l->typed_len);
}

static void
erase_letter(struct line *l)
{
	struct str typed = { l->typed, l->typed_len };

	if (l->typed_len > 0)
		l->typed_len = utf8_cluster_before(typed, typed.len);
}

static struct str
line_ended(struct line *l)
{
	struct str typed = { l->typed, l->typed_len };

	l->ended = true;
	l->answered = true;
	if (str_is(str_trim(typed), "?"))
		l->wants_hint = true;
	return typed;
}

bool
line_is_typing(const struct line *l)
{
	return !l->ended && l->typed_len > 0;
}

bool
line_take(struct line *l, unsigned char byte, bool has_pty, bool secret, struct buf *echo,
    struct str *text)
{
	struct key k = decode_byte(&l->decode, byte);

	if (l->ended && k.kind != KEY_NONE) {
		l->typed_len = 0;
		l->ended = false;
	}
	switch (k.kind) {
	case KEY_LETTER:
	case KEY_PASTE:
		type_letter(l, k.cp, has_pty && !secret, echo);
		return false;
	case KEY_ERASE:
		erase_letter(l);
		return false;
	case KEY_WIPE:
		l->typed_len = 0;
		if (has_pty)
			say_again(l, NULL, secret, echo);
		return false;
	case KEY_QUIT:
		if (has_pty)
			say_again(l, _("To leave, type q and Enter."), secret, echo);
		return false;
	case KEY_ENTER:
		if (has_pty)
			buf_z(echo, "\r\n");
		*text = line_ended(l);
		return true;
	default:
		return false;
	}
}
