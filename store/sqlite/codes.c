/* Codes on paper: invitations and recovery, by their hashes alone. */
#include <string.h>

#include "store/sqlite/stmt.h"

/* ---- invitations ---- */

static void
invitation_get(sqlite3_stmt *q, struct arena *a, struct invitation *i)
{
	*i = (struct invitation){
		.role = (enum role)get_int(q, 1),
		.uses = (uint32_t)get_int(q, 2),
		.used = (uint32_t)get_int(q, 3),
		.until = get_int(q, 4),
		.used_at = get_int(q, 5),
		.label = get_str(q, 6, a),
		.made_at = get_int(q, 7),
		.revoked_at = get_int(q, 9),
	};
	get_bytes(q, 0, i->hash, HASH);
	get_bytes(q, 8, i->by.b, sizeof(i->by.b));
	if ((unsigned)i->role >= ROLE_KINDS)
		i->role = ROLE_NOBODY;
}

static bool
invitation_one(struct db *db, sqlite3_stmt *q, struct arena *a, struct invitation *i)
{
	memset(i, 0, sizeof(*i));
	i->label = STR_NONE;
	if (!sql_row(db, q))
		return false;
	invitation_get(q, a, i);
	sql_end(q);
	return true;
}

bool
db_invitation(struct db *db, const unsigned char hash[HASH], struct arena *a, struct invitation *i)
{
	sqlite3_stmt *q = sql(db, SQL_INVITATION);

	put_blob(q, ":hash", hash, HASH);
	return invitation_one(db, q, a, i);
}

bool
db_invitation_by_id(
    struct db *db, const unsigned char id[CODE_ID], struct arena *a, struct invitation *i)
{
	sqlite3_stmt *q = sql(db, SQL_INVITATION_BY_ID);

	put_blob(q, ":id", id, CODE_ID);
	return invitation_one(db, q, a, i);
}

void
db_invitations(struct db *db, const struct uuid *by, uint32_t skip, uint32_t most, struct arena *a,
    struct invitation **i, uint32_t *n)
{
	static const struct uuid none;
	sqlite3_stmt *q = sql(db, SQL_INVITATIONS);

	*i = ARENA_ARRAY(a, most, struct invitation);
	*n = 0;
	put_int(q, ":all", by == NULL);
	put_uuid(q, ":by", by ? by : &none);
	put_int(q, ":skip", skip);
	put_int(q, ":most", most);
	while (sql_row(db, q))
		invitation_get(q, a, &(*i)[(*n)++]);
}

void
db_invitation_add(struct db *db, const struct invitation *i)
{
	sqlite3_stmt *q = sql(db, SQL_INVITATION_ADD);

	put_blob(q, ":hash", i->hash, HASH);
	put_int(q, ":role", i->role);
	put_int(q, ":uses", i->uses);
	put_int(q, ":until", i->until);
	put_str(q, ":label", i->label);
	put_int(q, ":made_at", i->made_at);
	put_uuid(q, ":by", &i->by);
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

void
db_invitation_revoke(struct db *db, const unsigned char hash[HASH], int64_t at)
{
	sqlite3_stmt *q = sql(db, SQL_INVITATION_REVOKE);

	put_blob(q, ":hash", hash, HASH);
	put_int(q, ":at", at);
	sql_do(db, q);
}

void
db_invitations_forget(struct db *db, int64_t before)
{
	sqlite3_stmt *q = sql(db, SQL_INVITATIONS_FORGET);

	put_int(q, ":before", before);
	sql_do(db, q);
	q = sql(db, SQL_RECOVERIES_FORGET);
	put_int(q, ":before", before);
	sql_do(db, q);
}

/* ---- recovery ---- */

bool
db_recovery(struct db *db, const unsigned char hash[HASH], struct recovery *r)
{
	sqlite3_stmt *q = sql(db, SQL_RECOVERY);

	memset(r, 0, sizeof(*r));
	put_blob(q, ":hash", hash, HASH);
	if (!sql_row(db, q))
		return false;
	memcpy(r->hash, hash, HASH);
	get_bytes(q, 0, r->person.b, sizeof(r->person.b));
	r->made_at = get_int(q, 1);
	get_bytes(q, 2, r->by.b, sizeof(r->by.b));
	r->ended_at = get_int(q, 3);
	sql_end(q);
	return true;
}

void
db_recovery_end(struct db *db, const struct uuid *person, int64_t at)
{
	sqlite3_stmt *q = sql(db, SQL_RECOVERY_END);

	put_uuid(q, ":person", person);
	put_int(q, ":at", at);
	sql_do(db, q);
}

void
db_recovery_end_lesser(struct db *db, const struct uuid *person, int64_t at)
{
	sqlite3_stmt *q = sql(db, SQL_RECOVERY_END_LESSER);

	put_uuid(q, ":person", person);
	put_int(q, ":at", at);
	put_int(q, ":operator", ROLE_OPERATOR);
	sql_do(db, q);
}

void
db_recovery_set(struct db *db, const struct recovery *r)
{
	sqlite3_stmt *q;

	db_recovery_end(db, &r->person, r->made_at);
	q = sql(db, SQL_RECOVERY_ADD);
	put_blob(q, ":hash", r->hash, HASH);
	put_uuid(q, ":person", &r->person);
	put_uuid(q, ":by", &r->by);
	put_int(q, ":at", r->made_at);
	sql_do(db, q);
}
