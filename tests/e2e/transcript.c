#include "tests/e2e/transcript.h"

#include "tests/e2e/process.h"

#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { HIDDEN = 24 };

struct transcript {
	struct transcript *next;
	char name[64];
	char *text;
	size_t len;
	FILE *to;
	struct {
		char *text, *sample;
	} hidden[HIDDEN];
	unsigned hides;
};

static struct transcript *all;

/* What no test can foresee, by its form. */
static const struct {
	const char *pattern, *sample;
} forms[] = {
	{ "SHA256:[A-Za-z0-9+/]{43}", "SHA256:kD3bV0n8oYw1Qe5tRz7uXcG2hJ4mLpS6fAaBdCiEoUg" },
	{ "(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [0-9]{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec), "
	  "[0-9]{2}:[0-9]{2}", "Tue 24 Nov, 15:12" },
	{ "[0-9]{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) 20[0-9]{2}", "24 Nov 2026" },
	{ "[0-9]{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)([^a-z]|$)", "24 Nov\\2" },
	{ "(begun|last|until) 20[0-9]{2}-[01][0-9]-[0-3][0-9]", "\\1 2026-11-24" },
	{ "[0-9]{2}:[0-9]{2} UTC", "15:12 UTC" },
	{ "20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-9:]{8}Z", "2026-11-24T15:12:00Z" },
	{ "This visit: [0-9]+ kB", "This visit: 12 kB" },
	{ "/tmp/chalkline-e2e-[A-Za-z0-9]{6}", "DIR" },
};
enum { FORMS = sizeof(forms) / sizeof(forms[0]) };

struct transcript *
transcript_open(const char *name)
{
	struct transcript *x = calloc(1, sizeof(*x));

	if (x == NULL)
		abort();
	snprintf(x->name, sizeof(x->name), "%s", name);
	x->to = open_memstream(&x->text, &x->len);
	x->next = all;
	all = x;
	transcript_hide(x, CHALKLINE, "chalkline");
	transcript_hide(x, SOURCE_DIR, "SOURCE");
	return x;
}

void
transcript_hide(struct transcript *x, const char *text, const char *sample)
{
	if (x->hides == HIDDEN || *text == '\0')
		return;
	x->hidden[x->hides].text = strdup(text);
	x->hidden[x->hides++].sample = strdup(sample);
}

/* Replaces each occurrence; takes and gives heap. */
static char *
replace(char *line, const char *text, const char *sample)
{
	size_t len = 0;
	char *out = NULL;
	FILE *f;
	const char *at = line, *hit;

	if (strstr(line, text) == NULL)
		return line;
	f = open_memstream(&out, &len);
	while ((hit = strstr(at, text)) != NULL) {
		fwrite(at, 1, (size_t)(hit - at), f);
		fputs(sample, f);
		at = hit + strlen(text);
	}
	fputs(at, f);
	fclose(f);
	free(line);
	return out;
}

static char *
replace_form(char *line, const char *pattern, const char *sample)
{
	regex_t re;
	regmatch_t m[4];
	size_t len = 0;
	char *out = NULL;
	const char *at = line;
	FILE *f;

	if (regcomp(&re, pattern, REG_EXTENDED) != 0)
		abort();
	f = open_memstream(&out, &len);
	while (regexec(&re, at, 4, m, 0) == 0 && m[0].rm_eo > 0) {
		fwrite(at, 1, (size_t)m[0].rm_so, f);
		for (const char *s = sample; *s != '\0'; s++) {
			if (*s == '\\') {
				int g = *++s - '0';

				fwrite(at + m[g].rm_so, 1, (size_t)(m[g].rm_eo - m[g].rm_so), f);
			} else {
				fputc(*s, f);
			}
		}
		at += m[0].rm_eo;
	}
	fputs(at, f);
	fclose(f);
	regfree(&re);
	free(line);
	return out;
}

static void
put(struct transcript *x, const char *text)
{
	char *line = strdup(text);

	for (unsigned i = 0; i < x->hides; i++)
		line = replace(line, x->hidden[i].text, x->hidden[i].sample);
	for (unsigned i = 0; i < FORMS; i++)
		line = replace_form(line, forms[i].pattern, forms[i].sample);
	fprintf(x->to, "%s\n", line);
	free(line);
}

