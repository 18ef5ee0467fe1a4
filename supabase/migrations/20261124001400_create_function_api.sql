/*
Purpose: the only way in for the API: thin wrappers in public, executable by service_role alone.

Objects: dashboard_refresh._raise_to_api, dashboard_refresh._interval; public.request_dashboard_refresh,
run_dashboard_refresh, dashboard_refresh_run, dashboard_refresh_status, dashboard_refresh_runs,
reconfigure_dashboard_refresh, dashboard_refresh_drift, test_dashboard_refresh_alert, dashboard_refresh_alert,
dashboard_refresh_health, dashboard_freshness.

Each is security definer, since service_role has no rights in the schema and must not get any, and since pg_cron lets a
job be altered by its owner alone: they run as the owner of the schema and of the jobs. Errors of class DR become errors
of the API with a stable code; any other passes as it is.
*/

create function dashboard_refresh._raise_to_api(error_sqlstate text, message text, detail text, hint text)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_code text;
  v_status integer;
begin
  select errors.code, errors.status
  into strict v_code, v_status
  from (
    values
      ('DR001', 'unknown_view', 404),
      ('DR002', 'view_required', 400),
      ('DR003', 'not_a_materialized_view', 422),
      ('DR004', 'invalid_setting', 422),
      ('DR005', 'unsupported_schedule', 422),
      ('DR006', 'paused', 409),
      ('DR007', 'suspended', 409),
      ('DR008', 'unknown_run', 404),
      ('DR009', 'job_conflict', 409),
      ('DR010', 'invalid_argument', 400),
      ('DR011', 'definition_failed', 422),
      ('DR012', 'alerts_not_configured', 409),
      ('DR013', 'unknown_alert', 404)
  ) as errors (sqlstate, code, status)
  where errors.sqlstate = error_sqlstate;

  -- PostgREST takes an error of this SQLSTATE apart into body and status line.
  raise sqlstate 'PGRST' using
    message = jsonb_build_object(
      'code', v_code, 'message', message, 'details', nullif(detail, ''), 'hint', nullif(hint, '')
    )::text,
    detail = jsonb_build_object('status', v_status, 'headers', jsonb_build_object())::text;
end;
$$;

comment on function dashboard_refresh._raise_to_api(text, text, text, text) is
  'Raises an error of class DR again in the form PostgREST turns into a status and a body with code, message, details '
  'and hint. See docs/contract.md for the codes. Never returns; its type is that of the callers'' answers.';

create function dashboard_refresh._interval(setting text, value text)
returns interval
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return value::interval;
exception
  when invalid_datetime_format or datetime_field_overflow or interval_field_overflow then
    raise exception using
      errcode = 'DR004',
      message = format('%s: %s is no interval', setting, quote_literal(value)),
      hint = 'Write a number and a unit, as in 10 seconds, 5 minutes or 1 hour. Nothing was changed.';
end;
$$;

comment on function dashboard_refresh._interval(text, text) is
  'The text a caller gave for a setting, as an interval; null stays null. Raises DR004 that names the setting.';

create function public.request_dashboard_refresh(view text default null, force boolean default false)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_message text;
  v_detail text;
  v_hint text;
begin
  return dashboard_refresh._run_json(
    dashboard_refresh._find_run(dashboard_refresh.request(view, 'admin', force))
  );
exception
  when others then
    if sqlstate not like 'DR%' then
      raise;
    end if;

    get stacked diagnostics v_message = message_text, v_detail = pg_exception_detail, v_hint = pg_exception_hint;
    return dashboard_refresh._raise_to_api(sqlstate, v_message, v_detail, v_hint);
end;
$$;

comment on function public.request_dashboard_refresh(text, boolean) is
  'API: puts a run with trigger admin into the ledger and returns it; see dashboard_refresh.request. '
  'Errors: unknown_view, view_required, paused, suspended.';

create function public.run_dashboard_refresh(run_id uuid)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
-- PostgREST sets this before the call (hoisting). Without it the role's 8 s apply; the API's own limit is 60 s, and the
-- failure is to be written down before that one strikes.
set statement_timeout = '55s'
as $$
declare
  v_message text;
  v_detail text;
  v_hint text;
begin
  return dashboard_refresh.run(run_id, 'edge');
exception
  when others then
    if sqlstate not like 'DR%' then
      raise;
    end if;

    get stacked diagnostics v_message = message_text, v_detail = pg_exception_detail, v_hint = pg_exception_hint;
    return dashboard_refresh._raise_to_api(sqlstate, v_message, v_detail, v_hint);
end;
$$;

