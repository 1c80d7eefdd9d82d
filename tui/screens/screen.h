/*
 * What the screens of one app share. Private to tui/screens.
 *
 * The app keeps a stack of frames: home at the bottom, what was opened from it above, help or a
 * glossary term on top. A screen is a row of functions (struct screen_class) over a state of its
 * own that lives in its frame. The app does for all of them what is the same: the marker over the
 * choices of the page, digits, one level up, help, and the order of requests. So a screen meets
 * INTENT_CHOOSE with the number of the choice, whether it came by Enter, a digit or a line.
 *
 * Strings: ids and texts of courses point into the images and live as long as the session; what
 * comes in a reply lives until update returns and is copied by whoever keeps it.
 */
#ifndef CHALKLINE_SCREEN_H
#define CHALKLINE_SCREEN_H

#include "courses/model/image.h"
#include "tui/screens/app.h"
#include "tui/screens/flow.h"
#include "tui/screens/words.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { STACK_MAX = 12, QUEUE_MAX = 6, NO_CARD = 0xffffffff, RECOVERY_CAP = 64 };

/* ---- one screen ---- */

struct go {            /* where a screen shall open */
	uint32_t card; /* the course: index into app->card */
	struct str module, lesson;
	struct str id; /* assessment, term, source, or a recovery code to show */
	struct uuid attempt;
	bool placed; /* open at block, offset */
	uint32_t block, offset;
	struct str question, draft; /* of a half-typed answer; with a code: what to say first */
};

struct about { /* a place in a course, in ids */
	uint32_t card;
	struct str subject, question;
};

enum key_use {
	KEY_TAKEN,  /* the screen takes it, the footer shows it */
	KEY_QUIET,  /* the screen takes it */
	KEY_OF_APP, /* the app does what it always does, but the footer shows it here */
};

struct key_word {
	enum intent_kind intent;
	const char *words; /* what it means on this screen; NULL: as in the key table */
	enum key_use use;
};

struct screen_class {
	const char *name;            /* "lesson" */
	const char *noun;            /* where q leads from the screen above: N_("outline") */
	size_t size;                 /* of the state, zero at birth, in the frame's arena */
	const struct key_word *keys; /* as the footer shows them, ended by INTENT_NONE */
	void (*start)(struct app *a, void *state, const struct go *go);
	void (*resume)(struct app *a, void *state); /* it is the top again */
	void (*stop)(void *state); /* frees what the arena does not hold, wipes secrets */
	void (*update)(struct app *a, void *state, const struct intent *i);
	void (*view)(const struct app *a, const void *state, struct view *v);
	/* Does this intent do what cannot be taken back? Then it counts only for a page that was
	 * seen. */
	bool (*commits)(const struct app *a, const void *state, const struct intent *i);
	/* Does a digit only move the marker to this choice, so that Enter has to say it? */
	bool (*marks)(const struct app *a, const void *state, int number);
	/* Is this key of keys[] worth a place in the footer now? NULL: all are. */
	bool (*offers)(const struct app *a, const void *state, enum intent_kind kind);
	/* What a report of a mistake would be about; false: nothing here. NULL: never. */
	bool (*about)(const struct app *a, const void *state, struct about *about);
	/* Lines for "where am I". */
	void (*where)(const struct app *a, const void *state, struct view *v);
};

extern const struct screen_class screen_signup, screen_home, screen_catalogue, screen_course,
    screen_module, screen_lesson, screen_words, screen_entry, screen_entrance, screen_quiz, screen_result,
    screen_results, screen_search, screen_settings, screen_language, screen_password, screen_keys,
    screen_key, screen_help, screen_where, screen_options, screen_mine, screen_code,
    screen_recovery, screen_recover, screen_desk, screen_drafts, screen_mistake, screen_marking, screen_marking_one;

/* ---- the app ---- */

struct frame {
	const struct screen_class *class;
	void *state;
	struct arena *arena;
	int focus;       /* number of the choice under the marker; 0: none */
	unsigned serial; /* replies find their way back by it */
};

struct card { /* a served course, as lists show it */
	const struct image *image;
	struct str id, title, summary;
	uint16_t hours;
	enum course_level level;
	enum course_status status;
	int64_t until;          /* retired: until when it may be finished; 0: it does not say */
	struct str replaced_by; /* course id, or empty */
	bool is_older;    /* the major that the reader began, and not the served one */
	bool is_hidden;   /* not the reader's to see: no list shows it, no address leads there */
	bool in_language; /* there are words in the reader's language */
};

struct open { /* the course that is open; screens of another course open theirs when they are
		 resumed */
	uint32_t card; /* NO_CARD: none */
	struct arena *arena, *facts_arena;
	const struct course *course;
	const struct words *words;
	struct facts facts;
	bool told; /* the facts have come (or never will: guests) */
};

struct waiting {
	struct request *request; /* a copy in arena */
	struct arena *arena;
	unsigned serial; /* of the frame that asked; 0: the app itself */
};

