/* Every verb's messages: there and back, cut anywhere, one byte too many. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <string.h>

#include <cmocka.h>

#include "store/record.h"

/* A request of a verb with something in every field, made by reading invented bytes. */
static struct request *
some_request(struct arena *a, enum verb verb)
{
	struct request *r = ARENA_NEW(a, struct request);
	struct str word = STR("wörd"), other = STR("another one");

	r->number = 0x1122334455667788u;
	r->verb = verb;
	switch (verb) {
	case VERB_HELLO:
		r->version = 513;
		break;
	case VERB_LOGIN_KEY_KNOWN:
	case VERB_LOGIN_KEY:
	case VERB_LOGIN_PASSWORD:
	case VERB_LOGIN_CODE:
	case VERB_LOGIN_GUEST:
	case VERB_SIGNUP_NAME:
		r->login = (struct ask_login){ word, other, word, other };
		break;
	case VERB_SIGNUP:
		r->signup = (struct ask_signup){ { { 1, 2 } }, word, other, STR("MZ"), STR("pt"),
			WAY_PASSWORD, word, other, true, false };
		break;
	case VERB_FACTS:
		r->course = word;
		break;
	case VERB_PLACE:
		r->place = (struct ask_place){ { { 9 } },
			{ word, other, word, 0xfedcba9876543210u, 7, 8, true, word, other, -5 } };
		break;
	case VERB_CHECK:
	case VERB_CHECK_SHOW:
	case VERB_PREVIEW_CHECK:
		r->check = (struct ask_check){ { { 3 } }, word, other, word, other,
			{ .pick = { { 1, 2 }, { 3, 4 } }, .picks = 2, .text = word } };
		break;
	case VERB_QUIZ_START:
		r->quiz = (struct ask_quiz){ { { 4 } }, word, other, word };
		break;
	case VERB_ATTEMPT:
	case VERB_QUESTION:
	case VERB_QUIZ_ANSWER:
	case VERB_QUIZ_HANDIN:
	case VERB_RESULT:
	case VERB_RESULT_QUESTION:
		r->attempt = (struct ask_attempt){ { { 5 } }, { { 6 } }, 77,
			{ .picks = 0, .text = other } };
		break;
	case VERB_SETTINGS:
		r->settings = (struct ask_settings){ { { 7 } }, word, true, false };
		break;
	case VERB_KEY_ADD:
	case VERB_KEY_REMOVE:
	case VERB_KEY_NAME:
		r->key = (struct ask_key){ { { 8 } }, word, other, word };
		break;
	case VERB_PASSWORD:
		r->password = (struct ask_password){ { { 9 } }, word, other };
		break;
	case VERB_INVITE:
		r->invite = (struct ask_invite){ { { 10 } }, ROLE_MANAGER, 40, 30, word };
		break;
	case VERB_USER_ADD:
		r->user = (struct ask_user){ { { 11 } }, word, other, word, other, word,
			ROLE_INSTRUCTOR };
		break;
	case VERB_RECOVER:
		r->recover = (struct ask_recover){ { { 12 } }, WAY_KEY, word, other,
			ARENA_ARRAY(a, 2, struct str), 2 };
		r->recover.drop[0] = word;
		r->recover.drop[1] = other;
		break;
	case VERB_RECOVERY:
		r->event = (struct uuid){ { 13 } };
		break;
	case VERB_USERS:
		r->users = (struct ask_users){ word, other };
		break;
	case VERB_USER:
	case VERB_USER_SET:
	case VERB_USER_RECOVER:
		r->set = (struct ask_user_set){ { { 14 } }, word, USER_PASSWORD, other, word,
			ROLE_MANAGER };
		break;
	case VERB_USER_KEY_REMOVE:
		r->user_key = (struct ask_user_key){ { { 15 } }, word, other, true };
		break;
	case VERB_USER_MERGE:
		r->merge = (struct ask_merge){ { { 16 } }, word, other };
		break;
	case VERB_INVITES:
		r->invites.skip = 100;
		break;
	case VERB_INVITE_SHOW:
	case VERB_INVITE_REVOKE:
		r->invite_id = (struct ask_invite_id){ { { 17 } }, word };
		break;
	case VERB_SESSION_END:
		r->session_end = (struct ask_session_end){ word, other };
		break;
	case VERB_LIMIT_CLEAR:
		r->limit.whom = word;
		break;
	case VERB_ENTRANCE:
		r->quiz = (struct ask_quiz){ { { 4 } }, word, other, word };
		break;
	case VERB_SEAT:
		r->attempt = (struct ask_attempt){ { { 5 } }, { { 6 } }, 77,
			{ .picks = 0, .text = other } };
		break;
	case VERB_SEAT_LEAVE:
		r->seat_leave = (struct ask_seat_leave){ { { 21 } }, { { 22 } }, 1790000000 };
		break;
	case VERB_MISTAKE:
		r->mistake = (struct ask_mistake){ { { 31 } }, word, other, word, STR("en"), 1, 2, 3, other };
		break;
	case VERB_MISTAKES:
		r->mistakes = (struct ask_mistakes){ word, true, false, 9 };
		break;
	case VERB_MISTAKE_ANSWER:
		r->mistake_answer = (struct ask_mistake_answer){ { { 32 } }, { { 33 } }, word };
		break;
	case VERB_PAPER_DRAW:
		r->paper = (struct ask_paper){ { { 35 } }, word, other, STR("en"), 40 };
		break;
	case VERB_PAPER_QUESTION:
		r->paper_question = (struct ask_paper_question){ word, 3, true };
		break;
	case VERB_PAPER_ENTER:
		r->paper_enter = (struct ask_paper_enter){ { { 36 } }, other, true };
		break;
	case VERB_REPORT:
	case VERB_REPORT_ITEMS:
		r->report = (struct ask_report){ word, other, 12 };
		break;
	case VERB_EXTRA_TIME:
		r->extra_time = (struct ask_extra_time){ { { 23 } }, word, 25, { { 24 } }, word, other, 10, other };
		break;
	case VERB_MARKING:
		r->marking = (struct ask_marking){ word, 25 };
		break;
	case VERB_MARKING_ONE:
	case VERB_MARK:
		r->mark = (struct ask_mark){ { { 26 } }, { { 27 } }, 28, 29, other };
		break;
	case VERB_REPAIR:
		r->repair = (struct ask_repair){ { { 30 } }, word, other, word, 31, REPAIR_OUT, other,
			word, true };
		break;
	case VERB_REPAIR_CONSENT:
		r->repair_id = (struct ask_repair_id){ { { 32 } }, { { 33 } } };
		break;
	case VERB_DRAFT_NEW:
		r->draft = (struct ask_draft){ { { 31 } }, word, true };
		break;
	case VERB_DRAFT_FILES:
	case VERB_DRAFT_READ:
	case VERB_DRAFT_PREVIEW:
	case VERB_EDITION_FILES:
	case VERB_EDITION_READ:
		r->files = (struct ask_files){ word, { 1, 2, 3 }, other, word, 4 };
		break;
	case VERB_DRAFT_WRITE:
		r->draft_write = (struct ask_draft_write){ { { 32 } }, word, other, 5, 6, word, true };
		break;
	case VERB_DRAFT_MOVE:
	case VERB_DRAFT_REMOVE:
		r->draft_move = (struct ask_draft_move){ { { 33 } }, word, other, word };
		break;
	case VERB_PUBLISH:
		r->publish = (struct ask_publish){ { { 34 } }, word, true, CHANGE_MAJOR, { 4, 5, 6 }, true };
		break;
	case VERB_EDITIONS:
	case VERB_OWNERS:
		r->course = word;
		break;
	case VERB_ROLLBACK:
		r->rollback = (struct ask_rollback){ { { 35 } }, word, { 7, 8, 9 } };
		break;
	case VERB_OWNER_SET:
		r->owner = (struct ask_owner){ { { 36 } }, word, other, true };
		break;
	case VERB_COURSE_STATUS:
		r->course_status = (struct ask_status){ { { 37 } }, word, STATUS_RETIRED, other };
		break;
	case VERB_SCENARIO:
	case VERB_SCENARIO_AGAIN:
		r->scenario = (struct ask_scenario){ { { 25 } }, word, other, word };
		break;
	case VERB_SCENARIO_STEP:
		r->step = (struct ask_step){ { { 26 } }, word, other, word, other, 0xfedcba98,
			{ .picks = 0, .text = word }, ARENA_ARRAY(a, 2, struct walk_did), 2 };
		r->step.path[1] = (struct walk_did){ 1, 2, true };
		break;
	case VERB_SCENARIO_REVIEW:
		r->walk = (struct ask_walk){ { { 27 } }, 3 };
		break;
	case VERB_DRAFTS:
	case VERB_HOME:
	case VERB_RESULTS:
	case VERB_KEYS:
	case VERB_SESSIONS:
	case VERB_LIMITS:
	case VERB_STATUS:
	case VERB_REPAIRS:
	case VERB_KINDS:
		break;
	}
	return r;
}

