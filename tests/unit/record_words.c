/* Codes, passwords, proposals and control messages: the small pure things of the keeper. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "courses/base/safe.h"
#include "store/keeper/code.h"
#include "store/keeper/control.h"
#include "store/keeper/propose.h"
#include "store/keeper/run.h"
#include "store/keeper/secret.h"

/* ---- codes ---- */

static void
code_of(unsigned seed, char text[CODE_TEXT])
{
	unsigned char random[CODE_RANDOM];

	for (int i = 0; i < CODE_RANDOM; i++) {
		seed = seed * 1103515245 + 12345;
		random[i] = (unsigned char)(seed >> 16) % 24;
	}
	code_print(random, text);
}

static int
group_of(int at) /* of a place in the text */
{
	return at / 5 + 1;
}

static void
codes_are_read_as_printed(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (unsigned n = 0; n < 500; n++) {
		char text[CODE_TEXT], letters[CODE_LETTERS], again[CODE_LETTERS];

		code_of(n, text);
		assert_int_equal(strlen(text), 21);
		assert_int_equal(code_read(a, str_from(text), letters), 0);
		assert_int_equal(
		    code_read(a, str_printf(a, " %.9s\t%s\n", text, text + 9), again), 0);
		assert_memory_equal(letters, again, CODE_LETTERS);
		arena_reset(a);
	}
	arena_free(a);
}

static void
every_single_mistake_names_its_group(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (unsigned n = 0; n < 40; n++) {
		char text[CODE_TEXT], letters[CODE_LETTERS];

		code_of(n, text);
		for (int at = 0; at < 21; at++) {
			char right = text[at];

			if (right == '-')
				continue;
			for (char c = 'A'; c <= 'Z'; c++) {
				text[at] = c;
				if (c != right)
					assert_int_equal(
					    code_read(a, str_from(text), letters), group_of(at));
			}
			text[at] = right;
			arena_reset(a);
		}
	}
	arena_free(a);
}

static void
every_swap_of_neighbours_names_its_group(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (unsigned n = 0; n < 500; n++) {
		char text[CODE_TEXT], letters[CODE_LETTERS];

		code_of(n, text);
		for (int at = 0; at + 1 < 19; at++) {
			char left = text[at], right = text[at + 1];

			if (left == '-' || right == '-' || left == right)
				continue;
			text[at] = right;
			text[at + 1] = left;
			assert_int_equal(code_read(a, str_from(text), letters), group_of(at));
			text[at] = left;
			text[at + 1] = right;
		}
		arena_reset(a);
	}
	arena_free(a);
}

static void
swapped_groups_are_found(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (unsigned n = 0; n < 200; n++) {
		char text[CODE_TEXT], letters[CODE_LETTERS], first[5];

		code_of(n, text);
		memcpy(first, text, 5);
		memcpy(text, text + 5, 5);
		memcpy(text + 5, first, 5);
		assert_int_equal(code_read(a, str_from(text), letters), 1);
		arena_reset(a);
	}
	arena_free(a);
}

/* Rubbish passes one check letter in 24; all five together let next to nothing through. */
static void
rubbish_is_no_code(void **state)
{
	struct arena *a = arena_new();
	unsigned seed = 7, passed = 0;

	(void)state;
	for (unsigned n = 0; n < 20000; n++) {
		char text[17], letters[CODE_LETTERS];

		for (int i = 0; i < 17; i++) {
			seed = seed * 1103515245 + 12345;
			text[i] = "ABCDEFGHJKLMNPQRSTUVWXYZ"[(seed >> 16) % 24];
		}
		passed += code_read(a, (struct str){ text, 17 }, letters) == 0;
		arena_reset(a);
	}
	assert_int_equal(passed, 0);
	char letters[CODE_LETTERS];
	assert_int_equal(code_read(a, STR_NONE, letters), -1);
	assert_int_equal(code_read(a, STR("ABCD-EFGH-JKLM-NPQR"), letters), -1);
	assert_int_equal(code_read(a, STR("ABCD-EFGH-JKLM-NPQR-ST"), letters), -1);
	arena_free(a);
}

/* ---- passwords ---- */

static void
the_lists_are_in_order(void **state)
{
	(void)state;
	assert_true(common_count > 500);
	for (unsigned i = 1; i < common_count; i++)
		assert_true(
		    str_cmp(str_from(common_passwords[i - 1]), str_from(common_passwords[i])) < 0);
}