struct app {
	const struct world *w;
	struct identity who;
	struct arena *who_arena;
	struct arena *scratch; /* until the next update */
	struct card *card;
	uint32_t cards;
	struct arena *card_arena;
	struct open open;
	struct told_home home;
	struct arena *home_arena;
	bool home_told;
	bool knows_courses; /* home.told is what the keeper said */
	struct frame frame[STACK_MAX];
	unsigned frames, serial;
	struct frame gone[STACK_MAX * 2]; /* closed in this update: freed at its end, their states
					     may be running */
	unsigned goners;
	struct waiting queue[QUEUE_MAX]; /* queue[0] is under way when asked */
	unsigned queued;
	bool asked;
	uint64_t requests;     /* sent so far */
	struct effect *effect; /* of the update under way */
	unsigned current;      /* index of the frame whose update runs */
	struct str address;    /* asked for at the start */
	struct str language;   /* asked for */
	bool wants_line;
	char note[1024];
	int digits;          /* typed so far where numbers have two */
	uint64_t seen_page;  /* the last page that a key was pressed on with its paint seen */
	uint64_t named_page; /* the page on which what Enter means was typed while it was seen */
	int cols, rows;
	int64_t now;
};

/* Frames. go may be NULL. */
void app_go(struct app *a, const struct screen_class *class, const struct go *go);
void app_replace(
    struct app *a, const struct screen_class *class, const struct go *go); /* instead of the top */
void app_back(struct app *a);           /* one level up; from the bottom: leave */
void app_home(struct app *a);           /* down to the bottom */
struct arena *app_arena(struct app *a); /* of the frame whose update runs */
void app_focus(struct app *a, int number);

/* Queues a request for the keeper; its reply comes to this frame. Copies it. false: too many wait.
 */
bool app_ask(struct app *a, const struct request *r);
bool app_may(const struct app *a, enum verb v); /* may this identity say it at all? */
struct uuid app_uuid(const struct app *a);

/* What the page on top is about; false: nothing that could be reported (mistake.c). */
bool app_about(const struct app *a, struct about *about);
struct str about_words(struct arena *arena, struct str subject, struct str question);
void mistake_row_view(const struct mistake_row *m, struct view *v);
/* One line in answer to what was done, shown until the next key. */
void app_note(struct app *a, struct str text);
void app_refused(struct app *a, const struct reply *r);
void app_leave(struct app *a, struct str goodbye);
void app_preview(struct app *a, struct str course); /* EFFECT_PREVIEW */
/* Why a test cannot be taken by who may not take any: a guest, or in a preview. */
const char *no_test_words(const struct app *a);
void app_begin(struct app *a); /* the first screen, for the role and the address asked for */
void app_identity(struct app *a, const struct identity *who); /* copies it */
void app_signed_up(struct app *a, const struct identity *who);

/* The app's own side of frames and requests (stack.c). */
void stack_ask(struct app *a, const struct request *r); /* the reply comes to the app itself */
void stack_send(struct app *a, struct effect *e); /* the next request, when none is under way */
bool stack_answers(
    const struct app *a, const struct reply *r); /* does it answer the one under way? */
struct waiting stack_answered(struct app *a);    /* takes that one off; forget it afterwards */
void stack_forget(struct waiting *w);
void stack_sweep(struct app *a); /* frees the frames that were closed */
void stack_clear(struct app *a); /* frees them all */

/* Courses. */
uint32_t app_card(const struct app *a, struct str course); /* NO_CARD: not served */
bool app_open(struct app *a,
    uint32_t card); /* opens its outline and asks for the facts when it is another one */
void app_ask_home(
    struct app *a); /* place and courses anew: the reply comes to the app, then to the top */
void app_facts(struct app *a); /* asks anew */
void app_cards(struct app *a); /* after a change of language */
/* After HOME. On the bottom page alone a card may get the image of another edition: what is open does
 * not change under a reader. */
void app_courses_told(struct app *a);
/* "Retired; you may finish until 24 Nov 2027; replaced by ...": of a retired course. */
struct str retired_words(const struct app *a, struct arena *arena, const struct card *c);
const struct course_state *app_state(const struct app *a, struct str course); /* NULL: not begun */
/* "COURSE", "COURSE/MODULE", "COURSE/MODULE/LESSON", "COURSE/LESSON": opens what it names; false:
 * there is none. */
bool app_follow(struct app *a, struct str address);

int app_text_cols(const struct app *a);
int app_body_rows(const struct app *a);
bool app_plain(const struct app *a);
/* What a trainee types: "ssh amina@academy.example.org", with -p where it is not 22. */
struct str app_command(const struct app *a, struct arena *arena, struct str login);

/* ---- a field that is typed into ---- */

struct field {
	char *at;
	size_t len, cap;
};

enum field_did { FIELD_NOTHING, FIELD_CHANGED, FIELD_EMPTY_ERASED };

