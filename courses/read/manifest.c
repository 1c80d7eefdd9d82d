#include "courses/read/manifest.h"

#include <string.h>

#include "courses/read/grow.h"
#include "courses/read/read.h"
#include "courses/read/source.h"

static const char *const statuses[] = { "draft", "beta", "active", "retired", NULL };
static const char *const levels[] = { "basic", "intermediate", "advanced", NULL };
static const char *const module_kinds[] = { "lessons", "scenario", NULL };
static const char *const assessment_kinds[] = { "quiz", "pretest", "posttest", "exam", "survey",
	NULL };
static const char *const clocks[] = { "pauses", "runs", NULL };
static const char *const shuffles[] = { "both", "questions", "options", "none", NULL };
static const char *const reviews[] = { "passed", "never", NULL };
static const char *const enrols[] = { "cohort", "open", NULL };
static const char *const orders[] = { "free", "fixed", NULL };
static const char *const releases[] = { "rule", "person", NULL };

bool
language_ok(struct str s)
{
	size_t at = 0;

	while (at < s.len && s.at[at] >= 'a' && s.at[at] <= 'z')
		at++;
	if (at < 2 || at > 3)
		return false;
	if (at == s.len)
		return true;
	if (s.at[at] != '-' || s.len - at < 3 || s.len - at > 5)
		return false;
	for (at++; at < s.len; at++)
		if (!((s.at[at] >= 'A' && s.at[at] <= 'Z') || (s.at[at] >= 'a' && s.at[at] <= 'z')))
			return false;
	return true;
}

static void
language_read(struct yaml_in *in, const struct yaml *node, void *field)
{
	struct str s;

	if (!yaml_line(in, node, "source_language", &s))
		return;
	if (language_ok(s))
		*(struct str *)field = s;
	else
		yaml_error(in, node,
		    "%.*s is no language; write its short name, such as en, fr or ar", STR_ARG(s));
}

static void
languages_read(struct yaml_in *in, const struct yaml *node, void *course)
{
	struct course *c = course;

	if (node->is != YAML_IS_LIST || node->count == 0 || node->count > 40) {
		yaml_error(in, node, "`languages` is a list of 1 to 40; write languages: [en, fr]");
		return;
	}
	for (const struct yaml *m = node->first; m != NULL; m = m->next) {
		struct str s = STR_NONE;
		bool again = false;

		language_read(in, m, &s);
		if (s.len == 0)
			continue;
		for (uint32_t i = 0; i < c->languages; i++)
			again |= str_eq(c->language[i], s);
		if (again)
			yaml_error(in, m, "%.*s stands twice in `languages`; keep one", STR_ARG(s));
		else
			*GROW(in->arena, c->language, c->languages) = s;
	}
}

static void
wording_read(
    struct yaml_in *in, const struct yaml *node, const char *name, struct wording **w, uint32_t *n)
{
	if (node->is != YAML_IS_MAP) {
		yaml_error(
		    in, node, "`%s` stands in each language; write %s: {en: \"...\"}", name, name);
		return;
	}
	for (const struct yaml *m = node->first; m != NULL; m = m->next) {
		struct yaml key = { .line = m->key_line, .col = m->key_col };
		struct str text;

		if (!language_ok(m->key))
			yaml_error(in, &key,
			    "%.*s is no language; write its short name, such as en, fr "
			    "or ar",
			    STR_ARG(source_short(m->key)));
		else if (yaml_line(in, m, name, &text))
			*GROW(in->arena, *w, *n) = (struct wording){ .lang = m->key, .text = text };
	}
}

static void
title_read(struct yaml_in *in, const struct yaml *node, void *course)
{
	struct course *c = course;

	wording_read(in, node, "title", &c->title, &c->titles);
}

static void
summary_read(struct yaml_in *in, const struct yaml *node, void *course)
{
	struct course *c = course;

	wording_read(in, node, "summary", &c->summary, &c->summaries);
}

/* ---- assessments ---- */

static const struct yaml_key draw_keys[] = {
	{ .name = "tag", .as = YAML_AS_LINE, YAML_AT(struct draw, tag) },
	{ .name = "count",
	    .as = YAML_AS_NUMBER,
	    YAML_AT(struct draw, count),
	    .required = true,
	    .min = 1,
	    .max = 500,
	    .help = "a number of questions" },
	{ 0 },
};