static void
each_on_the_list_is_refused(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (unsigned i = 0; i < common_count; i++) {
		enum reason r = secret_check(
		    a, str_from(common_passwords[i]), WAY_PASSWORD, STR_NONE, STR_NONE);

		if (r == REASON_NONE)
			fail_msg("%s", common_passwords[i]);
		arena_reset(a);
	}
	arena_free(a);
}

static void
good_ones_pass(void **state)
{
	struct arena *a = arena_new();
	static const char *const good[] = { "violet anchor mercy lantern", "gTq9-wm2z-Lp0v-xy",
		"my dog Rex eats 3 shoes", "лодка яблоко север чай", "قارب تفاحة شمال شاي",
		"il pleut sur Nampula ce soir", "violetanchormercylantern" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		if (secret_check(a, str_from(good[i]), WAY_PASSWORD, STR("amina"),
			STR("Amina Macuácua")) != REASON_NONE)
			fail_msg("%s", good[i]);
	arena_free(a);
}

/* ---- proposals ---- */

static void
proposals_are_always_logins(void **state)
{
	struct arena *a = arena_new();
	static const char *const names[] = { "", " ", "Zoë", "Ł", "ß", "A B", "李", "Ольга",
		"Þór Æsir", "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa Bbbbbbbbbbbbbbbbbbbbbbbbbbb", "1 2 3",
		"---", "O'Neill" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		for (unsigned n = 0; n < 2000; n += n < 12 ? 1 : 497) {
			struct str one = propose(a, str_from(names[i]), n);

			if (!safe_login(one))
				fail_msg("%s %u: %.*s", names[i], n, STR_ARG(one));
		}
	assert_true(str_is(propose(a, STR("Þór Æsir"), 0), "thor"));
	arena_free(a);
}

/* ---- control ---- */

static void
control_messages_cross(void **state)
{
	struct arena *a = arena_new();
	struct seat seat = { .person = { { 1, 2, 3 } },
		.role = ROLE_MANAGER,
		.fingerprint = "SHA256:abc" },
		    back;
	struct control m = { .kind = CONTROL_ATTACH,
		.slot = 0x1122334455u,
		.text = STR("text"),
		.fd = -1 },
		       got;
	char bytes[CONTROL_MESSAGE], other[CONTROL_MESSAGE];
	int pair[2], pipes[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, pair), 0);
	assert_int_equal(pipe(pipes), 0);
	m.seat = seat_write(a, &seat);
	m.fd = pipes[1];
	assert_true(m.seat.len <= 512);
	assert_true(control_send(pair[0], &m));
	assert_int_equal(control_recv(pair[1], &got, bytes), 1);
	assert_int_equal(got.kind, CONTROL_ATTACH);
	assert_true(
	    got.slot == m.slot && str_eq(got.text, m.text) && got.fd >= 0 && got.fd != pipes[1]);
	assert_true(seat_read(got.seat, &back));
	assert_true(uuid_eq(&back.person, &seat.person) && back.role == ROLE_MANAGER);
	assert_string_equal(back.fingerprint, "SHA256:abc");
	assert_int_equal(write(got.fd, "x", 1), 1);
	close(got.fd);
	/* Nothing there; one without its descriptor; rubbish; the end. */
	assert_int_equal(control_recv(pair[1], &got, bytes), -1);
	assert_int_equal(errno, EAGAIN);
	m.fd = -1;
	assert_true(control_send(pair[0], &m));
	assert_int_equal(control_recv(pair[1], &got, bytes), -1);
	assert_int_equal(errno, EBADMSG);
	memset(other, 0xee, sizeof(other));
	assert_true(send(pair[0], other, 100, 0) > 0);
	assert_int_equal(control_recv(pair[1], &got, bytes), -1);
	assert_int_equal(errno, EBADMSG);
	m.text = (struct str){ other, sizeof(other) };
	assert_false(control_send(pair[0], &m));
	close(pair[0]);
	assert_int_equal(control_recv(pair[1], &got, bytes), 0);
	close(pair[1]);
	close(pipes[0]);
	close(pipes[1]);
	for (size_t n = 0; n < 30; n++)
		assert_false(seat_read((struct str){ other, n }, &back));
	arena_free(a);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_are_read_as_printed),
		cmocka_unit_test(every_single_mistake_names_its_group),
		cmocka_unit_test(every_swap_of_neighbours_names_its_group),
		cmocka_unit_test(swapped_groups_are_found),
		cmocka_unit_test(rubbish_is_no_code),
		cmocka_unit_test(the_lists_are_in_order),
		cmocka_unit_test(each_on_the_list_is_refused),
		cmocka_unit_test(good_ones_pass),
		cmocka_unit_test(proposals_are_always_logins),
		cmocka_unit_test(control_messages_cross),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
