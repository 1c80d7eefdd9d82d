/*
 * chalkline import: a bank in GIFT or Aiken, or a story in Twee, into a file of ours. chalkline export: a
 * bank for Moodle or to read. What comes out goes to standard output or the file of -o; problems go to
 * standard error, line by line as `chalkline check` says them, and with an error nothing is written.
 */
#include "tui/cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "courses/read/aiken.h"
#include "courses/read/read.h"
#include "courses/read/twee.h"
#include "courses/write/adopt.h"
#include "courses/write/paper.h"

/* ---- files ---- */

/* All of a file, "-": of standard input. Bounded by what the readers take. */
static bool
bytes_read(struct arena *a, const char *path, struct str *bytes, struct err *e)
{
	bool is_input = strcmp(path, "-") == 0;
	FILE *f = is_input ? stdin : fopen(path, "re");
	char *room = arena_alloc(a, FOLDER_FILE + 1);
	size_t len;

	if (f == NULL)
		return err_errno(e, "%s cannot be read", path);
	len = fread(room, 1, FOLDER_FILE + 1, f);
	if (ferror(f)) {
		err_errno(e, "%s cannot be read", path);
		if (!is_input)
			fclose(f);
		return false;
	}
	if (!is_input)
		fclose(f);
	if (len > FOLDER_FILE)
		return err_set(e, ERR_LIMIT, "%s is larger than %d bytes", path, FOLDER_FILE);
	*bytes = (struct str){ room, len };
	return true;
}

/* The whole file or none of it: written beside it, then put in its place. */
static bool
bytes_write(struct arena *a, const char *path, struct str bytes, struct err *e)
{
	const char *beside = str_z(a, str_printf(a, "%s.new", path));
	int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
	bool ok = fd >= 0;

	for (size_t at = 0; ok && at < bytes.len;) {
		ssize_t n = write(fd, bytes.at + at, bytes.len - at);

		ok = n > 0 || (n < 0 && errno == EINTR);
		at += n > 0 ? (size_t)n : 0;
	}
	ok = ok && fsync(fd) == 0;
	if (fd >= 0)
		ok = close(fd) == 0 && ok;
	ok = ok && rename(beside, path) == 0;
	if (ok)
		return true;
	err_errno(e, "%s cannot be written", path);
	if (fd >= 0)
		unlink(beside);
	return false;
}

static int
out_put(struct str bytes)
{
	if (fwrite(bytes.at, 1, bytes.len, stdout) != bytes.len || fflush(stdout) != 0) {
		cli_say("standard output cannot be written");
		return EX_IOERR;
	}
	return EX_OK;
}

static void
problems_say(struct arena *a, struct problems *p)
{
	problems_sort(p);
	for (uint32_t i = 0; i < p->count; i++)
		fprintf(stderr, "%.*s\n", STR_ARG(problem_line(a, "", &p->problem[i])));
	if (p->errors + p->warnings > p->count)
		cli_say("only the first %u problems are shown", (unsigned)p->count);
	if (p->errors > 0)
		cli_say("%u error%s; mend %s, nothing was written", (unsigned)p->errors,
		    p->errors == 1 ? "" : "s", p->errors == 1 ? "it" : "them");
}

static struct str
path_name(const char *path)
{
	return strcmp(path, "-") == 0 ? STR("standard input") : str_from(path);
}

/* ---- what it is ---- */

enum kind { KIND_UNKNOWN, KIND_GIFT, KIND_AIKEN, KIND_TWEE };

static enum kind
kind_of_name(struct str path)
{
	if (str_ends(path, ".gift"))
		return KIND_GIFT;
	if (str_ends(path, ".twee") || str_ends(path, ".tw"))
		return KIND_TWEE;
	return str_ends(path, ".aiken") ? KIND_AIKEN : KIND_UNKNOWN;
}

