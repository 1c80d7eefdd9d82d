/* An archive from anywhere, in pieces of any size: never a crash, only clean paths, never more bytes than were said. */
#include <stdlib.h>

#include "courses/read/folder.h"
#include "courses/read/tar.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

struct seen {
	size_t left;
	bool open;
};

static void
must(bool claim)
{
	if (!claim)
		abort();
}

static bool
file(void *context, struct str path, size_t size, struct err *e)
{
	struct seen *s = context;

	(void)e;
	must(!s->open && folder_path_ok(path) && size <= FOLDER_FILE);
	*s = (struct seen){ size, true };
	return true;
}

static void
some(void *context, const unsigned char *at, size_t len)
{
	struct seen *s = context;

	(void)at;
	must(s->open && len > 0 && len <= s->left);
	s->left -= len;
}

static void
end(void *context)
{
	struct seen *s = context;

	must(s->open && s->left == 0);
	s->open = false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const struct tar_events events = { file, some, end };
	struct seen seen = { 0, false };
	struct tar *t = tar_new(&events, &seen);
	size_t step = len > 0 ? bytes[0] % 251 + 1u : 1;
	struct err e;
	bool ok = true;

	for (size_t at = 0; ok && at < len; at += step)
		ok = tar_feed(t, bytes + at, len - at < step ? len - at : step, &e);
	(void)(tar_end(t, &e) && ok);
	tar_free(t);
	return 0;
}
