#include "tui/serve/gate.h"

#include "tui/serve/log.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	BLOCKS = 32768,       /* a power of two, more than there can be connections (listener.c) */
	RING = 256,           /* sockets that were told and not yet closed */
	RING_MS = 2000,       /* so long each of them stays, for a slow line to bring the words */
	GONE = 8192,          /* who went lately; with those inside still fewer than there are blocks */
	GONE_MS = 10000,
	SUMMARY_MS = 60000,
	AGAIN_S = 120,        /* what those turned away are told to wait */
	PACKET_MOST = 512,
	DISCONNECT = 1,       /* SSH_MSG_DISCONNECT */
	TOO_MANY = 12,        /* SSH_DISCONNECT_TOO_MANY_CONNECTIONS */
};

struct held {
	struct net net;
	uint32_t count; /* 0: a free place */
	uint32_t most;  /* by the rules */
};

struct gate {
	const struct config *c;
	struct net *network;    /* of the rules, read once */
	uint32_t networks;
	struct held *block;    /* open addressing */
	uint64_t seed;          /* nobody outside can choose who shares a place */
	uint32_t inside;        /* all that are counted */
	uint32_t in_full;       /* of them, those in blocks that are full */
	struct {
		int fd;
		int64_t until_ms;
	} ring[RING];           /* oldest first, from `first` on */
	unsigned first, held;
	struct gone {
		struct net net;
		int64_t until_ms;
	} *gone;                /* a ring as well */
	unsigned gone_first, gones;
	uint64_t away, away_logged, away_block, away_block_logged;
	int64_t summary_ms;     /* when the next may be logged; 0: at once */
	/* The sentences, made anew each minute. */
	char packet[GATE_NO_ROOM + 1][PACKET_MOST];
	size_t packet_len[GATE_NO_ROOM + 1];
	time_t packet_minute;
};

/* Of zeros, in memory that a fork does not inherit. */
static void *
table(size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (at != MAP_FAILED && madvise(at, size, MADV_DONTFORK) == 0)
		return at;
	if (at != MAP_FAILED)
		munmap(at, size);
	return NULL;
}

struct gate *
gate_new(struct err *e)
{
	struct gate *g = calloc(1, sizeof(*g));
	if (g == NULL) {
		err_set(e, ERR_SYSTEM, "no memory");
		return NULL;
	}
	g->block = table(BLOCKS * sizeof(*g->block));
	g->gone = table(GONE * sizeof(*g->gone));
	if (g->gone == NULL || g->block == NULL) {
		err_errno(e, "the table of addresses could not be made");
		gate_free(g);
		return NULL;
	}
	randombytes_buf(&g->seed, sizeof(g->seed));
	return g;
}

void
gate_free(struct gate *g)
{
	if (g == NULL)
		return;
	while (gate_give_up(g))
		;
	if (g->block != NULL)
		munmap(g->block, BLOCKS * sizeof(*g->block));
	if (g->gone != NULL)
		munmap(g->gone, GONE * sizeof(*g->gone));
	free(g->network);
	free(g);
}

/* ---- counting ---- */

static uint32_t
most_of(const struct gate *g, const struct net *block)
{
	for (uint32_t i = 0; i < g->networks; i++)
		if (net_has(&g->network[i], block) || net_has(block, &g->network[i])) /* a ministry may have one address */
			return g->c->block_most * g->c->keeper.raised;
	return g->c->block_most;
}

static uint32_t
place_of(const struct gate *g, const struct net *net)
{
	uint64_t h = str_hash((struct str){ (const char *)net->at, sizeof(net->at) }) ^ g->seed;
	h *= 0x9e3779b97f4a7c15u; /* the bits of the seed reach all others */
	return (uint32_t)(h >> 40) % BLOCKS;
}

/* The place of a block, or the free one where it would stand. There is always one: connections are fewer. */
static struct held *
find(const struct gate *g, const struct net *net)
{
	uint32_t at = place_of(g, net);
	while (g->block[at].count > 0 && memcmp(g->block[at].net.at, net->at, sizeof(net->at)) != 0)
		at = (at + 1) % BLOCKS;
	return &g->block[at];
}

