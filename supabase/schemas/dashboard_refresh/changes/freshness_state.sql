/* The word for how fresh a view is. */

create or replace function dashboard_refresh._freshness_state(
  view dashboard_refresh.views,
  as_of timestamptz,
  at timestamptz
)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_relation constant dashboard_refresh.relation_facts := dashboard_refresh._relation(view);
begin
  return case
    when v_relation.kind is distinct from 'm' then 'missing'
    when as_of is null or not v_relation.is_populated then 'unknown'
    when at - as_of > view.max_staleness then 'stale'
    else 'fresh'
  end;
end;
$$;
comment on function dashboard_refresh._freshness_state(dashboard_refresh.views, timestamptz, timestamptz) is
  'fresh or stale by the promise max_staleness, given how fresh the view is (_known_as_of); unknown while no refresh of '
  'ours has succeeded, there is no data to read, or it is not what the last refresh left; missing when there is no such materialized view.';
