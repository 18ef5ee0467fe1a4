/*
Runs that were lost on the way to the Edge Function, or in it: they say nothing of the view, so they are counted apart
from its failures. The rescue jobs make up for each.
*/

create or replace function dashboard_refresh._loss_limit()
returns integer language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select 3;
$$;
comment on function dashboard_refresh._loss_limit() is
  'After this many losses in a row the Edge Function is taken for dead: with path auto it is left alone for a while.';

create or replace function dashboard_refresh._record_loss(view dashboard_refresh.views, at timestamptz)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_losses integer;
begin
  update dashboard_refresh.view_state
  set consecutive_losses = view_state.consecutive_losses + 1,
    function_retry_at = case
      when view_state.consecutive_losses + 1 >= dashboard_refresh._loss_limit() then at + least(
        interval '10 minutes' * power(2, least(view_state.consecutive_losses + 1 - dashboard_refresh._loss_limit(), 10)),
        interval '6 hours'
      )
    end
  where view_state.view_id = view.id
  returning view_state.consecutive_losses into v_losses;

  -- One alert for a function that does not answer, however many views it is asked for.
  if v_losses >= dashboard_refresh._loss_limit() and not exists (
    select from dashboard_refresh.view_state
    join dashboard_refresh.views on views.id = view_state.view_id
    where view_state.view_id <> view.id
      and views.active
      and views.scheduled
      and 'function_failing' = any (view_state.open_alerts)
  ) then
    perform dashboard_refresh._open_alert(view, 'function_failing', at);
  end if;
end;
$$;
comment on function dashboard_refresh._record_loss(dashboard_refresh.views, timestamptz) is
  'Counts a loss of the view''s runs at `at`. From the third in a row on, sets when the Edge Function is tried again with '
  'path auto, after 10 min, doubling up to 6 h, and alerts, once for all views.';

create or replace function dashboard_refresh._forget_losses(view dashboard_refresh.views, at timestamptz)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_state dashboard_refresh.view_state;
begin
  update dashboard_refresh.view_state
  set consecutive_losses = 0,
    function_retry_at = null
  where view_state.view_id = view.id and view_state.consecutive_losses > 0
  returning * into v_state;

  if found then
    perform dashboard_refresh._close_alerts(view, v_state, array['function_failing'], at);
  end if;
end;
$$;
comment on function dashboard_refresh._forget_losses(dashboard_refresh.views, timestamptz) is
  'Records that the Edge Function has done at `at` what it was sent: it is used again, and the alert is over.';

create or replace function dashboard_refresh._was_cut_by_api(view dashboard_refresh.views, run dashboard_refresh.runs)
returns boolean language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select run.status = 'failed'
    and run.path = 'edge'
    and run.error_sqlstate = '57014'
    and view.path = 'auto'
    -- Below max_duration: it was not the watchdog that cancelled it.
    and run.finished_at - run.started_at between dashboard_refresh._api_limit() and view.max_duration;
$$;
comment on function dashboard_refresh._was_cut_by_api(dashboard_refresh.views, dashboard_refresh.runs) is
  'True for a refresh that an API call had no time for, of a view that may as well be refreshed in the database: no '
  'failure of the view.';

create or replace function dashboard_refresh._record_end(
  view dashboard_refresh.views,
  run dashboard_refresh.runs
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  update dashboard_refresh.view_state
  set last_duration = run.finished_at - run.started_at,
    last_finished_at = run.finished_at,
    -- The counters have what was taken back as well.
    rows_written_epoch = null
  where view_state.view_id = view.id;
end;
$$;
comment on function dashboard_refresh._record_end(dashboard_refresh.views, dashboard_refresh.runs) is
  'Records in the state of the view that a refresh of it ended without success.';

create or replace function dashboard_refresh._record_failed_run(
  view dashboard_refresh.views,
  run dashboard_refresh.runs
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  perform dashboard_refresh._record_end(view, run);

  if dashboard_refresh._was_cut_by_api(view, run) then
    insert into dashboard_refresh.runs (view_id, trigger, path) values (view.id, 'watchdog', 'database');
  else
    perform dashboard_refresh._record_failure(view, run.error_sqlstate, run.finished_at);
  end if;
end;
$$;
comment on function dashboard_refresh._record_failed_run(dashboard_refresh.views, dashboard_refresh.runs) is
  'Records in the state of the view that a run of it failed. One that only an API call was too short for leaves a run to '
  'the rescue jobs instead, and is not counted.';
