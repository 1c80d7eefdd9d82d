/*
 * SFTP version 3, the server's side (draft-ietf-secsh-filexfer-02; OpenSSH's PROTOCOL for the extensions): bytes in,
 * requests out; replies in, bytes out. It knows no file, no connection and no clock.
 *
 * A parser of our own, since libssh's turns in circles while a client holds half a packet (reference: joints.md 5).
 * The bytes are hostile and may be cut anywhere: a length word is checked before anything of its packet is kept, nothing
 * is read past a packet's end, and what is kept is bounded by one packet and one feed. What needs nobody's
 * knowledge is answered here: INIT, limits@openssh.com, what is malformed, and what does not exist.
 *
 * Replies may be made in any order, each with the number of its request. Their queue is bounded by who feeds: while
 * sftp_is_full says so, take no request out and feed nothing.
 */
#ifndef CHALKLINE_SFTP_H
#define CHALKLINE_SFTP_H

#include "courses/base/str.h"

enum {
	SFTP_PACKET_MAX = (256 << 10) + 1024, /* what OpenSSH takes; a length word above it ends the conversation */
	SFTP_FEED_MAX = 64 << 10,             /* bytes in one feed */
	SFTP_QUEUE_FULL = 64 << 10,           /* replies that wait; one more reply still fits */
	SFTP_READ_MAX = 32 << 10,             /* what limits@openssh.com announces for reads and writes, */
	SFTP_HANDLES = 16,                    /* and for open handles */
	SFTP_NAMES_MAX = 100,                 /* in one answer to READDIR */
};

enum sftp_kind { /* as numbered in the draft, section 3 */
	SFTP_OPEN = 3,
	SFTP_CLOSE,
	SFTP_READ,
	SFTP_WRITE,
	SFTP_LSTAT,
	SFTP_FSTAT,
	SFTP_SETSTAT,
	SFTP_FSETSTAT,
	SFTP_OPENDIR,
	SFTP_READDIR,
	SFTP_REMOVE,
	SFTP_MKDIR,
	SFTP_RMDIR,
	SFTP_REALPATH,
	SFTP_STAT,
	SFTP_RENAME,
	SFTP_READLINK,
	SFTP_SYMLINK,
	/* extended requests, numbered by us */
	SFTP_RENAME_OVER = 256, /* posix-rename@openssh.com */
	SFTP_FSYNC,             /* fsync@openssh.com */
	SFTP_STATVFS,           /* statvfs@openssh.com */
};

enum { /* how a file is opened, bits (6.3) */
	SFTP_FOR_READING = 1,
	SFTP_FOR_WRITING = 2,
	SFTP_APPEND = 4,
	SFTP_CREATE = 8,
	SFTP_TRUNCATE = 16,
	SFTP_EXCLUSIVE = 32,
};

enum sftp_status { /* 7 */
	SFTP_OK,
	SFTP_EOF,
	SFTP_NO_SUCH_FILE,
	SFTP_PERMISSION_DENIED,
	SFTP_FAILURE,
	SFTP_BAD_MESSAGE,
	SFTP_NO_CONNECTION,
	SFTP_CONNECTION_LOST,
	SFTP_UNSUPPORTED,
};

struct sftp_attrs { /* what is said of a file; of what a client says only the size is kept (SETSTAT that cuts) */
	bool has_size;
	uint64_t size;
	bool folder, writable;
	int64_t changed_at; /* UTC seconds */
};

struct sftp_request { /* strings live until the next call of sftp_next or sftp_feed */
	uint32_t id;
	enum sftp_kind kind;
	struct str path;  /* raw bytes of the client; of a rename: from */
	struct str to;    /* RENAME, RENAME_OVER */
	uint32_t handle;  /* where one is asked for; UINT32_MAX when what came is none of ours */
	uint32_t flags;   /* OPEN */
	uint64_t offset;  /* READ, WRITE */
	uint32_t len;     /* READ: at most SFTP_READ_MAX here, whatever was asked for */
	struct str data;  /* WRITE */
	struct sftp_attrs attrs; /* OPEN, SETSTAT, FSETSTAT, MKDIR */
};

struct sftp_name {
	struct str name;
	struct sftp_attrs attrs;
};

struct sftp_space { /* of STATVFS, in bytes and files */
	uint64_t bytes, bytes_free, files, files_free;
	bool read_only;
};

struct sftp;

struct sftp *sftp_new(void);
void sftp_free(struct sftp *s); /* takes NULL */

/* Keeps len <= SFTP_FEED_MAX bytes. Feed again only when sftp_next has said that nothing whole is left. */
void sftp_feed(struct sftp *s, const void *bytes, size_t len);
/* The next whole request; false: none is there yet, or the conversation is broken. */
bool sftp_next(struct sftp *s, struct sftp_request *r);
/* A packet that can be none: nothing more is understood. Hang up, once the replies have left. */
bool sftp_is_broken(const struct sftp *s);

/* Replies that wait to be sent, and taking them off. */
struct str sftp_out(const struct sftp *s);
void sftp_sent(struct sftp *s, size_t len);
bool sftp_is_full(const struct sftp *s);

/* The answers. Words are for people, UTF-8; clients show them or show none. */
void sftp_tell_status(struct sftp *s, uint32_t id, enum sftp_status status, struct str words);
void sftp_tell_handle(struct sftp *s, uint32_t id, uint32_t handle);
void sftp_tell_data(struct sftp *s, uint32_t id, struct str data);
void sftp_tell_names(struct sftp *s, uint32_t id, const struct sftp_name *name, uint32_t names);
/* Of REALPATH: one name, without attributes. */
void sftp_tell_path(struct sftp *s, uint32_t id, struct str path);
void sftp_tell_attrs(struct sftp *s, uint32_t id, const struct sftp_attrs *a);
void sftp_tell_space(struct sftp *s, uint32_t id, const struct sftp_space *space);

#endif
