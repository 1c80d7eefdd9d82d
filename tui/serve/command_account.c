/* One's own account: who one is, keys, password, recovery code; and the server's key. */
#include "tui/serve/command_state.h"

#include "courses/base/safe.h"
#include "courses/base/utf8.h"
#include "tui/screens/words.h"
#include "tui/serve/stage.h"
#include "tui/serve/wrap.h"

#include <sysexits.h>
#include <time.h>

/* ---- words ---- */

/* Commands print UTC. */
static void
when(struct buf *b, int64_t at)
{
	struct tm tm;
	time_t t = (time_t)at;
	char text[40];
	gmtime_r(&t, &tm);
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M UTC", &tm);
	buf_z(b, text);
}

static const struct {
	const char *name, *words; /* for programs, for people */
} notices[NOTICE_KINDS] = {
	[NOTICE_RECOVERY] = { "recovery", N_("a new recovery code was made") },
	[NOTICE_RECOVERED] = { "recovered", N_("a recovery code was used: the way in is another") },
	[NOTICE_PASSWORD] = { "password", N_("the password was changed") },
	[NOTICE_KEY_ADD] = { "key-add", N_("a key was added") },
	[NOTICE_KEY_REMOVE] = { "key-remove", N_("a key was removed") },
	[NOTICE_RENAMED] = { "renamed", N_("the login was changed") },
	[NOTICE_ROLE] = { "role", N_("the role was changed") },
	[NOTICE_MERGED] = { "merged", N_("another account was united with this one") },
	[NOTICE_ANSWERED] = { "answered", N_("a mistake that you reported was answered; look at it: mistakes") },
	[NOTICE_HANDED_IN] = { "handed-in", N_("a test you had left open was handed in as it stood; look at your results") },
	[NOTICE_REMARKED] = { "remarked", N_("the marks of a test you handed in were changed; look at your results") },
};

static void
notice_say(struct buf *b, const struct notice *n)
{
	when(b, n->at);
	buf_printf(b, "\t%s", _(notices[n->kind].words));
	if (n->what.len > 0)
		buf_printf(b, " (%.*s)", STR_ARG(n->what));
	if (str_is(n->by, "-"))
		buf_z(b, _(", by the operator"));
	else if (n->by.len > 0)
		buf_printf(b, _(", by %.*s"), STR_ARG(n->by));
	buf_z(b, "\n");
}

static void
whoami_json(struct buf *b, const struct identity *who)
{
	struct json j = json_into(b);
	json_object(&j, NULL);
	json_str(&j, "login", who->login);
	json_str(&j, "name", who->name);
	json_z(&j, "role", role_name(who->role));
	json_str(&j, "language", who->language);
	json_str(&j, "country", who->country);
	json_bool(&j, "has_password", who->has_password);
	json_bool(&j, "has_recovery", who->has_recovery);
	json_time(&j, "last_at", who->last_at);
	json_str(&j, "last_how", who->last_how);
	json_list(&j, "notices");
	for (uint32_t i = 0; i < who->notices; i++) {
		const struct notice *n = &who->notice[i];
		json_object(&j, NULL);
		json_z(&j, "kind", notices[n->kind].name);
		json_time(&j, "at", n->at);
		json_str(&j, "by", n->by);
		json_str(&j, "what", n->what);
		json_end(&j);
	}
	json_end(&j);
	json_end(&j);
}

void
command_whoami(struct command *c)
{
	struct buf b = BUF_IN(c->arena);
	const struct identity *who = c->around.who;
	if (c->json) {
		whoami_json(&b, who);
	} else {
		buf_printf(&b, "%.*s\t%.*s\t%s\n", STR_ARG(who->login), STR_ARG(who->name), role_name(who->role));
		for (uint32_t i = 0; i < who->notices; i++)
			notice_say(&b, &who->notice[i]);
	}
	command_out(c, &b);
	command_finish(c, EX_OK);
}

void
command_hostkey(struct command *c)
{
	struct buf b = BUF_IN(c->arena);
	const struct academy *ac = c->around.academy;
	if (c->json) {
		struct json j = json_into(&b);
		json_object(&j, NULL);
		json_str(&j, "fingerprint", ac->fingerprint);
		json_str(&j, "next_fingerprint", ac->next_fingerprint);
		json_time(&j, "next_from", ac->next_from);
		json_end(&j);
	} else {
		buf_printf(&b, "%.*s\n", STR_ARG(ac->fingerprint));
		if (ac->next_fingerprint.len > 0) {
			buf_printf(&b, _("%.*s\tcomes next, not before "), STR_ARG(ac->next_fingerprint));
			when(&b, ac->next_from);
			buf_z(&b, "\n");
		}
	}
	command_out(c, &b);
	command_finish(c, EX_OK);
}

