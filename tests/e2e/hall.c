#include "tests/e2e/hall.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define HALL SOURCE_DIR "/tests/courses/exam-hall"

static const char manifest[] = "id: exam-hall\n"
			       "edition: 1\n"
			       "status: active\n"
			       "source_language: en\n"
			       "languages: [en]\n"
			       "title: {en: \"The hall\"}\n"
			       "summary: {en: \"Six lines to read, then the clock.\"}\n"
			       "audience: [police]\n"
			       "level: basic\n"
			       "hours: 1\n"
			       "law_date: 2026-11-01\n"
			       "enrol: open\n"
			       "order: free\n"
			       "modules:\n"
			       "  - id: rules\n"
			       "    file: 010-rules.md\n"
			       "    minutes: 2\n"
			       "assessments:\n"
			       "  - id: final\n"
			       "    kind: exam\n"
			       "    bank: %s\n"
			       "    time: 45 min\n"
			       "%s"
			       "certificate:\n"
			       "  tiers: [participation]\n"
			       "  valid: for ever\n"
			       "  release: rule\n";

struct server *
hall_start(const char *bank, const char *rules)
{
	static const char *extra[3];
	static char library[32], command[600];
	char file[80];
	FILE *f;

	strcpy(library, "/tmp/chalkline-hall-XXXXXX");
	if (mkdtemp(library) == NULL)
		abort();
	snprintf(command, sizeof(command),
	    "cp -r " HALL " %s/hall && cp " SOURCE_DIR "/tests/e2e/stones.en.gift %s/hall/banks", library, library);
	free(process_ask((const char *const[]){ "sh", "-c", command, NULL }, "/tmp", NULL));
	snprintf(file, sizeof(file), "%s/hall/course.yaml", library);
	f = fopen(file, "w");
	if (f == NULL || fprintf(f, manifest, bank, rules) < 0 || fclose(f) != 0)
		abort();
	extra[0] = "--library";
	extra[1] = library;

	struct server *s = server_start(extra);

	/* It is published: what it was made of is not needed any more. */
	s->extra = NULL;
	snprintf(command, sizeof(command), "rm -r %s", library);
	free(process_ask((const char *const[]){ "sh", "-c", command, NULL }, "/tmp", NULL));
	return s;
}

void
hall_member(struct server *s, const char *name)
{
	server_key(s, name);
	server_user(s, name, "trainee", name, NULL);
}

void
hall_to_entrance(struct terminal *t)
{
	client_pick(t, "All courses");
	client_pick(t, "The hall");
	terminal_wait(t, "To finish:");
	client_pick(t, "Final exam");
	terminal_wait_any(t, "Begin", "Go on with your try");
}

void
hall_begin(struct terminal *t)
{
	client_pick(t, "Begin");
	terminal_wait(t, "Type START:");
	terminal_type(t, "START");
	terminal_wait(t, "Type START: START");
	terminal_type(t, KEY_RETURN);
	terminal_wait(t, "question 1 of");
}
