/*
 * What the listener has once for all connections: the host key and the lists of algorithms.
 */
#include "tui/ssh/state.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static ssh_bind house; /* with the host key; made once in the listener, read by all sessions */
static char house_fingerprint[64];

bool
house_hash(ssh_key key, char out[64])
{
	unsigned char *hash = NULL;
	size_t len = 0;
	if (ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &len) != 0)
		return false;
	char *text = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, len);
	ssh_clean_pubkey_hash(&hash);
	if (text == NULL)
		return false;
	snprintf(out, 64, "%s", text);
	ssh_string_free_char(text);
	return true;
}

/*
 * Short lists: 400 bytes of the server's first message instead of 776. curve25519 alone, since one
 * finite-field exchange costs the server 130 times its CPU; AES-GCM and ChaCha20 for everyone, AES-CTR for the rest.
 * The kinds of keys are those that the keeper keeps (store/keeper/keys.c); they are told later, in server-sig-algs.
 */
static const struct {
	enum ssh_bind_options_e option;
	const char *value;
} house_options[] = {
	{ SSH_BIND_OPTIONS_KEY_EXCHANGE, "curve25519-sha256,curve25519-sha256@libssh.org" },
	{ SSH_BIND_OPTIONS_HOSTKEY_ALGORITHMS, "ssh-ed25519" },
	{ SSH_BIND_OPTIONS_CIPHERS_C_S, "chacha20-poly1305@openssh.com,aes128-gcm@openssh.com,aes256-ctr" },
	{ SSH_BIND_OPTIONS_CIPHERS_S_C, "chacha20-poly1305@openssh.com,aes128-gcm@openssh.com,aes256-ctr" },
	{ SSH_BIND_OPTIONS_HMAC_C_S, "hmac-sha2-256-etm@openssh.com,hmac-sha2-256" },
	{ SSH_BIND_OPTIONS_HMAC_S_C, "hmac-sha2-256-etm@openssh.com,hmac-sha2-256" },
	{ SSH_BIND_OPTIONS_PUBKEY_ACCEPTED_KEY_TYPES,
	    "ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,rsa-sha2-512,rsa-sha2-256" },
	{ SSH_BIND_OPTIONS_BANNER, "Chalkline" },
};

bool
wire_make_hostkey(const char *path, struct err *e)
{
	struct stat st;
	if (lstat(path, &st) == 0)
		return true;
	ssh_key key = NULL;
	if (ssh_pki_generate(SSH_KEYTYPE_ED25519, 0, &key) != SSH_OK)
		return err_set(e, ERR_SYSTEM, "a host key could not be made");
	/* Beside, synced, renamed: half a host key would shut the academy at every later start. */
	char beside[PATH_MAX];
	snprintf(beside, sizeof(beside), "%s.new", path);
	mode_t old = umask(077);
	bool ok = ssh_pki_export_privkey_file(key, NULL, NULL, NULL, beside) == SSH_OK;
	umask(old);
	ssh_key_free(key);
	int fd = ok ? open(beside, O_RDONLY | O_CLOEXEC) : -1;
	ok = fd >= 0 && fsync(fd) == 0 && rename(beside, path) == 0;
	if (fd >= 0)
		close(fd);
	return ok || err_errno(e, "the host key could not be written to %s", path);
}

bool
wire_public_line(const char *path, struct buf *line, struct err *e)
{
	ssh_key key = NULL;
	char *text = NULL;
	if (access(path, F_OK) != 0)
		return err_set(e, ERR_MISSING, "there is no key %s", path);
	bool ok = ssh_init() == SSH_OK && ssh_pki_import_privkey_file(path, NULL, NULL, NULL, &key) == SSH_OK &&
	    ssh_pki_export_pubkey_base64(key, &text) == SSH_OK;
	if (ok)
		buf_printf(line, "%s %s", ssh_key_type_to_char(ssh_key_type(key)), text);
	ssh_string_free_char(text);
	ssh_key_free(key);
	return ok || err_set(e, ERR_CORRUPT, "the key %s cannot be read", path);
}

static bool
prepare_bind(ssh_bind bind, const char *hostkey_path, char fingerprint[64], struct err *e)
{
	bool no = false;
	ssh_bind_options_set(bind, SSH_BIND_OPTIONS_PROCESS_CONFIG, &no); /* not the machine's sshd's files */
	for (size_t i = 0; i < sizeof(house_options) / sizeof(house_options[0]); i++)
		if (ssh_bind_options_set(bind, house_options[i].option, house_options[i].value) != 0)
			return err_set(e, ERR_SYSTEM, "libssh does not know \"%s\": %s", house_options[i].value,
			    ssh_get_error(bind));
	ssh_key key = NULL;
	if (ssh_pki_import_privkey_file(hostkey_path, NULL, NULL, NULL, &key) != SSH_OK)
		return err_set(e, ERR_CORRUPT,
		    "the host key %s cannot be read; put it back from a backup, since with another one every "
		    "trainee is warned of an attack", hostkey_path);
	if (house_hash(key, fingerprint) && ssh_bind_options_set(bind, SSH_BIND_OPTIONS_IMPORT_KEY, key) == 0)
		return true; /* the key is the bind's now */
	ssh_key_free(key);
	return err_set(e, ERR_SYSTEM, "the host key %s could not be loaded", hostkey_path);
}

bool
wire_prepare(const char *hostkey_path, struct err *e)
{
	char fingerprint[64];
	ssh_bind next = NULL;
	if (ssh_init() != SSH_OK || (next = ssh_bind_new()) == NULL)
		return err_set(e, ERR_SYSTEM, "libssh could not be started");
	if (!prepare_bind(next, hostkey_path, fingerprint, e)) {
		ssh_bind_free(next);
		return false;
	}
	if (house != NULL)
		ssh_bind_free(house);
	house = next;
	memcpy(house_fingerprint, fingerprint, sizeof(house_fingerprint));
	return true;
}

const char *
wire_fingerprint(void)
{
	return house_fingerprint;
}

ssh_bind
house_bind(void)
{
	return house;
}
