/* The rules of course.yaml that its tables cannot say, and the files it names. */
#include "courses/check/check.h"
#include "courses/read/suggest.h"

static const struct yaml *
module_node(const struct check *c, uint32_t i, const char *key)
{
	const struct yaml *m = yaml_at(yaml_get(c->manifest, "modules"), i);
	const struct yaml *value = yaml_get(m, key);

	return value ? value : m;
}

static bool
has_language(const struct course *c, struct str lang)
{
	for (uint32_t i = 0; i < c->languages; i++)
		if (str_eq(c->language[i], lang))
			return true;
	return false;
}

/* A title or a summary: there in the source language, and in each other one. */
static void
wording_check(struct check *c, const char *key, const struct wording *w, uint32_t n)
{
	const struct course *course = c->course;
	const struct yaml *node = yaml_get(c->manifest, key);

	if (node == NULL || !c->is_whole)
		return;
	for (uint32_t i = 0; i < course->languages; i++) {
		struct str lang = course->language[i];
		bool there = false;

		for (uint32_t k = 0; k < n; k++)
			there |= str_eq(w[k].lang, lang);
		if (there)
			continue;
		if (str_eq(lang, course->source_language))
			yaml_error(&c->in, node,
			    "`%s` is missing in %.*s, the source language; write "
			    "%s: {%.*s: \"...\"}",
			    key, STR_ARG(lang), key, STR_ARG(lang));
		else
			yaml_warning(&c->in, node, "[words-missing] `%s` is missing in %.*s; add %.*s: \"...\"",
			    key, STR_ARG(lang), STR_ARG(lang));
	}
	for (uint32_t i = 0; i < n; i++)
		if (!has_language(course, w[i].lang))
			yaml_warning(&c->in, node,
			    "[language-unlisted] `%s` has a text in %.*s, which is not in "
			    "`languages`; add it there or take the text away",
			    key, STR_ARG(w[i].lang));
}

static void
ids_check(struct check *c)
{
	const struct course *course = c->course;
	const struct yaml *assessments = yaml_get(c->manifest, "assessments");

	for (uint32_t i = 0; i < course->modules; i++) {
		const struct module *m = &course->module[i];

		for (uint32_t k = 0; k < i; k++) {
			if (m->id.len > 0 && str_eq(m->id, course->module[k].id))
				yaml_error(&c->in, module_node(c, i, "id"),
				    "the module id `%.*s` stands "
				    "twice; give one module another id",
				    STR_ARG(m->id));
			if (m->file.len > 0 && str_eq(m->file, course->module[k].file))
				yaml_error(&c->in, module_node(c, i, "file"),
				    "the file %.*s stands twice; "
				    "each module has its own",
				    STR_ARG(m->file));
		}
	}
	for (uint32_t i = 0; i < course->assessments; i++) {
		struct str id = course->assessment[i].id;
		bool again = false, is_module = false;

		for (uint32_t k = 0; k < i; k++)
			again |= str_eq(id, course->assessment[k].id);
		for (uint32_t k = 0; k < course->modules; k++)
			is_module |= str_eq(id, course->module[k].id);
		if (id.len > 0 && (again || is_module))
			yaml_error(&c->in, yaml_get(yaml_at(assessments, i), "id"),
			    "the id `%.*s` is "
			    "already that of %s; give this one another",
			    STR_ARG(id), again ? "another assessment" : "a module and its quiz");
	}
}

/* ---- prerequisites ---- */

static const struct assessment *
assessment_called(const struct course *c, struct str id, uint32_t *at)
{
	for (uint32_t i = 0; i < c->assessments; i++)
		if (str_eq(c->assessment[i].id, id)) {
			*at = i;
			return &c->assessment[i];
		}
	return NULL;
}

