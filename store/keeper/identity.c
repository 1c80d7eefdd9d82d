/* Who somebody is, as it is told to whoever came in by that name. */
#include "store/keeper/ask.h"

struct identity
identity_of(struct ask *x, const struct person *p)
{
	struct identity i = {
		.person = p->id,
		.login = p->login,
		.name = p->name,
		.language = p->language,
		.country = p->country,
		.role = p->role,
		.line_mode = p->line_mode,
		.shared_computer = p->shared_computer,
		.has_password = p->password.len > 0,
		.last_at = p->before_at,
		.last_how = p->before_how,
		.has_recovery = p->has_recovery,
	};

	db_notices(x->k->db, p, x->a, &i.notice, &i.notices);
	return i;
}