/* Frees a place and moves up what stands behind it and would not be found any more. */
static void
vacate(struct gate *g, struct held *b)
{
	uint32_t hole = (uint32_t)(b - g->block), at = hole;
	g->block[hole] = (struct held){ .count = 0 };
	for (;;) {
		at = (at + 1) % BLOCKS;
		if (g->block[at].count == 0)
			return;
		uint32_t home = place_of(g, &g->block[at].net);
		if ((at + BLOCKS - home) % BLOCKS < (at + BLOCKS - hole) % BLOCKS)
			continue;
		g->block[hole] = g->block[at];
		g->block[at] = (struct held){ .count = 0 };
		hole = at;
	}
}

void
gate_rules(struct gate *g, const struct config *c)
{
	g->c = c;
	g->packet_minute = 0;
	free(g->network);
	g->network = calloc(c->keeper.networks + 1, sizeof(*g->network));
	g->networks = 0;
	for (uint32_t i = 0; g->network != NULL && i < c->keeper.networks; i++)
		g->networks += net_read(c->keeper.network[i], &g->network[g->networks]);
	g->in_full = 0;
	for (uint32_t at = 0; at < BLOCKS; at++) {
		struct held *b = &g->block[at];
		if (b->count == 0)
			continue;
		b->most = most_of(g, &b->net);
		if (b->count >= b->most)
			g->in_full += b->count;
	}
}

enum gate_says
gate_ask(struct gate *g, const struct net *from)
{
	struct net net = net_block(from);
	const struct held *b = find(g, &net);
	uint32_t drop = g->c->start_drop, all = g->c->start_all;
	if (b->count > 0 && b->count >= b->most)
		return GATE_BLOCK_FULL;
	if (g->inside >= all)
		return GATE_BUSY;
	uint32_t others = g->inside - g->in_full;
	if (others >= drop && randombytes_uniform(all - drop + 1) <= others - drop)
		return GATE_BUSY;
	return GATE_IN;
}

void
gate_enter(struct gate *g, const struct net *from)
{
	struct net net = net_block(from);
	struct held *b = find(g, &net);
	if (b->count == 0)
		*b = (struct held){ .net = net, .most = most_of(g, &net) };
	g->inside++;
	b->count++;
	if (b->count == b->most)
		g->in_full += b->count;
	else if (b->count > b->most)
		g->in_full++;
}

void
gate_leave(struct gate *g, const struct net *from)
{
	struct net net = net_block(from);
	struct held *b = find(g, &net);
	if (b->count == 0)
		return;
	if (b->count == b->most)
		g->in_full -= b->count;
	else if (b->count > b->most)
		g->in_full--;
	g->inside--;
	if (--b->count == 0)
		vacate(g, b);
}

void
gate_gone(struct gate *g, const struct net *from, int64_t now_ms)
{
	if (g->gones == GONE) { /* such a flood comes from many blocks: the chance of all has to hold it off */
		gate_leave(g, from);
		return;
	}
	unsigned at = (g->gone_first + g->gones++) % GONE;
	g->gone[at] = (struct gone){ *from, now_ms + GONE_MS };
}

static void
forget_gone(struct gate *g, int64_t now_ms)
{
	while (g->gones > 0 && g->gone[g->gone_first].until_ms <= now_ms) {
		gate_leave(g, &g->gone[g->gone_first].net);
		g->gone_first = (g->gone_first + 1) % GONE;
		g->gones--;
	}
}

/* ---- turning away ---- */

static char *
put_u32(char *at, uint32_t n)
{
	for (int i = 3; i >= 0; i--)
		*at++ = (char)(n >> (8 * i));
	return at;
}

/* Version line and disconnect, before any key exchange: no MAC, blocks of eight, padding of at least four. */
static size_t
make_packet(char out[PACKET_MOST], const char *text)
{
	static const char line[] = "SSH-2.0-Chalkline\r\n";
	size_t len = strlen(text), payload = 1 + 4 + 4 + len + 4;
	size_t padding = 8 - (4 + 1 + payload) % 8;
	if (padding < 4)
		padding += 8;
	char *at = out;
	memcpy(at, line, sizeof(line) - 1);
	at += sizeof(line) - 1;
	at = put_u32(at, (uint32_t)(1 + payload + padding));
	*at++ = (char)padding;
	*at++ = DISCONNECT;
	at = put_u32(at, TOO_MANY);
	at = put_u32(at, (uint32_t)len);
	memcpy(at, text, len);
	at += len;
	at = put_u32(at, 0); /* no language tag */
	memset(at, 0, padding);
	return (size_t)(at - out) + padding;
}

