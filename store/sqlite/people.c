/* Accounts: what is state of its own and can be erased. */
#include <string.h>

#include "store/sqlite/stmt.h"

static bool
person_get(struct db *db, sqlite3_stmt *q, struct arena *a, struct person *p)
{
	memset(p, 0, sizeof(*p));
	if (!sql_row(db, q))
		return false;
	get_bytes(q, 0, p->id.b, sizeof(p->id.b));
	p->login = get_str(q, 1, a);
	p->name = get_str(q, 2, a);
	p->language = get_str(q, 3, a);
	p->country = get_str(q, 4, a);
	p->role = (enum role)get_int(q, 5);
	p->line_mode = get_int(q, 6) != 0;
	p->shared_computer = get_int(q, 7) != 0;
	p->disabled = get_int(q, 8) != 0;
	p->password = get_str(q, 9, a);
	p->last_at = get_int(q, 10);
	p->last_how = get_str(q, 11, a);
	p->before_at = get_int(q, 12);
	p->before_how = get_str(q, 13, a);
	p->sequence = get_int(q, 14);
	p->before_sequence = get_int(q, 15);
	p->has_recovery = get_int(q, 16) != 0;
	sql_end(q);
	/* A role that this program does not know may do nothing. */
	if ((unsigned)p->role >= ROLE_KINDS)
		p->role = ROLE_NOBODY;
	return true;
}

bool
db_person(struct db *db, const struct uuid *id, struct arena *a, struct person *p)
{
	sqlite3_stmt *q = sql(db, SQL_PERSON);

	put_uuid(q, ":id", id);
	return person_get(db, q, a, p);
}

bool
db_person_by_login(struct db *db, struct str login, struct arena *a, struct person *p)
{
	sqlite3_stmt *q = sql(db, SQL_PERSON_BY_LOGIN);

	put_str(q, ":login", login);
	return person_get(db, q, a, p);
}

bool
db_login_is_free(struct db *db, struct str login)
{
	sqlite3_stmt *q = sql(db, SQL_LOGIN_TAKEN);

	put_str(q, ":login", login);
	if (!sql_row(db, q))
		return !db->failed;
	sql_end(q);
	return false;
}

void
db_person_add(struct db *db, const struct person *p, int64_t at)
{
	sqlite3_stmt *q = sql(db, SQL_PERSON_ADD);

	put_uuid(q, ":id", &p->id);
	put_str(q, ":login", p->login);
	put_str(q, ":name", p->name);
	put_str(q, ":language", p->language);
	put_str(q, ":country", p->country);
	put_int(q, ":role", p->role);
	put_int(q, ":line_mode", p->line_mode);
	put_int(q, ":shared_computer", p->shared_computer);
	put_int(q, ":at", at);
	sql_do(db, q);
}

void
db_person_settings(struct db *db, const struct person *p)
{
	sqlite3_stmt *q = sql(db, SQL_PERSON_SETTINGS);

	put_uuid(q, ":id", &p->id);
	put_str(q, ":language", p->language);
	put_int(q, ":line_mode", p->line_mode);
	put_int(q, ":shared_computer", p->shared_computer);
	sql_do(db, q);
}

void
db_password_set(struct db *db, const struct uuid *person, struct str phc, int64_t at)
{
	sqlite3_stmt *q = sql(db, SQL_PASSWORD_SET);

	put_uuid(q, ":person", person);
	put_str(q, ":phc", phc);
	put_int(q, ":at", at);
	sql_do(db, q);
}

void
db_password_end(struct db *db, const struct uuid *person)
{
	sqlite3_stmt *q = sql(db, SQL_PASSWORD_END);

	put_uuid(q, ":person", person);
	sql_do(db, q);
}

void
db_person_login(struct db *db, const struct uuid *id, struct str login, const struct uuid *event)
{
	sqlite3_stmt *q = sql(db, SQL_LOGIN_BEFORE_ADD);

	put_uuid(q, ":event", event);
	put_uuid(q, ":person", id);
	sql_do(db, q);

	q = sql(db, SQL_PERSON_LOGIN);
	put_uuid(q, ":id", id);
	put_str(q, ":login", login);
	sql_do(db, q);
}

void
db_person_name(struct db *db, const struct uuid *id, struct str name)
{
	sqlite3_stmt *q = sql(db, SQL_PERSON_NAME);

	put_uuid(q, ":id", id);
	put_str(q, ":name", name);
	sql_do(db, q);
}

