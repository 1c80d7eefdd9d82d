#include "tui/serve/config.h"

#include "courses/read/yaml.h"
#include "tui/serve/datadir.h"

#include <stddef.h>
#include <unistd.h>

static const char *const languages[] = { "ar", "en", "es", "fr", "ru", "zh", NULL };

struct file { /* what the file may say */
	struct str name, address, contact;
	uint16_t port;
	struct str *listen;
	uint32_t listens;
	bool guest;
	int language;
};

static const struct yaml_key keys[] = {
	{ .name = "name", .as = YAML_AS_LINE, YAML_AT(struct file, name), .max = 60,
	    .help = "the academy's name, as every screen shows it" },
	{ .name = "address", .as = YAML_AS_LINE, YAML_AT(struct file, address), .max = 120,
	    .help = "the host as trainees type it, like academy.example.org" },
	{ .name = "port", .as = YAML_AS_NUMBER, YAML_AT(struct file, port), .min = 1, .max = 65535,
	    .help = "the port as trainees type it; 22 need not be typed" },
	{ .name = "contact", .as = YAML_AS_LINE, YAML_AT(struct file, contact), .max = 160,
	    .help = "whom to call: name, telephone, hours" },
	{ .name = "listen", .as = YAML_AS_LINES, YAML_AT(struct file, listen), YAML_COUNT(struct file, listens),
	    .max = 8, .help = "a list of ADDRESS:PORT, like [\"0.0.0.0:2222\"]" },
	{ .name = "guest", .as = YAML_AS_BOOL, YAML_AT(struct file, guest),
	    .help = "true lets anybody read as guest@, without records" },
	{ .name = "language", .as = YAML_AS_WORD, YAML_AT(struct file, language), .words = languages,
	    .help = "of the door" },
	{ .name = NULL },
};

static const struct file defaults = {
	.name = { "Chalkline Academy", 17 },
	.contact = { "the person named in your letter", 31 },
	.language = 1,
};

bool
config_read(const char *path, struct arena *a, struct config *c, struct problems *p, struct err *e)
{
	struct str bytes = STR_NONE;
	struct file f = defaults;
	char host[128] = "localhost";
	gethostname(host, sizeof(host) - 1); /* a guess that is often right; the operator's word is better */
	f.address = str_copy(a, str_from(host));
	if (!datadir_read(path, YAML_BYTES, a, &bytes, e) && e->kind != ERR_MISSING)
		return false;
	struct yaml_in in = { .file = STR("chalkline.yaml"), .arena = a, .problems = p };
	if (bytes.len > 0) {
		const struct yaml *tree = yaml_read(&in, bytes);
		if (tree != NULL)
			yaml_map(&in, tree, keys, &f);
	}
	*c = (struct config){
		.academy = { .name = f.name, .address = f.address, .port = f.port, .contact = f.contact,
			.language = str_from(languages[f.language]) },
		.listen = f.listen,
		.listens = f.listens,
		.start_drop = 100,
		.start_all = 1000,
		.block_most = 64,
		.stay_min = 60,
		.backups = 14,
		.keeper = keeper_defaults,
	};
	c->keeper.guests = f.guest;
	return p->errors == 0 || err_set(e, ERR_INPUT, "%s has mistakes; nothing was started", path);
}
