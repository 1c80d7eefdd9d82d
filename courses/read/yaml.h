/*
 * YAML as a house of people can use it: read against a table, never guessed at.
 *
 * yaml_parse makes a tree of texts, lists and maps, each with its place. Nothing in it has a type:
 * `no`, `1.0` and `2026-11-01` are texts. What a text means is said by a table of rows, one a key,
 * and yaml_map fills a struct from it. All that is wrong is told in one run, with line and column:
 * unknown keys (with the nearest known one), doubles, what is missing, what is not a number.
 *
 * Anchors, aliases and tags are refused, size and depth are bounded: a file costs memory in
 * proportion to its bytes. The same tables read course.yaml, front matter, the comments before
 * headings, and chalkline.yaml.
 */
#ifndef CHALKLINE_YAML_H
#define CHALKLINE_YAML_H

#include "courses/check/problem.h"

enum { YAML_BYTES = 64 << 10, YAML_DEPTH = 12, YAML_NODES = 20000, YAML_ID = 40 };

/* Where we read and whom we tell. Zero but the first three at birth. */
struct yaml_in {
	struct str file; /* for messages */
	struct arena *arena;
	struct problems *problems;
	uint32_t skip; /* lines of the file before the text (front matter: 1) */
	bool broken;   /* the text was not YAML to its end: what is missing may stand there */
};

enum yaml_is { YAML_IS_TEXT, YAML_IS_LIST, YAML_IS_MAP };

struct yaml {
	enum yaml_is is;
	bool is_told;           /* it is wrong and that was said: whoever reads it stays silent */
	uint32_t line, col;
	struct str text;        /* of a text; clean, may hold line feeds */
	struct yaml *first;     /* of a list or map: its members */
	uint32_t count;         /* how many */
	struct yaml *next;      /* beside it */
	struct str key;         /* in a map: its key, and where that stands */
	uint32_t key_line, key_col;
};

/* A whole file: encoding, size and all. NULL: nothing to read (a problem says why). */
const struct yaml *yaml_read(struct yaml_in *in, struct str bytes);

/* Clean text with LF (source.h). NULL when there is nothing in it. */
const struct yaml *yaml_parse(struct yaml_in *in, struct str text);

/* A member by its key or its number; NULL when absent, or when node is NULL. */
const struct yaml *yaml_get(const struct yaml *node, const char *key);
const struct yaml *yaml_at(const struct yaml *node, uint32_t i);

/* Tells something about a node; NULL means the file as a whole. */
void yaml_error(const struct yaml_in *in, const struct yaml *node, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void yaml_warning(const struct yaml_in *in, const struct yaml *node, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

void yaml_vtell(const struct yaml_in *in, bool is_error, uint32_t line, uint32_t col,
    const char *fmt, va_list ap) __attribute__((format(printf, 5, 0)));

/* ---- tables ---- */

enum yaml_as {
	YAML_AS_LINE,    /* struct str, one line */
	YAML_AS_TEXT,    /* struct str, line feeds allowed */
	YAML_AS_ID,      /* struct str: a-z 0-9 - */
	YAML_AS_DATE,    /* struct str: 2026-11-01 */
	YAML_AS_NUMBER,  /* unsigned integer of 1, 2, 4 or 8 bytes, min..max */
	YAML_AS_BOOL,    /* bool: true or false */
	YAML_AS_WORD,    /* enum: the place in words[] */
	YAML_AS_SECONDS, /* unsigned integer: "45 min", "24 h", "3 days", "none" (0), min..max */
	YAML_AS_LINES,   /* struct str *, and how many: at most max */
	YAML_AS_IDS,     /* the same, of ids; no id twice */
	YAML_AS_MAP,     /* inner table, filling the struct at offset */
	YAML_AS_OTHER,   /* read() */
};

struct yaml_key {
	const char *name;
	enum yaml_as as;
	size_t offset, size; /* YAML_AT(struct course, hours) */
	size_t count;        /* lists: offset of a uint32_t; YAML_COUNT(struct course, languages) */
	bool required;
	int64_t min, max;         /* numbers: bounds; texts: letters; lists: members. max 0: usual */
	const char *const *words; /* WORD: NULL-ended, in the order of the enum */
	const char *none;         /* NUMBER: a word that means 0 ("no limit") */
	const struct yaml_key *inner;
	void (*read)(struct yaml_in *in, const struct yaml *node, void *field);
	const char *help; /* "a title, as in {en: \"...\"}": said when it is missing or wrong */
};

#define YAML_AT(type, field) .offset = offsetof(type, field), .size = sizeof(((type *)0)->field)
#define YAML_COUNT(type, field) .count = offsetof(type, field)

/* Fills *target from a map by a table (its last row has no name). What is absent stays as it was. */
void yaml_map(struct yaml_in *in, const struct yaml *node, const struct yaml_key *keys,
    void *target);

/* For handlers: each gives false and tells when it does not fit. name stands in the message. */
bool yaml_line(struct yaml_in *in, const struct yaml *node, const char *name, struct str *s);
bool yaml_id(struct yaml_in *in, const struct yaml *node, const char *name, struct str *s);
bool yaml_number(struct yaml_in *in, const struct yaml *node, const char *name, int64_t min,
    int64_t max, int64_t *n);
bool yaml_seconds(struct yaml_in *in, const struct yaml *node, const char *name, int64_t *n);

/* Why s is no id: a sentence part ("holds a capital letter"); NULL: it is one. */
const char *id_wrong(struct str s);

#endif
