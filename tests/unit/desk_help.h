/*
 * The verbs of the operator's desk, answered from tables: for tests of its pages that want people, visits and troubles
 * which would be long to make with a real keeper. What was asked last is kept.
 */
#ifndef CHALKLINE_DESK_HELP_H
#define CHALKLINE_DESK_HELP_H

#include "tests/unit/screens_help.h"

enum { DESK_DAY = 86400, DESK_PAGE = 50 };

static struct desk_said {
	struct request last; /* of the verbs of the desk; its strings live until the next one */
	struct arena *arena;
	unsigned count[VERB_KINDS];
	struct refusal refuse; /* the next write, once */
	/* What the tables say. */
	bool empty;         /* nobody and nothing is there */
	uint32_t crowd;     /* so many more people, p0001 on */
	enum health health;
	enum publish_state publish; /* of a dry run */
	unsigned published; /* for real; and whether the last time said `agreed` */
	bool agreed;
	int64_t backup_age; /* 0: no backup */
	char login[64];     /* of amina, after a change */
} desk;

HELP_OK static void
desk_begin(void)
{
	struct arena *arena = desk.arena != NULL ? desk.arena : arena_new();

	arena_reset(arena);
	desk = (struct desk_said){ .arena = arena, .backup_age = DESK_DAY / 2, .publish = PUBLISH_WOULD };
	snprintf(desk.login, sizeof(desk.login), "amina");
}

HELP_OK static void
desk_end(void)
{
	arena_free(desk.arena);
	desk = (struct desk_said){ .arena = NULL };
}

static struct user_row
desk_user(const struct house *h, const char *login, const char *name, enum role role)
{
	struct user_row u = { .login = str_from(login),
		.name = str_from(name),
		.language = STR("en"),
		.country = STR("MZ"),
		.role = role,
		.has_password = true,
		.keys = 2,
		.added_at = h->now - 20 * DESK_DAY,
		.last_at = h->now - 4 * DESK_DAY };

	return u;
}

static void
desk_people(const struct house *h, const struct ask_users *q, struct told_users *t)
{
	enum { NAMED = 6 };
	uint32_t all = NAMED + desk.crowd, first = 0;
	struct user_row *u = ARENA_ARRAY(h->talk, all, struct user_row);

	u[0] = desk_user(h, desk.login, "Amina Macuácua", ROLE_TRAINEE);
	u[1] = desk_user(h, "boris", "Борис Ильин", ROLE_INSTRUCTOR);
	u[2] = desk_user(h, "conceicao.rodrigues1", "Maria da Conceição dos Santos Rodrigues-Pereira", ROLE_TRAINEE);
	u[3] = desk_user(h, "layla", "ليلى حسن", ROLE_TRAINEE);
	u[3].disabled = true;
	u[4] = desk_user(h, "li.wei", "李伟", ROLE_MANAGER);
	u[4].last_at = 0;
	u[5] = desk_user(h, "oluchi", "Oluchi", ROLE_OPERATOR);
	for (uint32_t i = NAMED; i < all; i++)
		u[i] = desk_user(h, str_z(h->talk, str_printf(h->talk, "p%04u", i)), "Somebody", ROLE_TRAINEE);
	t->all = desk.empty ? 0 : all;
	/* A search finds one. */
	if (q->find.len > 0 && t->all > 0) {
		for (uint32_t i = 0; i < all; i++) {
			if (str_find(u[i].login, 0, str_z(h->talk, q->find)) < u[i].login.len)
				u[0] = u[i], t->all = 1;
		}
		t->all = t->all == 1 ? 1 : 0;
	}
	while (first < t->all && q->after.len > 0 && str_cmp(u[first].login, q->after) <= 0)
		first++;
	t->user = u + first;
	t->users = t->all - first < DESK_PAGE ? t->all - first : DESK_PAGE;
	t->more = first + t->users < t->all;
}

