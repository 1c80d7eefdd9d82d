#include "tui/cli/letter.h"

#include "courses/base/width.h"
#include "tui/serve/config.h"
#include "tui/serve/datadir.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ADDRESS_BESIDE = 24 }; /* columns of an address that leave room for the rest of the line */

/* What nobody set is a guess, and a guess on paper is wrong for years. */
static void
doubt(const struct door *d, const char *file)
{
	char host[128] = "";
	gethostname(host, sizeof(host) - 1);
	if (access(file, F_OK) != 0 || str_is(d->address, host) || str_is(d->address, "localhost"))
		cli_say("is %.*s how trainees type this machine's name? If not, set address (and port, contact) in "
			"chalkline.yaml first", STR_ARG(d->address));
	if (d->contact.len == 0)
		cli_say("chalkline.yaml names no contact: whom shall people call? There is a line to write it on");
	if (!d->has_key)
		cli_say("there is no host key yet, so no fingerprint can be printed; start the academy once, or restore it "
			"from a backup");
}

/* Where no port is said, trainees type the one that the server listens on. */
static uint16_t
listening_port(struct cli *c, const struct config *config)
{
	uint64_t port = 0;
	struct str where = config->listens > 0 ? config->listen[0] : STR("2222");
	if (cli_is_served(c)) { /* serve may have been told another place than the file says; without an answer the file counts */
		struct request q = { .verb = VERB_STATUS };
		struct reply r = { 0 };
		struct err e = { 0 };
		if (cli_ask(c, &q, &r, NULL, &e) && r.refusal.reason == REASON_NONE && r.status.listening.len > 0)
			where = str_sub(r.status.listening, 0, str_find(r.status.listening, 0, " "));
	}
	size_t from = where.len;
	while (from > 0 && where.at[from - 1] != ':')
		from--;
	return str_number(str_sub(where, from, where.len), 65535, &port) && port > 0 ? (uint16_t)port : 2222;
}

struct door
door_read(struct cli *c)
{
	struct config config = { .zone = STR_NONE };
	struct problems p = problems_in(c->a);
	struct err e = { 0 };
	struct door d = { .address = STR_NONE };
	const char *file = datadir_file(c->a, c->data, "chalkline.yaml");
	if (!config_read(file, c->a, &config, &p, &e)) {
		cli_say("%s; what stands below may lack what the file should say", e.text);
		for (uint32_t i = 0; i < p.count; i++) {
			struct str line = problem_line(c->a, "", &p.problem[i]);
			cli_say("%.*s", STR_ARG(line));
		}
	}
	d.name = config.academy.issuer.len > 0 ? config.academy.issuer : config.academy.name;
	d.address = config.academy.address;
	d.contact = config.has_contact ? config.academy.contact : STR_NONE;
	d.port = config.academy.port != 0 ? config.academy.port : listening_port(c, &config);
	d.has_key = hostkey_read(c->data, c->a, &d.key, &e);
	d.has_next = hostkey_next(c->data, c->a, &d.next, &e);
	doubt(&d, file);
	return d;
}

struct str
door_known(struct arena *a, const struct door *d)
{
	return d->port == 22 ? d->address : str_printf(a, "[%.*s]:%u", STR_ARG(d->address), d->port);
}

/* first stands before the first line, and blanks of the same width before the others. */
static void
wrapped(struct buf *b, const char *first, struct str text)
{
	int indent = width_str(str_from(first));
	size_t at = 0;
	do {
		size_t next;
		struct str line = width_line(text, at, LETTER_COLS - indent, &next);
		if (at == 0)
			buf_z(b, first);
		else
			buf_printf(b, "%*s", indent, "");
		buf_str(b, line);
		buf_char(b, '\n');
		at = next;
	} while (at < text.len);
}

void
letter_text(struct buf *b, const char *text)
{
	wrapped(b, "", str_from(text));
}

