/* Relations whose changes cannot be seen. */

create or replace function dashboard_refresh._is_row_security_in_force(relation oid, reader oid)
returns boolean language sql stable
set search_path = pg_catalog, pg_temp as $$
  -- As check_enable_rls in rls.c decides.
  select pg_class.relrowsecurity
    and not (pg_roles.rolsuper or pg_roles.rolbypassrls)
    and (pg_class.relforcerowsecurity or not pg_has_role(pg_roles.oid, pg_class.relowner, 'usage'))
  from pg_catalog.pg_class
  cross join pg_catalog.pg_roles
  where pg_class.oid = _is_row_security_in_force.relation and pg_roles.oid = _is_row_security_in_force.reader;
$$;
comment on function dashboard_refresh._is_row_security_in_force(oid, oid) is
  'True when policies decide which rows of the relation a role (reader) sees.';

create or replace function dashboard_refresh._source_obstacle(reads dashboard_refresh.read[])
returns dashboard_refresh.obstacle language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_obstacle dashboard_refresh.obstacle;
begin
  select
    case
      when pg_namespace.nspname in ('pg_catalog', 'information_schema')
        then 'it reads the system catalog, whose changes are not followed'
      when pg_class.relkind = 'f' then 'it reads a foreign table, whose changes are not counted here'
      when pg_class.relkind not in ('r', 'p', 'm') then 'it reads what is no table'
      -- pg_cron's launcher and pg_net's worker never report what they write.
      when pg_namespace.nspname in ('cron', 'net') or pg_extension.extname in ('pg_cron', 'pg_net')
        then 'it reads a table whose writer does not report its changes'
      when pg_class.relkind <> 'p' and pg_am.amname <> 'heap'
        then format('it reads a table of access method %s, which may not report its changes', pg_am.amname)
      else format('row level security decides what %I sees of a table', pg_get_userbyid(reads.reader))
    end,
    pg_class.oid::regclass::text,
    case
      when dashboard_refresh._is_row_security_in_force(pg_class.oid, reads.reader)
        then 'Let a role own the view, and each plain view that it reads, that owns the table or has bypassrls.'
      when pg_class.relkind = 'f' then 'Copy what it needs of it into a table.'
    end
  into v_obstacle
  from unnest(reads) as reads (relation, reader, inh)
  cross join lateral (
    select reads.relation
    union
    select children.relation
    from dashboard_refresh._with_children(array[reads.relation]) as children (relation)
    where reads.inh
  ) as all_sources (relation)
  join pg_catalog.pg_class on pg_class.oid = all_sources.relation
  join pg_catalog.pg_namespace on pg_namespace.oid = pg_class.relnamespace
  left join pg_catalog.pg_am on pg_am.oid = pg_class.relam
  left join pg_catalog.pg_depend
    on pg_depend.classid = 'pg_class'::regclass
    and pg_depend.objid = pg_class.oid
    and pg_depend.refclassid = 'pg_extension'::regclass
    and pg_depend.deptype = 'e'
  left join pg_catalog.pg_extension on pg_extension.oid = pg_depend.refobjid
  where pg_namespace.nspname in ('pg_catalog', 'information_schema', 'cron', 'net')
    or pg_extension.extname in ('pg_cron', 'pg_net')
    or pg_class.relkind not in ('r', 'p', 'm')
    or pg_am.amname <> 'heap'
    -- Of a partition the policies are those of the table through which it is read.
    or (pg_class.oid = reads.relation and dashboard_refresh._is_row_security_in_force(pg_class.oid, reads.reader))
  order by pg_class.oid
  limit 1;

  return v_obstacle;
end;
$$;
comment on function dashboard_refresh._source_obstacle(dashboard_refresh.read[]) is
  'Why changes of one of these relations cannot be seen, and which it is; null when all can be.';