static struct attempt
some_attempt(struct arena *a, bool has)
{
	struct attempt t = { .id = { { 1 } },
		.course = STR("c"),
		.assessment = STR("q"),
		.lang = STR("en"),
		.edition = 1,
		.minor = 2,
		.revision = 3,
		.number = 4,
		.begun_at = 5,
		.closed_at = 6,
		.questions = 3,
		.answered = 2,
		.pass = 80,
		.percent = 66,
		.right = 2,
		.passed = false,
		.kind = ASSESS_EXAM,
		.time_s = 1800,
		.clock = CLOCK_RUNS,
		.pause_limit_s = 60,
		.paused_s = 7,
		.left_s = -8,
		.until = 9,
		.waits = true,
		.remarked_at = 10 };

	if (has) {
		t.has = ARENA_ARRAY(a, 3, bool);
		t.has[1] = true;
	}
	return t;
}

static struct reply *
some_reply(struct arena *a, enum verb verb)
{
	struct reply *r = ARENA_NEW(a, struct reply);
	struct identity who = { { { 1 } }, STR("amina"), STR("Amina"), STR("pt"), STR("MZ"),
		ROLE_TRAINEE, true, true, false, 12345, STR("phone"), ARENA_ARRAY(a, 1, struct notice), 1,
		true, false };
	struct user_row row = { STR("amina"), STR("Amina"), STR("pt"), STR("MZ"), ROLE_TRAINEE, true,
		false, true, 2, 3, 4 };

	who.notice[0] = (struct notice){ NOTICE_RENAMED, 5, STR("boss"), STR("before") };

	r->number = 99;
	r->verb = verb;
	switch (verb) {
	case VERB_LOGIN_KEY:
	case VERB_SIGNUP:
	case VERB_RECOVER:
	case VERB_USER_ADD:
		r->login = (struct told_login){ true, false, true, STR("ABCD"), who };
		break;
	case VERB_SIGNUP_NAME:
		r->name = (struct told_name){ true, STR("amina2") };
		break;
	case VERB_HOME:
		r->home.last.course = STR("c");
		r->home.last.hash = 77;
		r->home.courses = 2;
		r->home.clock_behind = 1234567;
		r->home.course = ARENA_ARRAY(a, 2, struct course_state);
		r->home.course[1] = (struct course_state){ STR("d"), 1, 2, 3, 4 };
		r->home.tolds = 1;
		r->home.told = ARENA_ARRAY(a, 1, struct course_told);
		r->home.told[0] = (struct course_told){ STR("d"), { 1, 2, 3 }, STATUS_RETIRED, 5, STR("e") };
		r->home.opens = 1;
		r->home.open = ARENA_ARRAY(a, 1, struct attempt);
		r->home.open[0] = (struct attempt){ .course = STR("d"), .assessment = STR("final"), .questions = 4, .left_s = -7 };
		break;
	case VERB_FACTS:
		r->facts.lessons = 1;
		r->facts.lesson = ARENA_ARRAY(a, 1, struct lesson_fact);
		r->facts.lesson[0] = (struct lesson_fact){ STR("l"), true, false, 3, true, 5, 6, 7,
			8 };
		r->facts.quizzes = 1;
		r->facts.quiz = ARENA_ARRAY(a, 1, struct quiz_fact);
		r->facts.quiz[0] = (struct quiz_fact){ STR("q"), 2, -1, true, true };
		r->facts.scenarios = 1;
		r->facts.scenario = ARENA_ARRAY(a, 1, struct scenario_fact);
		r->facts.scenario[0] = (struct scenario_fact){ STR("m"), 3, 2, true, STR("End") };
		break;
	case VERB_PREVIEW_CHECK:
	case VERB_CHECK:
		r->check = (struct told_check){ true, 500000, STR("f"), STR("g"), STR("a") };
		break;
	case VERB_QUIZ_START:
		r->attempt = some_attempt(a, true);
		break;
	case VERB_QUESTION:
		r->question.question.id = STR("q");
		r->question.question.kind = QUESTION_SINGLE;
		r->question.question.choices = 1;
		r->question.question.choice = ARENA_ARRAY(a, 1, struct choice);
		r->question.question.choice[0].text = STR("choice");
		r->question.response.picks = 1;
		r->question.response.pick[0].right = 5;
		break;
	case VERB_RESULT:
		r->result.attempt = some_attempt(a, false);
		r->result.items = 1;
		r->result.item = ARENA_ARRAY(a, 1, struct result_item);
		r->result.item[0] = (struct result_item){ STR("q"), STR("name"), 1000000, true,
			false, true, false };
		r->result.answers_open = true;
		r->result.agains = 1;
		r->result.again = ARENA_ARRAY(a, 1, struct str);
		r->result.again[0] = STR("lesson");
		break;
	case VERB_RESULT_QUESTION:
		r->result_question.given = STR("16");
		r->result_question.right = STR("12");
		r->result_question.share = -1;
		break;
	case VERB_RESULTS:
		r->results.attempts = 2;
		r->results.attempt = ARENA_ARRAY(a, 2, struct attempt);
		r->results.attempt[0] = some_attempt(a, false);
		r->results.attempt[1] = some_attempt(a, false);
		break;
	case VERB_KEYS:
		r->keys.keys = 1;
		r->keys.key = ARENA_ARRAY(a, 1, struct ssh_key);
		r->keys.key[0] = (struct ssh_key){ STR("SHA256:x"), STR("ssh-ed25519"),
			STR("phone"), 1, 2, true, true };
		break;
	case VERB_INVITE:
		r->invite = (struct told_invite){ STR("ABCD-EFGH-JKLM-NPQR-S"), STR("0123abcd"),
			STR("Nampula"), ROLE_TRAINEE, 40, 3, 1234 };
		break;
	case VERB_RECOVERY:
		r->recovery = (struct told_recovery){ STR("ABCD"), STR("amina"), STR("Amina") };
		break;
	case VERB_USERS:
		r->users = (struct told_users){ ARENA_ARRAY(a, 1, struct user_row), 1, 7, true };
		r->users.user[0] = row;
		break;
	case VERB_USER:
		r->person.row = row;
		r->person.keys = 1;
		r->person.key = ARENA_ARRAY(a, 1, struct ssh_key);
		r->person.courses = 1;
		r->person.course = ARENA_ARRAY(a, 1, struct course_state);
		r->person.sessions = 3;
		r->person.merged_into = STR("amina2");
		break;
	case VERB_INVITES:
		r->invites = (struct told_invites){ ARENA_ARRAY(a, 1, struct invite_row), 1, true };
		r->invites.invite[0] = (struct invite_row){ STR("0123abcd"), STR("Nampula"), STR("-"),
			ROLE_TRAINEE, 40, 3, 1, 2, 3, 4 };
		break;
	case VERB_SESSIONS:
		r->sessions = (struct told_sessions){ ARENA_ARRAY(a, 1, struct session_row), 1, 9 };
		r->sessions.session[0] = (struct session_row){ STR("1-2"), STR("amina"), STR("Amina"),
			ROLE_TRAINEE, STR("192.0.2.0/24"), STR("SSH-2.0-x"), 5, true };
		break;
	case VERB_SESSION_END:
		r->ended.n = 2;
		break;
	case VERB_LIMITS:
		r->limits = (struct told_limits){ ARENA_ARRAY(a, 1, struct limit_row), 1 };
		r->limits.limit[0] = (struct limit_row){ LIMIT_CODES, STR("192.0.2.0/24"), 60, 7 };
		break;
	case VERB_STATUS:
		r->status = (struct told_status){ .version = STR("0.1"), .now = 1, .health = HEALTH_CLOCK,
			.trouble = STR("t"), .events = 2, .process = 3, .listening = STR("l"),
			.fingerprint = STR("f"), .next_fingerprint = STR("n"), .backup_at = 9 };
		break;
	case VERB_MARKING:
		r->marking.all = 3;
		r->marking.rows = 1;
		r->marking.row = ARENA_ARRAY(a, 1, struct marking_row);
		r->marking.row[0] = (struct marking_row){ { { 1 } }, 2, STR("c"), STR("a"), STR("q"),
			STR("name"), 3, 4, 5 };
		break;
	case VERB_MARKING_ONE:
		r->marking_one = (struct told_marking_one){ { { { 1 } }, 2, STR("c"), STR("a"),
			STR("q"), STR("name"), 3, 4, 5 }, STR("en"), STR("text"), STR("answer"),
			STR("model"), true, 6, STR("comment") };
		break;
	case VERB_MARK:
		r->mark = (struct told_mark){ 1, true, { { 2 } }, 3 };
		break;
	case VERB_REPAIR:
	case VERB_REPAIR_CONSENT:
	case VERB_REPAIRS: {
		struct repair_row repair = { { { 1 } }, STR("c"), STR("a"), STR("q"), 2, REPAIR_OUT,
			STR("accept"), STR("reason"), REPAIR_DONE, 3, 4, STR("by"), STR("consent"),
			true, 5 };

		if (verb == VERB_REPAIRS) {
			r->repairs.rows = 1;
			r->repairs.row = ARENA_ARRAY(a, 1, struct repair_row);
			r->repairs.row[0] = repair;
			break;
		}
		r->repair.row = repair;
		r->repair.counts = (struct repair_counts){ 1, 2, 3, 4, 5, 6 };
		r->repair.people = 1;
		r->repair.person = ARENA_ARRAY(a, 1, struct repair_person);
		r->repair.person[0] = (struct repair_person){ STR("amina"), 1, 2, true, false, true };
		break;
	}
	case VERB_MISTAKE:
		r->mistakes.mistakes = 1;
		r->mistakes.mistake = ARENA_ARRAY(a, 1, struct mistake_row);
		r->mistakes.mistake[0] = (struct mistake_row){ { { 34 } }, STR("c"), STR("s"), STR("q"), STR("en"), 1, 2, 3,
			STR("text"), STR("amina"), 4, STR("answer"), 5 };
		r->mistakes.all = 6;
		r->mistakes.more = true;
		break;
	case VERB_PAPER_DRAW:
		r->paper.forms = 2;
		r->paper.form = ARENA_ARRAY(a, 2, struct str);
		r->paper.form[0] = STR("K7QM-3XFB");
		r->paper.form[1] = STR("ABCD-EFGH");
		break;
	case VERB_PAPER_QUESTION:
		r->paper_question = (struct told_paper_question){ .form = STR("K7QM-3XFB"), .course = STR("c"),
			.assessment = STR("final"), .lang = STR("en"), .edition = 1, .minor = 2, .revision = 3, .at = 4,
			.questions = 5, .letters = STR("bd"), .right = STR("in words") };
		r->paper_question.question.id = STR("q");
		r->paper_question.question.kind = QUESTION_SHORT;
		break;
	case VERB_PAPER_ENTER:
		r->paper_enter.kept = true;
		r->paper_enter.errors = 1;
		r->paper_enter.error = ARENA_ARRAY(a, 1, struct paper_error);
		r->paper_enter.error[0] = (struct paper_error){ 3, PAPER_NO_OPTION, 7, STR("e") };
		r->paper_enter.all_errors = 9;
		r->paper_enter.rows = 1;
		r->paper_enter.row = ARENA_ARRAY(a, 1, struct paper_row);
		r->paper_enter.row[0] = (struct paper_row){ 4, STR("amina"), true, 85, true, false };
		break;
	case VERB_REPORT:
		r->report.rows = 1;
		r->report.row = ARENA_ARRAY(a, 1, struct report_row);
		r->report.row[0] = (struct report_row){ STR("final"), ASSESS_EXAM, 9, 8, 7, 6, 5, 71.5 };
		r->report.has_gain = true;
		gain_of((struct gain_pair[]){ { 20, 70 }, { 30, 60 } }, 2, &r->report.gain);
		r->report.only_pre = 3;
		r->report.only_post = 4;
		break;
	case VERB_REPORT_ITEMS:
		r->items.kind = ASSESS_EXAM;
		r->items.test = (struct test_stat){ 40, 12.5, 13, 2, NAN, 0.5, 81, 43, 0.9, true };
		r->items.questions = 20;
		r->items.items = 1;
		r->items.item = ARENA_ARRAY(a, 1, struct item_row);
		r->items.item[0] = (struct item_row){ STR("e-net"), STR("Two right"), QUESTION_MULTIPLE, 77, true, NAN,
			{ 40, 0.5, 0.5, 31, 44, 12, true } };
		r->items.all = 3;
		r->items.more = true;
		break;
	case VERB_ENTRANCE:
		r->entrance = (struct told_entrance){ .kind = ASSESS_EXAM, .questions = 20, .pass = 80, .tries = 1,
			.tries_most = 3, .wait_s = 86400, .time_s = 2700, .extra = 25, .clock = CLOCK_PAUSES,
			.pause_limit_s = 1800, .review = REVIEW_NEVER, .best = -1, .lang = STR("en"), .open = true,
			.attempt = { { 9 } }, .seated = true, .why_not = { REASON_WAIT, 3, 77 } };
		break;
	case VERB_DRAFTS:
		r->drafts = (struct told_drafts){ ARENA_ARRAY(a, 1, struct draft_row), 1 };
		r->drafts.draft[0] = (struct draft_row){ STR("c"), STR("T"), 1, 2, 3, 4, 5, STR("amina"), { 1, 2, 3 },
			{ 1, 2, 4 }, true };
		break;
	case VERB_DRAFT_NEW:
	case VERB_DRAFT_FILES:
	case VERB_EDITION_FILES:
		r->files = (struct told_files){ ARENA_ARRAY(a, 1, struct file_row), 1, true, { 1, 2, 3 } };
		r->files.file[0] = (struct file_row){ STR("en/a.md"), 7, 8 };
		break;
	case VERB_DRAFT_PREVIEW:
		r->preview = (struct told_preview){ STR("image"), 9, 10 };
		break;
	case VERB_DRAFT_READ:
	case VERB_EDITION_READ:
		r->piece = (struct told_piece){ STR("bytes"), 9, 10 };
		break;
	case VERB_PUBLISH:
		r->publish = (struct told_publish){ .state = PUBLISH_STALE, .course = STR("c"),
			.inferred = CHANGE_MINOR, .class = CHANGE_MAJOR, .from = { 1, 0, 0 }, .to = { 2, 0, 0 },
			.mid_course = 1, .in_attempt = 2, .done = 3, .errors = 4, .warnings = 5,
			.change = ARENA_ARRAY(a, 1, struct change_row), .changes = 1, .changes_more = 6, .ids = 7,
			.problems = STR("p") };
		r->publish.change[0] = (struct change_row){ CHANGE_MINOR, STR("lesson"), STR("a"), STR("added"), 8 };
		break;
	case VERB_EDITIONS:
	case VERB_ROLLBACK:
		r->editions = (struct told_editions){ ARENA_ARRAY(a, 1, struct edition_told), 1, true };
		r->editions.edition[0] = (struct edition_told){ { 1, 2, 3 }, 4, STR("amina"), CHANGE_MINOR, true, 5 };
		break;
	case VERB_OWNERS:
	case VERB_OWNER_SET:
	case VERB_COURSE_STATUS:
		r->owners = (struct told_owners){ ARENA_ARRAY(a, 1, struct str), 1, STATUS_RETIRED, STR("d") };
		r->owners.login[0] = STR("amina");
		break;
	case VERB_SCENARIO:
		r->scenario.walk = (struct uuid){ { 9 } };
		r->scenario.steps = 3;
		r->scenario.node = STR("door");
		r->scenario.ended = true;
		r->scenario.scales = 1;
		r->scenario.scale = ARENA_ARRAY(a, 1, struct scale_value);
		r->scenario.scale[0] = (struct scale_value){ STR("evidence"), STR("Evidence"), -2 };
		r->scenario.has_last = true;
		r->scenario.last.choice = 77;
		r->scenario.last.debriefs = 1;
		r->scenario.last.debrief = ARENA_ARRAY(a, 1, struct block);
		r->scenario.last.moves = 1;
		r->scenario.last.move = r->scenario.scale;
		r->scenario.lines = 1;
		r->scenario.line = ARENA_ARRAY(a, 1, struct walk_line);
		r->scenario.line[0] = (struct walk_line){ { { 8 } }, 1, 2, 3, STR("End") };
		break;
	case VERB_SCENARIO_REVIEW:
		r->walk.index = 1;
		r->walk.steps = 2;
		r->walk.title = STR("The open lid");
		r->walk.choices = 2;
		r->walk.choice = ARENA_ARRAY(a, 2, struct shown_choice);
		r->walk.choice[1] = (struct shown_choice){ STR("Wait"), true };
		r->walk.is_check = true;
		break;
	default:
		break;
	}
	return r;
}