static void
draw_read(struct yaml_in *in, const struct yaml *node, void *assessment)
{
	struct assessment *as = assessment;

	if (node->is != YAML_IS_LIST || node->count == 0 || node->count > 50) {
		yaml_error(in, node, "`draw` is a list; write draw: [{tag: quiz, count: 8}]");
		return;
	}
	for (const struct yaml *m = node->first; m != NULL; m = m->next) {
		struct draw d = { .tag = STR_NONE };

		yaml_map(in, m, draw_keys, &d);
		if (d.count > 0)
			*GROW(in->arena, as->draw, as->draws) = d;
	}
}

/* A module's quiz and the other four have these in common. */
#define ASSESSMENT_KEYS                                                                            \
	{ .name = "bank",                                                                          \
		.as = YAML_AS_ID,                                                                  \
		YAML_AT(struct assessment, bank),                                                  \
		.required = true,                                                                  \
		.help = "NAME, where the questions are in banks/NAME.en.gift" },                   \
	    { .name = "draw", .as = YAML_AS_OTHER, .read = draw_read },                            \
	    { .name = "pass",                                                                      \
		    .as = YAML_AS_NUMBER,                                                          \
		    YAML_AT(struct assessment, pass),                                              \
		    .min = 1,                                                                      \
		    .max = 100 },                                                                  \
	    { .name = "attempts",                                                                  \
		    .as = YAML_AS_NUMBER,                                                          \
		    YAML_AT(struct assessment, attempts),                                          \
		    .min = 1,                                                                      \
		    .max = 100,                                                                    \
		    .none = "no limit" },                                                          \
	    { .name = "wait",                                                                      \
		    .as = YAML_AS_SECONDS,                                                         \
		    YAML_AT(struct assessment, wait_s),                                            \
		    .max = 366 * 86400 },                                                          \
	    { .name = "time",                                                                      \
		    .as = YAML_AS_SECONDS,                                                         \
		    YAML_AT(struct assessment, time_s),                                            \
		    .min = 60,                                                                     \
		    .max = 7 * 86400 },                                                            \
	    { .name = "clock",                                                                     \
		    .as = YAML_AS_WORD,                                                            \
		    YAML_AT(struct assessment, clock),                                             \
		    .words = clocks },                                                             \
	    { .name = "pause_limit",                                                               \
		    .as = YAML_AS_SECONDS,                                                         \
		    YAML_AT(struct assessment, pause_limit_s),                                     \
		    .max = 7 * 86400 },                                                            \
	    { .name = "shuffle",                                                                   \
		    .as = YAML_AS_WORD,                                                            \
		    YAML_AT(struct assessment, shuffle),                                           \
		    .words = shuffles },                                                           \
	{                                                                                          \
		.name = "review", .as = YAML_AS_WORD, YAML_AT(struct assessment, review),          \
		.words = reviews                                                                   \
	}

static const struct yaml_key quiz_keys[] = { ASSESSMENT_KEYS, { 0 } };

static const struct yaml_key assessment_keys[] = {
	{ .name = "id",
	    .as = YAML_AS_ID,
	    YAML_AT(struct assessment, id),
	    .required = true,
	    .help = "a word of a-z, 0-9 and -" },
	{ .name = "kind",
	    .as = YAML_AS_WORD,
	    YAML_AT(struct assessment, kind),
	    .required = true,
	    .words = assessment_kinds,
	    .help = "pretest, posttest, exam or survey" },
	ASSESSMENT_KEYS,
	{ 0 },
};

/* What counts when the manifest is silent: product.md. */
static struct assessment
assessment_usual(enum assessment_kind kind)
{
	struct assessment as = {
		.id = STR_NONE,
		.bank = STR_NONE,
		.kind = kind,
		.clock = CLOCK_PAUSES,
		.pause_limit_s = 30 * 60,
		.shuffle = kind == ASSESS_SURVEY ? SHUFFLE_NONE : SHUFFLE_BOTH,
		.review = REVIEW_PASSED,
	};

	if (kind == ASSESS_QUIZ || kind == ASSESS_EXAM)
		as.pass = 80;
	if (kind == ASSESS_EXAM) {
		as.attempts = 3;
		as.wait_s = 24 * 3600;
	} else if (kind != ASSESS_QUIZ) {
		as.attempts = 1;
	}
	return as;
}

