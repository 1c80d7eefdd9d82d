// node gift.mjs FOLDER-OF-THE-PACKAGE FOLDER-OF-WORK: does gift-pegjs read what we read? tests/unit/gift_peers.c starts it.
import { createRequire } from 'node:module';
import { readdirSync, readFileSync } from 'node:fs';

const [, , kept, work] = process.argv;
const { parse } = createRequire(`${kept}/`)('gift-pegjs');

// Where the package differs, by the number in the table of learning-formats 2a. As typed, by the question's id:
const differs_typed = {
	'e04-a': '4: takes true in small letters for a short answer',
	'e04-b': '4: takes False for a short answer',
	'e08': '8: refuses an arrow in one of several short answers',
	'e14': '14: takes the whole block for the category',
	'e16': '16: loses the id behind a blank line',
	'e18': '18: refuses unescaped : and = in the stem',
	'e21': '21: has placeholders of its own in the text',
	'e23': '23: shows a comment inside the question',
	'e25-a': '25: refuses five hashes',
	'e25-b': '25: takes the first four hashes of two runs',
	's10': 'no number: takes any text between two percent signs for a weight',
	's32': '18: refuses unescaped : and = in the stem',
	's33': '18: refuses unescaped : and = in the stem',
	'k]22': 'no number, 2a Id and tags: ends a label at an escaped bracket',
};
// And as exported:
const differs_exported = {
	'e08': '8: refuses an arrow in one of several short answers',
	'e13': '13: our weights become those that Moodle knows',
	'e21': '21: has placeholders of its own in the text',
	'k]22': 'no number, 2a Id and tags: ends a label at an escaped bracket',
};
const used = new Set();

// Soft line ends are blanks with us, or nothing between Chinese letters; the package keeps more of them.
const CJK = '\\u2e80-\\u9fff\\uf900-\\ufaff\\uff00-\\uff60';
const squeeze = (s) => (s ?? '').normalize('NFC').replace(/\s+/g, ' ').trim()
	.replace(new RegExp(`(?<=[${CJK}]) | (?=[${CJK}])`, 'g'), '')
	.replace(/ ?_____ ?/g, '_____');

let bad = [];
function same(what, ours, theirs) {
	if (ours !== theirs)
		bad.push(`${what}: ours ${JSON.stringify(ours)}, theirs ${JSON.stringify(theirs)}`);
}

function same_text(what, ours, theirs) {
	same(what, squeeze(ours.text), squeeze(theirs?.text));
	if (squeeze(ours.text) !== '')
		same(`${what}, format`, ours.format, theirs?.format);
}

// "12", "12:0.5", "10..14", as we have it typed, against their parts.
function same_number(what, typed, n) {
	const [value, tolerance] = typed.split(':').map(Number);
	if (typed.includes('..')) {
		const [low, high] = typed.split('..').map(Number);
		same(what, [low, high].join(), [n.numberLow, n.numberHigh].join());
	} else
		same(what, [value, tolerance ?? 0].join(), [n.number, n.range ?? 0].join());
}

const weight_of = (c) => Math.round((c.weight ?? (c.isCorrect ? 100 : 0)) * 1e4);

// Right sides of pairs leave the package with its placeholders in them (number 21).
const placeholders = (s) => s.replace(/&&(0[0-9]{2}|12[0-9]);?/g, (_, n) => String.fromCharCode(Number(n)));

function same_choices(q, p) {
	// A single number without its = comes bare.
	const all = Array.isArray(p.choices) ? p.choices : p.choices ? [{ text: p.choices, isCorrect: true }] : [];
	const theirs = all.filter((c) => c.text?.text !== '*' || c.isCorrect || q.type !== 'Numerical');
	const others = all.filter((c) => !theirs.includes(c));
	same('number of choices', q.choices.length, theirs.length);
	if (q.choices.length !== theirs.length)
		return;
	q.choices.forEach((c, i) => {
		const at = `choice ${i + 1}`;
		if (q.type === 'MC')
			same_text(at, c.text, theirs[i].text);
		else if (q.type === 'Short')
			same(at, squeeze(c.typed), squeeze(theirs[i].text.text));
		else
			same_number(at, c.typed, theirs[i].text);
		if (Math.abs(c.weight - weight_of(theirs[i])) > 10)
			same(`${at}, weight`, c.weight, weight_of(theirs[i]));
		same_text(`${at}, feedback`, c.feedback, theirs[i].feedback);
	});
	if (q.type === 'Numerical')
		same_text('otherwise', q.otherwise, others[0]?.feedback);
}

