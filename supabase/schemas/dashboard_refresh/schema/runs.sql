/* A run as callers see it. */

create or replace function dashboard_refresh._failure_kind(error_sqlstate text)
returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select case
    -- Nobody ran it: a connection or a process died.
    when error_sqlstate is null then 'transient'
    -- Connection, rollback by the server (serialization, deadlock), resources, cancelled or shut down, input and output.
    when left(error_sqlstate, 2) in ('08', '40', '53', '57', '58') then 'transient'
    -- A lock that is not available, an object in use.
    when error_sqlstate in ('55P03', '55006') then 'transient'
    else 'lasting'
  end;
$$;
comment on function dashboard_refresh._failure_kind(text) is
  'transient for a failure of this SQLSTATE that may pass by itself, and for a run that was lost (null); otherwise '
  'lasting: somebody has to fix the view, its data or a privilege.';

create or replace function dashboard_refresh._find_run(run_id uuid)
returns dashboard_refresh.runs language plpgsql
-- Volatile, to see what others have committed since the caller's statement began.
set search_path = pg_catalog, pg_temp as $$
declare
  v_run dashboard_refresh.runs;
begin
  select * into v_run from dashboard_refresh.runs where runs.id = _find_run.run_id;

  if not found then
    perform dashboard_refresh._raise(
      'unknown_run',
      format('there is no run %s', coalesce(run_id::text, '(null)')),
      format('Runs are kept %s.', dashboard_refresh._retention()),
      'Request a new one: select dashboard_refresh.request(''schema.view'');'
    );
  end if;

  return v_run;
end;
$$;
comment on function dashboard_refresh._find_run(uuid) is 'The run with that id, as of now. Raises unknown_run.';

create or replace function dashboard_refresh._run_json(run dashboard_refresh.runs)
returns json language sql stable
set search_path = pg_catalog, pg_temp as $$
  select json_build_object(
    'id', run.id,
    'view', (select (dashboard_refresh._present(views)).view from dashboard_refresh.views where views.id = run.view_id),
    'status', run.status,
    'running', run.status = 'queued' and dashboard_refresh._is_running(run.id),
    'trigger', run.trigger,
    'path', run.path,
    'requested_at', run.requested_at,
    'started_at', run.started_at,
    'finished_at', run.finished_at,
    'duration_ms', round(extract(epoch from run.finished_at - run.started_at) * 1000, 1),
    'data_as_of', run.data_as_of,
    'method', run.method,
    'rows_inserted', run.rows_inserted,
    'rows_deleted', run.rows_deleted,
    'served_by', run.served_by,
    'caused_by', run.caused_by,
    'http_request_id', run.http_request_id,
    'error', case
      when run.error_message is not null then json_build_object(
        'sqlstate', run.error_sqlstate,
        'kind', dashboard_refresh._failure_kind(run.error_sqlstate),
        'message', run.error_message,
        'hint', run.error_hint
      )
    end
  );
$$;
comment on function dashboard_refresh._run_json(dashboard_refresh.runs) is
  'A run as callers see it: times as ISO 8601, duration_ms in milliseconds, error as an object or null.';
