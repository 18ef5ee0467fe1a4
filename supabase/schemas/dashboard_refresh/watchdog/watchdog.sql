/* Finishes abandoned runs, has their views refreshed, alerts, and removes what is old. */

create or replace function dashboard_refresh._views_to_check(at timestamptz)
returns integer[] language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return array(
    select views.id
    from dashboard_refresh.views
    join dashboard_refresh.view_state on view_state.view_id = views.id
    where (
        views.active
        and views.scheduled
        and (
          view_state.tick_due_revision is distinct from views.revision
          or coalesce(view_state.tick_due_at, '-infinity') <= at - dashboard_refresh._pickup_time()
        )
      )
      or view_state.consecutive_failures > 0
      or view_state.last_finished_at > at
      or exists (select from dashboard_refresh.duty_failures where duty_failures.view_id = views.id)
      or exists (
        select from dashboard_refresh.runs
        where runs.view_id = views.id
          and (
            runs.status = 'queued'
            or (runs.status = 'lost' and runs.requested_at > coalesce(view_state.data_as_of, '-infinity'))
          )
      )
    order by view_state.data_as_of nulls first
  );
end;
$$;
comment on function dashboard_refresh._views_to_check(timestamptz) is
  'The views for which the watchdog may find something to do at `at`, the stalest first. Where all is well there are few, '
  'and a transaction for each would be most of what the watchdog costs.';

create or replace procedure dashboard_refresh.watchdog(at timestamptz default clock_timestamp())
language plpgsql
-- No search_path is set: a procedure that has a set clause may not commit. Every name below is qualified.
as $$
declare
  v_duties record := dashboard_refresh._duties(at);
  v_duty text;
  v_view_id integer;
begin
  -- Every duty writes. A notice goes to the caller and not into the log of a server that may have no room for it.
  if dashboard_refresh._is_read_only() then
    raise notice 'read_only';
    return;
  end if;

  -- Each duty, and each view, in transactions of its own: none waits for another's locks, and none falls with another.
  foreach v_duty in array v_duties.before_views loop
    perform dashboard_refresh._run_duty(v_duty, null, at);
    commit;
  end loop;

  foreach v_view_id in array dashboard_refresh._views_to_check(at) loop
    perform dashboard_refresh._run_duty(v_duties.of_each_view, v_view_id, at);
    commit;
  end loop;

  foreach v_duty in array v_duties.after_views loop
    perform dashboard_refresh._run_duty(v_duty, null, at);
    commit;
  end loop;
end;
$$;
comment on procedure dashboard_refresh.watchdog(timestamptz) is
  'Every minute, by pg_cron: ends runs that nobody picked up, and leaves one to the rescue jobs to make up for them, for '
  'ticks that failed or never came, and for failed refreshes whose wait is over; cancels refreshes over max_duration; '
  'sends alerts; hourly, deletes what is old. Refreshes nothing itself: it is one statement, which the database''s '
  'statement_timeout ends. Does nothing in a database that is read-only. Commits on its way, so call it '
  'outside a transaction. at: the time to judge by.';
