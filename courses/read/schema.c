/* The tables of yaml.h: what a text means, by the row of its key. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "courses/base/safe.h"
#include "courses/base/utf8.h"
#include "courses/read/grow.h"
#include "courses/read/source.h"
#include "courses/read/suggest.h"
#include "courses/read/yaml.h"

enum { LINE_LETTERS = 200, TEXT_LETTERS = 4000, LIST_MEMBERS = 200 };

static size_t
letters(struct str s)
{
	size_t n = 0;
	uint32_t cp;

	for (size_t at = 0; at < s.len; n++)
		at += utf8_get(s, at, &cp);
	return n;
}

/* A text that is there, without blanks at its ends. */
static bool
plain_text(struct yaml_in *in, const struct yaml *node, const char *name, struct str *s)
{
	if (node->is_told)
		return false;
	if (node->is != YAML_IS_TEXT) {
		yaml_error(in, node, "`%s` is one value, not a %s; write %s: value", name,
		    node->is == YAML_IS_LIST ? "list" : "map", name);
		return false;
	}
	*s = str_trim(node->text);
	if (s->len == 0) {
		yaml_error(in, node,
		    "`%s` has no value; write one after the colon, or take the line "
		    "away",
		    name);
		return false;
	}
	return true;
}

bool
yaml_line(struct yaml_in *in, const struct yaml *node, const char *name, struct str *s)
{
	struct str text;

	if (!plain_text(in, node, name, &text))
		return false;
	if (letters(text) > LINE_LETTERS) {
		yaml_error(in, node, "`%s` is longer than %d letters; make it shorter", name,
		    LINE_LETTERS);
		return false;
	}
	*s = safe_line(in->arena, text);
	return true;
}

const char *
id_wrong(struct str s)
{
	if (s.len == 0)
		return "is empty";
	if (s.len > YAML_ID)
		return "is longer than 40 letters";
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];

		if (c >= 'A' && c <= 'Z')
			return "holds a capital letter";
		if (c == ' ')
			return "holds a blank";
		if (c == '_')
			return "holds an underscore";
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
			return "holds a sign that no id may have";
	}
	if (s.at[0] == '-' || s.at[s.len - 1] == '-')
		return "begins or ends with a hyphen";
	return NULL;
}

bool
yaml_id(struct yaml_in *in, const struct yaml *node, const char *name, struct str *s)
{
	struct str text;
	const char *wrong;

	if (!plain_text(in, node, name, &text))
		return false;
	wrong = id_wrong(text);
	if (wrong != NULL) {
		yaml_error(in, node, "`%.*s` %s; an id is made of a-z, 0-9 and -, up to %d",
		    STR_ARG(source_short(text)), wrong, YAML_ID);
		return false;
	}
	*s = text;
	return true;
}

bool
yaml_number(struct yaml_in *in, const struct yaml *node, const char *name, int64_t min, int64_t max,
    int64_t *n)
{
	struct str text;
	uint64_t value;

	if (!plain_text(in, node, name, &text))
		return false;
	if (!str_number(text, (uint64_t)max, &value) || (int64_t)value < min) {
		yaml_error(in, node, "`%s` is a whole number from %lld to %lld, without a unit",
		    name, (long long)min, (long long)max);
		return false;
	}
	*n = (int64_t)value;
	return true;
}

static const struct {
	const char *name;
	uint32_t seconds;
} units[] = {
	{ "s", 1 },
	{ "sec", 1 },
	{ "second", 1 },
	{ "seconds", 1 },
	{ "min", 60 },
	{ "minute", 60 },
	{ "minutes", 60 },
	{ "h", 3600 },
	{ "hour", 3600 },
	{ "hours", 3600 },
	{ "d", 86400 },
	{ "day", 86400 },
	{ "days", 86400 },
};

bool
yaml_seconds(struct yaml_in *in, const struct yaml *node, const char *name, int64_t *n)
{
	struct str text, unit;
	size_t digits = 0;
	uint64_t value;

	if (!plain_text(in, node, name, &text))
		return false;
	if (str_is(text, "none")) {
		*n = 0;
		return true;
	}
	while (digits < text.len && text.at[digits] >= '0' && text.at[digits] <= '9')
		digits++;
	unit = str_trim(str_sub(text, digits, text.len));
	if (str_number(str_sub(text, 0, digits), 100000, &value))
		for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
			if (str_is(unit, units[i].name)) {
				*n = (int64_t)value * units[i].seconds;
				return true;
			}
	yaml_error(in, node,
	    "`%s` is a number with its unit, such as 45 min, 24 h or 3 days, or "
	    "none",
	    name);
	return false;
}

