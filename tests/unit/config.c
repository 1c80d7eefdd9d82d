/* chalkline.yaml: every value checked with line and column, and the file of a first start says what holds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "courses/base/net.h"
#include "tui/serve/config.h"
#include "tui/serve/zone.h"

static struct arena *a;
static char file[64];

static int
begin(void **state)
{
	int fd;

	(void)state;
	a = arena_new();
	snprintf(file, sizeof(file), "/tmp/chalkline-config-XXXXXX");
	fd = mkstemp(file);
	assert_true(fd >= 0);
	close(fd);
	unlink(file);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	unlink(file);
	arena_free(a);
	a = NULL;
	return 0;
}

/* Reads text as the file, and expects these lines about it. */
static void
reads(const char *text, struct config *c, const char *says)
{
	struct problems p = problems_in(a);
	struct buf all = BUF_IN(a);
	struct err e;
	FILE *f = fopen(file, "w");

	assert_true(f != NULL && fputs(text, f) >= 0 && fclose(f) == 0);
	assert_true(config_read(file, a, c, &p, &e) == (says[0] == '\0'));
	problems_sort(&p);
	for (uint32_t i = 0; i < p.count; i++)
		buf_printf(&all, "%s%.*s", i > 0 ? "\n" : "", STR_ARG(problem_line(a, "", &p.problem[i])));
	assert_string_equal(buf_cstr(&all), says);
}

static void
every_key_is_read(void **state)
{
	struct config c;

	(void)state;
	reads("name: Amari Justice Academy\n"
	      "address: academy.example.org\n"
	      "port: 443\n"
	      "listen: [\"0.0.0.0:2222\", \"[::1]:22\", 443]\n"
	      "contact: Ms Tembo, +258 21 000 000\n"
	      "issuer: Ministry of Justice\n"
	      "timezone: Africa/Maputo\n"
	      "languages: [fr, ar]\n"
	      "language: fr\n"
	      "guest: true\n"
	      "verify: true\n"
	      "limits:\n"
	      "  connections_drop: 10\n"
	      "  connections_most: 20\n"
	      "  per_block: 5\n"
	      "  wrong_codes_hour: 7\n"
	      "  wrong_passwords: 3\n"
	      "  wait_most_minutes: 2\n"
	      "  networks: [196.3.0.0/16, \"2c0f:f000::/32\"]\n"
	      "  raised: 4\n"
	      "retention:\n"
	      "  backups: 30\n"
	      "  invitation_days: 90\n"
	      "stay_minutes: 15\n",
	    &c, "");
	assert_true(str_is(c.academy.name, "Amari Justice Academy"));
	assert_true(str_is(c.academy.address, "academy.example.org"));
	assert_int_equal(c.academy.port, 443);
	assert_int_equal(c.listens, 3);
	assert_true(str_is(c.listen[1], "[::1]:22"));
	assert_true(c.has_contact);
	assert_true(str_is(c.academy.issuer, "Ministry of Justice"));
	assert_true(str_is(c.zone, "Africa/Maputo"));
	assert_true(str_is(c.academy.city, "Maputo"));
	assert_int_equal(c.academy.language_count, 2);
	assert_true(str_is(c.academy.languages[1], "ar"));
	assert_true(str_is(c.academy.language, "fr"));
	assert_true(c.keeper.guests && c.verify);
	assert_int_equal(c.start_drop, 10);
	assert_int_equal(c.start_all, 20);
	assert_int_equal(c.block_most, 5);
	assert_int_equal(c.keeper.codes_an_hour, 7);
	assert_int_equal(c.keeper.passwords, 3);
	assert_int_equal(c.keeper.wait_most_s, 120);
	assert_int_equal(c.keeper.networks, 2);
	assert_true(str_is(c.keeper.network[1], "2c0f:f000::/32"));
	assert_int_equal(c.keeper.raised, 4);
	assert_int_equal(c.backups, 30);
	assert_int_equal(c.keeper.invitation_days, 90);
	assert_int_equal(c.stay_min, 15);
}

