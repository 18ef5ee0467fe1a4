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
set search_path = pg_catalog, pg_temp
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
    insert into dashboard_refresh.runs (
      view_id, trigger, path, status, requested_at, finished_at, cron_run_id, error_message, error_hint
    )
    select
      views.id,
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
    join dashboard_refresh.views
      on job_run_details.command = format('select dashboard_refresh.tick(%L)', views.view)
    where job_run_details.status = 'failed'
      and coalesce(job_run_details.start_time, at) > greatest(views.managed_at, at - interval '1 day')
      -- pg_cron also calls failed what it no longer watches: the tick of a job that was paused meanwhile goes on.
      and not exists (
        select from dashboard_refresh.runs
        where runs.view_id = views.id
          and runs.trigger = 'cron'
          and runs.requested_at between job_run_details.start_time and coalesce(job_run_details.end_time, at)
      )
    on conflict (cron_run_id) do nothing
    returning runs.view_id
  loop
    perform dashboard_refresh._count_failure(v_view_id, at);
  end loop;
end;
$$;

comment on function dashboard_refresh._record_failed_ticks(timestamptz) is
  'Writes a lost run for each tick of the day before `at` that pg_cron logged as failed and the ledger does not have.';

create function dashboard_refresh._needs_rescue(view dashboard_refresh.views, at timestamptz)
returns boolean
language sql
stable
security invoker
set search_path = pg_catalog, pg_temp
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
set search_path = pg_catalog, pg_temp
begin atomic
  delete from dashboard_refresh.runs where runs.finished_at < at - interval '14 days';

  -- By command and not by job: a job that was removed and made again has another id, and other projects' rows stay. A
  -- tick that succeeded says nothing the ledger does not, and there may be thousands a day.
  delete from cron.job_run_details
  where job_run_details.command ~ '^(select dashboard_refresh\.tick\(|call dashboard_refresh\.watchdog\()'
    and (
      coalesce(job_run_details.end_time, job_run_details.start_time) < at - case
        when job_run_details.status = 'succeeded' then interval '1 day'
        else interval '14 days'
      end
      -- A job that did not even start has no times; its neighbours have.
      or (
        job_run_details.start_time is null
        and job_run_details.runid < (
          select min(dated.runid) from cron.job_run_details as dated where dated.start_time >= at - interval '14 days'
        )
      )
    );
end;

comment on function dashboard_refresh._retain(timestamptz) is
  'Removes runs that ended more than 14 days before `at`, and pg_cron''s log rows of this project''s own jobs: those that '
  'succeeded after a day, the others after 14.';

create function dashboard_refresh._watch(view_id integer, at timestamptz)
returns uuid
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_view dashboard_refresh.views;
  v_run_id uuid;
begin
  select * into v_view from dashboard_refresh.views where views.id = _watch.view_id;

  if not found then
    return null;
  end if;

  perform dashboard_refresh._stop_overlong(v_view, at);

  -- The lock is taken only where there is work: a tick that fires in the same second must not find the view busy.
  if dashboard_refresh._needs_rescue(v_view, at) and dashboard_refresh._try_lock_view(v_view.id) then
    perform dashboard_refresh._lose_overdue(v_view.id, at);
    select * into strict v_view from dashboard_refresh.views where views.id = v_view.id;

    -- What brings down whoever refreshes it is not tried every minute for ever.
    if not coalesce(v_view.retry_at > at, false) then
      insert into dashboard_refresh.runs (view_id, trigger, path)
      values (v_view.id, 'watchdog', 'database')
      returning runs.id into v_run_id;
    end if;
  end if;

  return coalesce(
    v_run_id,
    (
      select runs.id
      from dashboard_refresh.runs
      where runs.view_id = v_view.id
        and runs.status = 'queued'
        and runs.trigger = 'cascade'
        and runs.path = 'database'
      order by runs.requested_at
      limit 1
    )
  );
end;
$$;

comment on function dashboard_refresh._watch(integer, timestamptz) is
  'Looks after one view: cancels a refresh over max_duration, marks as lost what nobody picked up. Returns the run that '
  'is now to be run in the database, to make a lost one good or since a cascade left it there; null when there is none. '
  'Commit before running it, so that it is in the ledger whatever becomes of it.';

create procedure dashboard_refresh.watchdog(at timestamptz default clock_timestamp())
language plpgsql
security invoker
-- No search_path is set: a procedure that has a set clause may not commit. Every name below is qualified.
as $$
declare
  v_view_id integer;
  v_run_id uuid;
  v_has_run boolean;
begin
  perform dashboard_refresh._record_failed_ticks(at);
  commit;

  -- Each view in transactions of its own: none waits for another's locks, and none falls with another. Again while
  -- refreshes cause refreshes; a chain of views is not longer than there are views.
  for v_round in 1 .. (select pg_catalog.count(*) from dashboard_refresh.views) loop
    v_has_run := false;

    for v_view_id in select views.id from dashboard_refresh.views order by views.data_as_of nulls first loop
      v_run_id := null;

      begin
        v_run_id := dashboard_refresh._watch(v_view_id, at);
      exception
        when others then
          raise warning using
            message = pg_catalog.format('the watchdog could not look after view %s: %s', v_view_id, sqlerrm),
            errcode = sqlstate;
      end;
      commit;

      if v_run_id is not null then
        v_has_run := true;

        begin
          perform dashboard_refresh.run(v_run_id);
        exception
          when others then
            raise warning using
              message = pg_catalog.format('the watchdog could not run %s: %s', v_run_id, sqlerrm),
              errcode = sqlstate;
        end;
        commit;
      end if;
    end loop;

    exit when not v_has_run;
  end loop;

  -- Deleting looks at all of pg_cron's log, so once an hour.
  if extract(minute from at) = 17 then
    perform dashboard_refresh._retain(at);
  end if;
end;
$$;

comment on procedure dashboard_refresh.watchdog(timestamptz) is
  'Every minute, by pg_cron: runs that nobody picked up in time, and ticks that failed, become lost and the view is '
  'refreshed here; refreshes over max_duration are cancelled; cascades on the database path are run; hourly, what is '
  'old is removed. Commits before and after each refresh, so call it outside a transaction. at: the time to judge by.';

select cron.schedule('refresh-dashboard-watchdog', '* * * * *', 'call dashboard_refresh.watchdog()');

revoke all on function
  dashboard_refresh._stop_overlong(dashboard_refresh.views, timestamptz),
  dashboard_refresh._record_failed_ticks(timestamptz),
  dashboard_refresh._needs_rescue(dashboard_refresh.views, timestamptz),
  dashboard_refresh._retain(timestamptz),
  dashboard_refresh._watch(integer, timestamptz)
from public, anon, authenticated, service_role;
revoke all on procedure dashboard_refresh.watchdog(timestamptz) from public, anon, authenticated, service_role;
