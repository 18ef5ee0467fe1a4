/* Facts that several rooms refer to, each named once. */

create or replace function dashboard_refresh._tick_command(view text)
returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
  -- Two statements, so that the first counts for the second: a refresh may take longer than the database's
  -- statement_timeout, and max_duration is what bounds it.
  select format('set statement_timeout = 0; select dashboard_refresh.tick(%L)', view);
$$;
comment on function dashboard_refresh._tick_command(text) is
  'The command of a view''s cron job. view: the qualified name.';

create or replace function dashboard_refresh._tick_commands(view text)
returns text[] language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select array[dashboard_refresh._tick_command(view), format('select dashboard_refresh.tick(%L)', view)];
$$;
comment on function dashboard_refresh._tick_commands(text) is
  'The command of a view''s cron job as it is and as it once was: finds its rows in pg_cron''s log, old ones too.';

create or replace function dashboard_refresh._watchdog_command()
returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select 'call dashboard_refresh.watchdog()';
$$;
comment on function dashboard_refresh._watchdog_command() is 'The command of the watchdog''s cron job.';

create or replace function dashboard_refresh._rescue_command()
returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select 'set statement_timeout = 0; select dashboard_refresh.rescue()';
$$;
comment on function dashboard_refresh._rescue_command() is
  'The command of each rescue job. Two statements for the same reason as in _tick_command.';

create or replace function dashboard_refresh._standing_jobs()
returns table (job_name text, command text) language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select 'refresh-dashboard-watchdog', dashboard_refresh._watchdog_command()
  union all
  select 'refresh-dashboard-rescue-' || numbers.number, dashboard_refresh._rescue_command()
  from generate_series(1, 3) as numbers (number);
$$;
comment on function dashboard_refresh._standing_jobs() is
  'The cron jobs that belong to no view, each fired every minute: the watchdog and three rescue jobs.';

create or replace function dashboard_refresh._session_name(run_id uuid, since timestamptz)
returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
  -- 63 bytes, which is all that PostgreSQL keeps.
  select format('refresh-dashboard %s %s', run_id, lpad(to_hex(floor(extract(epoch from since))::bigint), 8, '0'));
$$;
comment on function dashboard_refresh._session_name(uuid, timestamptz) is
  'The application_name of a session while it works on the run, and since when: the seconds of the epoch in hexadecimal.';

create or replace function dashboard_refresh._is_session_name(application_name text)
returns boolean language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select application_name ~ '^refresh-dashboard [0-9a-f-]{36} [0-9a-f]{8}$';
$$;
comment on function dashboard_refresh._is_session_name(text) is 'True for an application_name made by _session_name.';

create or replace function dashboard_refresh._session_run(application_name text)
returns uuid language sql immutable
set search_path = pg_catalog, pg_temp as $$
  -- Any session may call itself anything.
  select substring(application_name from '^refresh-dashboard ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) [0-9a-f]{8}$')::uuid;
$$;
comment on function dashboard_refresh._session_run(text) is
  'Which run the session with this application_name works on; null where it is none of ours.';

create or replace function dashboard_refresh._session_since(application_name text)
returns timestamptz language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select case
    when dashboard_refresh._is_session_name(application_name)
      then to_timestamp(('x' || right(application_name, 8))::bit(32)::bigint)
  end;
$$;
comment on function dashboard_refresh._session_since(text) is
  'Since when, to the second, the session with this application_name has worked on its run. A transaction may refresh '
  'several views, so its beginning does not tell.';

create or replace function dashboard_refresh._pickup_time()
returns interval language sql immutable
set search_path = pg_catalog, pg_temp as $$
  -- Less than a minute: tick and watchdog fire in the same second, and a run must not just miss the watchdog's next look.
  select interval '45 seconds';
$$;
comment on function dashboard_refresh._pickup_time() is
  'How long a queued run waits to be picked up, or a firing for its tick, before the watchdog takes it for lost.';

create or replace function dashboard_refresh._waiting_limit()
returns interval language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select interval '3 minutes';
$$;
comment on function dashboard_refresh._waiting_limit() is
  'A run that has waited this long, the view being free, waits for nobody: status says so, and the views that read the '
  'view no longer wait for it.';

create or replace function dashboard_refresh._uses_background_workers()
returns boolean language sql stable
set search_path = pg_catalog, pg_temp as $$
  select coalesce(current_setting('cron.use_background_workers', true)::boolean, false);
$$;
comment on function dashboard_refresh._uses_background_workers() is
  'True where pg_cron runs jobs in background workers rather than over connections.';

create or replace function dashboard_refresh._retention()
returns interval language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select interval '14 days';
$$;
comment on function dashboard_refresh._retention() is
  'How long runs, alerts and pg_cron''s log rows of failed jobs of ours are kept after their end.';
