/*
 * Public keys as people hand them in: one line of a file that ends in .pub.
 */
#include "tui/ssh/wire.h"

#include <sodium.h>
#include <string.h>

/* PEM, RFC 4716 and OpenSSH say "PRIVATE KEY" in the first line; the others stand in PuTTY's .ppk, and at the beginning of
 * OpenSSH's Base64, should the first line be missing. */
bool
wire_is_private_key(struct str text)
{
	static const char *const marks[] = { "PRIVATE KEY", "PuTTY-User-Key-File", "Private-Lines:", "Private-MAC:",
		"b3BlbnNzaC1rZXktdjEA" };
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (str_find(text, 0, marks[i]) < text.len)
			return true;
	return false;
}

static const char begin[] = "---- BEGIN SSH2 PUBLIC KEY ----";

/* RFC 4716: headers "Tag: value", one that ends in a backslash goes on in the next line; the rest is Base64. */
static void
unfold(struct str text, struct buf *body, struct buf *name)
{
	struct str line;
	bool goes_on = false, is_comment = false;
	text = str_trim(str_sub(text, sizeof(begin) - 1, text.len));
	while (str_next(&text, '\n', &line) && !str_starts(line, "---- END")) {
		size_t colon = str_find(line, 0, ":");
		line = str_trim(line);
		bool header = goes_on || colon < line.len;
		if (!header) {
			buf_str(body, line);
			continue;
		}
		if (!goes_on && (is_comment = str_starts(line, "Comment:")))
			line = str_trim(str_sub(line, colon + 1, line.len));
		goes_on = str_ends(line, "\\");
		if (goes_on)
			line.len--;
		if (is_comment && name != NULL)
			buf_str(name, line);
	}
}

static bool
is_known(struct str kind)
{
	static const char *const known[] = { "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384",
		"ecdsa-sha2-nistp521", "ssh-rsa", "sk-ssh-ed25519@openssh.com",
		"sk-ecdsa-sha2-nistp256@openssh.com" };
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (str_is(kind, known[i]))
			return true;
	return false;
}

/* The kind that the blob itself says (RFC 4253 6.6). */
static struct str
kind_in(const unsigned char *bytes, size_t len)
{
	size_t said = len < 4 ? len : (size_t)bytes[0] << 24 | (size_t)bytes[1] << 16 | (size_t)bytes[2] << 8 | bytes[3];
	return said + 4 > len ? STR_NONE : (struct str){ (const char *)bytes + 4, said };
}

bool
wire_parse_key(struct str text, struct buf *blob, struct buf *fingerprint, struct buf *name, struct err *e)
{
	if (wire_is_private_key(text))
		return err_set(e, ERR_INPUT,
		    "this is a private key: it must never leave its owner. Give the public one, whose file ends "
		    "in .pub, and make a new pair if anybody else has seen this one");
	struct str rest = str_trim(text), kind = STR_NONE, body;
	char unfolded[4096], comment[200] = "";
	struct buf unfolded_body = BUF_OVER(unfolded), comment_buf = BUF_OVER(comment);
	bool folded = str_starts(rest, begin);
	if (folded) {
		unfold(rest, &unfolded_body, &comment_buf);
		body = buf_get(&unfolded_body);
	} else if (!str_next(&rest, ' ', &kind) || !str_next(&rest, ' ', &body)) {
		return err_set(e, ERR_INPUT, "a public key is one line that begins with its kind, like "
					     "\"ssh-ed25519 AAAA...\"");
	} else if (!is_known(kind)) {
		return err_set(e, ERR_INPUT, "keys of the kind \"%.*s\" are not known here; ssh-ed25519 is best",
		    STR_ARG(str_sub(kind, 0, 40)));
	}
	unsigned char bytes[2048], hash[crypto_hash_sha256_BYTES];
	size_t len = 0;
	body = str_trim(body);
	if (unfolded_body.cut || sodium_base642bin(bytes, sizeof(bytes), body.at, body.len, NULL, &len, NULL,
		sodium_base64_VARIANT_ORIGINAL) != 0 || len < 16)
		return err_set(e, ERR_INPUT, "the middle of this public key is not complete");
	/* A line put together from two keys is caught here. */
	struct str said = kind_in(bytes, len);
	if (folded ? !is_known(said) : !str_eq(said, kind))
		return err_set(e, ERR_INPUT, folded ? "keys of this kind are not known here; ssh-ed25519 is best" :
						      "this public key says one kind and holds another");
	crypto_hash_sha256(hash, bytes, len);
	char text64[sodium_base64_ENCODED_LEN(sizeof(hash), sodium_base64_VARIANT_ORIGINAL_NO_PADDING)];
	sodium_bin2base64(text64, sizeof(text64), hash, sizeof(hash), sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
	buf_add(blob, bytes, len);
	buf_printf(fingerprint, "SHA256:%s", text64);
	struct str line = folded ? buf_get(&comment_buf) : STR_NONE;
	if (folded && line.len > 1 && str_starts(line, "\"") && str_ends(line, "\""))
		line = str_sub(line, 1, line.len - 1);
	if (name != NULL && (folded || str_next(&rest, '\n', &line)))
		buf_str(name, str_trim(line));
	return true;
}
