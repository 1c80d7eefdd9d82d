#include "tui/ssh/sftp.h"

#include "courses/base/arena.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	INIT = 1,
	VERSION = 2,
	VERSION_WE_SPEAK = 3,
	EXTENDED = 200,
	STATUS = 101,
	HANDLE,
	DATA,
	NAMES,
	ATTRS,
	EXTENDED_REPLY = 201,

	HAS_SIZE = 1,
	HAS_OWNER = 2,
	HAS_MODE = 4,
	HAS_TIMES = 8,
	HAS_MORE = 0x80000000,

	MODE_FOLDER = 0040000,
	MODE_FILE = 0100000,

	HANDLE_BYTES = 4,
	WORD = 4,
};

struct sftp {
	unsigned char *in; /* read and not yet understood */
	size_t in_at, in_len, in_cap;
	unsigned char *out; /* replies that wait */
	size_t out_len, out_cap;
	bool begun, broken;
};

struct sftp *
sftp_new(void)
{
	struct sftp *s = calloc(1, sizeof(*s));
	if (s == NULL)
		arena_no_memory();
	return s;
}

void
sftp_free(struct sftp *s)
{
	if (s == NULL)
		return;
	free(s->in);
	free(s->out);
	free(s);
}

bool
sftp_is_broken(const struct sftp *s)
{
	return s->broken;
}

static void
grow(unsigned char **at, size_t *cap, size_t need)
{
	if (need <= *cap)
		return;
	size_t more = *cap * 2 > need ? *cap * 2 : need;
	unsigned char *p = realloc(*at, more);
	if (p == NULL)
		arena_no_memory();
	*at = p;
	*cap = more;
}

/* ---- replies: a length word, the kind, then fields; numbers with the high byte first ---- */

static void
put_bytes(struct sftp *s, const void *bytes, size_t len)
{
	grow(&s->out, &s->out_cap, s->out_len + len);
	if (len > 0)
		memcpy(s->out + s->out_len, bytes, len);
	s->out_len += len;
}

static void
put_u8(struct sftp *s, uint8_t v)
{
	put_bytes(s, &v, 1);
}

static void
store_u32(unsigned char b[WORD], uint32_t v)
{
	for (int i = 0; i < WORD; i++)
		b[i] = (unsigned char)(v >> (24 - 8 * i));
}

static void
put_u32(struct sftp *s, uint32_t v)
{
	unsigned char b[WORD];
	store_u32(b, v);
	put_bytes(s, b, sizeof(b));
}

static void
put_u64(struct sftp *s, uint64_t v)
{
	put_u32(s, (uint32_t)(v >> 32));
	put_u32(s, (uint32_t)v);
}

static void
put_str(struct sftp *s, struct str v)
{
	put_u32(s, (uint32_t)v.len);
	put_bytes(s, v.at, v.len);
}

static void
put_z(struct sftp *s, const char *z)
{
	put_str(s, str_from(z));
}

/* The place of the length word, for end(). */
static size_t
begin(struct sftp *s, uint8_t kind)
{
	size_t at = s->out_len;
	put_u32(s, 0);
	put_u8(s, kind);
	return at;
}

static size_t
begin_reply(struct sftp *s, uint8_t kind, uint32_t id)
{
	size_t at = begin(s, kind);
	put_u32(s, id);
	return at;
}

static void
end(struct sftp *s, size_t at)
{
	store_u32(s->out + at, (uint32_t)(s->out_len - at - WORD));
}

struct str
sftp_out(const struct sftp *s)
{
	return s->out_len == 0 ? STR_NONE : (struct str){ (const char *)s->out, s->out_len };
}

void
sftp_sent(struct sftp *s, size_t len)
{
	assert(len <= s->out_len);
	if (len < s->out_len) {
		memmove(s->out, s->out + len, s->out_len - len);
		s->out_len -= len;
		return;
	}
	free(s->out); /* a conversation that only waits holds no memory */
	s->out = NULL;
	s->out_len = s->out_cap = 0;
}

bool
sftp_is_full(const struct sftp *s)
{
	return s->out_len >= SFTP_QUEUE_FULL;
}

