#include "store/sqlite/event.h"

#include "courses/base/codec.h"

enum { LAYOUT = 2 };

static void
nothing_code(struct codec *c, struct event *e)
{
	(void)c, (void)e;
}

static void
account_code(struct codec *c, struct event *e)
{
	CODEC_ENUM(c, &e->account.role, ROLE_KINDS);
	CODEC_ENUM(c, &e->account.way, WAY_KINDS);
	codec_raw(c, e->account.invitation, sizeof(e->account.invitation));
}

static void
login_code(struct codec *c, struct event *e)
{
	codec_str(c, &e->login.how);
	codec_str(c, &e->login.client);
	codec_str(c, &e->login.from);
}

static void
key_code(struct codec *c, struct event *e)
{
	codec_str(c, &e->key.fingerprint);
}

static void
invite_code(struct codec *c, struct event *e)
{
	CODEC_ENUM(c, &e->invite.role, ROLE_KINDS);
	codec_u32(c, &e->invite.uses);
	codec_u32(c, &e->invite.days);
}

static void
place_code(struct codec *c, struct event *e)
{
	codec_str(c, &e->place.lang);
	codec_u32(c, &e->place.block);
	codec_u32(c, &e->place.offset);
	codec_u32(c, &e->place.checks);
	codec_bool(c, &e->place.ended);
	codec_str(c, &e->place.question);
	codec_str(c, &e->place.draft);
}

static void
check_code(struct codec *c, struct event *e)
{
	codec_str(c, &e->check.lang);
	codec_str(c, &e->check.response);
	codec_i32(c, &e->check.share);
	codec_u32(c, &e->check.checks);
}

static void
question_code_(struct codec *c, struct event_question *q)
{
	codec_str(c, &q->id);
	codec_u64(c, &q->version);
	CODEC_LIST(c, &q->order, &q->orders, codec_u32);
}

static void
start_code(struct codec *c, struct event *e)
{
	codec_str(c, &e->start.lang);
	codec_u16(c, &e->start.edition);
	codec_u16(c, &e->start.minor);
	codec_u16(c, &e->start.revision);
	codec_u16(c, &e->start.number);
	codec_u8(c, &e->start.pass);
	CODEC_LIST(c, &e->start.question, &e->start.questions, question_code_);
	if (e->layout < 2)
		return;
	CODEC_ENUM(c, &e->start.kind, ASSESS_KINDS);
	codec_u32(c, &e->start.time_s);
	CODEC_ENUM(c, &e->start.clock, CLOCK_KINDS);
	codec_u32(c, &e->start.pause_limit_s);
	codec_str(c, &e->start.form);
}

static void
answer_code(struct codec *c, struct event *e)
{
	codec_raw(c, e->answer.attempt.b, sizeof(e->answer.attempt.b));
	codec_u32(c, &e->answer.index);
	codec_str(c, &e->answer.response);
}

static void
handin_code(struct codec *c, struct event *e)
{
	codec_raw(c, e->handin.attempt.b, sizeof(e->handin.attempt.b));
	codec_bool(c, &e->handin.left);
	codec_i32(c, &e->handin.percent);
	codec_u32(c, &e->handin.right);
	codec_bool(c, &e->handin.passed);
	CODEC_LIST(c, &e->handin.share, &e->handin.shares, codec_i32);
	if (e->layout < 2)
		return;
	codec_bool(c, &e->handin.time_up);
	CODEC_LIST(c, &e->handin.waits, &e->handin.waitings, codec_bool);
	CODEC_LIST(c, &e->handin.out, &e->handin.outs, codec_bool);
}

static void
outage_code(struct codec *c, struct event *e)
{
	codec_raw(c, e->outage.attempt.b, sizeof(e->outage.attempt.b));
	codec_i64(c, &e->outage.from);
	codec_i64(c, &e->outage.to);
	codec_u32(c, &e->outage.given_s);
}

static void
clock_set_code(struct codec *c, struct event *e)
{
	codec_raw(c, e->clock_set.attempt.b, sizeof(e->clock_set.attempt.b));
	codec_i64(c, &e->clock_set.by_s);
}

