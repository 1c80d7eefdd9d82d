/* SFTP in a session: what comes in goes to the server of it, its answers go out as the line takes them. */
#include "tui/serve/session_state.h"

#include "tui/screens/words.h"
#include "tui/serve/wrap.h"

#include <sysexits.h>

void
session_begin_files(struct session *s)
{
	static const char who_may[] =
	    N_("Files are for those who write courses. To learn, log in without asking for files: ssh LOGIN@HOST");
	s->phase = PHASE_FILES;
	s->who = s->login.who;
	s->key_ms = session_ms();
	if (!sftp_server_is_for(s->who.role)) {
		struct buf lines = BUF_IN(s->scratch);
		wrap_lines(&lines, str_from(_(who_may)), "\n");
		wire_send_error(s->wire, buf_get(&lines));
		return; /* the end comes when the client has heard that there is such a subsystem */
	}
	s->files = sftp_server_new(&(struct sftp_around){ .shelf = &s->o->shelf,
	    .academy = &s->o->academy,
	    .asker = s->asker,
	    .ms = session_ms,
	    .uuid = stage_uuid });
}

void
session_files_pump(struct session *s)
{
	/* One load at a time waits for the client's window; behind it the queue of replies fills, and then no more is read. */
	while (!wire_sending(s->wire) && sftp_server_out(s->files).len > 0) {
		struct str out = sftp_server_out(s->files);
		wire_send(s->wire, out);
		s->sent_ms = session_ms();
		sftp_server_sent(s->files, out.len);
	}
	wire_hold(s->wire, !sftp_server_is_hungry(s->files));
}

void
session_files_turn(struct session *s)
{
	if (s->files == NULL) {
		session_finish(s, EX_NOPERM);
		return;
	}
	session_files_pump(s);
	if (sftp_server_is_broken(s->files)) {
		wire_send_error(s->wire, str_from(_("What came in is not SFTP.\n")));
		session_finish(s, EX_PROTOCOL);
	} else if (s->piped_out && sftp_server_is_idle(s->files)) {
		session_finish(s, 0);
	}
}
