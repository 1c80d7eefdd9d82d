#include "tui/serve/config.h"

#include "courses/base/net.h"
#include "courses/read/yaml.h"
#include "tui/serve/datadir.h"
#include "tui/serve/doors.h"
#include "tui/serve/zone.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LANGUAGES = 6 };

static const char *const languages[LANGUAGES + 1] = { "ar", "en", "es", "fr", "ru", "zh", NULL };

struct list {
	struct str *at;
	uint32_t count;
};

struct file { /* what the file may say */
	struct str name, address, contact, issuer, zone;
	uint16_t port;
	struct list listen, languages;
	bool guest, verify;
	int language;
	uint32_t stay_minutes;
	struct file_limits {
		uint32_t drop, most, per_block, codes, passwords, wait_minutes, raised;
		struct list networks;
	} limits;
	struct file_retention {
		uint32_t backups, invitation_days;
	} retention;
};

/* ---- values that need more than a type ---- */

static void
address_read(struct yaml_in *in, const struct yaml *node, void *field)
{
	struct str s;
	unsigned char bytes[16];
	if (!yaml_line(in, node, "address", &s))
		return;
	bool is_v6 = inet_pton(AF_INET6, str_z(in->arena, s), bytes) == 1, ok = s.len <= 120;
	for (size_t i = 0; i < s.len && !is_v6; i++)
		ok = ok && ((s.at[i] >= 'a' && s.at[i] <= 'z') || (s.at[i] >= 'A' && s.at[i] <= 'Z') ||
			       (s.at[i] >= '0' && s.at[i] <= '9') || s.at[i] == '.' || s.at[i] == '-');
	if (ok && s.at[0] != '-')
		*(struct str *)field = s;
	else
		yaml_error(in, node, "`address` is the host alone, like academy.example.org or 203.0.113.5; a port goes to `port`");
}

static void
zone_read(struct yaml_in *in, const struct yaml *node, void *field)
{
	struct str s;
	if (!yaml_line(in, node, "timezone", &s))
		return;
	if (zone_is_known(s)) {
		*(struct str *)field = s;
		return;
	}
	struct str near = zone_near(in->arena, s);
	if (near.len > 0)
		yaml_error(in, node, "`timezone` cannot be %.*s; did you mean %.*s?", STR_ARG(str_sub(s, 0, 40)), STR_ARG(near));
	else
		yaml_error(in, node,
		    "`timezone` is an area and a city that this machine knows, like Africa/Maputo, or UTC; "
		    "timedatectl list-timezones lists them (package tzdata)");
}

/* A list whose members are each checked by fits(), which tells what is wrong with one; most of them at most, none twice. */
static void
list_read(struct yaml_in *in, const struct yaml *node, const char *name, uint32_t most,
    bool (*fits)(struct yaml_in *, const struct yaml *, struct str), struct list *list)
{
	if (node->is != YAML_IS_LIST || node->count == 0 || node->count > most) {
		yaml_error(in, node, "`%s` is a list of 1 to %u; write %s: [one, two]", name, most, name);
		return;
	}
	struct list l = { ARENA_ARRAY(in->arena, node->count, struct str), 0 };
	for (const struct yaml *m = node->first; m != NULL; m = m->next) {
		struct str s;
		bool again = false;
		if (!yaml_line(in, m, name, &s) || !fits(in, m, s))
			continue;
		for (uint32_t i = 0; i < l.count; i++)
			again = again || str_eq(l.at[i], s);
		if (again)
			yaml_error(in, m, "%.*s stands twice in `%s`; keep one", STR_ARG(s), name);
		else
			l.at[l.count++] = s;
	}
	*list = l;
}

static bool
is_door(struct yaml_in *in, const struct yaml *node, struct str s)
{
	struct err e;
	if (doors_check(str_z(in->arena, s), &e))
		return true;
	yaml_error(in, node, "%s", e.text);
	return false;
}

static void
listen_read(struct yaml_in *in, const struct yaml *node, void *field)
{
	list_read(in, node, "listen", DOORS_MAX, is_door, field);
}

static bool
is_language(struct yaml_in *in, const struct yaml *node, struct str s)
{
	for (int i = 0; i < LANGUAGES; i++)
		if (str_is(s, languages[i]))
			return true;
	yaml_error(in, node, "`languages` cannot hold %.*s; there are ar, en, es, fr, ru and zh", STR_ARG(str_sub(s, 0, 40)));
	return false;
}

static void
languages_read(struct yaml_in *in, const struct yaml *node, void *field)
{
	list_read(in, node, "languages", LANGUAGES, is_language, field);
}

static bool
is_network(struct yaml_in *in, const struct yaml *node, struct str s)
{
	struct net n;
	if (net_read(s, &n))
		return true;
	yaml_error(in, node, "%.*s is no network; write one like 196.3.0.0/16 or 2c0f:f000::/32", STR_ARG(str_sub(s, 0, 40)));
	return false;
}

static void
networks_read(struct yaml_in *in, const struct yaml *node, void *field)
{
	list_read(in, node, "networks", 64, is_network, field);
}

