#include "store/keeper/run.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CONTROLS_A_TURN = 256, REPORTS_WAIT = 1024, LINE_MOST = 3500 };

/* ---- to the listener ---- */

/* false: it waits. What cannot be said at all counts as said. */
static bool
word_send(struct run *r, const struct control *m)
{
	if (control_send(r->control, m))
		return true;
	if (errno == EAGAIN || errno == ENOBUFS || errno == ENOMEM || errno == ETOOMANYREFS)
		return false;
	r->ends = r->ends || errno == EPIPE || errno == ECONNRESET;
	return true;
}

static void
word_free(struct word *w)
{
	if (w->message.fd >= 0)
		close(w->message.fd);
	free(w);
}

static struct str
word_str(char **at, struct str s)
{
	struct str copy = { *at, s.len };

	if (s.len > 0)
		memcpy(*at, s.at, s.len);
	*at += s.len;
	return copy;
}

static struct word *
word_new(const struct control *m, struct client *client)
{
	struct word *w = malloc(sizeof(*w) + m->seat.len + m->text.len);
	char *at;

	if (!w)
		return NULL;
	at = w->bytes;
	w->next = NULL;
	w->client = client;
	w->message = *m;
	w->message.seat = word_str(&at, m->seat);
	w->message.text = word_str(&at, m->text);
	w->message.fd = m->fd < 0 ? -1 : fcntl(m->fd, F_DUPFD_CLOEXEC, 0);
	if (m->fd >= 0 && w->message.fd < 0) {
		free(w);
		return NULL;
	}
	return w;
}

void
word_tell(struct run *r, const struct control *m, struct client *client)
{
	struct word *w;

	if (!r->word && word_send(r, m))
		return;
	/* Lines for the log may be lost, when it is that bad; seats may not. */
	w = m->kind == CONTROL_REPORT && r->words >= REPORTS_WAIT ? NULL : word_new(m, client);
	if (!w) {
		if (client)
			client_drop(r, client);
		return;
	}
	*r->word_last = w;
	r->word_last = &w->next;
	r->words++;
	if (client)
		client->unheard++;
	run_watch_listener(r);
}

void
words_send(struct run *r)
{
	while (r->word && word_send(r, &r->word->message)) {
		struct word *w = r->word;
		struct client *c = w->client;

		r->word = w->next;
		if (!r->word)
			r->word_last = &r->word;
		r->words--;
		word_free(w);
		/* Its listener knows who it is: now it may know it, too. */
		if (c && --c->unheard == 0 && !c->is_gone && !c->is_leaving)
			client_send_outs(r, c);
	}
	run_watch_listener(r);
}

void
words_forget(struct run *r, const struct client *c)
{
	for (struct word *w = r->word; w && c->unheard > 0; w = w->next)
		if (w->client == c)
			w->client = NULL;
}

void
words_free(struct run *r)
{
	while (r->word) {
		struct word *w = r->word;

		r->word = w->next;
		word_free(w);
	}
}

void
word_report(struct run *r, struct str line)
{
	struct control m = { .kind = CONTROL_REPORT, .seat = STR_NONE, .fd = -1 };

	m.text = str_sub(line, 0, LINE_MOST);
	word_tell(r, &m, NULL);
}

void
word_report_lines(struct run *r, struct str text)
{
	struct str line;

	while (str_next(&text, '\n', &line))
		if (line.len > 0)
			word_report(r, line);
}

/* Who is mid-way in an older major reads on in its pages. */
static void
words_tell_majors(struct run *r)
{
	struct keeper *k = r->k;
	struct arena *a = arena_new();
	struct edition_row *held, newest;
	uint32_t n, told = 0;

	db_majors_held(k->db, a, &held, &n);
	for (uint32_t i = 0; i < n && told < CONTROL_MAJORS; i++) {
		const struct book *b = NULL;
		struct control m = { .kind = CONTROL_EDITION, .seat = STR_NONE };

		if (shelf_find(&k->shelf, held[i].course) &&
		    db_edition_of_major(k->db, held[i].course, held[i].edition, a, &newest))
			b = shelf_exact(&k->shelf, k->db, newest.course, newest.edition,
			    newest.minor, newest.revision);
		if (!b)
			continue;
		m.text = b->edition.course;
		m.fd = b->compiled.open_fd;
		word_tell(r, &m, NULL);
		told++;
	}
	if (n > CONTROL_MAJORS)
		word_report(r,
		    str_printf(a, "level=error event=majors-left-out held=%u most=%d", n,
			CONTROL_MAJORS));
	if (db_failed(k->db)) {
		trouble_note(&k->trouble, k->db);
		db_rollback(k->db);
	}
	arena_free(a);
}