static bool
date_is(struct str s)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	uint64_t year, month, day;

	return s.len == 10 && s.at[4] == '-' && s.at[7] == '-' &&
	       str_number(str_sub(s, 0, 4), 2999, &year) && year >= 1900 &&
	       str_number(str_sub(s, 5, 7), 12, &month) && month >= 1 &&
	       str_number(str_sub(s, 8, 10), 31, &day) && day >= 1 &&
	       day <= (uint64_t)days[month - 1] &&
	       !(month == 2 && day == 29 &&
		   (year % 4 != 0 || (year % 100 == 0 && year % 400 != 0)));
}

static void
date_read(struct yaml_in *in, const struct yaml *node, const char *name, struct str *s)
{
	struct str text;

	if (!plain_text(in, node, name, &text))
		return;
	if (date_is(text))
		*s = text;
	else
		yaml_error(in, node, "`%s` is a date as year-month-day, such as 2026-11-01", name);
}

/* A whole number into a field of any size: rows say the size, so that they cannot overrun it. */
static void
store(void *field, size_t size, int64_t n)
{
	switch (size) {
	case 1:
		*(uint8_t *)field = (uint8_t)n;
		break;
	case 2:
		*(uint16_t *)field = (uint16_t)n;
		break;
	case 4:
		*(uint32_t *)field = (uint32_t)n;
		break;
	default:
		assert(size == 8);
		*(uint64_t *)field = (uint64_t)n;
	}
}

static int64_t
largest(size_t size)
{
	return size == 1 ? UINT8_MAX : size == 2 ? UINT16_MAX : size == 4 ? UINT32_MAX : INT64_MAX;
}

static void
number_read(struct yaml_in *in, const struct yaml *node, const struct yaml_key *k, void *field)
{
	int64_t n, max = k->max > 0 ? k->max : largest(k->size);

	if (k->none != NULL && node->is == YAML_IS_TEXT && str_is(str_trim(node->text), k->none))
		store(field, k->size, 0);
	else if (yaml_number(in, node, k->name, k->min, max, &n))
		store(field, k->size, n);
}

static void
seconds_read(struct yaml_in *in, const struct yaml *node, const struct yaml_key *k, void *field)
{
	int64_t n;

	if (!yaml_seconds(in, node, k->name, &n))
		return;
	if (n != 0 && (n < k->min || (k->max > 0 && n > k->max)))
		yaml_error(in, node, "`%s` is between %lld and %lld seconds, or none", k->name,
		    (long long)k->min, (long long)k->max);
	else
		store(field, k->size, n);
}

static void
bool_read(struct yaml_in *in, const struct yaml *node, const char *name, bool *field)
{
	struct str text;

	if (!plain_text(in, node, name, &text))
		return;
	if (str_is(text, "true") || str_is(text, "false"))
		*field = str_is(text, "true");
	else
		yaml_error(in, node, "`%s` is true or false", name);
}

static void
word_read(struct yaml_in *in, const struct yaml *node, const struct yaml_key *k, void *field)
{
	struct str text;
	struct buf all = BUF_IN(in->arena);
	struct suggest near;

	if (!plain_text(in, node, k->name, &text))
		return;
	near = suggest_for(text);
	for (int i = 0; k->words[i] != NULL; i++) {
		if (str_is(text, k->words[i])) {
			store(field, k->size, i);
			return;
		}
		suggest_try(&near, str_from(k->words[i]));
		buf_printf(&all, "%s%s",
		    i == 0            ? ""
		    : k->words[i + 1] ? ", "
				      : " or ",
		    k->words[i]);
	}
	if (near.best.len > 0)
		yaml_error(in, node, "`%s` cannot be %.*s; did you mean %.*s?", k->name,
		    STR_ARG(source_short(text)), STR_ARG(near.best));
	else
		yaml_error(in, node, "`%s` cannot be %.*s; write %s", k->name,
		    STR_ARG(source_short(text)), buf_cstr(&all));
}

