/* Rescues that died: noticed from what they left behind, and recorded. */

create or replace function dashboard_refresh._record_died_rescues(at timestamptz)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_rescue record;
  v_view dashboard_refresh.views;
  v_lost uuid[];
begin
  for v_rescue in select * from dashboard_refresh._noted_rescues() loop
    -- Held by the session that noted it while that lives.
    continue when not dashboard_refresh._try_lock_view(v_rescue.view_id);

    -- It may have ended, as it should, since the first look.
    continue when not exists (
      select from dashboard_refresh._noted_rescues() as still
      where still.slot = v_rescue.slot and still.view_id = v_rescue.view_id
    );

    perform dashboard_refresh._note_rescue(v_rescue.slot, null);

    with lost as (
      update dashboard_refresh.runs
      set status = 'lost',
        finished_at = at,
        error_message = 'the session that refreshed the view ended in the middle of it',
        error_hint = 'See the server''s log at that time: the session was ended by somebody, or crashed, or the server '
          'stopped. The refresh is tried again.'
      where runs.view_id = v_rescue.view_id and runs.status = 'queued' and dashboard_refresh._is_left_to_rescue(runs)
      returning runs.id
    )
    select array_agg(lost.id) into v_lost from lost;

    if v_lost is not null then
      perform dashboard_refresh._count_runs(v_lost);
      select * into v_view from dashboard_refresh.views where views.id = v_rescue.view_id;
      perform dashboard_refresh._record_failure(v_view, null, at);
    end if;
  end loop;
end;
$$;
comment on function dashboard_refresh._record_died_rescues(timestamptz) is
  'A duty of the watchdog: marks as lost what a rescue was running when its session died, and counts one failure of the '
  'view, so that a refresh that crashes its session is not tried again every minute for ever.';
