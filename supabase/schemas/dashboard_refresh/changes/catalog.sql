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

create or replace function dashboard_refresh._common_rows_text(watched dashboard_refresh.watched)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp
-- Planned once a session, see _fingerprint.
set plan_cache_mode = force_generic_plan
as $$
begin
  case watched.catalog
    -- A refresh changes the row of the view itself, and create index that of a source: these columns say what counts.
    when 'pg_class'::regclass then return (
      select string_agg(
        concat_ws(
          ':', oid, relowner, relkind, relam, relacl, reloptions, relrowsecurity, relforcerowsecurity
        ),
        ',' order by oid
      )
      from pg_catalog.pg_class where oid = any (watched.objects)
    );
    -- A transaction that changes a row twice leaves the same xmin in another place.
    when 'pg_rewrite'::regclass then return (
      select string_agg(concat_ws(':', xmin, ctid), ',' order by ctid)
      from pg_catalog.pg_rewrite where ev_class = any (watched.objects)
    );
    when 'pg_attribute'::regclass then return (
      select string_agg(concat_ws(':', xmin, ctid), ',' order by ctid)
      from pg_catalog.pg_attribute where attrelid = any (watched.objects)
    );
    when 'pg_inherits'::regclass then return (
      select string_agg(concat_ws(':', xmin, ctid), ',' order by ctid)
      from pg_catalog.pg_inherits where inhparent = any (watched.objects)
    );
    when 'pg_namespace'::regclass then return (
      select string_agg(concat_ws(':', xmin, ctid), ',' order by ctid)
      from pg_catalog.pg_namespace where oid = any (watched.objects)
    );
    else raise case_not_found using message = format('%s is not a catalog that every view depends on', watched.catalog);
  end case;
end;
$$;
comment on function dashboard_refresh._common_rows_text(dashboard_refresh.watched) is
  'As _rows_text, for the catalogs that every view depends on. Any other is an error.';

create or replace function dashboard_refresh._rows_text(watched dashboard_refresh.watched)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_is_of_roles constant boolean := watched.catalog = 'pg_roles'::regclass;
  v_text text;
begin
  -- A view has no place for its rows, hence columns.
  execute format(
    'select string_agg(concat_ws('':'', %s), '','' order by %s) from pg_catalog.%s where %I = any ($1)',
    case when v_is_of_roles then 'oid, rolsuper, rolbypassrls, rolinherit' else 'xmin, ctid' end,
    case when v_is_of_roles then 'oid' else 'ctid' end,
    watched.catalog,
    watched.key
  )
  using watched.objects
  into v_text;

  return v_text;
end;
$$;
comment on function dashboard_refresh._rows_text(dashboard_refresh.watched) is
  'The rows of a catalog that are watched, as text that changes when one of them does.';

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
    v_rows := case
      -- What every view has: plans that are kept. The others are few, and of rare views.
      when v_watched.catalog in (
        'pg_class'::regclass, 'pg_rewrite'::regclass, 'pg_attribute'::regclass, 'pg_inherits'::regclass,
        'pg_namespace'::regclass
      )
        then dashboard_refresh._common_rows_text(v_watched)
      else dashboard_refresh._rows_text(v_watched)
    end;
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
