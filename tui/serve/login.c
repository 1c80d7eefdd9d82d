#include "tui/serve/login.h"

#include "courses/base/safe.h"
#include "tui/screens/words.h"
#include "tui/serve/doorstep.h"
#include "tui/serve/wrap.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum {
	WRONG_CODES = 5,     /* plink and dbclient ask for ever: the server has to end it */
	WRONG_PASSWORDS = 4,
	OFFERED_KEYS = 20,   /* offers cost nothing, an agent may hold many */
	BUSY_MS = 15000,     /* a class that logs in at once waits; it is not told that its passwords are wrong */
};

void
login_begin(struct login *l, struct wire *w, struct asker *a, const struct login_rules *rules)
{
	*l = (struct login){ .wire = w, .asker = a, .rules = rules, .arena = arena_new() };
}

void
login_clear(struct login *l)
{
	arena_free(l->arena);
	sodium_memzero(l->blob, sizeof(l->blob));
	*l = (struct login){ 0 };
}

/* Clients print the reason of a disconnect; dropbear's drops it, but shows a banner. */
static void
end(struct login *l, struct str why)
{
	static const char dropbear[] = "SSH-2.0-dropbear";
	struct buf b = BUF_OVER(l->farewell);
	buf_str(&b, why);
	buf_cstr(&b);
	l->over = true;
	if (str_starts(wire_banner(l->wire), dropbear)) {
		struct buf lines = BUF_IN(l->arena);
		wrap_lines(&lines, buf_get(&b), "\n");
		wire_auth_banner(l->wire, buf_get(&lines));
	}
	wire_disconnect(l->wire, l->farewell);
}

static void
end_z(struct login *l, const char *why)
{
	end(l, str_from(why));
}

static void
end_by(struct login *l, void (*sentence)(struct buf *, const struct academy *))
{
	struct buf b = BUF_IN(l->arena);
	sentence(&b, l->rules->academy);
	end(l, buf_get(&b));
}

static void
end_refused(struct login *l, const struct refusal *r)
{
	end(l, reason_text(r, l->rules->academy, l->arena));
}

static unsigned
methods(const struct login *l)
{
	static const unsigned by_door[] = {
		[DOOR_MEMBER] = WIRE_BY_KEY | WIRE_BY_ASKING | WIRE_BY_PASSWORD,
		[DOOR_JOIN] = WIRE_BY_KEY | WIRE_BY_ASKING,
		[DOOR_GUEST] = WIRE_BY_ASKING,
		[DOOR_VERIFY] = WIRE_BY_ASKING,
	};
	return by_door[l->door];
}

/* Closed doors are names that nobody has. */
static int
door_named(const char *name, const struct login_rules *rules)
{
	if (strcmp(name, "join") == 0 || strcmp(name, "recover") == 0)
		return DOOR_JOIN;
	if (strcmp(name, "guest") == 0 && rules->guests)
		return DOOR_GUEST;
	if (strcmp(name, "verify") == 0 && rules->verify)
		return DOOR_VERIFY;
	return DOOR_MEMBER;
}

/* The login name says the door and the presenter: "Amina+line" is amina in plain lines. */
static bool
take_name(struct login *l, struct str user)
{
	char name[sizeof(l->name)];
	bool line = false, adding = false;
	for (bool more = true; more;) { /* in either order */
		more = false;
		if (str_ends(user, "+line"))
			line = more = true, user = str_sub(user, 0, user.len - 5);
		if (str_ends(user, "+key"))
			adding = more = true, user = str_sub(user, 0, user.len - 4);
	}
	if (user.len >= sizeof(name))
		user.len = 0; /* no such name; refused like any other unknown one */
	for (size_t i = 0; i < user.len; i++)
		name[i] = user.at[i] >= 'A' && user.at[i] <= 'Z' ? (char)(user.at[i] + 32) : user.at[i];
	name[user.len] = '\0';
	if (l->named)
		return strcmp(name, l->name) == 0;
	memcpy(l->name, name, sizeof(name));
	l->named = true;
	l->line = line;
	l->adding = adding;
	l->door = door_named(name, l->rules);
	return true;
}

static void
ask(struct login *l, enum verb verb, struct str secret, struct str key)
{
	struct request r = { .verb = verb,
		.login = { str_from(l->name), secret, key, wire_banner(l->wire) } };
	r.login.client = safe_line(l->arena, str_sub(r.login.client, 0, 80));
	l->waiting = verb;
	if (!asker_ask(l->asker, &r))
		end_z(l, "Too many requests at once.");
}

