#include "tui/term/decode.h"

#include "courses/base/safe.h"
#include "courses/base/utf8.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/*
 * What comes out of bytes, as text: letters as themselves, keys as <name>, letters of a paste in
 * braces. KEY_NONE is nothing.
 */
static const char *
decoded_by(struct decode *d, const char *bytes, size_t len)
{
	static const char *const names[KEY_KINDS] = {
		[KEY_ENTER] = "<enter>",
		[KEY_ERASE] = "<erase>",
		[KEY_TAB] = "<tab>",
		[KEY_UP] = "<up>",
		[KEY_DOWN] = "<down>",
		[KEY_LEFT] = "<left>",
		[KEY_RIGHT] = "<right>",
		[KEY_PAGE_UP] = "<pgup>",
		[KEY_PAGE_DOWN] = "<pgdn>",
		[KEY_HOME] = "<home>",
		[KEY_END] = "<end>",
		[KEY_DELETE] = "<delete>",
		[KEY_REPAINT] = "<repaint>",
		[KEY_QUIT] = "<quit>",
		[KEY_WIPE] = "<wipe>",
	};
	static char text[4096];
	char *out = text;

	for (size_t i = 0; i < len; i++) {
		struct key k = decode_byte(d, (unsigned char)bytes[i]);
		char letter[5] = { 0 };

		assert_in_range(k.kind, 0, KEY_KINDS - 1);
		if (k.kind == KEY_LETTER || k.kind == KEY_PASTE) {
			assert_true(safe_char(k.cp));
			utf8_put(letter, k.cp);
			out += sprintf(out, k.kind == KEY_PASTE ? "{%s}" : "%s", letter);
		} else if (k.kind != KEY_NONE) {
			assert_non_null(names[k.kind]);
			out += sprintf(out, "%s", names[k.kind]);
		}
	}
	*out = '\0';
	return text;
}

struct row {
	const char *bytes, *keys;
};

static void
check_len(const char *bytes, size_t len, const char *keys)
{
	struct decode d = { 0 };

	assert_string_equal(decoded_by(&d, bytes, len), keys);
}

static void
check(const struct row *rows)
{
	for (; rows->bytes != NULL; rows++)
		check_len(rows->bytes, strlen(rows->bytes), rows->keys);
}

/* All of them between two letters: whatever a sequence is, its neighbours are not touched. */
static void
check_between(const struct row *rows)
{
	char bytes[256], keys[256];

	for (; rows->bytes != NULL; rows++) {
		snprintf(bytes, sizeof(bytes), "x%sy", rows->bytes);
		snprintf(keys, sizeof(keys), "x%sy", rows->keys);
		check_len(bytes, strlen(bytes), keys);
	}
}

