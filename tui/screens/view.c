#include "tui/screens/view.h"

#include <stdlib.h>
#include <string.h>

#include "tui/screens/words.h"

void
view_init(struct view *v, struct arena *a)
{
	*v = (struct view){ .arena = a };
	v->screen = v->page = v->title = v->where = v->status = v->who = STR_NONE;
	v->address = v->prompt = STR_NONE;
}

/* Doubles a list inside the arena: the old half is left behind, which a page can afford. */
static void *
grown(struct arena *a, const void *old, uint32_t count, uint32_t *room, size_t size)
{
	void *list;

	*room = *room == 0 ? 24 : *room * 2;
	list = arena_array(a, *room, size);
	if (count > 0)
		memcpy(list, old, count * size);
	return list;
}

struct item *
view_item(struct view *v, enum item_kind kind, struct str text)
{
	struct item *it;

	if (v->items == v->room)
		v->item = grown(v->arena, v->item, v->items, &v->room, sizeof(*v->item));
	it = &v->item[v->items++];
	*it = (struct item){ .kind = kind, .text = text };
	it->detail[0] = it->detail[1] = it->value = STR_NONE;
	return it;
}

void
view_heading(struct view *v, const char *text)
{
	view_item(v, ITEM_HEADING, str_from(text));
}

void
view_text(struct view *v, const char *text)
{
	view_item(v, ITEM_TEXT, str_from(text));
}

void
view_note(struct view *v, struct str text)
{
	if (text.len > 0)
		view_item(v, ITEM_NOTE, text);
}

void
view_gap(struct view *v)
{
	/* Two gaps in a row say nothing more than one. */
	if (v->items > 0 && v->item[v->items - 1].kind != ITEM_GAP)
		view_item(v, ITEM_GAP, STR_NONE);
}

struct item *
view_choice(struct view *v, int number, struct str text)
{
	struct item *it = view_item(v, ITEM_CHOICE, text);

	it->number = number;
	return it;
}

void
view_hint(struct view *v, const char *keys, const char *words)
{
	if (v->hints == v->hints_room)
		v->hint = grown(v->arena, v->hint, v->hints, &v->hints_room, sizeof(*v->hint));
	v->hint[v->hints++] = (struct hint){ str_from(keys), str_from(words) };
}

void
view_hints(struct view *v, const enum intent_kind *intents)
{
	for (; *intents != INTENT_NONE; intents++) {
		const struct binding *b = keymap_binding(*intents);
		struct str keys, first;

		if (b == NULL)
			continue;
		/* A footer has room for the first of the keys; the help page shows all of them. */
		keys = str_from(b->keys);
		first = str_sub(keys, 0, str_find(keys, 0, ","));
		view_hint(v, str_z(v->arena, first), _(b->words));
	}
}

int
view_body_rows(int rows)
{
	return rows - 3 > 1 ? rows - 3 : 1;
}

int
view_text_cols(int cols)
{
	if (cols > 76)
		return 76;
	return cols > 2 ? cols - 1 : 2;
}