static void
head(struct transcript *x, const char *what)
{
	if (ftell(x->to) > 0)
		fputc('\n', x->to);
	fprintf(x->to, "---- %s\n\n", what);
}

void
transcript_screen(struct transcript *x, struct terminal *t, const char *what)
{
	int last = terminal_rows(t), row, col;

	terminal_still(t, 150);
	head(x, what);
	while (last > 0 && *terminal_row(t, last - 1) == '\0')
		last--;
	for (int y = 0; y < last; y++)
		put(x, terminal_row(t, y));
	terminal_cursor(t, &row, &col);
	fprintf(x->to, "\n(%d x %d, cursor at row %d, column %d)\n", terminal_cols(t), terminal_rows(t), row, col);
}

static void
put_lines(struct transcript *x, const char *text, size_t len)
{
	char *copy = strndup(text, len), *save = copy, *line;

	while ((line = strsep(&copy, "\n")) != NULL) {
		line[strcspn(line, "\r")] = '\0';
		if (copy != NULL || *line != '\0')
			put(x, line);
	}
	free(save);
}

void
transcript_command(struct transcript *x, const char *what, const char *output)
{
	head(x, what);
	put_lines(x, output, strlen(output));
}

void
transcript_said(struct transcript *x, struct terminal *t, const char *what, size_t *from)
{
	size_t len;
	const char *bytes;

	terminal_still(t, 150);
	bytes = terminal_bytes(t, &len);
	head(x, what);
	put_lines(x, bytes + *from, len - *from);
	*from = len;
}

static void
transcript_free(struct transcript *x)
{
	struct transcript **at = &all;

	while (*at != NULL && *at != x)
		at = &(*at)->next;
	if (*at != NULL)
		*at = x->next;
	if (x->to != NULL)
		fclose(x->to);
	for (unsigned i = 0; i < x->hides; i++) {
		free(x->hidden[i].text);
		free(x->hidden[i].sample);
	}
	free(x->text);
	free(x);
}

static bool
write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	return f != NULL && fputs(text, f) >= 0 && fclose(f) == 0;
}

void
transcript_close(struct transcript *x)
{
	static const char compare[] =
	    "steady() { sed '/^---- ~/,/^---- [^~]/{/^---- /!d;}' \"$1\"; }; "
	    "steady \"$1\" >\"$2.approved\"; steady \"$2\" >\"$2.seen\"; "
	    "diff -u -b \"$2.approved\" \"$2.seen\"; status=$?; rm -f \"$2.approved\" \"$2.seen\"; exit $status";
	char approved[512], seen[128];
	struct output o;

	fclose(x->to);
	x->to = NULL;
	snprintf(approved, sizeof(approved), SOURCE_DIR "/tests/e2e/transcripts/%s.txt", x->name);
	if (getenv("CHALKLINE_APPROVE") != NULL) {
		if (!write_file(approved, x->text)) {
			print_error("%s cannot be written\n", approved);
			transcript_free(x);
			fail();
		}
		print_message("written, now read it: %s\n", approved);
		transcript_free(x);
		return;
	}
	if (access(approved, R_OK) != 0) {
		print_message("nobody has approved %s yet; this is how it looks:\n%s", approved, x->text);
		transcript_free(x);
		return;
	}
	snprintf(seen, sizeof(seen), "/tmp/chalkline-seen-%d-%s.txt", (int)getpid(), x->name);
	if (!write_file(seen, x->text))
		abort();
	/* The length of a date or a number moves what stands behind it: runs of blanks count as one. */
	o = process_run((const char *const[]){ "sh", "-c", compare, "sh", approved, seen, NULL }, "/tmp", NULL);
	unlink(seen);
	transcript_free(x);
	if (o.status != 0) {
		print_error("the screens are not as approved (approve them with CHALKLINE_APPROVE=1 after reading):\n%s",
		    o.out);
		output_clear(&o);
		fail();
	}
	output_clear(&o);
}

void
transcript_drop_all(void)
{
	while (all != NULL)
		transcript_free(all);
}
