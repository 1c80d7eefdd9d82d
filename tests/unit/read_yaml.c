#include "courses/base/arena.h"
#include "courses/read/yaml.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

struct inner {
	struct str host;
	uint16_t port;
};

struct config {
	struct str name, text, id, date;
	uint8_t small;
	uint32_t large, wait;
	bool flag;
	unsigned word;
	struct str *line;
	uint32_t lines;
	struct inner inner;
	int handled;
};

static const char *const words[] = { "low", "middle", "high", NULL };

static const struct yaml_key inner_keys[] = {
	{ .name = "host", .as = YAML_AS_LINE, YAML_AT(struct inner, host) },
	{ .name = "port", .as = YAML_AS_NUMBER, YAML_AT(struct inner, port), .min = 1 },
	{ 0 },
};

static void
handled_read(struct yaml_in *in, const struct yaml *node, void *field)
{
	int64_t n;

	if (yaml_number(in, node, "handled", 1, 9, &n))
		*(int *)field = (int)n;
}

static const struct yaml_key keys[] = {
	{ .name = "name",
	    .as = YAML_AS_LINE,
	    YAML_AT(struct config, name),
	    .required = true,
	    .help = "a name" },
	{ .name = "text", .as = YAML_AS_TEXT, YAML_AT(struct config, text) },
	{ .name = "id", .as = YAML_AS_ID, YAML_AT(struct config, id) },
	{ .name = "date", .as = YAML_AS_DATE, YAML_AT(struct config, date) },
	{ .name = "small", .as = YAML_AS_NUMBER, YAML_AT(struct config, small), .none = "none" },
	{ .name = "large", .as = YAML_AS_NUMBER, YAML_AT(struct config, large), .min = 2 },
	{ .name = "wait", .as = YAML_AS_SECONDS, YAML_AT(struct config, wait), .max = 86400 },
	{ .name = "flag", .as = YAML_AS_BOOL, YAML_AT(struct config, flag) },
	{ .name = "word", .as = YAML_AS_WORD, YAML_AT(struct config, word), .words = words },
	{ .name = "lines",
	    .as = YAML_AS_LINES,
	    YAML_AT(struct config, line),
	    YAML_COUNT(struct config, lines),
	    .max = 3 },
	{ .name = "inner", .as = YAML_AS_MAP, YAML_AT(struct config, inner), .inner = inner_keys },
	{ .name = "handled",
	    .as = YAML_AS_OTHER,
	    YAML_AT(struct config, handled),
	    .read = handled_read },
	{ 0 },
};

static struct arena *a; /* of the last text that was read: what it gave points there */

static int
arena_goes(void **state)
{
	(void)state;
	arena_free(a);
	a = NULL;
	return 0;
}

static void
reads(const char *text, struct config *c, const char *says)
{
	struct problems p;
	struct yaml_in in = { .file = STR("c.yaml"), .problems = &p };
	struct buf all;

	arena_free(a);
	a = arena_new();
	p = problems_in(a);
	in.arena = a;
	*c = (struct config){ .small = 7, .name = STR("usual") };
	yaml_map(&in, yaml_read(&in, str_from(text)), keys, c);
	problems_sort(&p);
	all = BUF_IN(a);
	for (uint32_t i = 0; i < p.count; i++) {
		buf_str(&all, problem_line(a, "", &p.problem[i]));
		buf_char(&all, '\n');
	}
	assert_string_equal(buf_cstr(&all), says);
}

