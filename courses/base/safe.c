#include "courses/base/safe.h"

#include "courses/base/arena.h"
#include "courses/base/utf8.h"
#include "courses/base/width.h"

#include <string.h>
#include <unictype.h>
#include <uninorm.h>

/*
 * Tabs go to every fourth column, as CommonMark counts them, so that expanding them does not change
 * what is a list and what is code.
 */
enum { TAB_STOP = 4, MARKS_MAX = 4, NAME_CLUSTERS = 60 };

enum { REPLACEMENT = 0xFFFD, ZWNJ = 0x200C, ZWJ = 0x200D, LINE_SEP = 0x2028, PARA_SEP = 0x2029 };

/* Surrogates, private use, unassigned (noncharacters among them). */
enum { UNKNOWN = UC_CATEGORY_MASK_Cs | UC_CATEGORY_MASK_Co | UC_CATEGORY_MASK_Cn };

enum fate {
	FATE_KEEP,
	FATE_DROP,
	FATE_REPLACE, /* by U+FFFD */
	FATE_NEWLINE,
	FATE_TAB,
	FATE_JOINER, /* kept between Arabic letters */
};

/* Blank but wide: letters of Hangul that look like nothing, and the empty Braille cell. */
static bool
is_blank_letter(uint32_t cp)
{
	return cp == 0x115F || cp == 0x1160 || cp == 0x3164 || cp == 0xFFA0 || cp == 0x2800;
}

/* Format characters that are seen: signs that enclose a number (Arabic year, end of ayah). */
static bool
is_number_sign(uint32_t cp)
{
	return (cp >= 0x600 && cp <= 0x605) || cp == 0x6DD;
}

/* The table of text-access-security 3.5. */
static enum fate
fate(uint32_t cp)
{
	if (cp < 0x20)
		return cp == '\n' ? FATE_NEWLINE : cp == '\t' ? FATE_TAB : FATE_DROP;
	if (cp < 0xA0)
		return cp < 0x7F ? FATE_KEEP : FATE_DROP;
	if (cp == LINE_SEP || cp == PARA_SEP)
		return FATE_NEWLINE;
	if (cp == ZWNJ || cp == ZWJ)
		return FATE_JOINER;
	if (is_blank_letter(cp) || is_number_sign(cp))
		return FATE_KEEP;
	if (uc_is_general_category(cp, UC_FORMAT) ||
	    uc_is_property_default_ignorable_code_point(cp))
		return FATE_DROP;
	if (cp > 0x10FFFF || uc_is_general_category_withtable(cp, UNKNOWN))
		return FATE_REPLACE;
	return FATE_KEEP;
}

bool
safe_char(uint32_t cp)
{
	return fate(cp) == FATE_KEEP;
}

static bool
is_mark(uint32_t cp)
{
	return cp >= 0x300 && uc_is_general_category(cp, UC_MARK);
}

static bool
is_arabic_letter(uint32_t cp)
{
	return cp >= 0x600 && uc_is_general_category(cp, UC_LETTER) &&
	       strcmp(uc_script(cp)->name, "Arabic") == 0;
}

/*
 * Can NFC change nothing about cp, whatever stands beside it? Marks and the second and third
 * letters of a Hangul syllable may combine; what has a decomposition is fine when it is made again
 * of it.
 */
static bool
is_settled(uint32_t cp)
{
	ucs4_t parts[UC_DECOMPOSITION_MAX_LENGTH];

	if (cp < 0x300)
		return true;
	if (is_mark(cp) || (cp >= 0x1160 && cp <= 0x11FF))
		return false;

	int n = uc_canonical_decomposition(cp, parts);

	return n < 0 || (n == 2 && uc_composition(parts[0], parts[1]) == cp);
}

/* Nearly all text is clean already; this finds it so without a copy. */
static bool
is_clean(struct str s)
{
	uint32_t cp;

	for (size_t at = 0; at < s.len;) {
		unsigned char byte = (unsigned char)s.at[at];
		if ((byte >= 0x20 && byte < 0x7F) || byte == '\n') {
			at++;
			continue;
		}
		size_t len = utf8_get(s, at, &cp);
		if (cp == REPLACEMENT && !utf8_valid(str_sub(s, at, at + len)))
			return false;
		if (!safe_char(cp) || !is_settled(cp))
			return false;
		at += len;
	}
	return true;
}

struct filter {
	struct buf out;
	unsigned dropped;
	int column;      /* for tabs */
	uint32_t letter; /* the last that was kept and is no mark */
	uint32_t joiner; /* kept if an Arabic letter comes next; or 0 */
};

