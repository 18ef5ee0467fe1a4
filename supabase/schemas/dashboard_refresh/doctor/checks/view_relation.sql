/* Checks of the materialized view itself: privileges, indexes, readers, vacuum and statistics. */

create or replace function dashboard_refresh._missing_results(relation oid, is_temporary boolean)
returns setof dashboard_refresh.check_result language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select
    'error',
    format('%s, which %s, has no %s on %s.', pg_get_userbyid(missing.role), missing.role_is, missing.privilege,
      missing.object),
    case when missing.remedy ~ '^as ' then 'text' else 'sql' end,
    missing.remedy
  from (
    select * from dashboard_refresh._missing_on_others(relation) as others
    where (others.privilege = 'TEMPORARY') = is_temporary
    union
    select * from dashboard_refresh._missing_on_relations(relation) where not is_temporary
    union
    select * from dashboard_refresh._missing_on_functions(relation) where not is_temporary
  ) as missing
  order by missing.object, missing.privilege;
end;
$$;
comment on function dashboard_refresh._missing_results(oid, boolean) is
  'The privileges that a refresh of the materialized view lacks, as findings: that for temporary tables, or the others.';

create or replace function dashboard_refresh._check_view_temp(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  examined dashboard_refresh.examination
)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if view."concurrently" <> 'never' then
    return query select * from dashboard_refresh._missing_results(dashboard_refresh._relation_oid(view), true);
  end if;
end;
$$;
comment on function dashboard_refresh._check_view_temp(
  dashboard_refresh.views, dashboard_refresh.view_state, dashboard_refresh.examination
) is
  'Check: the owner of the view may make temporary tables, as a concurrent refresh does.';

create or replace function dashboard_refresh._check_view_privileges(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  examined dashboard_refresh.examination
)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return query select * from dashboard_refresh._missing_results(dashboard_refresh._relation_oid(view), false);
end;
$$;
comment on function dashboard_refresh._check_view_privileges(
  dashboard_refresh.views, dashboard_refresh.view_state, dashboard_refresh.examination
) is
  'Check: the owner of the view may read the relations and call the functions of its query.';

create or replace function dashboard_refresh._key_statement(view dashboard_refresh.views)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  -- From the planner's statistics, since looking at the rows would cost a scan: each value once, and no null.
  return (
    select format('create unique index on %I.%I (%I);', view.schema_name, view.view_name, pg_stats.attname)
    from pg_catalog.pg_stats
    join pg_catalog.pg_attribute
      on pg_attribute.attrelid = dashboard_refresh._relation_oid(view) and pg_attribute.attname = pg_stats.attname
    where pg_stats.schemaname = view.schema_name
      and pg_stats.tablename = view.view_name
      and pg_stats.n_distinct = -1
      and pg_stats.null_frac = 0
    order by pg_attribute.attnum
    limit 1
  );
end;
$$;
comment on function dashboard_refresh._key_statement(dashboard_refresh.views) is
  'The statement that makes a unique index on a column that is a key by the planner''s statistics; null where there is none.';

create or replace function dashboard_refresh._check_view_index(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  examined dashboard_refresh.examination
)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select 'warning',
    format('The index %s is invalid, as one whose CREATE INDEX CONCURRENTLY failed: it is kept up and used by nobody.',
      pg_index.indexrelid::regclass),
    'sql',
    format('reindex index %s;', pg_index.indexrelid::regclass)
  from pg_catalog.pg_index
  where pg_index.indrelid = dashboard_refresh._relation_oid(view) and not pg_index.indisvalid
  order by pg_index.indexrelid::regclass::text;
end;
$$;
comment on function dashboard_refresh._check_view_index(
  dashboard_refresh.views, dashboard_refresh.view_state, dashboard_refresh.examination
) is
  'Check: no index of the view is invalid.';