static void
desk_person_row(const struct house *h, struct str login, struct told_user *t)
{
	static struct ssh_key keys[2];
	static struct course_state courses[2];

	keys[0] = (struct ssh_key){ .fingerprint = STR("SHA256:abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"),
		.kind = STR("ssh-ed25519"),
		.name = STR("office PC"),
		.added_at = h->now - 19 * DESK_DAY,
		.used_at = h->now - 4 * DESK_DAY,
		.proved = true };
	keys[1] = keys[0];
	keys[1].fingerprint = STR("SHA256:ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefg");
	keys[1].name = STR_NONE;
	keys[1].used_at = 0;
	keys[1].proved = false;
	courses[0] = (struct course_state){ .course = STR("evidence-first-day"), .begun_at = h->now, .percent = 38 };
	courses[1] = (struct course_state){ .course = STR("ecrime-foundations"), .begun_at = h->now, .done_at = h->now };
	*t = (struct told_user){ .key = keys, .keys = 2, .course = courses, .courses = 2, .sessions = 2 };
	if (str_is(login, "layla")) {
		t->row = desk_user(h, "layla", "ليلى حسن", ROLE_TRAINEE);
		t->row.disabled = true;
		t->row.has_password = false;
		t->row.keys = t->keys = 1;
		t->courses = t->sessions = 0;
	} else if (str_is(login, "oluchi")) {
		t->row = desk_user(h, "oluchi", "Oluchi", ROLE_OPERATOR);
		t->row.disabled = true;
		t->merged_into = STR("amina2");
	} else if (str_is(login, "amina2")) {
		t->row = desk_user(h, "amina2", "Amina M.", ROLE_TRAINEE);
		t->row.has_recovery = true;
		t->courses = 1;
		t->row.keys = t->keys = 1;
		t->sessions = 0;
	} else {
		t->row = desk_user(h, str_z(h->talk, login), "Amina Macuácua", ROLE_TRAINEE);
	}
}

static void
desk_set(const struct house *h, const struct ask_user_set *q, struct told_user *t)
{
	desk_person_row(h, q->login, t);
	if (q->change == USER_RENAME) {
		t->row.login = str_copy(h->talk, q->to);
		snprintf(desk.login, sizeof(desk.login), "%.*s", STR_ARG(q->to));
	}
	if (q->change == USER_NAME)
		t->row.name = str_copy(h->talk, q->to);
	if (q->change == USER_ROLE)
		t->row.role = q->role;
	if (q->change == USER_DISABLE || q->change == USER_ENABLE)
		t->row.disabled = q->change == USER_DISABLE;
}

static void
desk_invitations(const struct house *h, struct told_invites *t)
{
	static struct invite_row rows[4];

	for (int i = 0; i < 4; i++)
		rows[i] = (struct invite_row){ .id = STR("1f3b09ac"),
			.label = STR("Nampula, autumn"),
			.by = STR("oluchi"),
			.role = ROLE_TRAINEE,
			.uses = 40,
			.used = 3,
			.made_at = h->now - 3 * DESK_DAY,
			.until = h->now + 27 * DESK_DAY,
			.used_at = h->now - DESK_DAY };
	rows[1].id = STR("00c2d7e1");
	rows[1].label = STR_NONE;
	rows[1].by = STR("-");
	rows[1].role = ROLE_INSTRUCTOR;
	rows[1].uses = rows[1].used = 1;
	rows[2].id = STR("77aa01fe");
	rows[2].label = STR("ليلى");
	rows[2].until = h->now - DESK_DAY;
	rows[3].id = STR("9b9b9b9b");
	rows[3].revoked_at = h->now - DESK_DAY;
	*t = (struct told_invites){ .invite = rows, .invites = desk.empty ? 0 : 4, .more = !desk.empty };
}

