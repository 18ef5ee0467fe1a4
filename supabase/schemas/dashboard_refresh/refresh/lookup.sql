/* A name that a function does not find during a refresh, because of the search_path. */

create or replace function dashboard_refresh._lookup_hint(
  run dashboard_refresh.runs,
  place dashboard_refresh.place
)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  -- The message is in any language: the name is quoted, or stands before its arguments; an operator is neither.
  v_missing constant text := coalesce(
    substring(translate(run.error_message, '«»„“”', '"""""') from '"\s*([^"]+?)\s*"'),
    substring(run.error_message from '([\w.$]+)\('),
    substring(run.error_message from '\s([-+*/<>=~!@#%^&|`?]+)\s')
  );
  v_owner oid;
begin
  if place.function is null or v_missing like '%.%'
    or not exists (select from dashboard_refresh._named_schemas(array[v_missing]))
  then
    return null;
  end if;

  select pg_proc.proowner into v_owner from pg_catalog.pg_proc where pg_proc.oid = place.function;

  return format(
    'A refresh does not have the search_path of your session (from PostgreSQL 17 on it is pg_catalog, pg_temp for '
    'everybody), so the function %s does not find %s, which it names without a schema. Give it a path of its own: %s',
    place.function::regprocedure,
    v_missing,
    dashboard_refresh._as_owner(
      v_owner,
      format('alter function %s set search_path = %s;', place.function::regprocedure,
        dashboard_refresh._search_path_for(place.function, v_missing))
    )
  );
end;
$$;
comment on function dashboard_refresh._lookup_hint(dashboard_refresh.runs, dashboard_refresh.place) is
  'What to do where a function did not find a name that there is, but not on the search_path of the refresh; null where '
  'that was not it.';
