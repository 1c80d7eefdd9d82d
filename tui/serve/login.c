#include "tui/serve/login.h"

#include "courses/base/safe.h"
#include "tui/screens/words.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum {
	WRONG_CODES = 3,     /* plink and dbclient ask for ever: the server has to end it */
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

static void
end(struct login *l, const char *why)
{
	l->over = true;
	wire_disconnect(l->wire, why);
}

static unsigned
methods(const struct login *l)
{
	static const unsigned by_door[] = {
		[DOOR_MEMBER] = WIRE_BY_KEY | WIRE_BY_PASSWORD,
		[DOOR_JOIN] = WIRE_BY_KEY | WIRE_BY_ASKING,
		[DOOR_GUEST] = WIRE_BY_ASKING,
	};
	return by_door[l->door];
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
	l->door = strcmp(name, "join") == 0 ? DOOR_JOIN :
	    strcmp(name, "guest") == 0 && l->rules->guests ? DOOR_GUEST : DOOR_MEMBER;
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
		end(l, "Too many requests at once.");
}

static void
door_prompt(struct login *l, const char *trouble)
{
	const struct academy *ac = l->rules->academy;
	char text[1200];
	if (trouble != NULL)
		snprintf(text, sizeof(text), "%s\n", trouble);
	else
		snprintf(text, sizeof(text),
		    _("%.*s. This is the door for new trainees.\n"
		      "You need the letter with your code: four groups of four, and one last letter.\n"
		      "Capital or small letters, with or without the hyphens, are all right.\n"
		      "Been here before? Close this window and log in with your own name.\n"
		      "No letter, no luck? %.*s.\n"),
		    STR_ARG(ac->name), STR_ARG(ac->contact));
	wire_auth_prompt(l->wire, text, _("Code: "), true);
}

static void
refuse(struct login *l, unsigned most)
{
	if (++l->wrong >= most)
		end(l, "That was wrong too often. Connect again to go on.");
	else
		wire_auth_failure(l->wire, methods(l));
}

static void
key_offered(struct login *l, const struct wire_auth *a)
{
	if (++l->offered > OFFERED_KEYS)
		end(l, "Too many keys were offered.");
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
	if (a->key.len == 0 || a->key.len > sizeof(l->blob) || l->door == DOOR_GUEST) {
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
		end(l, "One connection is for one name. Connect again with the other one.");
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
		if (l->door == DOOR_JOIN)
			door_prompt(l, NULL);
		else if (l->door == DOOR_GUEST)
			wire_auth_no_prompt(l->wire);
		else
			refuse(l, WRONG_PASSWORDS);
		break;
	case WIRE_ANSWER:
		if (l->door == DOOR_JOIN)
			ask(l, VERB_LOGIN_CODE, a->secret,
			    (struct str){ (const char *)l->blob, l->blob_len });
		else if (l->door == DOOR_GUEST)
			ask(l, VERB_LOGIN_GUEST, STR_NONE, STR_NONE);
		else
			refuse(l, WRONG_PASSWORDS);
		break;
	case WIRE_KEY_WRONG:
	case WIRE_OTHER:
		refuse(l, OFFERED_KEYS);
		break;
	}
}

static void
code_refused(struct login *l, const struct reply *r)
{
	struct arena *a = arena_new();
	struct str why = reason_text(&r->refusal, l->rules->academy, a);
	/* A slip of the pen (wrong check letter) costs nothing; still bounded, for clients that ask for ever. */
	l->wrong += r->refusal.reason == REASON_CODE_GROUP ? 0 : 1;
	if (l->wrong >= WRONG_CODES || ++l->offered > OFFERED_KEYS)
		end(l, "That was wrong too often. Look at the letter again, or call the person named in it.");
	else
		door_prompt(l, str_z(a, why));
	arena_free(a);
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
		end(l, "The academy is very busy just now. Connect again in a minute.");
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
login_heard(struct login *l, const struct reply *r)
{
	if (l->over)
		return;
	if (r->refusal.reason == REASON_VERSION) {
		end(l, "The academy was renewed. Log in again; your place is kept.");
		return;
	}
	if (r->verb != l->waiting || l->waiting == VERB_HELLO)
		return;
	if (r->refusal.reason == REASON_BUSY) {
		l->is_busy = true; /* login_tick asks again */
		return;
	}
	l->waiting = VERB_HELLO;
	l->busy_since_ms = 0;
	if (r->refusal.reason == REASON_DISK) {
		end(l, "Something is wrong at the academy, not with you. Try again later.");
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
		if (r->verb == VERB_LOGIN_CODE)
			code_refused(l, r);
		else if (r->verb == VERB_LOGIN_KEY && l->adding)
			wire_auth_partial(l->wire, WIRE_BY_PASSWORD); /* proved, not yet kept: the password opens */
		else
			refuse(l, r->verb == VERB_LOGIN_KEY ? OFFERED_KEYS : WRONG_PASSWORDS);
		return;
	}
	/* The one place where an identity comes to be. */
	l->who = reply_copy(l->arena, r)->login.who;
	l->key_taken = r->verb == VERB_LOGIN_CODE && r->login.key_taken;
	l->done = true;
	wire_auth_success(l->wire);
}
