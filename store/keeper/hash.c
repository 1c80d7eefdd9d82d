#include "store/keeper/hash.h"

#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum {
	PASSES = 2,
	MEMORY = 19 << 20, /* OWASP's least; libsodium takes bytes */
	THREADS_MAX = 8,   /* 152 MiB; more logins at once than that may wait */
};

bool
hash_start(void)
{
	return sodium_init() >= 0;
}

static void
make(struct hash_job *job, const char *secret, size_t len)
{
	unsigned long long passes = job->fast ? crypto_pwhash_OPSLIMIT_MIN : PASSES;
	size_t memory = job->fast ? crypto_pwhash_MEMLIMIT_MIN : MEMORY;

	if (crypto_pwhash_str(job->made, secret, len, passes, memory) != 0) {
		job->made[0] = '\0';
		job->failed = true;
	}
}

void
hash_run(struct hash_job *job)
{
	_Static_assert(crypto_pwhash_STRBYTES <= sizeof(job->made), "a PHC string fits");
	if (job->verify)
		job->right = crypto_pwhash_str_verify(job->phc, job->tried, job->tried_len) == 0;
	if (job->make && (job->right || !job->verify))
		make(job, job->fresh, job->fresh_len);
	else if (job->right && !job->fast &&
		 crypto_pwhash_str_needs_rehash(job->phc, PASSES, MEMORY) == 1)
		make(job, job->tried, job->tried_len);
	sodium_memzero(job->tried, sizeof(job->tried));
	sodium_memzero(job->fresh, sizeof(job->fresh));
}

/* ---- the pool ---- */

struct list {
	struct hash_job *first, **last;
	unsigned count;
};

struct hash_pool {
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct list waiting, done;
	unsigned under_way;
	bool ends;
	int event;
	pthread_t thread[THREADS_MAX];
	unsigned threads;
};

static void
list_add(struct list *l, struct hash_job *job)
{
	job->next = NULL;
	*l->last = job;
	l->last = &job->next;
	l->count++;
}

static struct hash_job *
list_take(struct list *l)
{
	struct hash_job *job = l->first;

	if (!job)
		return NULL;
	l->first = job->next;
	if (!l->first)
		l->last = &l->first;
	l->count--;
	return job;
}

static void *
work(void *context)
{
	struct hash_pool *p = context;

	pthread_mutex_lock(&p->lock);
	for (;;) {
		struct hash_job *job = list_take(&p->waiting);
		uint64_t one = 1;

		if (!job) {
			if (p->ends)
				break;
			pthread_cond_wait(&p->more, &p->lock);
			continue;
		}
		p->under_way++;
		pthread_mutex_unlock(&p->lock);
		hash_run(job);
		pthread_mutex_lock(&p->lock);
		p->under_way--;
		list_add(&p->done, job);
		if (write(p->event, &one, sizeof(one)) < 0) {
			/* The counter is full: then it is readable, and that is all it says. */
		}
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

/* Signals are the loop's business: a thread that took SIGTERM would end nothing. */
static bool
thread_start(struct hash_pool *p)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	bool ok = pthread_create(&p->thread[p->threads], NULL, work, p) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	p->threads += ok;
	return ok;
}

struct hash_pool *
hash_pool_new(void)
{
	struct hash_pool *p = calloc(1, sizeof(*p));
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	long threads = cores > 2 ? cores - 1 : 1;

	if (!p)
		return NULL;
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->more, NULL);
	p->waiting.last = &p->waiting.first;
	p->done.last = &p->done.first;
	p->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	for (long i = 0; p->event >= 0 && i < threads && i < THREADS_MAX; i++)
		if (!thread_start(p))
			break;
	if (p->threads == 0) {
		hash_pool_free(p, NULL);
		return NULL;
	}
	return p;
}

void
hash_pool_free(struct hash_pool *p, void (*forget)(struct hash_job *job))
{
	struct hash_job *job;

	if (!p)
		return;
	pthread_mutex_lock(&p->lock);
	p->ends = true;
	pthread_cond_broadcast(&p->more);
	pthread_mutex_unlock(&p->lock);
	for (unsigned i = 0; i < p->threads; i++)
		pthread_join(p->thread[i], NULL);
	while ((job = list_take(&p->waiting)) || (job = list_take(&p->done)))
		forget(job);
	if (p->event >= 0)
		close(p->event);
	pthread_cond_destroy(&p->more);
	pthread_mutex_destroy(&p->lock);
	free(p);
}

int
hash_pool_fd(const struct hash_pool *p)
{
	return p->event;
}

bool
hash_pool_give(struct hash_pool *p, struct hash_job *job)
{
	pthread_mutex_lock(&p->lock);
	bool fits = p->waiting.count + p->under_way < HASH_QUEUE;
	if (fits) {
		list_add(&p->waiting, job);
		pthread_cond_signal(&p->more);
	}
	pthread_mutex_unlock(&p->lock);
	return fits;
}

struct hash_job *
hash_pool_take(struct hash_pool *p)
{
	uint64_t count;

	pthread_mutex_lock(&p->lock);
	struct hash_job *job = list_take(&p->done);
	if (!job && read(p->event, &count, sizeof(count)) < 0) {
		/* It was empty already. */
	}
	pthread_mutex_unlock(&p->lock);
	return job;
}
