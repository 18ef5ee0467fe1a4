/* A clock that was set back. */

create or replace function dashboard_refresh._forget_future_times(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  at timestamptz
)
returns dashboard_refresh.view_state language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if not coalesce(state.last_finished_at > at + interval '5 minutes', false) then
    return state;
  end if;

  update dashboard_refresh.view_state
  set data_as_of = null,
    verified_at = null,
    last_finished_at = null,
    retry_at = null,
    tick_due_at = null
  where view_state.view_id = view.id;

  return dashboard_refresh._state_of(view);
end;
$$;
comment on function dashboard_refresh._forget_future_times(
  dashboard_refresh.views, dashboard_refresh.view_state, timestamptz
) is
  'Where the last refresh ended after `at`, the clock was set back: forgets what is measured against it, so that the view '
  'neither rests until then nor passes for fresh. The next tick refreshes. Returns the state.';
