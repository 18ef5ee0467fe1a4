/* Relations with their partitions, and stamps of what the catalogs say. */

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

create or replace function dashboard_refresh._definition_stamp(rules oid[], sources oid[], functions oid[])
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  -- A changed row has another xmin. Analyze and vacuum change theirs in place, so they do not count.
  return md5(concat_ws(
    '|',
    (
      select string_agg(pg_rewrite.oid || ':' || pg_rewrite.xmin, ',' order by pg_rewrite.oid)
      from pg_catalog.pg_rewrite
      where pg_rewrite.oid = any (rules)
    ),
    (
      select string_agg(pg_class.oid || ':' || pg_class.xmin, ',' order by pg_class.oid)
      from pg_catalog.pg_class
      where pg_class.oid = any (sources)
    ),
    (
      select string_agg(pg_proc.oid || ':' || pg_proc.xmin, ',' order by pg_proc.oid)
      from pg_catalog.pg_proc
      where pg_proc.oid = any (functions)
    )
  ));
end;
$$;
comment on function dashboard_refresh._definition_stamp(oid[], oid[], oid[]) is
  'A value that changes when these rules, relations (not their data) or functions are altered or replaced.';

create or replace function dashboard_refresh._relation_stamp(relation oid)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return relation || ':' || coalesce(pg_relation_filenode(relation)::text, '');
end;
$$;
comment on function dashboard_refresh._relation_stamp(oid) is
  'Distinguishes a view from one that was dropped and created again, emptied, or rewritten by others.';