static void
desk_sessions(const struct house *h, struct told_sessions *t)
{
	static struct session_row rows[4];

	rows[0] = (struct session_row){ .id = STR("s1"),
		.login = STR("oluchi"),
		.name = STR("Oluchi"),
		.role = ROLE_OPERATOR,
		.from = STR("127.0.0.0/24"),
		.client = STR("SSH-2.0-OpenSSH_9.2"),
		.since = h->now - 3 * 3600,
		.own = true };
	rows[1] = rows[0];
	rows[1].own = false;
	rows[1].id = STR("s2");
	rows[1].login = STR("conceicao.rodrigues1");
	rows[1].name = STR("Maria da Conceição dos Santos Rodrigues-Pereira");
	rows[1].role = ROLE_TRAINEE;
	rows[1].from = STR("2001:db8:1234::/48");
	rows[1].since = h->now - 12 * 60;
	rows[2] = rows[1];
	rows[2].id = STR("s3");
	rows[2].login = STR("layla");
	rows[2].name = STR("ليلى حسن");
	rows[2].client = STR("SSH-2.0-PuTTY_Release_0.78");
	rows[3] = rows[2];
	rows[3].id = STR("s4");
	rows[3].login = rows[3].name = STR_NONE;
	rows[3].role = ROLE_DOOR;
	rows[3].since = h->now - 20;
	*t = (struct told_sessions){ .session = rows, .sessions = desk.empty ? 1 : 4, .all = desk.empty ? 1 : 4 };
}

static void
desk_limit_rows(const struct house *h, struct told_limits *t)
{
	static struct limit_row rows[3];

	rows[0] = (struct limit_row){ LIMIT_ACCOUNT, STR("amina"), 7, h->now + 240 };
	rows[1] = (struct limit_row){ LIMIT_CODES, STR("196.3.0.0/24"), 60, h->now + 1800 };
	rows[2] = (struct limit_row){ LIMIT_DOOR, STR("2001:db8:1234::/48"), 12, 0 };
	*t = (struct told_limits){ .limit = rows, .limits = desk.empty ? 0 : 3 };
}

static struct told_status
desk_server(const struct house *h)
{
	return (struct told_status){ .version = STR("0.3.0"),
		.now = h->now,
		.begun_at = h->now - 5 * DESK_DAY,
		.newest_at = h->now + (desk.health == HEALTH_CLOCK ? DESK_DAY : -60),
		.health = desk.health,
		.trouble = desk.health == HEALTH_CORRUPT ? STR("database disk image is malformed") : STR_NONE,
		.events = 120345,
		.database_bytes = UINT64_C(48) << 20,
		.free_bytes = UINT64_C(12) << 30,
		.people = 412,
		.editions = 5,
		.sessions = 31,
		.at_door = 3,
		.turned_away = 17,
		.process = 4711,
		.listening = STR("0.0.0.0:22, [::]:22"),
		.fingerprint = h->world.academy.fingerprint,
		.next_fingerprint = STR_NONE,
		.backup_at = desk.backup_age == 0 ? 0 : h->now - desk.backup_age };
}

static void
desk_drafts(const struct house *h, struct told_drafts *t)
{
	static struct draft_row rows[3];

	rows[0] = (struct draft_row){ .course = STR("custody"),
		.title = STR("Seized things and their papers"),
		.files = 14,
		.errors = 2,
		.warnings = 1,
		.bytes = 41000,
		.at = h->now - 600,
		.by = STR("boris"),
		.from = { 1, 2, 0 },
		.served = { 1, 2, 0 },
		.differs = true };
	rows[1] = (struct draft_row){ .course = STR("evidence-first-day"),
		.title = STR("Electronic evidence, the first day"),
		.files = 20,
		.bytes = 120000,
		.at = h->now - 3 * DESK_DAY,
		.by = STR("oluchi"),
		.from = { 1, 0, 0 },
		.served = { 1, 0, 0 },
		.differs = true };
	rows[2] = (struct draft_row){ .course = STR("new-course"), .title = STR_NONE, .by = STR("oluchi"), .at = h->now - 60 };
	t->draft = rows;
	t->drafts = desk.empty ? 0 : 3;
}

