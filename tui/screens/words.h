/*
 * Marks for translation. Screens write _("text"); tables of text write N_("text") and are looked up
 * when shown. The catalogues are tui/po (gettext), opened before the sandbox closes.
 */
#ifndef CHALKLINE_WORDS_H
#define CHALKLINE_WORDS_H

#include <libintl.h>

#define _(text) gettext(text)
#define N_(text) text

#endif
