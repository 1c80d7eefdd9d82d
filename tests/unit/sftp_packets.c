/*
 * SFTP's packets (tui/ssh/sftp.h), as draft-ietf-secsh-filexfer-02 numbers them: every request cut at every byte, and
 * what a client may not do.
 */
#include "tui/ssh/sftp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "courses/base/arena.h"

struct packet {
	unsigned char at[2048];
	size_t len;
};

static void
u8(struct packet *p, unsigned v)
{
	p->at[p->len++] = (unsigned char)v;
}

static void
u32(struct packet *p, uint32_t v)
{
	for (int i = 24; i >= 0; i -= 8)
		u8(p, v >> i & 255);
}

static void
u64(struct packet *p, uint64_t v)
{
	u32(p, (uint32_t)(v >> 32));
	u32(p, (uint32_t)v);
}

static void
z(struct packet *p, const char *text)
{
	u32(p, (uint32_t)strlen(text));
	memcpy(p->at + p->len, text, strlen(text));
	p->len += strlen(text);
}

static size_t
start(struct packet *p, unsigned kind, uint32_t id)
{
	size_t at = p->len;
	u32(p, 0);
	u8(p, kind);
	u32(p, id);
	return at;
}

static void
close_it(struct packet *p, size_t at)
{
	struct packet word = { .len = 0 };
	u32(&word, (uint32_t)(p->len - at - 4));
	memcpy(p->at + at, word.at, 4);
}

static void
init(struct packet *p)
{
	close_it(p, start(p, 1, 3));
}

static void
with_path(struct packet *p, unsigned kind, uint32_t id, const char *path)
{
	size_t at = start(p, kind, id);
	z(p, path);
	close_it(p, at);
}

static void
with_handle(struct packet *p, unsigned kind, uint32_t id)
{
	size_t at = start(p, kind, id);
	u32(p, 4);
	u32(p, 7);
	close_it(p, at);
}

/* One of everything. */
static void
all(struct packet *p)
{
	size_t at;
	init(p);
	at = start(p, 3, 1);
	z(p, "/drafts/a/b.md");
	u32(p, 2 | 8 | 16);
	u32(p, 1 | 2 | 4 | 8 | 0x80000000); /* every attribute there is */
	u64(p, 11);
	u32(p, 0), u32(p, 0);
	u32(p, 0644);
	u32(p, 1), u32(p, 2);
	u32(p, 1);
	z(p, "kind"), z(p, "value");
	close_it(p, at);
	with_handle(p, 4, 2);
	at = start(p, 5, 3);
	u32(p, 4), u32(p, 7);
	u64(p, 0x100000002);
	u32(p, 1 << 20);
	close_it(p, at);
	at = start(p, 6, 4);
	u32(p, 4), u32(p, 7);
	u64(p, 5);
	z(p, "bytes");
	close_it(p, at);
	with_path(p, 7, 5, "/l");
	with_handle(p, 8, 6);
	at = start(p, 9, 7);
	z(p, "/s");
	u32(p, 4);
	u32(p, 0600);
	close_it(p, at);
	at = start(p, 10, 8);
	u32(p, 4), u32(p, 7);
	u32(p, 1);
	u64(p, 3);
	close_it(p, at);
	with_path(p, 11, 9, "/d");
	with_handle(p, 12, 10);
	with_path(p, 13, 11, "/r");
	at = start(p, 14, 12);
	z(p, "/m");
	u32(p, 0);
	close_it(p, at);
	with_path(p, 15, 13, "/rm");
	with_path(p, 16, 14, ".");
	with_path(p, 17, 15, "/st");
	at = start(p, 18, 16);
	z(p, "/from"), z(p, "/to");
	close_it(p, at);
	with_path(p, 19, 17, "/link");
	at = start(p, 20, 18);
	z(p, "/link"), z(p, "/target");
	close_it(p, at);
	at = start(p, 200, 19);
	z(p, "posix-rename@openssh.com"), z(p, "/x.filepart"), z(p, "/x");
	close_it(p, at);
	at = start(p, 200, 20);
	z(p, "fsync@openssh.com");
	u32(p, 4), u32(p, 7);
	close_it(p, at);
	at = start(p, 200, 21);
	z(p, "statvfs@openssh.com"), z(p, "/");
	close_it(p, at);
}

