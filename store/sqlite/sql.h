/* Every statement of the house: constants, prepared once, bound by name. Order as in db.h. */
#ifndef CHALKLINE_SQL_H
#define CHALKLINE_SQL_H

#define SQL_PERSON_FIELDS                                                                          \
	"SELECT p.id, p.login, p.name, p.language, p.country, p.role, p.line_mode, "               \
	"p.shared_computer, p.disabled, w.phc, l.at, l.how, l.before_at, l.before_how, "           \
	"l.sequence, l.before_sequence, "                                                          \
	"EXISTS (SELECT 1 FROM recovery AS r WHERE r.person = p.id AND r.ended_at = 0) "           \
	"FROM person AS p LEFT JOIN password AS w ON w.person = p.id "                             \
	"LEFT JOIN login_state AS l ON l.person = p.id "

#define SQL_KEY_FIELDS                                                                             \
	"SELECT fingerprint, kind, name, added_at, used_at, person, blob, proved FROM ssh_key "

#define SQL_INVITATION_FIELDS                                                                      \
	"SELECT i.hash, i.role, i.uses, i.used, i.until, i.used_at, i.label, i.made_at, i.by, "    \
	"i.revoked_at FROM invitation AS i "

#define SQL_USER_FIELDS                                                                            \
	"SELECT p.login, p.name, p.language, p.country, p.role, p.disabled, "                      \
	"EXISTS (SELECT 1 FROM password AS w WHERE w.person = p.id), "                             \
	"EXISTS (SELECT 1 FROM recovery AS r WHERE r.person = p.id AND r.ended_at = 0), "          \
	"(SELECT count(*) FROM ssh_key AS k WHERE k.person = p.id), p.added_at, "                  \
	"coalesce(l.at, 0) FROM person AS p LEFT JOIN login_state AS l ON l.person = p.id "

#define SQL_USER_FITS                                                                              \
	"(:find = '' OR instr(lower(p.login), :find) OR instr(lower(p.name), :find)) "

#define SQL_WALK_FIELDS                                                                            \
	"SELECT id, person, course, module, steps, choices, begun_at, ended_at, \"end\" FROM walk "
#define SQL_ATTEMPT_FIELDS                                                                         \
	"SELECT id, person, course, assessment, lang, edition, minor, revision, number, pass, "    \
	"questions, answered, begun_at, changed_at, closed_at, percent, \"right\", passed, "       \
	"kind, time_s, clock, pause_limit_s, paused_s, given_s, waits, remarked_at, " \
	"away_at, set_s, time_up FROM attempt "

#define SQL_MISTAKE_FITS                                                                           \
	"WHERE (:course = '' OR m.course = :course) AND (:own = 0 OR m.person = :person) "        \
	"AND (:all <> 0 OR m.answered_at = 0) "

#define SQL_EVENT_FIELDS                                                                           \
	"SELECT sequence, uuid, at, person, by, kind, course, subject, question, version, data "   \
	"FROM event "

/* Written answers that wait, each with its number among those to the same question. */
#define SQL_WAITING_FIELDS                                                                                \
	"SELECT t.id AS attempt, q.place AS place, t.course AS course, "                           \
	"t.assessment AS assessment, q.question AS question, t.closed_at AS closed_at, "           \
	"row_number() OVER (PARTITION BY t.course, t.assessment, q.question "                      \
	"ORDER BY t.closed_at, t.id, q.place) AS number, "                                         \
	"count(*) OVER (PARTITION BY t.course, t.assessment, q.question) AS n, "                   \
	"t.edition AS edition, t.minor AS minor, t.revision AS revision, t.lang AS lang "          \
	"FROM attempt AS t CROSS JOIN attempt_question AS q ON q.attempt = t.id "                  \
	"WHERE t.waits = 1 AND q.waits = 1 AND :course IN ('', t.course) "                          \
	"AND t.person <> :but"

#define SQL_REPAIR_FIELDS                                                                          \
	"SELECT id, course, assessment, question, version, kind, accept, reason, state, at, "      \
	"done_at, by, consent_by, consent_at, upto, changed FROM repair "

#define SQL_EDITION_FIELDS "SELECT course, major, minor, revision, hash FROM edition "

/* Of a person's two answers to one check. */
#define SQL_CHECK_NEWER "excluded.tries > 0 AND (tries = 0 OR excluded.at > at)"

/* Done once is done: the first time of two, where 0 is never. */
#define SQL_DONE_FIRST                                                                             \
	"iif(done_at = 0 OR (excluded.done_at > 0 AND excluded.done_at < done_at), "               \
	"excluded.done_at, done_at)"

