/*
 * Anything as a module, a scenario and a glossary. Whatever is made of it may be shown, points
 * where it says, and can be packed.
 */
#include <stdlib.h>

#include "courses/base/safe.h"
#include "courses/base/utf8.h"
#include "courses/read/read.h"
#include "courses/read/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
must(bool fact)
{
	if (!fact)
		abort();
}

static void
must_be_clean(struct arena *a, struct str s)
{
	must(s.at != NULL || s.len == 0);
	must(safe_text(a, s, NULL).at == s.at);
}

static void
spans_check(struct arena *a, const struct span *s, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		must_be_clean(a, s[i].text);
		must_be_clean(a, s[i].target);
		must(s[i].text.len > 0);
		must(s[i].link < LINK_KINDS);
		must((s[i].link == LINK_NONE) == (s[i].target.len == 0));
	}
}

static void
blocks_check(struct arena *a, const struct block *b, uint32_t n, uint32_t checks)
{
	for (uint32_t i = 0; i < n; i++) {
		must(b[i].kind < BLOCK_KINDS);
		must(b[i].kind != BLOCK_CHECK || b[i].number < checks);
		must(b[i].kind != BLOCK_TABLE || (b[i].cols > 0 && b[i].cells % b[i].cols == 0));
		spans_check(a, b[i].span, b[i].spans);
		for (uint32_t k = 0; k < b[i].cells; k++)
			spans_check(a, b[i].cell[k].span, b[i].cell[k].spans);
	}
}

static void
module_check(struct arena *a, const struct module_words *m)
{
	must_be_clean(a, m->title);
	blocks_check(a, m->intro, m->intros, 0);
	for (uint32_t i = 0; i < m->lessons; i++) {
		const struct lesson *l = &m->lesson[i];

		must_be_clean(a, l->title);
		must(l->id.len == 0 || id_wrong(l->id) == NULL);
		blocks_check(a, l->block, l->blocks, l->checks);
	}
	for (uint32_t i = 0; i < m->nodes; i++) {
		const struct node *n = &m->node[i];

		must_be_clean(a, n->title);
		blocks_check(a, n->block, n->blocks, n->checks);
		for (uint32_t k = 0; k < n->options; k++) {
			spans_check(a, n->option[k].span, n->option[k].spans);
			blocks_check(a, n->option[k].debrief, n->option[k].debriefs, 0);
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct arena *a = arena_new();
	struct problems p = problems_in(a);
	struct str text = { (const char *)bytes, len };
	struct module_words lessons, scenario;
	struct entry *entry;
	uint32_t entries;

	module_read(STR("en/module.md"), text, a, &p, &lessons);
	module_check(a, &lessons);
	scenario_read(STR("en/case.md"), text, a, &p, &scenario);
	module_check(a, &scenario);
	entries_read(STR("en/glossary.md"), text, a, &p, &entry, &entries);
	for (uint32_t i = 0; i < entries; i++)
		blocks_check(a, entry[i].block, entry[i].blocks, 0);
	problems_sort(&p);
	for (uint32_t i = 0; i < p.count; i++)
		must_be_clean(a, problem_line(a, "", &p.problem[i]));
	arena_free(a);
	return 0;
}
