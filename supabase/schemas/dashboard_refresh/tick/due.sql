/* Whether a firing of the job is one of the view's schedule: the job of a view with a time zone fires more often. */

create or replace function dashboard_refresh._is_due(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  at timestamptz
)
returns boolean language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_parsed dashboard_refresh.schedule_fields;
  v_since timestamptz;
begin
  if view.time_zone is null then
    return true;
  end if;

  v_parsed := dashboard_refresh._parse_schedule(view.schedule);

  if v_parsed.minutes is null then
    return true;
  end if;

  -- What pg_cron was too busy to start in its minute still counts, unless the view was looked at since.
  v_since := greatest(
    at - interval '6 hours',
    state.data_as_of,
    -- As far as a tick that finds nothing changed can see; see _left_no_trace.
    state.verified_at + interval '90 seconds',
    (
      select max(runs.requested_at)
      from dashboard_refresh.runs
      where runs.view_id = view.id and runs.trigger = 'cron' and runs.requested_at > at - interval '6 hours'
    ),
    (
      select max(config_changes.changed_at)
      from dashboard_refresh.config_changes
      where config_changes.view = _is_due.view.view
    )
  );

  return coalesce(
    dashboard_refresh._next_match(
      v_parsed, least(v_since, date_trunc('minute', at) - interval '1 minute'), view.time_zone
    ) <= at,
    false
  );
end;
$$;
comment on function dashboard_refresh._is_due(dashboard_refresh.views, dashboard_refresh.view_state, timestamptz) is
  'True where a tick at `at` is one of the view''s schedule: it fires in this minute in the view''s time zone, or has fired '
  'in the six hours before and nobody has looked since. Always true without a time zone, and for a schedule in seconds.';
