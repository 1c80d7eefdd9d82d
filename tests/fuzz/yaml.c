/*
 * Anything as course.yaml, and as the front matter of a module. Reading ends, tells its problems
 * with places that exist, and every text that comes out may be shown.
 */
#include <stdlib.h>

#include "courses/base/safe.h"
#include "courses/base/utf8.h"
#include "courses/read/manifest.h"
#include "courses/read/read.h"

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
	must(safe_text(a, s, NULL).at == s.at);
}

static void
tree_check(struct arena *a, const struct yaml *node, int depth)
{
	uint32_t members = 0;

	must(depth <= YAML_DEPTH + 1);
	must_be_clean(a, node->text);
	for (const struct yaml *m = node->first; m != NULL; m = m->next, members++) {
		must(node->is != YAML_IS_TEXT);
		must(m->line >= 1 && m->col >= 1);
		must_be_clean(a, m->key);
		tree_check(a, m, depth + 1);
	}
	must(members == node->count);
}

static void
course_check(struct arena *a, const struct course *c)
{
	must_be_clean(a, c->id);
	must(c->id.len <= YAML_ID);
	for (uint32_t i = 0; i < c->titles; i++)
		must_be_clean(a, c->title[i].text);
	for (uint32_t i = 0; i < c->languages; i++)
		must(language_ok(c->language[i]));
	for (uint32_t i = 0; i < c->modules; i++)
		must(c->module[i].file.len == 0 || folder_path_ok(c->module[i].file));
	must(c->status < STATUS_KINDS && c->level < LEVEL_KINDS);
	for (uint32_t i = 0; i < c->assessments; i++) {
		must(c->assessment[i].kind < ASSESS_KINDS);
		must(c->assessment[i].pass <= 100);
		must(c->assessment[i].shuffle < SHUFFLE_KINDS);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct arena *a = arena_new();
	struct problems p = problems_in(a);
	struct yaml_in in = { .file = STR("course.yaml"), .arena = a, .problems = &p };
	struct str text = { (const char *)bytes, len };
	struct course c;
	const struct yaml *root = manifest_tree(&in, text, &c);

	if (root != NULL)
		tree_check(a, root, 1);
	course_check(a, &c);
	for (uint32_t i = 0; i < p.count; i++) {
		must(utf8_valid(p.problem[i].text));
		must(p.problem[i].text.len > 0);
		must_be_clean(a, problem_line(a, "", &p.problem[i]));
	}
	arena_free(a);
	return 0;
}
