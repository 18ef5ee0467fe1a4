// Mistakes in the database part. Each line: what is wrong then, what is replaced by what, and the test that must notice.
import type { Mutation } from "./mutation.ts";

type Line = [name: string, find: string, replace: string, killedBy: string];

/** `file` below the sources' folder, `killedBy` below that of pgTAP, or a whole path. */
const inFile = (file: string, lines: Line[]): Mutation[] =>
  lines.map(([name, find, replace, killedBy]) => ({
    name,
    file: `supabase/schemas/dashboard_refresh/${file}`,
    find,
    replace,
    killedBy: killedBy.startsWith("tests/") ? killedBy : `supabase/tests/${killedBy}.test.sql`,
  }));

export const SQL_MUTATIONS: Mutation[] = [
  ...inFile("schema/locks.sql", [
    [
      "two sessions may hold the lock of a view",
      "return pg_try_advisory_xact_lock(20261101, view_id);",
      "return true;",
      "tests/e2e/lock-taken.test.ts",
    ],
    [
      "a run that is under way is not marked",
      "pg_try_advisory_xact_lock(20261102, hashtext(run_id::text))",
      "null",
      "locks/held_locks_shows_whose_they_are",
    ],
  ]),
  ...inFile("schema/views.sql", [
    [
      "a view is suspended one failure late",
      "when state.consecutive_failures >= view.failure_limit",
      "when state.consecutive_failures > view.failure_limit",
      "run/failures_in_a_row_suspend",
    ],
    [
      "a resume forgets no failures",
      "v_state.failing_revision < view.resumed_revision",
      "v_state.failing_revision > view.resumed_revision",
      "settings/resuming_forgets_the_failures",
    ],
    [
      "a name that means several views means the first",
      "cardinality(v_found) = 1",
      "cardinality(v_found) >= 1",
      "request/it_needs_to_know_the_view",
    ],
  ]),
  ...inFile("schema/runs.sql", [
    [
      "a lost run needs a repair",
      "when error_sqlstate is null then 'transient'",
      "when error_sqlstate is null then 'lasting'",
      "run/a_failure_is_transient_or_lasting",
    ],
    [
      "a lock that is not available needs a repair",
      "in ('55P03', '55006')",
      "in ('55006')",
      "run/a_failure_is_transient_or_lasting",
    ],
  ]),
  ...inFile("schema/errors.sql", [
    [
      "SQL gets the errors of the API",
      "'') is not null then",
      "'') is null then",
      "errors/in_sql_they_have_a_sqlstate",
    ],
  ]),
  ...inFile("schedules/parse.sql", [
    [
      "a field has no highest value",
      "or v_to > highest ",
      "",
      "next_firing/a_bad_schedule_is_refused_with_the_reason",
    ],
    [
      "a range may go backwards",
      "or v_from > v_to ",
      "",
      "next_firing/a_bad_schedule_is_refused_with_the_reason",
    ],
    [
      "a step may be nothing",
      "v_step < 1",
      "v_step < 0",
      "next_firing/a_bad_schedule_is_refused_with_the_reason",
    ],
    [
      "a step needs no range",
      "v_match[4] is not null and v_match[1] is null",
      "false and v_match[1] is null",
      "next_firing/a_bad_schedule_is_refused_with_the_reason",
    ],
    [
      "more than five fields are taken",
      "cardinality(v_fields) <> 5",
      "cardinality(v_fields) < 5",
      "reconfigure/a_bad_setting_changes_nothing",
    ],
    [
      "one day field with a star is enough for either day",
      "left(v_fields[3], 1) <> '*' and left",
      "left(v_fields[3], 1) <> '*' or left",
      "next_firing/it_follows_cron",
    ],
    [
      "@weekly is daily",
      "when '@weekly' then '0 0 * * 0'",
      "when '@weekly' then '0 0 * * *'",
      "next_firing/each_short_name_is_an_expression",
    ],
  ]),
  ...inFile("schedules/next_firing.sql", [
    [
      "the next firing may be now",
      ":= date_trunc('minute', after) + interval '1 minute';",
      ":= date_trunc('minute', after);",
      "next_firing/it_follows_cron",
    ],
    [
      "the first minute that matches is passed over",
      "make_interval(mins => v_minute) < v_start",
      "make_interval(mins => v_minute) <= v_start",
      "next_firing/it_follows_cron",
    ],
    [
      "what is shown twice fires twice",
      "if v_instant > after then",
      "if true then",
      "next_firing/hours_are_those_of_the_zone",
    ],
  ]),
  ...inFile("schedules/days.sql", [
    ["7 is no Sunday", "or extract(isodow from", "and extract(isodow from", "next_firing/it_follows_cron"],
  ]),
  ...inFile("schedules/zone.sql", [
    [
      "the second time counts, and not the first",
      "if v_earlier < v_instant and",
      "if false and",
      "next_firing/hours_are_those_of_the_zone",
    ],
  ]),
  ...inFile("schedules/job_line.sql", [
    [
      "the job does not fire at the end of what is skipped",
      "where not dashboard_refresh._fires_every_hour(v_parsed)",
      "where false",
      "next_firing/the_job_fires_when_it_may_be_due",
    ],
  ]),
  ...inFile("tick/due.sql", [
    [
      "a tick that is late is not due",
      "least(v_since, date_trunc",
      "greatest(v_since, date_trunc",
      "tick/a_schedule_in_a_zone_is_decided_by_the_tick",
    ],
  ]),
  ...inFile("watchdog/resume.sql", [
    [
      "nobody learns why a pause has ended",
      "'reconfigure', 'paused_until',",
      "'reconfigure', null,",
      "watchdog/a_pause_ends_by_itself",
    ],
  ]),
  ...inFile("sending/vault.sql", [
    ["a secret of any length signs", "{32,}", "{1,}", "tick/a_secret_that_is_too_short_signs_nothing"],
    [
      "a trigger on the queue does not matter",
      "and not pg_trigger.tgisinternal",
      "and pg_trigger.tgisinternal",
      "security/a_trigger_on_the_queue_is_not_fired",
    ],
  ]),
  ...inFile("sending/post.sql", [
    [
      "a request waits as long as pg_net likes",
      "timeout_milliseconds => 5000",
      "timeout_milliseconds => 600000",
      "tick/a_request_is_given_five_seconds",
    ],
  ]),
  ...inFile("settings/setting.sql", [
    [
      "a value's check does not count",
      "if v_is_allowed is false then",
      "if v_is_allowed is null then",
      "reconfigure/a_bad_setting_changes_nothing",
    ],
    [
      "a value may have any type",
      "if not dashboard_refresh._is_of_type(setting, value) then",
      "if false then",
      "settings/a_value_must_have_the_right_type",
    ],
  ]),
  ...inFile("settings/patch.sql", [
    [
      "a schedule that never fires is taken",
      "if v_problems = '{}' and v_schedule.code is not null",
      "if v_problems = '{}' and v_schedule.code is null and false",
      "reconfigure/a_bad_setting_changes_nothing",
    ],
    ["a patch may be of any length", "> 16384 then", "> 163840000 then", "settings/a_patch_is_one_object"],
  ]),
  ...inFile("settings/save.sql", [
    [
      "a repeated call is a change",
      "if v_after::jsonb is distinct from before::jsonb then",
      "if true then",
      "reconfigure/a_repeated_call_changes_nothing",
    ],
    [
      "any change of settings resumes",
      "if patch ? 'active' and v_view.active then",
      "if v_view.active then",
      "settings/resuming_forgets_the_failures",
    ],
  ]),
  ...inFile("settings/hand_made.sql", [
    [
      "a job that does more is taken over",
      "return v_statements <> '{}'\n",
      "return v_statements <> '{}' or true\n",
      "manage/a_hand_made_job_of_any_name_is_taken_over",
    ],
    [
      "a job is put back active, though it was paused",
      "active => v_job.active",
      "active => true",
      "manage/a_hand_made_job_of_any_name_is_taken_over",
    ],
  ]),
  ...inFile("settings/unmanage.sql", [
    [
      "unmanage takes a job of somebody else's",
      "(v_view.scheduled or job.command = any",
      "(true or job.command = any",
      "manage/unmanage_leaves_the_view_alone",
    ],
  ]),
  ...inFile("examine/index.sql", [
    [
      "an index is proposed on values that fit into none",
      "where (%4$s <= %5$s) is not true",
      "where (%4$s <= %5$s * 1000) is not true",
      "examine/it_proposes_an_index_that_can_be_made",
    ],
    [
      "a column with a null in it is a key",
      "where (%4$s <= %5$s) is not true",
      "where (%4$s > %5$s)",
      "examine/it_proposes_an_index_that_can_be_made",
    ],
  ]),
  ...inFile("examine/measure.sql", [
    [
      "a refresh that was only measured is kept",
      "raise exception using errcode = 'DRX01';",
      "return;",
      "examine/it_says_what_a_view_needs",
    ],
  ]),
  ...inFile("refresh/try_chain.sql", [
    [
      "a run stays in the ledger of which nothing was sent",
      "if not dashboard_refresh._send_trigger(v_run, v_view, v_endpoint) then",
      "if dashboard_refresh._send_trigger(v_run, v_view, v_endpoint) is null then",
      "try_chain/it_sends_one_refresh_the_whole_way",
    ],
  ]),
  ...inFile("alerts/open.sql", [
    [
      "an alert that is open is opened again",
      "and not (_open_alert.kind = any (view_state.open_alerts))",
      "and true",
      "alerts/each_state_is_reported_once",
    ],
    [
      "a suspended view is failing as well",
      "and not (_open_alert.kind = 'failing' and",
      "and not (false and",
      "alerts/a_suspended_view_is_not_also_reported_as_failing",
    ],
    [
      "a recovery is told while something is open",
      "if v_state.open_alerts = '{}' then",
      "if true then",
      "alerts/each_state_is_reported_once",
    ],
    [
      "what is over stays open",
      "where still.kind <> all (kinds)",
      "where still.kind = any (kinds)",
      "alerts/each_state_is_reported_once",
    ],
    [
      "the cause is of a failure before the data",
      "or runs.requested_at > state.data_as_of)",
      "or runs.requested_at < state.data_as_of)",
      "alerts/each_state_is_reported_once",
    ],
  ]),
  ...inFile("alerts/promises.sql", [
    [
      "fresh is stale",
      "v_is_stale := at - v_as_of > v_view.max_staleness;",
      "v_is_stale := at - v_as_of < v_view.max_staleness;",
      "alerts/each_state_is_reported_once",
    ],
    [
      "there is no reminder",
      "alerts.created_at > at - interval '1 day'",
      "alerts.created_at > at - interval '1 year'",
      "alerts/each_state_is_reported_once",
    ],
  ]),
  ...inFile("alerts/deliver.sql", [
    [
      "an alert is sent before its time",
      "and alerts.next_attempt_at <= at",
      "and true",
      "alerts/they_are_delivered_or_tried_again",
    ],
    [
      "a later alert overtakes",
      "and earlier.created_at < alerts.created_at",
      "and false",
      "alerts/they_arrive_in_order",
    ],
  ]),
  ...inFile("refresh/request.sql", [
    [
      "a paused view is refreshed",
      "if not view.active then",
      "if view.active is null then",
      "request/it_respects_pause_and_suspension",
    ],
    [
      "a suspended view is refreshed",
      "elsif v_suspended_until > clock_timestamp() then",
      "elsif v_suspended_until < clock_timestamp() then",
      "request/it_respects_pause_and_suspension",
    ],
  ]),
  ...inFile("refresh/outcome.sql", [
    [
      "a run that is dropped is not counted",
      "  perform dashboard_refresh._count_runs(array[run.id]);\n",
      "",
      "totals/every_run_that_ends_is_counted",
    ],
  ]),
  ...inFile("refresh/record.sql", [
    [
      "runs that end are not counted",
      "  perform dashboard_refresh._count_runs(v_finished);\n",
      "",
      "totals/every_run_that_ends_is_counted",
    ],
  ]),
  ...inFile("refresh/dependants.sql", [
    [
      "what falls with a failure is not counted",
      "    perform dashboard_refresh._count_runs(v_failed);",
      "    null;",
      "totals/every_run_that_ends_is_counted",
    ],
  ]),
  ...inFile("refresh/cancel.sql", [
    [
      "a run that has ended can be cancelled",
      "run.status not in ('queued', 'cancelled')",
      "run.status is null",
      "cancel/a_run_that_waits_never_starts",
    ],
    [
      "a reason may be a page",
      "length(reason) > 200",
      "length(reason) > 2000",
      "cancel/a_run_that_waits_never_starts",
    ],
  ]),
  ...inFile("refresh/order.sql", [
    [
      "views that read are not before what they read",
      "levels.level + 1",
      "levels.level",
      "refresh_all/views_follow_those_they_read",
    ],
    [
      "a run has its turn whatever was asked for before it",
      "runs.requested_at < run.requested_at",
      "runs.requested_at > run.requested_at",
      "refresh_all/views_follow_those_they_read",
    ],
    [
      "what reads a view that failed is refreshed all the same",
      "runs.status in ('failed', 'lost', 'cancelled')",
      "runs.status in ('lost', 'cancelled')",
      "refresh_all/views_follow_those_they_read",
    ],
  ]),
  ...inFile("refresh/as_of.sql", [
    [
      "a view that is as fresh as it should be is refreshed",
      "if v_fresh_as_of >= as_of then",
      "if v_fresh_as_of < as_of then",
      "as_of/only_what_is_older_is_refreshed",
    ],
    [
      "nothing is refreshed before what reads it",
      "where needed.id <> view.id",
      "where needed.id is null",
      "as_of/only_what_is_older_is_refreshed",
    ],
  ]),
  ...inFile("watchdog/cancellations.sql", [
    [
      "the watchdog leaves what was to be stopped",
      "if dashboard_refresh._try_lock_view(v_run.view_id) then",
      "if false then",
      "cancel/everybody_who_has_the_view_ends_it",
    ],
  ]),
  ...inFile("refresh/failures.sql", [
    [
      "the wait is longer than it says",
      "(1 - jitter / 4)",
      "(1 + jitter / 4)",
      "run/failures_in_a_row_suspend",
    ],
    [
      "the wait does not double",
      "power(2, least(failures - failure_limit, 10))",
      "1",
      "run/failures_in_a_row_suspend",
    ],
    [
      "one failure counts as two",
      "v_state.consecutive_failures + 1;",
      "v_state.consecutive_failures + 2;",
      "run/failures_in_a_row_suspend",
    ],
    [
      "a retry is due before its time",
      "state.retry_at <= at",
      "state.retry_at is not null",
      "watchdog/a_failed_refresh_is_retried",
    ],
  ]),
  ...inFile("refresh/run.sql", [
    [
      "a run that waits is not served by the refresh that follows",
      "and runs.status = 'queued' and runs.id <> v_run.id",
      "and false",
      "run/waiting_runs_are_served_by_the_refresh_that_follows",
    ],
  ]),
  ...inFile("refresh/pace.sql", [
    [
      "a view rests for as long as it took, whatever the setting",
      "(1 / view.max_duty_cycle - 1)",
      "(1)",
      "pace/refreshes_rest_between_each_other",
    ],
  ]),
  ...inFile("tick/overdue.sql", [
    [
      "a run that is lost is not counted",
      "    perform dashboard_refresh._count_runs(array[v_run.id]);\n",
      "",
      "totals/every_run_that_ends_is_counted",
    ],
    [
      "a run is lost at once",
      "< at - dashboard_refresh._pickup_time()",
      "< at",
      "watchdog/a_run_nobody_picked_up_is_lost_and_made_up_for",
    ],
  ]),
  ...inFile("tick/decide.sql", [
    [
      "a run that is wanted no more keeps the ticks",
      "  perform dashboard_refresh._cancel_asked(view.id);\n",
      "",
      "cancel/everybody_who_has_the_view_ends_it",
    ],
    [
      "a tick that skips does not count",
      "skipped_ticks = view_state.skipped_ticks + 1",
      "skipped_ticks = view_state.skipped_ticks",
      "totals/a_tick_that_skips_counts_what_it_saved",
    ],
    [
      "whatever changed is unchanged",
      "and dashboard_refresh._is_unchanged(view, state, epoch)",
      "and true",
      "skip/unchanged_sources_are_not_refreshed",
    ],
    [
      "unchanged for ever",
      "and at - state.data_as_of < view.force_after",
      "and true",
      "skip/unchanged_must_be_known_recently_enough",
    ],
    [
      "unchanged without knowing",
      "<= view.max_staleness",
      "> view.max_staleness",
      "skip/unchanged_must_be_known_recently_enough",
    ],
    [
      "no rest",
      "_rests_until(view, state) > at then",
      "_rests_until(view, state) < at then",
      "pace/refreshes_rest_between_each_other",
    ],
  ]),
  ...inFile("tick/tick.sql", [
    [
      "a paused view ticks",
      "elsif not v_view.active then",
      "elsif v_view.active is null then",
      "tick/a_paused_view_is_left_alone",
    ],
    [
      "what is sent to the function is refreshed here",
      "if v_run.path = 'edge'",
      "if v_run.path <> 'edge'",
      "tick/with_a_function_it_sends_a_signed_request",
    ],
  ]),
  ...inFile("watchdog/retention.sql", [
    [
      "what is new is deleted",
      "where runs.finished_at < v_oldest",
      "where runs.finished_at > v_oldest",
      "watchdog/what_is_old_is_removed",
    ],
    [
      "the audit is kept a day",
      "at - interval '1 year'",
      "at - interval '1 day'",
      "watchdog/alerts_audit_and_duties_are_removed_in_their_time",
    ],
  ]),
  ...inFile("changes/source_obstacle.sql", [
    [
      "a sequence is followed like a table",
      "or pg_class.relkind not in ('r', 'p', 'm')",
      "or pg_class.relkind = '?'",
      "skip/what_cannot_be_tracked_is_refreshed_always",
    ],
  ]),
  ...inFile("changes/vocabulary.sql", [
    [
      "what a format reads may be now",
      "('to_date', 'to_timestamp', 'make_timestamptz')",
      "('to_date', 'make_timestamptz')",
      "skip/what_people_write_can_be_skipped",
    ],
  ]),
  ...inFile("changes/stable_functions.sql", [
    [
      "an age does not change by itself",
      "and not (function.proname = 'age' and function.pronargs = 1)",
      "and not (function.proname = 'age' and function.pronargs = 3)",
      "skip/what_cannot_be_tracked_is_refreshed_always",
    ],
  ]),
  ...inFile("changes/called_functions.sql", [
    [
      "what a function calls is not looked at",
      "where pg_proc.proname = any (v_names) and pg_proc.oid >= 16384",
      "where pg_proc.proname <> all (v_names) and pg_proc.oid < 16384 and pg_proc.proname = 'abs'",
      "skip/what_cannot_be_tracked_is_refreshed_always",
    ],
  ]),
  ...inFile("changes/types.sql", [
    [
      "a time within a row is not seen",
      "where pg_attribute.attrelid = pg_type.typrelid and pg_attribute.attnum > 0",
      "where pg_attribute.attrelid = pg_type.typrelid and pg_attribute.attnum < 0",
      "skip/text_that_becomes_a_time_is_not_trusted",
    ],
  ]),
  ...inFile("changes/catalog.sql", [
    [
      "row level security that comes later is not seen",
      "relacl, reloptions, relrowsecurity, relforcerowsecurity",
      "relacl, reloptions, relforcerowsecurity",
      "skip/what_changes_without_a_count_is_seen",
    ],
  ]),
  ...inFile("changes/watched.sql", [
    [
      "a renamed column is not seen",
      "('pg_attribute'::regclass, 'attrelid', v_sources)",
      "('pg_attribute'::regclass, 'attrelid', v_views)",
      "skip/what_changes_without_a_count_is_seen",
    ],
  ]),
  ...inFile("changes/fingerprint.sql", [
    [
      "nothing that is replaced is seen",
      "or state.catalog_stamp = dashboard_refresh._catalog_stamp(state.watched)",
      "or state.catalog_stamp is not null",
      "skip/what_changes_without_a_count_is_seen",
    ],
  ]),
];
