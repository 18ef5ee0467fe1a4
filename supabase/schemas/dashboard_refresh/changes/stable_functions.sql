/*
Which functions may give another result for the same arguments although nothing that is followed has changed.

PostgreSQL's own word for it is volatility. Of stable functions, those are trusted that are known to depend on nothing but
session settings and the types of their arguments, which are followed. Immutable is taken at its word where the body
cannot be read, and checked where it can: see called_functions.sql.
*/

create or replace function dashboard_refresh._depends_on_settings_alone(function pg_catalog.pg_proc)
returns boolean language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select function.pronamespace = 'pg_catalog'::regnamespace
    -- These look at today's date, for the offset of a time zone or for an age.
    and not (function.proname = 'timetz' and function.proargtypes[0] = 'time'::regtype)
    and not (function.proname = 'timezone' and 'timetz'::regtype = any (function.proargtypes::oid[]))
    and not (function.proname = 'age' and function.pronargs = 1)
    and (
      function.proname in (
        'age', 'date_trunc', 'date_part', 'extract', 'timezone', 'date_add', 'date_subtract', 'overlaps', 'in_range',
        'generate_series', 'make_timestamptz', 'date', 'time', 'timetz', 'timestamp', 'timestamptz', 'to_char', 'to_date',
        'to_timestamp', 'to_number', 'concat', 'concat_ws', 'format', 'quote_literal', 'quote_nullable', 'textanycat',
        'anytextcat', 'string_agg', 'string_agg_transfn', 'array_agg_transfn', 'array_to_string', 'array_to_json',
        'row_to_json', 'to_json', 'to_jsonb', 'to_tsvector', 'to_tsquery', 'plainto_tsquery', 'phraseto_tsquery',
        'websearch_to_tsquery', 'ts_headline', 'ts_match_tt', 'ts_match_tq', 'convert', 'convert_from', 'convert_to',
        'length', 'money', 'numeric', 'xml', 'xml_is_well_formed'
      )
      or function.proname ~ '^(date|time|timetz|timestamp|timestamptz|interval)_(lt|le|gt|ge|eq|ne|cmp|pl|mi|out)(_|$)'
      or function.proname ~ '^(record|array|range|multirange|enum)_(lt|le|gt|ge|eq|ne|cmp|out)$'
      or function.proname ~ '^enum_(first|last|range)$'
      -- Builds, takes apart, aggregates.
      or function.proname ~ '^jsonb?_'
    );
$$;
comment on function dashboard_refresh._depends_on_settings_alone(pg_catalog.pg_proc) is
  'True for a function of PostgreSQL that is stable only because of session settings or of the types of its arguments. '
  'What is not known here is not trusted.';

create or replace function dashboard_refresh._extension_of(function pg_catalog.pg_proc)
returns name language sql stable
set search_path = pg_catalog, pg_temp as $$
  select pg_extension.extname
  from pg_catalog.pg_depend
  join pg_catalog.pg_extension on pg_extension.oid = pg_depend.refobjid
  where pg_depend.classid = 'pg_proc'::regclass
    and pg_depend.objid = function.oid
    and pg_depend.refclassid = 'pg_extension'::regclass
    and pg_depend.deptype = 'e';
$$;
comment on function dashboard_refresh._extension_of(pg_catalog.pg_proc) is
  'The extension that a function belongs to; null for any other function.';

create or replace function dashboard_refresh._is_unaccent(function pg_catalog.pg_proc)
returns boolean language sql stable
set search_path = pg_catalog, pg_temp as $$
  select function.proname = 'unaccent' and dashboard_refresh._extension_of(function) = 'unaccent';
$$;
comment on function dashboard_refresh._is_unaccent(pg_catalog.pg_proc) is
  'True for unaccent() of the extension of that name, which is stable only because of its dictionary, which is followed.';

create or replace function dashboard_refresh._volatility_obstacle(function pg_catalog.pg_proc)
returns dashboard_refresh.obstacle language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  if function.provolatile = 'v' then
    return row(
      'is volatile: it may give another result each time',
      null,
      case
        when function.proname in ('gen_random_uuid', 'uuid_generate_v4', 'random')
          then 'Make the key of columns, with row_number() over (order by …) where there is none.'
        when function.oid >= 16384 and dashboard_refresh._extension_of(function) is null
          then 'Declare the function immutable, if the same arguments always give the same result.'
        else 'Leave it to the query that reads the view.'
      end
    )::dashboard_refresh.obstacle;
  elsif function.provolatile = 's'
    -- What such a body reads and calls is walked as if it stood in the query.
    and (function.prosqlbody is null or function.oid < 16384)
    and not dashboard_refresh._depends_on_settings_alone(function)
    and not dashboard_refresh._is_unaccent(function)
    -- Judged by the name of the setting that it asks for.
    and function.oid not in ('current_setting(text)'::regprocedure, 'current_setting(text, boolean)'::regprocedure)
  then
    return row(
      'is stable, not immutable: its result may depend on the time, the session or other data',
      null,
      case
        when function.proname in ('now', 'transaction_timestamp', 'statement_timestamp', 'age')
          then 'Compare with the time in the query that reads the view.'
        when function.proname in ('timetz', 'timezone')
          then 'Write (x at time zone ''UTC'')::time, of a timestamp with time zone.'
        when function.oid >= 16384 and dashboard_refresh._extension_of(function) is null
          then 'Declare the function immutable, if the same arguments always give the same result, or write it with a '
            'body that can be followed: create function … begin atomic … end.'
        else 'Leave it to the query that reads the view.'
      end
    )::dashboard_refresh.obstacle;
  end if;

  return null;
end;
$$;
comment on function dashboard_refresh._volatility_obstacle(pg_catalog.pg_proc) is
  'Why the result of a function may change by itself, by its volatility: what it is, in words; null when it may not.';
