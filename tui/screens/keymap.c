#include <stdbool.h>

#include "courses/base/utf8.h"
#include "tui/screens/intent.h"
#include "tui/screens/words.h"

/*
 * The one key table. Keys are found by their names in it, so what the help page and the footers say
 * is what the keys do. The first name of a row is the one that footers show.
 */
const struct binding keymap_bindings[] = {
	{ INTENT_CHOOSE, "Enter", N_("choose") },
	{ INTENT_NUMBER, "1-9", N_("choose by number") },
	{ INTENT_ON, "Space, PgDn, s", N_("on") },
	{ INTENT_BACK_PAGE, "b, PgUp", N_("back") },
	{ INTENT_BACK, "q, Left, Backspace", N_("one level up; at home: leave") },
	{ INTENT_UP, "Up, k", N_("move up") },
	{ INTENT_DOWN, "Down, j, Tab", N_("move down") },
	{ INTENT_TOP, "Home", N_("to the first") },
	{ INTENT_BOTTOM, "End", N_("to the last") },
	{ INTENT_HELP, "?", N_("help") },
	{ INTENT_SEARCH, "/", N_("search") },
	{ INTENT_WHERE, "t", N_("where am I") },
	{ INTENT_TERM, "w", N_("word explained") },
	{ INTENT_SHOW, "x", N_("show the answer") },
	{ INTENT_OPTIONS, "o", N_("options") },
	{ INTENT_NOTE, "n", N_("note") },
	{ INTENT_ASK, "a", N_("ask") },
	{ INTENT_REPORT, "r", N_("report a mistake") },
	{ INTENT_NONE, "Ctrl-L", N_("paint the screen anew") },
	{ INTENT_QUIT_KEY, "Ctrl-C", N_("say how to leave") },
};
const unsigned keymap_count = sizeof(keymap_bindings) / sizeof(keymap_bindings[0]);

static const struct {
	const char *name;
	enum key_kind kind;
	uint32_t cp;
} key_names[] = {
	{ "Enter", KEY_ENTER, 0 },
	{ "Space", KEY_LETTER, ' ' },
	{ "PgDn", KEY_PAGE_DOWN, 0 },
	{ "PgUp", KEY_PAGE_UP, 0 },
	{ "Left", KEY_LEFT, 0 },
	{ "Backspace", KEY_ERASE, 0 },
	{ "Up", KEY_UP, 0 },
	{ "Down", KEY_DOWN, 0 },
	{ "Tab", KEY_TAB, 0 },
	{ "Home", KEY_HOME, 0 },
	{ "End", KEY_END, 0 },
	{ "Ctrl-L", KEY_REPAINT, 0 },
	{ "Ctrl-C", KEY_QUIT, 0 },
};

/* While letters are text, only these keys still mean something else. */
static const struct {
	enum key_kind kind;
	enum intent_kind intent;
} field_keys[] = {
	{ KEY_ENTER, INTENT_CHOOSE },
	{ KEY_ERASE, INTENT_ERASE },
	{ KEY_WIPE, INTENT_WIPE },
	{ KEY_UP, INTENT_UP },
	{ KEY_DOWN, INTENT_DOWN },
	{ KEY_TAB, INTENT_DOWN },
	{ KEY_PAGE_UP, INTENT_BACK_PAGE },
	{ KEY_PAGE_DOWN, INTENT_ON },
	{ KEY_QUIT, INTENT_QUIT_KEY },
};

/* What people type who have never seen a key table. */
static const struct {
	const char *word;
	enum intent_kind intent;
} line_words[] = {
	{ "help", INTENT_HELP },
	{ "back", INTENT_BACK_PAGE },
	{ "next", INTENT_ON },
	{ "search", INTENT_SEARCH },
	{ "quit", INTENT_BACK },
	{ "exit", INTENT_BACK },
	{ "bye", INTENT_BACK },
};

enum { LINE_NO_NUMBER = 9999 };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool
name_is_key(struct str name, struct key k)
{
	for (size_t i = 0; i < COUNT(key_names); i++) {
		if (str_is(name, key_names[i].name))
			return k.kind == key_names[i].kind && k.cp == key_names[i].cp;
	}
	return name.len == 1 && k.kind == KEY_LETTER && k.cp == (unsigned char)name.at[0];
}

