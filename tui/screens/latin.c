#include "tui/screens/key.h"

/*
 * Where a letter of another layout lies on the Latin one. Rows of keys as they lie on the desk, so
 * that each can be checked against a picture of the keyboard.
 */
struct layout {
	const char *latin;
	const uint32_t *letter;
};

/* clang-format off */
static const struct layout layouts[] = {
	{ "qwertyuiop[]", U"йцукенгшщзхъ" },
	{ "asdfghjkl;'",  U"фывапролджэ" },
	{ "zxcvbnm,.",    U"ячсмитьбю" },
	{ "QWERTYUIOP",   U"ЙЦУКЕНГШЩЗ" },
	{ "ASDFGHJKL",    U"ФЫВАПРОЛД" },
	{ "ZXCVBNM",      U"ЯЧСМИТЬ" },
	/* Arabic 101; b is lam-alef, one letter only on X11 */
	{ "qwertyuiop[]", U"\u0636\u0635\u062b\u0642\u0641\u063a\u0639\u0647\u062e\u062d\u062c\u062f" },
	{ "asdfghjkl;'",  U"\u0634\u0633\u064a\u0628\u0644\u0627\u062a\u0646\u0645\u0643\u0637" },
	{ "zxcvbnm,./",   U"\u0626\u0621\u0624\u0631\ufefb\u0649\u0629\u0648\u0632\u0638" },
	{ "?",            U"\u061f" },
	/* the unshifted digits of a French keyboard */
	{ "1234567890",   U"&é\"'(-è_çà" },
	{ " ",            U"\u3000" },
};
/* clang-format on */

static const struct range {
	uint32_t from, to, first;
} ranges[] = {
	{ 0x0660, 0x0669, '0' }, /* Arabic-Indic digits */
	{ 0x06F0, 0x06F9, '0' }, /* the same as Persian and Urdu write them */
	{ 0xFF01, 0xFF5E, '!' }, /* full-width forms of ASCII, from Chinese input methods */
};

uint32_t
decode_latin(uint32_t cp)
{
	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++)
		if (cp >= ranges[i].from && cp <= ranges[i].to)
			return ranges[i].first + (cp - ranges[i].from);
	for (size_t i = 0; i < sizeof(layouts) / sizeof(*layouts); i++)
		for (size_t k = 0; layouts[i].latin[k] != '\0'; k++)
			if (layouts[i].letter[k] == cp)
				return (unsigned char)layouts[i].latin[k];
	return cp;
}
