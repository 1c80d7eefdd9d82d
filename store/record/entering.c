/* The bodies of entering.h: one description each, for both directions. */
#include "store/record/code.h"

void
uuid_code(struct codec *c, struct uuid *u)
{
	codec_raw(c, u->b, sizeof(u->b));
}

void
ask_nothing_code(struct codec *c, struct request *r)
{
	(void)c, (void)r;
}

void
ask_hello_code(struct codec *c, struct request *r)
{
	codec_u16(c, &r->version);
}

void
ask_login_code(struct codec *c, struct request *r)
{
	struct ask_login *q = &r->login;

	codec_str(c, &q->login);
	codec_str(c, &q->secret);
	codec_str(c, &q->key);
	codec_str(c, &q->client);
}

void
ask_signup_code(struct codec *c, struct request *r)
{
	struct ask_signup *q = &r->signup;

	uuid_code(c, &q->event);
	codec_str(c, &q->login);
	codec_str(c, &q->name);
	codec_str(c, &q->country);
	codec_str(c, &q->language);
	CODEC_ENUM(c, &q->way, WAY_KINDS);
	codec_str(c, &q->secret);
	codec_str(c, &q->key_name);
	codec_bool(c, &q->shared_computer);
	codec_bool(c, &q->line_mode);
}

void
ask_settings_code(struct codec *c, struct request *r)
{
	uuid_code(c, &r->settings.event);
	codec_str(c, &r->settings.language);
	codec_bool(c, &r->settings.line_mode);
	codec_bool(c, &r->settings.shared_computer);
}

void
ask_key_code(struct codec *c, struct request *r)
{
	uuid_code(c, &r->key.event);
	codec_str(c, &r->key.fingerprint);
	codec_str(c, &r->key.name);
	codec_str(c, &r->key.blob);
}

void
ask_password_code(struct codec *c, struct request *r)
{
	uuid_code(c, &r->password.event);
	codec_str(c, &r->password.secret);
	codec_str(c, &r->password.old);
}

void
ask_recover_code(struct codec *c, struct request *r)
{
	struct ask_recover *q = &r->recover;

	uuid_code(c, &q->event);
	CODEC_ENUM(c, &q->way, WAY_KINDS);
	codec_str(c, &q->secret);
	codec_str(c, &q->key_name);
	CODEC_LIST(c, &q->drop, &q->drops, codec_str);
}

void
ask_event_code(struct codec *c, struct request *r)
{
	uuid_code(c, &r->event);
}

void
told_nothing_code(struct codec *c, struct reply *r)
{
	(void)c, (void)r;
}

static void
notice_code(struct codec *c, struct notice *n)
{
	CODEC_ENUM(c, &n->kind, NOTICE_KINDS);
	codec_i64(c, &n->at);
	codec_str(c, &n->by);
	codec_str(c, &n->what);
}

static void
identity_code(struct codec *c, struct identity *i)
{
	uuid_code(c, &i->person);
	codec_str(c, &i->login);
	codec_str(c, &i->name);
	codec_str(c, &i->language);
	codec_str(c, &i->country);
	CODEC_ENUM(c, &i->role, ROLE_KINDS);
	codec_bool(c, &i->line_mode);
	codec_bool(c, &i->shared_computer);
	codec_bool(c, &i->has_password);
	codec_i64(c, &i->last_at);
	codec_str(c, &i->last_how);
	CODEC_LIST(c, &i->notice, &i->notices, notice_code);
	codec_bool(c, &i->has_recovery);
	codec_bool(c, &i->reads_only);
}

static void
login_code(struct codec *c, struct told_login *t)
{
	codec_bool(c, &t->known);
	codec_bool(c, &t->key_taken);
	codec_bool(c, &t->recovers);
	codec_str(c, &t->recovery);
	identity_code(c, &t->who);
}

void
told_login_code(struct codec *c, struct reply *r)
{
	login_code(c, &r->login);
}

void
told_user_code(struct codec *c, struct reply *r)
{
	login_code(c, &r->user);
}

void
told_name_code(struct codec *c, struct reply *r)
{
	codec_bool(c, &r->name.is_free);
	codec_str(c, &r->name.proposal);
}

void
ssh_key_code(struct codec *c, struct ssh_key *k)
{
	codec_str(c, &k->fingerprint);
	codec_str(c, &k->kind);
	codec_str(c, &k->name);
	codec_i64(c, &k->added_at);
	codec_i64(c, &k->used_at);
	codec_bool(c, &k->in_use);
	codec_bool(c, &k->proved);
}

void
told_keys_code(struct codec *c, struct reply *r)
{
	CODEC_LIST(c, &r->keys.key, &r->keys.keys, ssh_key_code);
}

void
told_recovery_code(struct codec *c, struct reply *r)
{
	codec_str(c, &r->recovery.code);
	codec_str(c, &r->recovery.login);
	codec_str(c, &r->recovery.name);
}
