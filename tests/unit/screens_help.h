/*
 * For the tests of the screens: an app over the real keeper in memory and the example course. Keys
 * go in as intents, the keeper answers at once, and what is shown comes out as a view or as text.
 */
#ifndef CHALKLINE_SCREENS_HELP_H
#define CHALKLINE_SCREENS_HELP_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/keeper/keeper.h"
#include "tui/screens/app.h"

#define HELP_OK __attribute__((unused))
#define EXAMPLE SOURCE_DIR "/courses/library/evidence-first-day"

#define HOUSE_CODE "K7MP-Q2RT-9XWD-HN4C-F"

enum { TOLD_MAX = 64 };

struct house {
	struct keeper *keeper;
	struct seat seat;
	struct image image[8];
	uint32_t images;
	struct world world;
	struct app *app;
	struct arena *arena;       /* for the whole test */
	struct arena *turn, *talk; /* the view; what was said with the keeper since the last key */
	unsigned depth;
	struct view view; /* after the last key */
	int64_t now;
	uint64_t chance, events, numbers;
	bool left; /* EFFECT_LEAVE came */
	char goodbye[300];
	char previewed[72]; /* the draft that was asked for in screens of its own */
	enum verb asked[TOLD_MAX]; /* every request, in order */
	unsigned asks;
	bool mute;          /* the keeper does not answer */
	struct request *held; /* what it did not answer last */
	enum reason refuse; /* instead of asking the keeper, once */
	/* Answers instead of the keeper, where it says true. */
	bool (*instead)(struct house *h, const struct request *q, struct reply *r);
	const struct reply *canned[VERB_KINDS]; /* house_can */
	int cols, rows;
};

static int64_t
house_now(void *context)
{
	return ((struct house *)context)->now;
}

static void
house_random(void *context, void *bytes, size_t len)
{
	struct house *h = context;
	unsigned char *at = bytes;

	for (size_t i = 0; i < len; i++) {
		h->chance = h->chance * 6364136223846793005u + 1442695040888963407u;
		at[i] = (unsigned char)(h->chance >> 56);
	}
}

static void
house_uuid(void *context, struct uuid *u)
{
	struct house *h = context;
	unsigned char random[10];

	house_random(h, random, sizeof(random));
	*u = uuid_make((uint64_t)h->now * 1000 + h->events++, random);
}

static void
house_fail(const char *what, const char *why)
{
	fprintf(stderr, "%s: %s\n", what, why);
	abort();
}

static void
house_publish(struct house *h, const char *dir)
{
	struct buf report = BUF_IN(h->arena);
	struct err e = { 0 };
	bool changed;

	if (!keeper_publish(h->keeper, dir, &report, &changed, &e))
		house_fail(dir, e.text);
}

/* What the session makes of a key that is pasted, as far as a screen can tell. */
HELP_OK static bool
house_parse_key(void *context, struct str line, struct arena *a, struct str *blob,
    struct str *fingerprint, struct str *name, enum reason *why)
{
	static const char pasted[] = "\0\0\0\x0bssh-ed25519\0\0\0\x20"
				     "0123456789abcdef0123456789abcdef";

	(void)context;
	(void)a;
	*why = str_find(line, 0, "PRIVATE KEY") < line.len ? REASON_KEY_PRIVATE : REASON_NO_KEY;
	if (!str_starts(line, "ssh-ed25519 AAAA") && !str_starts(line, "ssh-rsa AAAA"))
		return false;
	*blob = (struct str){ pasted, sizeof(pasted) - 1 };
	*fingerprint = STR("SHA256:pasted");
	*name = STR("amina@laptop");
	return true;
}

