/* Refreshes that fail on their data or for want of room: where, and what to do about it. */

create or replace function dashboard_refresh._value_hint(run dashboard_refresh.runs, failure dashboard_refresh.failure)
returns text language sql stable
set search_path = pg_catalog, pg_temp as $$
  select case
    when run.error_sqlstate = '22012' then
      'Divide by nullif(divisor, 0), which gives null instead of an error, or leave such rows out.'
    when run.error_sqlstate = '22001' then
      'A text is longer than its type allows: use the type text, or cut it to n characters with left(value, n).'
    when run.error_sqlstate = '22003' then
      'A number does not fit its type: compute with a wider one, as value::bigint or value::numeric.'
    when run.error_sqlstate in ('22P02', '22007', '22008') then
      'A value is not of the form, or in the range, of the type it is turned into: turn only those that are, as in case '
      'when value ~ ''^[0-9]+$'' then value::integer end.'
    when run.error_sqlstate in ('23514', '23502') and failure.type_name <> '' then
      format('A value does not fit the domain %s%s: correct the value, or the domain.', failure.type_name,
        ', check ' || nullif(failure.constraint_name, ''))
    when run.error_sqlstate = '21000' then
      'A subquery that stands for one value gives several rows: aggregate them, or add limit 1.'
    when run.error_sqlstate like '22%' then 'Correct the value, or leave such rows out.'
  end;
$$;
comment on function dashboard_refresh._value_hint(dashboard_refresh.runs, dashboard_refresh.failure) is
  'What to do about a value on which the query of a view fails; null where it was something else.';

create or replace function dashboard_refresh._index_row_hint(relation oid, failure dashboard_refresh.failure)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_index record;
begin
  select
    string_agg(pg_index.indexrelid::regclass::text, ' or ') over () as name,
    pg_index.indisunique as is_unique,
    pg_class.relowner as owner,
    (
      select string_agg(quote_ident(pg_attribute.attname), ', ' order by pg_attribute.attnum)
      from pg_catalog.pg_attribute
      where pg_attribute.attrelid = pg_index.indrelid and pg_attribute.attnum = any (pg_index.indkey)
    ) as columns,
    count(*) over () = 1 and pg_index.indnatts = 1 and pg_index.indpred is null and exists (
      select from pg_catalog.pg_attribute
      where pg_attribute.attrelid = pg_index.indrelid
        and pg_attribute.attnum = pg_index.indkey[0]
        and pg_attribute.atttypid in ('text'::regtype, 'varchar'::regtype)
    ) as is_one_text
  into v_index
  from pg_catalog.pg_index
  join pg_catalog.pg_class on pg_class.oid = pg_index.indrelid
  join pg_catalog.pg_class as index on index.oid = pg_index.indexrelid
  where pg_index.indrelid = _index_row_hint.relation
    and case
      when failure.constraint_name <> '' then index.relname = failure.constraint_name
      -- The longest rows are refused before it is known for which index; only a column of no fixed length can be it.
      else index.relam = (select pg_am.oid from pg_catalog.pg_am where pg_am.amname = 'btree')
        and exists (
          select from pg_catalog.pg_attribute
          where pg_attribute.attrelid = pg_index.indrelid
            and pg_attribute.attnum = any (pg_index.indkey)
            and pg_attribute.attlen = -1
        )
    end
  limit 1;

  return case
    when v_index.name is null then
      'A value is too long for an index of the view: index a digest of it, as md5(value), or its beginning, as '
      'left(value, 100).'
    when v_index.is_unique or not v_index.is_one_text then
      format('A value is too long for the index %s on %s. Add a column with md5() of the long one to the view, and put '
        'that into the index in its place.', v_index.name, v_index.columns)
    else
      format('A value is too long for the index %s on %s. Index a digest of it: %s', v_index.name, v_index.columns,
        dashboard_refresh._as_owner(
          v_index.owner,
          format('drop index %s; create index on %s (md5(%s));', v_index.name, relation::regclass, v_index.columns)
        ))
  end;
end;
$$;
comment on function dashboard_refresh._index_row_hint(oid, dashboard_refresh.failure) is
  'What to do about a row that is too long for an index of the materialized view.';

create or replace function dashboard_refresh._shortage_hint(relation oid, error_sqlstate text)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return 'The server is short of ' || case error_sqlstate
    when '53100' then format(
      'disk. A refresh writes what it has changed, or all of it, a second time (the view has about %s), and temporary '
      'files for sorting: make room, or get a larger disk. Nothing of the view was changed.',
      (
        -- From the catalog: asking for the size would wait for whoever has locked the view.
        select pg_size_pretty(sum(pg_class.relpages)::bigint * current_setting('block_size')::bigint)
        from pg_catalog.pg_class
        where pg_class.oid = _shortage_hint.relation
          or pg_class.oid in (
            select pg_index.indexrelid from pg_catalog.pg_index where pg_index.indrelid = _shortage_hint.relation
          )
      )
    )
    when '53200' then 'memory. Nothing of the view was changed.'
    when '53300' then 'connections. Nothing of the view was changed.'
    when '53400' then format(
      'disk that a session may take: the temporary files of the query exceed a limit (temp_file_limit is %s). A superuser '
      'may raise it; more work_mem, or an index that saves a sort, needs less. Nothing of the view was changed.',
      current_setting('temp_file_limit')
    )
    else 'disk, memory or connections. Nothing of the view was changed.'
  end;
end;
$$;
comment on function dashboard_refresh._shortage_hint(oid, text) is
  'What to do about a refresh of the materialized view that failed for want of room, given the SQLSTATE.';
