/* The bodies of record.h in the order of its verbs: one description each, for both directions. */
#include "store/record_code.h"

static void
uuid_code(struct codec *c, struct uuid *u)
{
	codec_raw(c, u->b, sizeof(u->b));
}

/* ---- what is asked ---- */

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
ask_course_code(struct codec *c, struct request *r)
{
	codec_str(c, &r->course);
}

static void
place_code(struct codec *c, struct place *p)
{
	codec_str(c, &p->course);
	codec_str(c, &p->lang);
	codec_str(c, &p->lesson);
	codec_u64(c, &p->hash);
	codec_u32(c, &p->block);
	codec_u32(c, &p->offset);
	codec_bool(c, &p->ended);
	codec_str(c, &p->question);
	codec_str(c, &p->draft);
	codec_i64(c, &p->at);
}

void
ask_place_code(struct codec *c, struct request *r)
{
	uuid_code(c, &r->place.event);
	place_code(c, &r->place.place);
}

void
ask_check_code(struct codec *c, struct request *r)
{
	struct ask_check *q = &r->check;

	uuid_code(c, &q->event);
	codec_str(c, &q->course);
	codec_str(c, &q->lang);
	codec_str(c, &q->lesson);
	codec_str(c, &q->question);
	response_code(c, &q->response);
}

void
ask_quiz_code(struct codec *c, struct request *r)
{
	uuid_code(c, &r->quiz.event);
	codec_str(c, &r->quiz.course);
	codec_str(c, &r->quiz.assessment);
	codec_str(c, &r->quiz.lang);
}

void
ask_attempt_code(struct codec *c, struct request *r)
{
	uuid_code(c, &r->attempt.event);
	uuid_code(c, &r->attempt.attempt);
	codec_u32(c, &r->attempt.index);
	response_code(c, &r->attempt.response);
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

/* ---- what is told ---- */

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

static void
course_state_code(struct codec *c, struct course_state *s)
{
	codec_str(c, &s->course);
	codec_i64(c, &s->begun_at);
	codec_i64(c, &s->last_at);
	codec_i64(c, &s->done_at);
	codec_i32(c, &s->percent);
}

void
told_home_code(struct codec *c, struct reply *r)
{
	place_code(c, &r->home.last);
	CODEC_LIST(c, &r->home.course, &r->home.courses, course_state_code);
	codec_i64(c, &r->home.clock_behind);
}

static void
lesson_fact_code(struct codec *c, struct lesson_fact *f)
{
	codec_str(c, &f->lesson);
	codec_bool(c, &f->opened);
	codec_bool(c, &f->ended);
	codec_u32(c, &f->answered);
	codec_bool(c, &f->done);
	codec_u64(c, &f->hash);
	codec_u32(c, &f->block);
	codec_u32(c, &f->offset);
	codec_i64(c, &f->at);
}

static void
quiz_fact_code(struct codec *c, struct quiz_fact *f)
{
	int32_t best = f->best;

	codec_str(c, &f->assessment);
	codec_u32(c, &f->tries);
	codec_i32(c, &best);
	f->best = best;
	codec_bool(c, &f->passed);
	codec_bool(c, &f->open);
}

void
told_facts_code(struct codec *c, struct reply *r)
{
	CODEC_LIST(c, &r->facts.lesson, &r->facts.lessons, lesson_fact_code);
	CODEC_LIST(c, &r->facts.quiz, &r->facts.quizzes, quiz_fact_code);
}

void
told_check_code(struct codec *c, struct reply *r)
{
	codec_bool(c, &r->check.right);
	codec_i32(c, &r->check.share);
	codec_str(c, &r->check.feedback);
	codec_str(c, &r->check.general);
	codec_str(c, &r->check.answer);
}

/* In a list of results an attempt comes without has[]. */
static void
attempt_code(struct codec *c, struct attempt *t)
{
	bool has = t->has != NULL;

	uuid_code(c, &t->id);
	codec_str(c, &t->course);
	codec_str(c, &t->assessment);
	codec_str(c, &t->lang);
	codec_u16(c, &t->edition);
	codec_u16(c, &t->minor);
	codec_u16(c, &t->revision);
	codec_u16(c, &t->number);
	codec_i64(c, &t->begun_at);
	codec_i64(c, &t->closed_at);
	codec_u32(c, &t->answered);
	codec_bool(c, &has);
	if (!has)
		codec_u32(c, &t->questions);
	else
		CODEC_LIST(c, &t->has, &t->questions, codec_bool);
	codec_u8(c, &t->pass);
	codec_i32(c, &t->percent);
	codec_u32(c, &t->right);
	codec_bool(c, &t->passed);
}

void
told_attempt_code(struct codec *c, struct reply *r)
{
	attempt_code(c, &r->attempt);
}

void
told_question_code(struct codec *c, struct reply *r)
{
	question_code(c, &r->question.question);
	response_code(c, &r->question.response);
}

static void
result_item_code(struct codec *c, struct result_item *i)
{
	codec_str(c, &i->id);
	codec_str(c, &i->name);
	codec_i32(c, &i->share);
	codec_bool(c, &i->right);
	codec_bool(c, &i->empty);
}

void
told_result_code(struct codec *c, struct reply *r)
{
	attempt_code(c, &r->result.attempt);
	CODEC_LIST(c, &r->result.item, &r->result.items, result_item_code);
	codec_bool(c, &r->result.answers_open);
	CODEC_LIST(c, &r->result.again, &r->result.agains, codec_str);
}

void
told_result_question_code(struct codec *c, struct reply *r)
{
	struct told_result_question *t = &r->result_question;

	question_code(c, &t->question);
	codec_str(c, &t->given);
	codec_str(c, &t->right);
	codec_str(c, &t->feedback);
	codec_str(c, &t->general);
	codec_str(c, &t->again);
	codec_i32(c, &t->share);
}

void
told_results_code(struct codec *c, struct reply *r)
{
	CODEC_LIST(c, &r->results.attempt, &r->results.attempts, attempt_code);
}

static void
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

void
told_recovery_code(struct codec *c, struct reply *r)
{
	codec_str(c, &r->recovery.code);
	codec_str(c, &r->recovery.login);
	codec_str(c, &r->recovery.name);
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