static void
extra_code(struct codec *c, struct event *e)
{
	codec_raw(c, e->extra.attempt.b, sizeof(e->extra.attempt.b));
	codec_u16(c, &e->extra.percent);
	codec_u16(c, &e->extra.minutes);
	codec_str(c, &e->extra.why);
}

static void
remark_code(struct codec *c, struct event *e)
{
	codec_raw(c, e->remark.attempt.b, sizeof(e->remark.attempt.b));
	CODEC_ENUM(c, &e->remark.cause, REMARK_CAUSES);
	codec_raw(c, e->remark.repair.b, sizeof(e->remark.repair.b));
	codec_u32(c, &e->remark.index);
	codec_str(c, &e->remark.comment);
	codec_i32(c, &e->remark.percent);
	codec_u32(c, &e->remark.right);
	codec_bool(c, &e->remark.passed);
	CODEC_LIST(c, &e->remark.share, &e->remark.shares, codec_i32);
	CODEC_LIST(c, &e->remark.waits, &e->remark.waitings, codec_bool);
	CODEC_LIST(c, &e->remark.out, &e->remark.outs, codec_bool);
}

static void
repair_code(struct codec *c, struct event *e)
{
	CODEC_ENUM(c, &e->repair.kind, REPAIR_KINDS);
	codec_str(c, &e->repair.accept);
	codec_str(c, &e->repair.reason);
	codec_bool(c, &e->repair.waits);
}

static void
repaired_code(struct codec *c, struct event *e)
{
	codec_raw(c, e->repaired.repair.b, sizeof(e->repaired.repair.b));
}

static void
progress_code(struct codec *c, struct event *e)
{
	codec_i32(c, &e->progress.percent);
	codec_bool(c, &e->progress.done);
}

static void
publish_code(struct codec *c, struct event *e)
{
	codec_u16(c, &e->publish.edition);
	codec_u16(c, &e->publish.minor);
	codec_u16(c, &e->publish.revision);
	e->publish.status = e->layout < 2 ? STATUS_ACTIVE : e->publish.status;
	if (e->layout < 2)
		return;
	CODEC_ENUM(c, &e->publish.class, CHANGE_CLASSES);
	CODEC_ENUM(c, &e->publish.status, STATUS_KINDS);
}

static void
owner_code(struct codec *c, struct event *e)
{
	codec_bool(c, &e->owner.remove);
}

static void
status_code(struct codec *c, struct event *e)
{
	CODEC_ENUM(c, &e->status.status, STATUS_KINDS);
	codec_str(c, &e->status.replaced_by);
}

static void
code_code(struct codec *c, struct event *e)
{
	codec_raw(c, e->code.code, sizeof(e->code.code));
}

static void
recovered_code(struct codec *c, struct event *e)
{
	CODEC_ENUM(c, &e->recovered.way, WAY_KINDS);
	codec_raw(c, e->recovered.code, sizeof(e->recovered.code));
	codec_str(c, &e->recovered.fingerprint);
	CODEC_LIST(c, &e->recovered.drop, &e->recovered.drops, codec_str);
}

static void
role_code(struct codec *c, struct event *e)
{
	CODEC_ENUM(c, &e->role.role, ROLE_KINDS);
}

static void
merge_code(struct codec *c, struct event *e)
{
	codec_raw(c, e->merge.from.b, sizeof(e->merge.from.b));
}

static void
mistake_code(struct codec *c, struct event *e)
{
	codec_str(c, &e->mistake.lang);
	codec_u16(c, &e->mistake.edition);
	codec_u16(c, &e->mistake.minor);
	codec_u16(c, &e->mistake.revision);
	codec_str(c, &e->mistake.text);
}

static void
mistake_answer_code(struct codec *c, struct event *e)
{
	codec_raw(c, e->mistake_answer.mistake.b, sizeof(e->mistake_answer.mistake.b));
	codec_str(c, &e->mistake_answer.text);
}

static void
step_code(struct codec *c, struct event *e)
{
	codec_raw(c, e->step.walk.b, sizeof(e->step.walk.b));
	codec_u32(c, &e->step.index);
	codec_str(c, &e->step.lang);
	codec_u16(c, &e->step.edition);
	codec_u16(c, &e->step.minor);
	codec_u16(c, &e->step.revision);
	codec_u32(c, &e->step.choice);
	codec_str(c, &e->step.response);
	codec_i32(c, &e->step.share);
	codec_str(c, &e->step.to);
	codec_bool(c, &e->step.ended);
	codec_str(c, &e->step.end);
	codec_str(c, &e->step.scales);
}

