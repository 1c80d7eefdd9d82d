/* Events in, and what becomes of them: the one projector for live writes and for doctor. */
#include <stdio.h>
#include <string.h>

#include "store/sqlite/stmt.h"

static void
put_about(sqlite3_stmt *q, const struct event *e)
{
	put_uuid(q, ":person", &e->person);
	put_str(q, ":course", e->course);
}

static void
login_project(struct db *db, const struct event *e)
{
	sqlite3_stmt *q = sql(db, SQL_DID_LOGIN);

	put_uuid(q, ":person", &e->person);
	put_int(q, ":at", e->at);
	put_str(q, ":how", e->login.how);
	put_int(q, ":sequence", e->sequence);
	sql_do(db, q);
}

/* What the owner of an account shall be told at the next login. */
static void
notice_project(
    struct db *db, const struct event *e, enum notice_kind kind, struct str what, const struct uuid *other)
{
	static const struct uuid none;
	sqlite3_stmt *q = sql(db, SQL_DID_NOTICE);

	put_uuid(q, ":person", &e->person);
	put_int(q, ":sequence", e->sequence);
	put_uuid(q, ":event", &e->id);
	put_int(q, ":kind", kind);
	put_int(q, ":at", e->at);
	put_uuid(q, ":by", &e->by);
	put_str(q, ":what", what);
	put_uuid(q, ":other", other ? other : &none);
	sql_do(db, q);
}

static void
course_project(struct db *db, const struct event *e)
{
	sqlite3_stmt *q = sql(db, SQL_DID_COURSE);

	put_about(q, e);
	put_int(q, ":at", e->at);
	sql_do(db, q);
}

/* Done once is done for ever: a later edition with more checks takes nothing back. */
static void
lesson_done_project(struct db *db, const struct event *e, uint32_t checks)
{
	sqlite3_stmt *q = sql(db, SQL_DID_LESSON_DONE);

	put_about(q, e);
	put_str(q, ":lesson", e->subject);
	put_int(q, ":checks", checks);
	put_int(q, ":at", e->at);
	sql_do(db, q);
}

static void
place_project(struct db *db, const struct event *e)
{
	sqlite3_stmt *q = sql(db, SQL_DID_PLACE);

	put_about(q, e);
	put_str(q, ":lang", e->place.lang);
	put_str(q, ":lesson", e->subject);
	put_int(q, ":hash", (int64_t)e->version);
	put_int(q, ":block", e->place.block);
	put_int(q, ":offset", e->place.offset);
	put_int(q, ":ended", e->place.ended);
	put_str(q, ":question", e->place.question);
	put_str(q, ":draft", e->place.draft);
	put_int(q, ":at", e->at);
	put_int(q, ":sequence", e->sequence);
	sql_do(db, q);

	q = sql(db, SQL_DID_LESSON);
	put_about(q, e);
	put_str(q, ":lesson", e->subject);
	put_int(q, ":hash", (int64_t)e->version);
	put_int(q, ":block", e->place.block);
	put_int(q, ":offset", e->place.offset);
	put_int(q, ":ended", e->place.ended);
	put_int(q, ":at", e->at);
	sql_do(db, q);

	lesson_done_project(db, e, e->place.checks);
	course_project(db, e);
}

static void
check_project(struct db *db, const struct event *e)
{
	sqlite3_stmt *q = sql(db, SQL_DID_CHECK);

	put_about(q, e);
	put_str(q, ":lesson", e->subject);
	put_str(q, ":question", e->question);
	put_int(q, ":version", (int64_t)e->version);
	put_str(q, ":response", e->check.response);
	put_int(q, ":share", e->check.share);
	put_int(q, ":at", e->at);
	sql_do(db, q);

	q = sql(db, SQL_DID_LESSON_CHECK);
	put_about(q, e);
	put_str(q, ":lesson", e->subject);
	put_int(q, ":at", e->at);
	sql_do(db, q);

	lesson_done_project(db, e, e->check.checks);
	course_project(db, e);
}

