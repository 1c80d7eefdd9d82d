#include "tui/screens/app.h"

#include <stdlib.h>
#include <string.h>

#include "tui/screens/lesson.h"

/* ---- life ---- */

struct app *
app_new(const struct world *w, const struct identity *who, struct str address)
{
	struct app *a = calloc(1, sizeof(*a));

	if (a == NULL)
		arena_no_memory();
	a->w = w;
	a->scratch = arena_new();
	a->who_arena = arena_new();
	a->card_arena = arena_new();
	a->home_arena = arena_new();
	a->open.arena = arena_new();
	a->open.facts_arena = arena_new();
	a->open.card = NO_CARD;
	a->cols = 80;
	a->rows = 24;
	a->language = STR_NONE;
	app_identity(a, who);
	/* A right code opens the door, but nobody is anybody yet. */
	if (a->who.role == ROLE_NOBODY)
		a->who.role = ROLE_DOOR;
	if (a->who.language.len == 0)
		a->who.language = STR("en");
	a->wants_line = a->who.line_mode;
	a->address = str_copy(a->who_arena, address);
	app_cards(a);
	return a;
}

void
app_free(struct app *a)
{
	if (a == NULL)
		return;
	stack_clear(a);
	arena_free(a->scratch);
	arena_free(a->who_arena);
	arena_free(a->card_arena);
	arena_free(a->home_arena);
	arena_free(a->open.arena);
	arena_free(a->open.facts_arena);
	free(a);
}

void
app_identity(struct app *a, const struct identity *who)
{
	struct arena *k = a->who_arena;

	a->who = *who;
	a->who.login = str_copy(k, who->login);
	a->who.name = str_copy(k, who->name);
	a->who.language = str_copy(k, who->language);
	a->who.country = str_copy(k, who->country);
	a->who.last_how = str_copy(k, who->last_how);
}

void
app_signed_up(struct app *a, const struct identity *who)
{
	app_identity(a, who);
	app_cards(a);
}

/* Which screen stands at the bottom of the stack. */
static const struct screen_class *
bottom(const struct app *a)
{
	static const struct screen_class *const by_role[ROLE_KINDS] = {
		[ROLE_DOOR] = &screen_signup,
		[ROLE_GUEST] = &screen_catalogue,
	};
	const struct screen_class *class = by_role[a->who.role];

	return class != NULL ? class : &screen_home;
}

void
app_begin(struct app *a)
{
	struct str address = a->address;

	app_go(a, bottom(a), NULL);
	a->address = STR_NONE;
	if (a->who.role == ROLE_DOOR || address.len == 0 || str_is(address, "home"))
		return;
	if (!app_follow(a, address))
		app_note(a, str_printf(a->scratch, _("There is nothing at %.*s. Choose from here."),
				STR_ARG(address)));
}

/* ---- notes ---- */

void
app_note(struct app *a, struct str text)
{
	struct buf b = BUF_OVER(a->note);

	buf_str(&b, text);
	buf_cstr(&b);
}

void
app_refused(struct app *a, const struct reply *r)
{
	app_note(a, reason_text(&r->refusal, &a->w->academy, a->scratch));
}

/* ---- the choices of the page that is shown ---- */

struct choices {
	int number[256];
	unsigned count;
	bool field; /* letters are text */
};

static void
choices_of(const struct view *v, struct choices *c)
{
	c->count = 0;
	c->field = v->field;
	for (uint32_t i = 0; i < v->items && c->count < COUNT(c->number); i++) {
		if (v->item[i].kind == ITEM_CHOICE)
			c->number[c->count++] = v->item[i].number;
	}
}

static const struct frame *
top(const struct app *a)
{
	return &a->frame[a->frames - 1];
}

static bool
marks(const struct app *a, int number)
{
	const struct frame *f = top(a);

	return f->class->marks != NULL && f->class->marks(a, f->state, number);
}

static int
choice_index(const struct choices *c, int number)
{
	for (unsigned i = 0; i < c->count; i++) {
		if (c->number[i] == number)
			return (int)i;
	}
	return -1;
}

/*
 * The choice under the marker. A page of answers opens with none, so that one Enter too many
 * answers nothing; other pages with the first. While a field takes the letters, the marker is in
 * it.
 */
