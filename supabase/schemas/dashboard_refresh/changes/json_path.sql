/*
Times of day in JSON paths.

A path may compare a time without a time zone with one that has one. Of the functions whose name ends with tz, and of
SQL/JSON, the former then gets the offset of the session's time zone, which is that of today.
*/

create or replace function dashboard_refresh._makes_times(path jsonb)
returns boolean language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
declare
  v_bytes constant bytea := dashboard_refresh._datum_bytes(path ->> 'constvalue');
begin
  if v_bytes is null then
    return true;
  end if;

  -- An item is its kind, filled up with zeros to four bytes, and where the next one is; before it another number or the end
  -- of a name (flattenJsonPathParseItem in jsonpath.c). 37 is datetime(), 51 time_tz().
  return exists (
    select
    from generate_series(8, length(v_bytes) - 5) as kinds (at)
    cross join lateral (select kinds.at / 4 * 4 + 4 as at) as next
    where get_byte(v_bytes, kinds.at) in (37, 51)
      and get_byte(v_bytes, kinds.at - 1) = 0
      and substr(v_bytes, kinds.at + 2, next.at - kinds.at - 1) = substr('\x000000'::bytea, 1, next.at - kinds.at - 1)
      and next.at + 4 <= length(v_bytes)
      and substr(v_bytes, next.at + 3, 2) = '\x0000'::bytea
  );
end;
$$;
comment on function dashboard_refresh._makes_times(jsonb) is
  'True where a JSON path, given as a node, may make a time with a time zone out of text; also where it is not written out.';

create or replace function dashboard_refresh._json_path_obstacle(node jsonb)
returns dashboard_refresh.obstacle language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_path constant jsonb := case node ->> 'node'
    when 'JSONEXPR' then node -> 'path_spec'
    when 'JSONTABLEPATH' then node -> 'value'
    else (
      select node #> '{args,1}'
      from pg_catalog.pg_proc
      where pg_proc.oid = (node ->> 'funcid')::oid
        and pg_proc.pronamespace = 'pg_catalog'::regnamespace
        and pg_proc.proname ~ '^jsonb_path_.*_tz$'
    )
  end;
begin
  if v_path is not null and (
    dashboard_refresh._makes_times(v_path)
    or 'timetz'::regtype = any (dashboard_refresh._argument_types(jsonb_build_object('args', node -> 'passing_values')))
  ) then
    return row(
      'it goes by a path that may compare times of day, and the offset of a time zone is that of today',
      null,
      'Take the text out by the path, and use to_date(x, ''YYYY-MM-DD'') or to_timestamp(x, ''YYYY-MM-DD HH24:MI:SS'').'
    )::dashboard_refresh.obstacle;
  end if;

  return null;
end;
$$;
comment on function dashboard_refresh._json_path_obstacle(jsonb) is
  'Why a node that goes through JSON by a path gives another result by itself; null when it does not.';
