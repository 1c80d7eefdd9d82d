/*
 * A bad line between client and server: it counts, it is slow, it stands still, it breaks.
 *
 * One thread passes bytes between everybody who connects to its port and the server's. Cutting closes
 * both sides with a TCP reset, as a lost mobile line or a restarted router does: nobody says goodbye.
 */
#ifndef CHALKLINE_E2E_RELAY_H
#define CHALKLINE_E2E_RELAY_H

#include <stdbool.h>
#include <stdint.h>

struct relay;

struct relay *relay_open(int server_port);
void relay_close(struct relay *r); /* takes NULL */
void relay_close_all(void);
int relay_port(const struct relay *r);
void relay_target(struct relay *r, int server_port); /* for connections from now on */

/* All connections end in a TCP reset, on both sides, before this returns. */
void relay_cut(struct relay *r);
/* When so many payload bytes have passed this way since relay_reset, and not one more, all connections are cut like that. */
void relay_cut_at(struct relay *r, bool up, uint64_t bytes);
/* Has that happened? Asked before the next relay_cut_at. */
bool relay_was_cut(struct relay *r);
/* Nothing passes while frozen; what is sent waits. */
void relay_freeze(struct relay *r, bool frozen);
/* From now on: bits a second each way (0: as fast as it goes), and milliseconds that each byte is under way. */
void relay_pace(struct relay *r, unsigned bits, unsigned delay_ms);

struct relay_count {
	uint64_t up, down;                   /* payload bytes: from the client, from the server */
	uint64_t up_segments, down_segments; /* TCP segments with payload, as the kernel counted them */
	unsigned turns;                      /* how often the server spoke after the client had */
	unsigned connections;                /* ever */
	unsigned open;
};
/* Since the relay was opened, or relay_reset. */
struct relay_count relay_count(struct relay *r);
void relay_reset(struct relay *r);

#endif
