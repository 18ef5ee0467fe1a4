begin;
\ir ../support/fixture.psql
select plan(17);

delete from vault.secrets where name in ('refresh_dashboard_alert_url', 'refresh_dashboard_alert_secret', 'refresh_dashboard_trigger_secret');
create function pg_temp.alert() returns dashboard_refresh.alerts language sql as $$
  select alerts from dashboard_refresh.alerts order by created_at desc limit 1
$$;
create function pg_temp.deliver(minutes integer) returns void language sql as $$
  select dashboard_refresh._deliver_alerts(clock_timestamp() + minutes * interval '1 minute')
$$;
-- In place of pg_net's worker, which does not see what is not committed.
create function pg_temp.answer(status integer) returns void language sql as $$
  insert into net._http_response (id, status_code, timed_out) values ((pg_temp.alert()).http_request_id, status, false)
$$;
create function pg_temp.fail() returns void language plpgsql as $$
begin
  perform dashboard_refresh._open_alert(views, 'failing', clock_timestamp()) from dashboard_refresh.views;
end;
$$;

select pg_temp.fail() \g /dev/null
select pg_temp.deliver(0) \g /dev/null
select results_eq(
  $$select (pg_temp.alert()).status, (pg_temp.alert()).error_message$$,
  $$values ('unsent', 'Vault has no refresh_dashboard_alert_url')$$,
  'without a webhook an alert is kept as unsent'
);
select throws_ok(
  $$select dashboard_refresh.test_alert()$$, 'DR012', null,
  'without a webhook a test alert is an error'
);

select vault.create_secret('http://127.0.0.1:9/hook', 'refresh_dashboard_alert_url') \g /dev/null
select pg_temp.deliver(1) \g /dev/null
select is((pg_temp.alert()).status, 'unsent', 'a webhook that is configured later does not get what is past');

update dashboard_refresh.view_state set open_alerts = '{}' where true;
select pg_temp.fail() \g /dev/null
select pg_temp.deliver(0) \g /dev/null
select is((pg_temp.alert()).status, 'sent', 'with a webhook an alert is handed to pg_net');
select is(
  (select url from net.http_request_queue where id = (pg_temp.alert()).http_request_id), 'http://127.0.0.1:9/hook',
  'an alert goes to the URL in Vault'
);
select is(
  (select headers ? 'webhook-signature' from net.http_request_queue where id = (pg_temp.alert()).http_request_id), false,
  'without a secret an alert is unsigned'
);

select pg_temp.answer(500) \g /dev/null
select pg_temp.deliver(0) \g /dev/null
select results_eq(
  $$select (pg_temp.alert()).status, (pg_temp.alert()).error_message$$,
  $$values ('pending', 'the webhook answered 500')$$,
  'a refusal by the webhook is recorded'
);
select ok(
  (dashboard_refresh.status() -> 'problems')::jsonb @> '[{"code": "alert_undelivered"}]', 'status reports an alert that was refused'
);
select pg_temp.deliver(2) \g /dev/null
select is((pg_temp.alert()).attempts, 2, 'an alert that was refused is sent again');
select pg_temp.deliver(3) \g /dev/null
select is((pg_temp.alert()).status, 'sent', 'an alert that waits for its answer stays sent');
select pg_temp.deliver(5) \g /dev/null
select is((pg_temp.alert()).status, 'pending', 'without an answer after two minutes an alert is to be sent again');
select pg_temp.deliver(10) \g /dev/null
select pg_temp.answer(204) \g /dev/null
select pg_temp.deliver(11) \g /dev/null
select is((pg_temp.alert()).status, 'delivered', 'any 2xx is a delivery');
select ok(
  not (dashboard_refresh.status() -> 'problems')::jsonb @> '[{"code": "alert_undelivered"}]',
  'an alert that was delivered ends the problem'
);

update dashboard_refresh.alerts set status = 'sent', finished_at = null, attempts = 10, http_request_id = -1 where status = 'delivered';
select pg_temp.deliver(60) \g /dev/null
select is((pg_temp.alert()).status, 'failed', 'after the tenth attempt an alert is given up');

select vault.create_secret('whsec_' || encode(decode(repeat('ab', 32), 'hex'), 'base64'), 'refresh_dashboard_alert_secret') \g /dev/null
select dashboard_refresh.test_alert() as test_id \gset
select results_eq(
  format($$
    select
      headers ->> 'webhook-id',
      headers ->> 'webhook-signature' = dashboard_refresh._sign(
        'whsec_' || encode(decode(repeat('ab', 32), 'hex'), 'base64'),
        headers ->> 'webhook-id', (headers ->> 'webhook-timestamp')::bigint, convert_from(body, 'UTF8')
      )
    from net.http_request_queue
    join dashboard_refresh.alerts on alerts.http_request_id = http_request_queue.id
    where alerts.id = %L
  $$, :'test_id'),
  format($$values ('alert_%s', true)$$, :'test_id'),
  'a test is signed with the secret of the alerts, as Standard Webhooks asks'
);

insert into dashboard_refresh.alerts (view_id, kind, summary, facts, created_at, next_attempt_at)
select id, 'failing', e'invalid input: "@everyone <!channel> & co"\nsecond line', '{}', now(), now() from dashboard_refresh.views;
select is(
  (select dashboard_refresh._alert_body(alerts) ->> 'text' from dashboard_refresh.alerts where summary like 'invalid%'),
  'invalid input: "@' || chr(8203) || 'everyone &lt;!channel&gt; &amp; co" second line',
  'what a message quotes addresses nobody on Slack'
);
select is(
  (select dashboard_refresh._alert_body(alerts) #> '{allowed_mentions,parse}' from dashboard_refresh.alerts where summary like 'invalid%'),
  '[]'::jsonb,
  'what a message quotes addresses nobody on Discord'
);

select * from finish();
rollback;
