/* glossary.md and sources.md: under each ## an entry. */
#include "courses/read/grow.h"
#include "courses/read/reader.h"

struct entries_front {
	struct str title;
};

static const struct yaml_key front_keys[] = {
	{ .name = "title",
	    .as = YAML_AS_LINE,
	    YAML_AT(struct entries_front, title),
	    .required = true,
	    .help = "the title that trainees read" },
	{ 0 },
};

struct entry_keys {
	struct str id, from;
};

static const struct yaml_key entry_keys[] = {
	{ .name = "id", .as = YAML_AS_ID, YAML_AT(struct entry_keys, id) },
	{ .name = "from", .as = YAML_AS_LINE, YAML_AT(struct entry_keys, from) },
	{ 0 },
};

static void
entry_read(struct markdown *m, const struct section *s, struct entry *e)
{
	struct blocks b = blocks_in(m->in.arena);
	struct entry_keys keys = { .id = STR_NONE, .from = STR_NONE };

	*e = (struct entry){ .title = s->title, .line = s->line };
	yaml_map(&m->in, s->keys, entry_keys, &keys);
	e->id = keys.id;
	e->from = keys.from;
	if (e->id.len == 0)
		section_needs_id(m, s, "entry");
	m->here = e->id;
	blocks_section(m, &b, s);
	if (b.checks > 0)
		problem_error(m->in.problems, m->in.file, b.check[0].line, b.check[0].col,
		    "a check cannot stand in the glossary or the sources; put it into a lesson");
	else if (b.blocks == 0)
		problem_warning(m->in.problems, m->in.file, s->line, s->col,
		    "[text-empty] this entry is empty; write its text below the heading");
	e->hash = str_hash(buf_get(&b.hashed));
	e->block = b.block;
	e->blocks = b.checks > 0 ? 0 : b.blocks;
}

void
entries_read_with(struct str file, struct str bytes, struct arena *a, struct problems *p,
    struct trace *trace, struct entry **entry, uint32_t *entries)
{
	struct markdown md;
	struct blocks intro = blocks_in(a);
	struct entries_front front;

	*entry = NULL;
	*entries = 0;
	if (!markdown_open(&md, file, bytes, a, p, trace))
		goto out;
	markdown_front(&md, front_keys, &front);
	blocks_section(&md, &intro, &md.intro);
	if (intro.blocks > 0)
		problem_warning(p, file, md.intro.line, 1,
		    "[text-unread] text before the first ## heading of this file is not shown; put it into an "
		    "entry");
	for (uint32_t i = 0; i < md.sections; i++)
		entry_read(&md, &md.section[i], GROW(a, *entry, *entries));
out:
	markdown_close(&md);
}

void
entries_read(struct str file, struct str bytes, struct arena *a, struct problems *p,
    struct entry **entry, uint32_t *entries)
{
	entries_read_with(file, bytes, a, p, NULL, entry, entries);
}