static void
list_read(struct yaml_in *in, const struct yaml *node, const struct yaml_key *k, void *target)
{
	struct str *item = NULL;
	uint32_t items = 0, max = k->max > 0 ? (uint32_t)k->max : LIST_MEMBERS;

	if (node->is != YAML_IS_LIST) {
		yaml_error(in, node, "`%s` is a list; write %s: [one, two]", k->name, k->name);
		return;
	}
	if (node->count > max || node->count < (uint64_t)k->min) {
		yaml_error(in, node, "`%s` holds %u values; it may hold %lld to %u", k->name,
		    node->count, (long long)k->min, max);
		return;
	}
	for (const struct yaml *m = node->first; m != NULL; m = m->next) {
		struct str one;
		bool again = false;

		if (!(k->as == YAML_AS_IDS ? yaml_id(in, m, k->name, &one)
					   : yaml_line(in, m, k->name, &one)))
			continue;
		for (uint32_t i = 0; i < items; i++)
			again |= str_eq(item[i], one);
		if (again)
			yaml_error(
			    in, m, "%.*s stands twice in `%s`; keep one", STR_ARG(one), k->name);
		else
			*GROW(in->arena, item, items) = one;
	}
	*(struct str **)((char *)target + k->offset) = item;
	*(uint32_t *)((char *)target + k->count) = items;
}

static void
value_read(struct yaml_in *in, const struct yaml *node, const struct yaml_key *k, void *target)
{
	void *field = (char *)target + k->offset;

	if (node->is_told)
		return;
	switch (k->as) {
	case YAML_AS_LINE:
		if (k->max > 0 && letters(str_trim(node->text)) > (size_t)k->max)
			yaml_error(in, node, "`%s` is longer than %lld letters; make it shorter",
			    k->name, (long long)k->max);
		else
			yaml_line(in, node, k->name, field);
		break;
	case YAML_AS_TEXT:
		if (letters(node->text) > TEXT_LETTERS)
			yaml_error(in, node, "`%s` is longer than %d letters; make it shorter",
			    k->name, TEXT_LETTERS);
		else
			plain_text(in, node, k->name, field);
		break;
	case YAML_AS_ID:
		yaml_id(in, node, k->name, field);
		break;
	case YAML_AS_DATE:
		date_read(in, node, k->name, field);
		break;
	case YAML_AS_NUMBER:
		number_read(in, node, k, field);
		break;
	case YAML_AS_BOOL:
		bool_read(in, node, k->name, field);
		break;
	case YAML_AS_WORD:
		word_read(in, node, k, field);
		break;
	case YAML_AS_SECONDS:
		seconds_read(in, node, k, field);
		break;
	case YAML_AS_LINES:
	case YAML_AS_IDS:
		list_read(in, node, k, target);
		break;
	case YAML_AS_MAP:
		yaml_map(in, node, k->inner, field);
		break;
	case YAML_AS_OTHER:
		k->read(in, node, field);
		break;
	}
}

static const struct yaml_key *
key_find(const struct yaml_key *keys, struct str name)
{
	for (const struct yaml_key *k = keys; k->name != NULL; k++)
		if (str_is(name, k->name))
			return k;
	return NULL;
}

static void
unknown_tell(struct yaml_in *in, const struct yaml *node, const struct yaml_key *keys)
{
	struct yaml at = { .line = node->key_line, .col = node->key_col };
	struct suggest near = suggest_for(node->key);
	struct buf all = BUF_IN(in->arena);
	struct str name = source_short(node->key);

	for (const struct yaml_key *k = keys; k->name != NULL; k++) {
		suggest_try(&near, str_from(k->name));
		buf_printf(&all, "%s%s", k == keys ? "" : ", ", k->name);
	}
	if (near.best.len > 0)
		yaml_error(in, &at, "`%.*s` is not known; did you mean `%.*s`?", STR_ARG(name),
		    STR_ARG(near.best));
	else
		yaml_error(in, &at, "`%.*s` is not known; here may stand: %s", STR_ARG(name),
		    buf_cstr(&all));
}

void
yaml_map(struct yaml_in *in, const struct yaml *node, const struct yaml_key *keys, void *target)
{
	if (node == NULL || node->is_told)
		return;
	if (node->is != YAML_IS_MAP) {
		yaml_error(
		    in, node, "here must stand `key: value`, first of all `%s: ...`", keys[0].name);
		return;
	}
	for (const struct yaml *m = node->first; m != NULL; m = m->next) {
		const struct yaml_key *k = key_find(keys, m->key);

		if (k == NULL)
			unknown_tell(in, m, keys);
		else
			value_read(in, m, k, target);
	}
	for (const struct yaml_key *k = keys; k->name != NULL; k++) {
		if (!k->required || in->broken || yaml_get(node, k->name) != NULL)
			continue;
		yaml_error(in, node, "`%s` is missing; write %s: %s", k->name, k->name,
		    k->help ? k->help : "...");
	}
}
