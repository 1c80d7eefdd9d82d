#include "courses/model/course.h"

#include "courses/model/list.h"

/* ---- asking ---- */

struct str
wording_in(const struct wording *w, uint32_t n, struct str lang, struct str fallback)
{
	const struct wording *found = NULL;

	for (uint32_t i = 0; i < n; i++) {
		if (str_eq(w[i].lang, lang))
			return w[i].text;
		if (found == NULL && str_eq(w[i].lang, fallback))
			found = &w[i];
	}
	if (found != NULL)
		return found->text;
	return n > 0 ? w[0].text : STR_NONE;
}

const struct words *
course_words(const struct course *c, struct str lang)
{
	for (uint32_t i = 0; i < c->words_count; i++)
		if (str_eq(c->words[i].lang, lang))
			return &c->words[i];
	return NULL;
}

const struct lesson *
words_lesson(const struct words *w, struct str id, const struct module_words **module)
{
	for (uint32_t i = 0; i < w->modules; i++)
		for (uint32_t j = 0; j < w->module[i].lessons; j++)
			if (str_eq(w->module[i].lesson[j].id, id)) {
				if (module != NULL)
					*module = &w->module[i];
				return &w->module[i].lesson[j];
			}
	return NULL;
}

static const struct entry *
entry_find(const struct entry *e, uint32_t n, struct str id)
{
	for (uint32_t i = 0; i < n; i++)
		if (str_eq(e[i].id, id))
			return &e[i];
	return NULL;
}

const struct entry *
words_term(const struct words *w, struct str id)
{
	return entry_find(w->term, w->terms, id);
}

const struct entry *
words_source(const struct words *w, struct str id)
{
	return entry_find(w->source, w->sources, id);
}

const struct bank *
course_bank(const struct course *c, struct str name, struct str lang)
{
	for (uint32_t i = 0; i < c->banks; i++)
		if (str_eq(c->bank[i].name, name) && str_eq(c->bank[i].lang, lang))
			return &c->bank[i];
	return NULL;
}

const struct assessment *
course_assessment(const struct course *c, struct str id)
{
	for (uint32_t i = 0; i < c->modules; i++)
		if (c->module[i].has_quiz && str_eq(c->module[i].id, id))
			return &c->module[i].quiz;
	for (uint32_t i = 0; i < c->assessments; i++)
		if (str_eq(c->assessment[i].id, id))
			return &c->assessment[i];
	return NULL;
}

const struct question *
bank_question(const struct bank *b, struct str id)
{
	for (uint32_t i = 0; i < b->questions; i++)
		if (str_eq(b->question[i].id, id))
			return &b->question[i];
	return NULL;
}

/* ---- both ways through the codec: the head ---- */

enum { /* smallest sizes, as in list.h */
	LIST_DRAW = 6,
	LIST_ASSESSMENT = 31,
	LIST_MODULE = 13,
	LIST_PREREQUISITE = 8,
	LIST_LESSON = 33,
	LIST_RETIRED = 12,
	LIST_SCALE = 8,
	LIST_MOVE = 6,
	LIST_CONDITION = 7,
	LIST_OPTION = 20,
	LIST_NODE = 37,
};

static void
i16_code(struct codec *c, int16_t *v)
{
	uint16_t bits = (uint16_t)*v;

	codec_u16(c, &bits);
	*v = (int16_t)(bits & 0x8000u ? (int32_t)bits - 0x10000 : (int32_t)bits);
}

static void
wording_code(struct codec *c, struct wording *x)
{
	codec_str(c, &x->lang);
	codec_str(c, &x->text);
}

static void
draw_code(struct codec *c, struct draw *x)
{
	codec_str(c, &x->tag);
	codec_u16(c, &x->count);
}

