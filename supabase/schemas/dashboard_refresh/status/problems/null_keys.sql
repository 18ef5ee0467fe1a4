/* Rows that PostgreSQL writes again at every refresh, because their key has a null. */

create or replace function dashboard_refresh._null_keys_hint(relation oid, null_columns text[])
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  -- Another unique index pairs all rows: those with nulls only have to be out of the way of the refresh. With a condition
  -- they are, and keep unique what is not null.
  if exists (
    select from dashboard_refresh._unique_indexes(relation) as unique_index
    where not unique_index.columns && null_columns
  ) then
    return (
      select string_agg(
        format(
          'drop index %s; %s where %s;',
          unique_index.oid::regclass,
          pg_get_indexdef(unique_index.oid),
          (
            select string_agg(format('%I is not null', name), ' and ')
            from unnest(unique_index.columns) as name
            where name = any (null_columns)
          )
        ),
        ' ' order by unique_index.oid
      )
      from dashboard_refresh._unique_indexes(relation) as unique_index
      where unique_index.columns && null_columns
    );
  end if;

  return 'Create the view again with another key: a unique index on columns that are never null, such as coalesce(…) of '
    'these, and no other without a condition. NULLS NOT DISTINCT does not help, since a refresh compares by =.';
end;
$$;
comment on function dashboard_refresh._null_keys_hint(oid, text[]) is
  'How to keep a concurrent refresh from writing rows again that have a null in these columns of unique indexes.';

create or replace function dashboard_refresh._null_key_problems(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state
)
returns setof dashboard_refresh.problem language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_relation constant dashboard_refresh.relation_facts := dashboard_refresh._relation(view);
  -- What is no longer in an index is in nobody's way.
  v_columns constant text[] := array(
    select distinct column_name
    from dashboard_refresh._unique_indexes(v_relation.oid) as unique_index
    cross join unnest(unique_index.columns) as column_name
    where column_name = any (state.null_keys)
    order by column_name
  );
begin
  if v_columns <> '{}' and v_relation.kind = 'm' and view."concurrently" <> 'never' then
    return query
    select
      'null_keys', 'warning',
      format('Rows of %s have a null in a unique index (%s), so PostgreSQL writes them again at every refresh.', view.view,
        array_to_string(v_columns, ', ')),
      dashboard_refresh._null_keys_hint(v_relation.oid, v_columns);
  end if;
end;
$$;
comment on function dashboard_refresh._null_key_problems(dashboard_refresh.views, dashboard_refresh.view_state) is
  'Whether rows of the view have a null in a unique index, as of its last refresh.';
