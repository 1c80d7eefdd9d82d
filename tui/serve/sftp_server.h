/*
 * What an instructor does by SFTP (WinSCP, FileZilla, sftp, scp, sshfs): drafts are written, served editions read,
 * in the tree of sftp_path.h. Bytes in, bytes out, requests to the keeper through the asker.
 *
 * A file that is open lies in memory, whole; close and fsync give it to the keeper and are answered when it has it. Reads, writes and
 * listings of what is open are answered at once; of what needs the keeper one request is under way, its answer comes when the
 * keeper's has, and one more waits: then no more is read, so that a client can neither fill this process nor
 * hold it up. A keeper that dies meanwhile changes nothing (asker.h).
 *
 * Folders without files are kept by this session alone, as version control does: a draft is its files. SETSTAT is
 * answered OK and ignored, but for a size, which cuts the file. There are no links.
 */
#ifndef CHALKLINE_SFTP_SERVER_H
#define CHALKLINE_SFTP_SERVER_H

#include "tui/screens/app.h"
#include "tui/serve/asker.h"

struct sftp_server;

struct sftp_around { /* lives as long as the server */
	const struct shelf *shelf;
	const struct academy *academy;
	struct asker *asker;
	int64_t (*ms)(void);                   /* monotonic */
	void (*uuid)(void *, struct uuid *);   /* a fresh event id; called with NULL */
};

/* May this role use it at all? Those who may say the draft verbs. */
bool sftp_server_is_for(enum role role);

struct sftp_server *sftp_server_new(const struct sftp_around *around);
void sftp_server_free(struct sftp_server *s); /* takes NULL */

/* At most SFTP_FEED_MAX bytes, and only while it is hungry. */
void sftp_server_data(struct sftp_server *s, const unsigned char *bytes, size_t len);
bool sftp_server_is_hungry(const struct sftp_server *s);
void sftp_server_heard(struct sftp_server *s, const struct reply *r);

/* Bytes for the client. Taking some may make it hungry. */
struct str sftp_server_out(const struct sftp_server *s);
void sftp_server_sent(struct sftp_server *s, size_t len);

/* The client has broken the protocol. */
bool sftp_server_is_broken(const struct sftp_server *s);
/* Nothing under way, nothing that waits. at_rest: and nothing open either. */
bool sftp_server_is_idle(const struct sftp_server *s);
bool sftp_server_is_at_rest(const struct sftp_server *s);

#endif