/* What was understood, as text. */
static void
say(struct buf *b, const struct sftp_request *q)
{
	buf_printf(b, "%u %u [%.*s] [%.*s] %d %x %llu %u [%.*s] %d %llu\n", q->id, q->kind, STR_ARG(q->path),
	    STR_ARG(q->to), (int)q->handle, q->flags, (unsigned long long)q->offset, q->len, STR_ARG(q->data),
	    q->attrs.has_size, (unsigned long long)q->attrs.size);
}

static struct str
heard(struct sftp *s, const struct packet *p, size_t piece, struct arena *a)
{
	struct buf b = BUF_IN(a);
	struct sftp_request q;
	for (size_t at = 0; at < p->len; at += piece) {
		size_t len = p->len - at < piece ? p->len - at : piece;
		/* from memory of exactly this length: reading past it is found */
		unsigned char *bytes = malloc(len);
		memcpy(bytes, p->at + at, len);
		sftp_feed(s, bytes, len);
		free(bytes);
		while (sftp_next(s, &q))
			say(&b, &q);
	}
	return buf_get(&b);
}

static uint32_t
word(struct str s, size_t at)
{
	assert_true(at + 4 <= s.len);
	const unsigned char *b = (const unsigned char *)s.at + at;
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* Kind of the first reply that waits, which is taken off. */
static unsigned
take(struct sftp *s, uint32_t *id, uint32_t *first)
{
	struct str out = sftp_out(s);
	unsigned kind = (unsigned char)out.at[4];
	uint32_t len = word(out, 0);
	assert_true(len + 4 <= out.len);
	*id = word(out, 5);
	*first = len >= 9 ? word(out, 9) : 0;
	sftp_sent(s, len + 4);
	return kind;
}

static void
every_request_is_understood(void **state)
{
	struct arena *a = arena_new();
	struct sftp *s = sftp_new();
	struct packet p = { .len = 0 };
	(void)state;
	all(&p);
	assert_string_equal(str_z(a, heard(s, &p, p.len, a)),
	    "1 3 [/drafts/a/b.md] [] 0 1a 0 0 [] 1 11\n"
	    "2 4 [] [] 7 0 0 0 [] 0 0\n"
	    "3 5 [] [] 7 0 4294967298 32768 [] 0 0\n"
	    "4 6 [] [] 7 0 5 0 [bytes] 0 0\n"
	    "5 7 [/l] [] 0 0 0 0 [] 0 0\n"
	    "6 8 [] [] 7 0 0 0 [] 0 0\n"
	    "7 9 [/s] [] 0 0 0 0 [] 0 0\n"
	    "8 10 [] [] 7 0 0 0 [] 1 3\n"
	    "9 11 [/d] [] 0 0 0 0 [] 0 0\n"
	    "10 12 [] [] 7 0 0 0 [] 0 0\n"
	    "11 13 [/r] [] 0 0 0 0 [] 0 0\n"
	    "12 14 [/m] [] 0 0 0 0 [] 0 0\n"
	    "13 15 [/rm] [] 0 0 0 0 [] 0 0\n"
	    "14 16 [.] [] 0 0 0 0 [] 0 0\n"
	    "15 17 [/st] [] 0 0 0 0 [] 0 0\n"
	    "16 18 [/from] [/to] 0 0 0 0 [] 0 0\n"
	    "17 19 [/link] [] 0 0 0 0 [] 0 0\n"
	    "18 20 [/link] [/target] 0 0 0 0 [] 0 0\n"
	    "19 256 [/x.filepart] [/x] 0 0 0 0 [] 0 0\n"
	    "20 257 [] [] 7 0 0 0 [] 0 0\n"
	    "21 258 [/] [] 0 0 0 0 [] 0 0\n");
	assert_false(sftp_is_broken(s));
	sftp_free(s);
	arena_free(a);
}

static void
a_cut_at_any_byte_changes_nothing(void **state)
{
	struct arena *a = arena_new();
	struct packet p = { .len = 0 };
	(void)state;
	all(&p);
	struct sftp *whole = sftp_new();
	struct str want = heard(whole, &p, p.len, a);
	for (size_t piece = 1; piece < p.len; piece++) {
		struct sftp *s = sftp_new();
		assert_true(str_eq(heard(s, &p, piece, a), want));
		assert_true(str_eq(sftp_out(s), sftp_out(whole)));
		sftp_free(s);
	}
	sftp_free(whole);
	arena_free(a);
}

/* A packet whose length word is right, but whose fields end early, at each byte. */
static void
a_short_packet_is_a_bad_message(void **state)
{
	struct packet p = { .len = 0 };
	(void)state;
	size_t at = start(&p, 18, 77);
	z(&p, "/from"), z(&p, "/to");
	close_it(&p, at);
	for (size_t len = 9; len < p.len; len++) {
		struct sftp *s = sftp_new();
		struct packet q = { .len = 0 };
		struct sftp_request r;
		uint32_t id, first;
		init(&q);
		size_t from = q.len;
		memcpy(q.at + q.len, p.at, len);
		q.len += len;
		close_it(&q, from);
		sftp_feed(s, q.at, q.len);
		assert_false(sftp_next(s, &r));
		assert_false(sftp_is_broken(s));
		assert_int_equal(take(s, &id, &first), 2); /* VERSION */
		assert_int_equal(take(s, &id, &first), 101);
		assert_int_equal(id, 77);
		assert_int_equal(first, SFTP_BAD_MESSAGE);
		sftp_free(s);
	}
}

static void
an_impossible_length_ends_it(void **state)
{
	static const uint32_t bad[] = { 0, SFTP_PACKET_MAX + 1, 0x7fffffff, 0xffffffff };
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		for (int begun = 0; begun < 2; begun++) {
			struct sftp *s = sftp_new();
			struct packet p = { .len = 0 };
			struct sftp_request r;
			if (begun)
				init(&p);
			u32(&p, bad[i]);
			sftp_feed(s, p.at, p.len);
			assert_false(sftp_next(s, &r));
			assert_true(sftp_is_broken(s));
			sftp_feed(s, p.at, p.len); /* and keeps nothing more */
			assert_false(sftp_next(s, &r));
			sftp_free(s);
		}
}

static void
nothing_goes_before_init_and_nothing_repeats_it(void **state)
{
	struct sftp_request r;
	struct packet p = { .len = 0 };
	(void)state;
	struct sftp *s = sftp_new();
	with_path(&p, 16, 1, ".");
	sftp_feed(s, p.at, p.len);
	assert_false(sftp_next(s, &r));
	assert_true(sftp_is_broken(s));
	assert_int_equal(sftp_out(s).len, 0);
	sftp_free(s);
	s = sftp_new();
	p.len = 0;
	init(&p), init(&p);
	sftp_feed(s, p.at, p.len);
	assert_false(sftp_next(s, &r));
	assert_true(sftp_is_broken(s));
	sftp_free(s);
}

static void
what_nobody_knows_is_refused_in_words(void **state)
{
	struct sftp *s = sftp_new();
	struct packet p = { .len = 0 };
	struct sftp_request r;
	uint32_t id, first;
	(void)state;
	init(&p);
	with_path(&p, 21, 5, "/");
	with_path(&p, 200, 6, "hardlink@openssh.com");
	size_t at = start(&p, 4, 8); /* a handle of another length is none of ours */
	z(&p, "a handle");
	close_it(&p, at);
	sftp_feed(s, p.at, p.len);
	assert_true(sftp_next(s, &r));
	assert_int_equal(r.handle, UINT32_MAX);
	take(s, &id, &first);
	for (uint32_t want = 5; want <= 6; want++) {
		assert_int_equal(take(s, &id, &first), 101);
		assert_int_equal(id, want);
		assert_int_equal(first, SFTP_UNSUPPORTED);
	}
	sftp_free(s);
}

static void
limits_are_told(void **state)
{
	struct sftp *s = sftp_new();
	struct packet p = { .len = 0 };
	struct sftp_request r;
	uint32_t id, first;
	(void)state;
	init(&p);
	with_path(&p, 200, 3, "limits@openssh.com");
	sftp_feed(s, p.at, p.len);
	assert_false(sftp_next(s, &r));
	take(s, &id, &first);
	struct str out = sftp_out(s);
	assert_int_equal(out.len, 4 + 1 + 4 + 4 * 8);
	assert_int_equal(word(out, 9 + 4), SFTP_READ_MAX + 2048);
	assert_int_equal(word(out, 9 + 12), SFTP_READ_MAX);
	assert_int_equal(word(out, 9 + 20), SFTP_READ_MAX);
	assert_int_equal(word(out, 9 + 28), SFTP_HANDLES);
	sftp_free(s);
}

/* Requests wait while the queue of replies is full, and go on when it is not. */
static void
a_full_queue_holds_requests_back(void **state)
{
	static char page[SFTP_READ_MAX];
	struct sftp *s = sftp_new();
	struct packet p = { .len = 0 };
	struct sftp_request r;
	unsigned asked = 0;
	(void)state;
	init(&p);
	for (uint32_t i = 0; i < 20; i++)
		with_handle(&p, 12, i);
	sftp_feed(s, p.at, p.len);
	for (int rounds = 0; asked < 20; rounds++) {
		assert_true(rounds < 20);
		while (sftp_next(s, &r)) {
			assert_int_equal(r.id, asked++);
			sftp_tell_data(s, r.id, (struct str){ page, sizeof(page) });
		}
		assert_true(sftp_out(s).len <= SFTP_QUEUE_FULL + SFTP_READ_MAX + 64);
		sftp_sent(s, 1); /* in any pieces */
		sftp_sent(s, sftp_out(s).len);
	}
	assert_int_equal(asked, 20);
	sftp_free(s);
}

static void
answers_have_their_form(void **state)
{
	struct sftp *s = sftp_new();
	struct sftp_name name = { STR("a.md"), { .has_size = true, .size = 12, .writable = true, .changed_at = 86400 } };
	struct sftp_space space = { 1 << 20, 1 << 19, 100, 50, false };
	struct str out;
	(void)state;
	sftp_tell_names(s, 9, &name, 1);
	out = sftp_out(s);
	assert_int_equal(word(out, 0), out.len - 4);
	assert_int_equal((unsigned char)out.at[4], 104);
	assert_int_equal(word(out, 9), 1);
	assert_int_equal(word(out, 13), 4);
	assert_memory_equal(out.at + 17, "a.md", 4);
	static const char line[] = "-rw-r--r--    1 chalkline chalkline       12 Jan  2  1970 a.md";
	assert_int_equal(word(out, 21), sizeof(line) - 1);
	assert_memory_equal(out.at + 25, line, sizeof(line) - 1);
	assert_int_equal(out.len, 25 + sizeof(line) - 1 + 4 + 8 + 8 + 4 + 8);
	sftp_sent(s, out.len);
	sftp_tell_attrs(s, 9, &(struct sftp_attrs){ .folder = true });
	out = sftp_out(s);
	assert_int_equal((unsigned char)out.at[4], 105);
	assert_int_equal(word(out, 9), 2 | 4 | 8);
	assert_int_equal(word(out, 21), 0040555);
	sftp_sent(s, out.len);
	sftp_tell_space(s, 9, &space);
	assert_int_equal(sftp_out(s).len, 9 + 11 * 8);
	assert_int_equal(word(sftp_out(s), 9 + 20), 1024); /* blocks of a KiB */
	sftp_sent(s, sftp_out(s).len);
	sftp_tell_status(s, 9, SFTP_FAILURE, STR("Words."));
	out = sftp_out(s);
	assert_int_equal(out.len, 9 + 4 + 4 + 6 + 4 + 2);
	sftp_free(s);
}

/* The largest packet that is taken, in feeds of the largest size, and not one byte more. */
static void
the_largest_packet_is_taken(void **state)
{
	struct sftp *s = sftp_new();
	struct packet p = { .len = 0 };
	struct sftp_request r;
	(void)state;
	unsigned char *rest = calloc(1, SFTP_PACKET_MAX);
	size_t head, left;
	init(&p);
	u32(&p, SFTP_PACKET_MAX);
	u8(&p, 6), u32(&p, 1);
	u32(&p, 4), u32(&p, 7);
	u64(&p, 0);
	head = 1 + 4 + 8 + 8 + 4;
	u32(&p, (uint32_t)(SFTP_PACKET_MAX - head));
	sftp_feed(s, p.at, p.len);
	assert_false(sftp_next(s, &r));
	for (left = SFTP_PACKET_MAX - head; left > 0;) {
		size_t n = left < SFTP_FEED_MAX ? left : SFTP_FEED_MAX;
		assert_false(sftp_next(s, &r));
		sftp_feed(s, rest, n);
		left -= n;
	}
	assert_true(sftp_next(s, &r));
	assert_int_equal(r.data.len, SFTP_PACKET_MAX - head);
	assert_false(sftp_next(s, &r));
	assert_false(sftp_is_broken(s));
	free(rest);
	sftp_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_request_is_understood),
		cmocka_unit_test(a_cut_at_any_byte_changes_nothing),
		cmocka_unit_test(a_short_packet_is_a_bad_message),
		cmocka_unit_test(an_impossible_length_ends_it),
		cmocka_unit_test(nothing_goes_before_init_and_nothing_repeats_it),
		cmocka_unit_test(what_nobody_knows_is_refused_in_words),
		cmocka_unit_test(limits_are_told),
		cmocka_unit_test(a_full_queue_holds_requests_back),
		cmocka_unit_test(answers_have_their_form),
		cmocka_unit_test(the_largest_packet_is_taken),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
