/* Whether pg_cron fires at all, by what it fires every minute. */

create or replace function dashboard_refresh._last_watchdog_firing(status text default null)
returns dashboard_refresh.logged_firing language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
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
comment on function dashboard_refresh._last_watchdog_firing(text) is
  'The last firing of the watchdog''s job by pg_cron''s log, of that status if one is given; null where there is none, or '
  'without pg_cron.';

create or replace function dashboard_refresh._has_stalled(watchdog dashboard_refresh.logged_firing, at timestamptz)
returns boolean language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  -- It fires every minute; three without are no coincidence. A server that has just started gets its time.
  return greatest(watchdog.start_time, pg_postmaster_start_time()) < at - interval '3 minutes';
end;
$$;
comment on function dashboard_refresh._has_stalled(dashboard_refresh.logged_firing, timestamptz) is
  'True when pg_cron has fired nothing of ours for three minutes at `at`. watchdog: its last firing.';

create or replace function dashboard_refresh._scheduler(
  at timestamptz,
  out is_alive boolean,
  out last_fired_at timestamptz,
  out watchdog_last_at timestamptz,
  out time_zone text
)
language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
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
comment on function dashboard_refresh._scheduler(timestamptz) is
  'Whether pg_cron fires at `at` (null where its log is off), when it last fired any job and the watchdog, and its time '
  'zone.';
