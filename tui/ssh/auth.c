/*
 * Authentication: one request at a time, answered when the keeper has answered.
 */
#include "tui/ssh/state.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

/*
 * The message calls are marked as deprecated in favour of callbacks that want the verdict at once; ours comes from
 * another process. They are the documented way until libssh can wait.
 */
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

static void
take_key(struct wire *w, ssh_message m, struct wire_auth *a)
{
	ssh_key key = ssh_message_auth_pubkey(m);
	enum ssh_publickey_state_e state = ssh_message_auth_publickey_state(m);
	char *b64 = NULL;
	size_t len = 0;
	a->kind = state == SSH_PUBLICKEY_STATE_VALID ? WIRE_KEY_PROVED :
	    state == SSH_PUBLICKEY_STATE_NONE        ? WIRE_KEY_OFFERED :
						       WIRE_KEY_WRONG;
	if (key == NULL || ssh_pki_export_pubkey_base64(key, &b64) != SSH_OK ||
	    sodium_base642bin(w->blob, sizeof(w->blob), b64, strlen(b64), NULL, &len, NULL,
		sodium_base64_VARIANT_ORIGINAL) != 0 ||
	    !house_hash(key, w->fingerprint)) {
		a->kind = WIRE_KEY_WRONG; /* what we cannot name we do not believe */
		len = 0;
	}
	if (b64 != NULL)
		ssh_string_free_char(b64);
	a->key = (struct str){ (const char *)w->blob, len };
	a->key_kind = str_from(key != NULL ? ssh_key_type_to_char(ssh_key_type(key)) : "");
	a->fingerprint = str_from(w->fingerprint);
}

void
auth_asked(struct wire *w, ssh_message m)
{
	struct wire_auth a = { .kind = WIRE_OTHER };
	const char *user = ssh_message_auth_user(m);
	switch (ssh_message_subtype(m)) {
	case SSH_AUTH_METHOD_NONE:
		a.kind = WIRE_NONE;
		break;
	case SSH_AUTH_METHOD_PASSWORD:
		a.kind = WIRE_PASSWORD;
		a.secret = str_from(ssh_message_auth_password(m));
		break;
	case SSH_AUTH_METHOD_PUBLICKEY:
		take_key(w, m, &a);
		break;
	case SSH_AUTH_METHOD_INTERACTIVE:
		a.kind = WIRE_ASK;
		if (ssh_message_auth_kbdint_is_response(m)) {
			a.kind = WIRE_ANSWER;
			if (ssh_userauth_kbdint_getnanswers(w->ssh) > 0)
				a.secret = str_from(ssh_userauth_kbdint_getanswer(w->ssh, 0));
			user = NULL;
		}
		break;
	default:
		break;
	}
	if (user != NULL)
		snprintf(w->user, sizeof(w->user), "%s", user);
	a.user = str_from(w->user);
	w->asked = m;
	w->events->auth(w->context, &a);
}

/* Libssh lists what these bits say in the failure that follows. */
static void
list_methods(struct wire *w, unsigned methods)
{
	ssh_set_auth_methods(w->ssh, (methods & WIRE_BY_PASSWORD ? SSH_AUTH_METHOD_PASSWORD : 0) |
		(methods & WIRE_BY_KEY ? SSH_AUTH_METHOD_PUBLICKEY : 0) |
		(methods & WIRE_BY_ASKING ? SSH_AUTH_METHOD_INTERACTIVE : 0));
}

static ssh_message
answered(struct wire *w)
{
	ssh_message m = w->asked;
	assert(m != NULL);
	w->asked = NULL;
	return m;
}

void
wire_auth_success(struct wire *w)
{
	ssh_message m = answered(w);
	/* Callbacks first: the client may open its channel in the very next packet. */
	w->server_cb.userdata = w;
	w->server_cb.channel_open_request_session_function = channel_opened;
	ssh_callbacks_init(&w->server_cb);
	w->authed = true;
	ssh_message_auth_reply_success(m, 0);
	ssh_message_free(m);
	ssh_set_server_callbacks(w->ssh, &w->server_cb);
}

void
wire_auth_partial(struct wire *w, unsigned methods)
{
	ssh_message m = answered(w);
	list_methods(w, methods);
	ssh_message_auth_reply_success(m, 1);
	ssh_message_free(m);
}

void
wire_auth_failure(struct wire *w, unsigned methods)
{
	ssh_message m = answered(w);
	list_methods(w, methods);
	ssh_message_reply_default(m);
	ssh_message_free(m);
}

void
wire_auth_key_wanted(struct wire *w)
{
	ssh_message m = answered(w);
	ssh_message_auth_reply_pk_ok_simple(m);
	ssh_message_free(m);
}

void
wire_auth_prompt(struct wire *w, const char *instruction, const char *prompt, bool echo)
{
	ssh_message m = answered(w);
	const char *prompts[1] = { prompt };
	char echoes[1] = { echo };
	ssh_message_auth_interactive_request(m, "", instruction, 1, prompts, echoes);
	ssh_message_free(m);
}

void
wire_auth_banner(struct wire *w, struct str lines)
{
	ssh_string text = w->authed || lines.len == 0 ? NULL : ssh_string_new(lines.len);
	if (text == NULL)
		return;
	if (ssh_string_fill(text, lines.at, lines.len) == 0)
		ssh_send_issue_banner(w->ssh, text);
	ssh_string_free(text);
}

void
wire_auth_no_prompt(struct wire *w)
{
	ssh_message m = answered(w);
	ssh_message_auth_interactive_request(m, "", "", 0, NULL, NULL);
	ssh_message_free(m);
}
