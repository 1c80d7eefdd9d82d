#include <string.h>

#include "courses/base/utf8.h"
#include "courses/base/width.h"
#include "tui/screens/search.h"

/* ---- folding ---- */

/* What accented letters of U+00E0..U+017F are without their accent; '.' keeps the letter. Small
 * letters only. */
static const char latin[] = "aaaaaa.ceeeeiiii.nooooo.ouuuuy.y"  /* E0-FF */
			    "aaaaaaccccccccddddeeeeeeeeeegggg"  /* 100-11F */
			    "gggghhhhiiiiiiiiii..jjkk.lllllll"  /* 120-13F */
			    "lllnnnnnn...oooooo..rrrrrrssssss"  /* 140-15F */
			    "ssttttttuuuuuuuuuuuuwwyyyzzzzzz."; /* 160-17F */

static bool
is_mark(uint32_t cp)
{
	return (cp >= 0x300 && cp <= 0x36f) || (cp >= 0x64b && cp <= 0x652) || cp == 0x670 ||
	       cp == 0x640;
}

static uint32_t
bare(uint32_t cp)
{
	char c;

	if (cp == 0x451) /* the Russian yo */
		return 0x435;
	if (cp >= 0x622 && cp <= 0x625 && cp != 0x624) /* alef with hamza or madda */
		return 0x627;
	if (cp < 0xe0 || cp > 0x17f)
		return cp;
	c = latin[cp - 0xe0];
	return c == '.' ? cp : (uint32_t)(unsigned char)c;
}

struct str
search_fold(struct arena *a, struct str s)
{
	struct str folded = utf8_fold(a, s);
	struct buf out = BUF_IN(a);

	for (size_t at = 0; at < folded.len;) {
		char letter[4];
		uint32_t cp;

		at += utf8_get(folded, at, &cp);
		if (cp == '\n' || cp == 0xa0)
			cp = ' ';
		if (!is_mark(cp))
			buf_add(&out, letter, utf8_put(letter, bare(cp)));
	}
	return buf_get(&out);
}

/* ---- one block ---- */

static struct str
block_text(const struct block *b, struct arena *a)
{
	struct buf text = BUF_IN(a);

	if (b->kind == BLOCK_TABLE) {
		for (uint32_t i = 0; i < b->cells; i++) {
			for (uint32_t j = 0; j < b->cell[i].spans; j++)
				buf_str(&text, b->cell[i].span[j].text);
			buf_z(&text, "  ");
		}
		return buf_get(&text);
	}
	for (uint32_t i = 0; i < b->spans; i++)
		buf_str(&text, b->span[i].text);
	return buf_get(&text);
}

static bool
contains(struct str s, struct str needle)
{
	return needle.len > 0 && s.len >= needle.len &&
	       memmem(s.at, s.len, needle.at, needle.len) != NULL;
}

/* The end of the first occurrence, in bytes of the text as it is: the shortest beginning that holds
 * it. */
static size_t
found_end(struct str text, struct str needle)
{
	struct arena *a = arena_new();
	size_t low = 0, high = text.len;

	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;

		if (contains(search_fold(a, utf8_whole(str_sub(text, 0, mid))), needle))
			high = mid;
		else
			low = mid;
		arena_reset(a);
	}
	arena_free(a);
	return high;
}

/* A piece of the text with the words in its middle, cut between letters. */
static struct str
context(struct str text, size_t end, size_t needle, struct arena *a)
{
	size_t start = end > needle ? end - needle : 0, from = start;
	struct str piece;
	int cols = 0;

	while (from > 0 && cols < SEARCH_CONTEXT / 3) {
		size_t before = utf8_cluster_before(text, from);

		cols += width_str(str_sub(text, before, from));
		from = before;
	}
	/* Not in the middle of a word, where words have blanks between them. */
	while (from > 0 && from < start && text.at[from] != ' ' && text.at[from - 1] != ' ')
		from++;
	while (from < text.len && ((unsigned char)text.at[from] & 0xc0) == 0x80)
		from++;
	while (from < start && text.at[from] == ' ')
		from++;
	piece = width_fit(str_sub(text, from, text.len), SEARCH_CONTEXT);
	piece = str_sub(piece, 0, str_find(piece, 0, "\n"));
	return str_printf(a, "%s%.*s%s", from > 0 ? "..." : "", STR_ARG(str_trim(piece)),
	    from + piece.len < text.len ? "..." : "");
}

/* ---- lessons and courses ---- */

struct search {
	struct str needle;
	struct arena *keep, *work;
	struct hit *hit;
	uint32_t hits;
	bool more;
};

static void
hit_add(struct search *s, const struct hit *h, struct str text)
{
	size_t end;

	if (s->hits == SEARCH_HITS) {
		s->more = true;
		return;
	}
	end = found_end(text, s->needle);
	s->hit[s->hits] = *h;
	s->hit[s->hits].offset =
	    (uint32_t)(end > s->needle.len ? utf8_whole(str_sub(text, 0, end - s->needle.len)).len
					   : 0);
	s->hit[s->hits++].context = context(text, end, s->needle.len, s->keep);
}

static void
search_lesson(struct search *s, const struct lesson *l, struct hit *h)
{
	h->lesson = l->id;
	h->title = l->title;
	for (uint32_t i = 0; i < l->blocks && !s->more; i++) {
		struct str text = block_text(&l->block[i], s->work);

		h->block = i;
		if (contains(search_fold(s->work, text), s->needle))
			hit_add(s, h, text);
		else if (i == 0 && contains(search_fold(s->work, l->title), s->needle))
			hit_add(s, h, l->title);
	}
}

static void
search_course(const struct app *a, struct search *s, uint32_t card)
{
	const struct image *image = a->card[card].image;
	struct arena *outline = arena_new();
	const struct words *w = image_words(image, a->who.language, outline);

	for (uint32_t i = 0; w != NULL && i < w->modules && !s->more; i++) {
		for (uint32_t j = 0; j < w->module[i].lessons && !s->more; j++) {
			const struct lesson *l = image_lesson(
			    image, w->lang, w->module[i].lesson[j].id, s->work);
			struct hit h = { .card = card, .module = w->module[i].id };

			if (l != NULL)
				search_lesson(s, l, &h);
			arena_reset(s->work);
		}
	}
	arena_free(outline);
}

uint32_t
search_run(const struct app *a, struct str query, uint32_t first, struct arena *arena,
    struct hit *hit, bool *more)
{
	struct search s = { .keep = arena, .work = arena_new(), .hit = hit };

	s.needle = search_fold(arena, str_trim(query));
	if (first != NO_CARD)
		search_course(a, &s, first);
	for (uint32_t i = 0; i < a->cards && !s.more && s.needle.len > 0; i++) {
		if (i != first && !a->card[i].is_hidden)
			search_course(a, &s, i);
	}
	arena_free(s.work);
	*more = s.more;
	return s.hits;
}
