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

/* ---- invitations ---- */

bool
db_invitation(struct db *db, const unsigned char hash[HASH], struct invitation *i)
{
	sqlite3_stmt *q = sql(db, SQL_INVITATION);

	memset(i, 0, sizeof(*i));
	put_blob(q, ":hash", hash, HASH);
	if (!sql_row(db, q))
		return false;
	memcpy(i->hash, hash, HASH);
	i->role = (enum role)get_int(q, 0);
	i->uses = (uint32_t)get_int(q, 1);
	i->used = (uint32_t)get_int(q, 2);
	i->until = get_int(q, 3);
	i->used_at = get_int(q, 4);
	sql_end(q);
	return true;
}

void
db_invitation_add(struct db *db, const struct invitation *i)
{
	sqlite3_stmt *q = sql(db, SQL_INVITATION_ADD);

	put_blob(q, ":hash", i->hash, HASH);
	put_int(q, ":role", i->role);
	put_int(q, ":uses", i->uses);
	put_int(q, ":until", i->until);
	sql_do(db, q);
}

bool
db_invitation_use(struct db *db, const unsigned char hash[HASH], int64_t at)
{
	sqlite3_stmt *q = sql(db, SQL_INVITATION_USE);

	put_blob(q, ":hash", hash, HASH);
	put_int(q, ":at", at);
	return sql_do(db, q) == 1;
}
