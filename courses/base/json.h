/*
 * JSON out (RFC 8259), a value after the other; commas and quotes are ours to remember. Text is
 * UTF-8 and clean already (safe.h); what JSON wants escaped is escaped. Names are the caller's
 * literals.
 *
 *	json_object(&j, NULL);
 *	json_str(&j, "login", login);
 *	json_list(&j, "keys");
 *	...
 *	json_end(&j);
 *	json_end(&j);
 */
#ifndef CHALKLINE_JSON_H
#define CHALKLINE_JSON_H

#include "courses/base/str.h"

enum { JSON_DEPTH = 16 };

struct json {
	struct buf *out;
	int depth;
	bool is_list[JSON_DEPTH], has_some[JSON_DEPTH];
};

struct json json_into(struct buf *out);
/* name: NULL in a list and for the outermost. */
void json_object(struct json *j, const char *name);
void json_list(struct json *j, const char *name);
void json_end(struct json *j); /* of the innermost; the outermost ends with a line feed */
void json_str(struct json *j, const char *name, struct str s);
void json_z(struct json *j, const char *name, const char *z);
void json_int(struct json *j, const char *name, int64_t n);
/* Six digits behind the point at most; null for what is no finite number. */
void json_real(struct json *j, const char *name, double x);
void json_bool(struct json *j, const char *name, bool b);
/* "2026-11-24T18:05:00Z" (RFC 3339); null for 0: never. */
void json_time(struct json *j, const char *name, int64_t at);

#endif