static const struct {
	const char *name;
	void (*data)(struct codec *c, struct event *e);
} kinds[EVENT_KINDS] = {
	[EVENT_SIGNUP] = { "signup", account_code },
	[EVENT_USER_ADD] = { "user-add", account_code },
	[EVENT_LOGIN] = { "login", login_code },
	[EVENT_SETTINGS] = { "settings", nothing_code },
	[EVENT_PASSWORD] = { "password", nothing_code },
	[EVENT_KEY_ADD] = { "key-add", key_code },
	[EVENT_KEY_REMOVE] = { "key-remove", key_code },
	[EVENT_KEY_NAME] = { "key-name", key_code },
	[EVENT_INVITE] = { "invite", invite_code },
	[EVENT_PLACE] = { "place", place_code },
	[EVENT_CHECK] = { "check", check_code },
	[EVENT_CHECK_SHOW] = { "check-show", check_code },
	[EVENT_QUIZ_START] = { "quiz-start", start_code },
	[EVENT_QUIZ_ANSWER] = { "quiz-answer", answer_code },
	[EVENT_QUIZ_HANDIN] = { "quiz-handin", handin_code },
	[EVENT_PROGRESS] = { "progress", progress_code },
	[EVENT_PUBLISH] = { "publish", publish_code },
	[EVENT_RECOVERY] = { "recovery", code_code },
	[EVENT_RECOVERED] = { "recovered", recovered_code },
	[EVENT_RENAME] = { "rename", nothing_code },
	[EVENT_NAME] = { "name", nothing_code },
	[EVENT_ROLE] = { "role", role_code },
	[EVENT_DISABLE] = { "disable", nothing_code },
	[EVENT_ENABLE] = { "enable", nothing_code },
	[EVENT_MERGE] = { "merge", merge_code },
	[EVENT_INVITE_REVOKE] = { "invite-revoke", code_code },
	[EVENT_OUTAGE] = { "outage", outage_code },
	[EVENT_EXTRA_TIME] = { "extra-time", extra_code },
	[EVENT_REMARK] = { "remark", remark_code },
	[EVENT_REPAIR] = { "repair", repair_code },
	[EVENT_REPAIR_CONSENT] = { "repair-consent", repaired_code },
	[EVENT_REPAIR_DONE] = { "repair-done", repaired_code },
	[EVENT_MISTAKE] = { "mistake", mistake_code },
	[EVENT_MISTAKE_ANSWER] = { "mistake-answer", mistake_answer_code },
	[EVENT_CLOCK_SET] = { "clock-set", clock_set_code },
	[EVENT_ROLLBACK] = { "rollback", publish_code },
	[EVENT_OWNER] = { "owner", owner_code },
	[EVENT_STATUS] = { "status", status_code },
	[EVENT_PAPER] = { "paper", start_code },
	[EVENT_SCENARIO_STEP] = { "scenario-step", step_code },
	[EVENT_SCENARIO_AGAIN] = { "scenario-again", nothing_code },
};

const char *
event_name(enum event_kind k)
{
	return (unsigned)k < EVENT_KINDS ? kinds[k].name : "?";
}

bool
event_named(struct str name, enum event_kind *k)
{
	for (unsigned i = 0; i < EVENT_KINDS; i++)
		if (str_is(name, kinds[i].name)) {
			*k = (enum event_kind)i;
			return true;
		}
	return false;
}

void
event_data_write(struct buf *out, const struct event *e)
{
	struct codec c = codec_writer(out);
	struct event copy = *e;
	copy.layout = LAYOUT;
	codec_u8(&c, &copy.layout);
	kinds[e->kind].data(&c, &copy);
}

bool
event_data_read(struct str data, struct arena *a, struct event *e)
{
	struct codec c = codec_reader(data.at, data.len, a);

	e->layout = 0;
	codec_u8(&c, &e->layout);
	if (e->layout < 1 || e->layout > LAYOUT)
		return false;
	kinds[e->kind].data(&c, e);
	return codec_done(&c);
}
