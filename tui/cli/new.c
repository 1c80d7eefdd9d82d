/*
 * chalkline new course|module: a small whole course, or one more module in a course. Nothing is ever overwritten and
 * nothing is asked. What is written passes `chalkline check` without a warning.
 */
#include "courses/read/manifest.h"
#include "courses/read/reader.h"
#include "tui/cli/cli.h"
#include "tui/cli/new_texts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

struct making {
	struct arena *a;
	const char *dir;
	struct str id, title, module, file;
};

/* A text with its %WORDS. A title goes between double quotes in course.yaml, and plain into front matter. */
static struct str
fill(const struct making *m, const char *text)
{
	const struct {
		const char *word;
		struct str value;
	} words[] = { { "%ID", m->id }, { "%TITLE", m->title }, { "%MODULE", m->module }, { "%FILE", m->file } };
	struct buf out = BUF_IN(m->a);

	while (*text != '\0') {
		size_t i = 0, len = 0;

		for (; i < sizeof(words) / sizeof(words[0]); i++) {
			len = strlen(words[i].word);
			if (strncmp(text, words[i].word, len) == 0)
				break;
		}
		if (i == sizeof(words) / sizeof(words[0])) {
			buf_char(&out, *text++);
			continue;
		}
		buf_str(&out, words[i].value);
		text += len;
	}
	return buf_get(&out);
}

static bool
file_write(const char *path, struct str bytes, struct err *e)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

	if (fd < 0 && errno == EEXIST)
		return err_set(e, ERR_INPUT, "%s is there already; nothing is overwritten", path);
	if (fd < 0)
		return err_errno(e, "cannot make %s", path);
	while (bytes.len > 0) {
		ssize_t n = write(fd, bytes.at, bytes.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			err_errno(e, "cannot write %s", path);
			close(fd);
			return false;
		}
		bytes = str_sub(bytes, (size_t)n, bytes.len);
	}
	if (close(fd) != 0)
		return err_errno(e, "cannot write %s", path);
	return true;
}

static bool
folder_make(const struct making *m, const char *below, struct err *e)
{
	const char *path = str_z(m->a, str_printf(m->a, "%s%s", m->dir, below));

	if (mkdir(path, 0777) == 0)
		return true;
	if (errno == EEXIST && below[0] == '\0')
		return err_set(e, ERR_INPUT, "%s is there already; name a folder that is not there yet", path);
	return err_errno(e, "cannot make the folder %s", path);
}

/* What a title may hold: one line, no quotes and no backslashes, since it goes into YAML. */
static bool
title_ok(const char *title)
{
	if (title[0] != '\0' && strlen(title) <= 100 && strpbrk(title, "\"\\\n\r\t#:{}[]&*!|>'%@`") == NULL)
		return true;
	cli_say("a title is up to 100 letters, digits and blanks, without quotes, colons and brackets; change it in the "
		"files afterwards");
	return false;
}

/* ---- a course ---- */

static bool
course_write(const struct making *m, struct err *e)
{
	if (!folder_make(m, "", e) || !folder_make(m, "/en", e) || !folder_make(m, "/banks", e))
		return false;
	for (const struct new_text *t = new_course_texts; t->path != NULL; t++)
		if (!file_write(str_z(m->a, str_printf(m->a, "%s/%s", m->dir, t->path)), fill(m, t->text), e))
			return false;
	return true;
}

/* The folder's own name, as an id. */
static struct str
id_of(struct arena *a, const char *dir)
{
	struct str s = str_from(dir);
	size_t from;

	while (s.len > 1 && s.at[s.len - 1] == '/')
		s.len--;
	for (from = s.len; from > 0 && s.at[from - 1] != '/';)
		from--;
	return section_proposal(a, str_sub(s, from, s.len));
}

int
cli_new_course(int argc, char **argv)
{
	const char *title = "A new course";
	const struct cli_option options[] = { { "--title", &title, NULL, NULL }, { NULL, NULL, NULL, NULL } };
	struct arena *a;
	struct err e = { 0 };
	int args, status = EX_OK;

	if (!cli_options(argc, argv, options, &args))
		return EX_USAGE;
	if (args != 1)
		return cli_usage(argv[0], "new course wants the name of one folder, which it makes");
	if (!title_ok(title))
		return EX_USAGE;
	a = arena_new();

	struct making m = { .a = a, .dir = argv[1], .id = id_of(a, argv[1]), .title = str_from(title) };

	if (m.id.len == 0 || id_wrong(m.id) != NULL) {
		status = cli_usage(argv[0], "the course's id is made from the folder's name; use a-z, 0-9 and - in it");
	} else if (!course_write(&m, &e)) {
		status = cli_fail(&e);
	} else {
		cli_printf("%s is a course now. Look at it: chalkline preview %s\n", m.dir, m.dir);
	}
	arena_free(a);
	return status;
}

/* ---- a module ---- */

