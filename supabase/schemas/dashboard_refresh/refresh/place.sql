/* Where a refresh failed. */

create or replace function dashboard_refresh._failing_place(context text)
returns dashboard_refresh.place language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_place dashboard_refresh.place;
begin
  -- The innermost comes first. Of the lines only names are taken: they may be in any language, and the rest may be data.
  select pg_proc.oid, substring(split_part(lines.line, named.name, 2) from '\d+')::integer
  into v_place
  from regexp_split_to_table(split_part(context, 'dashboard_refresh._refresh_relation(', 1), '\n')
    with ordinality as lines (line, position)
  join pg_catalog.pg_proc
    on pg_proc.oid >= 16384
    and position(pg_proc.proname::text in lines.line) > 0
    and pg_proc.pronamespace <> 'dashboard_refresh'::regnamespace
  join pg_catalog.pg_language on pg_language.oid = pg_proc.prolang
  -- PL/pgSQL gives its functions with their arguments, as regprocedure does; the others give a quoted name.
  cross join lateral (
    values
      (1, pg_proc.oid::regprocedure::text),
      (2, format('%I(%s)', pg_proc.proname, replace(oidvectortypes(pg_proc.proargtypes), ', ', ','))),
      (3, quote_ident(pg_proc.proname) || '('),
      (4, '"' || pg_proc.proname || '"')
  ) as named (rank, name)
  where case
      when pg_language.lanname = 'plpgsql' then lines.line ~ '^[^"]*PL/pgSQL' and named.rank < 4
      else named.rank = 4 and translate(lines.line, '«»„“”', '"""""') !~ '"[^"]*"[^"]*"'
    end
    and position(
      case named.rank when 4 then named.name when 1 then named.name else ' ' || named.name end
      in translate(lines.line, '«»„“”', '"""""')
    ) > 0
  order by lines.position, named.rank, pg_proc.oid
  limit 1;

  return v_place;
end;
$$;
comment on function dashboard_refresh._failing_place(text) is
  'The innermost of the user''s functions in which an error occurred, given its CONTEXT; null where it did in none.';

create or replace function dashboard_refresh._place_words(relation oid, place dashboard_refresh.place)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  if place.function is not null then
    return format('in the function %s%s', place.function::regprocedure, ', line ' || place.line);
  end if;

  return concat(
    'in the query of ' || relation::regclass,
    (
      select ', or of a plain view that it reads (' || string_agg(distinct reads.relation::regclass::text, ', ') || ')'
      from dashboard_refresh._read_relations(_place_words.relation) as reads
      join pg_catalog.pg_class on pg_class.oid = reads.relation and pg_class.relkind = 'v'
      where pg_class.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
    )
  );
end;
$$;
comment on function dashboard_refresh._place_words(oid, dashboard_refresh.place) is
  'Where a refresh of the materialized view failed, in words: in a function, or in the query and the plain views it reads.';
