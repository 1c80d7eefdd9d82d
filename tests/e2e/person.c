#include "tests/e2e/person.h"

#include <stdio.h>
#include <string.h>

bool
person_phrase(struct terminal *t, char phrase[100])
{
	for (int y = 2; y < terminal_rows(t); y++) {
		const char *row = terminal_row(t, y);
		int words = 0;
		bool plain = *row == ' ';

		row += strspn(row, " ");
		for (const char *c = row; *c != '\0'; c++) {
			plain = plain && ((*c >= 'a' && *c <= 'z') || *c == ' ' || *c == '-');
			words += *c != ' ' && (c == row || c[-1] == ' ');
		}
		if (plain && words == 4) {
			snprintf(phrase, 100, "%s", row);
			return true;
		}
	}
	return false;
}

void
person_recovery(struct terminal *t, char code[RECOVERY_TEXT])
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

	terminal_wait(t, "It is shown once");
	for (int y = 2; y < terminal_rows(t); y++) {
		const char *row = terminal_row(t, y);
		size_t at = 0;

		row += strspn(row, " ");
		for (int group = 0; group < 4 && strspn(row + at, letters) == 4 && row[at + 4] == '-'; group++)
			at += 5;
		if (at == RECOVERY_TEXT - 2) {
			snprintf(code, RECOVERY_TEXT, "%s", row);
			return;
		}
	}
	terminal_fail(t, __FILE__, __LINE__, "there is no recovery code to write down");
}

void
person_recovery_typed(struct terminal *t, const char *code)
{
	char group[5];

	snprintf(group, sizeof(group), "%s", code + 15);
	terminal_wait(t, "Fourth group:");
	terminal_type(t, group);
	terminal_type(t, KEY_RETURN);
}

void
person_sign_up(struct terminal *t, const char *code, const char *name, char phrase[100])
{
	int64_t deadline = process_deadline();
	char recovery[RECOVERY_TEXT];

	terminal_hear(t, "Code: ");
	terminal_type(t, code);
	terminal_type(t, KEY_RETURN);
	terminal_wait(t, "step 1/5");
	client_pick(t, "English");
	terminal_wait(t, "Your name:");
	terminal_type(t, name);
	terminal_type(t, KEY_RETURN);
	terminal_wait(t, "Country:");
	terminal_type(t, KEY_RETURN);
	terminal_wait(t, "Login:");
	terminal_type(t, KEY_RETURN);
	client_pick(t, "Yes, others use it too");
	client_pick(t, "With four words");
	terminal_wait(t, "I have written them down");
	while (!person_phrase(t, phrase)) {
		if (process_now() > deadline)
			terminal_fail(t, __FILE__, __LINE__, "there are no four words to write down");
		terminal_watch(t, 20);
	}
	client_pick(t, "I have written them down");
	client_pick(t, "They are right");
	client_pick(t, "I have written it down. Go on");
	person_recovery(t, recovery);
	client_pick(t, "I have written it down");
	person_recovery_typed(t, recovery);
	terminal_wait(t, "All courses");
}

void
person_open_lesson(struct terminal *t, const char *course, const char *lesson)
{
	client_pick(t, "All courses");
	client_pick(t, course);
	terminal_wait(t, "To finish:");
	client_pick(t, lesson);
	/* A module's introduction comes before its first page. */
	if (terminal_wait_any(t, "page 1 of", "Afterwards you can") == 1)
		client_pick(t, lesson);
	terminal_wait(t, "page 1 of");
}

void
person_page_to(struct terminal *t, const char *text)
{
	int64_t deadline = process_deadline();

	while (!terminal_shows(t, text)) {
		char before[200];

		snprintf(before, sizeof(before), "%s", terminal_row(t, 0));
		terminal_type(t, " ");
		/* Each page says its number in the top line. */
		while (strcmp(before, terminal_row(t, 0)) == 0) {
			if (process_now() > deadline)
				terminal_fail(t, __FILE__, __LINE__, "no page has this: %s", text);
			terminal_watch(t, 20);
		}
		terminal_still(t, 100);
	}
}

void
person_read_all(struct terminal *t)
{
	person_open_lesson(t, "Electronic evidence", "Leave it as you found it");
	person_page_to(t, "CHECK");
	client_pick(t, "Switch it off");
	terminal_wait(t, "Switching off can lock it for good");
	client_pick(t, "Photograph the screen");
	terminal_wait(t, "It may lock at any moment");
	person_page_to(t, "end of the lesson");
	client_pick(t, "Next: Write down every hand");
	terminal_wait(t, "page 1 of");
	person_page_to(t, "CHECK");
	client_pick(t, "The person who finds the item");
	terminal_wait(t, "The record starts where the item was found");
	person_page_to(t, "end of the lesson");
	client_pick(t, "Next: the quiz");
	terminal_wait(t, "To pass");
}

void
person_answer_quiz(struct terminal *t, bool all, bool enter)
{
	client_pick(t, "Start");
	for (int i = 1; i <= 2; i++) {
		bool last = i == 2;
		char where[32];

		snprintf(where, sizeof(where), "question %d of 2", i);
		terminal_wait(t, where);
		if (terminal_wait_any(t, "A laptop is off", "A log shows 14:20") == 0) {
			terminal_wait(t, "2  False");
			terminal_type(t, "2");
			terminal_wait(t, "> 2  False");
		} else {
			terminal_wait(t, "Your answer:");
			terminal_type(t, all ? "12" : "16");
			terminal_wait(t, all ? "Your answer: 12" : "Your answer: 16");
		}
		if (!last || enter)
			terminal_type(t, KEY_RETURN);
	}
	if (enter)
		terminal_wait(t, "All 2 are answered");
}
