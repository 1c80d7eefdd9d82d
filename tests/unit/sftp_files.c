/*
 * The files of an instructor by SFTP (tui/serve/sftp_server.h), with a client that says packets and a keeper that keeps drafts in
 * memory: the habits of WinSCP, FileZilla and sshfs, bounds, refusals, and a keeper that dies.
 */
#include "tui/serve/sftp_server.h"

#include "tui/serve/sftp_file.h"
#include "tui/serve/sftp_path.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- the keeper ---- */

struct kept {
	char path[200]; /* "COURSE/PATH" */
	char *bytes;
	size_t len;
};

static struct world_of_test {
	struct kept file[300];
	int files;
	bool begun;          /* the draft "custody" is there */
	struct uuid event;   /* of the pieces that wait */
	char *piece;
	size_t piece_len;
	enum reason refuse;  /* the next DRAFT_WRITE that is the last piece */
	bool deaf;           /* answers nothing */
	int asked, writes;
	int end, other;
	struct asker *asker;
	struct sftp_server *server;
	int64_t ms;
	/* replies that have come to the client */
	unsigned char *got;
	size_t got_len;
} t;

static struct kept *
kept_at(struct str course, struct str path)
{
	char name[200];
	snprintf(name, sizeof(name), "%.*s/%.*s", STR_ARG(course), STR_ARG(path));
	for (int i = 0; i < t.files; i++)
		if (strcmp(t.file[i].path, name) == 0)
			return &t.file[i];
	return NULL;
}

static void
kept_drop(struct kept *k)
{
	free(k->bytes);
	*k = t.file[--t.files];
}

static void
kept_put(struct str course, struct str path, const char *bytes, size_t len)
{
	struct kept *k = kept_at(course, path);
	if (k == NULL) {
		k = &t.file[t.files++];
		assert_true(t.files <= 300);
		*k = (struct kept){ .len = 0 };
		snprintf(k->path, sizeof(k->path), "%.*s/%.*s", STR_ARG(course), STR_ARG(path));
	}
	free(k->bytes);
	k->bytes = malloc(len + 1);
	memcpy(k->bytes, bytes, len);
	k->len = len;
}

static int
by_path(const void *a, const void *b)
{
	return str_cmp(((const struct file_row *)a)->path, ((const struct file_row *)b)->path);
}

static void
do_files(const struct request *q, struct reply *r, struct arena *a)
{
	struct file_row *all = ARENA_ARRAY(a, 300, struct file_row);
	uint32_t n = 0, from = 0;
	char course[100];
	snprintf(course, sizeof(course), "%.*s/", STR_ARG(q->files.course));
	for (int i = 0; i < t.files; i++)
		if (strncmp(t.file[i].path, course, strlen(course)) == 0)
			all[n++] = (struct file_row){ str_from(t.file[i].path + strlen(course)), (uint32_t)t.file[i].len, 9 };
	qsort(all, n, sizeof(*all), by_path);
	while (from < n && q->files.after.len > 0 && str_cmp(all[from].path, q->files.after) <= 0)
		from++;
	r->files.file = all + from;
	r->files.files = n - from < FILES_PAGE ? n - from : FILES_PAGE;
	r->files.more = n - from > FILES_PAGE;
}

static void
do_write(const struct ask_draft_write *w, struct reply *r)
{
	t.writes++;
	if (w->last && t.refuse != REASON_NONE) {
		r->refusal = (struct refusal){ .reason = t.refuse };
		t.refuse = REASON_NONE;
		return;
	}
	if (!uuid_eq(&w->event, &t.event)) {
		t.event = w->event;
		t.piece_len = 0;
	}
	if (w->offset + w->bytes.len > t.piece_len)
		t.piece_len = w->offset + w->bytes.len;
	memcpy(t.piece + w->offset, w->bytes.at, w->bytes.len);
	if (!w->last)
		return;
	assert_int_equal(w->size, t.piece_len);
	kept_put(w->course, w->path, t.piece, t.piece_len);
}