static void
check_show_project(struct db *db, const struct event *e)
{
	sqlite3_stmt *q = sql(db, SQL_DID_CHECK_SHOW);

	put_about(q, e);
	put_str(q, ":lesson", e->subject);
	put_str(q, ":question", e->question);
	put_int(q, ":version", (int64_t)e->version);
	put_int(q, ":at", e->at);
	sql_do(db, q);
}

/* The order of the choices: 32-bit keys, little-endian. */
static struct str
order_bytes(const struct event_question *from, unsigned char bytes[static 4 * RESPONSE_PICKS])
{
	uint32_t n = from->orders < RESPONSE_PICKS ? from->orders : RESPONSE_PICKS;

	for (uint32_t i = 0; i < n; i++)
		for (int b = 0; b < 4; b++)
			bytes[4 * i + (uint32_t)b] = (unsigned char)(from->order[i] >> 8 * b);
	return (struct str){ (const char *)bytes, 4 * n };
}

static void
start_project(struct db *db, const struct event *e)
{
	sqlite3_stmt *q = sql(db, SQL_DID_START);

	put_uuid(q, ":id", &e->id);
	put_about(q, e);
	put_str(q, ":assessment", e->subject);
	put_str(q, ":lang", e->start.lang);
	put_int(q, ":edition", e->start.edition);
	put_int(q, ":minor", e->start.minor);
	put_int(q, ":revision", e->start.revision);
	put_int(q, ":number", e->start.number);
	put_int(q, ":pass", e->start.pass);
	put_int(q, ":questions", e->start.questions);
	put_int(q, ":kind", e->start.kind);
	put_int(q, ":time", e->start.time_s);
	put_int(q, ":clock", e->start.clock);
	put_int(q, ":limit", e->start.pause_limit_s);
	put_int(q, ":at", e->at);
	sql_do(db, q);
	for (uint32_t i = 0; i < e->start.questions; i++) {
		const struct event_question *one = &e->start.question[i];
		unsigned char bytes[4 * RESPONSE_PICKS];
		struct str order = order_bytes(one, bytes);

		q = sql(db, SQL_DID_START_QUESTION);
		put_uuid(q, ":attempt", &e->id);
		put_int(q, ":place", i);
		put_str(q, ":question", one->id);
		put_int(q, ":version", (int64_t)one->version);
		put_blob(q, ":choices", order.at, order.len);
		sql_do(db, q);
	}
	course_project(db, e);
}

static void
answer_project(struct db *db, const struct event *e)
{
	sqlite3_stmt *q = sql(db, SQL_DID_ANSWER);

	put_uuid(q, ":attempt", &e->answer.attempt);
	put_int(q, ":place", e->answer.index);
	put_str(q, ":response", e->answer.response);
	put_int(q, ":at", e->at);
	sql_do(db, q);

	q = sql(db, SQL_DID_ANSWER_COUNT);
	put_uuid(q, ":attempt", &e->answer.attempt);
	put_int(q, ":at", e->at);
	sql_do(db, q);
	course_project(db, e);
}

/* Marks of all questions of an attempt; short lists say false of the rest. */
static void
shares_project(struct db *db, const struct uuid *attempt, const int32_t *share, uint32_t shares,
    const bool *waits, uint32_t waitings, const bool *out, uint32_t outs)
{
	sqlite3_stmt *q;

	for (uint32_t i = 0; i < shares; i++) {
		q = sql(db, SQL_DID_SHARE);
		put_uuid(q, ":attempt", attempt);
		put_int(q, ":place", i);
		put_int(q, ":share", share[i]);
		put_int(q, ":waits", i < waitings && waits[i]);
		put_int(q, ":out", i < outs && out[i]);
		sql_do(db, q);
	}
	q = sql(db, SQL_DID_WAIT);
	put_uuid(q, ":attempt", attempt);
	sql_do(db, q);
}

/* what: COURSE/ASSESSMENT */
static void
assessment_notice(struct db *db, const struct event *e, enum notice_kind kind)
{
	struct arena *a = arena_new();

	notice_project(db, e, kind,
	    str_printf(a, "%.*s/%.*s", STR_ARG(e->course), STR_ARG(e->subject)), NULL);
	arena_free(a);
}

