/*
 * Aiken and Twee from anywhere: never a crash, and what was taken without an error is read without one
 * by the readers of our own formats, as the same.
 */
#include <stdlib.h>

#include "courses/read/aiken.h"
#include "courses/read/twee.h"
#include "courses/write/adopt.h"
#include "courses/write/paper.h"
#include "tests/unit/gift_round.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
must(bool claim)
{
	if (!claim)
		abort();
}

static void
aiken(struct arena *a, struct str text)
{
	struct problems p = problems_in(a);
	const struct gift_bank none = { NULL, NULL, 0 };
	struct round r = { .problems = problems_in(a) };
	struct buf b = BUF_IN(a);
	struct round again;

	aiken_read(STR("f.txt"), text, a, &p, &r.q, &r.form, &r.count);
	problems_sort(&p);
	for (uint32_t i = 0; i < p.count; i++)
		must(p.problem[i].text.len > 0);
	if (p.errors > 0)
		return;
	bank_adopt(a, r.q, r.form, r.count, &none);
	again = round_read(a, round_write(a, &r, GIFT_FOR_US), GIFT_IDS_NEEDED);
	must(again.problems.errors == 0 && again.count == r.count);
	for (uint32_t i = 0; i < r.count; i++)
		must(round_differs(a, &r.q[i], &r.form[i], &again.q[i], &again.form[i]) == NULL);
	paper_write(&b, r.q, r.count, true);
}

static void
twee(struct arena *a, struct str text)
{
	struct problems p = problems_in(a), q = problems_in(a);
	struct buf b = BUF_IN(a);
	struct module_words m;

	twee_read(STR("f.twee"), text, a, &p, &b);
	must((b.len == 0) == (p.errors > 0));
	if (p.errors > 0)
		return;
	scenario_read(STR("f.md"), buf_get(&b), a, &q, &m);
	for (uint32_t i = 0; i < q.count; i++)
		fprintf(stderr, "%.*s\n", STR_ARG(problem_line(a, "", &q.problem[i])));
	if (q.errors > 0)
		fprintf(stderr, "%.*s\n", STR_ARG(buf_get(&b)));
	must(q.errors == 0 && m.nodes > 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct str text = { (const char *)bytes, len };
	struct arena *a = arena_new();

	aiken(a, text);
	twee(a, text);
	arena_free(a);
	return 0;
}
