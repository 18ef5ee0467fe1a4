/* The truth about a view, on one page; and one word for all views. */

create or replace function dashboard_refresh.status(
  view text default null,
  runs integer default 5,
  at timestamptz default clock_timestamp()
)
returns json language plpgsql
-- Volatile, so that statistics are not those of an earlier look. It writes nothing.
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._find_view(status.view);
  v_state dashboard_refresh.view_state := dashboard_refresh._state_of(v_view);
  v_known constant dashboard_refresh.view_state := dashboard_refresh._known_state(v_view, v_state);
  v_endpoint constant dashboard_refresh.endpoint := dashboard_refresh._function_endpoint();
  v_alert_endpoint constant dashboard_refresh.endpoint := dashboard_refresh._alert_endpoint();
  v_as_of timestamptz;
  v_staleness_seconds numeric;
begin
  if runs is null or runs not between 0 and 100 then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('runs = %s is out of range', coalesce(runs::text, 'null')),
      'It is the number of last runs to list.',
      'Ask for 0 to 100 of the last runs.'
    );
  -- Further off, and times that are computed from it do not exist.
  elsif at is null or at not between '1970-01-01 00:00:00+00' and '9999-01-01 00:00:00+00' then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('at = %s is out of range', coalesce(at::text, 'null')),
      'It is the time to judge by, now unless another is given.',
      'Give a time between 1970 and 9999.'
    );
  end if;

  v_as_of := dashboard_refresh._known_as_of(v_view, v_state, at);
  v_staleness_seconds := round(extract(epoch from at - v_as_of), 1);

  return json_build_object(
    'view', v_view.view,
    'state', dashboard_refresh._freshness_state(v_view, v_as_of, at),
    'paused', not v_view.active,
    'pause', dashboard_refresh._pause_json(v_view),
    'suspended', dashboard_refresh._suspended_json(v_view, v_state, at),
    'refreshing', dashboard_refresh._refreshing_json(v_view),
    'data_as_of', v_known.data_as_of,
    'verified_at', case when v_as_of > v_known.data_as_of then v_as_of end,
    'staleness_seconds', v_staleness_seconds,
    'promise', json_build_object(
      'max_staleness_seconds', trim_scale(extract(epoch from v_view.max_staleness)),
      'kept', coalesce(v_staleness_seconds <= extract(epoch from v_view.max_staleness), false)
    ),
    'path', (
      select json_build_object('setting', v_view.path, 'effective', chosen.path, 'reason', chosen.reason)
      from dashboard_refresh._choose_path(v_view, v_state, v_endpoint, at) as chosen
    ),
    'job', case when to_regclass('cron.job') is not null then dashboard_refresh._job_json(v_view, at) end,
    'skip', dashboard_refresh._skip_json(v_view, v_known, at),
    'settings', dashboard_refresh._settings_json(v_view),
    'session_settings', dashboard_refresh._session_settings_json(v_state),
    'last_runs', dashboard_refresh._last_runs_json(v_view, status.runs),
    'last_24_hours', dashboard_refresh._totals_json(v_view, at - interval '24 hours'),
    'alerts', dashboard_refresh._alerts_json(v_view, v_state, v_alert_endpoint),
    'problems', dashboard_refresh._problems(v_view, v_state, v_endpoint, v_alert_endpoint, at),
    'version', dashboard_refresh.version(),
    'now', at
  );
end;
$$;
comment on function dashboard_refresh.status(text, integer, timestamptz) is
  'Everything there is to know about a managed view (null: the only one): state, staleness in seconds against the '
  'promise, what is skipped and why not, session settings, job with its next firing, the last `runs` runs (0-100), totals of 24 hours, '
  'problems with a hint each, version. at: the time to judge by. Raises unknown_view, view_required, invalid_argument.';

create or replace function dashboard_refresh.is_fresh()
returns boolean language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_at constant timestamptz := clock_timestamp();
begin
  return dashboard_refresh._why_read_only() is null and (
    select coalesce(
      bool_and(
        dashboard_refresh._freshness_state(
          present, dashboard_refresh._known_as_of(present, dashboard_refresh._state_of(present), v_at), v_at
        ) = 'fresh'
      ),
      false
    )
    from dashboard_refresh.views
    cross join lateral dashboard_refresh._present(views) as present
  );
end;
$$;
comment on function dashboard_refresh.is_fresh() is
  'True when every managed view exists, has known data and keeps its promise; false when none is managed, or when the '
  'database is read-only.';