static void
do_move(const struct ask_draft_move *m)
{
	struct kept *k;
	char from[200], to[200];
	snprintf(from, sizeof(from), "%.*s/%.*s", STR_ARG(m->course), STR_ARG(m->path));
	snprintf(to, sizeof(to), "%.*s/%.*s", STR_ARG(m->course), STR_ARG(m->to));
	if ((k = kept_at(m->course, m->to)) != NULL)
		kept_drop(k);
	for (int i = 0; i < t.files; i++) {
		size_t len = strlen(from);
		char name[200];
		if (strncmp(t.file[i].path, from, len) != 0 || (t.file[i].path[len] != '/' && t.file[i].path[len] != '\0'))
			continue;
		assert_true((size_t)snprintf(name, sizeof(name), "%s%s", to, t.file[i].path + len) < sizeof(name));
		strcpy(t.file[i].path, name);
	}
}

static void
answer(const struct request *q, struct arena *a)
{
	static const char check[] = "course.yaml:1:1: error: no id\n";
	struct reply r = { .number = q->number, .verb = q->verb };
	struct draft_row row = { .course = STR("custody"), .title = STR_NONE, .by = STR_NONE, .at = 9 };
	struct kept *k;
	struct buf b = BUF_IN(a);
	t.asked++;
	switch (q->verb) {
	case VERB_DRAFTS:
		r.drafts.draft = &row;
		r.drafts.drafts = t.begun;
		break;
	case VERB_DRAFT_NEW:
		if (t.begun)
			r.refusal.reason = REASON_EXISTS;
		t.begun = true;
		break;
	case VERB_DRAFT_FILES:
		if (!t.begun || !str_is(q->files.course, "custody"))
			r.refusal.reason = REASON_NO_SUCH;
		else
			do_files(q, &r, a);
		break;
	case VERB_DRAFT_READ:
		if (str_is(q->files.path, "CHECK.txt")) {
			r.piece.size = sizeof(check) - 1;
			r.piece.bytes = str_sub(str_from(check), q->files.offset, sizeof(check));
			break;
		}
		k = kept_at(q->files.course, q->files.path);
		assert_non_null(k);
		r.piece.size = (uint32_t)k->len;
		r.piece.bytes = str_sub((struct str){ k->bytes, k->len }, q->files.offset, q->files.offset + DRAFT_PIECE);
		break;
	case VERB_DRAFT_WRITE:
		do_write(&q->draft_write, &r);
		break;
	case VERB_DRAFT_MOVE:
		do_move(&q->draft_move);
		break;
	case VERB_DRAFT_REMOVE:
		if (q->draft_move.path.len == 0)
			t.begun = false;
		else if ((k = kept_at(q->draft_move.course, q->draft_move.path)) != NULL)
			kept_drop(k);
		else
			r.refusal.reason = REASON_NO_SUCH;
		break;
	default:
		r.refusal.reason = REASON_NOT_ALLOWED;
	}
	reply_write(&b, &r);
	assert_int_equal(send(t.end, b.at, b.len, 0), (ssize_t)b.len);
}

/* Until nobody has anything to say. */
static void
settle(void)
{
	unsigned char message[RECORD_MESSAGE];
	for (bool more = true; more;) {
		ssize_t len;
		more = false;
		struct str out = sftp_server_out(t.server);
		if (out.len > 0) {
			t.got = realloc(t.got, t.got_len + out.len);
			memcpy(t.got + t.got_len, out.at, out.len);
			t.got_len += out.len;
			sftp_server_sent(t.server, out.len);
			more = true;
		}
		while (!t.deaf && (len = recv(t.end, message, sizeof(message), MSG_DONTWAIT)) > 0) {
			struct arena *a = arena_new();
			struct request q;
			assert_true(request_read(message, (size_t)len, a, &q));
			answer(&q, a);
			arena_free(a);
			asker_ready(t.asker);
			more = true;
		}
	}
}

/* ---- the client ---- */

static struct packet {
	unsigned char at[SFTP_READ_MAX + 1024];
	size_t len;
} p;

static void
u32(uint32_t v)
{
	for (int i = 24; i >= 0; i -= 8)
		p.at[p.len++] = (unsigned char)(v >> i);
}

static void
u64(uint64_t v)
{
	u32((uint32_t)(v >> 32));
	u32((uint32_t)v);
}

static void
raw(const void *bytes, size_t len)
{
	u32((uint32_t)len);
	memcpy(p.at + p.len, bytes, len);
	p.len += len;
}

static void
z(const char *text)
{
	raw(text, strlen(text));
}

static uint32_t next_id = 1;

static void
begin(unsigned kind)
{
	p.len = 4;
	p.at[p.len++] = (unsigned char)kind;
	u32(next_id);
}

