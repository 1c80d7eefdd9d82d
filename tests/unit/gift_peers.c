/*
 * An independent reader of GIFT, the npm package gift-pegjs, against ours: over the corpus as it was
 * typed, and over all that we export. This program says what we read, as JSON; gift.mjs asks the
 * package and compares. Skipped where node or npm are missing or the package cannot be fetched.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "courses/base/json.h"
#include "tests/unit/gift_round.h"

enum { SKIPPED = 77 };

static const char package[] = "gift-pegjs@1.0.2";

static bool
run(const char *command)
{
	int status = system(command); /* NOLINT: words of our own only */

	return status == 0;
}

static void
die(const char *what)
{
	perror(what);
	exit(1);
}

/* Where the build keeps the package between two runs. */
static bool
package_is_there(const char *dir)
{
	char command[600];

	snprintf(command, sizeof(command), "test -d '%s/node_modules/gift-pegjs'", dir);
	if (run(command))
		return true;
	snprintf(command, sizeof(command),
	    "mkdir -p '%s' && cd '%s' && timeout 120 npm install --no-audit --no-fund --ignore-scripts "
	    "--prefix . %s >npm.log 2>&1",
	    dir, dir, package);
	return run(command);
}

/* ---- what we read ---- */

/* The text as it was written in its format: HTML as HTML. */
static void
text_json(struct json *j, const char *name, const struct gift_form *f, enum gift_place place,
    uint32_t index, struct str text)
{
	static const char *const formats[] = { "moodle", "html", "plain", "markdown" };
	const struct gift_piece *x = gift_piece(f, place, index);
	enum gift_format format = x != NULL ? x->format : f->format;

	if (format == FORMAT_HTML && x != NULL)
		text = x->html;
	json_object(j, name);
	json_z(j, "format", formats[format]);
	json_str(j, "text", text);
	json_end(j);
}

static void
choices_json(struct json *j, const struct question *q, const struct gift_form *f)
{
	json_list(j, "choices");
	for (uint32_t i = 0; i < q->choices; i++) {
		const struct choice *c = &q->choice[i];

		json_object(j, NULL);
		if (q->kind == QUESTION_SINGLE || q->kind == QUESTION_MULTIPLE)
			text_json(j, "text", f, GIFT_CHOICE, i, c->text);
		else
			json_str(j, "typed", c->text);
		json_int(j, "weight", c->weight);
		text_json(j, "feedback", f, GIFT_FEEDBACK, i, c->feedback);
		json_end(j);
	}
	json_end(j);
}

static void
question_json(struct json *j, const struct question *q, const struct gift_form *f)
{
	static const char *const kinds[QUESTION_KINDS] = { "MC", "MC", "TF", "Short", "Numerical",
		"Matching", "Essay", "Description" };

	json_object(j, NULL);
	json_z(j, "type", kinds[q->kind]);
	json_int(j, "line", q->line);
	json_str(j, "category", f->category);
	json_str(j, "id", q->id);
	json_list(j, "tags");
	for (uint32_t i = 0; i < q->tags; i++)
		json_str(j, NULL, q->tag[i]);
	json_end(j);
	json_str(j, "name", q->name);
	text_json(j, "stem", f, GIFT_STEM, 0, q->text);
	text_json(j, "general", f, GIFT_GENERAL, 0, q->general);
	text_json(j, "otherwise", f, GIFT_OTHERWISE, 0, q->otherwise);
	choices_json(j, q, f);
	json_list(j, "pairs");
	for (uint32_t i = 0; i < q->pairs; i++) {
		json_object(j, NULL);
		text_json(j, "left", f, GIFT_LEFT, i, q->pair[i].left);
		json_str(j, "right", q->pair[i].right);
		json_end(j);
	}
	json_end(j);
	json_end(j);
}

static void
file_put(const char *dir, const char *name, struct str bytes)
{
	char path[1200];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "we");
	if (f == NULL || fwrite(bytes.at, 1, bytes.len, f) != bytes.len || fclose(f) != 0)
		die(path);
}

static struct str
file_get(struct arena *a, const char *path)
{
	char *room = arena_alloc(a, FOLDER_FILE);
	FILE *f = fopen(path, "re");
	size_t len;

	if (f == NULL)
		die(path);
	len = fread(room, 1, FOLDER_FILE, f);
	fclose(f);
	return (struct str){ room, len };
}

/* NAME-typed: the file and what we read in it; NAME-exported: what we write of it, and the same. */
static uint32_t
bank_put(const char *dir, const char *name, const char *path)
{
	struct arena *a = arena_new();
	struct str text = file_get(a, path);
	struct round r = round_read(a, text, GIFT_IDS_TO_COME);
	struct buf b = BUF_IN(a);
	struct json j = json_into(&b);
	uint32_t count = r.count;
	char file[300];

	if (r.problems.errors > 0) {
		fprintf(stderr, "%s has errors\n", path);
		exit(1);
	}
	json_list(&j, NULL);
	for (uint32_t i = 0; i < r.count; i++)
		question_json(&j, &r.q[i], &r.form[i]);
	json_end(&j);
	snprintf(file, sizeof(file), "%s.json", name);
	file_put(dir, file, buf_get(&b));
	snprintf(file, sizeof(file), "%s.typed", name);
	file_put(dir, file, text);
	snprintf(file, sizeof(file), "%s.exported", name);
	file_put(dir, file, round_write(a, &r, GIFT_FOR_MOODLE));
	arena_free(a);
	return count;
}

static uint32_t
folder_put(const char *dir, const char *from)
{
	DIR *d = opendir(from);
	uint32_t count = 0;

	if (d == NULL)
		die(from);
	for (struct dirent *x = readdir(d); x != NULL; x = readdir(d)) {
		size_t len = strlen(x->d_name);
		char path[1000];

		if (len < 6 || strcmp(x->d_name + len - 5, ".gift") != 0)
			continue;
		snprintf(path, sizeof(path), "%s/%s", from, x->d_name);
		count += bank_put(dir, x->d_name, path);
	}
	closedir(d);
	return count;
}

int
main(void)
{
	static const char *const banks[] = { SOURCE_DIR "/tests/data/gift",
		SOURCE_DIR "/courses/library/ecrime-foundations/banks",
		SOURCE_DIR "/courses/library/evidence-first-day/banks" };
	char work[] = "/tmp/chalkline-gift-XXXXXX", kept[500], command[1200];
	uint32_t count = 0;
	bool ok;

	if (getcwd(kept, sizeof(kept) - 20) == NULL)
		die("getcwd");
	strcat(kept, "/gift-pegjs");
	if (!run("command -v node >/dev/null && command -v npm >/dev/null")) {
		puts("skipped: node and npm are not here");
		return SKIPPED;
	}
	if (!package_is_there(kept)) {
		printf("skipped: npm could not fetch %s (%s/npm.log)\n", package, kept);
		return SKIPPED;
	}
	if (mkdtemp(work) == NULL)
		die(work);
	for (size_t i = 0; i < sizeof(banks) / sizeof(banks[0]); i++)
		count += folder_put(work, banks[i]);
	snprintf(command, sizeof(command), "node '%s/tests/peers/gift.mjs' '%s' '%s'", SOURCE_DIR,
	    kept, work);
	printf("%u questions, typed and exported\n", (unsigned)count);
	fflush(stdout);
	ok = run(command);
	snprintf(command, sizeof(command), "rm -r '%s'", work);
	if (!run(command))
		die(work);
	return ok && count > 200 ? 0 : 1;
}
