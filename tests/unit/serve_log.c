/* The log's one form: logfmt that a program can split, whatever stands in a value. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tui/serve/log.h"

static int file, saved;
static char text[4096];

static int
begin(void **state)
{
	(void)state;
	unsetenv("JOURNAL_STREAM");
	saved = dup(STDERR_FILENO);
	file = memfd_create("log", 0);
	assert_true(file >= 0 && dup2(file, STDERR_FILENO) >= 0);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(file);
	unsetenv("JOURNAL_STREAM");
	return 0;
}

/* What was logged, without the time in front. */
static const char *
logged(void)
{
	ssize_t n = pread(file, text, sizeof(text) - 1, 0);

	assert_true(n > 0);
	text[n] = '\0';
	assert_int_equal(ftruncate(file, 0), 0);
	lseek(file, 0, SEEK_SET);
	if (strncmp(text, "ts=", 3) != 0)
		return text;
	assert_int_equal(strcspn(text, " "), strlen("ts=2026-11-24T19:20:00Z"));
	return text + strcspn(text, " ") + 1;
}

static void
values_are_quoted_where_they_have_to_be(void **state)
{
	(void)state;
	log_event(LOG_INFO, "listening", "at=%s port=%u", "[::1]:22", 22u);
	assert_string_equal(logged(), "level=info event=listening at=[::1]:22 port=22\n");
	log_event(LOG_WARN, "x", "a=%s b=%.*s c=%d d=%llu", "two words", 3, "abcdef", -1, 18446744073709551615ull);
	assert_string_equal(logged(), "level=warn event=x a=\"two words\" b=abc c=-1 d=18446744073709551615\n");
	log_event(LOG_ERROR, "x", "a=%s b=%s c=%s d=%s", "", "say \"no\"", "x=y", "one\ntwo\033[2J");
	assert_string_equal(logged(), "level=error event=x a=\"\" b=\"say \\\"no\\\"\" c=\"x=y\" d=\"one two [2J\"\n");
	/* A C1 control, one that turns the line round, a byte that is no UTF-8; letters stay. */
	log_event(LOG_INFO, "x", "a=%s b=%s c=%s d=%s", "a\302\2332J", "a\342\200\256b", "a\377b", "Macu\303\241cua");
	assert_string_equal(logged(), "level=info event=x a=a\357\277\2752J b=a\357\277\275b c=a\357\277\275b d=Macu\303\241cua\n");
}

static void
a_line_is_an_event_or_words(void **state)
{
	char *long_line = malloc(5000);

	(void)state;
	log_line(STR("event=course-published course=x"));
	assert_string_equal(logged(), "level=info event=course-published course=x\n");
	log_line(STR("level=error event=disk state=full"));
	assert_string_equal(logged(), "level=error event=disk state=full\n");
	log_line(STR("level=error"));
	assert_string_equal(logged(), "level=info event=said text=\"level=error\"\n");
	log_line(STR("event=x\nevent=forged"));
	assert_string_equal(logged(), "level=info event=x event=forged\n");
	log_line(STR("x: published"));
	assert_string_equal(logged(), "level=info event=said text=\"x: published\"\n");
	memset(long_line, 'x', 4999);
	long_line[4999] = '\0';
	log_event(LOG_INFO, "long", "text=%s", long_line);
	const char *cut = logged();
	assert_in_range(strlen(cut), 1000, 2048);
	assert_int_equal(cut[strlen(cut) - 1], '\n');
	free(long_line);
}

static void
the_journal_has_the_time_itself(void **state)
{
	char stream[64];
	struct stat st;

	(void)state;
	assert_int_equal(fstat(STDERR_FILENO, &st), 0);
	snprintf(stream, sizeof(stream), "%llu:%llu", (unsigned long long)st.st_dev, (unsigned long long)st.st_ino);
	setenv("JOURNAL_STREAM", stream, 1);
	log_event(LOG_ERROR, "keeper-died", "signal=%d", 9);
	assert_string_equal(logged(), "<3>event=keeper-died signal=9\n");
	setenv("JOURNAL_STREAM", "1:1", 1); /* standard error is another file */
	log_event(LOG_ERROR, "keeper-died", "signal=%d", 9);
	assert_string_equal(logged(), "level=error event=keeper-died signal=9\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(values_are_quoted_where_they_have_to_be, begin, end),
		cmocka_unit_test_setup_teardown(a_line_is_an_event_or_words, begin, end),
		cmocka_unit_test_setup_teardown(the_journal_has_the_time_itself, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
