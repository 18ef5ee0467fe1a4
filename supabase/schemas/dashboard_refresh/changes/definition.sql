/* Reads what a materialized view is made of: what is followed to know that it has not changed, or what stops that. */

create or replace function dashboard_refresh._query_obstacle(
  queries dashboard_refresh.query[],
  vocabulary dashboard_refresh.vocabulary
)
returns dashboard_refresh.obstacle language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_query dashboard_refresh.query;
  v_node jsonb;
  v_obstacle dashboard_refresh.obstacle;
begin
  foreach v_query in array queries loop
    for v_node in select nodes.node from dashboard_refresh._nodes(v_query.tree) as nodes (node) loop
      v_obstacle := dashboard_refresh._node_obstacle(v_node, vocabulary);

      if v_obstacle.reason is not null then
        v_obstacle.expression := dashboard_refresh._expression_text(
          v_node, dashboard_refresh._queries_around(v_node, v_query.tree)
        );
        return v_obstacle;
      end if;
    end loop;
  end loop;

  return null;
end;
$$;
comment on function dashboard_refresh._query_obstacle(dashboard_refresh.query[], dashboard_refresh.vocabulary) is
  'The first expression in these queries that can give another result although nothing that is followed has changed, why, '
  'and how to write it instead; null when there is none.';

create or replace function dashboard_refresh._read_definition(relation oid)
returns dashboard_refresh.definition language plpgsql
-- Stable, so that all of it, stamp included, is read from one snapshot.
stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_queries constant dashboard_refresh.query[] := array(select queries from dashboard_refresh._queries(relation) as queries);
  v_reads constant dashboard_refresh.read[] := array(select reads from dashboard_refresh._reads(v_queries) as reads);
  -- Without the parts that are nodes of their own: each would be there once for every query that it stands in.
  v_nodes constant jsonb[] := array(
    select nodes.node - array['rtable', 'jointree', 'targetList', 'setOperations', 'larg', 'rarg', 'subquery', 'ctequery']
    from unnest(v_queries) as queries
    cross join lateral dashboard_refresh._nodes(queries.tree) as nodes (node)
  );
  v_types constant oid[] := dashboard_refresh._types_mentioned(v_nodes);
  v_functions constant oid[] := dashboard_refresh._functions_within(
    dashboard_refresh._functions_of_types(v_types)
    || array(
      select distinct calls.function
      from unnest(v_nodes) as nodes (node)
      cross join lateral unnest(dashboard_refresh._calls(nodes.node)) as calls (function)
    )
  );
  v_definition dashboard_refresh.definition;
  v_obstacle dashboard_refresh.obstacle;
begin
  v_obstacle := dashboard_refresh._source_obstacle(v_reads);

  if v_obstacle.reason is null then
    v_obstacle := dashboard_refresh._query_obstacle(v_queries, dashboard_refresh._vocabulary(v_types, v_functions));
  end if;

  v_definition.sources := array(select distinct reads.relation from unnest(v_reads) as reads order by reads.relation);
  v_definition.storage := array(
    select reads.relation from unnest(v_reads) as reads
    union
    select dashboard_refresh._with_children(array(select reads.relation from unnest(v_reads) as reads where reads.inh))
  );
  v_definition.upstream := array(
    select pg_class.oid from pg_catalog.pg_class
    where pg_class.oid = any (v_definition.sources) and pg_class.relkind = 'm'
    order by pg_class.oid
  );
  v_definition.custom_settings := array(
    select distinct asked.setting
    from unnest(v_nodes) as nodes (node)
    cross join lateral dashboard_refresh._setting_asked_for(nodes.node) as asked (setting)
    where asked.setting is not null and dashboard_refresh._is_recordable(asked.setting)
    order by asked.setting
  );
  v_definition.untrackable := v_obstacle.reason;
  v_definition.untrackable_expression := v_obstacle.expression;
  v_definition.untrackable_instead := v_obstacle.instead;
  v_definition.watched := dashboard_refresh._watched(v_queries, v_reads, v_nodes, v_types, v_functions);
  v_definition.stamp := dashboard_refresh._catalog_stamp(v_definition.watched);
  return v_definition;
end;
$$;
comment on function dashboard_refresh._read_definition(oid) is
  'Reads what a materialized view is made of, through plain views and functions of any depth.';

create or replace function dashboard_refresh._definition_of(relation oid, state dashboard_refresh.view_state)
returns dashboard_refresh.definition language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  -- Reading it anew takes long, and gives the same while the catalog rows are the same.
  if split_part(state.relation_stamp, ':', 1) = relation::text
    and state.catalog_stamp = dashboard_refresh._catalog_stamp(state.watched)
  then
    return row(
      state.sources, state.storage, state.upstream, state.custom_settings, state.watched, state.untrackable,
      state.untrackable_expression, state.untrackable_instead, state.catalog_stamp
    )::dashboard_refresh.definition;
  end if;

  return dashboard_refresh._read_definition(relation);
end;
$$;
comment on function dashboard_refresh._definition_of(oid, dashboard_refresh.view_state) is
  'What a materialized view is made of: as its state says where that still holds, otherwise read anew.';

create or replace function dashboard_refresh._with_definition(
  state dashboard_refresh.view_state,
  definition dashboard_refresh.definition
)
returns dashboard_refresh.view_state language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
declare
  v_state dashboard_refresh.view_state := state;
begin
  v_state.sources := definition.sources;
  v_state.storage := definition.storage;
  v_state.upstream := definition.upstream;
  v_state.custom_settings := definition.custom_settings;
  v_state.watched := definition.watched;
  v_state.untrackable := definition.untrackable;
  v_state.untrackable_expression := definition.untrackable_expression;
  v_state.untrackable_instead := definition.untrackable_instead;
  v_state.catalog_stamp := definition.stamp;
  return v_state;
end;
$$;
comment on function dashboard_refresh._with_definition(dashboard_refresh.view_state, dashboard_refresh.definition) is
  'The state with what the view is made of.';
