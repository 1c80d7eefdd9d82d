#include <string.h>

#include "courses/base/safe.h"
#include "courses/base/utf8.h"
#include "tui/screens/screen.h"

void
field_init(struct field *f, struct arena *a, size_t cap)
{
	*f = (struct field){ .at = arena_alloc(a, cap), .cap = cap };
}

void
field_set(struct field *f, struct str text)
{
	struct str fits = utf8_whole(str_sub(text, 0, text.len < f->cap ? text.len : f->cap));

	memmove(f->at, fits.at, fits.len);
	f->len = fits.len;
}

void
field_wipe(struct field *f)
{
	if (f->at != NULL)
		explicit_bzero(f->at, f->cap);
	f->len = 0;
}

struct str
field_get(const struct field *f)
{
	return (struct str){ f->at, f->len };
}

/* Letters behind what is there; what does not fit whole is left out. */
static void
field_add(struct field *f, struct str text)
{
	if (text.len > f->cap - f->len)
		text = utf8_whole(str_sub(text, 0, f->cap - f->len));
	memcpy(f->at + f->len, text.at, text.len);
	f->len += text.len;
}

static enum field_did
field_type(struct field *f, const struct intent *i)
{
	struct arena *clean = arena_new();

	if (i->whole)
		f->len = 0;
	field_add(f, safe_line(clean, i->text));
	arena_free(clean);
	return FIELD_CHANGED;
}

enum field_did
field_update(struct field *f, const struct intent *i)
{
	switch (i->kind) {
	case INTENT_TYPED:
		return field_type(f, i);
	case INTENT_ERASE:
		if (f->len == 0)
			return FIELD_EMPTY_ERASED;
		f->len = utf8_cluster_before(field_get(f), f->len);
		return FIELD_CHANGED;
	case INTENT_WIPE:
		f->len = 0;
		return FIELD_CHANGED;
	default:
		return FIELD_NOTHING;
	}
}

void
field_view(struct view *v, const struct field *f, struct str label, bool secret)
{
	struct item *it = view_item(v, ITEM_FIELD, label);

	it->value = str_copy(v->arena, field_get(f));
	it->secret = secret;
	it->focused = true;
	v->field = true;
	v->prompt = view_printf(v, "%.*s: ", STR_ARG(label));
}
