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

create or replace function dashboard_refresh._unseen_run(application_name text)
returns uuid language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_run_id constant uuid := dashboard_refresh._session_run(application_name);
begin
  return case when not exists (select from dashboard_refresh.runs where runs.id = v_run_id) then v_run_id end;
end;
$$;
comment on function dashboard_refresh._unseen_run(text) is
  'Which run the session with this application_name works on, where that is of a tick that refreshes by itself: the ledger '
  'has it when it ends. Otherwise null.';

create or replace function dashboard_refresh._find_run_under_way(run_id uuid)
returns dashboard_refresh.runs language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_run dashboard_refresh.runs;
begin
  if not exists (select from dashboard_refresh.runs where runs.id = _find_run_under_way.run_id) then
    select
      dashboard_refresh._session_run(pg_stat_activity.application_name), held_locks.key, 'cron', 'database', 'queued',
      dashboard_refresh._session_since(pg_stat_activity.application_name)
    into v_run.id, v_run.view_id, v_run.trigger, v_run.path, v_run.status, v_run.requested_at
    from dashboard_refresh.held_locks
    join pg_catalog.pg_stat_activity on pg_stat_activity.pid = held_locks.pid
    where held_locks.kind = 'refresh'
      and dashboard_refresh._is_running(_find_run_under_way.run_id)
      and dashboard_refresh._session_run(pg_stat_activity.application_name) = _find_run_under_way.run_id
    limit 1;
  end if;

  return case when v_run.id is null then dashboard_refresh._find_run(run_id) else v_run end;
end;
$$;
comment on function dashboard_refresh._find_run_under_way(uuid) is
  'The run with that id, as of now, also where it is that of a tick which refreshes by itself: the ledger shows that when it '
  'ends, and the session tells what is known of it before. Raises unknown_run.';

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
    'requested_by', run.requested_by,
    'replaced_as_of', run.replaced_as_of,
    'cancelling', run.status = 'queued' and cancellation.run_id is not null,
    'cancellation', case
      when cancellation.run_id is not null then json_build_object(
        'requested_at', cancellation.requested_at,
        'requested_by', cancellation.requested_by,
        'reason', cancellation.reason
      )
    end,
    'error', case
      when run.error_message is not null then json_build_object(
        'sqlstate', run.error_sqlstate,
        'kind', dashboard_refresh._failure_kind(run.error_sqlstate),
        'message', run.error_message,
        'hint', run.error_hint
      )
    end
  )
  from (select run.id) as asked (run_id)
  left join dashboard_refresh.run_cancellations as cancellation on cancellation.run_id = asked.run_id;
$$;
comment on function dashboard_refresh._run_json(dashboard_refresh.runs) is
  'A run as callers see it: times as ISO 8601, duration_ms in milliseconds, error and cancellation as an object or null.';
