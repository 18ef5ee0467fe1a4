/* Who paused a view, when, why, and until when. */

create or replace function dashboard_refresh._pause_json(view dashboard_refresh.views)
returns json language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
begin
  return case
    when not view.active then json_build_object(
      'by', view.paused_by, 'at', view.paused_at, 'reason', view.pause_reason, 'until', view.paused_until
    )
  end;
end;
$$;
comment on function dashboard_refresh._pause_json(dashboard_refresh.views) is
  'Who paused the view, when, why, and until when; null for one that is not paused.';
