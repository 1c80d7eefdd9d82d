/*
 * The keeper as a process; private to store/keeper.
 *
 *   run.c     begins, waits in one place, hands round what woke it, and ends
 *   word.c    the words to the listener and from it
 *   client.c  the sessions and commands: their sockets, what they ask, what they are answered
 *   turn.c    takes what all of them asked in one turn through the handlers in one transaction,
 *             commits, and only then lets the answers go
 *
 * One struct run, of one thread, goes through all four. A turn: epoll says who spoke; the listener
 * is heard first; each client is read, which makes items; turn_end commits, tells the listener
 * whose seat changed, and sends the replies. Nothing but run.c waits: a word or an answer that a
 * socket does not take is queued (struct word, struct out) and goes when the other end has read. An
 * answer stays behind the words about the seat of its client, so that the listener knows a seat
 * first.
 *
 * Clients are freed by clients_sweep only, at the end of a turn: until then items, events and the
 * list may point at one that is gone (is_gone).
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
	/* run.c, for all */
	struct keeper *k;
	struct keeper_process process;
	struct hash_pool *pool; /* turn.c makes it for the first password */
	int control, epoll, signals;
	uint32_t control_events;
	bool ends;
	bool is_last; /* ending: what is asked already is done, but nobody is bound any more */
	int64_t swept_at;
	struct uuid swept; /* the last one looked at; zero: begin again */
	bool is_sweeping;
	/* word.c */
	struct tally tally; /* its strings lie in the bytes */
	char tally_bytes[CONTROL_MESSAGE];
	struct word *word, **word_last;
	uint32_t words;
	/* client.c */
	struct client *clients;
	bool has_gone, has_leaving;
	/* turn.c: this turn */
	struct arena *arena;
	struct item *item;
	uint32_t items;
	bool is_writing, has_failed;
	bool has_secrets; /* in its arena, which is overwritten at the end of the turn */
	int64_t newest;
	char message[RECORD_MESSAGE + 1];
};

/* run.c */
/* op: EPOLL_CTL_ADD or EPOLL_CTL_MOD. what: the client; for the rest run.c has marks of its own. */
bool run_watch(struct run *r, int fd, void *what, uint32_t events, int op);
/* Whenever words began to wait, or none waits any more. */
void run_watch_listener(struct run *r);

/* word.c */
/* Never waits: what does not go out now goes when the listener has read. client: or NULL. */
void word_tell(struct run *r, const struct control *m, struct client *client);
void word_report(struct run *r, struct str line);
/* A report for each line. */
void word_report_lines(struct run *r, struct str text);
void words_tell_editions(struct run *r);
/* What waits, as far as the listener takes it; then the answers that waited for it. */
void words_send(struct run *r);
/* What the listener has said. Sets ends when it is gone. */
void words_read(struct run *r);
/* They are still said, but the client is about to be freed. */
void words_forget(struct run *r, const struct client *c);
void words_free(struct run *r);

/* client.c */
/* Takes the descriptor. NULL: there is no memory, and it is closed. */
struct client *client_new(struct run *r, uint64_t slot, int fd);
/* Sets what is watched of it to what it may do now. */
void client_watch(struct run *r, struct client *c);
/* What it asks, into this turn. */
void client_read(struct run *r, struct client *c);
/* Never waits, as word_tell does not. */
void client_send(struct run *r, struct client *c, const struct reply *reply);
/* The answers that wait, as far as its socket takes them. */
void client_send_outs(struct run *r, struct client *c);
void client_drop(struct run *r, struct client *c);
/* The other end is closed: its last words are read and done, then it is dropped. */
void client_leave(struct run *r, struct client *c);
/* Says that it is over, takes its seat, and leaves it. */
void client_end(struct run *r, struct client *c);
/* false: none of those that leave has more to read now. */
bool clients_are_leaving(const struct run *r);
void clients_read_leaving(struct run *r);
/* Frees those that are gone. */
void clients_sweep(struct run *r);

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
