/* Checks of what is around the views: duties, views that nobody manages, what is kept, and the last loop test. */

create or replace function dashboard_refresh._check_watchdog_duties(examined dashboard_refresh.examination)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select 'error',
    format('A duty of the watchdog, %s, fails since %s: %s',
      concat_ws(' of ', duty_failures.duty, views.view), date_trunc('second', duty_failures.since),
      duty_failures.error_message),
    'text',
    'Its other duties go on. See the server''s log at that time, and what schema_drift found.'
  from dashboard_refresh.duty_failures
  left join dashboard_refresh.views on views.id = duty_failures.view_id
  order by duty_failures.since;
end;
$$;
comment on function dashboard_refresh._check_watchdog_duties(dashboard_refresh.examination) is
  'Check: no duty of the watchdog fails.';

create or replace function dashboard_refresh._check_unmanaged_views(examined dashboard_refresh.examination)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select 'warning',
    format('Nobody manages %s: %s is as old as its last refresh by hand.', pg_class.oid::regclass,
      case when pg_class.relispopulated then 'its data' else 'it has no data, and' end),
    'sql',
    format('select dashboard_refresh.manage(%L);', format('%I.%I', pg_namespace.nspname, pg_class.relname))
  from pg_catalog.pg_class
  join pg_catalog.pg_namespace on pg_namespace.oid = pg_class.relnamespace
  where pg_class.relkind = 'm'
    and pg_namespace.nspname not in ('pg_catalog', 'information_schema', 'dashboard_refresh')
    and pg_namespace.nspname not like 'pg\_%'
    -- Not what an extension brought along.
    and not exists (
      select from pg_catalog.pg_depend
      where pg_depend.classid = 'pg_catalog.pg_class'::regclass and pg_depend.objid = pg_class.oid
        and pg_depend.deptype = 'e'
    )
    and not exists (
      select from dashboard_refresh.views
      where (views.schema_name, views.view_name) = (pg_namespace.nspname, pg_class.relname)
        or views.relation_oid = pg_class.oid
    )
  order by pg_class.oid::regclass::text
  limit 20;
end;
$$;
comment on function dashboard_refresh._check_unmanaged_views(dashboard_refresh.examination) is
  'Check: every materialized view of the database is managed.';

create or replace function dashboard_refresh._check_ledger_kept(examined dashboard_refresh.examination)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if exists (
    select from dashboard_refresh.runs
    where runs.finished_at < examined.at - dashboard_refresh._retention() - interval '1 day'
  ) then
    return next (
      'warning',
      format('The ledger has runs that ended more than %s ago: the watchdog has not removed what is old.',
        dashboard_refresh._retention()),
      'sql', 'select dashboard_refresh._delete_expired(now());'
    )::dashboard_refresh.check_result;
  end if;
end;
$$;
comment on function dashboard_refresh._check_ledger_kept(dashboard_refresh.examination) is
  'Check: the watchdog removes what is old from the ledger.';

create or replace function dashboard_refresh._check_loop(examined dashboard_refresh.examination)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_loop dashboard_refresh.doctor_loops;
begin
  select * into v_loop
  from dashboard_refresh.doctor_loops
  where doctor_loops.finished_at is not null
  order by doctor_loops.started_at desc
  limit 1;

  if not found then
    return next ('skipped', 'No loop test has ended yet. Start one with: refresh-dashboard doctor --loop', null, null
    )::dashboard_refresh.check_result;
  elsif v_loop.missing is not null then
    return query
    select 'error',
      format('The last loop test, of %s, got no further than the leg before %s: %s.', date_trunc('second', v_loop.started_at),
        v_loop.missing, v_loop.why),
      hinted.kind, hinted.repair
    from dashboard_refresh._repair_of_hint(v_loop.hint) as hinted;
  else
    return next ('ok', format('The last loop test, of %s, was complete after %s s.', date_trunc('second', v_loop.started_at),
      round(extract(epoch from v_loop.finished_at - v_loop.started_at), 1)), null, null)::dashboard_refresh.check_result;
  end if;
end;
$$;
comment on function dashboard_refresh._check_loop(dashboard_refresh.examination) is
  'Check: the last loop test that ended was complete.';