static void
day(char out[40], int64_t at)
{
	static const char *const month[] = { "January", "February", "March", "April", "May", "June", "July", "August",
		"September", "October", "November", "December" };
	time_t t = (time_t)at;
	struct tm tm;
	if (gmtime_r(&t, &tm) == NULL)
		memset(&tm, 0, sizeof(tm));
	snprintf(out, 40, "%d %s %d, %02d:%02d UTC", tm.tm_mday, month[tm.tm_mon % 12], tm.tm_year + 1900, tm.tm_hour,
	    tm.tm_min);
}

/* "ssh -p 2222 join@host": on one line, since it is typed as it stands. */
static void
command(struct buf *b, const struct door *d, const char *who)
{
	buf_z(b, "ssh ");
	if (d->port != 22)
		buf_printf(b, "-p %u ", d->port);
	buf_printf(b, "%s@%.*s", who, STR_ARG(d->address));
}

void
door_ways(struct buf *b, const struct door *d, const char *code)
{
	char when[40];
	buf_z(b, "With PuTTY:\n");
	bool is_long = width_str(d->address) > ADDRESS_BESIDE;
	buf_printf(b, "  1  Host Name  %.*s%sPort  %u   Connection type  SSH\n", STR_ARG(d->address),
	    is_long ? "\n     " : "   ", d->port);
	buf_z(b, "  2  Open. Compare the fingerprint with the one below; the same: Accept.\n");
	buf_printf(b, "  3  login as:  join    Then, at Code:  type %s.\n\n", code);
	buf_z(b, "With OpenSSH, in a terminal window:\n  1  ");
	command(b, d, "join");
	buf_z(b, "\n  2  Compare the fingerprint with the one below; the same: type yes.\n");
	buf_printf(b, "  3  At Code:  type %s.\n\n", code);
	if (d->has_key)
		buf_printf(b, "Fingerprint of the academy's key:\n  %.*s\n", STR_ARG(d->key.fingerprint));
	if (d->has_next) {
		day(when, d->next.from);
		buf_printf(b, "From %s on it may also be:\n  %.*s\n", when, STR_ARG(d->next.fingerprint));
	}
	if (d->has_key)
		buf_z(b, "Your program shows another one? Do not go on: call.\n\n");
}

void
letter_make(struct buf *b, struct arena *a, const struct door *d, const struct told_invite *i, struct str whom)
{
	char when[40];
	day(when, i->until);
	wrapped(b, "", d->name);
	buf_z(b, "\n");
	if (whom.len > 0)
		wrapped(b, "For ", whom);
	buf_printf(b, "Your way in%s%s. Keep this letter as you keep a key.\n\n", i->role > ROLE_TRAINEE ? " as " : "",
	    i->role > ROLE_TRAINEE ? role_name(i->role) : "");
	buf_printf(b, "    Code:  %.*s\n\n", STR_ARG(i->code));
	if (i->uses > 1)
		wrapped(b, "", str_printf(a, "It is good for %u people, once for each, until %s.", i->uses, when));
	else
		wrapped(b, "", str_printf(a, "It is good once, until %s.", when));
	buf_z(b, "\nTHE FIRST TIME\n");
	door_ways(b, d, "the code");
	buf_z(b, "AFTER THAT\n");
	letter_text(b, "Type your own login where join stands above. You are always taken back to where you were.");
	letter_text(b, "With a screen reader or braille, type join+line, and later your login with +line behind it: "
		       "plain lines.");
	buf_z(b, "\n    Your login:          ______________________________\n\n"
		 "    Your recovery code:  ______________________________\n\n");
	letter_text(b, "The first visit ends with the recovery code: write it here. When password, key or telephone are "
		       "lost, log in as join once more and type it at Code: to choose a new way in.");
	buf_z(b, "\nWHEN THIS LETTER IS LOST\n");
	letter_text(b, "Call at once. Whoever finds it can come in with what stands on it; we end the codes and give you "
		       "new ones. What you have done is kept.");
	buf_z(b, "\n");
	wrapped(b, "Who can help:  ", d->contact.len > 0 ? d->contact : STR("______________________________"));
}
