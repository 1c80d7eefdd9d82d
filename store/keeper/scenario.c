/*
 * Scenarios: where one stands, a step, a new beginning, and a walk looked at again. What a choice does
 * and what is said to it leaves here only when it was made.
 */
#include <string.h>

#include "courses/learn/grade.h"
#include "courses/learn/scenario.h"
#include "store/keeper/ask.h"

struct scene { /* a scenario in an edition, in a language */
	const struct book *b;
	const struct words *w;
	const struct module_words *m;
};

struct path { /* a walk so far, as the scene's language has it */
	struct walk_row walk; /* id zero: none */
	struct step_row *row;
	struct scenario_did *did;
	uint32_t n;
};

/* ---- finding ---- */

static bool
scene_in(const struct book *b, struct str module, struct str lang, struct scene *s)
{
	*s = (struct scene){ .b = b, .w = b ? course_words(b->course, lang) : NULL };
	for (uint32_t i = 0; s->w && i < s->w->modules && i < b->course->modules; i++)
		if (b->course->module[i].kind == MODULE_SCENARIO &&
		    str_eq(s->w->module[i].id, module) && s->w->module[i].nodes > 0)
			s->m = &s->w->module[i];
	return s->m != NULL;
}

static bool
scene_asked(struct ask *x, struct str course, struct str module, struct str lang, struct scene *s)
{
	const struct book *b = book_asked(x, course);

	if (b && !scene_in(b, module, lang, s))
		refuse(x, REASON_NO_SUCH);
	return !is_refused(x);
}

/* The scene of a step that was made, in its own edition. */
static bool
scene_of(struct ask *x, const struct walk_row *w, const struct step_row *r, struct scene *s)
{
	const struct book *b = shelf_exact(
	    &x->k->shelf, x->k->db, w->course, r->edition, r->minor, r->revision);

	return scene_in(b, w->module, r->lang, s);
}

/* ---- paths ---- */

/* Choices made in another language are looked up in it: their keys hold their words. */
static struct scenario_did
did_of(const struct scene *s, const struct walk_row *w, const struct step_row *r)
{
	struct scenario_did did = { r->node, r->choice, r->share == QUESTION_MILLION };
	struct scene then;

	if (did.choice != 0 && !str_eq(r->lang, s->w->lang) &&
	    scene_in(s->b, w->module, r->lang, &then)) {
		uint32_t key = scenario_translate(then.m, s->m, r->node, r->choice);

		did.choice = key != 0 ? key : did.choice;
	}
	return did;
}

static void
path_read(struct ask *x, const struct scene *s, const struct walk_row *w, struct path *p)
{
	*p = (struct path){ .walk = *w };
	db_walk_steps(x->k->db, &w->id, x->a, &p->row, &p->n);
	p->did = ARENA_ARRAY(x->a, p->n + 1, struct scenario_did);
	for (uint32_t i = 0; i < p->n; i++)
		p->did[i] = did_of(s, w, &p->row[i]);
}

/* The walk that goes on, or was the last; has none: an empty path. */
static void
path_last(struct ask *x, const struct scene *s, struct path *p)
{
	struct walk_row *w;
	uint32_t n = 0;

	if (!uuid_is_zero(&x->seat.person))
		db_walks(x->k->db, &x->seat.person, s->b->edition.course, s->m->id, 1, x->a, &w, &n);
	if (n > 0) {
		path_read(x, s, w, p);
	} else {
		*p = (struct path){ .n = 0 };
		p->did = ARENA_ARRAY(x->a, 1, struct scenario_did);
	}
}

static void
path_guest(struct ask *x, const struct scene *s, struct path *p)
{
	const struct ask_step *q = &x->q.step;

	*p = (struct path){ .n = q->paths };
	if (q->paths > SCENARIO_GUEST) {
		refuse(x, REASON_MALFORMED);
		return;
	}
	p->did = ARENA_ARRAY(x->a, p->n + 1, struct scenario_did);
	for (uint32_t i = 0; i < p->n; i++) {
		p->did[i] = (struct scenario_did){ STR_NONE, q->path[i].choice, q->path[i].right };
		for (uint32_t j = 0; j < s->m->nodes; j++)
			if (question_key(s->m->node[j].id) == q->path[i].node)
				p->did[i].node = s->m->node[j].id;
	}
}

/* ---- telling ---- */

static struct str
scales_write(struct ask *x, const struct module_words *m, const struct scenario_state *st)
{
	struct buf b = BUF_IN(x->a);

	for (uint32_t i = 0; i < m->scales; i++)
		buf_printf(&b, "%s%.*s=%d", i > 0 ? " " : "", STR_ARG(m->scale[i].id), st->scale[i]);
	return buf_get(&b);
}