/* Over the prompt: what the door is, or what was wrong. */
static void
prompt(struct login *l, const struct buf *lines)
{
	bool code = l->door == DOOR_JOIN;
	wire_auth_prompt(l->wire, str_z(l->arena, buf_get(lines)), code ? _("Code: ") : _("Password: "), code);
}

static void
first_prompt(struct login *l)
{
	struct buf lines = BUF_IN(l->arena);
	(l->door == DOOR_JOIN ? doorstep_join : doorstep_member)(&lines, l->rules->academy);
	prompt(l, &lines);
}

static void
refuse(struct login *l, unsigned most)
{
	if (++l->wrong >= most)
		end_by(l, doorstep_too_often);
	else
		wire_auth_failure(l->wire, methods(l));
}

static void
key_offered(struct login *l, const struct wire_auth *a)
{
	if (++l->offered > OFFERED_KEYS)
		end_z(l, "Too many keys were offered.");
	else if (l->door == DOOR_JOIN && l->blob_len == 0)
		wire_auth_key_wanted(l->wire);
	else if (l->door == DOOR_MEMBER)
		ask(l, VERB_LOGIN_KEY_KNOWN, STR_NONE, a->key);
	else
		wire_auth_failure(l->wire, methods(l));
}

static void
key_proved(struct login *l, const struct wire_auth *a)
{
	if (a->key.len == 0 || a->key.len > sizeof(l->blob) ||
	    !(methods(l) & WIRE_BY_KEY)) {
		wire_auth_failure(l->wire, methods(l));
		return;
	}
	memcpy(l->blob, a->key.at, a->key.len);
	l->blob_len = a->key.len;
	snprintf(l->fingerprint, sizeof(l->fingerprint), "%.*s", STR_ARG(a->fingerprint));
	snprintf(l->key_kind, sizeof(l->key_kind), "%.*s", STR_ARG(a->key_kind));
	if (l->door == DOOR_JOIN)
		wire_auth_partial(l->wire, WIRE_BY_ASKING);
	else
		ask(l, VERB_LOGIN_KEY, STR_NONE, a->key);
}

void
login_asked(struct login *l, const struct wire_auth *a)
{
	if (!take_name(l, a->user)) {
		end_z(l, "One connection is for one name. Connect again with the other one.");
		return;
	}
	if (l->door == DOOR_VERIFY) {
		end_by(l, doorstep_no_certificates);
		return;
	}
	l->asked = *a;
	switch (a->kind) {
	case WIRE_NONE:
		if (l->door == DOOR_GUEST)
			ask(l, VERB_LOGIN_GUEST, STR_NONE, STR_NONE);
		else
			wire_auth_failure(l->wire, methods(l));
		break;
	case WIRE_KEY_OFFERED:
		key_offered(l, a);
		break;
	case WIRE_KEY_PROVED:
		key_proved(l, a);
		break;
	case WIRE_PASSWORD:
		if (l->door == DOOR_MEMBER)
			ask(l, VERB_LOGIN_PASSWORD, a->secret, (struct str){ (const char *)l->blob, l->blob_len });
		else
			refuse(l, WRONG_PASSWORDS);
		break;
	case WIRE_ASK:
		if (l->door == DOOR_GUEST)
			wire_auth_no_prompt(l->wire);
		else
			first_prompt(l);
		break;
	case WIRE_ANSWER:
		if (l->door == DOOR_GUEST)
			ask(l, VERB_LOGIN_GUEST, STR_NONE, STR_NONE);
		else
			ask(l, l->door == DOOR_JOIN ? VERB_LOGIN_CODE : VERB_LOGIN_PASSWORD, a->secret,
			    (struct str){ (const char *)l->blob, l->blob_len });
		break;
	case WIRE_KEY_WRONG:
	case WIRE_OTHER:
		refuse(l, OFFERED_KEYS);
		break;
	}
}

static void
code_refused(struct login *l, const struct refusal *r)
{
	struct buf lines = BUF_IN(l->arena);
	/* A slip of the pen (wrong check letter) costs nothing; still bounded, for clients that ask for ever. */
	l->wrong += r->reason == REASON_CODE_GROUP ? 0 : 1;
	if (l->wrong >= WRONG_CODES || ++l->offered > OFFERED_KEYS) {
		end_refused(l, r);
		return;
	}
	doorstep_refused(&lines, l->rules->academy, r);
	prompt(l, &lines);
}