static void
handin_project(struct db *db, const struct event *e)
{
	sqlite3_stmt *q = sql(db, SQL_DID_HANDIN);

	put_uuid(q, ":attempt", &e->handin.attempt);
	put_int(q, ":at", e->at);
	put_int(q, ":percent", e->handin.percent);
	put_int(q, ":right", e->handin.right);
	put_int(q, ":passed", e->handin.passed);
	put_int(q, ":time_up", e->handin.time_up);
	sql_do(db, q);
	shares_project(db, &e->handin.attempt, e->handin.share, e->handin.shares, e->handin.waits,
	    e->handin.waitings, e->handin.out, e->handin.outs);
	course_project(db, e);
	/* Events of layout 1 are of a time when nobody was told. */
	if (e->handin.left && e->layout != 1)
		assessment_notice(db, e, NOTICE_HANDED_IN);
}

static void
outage_project(struct db *db, const struct event *e)
{
	sqlite3_stmt *q = sql(db, SQL_DID_OUTAGE);

	put_uuid(q, ":attempt", &e->outage.attempt);
	put_int(q, ":given", e->outage.given_s);
	put_int(q, ":away", e->outage.to == 0 ? e->outage.from : 0);
	sql_do(db, q);
}

static void
clock_set_project(struct db *db, const struct event *e)
{
	sqlite3_stmt *q = sql(db, SQL_DID_CLOCK_SET);

	put_uuid(q, ":attempt", &e->clock_set.attempt);
	put_int(q, ":by", e->clock_set.by_s);
	sql_do(db, q);
}

static void
extra_project(struct db *db, const struct event *e)
{
	sqlite3_stmt *q;

	if (uuid_is_zero(&e->extra.attempt)) {
		q = sql(db, SQL_DID_EXTRA_TIME);
		put_uuid(q, ":person", &e->person);
		put_int(q, ":percent", e->extra.percent);
	} else {
		q = sql(db, SQL_DID_EXTRA_GIVE);
		put_uuid(q, ":attempt", &e->extra.attempt);
		put_int(q, ":given", 60 * (int64_t)e->extra.minutes);
	}
	sql_do(db, q);
}

static void
remark_project(struct db *db, const struct event *e)
{
	sqlite3_stmt *q = sql(db, SQL_DID_REMARK);

	put_uuid(q, ":attempt", &e->remark.attempt);
	put_int(q, ":at", e->at);
	put_int(q, ":percent", e->remark.percent);
	put_int(q, ":right", e->remark.right);
	put_int(q, ":passed", e->remark.passed);
	sql_do(db, q);
	shares_project(db, &e->remark.attempt, e->remark.share, e->remark.shares, e->remark.waits,
	    e->remark.waitings, e->remark.out, e->remark.outs);
	if (e->remark.cause == REMARK_WRITTEN) {
		q = sql(db, SQL_DID_COMMENT);
		put_uuid(q, ":attempt", &e->remark.attempt);
		put_int(q, ":place", e->remark.index);
		put_str(q, ":comment", e->remark.comment);
		put_uuid(q, ":by", &e->by);
		sql_do(db, q);
	} else {
		q = sql(db, SQL_DID_REPAIRED);
		put_uuid(q, ":repair", &e->remark.repair);
		put_uuid(q, ":attempt", &e->remark.attempt);
		sql_do(db, q);
	}
	/* While a mark still waits there is nothing to look at yet; and the same is said once. */
	for (uint32_t i = 0; i < e->remark.waitings; i++)
		if (e->remark.waits[i])
			return;
	struct arena *a = arena_new();
	struct buf what = BUF_IN(a);

	buf_printf(&what, "%.*s/%.*s", STR_ARG(e->course), STR_ARG(e->subject));
	q = sql(db, SQL_DID_NOTICE_AGAIN);
	put_uuid(q, ":person", &e->person);
	put_int(q, ":kind", NOTICE_REMARKED);
	put_str(q, ":what", buf_get(&what));
	sql_do(db, q);
	notice_project(db, e, NOTICE_REMARKED, buf_get(&what), NULL);
	arena_free(a);
}

