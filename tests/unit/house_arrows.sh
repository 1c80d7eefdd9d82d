#!/bin/bash
# The house as designed, proved from its files: which folder may include what, what stands at the top,
# and that no file carries control characters or the paths of somebody's machine.
#
# house_arrows.sh [TREE]: without TREE, this repository, after a self-test with planted faults.
set -u
export LC_ALL=C

# Each row: which files (extended regular expression on the path), then which includes they may not
# have, then which of these are allowed all the same. Includes are matched with their < or ".
rules='
courses/               "(store|tui|tests)/                 -
store/                 "(tui|tests)/                       -
tui/                   "tests/                             -
tui/                   "store/                             "store/(record|keeper/keeper|keeper/control|sqlite/data)\.h
tui/screens/           "tui/(term|line|ssh|serve|cli)/     -
tui/screens/           "store/                             "store/record\.h
tui/screens/           <(fcntl|dirent|spawn|ftw|glob)\.h   -
tui/screens/           <sys/(socket|stat|mman|wait|ioctl|un)\.h -
tui/(term|line)/       "tui/(ssh|serve|cli)/               -
tui/ssh/               "tui/(screens|term|line|serve|cli)/ -
tui/ssh/               "store/                             -
(courses|store|tui/(screens|term|line|ssh|serve|cli))/ [<"]sqlite3 store/sqlite/
(courses|store|tui/(screens|term|line|serve|cli))/ [<"]libssh  -
(courses|store|tui/(screens|line|ssh|serve|cli))/  [<"](n?curses|ncursesw?/|term\.h|panel|unctrl|form\.h|menu\.h) -
courses/base/          "courses/(model|read|check|learn)/  -
courses/model/         "courses/(read|check|learn)/        -
'

# Calls that open a file, in folders that must know of none: name, then the folders.
calls='(fopen|fdopen|freopen|open|openat|creat|opendir|popen|system|unlink|rename|mkdir|tmpfile|mkstemp)'
callers='^tui/(screens|line)/'

top=' courses store tui tests CMakeLists.txt README.md LICENSE CHANGELOG.md CONTRIBUTING.md CMakePresets.json serve '

# The files of the house: what git knows or would add; without git, all but what is built.
files() {
	if git rev-parse --git-dir >/dev/null 2>&1 && [ "$(git rev-parse --show-prefix)" = "" ]; then
		git ls-files -co --exclude-standard
	else
		find . \( -path ./.git -o -path ./build -o -path ./data \) -prune -o -type f -print | sed 's|^\./||'
	fi | while IFS= read -r file; do
		if [ -f "$file" ]; then
			printf '%s\n' "$file"
		fi
	done | sort
}

# includes FILE...: "FILE:LINE: <what>" or "what", closing mark left out.
includes() {
	grep -nHoE '^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"][^>"]*' "$@" /dev/null |
	    sed -E 's/[[:space:]]*#[[:space:]]*include[[:space:]]*/ /'
}

check() (
	cd "$1" || exit 1
	bad=$(mktemp)
	all=$(mktemp)
	trap 'rm -f "$bad" "$all"' EXIT
	files >"$all"
	complain() {
		printf '%s\n' "$*" >>"$bad"
	}

	# Includes.
	mapfile -t sources < <(grep -E '^(courses|store|tui)/.*\.[ch]$' "$all")
	mapfile -t found < <(includes "${sources[@]+"${sources[@]}"}")
	while read -r where what but; do
		[ -n "$where" ] || continue
		for line in "${found[@]+"${found[@]}"}"; do
			file=${line%%:*}
			include=${line#* }
			[[ $file =~ ^$where && $include =~ ^$what ]] || continue
			case $but in
			-) ;;
			[\<\"]*) [[ $include =~ ^$but$ ]] && continue ;;
			*) [[ $file =~ ^$but ]] && continue ;;
			esac
			complain "${line}: this arrow must not exist (design: three floors, one direction)"
		done
	done <<<"$rules"

	# An include of our own says the whole path, so that the rules above see it.
	for line in "${found[@]+"${found[@]}"}"; do
		include=${line#* }
		case $include in
		\"courses/* | \"store/* | \"tui/* | \"tests/*) ;;
		\"*) complain "$line: say the whole path from the top" ;;
		esac
		case $include in
		*..*) complain "$line: no .. in an include" ;;
		esac
	done

	# Screens and lines open no file. Comments and strings are taken out first.
	mapfile -t sources < <(grep -E "$callers.*\.[ch]\$" "$all")
	for file in "${sources[@]+"${sources[@]}"}"; do
		while IFS= read -r line; do
			complain "$file:$line: a screen knows no files"
		done < <(sed -E 's/"([^"\\]|\\.)*"/""/g; s|/\*[^*]*\*/||g; s|^[[:space:]]*/?\*.*||' "$file" |
		    grep -nE "(^|[^[:alnum:]_.>])${calls}[[:space:]]*\(")
	done

	# The top level, a README on every floor, every room named in it.
	cut -d/ -f1 "$all" | sort -u | while IFS= read -r name; do
		case $name in
		.*) ;;
		*) [[ $top == *" $name "* ]] || complain "$name: the top level is fixed (design, section 3)" ;;
		esac
	done
	for name in $top; do
		grep -qE "^$name(/|\$)" "$all" || complain "$name: is not there"
	done
	for floor in courses store tui tests; do
		if ! grep -qx "$floor/README.md" "$all"; then
			complain "$floor/README.md: is not there"
			continue
		fi
		sed -n "s|^$floor/\([^/]*\)/.*|\1|p" "$all" | sort -u | while IFS= read -r room; do
			grep -qF "$room/" "$floor/README.md" || complain "$floor/README.md: does not name $room/"
		done
	done

	# Text files hold text. A corpus, a case of data and a picture may hold anything.
	grep -vE '^tests/(fuzz/corpus|courses|[a-z0-9]+/data)/|\.(gz|png|db|bin)$' "$all" | tr '\n' '\0' |
	    xargs -0 -r grep -nHP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]' --binary-files=text /dev/null |
	    cut -d: -f1,2 | while IFS= read -r place; do
		complain "$place: a control character"
	done
	# Written so that this line does not find itself.
	grep -vE '^tests/fuzz/corpus/' "$all" | tr '\n' '\0' |
	    xargs -0 -r grep -nHE '(^|[^[:alnum:]_.~-])/([w]ork|[h]ome|[r]oot|[U]sers)/[[:alnum:]_.]' \
		--binary-files=text /dev/null |
	    cut -c1-160 | while IFS= read -r place; do
		complain "$place: a path of somebody's machine"
	done

	sort -u "$bad"
	[ ! -s "$bad" ]
)

