/* Small words that many screens say: times, sizes, languages, and texts with places to fill. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "courses/base/width.h"
#include "tui/screens/screen.h"

struct str
words_fill(struct arena *a, const char *text, const struct fill *fill, size_t fills)
{
	struct str s = str_from(text);
	struct buf out = BUF_IN(a);
	size_t at = 0;

	while (at < s.len) {
		size_t open = str_find(s, at, "{"), close = str_find(s, open, "}");
		struct str name = str_sub(s, open + 1, close);

		buf_str(&out, str_sub(s, at, open));
		if (close == s.len)
			break;
		for (size_t i = 0; i < fills; i++) {
			if (str_is(name, fill[i].name))
				buf_str(&out, fill[i].with);
		}
		at = close + 1;
	}
	return buf_get(&out);
}

static const char *const week_days[] = { N_("Sun"), N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"),
	N_("Fri"), N_("Sat") };
static const char *const months[] = { N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"),
	N_("Jun"), N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec") };

static char zone[64]; /* the city; empty: UTC */

void
words_zone(const char *city)
{
	struct buf b = BUF_OVER(zone);

	buf_z(&b, city);
	buf_cstr(&b);
}

static bool
calendar(int64_t at, struct tm *tm)
{
	time_t t = (time_t)at;

	/* The records hold nothing outside these years; a broken reply must not crash the page. */
	if (at <= 0 || at >= INT64_C(253402300800))
		return false;
	return (zone[0] != '\0' ? localtime_r(&t, tm) : gmtime_r(&t, tm)) != NULL;
}

struct str
words_when(struct arena *a, int64_t at)
{
	struct str when;
	struct tm tm;

	if (!calendar(at, &tm))
		return STR_NONE;
	/* TRANSLATORS: week day, day, month, hour, minute */
	when = str_printf(a, _("%s %d %s, %02d:%02d"), _(week_days[tm.tm_wday]), tm.tm_mday,
	    _(months[tm.tm_mon]), tm.tm_hour, tm.tm_min);
	return zone[0] != '\0' ? str_printf(a, "%.*s (%s)", STR_ARG(when), zone)
			       : str_printf(a, "%.*s UTC", STR_ARG(when));
}

struct str
words_day(struct arena *a, int64_t at)
{
	struct tm tm;

	if (!calendar(at, &tm))
		return STR_NONE;
	/* TRANSLATORS: day, month, year */
	return str_printf(a, _("%d %s %d"), tm.tm_mday, _(months[tm.tm_mon]), tm.tm_year + 1900);
}

struct str
words_minutes(struct arena *a, uint32_t minutes)
{
	return minutes == 0 ? STR_NONE : str_printf(a, _("%u min"), minutes);
}

/* The largest unit that says it exactly, but two days at least before it is days. */
struct str
words_span(struct arena *a, uint32_t seconds)
{
	uint32_t minutes = (seconds + 59) / 60;

	if (seconds < 60)
		return str_printf(a, ngettext("%u second", "%u seconds", seconds), seconds);
	if (minutes % 1440 == 0 && minutes >= 2880)
		return str_printf(a, ngettext("%u day", "%u days", minutes / 1440), minutes / 1440);
	if (minutes % 60 == 0)
		return str_printf(a, ngettext("%u hour", "%u hours", minutes / 60), minutes / 60);
	return str_printf(a, ngettext("%u minute", "%u minutes", minutes), minutes);
}

struct str
words_kb(struct arena *a, uint64_t bytes)
{
	return str_printf(a, _("%u kB"), (unsigned)((bytes + 1023) / 1024));
}

struct str
words_pad(struct arena *a, struct str s, int cols)
{
	int width = width_str(s);

	return str_printf(a, "%.*s%*s", STR_ARG(s), cols > width ? cols - width : 0, "");
}

const char *
words_level(enum course_level l)
{
	static const char *const level[LEVEL_KINDS] = { N_("basic"), N_("intermediate"),
		N_("advanced") };

	return l < LEVEL_KINDS ? _(level[l]) : "";
}

const struct language languages[] = {
	{ "ar", "العربية", "Arabic" },
	{ "en", "English", "English" },
	{ "es", "Español", "Spanish" },
	{ "fr", "Français", "French" },
	{ "ru", "Русский", "Russian" },
	{ "zh", "中文", "Chinese" },
};
const unsigned language_count = COUNT(languages);

struct str
words_language(struct str tag)
{
	for (unsigned i = 0; i < language_count; i++) {
		if (str_is(tag, languages[i].tag))
			return str_from(languages[i].own);
	}
	return tag;
}

/* ---- what views say often ---- */

struct str
view_printf(struct view *v, const char *fmt, ...)
{
	struct buf b = BUF_IN(v->arena);
	char small[512];
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(small, sizeof(small), fmt, ap);
	va_end(ap);
	if (len < (int)sizeof(small)) {
		buf_add(&b, small, len > 0 ? (size_t)len : 0);
	} else {
		char *large = arena_alloc(v->arena, (size_t)len + 1);

		va_start(ap, fmt);
		vsnprintf(large, (size_t)len + 1, fmt, ap);
		va_end(ap);
		return (struct str){ large, (size_t)len };
	}
	return buf_get(&b);
}

void
view_page(struct view *v, const char *fmt, ...)
{
	char page[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(page, sizeof(page), fmt, ap);
	va_end(ap);
	v->page = str_copy(v->arena, str_from(page));
}

struct item *
view_next(struct view *v, int *n, struct str text)
{
	return view_choice(v, ++*n, text);
}
