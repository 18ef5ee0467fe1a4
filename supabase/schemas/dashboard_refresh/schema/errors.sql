/*
Errors meant for the caller. Each has a stable code; nothing here catches one that is raised by _raise.

Never raise 40001: PostgREST before 16 retries it for ever.
*/

create or replace function dashboard_refresh._error_codes()
returns table (code text, sqlstate text, status integer)
language sql immutable
set search_path = pg_catalog, pg_temp as $$
  values
    ('unknown_view', 'DR001', 404),
    ('view_required', 'DR002', 400),
    ('not_a_materialized_view', 'DR003', 422),
    ('invalid_setting', 'DR004', 422),
    ('unsupported_schedule', 'DR005', 422),
    ('paused', 'DR006', 409),
    ('suspended', 'DR007', 409),
    ('unknown_run', 'DR008', 404),
    ('job_conflict', 'DR009', 409),
    ('invalid_argument', 'DR010', 400),
    ('definition_failed', 'DR011', 422),
    ('alerts_not_configured', 'DR012', 409),
    ('unknown_alert', 'DR013', 404),
    ('precondition_failed', 'DR014', 412),
    ('not_comparable', 'DR015', 422),
    ('drift_running', 'DR016', 409),
    ('function_not_configured', 'DR017', 409),
    ('run_finished', 'DR018', 409),
    ('unknown_check', 'DR019', 404),
    ('unknown_loop', 'DR020', 404);
$$;
comment on function dashboard_refresh._error_codes() is
  'The errors that callers may get: code for the API, SQLSTATE for SQL, HTTP status. The contract of the Edge Function '
  'says when each occurs; a test compares the two.';

create or replace function dashboard_refresh._raise(
  code text,
  message text,
  detail text default null,
  hint text default null
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_error record;
begin
  select * into strict v_error from dashboard_refresh._error_codes() as errors where errors.code = _raise.code;

  -- PostgREST, which sets this for each request, turns SQLSTATE PGRST into a response of this body and status.
  if nullif(current_setting('request.method', true), '') is not null then
    raise sqlstate 'PGRST' using
      message = json_build_object('code', code, 'message', message, 'details', detail, 'hint', hint)::text,
      detail = json_build_object('status', v_error.status, 'headers', json_build_object())::text;
  end if;

  raise exception using
    errcode = v_error.sqlstate,
    message = message,
    detail = coalesce(detail, ''),
    hint = coalesce(hint, '');
end;
$$;
comment on function dashboard_refresh._raise(text, text, text, text) is
  'Raises the error of this code (see _error_codes): in a request of the REST API in the form that becomes its response, '
  'otherwise with the SQLSTATE. Never returns.';