static uint32_t
say(void)
{
	size_t len = p.len, at = 0;
	p.len = 0;
	u32((uint32_t)(len - 4));
	p.len = len;
	assert_true(sftp_server_is_hungry(t.server));
	while (at < len) {
		size_t n = len - at < SFTP_FEED_MAX ? len - at : SFTP_FEED_MAX;
		sftp_server_data(t.server, p.at + at, n);
		at += n;
	}
	settle();
	return next_id++;
}

static uint32_t
word(const unsigned char *b)
{
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* The answer to this request, wherever it stands; its kind; 0: there is none. */
static unsigned
reply_to(uint32_t id, const unsigned char **body, uint32_t *len)
{
	for (size_t at = 0; at < t.got_len; at += 4 + word(t.got + at)) {
		if (t.got[at + 4] == 2 || word(t.got + at + 5) != id)
			continue;
		*body = t.got + at + 9;
		*len = word(t.got + at) - 5;
		return t.got[at + 4];
	}
	return 0;
}

static enum sftp_status
status_of(uint32_t id)
{
	const unsigned char *b;
	uint32_t len;
	assert_int_equal(reply_to(id, &b, &len), 101);
	assert_true(word(b) == SFTP_OK || word(b) == SFTP_EOF || word(b + 4) > 0); /* a refusal has words */
	return (enum sftp_status)word(b);
}

static bool
is_answered(uint32_t id)
{
	const unsigned char *b;
	uint32_t len;
	return reply_to(id, &b, &len) != 0;
}

static enum sftp_status
on_path(unsigned kind, const char *path)
{
	begin(kind);
	z(path);
	if (kind == SFTP_MKDIR)
		u32(0);
	return status_of(say());
}

static uint32_t
try_open(const char *path, uint32_t flags)
{
	begin(SFTP_OPEN);
	z(path);
	u32(flags);
	u32(0);
	return say();
}

static uint32_t
handle_of(uint32_t id)
{
	const unsigned char *b;
	uint32_t len;
	assert_int_equal(reply_to(id, &b, &len), 102);
	return word(b + 4);
}

static uint32_t
open_file(const char *path, uint32_t flags)
{
	return handle_of(try_open(path, flags));
}

static uint32_t
write_at(uint32_t handle, uint64_t offset, const void *bytes, size_t len)
{
	begin(SFTP_WRITE);
	u32(4), u32(handle);
	u64(offset);
	raw(bytes, len);
	return say();
}

static uint32_t
try_close(uint32_t handle)
{
	begin(SFTP_CLOSE);
	u32(4), u32(handle);
	return say();
}

static enum sftp_status
close_file(uint32_t handle)
{
	return status_of(try_close(handle));
}

static void
put(const char *path, const char *text)
{
	uint32_t h = open_file(path, SFTP_FOR_WRITING | SFTP_CREATE | SFTP_TRUNCATE);
	if (text[0] != '\0')
		assert_int_equal(status_of(write_at(h, 0, text, strlen(text))), SFTP_OK);
	assert_int_equal(close_file(h), SFTP_OK);
}

static enum sftp_status
rename_to(const char *from, const char *to, bool over)
{
	begin(over ? 200 : SFTP_RENAME);
	if (over)
		z("posix-rename@openssh.com");
	z(from), z(to);
	return status_of(say());
}

/* -1: it is not there. */
static long
size_of(const char *path)
{
	const unsigned char *b;
	uint32_t len;
	begin(SFTP_STAT);
	z(path);
	uint32_t id = say();
	if (reply_to(id, &b, &len) == 101)
		return -1;
	assert_int_equal(reply_to(id, &b, &len), 105);
	return word(b) & 1 ? (long)word(b + 8) : -2; /* -2: a folder */
}

/* Names and a slash behind folders, with blanks between. */
static const char *
names_in(const char *path)
{
	static char all[8192];
	const unsigned char *b;
	uint32_t len;
	begin(SFTP_OPENDIR);
	z(path);
	uint32_t h = handle_of(say()), id;
	all[0] = '\0';
	for (;;) {
		begin(SFTP_READDIR);
		u32(4), u32(h);
		id = say();
		if (reply_to(id, &b, &len) != 104)
			break;
		uint32_t n = word(b);
		for (b += 4; n > 0; n--) {
			uint32_t name = word(b), line = word(b + 4 + name);
			const unsigned char *attrs = b + 8 + name + line;
			snprintf(all + strlen(all), sizeof(all) - strlen(all), "%s%.*s%s", all[0] != '\0' ? " " : "", (int)name,
			    (const char *)b + 4, word(attrs) & 1 ? "" : "/");
			b = attrs + (word(attrs) & 1 ? 32 : 24);
		}
	}
	assert_int_equal(status_of(id), SFTP_EOF);
	assert_int_equal(close_file(h), SFTP_OK);
	return all;
}

static const char *
text_of(const char *path)
{
	static char text[DRAFT_FILE + 1];
	const unsigned char *b;
	uint32_t len, id, h = open_file(path, SFTP_FOR_READING);
	size_t at = 0;
	for (;;) {
		begin(SFTP_READ);
		u32(4), u32(h);
		u64(at), u32(1 << 20);
		id = say();
		if (reply_to(id, &b, &len) != 103)
			break;
		assert_true(word(b) <= SFTP_READ_MAX);
		memcpy(text + at, b + 4, word(b));
		at += word(b);
	}
	assert_int_equal(status_of(id), SFTP_EOF);
	assert_int_equal(close_file(h), SFTP_OK);
	text[at] = '\0';
	return text;
}

static void
kept_is(const char *path, const char *text)
{
	struct kept *k = kept_at(STR("custody"), str_from(path));
	assert_non_null(k);
	assert_int_equal(k->len, strlen(text));
	assert_memory_equal(k->bytes, text, k->len);
}

/* ---- a session ---- */

static int64_t
ms(void)
{
	return t.ms += 1;
}

static void
uuid(void *context, struct uuid *u)
{
	static unsigned n;
	(void)context;
	*u = (struct uuid){ { 0 } };
	n++;
	memcpy(u->b, &n, sizeof(n));
}

static void
heard(void *context, const struct reply *r)
{
	(void)context;
	sftp_server_heard(t.server, r);
}

static const struct shelf no_courses;
static const struct academy academy = { .name = STR("Academy"), .contact = STR_NONE };

static int
setup(void **state)
{
	int pair[2];
	(void)state;
	t = (struct world_of_test){ .begun = true, .piece = malloc(DRAFT_FILE + DRAFT_PIECE) };
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	t.end = pair[0];
	t.other = pair[1];
	t.asker = asker_new(pair[1], heard, NULL);
	t.server = sftp_server_new(&(struct sftp_around){ &no_courses, &academy, t.asker, ms, uuid });
	p.len = 4;
	p.at[p.len++] = 1;
	u32(3);
	say();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	sftp_server_free(t.server);
	asker_free(t.asker);
	close(t.end);
	close(t.other);
	while (t.files > 0)
		kept_drop(&t.file[0]);
	free(t.piece);
	free(t.got);
	return 0;
}

/* ---- the tests ---- */

static void
the_tree_explains_itself(void **state)
{
	(void)state;
	assert_string_equal(names_in("/"), "README.txt courses/ drafts/");
	assert_string_equal(names_in("/drafts"), "custody/");
	assert_string_equal(names_in("//drafts/./custody/."), "CHECK.txt");
	assert_non_null(strstr(text_of("README.txt"), "CHECK.txt"));
	assert_string_equal(text_of("/drafts/custody/CHECK.txt"), "course.yaml:1:1: error: no id\n");
	assert_int_equal(size_of("/drafts/custody/CHECK.txt"), 30);
	assert_int_equal(size_of("/etc/passwd"), -1);
	assert_int_equal(status_of(try_open("/drafts/other/course.yaml", SFTP_FOR_WRITING | SFTP_CREATE)), SFTP_NO_SUCH_FILE);
	assert_int_equal(status_of(try_open("/README.txt", SFTP_FOR_WRITING | SFTP_CREATE)), SFTP_PERMISSION_DENIED);
	assert_int_equal(status_of(try_open("/courses/a/x", SFTP_FOR_WRITING | SFTP_CREATE)), SFTP_PERMISSION_DENIED);
}

static void
winscp_writes_beside_and_renames_over(void **state)
{
	(void)state;
	put("/drafts/custody/course.yaml", "id: old\n");
	put("/drafts/custody/course.yaml.filepart", "id: custody\n");
	begin(SFTP_SETSTAT);
	z("/drafts/custody/course.yaml.filepart");
	u32(8), u32(1), u32(2);
	assert_int_equal(status_of(say()), SFTP_OK);
	assert_int_equal(rename_to("/drafts/custody/course.yaml.filepart", "/drafts/custody/course.yaml", false), SFTP_OK);
	kept_is("course.yaml", "id: custody\n");
	assert_string_equal(names_in("/drafts/custody"), "course.yaml CHECK.txt");
	assert_string_equal(text_of("/drafts/custody/course.yaml"), "id: custody\n");
	assert_int_equal(t.files, 1);
}

static void
sshfs_writes_in_place_appends_and_cuts(void **state)
{
	(void)state;
	put("/drafts/custody/a.md", "0123456789");
	uint32_t h = open_file("/drafts/custody/a.md", SFTP_FOR_READING | SFTP_FOR_WRITING);
	assert_int_equal(status_of(write_at(h, 4, "xy", 2)), SFTP_OK);
	assert_int_equal(size_of("/drafts/custody/a.md"), 10); /* of what is open, and not of what is kept */
	kept_is("a.md", "0123456789");
	begin(200);
	z("fsync@openssh.com");
	u32(4), u32(h);
	assert_int_equal(status_of(say()), SFTP_OK);
	kept_is("a.md", "0123xy6789");
	assert_int_equal(status_of(write_at(h, 12, "!", 1)), SFTP_OK); /* a gap is zeros */
	assert_int_equal(close_file(h), SFTP_OK);
	struct kept *k = kept_at(STR("custody"), STR("a.md"));
	assert_int_equal(k->len, 13);
	assert_memory_equal(k->bytes, "0123xy6789\0\0!", 13);
	h = open_file("/drafts/custody/a.md", SFTP_FOR_WRITING | SFTP_APPEND);
	assert_int_equal(status_of(write_at(h, 0, "end", 3)), SFTP_OK);
	assert_int_equal(close_file(h), SFTP_OK);
	assert_int_equal(k->len, 16);
	for (long size = 6; size >= 0; size -= 6) { /* a shell's > is a SETSTAT to nothing first */
		begin(SFTP_SETSTAT);
		z("/drafts/custody/a.md");
		u32(1);
		u64((uint64_t)size);
		assert_int_equal(status_of(say()), SFTP_OK);
		kept_is("a.md", size == 6 ? "0123xy" : "");
	}
}

static void
a_file_of_many_pieces_comes_back_whole(void **state)
{
	(void)state;
	static char text[3 * DRAFT_PIECE * 5 + 17];
	for (size_t i = 0; i < sizeof(text) - 1; i++)
		text[i] = (char)('a' + i * 7 % 26);
	uint32_t h = open_file("/drafts/custody/big.md", SFTP_FOR_WRITING | SFTP_CREATE | SFTP_TRUNCATE);
	for (size_t at = 0; at < sizeof(text) - 1; at += 30000) {
		size_t n = sizeof(text) - 1 - at < 30000 ? sizeof(text) - 1 - at : 30000;
		assert_int_equal(status_of(write_at(h, at, text + at, n)), SFTP_OK);
	}
	assert_int_equal(t.writes, 0);
	assert_int_equal(close_file(h), SFTP_OK);
	assert_int_equal(t.writes, 16);
	kept_is("big.md", text);
	assert_string_equal(text_of("/drafts/custody/big.md"), text);
}

static void
bounds_come_before_the_acknowledgement(void **state)
{
	(void)state;
	uint32_t h = open_file("/drafts/custody/a.md", SFTP_FOR_WRITING | SFTP_CREATE), more[SFTP_HANDLES];
	assert_int_equal(status_of(write_at(h, DRAFT_FILE, "x", 1)), SFTP_FAILURE);
	assert_int_equal(status_of(write_at(h, UINT64_MAX, "x", 1)), SFTP_FAILURE);
	assert_int_equal(status_of(write_at(h, DRAFT_FILE - 1, "x", 1)), SFTP_OK);
	for (int i = 1; i < SFTP_HANDLES; i++) {
		char name[64];
		snprintf(name, sizeof(name), "/drafts/custody/%d.md", i);
		more[i] = open_file(name, SFTP_FOR_WRITING | SFTP_CREATE);
	}
	assert_int_equal(status_of(try_open("/drafts/custody/z.md", SFTP_FOR_WRITING | SFTP_CREATE)), SFTP_FAILURE);
	for (int i = 1; i < 4; i++)
		assert_int_equal(status_of(write_at(more[i], DRAFT_FILE - 1, "x", 1)), SFTP_OK);
	assert_int_equal(status_of(write_at(more[4], DRAFT_FILE - 1, "x", 1)), SFTP_FAILURE); /* memory of one session */
	assert_int_equal(close_file(more[5]), SFTP_OK);
	/* a draft is full: no byte more, nowhere */
	char *four = calloc(1, DRAFT_FILE);
	for (int i = 0; i < 8; i++) {
		char name[16];
		snprintf(name, sizeof(name), "f%d", i);
		kept_put(STR("custody"), str_from(name), four, DRAFT_FILE);
	}
	free(four);
	t.ms += 10000;
	more[5] = open_file("/drafts/custody/5.md", SFTP_FOR_WRITING);
	assert_int_equal(status_of(write_at(more[5], 0, "x", 1)), SFTP_FAILURE);
}

static void
names_from_outside_are_refused(void **state)
{
	static const char *const bad[] = { "/drafts/custody/a\nb", "/drafts/custody/a\x1b[2J",
		"/drafts/custody/a\\b", "/drafts/custody/\xff", "/drafts/custody/\xc2\x85" };
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(status_of(try_open(bad[i], SFTP_FOR_WRITING | SFTP_CREATE)), SFTP_FAILURE);
	begin(SFTP_OPEN);
	raw("/drafts/custody/a\0b", 19);
	u32(SFTP_FOR_WRITING | SFTP_CREATE), u32(0);
	assert_int_equal(status_of(say()), SFTP_FAILURE);
	assert_int_equal(on_path(SFTP_MKDIR, "/drafts/.hidden"), SFTP_FAILURE);
	assert_int_equal(on_path(SFTP_MKDIR, "/elsewhere"), SFTP_PERMISSION_DENIED);
	/* A folder up is one of this tree, whatever stands there. */
	assert_int_equal(on_path(SFTP_MKDIR, "/drafts/custody/../../../../etc"), SFTP_PERMISSION_DENIED);
	assert_int_equal(on_path(SFTP_READLINK, "/drafts"), SFTP_UNSUPPORTED);
	assert_int_equal(t.files, 0);
}

static void
paths_are_read_in_one_way(void **state)
{
	static const struct {
		const char *raw, *whole, *course, *file;
		enum sftp_where where;
	} row[] = {
		{ "", "/", "", "", SFTP_ROOT },
		{ ".", "/", "", "", SFTP_ROOT },
		{ "/.", "/", "", "", SFTP_ROOT },
		{ "//", "/", "", "", SFTP_ROOT },
		{ "/..", "/", "", "", SFTP_ROOT },
		{ "/../../..", "/", "", "", SFTP_ROOT },
		{ "drafts/a/..", "/drafts", "", "", SFTP_DRAFTS },
		{ "/drafts/a/b/../../..//courses/x/en/a.md/", "/courses/x/en/a.md", "x", "en/a.md", SFTP_COURSES },
		{ "/drafts/a/e\xcc\x81.md", "/drafts/a/\xc3\xa9.md", "a", "\xc3\xa9.md", SFTP_DRAFTS }, /* macOS */
		{ "/README.txt", "/README.txt", "", "", SFTP_README },
		{ "/README.txt/x", "/README.txt/x", "", "", SFTP_NOWHERE },
		{ "/draft", "/draft", "", "", SFTP_NOWHERE },
	};
	struct arena *a = arena_new();
	struct sftp_path path;
	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		assert_true(sftp_path_read(str_from(row[i].raw), a, &path));
		assert_string_equal(str_z(a, path.whole), row[i].whole);
		assert_string_equal(str_z(a, path.course), row[i].course);
		assert_string_equal(str_z(a, path.file), row[i].file);
		assert_int_equal(path.where, row[i].where);
	}
	arena_free(a);
}