static int
focus_of(const struct app *a, const struct choices *c)
{
	int focus = top(a)->focus;

	if (c->field || c->count == 0)
		return 0;
	if (choice_index(c, focus) >= 0)
		return focus;
	return marks(a, c->number[0]) ? 0 : c->number[0];
}

static void
focus_move(struct app *a, const struct choices *c, int by)
{
	int at = choice_index(c, focus_of(a, c)), last = (int)c->count - 1;

	if (c->count == 0 || c->field)
		return;
	if (at < 0)
		at = by > 0 ? by - 1 : last;
	else
		at += by;
	at = at < 0 ? 0 : at > last ? last : at;
	a->frame[a->frames - 1].focus = c->number[at];
}

/* ---- what the app does for every screen ---- */

static bool
takes(const struct screen_class *class, enum intent_kind kind)
{
	static const bool always[INTENT_KINDS] = {
		[INTENT_CHOOSE] = true,
		[INTENT_TYPED] = true,
		[INTENT_ERASE] = true,
		[INTENT_WIPE] = true,
		[INTENT_SIZE] = true,
	};

	for (const struct key_word *k = class->keys; k != NULL && k->intent != INTENT_NONE; k++) {
		if (k->intent == kind)
			return k->use != KEY_OF_APP;
	}
	return always[kind];
}

static void
say_how_to_leave(struct app *a)
{
	if (a->w->line)
		app_note(
		    a, str_from(
			   _("To leave, type q and Enter until you are out. Your place is kept.")));
	else
		app_note(
		    a, str_from(
			   _("To leave, press q until you are out (in a field: Backspace, until it "
			     "is empty, and once more). Your place is kept.")));
}

static void
say_not_here(struct app *a)
{
	app_note(a, str_from(_("That key has no use on this page. Press ? for help.")));
}

static void
say_later(struct app *a)
{
	app_note(
	    a, str_printf(a->scratch,
		   _("Notes and questions on screen come in a later version. To ask now: %.*s"),
		   STR_ARG(a->w->academy.contact)));
}

static void
go_unless(struct app *a, const struct screen_class *class)
{
	if (top(a)->class != class)
		app_go(a, class, NULL);
}

static void
by_default(struct app *a, const struct intent *i, const struct choices *c)
{
	bool page = c->count >= 10;

	switch (i->kind) {
	case INTENT_BACK:
		app_back(a);
		break;
	case INTENT_ON:
		if (page)
			focus_move(a, c, 10);
		else
			say_not_here(a);
		break;
	case INTENT_BACK_PAGE:
		if (page && !a->w->line)
			focus_move(a, c, -10);
		else if (a->frames > 1)
			app_back(a);
		break;
	case INTENT_HELP:
		go_unless(a, &screen_help);
		break;
	case INTENT_WHERE:
		go_unless(a, &screen_where);
		break;
	case INTENT_SEARCH:
		if (a->who.role == ROLE_DOOR)
			say_not_here(a);
		else
			go_unless(a, &screen_search);
		break;
	case INTENT_QUIT_KEY:
		say_how_to_leave(a);
		break;
	case INTENT_NOTE:
	case INTENT_ASK:
	case INTENT_REPORT:
		say_later(a);
		break;
	case INTENT_UP:
		focus_move(a, c, -1);
		break;
	case INTENT_DOWN:
		focus_move(a, c, 1);
		break;
	case INTENT_TOP:
		focus_move(a, c, -(int)COUNT(c->number));
		break;
	case INTENT_BOTTOM:
		focus_move(a, c, (int)COUNT(c->number));
		break;
	case INTENT_TERM:
	case INTENT_SHOW:
	case INTENT_OPTIONS:
		say_not_here(a);
		break;
	default:
		break;
	}
}

static void
deliver(struct app *a, const struct intent *i, const struct choices *c)
{
	const struct frame *f = top(a);

	if (!takes(f->class, i->kind)) {
		by_default(a, i, c);
		return;
	}
	if (!i->seen && f->class->commits != NULL && f->class->commits(a, f->state, i))
		return;
	a->current = a->frames - 1;
	f->class->update(a, f->state, i);
}

static void
choose(struct app *a, const struct intent *i, const struct choices *c, int number)
{
	struct intent chosen = *i;

	chosen.kind = INTENT_CHOOSE;
	chosen.number = number;
	if (number > 0)
		a->frame[a->frames - 1].focus = number;
	a->digits = 0;
	deliver(a, &chosen, c);
}