/* ---- keys ---- */

static void
keys_json(struct buf *b, const struct told_keys *k)
{
	struct json j = json_into(b);
	json_object(&j, NULL);
	json_list(&j, "keys");
	for (uint32_t i = 0; i < k->keys; i++) {
		const struct ssh_key *key = &k->key[i];
		json_object(&j, NULL);
		json_str(&j, "name", key->name);
		json_str(&j, "kind", key->kind);
		json_str(&j, "fingerprint", key->fingerprint);
		json_time(&j, "added_at", key->added_at);
		json_time(&j, "used_at", key->used_at);
		json_bool(&j, "in_use", key->in_use);
		json_bool(&j, "proved", key->proved);
		json_end(&j);
	}
	json_end(&j);
	json_end(&j);
}

/* name, kind, fingerprint, then what there is to say of it: columns for cut(1), words for people. */
static void
key_say(struct buf *b, const struct ssh_key *key)
{
	buf_printf(b, "%.*s\t%.*s\t%.*s\t", STR_ARG(key->name), STR_ARG(key->kind), STR_ARG(key->fingerprint));
	buf_z(b, _("added "));
	when(b, key->added_at);
	if (key->used_at != 0) {
		buf_z(b, _(", last used "));
		when(b, key->used_at);
	} else {
		buf_z(b, _(", not used yet"));
	}
	if (key->in_use)
		buf_z(b, _(", you came in with it"));
	buf_z(b, "\n");
}

static void
keys_say(struct command *c, const struct told_keys *k)
{
	struct buf b = BUF_IN(c->arena);
	if (c->json)
		keys_json(&b, k);
	else if (k->keys == 0)
		buf_z(&b, _("No key opens this account yet.\n"));
	else
		for (uint32_t i = 0; i < k->keys; i++)
			key_say(&b, &k->key[i]);
	command_out(c, &b);
	command_finish(c, EX_OK);
}

void
command_key_list(struct command *c)
{
	struct request r = { .verb = VERB_KEYS };
	command_ask(c, &r);
}

void
command_key_list_heard(struct command *c, const struct reply *r)
{
	if (r->refusal.reason != REASON_NONE)
		command_refused(c, r);
	else
		keys_say(c, &r->keys);
}

/* After each change: the keys as they are now. */
void
command_key_changed(struct command *c, const struct reply *r)
{
	command_key_list_heard(c, r);
}

static void
key_ask_add(struct command *c, struct str name, struct str blob)
{
	struct request r = { .verb = VERB_KEY_ADD, .key = { .fingerprint = STR_NONE, .name = name, .blob = blob } };
	stage_uuid(NULL, &r.key.event);
	command_ask(c, &r);
}

void
command_key_add(struct command *c)
{
	if (c->around.proved.len > 0 && c->rest.len == 0)
		command_usage(c);
	else if (c->around.proved.len > 0)
		key_ask_add(c, c->rest, c->around.proved);
	else
		command_read_input(c);
}

/* A private key never goes further than this process, which forgets it. */
void
command_key_add_read(struct command *c, struct str input)
{
	struct buf blob = BUF_IN(c->arena), print = BUF_IN(c->arena), name = BUF_IN(c->arena);
	struct err e = { 0 };
	if (wire_is_private_key(input)) {
		struct refusal private = { .reason = REASON_KEY_PRIVATE };
		command_fail(c, EX_DATAERR, reason_text(&private, c->around.academy, c->arena));
	} else if (!wire_parse_key(input, &blob, &print, &name, &e)) {
		struct refusal none = { .reason = REASON_NO_KEY };
		command_fail(c, EX_DATAERR, reason_text(&none, c->around.academy, c->arena));
	} else {
		struct str its = safe_line(c->arena, utf8_whole(str_sub(buf_get(&name), 0, 60)));
		key_ask_add(c, c->rest.len > 0 ? c->rest : its, buf_get(&blob));
	}
}

/* By fingerprint or name; NULL: there is none, or more than one, and that was said. */
static const struct ssh_key *
key_called(struct command *c, const struct told_keys *k, struct str word)
{
	const struct ssh_key *found = NULL;
	unsigned n = 0;
	for (uint32_t i = 0; i < k->keys; i++) {
		if (str_eq(k->key[i].fingerprint, word))
			return &k->key[i];
		if (str_eq(k->key[i].name, word)) {
			found = &k->key[i];
			n++;
		}
	}
	if (n == 1)
		return found;
	command_fail(c, EX_DATAERR, str_printf(c->arena,
	    n == 0 ? _("You have no key of this name or fingerprint: %.*s. See them with: key list") :
		     _("More than one key is called %.*s. Say which one by its fingerprint; see it with: key list"),
	    STR_ARG(word)));
	return NULL;
}

