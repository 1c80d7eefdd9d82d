#include "courses/check/plain.h"

#include "courses/base/utf8.h"
#include "courses/base/width.h"

struct plain
plain_for(struct str lang)
{
	static const char *const unmeasured[] = { "ar", "fa", "ur", "zh", "ja", "ko", "th", "km",
		"lo", "my", "am" };
	struct str base = str_sub(lang, 0, str_find(lang, 0, "-"));
	struct plain p = { .is_measured = true, .is_english = str_is(base, "en"), .sentence = STR_NONE };

	for (size_t i = 0; i < sizeof(unmeasured) / sizeof(unmeasured[0]); i++)
		p.is_measured &= !str_is(base, unmeasured[i]);
	return p;
}

static bool
is_letter(uint32_t cp)
{
	return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') || (cp >= '0' && cp <= '9') ||
	       (cp >= 0xC0 && cp < 0x2000);
}

/* A sentence ends at . ! or ? before a blank and a capital; so "Art. 5" and "e.g. this" go on. */
static bool
ends_here(struct str text, size_t at)
{
	uint32_t cp;

	if (text.at[at] != '.' && text.at[at] != '!' && text.at[at] != '?')
		return false;
	for (at++; at < text.len && (text.at[at] == '"' || text.at[at] == '\'' || text.at[at] == ')');)
		at++;
	if (at == text.len || text.at[at] == '\n')
		return true;
	if (text.at[at] != ' ' || at + 1 == text.len)
		return text.at[at] == ' ';
	utf8_get(text, at + 1, &cp);
	return cp == '"' || cp == 0xAB || cp == 0xBF || cp == 0xA1 || (cp >= 'A' && cp <= 'Z') ||
	       (cp >= 0xC0 && cp <= 0xDE) || (cp >= 0x400 && cp <= 0x42F);
}

static void
sentence_add(struct plain *p, struct str s, uint32_t words, uint32_t line)
{
	if (words == 0)
		return;
	p->sentences++;
	if (words <= p->longest)
		return;
	p->longest = words;
	p->sentence = str_trim(s);
	p->line = line;
}

void
plain_add(struct plain *p, struct str text, uint32_t line)
{
	size_t from = 0, at = 0;
	uint32_t words = 0, cp;
	bool in_word = false;

	while (p->is_measured && at < text.len) {
		size_t next = at + utf8_get(text, at, &cp);

		if (is_letter(cp)) {
			p->letters++;
			words += !in_word;
			p->words += !in_word;
			in_word = true;
		} else if (cp == ' ' || cp == '\n') {
			in_word = false;
		}
		if (cp < 0x80 && ends_here(text, at)) {
			sentence_add(p, str_sub(text, from, next), words, line);
			words = 0;
			from = next;
		}
		at = next;
	}
	sentence_add(p, str_sub(text, from, text.len), words, line);
}

int
plain_index(const struct plain *p)
{
	double index;

	if (!p->is_english || p->words < PLAIN_WORDS)
		return 0;
	index = 4.71 * p->letters / p->words + 0.5 * p->words / p->sentences - 21.43;
	return index > 0 ? (int)(index + 0.5) : 0;
}

void
plain_tell(
    const struct plain *p, struct problems *problems, struct str path, uint32_t line, const char *what)
{
	uint32_t most = p->is_english ? PLAIN_SENTENCE_EN : PLAIN_SENTENCE;
	struct str begin = width_fit(p->sentence, 50);

	if (p->longest > most)
		problem_warning(problems, path, p->line, 1,
		    "[sentence-long] this sentence has %u words, more than %u: \"%.*s...\"; part it into "
		    "two",
		    p->longest, most, STR_ARG(begin));
	if (plain_index(p) > PLAIN_INDEX)
		problem_warning(problems, path, line, 1,
		    "[reading-hard] this %s reads like school year %d (Automated Readability Index), "
		    "more than %d; use shorter words and sentences, first \"%.*s...\" with %u words",
		    what, plain_index(p), PLAIN_INDEX, STR_ARG(begin), p->longest);
}
