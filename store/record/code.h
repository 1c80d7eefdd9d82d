/* How each body of record.h is coded: private to record.c, which puts them into its table of verbs.
 */
#ifndef CHALKLINE_RECORD_CODE_H
#define CHALKLINE_RECORD_CODE_H

#include "store/record.h"

/* What bodies of several files are made of. */
void uuid_code(struct codec *c, struct uuid *u);
void ssh_key_code(struct codec *c, struct ssh_key *k);
void edition_no_code(struct codec *c, struct edition_no *n);
void course_state_code(struct codec *c, struct course_state *s);

void ask_nothing_code(struct codec *c, struct request *r);
void ask_hello_code(struct codec *c, struct request *r);
void ask_login_code(struct codec *c, struct request *r);
void ask_signup_code(struct codec *c, struct request *r);
void ask_course_code(struct codec *c, struct request *r);
void ask_place_code(struct codec *c, struct request *r);
void ask_check_code(struct codec *c, struct request *r);
void ask_quiz_code(struct codec *c, struct request *r);
void ask_attempt_code(struct codec *c, struct request *r);
void ask_settings_code(struct codec *c, struct request *r);
void ask_key_code(struct codec *c, struct request *r);
void ask_password_code(struct codec *c, struct request *r);
void ask_invite_code(struct codec *c, struct request *r);
void ask_user_code(struct codec *c, struct request *r);
void ask_recover_code(struct codec *c, struct request *r);
void ask_event_code(struct codec *c, struct request *r);
void ask_users_code(struct codec *c, struct request *r);
void ask_user_set_code(struct codec *c, struct request *r);
void ask_user_key_code(struct codec *c, struct request *r);
void ask_merge_code(struct codec *c, struct request *r);
void ask_invites_code(struct codec *c, struct request *r);
void ask_invite_id_code(struct codec *c, struct request *r);
void ask_session_end_code(struct codec *c, struct request *r);
void ask_limit_code(struct codec *c, struct request *r);
void ask_seat_leave_code(struct codec *c, struct request *r);
void ask_extra_time_code(struct codec *c, struct request *r);
void ask_draft_code(struct codec *c, struct request *r);
void ask_files_code(struct codec *c, struct request *r);
void ask_draft_write_code(struct codec *c, struct request *r);
void ask_draft_move_code(struct codec *c, struct request *r);
void ask_publish_code(struct codec *c, struct request *r);
void ask_rollback_code(struct codec *c, struct request *r);
void ask_owner_code(struct codec *c, struct request *r);
void ask_status_code(struct codec *c, struct request *r);
void ask_report_code(struct codec *c, struct request *r);
void ask_marking_code(struct codec *c, struct request *r);
void ask_mark_code(struct codec *c, struct request *r);
void ask_repair_code(struct codec *c, struct request *r);
void ask_repair_id_code(struct codec *c, struct request *r);
void ask_mistake_code(struct codec *c, struct request *r);
void ask_mistakes_code(struct codec *c, struct request *r);
void ask_mistake_answer_code(struct codec *c, struct request *r);
void ask_paper_code(struct codec *c, struct request *r);
void ask_paper_question_code(struct codec *c, struct request *r);
void ask_paper_enter_code(struct codec *c, struct request *r);
void ask_scenario_code(struct codec *c, struct request *r);
void ask_step_code(struct codec *c, struct request *r);
void ask_walk_code(struct codec *c, struct request *r);

void told_nothing_code(struct codec *c, struct reply *r);
void told_login_code(struct codec *c, struct reply *r);
void told_name_code(struct codec *c, struct reply *r);
void told_home_code(struct codec *c, struct reply *r);
void told_facts_code(struct codec *c, struct reply *r);
void told_check_code(struct codec *c, struct reply *r);
void told_attempt_code(struct codec *c, struct reply *r);
void told_question_code(struct codec *c, struct reply *r);
void told_result_code(struct codec *c, struct reply *r);
void told_result_question_code(struct codec *c, struct reply *r);
void told_results_code(struct codec *c, struct reply *r);
void told_keys_code(struct codec *c, struct reply *r);
void told_invite_code(struct codec *c, struct reply *r);
void told_user_code(struct codec *c, struct reply *r);
void told_recovery_code(struct codec *c, struct reply *r);
void told_users_code(struct codec *c, struct reply *r);
void told_person_code(struct codec *c, struct reply *r);
void told_invites_code(struct codec *c, struct reply *r);
void told_sessions_code(struct codec *c, struct reply *r);
void told_count_code(struct codec *c, struct reply *r);
void told_limits_code(struct codec *c, struct reply *r);
void told_status_code(struct codec *c, struct reply *r);
void told_entrance_code(struct codec *c, struct reply *r);
void told_drafts_code(struct codec *c, struct reply *r);
void told_files_code(struct codec *c, struct reply *r);
void told_piece_code(struct codec *c, struct reply *r);
void told_preview_code(struct codec *c, struct reply *r);
void told_publish_code(struct codec *c, struct reply *r);
void told_editions_code(struct codec *c, struct reply *r);
void told_owners_code(struct codec *c, struct reply *r);
void told_report_code(struct codec *c, struct reply *r);
void told_items_code(struct codec *c, struct reply *r);
void told_marking_code(struct codec *c, struct reply *r);
void told_marking_one_code(struct codec *c, struct reply *r);
void told_mark_code(struct codec *c, struct reply *r);
void told_repair_code(struct codec *c, struct reply *r);
void told_repairs_code(struct codec *c, struct reply *r);
void told_mistakes_code(struct codec *c, struct reply *r);
void told_paper_code(struct codec *c, struct reply *r);
void told_paper_question_code(struct codec *c, struct reply *r);
void told_paper_enter_code(struct codec *c, struct reply *r);
void told_scenario_code(struct codec *c, struct reply *r);
void told_walk_code(struct codec *c, struct reply *r);

#endif
