/* The rules of warnings, by name: what `chalkline check --rules` lists and chalkline-course(5) explains. */
#include "courses/check/problem.h"

#include <string.h>

const struct problem_rule problem_rules[] = {
	{ "allow-unknown", "an `allow` that names no rule" },
	{ "allow-unused", "an `allow` for a warning that is not there" },
	{ "bank-differs", "a bank that is not the source's in other words" },
	{ "bank-missing", "a bank that is not translated yet" },
	{ "char-dropped", "an invisible letter that was taken out" },
	{ "char-emoji", "a picture letter" },
	{ "char-nbsp", "a blank at which no line is broken" },
	{ "char-symbol", "an arrow, line or shape that terminals draw differently" },
	{ "code-narrow", "a block between ``` lines that a small window breaks" },
	{ "code-wide", "a line between ``` lines that a screen cuts" },
	{ "feedback-missing", "a wrong choice that is not explained" },
	{ "file-unread", "a file that nothing names" },
	{ "from-in-source", "`from` in the language that the others are translated from" },
	{ "from-missing", "a translation that does not say which text it follows" },
	{ "from-stale", "a translation that follows an older text" },
	{ "gift", "a question that reads otherwise than it may be meant" },
	{ "language-unlisted", "a language that course.yaml does not list" },
	{ "link-long", "a link that names its own course" },
	{ "link-self", "a link to the page it stands on" },
	{ "option-all", "a choice such as \"all of the above\"" },
	{ "option-longest", "right choices that are known by their length" },
	{ "option-place", "right choices that are known by their place" },
	{ "option-repeat", "a choice that stands twice" },
	{ "page-long", "a page that costs too much to read" },
	{ "page-missing", "a page that is not translated yet" },
	{ "pass-full", "a pass mark that only full marks meet" },
	{ "question-undrawn", "a question that no draw can reach" },
	{ "reading-hard", "a page of long words and sentences (English)" },
	{ "scale-unused", "a scale that no choice moves" },
	{ "sentence-long", "a sentence that is too long" },
	{ "source-unused", "a source that no page links to" },
	{ "stem-negative", "a question that asks for what is not so" },
	{ "table-wide", "a table that is too wide for a screen" },
	{ "tag-unknown", "a tag that misses a lesson's id by a letter" },
	{ "term-unused", "a glossary term that no page links to" },
	{ "text-empty", "a heading with nothing below it" },
	{ "text-unread", "text that is never shown" },
	{ "twee", "what a story from Twee leaves for a person to write" },
	{ "word-long", "a word that a small window cuts" },
	{ "words-missing", "a title or summary that is not translated yet" },
	{ NULL, NULL },
};

bool
problem_rule_is(struct str name)
{
	for (const struct problem_rule *r = problem_rules; r->name != NULL; r++)
		if (str_is(name, r->name))
			return true;
	return false;
}
