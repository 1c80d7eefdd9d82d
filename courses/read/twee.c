#include "courses/read/twee.h"

#include <string.h>

#include "courses/base/arena.h"
#include "courses/base/safe.h"
#include "courses/read/folder.h"
#include "courses/read/grow.h"
#include "courses/read/reader.h"
#include "courses/read/source.h"

enum { PASSAGES = 500, LINKS = 40, TITLE = 200 };

struct link {
	struct str text, target;
	uint32_t line, col;
};

struct passage {
	struct str name, id;
	uint32_t line;        /* of its header */
	uint32_t first, last; /* lines of its text; last is behind it */
	struct buf text;      /* Markdown, without the links that stand alone */
	struct link *link;
	uint32_t links;
	bool is_reached;
};

struct twee {
	struct source s;
	struct arena *arena;
	struct problems *problems;
	struct passage *passage;
	uint32_t passages;
	struct str title, start;
	uint32_t start_line;
	bool has_told_tags;
};

static void twee_error(struct twee *t, uint32_t line, size_t byte, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

static void
twee_error(struct twee *t, uint32_t line, size_t byte, const char *fmt, ...)
{
	va_list ap;
	struct str text;

	va_start(ap, fmt);
	text = source_vprintf(t->arena, fmt, ap);
	va_end(ap);
	problem_error(t->problems, t->s.file, line, source_col(&t->s, line, (uint32_t)byte + 1),
	    "%.*s", STR_ARG(text));
}

/* ---- passages ---- */

/* The name up to the first [ or { that no backslash makes a letter. Gives where it ends. */
static size_t
name_read(struct twee *t, struct str line, struct str *name)
{
	struct buf b = BUF_IN(t->arena);
	size_t i = 2;

	for (; i < line.len && line.at[i] != '[' && line.at[i] != '{'; i++) {
		if (line.at[i] == '\\' && i + 1 < line.len)
			i++;
		buf_char(&b, line.at[i]);
	}
	*name = safe_line(t->arena, str_trim(buf_get(&b)));
	return i;
}

static bool
has_tag(struct str tags, const char *tag)
{
	struct str part;

	while (str_next(&tags, ' ', &part))
		if (str_is(part, tag))
			return true;
	return false;
}

static struct passage *
passage_find(struct twee *t, struct str name)
{
	for (uint32_t i = 0; i < t->passages; i++)
		if (str_eq(t->passage[i].name, name))
			return &t->passage[i];
	return NULL;
}

/* As the readers of courses bound titles. */
static bool
is_long(struct str s)
{
	size_t letters = 0;

	for (size_t i = 0; i < s.len; i++)
		letters += ((unsigned char)s.at[i] & 0xC0) != 0x80;
	return letters > TITLE;
}

/* All text of lines first..last, for the passages that are no node. */
static struct str
lines_of(struct twee *t, uint32_t first, uint32_t last)
{
	struct buf b = BUF_IN(t->arena);

	for (uint32_t n = first; n < last; n++) {
		buf_str(&b, source_line(&t->s, n));
		buf_char(&b, '\n');
	}
	return str_trim(buf_get(&b));
}

/* "start": "NAME" of the JSON in StoryData; nothing else of it means anything here. */
static void
data_read(struct twee *t, struct str json, uint32_t line)
{
	size_t at = str_find(json, 0, "\"start\"");
	struct buf b = BUF_IN(t->arena);

	if (json.len == 0 || json.at[0] != '{' || json.at[json.len - 1] != '}') {
		twee_error(t, line, 0,
		    "StoryData holds no JSON object; write { \"start\": \"NAME\" } below it");
		return;
	}
	if (at == json.len)
		return;
	at += sizeof("\"start\"") - 1;
	while (at < json.len && strchr(" \t\n:", json.at[at]) != NULL)
		at++;
	if (at == json.len || json.at[at] != '"') {
		twee_error(t, line, 0, "start in StoryData is the name of a passage, in \"\"");
		return;
	}
	for (at++; at < json.len && json.at[at] != '"'; at++) {
		if (json.at[at] == '\\' && at + 1 < json.len)
			at++;
		buf_char(&b, json.at[at]);
	}
	t->start = safe_line(t->arena, str_trim(buf_get(&b)));
	t->start_line = line;
}

static void
passage_add(struct twee *t, struct str head, uint32_t line, uint32_t last)
{
	struct str name, tags = STR_NONE;
	size_t at = name_read(t, head, &name), end = str_find(head, at, "]");

	if (at < head.len && head.at[at] == '[') {
		if (end == head.len)
			twee_error(t, line, at, "the tags are not closed; put ] behind them");
		tags = str_sub(head, at + 1, end);
	}
	if (name.len == 0) {
		twee_error(t, line, 0, "this passage has no name; write it behind ::");
		return;
	}
	if (str_is(name, "StoryTitle")) {
		t->title = safe_line(t->arena, lines_of(t, line + 1, last));
		if (is_long(t->title))
			twee_error(t, line, 0,
			    "the title has more than %d letters; make it shorter", TITLE);
		return;
	}
	if (is_long(name)) {
		twee_error(
		    t, line, 0, "this name has more than %d letters; make it shorter", TITLE);
		return;
	}
	if (str_is(name, "StoryData")) {
		data_read(t, lines_of(t, line + 1, last), line);
		return;
	}
	if (has_tag(tags, "script") || has_tag(tags, "stylesheet")) {
		if (lines_of(t, line + 1, last).len == 0)
			return;
		if (has_tag(tags, "script"))
			twee_error(t, line, 0,
			    "a passage of code cannot come along; take it away, and write what it "
			    "does as text and links");
		else
			problem_warning(t->problems, t->s.file, line, 1,
			    "[twee] the looks of a story (stylesheet) are left out; trainees "
			    "choose their "
			    "own colours");
		return;
	}
	if (passage_find(t, name) != NULL) {
		twee_error(t, line, 0, "there are two passages `%.*s`; give one another name",
		    STR_ARG(source_short(name)));
		return;
	}
	if (str_trim(tags).len > 0 && !t->has_told_tags) {
		t->has_told_tags = true;
		problem_warning(t->problems, t->s.file, line, 1,
		    "[twee] tags of passages are left out; scales say what a choice is worth");
	}
	if (t->passages == PASSAGES) {
		twee_error(t, line, 0, "more than %d passages; part the story", PASSAGES);
		return;
	}
	*GROW(t->arena, t->passage, t->passages) = (struct passage){
		.name = name,
		.line = line,
		.first = line + 1,
		.last = last,
		.text = BUF_IN(t->arena),
	};
}

static void
passages_read(struct twee *t)
{
	uint32_t end = t->s.first + t->s.lines, from = end;

	for (uint32_t n = t->s.first; n < end; n++) {
		struct str line = source_line(&t->s, n);

		if (str_starts(line, "::")) {
			if (from < end)
				passage_add(t, source_line(&t->s, from), from, n);
			from = n;
		} else if (from == end && str_trim(line).len > 0) {
			twee_error(t, n, 0,
			    "text before the first passage; begin each with a line :: NAME");
			return;
		}
	}
	if (from < end)
		passage_add(t, source_line(&t->s, from), from, end);
}

/* ---- code of story formats ---- */

/* Harlowe: "(set: $x to 1)". Its words only, so that "(note: ...)" stays text. */
static bool
is_harlowe(struct str s)
{
	static const char *const words[] = { "set", "put", "move", "if", "unless", "else-if",
		"elseif", "else", "for", "loop", "print", "display", "link", "link-goto",
		"link-reveal", "link-repeat", "link-replace", "link-reveal-goto", "link-undo",
		"click", "click-replace", "goto", "go-to", "either", "random", "live", "stop",
		"event", "append", "prepend", "replace", "show", "hide", "cond", "nth", "a", "dm",
		"ds", "array", "text-style", "text-colour", "text-color", "colour", "color", "font",
		"align", "background", "bg", "css", "transition", "t8n", "hook", "macro",
		"cycling-link", "seq-link", "input-box", "prompt", "alert", "confirm", "save-game",
		"load-game", "history", "visits", "passage", "undo", "restart", "reload", "enchant",
		"change" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t len = strlen(words[i]);

		if (s.len > len + 1 && str_starts(str_sub(s, 1, s.len), words[i]) &&
		    s.at[len + 1] == ':')
			return true;
	}
	return false;
}

static bool
is_letter(char ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || ch == '_';
}

/* Whose code begins at `at`; NULL: none does. */
static const char *
code_at(struct str line, size_t at)
{
	struct str s = str_sub(line, at, line.len);
	char next = s.len > 1 ? s.at[1] : '\0';

	if (str_starts(s, "<<"))
		return "a macro of SugarCube";
	if (str_starts(s, "<%"))
		return "code of Snowman";
	if (s.at[0] == '(' && is_harlowe(s))
		return "a macro of Harlowe";
	if (s.at[0] == '$' && is_letter(next))
		return "a variable";
	if (s.at[0] == '{' && (is_letter(next) || next == '$'))
		return "an insert of Chapbook or Harlowe";
	if (str_starts(s, "[img[") || str_starts(s, "[if ") || str_starts(s, "[unless ") ||
	    str_is(s, "[else]") || str_is(s, "[continue]") || str_is(s, "[cont]") ||
	    str_starts(s, "[JavaScript]") || str_starts(s, "[CSS]"))
		return "code of a story format";
	if (s.at[0] == '<' && (is_letter(next) || next == '/' || next == '!'))
		return "HTML";
	return NULL;
}

/* ---- text and links ---- */

/* "a->b" (the last arrow), "b<-a" (the first), "a|b", or the name alone. */
static void
link_read(struct twee *t, struct passage *p, struct str in, uint32_t line, size_t byte)
{
	struct link *l;
	size_t arrow = in.len, back = str_find(in, 0, "<-"), bar = str_find(in, 0, "|");

	for (size_t i = str_find(in, 0, "->"); i < in.len; i = str_find(in, i + 1, "->"))
		arrow = i;
	if (p->links == LINKS) {
		twee_error(t, line, byte, "more than %d links in one passage", LINKS);
		return;
	}
	l = GROW(t->arena, p->link, p->links);
	*l = (struct link){ .text = in,
		.target = in,
		.line = line,
		.col = source_col(&t->s, line, (uint32_t)byte + 1) };
	if (arrow < in.len) {
		l->text = str_sub(in, 0, arrow);
		l->target = str_sub(in, arrow + 2, in.len);
	} else if (back < in.len) {
		l->target = str_sub(in, 0, back);
		l->text = str_sub(in, back + 2, in.len);
	} else if (bar < in.len) {
		l->text = str_sub(in, 0, bar);
		l->target = str_sub(in, bar + 1, in.len);
	}
	l->text = safe_line(t->arena, str_trim(l->text));
	l->target = safe_line(t->arena, str_trim(l->target));
	if (l->text.len == 0 || l->target.len == 0) {
		twee_error(t, line, byte,
		    "a link needs words and a passage; write [[what to do->PASSAGE]]");
		p->links--;
		return;
	}
	for (uint32_t i = 0; i + 1 < p->links; i++)
		if (str_eq(p->link[i].text, l->text) && str_eq(p->link[i].target, l->target)) {
			p->links--;
			return;
		}
}

/* Letters that Markdown would read as signs: brackets, tags, code; emphasis stays. */
static void
letter_put(struct buf *b, char ch)
{
	if (ch == '[' || ch == ']' || ch == '<' || ch == '`' || ch == '\\')
		buf_char(b, '\\');
	buf_char(b, ch);
}

/*
 * A heading, a rule, an underline, a quote, a fence, a table would be more than text; items of a list
 * may stay, unless they are empty or begin with one of the others.
 */
static bool
begins_as_sign(struct str s)
{
	bool is_item = s.len > 0 && strchr("-+*", s.at[0]) != NULL;

	if (is_item && (s.len == 1 || s.at[1] == ' '))
		return s.len < 3 || begins_as_sign(str_trim(str_sub(s, 2, s.len)));
	return s.len > 0 && (strchr("#=~|>", s.at[0]) != NULL || str_starts(s, "--") ||
				str_starts(s, "**") || str_starts(s, "__"));
}

/* One line of a passage; links are noted, and a line of links alone is not text. */
static void
line_read(struct twee *t, struct passage *p, uint32_t n)
{
	struct str line = source_line(&t->s, n), text;
	struct buf b = BUF_IN(t->arena);
	bool has_link = false, has_words = false;

	for (size_t i = 0; i < line.len;) {
		size_t end = str_find(line, i, "]]");

		if (str_starts(str_sub(line, i, line.len), "[[")) {
			uint32_t before = p->links;
			struct str in = str_sub(line, i + 2, end);
			size_t setter = str_find(in, 0, "][");

			if (end == line.len || setter < in.len) {
				twee_error(t, n, i,
				    setter < in.len ? "a link that sets a variable cannot come "
						      "along; write [[what to do->PASSAGE]]"
						    : "this link is not closed; put ]] behind it");
				return;
			}
			link_read(t, p, in, n, i);
			has_link = true;
			if (p->links > before)
				for (size_t k = 0; k < p->link[before].text.len; k++)
					letter_put(&b, p->link[before].text.at[k]);
			i = end + 2;
			continue;
		}
		const char *code = code_at(line, i);

		if (code != NULL) {
			twee_error(t, n, i,
			    "%s cannot come along; write what it does as text and links, or with "
			    "scales afterwards",
			    code);
			return;
		}
		has_words = has_words || strchr(" \t*-+>.,;|0123456789", line.at[i]) == NULL;
		letter_put(&b, line.at[i++]);
	}
	if (has_link && !has_words)
		return;
	text = str_trim(buf_get(&b));
	if (begins_as_sign(text)) {
		buf_char(&p->text, '\\');
	} else if (str_starts(text, "- ") || str_starts(text, "+ ")) {
		/* The choices have -, and another sign makes another list. */
		buf_char(&p->text, '*');
		text = str_sub(text, 1, text.len);
	}
	buf_str(&p->text, text);
	buf_char(&p->text, '\n');
}

/* ---- ids and ways ---- */

static bool
id_is_taken(const struct twee *t, struct str id, uint32_t before)
{
	for (uint32_t i = 0; i < before; i++)
		if (str_eq(t->passage[i].id, id))
			return true;
	return str_is(id, "end");
}

static void
ids_make(struct twee *t)
{
	for (uint32_t i = 0; i < t->passages; i++) {
		struct passage *p = &t->passage[i];
		struct str base = section_proposal(t->arena, p->name);

		if (base.len == 0 || !is_letter(base.at[0]))
			base = str_printf(
			    t->arena, "node%s%.*s", base.len > 0 ? "-" : "", STR_ARG(base));
		p->id = base;
		for (unsigned k = 2; id_is_taken(t, p->id, i); k++)
			p->id = str_printf(t->arena, "%.*s-%u", STR_ARG(base), k);
	}
}

static void
reach(struct twee *t, struct passage *start)
{
	bool more = true;

	start->is_reached = true;
	while (more) {
		more = false;
		for (uint32_t i = 0; i < t->passages; i++)
			for (uint32_t k = 0; t->passage[i].is_reached && k < t->passage[i].links;
			     k++) {
				struct passage *to = passage_find(t, t->passage[i].link[k].target);

				if (to != NULL && !to->is_reached)
					to->is_reached = more = true;
			}
	}
}

static struct passage *
start_find(struct twee *t)
{
	struct passage *p = t->start.len > 0 ? passage_find(t, t->start)
					     : passage_find(t, STR("Start"));

	if (t->passages == 0) {
		twee_error(t, t->s.first, 0, "there is no passage; begin each with a line :: NAME");
		return NULL;
	}
	if (p != NULL)
		return p;
	if (t->start.len > 0) {
		twee_error(t, t->start_line, 0,
		    "StoryData starts at `%.*s`, and there is no such passage",
		    STR_ARG(source_short(t->start)));
		return NULL;
	}
	problem_warning(t->problems, t->s.file, t->passage[0].line, 1,
	    "[twee] neither StoryData nor a passage Start says where the story begins; it was "
	    "taken to "
	    "begin here");
	return &t->passage[0];
}

static void
ways_check(struct twee *t)
{
	bool has_end = false, has_choice = false;

	for (uint32_t i = 0; i < t->passages; i++) {
		struct passage *p = &t->passage[i];

		has_end = has_end || p->links == 0;
		has_choice = has_choice || p->links > 0;
		for (uint32_t k = 0; k < p->links; k++)
			if (passage_find(t, p->link[k].target) == NULL)
				problem_error(t->problems, t->s.file, p->link[k].line,
				    p->link[k].col,
				    "there is no passage `%.*s`; write one, or correct the link",
				    STR_ARG(source_short(p->link[k].target)));
		if (!p->is_reached)
			twee_error(t, p->line, 0,
			    "no link leads to the passage `%.*s`; link it, or take it away",
			    STR_ARG(source_short(p->name)));
	}
	if (!has_end)
		twee_error(
		    t, t->s.first, 0, "the story has no end; a passage without links is one");
	if (has_choice)
		problem_warning(t->problems, t->s.file, t->s.first, 1,
		    "[twee] the choices have no debrief and move no scale yet; write below each "
		    "choice "
		    "what "
		    "to learn from it, and scales in the front matter if there are any");
}

/* ---- the scenario ---- */

static void
title_put(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (strchr("#*_", s.at[i]) != NULL)
			buf_char(out, '\\');
		letter_put(out, s.at[i]);
	}
}

