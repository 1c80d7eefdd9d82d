/* Is this text one JSON value as RFC 8259 wants it, and nothing behind it but white space? */
#ifndef CHALKLINE_E2E_JSON_STRICT_H
#define CHALKLINE_E2E_JSON_STRICT_H

#include <stdbool.h>
#include <string.h>

static bool json_value(const char **at, int depth);

static void
json_blank(const char **at)
{
	*at += strspn(*at, " \t\r\n");
}

static bool
json_word(const char **at, const char *word)
{
	if (strncmp(*at, word, strlen(word)) != 0)
		return false;
	*at += strlen(word);
	return true;
}

static bool
json_text(const char **at)
{
	if (*(*at)++ != '"')
		return false;
	for (; **at != '"'; (*at)++) {
		if ((unsigned char)**at < 0x20)
			return false;
		if (**at != '\\')
			continue;
		(*at)++;
		if (**at == 'u') {
			if (strspn(*at + 1, "0123456789abcdefABCDEF") < 4)
				return false;
			*at += 4;
		} else if (**at == '\0' || strchr("\"\\/bfnrt", **at) == NULL) {
			return false;
		}
	}
	(*at)++;
	return true;
}

static bool
json_digits(const char **at)
{
	size_t n = strspn(*at, "0123456789");

	*at += n;
	return n > 0;
}

static bool
json_number(const char **at)
{
	if (**at == '-')
		(*at)++;
	if (**at == '0' && (*at)[1] >= '0' && (*at)[1] <= '9')
		return false;
	if (!json_digits(at))
		return false;
	if (**at == '.' && (++*at, !json_digits(at)))
		return false;
	if (**at == 'e' || **at == 'E') {
		(*at)++;
		if (**at == '+' || **at == '-')
			(*at)++;
		return json_digits(at);
	}
	return true;
}

/* What stands between two brackets; named: of an object. */
static bool
json_many(const char **at, char close, bool named, int depth)
{
	(*at)++;
	json_blank(at);
	if (**at == close) {
		(*at)++;
		return true;
	}
	for (;;) {
		json_blank(at);
		if (named) {
			if (!json_text(at))
				return false;
			json_blank(at);
			if (*(*at)++ != ':')
				return false;
		}
		if (!json_value(at, depth + 1))
			return false;
		if (**at == close) {
			(*at)++;
			return true;
		}
		if (*(*at)++ != ',')
			return false;
	}
}

static bool
json_value(const char **at, int depth)
{
	bool ok;

	if (depth > 64)
		return false;
	json_blank(at);
	switch (**at) {
	case '{':
		ok = json_many(at, '}', true, depth);
		break;
	case '[':
		ok = json_many(at, ']', false, depth);
		break;
	case '"':
		ok = json_text(at);
		break;
	case 't':
		ok = json_word(at, "true");
		break;
	case 'f':
		ok = json_word(at, "false");
		break;
	case 'n':
		ok = json_word(at, "null");
		break;
	default:
		ok = json_number(at);
	}
	json_blank(at);
	return ok;
}

static bool
json_is_strict(const char *text)
{
	return json_value(&text, 0) && *text == '\0';
}

#endif