static void
say_range(struct app *a, const struct choices *c)
{
	if (c->count == 0)
		app_note(a, str_from(_("There is nothing to choose on this page.")));
	else if (c->count == 1)
		app_note(a, str_printf(a->scratch, _("Type the number %d."), c->number[0]));
	else
		app_note(a, str_printf(a->scratch, _("Type a number from %d to %d."), c->number[0],
				c->number[c->count - 1]));
}

/*
 * Digits. In line mode the whole number acts. On a page of fewer than ten choices one digit acts;
 * with more, digits collect, the marker goes along, and Enter acts. Where the choices are answers,
 * a digit only moves the marker.
 */
static void
number(struct app *a, const struct intent *i, const struct choices *c)
{
	bool many = c->count > 0 && c->number[c->count - 1] > 9;
	int n = i->number;

	if (n < 0 || n > 9999)
		return;
	if (!i->whole && many)
		n = a->digits < 1000 ? a->digits * 10 + n : n;
	if (n == 0 && a->digits == 0) {
		struct intent back = *i;

		back.kind = INTENT_BACK;
		deliver(a, &back, c);
		return;
	}
	if (choice_index(c, n) < 0) {
		a->digits = !i->whole && many && n < c->number[c->count - 1] ? n : 0;
		if (a->digits == 0)
			say_range(a, c);
		return;
	}
	if (i->whole || (!many && !marks(a, n))) {
		choose(a, i, c, n);
		return;
	}
	a->digits = many ? n : 0;
	a->frame[a->frames - 1].focus = n;
}

/* Which page it is: the same number as long as its words mean the same. */
static uint64_t
page_of(const struct app *a, const struct view *v)
{
	return str_hash(v->page) * 31 + top(a)->serial;
}

/*
 * Nothing is committed blind. But who has seen the page and then types a digit or letters has said
 * what is meant, and the Enter behind them is not blind only because the marker's move is still on
 * its way: a line of one second would swallow every such Enter. It counts once, for the same page.
 */
static void
remember_seen(struct app *a, const struct intent *i, uint64_t page)
{
	bool names = i->kind == INTENT_NUMBER || i->kind == INTENT_TYPED;
	bool keeps = names || i->kind == INTENT_ERASE || i->kind == INTENT_WIPE ||
		     i->kind == INTENT_CHOOSE;

	if (i->seen)
		a->seen_page = page;
	if (!keeps)
		a->named_page = 0;
	else if (names && a->seen_page == page)
		a->named_page = page;
}

static void
key_choose(struct app *a, const struct intent *i, const struct choices *c, uint64_t page)
{
	struct intent chosen = *i;

	chosen.seen = i->seen || a->named_page == page;
	a->named_page = a->seen_page = 0;
	/* Nobody sees a marker in line mode: an empty line reads on, or chooses the only thing
	 * there is. */
	choose(a, &chosen, c, i->whole && c->count > 1 ? 0 : focus_of(a, c));
}

static void
key_typed(struct app *a, const struct intent *i, const struct choices *c, uint64_t page)
{
	unsigned serial = top(a)->serial;

	/* Letters for a field that is not there any more. */
	if (!c->field)
		return;
	deliver(a, i, c);
	/* In line mode the line is the whole answer. */
	if (i->whole && a->frames > 0 && top(a)->serial == serial)
		key_choose(a, i, c, page);
}

static void
key(struct app *a, const struct intent *i)
{
	struct choices c;
	struct view v;
	uint64_t page;

	if (i->kind == INTENT_NONE || i->kind >= INTENT_KINDS)
		return;
	view_init(&v, a->scratch);
	top(a)->class->view(a, top(a)->state, &v);
	choices_of(&v, &c);
	page = page_of(a, &v);
	remember_seen(a, i, page);
	a->note[0] = '\0';
	if (i->kind != INTENT_NUMBER && i->kind != INTENT_CHOOSE)
		a->digits = 0;
	if (i->kind == INTENT_NUMBER) {
		if (!c.field)
			number(a, i, &c);
	} else if (i->kind == INTENT_CHOOSE) {
		if (i->whole && !c.field && c.count > 1 && !takes(top(a)->class, INTENT_ON))
			say_range(a, &c);
		else
			key_choose(a, i, &c, page);
	} else if (i->kind == INTENT_TYPED) {
		key_typed(a, i, &c, page);
	} else {
		deliver(a, i, &c);
	}
}

