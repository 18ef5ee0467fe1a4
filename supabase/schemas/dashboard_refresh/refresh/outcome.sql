/* How a run ends: recorded as refreshed or failed, or dropped. */

create or replace function dashboard_refresh._record_run(
  refreshed dashboard_refresh.refreshed,
  view dashboard_refresh.views,
  writes dashboard_refresh.write_look,
  waiting uuid[]
)
returns dashboard_refresh.runs language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_run dashboard_refresh.runs := refreshed.run;
  v_state dashboard_refresh.view_state := refreshed.state;
begin
  if v_run.status = 'succeeded' then
    v_state := dashboard_refresh._count_writes(view, v_state, writes, v_run.started_at);
  elsif v_run.status = 'failed' then
    v_run.error_message := coalesce(dashboard_refresh._safe_message(v_run.error_message), 'it gives no message');
    v_run.error_hint := dashboard_refresh._safe_message(v_run.error_hint);
    v_run.error_hint := dashboard_refresh._failure_hint(view, v_run, refreshed.failure);
  end if;

  perform dashboard_refresh._cancel_asked(view.id, v_run.id);
  -- A refresh that was cancelled answers nobody else.
  perform dashboard_refresh._finish_runs(v_run, case when v_run.status = 'cancelled' then '{}' else waiting end);
  perform dashboard_refresh._record_outcome(view, v_state, v_run);

  if v_run.status = 'succeeded' then
    -- Without a change there is nothing to pass on; a plain refresh does not tell.
    if coalesce(v_run.rows_inserted + v_run.rows_deleted, 1) > 0 then
      perform dashboard_refresh._queue_dependants(v_run, view);
      perform dashboard_refresh._notify_readers(v_run, view);
    end if;
  elsif v_run.status = 'failed' and not dashboard_refresh._was_cut_by_api(view, v_run) then
    perform dashboard_refresh._fail_dependants(v_run, view);
  end if;

  return v_run;
end;
$$;
comment on function dashboard_refresh._record_run(
  dashboard_refresh.refreshed, dashboard_refresh.views, dashboard_refresh.write_look, uuid[]
) is
  'Records a run that has ended, with the runs that waited for it, and informs the views that read the view. writes: what had written to the view before (see _look_at_writes). Returns the run, with what to do about a failure.';

create or replace function dashboard_refresh._drop_run(
  run dashboard_refresh.runs,
  view dashboard_refresh.views
)
returns dashboard_refresh.runs language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_run dashboard_refresh.runs;
begin
  update dashboard_refresh.runs
  set status = 'lost',
    finished_at = clock_timestamp(),
    error_message = format('%s was paused before it ran', view.view),
    error_hint = 'Nothing to do: when active is set to true, the watchdog refreshes the view.'
  where runs.id = run.id
  returning * into v_run;

  perform dashboard_refresh._count_runs(array[run.id]);
  return v_run;
end;
$$;
comment on function dashboard_refresh._drop_run(dashboard_refresh.runs, dashboard_refresh.views) is
  'Ends a queued run of a view that was paused since: nobody asks for it any more. Not counted as a failure. The caller '
  'holds the view''s lock. Returns the run.';
