/* Settings that are right by themselves, and wrong in the view. */

create or replace function dashboard_refresh._misfits(view dashboard_refresh.views, patch jsonb)
returns table (name text, problem text) language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select found.name, found.problem
  from (
    values
      (
        'time_zone',
        case when jsonb_typeof(patch -> 'time_zone') = 'string'
          then dashboard_refresh._time_zone_error(patch ->> 'time_zone') end
      ),
      (
        'pause_reason',
        case when view.active and jsonb_typeof(patch -> 'pause_reason') <> 'null'
          then 'pause_reason belongs to a pause: give active as false with it.' end
      ),
      (
        'paused_until',
        case
          when view.active and jsonb_typeof(patch -> 'paused_until') <> 'null'
            then 'paused_until belongs to a pause: give active as false with it.'
          when patch ? 'paused_until' and view.paused_until <= clock_timestamp()
            then 'paused_until must be a time to come.'
        end
      )
  ) as found (name, problem)
  where found.problem is not null;
end;
$$;
comment on function dashboard_refresh._misfits(dashboard_refresh.views, jsonb) is
  'What is wrong with settings that are right by themselves, in a view as it would be after the patch: a time zone that is '
  'none, a reason or an end of a pause without a pause, an end that is past.';
