/*
Rows whose key has a null.

A concurrent refresh pairs old rows with new by the columns of all unique indexes, and a null pairs with nothing, NULLS NOT
DISTINCT or not: PostgreSQL deletes such a row and inserts it again at every refresh (refresh_by_match_merge in
matview.c), changed or not. Its counters then tell of changes where there was none.
*/

create or replace function dashboard_refresh._read_null_keys(relation oid)
returns dashboard_refresh.null_keys language plpgsql
-- So that rows are the same text exactly when they are the same.
set search_path = pg_catalog, pg_temp
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
set timezone = 'UTC'
set extra_float_digits = '1'
set bytea_output = 'hex'
as $$
declare
  v_most constant integer := 1000000;
  v_row constant text := dashboard_refresh._row_name(relation);
  v_columns constant text[] := array(
    select distinct unnest(unique_index.columns) from dashboard_refresh._unique_indexes(relation) as unique_index order by 1
  );
  v_found dashboard_refresh.null_keys;
begin
  if v_columns = '{}' then
    return (array[]::text[], array[]::bigint[]);
  -- Since PostgreSQL 17 a role may refresh what it may not read.
  elsif not has_table_privilege(relation, 'select') then
    return null;
  end if;

  -- "is null" for the indexes; it is also true of a composite value that is not null and has nothing but nulls.
  execute (
    select format(
      $query$
      select array_remove(array[%s], null), coalesce(array_agg(lacking.hash), '{}')
      from (
        select array[%s] as lacks, hashtextextended(%s::text, 0) as hash
        from %s as %s
        where (%s) and num_nulls(%s) > 0
        limit %s
      ) as lacking
      $query$,
      string_agg(format('case when bool_or(lacking.lacks[%s]) then %L end', position, name), ', ' order by position),
      string_agg(format('num_nulls(%s.%I) > 0', v_row, name), ', ' order by position),
      v_row,
      relation::regclass,
      v_row,
      string_agg(format('%s.%I is null', v_row, name), ' or '),
      string_agg(format('%s.%I', v_row, name), ', '),
      v_most + 1
    )
    from unnest(v_columns) with ordinality as columns (name, position)
  ) into v_found.columns, v_found.hashes;

  -- Too many to hold: they are counted as PostgreSQL does.
  if cardinality(v_found.hashes) > v_most then
    v_found.hashes := null;
  end if;

  return v_found;
end;
$$;
comment on function dashboard_refresh._read_null_keys(oid) is
  'The rows of a materialized view that have a null in a unique index. Reads the view, which costs little beside the '
  'refresh of it.';

create or replace function dashboard_refresh._null_keys_before(
  view dashboard_refresh.views,
  relation dashboard_refresh.relation_facts,
  method text
)
returns dashboard_refresh.null_keys language plpgsql
set search_path = pg_catalog, pg_temp
-- Overwritten below by the view's setting; named here so that the caller's own comes back at the end.
set lock_timeout = '10s'
as $$
begin
  if method <> 'concurrently' or not relation.is_populated then
    return null;
  -- Most views have none, and then need no look.
  elsif exists (
    select from dashboard_refresh.view_state
    where view_state.view_id = view.id
      and view_state.null_keys = '{}'
      and view_state.relation_stamp = dashboard_refresh._relation_stamp(relation.oid)
  ) then
    return (array[]::text[], array[]::bigint[]);
  end if;

  perform set_config('lock_timeout', (extract(epoch from view.lock_timeout) * 1000)::bigint::text, true);
  return dashboard_refresh._read_null_keys(relation.oid);
end;
$$;
comment on function dashboard_refresh._null_keys_before(
  dashboard_refresh.views, dashboard_refresh.relation_facts, text
) is
  'The rows with a null in a unique index that a view has before a refresh by this method; null where they are not looked '
  'for, because all rows are written again anyway or there are none to read.';

create or replace function dashboard_refresh._without_rewritten(
  refreshed dashboard_refresh.refreshed,
  relation oid,
  before dashboard_refresh.null_keys
)
returns dashboard_refresh.refreshed language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_run dashboard_refresh.runs := refreshed.run;
  v_state dashboard_refresh.view_state := refreshed.state;
  v_after dashboard_refresh.null_keys := (array[]::text[], array[]::bigint[]);
  v_rewritten bigint;
begin
  if v_run.method <> 'concurrently' then
    return refreshed;
  -- One that inserted nothing has left none.
  elsif v_run.rows_inserted is distinct from 0 then
    v_after := dashboard_refresh._read_null_keys(relation);
  end if;

  select coalesce(sum(least(old_rows.count, new_rows.count)), 0)
  into v_rewritten
  from (select hash, count(*) from unnest(before.hashes) as hashes (hash) group by hash) as old_rows
  join (select hash, count(*) from unnest(v_after.hashes) as hashes (hash) group by hash) as new_rows using (hash);

  v_run.rows_inserted := greatest(v_run.rows_inserted - v_rewritten, 0);
  v_run.rows_deleted := greatest(v_run.rows_deleted - v_rewritten, 0);
  v_state.null_keys := v_after.columns;
  return (v_run, v_state, refreshed.failure);
end;
$$;
comment on function dashboard_refresh._without_rewritten(
  dashboard_refresh.refreshed, oid, dashboard_refresh.null_keys
) is
  'A refresh as it was, without counting the rows that a concurrent one deleted and inserted again as they were. before: '
  'the rows with a null in a unique index before it.';