static int32_t
scale_read(struct str scales, struct str id)
{
	struct str part;

	while (str_next(&scales, ' ', &part)) {
		size_t at = str_find(part, 0, "=");
		struct str number = str_sub(part, at + 1, part.len);
		bool minus = str_starts(number, "-");
		uint64_t n;

		if (str_eq(str_sub(part, 0, at), id) &&
		    str_number(str_sub(number, minus, number.len), INT32_MAX, &n))
			return minus ? -(int32_t)n : (int32_t)n;
	}
	return 0;
}

static void
scales_tell(struct ask *x, const struct module_words *m, struct str scales,
    struct scale_value **value, uint32_t *values)
{
	*values = m->scales;
	*value = ARENA_ARRAY(x->a, m->scales, struct scale_value);
	for (uint32_t i = 0; i < m->scales; i++)
		(*value)[i] = (struct scale_value){ m->scale[i].id, m->scale[i].label,
			scale_read(scales, m->scale[i].id) };
}

static void
moves_tell(struct ask *x, const struct module_words *m, const struct move *move, uint32_t moves,
    struct walk_step *out)
{
	out->move = ARENA_ARRAY(x->a, moves, struct scale_value);
	for (uint32_t i = 0; i < moves; i++)
		for (uint32_t j = 0; j < m->scales; j++)
			if (str_eq(m->scale[j].id, move[i].scale) && move[i].by != 0)
				out->move[out->moves++] = (struct scale_value){ m->scale[j].id,
					m->scale[j].label, move[i].by };
}

/* What is said to a step. false: the scene has no such node or choice. */
static bool
step_tell(struct ask *x, const struct scene *s, const struct scenario_did *did,
    const struct response *response, struct walk_step *out)
{
	const struct node *n = scenario_node(s->m, did->node);
	const struct option *o = n && did->choice != 0 ? scenario_option(n, did->choice) : NULL;
	struct mark mark;
	struct err e;

	memset(out, 0, sizeof(*out));
	out->node = did->node;
	out->choice = did->choice;
	out->feedback = out->general = STR_NONE;
	if (o) {
		out->debrief = o->debrief;
		out->debriefs = o->debriefs;
		moves_tell(x, s->m, o->move, o->moves, out);
		return true;
	}
	if (!n || did->choice != 0 || n->checks == 0 || !grade(&n->check[0], response, x->a, &mark, &e))
		return false;
	out->right = mark.right;
	out->share = mark.share;
	out->feedback = mark.feedback;
	out->general = mark.general;
	if (mark.right)
		moves_tell(x, s->m, n->check_move, n->check_moves, out);
	return true;
}

static bool
row_tell(struct ask *x, const struct scene *s, const struct scenario_did *did,
    const struct step_row *r, struct walk_step *out)
{
	struct response response = { .text = STR_NONE };

	return (did->choice != 0 || response_read(x->a, r->response, &response)) &&
	       step_tell(x, s, did, &response, out);
}

static void
state_tell(
    struct ask *x, const struct scene *s, const struct scenario_state *st, uint32_t steps)
{
	struct told_scenario *t = &x->r->scenario;

	t->steps = steps;
	t->choices = st->choices;
	t->node = st->node ? st->node->id : STR_NONE;
	t->checked = st->checked;
	t->ended = st->ended;
	scales_tell(x, s->m, scales_write(x, s->m, st), &t->scale, &t->scales);
}

static void
lines_tell(struct ask *x, const struct scene *s)
{
	struct told_scenario *t = &x->r->scenario;
	struct walk_row *w;
	uint32_t n = 0;

	if (!uuid_is_zero(&x->seat.person))
		db_walks(x->k->db, &x->seat.person, s->b->edition.course, s->m->id,
		    SCENARIO_WALKS, x->a, &w, &n);
	t->line = ARENA_ARRAY(x->a, n, struct walk_line);
	for (uint32_t i = 0; i < n; i++)
		if (w[i].steps > 0)
			t->line[t->lines++] = (struct walk_line){
				w[i].id, w[i].begun_at, w[i].ended_at, w[i].steps, w[i].end
			};
}

/* A walk with its first n steps. */
static void
path_tell(struct ask *x, const struct scene *s, const struct path *p, uint32_t n)
{
	struct told_scenario *t = &x->r->scenario;
	struct scenario_state st;

	memset(t, 0, sizeof(*t));
	t->node = t->last.node = t->last.feedback = t->last.general = STR_NONE;
	scenario_walk(s->m, p->did, n, x->a, &st);
	t->changed = !st.fits;
	if (st.fits)
		t->walk = p->walk.id;
	state_tell(x, s, &st, st.fits ? n : 0);
	t->has_last = st.fits && n > 0 && p->row &&
		      row_tell(x, s, &p->did[n - 1], &p->row[n - 1], &t->last);
}

