/* Problems that keep the view from being as fresh as promised. */

create or replace function dashboard_refresh._promise_facts(
  view dashboard_refresh.views,
  at timestamptz,
  out gap interval,
  out p95 interval,
  out is_reachable boolean,
  out suggested_schedule text
)
language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  gap := dashboard_refresh._largest_gap(view.schedule, at);
  p95 := coalesce(
    (
      select percentile_cont(0.95) within group (order by runs.finished_at - runs.started_at)
      from dashboard_refresh.runs
      where runs.view_id = view.id and runs.status = 'succeeded' and runs.requested_at > at - interval '24 hours'
    ),
    interval '0'
  );
  is_reachable := coalesce(gap + p95 < view.max_staleness, false);
  suggested_schedule := case
    when not is_reachable then dashboard_refresh._suggest_schedule(view.max_staleness - p95)
  end;
end;
$$;
comment on function dashboard_refresh._promise_facts(dashboard_refresh.views, timestamptz) is
  'Whether the schedule of a view lets it be as fresh as max_staleness promises: the longest that passes between two firings, '
  'how long refreshes take (95 of 100, in the 24 hours before `at`), whether both together are less; and a schedule with '
  'which they are, where they are not and there is one.';

create or replace function dashboard_refresh._promise_problems(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  at timestamptz
)
returns setof dashboard_refresh.problem language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_facts constant record := dashboard_refresh._promise_facts(view, at);
  v_rests_until constant timestamptz := dashboard_refresh._rests_until(view, state);
  v_holder record;
begin
  -- Any role may take an advisory lock, that of a view too, and every refresh then finds it busy.
  select pg_stat_activity.pid, pg_stat_activity.usename, pg_stat_activity.usesysid
  into v_holder
  from dashboard_refresh.held_locks
  join pg_catalog.pg_stat_activity on pg_stat_activity.pid = held_locks.pid
  where held_locks.kind = 'view'
    and held_locks.key = view.id
    and held_locks.pid <> pg_backend_pid()
    and not dashboard_refresh._is_session_name(pg_stat_activity.application_name)
    and coalesce(pg_stat_activity.xact_start, '-infinity') < at - interval '1 minute';

  return query
  select found.code, found.severity, found.message, found.hint
  from (
    values
      (
        view.scheduled and view.active and not v_facts.is_reachable,
        'schedule_too_slow', 'warning',
        format('Up to %s pass between two firings of the job and a refresh takes up to %s s, but max_staleness is %s.',
          v_facts.gap, round(extract(epoch from v_facts.p95), 1), view.max_staleness),
        coalesce(
          'Set schedule to ' || v_facts.suggested_schedule || ', or raise max_staleness.',
          'Raise max_staleness: no schedule of this server''s pg_cron is short enough.'
        )
      ),
      (
        -- The moment's rest after every short refresh is no problem.
        view.active and v_rests_until > at + interval '5 seconds',
        'held_back', 'warning',
        format('Scheduled refreshes rest until %s: the last took %s s, and max_duty_cycle is %s.',
          date_trunc('second', v_rests_until), round(extract(epoch from state.last_duration), 1), view.max_duty_cycle),
        'Nothing to do where the rest is short. Otherwise make the view cheaper, or raise max_duty_cycle.'
      ),
      (
        v_holder.pid is not null,
        'lock_taken', 'error',
        format('Session %s of %s holds the view''s advisory lock and is no refresh of ours.', v_holder.pid, v_holder.usename),
        'End it if it has no business here: ' || dashboard_refresh._terminate_statement(v_holder.pid, v_holder.usesysid)
      )
  ) as found (is_found, code, severity, message, hint)
  where found.is_found;
end;
$$;
comment on function dashboard_refresh._promise_problems(
  dashboard_refresh.views, dashboard_refresh.view_state, timestamptz
) is
  'Why the view cannot be as fresh as max_staleness promises: its schedule, its pace, or a session that holds its lock.';
