/* The one door from files to a course (read.h). */
#include "courses/read/read.h"

#include "courses/check/check.h"
#include "courses/read/grow.h"
#include "courses/read/manifest.h"
#include "courses/read/reader.h"

struct reading {
	const struct folder *folder;
	struct arena *arena;
	struct problems *problems;
	struct course *course;
	struct trace trace;
};

static const struct file *
find(struct reading *r, struct str lang, struct str name, struct str *path)
{
	*path = str_printf(r->arena, "%.*s/%.*s", STR_ARG(lang), STR_ARG(name));
	return folder_find(r->folder, *path);
}

static void
words_read(struct reading *r, struct str lang, struct words *w)
{
	const struct course *c = r->course;
	const struct file *f;
	struct str path;

	*w = (struct words){ .lang = lang, .modules = c->modules };
	w->module = ARENA_ARRAY(r->arena, c->modules, struct module_words);
	r->trace.lang = lang;
	for (uint32_t i = 0; i < c->modules; i++) {
		struct module_words *m = &w->module[i];

		*m = (struct module_words){ .id = STR_NONE, .title = STR_NONE, .start = STR_NONE };
		f = c->module[i].file.len > 0 ? find(r, lang, c->module[i].file, &path) : NULL;
		if (f != NULL && c->module[i].kind == MODULE_SCENARIO)
			scenario_read_with(path, f->bytes, r->arena, r->problems, &r->trace, m);
		else if (f != NULL)
			module_read_with(path, f->bytes, r->arena, r->problems, &r->trace, m);
	}
	f = find(r, lang, STR("glossary.md"), &path);
	if (f != NULL)
		entries_read_with(
		    path, f->bytes, r->arena, r->problems, &r->trace, &w->term, &w->terms);
	f = find(r, lang, STR("sources.md"), &path);
	if (f != NULL)
		entries_read_with(
		    path, f->bytes, r->arena, r->problems, &r->trace, &w->source, &w->sources);
}

/* banks/NAME.LANG.gift that some quiz or assessment asks for, in the languages of the course. */
static void
bank_read(struct reading *r, struct str name)
{
	struct course *c = r->course;

	if (name.len == 0)
		return;
	for (uint32_t i = 0; i < c->banks; i++)
		if (str_eq(c->bank[i].name, name))
			return;
	for (uint32_t i = 0; i < c->languages; i++) {
		struct str path = str_printf(
		    r->arena, "banks/%.*s.%.*s.gift", STR_ARG(name), STR_ARG(c->language[i]));
		const struct file *f = folder_find(r->folder, path);
		struct bank *b;

		if (f == NULL)
			continue;
		b = GROW(r->arena, c->bank, c->banks);
		*b = (struct bank){ .name = name, .lang = c->language[i] };
		gift_read(path, f->bytes, 1, r->arena, r->problems, &b->question, &b->questions);
	}
}

static void
banks_read(struct reading *r)
{
	struct course *c = r->course;

	for (uint32_t i = 0; i < c->modules; i++)
		if (c->module[i].has_quiz)
			bank_read(r, c->module[i].quiz.bank);
	for (uint32_t i = 0; i < c->assessments; i++)
		bank_read(r, c->assessment[i].bank);
}

/* ---- filling gaps ---- */

/*
 * Where a translation has a hole the source language shows through, so that nobody finishes a
 * course with fewer lessons or questions than others: after this each language has the same ids in
 * the same order. The checks have told what is missing.
 */
static void
module_fill(struct reading *r, struct module_words *m, const struct module_words *from)
{
	struct lesson *all;

	if (!m->present) {
		*m = *from;
		m->present = false;
		return;
	}
	m->id = from->id;
	for (uint32_t i = 0; i < m->nodes; i++)
		for (uint32_t k = 0; k < from->nodes; k++)
			if (str_eq(m->node[i].id, from->node[k].id))
				m->node[i].stale =
				    page_is_stale(m->node[i].from, from->node[k].hash);
	if (from->nodes > 0)
		return; /* a scenario is whole or an error */
	all = ARENA_ARRAY(r->arena, from->lessons, struct lesson);
	for (uint32_t i = 0; i < from->lessons; i++) {
		all[i] = from->lesson[i];
		for (uint32_t k = 0; k < m->lessons; k++) {
			if (!str_eq(m->lesson[k].id, from->lesson[i].id))
				continue;
			all[i] = m->lesson[k];
			/* What is the same in every language is said once, in the source. */
			all[i].minutes = from->lesson[i].minutes;
			all[i].optional = from->lesson[i].optional;
			all[i].sensitive = from->lesson[i].sensitive;
			all[i].stale = page_is_stale(all[i].from, from->lesson[i].hash);
			break;
		}
	}
	m->lesson = all;
	m->lessons = from->lessons;
}

static void
entries_fill(struct reading *r, struct entry **entry, uint32_t *entries, const struct entry *from,
    uint32_t froms)
{
	for (uint32_t i = 0; i < froms; i++) {
		bool there = false;

		for (uint32_t k = 0; k < *entries; k++) {
			if (!str_eq((*entry)[k].id, from[i].id))
				continue;
			there = true;
			(*entry)[k].stale = page_is_stale((*entry)[k].from, from[i].hash);
		}
		if (!there)
			*GROW(r->arena, *entry, *entries) = from[i];
	}
}

/*
 * A bank that is not the source's in other words asks something else for the same marks. Nobody gets its
 * questions: the source language stands in.
 */
