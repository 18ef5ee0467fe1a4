/* Which unique index a materialized view could have, by the rows that it has now. */

create or replace function dashboard_refresh._key_candidates(relation oid)
returns table (name text, is_measure boolean) language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select pg_attribute.attname::text, ranks.rank >= 5
  from pg_catalog.pg_attribute
  join pg_catalog.pg_type as declared on declared.oid = pg_attribute.atttypid
  join pg_catalog.pg_type on pg_type.oid = coalesce(nullif(declared.typbasetype, 0), declared.oid)
  cross join lateral (
    -- What looks like a key first: it is, more often than not. A number may be a count that is unique by chance.
    select case
      when pg_attribute.attname = 'id' then 1
      when pg_attribute.attname ~* '(^|_)(id|uuid|key)$' then 2
      when pg_type.oid = 'uuid'::regtype then 3
      when pg_type.typcategory in ('D', 'E', 'S', 'B') then 4
      when pg_type.oid in ('bigint'::regtype, 'integer'::regtype, 'smallint'::regtype) then 5
      else 6
    end as rank
  ) as ranks
  where pg_attribute.attrelid = _key_candidates.relation
    and pg_attribute.attnum > 0
    and not pg_attribute.attisdropped
    and pg_type.typcategory not in ('A', 'R')
    -- With an order that an index can have, and an equality that no user has written: it runs here as the caller.
    and (
      pg_type.typtype = 'e'
      or (
        exists (
          select from pg_catalog.pg_opclass
          join pg_catalog.pg_am on pg_am.oid = pg_opclass.opcmethod and pg_am.amname = 'btree'
          left join pg_catalog.pg_cast
            on pg_cast.castsource = pg_type.oid
            and pg_cast.casttarget = pg_opclass.opcintype
            and pg_cast.castmethod = 'b'
            and pg_cast.castcontext = 'i'
          where pg_opclass.opcdefault and (pg_opclass.opcintype = pg_type.oid or pg_cast.oid is not null)
        )
        and (
          pg_type.oid < 16384
          or exists (
            select from pg_catalog.pg_depend
            where pg_depend.classid = 'pg_catalog.pg_type'::regclass
              and pg_depend.objid = pg_type.oid
              and pg_depend.deptype = 'e'
          )
        )
      )
    )
  order by ranks.rank, pg_attribute.attnum;
end;
$$;
comment on function dashboard_refresh._key_candidates(oid) is
  'The columns of a materialized view that a unique index can be on, the likeliest first. is_measure: a number, which may be '
  'unique by chance.';

create or replace function dashboard_refresh._widest_key()
returns integer language sql immutable
set search_path = pg_catalog, pg_temp as $$
  -- A third of a page, 2704 bytes, less what alignment may cost.
  select 2600;
$$;
comment on function dashboard_refresh._widest_key() is
  'How many bytes the values of a row may have together, as they are stored, to fit into an index.';

create or replace function dashboard_refresh._distinct_in_sample(relation oid, columns text[])
returns setof dashboard_refresh.sampled_column language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return query execute (
    select format(
      $query$
      with sample as materialized (select %1$s from %2$s limit 5000),
      counted as (select count(*) as sampled, array[%3$s] as filled, array[%4$s] as distinct_values from sample)
      select names.name, counted.filled[names.position] < counted.sampled, counted.distinct_values[names.position],
        counted.sampled
      from counted cross join unnest($1) with ordinality as names (name, position)
      $query$,
      -- What fits into no index is as good as a null. To compare values that long would take minutes, too.
      string_agg(
        format('case when pg_column_size(%1$I) <= %2$s then %1$I end as %1$I', listed.name, dashboard_refresh._widest_key()), ', '
      ),
      relation::regclass,
      string_agg(format('count(%I)', listed.name), ', ' order by listed.position),
      string_agg(format('count(distinct %I)', listed.name), ', ' order by listed.position)
    )
    from unnest(columns) with ordinality as listed (name, position)
  )
  using columns;
end;
$$;
comment on function dashboard_refresh._distinct_in_sample(oid, text[]) is
  'How many distinct values these columns have in the first rows of a materialized view, and whether a null, or a value that '
  'fits into no index, is among them.';

create or replace function dashboard_refresh._is_key(relation oid, columns text[], limited boolean)
returns boolean language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_columns constant text := (
    select string_agg(quote_ident(listed.name), ', ' order by listed.position)
    from unnest(columns) with ordinality as listed (name, position)
  );
  v_is_key boolean;
begin
  execute format(
    -- A null in one of the columns makes the sum null.
    'select not exists (select from (select %1$s from %2$s %3$s) as rows where (%4$s <= %5$s) is not true) '
      'and not exists (select from (select %1$s from %2$s %3$s) as rows group by %1$s having count(*) > 1)',
    v_columns,
    relation::regclass,
    case when limited then 'limit 5000' end,
    (select string_agg(format('pg_column_size(%I)', listed.name), ' + ') from unnest(columns) as listed (name)),
    dashboard_refresh._widest_key()
  )
  into v_is_key;
  return v_is_key;
end;
$$;
comment on function dashboard_refresh._is_key(oid, text[], boolean) is
  'True when no two rows of a materialized view have the same values in these columns, and none has a null in one of them, '
  'or values too long for an index; of its first rows alone where limited.';
