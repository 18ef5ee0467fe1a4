/*
The rows of the catalogs that the answer of a query depends on.

They are listed when the definition is read, and compared later: what happens to an object that the query does not use
changes nothing. Of what initdb made, oids below 16384 (FirstNormalObjectId), text search and collations alone are looked
at: nobody replaces the rest.
*/

create or replace function dashboard_refresh._watched_relations(
  reads dashboard_refresh.read[],
  queries dashboard_refresh.query[]
)
returns setof dashboard_refresh.watched language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_views constant oid[] := array(
    select queries.relation from unnest(queries) as queries where queries.relation is not null
  );
  v_sources constant oid[] := array(select distinct reads.relation from unnest(reads) as reads);
  v_parents constant oid[] := array(
    select dashboard_refresh._with_children(array(select reads.relation from unnest(reads) as reads where reads.inh))
  );
  v_readers oid[];
begin
  return query
  values
    ('pg_class'::regclass, 'oid', v_views || v_sources),
    ('pg_rewrite'::regclass, 'ev_class', v_views),
    ('pg_attribute'::regclass, 'attrelid', v_sources),
    ('pg_inherits'::regclass, 'inhparent', v_parents),
    ('pg_namespace'::regclass, 'oid', array(
      select distinct pg_class.relnamespace from pg_catalog.pg_class where pg_class.oid = any (v_views || v_sources)
    ));

  -- Where a table has row level security, and the one who reads it is above that.
  v_readers := array(
    with recursive roles (role) as (
      select reads.reader
      from unnest(reads) as reads
      join pg_catalog.pg_class on pg_class.oid = reads.relation
      where pg_class.relrowsecurity
      union
      select pg_auth_members.roleid
      from roles
      join pg_catalog.pg_auth_members on pg_auth_members.member = roles.role
    )
    select roles.role from roles
  );

  if v_readers <> '{}' then
    return query values
      ('pg_roles'::regclass, 'oid', v_readers), ('pg_auth_members'::regclass, 'member', v_readers);
  end if;
end;
$$;
comment on function dashboard_refresh._watched_relations(dashboard_refresh.read[], dashboard_refresh.query[]) is
  'The catalog rows that say what these relations and views are, whose rights they are read with, and what partitions and '
  'children they have.';

create or replace function dashboard_refresh._watched(
  queries dashboard_refresh.query[],
  reads dashboard_refresh.read[],
  nodes jsonb[],
  types oid[],
  functions oid[]
)
returns dashboard_refresh.watched[] language sql stable
set search_path = pg_catalog, pg_temp as $$
  with own as (
    select array(
      select called.function from unnest(_watched.functions) as called (function) where called.function >= 16384
    ) as functions
  ),
  watched as (
    select * from dashboard_refresh._watched_relations(reads, queries)
    union all
    select * from dashboard_refresh._watched_types(types)
    union all
    select * from dashboard_refresh._watched_text_search(nodes, functions)
    union all
    select 'pg_proc'::regclass, 'oid', own.functions from own
    union all
    select 'pg_aggregate'::regclass, 'aggfnoid', own.functions from own
    union all
    select 'pg_operator'::regclass, 'oprcode', own.functions from own
    union all
    select 'pg_collation'::regclass, 'oid', dashboard_refresh._collations_mentioned(nodes)
    union all
    select 'pg_extension'::regclass, 'oid', array(
      select distinct pg_depend.refobjid
      from pg_catalog.pg_depend
      cross join own
      where pg_depend.deptype = 'e'
        and (
          (pg_depend.classid = 'pg_proc'::regclass and pg_depend.objid = any (own.functions))
          or (pg_depend.classid = 'pg_type'::regclass and pg_depend.objid = any (types))
        )
    )
  )
  select array(
    select (watched.catalog, watched.key, watched.objects)::dashboard_refresh.watched
    from watched
    where watched.objects <> '{}'
    order by watched.catalog, watched.key
  );
$$;
comment on function dashboard_refresh._watched(
  dashboard_refresh.query[], dashboard_refresh.read[], jsonb[], oid[], oid[]
) is
  'The catalog rows that the answer of a view depends on: those of its queries, what they read, their nodes, and the types '
  'and functions in these.';
