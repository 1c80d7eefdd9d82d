#include "tui/serve/zone.h"

#include "courses/read/suggest.h"
#include "tui/serve/datadir.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define ZONES "/usr/share/zoneinfo"

enum { ZONE_LONGEST = 60, LIST_MOST = 256 << 10 };

/* Letters, digits and what stands between them: nothing that could leave the folder. */
static bool
is_plain(struct str name)
{
	if (name.len == 0 || name.len > ZONE_LONGEST || name.at[0] == '/')
		return false;
	for (size_t i = 0; i < name.len; i++) {
		char c = name.at[i];
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("/_+-", c) != NULL))
			return false;
	}
	return true;
}

bool
zone_is_known(struct str name)
{
	struct arena *a = arena_new();
	struct str bytes = STR_NONE;
	struct err e;
	bool known = is_plain(name) && (str_is(name, "UTC") ||
	    (datadir_read(str_z(a, str_printf(a, ZONES "/%.*s", STR_ARG(name))), LIST_MOST, a, &bytes, &e) &&
		str_starts(bytes, "TZif")));
	arena_free(a);
	return known;
}

static struct str
last_part(struct str name)
{
	size_t at = name.len;
	while (at > 0 && name.at[at - 1] != '/')
		at--;
	return str_sub(name, at, name.len);
}

struct str
zone_near(struct arena *a, struct str name)
{
	struct str all = STR_NONE, line, part;
	struct suggest near = suggest_for(name);
	struct err e;
	if (!datadir_read(ZONES "/zone1970.tab", LIST_MOST, a, &all, &e) || name.len > ZONE_LONGEST)
		return STR_NONE;
	char *asked = ARENA_ARRAY(a, name.len + 1, char); /* people write "Port of Spain" */
	for (size_t i = 0; i < name.len; i++)
		asked[i] = name.at[i] == ' ' ? '_' : name.at[i];
	/* countries TAB coordinates TAB zone [TAB words] */
	while (str_next(&all, '\n', &line)) {
		int column = 0;
		while (column < 3 && str_next(&line, '\t', &part))
			column++;
		if (column < 3 || part.len == 0 || line.at[0] == '#')
			continue;
		struct str city = last_part(part);
		if ((city.len == name.len && strncasecmp(city.at, asked, name.len) == 0) ||
		    (part.len == name.len && strncasecmp(part.at, asked, name.len) == 0))
			return str_copy(a, part);
		suggest_try(&near, part);
	}
	return str_copy(a, near.best);
}

struct str
zone_city(struct arena *a, struct str name)
{
	struct str part = last_part(name);
	if (part.len == name.len || str_starts(name, "Etc/"))
		return STR_NONE;
	char *city = ARENA_ARRAY(a, part.len + 1, char);
	for (size_t i = 0; i < part.len; i++)
		city[i] = part.at[i] == '_' ? ' ' : part.at[i];
	return (struct str){ city, part.len };
}

void
zone_set(struct str name)
{
	char text[ZONE_LONGEST + 1] = "UTC0";
	if (name.len > 0 && name.len <= ZONE_LONGEST && !str_is(name, "UTC")) {
		memcpy(text, name.at, name.len);
		text[name.len] = '\0';
	}
	setenv("TZ", text, 1);
	tzset();
}