static enum assessment_kind
kind_of(const struct yaml *node)
{
	const struct yaml *kind = yaml_get(node, "kind");

	for (int i = 0; kind != NULL && assessment_kinds[i] != NULL; i++)
		if (kind->is == YAML_IS_TEXT && str_is(str_trim(kind->text), assessment_kinds[i]))
			return (enum assessment_kind)i;
	return ASSESS_EXAM;
}

static void
assessments_read(struct yaml_in *in, const struct yaml *node, void *course)
{
	struct course *c = course;

	if (node->is != YAML_IS_LIST || node->count > 100) {
		yaml_error(in, node,
		    "`assessments` is a list of at most 100; begin each with "
		    "`- id: ...`");
		return;
	}
	for (const struct yaml *m = node->first; m != NULL; m = m->next) {
		struct assessment *as = GROW(in->arena, c->assessment, c->assessments);
		const struct yaml *pass = yaml_get(m, "pass");

		*as = assessment_usual(kind_of(m));
		yaml_map(in, m, assessment_keys, as);
		if (as->kind == ASSESS_QUIZ)
			yaml_error(in, yaml_get(m, "kind"),
			    "a quiz belongs to its module; write it "
			    "there as quiz: {bank: ..., draw: ...}");
		if (pass != NULL && (as->kind == ASSESS_POSTTEST || as->kind == ASSESS_SURVEY))
			yaml_error(in, pass, "a %s is never passed or failed; take `pass` away",
			    assessment_kinds[as->kind]);
	}
}

/* ---- modules ---- */

static void
quiz_read(struct yaml_in *in, const struct yaml *node, void *module)
{
	struct module *m = module;

	m->has_quiz = true;
	m->quiz = assessment_usual(ASSESS_QUIZ);
	yaml_map(in, node, quiz_keys, &m->quiz);
}

static void
file_read(struct yaml_in *in, const struct yaml *node, void *field)
{
	struct str s;

	if (!yaml_line(in, node, "file", &s))
		return;
	if (!folder_path_ok(s) || str_find(s, 0, "/") < s.len || !str_ends(s, ".md"))
		yaml_error(in, node,
		    "`file` is the name of a file in each language folder, such as "
		    "010-first-hour.md, without a folder before it");
	else
		*(struct str *)field = s;
}

static const struct yaml_key module_keys[] = {
	{ .name = "id",
	    .as = YAML_AS_ID,
	    YAML_AT(struct module, id),
	    .required = true,
	    .help = "a word of a-z, 0-9 and -" },
	{ .name = "kind", .as = YAML_AS_WORD, YAML_AT(struct module, kind), .words = module_kinds },
	{ .name = "file",
	    .as = YAML_AS_OTHER,
	    YAML_AT(struct module, file),
	    .required = true,
	    .read = file_read,
	    .help = "010-name.md" },
	{ .name = "minutes",
	    .as = YAML_AS_NUMBER,
	    YAML_AT(struct module, minutes),
	    .min = 1,
	    .max = 6000 },
	{ .name = "required", .as = YAML_AS_BOOL, YAML_AT(struct module, required) },
	{ .name = "quiz", .as = YAML_AS_OTHER, .read = quiz_read },
	{ 0 },
};

static void
modules_read(struct yaml_in *in, const struct yaml *node, void *course)
{
	struct course *c = course;

	if (node->is != YAML_IS_LIST || node->count == 0 || node->count > 200) {
		yaml_error(
		    in, node, "`modules` is a list of 1 to 200; begin each with `- id: ...`");
		return;
	}
	for (const struct yaml *m = node->first; m != NULL; m = m->next) {
		struct module *one = GROW(in->arena, c->module, c->modules);

		*one = (struct module){ .id = STR_NONE, .file = STR_NONE, .required = true };
		yaml_map(in, m, module_keys, one);
		one->quiz.id = one->id;
	}
}

/* ---- prerequisites and certificate ---- */