static struct str
request_bytes(struct arena *a, const struct request *r)
{
	struct buf b = BUF_IN(a);

	request_write(&b, r);
	return buf_get(&b);
}

static struct str
reply_bytes(struct arena *a, const struct reply *r)
{
	struct buf b = BUF_IN(a);

	reply_write(&b, r);
	return buf_get(&b);
}

static void
requests_come_back(void **state)
{
	(void)state;
	for (unsigned v = 0; v < VERB_KINDS; v++) {
		struct arena *a = arena_new();
		struct request *r = some_request(a, (enum verb)v), back;
		struct str bytes = request_bytes(a, r), more;

		assert_true(request_read(bytes.at, bytes.len, a, &back));
		assert_int_equal(back.verb, v);
		assert_true(back.number == r->number);
		assert_true(str_eq(bytes, request_bytes(a, &back)));
		assert_true(str_eq(bytes, request_bytes(a, request_copy(a, r))));
		for (size_t n = 0; n < bytes.len; n++)
			assert_false(request_read(bytes.at, n, a, &back));

		struct buf b = BUF_IN(a);

		buf_str(&b, bytes);
		buf_char(&b, 0);
		more = buf_get(&b);
		assert_false(request_read(more.at, more.len, a, &back));
		arena_free(a);
	}
}

