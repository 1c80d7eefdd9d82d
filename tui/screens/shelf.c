/* The courses of one app: the shelf as cards, the one that is open, and the way from an address to
 * a screen. */
#include "tui/screens/scenario.h"

#include <string.h>

const struct image *
shelf_image(const struct shelf *s, struct str course, uint16_t major, struct arena *a,
    const struct course **head)
{
	const struct image *served = NULL;

	*head = NULL;
	for (uint32_t i = 0; i < s->images && served == NULL; i++) {
		*head = image_course(&s->image[i], a);
		if (*head != NULL && str_eq((*head)->id, course))
			served = &s->image[i];
	}
	if (served == NULL || (*head)->edition == major)
		return served;
	for (uint32_t i = 0; i < s->olders; i++) {
		const struct course *c = image_course(&s->older[i], a);

		if (c != NULL && c->edition == major && str_eq(c->id, course)) {
			*head = c;
			return &s->older[i];
		}
	}
	return served;
}

uint32_t
app_card(const struct app *a, struct str course)
{
	for (uint32_t i = 0; i < a->cards; i++) {
		if (str_eq(a->card[i].id, course))
			return a->card[i].is_hidden ? NO_CARD : i;
	}
	return NO_CARD;
}

static bool
speaks(const struct course *c, struct str lang)
{
	for (uint32_t i = 0; i < c->languages; i++) {
		if (str_eq(c->language[i], lang))
			return true;
	}
	return false;
}

static const struct course_told *
course_told(const struct app *a, struct str course)
{
	for (uint32_t i = 0; i < a->home.tolds; i++) {
		if (str_eq(a->home.told[i].course, course))
			return &a->home.told[i];
	}
	return NULL;
}

static void
card_fill(const struct app *a, struct card *card, const struct course *c)
{
	struct str lang = a->who.language;
	const struct course_told *t = course_told(a, c->id);

	card->id = c->id;
	card->hours = c->hours;
	card->title = wording_in(c->title, c->titles, lang, c->source_language);
	card->summary = wording_in(c->summary, c->summaries, lang, c->source_language);
	card->level = c->level;
	card->status = t != NULL ? t->status : c->status;
	card->until = t != NULL ? t->until : 0;
	card->replaced_by = t != NULL ? t->replaced_by : STR_NONE;
	card->is_hidden = a->knows_courses && t == NULL;
	card->in_language = speaks(c, lang);
}

/* An index stays that of its course. */
static void
cards_fill(struct app *a)
{
	const struct shelf *shelf = &a->w->shelf;
	struct arena *heads = arena_new();
	bool stays = a->frames > 1;
	uint32_t before = a->cards;
	struct card *was = ARENA_ARRAY(heads, before + 1, struct card);

	if (before > 0)
		memcpy(was, a->card, before * sizeof(*was));
	arena_reset(a->card_arena);
	a->card = ARENA_ARRAY(a->card_arena, shelf->images, struct card);
	a->cards = 0;
	for (uint32_t i = 0; i < shelf->images; i++) {
		const struct course *served = image_course(&shelf->image[i], heads), *c = served;
		const struct course_told *t;
		struct card *card;

		if (served == NULL)
			continue;
		card = &a->card[a->cards];
		*card = (struct card){ .image = &shelf->image[i] };
		t = course_told(a, served->id);
		if (stays && a->cards < before)
			card->image = was[a->cards].image;
		else if (t != NULL && t->edition.edition != served->edition)
			card->image = shelf_image(
			    shelf, served->id, t->edition.edition, heads, &c);
		if (card->image != &shelf->image[i])
			c = image_course(card->image, heads);
		card_fill(a, card, c != NULL ? c : served);
		card->is_older = c != NULL && c->edition < served->edition;
		a->cards++;
	}
	arena_free(heads);
}

void
app_cards(struct app *a)
{
	uint32_t open = a->open.card;

	cards_fill(a);
	/* The words of the open course may be in another language now. */
	a->open.card = NO_CARD;
	if (open != NO_CARD)
		app_open(a, open);
}

void
app_courses_told(struct app *a)
{
	uint32_t open = a->open.card;
	const struct image *image = open != NO_CARD ? a->card[open].image : NULL;

	a->knows_courses = !a->w->preview; /* a draft is no course yet */
	cards_fill(a);
	if (open != NO_CARD && a->card[open].image != image)
		a->open.card = NO_CARD; /* who asks for it next opens the other edition */
}

void
app_facts(struct app *a)
{
	struct request r = { .verb = VERB_FACTS };

	if (a->open.card == NO_CARD)
		return;
	if (!app_may(a, VERB_FACTS)) {
		a->open.told = true;
		return;
	}
	r.course = a->open.course->id;
	stack_ask(a, &r);
}

