/*
 * An author who knows better says so where the text stands: a line of its own,
 *
 *	<!-- allow: sentence-long -->      in Markdown
 *	// allow: option-longest           in GIFT, in a bank or between ``` lines
 *	# allow: pass-full                 in course.yaml
 *
 * Names with commas between them. It holds for the file it stands in; errors cannot be allowed.
 */
#include "courses/check/check.h"
#include "courses/read/suggest.h"

enum { ALLOWS = 32 }; /* in one file; more is told as unused */

struct allow {
	struct str rule;
	uint32_t line;
	bool used;
};

/* What stands behind "allow:" in a line that is nothing but such a comment; else at is NULL. */
static struct str
allow_of(struct str path, struct str line)
{
	static const struct {
		const char *ending, *open, *close;
	} kinds[] = {
		{ ".md", "<!--", "-->" },
		{ ".md", "//", "" },
		{ ".gift", "//", "" },
		{ ".yaml", "#", "" },
	};

	line = str_trim(line);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct str rest = line, word = STR("allow:");

		if (!str_ends(path, kinds[i].ending) || !str_starts(line, kinds[i].open) ||
		    !str_ends(line, kinds[i].close))
			continue;
		rest.len -= str_from(kinds[i].close).len;
		rest = str_trim(str_sub(rest, str_from(kinds[i].open).len, rest.len));
		if (str_starts(rest, word.at))
			return str_trim(str_sub(rest, word.len, rest.len));
	}
	return (struct str){ NULL, 0 };
}

static uint32_t
allows_read(struct check *c, const struct file *f, struct allow *allow)
{
	struct str rest = f->bytes, line, name;
	uint32_t n = 0;

	for (uint32_t at = 1; str_next(&rest, '\n', &line); at++) {
		struct str names = allow_of(f->path, line);

		while (names.at != NULL && str_next(&names, ',', &name)) {
			name = str_trim(name);
			if (problem_rule_is(name) && n < ALLOWS) {
				allow[n++] = (struct allow){ .rule = name, .line = at };
				continue;
			}

			struct suggest near = suggest_for(name);

			for (const struct problem_rule *r = problem_rules; r->name != NULL; r++)
				suggest_try(&near, str_from(r->name));
			problem_warning(c->problems, f->path, at, 1,
			    "[allow-unknown] there is no rule `%.*s`; %.*s",
			    STR_ARG(str_sub(name, 0, 40)),
			    STR_ARG(suggest_or(c->arena, &near,
				"write the name that stands in brackets behind the warning")));
		}
	}
	return n;
}

/* Takes the warnings of one file that it allows out of the list. */
static void
file_allow(struct check *c, const struct file *f)
{
	struct problems *p = c->problems;
	struct allow allow[ALLOWS];
	uint32_t n = allows_read(c, f, allow), kept = 0;

	if (n == 0)
		return;
	for (uint32_t i = 0; i < p->count; i++) {
		bool gone = false;

		for (uint32_t k = 0; k < n; k++)
			if (str_eq(p->problem[i].file, f->path) &&
			    str_eq(p->problem[i].rule, allow[k].rule))
				gone = allow[k].used = true;
		if (gone)
			p->warnings--;
		else
			p->problem[kept++] = p->problem[i];
	}
	p->count = kept;
	for (uint32_t k = 0; k < n; k++)
		if (!allow[k].used)
			problem_warning(p, f->path, allow[k].line, 1,
			    "[allow-unused] nothing here breaks the rule `%.*s`; take its name "
			    "away",
			    STR_ARG(allow[k].rule));
}

void
check_allowed(struct check *c)
{
	for (uint32_t i = 0; i < c->folder->files; i++)
		file_allow(c, &c->folder->file[i]);
}
