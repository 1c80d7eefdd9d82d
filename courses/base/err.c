#include "courses/base/err.h"

#include "courses/base/utf8.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool
err_set(struct err *e, enum err_kind kind, const char *fmt, ...)
{
	char text[sizeof(e->text)]; /* because e->text may be one of the arguments */
	va_list ap;

	if (!e)
		return false;
	va_start(ap, fmt);
	int len = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (len < 0)
		text[0] = '\0';
	if ((size_t)len >= sizeof(text))
		text[utf8_whole(str_from(text)).len] = '\0';
	e->kind = kind;
	memcpy(e->text, text, sizeof(text));
	return false;
}

bool
err_errno(struct err *e, const char *fmt, ...)
{
	int number = errno;
	char text[sizeof(e->text)], room[80];
	va_list ap;

	if (!e)
		return false;
	va_start(ap, fmt);
	if (vsnprintf(text, sizeof(text), fmt, ap) < 0)
		text[0] = '\0';
	va_end(ap);
	err_set(e, ERR_SYSTEM, "%s: %s", text, strerror_r(number, room, sizeof(room)));
	errno = number;
	return false;
}

/* 64 is main's alone: no err knows that it began on a command line. */
int
err_exit(const struct err *e)
{
	static const int status[ERR_KINDS] = {
		[ERR_NONE] = 0,
		[ERR_INPUT] = 65,
		[ERR_MISSING] = 69,
		[ERR_DENIED] = 77,
		[ERR_LIMIT] = 69,
		[ERR_STATE] = 69,
		[ERR_SYSTEM] = 74,
		[ERR_CORRUPT] = 74,
		[ERR_VERSION] = 69,
		[ERR_BUSY] = 69,
	};

	return (unsigned)e->kind < ERR_KINDS ? status[e->kind] : 74;
}