/* ---- answers of the keeper ---- */

static void
home_told(struct app *a, const struct reply *r)
{
	a->home_told = true;
	if (r->refusal.reason != REASON_NONE) {
		app_refused(a, r);
		return;
	}
	arena_reset(a->home_arena);
	a->home = reply_copy(a->home_arena, r)->home;
}

static void
facts_told(struct app *a, const struct reply *r, const struct request *q)
{
	if (a->open.card == NO_CARD || !str_eq(q->course, a->open.course->id))
		return;
	a->open.told = true;
	if (r->refusal.reason != REASON_NONE) {
		app_refused(a, r);
		return;
	}
	arena_reset(a->open.facts_arena);
	a->open.facts = reply_copy(a->open.facts_arena, r)->facts;
}

static void
answer(struct app *a, const struct intent *i)
{
	const struct reply *r = i->reply;
	struct waiting w;

	if (!stack_answers(a, r))
		return;
	w = stack_answered(a);
	if (r->verb == VERB_HOME)
		home_told(a, r);
	else if (r->verb == VERB_FACTS)
		facts_told(a, r, w.request);
	for (unsigned f = a->frames; f-- > 0;) {
		/* What the app asked for itself concerns whoever is shown. */
		bool its = w.serial == 0 ? f + 1 == a->frames : a->frame[f].serial == w.serial;

		if (!its)
			continue;
		a->current = f;
		a->frame[f].class->update(a, a->frame[f].state, i);
		break;
	}
	stack_forget(&w);
}

void
app_update(struct app *a, const struct intent *i, struct effect *e)
{
	*e = (struct effect){ .kind = EFFECT_NONE, .goodbye = STR_NONE };
	a->effect = e;
	arena_reset(a->scratch);
	if (i->now != 0)
		a->now = i->now;
	if ((i->kind == INTENT_START || i->kind == INTENT_SIZE) && i->cols > 0 && i->rows > 0) {
		a->cols = i->cols;
		a->rows = i->rows;
	}
	if (i->kind == INTENT_START) {
		if (a->frames == 0)
			app_begin(a);
	} else if (a->frames > 0) {
		if (i->kind == INTENT_REPLY)
			answer(a, i);
		else if (i->kind == INTENT_SIZE)
			deliver(a, i, &(struct choices){ .count = 0 });
		else
			key(a, i);
	}
	stack_send(a, e);
	stack_sweep(a);
	a->effect = NULL;
}

bool
app_is_waiting(const struct app *a)
{
	return a->asked && a->frames > 0 && a->queue[0].request->verb != VERB_PLACE;
}

/* ---- what is shown ---- */

static struct str
account(const struct app *a)
{
	if (a->who.login.len > 0)
		return a->who.login;
	return str_from(a->who.role == ROLE_GUEST ? _("guest") : _("new here"));
}

static void
footer_numbers(struct view *v, const struct choices *c, bool answers)
{
	int last = c->count > 0 ? c->number[c->count - 1] : 0;
	struct str keys;

	if (c->count == 0 || c->field)
		return;
	if (last > 9) {
		view_hint(v, _("number and Enter"), "");
		return;
	}
	keys = c->count == 1 ? str_printf(v->arena, "%d", last)
			     : str_printf(v->arena, "%d-%d", c->number[0], last);
	view_hint(v, str_z(v->arena, keys), answers ? _("choose") : _("go there"));
}

static void
footer_field(const struct app *a, struct view *v)
{
	(void)a;
	view_hint(v, "Enter", _("go on"));
	view_hint(v, "Backspace", _("in the empty field: back"));
	view_hint(v, "Ctrl-C", _("how to leave"));
}

/* The word of "q": where it leads. */
static const char *
back_word(const struct app *a)
{
	const struct screen_class *below;

	if (a->frames < 2)
		return _("leave");
	below = a->frame[a->frames - 2].class;
	return below->noun != NULL ? _(below->noun) : _("one level up");
}

static bool
in_footer(const struct app *a, const struct key_word *k)
{
	const struct frame *f = top(a);

	if (k->use == KEY_QUIET || keymap_binding(k->intent) == NULL)
		return false;
	return f->class->offers == NULL || f->class->offers(a, f->state, k->intent);
}

