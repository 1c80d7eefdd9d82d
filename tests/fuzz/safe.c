/*
 * Anything through the filter and into lines. The first byte is the width of the lines. Out of the
 * filter comes valid UTF-8 in NFC of permitted letters, which a second time does not change; every
 * line moves on, fits unless it is one cluster, and only blanks are lost between lines. Lines of
 * unfiltered bytes must hold to that too.
 */
#include "courses/base/safe.h"
#include "courses/base/arena.h"
#include "courses/base/utf8.h"
#include "courses/base/width.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
must(bool fact)
{
	if (!fact)
		abort();
}

static bool
may_be_stored(uint32_t cp)
{
	return safe_char(cp) || cp == '\n' || cp == 0x200C || cp == 0x200D;
}

static void
check_safe(struct arena *a, struct str s)
{
	struct str again = safe_text(a, s, NULL);
	unsigned marks = 0;
	uint32_t cp;

	must(utf8_valid(s));
	must(again.at == s.at && again.len == s.len);
	must(str_eq(utf8_nfc(a, s), s));
	for (size_t at = 0; at < s.len;) {
		at += utf8_get(s, at, &cp);
		must(may_be_stored(cp));
		marks = cp >= 0x300 && cp <= 0x36F ? marks + 1 : 0;
		must(marks <= 4);
	}
}

static void
check_line(struct arena *a, struct str s)
{
	struct str line = safe_line(a, s);

	must(str_find(line, 0, "\n") == line.len);
	must(safe_line(a, line).at == line.at);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\r';
}

static void
check_lines(struct str s, int cols)
{
	size_t at = 0, next;

	while (at < s.len) {
		struct str line = width_line(s, at, cols, &next);
		size_t from = line.len ? (size_t)(line.at - s.at) : at;
		must(next > at && next <= s.len && from == at && from + line.len <= next);
		must(width_str(line) <= cols || utf8_cluster(line, 0) == line.len);
		for (size_t i = from + line.len; i < next; i++)
			must(is_blank(s.at[i]));
		at = next;
	}
}

static void
check_clusters(struct str s)
{
	for (size_t at = 0, end; at < s.len; at = end) {
		end = utf8_cluster(s, at);
		must(end > at && end <= s.len);
		must(utf8_cluster_before(s, end) == at);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	if (len == 0)
		return 0;

	struct arena *a = arena_new();
	int cols = 2 + bytes[0] % 100;
	struct str s = { (const char *)bytes + 1, len - 1 };
	const char *why = NULL;
	struct str clean = safe_text(a, s, NULL);

	check_safe(a, clean);
	check_line(a, s);
	check_lines(clean, cols);
	check_lines(s, cols);
	check_clusters(clean);
	check_clusters(s);
	must(safe_name(s, &why) == (why == NULL));
	must(str_eq(utf8_fold(a, clean), utf8_fold(a, utf8_fold(a, clean))));
	must(width_str(width_fit(s, cols)) <= cols);
	arena_free(a);
	return 0;
}
