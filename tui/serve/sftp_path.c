#include "tui/serve/sftp_path.h"

#include "courses/base/utf8.h"

#include <string.h>
#include <strings.h>

static bool
is_clean(struct str raw)
{
	if (raw.len > SFTP_PATH_MAX || !utf8_valid(raw))
		return false;
	for (size_t at = 0; at < raw.len;) {
		uint32_t cp;
		at += utf8_get(raw, at, &cp);
		if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == '\\')
			return false;
	}
	return true;
}

/* One element more, or one less; never above the root. */
static bool
take(struct buf *b, struct str name)
{
	if (name.len == 0 || str_is(name, "."))
		return true;
	if (str_is(name, "..")) {
		while (b->len > 0 && b->at[--b->len] != '/')
			;
		return true;
	}
	if (name.len > SFTP_NAME_MAX)
		return false;
	buf_char(b, '/');
	buf_str(b, name);
	return true;
}

bool
sftp_path_read(struct str raw, struct arena *a, struct sftp_path *p)
{
	struct buf b = BUF_IN(a);
	struct str rest, name, root;
	*p = (struct sftp_path){ .where = SFTP_ROOT, .course = STR_NONE, .file = STR_NONE, .whole = STR("/") };
	if (!is_clean(raw))
		return false;
	rest = utf8_nfc(a, raw);
	while (str_next(&rest, '/', &name))
		if (!take(&b, name))
			return false;
	if (b.len == 0)
		return true;
	p->whole = buf_get(&b);
	rest = str_sub(p->whole, 1, p->whole.len);
	str_next(&rest, '/', &root);
	if (str_is(root, "drafts") || str_is(root, "courses")) {
		p->where = str_is(root, "drafts") ? SFTP_DRAFTS : SFTP_COURSES;
		if (str_next(&rest, '/', &p->course))
			p->file = rest;
	} else {
		p->where = str_is(root, "README.txt") && rest.len == 0 ? SFTP_README : SFTP_NOWHERE;
	}
	return true;
}

struct str
sftp_path_name(struct str path)
{
	size_t at = path.len;
	while (at > 0 && path.at[at - 1] != '/')
		at--;
	return str_sub(path, at, path.len);
}

struct str
sftp_path_folder(struct str path)
{
	size_t len = path.len - sftp_path_name(path).len;
	return str_sub(path, 0, len > 0 ? len - 1 : 0);
}

bool
sftp_path_in(struct str path, struct str folder)
{
	if (folder.len == 0)
		return path.len > 0;
	return path.len > folder.len && path.at[folder.len] == '/' && memcmp(path.at, folder.at, folder.len) == 0;
}

static bool
is_litter(struct str name)
{
	static const char *const litter[] = { "Thumbs.db", "desktop.ini", ".DS_Store", "__MACOSX", ".git" };
	for (size_t i = 0; i < sizeof(litter) / sizeof(litter[0]); i++)
		if (name.len == strlen(litter[i]) && strncasecmp(name.at, litter[i], name.len) == 0)
			return true;
	return str_starts(name, "._") || str_starts(name, "~$");
}

bool
sftp_path_is_litter(struct str path)
{
	struct str name;
	while (str_next(&path, '/', &name)) {
		/* the temporary name of one is one */
		if (str_ends(name, ".filepart"))
			name.len -= sizeof(".filepart") - 1;
		if (is_litter(name))
			return true;
	}
	return false;
}

bool
sftp_path_is_check(const struct sftp_path *p)
{
	return p->where == SFTP_DRAFTS && str_is(p->file, DRAFT_CHECK);
}
