/* All subcommands: one table for running them, for the lists and for each one's help. */
#include "tui/cli/cli.h"

#include "courses/read/suggest.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

enum { WORDS_MOST = 3, WORDS_ROOM = 200 };

static const char serving[] = "Serving", people[] = "People", invitations[] = "Invitations",
		  keeping[] = "Keeping it safe", courses[] = "Courses";

const struct cli_command cli_commands[] = {
	{ serving, "serve", cli_serve, "[--listen ADDR:PORT]... [--library DIR]... [--check]", "serve the academy until SIGTERM",
	    "  --listen ADDR:PORT   where to listen; may repeat\n"
	    "  --library DIR        a folder of course folders; may repeat\n"
	    "  --check              say what is wrong with the settings, the host key or the records; serve nothing\n"
	    "SIGHUP reads chalkline.yaml and the host key anew, SIGUSR2 renews the program; nobody is put out.\n", false,
	    true },
	{ serving, "status", cli_status, "", "how the house is; exit status 1 when it needs a person", NULL, false, false },
	{ serving, "sessions list", cli_sessions_list, "", "who is here now", NULL, false, false },
	{ serving, "sessions end", cli_sessions_end, "ID|NAME", "end one session, or all of an account",
	    "ID is the one in `sessions list`. Whoever sits there is told; the place is kept.\n", false, false },
	{ serving, "limits list", cli_limits_list, "", "who was wrong too often, and until when", NULL, false, false },
	{ serving, "limits clear", cli_limits_clear, "[WHOM]", "let them try again at once",
	    "WHOM is a login or a block of addresses as in `limits list`; without it all are cleared.\n", false, false },

	{ people, "user add", cli_user_add, "NAME [--key FILE] [--password-stdin] [OPTION]...",
	    "make an account",
	    "  --key FILE           a public key, as in id_ed25519.pub\n"
	    "  --password-stdin     the password is the first line of standard input\n"
	    "  --role R             trainee (the default), instructor, manager or operator\n"
	    "  --language L         of the screens: ar, en, es, fr, ru or zh\n"
	    "  --name TEXT          the full name\n", false, false },
	{ people, "user list", cli_user_list, "[--find TEXT]", "who has an account",
	    "  --find TEXT          only who has this in the login or the name\n", false, false },
	{ people, "user show", cli_user_show, "NAME", "one account: ways in, keys, courses", NULL, false, false },
	{ people, "user rename", cli_user_rename, "NAME NEW", "give an account another login", NULL, false, false },
	{ people, "user name", cli_user_name, "NAME \"FULL NAME\"", "change the name that is shown", NULL, false, false },
	{ people, "user role", cli_user_role, "NAME ROLE", "trainee, instructor, manager or operator", NULL, false, false },
	{ people, "user password", cli_user_password, "NAME (--stdin | --generate)", "set a new password",
	    "  --stdin              the password is the first line of standard input\n"
	    "  --generate           four words are made and printed, to read out or to write down\n"
	    "The other sessions of the account end. `recover` is the safer way: nobody but its owner learns the "
	    "password.\n", false, false },
	{ people, "user disable", cli_user_disable, "NAME", "close an account; nothing is lost", NULL, false, false },
	{ people, "user enable", cli_user_enable, "NAME", "open it again", NULL, false, false },
	{ people, "user key list", cli_user_key_list, "NAME", "the keys that open an account", NULL, false, false },
	{ people, "user key remove", cli_user_key_remove, "NAME FINGERPRINT [--last-too]", "take one of them away",
	    "  --last-too           even when nothing else opens the account\n"
	    "FINGERPRINT as in `user key list`; its beginning is enough where it fits one key alone.\n", false, false },
	{ people, "user merge", cli_user_merge, "FROM INTO [--yes]", "unite two accounts of one person",
	    "  --yes                do not ask; wanted where there is no terminal\n"
	    "Everything of FROM becomes INTO's; FROM is closed. This cannot be taken back.\n", false, false },
	{ people, "recover", cli_recover, "NAME", "a new recovery code for who lost everything",
	    "The code before it ends, and the account is told at its next login who made this one.\n", false, false },

	{ invitations, "invite", cli_invite, "[--role R] [--uses N] [--days N] [--for LABEL]", "make an invitation code",
	    "  --role R             trainee (the default), instructor or manager\n"
	    "  --uses N             for how many accounts; 1 by default\n"
	    "  --days N             for how long; 30 by default\n"
	    "  --for LABEL          whom it is for, to find it again\n", false, false },
	{ invitations, "invite list", cli_invite_list, "", "invitations, newest first", NULL, false, false },
	{ invitations, "invite show", cli_invite_show, "ID|CODE", "one of them", NULL, false, false },
	{ invitations, "invite revoke", cli_invite_revoke, "ID|CODE", "end it now, as for a letter that was lost", NULL, false,
	    false },
	{ invitations, "invite letter", cli_invite_letter, "[CODE] [--for NAME] [--role R] [--uses N] [--days N]",
	    "a letter to print, with a code and the way in",
	    "Without CODE a new invitation is made, with the options of `invite`.\n"
	    "  --for NAME           for whom; stands on the letter\n", false, false },

	{ keeping, "hostkey show", cli_hostkey_show, "", "fingerprints, and the line for known_hosts", NULL, false, false },
	{ keeping, "hostkey next", cli_hostkey_next, "", "make and announce the key that comes next", NULL, false, false },
	{ keeping, "hostkey switch", cli_hostkey_switch, "[--now]", "use the next key, 60 days after it was made",
	    "  --now                before the 60 days are over: when the key of today has leaked\n", false, false },
	{ keeping, "doctor", cli_doctor, "", "prove the records", NULL, false, false },
	{ keeping, "backup", cli_backup, "(FILE | --rotate DIR) [--force] [--no-keys]", "write everything into one file",
	    "  --rotate DIR         as DIR/chalkline-DATE.backup; old ones go, as chalkline.yaml says\n"
	    "  --force              over a file that is there\n"
	    "  --no-keys            leave the host key out\n", false, true },
	{ keeping, "restore", cli_restore, "FILE", "make a data folder from a backup", NULL, false, true },

	{ courses, "check", cli_check, "DIR... [--languages] [--stamp FILE[#ID]]... | --rules", "every mistake in a course",
	    "  --languages          how far each translation is, instead of the mistakes\n"
	    "  --stamp FILE[#ID]    you have compared this translated file, or one page of it, with its source: write so\n"
	    "                       into it (`from`), then check; FILE as fr/010-first-hour.md; may repeat\n"
	    "  --rules              which rules warn, by the names that stand in brackets\n"
	    "DIR is a course's folder, the one that holds course.yaml.\n", true, false },
	{ courses, "new course", cli_new_course, "DIR [--title TEXT]", "make a small whole course to begin with",
	    "  --title TEXT         its title\n"
	    "DIR must not be there yet; its name becomes the course's id.\n", true, true },
	{ courses, "new module", cli_new_module, "DIR ID [--title TEXT]", "add a module to a course",
	    "  --title TEXT         its title\n"
	    "Writes its file in the source language and its lines in course.yaml; nothing is overwritten.\n", true, true },
	{ courses, "preview", cli_preview, "DIR", "a course on this terminal, as trainees see it", NULL, true, true },
	{ courses, "import", cli_import, "(FILE | -) [--as gift|aiken|twee] [-o FILE] [--force]",
	    "a bank or a story from elsewhere, as a file of a course",
	    "  --as KIND            gift, aiken or twee; else the name or the text says it\n"
	    "  -o FILE              where to write; else standard output\n"
	    "  --force              over a file that is there; without it only what would change is shown\n"
	    "GIFT and Aiken give a bank in which each question has an id; Twee gives a scenario.\n", true, true },
	{ courses, "export", cli_export, "(FILE | DIR) [--bank NAME] [--lang L] [--as gift|text] [--key]",
	    "a bank for Moodle, or to read on paper",
	    "  --bank NAME          which bank of the course in DIR\n"
	    "  --lang L             in which language; else the source language\n"
	    "  --as FORM            gift, the default, or text\n"
	    "  --key                the answers too, at the end of the text\n", true, true },
	{ NULL, NULL, NULL, NULL, NULL, NULL, false, false },
};

