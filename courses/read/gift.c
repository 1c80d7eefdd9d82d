#include "courses/read/gift.h"

#include <string.h>

#include "courses/base/safe.h"
#include "courses/base/utf8.h"
#include "courses/read/folder.h"
#include "courses/read/grow.h"
#include "courses/read/read.h"

/* ---- comments: ids and tags ---- */

struct labels {
	struct str id;
	uint32_t id_pos;
	struct str *tag;
	uint32_t tags;
	uint32_t pos; /* of the first of them */
	bool is_found;
};

static void
label_add(struct gift *g, struct labels *l, bool is_id, struct str text, uint32_t pos)
{
	enum { ID_MOST = 100 };
	struct str clean = source_title(g->arena, g->problems, g->s.file, str_copy(g->arena, text),
	    gift_line(g, pos), gift_col(g, pos));

	if (!l->is_found)
		l->pos = pos;
	l->is_found = true;
	if (clean.len == 0 || clean.len > ID_MOST) {
		gift_error(g, pos, "this %s has %zu letters; give it 1 to %d", is_id ? "id" : "tag",
		    clean.len, ID_MOST);
		return;
	}
	if (!is_id) {
		if (memchr(clean.at, '<', clean.len) || memchr(clean.at, '>', clean.len) ||
		    memchr(clean.at, '`', clean.len)) {
			gift_error(
			    g, pos, "a tag may not hold < or > or `; use letters, digits and -");
			return;
		}
		*GROW(g->arena, l->tag, l->tags) = clean;
		return;
	}
	if (l->id.len > 0) {
		gift_warning(g, pos,
		    "a second id in one question is passed over, the first counts (\"%.*s\"); "
		    "delete one, or leave a blank line between two questions",
		    STR_ARG(l->id));
		return;
	}
	l->id = clean;
	l->id_pos = pos;
}

/* "[id:...]" and "[tag:...]" in a comment; a closing bracket inside is written "\]". */
static void
labels_read(struct gift *g, struct labels *l, struct str line, uint32_t pos)
{
	for (size_t at = 0; at < line.len; at++) {
		struct str rest = str_sub(line, at, line.len);
		bool is_id = str_starts(rest, "[id:"), is_tag = str_starts(rest, "[tag:");
		struct buf b = BUF_IN(g->scratch);
		size_t i = is_id ? 4 : 5;

		if (!is_id && !is_tag)
			continue;
		for (; i < rest.len && rest.at[i] != ']'; i++) {
			if (rest.at[i] == '\\' && i + 1 < rest.len && rest.at[i + 1] == ']')
				i++;
			buf_char(&b, rest.at[i]);
		}
		if (i == rest.len) {
			gift_error(g, pos + (uint32_t)at, "this %s is not closed; put ] behind it",
			    is_id ? "id" : "tag");
			return;
		}
		label_add(g, l, is_id, buf_get(&b), pos + (uint32_t)at);
		at += i;
	}
}

/* "//example.org/x" at the start of a line is a comment to Moodle and was hardly meant as one. */
static bool
looks_like_address(struct str comment)
{
	size_t end = 2;

	while (end < comment.len && comment.at[end] != ' ' && comment.at[end] != '\t')
		end++;

	size_t dot = str_find(str_sub(comment, 0, end), 2, ".");

	return end > 2 && comment.at[2] != '[' && comment.at[2] != '/' && dot > 2 && dot + 2 < end;
}

/* ---- one question ---- */

/* Takes "::name::" off. The closing colons have to come before the answers. */
static struct str
name_take(struct gift *g, struct run *r)
{
	struct run text = *r;
	uint32_t end = 2, answers = run_find(text, 0, '{');

	if (!run_is(text, 0, ':') || !run_is(text, 1, ':'))
		return STR_NONE;
	while (end < answers && !(run_is(text, end, ':') && run_is(text, end + 1, ':')))
		end++;
	if (end >= answers) {
		gift_error(g, text.at[0].pos,
		    "the name that begins with :: is not closed; put :: behind it");
		*r = run_trim(run_sub(text, 2, text.len));
		return STR_NONE;
	}
	*r = run_trim(run_sub(text, end + 2, text.len));
	return safe_line(g->arena, gift_plain(g, run_sub(text, 2, end)));
}