static void
what_is_wrong_has_its_place(void **state)
{
	struct config c;

	(void)state;
	reads("nam: x\n", &c, "chalkline.yaml:1:1: error: `nam` is not known; did you mean `name`?");
	reads("name: A\nlimits:\n  per_blok: 3\n", &c,
	    "chalkline.yaml:3:3: error: `per_blok` is not known; did you mean `per_block`?");
	reads("address: academy.example.org:443\n", &c,
	    "chalkline.yaml:1:10: error: `address` is the host alone, like academy.example.org or 203.0.113.5; a port goes to "
	    "`port`");
	reads("port: 70000\n", &c, "chalkline.yaml:1:7: error: `port` is a whole number from 1 to 65535, without a unit");
	reads("listen: [\"0.0.0.0:22\", \"here:22\"]\n", &c,
	    "chalkline.yaml:1:24: error: here:22 is no address of this machine; write ADDRESS:PORT with numbers, like "
	    "0.0.0.0:2222");
	reads("listen: [\"0.0.0.0:x\"]\n", &c,
	    "chalkline.yaml:1:10: error: \"0.0.0.0:x\" is no place to listen; write ADDRESS:PORT, like 0.0.0.0:2222");
	reads("listen: 22\n", &c, "chalkline.yaml:1:9: error: `listen` is a list of 1 to 8; write listen: [one, two]");
	reads("languages: [en, de]\n", &c,
	    "chalkline.yaml:1:17: error: `languages` cannot hold de; there are ar, en, es, fr, ru and zh");
	reads("languages: [en, en]\n", &c, "chalkline.yaml:1:17: error: en stands twice in `languages`; keep one");
	reads("languages: [fr, ar]\n", &c,
	    "chalkline.yaml:1:12: error: `language` is en, which is not among `languages`; add it there, or choose another");
	reads("guest: yes\n", &c, "chalkline.yaml:1:8: error: `guest` is true or false");
	reads("limits:\n  networks: [196.3.0.0/33]\n", &c,
	    "chalkline.yaml:2:14: error: 196.3.0.0/33 is no network; write one like 196.3.0.0/16 or 2c0f:f000::/32");
	reads("limits:\n  connections_most: 50\n", &c,
	    "chalkline.yaml:2:21: error: `connections_most` is less than `connections_drop` (100); it is where all are turned "
	    "away");
	reads("retention:\n  backups: 0\nstay_minutes: 1 h\n", &c,
	    "chalkline.yaml:2:12: error: `backups` is a whole number from 1 to 1000, without a unit\n"
	    "chalkline.yaml:3:15: error: `stay_minutes` is a whole number from 1 to 1440, without a unit");
	reads("contact: 1234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"
	      "1234567890123456789012345678901234567890123456789012345678901\n",
	    &c, "chalkline.yaml:1:10: error: `contact` is longer than 160 letters; make it shorter");
}

static void
a_zone_is_one_that_the_machine_knows(void **state)
{
	struct config c;

	(void)state;
	reads("timezone: UTC\n", &c, "");
	assert_int_equal(c.academy.city.len, 0);
	if (!zone_is_known(STR("Africa/Maputo"))) { /* a machine without tzdata */
		skip();
		return;
	}
	reads("timezone: America/Port_of_Spain\n", &c, "");
	assert_true(str_is(c.academy.city, "Port of Spain"));
	reads("timezone: Africa/Mapoto\n", &c,
	    "chalkline.yaml:1:11: error: `timezone` cannot be Africa/Mapoto; did you mean Africa/Maputo?");
	reads("timezone: maputo\n", &c, "chalkline.yaml:1:11: error: `timezone` cannot be maputo; did you mean Africa/Maputo?");
	reads("timezone: ../../../etc/passwd\n", &c,
	    "chalkline.yaml:1:11: error: `timezone` is an area and a city that this machine knows, like Africa/Maputo, or UTC; "
	    "timedatectl list-timezones lists them (package tzdata)");
	assert_false(zone_is_known(STR("zone.tab")));
	assert_false(zone_is_known(STR("Africa")));

	time_t at = 1795500000; /* 2026-11-24 06:00 UTC */
	struct tm tm;

	zone_set(STR("Africa/Maputo"));
	localtime_r(&at, &tm);
	assert_int_equal(tm.tm_gmtoff, 7200);
	zone_set(STR_NONE);
	localtime_r(&at, &tm);
	assert_int_equal(tm.tm_gmtoff, 0);
}