/* A step of a walk, or with no index the walk alone. */
static void
walk_project(struct db *db, const struct event *e, const struct uuid *walk, uint32_t steps,
    bool choice, int64_t ended_at, struct str end)
{
	sqlite3_stmt *q = sql(db, SQL_DID_WALK);

	put_uuid(q, ":id", walk);
	put_about(q, e);
	put_str(q, ":module", e->subject);
	put_int(q, ":steps", steps);
	put_int(q, ":choices", choice);
	put_int(q, ":at", e->at);
	put_int(q, ":ended", ended_at);
	put_str(q, ":end", end);
	put_int(q, ":sequence", e->sequence);
	sql_do(db, q);
}

/* The scenario is one lesson: begun with the first step, done with an end, and where one reads on. */
static void
step_project(struct db *db, const struct event *e)
{
	struct event place = { .person = e->person, .course = e->course, .subject = e->subject,
		.at = e->at, .sequence = e->sequence };
	sqlite3_stmt *q = sql(db, SQL_DID_WALK_STEP);

	put_uuid(q, ":walk", &e->step.walk);
	put_int(q, ":place", e->step.index);
	put_str(q, ":node", e->question);
	put_int(q, ":version", (int64_t)e->version);
	put_str(q, ":lang", e->step.lang);
	put_int(q, ":edition", e->step.edition);
	put_int(q, ":minor", e->step.minor);
	put_int(q, ":revision", e->step.revision);
	put_int(q, ":choice", e->step.choice);
	put_str(q, ":response", e->step.response);
	put_int(q, ":share", e->step.share);
	put_str(q, ":to", e->step.to);
	put_str(q, ":scales", e->step.scales);
	put_int(q, ":at", e->at);
	sql_do(db, q);
	walk_project(db, e, &e->step.walk, e->step.index + 1, e->step.choice != 0,
	    e->step.ended ? e->at : 0, e->step.end);
	place.place.lang = e->step.lang;
	place.place.ended = e->step.ended;
	place.place.question = place.place.draft = STR_NONE;
	place_project(db, &place);
}

static void
repair_project(struct db *db, const struct event *e)
{
	sqlite3_stmt *q = sql(db, SQL_DID_REPAIR);

	put_uuid(q, ":id", &e->id);
	put_int(q, ":sequence", e->sequence);
	put_int(q, ":at", e->at);
	put_uuid(q, ":by", &e->by);
	put_str(q, ":course", e->course);
	put_str(q, ":assessment", e->subject);
	put_str(q, ":question", e->question);
	put_int(q, ":version", (int64_t)e->version);
	put_int(q, ":kind", e->repair.kind);
	put_str(q, ":accept", e->repair.accept);
	put_str(q, ":reason", e->repair.reason);
	put_int(q, ":state", e->repair.waits ? REPAIR_PROPOSED : REPAIR_GOING);
	sql_do(db, q);
}

static void
repair_state_project(struct db *db, const struct event *e)
{
	bool consents = e->kind == EVENT_REPAIR_CONSENT;
	sqlite3_stmt *q = sql(db, consents ? SQL_DID_REPAIR_CONSENT : SQL_DID_REPAIR_DONE);

	put_uuid(q, ":id", &e->repaired.repair);
	put_int(q, ":state", consents ? REPAIR_GOING : REPAIR_DONE);
	if (consents)
		put_uuid(q, ":by", &e->by);
	put_int(q, ":at", e->at);
	sql_do(db, q);
}

static void
progress_project(struct db *db, const struct event *e)
{
	sqlite3_stmt *q = sql(db, SQL_DID_PROGRESS);

	put_about(q, e);
	put_int(q, ":percent", e->progress.percent);
	put_int(q, ":done", e->progress.done);
	put_int(q, ":at", e->at);
	sql_do(db, q);
}

static void
owner_project(struct db *db, const struct event *e, enum sql which)
{
	sqlite3_stmt *q = sql(db, which);

	put_about(q, e);
	sql_do(db, q);
}

/* Who publishes a course that nobody owns owns it; a command on the machine is nobody. */
static void
publish_project(struct db *db, const struct event *e)
{
	sqlite3_stmt *q = sql(db, SQL_DID_PUBLISH);

	put_str(q, ":course", e->course);
	put_int(q, ":major", e->publish.edition);
	put_int(q, ":minor", e->publish.minor);
	put_int(q, ":revision", e->publish.revision);
	put_int(q, ":status", e->publish.status);
	put_int(q, ":at", e->at);
	sql_do(db, q);
	if (!uuid_is_zero(&e->person) && e->kind == EVENT_PUBLISH)
		owner_project(db, e, SQL_DID_OWNER_FIRST);
}

