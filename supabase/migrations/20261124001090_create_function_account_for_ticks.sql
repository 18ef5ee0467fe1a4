/*
Purpose: ticks that failed, and ticks that pg_cron never fired: noticed from its log and the ledger, and written down.

Objects: functions _record_failed_ticks, _has_ticked, _account_for_ticks.
*/

create function dashboard_refresh._record_failed_ticks(at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_view_id integer;
begin
  -- A tick on the database path is one transaction: when its session dies, its run goes with it. pg_cron's log remains.
  -- It has no index but on runid; a thousand rows back cover more than the minute since the last look. A job that did
  -- not even start has no times at all.
  for v_view_id in
    -- Each command is made once, and not for each row of the log.
    with ticks as materialized (
      select views.id as view_id, views.managed_at, dashboard_refresh._tick_command(views.view) as command
      from dashboard_refresh.views
    )
    insert into dashboard_refresh.runs (
      view_id, trigger, path, status, requested_at, finished_at, cron_run_id, error_message, error_hint
    )
    select
      ticks.view_id,
      'cron',
      'database',
      'lost',
      coalesce(job_run_details.start_time, at),
      at,
      job_run_details.runid,
      'the tick failed: ' || coalesce(nullif(job_run_details.return_message, ''), 'pg_cron gives no reason'),
      'See the server''s log at that time. The watchdog refreshes the view in its place.'
    from (
      select * from cron.job_run_details order by job_run_details.runid desc limit 1000
    ) as job_run_details
    join ticks on ticks.command = job_run_details.command
    where job_run_details.status = 'failed'
      and coalesce(job_run_details.start_time, at) > greatest(ticks.managed_at, at - interval '1 day')
      -- pg_cron also calls failed what it no longer watches: the tick of a job that was paused meanwhile goes on.
      and not exists (
        select from dashboard_refresh.runs
        where runs.view_id = ticks.view_id
          and runs.trigger = 'cron'
          and runs.requested_at between job_run_details.start_time and coalesce(job_run_details.end_time, at)
      )
    on conflict (cron_run_id) do nothing
    returning runs.view_id
  loop
    perform dashboard_refresh._count_failure(v_view_id, null, at);
  end loop;
end;
$$;

comment on function dashboard_refresh._record_failed_ticks(timestamptz) is
  'Writes a lost run for each tick of the day before `at` that pg_cron logged as failed and the ledger does not have.';

create function dashboard_refresh._has_ticked(view dashboard_refresh.views, since timestamptz)
returns boolean
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_command constant text := dashboard_refresh._tick_command(view.view);
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
      when bool_or(recent.command = v_command and recent.start_time >= since)
        then true
      -- So much is logged that these rows do not go back far enough.
      when count(*) = 1000 and min(recent.start_time) >= since then null
      else false
    end
    -- The log has no index but on runid.
    from (
      select job_run_details.command, job_run_details.start_time
      from cron.job_run_details
      order by job_run_details.runid desc
      limit 1000
    ) as recent
  );
end;
$$;

comment on function dashboard_refresh._has_ticked(dashboard_refresh.views, timestamptz) is
  'Whether pg_cron has fired the view''s job at `since` or later, by the ledger and pg_cron''s log; null when that cannot '
  'be told.';

create function dashboard_refresh._account_for_ticks(view dashboard_refresh.views, at timestamptz)
returns boolean
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  -- A tick of this very minute gets its time.
  v_until constant timestamptz := at - interval '45 seconds';
  v_is_missed boolean;
begin
  if not (view.active and view.scheduled) or view.tick_due_at > v_until then
    return false;
  elsif view.tick_due_at is null then
    update dashboard_refresh.views
    set tick_due_at = dashboard_refresh._next_firing_of_job(view.schedule, at)
    where views.id = view.id;
    return false;
  end if;

  v_is_missed := not coalesce(dashboard_refresh._has_ticked(view, view.tick_due_at), true);

  -- Once an outage, however many ticks it swallows. It is no failure of the view, so it is not counted as one.
  if v_is_missed and view.ticks_missed_since is null then
    insert into dashboard_refresh.runs (view_id, trigger, path, status, requested_at, finished_at, error_message, error_hint)
    values (
      view.id,
      'cron',
      'database',
      'lost',
      -- Runs are put in order by the clock, whatever time it is judged by here.
      least(view.tick_due_at, clock_timestamp()),
      at,
      format('pg_cron did not fire the job %s', view.job_name),
      'The watchdog refreshes the view in its place. See the problems in status for what became of the job, and whether '
      'the server was down at that time.'
    );
  end if;

  update dashboard_refresh.views
  set tick_due_at = dashboard_refresh._next_firing_of_job(view.schedule, v_until),
    ticks_missed_since = case when v_is_missed then coalesce(view.ticks_missed_since, view.tick_due_at) end
  where views.id = view.id;

  return v_is_missed;
end;
$$;

comment on function dashboard_refresh._account_for_ticks(dashboard_refresh.views, timestamptz) is
  'True when pg_cron has not fired the view''s job though that was due 45 seconds before `at`: its job is gone or was '
  'paused by hand, or the scheduler or the server was down. Writes one lost run for the whole outage.';

revoke all on function
  dashboard_refresh._record_failed_ticks(timestamptz),
  dashboard_refresh._has_ticked(dashboard_refresh.views, timestamptz),
  dashboard_refresh._account_for_ticks(dashboard_refresh.views, timestamptz)
from public, anon, authenticated, service_role;
