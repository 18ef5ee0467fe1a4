/* One firing of a view's job. Decides, and does heavy work only where there is nothing to hand it over to. */

create or replace function dashboard_refresh.tick(
  view text,
  search_path text default current_setting('search_path')
)
returns text language plpgsql
set search_path = pg_catalog, pg_temp
-- A transaction that locks what this view needs may delay its tick, not keep it.
set lock_timeout = '5s'
as $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._find_view(tick.view);
  v_state dashboard_refresh.view_state;
  v_at timestamptz := clock_timestamp();
  v_statistics record;
  v_catalog_changes bigint;
  v_reason text;
  v_endpoint dashboard_refresh.endpoint;
  v_run dashboard_refresh.runs;
  v_answer text;
begin
  if dashboard_refresh._is_read_only() then
    return 'read_only';
  elsif not v_view.active then
    return 'paused';
  end if;

  v_state := dashboard_refresh._state_of(v_view);
  if not dashboard_refresh._is_due(v_view, v_state, v_at) then
    return 'not_due';
  elsif dashboard_refresh._suspended_until(v_view, v_state) > v_at then
    return 'suspended';
  elsif not dashboard_refresh._try_lock_view(v_view.id) then
    return 'busy';
  end if;

  v_answer := dashboard_refresh._answer_waiting(v_view, v_state, v_at);

  if v_answer is not null then
    return v_answer;
  end if;

  -- Read again with the lock held: a refresh may have ended since the first look.
  v_state := dashboard_refresh._state_of(v_view);
  perform dashboard_refresh._record_settings(tick.search_path);
  v_statistics := dashboard_refresh._statistics_horizon(v_at);
  -- Before the look, so that what is counted meanwhile is looked at next time.
  v_catalog_changes := dashboard_refresh._catalog_changes();
  v_reason := dashboard_refresh._why_not_refresh(v_view, v_state, v_statistics.known_until, v_statistics.epoch, v_at);

  if v_reason = 'unchanged' then
    perform dashboard_refresh._record_verified(v_state, v_statistics.known_until, v_catalog_changes, v_at);
  end if;

  if v_reason is not null then
    perform dashboard_refresh._follow_rename(v_view) where v_view.view <> tick.view;
    return v_reason;
  end if;

  if v_view.path <> 'database' then
    v_endpoint := dashboard_refresh._function_endpoint();
  end if;

  insert into dashboard_refresh.runs (view_id, trigger, path)
  values (
    v_view.id,
    'cron',
    (select chosen.path from dashboard_refresh._choose_path(v_view, v_state, v_endpoint, v_at) as chosen)
  )
  returning * into v_run;

  if v_run.path = 'edge' and dashboard_refresh._send_trigger(v_run, v_view, v_endpoint) then
    return 'requested';
  end if;

  v_run := dashboard_refresh._refresh(v_run, v_view, 'database');
  -- At the end, for its locks last as long as the transaction.
  perform dashboard_refresh._follow_rename(v_view) where v_view.view <> tick.view;
  return v_run.status;
end;
$$;
comment on function dashboard_refresh.tick(text, text) is
  'One firing of a view''s job, called by pg_cron. Returns what it did: read_only (the database is), paused, not_due (see '
  '_is_due), suspended, busy '
  '(a run is under way or waiting for the Edge Function), unchanged, paced or upstream (see _why_not_refresh), requested (the Edge Function was '
  'called), or, refreshed here, succeeded, failed or cancelled. A tick that refreshes nothing writes no run. search_path: that of the '
  'session, which nobody needs to give. Raises unknown_view.';