static void
a_table_fills_a_struct(void **state)
{
	struct config c;

	(void)state;
	reads("name:  A name \n"
	      "text: |\n  two\n  lines\n"
	      "id: a-1\n"
	      "date: 2028-02-29\n"
	      "small: none\n"
	      "large: 4000000000\n"
	      "wait: 2 h\n"
	      "flag: true\n"
	      "word: high\n"
	      "lines: [no, '1', 2026-01-01]\n"
	      "inner:\n  host: \"::1\"\n  port: 65535\n"
	      "handled: 9\n",
	    &c, "");
	assert_true(str_is(c.name, "A name"));
	assert_true(str_is(c.text, "two\nlines"));
	assert_true(str_is(c.id, "a-1"));
	assert_true(str_is(c.date, "2028-02-29"));
	assert_int_equal(c.small, 0);
	assert_int_equal(c.large, 4000000000u);
	assert_int_equal(c.wait, 7200);
	assert_true(c.flag);
	assert_int_equal(c.word, 2);
	assert_int_equal(c.lines, 3);
	assert_true(str_is(c.line[0], "no")); /* a text: nothing has a type but by its row */
	assert_true(str_is(c.line[2], "2026-01-01"));
	assert_true(str_is(c.inner.host, "::1"));
	assert_int_equal(c.inner.port, 65535);
	assert_int_equal(c.handled, 9);
}

static void
what_is_absent_or_wrong_stays(void **state)
{
	struct config c;

	(void)state;
	reads("name: x\nsmall: 256\n", &c,
	    "c.yaml:2:8: error: `small` is a whole number from 0 to 255, without a unit\n");
	assert_int_equal(c.small, 7);
	reads("small: 1\n", &c, "c.yaml:1:1: error: `name` is missing; write name: a name\n");
	assert_true(str_is(c.name, "usual"));
}

static void
all_is_told_in_one_run(void **state)
{
	struct config c;

	(void)state;
	reads("name: [x]\n"
	      "nmae: y\n"
	      "id: A_b\n"
	      "date: 2027-02-29\n"
	      "large: 1\n"
	      "wait: 2 days\n"
	      "flag: yes\n"
	      "word: hihg\n"
	      "lines: [a, b, c, d]\n"
	      "inner: 5\n"
	      "handled: 0\n"
	      "small: 3\n"
	      "small: 4\n",
	    &c,
	    "c.yaml:1:7: error: `name` is one value, not a list; write name: value\n"
	    "c.yaml:2:1: error: `nmae` is not known; did you mean `name`?\n"
	    "c.yaml:3:5: error: `A_b` holds a capital letter; an id is made of a-z, 0-9 and -, up "
	    "to 40\n"
	    "c.yaml:4:7: error: `date` is a date as year-month-day, such as 2026-11-01\n"
	    "c.yaml:5:8: error: `large` is a whole number from 2 to 4294967295, without a unit\n"
	    "c.yaml:6:7: error: `wait` is between 0 and 86400 seconds, or none\n"
	    "c.yaml:7:7: error: `flag` is true or false\n"
	    "c.yaml:8:7: error: `word` cannot be hihg; did you mean high?\n"
	    "c.yaml:9:8: error: `lines` holds 4 values; it may hold 0 to 3\n"
	    "c.yaml:10:8: error: here must stand `key: value`, first of all `host: ...`\n"
	    "c.yaml:11:10: error: `handled` is a whole number from 1 to 9, without a unit\n"
	    "c.yaml:13:1: error: `small` stands twice, first on line 12; keep one\n");
	assert_int_equal(c.small, 3);
}

static void
columns_count_letters(void **state)
{
	struct config c;

	(void)state;
	reads("name: x\ninner: {host: Élève, prot: 1}\n", &c,
	    "c.yaml:2:22: error: `prot` is not known; did you mean `port`?\n");
}

static void
windows_files_are_read(void **state)
{
	struct config c;

	(void)state;
	reads("\xEF\xBB\xBFname: x\r\nsmall: 1\r\n", &c, "");
	assert_true(str_is(c.name, "x"));
	assert_int_equal(c.small, 1);
	reads("name: x\rsmall: 2\r", &c, "");
	assert_int_equal(c.small, 2);
	reads("name: caf\xE9\n", &c,
	    "c.yaml:1:10: error: this file is saved as Windows-1252 or another old encoding, not "
	    "as UTF-8 "
	    "(byte 0xE9, probably \"é\"); save it again as UTF-8: in Notepad File, Save As, "
	    "Encoding: "
	    "UTF-8; in Word Save As, Plain Text, Other encoding, Unicode (UTF-8)\n");
}