void field_init(struct field *f, struct arena *a, size_t cap);
void field_set(struct field *f, struct str text);
void field_wipe(struct field *f); /* every byte */
struct str field_get(const struct field *f);
enum field_did field_update(struct field *f, const struct intent *i);
/* The item; the view then takes letters as text, and in line mode the label is the prompt. */
void field_view(struct view *v, const struct field *f, struct str label, bool secret);

/* ---- a question that is answered ---- */

struct offer {
	uint32_t key;
	struct str text;
};

struct form {
	const struct question *q;
	struct offer choice[RESPONSE_PICKS * 2]; /* as numbered on the page */
	uint32_t choices;
	uint32_t left[RESPONSE_PICKS]; /* matching: keys of the left sides, in order */
	struct str left_text[RESPONSE_PICKS];
	uint32_t lefts, at; /* at: the left side that is asked for now */
	struct response response;
	struct field field;
	bool typing; /* the field takes the letters */
	bool opens;  /* the field has to be opened by a choice first */
	bool picked; /* show what was picked before */
	bool changed; /* since it was saved: what was written of an essay, ticked, or paired */
};

enum form_did { FORM_NOTHING, FORM_CHANGED, FORM_READY, FORM_OUT, FORM_NOT_A_NUMBER, FORM_EMPTY, FORM_FULL };

/* opens: a text field waits for choice 1, because the page has other keys (a lesson in cells). */
void form_init(struct form *f, const struct question *q, struct arena *a, bool opens);
void form_load(struct form *f, const struct response *r); /* what was answered before */
void form_clear(struct form *f);
enum form_did form_update(struct form *f, const struct intent *i);
bool form_commits(const struct form *f, const struct intent *i);
bool form_marks(const struct form *f, int number); /* a digit only moves there */
void form_view(const struct form *f, const struct app *a, struct view *v);
int form_last(const struct form *f);             /* the highest number that it takes */
const char *form_kind(const struct question *q); /* "Choose one." */
/* What to say to an Enter that answers nothing. */
/* After FORM_CHANGED: where the next left side of a matching is asked for, no right side is marked beforehand. */
void form_unmark(struct app *a, const struct form *f);
struct str form_empty_words(const struct form *f, bool plain);
/* What was answered, in words. */
struct str form_words(const struct form *f, struct arena *a);

/* An answer that takes more than one key: what is there and not saved is taken as it stands by who leaves it. */
bool form_is_unsaved(const struct form *f);
void form_take(struct form *f);

/* An answer of several lines (essay.c). */
enum form_did essay_update(struct form *f, const struct intent *i);
bool essay_commits(const struct form *f);
int essay_last(const struct form *f);
void essay_view(const struct form *f, struct view *v);
void essay_take(struct form *f); /* into response.text */

/* ---- small words ---- */

struct fill { /* for texts of tables: "{n}" in them becomes with */
	const char *name;
	struct str with;
};

struct str words_fill(struct arena *a, const char *text, const struct fill *fill, size_t fills);
struct str words_when(struct arena *a, int64_t at); /* "Thu 19 Nov, 16:40 (Maputo)" or "UTC" */
struct str words_day(struct arena *a, int64_t at);             /* "19 Nov 2026" */
struct str words_minutes(struct arena *a, uint32_t minutes);   /* "5 min" */
struct str words_span(struct arena *a, uint32_t seconds); /* "24 hours", "45 minutes" */
struct str words_kb(struct arena *a, uint64_t bytes);          /* "20 kB"; never 0 */
struct str words_pad(struct arena *a, struct str s, int cols); /* with blanks behind */
const char *words_level(enum course_level l);
struct str words_language(struct str tag); /* the language's own name, or the tag */

void view_page(struct view *v, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
struct str view_printf(struct view *v, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* What is told at the first look after a login; each says nothing when there is nothing (notice.c). */
void notices_view(const struct app *a, struct view *v);
/* How many are news of tests and reports, or how many are changes of the account. */
uint32_t notices_count(const struct app *a, bool news);
void reads_only_view(const struct app *a, struct view *v);
/* The machine's clock is wrong: the refusal's own words, before anybody meets it. */
void clock_view(const struct app *a, struct view *v);
void next_key_view(const struct app *a, struct view *v);
/* Kind, fingerprint and use of a key, as facts. */
void key_facts(const struct ssh_key *k, struct view *v);
/* Choices numbered one after another: the number is kept in *n. */
struct item *view_next(struct view *v, int *n, struct str text);

struct language {
	const char *tag, *own, *english;
};
extern const struct language languages[];
extern const unsigned language_count;

struct country {
	char code[3];
	const char *name;
};
extern const struct country countries[];
extern const unsigned country_count;

/* Four words, parted by blanks. */
struct str phrase_make(struct arena *a, void (*random)(void *, void *, size_t), void *context);
extern const char *const phrase_words[];
extern const unsigned phrase_count;

#endif
