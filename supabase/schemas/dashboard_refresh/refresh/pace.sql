/* How much of the time refreshes may take, and how long one of them. */

create or replace function dashboard_refresh._rests_until(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state
)
returns timestamptz language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
begin
  return state.last_finished_at + state.last_duration * (1 / view.max_duty_cycle - 1)::double precision;
end;
$$;
comment on function dashboard_refresh._rests_until(dashboard_refresh.views, dashboard_refresh.view_state) is
  'Before this time a scheduled refresh would take more than max_duty_cycle of the time; null before the first.';

create or replace function dashboard_refresh._overlong_sessions(at timestamptz)
returns table (pid integer, run_id uuid, is_idle boolean) language sql stable
set search_path = pg_catalog, pg_temp as $$
  -- A session is ours when it holds a view's lock and, because any role may take an advisory lock, says which run it is
  -- working on.
  select
    pg_stat_activity.pid,
    dashboard_refresh._session_run(pg_stat_activity.application_name),
    coalesce(pg_stat_activity.state like 'idle in transaction%', false)
  from (
    select held_locks.pid, count(*) as views, max(views.max_duration) as max_duration
    from dashboard_refresh.held_locks
    join dashboard_refresh.views on views.id = held_locks.key
    where held_locks.kind = 'view'
    group by held_locks.pid
  ) as holder
  join pg_catalog.pg_stat_activity on pg_stat_activity.pid = holder.pid
  cross join dashboard_refresh._session_since(pg_stat_activity.application_name) as working (since)
  where holder.pid <> pg_backend_pid()
    and (
      working.since < at - holder.max_duration
      -- A rescue that refreshes one view after another keeps back what it has done until it ends. What turns out to take
      -- long there is put off, and next time comes first.
      or (
        holder.views > 1
        and working.since < at - interval '45 seconds'
        and exists (
          select from dashboard_refresh.held_locks where held_locks.kind = 'rescue' and held_locks.pid = holder.pid
        )
      )
    );
$$;
comment on function dashboard_refresh._overlong_sessions(timestamptz) is
  'The sessions whose refresh began more than max_duration before `at`, or holds up others which its rescue has done.';

create or replace function dashboard_refresh._cancel_overlong(at timestamptz)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_session record;
  v_refusal text;
begin
  for v_session in select * from dashboard_refresh._overlong_sessions(at) loop
    begin
      if v_session.is_idle then
        -- It has done its work and left its transaction open: it has no statement to cancel, so its connection is ended.
        perform pg_terminate_backend(v_session.pid);
      else
        perform dashboard_refresh._stop_work(v_session.run_id, clock_timestamp() + interval '1 second');
      end if;
    exception
      -- That of a superuser, say. It does not keep the others from being cancelled.
      when insufficient_privilege then
        v_refusal := sqlerrm;
    end;
  end loop;

  if v_refusal is not null then
    raise insufficient_privilege using message = v_refusal;
  end if;
end;
$$;
comment on function dashboard_refresh._cancel_overlong(timestamptz) is
  'A duty of the watchdog, and of nobody else: cancels every refresh of _overlong_sessions. Raises 42501, at the end, where one '
  'may not be cancelled.';