static void
a_refusal_at_the_end_is_said(void **state)
{
	(void)state;
	static const struct {
		enum reason reason;
		enum sftp_status status;
	} row[] = { { REASON_QUOTA, SFTP_FAILURE }, { REASON_DISK, SFTP_FAILURE }, { REASON_OWNER, SFTP_PERMISSION_DENIED },
		{ REASON_NO_COURSE, SFTP_NO_SUCH_FILE } };
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		uint32_t h = open_file("/drafts/custody/a.md", SFTP_FOR_WRITING | SFTP_CREATE | SFTP_TRUNCATE);
		assert_int_equal(status_of(write_at(h, 0, "x", 1)), SFTP_OK);
		t.refuse = row[i].reason;
		assert_int_equal(close_file(h), row[i].status);
		assert_int_equal(close_file(h), SFTP_FAILURE); /* it is closed all the same */
		assert_null(kept_at(STR("custody"), STR("a.md")));
	}
	/* Pieces that were lost are said again, under another event. */
	t.refuse = REASON_PIECES;
	put("/drafts/custody/a.md", "once more");
	kept_is("a.md", "once more");
	assert_true(sftp_server_is_at_rest(t.server));
}

/* A keeper that answers nothing, and then is another one. */
static void
a_dead_keeper_loses_nothing_and_holds_up_nothing(void **state)
{
	struct arena *a = arena_new();
	struct buf b = BUF_IN(a);
	struct reply fresh = { .number = 0, .verb = VERB_HELLO };
	unsigned char message[RECORD_MESSAGE];
	(void)state;
	put("/drafts/custody/a.md", "abc");
	uint32_t reads = open_file("/drafts/custody/a.md", SFTP_FOR_READING);
	uint32_t h = open_file("/drafts/custody/b.md", SFTP_FOR_WRITING | SFTP_CREATE);
	assert_int_equal(status_of(write_at(h, 0, "kept", 4)), SFTP_OK);
	t.deaf = true;
	uint32_t closing = try_close(h);
	assert_false(is_answered(closing));
	begin(SFTP_READ);
	u32(4), u32(reads);
	u64(0), u32(100);
	assert_true(is_answered(say())); /* of what is open, meanwhile */
	begin(SFTP_STAT);
	z("/drafts");
	uint32_t waits = say();
	assert_false(is_answered(waits));
	assert_false(sftp_server_is_hungry(t.server)); /* and no more is read */
	assert_true(recv(t.end, message, sizeof(message), MSG_DONTWAIT) > 0); /* dies with it */
	t.deaf = false;
	reply_write(&b, &fresh);
	assert_int_equal(send(t.end, b.at, b.len, 0), (ssize_t)b.len);
	asker_ready(t.asker);
	settle();
	assert_int_equal(status_of(closing), SFTP_OK);
	assert_true(is_answered(waits));
	kept_is("b.md", "kept");
	assert_true(sftp_server_is_hungry(t.server));
	arena_free(a);
}

