#include "courses/check/stamp.h"

/* ---- which pages ---- */

struct stamps {
	struct arena *arena;
	struct stamp *stamp;
	uint32_t count;
	struct str only;
};

static void
stamp_add(struct stamps *s, struct str id, uint64_t hash)
{
	if (id.len == 0 || (s->only.len > 0 && !str_eq(s->only, id)))
		return;
	s->stamp[s->count++] = (struct stamp){
		.id = id,
		.hash = str_printf(s->arena, "%016llx", (unsigned long long)hash),
	};
}

static void
module_stamps(struct stamps *s, const struct module_words *m)
{
	s->stamp = ARENA_ARRAY(s->arena, m->lessons + m->nodes, struct stamp);
	for (uint32_t i = 0; i < m->lessons; i++)
		stamp_add(s, m->lesson[i].id, m->lesson[i].hash);
	for (uint32_t i = 0; i < m->nodes; i++)
		stamp_add(s, m->node[i].id, m->node[i].hash);
}

static void
entry_stamps(struct stamps *s, const struct entry *e, uint32_t n)
{
	s->stamp = ARENA_ARRAY(s->arena, n, struct stamp);
	for (uint32_t i = 0; i < n; i++)
		stamp_add(s, e[i].id, e[i].hash);
}

uint32_t
stamps_for(const struct course *c, struct str path, struct str id, struct arena *a,
    struct stamp **stamp)
{
	const struct words *source = course_words(c, c->source_language);
	size_t slash = str_find(path, 0, "/");
	struct str lang = str_sub(path, 0, slash), file = str_sub(path, slash + 1, path.len);
	struct stamps s = { .arena = a, .only = id };

	*stamp = NULL;
	if (source == NULL || str_eq(lang, c->source_language))
		return 0;
	if (str_is(file, "glossary.md"))
		entry_stamps(&s, source->term, source->terms);
	else if (str_is(file, "sources.md"))
		entry_stamps(&s, source->source, source->sources);
	for (uint32_t i = 0; i < c->modules; i++)
		if (file.len > 0 && str_eq(c->module[i].file, file))
			module_stamps(&s, &source->module[i]);
	*stamp = s.stamp;
	return s.count;
}

/* ---- writing ---- */

/* A key of a comment's inside, "id: custody; minutes: 5": where its value stands. */
static bool
key_find(struct str inside, const char *key, size_t *from, size_t *to)
{
	size_t at = 0;

	while (at < inside.len) {
		size_t end = str_find(inside, at, ";");
		size_t colon = str_find(inside, at, ":");

		if (colon < end && str_is(str_trim(str_sub(inside, at, colon)), key)) {
			*from = colon + 1;
			*to = end;
			return true;
		}
		at = end + 1;
	}
	return false;
}

static const struct stamp *
stamp_of(struct str inside, const struct stamp *stamp, uint32_t n)
{
	size_t from, to;

	if (!key_find(inside, "id", &from, &to))
		return NULL;
	for (uint32_t i = 0; i < n; i++)
		if (str_eq(str_trim(str_sub(inside, from, to)), stamp[i].id))
			return &stamp[i];
	return NULL;
}

/* The inside of a comment with its `from`. */
static void
inside_write(struct buf *out, struct str inside, struct str hash)
{
	size_t from, to, end = inside.len;

	if (key_find(inside, "from", &from, &to)) {
		buf_str(out, str_sub(inside, 0, from));
		buf_printf(out, " %.*s", STR_ARG(hash));
		/* The blank before --> stays. */
		while (to > from && to == inside.len && inside.at[to - 1] == ' ')
			to--;
		buf_str(out, str_sub(inside, to, inside.len));
		return;
	}
	while (end > 0 && (inside.at[end - 1] == ' ' || inside.at[end - 1] == ';'))
		end--;
	buf_str(out, str_sub(inside, 0, end));
	buf_printf(out, "; from: %.*s ", STR_ARG(hash));
}

struct str
stamp_text(struct arena *a, struct str bytes, const struct stamp *stamp, uint32_t n,
    uint32_t *stamped)
{
	struct buf out = BUF_IN(a);
	struct str line;
	size_t at = 0;
	bool in_fence = false;

	*stamped = 0;
	while (at < bytes.len) {
		size_t end = str_find(bytes, at, "\n");
		const struct stamp *s = NULL;
		size_t close = 0;

		line = str_sub(bytes, at, end);
		if (str_starts(str_trim(line), "```"))
			in_fence = !in_fence;
		if (!in_fence && str_starts(line, "<!--")) {
			close = str_find(line, 4, "-->");
			if (close < line.len)
				s = stamp_of(str_sub(line, 4, close), stamp, n);
		}
		if (s != NULL) {
			++*stamped;
			buf_z(&out, "<!--");
			inside_write(&out, str_sub(line, 4, close), s->hash);
			buf_str(&out, str_sub(line, close, line.len));
		} else {
			buf_str(&out, line);
		}
		if (end < bytes.len)
			buf_char(&out, '\n');
		at = end + 1;
	}
	return buf_get(&out);
}
