#include "courses/model/image.h"

#include <assert.h>
#include <string.h>

/*
 *	"CHALKIMG"  u32 format  u32 directory's length  u32 parts
 *	directory:  parts times { u8 kind, str lang, str id, u32 offset, u32 length }
 *	bodies:     offsets count from here; one after the other, no gap and no overlap, so that
 *	            reading every part once never costs more than the bytes there are
 *
 * A new field anywhere in model/course.c or model/question.c means a new IMAGE_FORMAT.
 */
static const char magic[8] = "CHALKIMG";

enum { IMAGE_FORMAT = 2, IMAGE_HEADER = 20 };

enum part_kind {
	PART_HEAD,
	PART_OUTLINE,
	PART_LESSON,
	PART_SCENARIO,
	PART_TERM,
	PART_SOURCE,
	PART_BANK,
	PART_KINDS,
};

struct part {
	enum part_kind kind;
	struct str lang, id;
	uint32_t offset, len;
};

static void
part_code(struct codec *c, struct part *p)
{
	CODEC_ENUM(c, &p->kind, PART_KINDS);
	codec_str(c, &p->lang);
	codec_str(c, &p->id);
	codec_u32(c, &p->offset);
	codec_u32(c, &p->len);
}

/* ---- packing ---- */

struct packer {
	struct arena *arena;
	bool whole;
	struct buf directory, body;
	uint32_t parts;
};

static struct codec
part_begin(struct packer *k)
{
	return codec_writer(&k->body);
}

static void
part_end(struct packer *k, enum part_kind kind, struct str lang, struct str id, size_t begin)
{
	struct part p = { kind, lang, id, (uint32_t)begin, (uint32_t)(k->body.len - begin) };
	struct codec c = codec_writer(&k->directory);

	/* Folders are bounded (FOLDER_BYTES), so what is made of them fits in 32 bits. */
	assert(k->body.len <= UINT32_MAX);
	part_code(&c, &p);
	k->parts++;
}

/* Questions as the reader of this image may see them. */
static struct question *
questions_for(struct packer *k, struct question *q, uint32_t n)
{
	if (k->whole)
		return q;

	struct question *open = ARENA_ARRAY(k->arena, n, struct question);

	for (uint32_t i = 0; i < n; i++)
		open[i] = question_open(k->arena, &q[i]);
	return open;
}

static void
pack_lesson(struct packer *k, struct str lang, const struct lesson *l)
{
	struct lesson copy = *l;
	size_t begin = k->body.len;
	struct codec c = part_begin(k);

	copy.check = questions_for(k, l->check, l->checks);
	lesson_code(&c, &copy);
	part_end(k, PART_LESSON, lang, l->id, begin);
}

/* What a choice does and what is said to it is told when it was made, as the feedback of a check is. */
static void
node_hide(struct packer *k, struct node *n)
{
	struct option *open = ARENA_ARRAY(k->arena, n->options, struct option);

	for (uint32_t i = 0; i < n->options; i++) {
		open[i] = n->option[i];
		open[i].moves = open[i].debriefs = 0;
	}
	n->option = open;
	n->check_moves = n->whens = 0;
}

static void
pack_scenario(struct packer *k, struct str lang, const struct module_words *m)
{
	struct module_words copy = *m;
	size_t begin = k->body.len;
	struct codec c = part_begin(k);

	copy.node = ARENA_ARRAY(k->arena, m->nodes, struct node);
	for (uint32_t i = 0; i < m->nodes; i++) {
		copy.node[i] = m->node[i];
		copy.node[i].check = questions_for(k, m->node[i].check, m->node[i].checks);
		if (!k->whole)
			node_hide(k, &copy.node[i]);
	}
	module_words_code(&c, &copy);
	part_end(k, PART_SCENARIO, lang, m->id, begin);
}

