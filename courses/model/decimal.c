#include "courses/model/decimal.h"

#include <stdio.h>
#include <stdlib.h>

enum { DECIMAL_DIGITS = 15, DECIMAL_POWER = 60 };

static const int64_t DECIMAL_MOST = 1000000000000000000; /* sums stay below */

static bool
is_digit(struct str s, size_t i)
{
	return i < s.len && s.at[i] >= '0' && s.at[i] <= '9';
}

bool
decimal_read(struct str s, struct decimal *d)
{
	size_t i = 0;
	bool is_negative = false, has_digit = false, has_point = false;
	int significant = 0;

	*d = (struct decimal){ 0, 0 };
	if (i < s.len && (s.at[i] == '-' || s.at[i] == '+'))
		is_negative = s.at[i++] == '-';
	for (; i < s.len && (is_digit(s, i) || (s.at[i] == '.' && !has_point)); i++) {
		if (s.at[i] == '.') {
			has_point = true;
			continue;
		}
		has_digit = true;
		if (has_point && --d->power < -DECIMAL_POWER)
			return false;
		significant += significant > 0 || s.at[i] != '0';
		if (significant > DECIMAL_DIGITS) {
			/* Zeros past the last place say nothing new behind the point. */
			if (s.at[i] != '0' || !has_point)
				return false;
			d->power++;
			continue;
		}
		d->digits = d->digits * 10 + (s.at[i] - '0');
	}
	if (!has_digit)
		return false;
	if (i < s.len && (s.at[i] == 'e' || s.at[i] == 'E')) {
		bool is_small = false;
		int power = 0;

		if (++i < s.len && (s.at[i] == '-' || s.at[i] == '+'))
			is_small = s.at[i++] == '-';
		if (!is_digit(s, i))
			return false;
		for (; is_digit(s, i); i++)
			if ((power = power * 10 + (s.at[i] - '0')) > DECIMAL_POWER)
				return false;
		d->power += is_small ? -power : power;
	}
	if (i < s.len || d->power < -DECIMAL_POWER || d->power > DECIMAL_POWER)
		return false;
	if (is_negative)
		d->digits = -d->digits;
	return true;
}

static bool
decimal_scale(struct decimal *d, int power)
{
	while (d->digits != 0 && d->power > power) {
		if (d->digits > DECIMAL_MOST / 10 || d->digits < -DECIMAL_MOST / 10)
			return false;
		d->digits *= 10;
		d->power--;
	}
	d->power = power;
	return true;
}

bool
decimal_add(struct decimal a, struct decimal b, struct decimal *sum)
{
	int power = a.power < b.power ? a.power : b.power;

	if (!decimal_scale(&a, power) || !decimal_scale(&b, power))
		return false;
	*sum = (struct decimal){ a.digits + b.digits, power };
	return true;
}

double
decimal_double(struct decimal d)
{
	char text[48];

	/* No decimal point in the text, so strtod means the same in every locale. */
	snprintf(text, sizeof(text), "%llde%d", (long long)d.digits, d.power);
	return d.digits == 0 ? 0 : strtod(text, NULL);
}