void
sftp_tell_status(struct sftp *s, uint32_t id, enum sftp_status status, struct str words)
{
	size_t at = begin_reply(s, STATUS, id);
	put_u32(s, status);
	put_str(s, words);
	put_z(s, "en");
	end(s, at);
}

void
sftp_tell_handle(struct sftp *s, uint32_t id, uint32_t handle)
{
	size_t at = begin_reply(s, HANDLE, id);
	put_u32(s, HANDLE_BYTES);
	put_u32(s, handle);
	end(s, at);
}

void
sftp_tell_data(struct sftp *s, uint32_t id, struct str data)
{
	size_t at = begin_reply(s, DATA, id);
	put_str(s, data);
	end(s, at);
}

static uint32_t
mode_of(const struct sftp_attrs *a)
{
	if (a->folder)
		return MODE_FOLDER | (a->writable ? 0755 : 0555);
	return MODE_FILE | (a->writable ? 0644 : 0444);
}

static void
put_attrs(struct sftp *s, const struct sftp_attrs *a)
{
	/* The owner too: WinSCP and sshfs show a nobody otherwise, and some take the file for not theirs. */
	put_u32(s, (a->has_size ? HAS_SIZE : 0) | HAS_OWNER | HAS_MODE | HAS_TIMES);
	if (a->has_size)
		put_u64(s, a->size);
	put_u32(s, 0);
	put_u32(s, 0);
	put_u32(s, mode_of(a));
	put_u32(s, (uint32_t)a->changed_at);
	put_u32(s, (uint32_t)a->changed_at);
}

/* As `ls -l` writes it: the draft leaves it free, FileZilla and lftp read it. */
static struct str
long_name(struct buf *b, const struct sftp_name *n)
{
	static const char month[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
		"Dec" };
	time_t t = (time_t)n->attrs.changed_at;
	struct tm tm;
	if (gmtime_r(&t, &tm) == NULL)
		tm = (struct tm){ .tm_mday = 1, .tm_year = 70 };
	const char *mode = n->attrs.folder ? (n->attrs.writable ? "drwxr-xr-x" : "dr-xr-xr-x") :
					     (n->attrs.writable ? "-rw-r--r--" : "-r--r--r--");
	buf_printf(b, "%s    1 chalkline chalkline %8llu %s %2d  %4d %.*s", mode,
	    (unsigned long long)n->attrs.size, month[tm.tm_mon], tm.tm_mday, tm.tm_year + 1900, STR_ARG(n->name));
	return buf_get(b);
}

void
sftp_tell_names(struct sftp *s, uint32_t id, const struct sftp_name *name, uint32_t names)
{
	size_t at = begin_reply(s, NAMES, id);
	put_u32(s, names);
	for (uint32_t i = 0; i < names; i++) {
		char line[512];
		struct buf b = BUF_OVER(line);
		put_str(s, name[i].name);
		put_str(s, long_name(&b, &name[i]));
		put_attrs(s, &name[i].attrs);
	}
	end(s, at);
}

void
sftp_tell_path(struct sftp *s, uint32_t id, struct str path)
{
	size_t at = begin_reply(s, NAMES, id);
	put_u32(s, 1);
	put_str(s, path);
	put_str(s, path);
	put_u32(s, 0); /* no attributes */
	end(s, at);
}

void
sftp_tell_attrs(struct sftp *s, uint32_t id, const struct sftp_attrs *a)
{
	size_t at = begin_reply(s, ATTRS, id);
	put_attrs(s, a);
	end(s, at);
}

void
sftp_tell_space(struct sftp *s, uint32_t id, const struct sftp_space *p)
{
	enum { BLOCK = 1024, NAME_MAX_BYTES = 255, READ_ONLY = 1, NO_SETUID = 2 };
	size_t at = begin_reply(s, EXTENDED_REPLY, id);
	put_u64(s, BLOCK);
	put_u64(s, BLOCK);
	put_u64(s, p->bytes / BLOCK);
	put_u64(s, p->bytes_free / BLOCK);
	put_u64(s, p->bytes_free / BLOCK);
	put_u64(s, p->files);
	put_u64(s, p->files_free);
	put_u64(s, p->files_free);
	put_u64(s, 0);
	put_u64(s, NO_SETUID | (p->read_only ? READ_ONLY : 0));
	put_u64(s, NAME_MAX_BYTES);
	end(s, at);
}

