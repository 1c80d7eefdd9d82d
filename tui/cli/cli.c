/* Options, and one run of a command. */
#include "tui/cli/cli.h"

#include "courses/read/suggest.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where the package and its units keep the records, so that their operator need not say it each time. */
static const char PACKAGED_DATA[] = "/var/lib/chalkline";

static const struct cli_option *
find_option(const struct cli_option *o, const char *word, size_t len)
{
	for (; o->name != NULL; o++)
		if (strlen(o->name) == len && memcmp(o->name, word, len) == 0)
			return o;
	return NULL;
}

static bool
take_value(const struct cli_option *o, const char *value)
{
	int n = 0;
	if (o->text != NULL) {
		*o->text = value;
		return true;
	}
	while (o->many[n] != NULL)
		n++;
	if (n == CLI_MANY - 1) {
		cli_say("%s is there too often", o->name);
		return false;
	}
	o->many[n] = value;
	return true;
}

static void
unknown_option(const char *words, const struct cli_option *o, const char *word)
{
	struct arena *a = arena_new();
	struct suggest near = suggest_for(str_from(word));
	for (; o->name != NULL; o++)
		suggest_try(&near, str_from(o->name));
	struct str end = suggest_or(a, &near, "");
	cli_say("%s does not know the option %s%s%.*s", words, word, end.len > 0 ? "; " : "", STR_ARG(end));
	arena_free(a);
}

bool
cli_options(int argc, char **argv, const struct cli_option *options, int *args)
{
	bool over = false;
	*args = 0;
	for (int i = 1; i < argc; i++) {
		char *word = argv[i];
		if (over || word[0] != '-' || word[1] == '\0') {
			argv[++*args] = word;
			continue;
		}
		if (strcmp(word, "--") == 0) {
			over = true;
			continue;
		}
		const char *equals = strchr(word, '=');
		const struct cli_option *o =
		    find_option(options, word, equals != NULL ? (size_t)(equals - word) : strlen(word));
		if (o == NULL) {
			unknown_option(argv[0], options, word);
			return false;
		}
		if (o->flag != NULL && equals != NULL) {
			cli_say("%s takes no value", o->name);
			return false;
		}
		if (o->flag != NULL) {
			*o->flag = true;
			continue;
		}
		if (equals == NULL && i + 1 == argc) {
			cli_say("%s wants a value", word);
			return false;
		}
		if (!take_value(o, equals != NULL ? equals + 1 : argv[++i]))
			return false;
	}
	return true;
}

const char *
cli_data(const char *given)
{
	const char *data = given != NULL ? given : getenv("CHALKLINE_DATA");
	if (data == NULL && access(PACKAGED_DATA, F_OK) == 0)
		data = PACKAGED_DATA;
	if (data == NULL || data[0] == '\0') {
		cli_say("which data folder? Say --data DIR, or set CHALKLINE_DATA");
		return NULL;
	}
	return data;
}

bool
cli_number(const char *what, const char *text, uint32_t least, uint32_t most, uint32_t *n)
{
	uint64_t v = 0;
	if (str_number(str_from(text), most, &v) && v >= least) {
		*n = (uint32_t)v;
		return true;
	}
	cli_say("%s is a whole number from %u to %u, not \"%s\"", what, least, most, text);
	return false;
}

bool
cli_begin(struct cli *c, int argc, char **argv, const struct cli_option *more, int least, int most)
{
	struct cli_option all[CLI_OPTIONS + 3] = { { NULL, NULL, NULL, NULL } };
	int n = 0;
	*c = (struct cli){ .lock = -1 };
	for (; more != NULL && more->name != NULL; more++) {
		assert(n < CLI_OPTIONS);
		all[n++] = *more;
	}
	all[n++] = (struct cli_option){ "--data", &c->data, NULL, NULL };
	all[n++] = (struct cli_option){ "--json", NULL, &c->json, NULL };
	if (!cli_options(argc, argv, all, &c->args))
		return false;
	if (c->args > most) {
		if (most == 0 && cli_has_below(argv[0]))
			cli_unknown(argv[0], argv[1]);
		else
			cli_usage(argv[0], "%s has no place for \"%s\"", argv[0], argv[1 + most]);
		return false;
	}
	if (c->args < least) {
		cli_usage(argv[0], "%s wants %s", argv[0], least == 1 ? "one word more" : "more words");
		return false;
	}
	if ((c->data = cli_data(c->data)) == NULL)
		return false;
	c->arg = argv + 1;
	c->a = arena_new();
	return true;
}

int
cli_end(struct cli *c, int status)
{
	cli_release(c);
	arena_free(c->a);
	return status;
}
