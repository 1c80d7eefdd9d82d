/* The letters of a paragraph: runs of one style and one link (markdown.h). */
#include <string.h>

#include "courses/base/safe.h"
#include "courses/base/utf8.h"
#include "courses/base/width.h"
#include "courses/read/grow.h"
#include "courses/read/markdown.h"

enum { INLINE_DEPTH = 16, LINK_BYTES = 500 };

struct writer {
	struct markdown *m;
	struct span *span;
	uint32_t spans;
	struct buf run;     /* letters of the span being written */
	uint32_t line, col; /* where it began */
	uint8_t style;
	enum link_kind link;
	struct str target;
	bool gap;      /* a line of the source ended here */
	uint32_t last; /* the letter before; 0: none in this paragraph */
};

static void
run_end(struct writer *w)
{
	struct markdown *m = w->m;

	if (w->run.len == 0)
		return;
	*GROW(m->in.arena, w->span, w->spans) = (struct span){
		.text = source_text(
		    m->in.arena, m->in.problems, m->in.file, buf_get(&w->run), w->line, w->col),
		.style = w->style,
		.link = w->link,
		.target = w->link == LINK_NONE ? STR_NONE : w->target,
	};
	w->run = BUF_IN(m->in.arena);
}

static void
run_style(struct writer *w, uint8_t style, enum link_kind link, struct str target)
{
	if (w->style == style && w->link == link && str_eq(w->target, target))
		return;
	run_end(w);
	w->style = style;
	w->link = link;
	w->target = target;
}

/*
 * Where a source line ends inside a paragraph there is a blank, but not between two wide letters:
 * Chinese and Japanese have none.
 */
static void
run_add(struct writer *w, cmark_node *node, const char *z)
{
	struct str text = str_from(z);
	uint32_t first, cp;

	if (text.len == 0)
		return;
	utf8_get(text, 0, &first);
	if (w->gap && w->last != 0 && w->last != ' ' && first != ' ' &&
	    !(width_char(w->last) == 2 && width_char(first) == 2))
		buf_char(&w->run, ' ');
	w->gap = false;
	if (w->run.len == 0) {
		w->line = markdown_line(w->m, node);
		w->col = markdown_col(w->m, node);
	}
	buf_str(&w->run, text);
	for (size_t at = 0; at < text.len; w->last = cp)
		at += utf8_get(text, at, &cp);
}

/* ---- links ---- */

static const struct {
	const char *scheme;
	enum link_kind kind;
} schemes[] = {
	{ "glossary:", LINK_GLOSSARY },
	{ "lesson:", LINK_LESSON },
	{ "source:", LINK_SOURCE },
	{ "https:", LINK_WEB },
};

static void
link_wrong(struct writer *w, cmark_node *node, struct str whole)
{
	struct markdown *m = w->m;
	struct str url = source_short(whole);

	if (str_starts(url, "#") && m->in_scenario)
		markdown_error(m, node,
		    "a choice stands first in its list item: - [what to do](%.*s)", STR_ARG(url));
	else if (str_starts(url, "#"))
		markdown_error(m, node,
		    "%.*s leads nowhere; link a lesson by its id: [text](lesson:%.*s)",
		    STR_ARG(url), STR_ARG(str_sub(url, 1, url.len)));
	else if (str_starts(url, "http:"))
		markdown_error(
		    m, node, "the address %.*s is not protected; write https:", STR_ARG(url));
	else if (str_starts(url, "mailto:"))
		markdown_error(
		    m, node, "mail addresses cannot be followed; write the address as text");
	else if (str_find(whole, 0, ".md") < whole.len)
		markdown_error(m, node,
		    "%.*s is a file; link a lesson by its id: [text](lesson:some-id)",
		    STR_ARG(url));
	else
		markdown_error(m, node,
		    "the link %.*s is not understood; write glossary:ID, lesson:ID, "
		    "source:ID or https://...",
		    STR_ARG(url));
}

/* "scope" or, for lessons, "other-course/scope". */
static bool
target_ok(struct writer *w, cmark_node *node, enum link_kind kind, struct str target)
{
	struct str rest = target, part;
	const char *wrong = target.len == 0 ? "is empty" : NULL;
	int parts = 0;

	while (wrong == NULL && str_next(&rest, '/', &part)) {
		parts++;
		wrong = id_wrong(part);
	}
	if (wrong == NULL && parts > (kind == LINK_LESSON ? 2 : 1))
		wrong = "holds too many /";
	if (wrong == NULL)
		return true;
	markdown_error(w->m, node, "the id `%.*s` in this link %s; ids are made of a-z, 0-9 and -",
	    STR_ARG(source_short(target)), wrong);
	return false;
}

static bool
address_ok(struct str url)
{
	if (!str_starts(url, "https://") || url.len < 10 || url.len > LINK_BYTES)
		return false;
	for (size_t at = 0; at < url.len;) {
		uint32_t cp;

		at += utf8_get(url, at, &cp);
		if (cp <= ' ' || !safe_char(cp))
			return false;
	}
	return true;
}