static void
folders_come_and_go(void **state)
{
	(void)state;
	assert_int_equal(on_path(SFTP_MKDIR, "/drafts/custody/en"), SFTP_OK);
	assert_int_equal(on_path(SFTP_MKDIR, "/drafts/custody/en"), SFTP_FAILURE);
	assert_int_equal(size_of("/drafts/custody/en"), -2);
	assert_string_equal(names_in("/drafts/custody"), "en/ CHECK.txt");
	assert_string_equal(names_in("/drafts/custody/en"), "");
	assert_int_equal(on_path(SFTP_MKDIR, "/drafts/custody/en/deep"), SFTP_OK);
	put("/drafts/custody/en/010.md", "text");
	assert_string_equal(names_in("/drafts/custody/en"), "010.md deep/");
	assert_int_equal(on_path(SFTP_REMOVE, "/drafts/custody/en"), SFTP_FAILURE);
	assert_int_equal(on_path(SFTP_RMDIR, "/drafts/custody/en"), SFTP_FAILURE);
	assert_int_equal(on_path(SFTP_RMDIR, "/drafts/custody"), SFTP_FAILURE);
	assert_int_equal(rename_to("/drafts/custody/en", "/drafts/custody/fr", true), SFTP_OK);
	kept_is("fr/010.md", "text");
	/* as `rm -r` does it */
	assert_int_equal(on_path(SFTP_REMOVE, "/drafts/custody/fr/010.md"), SFTP_OK);
	assert_int_equal(on_path(SFTP_REMOVE, "/drafts/custody/fr/010.md"), SFTP_NO_SUCH_FILE);
	assert_int_equal(size_of("/drafts/custody/fr"), -2);
	assert_int_equal(on_path(SFTP_RMDIR, "/drafts/custody/fr"), SFTP_OK);
	on_path(SFTP_RMDIR, "/drafts/custody/en/deep");
	on_path(SFTP_RMDIR, "/drafts/custody/en");
	assert_int_equal(on_path(SFTP_REMOVE, "/drafts/custody/CHECK.txt"), SFTP_OK);
	assert_int_equal(on_path(SFTP_RMDIR, "/drafts/custody"), SFTP_OK);
	assert_string_equal(names_in("/drafts"), "");
	assert_int_equal(size_of("/drafts/custody"), -1);
	assert_int_equal(on_path(SFTP_MKDIR, "/drafts/custody"), SFTP_OK);
	assert_int_equal(size_of("/drafts/custody"), -2);
}

