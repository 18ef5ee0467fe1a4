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

create type dashboard_refresh.failure as (
  context text,
  detail text,
  constraint_name text,
  type_name text
);

comment on type dashboard_refresh.failure is
  'What the server says of a failed refresh beside the message, to find out where it failed: never stored and never shown, '
  'since it may quote statements and data.';

create type dashboard_refresh.refreshed as (
  run dashboard_refresh.runs,
  state dashboard_refresh.view_state,
  failure dashboard_refresh.failure
);

comment on type dashboard_refresh.refreshed is
  'A run that has ended, the state in which it leaves its view, and, where it failed, where.';

create type dashboard_refresh.place as (
  function oid,
  line integer
);

comment on type dashboard_refresh.place is
  'Where in a user''s function a refresh failed; all null where it failed outside of one.';

create type dashboard_refresh.read_relation as (
  reader oid,
  relation oid,
  role oid
);

comment on type dashboard_refresh.read_relation is
  'A relation that a view reads: reader, the view that names it; role, whose rights to it count.';

create type dashboard_refresh.touched_relation as (
  relation oid,
  rank integer,
  blocking_modes text[]
);

comment on type dashboard_refresh.touched_relation is
  'A relation that a refresh locks: which modes of a lock held by others are in its way; rank 1: the view itself, 2: its '
  'indexes, 3: what it reads.';

create type dashboard_refresh.missing_privilege as (
  role oid,
  role_is text,
  privilege text,
  object text,
  remedy text
);

comment on type dashboard_refresh.missing_privilege is
  'A privilege that a refresh needs and a role lacks. role_is: why it is that role''s that counts; object: with its kind, '
  'as in GRANT; remedy: a statement.';

create type dashboard_refresh.problem as (
  code text,
  severity text,
  message text,
  hint text
);

comment on type dashboard_refresh.problem is
  'Something that keeps a view from being fresh (severity error), or soon may (warning), and what to do about it.';
