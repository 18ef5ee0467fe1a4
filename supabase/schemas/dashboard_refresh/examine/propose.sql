/* Proposes a unique index for a materialized view that has none which a concurrent refresh can use. */

create or replace function dashboard_refresh._index_statement(view dashboard_refresh.views, columns text[])
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_whole constant text := view.view_name || '_' || array_to_string(columns, '_');
  -- With what follows no more than the 63 bytes that PostgreSQL keeps: otherwise no number would tell two names apart.
  v_stem constant text := (
    select left(v_whole, lengths.length)
    from generate_series(1, 57) as lengths (length)
    where octet_length(left(v_whole, lengths.length)) <= 57
    order by lengths.length desc
    limit 1
  );
  v_name text;
begin
  for v_number in 0 .. 99 loop
    v_name := v_stem || '_key' || coalesce(nullif(v_number, 0)::text, '');
    exit when not exists (
      select from pg_catalog.pg_class
      join pg_catalog.pg_namespace on pg_namespace.oid = pg_class.relnamespace
      where pg_namespace.nspname = view.schema_name and pg_class.relname = v_name
    );
  end loop;

  return format(
    'create unique index if not exists %I on %s (%s)',
    v_name,
    view.view,
    (
      select string_agg(quote_ident(listed.name), ', ' order by listed.position)
      from unnest(columns) with ordinality as listed (name, position)
    )
  );
end;
$$;
comment on function dashboard_refresh._index_statement(dashboard_refresh.views, text[]) is
  'The statement that creates a unique index on these columns, under a name that is free.';

create or replace function dashboard_refresh._proposed_index_json(
  view dashboard_refresh.views,
  relation dashboard_refresh.relation_facts,
  rows_bytes bigint
)
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_most_bytes constant bigint := 1024 * 1024 * 1024;
  v_key text[];
  v_reason text;
begin
  if relation.has_unique_index then
    v_reason := 'there is one that a concurrent refresh can use';
  elsif not relation.is_populated then
    v_reason := 'the view has no data yet, so its rows do not tell which columns would do';
  elsif not has_table_privilege(relation.oid, 'select') then
    v_reason := format('%s may not read the view', current_user);
  elsif rows_bytes is null then
    v_reason := 'the view is locked at present, as by a refresh that is not concurrent';
  elsif rows_bytes > v_most_bytes then
    v_reason := 'the view is larger than 1 GB, which is too much to try';
  else
    begin
      execute format('select ''it has no rows yet, so they do not tell which columns would do'' '
        'where not exists (select from %s)', relation.oid::regclass)
      into v_reason;

      if v_reason is null then
        v_key := dashboard_refresh._find_key(relation.oid, clock_timestamp() + interval '5 seconds');
      end if;

      if v_reason is null and v_key is null then
        v_reason := 'no one, two or three of its columns tell all of its rows apart, without a null and in values that fit into an index';
      end if;
    exception
      when query_canceled or others then
        v_reason := format('it could not be found out: %s', dashboard_refresh._safe_message(sqlerrm));
    end;
  end if;

  return json_build_object(
    'statement', case when v_key is not null then dashboard_refresh._index_statement(view, v_key) end,
    'columns', to_json(coalesce(v_key, '{}')),
    'reason', v_reason
  );
end;
$$;
comment on function dashboard_refresh._proposed_index_json(
  dashboard_refresh.views, dashboard_refresh.relation_facts, bigint
) is
  'A unique index that the rows of the materialized view allow now, as a statement, with its columns; or no statement, and '
  'the reason. Nothing says that rows to come allow it too. rows_bytes: see _sizes.';
