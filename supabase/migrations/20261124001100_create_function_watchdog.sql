/*
Purpose: whatever dies, runs end and data gets fresh again.

Objects: functions _stop_overlong, _record_failed_ticks, _needs_rescue, _retain, _watch; procedure watchdog; the cron
job refresh-dashboard-watchdog.
*/

create function dashboard_refresh._stop_overlong(view dashboard_refresh.views, at timestamptz)
returns void
language sql
volatile
security invoker
set search_path = ''
begin atomic
  -- Only the holder of the view's lock is ours for sure, and it is looked up anew. One that is idle has done its work and
  -- left its transaction open: it has no statement to cancel, so its connection is ended.
  select case
    when pg_stat_activity.state like 'idle in transaction%' then pg_terminate_backend(pg_stat_activity.pid)
    else pg_cancel_backend(pg_stat_activity.pid)
  end
  from pg_catalog.pg_stat_activity
  where pg_stat_activity.pid = dashboard_refresh._view_lock_holder((view).id)
    and pg_stat_activity.pid <> pg_backend_pid()
    and pg_stat_activity.xact_start < at - (view).max_duration;
end;

comment on function dashboard_refresh._stop_overlong(dashboard_refresh.views, timestamptz) is
  'Cancels the refresh of the view that is under way when its transaction began more than max_duration before `at`.';

create function dashboard_refresh._record_failed_ticks(at timestamptz)
returns void
language sql
volatile
security invoker
set search_path = ''
begin atomic
  -- A tick on the database path is one transaction: when its session dies, its run goes with it. pg_cron's log remains.
  -- It has no index but on runid; a thousand rows back cover more than the minute since the last look.
  insert into dashboard_refresh.runs (
    view_id, trigger, path, status, requested_at, finished_at, cron_run_id, error_message, error_hint
  )
  select
    views.id,
    'cron',
    'database',
    'lost',
    job_run_details.start_time,
    at,
    job_run_details.runid,
    'the tick failed: ' || coalesce(nullif(job_run_details.return_message, ''), 'pg_cron gives no reason'),
    'See the server''s log at that time. The watchdog refreshes the view in its place.'
  from (
    select * from cron.job_run_details order by job_run_details.runid desc limit 1000
  ) as job_run_details
  join dashboard_refresh.views
    on job_run_details.command = format('select dashboard_refresh.tick(%L)', views.view)
    and job_run_details.start_time > views.managed_at
  where job_run_details.status = 'failed'
    and job_run_details.start_time > at - interval '1 day'
  on conflict (cron_run_id) do nothing;
end;

comment on function dashboard_refresh._record_failed_ticks(timestamptz) is
  'Writes a lost run for each tick of the day before `at` that pg_cron logged as failed and the ledger does not have.';

create function dashboard_refresh._needs_rescue(view dashboard_refresh.views, at timestamptz)
returns boolean
language sql
stable
security invoker
set search_path = ''
begin atomic
  select exists (
    select from dashboard_refresh.runs
    where runs.view_id = (view).id
      and runs.status = 'queued'
      and dashboard_refresh._is_overdue(runs, (view).last_finished_at, at)
  )
  or exists (
    select from dashboard_refresh.runs
    where runs.view_id = (view).id
      and runs.status = 'lost'
      and runs.requested_at > coalesce((view).data_as_of, '-infinity')
      -- Made good once: a refresh that started since then showed the data, or failed in its own right.
      and not exists (
        select from dashboard_refresh.runs as later
        where later.view_id = (view).id and later.started_at >= runs.requested_at
      )
  );
end;

comment on function dashboard_refresh._needs_rescue(dashboard_refresh.views, timestamptz) is
  'True when, at `at`, the view has an overdue run, or a lost one that no refresh has made good yet.';

create function dashboard_refresh._retain(at timestamptz)
returns void
language sql
volatile
security invoker
set search_path = ''
begin atomic
  delete from dashboard_refresh.runs where runs.finished_at < at - interval '14 days';

  -- By command and not by job: a job that was removed and made again has another id, and other projects' rows stay. A
  -- tick that succeeded says nothing the ledger does not, and there may be thousands a day.
  delete from cron.job_run_details
  where job_run_details.command ~ '^(select dashboard_refresh\.tick\(|call dashboard_refresh\.watchdog\()'
    and job_run_details.end_time < at - case
      when job_run_details.status = 'succeeded' then interval '1 day'
      else interval '14 days'
    end;
