/*
 * What a key does on the page that is shown: the marker, digits, one level up, help, and what is
 *committed. Private to tui/screens.
 *
 *	intent ──► press_key ──► which choice is meant ──► press_deliver ──► the screen's update, or
 *what the app does for every screen
 */
#ifndef CHALKLINE_PRESS_H
#define CHALKLINE_PRESS_H

#include "tui/screens/screen.h"

struct choices { /* of the page that is shown */
	int number[256];
	unsigned count;
	bool field; /* letters are text */
};

void choices_of(const struct view *v, struct choices *c);
const struct frame *app_top(const struct app *a);

void press_key(struct app *a, const struct intent *i);
void press_deliver(struct app *a, const struct intent *i, const struct choices *c);
/* Is this choice an answer, to which a digit only moves the marker? */
bool press_marks(const struct app *a, int number);
/* The choice under the marker; 0: none. */
int press_focus(const struct app *a, const struct choices *c);

/* The footer (footer.c): keys of the page, or of its field. */
void footer_keys(const struct app *a, struct view *v, const struct choices *c);
void footer_field(struct view *v);

#endif