/* Is the row the words themselves, or one below them? */
static bool
below(const struct cli_command *c, const char *words)
{
	size_t len = strlen(words);
	return len == 0 || (strncmp(c->words, words, len) == 0 && (c->words[len] == ' ' || c->words[len] == '\0'));
}

static const struct cli_command *
find(const char *words)
{
	for (const struct cli_command *c = cli_commands; c->words != NULL; c++)
		if (strcmp(c->words, words) == 0)
			return c;
	return NULL;
}

static bool
has_below(const char *words)
{
	for (const struct cli_command *c = cli_commands; c->words != NULL; c++)
		if (below(c, words))
			return true;
	return false;
}

static void
list(FILE *to, const char *words)
{
	const char *group = NULL;
	for (const struct cli_command *c = cli_commands; c->words != NULL; c++) {
		if (!below(c, words) || strcmp(c->words, words) == 0)
			continue;
		if (words[0] == '\0' && c->group != group)
			fprintf(to, "\n%s\n", c->group);
		group = c->group;
		fprintf(to, "  %-16s  %s\n", c->words, c->what);
	}
}

static void
all(FILE *to)
{
	fprintf(to, "Chalkline: courses served over SSH. Usage: chalkline SUBCOMMAND ...\n");
	list(to, "");
	fprintf(to, "\nchalkline SUBCOMMAND --help says how each is used. $CHALKLINE_DATA stands for\n"
		    "--data DIR, the academy's folder; --json answers programs. Manual: man chalkline\n");
}