static void
desk_publish(const struct ask_publish *q, struct told_publish *t)
{
	static struct change_row change[2];

	change[0] = (struct change_row){ CHANGE_MINOR, STR("lesson"), STR("seals"), STR("added"), 0 };
	change[1] = (struct change_row){ CHANGE_REVISION, STR("lesson"), STR("custody"), STR("text changed"), 12 };
	*t = (struct told_publish){ .state = q->dry_run ? desk.publish : PUBLISH_DONE,
		.course = q->course,
		.inferred = CHANGE_MINOR,
		.class = desk.publish == PUBLISH_ASK ? CHANGE_MAJOR : CHANGE_MINOR,
		.from = { 1, 0, 0 },
		.to = { 1, 1, 0 },
		.mid_course = 31,
		.in_attempt = 2,
		.done = 140,
		.warnings = 1,
		.change = change,
		.changes = 2,
		.problems = STR_NONE };
	if (desk.publish == PUBLISH_ERRORS) {
		t->errors = 2;
		t->problems = STR("en/010.md:4:1: error: this link leads nowhere: lesson:seal\nen/010.md:9:3: error: no answer is right\n");
	}
}

/* For house.instead. Verbs of everybody go to the keeper. */
HELP_OK static bool
desk_answers(struct house *h, const struct request *q, struct reply *r)
{
	if (q->verb != VERB_INVITE && (q->verb < VERB_USERS || q->verb > VERB_STATUS) &&
	    (q->verb < VERB_DRAFTS || q->verb > VERB_PUBLISH))
		return false;
	arena_reset(desk.arena);
	desk.last = *request_copy(desk.arena, q);
	desk.count[q->verb]++;
	*r = (struct reply){ .number = 1, .verb = q->verb };
	if (desk.refuse.reason != REASON_NONE && (record_verbs[q->verb].writes || q->verb == VERB_SESSION_END)) {
		r->refusal = desk.refuse;
		desk.refuse.reason = REASON_NONE;
		return true;
	}
	switch (q->verb) {
	case VERB_USERS:
		desk_people(h, &q->users, &r->users);
		break;
	case VERB_USER:
		if (str_is(q->set.login, "nobody"))
			r->refusal.reason = REASON_NO_PERSON;
		desk_person_row(h, q->set.login, &r->person);
		break;
	case VERB_USER_SET:
		desk_set(h, &q->set, &r->person);
		break;
	case VERB_USER_RECOVER:
		r->recovery = (struct told_recovery){ STR("ABCD-EFGH-JKLM-NPQR-S"), q->set.login, STR("Amina Macuácua") };
		break;
	case VERB_USER_KEY_REMOVE:
		desk_person_row(h, q->user_key.login, &r->person);
		r->person.row.keys = --r->person.keys;
		break;
	case VERB_USER_MERGE:
		desk_person_row(h, q->merge.into, &r->person);
		break;
	case VERB_INVITES:
		desk_invitations(h, &r->invites);
		break;
	case VERB_INVITE:
	case VERB_INVITE_SHOW:
	case VERB_INVITE_REVOKE:
		r->invite = (struct told_invite){ STR("ABCD-EFGH-JKLM-NPQR-S"), STR("1f3b09ac"), STR("Nampula"), ROLE_TRAINEE, 40, 0,
			h->now + 30 * DESK_DAY };
		break;
	case VERB_SESSIONS:
		desk_sessions(h, &r->sessions);
		break;
	case VERB_SESSION_END:
		r->ended.n = q->session_end.login.len > 0 ? 2 : 1;
		break;
	case VERB_LIMIT_CLEAR:
	case VERB_LIMITS:
		desk_limit_rows(h, &r->limits);
		break;
	case VERB_DRAFTS:
		desk_drafts(h, &r->drafts);
		break;
	case VERB_DRAFT_READ:
		r->piece.bytes = STR("course.yaml:3:1: warning: no summary in en\nen/010.md:4:1: error: this link leads nowhere: "
				     "lesson:seal\n\n1 error, 1 warning\n");
		r->piece.size = (uint32_t)r->piece.bytes.len;
		break;
	case VERB_PUBLISH:
		desk_publish(&q->publish, &r->publish);
		if (!q->publish.dry_run) {
			desk.published++;
			desk.agreed = q->publish.agreed;
		}
		break;
	case VERB_DRAFT_REMOVE:
		break;
	default:
		r->status = desk_server(h);
		break;
	}
	return true;
}

#endif
