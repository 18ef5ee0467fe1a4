/* The problem of a database that cannot be written. */

create or replace function dashboard_refresh._read_only_problems()
returns setof dashboard_refresh.problem language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_reason constant text := dashboard_refresh._why_read_only();
begin
  return query
  select found.code, found.severity, found.message, found.hint
  from (
    values
      (
        v_reason is not null,
        'read_only', 'error',
        format('The database is read-only: %s. Nothing is refreshed, recorded or sent until that ends.', v_reason),
        case
          when pg_is_in_recovery() then 'Ask the primary server; refreshes run there and arrive here.'
          else coalesce(
            'Somebody has set it. Take it away: ' || (select setting.remedy from dashboard_refresh._read_only_setting() as setting),
            'Supabase sets it when the disk is full: make room, or get a larger disk, and it ends by itself. To delete rows '
            'meanwhile, one session may write after: set session characteristics as transaction read write;'
          )
        end
      )
  ) as found (is_found, code, severity, message, hint)
  where found.is_found;
end;
$$;
comment on function dashboard_refresh._read_only_problems() is 'That the database is read-only, why, and what ends it.';
