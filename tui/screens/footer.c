/* What stands at the foot of each page: the keys that do something there. */
#include "tui/screens/press.h"

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

static bool
has_lines(const struct view *v)
{
	for (uint32_t i = 0; i < v->items; i++) {
		if (v->item[i].kind == ITEM_FIELD && v->item[i].lines)
			return true;
	}
	return false;
}

void
footer_field(struct view *v)
{
	if (has_lines(v)) {
		view_hint(v, "Enter", _("new line"));
		view_hint(v, ". Enter", _("save"));
		view_hint(v, "Ctrl-C", _("how to leave"));
		return;
	}
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
	const struct frame *f = app_top(a);

	if (k->use == KEY_QUIET || keymap_binding(k->intent) == NULL)
		return false;
	return f->class->offers == NULL || f->class->offers(a, f->state, k->intent);
}

/* Shows one key of the screen's list; does nothing when it is not offered now. */
static bool
footer_key(const struct app *a, struct view *v, enum intent_kind kind)
{
	for (const struct key_word *k = app_top(a)->class->keys; k->intent != INTENT_NONE; k++) {
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
void
footer_keys(const struct app *a, struct view *v, const struct choices *c)
{
	bool answers = c->count > 0 && press_marks(a, c->number[0]);

	if (answers)
		footer_numbers(v, c, true);
	footer_key(a, v, INTENT_CHOOSE);
	if (!answers)
		footer_numbers(v, c, false);
	for (const struct key_word *k = app_top(a)->class->keys; k->intent != INTENT_NONE; k++) {
		if (k->intent != INTENT_CHOOSE && k->intent != INTENT_BACK)
			footer_key(a, v, k->intent);
	}
	view_hint(v, "?", _("help"));
	if (!footer_key(a, v, INTENT_BACK))
		view_hint(v, "q", back_word(a));
}
