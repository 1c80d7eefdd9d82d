/*
 * An edition image from a compiler that was taken over: no step past the end, memory in proportion,
 * and what can be read can be written and read again.
 */
#include <stdlib.h>

#include "courses/model/image.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
must(bool claim)
{
	if (!claim)
		abort();
}

/* Every part under every id that the outline names, as a session would ask. */
static void
ask_all(const struct image *i, const struct words *w, struct arena *a)
{
	for (uint32_t m = 0; m < w->modules && m < 20; m++) {
		for (uint32_t l = 0; l < w->module[m].lessons && l < 20; l++)
			image_lesson(i, w->lang, w->module[m].lesson[l].id, a);
		image_scenario(i, w->lang, w->module[m].id, a);
	}
	for (uint32_t t = 0; t < w->terms && t < 20; t++)
		image_term(i, w->lang, w->term[t].id, a);
	for (uint32_t s = 0; s < w->sources && s < 20; s++)
		image_source(i, w->lang, w->source[s].id, a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct arena *a = arena_new();
	struct image i;

	if (image_open(bytes, len, &i, NULL)) {
		const struct course *head = image_course(&i, a);
		const struct words *w = image_words(&i, STR("en"), a);

		if (w != NULL)
			ask_all(&i, w, a);
		must(arena_size(a) < 100 * (64 + len) * 64);

		const struct course *whole = image_whole(&i, a);

		if (whole != NULL) {
			struct buf b = BUF_IN(a);
			struct image again;

			must(head != NULL);
			image_pack(whole, false, &b);
			b.len = 0;
			image_pack(whole, true, &b);
			must(image_open(b.at, b.len, &again, NULL));
			must(image_whole(&again, a) != NULL);
		}
	}
	arena_free(a);
	return 0;
}