static void
litter_is_taken_and_not_kept(void **state)
{
	static const char *const litter[] = { "Thumbs.db", "desktop.ini", "en/._010.md", ".DS_Store", "CHECK.txt",
		"__MACOSX/x" };
	char path[64], part[80];
	(void)state;
	assert_int_equal(on_path(SFTP_MKDIR, "/drafts/custody/__MACOSX"), SFTP_OK);
	for (size_t i = 0; i < sizeof(litter) / sizeof(litter[0]); i++) {
		snprintf(path, sizeof(path), "/drafts/custody/%s", litter[i]);
		snprintf(part, sizeof(part), "%s.filepart", path);
		put(path, "rubbish");
		put(part, "rubbish");
		assert_int_equal(rename_to(part, path, false), SFTP_OK);
	}
	assert_int_equal(t.files, 0);
	assert_int_equal(t.writes, 0);
}

static void
an_open_file_follows_its_name(void **state)
{
	(void)state;
	uint32_t h = open_file("/drafts/custody/new.md", SFTP_FOR_WRITING | SFTP_CREATE);
	assert_int_equal(status_of(write_at(h, 0, "text", 4)), SFTP_OK);
	assert_int_equal(rename_to("/drafts/custody/new.md", "/drafts/custody/named.md", true), SFTP_OK);
	assert_int_equal(close_file(h), SFTP_OK);
	kept_is("named.md", "text");
	assert_int_equal(t.files, 1);
	h = open_file("/drafts/custody/named.md", SFTP_FOR_WRITING);
	assert_int_equal(status_of(write_at(h, 0, "gone", 4)), SFTP_OK);
	assert_int_equal(on_path(SFTP_REMOVE, "/drafts/custody/named.md"), SFTP_OK);
	assert_int_equal(close_file(h), SFTP_OK);
	assert_int_equal(t.files, 0);
	assert_int_equal(rename_to("/drafts/custody/x.md", "/drafts/other/x.md", true), SFTP_FAILURE);
	assert_int_equal(rename_to("/drafts/custody/x.md", "/drafts/custody/y.md", true), SFTP_NO_SUCH_FILE);
}