bool
app_open(struct app *a, uint32_t card)
{
	struct open *o = &a->open;
	const struct image *image;

	if (card >= a->cards)
		return false;
	if (o->card == card)
		return true;
	image = a->card[card].image;
	arena_reset(o->arena);
	arena_reset(o->facts_arena);
	o->facts = (struct facts){ .lesson = NULL };
	o->told = false;
	o->card = NO_CARD;
	o->course = image_course(image, o->arena);
	o->words = image_words(image, a->who.language, o->arena);
	if (o->course == NULL || o->words == NULL || o->words->modules != o->course->modules)
		return false;
	o->card = card;
	app_facts(a);
	return true;
}

const struct course_state *
app_state(const struct app *a, struct str course)
{
	for (uint32_t i = 0; i < a->home.courses; i++) {
		if (str_eq(a->home.course[i].course, course))
			return &a->home.course[i];
	}
	return NULL;
}

struct str
retired_words(const struct app *a, struct arena *arena, const struct card *c)
{
	struct buf b = BUF_IN(arena);
	uint32_t by = app_card(a, c->replaced_by);

	buf_z(&b, _("Retired"));
	if (c->until > 0) {
		buf_z(&b, "; ");
		buf_printf(&b, _("you may finish until %.*s"), STR_ARG(words_day(arena, c->until)));
	}
	if (c->replaced_by.len > 0) {
		buf_z(&b, "; ");
		buf_printf(&b, _("replaced by %.*s"),
		    STR_ARG(by != NO_CARD ? a->card[by].title : c->replaced_by));
	}
	buf_z(&b, ".");
	return buf_get(&b);
}

/* ---- addresses ---- */

static bool
is_module(const struct words *w, struct str id)
{
	for (uint32_t i = 0; i < w->modules; i++) {
		if (str_eq(w->module[i].id, id))
			return true;
	}
	return false;
}

/* The id as the image holds it, which lives longer than an address. */
static struct str
module_id(const struct words *w, struct str id)
{
	for (uint32_t i = 0; i < w->modules; i++) {
		if (str_eq(w->module[i].id, id))
			return w->module[i].id;
	}
	return STR_NONE;
}

/* What stands at the foot of a screen that belongs to no course, and works behind ssh -t. */
static const struct {
	const char *address;
	const struct screen_class *class;
	enum verb verb; /* for those who may say it */
} addresses[] = {
	{ "courses", &screen_catalogue, VERB_HELLO },
	{ "results", &screen_results, VERB_RESULTS },
	{ "search", &screen_search, VERB_HELLO },
	{ "settings", &screen_settings, VERB_SETTINGS },
	{ "help", &screen_help, VERB_HELLO },
	{ "desk", &screen_desk, VERB_REPORT },
	{ "drafts", &screen_drafts, VERB_DRAFTS },
	{ "marking", &screen_marking, VERB_MARKING },
};
enum { ADDRESSES = sizeof(addresses) / sizeof(addresses[0]) };

bool
app_is_address(struct str address)
{
	for (unsigned i = 0; i < ADDRESSES; i++) {
		if (str_is(address, addresses[i].address))
			return true;
	}
	return str_is(address, "home");
}

bool
app_follow(struct app *a, struct str address)
{
	for (unsigned i = 0; i < ADDRESSES; i++) {
		if (!str_is(address, addresses[i].address))
			continue;
		if (!app_may(a, addresses[i].verb))
			return false;
		app_go(a, addresses[i].class, NULL);
		return true;
	}

	struct str rest = address, part[3] = { STR_NONE, STR_NONE, STR_NONE };
	struct go go = { .module = STR_NONE, .lesson = STR_NONE, .id = STR_NONE };
	const struct lesson *lesson;
	const struct module_words *module = NULL;
	unsigned parts = 0;

	go.question = go.draft = STR_NONE;
	while (parts < 3 && str_next(&rest, '/', &part[parts]))
		parts++;
	go.card = app_card(a, part[0]);
	if (parts == 0 || go.card == NO_CARD || !app_open(a, go.card))
		return false;
	app_go(a, &screen_course, &go);
	if (parts == 1)
		return true;
	lesson = words_lesson(a->open.words, part[parts - 1], &module);
	if (lesson != NULL) {
		go.lesson = lesson->id;
		go.module = module->id;
		app_go(a, &screen_lesson, &go);
		return true;
	}
	if (!is_module(a->open.words, part[1]))
		return false;
	go.module = module_id(a->open.words, part[1]);
	app_go(a, scenario_or(a, go.module, &screen_module), &go);
	return parts == 2;
}

/* ---- measures ---- */

int
app_text_cols(const struct app *a)
{
	return view_text_cols(a->cols);
}

int
app_body_rows(const struct app *a)
{
	return view_body_rows(a->rows);
}

bool
app_plain(const struct app *a)
{
	return a->w->line;
}

struct str
app_command(const struct app *a, struct arena *arena, struct str login)
{
	const struct academy *ac = &a->w->academy;

	if (ac->port != 0 && ac->port != 22)
		return str_printf(
		    arena, "ssh -p %u %.*s@%.*s", ac->port, STR_ARG(login), STR_ARG(ac->address));
	return str_printf(arena, "ssh %.*s@%.*s", STR_ARG(login), STR_ARG(ac->address));
}