/* ---- where one stands ---- */

/*
 * A walk that has ended is told from the edition it ended in, so that a new edition takes no end away.
 * When that edition cannot be had any more, the walk can still be listed, and one begins anew.
 */
static void
tell_last(struct ask *x, struct scene *s)
{
	struct scene then;
	struct path p;

	path_last(x, s, &p);
	if (p.walk.ended_at != 0 && p.n > 0 && scene_of(x, &p.walk, &p.row[p.n - 1], &then)) {
		struct walk_row w = p.walk;
		struct scene here;

		if (scene_in(then.b, w.module, s->w->lang, &here))
			then = here;
		path_read(x, &then, &w, &p);
		path_tell(x, &then, &p, p.n);
	} else {
		path_tell(x, s, &p, p.n);
	}
	lines_tell(x, s);
}

void
do_scenario(struct ask *x)
{
	const struct ask_scenario *q = &x->q.scenario;
	struct scene s;

	if (scene_asked(x, q->course, q->module, q->lang, &s))
		tell_last(x, &s);
}

void
do_scenario_again(struct ask *x)
{
	const struct ask_scenario *q = &x->q.scenario;
	struct event e;
	struct scene s;
	struct path p;
	enum said said = event_said_of(
	    x, &q->event, EVENT_SCENARIO_AGAIN, q->course, q->module, STR_NONE, &e);

	if (said == SAID_OTHERWISE || !scene_asked(x, q->course, q->module, q->lang, &s))
		return;
	path_last(x, &s, &p);
	/* What has no step yet is as new as can be. */
	if (said == SAID_NEVER && p.n > 0) {
		e = event_new(x, &q->event, EVENT_SCENARIO_AGAIN);
		e.course = q->course;
		e.subject = q->module;
		event_keep(x, &e);
	}
	tell_last(x, &s);
}

/* ---- a step ---- */

/* Said again, it is told again, from the edition in which it was made. */
static void
step_again(struct ask *x, const struct event *before)
{
	struct walk_row w;
	struct scene s;
	struct path p;

	if (!db_walk(x->k->db, &before->step.walk, x->a, &w)) {
		refuse(x, REASON_NO_SUCH);
		return;
	}
	db_walk_steps(x->k->db, &w.id, x->a, &p.row, &p.n);
	if (before->step.index >= p.n || !scene_of(x, &w, &p.row[before->step.index], &s)) {
		refuse(x, REASON_NO_COURSE);
		return;
	}
	path_read(x, &s, &w, &p);
	path_tell(x, &s, &p, before->step.index + 1);
}

/* What is done now, behind the path; refuses what cannot be done where one stands. */
static bool
step_look(struct ask *x, const struct scene *s, const struct scenario_state *st,
    struct scenario_did *did, struct walk_step *told)
{
	const struct ask_step *q = &x->q.step;

	*did = (struct scenario_did){ q->node, q->choice, false };
	if (st->ended || !str_eq(st->node->id, q->node) ||
	    (q->choice == 0 ? st->node->checks == 0 : !scenario_option(st->node, q->choice)))
		refuse(x, REASON_NO_SUCH);
	else if (q->choice == 0 && st->checked)
		refuse(x, REASON_CLOSED);
	else if ((q->choice == 0 && response_is_empty(&q->response)) ||
		 !step_tell(x, s, did, &q->response, told))
		refuse(x, REASON_BAD_ANSWER);
	did->right = !is_refused(x) && told->right;
	return !is_refused(x);
}

static void
step_keep(struct ask *x, const struct scene *s, const struct path *p,
    const struct scenario_state *st, const struct node *from, const struct walk_step *told)
{
	const struct ask_step *q = &x->q.step;
	struct event e = event_new(x, &q->event, EVENT_SCENARIO_STEP);

	e.course = q->course;
	e.subject = q->module;
	e.question = q->node;
	e.version = scenario_version(from, x->a);
	e.step.walk = uuid_is_zero(&p->walk.id) ? q->event : p->walk.id;
	e.step.index = p->n;
	e.step.lang = q->lang;
	e.step.edition = s->b->edition.edition;
	e.step.minor = s->b->edition.minor;
	e.step.revision = s->b->edition.revision;
	e.step.choice = q->choice;
	e.step.response = q->choice == 0 ? response_write(x->a, &q->response) : STR_NONE;
	e.step.share = told->share;
	e.step.to = q->choice != 0 && st->node ? st->node->id : STR_NONE;
	e.step.ended = st->ended;
	e.step.end = st->ended && st->node ? st->node->title : STR_NONE;
	e.step.scales = scales_write(x, s->m, st);
	event_keep_lesson(x, &e, q->lang);
	x->r->scenario.walk = e.step.walk;
}

