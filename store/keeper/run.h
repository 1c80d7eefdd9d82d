/*
 * The keeper as a process; private to store/keeper.
 *
 * run.c waits, in one place, and knows sockets; turn.c takes what all sessions asked in one turn
 * through the handlers in one transaction, commits, and only then lets the answers go.
 */
#ifndef CHALKLINE_RUN_H
#define CHALKLINE_RUN_H

#include "store/keeper/ask.h"
#include "store/keeper/control.h"

enum {
	ASKS_A_TURN = 4,     /* of one session: nobody fills a turn alone */
	ITEMS_A_TURN = 1024, /* of all: what one commit takes */
};

struct out { /* an answer that a full socket did not take */
	struct out *next;
	size_t len;
	char bytes[];
};

struct word { /* to the listener, whose queue was full */
	struct word *next;
	struct client *client; /* whose seat it is; NULL: nobody's, or gone meanwhile */
	struct control message;
	char bytes[]; /* its strings */
};

struct client { /* a session, or a command on the machine's own socket */
	struct client *next;
	uint64_t slot;
	int fd;
	bool is_admin, is_gone;
	bool is_leaving; /* nobody reads its answers; what it still asked is done first */
	bool is_ending;  /* at the end of this turn its seat is nobody's */
	struct seat seat;
	struct ticket *ticket; /* its password is being hashed: it is not read from until then */
	struct out *out, **out_last;
	unsigned outs;
	unsigned unheard; /* words about its seat that wait: until then its answers wait, too */
	uint32_t events;  /* what epoll watches */
};

struct ticket {                /* a request that waits for the pool */
	struct hash_job job;   /* job.context is this */
	struct client *client; /* NULL: gone meanwhile */
	struct arena *arena;
	struct ask ask;
	struct reply reply;
};

struct item { /* one answered request of this turn */
	struct client *client;
	struct ask ask;
	struct reply *reply;
	bool writes, binds;
	bool inside; /* the transaction: what it saw may be rolled back */
};

struct run {
	struct keeper *k;
	struct keeper_process process;
	struct tally tally; /* its strings lie in the bytes */
	char tally_bytes[CONTROL_MESSAGE];
	struct hash_pool *pool;
	int control, epoll, signals;
	struct client *clients;
	struct word *word, **word_last;
	uint32_t words, control_events;
	bool ends, has_gone, has_leaving;
	bool is_last; /* ending: what is asked already is done, but nobody is bound any more */
	int64_t swept_at;
	struct uuid swept; /* the last one looked at; zero: begin again */
	bool is_sweeping;
	/* this turn */
	struct arena *arena;
	struct item *item;
	uint32_t items;
	bool is_writing, has_failed;
	bool has_secrets; /* in its arena, which is overwritten at the end of the turn */
	int64_t newest;
	char message[RECORD_MESSAGE + 1];
};

/* run.c */
/* Never waits: what does not go out now goes when the listener has read. client: or NULL. */
void run_tell(struct run *r, const struct control *m, struct client *client);
void run_report(struct run *r, struct str line);
void client_send(struct run *r, struct client *c, const struct reply *reply);
void client_drop(struct run *r, struct client *c);
/* The other end is closed: its last words are read and done, then it is dropped. */
void client_leave(struct run *r, struct client *c);
void client_watch(struct run *r, struct client *c);
/* Says that it is over, takes its seat, and leaves it. */
void client_end(struct run *r, struct client *c);

/* turn.c */
void turn_begin(struct run *r);
bool turn_is_full(const struct run *r);
/* One message of a client. false: it is no request. */
bool turn_ask(struct run *r, struct client *c, const void *bytes, size_t len);
/* A password was hashed. Takes the ticket. */
void turn_hashed(struct run *r, struct ticket *t);
/* Commits; then binds, then answers. */
void turn_end(struct run *r);
void ticket_free(struct ticket *t);

/* What the listener keeps of a seat. */
struct str seat_write(struct arena *a, const struct seat *s);
bool seat_read(struct str bytes, struct seat *s);

#endif