static void
replies_come_back(void **state)
{
	(void)state;
	for (unsigned v = 0; v < VERB_KINDS; v++) {
		struct arena *a = arena_new();
		struct reply *r = some_reply(a, (enum verb)v), back;
		struct str bytes = reply_bytes(a, r);

		assert_true(reply_read(bytes.at, bytes.len, a, &back));
		assert_true(str_eq(bytes, reply_bytes(a, &back)));
		assert_true(str_eq(bytes, reply_bytes(a, reply_copy(a, r))));
		for (size_t n = 0; n < bytes.len; n++)
			assert_false(reply_read(bytes.at, n, a, &back));
		arena_free(a);
	}
}

static void
a_refusal_has_no_body(void **state)
{
	(void)state;
	for (unsigned v = 0; v < VERB_KINDS; v++) {
		struct arena *a = arena_new();
		struct reply *r = some_reply(a, (enum verb)v), back;
		struct str bytes;

		r->refusal = (struct refusal){ REASON_WAIT, -7, 1234567890123 };
		bytes = reply_bytes(a, r);
		assert_int_equal(bytes.len, 8 + 1 + 1 + 4 + 8);
		assert_true(reply_read(bytes.at, bytes.len, a, &back));
		assert_int_equal(back.refusal.reason, REASON_WAIT);
		assert_int_equal(back.refusal.number, -7);
		assert_true(back.refusal.at == 1234567890123);
		arena_free(a);
	}
}

