/* What there is to know of the types and functions that a query uses, found out once for all of its nodes. */

create or replace function dashboard_refresh._vocabulary(types oid[], functions oid[])
returns dashboard_refresh.vocabulary language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_vocabulary dashboard_refresh.vocabulary;
begin
  select
    array_agg(distinct parts.type) filter (where pg_type.oid = any (
      array['date', 'time', 'timetz', 'timestamp', 'timestamptz']::regtype[]
    )),
    array_agg(distinct parts.type) filter (where pg_type.typcategory in ('S', 'X')),
    array_agg(distinct parts.type) filter (where pg_type.typname = 'hstore' or pg_type.oid = any (
      array['json', 'jsonb', 'xml', 'cstring', 'record']::regtype[]
    )),
    array_agg(distinct parts.type) filter (where pg_type.oid = any (array[
      'regproc', 'regprocedure', 'regoper', 'regoperator', 'regclass', 'regtype', 'regrole', 'regnamespace', 'regconfig',
      'regdictionary', 'regcollation'
    ]::regtype[]))
  into v_vocabulary.times, v_vocabulary.texts, v_vocabulary.documents, v_vocabulary.names
  from dashboard_refresh._types_within(types || array['text', 'json']::regtype[]::oid[]) as parts
  join pg_catalog.pg_type on pg_type.oid = parts.part;

  select
    array_agg(pg_proc.oid) filter (where
      -- What initdb made and is immutable is so.
      (pg_proc.oid >= 16384 or pg_proc.provolatile <> 'i' or pg_proc.prokind <> 'f')
      and (dashboard_refresh._function_obstacle(pg_proc.oid)).reason is not null
    ),
    array_agg(pg_proc.oid) filter (where
      case
        -- A format has no word for now; the text of the last is the name of a time zone.
        when pg_proc.oid < 16384 then pg_proc.proname in ('to_date', 'to_timestamp', 'make_timestamptz')
        -- Judged by its body.
        else pg_proc.prosqlbody is not null or dashboard_refresh._readable_body(pg_proc) is not null
      end
    ),
    array_agg(pg_proc.oid) filter (where dashboard_refresh._is_text_search(pg_proc.oid))
  into v_vocabulary.untrusted, v_vocabulary.read_by_format, v_vocabulary.text_search
  from pg_catalog.pg_proc
  where pg_proc.oid = any (functions);

  return v_vocabulary;
end;
$$;
comment on function dashboard_refresh._vocabulary(oid[], oid[]) is
  'What there is to know of these types and functions.';
