/*
 * Files that a client of SFTP has open: whole in this session's memory, bounded, shared by all handles of one path. Nothing
 * of them is kept before close or fsync.
 */
#ifndef CHALKLINE_SFTP_FILE_H
#define CHALKLINE_SFTP_FILE_H

#include "tui/serve/sftp_path.h"
#include "tui/ssh/sftp.h"

enum { SFTP_OPEN_BYTES = 16 << 20 }; /* of all open files together */

struct sftp_file {
	unsigned handles;
	enum sftp_where where;
	char course[SFTP_NAME_MAX + 1], path[SFTP_PATH_MAX + 1];
	unsigned char *bytes;
	size_t len, cap;
	int64_t at;    /* of the last change */
	bool dirty;    /* the keeper does not have it like this */
	bool dropped;  /* litter: taken, and kept nowhere; or removed while it was open */
	bool writable;
};

struct sftp_handle {
	uint32_t name; /* as the client says it; 0: free */
	uint32_t flags;
	struct sftp_file *file; /* NULL: a folder */
	struct sftp_name *entry;
	uint32_t entries, told;
	struct arena *arena; /* of the entries */
};

struct sftp_open { /* all of one session */
	struct sftp_handle handle[SFTP_HANDLES];
	struct sftp_file file[SFTP_HANDLES]; /* handles 0: free */
	uint32_t last;
	size_t bytes;
};

/* NULL: SFTP_HANDLES are open. */
struct sftp_handle *sftp_open_handle(struct sftp_open *o);
struct sftp_handle *sftp_handle_named(struct sftp_open *o, uint32_t name);
/* Its file goes with its last handle. */
void sftp_handle_close(struct sftp_open *o, struct sftp_handle *h);
unsigned sftp_handles(const struct sftp_open *o);
void sftp_open_free(struct sftp_open *o);

/* An open file of this path that is not dropped; NULL: none. */
struct sftp_file *sftp_file_at(struct sftp_open *o, const struct sftp_path *p);
/* A new one for the handle. */
struct sftp_file *sftp_file_new(struct sftp_open *o, struct sftp_handle *h, const struct sftp_path *p);
void sftp_file_share(struct sftp_handle *h, struct sftp_file *f);

/* false: it would be too much; nothing has changed. */
bool sftp_file_resize(struct sftp_open *o, struct sftp_file *f, uint64_t len) MUST_CHECK;
bool sftp_file_write(struct sftp_open *o, struct sftp_file *f, uint64_t offset, struct str data) MUST_CHECK;
struct str sftp_file_read(const struct sftp_file *f, uint64_t offset, uint32_t len);

/* Open files follow a rename of theirs, or of a folder above, and are dropped by a removal. */
void sftp_files_moved(struct sftp_open *o, const struct sftp_path *from, const struct sftp_path *to);
void sftp_files_removed(struct sftp_open *o, const struct sftp_path *p);

#endif