static void
usage_line(FILE *to, const struct cli_command *c)
{
	fprintf(to, "usage: chalkline %s%s%s%s%s\n", c->words, c->arguments[0] != '\0' ? " " : "", c->arguments,
	    c->no_data ? "" : " --data DIR", c->no_json ? "" : " [--json]");
}

/* Of a row, or of all below these words. */
static void
help(FILE *to, const char *words)
{
	const struct cli_command *c = find(words);
	if (words[0] == '\0') {
		all(to);
		return;
	}
	if (c == NULL) {
		fprintf(to, "usage: chalkline %s ...\n", words);
		list(to, words);
		return;
	}
	usage_line(to, c);
	fprintf(to, "%s: %s\n%s", c->words, c->what, c->more != NULL ? c->more : "");
	list(to, words);
}

int
cli_usage(const char *words, const char *why, ...)
{
	const struct cli_command *c = find(words);
	char text[WORDS_ROOM * 2];
	va_list ap;
	va_start(ap, why);
	vsnprintf(text, sizeof(text), why, ap);
	va_end(ap);
	cli_say("%s", text);
	if (c != NULL)
		usage_line(stderr, c);
	return EX_USAGE;
}

/* words and one word more; false: too long to be a command. */
static bool
join(char out[WORDS_ROOM], const char *words, const char *word)
{
	int len = snprintf(out, WORDS_ROOM, "%s%s%s", words, words[0] != '\0' ? " " : "", word);
	return len > 0 && len < WORDS_ROOM;
}

bool
cli_has_below(const char *words)
{
	for (const struct cli_command *c = cli_commands; c->words != NULL; c++)
		if (below(c, words) && strcmp(c->words, words) != 0)
			return true;
	return false;
}

int
cli_unknown(const char *words, const char *word)
{
	struct arena *a = arena_new();
	struct suggest near = suggest_for(str_from(word));
	size_t skip = words[0] != '\0' ? strlen(words) + 1 : 0;
	for (const struct cli_command *c = cli_commands; c->words != NULL; c++)
		if (below(c, words) && strlen(c->words) > skip)
			suggest_try(&near, str_sub(str_from(c->words + skip), 0, strcspn(c->words + skip, " ")));
	const char *blank = words[0] != '\0' ? " " : "";
	if (near.best.len > 0)
		cli_say("there is no subcommand \"%s%s%s\"; did you mean %s%s%.*s?", words, blank, word, words, blank,
		    STR_ARG(near.best));
	else
		cli_say("there is no subcommand \"%s%s%s\"; chalkline help lists them all", words, blank, word);
	arena_free(a);
	return EX_USAGE;
}

static bool
wants_help(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return true;
	return false;
}

int
cli_run(int argc, char **argv)
{
	char words[WORDS_ROOM] = "", longer[WORDS_ROOM];
	int at = 1;
	bool helping = wants_help(argc, argv);
	if (at < argc && strcmp(argv[at], "help") == 0) {
		helping = true;
		at++;
	}
	while (at < argc && join(longer, words, argv[at]) && has_below(longer)) {
		memcpy(words, longer, sizeof(words));
		at++;
	}
	const struct cli_command *c = find(words);
	bool more = at < argc && argv[at][0] != '-';
	if (more && (c == NULL || (helping && strcmp(argv[1], "help") == 0)))
		return cli_unknown(words, argv[at]);
	if (helping) {
		help(stdout, words);
		return EX_OK;
	}
	if (c == NULL) {
		help(stderr, words);
		return EX_USAGE;
	}
	argv[at - 1] = words;
	return c->run(argc - at + 1, argv + at - 1);
}
