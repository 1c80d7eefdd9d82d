/* The bodies of desk.h: one description each, for both directions. */
#include "store/record/code.h"

void
ask_invite_code(struct codec *c, struct request *r)
{
	uuid_code(c, &r->invite.event);
	CODEC_ENUM(c, &r->invite.role, ROLE_KINDS);
	codec_u32(c, &r->invite.uses);
	codec_u32(c, &r->invite.days);
	codec_str(c, &r->invite.label);
}

void
ask_user_code(struct codec *c, struct request *r)
{
	struct ask_user *q = &r->user;

	uuid_code(c, &q->event);
	codec_str(c, &q->login);
	codec_str(c, &q->name);
	codec_str(c, &q->language);
	codec_str(c, &q->key);
	codec_str(c, &q->secret);
	CODEC_ENUM(c, &q->role, ROLE_KINDS);
}

void
ask_users_code(struct codec *c, struct request *r)
{
	codec_str(c, &r->users.find);
	codec_str(c, &r->users.after);
}

void
ask_user_set_code(struct codec *c, struct request *r)
{
	struct ask_user_set *q = &r->set;

	uuid_code(c, &q->event);
	codec_str(c, &q->login);
	CODEC_ENUM(c, &q->change, USER_CHANGES);
	codec_str(c, &q->to);
	codec_str(c, &q->secret);
	CODEC_ENUM(c, &q->role, ROLE_KINDS);
}

void
ask_user_key_code(struct codec *c, struct request *r)
{
	uuid_code(c, &r->user_key.event);
	codec_str(c, &r->user_key.login);
	codec_str(c, &r->user_key.fingerprint);
	codec_bool(c, &r->user_key.last_too);
}

void
ask_merge_code(struct codec *c, struct request *r)
{
	uuid_code(c, &r->merge.event);
	codec_str(c, &r->merge.from);
	codec_str(c, &r->merge.into);
}

void
ask_invites_code(struct codec *c, struct request *r)
{
	codec_u32(c, &r->invites.skip);
}

void
ask_invite_id_code(struct codec *c, struct request *r)
{
	uuid_code(c, &r->invite_id.event);
	codec_str(c, &r->invite_id.id);
}

void
ask_session_end_code(struct codec *c, struct request *r)
{
	codec_str(c, &r->session_end.id);
	codec_str(c, &r->session_end.login);
}

void
ask_limit_code(struct codec *c, struct request *r)
{
	codec_str(c, &r->limit.whom);
}

void
told_invite_code(struct codec *c, struct reply *r)
{
	struct told_invite *t = &r->invite;

	codec_str(c, &t->code);
	codec_str(c, &t->id);
	codec_str(c, &t->label);
	CODEC_ENUM(c, &t->role, ROLE_KINDS);
	codec_u32(c, &t->uses);
	codec_u32(c, &t->used);
	codec_i64(c, &t->until);
}

static void
user_row_code(struct codec *c, struct user_row *u)
{
	codec_str(c, &u->login);
	codec_str(c, &u->name);
	codec_str(c, &u->language);
	codec_str(c, &u->country);
	CODEC_ENUM(c, &u->role, ROLE_KINDS);
	codec_bool(c, &u->disabled);
	codec_bool(c, &u->has_password);
	codec_bool(c, &u->has_recovery);
	codec_u32(c, &u->keys);
	codec_i64(c, &u->added_at);
	codec_i64(c, &u->last_at);
}

void
told_users_code(struct codec *c, struct reply *r)
{
	CODEC_LIST(c, &r->users.user, &r->users.users, user_row_code);
	codec_u32(c, &r->users.all);
	codec_bool(c, &r->users.more);
}

void
told_person_code(struct codec *c, struct reply *r)
{
	struct told_user *t = &r->person;

	user_row_code(c, &t->row);
	codec_str(c, &t->merged_into);
	CODEC_LIST(c, &t->key, &t->keys, ssh_key_code);
	CODEC_LIST(c, &t->course, &t->courses, course_state_code);
	codec_u32(c, &t->sessions);
}

static void
invite_row_code(struct codec *c, struct invite_row *i)
{
	codec_str(c, &i->id);
	codec_str(c, &i->label);
	codec_str(c, &i->by);
	CODEC_ENUM(c, &i->role, ROLE_KINDS);
	codec_u32(c, &i->uses);
	codec_u32(c, &i->used);
	codec_i64(c, &i->made_at);
	codec_i64(c, &i->until);
	codec_i64(c, &i->used_at);
	codec_i64(c, &i->revoked_at);
}

void
told_invites_code(struct codec *c, struct reply *r)
{
	CODEC_LIST(c, &r->invites.invite, &r->invites.invites, invite_row_code);
	codec_bool(c, &r->invites.more);
}

static void
session_row_code(struct codec *c, struct session_row *s)
{
	codec_str(c, &s->id);
	codec_str(c, &s->login);
	codec_str(c, &s->name);
	CODEC_ENUM(c, &s->role, ROLE_KINDS);
	codec_str(c, &s->from);
	codec_str(c, &s->client);
	codec_i64(c, &s->since);
	codec_bool(c, &s->own);
}

void
told_sessions_code(struct codec *c, struct reply *r)
{
	CODEC_LIST(c, &r->sessions.session, &r->sessions.sessions, session_row_code);
	codec_u32(c, &r->sessions.all);
}

void
told_count_code(struct codec *c, struct reply *r)
{
	codec_u32(c, &r->ended.n);
}

static void
limit_row_code(struct codec *c, struct limit_row *l)
{
	CODEC_ENUM(c, &l->kind, LIMIT_KINDS);
	codec_str(c, &l->whom);
	codec_u32(c, &l->count);
	codec_i64(c, &l->until);
}

void
told_limits_code(struct codec *c, struct reply *r)
{
	CODEC_LIST(c, &r->limits.limit, &r->limits.limits, limit_row_code);
}

void
told_status_code(struct codec *c, struct reply *r)
{
	struct told_status *t = &r->status;

	codec_str(c, &t->version);
	codec_i64(c, &t->now);
	codec_i64(c, &t->begun_at);
	codec_i64(c, &t->newest_at);
	CODEC_ENUM(c, &t->health, HEALTH_KINDS);
	codec_str(c, &t->trouble);
	codec_u64(c, &t->events);
	codec_u64(c, &t->database_bytes);
	codec_u64(c, &t->free_bytes);
	codec_u32(c, &t->people);
	codec_u32(c, &t->editions);
	codec_u32(c, &t->sessions);
	codec_u32(c, &t->at_door);
	codec_u64(c, &t->turned_away);
	codec_u32(c, &t->process);
	codec_str(c, &t->listening);
	codec_str(c, &t->fingerprint);
	codec_str(c, &t->next_fingerprint);
	codec_i64(c, &t->backup_at);
}
