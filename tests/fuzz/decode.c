/* Bytes to keys: letters are safe to show, sequences are bounded, nothing is read that was not written. */
#include <stdlib.h>

#include "courses/base/safe.h"
#include "tui/term/decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct decode d = { 0 };

	for (size_t i = 0; i < size; i++) {
		struct key k = decode_byte(&d, bytes[i]);

		if ((unsigned)k.kind >= KEY_KINDS)
			abort();
		if ((k.kind == KEY_LETTER || k.kind == KEY_PASTE) && !safe_char(k.cp))
			abort();
		if (k.kind == KEY_PASTE && !d.paste)
			abort();
		if (d.length > 600 || d.args > 4 || d.need > 3)
			abort();
		(void)decode_latin(k.cp);
	}
	/* Whatever came before: two Enters, and the keyboard is free again (one may end a string). */
	d.paste = false;
	(void)decode_byte(&d, '\r');
	(void)decode_byte(&d, '\r');
	(void)decode_byte(&d, '\r');
	if (decode_byte(&d, '\r').kind != KEY_ENTER)
		abort();
	return 0;
}
