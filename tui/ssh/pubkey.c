/*
 * Public keys as people hand them in: one line of a file that ends in .pub.
 */
#include "tui/ssh/wire.h"

#include <sodium.h>
#include <string.h>

/* RFC 4716 and OpenSSH both say "PRIVATE KEY" in the first line; so do PuTTY's .ppk files in theirs. */
bool
wire_is_private_key(struct str text)
{
	return str_find(text, 0, "PRIVATE KEY") < text.len ||
	    str_starts(text, "PuTTY-User-Key-File");
}

bool
wire_parse_key(struct str text, struct buf *blob, struct buf *fingerprint, struct buf *name, struct err *e)
{
	static const char *const known[] = { "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384",
		"ecdsa-sha2-nistp521", "ssh-rsa", "sk-ssh-ed25519@openssh.com",
		"sk-ecdsa-sha2-nistp256@openssh.com" };
	if (wire_is_private_key(text))
		return err_set(e, ERR_INPUT,
		    "this is a private key: it must never leave its owner. Give the public one, whose file ends "
		    "in .pub, and make a new pair if anybody else has seen this one");
	struct str rest = str_trim(text), kind, body;
	if (!str_next(&rest, ' ', &kind) || !str_next(&rest, ' ', &body))
		return err_set(e, ERR_INPUT, "a public key is one line that begins with its kind, like "
					     "\"ssh-ed25519 AAAA...\"");
	size_t i = 0, count = sizeof(known) / sizeof(known[0]);
	while (i < count && !str_is(kind, known[i]))
		i++;
	if (i == count)
		return err_set(e, ERR_INPUT, "keys of the kind \"%.*s\" are not known here; ssh-ed25519 is best",
		    STR_ARG(str_sub(kind, 0, 40)));
	unsigned char bytes[2048], hash[crypto_hash_sha256_BYTES];
	size_t len = 0;
	body = str_trim(body);
	if (sodium_base642bin(bytes, sizeof(bytes), body.at, body.len, NULL, &len, NULL,
		sodium_base64_VARIANT_ORIGINAL) != 0 || len < 16)
		return err_set(e, ERR_INPUT, "the middle of this public key is not complete");
	/* The blob says its kind again (RFC 4253 6.6): a line put together from two keys is caught here. */
	size_t said = (size_t)bytes[0] << 24 | (size_t)bytes[1] << 16 | (size_t)bytes[2] << 8 | bytes[3];
	if (said != kind.len || said + 4 > len || memcmp(bytes + 4, kind.at, said) != 0)
		return err_set(e, ERR_INPUT, "this public key says one kind and holds another");
	crypto_hash_sha256(hash, bytes, len);
	char text64[sodium_base64_ENCODED_LEN(sizeof(hash), sodium_base64_VARIANT_ORIGINAL_NO_PADDING)];
	sodium_bin2base64(text64, sizeof(text64), hash, sizeof(hash), sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
	buf_add(blob, bytes, len);
	buf_printf(fingerprint, "SHA256:%s", text64);
	struct str line;
	if (name != NULL && str_next(&rest, '\n', &line))
		buf_str(name, str_trim(line));
	return true;
}