/* Twee has its own passages, Aiken its answers and no braces; what is left is GIFT. */
static enum kind
kind_of_text(struct str bytes)
{
	bool has_answer = false, has_brace = false;
	struct str line;

	while (str_next(&bytes, '\n', &line)) {
		if (str_starts(line, "::") && str_find(line, 2, "::") == line.len &&
		    str_find(line, 2, "{#") == line.len && str_starts(line, ":: "))
			return KIND_TWEE;
		has_brace = has_brace || memchr(line.at, '{', line.len) != NULL;
		has_answer = has_answer || str_starts(str_trim(line), "ANSWER:") ||
			     str_starts(str_trim(line), "answer:");
	}
	return has_answer && !has_brace ? KIND_AIKEN : KIND_GIFT;
}

static bool
kind_given(const char *words, const char *as, enum kind *kind)
{
	static const char *const names[] = { "", "gift", "aiken", "twee" };

	for (size_t i = 1; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(as, names[i]) == 0) {
			*kind = (enum kind)i;
			return true;
		}
	cli_usage(words, "--as %s is not known; it is gift, aiken or twee", as);
	return false;
}

/* ---- import ---- */

struct import {
	struct arena *a;
	struct problems p;
	const char *out; /* NULL: standard output */
	bool force, exists;
};

static int
import_put(struct import *x, struct str bytes)
{
	struct err e;

	if (x->out == NULL)
		return out_put(bytes);
	if (x->exists && !x->force) {
		cli_say("%s is there and stays as it is; --force writes over it", x->out);
		return EX_CANTCREAT;
	}
	return bytes_write(x->a, x->out, bytes, &e) ? EX_OK : cli_fail(&e);
}

static void
row_print(const char *what, const struct question *q)
{
	cli_printf("%-8s %.*s  %.*s\n", what, STR_ARG(q->id), STR_ARG(q->name));
}

/* What the file there would become. false: it is no bank. */
static bool
old_read(struct import *x, struct gift_bank *old, struct err *e)
{
	struct problems p = problems_in(x->a);
	struct question *q;
	struct gift_form *form;
	struct str bytes;
	uint32_t n;

	*old = (struct gift_bank){ NULL, NULL, 0 };
	if (!x->exists)
		return true;
	if (!bytes_read(x->a, x->out, &bytes, e))
		return false;
	gift_read_forms(
	    str_from(x->out), bytes, 1, GIFT_IDS_TO_COME, x->a, &p, &q, &form, &n);
	if (p.errors > 0)
		return err_set(e, ERR_INPUT,
		    "%s is there and has errors, so that nothing can be compared with it; mend it, or "
		    "write to another file",
		    x->out);
	*old = (struct gift_bank){ q, form, n };
	return true;
}

static int
import_bank(struct import *x, struct question *q, const struct gift_form *form, uint32_t n)
{
	const struct gift_bank bank = { q, form, n };
	struct gift_bank old;
	struct adoption is;
	struct buf b = BUF_IN(x->a);
	struct err e;

	if (n == 0) {
		cli_say("there is no question in it");
		return EX_DATAERR;
	}
	if (!old_read(x, &old, &e))
		return cli_fail(&e);
	is = bank_adopt(x->a, q, form, n, &old);
	gift_write(&b, &bank, GIFT_FOR_US, NULL, STR_NONE);
	if (x->exists) {
		for (uint32_t i = 0; i < n; i++)
			if (is.state[i] != ADOPTED_SAME)
				row_print(is.state[i] == ADOPTED_NEW ? "new" : "changed", &q[i]);
		for (uint32_t i = 0; i < is.gones; i++)
			row_print("gone", &old.question[is.gone[i]]);
		cli_printf("%u new, %u changed, %u gone, %u the same\n",
		    (unsigned)is.count[ADOPTED_NEW], (unsigned)is.count[ADOPTED_CHANGED],
		    (unsigned)is.gones, (unsigned)is.count[ADOPTED_SAME]);
		if (is.count[ADOPTED_SAME] == n && is.gones == 0)
			return EX_OK;
	}
	return import_put(x, buf_get(&b));
}

