/* What tells the rows of a materialized view apart. */

create or replace function dashboard_refresh._key_columns(relation oid)
returns text[] language sql stable
set search_path = pg_catalog, pg_temp as $$
  select unique_index.columns from dashboard_refresh._unique_indexes(relation) as unique_index limit 1;
$$;
comment on function dashboard_refresh._key_columns(oid) is
  'Columns of the narrowest unique index on plain columns; null when there is none.';

create or replace function dashboard_refresh._drift_side(relation oid, source text, by text)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_columns constant text[] := dashboard_refresh._columns(relation);
  v_key constant text[] := dashboard_refresh._key_columns(relation);
  v_row constant text := dashboard_refresh._row_name(relation);
  v_lacks_key text := 'true';
  v_identity text;
begin
  if v_key is not null then
    v_lacks_key := (
      select format('num_nulls(%s) > 0', string_agg(format('%s.%I', v_row, name), ', ')) from unnest(v_key) as name
    );
  end if;

  -- By all it holds where it lacks a key: one that differs is then one missing and one extra.
  v_identity := (
    select string_agg(
      case when is_key then format('%s.%I', v_row, name)
      else format('case when %s then %s.%I end', v_lacks_key, v_row, name) end,
      ', ' order by is_key desc, position
    )
    from (
      select name, true, position from unnest(v_key) with ordinality as keys (name, position)
      union all
      select name, false, position from unnest(v_columns) with ordinality as columns (name, position)
    ) as members (name, is_key, position)
  );

  -- Rows of one identity are numbered, so that they are paired one to one. By their bytes, as REFRESH compares, so that
  -- types without an equality, such as json, are no obstacle. The number is a row too: as a number it could be hashed, which
  -- the identity cannot, and all rows with the number 0 would be compared with each other.
  return format(
    $side$
    select whole, identity, value, row(row_number() over peers - rank() over peers) as copy
    from (select %1$s as whole, row(%2$s) as identity, %3$s as value from %4$s as %1$s) as rows
    window peers as (order by identity using operator(pg_catalog.*<))
    $side$,
    v_row,
    v_identity,
    case when by is null then 'null::text' else format('%s.%I::text', v_row, by) end,
    source
  );
end;
$$;
comment on function dashboard_refresh._drift_side(oid, text, text) is
  'A query for the rows of source, which has the columns of the materialized view relation: each as a whole, what it is '
  'told apart by, which of several such it is, and its value of the column by.';