HELP_OK static void
house_open(struct house *h)
{
	struct keeper_options o = { .database = ":memory:", .now = house_now, .now_context = h };
	const struct edition *edition;
	struct err e = { 0 };

	*h = (struct house){ .now = INT64_C(1795446720) }; /* Mon 23 Nov 2026, 15:12 UTC */
	h->arena = arena_new();
	h->turn = arena_new();
	h->talk = arena_new();
	h->chance = 42;
	h->cols = 80;
	h->rows = 24;
	static const struct keeper_settings with_guests = { .guests = true };

	o.fast_hashes = true;
	o.settings = &with_guests;
	h->keeper = keeper_open(&o, &e);
	if (h->keeper == NULL)
		house_fail("keeper_open", e.text);
	house_publish(h, EXAMPLE);
	h->images = keeper_editions(h->keeper, &edition);
	for (uint32_t i = 0; i < h->images && i < 8; i++)
		h->image[i] = edition[i].open;
	h->world.shelf = (struct shelf){ .image = h->image, .images = h->images };
	h->world.academy = (struct academy){ .name = STR("Amari Justice Academy"),
		.address = STR("host"),
		.port = 22,
		.contact = STR("Ms Tembo, +258 21 000 000, Mon-Fri 8-16"),
		.fingerprint = STR("SHA256:abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG") };
	h->world.uuid = house_uuid;
	h->world.random = house_random;
	h->world.parse_key = house_parse_key;
	h->world.context = h;
	h->world.proved_key = h->world.proved_kind = h->world.proved_blob = STR_NONE;
	h->world.has_pty = true;
}

HELP_OK static void
house_close(struct house *h)
{
	app_free(h->app);
	keeper_close(h->keeper);
	arena_free(h->arena);
	arena_free(h->turn);
	arena_free(h->talk);
}

static void
house_ask(struct house *h, struct seat *seat, const struct request *q, struct reply *r)
{
	struct request numbered = *q;

	numbered.number = ++h->numbers;
	keeper_ask(h->keeper, seat, &numbered, h->talk, r);
}

static void house_update(struct house *h, struct intent i);

static void
house_answer(struct house *h, const struct request *asked)
{
	const struct request *q = request_copy(h->talk, asked);
	struct reply r;

	if (h->asks < TOLD_MAX)
		h->asked[h->asks++] = q->verb;
	if (h->mute) {
		h->held = request_copy(h->arena, q);
		return;
	}
	if (h->refuse != REASON_NONE) {
		r = (struct reply){
			.number = 1, .verb = q->verb, .refusal = { .reason = h->refuse }
		};
		h->refuse = REASON_NONE;
	} else if (h->instead == NULL || !h->instead(h, q, &r)) {
		house_ask(h, &h->seat, q, &r);
	}
	/* Its letters are the keeper's chance. */
	if (q->verb == VERB_SIGNUP && r.refusal.reason == REASON_NONE)
		r.login.recovery = STR(HOUSE_CODE);
	house_update(h, (struct intent){ .kind = INTENT_REPLY, .reply = &r });
}

/* The keeper is there again and answers what it held. */
HELP_OK static void
house_release(struct house *h)
{
	h->mute = false;
	h->depth++; /* the answer is of this turn */
	house_answer(h, h->held);
	h->depth--;
}

static void
house_update(struct house *h, struct intent i)
{
	struct effect e;

	if (h->depth == 0)
		arena_reset(h->talk);
	h->depth++;
	i.now = h->now;
	if (i.text.at == NULL)
		i.text = STR_NONE;
	app_update(h->app, &i, &e);
	if (e.kind == EFFECT_LEAVE) {
		h->left = true;
		snprintf(h->goodbye, sizeof(h->goodbye), "%.*s", STR_ARG(e.goodbye));
	} else if (e.kind == EFFECT_PREVIEW) {
		snprintf(h->previewed, sizeof(h->previewed), "%.*s", STR_ARG(e.course));
	} else if (e.kind == EFFECT_ASK) {
		house_answer(h, &e.request);
	}
	h->depth--;
	arena_reset(h->turn);
	view_init(&h->view, h->turn);
	app_view(h->app, &h->view);
}

/* Replies live until the next key; who somebody is lives for the whole test. */
static struct identity
house_who(struct house *h, const struct identity *told)
{
	struct identity who = *told;

	who.login = str_copy(h->arena, told->login);
	who.name = str_copy(h->arena, told->name);
	who.language = str_copy(h->arena, told->language);
	who.country = str_copy(h->arena, told->country);
	who.last_how = str_copy(h->arena, told->last_how);
	return who;
}