static int
import_run(struct import *x, const char *path, struct str bytes, enum kind kind)
{
	struct str file = path_name(path);
	struct question *q = NULL;
	struct gift_form *form = NULL;
	struct buf scenario = BUF_IN(x->a);
	uint32_t n = 0;

	if (kind == KIND_TWEE)
		twee_read(file, bytes, x->a, &x->p, &scenario);
	else if (kind == KIND_AIKEN)
		aiken_read(file, bytes, x->a, &x->p, &q, &form, &n);
	else
		gift_read_forms(file, bytes, 1, GIFT_IDS_TO_COME, x->a, &x->p, &q, &form, &n);
	problems_say(x->a, &x->p);
	if (x->p.errors > 0)
		return EX_DATAERR;
	if (kind == KIND_TWEE)
		return import_put(x, buf_get(&scenario));
	return import_bank(x, q, form, n);
}

int
cli_import(int argc, char **argv)
{
	struct import x = { .a = arena_new() };
	const char *as = NULL;
	const struct cli_option options[] = {
		{ "--as", &as, NULL, NULL },
		{ "-o", &x.out, NULL, NULL },
		{ "--force", NULL, &x.force, NULL },
		{ NULL, NULL, NULL, NULL },
	};
	enum kind kind = KIND_UNKNOWN;
	struct str bytes;
	struct stat st;
	struct err e;
	int args, status = EX_USAGE;

	x.p = problems_in(x.a);
	if (!cli_options(argc, argv, options, &args))
		goto out;
	if (args != 1) {
		cli_usage(argv[0], "name one file, or - for standard input");
		goto out;
	}
	if (as != NULL && !kind_given(argv[0], as, &kind))
		goto out;
	x.exists = x.out != NULL && lstat(x.out, &st) == 0;
	if (!bytes_read(x.a, argv[1], &bytes, &e)) {
		status = EX_NOINPUT;
		cli_say("%s", e.text);
		goto out;
	}
	if (kind == KIND_UNKNOWN)
		kind = kind_of_name(str_from(argv[1]));
	if (kind == KIND_UNKNOWN)
		kind = kind_of_text(bytes);
	status = import_run(&x, argv[1], bytes, kind);
out:
	arena_free(x.a);
	return status;
}

/* ---- export ---- */

/* "banks/NAME.LANG.gift" in this language: NAME, else empty. */
static struct str
bank_name(struct str path, struct str lang)
{
	size_t dot;

	if (!str_starts(path, "banks/") || !str_ends(path, ".gift"))
		return STR_NONE;
	path = str_sub(path, sizeof("banks/") - 1, path.len - (sizeof(".gift") - 1));
	dot = str_find(path, 0, ".");
	return str_eq(str_sub(path, dot + 1, path.len), lang) ? str_sub(path, 0, dot) : STR_NONE;
}

/* The one bank of a course that is meant. */
static int
course_bank_find(struct arena *a, const char *dir, const char *bank, const char *lang,
    struct str *file, struct str *bytes)
{
	struct problems p = problems_in(a);
	struct buf names = BUF_IN(a);
	const struct file *manifest;
	struct folder f;
	struct course c = { .id = STR_NONE, .source_language = STR_NONE };
	struct str language = str_from(lang);
	struct err e;
	uint32_t found = 0;

