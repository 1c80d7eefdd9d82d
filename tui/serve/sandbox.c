#include "tui/serve/sandbox.h"

#include "tui/serve/log.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * A build with sanitizers needs more than a session does (their own mappings, a report to write before dying), so
 * there the unlisted call gets an error instead of a kill and the address space is not bounded. All else is the same,
 * and the tests of the sandbox run against the release build.
 */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

static struct sock_fprog program; /* compiled in the listener, used by its children */

/* By libseccomp's names, so that machines whose calls differ (arm64 has no poll) build the same list. */
static const int allowed[] = { SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(recvfrom), SCMP_SYS(sendto),
	SCMP_SYS(recvmsg), SCMP_SYS(sendmsg), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(close), SCMP_SYS(lseek),
	SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(getpid), SCMP_SYS(getrandom),
	SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(futex), SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(restart_syscall), SCMP_SYS(shutdown),
	SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(ftruncate), SCMP_SYS(pread64) };

/* Asked for by libraries, refused without harm. */
static const int refused[] = { SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(access), SCMP_SYS(faccessat),
	SCMP_SYS(faccessat2), SCMP_SYS(newfstatat), SCMP_SYS(fstat), SCMP_SYS(stat), SCMP_SYS(lstat),
	SCMP_SYS(statx), SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(fcntl), SCMP_SYS(getuid),
	SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(uname), SCMP_SYS(sysinfo),
	SCMP_SYS(getsockname), SCMP_SYS(getpeername), SCMP_SYS(sched_yield), SCMP_SYS(gettid),
	SCMP_SYS(prlimit64), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(sigaltstack) };

/* libseccomp's own SCMP_A0... leave the last member out, which clang warns of. */
#define ARG(number, compare, a, b) ((struct scmp_arg_cmp){ (number), (compare), (scmp_datum_t)(a), (scmp_datum_t)(b) })

/* What the sanitizers' own runtime asks for, in builds that have it. */
static const int for_sanitizers[] = { SCMP_SYS(sigaltstack), SCMP_SYS(madvise), SCMP_SYS(gettid),
	SCMP_SYS(tgkill), SCMP_SYS(sched_yield), SCMP_SYS(getrusage), SCMP_SYS(set_robust_list) };

static bool
rules(scmp_filter_ctx f)
{
	int bad = 0;
	for (size_t i = 0; SANITIZED && i < sizeof(for_sanitizers) / sizeof(for_sanitizers[0]); i++)
		bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, for_sanitizers[i], 0);
	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
		bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, allowed[i], 0);
	if (!SANITIZED)
		for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
			bad |= seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), refused[i], 0);
	/* Memory: anonymous (the sanitizers map files too), never executable. */
	bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), SANITIZED ? 1 : 2,
	    ARG(2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0), ARG(3, SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS));
	bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
	    ARG(2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	if (!SANITIZED)
		bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(madvise), 1,
	    ARG(2, SCMP_CMP_EQ, MADV_DONTNEED, 0));
	/* The line: its options, its queue. */
	bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(setsockopt), 1, ARG(1, SCMP_CMP_EQ, IPPROTO_TCP, 0));
	bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(setsockopt), 2, ARG(1, SCMP_CMP_EQ, SOL_SOCKET, 0),
	    ARG(2, SCMP_CMP_EQ, SO_SNDBUF, 0));
	bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(getsockopt), 1, ARG(1, SCMP_CMP_EQ, IPPROTO_TCP, 0));
	bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(getsockopt), 2, ARG(1, SCMP_CMP_EQ, SOL_SOCKET, 0),
	    ARG(2, SCMP_CMP_EQ, SO_ERROR, 0));
	bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1, ARG(1, SCMP_CMP_EQ, SIOCOUTQ, 0));
	bad |= seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOTTY), SCMP_SYS(ioctl), 1, ARG(1, SCMP_CMP_NE, SIOCOUTQ, 0));
	return bad == 0;
}

