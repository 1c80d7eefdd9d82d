#include "tui/serve/wrap.h"

#include "courses/base/width.h"

void
wrap_lines(struct buf *out, struct str text, const char *end)
{
	for (size_t at = 0, next; at < text.len; at = next) {
		buf_str(out, width_line(text, at, WRAP_COLS, &next));
		buf_z(out, end);
	}
}
