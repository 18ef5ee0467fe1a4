/*
What the release is made of, by what every version of PostgreSQL says of it in the same words: no deparsed expressions in
the hashes, so that an upgrade of the server changes none of them.

Not the function version, which an upgrade makes last, and not privileges, which schema_privileges looks at.
*/

create or replace function dashboard_refresh._routine_objects(with_definitions boolean)
returns setof dashboard_refresh.release_object language sql stable
set search_path = pg_catalog, pg_temp as $$
  select
    'function',
    pg_proc.oid::regprocedure::text,
    md5(concat_ws(
      '|', pg_proc.prosrc, pg_language.lanname, pg_proc.prokind, pg_proc.prosecdef, pg_proc.provolatile, pg_proc.proisstrict,
      pg_proc.proretset, pg_proc.prorettype::regtype, pg_proc.proconfig::text, pg_proc.proargnames::text, pg_proc.pronargdefaults
    )),
    case when with_definitions then pg_get_functiondef(pg_proc.oid) || ';' end
  from pg_catalog.pg_proc
  join pg_catalog.pg_language on pg_language.oid = pg_proc.prolang
  where pg_proc.prokind in ('f', 'p')
    and (
      pg_proc.pronamespace = 'dashboard_refresh'::regnamespace and pg_proc.proname <> 'version'
      or pg_proc.pronamespace = 'public'::regnamespace
        and pg_proc.proname ~ '_dashboard_refresh|^dashboard_freshness$'
        -- A function of others with such a name is none of ours.
        and pg_proc.proowner = (
          select pg_namespace.nspowner from pg_catalog.pg_namespace where pg_namespace.nspname = 'dashboard_refresh'
        )
    );
$$;
comment on function dashboard_refresh._routine_objects(boolean) is 'The functions that are there, as rows of release_objects.';

create or replace function dashboard_refresh._relation_objects(with_definitions boolean)
returns setof dashboard_refresh.release_object language sql stable
set search_path = pg_catalog, pg_temp as $$
  select
    case pg_class.relkind when 'v' then 'view' when 'S' then 'sequence' when 'c' then 'type' else 'table' end,
    pg_class.oid::regclass::text,
    md5(concat_ws('|', pg_class.relkind, pg_class.relrowsecurity, case when pg_class.relkind in ('v', 'c') then (
      select string_agg(
        pg_attribute.attname || ' ' || format_type(pg_attribute.atttypid, pg_attribute.atttypmod), ',' order by pg_attribute.attnum
      )
      from pg_catalog.pg_attribute
      where pg_attribute.attrelid = pg_class.oid and pg_attribute.attnum > 0 and not pg_attribute.attisdropped
    ) end)),
    case
      when not with_definitions then null
      when pg_class.relkind = 'v' then
        format('create or replace view %s as %s', pg_class.oid::regclass, pg_get_viewdef(pg_class.oid))
      when pg_class.relkind = 'r' then format('alter table %s enable row level security;', pg_class.oid::regclass)
    end
  from pg_catalog.pg_class
  where pg_class.relnamespace = 'dashboard_refresh'::regnamespace
    and pg_class.relkind in ('r', 'v', 'S', 'c')
    -- That of an identity column belongs to the column.
    and not exists (
      select from pg_catalog.pg_depend
      where pg_depend.classid = 'pg_catalog.pg_class'::regclass and pg_depend.objid = pg_class.oid
        and pg_depend.deptype = 'i' and pg_class.relkind = 'S'
    );
$$;
comment on function dashboard_refresh._relation_objects(boolean) is
  'The tables, views, sequences and types that are there, as rows of release_objects.';

create or replace function dashboard_refresh._table_part_objects(with_definitions boolean)
returns setof dashboard_refresh.release_object language sql stable
set search_path = pg_catalog, pg_temp as $$
  select 'column', format('%s.%I', pg_class.oid::regclass, pg_attribute.attname),
    md5(concat_ws('|', format_type(pg_attribute.atttypid, pg_attribute.atttypmod), pg_attribute.attnotnull,
      pg_attribute.atthasdef, pg_attribute.attidentity)),
    null
  from pg_catalog.pg_class
  join pg_catalog.pg_attribute on pg_attribute.attrelid = pg_class.oid
  where pg_class.relnamespace = 'dashboard_refresh'::regnamespace
    and pg_class.relkind = 'r' and pg_attribute.attnum > 0 and not pg_attribute.attisdropped
  union all
  select 'constraint', format('%I on %s', pg_constraint.conname, pg_class.oid::regclass),
    md5(concat_ws('|', pg_constraint.contype, pg_constraint.convalidated, (
      select string_agg(pg_attribute.attname, ',' order by pg_attribute.attname)
      from pg_catalog.pg_attribute
      where pg_attribute.attrelid = pg_class.oid and pg_attribute.attnum = any (pg_constraint.conkey)
    ))),
    case when with_definitions then
      format('alter table %1$s drop constraint if exists %2$I; alter table %1$s add constraint %2$I %3$s;',
        pg_class.oid::regclass, pg_constraint.conname, pg_get_constraintdef(pg_constraint.oid))
    end
  from pg_catalog.pg_constraint
  join pg_catalog.pg_class on pg_class.oid = pg_constraint.conrelid
  -- From 18 on, not null is one too.
  where pg_class.relnamespace = 'dashboard_refresh'::regnamespace and pg_constraint.contype in ('c', 'f', 'p', 'u')
  union all
  select 'index', pg_class.oid::regclass::text,
    md5(concat_ws('|', pg_index.indisunique, pg_index.indisvalid, pg_index.indpred is null, (
      select string_agg(coalesce(pg_attribute.attname, '(expression)'), ',' order by keys.position)
      from unnest(pg_index.indkey::smallint[]) with ordinality as keys (attnum, position)
      left join pg_catalog.pg_attribute
        on pg_attribute.attrelid = pg_index.indrelid and pg_attribute.attnum = keys.attnum and keys.attnum > 0
    ))),
    case when with_definitions then
      format('drop index if exists %s; %s;', pg_class.oid::regclass, pg_get_indexdef(pg_class.oid))
    end
  from pg_catalog.pg_index
  join pg_catalog.pg_class on pg_class.oid = pg_index.indexrelid
  where pg_class.relnamespace = 'dashboard_refresh'::regnamespace
    and not exists (select from pg_catalog.pg_constraint where pg_constraint.conindid = pg_class.oid and pg_constraint.contype in ('p', 'u'));
$$;
comment on function dashboard_refresh._table_part_objects(boolean) is
  'The columns, constraints and indexes of the tables that are there, as rows of release_objects.';

create or replace function dashboard_refresh._objects(with_definitions boolean)
returns setof dashboard_refresh.release_object language sql stable
set search_path = pg_catalog, pg_temp as $$
  select * from dashboard_refresh._routine_objects(with_definitions)
  union all
  select * from dashboard_refresh._relation_objects(with_definitions)
  union all
  select * from dashboard_refresh._table_part_objects(with_definitions);
$$;
comment on function dashboard_refresh._objects(boolean) is
  'What is there of the product now: kind, name, a hash, and (with_definitions) the statements that make it again, which '
  'takes longer.';