static enum link_kind
link_read(struct writer *w, cmark_node *node, struct str *target)
{
	struct markdown *m = w->m;
	struct str url = str_copy(m->in.arena, str_from(cmark_node_get_url(node)));
	struct use *use;

	*target = STR_NONE;
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		enum link_kind kind = schemes[i].kind;

		if (!str_starts(url, schemes[i].scheme))
			continue;
		if (kind == LINK_WEB) {
			if (!address_ok(url)) {
				markdown_error(m, node,
				    "this address is not complete; write "
				    "https://name/path, without blanks, at most %d bytes",
				    LINK_BYTES);
				return LINK_NONE;
			}
			*target = safe_line(m->in.arena, url);
			return kind;
		}
		*target = str_sub(url, strlen(schemes[i].scheme), url.len);
		if (!target_ok(w, node, kind, *target))
			return LINK_NONE;
		if (m->trace != NULL) {
			use = GROW(m->in.arena, m->trace->use, m->trace->uses);
			*use = (struct use){
				.kind = kind,
				.target = *target,
				.lang = m->trace->lang,
				.file = m->in.file,
				.in = m->here,
				.line = markdown_line(m, node),
				.col = markdown_col(m, node),
			};
		}
		return kind;
	}
	link_wrong(w, node, url);
	return LINK_NONE;
}

/* ---- nodes ---- */

static void
html_read(struct writer *w, cmark_node *node)
{
	const struct yaml *keys;

	switch (comment_read(w->m, node, &keys)) {
	case COMMENT_NOTE:
		return;
	case COMMENT_KEYS:
		markdown_error(w->m, node,
		    w->m->in_scenario
			? "keys of a choice stand directly behind its link: - [do it](#next) "
			  "<!-- scale: +1 -->"
			: "a comment with keys stands on a line of its own directly before a ## "
			  "heading");
		return;
	case COMMENT_NONE:
		markdown_error(w->m, node,
		    "HTML cannot be shown on a terminal; use Markdown (*so*, "
		    "**so**, `so`, lists, tables), or write &lt; for the sign <");
	}
}

static void siblings_write(struct writer *w, cmark_node *first, const cmark_node *end,
    uint8_t style, enum link_kind link, struct str target, int depth);

static void
node_write(struct writer *w, cmark_node *n, uint8_t style, enum link_kind link, struct str target,
    int depth)
{
	struct str inner = target;
	enum link_kind kind = link;

	switch (cmark_node_get_type(n)) {
	case CMARK_NODE_TEXT:
		run_style(w, style, link, target);
		run_add(w, n, cmark_node_get_literal(n));
		return;
	case CMARK_NODE_CODE:
		run_style(w, style | STYLE_CODE, link, target);
		run_add(w, n, cmark_node_get_literal(n));
		return;
	case CMARK_NODE_SOFTBREAK:
		w->gap = true;
		return;
	case CMARK_NODE_LINEBREAK:
		run_end(w);
		w->style = 0;
		w->link = LINK_NONE;
		w->target = STR_NONE;
		buf_char(&w->run, '\n');
		run_end(w);
		w->gap = false;
		w->last = 0;
		return;
	case CMARK_NODE_HTML_INLINE:
		html_read(w, n);
		return;
	case CMARK_NODE_EMPH:
		style |= STYLE_EMPHASIS;
		break;
	case CMARK_NODE_STRONG:
		style |= STYLE_STRONG;
		break;
	case CMARK_NODE_LINK:
		kind = link_read(w, n, &inner);
		if (cmark_node_first_child(n) == NULL)
			markdown_error(
			    w->m, n, "this link shows nothing; write words between [ and ]");
		break;
	case CMARK_NODE_IMAGE:
		markdown_error(w->m, n,
		    "an image cannot be shown on a terminal; say in words what it "
		    "shows, or draw it in a block between ``` lines");
		break;
	default:
		markdown_error(w->m, n, "%s is not understood here; use plain text",
		    cmark_node_get_type_string(n));
		return;
	}
	if (depth > INLINE_DEPTH)
		markdown_error(
		    w->m, n, "styles lie too deep in each other here; use one at a time");
	else
		siblings_write(w, cmark_node_first_child(n), NULL, style, kind, inner, depth + 1);
}

static void
siblings_write(struct writer *w, cmark_node *first, const cmark_node *end, uint8_t style,
    enum link_kind link, struct str target, int depth)
{
	for (cmark_node *n = first; n != NULL && n != end; n = cmark_node_next(n))
		node_write(w, n, style, link, target, depth);
}

/* A paragraph begins and ends with a letter, never with a blank or a break. */
static void
spans_trim(struct writer *w)
{
	while (w->spans > 0) {
		struct span *s = &w->span[w->spans - 1];

		while (s->text.len > 0 && strchr(" \t\n", s->text.at[s->text.len - 1]) != NULL)
			s->text.len--;
		if (s->text.len > 0)
			break;
		w->spans--;
	}
	while (w->spans > 0) {
		struct span *s = &w->span[0];

		while (s->text.len > 0 && strchr(" \t\n", s->text.at[0]) != NULL) {
			s->text.at++;
			s->text.len--;
		}
		if (s->text.len > 0)
			break;
		w->span++;
		w->spans--;
	}
}

void
spans_read(struct markdown *m, cmark_node *first, const cmark_node *end, struct span **span,
    uint32_t *spans)
{
	struct writer w = { .m = m, .run = BUF_IN(m->in.arena), .target = STR_NONE };

	siblings_write(&w, first, end, 0, LINK_NONE, STR_NONE, 0);
	run_end(&w);
	spans_trim(&w);
	*span = w.span;
	*spans = w.spans;
}

struct str
spans_text(struct arena *a, const struct span *span, uint32_t spans)
{
	struct buf b = BUF_IN(a);

	for (uint32_t i = 0; i < spans; i++)
		buf_str(&b, span[i].text);
	return str_trim(safe_line(a, buf_get(&b)));
}
