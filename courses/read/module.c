/* A module file: front matter, an introduction, and under each ## a lesson. */
#include "courses/read/grow.h"
#include "courses/read/markdown.h"
#include "courses/read/reader.h"

static void
scenario_only(struct yaml_in *in, const struct yaml *node, void *words)
{
	(void)words;
	yaml_error(in, node,
	    "`%.*s` belongs to a scenario; say kind: scenario in course.yaml, or take it away",
	    STR_ARG(node->key));
}

static const struct yaml_key module_keys[] = {
	{ .name = "id",
	    .as = YAML_AS_ID,
	    YAML_AT(struct module_words, id),
	    .required = true,
	    .help = "the module's id in course.yaml" },
	{ .name = "title",
	    .as = YAML_AS_LINE,
	    YAML_AT(struct module_words, title),
	    .required = true,
	    .help = "the title that trainees read" },
	{ .name = "aims",
	    .as = YAML_AS_LINES,
	    YAML_AT(struct module_words, aim),
	    YAML_COUNT(struct module_words, aims),
	    .max = 12 },
	{ .name = "start", .as = YAML_AS_OTHER, .read = scenario_only },
	{ .name = "scales", .as = YAML_AS_OTHER, .read = scenario_only },
	{ 0 },
};

static const struct yaml_key lesson_keys[] = {
	{ .name = "id", .as = YAML_AS_ID, YAML_AT(struct lesson, id) },
	{ .name = "minutes",
	    .as = YAML_AS_NUMBER,
	    YAML_AT(struct lesson, minutes),
	    .min = 1,
	    .max = 600 },
	{ .name = "optional", .as = YAML_AS_BOOL, YAML_AT(struct lesson, optional) },
	{ .name = "sensitive", .as = YAML_AS_BOOL, YAML_AT(struct lesson, sensitive) },
	{ .name = "from", .as = YAML_AS_LINE, YAML_AT(struct lesson, from) },
	{ 0 },
};

struct str
section_proposal(struct arena *a, struct str title)
{
	struct buf b = BUF_IN(a);

	for (size_t i = 0; i < title.len && b.len < 24; i++) {
		char c = title.at[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c + 32);
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			buf_char(&b, c);
		else if (c == ' ' && b.len > 0 && b.at[b.len - 1] != '-')
			buf_char(&b, '-');
	}
	while (b.len > 0 && b.at[b.len - 1] == '-')
		b.len--;
	return buf_get(&b);
}

void
section_needs_id(struct markdown *m, const struct section *s, const char *what)
{
	struct str id = section_proposal(m->in.arena, s->title);
	const struct yaml *written = yaml_get(s->keys, "id");

	if (written != NULL)
		return; /* it is wrong and was told */
	problem_error(m->in.problems, m->in.file, s->line, s->col,
	    "this %s has no id; write <!-- id: %.*s --> on the line above, chosen once and for "
	    "ever",
	    what, STR_ARG(id.len > 0 ? id : STR("some-words")));
}

static void
lesson_read(struct markdown *m, const struct section *s, struct lesson *l)
{
	struct blocks b = blocks_in(m->in.arena);

	*l = (struct lesson){
		.id = STR_NONE, .from = STR_NONE, .title = s->title, .line = s->line
	};
	yaml_map(&m->in, s->keys, lesson_keys, l);
	if (l->id.len == 0)
		section_needs_id(m, s, "lesson");
	m->here = l->id;
	blocks_section(m, &b, s);
	if (b.blocks == 0)
		problem_warning(m->in.problems, m->in.file, s->line, s->col,
		    "[text-empty] this lesson is empty; write its text below the heading");
	l->block = b.block;
	l->blocks = b.blocks;
	l->check = b.check;
	l->checks = b.checks;
	l->hash = str_hash(buf_get(&b.hashed));
	l->bytes = b.bytes + (uint32_t)s->title.len;
}

void
module_read_with(struct str file, struct str bytes, struct arena *a, struct problems *p,
    struct trace *trace, struct module_words *m)
{
	struct markdown md;
	struct blocks intro = blocks_in(a);

	*m = (struct module_words){ .id = STR_NONE, .title = STR_NONE, .start = STR_NONE };
	m->present = true;
	if (!markdown_open(&md, file, bytes, a, p, trace))
		goto out;
	markdown_front(&md, module_keys, m);
	blocks_section(&md, &intro, &md.intro);
	m->intro = intro.block;
	m->intros = intro.blocks;
	if (intro.checks > 0) {
		problem_error(p, file, md.intro.line, 1,
		    "a check stands before the first ## heading; put it into a lesson");
		m->intros = 0;
	}
	for (uint32_t i = 0; i < md.sections; i++)
		lesson_read(&md, &md.section[i], GROW(a, m->lesson, m->lessons));
	if (m->lessons == 0)
		problem_error(p, file, md.intro.line, 1,
		    "this module has no lesson; begin each lesson with a ## heading");
out:
	markdown_close(&md);
}

void
module_read(
    struct str file, struct str bytes, struct arena *a, struct problems *p, struct module_words *m)
{
	module_read_with(file, bytes, a, p, NULL, m);
}
