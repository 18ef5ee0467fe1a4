/* The relations a query reads, and as whom. */

create or replace function dashboard_refresh._queries_beneath(query dashboard_refresh.query)
returns setof dashboard_refresh.query language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_views oid[];
  v_functions oid[];
begin
  select
    array_agg(distinct (nodes.node ->> 'relid')::oid) filter (where nodes.node ->> 'relkind' = 'v'),
    array_agg(distinct calls.function) filter (where calls.function >= 16384)
  into v_views, v_functions
  from dashboard_refresh._nodes(query.tree) as nodes (node)
  left join lateral unnest(dashboard_refresh._calls(nodes.node)) as calls (function) on true;

  return query
  -- A plain view is read as its owner, unless it asks for the rights of whoever runs the query.
  select
    dashboard_refresh._parse_node_tree(pg_rewrite.ev_action::text),
    case
      when pg_class.reloptions::text ~* 'security_invoker=(true|on|yes|1)' then query.runner
      else pg_class.relowner
    end,
    query.runner,
    pg_class.oid
  from pg_catalog.pg_class
  join pg_catalog.pg_rewrite on pg_rewrite.ev_class = pg_class.oid and pg_rewrite.rulename = '_RETURN'
  where pg_class.oid = any (v_views) and pg_class.oid is distinct from query.relation
  union all
  -- A body in the form begin atomic … end.
  select
    dashboard_refresh._parse_node_tree(pg_proc.prosqlbody::text),
    case when pg_proc.prosecdef then pg_proc.proowner else query.runner end,
    case when pg_proc.prosecdef then pg_proc.proowner else query.runner end,
    null
  from pg_catalog.pg_proc
  where pg_proc.oid = any (v_functions) and pg_proc.prosqlbody is not null;
end;
$$;
comment on function dashboard_refresh._queries_beneath(dashboard_refresh.query) is
  'The queries of the plain views that a query reads, and the bodies of the functions that it calls.';

create or replace function dashboard_refresh._queries(relation oid)
returns setof dashboard_refresh.query language sql stable
set search_path = pg_catalog, pg_temp as $$
  with recursive queries (query) as (
    select (
      dashboard_refresh._parse_node_tree(pg_rewrite.ev_action::text), pg_class.relowner, pg_class.relowner, pg_class.oid
    )::dashboard_refresh.query
    from pg_catalog.pg_class
    join pg_catalog.pg_rewrite on pg_rewrite.ev_class = pg_class.oid and pg_rewrite.rulename = '_RETURN'
    where pg_class.oid = _queries.relation
    -- Each once, by however many ways it is reached.
    union
    select beneath
    from queries
    cross join lateral dashboard_refresh._queries_beneath(queries.query) as beneath
  )
  select (queries.query).* from queries;
$$;
comment on function dashboard_refresh._queries(oid) is
  'The query of a view, those of the plain views that it reads, and the bodies that it calls, at any depth.';

create or replace function dashboard_refresh._reads(queries dashboard_refresh.query[])
returns setof dashboard_refresh.read language sql stable
set search_path = pg_catalog, pg_temp as $$
  select distinct (nodes.node ->> 'relid')::oid, queries.reader, (nodes.node ->> 'inh')::boolean
  from unnest(_reads.queries) as queries (tree, reader, runner, relation)
  cross join lateral dashboard_refresh._nodes(queries.tree) as nodes (node)
  join pg_catalog.pg_class on pg_class.oid = (nodes.node ->> 'relid')::oid
  where nodes.node ->> 'node' = 'RANGETBLENTRY'
    -- The rule of a view names the view itself.
    and pg_class.oid is distinct from queries.relation
    and pg_class.relkind <> 'v';
$$;
comment on function dashboard_refresh._reads(dashboard_refresh.query[]) is
  'The relations that these queries read, plain views looked through. A materialized view is a relation like any other: '
  'what it shows changes when it is refreshed, and only then.';

create or replace function dashboard_refresh._with_children(relations oid[])
returns setof oid language sql stable
set search_path = pg_catalog, pg_temp as $$
  with recursive all_relations (relation) as (
    select unnest(relations)
    union
    select pg_inherits.inhrelid
    from all_relations
    join pg_catalog.pg_inherits on pg_inherits.inhparent = all_relations.relation
  )
  select relation from all_relations;
$$;
comment on function dashboard_refresh._with_children(oid[]) is
  'These relations with all their partitions and inheritance children, at any depth.';
