/* Columns of relations. */

create or replace function dashboard_refresh._columns(relation oid)
returns text[] language sql stable
set search_path = pg_catalog, pg_temp as $$
  select array_agg(pg_attribute.attname::text order by pg_attribute.attnum)
  from pg_catalog.pg_attribute
  where pg_attribute.attrelid = relation and pg_attribute.attnum > 0 and not pg_attribute.attisdropped;
$$;
comment on function dashboard_refresh._columns(oid) is 'The columns of a relation in their order.';

create or replace function dashboard_refresh._row_name(relation oid)
returns text language sql stable
set search_path = pg_catalog, pg_temp as $$
  select 'r' || number
  from generate_series(0, 1600) as number
  where not exists (
    select from pg_catalog.pg_attribute
    where pg_attribute.attrelid = relation and pg_attribute.attname = 'r' || number and not pg_attribute.attisdropped
  )
  order by number
  limit 1;
$$;
comment on function dashboard_refresh._row_name(oid) is
  'A name for a row of the relation that none of its columns has: a column would be taken for the row.';

create or replace function dashboard_refresh._unique_indexes(relation oid)
returns setof dashboard_refresh.unique_index language sql stable
set search_path = pg_catalog, pg_temp as $$
  select
    pg_index.indexrelid,
    array(
      select pg_attribute.attname::text
      from unnest(pg_index.indkey::smallint[]) with ordinality as keys (attnum, position)
      join pg_catalog.pg_attribute on pg_attribute.attrelid = relation and pg_attribute.attnum = keys.attnum
      where keys.position <= pg_index.indnkeyatts
      order by keys.position
    )
  from pg_catalog.pg_index
  where pg_index.indrelid = relation
    and pg_index.indisunique
    and pg_index.indisvalid
    and pg_index.indimmediate
    and pg_index.indpred is null
    and pg_index.indexprs is null
  order by pg_index.indnkeyatts, pg_index.indexrelid;
$$;
comment on function dashboard_refresh._unique_indexes(oid) is
  'The unique indexes by which a concurrent refresh pairs old rows with new (is_usable_unique_index in matview.c), the '
  'narrowest first.';
