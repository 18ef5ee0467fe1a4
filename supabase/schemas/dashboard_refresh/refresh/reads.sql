/* What a refresh reads, and with whose rights. */

create or replace function dashboard_refresh._read_relations(relation oid)
returns setof dashboard_refresh.read_relation language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  with recursive reads (reader, relation, role) as (
    select null::oid, pg_class.oid, pg_class.relowner
    from pg_catalog.pg_class
    where pg_class.oid = _read_relations.relation
    union
    select
      reader.oid,
      child.oid,
      -- The owner of the view that names a relation must be allowed to read it; with security_invoker it is the role that
      -- runs the query, at any depth.
      case
        when reader.relkind = 'v' and exists (
          select from pg_options_to_table(reader.reloptions) as option
          where option.option_name = 'security_invoker' and option.option_value::boolean
        ) then viewed.relowner
        else reader.relowner
      end
    from reads
    join pg_catalog.pg_class as viewed on viewed.oid = _read_relations.relation
    join pg_catalog.pg_class as reader on reader.oid = reads.relation
    join pg_catalog.pg_rewrite on pg_rewrite.ev_class = reader.oid and pg_rewrite.rulename = '_RETURN'
    -- From the node tree and not from pg_depend, which does not list the system catalogs.
    cross join lateral regexp_matches(pg_rewrite.ev_action::text, ':relid (\d+)', 'g') as matches (match)
    join pg_catalog.pg_class as child on child.oid = matches.match[1]::oid and child.oid <> reader.oid
    where reader.relkind = 'v' or reader.oid = _read_relations.relation
  )
  select reads.reader, reads.relation, reads.role from reads where reads.reader is not null;
end;
$$;
comment on function dashboard_refresh._read_relations(oid) is
  'The relations that a materialized view reads, directly and through plain views, which are among them; each with the '
  'view that names it and the role whose rights count.';
