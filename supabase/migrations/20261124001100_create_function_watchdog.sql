/*
Purpose: whatever dies, runs end and data gets fresh again.

Objects: table dashboard_refresh.watchdog_failures; functions _heed_clock, _stop_overlong, _stop_all_overlong, _needs_rescue,
_watch, _note_duty, _do_duty, _views_to_watch, _do_view_duty; procedure watchdog; the cron job refresh-dashboard-watchdog.

Of its duties, ticks, alerts and retention have files of their own.
*/

create table dashboard_refresh.watchdog_failures (
  duty text primary key,
  since timestamptz not null,
  last_at timestamptz not null,
  error_sqlstate text not null,
  error_message text not null
);

comment on table dashboard_refresh.watchdog_failures is
  'Duties of the watchdog that fail: one row a duty, gone as soon as it succeeds. Its other duties go on meanwhile.';
comment on column dashboard_refresh.watchdog_failures.duty is 'The function, or the view that was to be looked after.';
comment on column dashboard_refresh.watchdog_failures.since is 'First failure of the present streak.';
comment on column dashboard_refresh.watchdog_failures.last_at is 'Last failure.';
comment on column dashboard_refresh.watchdog_failures.error_sqlstate is 'SQLSTATE of the last failure.';
comment on column dashboard_refresh.watchdog_failures.error_message is 'What went wrong.';

alter table dashboard_refresh.watchdog_failures enable row level security;