static void
status_project(struct db *db, const struct event *e)
{
	sqlite3_stmt *q = sql(db, SQL_DID_STATUS);

	put_str(q, ":course", e->course);
	put_int(q, ":status", e->status.status);
	put_int(q, ":at", e->at);
	put_str(q, ":replaced_by", e->status.replaced_by);
	sql_do(db, q);
}

/* What somebody learned; of the account itself nothing moves. */
static bool
is_learning(enum event_kind k)
{
	return k == EVENT_PLACE || k == EVENT_CHECK || k == EVENT_CHECK_SHOW ||
	       k == EVENT_QUIZ_START || k == EVENT_QUIZ_ANSWER || k == EVENT_QUIZ_HANDIN ||
	       k == EVENT_PROGRESS || k == EVENT_OUTAGE || k == EVENT_EXTRA_TIME ||
	       k == EVENT_REMARK || k == EVENT_MISTAKE || k == EVENT_MISTAKE_ANSWER ||
	       k == EVENT_CLOCK_SET || k == EVENT_OWNER || k == EVENT_PUBLISH ||
	       k == EVENT_SCENARIO_STEP || k == EVENT_SCENARIO_AGAIN;
}

void
event_project(struct db *db, const struct event *e)
{
	struct event moved;
	struct uuid into;

	if (is_learning(e->kind) && db_merged(db, &e->person, &into)) {
		moved = *e;
		moved.person = into;
		e = &moved;
	}
	switch (e->kind) {
	case EVENT_LOGIN:
		login_project(db, e);
		break;
	case EVENT_PLACE:
		place_project(db, e);
		break;
	case EVENT_CHECK:
		check_project(db, e);
		break;
	case EVENT_CHECK_SHOW:
		check_show_project(db, e);
		break;
	case EVENT_QUIZ_START:
		start_project(db, e);
		if (e == &moved)
			merge_numbers(db, &e->person);
		break;
	case EVENT_QUIZ_ANSWER:
		answer_project(db, e);
		break;
	case EVENT_QUIZ_HANDIN:
		handin_project(db, e);
		break;
	case EVENT_OUTAGE:
		outage_project(db, e);
		break;
	case EVENT_CLOCK_SET:
		clock_set_project(db, e);
		break;
	case EVENT_EXTRA_TIME:
		extra_project(db, e);
		break;
	case EVENT_REMARK:
		remark_project(db, e);
		break;
	case EVENT_REPAIR:
		repair_project(db, e);
		break;
	case EVENT_REPAIR_CONSENT:
	case EVENT_REPAIR_DONE:
		repair_state_project(db, e);
		break;
	case EVENT_MISTAKE:
		mistake_project(db, e);
		break;
	case EVENT_MISTAKE_ANSWER:
		mistake_answer_project(db, e);
		notice_project(db, e, NOTICE_ANSWERED, e->mistake_answer.text, NULL);
		break;
	case EVENT_PAPER:
		paper_project(db, e);
		break;
	case EVENT_SCENARIO_STEP:
		step_project(db, e);
		break;
	case EVENT_SCENARIO_AGAIN:
		walk_project(db, e, &e->id, 0, false, 0, STR_NONE);
		break;
	case EVENT_PROGRESS:
		progress_project(db, e);
		break;
	case EVENT_RECOVERY:
		notice_project(db, e, NOTICE_RECOVERY, STR_NONE, NULL);
		break;
	case EVENT_RECOVERED:
		notice_project(db, e, NOTICE_RECOVERED, STR_NONE, NULL);
		break;
	case EVENT_PASSWORD:
		notice_project(db, e, NOTICE_PASSWORD, STR_NONE, NULL);
		break;
	case EVENT_KEY_ADD:
		notice_project(db, e, NOTICE_KEY_ADD, e->key.fingerprint, NULL);
		break;
	case EVENT_KEY_REMOVE:
		notice_project(db, e, NOTICE_KEY_REMOVE, e->key.fingerprint, NULL);
		break;
	case EVENT_RENAME:
		notice_project(db, e, NOTICE_RENAMED, STR_NONE, NULL);
		break;
	case EVENT_ROLE:
		notice_project(db, e, NOTICE_ROLE, str_from(role_name(e->role.role)), NULL);
		break;
	case EVENT_MERGE:
		notice_project(db, e, NOTICE_MERGED, STR_NONE, &e->merge.from);
		merge_project(db, e);
		break;
	case EVENT_PUBLISH:
	case EVENT_ROLLBACK:
		publish_project(db, e);
		break;
	case EVENT_OWNER:
		owner_project(db, e, e->owner.remove ? SQL_DID_OWNER_END : SQL_DID_OWNER);
		break;
	case EVENT_STATUS:
		status_project(db, e);
		break;
	case EVENT_SIGNUP:
	case EVENT_USER_ADD:
	case EVENT_SETTINGS:
	case EVENT_KEY_NAME:
	case EVENT_INVITE:
	case EVENT_NAME:
	case EVENT_DISABLE:
	case EVENT_ENABLE:
	case EVENT_INVITE_REVOKE:
	case EVENT_KINDS:
		break; /* kept as they are: what they did is state that can be erased */
	}
}