/* The first letters of s, whole clusters only. */
static struct str
cut(struct str s, size_t clusters)
{
	size_t at = 0;

	while (at < s.len && clusters-- > 0)
		at = utf8_cluster(s, at);
	return str_trim(str_sub(s, 0, at));
}

enum { NAME_MADE = 80, NAME_MOST = 255 };

struct str
gift_name(struct arena *a, struct str text)
{
	return cut(safe_line(a, text), NAME_MADE);
}

const char *
gift_slug(struct str s, char out[GIFT_SLUG], const char *otherwise)
{
	size_t len = 0;

	for (size_t i = 0; i < s.len && len < GIFT_SLUG - 2; i++) {
		char ch = s.at[i];

		if (ch >= 'A' && ch <= 'Z')
			ch = (char)(ch - 'A' + 'a');
		if ((ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9'))
			out[len++] = ch;
		else if (len > 0 && out[len - 1] != '-')
			out[len++] = '-';
	}
	while (len > 0 && out[len - 1] == '-')
		len--;
	out[len] = '\0';
	return len > 0 ? out : otherwise;
}

struct braces {
	uint32_t open, close; /* the text's length where there are none */
	bool is_sound;
};

/*
 * The first { and the first } count, as in Moodle. Anything else with a brace is an error: a second
 * pair is a second question or code, and guessing which would be guessing the key.
 */
static struct braces
braces_find(struct gift *g, struct run r)
{
	struct braces b = { run_find(r, 0, '{'), run_find(r, 0, '}'), false };

	if (b.open == r.len && b.close == r.len) {
		b.is_sound = true;
		return b;
	}
	if (b.close < b.open) {
		gift_error(g, r.at[b.close].pos,
		    "} without a { before it; a blank line ends a question, so there may be none "
		    "inside the braces; where } is part of the text write \\}");
		return b;
	}
	if (b.close == r.len) {
		gift_error(g, r.at[b.open].pos,
		    "the answers that begin here are not closed; put } behind them before the next "
		    "blank line (an empty line inside a text is written \\n\\n)");
		return b;
	}

	uint32_t inner = run_find(r, b.open + 1, '{');
	uint32_t outer = run_find(r, b.close + 1, '}');

	if (inner < b.close) {
		gift_error(g, r.at[inner].pos,
		    "a second { inside the answers; in code and formulas write \\{ and \\}");
		return b;
	}
	b.is_sound = true;
	if (inner < r.len)
		gift_error(g, r.at[inner].pos,
		    "a second { } in one question; a question has one: begin a new question after "
		    "a "
		    "blank line, or write \\{ and \\} where they are part of the text");
	else if (outer < r.len)
		gift_error(g, r.at[outer].pos,
		    "a second } in one question; where it is part of the text write \\}");
	return b;
}

/* The stem; where text follows the answers, five low lines stand in their place. */
static struct str
stem_text(struct gift *g, struct run r, const struct braces *b)
{
	struct run after = run_trim(run_sub(r, b->close + 1, r.len));
	struct run before = run_trim(run_sub(r, 0, b->open));
	struct glyph *all;
	uint32_t n = 0;

	if (b->open == r.len || after.len == 0)
		return gift_stem(g, before);

	char last = before.len > 0 ? before.at[before.len - 1].c : '\0';

	if (after.len == 1 && strchr(".!?", after.at[0].c) != NULL &&
	    (last == '?' || last == '.' || last == ':'))
		gift_warning(g, after.at[0].pos,
		    "text after } turns this into a sentence with a gap (_____); delete it when no "
		    "gap is meant");
	all = ARENA_ARRAY(g->scratch, (size_t)r.len + 5, struct glyph);
	for (uint32_t i = 0; i < b->open; i++)
		all[n++] = r.at[i];
	for (int i = 0; i < 5; i++)
		all[n++] = (struct glyph){ r.at[b->open].pos, '_', true };
	for (uint32_t i = b->close + 1; i < r.len; i++)
		all[n++] = r.at[i];
	return gift_stem(g, (struct run){ all, n });
}

static void
question_read(struct gift *g, struct run r, const struct labels *l, struct question *q)
{
	uint32_t pos = r.at[0].pos;
	struct braces b;
	char room[GIFT_SLUG];

	*q = (struct question){
		.id = l->id.len > 0 ? l->id : STR_NONE,
		.text = STR_NONE,
		.tag = l->tag,
		.tags = l->tags,
		.kind = QUESTION_DESCRIPTION,
		.otherwise = STR_NONE,
		.general = STR_NONE,
		.line = gift_line(g, pos),
		.col = gift_col(g, pos),
	};
	q->name = cut(name_take(g, &r), NAME_MOST);
	g->format = gift_marker(&r, FORMAT_AUTO);
	g->form->format = g->format;
	q->html = g->format == FORMAT_HTML;
	b = braces_find(g, r);
	if (b.is_sound || b.open < b.close) {
		q->text = stem_text(g, r, &b);
		if (q->text.len == 0)
			gift_error(g, pos, "this question has no text; write it before the {");
	}
	if (q->name.len == 0)
		q->name = gift_name(g->arena, q->text);
	if (q->id.len == 0 && g->ids == GIFT_IDS_NEEDED)
		gift_error(g, pos,
		    "this question has no id; write // [id:%s] above it, on a line of its own and "
		    "without a blank line between",
		    gift_slug(q->name, room, "q-1"));
	if (b.is_sound && b.open < r.len)
		gift_answers(g, run_sub(r, b.open + 1, b.close), r.at[b.open].pos, q);
}

/* ---- blocks ---- */

struct reading {
	struct gift *g;
	struct question *question;
	uint32_t questions;
	struct gift_form *form; /* one a question */
	uint32_t forms;
	uint32_t all;          /* with those past the limit */
	struct str category;   /* the last one */
	struct labels pending; /* of a comment with a blank line behind it */
};

static void
pending_drop(struct reading *x)
{
	if (x->pending.is_found)
		gift_warning(x->g, x->pending.pos,
		    "this id or tag belongs to no question; put it directly above its question");
	x->pending = (struct labels){ .id = STR_NONE };
}

static void
pending_take(struct reading *x, struct labels *l)
{
	if (!x->pending.is_found)
		return;
	if (l->is_found) {
		pending_drop(x);
		return;
	}
	gift_warning(x->g, x->pending.pos,
	    "a blank line parts this comment from its question, and Moodle would lose it; it was "
	    "taken for the question below: delete the blank line");
	*l = x->pending;
	x->pending = (struct labels){ .id = STR_NONE };
}

static void
id_check(struct reading *x, struct question *q, uint32_t pos)
{
	if (q->id.len == 0)
		return;
	for (uint32_t i = 0; i + 1 < x->questions; i++)
		if (str_eq(x->question[i].id, q->id)) {
			/* Moodle's ids are each unique in its category only. */
			if (x->g->ids == GIFT_IDS_TO_COME) {
				gift_warning(x->g, pos,
				    "the id \"%.*s\" is already used in line %u; this question gets "
				    "a new one",
				    STR_ARG(q->id), (unsigned)x->question[i].line);
				q->id = STR_NONE;
				return;
			}
			gift_error(x->g, pos,
			    "the id \"%.*s\" is already used in line %u; give this question its "
			    "own",
			    STR_ARG(q->id), (unsigned)x->question[i].line);
			return;
		}
}

static bool
is_category(struct str line)
{
	return str_starts(line, "$CATEGORY:");
}

/* How Moodle sorts its questions; nothing of ours is keyed by it, and export writes it again. */
static void
category_read(struct reading *x, struct str line, uint32_t pos)
{
	struct gift *g = x->g;
	struct str name = str_trim(str_sub(line, sizeof("$CATEGORY:") - 1, line.len));

	name = source_title(g->arena, g->problems, g->s.file, str_copy(g->arena, name),
	    gift_line(g, pos), gift_col(g, pos));
	if (name.len > 0)
		x->category = name;
	else
		gift_warning(g, pos,
		    "this category has no name and is passed over; write it behind $CATEGORY:");
}

/* The lines from..to of one block (indices, to is behind the last). */
static void
block_read(struct reading *x, uint32_t from, uint32_t to)
{
	struct gift *g = x->g;
	struct labels labels = { .id = STR_NONE };
	size_t bytes = 0;
	uint32_t n = 0, lines = 0;
	bool has_category = false;

	for (uint32_t i = from; i < to; i++)
		bytes += source_line(&g->s, g->s.first + i).len + 1;

	struct glyph *glyph = ARENA_ARRAY(g->scratch, bytes, struct glyph);

	for (uint32_t i = from; i < to; i++) {
		struct str line = source_line(&g->s, g->s.first + i), text = str_trim(line);
		uint32_t start = g->s.start[i], pos = start + (uint32_t)(text.at - line.at);

		if (str_starts(text, "//")) {
			labels_read(g, &labels, text, pos);
			if (looks_like_address(text))
				gift_warning(g, pos,
				    "a line that begins with // is a comment and is not shown; "
				    "move "
				    "the address into the line above");
			continue;
		}
		if (is_category(text)) {
			if (lines > 0)
				gift_error(g, pos,
				    "$CATEGORY stands inside a question; put a blank line before "
				    "it");
			category_read(x, text, pos);
			has_category = true;
			continue;
		}
		if (has_category && lines == 0)
			gift_warning(g, pos,
			    "no blank line after $CATEGORY, and Moodle would take this for part of "
			    "the category's name; put a blank line before it");
		if (str_is(text, "0"))
			gift_warning(g, pos,
			    "Moodle takes a line with only 0 for a blank line; join it with the "
			    "line before");
		lines++;
		n = gift_glyphs(g, glyph, n, line, start);
	}

	struct run r = run_trim((struct run){ glyph, n });

	if (r.len == 0) {
		if (has_category || (labels.is_found && x->pending.is_found))
			pending_drop(x);
		if (labels.is_found)
			x->pending = labels;
		return;
	}
	pending_take(x, &labels);
	if (x->all++ == GIFT_QUESTIONS)
		gift_error(g, r.at[0].pos,
		    "this file holds more than %d questions; part it into several banks",
		    GIFT_QUESTIONS);
	if (x->all > GIFT_QUESTIONS)
		return;

	struct question *q = GROW(g->arena, x->question, x->questions);

	g->form = GROW(g->arena, x->form, x->forms);
	*g->form = (struct gift_form){ .category = x->category };
	question_read(g, r, &labels, q);
	id_check(x, q, labels.id_pos);
}

void
gift_read_forms(struct str file, struct str bytes, uint32_t first_line, enum gift_ids ids,
    struct arena *a, struct problems *p, struct question **question, struct gift_form **form,
    uint32_t *questions)
{
	struct gift g = { .arena = a, .problems = p, .ids = ids };
	struct reading x = { .g = &g, .pending = { .id = STR_NONE }, .category = STR_NONE };
	uint32_t from = 0;

	*question = NULL;
	*form = NULL;
	*questions = 0;
	if (!source_open(file, bytes, FOLDER_FILE, a, p, &g.s))
		return;
	g.s.first = first_line;
	g.scratch = arena_new();
	for (uint32_t i = 0; i <= g.s.lines; i++) {
		if (i < g.s.lines && str_trim(source_line(&g.s, g.s.first + i)).len > 0)
			continue;
		if (i > from)
			block_read(&x, from, i);
		arena_reset(g.scratch);
		from = i + 1;
	}
	pending_drop(&x);
	arena_free(g.scratch);
	*question = x.question;
	*form = x.form;
	*questions = x.questions;
}

void
gift_read(struct str file, struct str bytes, uint32_t first_line, struct arena *a,
    struct problems *p, struct question **question, uint32_t *questions)
{
	struct gift_form *form;

	gift_read_forms(
	    file, bytes, first_line, GIFT_IDS_NEEDED, a, p, question, &form, questions);
}