void
db_person_role(struct db *db, const struct uuid *id, enum role role)
{
	sqlite3_stmt *q = sql(db, SQL_PERSON_ROLE);

	put_uuid(q, ":id", id);
	put_int(q, ":role", role);
	sql_do(db, q);
}

void
db_person_disabled(struct db *db, const struct uuid *id, bool disabled)
{
	sqlite3_stmt *q = sql(db, SQL_PERSON_DISABLED);

	put_uuid(q, ":id", id);
	put_int(q, ":disabled", disabled);
	sql_do(db, q);
}

uint32_t
db_operators(struct db *db, const struct uuid *but)
{
	sqlite3_stmt *q = sql(db, SQL_OPERATORS);
	uint32_t n = 0;

	put_int(q, ":role", ROLE_OPERATOR);
	put_uuid(q, ":but", but);
	if (sql_row(db, q)) {
		n = (uint32_t)get_int(q, 0);
		sql_end(q);
	}
	return n;
}

/* ---- lists of people ---- */

static void
user_get(sqlite3_stmt *q, struct arena *a, struct user_row *u)
{
	*u = (struct user_row){
		.login = get_str(q, 0, a),
		.name = get_str(q, 1, a),
		.language = get_str(q, 2, a),
		.country = get_str(q, 3, a),
		.role = (enum role)get_int(q, 4),
		.disabled = get_int(q, 5) != 0,
		.has_password = get_int(q, 6) != 0,
		.has_recovery = get_int(q, 7) != 0,
		.keys = (uint32_t)get_int(q, 8),
		.added_at = get_int(q, 9),
		.last_at = get_int(q, 10),
	};
	if ((unsigned)u->role >= ROLE_KINDS)
		u->role = ROLE_NOBODY;
}

void
db_users(struct db *db, struct str find, struct str after, uint32_t most, struct arena *a,
    struct told_users *t)
{
	sqlite3_stmt *q = sql(db, SQL_USERS_ALL);

	memset(t, 0, sizeof(*t));
	put_str(q, ":find", find);
	if (sql_row(db, q)) {
		t->all = (uint32_t)get_int(q, 0);
		sql_end(q);
	}
	t->user = ARENA_ARRAY(a, most, struct user_row);
	q = sql(db, SQL_USERS);
	put_str(q, ":find", find);
	put_str(q, ":after", after);
	put_int(q, ":most", (int64_t)most + 1);
	while (sql_row(db, q)) {
		if (t->users == most) {
			t->more = true;
			sql_end(q);
			break;
		}
		user_get(q, a, &t->user[t->users++]);
	}
}

bool
db_user(struct db *db, const struct uuid *id, struct arena *a, struct user_row *u)
{
	sqlite3_stmt *q = sql(db, SQL_USER);

	memset(u, 0, sizeof(*u));
	put_uuid(q, ":id", id);
	if (!sql_row(db, q))
		return false;
	user_get(q, a, u);
	sql_end(q);
	return true;
}

/* ---- notices ---- */

/* What a notice says besides its kind: no event holds a name, so names are looked up. */
static struct str
notice_what(struct db *db, const struct notice *n, struct str what, const struct uuid *event,
    const struct uuid *other, struct arena *a)
{
	struct person p;
	struct key_row k;
	sqlite3_stmt *q;

	switch (n->kind) {
	case NOTICE_KEY_ADD:
		return db_key(db, what, a, &k) && k.key.name.len > 0 ? k.key.name : what;
	case NOTICE_MERGED:
		return db_person(db, other, a, &p) ? p.login : STR_NONE;
	case NOTICE_RENAMED:
		q = sql(db, SQL_LOGIN_BEFORE);
		put_uuid(q, ":event", event);
		if (!sql_row(db, q))
			return STR_NONE;
		what = get_str(q, 0, a);
		sql_end(q);
		return what;
	default:
		return what;
	}
}

void
db_notices(struct db *db, const struct person *p, struct arena *a, struct notice **notice,
    uint32_t *notices)
{
	sqlite3_stmt *q = sql(db, SQL_NOTICES);
	struct {
		struct uuid event, other;
	} about[NOTICES_MOST];
	uint32_t n = 0;

	*notice = ARENA_ARRAY(a, NOTICES_MOST, struct notice);
	put_uuid(q, ":person", &p->id);
	put_int(q, ":after", p->before_sequence);
	put_int(q, ":before", p->sequence);
	put_int(q, ":most", NOTICES_MOST);
	while (sql_row(db, q)) {
		struct notice *one = &(*notice)[n];
		struct uuid by;

		*one = (struct notice){
			.kind = (enum notice_kind)get_int(q, 0),
			.at = get_int(q, 1),
			.by = get_str(q, 6, a),
			.what = get_str(q, 3, a),
		};
		get_bytes(q, 2, by.b, sizeof(by.b));
		get_bytes(q, 4, about[n].event.b, sizeof(about[n].event.b));
		get_bytes(q, 5, about[n].other.b, sizeof(about[n].other.b));
		if (uuid_is_zero(&by))
			one->by = STR("-");
		else if (uuid_eq(&by, &p->id))
			one->by = STR_NONE;
		else if (one->by.len == 0)
			one->by = STR("?"); /* erased since */
		n++;
	}
	for (uint32_t i = 0; i < n; i++) {
		struct notice *one = &(*notice)[i];

		one->what = notice_what(db, one, one->what, &about[i].event, &about[i].other, a);
	}
	*notices = n;
}