# ---- the self-test: a small good tree, and one fault at a time ----

plant() {
	local tree=$1 name
	mkdir -p "$tree"/{courses/base,store/sqlite,tui/{screens,term,ssh},tests/unit}
	for name in CMakeLists.txt LICENSE CHANGELOG.md CONTRIBUTING.md CMakePresets.json serve README.md; do
		echo text >"$tree/$name"
	done
	for name in courses store tui tests; do
		echo 'base/ sqlite/ screens/ term/ ssh/ serve/ cli/ unit/' >"$tree/$name/README.md"
	done
	printf '#include "courses/base/err.h"\n' >"$tree/courses/base/err.c"
	printf '#include <sqlite3.h>\n#include "courses/base/err.h"\n' >"$tree/store/sqlite/db.c"
	printf '#include "store/record.h"\n/* open (a page) */\nbool page_open(void);\n' >"$tree/tui/screens/page.c"
	printf '#include <curses.h>\n#include <term.h>\n' >"$tree/tui/term/term.c"
	printf '#include <libssh/libssh.h>\n' >"$tree/tui/ssh/wire.c"
	printf '#include "tui/term/term.h"\n' >"$tree/tests/unit/term.c"
}

self_test() {
	local base tree said n=0 file text
	base=$(mktemp -d)
	# shellcheck disable=SC2064
	trap "rm -rf '$base'" EXIT
	plant "$base/good"
	if ! said=$(check "$base/good"); then
		printf 'self-test: a good tree is refused:\n%s\n' "$said"
		return 1
	fi
	while IFS='|' read -r file text; do
		[ -n "$file" ] || continue
		n=$((n + 1))
		tree=$base/$n
		plant "$tree"
		mkdir -p "$(dirname "$tree/$file")"
		printf '%b\n' "$text" >>"$tree/$file"
		if said=$(check "$tree"); then
			printf 'self-test: not caught: %s in %s\n' "$text" "$file"
			return 1
		fi
		if [ "$(printf '%s\n' "$said" | cut -d: -f1 | uniq)" != "$(printf '%s' "$file" | sed 's|^tests/room/.*|tests/README.md|')" ]; then
			printf 'self-test: caught for the wrong reason: %s in %s:\n%s\n' "$text" "$file" "$said"
			return 1
		fi
	done <<'END'
courses/base/a.c|#include "store/record.h"
courses/base/a.c|#include "tui/screens/view.h"
courses/base/a.c| # include <sqlite3.h>
courses/base/a.c|#include "courses/read/read.h"
courses/base/a.c|#include "../../store/record.h"
courses/base/a.c|#include "err.h"
store/a.c|#include "tui/screens/view.h"
store/a.c|#include <sqlite3.h>
store/a.c|#include <libssh/server.h>
tui/screens/a.c|#include <curses.h>
tui/screens/a.c|#include <ncursesw/ncurses.h>
tui/screens/a.c|#include <libssh/libssh.h>
tui/screens/a.c|#include <sqlite3.h>
tui/screens/a.c|#include "tui/term/term.h"
tui/screens/a.c|#include "tui/line/line.h"
tui/screens/a.c|#include "tui/ssh/wire.h"
tui/screens/a.c|#include "tui/serve/session.h"
tui/screens/a.c|#include "store/keeper/keeper.h"
tui/screens/a.c|#include <fcntl.h>
tui/screens/a.c|	FILE *f = fopen(path, mode);
tui/screens/a.c|	return open("x", 0);
tui/ssh/a.c|#include <term.h>
tui/ssh/a.c|#include "tui/screens/view.h"
tui/term/a.c|#include <libssh/libssh.h>
tui/serve/a.c|#include "store/sqlite/db.h"
tui/cli/a.c|#include <sqlite3.h>
tests/room/a.c|int a;
extra.txt|text
courses/base/a.c|/* \0033[31m */
README.md|a\rb
tests/unit/a.c|/* see /hom\0145/somebody/notes */
END
	[ "$n" -gt 0 ]
}

if [ $# -gt 0 ]; then
	check "$1"
	exit
fi
self_test || exit 1
check "${SOURCE_DIR:-$(dirname "$0")/../..}"