static const struct row sequences[] = {
	/* ANSI and application mode */
	{ "\033[A", "<up>" },
	{ "\033[B", "<down>" },
	{ "\033[C", "<right>" },
	{ "\033[D", "<left>" },
	{ "\033OA", "<up>" },
	{ "\033OB", "<down>" },
	{ "\033OC", "<right>" },
	{ "\033OD", "<left>" },
	{ "\033[H", "<home>" },
	{ "\033[F", "<end>" },
	{ "\033OH", "<home>" },
	{ "\033OF", "<end>" },
	/* PuTTY, linux, tmux and VT220; rxvt */
	{ "\033[1~", "<home>" },
	{ "\033[4~", "<end>" },
	{ "\033[7~", "<home>" },
	{ "\033[8~", "<end>" },
	{ "\033[5~", "<pgup>" },
	{ "\033[6~", "<pgdn>" },
	{ "\033[3~", "<delete>" },
	{ "\033[2~", "" },
	/* with Shift, Alt, Ctrl */
	{ "\033[1;5A", "<up>" },
	{ "\033[1;2D", "<left>" },
	{ "\033[5;5~", "<pgup>" },
	{ "\033O5A", "<up>" },
	{ "\033[a", "<up>" },
	{ "\033Od", "<left>" },
	{ "\033[6$", "<pgdn>" },
	{ "\033[6^", "<pgdn>" },
	{ "\033[6@", "<pgdn>" },
	{ "\033\033[A", "<up>" },
	/* sun, ansi.sys */
	{ "\033[214z", "<home>" },
	{ "\033[222z", "<pgdn>" },
	{ "\033[V", "<pgup>" },
	{ "\033[U", "<pgdn>" },
	{ "\033[K", "<end>" },
	/* the keypad in application mode */
	{ "\033OM", "<enter>" },
	{ "\033Oq", "1" },
	{ "\033Oo", "/" },
	/* keys by code point */
	{ "\033[13u", "<enter>" },
	{ "\033[13;2u", "<enter>" },
	{ "\033[27u", "" },
	{ "\033[97u", "a" },
	{ "\033[97;5u", "" },
	{ "\033[99;5u", "<quit>" },
	{ "\033[108;5u", "<repaint>" },
	{ "\033[97;3u", "" },
	{ "\033[27;5;99~", "<quit>" },
	{ "\033[27;2;13~", "<enter>" },
	{ "\033[155u", "" },
	/* function keys */
	{ "\033OP", "" },
	{ "\033[11~", "" },
	{ "\033[24~", "" },
	{ "\033[[A", "" },
	{ "\033[[E", "" },
	{ "\033[1;2P", "" },
	{ "\033[Z", "" },
	/* mouse, focus, replies, whatever */
	{ "\033[M !!", "" },
	{ "\033[<0;5;12M", "" },
	{ "\033[<0;5;12m", "" },
	{ "\033[32;5;12M", "" },
	{ "\033[I", "" },
	{ "\033[O", "" },
	{ "\033[?1;2c", "" },
	{ "\033[>0;136;0c", "" },
	{ "\033[24;80R", "" },
	{ "\033[?8;1$y", "" },
	{ "\033[8;24;80t", "" },
	{ "\033[38:2:1:2:3;4m", "" },
	{ "\033[1;2;3;4;5;6;7;8;9 q", "" },
	{ "\033]0;title\007", "" },
	{ "\033]11;rgb:0000/0000/0000\033\\", "" },
	{ "\033]0;\303\234ber \346\234\234\007", "" },
	{ "\033P>|xterm(379)\033\\", "" },
	{ "\033_apc\033\\", "" },
	{ "\033^pm\033\\", "" },
	{ "\033Xsos\033\\", "" },
	/* Alt and a letter, of any length */
	{ "\033x", "" },
	{ "\033 ", "" },
	{ "\033(", "" },
	{ "\033\320\266", "" },
	{ "\033\344\275\234", "" },
	/* 8-bit introducers */
	{ "\233A", "<up>" },
	{ "\2335~", "<pgup>" },
	{ "\217B", "<down>" },
	{ "\2350;t\234", "" },
	{ "\220q\033\\", "" },
	{ "\302\233A", "<up>" },
	{ "\205", "" },
	{ NULL, NULL },
};

static void
sequences_become_keys_or_nothing(void **state)
{
	(void)state;
	check(sequences);
	check_between(sequences);
}

/* A cut between any two bytes changes nothing, because a byte is all the machine ever sees: what is
 * checked is that its state can be copied there, as a session that waits does. */
static void
sequences_may_come_in_pieces(void **state)
{
	(void)state;
	for (const struct row *r = sequences; r->bytes != NULL; r++)
		for (size_t cut = 0; cut <= strlen(r->bytes); cut++) {
			struct decode d = { 0 }, later;
			char keys[256];

			snprintf(keys, sizeof(keys), "%s", decoded_by(&d, r->bytes, cut));
			later = d;
			strcat(keys, decoded_by(&later, r->bytes + cut, strlen(r->bytes) - cut));
			assert_string_equal(keys, r->keys);
		}
}

static void
controls(void **state)
{
	static const struct row rows[] = {
		{ "\r", "<enter>" },
		{ "\n", "<enter>" },
		{ "\r\n", "<enter>" },
		{ "\r\r", "<enter><enter>" },
		{ "\n\n", "<enter><enter>" },
		{ "\r\n\r\n", "<enter><enter>" },
		{ "\rx\n", "<enter>x<enter>" },
		{ "\r\033[A\n", "<enter><up><enter>" },
		{ "\b", "<erase>" },
		{ "\177", "<erase>" },
		{ "\t", "<tab>" },
		{ "\f", "<repaint>" },
		{ "\003\004\032", "<quit><quit><quit>" },
		{ "\025", "<wipe>" },
		{ "\001\002\005\006\007\013\016\017\020\021\022\023\024\026\027\030\031\034\035\036"
		  "\037",
		    "" },
		{ " ", " " },
		{ NULL, NULL },
	};

	(void)state;
	check(rows);
	check_len("\r\0x", 3, "<enter>x");
	check_len("\0", 1, "");
	check_len("\r\0\r\0", 4, "<enter><enter>");
}

static void
lone_escape_means_nothing(void **state)
{
	static const struct row rows[] = {
		{ "\033", "" },
		{ "\033\033\033", "" },
		{ "\033\r", "<enter>" },
		{ "\033\003", "<quit>" },
		{ "\033[\r", "<enter>" },
		{ "\033O\rq", "<enter>q" },
		{ "\033]\rq", "q" }, /* Alt-] by mistake: Enter ends it */
		{ "\033[12\033[A", "<up>" },
		{ "\033]0;x\033[A", "<up>" },
		{ "\033[1\302\251", "\302\251" },
		{ NULL, NULL },
	};

	(void)state;
	check(rows);
}

