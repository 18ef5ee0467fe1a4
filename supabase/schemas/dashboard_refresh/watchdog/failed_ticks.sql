/* Ticks that failed: noticed in pg_cron's log and recorded. */

create or replace function dashboard_refresh._recent_log()
returns setof dashboard_refresh.logged_firing language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
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
comment on function dashboard_refresh._recent_log() is
  'The last thousand rows of pg_cron''s log, newest first; none without pg_cron.';

create or replace function dashboard_refresh._failed_ticks(at timestamptz)
returns table (view_id integer, cron_run_id bigint, fired_at timestamptz, message text)
language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
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
comment on function dashboard_refresh._failed_ticks(timestamptz) is
  'The ticks of the day before `at` that pg_cron logged as failed and the ledger does not have.';

create or replace function dashboard_refresh._record_failed_ticks(at timestamptz)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
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
comment on function dashboard_refresh._record_failed_ticks(timestamptz) is
  'A duty of the watchdog: records a lost run for each of _failed_ticks, and counts a failure of its view.';
