/* A refusal as whole sentences that say what to do. */
#include "tui/screens/screen.h"

struct saying {
	const char *text; /* {n}: number, {when}: time */
	bool contact;     /* a person has to help */
};

static const struct saying sayings[REASON_KINDS] = {
	[REASON_NONE] = { "", false },
	[REASON_WRONG] = { N_("The name or the password is not right. Look at capital letters and "
			      "the keyboard "
			      "layout, then try again."),
	    true },
	[REASON_CODE_GROUP] = { N_("Group {n} of the code has a letter that does not fit. Look at "
				   "it once more and "
				   "type the code again. Nothing is lost."),
	    false },
	[REASON_CODE_UNKNOWN] = { N_("We do not know this code. Compare it with your letter and "
				     "type it again."),
	    true },
	[REASON_CODE_EXPIRED] = { N_("This code is right, but it ended on {when}. Ask for a new "
				     "one."),
	    true },
	[REASON_CODE_USED] = { N_("This code is right, but it was used up on {when}. If you used "
				  "it yourself, log in "
				  "with your own name. If not, ask."),
	    true },
	[REASON_KEY_TAKEN] = { N_("Your key already opens another account, so it cannot open this "
				  "one too. Choose "
				  "another way to come back."),
	    false },
	[REASON_LOGIN_TAKEN] = { N_("Somebody has this login already. Choose another, for example "
				    "with a number "
				    "behind it."),
	    false },
	[REASON_LOGIN_FORM] = { N_("A login has 3 to 20 letters a-z, digits, dots or hyphens and "
				   "begins with a "
				   "letter. A few words, such as admin or help, are not allowed. "
				   "Choose another."),
	    false },
	[REASON_NAME_FORM] = { N_("This name cannot be kept as it is. Write it with letters, at "
				  "most 60, in one "
				  "script."),
	    true },
	[REASON_SECRET_SHORT] = { N_("That is too short: take at least {n} letters. A whole "
				     "sentence is easy to "
				     "remember."),
	    false },
	[REASON_SECRET_COMMON] = { N_("Many people use this password, so others guess it first. "
				      "Take another."),
	    false },
	[REASON_LAST_WAY_IN] = { N_("This is the last way into your account. Add another key or "
				    "set a password "
				    "first, then remove this one."),
	    false },
	[REASON_KEY_IN_USE] = { N_("You came in with this key just now, so it stays. To remove it, "
				   "log in with another key or a password."),
	    false },
	[REASON_KEYS_MANY] = { N_("You have {n} keys, which is the most there can be. Remove one "
				  "first."),
	    false },
	[REASON_NOT_ALLOWED] = { N_("Your account may not do this."), true },
	[REASON_NO_COURSE] = { N_("This course is not offered here any more. What you did is "
				  "kept."),
	    true },
	[REASON_NO_SUCH] = { N_("That is not there any more. Go one level up and choose again."),
	    false },
	[REASON_NO_TRIES] = { N_("All {n} tries are used. Your best one counts."), true },
	[REASON_WAIT] = { N_("The next try opens on {when}. Until then, read the lessons again."),
	    false },
	[REASON_CLOSED] = { N_("This try is handed in already and cannot be changed."), false },
	[REASON_BAD_ANSWER] = { N_("This answer does not fit the question. Answer once more."),
	    false },
	[REASON_NOT_NOW] = { N_("Right answers are shown when the test is handed in."), false },
	[REASON_BUSY] = { N_("Many people are logging in just now. Wait a moment and try again."),
	    false },
	[REASON_MALFORMED] = { N_("That did not arrive as it should. Nothing was changed. Log in "
				  "again."),
	    true },
	[REASON_VERSION] = { N_("The academy was renewed a moment ago. Please log in again: your "
				"place is kept."),
	    false },
	[REASON_DISK] = { N_("This was not saved, because the server could not write. Try again in "
			     "a few minutes."),
	    true },
	[REASON_DISABLED] = { N_("This account is closed for now."), true },
	[REASON_LIMIT] = { N_("That was wrong too often. The next try counts from {when} on. A key or a "
			      "recovery code opens meanwhile."),
	    true },
	[REASON_CLOCK] = { N_("The academy's clock is wrong: it stands behind {when}. Reading goes on; "
			      "exams and codes wait until it is set right."),
	    true },
	[REASON_ENDED] = { N_("This visit was ended from elsewhere. Your place is kept. If that was not "
			   "you, call."),
	    true },
	[REASON_NO_KEY] = { N_("That is no public key. It is one line that begins with ssh-ed25519, ssh-rsa "
			       "or ecdsa-sha2, and stands in a file that ends in .pub."),
	    false },
	[REASON_KEY_PRIVATE] = { N_("That is a private key. It must never leave your own computer, and it "
				    "was not kept here. Paste the line of the file that ends in .pub instead. "
				    "If others can have seen this one, make a new pair."),
	    false },
	[REASON_NO_PERSON] = { N_("Nobody here has this login."), false },
	[REASON_RIGHTS] = { N_("Not done: that account has as many rights as yours or more, or it is your "
			       "own."),
	    false },
	[REASON_SEAT] = { N_("This test goes on in another window of yours, since {when}. What you answered is kept. "
			     "To go on here, open it again."),
	    false },
	[REASON_TIME_UP] = { N_("The time was over on {when}. The test was handed in as it stood."), false },
	[REASON_CONSENT] = { N_("With this change {n} would lose a pass. A second person has to agree to it first."),
	    false },
	[REASON_QUOTA] = { N_("That is more than is kept here: the bound is {n}. Nothing was written."), false },
	[REASON_OWNER] = { N_("Only the owners of this course may do that. An owner can add you."), true },
	[REASON_LAST_OWNER] = { N_("This is the last owner of the course. Add another one first."), false },
	[REASON_PATH] = { N_("A file of a course cannot have this name. Use letters, digits, - and . only, and at most 8 "
			     "folders."),
	    false },
	[REASON_EXISTS] = { N_("There is one already. Discard it first, or go on with it."), false },
	[REASON_PIECES] = { N_("The file did not arrive whole. Send it again from the beginning."), false },
	[REASON_DRAFT] = { N_("This draft cannot be shown, because its course.yaml is not there or cannot be read. The problems say why."), false },
	[REASON_PREVIEW] = { N_("Not in a preview: it keeps nothing."), false },
	[REASON_MANY] = { N_("{n} of these wait for an answer already. Wait for an answer, or call."), true },
};