void
command_key_remove(struct command *c)
{
	if (c->rest.len == 0)
		command_usage(c);
	else
		command_key_list(c);
}

void
command_key_remove_heard(struct command *c, const struct reply *r)
{
	struct request q = { .verb = VERB_KEY_REMOVE };
	const struct ssh_key *key;
	if (r->verb == VERB_KEY_REMOVE || r->refusal.reason != REASON_NONE) {
		command_key_changed(c, r);
		return;
	}
	if ((key = key_called(c, &r->keys, c->rest)) == NULL)
		return;
	stage_uuid(NULL, &q.key.event);
	q.key.fingerprint = key->fingerprint;
	q.key.name = q.key.blob = STR_NONE;
	command_ask(c, &q);
}

/* "SHA256:... new name": a name may have blanks, a fingerprint has none. */
void
command_key_name(struct command *c)
{
	struct str rest = c->rest, first;
	if (!str_next(&rest, ' ', &first) || str_trim(rest).len == 0)
		command_usage(c);
	else
		command_key_list(c);
}

void
command_key_name_heard(struct command *c, const struct reply *r)
{
	struct request q = { .verb = VERB_KEY_NAME };
	const struct ssh_key *key;
	struct str rest = c->rest, first;
	if (r->verb == VERB_KEY_NAME || r->refusal.reason != REASON_NONE) {
		command_key_changed(c, r);
		return;
	}
	if (!str_next(&rest, ' ', &first) || (key = key_called(c, &r->keys, first)) == NULL)
		return;
	stage_uuid(NULL, &q.key.event);
	q.key.fingerprint = key->fingerprint;
	q.key.name = str_trim(rest);
	q.key.blob = STR_NONE;
	command_ask(c, &q);
}

/* ---- password ---- */

void
command_password(struct command *c)
{
	command_read_input(c);
}

/* A line without its end; blanks at its ends may belong to a password. */
static bool
take_line(struct str *rest, struct str *line)
{
	if (!str_next(rest, '\n', line))
		return false;
	if (str_ends(*line, "\r"))
		line->len--;
	return true;
}

void
command_password_read(struct command *c, struct str input)
{
	struct request r = { .verb = VERB_PASSWORD, .password = { .old = STR_NONE, .secret = STR_NONE } };
	struct str rest = input, more;
	bool has = c->around.who->has_password;
	bool ok = (!has || take_line(&rest, &r.password.old)) && take_line(&rest, &r.password.secret);
	if (!ok || take_line(&rest, &more)) {
		command_fail(c, EX_DATAERR,
		    str_from(has ? _("Give two lines on standard input: the password that you have, and the new one.") :
				   _("Give one line on standard input: the new password.")));
		return;
	}
	stage_uuid(NULL, &r.password.event);
	command_ask(c, &r);
}

void
command_password_heard(struct command *c, const struct reply *r)
{
	struct buf b = BUF_IN(c->arena);
	if (r->refusal.reason != REASON_NONE) {
		command_refused(c, r);
		return;
	}
	if (c->json) {
		struct json j = json_into(&b);
		json_object(&j, NULL);
		json_bool(&j, "changed", true);
		json_end(&j);
	} else {
		buf_z(&b, _("The password is changed.\n"));
	}
	command_out(c, &b);
	command_finish(c, EX_OK);
}

/* ---- recovery ---- */

void
command_recovery(struct command *c)
{
	struct request r = { .verb = VERB_RECOVERY };
	stage_uuid(NULL, &r.event);
	command_ask(c, &r);
}

void
command_recovery_heard(struct command *c, const struct reply *r)
{
	struct buf b = BUF_IN(c->arena);
	const struct academy *ac = c->around.academy;
	if (r->refusal.reason != REASON_NONE) {
		command_refused(c, r);
		return;
	}
	if (c->json) {
		struct json j = json_into(&b);
		json_object(&j, NULL);
		json_str(&j, "login", r->recovery.login);
		json_str(&j, "code", r->recovery.code);
		json_end(&j);
	} else {
		buf_printf(&b, "%.*s\n", STR_ARG(r->recovery.code));
		wrap_lines(&b,
		    str_printf(c->arena,
			_("Write it on your letter. If password, key or telephone are lost: come in as join@%.*s and "
			  "type it. The code before it opens nothing any more, and this one is not shown again."),
			STR_ARG(ac->address)),
		    "\n");
	}
	command_out(c, &b);
	command_finish(c, EX_OK);
}
