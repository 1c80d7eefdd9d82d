#!/bin/sh
# The scripts are clean to shellcheck, the manual pages to mandoc and man. What is not installed is skipped, aloud.
set -u
cd "${SOURCE_DIR:-$(dirname "$0")/../..}" || exit 1
bad=0
seen=0

if command -v shellcheck >/dev/null; then
	seen=1
	shellcheck serve .ci/run tests/run tests/package tests/unit/*.sh tui/serve/debian/p* || bad=1
else
	echo "skipped: shellcheck is not installed"
fi
for page in tui/cli/*.[15]; do
	[ -e "$page" ] || continue
	if command -v mandoc >/dev/null; then
		seen=1
		mandoc -T lint -W warning "$page" || bad=1
	fi
	if command -v man >/dev/null && command -v groff >/dev/null; then
		seen=1
		said=$(LC_ALL=C.UTF-8 MANROFFSEQ='' MANWIDTH=80 man --warnings -E UTF-8 -Tutf8 -Z -l "$page" 2>&1 >/dev/null)
		if [ -n "$said" ]; then
			printf '%s: %s\n' "$page" "$said"
			bad=1
		fi
	fi
done
[ "$seen" = 1 ] || exit 77
exit "$bad"