static void
what_cannot_be_is_malformed(void **state)
{
	struct arena *a = arena_new();
	struct request r;
	unsigned char bytes[11] = { 1 };

	(void)state;
	bytes[8] = VERB_KINDS;
	assert_false(request_read(bytes, 9, a, &r));
	bytes[8] = VERB_HELLO;
	assert_true(request_read(bytes, 11, a, &r));
	assert_false(request_read(NULL, 0, a, &r));
	/* More picks than there can be. */
	struct request *q = some_request(a, VERB_CHECK);
	struct buf b = BUF_IN(a);
	request_write(&b, q);
	size_t picks = b.len - 4 - STR("wörd").len - 2 * 8 - 4;
	b.at[picks] = RESPONSE_PICKS + 1;
	assert_false(request_read(b.at, b.len, a, &r));
	arena_free(a);
}

static void
the_hello_never_changes(void **state)
{
	static const unsigned char hello[] = { 5, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0 };
	struct arena *a = arena_new();
	struct str bytes = request_bytes(
	    a, &(struct request){ .number = 5, .verb = VERB_HELLO, .version = 1 });

	(void)state;
	assert_int_equal(bytes.len, sizeof(hello));
	assert_memory_equal(bytes.at, hello, sizeof(hello));
	arena_free(a);
}