static void
pack_entries(struct packer *k, enum part_kind kind, struct str lang, struct entry *e, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		size_t begin = k->body.len;
		struct codec c = part_begin(k);

		entry_code(&c, &e[i]);
		part_end(k, kind, lang, e[i].id, begin);
	}
}

static void
entry_head_code(struct codec *c, struct entry *e)
{
	codec_str(c, &e->id);
	codec_str(c, &e->title);
	codec_u32(c, &e->line);
}

/* The words of a language without what has a part of its own. */
static void
outline_code(struct codec *c, struct words *w)
{
	codec_str(c, &w->lang);
	CODEC_LIST(c, &w->module, &w->modules, module_words_code);
	CODEC_LIST(c, &w->term, &w->terms, entry_head_code);
	CODEC_LIST(c, &w->source, &w->sources, entry_head_code);
}

static void
pack_words(struct packer *k, const struct words *w)
{
	struct words copy = *w;
	size_t begin = k->body.len;
	struct codec c = part_begin(k);

	copy.module = ARENA_ARRAY(k->arena, w->modules, struct module_words);
	for (uint32_t i = 0; i < w->modules; i++) {
		copy.module[i] = w->module[i];
		copy.module[i].nodes = 0;
	}
	outline_code(&c, &copy);
	part_end(k, PART_OUTLINE, w->lang, STR_NONE, begin);

	for (uint32_t i = 0; i < w->modules; i++) {
		for (uint32_t j = 0; j < w->module[i].lessons; j++)
			pack_lesson(k, w->lang, &w->module[i].lesson[j]);
		if (w->module[i].nodes > 0)
			pack_scenario(k, w->lang, &w->module[i]);
	}
	pack_entries(k, PART_TERM, w->lang, w->term, w->terms);
	pack_entries(k, PART_SOURCE, w->lang, w->source, w->sources);
}

void
image_pack(const struct course *x, bool whole, struct buf *out)
{
	assert(out->grow != NULL);

	struct packer k = { .arena = arena_new(), .whole = whole };
	struct course head = *x;

	k.directory = BUF_IN(k.arena);
	k.body = BUF_IN(k.arena);

	struct codec c = part_begin(&k);

	course_head_code(&c, &head);
	part_end(&k, PART_HEAD, STR_NONE, STR_NONE, 0);
	for (uint32_t i = 0; i < x->words_count; i++)
		pack_words(&k, &x->words[i]);
	for (uint32_t i = 0; whole && i < x->banks; i++) {
		size_t begin = k.body.len;

		c = part_begin(&k);
		bank_code(&c, &x->bank[i]);
		part_end(&k, PART_BANK, x->bank[i].lang, x->bank[i].name, begin);
	}

	uint32_t format = IMAGE_FORMAT, directory = (uint32_t)k.directory.len;

	c = codec_writer(out);
	buf_add(out, magic, sizeof(magic));
	codec_u32(&c, &format);
	codec_u32(&c, &directory);
	codec_u32(&c, &k.parts);
	buf_str(out, buf_get(&k.directory));
	buf_str(out, buf_get(&k.body));
	arena_free(k.arena);
}

/* ---- opening ---- */

struct walk { /* through the directory */
	struct codec c;
	const unsigned char *body;
	size_t body_len;
	size_t next; /* where the next body has to begin */
	uint32_t left;
};

/* False when the directory does not fit into the bytes. The caller has looked at the magic. */
static bool
walk_begin(const struct image *i, struct walk *w)
{
	struct codec c = codec_reader(i->at, i->len, NULL);
	char mark[sizeof(magic)];
	uint32_t format, directory;

	codec_raw(&c, mark, sizeof(mark));
	codec_u32(&c, &format);
	codec_u32(&c, &directory);
	codec_u32(&c, &w->left);
	if (c.bad || directory > i->len - IMAGE_HEADER)
		return false;
	w->c = codec_reader(i->at + IMAGE_HEADER, directory, NULL);
	w->body = i->at + IMAGE_HEADER + directory;
	w->body_len = i->len - IMAGE_HEADER - directory;
	w->next = 0;
	return true;
}