/* ---- requests ---- */

struct reader { /* of one packet */
	const unsigned char *at;
	size_t left;
	bool bad;
};

static uint32_t
get_u32(struct reader *r)
{
	if (r->left < WORD) {
		r->bad = true;
		r->left = 0;
		return 0;
	}
	uint32_t v = (uint32_t)r->at[0] << 24 | (uint32_t)r->at[1] << 16 | (uint32_t)r->at[2] << 8 | r->at[3];
	r->at += WORD;
	r->left -= WORD;
	return v;
}

static uint64_t
get_u64(struct reader *r)
{
	uint64_t high = get_u32(r);
	return high << 32 | get_u32(r);
}

static struct str
get_str(struct reader *r)
{
	uint32_t len = get_u32(r);
	if (r->bad || len > r->left) {
		r->bad = true;
		r->left = 0;
		return STR_NONE;
	}
	struct str v = { (const char *)r->at, len };
	r->at += len;
	r->left -= len;
	return v;
}

static uint32_t
get_handle(struct reader *r)
{
	struct str h = get_str(r);
	struct reader in = { (const unsigned char *)h.at, h.len, false };
	uint32_t v = get_u32(&in);
	return h.len == HANDLE_BYTES ? v : UINT32_MAX;
}

static void
get_attrs(struct reader *r, struct sftp_attrs *a)
{
	uint32_t flags = get_u32(r);
	*a = (struct sftp_attrs){ .has_size = (flags & HAS_SIZE) != 0 };
	if (flags & HAS_SIZE)
		a->size = get_u64(r);
	if (flags & HAS_OWNER)
		get_u64(r);
	if (flags & HAS_MODE)
		get_u32(r);
	if (flags & HAS_TIMES)
		get_u64(r);
	if (flags & HAS_MORE)
		for (uint32_t n = get_u32(r); n > 0 && !r->bad; n--) {
			get_str(r);
			get_str(r);
		}
}

static void
tell_version(struct sftp *s)
{
	static const char *const extension[][2] = { { "posix-rename@openssh.com", "1" },
		{ "statvfs@openssh.com", "2" }, { "fsync@openssh.com", "1" }, { "limits@openssh.com", "1" } };
	size_t at = begin(s, VERSION);
	put_u32(s, VERSION_WE_SPEAK);
	for (size_t i = 0; i < sizeof(extension) / sizeof(extension[0]); i++) {
		put_z(s, extension[i][0]);
		put_z(s, extension[i][1]);
	}
	end(s, at);
}

static void
tell_limits(struct sftp *s, uint32_t id)
{
	enum { ROUND_IT = 2048 }; /* bytes of a packet around its data */
	size_t at = begin_reply(s, EXTENDED_REPLY, id);
	put_u64(s, SFTP_READ_MAX + ROUND_IT);
	put_u64(s, SFTP_READ_MAX);
	put_u64(s, SFTP_READ_MAX);
	put_u64(s, SFTP_HANDLES);
	end(s, at);
}

/* false: answered already. */
static bool
read_extended(struct sftp *s, struct reader *r, struct sftp_request *q)
{
	struct str name = get_str(r);
	if (r->bad)
		return true;
	if (str_is(name, "limits@openssh.com")) {
		tell_limits(s, q->id);
		return false;
	}
	if (str_is(name, "posix-rename@openssh.com")) {
		q->kind = SFTP_RENAME_OVER;
		q->path = get_str(r);
		q->to = get_str(r);
	} else if (str_is(name, "fsync@openssh.com")) {
		q->kind = SFTP_FSYNC;
		q->handle = get_handle(r);
	} else if (str_is(name, "statvfs@openssh.com")) {
		q->kind = SFTP_STATVFS;
		q->path = get_str(r);
	} else {
		sftp_tell_status(s, q->id, SFTP_UNSUPPORTED, STR("There is no such request here."));
		return false;
	}
	return true;
}