/* ---- the table ---- */

static const struct yaml_key limit_keys[] = {
	{ .name = "connections_drop", .as = YAML_AS_NUMBER, YAML_AT(struct file_limits, drop), .min = 1, .max = 10000 },
	{ .name = "connections_most", .as = YAML_AS_NUMBER, YAML_AT(struct file_limits, most), .min = 1, .max = 10000 },
	{ .name = "per_block", .as = YAML_AS_NUMBER, YAML_AT(struct file_limits, per_block), .min = 1, .max = 10000 },
	{ .name = "wrong_codes_hour", .as = YAML_AS_NUMBER, YAML_AT(struct file_limits, codes), .min = 1, .max = 10000 },
	{ .name = "wrong_passwords", .as = YAML_AS_NUMBER, YAML_AT(struct file_limits, passwords), .min = 1, .max = 100 },
	{ .name = "wait_most_minutes", .as = YAML_AS_NUMBER, YAML_AT(struct file_limits, wait_minutes), .min = 1, .max = 60 },
	{ .name = "networks", .as = YAML_AS_OTHER, YAML_AT(struct file_limits, networks), .read = networks_read },
	{ .name = "raised", .as = YAML_AS_NUMBER, YAML_AT(struct file_limits, raised), .min = 1, .max = 1000 },
	{ .name = NULL },
};

static const struct yaml_key retention_keys[] = {
	{ .name = "backups", .as = YAML_AS_NUMBER, YAML_AT(struct file_retention, backups), .min = 1, .max = 1000 },
	{ .name = "invitation_days", .as = YAML_AS_NUMBER, YAML_AT(struct file_retention, invitation_days), .min = 1, .max = 10000 },
	{ .name = NULL },
};

static const struct yaml_key keys[] = {
	{ .name = "name", .as = YAML_AS_LINE, YAML_AT(struct file, name), .max = 60 },
	{ .name = "address", .as = YAML_AS_OTHER, YAML_AT(struct file, address), .read = address_read },
	{ .name = "port", .as = YAML_AS_NUMBER, YAML_AT(struct file, port), .min = 1, .max = 65535 },
	{ .name = "listen", .as = YAML_AS_OTHER, YAML_AT(struct file, listen), .read = listen_read },
	{ .name = "contact", .as = YAML_AS_LINE, YAML_AT(struct file, contact), .max = 160 },
	{ .name = "issuer", .as = YAML_AS_LINE, YAML_AT(struct file, issuer), .max = 80 },
	{ .name = "timezone", .as = YAML_AS_OTHER, YAML_AT(struct file, zone), .read = zone_read },
	{ .name = "languages", .as = YAML_AS_OTHER, YAML_AT(struct file, languages), .read = languages_read },
	{ .name = "language", .as = YAML_AS_WORD, YAML_AT(struct file, language), .words = languages },
	{ .name = "guest", .as = YAML_AS_BOOL, YAML_AT(struct file, guest) },
	{ .name = "verify", .as = YAML_AS_BOOL, YAML_AT(struct file, verify) },
	{ .name = "limits", .as = YAML_AS_MAP, YAML_AT(struct file, limits), .inner = limit_keys },
	{ .name = "retention", .as = YAML_AS_MAP, YAML_AT(struct file, retention), .inner = retention_keys },
	{ .name = "stay_minutes", .as = YAML_AS_NUMBER, YAML_AT(struct file, stay_minutes), .min = 1, .max = 1440 },
	{ .name = NULL },
};

static struct file
defaults(struct arena *a)
{
	char host[128] = "localhost";
	gethostname(host, sizeof(host) - 1); /* a guess that is often right; the operator's word is better */
	return (struct file){
		.name = STR("Chalkline Academy"),
		.address = str_copy(a, str_from(host)),
		.language = 1,
		.stay_minutes = 60,
		.limits = { .drop = 100, .most = 1000, .per_block = 64, .codes = keeper_defaults.codes_an_hour,
			.passwords = keeper_defaults.passwords, .wait_minutes = keeper_defaults.wait_most_s / 60,
			.raised = keeper_defaults.raised },
		.retention = { .backups = 14, .invitation_days = keeper_defaults.invitation_days },
	};
}

/* What no key can see alone. */
static void
check_together(struct yaml_in *in, const struct yaml *tree, const struct file *f)
{
	const struct yaml *limits = yaml_get(tree, "limits");
	const struct yaml *most = limits != NULL && limits->is == YAML_IS_MAP ? yaml_get(limits, "connections_most") : NULL;
	bool offered = f->languages.count == 0;
	if (f->limits.drop > f->limits.most)
		yaml_error(in, most != NULL ? most : limits, "`connections_most` is less than `connections_drop` (%u); it is where all are turned away",
		    f->limits.drop);
	for (uint32_t i = 0; i < f->languages.count; i++)
		offered = offered || str_is(f->languages.at[i], languages[f->language]);
	if (!offered)
		yaml_error(in, yaml_get(tree, "language") != NULL ? yaml_get(tree, "language") : yaml_get(tree, "languages"),
		    "`language` is %s, which is not among `languages`; add it there, or choose another", languages[f->language]);
}