/* Where the list of modules ends in course.yaml: before the next key, behind the list's last line. */
static size_t
modules_end(struct str yaml)
{
	size_t at = 0, end = 0;
	bool inside = false;

	while (at < yaml.len) {
		size_t next = str_find(yaml, at, "\n");
		struct str line = str_sub(yaml, at, next);
		bool is_text = str_trim(line).len > 0 && !str_starts(str_trim(line), "#");

		next = next < yaml.len ? next + 1 : next;
		if (inside && is_text && !str_starts(line, " ") && !str_starts(line, "-"))
			break;
		if (str_starts(line, "modules:"))
			inside = true;
		if (inside && is_text)
			end = next;
		at = next;
	}
	return end;
}

/* 030-name.md after 020-...: numbers keep a folder in the order of reading. */
static struct str
file_name(struct arena *a, const struct course *c, struct str id)
{
	unsigned most = 0;

	for (uint32_t i = 0; i < c->modules; i++) {
		unsigned n = 0;

		for (size_t k = 0; k < 3 && k < c->module[i].file.len && c->module[i].file.at[k] >= '0' &&
				   c->module[i].file.at[k] <= '9'; k++)
			n = n * 10 + (unsigned)(c->module[i].file.at[k] - '0');
		most = n > most ? n : most;
	}
	return str_printf(a, "%03u-%.*s.md", most / 10 * 10 + 10, STR_ARG(id));
}

/* The manifest with the module in it; empty when it cannot be put there by a program. */
static struct str
manifest_with(const struct making *m, struct str yaml)
{
	struct buf out = BUF_IN(m->a);
	struct problems p = problems_in(m->a);
	struct course c;
	size_t at = modules_end(yaml);

	buf_str(&out, str_sub(yaml, 0, at));
	if (at > 0 && yaml.at[at - 1] != '\n')
		buf_char(&out, '\n');
	buf_str(&out, fill(m, new_module_entry));
	buf_str(&out, str_sub(yaml, at, yaml.len));
	if (at == 0 || !manifest_read(STR("course.yaml"), buf_get(&out), m->a, &p, &c))
		return STR_NONE;
	for (uint32_t i = 0; i < c.modules; i++)
		if (str_eq(c.module[i].id, m->module) && str_eq(c.module[i].file, m->file))
			return buf_get(&out);
	return STR_NONE;
}

static int
module_make(struct making *m, struct err *e)
{
	struct folder f;
	struct problems p = problems_in(m->a);
	const struct file *manifest;
	struct course c;
	struct str yaml;
	const char *path;

	if (!folder_load(m->dir, m->a, &f, e)) {
		cli_say("%s", e->text);
		return EX_NOINPUT;
	}
	manifest = folder_find(&f, STR("course.yaml"));
	if (manifest == NULL || !manifest_read(STR("course.yaml"), manifest->bytes, m->a, &p, &c)) {
		cli_say("%s/course.yaml is missing or wrong; chalkline check %s says how to mend it", m->dir, m->dir);
		return EX_DATAERR;
	}
	for (uint32_t i = 0; i < c.modules; i++)
		if (str_eq(c.module[i].id, m->module)) {
			cli_say("the course has a module %.*s already; choose another id", STR_ARG(m->module));
			return EX_DATAERR;
		}
	m->file = file_name(m->a, &c, m->module);
	yaml = manifest_with(m, manifest->bytes);
	path = str_z(m->a, str_printf(m->a, "%s/%.*s/%.*s", m->dir, STR_ARG(c.source_language), STR_ARG(m->file)));
	if (!file_write(path, fill(m, new_module_text), e))
		return cli_fail(e);
	if (yaml.len == 0) {
		cli_printf("%s is written. Add these lines to `modules` in course.yaml:\n%.*s", path,
		    STR_ARG(fill(m, new_module_entry)));
		return EX_OK;
	}
	if (!cli_file_replace(str_z(m->a, str_printf(m->a, "%s/course.yaml", m->dir)), yaml, m->a, e))
		return cli_fail(e);
	cli_printf("%s is written, and course.yaml names it.\n", path);
	return EX_OK;
}

int
cli_new_module(int argc, char **argv)
{
	const char *title = "A new module";
	const struct cli_option options[] = { { "--title", &title, NULL, NULL }, { NULL, NULL, NULL, NULL } };
	struct err e = { 0 };
	struct making m;
	int args, status;

	if (!cli_options(argc, argv, options, &args))
		return EX_USAGE;
	if (args != 2)
		return cli_usage(argv[0], "new module wants the course's folder and the module's id");
	if (!title_ok(title))
		return EX_USAGE;
	/* Its lessons and checks have ids made from it. */
	if (id_wrong(str_from(argv[2])) != NULL || strlen(argv[2]) > 30)
		return cli_usage(argv[0], "an id is made of a-z, 0-9 and -, here up to 30 letters");
	m = (struct making){ .a = arena_new(), .dir = argv[1], .id = STR_NONE, .title = str_from(title),
		.module = str_from(argv[2]), .file = STR_NONE };
	status = module_make(&m, &e);
	arena_free(m.a);
	return status;
}