bool
db_merged(struct db *db, const struct uuid *person, struct uuid *into)
{
	sqlite3_stmt *q = sql(db, SQL_MERGED);

	memset(into, 0, sizeof(*into));
	put_uuid(q, ":person", person);
	if (!sql_row(db, q))
		return false;
	get_bytes(q, 0, into->b, sizeof(into->b));
	sql_end(q);
	return true;
}

/* ---- keys ---- */

static void
key_get(sqlite3_stmt *q, struct arena *a, struct key_row *k)
{
	*k = (struct key_row){
		.key = {
			.fingerprint = get_str(q, 0, a),
			.kind = get_str(q, 1, a),
			.name = get_str(q, 2, a),
			.added_at = get_int(q, 3),
			.used_at = get_int(q, 4),
			.proved = get_int(q, 7) != 0,
		},
		.blob = get_str(q, 6, a),
	};
	get_bytes(q, 5, k->person.b, sizeof(k->person.b));
}

bool
db_key(struct db *db, struct str fingerprint, struct arena *a, struct key_row *k)
{
	sqlite3_stmt *q = sql(db, SQL_KEY);

	memset(k, 0, sizeof(*k));
	put_str(q, ":fingerprint", fingerprint);
	if (!sql_row(db, q))
		return false;
	key_get(q, a, k);
	sql_end(q);
	return true;
}

void
db_keys(
    struct db *db, const struct uuid *person, struct arena *a, struct key_row **key, uint32_t *keys)
{
	sqlite3_stmt *q = sql(db, SQL_KEYS);
	uint32_t n = 0, room = 8;
	struct key_row *list = ARENA_ARRAY(a, room, struct key_row);

	put_uuid(q, ":person", person);
	while (sql_row(db, q)) {
		if (n == room) {
			struct key_row *more = ARENA_ARRAY(a, room * 2, struct key_row);

			memcpy(more, list, room * sizeof(*list));
			list = more;
			room *= 2;
		}
		key_get(q, a, &list[n++]);
	}
	*key = list;
	*keys = n;
}

void
db_key_add(struct db *db, const struct key_row *k)
{
	sqlite3_stmt *q = sql(db, SQL_KEY_ADD);

	put_str(q, ":fingerprint", k->key.fingerprint);
	put_uuid(q, ":person", &k->person);
	put_str(q, ":kind", k->key.kind);
	put_str(q, ":name", k->key.name);
	put_blob(q, ":blob", k->blob.at, k->blob.len);
	put_int(q, ":added_at", k->key.added_at);
	put_int(q, ":used_at", k->key.used_at);
	put_int(q, ":proved", k->key.proved);
	sql_do(db, q);
}

void
db_key_remove(struct db *db, struct str fingerprint)
{
	sqlite3_stmt *q = sql(db, SQL_KEY_REMOVE);

	put_str(q, ":fingerprint", fingerprint);
	sql_do(db, q);
}

void
db_key_move(struct db *db, struct str fingerprint, const struct uuid *person)
{
	sqlite3_stmt *q = sql(db, SQL_KEY_MOVE);

	put_str(q, ":fingerprint", fingerprint);
	put_uuid(q, ":person", person);
	sql_do(db, q);
}

void
db_key_name(struct db *db, struct str fingerprint, struct str name)
{
	sqlite3_stmt *q = sql(db, SQL_KEY_NAME);

	put_str(q, ":fingerprint", fingerprint);
	put_str(q, ":name", name);
	sql_do(db, q);
}

void
db_key_used(struct db *db, struct str fingerprint, int64_t at)
{
	sqlite3_stmt *q = sql(db, SQL_KEY_USED);

	put_str(q, ":fingerprint", fingerprint);
	put_int(q, ":at", at);
	sql_do(db, q);
}
