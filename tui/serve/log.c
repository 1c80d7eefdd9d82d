#include "tui/serve/log.h"

#include "courses/base/safe.h"
#include "courses/base/utf8.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { LINE_MOST = 2048 };

static const struct {
	const char *name;
	int priority; /* of syslog */
} levels[] = { { "info", 6 }, { "warn", 4 }, { "error", 3 } };

/* Is standard error the journal's? systemd says which file that is; a redirection makes it another. */
static bool
is_journal(void)
{
	unsigned long long device, node;
	struct stat st;
	const char *stream = getenv("JOURNAL_STREAM");
	return stream != NULL && sscanf(stream, "%llu:%llu", &device, &node) == 2 && fstat(STDERR_FILENO, &st) == 0 &&
	    (unsigned long long)st.st_dev == device && (unsigned long long)st.st_ino == node;
}

static void
begin(struct buf *b, enum log_level level)
{
	char ts[32];
	struct tm tm;
	time_t now = time(NULL);
	if (is_journal()) {
		buf_printf(b, "<%d>", levels[level].priority);
		return;
	}
	gmtime_r(&now, &tm);
	strftime(ts, sizeof(ts), "%Y-%m-%dT%H:%M:%SZ", &tm);
	buf_printf(b, "ts=%s level=%s ", ts, levels[level].name);
}

/* As a terminal may be sent it: a log is read on one. What is no UTF-8 would make journald hide the whole line. */
static void
shown(struct buf *b, struct str s, const char *escaped)
{
	char bytes[4];
	uint32_t cp;
	for (size_t at = 0; at < s.len;) {
		at += utf8_get(s, at, &cp);
		if (cp < 0x80 && cp != 0 && strchr(escaped, (int)cp) != NULL)
			buf_char(b, '\\');
		buf_add(b, bytes, utf8_put(bytes, safe_char(cp) ? cp : cp < ' ' || cp == 0x7f ? ' ' : 0xfffd));
	}
}

static void
value(struct buf *b, struct str s)
{
	bool quoted = s.len == 0;
	for (size_t i = 0; i < s.len; i++)
		quoted = quoted || (unsigned char)s.at[i] <= ' ' || strchr("\"=\\", s.at[i]) != NULL || s.at[i] == 0x7f;
	if (!quoted) {
		shown(b, s, "");
		return;
	}
	buf_char(b, '"');
	shown(b, s, "\"\\");
	buf_char(b, '"');
}

/* One write, so that lines of several processes do not mix. The end stays a line's end however much there was. */
static void
end(struct buf *b)
{
	char *at = b->at;
	at[b->len] = '\n'; /* there is a byte: begin() gave one less */
	if (write(STDERR_FILENO, at, b->len + 1) < 0)
		return;
}

void
log_event(enum log_level level, const char *event, const char *fields, ...)
{
	char bytes[LINE_MOST], number[32];
	struct buf b = { .at = bytes, .cap = sizeof(bytes) - 1 };
	va_list ap;
	begin(&b, level);
	buf_printf(&b, "event=%s", event);
	if (fields[0] != '\0')
		buf_char(&b, ' ');
	va_start(ap, fields);
	for (const char *f = fields; *f != '\0'; f++) {
		if (*f != '%') {
			buf_char(&b, *f);
			continue;
		}
		f++;
		if (strncmp(f, ".*s", 3) == 0) {
			int len = va_arg(ap, int);
			value(&b, (struct str){ va_arg(ap, const char *), (size_t)len });
			f += 2;
		} else if (strncmp(f, "llu", 3) == 0) {
			snprintf(number, sizeof(number), "%llu", va_arg(ap, unsigned long long));
			buf_z(&b, number);
			f += 2;
		} else if (*f == 's') {
			value(&b, str_from(va_arg(ap, const char *)));
		} else {
			assert(*f == 'd' || *f == 'u');
			snprintf(number, sizeof(number), *f == 'd' ? "%d" : "%u", va_arg(ap, int));
			buf_z(&b, number);
		}
	}
	va_end(ap);
	end(&b);
}

void
log_line(struct str line)
{
	char bytes[LINE_MOST];
	struct buf b = { .at = bytes, .cap = sizeof(bytes) - 1 };
	enum log_level level = LOG_INFO;
	if (str_starts(line, "level=error event=")) {
		level = LOG_ERROR;
		line = str_sub(line, strlen("level=error "), line.len);
	}
	if (!str_starts(line, "event=")) {
		log_event(LOG_INFO, "said", "text=%.*s", STR_ARG(line));
		return;
	}
	begin(&b, level);
	shown(&b, line, "");
	end(&b);
}
