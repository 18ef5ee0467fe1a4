begin;
set local search_path = public, extensions;
set local intervalstyle = 'iso_8601';
select plan(11);

select results_eq(
  $$select name, type, default_value from dashboard_refresh.settings()$$,
  $$
    values
      ('schedule', 'text', '*/5 * * * *'),
      ('active', 'boolean', 'true'),
      ('scheduled', 'boolean', 'true'),
      ('path', 'text', 'auto'),
      ('concurrently', 'text', 'auto'),
      ('skip_unchanged', 'boolean', 'true'),
      ('max_staleness', 'interval', '00:10:00'),
      ('max_duty_cycle', 'numeric', '0.5'),
      ('lock_timeout', 'interval', '00:00:10'),
      ('max_duration', 'interval', '00:05:00'),
      ('failure_limit', 'integer', '5'),
      ('force_after', 'interval', '01:00:00'),
      ('job_name', 'text', null),
      ('pause_reason', 'text', null),
      ('paused_until', 'timestamp with time zone', null),
      ('time_zone', 'text', null),
      ('analyze', 'text', 'auto'),
      ('notify', 'text', null),
      ('quiet_hours', 'text', null),
      ('freshness_readers', 'text', 'none')
  $$,
  'settings() lists each setting in its order, with its type and its default, whatever the interval style of the session is'
);

select is_empty(
  $$select name from dashboard_refresh.settings() where limits !~ ('^' || name || ' (must|:).*\.$') or limits is null$$,
  'the limits of each setting are a sentence that begins with its name'
);
select is_empty(
  $$select name from dashboard_refresh.settings() where coalesce(description, '') !~ '\.$' or description ~ '^Setting'$$,
  'the description of each setting is a sentence, without the mark of the comment it comes from'
);
select is(
  (select limits from dashboard_refresh.settings() where name = 'failure_limit'),
  obj_description(
    (select oid from pg_constraint where conname = 'views_failure_limit_check' and contype = 'c'), 'pg_constraint'
  ),
  'the limits of a setting are the comment of its check'
);

-- The columns that are no setting: who the view is, and what is written with the settings.
create temporary view other_columns as
select unnest(array[
  'id', 'schema_name', 'view_name', 'view', 'managed_at', 'relation_oid', 'former_name', 'taken_over', 'revision', 'resumed_revision',
  'paused_by', 'paused_at'
]) as name;

create temporary view setting_columns as
select pg_attribute.attname::text as name, pg_attribute.attnum, pg_attribute.atttypid, pg_attribute.attnotnull
from pg_attribute
where attrelid = 'dashboard_refresh.views'::regclass
  and attnum > 0
  and not attisdropped
  and attname not in (select name from other_columns);

select set_eq(
  $$select name from setting_columns$$, $$select name from dashboard_refresh.settings()$$,
  'every column of views that is not part of its identity is a setting'
);
select is_empty(
  $$
    select name
    from setting_columns
    where atttypid <> 'boolean'::regtype
      and (
        select count(*) from pg_constraint
        where conrelid = 'dashboard_refresh.views'::regclass and contype = 'c' and conkey = array[attnum]
      ) <> 1
  $$,
  'every setting is boolean or has one check of its own'
);
select is_empty(
  $$
    select conname from pg_constraint
    where conrelid = 'dashboard_refresh.views'::regclass and contype = 'c' and cardinality(conkey) <> 1
  $$,
  'no check looks at two settings, which could not be said of either'
);
select is_empty(
  $$
    select conname from pg_constraint
    where conrelid = 'dashboard_refresh.views'::regclass and contype = 'c' and obj_description(oid, 'pg_constraint') is null
  $$,
  'every check of a setting has a comment, its error message'
);
select set_eq(
  $$select name from setting_columns where not attnotnull$$,
  array['pause_reason', 'paused_until', 'time_zone', 'notify', 'quiet_hours'],
  'no setting may be null but those that say that there is none of it'
);
select is_empty(
  $$select name from setting_columns where name ~ '[^a-z_]'$$, 'the names of settings are lower case words'
);
select is_empty(
  $$
    select name, format_type(atttypid, -1)
    from setting_columns
    where atttypid not in (
      'text'::regtype, 'boolean'::regtype, 'integer'::regtype, 'numeric'::regtype, 'interval'::regtype,
      'timestamptz'::regtype
    )
  $$,
  'every setting has a type that a JSON value is read as'
);

select * from finish();
rollback;
