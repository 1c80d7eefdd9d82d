/* Public keys as people hand them in, and private ones, which are refused whatever they look like. */
#include "courses/base/arena.h"
#include "courses/base/err.h"
#include "tui/ssh/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BLOB "AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"

struct parsed {
	bool ok;
	char blob[4096], print[80], name[200];
	size_t blob_len;
	struct err e;
};

static struct parsed
parse(const char *text)
{
	struct parsed p = { 0 };
	struct buf blob = BUF_OVER(p.blob), print = BUF_OVER(p.print), name = BUF_OVER(p.name);

	p.ok = wire_parse_key(str_from(text), &blob, &print, &name, &p.e);
	p.blob_len = blob.len;
	buf_cstr(&print);
	buf_cstr(&name);
	return p;
}

static void
one_line_and_puttys_file_are_the_same_key(void **state)
{
	static const char *const puttys[] = {
		"---- BEGIN SSH2 PUBLIC KEY ----\nComment: \"office PC\"\n" BLOB "\n---- END SSH2 PUBLIC KEY ----\n",
		"---- BEGIN SSH2 PUBLIC KEY ----\r\nComment: \"office \\\r\nPC\"\r\nx-private: no\r\n"
		"AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8Q\r\nERITFBUWFxgZGhscHR4f\r\n"
		"---- END SSH2 PUBLIC KEY ----\r\n",
	};
	struct parsed line = parse("ssh-ed25519 " BLOB " office PC\n");

	(void)state;
	assert_true(line.ok);
	assert_int_equal(line.blob_len, 51);
	assert_int_equal(strlen(line.print), 7 + 43);
	assert_string_equal(line.name, "office PC");
	for (size_t i = 0; i < sizeof(puttys) / sizeof(puttys[0]); i++) {
		struct parsed file = parse(puttys[i]);

		assert_true(file.ok);
		assert_string_equal(file.print, line.print);
		assert_memory_equal(file.blob, line.blob, line.blob_len);
		assert_string_equal(file.name, "office PC");
	}
	assert_true(parse("  ssh-ed25519 " BLOB "  ").ok);
}

static void
private_ones_are_known_by_any_part(void **state)
{
	static const char *const private[] = {
		"-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
		"-----BEGIN RSA PRIVATE KEY-----\nMIIE\n",
		"-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIF\n",
		"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n",
		"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n",
		"\n\n  PuTTY-User-Key-File-2: ssh-rsa\n",
		"Public-Lines: 2\nAAAA\nPrivate-Lines: 1\nAAAA\n",
		"b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAA\n", /* its first line was not marked */
		"ssh-ed25519 " BLOB " me\n-----BEGIN OPENSSH PRIVATE KEY-----\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(private) / sizeof(private[0]); i++) {
		struct parsed p = parse(private[i]);

		assert_true(wire_is_private_key(str_from(private[i])));
		assert_false(p.ok);
		assert_int_equal(p.blob_len, 0);
		assert_non_null(strstr(p.e.text, "private key"));
	}
	assert_false(wire_is_private_key(STR("ssh-ed25519 " BLOB " office PC\n")));
}

static void
what_is_no_key_is_refused(void **state)
{
	static const char *const wrong[] = {
		"",
		"\n",
		"ssh-ed25519",
		"ssh-ed25519 AAAA",
		"ssh-ed25519 " BLOB "A x",
		"ssh-ed25519 not base64 at all, though it is long enough",
		"ssh-rsa " BLOB " one kind outside, another inside",
		"ssh-dss AAAAB3NzaC1kc3MAAACBAPY8ZOHY2yFSJA6XYC9HRwNHxaehvx5w",
		"---- BEGIN SSH2 PUBLIC KEY ----",
		"---- BEGIN SSH2 PUBLIC KEY ----\n---- END SSH2 PUBLIC KEY ----\n",
		"---- BEGIN SSH2 PUBLIC KEY ----\nComment: \\\n" BLOB "\n---- END SSH2 PUBLIC KEY ----\n",
		"---- BEGIN SSH2 PUBLIC KEY ----\nAAAAB3NzaC1kc3MAAACBAPY8ZOHY2yFSJA6XYC9HRwNHxaehvx5w\n",
		"---- BEGIN SSH2 PUBLIC KEY ----\n/////3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8Q\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct parsed p = parse(wrong[i]);

		if (p.ok)
			fail_msg("taken for a key: %s", wrong[i]);
		assert_int_equal(p.blob_len, 0);
	}

	/* More than any key has. */
	char *big = malloc(20000);
	int n = snprintf(big, 200, "---- BEGIN SSH2 PUBLIC KEY ----\n");

	memset(big + n, 'A', 19000);
	big[n + 19000] = '\0';
	assert_false(parse(big).ok);
	free(big);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_line_and_puttys_file_are_the_same_key),
		cmocka_unit_test(private_ones_are_known_by_any_part),
		cmocka_unit_test(what_is_no_key_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
