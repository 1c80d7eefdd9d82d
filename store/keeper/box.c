#include "store/keeper/box.h"

#include <errno.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define BOX_SANITIZED
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define BOX_SANITIZED
#endif

#if defined(__x86_64__)
#define BOX_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define BOX_ARCH AUDIT_ARCH_AARCH64
#endif

static bool
limit(__rlimit_resource_t what, rlim_t most)
{
	struct rlimit l = { most, most };

	return setrlimit(what, &l) == 0;
}

/* Everything between the descriptors that stay. fd[] is short and in no order. */
static void
close_others(const int *fd, int fds)
{
	int from = 0;

	while (from >= 0) {
		int next = INT_MAX;

		for (int i = 0; i < fds; i++)
			if (fd[i] >= from && fd[i] < next)
				next = fd[i];
		if (next > from)
			syscall(SYS_close_range, (unsigned)from,
			    next == INT_MAX ? ~0u : (unsigned)next - 1, 0);
		from = next == INT_MAX ? -1 : next + 1;
	}
}

/* No file can be opened, made or removed. A kernel without Landlock has the filter below. */
static bool
no_files(void)
{
	struct landlock_ruleset_attr all = {
		.handled_access_fs = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |
				     LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |
				     LANDLOCK_ACCESS_FS_REMOVE_DIR |
				     LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
				     LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
				     LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
				     LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM,
	};
	int rules = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);

	if (rules < 0)
		return errno == ENOSYS || errno == EOPNOTSUPP;

	bool ok = syscall(SYS_landlock_restrict_self, rules, 0) == 0;

	close(rules);
	return ok;
}

#if defined(BOX_ARCH) && !defined(BOX_SANITIZED)
#define ALLOW(name)                                                                                \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, 1),                                     \
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

static bool
few_calls(void)
{
	struct sock_filter list[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, BOX_ARCH, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		ALLOW(read),
		ALLOW(write),
		ALLOW(lseek),
		ALLOW(fstat),
		ALLOW(close),
		ALLOW(mmap),
		ALLOW(munmap),
		ALLOW(mremap),
		ALLOW(mprotect),
		ALLOW(madvise),
		ALLOW(brk),
		ALLOW(futex),
		ALLOW(getrandom),
		ALLOW(clock_gettime),
		ALLOW(sched_yield),
		ALLOW(getpid), /* these to the end: abort() */
		ALLOW(gettid),
		ALLOW(tgkill),
		ALLOW(rt_sigaction),
		ALLOW(rt_sigprocmask),
		ALLOW(rt_sigreturn),
		ALLOW(exit),
		ALLOW(exit_group),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
	};
	struct sock_fprog program = { sizeof(list) / sizeof(*list), list };

	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}
#else
static bool
few_calls(void)
{
	return true;
}
#endif

bool
box_close(const struct box *b, const int *fd, int fds)
{
	close_others(fd, fds);
	/* The keeper's handlers would wait for a loop that is not here. */
	for (int i = 1; i < NSIG; i++)
		signal(i, SIG_DFL);

	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	alarm(b->wall_s);

	bool ok = limit(RLIMIT_CORE, 0) && limit(RLIMIT_CPU, b->cpu_s) &&
		  limit(RLIMIT_FSIZE, (rlim_t)b->file_mib << 20);
#ifndef BOX_SANITIZED
	ok = ok && limit(RLIMIT_AS, (rlim_t)b->memory_mib << 20);
#endif
	return ok && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && no_files() && few_calls();
}