/* Shows one key of the screen's list; does nothing when it is not offered now. */
static bool
footer_key(const struct app *a, struct view *v, enum intent_kind kind)
{
	for (const struct key_word *k = top(a)->class->keys; k->intent != INTENT_NONE; k++) {
		const struct binding *b = keymap_binding(k->intent);
		struct str keys;

		if (k->intent != kind || !in_footer(a, k))
			continue;
		keys = str_from(b->keys);
		keys = str_sub(keys, 0, str_find(keys, 0, ","));
		view_hint(v, str_z(v->arena, keys), k->words != NULL ? _(k->words) : _(b->words));
		return true;
	}
	return false;
}

/* "1-4 choose, Enter answer", but "Enter open, 1-9 go there"; then what else the screen takes,
 * help, and the way out. */
static void
footer_keys(const struct app *a, struct view *v, const struct choices *c)
{
	bool answers = c->count > 0 && marks(a, c->number[0]);

	if (answers)
		footer_numbers(v, c, true);
	footer_key(a, v, INTENT_CHOOSE);
	if (!answers)
		footer_numbers(v, c, false);
	for (const struct key_word *k = top(a)->class->keys; k->intent != INTENT_NONE; k++) {
		if (k->intent != INTENT_CHOOSE && k->intent != INTENT_BACK)
			footer_key(a, v, k->intent);
	}
	view_hint(v, "?", _("help"));
	if (!footer_key(a, v, INTENT_BACK))
		view_hint(v, "q", back_word(a));
}

static void
mark_focus(const struct app *a, struct view *v, const struct choices *c)
{
	int focus = focus_of(a, c);

	for (uint32_t i = 0; i < v->items; i++) {
		if (v->item[i].kind == ITEM_CHOICE && v->item[i].number == focus)
			v->item[i].focused = true;
	}
}

/* Result first for the ear, last for the eye: there it stands near the cursor and moves nothing. */
static void
show_note(const struct app *a, struct view *v)
{
	struct str note = str_from(a->note);

	if (note.len == 0)
		return;
	if (!a->w->line)
		view_gap(v);
	view_note(v, str_copy(v->arena, note));
}

void
app_view(const struct app *a, struct view *v)
{
	struct choices c;

	v->who = account(a);
	v->title = a->w->academy.name;
	if (a->frames == 0) {
		view_hint(v, "?", _("help"));
		return;
	}
	v->screen = str_from(top(a)->class->name);
	v->page = v->screen;
	if (a->w->line)
		show_note(a, v);
	top(a)->class->view(a, top(a)->state, v);
	if (!a->w->line)
		show_note(a, v);
	choices_of(v, &c);
	mark_focus(a, v, &c);
	if (a->digits > 0)
		v->status = view_printf(v, _("%d_ then Enter"), a->digits);
	if (c.field && !a->w->line) {
		footer_field(a, v);
	} else {
		footer_keys(a, v, &c);
	}
	if (v->prompt.len == 0)
		v->prompt = STR("> ");
}

struct str
app_language(const struct app *a)
{
	return a->language;
}

bool
app_wants_line(const struct app *a)
{
	return a->wants_line;
}

bool
app_last_word(struct app *a, struct request *r)
{
	for (unsigned f = a->frames; f-- > 0;) {
		if (a->frame[f].class == &screen_lesson)
			return lesson_last_word(a, a->frame[f].state, r);
	}
	return false;
}

/* ---- for tests that walk all screens ---- */

static const struct screen_class *const classes[] = {
	&screen_signup,
	&screen_home,
	&screen_mine,
	&screen_catalogue,
	&screen_course,
	&screen_module,
	&screen_lesson,
	&screen_words,
	&screen_entry,
	&screen_options,
	&screen_quiz,
	&screen_result,
	&screen_results,
	&screen_search,
	&screen_settings,
	&screen_language,
	&screen_password,
	&screen_keys,
	&screen_key,
	&screen_help,
	&screen_where,
	&screen_later,
};

unsigned
app_screen_count(void)
{
	return COUNT(classes);
}

const char *
app_screen_name(unsigned i)
{
	return i < COUNT(classes) ? classes[i]->name : "";
}