bool
sandbox_prepare(struct err *e)
{
	bool done = false;
	scmp_filter_ctx f = seccomp_init(SANITIZED ? SCMP_ACT_ERRNO(EPERM) : SCMP_ACT_KILL_PROCESS);
	int fd = memfd_create("filter", MFD_CLOEXEC);
	if (f == NULL || fd < 0 || !rules(f) || seccomp_export_bpf(f, fd) != 0)
		goto out;
	off_t len = lseek(fd, 0, SEEK_END);
	if (len <= 0 || len % (off_t)sizeof(struct sock_filter) != 0)
		goto out;
	struct sock_filter *code = malloc((size_t)len);
	if (code == NULL || pread(fd, code, (size_t)len, 0) != len) {
		free(code);
		goto out;
	}
	program = (struct sock_fprog){ .len = (unsigned short)((size_t)len / sizeof(*code)), .filter = code };
	done = true;
out:
	if (fd >= 0)
		close(fd);
	if (f != NULL)
		seccomp_release(f);
	return done || err_set(e, ERR_SYSTEM, "the sandbox's filter could not be made");
}

void
sandbox_keep_only(const int *fd, int fds)
{
	unsigned from = 3;
	for (;;) { /* closes the gap before the next lowest fd that is kept */
		unsigned next = ~0U;
		for (int i = 0; i < fds; i++)
			if ((unsigned)fd[i] >= from && (unsigned)fd[i] < next)
				next = (unsigned)fd[i];
		if (next != from)
			close_range(from, next == ~0U ? ~0U : next - 1, 0);
		if (next == ~0U)
			return;
		from = next + 1;
	}
}

static bool
limits(void)
{
	static const struct {
		int what;
		rlim_t most;
	} bound[] = {
		{ RLIMIT_CORE, 0 }, { RLIMIT_NPROC, 0 }, { RLIMIT_NOFILE, 16 }, /* poll fails below the fds it is given */
		{ RLIMIT_FSIZE, 1 << 20 }, /* writes to the memfd count */
		{ RLIMIT_AS, 256 << 20 },
	};
	for (size_t i = 0; i < sizeof(bound) / sizeof(bound[0]); i++) {
		struct rlimit r = { bound[i].most, bound[i].most };
		if (SANITIZED && (bound[i].what == RLIMIT_AS || bound[i].what == RLIMIT_NPROC))
			continue;
		if (setrlimit((__rlimit_resource_t)bound[i].what, &r) != 0)
			return false;
	}
	return true;
}

/* A kernel without Landlock (before 5.13) has the seccomp list alone, which opens no file either. */
static bool
no_files(void)
{
	struct landlock_ruleset_attr all = { .handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1 };
	int fd = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);
	if (fd < 0)
		return errno == ENOSYS || errno == EOPNOTSUPP;
	long rc = syscall(SYS_landlock_restrict_self, fd, 0);
	close(fd);
	return rc == 0;
}

bool
sandbox_close(struct err *e)
{
	if (program.filter == NULL)
		return err_set(e, ERR_STATE, "the sandbox was not prepared");
	if (!limits())
		return err_errno(e, "the session's limits could not be set");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, SANITIZED, 0, 0, 0) != 0)
		return err_errno(e, "the session could not give up its rights");
	if (!no_files())
		return err_errno(e, "Landlock could not close the file system");
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0)
		return err_errno(e, "the seccomp filter could not be set");
	return true;
}

void
sandbox_silence(void)
{
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	for (int i = 0; fd >= 0 && i < (SANITIZED ? 2 : 3); i++)
		dup2(fd, i);
	if (fd > 2)
		close(fd);
}

bool
sandbox_rehearse(struct err *e)
{
	int status = 0;
	pid_t pid = fork();
	if (pid == 0) {
		struct err why;
		if (sandbox_close(&why))
			_exit(0);
		log_event(LOG_ERROR, "no-sandbox", "text=%s", why.text);
		_exit(1);
	}
	if (pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	return err_set(e, ERR_SYSTEM, "the sandbox of sessions cannot be closed on this machine");
}
