/* Facts that several rooms refer to, each named once. */

create or replace function dashboard_refresh._tick_command(view text)
returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select format('select dashboard_refresh.tick(%L)', view);
$$;
comment on function dashboard_refresh._tick_command(text) is
  'The command of a view''s cron job, which also finds its rows in pg_cron''s log. view: the qualified name.';

create or replace function dashboard_refresh._watchdog_command()
returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select 'call dashboard_refresh.watchdog()';
$$;
comment on function dashboard_refresh._watchdog_command() is 'The command of the watchdog''s cron job.';

create or replace function dashboard_refresh._session_name(run_id uuid)
returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select 'refresh-dashboard ' || run_id;
$$;
comment on function dashboard_refresh._session_name(uuid) is
  'The application_name of a session while it works on the run.';

create or replace function dashboard_refresh._is_session_name(application_name text)
returns boolean language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select application_name ~ '^refresh-dashboard [0-9a-f-]{36}$';
$$;
comment on function dashboard_refresh._is_session_name(text) is 'True for an application_name made by _session_name.';

create or replace function dashboard_refresh._pickup_time()
returns interval language sql immutable
set search_path = pg_catalog, pg_temp as $$
  -- Less than a minute: tick and watchdog fire in the same second, and a run must not just miss the watchdog's next look.
  select interval '45 seconds';
$$;
comment on function dashboard_refresh._pickup_time() is
  'How long a queued run waits to be picked up, or a firing for its tick, before the watchdog takes it for lost.';

create or replace function dashboard_refresh._retention()
returns interval language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select interval '14 days';
$$;
comment on function dashboard_refresh._retention() is
  'How long runs, alerts and pg_cron''s log rows of failed jobs of ours are kept after their end.';