static void
prerequisites_check(struct check *c)
{
	const struct course *course = c->course;
	const struct yaml *list = yaml_get(c->manifest, "prerequisites");

	for (uint32_t i = 0; i < course->prerequisites; i++) {
		const struct prerequisite *p = &course->prerequisite[i];
		const struct yaml *node = yaml_at(list, i);
		const struct assessment *as;
		uint32_t at;

		for (uint32_t k = 0; k < p->anys; k++) {
			bool again = false;

			if (str_eq(p->any[k], course->id))
				yaml_error(&c->in, node,
				    "a course cannot be its own prerequisite; take %.*s "
				    "away",
				    STR_ARG(course->id));
			for (uint32_t j = 0; j < i; j++)
				again |= p->anys == 1 && course->prerequisite[j].anys == 1 &&
					 str_eq(course->prerequisite[j].any[0], p->any[0]);
			if (again)
				yaml_error(&c->in, node,
				    "%.*s stands twice in `prerequisites`; keep one",
				    STR_ARG(p->any[k]));
		}
		if (p->waive.len == 0)
			continue;
		as = assessment_called(course, p->waive, &at);
		if (as == NULL || as->kind != ASSESS_PRETEST)
			yaml_error(&c->in, yaml_get(node, "waive") ? yaml_get(node, "waive") : node,
			    "`waive` names a pretest of this course, and %.*s is none; add it "
			    "under "
			    "assessments with kind: pretest",
			    STR_ARG(p->waive));
	}
	for (uint32_t i = 0; i < course->assessments; i++) {
		const struct yaml *pass = yaml_get(
		    yaml_at(yaml_get(c->manifest, "assessments"), i), "pass");
		bool waives = false;

		for (uint32_t k = 0; k < course->prerequisites; k++)
			waives |= str_eq(course->prerequisite[k].waive, course->assessment[i].id);
		if (course->assessment[i].kind == ASSESS_PRETEST && pass != NULL && !waives)
			yaml_error(&c->in, pass,
			    "a pretest is never passed or failed unless a "
			    "prerequisite is waived by it; take `pass` away");
	}
}

/* ---- the files it names ---- */

static void
module_id_check(
    struct check *c, struct str path, const struct module *m, const struct module_words *w)
{
	if (w->id.len == 0 || m->id.len == 0 || str_eq(w->id, m->id))
		return;
	for (uint32_t i = 0; i < c->trace->fronts; i++)
		if (str_eq(c->trace->front[i].file, path)) {
			problem_error(c->problems, path, c->trace->front[i].line,
			    c->trace->front[i].col,
			    "this file says it is `%.*s`, and course.yaml calls it `%.*s`; write "
			    "id: %.*s",
			    STR_ARG(w->id), STR_ARG(m->id), STR_ARG(m->id));
			return;
		}
}

static void
files_check(struct check *c)
{
	const struct course *course = c->course;
	const struct yaml *languages = yaml_get(c->manifest, "languages");

	for (uint32_t i = 0; i < c->writtens; i++) {
		const struct words *w = &c->written[i];
		bool is_source = str_eq(w->lang, course->source_language);

		if (!is_source && !check_language_is_there(c, w->lang)) {
			yaml_warning(&c->in, yaml_at(languages, i),
			    "[page-missing] the folder %.*s/ is not there yet; "
			    "until it is, trainees read %.*s",
			    STR_ARG(w->lang), STR_ARG(course->source_language));
			continue;
		}
		for (uint32_t k = 0; k < course->modules; k++) {
			const struct module *m = &course->module[k];
			struct str path = check_path(c, w->lang, m->file);

			if (m->file.len == 0)
				continue;
			if (w->module[k].present)
				module_id_check(c, path, m, &w->module[k]);
			else if (is_source)
				yaml_error(&c->in, module_node(c, k, "file"),
				    "%.*s is missing; write it, or "
				    "correct the name here (capital and small letters differ)",
				    STR_ARG(path));
			else
				yaml_warning(&c->in, module_node(c, k, "file"),
				    "[page-missing] %.*s is not there yet; until "
				    "it is, trainees read %.*s/%.*s",
				    STR_ARG(path), STR_ARG(course->source_language),
				    STR_ARG(m->file));
		}
	}
}

void
check_manifest(struct check *c)
{
	const struct course *course = c->course;

	if (course->source_language.len > 0 && course->languages > 0 &&
	    !has_language(course, course->source_language))
		yaml_error(&c->in, yaml_get(c->manifest, "source_language"),
		    "the source language %.*s is not in `languages`; add it there",
		    STR_ARG(course->source_language));
	wording_check(c, "title", course->title, course->titles);
	wording_check(c, "summary", course->summary, course->summaries);
	ids_check(c);
	prerequisites_check(c);
	files_check(c);
}
