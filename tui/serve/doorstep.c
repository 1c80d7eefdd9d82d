#include "tui/serve/doorstep.h"

#include "courses/base/arena.h"
#include "tui/screens/words.h"
#include "tui/serve/wrap.h"

/* "join@academy.example.org", and the port where it has to be typed. */
static struct str
join_at(struct arena *a, const struct academy *ac)
{
	if (ac->port == 22)
		return str_printf(a, "join@%.*s", STR_ARG(ac->address));
	return str_printf(a, _("join@%.*s, port %u,"), STR_ARG(ac->address), ac->port);
}

static struct str
who_helps(struct arena *a, const struct academy *ac)
{
	return ac->contact.len == 0 ? STR_NONE : str_printf(a, _("Who can help: %.*s."), STR_ARG(ac->contact));
}

static void
line(struct buf *out, struct str text)
{
	wrap_lines(out, text, "\n");
}

void
doorstep_member(struct buf *out, const struct academy *ac)
{
	struct arena *a = arena_new();
	struct str join = join_at(a, ac);
	line(out, ac->name);
	line(out, str_printf(a,
	    _("Been here before: type your password. First time: close this window and come in as %.*s with the "
	      "code of your letter."),
	    STR_ARG(join)));
	line(out, str_printf(a,
	    _("Password, key or telephone lost: come in as %.*s with the recovery code of your letter."),
	    STR_ARG(join)));
	line(out, who_helps(a, ac));
	arena_free(a);
}

void
doorstep_join(struct buf *out, const struct academy *ac)
{
	struct arena *a = arena_new();
	line(out, str_printf(a, _("%.*s. This is the door for new trainees."), STR_ARG(ac->name)));
	line(out, str_from(_("Your letter has the code: four groups of four letters and one last letter.\n"
			     "Capital or small letters, with or without the hyphens, are all right.\n"
			     "Password, key or telephone lost? Type your recovery code here.\n"
			     "Else, been here before? Close this window and log in with your own name.")));
	/* The letter has it too; whoever compares now has typed nothing yet. */
	if (ac->fingerprint.len > 0)
		line(out, str_printf(a, _("Fingerprint of our key: %.*s"), STR_ARG(ac->fingerprint)));
	if (ac->next_fingerprint.len > 0)
		line(out, str_printf(a, _("Next key, not yet used: %.*s"), STR_ARG(ac->next_fingerprint)));
	if (ac->contact.len > 0)
		line(out, str_printf(a, _("Letter lost, or no luck? %.*s."), STR_ARG(ac->contact)));
	arena_free(a);
}

void
doorstep_wrong(struct buf *out, const struct academy *ac, unsigned left)
{
	struct arena *a = arena_new();
	line(out, str_printf(a,
	    ngettext("That was not right. Look at capital letters and at the keyboard layout.\n"
		     "One more try, then this connection ends.",
		"That was not right. Look at capital letters and at the keyboard layout.\n"
		"%u more tries, then this connection ends.", left),
	    left));
	line(out, who_helps(a, ac));
	arena_free(a);
}

void
doorstep_refused(struct buf *out, const struct academy *ac, const struct refusal *r)
{
	struct arena *a = arena_new();
	line(out, reason_text(r, ac, a));
	arena_free(a);
}

void
doorstep_too_often(struct buf *out, const struct academy *ac)
{
	struct arena *a = arena_new();
	struct str join = join_at(a, ac);
	buf_printf(out,
	    _("That was wrong too often. Connect again to go on, or come in as %.*s with your recovery code. %.*s"),
	    STR_ARG(join), STR_ARG(who_helps(a, ac)));
	arena_free(a);
}

void
doorstep_no_certificates(struct buf *out, const struct academy *ac)
{
	struct arena *a = arena_new();
	buf_printf(out, _("This academy has issued no certificate yet, so there is none to look up. %.*s"),
	    STR_ARG(who_helps(a, ac)));
	arena_free(a);
}