comment on function public.run_dashboard_refresh(uuid) is
  'API: does the work of a queued run and returns it, still queued when the view is busy; see dashboard_refresh.run. '
  'Errors: unknown_run, invalid_argument.';

create function public.dashboard_refresh_run(run_id uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_message text;
  v_detail text;
  v_hint text;
begin
  return dashboard_refresh._run_json(dashboard_refresh._find_run(run_id));
exception
  when others then
    if sqlstate not like 'DR%' then
      raise;
    end if;

    get stacked diagnostics v_message = message_text, v_detail = pg_exception_detail, v_hint = pg_exception_hint;
    return dashboard_refresh._raise_to_api(sqlstate, v_message, v_detail, v_hint);
end;
$$;

comment on function public.dashboard_refresh_run(uuid) is
  'API: the run as it is now. Errors: unknown_run.';

create function public.dashboard_refresh_status(view text default null, runs integer default 5)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_message text;
  v_detail text;
  v_hint text;
begin
  return dashboard_refresh.status(view, coalesce(runs, 5));
exception
  when others then
    if sqlstate not like 'DR%' then
      raise;
    end if;

    get stacked diagnostics v_message = message_text, v_detail = pg_exception_detail, v_hint = pg_exception_hint;
    return dashboard_refresh._raise_to_api(sqlstate, v_message, v_detail, v_hint);
end;
$$;

comment on function public.dashboard_refresh_status(text, integer) is
  'API: see dashboard_refresh.status. Errors: unknown_view, view_required, invalid_argument.';

create function public.dashboard_refresh_runs(
  view text default null,
  status text default null,
  before uuid default null,
  max_runs integer default 50
)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_message text;
  v_detail text;
  v_hint text;
begin
  return dashboard_refresh.history(view, status, before, coalesce(max_runs, 50));
exception
  when others then
    if sqlstate not like 'DR%' then
      raise;
    end if;

    get stacked diagnostics v_message = message_text, v_detail = pg_exception_detail, v_hint = pg_exception_hint;
    return dashboard_refresh._raise_to_api(sqlstate, v_message, v_detail, v_hint);
end;
$$;

comment on function public.dashboard_refresh_runs(text, text, uuid, integer) is
  'API: see dashboard_refresh.history. Errors: unknown_view, view_required, unknown_run, invalid_argument.';

create function public.reconfigure_dashboard_refresh(
  view text default null,
  schedule text default null,
  active boolean default null,
  scheduled boolean default null,
  path text default null,
  "concurrently" text default null,
  max_staleness text default null,
  lock_timeout text default null,
  max_duration text default null,
  failure_limit integer default null,
  skip_unchanged boolean default null,
  max_duty_cycle numeric default null,
  force_after text default null,
  changed_by text default null
)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_message text;
  v_detail text;
  v_hint text;
begin
  return dashboard_refresh.reconfigure(
    view,
    schedule,
    active,
    scheduled,
    path,
    "concurrently",
    dashboard_refresh._interval('max_staleness', max_staleness),
    dashboard_refresh._interval('lock_timeout', lock_timeout),
    dashboard_refresh._interval('max_duration', max_duration),
    failure_limit,
    skip_unchanged,
    max_duty_cycle,
    dashboard_refresh._interval('force_after', force_after),
    changed_by
  );
exception
  when others then
    if sqlstate not like 'DR%' then
      raise;
    end if;

    get stacked diagnostics v_message = message_text, v_detail = pg_exception_detail, v_hint = pg_exception_hint;
    return dashboard_refresh._raise_to_api(sqlstate, v_message, v_detail, v_hint);
end;
$$;

comment on function public.reconfigure_dashboard_refresh(
  text, text, boolean, boolean, text, text, text, text, text, integer, boolean, numeric, text, text
) is
  'API: changes the given settings, intervals as text; see dashboard_refresh.reconfigure. '
  'Errors: unknown_view, view_required, invalid_setting, unsupported_schedule, job_conflict, invalid_argument.';

create function public.dashboard_refresh_drift(view text default null, by text default null)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
-- Set by PostgREST before the call (hoisting). What takes longer is cut, and says so.
set statement_timeout = '25s'
as $$
declare
  v_message text;
  v_detail text;
  v_hint text;
begin
  return dashboard_refresh.drift(view, by);
exception
  when others then
    if sqlstate not like 'DR%' then
      raise;
    end if;

    get stacked diagnostics v_message = message_text, v_detail = pg_exception_detail, v_hint = pg_exception_hint;
    return dashboard_refresh._raise_to_api(sqlstate, v_message, v_detail, v_hint);
end;
$$;

comment on function public.dashboard_refresh_drift(text, text) is
  'API: see dashboard_refresh.drift. Errors: unknown_view, view_required, not_a_materialized_view, '
  'invalid_argument, definition_failed.';

create function public.test_dashboard_refresh_alert()
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_message text;
  v_detail text;
  v_hint text;
begin
  return dashboard_refresh._alert_json(dashboard_refresh._find_alert(dashboard_refresh.test_alert()));
exception
  when others then
    if sqlstate not like 'DR%' then
      raise;
    end if;

    get stacked diagnostics v_message = message_text, v_detail = pg_exception_detail, v_hint = pg_exception_hint;
    return dashboard_refresh._raise_to_api(sqlstate, v_message, v_detail, v_hint);
end;
$$;

comment on function public.test_dashboard_refresh_alert() is
  'API: sends a test to the alert webhook and returns the alert, sent; see dashboard_refresh.test_alert. '
  'Errors: alerts_not_configured.';

create function public.dashboard_refresh_alert(alert_id uuid)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_message text;
  v_detail text;
  v_hint text;
begin
  perform dashboard_refresh._find_alert(alert_id);
  perform dashboard_refresh._settle_alert(alert_id, clock_timestamp());
  return dashboard_refresh._alert_json(dashboard_refresh._find_alert(alert_id));
exception
  when others then
    if sqlstate not like 'DR%' then
      raise;
    end if;

    get stacked diagnostics v_message = message_text, v_detail = pg_exception_detail, v_hint = pg_exception_hint;
    return dashboard_refresh._raise_to_api(sqlstate, v_message, v_detail, v_hint);
end;
$$;

comment on function public.dashboard_refresh_alert(uuid) is
  'API: the alert as it is now, with what the webhook has answered. Errors: unknown_alert.';

create function public.dashboard_refresh_health()
returns jsonb
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
begin atomic
  select jsonb_build_object('fresh', dashboard_refresh.is_fresh());
end;

comment on function public.dashboard_refresh_health() is
  'API: whether every managed view keeps its promise; see dashboard_refresh.is_fresh.';

create function public.dashboard_freshness(view text default null)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_view dashboard_refresh.views;
  v_as_of timestamptz;
begin
  -- Here and not above: what fails in a declaration is not this block's to catch.
  v_view := dashboard_refresh._find_view(dashboard_freshness.view);
  v_as_of := dashboard_refresh._as_of(v_view, clock_timestamp());

  return jsonb_build_object(
    'view', v_view.view,
    'as_of', v_as_of,
    'staleness_seconds', round(extract(epoch from clock_timestamp() - v_as_of), 1)
  );
exception
  -- Says nothing of what is managed.
  when sqlstate 'DR001' or sqlstate 'DR002' then
    return null;
end;
$$;

comment on function public.dashboard_freshness(text) is
  'For readers: how fresh what a managed view shows is, to be shown beside it ("data as of ..."), and nothing else; null '
  'for any other name. Nobody but service_role may execute it until you say so: '
  'grant execute on function public.dashboard_freshness(text) to authenticated;';

revoke all on function
  dashboard_refresh._raise_to_api(text, text, text, text),
  dashboard_refresh._interval(text, text)
from public, anon, authenticated, service_role;

revoke all on function
  public.request_dashboard_refresh(text, boolean),
  public.run_dashboard_refresh(uuid),
  public.dashboard_refresh_run(uuid),
  public.dashboard_refresh_status(text, integer),
  public.dashboard_refresh_runs(text, text, uuid, integer),
  public.reconfigure_dashboard_refresh(
    text, text, boolean, boolean, text, text, text, text, text, integer, boolean, numeric, text, text
  ),
  public.dashboard_refresh_drift(text, text),
  public.test_dashboard_refresh_alert(),
  public.dashboard_refresh_alert(uuid),
  public.dashboard_refresh_health(),
  public.dashboard_freshness(text)
from public, anon, authenticated;

grant execute on function
  public.request_dashboard_refresh(text, boolean),
  public.run_dashboard_refresh(uuid),
  public.dashboard_refresh_run(uuid),
  public.dashboard_refresh_status(text, integer),
  public.dashboard_refresh_runs(text, text, uuid, integer),
  public.reconfigure_dashboard_refresh(
    text, text, boolean, boolean, text, text, text, text, text, integer, boolean, numeric, text, text
  ),
  public.dashboard_refresh_drift(text, text),
  public.test_dashboard_refresh_alert(),
  public.dashboard_refresh_alert(uuid),
  public.dashboard_refresh_health(),
  public.dashboard_freshness(text)
to service_role;
