/*
What an install gives, so that a review sees every change of it. Written by `npm run build:snapshot` on PostgreSQL 15,
compared by a test.

The schema is as pg_dump (--schema-only) writes it, without its settings and its comments. The wrappers in public, which
pg_dump cannot pick out, and the jobs follow, as the catalogs give them.
*/


CREATE SCHEMA dashboard_refresh;

ALTER SCHEMA dashboard_refresh OWNER TO postgres;

COMMENT ON SCHEMA dashboard_refresh IS 'Keeps materialized views fresh: registry (views, view_state), ledger (runs), alerts, audit (config_changes) and the functions that decide. Functions that start with an underscore are internal. Not exposed by the API.';

CREATE TYPE dashboard_refresh.watched AS (
	catalog regclass,
	key text,
	objects oid[]
);

ALTER TYPE dashboard_refresh.watched OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.watched IS 'Rows of a system catalog: those whose column key, an oid, is one of objects.';

CREATE TYPE dashboard_refresh.definition AS (
	sources oid[],
	storage oid[],
	upstream oid[],
	custom_settings text[],
	watched dashboard_refresh.watched[],
	untrackable text,
	untrackable_expression text,
	untrackable_instead text,
	stamp text
);

ALTER TYPE dashboard_refresh.definition OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.definition IS 'What a view is made of: the relations it reads; these with their partitions and children; the materialized views among them; the settings it asks for by name; the catalog rows it depends on; why its changes cannot be seen (null when they can), because of what, and how to write that instead; a stamp of the catalog rows (see _catalog_stamp).';

CREATE TYPE dashboard_refresh.displaced_source AS (
	reader oid,
	source oid,
	successor oid,
	is_certain boolean
);

ALTER TYPE dashboard_refresh.displaced_source OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.displaced_source IS 'A relation (source) that a view (reader) reads, and the one that has taken its name (successor). is_certain: the query of the reader says that this was its name; otherwise the name only looks so.';

CREATE TYPE dashboard_refresh.endpoint AS (
	url text,
	secret text,
	missing text,
	reason text
);

ALTER TYPE dashboard_refresh.endpoint OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.endpoint IS 'Where a message is sent and the secret it is signed with. missing: why nothing can be sent, in words without any value; then url and secret are null, and reason is not_adopted, unavailable (pg_net or Vault), absent (from Vault) or malformed.';

CREATE TYPE dashboard_refresh.failure AS (
	context text,
	detail text,
	constraint_name text,
	type_name text
);

ALTER TYPE dashboard_refresh.failure OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.failure IS 'What the server says of a failed refresh beside the message, to find out where it failed: never stored and never shown, since it may quote statements and data.';

CREATE TYPE dashboard_refresh.hand_made_job AS (
	id bigint,
	name text,
	schedule text,
	command text,
	active boolean
);

ALTER TYPE dashboard_refresh.hand_made_job OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.hand_made_job IS 'A cron job that somebody has made by hand. A type of our own, for the reason of logged_firing.';

CREATE TYPE dashboard_refresh.identity AS (
	system_identifier bigint,
	database_oid oid,
	database_name text,
	timeline integer
);

ALTER TYPE dashboard_refresh.identity OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.identity IS 'What tells one database from its copies; see the table installation.';

CREATE TYPE dashboard_refresh.logged_firing AS (
	runid bigint,
	jobid bigint,
	command text,
	status text,
	return_message text,
	start_time timestamp with time zone,
	end_time timestamp with time zone
);

ALTER TYPE dashboard_refresh.logged_firing OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.logged_firing IS 'A row of pg_cron''s log. A type of our own, so that nothing here depends on the extension and goes with it.';

CREATE TYPE dashboard_refresh.login_settings AS (
	settings jsonb,
	is_owners boolean,
	is_cron boolean,
	started_at timestamp with time zone
);

ALTER TYPE dashboard_refresh.login_settings OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.login_settings IS 'What the login gave to a session, whether it was the jobs'' owner who logged in, whether the session is one of pg_cron, and when it began.';

CREATE TYPE dashboard_refresh.missing_privilege AS (
	role oid,
	role_is text,
	privilege text,
	object text,
	remedy text
);

ALTER TYPE dashboard_refresh.missing_privilege OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.missing_privilege IS 'A privilege that a refresh needs and a role lacks. role_is: why it is that role''s that counts; object: with its kind, as in GRANT; remedy: a statement.';

CREATE TYPE dashboard_refresh.null_keys AS (
	columns text[],
	hashes bigint[]
);

ALTER TYPE dashboard_refresh.null_keys OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.null_keys IS 'Rows of a view that have a null in a unique index: the columns where, and a hash of each row. Null: not known.';

CREATE TYPE dashboard_refresh.obstacle AS (
	reason text,
	expression text,
	instead text
);

ALTER TYPE dashboard_refresh.obstacle OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.obstacle IS 'Why changes cannot be seen, because of what expression or relation, and how to write it instead, as far as there is a way.';

CREATE TABLE dashboard_refresh.views (
    id integer NOT NULL,
    schema_name text NOT NULL,
    view_name text NOT NULL,
    view text GENERATED ALWAYS AS (((quote_ident(schema_name) || '.'::text) || quote_ident(view_name))) STORED NOT NULL,
    managed_at timestamp with time zone DEFAULT now() NOT NULL,
    relation_oid oid,
    former_name text,
    taken_over jsonb,
    revision integer DEFAULT 1 NOT NULL,
    resumed_revision integer DEFAULT 1 NOT NULL,
    schedule text DEFAULT '*/5 * * * *'::text NOT NULL,
    active boolean DEFAULT true NOT NULL,
    scheduled boolean DEFAULT true NOT NULL,
    path text DEFAULT 'auto'::text NOT NULL,
    "concurrently" text DEFAULT 'auto'::text NOT NULL,
    skip_unchanged boolean DEFAULT true NOT NULL,
    max_staleness interval DEFAULT '00:10:00'::interval NOT NULL,
    max_duty_cycle numeric DEFAULT 0.5 NOT NULL,
    lock_timeout interval DEFAULT '00:00:10'::interval NOT NULL,
    max_duration interval DEFAULT '00:05:00'::interval NOT NULL,
    failure_limit integer DEFAULT 5 NOT NULL,
    force_after interval DEFAULT '01:00:00'::interval NOT NULL,
    job_name text NOT NULL,
    CONSTRAINT views_concurrently_check CHECK (("concurrently" = ANY (ARRAY['auto'::text, 'always'::text, 'never'::text]))),
    CONSTRAINT views_failure_limit_check CHECK (((failure_limit >= 1) AND (failure_limit <= 1000))),
    CONSTRAINT views_force_after_check CHECK (((force_after >= '00:01:00'::interval) AND (force_after <= '30 days'::interval))),
    CONSTRAINT views_job_name_check CHECK (((octet_length(job_name) >= 1) AND (octet_length(job_name) <= 63))),
    CONSTRAINT views_lock_timeout_check CHECK (((lock_timeout >= '00:00:00.1'::interval) AND (lock_timeout <= '00:05:00'::interval))),
    CONSTRAINT views_max_duration_check CHECK (((max_duration >= '00:00:01'::interval) AND (max_duration <= '06:00:00'::interval))),
    CONSTRAINT views_max_duty_cycle_check CHECK (((max_duty_cycle >= 0.001) AND (max_duty_cycle <= (1)::numeric))),
    CONSTRAINT views_max_staleness_check CHECK (((max_staleness >= '00:00:10'::interval) AND (max_staleness <= '30 days'::interval))),
    CONSTRAINT views_path_check CHECK ((path = ANY (ARRAY['auto'::text, 'edge'::text, 'database'::text]))),
    CONSTRAINT views_schedule_check CHECK ((schedule <> ''::text))
);

ALTER TABLE dashboard_refresh.views OWNER TO postgres;

COMMENT ON TABLE dashboard_refresh.views IS 'Registry of managed views: one row a view, its identity and settings. Change it through manage, unmanage and reconfigure, which keep the cron job in step and write the audit. What refreshes and ticks write is in view_state.';

COMMENT ON COLUMN dashboard_refresh.views.id IS 'Key, also the second half of the view''s advisory lock.';

COMMENT ON COLUMN dashboard_refresh.views.schema_name IS 'Schema of the materialized view, unquoted.';

COMMENT ON COLUMN dashboard_refresh.views.view_name IS 'Name of the materialized view, unquoted.';

COMMENT ON COLUMN dashboard_refresh.views.view IS 'Qualified name, quoted where it must be; what callers are shown.';

COMMENT ON COLUMN dashboard_refresh.views.managed_at IS 'When the view was registered.';

COMMENT ON COLUMN dashboard_refresh.views.relation_oid IS 'The materialized view that last had the name; see _present. Null while none had.';

COMMENT ON COLUMN dashboard_refresh.views.former_name IS 'Under which name it was managed before it was renamed, as in view: calls by that name still find it.';

COMMENT ON COLUMN dashboard_refresh.views.taken_over IS 'The hand-made job that was taken over when the view was registered: name, schedule, command, active; see _restore_job.';

COMMENT ON COLUMN dashboard_refresh.views.revision IS 'Number of times the settings were saved.';

COMMENT ON COLUMN dashboard_refresh.views.resumed_revision IS 'Revision that last set active to true: failures of an earlier one no longer count. A streak of failures is state, but a change of settings must not wait for those who write state, hence this column.';

COMMENT ON COLUMN dashboard_refresh.views.schedule IS 'Setting: cron expression of the job, or ''N seconds'' where pg_cron is 1.5 or newer.';

COMMENT ON COLUMN dashboard_refresh.views.active IS 'Setting: false pauses the job; true resumes it and ends a suspension.';

COMMENT ON COLUMN dashboard_refresh.views.scheduled IS 'Setting: false removes the job, true brings it back.';

COMMENT ON COLUMN dashboard_refresh.views.path IS 'Setting: where scheduled refreshes run. auto: through the Edge Function where it is configured, otherwise in the database.';

COMMENT ON COLUMN dashboard_refresh.views."concurrently" IS 'Setting: auto refreshes concurrently where PostgreSQL can; always fails where it cannot; never blocks readers while it rewrites the view.';

COMMENT ON COLUMN dashboard_refresh.views.skip_unchanged IS 'Setting: true lets a tick end without a refresh when no source has changed since the last one.';

COMMENT ON COLUMN dashboard_refresh.views.max_staleness IS 'Setting: the promise, how old the data may get.';

COMMENT ON COLUMN dashboard_refresh.views.max_duty_cycle IS 'Setting: the share of time scheduled refreshes may take; 0.5 rests as long as the last refresh took.';

COMMENT ON COLUMN dashboard_refresh.views.lock_timeout IS 'Setting: how long a refresh waits for each lock.';

COMMENT ON COLUMN dashboard_refresh.views.max_duration IS 'Setting: how long a refresh may take before the watchdog cancels it. An API call is cut at 55 s in any case.';

COMMENT ON COLUMN dashboard_refresh.views.failure_limit IS 'Setting: consecutive failures after which scheduled refreshes are suspended.';

COMMENT ON COLUMN dashboard_refresh.views.force_after IS 'Setting: data older than this is refreshed even if nothing seems to have changed.';

COMMENT ON COLUMN dashboard_refresh.views.job_name IS 'Setting: name of the pg_cron job that ticks for the view; by default refresh- and the name of the view.';

COMMENT ON CONSTRAINT views_concurrently_check ON dashboard_refresh.views IS 'concurrently must be auto, always or never.';

COMMENT ON CONSTRAINT views_failure_limit_check ON dashboard_refresh.views IS 'failure_limit must be from 1 to 1000.';

COMMENT ON CONSTRAINT views_force_after_check ON dashboard_refresh.views IS 'force_after must be from 1 minute to 30 days.';

COMMENT ON CONSTRAINT views_job_name_check ON dashboard_refresh.views IS 'job_name must have 1 to 63 bytes.';

COMMENT ON CONSTRAINT views_lock_timeout_check ON dashboard_refresh.views IS 'lock_timeout must be from 100 milliseconds to 5 minutes.';

COMMENT ON CONSTRAINT views_max_duration_check ON dashboard_refresh.views IS 'max_duration must be from 1 second to 6 hours.';

COMMENT ON CONSTRAINT views_max_duty_cycle_check ON dashboard_refresh.views IS 'max_duty_cycle must be from 0.001 to 1, a share of time.';

COMMENT ON CONSTRAINT views_max_staleness_check ON dashboard_refresh.views IS 'max_staleness must be from 10 seconds to 30 days.';

COMMENT ON CONSTRAINT views_path_check ON dashboard_refresh.views IS 'path must be auto, edge or database.';

COMMENT ON CONSTRAINT views_schedule_check ON dashboard_refresh.views IS 'schedule must be a cron expression of five fields, or from 1 to 59 seconds where pg_cron is 1.5 or newer.';

CREATE TYPE dashboard_refresh.patched AS (
	view dashboard_refresh.views,
	problem text
);

ALTER TYPE dashboard_refresh.patched OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.patched IS 'A view with a setting changed; or the view as it was, and why the value is not allowed.';

CREATE TYPE dashboard_refresh.place AS (
	function oid,
	line integer
);

ALTER TYPE dashboard_refresh.place OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.place IS 'Where in a user''s function a refresh failed; all null where it failed outside of one.';

CREATE TYPE dashboard_refresh.posted AS (
	request_id bigint,
	problem text
);

ALTER TYPE dashboard_refresh.posted OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.posted IS 'The pg_net request that carries a message; or why pg_net did not take it, in words that quote nothing of the message.';

CREATE TYPE dashboard_refresh.problem AS (
	code text,
	severity text,
	message text,
	hint text
);

ALTER TYPE dashboard_refresh.problem OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.problem IS 'Something that keeps a view from being fresh (severity error), or soon may (warning), and what to do about it.';

CREATE TYPE dashboard_refresh.query AS (
	tree jsonb,
	reader oid,
	runner oid,
	relation oid
);

ALTER TYPE dashboard_refresh.query OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.query IS 'A parsed query (see _parse_node_tree), the role with whose rights it reads, the role that runs it, whose rights count in a view with security_invoker at any depth, and the view that it defines; null for the body of a function.';

CREATE TYPE dashboard_refresh.read AS (
	relation oid,
	reader oid,
	inh boolean
);

ALTER TYPE dashboard_refresh.read OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.read IS 'A relation that a query reads, the role with whose rights, and whether with its partitions and children (not for only).';

CREATE TYPE dashboard_refresh.read_relation AS (
	reader oid,
	relation oid,
	role oid
);

ALTER TYPE dashboard_refresh.read_relation OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.read_relation IS 'A relation that a view reads: reader, the view that names it; role, whose rights to it count.';

CREATE TABLE dashboard_refresh.runs (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    view_id integer NOT NULL,
    trigger text NOT NULL,
    path text NOT NULL,
    status text DEFAULT 'queued'::text NOT NULL,
    requested_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    data_as_of timestamp with time zone,
    method text,
    rows_inserted bigint,
    rows_deleted bigint,
    served_by uuid,
    caused_by uuid,
    http_request_id bigint,
    cron_run_id bigint,
    error_sqlstate text,
    error_message text,
    error_hint text,
    CONSTRAINT runs_data_as_of_check CHECK (((status = 'succeeded'::text) = (data_as_of IS NOT NULL))),
    CONSTRAINT runs_error_check CHECK (((status = ANY (ARRAY['failed'::text, 'lost'::text])) = (error_message IS NOT NULL))),
    CONSTRAINT runs_error_sqlstate_check CHECK (((status = 'failed'::text) = (error_sqlstate IS NOT NULL))),
    CONSTRAINT runs_finished_check CHECK (((status = 'queued'::text) = (finished_at IS NULL))),
    CONSTRAINT runs_method_check CHECK ((method = ANY (ARRAY['concurrently'::text, 'plain'::text]))),
    CONSTRAINT runs_path_check CHECK ((path = ANY (ARRAY['edge'::text, 'database'::text]))),
    CONSTRAINT runs_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'succeeded'::text, 'failed'::text, 'lost'::text]))),
    CONSTRAINT runs_trigger_check CHECK ((trigger = ANY (ARRAY['cron'::text, 'admin'::text, 'watchdog'::text, 'cascade'::text, 'sql'::text])))
);

ALTER TABLE dashboard_refresh.runs OWNER TO postgres;

COMMENT ON TABLE dashboard_refresh.runs IS 'Ledger: one row an attempt to refresh a view, queued -> succeeded | failed | lost. A queued run whose advisory lock is held is running. See _delete_expired for how long rows are kept.';

COMMENT ON COLUMN dashboard_refresh.runs.id IS 'Key; the webhook-id of the trigger that carries the run.';

COMMENT ON COLUMN dashboard_refresh.runs.view_id IS 'The managed view.';

COMMENT ON COLUMN dashboard_refresh.runs.trigger IS 'What asked for it: cron, admin, watchdog, cascade or sql.';

COMMENT ON COLUMN dashboard_refresh.runs.path IS 'Where it runs: edge (HTTP, RPC) or database (a database session).';

COMMENT ON COLUMN dashboard_refresh.runs.status IS 'queued, succeeded, failed or lost.';

COMMENT ON COLUMN dashboard_refresh.runs.requested_at IS 'When it was requested.';

COMMENT ON COLUMN dashboard_refresh.runs.started_at IS 'When its refresh started; null when the refresh of another run served it or none started.';

COMMENT ON COLUMN dashboard_refresh.runs.finished_at IS 'When it became final.';

COMMENT ON COLUMN dashboard_refresh.runs.data_as_of IS 'Time of the snapshot the refreshed data shows.';

COMMENT ON COLUMN dashboard_refresh.runs.method IS 'How it refreshed: concurrently, or plain, which blocks readers.';

COMMENT ON COLUMN dashboard_refresh.runs.rows_inserted IS 'Rows the refresh added to the view; a changed row counts as one deleted and one inserted. One that PostgreSQL wrote again as it was, because its key has a null, does not count. Null where track_counts is off.';

COMMENT ON COLUMN dashboard_refresh.runs.rows_deleted IS 'Rows the refresh removed from the view; null for a plain refresh, which rewrites it.';

COMMENT ON COLUMN dashboard_refresh.runs.served_by IS 'The run whose refresh answered this one, because it was waiting when that refresh started. No foreign key: retention may remove the other first.';

COMMENT ON COLUMN dashboard_refresh.runs.caused_by IS 'On a run with trigger cascade: the run, of a view this one reads, that made it necessary or failed.';

COMMENT ON COLUMN dashboard_refresh.runs.http_request_id IS 'The pg_net request that carried the trigger. pg_net''s ids start again after a crash: see _request_outcome.';

COMMENT ON COLUMN dashboard_refresh.runs.cron_run_id IS 'cron.job_run_details.runid of the tick that failed, on a lost run recorded afterwards by the watchdog; requested_at is then its start_time.';

COMMENT ON COLUMN dashboard_refresh.runs.error_sqlstate IS 'SQLSTATE of the failure; null unless failed.';

COMMENT ON COLUMN dashboard_refresh.runs.error_message IS 'What went wrong; null unless failed or lost.';

COMMENT ON COLUMN dashboard_refresh.runs.error_hint IS 'What to do about it.';

CREATE TABLE dashboard_refresh.view_state (
    view_id integer NOT NULL,
    data_as_of timestamp with time zone,
    verified_at timestamp with time zone,
    upstream_as_of timestamp with time zone,
    sources oid[],
    storage oid[],
    upstream oid[],
    custom_settings text[],
    watched dashboard_refresh.watched[],
    catalog_stamp text,
    catalog_changes bigint,
    untrackable text,
    untrackable_expression text,
    untrackable_instead text,
    untrusted text,
    fingerprint text,
    relation_stamp text,
    rows_written bigint,
    rows_written_epoch text,
    rows_written_since timestamp with time zone,
    is_rows_written_exact boolean DEFAULT false NOT NULL,
    refreshed_elsewhere_at timestamp with time zone,
    null_keys text[],
    last_duration interval,
    last_finished_at timestamp with time zone,
    consecutive_failures integer DEFAULT 0 NOT NULL,
    failing_since timestamp with time zone,
    failing_revision integer,
    failure_kind text,
    failed_stamp text,
    retry_at timestamp with time zone,
    open_alerts text[] DEFAULT '{}'::text[] NOT NULL,
    alerting_since timestamp with time zone,
    tick_due_at timestamp with time zone,
    tick_due_revision integer,
    ticks_missed_since timestamp with time zone,
    consecutive_losses integer DEFAULT 0 NOT NULL,
    function_retry_at timestamp with time zone,
    CONSTRAINT view_state_failing_check CHECK ((((consecutive_failures > 0) = (failing_since IS NOT NULL)) AND ((failing_since IS NULL) = (failing_revision IS NULL)))),
    CONSTRAINT view_state_failure_kind_check CHECK ((failure_kind = ANY (ARRAY['transient'::text, 'lasting'::text])))
)
WITH (fillfactor='50');

ALTER TABLE dashboard_refresh.view_state OWNER TO postgres;

COMMENT ON TABLE dashboard_refresh.view_state IS 'State of each managed view, one row a view: how fresh its data is, what it is made of, failures, alerts and ticks. Written by ticks, refreshes and the watchdog.';

COMMENT ON COLUMN dashboard_refresh.view_state.view_id IS 'The managed view.';

COMMENT ON COLUMN dashboard_refresh.view_state.data_as_of IS 'Time of the snapshot the data shows, taken before the refresh started. Null while no refresh of ours succeeded.';

COMMENT ON COLUMN dashboard_refresh.view_state.verified_at IS 'Time up to which the sources were known to be unchanged since data_as_of, at the last tick that skipped.';

COMMENT ON COLUMN dashboard_refresh.view_state.upstream_as_of IS 'For a view that reads managed views: how fresh the least fresh of them was when this one was refreshed or verified.';

COMMENT ON COLUMN dashboard_refresh.view_state.sources IS 'Relations the view reads, through plain views; see _read_definition.';

COMMENT ON COLUMN dashboard_refresh.view_state.storage IS 'The sources with their partitions and children.';

COMMENT ON COLUMN dashboard_refresh.view_state.upstream IS 'The materialized views among the sources.';

COMMENT ON COLUMN dashboard_refresh.view_state.custom_settings IS 'Session settings that the view reads by name, with current_setting; see _settings_stamp.';

COMMENT ON COLUMN dashboard_refresh.view_state.watched IS 'The catalog rows that the answer of the view depends on; see _watched.';

COMMENT ON COLUMN dashboard_refresh.view_state.catalog_stamp IS 'Stamp of these rows at the last refresh; see _catalog_stamp. While it stands, what is known of the definition holds.';

COMMENT ON COLUMN dashboard_refresh.view_state.catalog_changes IS 'How many changes of the catalogs had been counted when the rows were last seen unchanged; see _catalog_changes.';

COMMENT ON COLUMN dashboard_refresh.view_state.untrackable IS 'Why changes cannot be seen, so that every tick refreshes; null when they can.';

COMMENT ON COLUMN dashboard_refresh.view_state.untrackable_expression IS 'The expression or relation that is the reason for that.';

COMMENT ON COLUMN dashboard_refresh.view_state.untrackable_instead IS 'How to write it so that changes can be seen; null where there is no way.';

COMMENT ON COLUMN dashboard_refresh.view_state.untrusted IS 'Why the last refresh left no fingerprint, so that the next tick refreshes; null when it did. See _untrusted.';

COMMENT ON COLUMN dashboard_refresh.view_state.fingerprint IS 'Fingerprint of the storage and the session settings, taken before the last refresh; see _fingerprint.';

COMMENT ON COLUMN dashboard_refresh.view_state.relation_stamp IS 'Stamp of the view itself after the last refresh; see _relation_stamp.';

COMMENT ON COLUMN dashboard_refresh.view_state.rows_written IS 'Rows that were written into the view up to the last refresh, as PostgreSQL counts them; see _look_at_writes.';

COMMENT ON COLUMN dashboard_refresh.view_state.rows_written_epoch IS 'Epoch of that counter, see _statistics_horizon.';

COMMENT ON COLUMN dashboard_refresh.view_state.rows_written_since IS 'The refresh at which that count began.';

COMMENT ON COLUMN dashboard_refresh.view_state.is_rows_written_exact IS 'True when nothing that was written before then can still be reported late.';

COMMENT ON COLUMN dashboard_refresh.view_state.refreshed_elsewhere_at IS 'When it was last noticed that something other than a run has refreshed the view.';

COMMENT ON COLUMN dashboard_refresh.view_state.null_keys IS 'Columns of unique indexes in which rows of the view have a null, after the last refresh that was concurrent; null while not known.';

COMMENT ON COLUMN dashboard_refresh.view_state.last_duration IS 'How long the last refresh took.';

COMMENT ON COLUMN dashboard_refresh.view_state.last_finished_at IS 'When the last refresh ended, however it ended.';

COMMENT ON COLUMN dashboard_refresh.view_state.consecutive_failures IS 'Runs that failed, or were lost in the database, since the last that succeeded.';

COMMENT ON COLUMN dashboard_refresh.view_state.failing_since IS 'End of the first failure of the present streak.';

COMMENT ON COLUMN dashboard_refresh.view_state.failing_revision IS 'Revision of the settings at that time; see views.resumed_revision.';

COMMENT ON COLUMN dashboard_refresh.view_state.failure_kind IS 'Kind of the last failure: transient (a retry may succeed) or lasting (somebody has to fix something); see _failure_kind.';

COMMENT ON COLUMN dashboard_refresh.view_state.failed_stamp IS 'After a lasting failure: the stamp of the view at that time. When it changes, somebody may have fixed the cause; see _repair_stamp.';

COMMENT ON COLUMN dashboard_refresh.view_state.retry_at IS 'After a failure: when the watchdog tries again. Null where only the schedule does.';

COMMENT ON COLUMN dashboard_refresh.view_state.open_alerts IS 'What an alert was written about and is not over yet: failing, suspended, function_failing, stale.';

COMMENT ON COLUMN dashboard_refresh.view_state.alerting_since IS 'When the first of the open alerts was opened; null when none is.';

COMMENT ON COLUMN dashboard_refresh.view_state.tick_due_at IS 'First firing of the job that the watchdog has not accounted for yet; null while that is unknown.';

COMMENT ON COLUMN dashboard_refresh.view_state.tick_due_revision IS 'Revision of the settings that tick_due_at was computed from.';

COMMENT ON COLUMN dashboard_refresh.view_state.ticks_missed_since IS 'First firing that pg_cron missed, during an outage that goes on; null while ticks arrive.';

COMMENT ON COLUMN dashboard_refresh.view_state.consecutive_losses IS 'Runs that were lost on the way to or in the Edge Function since one it was sent came to an end there.';

COMMENT ON COLUMN dashboard_refresh.view_state.function_retry_at IS 'After three such losses: with path auto, refreshes run in the database until then. Null while the function is used.';

COMMENT ON CONSTRAINT view_state_failure_kind_check ON dashboard_refresh.view_state IS 'A failure is transient or lasting.';

CREATE TYPE dashboard_refresh.refreshed AS (
	run dashboard_refresh.runs,
	state dashboard_refresh.view_state,
	failure dashboard_refresh.failure
);

ALTER TYPE dashboard_refresh.refreshed OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.refreshed IS 'A run that has ended, the state in which it leaves its view, and, where it failed, where.';

CREATE TYPE dashboard_refresh.refreshing_job AS (
	id bigint,
	name text,
	schedule text,
	active boolean,
	owner text,
	command text,
	functions text,
	statement text
);

ALTER TYPE dashboard_refresh.refreshing_job OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.refreshing_job IS 'A cron job, none of ours, that refreshes a view: functions, by which; statement: what keeps it from that and leaves the rest of it; null where its text does not say how.';

CREATE TYPE dashboard_refresh.relation_facts AS (
	oid oid,
	kind "char",
	owner name,
	is_populated boolean,
	has_unique_index boolean,
	may_refresh boolean
);

ALTER TYPE dashboard_refresh.relation_facts OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.relation_facts IS 'What is there under a managed view''s name; all null when nothing is. kind: as in pg_class.relkind; has_unique_index: one that a concurrent refresh can use; may_refresh: whether the caller may.';

CREATE TYPE dashboard_refresh.sampled_column AS (
	name text,
	has_null boolean,
	distinct_values bigint,
	sampled bigint
);

ALTER TYPE dashboard_refresh.sampled_column OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.sampled_column IS 'A column in the first rows of a relation: whether it has a null among them, how many distinct values, of how many rows.';

CREATE TYPE dashboard_refresh.schedule_fields AS (
	seconds integer,
	minutes integer[],
	hours integer[],
	days_of_month integer[],
	is_last_day boolean,
	months integer[],
	days_of_week integer[],
	is_either_day boolean,
	error_message text,
	error_detail text,
	error_hint text
);

ALTER TYPE dashboard_refresh.schedule_fields OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.schedule_fields IS 'A parsed pg_cron schedule: seconds of "N seconds", or the values of the five fields; is_last_day: the day of month is the last one; is_either_day: a day matches when one of the two day fields does. With error_message it is not a schedule, and nothing else is set.';

CREATE TYPE dashboard_refresh.setting AS (
	name text,
	type text,
	default_value text,
	limits text,
	description text
);

ALTER TYPE dashboard_refresh.setting OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.setting IS 'A setting of managed views: name, SQL type, default as text (null: derived from the view), limits as a sentence, description.';

CREATE TYPE dashboard_refresh.source_read AS (
	reader oid,
	source oid,
	name text
);

ALTER TYPE dashboard_refresh.source_read OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.source_read IS 'A relation (source) that a view (reader) reads, and what its query calls it; null where the query gives it an alias.';

CREATE TYPE dashboard_refresh.touched_relation AS (
	relation oid,
	rank integer,
	blocking_modes text[]
);

ALTER TYPE dashboard_refresh.touched_relation OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.touched_relation IS 'A relation that a refresh locks: which modes of a lock held by others are in its way; rank 1: the view itself, 2: its indexes, 3: what it reads.';

CREATE TYPE dashboard_refresh.type_part AS (
	type oid,
	part oid
);

ALTER TYPE dashboard_refresh.type_part OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.type_part IS 'A type, and one that it is made of.';

CREATE TYPE dashboard_refresh.unique_index AS (
	oid oid,
	columns text[]
);

ALTER TYPE dashboard_refresh.unique_index OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.unique_index IS 'A unique index on plain columns, which are its key.';

CREATE TYPE dashboard_refresh.vault_contents AS (
	secrets jsonb,
	missing text,
	reason text
);

ALTER TYPE dashboard_refresh.vault_contents OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.vault_contents IS 'Secrets from Vault by name; or missing and reason, as in endpoint, and no secrets.';

CREATE TYPE dashboard_refresh.vocabulary AS (
	times oid[],
	texts oid[],
	documents oid[],
	names oid[],
	untrusted oid[],
	read_by_format oid[],
	text_search oid[]
);

ALTER TYPE dashboard_refresh.vocabulary OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.vocabulary IS 'Of the types that a query uses those that are or hold a date or a time of day, text, a document (json, xml, a record) that may hold any of these, and an oid shown as a name of the catalog. Of the functions those that may change their result by themselves, those that read a time out of text by a format or are judged by their body, and those of text search.';

CREATE TYPE dashboard_refresh.write_look AS (
	relation oid,
	counted bigint,
	own_before bigint,
	epoch text,
	since timestamp with time zone,
	is_exact boolean,
	is_elsewhere boolean
);

ALTER TYPE dashboard_refresh.write_look OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.write_look IS 'What is known of the rows written into a view, before a refresh: counted so far, of them by this transaction; epoch of the counter, and since when it is followed; whether nothing of before can be reported late any more; whether something other than a run wrote since the last.';

CREATE TABLE dashboard_refresh.alerts (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    view_id integer,
    kind text NOT NULL,
    summary text NOT NULL,
    facts jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    status text DEFAULT 'pending'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    http_request_id bigint,
    finished_at timestamp with time zone,
    error_message text,
    via text,
    claimed_by uuid,
    function_failed_at timestamp with time zone,
    posted_at timestamp with time zone,
    CONSTRAINT alerts_error_check CHECK (((status <> ALL (ARRAY['failed'::text, 'unsent'::text])) OR (error_message IS NOT NULL))),
    CONSTRAINT alerts_finished_check CHECK (((status = ANY (ARRAY['pending'::text, 'sent'::text])) = (finished_at IS NULL))),
    CONSTRAINT alerts_kind_check CHECK ((kind = ANY (ARRAY['failing'::text, 'suspended'::text, 'function_failing'::text, 'stale'::text, 'reminder'::text, 'recovered'::text, 'test'::text]))),
    CONSTRAINT alerts_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'sent'::text, 'delivered'::text, 'failed'::text, 'unsent'::text]))),
    CONSTRAINT alerts_via_check CHECK ((via = ANY (ARRAY['function'::text, 'database'::text]))),
    CONSTRAINT alerts_view_check CHECK (((kind = 'test'::text) = (view_id IS NULL)))
);

ALTER TABLE dashboard_refresh.alerts OWNER TO postgres;

COMMENT ON TABLE dashboard_refresh.alerts IS 'Alerts: one row a message to the webhook, pending -> sent -> delivered | failed, or back to pending for a retry; unsent where there is no webhook. See _delete_expired for how long rows are kept.';

COMMENT ON COLUMN dashboard_refresh.alerts.id IS 'Key; the webhook-id of the message is alert_<id>.';

COMMENT ON COLUMN dashboard_refresh.alerts.view_id IS 'The managed view it is about; null for a test.';

COMMENT ON COLUMN dashboard_refresh.alerts.kind IS 'failing, suspended, function_failing, stale, reminder, recovered or test.';

COMMENT ON COLUMN dashboard_refresh.alerts.summary IS 'The message, one line for people.';

COMMENT ON COLUMN dashboard_refresh.alerts.facts IS 'The message for machines.';

COMMENT ON COLUMN dashboard_refresh.alerts.created_at IS 'When the event that it reports happened.';

COMMENT ON COLUMN dashboard_refresh.alerts.status IS 'pending: to be sent; sent: on its way; delivered: answered with 2xx; failed: given up; unsent: no webhook then.';

COMMENT ON COLUMN dashboard_refresh.alerts.attempts IS 'Number of attempts to deliver it. One that the Edge Function does not take is made from the database all the same, and is one attempt.';

COMMENT ON COLUMN dashboard_refresh.alerts.next_attempt_at IS 'While pending: not to be sent before.';

COMMENT ON COLUMN dashboard_refresh.alerts.sent_at IS 'When it was last handed to pg_net.';

COMMENT ON COLUMN dashboard_refresh.alerts.http_request_id IS 'The pg_net request that carries it, or that asks the Edge Function to.';

COMMENT ON COLUMN dashboard_refresh.alerts.finished_at IS 'When it was delivered or given up.';

COMMENT ON COLUMN dashboard_refresh.alerts.error_message IS 'Why the last attempt failed; null when none has.';

COMMENT ON COLUMN dashboard_refresh.alerts.via IS 'Who carries, or carried, the last attempt to the webhook: function (the Edge Function) or database (pg_net).';

COMMENT ON COLUMN dashboard_refresh.alerts.claimed_by IS 'The delivery of the Edge Function that has taken the present attempt, so that no second one does.';

COMMENT ON COLUMN dashboard_refresh.alerts.function_failed_at IS 'When the Edge Function was last found not to have carried it.';

COMMENT ON COLUMN dashboard_refresh.alerts.posted_at IS 'The server''s clock when pg_net was last handed it: its answers are known by id and time. sent_at is the time that the watchdog judged by.';

CREATE FUNCTION dashboard_refresh._after_attempt(alert dashboard_refresh.alerts, problem text, at timestamp with time zone) RETURNS dashboard_refresh.alerts
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_alert dashboard_refresh.alerts := alert;
  v_is_last constant boolean := alert.attempts >= 10 or alert.kind = 'test';
begin
  v_alert.error_message := problem;

  if problem is null then
    v_alert.status := 'delivered';
    v_alert.finished_at := at;
  else
    v_alert.status := case when v_is_last then 'failed' else 'pending' end;
    v_alert.finished_at := case when v_is_last then at end;
    v_alert.next_attempt_at := at + least(interval '1 minute' * power(2, v_alert.attempts - 1), interval '1 hour');
  end if;

  return v_alert;
end;
$$;

ALTER FUNCTION dashboard_refresh._after_attempt(alert dashboard_refresh.alerts, problem text, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._after_attempt(alert dashboard_refresh.alerts, problem text, at timestamp with time zone) IS 'An alert after an attempt that ended at `at`: delivered (no problem), or to be retried after 1 min, doubling up to 1 h, and given up after the tenth attempt, a test after the first. Writes nothing.';

CREATE FUNCTION dashboard_refresh._alert_body(alert dashboard_refresh.alerts) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  -- What a message quotes may have been written by anybody. With a zero-width space after it, @ addresses nobody.
  v_text constant text := regexp_replace(replace(alert.summary, '@', '@' || chr(8203)), '\s+', ' ', 'g');
begin
  return jsonb_build_object(
    -- Slack and Mattermost show text, with these three escaped; Discord shows content, of at most 2000 characters.
    'text', replace(replace(replace(v_text, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'),
    'content', left(v_text, 2000),
    'allowed_mentions', jsonb_build_object('parse', '[]'::jsonb),
    -- For machines. Not on the top level: Mattermost gives the names type and props a meaning of its own.
    'alert', jsonb_build_object(
      'id', alert.id, 'kind', alert.kind, 'created_at', alert.created_at, 'facts', alert.facts
    )
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._alert_body(alert dashboard_refresh.alerts) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._alert_body(alert dashboard_refresh.alerts) IS 'The message of an alert: text for Slack and Mattermost, content for Discord, alert for machines.';

CREATE FUNCTION dashboard_refresh._alert_endpoint() RETURNS dashboard_refresh.endpoint
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_vault constant dashboard_refresh.vault_contents := dashboard_refresh._read_vault(array[
    'refresh_dashboard_alert_url', 'refresh_dashboard_alert_secret', 'refresh_dashboard_trigger_secret'
  ]);
  v_url constant text := v_vault.secrets ->> 'refresh_dashboard_alert_url';
  v_problem constant text := dashboard_refresh._url_problem(v_url);
  v_alert_secrets constant text := v_vault.secrets ->> 'refresh_dashboard_alert_secret';
  -- The message id distinguishes the two kinds of messages, so a signed alert is not a trigger.
  v_secret constant text := dashboard_refresh._signing_secret(
    coalesce(v_alert_secrets, v_vault.secrets ->> 'refresh_dashboard_trigger_secret')
  );
  v_endpoint dashboard_refresh.endpoint;
begin
  v_endpoint.missing := case
    when v_vault.missing is not null then v_vault.missing
    when v_url is null then 'Vault has no refresh_dashboard_alert_url'
    when v_problem is not null then
      format('what Vault has under refresh_dashboard_alert_url is no http(s) URL that can be called: %s', v_problem)
    when v_alert_secrets is not null and v_secret is null then
      'what Vault has under refresh_dashboard_alert_secret is no whsec_ secret'
  end;

  if v_endpoint.missing is null then
    v_endpoint.url := v_url;
    v_endpoint.secret := v_secret;
  else
    v_endpoint.reason := case
      when v_vault.missing is not null then v_vault.reason
      when v_url is null then 'absent'
      else 'malformed'
    end;
  end if;

  return v_endpoint;
end;
$$;

ALTER FUNCTION dashboard_refresh._alert_endpoint() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._alert_endpoint() IS 'The webhook that receives the alerts, from Vault, and the secret that signs them: refresh_dashboard_alert_secret, or that of the trigger; null where there is neither.';

CREATE FUNCTION dashboard_refresh._alert_json(alert dashboard_refresh.alerts) RETURNS json
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select json_build_object(
    'id', alert.id,
    'view', (select views.view from dashboard_refresh.views where views.id = alert.view_id),
    'kind', alert.kind,
    'status', alert.status,
    'summary', alert.summary,
    'created_at', alert.created_at,
    'attempts', alert.attempts,
    'next_attempt_at', case when alert.status = 'pending' then alert.next_attempt_at end,
    'sent_at', alert.sent_at,
    'finished_at', alert.finished_at,
    'via', alert.via,
    'error', alert.error_message
  );
$$;

ALTER FUNCTION dashboard_refresh._alert_json(alert dashboard_refresh.alerts) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._alert_json(alert dashboard_refresh.alerts) IS 'An alert as callers see it.';

CREATE FUNCTION dashboard_refresh._alert_message_id(alert dashboard_refresh.alerts) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select 'alert_' || alert.id;
$$;

ALTER FUNCTION dashboard_refresh._alert_message_id(alert dashboard_refresh.alerts) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._alert_message_id(alert dashboard_refresh.alerts) IS 'The webhook-id of an alert: the same whenever, and whoever, sends it.';

CREATE FUNCTION dashboard_refresh._alert_problems(view dashboard_refresh.views, endpoint dashboard_refresh.endpoint) RETURNS SETOF dashboard_refresh.problem
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_last dashboard_refresh.alerts;
begin
  select *
  into v_last
  from dashboard_refresh.alerts
  where alerts.view_id = view.id and alerts.status <> 'unsent' and alerts.attempts > 0
  order by alerts.created_at desc
  limit 1;

  return query
  select found.code, found.severity, found.message, found.hint
  from (
    values
      (
        endpoint.reason = 'malformed',
        'alerts_misconfigured', 'warning',
        format('Alerts go nowhere: %s.', endpoint.missing),
        'Correct it with vault.update_secret(), and test it with POST /alerts/test.'
      ),
      (
        endpoint.reason is distinct from 'malformed' and v_last.error_message is not null and v_last.status <> 'delivered',
        'alert_undelivered', 'warning',
        format('The last alert could not be delivered in %s attempts: %s.', v_last.attempts, v_last.error_message),
        case when v_last.status = 'failed' then 'It is given up. ' else 'It is tried again. ' end
          || 'See whether the URL in Vault under refresh_dashboard_alert_url is right, and test it with POST /alerts/test.'
      )
  ) as found (is_found, code, severity, message, hint)
  where found.is_found;
end;
$$;

ALTER FUNCTION dashboard_refresh._alert_problems(view dashboard_refresh.views, endpoint dashboard_refresh.endpoint) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._alert_problems(view dashboard_refresh.views, endpoint dashboard_refresh.endpoint) IS 'What keeps alerts about the view from reaching their webhook.';

CREATE FUNCTION dashboard_refresh._alerts_json(view dashboard_refresh.views, state dashboard_refresh.view_state, endpoint dashboard_refresh.endpoint) RETURNS json
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select json_build_object(
    'configured', endpoint.missing is null,
    'missing', endpoint.missing,
    'open', to_json(state.open_alerts),
    'since', state.alerting_since,
    'last', (
      select dashboard_refresh._alert_json(alerts)
      from dashboard_refresh.alerts
      where alerts.view_id = view.id
      order by alerts.created_at desc
      limit 1
    )
  );
$$;

ALTER FUNCTION dashboard_refresh._alerts_json(view dashboard_refresh.views, state dashboard_refresh.view_state, endpoint dashboard_refresh.endpoint) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._alerts_json(view dashboard_refresh.views, state dashboard_refresh.view_state, endpoint dashboard_refresh.endpoint) IS 'Where alerts about the view go, which are open, and the last one.';

CREATE FUNCTION dashboard_refresh._answer_waiting(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_left_id uuid;
begin
  if not exists (select from dashboard_refresh.runs where runs.view_id = view.id and runs.status = 'queued') then
    return null;
  end if;

  perform dashboard_refresh._mark_overdue_lost(view, state, at);

  -- Left to the rescue jobs. They may be gone, and this session can do it as well.
  select runs.id into v_left_id
  from dashboard_refresh.runs
  where runs.view_id = view.id and runs.status = 'queued' and dashboard_refresh._is_left_to_rescue(runs)
  order by runs.requested_at
  limit 1;

  if found then
    return dashboard_refresh.run(v_left_id) ->> 'status';
  elsif exists (select from dashboard_refresh.runs where runs.view_id = view.id and runs.status = 'queued') then
    return 'busy';
  end if;

  return null;
end;
$$;

ALTER FUNCTION dashboard_refresh._answer_waiting(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._answer_waiting(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) IS 'What a tick answers because of a run that is waiting: how that went, where it was left to the rescue jobs, or busy while the Edge Function may still pick it up; null when none is left. The caller holds the view''s lock.';

CREATE FUNCTION dashboard_refresh._api_limit() RETURNS interval
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  -- A call is cut at 55 s (see run_dashboard_refresh). What comes this close to it may be cut the next time.
  select interval '40 seconds';
$$;

ALTER FUNCTION dashboard_refresh._api_limit() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._api_limit() IS 'A refresh that takes longer than this does not go through the API, unless the setting path asks for it.';

CREATE FUNCTION dashboard_refresh._apply_patch(view dashboard_refresh.views, patch jsonb) RETURNS dashboard_refresh.views
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_view dashboard_refresh.views := view;
  v_setting dashboard_refresh.setting;
  v_schedule record;
  v_patched dashboard_refresh.patched;
  v_problems text[] := array[]::text[];
  v_unknown text[];
  v_name text;
  v_refused jsonb := jsonb_build_object();
begin
  for v_setting in
    select settings.*
    from dashboard_refresh.settings() as settings
    where patch ? settings.name
  loop
    v_patched := dashboard_refresh._apply_setting(v_setting, patch -> v_setting.name, v_view);
    v_view := v_patched.view;

    if v_patched.problem is not null then
      v_problems := v_problems || v_patched.problem;
      v_refused := v_refused || jsonb_build_object(v_setting.name, patch -> v_setting.name);
    end if;
  end loop;

  -- Which schedules there are depends on the server's pg_cron, so a check on the column cannot tell.
  select *
  into v_schedule
  from dashboard_refresh._schedule_error(v_view.schedule)
  where patch ? 'schedule' and not v_refused ? 'schedule';

  v_unknown := array(
    select names.name
    from jsonb_object_keys(patch) as names (name)
    where names.name not in (select settings.name from dashboard_refresh.settings() as settings)
  );

  -- A slip is one word or a few; a patch that is something else altogether is not read out in full.
  foreach v_name in array v_unknown[:20] loop
    v_problems := v_problems || (
      format('there is no setting %s', quote_ident(left(v_name, 60)))
      || coalesce('; did you mean ' || dashboard_refresh._nearest_setting(v_name) || '?', '.')
    );
    v_refused := v_refused || jsonb_build_object(left(v_name, 60), patch -> v_name);
  end loop;

  if cardinality(v_unknown) > 20 then
    v_problems := v_problems || format('and %s more.', cardinality(v_unknown) - 20);
  end if;

  if v_problems = '{}' and v_schedule.code is not null then
    perform dashboard_refresh._raise(v_schedule.code, v_schedule.message, v_schedule.detail, v_schedule.hint);
  elsif v_problems <> '{}' then
    perform dashboard_refresh._raise(
      'invalid_setting',
      array_to_string(v_problems || (v_schedule.message || '.'), ' '),
      format('Got %s.', left(v_refused::text, 500)),
      format('Nothing was changed. The settings are %s.',
        (select string_agg(settings.name, ', ') from dashboard_refresh.settings() as settings))
    );
  end if;

  return v_view;
end;
$$;

ALTER FUNCTION dashboard_refresh._apply_patch(view dashboard_refresh.views, patch jsonb) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._apply_patch(view dashboard_refresh.views, patch jsonb) IS 'The view as it would be with these settings, given as _require_patch returns them; writes nothing. Raises unsupported_schedule, and invalid_setting that names everything that is wrong.';

CREATE FUNCTION dashboard_refresh._apply_setting(setting dashboard_refresh.setting, value jsonb, view dashboard_refresh.views) RETURNS dashboard_refresh.patched
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "IntervalStyle" TO 'postgres'
    AS $_$
declare
  v_is_right_type constant boolean := jsonb_typeof(value) = case setting.type
    when 'boolean' then 'boolean'
    when 'integer' then 'number'
    when 'numeric' then 'number'
    else 'string'
  end;
  v_checked dashboard_refresh.views;
  v_is_allowed boolean;
  v_wrong_type constant text := case setting.type
    when 'boolean' then setting.limits
    when 'integer' then format('%s must be a whole number. %s', setting.name, setting.limits)
    when 'numeric' then format('%s must be a number. %s', setting.name, setting.limits)
    else format('%s must be a string. %s', setting.name, setting.limits)
  end;
begin
  if jsonb_typeof(value) <> 'null' and not v_is_right_type then
    return (view, v_wrong_type);
  -- Thirty years are beyond every limit, and infinity (PostgreSQL 17 and newer) has no hours to be written in.
  elsif setting.type = 'interval'
    and jsonb_typeof(value) = 'string'
    and abs(extract(epoch from (value #>> '{}')::interval)) > 1e9
  then
    return (view, setting.limits);
  end if;

  v_checked := jsonb_populate_record(view, jsonb_build_object(
    setting.name,
    case
      when jsonb_typeof(value) = 'null' then to_jsonb(setting.default_value)
      -- In hours, minutes and seconds alone: a day or a month has no fixed length.
      when setting.type = 'interval'
        then to_jsonb(make_interval(secs => extract(epoch from (value #>> '{}')::interval)::double precision))
      else value
    end
  ));
  execute format(
    'select %s from (select ($1).*) as checked',
    coalesce(
      (
        select string_agg('(' || pg_get_expr(pg_constraint.conbin, pg_constraint.conrelid) || ')', ' and ')
        from pg_catalog.pg_constraint
        join pg_catalog.pg_attribute
          on pg_attribute.attrelid = pg_constraint.conrelid and array[pg_attribute.attnum] = pg_constraint.conkey
        where pg_constraint.conrelid = 'dashboard_refresh.views'::regclass
          and pg_constraint.contype = 'c'
          and pg_attribute.attname = setting.name
      ),
      'true'
    )
  )
  using v_checked
  into v_is_allowed;

  -- As for a check constraint, null is allowed: a default that is derived from the view.
  if v_is_allowed is false then
    return (view, setting.limits);
  end if;

  return (v_checked, null::text);
exception
  -- A text that is not an interval, a number with a fraction where a whole one is needed, one that is too large.
  when data_exception then
    return (view, case setting.type
      when 'interval' then format('%s: %s is no interval; write a number and a unit, as in 10 seconds or 5 minutes.',
        setting.name, quote_literal(left(value #>> '{}', 60)))
      else v_wrong_type
    end);
end;
$_$;

ALTER FUNCTION dashboard_refresh._apply_setting(setting dashboard_refresh.setting, value jsonb, view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._apply_setting(setting dashboard_refresh.setting, value jsonb, view dashboard_refresh.views) IS 'The view with one setting set to a JSON value, or to its default for JSON null, unless the type or the check of its column does not allow it.';

CREATE FUNCTION dashboard_refresh._argument_types(call jsonb) RETURNS oid[]
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select array(
    select dashboard_refresh._node_type(arguments.argument)
    from jsonb_array_elements(
      case when jsonb_typeof(call -> 'args') = 'array' then call -> 'args' else '[]' end
    ) as arguments (argument)
  );
$$;

ALTER FUNCTION dashboard_refresh._argument_types(call jsonb) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._argument_types(call jsonb) IS 'The types of the arguments of a call, given as a node.';

CREATE FUNCTION dashboard_refresh._as_owner(owner oid, statement text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_owner constant name := pg_get_userbyid(owner);
  v_is_superuser constant boolean := exists (
    select from pg_catalog.pg_roles where pg_roles.oid = owner and pg_roles.rolsuper
  );
begin
  if owner is null then
    return null;
  elsif pg_has_role(owner, 'usage') then
    return statement;
  elsif not v_is_superuser
    and (
      pg_has_role(owner, 'member with admin option')
      -- Before PostgreSQL 16, CREATEROLE was enough to grant any role.
      or (
        current_setting('server_version_num')::integer < 160000
        and (select pg_roles.rolcreaterole from pg_catalog.pg_roles where pg_roles.rolname = current_user)
      )
    )
  then
    return format('grant %I to %I; %s', v_owner, current_user, statement);
  end if;

  return format('as %I%s: %s', v_owner, case when not v_is_superuser then ' or a superuser' end, statement);
end;
$$;

ALTER FUNCTION dashboard_refresh._as_owner(owner oid, statement text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._as_owner(owner oid, statement text) IS 'A statement that only this owner of something may run, as the current role can run it: preceded by the grant that it takes, or by the words who can where the current role cannot.';

CREATE FUNCTION dashboard_refresh._begin_drift(view dashboard_refresh.views) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if not dashboard_refresh._try_lock_drift(view.id) then
    perform dashboard_refresh._raise(
      'drift_running',
      format('%s is being compared with its definition already', view.view),
      (
        select format(
          'Session %s began %s s ago.', held_locks.pid,
          round(extract(epoch from clock_timestamp() - pg_stat_activity.query_start)::numeric, 1)
        )
        from dashboard_refresh.held_locks
        join pg_catalog.pg_stat_activity on pg_stat_activity.pid = held_locks.pid
        where held_locks.kind = 'drift' and held_locks.key = view.id
      ),
      'Ask again in a few seconds: a comparison costs as much as a refresh, so there is one at a time.'
    );
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._begin_drift(view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._begin_drift(view dashboard_refresh.views) IS 'Takes the lock for a comparison of the view. Raises drift_running, at once, while another session has it.';

CREATE FUNCTION dashboard_refresh._blocking_sessions(relation oid, method text, place dashboard_refresh.place) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_database constant oid := (select oid from pg_catalog.pg_database where datname = current_database());
  v_sessions text;
  v_remedies text;
begin
  with in_the_way as materialized (
    select pg_locks.*, touched.rank
    from dashboard_refresh._touched_relations(_blocking_sessions.relation, method) as touched
    join pg_catalog.pg_locks
      on pg_locks.relation = touched.relation and pg_locks.mode = any (touched.blocking_modes)
    where pg_locks.locktype = 'relation' and pg_locks.database in (0, v_database)
  ),
  locks as materialized (
    select * from in_the_way
    union all
    -- Who waits in the queue before a refresh holds it up as well, and so does the session that it waits for.
    select pg_locks.*, in_the_way.rank
    from in_the_way
    join pg_catalog.pg_locks
      on pg_locks.locktype = 'relation'
      and pg_locks.relation = in_the_way.relation
      and pg_locks.pid = any (pg_blocking_pids(in_the_way.pid))
      and pg_locks.granted
    where not in_the_way.granted
    union all
    -- A function may read anything.
    select pg_locks.*, 4
    from pg_catalog.pg_locks
    where place.function is not null
      and not exists (select from in_the_way where in_the_way.pid is distinct from pg_backend_pid())
      and pg_locks.locktype = 'relation'
      and pg_locks.database = v_database
      and pg_locks.mode = 'AccessExclusiveLock'
  ),
  sessions as (
    select distinct on (locks.pid, pg_prepared_xacts.gid)
      locks.pid,
      locks.granted,
      locks.rank,
      format('%s on %s', locks.mode, locks.relation::regclass) as what,
      pg_stat_activity.usesysid,
      coalesce(pg_stat_activity.usename, pg_stat_activity.backend_type) as usename,
      pg_stat_activity.application_name,
      coalesce(pg_stat_activity.state, 'of unknown state') as state,
      pg_stat_activity.state_change,
      pg_stat_activity.xact_start,
      pg_prepared_xacts.gid,
      pg_prepared_xacts.owner,
      pg_prepared_xacts.prepared
    from locks
    left join pg_catalog.pg_stat_activity on pg_stat_activity.pid = locks.pid
    left join pg_catalog.pg_prepared_xacts
      on locks.pid is null and locks.virtualtransaction = '-1/' || pg_prepared_xacts.transaction::text
    where locks.pid is distinct from pg_backend_pid()
    order by locks.pid, pg_prepared_xacts.gid, locks.granted desc, locks.rank, locks.mode, locks.relation
  )
  select
    string_agg(
      case
        when sessions.gid is not null then format('the prepared transaction %L of %s, since %s, holds %s',
          sessions.gid, sessions.owner, date_trunc('second', sessions.prepared), sessions.what)
        else format('pid %s (%s, %s, %s since %s, in its transaction since %s) %s %s',
          sessions.pid,
          sessions.usename,
          coalesce('application ' || nullif(sessions.application_name, ''), 'no application name'),
          sessions.state,
          coalesce(date_trunc('second', sessions.state_change)::text, 'an unknown time'),
          coalesce(date_trunc('second', sessions.xact_start)::text, 'an unknown time'),
          case when sessions.granted then 'holds' else 'waits for' end,
          sessions.what)
      end,
      '; '
      order by sessions.rank, sessions.xact_start, sessions.pid
    ),
    string_agg(
      case
        when sessions.gid is not null
          then dashboard_refresh._as_owner(sessions.owner::regrole, format('rollback prepared %L;', sessions.gid))
        else dashboard_refresh._terminate_statement(sessions.pid, sessions.usesysid)
      end,
      ' '
      order by sessions.rank, sessions.xact_start, sessions.pid
    ) filter (
      -- The others go on by themselves once these have.
      where sessions.granted and not dashboard_refresh._is_session_name(coalesce(sessions.application_name, ''))
    )
  into v_sessions, v_remedies
  from sessions;

  return case
    when v_remedies is null then v_sessions || '. That ends by itself.'
    else format('%s. Let it finish, or end it: %s', v_sessions, v_remedies)
  end;
end;
$$;

ALTER FUNCTION dashboard_refresh._blocking_sessions(relation oid, method text, place dashboard_refresh.place) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._blocking_sessions(relation oid, method text, place dashboard_refresh.place) IS 'Which other sessions hold, or wait for, a lock that stops a refresh of the materialized view by this method, on the view, its indexes or anything that it reads, in words, and how to end them; null when none does. place: the function in which the refresh waited. Quotes no query: that may hold data.';

CREATE FUNCTION dashboard_refresh._body_obstacle(function pg_proc) RETURNS dashboard_refresh.obstacle
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_body constant text := case when function.oid >= 16384 then dashboard_refresh._readable_body(function) end;
  v_is_from_text constant boolean := exists (
    select from pg_catalog.pg_type
    where pg_type.oid = any (function.proargtypes::oid[])
      and (
        pg_type.typcategory = 'S'
        or pg_type.oid in ('json'::regtype, 'jsonb'::regtype, 'xml'::regtype, 'record'::regtype)
      )
  );
  v_found text;
begin
  if v_body is null then
    return null;
  end if;

  v_found := coalesce(
    (regexp_match(v_body, '\m(current_date|current_time|current_timestamp|localtime|localtimestamp|session_user)\M'))[1],
    (
      select min(pg_proc.proname::text) || '()'
      from pg_catalog.pg_proc
      where pg_proc.pronamespace = 'pg_catalog'::regnamespace
        and pg_proc.proname in (
          'now', 'clock_timestamp', 'statement_timestamp', 'transaction_timestamp', 'timeofday', 'random',
          'gen_random_uuid', 'nextval', 'currval', 'current_setting', 'txid_current', 'pg_current_xact_id'
        )
        and v_body ~ ('\m' || pg_proc.proname || '\s*\(')
    )
  );

  if v_found is not null then
    return row(
      format('says it is immutable but uses %s', v_found),
      null,
      'Leave that to the query that reads the view, or give the function what it needs as an argument.'
    )::dashboard_refresh.obstacle;
  end if;

  select pg_class.oid::regclass::text
  into v_found
  from regexp_matches(v_body, '\m(?:from|join)\s+(?:only\s+)?(?:"?[\w$]+"?\s*\.\s*)?"?([\w$]+)"?(?!\s*\()', 'g')
    as matches (match)
  join pg_catalog.pg_class on pg_class.relname = matches.match[1] and pg_class.relkind in ('r', 'p', 'v', 'm', 'f')
  limit 1;

  if found then
    return row(
      format('says it is immutable but reads %s', v_found),
      null,
      'Join the table in the view, or write the function as stable with begin atomic … end, which can be followed.'
    )::dashboard_refresh.obstacle;
  elsif v_body ~ '\mexecute\M' and function.prolang <> (select oid from pg_catalog.pg_language where lanname = 'sql') then
    return row(
      'makes statements at run time, so that what it reads cannot be seen',
      null,
      'Write the statement out.'
    )::dashboard_refresh.obstacle;
  -- plpgsql turns text into a time by an assignment, SQL by a cast alone.
  elsif v_is_from_text and (
    v_body ~ '(::\s*|\mas\s+)(date|time|timetz|timestamp|timestamptz)\M'
    or (
      function.prolang <> (select oid from pg_catalog.pg_language where lanname = 'sql')
      and (
        v_body ~ '\m(date|time|timetz|timestamp|timestamptz)\M'
        or function.prorettype = any (array['date', 'time', 'timetz', 'timestamp', 'timestamptz']::regtype[])
      )
    )
  ) then
    return row(
      'turns text into a time, and the text may be ''now''',
      null,
      'Use to_date(x, ''YYYY-MM-DD'') or to_timestamp(x, ''YYYY-MM-DD HH24:MI:SS'') in it.'
    )::dashboard_refresh.obstacle;
  end if;

  return null;
end;
$_$;

ALTER FUNCTION dashboard_refresh._body_obstacle(function pg_proc) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._body_obstacle(function pg_proc) IS 'Why a function may change its result by itself although it says that it does not, as far as the text of its body tells; null when it does not.';

CREATE FUNCTION dashboard_refresh._calls(node jsonb) RETURNS oid[]
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select array(
    select coalesce(node ->> 'funcid', node ->> 'aggfnoid', node ->> 'winfnoid')::oid
    where coalesce(node ->> 'funcid', node ->> 'aggfnoid', node ->> 'winfnoid') is not null
    union
    select pg_operator.oprcode::oid
    from pg_catalog.pg_operator
    where pg_operator.oid = any (
      array[node ->> 'opno', node ->> 'eqop', node ->> 'sortop']::oid[]
      || array(
        select elements.element::oid
        from jsonb_array_elements_text(
          case when jsonb_typeof(node -> 'opnos') = 'array' then node -> 'opnos' else '[]' end
        ) as elements (element)
        where elements.element <> 'o'
      )
    )
  );
$$;

ALTER FUNCTION dashboard_refresh._calls(node jsonb) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._calls(node jsonb) IS 'The functions that one node of a query calls itself, through operators too.';

CREATE FUNCTION dashboard_refresh._cancel_overlong(at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- A session is ours when it holds a view's lock and, because any role may take an advisory lock, says which run it is
  -- working on. One that is idle has done its work and left its transaction open: it has no statement to cancel, so its
  -- connection is ended.
  perform case
    when pg_stat_activity.state like 'idle in transaction%' then pg_terminate_backend(pg_stat_activity.pid)
    else pg_cancel_backend(pg_stat_activity.pid)
  end
  from (
    select held_locks.pid, count(*) as views, max(views.max_duration) as max_duration
    from dashboard_refresh.held_locks
    join dashboard_refresh.views on views.id = held_locks.key
    where held_locks.kind = 'view'
    group by held_locks.pid
  ) as holder
  join pg_catalog.pg_stat_activity on pg_stat_activity.pid = holder.pid
  cross join dashboard_refresh._session_since(pg_stat_activity.application_name) as working (since)
  where holder.pid <> pg_backend_pid()
    and (
      working.since < at - holder.max_duration
      -- A rescue that refreshes one view after another keeps back what it has done until it ends. What turns out to take
      -- long there is put off, and next time comes first.
      or (
        holder.views > 1
        and working.since < at - interval '45 seconds'
        and exists (
          select from dashboard_refresh.held_locks where held_locks.kind = 'rescue' and held_locks.pid = holder.pid
        )
      )
    );
end;
$$;

ALTER FUNCTION dashboard_refresh._cancel_overlong(at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._cancel_overlong(at timestamp with time zone) IS 'A duty of the watchdog, and of nobody else: cancels every refresh that began more than max_duration before `at`, or that holds up others which its rescue has done.';

CREATE FUNCTION dashboard_refresh._catalog_changes() RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return (
    select sum(
      pg_stat_get_tuples_inserted(catalogs.catalog) + pg_stat_get_xact_tuples_inserted(catalogs.catalog)
      + pg_stat_get_tuples_updated(catalogs.catalog) + pg_stat_get_xact_tuples_updated(catalogs.catalog)
      + pg_stat_get_tuples_deleted(catalogs.catalog) + pg_stat_get_xact_tuples_deleted(catalogs.catalog)
    )
    from unnest(array[
      'pg_aggregate', 'pg_amop', 'pg_amproc', 'pg_attribute', 'pg_auth_members', 'pg_authid', 'pg_cast', 'pg_class',
      'pg_collation', 'pg_constraint', 'pg_enum', 'pg_extension', 'pg_inherits', 'pg_namespace', 'pg_operator', 'pg_proc',
      'pg_range', 'pg_rewrite', 'pg_ts_config', 'pg_ts_config_map', 'pg_ts_dict', 'pg_type'
    ]::regclass[]) as catalogs (catalog)
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._catalog_changes() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._catalog_changes() IS 'How many rows of the catalogs that _watched lists from were inserted, updated and deleted since counting began, as far as that is reported. Read it before the stamp that it is kept with.';

CREATE FUNCTION dashboard_refresh._catalog_stamp(watched dashboard_refresh.watched[]) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_watched dashboard_refresh.watched;
  v_rows text;
  v_stamp text := dashboard_refresh.version();
begin
  if watched is null then
    return null;
  end if;

  foreach v_watched in array watched loop
    execute format(
      'select string_agg(concat_ws('':'', %s), '','' order by %s) from pg_catalog.%s where %I = any ($1)',
      case v_watched.catalog
        -- A refresh changes the row of the view itself, and create index that of a source: these columns say what counts.
        when 'pg_class'::regclass
          then 'oid, relowner, relkind, relam, relacl, reloptions, relrowsecurity, relforcerowsecurity'
        when 'pg_roles'::regclass then 'oid, rolsuper, rolbypassrls, rolinherit'
        -- A transaction that changes a row twice leaves the same xmin in another place.
        else 'xmin, ctid'
      end,
      case when v_watched.catalog in ('pg_class'::regclass, 'pg_roles'::regclass) then 'oid' else 'ctid' end,
      v_watched.catalog,
      v_watched.key
    )
    using v_watched.objects
    into v_rows;
    v_stamp := v_stamp || '|' || v_watched.catalog::oid || ' ' || coalesce(v_rows, '');
  end loop;

  return md5(v_stamp);
end;
$_$;

ALTER FUNCTION dashboard_refresh._catalog_stamp(watched dashboard_refresh.watched[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._catalog_stamp(watched dashboard_refresh.watched[]) IS 'A value that changes when one of these catalog rows was changed or removed, or one was added that they would include; null for null.';

CREATE FUNCTION dashboard_refresh._chain_json(run dashboard_refresh.runs, commands text[]) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_outcome record;
begin
  select * into v_outcome from dashboard_refresh._request_outcome(
    run.http_request_id, run.id::text, run.requested_at
  );

  return json_build_object(
    'cron', dashboard_refresh._cron_run_json(run, commands),
    'request', case
      when run.http_request_id is not null then json_build_object(
        'id', run.http_request_id,
        'sent_at', v_outcome.begun_at,
        'state', v_outcome.state,
        'status_code', v_outcome.status_code,
        'error', v_outcome.error_message
      )
    end,
    'refresh', case
      when run.served_by is not null then 'served by another run'
      when run.started_at is not null then run.status
      when run.status = 'queued' and dashboard_refresh._is_running(run.id) then 'running'
      when run.status = 'queued' then 'waiting'
      else 'never started'
    end
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._chain_json(run dashboard_refresh.runs, commands text[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._chain_json(run dashboard_refresh.runs, commands text[]) IS 'How far a run came: pg_cron fired, pg_net sent the request and the function answered (null where none was sent), the refresh ended. commands: those of the view''s job.';

CREATE FUNCTION dashboard_refresh._check_promises(at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_view dashboard_refresh.views;
  v_state dashboard_refresh.view_state;
  v_as_of timestamptz;
  v_is_stale boolean;
  v_is_reminder_due boolean;
begin
  -- A view that is paused or has no job is not expected to be fresh.
  for v_view in select * from dashboard_refresh.views where views.active and views.scheduled order by views.id loop
    v_state := dashboard_refresh._state_of(v_view);
    v_as_of := coalesce(dashboard_refresh._recorded_as_of(v_state), v_view.managed_at);

    -- Only where the recorded state breaks the promise is a closer look worth its price.
    if at - v_as_of > v_view.max_staleness then
      -- Of what has taken the place of the data nothing is known; the promise counts from when something was.
      v_as_of := coalesce(dashboard_refresh._known_as_of(v_view, v_state, at), v_as_of);
    end if;

    v_is_stale := at - v_as_of > v_view.max_staleness;
    v_is_reminder_due := v_state.open_alerts <> '{}' and not exists (
      select from dashboard_refresh.alerts
      where alerts.view_id = v_view.id and alerts.created_at > at - interval '1 day'
    );

    continue when v_is_stale = ('stale' = any (v_state.open_alerts)) and not v_is_reminder_due;

    -- Locked only where there is something to write: a row lock is a write too. What another session has locked, as one
    -- that unmanages the view does, is checked again in a minute.
    perform from dashboard_refresh.view_state where view_state.view_id = v_view.id for no key update skip locked;

    continue when not found;

    v_state := dashboard_refresh._state_of(v_view);

    if v_is_stale and not 'stale' = any (v_state.open_alerts) then
      perform dashboard_refresh._open_alert(v_view, 'stale', at);
    elsif not v_is_stale and 'stale' = any (v_state.open_alerts) then
      perform dashboard_refresh._close_alerts(v_view, v_state, array['stale'], at);
    elsif v_is_reminder_due and v_state.open_alerts <> '{}' then
      perform dashboard_refresh._write_alert(v_view, v_state, 'reminder', at);
    end if;
  end loop;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_promises(at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_promises(at timestamp with time zone) IS 'A duty of the watchdog: alerts where max_staleness is exceeded at `at`, records where it no longer is, and reminds of what has been open for a day.';

CREATE FUNCTION dashboard_refresh._choose_hint(view dashboard_refresh.views, run dashboard_refresh.runs, failure dashboard_refresh.failure, place dashboard_refresh.place) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_relation constant dashboard_refresh.relation_facts := dashboard_refresh._relation(view);
begin
  return case
    when run.error_sqlstate = '42P01' and v_relation.oid is null then
      format('Create the materialized view %s, or stop managing it: select dashboard_refresh.unmanage(%L);',
        view.view, view.view)
    when run.error_sqlstate = '42809' and v_relation.kind is distinct from 'm' then
      'Only a materialized view can be refreshed. Drop or rename what has its name.'
    when run.error_sqlstate = '0A000' and not v_relation.is_populated then
      'A view without data cannot be refreshed concurrently. Set concurrently to auto, or refresh it once by hand: '
      || format('refresh materialized view %s;', view.view)
    when run.error_sqlstate = '55000' and not v_relation.has_unique_index and run.method = 'concurrently' then
      'A concurrent refresh needs a unique index on plain columns without a condition. Create one, or set concurrently '
      'to auto.'
    when run.error_sqlstate = '55000' then dashboard_refresh._unpopulated_hint(v_relation.oid)
    when run.error_sqlstate = '23505' or (run.error_sqlstate = '21000' and failure.detail <> '') then
      format('The query gives rows that are equal in the columns of a unique index%s. Make the query give one row a key.',
        ' (' || nullif(failure.constraint_name, '') || ')')
    when run.error_sqlstate = '55P03' then
      format('Waited %s (lock_timeout). %s', view.lock_timeout, coalesce(
        dashboard_refresh._blocking_sessions(v_relation.oid, run.method, place),
        'The session that held the lock is gone by now; the next refresh will do.'
      ))
    when run.error_sqlstate = '57014' then
      format('Stopped after %s s. ', round(extract(epoch from run.finished_at - run.started_at), 1))
      || 'A refresh through the API is cut at 55 s: for a longer one set path to database. The watchdog cancels at '
      || format('max_duration (%s); ', view.max_duration)
      || 'statement_timeout of the role or database applies too.'
    when run.error_sqlstate = '42501' then dashboard_refresh._permission_hint(view, run, place)
    when run.error_sqlstate like '53%' then dashboard_refresh._shortage_hint(v_relation.oid, run.error_sqlstate)
    when run.error_sqlstate = '54000' then dashboard_refresh._index_row_hint(v_relation.oid, failure)
    when run.error_sqlstate in ('40P01', '40001') then
      'The server ended it because it and another session stood in each other''s way. That passes: it is tried again.'
    when run.error_sqlstate in ('42P01', '42883', '42704', '3F000') then dashboard_refresh._lookup_hint(run, place)
    else 'It failed ' || dashboard_refresh._place_words(v_relation.oid, place) || '. '
      || dashboard_refresh._value_hint(run, failure)
  end;
end;
$$;

ALTER FUNCTION dashboard_refresh._choose_hint(view dashboard_refresh.views, run dashboard_refresh.runs, failure dashboard_refresh.failure, place dashboard_refresh.place) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._choose_hint(view dashboard_refresh.views, run dashboard_refresh.runs, failure dashboard_refresh.failure, place dashboard_refresh.place) IS 'What to do about a failure of a known kind; null for one that is not.';

CREATE FUNCTION dashboard_refresh._choose_path(view dashboard_refresh.views, state dashboard_refresh.view_state, endpoint dashboard_refresh.endpoint, at timestamp with time zone, OUT path text, OUT reason text) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_longest interval;
begin
  if view.path = 'database' then
    path := 'database';
    reason := 'the setting says so';
    return;
  elsif endpoint.missing is not null then
    path := 'database';
    reason := endpoint.missing;
    return;
  elsif view.path = 'edge' then
    path := 'edge';
    reason := 'the setting says so';
    return;
  elsif state.function_retry_at > at then
    path := 'database';
    reason := format('the last %s runs sent to the Edge Function were lost; it is tried again at %s',
      state.consecutive_losses, date_trunc('second', state.function_retry_at));
    return;
  end if;

  v_longest := dashboard_refresh._longest_of_late(view);

  if v_longest > dashboard_refresh._api_limit() then
    path := 'database';
    reason := format(
      'one of its last five refreshes took %s s, and an API call is cut at 55 s', round(extract(epoch from v_longest))
    );
  else
    path := 'edge';
    reason := 'the Edge Function is configured';
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._choose_path(view dashboard_refresh.views, state dashboard_refresh.view_state, endpoint dashboard_refresh.endpoint, at timestamp with time zone, OUT path text, OUT reason text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._choose_path(view dashboard_refresh.views, state dashboard_refresh.view_state, endpoint dashboard_refresh.endpoint, at timestamp with time zone, OUT path text, OUT reason text) IS 'Where a tick at `at` refreshes the view, and why. Without an Edge Function to call it is the database; with the setting auto also while the function loses what it is sent (see _record_loss), and when one of the last five refreshes took over 40 s, close to the 55 s that an API call is given.';

CREATE FUNCTION dashboard_refresh._claim_alert(alert_id uuid, attempt integer, claimed_by uuid) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_alert dashboard_refresh.alerts;
  v_endpoint dashboard_refresh.endpoint;
  v_body text;
begin
  select *
  into v_alert
  from dashboard_refresh.alerts
  where alerts.id = alert_id
    and alerts.status = 'sent'
    and alerts.via = 'function'
    and alerts.attempts = attempt
    and coalesce(alerts.claimed_by, _claim_alert.claimed_by) = _claim_alert.claimed_by
    -- Later the database may be about to send it itself.
    and alerts.sent_at > clock_timestamp() - interval '30 seconds'
  for no key update skip locked;

  if not found then
    return null;
  end if;

  v_endpoint := dashboard_refresh._alert_endpoint();

  if v_endpoint.missing is not null then
    return null;
  end if;

  update dashboard_refresh.alerts set claimed_by = _claim_alert.claimed_by where alerts.id = v_alert.id;
  v_body := dashboard_refresh._alert_body(v_alert)::text;

  return json_build_object(
    'url', v_endpoint.url,
    'headers', dashboard_refresh._signed_headers(
      v_endpoint.secret, dashboard_refresh._alert_message_id(v_alert), v_body
    ),
    'body', v_body
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._claim_alert(alert_id uuid, attempt integer, claimed_by uuid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._claim_alert(alert_id uuid, attempt integer, claimed_by uuid) IS 'For the Edge Function: the message of an alert, signed, and where it goes, if the attempt of that number was given to the function within the last 30 s and no other delivery has claimed it; otherwise null. The same delivery may ask again.';

CREATE FUNCTION dashboard_refresh._close_alerts(view dashboard_refresh.views, state dashboard_refresh.view_state, kinds text[], at timestamp with time zone) RETURNS dashboard_refresh.view_state
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_state dashboard_refresh.view_state := state;
begin
  if not v_state.open_alerts && kinds then
    return v_state;
  end if;

  v_state.open_alerts := array(
    select still.kind from unnest(v_state.open_alerts) as still (kind) where still.kind <> all (kinds)
  );

  if v_state.open_alerts = '{}' then
    perform dashboard_refresh._write_alert(view, v_state, 'recovered', at);
    v_state.alerting_since := null;
  end if;

  update dashboard_refresh.view_state
  set open_alerts = v_state.open_alerts,
    alerting_since = v_state.alerting_since
  where view_state.view_id = view.id;

  return v_state;
end;
$$;

ALTER FUNCTION dashboard_refresh._close_alerts(view dashboard_refresh.views, state dashboard_refresh.view_state, kinds text[], at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._close_alerts(view dashboard_refresh.views, state dashboard_refresh.view_state, kinds text[], at timestamp with time zone) IS 'Records that these are over for the view, whose row of state the caller has locked, and returns the state; when nothing is open any more, alerts that it has recovered.';

CREATE FUNCTION dashboard_refresh._collations_mentioned(nodes jsonb[]) RETURNS oid[]
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select array(
    select distinct members.value::oid
    from unnest(nodes) as nodes (node)
    cross join lateral jsonb_each_text(nodes.node) as members
    where members.key ~ 'coll(id|Oid)$' and members.value ~ '^[1-9]\d*$'
    order by 1
  );
$_$;

ALTER FUNCTION dashboard_refresh._collations_mentioned(nodes jsonb[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._collations_mentioned(nodes jsonb[]) IS 'The collations that these nodes of a query name.';

CREATE FUNCTION dashboard_refresh._column_text(variable jsonb, queries jsonb[]) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_relation constant jsonb := queries[1 + (variable ->> 'varlevelsup')::integer]
    -> 'rtable' -> ((variable ->> 'varno')::integer - 1) -> 'eref';
  v_column constant integer := (variable ->> 'varattno')::integer;
begin
  return concat_ws(
    '.',
    quote_ident(v_relation ->> 'aliasname'),
    case
      when v_column > 0 then quote_ident(v_relation -> 'colnames' ->> v_column - 1)
      -- sysattr.h.
      when v_column < 0 then (array['ctid', 'xmin', 'cmin', 'xmax', 'cmax', 'tableoid'])[-v_column]
    end
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._column_text(variable jsonb, queries jsonb[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._column_text(variable jsonb, queries jsonb[]) IS 'The name of a column, or of a whole row, given as a VAR node, as in table.column. queries: see _queries_around.';

CREATE FUNCTION dashboard_refresh._columns(relation oid) RETURNS text[]
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select array_agg(pg_attribute.attname::text order by pg_attribute.attnum)
  from pg_catalog.pg_attribute
  where pg_attribute.attrelid = relation and pg_attribute.attnum > 0 and not pg_attribute.attisdropped;
$$;

ALTER FUNCTION dashboard_refresh._columns(relation oid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._columns(relation oid) IS 'The columns of a relation in their order.';

CREATE FUNCTION dashboard_refresh._comparable_tree(tree text, relation oid) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_words constant text[] := array(
    select word.parts[1]
    from regexp_matches(
      dashboard_refresh._without_writing(tree, relation), '(?:\\.|[^\\ (){}])+|[(){}]', 'g'
    ) with ordinality as word (parts, position)
    order by word.position
  );
  v_word text;
  -- The brackets that are open: their kinds, and for the arguments of AND and OR which of the two.
  v_open text[] := array[]::text[];
  v_is_kept boolean[] := array[]::boolean[];
  v_depth integer := 0;
  v_kept text[] := array[]::text[];
  v_kept_count integer := 0;
  v_position integer := 1;
begin
  -- "(a and b) and c" is written as one AND of three, and so is what BETWEEN stands for.
  while v_position <= cardinality(v_words) loop
    v_word := v_words[v_position];

    if v_word = '{' and v_words[v_position + 1] = 'BOOLEXPR' and v_words[v_position + 3] in ('and', 'or') then
      -- "{", "BOOLEXPR", ":boolop", "and", ":args", "(".
      v_is_kept[v_depth + 1] := v_depth = 0 or v_open[v_depth] <> v_words[v_position + 3];
      v_is_kept[v_depth + 2] := v_is_kept[v_depth + 1];
      v_open[v_depth + 1] := '{';
      v_open[v_depth + 2] := v_words[v_position + 3];
      v_depth := v_depth + 2;
      v_word := case when v_is_kept[v_depth] then '{BOOLEXPR ' || v_open[v_depth] || ' (' end;
      v_position := v_position + 5;
    elsif v_word in ('{', '(') then
      v_depth := v_depth + 1;
      v_open[v_depth] := v_word;
      v_is_kept[v_depth] := true;
    elsif v_word in ('}', ')') then
      v_word := case when v_is_kept[v_depth] then v_word end;
      v_depth := v_depth - 1;
    end if;

    if v_word is not null then
      v_kept_count := v_kept_count + 1;
      v_kept[v_kept_count] := v_word;
    end if;

    v_position := v_position + 1;
  end loop;

  return array_to_string(v_kept, ' ');
end;
$$;

ALTER FUNCTION dashboard_refresh._comparable_tree(tree text, relation oid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._comparable_tree(tree text, relation oid) IS 'A parsed query (pg_rewrite.ev_action, of the relation) in a form that is equal for two texts of the same query.';

CREATE FUNCTION dashboard_refresh._compare(view dashboard_refresh.views, relation oid, by text) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  -- In pg_temp there may be anything of the caller's.
  v_name constant text := 'drift_' || md5(gen_random_uuid()::text);
  v_statement text;
  v_reason text;
  v_counts json;
begin
  begin
    perform dashboard_refresh._begin_drift(view);
    v_reason := dashboard_refresh._make_definition(relation, v_name);

    if v_reason is not null then
      perform dashboard_refresh._raise(
        'not_comparable',
        format('the definition of %s cannot be run outside of a refresh', view.view),
        format('SQL cannot run the query of a materialized view, only its text: %s.', rtrim(v_reason, '.')),
        dashboard_refresh._not_comparable_hint()
      );
    end if;

    execute format(
      'create temporary view %s_counts as %s',
      v_name,
      dashboard_refresh._drift_query(relation, format('%I.%I', view.schema_name, view.view_name), 'pg_temp.' || v_name, by)
    );

    begin
      v_statement := format('select counts from pg_temp.%s_counts', v_name);
      perform dashboard_refresh._use_settings(dashboard_refresh._session_settings());
      perform set_config('search_path', dashboard_refresh._refresh_search_path(), true);
      execute v_statement into v_counts;
    exception
      -- others leaves out a failed assertion, which a function that the view calls may raise.
      when assert_failure or others then
        perform dashboard_refresh._raise(
          'definition_failed',
          format('the definition of %s fails: %s', view.view, dashboard_refresh._safe_message(sqlerrm)),
          format('SQLSTATE %s.', sqlstate),
          'A refresh fails the same way. Fix the definition, or the rows it fails on.'
        );
    end;

    raise exception using errcode = 'DRX01', message = 'rolled back';
  exception
    -- Compared. Of the views, the settings and the lock nothing is left.
    when sqlstate 'DRX01' then
      return v_counts;
  end;
end;
$$;

ALTER FUNCTION dashboard_refresh._compare(view dashboard_refresh.views, relation oid, by text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._compare(view dashboard_refresh.views, relation oid, by text) IS 'Compares what a materialized view shows with what its definition gives, under the settings of the jobs'' session; see _drift_query. Raises drift_running, not_comparable, definition_failed.';

CREATE FUNCTION dashboard_refresh._concurrently_json(view dashboard_refresh.views, relation dashboard_refresh.relation_facts, proposed_index json) RETURNS json
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return (
    select json_build_object(
      'possible', count(*) = 0,
      'missing', coalesce(
        json_agg(json_build_object('what', lacking.what, 'sentence', lacking.sentence, 'statement', lacking.statement)), '[]'
      )
    )
    from (
      select 'index' as what, 'It has no unique index on plain columns, without a condition.' as sentence,
        proposed_index ->> 'statement' as statement
      where not relation.has_unique_index
      union all
      select 'populated', 'It has no data to start from; the first refresh, which is not concurrent, gives it some.',
        format('refresh materialized view %s', view.view)
      where not relation.is_populated
      union all
      select 'temp', format('%s, its owner, may not create temporary tables in the database, for the rows to compare.',
        pg_get_userbyid(missing.role)), rtrim(missing.remedy, ';')
      from dashboard_refresh._missing_on_others(relation.oid) as missing
      where missing.privilege = 'TEMPORARY'
    ) as lacking
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._concurrently_json(view dashboard_refresh.views, relation dashboard_refresh.relation_facts, proposed_index json) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._concurrently_json(view dashboard_refresh.views, relation dashboard_refresh.relation_facts, proposed_index json) IS 'Whether the view can be refreshed while it is read, and all that is missing for that, each with a statement.';

CREATE FUNCTION dashboard_refresh._constants(nodes jsonb[], type regtype) RETURNS oid[]
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select array(
    select distinct (
      select sum(get_byte(dashboard_refresh._datum_bytes(nodes.node ->> 'constvalue'), byte) * (256 ^ byte))::bigint::oid
      from generate_series(0, 3) as positions (byte)
    )
    from unnest(_constants.nodes) as nodes (node)
    where nodes.node ->> 'node' = 'CONST'
      and nodes.node ->> 'consttype' = _constants.type::oid::text
      and nodes.node ->> 'constvalue' is not null
  );
$$;

ALTER FUNCTION dashboard_refresh._constants(nodes jsonb[], type regtype) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._constants(nodes jsonb[], type regtype) IS 'The constants of this type, which is an oid with a name as regconfig is, among these nodes of a query. Reads their bytes as a little-endian machine writes them, which all of Supabase''s are.';

CREATE FUNCTION dashboard_refresh._conversion_obstacle(node jsonb, vocabulary dashboard_refresh.vocabulary) RETURNS dashboard_refresh.obstacle
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_name constant text := node ->> 'node';
  v_call constant jsonb := case when v_name = 'RANGETBLFUNCTION' then node -> 'funcexpr' else node end;
  v_function constant oid := coalesce(v_call ->> 'funcid', v_call ->> 'opfuncid')::oid;
  v_given constant oid[] := case
    when v_name in ('TABLEFUNC', 'JSONEXPR') then array['json'::regtype]
    when v_name in ('COERCEVIAIO', 'ARRAYCOERCEEXPR', 'RELABELTYPE') then array[dashboard_refresh._node_type(node -> 'arg')]
    else dashboard_refresh._argument_types(v_call)
  end;
  v_made constant oid[] := case
    when v_name in ('TABLEFUNC', 'RANGETBLFUNCTION')
      then dashboard_refresh._types_mentioned(array[jsonb_build_object(
        'coltypes', node -> 'coltypes', 'funccoltypes', node -> 'funccoltypes'
      )])
    else array[dashboard_refresh._node_type(node)]
  end;
begin
  if v_made && vocabulary.times
    and (v_given && vocabulary.texts or v_given && vocabulary.documents)
    -- Of its arguments it returns the time; but of those of a function that reads a document one may name the type alone.
    and (not v_given && vocabulary.times or (v_given && vocabulary.documents and v_name in ('FUNCEXPR', 'RANGETBLFUNCTION')))
    and not coalesce(v_function = any (vocabulary.read_by_format), false)
    -- These say what their arguments are, and hand one of them on.
    and v_name not in ('AGGREF', 'WINDOWFUNC')
  then
    return row(
      'it turns text into a time, and the text may be ''now''',
      null,
      case
        when exists (
          select from dashboard_refresh._types_within(v_made) as parts
          where parts.part = any (array['time', 'timetz', 'timestamp', 'timestamptz']::regtype[])
        )
          then 'Write to_timestamp(x, ''YYYY-MM-DD HH24:MI:SS'')'
        else 'Write to_date(x, ''YYYY-MM-DD'')'
      end || ', or keep it in a column of the type.'
    )::dashboard_refresh.obstacle;
  elsif (v_made && vocabulary.names or (v_given && vocabulary.names and v_name <> 'RELABELTYPE'))
    and v_name <> 'OPEXPR'
    -- Text search takes its configuration and dictionaries by name, and these are followed.
    and not coalesce(v_function = any (vocabulary.text_search), false)
  then
    return row(
      'it uses names of the system catalog, as regclass does', null, 'Keep the name in a column of type text.'
    )::dashboard_refresh.obstacle;
  end if;

  return null;
end;
$$;

ALTER FUNCTION dashboard_refresh._conversion_obstacle(node jsonb, vocabulary dashboard_refresh.vocabulary) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._conversion_obstacle(node jsonb, vocabulary dashboard_refresh.vocabulary) IS 'Why a call or a conversion, given as a node, gives another result by itself: it reads a time out of text, or a name out of the catalog; null when it does neither.';

CREATE FUNCTION dashboard_refresh._count_writes(view dashboard_refresh.views, state dashboard_refresh.view_state, look dashboard_refresh.write_look, at timestamp with time zone) RETURNS dashboard_refresh.view_state
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_state dashboard_refresh.view_state := state;
begin
  v_state.rows_written := look.counted - look.own_before + pg_stat_get_xact_tuples_inserted(look.relation)
    + pg_stat_get_xact_tuples_deleted(look.relation);
  v_state.rows_written_epoch := look.epoch;
  v_state.rows_written_since := look.since;
  v_state.is_rows_written_exact := look.is_exact;
  v_state.refreshed_elsewhere_at := case
    when look.is_elsewhere then at
    else (dashboard_refresh._state_of(view)).refreshed_elsewhere_at
  end;
  return v_state;
end;
$$;

ALTER FUNCTION dashboard_refresh._count_writes(view dashboard_refresh.views, state dashboard_refresh.view_state, look dashboard_refresh.write_look, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._count_writes(view dashboard_refresh.views, state dashboard_refresh.view_state, look dashboard_refresh.write_look, at timestamp with time zone) IS 'The state in which a refresh leaves the view, with what it wrote counted. look: from before it, at `at`.';

CREATE FUNCTION dashboard_refresh._cron_field(field text, lowest integer, highest integer, names text[], OUT field_values integer[], OUT bad_part text) RETURNS record
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_text text := lower(field);
  v_part text;
  v_match text[];
  v_from integer;
  v_to integer;
  v_step integer;
begin
  for v_name in 1 .. cardinality(names) loop
    v_text := regexp_replace(v_text, '\m' || names[v_name] || '\M', (v_name - 1 + lowest)::text, 'g');
  end loop;

  foreach v_part in array string_to_array(v_text, ',') loop
    v_match := regexp_match(v_part, '^(?:(\*)|(\d{1,4})(?:-(\d{1,4}))?)(?:/(\d{1,4}))?$');
    v_from := coalesce(v_match[2]::integer, lowest);
    v_to := coalesce(v_match[3]::integer, v_match[2]::integer, highest);
    v_step := coalesce(v_match[4]::integer, 1);

    if v_match is null
      or v_from < lowest or v_to > highest or v_from > v_to or v_step < 1
      -- A step needs a range to step through.
      or (v_match[4] is not null and v_match[1] is null and v_match[3] is null)
    then
      bad_part := coalesce(nullif(v_part, ''), 'nothing');
      return;
    end if;

    field_values := field_values || array(select generate_series(v_from, v_to, v_step));
  end loop;
end;
$_$;

ALTER FUNCTION dashboard_refresh._cron_field(field text, lowest integer, highest integer, names text[], OUT field_values integer[], OUT bad_part text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._cron_field(field text, lowest integer, highest integer, names text[], OUT field_values integer[], OUT bad_part text) IS 'The values that one field of a cron expression stands for, or the part of it that is not valid. names: the English names of the values, from the lowest on.';

CREATE FUNCTION dashboard_refresh._cron_problems() RETURNS SETOF dashboard_refresh.problem
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_has_workers constant boolean := coalesce(current_setting('cron.use_background_workers', true)::boolean, false);
begin
  return query
  select
    'cron_log_off', 'warning',
    'pg_cron keeps no log (cron.log_run), so ticks that fail or never come go unnoticed.',
    'Set cron.log_run to on.'
  where not coalesce(current_setting('cron.log_run', true)::boolean, true);

  return query
  select *
  from dashboard_refresh._serial_cron_problems(
    v_has_workers,
    least(
      current_setting('cron.max_running_jobs', true)::integer,
      case when v_has_workers then current_setting('max_worker_processes')::integer - 1 end
    ),
    dashboard_refresh._is_cron_at_least(1, 5)
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._cron_problems() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._cron_problems() IS 'What is wrong with the settings of pg_cron.';

CREATE FUNCTION dashboard_refresh._cron_run_json(run dashboard_refresh.runs, commands text[]) RETURNS json
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select json_build_object(
    'run_id', fired.runid, 'fired_at', fired.start_time, 'ended_at', fired.end_time, 'status', fired.status
  )
  from dashboard_refresh._recent_log() as fired
  where run.trigger = 'cron'
    and case
      when run.cron_run_id is not null then
        fired.runid = run.cron_run_id and coalesce(fired.start_time, run.requested_at) = run.requested_at
      -- pg_cron runs one instance of a job at a time, and writes the start down just after it.
      else fired.command = any (commands)
        and run.requested_at between fired.start_time - interval '1 second'
          and coalesce(fired.end_time, run.requested_at)
    end
  order by fired.runid desc
  limit 1;
$$;

ALTER FUNCTION dashboard_refresh._cron_run_json(run dashboard_refresh.runs, commands text[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._cron_run_json(run dashboard_refresh.runs, commands text[]) IS 'The firing of pg_cron that led to the run; null where it did not, or its log has gone. commands: those of the view''s job.';

CREATE FUNCTION dashboard_refresh._current_identity() RETURNS dashboard_refresh.identity
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_identity dashboard_refresh.identity;
begin
  select
    control.system_identifier,
    pg_database.oid,
    pg_database.datname,
    -- The control file has the timeline of the last checkpoint: after a promotion that is, for a while, the old one.
    case
      when pg_is_in_recovery() then (select checkpoint.timeline_id from pg_control_checkpoint() as checkpoint)
      else ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::integer
    end
  into v_identity
  from pg_control_system() as control, pg_catalog.pg_database
  where pg_database.datname = current_database();

  return v_identity;
end;
$$;

ALTER FUNCTION dashboard_refresh._current_identity() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._current_identity() IS 'What tells this database, as it is now, from its copies.';

CREATE FUNCTION dashboard_refresh._datum_bytes(datum text) RETURNS bytea
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  -- "4 [ -114 51 0 0 0 0 0 0 ]": a length, and signed bytes (outDatum in outfuncs.c).
  select decode(string_agg(lpad(to_hex((bytes.byte::integer + 256) % 256), 2, '0'), '' order by bytes.position), 'hex')
  from string_to_table(trim(substring(datum from '\[(.*)\]')), ' ') with ordinality as bytes (byte, position);
$$;

ALTER FUNCTION dashboard_refresh._datum_bytes(datum text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._datum_bytes(datum text) IS 'The bytes of a constant, given as a node tree writes them.';

CREATE FUNCTION dashboard_refresh._default_job_name(schema_name text, view_name text) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select case
    when octet_length('refresh-' || view_name) <= 63
      and not exists (
        select from dashboard_refresh.views
        where views.job_name = 'refresh-' || _default_job_name.view_name
          and (views.schema_name, views.view_name) <> (_default_job_name.schema_name, _default_job_name.view_name)
      )
      then 'refresh-' || view_name
    -- Too long or taken: what fits of it, and a hash of the whole.
    else 'refresh-' || left(regexp_replace(view_name, '[^ -~]', '', 'g'), 40) || '-'
      || left(md5(schema_name || '.' || view_name), 8)
  end;
$$;

ALTER FUNCTION dashboard_refresh._default_job_name(schema_name text, view_name text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._default_job_name(schema_name text, view_name text) IS 'The name of a view''s job unless another is set: refresh-<view>, shortened where it must be.';

CREATE FUNCTION dashboard_refresh._definition_of(relation oid, state dashboard_refresh.view_state) RETURNS dashboard_refresh.definition
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- Reading it anew takes long, and gives the same while the catalog rows are the same.
  if split_part(state.relation_stamp, ':', 1) = relation::text
    and state.catalog_stamp = dashboard_refresh._catalog_stamp(state.watched)
  then
    return row(
      state.sources, state.storage, state.upstream, state.custom_settings, state.watched, state.untrackable,
      state.untrackable_expression, state.untrackable_instead, state.catalog_stamp
    )::dashboard_refresh.definition;
  end if;

  return dashboard_refresh._read_definition(relation);
end;
$$;

ALTER FUNCTION dashboard_refresh._definition_of(relation oid, state dashboard_refresh.view_state) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._definition_of(relation oid, state dashboard_refresh.view_state) IS 'What a materialized view is made of: as its state says where that still holds, otherwise read anew.';

CREATE FUNCTION dashboard_refresh._delete_expired(at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_oldest constant timestamptz := at - dashboard_refresh._retention();
begin
  -- A row that another session has locked goes the next time.
  delete from dashboard_refresh.runs
  where runs.id in (select runs.id from dashboard_refresh.runs where runs.finished_at < v_oldest for update skip locked);

  delete from dashboard_refresh.alerts
  where alerts.id in (
    select alerts.id from dashboard_refresh.alerts where alerts.finished_at < v_oldest for update skip locked
  );

  delete from dashboard_refresh.config_changes where config_changes.changed_at < at - interval '1 year';
  -- A duty that still fails is recorded every minute; this one was for a view that is no longer managed.
  delete from dashboard_refresh.duty_failures where duty_failures.last_at < at - interval '1 day';

  -- By command and not by job: a job that was removed and created again has another id, and other projects' rows stay. A
  -- tick that succeeded says nothing the ledger does not, and there may be thousands a day.
  delete from cron.job_run_details
  where job_run_details.command
      ~ '^(set statement_timeout = 0; )?(select dashboard_refresh\.(tick|rescue)\(|call dashboard_refresh\.watchdog\()'
    and (
      coalesce(job_run_details.end_time, job_run_details.start_time)
        < case when job_run_details.status = 'succeeded' then at - interval '1 day' else v_oldest end
      -- A job that did not even start has no times; its neighbours have.
      or (
        job_run_details.start_time is null
        and job_run_details.runid < (
          select min(dated.runid) from cron.job_run_details as dated where dated.start_time >= v_oldest
        )
      )
    );
end;
$$;

ALTER FUNCTION dashboard_refresh._delete_expired(at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._delete_expired(at timestamp with time zone) IS 'A duty of the watchdog: deletes runs and alerts that ended more than _retention() before `at`, the audit after a year, failures of duties there no longer are, and pg_cron''s log rows of this project''s own jobs: those that succeeded after a day, the others after _retention().';

CREATE FUNCTION dashboard_refresh._deliver_alerts(at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_alert dashboard_refresh.alerts;
  v_endpoint dashboard_refresh.endpoint;
  v_function_endpoint dashboard_refresh.endpoint;
begin
  for v_alert in select * from dashboard_refresh.alerts where alerts.status = 'sent' for no key update skip locked loop
    v_alert := dashboard_refresh._with_outcome(v_alert, at);

    if v_alert.status = 'sent' and v_alert.function_failed_at = at then
      -- The same attempt goes on from here: it may have been delivered, and its id tells the receiver so.
      v_endpoint := coalesce(v_endpoint, dashboard_refresh._alert_endpoint());
      perform dashboard_refresh._send_directly(v_alert, v_endpoint, at);
    else
      perform dashboard_refresh._store_alert(v_alert);
    end if;
  end loop;

  for v_alert in
    select *
    from dashboard_refresh.alerts
    where alerts.status = 'pending'
      and alerts.next_attempt_at <= at
      -- A receiver that was down must not hear of a recovery before the failure.
      and not exists (
        select from dashboard_refresh.alerts as earlier
        where earlier.view_id = alerts.view_id
          and earlier.status in ('pending', 'sent')
          and earlier.created_at < alerts.created_at
      )
    order by alerts.created_at
    for no key update skip locked
  loop
    v_endpoint := coalesce(v_endpoint, dashboard_refresh._alert_endpoint());
    v_function_endpoint := coalesce(v_function_endpoint, dashboard_refresh._function_endpoint());
    perform dashboard_refresh._send_alert(v_alert, v_endpoint, v_function_endpoint, at);
  end loop;
end;
$$;

ALTER FUNCTION dashboard_refresh._deliver_alerts(at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._deliver_alerts(at timestamp with time zone) IS 'A duty of the watchdog: records the answers to alerts that were sent, sends those that the Edge Function did not take, and those that are due at `at`, those about one view in their order. Alerts that another session has locked are left for the next time.';

CREATE FUNCTION dashboard_refresh._delivery_message_id(alert dashboard_refresh.alerts) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  -- Another for each attempt: the function does nothing for one that it has had.
  select format('deliver_%s_%s', alert.id, alert.attempts);
$$;

ALTER FUNCTION dashboard_refresh._delivery_message_id(alert dashboard_refresh.alerts) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._delivery_message_id(alert dashboard_refresh.alerts) IS 'The id of the message that asks the Edge Function to deliver an alert, of its present attempt.';

CREATE FUNCTION dashboard_refresh._dependants(view dashboard_refresh.views) RETURNS SETOF dashboard_refresh.views
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_relation constant oid := dashboard_refresh._relation_oid(view);
begin
  return query
  select views.*
  from dashboard_refresh.views
  join dashboard_refresh.view_state on view_state.view_id = views.id
  where v_relation = any (view_state.upstream)
    and views.active
    and views.scheduled
  order by views.id
  -- As the foreign key of a run would, but without waiting.
  for key share of views skip locked;
end;
$$;

ALTER FUNCTION dashboard_refresh._dependants(view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._dependants(view dashboard_refresh.views) IS 'The managed views that read this one and have a job that is not paused, each kept from being unmanaged until the end of the transaction.';

CREATE FUNCTION dashboard_refresh._depends_on_settings_alone(function pg_proc) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select function.pronamespace = 'pg_catalog'::regnamespace
    -- These look at today's date, for the offset of a time zone or for an age.
    and not (function.proname = 'timetz' and function.proargtypes[0] = 'time'::regtype)
    and not (function.proname = 'timezone' and 'timetz'::regtype = any (function.proargtypes::oid[]))
    and not (function.proname = 'age' and function.pronargs = 1)
    and (
      function.proname in (
        'age', 'date_trunc', 'date_part', 'extract', 'timezone', 'date_add', 'date_subtract', 'overlaps', 'in_range',
        'generate_series', 'make_timestamptz', 'date', 'time', 'timetz', 'timestamp', 'timestamptz', 'to_char', 'to_date',
        'to_timestamp', 'to_number', 'concat', 'concat_ws', 'format', 'quote_literal', 'quote_nullable', 'textanycat',
        'anytextcat', 'string_agg', 'string_agg_transfn', 'array_agg_transfn', 'array_to_string', 'array_to_json',
        'row_to_json', 'to_json', 'to_jsonb', 'to_tsvector', 'to_tsquery', 'plainto_tsquery', 'phraseto_tsquery',
        'websearch_to_tsquery', 'ts_headline', 'ts_match_tt', 'ts_match_tq', 'convert', 'convert_from', 'convert_to',
        'length', 'money', 'numeric', 'xml', 'xml_is_well_formed'
      )
      or function.proname ~ '^(date|time|timetz|timestamp|timestamptz|interval)_(lt|le|gt|ge|eq|ne|cmp|pl|mi|out)(_|$)'
      or function.proname ~ '^(record|array|range|multirange|enum)_(lt|le|gt|ge|eq|ne|cmp|out)$'
      or function.proname ~ '^enum_(first|last|range)$'
      -- Builds, takes apart, aggregates.
      or function.proname ~ '^jsonb?_'
    );
$_$;

ALTER FUNCTION dashboard_refresh._depends_on_settings_alone(function pg_proc) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._depends_on_settings_alone(function pg_proc) IS 'True for a function of PostgreSQL that is stable only because of session settings or of the types of its arguments. What is not known here is not trusted.';

CREATE FUNCTION dashboard_refresh._displaced_sources(relation oid) RETURNS SETOF dashboard_refresh.displaced_source
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  with reads as materialized (select * from dashboard_refresh._sources_beneath(_displaced_sources.relation))
  select distinct on (reads.source, successor.oid)
    reads.reader, reads.source, successor.oid, reads.name is not distinct from successor.relname
  from reads
  join pg_catalog.pg_class as source on source.oid = reads.source
  join pg_catalog.pg_class as successor
    on successor.relnamespace = source.relnamespace
    and successor.oid <> source.oid
    and successor.relkind in ('r', 'p', 'v', 'm', 'f')
    and successor.relname in (reads.name, dashboard_refresh._name_without_age(source.relname))
  -- By the name it has in the query, or by the looks of its name; but then not where both are read, or one is part of the
  -- other.
  where reads.name is not distinct from successor.relname
    or not exists (select from reads as other where other.source = successor.oid)
      and not exists (
        select from pg_catalog.pg_inherits
        where pg_inherits.inhrelid = source.oid and pg_inherits.inhparent = successor.oid
      )
  order by reads.source, successor.oid, reads.name is not distinct from successor.relname desc;
end;
$$;

ALTER FUNCTION dashboard_refresh._displaced_sources(relation oid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._displaced_sources(relation oid) IS 'The relations that a view reads though another has taken their name: a query follows a relation that is renamed.';

CREATE FUNCTION dashboard_refresh._distinct_in_sample(relation oid, columns text[]) RETURNS SETOF dashboard_refresh.sampled_column
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
  return query execute (
    select format(
      $query$
      with sample as materialized (select %1$s from %2$s limit 5000),
      counted as (select count(*) as sampled, array[%3$s] as filled, array[%4$s] as distinct_values from sample)
      select names.name, counted.filled[names.position] < counted.sampled, counted.distinct_values[names.position],
        counted.sampled
      from counted cross join unnest($1) with ordinality as names (name, position)
      $query$,
      -- What fits into no index is as good as a null. To compare values that long would take minutes, too.
      string_agg(
        format('case when pg_column_size(%1$I) <= %2$s then %1$I end as %1$I', listed.name, dashboard_refresh._widest_key()), ', '
      ),
      relation::regclass,
      string_agg(format('count(%I)', listed.name), ', ' order by listed.position),
      string_agg(format('count(distinct %I)', listed.name), ', ' order by listed.position)
    )
    from unnest(columns) with ordinality as listed (name, position)
  )
  using columns;
end;
$_$;

ALTER FUNCTION dashboard_refresh._distinct_in_sample(relation oid, columns text[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._distinct_in_sample(relation oid, columns text[]) IS 'How many distinct values these columns have in the first rows of a materialized view, and whether a null, or a value that fits into no index, is among them.';

CREATE FUNCTION dashboard_refresh._drift_query(relation oid, shown text, defined text, by text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
  return format(
    $query$
    with shown as materialized (%1$s),
    defined as materialized (%2$s),
    pairs as materialized (
      select
        shown.copy is not null as is_shown,
        defined.copy is not null as is_defined,
        shown.value as shown_value,
        defined.value as defined_value,
        shown.whole operator(pg_catalog.*<>) defined.whole as is_different
      from shown
      full join defined
        on shown.identity operator(pg_catalog.*=) defined.identity
        and shown.copy operator(pg_catalog.*=) defined.copy
    ),
    -- A row whose value changed is missing for the new value and extra for the old.
    sides as (
      select
        pairs.defined_value as value,
        true as is_defined,
        pairs.is_shown and pairs.shown_value is not distinct from pairs.defined_value as is_shown,
        pairs.is_different
      from pairs
      where pairs.is_defined
      union all
      select pairs.shown_value, false, true, false
      from pairs
      where pairs.is_shown
        and (not pairs.is_defined or pairs.shown_value is distinct from pairs.defined_value)
    ),
    groups as (
      select
        sides.value,
        count(*) filter (where sides.is_defined) as defined,
        count(*) filter (where sides.is_shown) as shown,
        count(*) filter (where sides.is_defined and not sides.is_shown) as missing,
        count(*) filter (where sides.is_shown and not sides.is_defined) as extra,
        count(*) filter (where sides.is_shown and sides.is_defined and sides.is_different) as different
      from sides
      group by sides.value
    )
    select json_build_object(
      'defined', (select count(*) from defined),
      'shown', (select count(*) from shown),
      'missing', (select count(*) from pairs where not pairs.is_shown),
      'extra', (select count(*) from pairs where not pairs.is_defined),
      'different', (select count(*) from pairs where pairs.is_shown and pairs.is_defined and pairs.is_different),
      'groups', case when %3$L::boolean then (
        select coalesce(json_agg(worst order by worst.missing + worst.extra + worst.different desc, worst.value), '[]')
        from (
          select * from groups
          where groups.missing + groups.extra + groups.different > 0
          order by groups.missing + groups.extra + groups.different desc, groups.value
          limit 200
        ) as worst
      ) end,
      'groups_left_out', case when %3$L::boolean then (
        select greatest(count(*) - 200, 0) from groups where groups.missing + groups.extra + groups.different > 0
      ) end
    ) as counts
    $query$,
    dashboard_refresh._drift_side(relation, shown, by),
    dashboard_refresh._drift_side(relation, defined, by),
    by is not null
  );
end;
$_$;

ALTER FUNCTION dashboard_refresh._drift_query(relation oid, shown text, defined text, by text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._drift_query(relation oid, shown text, defined text, by text) IS 'The query that compares what a materialized view shows with what its definition gives, as one JSON object of counts and, with by (a column of the view), of the values that differ most. shown, defined: the relations with either.';

CREATE FUNCTION dashboard_refresh._drift_side(relation oid, source text, by text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_columns constant text[] := dashboard_refresh._columns(relation);
  v_key constant text[] := dashboard_refresh._key_columns(relation);
  v_row constant text := dashboard_refresh._row_name(relation);
  v_lacks_key text := 'true';
  v_identity text;
begin
  if v_key is not null then
    v_lacks_key := (
      select format('num_nulls(%s) > 0', string_agg(format('%s.%I', v_row, name), ', ')) from unnest(v_key) as name
    );
  end if;

  -- By all it holds where it lacks a key: one that differs is then one missing and one extra.
  v_identity := (
    select string_agg(
      case when is_key then format('%s.%I', v_row, name)
      else format('case when %s then %s.%I end', v_lacks_key, v_row, name) end,
      ', ' order by is_key desc, position
    )
    from (
      select name, true, position from unnest(v_key) with ordinality as keys (name, position)
      union all
      select name, false, position from unnest(v_columns) with ordinality as columns (name, position)
    ) as members (name, is_key, position)
  );

  -- Rows of one identity are numbered, so that they are paired one to one. By their bytes, as REFRESH compares, so that
  -- types without an equality, such as json, are no obstacle. The number is a row too: as a number it could be hashed, which
  -- the identity cannot, and all rows with the number 0 would be compared with each other.
  return format(
    $side$
    select whole, identity, value, row(row_number() over peers - rank() over peers) as copy
    from (select %1$s as whole, row(%2$s) as identity, %3$s as value from %4$s as %1$s) as rows
    window peers as (order by identity using operator(pg_catalog.*<))
    $side$,
    v_row,
    v_identity,
    case when by is null then 'null::text' else format('%s.%I::text', v_row, by) end,
    source
  );
end;
$_$;

ALTER FUNCTION dashboard_refresh._drift_side(relation oid, source text, by text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._drift_side(relation oid, source text, by text) IS 'A query for the rows of source, which has the columns of the materialized view relation: each as a whole, what it is told apart by, which of several such it is, and its value of the column by.';

CREATE FUNCTION dashboard_refresh._drop_run(run dashboard_refresh.runs, view dashboard_refresh.views) RETURNS dashboard_refresh.runs
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_run dashboard_refresh.runs;
begin
  update dashboard_refresh.runs
  set status = 'lost',
    finished_at = clock_timestamp(),
    error_message = format('%s was paused before it ran', view.view),
    error_hint = 'Nothing to do: when active is set to true, the watchdog refreshes the view.'
  where runs.id = run.id
  returning * into v_run;

  return v_run;
end;
$$;

ALTER FUNCTION dashboard_refresh._drop_run(run dashboard_refresh.runs, view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._drop_run(run dashboard_refresh.runs, view dashboard_refresh.views) IS 'Ends a queued run of a view that was paused since: nobody asks for it any more. Not counted as a failure. The caller holds the view''s lock. Returns the run.';

CREATE FUNCTION dashboard_refresh._duties(at timestamp with time zone, OUT before_views text[], OUT of_each_view text, OUT after_views text[]) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- Promises before the refreshes, so that one which was broken while nothing could be written or fired is reported.
  before_views := array[
    '_follow_renames', '_cancel_overlong', '_record_failed_ticks', '_record_died_rescues', '_check_promises'
  ];
  of_each_view := '_queue_rescue';
  after_views := array['_note_look', '_check_promises', '_deliver_alerts'];

  -- Deleting looks at all of pg_cron's log, so once an hour.
  if extract(minute from at) = 17 then
    after_views := after_views || '_delete_expired'::text;
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._duties(at timestamp with time zone, OUT before_views text[], OUT of_each_view text, OUT after_views text[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._duties(at timestamp with time zone, OUT before_views text[], OUT of_each_view text, OUT after_views text[]) IS 'What the watchdog does at `at`, in order: functions of this schema that take the time, and one that takes a view''s id and the time.';

CREATE FUNCTION dashboard_refresh._elsewhere_problems(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) RETURNS SETOF dashboard_refresh.problem
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_is_elsewhere constant boolean := (dashboard_refresh._look_at_writes(view, at)).is_elsewhere;
begin
  return query
  select
    'refreshed_elsewhere', 'warning',
    format('Something else refreshes the view: it was rewritten without a run, which was noticed %s.',
      case when v_is_elsewhere then 'after the last run' else date_trunc('second', state.refreshed_elsewhere_at)::text end),
    'If that was done by hand, this goes away a day later. Otherwise look for a job, a trigger or a function that refreshes '
      'it, and take that out: such refreshes are neither counted nor kept apart from runs. VACUUM FULL and CLUSTER look '
      'the same.'
  where v_is_elsewhere or state.refreshed_elsewhere_at > at - interval '1 day';
end;
$$;

ALTER FUNCTION dashboard_refresh._elsewhere_problems(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._elsewhere_problems(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) IS 'That something other than a run has refreshed the view, now or within a day before `at`.';

CREATE FUNCTION dashboard_refresh._error_codes() RETURNS TABLE(code text, sqlstate text, status integer)
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  values
    ('unknown_view', 'DR001', 404),
    ('view_required', 'DR002', 400),
    ('not_a_materialized_view', 'DR003', 422),
    ('invalid_setting', 'DR004', 422),
    ('unsupported_schedule', 'DR005', 422),
    ('paused', 'DR006', 409),
    ('suspended', 'DR007', 409),
    ('unknown_run', 'DR008', 404),
    ('job_conflict', 'DR009', 409),
    ('invalid_argument', 'DR010', 400),
    ('definition_failed', 'DR011', 422),
    ('alerts_not_configured', 'DR012', 409),
    ('unknown_alert', 'DR013', 404),
    ('precondition_failed', 'DR014', 412),
    ('not_comparable', 'DR015', 422),
    ('drift_running', 'DR016', 409),
    ('function_not_configured', 'DR017', 409);
$$;

ALTER FUNCTION dashboard_refresh._error_codes() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._error_codes() IS 'The errors that callers may get: code for the API, SQLSTATE for SQL, HTTP status. The contract of the Edge Function says when each occurs; a test compares the two.';

CREATE FUNCTION dashboard_refresh._examined_jobs_json(view dashboard_refresh.views, managed boolean) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_job constant dashboard_refresh.hand_made_job := case
    when not managed then dashboard_refresh._job_to_take_over(view, '{"schedule": null}')
  end;
  -- One that has the view's name for a job, and does more, manage refuses.
  v_job_id constant bigint := case when dashboard_refresh._is_refresh_of(v_job.command, view) then v_job.id end;
begin
  return (
    select coalesce(
      json_agg(
        json_build_object(
          'id', jobs.id,
          'name', jobs.name,
          'schedule', jobs.schedule,
          'active', jobs.active,
          'owner', jobs.owner,
          'command', jobs.command,
          'does_only_this', dashboard_refresh._is_refresh_of(jobs.command, view),
          'would_be_taken_over', jobs.id is not distinct from v_job_id,
          'functions', jobs.functions,
          'statement', case
            when jobs.id is distinct from v_job_id then dashboard_refresh._refreshing_job_remedy(jobs, view)
          end
        )
        order by jobs.id
      ),
      '[]'
    )
    from dashboard_refresh._refreshing_jobs(view) as jobs
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._examined_jobs_json(view dashboard_refresh.views, managed boolean) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._examined_jobs_json(view dashboard_refresh.views, managed boolean) IS 'The cron jobs, other than ours, that refresh the view: which of them manage would take over, and what ends the others.';

CREATE FUNCTION dashboard_refresh._examined_rows_json(relation dashboard_refresh.relation_facts, rows_bytes bigint) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_most_bytes constant bigint := 16 * 1024 * 1024;
  v_rows bigint := (select nullif(pg_class.reltuples, -1) from pg_catalog.pg_class where pg_class.oid = relation.oid);
  -- Not while it is locked.
  v_is_exact constant boolean := relation.is_populated
    and coalesce(rows_bytes <= v_most_bytes, false)
    and has_table_privilege(relation.oid, 'select');
begin
  if v_is_exact then
    execute format('select count(*) from %s', relation.oid::regclass) into v_rows;
  elsif not relation.is_populated then
    v_rows := null;
  end if;

  return json_build_object('rows', v_rows, 'rows_exact', v_is_exact);
end;
$$;

ALTER FUNCTION dashboard_refresh._examined_rows_json(relation dashboard_refresh.relation_facts, rows_bytes bigint) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._examined_rows_json(relation dashboard_refresh.relation_facts, rows_bytes bigint) IS 'How many rows a materialized view has: counted where it is small, otherwise as it was when it was last analyzed; null where that is not known. rows_bytes: see _sizes.';

CREATE FUNCTION dashboard_refresh._examined_skip_json(view dashboard_refresh.views, definition dashboard_refresh.definition) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_state dashboard_refresh.view_state := dashboard_refresh._with_definition(null::dashboard_refresh.view_state, definition);
  v_reason text;
begin
  -- As after a first refresh.
  v_state.fingerprint := '';
  v_reason := dashboard_refresh._why_no_skip(
    view, v_state, (dashboard_refresh._statistics_horizon(clock_timestamp())).epoch, false
  );

  return json_build_object(
    'possible', v_reason is null,
    'reason', coalesce(v_reason, 'changes of what it depends on are seen'),
    'expression', definition.untrackable_expression,
    'instead', definition.untrackable_instead
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._examined_skip_json(view dashboard_refresh.views, definition dashboard_refresh.definition) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._examined_skip_json(view dashboard_refresh.views, definition dashboard_refresh.definition) IS 'Whether ticks will be able to leave the view as it is; if not, what in its query stops that and how to write it instead.';

CREATE FUNCTION dashboard_refresh._examined_sources_json(sources oid[]) RETURNS json
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select coalesce(
    json_agg(
      json_build_object(
        'name', format('%I.%I', pg_namespace.nspname, pg_class.relname),
        'kind', dashboard_refresh._kind_name(pg_class.relkind),
        'rows', nullif(counted.rows, -1),
        'statistics', counted.rows >= 0,
        'analyzed_at', counted.analyzed_at
      )
      order by pg_namespace.nspname, pg_class.relname
    ),
    '[]'
  )
  from unnest(sources) as listed (relation)
  join pg_catalog.pg_class on pg_class.oid = listed.relation
  join pg_catalog.pg_namespace on pg_namespace.oid = pg_class.relnamespace
  cross join lateral (
    -- Of a partitioned table, all of its partitions; it has no rows itself.
    select
      case when bool_and(stored.reltuples >= 0) then sum(stored.reltuples)::bigint else -1 end as rows,
      max(greatest(pg_stat_get_last_analyze_time(stored.oid), pg_stat_get_last_autoanalyze_time(stored.oid))) as analyzed_at
    from dashboard_refresh._with_children(array[pg_class.oid]) as children (relation)
    join pg_catalog.pg_class as stored on stored.oid = children.relation
    where stored.relkind <> 'p'
  ) as counted;
$$;

ALTER FUNCTION dashboard_refresh._examined_sources_json(sources oid[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._examined_sources_json(sources oid[]) IS 'The relations that a view reads: what they are, how many rows they have as far as they were analyzed, and when that was.';

CREATE FUNCTION dashboard_refresh._execute_refresh(view dashboard_refresh.views, method text, state dashboard_refresh.view_state) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '10s'
    AS $$
declare
  v_statement constant text := format(
    'refresh materialized view %s %I.%I',
    case when method = 'concurrently' then 'concurrently' else '' end,
    view.schema_name,
    view.view_name
  );
  v_search_path constant text := dashboard_refresh._refresh_search_path();
  v_before constant jsonb := dashboard_refresh._use_settings(dashboard_refresh._session_settings());
  v_untrusted constant text := dashboard_refresh._untrusted(state.storage, state.custom_settings);
begin
  perform set_config('lock_timeout', (extract(epoch from view.lock_timeout) * 1000)::bigint::text, true);
  perform set_config('search_path', v_search_path, true);
  -- In that path nothing of ours is named without its schema, and there is no operator.
  execute v_statement;
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);

  perform dashboard_refresh._use_settings(v_before);
  return v_untrusted;
end;
$$;

ALTER FUNCTION dashboard_refresh._execute_refresh(view dashboard_refresh.views, method text, state dashboard_refresh.view_state) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._execute_refresh(view dashboard_refresh.views, method text, state dashboard_refresh.view_state) IS 'Refreshes the materialized view under the session settings that are recorded, and puts the caller''s back; after an error that is left to the rollback. Returns why a fingerprint that was taken just before is not to be trusted, see _untrusted. method: concurrently or plain; state: what the view is made of.';

CREATE FUNCTION dashboard_refresh._expect_settings(custom_settings text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_recorded dashboard_refresh.session_settings;
  v_login dashboard_refresh.login_settings;
  v_missing text[];
begin
  select * into v_recorded from dashboard_refresh.session_settings order by session_settings.id desc limit 1;
  v_missing := array(
    select names.name
    from (
      select unnest(dashboard_refresh._setting_names())
      union
      select lower(custom.name)
      from unnest(custom_settings) as custom (name)
      where dashboard_refresh._is_recordable(custom.name)
        and lower(custom.name) <> all (lower(dashboard_refresh._setting_names()::text)::text[])
    ) as names (name)
    where not coalesce(v_recorded.settings, '{}') ? names.name
  );

  if v_missing = '{}' then
    return;
  end if;

  v_login := dashboard_refresh._login_settings(v_missing);
  perform dashboard_refresh._write_settings(
    coalesce(v_recorded.settings, '{}') || (
      select jsonb_object_agg(missing.name, case
        when v_login.is_owners and v_login.settings ? missing.name
          then v_login.settings ->> missing.name
        when role_settings.every ? lower(missing.name) then role_settings.every ->> lower(missing.name)
        when missing.name = any (dashboard_refresh._setting_names()) then coalesce(
          v_login.settings ->> missing.name,
          (select pg_settings.reset_val from pg_catalog.pg_settings where pg_settings.name = missing.name)
        )
      end)
      from unnest(v_missing) as missing (name)
      cross join (select dashboard_refresh._role_settings()) as role_settings (every)
    ),
    'catalog',
    coalesce(v_recorded.recorded_at, clock_timestamp()),
    coalesce(v_recorded.session_started_at, '-infinity')
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._expect_settings(custom_settings text[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._expect_settings(custom_settings text[]) IS 'Sees to it that a value is recorded for every session setting that counts, custom_settings (those that a view reads by name) among them. Where that is not known yet, it is what the catalog says of the owner''s sessions, or else what this session has, until a tick knows better.';

CREATE FUNCTION dashboard_refresh._expression_text(expression jsonb, queries jsonb[]) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_node constant text := expression ->> 'node';
  v_form constant text := coalesce(
    expression ->> 'funcformat', expression ->> 'relabelformat', expression ->> 'coerceformat'
  );
  v_function constant oid := coalesce(expression ->> 'funcid', expression ->> 'aggfnoid', expression ->> 'winfnoid')::oid;
  v_arguments constant text[] := array(
    select dashboard_refresh._expression_text(arguments.argument, queries)
    from jsonb_array_elements(
      case
        when jsonb_typeof(expression -> 'args') = 'array' then expression -> 'args'
        when expression ? 'arg' then jsonb_build_array(expression -> 'arg')
        else '[]'
      end
    ) as arguments (argument)
  );
begin
  return case
    when v_node = 'VAR' then dashboard_refresh._column_text(expression, queries)
    when v_node = 'TARGETENTRY' then dashboard_refresh._expression_text(expression -> 'expr', queries)
    -- A cast that nobody wrote (COERCE_IMPLICIT_CAST in primnodes.h), and one that somebody did.
    when v_form = '2' and v_node <> 'COERCEVIAIO' then v_arguments[1]
    when v_form = '1' or v_node = 'COERCEVIAIO'
      then format('(%s)::%s', v_arguments[1], format_type(dashboard_refresh._node_type(expression), null))
    when v_function is not null then format(
      '%s(%s)', regexp_replace(v_function::regproc::text, '^pg_catalog\.', ''), array_to_string(v_arguments, ', ')
    )
    when v_node = 'OPEXPR' then (
      select case cardinality(v_arguments)
        when 1 then pg_operator.oprname || v_arguments[1]
        else concat_ws(' ', v_arguments[1], pg_operator.oprname, v_arguments[2])
      end
      from pg_catalog.pg_operator
      where pg_operator.oid = (expression ->> 'opno')::oid
    )
    when v_node = 'NULLIFEXPR' then format('nullif(%s)', array_to_string(v_arguments, ', '))
    when v_node = 'COALESCEEXPR' then format('coalesce(%s)', array_to_string(v_arguments, ', '))
    -- SQLValueFunctionOp in primnodes.h.
    when v_node = 'SQLVALUEFUNCTION' then (array[
      'current_date', 'current_time', 'current_time', 'current_timestamp', 'current_timestamp', 'localtime', 'localtime',
      'localtimestamp', 'localtimestamp', 'current_role', 'current_user', 'user', 'session_user', 'current_catalog',
      'current_schema'
    ])[1 + (expression ->> 'op')::integer]
    when v_node = 'RANGETBLFUNCTION' then dashboard_refresh._expression_text(expression -> 'funcexpr', queries)
    when v_node = 'TABLESAMPLECLAUSE' then 'tablesample'
    when v_node = 'JSONTABLEPATH' then 'json_table(…)'
    when v_node = 'TABLEFUNC' then case when expression ->> 'functype' = '1' then 'json_table(…)' else 'xmltable(…)' end
    when v_node = 'JSONEXPR' then (array['json_exists', 'json_query', 'json_value', 'json_table'])[
      1 + (expression ->> 'op')::integer
    ] || '(…)'
    else '…'
  end;
end;
$$;

ALTER FUNCTION dashboard_refresh._expression_text(expression jsonb, queries jsonb[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._expression_text(expression jsonb, queries jsonb[]) IS 'An expression, given as a node, much as somebody may have written it; what is of no interest here is left out (…). queries: see _queries_around.';

CREATE FUNCTION dashboard_refresh._extension_of(function pg_proc) RETURNS name
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select pg_extension.extname
  from pg_catalog.pg_depend
  join pg_catalog.pg_extension on pg_extension.oid = pg_depend.refobjid
  where pg_depend.classid = 'pg_proc'::regclass
    and pg_depend.objid = function.oid
    and pg_depend.refclassid = 'pg_extension'::regclass
    and pg_depend.deptype = 'e';
$$;

ALTER FUNCTION dashboard_refresh._extension_of(function pg_proc) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._extension_of(function pg_proc) IS 'The extension that a function belongs to; null for any other function.';

CREATE FUNCTION dashboard_refresh._fail_dependants(run dashboard_refresh.runs, view dashboard_refresh.views) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  insert into dashboard_refresh.runs (
    view_id, trigger, path, status, finished_at, caused_by, error_sqlstate, error_message, error_hint
  )
  select
    dependant.id,
    'cascade',
    case when dependant.path = 'auto' then run.path else dependant.path end,
    'failed',
    clock_timestamp(),
    run.id,
    run.error_sqlstate,
    format('not refreshed, since %s, which it reads, could not be: %s', view.view, run.error_message),
    format('Fix %s first: %s', view.view, run.error_hint)
  from dashboard_refresh._dependants(view) as dependant;
end;
$$;

ALTER FUNCTION dashboard_refresh._fail_dependants(run dashboard_refresh.runs, view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._fail_dependants(run dashboard_refresh.runs, view dashboard_refresh.views) IS 'After a refresh that failed: records the failure on each managed view that reads this one.';

CREATE FUNCTION dashboard_refresh._failed_ticks(at timestamp with time zone) RETURNS TABLE(view_id integer, cron_run_id bigint, fired_at timestamp with time zone, message text)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  -- The commands are made once, and not for each row of the log.
  with ticks as materialized (
    select views.id, views.managed_at, dashboard_refresh._tick_commands(views.view) as commands
    from dashboard_refresh.views
  ),
  logged as materialized (
    select
      details.command,
      details.status,
      details.runid,
      details.start_time,
      details.end_time,
      details.return_message,
      -- A job that did not even start has no times at all; its neighbours have.
      coalesce(details.start_time, max(details.start_time) over (order by details.runid), at) as fired_at
    from dashboard_refresh._recent_log() as details
  )
  select ticks.id, logged.runid, logged.fired_at, logged.return_message
  from logged
  join ticks on logged.command = any (ticks.commands)
  where logged.status = 'failed'
    and logged.fired_at > greatest(ticks.managed_at, at - interval '1 day')
    -- pg_cron also calls failed what it no longer watches: the tick of a job that was paused meanwhile goes on.
    and not exists (
      select from dashboard_refresh.runs
      where runs.view_id = ticks.id
        and runs.trigger = 'cron'
        and runs.requested_at between logged.start_time and coalesce(logged.end_time, at)
    )
    -- Recorded already. By time too: after a restore pg_cron's ids start again.
    and not exists (
      select from dashboard_refresh.runs
      where runs.view_id = ticks.id
        and runs.cron_run_id = logged.runid
        and case
          when logged.start_time is null then runs.requested_at >= logged.fired_at - interval '1 hour'
          else runs.requested_at = logged.start_time
        end
    );
end;
$$;

ALTER FUNCTION dashboard_refresh._failed_ticks(at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._failed_ticks(at timestamp with time zone) IS 'The ticks of the day before `at` that pg_cron logged as failed and the ledger does not have.';

CREATE FUNCTION dashboard_refresh._failing_place(context text) RETURNS dashboard_refresh.place
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_place dashboard_refresh.place;
begin
  -- The innermost comes first. Of the lines only names are taken: they may be in any language, and the rest may be data.
  select pg_proc.oid, substring(split_part(lines.line, named.name, 2) from '\d+')::integer
  into v_place
  from regexp_split_to_table(split_part(context, 'dashboard_refresh._refresh_relation(', 1), '\n')
    with ordinality as lines (line, position)
  join pg_catalog.pg_proc
    on pg_proc.oid >= 16384
    and position(pg_proc.proname::text in lines.line) > 0
    and pg_proc.pronamespace <> 'dashboard_refresh'::regnamespace
  join pg_catalog.pg_language on pg_language.oid = pg_proc.prolang
  -- PL/pgSQL gives its functions with their arguments, as regprocedure does; the others give a quoted name.
  cross join lateral (
    values
      (1, pg_proc.oid::regprocedure::text),
      (2, format('%I(%s)', pg_proc.proname, replace(oidvectortypes(pg_proc.proargtypes), ', ', ','))),
      (3, quote_ident(pg_proc.proname) || '('),
      (4, '"' || pg_proc.proname || '"')
  ) as named (rank, name)
  where case
      when pg_language.lanname = 'plpgsql' then lines.line ~ '^[^"]*PL/pgSQL' and named.rank < 4
      else named.rank = 4 and translate(lines.line, '«»„“”', '"""""') !~ '"[^"]*"[^"]*"'
    end
    and position(
      case named.rank when 4 then named.name when 1 then named.name else ' ' || named.name end
      in translate(lines.line, '«»„“”', '"""""')
    ) > 0
  order by lines.position, named.rank, pg_proc.oid
  limit 1;

  return v_place;
end;
$$;

ALTER FUNCTION dashboard_refresh._failing_place(context text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._failing_place(context text) IS 'The innermost of the user''s functions in which an error occurred, given its CONTEXT; null where it did in none.';

CREATE FUNCTION dashboard_refresh._failure_hint(view dashboard_refresh.views, run dashboard_refresh.runs, failure dashboard_refresh.failure) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_place dashboard_refresh.place;
begin
  -- Where there is no room, a look at every function could find none either.
  if run.error_sqlstate not like '53%' then
    v_place := dashboard_refresh._failing_place(failure.context);
  end if;

  return coalesce(
    dashboard_refresh._choose_hint(view, run, failure, v_place),
    concat_ws(
      ' ',
      case when v_place.function is not null then
        format('It failed %s.', dashboard_refresh._place_words(null, v_place))
      end,
      coalesce(
        nullif(run.error_hint, ''),
        format('Try it by hand as the owner of the view: refresh materialized view %s;', view.view)
      )
    )
  );
exception
  -- A failure that cannot be explained, as when the catalogs change under this, is recorded all the same.
  when others then
    return coalesce(nullif(run.error_hint, ''), 'Try it by hand as the owner of the view.');
end;
$$;

ALTER FUNCTION dashboard_refresh._failure_hint(view dashboard_refresh.views, run dashboard_refresh.runs, failure dashboard_refresh.failure) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._failure_hint(view dashboard_refresh.views, run dashboard_refresh.runs, failure dashboard_refresh.failure) IS 'What to do about a run of the view that failed, and where it did. PostgreSQL''s own hint, which the run carries, is the fallback. Says nothing of CONTEXT and DETAIL, which may quote data, but names.';

CREATE FUNCTION dashboard_refresh._failure_kind(error_sqlstate text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select case
    -- Nobody ran it: a connection or a process died.
    when error_sqlstate is null then 'transient'
    -- Connection, rollback by the server (serialization, deadlock), resources, cancelled or shut down, input and output.
    when left(error_sqlstate, 2) in ('08', '40', '53', '57', '58') then 'transient'
    -- A lock that is not available, an object in use.
    when error_sqlstate in ('55P03', '55006') then 'transient'
    else 'lasting'
  end;
$$;

ALTER FUNCTION dashboard_refresh._failure_kind(error_sqlstate text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._failure_kind(error_sqlstate text) IS 'transient for a failure of this SQLSTATE that may pass by itself, and for a run that was lost (null); otherwise lasting: somebody has to fix the view, its data or a privilege.';

CREATE FUNCTION dashboard_refresh._find_alert(alert_id uuid) RETURNS dashboard_refresh.alerts
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_alert dashboard_refresh.alerts;
begin
  select * into v_alert from dashboard_refresh.alerts where alerts.id = alert_id;

  if not found then
    perform dashboard_refresh._raise(
      'unknown_alert',
      format('there is no alert %s', coalesce(alert_id::text, '(null)')),
      format('Alerts are kept %s.', dashboard_refresh._retention()),
      'The last one about a view is in its status.'
    );
  end if;

  return v_alert;
end;
$$;

ALTER FUNCTION dashboard_refresh._find_alert(alert_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._find_alert(alert_id uuid) IS 'The alert with that id, as of now. Raises unknown_alert.';

CREATE FUNCTION dashboard_refresh._find_key(relation oid, until timestamp with time zone) RETURNS text[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_candidates constant text[] := array(
    select candidates.name from dashboard_refresh._key_candidates(relation) as candidates limit 200
  );
  v_measures constant text[] := array(
    select candidates.name from dashboard_refresh._key_candidates(relation) as candidates where candidates.is_measure
  );
  v_columns text[];
  v_key text[];
begin
  if v_candidates = '{}' then
    return null;
  end if;

  -- One value alone tells nothing apart.
  v_columns := array(
    select sampled.name
    from dashboard_refresh._distinct_in_sample(relation, v_candidates) as sampled
    where not sampled.has_null and (sampled.distinct_values > 1 or sampled.sampled = 1)
    order by sampled.distinct_values = sampled.sampled desc, array_position(v_candidates, sampled.name)
  );

  for v_key in
    select keys.key
    from (values (false), (true)) as passes (with_measures)
    cross join generate_series(1, 3) as widths (width)
    cross join lateral dashboard_refresh._keys(
      array(
        select listed.name from unnest(v_columns) with ordinality as listed (name, position)
        where passes.with_measures or listed.name <> all (v_measures)
        order by listed.position
      ),
      widths.width
    ) with ordinality as keys (key, position)
    where not passes.with_measures or keys.key && v_measures
    order by passes.with_measures, widths.width, keys.position
  loop
    if clock_timestamp() > until then
      raise query_canceled using message = 'there was no time left to try more columns';
    elsif dashboard_refresh._is_key(relation, v_key, true) and dashboard_refresh._is_key(relation, v_key, false) then
      return v_key;
    end if;
  end loop;

  return null;
end;
$$;

ALTER FUNCTION dashboard_refresh._find_key(relation oid, until timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._find_key(relation oid, until timestamp with time zone) IS 'Columns, at most three, by which the rows that a materialized view has now are told apart, none of them null; null when none are found. Raises query_canceled when it is not done by then.';

CREATE FUNCTION dashboard_refresh._find_run(run_id uuid) RETURNS dashboard_refresh.runs
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_run dashboard_refresh.runs;
begin
  select * into v_run from dashboard_refresh.runs where runs.id = _find_run.run_id;

  if not found then
    perform dashboard_refresh._raise(
      'unknown_run',
      format('there is no run %s', coalesce(run_id::text, '(null)')),
      format('Runs are kept %s.', dashboard_refresh._retention()),
      'Request a new one: select dashboard_refresh.request(''schema.view'');'
    );
  end if;

  return v_run;
end;
$$;

ALTER FUNCTION dashboard_refresh._find_run(run_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._find_run(run_id uuid) IS 'The run with that id, as of now. Raises unknown_run.';

CREATE FUNCTION dashboard_refresh._find_view(view text) RETURNS dashboard_refresh.views
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_view dashboard_refresh.views;
  v_found dashboard_refresh.views[];
  v_managed text;
  v_near text;
begin
  -- What every tick asks for, in one statement.
  select * into v_view from dashboard_refresh.views where views.view = _find_view.view;

  if found then
    return dashboard_refresh._present(v_view);
  end if;

  v_found := array(select matched from dashboard_refresh._match_views(view) as matched);

  if cardinality(v_found) = 1 then
    return v_found[1];
  end if;

  v_managed := (select string_agg(views.view, ', ' order by views.view) from dashboard_refresh.views);

  if v_found = '{}' then
    select views.view
    into v_near
    from dashboard_refresh.views
    cross join lateral (
      select greatest(
        dashboard_refresh._likeness(_find_view.view, views.view),
        dashboard_refresh._likeness(_find_view.view, views.view_name)
      )
    ) as likeness (degree)
    where likeness.degree >= 0.4
    order by likeness.degree desc, views.view
    limit 1;

    perform dashboard_refresh._raise(
      'unknown_view',
      case
        when v_managed is null then 'no view is managed'
        else format('%s is not a managed view', _find_view.view)
      end,
      coalesce('Did you mean ' || v_near || '? ', '') || format('Managed views: %s.', coalesce(v_managed, 'none')),
      'Register it with: select dashboard_refresh.manage(''schema.view'');'
    );
  end if;

  perform dashboard_refresh._raise(
    'view_required',
    case
      when _find_view.view is null then 'several views are managed, so the call must name one'
      else format('%s is ambiguous', _find_view.view)
    end,
    format('Managed views: %s.', v_managed),
    'Name the view with its schema, as in public.my_view.'
  );
  return null;
end;
$$;

ALTER FUNCTION dashboard_refresh._find_view(view text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._find_view(view text) IS 'The managed view of that name, bare or with its schema, under its present name; null means the only one. Raises unknown_view when there is none, view_required when there are several.';

CREATE FUNCTION dashboard_refresh._fingerprint(storage oid[], epoch text, custom_settings text[]) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
begin
  -- Without counters, or without knowing since when they count, nothing is known.
  if epoch is null or not current_setting('track_counts')::boolean then
    return null;
  end if;

  return md5(concat_ws(
    '|',
    epoch,
    dashboard_refresh._settings_stamp(custom_settings),
    (
      select string_agg(
        concat_ws(
          ':',
          relation,
          pg_relation_filenode(relation),
          -- What all have reported, and what this session has not reported yet: it moves from one to the other.
          pg_stat_get_tuples_inserted(relation) + pg_stat_get_xact_tuples_inserted(relation),
          pg_stat_get_tuples_updated(relation) + pg_stat_get_xact_tuples_updated(relation),
          pg_stat_get_tuples_deleted(relation) + pg_stat_get_xact_tuples_deleted(relation)
        ),
        ',' order by relation
      )
      from unnest(storage) as stored (relation)
    )
  ));
end;
$$;

ALTER FUNCTION dashboard_refresh._fingerprint(storage oid[], epoch text, custom_settings text[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._fingerprint(storage oid[], epoch text, custom_settings text[]) IS 'A value that changes when what these relations hold, or the session settings, may have changed; null when that cannot be known. epoch: of the counters, see _statistics_horizon; custom_settings: those that the view reads by name.';

CREATE FUNCTION dashboard_refresh._finish_runs(run dashboard_refresh.runs, waiting uuid[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_recorded boolean;
begin
  with free as (
    select runs.id
    from dashboard_refresh.runs
    where runs.id = run.id or runs.id = any (waiting)
    for no key update skip locked
  ),
  finished as (
    update dashboard_refresh.runs
    set status = run.status,
      finished_at = run.finished_at,
      data_as_of = run.data_as_of,
      error_sqlstate = run.error_sqlstate,
      error_message = run.error_message,
      error_hint = run.error_hint,
      path = case when runs.id = run.id then run.path else runs.path end,
      started_at = case when runs.id = run.id then run.started_at end,
      method = case when runs.id = run.id then run.method end,
      rows_inserted = case when runs.id = run.id then run.rows_inserted end,
      rows_deleted = case when runs.id = run.id then run.rows_deleted end,
      served_by = case when runs.id <> run.id then run.id end
    from free
    where runs.id = free.id
    returning runs.id
  )
  select coalesce(bool_or(finished.id = run.id), false) into v_recorded from finished;

  if not v_recorded then
    -- Gone where the view was unmanaged meanwhile: then there is nothing left to record.
    perform dashboard_refresh._find_run(run.id);

    raise warning using
      message = format('run %s has ended, but the ledger does not say so: its row is locked', run.id),
      errcode = 'lock_not_available';
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._finish_runs(run dashboard_refresh.runs, waiting uuid[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._finish_runs(run dashboard_refresh.runs, waiting uuid[]) IS 'Makes the run final in the ledger, and with it the waiting runs that its refresh served. Raises unknown_run when it is no longer there.';

CREATE FUNCTION dashboard_refresh._follow_rename(view dashboard_refresh.views) RETURNS dashboard_refresh.views
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_stored dashboard_refresh.views;
  v_present dashboard_refresh.views;
  v_before json;
  v_job_name text;
begin
  select * into v_stored from dashboard_refresh.views where views.id = view.id;
  v_present := dashboard_refresh._present(v_stored);

  -- Not renamed; or another session is changing what is managed, or this one may not.
  if v_present.view is not distinct from v_stored.view
    or (select nspowner from pg_catalog.pg_namespace where nspname = 'dashboard_refresh')
      <> (select pg_roles.oid from pg_catalog.pg_roles where pg_roles.rolname = current_user)
    or not pg_try_advisory_xact_lock(20261104, 0)
  then
    return coalesce(v_present, view);
  end if;

  perform from dashboard_refresh.views where views.id = view.id for update skip locked;

  if not found then
    return v_present;
  end if;

  v_before := dashboard_refresh._settings_json(v_stored);
  v_job_name := dashboard_refresh._default_job_name(v_present.schema_name, v_present.view_name);
  v_present.former_name := v_stored.view;

  if v_present.view_name <> v_stored.view_name
    and v_stored.job_name = dashboard_refresh._default_job_name(v_stored.schema_name, v_stored.view_name)
    and not exists (select from cron.job where job.jobname = v_job_name)
  then
    v_present.job_name := v_job_name;
  end if;

  v_present := dashboard_refresh._store_settings(v_present);

  -- A job that somebody else has made under this name is a problem in status, and no reason to keep the old name here.
  if not exists (
    select from cron.job
    where job.jobname = v_present.job_name and (job.username <> current_user or job.database <> current_database())
  ) then
    perform dashboard_refresh._sync_job(v_present, v_before::jsonb);
  end if;

  insert into dashboard_refresh.config_changes (changed_by, action, view, before, after)
  values (
    session_user,
    'rename',
    v_present.view,
    v_before::jsonb || jsonb_build_object('view', v_stored.view),
    dashboard_refresh._settings_json(v_present)::jsonb || jsonb_build_object('view', v_present.view)
  );

  return v_present;
exception
  -- The row of the job, which a session that alters it by hand may hold.
  when lock_not_available then
    return v_present;
end;
$$;

ALTER FUNCTION dashboard_refresh._follow_rename(view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._follow_rename(view dashboard_refresh.views) IS 'Where the relation of a managed view has another name than the registry: puts that down, points the job at it, names the job after it unless it has a name of its own, and writes the audit. Waits for nobody, and then leaves it for the next time. Returns the view under its present name.';

CREATE FUNCTION dashboard_refresh._follow_renames(at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform dashboard_refresh._follow_rename(views)
  from dashboard_refresh.views
  where views.managed_at <= at and views.relation_oid is not null and to_regclass(views.view) is null;

  -- Which relation has the name now: that of a view which was missing, or was dropped and created again.
  with free as (
    select views.id, pg_class.oid as relation
    from dashboard_refresh.views
    join pg_catalog.pg_namespace on pg_namespace.nspname = views.schema_name
    join pg_catalog.pg_class on pg_class.relnamespace = pg_namespace.oid and pg_class.relname = views.view_name
    where pg_class.relkind = 'm' and pg_class.oid is distinct from views.relation_oid
    for no key update of views skip locked
  )
  update dashboard_refresh.views set relation_oid = free.relation from free where views.id = free.id;
end;
$$;

ALTER FUNCTION dashboard_refresh._follow_renames(at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._follow_renames(at timestamp with time zone) IS 'A duty of the watchdog: follows the views, managed at `at`, that were renamed, and notes which relations have the names of the others.';

CREATE FUNCTION dashboard_refresh._forget_future_times(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) RETURNS dashboard_refresh.view_state
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if not coalesce(state.last_finished_at > at + interval '5 minutes', false) then
    return state;
  end if;

  update dashboard_refresh.view_state
  set data_as_of = null,
    verified_at = null,
    last_finished_at = null,
    retry_at = null,
    tick_due_at = null
  where view_state.view_id = view.id;

  return dashboard_refresh._state_of(view);
end;
$$;

ALTER FUNCTION dashboard_refresh._forget_future_times(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._forget_future_times(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) IS 'Where the last refresh ended after `at`, the clock was set back: forgets what is measured against it, so that the view neither rests until then nor passes for fresh. The next tick refreshes. Returns the state.';

CREATE FUNCTION dashboard_refresh._forget_losses(view dashboard_refresh.views, at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_state dashboard_refresh.view_state;
begin
  update dashboard_refresh.view_state
  set consecutive_losses = 0,
    function_retry_at = null
  where view_state.view_id = view.id and view_state.consecutive_losses > 0
  returning * into v_state;

  if found then
    perform dashboard_refresh._close_alerts(view, v_state, array['function_failing'], at);
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._forget_losses(view dashboard_refresh.views, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._forget_losses(view dashboard_refresh.views, at timestamp with time zone) IS 'Records that the Edge Function has done at `at` what it was sent: it is used again, and the alert is over.';

CREATE FUNCTION dashboard_refresh._forget_origin(at timestamp with time zone, OUT ended_runs bigint, OUT dropped_alerts bigint) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  with ended as (
    update dashboard_refresh.runs
    set status = 'lost',
      finished_at = greatest(at, runs.requested_at),
      error_message = 'it was waiting when this database was copied',
      error_hint = 'Nothing: the watchdog refreshes the view here.'
    -- One that a session of this server works on is not foreign.
    where runs.status = 'queued' and not dashboard_refresh._is_running(runs.id)
    returning runs.id
  )
  select count(*) into ended_runs from ended;

  -- pg_net and pg_cron count from the start here, so these would come to name others.
  update dashboard_refresh.runs
  set http_request_id = null,
    cron_run_id = null
  where num_nonnulls(runs.http_request_id, runs.cron_run_id) > 0;

  with dropped as (
    update dashboard_refresh.alerts
    set status = 'unsent',
      finished_at = at,
      error_message = 'it was written before this database was adopted'
    where alerts.status in ('pending', 'sent')
    returning alerts.id
  )
  select count(*) into dropped_alerts from dropped;

  update dashboard_refresh.alerts
  set http_request_id = null,
    function_failed_at = null
  where num_nonnulls(alerts.http_request_id, alerts.function_failed_at) > 0;

  -- Nothing that is known of a view's data, its objects, failures and ticks was learnt here.
  delete from dashboard_refresh.view_state where true;
  insert into dashboard_refresh.view_state (view_id) select views.id from dashboard_refresh.views;
  delete from dashboard_refresh.duty_failures where true;
  delete from dashboard_refresh.session_settings where true;
  update dashboard_refresh.views set relation_oid = null where views.relation_oid is not null;
end;
$$;

ALTER FUNCTION dashboard_refresh._forget_origin(at timestamp with time zone, OUT ended_runs bigint, OUT dropped_alerts bigint) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._forget_origin(at timestamp with time zone, OUT ended_runs bigint, OUT dropped_alerts bigint) IS 'Ends runs that wait, keeps alerts from being sent, and forgets everything that names objects, requests or firings of another place; settings, history and audit stay. Returns how many runs and alerts that were.';

CREATE FUNCTION dashboard_refresh._freshness_state(view dashboard_refresh.views, as_of timestamp with time zone, at timestamp with time zone) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_relation constant dashboard_refresh.relation_facts := dashboard_refresh._relation(view);
begin
  return case
    when v_relation.kind is distinct from 'm' then 'missing'
    when as_of is null or not v_relation.is_populated then 'unknown'
    when at - as_of > view.max_staleness then 'stale'
    else 'fresh'
  end;
end;
$$;

ALTER FUNCTION dashboard_refresh._freshness_state(view dashboard_refresh.views, as_of timestamp with time zone, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._freshness_state(view dashboard_refresh.views, as_of timestamp with time zone, at timestamp with time zone) IS 'fresh or stale by the promise max_staleness, given how fresh the view is (_known_as_of); unknown while no refresh of ours has succeeded, there is no data to read, or it is not what the last refresh left; missing when there is no such materialized view.';

CREATE FUNCTION dashboard_refresh._function_delivers(function_endpoint dashboard_refresh.endpoint, at timestamp with time zone) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return function_endpoint.missing is null
    and not exists (
      select from dashboard_refresh.alerts
      where alerts.function_failed_at between at - interval '10 minutes' and at + interval '5 minutes'
    );
end;
$$;

ALTER FUNCTION dashboard_refresh._function_delivers(function_endpoint dashboard_refresh.endpoint, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._function_delivers(function_endpoint dashboard_refresh.endpoint, at timestamp with time zone) IS 'Whether alerts are given to the Edge Function at `at`: it is configured, and has failed none in the last 10 minutes.';

CREATE FUNCTION dashboard_refresh._function_endpoint() RETURNS dashboard_refresh.endpoint
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_vault constant dashboard_refresh.vault_contents := dashboard_refresh._read_vault(
    array['project_url', 'refresh_dashboard_trigger_secret']
  );
  v_url constant text := v_vault.secrets ->> 'project_url';
  v_secrets constant text := v_vault.secrets ->> 'refresh_dashboard_trigger_secret';
  v_secret constant text := dashboard_refresh._signing_secret(v_secrets);
  v_problem constant text := case
    when v_url ~ '[?#]' then 'it has a ? or a # in it, and a path has to follow'
    else dashboard_refresh._url_problem(v_url)
  end;
  v_endpoint dashboard_refresh.endpoint;
begin
  v_endpoint.missing := case
    when v_vault.missing is not null then v_vault.missing
    when v_url is null then 'Vault has no http(s) URL under project_url'
    when v_problem is not null then
      format('what Vault has under project_url is no http(s) URL that can be called: %s', v_problem)
    when v_secret is null then 'Vault has no whsec_ secret under refresh_dashboard_trigger_secret'
  end;

  if v_endpoint.missing is null then
    v_endpoint.url := rtrim(v_url, '/') || '/functions/v1/refresh-dashboard';
    v_endpoint.secret := v_secret;
  else
    v_endpoint.reason := case
      when v_vault.missing is not null then v_vault.reason
      when v_url is null or (v_problem is null and v_secrets is null) then 'absent'
      else 'malformed'
    end;
  end if;

  return v_endpoint;
end;
$$;

ALTER FUNCTION dashboard_refresh._function_endpoint() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._function_endpoint() IS 'The URL of the Edge Function, to which the path of a call is added, and the secret that signs what is sent to it, from Vault.';

CREATE FUNCTION dashboard_refresh._function_obstacle(function oid) RETURNS dashboard_refresh.obstacle
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_called pg_catalog.pg_proc;
  v_obstacle dashboard_refresh.obstacle;
begin
  for v_called in
    select pg_proc.*
    from unnest(dashboard_refresh._functions_within(array[function])) as called (function)
    join pg_catalog.pg_proc on pg_proc.oid = called.function
    order by pg_proc.oid <> _function_obstacle.function, pg_proc.oid
  loop
    v_obstacle := dashboard_refresh._volatility_obstacle(v_called);

    if v_obstacle.reason is null then
      v_obstacle := dashboard_refresh._body_obstacle(v_called);
    end if;

    if v_obstacle.reason is not null then
      v_obstacle.reason := format(
        'it calls %s, which %s%s',
        function::regprocedure,
        case
          when v_called.oid <> function then format('calls %s, which ', v_called.oid::regprocedure)
        end,
        v_obstacle.reason
      );
      return v_obstacle;
    end if;
  end loop;

  return null;
end;
$$;

ALTER FUNCTION dashboard_refresh._function_obstacle(function oid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._function_obstacle(function oid) IS 'Why a function, or one that it calls, may change its result by itself, and what to do about it; null when none may.';

CREATE FUNCTION dashboard_refresh._function_problems(view dashboard_refresh.views, endpoint dashboard_refresh.endpoint) RETURNS SETOF dashboard_refresh.problem
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  select found.code, found.severity, found.message, found.hint
  from (
    values
      (
        view.path <> 'database' and endpoint.reason <> 'not_adopted',
        'no_edge_function', 'warning',
        format('Refreshes run in the database: %s.', endpoint.missing),
        case endpoint.reason
          when 'malformed' then 'Correct it with vault.update_secret(). A project_url is like https://<project>.supabase.co.'
          else 'Put project_url and refresh_dashboard_trigger_secret into Vault, or set path to database if that is intended.'
        end
      ),
      (
        view.path = 'edge' and view.max_duration > interval '55 seconds',
        'max_duration_unreachable', 'warning',
        format('max_duration is %s, but an API call is cut at 55 s.', view.max_duration),
        'Set path to database for a refresh that takes longer, or max_duration to 55 seconds.'
      )
  ) as found (is_found, code, severity, message, hint)
  where found.is_found;
end;
$$;

ALTER FUNCTION dashboard_refresh._function_problems(view dashboard_refresh.views, endpoint dashboard_refresh.endpoint) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._function_problems(view dashboard_refresh.views, endpoint dashboard_refresh.endpoint) IS 'What keeps refreshes of the view from running in the Edge Function, or ends them there too early.';

CREATE FUNCTION dashboard_refresh._functions_of_types(types oid[]) RETURNS oid[]
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with parts as materialized (
    select distinct parts.part as type from dashboard_refresh._types_within(_functions_of_types.types) as parts
    where parts.part >= 16384
  )
  select array(
    select pg_cast.castfunc
    from pg_catalog.pg_cast
    join parts on parts.type = pg_cast.castsource
    where pg_cast.castfunc <> 0 and pg_cast.casttarget = any (array['json', 'jsonb']::regtype[])
    union
    select pg_amproc.amproc::oid from pg_catalog.pg_amproc join parts on parts.type = pg_amproc.amproclefttype
  );
$$;

ALTER FUNCTION dashboard_refresh._functions_of_types(types oid[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._functions_of_types(types oid[]) IS 'The functions that values of these types are compared with, or turned into JSON, without the query naming them.';

CREATE FUNCTION dashboard_refresh._functions_within(functions oid[]) RETURNS oid[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_found oid[] := functions;
  v_new oid[] := functions;
  v_bodies text[];
  v_names text[];
begin
  while v_new <> '{}' loop
    v_bodies := array(
      select dashboard_refresh._readable_body(pg_proc)
      from pg_catalog.pg_proc
      where pg_proc.oid = any (v_new) and pg_proc.oid >= 16384
    );
    v_names := array(
      select distinct matches.match[1]
      from unnest(v_bodies) as bodies (body)
      cross join lateral regexp_matches(bodies.body, '([a-z0-9_$]+)"?\s*\(', 'g') as matches (match)
    );
    v_new := array(
      -- An aggregate is what its functions are.
      select parts.function
      from pg_catalog.pg_aggregate
      cross join lateral unnest(array[
        pg_aggregate.aggtransfn, pg_aggregate.aggfinalfn, pg_aggregate.aggcombinefn, pg_aggregate.aggmtransfn,
        pg_aggregate.aggminvtransfn, pg_aggregate.aggmfinalfn
      ]::oid[]) as parts (function)
      where pg_aggregate.aggfnoid = any (v_new) and parts.function <> 0
      union
      select pg_proc.oid
      from pg_catalog.pg_proc
      where pg_proc.proname = any (v_names) and pg_proc.oid >= 16384
      union
      select pg_operator.oprcode::oid
      from pg_catalog.pg_operator
      where pg_operator.oid >= 16384
        and exists (select from unnest(v_bodies) as bodies (body) where strpos(bodies.body, pg_operator.oprname) > 0)
      except
      select unnest(v_found)
    );
    v_found := v_found || v_new;
  end loop;

  return v_found;
end;
$_$;

ALTER FUNCTION dashboard_refresh._functions_within(functions oid[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._functions_within(functions oid[]) IS 'These functions and all that they call, at any depth, as far as their bodies can be read.';

CREATE FUNCTION dashboard_refresh._hand_made_jobs(view dashboard_refresh.views) RETURNS SETOF dashboard_refresh.hand_made_job
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  select job.jobid, job.jobname::text, job.schedule, job.command, job.active
  from cron.job
  where job.username = current_user
    and job.database = current_database()
    and dashboard_refresh._is_refresh_of(job.command, view)
  order by job.jobid;
end;
$$;

ALTER FUNCTION dashboard_refresh._hand_made_jobs(view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._hand_made_jobs(view dashboard_refresh.views) IS 'The jobs of the caller''s, in this database, that do nothing but refresh the view, the oldest first.';

CREATE FUNCTION dashboard_refresh._hand_made_json(job dashboard_refresh.hand_made_job) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select jsonb_build_object('name', job.name, 'schedule', job.schedule, 'command', job.command, 'active', job.active);
$$;

ALTER FUNCTION dashboard_refresh._hand_made_json(job dashboard_refresh.hand_made_job) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._hand_made_json(job dashboard_refresh.hand_made_job) IS 'A hand-made job as the audit and the registry keep it.';

CREATE FUNCTION dashboard_refresh._has_ticked(view dashboard_refresh.views, since timestamp with time zone) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_commands constant text[] := dashboard_refresh._tick_commands(view.view);
begin
  if exists (
    select from dashboard_refresh.runs
    where runs.view_id = view.id and runs.trigger = 'cron' and runs.requested_at >= since
  ) then
    return true;
  -- Without a log there is only the ledger, and a tick that skips is not in it.
  elsif not coalesce(current_setting('cron.log_run', true)::boolean, true) then
    return null;
  end if;

  return (
    select case
      when bool_or(logged.command = any (v_commands) and logged.start_time >= since) then true
      -- So much is logged that these rows do not go back far enough.
      when count(*) = 1000 and min(logged.start_time) >= since then null
      else false
    end
    from dashboard_refresh._recent_log() as logged
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._has_ticked(view dashboard_refresh.views, since timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._has_ticked(view dashboard_refresh.views, since timestamp with time zone) IS 'Whether pg_cron has fired the view''s job at `since` or later, by the ledger and pg_cron''s log; null when that is unknown.';

CREATE FUNCTION dashboard_refresh._hmac_sha256(message bytea, key bytea) RETURNS bytea
    LANGUAGE plpgsql IMMUTABLE STRICT
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  -- RFC 2104: the key fills a block of 64 bytes; one that is longer is hashed first.
  v_key bytea := case when length(key) > 64 then sha256(key) else key end;
  v_inner bytea := decode(repeat('36', 64), 'hex');
  v_outer bytea := decode(repeat('5c', 64), 'hex');
begin
  for v_position in 0 .. length(v_key) - 1 loop
    v_inner := set_byte(v_inner, v_position, get_byte(v_inner, v_position) # get_byte(v_key, v_position));
    v_outer := set_byte(v_outer, v_position, get_byte(v_outer, v_position) # get_byte(v_key, v_position));
  end loop;

  return sha256(v_outer || sha256(v_inner || message));
end;
$$;

ALTER FUNCTION dashboard_refresh._hmac_sha256(message bytea, key bytea) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._hmac_sha256(message bytea, key bytea) IS 'HMAC-SHA256 (RFC 2104), as hmac of pgcrypto gives it.';

CREATE FUNCTION dashboard_refresh._holding_session(at timestamp with time zone) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return (
    select json_build_object(
      'pid', activity.pid,
      'application', activity.application_name,
      'user', pg_get_userbyid(activity.usesysid),
      'since', activity.xact_start
    )
    from pg_stat_get_activity(null) as activity
    cross join pg_stat_get_activity(pg_backend_pid()) as own
    where activity.datid = own.datid
      and activity.pid <> own.pid
      and activity.backend_type not in ('autovacuum worker', 'walsender', 'pg_cron launcher')
      and activity.xact_start < at
    order by least(activity.xact_start, activity.query_start)
    limit 1
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._holding_session(at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._holding_session(at timestamp with time zone) IS 'The session that has been in its transaction for longest before `at`, and may keep back until its end what it and others changed before; null when none is. Quotes no query: that may hold data.';

CREATE FUNCTION dashboard_refresh._index_row_hint(relation oid, failure dashboard_refresh.failure) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_index record;
begin
  select
    string_agg(pg_index.indexrelid::regclass::text, ' or ') over () as name,
    pg_index.indisunique as is_unique,
    pg_class.relowner as owner,
    (
      select string_agg(quote_ident(pg_attribute.attname), ', ' order by pg_attribute.attnum)
      from pg_catalog.pg_attribute
      where pg_attribute.attrelid = pg_index.indrelid and pg_attribute.attnum = any (pg_index.indkey)
    ) as columns,
    count(*) over () = 1 and pg_index.indnatts = 1 and pg_index.indpred is null and exists (
      select from pg_catalog.pg_attribute
      where pg_attribute.attrelid = pg_index.indrelid
        and pg_attribute.attnum = pg_index.indkey[0]
        and pg_attribute.atttypid in ('text'::regtype, 'varchar'::regtype)
    ) as is_one_text
  into v_index
  from pg_catalog.pg_index
  join pg_catalog.pg_class on pg_class.oid = pg_index.indrelid
  join pg_catalog.pg_class as index on index.oid = pg_index.indexrelid
  where pg_index.indrelid = _index_row_hint.relation
    and case
      when failure.constraint_name <> '' then index.relname = failure.constraint_name
      -- The longest rows are refused before it is known for which index; only a column of no fixed length can be it.
      else index.relam = (select pg_am.oid from pg_catalog.pg_am where pg_am.amname = 'btree')
        and exists (
          select from pg_catalog.pg_attribute
          where pg_attribute.attrelid = pg_index.indrelid
            and pg_attribute.attnum = any (pg_index.indkey)
            and pg_attribute.attlen = -1
        )
    end
  limit 1;

  return case
    when v_index.name is null then
      'A value is too long for an index of the view: index a digest of it, as md5(value), or its beginning, as '
      'left(value, 100).'
    when v_index.is_unique or not v_index.is_one_text then
      format('A value is too long for the index %s on %s. Add a column with md5() of the long one to the view, and put '
        'that into the index in its place.', v_index.name, v_index.columns)
    else
      format('A value is too long for the index %s on %s. Index a digest of it: %s', v_index.name, v_index.columns,
        dashboard_refresh._as_owner(
          v_index.owner,
          format('drop index %s; create index on %s (md5(%s));', v_index.name, relation::regclass, v_index.columns)
        ))
  end;
end;
$$;

ALTER FUNCTION dashboard_refresh._index_row_hint(relation oid, failure dashboard_refresh.failure) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._index_row_hint(relation oid, failure dashboard_refresh.failure) IS 'What to do about a row that is too long for an index of the materialized view.';

CREATE FUNCTION dashboard_refresh._index_statement(view dashboard_refresh.views, columns text[]) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_whole constant text := view.view_name || '_' || array_to_string(columns, '_');
  -- With what follows no more than the 63 bytes that PostgreSQL keeps: otherwise no number would tell two names apart.
  v_stem constant text := (
    select left(v_whole, lengths.length)
    from generate_series(1, 57) as lengths (length)
    where octet_length(left(v_whole, lengths.length)) <= 57
    order by lengths.length desc
    limit 1
  );
  v_name text;
begin
  for v_number in 0 .. 99 loop
    v_name := v_stem || '_key' || coalesce(nullif(v_number, 0)::text, '');
    exit when not exists (
      select from pg_catalog.pg_class
      join pg_catalog.pg_namespace on pg_namespace.oid = pg_class.relnamespace
      where pg_namespace.nspname = view.schema_name and pg_class.relname = v_name
    );
  end loop;

  return format(
    'create unique index if not exists %I on %s (%s)',
    v_name,
    view.view,
    (
      select string_agg(quote_ident(listed.name), ', ' order by listed.position)
      from unnest(columns) with ordinality as listed (name, position)
    )
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._index_statement(view dashboard_refresh.views, columns text[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._index_statement(view dashboard_refresh.views, columns text[]) IS 'The statement that creates a unique index on these columns, under a name that is free.';

CREATE FUNCTION dashboard_refresh._installation_problems() RETURNS SETOF dashboard_refresh.problem
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_why_not_adopted constant text := dashboard_refresh._why_not_adopted();
begin
  return query
  select found.code, found.severity, found.message, found.hint
  from (
    values
      (
        v_why_not_adopted is not null,
        'not_adopted', 'warning',
        format('This database counts as a copy, from which nothing is sent: %s. Refreshes run in the database.',
          v_why_not_adopted),
        'If it is to stand on its own, see that Vault has its own project_url and refresh_dashboard_alert_url, then: '
          'select dashboard_refresh.adopt();'
      ),
      (
        to_regclass('cron.job') is null,
        'cron_missing', 'error',
        'pg_cron is not installed in this database, so nothing fires.',
        'A server runs pg_cron in one database. If it is to be this one, install the extension and make the jobs again: '
          'select dashboard_refresh.adopt();'
      )
  ) as found (is_found, code, severity, message, hint)
  where found.is_found;
end;
$$;

ALTER FUNCTION dashboard_refresh._installation_problems() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._installation_problems() IS 'What is wrong with the place that this is in: it was copied there, or lacks pg_cron.';

CREATE FUNCTION dashboard_refresh._is_cron_at_least(major integer, minor integer) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- Debian's extversion reads 1.4-1; only the first two numbers matter.
  return (
    select regexp_match(pg_extension.extversion, '^(\d+)\.(\d+)')::integer[] >= array[major, minor]
    from pg_catalog.pg_extension
    where pg_extension.extname = 'pg_cron'
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._is_cron_at_least(major integer, minor integer) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._is_cron_at_least(major integer, minor integer) IS 'True when this server''s pg_cron has that version or a newer one. Since 1.5 it takes "N seconds", since 1.6 a $ for the last day of the month.';

CREATE FUNCTION dashboard_refresh._is_key(relation oid, columns text[], limited boolean) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_columns constant text := (
    select string_agg(quote_ident(listed.name), ', ' order by listed.position)
    from unnest(columns) with ordinality as listed (name, position)
  );
  v_is_key boolean;
begin
  execute format(
    -- A null in one of the columns makes the sum null.
    'select not exists (select from (select %1$s from %2$s %3$s) as rows where (%4$s <= %5$s) is not true) '
      'and not exists (select from (select %1$s from %2$s %3$s) as rows group by %1$s having count(*) > 1)',
    v_columns,
    relation::regclass,
    case when limited then 'limit 5000' end,
    (select string_agg(format('pg_column_size(%I)', listed.name), ' + ') from unnest(columns) as listed (name)),
    dashboard_refresh._widest_key()
  )
  into v_is_key;
  return v_is_key;
end;
$_$;

ALTER FUNCTION dashboard_refresh._is_key(relation oid, columns text[], limited boolean) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._is_key(relation oid, columns text[], limited boolean) IS 'True when no two rows of a materialized view have the same values in these columns, and none has a null in one of them, or values too long for an index; of its first rows alone where limited.';

CREATE FUNCTION dashboard_refresh._is_known_node(name text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select name in (
    'QUERY', 'RANGETBLENTRY', 'RTEPERMISSIONINFO', 'TARGETENTRY', 'FROMEXPR', 'JOINEXPR', 'RANGETBLREF', 'SORTGROUPCLAUSE',
    'GROUPINGSET', 'GROUPINGFUNC', 'WINDOWCLAUSE', 'ROWMARKCLAUSE', 'SETOPERATIONSTMT', 'COMMONTABLEEXPR',
    'CTESEARCHCLAUSE', 'CTECYCLECLAUSE', 'RANGETBLFUNCTION', 'TABLEFUNC', 'SUBLINK', 'ALIAS', 'CONSTRAINTDEPS',
    'VAR', 'CONST', 'PARAM', 'FUNCEXPR', 'NAMEDARGEXPR', 'OPEXPR', 'DISTINCTEXPR', 'NULLIFEXPR', 'SCALARARRAYOPEXPR',
    'BOOLEXPR', 'CASEEXPR', 'CASEWHEN', 'CASETESTEXPR', 'COALESCEEXPR', 'MINMAXEXPR', 'NULLTEST', 'BOOLEANTEST',
    'ARRAYEXPR', 'ROWEXPR', 'ROWCOMPAREEXPR', 'AGGREF', 'WINDOWFUNC', 'WINDOWFUNCRUNCONDITION', 'SUBSCRIPTINGREF',
    'FIELDSELECT', 'FIELDSTORE', 'RELABELTYPE', 'COERCEVIAIO', 'ARRAYCOERCEEXPR', 'CONVERTROWTYPEEXPR', 'COLLATEEXPR',
    'COERCETODOMAIN', 'COERCETODOMAINVALUE', 'XMLEXPR', 'JSONFORMAT', 'JSONRETURNING', 'JSONVALUEEXPR',
    'JSONCONSTRUCTOREXPR', 'JSONISPREDICATE', 'JSONBEHAVIOR', 'JSONEXPR', 'JSONTABLEPATH', 'JSONTABLEPATHSCAN',
    'JSONTABLESIBLINGJOIN'
  );
$$;

ALTER FUNCTION dashboard_refresh._is_known_node(name text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._is_known_node(name text) IS 'True for the nodes of a query that are understood here. Any other is not trusted.';

CREATE FUNCTION dashboard_refresh._is_left_to_rescue(run dashboard_refresh.runs) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  -- Who asks by request() runs it himself; a tick's run in the database is never seen queued.
  select run.status = 'queued' and run.path = 'database' and run.trigger <> 'sql';
$$;

ALTER FUNCTION dashboard_refresh._is_left_to_rescue(run dashboard_refresh.runs) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._is_left_to_rescue(run dashboard_refresh.runs) IS 'True for a queued run that waits for a session in the database: of the watchdog, of a cascade, or asked for over the API for a view that takes too long there. A rescue job runs it, or a tick that comes first.';

CREATE FUNCTION dashboard_refresh._is_overdue(run dashboard_refresh.runs, last_finished_at timestamp with time zone, at timestamp with time zone) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select run.status = 'queued'
    -- These wait for their turn, however long that takes; a session that dies of one is noticed otherwise.
    and not dashboard_refresh._is_left_to_rescue(run)
    and (
      -- A run that found the view busy gets its time from when it no longer was.
      greatest(run.requested_at, last_finished_at) < at - dashboard_refresh._pickup_time()
      -- The clock was set back since.
      or run.requested_at > at + interval '5 minutes'
    );
$$;

ALTER FUNCTION dashboard_refresh._is_overdue(run dashboard_refresh.runs, last_finished_at timestamp with time zone, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._is_overdue(run dashboard_refresh.runs, last_finished_at timestamp with time zone, at timestamp with time zone) IS 'True for a queued run that nobody picked up within _pickup_time() before `at`, though the view was free.';

CREATE FUNCTION dashboard_refresh._is_read_only() RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return pg_is_in_recovery() or current_setting('transaction_read_only')::boolean;
end;
$$;

ALTER FUNCTION dashboard_refresh._is_read_only() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._is_read_only() IS 'True where this transaction cannot write anything.';

CREATE FUNCTION dashboard_refresh._is_recordable(name text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select lower(name) not in (
    -- The call's own: a refresh sets them, or they tell who asked.
    'application_name', 'client_encoding', 'lock_timeout', 'statement_timeout', 'role', 'session_authorization',
    'is_superuser', 'transaction_isolation', 'transaction_read_only', 'transaction_deferrable', 'in_hot_standby', 'seed'
  )
  and lower(name) !~ '^(request|response)\.';
$$;

ALTER FUNCTION dashboard_refresh._is_recordable(name text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._is_recordable(name text) IS 'True for a setting that can be the same in every session that refreshes. A view that reads one that cannot is not the same from one session to the next.';

CREATE FUNCTION dashboard_refresh._is_refresh_of(command text, view dashboard_refresh.views) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_code constant text := dashboard_refresh._without_comments(command);
  v_statements constant text[] := array(select * from dashboard_refresh._refresh_statements(v_code, view));
  v_rest text := v_code;
  v_statement text;
begin
  foreach v_statement in array v_statements loop
    v_rest := replace(v_rest, v_statement, '');

    if position('.' in v_statement) = 0
      and dashboard_refresh._job_relation(view.view_name) is distinct from dashboard_refresh._relation_oid(view)
    then
      return false;
    end if;
  end loop;

  -- How long a refresh may take belongs to it.
  return v_statements <> '{}'
    and v_code !~* '\mwith\s+no\s+data\M'
    and v_rest ~* '^(\s|;|\mset\s+((local|session)\s+)?(statement|lock)_timeout\s*(=|\mto\M)\s*(''[^'']*''|\w+)\s*;)*$';
end;
$_$;

ALTER FUNCTION dashboard_refresh._is_refresh_of(command text, view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._is_refresh_of(command text, view dashboard_refresh.views) IS 'True for a command that refreshes this view and does nothing else.';

CREATE FUNCTION dashboard_refresh._is_retry_due(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return state.consecutive_failures > 0
    and view.active
    and view.scheduled
    and (
      state.retry_at <= at
      or (
        state.failure_kind = 'lasting'
        and state.failed_stamp is distinct from dashboard_refresh._repair_stamp(view, state)
      )
    );
end;
$$;

ALTER FUNCTION dashboard_refresh._is_retry_due(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._is_retry_due(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) IS 'True for a failing view that is to be tried again at `at`: its wait is over, or what it is made of has been changed.';

CREATE FUNCTION dashboard_refresh._is_row_security_in_force(relation oid, reader oid) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  -- As check_enable_rls in rls.c decides.
  select pg_class.relrowsecurity
    and not (pg_roles.rolsuper or pg_roles.rolbypassrls)
    and (pg_class.relforcerowsecurity or not pg_has_role(pg_roles.oid, pg_class.relowner, 'usage'))
  from pg_catalog.pg_class
  cross join pg_catalog.pg_roles
  where pg_class.oid = _is_row_security_in_force.relation and pg_roles.oid = _is_row_security_in_force.reader;
$$;

ALTER FUNCTION dashboard_refresh._is_row_security_in_force(relation oid, reader oid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._is_row_security_in_force(relation oid, reader oid) IS 'True when policies decide which rows of the relation a role (reader) sees.';

CREATE FUNCTION dashboard_refresh._is_running(run_id uuid) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select exists (
    select from dashboard_refresh.held_locks where held_locks.kind = 'run' and held_locks.key = hashtext(run_id::text)
  );
$$;

ALTER FUNCTION dashboard_refresh._is_running(run_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._is_running(run_id uuid) IS 'True while a session is working on this run.';

CREATE FUNCTION dashboard_refresh._is_session_name(application_name text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select application_name ~ '^refresh-dashboard [0-9a-f-]{36} [0-9a-f]{8}$';
$_$;

ALTER FUNCTION dashboard_refresh._is_session_name(application_name text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._is_session_name(application_name text) IS 'True for an application_name made by _session_name.';

CREATE FUNCTION dashboard_refresh._is_text_search(function oid) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select exists (
    select from pg_catalog.pg_proc
    where pg_proc.oid = _is_text_search.function
      and (
        pg_proc.proargtypes::oid[] && array['regconfig', 'regdictionary']::regtype[]::oid[]
        or (pg_proc.oid < 16384 and pg_proc.proname ~ '(to_tsvector|to_tsquery|ts_headline|^ts_match_t[tq])$')
        or dashboard_refresh._is_unaccent(pg_proc)
      )
  );
$_$;

ALTER FUNCTION dashboard_refresh._is_text_search(function oid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._is_text_search(function oid) IS 'True for a function whose result depends on a text search configuration or dictionary, named or the default.';

CREATE FUNCTION dashboard_refresh._is_unaccent(function pg_proc) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select function.proname = 'unaccent' and dashboard_refresh._extension_of(function) = 'unaccent';
$$;

ALTER FUNCTION dashboard_refresh._is_unaccent(function pg_proc) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._is_unaccent(function pg_proc) IS 'True for unaccent() of the extension of that name, which is stable only because of its dictionary, which is followed.';

CREATE FUNCTION dashboard_refresh._is_unchanged(view dashboard_refresh.views, state dashboard_refresh.view_state, epoch text) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return state.untrackable is null
    and dashboard_refresh._shows_last_refresh(view, state)
    and state.fingerprint = dashboard_refresh._fingerprint(state.storage, epoch, state.custom_settings)
    -- While nobody has changed the catalogs there is nothing to compare.
    and (
      state.catalog_changes = dashboard_refresh._catalog_changes()
      or state.catalog_stamp = dashboard_refresh._catalog_stamp(state.watched)
    );
end;
$$;

ALTER FUNCTION dashboard_refresh._is_unchanged(view dashboard_refresh.views, state dashboard_refresh.view_state, epoch text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._is_unchanged(view dashboard_refresh.views, state dashboard_refresh.view_state, epoch text) IS 'True when nothing reported since the last refresh can have changed what the view shows. Null or false: unknown. epoch: of the counters, see _statistics_horizon.';

CREATE FUNCTION dashboard_refresh._job_json(view dashboard_refresh.views, at timestamp with time zone) RETURNS json
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select json_build_object(
    'name', job.jobname,
    'id', job.jobid,
    'schedule', job.schedule,
    'active', job.active,
    'next_run_at', case
      when job.active then dashboard_refresh._next_run_at(view, job.schedule, last.fired_at, at)
    end,
    'last_fired_at', last.fired_at
  )
  from cron.job
  left join lateral (
    select job_run_details.start_time as fired_at
    from cron.job_run_details
    where job_run_details.jobid = job.jobid and job_run_details.start_time is not null
    order by job_run_details.runid desc
    limit 1
  ) as last on true
  where job.jobname = view.job_name and job.username = current_user;
$$;

ALTER FUNCTION dashboard_refresh._job_json(view dashboard_refresh.views, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._job_json(view dashboard_refresh.views, at timestamp with time zone) IS 'The cron job of the view as it is, not as it should be; null when there is none.';

CREATE FUNCTION dashboard_refresh._job_problems(view dashboard_refresh.views, state dashboard_refresh.view_state) RETURNS SETOF dashboard_refresh.problem
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_job record;
  -- That of a view which was renamed a moment ago still has the name that the registry has.
  v_commands constant text[] := array[
    dashboard_refresh._tick_command(view.view),
    (select dashboard_refresh._tick_command(views.view) from dashboard_refresh.views where views.id = view.id)
  ];
begin
  select job.jobid, job.schedule, job.active, job.command
  into v_job
  from cron.job
  where job.jobname = view.job_name and job.username = current_user;

  return query
  select found.code, found.severity, found.message, found.hint
  from (
    values
      (
        view.scheduled and v_job.jobid is null,
        'job_missing', 'error',
        format('The cron job %s is gone, so nothing refreshes the view.', view.job_name),
        'Bring it back by setting scheduled to true.'
      ),
      (
        v_job.jobid is not null
          and (
            (v_job.schedule, v_job.active) is distinct from (view.schedule, view.active)
            or not v_job.command = any (v_commands)
          ),
        'job_altered', 'error',
        format('The cron job %s was changed by hand: it is %s on %s.', view.job_name,
          case when v_job.active then 'active' else 'paused' end, v_job.schedule),
        'Set schedule or active through reconfigure, which writes the whole job again.'
      ),
      (
        state.ticks_missed_since is not null,
        'ticks_missing', 'error',
        format('pg_cron has not fired the job since %s; the watchdog refreshes the view in its place.',
          date_trunc('second', state.ticks_missed_since)),
        'See whether the job is there, active and unchanged; to write it again, set active to true.'
      )
  ) as found (is_found, code, severity, message, hint)
  where found.is_found;
end;
$$;

ALTER FUNCTION dashboard_refresh._job_problems(view dashboard_refresh.views, state dashboard_refresh.view_state) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._job_problems(view dashboard_refresh.views, state dashboard_refresh.view_state) IS 'What is wrong with the cron job of a view.';

CREATE FUNCTION dashboard_refresh._job_relation(view_name text) RETURNS oid
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
  -- Put back at the end, as it is named above. Below are only functions that are always found.
  perform set_config(
    'search_path', coalesce(dashboard_refresh._session_settings() ->> 'search_path', '"$user", public'), true
  );
  return pg_catalog.to_regclass(pg_catalog.quote_ident(_job_relation.view_name))::pg_catalog.oid;
end;
$_$;

ALTER FUNCTION dashboard_refresh._job_relation(view_name text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._job_relation(view_name text) IS 'The relation that a cron job of the jobs'' owner means by a name without a schema; null for none.';

CREATE FUNCTION dashboard_refresh._job_to_take_over(view dashboard_refresh.views, patch jsonb) RETURNS dashboard_refresh.hand_made_job
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_name constant text := coalesce(
    patch ->> 'job_name', dashboard_refresh._default_job_name(view.schema_name, view.view_name)
  );
  v_job dashboard_refresh.hand_made_job;
  v_other dashboard_refresh.hand_made_job;
  v_error record;
begin
  select *
  into v_job
  from dashboard_refresh._hand_made_jobs(view) as hand_made
  -- What has the name already that the caller wants could not be left beside it. A view that one job refreshes is not paused
  -- because another was paused once.
  order by
    hand_made.name is not distinct from patch ->> 'job_name' and patch ->> 'job_name' is not null desc,
    hand_made.active desc,
    hand_made.id
  limit 1;

  -- Some other job that has the name: _sync_job says whether it can be had.
  if v_job.id is null or (patch ->> 'job_name' is not null and v_job.name is distinct from v_name) then
    select job.jobid, job.jobname::text, job.schedule, job.command, job.active
    into v_other
    from cron.job
    where job.username = current_user and job.jobname = v_name;

    if found then
      v_job := v_other;
    end if;
  end if;

  select * into v_error from dashboard_refresh._schedule_error(v_job.schedule)
  where v_job.id is not null and not patch ? 'schedule';

  -- With a schedule put in its place the view would be refreshed at times that nobody has chosen.
  if v_error.code is not null then
    perform dashboard_refresh._raise(
      'unsupported_schedule',
      format('the cron job %s cannot be taken over with its schedule, %s',
        coalesce(quote_literal(v_job.name), v_job.id::text), v_job.schedule),
      format('%s. %s', v_error.message, v_error.detail),
      'Give the schedule that the view is to have from now on. Nothing was changed.'
    );
  end if;

  return v_job;
end;
$$;

ALTER FUNCTION dashboard_refresh._job_to_take_over(view dashboard_refresh.views, patch jsonb) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._job_to_take_over(view dashboard_refresh.views, patch jsonb) IS 'The job of the caller''s that becomes the job of a view to be registered: the first that does nothing but refresh it, an active one before a paused one, or one that has the name which the patch gives or the default; all null when there is none. Raises unsupported_schedule where its schedule would be kept and cannot be read.';

CREATE FUNCTION dashboard_refresh._json_path_obstacle(node jsonb) RETURNS dashboard_refresh.obstacle
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_path constant jsonb := case node ->> 'node'
    when 'JSONEXPR' then node -> 'path_spec'
    when 'JSONTABLEPATH' then node -> 'value'
    else (
      select node #> '{args,1}'
      from pg_catalog.pg_proc
      where pg_proc.oid = (node ->> 'funcid')::oid
        and pg_proc.pronamespace = 'pg_catalog'::regnamespace
        and pg_proc.proname ~ '^jsonb_path_.*_tz$'
    )
  end;
begin
  if v_path is not null and (
    dashboard_refresh._makes_times(v_path)
    or 'timetz'::regtype = any (dashboard_refresh._argument_types(jsonb_build_object('args', node -> 'passing_values')))
  ) then
    return row(
      'it goes by a path that may compare times of day, and the offset of a time zone is that of today',
      null,
      'Take the text out by the path, and use to_date(x, ''YYYY-MM-DD'') or to_timestamp(x, ''YYYY-MM-DD HH24:MI:SS'').'
    )::dashboard_refresh.obstacle;
  end if;

  return null;
end;
$_$;

ALTER FUNCTION dashboard_refresh._json_path_obstacle(node jsonb) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._json_path_obstacle(node jsonb) IS 'Why a node that goes through JSON by a path gives another result by itself; null when it does not.';

CREATE FUNCTION dashboard_refresh._key_candidates(relation oid) RETURNS TABLE(name text, is_measure boolean)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
  return query
  select pg_attribute.attname::text, ranks.rank >= 5
  from pg_catalog.pg_attribute
  join pg_catalog.pg_type as declared on declared.oid = pg_attribute.atttypid
  join pg_catalog.pg_type on pg_type.oid = coalesce(nullif(declared.typbasetype, 0), declared.oid)
  cross join lateral (
    -- What looks like a key first: it is, more often than not. A number may be a count that is unique by chance.
    select case
      when pg_attribute.attname = 'id' then 1
      when pg_attribute.attname ~* '(^|_)(id|uuid|key)$' then 2
      when pg_type.oid = 'uuid'::regtype then 3
      when pg_type.typcategory in ('D', 'E', 'S', 'B') then 4
      when pg_type.oid in ('bigint'::regtype, 'integer'::regtype, 'smallint'::regtype) then 5
      else 6
    end as rank
  ) as ranks
  where pg_attribute.attrelid = _key_candidates.relation
    and pg_attribute.attnum > 0
    and not pg_attribute.attisdropped
    and pg_type.typcategory not in ('A', 'R')
    -- With an order that an index can have, and an equality that no user has written: it runs here as the caller.
    and (
      pg_type.typtype = 'e'
      or (
        exists (
          select from pg_catalog.pg_opclass
          join pg_catalog.pg_am on pg_am.oid = pg_opclass.opcmethod and pg_am.amname = 'btree'
          left join pg_catalog.pg_cast
            on pg_cast.castsource = pg_type.oid
            and pg_cast.casttarget = pg_opclass.opcintype
            and pg_cast.castmethod = 'b'
            and pg_cast.castcontext = 'i'
          where pg_opclass.opcdefault and (pg_opclass.opcintype = pg_type.oid or pg_cast.oid is not null)
        )
        and (
          pg_type.oid < 16384
          or exists (
            select from pg_catalog.pg_depend
            where pg_depend.classid = 'pg_catalog.pg_type'::regclass
              and pg_depend.objid = pg_type.oid
              and pg_depend.deptype = 'e'
          )
        )
      )
    )
  order by ranks.rank, pg_attribute.attnum;
end;
$_$;

ALTER FUNCTION dashboard_refresh._key_candidates(relation oid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._key_candidates(relation oid) IS 'The columns of a materialized view that a unique index can be on, the likeliest first. is_measure: a number, which may be unique by chance.';

CREATE FUNCTION dashboard_refresh._key_columns(relation oid) RETURNS text[]
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select unique_index.columns from dashboard_refresh._unique_indexes(relation) as unique_index limit 1;
$$;

ALTER FUNCTION dashboard_refresh._key_columns(relation oid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._key_columns(relation oid) IS 'Columns of the narrowest unique index on plain columns; null when there is none.';

CREATE FUNCTION dashboard_refresh._keys(columns text[], width integer) RETURNS SETOF text[]
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with recursive listed as (
    select listed.name, listed.position
    from unnest(columns) with ordinality as listed (name, position)
    -- Of many columns the likeliest: all pairs of 200 would be 20000.
    where listed.position <= case width when 1 then 200 when 2 then 12 else 8 end
  ),
  keys (key, last) as (
    select array[listed.name], listed.position from listed
    union all
    select keys.key || listed.name, listed.position
    from keys
    join listed on listed.position > keys.last
    where cardinality(keys.key) < width
  )
  select keys.key from keys where cardinality(keys.key) = width order by keys.last, keys.key;
$$;

ALTER FUNCTION dashboard_refresh._keys(columns text[], width integer) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._keys(columns text[], width integer) IS 'The combinations of so many of these columns, those of the first columns first.';

CREATE FUNCTION dashboard_refresh._kind_name(kind "char") RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select case kind
    when 'm' then 'materialized view' when 'r' then 'table' when 'p' then 'partitioned table' when 'v' then 'plain view'
    when 'i' then 'index' when 'S' then 'sequence' when 'f' then 'foreign table' when 'c' then 'type'
    else 'relation of another kind'
  end;
$$;

ALTER FUNCTION dashboard_refresh._kind_name(kind "char") OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._kind_name(kind "char") IS 'What a relation is, by pg_class.relkind, in words.';

CREATE FUNCTION dashboard_refresh._known_as_of(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_statistics record;
begin
  if state.data_as_of is null or not dashboard_refresh._shows_last_refresh(view, state) then
    return null;
  end if;

  v_statistics := dashboard_refresh._statistics_horizon(at);

  if dashboard_refresh._is_unchanged(view, state, v_statistics.epoch) then
    return nullif(
      least(
        greatest(state.data_as_of, state.verified_at, v_statistics.known_until),
        dashboard_refresh._upstream_as_of(state, at)
      ),
      '-infinity'
    );
  end if;

  return dashboard_refresh._recorded_as_of(state);
end;
$$;

ALTER FUNCTION dashboard_refresh._known_as_of(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._known_as_of(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) IS 'How fresh the view is, looked at now: the time up to which what it shows is known to be right, through the managed views it reads. Not after `at`. Null while no refresh of ours succeeded, of this view or of one of those, and for data that is not what that refresh left (see _shows_last_refresh).';

CREATE FUNCTION dashboard_refresh._known_state(view dashboard_refresh.views, state dashboard_refresh.view_state) RETURNS dashboard_refresh.view_state
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_state dashboard_refresh.view_state := state;
begin
  if not dashboard_refresh._shows_last_refresh(view, state) then
    v_state.data_as_of := null;
    v_state.verified_at := null;
    v_state.upstream_as_of := null;
    v_state.sources := null;
    v_state.upstream := null;
    v_state.untrackable := null;
    v_state.fingerprint := null;
  end if;

  return v_state;
end;
$$;

ALTER FUNCTION dashboard_refresh._known_state(view dashboard_refresh.views, state dashboard_refresh.view_state) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._known_state(view dashboard_refresh.views, state dashboard_refresh.view_state) IS 'The state of a view without what was recorded of another relation of that name, or of data that is no longer there: what may be said of the view now.';

CREATE FUNCTION dashboard_refresh._largest_gap(schedule text, after timestamp with time zone) RETURNS interval
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_parsed constant dashboard_refresh.schedule_fields := dashboard_refresh._parse_schedule(schedule);
  v_minutes integer[];
  v_first date;
  v_day date;
  v_previous date;
  v_gap integer;
begin
  if v_parsed.seconds is not null then
    return make_interval(secs => v_parsed.seconds);
  end if;

  v_first := dashboard_refresh._next_match(v_parsed, after, 'GMT') at time zone 'GMT';

  if v_first is null then
    return null;
  end if;

  v_minutes := dashboard_refresh._minutes_of_day(v_parsed);
  v_gap := coalesce(
    (
      select max(gaps.gap)
      from (
        select minutes.minute - lag(minutes.minute) over (order by minutes.minute) as gap
        from unnest(v_minutes) as minutes (minute)
      ) as gaps
    ),
    0
  );

  -- From day to day: the nights, the weekend, and where it fires less than once a week, until it does again.
  v_previous := v_first;
  v_day := v_first;

  while v_previous < v_first + 7 and v_day < v_first + 8 * 366 loop
    v_day := v_day + 1;

    if dashboard_refresh._matches_day(v_parsed, v_day) then
      v_gap := greatest(
        v_gap, (v_day - v_previous) * 24 * 60 - v_minutes[cardinality(v_minutes)] + v_minutes[1]
      );
      v_previous := v_day;
    end if;
  end loop;

  return justify_hours(make_interval(mins => v_gap));
end;
$$;

ALTER FUNCTION dashboard_refresh._largest_gap(schedule text, after timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._largest_gap(schedule text, after timestamp with time zone) IS 'The longest time that a schedule lets pass between two firings in the week that follows `after`, or until it fires again where that is later; null when it never fires. The hour that a change to or from summer time shifts is left out.';

CREATE FUNCTION dashboard_refresh._last_runs_json(view dashboard_refresh.views, max_runs integer) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_commands constant text[] := dashboard_refresh._tick_commands(view.view);
begin
  return (
    select coalesce(
      json_agg(
        (
          select json_object_agg(members.key, members.value)
          from (
            select * from json_each(dashboard_refresh._run_json(last))
            union all
            select 'chain', dashboard_refresh._chain_json(last, v_commands)
          ) as members
        )
        order by last.requested_at desc, last.id desc
      ),
      '[]'
    )
    from (
      select *
      from dashboard_refresh.runs
      where runs.view_id = view.id
      order by runs.requested_at desc, runs.id desc
      limit max_runs
    ) as last
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._last_runs_json(view dashboard_refresh.views, max_runs integer) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._last_runs_json(view dashboard_refresh.views, max_runs integer) IS 'The last runs of the view, newest first, at most max_runs, each with its chain.';

CREATE FUNCTION dashboard_refresh._left_no_trace(view dashboard_refresh.views, state dashboard_refresh.view_state, since timestamp with time zone) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- A tick that finds the view unchanged says so within the minute before, any other that does its work has a run. What
  -- rests or is held up leaves nothing either: a second look costs little.
  return greatest(state.data_as_of, state.verified_at) < since - interval '90 seconds'
    and not exists (
      select from dashboard_refresh.runs where runs.view_id = view.id and runs.requested_at >= since
    );
end;
$$;

ALTER FUNCTION dashboard_refresh._left_no_trace(view dashboard_refresh.views, state dashboard_refresh.view_state, since timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._left_no_trace(view dashboard_refresh.views, state dashboard_refresh.view_state, since timestamp with time zone) IS 'True when a tick that fired at `since` or later may have been unable to write anything, as in a database that was read-only.';

CREATE FUNCTION dashboard_refresh._likeness(one text, other text) RETURNS double precision
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_one constant text[] := dashboard_refresh._pairs(one);
  v_other constant text[] := dashboard_refresh._pairs(other);
begin
  return 2.0 * (select count(*) from unnest(v_one) as pairs (pair) where pairs.pair = any (v_other))
    / (cardinality(v_one) + cardinality(v_other));
end;
$$;

ALTER FUNCTION dashboard_refresh._likeness(one text, other text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._likeness(one text, other text) IS 'How alike two words are, from 0 to 1, by the pairs of letters that they share (Dice''s coefficient), so that a slip or a swapped part still matches. From 0.4 on one may be meant for the other. Case does not count.';

CREATE FUNCTION dashboard_refresh._lock_configuration() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform dashboard_refresh._require_writable();

  if (select nspowner::regrole::text from pg_catalog.pg_namespace where nspname = 'dashboard_refresh')
    <> quote_ident(current_user)
  then
    raise insufficient_privilege using
      message = format('%s may not change what is managed', current_user),
      detail = 'pg_cron lets only its owner alter a job, so all jobs belong to the owner of the schema.',
      hint = 'Use set role to the owner of the schema dashboard_refresh.';
  end if;

  perform pg_advisory_xact_lock(20261104, 0);
end;
$$;

ALTER FUNCTION dashboard_refresh._lock_configuration() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._lock_configuration() IS 'Waits until nobody else changes what is managed, and keeps others waiting until the end of the transaction. Raises 42501 unless called as the owner of the schema.';

CREATE FUNCTION dashboard_refresh._login_settings(names text[]) RETURNS dashboard_refresh.login_settings
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  -- The last one, because from then on names are looked up in the session's own path.
  v_names constant text[] := array_remove(names, 'search_path') || array['application_name', 'search_path'];
  v_values text[];
  v_search_path text;
  v_sources jsonb;
  v_facts dashboard_refresh.login_settings;
begin
  -- Resets each setting, which shows what the login gave and where that came from, and takes that back.
  begin
    perform set_config(settings.name, null, true)
    from unnest(v_names) as settings (name)
    left join pg_catalog.pg_settings on lower(pg_settings.name) = lower(settings.name)
    -- One that is not there would be there for the rest of the session. One that may not be set is as the login gave it.
    where settings.name <> 'search_path'
      and current_setting(settings.name, true) is not null
      and (
        coalesce(pg_settings.context, 'user') = 'user'
        or (pg_settings.context = 'superuser' and current_setting('is_superuser')::boolean)
      );
    v_values := array(
      select current_setting(settings.name, true)
      from unnest(v_names) with ordinality as settings (name, position)
      order by settings.position
    );
    perform set_config('search_path', null, true);
    v_search_path := pg_catalog.current_setting('search_path');
    select pg_catalog.jsonb_object_agg(pg_catalog.lower(pg_settings.name), pg_settings.source)
    into v_sources
    from pg_catalog.pg_settings;
    raise sqlstate 'RB000';
  exception
    when sqlstate 'RB000' then
      null;
  end;

  v_values[cardinality(v_names)] := v_search_path;
  select
    -- The role that logged in, whoever it has become since.
    pg_get_userbyid(own.usesysid) = dashboard_refresh._owner(),
    own.backend_type = 'pg_cron' or v_values[cardinality(v_names) - 1] = 'pg_cron',
    own.backend_start
  into v_facts.is_owners, v_facts.is_cron, v_facts.started_at
  from pg_stat_get_activity(pg_backend_pid()) as own;
  v_facts.settings := (
    select coalesce(jsonb_object_agg(given.name, given.value), '{}')
    from (
      select
        settings.name,
        case
          when v_sources ? lower(settings.name) then settings.value
          -- PostgreSQL does not say where a setting comes from that nothing has defined.
          when role_settings.every ? lower(settings.name) then role_settings.every ->> lower(settings.name)
          else nullif(settings.value, '')
        end,
        case
          when v_sources ? lower(settings.name) then v_sources ->> lower(settings.name) <> 'client'
          else role_settings.every ? lower(settings.name) or coalesce(settings.value, '') = ''
        end
      from unnest(v_names, v_values) as settings (name, value)
      cross join (select dashboard_refresh._role_settings()) as role_settings (every)
    ) as given (name, value, is_of_login)
    where given.name = any (names) and (given.is_of_login or v_facts.is_cron)
  );

  return v_facts;
end;
$$;

ALTER FUNCTION dashboard_refresh._login_settings(names text[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._login_settings(names text[]) IS 'What the login of this session gave it of these settings: not what it has set since, and, but for pg_cron''s own sessions, not what the client passed when it connected (PGTZ, PGOPTIONS). A setting of which that cannot be told apart is left out.';

CREATE FUNCTION dashboard_refresh._longest_of_late(view dashboard_refresh.views) RETURNS interval
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return (
    select max(recent.duration)
    from (
      select runs.finished_at - runs.started_at as duration
      from dashboard_refresh.runs
      where runs.view_id = view.id and runs.started_at is not null and runs.finished_at is not null
      order by runs.requested_at desc
      limit 5
    ) as recent
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._longest_of_late(view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._longest_of_late(view dashboard_refresh.views) IS 'How long the longest of the view''s last five refreshes took, however it ended; null before the first.';

CREATE FUNCTION dashboard_refresh._look_at_writes(view dashboard_refresh.views, at timestamp with time zone) RETURNS dashboard_refresh.write_look
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_relation constant dashboard_refresh.relation_facts := dashboard_refresh._relation(view);
  v_statistics constant record := dashboard_refresh._statistics_horizon(at);
  v_look dashboard_refresh.write_look;
  v_known dashboard_refresh.view_state;
begin
  -- As stored: _state_of leaves out the failures of before a resume.
  select * into v_known from dashboard_refresh.view_state where view_state.view_id = view.id;

  v_look.relation := v_relation.oid;
  v_look.counted := dashboard_refresh._rows_written(v_relation.oid);
  v_look.own_before := pg_stat_get_xact_tuples_inserted(v_relation.oid)
    + pg_stat_get_xact_tuples_deleted(v_relation.oid);
  v_look.epoch := v_statistics.epoch;
  v_look.since := at;
  v_look.is_elsewhere := false;

  if v_known.rows_written_epoch = v_look.epoch
    and v_known.relation_stamp like v_relation.oid || ':%'
    and v_known.consecutive_failures = 0
  then
    v_look.since := v_known.rows_written_since;
    v_look.is_elsewhere := v_known.is_rows_written_exact and v_look.counted > v_known.rows_written;
    v_look.is_exact := v_known.is_rows_written_exact or v_statistics.known_until > v_look.since;

    if not v_look.is_elsewhere then
      v_look.counted := greatest(v_look.counted, v_known.rows_written);
    end if;
  end if;

  v_look.is_exact := coalesce(v_look.is_exact, false) or coalesce(v_statistics.known_until >= at, false);

  -- A view that was emptied is a problem of another kind. What a failed run wrote is in no file.
  v_look.is_elsewhere := v_look.is_elsewhere or coalesce(
    v_relation.kind = 'm'
      and v_relation.is_populated
      and v_known.relation_stamp like v_relation.oid || ':%'
      and v_known.relation_stamp <> dashboard_refresh._relation_stamp(v_relation.oid),
    false
  );
  return v_look;
end;
$$;

ALTER FUNCTION dashboard_refresh._look_at_writes(view dashboard_refresh.views, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._look_at_writes(view dashboard_refresh.views, at timestamp with time zone) IS 'What was written into the view until now, `at`, and whether something other than a run did it. Writes nothing.';

CREATE FUNCTION dashboard_refresh._lookup_hint(run dashboard_refresh.runs, place dashboard_refresh.place) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  -- The message is in any language: the name is quoted, or stands before its arguments; an operator is neither.
  v_missing constant text := coalesce(
    substring(translate(run.error_message, '«»„“”', '"""""') from '"\s*([^"]+?)\s*"'),
    substring(run.error_message from '([\w.$]+)\('),
    substring(run.error_message from '\s([-+*/<>=~!@#%^&|`?]+)\s')
  );
  v_owner oid;
begin
  if place.function is null or v_missing like '%.%'
    or not exists (select from dashboard_refresh._named_schemas(array[v_missing]))
  then
    return null;
  end if;

  select pg_proc.proowner into v_owner from pg_catalog.pg_proc where pg_proc.oid = place.function;

  return format(
    'A refresh does not have the search_path of your session (from PostgreSQL 17 on it is pg_catalog, pg_temp for '
    'everybody), so the function %s does not find %s, which it names without a schema. Give it a path of its own: %s',
    place.function::regprocedure,
    v_missing,
    dashboard_refresh._as_owner(
      v_owner,
      format('alter function %s set search_path = %s;', place.function::regprocedure,
        dashboard_refresh._search_path_for(place.function, v_missing))
    )
  );
end;
$_$;

ALTER FUNCTION dashboard_refresh._lookup_hint(run dashboard_refresh.runs, place dashboard_refresh.place) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._lookup_hint(run dashboard_refresh.runs, place dashboard_refresh.place) IS 'What to do where a function did not find a name that there is, but not on the search_path of the refresh; null where that was not it.';

CREATE FUNCTION dashboard_refresh._loss_limit() RETURNS integer
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select 3;
$$;

ALTER FUNCTION dashboard_refresh._loss_limit() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._loss_limit() IS 'After this many losses in a row the Edge Function is taken for dead: with path auto it is left alone for a while.';

CREATE FUNCTION dashboard_refresh._make_definition(relation oid, name text) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_path text;
  v_reason text;
begin
  if current_setting('transaction_read_only')::boolean then
    return 'the transaction is read only, and comparing takes a temporary view, which is gone afterwards';
  elsif not has_database_privilege(current_database(), 'temporary') then
    return format('%s may make no temporary view in this database', current_user);
  end if;

  foreach v_path in array dashboard_refresh._search_paths(relation) loop
    begin
      if dashboard_refresh._try_definition(relation, v_path, name) then
        return null;
      end if;

      raise exception using
        errcode = 'DRX01',
        message = format('under the search_path %s its text is another query', v_path);
    exception
      -- The view is gone again. Nothing else was done that could fail; a cancellation is not caught.
      when others then
        v_reason := coalesce(v_reason, dashboard_refresh._safe_message(sqlerrm));
    end;
  end loop;

  return v_reason;
end;
$$;

ALTER FUNCTION dashboard_refresh._make_definition(relation oid, name text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._make_definition(relation oid, name text) IS 'Makes a temporary view of this name that is the very query of a materialized view, whatever search_path that takes. Returns null, or why there can be none.';

CREATE FUNCTION dashboard_refresh._make_standing_jobs() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform cron.alter_job(cron.schedule(standing.job_name, '* * * * *', standing.command), active => true)
  from dashboard_refresh._standing_jobs() as standing;
end;
$$;

ALTER FUNCTION dashboard_refresh._make_standing_jobs() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._make_standing_jobs() IS 'Makes the jobs of the watchdog and of the rescues what they should be: there, active, every minute.';

CREATE FUNCTION dashboard_refresh._makes_times(path jsonb) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_bytes constant bytea := dashboard_refresh._datum_bytes(path ->> 'constvalue');
begin
  if v_bytes is null then
    return true;
  end if;

  -- An item is its kind, filled up with zeros to four bytes, and where the next one is; before it another number or the end
  -- of a name (flattenJsonPathParseItem in jsonpath.c). 37 is datetime(), 51 time_tz().
  return exists (
    select
    from generate_series(8, length(v_bytes) - 5) as kinds (at)
    cross join lateral (select kinds.at / 4 * 4 + 4 as at) as next
    where get_byte(v_bytes, kinds.at) in (37, 51)
      and get_byte(v_bytes, kinds.at - 1) = 0
      and substr(v_bytes, kinds.at + 2, next.at - kinds.at - 1) = substr('\x000000'::bytea, 1, next.at - kinds.at - 1)
      and next.at + 4 <= length(v_bytes)
      and substr(v_bytes, next.at + 3, 2) = '\x0000'::bytea
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._makes_times(path jsonb) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._makes_times(path jsonb) IS 'True where a JSON path, given as a node, may make a time with a time zone out of text; also where it is not written out.';

CREATE FUNCTION dashboard_refresh._mark_overdue_lost(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_run dashboard_refresh.runs;
  v_is_lost_in_function boolean := false;
  v_is_lost_here boolean := false;
begin
  for v_run in
    select *
    from dashboard_refresh.runs
    where runs.view_id = view.id
      and runs.status = 'queued'
      and dashboard_refresh._is_overdue(runs, state.last_finished_at, at)
    for no key update skip locked
  loop
    update dashboard_refresh.runs
    set (status, finished_at, error_message, error_hint) = (
      select 'lost', at, reason.message, reason.hint from dashboard_refresh._why_lost(v_run) as reason
    )
    where runs.id = v_run.id;
    v_is_lost_in_function := v_is_lost_in_function or v_run.path = 'edge';
    v_is_lost_here := v_is_lost_here or v_run.path = 'database';
  end loop;

  if v_is_lost_in_function then
    perform dashboard_refresh._record_loss(view, at);
  end if;

  if v_is_lost_here then
    perform dashboard_refresh._record_failure(view, null, at);
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._mark_overdue_lost(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._mark_overdue_lost(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) IS 'Marks as lost the runs of the view that are overdue at `at`, with the reason as far as pg_net still knows it, and counts one loss on the way for those that the Edge Function was to run, and one failure for those in the database. The caller holds the view''s lock, so none of them is running.';

CREATE FUNCTION dashboard_refresh._mark_running(view_id integer, run_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- Only marks: a session that holds one of them without a right to, as any role can, must not hold up a refresh.
  perform
    pg_try_advisory_xact_lock(20261103, view_id), pg_try_advisory_xact_lock(20261102, hashtext(run_id::text));
  perform set_config(
    'application_name', dashboard_refresh._session_name(run_id, clock_timestamp()), true
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._mark_running(view_id integer, run_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._mark_running(view_id integer, run_id uuid) IS 'Marks the view as being refreshed, the run as running and the session as working on it, until the end of the transaction. Call it only with the view''s lock held. Never waits.';

CREATE FUNCTION dashboard_refresh._match_views(view text) RETURNS SETOF dashboard_refresh.views
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_views constant dashboard_refresh.views[] := array(
    select dashboard_refresh._present(views) from dashboard_refresh.views
  );
begin
  -- A full name, written as it is shown, means one view whatever others are called.
  return query select named.* from unnest(v_views) as named where named.view = _match_views.view;

  if not found then
    return query
    select named.*
    from unnest(v_views) as named
    where _match_views.view is null
      or _match_views.view in (named.schema_name || '.' || named.view_name, named.view_name);
  end if;

  -- Without the quotes that capitals need, or with capitals that none of them has.
  if not found then
    return query
    select named.*
    from unnest(v_views) as named
    where lower(_match_views.view) in (
      lower(named.schema_name || '.' || named.view_name), lower(named.view_name), lower(named.view)
    );
  end if;

  -- As it was called before it was renamed. A job that fires just now still does.
  if not found then
    return query
    select named.*
    from unnest(v_views) as named
    join dashboard_refresh.views on views.id = named.id
    where _match_views.view in (views.view, views.former_name);
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._match_views(view text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._match_views(view text) IS 'The managed views that a name may mean, bare or with its schema, with or without quotes; all of them for null. Each under its present name.';

CREATE FUNCTION dashboard_refresh._matches_day(parsed dashboard_refresh.schedule_fields, day date) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_is_day_of_month constant boolean := extract(day from day) = any (parsed.days_of_month)
    or (parsed.is_last_day and extract(day from day + 1) = 1);
  v_is_day_of_week constant boolean := extract(dow from day) = any (parsed.days_of_week)
    or extract(isodow from day) = any (parsed.days_of_week);
begin
  return extract(month from day) = any (parsed.months)
    and case
      when parsed.is_either_day then coalesce(v_is_day_of_month, false) or v_is_day_of_week
      else v_is_day_of_month and v_is_day_of_week
    end;
end;
$$;

ALTER FUNCTION dashboard_refresh._matches_day(parsed dashboard_refresh.schedule_fields, day date) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._matches_day(parsed dashboard_refresh.schedule_fields, day date) IS 'True when a parsed schedule of five fields fires on that day.';

CREATE FUNCTION dashboard_refresh._may_be_queued(since timestamp with time zone) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return clock_timestamp() < since + interval '3 seconds'
    -- Where pg_cron runs one job at a time, as before 1.5 in background workers, the watchdog would wait for this.
    and (
      dashboard_refresh._is_cron_at_least(1, 5)
      or not dashboard_refresh._uses_background_workers()
    )
    and (select watchdog_look.last_value from dashboard_refresh.watchdog_look)
      < floor(extract(epoch from date_trunc('minute', since)))
    and dashboard_refresh._views_to_check(since) <> '{}';
end;
$$;

ALTER FUNCTION dashboard_refresh._may_be_queued(since timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._may_be_queued(since timestamp with time zone) IS 'Whether the watchdog of the minute of `since` may still queue something: it has not looked yet, and there is something to look at. For three seconds at most.';

CREATE FUNCTION dashboard_refresh._may_refresh_json(view dashboard_refresh.views, relation dashboard_refresh.relation_facts) RETURNS json
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_lacking text;
  v_remedies text;
begin
  if not relation.may_refresh then
    return json_build_object(
      'possible', false,
      'reason', format('%s belongs to %s, and %s may not refresh it', view.view, relation.owner, current_user),
      'statement', dashboard_refresh._take_over_statement(view)
    );
  end if;

  select
    string_agg(format('%s, which %s, has no %s on %s', pg_get_userbyid(missing.role), missing.role_is, missing.privilege,
      missing.object), '; '),
    string_agg(missing.remedy, ' ')
  into v_lacking, v_remedies
  from (
    select * from dashboard_refresh._missing_on_relations(relation.oid)
    union
    select * from dashboard_refresh._missing_on_others(relation.oid) as others where others.privilege <> 'TEMPORARY'
    union
    select * from dashboard_refresh._missing_on_functions(relation.oid)
  ) as missing;

  return json_build_object('possible', v_lacking is null, 'reason', v_lacking, 'statement', v_remedies);
end;
$$;

ALTER FUNCTION dashboard_refresh._may_refresh_json(view dashboard_refresh.views, relation dashboard_refresh.relation_facts) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._may_refresh_json(view dashboard_refresh.views, relation dashboard_refresh.relation_facts) IS 'Whether the caller may refresh the view and its owner may read what it reads; if not, what is lacking and the statement that gives it.';

CREATE FUNCTION dashboard_refresh._may_terminate(usesysid oid) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select bool_or(
    me.rolsuper
    -- A session without a role, such as autovacuum's, is guarded like a superuser's (signalfuncs.c).
    or (
      not target.rolsuper
      and (pg_has_role(target.oid, 'usage') or pg_has_role('pg_signal_backend', 'usage'))
    )
  )
  from pg_catalog.pg_roles as me
  left join pg_catalog.pg_roles as target on target.oid = usesysid
  where me.rolname = current_user;
$$;

ALTER FUNCTION dashboard_refresh._may_terminate(usesysid oid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._may_terminate(usesysid oid) IS 'Whether the current role may end a session of this role.';

CREATE FUNCTION dashboard_refresh._measured_json(view dashboard_refresh.views, concurrent json, definition dashboard_refresh.definition) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_run dashboard_refresh.runs;
  v_timed record;
begin
  -- What a refresh of ours took is known already. And one that is taken back would count as somebody else's.
  if view.id is not null then
    select * into v_run
    from dashboard_refresh.runs
    where runs.view_id = view.id and runs.status = 'succeeded' and runs.started_at is not null
    order by runs.finished_at desc
    limit 1;

    return json_build_object(
      'duration_ms', round(extract(epoch from v_run.finished_at - v_run.started_at) * 1000, 1),
      'method', v_run.method,
      'reason', case when v_run.id is null then 'it is managed, and its first run will tell' end
    );
  elsif not (concurrent ->> 'possible')::boolean then
    return json_build_object(
      'duration_ms', null, 'method', null,
      'reason', 'a refresh that is not concurrent would keep readers waiting, so it was not tried'
    );
  elsif dashboard_refresh._is_read_only() then
    return json_build_object('duration_ms', null, 'method', null, 'reason', 'the database is read-only');
  end if;

  v_timed := dashboard_refresh._time_refresh(view, definition);
  return json_build_object(
    'duration_ms', v_timed.duration_ms,
    'method', case when v_timed.duration_ms is not null then 'concurrently' end,
    'reason', 'the refresh failed: ' || v_timed.problem
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._measured_json(view dashboard_refresh.views, concurrent json, definition dashboard_refresh.definition) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._measured_json(view dashboard_refresh.views, concurrent json, definition dashboard_refresh.definition) IS 'How long a refresh takes, by which method; or the reason why that is not known. Of a managed view the last run that succeeded; of another a concurrent refresh that is taken back, where that is possible.';

CREATE FUNCTION dashboard_refresh._minutes_of_day(parsed dashboard_refresh.schedule_fields) RETURNS integer[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return array(
    select distinct hours.hour * 60 + minutes.minute
    from unnest(parsed.hours) as hours (hour)
    cross join unnest(parsed.minutes) as minutes (minute)
    order by 1
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._minutes_of_day(parsed dashboard_refresh.schedule_fields) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._minutes_of_day(parsed dashboard_refresh.schedule_fields) IS 'When a parsed schedule of five fields fires on a day that it matches: minutes since midnight, in order.';

CREATE FUNCTION dashboard_refresh._missing_inside(relation oid, place dashboard_refresh.place, message text) RETURNS SETOF dashboard_refresh.missing_privilege
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_role oid;
  v_role_is text;
  -- "permission denied for table rates", in whatever language: the name comes last.
  v_name constant text := substring(translate(message, '"«»„“”', '') from '(\S+)\s*$');
begin
  select
    case when pg_proc.prosecdef then pg_proc.proowner else pg_class.relowner end,
    case when pg_proc.prosecdef then 'owns ' || pg_proc.oid::regprocedure else 'owns ' || pg_class.oid::regclass end
  into v_role, v_role_is
  from pg_catalog.pg_proc
  cross join pg_catalog.pg_class
  where pg_proc.oid = place.function and pg_class.oid = _missing_inside.relation;

  return query
  select v_role, v_role_is, lacking.privilege, lacking.object,
    dashboard_refresh._as_owner(
      lacking.owner,
      format('grant %s on %s to %I;', lower(lacking.privilege), lacking.grantable, pg_get_userbyid(v_role))
    )
  from (
    select 'SELECT', 'the table ' || pg_class.oid::regclass, pg_class.oid::regclass::text, pg_class.relowner
    from pg_catalog.pg_class
    where pg_class.relname = v_name
      and pg_class.relkind in ('r', 'p', 'v', 'm', 'f')
      and not has_table_privilege(v_role, pg_class.oid, 'select')
    union all
    select 'USAGE', 'the sequence ' || pg_class.oid::regclass, 'sequence ' || pg_class.oid::regclass, pg_class.relowner
    from pg_catalog.pg_class
    where pg_class.relname = v_name
      -- An error for what is no sequence.
      and case when pg_class.relkind = 'S' then not has_sequence_privilege(v_role, pg_class.oid, 'usage') end
    union all
    select 'USAGE', format('the schema %I', pg_namespace.nspname), format('schema %I', pg_namespace.nspname),
      pg_namespace.nspowner
    from pg_catalog.pg_namespace
    where pg_namespace.nspname = v_name and not has_schema_privilege(v_role, pg_namespace.oid, 'usage')
    union all
    select 'EXECUTE', 'the function ' || pg_proc.oid::regprocedure, 'function ' || pg_proc.oid::regprocedure,
      pg_proc.proowner
    from pg_catalog.pg_proc
    where pg_proc.proname = v_name and not has_function_privilege(v_role, pg_proc.oid, 'execute')
  ) as lacking (privilege, object, grantable, owner);
end;
$_$;

ALTER FUNCTION dashboard_refresh._missing_inside(relation oid, place dashboard_refresh.place, message text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._missing_inside(relation oid, place dashboard_refresh.place, message text) IS 'What is missing inside a function that a refresh of the materialized view calls, given the message of the server.';

CREATE FUNCTION dashboard_refresh._missing_on_functions(relation oid) RETURNS SETOF dashboard_refresh.missing_privilege
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- Functions are called with the rights of the owner of the materialized view, those of plain views too.
  return query
  with calls as (
    select distinct matches.match[1]::oid as function
    from (
      select _missing_on_functions.relation
      union
      select reads.relation from dashboard_refresh._read_relations(_missing_on_functions.relation) as reads
    ) as views (relation)
    join pg_catalog.pg_class on pg_class.oid = views.relation
    join pg_catalog.pg_rewrite on pg_rewrite.ev_class = pg_class.oid and pg_rewrite.rulename = '_RETURN'
    cross join lateral regexp_matches(
      pg_rewrite.ev_action::text, ':(?:funcid|opfuncid|aggfnoid|winfnoid) (\d+)', 'g'
    ) as matches (match)
    where pg_class.relkind = 'v' or pg_class.oid = _missing_on_functions.relation
  )
  select
    viewed.relowner,
    'owns ' || viewed.oid::regclass,
    'EXECUTE',
    'the function ' || pg_proc.oid::regprocedure,
    dashboard_refresh._as_owner(
      pg_proc.proowner,
      format('grant execute on function %s to %I;', pg_proc.oid::regprocedure, pg_get_userbyid(viewed.relowner))
    )
  from calls
  join pg_catalog.pg_proc on pg_proc.oid = calls.function
  join pg_catalog.pg_class as viewed on viewed.oid = _missing_on_functions.relation
  where not has_function_privilege(viewed.relowner, pg_proc.oid, 'execute');
end;
$$;

ALTER FUNCTION dashboard_refresh._missing_on_functions(relation oid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._missing_on_functions(relation oid) IS 'What is missing on the functions that a materialized view calls, directly and in plain views.';

CREATE FUNCTION dashboard_refresh._missing_on_others(relation oid) RETURNS SETOF dashboard_refresh.missing_privilege
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_view pg_catalog.pg_class;
  v_owner name;
begin
  select * into v_view from pg_catalog.pg_class where pg_class.oid = _missing_on_others.relation;
  v_owner := pg_get_userbyid(v_view.relowner);

  return query
  select
    roles.role,
    roles.role_is,
    'USAGE',
    format('the schema %I', pg_namespace.nspname),
    dashboard_refresh._as_owner(
      pg_namespace.nspowner,
      format('grant usage on schema %I to %I;', pg_namespace.nspname, pg_get_userbyid(roles.role))
    )
  from (
    select to_regrole(quote_ident(current_user))::oid, 'refreshes'
    union
    select v_view.relowner, 'owns ' || v_view.oid::regclass
  ) as roles (role, role_is)
  join pg_catalog.pg_namespace on pg_namespace.oid = v_view.relnamespace
  where not has_schema_privilege(roles.role, pg_namespace.oid, 'usage');

  -- For the rows that a concurrent refresh compares.
  return query
  select
    v_view.relowner,
    'owns ' || v_view.oid::regclass,
    'TEMPORARY',
    format('the database %I', pg_database.datname),
    dashboard_refresh._as_owner(
      pg_database.datdba, format('grant temporary on database %I to %I;', pg_database.datname, v_owner)
    )
  from pg_catalog.pg_database
  where pg_database.datname = current_database()
    and not has_database_privilege(v_view.relowner, pg_database.oid, 'temporary');
end;
$$;

ALTER FUNCTION dashboard_refresh._missing_on_others(relation oid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._missing_on_others(relation oid) IS 'What is missing, for a refresh of a materialized view, on its schema and on the database.';

CREATE FUNCTION dashboard_refresh._missing_on_relations(relation oid) RETURNS SETOF dashboard_refresh.missing_privilege
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  select
    reads.role,
    case when reader.relowner = reads.role then 'owns ' else 'runs the query of ' end || reader.oid::regclass,
    'SELECT',
    case pg_class.relkind when 'v' then 'the view ' when 'm' then 'the materialized view ' else 'the table ' end
      || pg_class.oid::regclass,
    dashboard_refresh._as_owner(
      pg_class.relowner, format('grant select on %s to %I;', pg_class.oid::regclass, pg_get_userbyid(reads.role))
    )
  from dashboard_refresh._read_relations(_missing_on_relations.relation) as reads
  join pg_catalog.pg_class on pg_class.oid = reads.relation
  join pg_catalog.pg_class as reader on reader.oid = reads.reader
  where not has_table_privilege(reads.role, pg_class.oid, 'select')
    and (
      not has_any_column_privilege(reads.role, pg_class.oid, 'select')
      or exists (
        select
        from pg_catalog.pg_rewrite
        join pg_catalog.pg_depend
          on pg_depend.classid = 'pg_catalog.pg_rewrite'::regclass
          and pg_depend.objid = pg_rewrite.oid
          and pg_depend.refclassid = 'pg_catalog.pg_class'::regclass
          and pg_depend.refobjid = pg_class.oid
          and pg_depend.refobjsubid > 0
        where pg_rewrite.ev_class = reader.oid
          and not has_column_privilege(reads.role, pg_class.oid, pg_depend.refobjsubid::smallint, 'select')
      )
    );
end;
$$;

ALTER FUNCTION dashboard_refresh._missing_on_relations(relation oid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._missing_on_relations(relation oid) IS 'What is missing on the relations that a materialized view reads, directly and through plain views.';

CREATE FUNCTION dashboard_refresh._name_to_keep(name text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return case
    when octet_length(_name_to_keep.name) between 1 and 63
      and not exists (select from dashboard_refresh.views where views.job_name = _name_to_keep.name)
      then _name_to_keep.name
  end;
end;
$$;

ALTER FUNCTION dashboard_refresh._name_to_keep(name text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._name_to_keep(name text) IS 'The name of a job that is taken over, where the view''s job can have it; otherwise null, for the default.';

CREATE FUNCTION dashboard_refresh._name_without_age(name text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select coalesce(
    (regexp_match(name, '^_*(?:old|bak|backup|prev|previous)_+(.+)$', 'i'))[1],
    (regexp_match(
      name, '^(.+?)_+(?:dbt_+)?(?:old|bak|backup|prev|previous|orig|original|retired|deprecated)(?:_*\d[\d_]*)?$', 'i'
    ))[1]
  );
$_$;

ALTER FUNCTION dashboard_refresh._name_without_age(name text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._name_without_age(name text) IS 'What a relation was probably called before it was renamed out of the way: x for x_old, x__dbt_backup, old_x, x_bak_20260101; null for a name that does not say so.';

CREATE FUNCTION dashboard_refresh._named_relation(name text) RETURNS text[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_parts text[];
  v_written constant text[] := array[btrim(name), 'public.' || btrim(name)];
  v_found jsonb;
  v_spelt jsonb;
begin
  begin
    v_parts := parse_ident(name);
  exception
    when invalid_parameter_value then
      v_parts := null;
  end;

  if cardinality(v_parts) = 1 then
    v_parts := array['public', v_parts[1]];
  end if;

  -- As SQL reads it, where there is such a relation.
  if exists (
    select from pg_catalog.pg_class
    join pg_catalog.pg_namespace on pg_namespace.oid = pg_class.relnamespace
    where cardinality(v_parts) = 2 and pg_namespace.nspname = v_parts[1] and pg_class.relname = v_parts[2]
  ) then
    return v_parts;
  end if;

  -- Otherwise as it stands, without the quotes that it needs, if that can mean one relation alone.
  select
    jsonb_agg(jsonb_build_array(pg_namespace.nspname, pg_class.relname)),
    jsonb_agg(jsonb_build_array(pg_namespace.nspname, pg_class.relname))
      filter (where pg_namespace.nspname || '.' || pg_class.relname = any (v_written))
  into v_found, v_spelt
  from pg_catalog.pg_class
  join pg_catalog.pg_namespace on pg_namespace.oid = pg_class.relnamespace
  where pg_class.relkind in ('m', 'r', 'p', 'v', 'f')
    and position('"' in name) = 0
    and lower(pg_namespace.nspname || '.' || pg_class.relname) in (lower(v_written[1]), lower(v_written[2]));

  v_found := case when jsonb_array_length(v_spelt) = 1 then v_spelt else v_found end;

  if jsonb_array_length(v_found) = 1 then
    return array[v_found -> 0 ->> 0, v_found -> 0 ->> 1];
  elsif cardinality(v_parts) = 2 then
    return v_parts;
  end if;

  return null;
end;
$$;

ALTER FUNCTION dashboard_refresh._named_relation(name text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._named_relation(name text) IS 'Schema and name that a caller means: as SQL reads them, in schema public unless another is given; or, where there is no such relation, those of the only one whose name is the same but for quotes and capitals. Null for what is not a name.';

CREATE FUNCTION dashboard_refresh._named_schemas(names text[]) RETURNS TABLE(name text, schema name)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select found.name, pg_namespace.nspname
  from (
    select pg_class.relname::text, pg_class.relnamespace from pg_catalog.pg_class
    where pg_class.relname = any (names) and pg_class.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
    union
    select pg_proc.proname::text, pg_proc.pronamespace from pg_catalog.pg_proc where pg_proc.proname = any (names)
    union
    select pg_type.typname::text, pg_type.typnamespace from pg_catalog.pg_type where pg_type.typname = any (names)
    union
    select pg_operator.oprname::text, pg_operator.oprnamespace
    from pg_catalog.pg_operator
    where pg_operator.oprname = any (names)
    union
    select pg_ts_config.cfgname::text, pg_ts_config.cfgnamespace
    from pg_catalog.pg_ts_config
    where pg_ts_config.cfgname = any (names)
    union
    select pg_ts_dict.dictname::text, pg_ts_dict.dictnamespace
    from pg_catalog.pg_ts_dict
    where pg_ts_dict.dictname = any (names)
    union
    select pg_collation.collname::text, pg_collation.collnamespace
    from pg_catalog.pg_collation
    where pg_collation.collname = any (names)
  ) as found (name, namespace)
  join pg_catalog.pg_namespace on pg_namespace.oid = found.namespace
  where pg_namespace.nspname not in ('pg_catalog', 'information_schema', 'dashboard_refresh')
    and pg_namespace.nspname not like 'pg\_%';
$$;

ALTER FUNCTION dashboard_refresh._named_schemas(names text[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._named_schemas(names text[]) IS 'The schemas that have relations, functions, types, operators or the like of these names, but the system''s.';

CREATE FUNCTION dashboard_refresh._names_function(code text, schema_name text, function_name text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
  return position(lower(function_name) in lower(code)) > 0
    and exists (
      select
      from regexp_matches(
        code,
        '(?:([[:alnum:]_$]+|"[^"]+")\s*\.\s*)?(?:\m|")' || regexp_replace(function_name, '([^[:alnum:]_ ])', '\\\1', 'g')
          || '"?\s*\(',
        'gi'
      ) as matches (match)
      where matches.match[1] is null or lower(btrim(matches.match[1], '"')) = lower(_names_function.schema_name)
    );
end;
$_$;

ALTER FUNCTION dashboard_refresh._names_function(code text, schema_name text, function_name text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._names_function(code text, schema_name text, function_name text) IS 'True for code that calls a function of that name.';

CREATE FUNCTION dashboard_refresh._near_relations(view dashboard_refresh.views) RETURNS text[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return array(
    select format('%I.%I', pg_namespace.nspname, pg_class.relname)
    from pg_catalog.pg_class
    join pg_catalog.pg_namespace on pg_namespace.oid = pg_class.relnamespace
    cross join lateral dashboard_refresh._likeness(pg_class.relname, view.view_name) as likeness (degree)
    where pg_class.relkind = 'm' and likeness.degree >= 0.4
    order by
      likeness.degree desc, pg_namespace.nspname = view.schema_name desc, pg_namespace.nspname, pg_class.relname
    limit 3
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._near_relations(view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._near_relations(view dashboard_refresh.views) IS 'The materialized views, at most three, whose names are most like this one''s.';

CREATE FUNCTION dashboard_refresh._nearest_setting(name text) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select listed.name
  from dashboard_refresh.settings() as listed
  cross join lateral dashboard_refresh._likeness(_nearest_setting.name, listed.name) as likeness (degree)
  where likeness.degree >= 0.4
  order by likeness.degree desc, listed.name
  limit 1;
$$;

ALTER FUNCTION dashboard_refresh._nearest_setting(name text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._nearest_setting(name text) IS 'The setting whose name is most like a misspelt one; null when none is.';

CREATE FUNCTION dashboard_refresh._needs_rescue(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return exists (
    select from dashboard_refresh.runs
    where runs.view_id = view.id
      and runs.status = 'queued'
      and dashboard_refresh._is_overdue(runs, state.last_finished_at, at)
  )
  or exists (
    select from dashboard_refresh.runs
    where runs.view_id = view.id
      and runs.status = 'lost'
      and runs.requested_at > coalesce(state.data_as_of, '-infinity')
      -- Made up for once: a refresh that started since then showed the data, or failed in its own right.
      and not exists (
        select from dashboard_refresh.runs as later
        where later.view_id = view.id and later.started_at >= runs.requested_at
      )
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._needs_rescue(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._needs_rescue(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) IS 'True when, at `at`, the view has an overdue run, or a lost one that no refresh has made up for yet.';

CREATE FUNCTION dashboard_refresh._new_view(name text) RETURNS dashboard_refresh.views
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_parts constant text[] := dashboard_refresh._named_relation(name);
  v_view dashboard_refresh.views;
begin
  if v_parts is null then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('%s is no name of a view', coalesce(quote_literal(name), 'null')),
      'A name has one or two parts, and none of them is empty.',
      'Write schema.view, with double quotes around what is not plain lower case.'
    );
  end if;

  v_view := jsonb_populate_record(
    v_view, (select jsonb_object_agg(settings.name, settings.default_value) from dashboard_refresh.settings() as settings)
  );
  v_view.schema_name := v_parts[1];
  v_view.view_name := v_parts[2];
  v_view.view := format('%I.%I', v_parts[1], v_parts[2]);
  return v_view;
end;
$$;

ALTER FUNCTION dashboard_refresh._new_view(name text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._new_view(name text) IS 'A view of that name with all settings at their defaults; it is not registered by this. Raises invalid_argument for what is not a name; see _named_relation.';

CREATE FUNCTION dashboard_refresh._next_firing(schedule text, after timestamp with time zone, time_zone text DEFAULT COALESCE(current_setting('cron.timezone'::text, true), 'GMT'::text)) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return dashboard_refresh._next_match(dashboard_refresh._parse_schedule(schedule), after, time_zone);
end;
$$;

ALTER FUNCTION dashboard_refresh._next_firing(schedule text, after timestamp with time zone, time_zone text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._next_firing(schedule text, after timestamp with time zone, time_zone text) IS 'First time after `after` at which pg_cron fires the schedule, in its own time zone unless another is given; null when it never does or cannot be told: pg_cron takes a few forms that are not understood here. A schedule in seconds is counted from `after`, its last firing.';

CREATE FUNCTION dashboard_refresh._next_match(parsed dashboard_refresh.schedule_fields, after timestamp with time zone, time_zone text) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_start timestamp;
  v_start_minute integer;
  v_minutes integer[];
  v_minute integer;
begin
  if parsed.seconds is not null then
    return after + make_interval(secs => parsed.seconds);
  elsif parsed.minutes is null then
    return null;
  end if;

  v_start := date_trunc('minute', after at time zone time_zone) + interval '1 minute';
  v_start_minute := extract(hour from v_start) * 60 + extract(minute from v_start);
  v_minutes := dashboard_refresh._minutes_of_day(parsed);

  -- Eight years hold every date there is, 29 February included, across a century that is no leap year.
  for v_day in 0 .. 8 * 366 loop
    if dashboard_refresh._matches_day(parsed, v_start::date + v_day) then
      v_minute := (
        select min(minutes.minute)
        from unnest(v_minutes) as minutes (minute)
        where v_day > 0 or minutes.minute >= v_start_minute
      );

      if v_minute is not null then
        return (v_start::date + v_day + make_interval(mins => v_minute)) at time zone time_zone;
      end if;
    end if;
  end loop;

  return null;
end;
$$;

ALTER FUNCTION dashboard_refresh._next_match(parsed dashboard_refresh.schedule_fields, after timestamp with time zone, time_zone text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._next_match(parsed dashboard_refresh.schedule_fields, after timestamp with time zone, time_zone text) IS 'First time after `after` that a parsed schedule matches in time_zone; null when it never does, and for no schedule. A schedule in seconds has just fired at `after`.';

CREATE FUNCTION dashboard_refresh._next_rescue(budget interval, tried uuid[]) RETURNS dashboard_refresh.runs
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_run dashboard_refresh.runs;
begin
  for v_run in
    select runs.*
    from dashboard_refresh.runs
    join dashboard_refresh.views on views.id = runs.view_id
    join dashboard_refresh.view_state on view_state.view_id = runs.view_id
    where runs.status = 'queued'
      and dashboard_refresh._is_left_to_rescue(runs)
      and runs.id <> all (tried)
      and (budget is null or dashboard_refresh._longest_of_late(views) < budget)
    order by view_state.data_as_of nulls first, runs.requested_at
  loop
    continue when not dashboard_refresh._try_lock_view(v_run.view_id);

    -- With the lock held, as it is now: another session may have run it since.
    select * into v_run from dashboard_refresh.runs where runs.id = v_run.id;

    if dashboard_refresh._is_left_to_rescue(v_run) then
      return v_run;
    end if;
  end loop;

  return null;
end;
$$;

ALTER FUNCTION dashboard_refresh._next_rescue(budget interval, tried uuid[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._next_rescue(budget interval, tried uuid[]) IS 'The run, of the stalest view whose lock is free, that is left to the rescue jobs, with that lock taken; null when there is none. budget: only of a view whose refreshes take less; null: of any. tried: not these.';

CREATE FUNCTION dashboard_refresh._next_run_at(view dashboard_refresh.views, schedule text, last_fired_at timestamp with time zone, at timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_is_in_seconds constant boolean := (dashboard_refresh._parse_schedule(schedule)).seconds is not null;
  v_since timestamptz;
begin
  if not v_is_in_seconds then
    return dashboard_refresh._next_firing(schedule, at);
  -- Where pg_cron keeps no log nobody knows when it fired last.
  elsif not coalesce(current_setting('cron.log_run', true)::boolean, true) then
    return null;
  end if;

  -- pg_cron counts the seconds from the last start, and before the first from when it learned of the job.
  v_since := coalesce(
    last_fired_at,
    (
      select max(config_changes.changed_at)
      from dashboard_refresh.config_changes
      where config_changes.view = _next_run_at.view.view
    ),
    at
  );

  return greatest(dashboard_refresh._next_firing(schedule, v_since), at);
end;
$$;

ALTER FUNCTION dashboard_refresh._next_run_at(view dashboard_refresh.views, schedule text, last_fired_at timestamp with time zone, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._next_run_at(view dashboard_refresh.views, schedule text, last_fired_at timestamp with time zone, at timestamp with time zone) IS 'When pg_cron fires the job of a view next, seen at `at`: never before `at`, and at once where it is overdue. Null where that cannot be told.';

CREATE FUNCTION dashboard_refresh._node_obstacle(node jsonb, vocabulary dashboard_refresh.vocabulary) RETURNS dashboard_refresh.obstacle
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_name constant text := node ->> 'node';
  v_calls constant oid[] := dashboard_refresh._calls(node);
begin
  if v_name in ('VAR', 'CONST', 'TARGETENTRY') then
    return null;
  elsif v_name = 'SQLVALUEFUNCTION' then
    return row(
      'it depends on the time or the session',
      null,
      format(
        'Compare with the %s in the query that reads the view.',
        -- SQLValueFunctionOp in primnodes.h.
        case when (node ->> 'op')::integer < 9 then 'time' else 'user' end
      )
    )::dashboard_refresh.obstacle;
  elsif v_name = 'TABLESAMPLECLAUSE' then
    return row('it samples a table', null, null)::dashboard_refresh.obstacle;
  elsif not dashboard_refresh._is_known_node(v_name) then
    return row(format('it has a %s, which is not understood here', v_name), null, null)::dashboard_refresh.obstacle;
  elsif v_calls && vocabulary.untrusted then
    return dashboard_refresh._function_obstacle(
      (select min(calls.function) from unnest(v_calls) as calls (function) where calls.function = any (vocabulary.untrusted))
    );
  elsif node ->> 'funcid' in ('2077', '3294') and not coalesce(
    dashboard_refresh._is_recordable(dashboard_refresh._setting_asked_for(node))
      -- Those of a request are cleared, so they are the same in every refresh.
      or dashboard_refresh._setting_asked_for(node) ~* '^(request|response)\.',
    false
  ) then
    return row(
      coalesce(
        'it asks for the setting ' || dashboard_refresh._setting_asked_for(node) || ', which each session has for itself',
        'it asks for a setting whose name is not written out'
      ),
      null,
      'Ask for a setting of the project''s own by its name: current_setting(''app.name'', true).'
    )::dashboard_refresh.obstacle;
  elsif v_name in ('JSONEXPR', 'JSONTABLEPATH', 'FUNCEXPR')
    and (dashboard_refresh._json_path_obstacle(node)).reason is not null
  then
    return dashboard_refresh._json_path_obstacle(node);
  elsif v_name in (
    'COERCEVIAIO', 'ARRAYCOERCEEXPR', 'RELABELTYPE', 'TABLEFUNC', 'JSONEXPR', 'RANGETBLFUNCTION', 'FUNCEXPR', 'AGGREF',
    'WINDOWFUNC', 'OPEXPR'
  ) then
    return dashboard_refresh._conversion_obstacle(node, vocabulary);
  end if;

  return null;
end;
$$;

ALTER FUNCTION dashboard_refresh._node_obstacle(node jsonb, vocabulary dashboard_refresh.vocabulary) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._node_obstacle(node jsonb, vocabulary dashboard_refresh.vocabulary) IS 'Why a node of a query can give another result although nothing that is followed has changed, and how to write it instead; null when it cannot. vocabulary: see _vocabulary.';

CREATE FUNCTION dashboard_refresh._node_type(node jsonb) RETURNS oid
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select case
    when node ->> 'node' in ('BOOLEXPR', 'NULLTEST', 'BOOLEANTEST', 'SCALARARRAYOPEXPR', 'ROWCOMPAREEXPR')
      then 'boolean'::regtype
    when node ->> 'node' in ('TARGETENTRY', 'NAMEDARGEXPR', 'COLLATEEXPR')
      then dashboard_refresh._node_type(coalesce(node -> 'expr', node -> 'arg'))
    -- ARRAY_SUBLINK of elements counts as they do.
    when node ->> 'node' = 'SUBLINK' then case
      when node ->> 'subLinkType' in ('4', '5', '6') then dashboard_refresh._node_type(node #> '{subselect,targetList,0}')
      else 'boolean'::regtype
    end
    else coalesce(
      node ->> 'vartype',
      node ->> 'consttype',
      node ->> 'funcresulttype',
      node ->> 'opresulttype',
      node ->> 'resulttype',
      node ->> 'aggtype',
      node ->> 'wintype',
      node ->> 'casetype',
      node ->> 'coalescetype',
      node ->> 'minmaxtype',
      node ->> 'array_typeid',
      node ->> 'row_typeid',
      node ->> 'refrestype',
      node ->> 'refelemtype',
      node ->> 'paramtype',
      node ->> 'typeId',
      node #>> '{returning,typid}',
      case when node ->> 'node' in ('SQLVALUEFUNCTION', 'XMLEXPR') then node ->> 'type' end,
      'text'::regtype::oid::text
    )::oid
  end;
$$;

ALTER FUNCTION dashboard_refresh._node_type(node jsonb) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._node_type(node jsonb) IS 'The type of an expression, given as a node. What cannot be told passes for text, which is trusted least.';

CREATE FUNCTION dashboard_refresh._nodes(tree jsonb) RETURNS SETOF jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with recursive parts (part) as (
    select _nodes.tree
    union all
    select children.child
    from parts
    cross join lateral (
      select members.value
      from jsonb_each(case when jsonb_typeof(parts.part) = 'object' then parts.part end) as members
      -- Names, and all columns of a join, whether the query uses them or not.
      where members.key not in ('alias', 'eref', 'joinaliasvars')
      union all
      select elements.value
      from jsonb_array_elements(case when jsonb_typeof(parts.part) = 'array' then parts.part end) as elements
    ) as children (child)
    where jsonb_typeof(children.child) in ('object', 'array')
  )
  select parts.part from parts where jsonb_typeof(parts.part) = 'object';
$$;

ALTER FUNCTION dashboard_refresh._nodes(tree jsonb) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._nodes(tree jsonb) IS 'The nodes of a tree made by _parse_node_tree, outer ones first.';

CREATE FUNCTION dashboard_refresh._not_comparable_hint() RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return case
    when current_setting('transaction_read_only')::boolean
      then 'Use a transaction that may write, and on a standby ask the primary. A refresh is not affected.'
    when not has_database_privilege(current_database(), 'temporary')
      then format('grant temporary on database %I to %I;', current_database(), current_user)
    else 'A refresh is not affected. To have it compared, create the view again with OPERATOR(schema.=) or a cast in place '
      'of IN, USING, NULLIF, CASE x WHEN and IS DISTINCT FROM over types that are not built in, and with a name of its '
      'own for each column of a join.'
  end;
end;
$$;

ALTER FUNCTION dashboard_refresh._not_comparable_hint() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._not_comparable_hint() IS 'What to do where the query of a materialized view cannot be run as a view.';

CREATE FUNCTION dashboard_refresh._note_look(at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform setval('dashboard_refresh.watchdog_look'::regclass, extract(epoch from at)::bigint);
end;
$$;

ALTER FUNCTION dashboard_refresh._note_look(at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._note_look(at timestamp with time zone) IS 'A duty of the watchdog: lets the rescue jobs, which fire in the same second, know that all there is to do is queued.';

CREATE FUNCTION dashboard_refresh._note_rescue(slot integer, view_id integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if slot is not null then
    perform setval(format('dashboard_refresh.rescue_%s', slot)::regclass, coalesce(view_id, 0));
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._note_rescue(slot integer, view_id integer) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._note_rescue(slot integer, view_id integer) IS 'Notes which view the session of that slot is refreshing, null for none. Stays when its transaction does not.';

CREATE FUNCTION dashboard_refresh._noted_rescues() RETURNS TABLE(slot integer, view_id integer)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  select 1, rescue_1.last_value::integer from dashboard_refresh.rescue_1 where rescue_1.last_value > 0
  union all
  select 2, rescue_2.last_value::integer from dashboard_refresh.rescue_2 where rescue_2.last_value > 0
  union all
  select 3, rescue_3.last_value::integer from dashboard_refresh.rescue_3 where rescue_3.last_value > 0;
end;
$$;

ALTER FUNCTION dashboard_refresh._noted_rescues() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._noted_rescues() IS 'The views that rescue sessions are refreshing, or were when they died.';

CREATE FUNCTION dashboard_refresh._null_key_problems(view dashboard_refresh.views, state dashboard_refresh.view_state) RETURNS SETOF dashboard_refresh.problem
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_relation constant dashboard_refresh.relation_facts := dashboard_refresh._relation(view);
  -- What is no longer in an index is in nobody's way.
  v_columns constant text[] := array(
    select distinct column_name
    from dashboard_refresh._unique_indexes(v_relation.oid) as unique_index
    cross join unnest(unique_index.columns) as column_name
    where column_name = any (state.null_keys)
    order by column_name
  );
begin
  if v_columns <> '{}' and v_relation.kind = 'm' and view."concurrently" <> 'never' then
    return query
    select
      'null_keys', 'warning',
      format('Rows of %s have a null in a unique index (%s), so PostgreSQL writes them again at every refresh.', view.view,
        array_to_string(v_columns, ', ')),
      dashboard_refresh._null_keys_hint(v_relation.oid, v_columns);
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._null_key_problems(view dashboard_refresh.views, state dashboard_refresh.view_state) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._null_key_problems(view dashboard_refresh.views, state dashboard_refresh.view_state) IS 'Whether rows of the view have a null in a unique index, as of its last refresh.';

CREATE FUNCTION dashboard_refresh._null_keys_before(view dashboard_refresh.views, relation dashboard_refresh.relation_facts, method text) RETURNS dashboard_refresh.null_keys
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '10s'
    AS $$
begin
  if method <> 'concurrently' or not relation.is_populated then
    return null;
  -- Most views have none, and then need no look.
  elsif exists (
    select from dashboard_refresh.view_state
    where view_state.view_id = view.id
      and view_state.null_keys = '{}'
      and view_state.relation_stamp = dashboard_refresh._relation_stamp(relation.oid)
  ) then
    return (array[]::text[], array[]::bigint[]);
  end if;

  perform set_config('lock_timeout', (extract(epoch from view.lock_timeout) * 1000)::bigint::text, true);
  return dashboard_refresh._read_null_keys(relation.oid);
end;
$$;

ALTER FUNCTION dashboard_refresh._null_keys_before(view dashboard_refresh.views, relation dashboard_refresh.relation_facts, method text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._null_keys_before(view dashboard_refresh.views, relation dashboard_refresh.relation_facts, method text) IS 'The rows with a null in a unique index that a view has before a refresh by this method; null where they are not looked for, because all rows are written again anyway or there are none to read.';

CREATE FUNCTION dashboard_refresh._null_keys_hint(relation oid, null_columns text[]) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- Another unique index pairs all rows: those with nulls only have to be out of the way of the refresh. With a condition
  -- they are, and keep unique what is not null.
  if exists (
    select from dashboard_refresh._unique_indexes(relation) as unique_index
    where not unique_index.columns && null_columns
  ) then
    return (
      select string_agg(
        format(
          'drop index %s; %s where %s;',
          unique_index.oid::regclass,
          pg_get_indexdef(unique_index.oid),
          (
            select string_agg(format('%I is not null', name), ' and ')
            from unnest(unique_index.columns) as name
            where name = any (null_columns)
          )
        ),
        ' ' order by unique_index.oid
      )
      from dashboard_refresh._unique_indexes(relation) as unique_index
      where unique_index.columns && null_columns
    );
  end if;

  return 'Create the view again with another key: a unique index on columns that are never null, such as coalesce(…) of '
    'these, and no other without a condition. NULLS NOT DISTINCT does not help, since a refresh compares by =.';
end;
$$;

ALTER FUNCTION dashboard_refresh._null_keys_hint(relation oid, null_columns text[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._null_keys_hint(relation oid, null_columns text[]) IS 'How to keep a concurrent refresh from writing rows again that have a null in these columns of unique indexes.';

CREATE FUNCTION dashboard_refresh._open_alert(view dashboard_refresh.views, kind text, at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  update dashboard_refresh.view_state
  set open_alerts = view_state.open_alerts || _open_alert.kind,
    alerting_since = coalesce(view_state.alerting_since, at)
  where view_state.view_id = view.id
    and not (_open_alert.kind = any (view_state.open_alerts))
    -- A view that is suspended is known to fail.
    and not (_open_alert.kind = 'failing' and 'suspended' = any (view_state.open_alerts));

  if found then
    perform dashboard_refresh._write_alert(view, dashboard_refresh._state_of(view), _open_alert.kind, at);
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._open_alert(view dashboard_refresh.views, kind text, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._open_alert(view dashboard_refresh.views, kind text, at timestamp with time zone) IS 'Alerts that the view is failing, suspended or stale, unless an alert about that is open already.';

CREATE FUNCTION dashboard_refresh._other_job_problems(view dashboard_refresh.views) RETURNS SETOF dashboard_refresh.problem
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  select
    'other_job', 'warning',
    format(
      'Other cron jobs refresh the view too: %s. Their refreshes are neither counted nor kept apart from runs.',
      string_agg(
        refreshing.name
          || case when refreshing.owner <> current_user then format(' of %s', refreshing.owner) else '' end
          || coalesce(' (by ' || refreshing.functions || ')', ''),
        ', ' order by refreshing.id
      )
    ),
    string_agg(dashboard_refresh._refreshing_job_remedy(refreshing, view), ' ' order by refreshing.id)
  from dashboard_refresh._refreshing_jobs(view) as refreshing
  where refreshing.active
  having count(*) > 0;
end;
$$;

ALTER FUNCTION dashboard_refresh._other_job_problems(view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._other_job_problems(view dashboard_refresh.views) IS 'Which other jobs of this database refresh the view, of all jobs that the caller may see, and how to end that.';

CREATE FUNCTION dashboard_refresh._owner() RETURNS name
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select pg_get_userbyid(pg_namespace.nspowner) from pg_catalog.pg_namespace where pg_namespace.nspname = 'dashboard_refresh';
$$;

ALTER FUNCTION dashboard_refresh._owner() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._owner() IS 'The role that owns this schema, and with it the cron jobs.';

CREATE FUNCTION dashboard_refresh._pairs(word text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_word constant text := '^' || lower(left(word, 127)) || '$';
begin
  return array(
    select distinct substr(v_word, start, 2) from generate_series(1, length(v_word) - 1) as starts (start)
  );
end;
$_$;

ALTER FUNCTION dashboard_refresh._pairs(word text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._pairs(word text) IS 'The pairs of letters in a word, its beginning and end included.';

CREATE FUNCTION dashboard_refresh._parse_node_tree(tree text) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  with words as (
    select
      matches.match[1] as word,
      matches.position,
      starts_with(matches.match[1], ':') as is_colon,
      lag(matches.match[1], 1, '') over (order by matches.position) as previous
    -- A datum, which is a length and its bytes; a bracket; or a word.
    from regexp_matches(
      _parse_node_tree.tree, '(\d+ \[[-0-9 ]*\]|[(){}]|(?:\\.|[^ \n\t(){}\\])+)', 'g'
    ) with ordinality as matches (match, position)
  ),
  runs as (
    select words.*, words.position - row_number() over (partition by words.is_colon order by words.position) as run
    from words
  ),
  kinds as (
    select
      runs.word,
      runs.position,
      case
        when runs.word in ('{', '}', '(', ')') then runs.word
        when runs.previous = '{' then 'name'
        -- Each field has one value, and that may be a name that begins with a colon, too.
        when runs.is_colon and row_number() over (partition by runs.is_colon, runs.run order by runs.position) % 2 = 1
          then 'field'
        else 'value'
      end as kind
    from runs
  ),
  parts as (
    select
      kinds.position,
      case
        when kinds.kind in ('value', '{', '(')
          and lag(kinds.kind, 1, '') over (order by kinds.position) in ('value', '}', ')')
          then ','
        else ''
      end as separator,
      case kinds.kind
        when '{' then '{"node":'
        when '(' then '['
        when ')' then ']'
        when '}' then '}'
        when 'field' then ',' || to_json(substr(kinds.word, 2)) || ':'
        else case
          when kinds.word = '<>' then 'null'
          else to_json(regexp_replace(
            case when kinds.word ~ '^".*"$' then substr(kinds.word, 2, length(kinds.word) - 2) else kinds.word end,
            '\\(.)', '\1', 'g'
          ))::text
        end
      end as part
    from kinds
  )
  select string_agg(parts.separator || parts.part, '' order by parts.position)::jsonb from parts;
$_$;

ALTER FUNCTION dashboard_refresh._parse_node_tree(tree text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._parse_node_tree(tree text) IS 'A node tree as JSON: a node is an object whose member node is its name, everything else a string, an array or null. Of a list of numbers the first element is the letter that tells their kind.';

CREATE FUNCTION dashboard_refresh._parse_schedule(schedule text) RETURNS dashboard_refresh.schedule_fields
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_expression text := trim(e' \t' from schedule);
  v_fields text[];
  v_parsed dashboard_refresh.schedule_fields;
  v_field record;
begin
  v_parsed.seconds := (regexp_match(v_expression, '^(\d{1,9})[ \t]+seconds?$', 'i'))[1]::integer;

  if v_parsed.seconds is not null then
    return v_parsed;
  end if;

  v_expression := case v_expression
    when '@hourly' then '0 * * * *'
    when '@daily' then '0 0 * * *'
    when '@midnight' then '0 0 * * *'
    when '@weekly' then '0 0 * * 0'
    when '@monthly' then '0 0 1 * *'
    when '@yearly' then '0 0 1 1 *'
    when '@annually' then '0 0 1 1 *'
    else v_expression
  end;
  v_fields := regexp_split_to_array(v_expression, '[ \t]+');

  if cardinality(v_fields) <> 5 then
    v_parsed.error_message := format('%s is no cron expression', coalesce(nullif(trim(schedule), ''), 'nothing'));
    v_parsed.error_detail := format(
      'It has %s fields where five are needed: minute, hour, day of month, month, day of week.',
      case when v_expression = '' then 0 else cardinality(v_fields) end
    );
    v_parsed.error_hint := 'Every five minutes is */5 * * * *; every 30 seconds is 30 seconds (pg_cron 1.5 or newer).';
    return v_parsed;
  end if;

  v_parsed.is_last_day := v_fields[3] = '$';

  for v_field in
    select fields.name, v_fields[fields.position] as text, fields.lowest, fields.highest, parsed.*
    from (
      values
        (1, 'minute', 0, 59, '{}'),
        (2, 'hour', 0, 23, '{}'),
        (3, 'day of month', 1, 31, '{}'),
        (4, 'month', 1, 12, '{jan,feb,mar,apr,may,jun,jul,aug,sep,oct,nov,dec}'),
        (5, 'day of week', 0, 7, '{sun,mon,tue,wed,thu,fri,sat}')
    ) as fields (position, name, lowest, highest, names)
    cross join lateral dashboard_refresh._cron_field(
      v_fields[fields.position], fields.lowest, fields.highest, fields.names::text[]
    ) as parsed
    where not (v_parsed.is_last_day and fields.name = 'day of month')
    order by fields.position
  loop
    if v_field.bad_part is not null then
      v_parsed := null;
      v_parsed.error_message := format('%s is no valid %s', v_field.bad_part, v_field.name);
      v_parsed.error_detail := format('The %s field is %s.', v_field.name, v_field.text);
      v_parsed.error_hint := format(
        'Use numbers from %s to %s, as *, */2, 5, 1-5 or 1,3,5%s. Every five minutes is */5 * * * *.',
        v_field.lowest, v_field.highest,
        case when v_field.name = 'day of month' then '; $ alone is the last day (pg_cron 1.6 or newer)' else '' end
      );
      return v_parsed;
    end if;

    case v_field.name
      when 'minute' then v_parsed.minutes := v_field.field_values;
      when 'hour' then v_parsed.hours := v_field.field_values;
      when 'day of month' then v_parsed.days_of_month := v_field.field_values;
      when 'month' then v_parsed.months := v_field.field_values;
      when 'day of week' then v_parsed.days_of_week := v_field.field_values;
    end case;
  end loop;

  v_parsed.is_either_day := left(v_fields[3], 1) <> '*' and left(v_fields[5], 1) <> '*';
  return v_parsed;
end;
$_$;

ALTER FUNCTION dashboard_refresh._parse_schedule(schedule text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._parse_schedule(schedule text) IS 'Parses a pg_cron schedule: a cron expression, a name such as @hourly, or "N seconds". Does not raise: what is not a schedule has an error_message that names the field.';

CREATE FUNCTION dashboard_refresh._path_problems(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) RETURNS SETOF dashboard_refresh.problem
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_timeout constant interval := dashboard_refresh._statement_timeout_of_jobs();
  v_waiting_since timestamptz;
begin
  select min(runs.requested_at)
  into v_waiting_since
  from dashboard_refresh.runs
  where runs.view_id = view.id and runs.status = 'queued' and not dashboard_refresh._is_running(runs.id);

  return query
  select found.code, found.severity, found.message, found.hint
  from (
    values
      (
        view.path <> 'database' and state.consecutive_losses >= dashboard_refresh._loss_limit(),
        'function_failing', 'warning',
        format('The Edge Function lost the last %s runs that it was sent; %s.', state.consecutive_losses, case
          when view.path = 'edge' then 'each is made up for in the database'
          when state.function_retry_at > at then format('refreshes run in the database until it is tried again at %s',
            date_trunc('second', state.function_retry_at))
          else 'the next refresh tries it again'
        end),
        'See why in the last lost run, and the logs of the Edge Function refresh-dashboard: whether it is deployed, has the '
          'same trigger secret as Vault, and reaches the REST API.'
      ),
      (
        v_timeout < view.max_duration and dashboard_refresh._uses_background_workers(),
        'timeout_below_max_duration', 'warning',
        format('A refresh in the database is cut at %s (statement_timeout), before max_duration (%s): pg_cron uses '
          'background workers (cron.use_background_workers), where a job cannot lift it.', v_timeout, view.max_duration),
        format('alter role %I in database %I set statement_timeout = %L;', current_user, current_database(),
          extract(epoch from view.max_duration)::bigint + 60 || 's')
      ),
      (
        v_waiting_since is not null
          and greatest(v_waiting_since, state.last_finished_at) < at - dashboard_refresh._waiting_limit(),
        'run_waiting', 'error',
        format('A run has been waiting since %s, and nobody runs it.', date_trunc('second', v_waiting_since)),
        'See whether the jobs refresh-dashboard-watchdog and refresh-dashboard-rescue-1 to 3 run, and whether a session '
          'holds the view''s lock (held_locks).'
      )
  ) as found (is_found, code, severity, message, hint)
  where found.is_found;
end;
$$;

ALTER FUNCTION dashboard_refresh._path_problems(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._path_problems(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) IS 'What keeps refreshes of the view from running where they should, from running long enough, or from running at all.';

CREATE FUNCTION dashboard_refresh._permission_hint(view dashboard_refresh.views, run dashboard_refresh.runs, place dashboard_refresh.place) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_relation constant dashboard_refresh.relation_facts := dashboard_refresh._relation(view);
  v_missing text;
begin
  select string_agg(
    format('%s, which %s, has no %s on %s: %s', pg_get_userbyid(missing.role), missing.role_is, missing.privilege,
      missing.object, missing.remedy),
    ' '
  )
  into v_missing
  from (
    select * from dashboard_refresh._missing_on_relations(v_relation.oid)
    union
    select * from dashboard_refresh._missing_on_others(v_relation.oid) as others
    where others.privilege <> 'TEMPORARY' or run.method = 'concurrently'
    union
    select * from dashboard_refresh._missing_on_functions(v_relation.oid)
    union
    select * from dashboard_refresh._missing_inside(v_relation.oid, place, run.error_message)
  ) as missing;

  return case
    when v_relation.oid is not null and not v_relation.may_refresh then
      format('%s belongs to %s, and %s may not refresh it: that takes the owner, or from PostgreSQL 17 on MAINTAIN on the '
        'view. Take it over: %s', view.view, v_relation.owner, current_user, dashboard_refresh._take_over_statement(view))
    when v_missing is not null then v_missing
    when place.function is not null then
      format('A refresh is a security-restricted operation, as the owner of the view, %s: in it, a function cannot create '
        'temporary tables, set a role or certain settings, or defer triggers, and it has only that owner''s rights. The '
        'function %s has to do without.', v_relation.owner, place.function::regprocedure)
    else
      format('The query runs with the rights of %s, the owner of the view, in a security-restricted operation. Try it as '
        'that role: set role %I; refresh materialized view %s;', v_relation.owner, v_relation.owner, view.view)
  end;
end;
$$;

ALTER FUNCTION dashboard_refresh._permission_hint(view dashboard_refresh.views, run dashboard_refresh.runs, place dashboard_refresh.place) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._permission_hint(view dashboard_refresh.views, run dashboard_refresh.runs, place dashboard_refresh.place) IS 'Whose permission on what a refresh lacked, and the statement that gives it; or what a refresh does not permit anybody.';

CREATE FUNCTION dashboard_refresh._pickup_time() RETURNS interval
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  -- Less than a minute: tick and watchdog fire in the same second, and a run must not just miss the watchdog's next look.
  select interval '45 seconds';
$$;

ALTER FUNCTION dashboard_refresh._pickup_time() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._pickup_time() IS 'How long a queued run waits to be picked up, or a firing for its tick, before the watchdog takes it for lost.';

CREATE FUNCTION dashboard_refresh._place_words(relation oid, place dashboard_refresh.place) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if place.function is not null then
    return format('in the function %s%s', place.function::regprocedure, ', line ' || place.line);
  end if;

  return concat(
    'in the query of ' || relation::regclass,
    (
      select ', or of a plain view that it reads (' || string_agg(distinct reads.relation::regclass::text, ', ') || ')'
      from dashboard_refresh._read_relations(_place_words.relation) as reads
      join pg_catalog.pg_class on pg_class.oid = reads.relation and pg_class.relkind = 'v'
      where pg_class.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
    )
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._place_words(relation oid, place dashboard_refresh.place) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._place_words(relation oid, place dashboard_refresh.place) IS 'Where a refresh of the materialized view failed, in words: in a function, or in the query and the plain views it reads.';

CREATE FUNCTION dashboard_refresh._post(url text, secret text, message_id text, body jsonb) RETURNS dashboard_refresh.posted
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_posted dashboard_refresh.posted;
begin
  -- With this lock held nobody can add a trigger between the check and the insert; it blocks neither senders nor pg_net.
  -- Where pg_net (before 0.12) grants nothing on the table, nobody else has a right to it either.
  if has_table_privilege('net.http_request_queue', 'insert') then
    lock table net.http_request_queue in row exclusive mode;
  end if;

  if dashboard_refresh._queue_has_trigger() then
    v_posted.problem := 'net.http_request_queue has a trigger, which would run with the rights of this session';
    return v_posted;
  end if;

  -- Any login role can read pg_net's queue, so nothing in these headers may be worth reading: the signature is good for
  -- this message alone and for minutes. pg_net sends the body as body::text, so that is what is signed.
  v_posted.request_id := net.http_post(
    url => url,
    body => body,
    headers => dashboard_refresh._signed_headers(secret, message_id, body::text),
    timeout_milliseconds => 5000
  );
  return v_posted;
exception
  -- pg_net raises for what it does not take, with the URL in its text, which may be a secret: so the text goes no further.
  when others then
    return (null::bigint, format('pg_net did not take the request (SQLSTATE %s)', sqlstate));
end;
$$;

ALTER FUNCTION dashboard_refresh._post(url text, secret text, message_id text, body jsonb) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._post(url text, secret text, message_id text, body jsonb) IS 'Hands a message to pg_net, which sends it when the transaction commits, and returns the request''s id, or why that was not possible. Signed by the Standard Webhooks specification; without a secret it is not. Does not raise.';

CREATE FUNCTION dashboard_refresh._present(view dashboard_refresh.views) RETURNS dashboard_refresh.views
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_view dashboard_refresh.views := view;
  v_schema_name text;
  v_view_name text;
begin
  if view.relation_oid is null or to_regclass(view.view) is not null then
    return view;
  end if;

  select pg_namespace.nspname, pg_class.relname
  into v_schema_name, v_view_name
  from pg_catalog.pg_class
  join pg_catalog.pg_namespace on pg_namespace.oid = pg_class.relnamespace
  where pg_class.oid = view.relation_oid
    and pg_class.relkind = 'm'
    and not exists (
      select from dashboard_refresh.views as other
      where other.schema_name = pg_namespace.nspname and other.view_name = pg_class.relname
    );

  if found then
    v_view.schema_name := v_schema_name;
    v_view.view_name := v_view_name;
    v_view.view := format('%I.%I', v_schema_name, v_view_name);
  end if;

  return v_view;
end;
$$;

ALTER FUNCTION dashboard_refresh._present(view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._present(view dashboard_refresh.views) IS 'The managed view under the name that its relation has now: another than the registry''s where it was renamed or moved to another schema and nothing has taken its name, nor is managed by the new one. Writes nothing; see _follow_rename.';

CREATE FUNCTION dashboard_refresh._problems(view dashboard_refresh.views, state dashboard_refresh.view_state, function_endpoint dashboard_refresh.endpoint, alert_endpoint dashboard_refresh.endpoint, at timestamp with time zone) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return (
    select coalesce(json_agg(problems), '[]')
    from (
      select * from dashboard_refresh._read_only_problems()
      union all
      select * from dashboard_refresh._view_problems(view)
      union all
      select * from dashboard_refresh._null_key_problems(view, state)
      union all
      select * from dashboard_refresh._installation_problems()
      union all
      -- Without pg_cron there is nothing to ask.
      select * from dashboard_refresh._job_problems(view, state) where to_regclass('cron.job') is not null
      union all
      select * from dashboard_refresh._other_job_problems(view) where to_regclass('cron.job') is not null
      union all
      select * from dashboard_refresh._elsewhere_problems(view, state, at)
      union all
      select * from dashboard_refresh._source_problems(view)
      union all
      select * from dashboard_refresh._watchdog_problems(view, at) where to_regclass('cron.job') is not null
      union all
      select * from dashboard_refresh._cron_problems()
      union all
      select * from dashboard_refresh._function_problems(view, function_endpoint)
      union all
      select * from dashboard_refresh._path_problems(view, state, at)
      union all
      select * from dashboard_refresh._promise_problems(view, state, at)
      union all
      select * from dashboard_refresh._alert_problems(view, alert_endpoint)
      union all
      select * from dashboard_refresh._run_problems(view)
    ) as problems
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._problems(view dashboard_refresh.views, state dashboard_refresh.view_state, function_endpoint dashboard_refresh.endpoint, alert_endpoint dashboard_refresh.endpoint, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._problems(view dashboard_refresh.views, state dashboard_refresh.view_state, function_endpoint dashboard_refresh.endpoint, alert_endpoint dashboard_refresh.endpoint, at timestamp with time zone) IS 'What is wrong with a managed view, its job, the watchdog and what is sent, as an array of code, severity, message and hint. The endpoints are those of the Edge Function and of the alerts.';

CREATE FUNCTION dashboard_refresh._promise_problems(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) RETURNS SETOF dashboard_refresh.problem
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_gap constant interval := dashboard_refresh._largest_gap(view.schedule, at);
  v_p95 constant interval := coalesce(
    (
      select percentile_cont(0.95) within group (order by runs.finished_at - runs.started_at)
      from dashboard_refresh.runs
      where runs.view_id = view.id and runs.status = 'succeeded' and runs.requested_at > at - interval '24 hours'
    ),
    interval '0'
  );
  v_rests_until constant timestamptz := dashboard_refresh._rests_until(view, state);
  v_holder record;
begin
  -- Any role may take an advisory lock, that of a view too, and every refresh then finds it busy.
  select pg_stat_activity.pid, pg_stat_activity.usename, pg_stat_activity.usesysid
  into v_holder
  from dashboard_refresh.held_locks
  join pg_catalog.pg_stat_activity on pg_stat_activity.pid = held_locks.pid
  where held_locks.kind = 'view'
    and held_locks.key = view.id
    and held_locks.pid <> pg_backend_pid()
    and not dashboard_refresh._is_session_name(pg_stat_activity.application_name)
    and coalesce(pg_stat_activity.xact_start, '-infinity') < at - interval '1 minute';

  return query
  select found.code, found.severity, found.message, found.hint
  from (
    values
      (
        view.scheduled and view.active and v_gap + v_p95 >= view.max_staleness,
        'schedule_too_slow', 'warning',
        format('Up to %s pass between two firings of the job and a refresh takes up to %s s, but max_staleness is %s.',
          v_gap, round(extract(epoch from v_p95), 1), view.max_staleness),
        coalesce(
          'Set schedule to ' || dashboard_refresh._suggest_schedule(view.max_staleness - v_p95)
            || ', or raise max_staleness.',
          'Raise max_staleness: no schedule of this server''s pg_cron is short enough.'
        )
      ),
      (
        -- The moment's rest after every short refresh is no problem.
        view.active and v_rests_until > at + interval '5 seconds',
        'held_back', 'warning',
        format('Scheduled refreshes rest until %s: the last took %s s, and max_duty_cycle is %s.',
          date_trunc('second', v_rests_until), round(extract(epoch from state.last_duration), 1), view.max_duty_cycle),
        'Nothing to do where the rest is short. Otherwise make the view cheaper, or raise max_duty_cycle.'
      ),
      (
        v_holder.pid is not null,
        'lock_taken', 'error',
        format('Session %s of %s holds the view''s advisory lock and is no refresh of ours.', v_holder.pid, v_holder.usename),
        'End it if it has no business here: ' || dashboard_refresh._terminate_statement(v_holder.pid, v_holder.usesysid)
      )
  ) as found (is_found, code, severity, message, hint)
  where found.is_found;
end;
$$;

ALTER FUNCTION dashboard_refresh._promise_problems(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._promise_problems(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) IS 'Why the view cannot be as fresh as max_staleness promises: its schedule, its pace, or a session that holds its lock.';

CREATE FUNCTION dashboard_refresh._proposed_index_json(view dashboard_refresh.views, relation dashboard_refresh.relation_facts, rows_bytes bigint) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_most_bytes constant bigint := 1024 * 1024 * 1024;
  v_key text[];
  v_reason text;
begin
  if relation.has_unique_index then
    v_reason := 'there is one that a concurrent refresh can use';
  elsif not relation.is_populated then
    v_reason := 'the view has no data yet, so its rows do not tell which columns would do';
  elsif not has_table_privilege(relation.oid, 'select') then
    v_reason := format('%s may not read the view', current_user);
  elsif rows_bytes is null then
    v_reason := 'the view is locked at present, as by a refresh that is not concurrent';
  elsif rows_bytes > v_most_bytes then
    v_reason := 'the view is larger than 1 GB, which is too much to try';
  else
    begin
      execute format('select ''it has no rows yet, so they do not tell which columns would do'' '
        'where not exists (select from %s)', relation.oid::regclass)
      into v_reason;

      if v_reason is null then
        v_key := dashboard_refresh._find_key(relation.oid, clock_timestamp() + interval '5 seconds');
      end if;

      if v_reason is null and v_key is null then
        v_reason := 'no one, two or three of its columns tell all of its rows apart, without a null and in values that fit into an index';
      end if;
    exception
      when query_canceled or others then
        v_reason := format('it could not be found out: %s', dashboard_refresh._safe_message(sqlerrm));
    end;
  end if;

  return json_build_object(
    'statement', case when v_key is not null then dashboard_refresh._index_statement(view, v_key) end,
    'columns', to_json(coalesce(v_key, '{}')),
    'reason', v_reason
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._proposed_index_json(view dashboard_refresh.views, relation dashboard_refresh.relation_facts, rows_bytes bigint) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._proposed_index_json(view dashboard_refresh.views, relation dashboard_refresh.relation_facts, rows_bytes bigint) IS 'A unique index that the rows of the materialized view allow now, as a statement, with its columns; or no statement, and the reason. Nothing says that rows to come allow it too. rows_bytes: see _sizes.';

CREATE FUNCTION dashboard_refresh._queries(relation oid) RETURNS SETOF dashboard_refresh.query
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with recursive queries (query) as (
    select (
      dashboard_refresh._parse_node_tree(pg_rewrite.ev_action::text), pg_class.relowner, pg_class.relowner, pg_class.oid
    )::dashboard_refresh.query
    from pg_catalog.pg_class
    join pg_catalog.pg_rewrite on pg_rewrite.ev_class = pg_class.oid and pg_rewrite.rulename = '_RETURN'
    where pg_class.oid = _queries.relation
    -- Each once, by however many ways it is reached.
    union
    select beneath
    from queries
    cross join lateral dashboard_refresh._queries_beneath(queries.query) as beneath
  )
  select (queries.query).* from queries;
$$;

ALTER FUNCTION dashboard_refresh._queries(relation oid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._queries(relation oid) IS 'The query of a view, those of the plain views that it reads, and the bodies that it calls, at any depth.';

CREATE FUNCTION dashboard_refresh._queries_around(expression jsonb, tree jsonb) RETURNS jsonb[]
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select array(
    select nodes.node
    from dashboard_refresh._nodes(tree) as nodes (node)
    where nodes.node ->> 'node' = 'QUERY' and strpos(nodes.node::text, expression::text) > 0
    order by length(nodes.node::text)
  );
$$;

ALTER FUNCTION dashboard_refresh._queries_around(expression jsonb, tree jsonb) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._queries_around(expression jsonb, tree jsonb) IS 'The queries of a tree that an expression stands in, the innermost first.';

CREATE FUNCTION dashboard_refresh._queries_beneath(query dashboard_refresh.query) RETURNS SETOF dashboard_refresh.query
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_views oid[];
  v_functions oid[];
begin
  select
    array_agg(distinct (nodes.node ->> 'relid')::oid) filter (where nodes.node ->> 'relkind' = 'v'),
    array_agg(distinct calls.function) filter (where calls.function >= 16384)
  into v_views, v_functions
  from dashboard_refresh._nodes(query.tree) as nodes (node)
  left join lateral unnest(dashboard_refresh._calls(nodes.node)) as calls (function) on true;

  return query
  -- A plain view is read as its owner, unless it asks for the rights of whoever runs the query.
  select
    dashboard_refresh._parse_node_tree(pg_rewrite.ev_action::text),
    case
      when pg_class.reloptions::text ~* 'security_invoker=(true|on|yes|1)' then query.runner
      else pg_class.relowner
    end,
    query.runner,
    pg_class.oid
  from pg_catalog.pg_class
  join pg_catalog.pg_rewrite on pg_rewrite.ev_class = pg_class.oid and pg_rewrite.rulename = '_RETURN'
  where pg_class.oid = any (v_views) and pg_class.oid is distinct from query.relation
  union all
  -- A body in the form begin atomic … end.
  select
    dashboard_refresh._parse_node_tree(pg_proc.prosqlbody::text),
    case when pg_proc.prosecdef then pg_proc.proowner else query.runner end,
    case when pg_proc.prosecdef then pg_proc.proowner else query.runner end,
    null
  from pg_catalog.pg_proc
  where pg_proc.oid = any (v_functions) and pg_proc.prosqlbody is not null;
end;
$$;

ALTER FUNCTION dashboard_refresh._queries_beneath(query dashboard_refresh.query) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._queries_beneath(query dashboard_refresh.query) IS 'The queries of the plain views that a query reads, and the bodies of the functions that it calls.';

CREATE FUNCTION dashboard_refresh._query_obstacle(queries dashboard_refresh.query[], vocabulary dashboard_refresh.vocabulary) RETURNS dashboard_refresh.obstacle
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_query dashboard_refresh.query;
  v_node jsonb;
  v_obstacle dashboard_refresh.obstacle;
begin
  foreach v_query in array queries loop
    for v_node in select nodes.node from dashboard_refresh._nodes(v_query.tree) as nodes (node) loop
      v_obstacle := dashboard_refresh._node_obstacle(v_node, vocabulary);

      if v_obstacle.reason is not null then
        v_obstacle.expression := dashboard_refresh._expression_text(
          v_node, dashboard_refresh._queries_around(v_node, v_query.tree)
        );
        return v_obstacle;
      end if;
    end loop;
  end loop;

  return null;
end;
$$;

ALTER FUNCTION dashboard_refresh._query_obstacle(queries dashboard_refresh.query[], vocabulary dashboard_refresh.vocabulary) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._query_obstacle(queries dashboard_refresh.query[], vocabulary dashboard_refresh.vocabulary) IS 'The first expression in these queries that can give another result although nothing that is followed has changed, why, and how to write it instead; null when there is none.';

CREATE FUNCTION dashboard_refresh._queue_dependants(run dashboard_refresh.runs, view dashboard_refresh.views) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_dependant dashboard_refresh.views;
  v_state dashboard_refresh.view_state;
  v_endpoint dashboard_refresh.endpoint;
  v_run dashboard_refresh.runs;
begin
  for v_dependant in select * from dashboard_refresh._dependants(view) loop
    v_state := dashboard_refresh._state_of(v_dependant);

    continue when greatest(
      dashboard_refresh._suspended_until(v_dependant, v_state), dashboard_refresh._rests_until(v_dependant, v_state)
    ) > clock_timestamp();

    -- One that waits will see this refresh; one that is under way may not.
    continue when exists (
      select from dashboard_refresh.runs
      where runs.view_id = v_dependant.id
        and runs.status = 'queued'
        and not dashboard_refresh._is_running(runs.id)
    );

    if v_dependant.path <> 'database' then
      v_endpoint := coalesce(v_endpoint, dashboard_refresh._function_endpoint());
    end if;

    insert into dashboard_refresh.runs (view_id, trigger, path, caused_by)
    values (
      v_dependant.id,
      'cascade',
      (
        select chosen.path
        from dashboard_refresh._choose_path(v_dependant, v_state, v_endpoint, clock_timestamp()) as chosen
      ),
      run.id
    )
    returning * into v_run;

    if v_run.path = 'edge' then
      perform dashboard_refresh._send_trigger(v_run, v_dependant, v_endpoint);
    end if;
  end loop;
end;
$$;

ALTER FUNCTION dashboard_refresh._queue_dependants(run dashboard_refresh.runs, view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._queue_dependants(run dashboard_refresh.runs, view dashboard_refresh.views) IS 'After a refresh that changed the view: requests a refresh of each managed view that reads it. Runs on the edge path are sent to the Edge Function, others are left to the rescue jobs. A view that is suspended or rests is left to its own job.';

CREATE FUNCTION dashboard_refresh._queue_has_trigger() RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select exists (
    select from pg_catalog.pg_trigger
    where pg_trigger.tgrelid = to_regclass('net.http_request_queue') and not pg_trigger.tgisinternal
  );
$$;

ALTER FUNCTION dashboard_refresh._queue_has_trigger() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._queue_has_trigger() IS 'True when pg_net''s queue has a trigger. pg_net lets any role create one, and it would run as the sender.';

CREATE FUNCTION dashboard_refresh._queue_rescue(view_id integer, at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_view dashboard_refresh.views;
  v_state dashboard_refresh.view_state;
  v_statistics record;
  v_has_missed_tick boolean;
  v_is_rescue boolean;
begin
  -- What another session has locked, as one that unmanages the view does, is looked at again in a minute.
  perform from dashboard_refresh.view_state
  where view_state.view_id = _queue_rescue.view_id
  for no key update skip locked;

  if not found then
    return;
  end if;

  select * into strict v_view from dashboard_refresh.views where views.id = _queue_rescue.view_id;
  v_state := dashboard_refresh._forget_future_times(v_view, dashboard_refresh._state_of(v_view), at);
  v_has_missed_tick := dashboard_refresh._record_missed_tick(v_view, v_state, at);

  -- The view's lock is taken only where there is work: a tick that fires in the same second must not find the view busy.
  if not (
      v_has_missed_tick
      or dashboard_refresh._needs_rescue(v_view, v_state, at)
      or dashboard_refresh._is_retry_due(v_view, v_state, at)
    )
    or not dashboard_refresh._try_lock_view(v_view.id)
  then
    return;
  end if;

  perform dashboard_refresh._mark_overdue_lost(v_view, v_state, at);
  v_state := dashboard_refresh._state_of(v_view);

  if exists (select from dashboard_refresh.runs where runs.view_id = v_view.id and runs.status = 'queued') then
    return;
  end if;

  -- A view that is paused is refreshed by nobody who is not asked to.
  if not v_view.active then
    return;
  end if;

  -- Do not retry every minute a refresh that crashes its backend: a suspension holds, unless its retry is due.
  v_is_rescue := dashboard_refresh._is_retry_due(v_view, v_state, at)
    or (
      not coalesce(dashboard_refresh._suspended_until(v_view, v_state) > at, false)
      and dashboard_refresh._needs_rescue(v_view, v_state, at)
    );

  -- In place of the tick, which would have looked too.
  if not v_is_rescue
    and v_has_missed_tick
    and not coalesce(dashboard_refresh._suspended_until(v_view, v_state) > at, false)
  then
    perform dashboard_refresh._record_settings(
      (select pg_settings.reset_val from pg_catalog.pg_settings where pg_settings.name = 'search_path')
    );
    v_statistics := dashboard_refresh._statistics_horizon(at);
    v_is_rescue := dashboard_refresh._why_not_refresh(
      v_view, v_state, v_statistics.known_until, v_statistics.epoch, at
    ) is null;
  end if;

  if v_is_rescue then
    insert into dashboard_refresh.runs (view_id, trigger, path) values (v_view.id, 'watchdog', 'database');
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._queue_rescue(view_id integer, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._queue_rescue(view_id integer, at timestamp with time zone) IS 'A duty of the watchdog, for each view: notices ticks that never came and marks as lost what nobody picked up, and leaves a run to the rescue jobs to make up for these or to retry a failed one. That is in the ledger, committed, before they see it.';

CREATE FUNCTION dashboard_refresh._raise(code text, message text, detail text DEFAULT NULL::text, hint text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_error record;
begin
  select * into strict v_error from dashboard_refresh._error_codes() as errors where errors.code = _raise.code;

  -- PostgREST, which sets this for each request, turns SQLSTATE PGRST into a response of this body and status.
  if nullif(current_setting('request.method', true), '') is not null then
    raise sqlstate 'PGRST' using
      message = json_build_object('code', code, 'message', message, 'details', detail, 'hint', hint)::text,
      detail = json_build_object('status', v_error.status, 'headers', json_build_object())::text;
  end if;

  raise exception using
    errcode = v_error.sqlstate,
    message = message,
    detail = coalesce(detail, ''),
    hint = coalesce(hint, '');
end;
$$;

ALTER FUNCTION dashboard_refresh._raise(code text, message text, detail text, hint text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._raise(code text, message text, detail text, hint text) IS 'Raises the error of this code (see _error_codes): in a request of the REST API in the form that becomes its response, otherwise with the SQLSTATE. Never returns.';

CREATE FUNCTION dashboard_refresh._read_definition(relation oid) RETURNS dashboard_refresh.definition
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_queries constant dashboard_refresh.query[] := array(select queries from dashboard_refresh._queries(relation) as queries);
  v_reads constant dashboard_refresh.read[] := array(select reads from dashboard_refresh._reads(v_queries) as reads);
  -- Without the parts that are nodes of their own: each would be there once for every query that it stands in.
  v_nodes constant jsonb[] := array(
    select nodes.node - array['rtable', 'jointree', 'targetList', 'setOperations', 'larg', 'rarg', 'subquery', 'ctequery']
    from unnest(v_queries) as queries
    cross join lateral dashboard_refresh._nodes(queries.tree) as nodes (node)
  );
  v_types constant oid[] := dashboard_refresh._types_mentioned(v_nodes);
  v_functions constant oid[] := dashboard_refresh._functions_within(
    dashboard_refresh._functions_of_types(v_types)
    || array(
      select distinct calls.function
      from unnest(v_nodes) as nodes (node)
      cross join lateral unnest(dashboard_refresh._calls(nodes.node)) as calls (function)
    )
  );
  v_definition dashboard_refresh.definition;
  v_obstacle dashboard_refresh.obstacle;
begin
  v_obstacle := dashboard_refresh._source_obstacle(v_reads);

  if v_obstacle.reason is null then
    v_obstacle := dashboard_refresh._query_obstacle(v_queries, dashboard_refresh._vocabulary(v_types, v_functions));
  end if;

  v_definition.sources := array(select distinct reads.relation from unnest(v_reads) as reads order by reads.relation);
  v_definition.storage := array(
    select reads.relation from unnest(v_reads) as reads
    union
    select dashboard_refresh._with_children(array(select reads.relation from unnest(v_reads) as reads where reads.inh))
  );
  v_definition.upstream := array(
    select pg_class.oid from pg_catalog.pg_class
    where pg_class.oid = any (v_definition.sources) and pg_class.relkind = 'm'
    order by pg_class.oid
  );
  v_definition.custom_settings := array(
    select distinct asked.setting
    from unnest(v_nodes) as nodes (node)
    cross join lateral dashboard_refresh._setting_asked_for(nodes.node) as asked (setting)
    where asked.setting is not null and dashboard_refresh._is_recordable(asked.setting)
    order by asked.setting
  );
  v_definition.untrackable := v_obstacle.reason;
  v_definition.untrackable_expression := v_obstacle.expression;
  v_definition.untrackable_instead := v_obstacle.instead;
  v_definition.watched := dashboard_refresh._watched(v_queries, v_reads, v_nodes, v_types, v_functions);
  v_definition.stamp := dashboard_refresh._catalog_stamp(v_definition.watched);
  return v_definition;
end;
$$;

ALTER FUNCTION dashboard_refresh._read_definition(relation oid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._read_definition(relation oid) IS 'Reads what a materialized view is made of, through plain views and functions of any depth.';

CREATE FUNCTION dashboard_refresh._read_null_keys(relation oid) RETURNS dashboard_refresh.null_keys
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "DateStyle" TO 'ISO, YMD'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET bytea_output TO 'hex'
    AS $_$
declare
  v_most constant integer := 1000000;
  v_row constant text := dashboard_refresh._row_name(relation);
  v_columns constant text[] := array(
    select distinct unnest(unique_index.columns) from dashboard_refresh._unique_indexes(relation) as unique_index order by 1
  );
  v_found dashboard_refresh.null_keys;
begin
  if v_columns = '{}' then
    return (array[]::text[], array[]::bigint[]);
  -- Since PostgreSQL 17 a role may refresh what it may not read.
  elsif not has_table_privilege(relation, 'select') then
    return null;
  end if;

  -- "is null" for the indexes; it is also true of a composite value that is not null and has nothing but nulls.
  execute (
    select format(
      $query$
      select array_remove(array[%s], null), coalesce(array_agg(lacking.hash), '{}')
      from (
        select array[%s] as lacks, hashtextextended(%s::text, 0) as hash
        from %s as %s
        where (%s) and num_nulls(%s) > 0
        limit %s
      ) as lacking
      $query$,
      string_agg(format('case when bool_or(lacking.lacks[%s]) then %L end', position, name), ', ' order by position),
      string_agg(format('num_nulls(%s.%I) > 0', v_row, name), ', ' order by position),
      v_row,
      relation::regclass,
      v_row,
      string_agg(format('%s.%I is null', v_row, name), ' or '),
      string_agg(format('%s.%I', v_row, name), ', '),
      v_most + 1
    )
    from unnest(v_columns) with ordinality as columns (name, position)
  ) into v_found.columns, v_found.hashes;

  -- Too many to hold: they are counted as PostgreSQL does.
  if cardinality(v_found.hashes) > v_most then
    v_found.hashes := null;
  end if;

  return v_found;
end;
$_$;

ALTER FUNCTION dashboard_refresh._read_null_keys(relation oid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._read_null_keys(relation oid) IS 'The rows of a materialized view that have a null in a unique index. Reads the view, which costs little beside the refresh of it.';

CREATE FUNCTION dashboard_refresh._read_only_problems() RETURNS SETOF dashboard_refresh.problem
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_reason constant text := dashboard_refresh._why_read_only();
begin
  return query
  select found.code, found.severity, found.message, found.hint
  from (
    values
      (
        v_reason is not null,
        'read_only', 'error',
        format('The database is read-only: %s. Nothing is refreshed, recorded or sent until that ends.', v_reason),
        case
          when pg_is_in_recovery() then 'Ask the primary server; refreshes run there and arrive here.'
          else coalesce(
            'Somebody has set it. Take it away: ' || (select setting.remedy from dashboard_refresh._read_only_setting() as setting),
            'Supabase sets it when the disk is full: make room, or get a larger disk, and it ends by itself. To delete rows '
            'meanwhile, one session may write after: set session characteristics as transaction read write;'
          )
        end
      )
  ) as found (is_found, code, severity, message, hint)
  where found.is_found;
end;
$$;

ALTER FUNCTION dashboard_refresh._read_only_problems() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._read_only_problems() IS 'That the database is read-only, why, and what ends it.';

CREATE FUNCTION dashboard_refresh._read_only_setting(OUT place text, OUT remedy text) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_role constant oid := (select pg_roles.oid from pg_catalog.pg_roles where pg_roles.rolname = current_user);
  v_is_on boolean;
  v_owner oid;
begin
  -- The jobs log in as the owner of the schema, whoever asks: the most specific of that role's settings counts.
  select
    split_part(settings.setting, '=', 2)::boolean,
    concat_ws(' in ',
      'role ' || nullif(quote_ident(pg_get_userbyid(nullif(pg_db_role_setting.setrole, 0))), ''),
      'database ' || quote_ident(pg_database.datname)),
    case when pg_db_role_setting.setrole = 0 then pg_database.datdba else v_role end
  into v_is_on, place, v_owner
  from pg_catalog.pg_db_role_setting
  cross join lateral unnest(pg_db_role_setting.setconfig) as settings (setting)
  left join pg_catalog.pg_database on pg_database.oid = pg_db_role_setting.setdatabase
  where settings.setting like 'default\_transaction\_read\_only=%'
    and pg_db_role_setting.setrole in (0, v_role)
    and (pg_db_role_setting.setdatabase = 0 or pg_database.datname = current_database())
  order by pg_db_role_setting.setrole = 0, pg_db_role_setting.setdatabase = 0
  limit 1;

  if v_is_on then
    remedy := 'begin read write; '
      || dashboard_refresh._as_owner(v_owner, format('alter %s reset default_transaction_read_only;', place)) || ' commit;';
    place := 'for the ' || place;
  else
    place := case when current_setting('default_transaction_read_only')::boolean then 'on this server' end;
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._read_only_setting(OUT place text, OUT remedy text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._read_only_setting(OUT place text, OUT remedy text) IS 'Where default_transaction_read_only is on for the jobs, or for this session, and the statement that takes it away where it was set for a role or database; both null where it is off.';

CREATE FUNCTION dashboard_refresh._read_relations(relation oid) RETURNS SETOF dashboard_refresh.read_relation
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  with recursive reads (reader, relation, role) as (
    select null::oid, pg_class.oid, pg_class.relowner
    from pg_catalog.pg_class
    where pg_class.oid = _read_relations.relation
    union
    select
      reader.oid,
      child.oid,
      -- The owner of the view that names a relation must be allowed to read it; with security_invoker it is the role that
      -- runs the query, at any depth.
      case
        when reader.relkind = 'v' and exists (
          select from pg_options_to_table(reader.reloptions) as option
          where option.option_name = 'security_invoker' and option.option_value::boolean
        ) then viewed.relowner
        else reader.relowner
      end
    from reads
    join pg_catalog.pg_class as viewed on viewed.oid = _read_relations.relation
    join pg_catalog.pg_class as reader on reader.oid = reads.relation
    join pg_catalog.pg_rewrite on pg_rewrite.ev_class = reader.oid and pg_rewrite.rulename = '_RETURN'
    -- From the node tree and not from pg_depend, which does not list the system catalogs.
    cross join lateral regexp_matches(pg_rewrite.ev_action::text, ':relid (\d+)', 'g') as matches (match)
    join pg_catalog.pg_class as child on child.oid = matches.match[1]::oid and child.oid <> reader.oid
    where reader.relkind = 'v' or reader.oid = _read_relations.relation
  )
  select reads.reader, reads.relation, reads.role from reads where reads.reader is not null;
end;
$$;

ALTER FUNCTION dashboard_refresh._read_relations(relation oid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._read_relations(relation oid) IS 'The relations that a materialized view reads, directly and through plain views, which are among them; each with the view that names it and the role whose rights count.';

CREATE FUNCTION dashboard_refresh._read_vault(names text[]) RETURNS dashboard_refresh.vault_contents
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_contents dashboard_refresh.vault_contents;
  v_why_not_adopted text;
begin
  v_contents.reason := 'unavailable';
  v_why_not_adopted := dashboard_refresh._why_not_adopted();

  -- Whoever is to send reads Vault first, so this is asked before every message. A copy may have Vault as well, and with
  -- it the URL of the project that it was made from.
  if v_why_not_adopted is not null then
    v_contents.missing := format('this database is a copy that was not adopted: %s', v_why_not_adopted);
    v_contents.reason := 'not_adopted';
  elsif to_regprocedure('net.http_post(text, jsonb, jsonb, jsonb, integer)') is null then
    v_contents.missing := 'pg_net is not installed';
  elsif to_regclass('vault.decrypted_secrets') is null then
    v_contents.missing := 'Vault is not installed';
  elsif dashboard_refresh._queue_has_trigger() then
    v_contents.missing := 'net.http_request_queue has a trigger, which would run with the rights of the sender: find out '
      'who created it, and drop it';
  else
    select coalesce(jsonb_object_agg(decrypted_secrets.name, trim(decrypted_secrets.decrypted_secret)), '{}')
    into v_contents.secrets
    from vault.decrypted_secrets
    where decrypted_secrets.name = any (names);
    v_contents.reason := null;
  end if;

  return v_contents;
exception
  -- Whatever it is, such as a restore under another key: without these the database can still refresh.
  when others then
    return (null::jsonb, format('Vault cannot be read (SQLSTATE %s)', sqlstate), 'unavailable'::text);
end;
$$;

ALTER FUNCTION dashboard_refresh._read_vault(names text[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._read_vault(names text[]) IS 'The secrets of these names that Vault has, for a request through pg_net; or why nothing can be sent from here.';

CREATE FUNCTION dashboard_refresh._readable_body(function pg_proc) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select lower(regexp_replace(function.prosrc, '--[^\n]*|/\*.*?\*/', ' ', 'g'))
  from pg_catalog.pg_language
  where pg_language.oid = function.prolang
    and pg_language.lanname not in ('internal', 'c')
    and function.prosqlbody is null;
$$;

ALTER FUNCTION dashboard_refresh._readable_body(function pg_proc) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._readable_body(function pg_proc) IS 'The text of a function''s body in lower case, without comments; null where there is none to read.';

CREATE FUNCTION dashboard_refresh._reads(queries dashboard_refresh.query[]) RETURNS SETOF dashboard_refresh.read
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select distinct (nodes.node ->> 'relid')::oid, queries.reader, (nodes.node ->> 'inh')::boolean
  from unnest(_reads.queries) as queries (tree, reader, runner, relation)
  cross join lateral dashboard_refresh._nodes(queries.tree) as nodes (node)
  join pg_catalog.pg_class on pg_class.oid = (nodes.node ->> 'relid')::oid
  where nodes.node ->> 'node' = 'RANGETBLENTRY'
    -- The rule of a view names the view itself.
    and pg_class.oid is distinct from queries.relation
    and pg_class.relkind <> 'v';
$$;

ALTER FUNCTION dashboard_refresh._reads(queries dashboard_refresh.query[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._reads(queries dashboard_refresh.query[]) IS 'The relations that these queries read, plain views looked through. A materialized view is a relation like any other: what it shows changes when it is refreshed, and only then.';

CREATE FUNCTION dashboard_refresh._recent_log() RETURNS SETOF dashboard_refresh.logged_firing
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if to_regclass('cron.job_run_details') is null then
    return;
  end if;

  -- The log has no index but on runid. A thousand rows back cover more than the minute between two looks.
  return query
  select
    logged.runid, logged.jobid, logged.command, logged.status, logged.return_message, logged.start_time, logged.end_time
  from cron.job_run_details as logged
  order by logged.runid desc
  limit 1000;
end;
$$;

ALTER FUNCTION dashboard_refresh._recent_log() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._recent_log() IS 'The last thousand rows of pg_cron''s log, newest first; none without pg_cron.';

CREATE FUNCTION dashboard_refresh._record_alert(alert_id uuid, attempt integer, claimed_by uuid, status_code integer, failure text) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_alert dashboard_refresh.alerts;
begin
  select *
  into v_alert
  from dashboard_refresh.alerts
  where alerts.id = alert_id
    and alerts.status = 'sent'
    and alerts.via = 'function'
    and alerts.attempts = attempt
    and alerts.claimed_by = _record_alert.claimed_by
  for no key update;

  if not found then
    return false;
  end if;

  perform dashboard_refresh._store_alert(dashboard_refresh._after_attempt(
    v_alert,
    dashboard_refresh._webhook_problem(
      status_code, case failure when 'timeout' then 'no answer in time' else 'it could not be reached' end
    ),
    clock_timestamp()
  ));
  return true;
end;
$$;

ALTER FUNCTION dashboard_refresh._record_alert(alert_id uuid, attempt integer, claimed_by uuid, status_code integer, failure text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._record_alert(alert_id uuid, attempt integer, claimed_by uuid, status_code integer, failure text) IS 'For the Edge Function: records what the webhook answered to a delivery that was claimed, a status or, without one, failure: timeout or unreachable. False, and nothing is recorded, where the attempt is over already.';

CREATE FUNCTION dashboard_refresh._record_died_rescues(at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_rescue record;
  v_view dashboard_refresh.views;
begin
  for v_rescue in select * from dashboard_refresh._noted_rescues() loop
    -- Held by the session that noted it while that lives.
    continue when not dashboard_refresh._try_lock_view(v_rescue.view_id);

    -- It may have ended, as it should, since the first look.
    continue when not exists (
      select from dashboard_refresh._noted_rescues() as still
      where still.slot = v_rescue.slot and still.view_id = v_rescue.view_id
    );

    perform dashboard_refresh._note_rescue(v_rescue.slot, null);

    update dashboard_refresh.runs
    set status = 'lost',
      finished_at = at,
      error_message = 'the session that refreshed the view ended in the middle of it',
      error_hint = 'See the server''s log at that time: the session was ended by somebody, or crashed, or the server '
        'stopped. The refresh is tried again.'
    where runs.view_id = v_rescue.view_id and runs.status = 'queued' and dashboard_refresh._is_left_to_rescue(runs);

    if found then
      select * into v_view from dashboard_refresh.views where views.id = v_rescue.view_id;
      perform dashboard_refresh._record_failure(v_view, null, at);
    end if;
  end loop;
end;
$$;

ALTER FUNCTION dashboard_refresh._record_died_rescues(at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._record_died_rescues(at timestamp with time zone) IS 'A duty of the watchdog: marks as lost what a rescue was running when its session died, and counts one failure of the view, so that a refresh that crashes its session is not tried again every minute for ever.';

CREATE FUNCTION dashboard_refresh._record_duty(duty text, view_id integer, at timestamp with time zone, error_sqlstate text, error_message text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if error_sqlstate is not null then
    raise warning using
      message = format('the watchdog''s duty %s failed: %s', concat_ws(' of view ', duty, view_id), error_message),
      errcode = error_sqlstate;
  end if;

  perform from dashboard_refresh.duty_failures
  where duty_failures.duty = _record_duty.duty
    and duty_failures.view_id is not distinct from _record_duty.view_id
  for update skip locked;

  if error_sqlstate is null then
    if found then
      delete from dashboard_refresh.duty_failures
      where duty_failures.duty = _record_duty.duty
        and duty_failures.view_id is not distinct from _record_duty.view_id;
    end if;
  elsif found then
    update dashboard_refresh.duty_failures
    set last_at = at,
      error_sqlstate = _record_duty.error_sqlstate,
      error_message = _record_duty.error_message
    where duty_failures.duty = _record_duty.duty
      and duty_failures.view_id is not distinct from _record_duty.view_id;
  else
    -- Does nothing where the row is there but locked: the warning above has said it.
    insert into dashboard_refresh.duty_failures (duty, view_id, since, last_at, error_sqlstate, error_message)
    values (duty, view_id, at, at, error_sqlstate, error_message)
    on conflict do nothing;
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._record_duty(duty text, view_id integer, at timestamp with time zone, error_sqlstate text, error_message text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._record_duty(duty text, view_id integer, at timestamp with time zone, error_sqlstate text, error_message text) IS 'Records that a duty of the watchdog failed with this SQLSTATE, or that it succeeded (null), and warns in the log. view_id: of a duty that is done for each view, otherwise null. Waits for nobody.';

CREATE FUNCTION dashboard_refresh._record_failed_run(view dashboard_refresh.views, run dashboard_refresh.runs) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  update dashboard_refresh.view_state
  set last_duration = run.finished_at - run.started_at,
    last_finished_at = run.finished_at
  where view_state.view_id = view.id;

  if dashboard_refresh._was_cut_by_api(view, run) then
    insert into dashboard_refresh.runs (view_id, trigger, path) values (view.id, 'watchdog', 'database');
  else
    perform dashboard_refresh._record_failure(view, run.error_sqlstate, run.finished_at);
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._record_failed_run(view dashboard_refresh.views, run dashboard_refresh.runs) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._record_failed_run(view dashboard_refresh.views, run dashboard_refresh.runs) IS 'Records in the state of the view that a run of it failed. One that only an API call was too short for leaves a run to the rescue jobs instead, and is not counted.';

CREATE FUNCTION dashboard_refresh._record_failed_ticks(at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_view dashboard_refresh.views;
begin
  -- A tick on the database path is one transaction: when its session dies, its run goes with it. pg_cron's log remains.
  for v_view in
    with failed as materialized (
      select * from dashboard_refresh._failed_ticks(at)
    ),
    -- A view that another session is about to unmanage is passed over.
    present as materialized (
      select views.id
      from dashboard_refresh.views
      where views.id in (select failed.view_id from failed)
      for key share skip locked
    ),
    recorded as (
      insert into dashboard_refresh.runs (
        view_id, trigger, path, status, requested_at, finished_at, cron_run_id, error_message, error_hint
      )
      select
        failed.view_id,
        'cron',
        'database',
        'lost',
        failed.fired_at,
        at,
        failed.cron_run_id,
        'the tick failed: ' || coalesce(dashboard_refresh._safe_message(failed.message), 'pg_cron gives no reason'),
        'See the server''s log at that time. The watchdog has the view refreshed in its place.'
      from failed
      join present on present.id = failed.view_id
      on conflict (cron_run_id, requested_at) do nothing
      returning runs.view_id
    )
    select views.* from recorded join dashboard_refresh.views on views.id = recorded.view_id
  loop
    perform dashboard_refresh._record_failure(v_view, null, at);
  end loop;
end;
$$;

ALTER FUNCTION dashboard_refresh._record_failed_ticks(at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._record_failed_ticks(at timestamp with time zone) IS 'A duty of the watchdog: records a lost run for each of _failed_ticks, and counts a failure of its view.';

CREATE FUNCTION dashboard_refresh._record_failure(view dashboard_refresh.views, error_sqlstate text, at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_state dashboard_refresh.view_state;
begin
  perform from dashboard_refresh.view_state where view_state.view_id = view.id for no key update;

  -- Unmanaged meanwhile.
  if not found then
    return;
  end if;

  v_state := dashboard_refresh._state_of(view);
  v_state.consecutive_failures := v_state.consecutive_failures + 1;
  v_state.failure_kind := dashboard_refresh._failure_kind(error_sqlstate);

  update dashboard_refresh.view_state
  set consecutive_failures = v_state.consecutive_failures,
    failing_since = coalesce(v_state.failing_since, at),
    failing_revision = coalesce(v_state.failing_revision, view.revision),
    failure_kind = v_state.failure_kind,
    failed_stamp = case
      when v_state.failure_kind = 'lasting' then dashboard_refresh._repair_stamp(view, v_state)
    end,
    retry_at = at + dashboard_refresh._retry_delay(
      v_state.consecutive_failures, view.failure_limit, v_state.failure_kind, random()
    )
  where view_state.view_id = view.id;

  perform dashboard_refresh._open_alert(
    view, case when v_state.consecutive_failures >= view.failure_limit then 'suspended' else 'failing' end, at
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._record_failure(view dashboard_refresh.views, error_sqlstate text, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._record_failure(view dashboard_refresh.views, error_sqlstate text, at timestamp with time zone) IS 'Counts a run that failed with this SQLSTATE, or was lost (null), at `at`: sets the time of the next attempt, suspends the view after failure_limit consecutive failures, and alerts.';

CREATE FUNCTION dashboard_refresh._record_installation() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- A registry without an identity was copied without it.
  if exists (select from dashboard_refresh.views) then
    return;
  end if;

  insert into dashboard_refresh.installation (system_identifier, database_oid, database_name, timeline)
  select current.system_identifier, current.database_oid, current.database_name, current.timeline
  from dashboard_refresh._current_identity() as current
  on conflict do nothing;
end;
$$;

ALTER FUNCTION dashboard_refresh._record_installation() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._record_installation() IS 'Records the identity of this database where none is recorded and no view is managed yet. Never replaces one: an upgrade of a copy adopts nothing.';

CREATE FUNCTION dashboard_refresh._record_login() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_recorded dashboard_refresh.session_settings;
  v_login dashboard_refresh.login_settings;
  v_settings jsonb;
begin
  select * into v_recorded from dashboard_refresh.session_settings order by session_settings.id desc limit 1;
  v_settings := coalesce(v_recorded.settings, '{}');
  v_login := dashboard_refresh._login_settings(dashboard_refresh._setting_names() || array(
    select names.name from jsonb_object_keys(v_settings) as names (name)
    where names.name <> all (dashboard_refresh._setting_names())
  ));

  if not v_login.is_owners
    -- A session that began before another in which a change was seen may have missed that change.
    or (v_login.started_at < v_recorded.session_started_at and v_recorded.session_started_at <= clock_timestamp())
  then
    return;
  end if;

  v_settings := v_settings || v_login.settings;

  if v_settings is distinct from v_recorded.settings
    or v_recorded.recorded_in = 'catalog'
    or (v_recorded.recorded_in = 'session' and v_login.is_cron)
  then
    perform dashboard_refresh._write_settings(
      v_settings,
      case when v_login.is_cron then 'pg_cron' else 'session' end,
      case when v_settings = v_recorded.settings then v_recorded.recorded_at else clock_timestamp() end,
      v_login.started_at
    );
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._record_login() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._record_login() IS 'Records the session settings if this is a session of the jobs'' owner and its login gave it others than are recorded.';

CREATE FUNCTION dashboard_refresh._record_loss(view dashboard_refresh.views, at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_losses integer;
begin
  update dashboard_refresh.view_state
  set consecutive_losses = view_state.consecutive_losses + 1,
    function_retry_at = case
      when view_state.consecutive_losses + 1 >= dashboard_refresh._loss_limit() then at + least(
        interval '10 minutes' * power(2, least(view_state.consecutive_losses + 1 - dashboard_refresh._loss_limit(), 10)),
        interval '6 hours'
      )
    end
  where view_state.view_id = view.id
  returning view_state.consecutive_losses into v_losses;

  -- One alert for a function that does not answer, however many views it is asked for.
  if v_losses >= dashboard_refresh._loss_limit() and not exists (
    select from dashboard_refresh.view_state
    join dashboard_refresh.views on views.id = view_state.view_id
    where view_state.view_id <> view.id
      and views.active
      and views.scheduled
      and 'function_failing' = any (view_state.open_alerts)
  ) then
    perform dashboard_refresh._open_alert(view, 'function_failing', at);
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._record_loss(view dashboard_refresh.views, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._record_loss(view dashboard_refresh.views, at timestamp with time zone) IS 'Counts a loss of the view''s runs at `at`. From the third in a row on, sets when the Edge Function is tried again with path auto, after 10 min, doubling up to 6 h, and alerts, once for all views.';

CREATE FUNCTION dashboard_refresh._record_missed_tick(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  -- A tick of this very minute gets its time.
  v_until constant timestamptz := at - dashboard_refresh._pickup_time();
  -- After a change of the settings the next firing is computed from the new ones.
  v_is_known constant boolean := state.tick_due_revision = view.revision and state.tick_due_at is not null;
  v_is_missed boolean;
begin
  if not (view.active and view.scheduled) or (v_is_known and state.tick_due_at > v_until) then
    return false;
  end if;

  v_is_missed := v_is_known and not coalesce(dashboard_refresh._has_ticked(view, state.tick_due_at), true);

  -- Once an outage, however many ticks it swallows. It is no failure of the view, so it is not counted as one.
  if v_is_missed and state.ticks_missed_since is null then
    insert into dashboard_refresh.runs (view_id, trigger, path, status, requested_at, finished_at, error_message, error_hint)
    values (
      view.id,
      'cron',
      'database',
      'lost',
      -- Runs are ordered by the clock, whatever time is judged by here.
      least(state.tick_due_at, clock_timestamp()),
      at,
      format('pg_cron did not fire the job %s', view.job_name),
      'The watchdog refreshes the view in its place. See the problems in status for what became of the job, and whether '
      'the server was down at that time.'
    );
  end if;

  update dashboard_refresh.view_state
  set tick_due_at = dashboard_refresh._next_firing(view.schedule, case when v_is_known then v_until else at end),
    tick_due_revision = view.revision,
    ticks_missed_since = case when v_is_missed then coalesce(state.ticks_missed_since, state.tick_due_at) end
  where view_state.view_id = view.id;

  return v_is_missed or (v_is_known and dashboard_refresh._left_no_trace(view, state, state.tick_due_at));
end;
$$;

ALTER FUNCTION dashboard_refresh._record_missed_tick(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._record_missed_tick(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) IS 'True when somebody has to look in the place of a tick that was due _pickup_time() before `at`: pg_cron has not fired the view''s job, since that is gone or was paused by hand, or the scheduler or the server was down, for which this records one lost run for the whole outage; or the tick could write nothing.';

CREATE FUNCTION dashboard_refresh._record_outcome(view dashboard_refresh.views, state dashboard_refresh.view_state, run dashboard_refresh.runs) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '1s'
    AS $$
begin
  if run.status = 'succeeded' then
    perform dashboard_refresh._record_success(view, state, run);
  else
    perform dashboard_refresh._record_failed_run(view, run);
  end if;

  -- Sent through pg_net and done there, well or not: the way to the Edge Function is open. Or it is not used any more.
  if (run.path = 'edge' and run.http_request_id is not null)
    or view.path = 'database'
    or run.finished_at - run.started_at > dashboard_refresh._api_limit()
  then
    perform dashboard_refresh._forget_losses(view, run.finished_at);
  end if;
exception
  -- Somebody keeps a transaction open that locks the row. The refresh counts all the same; that the view is taken for
  -- less fresh than it is costs one more refresh.
  when lock_not_available then
    raise warning using
      message = format('the state of %s is locked, so it does not reflect run %s', view.view, run.id),
      errcode = 'lock_not_available';
end;
$$;

ALTER FUNCTION dashboard_refresh._record_outcome(view dashboard_refresh.views, state dashboard_refresh.view_state, run dashboard_refresh.runs) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._record_outcome(view dashboard_refresh.views, state dashboard_refresh.view_state, run dashboard_refresh.runs) IS 'Records in the state of the view how a run of it ended.';

CREATE FUNCTION dashboard_refresh._record_run(refreshed dashboard_refresh.refreshed, view dashboard_refresh.views, writes dashboard_refresh.write_look, waiting uuid[]) RETURNS dashboard_refresh.runs
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_run dashboard_refresh.runs := refreshed.run;
  v_state dashboard_refresh.view_state := refreshed.state;
begin
  if v_run.status = 'succeeded' then
    v_state := dashboard_refresh._count_writes(view, v_state, writes, v_run.started_at);
  else
    v_run.error_message := coalesce(dashboard_refresh._safe_message(v_run.error_message), 'it gives no message');
    v_run.error_hint := dashboard_refresh._safe_message(v_run.error_hint);
    v_run.error_hint := dashboard_refresh._failure_hint(view, v_run, refreshed.failure);
  end if;

  perform dashboard_refresh._finish_runs(v_run, waiting);
  perform dashboard_refresh._record_outcome(view, v_state, v_run);

  if v_run.status = 'succeeded' then
    -- Without a change there is nothing to pass on; a plain refresh does not tell.
    if coalesce(v_run.rows_inserted + v_run.rows_deleted, 1) > 0 then
      perform dashboard_refresh._queue_dependants(v_run, view);
    end if;
  elsif not dashboard_refresh._was_cut_by_api(view, v_run) then
    perform dashboard_refresh._fail_dependants(v_run, view);
  end if;

  return v_run;
end;
$$;

ALTER FUNCTION dashboard_refresh._record_run(refreshed dashboard_refresh.refreshed, view dashboard_refresh.views, writes dashboard_refresh.write_look, waiting uuid[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._record_run(refreshed dashboard_refresh.refreshed, view dashboard_refresh.views, writes dashboard_refresh.write_look, waiting uuid[]) IS 'Records a run that has ended, with the runs that waited for it, and informs the views that read the view. writes: what had written to the view before (see _look_at_writes). Returns the run, with what to do about a failure.';

CREATE FUNCTION dashboard_refresh._record_settings(search_path text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- A tick that skips does no more than this: what the login gave is in pg_settings, which costs as much as all the rest.
  if not exists (
    select
    from (select * from dashboard_refresh.session_settings order by session_settings.id desc limit 1) as newest
    where (
        newest.recorded_in = 'pg_cron'
        or (
          newest.recorded_in = 'session'
          and current_setting('application_name') <> 'pg_cron'
          -- A background worker of pg_cron has no application_name.
          and not exists (
            select from pg_stat_get_activity(pg_backend_pid()) as own where own.backend_type = 'pg_cron'
          )
        )
      )
      and not exists (
        select
        from jsonb_each_text(newest.settings) as recorded (name, value)
        where coalesce(recorded.value, '') <> case recorded.name
          when 'search_path' then _record_settings.search_path
          else coalesce(current_setting(recorded.name, true), '')
        end
      )
  ) then
    perform dashboard_refresh._record_login();
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._record_settings(search_path text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._record_settings(search_path text) IS 'Looks at the login of this session (_record_login) where its settings are not those that are recorded. search_path: the session''s own, which no function of ours can see.';

CREATE FUNCTION dashboard_refresh._record_success(view dashboard_refresh.views, state dashboard_refresh.view_state, run dashboard_refresh.runs) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_state dashboard_refresh.view_state;
begin
  update dashboard_refresh.view_state
  set data_as_of = state.data_as_of,
    verified_at = null,
    upstream_as_of = state.upstream_as_of,
    sources = state.sources,
    storage = state.storage,
    upstream = state.upstream,
    custom_settings = state.custom_settings,
    watched = state.watched,
    catalog_stamp = state.catalog_stamp,
    catalog_changes = state.catalog_changes,
    untrackable = state.untrackable,
    untrackable_expression = state.untrackable_expression,
    untrackable_instead = state.untrackable_instead,
    untrusted = state.untrusted,
    fingerprint = state.fingerprint,
    relation_stamp = state.relation_stamp,
    rows_written = state.rows_written,
    rows_written_epoch = state.rows_written_epoch,
    rows_written_since = state.rows_written_since,
    is_rows_written_exact = state.is_rows_written_exact,
    refreshed_elsewhere_at = state.refreshed_elsewhere_at,
    null_keys = state.null_keys,
    last_duration = run.finished_at - run.started_at,
    last_finished_at = run.finished_at,
    consecutive_failures = 0,
    failing_since = null,
    failing_revision = null,
    failure_kind = null,
    failed_stamp = null,
    retry_at = null
  where view_state.view_id = view.id
  returning * into v_state;

  perform dashboard_refresh._close_alerts(view, v_state, array['failing', 'suspended'], run.finished_at);
end;
$$;

ALTER FUNCTION dashboard_refresh._record_success(view dashboard_refresh.views, state dashboard_refresh.view_state, run dashboard_refresh.runs) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._record_success(view dashboard_refresh.views, state dashboard_refresh.view_state, run dashboard_refresh.runs) IS 'Records the state in which a successful refresh left the view: what it is made of, no failures, and their alerts over.';

CREATE FUNCTION dashboard_refresh._record_verified(state dashboard_refresh.view_state, known_until timestamp with time zone, catalog_changes bigint, at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if known_until > greatest(state.verified_at, state.data_as_of) then
    update dashboard_refresh.view_state
    set verified_at = known_until,
      catalog_changes = _record_verified.catalog_changes,
      upstream_as_of = dashboard_refresh._upstream_as_of(state, at)
    -- Not worth a wait.
    where view_state.view_id = (
      select view_state.view_id
      from dashboard_refresh.view_state
      where view_state.view_id = state.view_id
      for no key update skip locked
    );
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._record_verified(state dashboard_refresh.view_state, known_until timestamp with time zone, catalog_changes bigint, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._record_verified(state dashboard_refresh.view_state, known_until timestamp with time zone, catalog_changes bigint, at timestamp with time zone) IS 'Records that the sources were unchanged until known_until. catalog_changes: counted before the look (see _catalog_changes); at: the time of the look.';

CREATE FUNCTION dashboard_refresh._recorded_as_of(state dashboard_refresh.view_state) RETURNS timestamp with time zone
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return case
    when state.data_as_of is not null
      then nullif(least(greatest(state.data_as_of, state.verified_at), state.upstream_as_of), '-infinity')
  end;
end;
$$;

ALTER FUNCTION dashboard_refresh._recorded_as_of(state dashboard_refresh.view_state) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._recorded_as_of(state dashboard_refresh.view_state) IS 'How fresh the view was by its recorded state alone, which may be that of another relation (see _shows_last_refresh). Null while no refresh of ours succeeded.';

CREATE FUNCTION dashboard_refresh._refresh(run dashboard_refresh.runs, view dashboard_refresh.views, path text) RETURNS dashboard_refresh.runs
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_run dashboard_refresh.runs := run;
  v_refreshed dashboard_refresh.refreshed;
  v_writes dashboard_refresh.write_look;
  v_waiting uuid[];
begin
  -- An older snapshot than that of the moment would show the ledger, and the sources, as they were before.
  if current_setting('transaction_isolation') <> 'read committed' then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('a refresh cannot run in a transaction that is %s', current_setting('transaction_isolation')),
      'It must see what others committed until now.',
      'Use read committed.'
    );
  end if;

  perform dashboard_refresh._mark_running(view.id, v_run.id);

  -- REFRESH takes its snapshot after this moment and with the view's lock held, so the data is never older than
  -- data_as_of says, nor than the request of any run that saw the lock free.
  v_run.path := path;
  v_run.started_at := clock_timestamp();

  -- What waits now, committed, asks for nothing more than this refresh gives. Its requested_at would not tell: that is
  -- taken before the request commits, together with changes that this refresh may not see.
  v_waiting := array(
    select runs.id
    from dashboard_refresh.runs
    where runs.view_id = view.id and runs.status = 'queued' and runs.id <> v_run.id
  );

  -- Whoever cancels a refresh may not be the only one. The second finds it noting that it was cancelled, or recording
  -- that, and must not take the record along.
  begin
    v_writes := dashboard_refresh._look_at_writes(view, v_run.started_at);
    v_refreshed := dashboard_refresh._refresh_relation(view, v_run);
  exception
    when query_canceled then
      v_run.status := 'failed';
      v_run.finished_at := clock_timestamp();
      v_run.error_sqlstate := sqlstate;
      v_run.error_message := sqlerrm;
      v_refreshed := (v_run, null::dashboard_refresh.view_state, null::dashboard_refresh.failure);
  end;

  for v_attempt in 1 .. 3 loop
    begin
      v_run := dashboard_refresh._record_run(v_refreshed, view, v_writes, v_waiting);
      exit;
    exception
      when query_canceled then
        if v_attempt = 3 then
          raise;
        end if;
    end;
  end loop;

  return v_run;
end;
$$;

ALTER FUNCTION dashboard_refresh._refresh(run dashboard_refresh.runs, view dashboard_refresh.views, path text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._refresh(run dashboard_refresh.runs, view dashboard_refresh.views, path text) IS 'Refreshes the view of a queued run and returns the run, final, with all runs of the view that waited when it started. path: where it runs, which may not be where it was meant to. The caller holds the view''s lock. Never raises for a refresh that failed; raises unknown_run when the view was unmanaged meanwhile.';

CREATE FUNCTION dashboard_refresh._refresh_relation(view dashboard_refresh.views, run dashboard_refresh.runs) RETURNS dashboard_refresh.refreshed
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_run dashboard_refresh.runs := run;
  v_state dashboard_refresh.view_state;
  v_failure dashboard_refresh.failure;
  v_relation dashboard_refresh.relation_facts;
  v_definition dashboard_refresh.definition;
  v_epoch text;
  v_inserted_before bigint;
  v_deleted_before bigint;
  v_null_keys dashboard_refresh.null_keys;
begin
  v_relation := dashboard_refresh._require_materialized_view(view);
  v_run.method := case
    when view."concurrently" = 'always' then 'concurrently'
    when view."concurrently" = 'auto' and v_relation.is_populated and v_relation.has_unique_index then 'concurrently'
    else 'plain'
  end;

  -- All of this is read before the snapshot of the refresh; see _fingerprint for why that must be.
  v_epoch := (dashboard_refresh._statistics_horizon(v_run.started_at)).epoch;
  v_state.catalog_changes := dashboard_refresh._catalog_changes();
  v_definition := dashboard_refresh._definition_of(v_relation.oid, dashboard_refresh._state_of(view));
  v_state := dashboard_refresh._with_definition(v_state, v_definition);
  perform dashboard_refresh._expect_settings(v_state.custom_settings);
  v_state.fingerprint := dashboard_refresh._fingerprint(v_state.storage, v_epoch, v_state.custom_settings);
  v_state.upstream_as_of := dashboard_refresh._upstream_as_of(v_state, v_run.started_at);
  v_inserted_before := pg_stat_get_xact_tuples_inserted(v_relation.oid);
  v_deleted_before := pg_stat_get_xact_tuples_deleted(v_relation.oid);

  v_null_keys := dashboard_refresh._null_keys_before(view, v_relation, v_run.method);
  v_state.untrusted := dashboard_refresh._execute_refresh(view, v_run.method, v_state);

  -- A definition that was replaced between the look above and the REFRESH may read what the fingerprint does not hold.
  if v_state.catalog_stamp is distinct from dashboard_refresh._catalog_stamp(v_state.watched) then
    v_state.untrusted := 'what it is made of was changed during the last refresh';
  end if;

  v_state.fingerprint := case when v_state.untrusted is null then v_state.fingerprint end;

  -- These counters are the transaction's own, exact and immediate; counting the rows would cost a scan of the view.
  if current_setting('track_counts')::boolean then
    v_run.rows_inserted := pg_stat_get_xact_tuples_inserted(v_relation.oid) - v_inserted_before;
    v_run.rows_deleted := case
      when v_run.method = 'concurrently' then pg_stat_get_xact_tuples_deleted(v_relation.oid) - v_deleted_before
    end;
  end if;

  v_state.relation_stamp := dashboard_refresh._relation_stamp(v_relation.oid);
  v_state.data_as_of := v_run.started_at;
  v_run.data_as_of := v_run.started_at;
  v_run.finished_at := clock_timestamp();
  v_run.status := 'succeeded';
  return dashboard_refresh._without_rewritten(
    (v_run, v_state, null::dashboard_refresh.failure), v_relation.oid, v_null_keys
  );
exception
  -- others leaves two out. Cancellation is how a timeout arrives, and a run that timed out has failed; and a function
  -- that the view calls may assert.
  when query_canceled or assert_failure or others then
    v_run.status := 'failed';
    v_run.finished_at := clock_timestamp();
    get stacked diagnostics
      v_run.error_sqlstate = returned_sqlstate, v_run.error_message = message_text,
      v_run.error_hint = pg_exception_hint, v_failure.context = pg_exception_context, v_failure.detail = pg_exception_detail,
      v_failure.constraint_name = constraint_name, v_failure.type_name = pg_datatype_name;
    return (v_run, null::dashboard_refresh.view_state, v_failure);
end;
$$;

ALTER FUNCTION dashboard_refresh._refresh_relation(view dashboard_refresh.views, run dashboard_refresh.runs) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._refresh_relation(view dashboard_refresh.views, run dashboard_refresh.runs) IS 'Refreshes the materialized view of a run that has started. Returns the run, final, and the state of the view as the refresh leaves it; after a failure no state, but where it failed. Writes nothing down. Never raises for a refresh that failed.';

CREATE FUNCTION dashboard_refresh._refresh_search_path() RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_recorded constant text := dashboard_refresh._session_settings() ->> 'search_path';
begin
  return case
    -- Since PostgreSQL 17 a REFRESH has a search_path of its own.
    when v_recorded is null or current_setting('server_version_num')::integer >= 170000 then 'pg_catalog, pg_temp'
    -- A session of pg_cron has no temporary objects; those of another must not hide what a function in the view means.
    when pg_my_temp_schema() <> 0 and v_recorded !~ 'pg_temp' then concat_ws(', ', nullif(v_recorded, ''), 'pg_temp')
    else v_recorded
  end;
end;
$$;

ALTER FUNCTION dashboard_refresh._refresh_search_path() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._refresh_search_path() IS 'The search_path for a REFRESH: the one that is recorded.';

CREATE FUNCTION dashboard_refresh._refresh_statements(code text, view dashboard_refresh.views) RETURNS SETOF text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_match text[];
  v_name text[];
begin
  for v_match in
    select matches.match
    from regexp_matches(
      code,
      '(\mrefresh\s+materialized\s+view\s+(?:concurrently\s+)?'
        '((?:"(?:[^"]|"")+"|[^\s"'';.,()%|]+)(?:\s*\.\s*(?:"(?:[^"]|"")+"|[^\s"'';.,()%|]+))?)'
        '(?:\s+with\s+(?:no\s+)?data)?\s*;?)',
      'gi'
    ) as matches (match)
  loop
    begin
      v_name := parse_ident(v_match[2]);
    exception
      -- Looks like a name, and is none.
      when invalid_parameter_value then
        v_name := null;
    end;

    -- Which schema a bare name is in depends on the session that runs it.
    if v_name in (array[view.view_name], array[view.schema_name, view.view_name]) then
      return next v_match[1];
    end if;
  end loop;
end;
$$;

ALTER FUNCTION dashboard_refresh._refresh_statements(code text, view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._refresh_statements(code text, view dashboard_refresh.views) IS 'The statements in a piece of code that refresh the view.';

CREATE FUNCTION dashboard_refresh._refreshes(code text, view dashboard_refresh.views) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  -- What is commented out does nothing.
  v_code constant text := dashboard_refresh._without_comments(code);
begin
  return v_code ~* '\mrefresh\s+materialized\s+view\M'
    and (
      exists (select from dashboard_refresh._refresh_statements(v_code, view))
      -- Put together from names: this one, or all there are.
      or (
        v_code ~* '\mrefresh\s+materialized\s+view\s*(concurrently\s*)?(''|%|\|)'
        and (
          v_code ~ ('(^|[^[:alnum:]_])' || regexp_replace(view.view_name, '([^[:alnum:]_ ])', '\\\1', 'g') || '($|[^[:alnum:]_])')
          or v_code ~* '\mpg_matviews\M|relkind\s*=\s*''m'''
        )
      )
    );
end;
$_$;

ALTER FUNCTION dashboard_refresh._refreshes(code text, view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._refreshes(code text, view dashboard_refresh.views) IS 'True for code that refreshes the view, as far as its text says: in a list, by a name put into a text, or with all others.';

CREATE FUNCTION dashboard_refresh._refreshing_functions(view dashboard_refresh.views) RETURNS SETOF oid
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  with recursive codes as materialized (
    select pg_proc.oid, pg_namespace.nspname, pg_proc.proname, pg_proc.prosrc
    from pg_catalog.pg_proc
    join pg_catalog.pg_namespace on pg_namespace.oid = pg_proc.pronamespace
    join pg_catalog.pg_language on pg_language.oid = pg_proc.prolang
    where pg_proc.oid >= 16384
      and pg_language.lanname not in ('c', 'internal')
      and pg_namespace.nspname <> 'dashboard_refresh'
  ),
  refreshing (oid, nspname, proname) as (
    select codes.oid, codes.nspname, codes.proname
    from codes
    where codes.prosrc ~* '\mrefresh\s+materialized\s+view\M' and dashboard_refresh._refreshes(codes.prosrc, view)
    union
    select codes.oid, codes.nspname, codes.proname
    from refreshing
    join codes on dashboard_refresh._names_function(codes.prosrc, refreshing.nspname, refreshing.proname)
  )
  select refreshing.oid from refreshing;
end;
$$;

ALTER FUNCTION dashboard_refresh._refreshing_functions(view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._refreshing_functions(view dashboard_refresh.views) IS 'The functions that refresh the view, themselves or through others, as far as their text says.';

CREATE FUNCTION dashboard_refresh._refreshing_job_remedy(job dashboard_refresh.refreshing_job, view dashboard_refresh.views) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return case
    when job.owner <> current_user then format('Have %s take it out of the job %s: %s',
      job.owner, job.name, coalesce(job.statement, format('select cron.unschedule(%s);', job.id)))
    when job.statement is not null then job.statement
    when job.functions is not null then format('Take the refresh of %s out of %s.', view.view, job.functions)
    else format('Take the refresh of %s out of the job %s.', view.view, job.name)
  end;
end;
$$;

ALTER FUNCTION dashboard_refresh._refreshing_job_remedy(job dashboard_refresh.refreshing_job, view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._refreshing_job_remedy(job dashboard_refresh.refreshing_job, view dashboard_refresh.views) IS 'What keeps such a job from refreshing the view: a statement, or words where its text does not say how.';

CREATE FUNCTION dashboard_refresh._refreshing_jobs(view dashboard_refresh.views) RETURNS SETOF dashboard_refresh.refreshing_job
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_own_jobs constant text := '^(set statement_timeout = \S+; )?(select|call) dashboard_refresh\.\w+\(';
  v_functions oid[];
begin
  -- Most projects have no other job, and all their functions need not be read.
  if not exists (
    select from cron.job where job.database = current_database() and job.command !~ v_own_jobs
  ) then
    return;
  end if;

  v_functions := array(select dashboard_refresh._refreshing_functions(view));

  return query
  with others as (
    select
      job.*,
      (
        select string_agg(pg_proc.oid::regprocedure::text, ', ' order by pg_proc.oid::regprocedure::text)
        from pg_catalog.pg_proc
        join pg_catalog.pg_namespace on pg_namespace.oid = pg_proc.pronamespace
        where pg_proc.oid = any (v_functions)
          and dashboard_refresh._names_function(job.command, pg_namespace.nspname, pg_proc.proname)
      ) as functions
    from cron.job
    where job.database = current_database() and job.command !~ v_own_jobs
  )
  select
    others.jobid,
    coalesce(others.jobname::text, others.jobid::text),
    others.schedule,
    others.active,
    others.username::text,
    others.command,
    others.functions,
    case
      when others.functions is null then dashboard_refresh._without_refresh(others.jobid, others.command, view)
    end
  from others
  where others.functions is not null or dashboard_refresh._refreshes(others.command, view)
  order by others.jobid;
end;
$$;

ALTER FUNCTION dashboard_refresh._refreshing_jobs(view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._refreshing_jobs(view dashboard_refresh.views) IS 'The cron jobs of this database, paused ones too and of all that the caller may see, that refresh the view and are none of ours, as far as their texts say.';

CREATE FUNCTION dashboard_refresh._refreshing_json(view dashboard_refresh.views) RETURNS json
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select json_build_object(
    'run_id', (
      select runs.id
      from dashboard_refresh.runs
      where runs.view_id = view.id and runs.status = 'queued' and dashboard_refresh._is_running(runs.id)
    ),
    'pid', held_locks.pid,
    'since', pg_stat_activity.xact_start
  )
  from dashboard_refresh.held_locks
  join pg_catalog.pg_stat_activity on pg_stat_activity.pid = held_locks.pid
  where held_locks.kind = 'refresh' and held_locks.key = view.id;
$$;

ALTER FUNCTION dashboard_refresh._refreshing_json(view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._refreshing_json(view dashboard_refresh.views) IS 'The refresh of the view that is under way; null when none is.';

CREATE FUNCTION dashboard_refresh._relation(view dashboard_refresh.views) RETURNS dashboard_refresh.relation_facts
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_facts dashboard_refresh.relation_facts;
begin
  select
    pg_class.oid,
    pg_class.relkind,
    pg_get_userbyid(pg_class.relowner),
    pg_class.relispopulated,
    -- What REFRESH ... CONCURRENTLY accepts (is_usable_unique_index in matview.c).
    exists (
      select from pg_catalog.pg_index
      where pg_index.indrelid = pg_class.oid
        and pg_index.indisunique
        and pg_index.indisvalid
        and pg_index.indimmediate
        and pg_index.indpred is null
        and pg_index.indexprs is null
    ),
    pg_has_role(pg_class.relowner, 'usage')
  into v_facts
  from pg_catalog.pg_class
  join pg_catalog.pg_namespace on pg_namespace.oid = pg_class.relnamespace
  where pg_namespace.nspname = view.schema_name
    and pg_class.relname = view.view_name;

  -- Since PostgreSQL 17 the MAINTAIN privilege suffices; before, has_table_privilege does not know the word.
  if v_facts.oid is not null
    and not v_facts.may_refresh
    and current_setting('server_version_num')::integer >= 170000
  then
    v_facts.may_refresh := has_table_privilege(v_facts.oid, 'MAINTAIN');
  end if;

  return v_facts;
end;
$$;

ALTER FUNCTION dashboard_refresh._relation(view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._relation(view dashboard_refresh.views) IS 'What is there under a managed view''s name.';

CREATE FUNCTION dashboard_refresh._relation_oid(view dashboard_refresh.views) RETURNS oid
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- Not to_regclass, which is an error for those who may not use the schema: that is to be found out by the refresh.
  return (
    select pg_class.oid
    from pg_catalog.pg_class
    join pg_catalog.pg_namespace on pg_namespace.oid = pg_class.relnamespace
    where pg_namespace.nspname = view.schema_name and pg_class.relname = view.view_name
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._relation_oid(view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._relation_oid(view dashboard_refresh.views) IS 'What is there under a managed view''s name; null when nothing is. Asks for no privilege.';

CREATE FUNCTION dashboard_refresh._relation_stamp(relation oid) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return relation || ':' || coalesce(pg_relation_filenode(relation)::text, '');
end;
$$;

ALTER FUNCTION dashboard_refresh._relation_stamp(relation oid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._relation_stamp(relation oid) IS 'Distinguishes a view from one that was dropped and created again, emptied, or rewritten by others.';

CREATE FUNCTION dashboard_refresh._repair_stamp(view dashboard_refresh.views, state dashboard_refresh.view_state) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_relation constant oid := coalesce(dashboard_refresh._relation_oid(view), 0);
begin
  return dashboard_refresh._catalog_stamp(state.watched || array[
    ('pg_class'::regclass, 'oid', array[v_relation]),
    ('pg_rewrite'::regclass, 'ev_class', array[v_relation]),
    ('pg_index'::regclass, 'indrelid', array[v_relation])
  ]::dashboard_refresh.watched[]);
end;
$$;

ALTER FUNCTION dashboard_refresh._repair_stamp(view dashboard_refresh.views, state dashboard_refresh.view_state) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._repair_stamp(view dashboard_refresh.views, state dashboard_refresh.view_state) IS 'A value that changes with what somebody who fixes a view changes: whether it exists, its owner and privileges, its definition, its indexes, and the relations and functions it used when it was last refreshed. Not their data.';

CREATE FUNCTION dashboard_refresh._request_outcome(request_id bigint, message_id text, sent_at timestamp with time zone, OUT state text, OUT status_code integer, OUT error_message text, OUT begun_at timestamp with time zone) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_started_at timestamptz;
begin
  if request_id is null then
    return;
  end if;

  -- A crash empties pg_net's tables and its ids start again, so an id alone may be that of another request. After a crash
  -- there is a new checkpointer, also where the server itself goes on.
  select coalesce(max(activity.backend_start), pg_postmaster_start_time())
  into v_started_at
  from pg_stat_get_activity(null) as activity
  where activity.backend_type = 'checkpointer';

  -- Before 0.19.6 pg_net does not set timed_out, but error_msg and no status. Any login role can write the text.
  select
    case when _http_response.status_code is null then 'failed' else 'answered' end,
    _http_response.status_code,
    case
      when _http_response.timed_out then 'no answer in time'
      when _http_response.status_code is null then
        coalesce(dashboard_refresh._safe_message(_http_response.error_msg), 'pg_net gives no reason')
    end,
    _http_response.created
  into state, status_code, error_message, begun_at
  from net._http_response
  where _http_response.id = request_id
    -- created is when pg_net began the batch. The clock may have been set a little.
    and _http_response.created between sent_at - interval '1 minute' and sent_at + interval '5 minutes'
    and not (sent_at < v_started_at and _http_response.created >= v_started_at);

  if not found then
    state := case
      when exists (
        select from net.http_request_queue
        where http_request_queue.id = request_id and http_request_queue.headers ->> 'webhook-id' = message_id
      ) then 'queued'
      else 'unknown'
    end;
  end if;
exception
  -- Without pg_net nothing is known, nor on a standby, where its unlogged tables cannot be read.
  when undefined_table or invalid_schema_name or insufficient_privilege or feature_not_supported then
    state := 'unknown';
end;
$$;

ALTER FUNCTION dashboard_refresh._request_outcome(request_id bigint, message_id text, sent_at timestamp with time zone, OUT state text, OUT status_code integer, OUT error_message text, OUT begun_at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._request_outcome(request_id bigint, message_id text, sent_at timestamp with time zone, OUT state text, OUT status_code integer, OUT error_message text, OUT begun_at timestamp with time zone) IS 'What pg_net knows of a request: queued, answered with status_code, failed for the reason error_message (no status), or unknown: it waits for the answer, has lost the request, or has forgotten it (after pg_net.ttl, 6 h). Null for no request. message_id, sent_at: of the message that it carried, and when it was handed over. begun_at: when pg_net began to send, which it says only afterwards.';

CREATE FUNCTION dashboard_refresh._request_settings() RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_cleared jsonb := '{
    "request.jwt.claims": "{}", "request.headers": "{}", "request.cookies": "{}", "request.method": "",
    "request.path": "", "request.jwt.claim": "", "request.jwt.claim.sub": "", "request.jwt.claim.role": "",
    "request.jwt.claim.email": ""
  }'::jsonb;
  v_json text;
begin
  -- Releases of PostgREST before 12 set one for each claim, header and cookie.
  foreach v_json in array array['request.jwt.claims', 'request.headers', 'request.cookies'] loop
    begin
      v_cleared := v_cleared || coalesce(
        (
          select jsonb_object_agg(settings.name, '')
          from jsonb_object_keys(nullif(current_setting(v_json, true), '')::jsonb) as keys (key)
          cross join lateral (select rtrim(v_json, 's') || '.' || lower(keys.key)) as settings (name)
          where nullif(current_setting(settings.name, true), '') is not null
        ),
        '{}'
      );
    exception
      -- Not what PostgREST sets.
      when invalid_text_representation or invalid_parameter_value then
        null;
    end;
  end loop;

  return v_cleared;
end;
$$;

ALTER FUNCTION dashboard_refresh._request_settings() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._request_settings() IS 'What the settings that tell of a request are while a view is refreshed: empty, on every path. Those that hold JSON are an empty object, because a query that reads them casts them.';

CREATE FUNCTION dashboard_refresh._require_comparable(view dashboard_refresh.views, relation dashboard_refresh.relation_facts, by text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if relation.kind is distinct from 'm' or not relation.is_populated then
    perform dashboard_refresh._raise(
      'not_a_materialized_view',
      format('%s is no materialized view with data', view.view),
      null,
      'Create or refresh it first; status says more.'
    );
  -- The definition is run with the rights of the caller: an owner with fewer must not get them.
  elsif relation.owner <> current_user then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('%s belongs to %s, and its definition is not run with the rights of %s', view.view, relation.owner,
        current_user),
      null,
      'Take it over: ' || dashboard_refresh._take_over_statement(view)
    );
  elsif by is not null and not by = any (dashboard_refresh._columns(relation.oid)) then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('%s has no column %s', view.view, quote_literal(by)),
      null,
      format('Its columns: %s.', array_to_string(dashboard_refresh._columns(relation.oid), ', '))
    );
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._require_comparable(view dashboard_refresh.views, relation dashboard_refresh.relation_facts, by text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._require_comparable(view dashboard_refresh.views, relation dashboard_refresh.relation_facts, by text) IS 'Raises not_a_materialized_view or invalid_argument unless a view can be compared with its definition, by this column.';

CREATE FUNCTION dashboard_refresh._require_materialized_view(view dashboard_refresh.views) RETURNS dashboard_refresh.relation_facts
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_relation constant dashboard_refresh.relation_facts := dashboard_refresh._relation(view);
begin
  if v_relation.oid is null then
    raise undefined_table using message = format('materialized view %s does not exist', view.view);
  elsif v_relation.kind <> 'm' then
    raise wrong_object_type using message = format('%s is not a materialized view', view.view);
  end if;

  return v_relation;
end;
$$;

ALTER FUNCTION dashboard_refresh._require_materialized_view(view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._require_materialized_view(view dashboard_refresh.views) IS 'The materialized view behind a managed view. Raises what REFRESH itself would, 42P01 or 42809, in our words.';

CREATE FUNCTION dashboard_refresh._require_patch(patch jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_patch jsonb := patch;
begin
  -- @supabase/lite encodes jsonb arguments twice.
  if jsonb_typeof(v_patch) = 'string' and left(v_patch #>> '{}', 1) = '{' then
    begin
      v_patch := (v_patch #>> '{}')::jsonb;
    exception
      -- Then it is a string after all, and refused as one.
      when invalid_text_representation then
        null;
    end;
  end if;

  if jsonb_typeof(v_patch) is distinct from 'object' then
    perform dashboard_refresh._raise(
      'invalid_argument',
      'the settings are not a JSON object',
      format('Got %s.', coalesce('a JSON ' || jsonb_typeof(v_patch), 'nothing')),
      'Write them as {"schedule": "*/5 * * * *", "max_staleness": "10 minutes"}.'
    );
  elsif length(v_patch::text) > 16384 then
    perform dashboard_refresh._raise(
      'invalid_argument',
      'the settings are too long',
      format('They have %s characters; at most 16384 are read.', length(v_patch::text)),
      'select * from dashboard_refresh.settings() lists what can be set.'
    );
  end if;

  return v_patch;
end;
$$;

ALTER FUNCTION dashboard_refresh._require_patch(patch jsonb) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._require_patch(patch jsonb) IS 'The patch as an object. Raises invalid_argument for anything else, and for one that is too long.';

CREATE FUNCTION dashboard_refresh._require_relation(view dashboard_refresh.views) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_kind constant "char" := (dashboard_refresh._relation(view)).kind;
  v_near constant text[] := dashboard_refresh._near_relations(view);
begin
  if v_kind is null then
    perform dashboard_refresh._raise(
      'not_a_materialized_view',
      format('there is no materialized view %s', view.view),
      case
        when v_near = '{}' then 'No materialized view has a name like it.'
        else format('Its name is like that of %s.', array_to_string(v_near, ', '))
      end || ' One that is yet to be created is registered with expect_missing => true.',
      format('select dashboard_refresh.manage(%L%s);',
        coalesce(v_near[1], view.view), case when v_near = '{}' then ', expect_missing => true' else '' end)
    );
  elsif v_kind <> 'm' then
    perform dashboard_refresh._raise(
      'not_a_materialized_view',
      format('%s is not a materialized view', view.view),
      format('It is a %s.', dashboard_refresh._kind_name(v_kind)),
      'Name a materialized view, or with expect_missing one that does not exist yet.'
    );
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._require_relation(view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._require_relation(view dashboard_refresh.views) IS 'Raises not_a_materialized_view when nothing has the name of the view, and names what is called alike, or when something else has it.';

CREATE FUNCTION dashboard_refresh._require_unheld(view dashboard_refresh.views, state dashboard_refresh.view_state) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_suspended_until constant timestamptz := dashboard_refresh._suspended_until(view, state);
begin
  if not view.active then
    perform dashboard_refresh._raise(
      'paused',
      format('%s is paused', view.view),
      'Its setting active is false, so nothing refreshes it.',
      'Resume it by setting active to true, or refresh it once with force.'
    );
  elsif v_suspended_until > clock_timestamp() then
    perform dashboard_refresh._raise(
      'suspended',
      format('%s is suspended after %s failures in a row', view.view, state.consecutive_failures),
      format('Scheduled refreshes go on at %s.', date_trunc('second', v_suspended_until)),
      'See the last run for the cause; when it is fixed, refresh once with force. A success ends the suspension.'
    );
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._require_unheld(view dashboard_refresh.views, state dashboard_refresh.view_state) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._require_unheld(view dashboard_refresh.views, state dashboard_refresh.view_state) IS 'Raises paused or suspended where nothing is to refresh the view unasked.';

CREATE FUNCTION dashboard_refresh._require_writable() RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- As PostgreSQL itself would at the first write, but with a hint; the Edge Function answers read_only for it.
  if dashboard_refresh._is_read_only() then
    raise read_only_sql_transaction using
      message = 'the database is read-only',
      detail = 'Nothing can be refreshed, changed or recorded.',
      hint = 'See the problem read_only in status for the reason. Views are fresh again by themselves within two minutes '
        'of its end.';
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._require_writable() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._require_writable() IS 'Raises 25006 where this transaction cannot write anything.';

CREATE FUNCTION dashboard_refresh._rescue_command() RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select 'set statement_timeout = 0; select dashboard_refresh.rescue()';
$$;

ALTER FUNCTION dashboard_refresh._rescue_command() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._rescue_command() IS 'The command of each rescue job. Two statements for the same reason as in _tick_command.';

CREATE FUNCTION dashboard_refresh._rescue_slot() RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  for v_slot in 1 .. 3 loop
    if pg_try_advisory_xact_lock(20261105, v_slot) then
      return v_slot;
    end if;
  end loop;

  -- Any role can take these locks, so a rescue goes on without one.
  return null;
end;
$$;

ALTER FUNCTION dashboard_refresh._rescue_slot() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._rescue_slot() IS 'Takes one of three numbers for this session, until the end of the transaction; null where all are taken.';

CREATE FUNCTION dashboard_refresh._restore_job(view dashboard_refresh.views) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_job constant dashboard_refresh.hand_made_job := jsonb_populate_record(
    null::dashboard_refresh.hand_made_job, view.taken_over
  );
  -- As it was, unless the view has got another name since.
  v_command constant text := case
    when dashboard_refresh._is_refresh_of(v_job.command, view) then v_job.command
    else format(
      'refresh materialized view %s%s', case when v_job.command ~* '\mconcurrently\M' then 'concurrently ' end, view.view
    )
  end;
begin
  if v_job.command is null then
    return;
  elsif exists (select from cron.job where job.jobname = v_job.name and job.username = current_user) then
    perform dashboard_refresh._raise(
      'job_conflict',
      format('the cron job %s cannot be put back', quote_literal(v_job.name)),
      'There is another job of that name by now. Nothing was changed.',
      'Unschedule that job, or go on without putting the old one back.'
    );
  end if;

  perform cron.alter_job(
    case
      when v_job.name is null then cron.schedule(v_job.schedule, v_command)
      else cron.schedule(v_job.name, v_job.schedule, v_command)
    end,
    active => v_job.active
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._restore_job(view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._restore_job(view dashboard_refresh.views) IS 'Puts back the hand-made job that was taken over for the view, if there was one: name, schedule, command, active. The view''s own job is gone by then. Raises job_conflict where the name is taken.';

CREATE FUNCTION dashboard_refresh._restore_jobs() RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_view dashboard_refresh.views;
begin
  if to_regclass('cron.job') is null then
    return '[]'::json;
  end if;

  -- A database that was copied within its server has the rows of our jobs, which name the one it was copied from.
  perform cron.unschedule(job.jobid)
  from cron.job
  join dashboard_refresh.views
    on views.job_name = job.jobname and job.command = any (dashboard_refresh._tick_commands(views.view))
  where job.username = current_user and job.database <> current_database();

  for v_view in select * from dashboard_refresh.views order by views.id loop
    perform dashboard_refresh._sync_job(v_view, dashboard_refresh._settings_json(v_view)::jsonb);
  end loop;

  perform dashboard_refresh._make_standing_jobs();

  return (
    select coalesce(json_agg(job.jobname order by job.jobname), '[]')
    from cron.job
    where job.username = current_user and job.database = current_database() and job.command ~ '\mdashboard_refresh\.'
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._restore_jobs() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._restore_jobs() IS 'Makes the job of every view and the watchdog''s, where they are not there as they should be, and returns the names of all jobs of this project; none without pg_cron. Raises job_conflict when a name is taken.';

CREATE FUNCTION dashboard_refresh._rests_until(view dashboard_refresh.views, state dashboard_refresh.view_state) RETURNS timestamp with time zone
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return state.last_finished_at + state.last_duration * (1 / view.max_duty_cycle - 1)::double precision;
end;
$$;

ALTER FUNCTION dashboard_refresh._rests_until(view dashboard_refresh.views, state dashboard_refresh.view_state) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._rests_until(view dashboard_refresh.views, state dashboard_refresh.view_state) IS 'Before this time a scheduled refresh would take more than max_duty_cycle of the time; null before the first.';

CREATE FUNCTION dashboard_refresh._retention() RETURNS interval
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select interval '14 days';
$$;

ALTER FUNCTION dashboard_refresh._retention() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._retention() IS 'How long runs, alerts and pg_cron''s log rows of failed jobs of ours are kept after their end.';

CREATE FUNCTION dashboard_refresh._retry_delay(failures integer, failure_limit integer, kind text, jitter double precision) RETURNS interval
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select (
    case
      when failures >= failure_limit
        then least(interval '5 minutes' * power(2, least(failures - failure_limit, 10)), interval '1 hour')
      when kind = 'transient'
        then least(interval '1 minute' * power(2, least(failures - 1, 10)), interval '1 hour')
    end
  ) * (1 - jitter / 4);
$$;

ALTER FUNCTION dashboard_refresh._retry_delay(failures integer, failure_limit integer, kind text, jitter double precision) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._retry_delay(failures integer, failure_limit integer, kind text, jitter double precision) IS 'How long the next attempt waits after this many consecutive failures: 1 min, doubling, after a transient one; from failure_limit on 5 min, doubling, after any; at most 1 h. Null, wait for the schedule, after a lasting one below the limit. jitter, from 0 to 1, takes up to a quarter off, so that views that failed together are not retried together.';

CREATE FUNCTION dashboard_refresh._role_settings() RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select coalesce(
    -- What is set for a role in a database goes before what is set for the role, the database, and everybody; of equal
    -- keys the last one stays.
    jsonb_object_agg(
      lower(split_part(settings.setting, '=', 1)), substr(settings.setting, strpos(settings.setting, '=') + 1)
      order by pg_db_role_setting.setrole <> 0, pg_db_role_setting.setdatabase <> 0
    ),
    '{}'
  )
  from pg_catalog.pg_db_role_setting
  cross join lateral unnest(pg_db_role_setting.setconfig) as settings (setting)
  where pg_db_role_setting.setrole in (
      0, (select pg_namespace.nspowner from pg_catalog.pg_namespace where pg_namespace.nspname = 'dashboard_refresh')
    )
    and pg_db_role_setting.setdatabase in (
      0, (select pg_database.oid from pg_catalog.pg_database where pg_database.datname = current_database())
    );
$$;

ALTER FUNCTION dashboard_refresh._role_settings() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._role_settings() IS 'What alter role and alter database have set for new sessions of the jobs'' owner in this database: names in lower case, with their values as they were written.';

CREATE FUNCTION dashboard_refresh._row_name(relation oid) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select 'r' || number
  from generate_series(0, 1600) as number
  where not exists (
    select from pg_catalog.pg_attribute
    where pg_attribute.attrelid = relation and pg_attribute.attname = 'r' || number and not pg_attribute.attisdropped
  )
  order by number
  limit 1;
$$;

ALTER FUNCTION dashboard_refresh._row_name(relation oid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._row_name(relation oid) IS 'A name for a row of the relation that none of its columns has: a column would be taken for the row.';

CREATE FUNCTION dashboard_refresh._rows_written(relation oid) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- What all have reported, and what this session has not reported yet.
  return pg_stat_get_tuples_inserted(relation) + pg_stat_get_tuples_deleted(relation)
    + pg_stat_get_xact_tuples_inserted(relation) + pg_stat_get_xact_tuples_deleted(relation);
end;
$$;

ALTER FUNCTION dashboard_refresh._rows_written(relation oid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._rows_written(relation oid) IS 'Rows inserted into and deleted from a relation since the counters began, as far as they were reported.';

CREATE FUNCTION dashboard_refresh._run_duty(duty text, view_id integer, at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '2s'
    AS $_$
begin
  if view_id is null then
    execute format('select dashboard_refresh.%I($1)', duty) using at;
  else
    execute format('select dashboard_refresh.%I($1, $2)', duty) using view_id, at;
  end if;

  perform dashboard_refresh._record_duty(duty, view_id, at, null, null);
exception
  when others then
    perform dashboard_refresh._record_duty(
      duty, view_id, at, sqlstate, coalesce(dashboard_refresh._safe_message(sqlerrm), '')
    );
end;
$_$;

ALTER FUNCTION dashboard_refresh._run_duty(duty text, view_id integer, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._run_duty(duty text, view_id integer, at timestamp with time zone) IS 'Does one duty of the watchdog, the function of that name, for one view or (null) for all, and records how it went. Does not raise.';

CREATE FUNCTION dashboard_refresh._run_json(run dashboard_refresh.runs) RETURNS json
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select json_build_object(
    'id', run.id,
    'view', (select (dashboard_refresh._present(views)).view from dashboard_refresh.views where views.id = run.view_id),
    'status', run.status,
    'running', run.status = 'queued' and dashboard_refresh._is_running(run.id),
    'trigger', run.trigger,
    'path', run.path,
    'requested_at', run.requested_at,
    'started_at', run.started_at,
    'finished_at', run.finished_at,
    'duration_ms', round(extract(epoch from run.finished_at - run.started_at) * 1000, 1),
    'data_as_of', run.data_as_of,
    'method', run.method,
    'rows_inserted', run.rows_inserted,
    'rows_deleted', run.rows_deleted,
    'served_by', run.served_by,
    'caused_by', run.caused_by,
    'http_request_id', run.http_request_id,
    'error', case
      when run.error_message is not null then json_build_object(
        'sqlstate', run.error_sqlstate,
        'kind', dashboard_refresh._failure_kind(run.error_sqlstate),
        'message', run.error_message,
        'hint', run.error_hint
      )
    end
  );
$$;

ALTER FUNCTION dashboard_refresh._run_json(run dashboard_refresh.runs) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._run_json(run dashboard_refresh.runs) IS 'A run as callers see it: times as ISO 8601, duration_ms in milliseconds, error as an object or null.';

CREATE FUNCTION dashboard_refresh._run_problems(view dashboard_refresh.views) RETURNS SETOF dashboard_refresh.problem
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  select 'last_run_' || last.status, 'error', last.error_message, last.error_hint
  from (
    select *
    from dashboard_refresh.runs
    where runs.view_id = view.id and runs.status <> 'queued'
    order by runs.finished_at desc
    limit 1
  ) as last
  where last.status in ('failed', 'lost');
end;
$$;

ALTER FUNCTION dashboard_refresh._run_problems(view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._run_problems(view dashboard_refresh.views) IS 'The error of the last run that ended, unless it succeeded.';

CREATE FUNCTION dashboard_refresh._safe_message(message text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select nullif(trim(e' \t\r\n' from left(redacted.text, 2000)), '')
  from (
    -- What libpq adds below a message stands on lines of its own, as in "CONTEXT:  SQL statement", in any language.
    select regexp_replace(message, '\n[^[:lower:][:space:]:]+( \d+)?: .*$', '') as text
  ) as first
  cross join lateral (
    select regexp_replace(
      regexp_replace(
        regexp_replace(first.text, '\m[a-z][a-z0-9+.-]*://[^[:space:]"''<>]*', '[URL]', 'gi'),
        '(authorization|apikey|api-key|x-api-key|cookie|webhook-(id|timestamp|signature))(["'']?\s*[:=]\s*)[^\n]*',
        '\1\3[header]',
        'gi'
      ),
      '\m(whsec_|sb_secret_|eyJ|v1,)[A-Za-z0-9_+/=.-]{16,}',
      '[secret]',
      'g'
    ) as text
  ) as redacted;
$_$;

ALTER FUNCTION dashboard_refresh._safe_message(message text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._safe_message(message text) IS 'An error text as it may be kept and shown: without the lines that say what was being executed (CONTEXT and the like), and with URLs, headers and secrets replaced, at most 2000 characters. Null where nothing is left.';

CREATE FUNCTION dashboard_refresh._save_settings(view dashboard_refresh.views, patch jsonb, action text, changed_by text, before json) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._apply_patch(view, patch);
  v_relation constant dashboard_refresh.relation_facts := dashboard_refresh._relation(view);
  v_after json;
begin
  if v_relation.kind = 'm' then
    v_view.relation_oid := v_relation.oid;
  end if;

  v_view.job_name := coalesce(
    v_view.job_name, dashboard_refresh._default_job_name(v_view.schema_name, v_view.view_name)
  );

  -- To resume is also the way out of a suspension.
  if patch ? 'active' and v_view.active then
    v_view.resumed_revision := v_view.revision + 1;
  end if;

  v_view := dashboard_refresh._store_settings(v_view);
  v_after := dashboard_refresh._settings_json(v_view);
  perform dashboard_refresh._sync_job(v_view, before::jsonb);

  -- A call that is repeated, by a client or on its way, changes nothing the second time.
  if v_after::jsonb is distinct from before::jsonb then
    insert into dashboard_refresh.config_changes (changed_by, action, view, before, after)
    values (coalesce(_save_settings.changed_by, session_user), _save_settings.action, v_view.view, before, v_after);
  end if;

  return json_build_object('view', v_view.view, 'before', before, 'after', v_after, 'revision', v_view.revision);
end;
$$;

ALTER FUNCTION dashboard_refresh._save_settings(view dashboard_refresh.views, patch jsonb, action text, changed_by text, before json) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._save_settings(view dashboard_refresh.views, patch jsonb, action text, changed_by text, before json) IS 'Applies a patch to a view''s settings and stores them, brings the cron job in step and writes the audit: all or nothing. before: what the audit says of the state until now. Returns view, before, after and revision. Raises invalid_setting, invalid_argument, unsupported_schedule, job_conflict.';

CREATE FUNCTION dashboard_refresh._schedule_error(schedule text, OUT code text, OUT message text, OUT detail text, OUT hint text) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_parsed constant dashboard_refresh.schedule_fields := dashboard_refresh._parse_schedule(schedule);
begin
  if v_parsed.error_message is not null then
    code := 'invalid_setting';
    message := 'schedule: ' || v_parsed.error_message;
    detail := v_parsed.error_detail;
    hint := v_parsed.error_hint;
  elsif v_parsed.seconds not between 1 and 59 then
    code := 'invalid_setting';
    message := format('schedule: %s is out of range', schedule);
    detail := 'A schedule in seconds must be from 1 to 59 seconds.';
    hint := 'For a minute or more write a cron expression, such as * * * * * or */5 * * * *.';
  elsif (v_parsed.seconds is not null and not dashboard_refresh._is_cron_at_least(1, 5))
    or (v_parsed.is_last_day and not dashboard_refresh._is_cron_at_least(1, 6))
  then
    code := 'unsupported_schedule';
    message := format(
      'schedule: %s needs pg_cron %s or newer', schedule, case when v_parsed.is_last_day then '1.6' else '1.5' end
    );
    detail := format('This server has pg_cron %s, %s.',
      (select extversion from pg_catalog.pg_extension where extname = 'pg_cron'),
      case
        when v_parsed.is_last_day then 'which knows no last day of the month'
        else 'whose shortest interval is one minute'
      end
    );
    hint := case
      when v_parsed.is_last_day then format('Use the first day of the month, as in %s, or upgrade pg_cron.',
        replace(schedule, '$', '1'))
      else 'Use * * * * * for every minute, or upgrade pg_cron.'
    end;
  elsif dashboard_refresh._next_match(v_parsed, now(), 'GMT') is null then
    code := 'invalid_setting';
    message := format('schedule: %s never fires', schedule);
    detail := 'No date in the next eight years matches it.';
    hint := 'Look at the day of month and the month; every five minutes is */5 * * * *.';
  end if;
end;
$_$;

ALTER FUNCTION dashboard_refresh._schedule_error(schedule text, OUT code text, OUT message text, OUT detail text, OUT hint text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._schedule_error(schedule text, OUT code text, OUT message text, OUT detail text, OUT hint text) IS 'Why this server''s pg_cron cannot run the schedule, or why it never fires; all null when it can and does.';

CREATE FUNCTION dashboard_refresh._search_path_for(function oid, missing text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_path name[];
  v_names text[];
  v_setting text;
begin
  select array[pg_namespace.nspname], settings.setting
  into v_path, v_setting
  from pg_catalog.pg_proc
  join pg_catalog.pg_namespace on pg_namespace.oid = pg_proc.pronamespace
  left join lateral unnest(pg_proc.proconfig) as settings (setting) on settings.setting like 'search\_path=%'
  where pg_proc.oid = _search_path_for.function;

  -- What the function names without a schema, wherever the body says so. A name that is none does no harm.
  v_names := array(
    select distinct named.name
    from pg_catalog.pg_proc
    cross join lateral (
      select matches.match[1]
      from regexp_matches(pg_proc.prosrc, '\m(?:from|join|into|update|only|lateral)\s+"?([[:alpha:]_][\w$]*)"?(?![\w$."])', 'gi')
        as matches (match)
      union
      select matches.match[1]
      from regexp_matches(pg_proc.prosrc, '(?<![\w$."])"?([[:alpha:]_][\w$]*)"?\s*\(', 'gi') as matches (match)
      union
      select matches.match[1]
      from regexp_matches(pg_proc.prosrc, '::\s*"?([[:alpha:]_][\w$]*)"?(?![\w$."])', 'gi') as matches (match)
    ) as tokens (token)
    cross join lateral (values (tokens.token), (lower(tokens.token))) as named (name)
    where pg_proc.oid = _search_path_for.function
    union
    select missing
  );

  if v_setting is not null then
    v_path := array(
      select trim(both ' "' from parts.part)
      from regexp_split_to_table(substr(v_setting, length('search_path=') + 1), ',')
        with ordinality as parts (part, position)
      where trim(both ' "' from parts.part) not in ('', 'pg_temp')
      order by parts.position
    );
  end if;

  -- For each name that the path has not, the schema most likely meant.
  v_path := v_path || array(
    select chosen.schema
    from (
      select distinct on (found.name) found.name, found.schema
      from dashboard_refresh._named_schemas(v_names) as found
      where not exists (
        select from dashboard_refresh._named_schemas(array[found.name]) as there where there.schema = any (v_path)
      )
      order by found.name, found.schema = 'public' desc, found.schema = 'extensions' desc, found.schema
    ) as chosen
    group by chosen.schema
    order by bool_or(chosen.name = missing) desc, chosen.schema
  );

  return (
    select string_agg(quote_ident(parts.part), ', ' order by parts.position)
    from unnest(
      v_path || array(
        select pg_namespace.nspname
        from pg_catalog.pg_namespace
        where pg_namespace.nspname in ('public', 'extensions') and not pg_namespace.nspname = any (v_path)
        order by pg_namespace.nspname desc
      )
    ) with ordinality as parts (part, position)
  );
end;
$_$;

ALTER FUNCTION dashboard_refresh._search_path_for(function oid, missing text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._search_path_for(function oid, missing text) IS 'A search_path with which a function finds what it names without a schema, missing among it.';

CREATE FUNCTION dashboard_refresh._search_paths(relation oid) RETURNS text[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_schemas text[];
  v_recorded constant text := nullif(dashboard_refresh._session_settings() ->> 'search_path', '');
begin
  v_schemas := array(
    select distinct quote_ident(pg_namespace.nspname)
    from pg_catalog.pg_rewrite
    join pg_catalog.pg_depend on pg_depend.classid = 'pg_rewrite'::regclass and pg_depend.objid = pg_rewrite.oid
    left join pg_catalog.pg_operator
      on pg_depend.refclassid = 'pg_operator'::regclass and pg_operator.oid = pg_depend.refobjid
    left join pg_catalog.pg_proc on pg_depend.refclassid = 'pg_proc'::regclass and pg_proc.oid = pg_depend.refobjid
    left join pg_catalog.pg_type on pg_depend.refclassid = 'pg_type'::regclass and pg_type.oid = pg_depend.refobjid
    join pg_catalog.pg_namespace
      on pg_namespace.oid = coalesce(pg_operator.oprnamespace, pg_proc.pronamespace, pg_type.typnamespace)
    where pg_rewrite.ev_class = relation
    order by quote_ident(pg_namespace.nspname)
  );

  return array(
    select paths.path || ', pg_temp'
    from (
      select v_recorded, 1, 0
      union all
      select 'pg_catalog', 3, 0
      union all
      -- Each schema first once, with the built-in names before them all, as is usual, and after them.
      select
        case when is_last then rotated.schemas || ', pg_catalog' else 'pg_catalog, ' || rotated.schemas end,
        case when is_last then 4 else 2 end,
        rotated.turn
      from (values (false), (true)) as orders (is_last)
      cross join (
        select array_to_string(v_schemas[turn:] || v_schemas[:turn - 1], ', '), turn
        from generate_series(1, least(cardinality(v_schemas), 5)) as turn
      ) as rotated (schemas, turn)
    ) as paths (path, rank, turn)
    where paths.path is not null
    group by paths.path
    order by min(paths.rank), min(paths.turn)
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._search_paths(relation oid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._search_paths(relation oid) IS 'The search paths under which the text of a materialized view may mean what the view does, the likeliest first: the one recorded of the jobs'' session, and those of the schemas of the operators, functions and types that it uses.';

CREATE FUNCTION dashboard_refresh._send_alert(alert dashboard_refresh.alerts, endpoint dashboard_refresh.endpoint, function_endpoint dashboard_refresh.endpoint, at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_alert dashboard_refresh.alerts := alert;
begin
  v_alert.attempts := alert.attempts + case when endpoint.missing is null then 1 else 0 end;
  v_alert.http_request_id := null;

  if endpoint.missing is null and dashboard_refresh._function_delivers(function_endpoint, at) then
    v_alert.http_request_id := (
      dashboard_refresh._post(
        function_endpoint.url || '/alerts/deliver',
        function_endpoint.secret,
        dashboard_refresh._delivery_message_id(v_alert),
        jsonb_build_object('alert_id', alert.id, 'attempt', v_alert.attempts)
      )
    ).request_id;
  end if;

  if v_alert.http_request_id is null then
    perform dashboard_refresh._send_directly(v_alert, endpoint, at);
    return;
  end if;

  v_alert.status := 'sent';
  v_alert.sent_at := at;
  v_alert.posted_at := clock_timestamp();
  v_alert.via := 'function';
  v_alert.claimed_by := null;
  perform dashboard_refresh._store_alert(v_alert);
end;
$$;

ALTER FUNCTION dashboard_refresh._send_alert(alert dashboard_refresh.alerts, endpoint dashboard_refresh.endpoint, function_endpoint dashboard_refresh.endpoint, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._send_alert(alert dashboard_refresh.alerts, endpoint dashboard_refresh.endpoint, function_endpoint dashboard_refresh.endpoint, at timestamp with time zone) IS 'Makes one attempt to deliver an alert: through the Edge Function where that delivers, otherwise directly; or marks it unsent where there is no webhook. at: the time to record.';

CREATE FUNCTION dashboard_refresh._send_directly(alert dashboard_refresh.alerts, endpoint dashboard_refresh.endpoint, at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_alert dashboard_refresh.alerts := alert;
  v_posted dashboard_refresh.posted;
begin
  if endpoint.missing is not null then
    v_alert.status := 'unsent';
    v_alert.finished_at := at;
    v_alert.error_message := endpoint.missing;
  else
    v_posted := dashboard_refresh._post(
      endpoint.url, endpoint.secret, dashboard_refresh._alert_message_id(alert), dashboard_refresh._alert_body(alert)
    );
    v_alert.status := 'sent';
    v_alert.sent_at := at;
    v_alert.posted_at := clock_timestamp();
    v_alert.http_request_id := v_posted.request_id;
    v_alert.via := 'database';
    v_alert.claimed_by := null;

    if v_posted.problem is not null then
      v_alert := dashboard_refresh._after_attempt(v_alert, v_posted.problem, at);
    end if;
  end if;

  perform dashboard_refresh._store_alert(v_alert);
end;
$$;

ALTER FUNCTION dashboard_refresh._send_directly(alert dashboard_refresh.alerts, endpoint dashboard_refresh.endpoint, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._send_directly(alert dashboard_refresh.alerts, endpoint dashboard_refresh.endpoint, at timestamp with time zone) IS 'Hands the message of an alert to pg_net, or marks it unsent where there is no webhook. at: the time to record.';

CREATE FUNCTION dashboard_refresh._send_trigger(run dashboard_refresh.runs, view dashboard_refresh.views, endpoint dashboard_refresh.endpoint) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_posted constant dashboard_refresh.posted := dashboard_refresh._post(
    endpoint.url || '/refresh', endpoint.secret, run.id::text, jsonb_build_object('view', view.view, 'run_id', run.id)
  );
begin
  update dashboard_refresh.runs
  set http_request_id = v_posted.request_id,
    path = case when v_posted.problem is null then runs.path else 'database' end
  where runs.id = run.id;

  if v_posted.problem is not null then
    raise warning using message = format('run %s goes to the database: %s', run.id, v_posted.problem);
  end if;

  return v_posted.problem is null;
end;
$$;

ALTER FUNCTION dashboard_refresh._send_trigger(run dashboard_refresh.runs, view dashboard_refresh.views, endpoint dashboard_refresh.endpoint) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._send_trigger(run dashboard_refresh.runs, view dashboard_refresh.views, endpoint dashboard_refresh.endpoint) IS 'Hands a queued run to the Edge Function: a signed request through pg_net, sent when the transaction commits. False where pg_net did not take it; then the run''s path is the database.';

CREATE FUNCTION dashboard_refresh._serial_cron_problems(has_background_workers boolean, max_running_jobs integer, is_1_5 boolean) RETURNS SETOF dashboard_refresh.problem
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  select
    'cron_is_serial', 'warning',
    format('pg_cron runs one job at a time here (%s), so a long job delays every tick and the watchdog.',
      case when max_running_jobs <= 1 then 'cron.max_running_jobs'
        else 'before 1.5 it does so with cron.use_background_workers' end),
    case
      when max_running_jobs > 1 then 'Upgrade pg_cron, or set cron.use_background_workers to off and restart the server.'
      when has_background_workers then 'Set cron.max_running_jobs to 5 and max_worker_processes to 16 or more, and '
        'restart the server.'
      else 'Set cron.max_running_jobs to 5 or more and restart the server.'
    end
  -- Zero counts as one, and no more jobs run than there are workers for, one of which is the launcher.
  where max_running_jobs <= 1 or (has_background_workers and not is_1_5);
end;
$$;

ALTER FUNCTION dashboard_refresh._serial_cron_problems(has_background_workers boolean, max_running_jobs integer, is_1_5 boolean) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._serial_cron_problems(has_background_workers boolean, max_running_jobs integer, is_1_5 boolean) IS 'The problem that pg_cron runs one job at a time, by its settings use_background_workers and max_running_jobs and whether it is 1.5 or newer; none where jobs run side by side.';

CREATE FUNCTION dashboard_refresh._session_name(run_id uuid, since timestamp with time zone) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  -- 63 bytes, which is all that PostgreSQL keeps.
  select format('refresh-dashboard %s %s', run_id, lpad(to_hex(floor(extract(epoch from since))::bigint), 8, '0'));
$$;

ALTER FUNCTION dashboard_refresh._session_name(run_id uuid, since timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._session_name(run_id uuid, since timestamp with time zone) IS 'The application_name of a session while it works on the run, and since when: the seconds of the epoch in hexadecimal.';

CREATE FUNCTION dashboard_refresh._session_settings() RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return coalesce(
    (select session_settings.settings from dashboard_refresh.session_settings order by session_settings.id desc limit 1),
    '{}'
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._session_settings() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._session_settings() IS 'The session settings that are recorded, as an object of names and values, for _use_settings.';

CREATE FUNCTION dashboard_refresh._session_settings_json(state dashboard_refresh.view_state) RETURNS json
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select json_build_object(
    'values', (
      select json_object_agg(recorded.name, recorded.value order by lower(recorded.name))
      from jsonb_each(session_settings.settings) as recorded (name, value)
      where recorded.name = any (dashboard_refresh._setting_names())
        or recorded.name in (select lower(custom.name) from unnest(state.custom_settings) as custom (name))
    ),
    'since', session_settings.recorded_at,
    'recorded_in', session_settings.recorded_in
  )
  from dashboard_refresh.session_settings
  order by session_settings.id desc
  limit 1;
$$;

ALTER FUNCTION dashboard_refresh._session_settings_json(state dashboard_refresh.view_state) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._session_settings_json(state dashboard_refresh.view_state) IS 'The session settings under which the view is refreshed, with those that it reads by name; since when they are recorded and where they were seen.';

CREATE FUNCTION dashboard_refresh._session_since(application_name text) RETURNS timestamp with time zone
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select case
    when dashboard_refresh._is_session_name(application_name)
      then to_timestamp(('x' || right(application_name, 8))::bit(32)::bigint)
  end;
$$;

ALTER FUNCTION dashboard_refresh._session_since(application_name text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._session_since(application_name text) IS 'Since when, to the second, the session with this application_name has worked on its run. A transaction may refresh several views, so its beginning does not tell.';

CREATE FUNCTION dashboard_refresh._setting_asked_for(call jsonb) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_name constant jsonb := call -> 'args' -> 0;
begin
  -- current_setting, in its two forms.
  if coalesce(call ->> 'funcid', '') not in ('2077', '3294')
    or v_name ->> 'node' <> 'CONST'
    or v_name ->> 'constvalue' is null
  then
    return null;
  end if;

  -- Of a text, the first four bytes are its length.
  return convert_from(substr(dashboard_refresh._datum_bytes(v_name ->> 'constvalue'), 5), 'UTF8');
end;
$$;

ALTER FUNCTION dashboard_refresh._setting_asked_for(call jsonb) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._setting_asked_for(call jsonb) IS 'The session setting that a call of current_setting, given as a node, asks for; null where its name is not written out, and for any other node.';

CREATE FUNCTION dashboard_refresh._setting_left_here(custom_settings text[]) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_settings constant jsonb := dashboard_refresh._session_settings();
begin
  return (
    select custom.name
    from unnest(custom_settings) as custom (name)
    where v_settings ? lower(custom.name)
      -- That is set for the REFRESH alone.
      and lower(custom.name) <> 'search_path'
      and v_settings ->> lower(custom.name) is distinct from current_setting(custom.name, true)
    limit 1
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._setting_left_here(custom_settings text[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._setting_left_here(custom_settings text[]) IS 'One of these settings that this session cannot have as it is recorded, to be asked under _use_settings: one that it once had is never again not there. Null when there is none.';

CREATE FUNCTION dashboard_refresh._setting_names() RETURNS text[]
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select array[
    'TimeZone', 'DateStyle', 'IntervalStyle', 'timezone_abbreviations',
    'default_text_search_config', 'gin_fuzzy_search_limit',
    'lc_messages', 'lc_monetary', 'lc_numeric', 'lc_time',
    'bytea_output', 'extra_float_digits', 'xmlbinary', 'xmloption', 'quote_all_identifiers', 'array_nulls',
    -- What functions in the view are parsed by.
    'search_path', 'standard_conforming_strings', 'transform_null_equals',
    'row_security'
  ];
$$;

ALTER FUNCTION dashboard_refresh._setting_names() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._setting_names() IS 'The settings of a session that the result of a query may depend on without naming them.';

CREATE FUNCTION dashboard_refresh._settings_json(view dashboard_refresh.views) RETURNS json
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "IntervalStyle" TO 'postgres'
    AS $$
  select json_object_agg(settings.name, to_jsonb(view) -> settings.name order by settings.position)
  from dashboard_refresh.settings() with ordinality
    as settings (name, type, default_value, limits, description, position);
$$;

ALTER FUNCTION dashboard_refresh._settings_json(view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._settings_json(view dashboard_refresh.views) IS 'The settings of a view, as callers see them.';

CREATE FUNCTION dashboard_refresh._settings_stamp(custom_settings text[] DEFAULT NULL::text[]) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_recorded dashboard_refresh.session_settings;
begin
  select * into v_recorded from dashboard_refresh.session_settings order by session_settings.id desc limit 1;

  if coalesce(cardinality(custom_settings), 0) = 0 then
    return v_recorded.stamp;
  end if;

  return v_recorded.stamp || md5((
    select jsonb_object_agg(names.name, v_recorded.settings -> names.name)::text
    from (select lower(custom_settings.name) from unnest(custom_settings) as custom_settings (name)) as names (name)
  ));
end;
$$;

ALTER FUNCTION dashboard_refresh._settings_stamp(custom_settings text[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._settings_stamp(custom_settings text[]) IS 'A value that changes when the session settings change under which refreshes run; of those that only some views read, the named ones. Null while none are recorded.';

CREATE FUNCTION dashboard_refresh._shortage_hint(relation oid, error_sqlstate text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return 'The server is short of ' || case error_sqlstate
    when '53100' then format(
      'disk. A refresh writes what it has changed, or all of it, a second time (the view has about %s), and temporary '
      'files for sorting: make room, or get a larger disk. Nothing of the view was changed.',
      (
        -- From the catalog: asking for the size would wait for whoever has locked the view.
        select pg_size_pretty(sum(pg_class.relpages)::bigint * current_setting('block_size')::bigint)
        from pg_catalog.pg_class
        where pg_class.oid = _shortage_hint.relation
          or pg_class.oid in (
            select pg_index.indexrelid from pg_catalog.pg_index where pg_index.indrelid = _shortage_hint.relation
          )
      )
    )
    when '53200' then 'memory. Nothing of the view was changed.'
    when '53300' then 'connections. Nothing of the view was changed.'
    when '53400' then format(
      'disk that a session may take: the temporary files of the query exceed a limit (temp_file_limit is %s). A superuser '
      'may raise it; more work_mem, or an index that saves a sort, needs less. Nothing of the view was changed.',
      current_setting('temp_file_limit')
    )
    else 'disk, memory or connections. Nothing of the view was changed.'
  end;
end;
$$;

ALTER FUNCTION dashboard_refresh._shortage_hint(relation oid, error_sqlstate text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._shortage_hint(relation oid, error_sqlstate text) IS 'What to do about a refresh of the materialized view that failed for want of room, given the SQLSTATE.';

CREATE FUNCTION dashboard_refresh._shows_last_refresh(view dashboard_refresh.views, state dashboard_refresh.view_state) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return coalesce(
    state.relation_stamp = dashboard_refresh._relation_stamp(dashboard_refresh._relation_oid(view)), false
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._shows_last_refresh(view dashboard_refresh.views, state dashboard_refresh.view_state) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._shows_last_refresh(view dashboard_refresh.views, state dashboard_refresh.view_state) IS 'True when what is there under the view''s name is the relation, and the storage, that the last refresh of ours left.';

CREATE FUNCTION dashboard_refresh._sign(secret text, message_id text, at_epoch_seconds bigint, body text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select 'v1,' || encode(
    dashboard_refresh._hmac_sha256(
      convert_to(message_id || '.' || at_epoch_seconds || '.' || body, 'UTF8'),
      decode(substr(secret, length('whsec_') + 1), 'base64')
    ),
    'base64'
  );
$$;

ALTER FUNCTION dashboard_refresh._sign(secret text, message_id text, at_epoch_seconds bigint, body text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._sign(secret text, message_id text, at_epoch_seconds bigint, body text) IS 'The webhook-signature header of the Standard Webhooks specification (symmetric, v1).';

CREATE FUNCTION dashboard_refresh._signed_headers(secret text, message_id text, body text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_epoch_seconds constant bigint := extract(epoch from clock_timestamp());
begin
  return jsonb_strip_nulls(jsonb_build_object(
    'Content-Type', 'application/json',
    'webhook-id', message_id,
    'webhook-timestamp', v_epoch_seconds::text,
    'webhook-signature', dashboard_refresh._sign(secret, message_id, v_epoch_seconds, body)
  ));
end;
$$;

ALTER FUNCTION dashboard_refresh._signed_headers(secret text, message_id text, body text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._signed_headers(secret text, message_id text, body text) IS 'The headers of a message of this body, signed now; without a secret there is no signature among them.';

CREATE FUNCTION dashboard_refresh._signing_secret(secrets text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  -- During a rotation there may be several, separated by spaces; the first is the one to sign with. At least 24 bytes
  -- after decoding, as the Standard Webhooks specification asks.
  select firsts.secret
  from (select split_part(secrets, ' ', 1) as secret) as firsts
  where firsts.secret ~ '^whsec_[A-Za-z0-9+/]{32,}={0,2}$' and length(firsts.secret) % 4 = 2;
$_$;

ALTER FUNCTION dashboard_refresh._signing_secret(secrets text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._signing_secret(secrets text) IS 'The secret to sign with, of those that a Vault entry holds; null when it is missing or malformed.';

CREATE FUNCTION dashboard_refresh._sizes(relation oid, OUT rows_bytes bigint, OUT all_bytes bigint) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '1s'
    AS $$
begin
  rows_bytes := pg_relation_size(relation);
  all_bytes := pg_total_relation_size(relation);
exception
  when lock_not_available then
    null;
end;
$$;

ALTER FUNCTION dashboard_refresh._sizes(relation oid, OUT rows_bytes bigint, OUT all_bytes bigint) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._sizes(relation oid, OUT rows_bytes bigint, OUT all_bytes bigint) IS 'The bytes of a relation: of its rows, and with its indexes and long values. Null while it is locked, as by a refresh that is not concurrent: who asks is not made to wait for that.';

CREATE FUNCTION dashboard_refresh._skip_json(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_statistics constant record := dashboard_refresh._statistics_horizon(at);
  v_is_held constant boolean :=
    at - greatest(state.data_as_of, state.verified_at, v_statistics.known_until) > view.max_staleness;
  v_reason constant text := dashboard_refresh._why_no_skip(view, state, v_statistics.epoch, v_is_held);
begin
  return json_build_object(
    'possible', v_reason is null,
    'reason', coalesce(v_reason, 'changes of what it depends on are seen'),
    'expression', state.untrackable_expression,
    'instead', state.untrackable_instead,
    'held_by', case when v_is_held then dashboard_refresh._holding_session(at) end,
    'sources', (
      select coalesce(json_agg(sources.relation::regclass::text order by sources.relation::regclass::text), '[]')
      from unnest(state.sources) as sources (relation)
    )
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._skip_json(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._skip_json(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) IS 'Whether ticks can leave the view as it is; why not, because of which expression or relation, how to write that instead, and which session holds changes back; the relations it reads.';

CREATE FUNCTION dashboard_refresh._source_changed_here(storage oid[]) RETURNS oid
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return (
    select min(pg_locks.relation)
    from pg_catalog.pg_locks
    where pg_locks.pid = pg_backend_pid()
      and pg_locks.locktype = 'relation'
      and pg_locks.granted
      -- What writes rows takes the first of these, what changes the relation itself one of the others. They are kept until
      -- the end of the transaction, or given up with the savepoint that is rolled back.
      and pg_locks.mode in (
        'RowExclusiveLock', 'ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock',
        'AccessExclusiveLock'
      )
      and pg_locks.relation = any (storage)
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._source_changed_here(storage oid[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._source_changed_here(storage oid[]) IS 'One of these relations that this transaction has changed or may have changed; null when there is none.';

CREATE FUNCTION dashboard_refresh._source_obstacle(reads dashboard_refresh.read[]) RETURNS dashboard_refresh.obstacle
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_obstacle dashboard_refresh.obstacle;
begin
  select
    case
      when pg_namespace.nspname in ('pg_catalog', 'information_schema')
        then 'it reads the system catalog, whose changes are not followed'
      when pg_class.relkind = 'f' then 'it reads a foreign table, whose changes are not counted here'
      when pg_class.relkind not in ('r', 'p', 'm') then 'it reads what is no table'
      -- pg_cron's launcher and pg_net's worker never report what they write.
      when pg_namespace.nspname in ('cron', 'net') or pg_extension.extname in ('pg_cron', 'pg_net')
        then 'it reads a table whose writer does not report its changes'
      when pg_class.relkind <> 'p' and pg_am.amname <> 'heap'
        then format('it reads a table of access method %s, which may not report its changes', pg_am.amname)
      else format('row level security decides what %I sees of a table', pg_get_userbyid(reads.reader))
    end,
    pg_class.oid::regclass::text,
    case
      when dashboard_refresh._is_row_security_in_force(pg_class.oid, reads.reader)
        then 'Let a role own the view, and each plain view that it reads, that owns the table or has bypassrls.'
      when pg_class.relkind = 'f' then 'Copy what it needs of it into a table.'
    end
  into v_obstacle
  from unnest(reads) as reads (relation, reader, inh)
  cross join lateral (
    select reads.relation
    union
    select children.relation
    from dashboard_refresh._with_children(array[reads.relation]) as children (relation)
    where reads.inh
  ) as all_sources (relation)
  join pg_catalog.pg_class on pg_class.oid = all_sources.relation
  join pg_catalog.pg_namespace on pg_namespace.oid = pg_class.relnamespace
  left join pg_catalog.pg_am on pg_am.oid = pg_class.relam
  left join pg_catalog.pg_depend
    on pg_depend.classid = 'pg_class'::regclass
    and pg_depend.objid = pg_class.oid
    and pg_depend.refclassid = 'pg_extension'::regclass
    and pg_depend.deptype = 'e'
  left join pg_catalog.pg_extension on pg_extension.oid = pg_depend.refobjid
  where pg_namespace.nspname in ('pg_catalog', 'information_schema', 'cron', 'net')
    or pg_extension.extname in ('pg_cron', 'pg_net')
    or pg_class.relkind not in ('r', 'p', 'm')
    or pg_am.amname <> 'heap'
    -- Of a partition the policies are those of the table through which it is read.
    or (pg_class.oid = reads.relation and dashboard_refresh._is_row_security_in_force(pg_class.oid, reads.reader))
  order by pg_class.oid
  limit 1;

  return v_obstacle;
end;
$$;

ALTER FUNCTION dashboard_refresh._source_obstacle(reads dashboard_refresh.read[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._source_obstacle(reads dashboard_refresh.read[]) IS 'Why changes of one of these relations cannot be seen, and which it is; null when all can be.';

CREATE FUNCTION dashboard_refresh._source_problems(view dashboard_refresh.views) RETURNS SETOF dashboard_refresh.problem
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_relation constant oid := (dashboard_refresh._relation(view)).oid;
begin
  return query
  select
    'reads_unmanaged_view', 'warning',
    format('The view reads %s, which nobody manages: it is as old as that was when it was last refreshed.',
      string_agg(pg_class.oid::regclass::text, ', ' order by pg_class.oid::regclass::text)),
    string_agg(
      format('select dashboard_refresh.manage(%L);', format('%I.%I', pg_namespace.nspname, pg_class.relname)),
      ' ' order by pg_class.oid::regclass::text
    )
  from (select distinct beneath.source from dashboard_refresh._sources_beneath(v_relation) as beneath) as reads
  join pg_catalog.pg_class on pg_class.oid = reads.source and pg_class.relkind = 'm'
  join pg_catalog.pg_namespace on pg_namespace.oid = pg_class.relnamespace
  where not exists (
    select from dashboard_refresh.views
    where to_regclass(views.view) = pg_class.oid
      or (views.relation_oid = pg_class.oid and to_regclass(views.view) is null)
  )
  having count(*) > 0;

  return query
  select
    'reads_renamed_relation', 'warning',
    format(
      case when displaced.is_certain
        then '%1$s reads %2$s, which was called %3$s when that query was made; another relation has that name now, and '
          'its changes are not seen.'
        else '%1$s reads %2$s, which looks as if it was renamed out of the way; %3$s is beside it and is not read.'
      end,
      displaced.reader::regclass, displaced.source::regclass, displaced.successor::regclass
    ),
    format('Create %s again with %s in place of %s in its query, which pg_get_viewdef(%L) shows.',
      displaced.reader::regclass, displaced.successor::regclass, displaced.source::regclass,
      displaced.reader::regclass::text)
  from dashboard_refresh._displaced_sources(v_relation) as displaced
  order by displaced.source::regclass::text;
end;
$_$;

ALTER FUNCTION dashboard_refresh._source_problems(view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._source_problems(view dashboard_refresh.views) IS 'What the view reads that keeps it wrong however often it is refreshed.';

CREATE FUNCTION dashboard_refresh._sources_beneath(relation oid) RETURNS SETOF dashboard_refresh.source_read
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  with recursive rules (reader, tree) as (
    select pg_rewrite.ev_class, pg_rewrite.ev_action::text
    from pg_catalog.pg_rewrite
    where pg_rewrite.ev_class = _sources_beneath.relation and pg_rewrite.rulename = '_RETURN'
    union
    select pg_rewrite.ev_class, pg_rewrite.ev_action::text
    from rules
    cross join lateral regexp_matches(rules.tree, ':relid (\d+)', 'g') as matches (match)
    join pg_catalog.pg_class on pg_class.oid = matches.match[1]::oid and pg_class.relkind = 'v'
    join pg_catalog.pg_rewrite on pg_rewrite.ev_class = pg_class.oid and pg_rewrite.rulename = '_RETURN'
    where matches.match[1]::oid <> rules.reader
  )
  select distinct
    rules.reader,
    matches.match[2]::oid,
    -- What a relation is called in a query is its name at the time the query was made, unless an alias was given.
    case when matches.match[1] is not null then regexp_replace(matches.match[1], '\\(.)', '\1', 'g') end
  from rules
  cross join lateral regexp_matches(
    rules.tree,
    '\{RANGETBLENTRY (?::alias <> :eref \{ALIAS :aliasname ((?:[^ \\]|\\.)+)|:alias \{ALIAS :aliasname (?:[^ \\]|\\.)+'
      ' :colnames (?:<>|\((?:[^()\\]|\\.)*\))\} :eref \{ALIAS :aliasname (?:[^ \\]|\\.)+)'
      ' :colnames (?:<>|\((?:[^()\\]|\\.)*\))\} :rtekind 0 :relid (\d+)',
    'g'
  ) as matches (match)
  where matches.match[2]::oid <> rules.reader;
end;
$$;

ALTER FUNCTION dashboard_refresh._sources_beneath(relation oid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._sources_beneath(relation oid) IS 'The relations that a view reads, directly or through plain views, each with the view that reads it and its name in there.';

CREATE FUNCTION dashboard_refresh._standing_jobs() RETURNS TABLE(job_name text, command text)
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select 'refresh-dashboard-watchdog', dashboard_refresh._watchdog_command()
  union all
  select 'refresh-dashboard-rescue-' || numbers.number, dashboard_refresh._rescue_command()
  from generate_series(1, 3) as numbers (number);
$$;

ALTER FUNCTION dashboard_refresh._standing_jobs() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._standing_jobs() IS 'The cron jobs that belong to no view, each fired every minute: the watchdog and three rescue jobs.';

CREATE FUNCTION dashboard_refresh._state_of(view dashboard_refresh.views) RETURNS dashboard_refresh.view_state
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_state dashboard_refresh.view_state;
begin
  select * into v_state from dashboard_refresh.view_state where view_state.view_id = view.id;

  -- A view that was resumed starts without failures; the row learns of it with the next one that is recorded.
  if v_state.failing_revision < view.resumed_revision then
    v_state.consecutive_failures := 0;
    v_state.failing_since := null;
    v_state.failing_revision := null;
    v_state.failure_kind := null;
    v_state.failed_stamp := null;
    v_state.retry_at := null;
  end if;

  return v_state;
end;
$$;

ALTER FUNCTION dashboard_refresh._state_of(view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._state_of(view dashboard_refresh.views) IS 'The state of a managed view, as of now; null for one that was unmanaged meanwhile.';

CREATE FUNCTION dashboard_refresh._statement_timeout_of_jobs() RETURNS interval
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_setting text;
begin
  -- As a session of the owner of the jobs gets it when it begins; the nearer setting wins.
  select substr(config.setting, length('statement_timeout=') + 1)
  into v_setting
  from pg_catalog.pg_db_role_setting
  cross join unnest(pg_db_role_setting.setconfig) as config (setting)
  where config.setting like 'statement_timeout=%'
    and pg_db_role_setting.setrole in (0, current_user::regrole)
    and pg_db_role_setting.setdatabase in (
      0, (select pg_database.oid from pg_catalog.pg_database where pg_database.datname = current_database())
    )
  order by pg_db_role_setting.setrole <> 0 desc, pg_db_role_setting.setdatabase <> 0 desc
  limit 1;

  -- The server's, where this session shows it.
  if not found then
    select pg_settings.reset_val
    into v_setting
    from pg_catalog.pg_settings
    where pg_settings.name = 'statement_timeout'
      and (session_user = current_user or pg_settings.source in ('default', 'configuration file', 'command line'));
  end if;

  return nullif(case when v_setting ~ '^\d+$' then v_setting || ' ms' else v_setting end::interval, interval '0');
end;
$_$;

ALTER FUNCTION dashboard_refresh._statement_timeout_of_jobs() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._statement_timeout_of_jobs() IS 'The statement_timeout with which a session of the owner of the jobs begins; null for none, or where it is not known.';

CREATE FUNCTION dashboard_refresh._statistics_horizon(at timestamp with time zone, OUT known_until timestamp with time zone, OUT epoch text) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- Within a transaction backends and counters are otherwise those of the first look (stats_fetch_consistency). The
  -- counters are looked at next, by _fingerprint, which asks for the epoch so that this cannot be forgotten.
  perform pg_stat_clear_snapshot();

  select
    -- pgstat.c: a backend reports when it goes idle, unless it did so within the last second; then 10 s later. In a
    -- transaction it does not report at all, so one that is in a transaction may keep back what it committed before. What
    -- it keeps back is not older than 60 s (PGSTAT_MAX_INTERVAL).
    case
      when bool_or(activity.backend_type = 'client backend' and coalesce(activity.state, 'disabled') = 'disabled')
        filter (where backend.may_owe)
      then null
      else least(
        at,
        clock_timestamp(),
        min(
          case
            -- A procedure that commits starts one transaction after another within one statement.
            when activity.xact_start is not null
              then least(activity.xact_start, activity.query_start)
            when activity.state_change > at - interval '11 seconds' then activity.state_change
          end
        ) filter (where backend.may_owe) - interval '60 seconds'
      )
    end,
    -- Counters restart at zero after a reset, and after a crash, which starts a new checkpointer even where the server
    -- itself goes on. Without this, counters that have grown back to what they were would hide everything that happened.
    -- As numbers: a timestamp as text depends on the session.
    extract(epoch from max(activity.backend_start) filter (where activity.backend_type = 'checkpointer'))
      || ' ' || coalesce(extract(epoch from pg_stat_get_db_stat_reset_time(min(own.datid)))::text, '')
  into known_until, epoch
  -- What the view pg_stat_activity is made of: its joins cost more than everything else that a tick plans, and a look at
  -- pg_database, too, costs more than asking for this session's own database.
  from pg_stat_get_activity(null) as activity
  cross join pg_stat_get_activity(pg_backend_pid()) as own
  cross join lateral (
    select
      activity.datid = own.datid
      and activity.pid <> pg_backend_pid()
      -- These change no rows but pg_cron's own, and the launcher goes idle in the very second of every tick.
      and activity.backend_type not in ('autovacuum worker', 'walsender', 'pg_cron launcher') as may_owe
  ) as backend;
end;
$$;

ALTER FUNCTION dashboard_refresh._statistics_horizon(at timestamp with time zone, OUT known_until timestamp with time zone, OUT epoch text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._statistics_horizon(at timestamp with time zone, OUT known_until timestamp with time zone, OUT epoch text) IS 'What the counters are worth, to be read before they are. known_until: the time up to which every change has been reported: now where no backend can have anything left to report, otherwise 60 s before the oldest that can; not after `at`; null where backends cannot be seen. epoch: since when the counters count, as text to compare; null where the caller may not see it.';

CREATE FUNCTION dashboard_refresh._store_alert(alert dashboard_refresh.alerts) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  update dashboard_refresh.alerts
  set status = alert.status,
    attempts = alert.attempts,
    next_attempt_at = alert.next_attempt_at,
    sent_at = alert.sent_at,
    posted_at = alert.posted_at,
    http_request_id = alert.http_request_id,
    finished_at = alert.finished_at,
    error_message = alert.error_message,
    via = alert.via,
    claimed_by = alert.claimed_by,
    function_failed_at = alert.function_failed_at
  where alerts.id = alert.id;
end;
$$;

ALTER FUNCTION dashboard_refresh._store_alert(alert dashboard_refresh.alerts) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._store_alert(alert dashboard_refresh.alerts) IS 'Writes down how far the delivery of an alert has come.';

CREATE FUNCTION dashboard_refresh._store_settings(view dashboard_refresh.views) RETURNS dashboard_refresh.views
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_columns text;
  v_values text;
  v_stored dashboard_refresh.views;
begin
  select string_agg(quote_ident(settings.name), ', '), string_agg(format('($1).%I', settings.name), ', ')
  into v_columns, v_values
  from dashboard_refresh.settings() as settings;

  if view.id is null then
    execute format(
      'insert into dashboard_refresh.views (schema_name, view_name, relation_oid, taken_over, %s) '
      'values (($1).schema_name, ($1).view_name, ($1).relation_oid, ($1).taken_over, %s)',
      v_columns, v_values
    )
    using view;
    insert into dashboard_refresh.view_state (view_id)
    select views.id from dashboard_refresh.views where views.view = _store_settings.view.view;
  else
    execute format(
      'update dashboard_refresh.views set (revision, resumed_revision, schema_name, view_name, relation_oid, former_name, '
      '%s) = row(revision + 1, ($1).resumed_revision, ($1).schema_name, ($1).view_name, ($1).relation_oid, '
      '($1).former_name, %s) where id = ($1).id',
      v_columns, v_values
    )
    using view;
  end if;

  select * into strict v_stored from dashboard_refresh.views where views.view = _store_settings.view.view;
  return v_stored;
exception
  when unique_violation then
    perform dashboard_refresh._raise(
      'job_conflict',
      format('the job name %s is used by another managed view', quote_literal(view.job_name)),
      'Each managed view has a job of its own.',
      'Choose another job_name. Nothing was changed.'
    );
    return null;
end;
$_$;

ALTER FUNCTION dashboard_refresh._store_settings(view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._store_settings(view dashboard_refresh.views) IS 'Writes the name and the settings of a view, a new one (id is null) with an empty state. Returns the row as stored. Raises job_conflict when another view has the job name.';

CREATE FUNCTION dashboard_refresh._suggest_schedule(longest interval) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select candidates.schedule
  from (
    values
      (interval '30 minutes', '*/30 * * * *'),
      (interval '15 minutes', '*/15 * * * *'),
      (interval '10 minutes', '*/10 * * * *'),
      (interval '5 minutes', '*/5 * * * *'),
      (interval '2 minutes', '*/2 * * * *'),
      (interval '1 minute', '* * * * *'),
      (interval '30 seconds', '30 seconds'),
      (interval '10 seconds', '10 seconds'),
      (interval '5 seconds', '5 seconds')
  ) as candidates (every, schedule)
  where candidates.every < longest
    and (candidates.every >= interval '1 minute' or dashboard_refresh._is_cron_at_least(1, 5))
  order by candidates.every desc
  limit 1;
$$;

ALTER FUNCTION dashboard_refresh._suggest_schedule(longest interval) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._suggest_schedule(longest interval) IS 'The least frequent schedule that fires more often than once in `longest` on this server''s pg_cron; null when there is none.';

CREATE FUNCTION dashboard_refresh._suspended_json(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) RETURNS json
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select json_build_object(
    'failures', state.consecutive_failures,
    'since', state.failing_since,
    'kind', state.failure_kind,
    'retry_at', state.retry_at,
    'hint', case state.failure_kind
      when 'lasting' then 'Fix what the last run names. The watchdog notices a change of the view, its indexes, owner or '
        'sources and tries at once; a refresh with force, or active set to true, does too.'
      else 'It is tried again at retry_at. To try now, refresh it with force, or set active to true.'
    end
  )
  where dashboard_refresh._suspended_until(view, state) > at;
$$;

ALTER FUNCTION dashboard_refresh._suspended_json(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._suspended_json(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) IS 'The suspension of the view at `at`; null when it is not suspended.';

CREATE FUNCTION dashboard_refresh._suspended_until(view dashboard_refresh.views, state dashboard_refresh.view_state) RETURNS timestamp with time zone
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return case when state.consecutive_failures >= view.failure_limit then state.retry_at end;
end;
$$;

ALTER FUNCTION dashboard_refresh._suspended_until(view dashboard_refresh.views, state dashboard_refresh.view_state) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._suspended_until(view dashboard_refresh.views, state dashboard_refresh.view_state) IS 'After failure_limit consecutive failures: ticks before this time do nothing. Null for a view that is not suspended.';

CREATE FUNCTION dashboard_refresh._sync_job(view dashboard_refresh.views, before jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_command constant text := dashboard_refresh._tick_command(view.view);
  -- A job of ours is ours whatever somebody has made of it since.
  v_is_ours constant boolean := coalesce(
    (before ->> 'scheduled')::boolean and before ->> 'job_name' = view.job_name, false
  );
  v_other record;
  v_job_id bigint;
begin
  select job.jobid, job.username, job.database
  into v_other
  from cron.job
  where job.jobname = view.job_name
    and (
      job.username <> current_user
      or job.database <> current_database()
      or not (
        v_is_ours
        or job.command = any (dashboard_refresh._tick_commands(view.view))
        or dashboard_refresh._is_refresh_of(job.command, view)
      )
    )
  limit 1;

  if found then
    perform dashboard_refresh._raise(
      'job_conflict',
      format('the cron job %s belongs to something else', quote_literal(view.job_name)),
      format('Job %s of role %s in database %s is not a refresh of %s by %s, or does more than that.',
        v_other.jobid, v_other.username, v_other.database, view.view, current_user),
      'Choose another job_name, or unschedule that job first.'
    );
  end if;

  -- Under another name than before, or not scheduled any more.
  perform cron.unschedule(job.jobid)
  from cron.job
  where job.username = current_user
    and (
      (job.jobname = before ->> 'job_name' and job.jobname <> view.job_name)
      or (job.jobname = view.job_name and not view.scheduled)
    );

  if not view.scheduled then
    return;
  end if;

  begin
    -- By name this creates the job or changes it in place. It leaves a paused job paused, hence the second call.
    v_job_id := cron.schedule(view.job_name, view.schedule, v_command);
    perform cron.alter_job(v_job_id, active => view.active);
  exception
    when invalid_parameter_value then
      perform dashboard_refresh._raise(
        'invalid_setting',
        format('schedule: pg_cron does not accept %s', quote_literal(view.schedule)),
        sqlerrm,
        'Every five minutes is */5 * * * *. Nothing was changed.'
      );
  end;
end;
$$;

ALTER FUNCTION dashboard_refresh._sync_job(view dashboard_refresh.views, before jsonb) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._sync_job(view dashboard_refresh.views, before jsonb) IS 'Makes the cron job what the settings say: name, schedule, command, active, there or not. Takes over a hand-made job of that name which does nothing but refresh the view. before: the settings until now. Raises job_conflict when the name is taken by another job.';

CREATE FUNCTION dashboard_refresh._take_over_statement(view dashboard_refresh.views) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_owner oid;
  v_schema oid;
  v_schema_owner oid;
  v_statement text := format('alter materialized view %s owner to %I;', view.view, current_user);
begin
  select pg_class.relowner, pg_namespace.oid, pg_namespace.nspowner
  into v_owner, v_schema, v_schema_owner
  from pg_catalog.pg_class
  join pg_catalog.pg_namespace on pg_namespace.oid = pg_class.relnamespace
  where pg_class.oid = dashboard_refresh._relation_oid(view);

  v_statement := dashboard_refresh._as_owner(v_owner, v_statement);

  -- The new owner of a relation must be allowed to create one in its schema; what the old one may, its members may.
  if not has_schema_privilege(v_schema, 'create')
    and not (v_statement like 'grant %' and has_schema_privilege(v_owner, v_schema, 'create'))
  then
    v_statement := dashboard_refresh._as_owner(
      v_schema_owner, format('grant usage, create on schema %I to %I; ', view.schema_name, current_user)
    ) || v_statement;
  end if;

  return v_statement;
end;
$$;

ALTER FUNCTION dashboard_refresh._take_over_statement(view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._take_over_statement(view dashboard_refresh.views) IS 'What makes the current role the owner of a materialized view that belongs to another, with the grants that it takes first.';

CREATE FUNCTION dashboard_refresh._terminate_statement(pid integer, usesysid oid) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select case when not dashboard_refresh._may_terminate(usesysid) then 'as a superuser: ' else '' end
    || format('select pg_terminate_backend(%s);', pid);
$$;

ALTER FUNCTION dashboard_refresh._terminate_statement(pid integer, usesysid oid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._terminate_statement(pid integer, usesysid oid) IS 'What ends a session of this role, preceded by who can where the current role cannot.';

CREATE FUNCTION dashboard_refresh._tick_command(view text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  -- Two statements, so that the first counts for the second: a refresh may take longer than the database's
  -- statement_timeout, and max_duration is what bounds it.
  select format('set statement_timeout = 0; select dashboard_refresh.tick(%L)', view);
$$;

ALTER FUNCTION dashboard_refresh._tick_command(view text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._tick_command(view text) IS 'The command of a view''s cron job. view: the qualified name.';

CREATE FUNCTION dashboard_refresh._tick_commands(view text) RETURNS text[]
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select array[dashboard_refresh._tick_command(view), format('select dashboard_refresh.tick(%L)', view)];
$$;

ALTER FUNCTION dashboard_refresh._tick_commands(view text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._tick_commands(view text) IS 'The command of a view''s cron job as it is and as it once was: finds its rows in pg_cron''s log, old ones too.';

CREATE FUNCTION dashboard_refresh._time_refresh(view dashboard_refresh.views, definition dashboard_refresh.definition, OUT duration_ms numeric, OUT problem text) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_view dashboard_refresh.views := view;
  v_started_at timestamptz;
begin
  -- Who examines must not hold up who refreshes, nor wait for him.
  v_view.lock_timeout := interval '1 second';
  perform dashboard_refresh._expect_settings(definition.custom_settings);
  v_started_at := clock_timestamp();
  perform dashboard_refresh._execute_refresh(
    v_view, 'concurrently', dashboard_refresh._with_definition(null::dashboard_refresh.view_state, definition)
  );
  duration_ms := round(extract(epoch from clock_timestamp() - v_started_at) * 1000, 1);
  -- Nothing of it is kept.
  raise exception using errcode = 'DRX01';
exception
  when sqlstate 'DRX01' then
    null;
  when query_canceled or assert_failure or others then
    problem := dashboard_refresh._safe_message(sqlerrm);
end;
$$;

ALTER FUNCTION dashboard_refresh._time_refresh(view dashboard_refresh.views, definition dashboard_refresh.definition, OUT duration_ms numeric, OUT problem text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._time_refresh(view dashboard_refresh.views, definition dashboard_refresh.definition, OUT duration_ms numeric, OUT problem text) IS 'Refreshes the view concurrently and takes that back. duration_ms; or problem, why it failed.';

CREATE FUNCTION dashboard_refresh._totals_json(view dashboard_refresh.views, since timestamp with time zone) RETURNS json
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select json_build_object(
    'runs', count(*),
    'succeeded', count(*) filter (where runs.status = 'succeeded'),
    'failed', count(*) filter (where runs.status = 'failed'),
    'lost', count(*) filter (where runs.status = 'lost'),
    'refreshes', count(runs.started_at),
    'seconds_refreshing', round(coalesce(extract(epoch from sum(runs.finished_at - runs.started_at)), 0), 1),
    'p95_duration_ms', (
      percentile_cont(0.95) within group (order by extract(epoch from runs.finished_at - runs.started_at) * 1000)
      filter (where runs.status = 'succeeded')
    )::numeric(20, 1)
  )
  from dashboard_refresh.runs
  where runs.view_id = view.id and runs.requested_at > since;
$$;

ALTER FUNCTION dashboard_refresh._totals_json(view dashboard_refresh.views, since timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._totals_json(view dashboard_refresh.views, since timestamp with time zone) IS 'Totals of the view''s runs that were requested since then.';

CREATE FUNCTION dashboard_refresh._touched_relations(relation oid, method text) RETURNS SETOF dashboard_refresh.touched_relation
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_everything constant text[] := array[
    'AccessShareLock', 'RowShareLock', 'RowExclusiveLock', 'ShareUpdateExclusiveLock', 'ShareLock',
    'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'
  ];
  v_read constant oid[] := array(
    select reads.relation from dashboard_refresh._read_relations(_touched_relations.relation) as reads
  );
begin
  return query
  -- A plain refresh takes ACCESS EXCLUSIVE, for which it must even wait for readers; a concurrent one EXCLUSIVE.
  select _touched_relations.relation, 1,
    case when method = 'concurrently' then array_remove(v_everything, 'AccessShareLock') else v_everything end
  union all
  -- The plain one rebuilds indexes and replaces the TOAST table, the concurrent one writes to them.
  select owned.relation, 2, case when method = 'concurrently' then v_everything[5:] else v_everything end
  from (
    select pg_index.indexrelid from pg_catalog.pg_index where pg_index.indrelid = _touched_relations.relation
    union all
    select pg_class.reltoastrelid from pg_catalog.pg_class where pg_class.oid = _touched_relations.relation
  ) as owned (relation)
  union all
  -- What is read, through plain views, with partitions and indexes, takes ACCESS SHARE.
  select sources.relation, 3, array['AccessExclusiveLock']
  from (
    select children.relation from dashboard_refresh._with_children(v_read) as children (relation)
    union
    select pg_index.indexrelid
    from dashboard_refresh._with_children(v_read) as children (relation)
    join pg_catalog.pg_index on pg_index.indrelid = children.relation
  ) as sources (relation);
end;
$$;

ALTER FUNCTION dashboard_refresh._touched_relations(relation oid, method text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._touched_relations(relation oid, method text) IS 'Every relation that a refresh of the materialized view by this method locks, but what its functions read.';

CREATE FUNCTION dashboard_refresh._try_definition(relation oid, search_path text, name text) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "DateStyle" TO 'ISO, YMD'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET array_nulls TO 'on'
    SET transform_null_equals TO 'off'
    AS $$
declare
  v_statement text;
begin
  -- With names of others in reach, nothing is called but by its full name. What can be found without its schema is
  -- written without, so that one operator's does not stand for those of a whole row.
  perform set_config('search_path', _try_definition.search_path, true);
  v_statement := pg_catalog.concat('create temporary view ', name, ' as ', pg_catalog.pg_get_viewdef(relation));
  execute v_statement;
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);

  return (
    select count(*) = 2 and count(distinct dashboard_refresh._comparable_tree(ev_action::text, ev_class)) = 1
    from pg_catalog.pg_rewrite
    where pg_rewrite.ev_class in (relation, ('pg_temp.' || name)::regclass)
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._try_definition(relation oid, search_path text, name text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._try_definition(relation oid, search_path text, name text) IS 'Makes a temporary view of this name from the text of a materialized view, read under the search_path. True when it is the same query. Raises what PostgreSQL does where the text is none under that search_path.';

CREATE FUNCTION dashboard_refresh._try_lock_drift(view_id integer) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return pg_try_advisory_xact_lock(20261106, view_id);
end;
$$;

ALTER FUNCTION dashboard_refresh._try_lock_drift(view_id integer) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._try_lock_drift(view_id integer) IS 'Takes the lock for a comparison of the view, until the end of the transaction or until what is done since is rolled back. False, at once, when another session holds it.';

CREATE FUNCTION dashboard_refresh._try_lock_view(view_id integer) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return pg_try_advisory_xact_lock(20261101, view_id);
end;
$$;

ALTER FUNCTION dashboard_refresh._try_lock_view(view_id integer) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._try_lock_view(view_id integer) IS 'Takes the view''s lock until the end of the transaction. False, at once, when another session holds it.';

CREATE FUNCTION dashboard_refresh._types_mentioned(nodes jsonb[]) RETURNS oid[]
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select array(
    select members.value::oid
    from unnest(nodes) as nodes (node)
    cross join lateral jsonb_each_text(nodes.node) as members
    where members.key in (
        'vartype', 'consttype', 'funcresulttype', 'opresulttype', 'resulttype', 'aggtype', 'wintype', 'casetype',
        'coalescetype', 'minmaxtype', 'array_typeid', 'element_typeid', 'row_typeid', 'refcontainertype', 'refelemtype',
        'refrestype', 'paramtype', 'typeId', 'typid'
      )
      and members.value is not null
    union
    select elements.element::oid
    from unnest(nodes) as nodes (node)
    cross join lateral jsonb_each(nodes.node) as members
    cross join lateral jsonb_array_elements_text(
      case when jsonb_typeof(members.value) = 'array' then members.value else '[]' end
    ) as elements (element)
    where members.key in ('coltypes', 'funccoltypes', 'aggargtypes', 'colTypes') and elements.element <> 'o'
  );
$$;

ALTER FUNCTION dashboard_refresh._types_mentioned(nodes jsonb[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._types_mentioned(nodes jsonb[]) IS 'The types that these nodes of a query name.';

CREATE FUNCTION dashboard_refresh._types_within(types oid[]) RETURNS SETOF dashboard_refresh.type_part
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with recursive parts (type, part) as (
    select distinct roots.type, roots.type from unnest(_types_within.types) as roots (type) where roots.type <> 0
    union
    select parts.type, made_of.type
    from parts
    join pg_catalog.pg_type on pg_type.oid = parts.part
    cross join lateral (
      select pg_type.typelem
      union all
      select pg_type.typbasetype
      union all
      select pg_range.rngsubtype
      from pg_catalog.pg_range
      where pg_type.typtype in ('r', 'm') and pg_type.oid in (pg_range.rngtypid, pg_range.rngmultitypid)
      union all
      select pg_attribute.atttypid
      from pg_catalog.pg_attribute
      where pg_attribute.attrelid = pg_type.typrelid and pg_attribute.attnum > 0 and not pg_attribute.attisdropped
    ) as made_of (type)
    where made_of.type <> 0
  )
  select parts.type, parts.part from parts;
$$;

ALTER FUNCTION dashboard_refresh._types_within(types oid[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._types_within(types oid[]) IS 'Each of these types with itself and all that it is made of, at any depth: elements of arrays and ranges, attributes, base types.';

CREATE FUNCTION dashboard_refresh._unique_indexes(relation oid) RETURNS SETOF dashboard_refresh.unique_index
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    pg_index.indexrelid,
    array(
      select pg_attribute.attname::text
      from unnest(pg_index.indkey::smallint[]) with ordinality as keys (attnum, position)
      join pg_catalog.pg_attribute on pg_attribute.attrelid = relation and pg_attribute.attnum = keys.attnum
      where keys.position <= pg_index.indnkeyatts
      order by keys.position
    )
  from pg_catalog.pg_index
  where pg_index.indrelid = relation
    and pg_index.indisunique
    and pg_index.indisvalid
    and pg_index.indimmediate
    and pg_index.indpred is null
    and pg_index.indexprs is null
  order by pg_index.indnkeyatts, pg_index.indexrelid;
$$;

ALTER FUNCTION dashboard_refresh._unique_indexes(relation oid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._unique_indexes(relation oid) IS 'The unique indexes by which a concurrent refresh pairs old rows with new (is_usable_unique_index in matview.c), the narrowest first.';

CREATE FUNCTION dashboard_refresh._unique_indexes_json(relation oid) RETURNS json
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select coalesce(
    json_agg(
      json_build_object(
        'name', indexes.relname,
        'definition', pg_get_indexdef(pg_index.indexrelid),
        'usable', reasons.reason is null,
        'reason', reasons.reason
      )
      order by reasons.reason is not null, pg_index.indexrelid
    ),
    '[]'
  )
  from pg_catalog.pg_index
  join pg_catalog.pg_class as indexes on indexes.oid = pg_index.indexrelid
  cross join lateral (
    select case
      when not pg_index.indisvalid then 'it is not valid: creating it failed'
      when pg_index.indpred is not null then 'it has a condition'
      when pg_index.indexprs is not null then 'it is on an expression and not on columns alone'
      when not pg_index.indimmediate then 'it is checked at the end of a transaction'
    end as reason
  ) as reasons
  where pg_index.indrelid = _unique_indexes_json.relation and pg_index.indisunique;
$$;

ALTER FUNCTION dashboard_refresh._unique_indexes_json(relation oid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._unique_indexes_json(relation oid) IS 'The unique indexes of a materialized view, and which of them a concurrent refresh cannot use, and why.';

CREATE FUNCTION dashboard_refresh._unpopulated_hint(relation oid) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return (
    select format('It reads what has no data yet. Refresh that first: %s',
      string_agg(distinct dashboard_refresh._as_owner(
        pg_class.relowner, format('refresh materialized view %s;', pg_class.oid::regclass)
      ), ' '))
    from dashboard_refresh._read_relations(_unpopulated_hint.relation) as reads
    join pg_catalog.pg_class on pg_class.oid = reads.relation
    where pg_class.relkind = 'm' and not pg_class.relispopulated
    having count(*) > 0
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._unpopulated_hint(relation oid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._unpopulated_hint(relation oid) IS 'What to do where a materialized view that this one reads has no data; null where each has.';

CREATE FUNCTION dashboard_refresh._untrusted(storage oid[], custom_settings text[]) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_source constant oid := dashboard_refresh._source_changed_here(storage);
  v_setting constant text := dashboard_refresh._setting_left_here(custom_settings);
begin
  return case
    when v_source is not null
      then format('the last refresh was in a transaction that had itself changed %s', v_source::regclass)
    when v_setting is not null
      then format('the last refresh was in a session that could not have the setting %s as it should be', v_setting)
  end;
end;
$$;

ALTER FUNCTION dashboard_refresh._untrusted(storage oid[], custom_settings text[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._untrusted(storage oid[], custom_settings text[]) IS 'Why what is seen now, by this session within its transaction, does not tell later that nothing has changed; null when it does. To be asked while a view is refreshed, under _use_settings.';

CREATE FUNCTION dashboard_refresh._upstream_as_of(state dashboard_refresh.view_state, at timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- Most views read tables alone, and every tick asks.
  if coalesce(cardinality(state.upstream), 0) = 0 then
    return null;
  end if;

  -- A view that nobody has refreshed yet is as old as can be.
  return (
    select min(coalesce(
      dashboard_refresh._known_as_of(source, dashboard_refresh._state_of(source), at), '-infinity'
    ))
    from dashboard_refresh._upstream_views(state) as source
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._upstream_as_of(state dashboard_refresh.view_state, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._upstream_as_of(state dashboard_refresh.view_state, at timestamp with time zone) IS 'How fresh the least fresh managed view is that this one reads; null when it reads none.';

CREATE FUNCTION dashboard_refresh._upstream_is_busy(state dashboard_refresh.view_state) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return exists (
    select from dashboard_refresh._upstream_views(state) as source
    where exists (
        select from dashboard_refresh.held_locks where held_locks.kind = 'refresh' and held_locks.key = source.id
      )
      or exists (
        select from dashboard_refresh.runs
        where runs.view_id = source.id
          and runs.status = 'queued'
          and runs.requested_at > clock_timestamp() - dashboard_refresh._waiting_limit()
      )
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._upstream_is_busy(state dashboard_refresh.view_state) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._upstream_is_busy(state dashboard_refresh.view_state) IS 'True while a managed view that the view with this state reads is being refreshed or waits for it, within reason.';

CREATE FUNCTION dashboard_refresh._upstream_views(state dashboard_refresh.view_state) RETURNS SETOF dashboard_refresh.views
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  select views.*
  from dashboard_refresh.views
  join pg_catalog.pg_namespace on pg_namespace.nspname = views.schema_name
  join pg_catalog.pg_class on pg_class.relnamespace = pg_namespace.oid and pg_class.relname = views.view_name
  where pg_class.oid = any (state.upstream)
  union all
  -- Renamed, and not followed yet.
  select present.*
  from dashboard_refresh.views
  cross join lateral dashboard_refresh._present(views) as present
  where views.relation_oid = any (state.upstream) and to_regclass(views.view) is null;
end;
$$;

ALTER FUNCTION dashboard_refresh._upstream_views(state dashboard_refresh.view_state) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._upstream_views(state dashboard_refresh.view_state) IS 'The managed views that the view with this state reads, directly or through plain views, as of its last refresh.';

CREATE FUNCTION dashboard_refresh._url_problem(url text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  -- Between the slashes and the path, as every parser of URLs sees it.
  v_authority constant text := substring(url from '^[^/]*//([^/?#]*)');
  v_parts constant text[] := regexp_match(v_authority, '^(\[[^]]*\]|[^:]*)(:(.*))?$');
begin
  -- The strictest of those who will read it: pg_net, which raises for what curl does not take, and the fetch of the Edge
  -- Function, which reads a backslash as a slash and takes no user name.
  return case
    when coalesce(url, '') = '' then 'it is empty'
    when url ~ '[\u0001-\u0020\u007f]' then 'it has a space, a line break or another control character in it'
    when url ~ '[^\u0021-\u007e]' then 'it has a character in it that is not ASCII'
    when url !~* '^https?://' then 'it does not begin with https:// or http://'
    when position('\' in url) > 0 then 'it has a backslash in it'
    when position('@' in v_authority) > 0 then 'it has a user name or a password in it'
    when coalesce(v_parts[1], '') = '' then 'it names no host'
    when v_parts[1] !~ '^(\[[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\]|[A-Za-z0-9._~-]+)$' then 'its host is not the name of one'
    when v_parts[2] is not null and v_parts[3] !~ '^0*[1-9]\d{0,4}$' then 'its port is not a number from 1 to 65535'
    when v_parts[3]::integer > 65535 then 'its port is not a number from 1 to 65535'
  end;
end;
$_$;

ALTER FUNCTION dashboard_refresh._url_problem(url text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._url_problem(url text) IS 'What keeps this from being a URL that pg_net and the Edge Function can call, in words that quote nothing of it; null when nothing does. Decides for every URL that is read from Vault.';

CREATE FUNCTION dashboard_refresh._use_settings(settings jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_before jsonb := '{}'::jsonb;
  v_setting record;
begin
  for v_setting in
    select wanted.name, coalesce(wanted.value, '') as value, current_setting(wanted.name, true) as current
    from jsonb_each_text(dashboard_refresh._request_settings() || settings - 'search_path') as wanted (name, value)
  loop
    continue when coalesce(v_setting.current, '') = v_setting.value;

    begin
      perform set_config(v_setting.name, v_setting.value, true);
      v_before := v_before || jsonb_build_object(v_setting.name, v_setting.current);
    exception
      -- The caller may not set it, or its value has no meaning here: a text search configuration that is gone.
      when insufficient_privilege or cant_change_runtime_param or invalid_parameter_value or undefined_object
        or invalid_name
      then
        null;
    end;
  end loop;

  return v_before;
end;
$$;

ALTER FUNCTION dashboard_refresh._use_settings(settings jsonb) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._use_settings(settings jsonb) IS 'Sets these session settings until the end of the transaction, clears what tells of a request, and returns what the changed ones were before; given that, it puts them back. So under _session_settings() a query sees what it sees in every refresh. What may not be set is left alone, and so is search_path: a function that pins its own can set no other for its caller. To be put back before anything is raised: _raise looks whether there is a request.';

CREATE FUNCTION dashboard_refresh._uses_background_workers() RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select coalesce(current_setting('cron.use_background_workers', true)::boolean, false);
$$;

ALTER FUNCTION dashboard_refresh._uses_background_workers() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._uses_background_workers() IS 'True where pg_cron runs jobs in background workers rather than over connections.';

CREATE FUNCTION dashboard_refresh._value_hint(run dashboard_refresh.runs, failure dashboard_refresh.failure) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select case
    when run.error_sqlstate = '22012' then
      'Divide by nullif(divisor, 0), which gives null instead of an error, or leave such rows out.'
    when run.error_sqlstate = '22001' then
      'A text is longer than its type allows: use the type text, or cut it to n characters with left(value, n).'
    when run.error_sqlstate = '22003' then
      'A number does not fit its type: compute with a wider one, as value::bigint or value::numeric.'
    when run.error_sqlstate in ('22P02', '22007', '22008') then
      'A value is not of the form, or in the range, of the type it is turned into: turn only those that are, as in case '
      'when value ~ ''^[0-9]+$'' then value::integer end.'
    when run.error_sqlstate in ('23514', '23502') and failure.type_name <> '' then
      format('A value does not fit the domain %s%s: correct the value, or the domain.', failure.type_name,
        ', check ' || nullif(failure.constraint_name, ''))
    when run.error_sqlstate = '21000' then
      'A subquery that stands for one value gives several rows: aggregate them, or add limit 1.'
    when run.error_sqlstate like '22%' then 'Correct the value, or leave such rows out.'
  end;
$_$;

ALTER FUNCTION dashboard_refresh._value_hint(run dashboard_refresh.runs, failure dashboard_refresh.failure) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._value_hint(run dashboard_refresh.runs, failure dashboard_refresh.failure) IS 'What to do about a value on which the query of a view fails; null where it was something else.';

CREATE FUNCTION dashboard_refresh._view_problems(view dashboard_refresh.views) RETURNS SETOF dashboard_refresh.problem
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_relation constant dashboard_refresh.relation_facts := dashboard_refresh._relation(view);
begin
  return query
  select found.code, found.severity, found.message, found.hint
  from (
    values
      (
        v_relation.oid is null,
        'view_missing', 'error',
        format('The materialized view %s does not exist.', view.view),
        'Create it; the next tick refreshes it. Or stop managing it with unmanage().'
      ),
      (
        v_relation.kind <> 'm',
        'not_a_materialized_view', 'error',
        format('%s is not a materialized view.', view.view),
        'Drop or rename what has its name, and create the materialized view.'
      ),
      (
        v_relation.kind = 'm' and not v_relation.may_refresh,
        'not_owner', 'error',
        format('%s belongs to %s, and %s may not refresh it.', view.view, v_relation.owner, current_user),
        'Take it over: ' || dashboard_refresh._take_over_statement(view)
      ),
      (
        v_relation.kind = 'm' and not v_relation.is_populated,
        'not_populated', 'error',
        format('%s has no data yet, and reading it is an error.', view.view),
        case when view."concurrently" = 'always'
          then 'Refresh it once by hand or set concurrently to auto: a concurrent refresh needs data to start from.'
          else 'The next refresh fills it.'
        end
      ),
      (
        v_relation.kind = 'm' and not v_relation.has_unique_index and view."concurrently" <> 'never',
        'no_unique_index', case when view."concurrently" = 'always' then 'error' else 'warning' end,
        format('%s has no unique index that a concurrent refresh can use, so %s.', view.view,
          case when view."concurrently" = 'always' then 'every refresh fails' else 'readers wait while it is refreshed' end),
        'Create a unique index on plain columns, without a condition.'
      )
  ) as found (is_found, code, severity, message, hint)
  where found.is_found;
end;
$$;

ALTER FUNCTION dashboard_refresh._view_problems(view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._view_problems(view dashboard_refresh.views) IS 'What keeps the materialized view from being refreshed, or from being read meanwhile.';

CREATE FUNCTION dashboard_refresh._views_to_check(at timestamp with time zone) RETURNS integer[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return array(
    select views.id
    from dashboard_refresh.views
    join dashboard_refresh.view_state on view_state.view_id = views.id
    where (
        views.active
        and views.scheduled
        and (
          view_state.tick_due_revision is distinct from views.revision
          or coalesce(view_state.tick_due_at, '-infinity') <= at - dashboard_refresh._pickup_time()
        )
      )
      or view_state.consecutive_failures > 0
      or view_state.last_finished_at > at
      or exists (select from dashboard_refresh.duty_failures where duty_failures.view_id = views.id)
      or exists (
        select from dashboard_refresh.runs
        where runs.view_id = views.id
          and (
            runs.status = 'queued'
            or (runs.status = 'lost' and runs.requested_at > coalesce(view_state.data_as_of, '-infinity'))
          )
      )
    order by view_state.data_as_of nulls first
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._views_to_check(at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._views_to_check(at timestamp with time zone) IS 'The views for which the watchdog may find something to do at `at`, the stalest first. Where all is well there are few, and a transaction for each would be most of what the watchdog costs.';

CREATE FUNCTION dashboard_refresh._vocabulary(types oid[], functions oid[]) RETURNS dashboard_refresh.vocabulary
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_vocabulary dashboard_refresh.vocabulary;
begin
  select
    array_agg(distinct parts.type) filter (where pg_type.oid = any (
      array['date', 'time', 'timetz', 'timestamp', 'timestamptz']::regtype[]
    )),
    array_agg(distinct parts.type) filter (where pg_type.typcategory in ('S', 'X')),
    array_agg(distinct parts.type) filter (where pg_type.typname = 'hstore' or pg_type.oid = any (
      array['json', 'jsonb', 'xml', 'cstring', 'record']::regtype[]
    )),
    array_agg(distinct parts.type) filter (where pg_type.oid = any (array[
      'regproc', 'regprocedure', 'regoper', 'regoperator', 'regclass', 'regtype', 'regrole', 'regnamespace', 'regconfig',
      'regdictionary', 'regcollation'
    ]::regtype[]))
  into v_vocabulary.times, v_vocabulary.texts, v_vocabulary.documents, v_vocabulary.names
  from dashboard_refresh._types_within(types || array['text', 'json']::regtype[]::oid[]) as parts
  join pg_catalog.pg_type on pg_type.oid = parts.part;

  select
    array_agg(pg_proc.oid) filter (where
      -- What initdb made and is immutable is so.
      (pg_proc.oid >= 16384 or pg_proc.provolatile <> 'i' or pg_proc.prokind <> 'f')
      and (dashboard_refresh._function_obstacle(pg_proc.oid)).reason is not null
    ),
    array_agg(pg_proc.oid) filter (where
      case
        -- A format has no word for now; the text of the last is the name of a time zone.
        when pg_proc.oid < 16384 then pg_proc.proname in ('to_date', 'to_timestamp', 'make_timestamptz')
        -- Judged by its body.
        else pg_proc.prosqlbody is not null or dashboard_refresh._readable_body(pg_proc) is not null
      end
    ),
    array_agg(pg_proc.oid) filter (where dashboard_refresh._is_text_search(pg_proc.oid))
  into v_vocabulary.untrusted, v_vocabulary.read_by_format, v_vocabulary.text_search
  from pg_catalog.pg_proc
  where pg_proc.oid = any (functions);

  return v_vocabulary;
end;
$$;

ALTER FUNCTION dashboard_refresh._vocabulary(types oid[], functions oid[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._vocabulary(types oid[], functions oid[]) IS 'What there is to know of these types and functions.';

CREATE FUNCTION dashboard_refresh._volatility_obstacle(function pg_proc) RETURNS dashboard_refresh.obstacle
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if function.provolatile = 'v' then
    return row(
      'is volatile: it may give another result each time',
      null,
      case
        when function.proname in ('gen_random_uuid', 'uuid_generate_v4', 'random')
          then 'Make the key of columns, with row_number() over (order by …) where there is none.'
        when function.oid >= 16384 and dashboard_refresh._extension_of(function) is null
          then 'Declare the function immutable, if the same arguments always give the same result.'
        else 'Leave it to the query that reads the view.'
      end
    )::dashboard_refresh.obstacle;
  elsif function.provolatile = 's'
    -- What such a body reads and calls is walked as if it stood in the query.
    and (function.prosqlbody is null or function.oid < 16384)
    and not dashboard_refresh._depends_on_settings_alone(function)
    and not dashboard_refresh._is_unaccent(function)
    -- Judged by the name of the setting that it asks for.
    and function.oid not in ('current_setting(text)'::regprocedure, 'current_setting(text, boolean)'::regprocedure)
  then
    return row(
      'is stable, not immutable: its result may depend on the time, the session or other data',
      null,
      case
        when function.proname in ('now', 'transaction_timestamp', 'statement_timestamp', 'age')
          then 'Compare with the time in the query that reads the view.'
        when function.proname in ('timetz', 'timezone')
          then 'Write (x at time zone ''UTC'')::time, of a timestamp with time zone.'
        when function.oid >= 16384 and dashboard_refresh._extension_of(function) is null
          then 'Declare the function immutable, if the same arguments always give the same result, or write it with a '
            'body that can be followed: create function … begin atomic … end.'
        else 'Leave it to the query that reads the view.'
      end
    )::dashboard_refresh.obstacle;
  end if;

  return null;
end;
$$;

ALTER FUNCTION dashboard_refresh._volatility_obstacle(function pg_proc) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._volatility_obstacle(function pg_proc) IS 'Why the result of a function may change by itself, by its volatility: what it is, in words; null when it may not.';

CREATE FUNCTION dashboard_refresh._waiting_limit() RETURNS interval
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select interval '3 minutes';
$$;

ALTER FUNCTION dashboard_refresh._waiting_limit() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._waiting_limit() IS 'A run that has waited this long, the view being free, waits for nobody: status says so, and the views that read the view no longer wait for it.';

CREATE FUNCTION dashboard_refresh._was_cut_by_api(view dashboard_refresh.views, run dashboard_refresh.runs) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select run.status = 'failed'
    and run.path = 'edge'
    and run.error_sqlstate = '57014'
    and view.path = 'auto'
    -- Below max_duration: it was not the watchdog that cancelled it.
    and run.finished_at - run.started_at between dashboard_refresh._api_limit() and view.max_duration;
$$;

ALTER FUNCTION dashboard_refresh._was_cut_by_api(view dashboard_refresh.views, run dashboard_refresh.runs) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._was_cut_by_api(view dashboard_refresh.views, run dashboard_refresh.runs) IS 'True for a refresh that an API call had no time for, of a view that may as well be refreshed in the database: no failure of the view.';

CREATE FUNCTION dashboard_refresh._watchdog_command() RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select 'call dashboard_refresh.watchdog()';
$$;

ALTER FUNCTION dashboard_refresh._watchdog_command() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._watchdog_command() IS 'The command of the watchdog''s cron job.';

CREATE FUNCTION dashboard_refresh._watchdog_problems(view dashboard_refresh.views, at timestamp with time zone) RETURNS SETOF dashboard_refresh.problem
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_command constant text := dashboard_refresh._watchdog_command();
  v_last record;
  v_rescue_jobs bigint;
begin
  select job_run_details.status, job_run_details.return_message, job_run_details.start_time
  into v_last
  from cron.job_run_details
  where job_run_details.command = v_command
  order by job_run_details.runid desc
  limit 1;

  select count(*) into v_rescue_jobs
  from cron.job
  join dashboard_refresh._standing_jobs() as standing
    on standing.job_name = job.jobname and standing.command = job.command
  where job.active and job.command <> v_command;

  return query
  select found.code, found.severity, found.message, found.hint
  from (
    values
      (
        not exists (select from cron.job where job.command = v_command and job.active),
        'watchdog_missing', 'error',
        'The cron job refresh-dashboard-watchdog is gone or paused, so lost runs stay unnoticed.',
        'select dashboard_refresh._make_standing_jobs();'
      ),
      (
        v_rescue_jobs < 3,
        'rescue_missing', case when v_rescue_jobs = 0 then 'error' else 'warning' end,
        format('Of the cron jobs refresh-dashboard-rescue-1 to 3, %s %s there, unchanged and active: lost runs and cascades '
          'in the database %s.', v_rescue_jobs, case when v_rescue_jobs = 1 then 'is' else 'are' end,
          case when v_rescue_jobs = 0 then 'wait for the next tick' else 'may have to wait for each other' end),
        'select dashboard_refresh._make_standing_jobs();'
      ),
      (
        v_last.status = 'failed',
        'watchdog_failing', 'error',
        format('The watchdog''s last run failed: %s',
          coalesce(dashboard_refresh._safe_message(v_last.return_message), 'pg_cron gives no reason')),
        'See the server''s log at that time; lost runs stay unnoticed until it runs again.'
      ),
      (
        -- It fires every minute; three without are no coincidence. A server that has just started gets its time.
        v_last.status is distinct from 'failed'
          and greatest(v_last.start_time, pg_postmaster_start_time()) < at - interval '3 minutes',
        'cron_stalled', 'error',
        format('pg_cron has fired nothing of ours since %s.', date_trunc('second', v_last.start_time)),
        'See whether the pg_cron launcher runs (pg_stat_activity) and whether a long job keeps it busy.'
      )
  ) as found (is_found, code, severity, message, hint)
  where found.is_found;

  return query
  select
    'watchdog_duty_failing',
    'error',
    format('A duty of the watchdog, %s, fails since %s: %s', duty_failures.duty,
      date_trunc('second', duty_failures.since), duty_failures.error_message),
    'Its other duties go on. See the server''s log at that time.'
  from dashboard_refresh.duty_failures
  where duty_failures.view_id is null or duty_failures.view_id = view.id
  order by duty_failures.duty;
end;
$$;

ALTER FUNCTION dashboard_refresh._watchdog_problems(view dashboard_refresh.views, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._watchdog_problems(view dashboard_refresh.views, at timestamp with time zone) IS 'What is wrong with the watchdog, its duties for this view included.';

CREATE FUNCTION dashboard_refresh._watched(queries dashboard_refresh.query[], reads dashboard_refresh.read[], nodes jsonb[], types oid[], functions oid[]) RETURNS dashboard_refresh.watched[]
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with own as (
    select array(
      select called.function from unnest(_watched.functions) as called (function) where called.function >= 16384
    ) as functions
  ),
  watched as (
    select * from dashboard_refresh._watched_relations(reads, queries)
    union all
    select * from dashboard_refresh._watched_types(types)
    union all
    select * from dashboard_refresh._watched_text_search(nodes, functions)
    union all
    select 'pg_proc'::regclass, 'oid', own.functions from own
    union all
    select 'pg_aggregate'::regclass, 'aggfnoid', own.functions from own
    union all
    select 'pg_operator'::regclass, 'oprcode', own.functions from own
    union all
    select 'pg_collation'::regclass, 'oid', dashboard_refresh._collations_mentioned(nodes)
    union all
    select 'pg_extension'::regclass, 'oid', array(
      select distinct pg_depend.refobjid
      from pg_catalog.pg_depend
      cross join own
      where pg_depend.deptype = 'e'
        and (
          (pg_depend.classid = 'pg_proc'::regclass and pg_depend.objid = any (own.functions))
          or (pg_depend.classid = 'pg_type'::regclass and pg_depend.objid = any (types))
        )
    )
  )
  select array(
    select (watched.catalog, watched.key, watched.objects)::dashboard_refresh.watched
    from watched
    where watched.objects <> '{}'
    order by watched.catalog, watched.key
  );
$$;

ALTER FUNCTION dashboard_refresh._watched(queries dashboard_refresh.query[], reads dashboard_refresh.read[], nodes jsonb[], types oid[], functions oid[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._watched(queries dashboard_refresh.query[], reads dashboard_refresh.read[], nodes jsonb[], types oid[], functions oid[]) IS 'The catalog rows that the answer of a view depends on: those of its queries, what they read, their nodes, and the types and functions in these.';

CREATE FUNCTION dashboard_refresh._watched_relations(reads dashboard_refresh.read[], queries dashboard_refresh.query[]) RETURNS SETOF dashboard_refresh.watched
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_views constant oid[] := array(
    select queries.relation from unnest(queries) as queries where queries.relation is not null
  );
  v_sources constant oid[] := array(select distinct reads.relation from unnest(reads) as reads);
  v_parents constant oid[] := array(
    select dashboard_refresh._with_children(array(select reads.relation from unnest(reads) as reads where reads.inh))
  );
  v_readers oid[];
begin
  return query
  values
    ('pg_class'::regclass, 'oid', v_views || v_sources),
    ('pg_rewrite'::regclass, 'ev_class', v_views),
    ('pg_attribute'::regclass, 'attrelid', v_sources),
    ('pg_inherits'::regclass, 'inhparent', v_parents),
    ('pg_namespace'::regclass, 'oid', array(
      select distinct pg_class.relnamespace from pg_catalog.pg_class where pg_class.oid = any (v_views || v_sources)
    ));

  -- Where a table has row level security, and the one who reads it is above that.
  v_readers := array(
    with recursive roles (role) as (
      select reads.reader
      from unnest(reads) as reads
      join pg_catalog.pg_class on pg_class.oid = reads.relation
      where pg_class.relrowsecurity
      union
      select pg_auth_members.roleid
      from roles
      join pg_catalog.pg_auth_members on pg_auth_members.member = roles.role
    )
    select roles.role from roles
  );

  if v_readers <> '{}' then
    return query values
      ('pg_roles'::regclass, 'oid', v_readers), ('pg_auth_members'::regclass, 'member', v_readers);
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._watched_relations(reads dashboard_refresh.read[], queries dashboard_refresh.query[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._watched_relations(reads dashboard_refresh.read[], queries dashboard_refresh.query[]) IS 'The catalog rows that say what these relations and views are, whose rights they are read with, and what partitions and children they have.';

CREATE FUNCTION dashboard_refresh._watched_text_search(nodes jsonb[], functions oid[]) RETURNS SETOF dashboard_refresh.watched
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_functions constant oid[] := array(
    select called.function from unnest(functions) as called (function) where dashboard_refresh._is_text_search(called.function)
  );
  v_configurations oid[] := dashboard_refresh._constants(nodes, 'regconfig');
  v_dictionaries oid[] := dashboard_refresh._constants(nodes, 'regdictionary');
begin
  if v_functions = '{}' then
    return;
  end if;

  -- A call that names none uses the default, which is a setting and may be any; so may what the text of a function names.
  if exists (
    select from unnest(nodes) as nodes (node)
    where dashboard_refresh._calls(nodes.node) && v_functions
      and cardinality(dashboard_refresh._constants(array(
        select arguments.argument
        from jsonb_array_elements(
          case when jsonb_typeof(nodes.node -> 'args') = 'array' then nodes.node -> 'args' else '[]' end
        ) as arguments (argument)
      ), 'regconfig')) = 0
  )
  or exists (
    select unnest(v_functions)
    except
    select unnest(dashboard_refresh._calls(nodes.node)) from unnest(nodes) as nodes (node)
  ) then
    v_configurations := array(select pg_ts_config.oid from pg_catalog.pg_ts_config);
  end if;

  -- A dictionary may name others in its options, as a thesaurus does.
  v_dictionaries := v_dictionaries || array(
    select pg_ts_config_map.mapdict
    from pg_catalog.pg_ts_config_map
    where pg_ts_config_map.mapcfg = any (v_configurations)
    union
    select pg_ts_dict.oid
    from pg_catalog.pg_ts_dict
    join pg_catalog.pg_ts_template on pg_ts_template.oid = pg_ts_dict.dicttemplate
    where pg_ts_template.tmplname in ('thesaurus', 'unaccent')
  );

  return query
  values
    ('pg_ts_config'::regclass, 'oid', v_configurations),
    ('pg_ts_config_map'::regclass, 'mapcfg', v_configurations),
    ('pg_ts_dict'::regclass, 'oid', v_dictionaries);
end;
$$;

ALTER FUNCTION dashboard_refresh._watched_text_search(nodes jsonb[], functions oid[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._watched_text_search(nodes jsonb[], functions oid[]) IS 'The catalog rows that say how text becomes lexemes in these nodes of a query, which call these functions; none where no text search is used.';

CREATE FUNCTION dashboard_refresh._watched_types(types oid[]) RETURNS SETOF dashboard_refresh.watched
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with parts as materialized (
    select distinct pg_type.oid, pg_type.typrelid
    from dashboard_refresh._types_within(_watched_types.types) as parts
    join pg_catalog.pg_type on pg_type.oid = parts.part
    where pg_type.oid >= 16384
  ),
  keys as (
    select array(select parts.oid from parts order by parts.oid) as types,
      array(select parts.typrelid from parts where parts.typrelid <> 0 order by parts.typrelid) as relations
  )
  select watched.catalog::regclass, watched.key, case when watched.key = 'attrelid' then keys.relations else keys.types end
  from keys
  cross join (
    values
      ('pg_type', 'oid'),
      ('pg_enum', 'enumtypid'),
      ('pg_range', 'rngtypid'),
      -- The checks of a domain.
      ('pg_constraint', 'contypid'),
      -- The names in a row that becomes JSON or XML.
      ('pg_attribute', 'attrelid'),
      -- Looked up at run time: to_json uses a cast of the type to json where there is one.
      ('pg_cast', 'castsource'),
      -- How its values are compared, sorted and hashed.
      ('pg_amproc', 'amproclefttype'),
      ('pg_amop', 'amoplefttype')
  ) as watched (catalog, key);
$$;

ALTER FUNCTION dashboard_refresh._watched_types(types oid[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._watched_types(types oid[]) IS 'The catalog rows that say what values of these types are, and how they are shown, cast and compared.';

CREATE FUNCTION dashboard_refresh._webhook_problem(status_code integer, failure text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select case
    when status_code between 200 and 299 then null
    when status_code is not null then 'the webhook answered ' || status_code
    else 'the request failed: ' || failure
  end;
$$;

ALTER FUNCTION dashboard_refresh._webhook_problem(status_code integer, failure text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._webhook_problem(status_code integer, failure text) IS 'Why an attempt that the webhook answered with this status, or that failed in this way (no status), was no delivery; null when it was.';

CREATE FUNCTION dashboard_refresh._why_lost(run dashboard_refresh.runs, OUT message text, OUT hint text) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_outcome record;
begin
  if run.path = 'database' then
    message := 'nobody ran it in time';
    hint := 'Call run() after request().';
    return;
  end if;

  select * into v_outcome from dashboard_refresh._request_outcome(
    run.http_request_id, run.id::text, run.requested_at
  );
  message := case
    when run.http_request_id is null then 'the function that asked for it did not run it in time'
    else 'the Edge Function did not run it in time: ' || case
      when v_outcome.state = 'failed' then 'the request failed: ' || v_outcome.error_message
      when v_outcome.state = 'queued' then 'pg_net has not sent the request yet'
      when v_outcome.state = 'unknown' then 'pg_net knows no answer; it may still be waiting for one, or has lost the request'
      when v_outcome.status_code = 202 then 'it accepted the request and was then stopped, or could not reach the database'
      else 'it answered ' || v_outcome.status_code
    end
  end;
  hint := 'See the logs of the Edge Function refresh-dashboard, and status for what it lacks. With path set to auto, '
    'refreshes run in the database after three losses in a row, and with database always.';
end;
$$;

ALTER FUNCTION dashboard_refresh._why_lost(run dashboard_refresh.runs, OUT message text, OUT hint text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._why_lost(run dashboard_refresh.runs, OUT message text, OUT hint text) IS 'Why nobody ran a run in time, as far as pg_net still knows, and what to do about it.';

CREATE FUNCTION dashboard_refresh._why_no_skip(view dashboard_refresh.views, state dashboard_refresh.view_state, statistics_epoch text, is_held boolean) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select case
    when not view.skip_unchanged then 'the setting skip_unchanged is false'
    when state.untrackable is not null then concat_ws(
      '. ',
      format('every tick refreshes, because of %s: %s', state.untrackable_expression, state.untrackable),
      state.untrackable_instead
    )
    when not current_setting('track_counts')::boolean
      then 'every tick refreshes: track_counts is off, so changes are not counted'
    when statistics_epoch is null
      then 'every tick refreshes: the time since which changes are counted cannot be seen'
    when is_held then 'every tick refreshes: a session holds back what was changed, as it has been in its transaction for '
      'longer than max_staleness allows'
    when state.untrusted is not null then 'the next tick refreshes: ' || state.untrusted
    when state.fingerprint is null then 'not known before the first refresh'
  end;
$$;

ALTER FUNCTION dashboard_refresh._why_no_skip(view dashboard_refresh.views, state dashboard_refresh.view_state, statistics_epoch text, is_held boolean) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._why_no_skip(view dashboard_refresh.views, state dashboard_refresh.view_state, statistics_epoch text, is_held boolean) IS 'Why ticks cannot leave the view as it is; null when they can. statistics_epoch: see _statistics_horizon; is_held: whether a session keeps changes back for longer than the promise allows.';

CREATE FUNCTION dashboard_refresh._why_not_adopted() RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_recorded dashboard_refresh.installation;
  v_current constant dashboard_refresh.identity := dashboard_refresh._current_identity();
begin
  select * into v_recorded from dashboard_refresh.installation;

  return case
    when v_recorded.is_only_row is null then 'no installation is recorded here'
    when v_recorded.system_identifier <> v_current.system_identifier then 'it was installed on another server'
    when v_recorded.database_oid <> v_current.database_oid then
      format('it was installed in another database, %s', v_recorded.database_name)
    when v_recorded.timeline <> v_current.timeline then
      format('the server was restored from a backup, or a standby was promoted, since it was installed (timeline %s, then %s)',
        v_current.timeline, v_recorded.timeline)
  end;
end;
$$;

ALTER FUNCTION dashboard_refresh._why_not_adopted() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._why_not_adopted() IS 'Why this database counts as a copy of the one that was installed in, from which nothing is sent; null when it does not.';

CREATE FUNCTION dashboard_refresh._why_not_refresh(view dashboard_refresh.views, state dashboard_refresh.view_state, known_until timestamp with time zone, epoch text, at timestamp with time zone) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if cardinality(state.upstream) > 0 and dashboard_refresh._upstream_is_busy(state) then
    return 'upstream';
  elsif view.skip_unchanged
    and at - state.data_as_of < view.force_after
    -- Where backends may keep back what they did for longer than the promise allows, unchanged is not known.
    and at - greatest(state.data_as_of, state.verified_at, known_until) <= view.max_staleness
    and dashboard_refresh._is_unchanged(view, state, epoch)
  then
    return 'unchanged';
  elsif dashboard_refresh._rests_until(view, state) > at then
    return 'paced';
  end if;

  return null;
end;
$$;

ALTER FUNCTION dashboard_refresh._why_not_refresh(view dashboard_refresh.views, state dashboard_refresh.view_state, known_until timestamp with time zone, epoch text, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._why_not_refresh(view dashboard_refresh.views, state dashboard_refresh.view_state, known_until timestamp with time zone, epoch text, at timestamp with time zone) IS 'Why the view is left as it is at `at`: unchanged, paced, or upstream (a managed view it reads is being refreshed, and will cause a refresh of this one). Null: refresh. known_until, epoch: see _statistics_horizon.';

CREATE FUNCTION dashboard_refresh._why_read_only() RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- Not by the transaction alone: the REST API makes some of them read-only by itself.
  return case
    when pg_is_in_recovery() then 'the server is a standby'
    else (
      select format('default_transaction_read_only is on %s', setting.place)
      from dashboard_refresh._read_only_setting() as setting
      where setting.place is not null
    )
  end;
end;
$$;

ALTER FUNCTION dashboard_refresh._why_read_only() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._why_read_only() IS 'Why the jobs of this database cannot write anything; null where they can.';

CREATE FUNCTION dashboard_refresh._widest_key() RETURNS integer
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  -- A third of a page, 2704 bytes, less what alignment may cost.
  select 2600;
$$;

ALTER FUNCTION dashboard_refresh._widest_key() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._widest_key() IS 'How many bytes the values of a row may have together, as they are stored, to fit into an index.';

CREATE FUNCTION dashboard_refresh._with_children(relations oid[]) RETURNS SETOF oid
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with recursive all_relations (relation) as (
    select unnest(relations)
    union
    select pg_inherits.inhrelid
    from all_relations
    join pg_catalog.pg_inherits on pg_inherits.inhparent = all_relations.relation
  )
  select relation from all_relations;
$$;

ALTER FUNCTION dashboard_refresh._with_children(relations oid[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._with_children(relations oid[]) IS 'These relations with all their partitions and inheritance children, at any depth.';

CREATE FUNCTION dashboard_refresh._with_definition(state dashboard_refresh.view_state, definition dashboard_refresh.definition) RETURNS dashboard_refresh.view_state
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_state dashboard_refresh.view_state := state;
begin
  v_state.sources := definition.sources;
  v_state.storage := definition.storage;
  v_state.upstream := definition.upstream;
  v_state.custom_settings := definition.custom_settings;
  v_state.watched := definition.watched;
  v_state.untrackable := definition.untrackable;
  v_state.untrackable_expression := definition.untrackable_expression;
  v_state.untrackable_instead := definition.untrackable_instead;
  v_state.catalog_stamp := definition.stamp;
  return v_state;
end;
$$;

ALTER FUNCTION dashboard_refresh._with_definition(state dashboard_refresh.view_state, definition dashboard_refresh.definition) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._with_definition(state dashboard_refresh.view_state, definition dashboard_refresh.definition) IS 'The state with what the view is made of.';

CREATE FUNCTION dashboard_refresh._with_outcome(alert dashboard_refresh.alerts, at timestamp with time zone) RETURNS dashboard_refresh.alerts
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_alert dashboard_refresh.alerts := alert;
  v_outcome record;
begin
  if v_alert.status <> 'sent' then
    return v_alert;
  end if;

  select * into v_outcome from dashboard_refresh._request_outcome(
    v_alert.http_request_id,
    case v_alert.via
      when 'function' then dashboard_refresh._delivery_message_id(v_alert)
      else dashboard_refresh._alert_message_id(v_alert)
    end,
    v_alert.posted_at
  );

  if v_alert.via = 'function' then
    -- What the webhook answered the function records itself. Here is only whether it is still at work on it: it asks for
    -- the message within seconds, posts it, and is done or dead soon after.
    if v_outcome.state = 'failed'
      or v_outcome.status_code not between 200 and 299
      or v_alert.sent_at < at - (
        case when v_outcome.state = 'queued' then interval '2 minutes' else dashboard_refresh._pickup_time() end
      )
    then
      v_alert.function_failed_at := at;
    end if;
  elsif v_outcome.state in ('answered', 'failed') then
    v_alert := dashboard_refresh._after_attempt(
      v_alert, dashboard_refresh._webhook_problem(v_outcome.status_code, v_outcome.error_message), at
    );
  -- An answer that never comes was lost with pg_net's tables, which a crash empties, or waits behind a dead worker.
  elsif v_alert.sent_at < at - interval '2 minutes' then
    v_alert := dashboard_refresh._after_attempt(
      v_alert,
      case v_outcome.state
        when 'queued' then 'pg_net has not sent the request in two minutes'
        else 'pg_net knew no answer after two minutes'
      end,
      at
    );
  end if;

  return v_alert;
end;
$$;

ALTER FUNCTION dashboard_refresh._with_outcome(alert dashboard_refresh.alerts, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._with_outcome(alert dashboard_refresh.alerts, at timestamp with time zone) IS 'An alert with what is known by `at` of the attempt under way: see _after_attempt. Without an answer after two minutes it counts as failed. One that the Edge Function did not take, or did not finish in _pickup_time(), stays sent, with function_failed_at set. Writes nothing.';

CREATE FUNCTION dashboard_refresh._without_comments(code text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select regexp_replace(regexp_replace(code, '/\*.*?\*/', ' ', 'g'), '--[^\n]*', ' ', 'g');
$$;

ALTER FUNCTION dashboard_refresh._without_comments(code text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._without_comments(code text) IS 'A piece of code without what is commented out.';

CREATE FUNCTION dashboard_refresh._without_refresh(job_id bigint, command text, view dashboard_refresh.views) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_rest text := command;
  v_statement text;
begin
  for v_statement in select * from dashboard_refresh._refresh_statements(command, view) loop
    v_rest := replace(v_rest, v_statement, '');
  end loop;

  return case
    when v_rest ~ '^[\s;]*$' then format('select cron.unschedule(%s);', job_id)
    when not dashboard_refresh._refreshes(v_rest, view)
      then format('select cron.alter_job(%s, command => %L);', job_id, btrim(v_rest, E' \n\t;') || ';')
  end;
end;
$_$;

ALTER FUNCTION dashboard_refresh._without_refresh(job_id bigint, command text, view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._without_refresh(job_id bigint, command text, view dashboard_refresh.views) IS 'The statement that keeps a job from refreshing the view and leaves what else it does; null where its text does not say how.';

CREATE FUNCTION dashboard_refresh._without_rewritten(refreshed dashboard_refresh.refreshed, relation oid, before dashboard_refresh.null_keys) RETURNS dashboard_refresh.refreshed
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_run dashboard_refresh.runs := refreshed.run;
  v_state dashboard_refresh.view_state := refreshed.state;
  v_after dashboard_refresh.null_keys := (array[]::text[], array[]::bigint[]);
  v_rewritten bigint;
begin
  if v_run.method <> 'concurrently' then
    return refreshed;
  -- One that inserted nothing has left none.
  elsif v_run.rows_inserted is distinct from 0 then
    v_after := dashboard_refresh._read_null_keys(relation);
  end if;

  select coalesce(sum(least(old_rows.count, new_rows.count)), 0)
  into v_rewritten
  from (select hash, count(*) from unnest(before.hashes) as hashes (hash) group by hash) as old_rows
  join (select hash, count(*) from unnest(v_after.hashes) as hashes (hash) group by hash) as new_rows using (hash);

  v_run.rows_inserted := greatest(v_run.rows_inserted - v_rewritten, 0);
  v_run.rows_deleted := greatest(v_run.rows_deleted - v_rewritten, 0);
  v_state.null_keys := v_after.columns;
  return (v_run, v_state, refreshed.failure);
end;
$$;

ALTER FUNCTION dashboard_refresh._without_rewritten(refreshed dashboard_refresh.refreshed, relation oid, before dashboard_refresh.null_keys) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._without_rewritten(refreshed dashboard_refresh.refreshed, relation oid, before dashboard_refresh.null_keys) IS 'A refresh as it was, without counting the rows that a concurrent one deleted and inserted again as they were. before: the rows with a null in a unique index before it.';

CREATE FUNCTION dashboard_refresh._without_writing(tree text, relation oid) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  -- As outfuncs.c writes a word: blanks and brackets in it are escaped.
  v_word constant text := '(?:\\.|[^\\ (){}])+';
  v_list constant text := '\((?:\\.|[^\\()])*\)';
  v_alias constant text := format('(?:<>|\{ALIAS :aliasname %s :colnames (?:<>|%s)\})', v_word, v_list);
  v_tree text := tree;
begin
  -- Where it stood in the text; whether a cast was written or implied, a join written natural, an operator with its
  -- schema; what the columns of the answer are called; which columns it needs the privilege for.
  v_tree := regexp_replace(
    v_tree,
    ' :(?:(?:location|stmt_location|stmt_len|rellockmode|varnosyn|varattnosyn|funcformat|relabelformat|coerceformat'
    '|convertformat|coercionformat|row_format) -?\d+|isNatural (?:true|false)|operName ' || v_list
    || '|resname ' || v_word || '|selectedCols ' || v_list || '|alias ' || v_alias || '(?= :rtindex ))',
    '', 'g'
  );
  -- The columns of a join that are those of one side, of which there are more when a table got one. Those of both sides
  -- stay where they are more than a name for a column.
  v_tree := regexp_replace(
    v_tree, '(?: ?\{VAR [^{}]*\})+\) :joinleftcols \(i[^)]*\) :joinrightcols \(i[^)]*\)', ')', 'g'
  );
  -- What JSON is written as follows from its type.
  v_tree := regexp_replace(
    v_tree, ' :format \{JSONFORMAT :format_type \d+ :encoding 0\} :typid (114|3802) ', ' :typid \1 ', 'g'
  );
  -- Names of a set operation's sides, which nothing can refer to; and of a relation and its columns, whose values carry
  -- the names in the catalog.
  v_tree := regexp_replace(
    v_tree, format(' :alias \{ALIAS :aliasname \*SELECT\*\\ \d+ :colnames <>\} :eref %s :rtekind 1 ', v_alias),
    ' :rtekind 1 ', 'g'
  );
  v_tree := regexp_replace(
    v_tree, format(' :alias %s :eref %s :rtekind 0 ', v_alias, v_alias), ' :rtekind 0 ', 'g'
  );
  -- Names of a join's columns are part of a value only where the whole row of a join with a name is one.
  v_tree := regexp_replace(
    v_tree,
    format(' :alias %s :eref %s :rtekind 2 ', case when v_tree ~ ':varattno 0 ' then '<>' else v_alias end, v_alias),
    ' :rtekind 2 ', 'g'
  );
  v_tree := regexp_replace(
    v_tree, format(' :alias %s :eref \{ALIAS :aliasname %s', v_alias, v_word), ' :eref {ALIAS', 'g'
  );

  -- The view itself, which its rule names.
  return regexp_replace(v_tree, format(' :relid %s(?: :relkind [mv])?(?! \d)', relation), ' :relid itself', 'g');
end;
$$;

ALTER FUNCTION dashboard_refresh._without_writing(tree text, relation oid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._without_writing(tree text, relation oid) IS 'A parsed query (pg_rewrite.ev_action, of the relation) without what only says how it was written.';

CREATE FUNCTION dashboard_refresh._write_alert(view dashboard_refresh.views, state dashboard_refresh.view_state, kind text, at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_failed dashboard_refresh.runs;
  v_cause text := '';
  v_suspended_until constant timestamptz := dashboard_refresh._suspended_until(view, state);
  v_known constant dashboard_refresh.view_state := dashboard_refresh._known_state(view, state);
  v_as_of constant text := coalesce(
    'its data is as of ' || date_trunc('second', greatest(v_known.data_as_of, v_known.verified_at)),
    'its data, last known as of ' || date_trunc('second', greatest(state.data_as_of, state.verified_at))
      || ', is no longer what the last refresh left',
    'no refresh of it has succeeded yet'
  );
begin
  if kind <> 'recovered' then
    select * into v_failed
    from dashboard_refresh.runs
    where runs.view_id = view.id
      and runs.status in ('failed', 'lost')
      and (state.data_as_of is null or runs.requested_at > state.data_as_of)
    order by runs.finished_at desc
    limit 1;

    -- A message of the server may be as long as the row it complains of.
    if found then
      v_cause := concat(' Last: ', left(v_failed.error_message, 500), '. ' || left(v_failed.error_hint, 500));
    end if;
  end if;

  insert into dashboard_refresh.alerts (view_id, kind, summary, facts, created_at, next_attempt_at)
  values (
    view.id,
    kind,
    format('%s: ', view.view) || case kind
      when 'failing' then 'a refresh failed; ' || v_as_of || '.'
      when 'suspended' then format('suspended after %s failures in a row, tried again at %s; %s.',
        state.consecutive_failures, date_trunc('second', v_suspended_until), v_as_of)
      when 'function_failing' then format(
        'the Edge Function lost its last %s runs%s; %s.',
        state.consecutive_losses,
        case when view.path = 'auto' then format(', so refreshes run in the database, and it is tried again at %s',
          date_trunc('second', state.function_retry_at)) else '; each is made up for in the database' end,
        v_as_of
      )
      when 'stale' then format('older than promised (max_staleness %s); %s.', view.max_staleness, v_as_of)
      when 'reminder' then format('still %s, since %s; %s.', array_to_string(state.open_alerts, ' and '),
        date_trunc('second', state.alerting_since), v_as_of)
      when 'recovered' then format('recovered; %s. There was trouble since %s.', v_as_of,
        date_trunc('second', state.alerting_since))
    end || v_cause,
    jsonb_build_object(
      'view', view.view,
      'open', to_jsonb(state.open_alerts),
      'since', state.alerting_since,
      'consecutive_failures', state.consecutive_failures,
      'suspended_until', v_suspended_until,
      'data_as_of', v_known.data_as_of,
      'max_staleness_seconds', trim_scale(extract(epoch from view.max_staleness)),
      'run', case when v_failed.id is not null then dashboard_refresh._run_json(v_failed)::jsonb end
    ),
    -- Alerts are sent in their order, and one look may open and close.
    at + interval '1 microsecond' * (
      select count(*) from dashboard_refresh.alerts where alerts.view_id = view.id and alerts.created_at >= at
    ),
    at
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._write_alert(view dashboard_refresh.views, state dashboard_refresh.view_state, kind text, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._write_alert(view dashboard_refresh.views, state dashboard_refresh.view_state, kind text, at timestamp with time zone) IS 'Writes an alert of this kind about the view and state as given, for the watchdog to send.';

CREATE FUNCTION dashboard_refresh._write_settings(settings jsonb, recorded_in text, recorded_at timestamp with time zone, session_started_at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_id bigint;
begin
  insert into dashboard_refresh.session_settings (settings, stamp, recorded_at, recorded_in, session_started_at)
  values (
    settings,
    md5((
      select jsonb_object_agg(common.name, settings -> common.name)
      from unnest(dashboard_refresh._setting_names()) as common (name)
      -- Since PostgreSQL 17 a REFRESH has a search_path of its own.
      where common.name <> 'search_path' or current_setting('server_version_num')::integer < 170000
    )::text),
    recorded_at,
    recorded_in,
    session_started_at
  )
  returning session_settings.id into v_id;

  delete from dashboard_refresh.session_settings
  where session_settings.id in (
    select older.id
    from dashboard_refresh.session_settings as older
    where older.id < v_id
    for update skip locked
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._write_settings(settings jsonb, recorded_in text, recorded_at timestamp with time zone, session_started_at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._write_settings(settings jsonb, recorded_in text, recorded_at timestamp with time zone, session_started_at timestamp with time zone) IS 'Makes these the session settings that count, and removes older rows. Waits for nobody.';

CREATE FUNCTION dashboard_refresh.adopt() RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_reason text;
  v_before dashboard_refresh.installation;
  v_ended_runs bigint := 0;
  v_dropped_alerts bigint := 0;
  v_done json;
begin
  perform dashboard_refresh._lock_configuration();
  v_reason := dashboard_refresh._why_not_adopted();
  select * into v_before from dashboard_refresh.installation;

  if v_reason is not null then
    select forgotten.ended_runs, forgotten.dropped_alerts
    into v_ended_runs, v_dropped_alerts
    from dashboard_refresh._forget_origin(clock_timestamp()) as forgotten;

    delete from dashboard_refresh.installation where true;
    insert into dashboard_refresh.installation (system_identifier, database_oid, database_name, timeline)
    select current.system_identifier, current.database_oid, current.database_name, current.timeline
    from dashboard_refresh._current_identity() as current;
  end if;

  v_done := json_build_object(
    'adopted', v_reason is not null,
    'reason', v_reason,
    'jobs', dashboard_refresh._restore_jobs(),
    'runs_ended', v_ended_runs,
    'alerts_dropped', v_dropped_alerts,
    'function', coalesce((dashboard_refresh._function_endpoint()).missing, 'configured'),
    'alerts', coalesce((dashboard_refresh._alert_endpoint()).missing, 'configured')
  );

  insert into dashboard_refresh.config_changes (changed_by, action, before, after)
  values (session_user, 'adopt', to_jsonb(v_before) - 'is_only_row', v_done::jsonb);

  return v_done;
end;
$$;

ALTER FUNCTION dashboard_refresh.adopt() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.adopt() IS 'Makes a database that was copied, restored or promoted an installation of its own: forgets what names objects, requests and runs of the place it came from, records this database as the one installed in, makes the jobs again, and writes the audit. Where it is the one already, it makes the jobs that are missing and changes nothing else. Correct the URLs in Vault first: from then on messages are sent. Returns adopted, reason (what had differed), jobs, runs_ended, alerts_dropped, and whether function and alerts are configured here. Raises job_conflict; then nothing has changed.';

CREATE FUNCTION dashboard_refresh.drift(view text DEFAULT NULL::text, by text DEFAULT NULL::text) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._find_view(drift.view);
  v_relation dashboard_refresh.relation_facts := dashboard_refresh._relation(v_view);
  v_started_at timestamptz := clock_timestamp();
  v_counts json;
begin
  perform dashboard_refresh._require_comparable(v_view, v_relation, by);
  v_counts := dashboard_refresh._compare(v_view, v_relation.oid, by);

  return (
    select json_object_agg(members.key, members.value)
    from (
      select *
      from json_each(json_build_object('view', v_view.view, 'by', by, 'complete', true, 'at', v_started_at))
      union all
      select * from json_each(v_counts)
    ) as members
  );
exception
  -- The session's statement_timeout, or somebody who cancelled.
  when query_canceled then
    return json_build_object(
      'view', v_view.view,
      'by', by,
      'complete', false,
      'at', v_started_at,
      'reason', format('cut after %s s', round(extract(epoch from clock_timestamp() - v_started_at)::numeric, 1))
    );
end;
$$;

ALTER FUNCTION dashboard_refresh.drift(view text, by text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.drift(view text, by text) IS 'Compares what a managed view (null: the only one) shows with what its definition gives now: rows missing, extra and different (same key, other content); with by, a column of the view, also for each of its values that differs, the 200 worst. Costs about as much as a refresh and is cut by the session''s statement_timeout: then complete is false. One at a time a view. Leaves nothing behind, and takes a transaction that may write all the same, for temporary views. Raises unknown_view, view_required, not_a_materialized_view, invalid_argument, definition_failed, not_comparable, drift_running.';

CREATE FUNCTION dashboard_refresh.examine(view text, measure boolean DEFAULT false) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '1s'
    AS $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._new_view(examine.view);
  v_managed dashboard_refresh.views;
  v_relation dashboard_refresh.relation_facts;
  v_definition dashboard_refresh.definition;
  v_sizes record;
  v_counted json;
  v_proposed json;
  v_concurrently json;
begin
  perform dashboard_refresh._require_relation(v_view);

  select (present).* into v_managed
  from dashboard_refresh.views
  cross join lateral dashboard_refresh._present(views) as present
  where present.view = v_view.view;

  if v_managed.id is not null then
    v_view := v_managed;
  else
    v_view.view := format('%I.%I', v_view.schema_name, v_view.view_name);
  end if;

  v_relation := dashboard_refresh._relation(v_view);
  v_definition := dashboard_refresh._read_definition(v_relation.oid);
  v_sizes := dashboard_refresh._sizes(v_relation.oid);
  v_counted := dashboard_refresh._examined_rows_json(v_relation, v_sizes.rows_bytes);
  v_proposed := dashboard_refresh._proposed_index_json(v_view, v_relation, v_sizes.rows_bytes);
  v_concurrently := dashboard_refresh._concurrently_json(v_view, v_relation, v_proposed);

  return json_build_object(
    'view', v_view.view,
    'kind', dashboard_refresh._kind_name(v_relation.kind),
    'managed', v_view.id is not null,
    'settings', case when v_view.id is not null then dashboard_refresh._settings_json(v_view) end,
    'owner', v_relation.owner,
    'may_refresh', dashboard_refresh._may_refresh_json(v_view, v_relation),
    'populated', v_relation.is_populated,
    'rows', v_counted -> 'rows',
    'rows_exact', v_counted -> 'rows_exact',
    'bytes', v_sizes.all_bytes,
    'unique_indexes', dashboard_refresh._unique_indexes_json(v_relation.oid),
    'proposed_index', v_proposed,
    'concurrently', v_concurrently,
    'skip', dashboard_refresh._examined_skip_json(v_view, v_definition),
    'sources', dashboard_refresh._examined_sources_json(v_definition.sources),
    'jobs', dashboard_refresh._examined_jobs_json(v_view, v_view.id is not null),
    'measured', case when measure then dashboard_refresh._measured_json(v_view, v_concurrently, v_definition) end
  );
end;
$$;

ALTER FUNCTION dashboard_refresh.examine(view text, measure boolean) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.examine(view text, measure boolean) IS 'What there is to know of a materialized view before it is managed, or after: owner, rows, what a concurrent refresh lacks, a unique index that its rows allow, whether ticks can skip, what it reads, which cron jobs refresh it. measure: also how long a refresh takes, tried and taken back. Keeps nothing, and waits for nobody longer than a second at a time. Raises not_a_materialized_view, invalid_argument.';

CREATE FUNCTION dashboard_refresh.history(view text DEFAULT NULL::text, status text DEFAULT NULL::text, before uuid DEFAULT NULL::uuid, max_runs integer DEFAULT 50) RETURNS json
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._find_view(history.view);
  v_before dashboard_refresh.runs;
  v_page dashboard_refresh.runs[];
begin
  if status not in ('queued', 'succeeded', 'failed', 'lost') then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('%s is no status of a run', status),
      'A run is queued until it is final.',
      'Use queued, succeeded, failed or lost.'
    );
  elsif max_runs is null or max_runs not between 1 and 200 then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('max_runs = %s is out of range', coalesce(max_runs::text, 'null')),
      'It is the number of runs on a page.',
      'Ask for 1 to 200 runs a page.'
    );
  end if;

  select * into v_before from dashboard_refresh.runs where runs.id = history.before and runs.view_id = v_view.id;

  if history.before is not null and not found then
    perform dashboard_refresh._raise(
      'unknown_run',
      format('there is no run %s of %s', history.before, v_view.view),
      format('Runs are kept %s.', dashboard_refresh._retention()),
      'Give as before the value of next from the page before, or leave it out for the newest.'
    );
  end if;

  v_page := array(
    select runs
    from dashboard_refresh.runs
    where runs.view_id = v_view.id
      and (history.status is null or runs.status = history.status)
      and (history.before is null or (runs.requested_at, runs.id) < (v_before.requested_at, v_before.id))
    order by runs.requested_at desc, runs.id desc
    -- One more than asked for tells whether there is a next page.
    limit max_runs + 1
  );

  return json_build_object(
    'view', v_view.view,
    'runs', (
      select coalesce(json_agg(dashboard_refresh._run_json(page) order by page.requested_at desc, page.id desc), '[]')
      from unnest(v_page[:max_runs]) as page
    ),
    'next', case when cardinality(v_page) > max_runs then (v_page[max_runs]).id end
  );
end;
$$;

ALTER FUNCTION dashboard_refresh.history(view text, status text, before uuid, max_runs integer) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.history(view text, status text, before uuid, max_runs integer) IS 'A page of a view''s runs, newest first: at most max_runs (1-200), of one status if given, older than the run `before`. next is the following page''s before, null on the last. Raises unknown_view, view_required, unknown_run, invalid_argument.';

CREATE FUNCTION dashboard_refresh.is_fresh() RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_at constant timestamptz := clock_timestamp();
begin
  return dashboard_refresh._why_read_only() is null and (
    select coalesce(
      bool_and(
        dashboard_refresh._freshness_state(
          present, dashboard_refresh._known_as_of(present, dashboard_refresh._state_of(present), v_at), v_at
        ) = 'fresh'
      ),
      false
    )
    from dashboard_refresh.views
    cross join lateral dashboard_refresh._present(views) as present
  );
end;
$$;

ALTER FUNCTION dashboard_refresh.is_fresh() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.is_fresh() IS 'True when every managed view exists, has known data and keeps its promise; false when none is managed, or when the database is read-only.';

CREATE FUNCTION dashboard_refresh.manage(view text, schedule text DEFAULT NULL::text, settings jsonb DEFAULT '{}'::jsonb, expect_missing boolean DEFAULT false) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._new_view(manage.view);
  v_managed dashboard_refresh.views;
  v_patch jsonb := dashboard_refresh._require_patch(coalesce(settings, '{}'));
  v_job dashboard_refresh.hand_made_job;
  v_before json;
  v_answer json;
begin
  perform dashboard_refresh._lock_configuration();
  perform dashboard_refresh._expect_settings(null);
  perform dashboard_refresh._record_installation();

  if manage.schedule is not null then
    v_patch := v_patch || jsonb_build_object('schedule', manage.schedule);
  end if;

  -- So that what was renamed is found by its new name, and no longer by the old one.
  perform dashboard_refresh._follow_renames(clock_timestamp());
  select * into v_managed from dashboard_refresh.views where views.view = v_view.view;

  if found then
    v_view := v_managed;
    v_before := dashboard_refresh._settings_json(v_view);
  end if;

  -- What is registered may be missing for a while, as between a drop and a create.
  if (dashboard_refresh._relation(v_view)).kind is not null or (v_managed.id is null and expect_missing is not true) then
    perform dashboard_refresh._require_relation(v_view);
  end if;

  if v_managed.id is null then
    v_job := dashboard_refresh._job_to_take_over(v_view, v_patch);
  end if;

  -- The job goes on as it was, on its schedule or paused, unless the caller says otherwise.
  if v_job.id is not null then
    v_before := json_build_object('taken_over', dashboard_refresh._hand_made_json(v_job));
    v_view.active := v_job.active;
    v_view.schedule := v_job.schedule;
    v_view.job_name := dashboard_refresh._name_to_keep(v_job.name);
    v_view.taken_over := case
      when dashboard_refresh._is_refresh_of(v_job.command, v_view) then dashboard_refresh._hand_made_json(v_job)
    end;
  end if;

  v_answer := dashboard_refresh._save_settings(v_view, v_patch, 'manage', null, v_before);

  -- Where the view's job has another name than the one that was taken over.
  perform cron.unschedule(job.jobid)
  from cron.job
  where job.jobid = v_job.id and job.jobname::text is distinct from v_answer -> 'after' ->> 'job_name';

  return v_answer;
end;
$$;

ALTER FUNCTION dashboard_refresh.manage(view text, schedule text, settings jsonb, expect_missing boolean) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.manage(view text, schedule text, settings jsonb, expect_missing boolean) IS 'Registers a materialized view and schedules its job; on a managed view it changes the settings that are given. settings: a JSON object of the names that settings() lists; schedule: the same as in there. expect_missing: the view may not exist yet, and is refreshed as soon as it does. A hand-made job of the caller''s that does nothing but refresh the view is taken over with its name, its schedule and whether it is active; of several, the first that is active, or else the first. Returns view, before (null when new, taken_over when there was such a job), after and revision. Raises not_a_materialized_view, invalid_setting, unsupported_schedule, job_conflict, invalid_argument; then nothing has changed.';

CREATE FUNCTION dashboard_refresh.reconfigure(view text DEFAULT NULL::text, settings jsonb DEFAULT NULL::jsonb, changed_by text DEFAULT NULL::text, expected_revision integer DEFAULT NULL::integer) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_patch constant jsonb := dashboard_refresh._require_patch(coalesce(settings, '{}'));
  v_view dashboard_refresh.views;
begin
  if v_patch = '{}' then
    perform dashboard_refresh._raise(
      'invalid_argument',
      'no setting was given, so there is nothing to change',
      'A setting that is not named stays as it is; null sets its default again.',
      format('Give at least one of %s.',
        (select string_agg(listed.name, ', ') from dashboard_refresh.settings() as listed))
    );
  end if;

  -- Two callers at once change one after the other, each on what the other left.
  perform dashboard_refresh._lock_configuration();
  v_view := dashboard_refresh._follow_rename(dashboard_refresh._find_view(reconfigure.view));

  if v_view.revision <> expected_revision then
    perform dashboard_refresh._raise(
      'precondition_failed',
      format('the settings of %s were saved meanwhile', v_view.view),
      format('They are of revision %s, and the change is for revision %s.', v_view.revision, expected_revision),
      'Read them again, and repeat the change if it is still wanted. Nothing was changed.'
    );
  end if;

  return dashboard_refresh._save_settings(
    v_view, v_patch, 'reconfigure', reconfigure.changed_by, dashboard_refresh._settings_json(v_view)
  );
end;
$$;

ALTER FUNCTION dashboard_refresh.reconfigure(view text, settings jsonb, changed_by text, expected_revision integer) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.reconfigure(view text, settings jsonb, changed_by text, expected_revision integer) IS 'Changes the named settings of a managed view (null: the only one) and its cron job, all or nothing, and writes the audit. settings: a JSON object of the names that settings() lists; null sets a default again; active true also ends a suspension. changed_by: whom the audit names, by default the session''s role. expected_revision: the change is made only to this revision of the settings, null to any. Returns view, before, after and revision. Raises unknown_view, view_required, invalid_setting, unsupported_schedule, job_conflict, precondition_failed, invalid_argument; then nothing has changed.';

CREATE FUNCTION dashboard_refresh.request(view text DEFAULT NULL::text, trigger text DEFAULT 'sql'::text, force boolean DEFAULT false) RETURNS uuid
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._find_view(request.view);
  v_state dashboard_refresh.view_state := dashboard_refresh._state_of(v_view);
  v_run_id uuid;
begin
  perform dashboard_refresh._require_writable();

  perform dashboard_refresh._require_unheld(v_view, v_state) where force is not true;

  insert into dashboard_refresh.runs (view_id, trigger, path)
  values (
    v_view.id,
    request.trigger,
    case
      when request.trigger = 'sql'
        or (v_view.path <> 'edge' and dashboard_refresh._longest_of_late(v_view) > dashboard_refresh._api_limit())
        then 'database'
      else 'edge'
    end
  )
  returning runs.id into v_run_id;

  return v_run_id;
end;
$$;

ALTER FUNCTION dashboard_refresh.request(view text, trigger text, force boolean) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.request(view text, trigger text, force boolean) IS 'Enters a run for the view (null: the only one) in the ledger and returns its id, for run(). trigger: what asks for it; other than sql, of a view that takes too long for an API call, it is left to the rescue jobs. force overrides a pause or a suspension. Commit before run(), so that the run outlives whatever happens. Raises unknown_view, view_required, paused, suspended.';

CREATE FUNCTION dashboard_refresh.rescue() RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '5s'
    AS $$
declare
  v_at constant timestamptz := clock_timestamp();
  v_slot integer;
  v_run dashboard_refresh.runs;
  v_outcome json;
  v_tried uuid[] := array[]::uuid[];
  v_refreshed integer := 0;
begin
  if dashboard_refresh._is_read_only() then
    return 0;
  end if;

  loop
    v_run := dashboard_refresh._next_rescue(
      case when cardinality(v_tried) > 0 then v_at + interval '62 seconds' - clock_timestamp() end, v_tried
    );

    if v_run.id is null then
      exit when cardinality(v_tried) > 0 or not dashboard_refresh._may_be_queued(v_at);
      perform pg_sleep(0.05);
      continue;
    end if;

    v_slot := coalesce(v_slot, dashboard_refresh._rescue_slot());
    perform dashboard_refresh._note_rescue(v_slot, v_run.view_id);

    begin
      v_outcome := dashboard_refresh.run(v_run.id);

      -- Cancelled, since it takes longer than it did and keeps back the others. It stays queued and comes first next time.
      if v_outcome #>> '{error,sqlstate}' = '57014' and (
        select count(*) from dashboard_refresh.held_locks where held_locks.kind = 'view' and held_locks.pid = pg_backend_pid()
      ) > 1 then
        raise query_canceled;
      end if;

      perform dashboard_refresh._note_rescue(v_slot, null);
      v_refreshed := v_refreshed + 1;
    exception
      when query_canceled then
        perform dashboard_refresh._note_rescue(v_slot, null);
        exit;
      when others then
        -- What was noted stays, so that the watchdog's next look ends the run.
        raise warning using
          message = format('the rescue could not run %s: %s', v_run.id, sqlerrm),
          errcode = sqlstate;
        exit;
    end;

    v_tried := v_tried || v_run.id;
  end loop;

  return v_refreshed;
end;
$$;

ALTER FUNCTION dashboard_refresh.rescue() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.rescue() IS 'Every minute, by each of three pg_cron jobs: runs what is left to be run in the database, the stalest view first of those that nobody is refreshing, and goes on while it expects to be done within the minute. Returns how many runs it has run. A session that dies leaves a lost run; see _record_died_rescues.';

CREATE FUNCTION dashboard_refresh.run(run_id uuid, path text DEFAULT 'database'::text) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_run dashboard_refresh.runs := dashboard_refresh._find_run(run_id);
  v_view dashboard_refresh.views;
begin
  if v_run.status = 'queued' then
    perform dashboard_refresh._require_writable();
  end if;

  if v_run.status = 'queued'
    -- An API call would be cut in the middle of it.
    and not (run.path = 'edge' and dashboard_refresh._is_left_to_rescue(v_run))
    and dashboard_refresh._try_lock_view(v_run.view_id)
  then
    -- Another session that held the lock until now may have served this run.
    v_run := dashboard_refresh._find_run(run_id);

    if v_run.status = 'queued' then
      select * into strict v_view from dashboard_refresh.views where views.id = v_run.view_id;

      if v_view.active or v_run.trigger in ('admin', 'sql') then
        v_run := dashboard_refresh._refresh(v_run, dashboard_refresh._present(v_view), run.path);
      else
        v_run := dashboard_refresh._drop_run(v_run, v_view);
      end if;
    end if;
  end if;

  return dashboard_refresh._run_json(v_run);
end;
$$;

ALTER FUNCTION dashboard_refresh.run(run_id uuid, path text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.run(run_id uuid, path text) IS 'Does the work of a queued run and returns it. Still queued means another run has the view, or the run is left to the rescue jobs: ask again, nothing waits here. A final run is returned as it is and nothing is done. A refresh that fails is returned as failed. A run that nobody asked for by hand, of a view that was paused since, is lost. path: where this is, as the ledger will say. Raises unknown_run, and invalid_argument outside read committed.';

CREATE FUNCTION dashboard_refresh.settings() RETURNS SETOF dashboard_refresh.setting
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "IntervalStyle" TO 'postgres'
    AS $$
declare
  v_setting dashboard_refresh.setting;
begin
  for v_setting in
    select
      pg_attribute.attname::text,
      format_type(pg_attribute.atttypid, pg_attribute.atttypmod),
      pg_get_expr(pg_attrdef.adbin, pg_attrdef.adrelid),
      coalesce(
        obj_description(pg_constraint.oid, 'pg_constraint'), format('%s must be true or false.', pg_attribute.attname)
      ),
      substr(col_description(pg_attribute.attrelid, pg_attribute.attnum), length('Setting: ') + 1)
    from pg_catalog.pg_attribute
    left join pg_catalog.pg_attrdef
      on pg_attrdef.adrelid = pg_attribute.attrelid and pg_attrdef.adnum = pg_attribute.attnum
    left join pg_catalog.pg_constraint
      on pg_constraint.conrelid = pg_attribute.attrelid
      and pg_constraint.contype = 'c'
      and pg_constraint.conkey = array[pg_attribute.attnum]
    where pg_attribute.attrelid = 'dashboard_refresh.views'::regclass
      and col_description(pg_attribute.attrelid, pg_attribute.attnum) like 'Setting: %'
    order by pg_attribute.attnum
  loop
    -- The default is an expression in the catalog; callers want its value.
    execute format('select (%s)::text', coalesce(v_setting.default_value, 'null')) into v_setting.default_value;
    return next v_setting;
  end loop;
end;
$$;

ALTER FUNCTION dashboard_refresh.settings() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.settings() IS 'The settings of managed views in their order, read from the columns of views, their defaults, checks and comments.';

CREATE FUNCTION dashboard_refresh.status(view text DEFAULT NULL::text, runs integer DEFAULT 5, at timestamp with time zone DEFAULT clock_timestamp()) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._find_view(status.view);
  v_state dashboard_refresh.view_state := dashboard_refresh._state_of(v_view);
  v_known constant dashboard_refresh.view_state := dashboard_refresh._known_state(v_view, v_state);
  v_endpoint constant dashboard_refresh.endpoint := dashboard_refresh._function_endpoint();
  v_alert_endpoint constant dashboard_refresh.endpoint := dashboard_refresh._alert_endpoint();
  v_as_of timestamptz;
  v_staleness_seconds numeric;
begin
  if runs is null or runs not between 0 and 100 then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('runs = %s is out of range', coalesce(runs::text, 'null')),
      'It is the number of last runs to list.',
      'Ask for 0 to 100 of the last runs.'
    );
  -- Further off, and times that are computed from it do not exist.
  elsif at is null or at not between '1970-01-01 00:00:00+00' and '9999-01-01 00:00:00+00' then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('at = %s is out of range', coalesce(at::text, 'null')),
      'It is the time to judge by, now unless another is given.',
      'Give a time between 1970 and 9999.'
    );
  end if;

  v_as_of := dashboard_refresh._known_as_of(v_view, v_state, at);
  v_staleness_seconds := round(extract(epoch from at - v_as_of), 1);

  return json_build_object(
    'view', v_view.view,
    'state', dashboard_refresh._freshness_state(v_view, v_as_of, at),
    'paused', not v_view.active,
    'suspended', dashboard_refresh._suspended_json(v_view, v_state, at),
    'refreshing', dashboard_refresh._refreshing_json(v_view),
    'data_as_of', v_known.data_as_of,
    'verified_at', case when v_as_of > v_known.data_as_of then v_as_of end,
    'staleness_seconds', v_staleness_seconds,
    'promise', json_build_object(
      'max_staleness_seconds', trim_scale(extract(epoch from v_view.max_staleness)),
      'kept', coalesce(v_staleness_seconds <= extract(epoch from v_view.max_staleness), false)
    ),
    'path', (
      select json_build_object('setting', v_view.path, 'effective', chosen.path, 'reason', chosen.reason)
      from dashboard_refresh._choose_path(v_view, v_state, v_endpoint, at) as chosen
    ),
    'job', case when to_regclass('cron.job') is not null then dashboard_refresh._job_json(v_view, at) end,
    'skip', dashboard_refresh._skip_json(v_view, v_known, at),
    'settings', dashboard_refresh._settings_json(v_view),
    'session_settings', dashboard_refresh._session_settings_json(v_state),
    'last_runs', dashboard_refresh._last_runs_json(v_view, status.runs),
    'last_24_hours', dashboard_refresh._totals_json(v_view, at - interval '24 hours'),
    'alerts', dashboard_refresh._alerts_json(v_view, v_state, v_alert_endpoint),
    'problems', dashboard_refresh._problems(v_view, v_state, v_endpoint, v_alert_endpoint, at),
    'version', dashboard_refresh.version(),
    'now', at
  );
end;
$$;

ALTER FUNCTION dashboard_refresh.status(view text, runs integer, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.status(view text, runs integer, at timestamp with time zone) IS 'Everything there is to know about a managed view (null: the only one): state, staleness in seconds against the promise, what is skipped and why not, session settings, job with its next firing, the last `runs` runs (0-100), totals of 24 hours, problems with a hint each, version. at: the time to judge by. Raises unknown_view, view_required, invalid_argument.';

CREATE FUNCTION dashboard_refresh.test_alert() RETURNS uuid
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_endpoint constant dashboard_refresh.endpoint := dashboard_refresh._alert_endpoint();
  v_alert dashboard_refresh.alerts;
begin
  perform dashboard_refresh._require_writable();

  if v_endpoint.missing is not null then
    perform dashboard_refresh._raise(
      'alerts_not_configured',
      format('alerts go nowhere: %s', v_endpoint.missing),
      'They are sent to the webhook whose URL Vault has under refresh_dashboard_alert_url.',
      case v_endpoint.reason
        when 'not_adopted' then 'select dashboard_refresh.adopt();'
        when 'malformed' then 'Correct it with vault.update_secret().'
        else $hint$select vault.create_secret('https://hooks.slack.com/services/…', 'refresh_dashboard_alert_url');$hint$
      end
    );
  end if;

  insert into dashboard_refresh.alerts (kind, summary, facts, created_at, next_attempt_at)
  values (
    'test',
    'Refresh Dashboard: a test. Alerts about managed views arrive here.',
    jsonb_build_object('views', (select coalesce(jsonb_agg(views.view order by views.view), '[]') from dashboard_refresh.views)),
    clock_timestamp(),
    clock_timestamp()
  )
  returning * into v_alert;

  perform dashboard_refresh._send_alert(
    v_alert, v_endpoint, dashboard_refresh._function_endpoint(), clock_timestamp()
  );
  return v_alert.id;
end;
$_$;

ALTER FUNCTION dashboard_refresh.test_alert() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.test_alert() IS 'Sends a test to the alert webhook when the transaction commits, and returns the alert''s id. Raises alerts_not_configured where there is no webhook.';

CREATE FUNCTION dashboard_refresh.tick(view text, search_path text DEFAULT current_setting('search_path'::text)) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '5s'
    AS $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._find_view(tick.view);
  v_state dashboard_refresh.view_state;
  v_at timestamptz := clock_timestamp();
  v_statistics record;
  v_catalog_changes bigint;
  v_reason text;
  v_endpoint dashboard_refresh.endpoint;
  v_run dashboard_refresh.runs;
  v_answer text;
begin
  if dashboard_refresh._is_read_only() then
    return 'read_only';
  elsif not v_view.active then
    return 'paused';
  end if;

  v_state := dashboard_refresh._state_of(v_view);

  if dashboard_refresh._suspended_until(v_view, v_state) > v_at then
    return 'suspended';
  elsif not dashboard_refresh._try_lock_view(v_view.id) then
    return 'busy';
  end if;

  v_answer := dashboard_refresh._answer_waiting(v_view, v_state, v_at);

  if v_answer is not null then
    return v_answer;
  end if;

  -- Read again with the lock held: a refresh may have ended since the first look.
  v_state := dashboard_refresh._state_of(v_view);
  perform dashboard_refresh._record_settings(tick.search_path);
  v_statistics := dashboard_refresh._statistics_horizon(v_at);
  -- Before the look, so that what is counted meanwhile is looked at next time.
  v_catalog_changes := dashboard_refresh._catalog_changes();
  v_reason := dashboard_refresh._why_not_refresh(v_view, v_state, v_statistics.known_until, v_statistics.epoch, v_at);

  if v_reason = 'unchanged' then
    perform dashboard_refresh._record_verified(v_state, v_statistics.known_until, v_catalog_changes, v_at);
  end if;

  if v_reason is not null then
    perform dashboard_refresh._follow_rename(v_view) where v_view.view <> tick.view;
    return v_reason;
  end if;

  if v_view.path <> 'database' then
    v_endpoint := dashboard_refresh._function_endpoint();
  end if;

  insert into dashboard_refresh.runs (view_id, trigger, path)
  values (
    v_view.id,
    'cron',
    (select chosen.path from dashboard_refresh._choose_path(v_view, v_state, v_endpoint, v_at) as chosen)
  )
  returning * into v_run;

  if v_run.path = 'edge' and dashboard_refresh._send_trigger(v_run, v_view, v_endpoint) then
    return 'requested';
  end if;

  v_run := dashboard_refresh._refresh(v_run, v_view, 'database');
  -- At the end, for its locks last as long as the transaction.
  perform dashboard_refresh._follow_rename(v_view) where v_view.view <> tick.view;
  return v_run.status;
end;
$$;

ALTER FUNCTION dashboard_refresh.tick(view text, search_path text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.tick(view text, search_path text) IS 'One firing of a view''s job, called by pg_cron. Returns what it did: read_only (the database is), paused, suspended, busy (a run is under way or waiting for the Edge Function), unchanged, paced or upstream (see _why_not_refresh), requested (the Edge Function was called), or, refreshed here, succeeded or failed. A tick that refreshes nothing writes no run. search_path: that of the session, which nobody needs to give. Raises unknown_view.';

CREATE FUNCTION dashboard_refresh.try_chain(view text DEFAULT NULL::text) RETURNS uuid
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_view constant dashboard_refresh.views := dashboard_refresh._find_view(try_chain.view);
  v_endpoint constant dashboard_refresh.endpoint := dashboard_refresh._function_endpoint();
  v_run dashboard_refresh.runs;
begin
  perform dashboard_refresh._require_writable();
  perform dashboard_refresh._require_unheld(v_view, dashboard_refresh._state_of(v_view));

  if v_endpoint.missing is not null then
    perform dashboard_refresh._raise(
      'function_not_configured',
      'nothing can be sent to the Edge Function from here',
      v_endpoint.missing || '.',
      'Put the URL of the project into Vault as project_url, and the secret of the function as '
        'refresh_dashboard_trigger_secret.'
    );
  end if;

  insert into dashboard_refresh.runs (view_id, trigger, path) values (v_view.id, 'sql', 'edge') returning * into v_run;

  if not dashboard_refresh._send_trigger(v_run, v_view, v_endpoint) then
    perform dashboard_refresh._raise(
      'function_not_configured',
      'pg_net did not take the request for the Edge Function',
      'The warning before says why. Nothing was sent.',
      'Look at project_url in Vault, and at pg_net.'
    );
  end if;

  return v_run.id;
end;
$$;

ALTER FUNCTION dashboard_refresh.try_chain(view text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.try_chain(view text) IS 'Hands a refresh of the view (null: the only one) to the Edge Function, as a tick would, whatever has changed and whatever path its ticks take, and returns the run. It is sent when the transaction commits; the run in status, and its chain, say how far it came and when. Raises unknown_view, view_required, paused, suspended, function_not_configured.';

CREATE FUNCTION dashboard_refresh.unmanage(view text, changed_by text DEFAULT NULL::text, restore_job boolean DEFAULT false) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_view dashboard_refresh.views;
begin
  perform dashboard_refresh._lock_configuration();
  v_view := dashboard_refresh._find_view(unmanage.view);

  perform cron.unschedule(job.jobid)
  from cron.job
  where job.jobname = v_view.job_name
    and job.username = current_user
    -- Of a view that has no job somebody else's may have the name.
    and (v_view.scheduled or job.command = any (dashboard_refresh._tick_commands(v_view.view)));

  if unmanage.restore_job then
    perform dashboard_refresh._restore_job(v_view);
  end if;

  delete from dashboard_refresh.views where views.id = v_view.id;

  insert into dashboard_refresh.config_changes (changed_by, action, view, before)
  values (
    coalesce(unmanage.changed_by, session_user), 'unmanage', v_view.view, dashboard_refresh._settings_json(v_view)
  );
end;
$$;

ALTER FUNCTION dashboard_refresh.unmanage(view text, changed_by text, restore_job boolean) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.unmanage(view text, changed_by text, restore_job boolean) IS 'Stops managing a view: removes its job, its settings, its state and its runs, and leaves the view itself alone. restore_job: a hand-made job that was taken over is put back as it was; where there was none nothing is. The audit stays. Raises unknown_view, view_required, job_conflict.';

CREATE FUNCTION dashboard_refresh.version() RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ select '0.1.0' $$;

ALTER FUNCTION dashboard_refresh.version() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.version() IS 'The release of Refresh Dashboard that is installed here.';

CREATE PROCEDURE dashboard_refresh.watchdog(IN at timestamp with time zone DEFAULT clock_timestamp())
    LANGUAGE plpgsql
    AS $$
declare
  v_duties record := dashboard_refresh._duties(at);
  v_duty text;
  v_view_id integer;
begin
  -- Every duty writes. A notice goes to the caller and not into the log of a server that may have no room for it.
  if dashboard_refresh._is_read_only() then
    raise notice 'read_only';
    return;
  end if;

  -- Each duty, and each view, in transactions of its own: none waits for another's locks, and none falls with another.
  foreach v_duty in array v_duties.before_views loop
    perform dashboard_refresh._run_duty(v_duty, null, at);
    commit;
  end loop;

  foreach v_view_id in array dashboard_refresh._views_to_check(at) loop
    perform dashboard_refresh._run_duty(v_duties.of_each_view, v_view_id, at);
    commit;
  end loop;

  foreach v_duty in array v_duties.after_views loop
    perform dashboard_refresh._run_duty(v_duty, null, at);
    commit;
  end loop;
end;
$$;

ALTER PROCEDURE dashboard_refresh.watchdog(IN at timestamp with time zone) OWNER TO postgres;

COMMENT ON PROCEDURE dashboard_refresh.watchdog(IN at timestamp with time zone) IS 'Every minute, by pg_cron: ends runs that nobody picked up, and leaves one to the rescue jobs to make up for them, for ticks that failed or never came, and for failed refreshes whose wait is over; cancels refreshes over max_duration; sends alerts; hourly, deletes what is old. Refreshes nothing itself: it is one statement, which the database''s statement_timeout ends. Does nothing in a database that is read-only. Commits on its way, so call it outside a transaction. at: the time to judge by.';

CREATE TABLE dashboard_refresh.config_changes (
    id bigint NOT NULL,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    changed_by text NOT NULL,
    action text NOT NULL,
    view text,
    before jsonb,
    after jsonb,
    CONSTRAINT config_changes_action_check CHECK ((action = ANY (ARRAY['manage'::text, 'unmanage'::text, 'reconfigure'::text, 'rename'::text, 'adopt'::text]))),
    CONSTRAINT config_changes_view_check CHECK (((action = 'adopt'::text) = (view IS NULL)))
);

ALTER TABLE dashboard_refresh.config_changes OWNER TO postgres;

COMMENT ON TABLE dashboard_refresh.config_changes IS 'Audit: one row a change of what is managed and how. Outlives the view; see _delete_expired for how long rows are kept.';

COMMENT ON COLUMN dashboard_refresh.config_changes.id IS 'Key.';

COMMENT ON COLUMN dashboard_refresh.config_changes.changed_at IS 'When.';

COMMENT ON COLUMN dashboard_refresh.config_changes.changed_by IS 'Who: what the Edge Function says of its caller, or the role of the database session; for a rename, whoever noticed it.';

COMMENT ON COLUMN dashboard_refresh.config_changes.action IS 'manage, unmanage, reconfigure, adopt, or rename: the view itself was, and its name and job followed.';

COMMENT ON COLUMN dashboard_refresh.config_changes.view IS 'The view by its name, because an unmanaged one has no key.';

COMMENT ON COLUMN dashboard_refresh.config_changes.before IS 'All settings before; null when it was not managed. For adopt: the installation that was recorded.';

COMMENT ON COLUMN dashboard_refresh.config_changes.after IS 'All settings after; null when it is no longer managed. For adopt: what it did.';

ALTER TABLE dashboard_refresh.config_changes ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME dashboard_refresh.config_changes_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE dashboard_refresh.duty_failures (
    duty text NOT NULL,
    view_id integer,
    since timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    error_sqlstate text NOT NULL,
    error_message text NOT NULL
);

ALTER TABLE dashboard_refresh.duty_failures OWNER TO postgres;

COMMENT ON TABLE dashboard_refresh.duty_failures IS 'Duties of the watchdog that fail: one row a duty, deleted as soon as it succeeds. Its other duties go on meanwhile.';

COMMENT ON COLUMN dashboard_refresh.duty_failures.duty IS 'The function of schema dashboard_refresh that does the duty.';

COMMENT ON COLUMN dashboard_refresh.duty_failures.view_id IS 'The view, for a duty that is done for each view; otherwise null. No foreign key: recording a failure must never wait for a transaction that unmanages the view.';

COMMENT ON COLUMN dashboard_refresh.duty_failures.since IS 'First failure of the present streak.';

COMMENT ON COLUMN dashboard_refresh.duty_failures.last_at IS 'Last failure.';

COMMENT ON COLUMN dashboard_refresh.duty_failures.error_sqlstate IS 'SQLSTATE of the last failure.';

COMMENT ON COLUMN dashboard_refresh.duty_failures.error_message IS 'What went wrong.';

CREATE VIEW dashboard_refresh.held_locks AS
 SELECT
        CASE (pg_locks.classid)::integer
            WHEN 20261101 THEN 'view'::text
            WHEN 20261102 THEN 'run'::text
            WHEN 20261103 THEN 'refresh'::text
            WHEN 20261104 THEN 'configuration'::text
            WHEN 20261105 THEN 'rescue'::text
            WHEN 20261106 THEN 'drift'::text
            ELSE NULL::text
        END AS kind,
    (pg_locks.objid)::integer AS key,
    pg_locks.pid
   FROM pg_locks
  WHERE ((pg_locks.locktype = 'advisory'::text) AND (pg_locks.database = ( SELECT pg_database.oid
           FROM pg_database
          WHERE (pg_database.datname = current_database()))) AND ((pg_locks.classid >= (20261101)::oid) AND (pg_locks.classid <= (20261106)::oid)) AND (pg_locks.objsubid = 2) AND pg_locks.granted);

ALTER TABLE dashboard_refresh.held_locks OWNER TO postgres;

COMMENT ON VIEW dashboard_refresh.held_locks IS 'The advisory locks of this project that sessions hold. key: the id of the view for kinds view, refresh and drift, the hash of the run''s id for run, the number of the slot for rescue; pid: the session.';

COMMENT ON COLUMN dashboard_refresh.held_locks.kind IS 'view, run, refresh, rescue, configuration or drift.';

COMMENT ON COLUMN dashboard_refresh.held_locks.key IS 'Which view, run or slot.';

COMMENT ON COLUMN dashboard_refresh.held_locks.pid IS 'Process id of the session that holds the lock.';

CREATE TABLE dashboard_refresh.installation (
    is_only_row boolean DEFAULT true NOT NULL,
    system_identifier bigint NOT NULL,
    database_oid oid NOT NULL,
    database_name text NOT NULL,
    timeline integer NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    recorded_by text DEFAULT SESSION_USER NOT NULL,
    CONSTRAINT installation_is_only_row_check CHECK (is_only_row)
);

ALTER TABLE dashboard_refresh.installation OWNER TO postgres;

COMMENT ON TABLE dashboard_refresh.installation IS 'The identity of the database at the install, or when it was last adopted: one row. Where it is no longer that of the database, nothing is sent; see adopt.';

COMMENT ON COLUMN dashboard_refresh.installation.is_only_row IS 'Key; always true.';

COMMENT ON COLUMN dashboard_refresh.installation.system_identifier IS 'Of the server''s data directory, from pg_control_system: a dump that is restored into another server gets another.';

COMMENT ON COLUMN dashboard_refresh.installation.database_oid IS 'Of the database: a dump that is restored into another database of the same server gets another.';

COMMENT ON COLUMN dashboard_refresh.installation.database_name IS 'Its name then, for people; it may be renamed.';

COMMENT ON COLUMN dashboard_refresh.installation.timeline IS 'Of the write-ahead log: a physical backup that is restored, or a standby that is promoted, gets a later one.';

COMMENT ON COLUMN dashboard_refresh.installation.recorded_at IS 'When it was recorded.';

COMMENT ON COLUMN dashboard_refresh.installation.recorded_by IS 'The role of the session that recorded it.';

CREATE SEQUENCE dashboard_refresh.rescue_1
    START WITH 0
    INCREMENT BY 1
    MINVALUE 0
    NO MAXVALUE
    CACHE 1;

ALTER TABLE dashboard_refresh.rescue_1 OWNER TO postgres;

COMMENT ON SEQUENCE dashboard_refresh.rescue_1 IS 'The view that the first rescue session is refreshing; 0 for none.';

CREATE SEQUENCE dashboard_refresh.rescue_2
    START WITH 0
    INCREMENT BY 1
    MINVALUE 0
    NO MAXVALUE
    CACHE 1;

ALTER TABLE dashboard_refresh.rescue_2 OWNER TO postgres;

COMMENT ON SEQUENCE dashboard_refresh.rescue_2 IS 'The view that the second rescue session is refreshing; 0 for none.';

CREATE SEQUENCE dashboard_refresh.rescue_3
    START WITH 0
    INCREMENT BY 1
    MINVALUE 0
    NO MAXVALUE
    CACHE 1;

ALTER TABLE dashboard_refresh.rescue_3 OWNER TO postgres;

COMMENT ON SEQUENCE dashboard_refresh.rescue_3 IS 'The view that the third rescue session is refreshing; 0 for none.';

CREATE TABLE dashboard_refresh.session_settings (
    id bigint NOT NULL,
    settings jsonb NOT NULL,
    stamp text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    recorded_in text NOT NULL,
    session_started_at timestamp with time zone NOT NULL,
    CONSTRAINT session_settings_recorded_in_check CHECK ((recorded_in = ANY (ARRAY['pg_cron'::text, 'session'::text, 'catalog'::text])))
);

ALTER TABLE dashboard_refresh.session_settings OWNER TO postgres;

COMMENT ON TABLE dashboard_refresh.session_settings IS 'The session settings under which every refresh, drift check and fingerprint runs, on every path: those of a new session of the jobs'' owner in this database. The newest row counts.';

COMMENT ON COLUMN dashboard_refresh.session_settings.id IS 'Grows with each change.';

COMMENT ON COLUMN dashboard_refresh.session_settings.settings IS 'Name and value of each setting, as current_setting() shows it; null for a setting that is not there.';

COMMENT ON COLUMN dashboard_refresh.session_settings.stamp IS 'Changes when a setting changes that refreshes run under; see _settings_stamp.';

COMMENT ON COLUMN dashboard_refresh.session_settings.recorded_at IS 'When these settings were first seen.';

COMMENT ON COLUMN dashboard_refresh.session_settings.recorded_in IS 'Where they were seen: in a session of pg_cron, in another session of the jobs'' owner, or, until one of these ticks, in the catalog and the session that installed or refreshed.';

COMMENT ON COLUMN dashboard_refresh.session_settings.session_started_at IS 'When the session began that they were seen in: an older one may have other settings only because it is older.';

COMMENT ON CONSTRAINT session_settings_recorded_in_check ON dashboard_refresh.session_settings IS 'Settings are recorded in pg_cron, session or catalog.';

ALTER TABLE dashboard_refresh.session_settings ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME dashboard_refresh.session_settings_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE dashboard_refresh.views ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME dashboard_refresh.views_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE SEQUENCE dashboard_refresh.watchdog_look
    START WITH 0
    INCREMENT BY 1
    MINVALUE 0
    NO MAXVALUE
    CACHE 1;

ALTER TABLE dashboard_refresh.watchdog_look OWNER TO postgres;

COMMENT ON SEQUENCE dashboard_refresh.watchdog_look IS 'When the watchdog last queued all that is to be rescued: seconds of the epoch.';

ALTER TABLE ONLY dashboard_refresh.alerts
    ADD CONSTRAINT alerts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY dashboard_refresh.config_changes
    ADD CONSTRAINT config_changes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY dashboard_refresh.duty_failures
    ADD CONSTRAINT duty_failures_key UNIQUE NULLS NOT DISTINCT (duty, view_id);

ALTER TABLE ONLY dashboard_refresh.installation
    ADD CONSTRAINT installation_pkey PRIMARY KEY (is_only_row);

ALTER TABLE ONLY dashboard_refresh.runs
    ADD CONSTRAINT runs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY dashboard_refresh.session_settings
    ADD CONSTRAINT session_settings_pkey PRIMARY KEY (id);

ALTER TABLE ONLY dashboard_refresh.view_state
    ADD CONSTRAINT view_state_pkey PRIMARY KEY (view_id);

ALTER TABLE ONLY dashboard_refresh.views
    ADD CONSTRAINT views_pkey PRIMARY KEY (id);

ALTER TABLE ONLY dashboard_refresh.views
    ADD CONSTRAINT views_view_key UNIQUE (view);

CREATE INDEX alerts_finished_at_idx ON dashboard_refresh.alerts USING btree (finished_at);

CREATE INDEX alerts_open_idx ON dashboard_refresh.alerts USING btree (created_at) WHERE (status = ANY (ARRAY['pending'::text, 'sent'::text]));

CREATE INDEX alerts_view_id_created_at_idx ON dashboard_refresh.alerts USING btree (view_id, created_at DESC);

CREATE INDEX config_changes_view_changed_at_idx ON dashboard_refresh.config_changes USING btree (view, changed_at DESC);

CREATE UNIQUE INDEX runs_cron_run_id_key ON dashboard_refresh.runs USING btree (cron_run_id, requested_at);

CREATE INDEX runs_finished_at_idx ON dashboard_refresh.runs USING btree (finished_at);

CREATE INDEX runs_queued_idx ON dashboard_refresh.runs USING btree (view_id, requested_at) WHERE (status = 'queued'::text);

CREATE INDEX runs_view_id_requested_at_idx ON dashboard_refresh.runs USING btree (view_id, requested_at DESC, id DESC);

CREATE UNIQUE INDEX views_job_name_key ON dashboard_refresh.views USING btree (job_name) WHERE (job_name IS NOT NULL);

COMMENT ON INDEX dashboard_refresh.views_job_name_key IS 'Each managed view has a job of its own.';

ALTER TABLE ONLY dashboard_refresh.alerts
    ADD CONSTRAINT alerts_view_id_fkey FOREIGN KEY (view_id) REFERENCES dashboard_refresh.views(id) ON DELETE CASCADE;

ALTER TABLE ONLY dashboard_refresh.runs
    ADD CONSTRAINT runs_view_id_fkey FOREIGN KEY (view_id) REFERENCES dashboard_refresh.views(id) ON DELETE CASCADE;

ALTER TABLE ONLY dashboard_refresh.view_state
    ADD CONSTRAINT view_state_view_id_fkey FOREIGN KEY (view_id) REFERENCES dashboard_refresh.views(id) ON DELETE CASCADE;

ALTER TABLE dashboard_refresh.alerts ENABLE ROW LEVEL SECURITY;

ALTER TABLE dashboard_refresh.config_changes ENABLE ROW LEVEL SECURITY;

ALTER TABLE dashboard_refresh.duty_failures ENABLE ROW LEVEL SECURITY;

ALTER TABLE dashboard_refresh.installation ENABLE ROW LEVEL SECURITY;

ALTER TABLE dashboard_refresh.runs ENABLE ROW LEVEL SECURITY;

ALTER TABLE dashboard_refresh.session_settings ENABLE ROW LEVEL SECURITY;

ALTER TABLE dashboard_refresh.view_state ENABLE ROW LEVEL SECURITY;

ALTER TABLE dashboard_refresh.views ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TYPE dashboard_refresh.watched FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.definition FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.displaced_source FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.endpoint FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.failure FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.hand_made_job FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.identity FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.logged_firing FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.login_settings FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.missing_privilege FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.null_keys FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.obstacle FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.patched FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.place FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.posted FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.problem FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.query FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.read FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.read_relation FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.refreshed FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.refreshing_job FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.relation_facts FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.sampled_column FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.schedule_fields FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.setting FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.source_read FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.touched_relation FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.type_part FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.unique_index FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.vault_contents FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.vocabulary FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.write_look FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._after_attempt(alert dashboard_refresh.alerts, problem text, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._alert_body(alert dashboard_refresh.alerts) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._alert_endpoint() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._alert_json(alert dashboard_refresh.alerts) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._alert_message_id(alert dashboard_refresh.alerts) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._alert_problems(view dashboard_refresh.views, endpoint dashboard_refresh.endpoint) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._alerts_json(view dashboard_refresh.views, state dashboard_refresh.view_state, endpoint dashboard_refresh.endpoint) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._answer_waiting(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._api_limit() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._apply_patch(view dashboard_refresh.views, patch jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._apply_setting(setting dashboard_refresh.setting, value jsonb, view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._argument_types(call jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._as_owner(owner oid, statement text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._begin_drift(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._blocking_sessions(relation oid, method text, place dashboard_refresh.place) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._body_obstacle(function pg_proc) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._calls(node jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._cancel_overlong(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._catalog_changes() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._catalog_stamp(watched dashboard_refresh.watched[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._chain_json(run dashboard_refresh.runs, commands text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_promises(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._choose_hint(view dashboard_refresh.views, run dashboard_refresh.runs, failure dashboard_refresh.failure, place dashboard_refresh.place) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._choose_path(view dashboard_refresh.views, state dashboard_refresh.view_state, endpoint dashboard_refresh.endpoint, at timestamp with time zone, OUT path text, OUT reason text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._claim_alert(alert_id uuid, attempt integer, claimed_by uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._close_alerts(view dashboard_refresh.views, state dashboard_refresh.view_state, kinds text[], at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._collations_mentioned(nodes jsonb[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._column_text(variable jsonb, queries jsonb[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._columns(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._comparable_tree(tree text, relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._compare(view dashboard_refresh.views, relation oid, by text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._concurrently_json(view dashboard_refresh.views, relation dashboard_refresh.relation_facts, proposed_index json) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._constants(nodes jsonb[], type regtype) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._conversion_obstacle(node jsonb, vocabulary dashboard_refresh.vocabulary) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._count_writes(view dashboard_refresh.views, state dashboard_refresh.view_state, look dashboard_refresh.write_look, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._cron_field(field text, lowest integer, highest integer, names text[], OUT field_values integer[], OUT bad_part text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._cron_problems() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._cron_run_json(run dashboard_refresh.runs, commands text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._current_identity() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._datum_bytes(datum text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._default_job_name(schema_name text, view_name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._definition_of(relation oid, state dashboard_refresh.view_state) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._delete_expired(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._deliver_alerts(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._delivery_message_id(alert dashboard_refresh.alerts) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._dependants(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._depends_on_settings_alone(function pg_proc) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._displaced_sources(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._distinct_in_sample(relation oid, columns text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._drift_query(relation oid, shown text, defined text, by text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._drift_side(relation oid, source text, by text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._drop_run(run dashboard_refresh.runs, view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._duties(at timestamp with time zone, OUT before_views text[], OUT of_each_view text, OUT after_views text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._elsewhere_problems(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._error_codes() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._examined_jobs_json(view dashboard_refresh.views, managed boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._examined_rows_json(relation dashboard_refresh.relation_facts, rows_bytes bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._examined_skip_json(view dashboard_refresh.views, definition dashboard_refresh.definition) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._examined_sources_json(sources oid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._execute_refresh(view dashboard_refresh.views, method text, state dashboard_refresh.view_state) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._expect_settings(custom_settings text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._expression_text(expression jsonb, queries jsonb[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._extension_of(function pg_proc) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._fail_dependants(run dashboard_refresh.runs, view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._failed_ticks(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._failing_place(context text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._failure_hint(view dashboard_refresh.views, run dashboard_refresh.runs, failure dashboard_refresh.failure) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._failure_kind(error_sqlstate text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._find_alert(alert_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._find_key(relation oid, until timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._find_run(run_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._find_view(view text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._fingerprint(storage oid[], epoch text, custom_settings text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._finish_runs(run dashboard_refresh.runs, waiting uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._follow_rename(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._follow_renames(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._forget_future_times(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._forget_losses(view dashboard_refresh.views, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._forget_origin(at timestamp with time zone, OUT ended_runs bigint, OUT dropped_alerts bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._freshness_state(view dashboard_refresh.views, as_of timestamp with time zone, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._function_delivers(function_endpoint dashboard_refresh.endpoint, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._function_endpoint() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._function_obstacle(function oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._function_problems(view dashboard_refresh.views, endpoint dashboard_refresh.endpoint) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._functions_of_types(types oid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._functions_within(functions oid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._hand_made_jobs(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._hand_made_json(job dashboard_refresh.hand_made_job) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._has_ticked(view dashboard_refresh.views, since timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._hmac_sha256(message bytea, key bytea) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._holding_session(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._index_row_hint(relation oid, failure dashboard_refresh.failure) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._index_statement(view dashboard_refresh.views, columns text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._installation_problems() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_cron_at_least(major integer, minor integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_key(relation oid, columns text[], limited boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_known_node(name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_left_to_rescue(run dashboard_refresh.runs) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_overdue(run dashboard_refresh.runs, last_finished_at timestamp with time zone, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_read_only() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_recordable(name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_refresh_of(command text, view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_retry_due(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_row_security_in_force(relation oid, reader oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_running(run_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_session_name(application_name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_text_search(function oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_unaccent(function pg_proc) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_unchanged(view dashboard_refresh.views, state dashboard_refresh.view_state, epoch text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._job_json(view dashboard_refresh.views, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._job_problems(view dashboard_refresh.views, state dashboard_refresh.view_state) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._job_relation(view_name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._job_to_take_over(view dashboard_refresh.views, patch jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._json_path_obstacle(node jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._key_candidates(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._key_columns(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._keys(columns text[], width integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._kind_name(kind "char") FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._known_as_of(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._known_state(view dashboard_refresh.views, state dashboard_refresh.view_state) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._largest_gap(schedule text, after timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._last_runs_json(view dashboard_refresh.views, max_runs integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._left_no_trace(view dashboard_refresh.views, state dashboard_refresh.view_state, since timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._likeness(one text, other text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._lock_configuration() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._login_settings(names text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._longest_of_late(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._look_at_writes(view dashboard_refresh.views, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._lookup_hint(run dashboard_refresh.runs, place dashboard_refresh.place) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._loss_limit() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._make_definition(relation oid, name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._make_standing_jobs() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._makes_times(path jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._mark_overdue_lost(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._mark_running(view_id integer, run_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._match_views(view text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._matches_day(parsed dashboard_refresh.schedule_fields, day date) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._may_be_queued(since timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._may_refresh_json(view dashboard_refresh.views, relation dashboard_refresh.relation_facts) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._may_terminate(usesysid oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._measured_json(view dashboard_refresh.views, concurrent json, definition dashboard_refresh.definition) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._minutes_of_day(parsed dashboard_refresh.schedule_fields) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._missing_inside(relation oid, place dashboard_refresh.place, message text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._missing_on_functions(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._missing_on_others(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._missing_on_relations(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._name_to_keep(name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._name_without_age(name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._named_relation(name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._named_schemas(names text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._names_function(code text, schema_name text, function_name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._near_relations(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._nearest_setting(name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._needs_rescue(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._new_view(name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._next_firing(schedule text, after timestamp with time zone, time_zone text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._next_match(parsed dashboard_refresh.schedule_fields, after timestamp with time zone, time_zone text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._next_rescue(budget interval, tried uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._next_run_at(view dashboard_refresh.views, schedule text, last_fired_at timestamp with time zone, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._node_obstacle(node jsonb, vocabulary dashboard_refresh.vocabulary) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._node_type(node jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._nodes(tree jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._not_comparable_hint() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._note_look(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._note_rescue(slot integer, view_id integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._noted_rescues() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._null_key_problems(view dashboard_refresh.views, state dashboard_refresh.view_state) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._null_keys_before(view dashboard_refresh.views, relation dashboard_refresh.relation_facts, method text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._null_keys_hint(relation oid, null_columns text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._open_alert(view dashboard_refresh.views, kind text, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._other_job_problems(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._owner() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._pairs(word text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._parse_node_tree(tree text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._parse_schedule(schedule text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._path_problems(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._permission_hint(view dashboard_refresh.views, run dashboard_refresh.runs, place dashboard_refresh.place) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._pickup_time() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._place_words(relation oid, place dashboard_refresh.place) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._post(url text, secret text, message_id text, body jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._present(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._problems(view dashboard_refresh.views, state dashboard_refresh.view_state, function_endpoint dashboard_refresh.endpoint, alert_endpoint dashboard_refresh.endpoint, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._promise_problems(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._proposed_index_json(view dashboard_refresh.views, relation dashboard_refresh.relation_facts, rows_bytes bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._queries(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._queries_around(expression jsonb, tree jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._queries_beneath(query dashboard_refresh.query) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._query_obstacle(queries dashboard_refresh.query[], vocabulary dashboard_refresh.vocabulary) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._queue_dependants(run dashboard_refresh.runs, view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._queue_has_trigger() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._queue_rescue(view_id integer, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._raise(code text, message text, detail text, hint text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._read_definition(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._read_null_keys(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._read_only_problems() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._read_only_setting(OUT place text, OUT remedy text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._read_relations(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._read_vault(names text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._readable_body(function pg_proc) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._reads(queries dashboard_refresh.query[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._recent_log() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._record_alert(alert_id uuid, attempt integer, claimed_by uuid, status_code integer, failure text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._record_died_rescues(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._record_duty(duty text, view_id integer, at timestamp with time zone, error_sqlstate text, error_message text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._record_failed_run(view dashboard_refresh.views, run dashboard_refresh.runs) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._record_failed_ticks(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._record_failure(view dashboard_refresh.views, error_sqlstate text, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._record_installation() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._record_login() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._record_loss(view dashboard_refresh.views, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._record_missed_tick(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._record_outcome(view dashboard_refresh.views, state dashboard_refresh.view_state, run dashboard_refresh.runs) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._record_run(refreshed dashboard_refresh.refreshed, view dashboard_refresh.views, writes dashboard_refresh.write_look, waiting uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._record_settings(search_path text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._record_success(view dashboard_refresh.views, state dashboard_refresh.view_state, run dashboard_refresh.runs) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._record_verified(state dashboard_refresh.view_state, known_until timestamp with time zone, catalog_changes bigint, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._recorded_as_of(state dashboard_refresh.view_state) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._refresh(run dashboard_refresh.runs, view dashboard_refresh.views, path text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._refresh_relation(view dashboard_refresh.views, run dashboard_refresh.runs) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._refresh_search_path() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._refresh_statements(code text, view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._refreshes(code text, view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._refreshing_functions(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._refreshing_job_remedy(job dashboard_refresh.refreshing_job, view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._refreshing_jobs(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._refreshing_json(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._relation(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._relation_oid(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._relation_stamp(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._repair_stamp(view dashboard_refresh.views, state dashboard_refresh.view_state) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._request_outcome(request_id bigint, message_id text, sent_at timestamp with time zone, OUT state text, OUT status_code integer, OUT error_message text, OUT begun_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._request_settings() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._require_comparable(view dashboard_refresh.views, relation dashboard_refresh.relation_facts, by text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._require_materialized_view(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._require_patch(patch jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._require_relation(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._require_unheld(view dashboard_refresh.views, state dashboard_refresh.view_state) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._require_writable() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._rescue_command() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._rescue_slot() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._restore_job(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._restore_jobs() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._rests_until(view dashboard_refresh.views, state dashboard_refresh.view_state) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._retention() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._retry_delay(failures integer, failure_limit integer, kind text, jitter double precision) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._role_settings() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._row_name(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._rows_written(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._run_duty(duty text, view_id integer, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._run_json(run dashboard_refresh.runs) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._run_problems(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._safe_message(message text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._save_settings(view dashboard_refresh.views, patch jsonb, action text, changed_by text, before json) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._schedule_error(schedule text, OUT code text, OUT message text, OUT detail text, OUT hint text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._search_path_for(function oid, missing text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._search_paths(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._send_alert(alert dashboard_refresh.alerts, endpoint dashboard_refresh.endpoint, function_endpoint dashboard_refresh.endpoint, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._send_directly(alert dashboard_refresh.alerts, endpoint dashboard_refresh.endpoint, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._send_trigger(run dashboard_refresh.runs, view dashboard_refresh.views, endpoint dashboard_refresh.endpoint) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._serial_cron_problems(has_background_workers boolean, max_running_jobs integer, is_1_5 boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._session_name(run_id uuid, since timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._session_settings() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._session_settings_json(state dashboard_refresh.view_state) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._session_since(application_name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._setting_asked_for(call jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._setting_left_here(custom_settings text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._setting_names() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._settings_json(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._settings_stamp(custom_settings text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._shortage_hint(relation oid, error_sqlstate text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._shows_last_refresh(view dashboard_refresh.views, state dashboard_refresh.view_state) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._sign(secret text, message_id text, at_epoch_seconds bigint, body text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._signed_headers(secret text, message_id text, body text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._signing_secret(secrets text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._sizes(relation oid, OUT rows_bytes bigint, OUT all_bytes bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._skip_json(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._source_changed_here(storage oid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._source_obstacle(reads dashboard_refresh.read[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._source_problems(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._sources_beneath(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._standing_jobs() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._state_of(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._statement_timeout_of_jobs() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._statistics_horizon(at timestamp with time zone, OUT known_until timestamp with time zone, OUT epoch text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._store_alert(alert dashboard_refresh.alerts) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._store_settings(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._suggest_schedule(longest interval) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._suspended_json(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._suspended_until(view dashboard_refresh.views, state dashboard_refresh.view_state) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._sync_job(view dashboard_refresh.views, before jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._take_over_statement(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._terminate_statement(pid integer, usesysid oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._tick_command(view text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._tick_commands(view text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._time_refresh(view dashboard_refresh.views, definition dashboard_refresh.definition, OUT duration_ms numeric, OUT problem text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._totals_json(view dashboard_refresh.views, since timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._touched_relations(relation oid, method text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._try_definition(relation oid, search_path text, name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._try_lock_drift(view_id integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._try_lock_view(view_id integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._types_mentioned(nodes jsonb[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._types_within(types oid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._unique_indexes(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._unique_indexes_json(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._unpopulated_hint(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._untrusted(storage oid[], custom_settings text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._upstream_as_of(state dashboard_refresh.view_state, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._upstream_is_busy(state dashboard_refresh.view_state) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._upstream_views(state dashboard_refresh.view_state) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._url_problem(url text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._use_settings(settings jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._uses_background_workers() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._value_hint(run dashboard_refresh.runs, failure dashboard_refresh.failure) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._view_problems(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._views_to_check(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._vocabulary(types oid[], functions oid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._volatility_obstacle(function pg_proc) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._waiting_limit() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._was_cut_by_api(view dashboard_refresh.views, run dashboard_refresh.runs) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._watchdog_command() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._watchdog_problems(view dashboard_refresh.views, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._watched(queries dashboard_refresh.query[], reads dashboard_refresh.read[], nodes jsonb[], types oid[], functions oid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._watched_relations(reads dashboard_refresh.read[], queries dashboard_refresh.query[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._watched_text_search(nodes jsonb[], functions oid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._watched_types(types oid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._webhook_problem(status_code integer, failure text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._why_lost(run dashboard_refresh.runs, OUT message text, OUT hint text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._why_no_skip(view dashboard_refresh.views, state dashboard_refresh.view_state, statistics_epoch text, is_held boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._why_not_adopted() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._why_not_refresh(view dashboard_refresh.views, state dashboard_refresh.view_state, known_until timestamp with time zone, epoch text, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._why_read_only() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._widest_key() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._with_children(relations oid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._with_definition(state dashboard_refresh.view_state, definition dashboard_refresh.definition) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._with_outcome(alert dashboard_refresh.alerts, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._without_comments(code text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._without_refresh(job_id bigint, command text, view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._without_rewritten(refreshed dashboard_refresh.refreshed, relation oid, before dashboard_refresh.null_keys) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._without_writing(tree text, relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._write_alert(view dashboard_refresh.views, state dashboard_refresh.view_state, kind text, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._write_settings(settings jsonb, recorded_in text, recorded_at timestamp with time zone, session_started_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.adopt() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.drift(view text, by text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.examine(view text, measure boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.history(view text, status text, before uuid, max_runs integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.is_fresh() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.manage(view text, schedule text, settings jsonb, expect_missing boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.reconfigure(view text, settings jsonb, changed_by text, expected_revision integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.request(view text, trigger text, force boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.rescue() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.run(run_id uuid, path text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.settings() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.status(view text, runs integer, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.test_alert() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.tick(view text, search_path text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.try_chain(view text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.unmanage(view text, changed_by text, restore_job boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.version() FROM PUBLIC;

REVOKE ALL ON PROCEDURE dashboard_refresh.watchdog(IN at timestamp with time zone) FROM PUBLIC;


-- Wrapper: public.claim_dashboard_refresh_alert(uuid,integer,uuid)
CREATE OR REPLACE FUNCTION public.claim_dashboard_refresh_alert(alert_id uuid, attempt integer, claimed_by uuid)
 RETURNS json
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return dashboard_refresh._claim_alert(alert_id, attempt, claimed_by);
end;
$function$
;
ALTER FUNCTION public.claim_dashboard_refresh_alert(uuid,integer,uuid) OWNER TO postgres;
COMMENT ON FUNCTION public.claim_dashboard_refresh_alert(uuid,integer,uuid) IS 'API: the message of an alert that the function was asked to deliver, once: url, headers, body; or null.';
GRANT EXECUTE ON FUNCTION public.claim_dashboard_refresh_alert(uuid,integer,uuid) TO postgres;
GRANT EXECUTE ON FUNCTION public.claim_dashboard_refresh_alert(uuid,integer,uuid) TO service_role;

-- Wrapper: public.dashboard_freshness(text)
CREATE OR REPLACE FUNCTION public.dashboard_freshness(view text DEFAULT NULL::text)
 RETURNS json
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  v_found dashboard_refresh.views[] := array(select matched from dashboard_refresh._match_views(view) as matched);
  v_as_of timestamptz;
begin
  -- Says nothing of what is managed.
  if cardinality(v_found) <> 1 then
    return null;
  end if;

  v_as_of := dashboard_refresh._known_as_of(v_found[1], dashboard_refresh._state_of(v_found[1]), clock_timestamp());

  return json_build_object(
    'view', v_found[1].view,
    'as_of', v_as_of,
    'staleness_seconds', round(extract(epoch from clock_timestamp() - v_as_of), 1)
  );
end;
$function$
;
ALTER FUNCTION public.dashboard_freshness(text) OWNER TO postgres;
COMMENT ON FUNCTION public.dashboard_freshness(text) IS 'For readers: how fresh what a managed view shows is, to be shown beside it ("data as of ..."); null for any other name. Only service_role may execute it until you grant it: grant execute on function public.dashboard_freshness(text) to authenticated;';
GRANT EXECUTE ON FUNCTION public.dashboard_freshness(text) TO postgres;
GRANT EXECUTE ON FUNCTION public.dashboard_freshness(text) TO service_role;

-- Wrapper: public.list_dashboard_refresh_runs(text,text,uuid,integer)
CREATE OR REPLACE FUNCTION public.list_dashboard_refresh_runs(view text DEFAULT NULL::text, status text DEFAULT NULL::text, before uuid DEFAULT NULL::uuid, max_runs integer DEFAULT 50)
 RETURNS json
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return dashboard_refresh.history(view, status, before, coalesce(max_runs, 50));
end;
$function$
;
ALTER FUNCTION public.list_dashboard_refresh_runs(text,text,uuid,integer) OWNER TO postgres;
COMMENT ON FUNCTION public.list_dashboard_refresh_runs(text,text,uuid,integer) IS 'API: see dashboard_refresh.history. Errors: unknown_view, view_required, unknown_run, invalid_argument.';
GRANT EXECUTE ON FUNCTION public.list_dashboard_refresh_runs(text,text,uuid,integer) TO postgres;
GRANT EXECUTE ON FUNCTION public.list_dashboard_refresh_runs(text,text,uuid,integer) TO service_role;

-- Wrapper: public.read_dashboard_refresh_alert(uuid)
CREATE OR REPLACE FUNCTION public.read_dashboard_refresh_alert(alert_id uuid)
 RETURNS json
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return dashboard_refresh._alert_json(
    dashboard_refresh._with_outcome(dashboard_refresh._find_alert(alert_id), clock_timestamp())
  );
end;
$function$
;
ALTER FUNCTION public.read_dashboard_refresh_alert(uuid) OWNER TO postgres;
COMMENT ON FUNCTION public.read_dashboard_refresh_alert(uuid) IS 'API: the alert as it is now, with what the webhook has answered. Errors: unknown_alert.';
GRANT EXECUTE ON FUNCTION public.read_dashboard_refresh_alert(uuid) TO postgres;
GRANT EXECUTE ON FUNCTION public.read_dashboard_refresh_alert(uuid) TO service_role;

-- Wrapper: public.read_dashboard_refresh_drift(text,text)
CREATE OR REPLACE FUNCTION public.read_dashboard_refresh_drift(view text DEFAULT NULL::text, by text DEFAULT NULL::text)
 RETURNS json
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET statement_timeout TO '25s'
AS $function$
begin
  return dashboard_refresh.drift(view, by);
end;
$function$
;
ALTER FUNCTION public.read_dashboard_refresh_drift(text,text) OWNER TO postgres;
COMMENT ON FUNCTION public.read_dashboard_refresh_drift(text,text) IS 'API: see dashboard_refresh.drift. Errors: unknown_view, view_required, not_a_materialized_view, invalid_argument, definition_failed, not_comparable, drift_running.';
GRANT EXECUTE ON FUNCTION public.read_dashboard_refresh_drift(text,text) TO postgres;
GRANT EXECUTE ON FUNCTION public.read_dashboard_refresh_drift(text,text) TO service_role;

-- Wrapper: public.read_dashboard_refresh_health()
CREATE OR REPLACE FUNCTION public.read_dashboard_refresh_health()
 RETURNS json
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return json_build_object('fresh', dashboard_refresh.is_fresh());
end;
$function$
;
ALTER FUNCTION public.read_dashboard_refresh_health() OWNER TO postgres;
COMMENT ON FUNCTION public.read_dashboard_refresh_health() IS 'API: whether every managed view keeps its promise; see dashboard_refresh.is_fresh.';
GRANT EXECUTE ON FUNCTION public.read_dashboard_refresh_health() TO postgres;
GRANT EXECUTE ON FUNCTION public.read_dashboard_refresh_health() TO service_role;

-- Wrapper: public.read_dashboard_refresh_run(uuid)
CREATE OR REPLACE FUNCTION public.read_dashboard_refresh_run(run_id uuid)
 RETURNS json
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return dashboard_refresh._run_json(dashboard_refresh._find_run(run_id));
end;
$function$
;
ALTER FUNCTION public.read_dashboard_refresh_run(uuid) OWNER TO postgres;
COMMENT ON FUNCTION public.read_dashboard_refresh_run(uuid) IS 'API: the run as it is now. Errors: unknown_run.';
GRANT EXECUTE ON FUNCTION public.read_dashboard_refresh_run(uuid) TO postgres;
GRANT EXECUTE ON FUNCTION public.read_dashboard_refresh_run(uuid) TO service_role;

-- Wrapper: public.read_dashboard_refresh_settings(text)
CREATE OR REPLACE FUNCTION public.read_dashboard_refresh_settings(view text DEFAULT NULL::text)
 RETURNS json
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  v_view constant dashboard_refresh.views := dashboard_refresh._find_view(read_dashboard_refresh_settings.view);
begin
  return json_build_object(
    'view', v_view.view, 'revision', v_view.revision, 'settings', dashboard_refresh._settings_json(v_view)
  );
end;
$function$
;
ALTER FUNCTION public.read_dashboard_refresh_settings(text) OWNER TO postgres;
COMMENT ON FUNCTION public.read_dashboard_refresh_settings(text) IS 'API: the settings of a view, and the revision that reconfigure_dashboard_refresh can be told to expect. Errors: unknown_view, view_required.';
GRANT EXECUTE ON FUNCTION public.read_dashboard_refresh_settings(text) TO postgres;
GRANT EXECUTE ON FUNCTION public.read_dashboard_refresh_settings(text) TO service_role;

-- Wrapper: public.read_dashboard_refresh_status(text,integer)
CREATE OR REPLACE FUNCTION public.read_dashboard_refresh_status(view text DEFAULT NULL::text, runs integer DEFAULT 5)
 RETURNS json
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return dashboard_refresh.status(view, coalesce(runs, 5));
end;
$function$
;
ALTER FUNCTION public.read_dashboard_refresh_status(text,integer) OWNER TO postgres;
COMMENT ON FUNCTION public.read_dashboard_refresh_status(text,integer) IS 'API: see dashboard_refresh.status. Errors: unknown_view, view_required, invalid_argument.';
GRANT EXECUTE ON FUNCTION public.read_dashboard_refresh_status(text,integer) TO postgres;
GRANT EXECUTE ON FUNCTION public.read_dashboard_refresh_status(text,integer) TO service_role;

-- Wrapper: public.read_dashboard_refresh_version()
CREATE OR REPLACE FUNCTION public.read_dashboard_refresh_version()
 RETURNS json
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return json_build_object('version', dashboard_refresh.version());
end;
$function$
;
ALTER FUNCTION public.read_dashboard_refresh_version() OWNER TO postgres;
COMMENT ON FUNCTION public.read_dashboard_refresh_version() IS 'API: the version of the database part.';
GRANT EXECUTE ON FUNCTION public.read_dashboard_refresh_version() TO postgres;
GRANT EXECUTE ON FUNCTION public.read_dashboard_refresh_version() TO service_role;

-- Wrapper: public.reconfigure_dashboard_refresh(text,jsonb,text,integer)
CREATE OR REPLACE FUNCTION public.reconfigure_dashboard_refresh(view text DEFAULT NULL::text, settings jsonb DEFAULT NULL::jsonb, changed_by text DEFAULT NULL::text, expected_revision integer DEFAULT NULL::integer)
 RETURNS json
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return dashboard_refresh.reconfigure(view, settings, changed_by, expected_revision);
end;
$function$
;
ALTER FUNCTION public.reconfigure_dashboard_refresh(text,jsonb,text,integer) OWNER TO postgres;
COMMENT ON FUNCTION public.reconfigure_dashboard_refresh(text,jsonb,text,integer) IS 'API: changes the named settings; see dashboard_refresh.reconfigure. Errors: unknown_view, view_required, invalid_setting, unsupported_schedule, job_conflict, precondition_failed, invalid_argument.';
GRANT EXECUTE ON FUNCTION public.reconfigure_dashboard_refresh(text,jsonb,text,integer) TO postgres;
GRANT EXECUTE ON FUNCTION public.reconfigure_dashboard_refresh(text,jsonb,text,integer) TO service_role;

-- Wrapper: public.record_dashboard_refresh_alert(uuid,integer,uuid,integer,text)
CREATE OR REPLACE FUNCTION public.record_dashboard_refresh_alert(alert_id uuid, attempt integer, claimed_by uuid, status_code integer DEFAULT NULL::integer, failure text DEFAULT NULL::text)
 RETURNS json
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return json_build_object(
    'recorded', dashboard_refresh._record_alert(alert_id, attempt, claimed_by, status_code, failure)
  );
end;
$function$
;
ALTER FUNCTION public.record_dashboard_refresh_alert(uuid,integer,uuid,integer,text) OWNER TO postgres;
COMMENT ON FUNCTION public.record_dashboard_refresh_alert(uuid,integer,uuid,integer,text) IS 'API: records what the webhook answered to a delivery that was claimed: a status, or failure (timeout, unreachable).';
GRANT EXECUTE ON FUNCTION public.record_dashboard_refresh_alert(uuid,integer,uuid,integer,text) TO postgres;
GRANT EXECUTE ON FUNCTION public.record_dashboard_refresh_alert(uuid,integer,uuid,integer,text) TO service_role;

-- Wrapper: public.request_dashboard_refresh(text,boolean)
CREATE OR REPLACE FUNCTION public.request_dashboard_refresh(view text DEFAULT NULL::text, force boolean DEFAULT false)
 RETURNS json
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return dashboard_refresh._run_json(dashboard_refresh._find_run(dashboard_refresh.request(view, 'admin', force)));
end;
$function$
;
ALTER FUNCTION public.request_dashboard_refresh(text,boolean) OWNER TO postgres;
COMMENT ON FUNCTION public.request_dashboard_refresh(text,boolean) IS 'API: enters a run with trigger admin in the ledger and returns it; see dashboard_refresh.request. Errors: unknown_view, view_required, paused, suspended.';
GRANT EXECUTE ON FUNCTION public.request_dashboard_refresh(text,boolean) TO postgres;
GRANT EXECUTE ON FUNCTION public.request_dashboard_refresh(text,boolean) TO service_role;

-- Wrapper: public.run_dashboard_refresh(uuid)
CREATE OR REPLACE FUNCTION public.run_dashboard_refresh(run_id uuid)
 RETURNS json
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET statement_timeout TO '55s'
AS $function$
begin
  return dashboard_refresh.run(run_id, 'edge');
end;
$function$
;
ALTER FUNCTION public.run_dashboard_refresh(uuid) OWNER TO postgres;
COMMENT ON FUNCTION public.run_dashboard_refresh(uuid) IS 'API: does the work of a queued run and returns it, still queued when the view is busy; see dashboard_refresh.run. Errors: unknown_run, invalid_argument.';
GRANT EXECUTE ON FUNCTION public.run_dashboard_refresh(uuid) TO postgres;
GRANT EXECUTE ON FUNCTION public.run_dashboard_refresh(uuid) TO service_role;

-- Wrapper: public.test_dashboard_refresh_alert()
CREATE OR REPLACE FUNCTION public.test_dashboard_refresh_alert()
 RETURNS json
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return dashboard_refresh._alert_json(dashboard_refresh._find_alert(dashboard_refresh.test_alert()));
end;
$function$
;
ALTER FUNCTION public.test_dashboard_refresh_alert() OWNER TO postgres;
COMMENT ON FUNCTION public.test_dashboard_refresh_alert() IS 'API: sends a test to the alert webhook and returns the alert, sent; see dashboard_refresh.test_alert. Errors: alerts_not_configured.';
GRANT EXECUTE ON FUNCTION public.test_dashboard_refresh_alert() TO postgres;
GRANT EXECUTE ON FUNCTION public.test_dashboard_refresh_alert() TO service_role;

-- Job: refresh-dashboard-rescue-1
* * * * *  set statement_timeout = 0; select dashboard_refresh.rescue()

-- Job: refresh-dashboard-rescue-2
* * * * *  set statement_timeout = 0; select dashboard_refresh.rescue()

-- Job: refresh-dashboard-rescue-3
* * * * *  set statement_timeout = 0; select dashboard_refresh.rescue()

-- Job: refresh-dashboard-watchdog
* * * * *  call dashboard_refresh.watchdog()
