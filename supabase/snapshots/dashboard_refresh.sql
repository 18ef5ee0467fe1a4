/*
What an install gives, so that a review sees every change of it. Written by `npm run build:snapshot` on PostgreSQL 15,
compared by a test.

The schema is as pg_dump (--schema-only) writes it, without its settings and its comments. The wrappers and the view in public,
which pg_dump cannot pick out, and the jobs follow, as the catalogs give them.
*/


CREATE SCHEMA dashboard_refresh;

ALTER SCHEMA dashboard_refresh OWNER TO postgres;

COMMENT ON SCHEMA dashboard_refresh IS 'Keeps materialized views fresh: registry (views, view_state), ledger (runs), alerts, audit (config_changes) and the functions that decide. Functions that start with an underscore are internal. Not exposed by the API.';

CREATE TYPE dashboard_refresh.check_result AS (
	status text,
	finding text,
	repair_kind text,
	repair text
);

ALTER TYPE dashboard_refresh.check_result OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.check_result IS 'What a check found: status ok, warning, error or skipped, a sentence, and how to mend it: a statement (sql), a command (shell) or words (text).';

CREATE TYPE dashboard_refresh.doctor_check AS (
	id text,
	topic text,
	is_of_view boolean,
	source text,
	codes text[],
	blocked_by text,
	ok text
);

ALTER TYPE dashboard_refresh.doctor_check OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.doctor_check IS 'A check of the doctor. topic: platform, view or around; is_of_view: made for each view; source, codes: the problems of the status that it consists of, see _problems_of; without a source it is a function of its own; blocked_by: the check without which it cannot be made; ok: what is said where all is well.';

CREATE TYPE dashboard_refresh.checked AS (
	"position" integer,
	made dashboard_refresh.doctor_check,
	view_id integer,
	view text,
	result dashboard_refresh.check_result,
	blocked_by text
);

ALTER TYPE dashboard_refresh.checked OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.checked IS 'A check that was made, of the view if it is of one, and its result; blocked_by: the check that kept it from being made.';

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

CREATE TYPE dashboard_refresh.vault_contents AS (
	secrets jsonb,
	missing text,
	reason text
);

ALTER TYPE dashboard_refresh.vault_contents OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.vault_contents IS 'Secrets from Vault by name; or missing and reason, as in endpoint, and no secrets.';

CREATE TYPE dashboard_refresh.examination AS (
	at timestamp with time zone,
	is_deep boolean,
	until timestamp with time zone,
	vault dashboard_refresh.vault_contents,
	function_endpoint dashboard_refresh.endpoint,
	alert_endpoint dashboard_refresh.endpoint
);

ALTER TYPE dashboard_refresh.examination OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.examination IS 'What all checks of one look have in common: the time to judge by, whether what takes longer is wanted and until when it may, and what Vault has.';

CREATE TYPE dashboard_refresh.failure AS (
	context text,
	detail text,
	constraint_name text,
	type_name text
);

ALTER TYPE dashboard_refresh.failure OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.failure IS 'What the server says of a failed refresh beside the message, to find out where it failed: never stored and never shown, since it may quote statements and data.';

CREATE TYPE dashboard_refresh.found_problem AS (
	source text,
	code text,
	severity text,
	message text,
	hint text
);

ALTER TYPE dashboard_refresh.found_problem OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.found_problem IS 'A problem of the status and where it comes from; with severity failed: that the source could not be asked, and why.';

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
    paused_by text,
    paused_at timestamp with time zone,
    pause_reason text,
    paused_until timestamp with time zone,
    time_zone text,
    "analyze" text DEFAULT 'auto'::text NOT NULL,
    notify text,
    quiet_hours text,
    freshness_readers text DEFAULT 'none'::text NOT NULL,
    CONSTRAINT views_analyze_check CHECK (("analyze" = ANY (ARRAY['auto'::text, 'never'::text, 'always'::text]))),
    CONSTRAINT views_concurrently_check CHECK (("concurrently" = ANY (ARRAY['auto'::text, 'always'::text, 'never'::text]))),
    CONSTRAINT views_failure_limit_check CHECK (((failure_limit >= 1) AND (failure_limit <= 1000))),
    CONSTRAINT views_force_after_check CHECK (((force_after >= '00:01:00'::interval) AND (force_after <= '30 days'::interval))),
    CONSTRAINT views_freshness_readers_check CHECK ((freshness_readers = ANY (ARRAY['none'::text, 'authenticated'::text, 'anyone'::text]))),
    CONSTRAINT views_job_name_check CHECK (((octet_length(job_name) >= 1) AND (octet_length(job_name) <= 63))),
    CONSTRAINT views_lock_timeout_check CHECK (((lock_timeout >= '00:00:00.1'::interval) AND (lock_timeout <= '00:05:00'::interval))),
    CONSTRAINT views_max_duration_check CHECK (((max_duration >= '00:00:01'::interval) AND (max_duration <= '06:00:00'::interval))),
    CONSTRAINT views_max_duty_cycle_check CHECK (((max_duty_cycle >= 0.001) AND (max_duty_cycle <= (1)::numeric))),
    CONSTRAINT views_max_staleness_check CHECK (((max_staleness >= '00:00:10'::interval) AND (max_staleness <= '30 days'::interval))),
    CONSTRAINT views_notify_check CHECK ((((octet_length(notify) >= 1) AND (octet_length(notify) <= 63)) AND (notify !~ '[[:cntrl:]]'::text))),
    CONSTRAINT views_path_check CHECK ((path = ANY (ARRAY['auto'::text, 'edge'::text, 'database'::text]))),
    CONSTRAINT views_pause_reason_check CHECK ((((length(pause_reason) >= 1) AND (length(pause_reason) <= 200)) AND (pause_reason !~ '[[:cntrl:]]'::text))),
    CONSTRAINT views_paused_until_check CHECK (isfinite(paused_until)),
    CONSTRAINT views_quiet_hours_check CHECK ((quiet_hours ~ '^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$'::text)),
    CONSTRAINT views_schedule_check CHECK ((schedule <> ''::text)),
    CONSTRAINT views_time_zone_check CHECK (((length(time_zone) >= 1) AND (length(time_zone) <= 64)))
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

COMMENT ON COLUMN dashboard_refresh.views.paused_by IS 'Who set active to false, as the audit names them; null while it is true.';

COMMENT ON COLUMN dashboard_refresh.views.paused_at IS 'When active was set to false; null while it is true.';

COMMENT ON COLUMN dashboard_refresh.views.pause_reason IS 'Setting: why the view is paused, for people; null again when it is resumed.';

COMMENT ON COLUMN dashboard_refresh.views.paused_until IS 'Setting: when a paused view resumes by itself, within a minute; null: not before somebody sets active to true.';

COMMENT ON COLUMN dashboard_refresh.views.time_zone IS 'Setting: time zone that the schedule and the quiet hours are in, such as America/Bogota; by default that of pg_cron.';

COMMENT ON COLUMN dashboard_refresh.views."analyze" IS 'Setting: whether the view is analyzed after a refresh. auto: where enough of its rows have changed, or it never was.';

COMMENT ON COLUMN dashboard_refresh.views.notify IS 'Setting: channel of NOTIFY, and private topic of Realtime, that is told when a refresh has changed rows; null: nobody is.';

COMMENT ON COLUMN dashboard_refresh.views.quiet_hours IS 'Setting: daily window in which no alert is sent, such as 22:00-07:00; one summary follows. Null: there is none.';

COMMENT ON COLUMN dashboard_refresh.views.freshness_readers IS 'Setting: who sees in the view public.dashboard_freshness how fresh this view is, besides service_role: none, authenticated, or anyone.';

COMMENT ON CONSTRAINT views_analyze_check ON dashboard_refresh.views IS 'analyze must be auto, never or always.';

COMMENT ON CONSTRAINT views_concurrently_check ON dashboard_refresh.views IS 'concurrently must be auto, always or never.';

COMMENT ON CONSTRAINT views_failure_limit_check ON dashboard_refresh.views IS 'failure_limit must be from 1 to 1000.';

COMMENT ON CONSTRAINT views_force_after_check ON dashboard_refresh.views IS 'force_after must be from 1 minute to 30 days.';

COMMENT ON CONSTRAINT views_freshness_readers_check ON dashboard_refresh.views IS 'freshness_readers must be none, authenticated or anyone.';

COMMENT ON CONSTRAINT views_job_name_check ON dashboard_refresh.views IS 'job_name must have 1 to 63 bytes.';

COMMENT ON CONSTRAINT views_lock_timeout_check ON dashboard_refresh.views IS 'lock_timeout must be from 100 milliseconds to 5 minutes.';

COMMENT ON CONSTRAINT views_max_duration_check ON dashboard_refresh.views IS 'max_duration must be from 1 second to 6 hours.';

COMMENT ON CONSTRAINT views_max_duty_cycle_check ON dashboard_refresh.views IS 'max_duty_cycle must be from 0.001 to 1, a share of time.';

COMMENT ON CONSTRAINT views_max_staleness_check ON dashboard_refresh.views IS 'max_staleness must be from 10 seconds to 30 days.';

COMMENT ON CONSTRAINT views_notify_check ON dashboard_refresh.views IS 'notify must have 1 to 63 bytes, none of them a control character.';

COMMENT ON CONSTRAINT views_path_check ON dashboard_refresh.views IS 'path must be auto, edge or database.';

COMMENT ON CONSTRAINT views_pause_reason_check ON dashboard_refresh.views IS 'pause_reason must have 1 to 200 characters, none of them a control character.';

COMMENT ON CONSTRAINT views_paused_until_check ON dashboard_refresh.views IS 'paused_until must be a time to come, with its zone, as in 2026-12-24T18:00:00Z.';

COMMENT ON CONSTRAINT views_quiet_hours_check ON dashboard_refresh.views IS 'quiet_hours must be two times of day, as in 22:00-07:00.';

COMMENT ON CONSTRAINT views_schedule_check ON dashboard_refresh.views IS 'schedule must be a cron expression of five fields, or from 1 to 59 seconds where pg_cron is 1.5 or newer.';

COMMENT ON CONSTRAINT views_time_zone_check ON dashboard_refresh.views IS 'time_zone must be a name of the IANA database, as in America/Bogota.';

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
    requested_by text,
    replaced_as_of timestamp with time zone,
    CONSTRAINT runs_data_as_of_check CHECK (((status = 'succeeded'::text) = (data_as_of IS NOT NULL))),
    CONSTRAINT runs_error_check CHECK (((status = ANY (ARRAY['failed'::text, 'lost'::text])) = (error_message IS NOT NULL))),
    CONSTRAINT runs_error_sqlstate_check CHECK (((status = 'failed'::text) = (error_sqlstate IS NOT NULL))),
    CONSTRAINT runs_finished_check CHECK (((status = 'queued'::text) = (finished_at IS NULL))),
    CONSTRAINT runs_method_check CHECK ((method = ANY (ARRAY['concurrently'::text, 'plain'::text]))),
    CONSTRAINT runs_path_check CHECK ((path = ANY (ARRAY['edge'::text, 'database'::text]))),
    CONSTRAINT runs_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'succeeded'::text, 'failed'::text, 'lost'::text, 'cancelled'::text]))),
    CONSTRAINT runs_trigger_check CHECK ((trigger = ANY (ARRAY['cron'::text, 'admin'::text, 'watchdog'::text, 'cascade'::text, 'sql'::text])))
);

ALTER TABLE dashboard_refresh.runs OWNER TO postgres;

COMMENT ON TABLE dashboard_refresh.runs IS 'Ledger: one row an attempt to refresh a view, queued -> succeeded | failed | lost | cancelled. A queued run whose advisory lock is held is running. See _delete_expired for how long rows are kept.';

COMMENT ON COLUMN dashboard_refresh.runs.id IS 'Key; the webhook-id of the trigger that carries the run.';

COMMENT ON COLUMN dashboard_refresh.runs.view_id IS 'The managed view.';

COMMENT ON COLUMN dashboard_refresh.runs.trigger IS 'What asked for it: cron, admin, watchdog, cascade or sql.';

COMMENT ON COLUMN dashboard_refresh.runs.path IS 'Where it runs: edge (HTTP, RPC) or database (a database session).';

COMMENT ON COLUMN dashboard_refresh.runs.status IS 'queued, succeeded, failed, lost or cancelled.';

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

COMMENT ON COLUMN dashboard_refresh.runs.requested_by IS 'Who asked for it, where somebody did: what the Edge Function says of its caller, or the role of the database session.';

COMMENT ON COLUMN dashboard_refresh.runs.replaced_as_of IS 'How fresh the data was that the refresh replaced: the time up to which it was known to be right. Null when nothing was.';

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
    skipped_ticks bigint DEFAULT 0 NOT NULL,
    seconds_saved numeric DEFAULT 0 NOT NULL,
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

COMMENT ON COLUMN dashboard_refresh.view_state.skipped_ticks IS 'Ticks that found the sources unchanged, counted where they record it in verified_at. Never falls.';

COMMENT ON COLUMN dashboard_refresh.view_state.seconds_saved IS 'Seconds of refreshing that these ticks did not spend: for each, as long as the last refresh took. Never falls.';

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

CREATE TYPE dashboard_refresh.release_object AS (
	kind text,
	identity text,
	hash text,
	definition text
);

ALTER TYPE dashboard_refresh.release_object OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.release_object IS 'As a row of release_objects. A type, so that what is there now has none.';

CREATE TYPE dashboard_refresh.request_outcome AS (
	state text,
	status_code integer,
	error_message text,
	begun_at timestamp with time zone
);

ALTER TYPE dashboard_refresh.request_outcome OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.request_outcome IS 'What became of a pg_net request, as _request_outcome tells it.';

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

CREATE TYPE dashboard_refresh.scheduler AS (
	is_alive boolean,
	last_fired_at timestamp with time zone,
	watchdog_last_at timestamp with time zone,
	time_zone text
);

ALTER TYPE dashboard_refresh.scheduler OWNER TO postgres;

COMMENT ON TYPE dashboard_refresh.scheduler IS 'What _scheduler tells of pg_cron.';

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
    held_at timestamp with time zone,
    summarized_by uuid,
    CONSTRAINT alerts_error_check CHECK (((status <> ALL (ARRAY['failed'::text, 'unsent'::text])) OR (error_message IS NOT NULL))),
    CONSTRAINT alerts_finished_check CHECK (((status = ANY (ARRAY['pending'::text, 'sent'::text])) = (finished_at IS NULL))),
    CONSTRAINT alerts_kind_check CHECK ((kind = ANY (ARRAY['failing'::text, 'suspended'::text, 'function_failing'::text, 'stale'::text, 'reminder'::text, 'recovered'::text, 'test'::text, 'summary'::text]))),
    CONSTRAINT alerts_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'sent'::text, 'delivered'::text, 'failed'::text, 'unsent'::text, 'summarized'::text]))),
    CONSTRAINT alerts_summarized_check CHECK (((status = 'summarized'::text) = (summarized_by IS NOT NULL))),
    CONSTRAINT alerts_via_check CHECK ((via = ANY (ARRAY['function'::text, 'database'::text]))),
    CONSTRAINT alerts_view_check CHECK (((kind = ANY (ARRAY['test'::text, 'summary'::text])) = (view_id IS NULL)))
);

ALTER TABLE dashboard_refresh.alerts OWNER TO postgres;

COMMENT ON TABLE dashboard_refresh.alerts IS 'Alerts: one row a message to the webhook, pending -> sent -> delivered | failed, or back to pending for a retry; unsent where there is no webhook, summarized where a summary tells of it. See _delete_expired for how long rows are kept.';

COMMENT ON COLUMN dashboard_refresh.alerts.id IS 'Key; the webhook-id of the message is alert_<id>.';

COMMENT ON COLUMN dashboard_refresh.alerts.view_id IS 'The managed view it is about; null for a test, and for a summary, whose facts have the views.';

COMMENT ON COLUMN dashboard_refresh.alerts.kind IS 'failing, suspended, function_failing, stale, reminder, recovered, test or summary.';

COMMENT ON COLUMN dashboard_refresh.alerts.summary IS 'The message, one line for people.';

COMMENT ON COLUMN dashboard_refresh.alerts.facts IS 'The message for machines.';

COMMENT ON COLUMN dashboard_refresh.alerts.created_at IS 'When the event that it reports happened.';

COMMENT ON COLUMN dashboard_refresh.alerts.status IS 'pending: to be sent; sent: on its way; delivered: answered with 2xx; failed: given up; unsent: no webhook then; summarized: held back in quiet hours, and told by a summary.';

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

COMMENT ON COLUMN dashboard_refresh.alerts.held_at IS 'When it was first held back because of quiet hours; null when it never was.';

COMMENT ON COLUMN dashboard_refresh.alerts.summarized_by IS 'The summary that tells of it. No foreign key: retention may remove the other first.';

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
  v_last constant dashboard_refresh.alerts := dashboard_refresh._last_tried_alert(view.id);
begin
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
        endpoint.reason is distinct from 'malformed' and dashboard_refresh._is_undelivered(v_last),
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

CREATE FUNCTION dashboard_refresh._all_checked(check_id text, is_deep boolean, at timestamp with time zone) RETURNS SETOF dashboard_refresh.checked
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_wanted constant text[] := array(select dashboard_refresh._wanted_checks(check_id));
  v_examined constant dashboard_refresh.examination := dashboard_refresh._examine(is_deep, at);
  v_common dashboard_refresh.checked[];
  v_broken text[];
  v_view dashboard_refresh.views;
begin
  v_common := array(
    select dashboard_refresh._checks_of(null::dashboard_refresh.views, v_wanted, '{}', v_examined)
  );
  v_broken := array(
    select (checked.made).id
    from unnest(v_common) as checked
    where (checked.result).status = 'error' or checked.blocked_by is not null
  );
  return query select common.* from unnest(v_common) as common;

  if exists (
    select from dashboard_refresh._doctor_checks() as listed where listed.is_of_view and listed.id = any (v_wanted)
  ) then
    for v_view in
      select present.*
      from dashboard_refresh.views
      cross join lateral dashboard_refresh._present(views) as present
      order by present.view
    loop
      return query select * from dashboard_refresh._checks_of(v_view, v_wanted, v_broken, v_examined);
    end loop;
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._all_checked(check_id text, is_deep boolean, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._all_checked(check_id text, is_deep boolean, at timestamp with time zone) IS 'Makes the check of that id and those that may block it, or all, as of `at`.';

CREATE FUNCTION dashboard_refresh._all_views(at timestamp with time zone) RETURNS TABLE(view dashboard_refresh.views, state dashboard_refresh.view_state, freshness text, data_as_of timestamp with time zone, as_of timestamp with time zone, is_kept boolean, suspended_until timestamp with time zone)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  -- Once, before the counters of all views are read.
  v_statistics constant record := dashboard_refresh._statistics_horizon(at);
begin
  return query
  select
    looked.view,
    looked.state,
    dashboard_refresh._freshness_state(looked.view, looked.as_of, at),
    case when dashboard_refresh._shows_last_refresh(looked.view, looked.state) then (looked.state).data_as_of end,
    looked.as_of,
    coalesce(round(extract(epoch from at - looked.as_of), 1) <= extract(epoch from (looked.view).max_staleness), false),
    dashboard_refresh._suspended_until(looked.view, looked.state)
  from (
    select
      present as view,
      state_of as state,
      dashboard_refresh._as_of_by(present, state_of, v_statistics.known_until, v_statistics.epoch) as as_of
    from dashboard_refresh.views
    cross join lateral dashboard_refresh._present(views) as present
    cross join lateral dashboard_refresh._state_of(present) as state_of
    -- So that it is computed once a view.
    offset 0
  ) as looked;
end;
$$;

ALTER FUNCTION dashboard_refresh._all_views(at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._all_views(at timestamp with time zone) IS 'Each managed view under its present name with its state, judged at `at` as status does: fresh, stale, unknown or missing; data_as_of, if what it shows is what our last refresh left; as_of (_known_as_of); whether the promise is kept.';

CREATE FUNCTION dashboard_refresh._analyze(view dashboard_refresh.views, relation oid, rows_written bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if dashboard_refresh._is_analyze_due(view, relation, rows_written) then
    execute format('analyze %I.%I', view.schema_name, view.view_name);
  end if;
exception
  -- The data is fresh all the same. A cancellation is passed on: it is meant for the whole run.
  when others then
    raise warning using
      message = format('%s was refreshed, and not analyzed: %s', view.view, sqlerrm),
      errcode = sqlstate;
end;
$$;

ALTER FUNCTION dashboard_refresh._analyze(view dashboard_refresh.views, relation oid, rows_written bigint) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._analyze(view dashboard_refresh.views, relation oid, rows_written bigint) IS 'Analyzes the relation of a view that was just refreshed, in the run''s own time, where the setting analyze has it; see _is_analyze_due. A failure is a warning in the log.';

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

  perform dashboard_refresh._cancel_asked(view.id);
  perform dashboard_refresh._mark_overdue_lost(view, state, at);

  -- Left to the rescue jobs. They may be gone, and this session can do it as well.
  select runs.id into v_left_id
  from dashboard_refresh.runs
  where runs.view_id = view.id and runs.status = 'queued' and dashboard_refresh._is_left_to_rescue(runs)
  order by runs.requested_at
  limit 1;

  if found then
    -- Still queued: it has its turn after a run of a view that this one reads.
    return coalesce(nullif(dashboard_refresh.run(v_left_id) ->> 'status', 'queued'), 'upstream');
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
  v_together text[];
  v_misfit jsonb;
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

  select array_agg(misfits.problem), coalesce(jsonb_object_agg(misfits.name, patch -> misfits.name), '{}')
  into v_together, v_misfit
  from dashboard_refresh._misfits(v_view, patch) as misfits
  where not v_refused ? misfits.name;
  v_problems := v_problems || coalesce(v_together, '{}');
  v_refused := v_refused || v_misfit;

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
  v_wrong_type constant text := dashboard_refresh._wrong_type(setting);
  v_checked dashboard_refresh.views;
  v_is_allowed boolean;
begin
  if not dashboard_refresh._is_of_type(setting, value) then
    return (view, v_wrong_type);
  elsif not dashboard_refresh._is_in_form(setting, value) then
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
      when 'timestamp with time zone' then setting.limits
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

CREATE FUNCTION dashboard_refresh._around_checks() RETURNS SETOF dashboard_refresh.doctor_check
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select checks.id, 'around', checks.is_of_view, checks.source, checks.codes, checks.blocked_by, checks.ok
  from (
    values
      ('watchdog_job', false, 'watchdog', '{watchdog_missing}'::text[], 'cron_installed', 'The job of the watchdog is active.'),
      ('rescue_jobs', false, 'watchdog', '{rescue_missing}', 'cron_installed', 'The three rescue jobs are active.'),
      ('watchdog_runs', false, 'watchdog', '{watchdog_failing}', 'cron_installed', 'The last run of the watchdog succeeded.'),
      ('watchdog_duties', false, null, '{}', null, 'No duty of the watchdog fails.'),
      ('jobs_orphaned', false, null, '{}', 'cron_installed', 'Every job of ours is that of a managed view.'),
      ('unmanaged_views', false, null, '{}', null, 'Every materialized view is managed.'),
      ('alert_webhook', false, null, '{}', null, 'Alerts have a webhook to go to.'),
      ('cron_log_kept', false, null, '{}', 'cron_installed', 'The log of pg_cron does not grow for ever.'),
      ('ledger_kept', false, null, '{}', null, 'What is old is removed from the ledger.'),
      ('loop', false, null, '{}', null, 'The last loop test was complete.'),
      ('job_present', true, 'job', '{job_missing}', 'cron_installed', 'Its job is there.'),
      ('job_unchanged', true, 'job', '{job_altered}', 'cron_installed', 'Its job is as the settings say.'),
      ('job_fires', true, 'job', '{ticks_missing}', 'cron_installed', 'pg_cron fires its job.'),
      ('other_refreshers', true, 'other_job', '{other_job}', 'cron_installed', 'No other job refreshes it.'),
      ('refreshed_elsewhere', true, 'elsewhere', '{refreshed_elsewhere}', null, 'Nothing else has rewritten it.'),
      ('alerts_delivered', true, 'alerts', '{alert_undelivered}', null, 'Its last alert was delivered.')
  ) as checks (id, is_of_view, source, codes, blocked_by, ok);
$$;

ALTER FUNCTION dashboard_refresh._around_checks() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._around_checks() IS 'The checks of what is around the views: jobs, alerts, logs.';

CREATE FUNCTION dashboard_refresh._as_of_by(view dashboard_refresh.views, state dashboard_refresh.view_state, known_until timestamp with time zone, epoch text) RETURNS timestamp with time zone
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if state.data_as_of is null or not dashboard_refresh._shows_last_refresh(view, state) then
    return null;
  end if;

  if dashboard_refresh._has_same_sources(state, epoch) then
    return nullif(
      least(
        greatest(state.data_as_of, state.verified_at, known_until),
        dashboard_refresh._upstream_as_of_by(state, known_until, epoch)
      ),
      '-infinity'
    );
  end if;

  return dashboard_refresh._recorded_as_of(state);
end;
$$;

ALTER FUNCTION dashboard_refresh._as_of_by(view dashboard_refresh.views, state dashboard_refresh.view_state, known_until timestamp with time zone, epoch text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._as_of_by(view dashboard_refresh.views, state dashboard_refresh.view_state, known_until timestamp with time zone, epoch text) IS 'As _known_as_of, by what the counters are worth (known_until and epoch of _statistics_horizon), which who asks for many views finds out once.';

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

CREATE FUNCTION dashboard_refresh._ask_source(source text, view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) RETURNS dashboard_refresh.found_problem[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if source = 'function' and view.id is null
    or (source in ('job', 'other_job') and to_regclass('cron.job') is null)
  then
    return array[]::dashboard_refresh.found_problem[];
  elsif view.id is null then
    return array(
      select (source, problems.code, problems.severity, problems.message, problems.hint)::dashboard_refresh.found_problem
      from dashboard_refresh._problems_of(source, view, examined) as problems
    );
  end if;

  return array(
    select (source, problems.code, problems.severity, problems.message, problems.hint)::dashboard_refresh.found_problem
    from dashboard_refresh._view_problems_of(source, view, state, examined) as problems
  );
exception
  when assert_failure or others then
    return array[
      (source, null, 'failed', dashboard_refresh._safe_message(sqlerrm), null)::dashboard_refresh.found_problem
    ];
end;
$$;

ALTER FUNCTION dashboard_refresh._ask_source(source text, view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._ask_source(source text, view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) IS 'The problems that the status knows from one source, of a view or (a view of nulls) of none; or one row of severity failed that says why it could not be asked. Does not raise.';

CREATE FUNCTION dashboard_refresh._attention_json(view dashboard_refresh.views, state dashboard_refresh.view_state, freshness text, suspended_until timestamp with time zone, last_run dashboard_refresh.runs, is_read_only boolean, is_scheduler_dead boolean, has_job boolean, is_job_active boolean, at timestamp with time zone) RETURNS json
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_is_due constant boolean := view.active and view.scheduled;
  v_code text;
  v_message text;
begin
  -- One after the other, the worst first: most views have none, and nothing is written for these.
  if freshness in ('missing', 'unknown') then
    -- In the words of status.
    select problems.code, problems.message
    into v_code, v_message
    from dashboard_refresh._view_problems(view) as problems
    where problems.code in ('view_missing', 'not_a_materialized_view', 'not_populated')
    limit 1;
  end if;

  if v_code is not null then
    null;
  elsif is_read_only then
    v_code := 'read_only';
    v_message := 'The database is read-only. Nothing is refreshed, recorded or sent until that ends.';
  elsif suspended_until > at then
    v_code := 'suspended';
    v_message := format('Suspended after %s failures in a row, tried again at %s. Last: %s', state.consecutive_failures,
      date_trunc('second', suspended_until), last_run.error_message);
  elsif last_run.status in ('failed', 'lost') then
    v_code := 'last_run_' || last_run.status;
    v_message := last_run.error_message;
  elsif v_is_due and is_scheduler_dead then
    v_code := 'cron_stalled';
    v_message := 'pg_cron fires nothing of ours.';
  elsif not view.active then
    v_code := 'paused';
    v_message := format('Paused by %s since %s', view.paused_by, date_trunc('second', view.paused_at))
      || coalesce(' until ' || date_trunc('second', view.paused_until), '') || coalesce(': ' || view.pause_reason, '.');
  elsif v_is_due and not has_job then
    v_code := 'job_missing';
    v_message := format('The cron job %s is gone, so nothing refreshes the view.', view.job_name);
  elsif v_is_due and not is_job_active then
    v_code := 'job_paused';
    v_message := format('The cron job %s was paused by hand, so nothing refreshes the view.', view.job_name);
  elsif v_is_due and state.ticks_missed_since is not null then
    v_code := 'ticks_missing';
    v_message := format('pg_cron has not fired the job since %s.', date_trunc('second', state.ticks_missed_since));
  elsif freshness = 'unknown' then
    v_code := 'not_known';
    v_message := dashboard_refresh._why_not_known(state);
  elsif view.path <> 'database' and state.consecutive_losses >= dashboard_refresh._loss_limit() then
    v_code := 'function_failing';
    v_message := format('The Edge Function lost the last %s runs that it was sent.', state.consecutive_losses);
  elsif freshness = 'stale' then
    v_code := 'promise_broken';
    v_message := format('It is older than max_staleness (%s) allows.', view.max_staleness);
  end if;

  return case when v_code is not null then json_build_object('code', v_code, 'message', v_message) end;
end;
$$;

ALTER FUNCTION dashboard_refresh._attention_json(view dashboard_refresh.views, state dashboard_refresh.view_state, freshness text, suspended_until timestamp with time zone, last_run dashboard_refresh.runs, is_read_only boolean, is_scheduler_dead boolean, has_job boolean, is_job_active boolean, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._attention_json(view dashboard_refresh.views, state dashboard_refresh.view_state, freshness text, suspended_until timestamp with time zone, last_run dashboard_refresh.runs, is_read_only boolean, is_scheduler_dead boolean, has_job boolean, is_job_active boolean, at timestamp with time zone) IS 'The worst that is known of the view without a closer look: code and message; null when nothing is wrong. status lists all problems, with a hint each. freshness, suspended_until: see _all_views.';

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

CREATE FUNCTION dashboard_refresh._begin_work(run_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- Tried only: any role can take an advisory lock, and must not hold up a refresh. Such a run cannot be cancelled.
  perform pg_try_advisory_xact_lock_shared(20261107, hashtext(run_id::text));

  if dashboard_refresh._is_cancellation_asked(run_id) then
    raise query_canceled;
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._begin_work(run_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._begin_work(run_id uuid) IS 'From now on a signal that cancels the run may come, until it is ended, or what is done since is rolled back. Raises 57014, as that does, where somebody wants it stopped already.';

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

CREATE FUNCTION dashboard_refresh._broadcast(topic text, payload jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '1s'
    AS $_$
declare
  v_send regproc;
begin
  -- Supabase Realtime, where there is one. The topic is private: a receiver needs a policy on realtime.messages.
  v_send := to_regprocedure('realtime.send(jsonb, text, text, boolean)')::regproc;

  if v_send is not null then
    execute format('select %s($1, $2, $3, $4)', v_send) using payload, 'refreshed', topic, true;
  end if;
exception
  when others then
    raise warning using
      message = format('Realtime was not told on topic %s: %s', quote_literal(topic), sqlerrm),
      errcode = sqlstate;
end;
$_$;

ALTER FUNCTION dashboard_refresh._broadcast(topic text, payload jsonb) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._broadcast(topic text, payload jsonb) IS 'Sends the event refreshed to a private topic of Supabase Realtime, where the schema realtime has send. A failure is a warning in the log.';

CREATE TABLE dashboard_refresh.doctor_loops (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    started_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    started_by text NOT NULL,
    fired_at timestamp with time zone,
    http_request_id bigint,
    post_problem text,
    sent_at timestamp with time zone,
    received_at timestamp with time zone,
    recorded_at timestamp with time zone,
    answered_at timestamp with time zone,
    finished_at timestamp with time zone,
    missing text,
    why text,
    hint text,
    CONSTRAINT doctor_loops_missing_check CHECK ((missing = ANY (ARRAY['pg_cron'::text, 'pg_net'::text, 'function'::text, 'database'::text, 'answer'::text]))),
    CONSTRAINT doctor_loops_why_check CHECK (((num_nulls(missing, why) = ANY (ARRAY[0, 2])) AND ((missing IS NULL) OR (finished_at IS NOT NULL))))
);

ALTER TABLE dashboard_refresh.doctor_loops OWNER TO postgres;

COMMENT ON TABLE dashboard_refresh.doctor_loops IS 'Loop tests: one row a test, pg_cron -> pg_net -> function -> database -> answer. The last ten are kept.';

COMMENT ON COLUMN dashboard_refresh.doctor_loops.id IS 'Key; the webhook-id of the ping.';

COMMENT ON COLUMN dashboard_refresh.doctor_loops.started_at IS 'When it was asked for.';

COMMENT ON COLUMN dashboard_refresh.doctor_loops.started_by IS 'Who asked: what the Edge Function says of its caller, or the role of the database session.';

COMMENT ON COLUMN dashboard_refresh.doctor_loops.fired_at IS 'Leg pg_cron: when the watchdog, fired by pg_cron, found the test and handed the ping to pg_net.';

COMMENT ON COLUMN dashboard_refresh.doctor_loops.http_request_id IS 'The pg_net request that carries the ping.';

COMMENT ON COLUMN dashboard_refresh.doctor_loops.post_problem IS 'Why there was nothing to hand over; null when there was.';

COMMENT ON COLUMN dashboard_refresh.doctor_loops.sent_at IS 'Leg pg_net: when pg_net began to send, which it says only with the answer.';

COMMENT ON COLUMN dashboard_refresh.doctor_loops.received_at IS 'Leg function: when the call that the Edge Function makes for the ping began in the database; by the database''s clock.';

COMMENT ON COLUMN dashboard_refresh.doctor_loops.recorded_at IS 'Leg database: when that call was recorded.';

COMMENT ON COLUMN dashboard_refresh.doctor_loops.answered_at IS 'Leg answer: when the function''s answer was first seen in what pg_net keeps.';

COMMENT ON COLUMN dashboard_refresh.doctor_loops.finished_at IS 'When it was complete or given up; null while it runs.';

COMMENT ON COLUMN dashboard_refresh.doctor_loops.missing IS 'The first leg that was missing when it was given up.';

COMMENT ON COLUMN dashboard_refresh.doctor_loops.why IS 'Why that leg was missing, in words.';

COMMENT ON COLUMN dashboard_refresh.doctor_loops.hint IS 'What to do about it.';

COMMENT ON CONSTRAINT doctor_loops_why_check ON dashboard_refresh.doctor_loops IS 'A loop test that is broken names the missing leg and the reason.';

CREATE FUNCTION dashboard_refresh._broken_loop(test dashboard_refresh.doctor_loops, leg text, why text, hint text, at timestamp with time zone) RETURNS dashboard_refresh.doctor_loops
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_loop dashboard_refresh.doctor_loops := test;
begin
  v_loop.missing := leg;
  v_loop.why := why;
  v_loop.hint := hint;
  v_loop.finished_at := at;
  return v_loop;
end;
$$;

ALTER FUNCTION dashboard_refresh._broken_loop(test dashboard_refresh.doctor_loops, leg text, why text, hint text, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._broken_loop(test dashboard_refresh.doctor_loops, leg text, why text, hint text, at timestamp with time zone) IS 'The loop test, given up at `at`, since this leg is missing.';

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

CREATE FUNCTION dashboard_refresh._cancel_asked(view_id integer, but uuid DEFAULT NULL::uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_cancelled uuid[];
begin
  with asked as (
    select runs.id
    from dashboard_refresh.runs
    join dashboard_refresh.run_cancellations on run_cancellations.run_id = runs.id
    where runs.view_id = _cancel_asked.view_id and runs.status = 'queued' and runs.id is distinct from but
    for no key update of runs skip locked
  ),
  cancelled as (
    update dashboard_refresh.runs
    set status = 'cancelled',
      finished_at = clock_timestamp()
    from asked
    where runs.id = asked.id
    returning runs.id
  )
  select array_agg(cancelled.id) into v_cancelled from cancelled;

  if v_cancelled is not null then
    perform dashboard_refresh._count_runs(v_cancelled);
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._cancel_asked(view_id integer, but uuid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._cancel_asked(view_id integer, but uuid) IS 'Ends the waiting runs of the view that somebody wants stopped, except the run `but`. The caller holds the view''s lock, so nobody works on another.';

CREATE FUNCTION dashboard_refresh._cancel_overlong(at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_session record;
  v_refusal text;
begin
  for v_session in select * from dashboard_refresh._overlong_sessions(at) loop
    begin
      if v_session.is_idle then
        -- It has done its work and left its transaction open: it has no statement to cancel, so its connection is ended.
        perform pg_terminate_backend(v_session.pid);
      else
        perform dashboard_refresh._stop_work(v_session.run_id, clock_timestamp() + interval '1 second');
      end if;
    exception
      -- That of a superuser, say. It does not keep the others from being cancelled.
      when insufficient_privilege then
        v_refusal := sqlerrm;
    end;
  end loop;

  if v_refusal is not null then
    raise insufficient_privilege using message = v_refusal;
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._cancel_overlong(at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._cancel_overlong(at timestamp with time zone) IS 'A duty of the watchdog, and of nobody else: cancels every refresh of _overlong_sessions. Raises 42501, at the end, where one may not be cancelled.';

CREATE FUNCTION dashboard_refresh._carry_loops(at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_loop dashboard_refresh.doctor_loops;
  v_endpoint dashboard_refresh.endpoint;
  v_posted dashboard_refresh.posted;
begin
  for v_loop in
    select * from dashboard_refresh.doctor_loops where doctor_loops.finished_at is null for update skip locked
  loop
    if dashboard_refresh._has_come_further(v_loop, at) then
      perform dashboard_refresh._keep_look(v_loop.id, at);
      continue;
    end if;

    v_endpoint := dashboard_refresh._function_endpoint();

    if v_endpoint.missing is null then
      v_posted := dashboard_refresh._post(
        v_endpoint.url || '/doctor/ping', v_endpoint.secret, v_loop.id::text, jsonb_build_object('loop_id', v_loop.id)
      );
    else
      v_posted := (null::bigint, v_endpoint.missing);
    end if;

    -- By the server's clock and not by `at`: what pg_net says is told by its time.
    update dashboard_refresh.doctor_loops
    set fired_at = clock_timestamp(),
      http_request_id = v_posted.request_id,
      post_problem = v_posted.problem
    where doctor_loops.id = v_loop.id;
    perform dashboard_refresh._keep_look(v_loop.id, clock_timestamp());
  end loop;
end;
$$;

ALTER FUNCTION dashboard_refresh._carry_loops(at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._carry_loops(at timestamp with time zone) IS 'A duty of the watchdog: sends the ping of a loop test that waits for it, and writes down how far one has come.';

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
    AS $$
declare
  v_watched dashboard_refresh.watched;
  v_rows text;
  v_stamp text := dashboard_refresh.version();
begin
  if watched is null then
    return null;
  end if;

  foreach v_watched in array watched loop
    v_rows := case
      -- What every view has: plans that are kept. The others are few, and of rare views.
      when v_watched.catalog in (
        'pg_class'::regclass, 'pg_rewrite'::regclass, 'pg_attribute'::regclass, 'pg_inherits'::regclass,
        'pg_namespace'::regclass
      )
        then dashboard_refresh._common_rows_text(v_watched)
      else dashboard_refresh._rows_text(v_watched)
    end;
    v_stamp := v_stamp || '|' || v_watched.catalog::oid || ' ' || coalesce(v_rows, '');
  end loop;

  return md5(v_stamp);
end;
$$;

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

CREATE FUNCTION dashboard_refresh._chained_run_json(run dashboard_refresh.runs) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return (
    select json_object_agg(members.key, members.value)
    from (
      select * from json_each(dashboard_refresh._run_json(run))
      union all
      select 'chain', dashboard_refresh._chain_json(run, dashboard_refresh._tick_commands(views.view))
      from dashboard_refresh.views
      where views.id = run.view_id
    ) as members
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._chained_run_json(run dashboard_refresh.runs) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._chained_run_json(run dashboard_refresh.runs) IS 'A run as callers see it, with how far it came (see _chain_json).';

CREATE FUNCTION dashboard_refresh._change_sentences(before dashboard_refresh.views, after dashboard_refresh.views, at timestamp with time zone) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_before constant jsonb := dashboard_refresh._settings_json(before);
  v_after constant jsonb := dashboard_refresh._settings_json(after);
  v_line constant text := dashboard_refresh._job_schedule(after.schedule, after.time_zone);
  v_state constant dashboard_refresh.view_state := dashboard_refresh._state_of(before);
  v_sentences text[] := array(
    select format('%s: from %s to %s.', settings.name, coalesce(v_before ->> settings.name, 'none'),
      coalesce(v_after ->> settings.name, 'none'))
    from dashboard_refresh.settings() with ordinality
      as settings (name, type, default_value, limits, description, position)
    where v_before -> settings.name is distinct from v_after -> settings.name
    order by settings.position
  );
begin
  return (
    select to_json(v_sentences || coalesce(array_agg(found.sentence), '{}'))
    from (
      values
        (v_before = v_after, 'Nothing changes.'),
        (before.scheduled and not after.scheduled, format('The cron job %s is removed.', before.job_name)),
        (not before.scheduled and after.scheduled, format('The cron job %s is made.', after.job_name)),
        (
          after.scheduled and dashboard_refresh._job_schedule(before.schedule, before.time_zone) <> v_line
            or (after.scheduled and after.schedule <> v_line and before.time_zone is distinct from after.time_zone),
          case
            when after.schedule = v_line then format('The cron job fires at %s.', v_line)
            else format('The cron job fires at %s, in %s, and refreshes only when the schedule is due in %s.', v_line,
              dashboard_refresh._cron_zone(), after.time_zone)
          end
        ),
        (before.active and not after.active, case
          when after.paused_until is null then 'Scheduled refreshes stop until somebody sets active to true.'
          else 'Scheduled refreshes stop, and go on by themselves at paused_until.' end),
        (not before.active and after.active, 'Scheduled refreshes go on, and the pause and its reason are forgotten.'),
        (
          after.resumed_revision <> before.resumed_revision and v_state.consecutive_failures > 0,
          format('The %s failures in a row no longer count%s.', v_state.consecutive_failures,
            case when dashboard_refresh._suspended_until(before, v_state) > at then ', which ends the suspension' else '' end)
        )
    ) as found (is_found, sentence)
    where found.is_found
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._change_sentences(before dashboard_refresh.views, after dashboard_refresh.views, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._change_sentences(before dashboard_refresh.views, after dashboard_refresh.views, at timestamp with time zone) IS 'What changes between two states of the settings of a view, and what comes of it, as sentences.';

CREATE FUNCTION dashboard_refresh._check_alert_webhook(examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_endpoint constant dashboard_refresh.endpoint := examined.alert_endpoint;
begin
  -- Where nothing can be sent at all other checks say so.
  if v_endpoint.reason in ('absent', 'malformed') then
    return next (case v_endpoint.reason when 'malformed' then 'error' else 'warning' end,
      format('Alerts go nowhere, so that nobody is told of a failure: %s.', v_endpoint.missing),
      'sql',
      case
        when v_endpoint.missing like '%refresh_dashboard_alert_secret%'
          then 'delete from vault.secrets where name = ''refresh_dashboard_alert_secret'';'
        else dashboard_refresh._put_into_vault('refresh_dashboard_alert_url', 'https://<webhook>')
      end
    )::dashboard_refresh.check_result;
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_alert_webhook(examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_alert_webhook(examined dashboard_refresh.examination) IS 'Check: there is a webhook for alerts, and it can be called.';

CREATE FUNCTION dashboard_refresh._check_cron_log_kept(examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_oldest timestamptz;
begin
  -- By the primary key: the log may be large, and has no other index.
  select job_run_details.start_time
  into v_oldest
  from cron.job_run_details
  where job_run_details.start_time is not null
  order by job_run_details.runid
  limit 1;

  if v_oldest < examined.at - interval '31 days' then
    return next ('warning',
      format('The log of pg_cron goes back to %s and takes %s. pg_cron never removes anything from it, and we only what is ours.',
        v_oldest::date, pg_size_pretty(pg_total_relation_size('cron.job_run_details'))),
      'sql',
      'delete from cron.job_run_details where coalesce(end_time, start_time) < now() - interval ''7 days'';'
    )::dashboard_refresh.check_result;
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_cron_log_kept(examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_cron_log_kept(examined dashboard_refresh.examination) IS 'Check: somebody removes old rows from pg_cron''s log.';

CREATE FUNCTION dashboard_refresh._check_cron_roles(examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- A job of a role that is gone keeps the scheduler from starting; one that may not log in is never run.
  return query
  select
    case when owner.oid is null then 'error' else 'warning' end,
    case
      when owner.oid is null then format('Jobs belong to the role %s, which is gone: pg_cron cannot start, and no job runs.',
        jobs.username)
      else format('The role %s owns jobs (%s) and may not log in, so that none of them runs.', jobs.username, jobs.names)
    end,
    'sql',
    case
      when owner.oid is null then format('create role %I login;', jobs.username)
      else format('alter role %I login;', jobs.username)
    end
  from (
    select job.username, string_agg(coalesce(job.jobname::text, job.jobid::text), ', ' order by job.jobid) as names
    from cron.job
    group by job.username
  ) as jobs
  left join pg_catalog.pg_roles as owner on owner.rolname = jobs.username
  where owner.oid is null or not owner.rolcanlogin;

  if not found then
    return query
    select 'ok', format('Roles that own jobs: %s. pg_cron stops for all when one of them is dropped.',
      string_agg(distinct job.username, ', ')), null, null
    from cron.job;
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_cron_roles(examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_cron_roles(examined dashboard_refresh.examination) IS 'Check: every role that owns a job exists and may log in; names those whose drop would stop pg_cron.';

CREATE FUNCTION dashboard_refresh._check_cron_scheduler(examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if not exists (
    select from pg_stat_get_activity(null) as activity where activity.backend_type = 'pg_cron launcher'
  ) then
    return next ('error', 'The scheduler of pg_cron does not run, so nothing fires.', 'text',
      'Restart the server. If it is gone again, see the server''s log, and what cron_roles found.'
    )::dashboard_refresh.check_result;
  end if;

  return query
  select problems.severity, problems.message, 'text',
    'See what cron_roles and cron_serial found and whether a long job keeps pg_cron busy; otherwise restart the server.'
  from dashboard_refresh._watchdog_problems(null::dashboard_refresh.views, examined.at) as problems
  where problems.code = 'cron_stalled';
end;
$$;

ALTER FUNCTION dashboard_refresh._check_cron_scheduler(examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_cron_scheduler(examined dashboard_refresh.examination) IS 'Check: pg_cron''s launcher is there and has fired a job of ours of late.';

CREATE FUNCTION dashboard_refresh._check_jobs_orphaned(examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  select 'warning',
    format('The job %s ticks for a view that is not managed, and fails each time.', coalesce(job.jobname::text, job.jobid::text)),
    'sql',
    format('select cron.unschedule(%s);', job.jobid)
  from cron.job
  where job.username = current_user
    and job.database = current_database()
    and job.command ~ '^(set statement_timeout = 0; )?select dashboard_refresh\.tick\('
    and not exists (
      select from dashboard_refresh.views
      where views.job_name = job.jobname
        or job.command = any (dashboard_refresh._tick_commands(views.view))
    )
  order by job.jobid;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_jobs_orphaned(examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_jobs_orphaned(examined dashboard_refresh.examination) IS 'Check: no job ticks for a view that is not managed.';

CREATE FUNCTION dashboard_refresh._check_ledger_kept(examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if exists (
    select from dashboard_refresh.runs
    where runs.finished_at < examined.at - dashboard_refresh._retention() - interval '1 day'
  ) then
    return next (
      'warning',
      format('The ledger has runs that ended more than %s ago: the watchdog has not removed what is old.',
        dashboard_refresh._retention()),
      'sql', 'select dashboard_refresh._delete_expired(now());'
    )::dashboard_refresh.check_result;
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_ledger_kept(examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_ledger_kept(examined dashboard_refresh.examination) IS 'Check: the watchdog removes what is old from the ledger.';

CREATE FUNCTION dashboard_refresh._check_loop(examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_loop dashboard_refresh.doctor_loops;
begin
  select * into v_loop
  from dashboard_refresh.doctor_loops
  where doctor_loops.finished_at is not null
  order by doctor_loops.started_at desc
  limit 1;

  if not found then
    return next ('skipped', 'No loop test has ended yet. Start one with: refresh-dashboard doctor --loop', null, null
    )::dashboard_refresh.check_result;
  elsif v_loop.missing is not null then
    return query
    select 'error',
      format('The last loop test, of %s, got no further than the leg before %s: %s.', date_trunc('second', v_loop.started_at),
        v_loop.missing, v_loop.why),
      hinted.kind, hinted.repair
    from dashboard_refresh._repair_of_hint(v_loop.hint) as hinted;
  else
    return next ('ok', format('The last loop test, of %s, was complete after %s s.', date_trunc('second', v_loop.started_at),
      round(extract(epoch from v_loop.finished_at - v_loop.started_at), 1)), null, null)::dashboard_refresh.check_result;
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_loop(examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_loop(examined dashboard_refresh.examination) IS 'Check: the last loop test that ended was complete.';

CREATE FUNCTION dashboard_refresh._check_net_backlog(examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_waiting bigint;
begin
  -- As many as make the point.
  select count(*) into v_waiting from (select from net.http_request_queue limit 1001) as waiting;

  if v_waiting >= 500 then
    return next ('warning',
      format('%s requests wait in the queue of pg_net, which all webhooks of the project share: ours come late.',
        case when v_waiting > 1000 then 'More than 1000' else v_waiting::text end),
      'sql', 'select net.worker_restart();')::dashboard_refresh.check_result;
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_net_backlog(examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_net_backlog(examined dashboard_refresh.examination) IS 'Check: fewer than 500 requests wait in pg_net''s queue.';

CREATE FUNCTION dashboard_refresh._check_net_installed(examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if to_regprocedure('net.http_post(text, jsonb, jsonb, jsonb, integer)') is null then
    return next ('error', 'pg_net is not installed, so that nothing can be sent; refreshes run in the database.', 'sql',
      'create extension if not exists pg_net with schema extensions;')::dashboard_refresh.check_result;
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_net_installed(examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_net_installed(examined dashboard_refresh.examination) IS 'Check: pg_net is installed.';

CREATE FUNCTION dashboard_refresh._check_net_log(examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_oldest timestamptz;
begin
  select min(_http_response.created) into v_oldest from net._http_response;

  -- It keeps them for hours (pg_net.ttl), and removes a batch whenever it is awake.
  if v_oldest < examined.at - interval '3 days' then
    return next ('warning',
      format('pg_net keeps answers since %s and should have removed them: its worker is down, or has too much to do.',
        date_trunc('second', v_oldest)),
      'sql', 'delete from net._http_response where created < now() - interval ''1 day'';'
    )::dashboard_refresh.check_result;
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_net_log(examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_net_log(examined dashboard_refresh.examination) IS 'Check: pg_net removes its old answers.';

CREATE FUNCTION dashboard_refresh._check_net_queue_trigger(examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  select 'error',
    format('net.http_request_queue has a trigger, %s, which would run with the rights of whoever sends: nothing is sent.',
      pg_trigger.tgname),
    'text',
    dashboard_refresh._as_owner(
      pg_class.relowner, format('drop trigger %I on net.http_request_queue;', pg_trigger.tgname)
    )
  from pg_catalog.pg_trigger
  join pg_catalog.pg_class on pg_class.oid = pg_trigger.tgrelid
  where pg_trigger.tgrelid = to_regclass('net.http_request_queue') and not pg_trigger.tgisinternal
  order by pg_trigger.tgname;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_net_queue_trigger(examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_net_queue_trigger(examined dashboard_refresh.examination) IS 'Check: nobody has put a trigger on pg_net''s queue.';

CREATE FUNCTION dashboard_refresh._check_net_worker(examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- Versions of long ago have no such function.
  if to_regprocedure('net.check_worker_is_up()') is not null then
    perform net.check_worker_is_up();
  end if;
exception
  when assert_failure or others then
    return next ('error', 'The worker of pg_net is not up, so that nothing is sent.', 'sql', 'select net.worker_restart();'
    )::dashboard_refresh.check_result;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_net_worker(examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_net_worker(examined dashboard_refresh.examination) IS 'Check: pg_net''s worker runs.';

CREATE FUNCTION dashboard_refresh._check_oldest_transaction(examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  select 'warning',
    format('Session %s of %s%s has been in its transaction since %s: vacuum removes nothing that has changed since, and what '
      'it changed before may be seen late.', activity.pid, pg_get_userbyid(activity.usesysid),
      coalesce(' (' || nullif(left(activity.application_name, 64), '') || ')', ''),
      date_trunc('second', activity.xact_start)),
    case when ending.statement ~ '^as ' then 'text' else 'sql' end,
    ending.statement
  from pg_stat_get_activity(null) as activity
  cross join pg_stat_get_activity(pg_backend_pid()) as own
  cross join lateral dashboard_refresh._terminate_statement(activity.pid, activity.usesysid) as ending (statement)
  where activity.datid = own.datid
    and activity.pid <> own.pid
    and activity.backend_type = 'client backend'
    and activity.xact_start < examined.at - interval '15 minutes'
  order by activity.xact_start
  limit 1;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_oldest_transaction(examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_oldest_transaction(examined dashboard_refresh.examination) IS 'Check: no session has been in its transaction for more than 15 minutes.';

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

CREATE FUNCTION dashboard_refresh._check_realtime_publication(examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  select 'warning',
    format('Tables of ours are in the publication supabase_realtime, so that every refresh is sent to its readers: %s.',
      string_agg(pg_class.relname::text, ', ' order by pg_class.relname)),
    'sql',
    format('alter publication supabase_realtime drop table %s;',
      string_agg(pg_class.oid::regclass::text, ', ' order by pg_class.relname))
  from pg_catalog.pg_publication
  join pg_catalog.pg_publication_rel on pg_publication_rel.prpubid = pg_publication.oid
  join pg_catalog.pg_class on pg_class.oid = pg_publication_rel.prrelid
  where pg_publication.pubname = 'supabase_realtime' and pg_class.relnamespace = 'dashboard_refresh'::regnamespace
  having count(*) > 0;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_realtime_publication(examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_realtime_publication(examined dashboard_refresh.examination) IS 'Check: nothing of ours is in the publication supabase_realtime.';

CREATE FUNCTION dashboard_refresh._check_schema_drift(examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_count bigint;
  v_lost bigint;
  v_named text;
begin
  select
    count(*),
    count(*) filter (where drifted.definition is null),
    string_agg(format('%s %s is %s', drifted.kind, drifted.identity, drifted.state), ', ' order by drifted.number)
      filter (where drifted.number <= 10)
  into v_count, v_lost, v_named
  from (
    select changed.*, row_number() over (order by changed.kind, changed.identity) as number
    from dashboard_refresh._drifted_objects() as changed
    where changed.state <> 'extra'
  ) as drifted;

  if v_count > 0 then
    return next (
      'error',
      format('The schema is not as release %s made it: %s%s.', dashboard_refresh.version(), v_named,
        case when v_count > 10 then format(', and %s more', v_count - 10) end),
      case when v_lost > 0 then 'text' else 'sql' end,
      case
        when v_lost > 0 then 'Bring the tables back from a backup: their rows are gone with their columns. Then: '
        else ''
      end || 'select dashboard_refresh._restore_objects();'
    )::dashboard_refresh.check_result;
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_schema_drift(examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_schema_drift(examined dashboard_refresh.examination) IS 'Check: functions, tables, columns, constraints and indexes are as the release made them.';

CREATE FUNCTION dashboard_refresh._check_schema_exposed(examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
  -- Where the REST API reads it; the setting of a hosted project is not in the database, and its check is the privileges.
  return query
  select 'error',
    'The REST API offers the schema dashboard_refresh, which is no interface and not meant to be called.',
    'sql',
    format('alter role %I%s set pgrst.db_schemas = %L; notify pgrst, ''reload config'';',
      pg_get_userbyid(pg_db_role_setting.setrole),
      coalesce(' in database ' || quote_ident(pg_database.datname), ''),
      (
        select string_agg(trim(parts.part), ', ' order by parts.position)
        from regexp_split_to_table(split_part(config.setting, '=', 2), ',') with ordinality as parts (part, position)
        where trim(parts.part) <> 'dashboard_refresh'
      ))
  from pg_catalog.pg_db_role_setting
  cross join unnest(pg_db_role_setting.setconfig) as config (setting)
  left join pg_catalog.pg_database on pg_database.oid = pg_db_role_setting.setdatabase
  where config.setting ~ '^pgrst\.db_schemas=(.*,)?\s*dashboard_refresh\s*(,|$)' and pg_db_role_setting.setrole <> 0;
end;
$_$;

ALTER FUNCTION dashboard_refresh._check_schema_exposed(examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_schema_exposed(examined dashboard_refresh.examination) IS 'Check: dashboard_refresh is not among the schemas of the REST API, as far as the database says.';

CREATE FUNCTION dashboard_refresh._check_schema_extra(examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
  return query
  select 'warning',
    format('The schema dashboard_refresh has a %s that the release did not make: %s. An uninstall refuses to drop it.',
      extra.kind, extra.identity),
    case extra.kind when 'column' then 'text' when 'constraint' then 'text' when 'index' then 'text' else 'sql' end,
    case extra.kind
      -- In public the REST API offers it, and what nobody has revoked everybody may execute.
      when 'function' then format('revoke all on routine %1$s from public, anon, authenticated; alter routine %1$s set schema '
        'public;', extra.identity)
      when 'type' then format('alter type %s set schema public;', extra.identity)
      when 'table' then format('alter table %s set schema public;', extra.identity)
      when 'view' then format('alter view %s set schema public;', extra.identity)
      when 'sequence' then format('alter sequence %s set schema public;', extra.identity)
      else 'Drop it, or make the next upgrade by hand: no release knows of it.'
    end
  from dashboard_refresh._drifted_objects() as extra
  where extra.state = 'extra'
    -- With its table.
    and not (extra.kind in ('column', 'constraint', 'index') and exists (
      select from dashboard_refresh._drifted_objects() as whole
      where whole.state = 'extra' and whole.kind = 'table'
        and (extra.identity like whole.identity || '.%' or extra.identity like '% on ' || whole.identity
          or extra.kind = 'index')
    ))
    and extra.identity like '%dashboard_refresh.%'
  limit 20;
end;
$_$;

ALTER FUNCTION dashboard_refresh._check_schema_extra(examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_schema_extra(examined dashboard_refresh.examination) IS 'Check: the schema has no function, table, column or index that the release did not make.';

CREATE FUNCTION dashboard_refresh._check_schema_privileges(examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  select 'error',
    format('Rights were granted that no release grants: to %s, on %s object%s such as %s.',
      string_agg(distinct open.grantee, ', '), count(distinct open.object), case when count(distinct open.object) > 1 then 's' end,
      min(open.object)),
    'sql',
    string_agg(format('revoke all on %s from %s;', open.object, open.grantee), ' ' order by open.object, open.grantee)
  from dashboard_refresh._open_rights() as open
  having count(*) > 0;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_schema_privileges(examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_schema_privileges(examined dashboard_refresh.examination) IS 'Check: anon, authenticated and everybody reach nothing of ours, and service_role the wrappers alone.';

CREATE FUNCTION dashboard_refresh._check_statistics(examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_source constant text := (
    select pg_settings.source from pg_catalog.pg_settings where pg_settings.name = 'track_counts'
  );
begin
  if not current_setting('track_counts')::boolean then
    return next ('error',
      'track_counts is off, so that changes of rows are not counted: every tick refreshes, and autovacuum does not work.',
      case when v_source in ('session', 'database', 'user', 'database user') then 'sql' else 'text' end,
      case v_source
        when 'session' then 'set track_counts = on;'
        when 'database' then format('alter database %I reset track_counts;', current_database())
        when 'user' then format('alter role %I reset track_counts;', session_user)
        when 'database user' then format('alter role %I in database %I reset track_counts;', session_user, current_database())
        else 'Set track_counts to on in the server''s configuration and reload it.'
      end)::dashboard_refresh.check_result;
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_statistics(examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_statistics(examined dashboard_refresh.examination) IS 'Check: PostgreSQL counts changes of rows (track_counts).';

CREATE FUNCTION dashboard_refresh._check_time_zone(examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_zone constant text := dashboard_refresh._cron_zone();
begin
  return query
  select 'error',
    format('%s has the time zone %s, which this server does not know.', views.view, views.time_zone),
    'sql',
    dashboard_refresh._setting_statement(views.view, '{"time_zone": null}')
  from dashboard_refresh.views
  where views.time_zone is not null
    and not exists (
      select from pg_timezone_names() as zones where lower(zones.name) = lower(views.time_zone)
    )
  order by views.view;

  if not found then
    return next ('ok', format('pg_cron reads schedules in the zone %s.', v_zone), null, null)::dashboard_refresh.check_result;
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_time_zone(examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_time_zone(examined dashboard_refresh.examination) IS 'Check: the time zones that views have as a setting are known; names the one of pg_cron.';

CREATE FUNCTION dashboard_refresh._check_unmanaged_views(examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  select 'warning',
    format('Nobody manages %s: %s is as old as its last refresh by hand.', pg_class.oid::regclass,
      case when pg_class.relispopulated then 'its data' else 'it has no data, and' end),
    'sql',
    format('select dashboard_refresh.manage(%L);', format('%I.%I', pg_namespace.nspname, pg_class.relname))
  from pg_catalog.pg_class
  join pg_catalog.pg_namespace on pg_namespace.oid = pg_class.relnamespace
  where pg_class.relkind = 'm'
    and pg_namespace.nspname not in ('pg_catalog', 'information_schema', 'dashboard_refresh')
    and pg_namespace.nspname not like 'pg\_%'
    -- Not what an extension brought along.
    and not exists (
      select from pg_catalog.pg_depend
      where pg_depend.classid = 'pg_catalog.pg_class'::regclass and pg_depend.objid = pg_class.oid
        and pg_depend.deptype = 'e'
    )
    and not exists (
      select from dashboard_refresh.views
      where (views.schema_name, views.view_name) = (pg_namespace.nspname, pg_class.relname)
        or views.relation_oid = pg_class.oid
    )
  order by pg_class.oid::regclass::text
  limit 20;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_unmanaged_views(examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_unmanaged_views(examined dashboard_refresh.examination) IS 'Check: every materialized view of the database is managed.';

CREATE FUNCTION dashboard_refresh._check_vault_installed(examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if to_regclass('vault.decrypted_secrets') is null then
    return next ('error', 'Vault is not installed, so that nothing can be signed or sent; refreshes run in the database.',
      'sql', 'create extension if not exists supabase_vault with schema vault cascade;')::dashboard_refresh.check_result;
  end if;

  perform decrypted_secrets.decrypted_secret
  from vault.decrypted_secrets
  where decrypted_secrets.name in ('project_url', 'refresh_dashboard_trigger_secret');
exception
  when undefined_table or invalid_schema_name then
    null;
  when assert_failure or others then
    return next ('error', format('Vault cannot be read (SQLSTATE %s), as after a restore under another key.', sqlstate),
      'shell', 'npx refresh-dashboard deploy')::dashboard_refresh.check_result;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_vault_installed(examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_vault_installed(examined dashboard_refresh.examination) IS 'Check: Vault is installed, and what it has for us can be decrypted.';

CREATE FUNCTION dashboard_refresh._check_vault_project_url(examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_url constant text := (
    select trim(decrypted_secrets.decrypted_secret)
    from vault.decrypted_secrets
    where decrypted_secrets.name = 'project_url'
  );
  v_problem constant text := case
    when v_url ~ '[?#]' then 'it has a ? or a # in it, and a path has to follow'
    else dashboard_refresh._url_problem(v_url)
  end;
begin
  if v_url is null then
    return next ('warning', 'Vault has no project_url, so that refreshes run in the database and not in the Edge Function.',
      'sql', dashboard_refresh._put_into_vault('project_url', 'https://<project-ref>.supabase.co')
    )::dashboard_refresh.check_result;
  elsif v_problem is not null then
    return next ('error', format('What Vault has under project_url cannot be called: %s.', v_problem),
      'sql', dashboard_refresh._put_into_vault('project_url', 'https://<project-ref>.supabase.co')
    )::dashboard_refresh.check_result;
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_vault_project_url(examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_vault_project_url(examined dashboard_refresh.examination) IS 'Check: Vault has the URL of this project, and it can be called.';

CREATE FUNCTION dashboard_refresh._check_vault_trigger_secret(examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_secrets constant text := (
    select trim(decrypted_secrets.decrypted_secret)
    from vault.decrypted_secrets
    where decrypted_secrets.name = 'refresh_dashboard_trigger_secret'
  );
begin
  if v_secrets is null then
    return next ('warning', 'Vault has no refresh_dashboard_trigger_secret, so that nothing can be signed and refreshes run '
      'in the database.', 'shell', 'npx refresh-dashboard deploy')::dashboard_refresh.check_result;
  elsif dashboard_refresh._signing_secret(v_secrets) is null then
    return next ('error', 'What Vault has under refresh_dashboard_trigger_secret is no whsec_ secret of 24 bytes or more.',
      'shell', 'npx refresh-dashboard deploy')::dashboard_refresh.check_result;
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_vault_trigger_secret(examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_vault_trigger_secret(examined dashboard_refresh.examination) IS 'Check: Vault has a well-formed secret to sign with.';

CREATE FUNCTION dashboard_refresh._check_view(check_id text, view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- Written out, so that each is planned once a session and not once a view.
  case check_id
    when 'view_fresh' then return query select * from dashboard_refresh._check_view_fresh(view, state, examined);
    when 'view_suspended' then return query select * from dashboard_refresh._check_view_suspended(view, state, examined);
    when 'view_paused' then return query select * from dashboard_refresh._check_view_paused(view, state, examined);
    when 'view_duration' then return query select * from dashboard_refresh._check_view_duration(view, state, examined);
    when 'view_skips' then return query select * from dashboard_refresh._check_view_skips(view, state, examined);
    when 'view_temp' then return query select * from dashboard_refresh._check_view_temp(view, state, examined);
    when 'view_privileges' then return query select * from dashboard_refresh._check_view_privileges(view, state, examined);
    when 'view_index' then return query select * from dashboard_refresh._check_view_index(view, state, examined);
    when 'view_readers' then return query select * from dashboard_refresh._check_view_readers(view, state, examined);
    when 'view_bloat' then return query select * from dashboard_refresh._check_view_bloat(view, state, examined);
    when 'view_analyzed' then return query select * from dashboard_refresh._check_view_analyzed(view, state, examined);
    when 'view_search_path' then return query select * from dashboard_refresh._check_view_search_path(view, state, examined);
  end case;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_view(check_id text, view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_view(check_id text, view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) IS 'What a check of a view found that is a function of its own.';

CREATE FUNCTION dashboard_refresh._check_view_analyzed(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_relation constant oid := dashboard_refresh._relation_oid(view);
begin
  if pg_relation_size(v_relation) > 0
    and greatest(pg_stat_get_last_analyze_time(v_relation), pg_stat_get_last_autoanalyze_time(v_relation)) is null
    -- Of what was copied or upgraded only the numbers are gone, and not what they counted.
    and not exists (
      select from pg_catalog.pg_stats
      where pg_stats.schemaname = view.schema_name and pg_stats.tablename = view.view_name
    )
  then
    return next (
      'warning', 'It was never analyzed, so that the planner guesses how to read it.', 'sql',
      format('analyze %I.%I;', view.schema_name, view.view_name)
    )::dashboard_refresh.check_result;
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_view_analyzed(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_view_analyzed(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) IS 'Check: the view was analyzed, once at least.';

CREATE FUNCTION dashboard_refresh._check_view_bloat(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_relation constant oid := dashboard_refresh._relation_oid(view);
  v_dead constant bigint := pg_stat_get_dead_tuples(v_relation);
  v_live constant bigint := pg_stat_get_live_tuples(v_relation);
  v_last constant timestamptz := greatest(
    pg_stat_get_last_vacuum_time(v_relation), pg_stat_get_last_autovacuum_time(v_relation)
  );
begin
  if v_dead > greatest(1000, v_live) then
    return next (
      'warning',
      format('It has %s dead rows beside %s that live, and was vacuumed last %s: reads and refreshes slow down.', v_dead, v_live,
        coalesce(date_trunc('second', v_last)::text, 'never')),
      'sql',
      format('vacuum (analyze) %I.%I;', view.schema_name, view.view_name)
    )::dashboard_refresh.check_result;
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_view_bloat(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_view_bloat(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) IS 'Check: the view has no more dead rows than live ones; when it was last vacuumed.';

CREATE FUNCTION dashboard_refresh._check_view_duration(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_longest constant interval := dashboard_refresh._longest_of_late(view);
  v_enough constant interval := least(v_longest * 2, interval '6 hours');
begin
  if v_longest > view.max_duration * 0.8 and v_enough > view.max_duration then
    return next (
      'warning',
      format('One of its last refreshes took %s s of the %s s (max_duration) after which it is cancelled.',
        round(extract(epoch from v_longest), 1), round(extract(epoch from view.max_duration), 1)),
      'sql',
      dashboard_refresh._setting_statement(view.view, jsonb_build_object(
        'max_duration', ceil(extract(epoch from v_enough)) || ' seconds'
      ))
    )::dashboard_refresh.check_result;
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_view_duration(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_view_duration(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) IS 'Check: the last refreshes took at most four fifths of max_duration.';

CREATE FUNCTION dashboard_refresh._check_view_fresh(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_as_of constant timestamptz := dashboard_refresh._known_as_of(view, state, examined.at);
  v_state constant text := dashboard_refresh._freshness_state(view, v_as_of, examined.at);
begin
  if v_state in ('stale', 'unknown') then
    return next (
      'error',
      case v_state
        when 'stale' then format('Its data is of %s, and the promise is %s.', date_trunc('second', v_as_of), view.max_staleness)
        else 'How old its data is, is not known. ' || dashboard_refresh._why_not_known(state)
      end,
      'sql',
      format('select dashboard_refresh.run(dashboard_refresh.request(%L, force => true));', view.view)
    )::dashboard_refresh.check_result;
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_view_fresh(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_view_fresh(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) IS 'Check: the view keeps its promise now.';

CREATE FUNCTION dashboard_refresh._check_view_index(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  select 'warning',
    format('The index %s is invalid, as one whose CREATE INDEX CONCURRENTLY failed: it is kept up and used by nobody.',
      pg_index.indexrelid::regclass),
    'sql',
    format('reindex index %s;', pg_index.indexrelid::regclass)
  from pg_catalog.pg_index
  where pg_index.indrelid = dashboard_refresh._relation_oid(view) and not pg_index.indisvalid
  order by pg_index.indexrelid::regclass::text;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_view_index(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_view_index(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) IS 'Check: no index of the view is invalid.';

CREATE FUNCTION dashboard_refresh._check_view_paused(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if not view.active then
    return next (
      'warning',
      concat(
        'It is paused',
        ' by ' || view.paused_by, ' since ' || date_trunc('second', view.paused_at), ' until '
        || date_trunc('second', view.paused_until), ' (' || view.pause_reason || ')', ': nothing refreshes it.'
      ),
      'sql',
      dashboard_refresh._setting_statement(view.view, '{"active": true}')
    )::dashboard_refresh.check_result;
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_view_paused(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_view_paused(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) IS 'Check: the view is not paused; who did, when, until when and why.';

CREATE FUNCTION dashboard_refresh._check_view_privileges(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query select * from dashboard_refresh._missing_results(dashboard_refresh._relation_oid(view), false);
end;
$$;

ALTER FUNCTION dashboard_refresh._check_view_privileges(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_view_privileges(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) IS 'Check: the owner of the view may read the relations and call the functions of its query.';

CREATE FUNCTION dashboard_refresh._check_view_readers(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  select 'warning',
    format('%s may read it without signing in, all of it: a materialized view has no row level security.',
      string_agg(distinct case readers.grantee when 0 then 'Everybody' else 'The role anon' end, ' and ')),
    case when bool_or(readers.statement ~ '^as ') then 'text' else 'sql' end,
    string_agg(distinct readers.statement, ' ')
  from (
    select
      rights.grantee,
      dashboard_refresh._as_owner(pg_class.relowner, format('revoke select on %I.%I from %s;', view.schema_name,
        view.view_name, case rights.grantee when 0 then 'public' else 'anon' end)) as statement
    from pg_catalog.pg_class
    cross join lateral aclexplode(pg_class.relacl) as rights
    where pg_class.oid = dashboard_refresh._relation_oid(view)
      and rights.privilege_type = 'SELECT'
      and rights.grantee in (0, coalesce(to_regrole('anon')::oid, 0))
      -- Out of reach all the same, where the schema is.
      and (to_regrole('anon') is null or has_schema_privilege(to_regrole('anon')::oid, pg_class.relnamespace, 'usage'))
  ) as readers
  having count(*) > 0;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_view_readers(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_view_readers(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) IS 'Check: the view is not granted to anon or to everybody.';

CREATE FUNCTION dashboard_refresh._check_view_search_path(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '1s'
    AS $$
declare
  v_relation constant dashboard_refresh.relation_facts := dashboard_refresh._relation(view);
  v_run dashboard_refresh.runs;
  v_failure dashboard_refresh.failure;
begin
  if not examined.is_deep or dashboard_refresh._is_read_only() or clock_timestamp() > examined.until then
    return next ('skipped', case
      when not examined.is_deep then 'Only tried with deep, since it takes as long as a refresh.'
      when dashboard_refresh._is_read_only() then 'Nothing can be tried in a database that is read-only.'
      else 'There was no time left for it: ask for this check alone, or over SQL.'
    end, null, null)::dashboard_refresh.check_result;
    return;
  -- A copy would be refreshed with the rights of this role: an owner with fewer must not get them.
  elsif v_relation.owner <> current_user then
    return next ('skipped', format('It belongs to %s, and what it calls is not run with the rights of %s.',
      v_relation.owner, current_user), null, null)::dashboard_refresh.check_result;
    return;
  end if;

  begin
    v_run.started_at := clock_timestamp();
    perform dashboard_refresh._refresh_copy(view);
  exception
    -- Nothing of it is kept.
    when sqlstate 'DRX01' then
      return;
    when query_canceled or assert_failure or others then
      v_run.method := 'plain';
      v_run.finished_at := clock_timestamp();
      get stacked diagnostics
        v_run.error_sqlstate = returned_sqlstate, v_run.error_message = message_text,
        v_run.error_hint = pg_exception_hint, v_failure.context = pg_exception_context, v_failure.detail = pg_exception_detail,
        v_failure.constraint_name = constraint_name, v_failure.type_name = pg_datatype_name;
  end;

  return query
  select
    case when v_run.error_sqlstate in ('57014', '55P03') then 'warning' else 'error' end,
    format('A refresh with the search_path of PostgreSQL 17 (pg_catalog, pg_temp) fails: %s.',
      rtrim(dashboard_refresh._safe_message(v_run.error_message), '.')),
    hinted.kind,
    hinted.repair
  from dashboard_refresh._repair_of_hint(dashboard_refresh._failure_hint(view, v_run, v_failure)) as hinted;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_view_search_path(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_view_search_path(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) IS 'Check, with deep alone: a refresh of a copy of the view, under the search_path that PostgreSQL 17 gives to every refresh, succeeds. Nothing of it is kept.';

CREATE FUNCTION dashboard_refresh._check_view_skips(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_known constant dashboard_refresh.view_state := dashboard_refresh._known_state(view, state);
begin
  -- What the next refresh ends, what another check is about, and a fresh start are no finding.
  if not view.skip_unchanged then
    return next ('warning', 'Every tick refreshes it, changed or not: the setting skip_unchanged is false.', 'sql',
      dashboard_refresh._setting_statement(view.view, '{"skip_unchanged": null}'))::dashboard_refresh.check_result;
  elsif v_known.untrackable is not null then
    return next (
      'warning',
      format('Every tick refreshes it, changed or not, because of %s: %s.', v_known.untrackable_expression,
        rtrim(v_known.untrackable, '.')),
      'text',
      coalesce(v_known.untrackable_instead, 'There is no other way to write it. Silence this check for the view, or refresh it '
        'less often.')
    )::dashboard_refresh.check_result;
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_view_skips(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_view_skips(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) IS 'Check: a tick can end without a refresh when nothing has changed; why not, and how to write that instead.';

CREATE FUNCTION dashboard_refresh._check_view_suspended(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if dashboard_refresh._suspended_until(view, state) > examined.at then
    return next (
      'error',
      format('After %s failures in a row its refreshes are suspended until %s. See the last run for the cause.',
        state.consecutive_failures, date_trunc('second', state.retry_at)),
      'sql',
      dashboard_refresh._setting_statement(view.view, '{"active": true}')
    )::dashboard_refresh.check_result;
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_view_suspended(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_view_suspended(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) IS 'Check: the view is not suspended after failures.';

CREATE FUNCTION dashboard_refresh._check_view_temp(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if view."concurrently" <> 'never' then
    return query select * from dashboard_refresh._missing_results(dashboard_refresh._relation_oid(view), true);
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_view_temp(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_view_temp(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) IS 'Check: the owner of the view may make temporary tables, as a concurrent refresh does.';

CREATE FUNCTION dashboard_refresh._check_watchdog_duties(examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  select 'error',
    format('A duty of the watchdog, %s, fails since %s: %s',
      concat_ws(' of ', duty_failures.duty, views.view), date_trunc('second', duty_failures.since),
      duty_failures.error_message),
    'text',
    'Its other duties go on. See the server''s log at that time, and what schema_drift found.'
  from dashboard_refresh.duty_failures
  left join dashboard_refresh.views on views.id = duty_failures.view_id
  order by duty_failures.since;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_watchdog_duties(examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_watchdog_duties(examined dashboard_refresh.examination) IS 'Check: no duty of the watchdog fails.';

CREATE FUNCTION dashboard_refresh._check_wrapper_privileges(examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  select 'error',
    format('service_role may not call %s of the wrappers, so that the Edge Function fails: %s.', count(*),
      string_agg(made.identity, ', ' order by made.identity)),
    'sql',
    string_agg(format('grant execute on function %s to service_role;', made.identity), ' ' order by made.identity)
  from (
    -- First, since the name of another kind of object is an error to to_regprocedure.
    select release_objects.identity, to_regprocedure(release_objects.identity) as routine
    from (
      select * from dashboard_refresh.release_objects where release_objects.kind = 'function' offset 0
    ) as release_objects
    where release_objects.identity not like 'dashboard\_refresh.%'
  ) as made
  where made.routine is not null
    and to_regrole('service_role') is not null
    and not has_function_privilege('service_role', made.routine, 'execute')
  having count(*) > 0;
end;
$$;

ALTER FUNCTION dashboard_refresh._check_wrapper_privileges(examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._check_wrapper_privileges(examined dashboard_refresh.examination) IS 'Check: service_role, as which the Edge Function calls, may execute every wrapper.';

CREATE TABLE dashboard_refresh.doctor_silences (
    check_id text NOT NULL,
    view_id integer,
    silenced_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    silenced_by text NOT NULL,
    reason text,
    CONSTRAINT doctor_silences_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 200)))
);

ALTER TABLE dashboard_refresh.doctor_silences OWNER TO postgres;

COMMENT ON TABLE dashboard_refresh.doctor_silences IS 'Checks of the doctor that are silenced: one row a check, or a check of one view. They are made and shown all the same.';

COMMENT ON COLUMN dashboard_refresh.doctor_silences.check_id IS 'The check; see _doctor_checks.';

COMMENT ON COLUMN dashboard_refresh.doctor_silences.view_id IS 'The view, where the check is silenced for this one alone.';

COMMENT ON COLUMN dashboard_refresh.doctor_silences.silenced_at IS 'When.';

COMMENT ON COLUMN dashboard_refresh.doctor_silences.silenced_by IS 'Who: what the Edge Function says of its caller, or the role of the database session.';

COMMENT ON COLUMN dashboard_refresh.doctor_silences.reason IS 'Why, for people; null when nothing was said.';

CREATE FUNCTION dashboard_refresh._checked_json(checked dashboard_refresh.checked, silence dashboard_refresh.doctor_silences) RETURNS json
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select json_build_object(
    'id', (checked.made).id,
    'group', (checked.made).topic,
    'view', checked.view,
    'status', (checked.result).status,
    'finding', (checked.result).finding,
    'repair', case
      when (checked.result).repair is not null and (checked.result).status in ('warning', 'error') then json_build_object(
        'kind', (checked.result).repair_kind, 'text', (checked.result).repair
      )
    end,
    'blocked_by', checked.blocked_by,
    'silenced', case
      when silence.check_id is not null then json_build_object(
        'by', silence.silenced_by, 'at', silence.silenced_at, 'reason', silence.reason
      )
    end,
    'page', 'docs/doctor.md#' || (checked.made).id
  );
$$;

ALTER FUNCTION dashboard_refresh._checked_json(checked dashboard_refresh.checked, silence dashboard_refresh.doctor_silences) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._checked_json(checked dashboard_refresh.checked, silence dashboard_refresh.doctor_silences) IS 'A check that was made, as callers see it; silence: the row that silences it, if there is one.';

CREATE FUNCTION dashboard_refresh._checks_of(view dashboard_refresh.views, wanted text[], broken text[], examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.checked
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_state dashboard_refresh.view_state;
  v_broken text[] := broken;
  v_problems dashboard_refresh.found_problem[] := array[]::dashboard_refresh.found_problem[];
  v_sources text[] := array[]::text[];
  v_checked dashboard_refresh.checked;
begin
  if view.id is not null then
    v_state := dashboard_refresh._state_of(view);
  end if;

  for v_checked in
    select listed.position, (listed.id, listed.topic, listed.is_of_view, listed.source, listed.codes, listed.blocked_by,
        listed.ok)::dashboard_refresh.doctor_check,
      view.id, view.view, null::dashboard_refresh.check_result, null::text
    from dashboard_refresh._doctor_checks() with ordinality
      as listed (id, topic, is_of_view, source, codes, blocked_by, ok, position)
    where listed.id = any (wanted) and listed.is_of_view = (view.id is not null)
    order by listed.position
  loop
    if (v_checked.made).blocked_by = any (v_broken) then
      v_checked.blocked_by := (v_checked.made).blocked_by;
      v_checked.result := (
        'skipped', format('Not looked at, because of what %s found.', v_checked.blocked_by), null, null
      )::dashboard_refresh.check_result;
    else
      if not (v_checked.made).source = any (v_sources) then
        v_sources := v_sources || (v_checked.made).source;
        v_problems := v_problems
          || dashboard_refresh._ask_source((v_checked.made).source, view, v_state, examined);
      end if;

      v_checked.result := dashboard_refresh._make_check(v_checked.made, view, v_state, v_problems, examined);
    end if;

    if (v_checked.result).status = 'error' or v_checked.blocked_by is not null then
      v_broken := v_broken || (v_checked.made).id;
    end if;

    return next v_checked;
  end loop;
end;
$$;

ALTER FUNCTION dashboard_refresh._checks_of(view dashboard_refresh.views, wanted text[], broken text[], examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._checks_of(view dashboard_refresh.views, wanted text[], broken text[], examined dashboard_refresh.examination) IS 'Makes those of the wanted checks that are of a view, or (a view of nulls) of none. broken: the checks that have found an error already, which block others. Each source of problems is asked once.';

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

CREATE FUNCTION dashboard_refresh._common_rows_text(watched dashboard_refresh.watched) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
begin
  case watched.catalog
    -- A refresh changes the row of the view itself, and create index that of a source: these columns say what counts.
    when 'pg_class'::regclass then return (
      select string_agg(
        concat_ws(
          ':', oid, relowner, relkind, relam, relacl, reloptions, relrowsecurity, relforcerowsecurity
        ),
        ',' order by oid
      )
      from pg_catalog.pg_class where oid = any (watched.objects)
    );
    -- A transaction that changes a row twice leaves the same xmin in another place.
    when 'pg_rewrite'::regclass then return (
      select string_agg(concat_ws(':', xmin, ctid), ',' order by ctid)
      from pg_catalog.pg_rewrite where ev_class = any (watched.objects)
    );
    when 'pg_attribute'::regclass then return (
      select string_agg(concat_ws(':', xmin, ctid), ',' order by ctid)
      from pg_catalog.pg_attribute where attrelid = any (watched.objects)
    );
    when 'pg_inherits'::regclass then return (
      select string_agg(concat_ws(':', xmin, ctid), ',' order by ctid)
      from pg_catalog.pg_inherits where inhparent = any (watched.objects)
    );
    when 'pg_namespace'::regclass then return (
      select string_agg(concat_ws(':', xmin, ctid), ',' order by ctid)
      from pg_catalog.pg_namespace where oid = any (watched.objects)
    );
    else raise case_not_found using message = format('%s is not a catalog that every view depends on', watched.catalog);
  end case;
end;
$$;

ALTER FUNCTION dashboard_refresh._common_rows_text(watched dashboard_refresh.watched) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._common_rows_text(watched dashboard_refresh.watched) IS 'As _rows_text, for the catalogs that every view depends on. Any other is an error.';

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

CREATE FUNCTION dashboard_refresh._count_runs(run_ids uuid[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '1s'
    AS $$
declare
  v_counted dashboard_refresh.run_totals;
begin
  for v_counted in
    select
      runs.view_id, runs.status, runs.trigger, runs.path, count(*), count(runs.started_at),
      coalesce(sum(extract(epoch from runs.finished_at - runs.started_at)), 0),
      coalesce(sum(runs.rows_inserted), 0), coalesce(sum(runs.rows_deleted), 0), pg_backend_pid()
    from dashboard_refresh.runs
    where runs.id = any (run_ids)
    group by runs.view_id, runs.status, runs.trigger, runs.path
  loop
    -- A row that another session has counted in, and not committed, is left to that.
    update dashboard_refresh.run_totals
    set runs = run_totals.runs + v_counted.runs,
      refreshes = run_totals.refreshes + v_counted.refreshes,
      seconds = run_totals.seconds + v_counted.seconds,
      rows_inserted = run_totals.rows_inserted + v_counted.rows_inserted,
      rows_deleted = run_totals.rows_deleted + v_counted.rows_deleted
    where (run_totals.view_id, run_totals.status, run_totals.trigger, run_totals.path)
        = (v_counted.view_id, v_counted.status, v_counted.trigger, v_counted.path)
      and run_totals.part = (
        select free.part
        from dashboard_refresh.run_totals as free
        where (free.view_id, free.status, free.trigger, free.path)
          = (v_counted.view_id, v_counted.status, v_counted.trigger, v_counted.path)
        order by free.part
        limit 1
        for no key update skip locked
      );

    if not found then
      insert into dashboard_refresh.run_totals
      select v_counted.*
      where exists (select from dashboard_refresh.views where views.id = v_counted.view_id);
    end if;
  end loop;
exception
  -- Somebody has locked the table. The runs are kept all the same.
  when lock_not_available or unique_violation then
    raise warning using message = format('%s runs are not in the totals: %s', cardinality(run_ids), sqlerrm), errcode = sqlstate;
end;
$$;

ALTER FUNCTION dashboard_refresh._count_runs(run_ids uuid[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._count_runs(run_ids uuid[]) IS 'Adds runs that have just become final to the totals, in the transaction that makes them final. Waits for a second at most.';

CREATE FUNCTION dashboard_refresh._count_unmanaged() RETURNS bigint
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return (
    select count(*)
    from pg_catalog.pg_class
    join pg_catalog.pg_namespace on pg_namespace.oid = pg_class.relnamespace
    where pg_class.relkind = 'm'
      and not exists (
        select from dashboard_refresh.views
        where (views.schema_name = pg_namespace.nspname and views.view_name = pg_class.relname)
          or views.relation_oid = pg_class.oid
      )
      -- Another session's own.
      and pg_class.relpersistence <> 't'
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._count_unmanaged() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._count_unmanaged() IS 'How many materialized views of this database are not managed.';

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
  -- Most are numbers.
  for v_name in 1 .. case when v_text ~ '[a-z]' then cardinality(names) else 0 end loop
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

CREATE FUNCTION dashboard_refresh._cron_zone() RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return coalesce(nullif(current_setting('cron.timezone', true), ''), 'GMT');
end;
$$;

ALTER FUNCTION dashboard_refresh._cron_zone() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._cron_zone() IS 'The time zone that pg_cron reads its schedules in: the setting cron.timezone of the server, GMT before pg_cron 1.5.';

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

CREATE FUNCTION dashboard_refresh._database_samples(scheduler dashboard_refresh.scheduler, is_read_only boolean) RETURNS TABLE(name text, labels text[], value numeric)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  values
    ('database_info', array[dashboard_refresh.version()], 1::numeric),
    ('database_clock_timestamp_seconds', '{}', extract(epoch from clock_timestamp())),
    ('read_only', '{}', is_read_only::integer),
    ('managed_views', '{}', (select count(*) from dashboard_refresh.views)),
    ('unmanaged_views', '{}', dashboard_refresh._count_unmanaged()),
    ('scheduler_alive', '{}', scheduler.is_alive::integer),
    ('scheduler_last_fired_timestamp_seconds', '{}', extract(epoch from scheduler.last_fired_at)),
    (
      'watchdog_last_success_timestamp_seconds', '{}',
      extract(epoch from (dashboard_refresh._last_watchdog_firing('succeeded')).end_time)
    ),
    ('watchdog_failing_duties', '{}', (select count(*) from dashboard_refresh.duty_failures)),
    (
      'alerts_undelivered', '{}',
      (
        select count(*)
        from dashboard_refresh.views
        where dashboard_refresh._is_undelivered(dashboard_refresh._last_tried_alert(views.id))
      )
    );
end;
$$;

ALTER FUNCTION dashboard_refresh._database_samples(scheduler dashboard_refresh.scheduler, is_read_only boolean) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._database_samples(scheduler dashboard_refresh.scheduler, is_read_only boolean) IS 'The samples of the metrics that belong to no view (see _metric_definitions).';

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
  -- Of a run that ended while its view was unmanaged.
  delete from dashboard_refresh.run_totals
  where not exists (select from dashboard_refresh.views where views.id = run_totals.view_id);

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

  perform dashboard_refresh._hold_alerts(at);
  perform dashboard_refresh._summarize_alerts(at);

  for v_alert in
    select *
    from dashboard_refresh.alerts
    where alerts.status = 'pending'
      and alerts.next_attempt_at <= at
      and not dashboard_refresh._is_held(alerts, at)
      -- A receiver that was down must not hear of a recovery before the failure.
      and not exists (
        select from dashboard_refresh.alerts as earlier
        where (earlier.view_id = alerts.view_id or earlier.kind = 'summary')
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

COMMENT ON FUNCTION dashboard_refresh._deliver_alerts(at timestamp with time zone) IS 'A duty of the watchdog: records the answers to alerts that were sent, sends those that the Edge Function did not take, and those that are due at `at`, those about one view in their order, and holds back what falls into quiet hours. Alerts that another session has locked are left for the next time.';

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

CREATE FUNCTION dashboard_refresh._doctor_checks() RETURNS SETOF dashboard_refresh.doctor_check
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select * from dashboard_refresh._platform_checks()
  union all
  select * from dashboard_refresh._view_checks()
  union all
  select * from dashboard_refresh._around_checks();
$$;

ALTER FUNCTION dashboard_refresh._doctor_checks() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._doctor_checks() IS 'All checks of the doctor, in their order.';

CREATE FUNCTION dashboard_refresh._doctor_json(check_id text, is_deep boolean, at timestamp with time zone) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return (
    with checks as materialized (
      select checked, silences.silence, (checked.result).status, (silences.silence).check_id is not null as is_silenced
      from dashboard_refresh._all_checked(_doctor_json.check_id, is_deep, at) as checked
      left join lateral (
        select doctor_silences as silence
        from dashboard_refresh.doctor_silences
        where doctor_silences.check_id = (checked.made).id
          and (doctor_silences.view_id is null or doctor_silences.view_id = checked.view_id)
        order by doctor_silences.view_id nulls last
        limit 1
      ) as silences on true
      where _doctor_json.check_id is null or (checked.made).id = _doctor_json.check_id
    )
    select json_build_object(
      'checks', coalesce(
        json_agg(
          dashboard_refresh._checked_json(checks.checked, checks.silence)
          order by
            array_position('{platform,view,around}', ((checks.checked).made).topic),
            (checks.checked).view nulls first,
            (checks.checked).position
        ),
        '[]'
      ),
      'summary', json_build_object(
        'ok', count(*) filter (where checks.status = 'ok'),
        'warning', count(*) filter (where checks.status = 'warning' and not checks.is_silenced),
        'error', count(*) filter (where checks.status = 'error' and not checks.is_silenced),
        'skipped', count(*) filter (where checks.status = 'skipped'),
        'silenced', count(*) filter (where checks.status in ('warning', 'error') and checks.is_silenced)
      ),
      'version', dashboard_refresh.version(),
      'now', at
    )
    from checks
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._doctor_json(check_id text, is_deep boolean, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._doctor_json(check_id text, is_deep boolean, at timestamp with time zone) IS 'See doctor; as of `at`.';

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

CREATE FUNCTION dashboard_refresh._drifted_objects(OUT kind text, OUT identity text, OUT state text, OUT definition text) RETURNS SETOF record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  select
    coalesce(made.kind, present.kind),
    coalesce(made.identity, present.identity),
    case when present.kind is null then 'missing' when made.kind is null then 'extra' else 'altered' end,
    made.definition
  from dashboard_refresh.release_objects as made
  full join dashboard_refresh._objects(false) as present on (present.kind, present.identity) = (made.kind, made.identity)
  where present.hash is distinct from made.hash
  order by 1, 2;
end;
$$;

ALTER FUNCTION dashboard_refresh._drifted_objects(OUT kind text, OUT identity text, OUT state text, OUT definition text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._drifted_objects(OUT kind text, OUT identity text, OUT state text, OUT definition text) IS 'What differs from what the release made: state missing, altered or extra, and the statements that make it again.';

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

  perform dashboard_refresh._count_runs(array[run.id]);
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
    '_follow_renames', '_resume_paused', '_cancel_overlong', '_finish_cancellations', '_record_failed_ticks',
    '_record_died_rescues', '_carry_loops', '_check_promises'
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

CREATE FUNCTION dashboard_refresh._end_work(run dashboard_refresh.runs) RETURNS dashboard_refresh.runs
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_run dashboard_refresh.runs := run;
begin
  perform dashboard_refresh._lock_finish(run.id);

  if v_run.error_sqlstate = '57014' and dashboard_refresh._is_cancellation_asked(run.id) then
    v_run.status := 'cancelled';
    v_run.error_sqlstate := null;
    v_run.error_message := null;
    v_run.error_hint := null;
  end if;

  return v_run;
end;
$$;

ALTER FUNCTION dashboard_refresh._end_work(run dashboard_refresh.runs) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._end_work(run dashboard_refresh.runs) IS 'From now on nobody stops this session on account of the run, which has ended. Returns it: cancelled where somebody wanted that and it did not end otherwise. A signal that was sent before arrives here, as 57014.';

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
    ('function_not_configured', 'DR017', 409),
    ('run_finished', 'DR018', 409),
    ('unknown_check', 'DR019', 404),
    ('unknown_loop', 'DR020', 404);
$$;

ALTER FUNCTION dashboard_refresh._error_codes() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._error_codes() IS 'The errors that callers may get: code for the API, SQLSTATE for SQL, HTTP status. The contract of the Edge Function says when each occurs; a test compares the two.';

CREATE FUNCTION dashboard_refresh._examine(is_deep boolean, at timestamp with time zone) RETURNS dashboard_refresh.examination
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_examined dashboard_refresh.examination;
begin
  v_examined.at := at;
  v_examined.is_deep := is_deep;
  -- The API ends the call after 55 s, and then nothing would be known.
  v_examined.until := clock_timestamp() + interval '40 seconds';
  v_examined.vault := dashboard_refresh._read_vault(
    array['project_url', 'refresh_dashboard_trigger_secret', 'refresh_dashboard_alert_url']
  );
  v_examined.function_endpoint := dashboard_refresh._function_endpoint();
  v_examined.alert_endpoint := dashboard_refresh._alert_endpoint();
  return v_examined;
end;
$$;

ALTER FUNCTION dashboard_refresh._examine(is_deep boolean, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._examine(is_deep boolean, at timestamp with time zone) IS 'What all checks of a look at `at` have in common.';

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

CREATE FUNCTION dashboard_refresh._fail_after(run dashboard_refresh.runs, before dashboard_refresh.runs) RETURNS dashboard_refresh.runs
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_run dashboard_refresh.runs;
begin
  update dashboard_refresh.runs
  set status = 'failed',
    finished_at = clock_timestamp(),
    caused_by = before.id,
    error_sqlstate = coalesce(before.error_sqlstate, case before.status when 'cancelled' then '57014' else '55000' end),
    (error_message, error_hint) = (
      select
        format('not refreshed, since %s, which it reads, could not be: %s', source.view,
          coalesce(before.error_message, 'its run was cancelled')),
        format('Fix %s first: %s', source.view, coalesce(before.error_hint, 'refresh it again.'))
      from dashboard_refresh.views as source
      where source.id = before.view_id
    )
  where runs.id = run.id
  returning * into v_run;

  perform dashboard_refresh._count_runs(array[run.id]);
  return v_run;
end;
$$;

ALTER FUNCTION dashboard_refresh._fail_after(run dashboard_refresh.runs, before dashboard_refresh.runs) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._fail_after(run dashboard_refresh.runs, before dashboard_refresh.runs) IS 'Ends a run as failed, without a refresh, because of one of a view that this one reads. Not counted as a failure of the view. The caller holds its lock. Returns the run.';

CREATE FUNCTION dashboard_refresh._fail_dependants(run dashboard_refresh.runs, view dashboard_refresh.views) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_failed uuid[];
begin
  with failed as (
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
    from dashboard_refresh._dependants(view) as dependant
    -- What has its turn after this run falls with it.
    where not exists (
      select from dashboard_refresh.runs as waiting
      where waiting.view_id = dependant.id
        and waiting.trigger = 'admin'
        and dashboard_refresh._is_left_to_rescue(waiting)
        and waiting.requested_at > run.requested_at
    )
    returning runs.id
  )
  select array_agg(failed.id) into v_failed from failed;

  if v_failed is not null then
    perform dashboard_refresh._count_runs(v_failed);
  end if;
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

CREATE FUNCTION dashboard_refresh._find_loop(loop_id uuid) RETURNS dashboard_refresh.doctor_loops
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_loop dashboard_refresh.doctor_loops;
begin
  select * into v_loop from dashboard_refresh.doctor_loops where doctor_loops.id = loop_id;

  if not found then
    perform dashboard_refresh._raise(
      'unknown_loop', format('there is no loop test %s', coalesce(loop_id::text, 'null')), 'The last ten are kept.',
      'Start one with POST /doctor/loop.'
    );
  end if;

  return v_loop;
end;
$$;

ALTER FUNCTION dashboard_refresh._find_loop(loop_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._find_loop(loop_id uuid) IS 'The loop test of that id. Raises unknown_loop.';

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

CREATE FUNCTION dashboard_refresh._find_run_under_way(run_id uuid) RETURNS dashboard_refresh.runs
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_run dashboard_refresh.runs;
begin
  if not exists (select from dashboard_refresh.runs where runs.id = _find_run_under_way.run_id) then
    select
      dashboard_refresh._session_run(pg_stat_activity.application_name), held_locks.key, 'cron', 'database', 'queued',
      dashboard_refresh._session_since(pg_stat_activity.application_name)
    into v_run.id, v_run.view_id, v_run.trigger, v_run.path, v_run.status, v_run.requested_at
    from dashboard_refresh.held_locks
    join pg_catalog.pg_stat_activity on pg_stat_activity.pid = held_locks.pid
    where held_locks.kind = 'refresh'
      and dashboard_refresh._is_running(_find_run_under_way.run_id)
      and dashboard_refresh._session_run(pg_stat_activity.application_name) = _find_run_under_way.run_id
    limit 1;
  end if;

  return case when v_run.id is null then dashboard_refresh._find_run(run_id) else v_run end;
end;
$$;

ALTER FUNCTION dashboard_refresh._find_run_under_way(run_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._find_run_under_way(run_id uuid) IS 'The run with that id, as of now, also where it is that of a tick which refreshes by itself: the ledger shows that when it ends, and the session tells what is known of it before. Raises unknown_run.';

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

CREATE FUNCTION dashboard_refresh._finish_cancellations(at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_run record;
begin
  for v_run in
    select runs.id, runs.view_id
    from dashboard_refresh.runs
    join dashboard_refresh.run_cancellations on run_cancellations.run_id = runs.id
    where runs.status = 'queued'
    order by runs.requested_at
  loop
    if dashboard_refresh._try_lock_view(v_run.view_id) then
      perform dashboard_refresh._cancel_asked(v_run.view_id);
    else
      -- It may have begun in the moment in which it was cancelled.
      begin
        perform dashboard_refresh._stop_work(v_run.id, clock_timestamp() + interval '1 second');
      exception
        -- By a superuser, say: its end is waited for, and that of the others is not.
        when insufficient_privilege then
          raise warning using message = sqlerrm, errcode = sqlstate;
      end;
    end if;
  end loop;
end;
$$;

ALTER FUNCTION dashboard_refresh._finish_cancellations(at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._finish_cancellations(at timestamp with time zone) IS 'A duty of the watchdog: ends the queued runs that somebody wanted stopped.';

CREATE FUNCTION dashboard_refresh._finish_runs(run dashboard_refresh.runs, waiting uuid[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_finished uuid[];
begin
  with free as (
    select runs.id
    from dashboard_refresh.runs
    where (runs.id = run.id or runs.id = any (waiting)) and runs.status = 'queued'
    for no key update skip locked
  ),
  finished as (
    update dashboard_refresh.runs
    set status = run.status,
      finished_at = run.finished_at,
      data_as_of = run.data_as_of,
      replaced_as_of = case when runs.id = run.id then run.replaced_as_of end,
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
  select coalesce(array_agg(finished.id), '{}') into v_finished from finished;

  perform dashboard_refresh._count_runs(v_finished);

  if not run.id = any (v_finished) then
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

CREATE FUNCTION dashboard_refresh._fires_every_day(parsed dashboard_refresh.schedule_fields) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return parsed.months @> array[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    and parsed.days_of_month @> array(select generate_series(1, 31))
    and (
      parsed.days_of_week @> array[1, 2, 3, 4, 5, 6] and parsed.days_of_week && array[0, 7]
      or parsed.is_either_day
    );
end;
$$;

ALTER FUNCTION dashboard_refresh._fires_every_day(parsed dashboard_refresh.schedule_fields) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._fires_every_day(parsed dashboard_refresh.schedule_fields) IS 'True for a parsed schedule of five fields that matches every day.';

CREATE FUNCTION dashboard_refresh._fires_every_hour(parsed dashboard_refresh.schedule_fields) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return (
    select count(distinct hours.hour) = 24 from unnest(parsed.hours) as hours (hour)
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._fires_every_hour(parsed dashboard_refresh.schedule_fields) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._fires_every_hour(parsed dashboard_refresh.schedule_fields) IS 'True for a parsed schedule of five fields that leaves no hour of the day out.';

CREATE FUNCTION dashboard_refresh._first_instant(local_time timestamp without time zone, time_zone text) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  -- PostgreSQL takes a time that is skipped by the clock before it, and of two the later one.
  v_instant constant timestamptz := local_time at time zone time_zone;
  v_shown constant timestamp := v_instant at time zone time_zone;
  v_day_before timestamptz;
  v_earlier timestamptz;
begin
  if v_shown <> local_time then
    return (
      select min(instants.instant)
      from generate_series(v_instant - (v_shown - local_time), v_instant, interval '1 minute') as instants (instant)
      where instants.instant at time zone time_zone >= local_time
    );
  end if;

  v_day_before := v_instant - interval '24 hours';
  v_earlier := v_day_before + (local_time - (v_day_before at time zone time_zone));

  if v_earlier < v_instant and v_earlier at time zone time_zone = local_time then
    return v_earlier;
  end if;

  return v_instant;
end;
$$;

ALTER FUNCTION dashboard_refresh._first_instant(local_time timestamp without time zone, time_zone text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._first_instant(local_time timestamp without time zone, time_zone text) IS 'When the clocks of the time zone show a time for the first time; when they skip it, the end of what they skip.';

CREATE FUNCTION dashboard_refresh._fits_api(run dashboard_refresh.runs) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return not dashboard_refresh._is_left_to_rescue(run)
    -- Left there for its turn, and not because an API call would be cut in the middle of it.
    or (
      run.trigger = 'admin'
      and (
        select coalesce(dashboard_refresh._longest_of_late(views) <= dashboard_refresh._api_limit(), true)
        from dashboard_refresh.views
        where views.id = run.view_id
      )
    );
end;
$$;

ALTER FUNCTION dashboard_refresh._fits_api(run dashboard_refresh.runs) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._fits_api(run dashboard_refresh.runs) IS 'Whether an API call may do the work of the run.';

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
declare
  v_ended uuid[];
  v_known dashboard_refresh.view_state[];
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
  select coalesce(array_agg(ended.id), '{}') into v_ended from ended;

  ended_runs := cardinality(v_ended);
  perform dashboard_refresh._count_runs(v_ended);

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

  -- Nothing that is known of a view's data, its objects, failures and ticks was learnt here. What never falls stays.
  v_known := array(select view_state from dashboard_refresh.view_state);
  delete from dashboard_refresh.view_state where true;
  insert into dashboard_refresh.view_state (view_id, skipped_ticks, seconds_saved)
  select views.id, coalesce(known.skipped_ticks, 0), coalesce(known.seconds_saved, 0)
  from dashboard_refresh.views
  left join unnest(v_known) as known on known.view_id = views.id;
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

CREATE FUNCTION dashboard_refresh._function_hint(message text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select case
    when message ~ 'it answered 40[13]' then
      'The Edge Function has another secret than Vault: npx refresh-dashboard deploy gives both the same.'
    when message ~ 'it answered (404|50[234])' then
      'See whether the Edge Function is there: npx refresh-dashboard deploy puts it there. Otherwise its logs say more.'
  end;
$$;

ALTER FUNCTION dashboard_refresh._function_hint(message text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._function_hint(message text) IS 'What to do about the Edge Function, by why it lost a run (_why_lost); null where that does not say.';

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

CREATE FUNCTION dashboard_refresh._has_come_further(test dashboard_refresh.doctor_loops, at timestamp with time zone) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select test.fired_at is not null or at > test.started_at + interval '150 seconds';
$$;

ALTER FUNCTION dashboard_refresh._has_come_further(test dashboard_refresh.doctor_loops, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._has_come_further(test dashboard_refresh.doctor_loops, at timestamp with time zone) IS 'False for a loop test that still waits, at `at`, for the watchdog to fire it. It is given up after 150 s.';

CREATE FUNCTION dashboard_refresh._has_same_sources(state dashboard_refresh.view_state, epoch text) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return state.untrackable is null
    and state.fingerprint = dashboard_refresh._fingerprint(state.storage, epoch, state.custom_settings)
    -- While nobody has changed the catalogs there is nothing to compare.
    and (
      state.catalog_changes = dashboard_refresh._catalog_changes()
      or state.catalog_stamp = dashboard_refresh._catalog_stamp(state.watched)
    );
end;
$$;

ALTER FUNCTION dashboard_refresh._has_same_sources(state dashboard_refresh.view_state, epoch text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._has_same_sources(state dashboard_refresh.view_state, epoch text) IS 'True when nothing reported since the last refresh can have changed what that refresh would show. Null or false: unknown. epoch: of the counters, see _statistics_horizon.';

CREATE FUNCTION dashboard_refresh._has_stalled(watchdog dashboard_refresh.logged_firing, at timestamp with time zone) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- It fires every minute; three without are no coincidence. A server that has just started gets its time.
  return greatest(watchdog.start_time, pg_postmaster_start_time()) < at - interval '3 minutes';
end;
$$;

ALTER FUNCTION dashboard_refresh._has_stalled(watchdog dashboard_refresh.logged_firing, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._has_stalled(watchdog dashboard_refresh.logged_firing, at timestamp with time zone) IS 'True when pg_cron has fired nothing of ours for three minutes at `at`. watchdog: its last firing.';

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

CREATE FUNCTION dashboard_refresh._hold_alerts(at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  update dashboard_refresh.alerts
  set held_at = at
  where alerts.id in (
    select alerts.id
    from dashboard_refresh.alerts
    where alerts.status = 'pending' and alerts.held_at is null and dashboard_refresh._is_held(alerts, at)
    for no key update skip locked
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._hold_alerts(at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._hold_alerts(at timestamp with time zone) IS 'Notes which alerts are held back at `at`, so that it is known after the quiet hours which they were.';

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

CREATE FUNCTION dashboard_refresh._is_analyze_due(view dashboard_refresh.views, relation oid, rows_written bigint) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select case view."analyze"
    when 'always' then true
    when 'never' then false
    -- Not by reltuples: creating an index counts the rows too.
    else (pg_stat_get_last_analyze_time(pg_class.oid) is null and pg_stat_get_last_autoanalyze_time(pg_class.oid) is null)
      -- What autovacuum goes by, unless it is set otherwise: a tenth of the rows, and 50.
      or pg_stat_get_mod_since_analyze(pg_class.oid) + coalesce(rows_written, 0) > 50 + 0.1 * pg_class.reltuples
  end
  from pg_catalog.pg_class
  where pg_class.oid = relation;
$$;

ALTER FUNCTION dashboard_refresh._is_analyze_due(view dashboard_refresh.views, relation oid, rows_written bigint) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._is_analyze_due(view dashboard_refresh.views, relation oid, rows_written bigint) IS 'Whether the relation of a view is to be analyzed after a refresh that wrote rows_written rows to it (null: not known), by the setting analyze. auto: where it never was, or where more than 50 rows and a tenth of all have changed since.';

CREATE FUNCTION dashboard_refresh._is_cancellation_asked(run_id uuid) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return exists (
      select from dashboard_refresh.run_cancellations where run_cancellations.run_id = _is_cancellation_asked.run_id
    )
    -- Not committed yet: who cancels waits for the end of the run.
    or exists (
      select from dashboard_refresh.held_locks
      where held_locks.kind = 'cancel'
        and held_locks.key = hashtext(_is_cancellation_asked.run_id::text)
        and held_locks.pid <> pg_backend_pid()
    );
end;
$$;

ALTER FUNCTION dashboard_refresh._is_cancellation_asked(run_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._is_cancellation_asked(run_id uuid) IS 'Whether somebody wants the run to be stopped.';

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

CREATE FUNCTION dashboard_refresh._is_due(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_parsed dashboard_refresh.schedule_fields;
  v_since timestamptz;
begin
  if view.time_zone is null then
    return true;
  end if;

  v_parsed := dashboard_refresh._parse_schedule(view.schedule);

  if v_parsed.minutes is null then
    return true;
  end if;

  -- What pg_cron was too busy to start in its minute still counts, unless the view was looked at since.
  v_since := greatest(
    at - interval '6 hours',
    state.data_as_of,
    -- As far as a tick that finds nothing changed can see; see _left_no_trace.
    state.verified_at + interval '90 seconds',
    (
      select max(runs.requested_at)
      from dashboard_refresh.runs
      where runs.view_id = view.id and runs.trigger = 'cron' and runs.requested_at > at - interval '6 hours'
    ),
    (
      select max(config_changes.changed_at)
      from dashboard_refresh.config_changes
      where config_changes.view = _is_due.view.view
    )
  );

  return coalesce(
    dashboard_refresh._next_match(
      v_parsed, least(v_since, date_trunc('minute', at) - interval '1 minute'), view.time_zone
    ) <= at,
    false
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._is_due(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._is_due(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) IS 'True where a tick at `at` is one of the view''s schedule: it fires in this minute in the view''s time zone, or has fired in the six hours before and nobody has looked since. Always true without a time zone, and for a schedule in seconds.';

CREATE FUNCTION dashboard_refresh._is_held(alert dashboard_refresh.alerts, at timestamp with time zone) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select exists (
    select from dashboard_refresh.views
    where views.id = alert.view_id
      and views.quiet_hours is not null
      and dashboard_refresh._is_quiet(views.quiet_hours, views.time_zone, at)
  );
$$;

ALTER FUNCTION dashboard_refresh._is_held(alert dashboard_refresh.alerts, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._is_held(alert dashboard_refresh.alerts, at timestamp with time zone) IS 'Whether an alert is held back at `at`, in the quiet hours of the view that it is about. A test and a summary never are.';

CREATE FUNCTION dashboard_refresh._is_in_form(setting dashboard_refresh.setting, value jsonb) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "IntervalStyle" TO 'postgres'
    AS $_$
begin
  return case
    when jsonb_typeof(value) = 'null' then true
    -- Thirty years are beyond every limit, and infinity (PostgreSQL 17 and newer) has no hours to be written in.
    when setting.type = 'interval' then abs(extract(epoch from (value #>> '{}')::interval)) <= 1e9
    -- Whatever the session's zone and style of dates are, a time means the same to whoever reads it.
    when setting.type = 'timestamp with time zone' then value #>> '{}'
      ~ '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?\s?(Z|[+-]\d\d(:?\d\d)?)$'
    else true
  end;
end;
$_$;

ALTER FUNCTION dashboard_refresh._is_in_form(setting dashboard_refresh.setting, value jsonb) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._is_in_form(setting dashboard_refresh.setting, value jsonb) IS 'Whether a text that is to be an interval is of a length that can be written in hours, and one that is to be a time is written with its zone. Raises a data exception for what is no interval.';

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

CREATE FUNCTION dashboard_refresh._is_of_type(setting dashboard_refresh.setting, value jsonb) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return jsonb_typeof(value) in (
    'null',
    case setting.type
      when 'boolean' then 'boolean'
      when 'integer' then 'number'
      when 'numeric' then 'number'
      else 'string'
    end
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._is_of_type(setting dashboard_refresh.setting, value jsonb) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._is_of_type(setting dashboard_refresh.setting, value jsonb) IS 'Whether a JSON value is one that the type of a setting is read from; null is, for any.';

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

CREATE FUNCTION dashboard_refresh._is_proper_zone(name text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  -- Others are the same again, the machine's own, and one that stands for none.
  select name !~ '^(posix|right)/|^(localtime|posixrules|Factory)$';
$_$;

ALTER FUNCTION dashboard_refresh._is_proper_zone(name text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._is_proper_zone(name text) IS 'False for what the list of time zones has besides those of the IANA database.';

CREATE FUNCTION dashboard_refresh._is_quiet(quiet_hours text, time_zone text, at timestamp with time zone) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_from constant time := split_part(quiet_hours, '-', 1)::time;
  v_until constant time := split_part(quiet_hours, '-', 2)::time;
  v_now constant time := (at at time zone coalesce(time_zone, dashboard_refresh._cron_zone()))::time;
begin
  return case
    when quiet_hours is null then false
    when v_from < v_until then v_now >= v_from and v_now < v_until
    -- Through midnight; from one minute to the same, all day.
    else v_now >= v_from or v_now < v_until
  end;
end;
$$;

ALTER FUNCTION dashboard_refresh._is_quiet(quiet_hours text, time_zone text, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._is_quiet(quiet_hours text, time_zone text, at timestamp with time zone) IS 'Whether `at` falls into quiet hours, such as 22:00-07:00 in time_zone (null: that of pg_cron). The end does not belong to them; null: there are none.';

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

CREATE FUNCTION dashboard_refresh._is_time_zone(time_zone text) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return dashboard_refresh._may_be_zone(time_zone) and (
    select exists (
      select from pg_catalog.pg_timezone_names
      where pg_timezone_names.name = _is_time_zone.time_zone
        and dashboard_refresh._is_proper_zone(pg_timezone_names.name)
    )
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._is_time_zone(time_zone text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._is_time_zone(time_zone text) IS 'True for a name of the IANA database, as it is written there. PostgreSQL takes abbreviations and offsets too, such as PST8 or UTC+5, which know no summer time or mean the opposite of what they say.';

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
  return dashboard_refresh._shows_last_refresh(view, state) and dashboard_refresh._has_same_sources(state, epoch);
end;
$$;

ALTER FUNCTION dashboard_refresh._is_unchanged(view dashboard_refresh.views, state dashboard_refresh.view_state, epoch text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._is_unchanged(view dashboard_refresh.views, state dashboard_refresh.view_state, epoch text) IS 'True when nothing reported since the last refresh can have changed what the view shows. Null or false: unknown. epoch: of the counters, see _statistics_horizon.';

CREATE FUNCTION dashboard_refresh._is_undelivered(alert dashboard_refresh.alerts) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return alert.error_message is not null and alert.status <> 'delivered';
end;
$$;

ALTER FUNCTION dashboard_refresh._is_undelivered(alert dashboard_refresh.alerts) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._is_undelivered(alert dashboard_refresh.alerts) IS 'True for an alert that could not be delivered so far.';

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
            (v_job.schedule, v_job.active)
              is distinct from (dashboard_refresh._job_schedule(view.schedule, view.time_zone), view.active)
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

CREATE FUNCTION dashboard_refresh._job_schedule(schedule text, time_zone text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_parsed dashboard_refresh.schedule_fields;
  v_minutes integer[];
begin
  if time_zone is null then
    return schedule;
  end if;

  v_parsed := dashboard_refresh._parse_schedule(schedule);

  if v_parsed.minutes is null
    -- The clocks of both go together, and never change.
    or (
      dashboard_refresh._zone_offsets(time_zone, dashboard_refresh._cron_zone(), now()) = '{0}'
      and cardinality(dashboard_refresh._zone_offsets(time_zone, 'GMT', now())) = 1
    )
  then
    return schedule;
  end if;

  v_minutes := array(
    select distinct ((minutes.minute - offsets.minutes) % 60 + 60) % 60
    from unnest(v_parsed.minutes) as minutes (minute)
    cross join unnest(
      dashboard_refresh._zone_offsets(time_zone, dashboard_refresh._cron_zone(), now())
    ) as offsets (minutes)
    union
    -- Where a firing is skipped the job fires at the end of what is skipped.
    select extract(minute from skipped.until at time zone dashboard_refresh._cron_zone())::integer
    from dashboard_refresh._skipped_times(time_zone, now()) as skipped
    where not dashboard_refresh._fires_every_hour(v_parsed)
      and exists (
        select from unnest(dashboard_refresh._minutes_of_day(v_parsed)) as minutes (minute)
        where minutes.minute between skipped.first_minute and skipped.last_minute
          or minutes.minute + 24 * 60 between skipped.first_minute and skipped.last_minute
      )
    order by 1
  );

  if dashboard_refresh._fires_every_hour(v_parsed)
    and dashboard_refresh._fires_every_day(v_parsed)
    and v_minutes = array(select distinct minutes.minute from unnest(v_parsed.minutes) as minutes (minute) order by 1)
  then
    return schedule;
  end if;

  return dashboard_refresh._minute_field(v_minutes) || ' * * * *';
end;
$$;

ALTER FUNCTION dashboard_refresh._job_schedule(schedule text, time_zone text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._job_schedule(schedule text, time_zone text) IS 'The schedule of the pg_cron job of a view with this schedule in this time zone: the same where that says it all (no zone of its own, seconds, the same minutes of every hour in both), otherwise its minutes, in pg_cron''s time zone, of every hour.';

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

  if v_job.id is not null
    and not patch ? 'schedule'
    and jsonb_typeof(patch -> 'time_zone') = 'string'
    and dashboard_refresh._is_time_zone(patch ->> 'time_zone')
    and dashboard_refresh._job_schedule(v_job.schedule, patch ->> 'time_zone') <> v_job.schedule
  then
    perform dashboard_refresh._raise(
      'invalid_setting',
      format('the cron job %s cannot be taken over with its schedule, %s, in another time zone',
        coalesce(quote_literal(v_job.name), v_job.id::text), v_job.schedule),
      format('Its hours are those of %s, and would be those of %s.', dashboard_refresh._cron_zone(), patch ->> 'time_zone'),
      'Give the schedule too, as it is to be in that time zone. Nothing was changed.'
    );
  end if;

  return v_job;
end;
$$;

ALTER FUNCTION dashboard_refresh._job_to_take_over(view dashboard_refresh.views, patch jsonb) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._job_to_take_over(view dashboard_refresh.views, patch jsonb) IS 'The job of the caller''s that becomes the job of a view to be registered: the first that does nothing but refresh it, an active one before a paused one, or one that has the name which the patch gives or the default; all null when there is none. Raises unsupported_schedule where its schedule would be kept and cannot be read, invalid_setting where it would mean other times in another time zone.';

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

CREATE FUNCTION dashboard_refresh._judged_views(scheduler dashboard_refresh.scheduler, is_read_only boolean, at timestamp with time zone) RETURNS TABLE(view dashboard_refresh.views, state dashboard_refresh.view_state, freshness text, data_as_of timestamp with time zone, as_of timestamp with time zone, is_kept boolean, is_suspended boolean, is_refreshing boolean, refreshing json, next_run_at timestamp with time zone, last_run dashboard_refresh.runs, attention json)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  select
    facts.view,
    facts.state,
    facts.freshness,
    facts.data_as_of,
    facts.as_of,
    facts.is_kept,
    coalesce(facts.suspended_until > at, false),
    refreshing.view_id is not null,
    case
      when refreshing.view_id is not null
        then json_build_object('run_id', refreshing.run_id, 'since', refreshing.since)
    end,
    next_runs.next_run_at,
    last,
    dashboard_refresh._attention_json(
      facts.view, facts.state, facts.freshness, facts.suspended_until, last, is_read_only, scheduler.is_alive is false,
      next_runs.has_job is true, next_runs.is_active is true, at
    )
  from dashboard_refresh._all_views(at) as facts
  cross join lateral dashboard_refresh._last_ended_run((facts.view).id) as last
  left join dashboard_refresh._next_runs(at) as next_runs on next_runs.view_id = (facts.view).id
  left join dashboard_refresh._refreshing_views() as refreshing on refreshing.view_id = (facts.view).id;
end;
$$;

ALTER FUNCTION dashboard_refresh._judged_views(scheduler dashboard_refresh.scheduler, is_read_only boolean, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._judged_views(scheduler dashboard_refresh.scheduler, is_read_only boolean, at timestamp with time zone) IS 'Each managed view as _all_views has it, with whether it is suspended at `at`, the refresh that is under way, its next firing, its last run that ended, and the worst that is known of it (_attention_json). scheduler: see _scheduler; is_read_only: whether the database is.';

CREATE FUNCTION dashboard_refresh._keep_look(loop_id uuid, at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_loop dashboard_refresh.doctor_loops;
begin
  -- One that another session is looking at, or writing to, is left to it. One that is still to be fired is not locked: the
  -- watchdog would leave it to us, for a whole minute.
  select * into v_loop
  from dashboard_refresh.doctor_loops
  where doctor_loops.id = loop_id
    and doctor_loops.finished_at is null
    and dashboard_refresh._has_come_further(doctor_loops, at)
  for update skip locked;

  if not found then
    return;
  end if;

  v_loop := dashboard_refresh._look_at_loop(v_loop, at);

  update dashboard_refresh.doctor_loops
  set sent_at = v_loop.sent_at,
    answered_at = v_loop.answered_at,
    finished_at = v_loop.finished_at,
    missing = v_loop.missing,
    why = v_loop.why,
    hint = v_loop.hint
  where doctor_loops.id = loop_id;
end;
$$;

ALTER FUNCTION dashboard_refresh._keep_look(loop_id uuid, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._keep_look(loop_id uuid, at timestamp with time zone) IS 'Writes down how far a loop test that runs has come: pg_net forgets its answers. Waits for nobody.';

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

CREATE FUNCTION dashboard_refresh._key_statement(view dashboard_refresh.views) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- From the planner's statistics, since looking at the rows would cost a scan: each value once, and no null.
  return (
    select format('create unique index on %I.%I (%I);', view.schema_name, view.view_name, pg_stats.attname)
    from pg_catalog.pg_stats
    join pg_catalog.pg_attribute
      on pg_attribute.attrelid = dashboard_refresh._relation_oid(view) and pg_attribute.attname = pg_stats.attname
    where pg_stats.schemaname = view.schema_name
      and pg_stats.tablename = view.view_name
      and pg_stats.n_distinct = -1
      and pg_stats.null_frac = 0
    order by pg_attribute.attnum
    limit 1
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._key_statement(view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._key_statement(view dashboard_refresh.views) IS 'The statement that makes a unique index on a column that is a key by the planner''s statistics; null where there is none.';

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
  v_statistics constant record := dashboard_refresh._statistics_horizon(at);
begin
  return dashboard_refresh._as_of_by(view, state, v_statistics.known_until, v_statistics.epoch);
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

CREATE FUNCTION dashboard_refresh._last_ended_run(view_id integer) RETURNS dashboard_refresh.runs
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_run dashboard_refresh.runs;
begin
  -- They end in about the order in which they are requested, by which there is an index: of those that have ended, what was
  -- requested twenty before the last one did not end last.
  select recent.*
  into v_run
  from (
    select runs.*
    from dashboard_refresh.runs
    where runs.view_id = _last_ended_run.view_id and runs.status <> 'queued'
    order by runs.requested_at desc, runs.id desc
    limit 20
  ) as recent
  order by recent.finished_at desc
  limit 1;

  return v_run;
end;
$$;

ALTER FUNCTION dashboard_refresh._last_ended_run(view_id integer) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._last_ended_run(view_id integer) IS 'The run of the view that ended last, of the twenty requested last that have ended; null when none has.';

CREATE FUNCTION dashboard_refresh._last_run_json(run dashboard_refresh.runs) RETURNS json
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return json_build_object(
    'id', run.id,
    'status', run.status,
    'trigger', run.trigger,
    'finished_at', run.finished_at,
    'duration_ms', round(extract(epoch from run.finished_at - run.started_at) * 1000, 1),
    'error', run.error_message
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._last_run_json(run dashboard_refresh.runs) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._last_run_json(run dashboard_refresh.runs) IS 'The last run that ended, in few words, with its error.';

CREATE FUNCTION dashboard_refresh._last_runs_json(view dashboard_refresh.views, max_runs integer) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return (
    select coalesce(
      json_agg(
        dashboard_refresh._chained_run_json(last)
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

CREATE FUNCTION dashboard_refresh._last_short_runs(view_id integer, max_runs integer) RETURNS json
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return (
    select coalesce(
      json_agg(dashboard_refresh._short_run_json(last) order by last.requested_at, last.id), '[]'
    )
    from (
      select *
      from dashboard_refresh.runs
      where runs.view_id = _last_short_runs.view_id
      order by runs.requested_at desc, runs.id desc
      limit max_runs
    ) as last
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._last_short_runs(view_id integer, max_runs integer) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._last_short_runs(view_id integer, max_runs integer) IS 'The last runs of the view, the newest last, at most max_runs.';

CREATE FUNCTION dashboard_refresh._last_tried_alert(view_id integer) RETURNS dashboard_refresh.alerts
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_last dashboard_refresh.alerts;
begin
  select *
  into v_last
  from dashboard_refresh.alerts
  where alerts.view_id = _last_tried_alert.view_id and alerts.status <> 'unsent' and alerts.attempts > 0
  order by alerts.created_at desc
  limit 1;

  return v_last;
end;
$$;

ALTER FUNCTION dashboard_refresh._last_tried_alert(view_id integer) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._last_tried_alert(view_id integer) IS 'The last alert about the view that there was an attempt to deliver; null when there is none.';

CREATE FUNCTION dashboard_refresh._last_watchdog_firing(status text DEFAULT NULL::text) RETURNS dashboard_refresh.logged_firing
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_last dashboard_refresh.logged_firing;
begin
  if to_regclass('cron.job_run_details') is null then
    return null;
  end if;

  select
    logged.runid, logged.jobid, logged.command, logged.status, logged.return_message, logged.start_time, logged.end_time
  into v_last
  from cron.job_run_details as logged
  where logged.command = dashboard_refresh._watchdog_command()
    and (_last_watchdog_firing.status is null or logged.status = _last_watchdog_firing.status)
  order by logged.runid desc
  limit 1;

  return v_last;
end;
$$;

ALTER FUNCTION dashboard_refresh._last_watchdog_firing(status text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._last_watchdog_firing(status text) IS 'The last firing of the watchdog''s job by pg_cron''s log, of that status if one is given; null where there is none, or without pg_cron.';

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

CREATE FUNCTION dashboard_refresh._lock_finish(run_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '10s'
    AS $$
begin
  perform pg_advisory_xact_lock(20261107, hashtext(run_id::text));
exception
  when lock_not_available then
    raise warning using
      message = format('run %s ends though another session holds its finish lock', run_id),
      errcode = 'lock_not_available';
end;
$$;

ALTER FUNCTION dashboard_refresh._lock_finish(run_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._lock_finish(run_id uuid) IS 'Waits until nobody is about to signal this session, and keeps it so until the end of the transaction. A signal that was sent before arrives here, at the latest at the next statement of the caller.';

CREATE FUNCTION dashboard_refresh._lock_rows(view_id integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_began_at constant timestamptz := clock_timestamp();
  -- The caller's, as any statement of theirs keeps it. 0: no limit.
  v_limit constant interval := current_setting('lock_timeout')::interval;
begin
  while not dashboard_refresh._try_lock_rows(view_id) loop
    if v_limit > interval '0' and clock_timestamp() - v_began_at > v_limit then
      raise lock_not_available using
        message = format('the rows of the view are locked, and were for as long as lock_timeout, %s', v_limit),
        hint = 'A session that refreshes it, or has a transaction open that changed them, holds them. Try again when it is over.';
    end if;

    perform pg_sleep(0.1);
  end loop;
end;
$$;

ALTER FUNCTION dashboard_refresh._lock_rows(view_id integer) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._lock_rows(view_id integer) IS 'Waits until all rows that go with a view are locked, and makes nobody else wait for longer than 0.2 s meanwhile. Raises 55P03 after the caller''s lock_timeout.';

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

CREATE FUNCTION dashboard_refresh._look_at_loop(test dashboard_refresh.doctor_loops, at timestamp with time zone) RETURNS dashboard_refresh.doctor_loops
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_loop dashboard_refresh.doctor_loops := test;
  v_outcome dashboard_refresh.request_outcome;
begin
  if test.finished_at is not null or not dashboard_refresh._has_come_further(test, at) then
    return test;
  elsif test.fired_at is null then
    return dashboard_refresh._unfired_loop(test, at);
  elsif test.post_problem is not null then
    return dashboard_refresh._broken_loop(
      test, 'pg_net', test.post_problem, 'See what the doctor says of net_installed and of the checks of Vault.', at
    );
  end if;

  select * into v_outcome
  from dashboard_refresh._request_outcome(test.http_request_id, test.id::text, test.fired_at);

  -- pg_net tells the beginning of the batch, which may be a little before.
  v_loop.sent_at := case when v_outcome.begun_at is not null then greatest(v_outcome.begun_at, test.fired_at) end;

  if v_outcome.state = 'failed' or v_outcome.status_code not between 200 and 299 then
    return dashboard_refresh._refused_loop(v_loop, v_outcome, at);
  elsif v_outcome.state = 'answered' and test.recorded_at is not null then
    v_loop.answered_at := greatest(at, test.recorded_at);
    v_loop.finished_at := v_loop.answered_at;
    return v_loop;
  elsif at > coalesce(test.recorded_at, test.fired_at) + interval '1 minute' then
    return dashboard_refresh._unanswered_loop(v_loop, v_outcome, at);
  end if;

  return v_loop;
end;
$$;

ALTER FUNCTION dashboard_refresh._look_at_loop(test dashboard_refresh.doctor_loops, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._look_at_loop(test dashboard_refresh.doctor_loops, at timestamp with time zone) IS 'The loop test as it is at `at`, by what pg_net knows of its ping: still running, complete, or given up with the first leg that is missing and the reason.';

CREATE FUNCTION dashboard_refresh._look_at_writes(view dashboard_refresh.views, at timestamp with time zone) RETURNS dashboard_refresh.write_look
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_relation constant dashboard_refresh.relation_facts := dashboard_refresh._relation(view);
  v_statistics constant record := dashboard_refresh._statistics_horizon(at);
  v_look dashboard_refresh.write_look;
  v_known dashboard_refresh.view_state;
  v_is_counting boolean;
begin
  -- As stored: _state_of leaves out the failures of before a resume.
  select * into v_known from dashboard_refresh.view_state where view_state.view_id = view.id;

  v_look.relation := v_relation.oid;
  v_look.counted := dashboard_refresh._rows_written(v_relation.oid);
  v_look.own_before := pg_stat_get_xact_tuples_inserted(v_relation.oid)
    + pg_stat_get_xact_tuples_deleted(v_relation.oid);
  v_look.epoch := v_statistics.epoch;
  v_look.since := at;
  v_is_counting := coalesce(
    v_known.rows_written_epoch = v_look.epoch
      and v_known.relation_stamp like v_relation.oid || ':%'
      and v_known.consecutive_failures = 0,
    false
  );
  v_look.is_elsewhere := coalesce(
    v_is_counting and v_known.is_rows_written_exact and v_look.counted > v_known.rows_written
      -- A view that was emptied is a problem of another kind. What a failed run wrote is in no file.
      or v_relation.kind = 'm'
        and v_relation.is_populated
        and v_known.relation_stamp like v_relation.oid || ':%'
        and v_known.relation_stamp <> dashboard_refresh._relation_stamp(v_relation.oid),
    false
  );

  -- Else it begins anew: how much of the difference is of runs, or of what else wrote, and not reported yet, nobody knows.
  if v_is_counting and not v_look.is_elsewhere then
    v_look.since := v_known.rows_written_since;
    v_look.is_exact := v_known.is_rows_written_exact or v_statistics.known_until > v_look.since;
    v_look.counted := greatest(v_look.counted, v_known.rows_written);
  end if;

  v_look.is_exact := coalesce(v_look.is_exact, false) or coalesce(v_statistics.known_until >= at, false);
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

CREATE FUNCTION dashboard_refresh._loop_json(test dashboard_refresh.doctor_loops) RETURNS json
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select json_build_object(
    'id', test.id,
    'started_at', test.started_at,
    'started_by', test.started_by,
    'status', case
      when test.finished_at is null then 'running'
      when test.missing is null then 'complete'
      else 'broken'
    end,
    'legs', dashboard_refresh._loop_legs_json(test),
    'missing', test.missing,
    'why', test.why,
    'hint', test.hint
  );
$$;

ALTER FUNCTION dashboard_refresh._loop_json(test dashboard_refresh.doctor_loops) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._loop_json(test dashboard_refresh.doctor_loops) IS 'A loop test as callers see it: running, complete, or broken with the missing leg, why, and what to do.';

CREATE FUNCTION dashboard_refresh._loop_legs_json(test dashboard_refresh.doctor_loops) RETURNS json
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select json_agg(
    json_build_object(
      'name', legs.name,
      'at', legs.at,
      -- From the leg before, as far as that is known; null where this one is not.
      'ms', round(extract(epoch from greatest(legs.at - legs.before, legs.at - legs.at)) * 1000, 1)
    )
    order by legs.position
  )
  from (
    select
      listed.name,
      listed.at,
      listed.position,
      greatest(max(listed.at) over (
        order by listed.position rows between unbounded preceding and 1 preceding
      ), test.started_at) as before
    from (
      values
        (1, 'pg_cron', test.fired_at),
        (2, 'pg_net', test.sent_at),
        (3, 'function', test.received_at),
        (4, 'database', test.recorded_at),
        (5, 'answer', test.answered_at)
    ) as listed (position, name, at)
  ) as legs;
$$;

ALTER FUNCTION dashboard_refresh._loop_legs_json(test dashboard_refresh.doctor_loops) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._loop_legs_json(test dashboard_refresh.doctor_loops) IS 'The five legs of a loop test: name, when it was reached, and the milliseconds since the leg before; null where it was not.';

CREATE FUNCTION dashboard_refresh._loop_samples() RETURNS TABLE(name text, labels text[], value numeric)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_last dashboard_refresh.doctor_loops;
begin
  select *
  into v_last
  from dashboard_refresh.doctor_loops
  where doctor_loops.finished_at is not null and doctor_loops.missing is null
  order by doctor_loops.finished_at desc
  limit 1;

  return query
  select samples.name, samples.labels, samples.value
  from (
    values
      ('loop_last_success_timestamp_seconds', '{}'::text[], extract(epoch from v_last.finished_at)),
      ('loop_leg_seconds', '{pg_cron}', extract(epoch from v_last.fired_at - v_last.started_at)),
      ('loop_leg_seconds', '{pg_net}', extract(epoch from v_last.sent_at - v_last.fired_at)),
      ('loop_leg_seconds', '{function}', extract(epoch from v_last.received_at - v_last.sent_at)),
      ('loop_leg_seconds', '{database}', extract(epoch from v_last.recorded_at - v_last.received_at)),
      ('loop_leg_seconds', '{answer}', extract(epoch from v_last.answered_at - v_last.recorded_at))
  ) as samples (name, labels, value)
  where samples.value is not null;
end;
$$;

ALTER FUNCTION dashboard_refresh._loop_samples() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._loop_samples() IS 'The samples of the last loop test that came through: when, and how long after the leg before each leg was reached. None where none has. Two clocks are in it: a leg may be below 0.';

CREATE FUNCTION dashboard_refresh._loss_limit() RETURNS integer
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select 3;
$$;

ALTER FUNCTION dashboard_refresh._loss_limit() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._loss_limit() IS 'After this many losses in a row the Edge Function is taken for dead: with path auto it is left alone for a while.';

CREATE FUNCTION dashboard_refresh._make_check(made dashboard_refresh.doctor_check, view dashboard_refresh.views, state dashboard_refresh.view_state, problems dashboard_refresh.found_problem[], examined dashboard_refresh.examination) RETURNS dashboard_refresh.check_result
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_results dashboard_refresh.check_result[];
begin
  if made.source = 'function' and not made.is_of_view then
    return ('skipped', 'Asked of the Edge Function.', null, null)::dashboard_refresh.check_result;
  elsif made.source is not null then
    v_results := array(select dashboard_refresh._result_of_problems(made, view, problems));
  elsif made.is_of_view then
    v_results := array(
      select result from dashboard_refresh._check_view(made.id, view, state, examined) as result
    );
  else
    execute format('select array(select result from dashboard_refresh.%I($1) as result)', '_check_' || made.id)
    into v_results
    using examined;
  end if;

  return dashboard_refresh._merge_results(v_results, made.ok);
exception
  when assert_failure or others then
    return ('error', 'The check itself failed: ' || coalesce(dashboard_refresh._safe_message(sqlerrm), sqlstate), 'text',
      'The others are made all the same. See the server''s log at this time, and report it.'
    )::dashboard_refresh.check_result;
end;
$_$;

ALTER FUNCTION dashboard_refresh._make_check(made dashboard_refresh.doctor_check, view dashboard_refresh.views, state dashboard_refresh.view_state, problems dashboard_refresh.found_problem[], examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._make_check(made dashboard_refresh.doctor_check, view dashboard_refresh.views, state dashboard_refresh.view_state, problems dashboard_refresh.found_problem[], examined dashboard_refresh.examination) IS 'Makes one check, of a view or (a view of nulls) of none. Does not raise: a check that fails says so in its result.';

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

    perform dashboard_refresh._count_runs(array[v_run.id]);
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

CREATE FUNCTION dashboard_refresh._may_be_zone(name text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  -- With the accents and spaces that a city may be written with by mistake.
  select name ~ '^[A-Za-z\u0080-\uffff][A-Za-z0-9_+/ \u0080-\uffff-]{1,39}$';
$_$;

ALTER FUNCTION dashboard_refresh._may_be_zone(name text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._may_be_zone(name text) IS 'Whether a text is written like the name of a time zone, or nearly. Where it is not, the list of them, which PostgreSQL reads from some 1,200 files each time, need not be asked.';

CREATE FUNCTION dashboard_refresh._may_read_freshness(freshness_readers text) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  -- The role that the session has taken, as the API does for each request; within a definer nothing else says so. Nobody
  -- can take one that is not his.
  v_caller constant name := coalesce(nullif(current_setting('role'), 'none'), session_user);
begin
  return freshness_readers = 'anyone'
    or (
      freshness_readers = 'authenticated'
      and to_regrole('authenticated') is not null
      and pg_has_role(v_caller, to_regrole('authenticated'), 'usage')
    )
    or (to_regrole('service_role') is not null and pg_has_role(v_caller, to_regrole('service_role'), 'usage'))
    or pg_has_role(
      v_caller, (select nspowner from pg_catalog.pg_namespace where nspname = 'dashboard_refresh'), 'usage'
    );
end;
$$;

ALTER FUNCTION dashboard_refresh._may_read_freshness(freshness_readers text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._may_read_freshness(freshness_readers text) IS 'Whether the caller may know how fresh a view is whose setting freshness_readers is this.';

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

CREATE FUNCTION dashboard_refresh._merge_results(results dashboard_refresh.check_result[], ok text) RETURNS dashboard_refresh.check_result
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_merged dashboard_refresh.check_result;
begin
  if cardinality(results) = 0 then
    return ('ok', ok, null, null)::dashboard_refresh.check_result;
  elsif cardinality(results) = 1 then
    return results[1];
  end if;

  select
    (array_agg(listed.status order by array_position('{error,warning,skipped,ok}', listed.status)))[1],
    string_agg(listed.finding, ' ' order by listed.position),
    case when bool_and(listed.repair_kind = 'sql') then 'sql' when count(listed.repair) > 0 then 'text' end,
    string_agg(distinct listed.repair, ' ')
  into v_merged
  from unnest(results) with ordinality as listed (status, finding, repair_kind, repair, position);

  return v_merged;
end;
$$;

ALTER FUNCTION dashboard_refresh._merge_results(results dashboard_refresh.check_result[], ok text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._merge_results(results dashboard_refresh.check_result[], ok text) IS 'One result of several of the same check: the worst status, all findings, all repairs. ok: what is said where there is none.';

CREATE FUNCTION dashboard_refresh._metric_definitions() RETURNS TABLE(name text, type text, labels text[], help text)
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  values
    ('database_info', 'gauge', '{version}'::text[], 'Always 1; the version of the database part.'),
    ('database_clock_timestamp_seconds', 'gauge', '{}', 'The clock of the database when this was read.'),
    ('read_only', 'gauge', '{}', 'Whether the jobs of the database cannot write anything.'),
    ('managed_views', 'gauge', '{}', 'Number of managed views.'),
    ('unmanaged_views', 'gauge', '{}', 'Number of materialized views that are not managed.'),
    ('scheduler_alive', 'gauge', '{}', 'Whether pg_cron fires what is due every minute; absent where its log is off.'),
    ('scheduler_last_fired_timestamp_seconds', 'gauge', '{}', 'When pg_cron last fired any job.'),
    ('watchdog_last_success_timestamp_seconds', 'gauge', '{}', 'When the watchdog last came to its end.'),
    ('watchdog_failing_duties', 'gauge', '{}', 'Number of duties of the watchdog that fail.'),
    ('loop_last_success_timestamp_seconds', 'gauge', '{}', 'When a loop test last came through.'),
    ('loop_leg_seconds', 'gauge', '{leg}', 'How long after the leg before each leg of that test was reached.'),
    ('alerts_undelivered', 'gauge', '{}', 'Number of views whose last alert has been tried and has not arrived.'),
    ('view_state', 'gauge', '{view,state}', 'Whether the view is in this state: fresh, stale, unknown or missing.'),
    ('view_as_of_timestamp_seconds', 'gauge', '{view}',
      'Up to when what the view shows is known to be right; absent while that is unknown.'),
    ('view_data_as_of_timestamp_seconds', 'gauge', '{view}', 'The snapshot that the view shows; absent while unknown.'),
    ('view_max_staleness_seconds', 'gauge', '{view}', 'The promise: how old the data may get.'),
    ('view_promise_kept', 'gauge', '{view}', 'Whether the promise was kept when this was read.'),
    ('view_expected_fresh', 'gauge', '{view}', 'Whether the promise counts: 0 for a view that is paused or has no job.'),
    ('view_paused', 'gauge', '{view}', 'Whether the view is paused.'),
    ('view_suspended', 'gauge', '{view}', 'Whether the view is suspended after failures.'),
    ('view_consecutive_failures', 'gauge', '{view}', 'Failures since the last refresh that succeeded.'),
    ('view_refreshing', 'gauge', '{view}', 'Whether a refresh is under way.'),
    ('view_next_run_timestamp_seconds', 'gauge', '{view}', 'When pg_cron fires the job next; absent where it does not.'),
    ('view_last_refresh_duration_seconds', 'gauge', '{view}', 'How long the last refresh took.'),
    ('view_last_refresh_timestamp_seconds', 'gauge', '{view}', 'When the last refresh ended, however it ended.'),
    ('view_problem', 'gauge', '{view,code}', 'Always 1; the worst that is known of the view, by the code of GET /views.'),
    ('view_open_alert', 'gauge', '{view,kind}', 'Always 1; an alert that is open.'),
    ('runs_total', 'counter', '{view,status,trigger,path}', 'Runs that have ended.'),
    ('refreshes_total', 'counter', '{view,status,trigger,path}', 'Of these, refreshes of their own.'),
    ('refresh_seconds_total', 'counter', '{view,status,trigger,path}', 'Seconds that these refreshes took.'),
    ('rows_inserted_total', 'counter', '{view}', 'Rows that refreshes added.'),
    ('rows_deleted_total', 'counter', '{view}', 'Rows that refreshes removed.'),
    ('ticks_skipped_total', 'counter', '{view}', 'Ticks that left the view as it was, since nothing had changed.'),
    ('seconds_saved_total', 'counter', '{view}', 'Seconds of refreshing that these ticks did not spend.');
$$;

ALTER FUNCTION dashboard_refresh._metric_definitions() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._metric_definitions() IS 'The metrics by name, without the prefix refresh_dashboard_: type, labels and help. A label has few values: a view, or a word of the contract.';

CREATE FUNCTION dashboard_refresh._minute_field(minutes integer[]) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return (
    select case
      when max(listed.total) = 60 then '*'
      -- Evenly spread over the hour.
      when max(listed.total) > 1 and 60 % max(listed.total) = 0 and bool_and(listed.minute % (60 / listed.total) = 0)
        then '*/' || 60 / max(listed.total)
      else string_agg(listed.minute::text, ',' order by listed.minute)
    end
    from (
      select numbers.minute, count(*) over () as total
      from unnest(minutes) as numbers (minute)
      group by numbers.minute
    ) as listed
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._minute_field(minutes integer[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._minute_field(minutes integer[]) IS 'These minutes as the first field of a cron expression.';

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

CREATE FUNCTION dashboard_refresh._misfits(view dashboard_refresh.views, patch jsonb) RETURNS TABLE(name text, problem text)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  select found.name, found.problem
  from (
    values
      (
        'time_zone',
        case when jsonb_typeof(patch -> 'time_zone') = 'string'
          then dashboard_refresh._time_zone_error(patch ->> 'time_zone') end
      ),
      (
        'pause_reason',
        case when view.active and jsonb_typeof(patch -> 'pause_reason') <> 'null'
          then 'pause_reason belongs to a pause: give active as false with it.' end
      ),
      (
        'paused_until',
        case
          when view.active and jsonb_typeof(patch -> 'paused_until') <> 'null'
            then 'paused_until belongs to a pause: give active as false with it.'
          when patch ? 'paused_until' and view.paused_until <= clock_timestamp()
            then 'paused_until must be a time to come.'
        end
      )
  ) as found (name, problem)
  where found.problem is not null;
end;
$$;

ALTER FUNCTION dashboard_refresh._misfits(view dashboard_refresh.views, patch jsonb) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._misfits(view dashboard_refresh.views, patch jsonb) IS 'What is wrong with settings that are right by themselves, in a view as it would be after the patch: a time zone that is none, a reason or an end of a pause without a pause, an end that is past.';

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

CREATE FUNCTION dashboard_refresh._missing_results(relation oid, is_temporary boolean) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  select
    'error',
    format('%s, which %s, has no %s on %s.', pg_get_userbyid(missing.role), missing.role_is, missing.privilege,
      missing.object),
    case when missing.remedy ~ '^as ' then 'text' else 'sql' end,
    missing.remedy
  from (
    select * from dashboard_refresh._missing_on_others(relation) as others
    where (others.privilege = 'TEMPORARY') = is_temporary
    union
    select * from dashboard_refresh._missing_on_relations(relation) where not is_temporary
    union
    select * from dashboard_refresh._missing_on_functions(relation) where not is_temporary
  ) as missing
  order by missing.object, missing.privilege;
end;
$$;

ALTER FUNCTION dashboard_refresh._missing_results(relation oid, is_temporary boolean) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._missing_results(relation oid, is_temporary boolean) IS 'The privileges that a refresh of the materialized view lacks, as findings: that for temporary tables, or the others.';

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

CREATE FUNCTION dashboard_refresh._names_of(view text) RETURNS text[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_names constant text[] := array(
    select names.name
    from dashboard_refresh._match_views(view) as matched
    join dashboard_refresh.views on views.id = matched.id
    cross join lateral unnest(array[matched.view, views.view, views.former_name]) as names (name)
    where names.name is not null
  );
begin
  -- One that is managed no longer has its audit still.
  if v_names = '{}' and exists (
    select from dashboard_refresh.config_changes where config_changes.view = _names_of.view
  ) then
    return array[view];
  elsif v_names = '{}' or (select count(*) from dashboard_refresh._match_views(view)) > 1 then
    -- Which says what is wrong with the name.
    perform dashboard_refresh._find_view(view);
  end if;

  return v_names;
end;
$$;

ALTER FUNCTION dashboard_refresh._names_of(view text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._names_of(view text) IS 'Under which names the audit has a view, managed or not any more. Raises unknown_view, view_required.';

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

CREATE FUNCTION dashboard_refresh._nearest_time_zone(name text) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select zones.name
  from pg_catalog.pg_timezone_names as zones
  cross join lateral dashboard_refresh._likeness(
    _nearest_time_zone.name,
    -- A city alone is looked for among the cities.
    case when position('/' in _nearest_time_zone.name) > 0 then zones.name else regexp_replace(zones.name, '^.*/', '') end
  ) as likeness (degree)
  where dashboard_refresh._may_be_zone(_nearest_time_zone.name)
    and dashboard_refresh._is_proper_zone(zones.name)
    and likeness.degree >= 0.6
  order by likeness.degree desc, zones.name
  limit 1;
$$;

ALTER FUNCTION dashboard_refresh._nearest_time_zone(name text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._nearest_time_zone(name text) IS 'The time zone whose name, or whose city, is most like a misspelt one; null when none is.';

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

CREATE FUNCTION dashboard_refresh._next_firing(schedule text, after timestamp with time zone, time_zone text DEFAULT dashboard_refresh._cron_zone()) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return dashboard_refresh._next_match(dashboard_refresh._parse_schedule(schedule), after, time_zone);
end;
$$;

ALTER FUNCTION dashboard_refresh._next_firing(schedule text, after timestamp with time zone, time_zone text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._next_firing(schedule text, after timestamp with time zone, time_zone text) IS 'First time after `after` at which the schedule fires, in pg_cron''s time zone unless another is given; null when it never does or cannot be told: pg_cron takes a few forms that are not understood here. A schedule in seconds is counted from `after`, its last firing.';

CREATE FUNCTION dashboard_refresh._next_match(parsed dashboard_refresh.schedule_fields, after timestamp with time zone, time_zone text) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_start timestamp;
  v_minutes integer[];
  v_minute integer;
  v_instant timestamptz;
begin
  if parsed.seconds is not null then
    return after + make_interval(secs => parsed.seconds);
  elsif parsed.minutes is null then
    return null;
  elsif dashboard_refresh._fires_every_hour(parsed) then
    return dashboard_refresh._next_of_every_hour(parsed, after, time_zone);
  end if;

  v_start := date_trunc('minute', after at time zone time_zone) + interval '1 minute';
  v_minutes := dashboard_refresh._minutes_of_day(parsed);

  -- Eight years hold every date there is, 29 February included, across a century that is no leap year.
  for v_day in 0 .. 8 * 366 loop
    if dashboard_refresh._matches_day(parsed, v_start::date + v_day) then
      foreach v_minute in array v_minutes loop
        continue when v_day = 0 and make_interval(mins => v_minute) < v_start::time::interval;
        v_instant := dashboard_refresh._first_instant(
          v_start::date + v_day + make_interval(mins => v_minute), time_zone
        );

        -- In an hour that is shown a second time it has fired already.
        if v_instant > after then
          return v_instant;
        end if;
      end loop;
    end if;
  end loop;

  return null;
end;
$$;

ALTER FUNCTION dashboard_refresh._next_match(parsed dashboard_refresh.schedule_fields, after timestamp with time zone, time_zone text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._next_match(parsed dashboard_refresh.schedule_fields, after timestamp with time zone, time_zone text) IS 'First time after `after` that a parsed schedule matches in time_zone; null when it never does, and for no schedule. What is due in an hour that the clocks skip is due at its end, and in one that they show twice the first time; a schedule of every hour goes on through both. A schedule in seconds has just fired at `after`.';

CREATE FUNCTION dashboard_refresh._next_of_every_hour(parsed dashboard_refresh.schedule_fields, after timestamp with time zone, time_zone text) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_instant timestamptz := date_trunc('minute', after) + interval '1 minute';
  v_local timestamp;
  v_minute integer;
  v_days integer;
begin
  -- By the time that passes, and not by the clock on the wall: an hour that is shown twice has its firings twice.
  for v_look in 1 .. 1000 loop
    v_local := v_instant at time zone time_zone;

    if not dashboard_refresh._matches_day(parsed, v_local::date) then
      -- Eight years hold every date there is, 29 February included, across a century that is no leap year.
      v_days := (
        select min(days.number)
        from generate_series(1, 8 * 366) as days (number)
        where dashboard_refresh._matches_day(parsed, v_local::date + days.number)
      );

      if v_days is null then
        return null;
      end if;

      v_instant := dashboard_refresh._first_instant((v_local::date + v_days)::timestamp, time_zone);
    else
      v_minute := (
        select min(minutes.minute)
        from unnest(parsed.minutes) as minutes (minute)
        where minutes.minute >= extract(minute from v_local)
      );

      if v_minute = extract(minute from v_local) then
        return v_instant;
      end if;

      v_instant := v_instant
        + make_interval(mins => coalesce(v_minute, 60) - extract(minute from v_local)::integer);
    end if;
  end loop;

  return null;
end;
$$;

ALTER FUNCTION dashboard_refresh._next_of_every_hour(parsed dashboard_refresh.schedule_fields, after timestamp with time zone, time_zone text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._next_of_every_hour(parsed dashboard_refresh.schedule_fields, after timestamp with time zone, time_zone text) IS 'As _next_match, for a schedule that leaves no hour out.';

CREATE FUNCTION dashboard_refresh._next_rescue(budget interval, tried uuid[]) RETURNS dashboard_refresh.runs
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_run dashboard_refresh.runs;
  v_view dashboard_refresh.views;
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
    -- Another has its turn first. Before the lock, which would last: whoever does that one may go on with this.
    select * into v_view from dashboard_refresh.views where views.id = v_run.view_id;
    -- Unmanaged meanwhile.
    continue when not found;
    continue when (dashboard_refresh._run_before(v_run, v_view)).status = 'queued';
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
  -- The job fires more often than the tick is due, unless somebody has given it another schedule.
  if view.time_zone is not null
    and not v_is_in_seconds
    and schedule = dashboard_refresh._job_schedule(view.schedule, view.time_zone)
  then
    return dashboard_refresh._next_firing(view.schedule, at, view.time_zone);
  elsif not v_is_in_seconds then
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

COMMENT ON FUNCTION dashboard_refresh._next_run_at(view dashboard_refresh.views, schedule text, last_fired_at timestamp with time zone, at timestamp with time zone) IS 'When the view is due next, as its job stands, seen at `at`: never before `at`, and at once where it is overdue. Null where that cannot be told.';

CREATE FUNCTION dashboard_refresh._next_runs(at timestamp with time zone) RETURNS TABLE(view_id integer, has_job boolean, is_active boolean, next_run_at timestamp with time zone)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if to_regclass('cron.job') is null then
    return;
  end if;

  return query
  with jobs as materialized (
    select views, job.jobid, job.schedule, job.active, job.schedule ~ 'second' as is_in_seconds
    from dashboard_refresh.views
    join cron.job on job.jobname = views.job_name and job.username = current_user
  ),
  -- What several views have in common is computed once.
  firings as materialized (
    select common.schedule, common.view_schedule, common.time_zone,
      dashboard_refresh._next_run_at(common.view, common.schedule, null, at) as next_run_at
    from (
      select distinct on (jobs.schedule, (jobs.views).schedule, (jobs.views).time_zone)
        jobs.schedule, (jobs.views).schedule as view_schedule, (jobs.views).time_zone, jobs.views as view
      from jobs
      where jobs.active and not jobs.is_in_seconds
    ) as common
  )
  select
    (jobs.views).id,
    true,
    jobs.active,
    case
      when not jobs.active then null
      when jobs.is_in_seconds then dashboard_refresh._next_run_at(jobs.views, jobs.schedule, last.fired_at, at)
      else firings.next_run_at
    end
  from jobs
  left join firings on firings.schedule = jobs.schedule
    and firings.view_schedule = (jobs.views).schedule
    and firings.time_zone is not distinct from (jobs.views).time_zone
  left join lateral (
    select job_run_details.start_time as fired_at
    from cron.job_run_details
    where jobs.is_in_seconds and job_run_details.jobid = jobs.jobid and job_run_details.start_time is not null
    order by job_run_details.runid desc
    limit 1
  ) as last on true;
end;
$$;

ALTER FUNCTION dashboard_refresh._next_runs(at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._next_runs(at timestamp with time zone) IS 'The views that have a cron job, and when pg_cron fires it next, seen at `at`, as in their status: null for a job that is not active, or where that cannot be told.';

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

CREATE FUNCTION dashboard_refresh._note_cancellation(run_id uuid, cancelled_by text, reason text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  insert into dashboard_refresh.run_cancellations (run_id, requested_by, reason)
  select runs.id, coalesce(cancelled_by, session_user), _note_cancellation.reason
  from dashboard_refresh.runs
  where runs.id = _note_cancellation.run_id
  on conflict do nothing;
end;
$$;

ALTER FUNCTION dashboard_refresh._note_cancellation(run_id uuid, cancelled_by text, reason text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._note_cancellation(run_id uuid, cancelled_by text, reason text) IS 'Enters who wants the run stopped, unless somebody has before.';

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

CREATE FUNCTION dashboard_refresh._notify_readers(run dashboard_refresh.runs, view dashboard_refresh.views) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_payload constant jsonb := jsonb_build_object('view', view.view, 'data_as_of', run.data_as_of, 'run', run.id);
begin
  if view.notify is null then
    return;
  end if;

  -- A full queue fails the commit, and with it the refresh.
  if pg_notification_queue_usage() < 0.9 then
    perform pg_notify(view.notify, v_payload::text);
  else
    raise warning using
      message = format('nobody was notified on channel %s: the queue of notifications is nearly full', quote_literal(view.notify)),
      hint = 'A session that listens has been in one transaction for too long: see pg_stat_activity.',
      errcode = 'program_limit_exceeded';
  end if;

  perform dashboard_refresh._broadcast(view.notify, v_payload);
end;
$$;

ALTER FUNCTION dashboard_refresh._notify_readers(run dashboard_refresh.runs, view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._notify_readers(run dashboard_refresh.runs, view dashboard_refresh.views) IS 'Tells whoever listens on the channel of the setting notify, and on the Realtime topic of that name, that a refresh has changed rows of the view: view, data_as_of and run as JSON, when the transaction commits.';

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

CREATE FUNCTION dashboard_refresh._objects(with_definitions boolean) RETURNS SETOF dashboard_refresh.release_object
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select * from dashboard_refresh._routine_objects(with_definitions)
  union all
  select * from dashboard_refresh._relation_objects(with_definitions)
  union all
  select * from dashboard_refresh._table_part_objects(with_definitions);
$$;

ALTER FUNCTION dashboard_refresh._objects(with_definitions boolean) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._objects(with_definitions boolean) IS 'What is there of the product now: kind, name, a hash, and (with_definitions) the statements that make it again, which takes longer.';

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

CREATE FUNCTION dashboard_refresh._open_rights() RETURNS TABLE(object text, grantee text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with api_roles (oid, name) as (
    select 0::oid, 'public'
    union all
    select pg_roles.oid, pg_roles.rolname::text
    from pg_catalog.pg_roles
    where pg_roles.rolname in ('anon', 'authenticated', 'service_role')
  )
  select 'schema dashboard_refresh', api_roles.name
  from pg_catalog.pg_namespace
  cross join lateral aclexplode(pg_namespace.nspacl) as rights
  join api_roles on api_roles.oid = rights.grantee
  where pg_namespace.nspname = 'dashboard_refresh'
  union
  select case pg_class.relkind when 'S' then 'sequence ' else 'table ' end || pg_class.oid::regclass, api_roles.name
  from pg_catalog.pg_class
  cross join lateral aclexplode(pg_class.relacl) as rights
  join api_roles on api_roles.oid = rights.grantee
  where pg_class.relnamespace = 'dashboard_refresh'::regnamespace and pg_class.relkind in ('r', 'v', 'm', 'p', 'f', 'S')
  union
  select 'routine ' || pg_proc.oid::regprocedure, api_roles.name
  from pg_catalog.pg_proc
  -- Where nothing was ever granted or revoked, everybody may execute it.
  cross join lateral aclexplode(coalesce(pg_proc.proacl, acldefault('f', pg_proc.proowner))) as rights
  join api_roles on api_roles.oid = rights.grantee
  where pg_proc.pronamespace = 'dashboard_refresh'::regnamespace
    -- The wrappers are for service_role, and that for readers for whom the owner says.
    or (
      pg_proc.pronamespace = 'public'::regnamespace
      and pg_proc.proname ~ '_dashboard_refresh'
      and api_roles.name <> 'service_role'
      and exists (
        select from dashboard_refresh.release_objects
        where release_objects.kind = 'function' and release_objects.identity = pg_proc.oid::regprocedure::text
      )
    );
$$;

ALTER FUNCTION dashboard_refresh._open_rights() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._open_rights() IS 'Objects of ours on which an API role, or everybody, has a right that no release grants.';

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

CREATE FUNCTION dashboard_refresh._overlong_sessions(at timestamp with time zone) RETURNS TABLE(pid integer, run_id uuid, is_idle boolean)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  -- A session is ours when it holds a view's lock and, because any role may take an advisory lock, says which run it is
  -- working on.
  select
    pg_stat_activity.pid,
    dashboard_refresh._session_run(pg_stat_activity.application_name),
    coalesce(pg_stat_activity.state like 'idle in transaction%', false)
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
$$;

ALTER FUNCTION dashboard_refresh._overlong_sessions(at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._overlong_sessions(at timestamp with time zone) IS 'The sessions whose refresh began more than max_duration before `at`, or holds up others which its rescue has done.';

CREATE FUNCTION dashboard_refresh._overview_rank(freshness text, is_suspended boolean, state dashboard_refresh.view_state, view dashboard_refresh.views) RETURNS integer
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return case
    when freshness = 'missing' then 1
    when is_suspended then 2
    when freshness = 'unknown' then 3
    when freshness = 'stale' then 4
    when state.consecutive_failures > 0 then 5
    when not view.active then 6
    else 7
  end;
end;
$$;

ALTER FUNCTION dashboard_refresh._overview_rank(freshness text, is_suspended boolean, state dashboard_refresh.view_state, view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._overview_rank(freshness text, is_suspended boolean, state dashboard_refresh.view_state, view dashboard_refresh.views) IS 'How bad it is about a view, 1 the worst: missing, suspended, unknown, stale, failing, paused, fresh.';

CREATE FUNCTION dashboard_refresh._overview_rows(max_runs integer, scheduler dashboard_refresh.scheduler, is_read_only boolean, at timestamp with time zone) RETURNS TABLE(rank integer, lateness numeric, name text, is_suspended boolean, is_refreshing boolean, shown json)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  select
    dashboard_refresh._overview_rank(judged.freshness, judged.is_suspended, judged.state, judged.view),
    age.seconds / extract(epoch from (judged.view).max_staleness),
    (judged.view).view,
    judged.is_suspended,
    judged.is_refreshing,
    json_build_object(
      'view', (judged.view).view,
      'state', judged.freshness,
      'paused', not (judged.view).active,
      'pause', dashboard_refresh._pause_json(judged.view),
      'suspended', judged.is_suspended,
      'refreshing', judged.refreshing,
      'data_as_of', judged.data_as_of,
      'verified_at', case when judged.as_of > judged.data_as_of then judged.as_of end,
      'staleness_seconds', age.seconds,
      'promise', json_build_object(
        'max_staleness_seconds', trim_scale(extract(epoch from (judged.view).max_staleness)), 'kept', judged.is_kept
      ),
      'schedule', (judged.view).schedule,
      'time_zone', coalesce((judged.view).time_zone, scheduler.time_zone),
      'next_run_at', judged.next_run_at,
      'consecutive_failures', (judged.state).consecutive_failures,
      'last_run', case when (judged.last_run).id is not null then dashboard_refresh._last_run_json(judged.last_run) end,
      'attention', judged.attention,
      'saved', json_build_object(
        'refreshes', (judged.state).skipped_ticks, 'seconds', round((judged.state).seconds_saved, 1)
      ),
      'revision', (judged.view).revision,
      'runs', case
        when max_runs = 0 then '[]' else dashboard_refresh._last_short_runs((judged.view).id, max_runs)
      end
    )
  from dashboard_refresh._judged_views(scheduler, is_read_only, at) as judged
  cross join lateral (select round(extract(epoch from at - judged.as_of), 1) as seconds) as age;
end;
$$;

ALTER FUNCTION dashboard_refresh._overview_rows(max_runs integer, scheduler dashboard_refresh.scheduler, is_read_only boolean, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._overview_rows(max_runs integer, scheduler dashboard_refresh.scheduler, is_read_only boolean, at timestamp with time zone) IS 'A row for each managed view: how bad it is (_overview_rank), its staleness as a share of the promise, and what the overview shows of it. scheduler: see _scheduler.';

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
  v_last_loss text;
begin
  if state.consecutive_losses >= dashboard_refresh._loss_limit() then
    select runs.error_message
    into v_last_loss
    from dashboard_refresh.runs
    where runs.view_id = view.id and runs.status = 'lost'
    order by runs.requested_at desc
    limit 1;
  end if;

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
        concat('The last one: ' || v_last_loss || '. ', dashboard_refresh._function_hint(v_last_loss) || ' ',
          'See the logs of the Edge Function refresh-dashboard: whether it is deployed, has the same trigger secret as Vault, '
          'and reaches the REST API.')
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

CREATE FUNCTION dashboard_refresh._pause_json(view dashboard_refresh.views) RETURNS json
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return case
    when not view.active then json_build_object(
      'by', view.paused_by, 'at', view.paused_at, 'reason', view.pause_reason, 'until', view.paused_until
    )
  end;
end;
$$;

ALTER FUNCTION dashboard_refresh._pause_json(view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._pause_json(view dashboard_refresh.views) IS 'Who paused the view, when, why, and until when; null for one that is not paused.';

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

CREATE FUNCTION dashboard_refresh._platform_checks() RETURNS SETOF dashboard_refresh.doctor_check
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select checks.id, 'platform', false, checks.source, checks.codes, checks.blocked_by, checks.ok
  from (
    values
      ('read_only', 'read_only', '{read_only}'::text[], null, 'The database can be written.'),
      ('adopted', 'installation', '{not_adopted}', null, 'This database is the one that was installed in.'),
      ('function_version', 'function', '{}', null, 'Function and database are of one release.'),
      ('function_secret', 'function', '{}', null, 'The Edge Function has the secret of Vault.'),
      ('clock_skew', 'function', '{}', null, 'The clocks of function and database agree.'),
      ('schema_drift', null, '{}', null, 'Every object is as the release made it.'),
      ('schema_extra', null, '{}', null, 'The schema has nothing in it that the release did not make.'),
      ('schema_privileges', null, '{}', null, 'The API roles reach nothing but the wrappers.'),
      ('wrapper_privileges', null, '{}', null, 'service_role may call every wrapper.'),
      ('schema_exposed', null, '{}', null, 'The API does not offer the schema dashboard_refresh.'),
      ('realtime_publication', null, '{}', null, 'No table of this schema is in the publication of Realtime.'),
      ('cron_installed', 'installation', '{cron_missing}', null, 'pg_cron is installed in this database.'),
      ('cron_scheduler', null, '{}', 'cron_installed', 'The scheduler of pg_cron runs and fires.'),
      ('cron_log', 'cron', '{cron_log_off}', 'cron_installed', 'pg_cron keeps its log.'),
      ('cron_serial', 'cron', '{cron_is_serial}', 'cron_installed', 'pg_cron runs jobs side by side.'),
      ('cron_roles', null, '{}', 'cron_installed', 'Every role that owns a job is there and may log in.'),
      ('time_zone', null, '{}', null, 'Every time zone that a schedule is in is known here.'),
      ('net_installed', null, '{}', null, 'pg_net is installed.'),
      ('net_worker', null, '{}', 'net_installed', 'The worker of pg_net is up.'),
      ('net_backlog', null, '{}', 'net_installed', 'The queue of pg_net is short.'),
      ('net_queue_trigger', null, '{}', 'net_installed', 'The queue of pg_net has no trigger.'),
      ('net_log', null, '{}', 'net_installed', 'pg_net removes its old answers.'),
      ('vault_installed', null, '{}', null, 'Vault is installed and can be read.'),
      ('vault_project_url', null, '{}', 'vault_installed', 'Vault has a well-formed project_url.'),
      ('vault_trigger_secret', null, '{}', 'vault_installed', 'Vault has a well-formed trigger secret.'),
      ('statistics', null, '{}', null, 'Changes of rows are counted.'),
      ('oldest_transaction', null, '{}', null, 'No transaction has been open for long.')
  ) as checks (id, source, codes, blocked_by, ok);
$$;

ALTER FUNCTION dashboard_refresh._platform_checks() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._platform_checks() IS 'The checks of what everything stands on: the release, the server, pg_cron, pg_net, Vault, the Edge Function.';

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

CREATE FUNCTION dashboard_refresh._problems_of(source text, view dashboard_refresh.views, examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.problem
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  select * from dashboard_refresh._read_only_problems() where source = 'read_only'
  union all
  select * from dashboard_refresh._installation_problems() where source = 'installation'
  union all
  select * from dashboard_refresh._cron_problems() where source = 'cron'
  union all
  select * from dashboard_refresh._watchdog_problems(view, examined.at)
  where source = 'watchdog' and to_regclass('cron.job') is not null;
end;
$$;

ALTER FUNCTION dashboard_refresh._problems_of(source text, view dashboard_refresh.views, examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._problems_of(source text, view dashboard_refresh.views, examined dashboard_refresh.examination) IS 'The problems that the status knows of a source that belongs to no view.';

CREATE FUNCTION dashboard_refresh._promise_facts(view dashboard_refresh.views, at timestamp with time zone, OUT gap interval, OUT p95 interval, OUT is_reachable boolean, OUT suggested_schedule text) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  gap := dashboard_refresh._largest_gap(view.schedule, at);
  p95 := coalesce(
    (
      select percentile_cont(0.95) within group (order by runs.finished_at - runs.started_at)
      from dashboard_refresh.runs
      where runs.view_id = view.id and runs.status = 'succeeded' and runs.requested_at > at - interval '24 hours'
    ),
    interval '0'
  );
  is_reachable := coalesce(gap + p95 < view.max_staleness, false);
  suggested_schedule := case
    when not is_reachable then dashboard_refresh._suggest_schedule(view.max_staleness - p95)
  end;
end;
$$;

ALTER FUNCTION dashboard_refresh._promise_facts(view dashboard_refresh.views, at timestamp with time zone, OUT gap interval, OUT p95 interval, OUT is_reachable boolean, OUT suggested_schedule text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._promise_facts(view dashboard_refresh.views, at timestamp with time zone, OUT gap interval, OUT p95 interval, OUT is_reachable boolean, OUT suggested_schedule text) IS 'Whether the schedule of a view lets it be as fresh as max_staleness promises: the longest that passes between two firings, how long refreshes take (95 of 100, in the 24 hours before `at`), whether both together are less; and a schedule with which they are, where they are not and there is one.';

CREATE FUNCTION dashboard_refresh._promise_json(view dashboard_refresh.views, at timestamp with time zone) RETURNS json
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_facts constant record := dashboard_refresh._promise_facts(view, at);
  v_is_refreshed constant boolean := view.active and view.scheduled;
begin
  return json_build_object(
    'max_staleness_seconds', trim_scale(extract(epoch from view.max_staleness)),
    'reachable', v_is_refreshed and v_facts.is_reachable,
    'reason', case
      when not view.scheduled then 'It has no job, so it is refreshed only when somebody asks for it.'
      when not view.active then 'It is paused, so it is refreshed only when somebody asks for it.'
      when not v_facts.is_reachable then format(
        'Up to %s pass between two firings and a refresh takes up to %s s, but max_staleness is %s.',
        v_facts.gap, round(extract(epoch from v_facts.p95), 1), view.max_staleness
      )
    end,
    'suggested_schedule', case when v_is_refreshed then v_facts.suggested_schedule end
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._promise_json(view dashboard_refresh.views, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._promise_json(view dashboard_refresh.views, at timestamp with time zone) IS 'Whether the promise of a view can be kept with its settings; if not, why, and a schedule with which it can.';

CREATE FUNCTION dashboard_refresh._promise_problems(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) RETURNS SETOF dashboard_refresh.problem
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_facts constant record := dashboard_refresh._promise_facts(view, at);
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
        view.scheduled and view.active and not v_facts.is_reachable,
        'schedule_too_slow', 'warning',
        format('Up to %s pass between two firings of the job and a refresh takes up to %s s, but max_staleness is %s.',
          v_facts.gap, round(extract(epoch from v_facts.p95), 1), view.max_staleness),
        coalesce(
          'Set schedule to ' || v_facts.suggested_schedule || ', or raise max_staleness.',
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

CREATE FUNCTION dashboard_refresh._put_into_vault(name text, value text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return case
    when exists (select from vault.secrets where secrets.name = _put_into_vault.name)
      then format('select vault.update_secret((select id from vault.secrets where name = %L), %L);', name, value)
    else format('select vault.create_secret(%L, %L);', value, name)
  end;
end;
$$;

ALTER FUNCTION dashboard_refresh._put_into_vault(name text, value text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._put_into_vault(name text, value text) IS 'The statement that puts a value into Vault under a name, whether it is there or not.';

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

CREATE FUNCTION dashboard_refresh._queue_in_turn(view dashboard_refresh.views, requested_by text) RETURNS dashboard_refresh.runs
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_run dashboard_refresh.runs;
begin
  insert into dashboard_refresh.runs (view_id, trigger, path, requested_by)
  values (view.id, 'admin', 'database', coalesce(_queue_in_turn.requested_by, session_user))
  returning * into v_run;

  return v_run;
end;
$$;

ALTER FUNCTION dashboard_refresh._queue_in_turn(view dashboard_refresh.views, requested_by text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._queue_in_turn(view dashboard_refresh.views, requested_by text) IS 'Enters a run of the view that has its turn after those of views it reads that were entered before.';

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

  perform dashboard_refresh._cancel_asked(v_view.id);
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
  v_lost uuid[];
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

    with lost as (
      update dashboard_refresh.runs
      set status = 'lost',
        finished_at = at,
        error_message = 'the session that refreshed the view ended in the middle of it',
        error_hint = 'See the server''s log at that time: the session was ended by somebody, or crashed, or the server '
          'stopped. The refresh is tried again.'
      where runs.view_id = v_rescue.view_id and runs.status = 'queued' and dashboard_refresh._is_left_to_rescue(runs)
      returning runs.id
    )
    select array_agg(lost.id) into v_lost from lost;

    if v_lost is not null then
      perform dashboard_refresh._count_runs(v_lost);
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

CREATE FUNCTION dashboard_refresh._record_end(view dashboard_refresh.views, run dashboard_refresh.runs) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  update dashboard_refresh.view_state
  set last_duration = run.finished_at - run.started_at,
    last_finished_at = run.finished_at,
    -- The counters have what was taken back as well.
    rows_written_epoch = null
  where view_state.view_id = view.id;
end;
$$;

ALTER FUNCTION dashboard_refresh._record_end(view dashboard_refresh.views, run dashboard_refresh.runs) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._record_end(view dashboard_refresh.views, run dashboard_refresh.runs) IS 'Records in the state of the view that a refresh of it ended without success.';

CREATE FUNCTION dashboard_refresh._record_failed_run(view dashboard_refresh.views, run dashboard_refresh.runs) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform dashboard_refresh._record_end(view, run);

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
  v_recorded record;
begin
  -- A tick on the database path is one transaction: when its session dies, its run goes with it. pg_cron's log remains.
  for v_recorded in
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
      returning runs.view_id, runs.id
    )
    select views as view, recorded.id as run_id
    from recorded
    join dashboard_refresh.views on views.id = recorded.view_id
  loop
    perform dashboard_refresh._count_runs(array[v_recorded.run_id]);
    perform dashboard_refresh._record_failure(v_recorded.view, null, at);
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
  v_lost_id uuid;
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
    )
    returning runs.id into v_lost_id;

    perform dashboard_refresh._count_runs(array[v_lost_id]);
  end if;

  update dashboard_refresh.view_state
  set tick_due_at = dashboard_refresh._next_firing(
      view.schedule,
      case when v_is_known then v_until else at end,
      coalesce(view.time_zone, dashboard_refresh._cron_zone())
    ),
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
  elsif run.status = 'cancelled' then
    perform dashboard_refresh._record_end(view, run);
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

CREATE FUNCTION dashboard_refresh._record_release() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  delete from dashboard_refresh.release_objects where true;
  insert into dashboard_refresh.release_objects (kind, identity, hash, definition)
  select objects.kind, objects.identity, objects.hash, objects.definition
  from dashboard_refresh._objects(true) as objects;
end;
$$;

ALTER FUNCTION dashboard_refresh._record_release() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._record_release() IS 'Writes down what an install or an upgrade has made, at its end.';

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
  elsif v_run.status = 'failed' then
    v_run.error_message := coalesce(dashboard_refresh._safe_message(v_run.error_message), 'it gives no message');
    v_run.error_hint := dashboard_refresh._safe_message(v_run.error_hint);
    v_run.error_hint := dashboard_refresh._failure_hint(view, v_run, refreshed.failure);
  end if;

  perform dashboard_refresh._cancel_asked(view.id, v_run.id);
  -- A refresh that was cancelled answers nobody else.
  perform dashboard_refresh._finish_runs(v_run, case when v_run.status = 'cancelled' then '{}' else waiting end);
  perform dashboard_refresh._record_outcome(view, v_state, v_run);

  if v_run.status = 'succeeded' then
    -- Without a change there is nothing to pass on; a plain refresh does not tell.
    if coalesce(v_run.rows_inserted + v_run.rows_deleted, 1) > 0 then
      perform dashboard_refresh._queue_dependants(v_run, view);
      perform dashboard_refresh._notify_readers(v_run, view);
    end if;
  elsif v_run.status = 'failed' and not dashboard_refresh._was_cut_by_api(view, v_run) then
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
      upstream_as_of = dashboard_refresh._upstream_as_of(state, at),
      skipped_ticks = view_state.skipped_ticks + 1,
      seconds_saved = view_state.seconds_saved + coalesce(extract(epoch from view_state.last_duration), 0)
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

COMMENT ON FUNCTION dashboard_refresh._record_verified(state dashboard_refresh.view_state, known_until timestamp with time zone, catalog_changes bigint, at timestamp with time zone) IS 'Records that the sources were unchanged until known_until, and that this saved a refresh. catalog_changes: counted before the look (see _catalog_changes); at: the time of the look.';

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
  v_replaced_as_of timestamptz;
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
  v_replaced_as_of := dashboard_refresh._known_as_of(view, dashboard_refresh._state_of(view), v_run.started_at);

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
      v_run := dashboard_refresh._end_work(v_refreshed.run);
      v_run.replaced_as_of := case when v_run.status = 'succeeded' then v_replaced_as_of end;
      v_refreshed.run := v_run;
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

CREATE FUNCTION dashboard_refresh._refresh_copy(view dashboard_refresh.views) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_relation constant oid := dashboard_refresh._relation_oid(view);
  v_copy constant text := format('dashboard_refresh.copy_of_%s', view.id);
begin
  -- A copy, and not the view: readers and refreshes of it wait for nothing, and no row of it is counted as written.
  execute format('create materialized view %s as %s with no data', v_copy, rtrim(pg_get_viewdef(v_relation), '; '));

  perform dashboard_refresh._use_settings(dashboard_refresh._session_settings());
  perform set_config('search_path', 'pg_catalog, pg_temp', true);
  execute format('refresh materialized view %s', v_copy);
  raise exception using errcode = 'DRX01';
end;
$$;

ALTER FUNCTION dashboard_refresh._refresh_copy(view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._refresh_copy(view dashboard_refresh.views) IS 'Makes a copy of the view, which must belong to the current role, and refreshes that under the search_path of PostgreSQL 17. Always raises, so that nothing of it is kept: DRX01 where the refresh succeeded.';

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
  perform dashboard_refresh._begin_work(run.id);
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

  perform dashboard_refresh._analyze(view, v_relation.oid, v_run.rows_inserted + coalesce(v_run.rows_deleted, 0));
  -- A cancellation comes here at the latest.
  perform dashboard_refresh._lock_finish(run.id);
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
    'run_id', coalesce(
      (
        select runs.id
        from dashboard_refresh.runs
        where runs.view_id = view.id and runs.status = 'queued' and dashboard_refresh._is_running(runs.id)
      ),
      dashboard_refresh._unseen_run(pg_stat_activity.application_name)
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

CREATE FUNCTION dashboard_refresh._refreshing_views() RETURNS TABLE(view_id integer, run_id uuid, since timestamp with time zone)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_locked constant integer[] := array(
    select distinct held_locks.key from dashboard_refresh.held_locks where held_locks.kind = 'refresh'
  );
begin
  -- Mostly nothing is.
  if v_locked = '{}' then
    return;
  end if;

  return query
  select views.id, (shown.refreshing ->> 'run_id')::uuid, (shown.refreshing ->> 'since')::timestamptz
  from dashboard_refresh.views
  cross join lateral (select dashboard_refresh._refreshing_json(views) as refreshing) as shown
  where views.id = any (v_locked) and shown.refreshing is not null;
end;
$$;

ALTER FUNCTION dashboard_refresh._refreshing_views() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._refreshing_views() IS 'The views that are being refreshed, for which run and since when, as in their status.';

CREATE FUNCTION dashboard_refresh._refused_loop(test dashboard_refresh.doctor_loops, outcome dashboard_refresh.request_outcome, at timestamp with time zone) RETURNS dashboard_refresh.doctor_loops
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return dashboard_refresh._broken_loop(
    test,
    'function',
    case
      when outcome.state = 'failed' then format('the Edge Function could not be reached: %s', outcome.error_message)
      when outcome.status_code in (401, 403) then format('the Edge Function refused the signature (%s)', outcome.status_code)
      when outcome.status_code = 404 then 'there is no Edge Function refresh-dashboard of this release there (404)'
      else format('the Edge Function answered with %s', outcome.status_code)
    end,
    case
      when outcome.state = 'failed' then 'See whether project_url in Vault is that of this project.'
      when outcome.status_code in (401, 403, 404) then 'npx refresh-dashboard deploy'
      else 'See the logs of the Edge Function refresh-dashboard.'
    end,
    at
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._refused_loop(test dashboard_refresh.doctor_loops, outcome dashboard_refresh.request_outcome, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._refused_loop(test dashboard_refresh.doctor_loops, outcome dashboard_refresh.request_outcome, at timestamp with time zone) IS 'The loop test, given up because the Edge Function could not be reached, or refused the ping.';

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

CREATE FUNCTION dashboard_refresh._relation_objects(with_definitions boolean) RETURNS SETOF dashboard_refresh.release_object
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    case pg_class.relkind when 'v' then 'view' when 'S' then 'sequence' when 'c' then 'type' else 'table' end,
    pg_class.oid::regclass::text,
    md5(concat_ws('|', pg_class.relkind, pg_class.relrowsecurity, case when pg_class.relkind in ('v', 'c') then (
      select string_agg(
        pg_attribute.attname || ' ' || format_type(pg_attribute.atttypid, pg_attribute.atttypmod), ',' order by pg_attribute.attnum
      )
      from pg_catalog.pg_attribute
      where pg_attribute.attrelid = pg_class.oid and pg_attribute.attnum > 0 and not pg_attribute.attisdropped
    ) end)),
    case
      when not with_definitions then null
      when pg_class.relkind = 'v' then
        format('create or replace view %s as %s', pg_class.oid::regclass, pg_get_viewdef(pg_class.oid))
      when pg_class.relkind = 'r' then format('alter table %s enable row level security;', pg_class.oid::regclass)
    end
  from pg_catalog.pg_class
  where pg_class.relnamespace = 'dashboard_refresh'::regnamespace
    and pg_class.relkind in ('r', 'v', 'S', 'c')
    -- That of an identity column belongs to the column.
    and not exists (
      select from pg_catalog.pg_depend
      where pg_depend.classid = 'pg_catalog.pg_class'::regclass and pg_depend.objid = pg_class.oid
        and pg_depend.deptype = 'i' and pg_class.relkind = 'S'
    );
$$;

ALTER FUNCTION dashboard_refresh._relation_objects(with_definitions boolean) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._relation_objects(with_definitions boolean) IS 'The tables, views, sequences and types that are there, as rows of release_objects.';

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

CREATE FUNCTION dashboard_refresh._repair_of(problem dashboard_refresh.found_problem, view dashboard_refresh.views, OUT kind text, OUT repair text) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_suggested constant text := substring(problem.hint from '^Set schedule to (.*), or raise max_staleness\.$');
begin
  repair := case problem.code
    when 'schedule_too_slow' then
      case
        when v_suggested is not null then
          dashboard_refresh._setting_statement(view.view, jsonb_build_object('schedule', v_suggested))
      end
    when 'no_unique_index' then dashboard_refresh._key_statement(view)
    else dashboard_refresh._repair_statement(problem.code, view)
  end;
  kind := 'sql';

  if repair is null then
    select hinted.kind, hinted.repair into kind, repair
    from dashboard_refresh._repair_of_hint(problem.hint) as hinted;
  end if;
end;
$_$;

ALTER FUNCTION dashboard_refresh._repair_of(problem dashboard_refresh.found_problem, view dashboard_refresh.views, OUT kind text, OUT repair text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._repair_of(problem dashboard_refresh.found_problem, view dashboard_refresh.views, OUT kind text, OUT repair text) IS 'How to mend a problem of the status: a statement (sql), a command (shell) or words (text).';

CREATE FUNCTION dashboard_refresh._repair_of_hint(hint text, OUT kind text, OUT repair text) RETURNS record
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  -- A sentence and a statement after its colon, or a statement alone.
  v_statement constant text := substring(
    hint from '(?:^|: )((?:select|alter|create|drop|grant|revoke|begin|set|analyze|vacuum|refresh|reindex|delete) .*;)$'
  );
begin
  repair := coalesce(v_statement, hint);
  kind := case
    when v_statement is not null and hint !~ '\mas (a superuser|\S+( or a superuser)?): |^Have ' then 'sql'
    when hint like 'npx %' then 'shell'
    else 'text'
  end;

  if kind = 'text' then
    repair := hint;
  end if;
end;
$_$;

ALTER FUNCTION dashboard_refresh._repair_of_hint(hint text, OUT kind text, OUT repair text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._repair_of_hint(hint text, OUT kind text, OUT repair text) IS 'What a hint says to do: the statement it is or ends with (sql), a command (shell), or its words (text).';

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

CREATE FUNCTION dashboard_refresh._repair_statement(code text, view dashboard_refresh.views) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return case code
    when 'not_adopted' then 'select dashboard_refresh.adopt();'
    when 'cron_missing' then
      'create extension if not exists pg_cron with schema pg_catalog; select dashboard_refresh.adopt();'
    when 'not_populated' then format('refresh materialized view %I.%I;', view.schema_name, view.view_name)
    when 'job_missing' then dashboard_refresh._setting_statement(view.view, '{"scheduled": true}')
    when 'job_altered' then
      dashboard_refresh._setting_statement(view.view, jsonb_build_object('schedule', view.schedule))
    when 'held_back' then dashboard_refresh._setting_statement(view.view, '{"max_duty_cycle": 1}')
    when 'no_edge_function' then dashboard_refresh._setting_statement(view.view, '{"path": "database"}')
    when 'max_duration_unreachable' then dashboard_refresh._setting_statement(view.view, '{"path": "database"}')
    when 'function_failing' then dashboard_refresh._setting_statement(view.view, '{"path": "database"}')
  end;
end;
$$;

ALTER FUNCTION dashboard_refresh._repair_statement(code text, view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._repair_statement(code text, view dashboard_refresh.views) IS 'The statement that mends a problem of this code; null where its hint is all there is.';

CREATE FUNCTION dashboard_refresh._request_chain(view dashboard_refresh.views, as_of timestamp with time zone, requested_by text) RETURNS dashboard_refresh.runs
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_view dashboard_refresh.views;
  v_is_chain boolean := false;
begin
  -- What the view reads is refreshed first, as far as it is older, whatever that is through.
  for v_view in
    with recursive needed (id) as (
      select view.id
      union
      select source.id
      from needed
      join dashboard_refresh.views on views.id = needed.id
      cross join lateral dashboard_refresh._upstream_views(dashboard_refresh._upstream_now(views)) as source
    )
    select present.*
    from dashboard_refresh._views_in_order() as ordered
    join needed on needed.id = ordered.view_id
    join dashboard_refresh.views on views.id = needed.id
    cross join lateral dashboard_refresh._present(views) as present
    where needed.id <> view.id
    order by ordered.level, ordered.view_id
  loop
    continue when dashboard_refresh._known_as_of(v_view, dashboard_refresh._state_of(v_view), clock_timestamp()) >= as_of;
    perform dashboard_refresh._require_unheld(v_view, dashboard_refresh._state_of(v_view));
    perform dashboard_refresh._queue_in_turn(v_view, requested_by);
    v_is_chain := true;
  end loop;

  return case
    when v_is_chain then dashboard_refresh._queue_in_turn(view, requested_by)
    else dashboard_refresh._find_run(dashboard_refresh.request(view.view, 'admin', false, requested_by))
  end;
end;
$$;

ALTER FUNCTION dashboard_refresh._request_chain(view dashboard_refresh.views, as_of timestamp with time zone, requested_by text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._request_chain(view dashboard_refresh.views, as_of timestamp with time zone, requested_by text) IS 'Enters a run of the view, and before it one of each managed view it reads that is not known to be as fresh as as_of.';

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

CREATE FUNCTION dashboard_refresh._require_cancellable(run dashboard_refresh.runs, reason text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if length(reason) > 200 or reason ~ '[[:cntrl:]]' then
    perform dashboard_refresh._raise(
      'invalid_argument',
      'the reason is too long, or has control characters',
      'It is shown to people beside the run.',
      'Give at most 200 characters in one line.'
    );
  elsif run.status not in ('queued', 'cancelled') then
    perform dashboard_refresh._raise(
      'run_finished',
      format('run %s has %s', run.id, case run.status when 'lost' then 'been lost' else run.status end),
      format('It ended at %s, so there is nothing to cancel.', date_trunc('second', run.finished_at)),
      'Nothing to do. To undo what a refresh has shown, mend the sources and refresh again.'
    );
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._require_cancellable(run dashboard_refresh.runs, reason text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._require_cancellable(run dashboard_refresh.runs, reason text) IS 'Raises run_finished where the run has ended otherwise, invalid_argument where that cannot be the reason.';

CREATE FUNCTION dashboard_refresh._require_check(check_id text) RETURNS dashboard_refresh.doctor_check
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_check dashboard_refresh.doctor_check;
  v_near text;
begin
  select * into v_check from dashboard_refresh._doctor_checks() as listed where listed.id = check_id;

  if not found then
    select listed.id
    into v_near
    from dashboard_refresh._doctor_checks() as listed
    where dashboard_refresh._likeness(check_id, listed.id) >= 0.4
    order by dashboard_refresh._likeness(check_id, listed.id) desc, listed.id
    limit 1;

    perform dashboard_refresh._raise(
      'unknown_check',
      format('there is no check %s', coalesce(left(check_id, 100), 'null')),
      'Did you mean ' || v_near || '?',
      'The checks are listed in docs/doctor.md and by doctor().'
    );
  end if;

  return v_check;
end;
$$;

ALTER FUNCTION dashboard_refresh._require_check(check_id text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._require_check(check_id text) IS 'The check of that id. Raises unknown_check.';

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

CREATE FUNCTION dashboard_refresh._require_schedule(schedule text, time_zone text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_error record;
begin
  select * into v_error from dashboard_refresh._schedule_error(schedule);

  if v_error.code is not null then
    perform dashboard_refresh._raise(v_error.code, v_error.message, v_error.detail, v_error.hint);
  elsif time_zone is not null and not dashboard_refresh._is_time_zone(time_zone) then
    perform dashboard_refresh._raise(
      'invalid_setting',
      dashboard_refresh._time_zone_error(time_zone),
      format('Got %s.', quote_literal(left(time_zone, 60))),
      'select name from pg_timezone_names lists them.'
    );
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._require_schedule(schedule text, time_zone text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._require_schedule(schedule text, time_zone text) IS 'Raises unsupported_schedule or invalid_setting for a schedule that this server''s pg_cron cannot run, and for a time zone that is none.';

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

CREATE FUNCTION dashboard_refresh._restore_objects() RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_drifted record;
  v_restored integer := 0;
begin
  perform dashboard_refresh._lock_configuration();

  for v_drifted in
    select * from dashboard_refresh._drifted_objects() as drifted
    where drifted.state <> 'extra' and drifted.definition is not null
    -- Functions last: what they read is there then.
    order by drifted.kind = 'function', drifted.identity
  loop
    execute v_drifted.definition;

    if v_drifted.kind = 'function' then
      -- What is made again may be executed by everybody and, by the default privileges of older projects, by each API role.
      -- What somebody has granted of those two that are for readers stays.
      if v_drifted.state = 'missing' or v_drifted.identity !~ 'dashboard_freshness\(|_dashboard_refresh_metrics\(' then
        execute format('revoke all on routine %s from public, anon, authenticated, service_role', v_drifted.identity);
      end if;

      if v_drifted.identity !~ '^dashboard_refresh\.' then
        execute format('grant execute on routine %s to service_role', v_drifted.identity);
      end if;
    end if;

    v_restored := v_restored + 1;
  end loop;

  return v_restored;
end;
$$;

ALTER FUNCTION dashboard_refresh._restore_objects() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._restore_objects() IS 'Makes again what was altered or dropped of functions, views, constraints and indexes, as the release made it, and returns how many. Leaves alone what the release did not make.';

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

CREATE FUNCTION dashboard_refresh._result_of_problems(made dashboard_refresh.doctor_check, view dashboard_refresh.views, problems dashboard_refresh.found_problem[]) RETURNS SETOF dashboard_refresh.check_result
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  select
    case problem.severity when 'failed' then 'error' else problem.severity end,
    case problem.severity when 'failed' then 'The check itself failed: ' || problem.message else problem.message end,
    repair.kind,
    repair.repair
  from unnest(problems) as problem
  cross join lateral dashboard_refresh._repair_of(problem, view) as repair
  where problem.source = made.source and (problem.severity = 'failed' or problem.code = any (made.codes));
end;
$$;

ALTER FUNCTION dashboard_refresh._result_of_problems(made dashboard_refresh.doctor_check, view dashboard_refresh.views, problems dashboard_refresh.found_problem[]) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._result_of_problems(made dashboard_refresh.doctor_check, view dashboard_refresh.views, problems dashboard_refresh.found_problem[]) IS 'What a check found that consists of problems of the status: a row a problem, or that they could not be asked for.';

CREATE FUNCTION dashboard_refresh._resume_paused(at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_view dashboard_refresh.views;
begin
  -- Somebody who changes settings right now may be doing it himself: the next minute will do.
  if not exists (select from dashboard_refresh.views where not views.active and views.paused_until <= at)
    or not pg_try_advisory_xact_lock(20261104, 0)
  then
    return;
  end if;

  for v_view in
    select *
    from dashboard_refresh.views
    where not views.active and views.paused_until <= at
    order by views.id
    for update skip locked
  loop
    -- One whose job cannot be written, as its name has gone to another, keeps no other waiting.
    begin
      perform dashboard_refresh._save_settings(
        v_view, '{"active": true}', 'reconfigure', 'paused_until', dashboard_refresh._settings_json(v_view)
      );
      perform dashboard_refresh._record_duty('_resume_paused', v_view.id, at, null, null);
    exception
      when others then
        perform dashboard_refresh._record_duty(
          '_resume_paused', v_view.id, at, sqlstate, coalesce(dashboard_refresh._safe_message(sqlerrm), '')
        );
    end;
  end loop;
end;
$$;

ALTER FUNCTION dashboard_refresh._resume_paused(at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._resume_paused(at timestamp with time zone) IS 'A duty of the watchdog: resumes the views whose pause ends by `at`, named paused_until in the audit. Waits for nobody.';

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

CREATE FUNCTION dashboard_refresh._routine_objects(with_definitions boolean) RETURNS SETOF dashboard_refresh.release_object
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select
    'function',
    pg_proc.oid::regprocedure::text,
    md5(concat_ws(
      '|', pg_proc.prosrc, pg_language.lanname, pg_proc.prokind, pg_proc.prosecdef, pg_proc.provolatile, pg_proc.proisstrict,
      pg_proc.proretset, pg_proc.prorettype::regtype, pg_proc.proconfig::text, pg_proc.proargnames::text, pg_proc.pronargdefaults
    )),
    case when with_definitions then pg_get_functiondef(pg_proc.oid) || ';' end
  from pg_catalog.pg_proc
  join pg_catalog.pg_language on pg_language.oid = pg_proc.prolang
  where pg_proc.prokind in ('f', 'p')
    and (
      pg_proc.pronamespace = 'dashboard_refresh'::regnamespace and pg_proc.proname <> 'version'
      or pg_proc.pronamespace = 'public'::regnamespace
        and pg_proc.proname ~ '_dashboard_refresh|^dashboard_freshness$'
        -- A function of others with such a name is none of ours.
        and pg_proc.proowner = (
          select pg_namespace.nspowner from pg_catalog.pg_namespace where pg_namespace.nspname = 'dashboard_refresh'
        )
    );
$_$;

ALTER FUNCTION dashboard_refresh._routine_objects(with_definitions boolean) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._routine_objects(with_definitions boolean) IS 'The functions that are there, as rows of release_objects.';

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

CREATE FUNCTION dashboard_refresh._rows_text(watched dashboard_refresh.watched) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_is_of_roles constant boolean := watched.catalog = 'pg_roles'::regclass;
  v_text text;
begin
  -- A view has no place for its rows, hence columns.
  execute format(
    'select string_agg(concat_ws('':'', %s), '','' order by %s) from pg_catalog.%s where %I = any ($1)',
    case when v_is_of_roles then 'oid, rolsuper, rolbypassrls, rolinherit' else 'xmin, ctid' end,
    case when v_is_of_roles then 'oid' else 'ctid' end,
    watched.catalog,
    watched.key
  )
  using watched.objects
  into v_text;

  return v_text;
end;
$_$;

ALTER FUNCTION dashboard_refresh._rows_text(watched dashboard_refresh.watched) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._rows_text(watched dashboard_refresh.watched) IS 'The rows of a catalog that are watched, as text that changes when one of them does.';

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

CREATE FUNCTION dashboard_refresh._run_before(run dashboard_refresh.runs, view dashboard_refresh.views) RETURNS dashboard_refresh.runs
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_before dashboard_refresh.runs;
begin
  if run.trigger <> 'admin' or run.path <> 'database' then
    return null;
  end if;

  select runs.*
  into v_before
  from dashboard_refresh._upstream_views(dashboard_refresh._upstream_now(view)) as source
  join dashboard_refresh.runs on runs.view_id = source.id
  where runs.trigger = 'admin'
    and runs.requested_at < run.requested_at
    and (
      -- Not for ever, where a session keeps its view.
      (dashboard_refresh._is_left_to_rescue(runs) and run.requested_at > clock_timestamp() - interval '15 minutes')
      or (
        runs.status in ('failed', 'lost', 'cancelled')
        and runs.finished_at > run.requested_at
        and not exists (
          select from dashboard_refresh.runs as later
          where later.view_id = runs.view_id and later.data_as_of >= runs.requested_at
        )
      )
    )
  order by runs.status = 'queued' desc, runs.requested_at
  limit 1;

  return v_before;
end;
$$;

ALTER FUNCTION dashboard_refresh._run_before(run dashboard_refresh.runs, view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._run_before(run dashboard_refresh.runs, view dashboard_refresh.views) IS 'Of the runs in whose turn this one has its own: the first that is still queued; or one that ended without success, and nothing has made up for it; otherwise null.';

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
    'requested_by', run.requested_by,
    'replaced_as_of', run.replaced_as_of,
    'cancelling', run.status = 'queued' and cancellation.run_id is not null,
    'cancellation', case
      when cancellation.run_id is not null then json_build_object(
        'requested_at', cancellation.requested_at,
        'requested_by', cancellation.requested_by,
        'reason', cancellation.reason
      )
    end,
    'error', case
      when run.error_message is not null then json_build_object(
        'sqlstate', run.error_sqlstate,
        'kind', dashboard_refresh._failure_kind(run.error_sqlstate),
        'message', run.error_message,
        'hint', run.error_hint
      )
    end
  )
  from (select run.id) as asked (run_id)
  left join dashboard_refresh.run_cancellations as cancellation on cancellation.run_id = asked.run_id;
$$;

ALTER FUNCTION dashboard_refresh._run_json(run dashboard_refresh.runs) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._run_json(run dashboard_refresh.runs) IS 'A run as callers see it: times as ISO 8601, duration_ms in milliseconds, error and cancellation as an object or null.';

CREATE FUNCTION dashboard_refresh._run_problems(view dashboard_refresh.views) RETURNS SETOF dashboard_refresh.problem
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  select 'last_run_' || last.status, 'error', last.error_message, last.error_hint
  from dashboard_refresh._last_ended_run(view.id) as last
  where last.status in ('failed', 'lost');
end;
$$;

ALTER FUNCTION dashboard_refresh._run_problems(view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._run_problems(view dashboard_refresh.views) IS 'The error of the last run that ended, unless it succeeded.';

CREATE FUNCTION dashboard_refresh._run_samples() RETURNS TABLE(name text, labels text[], value numeric)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  select samples.name, array[present.view, totals.status, totals.trigger, totals.path], samples.value
  from (
    select run_totals.view_id, run_totals.status, run_totals.trigger, run_totals.path,
      sum(run_totals.runs) as runs, sum(run_totals.refreshes) as refreshes, sum(run_totals.seconds) as seconds
    from dashboard_refresh.run_totals
    group by run_totals.view_id, run_totals.status, run_totals.trigger, run_totals.path
  ) as totals
  join dashboard_refresh.views on views.id = totals.view_id
  cross join lateral dashboard_refresh._present(views) as present
  cross join lateral (
    values
      ('runs_total', totals.runs),
      ('refreshes_total', totals.refreshes),
      ('refresh_seconds_total', totals.seconds)
  ) as samples (name, value)
  union all
  select samples.name, array[present.view], samples.value
  from dashboard_refresh.views
  cross join lateral dashboard_refresh._present(views) as present
  cross join lateral (
    select coalesce(sum(run_totals.rows_inserted), 0) as inserted, coalesce(sum(run_totals.rows_deleted), 0) as deleted
    from dashboard_refresh.run_totals
    where run_totals.view_id = views.id
  ) as written
  cross join lateral (
    values ('rows_inserted_total', written.inserted), ('rows_deleted_total', written.deleted)
  ) as samples (name, value);
end;
$$;

ALTER FUNCTION dashboard_refresh._run_samples() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._run_samples() IS 'The samples of the counters of runs. They never fall, unless a view is unmanaged, and managed again.';

CREATE FUNCTION dashboard_refresh._run_since(view dashboard_refresh.views, as_of timestamp with time zone) RETURNS dashboard_refresh.runs
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_run dashboard_refresh.runs;
begin
  select runs.*
  into v_run
  from dashboard_refresh.runs
  where runs.view_id = view.id
    and runs.status = 'queued'
    and runs.trigger = 'admin'
    and not exists (select from dashboard_refresh.run_cancellations where run_cancellations.run_id = runs.id)
    -- One that waits will take its snapshot later than now; one that is under way has taken it.
    and (
      not dashboard_refresh._is_running(runs.id)
      or exists (
        select from pg_catalog.pg_stat_activity
        where dashboard_refresh._session_run(pg_stat_activity.application_name) = runs.id
          and dashboard_refresh._session_since(pg_stat_activity.application_name) >= as_of
      )
    )
  order by runs.requested_at
  limit 1;

  return v_run;
end;
$$;

ALTER FUNCTION dashboard_refresh._run_since(view dashboard_refresh.views, as_of timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._run_since(view dashboard_refresh.views, as_of timestamp with time zone) IS 'A run of the view that somebody has asked for, and that will show data of that time or later; null where there is none.';

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

  if v_view.active then
    v_view.paused_by := null;
    v_view.paused_at := null;
    v_view.pause_reason := null;
    v_view.paused_until := null;
  elsif v_view.paused_at is null then
    v_view.paused_by := coalesce(_save_settings.changed_by, session_user);
    v_view.paused_at := clock_timestamp();
  end if;

  v_view := dashboard_refresh._store_settings(v_view);
  v_after := dashboard_refresh._settings_json(v_view);
  perform dashboard_refresh._sync_job(v_view, before::jsonb);
  perform dashboard_refresh._sync_freshness_readers();

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

CREATE FUNCTION dashboard_refresh._schedule_json(schedule text, time_zone text, firings integer, at timestamp with time zone) RETURNS json
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_zone constant text := coalesce(time_zone, dashboard_refresh._cron_zone());
  v_firings timestamptz[] := array[]::timestamptz[];
  v_next timestamptz := at;
begin
  for v_number in 1 .. firings loop
    v_next := dashboard_refresh._next_firing(schedule, v_next, v_zone);
    exit when v_next is null;
    v_firings := v_firings || v_next;
  end loop;

  return json_build_object(
    'schedule', schedule,
    'time_zone', v_zone,
    'firings', to_json(v_firings),
    'longest_pause_seconds', extract(epoch from dashboard_refresh._largest_gap(schedule, at))::bigint,
    'job_schedule', dashboard_refresh._job_schedule(schedule, time_zone),
    'now', at
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._schedule_json(schedule text, time_zone text, firings integer, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._schedule_json(schedule text, time_zone text, firings integer, at timestamp with time zone) IS 'When a schedule fires next, so many times, in its time zone (null: pg_cron''s); the longest that it lets pass; and the line that pg_cron gets for it.';

CREATE FUNCTION dashboard_refresh._scheduler(at timestamp with time zone, OUT is_alive boolean, OUT last_fired_at timestamp with time zone, OUT watchdog_last_at timestamp with time zone, OUT time_zone text) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_watchdog constant dashboard_refresh.logged_firing := dashboard_refresh._last_watchdog_firing();
begin
  time_zone := dashboard_refresh._cron_zone();
  watchdog_last_at := v_watchdog.start_time;

  -- Without pg_cron nothing fires; where it keeps no log nobody knows.
  if to_regclass('cron.job_run_details') is null then
    is_alive := false;
  elsif coalesce(current_setting('cron.log_run', true)::boolean, true) then
    is_alive := not dashboard_refresh._has_stalled(v_watchdog, at);
    last_fired_at := (
      select max(recent.start_time)
      from (
        select job_run_details.start_time from cron.job_run_details order by job_run_details.runid desc limit 20
      ) as recent
    );
  end if;
end;
$$;

ALTER FUNCTION dashboard_refresh._scheduler(at timestamp with time zone, OUT is_alive boolean, OUT last_fired_at timestamp with time zone, OUT watchdog_last_at timestamp with time zone, OUT time_zone text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._scheduler(at timestamp with time zone, OUT is_alive boolean, OUT last_fired_at timestamp with time zone, OUT watchdog_last_at timestamp with time zone, OUT time_zone text) IS 'Whether pg_cron fires at `at` (null where its log is off), when it last fired any job and the watchdog, and its time zone.';

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

CREATE FUNCTION dashboard_refresh._session_run(application_name text) RETURNS uuid
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  -- Any session may call itself anything.
  select substring(application_name from '^refresh-dashboard ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) [0-9a-f]{8}$')::uuid;
$_$;

ALTER FUNCTION dashboard_refresh._session_run(application_name text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._session_run(application_name text) IS 'Which run the session with this application_name works on; null where it is none of ours.';

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

CREATE FUNCTION dashboard_refresh._setting_choices(name text) RETURNS json
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select json_agg(literals.literal[1] order by literals.position)
  from pg_catalog.pg_constraint
  join pg_catalog.pg_attribute
    on pg_attribute.attrelid = pg_constraint.conrelid and pg_constraint.conkey = array[pg_attribute.attnum]
  cross join lateral regexp_matches(
    substring(pg_get_constraintdef(pg_constraint.oid) from ' = ANY \(\(?ARRAY\[(.*)\]\)'), '''([^'']*)''', 'g'
  ) with ordinality as literals (literal, position)
  where pg_constraint.conrelid = 'dashboard_refresh.views'::regclass
    and pg_constraint.contype = 'c'
    and pg_attribute.attname = _setting_choices.name;
$$;

ALTER FUNCTION dashboard_refresh._setting_choices(name text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._setting_choices(name text) IS 'The words that a setting may have, by the check of its column; null where it is not one of a few words.';

CREATE FUNCTION dashboard_refresh._setting_json(setting dashboard_refresh.setting) RETURNS json
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "IntervalStyle" TO 'postgres'
    AS $$
  select json_build_object(
    'name', setting.name,
    'type', setting.type,
    'default', to_jsonb(jsonb_populate_record(
      null::dashboard_refresh.views, jsonb_build_object(setting.name, setting.default_value)
    )) -> setting.name,
    'limits', setting.limits,
    'description', setting.description,
    'choices', dashboard_refresh._setting_choices(setting.name)
  );
$$;

ALTER FUNCTION dashboard_refresh._setting_json(setting dashboard_refresh.setting) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._setting_json(setting dashboard_refresh.setting) IS 'A setting as callers see it: its default as the value that a patch has, and the words to choose from where there are such.';

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

CREATE FUNCTION dashboard_refresh._setting_statement(view text, settings jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select format('select dashboard_refresh.reconfigure(%L, %L);', view, settings::text);
$$;

ALTER FUNCTION dashboard_refresh._setting_statement(view text, settings jsonb) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._setting_statement(view text, settings jsonb) IS 'The statement that changes settings of a view.';

CREATE FUNCTION dashboard_refresh._settings_json(view dashboard_refresh.views) RETURNS json
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
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

CREATE FUNCTION dashboard_refresh._short_run_json(run dashboard_refresh.runs) RETURNS json
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return json_build_object(
    'id', run.id,
    'status', run.status,
    'trigger', run.trigger,
    'finished_at', run.finished_at,
    'duration_ms', round(extract(epoch from run.finished_at - run.started_at) * 1000, 1)
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._short_run_json(run dashboard_refresh.runs) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._short_run_json(run dashboard_refresh.runs) IS 'A run in few words; its members mean what they do in _run_json.';

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

CREATE FUNCTION dashboard_refresh._skipped_times(time_zone text, at timestamp with time zone, OUT until timestamp with time zone, OUT first_minute integer, OUT last_minute integer) RETURNS SETOF record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_week timestamptz := at;
  v_before timestamptz;
  v_middle timestamptz;
  v_offset interval := (at at time zone time_zone) - (at at time zone 'GMT');
  v_next_offset interval;
begin
  for v_number in 1 .. 104 loop
    v_before := v_week;
    v_week := at + make_interval(hours => 7 * 24 * v_number);
    v_next_offset := (v_week at time zone time_zone) - (v_week at time zone 'GMT');

    if v_next_offset > v_offset then
      -- Halved until the minute is found at which the clocks were put forward.
      until := v_week;

      while until - v_before > interval '1 minute' loop
        v_middle := v_before + date_trunc('minute', (until - v_before) / 2);

        if (v_middle at time zone time_zone) - (v_middle at time zone 'GMT') = v_offset then
          v_before := v_middle;
        else
          until := v_middle;
        end if;
      end loop;

      until := date_trunc('minute', until);
      first_minute := extract(epoch from ((until at time zone 'GMT') + v_offset)::time) / 60;
      last_minute := first_minute + extract(epoch from v_next_offset - v_offset) / 60 - 1;
      return next;
    end if;

    v_offset := v_next_offset;
  end loop;
end;
$$;

ALTER FUNCTION dashboard_refresh._skipped_times(time_zone text, at timestamp with time zone, OUT until timestamp with time zone, OUT first_minute integer, OUT last_minute integer) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._skipped_times(time_zone text, at timestamp with time zone, OUT until timestamp with time zone, OUT first_minute integer, OUT last_minute integer) IS 'What the clocks of a time zone skip in the two years that follow `at`: until when, and from which minute of the day to which; past midnight these go on beyond 1439.';

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

CREATE FUNCTION dashboard_refresh._stop_run(run dashboard_refresh.runs, until timestamp with time zone) RETURNS dashboard_refresh.runs
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_run dashboard_refresh.runs := run;
  v_patience constant timestamptz := clock_timestamp() + interval '1 second';
begin
  loop
    v_run := dashboard_refresh._find_run_under_way(run.id);
    exit when v_run.status <> 'queued';

    if dashboard_refresh._try_lock_view(run.view_id) then
      perform dashboard_refresh._cancel_asked(run.view_id);
      return dashboard_refresh._find_run(run.id);
    end if;

    if dashboard_refresh._is_running(run.id) then
      perform dashboard_refresh._stop_work(run.id, until);
    end if;

    -- Behind another run, whose end also ends this one.
    exit when clock_timestamp() > until
      or (clock_timestamp() > v_patience and not dashboard_refresh._is_running(run.id));
    perform pg_sleep(0.02);
  end loop;

  return v_run;
end;
$$;

ALTER FUNCTION dashboard_refresh._stop_run(run dashboard_refresh.runs, until timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._stop_run(run dashboard_refresh.runs, until timestamp with time zone) IS 'Stops a queued run that a cancellation is there for, and waits for its end, at most until then. Returns the run.';

CREATE FUNCTION dashboard_refresh._stop_work(run_id uuid, until timestamp with time zone) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_session record;
begin
  -- What is taken in this block is let go of with it.
  begin
    -- Not to be had: the run is about to end.
    if not pg_try_advisory_xact_lock_shared(20261107, hashtext(run_id::text)) then
      return false;
    end if;

    v_session := dashboard_refresh._working_session(run_id);

    if v_session.pid is null then
      raise sqlstate 'RB000' using message = 'nothing to stop';
    elsif not dashboard_refresh._may_terminate(v_session.usesysid) then
      raise insufficient_privilege using
        message = format('%s may not cancel the session of %s that refreshes', current_user, v_session.usesysid::regrole),
        hint = format('As a superuser: grant pg_signal_backend to %I; or select pg_cancel_backend(%s);',
          current_user, v_session.pid);
    end if;

    perform pg_cancel_backend(v_session.pid);

    while clock_timestamp() < until and (dashboard_refresh._working_session(run_id)).pid = v_session.pid loop
      perform pg_sleep(0.01);
    end loop;

    raise sqlstate 'RB000' using message = 'let go';
  exception
    when sqlstate 'RB000' then
      return sqlerrm = 'let go';
  end;
end;
$$;

ALTER FUNCTION dashboard_refresh._stop_work(run_id uuid, until timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._stop_work(run_id uuid, until timestamp with time zone) IS 'Cancels what the session does that works on the run, and nothing else, and waits until it has let go, at most until then. False where no session works on it or the run is about to end. Raises 42501 where that session may not be cancelled.';

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
      'insert into dashboard_refresh.views (schema_name, view_name, relation_oid, taken_over, paused_by, paused_at, %s) '
      'values (($1).schema_name, ($1).view_name, ($1).relation_oid, ($1).taken_over, ($1).paused_by, ($1).paused_at, %s)',
      v_columns, v_values
    )
    using view;
    insert into dashboard_refresh.view_state (view_id)
    select views.id from dashboard_refresh.views where views.view = _store_settings.view.view;
  else
    execute format(
      'update dashboard_refresh.views set (revision, resumed_revision, schema_name, view_name, relation_oid, former_name, '
      'paused_by, paused_at, %s) = row(revision + 1, ($1).resumed_revision, ($1).schema_name, ($1).view_name, ($1).relation_oid, '
      '($1).former_name, ($1).paused_by, ($1).paused_at, %s) where id = ($1).id',
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

CREATE FUNCTION dashboard_refresh._summarize_alerts(at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_summary constant uuid := gen_random_uuid();
  v_held uuid[];
  v_text text;
begin
  -- Of an alert that was tried before the quiet hours began the receiver may have heard: it goes its own way.
  v_held := array(
    select alerts.id
    from dashboard_refresh.alerts
    where alerts.status = 'pending'
      and alerts.held_at is not null
      and alerts.attempts = 0
      and not dashboard_refresh._is_held(alerts, at)
    order by alerts.created_at
    for no key update skip locked
  );

  -- One alert is its own summary.
  if cardinality(v_held) < 2 then
    return;
  end if;

  select string_agg(
    format('%s: %s%s', told.view, told.kinds, coalesce('; still ' || told.still, '; all of it is over')),
    '. ' order by told.still is null, told.view
  )
  into v_text
  from (
    select
      views.view,
      string_agg(
        format('%s at %s', alerts.kind, to_char(
          alerts.created_at at time zone coalesce(views.time_zone, dashboard_refresh._cron_zone()), 'HH24:MI'
        )),
        ', ' order by alerts.created_at
      ) as kinds,
      nullif(array_to_string(view_state.open_alerts, ' and '), '') as still
    from dashboard_refresh.alerts
    join dashboard_refresh.views on views.id = alerts.view_id
    join dashboard_refresh.view_state on view_state.view_id = views.id
    where alerts.id = any (v_held)
    group by views.view, view_state.open_alerts
  ) as told;

  insert into dashboard_refresh.alerts (id, kind, summary, facts, created_at, next_attempt_at)
  select
    v_summary,
    'summary',
    format('In the quiet hours: %s.', v_text),
    jsonb_build_object(
      'alerts', jsonb_agg(
        jsonb_build_object('id', alerts.id, 'kind', alerts.kind, 'created_at', alerts.created_at, 'facts', alerts.facts)
        order by alerts.created_at
      )
    ),
    at,
    at
  from dashboard_refresh.alerts
  where alerts.id = any (v_held);

  update dashboard_refresh.alerts
  set status = 'summarized',
    finished_at = at,
    summarized_by = v_summary
  where alerts.id = any (v_held);
end;
$$;

ALTER FUNCTION dashboard_refresh._summarize_alerts(at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._summarize_alerts(at timestamp with time zone) IS 'Where several alerts were held back by quiet hours that are over at `at`, writes one summary in their place, of all views.';

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

CREATE FUNCTION dashboard_refresh._sync_freshness_readers() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_role record;
begin
  -- Dropped by somebody: that keeps nobody from changing settings.
  if to_regclass('public.dashboard_freshness') is null
    or to_regprocedure('public.list_dashboard_freshness()') is null
  then
    return;
  end if;

  for v_role in
    select
      pg_roles.rolname as name,
      exists (
        select from dashboard_refresh.views where views.freshness_readers = any (readers.settings)
      ) as may_read,
      has_table_privilege(pg_roles.oid, 'public.dashboard_freshness', 'select')
        and has_function_privilege(pg_roles.oid, 'public.list_dashboard_freshness()', 'execute') as does_read
    from (
      values ('anon', array['anyone']), ('authenticated', array['anyone', 'authenticated'])
    ) as readers (role, settings)
    join pg_catalog.pg_roles on pg_roles.rolname = readers.role
  loop
    if v_role.may_read and not v_role.does_read then
      execute format('grant select on public.dashboard_freshness to %I', v_role.name);
      execute format('grant execute on function public.list_dashboard_freshness() to %I', v_role.name);
    elsif v_role.does_read and not v_role.may_read then
      execute format('revoke all on public.dashboard_freshness from %I', v_role.name);
      execute format('revoke all on function public.list_dashboard_freshness() from %I', v_role.name);
    end if;
  end loop;
end;
$$;

ALTER FUNCTION dashboard_refresh._sync_freshness_readers() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._sync_freshness_readers() IS 'Grants the view public.dashboard_freshness to the API roles that some view is to be known to, and takes it from the others.';

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
    v_job_id := cron.schedule(
      view.job_name, dashboard_refresh._job_schedule(view.schedule, view.time_zone), v_command
    );
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

CREATE FUNCTION dashboard_refresh._table_part_objects(with_definitions boolean) RETURNS SETOF dashboard_refresh.release_object
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select 'column', format('%s.%I', pg_class.oid::regclass, pg_attribute.attname),
    md5(concat_ws('|', format_type(pg_attribute.atttypid, pg_attribute.atttypmod), pg_attribute.attnotnull,
      pg_attribute.atthasdef, pg_attribute.attidentity)),
    null
  from pg_catalog.pg_class
  join pg_catalog.pg_attribute on pg_attribute.attrelid = pg_class.oid
  where pg_class.relnamespace = 'dashboard_refresh'::regnamespace
    and pg_class.relkind = 'r' and pg_attribute.attnum > 0 and not pg_attribute.attisdropped
  union all
  select 'constraint', format('%I on %s', pg_constraint.conname, pg_class.oid::regclass),
    md5(concat_ws('|', pg_constraint.contype, pg_constraint.convalidated, (
      select string_agg(pg_attribute.attname, ',' order by pg_attribute.attname)
      from pg_catalog.pg_attribute
      where pg_attribute.attrelid = pg_class.oid and pg_attribute.attnum = any (pg_constraint.conkey)
    ))),
    case when with_definitions then
      format('alter table %1$s drop constraint if exists %2$I; alter table %1$s add constraint %2$I %3$s;',
        pg_class.oid::regclass, pg_constraint.conname, pg_get_constraintdef(pg_constraint.oid))
    end
  from pg_catalog.pg_constraint
  join pg_catalog.pg_class on pg_class.oid = pg_constraint.conrelid
  -- From 18 on, not null is one too.
  where pg_class.relnamespace = 'dashboard_refresh'::regnamespace and pg_constraint.contype in ('c', 'f', 'p', 'u')
  union all
  select 'index', pg_class.oid::regclass::text,
    md5(concat_ws('|', pg_index.indisunique, pg_index.indisvalid, pg_index.indpred is null, (
      select string_agg(coalesce(pg_attribute.attname, '(expression)'), ',' order by keys.position)
      from unnest(pg_index.indkey::smallint[]) with ordinality as keys (attnum, position)
      left join pg_catalog.pg_attribute
        on pg_attribute.attrelid = pg_index.indrelid and pg_attribute.attnum = keys.attnum and keys.attnum > 0
    ))),
    case when with_definitions then
      format('drop index if exists %s; %s;', pg_class.oid::regclass, pg_get_indexdef(pg_class.oid))
    end
  from pg_catalog.pg_index
  join pg_catalog.pg_class on pg_class.oid = pg_index.indexrelid
  where pg_class.relnamespace = 'dashboard_refresh'::regnamespace
    and not exists (select from pg_catalog.pg_constraint where pg_constraint.conindid = pg_class.oid and pg_constraint.contype in ('p', 'u'));
$_$;

ALTER FUNCTION dashboard_refresh._table_part_objects(with_definitions boolean) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._table_part_objects(with_definitions boolean) IS 'The columns, constraints and indexes of the tables that are there, as rows of release_objects.';

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

CREATE FUNCTION dashboard_refresh._time_zone_error(time_zone text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if dashboard_refresh._is_time_zone(time_zone) then
    return null;
  end if;

  return concat_ws(
    ' ',
    'time_zone must be a name of the IANA database, as in America/Bogota.',
    'Did you mean ' || dashboard_refresh._nearest_time_zone(left(time_zone, 64)) || '?'
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._time_zone_error(time_zone text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._time_zone_error(time_zone text) IS 'Why a text is no time zone, and which may be meant; null where it is one.';

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

CREATE FUNCTION dashboard_refresh._try_lock_rows(view_id integer) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '200ms'
    AS $$
begin
  perform from dashboard_refresh.views where views.id = _try_lock_rows.view_id for update;
  perform from dashboard_refresh.runs where runs.view_id = _try_lock_rows.view_id for update;
  perform from dashboard_refresh.view_state where view_state.view_id = _try_lock_rows.view_id for update;
  perform from dashboard_refresh.alerts where alerts.view_id = _try_lock_rows.view_id for update;
  perform from dashboard_refresh.doctor_silences where doctor_silences.view_id = _try_lock_rows.view_id for update;
  perform
  from dashboard_refresh.run_cancellations
  join dashboard_refresh.runs on runs.id = run_cancellations.run_id
  where runs.view_id = _try_lock_rows.view_id
  for update of run_cancellations;
  return true;
exception
  when lock_not_available then
    return false;
end;
$$;

ALTER FUNCTION dashboard_refresh._try_lock_rows(view_id integer) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._try_lock_rows(view_id integer) IS 'Locks all rows that go with a view, until the end of the transaction. False, and nothing is locked, when one of them is not to be had within 0.2 s.';

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

CREATE FUNCTION dashboard_refresh._unanswered_loop(test dashboard_refresh.doctor_loops, outcome dashboard_refresh.request_outcome, at timestamp with time zone) RETURNS dashboard_refresh.doctor_loops
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return case
    when outcome.state = 'queued' then dashboard_refresh._broken_loop(test, 'pg_net',
      'the ping is still in the queue of pg_net', 'select net.worker_restart();', at)
    when test.recorded_at is not null then dashboard_refresh._broken_loop(test, 'answer',
      'the answer of the Edge Function was not seen: pg_net still waits for it, or has lost it',
      'Nothing where the next test is complete: what pg_net knows is lost when the server crashes.', at)
    when outcome.state = 'answered' and outcome.status_code between 200 and 299 then
      dashboard_refresh._broken_loop(test, 'database',
        'the Edge Function has taken the ping, but its call to the database has not arrived',
        'See the logs of the Edge Function refresh-dashboard: whether it reaches the REST API of this project.', at)
    else dashboard_refresh._broken_loop(test, 'function',
      'neither an answer nor a call of the Edge Function has arrived, and pg_net gives no reason',
      'See whether project_url in Vault is that of this project, and the logs of the Edge Function.', at)
  end;
end;
$$;

ALTER FUNCTION dashboard_refresh._unanswered_loop(test dashboard_refresh.doctor_loops, outcome dashboard_refresh.request_outcome, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._unanswered_loop(test dashboard_refresh.doctor_loops, outcome dashboard_refresh.request_outcome, at timestamp with time zone) IS 'The loop test, given up because what was to come back has not.';

CREATE FUNCTION dashboard_refresh._unfired_loop(test dashboard_refresh.doctor_loops, at timestamp with time zone) RETURNS dashboard_refresh.doctor_loops
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_why text := 'the watchdog has not fired since the test was asked for';
  v_hint text := 'See what the doctor says of cron_scheduler and watchdog_job.';
begin
  if to_regclass('cron.job') is not null then
    select trim(trailing '.' from problems.message), problems.hint
    into v_why, v_hint
    from (
      select * from dashboard_refresh._watchdog_problems(null::dashboard_refresh.views, at)
      union all
      select null::text, null, v_why, v_hint
    ) as problems
    where problems.code is null or problems.code in ('watchdog_missing', 'watchdog_failing', 'cron_stalled')
    order by problems.code is null
    limit 1;
  else
    v_why := 'pg_cron is not installed in this database';
  end if;

  return dashboard_refresh._broken_loop(test, 'pg_cron', v_why, v_hint, at);
end;
$$;

ALTER FUNCTION dashboard_refresh._unfired_loop(test dashboard_refresh.doctor_loops, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._unfired_loop(test dashboard_refresh.doctor_loops, at timestamp with time zone) IS 'The loop test, given up because no watchdog has found it.';

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

CREATE FUNCTION dashboard_refresh._unmade_json(made dashboard_refresh.doctor_check) RETURNS json
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_checked dashboard_refresh.checked;
  v_silence dashboard_refresh.doctor_silences;
begin
  v_checked.made := made;
  v_checked.result := ('skipped', 'No view is managed.', null, null)::dashboard_refresh.check_result;
  select * into v_silence
  from dashboard_refresh.doctor_silences
  where doctor_silences.check_id = made.id and doctor_silences.view_id is null;
  return dashboard_refresh._checked_json(v_checked, v_silence);
end;
$$;

ALTER FUNCTION dashboard_refresh._unmade_json(made dashboard_refresh.doctor_check) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._unmade_json(made dashboard_refresh.doctor_check) IS 'The row of a check of views where none is managed.';

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

CREATE FUNCTION dashboard_refresh._unseen_run(application_name text) RETURNS uuid
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_run_id constant uuid := dashboard_refresh._session_run(application_name);
begin
  return case when not exists (select from dashboard_refresh.runs where runs.id = v_run_id) then v_run_id end;
end;
$$;

ALTER FUNCTION dashboard_refresh._unseen_run(application_name text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._unseen_run(application_name text) IS 'Which run the session with this application_name works on, where that is of a tick that refreshes by itself: the ledger has it when it ends. Otherwise null.';

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
declare
  v_statistics record;
begin
  if coalesce(cardinality(state.upstream), 0) = 0 then
    return null;
  end if;

  v_statistics := dashboard_refresh._statistics_horizon(at);

  return dashboard_refresh._upstream_as_of_by(state, v_statistics.known_until, v_statistics.epoch);
end;
$$;

ALTER FUNCTION dashboard_refresh._upstream_as_of(state dashboard_refresh.view_state, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._upstream_as_of(state dashboard_refresh.view_state, at timestamp with time zone) IS 'How fresh the least fresh managed view is that this one reads; null when it reads none.';

CREATE FUNCTION dashboard_refresh._upstream_as_of_by(state dashboard_refresh.view_state, known_until timestamp with time zone, epoch text) RETURNS timestamp with time zone
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
      dashboard_refresh._as_of_by(source, dashboard_refresh._state_of(source), known_until, epoch), '-infinity'
    ))
    from dashboard_refresh._upstream_views(state) as source
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._upstream_as_of_by(state dashboard_refresh.view_state, known_until timestamp with time zone, epoch text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._upstream_as_of_by(state dashboard_refresh.view_state, known_until timestamp with time zone, epoch text) IS 'As _upstream_as_of, by what the counters are worth; see _as_of_by.';

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

CREATE FUNCTION dashboard_refresh._upstream_now(view dashboard_refresh.views) RETURNS dashboard_refresh.view_state
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_state dashboard_refresh.view_state := dashboard_refresh._state_of(view);
  v_relation constant oid := dashboard_refresh._relation_oid(view);
begin
  -- Never refreshed, so that nobody has looked yet.
  if v_state.upstream is null and v_relation is not null then
    v_state.upstream := (dashboard_refresh._definition_of(v_relation, v_state)).upstream;
  end if;

  return v_state;
end;
$$;

ALTER FUNCTION dashboard_refresh._upstream_now(view dashboard_refresh.views) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._upstream_now(view dashboard_refresh.views) IS 'The state of the view, with what it reads.';

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

CREATE FUNCTION dashboard_refresh._view_checks() RETURNS SETOF dashboard_refresh.doctor_check
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select checks.id, 'view', true, checks.source, checks.codes, checks.blocked_by, checks.ok
  from (
    values
      ('view_exists', 'view', '{view_missing,not_a_materialized_view}'::text[], null, 'The materialized view is there.'),
      ('view_populated', 'view', '{not_populated}', 'view_exists', 'It has data.'),
      ('view_fresh', null, '{}', 'view_exists', 'Its data is as fresh as promised.'),
      ('view_last_run', 'run', '{last_run_failed,last_run_lost}', null, 'The last run succeeded.'),
      ('view_suspended', null, '{}', null, 'Its scheduled refreshes are not suspended.'),
      ('view_paused', null, '{}', null, 'It is not paused.'),
      ('view_waiting', 'path', '{run_waiting}', null, 'No run waits in vain.'),
      ('view_lock', 'promise', '{lock_taken}', null, 'Nobody else holds its lock.'),
      ('view_promise', 'promise', '{schedule_too_slow}', null, 'Its schedule can keep the promise.'),
      ('view_rest', 'promise', '{held_back}', null, 'Its refreshes are not held back by their share of time.'),
      ('view_duration', null, '{}', null, 'Its refreshes are well within max_duration.'),
      ('view_timeout', 'path', '{timeout_below_max_duration}', null, 'No timeout ends its refreshes before max_duration.'),
      ('view_api_limit', 'function', '{max_duration_unreachable}', null, 'max_duration fits the path.'),
      ('view_path', 'function', '{no_edge_function}', null, 'Its refreshes run where the setting path says.'),
      ('view_function', 'path', '{function_failing}', null, 'The Edge Function does not lose its runs.'),
      ('view_owner', 'view', '{not_owner}', 'view_exists', 'The owner of the jobs may refresh it.'),
      ('view_temp', null, '{}', 'view_exists', 'Its owner may make the temporary table of a concurrent refresh.'),
      ('view_privileges', null, '{}', 'view_exists', 'Its owner may read and call what its query names.'),
      ('view_key', 'view', '{no_unique_index}', 'view_exists', 'It has a unique index for a concurrent refresh.'),
      ('view_key_nulls', 'null_keys', '{null_keys}', 'view_exists', 'No key has a null.'),
      ('view_index', null, '{}', 'view_exists', 'All its indexes are valid.'),
      ('view_skips', null, '{}', 'view_exists', 'Ticks can leave it as it is when nothing has changed.'),
      ('view_unmanaged_sources', 'sources', '{reads_unmanaged_view}', 'view_exists', 'It reads no unmanaged materialized view.'),
      ('view_renamed_sources', 'sources', '{reads_renamed_relation}', 'view_exists', 'It reads no relation that was renamed away.'),
      ('view_readers', null, '{}', 'view_exists', 'Nobody reads it without signing in.'),
      ('view_bloat', null, '{}', 'view_exists', 'Vacuum keeps up with its dead rows.'),
      ('view_analyzed', null, '{}', 'view_exists', 'The planner has statistics of it.'),
      ('view_search_path', null, '{}', 'view_exists', 'A refresh under the search_path of PostgreSQL 17 succeeds.')
  ) as checks (id, source, codes, blocked_by, ok);
$$;

ALTER FUNCTION dashboard_refresh._view_checks() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._view_checks() IS 'The checks that are made for each managed view.';

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

CREATE FUNCTION dashboard_refresh._view_problems_of(source text, view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) RETURNS SETOF dashboard_refresh.problem
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  case source
    when 'view' then return query select * from dashboard_refresh._view_problems(view);
    when 'null_keys' then return query select * from dashboard_refresh._null_key_problems(view, state);
    when 'job' then return query select * from dashboard_refresh._job_problems(view, state);
    when 'other_job' then return query select * from dashboard_refresh._other_job_problems(view);
    when 'elsewhere' then return query select * from dashboard_refresh._elsewhere_problems(view, state, examined.at);
    when 'sources' then return query select * from dashboard_refresh._source_problems(view);
    when 'function' then return query select * from dashboard_refresh._function_problems(view, examined.function_endpoint);
    when 'path' then return query select * from dashboard_refresh._path_problems(view, state, examined.at);
    when 'promise' then return query select * from dashboard_refresh._promise_problems(view, state, examined.at);
    when 'alerts' then return query select * from dashboard_refresh._alert_problems(view, examined.alert_endpoint);
    when 'run' then return query select * from dashboard_refresh._run_problems(view);
  end case;
end;
$$;

ALTER FUNCTION dashboard_refresh._view_problems_of(source text, view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._view_problems_of(source text, view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) IS 'The problems that the status knows of a view from one source.';

CREATE FUNCTION dashboard_refresh._view_samples(scheduler dashboard_refresh.scheduler, is_read_only boolean, at timestamp with time zone) RETURNS TABLE(name text, labels text[], value numeric)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  select samples.name, array_remove(array[(judged.view).view, samples.label], null), samples.value
  from dashboard_refresh._judged_views(scheduler, is_read_only, at) as judged
  cross join lateral (
    values
      ('view_state', 'fresh', (judged.freshness = 'fresh')::integer::numeric),
      ('view_state', 'stale', (judged.freshness = 'stale')::integer),
      ('view_state', 'unknown', (judged.freshness = 'unknown')::integer),
      ('view_state', 'missing', (judged.freshness = 'missing')::integer),
      ('view_as_of_timestamp_seconds', null, extract(epoch from judged.as_of)),
      ('view_data_as_of_timestamp_seconds', null, extract(epoch from judged.data_as_of)),
      ('view_max_staleness_seconds', null, extract(epoch from (judged.view).max_staleness)),
      ('view_promise_kept', null, judged.is_kept::integer),
      ('view_expected_fresh', null, ((judged.view).active and (judged.view).scheduled)::integer),
      ('view_paused', null, (not (judged.view).active)::integer),
      ('view_suspended', null, judged.is_suspended::integer),
      ('view_consecutive_failures', null, (judged.state).consecutive_failures),
      ('view_refreshing', null, judged.is_refreshing::integer),
      ('view_next_run_timestamp_seconds', null, extract(epoch from judged.next_run_at)),
      ('view_last_refresh_duration_seconds', null, extract(epoch from (judged.state).last_duration)),
      ('view_last_refresh_timestamp_seconds', null, extract(epoch from (judged.state).last_finished_at)),
      ('view_problem', judged.attention ->> 'code', case when judged.attention is not null then 1 end),
      ('view_open_alert', 'failing', case when 'failing' = any ((judged.state).open_alerts) then 1 end),
      ('view_open_alert', 'suspended', case when 'suspended' = any ((judged.state).open_alerts) then 1 end),
      ('view_open_alert', 'function_failing', case when 'function_failing' = any ((judged.state).open_alerts) then 1 end),
      ('view_open_alert', 'stale', case when 'stale' = any ((judged.state).open_alerts) then 1 end),
      ('ticks_skipped_total', null, (judged.state).skipped_ticks),
      ('seconds_saved_total', null, (judged.state).seconds_saved)
  ) as samples (name, label, value)
  where samples.value is not null;
end;
$$;

ALTER FUNCTION dashboard_refresh._view_samples(scheduler dashboard_refresh.scheduler, is_read_only boolean, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._view_samples(scheduler dashboard_refresh.scheduler, is_read_only boolean, at timestamp with time zone) IS 'The samples of the metrics of each view at `at` (see _metric_definitions), but those of its runs.';

CREATE FUNCTION dashboard_refresh._views_in_order() RETURNS TABLE(view_id integer, level integer)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  with recursive edges as materialized (
    select views.id as reader, source.id as source
    from dashboard_refresh.views
    cross join lateral dashboard_refresh._upstream_views(dashboard_refresh._upstream_now(views)) as source
  ),
  levels (view_id, level) as (
    select views.id, 0 from dashboard_refresh.views
    union
    select edges.reader, levels.level + 1
    from levels
    join edges on edges.source = levels.view_id
    -- What is recorded of views that were dropped and made again may run in a circle.
    where levels.level < (select count(*) from dashboard_refresh.views)
  )
  select levels.view_id, max(levels.level) from levels group by levels.view_id order by 2, 1;
end;
$$;

ALTER FUNCTION dashboard_refresh._views_in_order() OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._views_in_order() IS 'All managed views, each after those that it reads. level: 0 where it reads none.';

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

CREATE FUNCTION dashboard_refresh._wanted_checks(check_id text) RETURNS SETOF text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  with recursive wanted (id, blocked_by) as (
    select listed.id, listed.blocked_by
    from dashboard_refresh._doctor_checks() as listed
    where _wanted_checks.check_id is null or listed.id = _wanted_checks.check_id
    union
    select listed.id, listed.blocked_by
    from wanted
    join dashboard_refresh._doctor_checks() as listed on listed.id = wanted.blocked_by
  )
  select wanted.id from wanted;
end;
$$;

ALTER FUNCTION dashboard_refresh._wanted_checks(check_id text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._wanted_checks(check_id text) IS 'The checks that have to be made for one to be answered: itself and what may block it; all of them for null.';

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
  v_last constant dashboard_refresh.logged_firing := dashboard_refresh._last_watchdog_firing();
  v_rescue_jobs bigint;
begin
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
        v_last.status is distinct from 'failed' and dashboard_refresh._has_stalled(v_last, at),
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
  hint := coalesce(dashboard_refresh._function_hint(message) || ' ', '') || 'See the logs of the Edge Function refresh-dashboard, and status for what it lacks. With path set to auto, '
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

CREATE FUNCTION dashboard_refresh._why_not_known(state dashboard_refresh.view_state) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return case
    when state.data_as_of is null then 'No refresh of ours has succeeded yet.'
    else 'What the view shows is not what the last refresh left, or it reads a view of which that is not known.'
  end;
end;
$$;

ALTER FUNCTION dashboard_refresh._why_not_known(state dashboard_refresh.view_state) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._why_not_known(state dashboard_refresh.view_state) IS 'Why it is not known how fresh the data of a view is, where it is not.';

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

CREATE FUNCTION dashboard_refresh._with_challenge(answer json, check_id text) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_secret text;
  v_id constant text := 'doctor_' || gen_random_uuid();
  v_body constant text := json_build_object('challenge', v_id)::text;
  v_headers jsonb;
begin
  if check_id <> 'function_secret' then
    return answer;
  end if;

  v_secret := dashboard_refresh._signing_secret(
    (dashboard_refresh._read_vault(array['refresh_dashboard_trigger_secret'])).secrets ->> 'refresh_dashboard_trigger_secret'
  );

  if v_secret is not null then
    v_headers := dashboard_refresh._signed_headers(v_secret, v_id, v_body);
  end if;

  return (
    select json_object_agg(members.key, members.value)
    from (
      select * from json_each(answer)
      union all
      select 'challenge', case
        when v_headers is not null then json_build_object(
          'id', v_id,
          'timestamp', v_headers ->> 'webhook-timestamp',
          'body', v_body,
          'signature', v_headers ->> 'webhook-signature'
        )
      end
    ) as members
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._with_challenge(answer json, check_id text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._with_challenge(answer json, check_id text) IS 'What the doctor says, and a text signed now with the secret of Vault: id, timestamp, body and signature as in the Standard Webhooks specification; null where Vault has no secret. It opens nothing: no call of the Edge Function takes it.';

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

CREATE FUNCTION dashboard_refresh._working_session(run_id uuid, OUT pid integer, OUT usesysid oid) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- What a session does changes within the caller's statement.
  perform pg_stat_clear_snapshot();

  select pg_stat_activity.pid, pg_stat_activity.usesysid
  into pid, usesysid
  from dashboard_refresh.held_locks
  join pg_catalog.pg_stat_activity on pg_stat_activity.pid = held_locks.pid
  where held_locks.kind = 'finish'
    and held_locks.key = hashtext(_working_session.run_id::text)
    and not held_locks.is_exclusive
    and held_locks.pid <> pg_backend_pid()
    -- Who cancels shares the lock as well.
    and dashboard_refresh._session_run(pg_stat_activity.application_name) = _working_session.run_id
    and exists (
      select from dashboard_refresh.held_locks as of_view
      where of_view.kind = 'view' and of_view.pid = held_locks.pid
    )
  limit 1;
end;
$$;

ALTER FUNCTION dashboard_refresh._working_session(run_id uuid, OUT pid integer, OUT usesysid oid) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._working_session(run_id uuid, OUT pid integer, OUT usesysid oid) IS 'The session that works on the run and can still be stopped, and its role; null where there is none. The answer stays true while the caller shares the finish lock.';

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

CREATE FUNCTION dashboard_refresh._wrong_type(setting dashboard_refresh.setting) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return case setting.type
    when 'boolean' then setting.limits
    when 'integer' then format('%s must be a whole number. %s', setting.name, setting.limits)
    when 'numeric' then format('%s must be a number. %s', setting.name, setting.limits)
    else format('%s must be a string. %s', setting.name, setting.limits)
  end;
end;
$$;

ALTER FUNCTION dashboard_refresh._wrong_type(setting dashboard_refresh.setting) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._wrong_type(setting dashboard_refresh.setting) IS 'What is said of a value that is of another type than the setting.';

CREATE FUNCTION dashboard_refresh._zone_offsets(time_zone text, other_zone text, at timestamp with time zone) RETURNS integer[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- Weeks, which each change of the clocks lasts at least.
  return (
    select array_agg(distinct offsets.minutes)
    from generate_series(0, 104) as weeks (number)
    cross join lateral (select at + make_interval(hours => 7 * 24 * weeks.number)) as instants (instant)
    cross join lateral (
      select (
        extract(epoch from (instants.instant at time zone time_zone) - (instants.instant at time zone other_zone)) / 60
      )::integer
    ) as offsets (minutes)
  );
end;
$$;

ALTER FUNCTION dashboard_refresh._zone_offsets(time_zone text, other_zone text, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh._zone_offsets(time_zone text, other_zone text, at timestamp with time zone) IS 'By how many minutes a time zone is ahead of another one, in the two years that follow `at`.';

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

CREATE FUNCTION dashboard_refresh.alert_history(view text DEFAULT NULL::text, before uuid DEFAULT NULL::uuid, max_alerts integer DEFAULT 50) RETURNS json
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_view dashboard_refresh.views;
  v_before dashboard_refresh.alerts;
  v_page dashboard_refresh.alerts[];
begin
  if max_alerts is null or max_alerts not between 1 and 200 then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('max_alerts = %s is out of range', coalesce(max_alerts::text, 'null')),
      'It is the number of alerts on a page.',
      'Ask for 1 to 200 alerts a page.'
    );
  end if;

  if alert_history.view is not null then
    v_view := dashboard_refresh._find_view(alert_history.view);
  end if;

  if before is not null then
    v_before := dashboard_refresh._find_alert(before);
  end if;

  v_page := array(
    select alerts
    from dashboard_refresh.alerts
    where (v_view.id is null or alerts.view_id = v_view.id)
      and (before is null or (alerts.created_at, alerts.id) < (v_before.created_at, v_before.id))
    order by alerts.created_at desc, alerts.id desc
    -- One more than asked for tells whether there is a next page.
    limit max_alerts + 1
  );

  return json_build_object(
    'view', v_view.view,
    'alerts', (
      select coalesce(
        json_agg(dashboard_refresh._alert_json(page) order by page.created_at desc, page.id desc), '[]'
      )
      from unnest(v_page[:max_alerts]) as page
    ),
    'next', case when cardinality(v_page) > max_alerts then (v_page[max_alerts]).id end
  );
end;
$$;

ALTER FUNCTION dashboard_refresh.alert_history(view text, before uuid, max_alerts integer) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.alert_history(view text, before uuid, max_alerts integer) IS 'A page of the alerts about a view (null: about all, and tests), newest first: at most max_alerts (1-200), older than the alert `before`. next is the following page''s before, null on the last. Raises unknown_view, unknown_alert, invalid_argument.';

CREATE FUNCTION dashboard_refresh.cancel(run_id uuid, cancelled_by text DEFAULT NULL::text, reason text DEFAULT NULL::text) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '5s'
    AS $$
declare
  v_run dashboard_refresh.runs := dashboard_refresh._find_run_under_way(run_id);
  v_reason constant text := nullif(trim(reason), '');
begin
  perform dashboard_refresh._require_cancellable(v_run, v_reason);

  if v_run.status = 'queued' then
    perform dashboard_refresh._require_writable();
    -- Also tells who works on the run that it was cancelled, since nobody sees the row before this transaction ends.
    begin
      perform pg_advisory_xact_lock(20261108, hashtext(v_run.id::text));
    exception
      -- Somebody else is at it, whose row is not to be seen yet, and the refresh does not let go.
      when lock_not_available then
        return dashboard_refresh._run_json(dashboard_refresh._find_run_under_way(v_run.id));
    end;

    perform dashboard_refresh._note_cancellation(v_run.id, cancelled_by, v_reason);
    v_run := dashboard_refresh._stop_run(v_run, clock_timestamp() + interval '5 seconds');
    perform dashboard_refresh._require_cancellable(v_run, v_reason);
    -- Of a tick that refreshed by itself, now that the ledger has its run.
    perform dashboard_refresh._note_cancellation(v_run.id, cancelled_by, v_reason);
  end if;

  return dashboard_refresh._run_json(v_run);
end;
$$;

ALTER FUNCTION dashboard_refresh.cancel(run_id uuid, cancelled_by text, reason text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.cancel(run_id uuid, cancelled_by text, reason text) IS 'Stops a run and returns it: cancelled, or, where that takes longer than five seconds or another run of the view is under way, still queued and cancelling: then ask again. A refresh that is under way is undone, which counts as no failure; one that waits never starts. cancelled_by: whom the run names, by default the session''s role; reason: for people. A run that was cancelled before is returned as it is. Raises unknown_run, run_finished, invalid_argument.';

CREATE FUNCTION dashboard_refresh.changes(view text DEFAULT NULL::text, before bigint DEFAULT NULL::bigint, max_changes integer DEFAULT 50) RETURNS json
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_names constant text[] := case when view is not null then dashboard_refresh._names_of(view) end;
  v_changes dashboard_refresh.config_changes[];
begin
  if max_changes is null or max_changes not between 1 and 100 then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('max_changes = %s is out of range', coalesce(max_changes::text, 'null')),
      'It is the number of changes on a page.',
      'Ask for 1 to 100 changes.'
    );
  end if;

  -- One more than asked for shows whether there is a next page.
  v_changes := array(
    select config_changes
    from dashboard_refresh.config_changes
    where (v_names is null or config_changes.view = any (v_names))
      and (changes.before is null or config_changes.id < changes.before)
    order by config_changes.id desc
    limit max_changes + 1
  );

  return json_build_object(
    'view', case when view is not null then v_names[1] end,
    'changes', (
      select coalesce(
        json_agg(
          json_build_object(
            'id', listed.id,
            'changed_at', listed.changed_at,
            'changed_by', listed.changed_by,
            'action', listed.action,
            'view', listed.view,
            'before', listed.before,
            'after', listed.after
          )
          order by listed.id desc
        ),
        '[]'
      )
      from unnest(v_changes[:max_changes]) as listed
    ),
    'next', case when cardinality(v_changes) > max_changes then v_changes[max_changes].id end
  );
end;
$$;

ALTER FUNCTION dashboard_refresh.changes(view text, before bigint, max_changes integer) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.changes(view text, before bigint, max_changes integer) IS 'Who changed what is managed and how, newest first, a page at a time: of a view, managed or not any more, or of all (null). before: the id that the page before named as next. Raises unknown_view, view_required, invalid_argument.';

CREATE FUNCTION dashboard_refresh.doctor(check_id text DEFAULT NULL::text, deep boolean DEFAULT false) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if doctor.check_id is not null then
    perform dashboard_refresh._require_check(doctor.check_id);
  end if;

  return dashboard_refresh._doctor_json(doctor.check_id, coalesce(deep, false), clock_timestamp());
end;
$$;

ALTER FUNCTION dashboard_refresh.doctor(check_id text, deep boolean) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.doctor(check_id text, deep boolean) IS 'Examines the platform, every managed view and what is around them: a row a check with its id, ok, warning, error or skipped, what was found, how to mend it, and who has silenced it. check_id: that check alone. deep: also tries a refresh of a copy of each view under the rules of PostgreSQL 17. Raises unknown_check.';

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

CREATE FUNCTION dashboard_refresh.history(view text DEFAULT NULL::text, status text DEFAULT NULL::text, before uuid DEFAULT NULL::uuid, max_runs integer DEFAULT 50, since timestamp with time zone DEFAULT NULL::timestamp with time zone, all_views boolean DEFAULT false) RETURNS json
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_view dashboard_refresh.views;
  v_before dashboard_refresh.runs;
  v_page dashboard_refresh.runs[];
begin
  if all_views is not true then
    v_view := dashboard_refresh._find_view(history.view);
  elsif history.view is not null then
    perform dashboard_refresh._raise(
      'invalid_argument',
      'a view and all views cannot both be asked for',
      null,
      'Name the view, or ask for all.'
    );
  end if;

  if status not in ('queued', 'succeeded', 'failed', 'lost', 'cancelled') then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('%s is no status of a run', status),
      'A run is queued until it is final.',
      'Use queued, succeeded, failed, lost or cancelled.'
    );
  elsif max_runs is null or max_runs not between 1 and 200 then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('max_runs = %s is out of range', coalesce(max_runs::text, 'null')),
      'It is the number of runs on a page.',
      'Ask for 1 to 200 runs a page.'
    );
  end if;

  select *
  into v_before
  from dashboard_refresh.runs
  where runs.id = history.before and (v_view.id is null or runs.view_id = v_view.id);

  if history.before is not null and not found then
    perform dashboard_refresh._raise(
      'unknown_run',
      concat_ws(' ', 'there is no run', history.before, 'of ' || v_view.view),
      format('Runs are kept %s.', dashboard_refresh._retention()),
      'Give as before the value of next from the page before, or leave it out for the newest.'
    );
  end if;

  v_page := array(
    select runs
    from dashboard_refresh.runs
    where (v_view.id is null or runs.view_id = v_view.id)
      and (history.status is null or runs.status = history.status)
      and (history.since is null or runs.requested_at >= history.since)
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

ALTER FUNCTION dashboard_refresh.history(view text, status text, before uuid, max_runs integer, since timestamp with time zone, all_views boolean) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.history(view text, status text, before uuid, max_runs integer, since timestamp with time zone, all_views boolean) IS 'A page of a view''s runs, newest first: at most max_runs (1-200), of one status if given, older than the run `before`, requested at since or later. With all_views, those of all views, and view is null. next is the following page''s before, null on the last. Raises unknown_view, view_required, unknown_run, invalid_argument.';

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

CREATE FUNCTION dashboard_refresh.metrics(at timestamp with time zone DEFAULT clock_timestamp()) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_scheduler constant dashboard_refresh.scheduler := dashboard_refresh._scheduler(at);
  v_is_read_only constant boolean := dashboard_refresh._why_read_only() is not null;
begin
  return (
    with samples as (
      select * from dashboard_refresh._database_samples(v_scheduler, v_is_read_only)
      union all
      select * from dashboard_refresh._view_samples(v_scheduler, v_is_read_only, at)
      union all
      select * from dashboard_refresh._run_samples()
      union all
      select * from dashboard_refresh._loop_samples()
    ),
    collected as (
      select samples.name, json_agg(json_build_array(samples.labels, samples.value) order by samples.labels) as samples
      from samples
      where samples.value is not null
      group by samples.name
    )
    select json_build_object(
      'metrics', json_agg(
        json_build_object(
          'name', 'refresh_dashboard_' || definitions.name,
          'type', definitions.type,
          'help', definitions.help,
          'labels', definitions.labels,
          'samples', coalesce(collected.samples, '[]')
        )
        order by definitions.position
      ),
      'version', dashboard_refresh.version(),
      'now', at
    )
    from dashboard_refresh._metric_definitions() with ordinality
      as definitions (name, type, labels, help, position)
    left join collected using (name)
  );
end;
$$;

ALTER FUNCTION dashboard_refresh.metrics(at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.metrics(at timestamp with time zone) IS 'What is measured at `at`: each metric with its type (gauge or counter), its help, its labels, and its samples, each an array of the labels'' values and the value. A metric of which nothing is known has no samples.';

CREATE FUNCTION dashboard_refresh.overview(runs integer DEFAULT 0, at timestamp with time zone DEFAULT clock_timestamp()) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_scheduler constant dashboard_refresh.scheduler := dashboard_refresh._scheduler(at);
  v_is_read_only constant boolean := dashboard_refresh._why_read_only() is not null;
begin
  if runs is null or runs not between 0 and 30 then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('runs = %s is out of range', coalesce(runs::text, 'null')),
      'It is the number of last runs of each view to list.',
      'Ask for 0 to 30 of the last runs.'
    );
  elsif at is null or at not between '1970-01-01 00:00:00+00' and '9999-01-01 00:00:00+00' then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('at = %s is out of range', coalesce(at::text, 'null')),
      'It is the time to judge by, now unless another is given.',
      'Give a time between 1970 and 9999.'
    );
  end if;

  return (
    select json_build_object(
      'views', coalesce(json_agg(found.shown order by found.rank, found.lateness desc nulls first, found.name), '[]'),
      'summary', json_build_object(
        'views', count(*),
        'fresh', count(*) filter (where found.shown ->> 'state' = 'fresh'),
        'stale', count(*) filter (where found.shown ->> 'state' = 'stale'),
        'unknown', count(*) filter (where found.shown ->> 'state' = 'unknown'),
        'missing', count(*) filter (where found.shown ->> 'state' = 'missing'),
        'paused', count(*) filter (where found.shown ->> 'paused' = 'true'),
        'suspended', count(*) filter (where found.is_suspended),
        'failing', count(*) filter (where found.shown ->> 'consecutive_failures' <> '0'),
        'promises_broken', count(*) filter (where found.shown #>> '{promise,kept}' = 'false')
      ),
      'scheduler', json_build_object(
        'alive', v_scheduler.is_alive,
        'last_fired_at', v_scheduler.last_fired_at,
        'watchdog_last_at', v_scheduler.watchdog_last_at,
        'time_zone', v_scheduler.time_zone
      ),
      'read_only', v_is_read_only,
      'poll_after_seconds', case when bool_or(found.is_refreshing) then 2 else 10 end,
      'version', dashboard_refresh.version(),
      'now', at
    )
    from dashboard_refresh._overview_rows(overview.runs, v_scheduler, v_is_read_only, at) as found
  );
end;
$$;

ALTER FUNCTION dashboard_refresh.overview(runs integer, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.overview(runs integer, at timestamp with time zone) IS 'All managed views in short form, worst first: missing, suspended, unknown, stale, failing, paused, fresh, and within these the least fresh by its own promise first; how many there are of each; whether pg_cron fires. runs: how many last runs of each view to add (0-30); at: the time to judge by. Raises invalid_argument.';

CREATE FUNCTION dashboard_refresh.preview(view text DEFAULT NULL::text, settings jsonb DEFAULT NULL::jsonb, expected_revision integer DEFAULT NULL::integer, at timestamp with time zone DEFAULT clock_timestamp()) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_before dashboard_refresh.views;
  v_after dashboard_refresh.views;
  v_answer json;
  v_preview json;
begin
  perform dashboard_refresh._lock_configuration();
  v_before := dashboard_refresh._find_view(preview.view);

  -- Done, looked at and undone: so it says what would be, and fails where the real one would.
  begin
    v_answer := dashboard_refresh.reconfigure(v_before.view, settings, null, expected_revision);
    select * into strict v_after from dashboard_refresh.views where views.id = v_before.id;
    v_preview := json_build_object(
      'view', v_after.view,
      'dry_run', true,
      'before', v_answer -> 'before',
      'after', v_answer -> 'after',
      'revision', v_before.revision,
      'schedule', dashboard_refresh._schedule_json(v_after.schedule, v_after.time_zone, 3, at),
      'promise', dashboard_refresh._promise_json(v_after, at),
      'changes', dashboard_refresh._change_sentences(v_before, v_after, at),
      'problems', dashboard_refresh._problems(
        v_after, dashboard_refresh._state_of(v_after), dashboard_refresh._function_endpoint(),
        dashboard_refresh._alert_endpoint(), at
      )
    );
    raise exception using errcode = 'DRDRY', message = 'the preview is over';
  exception
    when sqlstate 'DRDRY' then
      return v_preview;
  end;
end;
$$;

ALTER FUNCTION dashboard_refresh.preview(view text, settings jsonb, expected_revision integer, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.preview(view text, settings jsonb, expected_revision integer, at timestamp with time zone) IS 'What reconfigure would do with these settings, without doing it: before, after, the revision as it is, the next firings, whether the promise can be kept, what changes in sentences, and the problems that there would be. Raises what reconfigure would.';

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

CREATE FUNCTION dashboard_refresh.reconfigure_all(settings jsonb, changed_by text DEFAULT NULL::text) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_patch constant jsonb := dashboard_refresh._require_patch(coalesce(settings, '{}'));
  v_name text;
  v_answers json[] := array[]::json[];
begin
  if v_patch ? 'job_name' then
    perform dashboard_refresh._raise(
      'invalid_setting',
      'job_name cannot be the same for all views',
      'Each managed view has a job of its own.',
      'Set it for one view. Nothing was changed.'
    );
  end if;

  perform dashboard_refresh._lock_configuration();

  for v_name in select views.view from dashboard_refresh.views order by views.id loop
    v_answers := v_answers || dashboard_refresh.reconfigure(v_name, v_patch, changed_by);
  end loop;

  return json_build_object('views', to_json(v_answers));
end;
$$;

ALTER FUNCTION dashboard_refresh.reconfigure_all(settings jsonb, changed_by text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.reconfigure_all(settings jsonb, changed_by text) IS 'Changes the named settings of every managed view, of all or of none; see reconfigure. So {"active": false, "pause_reason": "moving house"} pauses all, and {"active": true} resumes all. Returns views: for each its view, before, after and revision. Raises invalid_setting, unsupported_schedule, job_conflict, invalid_argument; then nothing has changed.';

CREATE FUNCTION dashboard_refresh.refresh_all(force boolean DEFAULT false, requested_by text DEFAULT NULL::text) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_view dashboard_refresh.views;
  v_state dashboard_refresh.view_state;
  v_is_suspended boolean;
  v_runs uuid[] := array[]::uuid[];
  v_skipped json[] := array[]::json[];
begin
  perform dashboard_refresh._require_writable();

  for v_view in
    select present.*
    from dashboard_refresh._views_in_order() as ordered
    join dashboard_refresh.views on views.id = ordered.view_id
    cross join lateral dashboard_refresh._present(views) as present
    order by ordered.level, ordered.view_id
  loop
    v_state := dashboard_refresh._state_of(v_view);
    v_is_suspended := coalesce(dashboard_refresh._suspended_until(v_view, v_state) > clock_timestamp(), false);

    if force is true or (v_view.active and not v_is_suspended) then
      v_runs := v_runs || (dashboard_refresh._queue_in_turn(v_view, refresh_all.requested_by)).id;
    else
      v_skipped := v_skipped || json_build_object(
        'view', v_view.view,
        'code', case when v_view.active then 'suspended' else 'paused' end,
        'message', case
          when v_view.active
            then format('%s is suspended after %s failures in a row', v_view.view, v_state.consecutive_failures)
          else format('%s is paused', v_view.view)
        end
      );
    end if;
  end loop;

  return json_build_object(
    'runs', (
      select coalesce(json_agg(dashboard_refresh._run_json(dashboard_refresh._find_run(ids.id)) order by ids.position), '[]')
      from unnest(v_runs) with ordinality as ids (id, position)
    ),
    'skipped', to_json(v_skipped)
  );
end;
$$;

ALTER FUNCTION dashboard_refresh.refresh_all(force boolean, requested_by text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.refresh_all(force boolean, requested_by text) IS 'Enters a run of every managed view in the ledger, for run() or the rescue jobs, which have begun with them within two minutes: each has its turn when those of the views it reads have ended, and fails where one of these did, while the others go on. Returns runs, in this order, and skipped: what is paused or suspended, unless force is true. requested_by: whom the runs name, by default the session''s role. Commit, for the runs to be seen.';

CREATE FUNCTION dashboard_refresh.request(view text DEFAULT NULL::text, trigger text DEFAULT 'sql'::text, force boolean DEFAULT false, requested_by text DEFAULT NULL::text) RETURNS uuid
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

  insert into dashboard_refresh.runs (view_id, trigger, path, requested_by)
  values (
    v_view.id,
    request.trigger,
    case
      when request.trigger = 'sql'
        or (v_view.path <> 'edge' and dashboard_refresh._longest_of_late(v_view) > dashboard_refresh._api_limit())
        then 'database'
      else 'edge'
    end,
    coalesce(request.requested_by, session_user)
  )
  returning runs.id into v_run_id;

  return v_run_id;
end;
$$;

ALTER FUNCTION dashboard_refresh.request(view text, trigger text, force boolean, requested_by text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.request(view text, trigger text, force boolean, requested_by text) IS 'Enters a run for the view (null: the only one) in the ledger and returns its id, for run(). trigger: what asks for it; other than sql, of a view that takes too long for an API call, it is left to the rescue jobs. force overrides a pause or a suspension. requested_by: whom the run names, by default the session''s role. Commit before run(), so that the run outlives whatever happens. Raises unknown_view, view_required, paused, suspended.';

CREATE FUNCTION dashboard_refresh.request_as_of(view text DEFAULT NULL::text, as_of timestamp with time zone DEFAULT NULL::timestamp with time zone, requested_by text DEFAULT NULL::text) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_view constant dashboard_refresh.views := dashboard_refresh._find_view(request_as_of.view);
  v_fresh_as_of timestamptz;
  v_run dashboard_refresh.runs;
begin
  if as_of is null or as_of > clock_timestamp() then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('as_of = %s is %s', coalesce(as_of::text, 'null'), case when as_of is null then 'no time' else 'in the future' end),
      format('It is now %s by the clock of the database.', clock_timestamp()),
      'Give the time at which the changes were committed that the view is to show.'
    );
  end if;

  v_fresh_as_of := dashboard_refresh._known_as_of(v_view, dashboard_refresh._state_of(v_view), clock_timestamp());

  if v_fresh_as_of >= as_of then
    null;
  else
    perform dashboard_refresh._require_writable();
    perform dashboard_refresh._require_unheld(v_view, dashboard_refresh._state_of(v_view));
    v_run := dashboard_refresh._run_since(v_view, as_of);

    if v_run.id is null then
      v_run := dashboard_refresh._request_chain(v_view, as_of, requested_by);
    end if;
  end if;

  return json_build_object(
    'view', v_view.view,
    'fresh_as_of', v_fresh_as_of,
    'is_fresh', v_run.id is null,
    'run', case when v_run.id is not null then dashboard_refresh._run_json(v_run) end
  );
end;
$$;

ALTER FUNCTION dashboard_refresh.request_as_of(view text, as_of timestamp with time zone, requested_by text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.request_as_of(view text, as_of timestamp with time zone, requested_by text) IS 'Whether the view (null: the only one) is known to show everything that was committed until as_of; where it is not, enters a run in the ledger for that, unless one is on its way. Run it and ask again. Returns view, fresh_as_of, is_fresh and run (null where it is fresh). Raises unknown_view, view_required, invalid_argument, paused, suspended.';

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
      -- Who wanted that waits for this transaction.
      exit when v_outcome ->> 'status' = 'cancelled';
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
  v_before dashboard_refresh.runs;
begin
  if v_run.status = 'queued' then
    perform dashboard_refresh._require_writable();
  end if;

  if v_run.status = 'queued'
    and (run.path <> 'edge' or dashboard_refresh._fits_api(v_run))
    and dashboard_refresh._try_lock_view(v_run.view_id)
  then
    -- Another session that held the lock until now may have served this run, and somebody may want it stopped.
    perform dashboard_refresh._cancel_asked(v_run.view_id);
    v_run := dashboard_refresh._find_run(run_id);

    if v_run.status = 'queued' then
      select * into strict v_view from dashboard_refresh.views where views.id = v_run.view_id;
      v_before := dashboard_refresh._run_before(v_run, v_view);

      if v_before.status = 'queued' then
        -- In its turn, as far as it may be done here. The caller asks again.
        perform dashboard_refresh.run(v_before.id, run.path);
      elsif v_before.id is not null then
        v_run := dashboard_refresh._fail_after(v_run, v_before);
      elsif v_view.active or v_run.trigger in ('admin', 'sql') then
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

COMMENT ON FUNCTION dashboard_refresh.run(run_id uuid, path text) IS 'Does the work of a queued run and returns it. Still queued means another run has the view, a view that this one reads has its turn, or the run is left to the rescue jobs: ask again, nothing waits here. A final run is returned as it is and nothing is done. A refresh that fails is returned as failed. A run that nobody asked for by hand, of a view that was paused since, is lost; one that somebody wants stopped is cancelled. path: where this is, as the ledger will say. Raises unknown_run, and invalid_argument outside read committed.';

CREATE FUNCTION dashboard_refresh.schedule(schedule text, time_zone text DEFAULT NULL::text, firings integer DEFAULT 3, at timestamp with time zone DEFAULT clock_timestamp()) RETURNS json
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if firings is null or firings not between 0 and 100 then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('firings = %s is out of range', coalesce(firings::text, 'null')),
      'It is the number of firings to list.',
      'Ask for 0 to 100 firings.'
    );
  end if;

  perform dashboard_refresh._require_schedule(schedule, time_zone);
  return dashboard_refresh._schedule_json(schedule, time_zone, firings, at);
end;
$$;

ALTER FUNCTION dashboard_refresh.schedule(schedule text, time_zone text, firings integer, at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.schedule(schedule text, time_zone text, firings integer, at timestamp with time zone) IS 'What a schedule means on this server, before it is set: its next `firings` firings (0-100) in time_zone (null: pg_cron''s), the longest that it lets pass, and the line that pg_cron gets for it. Raises invalid_setting, unsupported_schedule, invalid_argument.';

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

CREATE FUNCTION dashboard_refresh.silence_check(check_id text, view text DEFAULT NULL::text, silenced boolean DEFAULT true, silenced_by text DEFAULT NULL::text, reason text DEFAULT NULL::text) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_check constant dashboard_refresh.doctor_check := dashboard_refresh._require_check(silence_check.check_id);
  v_view dashboard_refresh.views;
begin
  if length(reason) not between 1 and 200 or reason ~ '[[:cntrl:]]' then
    perform dashboard_refresh._raise(
      'invalid_argument', 'reason is not allowed', 'It is a sentence for people.',
      'Give 1 to 200 characters, none of them a control character.'
    );
  elsif view is not null and not v_check.is_of_view then
    perform dashboard_refresh._raise(
      'invalid_argument', format('%s is not a check of a view', v_check.id), 'It is made once for all views.',
      'Leave out view.'
    );
  end if;

  perform dashboard_refresh._require_writable();

  if view is not null then
    v_view := dashboard_refresh._find_view(view);
  end if;

  delete from dashboard_refresh.doctor_silences
  where doctor_silences.check_id = v_check.id and doctor_silences.view_id is not distinct from v_view.id;

  if silenced is not false then
    insert into dashboard_refresh.doctor_silences (check_id, view_id, silenced_by, reason)
    values (v_check.id, v_view.id, coalesce(silence_check.silenced_by, session_user), silence_check.reason)
    on conflict do nothing;
  end if;

  return coalesce(
    (
      select listed.item
      from json_array_elements(
        dashboard_refresh._doctor_json(v_check.id, false, clock_timestamp()) -> 'checks'
      ) as listed (item)
      where v_view.id is null or listed.item ->> 'view' = v_view.view
      order by array_position('{error,warning,skipped,ok}', listed.item ->> 'status')
      limit 1
    ),
    dashboard_refresh._unmade_json(v_check)
  );
end;
$$;

ALTER FUNCTION dashboard_refresh.silence_check(check_id text, view text, silenced boolean, silenced_by text, reason text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.silence_check(check_id text, view text, silenced boolean, silenced_by text, reason text) IS 'Silences a check, of one view or (null) wherever it is made, or with silenced false lets it be heard again. It is made and shown all the same, and no longer counted as warning or error. Returns its row; of a check of several views the worst. Raises unknown_check, unknown_view, view_required, invalid_argument.';

CREATE FUNCTION dashboard_refresh.start_loop(started_by text DEFAULT NULL::text) RETURNS uuid
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_at constant timestamptz := clock_timestamp();
  v_loop_id uuid;
begin
  perform dashboard_refresh._require_writable();
  -- One that was given up, though the watchdog is not there to say so, does not keep the next from starting.
  perform dashboard_refresh._keep_look(doctor_loops.id, v_at)
  from dashboard_refresh.doctor_loops
  where doctor_loops.finished_at is null;

  insert into dashboard_refresh.doctor_loops (started_by)
  values (coalesce(start_loop.started_by, session_user))
  on conflict do nothing
  returning doctor_loops.id into v_loop_id;

  if v_loop_id is null then
    select doctor_loops.id into strict v_loop_id
    from dashboard_refresh.doctor_loops
    order by doctor_loops.started_at desc
    limit 1;
  end if;

  delete from dashboard_refresh.doctor_loops
  where doctor_loops.finished_at is not null
    and doctor_loops.id not in (
      select kept.id from dashboard_refresh.doctor_loops as kept order by kept.started_at desc limit 10
    );

  return v_loop_id;
end;
$$;

ALTER FUNCTION dashboard_refresh.start_loop(started_by text) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.start_loop(started_by text) IS 'Asks for a loop test, which the watchdog picks up within a minute, and returns its id; that of the one that runs where one does. The last ten are kept. Raises 25006 in a database that is read-only.';

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
    'pause', dashboard_refresh._pause_json(v_view),
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
  if not dashboard_refresh._is_due(v_view, v_state, v_at) then
    return 'not_due';
  elsif dashboard_refresh._suspended_until(v_view, v_state) > v_at then
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

COMMENT ON FUNCTION dashboard_refresh.tick(view text, search_path text) IS 'One firing of a view''s job, called by pg_cron. Returns what it did: read_only (the database is), paused, not_due (see _is_due), suspended, busy (a run is under way or waiting for the Edge Function), unchanged, paced or upstream (see _why_not_refresh), requested (the Edge Function was called), or, refreshed here, succeeded, failed or cancelled. A tick that refreshes nothing writes no run. search_path: that of the session, which nobody needs to give. Raises unknown_view.';

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

  insert into dashboard_refresh.runs (view_id, trigger, path, requested_by)
  values (v_view.id, 'sql', 'edge', session_user)
  returning * into v_run;

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

  perform dashboard_refresh._lock_rows(v_view.id);
  delete from dashboard_refresh.views where views.id = v_view.id;
  delete from dashboard_refresh.run_totals where run_totals.view_id = v_view.id;
  perform dashboard_refresh._sync_freshness_readers();

  insert into dashboard_refresh.config_changes (changed_by, action, view, before)
  values (
    coalesce(unmanage.changed_by, session_user), 'unmanage', v_view.view, dashboard_refresh._settings_json(v_view)
  );
end;
$$;

ALTER FUNCTION dashboard_refresh.unmanage(view text, changed_by text, restore_job boolean) OWNER TO postgres;

COMMENT ON FUNCTION dashboard_refresh.unmanage(view text, changed_by text, restore_job boolean) IS 'Stops managing a view: removes its job, its settings, its state and its runs, and leaves the view itself alone. restore_job: a hand-made job that was taken over is put back as it was; where there was none nothing is. The audit stays. Raises unknown_view, view_required, job_conflict, 55P03.';

CREATE FUNCTION dashboard_refresh.version() RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ select '0.2.0' $$;

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
            WHEN 20261107 THEN 'finish'::text
            WHEN 20261108 THEN 'cancel'::text
            ELSE NULL::text
        END AS kind,
    (pg_locks.objid)::integer AS key,
    pg_locks.pid,
    (pg_locks.mode = 'ExclusiveLock'::text) AS is_exclusive
   FROM pg_locks
  WHERE ((pg_locks.locktype = 'advisory'::text) AND (pg_locks.database = ( SELECT pg_database.oid
           FROM pg_database
          WHERE (pg_database.datname = current_database()))) AND ((pg_locks.classid >= (20261101)::oid) AND (pg_locks.classid <= (20261108)::oid)) AND (pg_locks.objsubid = 2) AND pg_locks.granted);

ALTER TABLE dashboard_refresh.held_locks OWNER TO postgres;

COMMENT ON VIEW dashboard_refresh.held_locks IS 'The advisory locks of this project that sessions hold. key: the id of the view for kinds view, refresh and drift, the hash of the run''s id for run, finish and cancel, the number of the slot for rescue; pid: the session.';

COMMENT ON COLUMN dashboard_refresh.held_locks.kind IS 'view, run, refresh, finish, cancel, rescue, configuration or drift.';

COMMENT ON COLUMN dashboard_refresh.held_locks.key IS 'Which view, run or slot.';

COMMENT ON COLUMN dashboard_refresh.held_locks.pid IS 'Process id of the session that holds the lock.';

COMMENT ON COLUMN dashboard_refresh.held_locks.is_exclusive IS 'False where others may share it.';

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

CREATE TABLE dashboard_refresh.release_objects (
    kind text NOT NULL,
    identity text NOT NULL,
    hash text NOT NULL,
    definition text
);

ALTER TABLE dashboard_refresh.release_objects OWNER TO postgres;

COMMENT ON TABLE dashboard_refresh.release_objects IS 'Objects of the installed release: one row a function, view, table, column, constraint, index, sequence or type.';

COMMENT ON COLUMN dashboard_refresh.release_objects.kind IS 'function, view, table, column, constraint, index, sequence or type.';

COMMENT ON COLUMN dashboard_refresh.release_objects.identity IS 'Its qualified name; of a function with its arguments.';

COMMENT ON COLUMN dashboard_refresh.release_objects.hash IS 'Hash of what it is made of, as every version of PostgreSQL tells it; see _objects.';

COMMENT ON COLUMN dashboard_refresh.release_objects.definition IS 'Statements that make it again; null where that takes a backup.';

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

CREATE TABLE dashboard_refresh.run_cancellations (
    run_id uuid NOT NULL,
    requested_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    requested_by text NOT NULL,
    reason text,
    CONSTRAINT run_cancellations_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 200)))
);

ALTER TABLE dashboard_refresh.run_cancellations OWNER TO postgres;

COMMENT ON TABLE dashboard_refresh.run_cancellations IS 'Cancellations: one row a run that somebody wants stopped. The run is cancelled once its session has let go.';

COMMENT ON COLUMN dashboard_refresh.run_cancellations.run_id IS 'The run.';

COMMENT ON COLUMN dashboard_refresh.run_cancellations.requested_at IS 'When it was to be stopped.';

COMMENT ON COLUMN dashboard_refresh.run_cancellations.requested_by IS 'Who: what the Edge Function says of its caller, or the role of the database session.';

COMMENT ON COLUMN dashboard_refresh.run_cancellations.reason IS 'Why, for people; null when nothing was said.';

CREATE TABLE dashboard_refresh.run_totals (
    view_id integer NOT NULL,
    status text NOT NULL,
    trigger text NOT NULL,
    path text NOT NULL,
    runs bigint DEFAULT 0 NOT NULL,
    refreshes bigint DEFAULT 0 NOT NULL,
    seconds numeric DEFAULT 0 NOT NULL,
    rows_inserted bigint DEFAULT 0 NOT NULL,
    rows_deleted bigint DEFAULT 0 NOT NULL,
    part integer DEFAULT 0 NOT NULL
);

ALTER TABLE dashboard_refresh.run_totals OWNER TO postgres;

COMMENT ON TABLE dashboard_refresh.run_totals IS 'Totals of the runs that became final since the view is managed, by status, trigger and path. They never fall.';

COMMENT ON COLUMN dashboard_refresh.run_totals.view_id IS 'The managed view. No foreign key: a run that ends must never wait for a transaction that unmanages the view.';

COMMENT ON COLUMN dashboard_refresh.run_totals.status IS 'succeeded, failed, lost or cancelled.';

COMMENT ON COLUMN dashboard_refresh.run_totals.trigger IS 'As in runs.';

COMMENT ON COLUMN dashboard_refresh.run_totals.path IS 'As in runs: where they ran.';

COMMENT ON COLUMN dashboard_refresh.run_totals.runs IS 'Number of runs.';

COMMENT ON COLUMN dashboard_refresh.run_totals.refreshes IS 'Number of them that were refreshes of their own: not served by that of another run, and begun.';

COMMENT ON COLUMN dashboard_refresh.run_totals.seconds IS 'Seconds that these refreshes took.';

COMMENT ON COLUMN dashboard_refresh.run_totals.rows_inserted IS 'Rows that they added.';

COMMENT ON COLUMN dashboard_refresh.run_totals.rows_deleted IS 'Rows that they removed.';

COMMENT ON COLUMN dashboard_refresh.run_totals.part IS 'Tells the rows of a combination apart: 0, or the process id of the session that made it. Add them up.';

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

ALTER TABLE ONLY dashboard_refresh.doctor_loops
    ADD CONSTRAINT doctor_loops_pkey PRIMARY KEY (id);

ALTER TABLE ONLY dashboard_refresh.doctor_silences
    ADD CONSTRAINT doctor_silences_key UNIQUE NULLS NOT DISTINCT (check_id, view_id);

ALTER TABLE ONLY dashboard_refresh.duty_failures
    ADD CONSTRAINT duty_failures_key UNIQUE NULLS NOT DISTINCT (duty, view_id);

ALTER TABLE ONLY dashboard_refresh.installation
    ADD CONSTRAINT installation_pkey PRIMARY KEY (is_only_row);

ALTER TABLE ONLY dashboard_refresh.release_objects
    ADD CONSTRAINT release_objects_pkey PRIMARY KEY (kind, identity);

ALTER TABLE ONLY dashboard_refresh.run_cancellations
    ADD CONSTRAINT run_cancellations_pkey PRIMARY KEY (run_id);

ALTER TABLE ONLY dashboard_refresh.run_totals
    ADD CONSTRAINT run_totals_pkey PRIMARY KEY (view_id, status, trigger, path, part);

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

CREATE UNIQUE INDEX doctor_loops_running_key ON dashboard_refresh.doctor_loops USING btree (((finished_at IS NULL))) WHERE (finished_at IS NULL);

CREATE INDEX doctor_silences_view_id_idx ON dashboard_refresh.doctor_silences USING btree (view_id);

CREATE UNIQUE INDEX runs_cron_run_id_key ON dashboard_refresh.runs USING btree (cron_run_id, requested_at);

CREATE INDEX runs_finished_at_idx ON dashboard_refresh.runs USING btree (finished_at);

CREATE INDEX runs_queued_idx ON dashboard_refresh.runs USING btree (view_id, requested_at) WHERE (status = 'queued'::text);

CREATE INDEX runs_requested_at_idx ON dashboard_refresh.runs USING btree (requested_at DESC, id DESC);

CREATE INDEX runs_unsuccessful_idx ON dashboard_refresh.runs USING btree (requested_at DESC, id DESC) WHERE (status <> 'succeeded'::text);

CREATE INDEX runs_view_id_requested_at_idx ON dashboard_refresh.runs USING btree (view_id, requested_at DESC, id DESC);

CREATE UNIQUE INDEX views_job_name_key ON dashboard_refresh.views USING btree (job_name) WHERE (job_name IS NOT NULL);

COMMENT ON INDEX dashboard_refresh.views_job_name_key IS 'Each managed view has a job of its own.';

ALTER TABLE ONLY dashboard_refresh.alerts
    ADD CONSTRAINT alerts_view_id_fkey FOREIGN KEY (view_id) REFERENCES dashboard_refresh.views(id) ON DELETE CASCADE;

ALTER TABLE ONLY dashboard_refresh.doctor_silences
    ADD CONSTRAINT doctor_silences_view_id_fkey FOREIGN KEY (view_id) REFERENCES dashboard_refresh.views(id) ON DELETE CASCADE;

ALTER TABLE ONLY dashboard_refresh.run_cancellations
    ADD CONSTRAINT run_cancellations_run_id_fkey FOREIGN KEY (run_id) REFERENCES dashboard_refresh.runs(id) ON DELETE CASCADE;

ALTER TABLE ONLY dashboard_refresh.runs
    ADD CONSTRAINT runs_view_id_fkey FOREIGN KEY (view_id) REFERENCES dashboard_refresh.views(id) ON DELETE CASCADE;

ALTER TABLE ONLY dashboard_refresh.view_state
    ADD CONSTRAINT view_state_view_id_fkey FOREIGN KEY (view_id) REFERENCES dashboard_refresh.views(id) ON DELETE CASCADE;

ALTER TABLE dashboard_refresh.alerts ENABLE ROW LEVEL SECURITY;

ALTER TABLE dashboard_refresh.config_changes ENABLE ROW LEVEL SECURITY;

ALTER TABLE dashboard_refresh.doctor_loops ENABLE ROW LEVEL SECURITY;

ALTER TABLE dashboard_refresh.doctor_silences ENABLE ROW LEVEL SECURITY;

ALTER TABLE dashboard_refresh.duty_failures ENABLE ROW LEVEL SECURITY;

ALTER TABLE dashboard_refresh.installation ENABLE ROW LEVEL SECURITY;

ALTER TABLE dashboard_refresh.release_objects ENABLE ROW LEVEL SECURITY;

ALTER TABLE dashboard_refresh.run_cancellations ENABLE ROW LEVEL SECURITY;

ALTER TABLE dashboard_refresh.run_totals ENABLE ROW LEVEL SECURITY;

ALTER TABLE dashboard_refresh.runs ENABLE ROW LEVEL SECURITY;

ALTER TABLE dashboard_refresh.session_settings ENABLE ROW LEVEL SECURITY;

ALTER TABLE dashboard_refresh.view_state ENABLE ROW LEVEL SECURITY;

ALTER TABLE dashboard_refresh.views ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TYPE dashboard_refresh.check_result FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.doctor_check FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.checked FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.watched FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.definition FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.displaced_source FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.endpoint FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.vault_contents FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.examination FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.failure FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.found_problem FROM PUBLIC;

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

REVOKE ALL ON TYPE dashboard_refresh.release_object FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.request_outcome FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.sampled_column FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.schedule_fields FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.scheduler FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.setting FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.source_read FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.touched_relation FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.type_part FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.unique_index FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.vocabulary FROM PUBLIC;

REVOKE ALL ON TYPE dashboard_refresh.write_look FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._after_attempt(alert dashboard_refresh.alerts, problem text, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._alert_body(alert dashboard_refresh.alerts) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._alert_endpoint() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._alert_json(alert dashboard_refresh.alerts) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._alert_message_id(alert dashboard_refresh.alerts) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._alert_problems(view dashboard_refresh.views, endpoint dashboard_refresh.endpoint) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._alerts_json(view dashboard_refresh.views, state dashboard_refresh.view_state, endpoint dashboard_refresh.endpoint) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._all_checked(check_id text, is_deep boolean, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._all_views(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._analyze(view dashboard_refresh.views, relation oid, rows_written bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._answer_waiting(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._api_limit() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._apply_patch(view dashboard_refresh.views, patch jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._apply_setting(setting dashboard_refresh.setting, value jsonb, view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._argument_types(call jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._around_checks() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._as_of_by(view dashboard_refresh.views, state dashboard_refresh.view_state, known_until timestamp with time zone, epoch text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._as_owner(owner oid, statement text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._ask_source(source text, view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._attention_json(view dashboard_refresh.views, state dashboard_refresh.view_state, freshness text, suspended_until timestamp with time zone, last_run dashboard_refresh.runs, is_read_only boolean, is_scheduler_dead boolean, has_job boolean, is_job_active boolean, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._begin_drift(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._begin_work(run_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._blocking_sessions(relation oid, method text, place dashboard_refresh.place) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._body_obstacle(function pg_proc) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._broadcast(topic text, payload jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._broken_loop(test dashboard_refresh.doctor_loops, leg text, why text, hint text, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._calls(node jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._cancel_asked(view_id integer, but uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._cancel_overlong(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._carry_loops(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._catalog_changes() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._catalog_stamp(watched dashboard_refresh.watched[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._chain_json(run dashboard_refresh.runs, commands text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._chained_run_json(run dashboard_refresh.runs) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._change_sentences(before dashboard_refresh.views, after dashboard_refresh.views, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_alert_webhook(examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_cron_log_kept(examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_cron_roles(examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_cron_scheduler(examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_jobs_orphaned(examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_ledger_kept(examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_loop(examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_net_backlog(examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_net_installed(examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_net_log(examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_net_queue_trigger(examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_net_worker(examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_oldest_transaction(examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_promises(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_realtime_publication(examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_schema_drift(examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_schema_exposed(examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_schema_extra(examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_schema_privileges(examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_statistics(examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_time_zone(examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_unmanaged_views(examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_vault_installed(examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_vault_project_url(examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_vault_trigger_secret(examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_view(check_id text, view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_view_analyzed(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_view_bloat(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_view_duration(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_view_fresh(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_view_index(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_view_paused(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_view_privileges(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_view_readers(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_view_search_path(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_view_skips(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_view_suspended(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_view_temp(view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_watchdog_duties(examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._check_wrapper_privileges(examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._checked_json(checked dashboard_refresh.checked, silence dashboard_refresh.doctor_silences) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._checks_of(view dashboard_refresh.views, wanted text[], broken text[], examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._choose_hint(view dashboard_refresh.views, run dashboard_refresh.runs, failure dashboard_refresh.failure, place dashboard_refresh.place) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._choose_path(view dashboard_refresh.views, state dashboard_refresh.view_state, endpoint dashboard_refresh.endpoint, at timestamp with time zone, OUT path text, OUT reason text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._claim_alert(alert_id uuid, attempt integer, claimed_by uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._close_alerts(view dashboard_refresh.views, state dashboard_refresh.view_state, kinds text[], at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._collations_mentioned(nodes jsonb[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._column_text(variable jsonb, queries jsonb[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._columns(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._common_rows_text(watched dashboard_refresh.watched) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._comparable_tree(tree text, relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._compare(view dashboard_refresh.views, relation oid, by text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._concurrently_json(view dashboard_refresh.views, relation dashboard_refresh.relation_facts, proposed_index json) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._constants(nodes jsonb[], type regtype) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._conversion_obstacle(node jsonb, vocabulary dashboard_refresh.vocabulary) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._count_runs(run_ids uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._count_unmanaged() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._count_writes(view dashboard_refresh.views, state dashboard_refresh.view_state, look dashboard_refresh.write_look, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._cron_field(field text, lowest integer, highest integer, names text[], OUT field_values integer[], OUT bad_part text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._cron_problems() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._cron_run_json(run dashboard_refresh.runs, commands text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._cron_zone() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._current_identity() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._database_samples(scheduler dashboard_refresh.scheduler, is_read_only boolean) FROM PUBLIC;

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

REVOKE ALL ON FUNCTION dashboard_refresh._doctor_checks() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._doctor_json(check_id text, is_deep boolean, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._drift_query(relation oid, shown text, defined text, by text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._drift_side(relation oid, source text, by text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._drifted_objects(OUT kind text, OUT identity text, OUT state text, OUT definition text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._drop_run(run dashboard_refresh.runs, view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._duties(at timestamp with time zone, OUT before_views text[], OUT of_each_view text, OUT after_views text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._elsewhere_problems(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._end_work(run dashboard_refresh.runs) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._error_codes() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._examine(is_deep boolean, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._examined_jobs_json(view dashboard_refresh.views, managed boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._examined_rows_json(relation dashboard_refresh.relation_facts, rows_bytes bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._examined_skip_json(view dashboard_refresh.views, definition dashboard_refresh.definition) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._examined_sources_json(sources oid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._execute_refresh(view dashboard_refresh.views, method text, state dashboard_refresh.view_state) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._expect_settings(custom_settings text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._expression_text(expression jsonb, queries jsonb[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._extension_of(function pg_proc) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._fail_after(run dashboard_refresh.runs, before dashboard_refresh.runs) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._fail_dependants(run dashboard_refresh.runs, view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._failed_ticks(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._failing_place(context text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._failure_hint(view dashboard_refresh.views, run dashboard_refresh.runs, failure dashboard_refresh.failure) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._failure_kind(error_sqlstate text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._find_alert(alert_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._find_key(relation oid, until timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._find_loop(loop_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._find_run(run_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._find_run_under_way(run_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._find_view(view text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._fingerprint(storage oid[], epoch text, custom_settings text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._finish_cancellations(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._finish_runs(run dashboard_refresh.runs, waiting uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._fires_every_day(parsed dashboard_refresh.schedule_fields) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._fires_every_hour(parsed dashboard_refresh.schedule_fields) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._first_instant(local_time timestamp without time zone, time_zone text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._fits_api(run dashboard_refresh.runs) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._follow_rename(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._follow_renames(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._forget_future_times(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._forget_losses(view dashboard_refresh.views, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._forget_origin(at timestamp with time zone, OUT ended_runs bigint, OUT dropped_alerts bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._freshness_state(view dashboard_refresh.views, as_of timestamp with time zone, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._function_delivers(function_endpoint dashboard_refresh.endpoint, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._function_endpoint() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._function_hint(message text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._function_obstacle(function oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._function_problems(view dashboard_refresh.views, endpoint dashboard_refresh.endpoint) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._functions_of_types(types oid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._functions_within(functions oid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._hand_made_jobs(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._hand_made_json(job dashboard_refresh.hand_made_job) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._has_come_further(test dashboard_refresh.doctor_loops, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._has_same_sources(state dashboard_refresh.view_state, epoch text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._has_stalled(watchdog dashboard_refresh.logged_firing, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._has_ticked(view dashboard_refresh.views, since timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._hmac_sha256(message bytea, key bytea) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._hold_alerts(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._holding_session(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._index_row_hint(relation oid, failure dashboard_refresh.failure) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._index_statement(view dashboard_refresh.views, columns text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._installation_problems() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_analyze_due(view dashboard_refresh.views, relation oid, rows_written bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_cancellation_asked(run_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_cron_at_least(major integer, minor integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_due(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_held(alert dashboard_refresh.alerts, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_in_form(setting dashboard_refresh.setting, value jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_key(relation oid, columns text[], limited boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_known_node(name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_left_to_rescue(run dashboard_refresh.runs) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_of_type(setting dashboard_refresh.setting, value jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_overdue(run dashboard_refresh.runs, last_finished_at timestamp with time zone, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_proper_zone(name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_quiet(quiet_hours text, time_zone text, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_read_only() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_recordable(name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_refresh_of(command text, view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_retry_due(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_row_security_in_force(relation oid, reader oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_running(run_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_session_name(application_name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_text_search(function oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_time_zone(time_zone text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_unaccent(function pg_proc) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_unchanged(view dashboard_refresh.views, state dashboard_refresh.view_state, epoch text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._is_undelivered(alert dashboard_refresh.alerts) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._job_json(view dashboard_refresh.views, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._job_problems(view dashboard_refresh.views, state dashboard_refresh.view_state) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._job_relation(view_name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._job_schedule(schedule text, time_zone text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._job_to_take_over(view dashboard_refresh.views, patch jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._json_path_obstacle(node jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._judged_views(scheduler dashboard_refresh.scheduler, is_read_only boolean, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._keep_look(loop_id uuid, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._key_candidates(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._key_columns(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._key_statement(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._keys(columns text[], width integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._kind_name(kind "char") FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._known_as_of(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._known_state(view dashboard_refresh.views, state dashboard_refresh.view_state) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._largest_gap(schedule text, after timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._last_ended_run(view_id integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._last_run_json(run dashboard_refresh.runs) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._last_runs_json(view dashboard_refresh.views, max_runs integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._last_short_runs(view_id integer, max_runs integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._last_tried_alert(view_id integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._last_watchdog_firing(status text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._left_no_trace(view dashboard_refresh.views, state dashboard_refresh.view_state, since timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._likeness(one text, other text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._lock_configuration() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._lock_finish(run_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._lock_rows(view_id integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._login_settings(names text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._longest_of_late(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._look_at_loop(test dashboard_refresh.doctor_loops, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._look_at_writes(view dashboard_refresh.views, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._lookup_hint(run dashboard_refresh.runs, place dashboard_refresh.place) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._loop_json(test dashboard_refresh.doctor_loops) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._loop_legs_json(test dashboard_refresh.doctor_loops) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._loop_samples() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._loss_limit() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._make_check(made dashboard_refresh.doctor_check, view dashboard_refresh.views, state dashboard_refresh.view_state, problems dashboard_refresh.found_problem[], examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._make_definition(relation oid, name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._make_standing_jobs() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._makes_times(path jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._mark_overdue_lost(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._mark_running(view_id integer, run_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._match_views(view text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._matches_day(parsed dashboard_refresh.schedule_fields, day date) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._may_be_queued(since timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._may_be_zone(name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._may_read_freshness(freshness_readers text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._may_refresh_json(view dashboard_refresh.views, relation dashboard_refresh.relation_facts) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._may_terminate(usesysid oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._measured_json(view dashboard_refresh.views, concurrent json, definition dashboard_refresh.definition) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._merge_results(results dashboard_refresh.check_result[], ok text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._metric_definitions() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._minute_field(minutes integer[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._minutes_of_day(parsed dashboard_refresh.schedule_fields) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._misfits(view dashboard_refresh.views, patch jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._missing_inside(relation oid, place dashboard_refresh.place, message text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._missing_on_functions(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._missing_on_others(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._missing_on_relations(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._missing_results(relation oid, is_temporary boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._name_to_keep(name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._name_without_age(name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._named_relation(name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._named_schemas(names text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._names_function(code text, schema_name text, function_name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._names_of(view text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._near_relations(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._nearest_setting(name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._nearest_time_zone(name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._needs_rescue(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._new_view(name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._next_firing(schedule text, after timestamp with time zone, time_zone text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._next_match(parsed dashboard_refresh.schedule_fields, after timestamp with time zone, time_zone text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._next_of_every_hour(parsed dashboard_refresh.schedule_fields, after timestamp with time zone, time_zone text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._next_rescue(budget interval, tried uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._next_run_at(view dashboard_refresh.views, schedule text, last_fired_at timestamp with time zone, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._next_runs(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._node_obstacle(node jsonb, vocabulary dashboard_refresh.vocabulary) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._node_type(node jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._nodes(tree jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._not_comparable_hint() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._note_cancellation(run_id uuid, cancelled_by text, reason text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._note_look(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._note_rescue(slot integer, view_id integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._noted_rescues() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._notify_readers(run dashboard_refresh.runs, view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._null_key_problems(view dashboard_refresh.views, state dashboard_refresh.view_state) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._null_keys_before(view dashboard_refresh.views, relation dashboard_refresh.relation_facts, method text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._null_keys_hint(relation oid, null_columns text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._objects(with_definitions boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._open_alert(view dashboard_refresh.views, kind text, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._open_rights() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._other_job_problems(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._overlong_sessions(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._overview_rank(freshness text, is_suspended boolean, state dashboard_refresh.view_state, view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._overview_rows(max_runs integer, scheduler dashboard_refresh.scheduler, is_read_only boolean, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._owner() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._pairs(word text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._parse_node_tree(tree text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._parse_schedule(schedule text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._path_problems(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._pause_json(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._permission_hint(view dashboard_refresh.views, run dashboard_refresh.runs, place dashboard_refresh.place) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._pickup_time() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._place_words(relation oid, place dashboard_refresh.place) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._platform_checks() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._post(url text, secret text, message_id text, body jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._present(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._problems(view dashboard_refresh.views, state dashboard_refresh.view_state, function_endpoint dashboard_refresh.endpoint, alert_endpoint dashboard_refresh.endpoint, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._problems_of(source text, view dashboard_refresh.views, examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._promise_facts(view dashboard_refresh.views, at timestamp with time zone, OUT gap interval, OUT p95 interval, OUT is_reachable boolean, OUT suggested_schedule text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._promise_json(view dashboard_refresh.views, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._promise_problems(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._proposed_index_json(view dashboard_refresh.views, relation dashboard_refresh.relation_facts, rows_bytes bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._put_into_vault(name text, value text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._queries(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._queries_around(expression jsonb, tree jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._queries_beneath(query dashboard_refresh.query) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._query_obstacle(queries dashboard_refresh.query[], vocabulary dashboard_refresh.vocabulary) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._queue_dependants(run dashboard_refresh.runs, view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._queue_has_trigger() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._queue_in_turn(view dashboard_refresh.views, requested_by text) FROM PUBLIC;

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

REVOKE ALL ON FUNCTION dashboard_refresh._record_end(view dashboard_refresh.views, run dashboard_refresh.runs) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._record_failed_run(view dashboard_refresh.views, run dashboard_refresh.runs) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._record_failed_ticks(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._record_failure(view dashboard_refresh.views, error_sqlstate text, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._record_installation() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._record_login() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._record_loss(view dashboard_refresh.views, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._record_missed_tick(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._record_outcome(view dashboard_refresh.views, state dashboard_refresh.view_state, run dashboard_refresh.runs) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._record_release() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._record_run(refreshed dashboard_refresh.refreshed, view dashboard_refresh.views, writes dashboard_refresh.write_look, waiting uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._record_settings(search_path text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._record_success(view dashboard_refresh.views, state dashboard_refresh.view_state, run dashboard_refresh.runs) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._record_verified(state dashboard_refresh.view_state, known_until timestamp with time zone, catalog_changes bigint, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._recorded_as_of(state dashboard_refresh.view_state) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._refresh(run dashboard_refresh.runs, view dashboard_refresh.views, path text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._refresh_copy(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._refresh_relation(view dashboard_refresh.views, run dashboard_refresh.runs) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._refresh_search_path() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._refresh_statements(code text, view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._refreshes(code text, view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._refreshing_functions(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._refreshing_job_remedy(job dashboard_refresh.refreshing_job, view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._refreshing_jobs(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._refreshing_json(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._refreshing_views() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._refused_loop(test dashboard_refresh.doctor_loops, outcome dashboard_refresh.request_outcome, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._relation(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._relation_objects(with_definitions boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._relation_oid(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._relation_stamp(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._repair_of(problem dashboard_refresh.found_problem, view dashboard_refresh.views, OUT kind text, OUT repair text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._repair_of_hint(hint text, OUT kind text, OUT repair text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._repair_stamp(view dashboard_refresh.views, state dashboard_refresh.view_state) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._repair_statement(code text, view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._request_chain(view dashboard_refresh.views, as_of timestamp with time zone, requested_by text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._request_outcome(request_id bigint, message_id text, sent_at timestamp with time zone, OUT state text, OUT status_code integer, OUT error_message text, OUT begun_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._request_settings() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._require_cancellable(run dashboard_refresh.runs, reason text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._require_check(check_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._require_comparable(view dashboard_refresh.views, relation dashboard_refresh.relation_facts, by text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._require_materialized_view(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._require_patch(patch jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._require_relation(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._require_schedule(schedule text, time_zone text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._require_unheld(view dashboard_refresh.views, state dashboard_refresh.view_state) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._require_writable() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._rescue_command() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._rescue_slot() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._restore_job(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._restore_jobs() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._restore_objects() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._rests_until(view dashboard_refresh.views, state dashboard_refresh.view_state) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._result_of_problems(made dashboard_refresh.doctor_check, view dashboard_refresh.views, problems dashboard_refresh.found_problem[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._resume_paused(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._retention() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._retry_delay(failures integer, failure_limit integer, kind text, jitter double precision) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._role_settings() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._routine_objects(with_definitions boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._row_name(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._rows_text(watched dashboard_refresh.watched) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._rows_written(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._run_before(run dashboard_refresh.runs, view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._run_duty(duty text, view_id integer, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._run_json(run dashboard_refresh.runs) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._run_problems(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._run_samples() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._run_since(view dashboard_refresh.views, as_of timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._safe_message(message text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._save_settings(view dashboard_refresh.views, patch jsonb, action text, changed_by text, before json) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._schedule_error(schedule text, OUT code text, OUT message text, OUT detail text, OUT hint text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._schedule_json(schedule text, time_zone text, firings integer, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._scheduler(at timestamp with time zone, OUT is_alive boolean, OUT last_fired_at timestamp with time zone, OUT watchdog_last_at timestamp with time zone, OUT time_zone text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._search_path_for(function oid, missing text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._search_paths(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._send_alert(alert dashboard_refresh.alerts, endpoint dashboard_refresh.endpoint, function_endpoint dashboard_refresh.endpoint, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._send_directly(alert dashboard_refresh.alerts, endpoint dashboard_refresh.endpoint, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._send_trigger(run dashboard_refresh.runs, view dashboard_refresh.views, endpoint dashboard_refresh.endpoint) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._serial_cron_problems(has_background_workers boolean, max_running_jobs integer, is_1_5 boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._session_name(run_id uuid, since timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._session_run(application_name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._session_settings() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._session_settings_json(state dashboard_refresh.view_state) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._session_since(application_name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._setting_asked_for(call jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._setting_choices(name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._setting_json(setting dashboard_refresh.setting) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._setting_left_here(custom_settings text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._setting_names() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._setting_statement(view text, settings jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._settings_json(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._settings_stamp(custom_settings text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._short_run_json(run dashboard_refresh.runs) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._shortage_hint(relation oid, error_sqlstate text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._shows_last_refresh(view dashboard_refresh.views, state dashboard_refresh.view_state) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._sign(secret text, message_id text, at_epoch_seconds bigint, body text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._signed_headers(secret text, message_id text, body text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._signing_secret(secrets text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._sizes(relation oid, OUT rows_bytes bigint, OUT all_bytes bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._skip_json(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._skipped_times(time_zone text, at timestamp with time zone, OUT until timestamp with time zone, OUT first_minute integer, OUT last_minute integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._source_changed_here(storage oid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._source_obstacle(reads dashboard_refresh.read[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._source_problems(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._sources_beneath(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._standing_jobs() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._state_of(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._statement_timeout_of_jobs() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._statistics_horizon(at timestamp with time zone, OUT known_until timestamp with time zone, OUT epoch text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._stop_run(run dashboard_refresh.runs, until timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._stop_work(run_id uuid, until timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._store_alert(alert dashboard_refresh.alerts) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._store_settings(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._suggest_schedule(longest interval) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._summarize_alerts(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._suspended_json(view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._suspended_until(view dashboard_refresh.views, state dashboard_refresh.view_state) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._sync_freshness_readers() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._sync_job(view dashboard_refresh.views, before jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._table_part_objects(with_definitions boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._take_over_statement(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._terminate_statement(pid integer, usesysid oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._tick_command(view text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._tick_commands(view text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._time_refresh(view dashboard_refresh.views, definition dashboard_refresh.definition, OUT duration_ms numeric, OUT problem text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._time_zone_error(time_zone text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._totals_json(view dashboard_refresh.views, since timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._touched_relations(relation oid, method text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._try_definition(relation oid, search_path text, name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._try_lock_drift(view_id integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._try_lock_rows(view_id integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._try_lock_view(view_id integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._types_mentioned(nodes jsonb[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._types_within(types oid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._unanswered_loop(test dashboard_refresh.doctor_loops, outcome dashboard_refresh.request_outcome, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._unfired_loop(test dashboard_refresh.doctor_loops, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._unique_indexes(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._unique_indexes_json(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._unmade_json(made dashboard_refresh.doctor_check) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._unpopulated_hint(relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._unseen_run(application_name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._untrusted(storage oid[], custom_settings text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._upstream_as_of(state dashboard_refresh.view_state, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._upstream_as_of_by(state dashboard_refresh.view_state, known_until timestamp with time zone, epoch text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._upstream_is_busy(state dashboard_refresh.view_state) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._upstream_now(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._upstream_views(state dashboard_refresh.view_state) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._url_problem(url text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._use_settings(settings jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._uses_background_workers() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._value_hint(run dashboard_refresh.runs, failure dashboard_refresh.failure) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._view_checks() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._view_problems(view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._view_problems_of(source text, view dashboard_refresh.views, state dashboard_refresh.view_state, examined dashboard_refresh.examination) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._view_samples(scheduler dashboard_refresh.scheduler, is_read_only boolean, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._views_in_order() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._views_to_check(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._vocabulary(types oid[], functions oid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._volatility_obstacle(function pg_proc) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._waiting_limit() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._wanted_checks(check_id text) FROM PUBLIC;

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

REVOKE ALL ON FUNCTION dashboard_refresh._why_not_known(state dashboard_refresh.view_state) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._why_not_refresh(view dashboard_refresh.views, state dashboard_refresh.view_state, known_until timestamp with time zone, epoch text, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._why_read_only() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._widest_key() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._with_challenge(answer json, check_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._with_children(relations oid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._with_definition(state dashboard_refresh.view_state, definition dashboard_refresh.definition) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._with_outcome(alert dashboard_refresh.alerts, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._without_comments(code text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._without_refresh(job_id bigint, command text, view dashboard_refresh.views) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._without_rewritten(refreshed dashboard_refresh.refreshed, relation oid, before dashboard_refresh.null_keys) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._without_writing(tree text, relation oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._working_session(run_id uuid, OUT pid integer, OUT usesysid oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._write_alert(view dashboard_refresh.views, state dashboard_refresh.view_state, kind text, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._write_settings(settings jsonb, recorded_in text, recorded_at timestamp with time zone, session_started_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._wrong_type(setting dashboard_refresh.setting) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh._zone_offsets(time_zone text, other_zone text, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.adopt() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.alert_history(view text, before uuid, max_alerts integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.cancel(run_id uuid, cancelled_by text, reason text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.changes(view text, before bigint, max_changes integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.doctor(check_id text, deep boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.drift(view text, by text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.examine(view text, measure boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.history(view text, status text, before uuid, max_runs integer, since timestamp with time zone, all_views boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.is_fresh() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.manage(view text, schedule text, settings jsonb, expect_missing boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.metrics(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.overview(runs integer, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.preview(view text, settings jsonb, expected_revision integer, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.reconfigure(view text, settings jsonb, changed_by text, expected_revision integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.reconfigure_all(settings jsonb, changed_by text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.refresh_all(force boolean, requested_by text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.request(view text, trigger text, force boolean, requested_by text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.request_as_of(view text, as_of timestamp with time zone, requested_by text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.rescue() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.run(run_id uuid, path text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.schedule(schedule text, time_zone text, firings integer, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.settings() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.silence_check(check_id text, view text, silenced boolean, silenced_by text, reason text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.start_loop(started_by text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.status(view text, runs integer, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.test_alert() FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.tick(view text, search_path text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.try_chain(view text) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.unmanage(view text, changed_by text, restore_job boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION dashboard_refresh.version() FROM PUBLIC;

REVOKE ALL ON PROCEDURE dashboard_refresh.watchdog(IN at timestamp with time zone) FROM PUBLIC;


-- Wrapper: public.cancel_dashboard_refresh(uuid,text,text)
CREATE OR REPLACE FUNCTION public.cancel_dashboard_refresh(run_id uuid, cancelled_by text DEFAULT NULL::text, reason text DEFAULT NULL::text)
 RETURNS json
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return dashboard_refresh.cancel(run_id, cancelled_by, reason);
end;
$function$
;
ALTER FUNCTION public.cancel_dashboard_refresh(uuid,text,text) OWNER TO postgres;
COMMENT ON FUNCTION public.cancel_dashboard_refresh(uuid,text,text) IS 'API: stops a run and returns it, cancelled or still cancelling; see dashboard_refresh.cancel. Errors: unknown_run, run_finished, invalid_argument.';
GRANT EXECUTE ON FUNCTION public.cancel_dashboard_refresh(uuid,text,text) TO postgres;
GRANT EXECUTE ON FUNCTION public.cancel_dashboard_refresh(uuid,text,text) TO service_role;

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

-- Wrapper: public.list_dashboard_freshness()
CREATE OR REPLACE FUNCTION public.list_dashboard_freshness()
 RETURNS TABLE(view text, as_of timestamp with time zone, staleness_seconds numeric, refreshed_at timestamp with time zone, state text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return query
  select
    present.view,
    known.as_of,
    round(extract(epoch from known.at - known.as_of), 1),
    (dashboard_refresh._known_state(present, dashboard_refresh._state_of(present))).data_as_of,
    dashboard_refresh._freshness_state(present, known.as_of, known.at)
  from dashboard_refresh.views
  cross join lateral dashboard_refresh._present(views) as present
  cross join lateral (
    select times.at, dashboard_refresh._known_as_of(present, dashboard_refresh._state_of(present), times.at) as as_of
    from clock_timestamp() as times (at)
  ) as known
  where dashboard_refresh._may_read_freshness(present.freshness_readers)
  order by present.view;
end;
$function$
;
ALTER FUNCTION public.list_dashboard_freshness() OWNER TO postgres;
COMMENT ON FUNCTION public.list_dashboard_freshness() IS 'For readers: what the view public.dashboard_freshness shows to its caller. Granted to the API roles by the setting freshness_readers.';
GRANT EXECUTE ON FUNCTION public.list_dashboard_freshness() TO postgres;
GRANT EXECUTE ON FUNCTION public.list_dashboard_freshness() TO service_role;

-- Wrapper: public.list_dashboard_refresh_alerts(text,uuid,integer)
CREATE OR REPLACE FUNCTION public.list_dashboard_refresh_alerts(view text DEFAULT NULL::text, before uuid DEFAULT NULL::uuid, max_alerts integer DEFAULT 50)
 RETURNS json
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return dashboard_refresh.alert_history(view, before, coalesce(max_alerts, 50));
end;
$function$
;
ALTER FUNCTION public.list_dashboard_refresh_alerts(text,uuid,integer) OWNER TO postgres;
COMMENT ON FUNCTION public.list_dashboard_refresh_alerts(text,uuid,integer) IS 'API: see dashboard_refresh.alert_history. Errors: unknown_view, view_required, unknown_alert, invalid_argument.';
GRANT EXECUTE ON FUNCTION public.list_dashboard_refresh_alerts(text,uuid,integer) TO postgres;
GRANT EXECUTE ON FUNCTION public.list_dashboard_refresh_alerts(text,uuid,integer) TO service_role;

-- Wrapper: public.list_dashboard_refresh_changes(text,bigint,integer)
CREATE OR REPLACE FUNCTION public.list_dashboard_refresh_changes(view text DEFAULT NULL::text, before bigint DEFAULT NULL::bigint, max_changes integer DEFAULT 50)
 RETURNS json
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return dashboard_refresh.changes(view, before, coalesce(max_changes, 50));
end;
$function$
;
ALTER FUNCTION public.list_dashboard_refresh_changes(text,bigint,integer) OWNER TO postgres;
COMMENT ON FUNCTION public.list_dashboard_refresh_changes(text,bigint,integer) IS 'API: the audit; see dashboard_refresh.changes. Errors: unknown_view, view_required, invalid_argument.';
GRANT EXECUTE ON FUNCTION public.list_dashboard_refresh_changes(text,bigint,integer) TO postgres;
GRANT EXECUTE ON FUNCTION public.list_dashboard_refresh_changes(text,bigint,integer) TO service_role;

-- Wrapper: public.list_dashboard_refresh_loops()
CREATE OR REPLACE FUNCTION public.list_dashboard_refresh_loops()
 RETURNS json
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return json_build_object(
    'loops',
    (
      select coalesce(
        json_agg(
          dashboard_refresh._loop_json(dashboard_refresh._look_at_loop(last, clock_timestamp()))
          order by last.started_at desc
        ),
        '[]'
      )
      from (
        select * from dashboard_refresh.doctor_loops order by doctor_loops.started_at desc limit 10
      ) as last
    )
  );
end;
$function$
;
ALTER FUNCTION public.list_dashboard_refresh_loops() OWNER TO postgres;
COMMENT ON FUNCTION public.list_dashboard_refresh_loops() IS 'API: the last ten loop tests, newest first.';
GRANT EXECUTE ON FUNCTION public.list_dashboard_refresh_loops() TO postgres;
GRANT EXECUTE ON FUNCTION public.list_dashboard_refresh_loops() TO service_role;

-- Wrapper: public.list_dashboard_refresh_runs(text,text,uuid,integer,timestamp with time zone,boolean)
CREATE OR REPLACE FUNCTION public.list_dashboard_refresh_runs(view text DEFAULT NULL::text, status text DEFAULT NULL::text, before uuid DEFAULT NULL::uuid, max_runs integer DEFAULT 50, since timestamp with time zone DEFAULT NULL::timestamp with time zone, all_views boolean DEFAULT false)
 RETURNS json
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return dashboard_refresh.history(view, status, before, coalesce(max_runs, 50), since, coalesce(all_views, false));
end;
$function$
;
ALTER FUNCTION public.list_dashboard_refresh_runs(text,text,uuid,integer,timestamp with time zone,boolean) OWNER TO postgres;
COMMENT ON FUNCTION public.list_dashboard_refresh_runs(text,text,uuid,integer,timestamp with time zone,boolean) IS 'API: see dashboard_refresh.history. Errors: unknown_view, view_required, unknown_run, invalid_argument.';
GRANT EXECUTE ON FUNCTION public.list_dashboard_refresh_runs(text,text,uuid,integer,timestamp with time zone,boolean) TO postgres;
GRANT EXECUTE ON FUNCTION public.list_dashboard_refresh_runs(text,text,uuid,integer,timestamp with time zone,boolean) TO service_role;

-- Wrapper: public.list_dashboard_refresh_settings()
CREATE OR REPLACE FUNCTION public.list_dashboard_refresh_settings()
 RETURNS json
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return json_build_object(
    'settings',
    (
      select json_agg(
        dashboard_refresh._setting_json(
          row(listed.name, listed.type, listed.default_value, listed.limits, listed.description)
        )
        order by listed.position
      )
      from dashboard_refresh.settings() with ordinality
        as listed (name, type, default_value, limits, description, position)
    )
  );
end;
$function$
;
ALTER FUNCTION public.list_dashboard_refresh_settings() OWNER TO postgres;
COMMENT ON FUNCTION public.list_dashboard_refresh_settings() IS 'API: the settings that there are: name, type, default, limits, description and the words to choose from.';
GRANT EXECUTE ON FUNCTION public.list_dashboard_refresh_settings() TO postgres;
GRANT EXECUTE ON FUNCTION public.list_dashboard_refresh_settings() TO service_role;

-- Wrapper: public.list_dashboard_refresh_views(integer)
CREATE OR REPLACE FUNCTION public.list_dashboard_refresh_views(runs integer DEFAULT 0)
 RETURNS json
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return dashboard_refresh.overview(coalesce(runs, 0));
end;
$function$
;
ALTER FUNCTION public.list_dashboard_refresh_views(integer) OWNER TO postgres;
COMMENT ON FUNCTION public.list_dashboard_refresh_views(integer) IS 'API: see dashboard_refresh.overview. Errors: invalid_argument.';
GRANT EXECUTE ON FUNCTION public.list_dashboard_refresh_views(integer) TO postgres;
GRANT EXECUTE ON FUNCTION public.list_dashboard_refresh_views(integer) TO service_role;

-- Wrapper: public.preview_dashboard_refresh_settings(text,jsonb,integer)
CREATE OR REPLACE FUNCTION public.preview_dashboard_refresh_settings(view text DEFAULT NULL::text, settings jsonb DEFAULT NULL::jsonb, expected_revision integer DEFAULT NULL::integer)
 RETURNS json
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return dashboard_refresh.preview(view, settings, expected_revision);
end;
$function$
;
ALTER FUNCTION public.preview_dashboard_refresh_settings(text,jsonb,integer) OWNER TO postgres;
COMMENT ON FUNCTION public.preview_dashboard_refresh_settings(text,jsonb,integer) IS 'API: what reconfigure_dashboard_refresh would do; see dashboard_refresh.preview. Errors: as there.';
GRANT EXECUTE ON FUNCTION public.preview_dashboard_refresh_settings(text,jsonb,integer) TO postgres;
GRANT EXECUTE ON FUNCTION public.preview_dashboard_refresh_settings(text,jsonb,integer) TO service_role;

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

-- Wrapper: public.read_dashboard_refresh_doctor(text,boolean)
CREATE OR REPLACE FUNCTION public.read_dashboard_refresh_doctor(check_id text DEFAULT NULL::text, deep boolean DEFAULT false)
 RETURNS json
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET statement_timeout TO '55s'
AS $function$
begin
  return dashboard_refresh._with_challenge(
    dashboard_refresh.doctor(read_dashboard_refresh_doctor.check_id, coalesce(deep, false)),
    read_dashboard_refresh_doctor.check_id
  );
end;
$function$
;
ALTER FUNCTION public.read_dashboard_refresh_doctor(text,boolean) OWNER TO postgres;
COMMENT ON FUNCTION public.read_dashboard_refresh_doctor(text,boolean) IS 'API: see dashboard_refresh.doctor; with challenge, a text signed with the secret of Vault, by which the Edge Function tells whether its own is the same. Errors: unknown_check.';
GRANT EXECUTE ON FUNCTION public.read_dashboard_refresh_doctor(text,boolean) TO postgres;
GRANT EXECUTE ON FUNCTION public.read_dashboard_refresh_doctor(text,boolean) TO service_role;

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

-- Wrapper: public.read_dashboard_refresh_loop(uuid)
CREATE OR REPLACE FUNCTION public.read_dashboard_refresh_loop(loop_id uuid)
 RETURNS json
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  -- The answer is seen by whoever looks first.
  if not dashboard_refresh._is_read_only() then
    perform dashboard_refresh._keep_look(loop_id, clock_timestamp());
  end if;

  return dashboard_refresh._loop_json(
    dashboard_refresh._look_at_loop(dashboard_refresh._find_loop(loop_id), clock_timestamp())
  );
end;
$function$
;
ALTER FUNCTION public.read_dashboard_refresh_loop(uuid) OWNER TO postgres;
COMMENT ON FUNCTION public.read_dashboard_refresh_loop(uuid) IS 'API: the loop test as it is now. Errors: unknown_loop.';
GRANT EXECUTE ON FUNCTION public.read_dashboard_refresh_loop(uuid) TO postgres;
GRANT EXECUTE ON FUNCTION public.read_dashboard_refresh_loop(uuid) TO service_role;

-- Wrapper: public.read_dashboard_refresh_metrics()
CREATE OR REPLACE FUNCTION public.read_dashboard_refresh_metrics()
 RETURNS json
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return dashboard_refresh.metrics();
end;
$function$
;
ALTER FUNCTION public.read_dashboard_refresh_metrics() OWNER TO postgres;
COMMENT ON FUNCTION public.read_dashboard_refresh_metrics() IS 'API: see dashboard_refresh.metrics. May be granted to a role that scrapes over SQL: grant execute on function public.read_dashboard_refresh_metrics() to monitor;';
GRANT EXECUTE ON FUNCTION public.read_dashboard_refresh_metrics() TO postgres;
GRANT EXECUTE ON FUNCTION public.read_dashboard_refresh_metrics() TO service_role;

-- Wrapper: public.read_dashboard_refresh_run(uuid,boolean)
CREATE OR REPLACE FUNCTION public.read_dashboard_refresh_run(run_id uuid, chain boolean DEFAULT false)
 RETURNS json
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return case
    when chain then dashboard_refresh._chained_run_json(dashboard_refresh._find_run_under_way(run_id))
    else dashboard_refresh._run_json(dashboard_refresh._find_run_under_way(run_id))
  end;
end;
$function$
;
ALTER FUNCTION public.read_dashboard_refresh_run(uuid,boolean) OWNER TO postgres;
COMMENT ON FUNCTION public.read_dashboard_refresh_run(uuid,boolean) IS 'API: the run as it is now; with chain how far it came. Errors: unknown_run.';
GRANT EXECUTE ON FUNCTION public.read_dashboard_refresh_run(uuid,boolean) TO postgres;
GRANT EXECUTE ON FUNCTION public.read_dashboard_refresh_run(uuid,boolean) TO service_role;

-- Wrapper: public.read_dashboard_refresh_schedule(text,text,integer)
CREATE OR REPLACE FUNCTION public.read_dashboard_refresh_schedule(schedule text, time_zone text DEFAULT NULL::text, firings integer DEFAULT 3)
 RETURNS json
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return dashboard_refresh.schedule(schedule, time_zone, coalesce(firings, 3));
end;
$function$
;
ALTER FUNCTION public.read_dashboard_refresh_schedule(text,text,integer) OWNER TO postgres;
COMMENT ON FUNCTION public.read_dashboard_refresh_schedule(text,text,integer) IS 'API: what a schedule means; see dashboard_refresh.schedule. Errors: invalid_setting, unsupported_schedule, invalid_argument.';
GRANT EXECUTE ON FUNCTION public.read_dashboard_refresh_schedule(text,text,integer) TO postgres;
GRANT EXECUTE ON FUNCTION public.read_dashboard_refresh_schedule(text,text,integer) TO service_role;

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

-- Wrapper: public.reconfigure_all_dashboard_refreshes(jsonb,text)
CREATE OR REPLACE FUNCTION public.reconfigure_all_dashboard_refreshes(settings jsonb, changed_by text DEFAULT NULL::text)
 RETURNS json
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return dashboard_refresh.reconfigure_all(settings, changed_by);
end;
$function$
;
ALTER FUNCTION public.reconfigure_all_dashboard_refreshes(jsonb,text) OWNER TO postgres;
COMMENT ON FUNCTION public.reconfigure_all_dashboard_refreshes(jsonb,text) IS 'API: changes the named settings of all views; see dashboard_refresh.reconfigure_all. Errors: invalid_setting, unsupported_schedule, job_conflict, invalid_argument.';
GRANT EXECUTE ON FUNCTION public.reconfigure_all_dashboard_refreshes(jsonb,text) TO postgres;
GRANT EXECUTE ON FUNCTION public.reconfigure_all_dashboard_refreshes(jsonb,text) TO service_role;

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

-- Wrapper: public.record_dashboard_refresh_loop(uuid)
CREATE OR REPLACE FUNCTION public.record_dashboard_refresh_loop(loop_id uuid)
 RETURNS json
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  -- The first call counts: pg_net may send a request again. The transaction began as the call arrived.
  update dashboard_refresh.doctor_loops
  set received_at = greatest(transaction_timestamp(), doctor_loops.fired_at),
    recorded_at = clock_timestamp()
  where doctor_loops.id = record_dashboard_refresh_loop.loop_id
    and doctor_loops.fired_at is not null
    and doctor_loops.recorded_at is null;

  return dashboard_refresh._loop_json(dashboard_refresh._find_loop(record_dashboard_refresh_loop.loop_id));
end;
$function$
;
ALTER FUNCTION public.record_dashboard_refresh_loop(uuid) OWNER TO postgres;
COMMENT ON FUNCTION public.record_dashboard_refresh_loop(uuid) IS 'API: records that the Edge Function has received the ping of a loop test. Errors: unknown_loop.';
GRANT EXECUTE ON FUNCTION public.record_dashboard_refresh_loop(uuid) TO postgres;
GRANT EXECUTE ON FUNCTION public.record_dashboard_refresh_loop(uuid) TO service_role;

-- Wrapper: public.refresh_all_dashboard_refreshes(boolean,text)
CREATE OR REPLACE FUNCTION public.refresh_all_dashboard_refreshes(force boolean DEFAULT false, requested_by text DEFAULT NULL::text)
 RETURNS json
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return dashboard_refresh.refresh_all(force, requested_by);
end;
$function$
;
ALTER FUNCTION public.refresh_all_dashboard_refreshes(boolean,text) OWNER TO postgres;
COMMENT ON FUNCTION public.refresh_all_dashboard_refreshes(boolean,text) IS 'API: enters a run of every managed view in the ledger; see dashboard_refresh.refresh_all. Its runs are for run_dashboard_refresh, in their order.';
GRANT EXECUTE ON FUNCTION public.refresh_all_dashboard_refreshes(boolean,text) TO postgres;
GRANT EXECUTE ON FUNCTION public.refresh_all_dashboard_refreshes(boolean,text) TO service_role;

-- Wrapper: public.request_dashboard_refresh(text,boolean,text)
CREATE OR REPLACE FUNCTION public.request_dashboard_refresh(view text DEFAULT NULL::text, force boolean DEFAULT false, requested_by text DEFAULT NULL::text)
 RETURNS json
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return dashboard_refresh._run_json(
    dashboard_refresh._find_run(dashboard_refresh.request(view, 'admin', force, requested_by))
  );
end;
$function$
;
ALTER FUNCTION public.request_dashboard_refresh(text,boolean,text) OWNER TO postgres;
COMMENT ON FUNCTION public.request_dashboard_refresh(text,boolean,text) IS 'API: enters a run with trigger admin in the ledger and returns it; see dashboard_refresh.request. Errors: unknown_view, view_required, paused, suspended.';
GRANT EXECUTE ON FUNCTION public.request_dashboard_refresh(text,boolean,text) TO postgres;
GRANT EXECUTE ON FUNCTION public.request_dashboard_refresh(text,boolean,text) TO service_role;

-- Wrapper: public.request_dashboard_refresh_as_of(text,timestamp with time zone,text)
CREATE OR REPLACE FUNCTION public.request_dashboard_refresh_as_of(view text DEFAULT NULL::text, as_of timestamp with time zone DEFAULT NULL::timestamp with time zone, requested_by text DEFAULT NULL::text)
 RETURNS json
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return dashboard_refresh.request_as_of(view, as_of, requested_by);
end;
$function$
;
ALTER FUNCTION public.request_dashboard_refresh_as_of(text,timestamp with time zone,text) OWNER TO postgres;
COMMENT ON FUNCTION public.request_dashboard_refresh_as_of(text,timestamp with time zone,text) IS 'API: whether the view is as fresh as as_of, and otherwise the run that makes it so; see dashboard_refresh.request_as_of. Errors: unknown_view, view_required, invalid_argument, paused, suspended.';
GRANT EXECUTE ON FUNCTION public.request_dashboard_refresh_as_of(text,timestamp with time zone,text) TO postgres;
GRANT EXECUTE ON FUNCTION public.request_dashboard_refresh_as_of(text,timestamp with time zone,text) TO service_role;

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

-- Wrapper: public.silence_dashboard_refresh_check(text,text,boolean,text,text)
CREATE OR REPLACE FUNCTION public.silence_dashboard_refresh_check(check_id text, view text DEFAULT NULL::text, silenced boolean DEFAULT true, silenced_by text DEFAULT NULL::text, reason text DEFAULT NULL::text)
 RETURNS json
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return dashboard_refresh.silence_check(check_id, view, silenced, silenced_by, reason);
end;
$function$
;
ALTER FUNCTION public.silence_dashboard_refresh_check(text,text,boolean,text,text) OWNER TO postgres;
COMMENT ON FUNCTION public.silence_dashboard_refresh_check(text,text,boolean,text,text) IS 'API: see dashboard_refresh.silence_check. Errors: unknown_check, unknown_view, view_required, invalid_argument.';
GRANT EXECUTE ON FUNCTION public.silence_dashboard_refresh_check(text,text,boolean,text,text) TO postgres;
GRANT EXECUTE ON FUNCTION public.silence_dashboard_refresh_check(text,text,boolean,text,text) TO service_role;

-- Wrapper: public.start_dashboard_refresh_loop(text)
CREATE OR REPLACE FUNCTION public.start_dashboard_refresh_loop(started_by text DEFAULT NULL::text)
 RETURNS json
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return dashboard_refresh._loop_json(
    dashboard_refresh._find_loop(dashboard_refresh.start_loop(start_dashboard_refresh_loop.started_by))
  );
end;
$function$
;
ALTER FUNCTION public.start_dashboard_refresh_loop(text) OWNER TO postgres;
COMMENT ON FUNCTION public.start_dashboard_refresh_loop(text) IS 'API: starts a loop test, or returns the one that runs; see dashboard_refresh.start_loop.';
GRANT EXECUTE ON FUNCTION public.start_dashboard_refresh_loop(text) TO postgres;
GRANT EXECUTE ON FUNCTION public.start_dashboard_refresh_loop(text) TO service_role;

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

-- View: public.dashboard_freshness
CREATE VIEW public.dashboard_freshness WITH (security_invoker=true) AS
 SELECT listed.view,
    listed.as_of,
    listed.staleness_seconds,
    listed.refreshed_at,
    listed.state
   FROM public.list_dashboard_freshness() listed(view, as_of, staleness_seconds, refreshed_at, state);
ALTER VIEW public.dashboard_freshness OWNER TO postgres;
COMMENT ON VIEW public.dashboard_freshness IS 'For readers: how fresh the managed views are whose setting freshness_readers lets the caller know; to be joined, or read over the API. The owner of the schema dashboard_refresh and service_role see all of them.';
COMMENT ON COLUMN public.dashboard_freshness.view IS 'The materialized view by its qualified name.';
COMMENT ON COLUMN public.dashboard_freshness.as_of IS 'Up to when what it shows is known to be right ("data as of"); null while that is unknown.';
COMMENT ON COLUMN public.dashboard_freshness.staleness_seconds IS 'How long ago that is.';
COMMENT ON COLUMN public.dashboard_freshness.refreshed_at IS 'When its data was last computed: the time of the snapshot, which is before the end of the refresh.';
COMMENT ON COLUMN public.dashboard_freshness.state IS 'fresh or stale, by the promise that is made for it; unknown or missing otherwise.';
GRANT DELETE ON public.dashboard_freshness TO postgres;
GRANT INSERT ON public.dashboard_freshness TO postgres;
GRANT REFERENCES ON public.dashboard_freshness TO postgres;
GRANT SELECT ON public.dashboard_freshness TO postgres;
GRANT TRIGGER ON public.dashboard_freshness TO postgres;
GRANT TRUNCATE ON public.dashboard_freshness TO postgres;
GRANT UPDATE ON public.dashboard_freshness TO postgres;
GRANT SELECT ON public.dashboard_freshness TO service_role;

-- Job: refresh-dashboard-rescue-1
* * * * *  set statement_timeout = 0; select dashboard_refresh.rescue()

-- Job: refresh-dashboard-rescue-2
* * * * *  set statement_timeout = 0; select dashboard_refresh.rescue()

-- Job: refresh-dashboard-rescue-3
* * * * *  set statement_timeout = 0; select dashboard_refresh.rescue()

-- Job: refresh-dashboard-watchdog
* * * * *  call dashboard_refresh.watchdog()
