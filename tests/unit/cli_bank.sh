#!/bin/bash
# chalkline import and export: formats found by themselves, ids that stay, nothing written over, and a scenario that
# passes `chalkline check` in a course.
set -u
cd "${SOURCE_DIR:-$(dirname "$0")/../..}" || exit 1
library=$PWD/courses/library
here=$(mktemp -d) || exit 1
trap 'rm -rf "$here"' EXIT
cd "$here" || exit 1
bad=0

# want STATUS WORDS COMMAND...: the exit status, and what both outputs hold together.
want() {
	local status=$1 words=$2 got
	shift 2
	"$@" >out 2>err </dev/null
	got=$?
	if [ "$got" != "$status" ] || ! cat out err - <<<'' | grep -qF -- "$words"; then
		printf '%s: exit status %s, not %s, or not said: %s\n' "$*" "$got" "$status" "$words"
		cat out err
		bad=1
	fi
}

wrong() {
	printf '%s\n' "$1"
	bad=1
}

printf 'Which?\nA) one\nB) two\nANSWER: A\n' >a.txt
printf '::Off:: Off? {T}\n\n// [id:mine]\nOn? {=a ~b}\n\n::Off:: Off now? {F}\n' >b.txt
printf ':: StoryTitle\nFlat seven\n\n:: Start\nGo. [[on->Done]]\n\n:: Done\nIt is over.\n' >c.txt
printf 'No id {=a\n' >d.txt

want 0 '// [id:which]' "$CHALKLINE" import a.txt
want 0 '// [id:off-2]' "$CHALKLINE" import b.txt
want 0 'start: start' "$CHALKLINE" import c.txt
want 0 'ANSWER\: A' "$CHALKLINE" import a.txt --as gift
want 65 'd.txt:1:7: error: ' "$CHALKLINE" import d.txt -o d.gift
[ ! -e d.gift ] || wrong 'written in spite of an error'
want 65 'no question' "$CHALKLINE" import /dev/null
want 66 'nothing.gift cannot be read' "$CHALKLINE" import nothing.gift
want 64 'usage: chalkline import' "$CHALKLINE" import
want 64 'xml is not known' "$CHALKLINE" import a.txt --as xml
"$CHALKLINE" import a.txt >by-name
"$CHALKLINE" import - <a.txt >by-input
cmp -s by-name by-input || wrong 'standard input is read otherwise'

# Again: what is known keeps its id, by id and else by what it says.
want 0 '' "$CHALKLINE" import b.txt -o b.gift
want 0 '0 new, 0 changed, 0 gone, 3 the same' "$CHALKLINE" import b.txt -o b.gift
printf '::Off:: Off now? {F}\n\n// [id:mine]\nOn? {=a ~c}\n\n::Third:: Third? {T}\n' >b.txt
cp b.gift before
want 73 '1 new, 1 changed, 1 gone, 1 the same' "$CHALKLINE" import b.txt -o b.gift
for row in 'new  *third ' 'changed  *mine ' 'gone  *off '; do
	grep -q "^$row" out || wrong "not told: $row"
done
cmp -s b.gift before || wrong 'written without --force'
want 0 '1 new, 1 changed, 1 gone' "$CHALKLINE" import b.txt -o b.gift --force
[ "$(grep -c '\[id:' b.gift)" = 3 ] || wrong 'not three after --force'
grep -q 'id:off-2' b.gift || wrong 'an id was lost'
want 0 '3 the same' "$CHALKLINE" import b.gift -o b.gift
printf 'broken {\n' >broken.gift
want 65 'has errors' "$CHALKLINE" import b.txt -o broken.gift --force
want 73 'stays as it is' "$CHALKLINE" import c.txt -o b.gift
want 74 'nowhere/x cannot be written' "$CHALKLINE" import a.txt -o nowhere/x

# Out: for Moodle, and to read.
want 0 '::Third::Third? {' "$CHALKLINE" export b.gift
"$CHALKLINE" export b.gift >again.gift 2>/dev/null
cmp -s b.gift again.gift || wrong 'export changed a bank'
want 0 'A) TRUE' "$CHALKLINE" export b.gift --as text
! grep -q '^Answers' out || wrong 'answers without --key'
want 0 'Answers' "$CHALKLINE" export b.gift --as text --key
want 64 'belongs to --as text' "$CHALKLINE" export b.gift --key
want 64 'choose in a course' "$CHALKLINE" export b.gift --bank x
want 64 'docx is not known' "$CHALKLINE" export b.gift --as docx
want 65 'broken.gift:1:8: error: ' "$CHALKLINE" export broken.gift
want 0 'CATEGORY: ecrime' "$CHALKLINE" export "$library/ecrime-foundations" --bank problem
want 64 'history, problem' "$CHALKLINE" export "$library/ecrime-foundations"
want 66 'there is history, problem' "$CHALKLINE" export "$library/ecrime-foundations" --bank none
want 66 'no bank in the language "fr"' "$CHALKLINE" export "$library/ecrime-foundations" --lang fr
want 66 'no course.yaml' "$CHALKLINE" export .
printf 'Q {~%%34%%a ~%%66%%b ~%%-50%%c}\n' >w.gift
want 0 '~%33.33333%a' "$CHALKLINE" export w.gift
want 0 'w.gift:1:1: warning: Moodle does not know a weight of 34 %' "$CHALKLINE" export w.gift

# A story stands in a course as it came.
cp -r "$library/evidence-first-day" course
"$CHALKLINE" import c.txt -o course/en/case-flat-seven.md --force 2>/dev/null || wrong 'no scenario'
want 0 '' "$CHALKLINE" check course

exit "$bad"