static void
scenario_put(struct twee *t, struct buf *out, const struct passage *start)
{
	struct str id = section_proposal(t->arena, t->title);

	if (t->title.len == 0) {
		problem_warning(t->problems, t->s.file, t->s.first, 1,
		    "[twee] the story has no StoryTitle; give the scenario a title and an id in "
		    "its front "
		    "matter");
		t->title = STR("Scenario");
	}
	if (id.len == 0 || !is_letter(id.at[0]))
		id = STR("scenario");
	buf_printf(out, "---\nid: %.*s\ntitle: \"", STR_ARG(id));
	for (size_t i = 0; i < t->title.len; i++) {
		if (t->title.at[i] == '"' || t->title.at[i] == '\\')
			buf_char(out, '\\');
		buf_char(out, t->title.at[i]);
	}
	buf_printf(out, "\"\nstart: %.*s\n---\n", STR_ARG(start->id));
	for (uint32_t i = 0; i < t->passages; i++) {
		const struct passage *p = &t->passage[i];
		struct str text = str_trim(buf_get(&p->text));

		buf_printf(out, "\n<!-- id: %.*s%s -->\n## ", STR_ARG(p->id),
		    p->links == 0 ? "; end: done" : "");
		title_put(out, p->name);
		buf_z(out, "\n");
		if (text.len > 0)
			buf_printf(out, "\n%.*s\n", STR_ARG(text));
		else
			problem_warning(t->problems, t->s.file, p->line, 1,
			    "[twee] this passage has no text; write what is seen there");
		if (p->links > 0)
			buf_char(out, '\n');
		for (uint32_t k = 0; k < p->links; k++) {
			buf_z(out, "- [");
			for (size_t n = 0; n < p->link[k].text.len; n++)
				letter_put(out, p->link[k].text.at[n]);
			buf_printf(
			    out, "](#%.*s)\n", STR_ARG(passage_find(t, p->link[k].target)->id));
		}
	}
}

void
twee_read(struct str file, struct str bytes, struct arena *a, struct problems *p, struct buf *out)
{
	struct twee t = { .arena = a, .problems = p, .title = STR_NONE, .start = STR_NONE };
	uint32_t errors = p->errors;
	struct passage *start;

	if (!source_open(file, bytes, FOLDER_FILE, a, p, &t.s))
		return;
	passages_read(&t);
	ids_make(&t);
	for (uint32_t i = 0; i < t.passages; i++)
		for (uint32_t n = t.passage[i].first; n < t.passage[i].last; n++)
			line_read(&t, &t.passage[i], n);
	start = start_find(&t);
	if (start == NULL)
		return;
	reach(&t, start);
	ways_check(&t);
	if (p->errors == errors)
		scenario_put(&t, out, start);
}
