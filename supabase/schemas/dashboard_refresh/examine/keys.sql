/* Looks for columns by which the rows of a materialized view are told apart. */

create or replace function dashboard_refresh._keys(columns text[], width integer)
returns setof text[] language sql immutable
set search_path = pg_catalog, pg_temp as $$
  with recursive listed as (
    select listed.name, listed.position
    from unnest(columns) with ordinality as listed (name, position)
    -- Of many columns the likeliest: all pairs of 200 would be 20000.
    where listed.position <= case width when 1 then 200 when 2 then 12 else 8 end
  ),
  keys (key, last) as (
    select array[listed.name], listed.position from listed
    union all
    select keys.key || listed.name, listed.position
    from keys
    join listed on listed.position > keys.last
    where cardinality(keys.key) < width
  )
  select keys.key from keys where cardinality(keys.key) = width order by keys.last, keys.key;
$$;
comment on function dashboard_refresh._keys(text[], integer) is
  'The combinations of so many of these columns, those of the first columns first.';

create or replace function dashboard_refresh._find_key(relation oid, until timestamptz)
returns text[] language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_candidates constant text[] := array(
    select candidates.name from dashboard_refresh._key_candidates(relation) as candidates limit 200
  );
  v_measures constant text[] := array(
    select candidates.name from dashboard_refresh._key_candidates(relation) as candidates where candidates.is_measure
  );
  v_columns text[];
  v_key text[];
begin
  if v_candidates = '{}' then
    return null;
  end if;

  -- One value alone tells nothing apart.
  v_columns := array(
    select sampled.name
    from dashboard_refresh._distinct_in_sample(relation, v_candidates) as sampled
    where not sampled.has_null and (sampled.distinct_values > 1 or sampled.sampled = 1)
    order by sampled.distinct_values = sampled.sampled desc, array_position(v_candidates, sampled.name)
  );

  for v_key in
    select keys.key
    from (values (false), (true)) as passes (with_measures)
    cross join generate_series(1, 3) as widths (width)
    cross join lateral dashboard_refresh._keys(
      array(
        select listed.name from unnest(v_columns) with ordinality as listed (name, position)
        where passes.with_measures or listed.name <> all (v_measures)
        order by listed.position
      ),
      widths.width
    ) with ordinality as keys (key, position)
    where not passes.with_measures or keys.key && v_measures
    order by passes.with_measures, widths.width, keys.position
  loop
    if clock_timestamp() > until then
      raise query_canceled using message = 'there was no time left to try more columns';
    elsif dashboard_refresh._is_key(relation, v_key, true) and dashboard_refresh._is_key(relation, v_key, false) then
      return v_key;
    end if;
  end loop;

  return null;
end;
$$;
comment on function dashboard_refresh._find_key(oid, timestamptz) is
  'Columns, at most three, by which the rows that a materialized view has now are told apart, none of them null; null when '
  'none are found. Raises query_canceled when it is not done by then.';