/* Logged in, with an account of this role. */
HELP_OK static struct identity
house_member(struct house *h, const char *login, const char *name, enum role role)
{
	struct seat operator= keeper_operator();
	struct request add = { .verb = VERB_USER_ADD };
	struct request in = { .verb = VERB_LOGIN_PASSWORD };
	struct reply r;

	house_uuid(h, &add.user.event);
	add.user.login = str_from(login);
	add.user.name = str_from(name);
	add.user.language = STR("en");
	add.user.key = STR_NONE;
	add.user.secret = STR("a whole sentence is easy");
	add.user.role = role;
	house_ask(h, &operator, & add, &r);
	if (r.refusal.reason != REASON_NONE)
		house_fail("USER_ADD", "refused");
	in.login.login = add.user.login;
	in.login.secret = add.user.secret;
	in.login.key = in.login.client = STR_NONE;
	h->seat = (struct seat){ .role = ROLE_NOBODY };
	house_ask(h, &h->seat, &in, &r);
	if (r.refusal.reason != REASON_NONE)
		house_fail("LOGIN_PASSWORD", "refused");
	return house_who(h, &r.login.who);
}

/* A trainee with a name that holds an accent. */
HELP_OK static struct identity
house_trainee(struct house *h)
{
	return house_member(h, "amina", "Amina Macuácua", ROLE_TRAINEE);
}

HELP_OK static struct identity
house_door(struct house *h)
{
	struct seat operator= keeper_operator();
	struct request invite = { .verb = VERB_INVITE };
	struct request in = { .verb = VERB_LOGIN_CODE };
	struct reply r;

	house_uuid(h, &invite.invite.event);
	invite.invite.role = ROLE_TRAINEE;
	invite.invite.uses = 40;
	invite.invite.days = 30;
	house_ask(h, &operator, & invite, &r);
	in.login.secret = r.invite.code;
	in.login.login = in.login.key = in.login.client = STR_NONE;
	h->seat = (struct seat){ .role = ROLE_NOBODY };
	house_ask(h, &h->seat, &in, &r);
	if (r.refusal.reason != REASON_NONE)
		house_fail("LOGIN_CODE", "refused");
	return house_who(h, &r.login.who);
}

HELP_OK static struct identity
house_guest(struct house *h)
{
	struct request in = { .verb = VERB_LOGIN_GUEST };
	struct reply r;

	in.login.login = in.login.secret = in.login.key = in.login.client =
	    STR_NONE;
	h->seat = (struct seat){ .role = ROLE_NOBODY };
	house_ask(h, &h->seat, &in, &r);
	if (r.refusal.reason != REASON_NONE)
		house_fail("LOGIN_GUEST", "refused");
	return house_who(h, &r.login.who);
}

static bool
house_canned(struct house *h, const struct request *q, struct reply *r)
{
	if (h->canned[q->verb] != NULL)
		*r = *h->canned[q->verb];
	return h->canned[q->verb] != NULL;
}

/* From now on this is what the keeper says to this verb. */
HELP_OK static void
house_can(struct house *h, const struct reply *r)
{
	h->canned[r->verb] = r;
	h->instead = house_canned;
}

/* Who finds at home that much was done meanwhile, that nothing can be saved, and a key announced. */
HELP_OK static struct identity
house_notified(struct house *h)
{
	static struct notice notice[4] = {
		{ .kind = NOTICE_KEY_ADD, .at = 1795440000, .by = { "", 0 }, .what = { "office PC", 9 } },
		{ .kind = NOTICE_RECOVERY, .at = 1795430000, .by = { "-", 1 }, .what = { "", 0 } },
		{ .kind = NOTICE_ROLE, .at = 1795420000, .by = { "tembo", 5 }, .what = { "instructor", 10 } },
		{ .kind = NOTICE_PASSWORD, .at = 1795410000, .by = { "-", 1 }, .what = { "", 0 } },
	};
	struct identity who = house_trainee(h);

	who.notice = notice;
	who.notices = 4;
	who.reads_only = true;
	who.last_at = 1795106400; /* Thu 19 Nov 2026, 16:40 UTC */
	who.last_how = STR("office PC");
	h->world.academy.next_fingerprint = STR("SHA256:ZYXWVUTSRQPONMLKJIHGFEDCBAzyxwvutsrqponmlkj");
	h->world.academy.next_from = 1800000000;
	return who;
}