#define SQL_LIST(X)                                                                                \
	X(BEGIN, "BEGIN IMMEDIATE")                                                                \
	X(COMMIT, "COMMIT")                                                                        \
	X(ROLLBACK, "ROLLBACK")                                                                    \
	X(SAVE, "SAVEPOINT request")                                                               \
	X(KEEP, "RELEASE request")                                                                 \
	X(UNDO, "ROLLBACK TO request")                                                             \
	X(SITE, "SELECT id, seed FROM site WHERE is_own = 1")                                      \
	X(NEWEST, "SELECT at FROM event ORDER BY sequence DESC LIMIT 1")                           \
	X(COUNTS, "SELECT coalesce((SELECT max(sequence) FROM event), 0), "                        \
		  "(SELECT count(*) FROM person)")                                                 \
                                                                                                   \
	X(PERSON, SQL_PERSON_FIELDS "WHERE p.id = :id")                                            \
	X(PERSON_BY_LOGIN, SQL_PERSON_FIELDS "WHERE p.login = :login")                             \
	X(LOGIN_TAKEN, "SELECT 1 FROM person WHERE login = :login")                                \
	X(PERSON_ADD,                                                                              \
	    "INSERT INTO person (id, login, name, language, country, role, line_mode, "            \
	    "shared_computer, disabled, added_at) VALUES (:id, :login, :name, :language, "         \
	    ":country, :role, :line_mode, :shared_computer, 0, :at)")                              \
	X(PERSON_SETTINGS, "UPDATE person SET language = :language, line_mode = :line_mode, "      \
			   "shared_computer = :shared_computer WHERE id = :id")                    \
	X(PASSWORD_SET, "INSERT INTO password (person, phc, set_at) VALUES (:person, :phc, :at) "  \
			"ON CONFLICT (person) DO UPDATE SET phc = :phc, set_at = :at")             \
	X(PASSWORD_END, "DELETE FROM password WHERE person = :person")                             \
	X(PERSON_LOGIN, "UPDATE person SET login = :login WHERE id = :id")                         \
	X(PERSON_NAME, "UPDATE person SET name = :name WHERE id = :id")                            \
	X(PERSON_ROLE, "UPDATE person SET role = :role WHERE id = :id")                            \
	X(PERSON_DISABLED, "UPDATE person SET disabled = :disabled WHERE id = :id")                \
	X(LOGIN_BEFORE, "SELECT login FROM login_before WHERE event = :event")                     \
	X(LOGIN_BEFORE_ADD, "INSERT INTO login_before (event, person, login) "                     \
			    "SELECT :event, id, login FROM person WHERE id = :person")             \
	X(OPERATORS, "SELECT count(*) FROM person WHERE role = :role AND disabled = 0 "            \
		     "AND id <> :but")                                                             \
	X(USERS,                                                                                   \
	    SQL_USER_FIELDS "WHERE " SQL_USER_FITS                                                 \
			    "AND p.login > :after ORDER BY p.login LIMIT :most")                   \
	X(USERS_ALL, "SELECT count(*) FROM person AS p WHERE " SQL_USER_FITS)                      \
	X(USER, SQL_USER_FIELDS "WHERE p.id = :id")                                                \
	X(KEY, SQL_KEY_FIELDS "WHERE fingerprint = :fingerprint")                                  \
	X(KEYS, SQL_KEY_FIELDS "WHERE person = :person ORDER BY added_at, fingerprint")            \
	X(KEY_ADD, "INSERT INTO ssh_key (fingerprint, person, kind, name, blob, added_at, "        \
		   "used_at, proved) VALUES (:fingerprint, :person, :kind, :name, :blob, "         \
		   ":added_at, :used_at, :proved)")                                                \
	X(KEY_REMOVE, "DELETE FROM ssh_key WHERE fingerprint = :fingerprint")                      \
	X(KEY_MOVE, "UPDATE ssh_key SET person = :person WHERE fingerprint = :fingerprint")        \
	X(KEY_NAME, "UPDATE ssh_key SET name = :name WHERE fingerprint = :fingerprint")            \
	X(KEY_USED, "UPDATE ssh_key SET used_at = :at, proved = 1 "                                \
		    "WHERE fingerprint = :fingerprint")                                            \
                                                                                                   \
	X(INVITATION, SQL_INVITATION_FIELDS "WHERE i.hash = :hash")                                \
	X(INVITATION_BY_ID, SQL_INVITATION_FIELDS "WHERE substr(i.hash, 1, 4) = :id")              \
	X(INVITATIONS,                                                                             \
	    SQL_INVITATION_FIELDS "WHERE :all OR i.by = :by ORDER BY i.made_at DESC, i.hash "      \
				  "LIMIT :most OFFSET :skip")                                      \
	X(INVITATION_ADD, "INSERT INTO invitation (hash, role, uses, used, until, used_at, "       \
			  "label, made_at, by, revoked_at) VALUES (:hash, :role, :uses, 0, "       \
			  ":until, 0, :label, :made_at, :by, 0)")                                  \
	X(INVITATION_USE, "UPDATE invitation SET used = used + 1, used_at = :at "                  \
			  "WHERE hash = :hash AND used < uses AND revoked_at = 0")                 \
	X(INVITATION_REVOKE, "UPDATE invitation SET revoked_at = :at "                             \
			     "WHERE hash = :hash AND revoked_at = 0")                              \
	X(INVITATIONS_FORGET, "DELETE FROM invitation WHERE until < :before "                      \
			      "OR (used >= uses AND used_at < :before) "                           \
			      "OR (revoked_at > 0 AND revoked_at < :before)")                      \
	X(RECOVERY, "SELECT person, made_at, by, ended_at FROM recovery WHERE hash = :hash")       \
	X(RECOVERY_END, "UPDATE recovery SET ended_at = :at "                                      \
			"WHERE person = :person AND ended_at = 0")                                 \
	X(RECOVERY_END_LESSER,                                                                     \
	    "UPDATE recovery SET ended_at = :at WHERE person = :person AND ended_at = 0 "          \
	    "AND by <> :person AND by IN (SELECT id FROM person WHERE role < :operator)")          \
	X(RECOVERY_ADD, "INSERT INTO recovery (hash, person, made_at, by, ended_at) "              \
			"VALUES (:hash, :person, :at, :by, 0)")                                    \
	X(RECOVERIES_FORGET, "DELETE FROM recovery WHERE ended_at > 0 AND ended_at < :before")     \
	X(NOTICES, "SELECT n.kind, n.at, n.by, n.what, n.event, n.other, p.login "                 \
		   "FROM notice AS n LEFT JOIN person AS p ON p.id = n.by "                        \
		   "WHERE n.person = :person AND n.sequence > :after AND n.sequence < :before "    \
		   "ORDER BY n.sequence DESC LIMIT :most")                                         \
	X(MERGED, "SELECT merged_into FROM merged WHERE person = :person")                         \
                                                                                                   \
	X(EVENT, SQL_EVENT_FIELDS "WHERE uuid = :uuid")                                            \
	X(EVENTS, SQL_EVENT_FIELDS "ORDER BY sequence")                                            \
	X(EVENT_ADD,                                                                               \
	    "INSERT INTO event (site, counter, uuid, at, person, by, kind, course, subject, "      \
	    "question, version, data) VALUES (1, "                                                 \
	    "(SELECT coalesce(max(counter), 0) + 1 FROM event WHERE site = 1), :uuid, :at, "       \
	    ":person, :by, :kind, :course, :subject, :question, :version, :data)")                 \
                                                                                                   \
	X(DID_LOGIN,                                                                               \
	    "INSERT INTO login_state (person, at, how, before_at, before_how, sequence, "          \
	    "before_sequence) VALUES (:person, :at, :how, 0, '', :sequence, 0) "                   \
	    "ON CONFLICT (person) DO UPDATE SET before_at = at, before_how = how, "                \
	    "before_sequence = sequence, at = :at, how = :how, sequence = :sequence")              \
	X(DID_NOTICE, "INSERT INTO notice (person, sequence, event, kind, at, by, what, other) "   \
		      "VALUES (:person, :sequence, :event, :kind, :at, :by, :what, :other)")       \
	X(DID_COURSE,                                                                              \
	    "INSERT INTO course_state (person, course, begun_at, last_at, done_at, percent, "      \
	    "major) VALUES (:person, :course, :at, :at, 0, 0, coalesce("                           \
	    "(SELECT c.major FROM course AS c WHERE c.course = :course), 0)) "                     \
	    "ON CONFLICT (person, course) DO UPDATE SET last_at = :at")                            \
	X(DID_PROGRESS, "UPDATE course_state SET percent = :percent, "                             \
			"done_at = CASE WHEN done_at = 0 AND :done THEN :at ELSE done_at END "     \
			"WHERE person = :person AND course = :course")                             \
	X(DID_PLACE,                                                                               \
	    "INSERT INTO place (person, course, lang, lesson, hash, block, offset, ended, "        \
	    "question, draft, at, sequence) VALUES (:person, :course, :lang, :lesson, :hash, "     \
	    ":block, :offset, :ended, :question, :draft, :at, :sequence) "                         \
	    "ON CONFLICT (person, course) DO UPDATE SET lang = :lang, lesson = :lesson, "          \
	    "hash = :hash, block = :block, offset = :offset, ended = :ended, "                     \
	    "question = :question, draft = :draft, at = :at, sequence = :sequence")                \
	X(DID_LESSON,                                                                              \
	    "INSERT INTO lesson_state (person, course, lesson, opened, ended, answered, done_at, " \
	    "hash, block, offset, at) VALUES (:person, :course, :lesson, 1, :ended, 0, 0, :hash, " \
	    ":block, :offset, :at) ON CONFLICT (person, course, lesson) DO UPDATE SET opened = "   \
	    "1, "                                                                                  \
	    "ended = max(ended, :ended), hash = :hash, block = :block, offset = :offset, "         \
	    "at = :at")                                                                            \
	X(DID_CHECK,                                                                               \
	    "INSERT INTO check_answer (person, course, lesson, question, tries, version, "         \
	    "first_response, first_share, response, share, shown, at) VALUES (:person, :course, "  \
	    ":lesson, :question, 1, :version, :response, :share, :response, :share, 0, :at) "      \
	    "ON CONFLICT (person, course, lesson, question) DO UPDATE SET tries = tries + 1, "     \
	    "version = :version, response = :response, share = :share, at = :at, "                 \
	    "first_response = CASE WHEN tries = 0 THEN :response ELSE first_response END, "        \
	    "first_share = CASE WHEN tries = 0 THEN :share ELSE first_share END")                  \
	X(DID_CHECK_SHOW,                                                                          \
	    "INSERT INTO check_answer (person, course, lesson, question, tries, version, "         \
	    "first_response, first_share, response, share, shown, at) VALUES (:person, :course, "  \
	    ":lesson, :question, 0, :version, '', 0, '', 0, 1, :at) "                              \
	    "ON CONFLICT (person, course, lesson, question) DO UPDATE SET shown = 1")              \
	X(DID_LESSON_CHECK,                                                                        \
	    "INSERT INTO lesson_state (person, course, lesson, opened, ended, answered, done_at, " \
	    "hash, block, offset, at) VALUES (:person, :course, :lesson, 0, 0, 1, 0, 0, 0, 0, "    \
	    ":at) ON CONFLICT (person, course, lesson) DO UPDATE SET at = :at, answered = "        \
	    "(SELECT count(*) FROM check_answer AS c WHERE c.person = :person AND "                \
	    "c.course = :course AND c.lesson = :lesson AND c.tries > 0)")                          \
	X(DID_LESSON_DONE,                                                                         \
	    "UPDATE lesson_state SET done_at = :at WHERE person = :person AND course = :course "   \
	    "AND lesson = :lesson AND done_at = 0 AND ended = 1 AND answered >= :checks")          \
	X(DID_START,                                                                               \
	    "INSERT INTO attempt (id, person, course, assessment, lang, edition, minor, "          \
	    "revision, number, pass, questions, answered, begun_at, changed_at, closed_at, "       \
	    "percent, \"right\", passed, kind, time_s, clock, pause_limit_s) VALUES (:id, :person, " \
	    ":course, :assessment, :lang, :edition, :minor, :revision, :number, :pass, "           \
	    ":questions, 0, :at, :at, 0, 0, 0, 0, :kind, :time, :clock, :limit)")                  \
	X(DID_START_QUESTION,                                                                      \
	    "INSERT INTO attempt_question (attempt, place, question, version, choices, response, " \
	    "answered_at, share) VALUES (:attempt, :place, :question, :version, :choices, '', 0, " \
	    "0)")                                                                                  \
	X(DID_ANSWER, "UPDATE attempt_question SET response = :response, answered_at = :at "       \
		      "WHERE attempt = :attempt AND place = :place")                               \
	X(DID_ANSWER_COUNT,                                                                        \
	    "UPDATE attempt SET changed_at = :at, answered = (SELECT count(*) "                    \
	    "FROM attempt_question AS q WHERE q.attempt = :attempt AND q.response <> '') "         \
	    "WHERE id = :attempt")                                                                 \
	X(DID_HANDIN,                                                                              \
	    "UPDATE attempt SET closed_at = :at, percent = :percent, \"right\" = :right, "         \
	    "passed = :passed, time_up = :time_up, away_at = 0 WHERE id = :attempt")               \
	X(DID_SHARE, "UPDATE attempt_question SET share = :share, waits = :waits, is_out = :out "  \
		     "WHERE attempt = :attempt AND place = :place")                                \
	X(DID_WAIT, "UPDATE attempt SET waits = EXISTS (SELECT 1 FROM attempt_question AS q "      \
		    "WHERE q.attempt = attempt.id AND q.waits = 1) WHERE id = :attempt")           \
	X(DID_OUTAGE, "UPDATE attempt SET paused_s = paused_s + :given, away_at = :away "          \
		      "WHERE id = :attempt")                                                       \
	X(DID_CLOCK_SET, "UPDATE attempt SET set_s = set_s + :by, "                                \
			 "away_at = away_at + iif(away_at > 0, :by, 0) WHERE id = :attempt")       \
	X(DID_EXTRA_GIVE, "UPDATE attempt SET given_s = given_s + :given WHERE id = :attempt")     \
	X(DID_EXTRA_TIME, "INSERT INTO extra_time (person, percent) VALUES (:person, :percent) "   \
			  "ON CONFLICT (person) DO UPDATE SET percent = excluded.percent")         \
	X(DID_REMARK,                                                                              \
	    "UPDATE attempt SET remarked_at = :at, percent = :percent, \"right\" = :right, "       \
	    "passed = :passed WHERE id = :attempt")                                                \
	X(DID_COMMENT, "UPDATE attempt_question SET comment = :comment, marked = 1, "              \
		       "marked_by = :by WHERE attempt = :attempt AND place = :place")              \
	X(DID_NOTICE_AGAIN,                                                                        \
	    "DELETE FROM notice WHERE person = :person AND kind = :kind AND what = :what "         \
	    "AND sequence > coalesce((SELECT l.sequence FROM login_state AS l "                    \
	    "WHERE l.person = :person), 0)")                                                       \
	X(DID_REPAIR,                                                                              \
	    "INSERT INTO repair (id, sequence, at, by, course, assessment, question, version, "    \
	    "kind, accept, reason, state, consent_at, consent_by, upto, changed, done_at) "        \
	    "VALUES (:id, :sequence, :at, :by, :course, :assessment, :question, :version, :kind, " \
	    ":accept, :reason, :state, 0, x'', zeroblob(16), 0, 0)")                               \
	X(DID_REPAIRED, "UPDATE repair SET upto = :attempt, changed = changed + 1 "                \
			"WHERE id = :repair")                                                      \
	X(DID_REPAIR_CONSENT, "UPDATE repair SET state = :state, consent_at = :at, "               \
			      "consent_by = :by WHERE id = :id AND state < :state")                \
	X(DID_REPAIR_DONE,                                                                         \
	    "UPDATE repair SET state = :state, done_at = :at WHERE id = :id AND state < :state")   \
	X(EXTRA_TIME, "SELECT percent FROM extra_time WHERE person = :person")                     \
                                                                                                   \
	X(MERGE_EXTRA, "INSERT INTO extra_time (person, percent) SELECT :into, percent "           \
		       "FROM extra_time WHERE person = :from ON CONFLICT (person) "                \
		       "DO UPDATE SET percent = max(percent, excluded.percent)")                   \
	X(MERGE_EXTRA_END, "DELETE FROM extra_time WHERE person = :from AND :into IS NOT NULL")    \
	X(DID_WALK,                                                                                \
	    "INSERT INTO walk (id, person, course, module, steps, choices, begun_at, ended_at, "   \
	    "\"end\", sequence) VALUES (:id, :person, :course, :module, :steps, :choices, :at, "   \
	    ":ended, :end, :sequence) ON CONFLICT (id) DO UPDATE SET steps = :steps, "             \
	    "choices = choices + :choices, ended_at = :ended, \"end\" = :end, "                    \
	    "sequence = :sequence")                                                                \
	X(DID_WALK_STEP,                                                                           \
	    "INSERT INTO walk_step (walk, place, node, version, lang, edition, minor, revision, "  \
	    "choice, response, share, \"to\", scales, at) VALUES (:walk, :place, :node, "          \
	    ":version, :lang, :edition, :minor, :revision, :choice, :response, :share, :to, "      \
	    ":scales, :at)")                                                                       \
	X(MERGE_WALKS, "UPDATE walk SET person = :into WHERE person = :from")                      \
	X(WALK, SQL_WALK_FIELDS "WHERE id = :id")                                                  \
	X(WALKS, SQL_WALK_FIELDS "WHERE person = :person AND course = :course "                    \
				 "AND module = :module ORDER BY sequence DESC LIMIT :most")        \
	X(WALK_STEPS,                                                                              \
	    "SELECT node, lang, edition, minor, revision, choice, response, share, \"to\", "       \
	    "scales, at FROM walk_step WHERE walk = :id ORDER BY place")                           \
	X(FACTS_WALKS, SQL_WALK_FIELDS                                                             \
	    "AS w WHERE person = :person AND course = :course AND sequence = "                     \
	    "(SELECT max(o.sequence) FROM walk AS o WHERE o.person = w.person "                    \
	    "AND o.course = w.course AND o.module = w.module)")                                    \
                                                                                                   \
	X(MERGE_CHAIN, "UPDATE merged SET merged_into = :into WHERE merged_into = :from")          \
	X(MERGE_ADD, "INSERT INTO merged (person, merged_into) VALUES (:from, :into)")             \
	X(MERGE_PLACE,                                                                             \
	    "INSERT INTO place (person, course, lang, lesson, hash, block, offset, ended, "        \
	    "question, draft, at, sequence) SELECT :into, course, lang, lesson, hash, block, "     \
	    "offset, ended, question, draft, at, sequence FROM place WHERE person = :from "        \
	    "ON CONFLICT (person, course) DO UPDATE SET lang = excluded.lang, "                    \
	    "lesson = excluded.lesson, hash = excluded.hash, block = excluded.block, "             \
	    "offset = excluded.offset, ended = excluded.ended, question = excluded.question, "     \
	    "draft = excluded.draft, at = excluded.at, sequence = excluded.sequence "              \
	    "WHERE excluded.sequence > place.sequence")                                            \
	X(MERGE_PLACE_END, "DELETE FROM place WHERE person = :from")                               \
	X(MERGE_CHECK,                                                                             \
	    "INSERT INTO check_answer (person, course, lesson, question, tries, version, "         \
	    "first_response, first_share, response, share, shown, at) SELECT :into, course, "      \
	    "lesson, question, tries, version, first_response, first_share, response, share, "     \
	    "shown, at FROM check_answer WHERE person = :from "                                    \
	    "ON CONFLICT (person, course, lesson, question) DO UPDATE SET "                        \
	    "tries = tries + excluded.tries, "                                                     \
	    "first_response = iif(tries = 0, excluded.first_response, first_response), "           \
	    "first_share = iif(tries = 0, excluded.first_share, first_share), "                    \
	    "version = iif(" SQL_CHECK_NEWER ", excluded.version, version), "                      \
	    "response = iif(" SQL_CHECK_NEWER ", excluded.response, response), "                   \
	    "share = iif(" SQL_CHECK_NEWER ", excluded.share, share), "                            \
	    "shown = max(shown, excluded.shown), at = max(at, excluded.at)")                       \
	X(MERGE_CHECK_END, "DELETE FROM check_answer WHERE person = :from")                        \
	X(MERGE_LESSON,                                                                            \
	    "INSERT INTO lesson_state (person, course, lesson, opened, ended, answered, done_at, " \
	    "hash, block, offset, at) SELECT :into, course, lesson, opened, ended, answered, "     \
	    "done_at, hash, block, offset, at FROM lesson_state WHERE person = :from "             \
	    "ON CONFLICT (person, course, lesson) DO UPDATE SET "                                  \
	    "opened = max(opened, excluded.opened), ended = max(ended, excluded.ended), "          \
	    "done_at = " SQL_DONE_FIRST ", "                                                       \
	    "hash = iif(excluded.at > at, excluded.hash, hash), "                                  \
	    "block = iif(excluded.at > at, excluded.block, block), "                               \
	    "offset = iif(excluded.at > at, excluded.offset, offset), at = max(at, excluded.at)")  \
	X(MERGE_LESSON_END, "DELETE FROM lesson_state WHERE person = :from")                       \
	X(MERGE_LESSON_COUNT,                                                                      \
	    "UPDATE lesson_state SET answered = (SELECT count(*) FROM check_answer AS c "          \
	    "WHERE c.person = :into AND c.course = lesson_state.course "                           \
	    "AND c.lesson = lesson_state.lesson AND c.tries > 0) WHERE person = :into")            \
	X(MERGE_COURSE,                                                                            \
	    "INSERT INTO course_state (person, course, begun_at, last_at, done_at, percent, "      \
	    "major) SELECT :into, course, begun_at, last_at, done_at, percent, major "             \
	    "FROM course_state WHERE person = :from ON CONFLICT (person, course) DO UPDATE SET "   \
	    "major = iif(excluded.begun_at < begun_at, excluded.major, major), "                   \
	    "begun_at = min(begun_at, excluded.begun_at), "                                        \
	    "last_at = max(last_at, excluded.last_at), done_at = " SQL_DONE_FIRST ", "             \
	    "percent = max(percent, excluded.percent)")                                            \
	X(MERGE_COURSE_END, "DELETE FROM course_state WHERE person = :from")                       \
	X(MERGE_ATTEMPTS, "UPDATE attempt SET person = :into WHERE person = :from")                \
	X(MERGE_NUMBERS,                                                                           \
	    "UPDATE attempt SET number = (SELECT count(*) FROM attempt AS o "                      \
	    "WHERE o.person = :into AND o.course = attempt.course "                                \
	    "AND o.assessment = attempt.assessment "                                               \
	    "AND (o.begun_at, o.id) <= (attempt.begun_at, attempt.id)) WHERE person = :into")      \
                                                                                                   \
	X(HOME_PLACE,                                                                              \
	    "SELECT course, lang, lesson, hash, block, offset, ended, question, draft, at "        \
	    "FROM place WHERE person = :person ORDER BY sequence DESC LIMIT 1")                    \
	X(HOME_COURSES, "SELECT course, begun_at, last_at, done_at, percent FROM course_state "    \
			"WHERE person = :person ORDER BY last_at DESC, course")                    \
	X(COURSE_PLACE,                                                                            \
	    "SELECT course, lang, lesson, hash, block, offset, ended, question, draft, at "        \
	    "FROM place WHERE person = :person AND course = :course")                              \
	X(FACTS_LESSONS,                                                                           \
	    "SELECT lesson, opened, ended, answered, done_at, hash, block, offset, at "            \
	    "FROM lesson_state WHERE person = :person AND course = :course")                       \
	X(FACTS_QUIZZES,                                                                           \
	    "SELECT assessment, sum(closed_at > 0), "                                              \
	    "max(CASE WHEN closed_at > 0 THEN percent ELSE -1 END), max(passed), "                 \
	    "max(closed_at = 0) FROM attempt WHERE person = :person AND course = :course "         \
	    "GROUP BY assessment")                                                                 \
	X(LESSON_IS_DONE, "SELECT done_at > 0 FROM lesson_state "                                  \
			  "WHERE person = :person AND course = :course AND lesson = :lesson")      \
	X(COURSE_IS_DONE,                                                                          \
	    "SELECT done_at FROM course_state WHERE person = :person AND course = :course")        \
	X(ATTEMPT, SQL_ATTEMPT_FIELDS "WHERE id = :id")                                            \
	X(ATTEMPT_OPEN, SQL_ATTEMPT_FIELDS "WHERE person = :person AND course = :course "          \
					   "AND assessment = :assessment AND closed_at = 0")       \
	X(ATTEMPTS_OPEN, SQL_ATTEMPT_FIELDS "WHERE person = :person AND closed_at = 0 "            \
					    "ORDER BY begun_at, id")                               \
	X(ATTEMPTS_CLOSED,                                                                         \
	    "SELECT count(*), coalesce(max(closed_at), 0) FROM attempt WHERE person = :person "    \
	    "AND course = :course AND assessment = :assessment AND closed_at > 0")                 \
	X(ATTEMPT_QUESTIONS,                                                                       \
	    "SELECT question, version, choices, response, share, waits, is_out, comment "          \
	    "FROM attempt_question "                                                               \
	    "WHERE attempt = :id ORDER BY place")                                                  \
	X(ATTEMPT_QUESTION,                                                                        \
	    "SELECT question, version, choices, response, share, waits, is_out, comment "          \
	    "FROM attempt_question "                                                               \
	    "WHERE attempt = :id AND place = :place")                                              \
	X(SEEN, "SELECT DISTINCT q.question FROM attempt AS t JOIN attempt_question AS q "         \
		"ON q.attempt = t.id WHERE t.person = :person AND t.course = :course "             \
		"AND t.assessment = :assessment")                                                  \
	X(DID_PAPER, "INSERT INTO paper (code, id) VALUES (:code, :id)")                           \
	X(PAPER, "SELECT id FROM paper WHERE code = :code")                                        \
	X(DID_MISTAKE,                                                                             \
	    "INSERT INTO mistake (id, person, course, subject, question, lang, edition, minor, "   \
	    "revision, text, at, sequence, answer, answered_at, answered_by) VALUES (:id, "        \
	    ":person, :course, :subject, :question, :lang, :edition, :minor, :revision, :text, "   \
	    ":at, :sequence, '', 0, zeroblob(16))")                                                \
	X(DID_MISTAKE_ANSWER, "UPDATE mistake SET answer = :answer, answered_at = :at, "           \
			      "answered_by = :by WHERE id = :id")                                  \
	X(MISTAKES_OPEN, "SELECT count(*) FROM mistake WHERE person = :person "                    \
			 "AND answered_at = 0")                                                    \
	X(MISTAKES_COUNT, "SELECT count(*) FROM mistake AS m " SQL_MISTAKE_FITS)                   \
	X(MISTAKES, "SELECT m.id, m.course, m.subject, m.question, m.lang, m.edition, m.minor, "   \
		    "m.revision, m.text, m.at, m.answer, m.answered_at, coalesce(p.login, '') "    \
		    "FROM mistake AS m LEFT JOIN person AS p ON p.id = m.person " SQL_MISTAKE_FITS \
		    "ORDER BY m.sequence DESC LIMIT :most OFFSET :skip")                           \
	X(MERGE_MISTAKE, "UPDATE mistake SET person = :into WHERE person = :from")                 \
	X(REPORT_ROW,                                                                              \
	    "SELECT count(DISTINCT person), count(DISTINCT CASE WHEN passed THEN person END), "    \
	    "count(*), count(CASE WHEN number = 1 AND NOT waits THEN 1 END), "                     \
	    "count(CASE WHEN waits THEN 1 END), "                                                  \
	    "coalesce(sum(CASE WHEN number = 1 AND NOT waits THEN percent END), 0) "               \
	    "FROM attempt WHERE course = :course AND assessment = :assessment AND closed_at > 0")  \
	X(FIRST_TRIES,                                                                             \
	    "SELECT t.id, q.question, q.version, q.share, q.is_out FROM attempt AS t "             \
	    "JOIN attempt_question AS q ON q.attempt = t.id WHERE t.course = :course "             \
	    "AND t.assessment = :assessment AND t.closed_at > 0 AND t.number = 1 "                 \
	    "AND t.waits = 0 ORDER BY t.closed_at DESC, t.id, q.place LIMIT :most")                \
	X(GAIN_PAIRS,                                                                              \
	    "SELECT coalesce(max(CASE WHEN assessment = :pre THEN percent END), -1), "             \
	    "coalesce(max(CASE WHEN assessment = :post THEN percent END), -1) FROM attempt "       \
	    "WHERE course = :course AND assessment IN (:pre, :post) AND closed_at > 0 "            \
	    "AND number = 1 AND waits = 0 GROUP BY person")                                        \
	X(RESULTS, SQL_ATTEMPT_FIELDS "WHERE person = :person AND closed_at > 0 "                  \
				      "ORDER BY closed_at DESC, id DESC LIMIT :most")              \
	X(ATTEMPTS_TIMED, SQL_ATTEMPT_FIELDS "WHERE closed_at = 0 AND time_s > 0 ORDER BY id")     \
	X(ATTEMPTS_LEFT,                                                                           \
	    "SELECT id FROM attempt WHERE closed_at = 0 AND changed_at < :before AND id > :after " \
	    "ORDER BY id LIMIT :most")                                                             \
                                                                                                   \
	X(MARKING, "SELECT attempt, place, course, assessment, question, closed_at, number, n, "   \
		   "edition, minor, revision, lang FROM (" SQL_WAITING_FIELDS ") "                        \
		   "ORDER BY closed_at, attempt, place LIMIT :most OFFSET :skip")                  \
	X(MARKING_ALL, "SELECT count(*) FROM (" SQL_WAITING_FIELDS ")")                                   \
	X(MARKING_ONE, "SELECT number, n FROM (" SQL_WAITING_FIELDS ") "                                  \
		       "WHERE attempt = :attempt AND place = :place")                              \
	X(MARKED_BY, "SELECT marked, marked_by FROM attempt_question "                             \
		     "WHERE attempt = :attempt AND place = :place")                                \
	X(REPAIR, SQL_REPAIR_FIELDS "WHERE id = :id")                                              \
	X(REPAIRS, SQL_REPAIR_FIELDS "ORDER BY sequence DESC LIMIT :most")                         \
	X(REPAIRS_OF, SQL_REPAIR_FIELDS "WHERE course = :course AND assessment = :assessment "     \
					"AND state > 0 ORDER BY sequence")                         \
	X(REPAIR_GOING, SQL_REPAIR_FIELDS "WHERE state = :state ORDER BY sequence LIMIT 1")        \
	X(REPAIR_OPEN,                                                                             \
	    "SELECT count(*) FROM attempt AS t INDEXED BY attempt_course "                         \
	    "WHERE t.course = :course AND t.assessment = :assessment AND t.closed_at = 0 "         \
	    "AND EXISTS (SELECT 1 FROM attempt_question AS q WHERE q.attempt = t.id "              \
	    "AND q.question = :question AND :version IN (0, q.version))")                          \
	X(ASKED,                                                                                   \
	    "SELECT t.id, t.person, t.lang, t.edition, t.minor, t.revision, t.pass, t.percent, "   \
	    "t.\"right\", t.passed, t.waits, "                                                     \
	    "max(iif(q.question = :question AND :version IN (0, q.version), q.place, NULL)), "     \
	    "max(iif(q.question = :question, q.response, '')), "                                   \
	    "sum(iif(q.is_out, 0, q.share)), sum(q.is_out = 0), "                                  \
	    "sum(q.is_out = 0 AND q.share >= 1000000), sum(q.waits), "                             \
	    "max(iif(q.question = :question, q.share, 0)), "                                       \
	    "max(q.question = :question AND q.is_out), max(q.question = :question AND q.waits) "   \
	    "FROM attempt AS t INDEXED BY attempt_assessment "                                     \
	    "CROSS JOIN attempt_question AS q ON q.attempt = t.id "                                \
	    "WHERE t.course = :course AND t.assessment = :assessment AND t.closed_at > 0 "         \
	    "AND t.id > :after GROUP BY t.id HAVING max(iif(q.question = :question "               \
	    "AND :version IN (0, q.version), q.place, NULL)) IS NOT NULL "                         \
	    "ORDER BY t.id LIMIT :most")                                                           \
                                                                                                   \
	X(EDITION, SQL_EDITION_FIELDS "WHERE course = :course "                                    \
				      "ORDER BY major DESC, minor DESC, revision DESC LIMIT 1")    \
	X(EDITION_BY_HASH, SQL_EDITION_FIELDS "WHERE hash = :hash ORDER BY at DESC LIMIT 1")       \
	X(EDITION_ADD, "INSERT INTO edition (course, major, minor, revision, hash, at, by, "    \
		       "class) VALUES (:course, :major, :minor, :revision, :hash, :at, :by, :class)")   \
	X(EDITION_FILE_ADD,                                                                        \
	    "INSERT INTO edition_file (course, major, minor, revision, path, content) "            \
	    "VALUES (:course, :major, :minor, :revision, :path, :content)")                        \
	X(CONTENT_ADD, "INSERT OR IGNORE INTO content (hash, bytes) VALUES (:hash, :bytes)")       \
	X(EDITION_FILES, "SELECT f.path, c.bytes FROM edition_file AS f JOIN content AS c "        \
			 "ON c.hash = f.content WHERE f.course = :course AND f.major = :major "    \
			 "AND f.minor = :minor AND f.revision = :revision ORDER BY f.path") \
 \
	X(COURSE, \
	    "SELECT major, minor, revision, status, status_at, replaced_by FROM course " \
	    "WHERE course = :course") \
	X(COURSES, \
	    "SELECT c.course, c.major, c.minor, c.revision, e.hash FROM course AS c JOIN edition AS e " \
	    "ON e.course = c.course AND e.major = c.major AND e.minor = c.minor " \
	    "AND e.revision = c.revision ORDER BY c.course") \
	X(DID_PUBLISH, \
	    "INSERT INTO course (course, major, minor, revision, status, status_at, replaced_by) " \
	    "VALUES (:course, :major, :minor, :revision, :status, :at, '') " \
	    "ON CONFLICT (course) DO UPDATE SET major = :major, minor = :minor, revision = :revision") \
	X(DID_STATUS, \
	    "UPDATE course SET status = :status, status_at = :at, replaced_by = :replaced_by " \
	    "WHERE course = :course") \
	X(DID_OWNER, \
	    "INSERT OR IGNORE INTO course_owner (course, person) VALUES (:course, :person)") \
	X(DID_OWNER_END, \
	    "DELETE FROM course_owner WHERE course = :course AND person = :person") \
	X(DID_OWNER_FIRST, \
	    "INSERT INTO course_owner (course, person) SELECT :course, :person " \
	    "WHERE NOT EXISTS (SELECT 1 FROM course_owner WHERE course = :course)") \
	X(OWNERS, \
	    "SELECT person FROM course_owner WHERE course = :course ORDER BY person") \
	X(OWNER, \
	    "SELECT 1 FROM course_owner WHERE course = :course AND person = :person") \
	X(MERGE_OWNER, \
	    "INSERT OR IGNORE INTO course_owner (course, person) SELECT course, :into " \
	    "FROM course_owner WHERE person = :from") \
	X(MERGE_OWNER_END, \
	    "DELETE FROM course_owner WHERE person = :from AND :into IS NOT NULL") \
	X(COURSE_PEOPLE, \
	    "SELECT (SELECT count(*) FROM course_state WHERE course = :course AND done_at = 0), " \
	    "(SELECT count(DISTINCT person) FROM attempt WHERE course = :course AND closed_at = 0), " \
	    "(SELECT count(*) FROM course_state WHERE course = :course AND done_at > 0)") \
	X(COMPLETED, \
	    "SELECT lesson, count(*) FROM lesson_state WHERE course = :course AND done_at > 0 " \
	    "GROUP BY lesson UNION ALL SELECT assessment, count(DISTINCT person) FROM attempt " \
	    "WHERE course = :course AND passed = 1 GROUP BY assessment") \
	X(PERSON_MAJOR, \
	    "SELECT s.major, s.begun_at, s.done_at FROM course_state AS s " \
	    "WHERE s.person = :person AND s.course = :course") \
	X(EDITION_OF_MAJOR, \
	    "SELECT course, major, minor, revision, hash FROM edition " \
	    "WHERE course = :course AND major = :major " \
	    "ORDER BY minor DESC, revision DESC LIMIT 1") \
	X(EDITION_AT, \
	    "SELECT course, major, minor, revision, hash FROM edition WHERE course = :course " \
	    "AND major = :major AND minor = :minor AND revision = :revision") \
	X(EDITIONS_OF, \
	    "SELECT e.major, e.minor, e.revision, e.at, e.by, e.class, " \
	    "(SELECT count(*) FROM attempt AS t WHERE t.course = e.course AND t.edition = e.major " \
	    "AND t.minor = e.minor AND t.revision = e.revision AND t.closed_at = 0) " \
	    "FROM edition AS e WHERE e.course = :course " \
	    "ORDER BY e.major DESC, e.minor DESC, e.revision DESC LIMIT :most") \
	X(MAJORS_HELD, \
	    "SELECT DISTINCT s.course, s.major FROM course_state AS s JOIN course AS c " \
	    "ON c.course = s.course WHERE s.done_at = 0 AND s.major > 0 AND s.major <> c.major") \
	X(EDITION_LIST, \
	    "SELECT f.path, length(c.bytes) FROM edition_file AS f JOIN content AS c " \
	    "ON c.hash = f.content WHERE f.course = :course AND f.major = :major " \
	    "AND f.minor = :minor AND f.revision = :revision AND f.path > :after " \
	    "ORDER BY f.path LIMIT :most") \
	X(EDITION_PIECE, \
	    "SELECT length(c.bytes), substr(c.bytes, :from, :most) FROM edition_file AS f " \
	    "JOIN content AS c ON c.hash = f.content WHERE f.course = :course " \
	    "AND f.major = :major AND f.minor = :minor AND f.revision = :revision " \
	    "AND f.path = :path") \
	X(EDITION_TIME, \
	    "SELECT at FROM edition WHERE course = :course AND major = :major " \
	    "AND minor = :minor AND revision = :revision") \
	X(DRAFT, \
	    "SELECT course, begun_by, by, at, serial, major, minor, revision FROM draft " \
	    "WHERE course = :course") \
	X(DRAFTS, \
	    "SELECT course, begun_by, by, at, serial, major, minor, revision FROM draft " \
	    "ORDER BY course") \
	X(DRAFT_ADD, \
	    "INSERT INTO draft (course, begun_by, by, at, serial, major, minor, revision) " \
	    "VALUES (:course, :by, :by, :at, random(), " \
	    ":major, :minor, :revision)") \
	X(DRAFT_TOUCH, \
	    "UPDATE draft SET by = :by, at = :at, " \
	    "serial = random() WHERE course = :course") \
	X(DRAFT_END, \
	    "DELETE FROM draft WHERE course = :course") \
	X(DRAFTS_FORGET, \
	    "DELETE FROM draft WHERE course < '/' AND course > '.' AND at < :before") \
	X(DRAFT_FILES, \
	    "SELECT path, bytes FROM draft_file WHERE course = :course ORDER BY path") \
	X(DRAFT_LIST, \
	    "SELECT path, length(bytes), at FROM draft_file WHERE course = :course " \
	    "AND path > :after ORDER BY path LIMIT :most") \
	X(DRAFT_SUMS, \
	    "SELECT count(*), coalesce(sum(length(bytes)), 0), " \
	    "(SELECT coalesce(sum(max(length(bytes), 1024)), 0) FROM draft_piece WHERE course = :course) " \
	    "FROM draft_file WHERE course = :course") \
	X(DRAFT_PIECE, \
	    "SELECT length(bytes), at, substr(bytes, :from, :most) FROM draft_file " \
	    "WHERE course = :course AND path = :path") \
	X(DRAFT_UNDER, \
	    "SELECT 1 FROM draft_file WHERE course = :course AND path >= :path || '/' " \
	    "AND path < :path || '0' LIMIT 1") \
	X(DRAFT_PUT, \
	    "INSERT INTO draft_file (course, path, bytes, at) VALUES (:course, :path, :bytes, :at) " \
	    "ON CONFLICT (course, path) DO UPDATE SET bytes = :bytes, at = :at") \
	X(DRAFT_REMOVE, \
	    "DELETE FROM draft_file WHERE course = :course AND (path = :path " \
	    "OR (path >= :path || '/' AND path < :path || '0'))") \
	X(DRAFT_MOVE, \
	    "UPDATE draft_file SET path = :to || substr(path, length(:path) + 1) " \
	    "WHERE course = :course AND (path = :path " \
	    "OR (path >= :path || '/' AND path < :path || '0'))") \
	X(DRAFT_LONGEST, \
	    "SELECT coalesce(max(length(CAST(path AS BLOB))), 0) FROM draft_file " \
	    "WHERE course = :course AND path >= :path || '/' AND path < :path || '0'") \
	X(PIECE_PUT, \
	    "INSERT INTO draft_piece (event, at_byte, course, path, bytes, at) " \
	    "VALUES (:event, :offset, :course, :path, :bytes, :at) " \
	    "ON CONFLICT (event, at_byte) DO UPDATE SET bytes = :bytes") \
	X(PIECES, \
	    "SELECT at_byte, bytes, course, path FROM draft_piece WHERE event = :event ORDER BY at_byte") \
	X(PIECES_END, \
	    "DELETE FROM draft_piece WHERE course = :course AND (event = :event OR path = :path)") \
	X(PIECES_FORGET, \
	    "DELETE FROM draft_piece WHERE at < :before") \
	X(DRAFT_SAID, \
	    "SELECT course FROM draft_said WHERE event = :event") \
	X(DRAFT_SAID_ADD, \
	    "INSERT INTO draft_said (event, course, at) VALUES (:event, :course, :at)") \
	X(DRAFT_SAID_FORGET, \
	    "DELETE FROM draft_said WHERE at < :before")

enum sql {
#define X(name, text) SQL_##name,
	SQL_LIST(X)
#undef X
	    SQL_COUNT
};

#endif
