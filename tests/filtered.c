/*
 * filtered FILE PROGRAM ARGUMENT...: runs a program as systemd would with SystemCallFilter= and MemoryDenyWriteExecute=.
 *
 * FILE holds the names of the calls that are allowed, one a line; all others fail with EPERM. A name that this machine
 * does not have is left out, as systemd does. For tests/package, since systemd itself cannot run in a test.
 */
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sysexits.h>
#include <unistd.h>

#define ARG(number, compare, a, b) ((struct scmp_arg_cmp){ (number), (compare), (scmp_datum_t)(a), (scmp_datum_t)(b) })

/* Memory is written or executed, never both, and never becomes executable later. */
static int
allow(scmp_filter_ctx f, const char *name, int call)
{
	if (strcmp(name, "mprotect") == 0 || strcmp(name, "pkey_mprotect") == 0)
		return seccomp_rule_add(f, SCMP_ACT_ALLOW, call, 1, ARG(2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	if (strcmp(name, "mmap") != 0)
		return seccomp_rule_add(f, SCMP_ACT_ALLOW, call, 0);
	return seccomp_rule_add(f, SCMP_ACT_ALLOW, call, 1, ARG(2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) |
	    seccomp_rule_add(f, SCMP_ACT_ALLOW, call, 1, ARG(2, SCMP_CMP_MASKED_EQ, PROT_EXEC | PROT_WRITE, PROT_EXEC));
}

int
main(int argc, char **argv)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	FILE *list = argc > 2 ? fopen(argv[1], "r") : NULL;
	char name[80];
	int allowed = 0;

	if (f == NULL || list == NULL)
		return EX_USAGE;
	while (fscanf(list, "%79s", name) == 1) {
		int call = seccomp_syscall_resolve_name(name);

		if (call >= 0 && allow(f, name, call) != 0)
			return EX_SOFTWARE;
		allowed += call >= 0;
	}
	fclose(list);
	if (allowed < 100 || seccomp_load(f) != 0)
		return EX_OSERR;
	execv(argv[2], argv + 2);
	fprintf(stderr, "filtered: %s: %s\n", argv[2], strerror(errno));
	return EX_UNAVAILABLE;
}