/* ---- the table ---- */

/* false: this program cannot read it. */
static bool
event_get(sqlite3_stmt *q, struct arena *a, struct event *e)
{
	memset(e, 0, sizeof(*e));
	e->sequence = get_int(q, 0);
	get_bytes(q, 1, e->id.b, sizeof(e->id.b));
	e->at = get_int(q, 2);
	get_bytes(q, 3, e->person.b, sizeof(e->person.b));
	get_bytes(q, 4, e->by.b, sizeof(e->by.b));
	e->course = get_str(q, 6, a);
	e->subject = get_str(q, 7, a);
	e->question = get_str(q, 8, a);
	e->version = (uint64_t)get_int(q, 9);
	return event_named(get_str(q, 5, a), &e->kind) && event_data_read(get_str(q, 10, a), a, e);
}

bool
db_event(struct db *db, const struct uuid *id, struct arena *a, struct event *e)
{
	sqlite3_stmt *q = sql(db, SQL_EVENT);

	put_uuid(q, ":uuid", id);
	if (!sql_row(db, q))
		return false;
	if (!event_get(q, a, e)) {
		snprintf(db->problem, sizeof(db->problem), "an event cannot be read");
		db->failed = true;
	}
	sql_end(q);
	return !db->failed;
}

void
db_event_add(struct db *db, const struct event *e)
{
	sqlite3_stmt *q = sql(db, SQL_EVENT_ADD);
	struct arena *a = arena_new();
	struct buf data = BUF_IN(a);

	event_data_write(&data, e);
	put_uuid(q, ":uuid", &e->id);
	put_int(q, ":at", e->at);
	put_uuid(q, ":person", &e->person);
	put_uuid(q, ":by", &e->by);
	put_str(q, ":kind", str_from(event_name(e->kind)));
	put_str(q, ":course", e->course);
	put_str(q, ":subject", e->subject);
	put_str(q, ":question", e->question);
	put_int(q, ":version", (int64_t)e->version);
	put_blob(q, ":data", data.at, data.len);
	if (sql_do(db, q) == 1) {
		struct event stored = *e;

		stored.sequence = sqlite3_last_insert_rowid(db->s);
		event_project(db, &stored);
	}
	arena_free(a);
}

bool
db_events(struct db *db, struct arena *scratch, bool (*each)(void *context, const struct event *e),
    void *context)
{
	sqlite3_stmt *q = sql(db, SQL_EVENTS);
	bool goes_on = true;

	while (goes_on && sql_row(db, q)) {
		struct event e;

		arena_reset(scratch);
		if (event_get(q, scratch, &e)) {
			goes_on = each(context, &e);
			continue;
		}
		snprintf(db->problem, sizeof(db->problem), "event %lld cannot be read",
		    (long long)get_int(q, 0));
		db->failed = true;
	}
	sql_end(q);
	return !db->failed;
}