void
assessment_code(struct codec *c, struct assessment *a)
{
	codec_str(c, &a->id);
	CODEC_ENUM(c, &a->kind, ASSESS_KINDS);
	codec_str(c, &a->bank);
	LIST_CODE(c, &a->draw, &a->draws, draw_code, LIST_DRAW);
	codec_u8(c, &a->pass);
	codec_u16(c, &a->attempts);
	codec_u32(c, &a->wait_s);
	codec_u32(c, &a->time_s);
	CODEC_ENUM(c, &a->clock, CLOCK_KINDS);
	codec_u32(c, &a->pause_limit_s);
	CODEC_ENUM(c, &a->shuffle, SHUFFLE_KINDS);
	CODEC_ENUM(c, &a->review, REVIEW_KINDS);
}

static void
module_code(struct codec *c, struct module *x)
{
	codec_str(c, &x->id);
	CODEC_ENUM(c, &x->kind, MODULE_KINDS);
	codec_str(c, &x->file);
	codec_u16(c, &x->minutes);
	codec_bool(c, &x->required);
	codec_bool(c, &x->has_quiz);
	if (x->has_quiz)
		assessment_code(c, &x->quiz);
}

static void
prerequisite_code(struct codec *c, struct prerequisite *x)
{
	LIST_CODE(c, &x->any, &x->anys, codec_str, LIST_STR);
	codec_str(c, &x->waive);
}

static void
retired_code(struct codec *c, struct retired *x)
{
	codec_str(c, &x->id);
	codec_str(c, &x->why);
	codec_str(c, &x->moved_to);
}

void
course_head_code(struct codec *c, struct course *x)
{
	codec_str(c, &x->id);
	codec_u16(c, &x->edition);
	codec_u16(c, &x->minor);
	codec_u16(c, &x->revision);
	CODEC_ENUM(c, &x->status, STATUS_KINDS);
	codec_str(c, &x->source_language);
	LIST_CODE(c, &x->language, &x->languages, codec_str, LIST_STR);
	LIST_CODE(c, &x->title, &x->titles, wording_code, LIST_WORDING);
	LIST_CODE(c, &x->summary, &x->summaries, wording_code, LIST_WORDING);
	LIST_CODE(c, &x->audience, &x->audiences, codec_str, LIST_STR);
	CODEC_ENUM(c, &x->level, LEVEL_KINDS);
	codec_u16(c, &x->hours);
	codec_str(c, &x->law_date);
	codec_bool(c, &x->enrol_open);
	LIST_CODE(c, &x->prerequisite, &x->prerequisites, prerequisite_code, LIST_PREREQUISITE);
	codec_bool(c, &x->fixed_order);
	LIST_CODE(c, &x->module, &x->modules, module_code, LIST_MODULE);
	LIST_CODE(c, &x->assessment, &x->assessments, assessment_code, LIST_ASSESSMENT);
	codec_bool(c, &x->certificate_participation);
	codec_bool(c, &x->certificate_achievement);
	codec_bool(c, &x->certificate_by_person);
	codec_u16(c, &x->certificate_years);
	LIST_CODE(c, &x->retired, &x->retireds, retired_code, LIST_RETIRED);
}

/* ---- what a trainee reads ---- */

static void
span_code(struct codec *c, struct span *x)
{
	codec_str(c, &x->text);
	codec_u8(c, &x->style);
	CODEC_ENUM(c, &x->link, LINK_KINDS);
	codec_str(c, &x->target);
}

static void
cell_code(struct codec *c, struct cell *x)
{
	LIST_CODE(c, &x->span, &x->spans, span_code, LIST_SPAN);
}

void
block_code(struct codec *c, struct block *b)
{
	CODEC_ENUM(c, &b->kind, BLOCK_KINDS);
	codec_u8(c, &b->depth);
	codec_u16(c, &b->number);
	LIST_CODE(c, &b->span, &b->spans, span_code, LIST_SPAN);
	codec_u16(c, &b->cols);
	LIST_CODE(c, &b->cell, &b->cells, cell_code, LIST_CELL);
	/* Whoever lays a table out divides by cols and counts on whole rows. */
	if (!codec_writes(c) && b->kind == BLOCK_TABLE && (b->cols == 0 || b->cells % b->cols != 0))
		c->bad = true;
}