struct str
reason_text(const struct refusal *r, const struct academy *ac, struct arena *a)
{
	const struct saying *s = &sayings[r->reason < REASON_KINDS ? r->reason : REASON_MALFORMED];
	/* A time to wait for is said in whole minutes: who comes then is not turned away once more. */
	bool waits = r->reason == REASON_LIMIT || r->reason == REASON_WAIT;
	int64_t when = waits && r->at < INT64_MAX - 60 ? (r->at + 59) / 60 * 60 : r->at;
	struct fill fill[2] = { { "n", str_printf(a, "%d", r->number) },
		{ "when", words_when(a, when) } };
	const char *text = s->text;
	struct str said;

	if (r->reason == REASON_NONE || text == NULL)
		return STR_NONE;
	/* The check letter cannot say which group when the length is wrong. */
	if (r->reason == REASON_CODE_GROUP && (r->number < 1 || r->number > 4))
		text = N_("The code has four groups of four letters and one more letter. Count "
			  "them and type the "
			  "code again. Nothing is lost.");
	said = words_fill(a, _(text), fill, COUNT(fill));
	if (!s->contact || ac->contact.len == 0)
		return said;
	return str_printf(a, _("%.*s Who can help: %.*s."), STR_ARG(said), STR_ARG(ac->contact));
}