/* Who has typed the recovery code of the trainee: the keeper tells three keys. */
HELP_OK static struct identity
house_recovers(struct house *h)
{
	static struct ssh_key keys[3] = {
		{ .fingerprint = { "SHA256:0ffice", 13 }, .kind = { "ssh-ed25519", 11 },
		    .name = { "office PC", 9 }, .added_at = 1795000000, .used_at = 1795446000 },
		{ .fingerprint = { "SHA256:1aptop", 13 }, .kind = { "ssh-rsa", 7 },
		    .name = { "laptop", 6 }, .added_at = 1790000000, .used_at = 1795100000 },
		{ .fingerprint = { "SHA256:ph0ne", 12 }, .kind = { "ssh-ed25519", 11 },
		    .name = { "", 0 }, .added_at = 1795200000 },
	};
	static struct reply told_keys = { .number = 1, .verb = VERB_KEYS, .keys = { keys, 3 } };
	static struct reply told = { .number = 1, .verb = VERB_RECOVER };
	struct identity who = house_trainee(h);

	told.login.who = who;
	told.login.recovery = STR(HOUSE_CODE);
	house_can(h, &told_keys);
	house_can(h, &told);
	h->world.recovers = true;
	who.role = ROLE_DOOR;
	return who;
}

HELP_OK static void
house_start(struct house *h, const struct identity *who, const char *address)
{
	app_free(h->app);
	h->left = false;
	h->app = app_new(&h->world, who, str_from(address));
	house_update(h, (struct intent){ .kind = INTENT_START, .cols = h->cols, .rows = h->rows });
}

/* ---- keys ---- */

HELP_OK static void
press(struct house *h, enum intent_kind kind)
{
	house_update(h, (struct intent){ .kind = kind, .seen = true, .whole = h->world.line });
}

HELP_OK static void
digit(struct house *h, int number)
{
	house_update(
	    h, (struct intent){
		   .kind = INTENT_NUMBER, .number = number, .seen = true, .whole = h->world.line });
}

/* A number and Enter, as in line mode. */
HELP_OK static void
pick(struct house *h, int number)
{
	house_update(h, (struct intent){
			    .kind = INTENT_NUMBER, .number = number, .seen = true, .whole = true });
}

HELP_OK static void
type(struct house *h, const char *text)
{
	house_update(
	    h, (struct intent){ .kind = INTENT_TYPED, .text = str_from(text), .seen = true });
}

/* One line of line mode. */
HELP_OK static void
say(struct house *h, const char *text)
{
	struct intent i = keymap_line(str_from(text), h->view.field);

	i.seen = i.whole = true;
	house_update(h, i);
}

/* ---- what is shown ---- */

/* All words of the view, one item a line; valid until the next key. */
HELP_OK static const char *
shown(const struct house *h)
{
	struct buf b = BUF_IN(h->turn);
	const struct view *v = &h->view;

	buf_printf(&b, "%.*s | %.*s | %.*s | %.*s\n", STR_ARG(v->title), STR_ARG(v->where),
	    STR_ARG(v->status), STR_ARG(v->who));
	for (uint32_t i = 0; i < v->items; i++) {
		const struct item *it = &v->item[i];

		if (it->number > 0)
			buf_printf(&b, "%s%d ", it->focused ? "> " : "", it->number);
		buf_str(&b, it->text);
		for (uint32_t r = 0; r < it->rows; r++) {
			for (uint32_t s = 0; s < it->row[r].spans; s++)
				buf_str(&b, it->row[r].span[s].text);
			buf_char(&b, '\n');
		}
		buf_printf(&b, " %.*s %.*s %.*s\n", STR_ARG(it->detail[0]), STR_ARG(it->detail[1]),
		    STR_ARG(it->value));
	}
	return buf_cstr(&b);
}

HELP_OK static bool
shows(const struct house *h, const char *text)
{
	if (strstr(shown(h), text) != NULL)
		return true;
	fprintf(stderr, "\"%s\" is not in:\n%s\n", text, shown(h));
	return false;
}

HELP_OK static bool
on(const struct house *h, const char *screen)
{
	if (str_is(h->view.screen, screen))
		return true;
	fprintf(stderr, "not on %s:\n%s\n", screen, shown(h));
	return false;
}

#endif
