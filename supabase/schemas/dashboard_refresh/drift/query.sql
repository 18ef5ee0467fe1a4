/*
How far a view is from its definition, now, in all and for each value of a column: "this ejecutivo has 29 and sees 0" in
one call.
*/

create or replace function dashboard_refresh._key_columns(relation oid)
returns text[] language sql stable
set search_path = pg_catalog, pg_temp as $$
  select array_agg(pg_attribute.attname::text order by keys.position)
  from (
    select pg_index.indkey, pg_index.indnkeyatts
    from pg_catalog.pg_index
    where pg_index.indrelid = relation
      and pg_index.indisunique
      and pg_index.indisvalid
      and pg_index.indpred is null
      and pg_index.indexprs is null
    order by pg_index.indnkeyatts, pg_index.indexrelid
    limit 1
  ) as unique_index
  cross join lateral unnest(unique_index.indkey::smallint[]) with ordinality as keys (attnum, position)
  join pg_catalog.pg_attribute on pg_attribute.attrelid = relation and pg_attribute.attnum = keys.attnum
  where keys.position <= unique_index.indnkeyatts;
$$;
comment on function dashboard_refresh._key_columns(oid) is
  'Columns of the narrowest unique index on plain columns; null when there is none.';

create or replace function dashboard_refresh._columns(relation oid)
returns text[] language sql stable
set search_path = pg_catalog, pg_temp as $$
  select array_agg(pg_attribute.attname::text order by pg_attribute.attnum)
  from pg_catalog.pg_attribute
  where pg_attribute.attrelid = relation and pg_attribute.attnum > 0 and not pg_attribute.attisdropped;
$$;
comment on function dashboard_refresh._columns(oid) is 'The columns of a relation in their order.';

-- Long: it is one query, which reads best in one piece.
create or replace function dashboard_refresh._drift_query(view dashboard_refresh.views, relation oid, by text)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  -- Without a key a row is told apart by all it holds; one that differs is then one missing and one extra.
  v_key constant text[] := coalesce(dashboard_refresh._key_columns(relation), dashboard_refresh._columns(relation));
begin
  return format(
    $query$
    with shown as materialized (
      select rows_shown as whole, row(%1$s)::text as key, %2$s as value from %3$s as rows_shown
    ),
    defined as materialized (
      select rows_defined as whole, row(%1$s)::text as key, %2$s as value from (%4$s) as rows_defined
    ),
    -- Rows with equal keys, which only a view without a unique index can have, are paired one to one.
    pairs as materialized (
      select
        shown.key is not null as is_shown,
        defined.key is not null as is_defined,
        shown.value as shown_value,
        defined.value as defined_value,
        -- Compares the bytes, as REFRESH does, so that types without an equality, such as json, are no obstacle.
        shown.whole *<> defined.whole as is_different
      from (select *, row_number() over (partition by key) as copy from shown) as shown
      full join (select *, row_number() over (partition by key) as copy from defined) as defined
        on shown.key = defined.key and shown.copy = defined.copy
    ),
    -- A row whose value changed is missing for the new value and extra for the old.
    sides as (
      select
        pairs.defined_value as value,
        true as is_defined,
        pairs.is_shown and pairs.shown_value is not distinct from pairs.defined_value as is_shown,
        pairs.is_different
      from pairs
      where pairs.is_defined
      union all
      select pairs.shown_value, false, true, false
      from pairs
      where pairs.is_shown
        and (not pairs.is_defined or pairs.shown_value is distinct from pairs.defined_value)
    ),
    groups as (
      select
        sides.value,
        count(*) filter (where sides.is_defined) as defined,
        count(*) filter (where sides.is_shown) as shown,
        count(*) filter (where sides.is_defined and not sides.is_shown) as missing,
        count(*) filter (where sides.is_shown and not sides.is_defined) as extra,
        count(*) filter (where sides.is_shown and sides.is_defined and sides.is_different) as different
      from sides
      group by sides.value
    )
    select json_build_object(
      'defined', (select count(*) from defined),
      'shown', (select count(*) from shown),
      'missing', (select count(*) from pairs where not pairs.is_shown),
      'extra', (select count(*) from pairs where not pairs.is_defined),
      'different', (select count(*) from pairs where pairs.is_shown and pairs.is_defined and pairs.is_different),
      'groups', case when %5$L::boolean then (
        select coalesce(json_agg(worst order by worst.missing + worst.extra + worst.different desc, worst.value), '[]')
        from (
          select * from groups
          where groups.missing + groups.extra + groups.different > 0
          order by groups.missing + groups.extra + groups.different desc, groups.value
          limit 200
        ) as worst
      ) end,
      'groups_left_out', case when %5$L::boolean then (
        select greatest(count(*) - 200, 0) from groups where groups.missing + groups.extra + groups.different > 0
      ) end
    )
    $query$,
    (select string_agg(format('%I', key_column), ', ') from unnest(v_key) as keys (key_column)),
    case when by is null then 'null::text' else format('%I::text', by) end,
    format('%I.%I', view.schema_name, view.view_name),
    rtrim(pg_get_viewdef(relation), '; ' || chr(10)),
    by is not null
  );
end;
$$;
comment on function dashboard_refresh._drift_query(dashboard_refresh.views, oid, text) is
  'The query that compares what a materialized view shows with what its definition gives, as one JSON object of counts '
  'and, with by (a column of the view), of the values that differ most.';