static void
banks_drop(struct reading *r)
{
	struct course *c = r->course;
	struct bank *all = NULL;
	uint32_t kept = 0;

	for (uint32_t i = 0; i < c->banks; i++) {
		const struct bank *b = &c->bank[i];
		const struct bank *source = course_bank(c, b->name, c->source_language);

		if (source == NULL || source == b || bank_is_alike(r->arena, source, b))
			*GROW(r->arena, all, kept) = *b;
	}
	/* A list of its own: the checks look at what was written. */
	c->bank = all;
	c->banks = kept;
}

static void
gaps_fill(struct reading *r)
{
	struct course *c = r->course;
	const struct words *source = course_words(c, c->source_language);

	for (uint32_t i = 0; source != NULL && i < c->words_count; i++) {
		struct words *w = &c->words[i];

		if (w == source)
			continue;
		for (uint32_t k = 0; k < w->modules; k++)
			module_fill(r, &w->module[k], &source->module[k]);
		entries_fill(r, &w->term, &w->terms, source->term, source->terms);
		entries_fill(r, &w->source, &w->sources, source->source, source->sources);
	}
	banks_drop(r);
	for (uint32_t i = 0, banks = c->banks; i < banks; i++) {
		if (!str_eq(c->bank[i].lang, c->source_language))
			continue;
		for (uint32_t k = 0; k < c->languages; k++) {
			struct bank copy = c->bank[i];

			if (course_bank(c, copy.name, c->language[k]) != NULL)
				continue;
			copy.lang = c->language[k];
			*GROW(r->arena, c->bank, c->banks) = copy;
		}
	}
}

/* A silent draw means: every question there is. */
static void
draw_fill(struct reading *r, struct assessment *as)
{
	const struct bank *b = course_bank(r->course, as->bank, r->course->source_language);
	uint32_t asked = 0;

	for (uint32_t i = 0; b != NULL && i < b->questions; i++)
		asked += b->question[i].kind != QUESTION_DESCRIPTION;
	if (as->draws > 0 || asked == 0)
		return;
	*GROW(r->arena, as->draw, as->draws) = (struct draw){
		.tag = STR_NONE,
		.count = (uint16_t)(asked > UINT16_MAX ? UINT16_MAX : asked),
	};
}

static void
draws_fill(struct reading *r)
{
	struct course *c = r->course;

	for (uint32_t i = 0; i < c->modules; i++)
		if (c->module[i].has_quiz)
			draw_fill(r, &c->module[i].quiz);
	for (uint32_t i = 0; i < c->assessments; i++)
		draw_fill(r, &c->assessment[i]);
}

/* A pretest that lets people skip what comes first must be something one can pass. */
static void
waivers_fill(struct reading *r)
{
	struct course *c = r->course;

	for (uint32_t i = 0; i < c->prerequisites; i++)
		for (uint32_t k = 0; k < c->assessments; k++)
			if (str_eq(c->prerequisite[i].waive, c->assessment[k].id) &&
			    c->assessment[k].kind == ASSESS_PRETEST && c->assessment[k].pass == 0)
				c->assessment[k].pass = 80;
}

/* ---- the door ---- */

static void
manifest_missing(struct reading *r)
{
	for (uint32_t i = 0; i < r->folder->files; i++) {
		struct str path = r->folder->file[i].path;

		if (!str_ends(path, "/course.yaml"))
			continue;
		problem_error(r->problems, STR("course.yaml"), 0, 0,
		    "this file is missing here, and there is a %.*s; name that folder instead",
		    STR_ARG(path));
		return;
	}
	problem_error(r->problems, STR("course.yaml"), 0, 0,
	    "this file is missing; it names the course, its modules and its exam: copy the one of "
	    "the "
	    "example course");
}

struct course *
course_read(const struct folder *f, struct arena *a, struct problems *p)
{
	struct reading r = { .folder = f, .arena = a, .problems = p };
	struct check check = { .folder = f, .arena = a, .problems = p, .trace = &r.trace };
	const struct file *manifest = folder_find(f, STR("course.yaml"));
	struct course *c = ARENA_NEW(a, struct course);
	struct words *written;

	r.course = c;
	check.course = c;
	check.in = (struct yaml_in){ .file = STR("course.yaml"), .arena = a, .problems = p };
	if (manifest == NULL) {
		*c = (struct course){ .id = STR_NONE, .source_language = STR_NONE };
		manifest_missing(&r);
		return c;
	}
	uint32_t errors = p->errors;

	check.manifest = manifest_tree(&check.in, manifest->bytes, c);
	check.is_whole = p->errors == errors && !check.in.broken;
	c->words_count = c->languages;
	c->words = ARENA_ARRAY(a, c->words_count, struct words);
	written = ARENA_ARRAY(a, c->words_count, struct words);
	for (uint32_t i = 0; i < c->words_count; i++) {
		words_read(&r, c->language[i], &c->words[i]);
		/* Filling replaces lists and never changes one, but for the modules themselves. */
		written[i] = c->words[i];
		written[i].module = ARENA_ARRAY(a, c->modules, struct module_words);
		for (uint32_t k = 0; k < c->modules; k++)
			written[i].module[k] = c->words[i].module[k];
	}
	banks_read(&r);
	check.written = written;
	check.writtens = c->words_count;
	check.bank = c->bank;
	check.banks = c->banks;
	waivers_fill(&r);
	draws_fill(&r);
	check_manifest(&check);
	check_assessments(&check);
	check_ids(&check);
	check_links(&check);
	check_questions(&check);
	check_quality(&check);
	check_pages(&check);
	check_stale(&check, c->words);
	check_scenarios(&check);
	check_translations(&check);
	check_files(&check);
	check_allowed(&check);
	gaps_fill(&r);
	return c;
}
