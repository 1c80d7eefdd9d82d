/* The time of an attempt in words. No clock ticks: it is told when something else is shown. */
#include "tui/screens/quiz.h"

enum { LITTLE_S = 300, SECONDS_BELOW = 120 };

bool
quiz_left(const struct app *a, const struct quiz *q, int64_t *seconds)
{
	*seconds = q->ends_at - a->now;
	return q->ends_at != 0;
}

bool
time_ends_first(uint32_t time_s, uint32_t pause_limit_s)
{
	return time_s > 0 && (int64_t)time_s + pause_limit_s < EXAM_LEFT_S;
}

/* Minutes are rounded up, so that nobody reads "0 minutes" who may still answer. */
struct str
left_words(struct arena *a, int64_t seconds)
{
	unsigned minutes = (unsigned)((seconds + 59) / 60);

	if (seconds <= 0)
		return str_from(_("the time is over"));
	if (seconds < SECONDS_BELOW)
		return str_printf(a,
		    ngettext("%u second left", "%u seconds left", (unsigned)seconds), (unsigned)seconds);
	return str_printf(a, ngettext("%u minute left", "%u minutes left", minutes), minutes);
}

void
quiz_warn(struct app *a, struct quiz *q)
{
	int64_t left;

	/* Not beside a page that the next answer of the keeper replaces. */
	if (q->warned || q->waiting || !quiz_left(a, q, &left) || left > LITTLE_S || left <= 0)
		return;
	if (q->mode != QUIZ_QUESTION && q->mode != QUIZ_LIST && q->mode != QUIZ_HANDIN)
		return;
	q->warned = true;
	/* Who began with so little knows it. */
	if (q->attempt.time_s > LITTLE_S)
		app_say(a, str_printf(a->scratch, _("Little time: %.*s."), STR_ARG(left_words(a->scratch, left))));
}

struct str
leave_words(const struct app *a, const struct quiz *q)
{
	struct buf b = BUF_IN(a->scratch);
	int64_t left;

	buf_z(&b, _("Your answers are kept."));
	if (quiz_left(a, q, &left)) {
		buf_printf(&b, " %s", q->attempt.clock == CLOCK_RUNS
			? _("The clock runs on, also when you log out.")
			: _("The clock runs on; it stands still only while the line is cut."));
		buf_printf(&b, _(" Now: %.*s; then it is handed in as it stands."),
		    STR_ARG(left_words(a->scratch, left)));
	}
	if (q->attempt.until > 0 && !time_ends_first(q->attempt.time_s, q->attempt.pause_limit_s))
		buf_printf(&b, _(" To go on, open it again, at the latest on %.*s: then it is handed in as it stands."),
		    STR_ARG(words_when(a->scratch, q->attempt.until)));
	return buf_get(&b);
}
