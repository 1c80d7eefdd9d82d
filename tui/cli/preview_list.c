#include "tui/cli/preview_list.h"

#include <stdio.h>
#include <string.h>

enum { A_PAGE = 5 }; /* of some three lines each, on a screen of 24 */

bool
preview_list_read(struct preview_list *l, const char *dir, struct err *e)
{
	struct problems all;
	struct folder f;

	if (l->arena == NULL)
		l->arena = arena_new();
	arena_reset(l->arena);
	l->problems = problems_in(l->arena);
	l->course = NULL;
	l->first = 0;
	if (!folder_load(dir, l->arena, &f, e))
		return false;
	l->course = course_read(&f, l->arena, &l->problems);
	problems_sort(&l->problems);
	/* What keeps the course from being published comes first. */
	all = l->problems;
	all.problem = ARENA_ARRAY(l->arena, all.count, struct problem);
	all.count = 0;
	for (int error = 1; error >= 0; error--)
		for (uint32_t i = 0; i < l->problems.count; i++)
			if (l->problems.problem[i].is_error == (error != 0))
				all.problem[all.count++] = l->problems.problem[i];
	l->problems = all;
	return true;
}

void
preview_list_free(struct preview_list *l)
{
	arena_free(l->arena);
	*l = (struct preview_list){ .arena = NULL };
}

void
preview_list_view(const struct preview_list *l, const char *dir, bool can_show, struct view *v)
{
	const struct problems *p = &l->problems;
	uint32_t last = l->first + A_PAGE < p->count ? l->first + A_PAGE : p->count;

	v->screen = STR("problems");
	v->page = str_printf(v->arena, "problems/%u", l->first);
	v->title = str_printf(v->arena, "Preview of %s", dir);
	if (p->count > A_PAGE)
		v->where = str_printf(v->arena, "%u to %u of %u", l->first + 1, last, p->count);
	if (p->count == 0)
		view_text(v, "There is nothing wrong with this course.");
	else if (p->errors > 0 && !can_show)
		view_text(v, "This course cannot be shown yet. Mend the file and save it; the preview goes on by itself.");
	else if (p->errors > 0)
		view_text(v, "This course cannot be published yet. Choose a problem to see its page, or press q for the course.");
	else
		view_text(v, "Warnings only. Choose one to see its page.");
	view_gap(v);
	for (uint32_t i = l->first; i < last; i++)
		view_choice(v, (int)(i - l->first) + 1, problem_line(v->arena, "", &p->problem[i]));
	view_hint(v, "1-5", "go there");
	if (p->count > A_PAGE)
		view_hint(v, "Space, b", "more, back");
	view_hint(v, "q", can_show ? "the course" : "leave");
	v->prompt = STR("> ");
}

void
preview_list_turn(struct preview_list *l, int by)
{
	if (by > 0 && l->first + A_PAGE < l->problems.count)
		l->first += A_PAGE;
	else if (by < 0 && l->first >= A_PAGE)
		l->first -= A_PAGE;
}

/* The page of a module's file that a line belongs to: the last heading at or above it, where its comment is above it. */
static struct str
page_at(const struct module_words *m, uint32_t line)
{
	struct str id = STR_NONE;

	for (uint32_t i = 0; i < m->lessons; i++)
		if (m->lesson[i].line <= line + 1 && m->lesson[i].id.len > 0)
			id = m->lesson[i].id;
	return id;
}

bool
preview_list_place(
    const struct preview_list *l, int number, char address[PREVIEW_PLACE], char language[PREVIEW_PLACE])
{
	const struct course *c = l->course;
	const struct problem *p;
	struct str lang, file, page = STR_NONE;
	size_t slash;

	if (number < 1 || number > A_PAGE || l->first + (uint32_t)number > l->problems.count || c == NULL)
		return false;
	p = &l->problems.problem[l->first + (uint32_t)number - 1];
	slash = str_find(p->file, 0, "/");
	lang = str_sub(p->file, 0, slash);
	file = str_sub(p->file, slash + 1, p->file.len);
	language[0] = '\0';
	snprintf(address, PREVIEW_PLACE, "%.*s", STR_ARG(c->id));
	for (uint32_t w = 0; w < c->words_count; w++) {
		if (!str_eq(c->words[w].lang, lang))
			continue;
		snprintf(language, PREVIEW_PLACE, "%.*s", STR_ARG(lang));
		for (uint32_t i = 0; i < c->modules && i < c->words[w].modules; i++) {
			if (!str_eq(c->module[i].file, file))
				continue;
			page = page_at(&c->words[w].module[i], p->line);
			snprintf(address, PREVIEW_PLACE, "%.*s/%.*s%s%.*s", STR_ARG(c->id), STR_ARG(c->module[i].id),
			    page.len > 0 ? "/" : "", STR_ARG(page));
			return true;
		}
	}
	return true;
}
