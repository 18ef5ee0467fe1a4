/*
The functions that a function calls.

A body in the form begin atomic … end is a node tree, and is walked as if it stood in the query. Of any other body there is
only the text: what is named in it is taken for called. That is more than is called in truth, which costs a refresh too
many when one of those is replaced, and nothing else.
*/

create or replace function dashboard_refresh._readable_body(function pg_catalog.pg_proc)
returns text language sql stable
set search_path = pg_catalog, pg_temp as $$
  select lower(regexp_replace(function.prosrc, '--[^\n]*|/\*.*?\*/', ' ', 'g'))
  from pg_catalog.pg_language
  where pg_language.oid = function.prolang
    and pg_language.lanname not in ('internal', 'c')
    and function.prosqlbody is null;
$$;
comment on function dashboard_refresh._readable_body(pg_catalog.pg_proc) is
  'The text of a function''s body in lower case, without comments; null where there is none to read.';

create or replace function dashboard_refresh._functions_within(functions oid[])
returns oid[] language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_found oid[] := functions;
  v_new oid[] := functions;
  v_bodies text[];
  v_names text[];
begin
  while v_new <> '{}' loop
    v_bodies := array(
      select dashboard_refresh._readable_body(pg_proc)
      from pg_catalog.pg_proc
      where pg_proc.oid = any (v_new) and pg_proc.oid >= 16384
    );
    v_names := array(
      select distinct matches.match[1]
      from unnest(v_bodies) as bodies (body)
      cross join lateral regexp_matches(bodies.body, '([a-z0-9_$]+)"?\s*\(', 'g') as matches (match)
    );
    v_new := array(
      -- An aggregate is what its functions are.
      select parts.function
      from pg_catalog.pg_aggregate
      cross join lateral unnest(array[
        pg_aggregate.aggtransfn, pg_aggregate.aggfinalfn, pg_aggregate.aggcombinefn, pg_aggregate.aggmtransfn,
        pg_aggregate.aggminvtransfn, pg_aggregate.aggmfinalfn
      ]::oid[]) as parts (function)
      where pg_aggregate.aggfnoid = any (v_new) and parts.function <> 0
      union
      select pg_proc.oid
      from pg_catalog.pg_proc
      where pg_proc.proname = any (v_names) and pg_proc.oid >= 16384
      union
      select pg_operator.oprcode::oid
      from pg_catalog.pg_operator
      where pg_operator.oid >= 16384
        and exists (select from unnest(v_bodies) as bodies (body) where strpos(bodies.body, pg_operator.oprname) > 0)
      except
      select unnest(v_found)
    );
    v_found := v_found || v_new;
  end loop;

  return v_found;
end;
$$;
comment on function dashboard_refresh._functions_within(oid[]) is
  'These functions and all that they call, at any depth, as far as their bodies can be read.';

create or replace function dashboard_refresh._calls(node jsonb)
returns oid[] language sql stable
set search_path = pg_catalog, pg_temp as $$
  select array(
    select coalesce(node ->> 'funcid', node ->> 'aggfnoid', node ->> 'winfnoid')::oid
    where coalesce(node ->> 'funcid', node ->> 'aggfnoid', node ->> 'winfnoid') is not null
    union
    select pg_operator.oprcode::oid
    from pg_catalog.pg_operator
    where pg_operator.oid = any (
      array[node ->> 'opno', node ->> 'eqop', node ->> 'sortop']::oid[]
      || array(
        select elements.element::oid
        from jsonb_array_elements_text(
          case when jsonb_typeof(node -> 'opnos') = 'array' then node -> 'opnos' else '[]' end
        ) as elements (element)
        where elements.element <> 'o'
      )
    )
  );
$$;
comment on function dashboard_refresh._calls(jsonb) is
  'The functions that one node of a query calls itself, through operators too.';