/* Wrong, or not counted because of what was wrong before. Who was asked is asked again; whose client asks by itself is
 * told in a banner, but not at the first slip, which their fingers know about. */
static void
password_refused(struct login *l, const struct refusal *r)
{
	struct buf lines = BUF_IN(l->arena);
	bool held = r->reason == REASON_LIMIT;
	if (++l->wrong >= WRONG_PASSWORDS) {
		if (held)
			end_refused(l, r);
		else
			end_by(l, doorstep_too_often);
		return;
	}
	if (held)
		doorstep_refused(&lines, l->rules->academy, r);
	else
		doorstep_wrong(&lines, l->rules->academy, WRONG_PASSWORDS - l->wrong);
	if (l->asked.kind == WIRE_ANSWER) {
		prompt(l, &lines);
		return;
	}
	if (held || l->wrong > 1)
		wire_auth_banner(l->wire, buf_get(&lines));
	wire_auth_failure(l->wire, methods(l));
}

static void
refused(struct login *l, const struct reply *r)
{
	if (r->refusal.reason == REASON_DISABLED)
		end_refused(l, &r->refusal);
	else if (r->verb == VERB_LOGIN_CODE)
		code_refused(l, &r->refusal);
	else if (r->verb == VERB_LOGIN_PASSWORD)
		password_refused(l, &r->refusal);
	else if (r->verb == VERB_LOGIN_KEY && l->adding)
		wire_auth_partial(l->wire, WIRE_BY_ASKING | WIRE_BY_PASSWORD); /* proved, not yet kept: the password opens */
	else
		refuse(l, OFFERED_KEYS);
}

static void
ask_again(struct login *l)
{
	struct str key = l->waiting == VERB_LOGIN_KEY || l->waiting == VERB_LOGIN_KEY_KNOWN ? l->asked.key : STR_NONE;
	if (l->waiting == VERB_LOGIN_CODE || l->waiting == VERB_LOGIN_PASSWORD)
		key = (struct str){ (const char *)l->blob, l->blob_len };
	ask(l, l->waiting, l->asked.secret, key);
}

bool
login_tick(struct login *l, int64_t now_ms)
{
	if (l->done || l->over || !l->is_busy)
		return false;
	if (l->busy_since_ms == 0)
		l->busy_since_ms = now_ms;
	if (l->again_ms == 0)
		l->again_ms = now_ms + LOGIN_AGAIN_MS;
	if (now_ms - l->busy_since_ms > BUSY_MS) {
		end_z(l, _("The academy is very busy just now. Connect again in a minute."));
		return false;
	}
	if (now_ms >= l->again_ms) {
		l->again_ms = 0;
		l->is_busy = false;
		ask_again(l);
		return false;
	}
	return true;
}

void
login_turned_out(struct login *l, const struct refusal *r)
{
	if (!l->over)
		end_refused(l, r);
}

void
login_heard(struct login *l, const struct reply *r)
{
	if (l->over)
		return;
	if (r->verb != l->waiting || l->waiting == VERB_HELLO)
		return;
	if (r->refusal.reason == REASON_BUSY) {
		l->is_busy = true; /* login_tick asks again */
		return;
	}
	l->waiting = VERB_HELLO;
	l->busy_since_ms = 0;
	if (r->refusal.reason == REASON_DISK) {
		end_z(l, _("Something is wrong at the academy, not with you. Try again later."));
		return;
	}
	if (r->verb == VERB_LOGIN_KEY_KNOWN) {
		if (r->refusal.reason == REASON_NONE && (r->login.known || (l->adding && l->blob_len == 0)))
			wire_auth_key_wanted(l->wire);
		else
			wire_auth_failure(l->wire, methods(l));
		return;
	}
	if (r->refusal.reason != REASON_NONE) {
		refused(l, r);
		return;
	}
	/* The one place where an identity comes to be. */
	l->who = reply_copy(l->arena, r)->login.who;
	l->key_taken = r->verb == VERB_LOGIN_CODE && r->login.key_taken;
	l->recovers = r->verb == VERB_LOGIN_CODE && r->login.recovers;
	l->done = true;
	wire_auth_success(l->wire);
}
