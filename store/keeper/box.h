/*
 * A closed box for a child that reads what strangers wrote: memory, a few open files and the way
 * out.
 *
 * rlimits, no_new_privs, Landlock without a rule (no file can be opened) and a short list of system
 * calls; what is not on it fails with EPERM. A filter written by hand, because only tui links
 * libseccomp. Under sanitizers, which need more than that, the filter and the bound on memory are
 * left out.
 */
#ifndef CHALKLINE_BOX_H
#define CHALKLINE_BOX_H

#include <stdbool.h>

struct box {
	unsigned cpu_s, wall_s, memory_mib, file_mib;
};

/* In the child, first thing: closes everything but fd[]. There is no way back. */
bool box_close(const struct box *b, const int *fd, int fds);

#endif