static void
put(struct filter *f, uint32_t cp)
{
	char out[4];

	buf_add(&f->out, out, utf8_put(out, cp));
	f->column = cp == '\n' ? 0 : f->column + width_char(cp);
	if (!is_mark(cp))
		f->letter = cp;
}

static void
settle_joiner(struct filter *f, uint32_t cp)
{
	if (f->joiner && is_arabic_letter(cp))
		put(f, f->joiner);
	else if (f->joiner)
		f->dropped++;
	f->joiner = 0;
}

static void
keep(struct filter *f, uint32_t cp)
{
	settle_joiner(f, cp);
	put(f, cp);
}

static void
tab(struct filter *f)
{
	do
		keep(f, ' ');
	while (f->column % TAB_STOP != 0);
}

static void
joiner(struct filter *f, uint32_t cp)
{
	if (f->joiner || !is_arabic_letter(f->letter))
		f->dropped++;
	else
		f->joiner = cp;
}

static void
filter_char(struct filter *f, uint32_t cp)
{
	switch (fate(cp)) {
	case FATE_KEEP:
		keep(f, cp);
		break;
	case FATE_DROP:
		f->dropped++;
		break;
	case FATE_REPLACE:
		keep(f, REPLACEMENT);
		f->dropped++;
		break;
	case FATE_NEWLINE:
		keep(f, '\n');
		break;
	case FATE_TAB:
		tab(f);
		break;
	case FATE_JOINER:
		joiner(f, cp);
		break;
	}
}

/* A byte order mark and the CR of CR LF are a habit of some systems, no loss to report. */
static bool
is_habit(struct str s, size_t at, uint32_t cp)
{
	return (cp == 0xFEFF && at == 0) || (cp == '\r' && at + 1 < s.len && s.at[at + 1] == '\n');
}

static struct str
filtered(struct arena *a, struct str s, unsigned *dropped)
{
	struct filter f = { .out = BUF_IN(a) };
	uint32_t cp;

	for (size_t at = 0, len; at < s.len; at += len) {
		len = utf8_get(s, at, &cp);
		if (cp == REPLACEMENT && !utf8_valid(str_sub(s, at, at + len)))
			f.dropped++;
		if (!is_habit(s, at, cp))
			filter_char(&f, cp);
	}
	settle_joiner(&f, 0);
	*dropped = f.dropped;
	return buf_get(&f.out);
}

/*
 * Cuts the marks past the fourth. After NFC, so that é counts none; the beginning of an NFC text is
 * NFC and four marks are left to part what did not combine, so the result is NFC still.
 */
static struct str
with_few_marks(struct arena *a, struct str s, unsigned *dropped)
{
	struct buf out = BUF_IN(a);
	unsigned marks = 0;
	uint32_t cp;

	for (size_t at = 0, len; at < s.len; at += len) {
		len = utf8_get(s, at, &cp);
		marks = is_mark(cp) ? marks + 1 : 0;
		if (marks <= MARKS_MAX)
			buf_add(&out, s.at + at, len);
		else
			++*dropped;
	}
	return buf_get(&out);
}

/* The steps leave their own copies behind, so they work in an arena that goes at once. */
struct str
safe_text(struct arena *a, struct str s, unsigned *dropped)
{
	unsigned count = 0;

	if (!is_clean(s)) {
		struct arena *steps = arena_new();
		struct str clean = utf8_nfc(steps, filtered(steps, s, &count));

		clean = with_few_marks(steps, clean, &count);
		if (!str_eq(clean, s))
			s = str_copy(a, clean);
		arena_free(steps);
	}
	if (dropped)
		*dropped = count;
	return s;
}

struct str
safe_line(struct arena *a, struct str s)
{
	struct str clean = safe_text(a, s, NULL);

	if (str_find(clean, 0, "\n") == clean.len)
		return clean;

	char *line = arena_alloc(a, clean.len + 1);

	for (size_t i = 0; i < clean.len; i++)
		line[i] = clean.at[i] == '\n' ? ' ' : clean.at[i];
	return (struct str){ line, clean.len };
}

/*
 * What a name is written in so far. Scripts that are mixed by custom make one writing system
 * (UTS #39): Japanese, Korean and Chinese with Bopomofo all hold Han.
 */
struct writing {
	const char *script; /* one that is never mixed */
	unsigned systems;   /* or the systems that hold all that was seen */
};