function compare(q, p, has_name) {
	bad = [];
	same('type', q.type, p.type);
	same('id', q.id, p.id ?? '');
	same('tags', q.tags.join('|'), (p.tags ?? []).map((t) => t.trim()).join('|'));
	if (has_name)
		same('title', squeeze(q.name), squeeze(p.title));
	same_text('stem', q.stem, p.stem);
	if (q.type !== 'Description')
		same_text('general feedback', q.general, p.globalFeedback);
	if (bad[0]?.startsWith('type'))
		return bad;
	if (q.type === 'TF') {
		const [yes, no] = q.choices;
		const [right, wrong] = yes.weight > 0 ? [yes, no] : [no, yes];
		same('truth', yes.weight > 0, p.isTrue);
		same_text('first feedback', wrong.feedback, p.trueFeedback);
		same_text('second feedback', right.feedback, p.falseFeedback);
	} else if (q.type === 'Matching') {
		same('number of pairs', q.pairs.length, p.matchPairs.length);
		q.pairs.forEach((x, i) => {
			same_text(`left ${i + 1}`, x.left, p.matchPairs[i]?.subquestion);
			same(`right ${i + 1}`, squeeze(x.right), squeeze(placeholders(p.matchPairs[i]?.subanswer ?? '')));
		});
	} else
		same_choices(q, p);
	return bad;
}

// One block a question, since the package stops at its first error. Comments and categories alone are none.
function blocks_of(text) {
	const blocks = [];
	let category = '';
	for (const block of text.replace(/^\ufeff/, '').split(/\n[ \t]*\n/)) {
		const lines = block.split('\n').filter((l) => l.trim() !== '' && !/^\s*\/\//.test(l));
		for (const l of lines)
			category = /^\$CATEGORY:\s*(.*)$/.exec(l)?.[1].trim() ?? category;
		if (lines.some((l) => !l.startsWith('$CATEGORY:')))
			blocks.push({ text: block.replace(/^\n+/, ''), category });
	}
	return blocks;
}

let compared = 0, listed = 0, failed = 0;
function check(file, differs) {
	const ours = JSON.parse(readFileSync(`${work}/${file.replace(/\.[a-z]+$/, '')}.json`, 'utf8'));
	const blocks = blocks_of(readFileSync(`${work}/${file}`, 'utf8'));
	const tell = (q, why) => {
		failed++;
		console.log(`${file}: ${q?.id || q?.name}: ${why}`);
	};
	if (blocks.length !== ours.length) {
		tell(null, `${ours.length} questions of ours, ${blocks.length} blocks`);
		return;
	}
	ours.forEach((q, i) => {
		let wrong;
		try {
			const read = parse(blocks[i].text + '\n');
			const p = read.find((x) => x.type !== 'Category');
			wrong = read.length === 1 && p ? compare(q, p, /^\s*::/m.test(blocks[i].text)) : ['not one question'];
			same('category', q.category, blocks[i].category);
		} catch (e) {
			wrong = [`refused: ${e.message}`];
		}
		compared++;
		if (differs[q.id || q.name]) {
			used.add(differs[q.id || q.name]);
			listed++;
			if (wrong.length === 0)
				tell(q, `agrees, but is listed as ${differs[q.id || q.name]}`);
		} else if (wrong.length > 0)
			tell(q, wrong.join('; '));
	});
}

for (const file of readdirSync(work).sort()) {
	if (file.endsWith('.typed'))
		check(file, differs_typed);
	if (file.endsWith('.exported'))
		check(file, differs_exported);
}
for (const why of [...Object.values(differs_typed), ...Object.values(differs_exported)])
	if (!used.has(why)) {
		failed++;
		console.log(`listed and never met: ${why}`);
	}
console.log(`${compared} compared, ${listed} of them differ as listed, ${failed} wrong`);
process.exit(failed > 0 || compared < 400 ? 1 : 0);