static const struct yaml_key prerequisite_keys[] = {
	{ .name = "any",
	    .as = YAML_AS_IDS,
	    YAML_AT(struct prerequisite, any),
	    YAML_COUNT(struct prerequisite, anys),
	    .min = 1,
	    .max = 20 },
	{ .name = "waive", .as = YAML_AS_ID, YAML_AT(struct prerequisite, waive) },
	{ 0 },
};

static void
prerequisites_read(struct yaml_in *in, const struct yaml *node, void *course)
{
	struct course *c = course;

	if (node->is != YAML_IS_LIST || node->count > 50) {
		yaml_error(in, node,
		    "`prerequisites` is a list of courses; write prerequisites: [one, "
		    "two], or [any: [one, two]] where one of them is enough");
		return;
	}
	for (const struct yaml *m = node->first; m != NULL; m = m->next) {
		struct prerequisite p = { .waive = STR_NONE };

		if (m->is == YAML_IS_MAP)
			yaml_map(in, m, prerequisite_keys, &p);
		else if (yaml_id(in, m, "prerequisites", &p.waive)) {
			*GROW(in->arena, p.any, p.anys) = p.waive;
			p.waive = STR_NONE;
		}
		if (p.anys > 0 || p.waive.len > 0)
			*GROW(in->arena, c->prerequisite, c->prerequisites) = p;
	}
}

/* An id of a check or a question may be LESSON/ID, BANK/ID: it is read as a line. */
static const struct yaml_key retired_keys[] = {
	{ .name = "id",
	    .as = YAML_AS_LINE,
	    YAML_AT(struct retired, id),
	    .required = true,
	    .help = "the id that is gone, as publish names it" },
	{ .name = "why", .as = YAML_AS_LINE, YAML_AT(struct retired, why) },
	{ .name = "moved_to", .as = YAML_AS_LINE, YAML_AT(struct retired, moved_to) },
	{ 0 },
};

static void
retired_read(struct yaml_in *in, const struct yaml *node, void *course)
{
	struct course *c = course;

	if (node->is != YAML_IS_LIST || node->count > 2000) {
		yaml_error(in, node,
		    "`retired` is a list of ids that are gone; write retired: [{id: old-page, why: \"...\"}]");
		return;
	}
	for (const struct yaml *m = node->first; m != NULL; m = m->next) {
		struct retired r = { .id = STR_NONE, .why = STR_NONE, .moved_to = STR_NONE };

		yaml_map(in, m, retired_keys, &r);
		if (r.id.len > 0 && r.why.len == 0 && r.moved_to.len == 0)
			yaml_error(in, m, "say why it is gone, or what takes its place; write why: \"...\" or moved_to: ID");
		else if (r.id.len > 0)
			*GROW(in->arena, c->retired, c->retireds) = r;
	}
}

static void
tiers_read(struct yaml_in *in, const struct yaml *node, void *course)
{
	static const char *const tiers[] = { "participation", "achievement", NULL };
	struct course *c = course;

	if (node->is != YAML_IS_LIST) {
		yaml_error(in, node,
		    "`tiers` is a list; write tiers: [participation, achievement], or "
		    "[] for no certificate");
		return;
	}
	c->certificate_participation = c->certificate_achievement = false;
	for (const struct yaml *m = node->first; m != NULL; m = m->next) {
		struct str s;

		if (!yaml_line(in, m, "tiers", &s))
			continue;
		if (str_is(s, tiers[0]))
			c->certificate_participation = true;
		else if (str_is(s, tiers[1]))
			c->certificate_achievement = true;
		else
			yaml_error(
			    in, m, "a tier is participation or achievement, not %.*s", STR_ARG(s));
	}
}

static void
valid_read(struct yaml_in *in, const struct yaml *node, void *course)
{
	struct course *c = course;
	struct str s;
	size_t digits = 0;
	uint64_t years;

	if (!yaml_line(in, node, "valid", &s))
		return;
	while (digits < s.len && s.at[digits] >= '0' && s.at[digits] <= '9')
		digits++;

	struct str unit = str_trim(str_sub(s, digits, s.len));

	if (str_is(s, "for ever") || str_is(s, "forever"))
		c->certificate_years = 0;
	else if (str_number(str_sub(s, 0, digits), 99, &years) && years > 0 &&
		 (str_is(unit, "years") || str_is(unit, "year")))
		c->certificate_years = (uint16_t)years;
	else
		yaml_error(in, node, "`valid` is a number of years, such as 3 years, or: for ever");
}

