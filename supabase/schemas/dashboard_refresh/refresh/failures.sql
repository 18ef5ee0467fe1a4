/* Consecutive failures: how long the next attempt waits, and when somebody has fixed the view. */

create or replace function dashboard_refresh._repair_stamp(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state
)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_relation constant oid := coalesce(to_regclass(view.view)::oid, 0);
begin
  return dashboard_refresh._catalog_stamp(state.watched || array[
    ('pg_class'::regclass, 'oid', array[v_relation]),
    ('pg_rewrite'::regclass, 'ev_class', array[v_relation]),
    ('pg_index'::regclass, 'indrelid', array[v_relation])
  ]::dashboard_refresh.watched[]);
end;
$$;
comment on function dashboard_refresh._repair_stamp(dashboard_refresh.views, dashboard_refresh.view_state) is
  'A value that changes with what somebody who fixes a view changes: whether it exists, its owner and privileges, its '
  'definition, its indexes, and the relations and functions it used when it was last refreshed. Not their data.';

create or replace function dashboard_refresh._retry_delay(
  failures integer,
  failure_limit integer,
  kind text,
  jitter double precision
)
returns interval language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select (
    case
      when failures >= failure_limit
        then least(interval '5 minutes' * power(2, least(failures - failure_limit, 10)), interval '1 hour')
      when kind = 'transient'
        then least(interval '1 minute' * power(2, least(failures - 1, 10)), interval '1 hour')
    end
  ) * (1 - jitter / 4);
$$;
comment on function dashboard_refresh._retry_delay(integer, integer, text, double precision) is
  'How long the next attempt waits after this many consecutive failures: 1 min, doubling, after a transient one; from '
  'failure_limit on 5 min, doubling, after any; at most 1 h. Null, wait for the schedule, after a lasting one below the '
  'limit. jitter, from 0 to 1, takes up to a quarter off, so that views that failed together are not retried together.';

create or replace function dashboard_refresh._record_failure(
  view dashboard_refresh.views,
  error_sqlstate text,
  at timestamptz
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_state dashboard_refresh.view_state;
begin
  perform from dashboard_refresh.view_state where view_state.view_id = view.id for no key update;

  -- Unmanaged meanwhile.
  if not found then
    return;
  end if;

  v_state := dashboard_refresh._state_of(view);
  v_state.consecutive_failures := v_state.consecutive_failures + 1;
  v_state.failure_kind := dashboard_refresh._failure_kind(error_sqlstate);

  update dashboard_refresh.view_state
  set consecutive_failures = v_state.consecutive_failures,
    failing_since = coalesce(v_state.failing_since, at),
    failing_revision = coalesce(v_state.failing_revision, view.revision),
    failure_kind = v_state.failure_kind,
    failed_stamp = case
      when v_state.failure_kind = 'lasting' then dashboard_refresh._repair_stamp(view, v_state)
    end,
    retry_at = at + dashboard_refresh._retry_delay(
      v_state.consecutive_failures, view.failure_limit, v_state.failure_kind, random()
    )
  where view_state.view_id = view.id;

  perform dashboard_refresh._open_alert(
    view, case when v_state.consecutive_failures >= view.failure_limit then 'suspended' else 'failing' end, at
  );
end;
$$;
comment on function dashboard_refresh._record_failure(dashboard_refresh.views, text, timestamptz) is
  'Counts a run that failed with this SQLSTATE, or was lost (null), at `at`: sets the time of the next attempt, suspends '
  'the view after failure_limit consecutive failures, and alerts.';

create or replace function dashboard_refresh._is_retry_due(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  at timestamptz
)
returns boolean language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return state.consecutive_failures > 0
    and view.active
    and view.scheduled
    and (
      state.retry_at <= at
      or (
        state.failure_kind = 'lasting'
        and state.failed_stamp is distinct from dashboard_refresh._repair_stamp(view, state)
      )
    );
end;
$$;
comment on function dashboard_refresh._is_retry_due(
  dashboard_refresh.views, dashboard_refresh.view_state, timestamptz
) is
  'True for a failing view that is to be tried again at `at`: its wait is over, or what it is made of has been changed.';