/* ---- ids and roles ---- */

static void
uuids_are_version_seven(void **state)
{
	unsigned char random[10];
	struct uuid u, back;
	char text[37];

	(void)state;
	memset(random, 0xff, sizeof(random));
	u = uuid_make(0x0123456789abu, random);
	uuid_text(&u, text);
	assert_string_equal(text, "01234567-89ab-7fff-bfff-ffffffffffff");
	assert_true(uuid_parse(str_from(text), &back));
	assert_true(uuid_eq(&u, &back));
	assert_true(
	    uuid_parse(STR("01234567-89AB-7FFF-BFFF-FFFFFFFFFFFF"), &back) && uuid_eq(&u, &back));
	assert_false(uuid_is_zero(&u));
	memset(&u, 0, sizeof(u));
	assert_true(uuid_is_zero(&u));
	assert_false(uuid_parse(STR("01234567-89ab-7fff-bfff-fffffffffff"), &back));
	assert_false(uuid_parse(STR("01234567-89ab-7fff-bfff-ffffffffffff0"), &back));
	assert_false(uuid_parse(STR("01234567089ab-7fff-bfff-ffffffffffff"), &back));
	assert_false(uuid_parse(STR("0123456g-89ab-7fff-bfff-ffffffffffff"), &back));
	assert_false(uuid_parse(STR_NONE, &back));
}

static void
roles_have_names(void **state)
{
	enum role r;

	(void)state;
	for (unsigned i = ROLE_TRAINEE; i < ROLE_KINDS; i++) {
		assert_true(role_parse(str_from(role_name((enum role)i)), &r));
		assert_int_equal(r, i);
	}
	/* Nobody is made a nobody, a door or a guest. */
	assert_false(role_parse(STR("guest"), &r));
	assert_false(role_parse(STR("door"), &r));
	assert_false(role_parse(STR("Trainee"), &r));
	assert_false(role_parse(STR_NONE, &r));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_come_back),
		cmocka_unit_test(replies_come_back),
		cmocka_unit_test(a_refusal_has_no_body),
		cmocka_unit_test(what_cannot_be_is_malformed),
		cmocka_unit_test(the_hello_never_changes),
		cmocka_unit_test(uuids_are_version_seven),
		cmocka_unit_test(roles_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