	if (!folder_load(dir, a, &f, &e)) {
		cli_say("%s", e.text);
		return EX_NOINPUT;
	}
	manifest = folder_find(&f, STR("course.yaml"));
	if (manifest == NULL) {
		cli_say("%s holds no course.yaml; name a course's folder or a bank's file", dir);
		return EX_NOINPUT;
	}
	if (lang == NULL && manifest_read(STR("course.yaml"), manifest->bytes, a, &p, &c))
		language = c.source_language;
	for (uint32_t i = 0; i < f.files; i++) {
		struct str name = bank_name(f.file[i].path, language);

		if (name.len == 0)
			continue;
		buf_printf(&names, "%s%.*s", names.len > 0 ? ", " : "", STR_ARG(name));
		if (bank != NULL && !str_is(name, bank))
			continue;
		found++;
		*file = str_printf(a, "%s/%.*s", dir, STR_ARG(f.file[i].path));
		*bytes = f.file[i].bytes;
	}
	if (found == 1)
		return EX_OK;
	if (names.len == 0)
		cli_say("%s has no bank in the language \"%.*s\"", dir, STR_ARG(language));
	else if (found == 0)
		cli_say("%s has no bank %s; there is %.*s", dir, bank, STR_ARG(buf_get(&names)));
	else
		cli_say("%s has several banks; say which with --bank: %.*s", dir,
		    STR_ARG(buf_get(&names)));
	return found == 0 ? EX_NOINPUT : EX_USAGE;
}

static int
export_run(struct arena *a, struct str file, struct str bytes, bool as_text, bool with_key)
{
	struct problems p = problems_in(a);
	struct buf b = BUF_IN(a);
	struct question *q;
	struct gift_form *form;
	uint32_t n;

	gift_read_forms(file, bytes, 1, GIFT_IDS_TO_COME, a, &p, &q, &form, &n);
	if (p.errors > 0) {
		problems_say(a, &p);
		return EX_DATAERR;
	}
	if (n == 0) {
		cli_say("there is no question in it");
		return EX_DATAERR;
	}
	/* What the reader warned of was told by check; here counts what changes on the way out. */
	p = problems_in(a);
	if (as_text)
		paper_write(&b, q, n, with_key);
	else {
		const struct gift_bank bank = { q, form, n };

		gift_write(&b, &bank, GIFT_FOR_MOODLE, &p, file);
	}
	problems_say(a, &p);
	return out_put(buf_get(&b));
}

int
cli_export(int argc, char **argv)
{
	struct arena *a = arena_new();
	const char *bank = NULL, *lang = NULL, *as = "gift";
	bool with_key = false;
	const struct cli_option options[] = {
		{ "--bank", &bank, NULL, NULL },
		{ "--lang", &lang, NULL, NULL },
		{ "--as", &as, NULL, NULL },
		{ "--key", NULL, &with_key, NULL },
		{ NULL, NULL, NULL, NULL },
	};
	struct str file, bytes;
	struct stat st;
	struct err e;
	int args, status = EX_USAGE;

	if (!cli_options(argc, argv, options, &args))
		goto out;
	if (args != 1) {
		cli_usage(argv[0], "name one bank's file or course's folder");
		goto out;
	}
	if (strcmp(as, "gift") != 0 && strcmp(as, "text") != 0) {
		cli_usage(argv[0], "--as %s is not known; it is gift or text", as);
		goto out;
	}
	if (with_key && strcmp(as, "gift") == 0) {
		cli_usage(argv[0], "--key belongs to --as text; GIFT always has its answers");
		goto out;
	}
	if (stat(argv[1], &st) == 0 && S_ISDIR(st.st_mode)) {
		status = course_bank_find(a, argv[1], bank, lang, &file, &bytes);
	} else if (bank != NULL || lang != NULL) {
		cli_usage(argv[0], "--bank and --lang choose in a course's folder; %s is none", argv[1]);
		goto out;
	} else if (!bytes_read(a, argv[1], &bytes, &e)) {
		cli_say("%s", e.text);
		status = EX_NOINPUT;
	} else {
		file = path_name(argv[1]);
		status = EX_OK;
	}
	if (status == EX_OK)
		status = export_run(a, file, bytes, strcmp(as, "text") == 0, with_key);
out:
	arena_free(a);
	return status;
}
