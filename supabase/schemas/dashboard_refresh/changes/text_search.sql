/* Text search, and other objects that a query names by a constant. */

create or replace function dashboard_refresh._is_text_search(function oid)
returns boolean language sql stable
set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from pg_catalog.pg_proc
    where pg_proc.oid = _is_text_search.function
      and (
        pg_proc.proargtypes::oid[] && array['regconfig', 'regdictionary']::regtype[]::oid[]
        or (pg_proc.oid < 16384 and pg_proc.proname ~ '(to_tsvector|to_tsquery|ts_headline|^ts_match_t[tq])$')
        or dashboard_refresh._is_unaccent(pg_proc)
      )
  );
$$;
comment on function dashboard_refresh._is_text_search(oid) is
  'True for a function whose result depends on a text search configuration or dictionary, named or the default.';

create or replace function dashboard_refresh._datum_bytes(datum text)
returns bytea language sql immutable
set search_path = pg_catalog, pg_temp as $$
  -- "4 [ -114 51 0 0 0 0 0 0 ]": a length, and signed bytes (outDatum in outfuncs.c).
  select decode(string_agg(lpad(to_hex((bytes.byte::integer + 256) % 256), 2, '0'), '' order by bytes.position), 'hex')
  from string_to_table(trim(substring(datum from '\[(.*)\]')), ' ') with ordinality as bytes (byte, position);
$$;
comment on function dashboard_refresh._datum_bytes(text) is 'The bytes of a constant, given as a node tree writes them.';

create or replace function dashboard_refresh._constants(nodes jsonb[], type regtype)
returns oid[] language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select array(
    select distinct (
      select sum(get_byte(dashboard_refresh._datum_bytes(nodes.node ->> 'constvalue'), byte) * (256 ^ byte))::bigint::oid
      from generate_series(0, 3) as positions (byte)
    )
    from unnest(_constants.nodes) as nodes (node)
    where nodes.node ->> 'node' = 'CONST'
      and nodes.node ->> 'consttype' = _constants.type::oid::text
      and nodes.node ->> 'constvalue' is not null
  );
$$;
comment on function dashboard_refresh._constants(jsonb[], regtype) is
  'The constants of this type, which is an oid with a name as regconfig is, among these nodes of a query. Reads their bytes '
  'as a little-endian machine writes them, which all of Supabase''s are.';

create or replace function dashboard_refresh._setting_asked_for(call jsonb)
returns text language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
declare
  v_name constant jsonb := call -> 'args' -> 0;
begin
  -- current_setting, in its two forms.
  if coalesce(call ->> 'funcid', '') not in ('2077', '3294')
    or v_name ->> 'node' <> 'CONST'
    or v_name ->> 'constvalue' is null
  then
    return null;
  end if;

  -- Of a text, the first four bytes are its length.
  return convert_from(substr(dashboard_refresh._datum_bytes(v_name ->> 'constvalue'), 5), 'UTF8');
end;
$$;
comment on function dashboard_refresh._setting_asked_for(jsonb) is
  'The session setting that a call of current_setting, given as a node, asks for; null where its name is not written out, '
  'and for any other node.';
