/* Does the work of a run: refreshes the view, once, records how it went and informs the views that read it. */

create or replace function dashboard_refresh._refresh(
  run dashboard_refresh.runs,
  view dashboard_refresh.views,
  path text
)
returns dashboard_refresh.runs language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_run dashboard_refresh.runs := run;
  v_refreshed dashboard_refresh.refreshed;
  v_writes dashboard_refresh.write_look;
  v_waiting uuid[];
  v_replaced_as_of timestamptz;
begin
  -- An older snapshot than that of the moment would show the ledger, and the sources, as they were before.
  if current_setting('transaction_isolation') <> 'read committed' then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('a refresh cannot run in a transaction that is %s', current_setting('transaction_isolation')),
      'It must see what others committed until now.',
      'Use read committed.'
    );
  end if;

  perform dashboard_refresh._mark_running(view.id, v_run.id);

  -- REFRESH takes its snapshot after this moment and with the view's lock held, so the data is never older than
  -- data_as_of says, nor than the request of any run that saw the lock free.
  v_run.path := path;
  v_run.started_at := clock_timestamp();
  v_replaced_as_of := dashboard_refresh._known_as_of(view, dashboard_refresh._state_of(view), v_run.started_at);

  -- What waits now, committed, asks for nothing more than this refresh gives. Its requested_at would not tell: that is
  -- taken before the request commits, together with changes that this refresh may not see.
  v_waiting := array(
    select runs.id
    from dashboard_refresh.runs
    where runs.view_id = view.id and runs.status = 'queued' and runs.id <> v_run.id
  );

  -- Whoever cancels a refresh may not be the only one. The second finds it noting that it was cancelled, or recording
  -- that, and must not take the record along.
  begin
    v_writes := dashboard_refresh._look_at_writes(view, v_run.started_at);
    v_refreshed := dashboard_refresh._refresh_relation(view, v_run);
  exception
    when query_canceled then
      v_run.status := 'failed';
      v_run.finished_at := clock_timestamp();
      v_run.error_sqlstate := sqlstate;
      v_run.error_message := sqlerrm;
      v_refreshed := (v_run, null::dashboard_refresh.view_state, null::dashboard_refresh.failure);
  end;

  for v_attempt in 1 .. 3 loop
    begin
      v_run := dashboard_refresh._end_work(v_refreshed.run);
      v_run.replaced_as_of := case when v_run.status = 'succeeded' then v_replaced_as_of end;
      v_refreshed.run := v_run;
      v_run := dashboard_refresh._record_run(v_refreshed, view, v_writes, v_waiting);
      exit;
    exception
      when query_canceled then
        if v_attempt = 3 then
          raise;
        end if;
    end;
  end loop;

  return v_run;
end;
$$;
comment on function dashboard_refresh._refresh(dashboard_refresh.runs, dashboard_refresh.views, text) is
  'Refreshes the view of a queued run and returns the run, final, with all runs of the view that waited when it started. '
  'path: where it runs, which may not be where it was meant to. The caller holds the view''s lock. Never raises for a '
  'refresh that failed; raises unknown_run when the view was unmanaged meanwhile.';

create or replace function dashboard_refresh.run(run_id uuid, path text default 'database')
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_run dashboard_refresh.runs := dashboard_refresh._find_run(run_id);
  v_view dashboard_refresh.views;
  v_before dashboard_refresh.runs;
begin
  if v_run.status = 'queued' then
    perform dashboard_refresh._require_writable();
  end if;

  if v_run.status = 'queued'
    and (run.path <> 'edge' or dashboard_refresh._fits_api(v_run))
    and dashboard_refresh._try_lock_view(v_run.view_id)
  then
    -- Another session that held the lock until now may have served this run, and somebody may want it stopped.
    perform dashboard_refresh._cancel_asked(v_run.view_id);
    v_run := dashboard_refresh._find_run(run_id);

    if v_run.status = 'queued' then
      select * into strict v_view from dashboard_refresh.views where views.id = v_run.view_id;
      v_before := dashboard_refresh._run_before(v_run, v_view);

      if v_before.status = 'queued' then
        -- In its turn, as far as it may be done here. The caller asks again.
        perform dashboard_refresh.run(v_before.id, run.path);
      elsif v_before.id is not null then
        v_run := dashboard_refresh._fail_after(v_run, v_before);
      elsif v_view.active or v_run.trigger in ('admin', 'sql') then
        v_run := dashboard_refresh._refresh(v_run, dashboard_refresh._present(v_view), run.path);
      else
        v_run := dashboard_refresh._drop_run(v_run, v_view);
      end if;
    end if;
  end if;

  return dashboard_refresh._run_json(v_run);
end;
$$;
comment on function dashboard_refresh.run(uuid, text) is
  'Does the work of a queued run and returns it. Still queued means another run has the view, a view that this one reads has '
  'its turn, or the run is left to the rescue jobs: ask again, nothing waits here. A final run is returned as it is and nothing is done. A refresh that fails '
  'is returned as failed. A run that nobody asked for by hand, of a view that was paused since, is lost; one that somebody wants stopped is cancelled. '
  'path: where this is, as the ledger will say. '
  'Raises unknown_run, and invalid_argument outside read committed.';