/* The file of a first start changes nothing, and without its # it says the defaults. */
static void
the_first_file_says_the_defaults(void **state)
{
	struct config none, c;
	struct str all = str_from(config_text), line;
	struct buf set = BUF_IN(a);
	struct stat st;
	struct err e;
	struct problems p = problems_in(a);

	(void)state;
	assert_true(config_read(file, a, &none, &p, &e)); /* there is no file */
	assert_false(none.has_contact);
	assert_true(config_begin(file, &e));
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_true(config_read(file, a, &c, &p, &e));
	assert_int_equal(p.count, 0);
	assert_false(c.has_contact);

	while (str_next(&all, '\n', &line)) {
		bool prose = line.len < 2 || line.at[0] != '#' || line.at[1] == '\t' || (line.at[1] == ' ' && line.at[2] != ' ');

		buf_str(&set, prose ? STR_NONE : str_sub(line, 1, line.len));
		buf_char(&set, '\n');
	}
	reads(buf_cstr(&set), &c, "");
	assert_true(c.has_contact);
	assert_true(str_eq(c.academy.name, none.academy.name));
	assert_true(str_eq(c.academy.language, none.academy.language));
	assert_int_equal(c.academy.language_count, 6);
	assert_int_equal(c.academy.city.len, 0);
	assert_int_equal(c.keeper.guests, none.keeper.guests);
	assert_int_equal(c.verify, none.verify);
	assert_int_equal(c.start_drop, none.start_drop);
	assert_int_equal(c.start_all, none.start_all);
	assert_int_equal(c.block_most, none.block_most);
	assert_int_equal(c.stay_min, none.stay_min);
	assert_int_equal(c.backups, none.backups);
	assert_int_equal(c.keeper.codes_an_hour, none.keeper.codes_an_hour);
	assert_int_equal(c.keeper.passwords, none.keeper.passwords);
	assert_int_equal(c.keeper.wait_most_s, none.keeper.wait_most_s);
	assert_int_equal(c.keeper.raised, none.keeper.raised);
	assert_int_equal(c.keeper.invitation_days, none.keeper.invitation_days);
}

static void
a_file_that_is_there_stays(void **state)
{
	struct config c;
	struct err e;

	(void)state;
	reads("name: Ours\n", &c, "");
	assert_true(config_begin(file, &e));
	struct problems p = problems_in(a);
	assert_true(config_read(file, a, &c, &p, &e));
	assert_true(str_is(c.academy.name, "Ours"));
}

static void
networks_and_blocks(void **state)
{
	struct net n, address, block;
	char text[64];

	(void)state;
	assert_true(net_read(STR("196.3.77.1/16"), &n));
	net_text(&n, text);
	assert_string_equal(text, "196.3.0.0/16");
	assert_true(net_read(STR("196.3.255.255"), &address));
	assert_true(net_has(&n, &address));
	assert_true(net_read(STR("196.4.0.0"), &address));
	assert_false(net_has(&n, &address));
	block = net_block(&address);
	net_text(&block, text);
	assert_string_equal(text, "196.4.0.0/24");
	assert_true(net_read(STR("2c0f:f000:1:2345::9"), &address));
	block = net_block(&address);
	net_text(&block, text);
	assert_string_equal(text, "2c0f:f000:1:2300::/56");
	assert_true(net_read(STR("2c0f:f000::/29"), &n));
	assert_true(net_has(&n, &address));
	assert_true(net_read(STR("::/1"), &n)); /* all IPv4 lies in it */
	assert_true(net_read(STR("1.2.3.4"), &address));
	assert_true(net_has(&n, &address));
	static const char *const bad[] = { "", "/8", "1.2.3.4/33", "1.2.3.4/0", "1.2.3/8", "::1/129", "::1/", "a.b.c.d", "1.2.3.4/8/8" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(net_read(str_from(bad[i]), &n));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_key_is_read, begin, end),
		cmocka_unit_test_setup_teardown(what_is_wrong_has_its_place, begin, end),
		cmocka_unit_test_setup_teardown(a_zone_is_one_that_the_machine_knows, begin, end),
		cmocka_unit_test_setup_teardown(the_first_file_says_the_defaults, begin, end),
		cmocka_unit_test_setup_teardown(a_file_that_is_there_stays, begin, end),
		cmocka_unit_test_setup_teardown(networks_and_blocks, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
