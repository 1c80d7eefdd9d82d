#include "tui/serve/repair_words.h"

#include "courses/base/json.h"
#include "tui/screens/words.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { VERSION_DIGITS = 16 };

/* ---- reading ---- */

/* One blank between words, as a command's line has them. */
static void
add(struct arena *a, struct str *to, struct str word)
{
	*to = to->len > 0 ? str_printf(a, "%.*s %.*s", STR_ARG(*to), STR_ARG(word)) : word;
}

static bool
version_read(struct str word, uint64_t *version)
{
	*version = 0;
	for (size_t i = 0; i < word.len; i++) {
		const char *hex = "0123456789abcdef", *at = memchr(hex, word.at[i], VERSION_DIGITS);

		if (at == NULL)
			return false;
		*version = *version << 4 | (uint64_t)(at - hex);
	}
	return word.len == VERSION_DIGITS;
}

static bool
kind_read(struct str word, enum repair_kind *kind)
{
	for (unsigned i = 0; i < REPAIR_KINDS; i++)
		if (str_is(word, repair_kind_name((enum repair_kind)i))) {
			*kind = (enum repair_kind)i;
			return true;
		}
	return false;
}

bool
repair_read(struct str line, struct arena *a, struct ask_repair *q)
{
	struct str rest = line, w, *text = &q->accept;
	unsigned n = 0;

	*q = (struct ask_repair){ .course = STR_NONE,
		.assessment = STR_NONE,
		.question = STR_NONE,
		.accept = STR_NONE,
		.reason = STR_NONE };
	while (str_next(&rest, ' ', &w)) {
		if (w.len == 0)
			continue;
		if (str_is(w, "--dry-run")) {
			q->dry_run = true;
		} else if (str_is(w, "--reason")) {
			text = &q->reason;
		} else if (str_is(w, "--version")) {
			if (!str_next(&rest, ' ', &w) || !version_read(w, &q->version))
				return false;
		} else if (n == 0) {
			if (!str_next(&w, '/', &q->course))
				return false;
			q->assessment = w;
			n++;
		} else if (n == 1) {
			q->question = w;
			n++;
		} else if (n == 2) {
			if (!kind_read(w, &q->kind))
				return false;
			n++;
		} else {
			add(a, text, w);
		}
	}
	if (n < 3 || q->course.len == 0 || q->assessment.len == 0)
		return false;
	return (q->kind == REPAIR_ACCEPT) == (q->accept.len > 0) && (q->dry_run || q->reason.len > 0);
}

/* ---- telling ---- */

static const char *
state_words(enum repair_state s)
{
	static const char *const words[REPAIR_STATES] = {
		[REPAIR_PROPOSED] = N_("waits for a second person"),
		[REPAIR_GOING] = N_("under way"),
		[REPAIR_DONE] = N_("done"),
	};

	return s < REPAIR_STATES ? _(words[s]) : "";
}

static const char *
state_name(enum repair_state s)
{
	static const char *const name[REPAIR_STATES] = { "proposed", "going", "done" };

	return s < REPAIR_STATES ? name[s] : "?";
}

static void
row_json(struct json *j, const struct repair_row *r)
{
	char id[37], version[VERSION_DIGITS + 1];

	uuid_text(&r->id, id);
	snprintf(version, sizeof(version), "%016llx", (unsigned long long)r->version);
	if (!uuid_is_zero(&r->id))
		json_z(j, "id", id);
	json_str(j, "course", r->course);
	json_str(j, "assessment", r->assessment);
	json_str(j, "question", r->question);
	if (r->version != 0)
		json_z(j, "version", version);
	json_z(j, "kind", repair_kind_name(r->kind));
	if (r->kind == REPAIR_ACCEPT)
		json_str(j, "accept", r->accept);
	json_str(j, "reason", r->reason);
	if (uuid_is_zero(&r->id))
		return;
	json_z(j, "state", state_name(r->state));
	json_str(j, "by", r->by);
	json_str(j, "consent", r->consent);
	json_time(j, "at", r->at);
	json_time(j, "done_at", r->done_at);
	json_int(j, "changed", r->changed);
}

