/* Checks of pg_net: installed, at work, and not used against us. */

create or replace function dashboard_refresh._check_net_installed(examined dashboard_refresh.examination)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if to_regprocedure('net.http_post(text, jsonb, jsonb, jsonb, integer)') is null then
    return next ('error', 'pg_net is not installed, so that nothing can be sent; refreshes run in the database.', 'sql',
      'create extension if not exists pg_net with schema extensions;')::dashboard_refresh.check_result;
  end if;
end;
$$;
comment on function dashboard_refresh._check_net_installed(dashboard_refresh.examination) is 'Check: pg_net is installed.';

create or replace function dashboard_refresh._check_net_worker(examined dashboard_refresh.examination)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  -- Versions of long ago have no such function.
  if to_regprocedure('net.check_worker_is_up()') is not null then
    perform net.check_worker_is_up();
  end if;
exception
  when assert_failure or others then
    return next ('error', 'The worker of pg_net is not up, so that nothing is sent.', 'sql', 'select net.worker_restart();'
    )::dashboard_refresh.check_result;
end;
$$;
comment on function dashboard_refresh._check_net_worker(dashboard_refresh.examination) is 'Check: pg_net''s worker runs.';

create or replace function dashboard_refresh._check_net_backlog(examined dashboard_refresh.examination)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_waiting bigint;
begin
  -- As many as make the point.
  select count(*) into v_waiting from (select from net.http_request_queue limit 1001) as waiting;

  if v_waiting >= 500 then
    return next ('warning',
      format('%s requests wait in the queue of pg_net, which all webhooks of the project share: ours come late.',
        case when v_waiting > 1000 then 'More than 1000' else v_waiting::text end),
      'sql', 'select net.worker_restart();')::dashboard_refresh.check_result;
  end if;
end;
$$;
comment on function dashboard_refresh._check_net_backlog(dashboard_refresh.examination) is
  'Check: fewer than 500 requests wait in pg_net''s queue.';

create or replace function dashboard_refresh._check_net_queue_trigger(examined dashboard_refresh.examination)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select 'error',
    format('net.http_request_queue has a trigger, %s, which would run with the rights of whoever sends: nothing is sent.',
      pg_trigger.tgname),
    'text',
    dashboard_refresh._as_owner(
      pg_class.relowner, format('drop trigger %I on net.http_request_queue;', pg_trigger.tgname)
    )
  from pg_catalog.pg_trigger
  join pg_catalog.pg_class on pg_class.oid = pg_trigger.tgrelid
  where pg_trigger.tgrelid = to_regclass('net.http_request_queue') and not pg_trigger.tgisinternal
  order by pg_trigger.tgname;
end;
$$;
comment on function dashboard_refresh._check_net_queue_trigger(dashboard_refresh.examination) is
  'Check: nobody has put a trigger on pg_net''s queue.';

create or replace function dashboard_refresh._check_net_log(examined dashboard_refresh.examination)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_oldest timestamptz;
begin
  select min(_http_response.created) into v_oldest from net._http_response;

  -- It keeps them for hours (pg_net.ttl), and removes a batch whenever it is awake.
  if v_oldest < examined.at - interval '3 days' then
    return next ('warning',
      format('pg_net keeps answers since %s and should have removed them: its worker is down, or has too much to do.',
        date_trunc('second', v_oldest)),
      'sql', 'delete from net._http_response where created < now() - interval ''1 day'';'
    )::dashboard_refresh.check_result;
  end if;
end;
$$;
comment on function dashboard_refresh._check_net_log(dashboard_refresh.examination) is
  'Check: pg_net removes its old answers.';