/* False at the end and on the first part that does not fit; w->left tells which. */
static bool
walk_next(struct walk *w, struct part *p)
{
	if (w->left == 0)
		return false;
	part_code(&w->c, p);
	if (w->c.bad || p->offset != w->next || p->len > w->body_len - w->next)
		return false;
	w->next += p->len;
	w->left--;
	return true;
}

static struct codec
part_reader(const struct walk *w, const struct part *p, struct arena *a)
{
	return codec_reader(w->body + p->offset, p->len, a);
}

bool
image_open(const void *bytes, size_t len, struct image *i, struct err *e)
{
	struct image found = { bytes, len };
	struct walk w;
	struct part p;
	uint32_t format = 0;

	if (len < IMAGE_HEADER || memcmp(bytes, magic, sizeof(magic)) != 0)
		return err_set(e, ERR_CORRUPT, "this is not the image of a course");

	struct codec c = codec_reader(found.at + sizeof(magic), 4, NULL);

	codec_u32(&c, &format);
	if (format != IMAGE_FORMAT)
		return err_set(e, ERR_VERSION,
		    "the image of the course was made by another version of the program "
		    "(format %u, this program reads %d)",
		    format, IMAGE_FORMAT);
	if (!walk_begin(&found, &w))
		return err_set(e, ERR_CORRUPT, "the image of the course is cut short");
	while (walk_next(&w, &p))
		;
	if (w.left > 0 || w.next != w.body_len || !codec_done(&w.c))
		return err_set(e, ERR_CORRUPT, "the directory of the course's image is damaged");
	*i = found;
	return true;
}

static bool
part_find(const struct image *i, enum part_kind kind, struct str lang, struct str id,
    struct arena *a, struct codec *c)
{
	struct walk w;
	struct part p;

	if (!walk_begin(i, &w))
		return false;
	while (walk_next(&w, &p))
		if (p.kind == kind && str_eq(p.id, id) && str_eq(p.lang, lang)) {
			*c = part_reader(&w, &p, a);
			return true;
		}
	return false;
}

static struct course *
head_read(const struct image *i, struct arena *a)
{
	struct course *x = ARENA_NEW(a, struct course);
	struct codec c;

	if (!part_find(i, PART_HEAD, STR_NONE, STR_NONE, a, &c))
		return NULL;
	course_head_code(&c, x);
	return codec_done(&c) ? x : NULL;
}

static bool
outline_read(struct codec *c, struct words *w)
{
	outline_code(c, w);
	return codec_done(c);
}

const struct course *
image_course(const struct image *i, struct arena *a)
{
	return head_read(i, a);
}

const struct words *
image_words(const struct image *i, struct str lang, struct arena *a)
{
	struct words *w = ARENA_NEW(a, struct words);
	struct codec c;

	if (!part_find(i, PART_OUTLINE, lang, STR_NONE, a, &c)) {
		const struct course *x = head_read(i, a);

		if (x == NULL || !part_find(i, PART_OUTLINE, x->source_language, STR_NONE, a, &c))
			return NULL;
	}
	return outline_read(&c, w) ? w : NULL;
}

const struct lesson *
image_lesson(const struct image *i, struct str lang, struct str id, struct arena *a)
{
	struct lesson *l = ARENA_NEW(a, struct lesson);
	struct codec c;

	if (!part_find(i, PART_LESSON, lang, id, a, &c))
		return NULL;
	lesson_code(&c, l);
	return codec_done(&c) ? l : NULL;
}

const struct module_words *
image_scenario(const struct image *i, struct str lang, struct str module, struct arena *a)
{
	struct module_words *m = ARENA_NEW(a, struct module_words);
	struct codec c;

	if (!part_find(i, PART_SCENARIO, lang, module, a, &c))
		return NULL;
	module_words_code(&c, m);
	return codec_done(&c) ? m : NULL;
}