create function dashboard_refresh._heed_clock(view_id integer, at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  update dashboard_refresh.views
  set data_as_of = null,
    verified_at = null,
    last_finished_at = null,
    retry_at = null,
    tick_due_at = null
  where views.id = _heed_clock.view_id
    and views.last_finished_at > at + interval '5 minutes';
end;
$$;

comment on function dashboard_refresh._heed_clock(integer, timestamptz) is
  'Where the last refresh ended after `at`, the clock was set back: forgets what is measured against it, so that the view '
  'neither rests until then nor passes for fresh. The next tick refreshes.';

create function dashboard_refresh._stop_overlong(view dashboard_refresh.views, at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_holder constant integer := dashboard_refresh._view_lock_holder(view.id);
begin
  if v_holder is null then
    return;
  end if;

  -- Ours is who holds the view's lock and, since any role may take an advisory lock, says what run it is working on; both
  -- were looked up just now. One that is idle has done its work and left its transaction open: it has no statement to cancel,
  -- so its connection is ended.
  perform case
    when pg_stat_activity.state like 'idle in transaction%' then pg_terminate_backend(pg_stat_activity.pid)
    else pg_cancel_backend(pg_stat_activity.pid)
  end
  from pg_catalog.pg_stat_activity
  where pg_stat_activity.pid = v_holder
    and pg_stat_activity.pid <> pg_backend_pid()
    and pg_stat_activity.application_name like 'refresh-dashboard %'
    and pg_stat_activity.xact_start < at - view.max_duration;
end;
$$;

comment on function dashboard_refresh._stop_overlong(dashboard_refresh.views, timestamptz) is
  'Cancels the refresh of the view that is under way when its transaction began more than max_duration before `at`.';

create function dashboard_refresh._stop_all_overlong(at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  perform dashboard_refresh._stop_overlong(views, at)
  from dashboard_refresh.views
  where views.id in (select dashboard_refresh._locked_views());
end;
$$;

comment on function dashboard_refresh._stop_all_overlong(timestamptz) is
  'A duty of the watchdog: cancels every refresh that takes too long at `at`. Once a look: a refresh that is cancelled '
  'again while it writes its failure down is lost.';

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

create function dashboard_refresh._watch(view_id integer, at timestamptz)
returns uuid
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_view dashboard_refresh.views;
  v_has_missed_tick boolean;
  v_run_id uuid;
begin
  perform dashboard_refresh._heed_clock(_watch.view_id, at);
  select * into v_view from dashboard_refresh.views where views.id = _watch.view_id;

  if not found then
    return null;
  end if;

  v_has_missed_tick := dashboard_refresh._account_for_ticks(v_view, at);

  -- The lock is taken only where there is work: a tick that fires in the same second must not find the view busy.
  if (
      v_has_missed_tick
      or dashboard_refresh._needs_rescue(v_view, at)
      or dashboard_refresh._is_retry_due(v_view, at)
    )
    and dashboard_refresh._try_lock_view(v_view.id)
  then
    perform dashboard_refresh._lose_overdue(v_view.id, at);
    select * into strict v_view from dashboard_refresh.views where views.id = v_view.id;

    if not exists (select from dashboard_refresh.runs where runs.view_id = v_view.id and runs.status = 'queued')
      and (
        dashboard_refresh._is_retry_due(v_view, at)
        -- What brings down whoever refreshes it is not tried every minute for ever.
        or (
          not coalesce(v_view.suspended_until > at, false)
          and (
            dashboard_refresh._needs_rescue(v_view, at)
            -- In place of the tick, which would have looked too.
            or (v_has_missed_tick and dashboard_refresh._hold(v_view, at) is null)
          )
        )
      )
    then
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
  'Looks after one view: notices ticks that never came, marks as lost what nobody picked up. Returns the run that is now '
  'to be run in the database, to make these good, to try a failed one again or since a cascade left it there; null when '
  'there is none. Commit before running it, so that it is in the ledger whatever becomes of it.';

create function dashboard_refresh._note_duty(duty text, at timestamptz, error_sqlstate text, error_message text)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  if error_sqlstate is null then
    delete from dashboard_refresh.watchdog_failures where watchdog_failures.duty = _note_duty.duty;
    return;
  end if;

  raise warning using
    message = format('the watchdog could not do %s: %s', duty, error_message),
    errcode = error_sqlstate;

  insert into dashboard_refresh.watchdog_failures as failures (duty, since, last_at, error_sqlstate, error_message)
  values (duty, at, at, error_sqlstate, error_message)
  on conflict on constraint watchdog_failures_pkey do update
  set last_at = excluded.last_at,
    error_sqlstate = excluded.error_sqlstate,
    error_message = excluded.error_message;
end;
$$;

comment on function dashboard_refresh._note_duty(text, timestamptz, text, text) is
  'Writes down that a duty of the watchdog failed with this SQLSTATE, or that it did not (null), and warns in the log.';

create function dashboard_refresh._do_duty(duty text, at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  execute format('select dashboard_refresh.%I($1)', duty) using at;
  perform dashboard_refresh._note_duty(duty, at, null, null);
exception
  when others then
    perform dashboard_refresh._note_duty(duty, at, sqlstate, sqlerrm);
end;
$$;

comment on function dashboard_refresh._do_duty(text, timestamptz) is
  'Does one duty of the watchdog, the function of that name, and notes how it went. Does not raise.';

create function dashboard_refresh._views_to_watch(at timestamptz)
returns integer[]
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return array(
    select views.id
    from dashboard_refresh.views
    left join dashboard_refresh.watchdog_failures on watchdog_failures.duty = views.view
    where (
        views.active and views.scheduled and coalesce(views.tick_due_at, '-infinity') <= at - interval '45 seconds'
      )
      or views.consecutive_failures > 0
      or views.last_finished_at > at
      or watchdog_failures.duty is not null
      or exists (
        select from dashboard_refresh.runs
        where runs.view_id = views.id
          and (
            runs.status = 'queued'
            or (runs.status = 'lost' and runs.requested_at > coalesce(views.data_as_of, '-infinity'))
          )
      )
    order by views.data_as_of nulls first
  );
end;
$$;

comment on function dashboard_refresh._views_to_watch(timestamptz) is
  'The views that _watch may find something to do for at `at`, the stalest first. Where all is well there are few, and a '
  'transaction for each would be most of what the watchdog costs.';

create function dashboard_refresh._do_view_duty(view_id integer, at timestamptz)
returns uuid
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_duty constant text := (select views.view from dashboard_refresh.views where views.id = _do_view_duty.view_id);
  v_run_id uuid;
begin
  v_run_id := dashboard_refresh._watch(_do_view_duty.view_id, at);
  perform dashboard_refresh._note_duty(v_duty, at, null, null);
  return v_run_id;
exception
  when others then
    perform dashboard_refresh._note_duty(v_duty, at, sqlstate, sqlerrm);
    return null;
end;
$$;

comment on function dashboard_refresh._do_view_duty(integer, timestamptz) is
  'Looks after one view, notes how that went, and returns the run that is now to be run; see _watch. Does not raise.';

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
  -- Each duty, and each view, in transactions of its own: none waits for another's locks, and none falls with another.
  perform dashboard_refresh._do_duty('_stop_all_overlong', at);
  commit;
  perform dashboard_refresh._do_duty('_record_failed_ticks', at);
  commit;

  -- One view after the other: after a downtime that is what staggers them. Again while refreshes cause refreshes; a chain
  -- of views is not longer than there are views.
  for v_round in 1 .. (select pg_catalog.count(*) from dashboard_refresh.views) loop
    v_has_run := false;

    foreach v_view_id in array dashboard_refresh._views_to_watch(at) loop
      v_run_id := dashboard_refresh._do_view_duty(v_view_id, at);
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

  -- After the refreshes, so that what they have mended is told as mended.
  perform dashboard_refresh._do_duty('_watch_promises', at);
  commit;
  perform dashboard_refresh._do_duty('_deliver_alerts', at);
  commit;

  -- Deleting looks at all of pg_cron's log, so once an hour.
  -- The operator too: without its schema it is looked for in the search_path of the session.
  if extract(minute from at) operator(pg_catalog.=) 17 then
    perform dashboard_refresh._do_duty('_retain', at);
  end if;
end;
$$;

comment on procedure dashboard_refresh.watchdog(timestamptz) is
  'Every minute, by pg_cron: runs that nobody picked up, ticks that failed and ticks that never came are made good by a '
  'refresh here; failed refreshes are tried again when their wait is over; refreshes over max_duration are cancelled; '
  'cascades on the database path are run; alerts are sent; hourly, what is old is removed. Commits before and after each '
  'refresh, so call it outside a transaction. at: the time to judge by.';

select cron.schedule('refresh-dashboard-watchdog', '* * * * *', 'call dashboard_refresh.watchdog()');

revoke all on table dashboard_refresh.watchdog_failures from public, anon, authenticated, service_role;
revoke all on function
  dashboard_refresh._heed_clock(integer, timestamptz),
  dashboard_refresh._stop_overlong(dashboard_refresh.views, timestamptz),
  dashboard_refresh._stop_all_overlong(timestamptz),
  dashboard_refresh._needs_rescue(dashboard_refresh.views, timestamptz),
  dashboard_refresh._watch(integer, timestamptz),
  dashboard_refresh._note_duty(text, timestamptz, text, text),
  dashboard_refresh._do_duty(text, timestamptz),
  dashboard_refresh._views_to_watch(timestamptz),
  dashboard_refresh._do_view_duty(integer, timestamptz)
from public, anon, authenticated, service_role;
revoke all on procedure dashboard_refresh.watchdog(timestamptz) from public, anon, authenticated, service_role;
