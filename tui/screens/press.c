#include "tui/screens/press.h"

#include <string.h>

void
choices_of(const struct view *v, struct choices *c)
{
	c->count = 0;
	c->field = v->field;
	for (uint32_t i = 0; i < v->items && c->count < COUNT(c->number); i++) {
		if (v->item[i].kind == ITEM_CHOICE)
			c->number[c->count++] = v->item[i].number;
	}
}

const struct frame *
app_top(const struct app *a)
{
	return &a->frame[a->frames - 1];
}

bool
press_marks(const struct app *a, int number)
{
	const struct frame *f = app_top(a);

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
int
press_focus(const struct app *a, const struct choices *c)
{
	int focus = app_top(a)->focus;

	if (c->field || c->count == 0)
		return 0;
	if (choice_index(c, focus) >= 0)
		return focus;
	return press_marks(a, c->number[0]) ? 0 : c->number[0];
}

static void
focus_move(struct app *a, const struct choices *c, int by)
{
	int at = choice_index(c, press_focus(a, c)), last = (int)c->count - 1;

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
say_how_to_leave(struct app *a, bool field)
{
	if (a->w->line)
		app_note(
		    a, str_from(
			   _("To leave, type q and Enter until you are out. Your place is kept.")));
	else if (field)
		app_note(
		    a, str_from(
			   _("Here q is a letter. To leave, press Backspace until the field is empty "
			     "and once more, then q until you are out. Your place is kept.")));
	else
		app_note(
		    a, str_from(_("To leave, press q until you are out. Your place is kept.")));
}

static void
say_not_here(struct app *a)
{
	app_note(a, str_from(_("That key has no use on this page. Press ? for help.")));
}

/* Space looks for more; here is none. */
static void
say_all_is_shown(struct app *a, const struct choices *c)
{
	app_note(a,
	    str_from(c->count > 0
			 ? _("There is no more on this page. Choose by number, or press q for one level "
			     "up.")
			 : _("There is no more on this page. Press q for one level up.")));
}

static void
say_later(struct app *a)
{
	app_note(
	    a, str_printf(a->scratch,
		   _("Notes and questions on screen come in a later version. To ask now: %.*s"),
		   STR_ARG(a->w->academy.contact)));
}

/* About what is on the page. Where there is nothing of a course, a person hears it better. */
static void
report(struct app *a)
{
	struct about about;
	struct go go;

	if (!app_about(a, &about)) {
		app_note(a, str_printf(a->scratch, _("A mistake is reported on its own page: a lesson, a question, a result. "
						     "Anything else: %.*s"),
				STR_ARG(a->w->academy.contact)));
		return;
	}
	go = (struct go){ .card = about.card,
		.module = STR_NONE,
		.lesson = STR_NONE,
		.id = about.subject,
		.question = about.question,
		.draft = STR_NONE };
	app_go(a, &screen_mistake, &go);
}

static void
go_unless(struct app *a, const struct screen_class *class)
{
	if (app_top(a)->class != class)
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
			say_all_is_shown(a, c);
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
		say_how_to_leave(a, c->field);
		break;
	case INTENT_REPORT:
		report(a);
		break;
	case INTENT_NOTE:
	case INTENT_ASK:
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

void
press_deliver(struct app *a, const struct intent *i, const struct choices *c)
{
	const struct frame *f = app_top(a);

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
	press_deliver(a, &chosen, c);
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
		press_deliver(a, &back, c);
		return;
	}
	if (choice_index(c, n) < 0) {
		a->digits = !i->whole && many && n < c->number[c->count - 1] ? n : 0;
		if (a->digits == 0)
			say_range(a, c);
		return;
	}
	if (i->whole || (!many && !press_marks(a, n))) {
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
	return str_hash(v->page) * 31 + app_top(a)->serial;
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
	choose(a, &chosen, c, i->whole && c->count > 1 ? 0 : press_focus(a, c));
}

static void
key_typed(struct app *a, const struct intent *i, const struct choices *c, uint64_t page)
{
	unsigned serial = app_top(a)->serial;

	/* Letters for a field that is not there any more. */
	if (!c->field)
		return;
	press_deliver(a, i, c);
	/* In line mode the line is the whole answer. */
	if (i->whole && a->frames > 0 && app_top(a)->serial == serial)
		key_choose(a, i, c, page);
}

void
press_key(struct app *a, const struct intent *i)
{
	struct choices c;
	struct view v;
	uint64_t page;

	if (i->kind == INTENT_NONE || i->kind >= INTENT_KINDS)
		return;
	view_init(&v, a->scratch);
	app_top(a)->class->view(a, app_top(a)->state, &v);
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
		if (i->whole && !c.field && c.count > 1 && !takes(app_top(a)->class, INTENT_ON))
			say_range(a, &c);
		else
			key_choose(a, i, &c, page);
	} else if (i->kind == INTENT_TYPED) {
		key_typed(a, i, &c, page);
	} else {
		press_deliver(a, i, &c);
	}
}
