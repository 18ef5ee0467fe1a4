/* What a refresh locks. */

create or replace function dashboard_refresh._touched_relations(relation oid, method text)
returns setof dashboard_refresh.touched_relation language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_everything constant text[] := array[
    'AccessShareLock', 'RowShareLock', 'RowExclusiveLock', 'ShareUpdateExclusiveLock', 'ShareLock',
    'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'
  ];
  v_read constant oid[] := array(
    select reads.relation from dashboard_refresh._read_relations(_touched_relations.relation) as reads
  );
begin
  return query
  -- A plain refresh takes ACCESS EXCLUSIVE, for which it must even wait for readers; a concurrent one EXCLUSIVE.
  select _touched_relations.relation, 1,
    case when method = 'concurrently' then array_remove(v_everything, 'AccessShareLock') else v_everything end
  union all
  -- The plain one rebuilds indexes and replaces the TOAST table, the concurrent one writes to them.
  select owned.relation, 2, case when method = 'concurrently' then v_everything[5:] else v_everything end
  from (
    select pg_index.indexrelid from pg_catalog.pg_index where pg_index.indrelid = _touched_relations.relation
    union all
    select pg_class.reltoastrelid from pg_catalog.pg_class where pg_class.oid = _touched_relations.relation
  ) as owned (relation)
  union all
  -- What is read, through plain views, with partitions and indexes, takes ACCESS SHARE.
  select sources.relation, 3, array['AccessExclusiveLock']
  from (
    select children.relation from dashboard_refresh._with_children(v_read) as children (relation)
    union
    select pg_index.indexrelid
    from dashboard_refresh._with_children(v_read) as children (relation)
    join pg_catalog.pg_index on pg_index.indrelid = children.relation
  ) as sources (relation);
end;
$$;
comment on function dashboard_refresh._touched_relations(oid, text) is
  'Every relation that a refresh of the materialized view by this method locks, but what its functions read.';