static void
utf8(void **state)
{
	static const struct row rows[] = {
		{ "\303\251", "\303\251" },
		{ "\344\275\234\350\200\205", "\344\275\234\350\200\205" },
		{ "\360\237\230\200", "\360\237\230\200" },
		{ "e\314\201", "e\314\201" },
		{ "\303x", "x" },               /* cut short */
		{ "\344\275x", "x" },           /* the same later */
		{ "\303\303\251", "\303\251" }, /* begun anew */
		{ "\300\257", "" },             /* overlong */
		{ "\340\200\257", "" },
		{ "\360\200\200\257", "" },
		{ "\355\240\200", "" },       /* surrogate */
		{ "\364\220\200\200x", "x" }, /* past the end */
		{ "\377\376z", "z" },
		{ "\251\277z", "z" },
		{ "\302\205z", "z" },     /* C1 as UTF-8 */
		{ "\342\200\256z", "z" }, /* bidirectional control */
		{ "\342\200\213z", "z" }, /* no width */
		{ "\357\273\277z", "z" }, /* byte order mark */
		{ "\342\200\250z", "z" }, /* line separator */
		{ "\356\200\200z", "z" }, /* private use */
		{ NULL, NULL },
	};

	(void)state;
	check(rows);
}

static void
paste(void **state)
{
	static const struct row rows[] = {
		{ "\033[200~ab\033[201~c", "{a}{b}c" },
		{ "\033[200~a\r\nb\tc\n\033[201~", "{a}{ }{b}{ }{c}{ }" },
		{ "\033[200~\033[A\033OM\b\025x\033[201~", "{x}" },
		{ "\033[200~\303\251\033[201~", "{\303\251}" },
		{ "\033[201~x", "x" },
		{ "\033[200~a\003b", "{a}<quit>b" }, /* the end was lost */
		{ "\033[200~a\fb", "{a}<repaint>b" },
		{ NULL, NULL },
	};

	(void)state;
	check(rows);
}

static void
endless_things_end(void **state)
{
	struct decode d = { 0 };
	unsigned letters = 0;

	(void)state;
	decoded_by(&d, "\033[", 2);
	for (int i = 0; i < 1000; i++)
		letters += decode_byte(&d, '1').kind == KEY_LETTER;
	assert_in_range(letters, 900, 1000);

	d = (struct decode){ 0 };
	letters = 0;
	decoded_by(&d, "\033]", 2);
	for (int i = 0; i < 1000; i++)
		letters += decode_byte(&d, 'x').kind == KEY_LETTER;
	assert_in_range(letters, 400, 999);

	d = (struct decode){ 0 };
	letters = 0;
	decoded_by(&d, "\033[200~", 6);
	for (int i = 0; i < 100000; i++)
		letters += decode_byte(&d, 'x').kind == KEY_LETTER;
	assert_in_range(letters, 30000, 40000);
}

static void
latin(void **state)
{
	static const struct row rows[] = {
		{ "йцукенгшщзфывапролдячсмить", "qwertyuiopasdfghjklzxcvbnm" },
		{ "ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ", "QWERTYUIOPASDFGHJKLZXCVBNM" },
		{ "ضصثقفغعهخحشسيبلاتنمئءؤرىة", "qwertyuiopasdfghjklzxcvnm" },
		{ "\uFEFB\u0638\u061F", "b/?" },
		{ "٠١٢٣٤٥٦٧٨٩", "0123456789" },
		{ "۰۱۲۳۴۵۶۷۸۹", "0123456789" },
		{ "０１２３４５６７８９ｑＱ？／", "0123456789qQ?/" },
		{ "&é\"'(-è_çà", "1234567890" },
		{ "\u3000", " " },
		{ "qQ09?/ .,ñ作", "qQ09?/ .,ñ作" },
		{ NULL, NULL },
	};

	(void)state;
	for (const struct row *r = rows; r->bytes != NULL; r++) {
		struct str s = str_from(r->bytes);
		char text[256], *out = text;
		uint32_t cp;

		for (size_t at = 0; at < s.len;) {
			at += utf8_get(s, at, &cp);
			out += utf8_put(out, decode_latin(cp));
		}
		*out = '\0';
		assert_string_equal(text, r->keys);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sequences_become_keys_or_nothing),
		cmocka_unit_test(sequences_may_come_in_pieces),
		cmocka_unit_test(controls),
		cmocka_unit_test(lone_escape_means_nothing),
		cmocka_unit_test(utf8),
		cmocka_unit_test(paste),
		cmocka_unit_test(endless_things_end),
		cmocka_unit_test(latin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