static const struct yaml_key certificate_keys[] = {
	{ .name = "tiers", .as = YAML_AS_OTHER, .read = tiers_read },
	{ .name = "valid", .as = YAML_AS_OTHER, .read = valid_read },
	{ .name = "release",
	    .as = YAML_AS_WORD,
	    YAML_AT(struct course, certificate_by_person),
	    .words = releases },
	{ 0 },
};

/* ---- the whole ---- */

static const struct yaml_key course_keys[] = {
	{ .name = "id",
	    .as = YAML_AS_ID,
	    YAML_AT(struct course, id),
	    .required = true,
	    .help = "a word of a-z, 0-9 and -, chosen once and for ever" },
	{ .name = "edition",
	    .as = YAML_AS_NUMBER,
	    YAML_AT(struct course, edition),
	    .required = true,
	    .min = 1,
	    .max = 9999,
	    .help = "1" },
	{ .name = "status", .as = YAML_AS_WORD, YAML_AT(struct course, status), .words = statuses },
	{ .name = "source_language",
	    .as = YAML_AS_OTHER,
	    YAML_AT(struct course, source_language),
	    .required = true,
	    .read = language_read,
	    .help = "en, the language it is written in" },
	{ .name = "languages",
	    .as = YAML_AS_OTHER,
	    .required = true,
	    .read = languages_read,
	    .help = "[en], and others when their folders come" },
	{ .name = "title",
	    .as = YAML_AS_OTHER,
	    .required = true,
	    .read = title_read,
	    .help = "{en: \"...\"}" },
	{ .name = "summary", .as = YAML_AS_OTHER, .read = summary_read },
	{ .name = "audience",
	    .as = YAML_AS_IDS,
	    YAML_AT(struct course, audience),
	    YAML_COUNT(struct course, audiences),
	    .max = 20 },
	{ .name = "level", .as = YAML_AS_WORD, YAML_AT(struct course, level), .words = levels },
	{ .name = "hours",
	    .as = YAML_AS_NUMBER,
	    YAML_AT(struct course, hours),
	    .min = 1,
	    .max = 1000 },
	{ .name = "law_date", .as = YAML_AS_DATE, YAML_AT(struct course, law_date) },
	{ .name = "enrol",
	    .as = YAML_AS_WORD,
	    YAML_AT(struct course, enrol_open),
	    .words = enrols },
	{ .name = "prerequisites", .as = YAML_AS_OTHER, .read = prerequisites_read },
	{ .name = "order",
	    .as = YAML_AS_WORD,
	    YAML_AT(struct course, fixed_order),
	    .words = orders },
	{ .name = "modules",
	    .as = YAML_AS_OTHER,
	    .required = true,
	    .read = modules_read,
	    .help = "a list, each `- id: ...` with its `file: ...`" },
	{ .name = "assessments", .as = YAML_AS_OTHER, .read = assessments_read },
	{ .name = "retired", .as = YAML_AS_OTHER, .read = retired_read },
	{ .name = "certificate", .as = YAML_AS_MAP, .inner = certificate_keys },
	{ 0 },
};

const struct yaml *
manifest_tree(struct yaml_in *in, struct str bytes, struct course *c)
{
	const struct yaml *root;

	*c = (struct course){
		.id = STR_NONE,
		.source_language = STR_NONE,
		.law_date = STR_NONE,
		.enrol_open = true,
		.certificate_participation = true,
		.certificate_achievement = true,
		.certificate_years = 3,
	};
	root = yaml_read(in, bytes);
	if (root == NULL && !in->broken)
		yaml_error(in, NULL,
		    "this file is empty; begin it with id: ... as in the example "
		    "course");
	yaml_map(in, root, course_keys, c);
	return root;
}

bool
manifest_read(
    struct str file, struct str bytes, struct arena *a, struct problems *p, struct course *c)
{
	struct yaml_in in = { .file = file, .arena = a, .problems = p };
	uint32_t errors = p->errors;

	return manifest_tree(&in, bytes, c) != NULL && p->errors == errors;
}