/* An end that the edition of now does not know is an end all the same, as tell_last has it. */
static bool
is_over(struct ask *x, const struct path *p, const struct scenario_state *st)
{
	struct scene then;

	return p->n >= SCENARIO_PATH ||
	       (p->walk.ended_at != 0 && p->n > 0 &&
		   (st->fits || scene_of(x, &p->walk, &p->row[p->n - 1], &then)));
}

void
do_scenario_step(struct ask *x)
{
	const struct ask_step *q = &x->q.step;
	bool guest = uuid_is_zero(&x->seat.person);
	struct scenario_state st;
	struct walk_step told;
	const struct node *from;
	struct event before;
	struct scene s;
	struct path p;
	enum said said = guest ? SAID_NEVER
			       : event_said_of(x, &q->event, EVENT_SCENARIO_STEP, q->course,
				     q->module, q->node, &before);

	if (said == SAID_BEFORE)
		step_again(x, &before);
	if (said != SAID_NEVER || !scene_asked(x, q->course, q->module, q->lang, &s))
		return;
	if (guest)
		path_guest(x, &s, &p);
	else
		path_last(x, &s, &p);
	if (is_refused(x))
		return;
	scenario_walk(s.m, p.did, p.n, x->a, &st);
	if (is_over(x, &p, &st)) {
		refuse(x, REASON_CLOSED);
		return;
	}
	if (!st.fits) /* the edition has changed: a new walk begins, the old one stays */
		p = (struct path){ .did = ARENA_ARRAY(x->a, 1, struct scenario_did) };
	from = st.node;
	if (!step_look(x, &s, &st, &p.did[p.n], &told))
		return;
	scenario_walk(s.m, p.did, p.n + 1, x->a, &st);
	memset(&x->r->scenario, 0, sizeof(x->r->scenario));
	state_tell(x, &s, &st, p.n + 1);
	x->r->scenario.has_last = true;
	x->r->scenario.last = told;
	if (!guest)
		step_keep(x, &s, &p, &st, from, &told);
}

/* ---- looked at again ---- */

static void
review_step(struct ask *x, const struct scene *s, const struct node *n, const struct step_row *r,
    struct told_walk *t)
{
	struct scenario_did did = { r->node, r->choice, false };
	struct response given = { .text = STR_NONE };

	t->at = r->at;
	t->is_check = r->choice == 0;
	row_tell(x, s, &did, r, &t->step);
	if (t->is_check && n->checks > 0 && response_read(x->a, r->response, &given)) {
		t->question = n->check[0].text;
		t->given = grade_response(&n->check[0], &given, x->a);
		t->answer = grade_answer(&n->check[0], x->a);
		return;
	}
	t->choice = ARENA_ARRAY(x->a, n->options, struct shown_choice);
	for (; t->choices < n->options; t->choices++)
		t->choice[t->choices] = (struct shown_choice){
			scenario_text(&n->option[t->choices], x->a),
			scenario_key(&n->option[t->choices]) == r->choice
		};
}

void
do_scenario_review(struct ask *x)
{
	const struct ask_walk *q = &x->q.walk;
	struct told_walk *t = &x->r->walk;
	const struct step_row *r;
	const struct node *n;
	struct step_row *row;
	struct walk_row w;
	struct scene s;
	uint32_t rows;
	struct str at;

	/* Somebody else's walk is no walk. */
	if (!db_walk(x->k->db, &q->walk, x->a, &w) || !uuid_eq(&w.person, &x->seat.person)) {
		refuse(x, REASON_NO_SUCH);
		return;
	}
	db_walk_steps(x->k->db, &w.id, x->a, &row, &rows);
	if (rows == 0 || q->index > rows) {
		refuse(x, REASON_NO_SUCH);
		return;
	}
	r = &row[q->index < rows ? q->index : rows - 1];
	if (!scene_of(x, &w, r, &s)) {
		refuse(x, REASON_NO_COURSE);
		return;
	}
	/* Behind the last step: where it led. */
	at = q->index < rows || r->choice == 0 ? r->node : r->to;
	n = scenario_node(s.m, at);
	*t = (struct told_walk){ .index = q->index, .steps = rows, .at = r->at,
		.edition = r->edition, .minor = r->minor, .revision = r->revision,
		.title = n ? n->title : STR_NONE, .end = n ? n->end : STR_NONE,
		.question = STR_NONE, .given = STR_NONE, .answer = STR_NONE };
	t->step.node = at;
	t->step.feedback = t->step.general = STR_NONE;
	if (n) {
		t->block = n->block;
		t->blocks = n->blocks;
	}
	scales_tell(x, s.m, r->scales, &t->scale, &t->scales);
	if (n && q->index < rows)
		review_step(x, &s, n, r, t);
}