/* A block that says "check number n stands here" is a promise that there is one. */
static void
blocks_code(struct codec *c, struct block **block, uint32_t *blocks, uint32_t checks)
{
	LIST_CODE(c, block, blocks, block_code, LIST_BLOCK);
	if (codec_writes(c))
		return;
	for (uint32_t i = 0; i < *blocks; i++)
		if ((*block)[i].kind == BLOCK_CHECK && (*block)[i].number >= checks)
			c->bad = true;
}

/* What the outline shows of a lesson: everything but blocks and checks. */
static void
lesson_head_code(struct codec *c, struct lesson *l)
{
	codec_str(c, &l->id);
	codec_str(c, &l->title);
	codec_u16(c, &l->minutes);
	codec_bool(c, &l->optional);
	codec_bool(c, &l->sensitive);
	codec_str(c, &l->from);
	codec_bool(c, &l->stale);
	codec_u64(c, &l->hash);
	codec_u32(c, &l->bytes);
	codec_u32(c, &l->line);
}

void
lesson_code(struct codec *c, struct lesson *l)
{
	lesson_head_code(c, l);
	LIST_CODE(c, &l->check, &l->checks, question_code, LIST_QUESTION);
	blocks_code(c, &l->block, &l->blocks, l->checks);
}

static void
scale_code(struct codec *c, struct scale *x)
{
	codec_str(c, &x->id);
	codec_str(c, &x->label);
}

static void
move_code(struct codec *c, struct move *x)
{
	codec_str(c, &x->scale);
	i16_code(c, &x->by);
}

static void
condition_code(struct codec *c, struct condition *x)
{
	codec_str(c, &x->scale);
	codec_u8(c, &x->less);
	i16_code(c, &x->than);
}

static void
option_code(struct codec *c, struct option *x)
{
	LIST_CODE(c, &x->span, &x->spans, span_code, LIST_SPAN);
	codec_str(c, &x->target);
	LIST_CODE(c, &x->move, &x->moves, move_code, LIST_MOVE);
	blocks_code(c, &x->debrief, &x->debriefs, 0);
	codec_u32(c, &x->line);
}

void
node_code(struct codec *c, struct node *n)
{
	codec_str(c, &n->id);
	codec_str(c, &n->title);
	LIST_CODE(c, &n->check, &n->checks, question_code, LIST_QUESTION);
	blocks_code(c, &n->block, &n->blocks, n->checks);
	LIST_CODE(c, &n->check_move, &n->check_moves, move_code, LIST_MOVE);
	LIST_CODE(c, &n->option, &n->options, option_code, LIST_OPTION);
	codec_str(c, &n->end);
	LIST_CODE(c, &n->when, &n->whens, condition_code, LIST_CONDITION);
	codec_u32(c, &n->line);
	codec_bool(c, &n->stale);
}

void
module_words_code(struct codec *c, struct module_words *m)
{
	codec_str(c, &m->id);
	codec_bool(c, &m->present);
	codec_str(c, &m->title);
	LIST_CODE(c, &m->aim, &m->aims, codec_str, LIST_STR);
	blocks_code(c, &m->intro, &m->intros, 0);
	LIST_CODE(c, &m->lesson, &m->lessons, lesson_head_code, LIST_LESSON);
	codec_str(c, &m->start);
	LIST_CODE(c, &m->scale, &m->scales, scale_code, LIST_SCALE);
	LIST_CODE(c, &m->node, &m->nodes, node_code, LIST_NODE);
}

void
entry_code(struct codec *c, struct entry *e)
{
	codec_str(c, &e->id);
	codec_str(c, &e->title);
	blocks_code(c, &e->block, &e->blocks, 0);
	codec_u32(c, &e->line);
	codec_bool(c, &e->stale);
}

void
bank_code(struct codec *c, struct bank *b)
{
	codec_str(c, &b->name);
	codec_str(c, &b->lang);
	LIST_CODE(c, &b->question, &b->questions, question_code, LIST_QUESTION);
}
