/*
 * An answer of several lines: letters, Enter for a new line, Backspace. A line with a single full stop ends and saves
 * it, in cells and in plain lines alike; no key is needed that a telephone does not have.
 */
#include "courses/base/utf8.h"
#include "tui/screens/screen.h"

/* Where the last line begins. */
static size_t
last_line(const struct field *f)
{
	size_t at = f->len;

	while (at > 0 && f->at[at - 1] != '\n')
		at--;
	return at;
}

static bool
is_ended(const struct field *f)
{
	size_t at = last_line(f);

	return f->len - at == 1 && f->at[at] == '.';
}

static enum form_did
essay_add(struct form *f, const struct intent *i)
{
	struct field *field = &f->field;
	size_t before, most = field->cap;
	struct field rest;

	/* In plain lines a full stop that was not taken is not the beginning of the next line. */
	if (i->whole && is_ended(field))
		field->len = last_line(field);
	/* A field of its own for what is new, so that a whole line does not replace what stands there. */
	before = field->len;
	rest = (struct field){ .at = field->at + before, .cap = most - before };
	field_update(&rest, i);
	field->len = before + rest.len;
	f->changed = true;
	return rest.len < i->text.len && field->len + 4 > most ? FORM_FULL : FORM_CHANGED;
}

static enum form_did
new_line(struct form *f, bool whole)
{
	if (f->field.len == 0)
		return FORM_EMPTY;
	if (f->field.len == f->field.cap)
		return whole ? FORM_CHANGED : FORM_FULL;
	f->field.at[f->field.len++] = '\n';
	f->changed = true;
	return FORM_CHANGED;
}

void
essay_take(struct form *f)
{
	if (is_ended(&f->field))
		f->field.len = last_line(&f->field);
	f->field.len = str_trim(field_get(&f->field)).len > 0
			   ? (size_t)(str_trim(field_get(&f->field)).at + str_trim(field_get(&f->field)).len - f->field.at)
			   : 0;
	f->response.text = str_trim(field_get(&f->field));
	f->changed = false;
}

static enum form_did
essay_ready(struct form *f)
{
	essay_take(f);
	if (f->response.text.len == 0)
		return FORM_EMPTY;
	f->typing = false;
	return FORM_READY;
}

/* Shown and not written: 1 writes on, 2 writes it anew. */
static enum form_did
essay_open(struct form *f, const struct intent *i)
{
	if (i->kind != INTENT_CHOOSE || i->number < 1 || i->number > essay_last(f))
		return FORM_NOTHING;
	if (i->number == 2)
		f->field.len = 0;
	f->typing = true;
	return i->whole && f->field.len > 0 ? new_line(f, true) : FORM_CHANGED;
}

enum form_did
essay_update(struct form *f, const struct intent *i)
{
	if (!f->typing)
		return essay_open(f, i);
	switch (i->kind) {
	case INTENT_CHOOSE:
		return is_ended(&f->field) ? essay_ready(f) : new_line(f, i->whole);
	case INTENT_TYPED:
		return essay_add(f, i);
	case INTENT_WIPE: /* the line, and not all that was written */
		f->field.len = last_line(&f->field);
		f->changed = true;
		return FORM_CHANGED;
	case INTENT_ERASE:
		f->changed = true;
		if (field_update(&f->field, i) != FIELD_EMPTY_ERASED)
			return FORM_CHANGED;
		f->changed = false;
		f->typing = false;
		return f->opens ? FORM_CHANGED : FORM_OUT;
	default:
		return FORM_NOTHING;
	}
}

bool
essay_commits(const struct form *f)
{
	return f->typing && is_ended(&f->field);
}

int
essay_last(const struct form *f)
{
	if (f->typing)
		return 0;
	return f->field.len > 0 ? 2 : 1;
}

void
essay_view(const struct form *f, struct view *v)
{
	struct str text = str_copy(v->arena, field_get(&f->field));
	struct item *it;

	if (!f->typing) {
		if (text.len > 0) {
			view_item(v, ITEM_TEXT, str_from(_("What you have written:")));
			view_item(v, ITEM_TEXT, text)->depth = 1;
			view_gap(v);
		}
		view_choice(v, 1, str_from(text.len > 0 ? _("Write on") : _("Write your answer")));
		if (text.len > 0)
			view_choice(v, 2, str_from(_("Write it anew")));
		return;
	}
	view_text(v, _("Enter begins a new line. To save: a line with only a full stop ( . ), then Enter."));
	view_gap(v);
	it = view_item(v, ITEM_FIELD, str_from(_("Your answer")));
	it->value = text;
	it->focused = it->lines = true;
	v->field = true;
	v->prompt = STR("> ");
}