end;

comment on function dashboard_refresh._retain(timestamptz) is
  'Removes runs that ended more than 14 days before `at`, and pg_cron''s log rows of this project''s own jobs: those that '
  'succeeded after a day, the others after 14.';

create function dashboard_refresh._watch(view_id integer, at timestamptz)
returns boolean
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_view dashboard_refresh.views;
  v_needs_rescue boolean;
  v_run_id uuid;
begin
  select * into v_view from dashboard_refresh.views where views.id = _watch.view_id;

  if not found then
    return false;
  end if;

  perform dashboard_refresh._stop_overlong(v_view, at);
  v_needs_rescue := dashboard_refresh._needs_rescue(v_view, at);

  select runs.id
  into v_run_id
  from dashboard_refresh.runs
  where runs.view_id = v_view.id and runs.status = 'queued' and runs.trigger = 'cascade' and runs.path = 'database'
  order by runs.requested_at
  limit 1;

  -- The lock is taken only where there is work: a tick that fires in the same second must not find the view busy.
  if not v_needs_rescue and v_run_id is null or not dashboard_refresh._try_lock_view(v_view.id) then
    return false;
  end if;

  perform dashboard_refresh._lose_overdue(v_view.id, at);

  if v_run_id is null then
    insert into dashboard_refresh.runs (view_id, trigger, path)
    values (v_view.id, 'watchdog', 'database')
    returning runs.id into v_run_id;
  end if;

  -- Through run(): what was seen without the lock may be done by now.
  perform dashboard_refresh.run(v_run_id);
  return true;
end;
$$;

comment on function dashboard_refresh._watch(integer, timestamptz) is
  'The watchdog''s duties for one view: cancel a refresh over max_duration; mark as lost what nobody picked up and '
  'refresh in its place; run what a cascade left to the database. True when it refreshed.';

create procedure dashboard_refresh.watchdog(at timestamptz default clock_timestamp())
language plpgsql
security invoker
-- No search_path is set: a procedure that has a set clause may not commit. Every name below is qualified.
as $$
declare
  v_view_id integer;
  v_refreshed boolean;
begin
  perform dashboard_refresh._record_failed_ticks(at);
  commit;

  -- Each view in a transaction of its own: none waits for another's locks, and none falls with another. Again while
  -- refreshes cause refreshes; a chain of views is not longer than there are views.
  for v_round in 1 .. (select count(*) from dashboard_refresh.views) loop
    v_refreshed := false;

    for v_view_id in select views.id from dashboard_refresh.views order by views.data_as_of nulls first loop
      begin
        v_refreshed := dashboard_refresh._watch(v_view_id, at) or v_refreshed;
      exception
        when others then
          raise warning using
            message = pg_catalog.format('the watchdog could not look after view %s: %s', v_view_id, sqlerrm),
            errcode = sqlstate;
      end;
      commit;
    end loop;

    exit when not v_refreshed;
  end loop;

  -- Deleting looks at all of pg_cron's log, so once an hour.
  if extract(minute from at) = 17 then
    perform dashboard_refresh._retain(at);
  end if;
end;
$$;

comment on procedure dashboard_refresh.watchdog(timestamptz) is
  'Every minute, by pg_cron: runs that nobody picked up in time, and ticks that failed, become lost and the view '
  'is refreshed here; refreshes over max_duration are cancelled; cascades on the database path are run; hourly, what is '
  'old is removed. Commits after each view, so call it outside a transaction. at: the time to judge by.';

select cron.schedule('refresh-dashboard-watchdog', '* * * * *', 'call dashboard_refresh.watchdog()');

revoke all on function
  dashboard_refresh._stop_overlong(dashboard_refresh.views, timestamptz),
  dashboard_refresh._record_failed_ticks(timestamptz),
  dashboard_refresh._needs_rescue(dashboard_refresh.views, timestamptz),
  dashboard_refresh._retain(timestamptz),
  dashboard_refresh._watch(integer, timestamptz)
from public, anon, authenticated, service_role;
revoke all on procedure dashboard_refresh.watchdog(timestamptz) from public, anon, authenticated, service_role;
