#include "tests/e2e/net.h"

#include "tests/e2e/process.h"

#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cmocka.h>

static bool
run(const char *format, ...) __attribute__((format(printf, 1, 2)));
static bool
run(const char *format, ...)
{
	char line[300];
	va_list ap;

	va_start(ap, format);
	vsnprintf(line, sizeof(line), format, ap);
	va_end(ap);

	struct output o = process_run((const char *const[]){ "sh", "-c", line, NULL }, "/tmp", NULL);
	bool ok = o.status == 0;

	if (!ok)
		print_message("%s: %s", line, o.err);
	output_clear(&o);
	return ok;
}

bool
net_begin(void)
{
	return geteuid() == 0 && process_have("ip") && process_have("tc") && process_have("nsenter") &&
	       unshare(CLONE_NEWNET) == 0 && run("ip link set lo up");
}

/* A process that does nothing but hold a namespace; it dies with this one. */
static pid_t
hold_namespace(void)
{
	int ready[2];
	char byte;
	pid_t pid;

	if (pipe(ready) != 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (unshare(CLONE_NEWNET) != 0 || write(ready[1], "", 1) != 1)
			_exit(1);
		close(ready[0]);
		close(ready[1]);
		for (;;)
			pause();
	}
	close(ready[1]);
	if (pid > 0 && read(ready[0], &byte, 1) != 1)
		pid = -1;
	close(ready[0]);
	return pid;
}

bool
net_lay(struct net *n, const char *near, const char *far)
{
	static unsigned laid;

	*n = (struct net){ .holder = hold_namespace() };
	if (n->holder < 0)
		return false;
	snprintf(n->enter, sizeof(n->enter), "--net=/proc/%d/ns/net", (int)n->holder);
	snprintf(n->near, sizeof(n->near), "near%u", laid % 100);
	snprintf(n->far, sizeof(n->far), "far%u", laid++ % 100);
	return run("ip link add %s type veth peer name %s netns %d", n->near, n->far, (int)n->holder) &&
	       run("ip addr add %s/24 dev %s && ip link set %s up", near, n->near, n->near) &&
	       run("nsenter %s ip link set lo up", n->enter) &&
	       run("nsenter %s ip addr add %s/24 dev %s", n->enter, far, n->far) &&
	       run("nsenter %s ip link set %s up", n->enter, n->far) &&
	       run("tc qdisc add dev %s root tbf " NET_FAST, n->near) &&
	       run("nsenter %s tc qdisc add dev %s root tbf " NET_FAST, n->enter, n->far);
}

bool
net_rate(const struct net *n, const char *rate)
{
	return run("tc qdisc change dev %s root tbf %s", n->near, rate) &&
	       run("nsenter %s tc qdisc change dev %s root tbf %s", n->enter, n->far, rate);
}

bool
net_enter(const struct net *n)
{
	int fd = open(n->enter + strlen("--net="), O_RDONLY | O_CLOEXEC);
	bool ok = fd >= 0 && setns(fd, CLONE_NEWNET) == 0;

	if (fd >= 0)
		close(fd);
	return ok;
}