static void
told_json(struct buf *out, const struct told_repair *t)
{
	struct json j = json_into(out);

	json_object(&j, NULL);
	json_bool(&j, "dry_run", uuid_is_zero(&t->row.id));
	json_object(&j, "repair");
	row_json(&j, &t->row);
	json_end(&j);
	json_int(&j, "asked", t->counts.asked);
	json_int(&j, "would_change", t->counts.changed);
	json_int(&j, "passes", t->counts.passes);
	json_int(&j, "fails", t->counts.fails);
	json_int(&j, "certificates_owed", t->counts.owed);
	json_int(&j, "open", t->counts.open);
	json_list(&j, "people");
	for (uint32_t i = 0; i < t->people; i++) {
		const struct repair_person *p = &t->person[i];

		json_object(&j, NULL);
		json_str(&j, "login", p->login);
		json_int(&j, "before", p->before);
		json_int(&j, "after", p->after);
		json_bool(&j, "passes", p->passes);
		json_bool(&j, "fails", p->fails);
		json_bool(&j, "certificate_owed", p->is_owed);
		json_end(&j);
	}
	json_end(&j);
	json_end(&j);
}

static void
head_say(struct buf *b, const struct repair_row *r)
{
	buf_printf(b, "%.*s/%.*s %.*s: %s", STR_ARG(r->course), STR_ARG(r->assessment), STR_ARG(r->question),
	    repair_kind_name(r->kind));
	if (r->accept.len > 0)
		buf_printf(b, " %.*s", STR_ARG(r->accept));
	buf_z(b, "\n");
}

static void
people_say(struct buf *b, const struct told_repair *t)
{
	for (uint32_t i = 0; i < t->people; i++) {
		const struct repair_person *p = &t->person[i];

		buf_printf(b, "  %-20.*s %3d%% -> %3d%%%s%s%s\n", STR_ARG(p->login), p->before, p->after,
		    p->passes ? _("  passes now") : "", p->fails ? _("  fails now") : "",
		    p->is_owed ? _("  certificate owed") : "");
	}
	if (t->people > 0 && t->people < t->counts.changed)
		buf_printf(b, _("  and %u more\n"), t->counts.changed - t->people);
}

void
repair_say(struct buf *b, const struct told_repair *t, bool json)
{
	const struct repair_counts *n = &t->counts;
	bool dry = uuid_is_zero(&t->row.id);
	char id[37];

	if (json) {
		told_json(b, t);
		return;
	}
	head_say(b, &t->row);
	buf_printf(b, _("Handed in with this question: %u. Marks that change: %u.\n"), n->asked, n->changed);
	buf_printf(b, _("Pass now: %u. Would fail: %u. Certificates owed: %u.\n"), n->passes, n->fails, n->owed);
	if (n->open > 0)
		buf_printf(b, _("Not handed in yet: %u. They get it when they hand in.\n"), n->open);
	people_say(b, t);
	uuid_text(&t->row.id, id);
	if (dry)
		buf_z(b, n->fails > 0 ? _("A dry run: nothing was changed. Without --dry-run it waits for a second person.\n")
				      : _("A dry run: nothing was changed.\n"));
	else if (t->row.state == REPAIR_PROPOSED)
		buf_printf(b,
		    _("Nothing is changed yet, because somebody would lose a pass. Somebody else has to agree:\n"
		      "regrade consent %s\n"),
		    id);
	else
		buf_z(b, _("Kept. The marks change now; \"regrade list\" says when it is done.\n"));
}

static void
day(struct buf *b, int64_t at)
{
	struct tm tm;
	time_t t = (time_t)at;
	char text[32];

	gmtime_r(&t, &tm);
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M", &tm);
	buf_z(b, text);
}

void
repairs_say(struct buf *b, const struct told_repairs *t, bool json)
{
	if (json) {
		struct json j = json_into(b);

		json_object(&j, NULL);
		json_list(&j, "repairs");
		for (uint32_t i = 0; i < t->rows; i++) {
			json_object(&j, NULL);
			row_json(&j, &t->row[i]);
			json_end(&j);
		}
		json_end(&j);
		json_end(&j);
		return;
	}
	if (t->rows == 0)
		buf_z(b, _("No question was repaired yet.\n"));
	for (uint32_t i = 0; i < t->rows; i++) {
		const struct repair_row *r = &t->row[i];
		char id[37];

		uuid_text(&r->id, id);
		buf_printf(b, "%s  ", id);
		day(b, r->at);
		buf_z(b, " UTC\n  ");
		head_say(b, r);
		buf_printf(b, _("  %s, %u marks changed. By %.*s"), state_words(r->state), r->changed,
		    STR_ARG(r->by.len > 0 ? r->by : str_from(_("a command on the server"))));
		if (r->consent.len > 0)
			buf_printf(b, _(", with %.*s"), STR_ARG(r->consent));
		buf_printf(b, ".\n  %.*s\n", STR_ARG(r->reason));
	}
}