static void
typing_traps_get_their_own_sentence(void **state)
{
	struct config c;

	(void)state;
	reads("name: x\ninner:\n\thost: y\n", &c,
	    "c.yaml:3:1: error: a tab stands before the text; YAML wants blanks: replace each tab "
	    "by "
	    "two blanks\n");
	reads("name: \xE2\x80\x9Cx\xE2\x80\x9D\n", &c,
	    "c.yaml:1:7: error: a curly quote does not quote in YAML; type the straight one \" "
	    "(Word and "
	    "telephones change it by themselves)\n");
	reads("name: \"\xE2\x80\x9Cx\xE2\x80\x9D, he said\"\n", &c,
	    ""); /* inside a text they are letters */
	reads("name: one: two\n", &c,
	    "c.yaml:1:10: error: a colon with a blank after it stands where no key can be; "
	    "either the line begins with blanks that do not belong there, or the colon belongs to the "
	    "text: then put the text between straight quotes: \"...\"\n");
	reads("name: 'x\nsmall: 1\n", &c,
	    "c.yaml:1:7: error: a quote is never closed; add it at the end of the text\n");
	reads("name: @x\n", &c,
	    "c.yaml:1:7: error: a value cannot begin with this sign; put it between straight "
	    "quotes: "
	    "\"...\"\n");
	reads("name: \"C:\\dir\"\n", &c,
	    "c.yaml:1:10: error: a backslash between double quotes has a meaning of its own; write "
	    "two "
	    "backslashes\n");
	reads("just words\n", &c,
	    "c.yaml:1:1: error: here must stand `key: value`, first of all `name: ...`\n");
}

/* A few hundred bytes that would unfold to gigabytes; brackets without end; numbers without end. */
static void
bombs_cost_what_they_weigh(void **state)
{
	struct arena *mine = arena_new();
	struct problems p = problems_in(mine);
	struct yaml_in in = { .file = STR("c.yaml"), .arena = mine, .problems = &p };
	struct buf b = BUF_IN(mine);

	(void)state;
	buf_z(&b, "a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
	for (int i = 1; i < 9; i++)
		buf_printf(&b, "a%d: &a%d [*a%d,*a%d,*a%d,*a%d,*a%d]\n", i, i, i - 1, i - 1, i - 1,
		    i - 1, i - 1);
	assert_non_null(yaml_read(&in, buf_get(&b)));
	assert_int_equal(p.errors, 9 + 8 * 5);
	assert_true(arena_size(mine) < 1 << 20);

	b.len = 0;
	for (int i = 0; i < 30000; i++)
		buf_char(&b, '[');
	p = problems_in(mine);
	yaml_read(&in, buf_get(&b));
	assert_int_equal(p.errors, 1);

	b.len = 0;
	buf_char(&b, '[');
	for (int i = 0; i < 30000; i++)
		buf_z(&b, "a,");
	p = problems_in(mine);
	in.broken = false;
	yaml_read(&in, buf_get(&b));
	assert_int_equal(p.errors, 1); /* too many values */

	b.len = 0;
	for (int i = 0; i < YAML_BYTES + 1; i++)
		buf_char(&b, '#');
	p = problems_in(mine);
	assert_null(yaml_read(&in, buf_get(&b)));
	assert_int_equal(p.errors, 1);
	arena_free(mine);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_fills_a_struct),
		cmocka_unit_test(what_is_absent_or_wrong_stays),
		cmocka_unit_test(all_is_told_in_one_run),
		cmocka_unit_test(columns_count_letters),
		cmocka_unit_test(windows_files_are_read),
		cmocka_unit_test(typing_traps_get_their_own_sentence),
		cmocka_unit_test(bombs_cost_what_they_weigh),
	};

	return cmocka_run_group_tests(tests, NULL, arena_goes);
}
