/* A run followed from pg_cron through pg_net and the Edge Function to the refresh. */

create or replace function dashboard_refresh._cron_run_json(run dashboard_refresh.runs, commands text[])
returns json language sql stable
set search_path = pg_catalog, pg_temp as $$
  select json_build_object(
    'run_id', fired.runid, 'fired_at', fired.start_time, 'ended_at', fired.end_time, 'status', fired.status
  )
  from dashboard_refresh._recent_log() as fired
  where run.trigger = 'cron'
    and case
      when run.cron_run_id is not null then
        fired.runid = run.cron_run_id and coalesce(fired.start_time, run.requested_at) = run.requested_at
      -- pg_cron runs one instance of a job at a time, and writes the start down just after it.
      else fired.command = any (commands)
        and run.requested_at between fired.start_time - interval '1 second'
          and coalesce(fired.end_time, run.requested_at)
    end
  order by fired.runid desc
  limit 1;
$$;
comment on function dashboard_refresh._cron_run_json(dashboard_refresh.runs, text[]) is
  'The firing of pg_cron that led to the run; null where it did not, or its log has gone. commands: those of the view''s '
  'job.';

create or replace function dashboard_refresh._chain_json(run dashboard_refresh.runs, commands text[])
returns json language plpgsql
-- Volatile, as _request_outcome is. It writes nothing.
set search_path = pg_catalog, pg_temp as $$
declare
  v_outcome record;
begin
  select * into v_outcome from dashboard_refresh._request_outcome(
    run.http_request_id, run.id::text, run.requested_at
  );

  return json_build_object(
    'cron', dashboard_refresh._cron_run_json(run, commands),
    'request', case
      when run.http_request_id is not null then json_build_object(
        'id', run.http_request_id,
        'sent_at', v_outcome.begun_at,
        'state', v_outcome.state,
        'status_code', v_outcome.status_code,
        'error', v_outcome.error_message
      )
    end,
    'refresh', case
      when run.served_by is not null then 'served by another run'
      when run.started_at is not null then run.status
      when run.status = 'queued' and dashboard_refresh._is_running(run.id) then 'running'
      when run.status = 'queued' then 'waiting'
      else 'never started'
    end
  );
end;
$$;
comment on function dashboard_refresh._chain_json(dashboard_refresh.runs, text[]) is
  'How far a run came: pg_cron fired, pg_net sent the request and the function answered (null where none was sent), the '
  'refresh ended. commands: those of the view''s job.';

create or replace function dashboard_refresh._chained_run_json(run dashboard_refresh.runs)
returns json language plpgsql
-- Volatile, as _chain_json is.
set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select json_object_agg(members.key, members.value)
    from (
      select * from json_each(dashboard_refresh._run_json(run))
      union all
      select 'chain', dashboard_refresh._chain_json(run, dashboard_refresh._tick_commands(views.view))
      from dashboard_refresh.views
      where views.id = run.view_id
    ) as members
  );
end;
$$;
comment on function dashboard_refresh._chained_run_json(dashboard_refresh.runs) is
  'A run as callers see it, with how far it came (see _chain_json).';

create or replace function dashboard_refresh._last_runs_json(view dashboard_refresh.views, max_runs integer)
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select coalesce(
      json_agg(
        dashboard_refresh._chained_run_json(last)
        order by last.requested_at desc, last.id desc
      ),
      '[]'
    )
    from (
      select *
      from dashboard_refresh.runs
      where runs.view_id = view.id
      order by runs.requested_at desc, runs.id desc
      limit max_runs
    ) as last
  );
end;
$$;
comment on function dashboard_refresh._last_runs_json(dashboard_refresh.views, integer) is
  'The last runs of the view, newest first, at most max_runs, each with its chain.';