static const struct entry *
image_entry(
    const struct image *i, enum part_kind kind, struct str lang, struct str id, struct arena *a)
{
	struct entry *x = ARENA_NEW(a, struct entry);
	struct codec c;

	if (!part_find(i, kind, lang, id, a, &c))
		return NULL;
	entry_code(&c, x);
	return codec_done(&c) ? x : NULL;
}

const struct entry *
image_term(const struct image *i, struct str lang, struct str id, struct arena *a)
{
	return image_entry(i, PART_TERM, lang, id, a);
}

const struct entry *
image_source(const struct image *i, struct str lang, struct str id, struct arena *a)
{
	return image_entry(i, PART_SOURCE, lang, id, a);
}

/* ---- everything at once ---- */

static struct words *
whole_words(struct course *x, struct str lang)
{
	for (uint32_t i = 0; i < x->words_count; i++)
		if (str_eq(x->words[i].lang, lang))
			return &x->words[i];
	return NULL;
}

static struct module_words *
whole_module(struct words *w, struct str id)
{
	for (uint32_t i = 0; w != NULL && i < w->modules; i++)
		if (str_eq(w->module[i].id, id))
			return &w->module[i];
	return NULL;
}

static struct lesson *
whole_lesson(struct words *w, struct str id)
{
	for (uint32_t i = 0; w != NULL && i < w->modules; i++)
		for (uint32_t j = 0; j < w->module[i].lessons; j++)
			if (str_eq(w->module[i].lesson[j].id, id))
				return &w->module[i].lesson[j];
	return NULL;
}

static struct entry *
whole_entry(struct entry *e, uint32_t n, struct str id)
{
	for (uint32_t i = 0; i < n; i++)
		if (str_eq(e[i].id, id))
			return &e[i];
	return NULL;
}

/* Puts one part where the outline has its place. */
static bool
whole_part(struct course *x, const struct part *p, struct codec *c)
{
	struct words *w = whole_words(x, p->lang);
	struct lesson *l;
	struct module_words *m;
	struct entry *e;

	switch (p->kind) {
	case PART_LESSON:
		l = whole_lesson(w, p->id);
		if (l == NULL)
			return false;
		lesson_code(c, l);
		return codec_done(c);
	case PART_SCENARIO:
		m = whole_module(w, p->id);
		if (m == NULL)
			return false;
		module_words_code(c, m);
		return codec_done(c);
	case PART_TERM:
	case PART_SOURCE:
		if (w == NULL)
			return false;
		e = p->kind == PART_TERM ? whole_entry(w->term, w->terms, p->id)
					 : whole_entry(w->source, w->sources, p->id);
		if (e == NULL)
			return false;
		entry_code(c, e);
		return codec_done(c);
	case PART_BANK:
		bank_code(c, &x->bank[x->banks++]);
		return codec_done(c);
	case PART_HEAD:
	case PART_OUTLINE:
	case PART_KINDS:
		break;
	}
	return true;
}

const struct course *
image_whole(const struct image *i, struct arena *a)
{
	struct course *x = head_read(i, a);
	struct walk w;
	struct part p;
	uint32_t outlines = 0, banks = 0;

	if (x == NULL || !walk_begin(i, &w))
		return NULL;
	while (walk_next(&w, &p)) {
		outlines += p.kind == PART_OUTLINE;
		banks += p.kind == PART_BANK;
	}
	x->words = ARENA_ARRAY(a, outlines, struct words);
	x->bank = ARENA_ARRAY(a, banks, struct bank);

	/* The packer writes a language's outline before its parts. */
	if (!walk_begin(i, &w))
		return NULL;
	while (walk_next(&w, &p)) {
		struct codec c = part_reader(&w, &p, a);

		if (p.kind == PART_OUTLINE) {
			if (!outline_read(&c, &x->words[x->words_count++]))
				return NULL;
		} else if (!whole_part(x, &p, &c)) {
			return NULL;
		}
	}
	return x;
}