enum { JAPANESE = 1, KOREAN = 2, BOPOMOFO = 4, HAN = 8 };

static const struct writing mixing[] = {
	{ "Han", HAN | JAPANESE | KOREAN | BOPOMOFO },
	{ "Hiragana", JAPANESE },
	{ "Katakana", JAPANESE },
	{ "Hangul", KOREAN },
	{ "Bopomofo", BOPOMOFO },
};

static struct writing
writing_of(uint32_t cp)
{
	const uc_script_t *script = uc_script(cp);

	if (!script || strcmp(script->name, "Common") == 0 ||
	    strcmp(script->name, "Inherited") == 0)
		return (struct writing){ NULL, 0 };
	for (size_t i = 0; i < sizeof(mixing) / sizeof(*mixing); i++)
		if (strcmp(script->name, mixing[i].script) == 0)
			return (struct writing){ NULL, mixing[i].systems };
	return (struct writing){ script->name, 0 };
}

/* Takes cp up; false when no one writing holds it and what was seen before. */
static bool
writing_add(struct writing *seen, uint32_t cp)
{
	struct writing new = writing_of(cp);

	if (!new.script && !new.systems)
		return true;
	if (!seen->script && !seen->systems) {
		*seen = new;
		return true;
	}
	seen->systems &= new.systems;
	if (new.systems)
		return seen->systems != 0;
	return seen->script && strcmp(seen->script, new.script) == 0;
}

static bool
refuse(const char **why, const char *reason)
{
	if (why)
		*why = reason;
	return false;
}

/* Joiners stand in Persian names; they may stay where safe_text leaves them. */
static bool
is_joiner_at_home(struct str s, uint32_t letter, size_t next)
{
	uint32_t cp = 0;

	if (next < s.len)
		utf8_get(s, next, &cp);
	return is_arabic_letter(letter) && is_arabic_letter(cp);
}

static bool
name_chars(struct str s, bool *has_letter, const char **why)
{
	struct writing seen = { NULL, 0 };
	uint32_t cp, letter = 0;
	int marks = 0;

	for (size_t at = 0; at < s.len;) {
		at += utf8_get(s, at, &cp);
		marks = is_mark(cp) ? marks + 1 : 0;
		if (marks > MARKS_MAX)
			return refuse(why, "A name cannot have more than four marks on one letter");
		if (cp == REPLACEMENT || fate(cp) == FATE_REPLACE)
			return refuse(why, "A name cannot have letters that are unknown here");
		if (fate(cp) == FATE_JOINER ? !is_joiner_at_home(s, letter, at) : !safe_char(cp))
			return refuse(why, "A name cannot have invisible letters");
		if (is_blank_letter(cp))
			return refuse(why, "A name cannot have letters that look like blanks");
		if (!writing_add(&seen, cp))
			return refuse(why, "A name cannot mix letters of different alphabets");
		*has_letter |= uc_is_general_category(cp, UC_LETTER);
		if (marks == 0)
			letter = cp;
	}
	return true;
}

bool
safe_name(struct str s, const char **why)
{
	bool has_letter = false;
	size_t clusters = 0;

	for (size_t at = 0; at < s.len && clusters <= NAME_CLUSTERS; clusters++)
		at = utf8_cluster(s, at);
	if (clusters > NAME_CLUSTERS)
		return refuse(why, "A name can have 60 letters at most");
	if (!name_chars(s, &has_letter, why))
		return false;
	return has_letter || refuse(why, "A name needs at least one letter");
}

bool
safe_login(struct str s)
{
	if (s.len < 3 || s.len > 20 || s.at[0] < 'a' || s.at[0] > 'z')
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (!s.at[i] || !strchr("abcdefghijklmnopqrstuvwxyz0123456789.-", s.at[i]))
			return false;
	return true;
}

/* "r00t", "adm1n" and "he-lp" too: dots and hyphens are passed over, digits read as letters. */
static bool
looks_like(struct str s, const char *word)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];
		if (c == '.' || c == '-')
			continue;
		if (*word == '\0')
			return false;
		if (c != *word && !(c == '0' && *word == 'o') &&
		    !(c == '1' && (*word == 'i' || *word == 'l')))
			return false;
		word++;
	}
	return *word == '\0';
}

bool
safe_login_reserved(struct str s)
{
	static const char *const words[] = { "join", "guest", "verify", "recover", "root", "admin",
		"operator", "help" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (looks_like(s, words[i]))
			return true;
	return false;
}