bool
config_read(const char *path, struct arena *a, struct config *c, struct problems *p, struct err *e)
{
	struct str bytes = STR_NONE;
	struct file f = defaults(a);
	if (!datadir_read(path, YAML_BYTES, a, &bytes, e) && e->kind != ERR_MISSING)
		return false;
	struct yaml_in in = { .file = STR("chalkline.yaml"), .arena = a, .problems = p };
	const struct yaml *tree = bytes.len > 0 ? yaml_read(&in, bytes) : NULL;
	if (tree != NULL) {
		yaml_map(&in, tree, keys, &f);
		if (p->errors == 0)
			check_together(&in, tree, &f);
	}
	*c = (struct config){
		.academy = { .name = f.name, .address = f.address, .port = f.port,
			.contact = f.contact.len > 0 ? f.contact : STR("the person named in your letter"),
			.issuer = f.issuer, .city = zone_city(a, f.zone), .language = str_from(languages[f.language]),
			.languages = f.languages.at, .language_count = f.languages.count },
		.has_contact = f.contact.len > 0,
		.listen = f.listen.at,
		.listens = f.listen.count,
		.verify = f.verify,
		.start_drop = f.limits.drop,
		.start_all = f.limits.most,
		.block_most = f.limits.per_block,
		.stay_min = f.stay_minutes,
		.backups = f.retention.backups,
		.zone = f.zone,
		.keeper = { .guests = f.guest, .codes_an_hour = f.limits.codes, .passwords = f.limits.passwords,
			.wait_most_s = f.limits.wait_minutes * 60, .raised = f.limits.raised, .network = f.limits.networks.at,
			.networks = f.limits.networks.count, .invitation_days = f.retention.invitation_days },
	};
	return p->errors == 0 || err_set(e, ERR_INPUT, "%s has mistakes", path);
}

/* ---- the first start ---- */

const char config_text[] =
    "# Settings of this academy. chalkline.yaml(5) says each key.\n"
    "#\n"
    "# A line that begins with # is not read. The lines below show what holds without them;\n"
    "# take the # away and write your own value. Then:\n"
    "#\n"
    "#\tchalkline serve --check --data THIS_FOLDER    tells every mistake, with its line\n"
    "#\tkill -HUP PROCESS, or systemctl reload chalkline    takes it over; nobody is put out\n"
    "\n"
    "# Whom to call: name, telephone, hours. Each refusal, the door and the help show it.\n"
    "# Fill this one in first.\n"
    "#contact: Ms Tembo, +258 21 000 000, Mon-Fri 8-16\n"
    "\n"
    "# The academy's name, as every screen shows it, and who issues certificates and letters\n"
    "# (without a line: the academy).\n"
    "#name: Chalkline Academy\n"
    "#issuer: Chalkline Academy\n"
    "\n"
    "# The host as trainees type it, and the port if it is not the one below that we listen on.\n"
    "# Without a line: the name of this machine.\n"
    "#address: academy.example.org\n"
    "#port: 22\n"
    "\n"
    "# Where we listen. More than one place is all right; an IPv6 address stands in brackets.\n"
    "#listen: [\"0.0.0.0:2222\"]\n"
    "\n"
    "# Times are shown in this zone.\n"
    "#timezone: UTC\n"
    "\n"
    "# The languages that the first page offers, and the one of the door, before anybody has chosen.\n"
    "#languages: [ar, en, es, fr, ru, zh]\n"
    "#language: en\n"
    "\n"
    "# May anybody read as guest@, without an account and without records?\n"
    "#guest: false\n"
    "# May anybody check a certificate as verify@?\n"
    "#verify: false\n"
    "\n"
    "# Limits. A class behind one address needs none of them raised.\n"
    "#limits:\n"
    "# Connections that have not logged in: turned away by chance from the first number on, all of\n"
    "# them from the second, and so many of one block of addresses (a /24, or a /56 of IPv6).\n"
    "#  connections_drop: 100\n"
    "#  connections_most: 1000\n"
    "#  per_block: 64\n"
    "# Wrong codes of one block in an hour.\n"
    "#  wrong_codes_hour: 60\n"
    "# Wrong passwords before an account has to wait; the wait doubles up to this.\n"
    "#  wrong_passwords: 5\n"
    "#  wait_most_minutes: 15\n"
    "# Networks of a ministry or a school, which may do so many times as much.\n"
    "#  networks: [\"196.3.0.0/16\"]\n"
    "#  raised: 10\n"
    "\n"
    "# How long things are kept: daily backups, and invitations after their end.\n"
    "#retention:\n"
    "#  backups: 14\n"
    "#  invitation_days: 400\n"
    "\n"
    "# After the program was renewed, those who are reading may stay so long.\n"
    "#stay_minutes: 60\n";

bool
config_begin(const char *path, struct err *e)
{
	struct stat st;
	if (lstat(path, &st) == 0)
		return true;
	return datadir_write(path, 0600, str_from(config_text), e);
}
