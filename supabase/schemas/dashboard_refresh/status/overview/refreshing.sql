/* What is being refreshed, found out in one look. */

create or replace function dashboard_refresh._refreshing_views()
returns table (view_id integer, run_id uuid, since timestamptz)
language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_locked constant integer[] := array(
    select distinct held_locks.key from dashboard_refresh.held_locks where held_locks.kind = 'refresh'
  );
begin
  -- Mostly nothing is.
  if v_locked = '{}' then
    return;
  end if;

  return query
  select views.id, (shown.refreshing ->> 'run_id')::uuid, (shown.refreshing ->> 'since')::timestamptz
  from dashboard_refresh.views
  cross join lateral (select dashboard_refresh._refreshing_json(views) as refreshing) as shown
  where views.id = any (v_locked) and shown.refreshing is not null;
end;
$$;
comment on function dashboard_refresh._refreshing_views() is
  'The views that are being refreshed, for which run and since when, as in their status.';
