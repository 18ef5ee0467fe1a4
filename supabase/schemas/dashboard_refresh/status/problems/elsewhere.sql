/* What else refreshes the view, by its effect. */

create or replace function dashboard_refresh._elsewhere_problems(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  at timestamptz
)
returns setof dashboard_refresh.problem language plpgsql
-- Volatile, as what looks at counters is. It writes nothing.
set search_path = pg_catalog, pg_temp as $$
declare
  v_is_elsewhere constant boolean := (dashboard_refresh._look_at_writes(view, at)).is_elsewhere;
begin
  return query
  select
    'refreshed_elsewhere', 'warning',
    format('Something else refreshes the view: it was rewritten without a run, which was noticed %s.',
      case when v_is_elsewhere then 'after the last run' else date_trunc('second', state.refreshed_elsewhere_at)::text end),
    'If that was done by hand, this goes away a day later. Otherwise look for a job, a trigger or a function that refreshes '
      'it, and take that out: such refreshes are neither counted nor kept apart from runs. VACUUM FULL and CLUSTER look '
      'the same.'
  where v_is_elsewhere or state.refreshed_elsewhere_at > at - interval '1 day';
end;
$$;
comment on function dashboard_refresh._elsewhere_problems(
  dashboard_refresh.views, dashboard_refresh.view_state, timestamptz
) is
  'That something other than a run has refreshed the view, now or within a day before `at`.';
