/* What is measured just now. A value that is null is not known, and is left out. */

create or replace function dashboard_refresh._database_samples(scheduler dashboard_refresh.scheduler, is_read_only boolean)
returns table (name text, labels text[], value numeric) language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  values
    ('database_info', array[dashboard_refresh.version()], 1::numeric),
    ('database_clock_timestamp_seconds', '{}', extract(epoch from clock_timestamp())),
    ('read_only', '{}', is_read_only::integer),
    ('managed_views', '{}', (select count(*) from dashboard_refresh.views)),
    ('unmanaged_views', '{}', dashboard_refresh._count_unmanaged()),
    ('scheduler_alive', '{}', scheduler.is_alive::integer),
    ('scheduler_last_fired_timestamp_seconds', '{}', extract(epoch from scheduler.last_fired_at)),
    (
      'watchdog_last_success_timestamp_seconds', '{}',
      extract(epoch from (dashboard_refresh._last_watchdog_firing('succeeded')).end_time)
    ),
    ('watchdog_failing_duties', '{}', (select count(*) from dashboard_refresh.duty_failures)),
    (
      'alerts_undelivered', '{}',
      (
        select count(*)
        from dashboard_refresh.views
        where dashboard_refresh._is_undelivered(dashboard_refresh._last_tried_alert(views.id))
      )
    );
end;
$$;
comment on function dashboard_refresh._database_samples(dashboard_refresh.scheduler, boolean) is
  'The samples of the metrics that belong to no view (see _metric_definitions).';

create or replace function dashboard_refresh._count_unmanaged()
returns bigint language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select count(*)
    from pg_catalog.pg_class
    join pg_catalog.pg_namespace on pg_namespace.oid = pg_class.relnamespace
    where pg_class.relkind = 'm'
      and not exists (
        select from dashboard_refresh.views
        where (views.schema_name = pg_namespace.nspname and views.view_name = pg_class.relname)
          or views.relation_oid = pg_class.oid
      )
      -- Another session's own.
      and pg_class.relpersistence <> 't'
  );
end;
$$;
comment on function dashboard_refresh._count_unmanaged() is 'How many materialized views of this database are not managed.';
