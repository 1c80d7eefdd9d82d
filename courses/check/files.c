/* Files that nothing names: a module left out of the manifest, a bank under a wrong name. */
#include "courses/check/check.h"
#include "courses/read/manifest.h"

static bool
module_names(const struct course *c, struct str file)
{
	for (uint32_t i = 0; i < c->modules; i++)
		if (str_eq(c->module[i].file, file))
			return true;
	return str_is(file, "glossary.md") || str_is(file, "sources.md");
}

static bool
language_is_listed(const struct course *c, struct str lang)
{
	for (uint32_t i = 0; i < c->languages; i++)
		if (str_eq(c->language[i], lang))
			return true;
	return false;
}

/* banks/NAME.LANG.gift: what the folder says, and whether something asks for it. */
static void
bank_look(struct check *c, struct str path, struct str name)
{
	const struct assessment *as;
	const struct yaml *node;
	const struct module *module;
	size_t dot = name.len, end;

	if (!str_ends(name, ".gift")) {
		problem_warning(c->problems, path, 0, 0,
		    "[file-unread] this file is not read; question banks are banks/NAME.LANGUAGE.gift");
		return;
	}
	end = name.len - 5;
	for (dot = end; dot > 0 && name.at[dot - 1] != '.';)
		dot--;
	if (dot == 0 || !language_ok(str_sub(name, dot, end))) {
		problem_warning(c->problems, path, 0, 0,
		    "[file-unread] this file is not read: its name lacks the language; call it "
		    "banks/%.*s.%.*s.gift",
		    STR_ARG(str_sub(name, 0, end)),
		    STR_ARG(c->course->source_language.len > 0 ? c->course->source_language
							       : STR("en")));
		return;
	}
	for (uint32_t i = 0; (as = check_assessment(c, i, &node, &module)) != NULL; i++)
		if (str_eq(as->bank, str_sub(name, 0, dot - 1)))
			break;
	if (as == NULL)
		problem_warning(c->problems, path, 0, 0,
		    "[file-unread] no quiz or assessment asks for this bank; name it in course.yaml as bank: "
		    "%.*s",
		    STR_ARG(str_sub(name, 0, dot - 1)));
	else if (!language_is_listed(c->course, str_sub(name, dot, end)))
		problem_warning(c->problems, path, 0, 0,
		    "[language-unlisted] the course does not list the language %.*s; add "
		    "it to `languages` in course.yaml",
		    STR_ARG(str_sub(name, dot, end)));
}

void
check_files(struct check *c)
{
	struct str told = STR_NONE; /* the last folder of a language that is not listed */

	if (!c->is_whole)
		return;
	for (uint32_t i = 0; i < c->folder->files; i++) {
		struct str path = c->folder->file[i].path;
		size_t slash = str_find(path, 0, "/");
		struct str top = str_sub(path, 0, slash);
		struct str name = slash < path.len ? str_sub(path, slash + 1, path.len) : STR_NONE;

		if (slash == path.len || str_is(top, "notes") || str_is(top, "assets"))
			continue; /* README and its like: nobody's business but the authors' */
		if (str_is(top, "banks")) {
			bank_look(c, path, name);
		} else if (language_is_listed(c->course, top)) {
			if (!module_names(c->course, name))
				problem_warning(c->problems, path, 0, 0,
				    "[file-unread] no module of course.yaml names this file, so nobody reads it; "
				    "add it "
				    "under `modules`, or take it away");
		} else if (language_ok(top) && !str_eq(told, top)) {
			told = top;
			problem_warning(c->problems, path, 0, 0,
			    "[language-unlisted] the course does not list the language "
			    "%.*s; add it to `languages` in course.yaml",
			    STR_ARG(top));
		}
	}
}
