begin;
\ir ../support/fixture.psql
select plan(12);

-- Without an Edge Function, so that they go straight to the webhook.
delete from vault.secrets where name = 'project_url';
select vault.create_secret('http://127.0.0.1:9/hook', 'refresh_dashboard_alert_url')
where not exists (select from vault.secrets where name = 'refresh_dashboard_alert_url') \g /dev/null
select public.test_dashboard_refresh_alert() ->> 'id' as alert_id \gset

create function pg_temp.read(alert_id uuid) returns text language sql as $$
  select concat_ws(' ', answer ->> 'status', answer ->> 'error', answer ->> 'finished_at' is not null)
  from public.read_dashboard_refresh_alert(alert_id) as answer
$$;
create function pg_temp.answer(code integer, error text) returns void language sql as $$
  delete from net._http_response where id = (select http_request_id from dashboard_refresh.alerts);
  insert into net._http_response (id, status_code, error_msg, timed_out)
  select http_request_id, code, error, false from dashboard_refresh.alerts;
$$;
create temporary view versions as select alerts, ctid::text as place, xmin::text as writer, cmin::text as command from dashboard_refresh.alerts;
create temporary table before as table versions;

select is(pg_temp.read(:'alert_id'), 'sent f', 'without an answer the alert is shown as sent');
select results_eq('table versions', 'table before', 'reading an alert that was sent leaves its row as it was');

select pg_temp.answer(204, null) \g /dev/null
select is(pg_temp.read(:'alert_id'), 'delivered t', 'what the webhook has answered is shown at once');
select results_eq('table versions', 'table before', 'an answer that was shown is not written down');

select pg_temp.answer(500, null) \g /dev/null
select is(pg_temp.read(:'alert_id'), 'failed the webhook answered 500 t', 'a refusal by the webhook is shown at once');
select pg_temp.answer(null, 'could not connect') \g /dev/null
select is(
  pg_temp.read(:'alert_id'), 'failed the request failed: could not connect t',
  'a request that failed is shown at once'
);
select results_eq('table versions', 'table before', 'neither the refusal nor the failure is written down');

-- For one that is tried again there is a next time.
update dashboard_refresh.alerts
set kind = 'failing', view_id = (select id from dashboard_refresh.views)
where true;
truncate before;
insert into before table versions;
select results_eq(
  format($$
    select it ->> 'status', (it ->> 'next_attempt_at')::timestamptz > clock_timestamp()
    from public.read_dashboard_refresh_alert(%L) as it
  $$, :'alert_id'),
  $$values ('pending', true)$$,
  'an alert about a view waits for its next attempt'
);
select results_eq('table versions', 'table before', 'the next attempt that was shown is not written down');

select dashboard_refresh._deliver_alerts(clock_timestamp()) \g /dev/null
select is((select status from dashboard_refresh.alerts), 'pending', 'the watchdog writes down the same');

-- Nor does it need the right to write.
select pg_temp.answer(204, null) \g /dev/null
set local transaction_read_only = on;
select lives_ok(
  format('select public.read_dashboard_refresh_alert(%L)', :'alert_id'),
  'an alert can be read in a read-only transaction'
);
select throws_ok(
  $$select public.read_dashboard_refresh_alert('00000000-0000-0000-0000-000000000000')$$, 'DR013',
  'there is no alert 00000000-0000-0000-0000-000000000000', 'reading an alert that does not exist is an error'
);

select * from finish();
rollback;