void
words_tell_editions(struct run *r)
{
	for (uint32_t i = 0; i < r->k->shelf.books; i++) {
		const struct book *b = r->k->shelf.book[i];
		struct control m = {
			.kind = CONTROL_EDITION,
			.seat = STR_NONE,
			.text = b->edition.course,
			.known = true,
			.fd = b->compiled.open_fd,
		};

		word_tell(r, &m, NULL);
	}
	words_tell_majors(r);
}

/* ---- from the listener ---- */

/*
 * The listener's copy of a seat may be older than the records: a keeper that died behind its commit
 * told nobody whose session it ended. What cannot be read now stands.
 */
static bool
seat_stands(struct run *r, const struct seat *s)
{
	struct db *db = r->k->db;
	struct person p;

	if (uuid_is_zero(&s->person))
		return true;
	if (db_person(db, &s->person, r->arena, &p))
		return !p.disabled && (s->role == ROLE_DOOR || s->role == p.role);

	bool is_unread = db_failed(db);

	if (is_unread) {
		trouble_note(&r->k->trouble, db);
		db_rollback(db);
	}
	return is_unread;
}

static void
attach(struct run *r, const struct control *m)
{
	struct client *c = client_new(r, m->slot, m->fd);
	struct control bound = {
		.kind = CONTROL_BOUND, .slot = m->slot, .text = STR_NONE, .fd = -1
	};
	/* A call to say again what the keeper before this one left unanswered. */
	struct reply again = { .number = 0, .verb = VERB_HELLO };

	if (!c)
		return;
	if (m->seat.len == 0) {
		/* New. It gets a name of its own at once, by which the next keeper will know it as
		 * old. */
		randombytes_buf(c->seat.session.b, sizeof(c->seat.session.b));
		snprintf(c->seat.from, sizeof(c->seat.from), "%.*s", STR_ARG(m->text));
		c->seat.since = r->k->now(r->k->now_context);
		bound.seat = seat_write(r->arena, &c->seat);
		word_tell(r, &bound, c);
		return;
	}
	if (!seat_read(m->seat, &c->seat)) {
		again.refusal.reason = REASON_VERSION;
		client_send(r, c, &again);
		client_drop(r, c);
		return;
	}
	if (seat_stands(r, &c->seat))
		client_send(r, c, &again);
	else
		client_end(r, c);
}

static void
tally_take(struct run *r, struct str text)
{
	struct tally t;

	/* Read where it stays: what is malformed leaves what was said before. */
	if (text.len > sizeof(r->tally_bytes) || !tally_read(text, &t))
		return;
	memcpy(r->tally_bytes, text.at, text.len);
	if (!tally_read((struct str){ r->tally_bytes, text.len }, &r->tally))
		memset(&r->tally, 0, sizeof(r->tally));
}

void
words_read(struct run *r)
{
	char bytes[CONTROL_MESSAGE];
	struct control m;

	for (int n = 0; n < CONTROLS_A_TURN && !r->ends; n++) {
		int got = control_recv(r->control, &m, bytes);

		if (got < 0 && errno == EAGAIN)
			return;
		if (got == 0 || (got < 0 && errno != EBADMSG)) {
			r->ends = true;
		} else if (got > 0 && m.kind == CONTROL_ATTACH) {
			attach(r, &m);
		} else if (got > 0 && m.kind == CONTROL_ADMIN) {
			struct client *c = client_new(r, m.slot, m.fd);

			if (c) {
				c->is_admin = true;
				c->seat = keeper_operator();
			}
		} else if (got > 0 && m.kind == CONTROL_SETTINGS) {
			struct keeper_settings settings;

			if (settings_read(m.text, r->arena, &settings))
				keeper_settle(r->k, &settings);
		} else if (got > 0 && m.kind == CONTROL_TALLY) {
			tally_take(r, m.text);
		} else if (m.fd >= 0) {
			close(m.fd);
		}
	}
}