static void
two_hundred_files_are_listed(void **state)
{
	char path[32];
	(void)state;
	for (int i = 0; i < 250; i++) {
		snprintf(path, sizeof(path), "en/%03d.md", i);
		kept_put(STR("custody"), str_from(path), "x", 1);
	}
	const char *names = names_in("/drafts/custody/en");
	assert_int_equal(strlen(names), 250 * 7 - 1);
	assert_int_equal(strncmp(names, "000.md 001.md", 13), 0);
	assert_string_equal(names_in("/drafts/custody"), "en/ CHECK.txt");
}

static void
only_authors_are_served(void **state)
{
	(void)state;
	assert_false(sftp_server_is_for(ROLE_NOBODY));
	assert_false(sftp_server_is_for(ROLE_DOOR));
	assert_false(sftp_server_is_for(ROLE_GUEST));
	assert_false(sftp_server_is_for(ROLE_TRAINEE));
	assert_true(sftp_server_is_for(ROLE_INSTRUCTOR));
	assert_true(sftp_server_is_for(ROLE_OPERATOR));
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(the_tree_explains_itself),
		TEST(winscp_writes_beside_and_renames_over),
		TEST(sshfs_writes_in_place_appends_and_cuts),
		TEST(a_file_of_many_pieces_comes_back_whole),
		TEST(bounds_come_before_the_acknowledgement),
		TEST(names_from_outside_are_refused),
		cmocka_unit_test(paths_are_read_in_one_way),
		TEST(a_refusal_at_the_end_is_said),
		TEST(a_dead_keeper_loses_nothing_and_holds_up_nothing),
		TEST(folders_come_and_go),
		TEST(litter_is_taken_and_not_kept),
		TEST(an_open_file_follows_its_name),
		TEST(two_hundred_files_are_listed),
		cmocka_unit_test(only_authors_are_served),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