static enum intent_kind
table_intent(struct key k)
{
	for (unsigned i = 0; i < keymap_count; i++) {
		struct str rest = str_from(keymap_bindings[i].keys), name;

		while (str_next(&rest, ',', &name)) {
			if (name_is_key(str_trim(name), k))
				return keymap_bindings[i].intent;
		}
	}
	return INTENT_NONE;
}

const struct binding *
keymap_binding(enum intent_kind kind)
{
	for (unsigned i = 0; i < keymap_count; i++) {
		if (kind != INTENT_NONE && keymap_bindings[i].intent == kind)
			return &keymap_bindings[i];
	}
	return NULL;
}

static struct key
as_latin(struct key k)
{
	if (k.kind != KEY_LETTER)
		return (struct key){ .kind = k.kind };
	k.cp = decode_latin(k.cp);
	/* Caps lock is nobody's intention. */
	if (k.cp >= 'A' && k.cp <= 'Z')
		k.cp += 'a' - 'A';
	return k;
}

static struct intent
field_intent(struct key k)
{
	static char letter[4];

	if (k.kind == KEY_LETTER || k.kind == KEY_PASTE) {
		struct str text = { letter, 0 };

		if (k.cp < 0x20)
			return (struct intent){ .kind = INTENT_NONE, .text = STR_NONE };
		text.len = utf8_put(letter, k.cp);
		return (struct intent){ .kind = INTENT_TYPED, .text = text };
	}
	for (size_t i = 0; i < COUNT(field_keys); i++) {
		if (field_keys[i].kind == k.kind)
			return (struct intent){ .kind = field_keys[i].intent, .text = STR_NONE };
	}
	return (struct intent){ .kind = INTENT_NONE, .text = STR_NONE };
}

struct intent
keymap_intent(struct key k, bool field)
{
	struct intent i = { .kind = INTENT_NONE, .text = STR_NONE };

	if (field)
		return field_intent(k);
	k = as_latin(k);
	if (k.kind == KEY_LETTER && k.cp >= '0' && k.cp <= '9') {
		i.kind = INTENT_NUMBER;
		i.number = (int)(k.cp - '0');
		return i;
	}
	i.kind = table_intent(k);
	return i;
}

/* Digits of any of the scripts of as_latin; false: not a number of at most four digits. */
static bool
line_number(struct str line, int *number)
{
	int n = 0, digits = 0;

	for (size_t at = 0; at < line.len; digits++) {
		uint32_t cp;

		at += utf8_get(line, at, &cp);
		cp = decode_latin(cp);
		if (cp < '0' || cp > '9' || digits == 4)
			return false;
		n = n * 10 + (int)(cp - '0');
	}
	*number = n;
	return digits > 0;
}

/* A line of one letter is a key; words that say the same are taken too. */
static enum intent_kind
line_command(struct str line, bool field)
{
	struct key k = { .kind = KEY_LETTER };

	if (line.len > 0 && utf8_get(line, 0, &k.cp) == line.len && k.cp != ' ')
		return table_intent(field ? k : as_latin(k));
	if (field)
		return INTENT_NONE;
	for (size_t i = 0; i < COUNT(line_words); i++) {
		if (str_is(line, line_words[i].word))
			return line_words[i].intent;
	}
	return INTENT_NONE;
}

struct intent
keymap_line(struct str line, bool field)
{
	struct intent i = { .kind = INTENT_CHOOSE, .text = STR_NONE, .whole = true };
	struct str word = str_trim(line);

	if (word.len == 0)
		return i;
	i.kind = line_command(word, field);
	if (i.kind != INTENT_NONE)
		return i;
	if (field) {
		/* "=b" is the answer b, not the key b. */
		i.kind = INTENT_TYPED;
		i.text = word.len > 1 && word.at[0] == '=' ? str_sub(word, 1, word.len) : line;
	} else {
		/* What is neither a number nor a key is answered like a number that is not there.
		 */
		i.kind = INTENT_NUMBER;
		if (!line_number(word, &i.number))
			i.number = LINE_NO_NUMBER;
	}
	return i;
}
