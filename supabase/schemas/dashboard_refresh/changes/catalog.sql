/*
Whether catalog rows that a query depends on have changed: a count that costs next to nothing, and a stamp that is exact.

The count is of all changes of the catalogs concerned, whoever made them and to what. While it stands still there is
nothing to compare. It is kept by the same counters as those of the sources, and is late as they are.
*/

create or replace function dashboard_refresh._catalog_changes()
returns bigint language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select sum(
      pg_stat_get_tuples_inserted(catalogs.catalog) + pg_stat_get_xact_tuples_inserted(catalogs.catalog)
      + pg_stat_get_tuples_updated(catalogs.catalog) + pg_stat_get_xact_tuples_updated(catalogs.catalog)
      + pg_stat_get_tuples_deleted(catalogs.catalog) + pg_stat_get_xact_tuples_deleted(catalogs.catalog)
    )
    from unnest(array[
      'pg_aggregate', 'pg_amop', 'pg_amproc', 'pg_attribute', 'pg_auth_members', 'pg_authid', 'pg_cast', 'pg_class',
      'pg_collation', 'pg_constraint', 'pg_enum', 'pg_extension', 'pg_inherits', 'pg_namespace', 'pg_operator', 'pg_proc',
      'pg_range', 'pg_rewrite', 'pg_ts_config', 'pg_ts_config_map', 'pg_ts_dict', 'pg_type'
    ]::regclass[]) as catalogs (catalog)
  );
end;
$$;
comment on function dashboard_refresh._catalog_changes() is
  'How many rows of the catalogs that _watched lists from were inserted, updated and deleted since counting began, as far '
  'as that is reported. Read it before the stamp that it is kept with.';

create or replace function dashboard_refresh._catalog_stamp(watched dashboard_refresh.watched[])
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_watched dashboard_refresh.watched;
  v_rows text;
  v_stamp text := dashboard_refresh.version();
begin
  if watched is null then
    return null;
  end if;

  foreach v_watched in array watched loop
    execute format(
      'select string_agg(concat_ws('':'', %s), '','' order by %s) from pg_catalog.%s where %I = any ($1)',
      case v_watched.catalog
        -- A refresh changes the row of the view itself, and create index that of a source: these columns say what counts.
        when 'pg_class'::regclass
          then 'oid, relowner, relkind, relam, relacl, reloptions, relrowsecurity, relforcerowsecurity'
        when 'pg_roles'::regclass then 'oid, rolsuper, rolbypassrls, rolinherit'
        -- A transaction that changes a row twice leaves the same xmin in another place.
        else 'xmin, ctid'
      end,
      case when v_watched.catalog in ('pg_class'::regclass, 'pg_roles'::regclass) then 'oid' else 'ctid' end,
      v_watched.catalog,
      v_watched.key
    )
    using v_watched.objects
    into v_rows;
    v_stamp := v_stamp || '|' || v_watched.catalog::oid || ' ' || coalesce(v_rows, '');
  end loop;

  return md5(v_stamp);
end;
$$;
comment on function dashboard_refresh._catalog_stamp(dashboard_refresh.watched[]) is
  'A value that changes when one of these catalog rows was changed or removed, or one was added that they would include; '
  'null for null.';

create or replace function dashboard_refresh._relation_stamp(relation oid)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return relation || ':' || coalesce(pg_relation_filenode(relation)::text, '');
end;
$$;
comment on function dashboard_refresh._relation_stamp(oid) is
  'Distinguishes a view from one that was dropped and created again, emptied, or rewritten by others.';
