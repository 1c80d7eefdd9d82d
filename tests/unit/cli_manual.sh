#!/bin/sh
# chalkline.1 has a paragraph for each subcommand and each of its options, and none for one that is not there; each
# subcommand has its help.
set -u
cd "${SOURCE_DIR:-$(dirname "$0")/../..}" || exit 1
page=tui/cli/chalkline.1
bad=0
all=$(mktemp) && told=$(mktemp) || exit 1
trap 'rm -f "$all" "$told"' EXIT

wrong() {
	printf '%s\n' "$1"
	bad=1
}

# "  user key list     the keys that open an account": the words end at two blanks.
"$CHALKLINE" help | sed -n 's/^  \([a-z]\{1,\}\( [a-z]\{1,\}\)*\)  .*/\1/p' | sort >"$all"
[ "$(wc -l <"$all")" -ge 30 ] || wrong "chalkline help lists too little"

# ".It Cm user key list Ar name ...": the words end where another macro begins. What trainees type begins with a quote.
sed -n 's/^\.It Cm \([a-z].*\)$/\1/p' "$page" | sed 's/ [A-Z][a-z]\{1,\} .*//; s/ [A-Z][a-z]$//' | sort >"$told"
diff "$all" "$told" || wrong "the table of subcommands (<) and $page (>) do not agree"

while IFS= read -r words; do
	# shellcheck disable=SC2086
	help=$("$CHALKLINE" $words --help) || wrong "$words --help: exit status $?"
	case $help in
	"usage: chalkline $words"*) ;;
	*) wrong "$words --help does not begin with its usage" ;;
	esac
	# shellcheck disable=SC2086
	[ "$("$CHALKLINE" help $words)" = "$help" ] || wrong "help $words is not $words --help"
	[ "$(printf '%s\n' "$help" | wc -L)" -le 120 ] || wrong "$words --help is wider than 120 columns"
	for option in $(printf '%s\n' "$help" | grep -oE '(^|[^a-z])--[a-z-]+' | grep -oE -- '--[a-z-]+' | sort -u); do
		grep -qE -- "(Fl |\\| )-${option#--}( |\$|\\|)" "$page" || wrong "$words: $option is not in $page"
	done
done <"$all"

# Each rule of `chalkline check` has its paragraph in chalkline-course.5, and each paragraph its rule.
"$CHALKLINE" check --rules | sed '1d; s/ .*//' >"$all"
sed -n '/^\.Sh WARNINGS/,/^\.Sh EXAMPLES/s/^\.It Sy //p' tui/cli/chalkline-course.5 >"$told"
[ "$(wc -l <"$all")" -ge 20 ] || wrong "chalkline check --rules lists too little"
diff "$all" "$told" || wrong "the rules of chalkline check (<) and chalkline-course.5 (>) do not agree"

exit "$bad"