static void
make_packets(struct gate *g, time_t now)
{
	static const char *const why[GATE_NO_ROOM + 1] = {
		[GATE_IN] = "",
		[GATE_BUSY] = "Too many people are waiting to log in just now.",
		[GATE_BLOCK_FULL] = "Too many connections from your network are waiting to log in just now.",
		[GATE_NO_ROOM] = "The academy is full just now.",
	};
	time_t again = (now / 60 + 1) * 60 + AGAIN_S;
	char clock[16], text[PACKET_MOST - 64];
	struct tm tm;
	const struct academy *ac = &g->c->academy;
	localtime_r(&again, &tm);
	strftime(clock, sizeof(clock), "%H:%M", &tm);
	for (int i = 0; i <= GATE_NO_ROOM; i++) {
		struct buf b = BUF_OVER(text); /* never half a letter */
		buf_printf(&b, "%s Please try again at %s (%.*s). Help: %.*s", why[i], clock,
		    STR_ARG(ac->city.len > 0 ? ac->city : STR("UTC")), STR_ARG(ac->contact));
		g->packet_len[i] = make_packet(g->packet[i], buf_cstr(&b));
	}
	g->packet_minute = now / 60;
}

static void
let_go(struct gate *g)
{
	char bytes[4096];
	int fd = g->ring[g->first].fd;
	/* What the client has said is taken off, unread: closing over it would reset. */
	if (recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT) < 0) {
		/* it said nothing */
	}
	close(fd);
	g->first = (g->first + 1) % RING;
	g->held--;
}

void
gate_turn_away(struct gate *g, int fd, enum gate_says why, int64_t now_ms)
{
	time_t now = time(NULL);
	if (now / 60 != g->packet_minute)
		make_packets(g, now);
	g->away++;
	g->away_block += why == GATE_BLOCK_FULL;
	/* A fresh socket has room for this, and it is one packet. */
	if (send(fd, g->packet[why], g->packet_len[why], MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
		close(fd);
		return;
	}
	shutdown(fd, SHUT_WR);
	if (g->held == RING)
		let_go(g);
	unsigned at = (g->first + g->held++) % RING;
	g->ring[at].fd = fd;
	g->ring[at].until_ms = now_ms + RING_MS;
}

int
gate_tend(struct gate *g, int64_t now_ms)
{
	forget_gone(g, now_ms); /* nobody waits for that: it is in time when the next one comes */
	while (g->held > 0 && g->ring[g->first].until_ms <= now_ms)
		let_go(g);
	if (g->away != g->away_logged && now_ms >= g->summary_ms) {
		log_event(LOG_WARN, "turned-away", "connections=%llu full_block=%llu at_door=%u",
		    (unsigned long long)(g->away - g->away_logged),
		    (unsigned long long)(g->away_block - g->away_block_logged), g->inside);
		g->away_logged = g->away;
		g->away_block_logged = g->away_block;
		g->summary_ms = now_ms + SUMMARY_MS;
	}
	int64_t wait = g->away != g->away_logged ? g->summary_ms - now_ms : -1;
	if (g->held > 0 && (wait < 0 || g->ring[g->first].until_ms - now_ms < wait))
		wait = g->ring[g->first].until_ms - now_ms;
	return (int)wait;
}

bool
gate_give_up(struct gate *g)
{
	bool had = g->held > 0;
	while (g->held > 0)
		let_go(g);
	return had;
}

/* ---- telling ---- */

uint32_t
gate_at_door(const struct gate *g)
{
	return g->inside - g->gones;
}

void
gate_tally(const struct gate *g, struct tally *t, char names[TALLY_HELD][64])
{
	t->turned_away = g->away;
	t->helds = 0;
	for (uint32_t at = 0; g->in_full > 0 && at < BLOCKS && t->helds < TALLY_HELD; at++) {
		const struct held *b = &g->block[at];
		if (b->count == 0 || b->count < b->most)
			continue;
		net_text(&b->net, names[t->helds]);
		t->held[t->helds] = (struct tally_held){ str_from(names[t->helds]), b->count };
		t->helds++;
	}
}

void
gate_went_on(struct gate *g, uint64_t turned_away)
{
	g->away = g->away_logged = turned_away;
}
