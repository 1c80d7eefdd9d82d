#include "courses/check/check.h"

struct str
check_path(struct check *c, struct str lang, struct str file)
{
	return str_printf(c->arena, "%.*s/%.*s", STR_ARG(lang), STR_ARG(file));
}

struct str
check_bank_path(struct check *c, struct str name, struct str lang)
{
	return str_printf(c->arena, "banks/%.*s.%.*s.gift", STR_ARG(name), STR_ARG(lang));
}

const struct words *
check_words(const struct check *c, struct str lang)
{
	for (uint32_t i = 0; i < c->writtens; i++)
		if (str_eq(c->written[i].lang, lang))
			return &c->written[i];
	return NULL;
}

const struct bank *
check_bank(const struct check *c, struct str name, struct str lang)
{
	for (uint32_t i = 0; i < c->banks; i++)
		if (str_eq(c->bank[i].name, name) && str_eq(c->bank[i].lang, lang))
			return &c->bank[i];
	return NULL;
}

const struct assessment *
check_assessment(
    const struct check *c, uint32_t i, const struct yaml **node, const struct module **module)
{
	const struct course *course = c->course;

	*module = NULL;
	for (uint32_t k = 0; k < course->modules; k++) {
		if (!course->module[k].has_quiz)
			continue;
		if (i-- > 0)
			continue;
		*node = yaml_get(yaml_at(yaml_get(c->manifest, "modules"), k), "quiz");
		*module = &course->module[k];
		return &course->module[k].quiz;
	}
	if (i >= course->assessments)
		return NULL;
	*node = yaml_at(yaml_get(c->manifest, "assessments"), i);
	return &course->assessment[i];
}

bool
check_language_is_there(const struct check *c, struct str lang)
{
	for (uint32_t i = 0; i < c->folder->files; i++) {
		struct str path = c->folder->file[i].path;

		if (path.len > lang.len && path.at[lang.len] == '/' &&
		    str_eq(str_sub(path, 0, lang.len), lang))
			return true;
	}
	return false;
}

bool
check_file_is_wrong(const struct check *c, struct str path)
{
	for (uint32_t i = 0; i < c->problems->count; i++)
		if (c->problems->problem[i].is_error && str_eq(c->problems->problem[i].file, path))
			return true;
	return c->problems->errors > c->problems->count;
}

bool
check_bank_is_exam(const struct check *c, struct str name)
{
	const struct assessment *as;
	const struct yaml *node;
	const struct module *module;

	for (uint32_t i = 0; (as = check_assessment(c, i, &node, &module)) != NULL; i++)
		if (as->kind == ASSESS_EXAM && str_eq(as->bank, name))
			return true;
	return false;
}
