#include "courses/base/json.h"

#include "courses/base/utf8.h"

#include <assert.h>
#include <math.h>
#include <time.h>

struct json
json_into(struct buf *out)
{
	return (struct json){ .out = out };
}

static void
quoted(struct buf *b, struct str s)
{
	char bytes[4];
	uint32_t cp;

	buf_char(b, '"');
	for (size_t i = 0; i < s.len;) {
		i += utf8_get(s, i, &cp);
		if (cp == '"' || cp == '\\')
			buf_char(b, '\\');
		if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0)) /* a terminal would obey C1 too */
			buf_printf(b, "\\u%04x", (unsigned)cp);
		else
			buf_add(b, bytes, utf8_put(bytes, cp));
	}
	buf_char(b, '"');
}

/* What stands before a value. */
static void
lead(struct json *j, const char *name)
{
	if (j->depth == 0)
		return;
	if (j->has_some[j->depth - 1])
		buf_char(j->out, ',');
	j->has_some[j->depth - 1] = true;
	if (j->is_list[j->depth - 1])
		return;
	quoted(j->out, str_from(name));
	buf_char(j->out, ':');
}

static void
open(struct json *j, const char *name, bool is_list)
{
	assert(j->depth < JSON_DEPTH);
	lead(j, name);
	buf_char(j->out, is_list ? '[' : '{');
	j->is_list[j->depth] = is_list;
	j->has_some[j->depth++] = false;
}

void
json_object(struct json *j, const char *name)
{
	open(j, name, false);
}

void
json_list(struct json *j, const char *name)
{
	open(j, name, true);
}

void
json_end(struct json *j)
{
	assert(j->depth > 0);
	buf_char(j->out, j->is_list[--j->depth] ? ']' : '}');
	if (j->depth == 0)
		buf_char(j->out, '\n');
}

void
json_str(struct json *j, const char *name, struct str s)
{
	lead(j, name);
	quoted(j->out, s);
}

void
json_z(struct json *j, const char *name, const char *z)
{
	json_str(j, name, str_from(z));
}

void
json_int(struct json *j, const char *name, int64_t n)
{
	lead(j, name);
	buf_printf(j->out, "%lld", (long long)n);
}

void
json_real(struct json *j, const char *name, double x)
{
	lead(j, name);
	if (isfinite(x))
		buf_printf(j->out, "%.6f", x);
	else
		buf_z(j->out, "null");
}

void
json_bool(struct json *j, const char *name, bool b)
{
	lead(j, name);
	buf_z(j->out, b ? "true" : "false");
}

void
json_time(struct json *j, const char *name, int64_t at)
{
	time_t t = (time_t)at;
	struct tm tm;
	char text[40];

	lead(j, name);
	if (at == 0 || gmtime_r(&t, &tm) == NULL || strftime(text, sizeof(text), "\"%Y-%m-%dT%H:%M:%SZ\"", &tm) == 0)
		buf_z(j->out, "null");
	else
		buf_z(j->out, text);
}