/* The fields of each kind; false: answered already. */
static bool
read_fields(struct sftp *s, uint8_t kind, struct reader *r, struct sftp_request *q)
{
	q->kind = kind;
	switch (kind) {
	case SFTP_OPEN:
		q->path = get_str(r);
		q->flags = get_u32(r);
		get_attrs(r, &q->attrs);
		return true;
	case SFTP_CLOSE:
	case SFTP_FSTAT:
	case SFTP_READDIR:
		q->handle = get_handle(r);
		return true;
	case SFTP_READ:
		q->handle = get_handle(r);
		q->offset = get_u64(r);
		q->len = get_u32(r);
		if (q->len > SFTP_READ_MAX)
			q->len = SFTP_READ_MAX;
		return true;
	case SFTP_WRITE:
		q->handle = get_handle(r);
		q->offset = get_u64(r);
		q->data = get_str(r);
		return true;
	case SFTP_FSETSTAT:
		q->handle = get_handle(r);
		get_attrs(r, &q->attrs);
		return true;
	case SFTP_SETSTAT:
	case SFTP_MKDIR:
		q->path = get_str(r);
		get_attrs(r, &q->attrs);
		return true;
	case SFTP_LSTAT:
	case SFTP_OPENDIR:
	case SFTP_REMOVE:
	case SFTP_RMDIR:
	case SFTP_REALPATH:
	case SFTP_STAT:
	case SFTP_READLINK:
		q->path = get_str(r);
		return true;
	case SFTP_RENAME:
	case SFTP_SYMLINK:
		q->path = get_str(r);
		q->to = get_str(r);
		return true;
	case EXTENDED:
		return read_extended(s, r, q);
	default:
		sftp_tell_status(s, q->id, SFTP_UNSUPPORTED, STR("There is no such request here."));
		return false;
	}
}

static bool
read_packet(struct sftp *s, struct reader r, struct sftp_request *q)
{
	uint8_t kind = *r.at++;
	r.left--;
	*q = (struct sftp_request){ .path = STR_NONE, .to = STR_NONE, .data = STR_NONE };
	if (!s->begun) { /* whatever version it offers, ours is the least anybody has */
		get_u32(&r);
		s->broken = kind != INIT || r.bad;
		s->begun = !s->broken;
		if (s->begun)
			tell_version(s);
		return false;
	}
	q->id = get_u32(&r);
	if (kind == INIT || r.bad) { /* nothing could be answered: there is no number */
		s->broken = true;
		return false;
	}
	if (!read_fields(s, kind, &r, q))
		return false;
	if (r.bad)
		sftp_tell_status(s, q->id, SFTP_BAD_MESSAGE, STR("This request is cut or malformed."));
	return !r.bad;
}

void
sftp_feed(struct sftp *s, const void *bytes, size_t len)
{
	assert(len <= SFTP_FEED_MAX);
	if (s->broken || len == 0)
		return;
	if (s->in_at > 0) {
		memmove(s->in, s->in + s->in_at, s->in_len - s->in_at);
		s->in_len -= s->in_at;
		s->in_at = 0;
	}
	assert(s->in_len < SFTP_PACKET_MAX + WORD);
	grow(&s->in, &s->in_cap, s->in_len + len);
	memcpy(s->in + s->in_len, bytes, len);
	s->in_len += len;
	struct reader r = { s->in, s->in_len, false };
	uint32_t size = get_u32(&r);
	s->broken = !r.bad && (size == 0 || size > SFTP_PACKET_MAX);
}

bool
sftp_next(struct sftp *s, struct sftp_request *q)
{
	while (!s->broken && s->in_at < s->in_len && !sftp_is_full(s)) {
		struct reader r = { s->in + s->in_at, s->in_len - s->in_at, false };
		uint32_t size = get_u32(&r);
		if (r.bad)
			break;
		if (size == 0 || size > SFTP_PACKET_MAX) {
			s->broken = true;
			break;
		}
		if (r.left < size)
			return false;
		r.left = size;
		s->in_at += WORD + size;
		if (read_packet(s, r, q))
			return true;
	}
	if (s->broken || s->in_at == s->in_len) {
		free(s->in);
		s->in = NULL;
		s->in_at = s->in_len = s->in_cap = 0;
	}
	return false;
}
