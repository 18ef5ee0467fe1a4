/* Composite types: rows that functions pass to each other. */

create type dashboard_refresh.relation_facts as (
  oid oid,
  kind "char",
  owner name,
  is_populated boolean,
  has_unique_index boolean,
  may_refresh boolean
);

comment on type dashboard_refresh.relation_facts is
  'What is there under a managed view''s name; all null when nothing is. kind: as in pg_class.relkind; '
  'has_unique_index: one that a concurrent refresh can use; may_refresh: whether the caller may.';

create type dashboard_refresh.unique_index as (
  oid oid,
  columns text[]
);

comment on type dashboard_refresh.unique_index is 'A unique index on plain columns, which are its key.';

create type dashboard_refresh.null_keys as (
  columns text[],
  hashes bigint[]
);

comment on type dashboard_refresh.null_keys is
  'Rows of a view that have a null in a unique index: the columns where, and a hash of each row. Null: not known.';

create type dashboard_refresh.login_settings as (
  settings jsonb,
  is_owners boolean,
  is_cron boolean,
  started_at timestamptz
);

comment on type dashboard_refresh.login_settings is
  'What the login gave to a session, whether it was the jobs'' owner who logged in, whether the session is one of pg_cron, '
  'and when it began.';

create type dashboard_refresh.schedule_fields as (
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

comment on type dashboard_refresh.schedule_fields is
  'A parsed pg_cron schedule: seconds of "N seconds", or the values of the five fields; is_last_day: the day of month is '
  'the last one; is_either_day: a day matches when one of the two day fields does. With error_message it is not a '
  'schedule, and nothing else is set.';

create type dashboard_refresh.logged_firing as (
  runid bigint,
  jobid bigint,
  command text,
  status text,
  return_message text,
  start_time timestamptz,
  end_time timestamptz
);

comment on type dashboard_refresh.logged_firing is
  'A row of pg_cron''s log. A type of our own, so that nothing here depends on the extension and goes with it.';

create type dashboard_refresh.hand_made_job as (
  id bigint,
  name text,
  schedule text,
  command text,
  active boolean
);

comment on type dashboard_refresh.hand_made_job is
  'A cron job that somebody has made by hand. A type of our own, for the reason of logged_firing.';

create type dashboard_refresh.refreshing_job as (
  id bigint,
  name text,
  schedule text,
  active boolean,
  owner text,
  command text,
  functions text,
  statement text
);

comment on type dashboard_refresh.refreshing_job is
  'A cron job, none of ours, that refreshes a view: functions, by which; statement: what keeps it from that and leaves the '
  'rest of it; null where its text does not say how.';

create type dashboard_refresh.setting as (
  name text,
  type text,
  default_value text,
  limits text,
  description text
);

comment on type dashboard_refresh.setting is
  'A setting of managed views: name, SQL type, default as text (null: derived from the view), limits as a sentence, '
  'description.';

create type dashboard_refresh.patched as (
  view dashboard_refresh.views,
  problem text
);

comment on type dashboard_refresh.patched is
  'A view with a setting changed; or the view as it was, and why the value is not allowed.';

create type dashboard_refresh.refreshed as (
  run dashboard_refresh.runs,
  state dashboard_refresh.view_state,
  failure dashboard_refresh.failure
);

comment on type dashboard_refresh.refreshed is
  'A run that has ended, the state in which it leaves its view, and, where it failed, where.';

create type dashboard_refresh.problem as (
  code text,
  severity text,
  message text,
  hint text
);

comment on type dashboard_refresh.problem is
  'Something that keeps a view from being fresh (severity error), or soon may (warning), and what to do about it.';

create type dashboard_refresh.scheduler as (
  is_alive boolean,
  last_fired_at timestamptz,
  watchdog_last_at timestamptz,
  time_zone text
);

comment on type dashboard_refresh.scheduler is 'What _scheduler tells of pg_cron.';
